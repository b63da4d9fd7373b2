//! Table `session`: browsers that are signed in.

use chrono::{DateTime, Utc};
use uuid::Uuid;

use crate::store::identity::accounts::AccountRecord;
use crate::store::{Stamp, StoreError, Tx, on_backend, row};

/// A browser that is signed in.
#[derive(Clone, Debug)]
pub struct SessionRecord {
    /// SHA-256 of what it holds.
    pub hash: Vec<u8>,
    /// When it was signed in.
    pub created_at: DateTime<Utc>,
    /// When it was seen last, to ten minutes.
    pub seen_at: DateTime<Utc>,
    /// Its name and its system's.
    pub device: String,
}
row!(SessionRecord { hash, created_at: stamp, seen_at: stamp, device });

/// Adds a session by the hash of its secret.
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
        .bind(Stamp(now))
        .bind(Stamp(expires_at))
        .bind(device)
        .execute(conn)
        .await?;
    });
    Ok(())
}

/// The active account of a session that was seen after a moment and has not ended, and when it was
/// seen last.
pub async fn find(
    tx: &mut Tx,
    hash: &[u8],
    seen_after: DateTime<Utc>,
    now: DateTime<Utc>,
) -> Result<Option<(AccountRecord, DateTime<Utc>)>, StoreError> {
    let seen_at: Option<Stamp> = on_backend!(tx, conn => {
        sqlx::query_scalar::<Db, Stamp>(
            "SELECT seen_at FROM session WHERE hash = $1 AND seen_at > $2 AND expires_at > $3",
        )
        .bind(hash.to_vec())
        .bind(Stamp(seen_after))
        .bind(Stamp(now))
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

/// The sessions of an account that were seen after a moment and have not ended, the last seen
/// first; at most a hundred.
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
        .bind(Stamp(seen_after))
        .bind(Stamp(now))
        .fetch_all(conn)
        .await?
    }))
}

/// Notes that a session was seen.
pub async fn touch(tx: &mut Tx, hash: &[u8], now: DateTime<Utc>) -> Result<(), StoreError> {
    on_backend!(tx, conn => {
        sqlx::query::<Db>("UPDATE session SET seen_at = $2 WHERE hash = $1")
            .bind(hash.to_vec())
            .bind(Stamp(now))
            .execute(conn)
            .await?;
    });
    Ok(())
}

/// Ends a session.
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

/// Forgets sessions that have ended.
pub async fn forget(
    tx: &mut Tx,
    seen_before: DateTime<Utc>,
    now: DateTime<Utc>,
) -> Result<(), StoreError> {
    on_backend!(tx, conn => {
        sqlx::query::<Db>("DELETE FROM session WHERE seen_at < $1 OR expires_at < $2")
            .bind(Stamp(seen_before))
            .bind(Stamp(now))
            .execute(conn)
            .await?;
    });
    Ok(())
}
