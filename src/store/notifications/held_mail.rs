//! Mail in the outbox that is held back, because the account it is for has changed since.

use chrono::{DateTime, Utc};
use sqlx::QueryBuilder;
use uuid::Uuid;

use crate::store::notifications::outbox::OutboxRecord;
use crate::store::{Stamp, StoreError, Tx, on_backend, push_list};

/// Holds back the mail that waits for an account, until it is looked at whether it may still get it.
pub async fn hold(tx: &mut Tx, account_id: Uuid) -> Result<(), StoreError> {
    tx.committed.mail = true;
    on_backend!(tx, conn => {
        sqlx::query::<Db>(
            "UPDATE outbox SET recheck = TRUE WHERE account_id = $1 AND sent_at IS NULL \
             AND cancelled_at IS NULL",
        )
        .bind(account_id)
        .execute(conn)
        .await?;
    });
    Ok(())
}

/// Whether any mail is to be looked at.
pub async fn any(tx: &mut Tx) -> Result<bool, StoreError> {
    Ok(on_backend!(tx, conn => {
        sqlx::query_scalar::<Db, bool>("SELECT EXISTS (SELECT 1 FROM outbox WHERE recheck)")
            .fetch_one(conn)
            .await?
    }))
}

/// Mail that is to be looked at, at most `limit`.
pub async fn some(tx: &mut Tx, limit: i64) -> Result<Vec<OutboxRecord>, StoreError> {
    Ok(on_backend!(tx, conn => {
        sqlx::query_as::<Db, _>("SELECT * FROM outbox WHERE recheck ORDER BY id LIMIT $1")
            .bind(limit)
            .fetch_all(conn)
            .await?
    }))
}

/// Notes that mail was looked at: what its recipient may no longer get is given up for a reason, the
/// rest goes out.
pub async fn looked_at(
    tx: &mut Tx,
    ids: &[Uuid],
    given_up: Option<(DateTime<Utc>, &str)>,
) -> Result<(), StoreError> {
    if ids.is_empty() {
        return Ok(());
    }
    tx.committed.mail |= given_up.is_none();
    on_backend!(tx, conn => {
        let mut query = QueryBuilder::<Db>::new("UPDATE outbox SET recheck = FALSE");
        if let Some((at, why)) = given_up {
            query.push(", cancelled_at = CASE WHEN sent_at IS NULL THEN ").push_bind(Stamp(at));
            query.push(" ELSE cancelled_at END, last_error = CASE WHEN sent_at IS NULL THEN ");
            query.push_bind(why.to_owned()).push(" ELSE last_error END");
        }
        query.push(" WHERE id IN ");
        push_list(&mut query, ids);
        query.build().persistent(false).execute(conn).await?;
    });
    Ok(())
}
