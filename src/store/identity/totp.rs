//! Tables `second_step` and `half_sign_in`: the codes of a phone, and who has yet to give one.

use chrono::{DateTime, Utc};
use uuid::Uuid;

use crate::store::identity::accounts::AccountRecord;
use crate::store::{Stamp, StoreError, Tx, on_backend, row};

/// What an account's phone shares with us.
#[derive(Clone, Debug)]
pub struct SecondStepRecord {
    /// What the codes are made from.
    pub secret: Vec<u8>,
    /// When it was made.
    pub begun_at: DateTime<Utc>,
    /// When a first code showed that the phone has it.
    pub confirmed_at: Option<DateTime<Utc>>,
    /// The half minute of the last code that was used, since 1970.
    pub last_code: i64,
}
row!(SecondStepRecord { secret, begun_at: stamp, confirmed_at: optional_stamp, last_code });

/// An account's.
pub async fn get(tx: &mut Tx, account_id: Uuid) -> Result<Option<SecondStepRecord>, StoreError> {
    Ok(on_backend!(tx, conn => {
        sqlx::query_as::<Db, _>("SELECT * FROM second_step WHERE account_id = $1")
            .bind(account_id)
            .fetch_optional(conn)
            .await?
    }))
}

/// The same, locked until the transaction ends.
pub async fn lock(tx: &mut Tx, account_id: Uuid) -> Result<Option<SecondStepRecord>, StoreError> {
    let query = if tx.is_postgres() {
        "SELECT * FROM second_step WHERE account_id = $1 FOR UPDATE"
    } else {
        "SELECT * FROM second_step WHERE account_id = $1"
    };
    Ok(on_backend!(tx, conn => {
        sqlx::query_as::<Db, _>(query).bind(account_id).fetch_optional(conn).await?
    }))
}

/// Keeps a new secret of an account; one that was never confirmed goes. Gives whether it did,
/// which it does not where one is in use.
pub async fn begin(
    tx: &mut Tx,
    account_id: Uuid,
    secret: &[u8],
    now: DateTime<Utc>,
) -> Result<bool, StoreError> {
    let touched = on_backend!(tx, conn => {
        sqlx::query::<Db>(
            "INSERT INTO second_step (account_id, secret, begun_at) VALUES ($1, $2, $3) \
             ON CONFLICT (account_id) DO UPDATE \
             SET secret = excluded.secret, begun_at = excluded.begun_at, last_code = 0 \
             WHERE second_step.confirmed_at IS NULL",
        )
        .bind(account_id)
        .bind(secret.to_vec())
        .bind(Stamp(now))
        .execute(conn)
        .await?
        .rows_affected()
    });
    Ok(touched == 1)
}

/// Uses a code of a half minute, at the first time for good. False where it or a later one was
/// used before.
pub async fn use_code(
    tx: &mut Tx,
    account_id: Uuid,
    code: i64,
    now: DateTime<Utc>,
) -> Result<bool, StoreError> {
    let touched = on_backend!(tx, conn => {
        sqlx::query::<Db>(
            "UPDATE second_step SET last_code = $2, confirmed_at = coalesce(confirmed_at, $3) \
             WHERE account_id = $1 AND last_code < $2",
        )
        .bind(account_id)
        .bind(code)
        .bind(Stamp(now))
        .execute(conn)
        .await?
        .rows_affected()
    });
    Ok(touched == 1)
}

/// Forgets an account's secret, and who was about to give a code made from it. Gives whether
/// there was one.
pub async fn end(tx: &mut Tx, account_id: Uuid) -> Result<bool, StoreError> {
    end_pending(tx, account_id).await?;
    let touched = on_backend!(tx, conn => {
        sqlx::query::<Db>("DELETE FROM second_step WHERE account_id = $1")
            .bind(account_id)
            .execute(conn)
            .await?
            .rows_affected()
    });
    Ok(touched > 0)
}

/// Keeps that somebody has given the right password.
pub async fn insert_pending(
    tx: &mut Tx,
    hash: &[u8],
    account_id: Uuid,
    expires_at: DateTime<Utc>,
) -> Result<(), StoreError> {
    on_backend!(tx, conn => {
        sqlx::query::<Db>(
            "INSERT INTO half_sign_in (hash, account_id, expires_at) VALUES ($1, $2, $3)",
        )
        .bind(hash.to_vec())
        .bind(account_id)
        .bind(Stamp(expires_at))
        .execute(conn)
        .await?;
    });
    Ok(())
}

/// The active account whose password somebody has given, not too long ago.
pub async fn pending(
    tx: &mut Tx,
    hash: &[u8],
    now: DateTime<Utc>,
) -> Result<Option<AccountRecord>, StoreError> {
    Ok(on_backend!(tx, conn => {
        sqlx::query_as::<Db, AccountRecord>(
            "SELECT account.* FROM half_sign_in \
             JOIN account ON account.id = half_sign_in.account_id \
             WHERE half_sign_in.hash = $1 AND half_sign_in.expires_at > $2 AND account.active",
        )
        .bind(hash.to_vec())
        .bind(Stamp(now))
        .fetch_optional(conn)
        .await?
    }))
}

/// Ends every half sign-in of an account: its password or its secret is another, or it is signed
/// in.
pub async fn end_pending(tx: &mut Tx, account_id: Uuid) -> Result<(), StoreError> {
    on_backend!(tx, conn => {
        sqlx::query::<Db>("DELETE FROM half_sign_in WHERE account_id = $1")
            .bind(account_id)
            .execute(conn)
            .await?;
    });
    Ok(())
}

/// Forgets half sign-ins that have ended, and secrets begun before a moment that were never
/// confirmed.
pub async fn forget(
    tx: &mut Tx,
    begun_before: DateTime<Utc>,
    now: DateTime<Utc>,
) -> Result<(), StoreError> {
    on_backend!(tx, conn => {
        sqlx::query::<Db>("DELETE FROM half_sign_in WHERE expires_at < $1")
            .bind(Stamp(now))
            .execute(conn)
            .await?;
    });
    on_backend!(tx, conn => {
        sqlx::query::<Db>("DELETE FROM second_step WHERE confirmed_at IS NULL AND begun_at < $1")
            .bind(Stamp(begun_before))
            .execute(conn)
            .await?;
    });
    Ok(())
}
