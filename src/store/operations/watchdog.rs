//! What the watchdog looks for, apart from the sweep: anything past due, lost or stuck.

use chrono::{DateTime, TimeDelta, Utc};

use crate::domain::escalation::CLOCK_TOLERANCE;
use crate::store::notifications::outbox::deliverable;
use crate::store::{DbTime, StoreError, Tx, on_backend};

/// How much there is that should not be.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Findings {
    /// Requests whose escalation was due before the given moment, or further ahead than any wait.
    pub requests_past_due: i64,
    /// Open requests without a due time.
    pub requests_without_due: i64,
    /// Offers whose time ran out before the given moment, or that were made later than now.
    pub offers_past_due: i64,
    /// Mails that are due and are not tried, while none at all is sent.
    pub mails_stuck: i64,
    /// Mails that were tried in vain for more than an hour.
    pub mails_failing: i64,
    /// Mails refused for good within the last day that were not sent since. Notifications of trouble
    /// to administrators are not among them: each would be the reason for another.
    pub mails_refused: i64,
    /// 1 when the files of the database are not those that were opened.
    pub database_files: i64,
}

/// Longest a mail may be due without being tried while none at all is sent.
const UNTRIED: TimeDelta = TimeDelta::minutes(5);

/// Looks for what should not be; `past` is before when everything due must have been acted on.
pub async fn find(
    tx: &mut Tx,
    past: DateTime<Utc>,
    now: DateTime<Utc>,
) -> Result<Findings, StoreError> {
    let (requests_past_due, requests_without_due, offers_past_due) = on_backend!(tx, conn => {
        sqlx::query_as::<Db, (i64, i64, i64)>(
            "SELECT (SELECT count(*) FROM placement_request WHERE next_due_at < $1), \
             (SELECT count(*) FROM placement_request WHERE next_due_at IS NULL AND ended_at IS NULL), \
             (SELECT count(*) FROM offer WHERE state = 'pending' \
             AND (expires_at < $1 OR created_at > $2))",
        )
        .bind(DbTime(past))
        .bind(DbTime(now + CLOCK_TOLERANCE))
        .fetch_one(conn)
        .await?
    });
    let (mails_failing, mails_refused, mails_stuck) = on_backend!(tx, conn => {
        sqlx::query_as::<Db, (i64, i64, i64)>(concat!(
            "SELECT (SELECT count(*) FROM outbox WHERE ", deliverable!(),
            " AND refused_at IS NULL AND attempts > 0 AND created_at < $1), \
             (SELECT count(*) FROM outbox WHERE refused_at > $2 AND sent_at IS NULL \
             AND kind <> 'trouble'), \
             (SELECT count(*) FROM outbox WHERE ", deliverable!(),
            " AND next_attempt_at < $3 AND (lease_until IS NULL OR lease_until <= $4) \
             AND NOT EXISTS (SELECT 1 FROM outbox AS lately WHERE lately.sent_at > $3 \
             AND lately.sent_at <= $4))"
        ))
        .bind(DbTime(now - TimeDelta::hours(1)))
        .bind(DbTime(now - TimeDelta::days(1)))
        .bind(DbTime(now - UNTRIED))
        .bind(DbTime(now))
        .fetch_one(conn)
        .await?
    });
    Ok(Findings {
        requests_past_due,
        requests_without_due,
        offers_past_due,
        mails_stuck,
        mails_failing,
        mails_refused,
        database_files: 0,
    })
}
