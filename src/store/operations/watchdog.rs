//! What the auditor looks for, apart from the sweep: anything past due, lost or stuck.

use chrono::{DateTime, TimeDelta, Utc};
use uuid::Uuid;

use crate::store::escalation::hurrying;
use crate::store::notifications::outbox::deliverable;
use crate::store::{DbTime, StoreError, Tx, on_backend};

/// How much there is that should not be.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Findings {
    /// Requests whose escalation was due before the given moment.
    pub requests_past_due: i64,
    /// Open requests without a due time.
    pub requests_without_due: i64,
    /// Offers whose time ran out before the given moment.
    pub offers_past_due: i64,
    /// Open requests put off by a clock that was set back.
    pub requests_put_off: i64,
    /// Other instances whose clock is far ahead of this one's.
    pub clocks_ahead: i64,
    /// Moments that were noted before the clock was set back. Nothing need be wrong for it.
    pub clock_set_back: i64,
    /// Mails that make no progress.
    pub mails_stuck: i64,
    /// Mails that were tried in vain for more than an hour.
    pub mails_failing: i64,
    /// Mails refused for good within the last day that were not sent since. Word of trouble to an
    /// administrator is not among them: it would keep itself alive for ever.
    pub mails_refused: i64,
    /// 1 when the files of the database are not those that were opened.
    pub database_files: i64,
}

/// Longest a mail may rest between two tries; whatever rests longer was put off by a clock that
/// has been set back since.
const LONGEST_REST: TimeDelta = TimeDelta::minutes(12);

/// Longest a mail may be due without being tried while none at all is sent.
const UNTRIED: TimeDelta = TimeDelta::minutes(5);

/// Mail that is claimed or put off for longer than can be; `$1` lies too far ahead.
macro_rules! put_off {
    () => {
        concat!(deliverable!(), " AND (lease_until > $1 OR next_attempt_at > $1)")
    };
    // Another instance that runs does with it what its own clock says; `$2` is this one.
    (postgres) => {
        concat!(
            put_off!(),
            " AND NOT EXISTS (SELECT 1 FROM pg_stat_activity WHERE application_name = 'mabit ' || holder \
             AND holder <> $2)"
        )
    };
    (sqlite) => {
        concat!(put_off!(), " AND $2 IS NOT NULL")
    };
}

/// Looks for what should not be, as the instance `me`; `past` is before when everything due must
/// have been acted on.
pub async fn find(
    tx: &mut Tx,
    me: Uuid,
    past: DateTime<Utc>,
    now: DateTime<Utc>,
) -> Result<Findings, StoreError> {
    let (requests_past_due, requests_without_due, offers_past_due) = on_backend!(tx, conn => {
        sqlx::query_as::<Db, (i64, i64, i64)>(
            "SELECT (SELECT count(*) FROM placement_request WHERE next_due_at < $1), \
             (SELECT count(*) FROM placement_request WHERE next_due_at IS NULL AND ended_at IS NULL), \
             (SELECT count(*) FROM offer WHERE state = 'pending' AND expires_at < $1)",
        )
        .bind(DbTime(past))
        .fetch_one(conn)
        .await?
    });
    let (mails_failing, mails_refused, untried) = on_backend!(tx, conn => {
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
    let query = if tx.is_postgres() {
        concat!("SELECT count(*) FROM outbox WHERE ", put_off!(postgres))
    } else {
        concat!("SELECT count(*) FROM outbox WHERE ", put_off!(sqlite))
    };
    let put_off = on_backend!(tx, conn => {
        sqlx::query_scalar::<Db, i64>(query)
            .bind(DbTime(now + LONGEST_REST))
            .bind(me)
            .fetch_one(conn)
            .await?
    });
    let clocks = hurrying::clocks(tx, me, now).await?;
    Ok(Findings {
        requests_past_due,
        requests_without_due,
        offers_past_due,
        requests_put_off: clocks.put_off,
        clocks_ahead: clocks.ahead,
        clock_set_back: clocks.set_back,
        mails_stuck: untried + put_off,
        mails_failing,
        mails_refused,
        database_files: 0,
    })
}

/// Queues mail that is claimed or put off for longer than can be again, for at once. What is only
/// due can be claimed as it is.
pub async fn requeue_mail(tx: &mut Tx, me: Uuid, now: DateTime<Utc>) -> Result<(), StoreError> {
    let query = if tx.is_postgres() {
        concat!(
            "UPDATE outbox SET lease_until = NULL, next_attempt_at = $3 WHERE ",
            put_off!(postgres)
        )
    } else {
        concat!(
            "UPDATE outbox SET lease_until = NULL, next_attempt_at = $3 WHERE ",
            put_off!(sqlite)
        )
    };
    on_backend!(tx, conn => {
        sqlx::query::<Db>(query)
            .bind(DbTime(now + LONGEST_REST))
            .bind(me)
            .bind(DbTime(now))
            .execute(conn)
            .await?;
    });
    tx.committed.mail = true;
    Ok(())
}

/// Lets open requests that have no due time be due at once.
pub async fn restore_due(tx: &mut Tx, now: DateTime<Utc>) -> Result<(), StoreError> {
    on_backend!(tx, conn => {
        sqlx::query::<Db>(
            "UPDATE placement_request SET next_due_at = $1, version = version + 1 \
             WHERE next_due_at IS NULL AND ended_at IS NULL",
        )
        .bind(DbTime(now))
        .execute(conn)
        .await?;
    });
    Ok(())
}
