//! Escalations that must not wait for their time: their people can't be reached, or the clock was
//! set back.

use chrono::{DateTime, TimeDelta, Utc};
use uuid::Uuid;

use crate::store::{DbTime, StoreError, Tx, on_backend};

/// How soon a new cycle begins when the last step of one has reached nobody.
const NEXT_CYCLE: TimeDelta = TimeDelta::minutes(10);

/// Nobody was reached by step `$3` of cycle `$2` of request `$1`: every mail of it was refused for
/// good, or waits for an account that was shut. An acknowledgement says somebody is there.
macro_rules! reached_nobody {
    () => {
        "id = $1 AND next_due_at > $4 AND ack_until IS NULL AND NOT EXISTS (SELECT 1 FROM outbox \
         LEFT JOIN account ON account.id = outbox.account_id WHERE request_id = $1 AND cycle = $2 \
         AND step = $3 AND kind = 'escalation' AND (sent_at IS NOT NULL \
         OR (refused_at IS NULL AND cancelled_at IS NULL AND coalesce(account.active, TRUE))))"
    };
}

/// Lets the next step of a request be due at once, if `step` of `cycle` is the last it took and
/// has reached nobody. After the last step of a cycle the next one begins ten minutes from now.
/// The request must be locked. True when it was so.
pub async fn hurry(
    tx: &mut Tx,
    id: Uuid,
    cycle: i32,
    step: i32,
    now: DateTime<Utc>,
) -> Result<bool, StoreError> {
    let within = concat!(
        "UPDATE placement_request SET next_due_at = $4, version = version + 1 \
         WHERE esc_cycle = $2 AND esc_step = $3 AND ",
        reached_nobody!()
    );
    // A later step of the cycle may have reached somebody; and what the next cycle waits for may be
    // something else: that a child arrives.
    let after = concat!(
        "UPDATE placement_request SET esc_since = esc_since - (next_due_at - $4), \
         next_due_at = $4, version = version + 1 \
         WHERE esc_cycle = $2 + 1 AND esc_step = 0 AND esc_why = (SELECT why FROM escalation \
         WHERE request_id = $1 AND cycle = $2 AND step = $3) AND NOT EXISTS (SELECT 1 \
         FROM escalation WHERE request_id = $1 AND cycle = $2 AND step > $3 AND how = 'mailed') AND ",
        reached_nobody!()
    );
    let mut touched = 0;
    for (query, due) in [(within, now), (after, now + NEXT_CYCLE)] {
        touched += on_backend!(tx, conn => {
            sqlx::query::<Db>(query)
                .bind(id)
                .bind(cycle)
                .bind(step)
                .bind(DbTime(due))
                .execute(conn)
                .await?
                .rows_affected()
        });
    }
    Ok(touched > 0)
}

/// Ends an account's care for a request that was handed to it at a moment, because word of it can't
/// reach it: the next step is due at once. Care it has taken on by itself since stays. The request
/// must be locked. True when it was so.
pub async fn release(
    tx: &mut Tx,
    id: Uuid,
    account_id: Uuid,
    handed_at: DateTime<Utc>,
    now: DateTime<Utc>,
) -> Result<bool, StoreError> {
    let touched = on_backend!(tx, conn => {
        sqlx::query::<Db>(
            "UPDATE placement_request SET esc_since = esc_since - (next_due_at - $3), \
             next_due_at = $3, ack_by = NULL, ack_at = NULL, ack_until = NULL, ack_note = NULL, \
             version = version + 1 \
             WHERE id = $1 AND ack_by = $2 AND ack_at = $4 AND next_due_at > $3",
        )
        .bind(id)
        .bind(account_id)
        .bind(DbTime(now))
        .bind(DbTime(handed_at))
        .execute(conn)
        .await?
        .rows_affected()
    });
    Ok(touched == 1)
}

/// What was put off by a clock that has been set back since `$1`: something was done about it
/// ahead of now, later than `$2`, and it is due later still.
macro_rules! put_off {
    () => {
        " FROM placement_request WHERE next_due_at > $1 AND EXISTS (SELECT 1 FROM audit \
         WHERE audit.request_id = placement_request.id AND audit.at > $2)"
    };
}

/// How far ahead of now something may lie, because another machine's clock is a little ahead.
pub(crate) const AHEAD: TimeDelta = TimeDelta::minutes(10);

/// What clocks that are not right have done.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Clocks {
    /// Instances, this one or some that are gone, that lived at a later moment: the clock was set
    /// back.
    pub set_back: i64,
    /// Open requests that were put off by a clock that has been set back since: nobody would be
    /// told of them for as long.
    pub put_off: i64,
    /// Other instances that run, and whose clock is far ahead of this one's.
    pub ahead: i64,
}

/// Looks at what clocks have done. Requests are looked at only when this instance, or one that is
/// gone, has noted that it lived at a later moment; one that runs has another clock.
pub async fn clocks(tx: &mut Tx, me: Uuid, now: DateTime<Utc>) -> Result<Clocks, StoreError> {
    let query = if tx.is_postgres() {
        "SELECT coalesce(sum(CASE WHEN other THEN 0 ELSE 1 END), 0), \
         coalesce(sum(CASE WHEN other THEN 1 ELSE 0 END), 0) FROM (SELECT instance <> $2 AND EXISTS \
         (SELECT 1 FROM pg_stat_activity WHERE application_name = 'mabit ' || instance) AS other \
         FROM beat WHERE at > $1) AS later"
    } else {
        // A file serves one instance, whoever that is.
        "SELECT count(*), 0 FROM beat WHERE at > $1 AND $2 IS NOT NULL"
    };
    let (set_back, ahead) = on_backend!(tx, conn => {
        sqlx::query_as::<Db, (i64, i64)>(query)
            .bind(DbTime(now + AHEAD))
            .bind(me)
            .fetch_one(conn)
            .await?
    });
    if set_back == 0 {
        return Ok(Clocks { set_back, put_off: 0, ahead });
    }
    let put_off = on_backend!(tx, conn => {
        sqlx::query_scalar::<Db, i64>(concat!("SELECT count(*)", put_off!()))
            .bind(DbTime(now))
            .bind(DbTime(now + AHEAD))
            .fetch_one(conn)
            .await?
    });
    Ok(Clocks { set_back, put_off, ahead })
}

/// What is taken back to `$1` of what was noted later than `$2`: when requests are due, how long an
/// offer waits, how old a count is.
const TAKE_BACK: [&str; 3] = [
    concat!(
        "UPDATE placement_request SET esc_since = esc_since - (next_due_at - $1), \
         next_due_at = $1, asked_at = CASE WHEN asked_at > $1 THEN $1 ELSE asked_at END, \
         version = version + 1 WHERE id IN (SELECT id",
        put_off!(),
        ")"
    ),
    "UPDATE offer SET expires_at = expires_at - (created_at - $1) \
     WHERE state = 'pending' AND created_at > $2",
    "UPDATE bed_pool SET reported_at = $1, version = version + 1 WHERE reported_at > $2",
];

/// After a clock was set back, lets the requests that [`clocks`] counts be due at once, gives
/// shelters that were offered a child as long to answer as they had, and takes counts reported
/// meanwhile for as old as now, so that they grow old from here on. The moments instances have noted
/// are taken back first, so that this is done once; false when another has just done it.
pub async fn bring_back(tx: &mut Tx, now: DateTime<Utc>) -> Result<bool, StoreError> {
    let taken_back = on_backend!(tx, conn => {
        sqlx::query::<Db>("UPDATE beat SET at = $1 WHERE at > $2")
            .bind(DbTime(now))
            .bind(DbTime(now + AHEAD))
            .execute(conn)
            .await?
            .rows_affected()
    });
    if taken_back == 0 {
        return Ok(false);
    }
    for statement in TAKE_BACK {
        on_backend!(tx, conn => {
            sqlx::query::<Db>(statement)
                .bind(DbTime(now))
                .bind(DbTime(now + AHEAD))
                .execute(conn)
                .await?;
        });
    }
    Ok(true)
}
