//! Queries on the table `session`: browsers that are signed in, each found by the hash of its
//! cookie. Looked up by `services::identity::session` for every page and call that comes with a
//! cookie; added by `sign_in`.

use chrono::{DateTime, Utc};
use uuid::Uuid;

use crate::store::identity::accounts::AccountRecord;
use crate::store::{DbTime, StoreError, Tx, on_backend, row};

/// One of an account's signed-in browsers, as the list of one's own sessions shows it.
#[derive(Clone, Debug)]
pub struct SessionRecord {
    /// SHA-256 of the secret in the cookie.
    pub hash: Vec<u8>,
    pub created_at: DateTime<Utc>,
    /// Updated at most every ten minutes.
    pub seen_at: DateTime<Utc>,
    /// Names of the browser and its operating system.
    pub device: String,
}
row!(SessionRecord { hash, created_at: time, seen_at: time, device });

pub async fn insert(
    tx: &mut Tx,
    hash: &[u8],
    account_id: Uuid,
    device: &str,
    now: DateTime<Utc>,
    expires_at: DateTime<Utc>,
) -> Result<(), StoreError> {
    on_backend!(tx, conn => {
        sqlx::query::<Db>(
            "INSERT INTO session (hash, account_id, created_at, seen_at, expires_at, device) \
             VALUES ($1, $2, $3, $3, $4, $5)",
        )
        .bind(hash.to_vec())
        .bind(account_id)
        .bind(DbTime(now))
        .bind(DbTime(expires_at))
        .bind(device)
        .execute(conn)
        .await?;
    });
    Ok(())
}

/// The active account of a session that is neither idle (last seen before `seen_after`) nor
/// expired, and when it was last seen.
pub async fn find(
    tx: &mut Tx,
    hash: &[u8],
    seen_after: DateTime<Utc>,
    now: DateTime<Utc>,
) -> Result<Option<(AccountRecord, DateTime<Utc>)>, StoreError> {
    let seen_at: Option<DbTime> = on_backend!(tx, conn => {
        sqlx::query_scalar::<Db, DbTime>(
            "SELECT seen_at FROM session WHERE hash = $1 AND seen_at > $2 AND expires_at > $3",
        )
        .bind(hash.to_vec())
        .bind(DbTime(seen_after))
        .bind(DbTime(now))
        .fetch_optional(conn)
        .await?
    });
    let Some(seen_at) = seen_at else { return Ok(None) };
    let account = on_backend!(tx, conn => {
        sqlx::query_as::<Db, AccountRecord>(
            "SELECT account.* FROM session JOIN account ON account.id = session.account_id \
             WHERE session.hash = $1 AND account.active",
        )
        .bind(hash.to_vec())
        .fetch_optional(conn)
        .await?
    });
    Ok(account.map(|account| (account, seen_at.into())))
}

/// The valid sessions of an account, the last used first, at most 100.
pub async fn of_account(
    tx: &mut Tx,
    account_id: Uuid,
    seen_after: DateTime<Utc>,
    now: DateTime<Utc>,
) -> Result<Vec<SessionRecord>, StoreError> {
    Ok(on_backend!(tx, conn => {
        sqlx::query_as::<Db, _>(
            "SELECT hash, created_at, seen_at, device FROM session \
             WHERE account_id = $1 AND seen_at > $2 AND expires_at > $3 \
             ORDER BY seen_at DESC, created_at DESC, hash LIMIT 100",
        )
        .bind(account_id)
        .bind(DbTime(seen_after))
        .bind(DbTime(now))
        .fetch_all(conn)
        .await?
    }))
}

/// Sets the time a session was last seen.
pub async fn touch(tx: &mut Tx, hash: &[u8], now: DateTime<Utc>) -> Result<(), StoreError> {
    on_backend!(tx, conn => {
        sqlx::query::<Db>("UPDATE session SET seen_at = $2 WHERE hash = $1")
            .bind(hash.to_vec())
            .bind(DbTime(now))
            .execute(conn)
            .await?;
    });
    Ok(())
}

pub async fn end(tx: &mut Tx, hash: &[u8]) -> Result<(), StoreError> {
    on_backend!(tx, conn => {
        sqlx::query::<Db>("DELETE FROM session WHERE hash = $1").bind(hash.to_vec()).execute(conn).await?;
    });
    Ok(())
}

/// Ends every session of an account.
pub async fn end_all(tx: &mut Tx, account_id: Uuid) -> Result<(), StoreError> {
    on_backend!(tx, conn => {
        sqlx::query::<Db>("DELETE FROM session WHERE account_id = $1")
            .bind(account_id)
            .execute(conn)
            .await?;
    });
    Ok(())
}

/// Ends every session of an account but one.
pub async fn end_others(tx: &mut Tx, account_id: Uuid, hash: &[u8]) -> Result<(), StoreError> {
    on_backend!(tx, conn => {
        sqlx::query::<Db>("DELETE FROM session WHERE account_id = $1 AND hash <> $2")
            .bind(account_id)
            .bind(hash.to_vec())
            .execute(conn)
            .await?;
    });
    Ok(())
}

/// Deletes sessions that have expired or were last seen before `seen_before`.
pub async fn delete_expired(
    tx: &mut Tx,
    seen_before: DateTime<Utc>,
    now: DateTime<Utc>,
) -> Result<(), StoreError> {
    on_backend!(tx, conn => {
        sqlx::query::<Db>("DELETE FROM session WHERE seen_at < $1 OR expires_at < $2")
            .bind(DbTime(seen_before))
            .bind(DbTime(now))
            .execute(conn)
            .await?;
    });
    Ok(())
}
