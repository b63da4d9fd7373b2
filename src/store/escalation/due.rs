//! Requests whose escalation is due, and alerts that reached nobody.

use chrono::{DateTime, Utc};
use uuid::Uuid;

use crate::domain::escalation::{EscalationReason, NEXT_CYCLE_IN, Unreached};
use crate::domain::request::life::PlacementRequest;
use crate::store::{DbTime, StoreError, Tx, on_backend};

/// Whether the next step of any request is due. Selects the first one: asked by EXISTS, PostgreSQL
/// may scan the whole table.
pub async fn any_due(tx: &mut Tx, now: DateTime<Utc>) -> Result<bool, StoreError> {
    Ok(on_backend!(tx, conn => {
        sqlx::query_scalar::<Db, bool>(
            "SELECT coalesce((SELECT next_due_at FROM placement_request \
             WHERE next_due_at IS NOT NULL ORDER BY next_due_at LIMIT 1) <= $1, FALSE)",
        )
        .bind(DbTime(now))
        .fetch_one(conn)
        .await?
    }))
}

/// Locks requests whose next step is due, longest due first, at most `limit`: with `first` those on
/// the way too long or missing, which go ahead of all others; else the rest. On PostgreSQL rows
/// that another instance has locked are skipped.
pub async fn due(
    tx: &mut Tx,
    first: bool,
    now: DateTime<Utc>,
    limit: i64,
) -> Result<Vec<PlacementRequest>, StoreError> {
    macro_rules! select {
        ($which:literal, $lock:literal) => {
            concat!(
                "SELECT * FROM placement_request WHERE next_due_at <= $1 AND ",
                $which,
                " ORDER BY next_due_at LIMIT $2",
                $lock
            )
        };
    }
    let query = match (first, tx.is_postgres()) {
        (true, true) => select!("esc_why <> 'unmatched'", " FOR UPDATE SKIP LOCKED"),
        (true, false) => select!("esc_why <> 'unmatched'", ""),
        (false, true) => select!("esc_why = 'unmatched'", " FOR UPDATE SKIP LOCKED"),
        (false, false) => select!("esc_why = 'unmatched'", ""),
    };
    Ok(on_backend!(tx, conn => {
        sqlx::query_as::<Db, _>(query).bind(DbTime(now)).bind(limit).fetch_all(conn).await?
    }))
}

/// Open requests due after a moment, with ids above `after`, in order of id, at most `limit`.
pub async fn due_after(
    tx: &mut Tx,
    moment: DateTime<Utc>,
    after: Uuid,
    limit: i64,
) -> Result<Vec<PlacementRequest>, StoreError> {
    Ok(on_backend!(tx, conn => {
        sqlx::query_as::<Db, _>(
            "SELECT * FROM placement_request WHERE next_due_at > $1 AND id > $2 ORDER BY id LIMIT $3",
        )
        .bind(DbTime(moment))
        .bind(after)
        .bind(limit)
        .fetch_all(conn)
        .await?
    }))
}

/// Ids of open requests that have no due time.
pub async fn without_due(tx: &mut Tx) -> Result<Vec<Uuid>, StoreError> {
    Ok(on_backend!(tx, conn => {
        sqlx::query_scalar::<Db, Uuid>(
            "SELECT id FROM placement_request WHERE next_due_at IS NULL AND ended_at IS NULL",
        )
        .fetch_all(conn)
        .await?
    }))
}

/// Mails of a kind that were refused for good but are still retried, about requests due after `$1`.
macro_rules! refused {
    ($columns:literal, $kind:literal, $joined:literal) => {
        concat!(
            "SELECT DISTINCT ",
            $columns,
            " FROM outbox JOIN placement_request ON placement_request.id = outbox.request_id",
            $joined,
            " WHERE refused_at IS NOT NULL AND sent_at IS NULL AND cancelled_at IS NULL \
             AND kind = '",
            $kind,
            "' AND next_due_at > $1"
        )
    };
}

/// Alerts that reached nobody, of requests whose next step is not due yet. A step has reached
/// nobody when every mail of it was refused for good or waits for an account that was shut, and no
/// later step of its cycle was mailed.
pub async fn unreached(
    tx: &mut Tx,
    now: DateTime<Utc>,
) -> Result<Vec<(Uuid, Unreached)>, StoreError> {
    let steps: Vec<(Uuid, i32, i32, String)> = on_backend!(tx, conn => {
        sqlx::query_as::<Db, _>(concat!(
            refused!(
                "outbox.request_id, taken.cycle, taken.step, taken.why",
                "escalation",
                " JOIN escalation AS taken ON taken.request_id = outbox.request_id \
                 AND taken.cycle = outbox.cycle AND taken.step = outbox.step \
                 AND taken.why = placement_request.esc_why"
            ),
            " AND ack_by IS NULL AND ((esc_cycle = taken.cycle AND esc_step = taken.step) \
             OR (esc_cycle = taken.cycle + 1 AND esc_step = 0 AND next_due_at > $2)) \
             AND NOT EXISTS (SELECT 1 FROM escalation AS later \
             WHERE later.request_id = taken.request_id AND later.cycle = taken.cycle \
             AND later.step > taken.step AND later.how = 'mailed') \
             AND NOT EXISTS (SELECT 1 FROM outbox AS other \
             LEFT JOIN account ON account.id = other.account_id \
             WHERE other.request_id = taken.request_id AND other.cycle = taken.cycle \
             AND other.step = taken.step AND other.kind = 'escalation' \
             AND (other.sent_at IS NOT NULL OR (other.refused_at IS NULL \
             AND other.cancelled_at IS NULL AND coalesce(account.active, TRUE))))"
        ))
        .bind(DbTime(now))
        .bind(DbTime(now + NEXT_CYCLE_IN))
        .fetch_all(&mut *conn)
        .await?
    });
    let handed_over: Vec<(Uuid, Uuid, DbTime)> = on_backend!(tx, conn => {
        sqlx::query_as::<Db, _>(concat!(
            refused!("outbox.request_id, outbox.account_id, outbox.created_at", "handed_over", ""),
            " AND ack_by = outbox.account_id AND ack_at = outbox.created_at"
        ))
        .bind(DbTime(now))
        .fetch_all(conn)
        .await?
    });
    let steps = steps.into_iter().filter_map(|(request_id, cycle, step, why)| {
        let reason = EscalationReason::parse(&why)?;
        Some((request_id, Unreached::Step { cycle, step, reason }))
    });
    let handed_over = handed_over
        .into_iter()
        .map(|(request_id, to, DbTime(at))| (request_id, Unreached::HandOver { to, at }));
    Ok(steps.chain(handed_over).collect())
}
