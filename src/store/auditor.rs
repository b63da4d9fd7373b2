//! What the auditor looks for, apart from the sweep: anything past due, lost or stuck.

use chrono::{DateTime, TimeDelta, Utc};

use super::outbox::waits;
use super::{Stamp, StoreError, Tx, on_backend};

/// How much there is that should not be.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Findings {
    /// Requests whose escalation was due before the given moment.
    pub requests_past_due: i64,
    /// Open requests without a due time.
    pub requests_without_due: i64,
    /// Offers whose time ran out before the given moment.
    pub offers_past_due: i64,
    /// Mails that make no progress.
    pub mails_stuck: i64,
    /// Mails refused for good within the last day that were not sent since.
    pub mails_refused: i64,
}

/// Longest a mail may rest between two tries; whatever rests longer was put off by a clock that
/// has been set back since.
const LONGEST_REST: TimeDelta = TimeDelta::minutes(12);

/// Longest a mail may be due without being tried.
const UNTRIED: TimeDelta = TimeDelta::minutes(5);

/// Mail without progress: due for long and not claimed, claimed or put off for longer than can be.
/// `$1` is a long time ago, `$2` is now, `$3` lies too far ahead.
macro_rules! stuck {
    () => {
        concat!(
            waits!(),
            " AND ((next_attempt_at < $1 AND (lease_until IS NULL OR lease_until <= $2)) \
             OR lease_until > $3 OR next_attempt_at > $3)"
        )
    };
}

/// Looks for what should not be; `past` is before when everything due must have been acted on.
pub async fn find(
    tx: &mut Tx,
    past: DateTime<Utc>,
    now: DateTime<Utc>,
) -> Result<Findings, StoreError> {
    let (requests_past_due, requests_without_due, offers_past_due, mails_refused) = on_backend!(tx, conn => {
        sqlx::query_as::<Db, (i64, i64, i64, i64)>(
            "SELECT (SELECT count(*) FROM placement_request WHERE next_due_at < $1), \
             (SELECT count(*) FROM placement_request WHERE next_due_at IS NULL AND ended_at IS NULL), \
             (SELECT count(*) FROM offer WHERE state = 'pending' AND expires_at < $1), \
             (SELECT count(*) FROM outbox WHERE refused_at > $2 AND sent_at IS NULL)",
        )
        .bind(Stamp(past))
        .bind(Stamp(now - TimeDelta::days(1)))
        .fetch_one(conn)
        .await?
    });
    let mails_stuck = on_backend!(tx, conn => {
        sqlx::query_scalar::<Db, i64>(concat!("SELECT count(*) FROM outbox WHERE ", stuck!()))
            .bind(Stamp(now - UNTRIED))
            .bind(Stamp(now))
            .bind(Stamp(now + LONGEST_REST))
            .fetch_one(conn)
            .await?
    });
    Ok(Findings {
        requests_past_due,
        requests_without_due,
        offers_past_due,
        mails_stuck,
        mails_refused,
    })
}

/// Queues mail that makes no progress again, for at once. Gives how much.
pub async fn requeue_mail(tx: &mut Tx, now: DateTime<Utc>) -> Result<u64, StoreError> {
    let touched = on_backend!(tx, conn => {
        sqlx::query::<Db>(concat!(
            "UPDATE outbox SET lease_until = NULL, next_attempt_at = $2 WHERE ", stuck!()
        ))
        .bind(Stamp(now - UNTRIED))
        .bind(Stamp(now))
        .bind(Stamp(now + LONGEST_REST))
        .execute(conn)
        .await?
        .rows_affected()
    });
    tx.committed.mail |= touched > 0;
    Ok(touched)
}

/// Lets open requests that have no due time be due at once. Gives how many.
pub async fn restore_due(tx: &mut Tx, now: DateTime<Utc>) -> Result<u64, StoreError> {
    Ok(on_backend!(tx, conn => {
        sqlx::query::<Db>(
            "UPDATE placement_request SET next_due_at = $1, version = version + 1 \
             WHERE next_due_at IS NULL AND ended_at IS NULL",
        )
        .bind(Stamp(now))
        .execute(conn)
        .await?
        .rows_affected()
    }))
}
