//! Escalations that must not wait for their time: their people can't be reached, or the clock was
//! set back.

use chrono::{DateTime, TimeDelta, Utc};
use uuid::Uuid;

use super::{Stamp, StoreError, Tx, on_backend};

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
    let after = concat!(
        "UPDATE placement_request SET esc_since = esc_since - (next_due_at - $4), \
         next_due_at = $4, version = version + 1 \
         WHERE esc_cycle = $2 + 1 AND esc_step = 0 AND ",
        reached_nobody!()
    );
    let mut touched = 0;
    for (query, due) in [(within, now), (after, now + NEXT_CYCLE)] {
        touched += on_backend!(tx, conn => {
            sqlx::query::<Db>(query)
                .bind(id)
                .bind(cycle)
                .bind(step)
                .bind(Stamp(due))
                .execute(conn)
                .await?
                .rows_affected()
        });
    }
    Ok(touched > 0)
}

/// Ends an account's care for a request, because it can't be reached: the next step is due at once.
/// The request must be locked. True when it was so.
pub async fn release(
    tx: &mut Tx,
    id: Uuid,
    account_id: Uuid,
    now: DateTime<Utc>,
) -> Result<bool, StoreError> {
    let touched = on_backend!(tx, conn => {
        sqlx::query::<Db>(
            "UPDATE placement_request SET esc_since = esc_since - (next_due_at - $3), \
             next_due_at = $3, ack_by = NULL, ack_at = NULL, ack_until = NULL, ack_note = NULL, \
             version = version + 1 WHERE id = $1 AND ack_by = $2 AND next_due_at > $3",
        )
        .bind(id)
        .bind(account_id)
        .bind(Stamp(now))
        .execute(conn)
        .await?
        .rows_affected()
    });
    Ok(touched == 1)
}

/// What was put off by a clock that has been set back since `$1`: a step, an acknowledgement or an
/// acceptance lies ahead, later than `$2`.
macro_rules! put_off {
    () => {
        " FROM placement_request WHERE next_due_at > $1 AND (ack_at > $2 OR EXISTS (SELECT 1 \
         FROM escalation WHERE escalation.request_id = placement_request.id AND escalation.at > $2) \
         OR EXISTS (SELECT 1 FROM offer WHERE offer.request_id = placement_request.id \
         AND offer.state = 'accepted' AND offer.accepted_at > $2))"
    };
}

/// How far ahead of now something may lie, because another machine's clock is a little ahead.
const AHEAD: TimeDelta = TimeDelta::minutes(10);

/// How many open requests were put off by a clock that has been set back since: nobody would be
/// told of them for as long. Looked for only when some instance has noted that it lived at a later
/// moment.
pub async fn put_off(tx: &mut Tx, now: DateTime<Utc>) -> Result<i64, StoreError> {
    let was_set_back = on_backend!(tx, conn => {
        sqlx::query_scalar::<Db, bool>("SELECT EXISTS (SELECT 1 FROM beat WHERE at > $1)")
            .bind(Stamp(now + AHEAD))
            .fetch_one(conn)
            .await?
    });
    if !was_set_back {
        return Ok(0);
    }
    Ok(on_backend!(tx, conn => {
        sqlx::query_scalar::<Db, i64>(concat!("SELECT count(*)", put_off!()))
            .bind(Stamp(now))
            .bind(Stamp(now + AHEAD))
            .fetch_one(conn)
            .await?
    }))
}

/// Lets the requests that [`put_off`] counts be due at once. The moments instances have noted are
/// taken back too, so that this is done once.
pub async fn bring_back(tx: &mut Tx, now: DateTime<Utc>) -> Result<(), StoreError> {
    on_backend!(tx, conn => {
        sqlx::query::<Db>(concat!(
            "UPDATE placement_request SET esc_since = esc_since - (next_due_at - $1), \
             next_due_at = $1, version = version + 1 WHERE id IN (SELECT id",
            put_off!(),
            ")"
        ))
        .bind(Stamp(now))
        .bind(Stamp(now + AHEAD))
        .execute(conn)
        .await?;
    });
    on_backend!(tx, conn => {
        sqlx::query::<Db>("UPDATE beat SET at = $1 WHERE at > $1").bind(Stamp(now)).execute(conn).await?;
    });
    Ok(())
}
