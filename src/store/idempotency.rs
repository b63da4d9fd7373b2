//! Queries on the table `idempotency`: the first answers to POSTs that carried a key.

use chrono::{DateTime, Utc};
use sqlx::QueryBuilder;
use uuid::Uuid;

use super::{DbTime, StoreError, Tx, on_backend, row};

/// A POST that must be carried out once, however often it is sent.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct IdempotencyKey {
    pub account_id: Uuid,
    pub key: String,
    /// SHA-256 of its method, path and body.
    pub fingerprint: Vec<u8>,
}

/// What was answered the first time.
#[derive(Clone, Debug)]
pub struct FirstAnswer {
    pub account_id: Uuid,
    pub key: String,
    /// As in [`IdempotencyKey`].
    pub fingerprint: Vec<u8>,
    /// JSON.
    pub response: String,
}
row!(FirstAnswer { account_id, key, fingerprint, response });

/// The answers already given to any of these, not older than `since`.
pub async fn find_many(
    tx: &mut Tx,
    keys: &[&IdempotencyKey],
    since: DateTime<Utc>,
) -> Result<Vec<FirstAnswer>, StoreError> {
    if keys.is_empty() {
        return Ok(Vec::new());
    }
    Ok(on_backend!(tx, conn => {
        let mut query = QueryBuilder::<Db>::new(
            "SELECT account_id, key, fingerprint, response FROM idempotency WHERE created_at >= ",
        );
        query.push_bind(DbTime(since)).push(" AND (account_id, key) IN (");
        query.push_values(keys, |mut row, key| {
            row.push_bind(key.account_id).push_bind(key.key.clone());
        });
        query.push(")");
        query.build_query_as().persistent(keys.len() == 1).fetch_all(conn).await?
    }))
}

/// Stores answers, in place of expired ones of the same keys. A race when another transaction has
/// just answered one of them.
pub async fn insert_many(
    tx: &mut Tx,
    answers: &[(&IdempotencyKey, String)],
    since: DateTime<Utc>,
    now: DateTime<Utc>,
) -> Result<(), StoreError> {
    if answers.is_empty() {
        return Ok(());
    }
    let touched = on_backend!(tx, conn => {
        let mut query = QueryBuilder::<Db>::new(
            "INSERT INTO idempotency (account_id, key, fingerprint, response, created_at) ",
        );
        query.push_values(answers, |mut row, (key, response)| {
            row.push_bind(key.account_id)
                .push_bind(key.key.clone())
                .push_bind(key.fingerprint.clone())
                .push_bind(response.clone())
                .push_bind(DbTime(now));
        });
        query.push(
            " ON CONFLICT (account_id, key) DO UPDATE SET fingerprint = excluded.fingerprint, \
             response = excluded.response, created_at = excluded.created_at \
             WHERE idempotency.created_at < ",
        );
        query.push_bind(DbTime(since));
        query.build().persistent(answers.len() == 1).execute(conn).await?.rows_affected()
    });
    if touched == answers.len() as u64 {
        Ok(())
    } else {
        Err(StoreError::Race("an idempotency key was just used".to_owned()))
    }
}

/// Deletes answers given before a moment.
pub async fn delete_expired(tx: &mut Tx, before: DateTime<Utc>) -> Result<u64, StoreError> {
    Ok(on_backend!(tx, conn => {
        sqlx::query::<Db>("DELETE FROM idempotency WHERE created_at < $1")
            .bind(DbTime(before))
            .execute(conn)
            .await?
            .rows_affected()
    }))
}
