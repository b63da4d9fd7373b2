//! Table `known_device`: browsers in which an account has signed in.

use chrono::{DateTime, Utc};
use uuid::Uuid;

use crate::store::{Stamp, StoreError, Tx, on_backend};

/// Whether an account has signed in in a browser since a moment.
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
        .bind(Stamp(since))
        .fetch_one(conn)
        .await?
    }))
}

/// Whether any account has signed in in a browser.
pub async fn exists(tx: &mut Tx, hash: &[u8]) -> Result<bool, StoreError> {
    Ok(on_backend!(tx, conn => {
        sqlx::query_scalar::<Db, bool>("SELECT EXISTS (SELECT 1 FROM known_device WHERE hash = $1)")
            .bind(hash.to_vec())
            .fetch_one(conn)
            .await?
    }))
}

/// Notes a sign-in of an account in a browser, and forgets all of the account's but the `most`
/// that were used last.
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
        .bind(Stamp(now))
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

/// Forgets every browser of an account, but for one where a hash is given.
pub async fn end_all(tx: &mut Tx, account_id: Uuid, but: Option<&[u8]>) -> Result<(), StoreError> {
    on_backend!(tx, conn => {
        sqlx::query::<Db>("DELETE FROM known_device WHERE account_id = $1 AND hash <> $2")
            .bind(account_id)
            .bind(but.unwrap_or_default().to_vec())
            .execute(conn)
            .await?;
    });
    Ok(())
}

/// Forgets browsers that were not used since a moment.
pub async fn forget(tx: &mut Tx, seen_before: DateTime<Utc>) -> Result<(), StoreError> {
    on_backend!(tx, conn => {
        sqlx::query::<Db>("DELETE FROM known_device WHERE seen_at < $1")
            .bind(Stamp(seen_before))
            .execute(conn)
            .await?;
    });
    Ok(())
}
