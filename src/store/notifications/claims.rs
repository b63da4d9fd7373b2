//! Claims of mail in the outbox: an instance leases mail, sends it and marks what became of it.

use chrono::{DateTime, TimeDelta, Utc};
use sqlx::QueryBuilder;
use uuid::Uuid;

use crate::domain::escalation::CLOCK_TOLERANCE;
use crate::store::notifications::outbox::{OutboxRecord, deliverable};
use crate::store::{DbTime, StoreError, Tx, on_backend, push_list};

/// The moments by which mail is claimed.
#[derive(Clone, Copy, Debug)]
pub struct ClaimTime {
    /// Now, by this instance's clock.
    pub now: DateTime<Utc>,
    /// Now, by the clock all instances share: leases are taken by it.
    pub shared: DateTime<Utc>,
}

/// How long a claim holds while its instance lives: longer than sending and marking may take.
pub const LEASE: TimeDelta = TimeDelta::seconds(90);

/// Longest pause between tries. An alert is never given up by itself: it ends when its request is
/// settled or a newer one to the same person replaces it.
pub const LONGEST_PAUSE: TimeDelta = TimeDelta::minutes(10);

/// Mail that can be claimed: due, and not held. A due time or a lease further ahead than any there
/// is was written while a clock was wrong and does not count. Binds [`claimable`] as `$1` to `$4`.
macro_rules! claimable {
    () => {
        concat!(
            deliverable!(),
            " AND (next_attempt_at <= $1 OR next_attempt_at > $2) \
             AND (lease_until IS NULL OR lease_until <= $3 OR lease_until > $4)"
        )
    };
}

fn claimable(at: ClaimTime) -> [DbTime; 4] {
    let ClaimTime { now, shared } = at;
    let too_far = |at: DateTime<Utc>, longest| at + longest + CLOCK_TOLERANCE;
    [now, too_far(now, LONGEST_PAUSE), shared, too_far(shared, LEASE)].map(DbTime)
}

/// The database's time, where several instances share one; `None` on SQLite.
pub async fn database_time(tx: &mut Tx) -> Result<Option<DateTime<Utc>>, StoreError> {
    if !tx.is_postgres() {
        return Ok(None);
    }
    let now: DbTime = on_backend!(tx, conn => {
        sqlx::query_scalar::<Db, DbTime>("SELECT clock_timestamp()").fetch_one(conn).await?
    });
    Ok(Some(now.into()))
}

/// Claims mail for `holder`, at most `limit`, for the time of a lease. What others hold is skipped;
/// what was not marked in time can be claimed again.
pub async fn claim(
    tx: &mut Tx,
    holder: Uuid,
    at: ClaimTime,
    limit: i64,
) -> Result<Vec<OutboxRecord>, StoreError> {
    macro_rules! claim {
        ($open:literal, $close:literal) => {
            concat!(
                "UPDATE outbox SET fence = fence + 1, lease_until = $5, holder = $6, \
                 attempts = attempts + 1 WHERE id",
                $open,
                "SELECT id FROM outbox WHERE ",
                claimable!(),
                " ORDER BY priority, next_attempt_at LIMIT $7",
                $close,
                " RETURNING *"
            )
        };
    }
    // PostgreSQL may run an `IN` twice and so lock more than the limit; an array is made once.
    let query = if tx.is_postgres() {
        claim!(" = ANY (ARRAY(", " FOR UPDATE SKIP LOCKED))")
    } else {
        claim!(" IN (", ")")
    };
    let [now, put_off, shared, held] = claimable(at);
    Ok(on_backend!(tx, conn => {
        sqlx::query_as::<Db, _>(query)
            .bind(now)
            .bind(put_off)
            .bind(shared)
            .bind(held)
            .bind(DbTime(at.shared + LEASE))
            .bind(holder)
            .bind(limit)
            .fetch_all(conn)
            .await?
    }))
}

/// Instances that hold mail and are absent: on PostgreSQL without a session; on SQLite all but
/// `me`, since one instance serves a file.
pub async fn missing_holders(tx: &mut Tx, me: Uuid) -> Result<Vec<Uuid>, StoreError> {
    let query = if tx.is_postgres() {
        "SELECT DISTINCT holder FROM outbox WHERE lease_until IS NOT NULL AND holder <> $1 \
         AND NOT EXISTS (SELECT 1 FROM pg_stat_activity WHERE application_name = 'mabit ' || holder)"
    } else {
        "SELECT DISTINCT holder FROM outbox WHERE lease_until IS NOT NULL AND holder <> $1"
    };
    let missing: Vec<(Uuid,)> = on_backend!(tx, conn => {
        sqlx::query_as::<Db, _>(query).bind(me).fetch_all(conn).await?
    });
    Ok(missing.into_iter().map(|(id,)| id).collect())
}

/// Ends the leases of instances that are dead; returns how many.
pub async fn release(tx: &mut Tx, gone: &[Uuid]) -> Result<u64, StoreError> {
    let touched = on_backend!(tx, conn => {
        let mut query = QueryBuilder::<Db>::new(
            "UPDATE outbox SET lease_until = NULL WHERE lease_until IS NOT NULL AND holder IN ",
        );
        push_list(&mut query, gone);
        query.build().execute(conn).await?.rows_affected()
    });
    tx.committed.mail |= touched > 0;
    Ok(touched)
}

/// Marks a mail as sent, also when its claim was lost: the server has it. The time is never before
/// the mail was written, whatever the clock says.
pub async fn mark_sent(tx: &mut Tx, id: Uuid, now: DateTime<Utc>) -> Result<(), StoreError> {
    on_backend!(tx, conn => {
        sqlx::query::<Db>(
            "UPDATE outbox SET sent_at = CASE WHEN created_at > $2 THEN created_at ELSE $2 END, \
             lease_until = NULL, last_error = NULL WHERE id = $1 AND sent_at IS NULL",
        )
        .bind(id)
        .bind(DbTime(now))
        .execute(conn)
        .await?;
    });
    Ok(())
}

/// Gives a claimed mail back, to be retried at a moment; without one it is given up. `refused` is
/// when the server refused it for good: from then on it is shown as undeliverable.
pub async fn mark_failed(
    tx: &mut Tx,
    mail: &OutboxRecord,
    refused: Option<DateTime<Utc>>,
    again_at: Option<DateTime<Utc>>,
    error: &str,
) -> Result<(), StoreError> {
    on_backend!(tx, conn => {
        sqlx::query::<Db>(
            "UPDATE outbox SET lease_until = NULL, last_error = $5, \
             refused_at = coalesce(refused_at, $3), \
             next_attempt_at = coalesce($4, next_attempt_at), \
             cancelled_at = CASE WHEN $4 IS NULL THEN $3 ELSE cancelled_at END \
             WHERE id = $1 AND fence = $2 AND sent_at IS NULL",
        )
        .bind(mail.id)
        .bind(mail.fence)
        .bind(refused.map(DbTime))
        .bind(again_at.map(DbTime))
        .bind(error)
        .execute(conn)
        .await?;
    });
    Ok(())
}

/// Whether any mail can be claimed.
pub async fn any_due(tx: &mut Tx, at: ClaimTime) -> Result<bool, StoreError> {
    let [now, put_off, shared, held] = claimable(at);
    Ok(on_backend!(tx, conn => {
        sqlx::query_scalar::<Db, bool>(
            concat!("SELECT EXISTS (SELECT 1 FROM outbox WHERE ", claimable!(), ")")
        )
        .bind(now)
        .bind(put_off)
        .bind(shared)
        .bind(held)
        .fetch_one(conn)
        .await?
    }))
}
