//! Table `sign_in_try`: tries to sign in that have failed or are under way, by the scopes that
//! limit them.

use chrono::{DateTime, Utc};
use uuid::Uuid;

use crate::store::{Stamp, StoreError, Tx, on_backend};

/// Waits until no other transaction counts tries. SQLite writes one after another anyway; on
/// PostgreSQL the number names the lock, which only this function takes.
pub async fn lock(tx: &mut Tx) -> Result<(), StoreError> {
    if let crate::store::Conn::Postgres(transaction) = &mut tx.conn {
        sqlx::query("SELECT pg_advisory_xact_lock(1298219637)").execute(&mut **transaction).await?;
    }
    Ok(())
}

/// How many tries count in a scope. One that would count for longer than until `latest` was noted
/// by a clock that was wrong, and does not.
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
        .bind(Stamp(now))
        .bind(Stamp(latest))
        .fetch_one(conn)
        .await?
    }))
}

/// When the `nth` newest try in a scope stops counting, from 1; `None` when fewer count.
pub async fn nth_newest(
    tx: &mut Tx,
    scope: &[u8],
    nth: i64,
    now: DateTime<Utc>,
    latest: DateTime<Utc>,
) -> Result<Option<DateTime<Utc>>, StoreError> {
    let found: Option<Stamp> = on_backend!(tx, conn => {
        sqlx::query_scalar::<Db, Stamp>(
            "SELECT expires_at FROM sign_in_try \
             WHERE scope = $1 AND expires_at > $2 AND expires_at <= $3 \
             ORDER BY expires_at DESC LIMIT 1 OFFSET $4",
        )
        .bind(scope.to_vec())
        .bind(Stamp(now))
        .bind(Stamp(latest))
        .bind(nth - 1)
        .fetch_optional(conn)
        .await?
    });
    Ok(found.map(Into::into))
}

/// Notes a try in one of its scopes.
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
            .bind(Stamp(expires_at))
            .execute(conn)
            .await?;
    });
    Ok(())
}

/// Takes a try back in all of its scopes.
pub async fn take_back(tx: &mut Tx, id: Uuid) -> Result<(), StoreError> {
    on_backend!(tx, conn => {
        sqlx::query::<Db>("DELETE FROM sign_in_try WHERE id = $1").bind(id).execute(conn).await?;
    });
    Ok(())
}

/// Takes back every try that counts in a scope, in all of its scopes.
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

/// Forgets tries that no longer count.
pub async fn forget(tx: &mut Tx, now: DateTime<Utc>) -> Result<(), StoreError> {
    on_backend!(tx, conn => {
        sqlx::query::<Db>("DELETE FROM sign_in_try WHERE expires_at <= $1")
            .bind(Stamp(now))
            .execute(conn)
            .await?;
    });
    Ok(())
}
