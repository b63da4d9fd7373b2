//! Queries on the waiting mail of an account that has changed: it goes to the account's new address,
//! and is held back (`recheck`) until `services::escalation::leavers` has decided whether its
//! recipient may still get it.

use chrono::{DateTime, Utc};
use sqlx::QueryBuilder;
use uuid::Uuid;

use crate::store::notifications::outbox::OutboxRecord;
use crate::store::{DbTime, StoreError, Tx, on_backend, push_list};

/// Holds back all unsent mail of an account.
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

/// Sends all unsent mail of an account to another address.
pub async fn readdress(tx: &mut Tx, account_id: Uuid, address: &str) -> Result<(), StoreError> {
    on_backend!(tx, conn => {
        sqlx::query::<Db>(
            "UPDATE outbox SET address = $2 WHERE account_id = $1 AND sent_at IS NULL \
             AND cancelled_at IS NULL",
        )
        .bind(account_id)
        .bind(address)
        .execute(conn)
        .await?;
    });
    Ok(())
}

pub async fn any(tx: &mut Tx) -> Result<bool, StoreError> {
    Ok(on_backend!(tx, conn => {
        sqlx::query_scalar::<Db, bool>("SELECT EXISTS (SELECT 1 FROM outbox WHERE recheck)")
            .fetch_one(conn)
            .await?
    }))
}

/// Held mail in order of id, at most `limit`.
pub async fn list(tx: &mut Tx, limit: i64) -> Result<Vec<OutboxRecord>, StoreError> {
    Ok(on_backend!(tx, conn => {
        sqlx::query_as::<Db, _>("SELECT * FROM outbox WHERE recheck ORDER BY id LIMIT $1")
            .bind(limit)
            .fetch_all(conn)
            .await?
    }))
}

/// Ends the hold of mails: they are cancelled with `given_up` (when and why), else they go out.
pub async fn resolve(
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
            query.push(", cancelled_at = CASE WHEN sent_at IS NULL THEN ").push_bind(DbTime(at));
            query.push(" ELSE cancelled_at END, last_error = CASE WHEN sent_at IS NULL THEN ");
            query.push_bind(why.to_owned()).push(" ELSE last_error END");
        }
        query.push(" WHERE id IN ");
        push_list(&mut query, ids);
        query.build().persistent(false).execute(conn).await?;
    });
    Ok(())
}
