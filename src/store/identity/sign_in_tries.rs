//! Queries on the table `sign_in_try`: failed and unfinished sign-ins, which
//! `services::identity::sign_in_limits` counts to slow down password guessing. Each try has a row
//! per scope (an address, a network, a browser) and counts there until it expires.

use chrono::{DateTime, Utc};
use uuid::Uuid;

use crate::store::{DbTime, StoreError, Tx, on_backend};

/// Makes transactions that count tries run one after another. On SQLite all writes do; on
/// PostgreSQL this takes an advisory lock whose number is used nowhere else.
pub async fn lock_counting(tx: &mut Tx) -> Result<(), StoreError> {
    if let crate::store::Conn::Postgres(transaction) = &mut tx.conn {
        sqlx::query("SELECT pg_advisory_xact_lock(1298219637)").execute(&mut **transaction).await?;
    }
    Ok(())
}

/// Tries that count in a scope. A row that expires after `latest` was written while the clock was
/// wrong and is not counted.
pub async fn count(
    tx: &mut Tx,
    scope: &[u8],
    now: DateTime<Utc>,
    latest: DateTime<Utc>,
) -> Result<i64, StoreError> {
    Ok(on_backend!(tx, conn => {
        sqlx::query_scalar::<Db, i64>(
            "SELECT count(*) FROM sign_in_try \
             WHERE scope = $1 AND expires_at > $2 AND expires_at <= $3",
        )
        .bind(scope.to_vec())
        .bind(DbTime(now))
        .bind(DbTime(latest))
        .fetch_one(conn)
        .await?
    }))
}

/// When the `nth` newest try of a scope expires, from 1; `None` when fewer count.
pub async fn nth_newest(
    tx: &mut Tx,
    scope: &[u8],
    nth: i64,
    now: DateTime<Utc>,
    latest: DateTime<Utc>,
) -> Result<Option<DateTime<Utc>>, StoreError> {
    let found: Option<DbTime> = on_backend!(tx, conn => {
        sqlx::query_scalar::<Db, DbTime>(
            "SELECT expires_at FROM sign_in_try \
             WHERE scope = $1 AND expires_at > $2 AND expires_at <= $3 \
             ORDER BY expires_at DESC LIMIT 1 OFFSET $4",
        )
        .bind(scope.to_vec())
        .bind(DbTime(now))
        .bind(DbTime(latest))
        .bind(nth - 1)
        .fetch_optional(conn)
        .await?
    });
    Ok(found.map(Into::into))
}

/// `id` is the same in every scope of a try.
pub async fn insert(
    tx: &mut Tx,
    id: Uuid,
    scope: &[u8],
    expires_at: DateTime<Utc>,
) -> Result<(), StoreError> {
    on_backend!(tx, conn => {
        sqlx::query::<Db>("INSERT INTO sign_in_try (id, scope, expires_at) VALUES ($1, $2, $3)")
            .bind(id)
            .bind(scope.to_vec())
            .bind(DbTime(expires_at))
            .execute(conn)
            .await?;
    });
    Ok(())
}

/// Deletes a try from all its scopes, after a successful sign-in.
pub async fn take_back(tx: &mut Tx, id: Uuid) -> Result<(), StoreError> {
    on_backend!(tx, conn => {
        sqlx::query::<Db>("DELETE FROM sign_in_try WHERE id = $1").bind(id).execute(conn).await?;
    });
    Ok(())
}

/// Deletes every try that has a row in this scope, from all its scopes.
pub async fn take_back_all(tx: &mut Tx, scope: &[u8]) -> Result<(), StoreError> {
    on_backend!(tx, conn => {
        sqlx::query::<Db>(
            "DELETE FROM sign_in_try WHERE id IN (SELECT id FROM sign_in_try WHERE scope = $1)",
        )
        .bind(scope.to_vec())
        .execute(conn)
        .await?;
    });
    Ok(())
}

pub async fn delete_expired(tx: &mut Tx, now: DateTime<Utc>) -> Result<(), StoreError> {
    on_backend!(tx, conn => {
        sqlx::query::<Db>("DELETE FROM sign_in_try WHERE expires_at <= $1")
            .bind(DbTime(now))
            .execute(conn)
            .await?;
    });
    Ok(())
}
