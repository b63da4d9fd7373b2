//! Queries on the table `known_device`: browsers in which an account has signed in before.
//! `services::identity::sign_in_limits` counts failed tries from them apart, so that strangers
//! can't lock people out.

use chrono::{DateTime, Utc};
use uuid::Uuid;

use crate::store::{DbTime, StoreError, Tx, on_backend};

/// Whether this account has signed in from this browser since a moment.
pub async fn is_known(
    tx: &mut Tx,
    hash: &[u8],
    account_id: Uuid,
    since: DateTime<Utc>,
) -> Result<bool, StoreError> {
    Ok(on_backend!(tx, conn => {
        sqlx::query_scalar::<Db, bool>(
            "SELECT EXISTS (SELECT 1 FROM known_device \
             WHERE hash = $1 AND account_id = $2 AND seen_at > $3)",
        )
        .bind(hash.to_vec())
        .bind(account_id)
        .bind(DbTime(since))
        .fetch_one(conn)
        .await?
    }))
}

/// Whether any account has signed in from this browser.
pub async fn exists(tx: &mut Tx, hash: &[u8]) -> Result<bool, StoreError> {
    Ok(on_backend!(tx, conn => {
        sqlx::query_scalar::<Db, bool>("SELECT EXISTS (SELECT 1 FROM known_device WHERE hash = $1)")
            .bind(hash.to_vec())
            .fetch_one(conn)
            .await?
    }))
}

/// Notes a sign-in of an account from a browser; keeps only its `most` last used rows.
pub async fn save(
    tx: &mut Tx,
    hash: &[u8],
    account_id: Uuid,
    now: DateTime<Utc>,
    most: i64,
) -> Result<(), StoreError> {
    on_backend!(tx, conn => {
        sqlx::query::<Db>(
            "INSERT INTO known_device (hash, account_id, seen_at) VALUES ($1, $2, $3) \
             ON CONFLICT (hash, account_id) DO UPDATE SET seen_at = excluded.seen_at",
        )
        .bind(hash.to_vec())
        .bind(account_id)
        .bind(DbTime(now))
        .execute(conn)
        .await?;
    });
    on_backend!(tx, conn => {
        sqlx::query::<Db>(
            "DELETE FROM known_device WHERE account_id = $1 AND hash <> $2 AND hash NOT IN \
             (SELECT hash FROM known_device WHERE account_id = $1 AND hash <> $2 \
             ORDER BY seen_at DESC, hash LIMIT $3)",
        )
        .bind(account_id)
        .bind(hash.to_vec())
        .bind(most - 1)
        .execute(conn)
        .await?;
    });
    Ok(())
}

/// Deletes every browser of an account, except the one with hash `but`.
pub async fn delete_all(
    tx: &mut Tx,
    account_id: Uuid,
    but: Option<&[u8]>,
) -> Result<(), StoreError> {
    on_backend!(tx, conn => {
        sqlx::query::<Db>("DELETE FROM known_device WHERE account_id = $1 AND hash <> $2")
            .bind(account_id)
            .bind(but.unwrap_or_default().to_vec())
            .execute(conn)
            .await?;
    });
    Ok(())
}

/// Deletes browsers that were last used before a moment.
pub async fn delete_expired(tx: &mut Tx, seen_before: DateTime<Utc>) -> Result<(), StoreError> {
    on_backend!(tx, conn => {
        sqlx::query::<Db>("DELETE FROM known_device WHERE seen_at < $1")
            .bind(DbTime(seen_before))
            .execute(conn)
            .await?;
    });
    Ok(())
}
