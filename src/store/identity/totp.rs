//! Queries on the tables `totp` (secrets of authenticator apps) and `pending_sign_in` (sign-ins
//! that wait for a code after the right password). Used by `services::identity`.

use chrono::{DateTime, Utc};
use sqlx::QueryBuilder;
use uuid::Uuid;

use crate::store::identity::accounts::AccountRecord;
use crate::store::{DbTime, StoreError, Tx, on_backend, row};

/// A row of `totp`: the secret that an account shares with its authenticator app.
#[derive(Clone, Debug)]
pub struct TotpRecord {
    pub secret: Vec<u8>,
    pub begun_at: DateTime<Utc>,
    /// When a first code showed that the app has the secret; until then no code is asked for.
    pub confirmed_at: Option<DateTime<Utc>>,
    /// Time step (RFC 6238: half-minutes since 1970) of the last code accepted; that and older ones are
    /// refused.
    pub last_code: i64,
}
row!(TotpRecord { secret, begun_at: time, confirmed_at: optional_time, last_code });

pub async fn get(tx: &mut Tx, account_id: Uuid) -> Result<Option<TotpRecord>, StoreError> {
    select(tx, account_id, "").await
}

/// Like [`get`], with the row locked until the transaction ends.
pub async fn lock(tx: &mut Tx, account_id: Uuid) -> Result<Option<TotpRecord>, StoreError> {
    let lock = tx.for_update();
    select(tx, account_id, lock).await
}

async fn select(
    tx: &mut Tx,
    account_id: Uuid,
    lock: &'static str,
) -> Result<Option<TotpRecord>, StoreError> {
    Ok(on_backend!(tx, conn => {
        let mut query = QueryBuilder::<Db>::new("SELECT * FROM totp WHERE account_id = ");
        query.push_bind(account_id).push(lock);
        query.build_query_as().fetch_optional(conn).await?
    }))
}

/// Stores a new secret, in place of an unconfirmed one if there is one.
pub async fn insert_unconfirmed(
    tx: &mut Tx,
    account_id: Uuid,
    secret: &[u8],
    now: DateTime<Utc>,
) -> Result<bool, StoreError> {
    let touched = on_backend!(tx, conn => {
        sqlx::query::<Db>(
            "INSERT INTO totp (account_id, secret, begun_at) VALUES ($1, $2, $3) \
             ON CONFLICT (account_id) DO UPDATE \
             SET secret = excluded.secret, begun_at = excluded.begun_at, last_code = 0 \
             WHERE totp.confirmed_at IS NULL",
        )
        .bind(account_id)
        .bind(secret.to_vec())
        .bind(DbTime(now))
        .execute(conn)
        .await?
        .rows_affected()
    });
    Ok(touched == 1)
}

/// Notes the time step of an accepted code, and confirms the secret. False when that step or a later
/// one was used.
pub async fn use_code(
    tx: &mut Tx,
    account_id: Uuid,
    code: i64,
    now: DateTime<Utc>,
) -> Result<bool, StoreError> {
    let touched = on_backend!(tx, conn => {
        sqlx::query::<Db>(
            "UPDATE totp SET last_code = $2, confirmed_at = coalesce(confirmed_at, $3) \
             WHERE account_id = $1 AND last_code < $2",
        )
        .bind(account_id)
        .bind(code)
        .bind(DbTime(now))
        .execute(conn)
        .await?
        .rows_affected()
    });
    Ok(touched == 1)
}

/// Turns the second factor off and ends sign-ins that wait for a code. False when there was no secret, confirmed or not.
pub async fn delete(tx: &mut Tx, account_id: Uuid) -> Result<bool, StoreError> {
    delete_pending_sign_ins(tx, account_id).await?;
    let touched = on_backend!(tx, conn => {
        sqlx::query::<Db>("DELETE FROM totp WHERE account_id = $1")
            .bind(account_id)
            .execute(conn)
            .await?
            .rows_affected()
    });
    Ok(touched > 0)
}

/// Notes that the password was right and the code is still to come. `hash` is SHA-256 of the
/// cookie.
pub async fn insert_pending_sign_in(
    tx: &mut Tx,
    hash: &[u8],
    account_id: Uuid,
    expires_at: DateTime<Utc>,
) -> Result<(), StoreError> {
    on_backend!(tx, conn => {
        sqlx::query::<Db>(
            "INSERT INTO pending_sign_in (hash, account_id, expires_at) VALUES ($1, $2, $3)",
        )
        .bind(hash.to_vec())
        .bind(account_id)
        .bind(DbTime(expires_at))
        .execute(conn)
        .await?;
    });
    Ok(())
}

/// The active account of an unexpired sign-in that waits for a code.
pub async fn pending_sign_in(
    tx: &mut Tx,
    hash: &[u8],
    now: DateTime<Utc>,
) -> Result<Option<AccountRecord>, StoreError> {
    Ok(on_backend!(tx, conn => {
        sqlx::query_as::<Db, AccountRecord>(
            "SELECT account.* FROM pending_sign_in \
             JOIN account ON account.id = pending_sign_in.account_id \
             WHERE pending_sign_in.hash = $1 AND pending_sign_in.expires_at > $2 AND account.active",
        )
        .bind(hash.to_vec())
        .bind(DbTime(now))
        .fetch_optional(conn)
        .await?
    }))
}

pub async fn delete_pending_sign_ins(tx: &mut Tx, account_id: Uuid) -> Result<(), StoreError> {
    on_backend!(tx, conn => {
        sqlx::query::<Db>("DELETE FROM pending_sign_in WHERE account_id = $1")
            .bind(account_id)
            .execute(conn)
            .await?;
    });
    Ok(())
}

/// Deletes expired sign-ins, and secrets older than `begun_before` that were never confirmed.
pub async fn delete_expired(
    tx: &mut Tx,
    begun_before: DateTime<Utc>,
    now: DateTime<Utc>,
) -> Result<(), StoreError> {
    on_backend!(tx, conn => {
        sqlx::query::<Db>("DELETE FROM pending_sign_in WHERE expires_at < $1")
            .bind(DbTime(now))
            .execute(conn)
            .await?;
    });
    on_backend!(tx, conn => {
        sqlx::query::<Db>("DELETE FROM totp WHERE confirmed_at IS NULL AND begun_at < $1")
            .bind(DbTime(begun_before))
            .execute(conn)
            .await?;
    });
    Ok(())
}
