//! Tables `escalation` (steps taken or left out) and `heartbeat` (when sweeps were finished).

use std::collections::HashMap;

use chrono::{DateTime, Utc};
use sqlx::QueryBuilder;
use uuid::Uuid;

use crate::domain::escalation::{EscalationReason, Level, StepOutcome};
use crate::store::{DbTime, StoreError, Tx, keep_prepared, on_backend, push_list, row};

/// A step that was taken, or left out.
#[derive(Clone, Debug)]
pub struct EscalationRecord {
    pub request_id: Uuid,
    /// Its cycle, from 1.
    pub cycle: i32,
    /// Its number, from 1.
    pub step: i32,
    /// Why it was taken.
    pub reason: EscalationReason,
    /// Whom it went to.
    pub level: Level,
    /// When it was due.
    pub due_at: DateTime<Utc>,
    /// When it was taken.
    pub at: DateTime<Utc>,
    /// What became of it.
    pub outcome: StepOutcome,
}
row!(EscalationRecord {
    request_id,
    cycle,
    step,
    reason: code = "why",
    level: code,
    due_at: time,
    at: time,
    outcome: code = "how",
});

/// Rows put into one statement.
const BATCH: usize = 1_000;

/// Adds steps.
pub async fn insert_many(tx: &mut Tx, steps: &[EscalationRecord]) -> Result<(), StoreError> {
    for chunk in steps.chunks(BATCH) {
        on_backend!(tx, conn => {
            let mut query = QueryBuilder::<Db>::new(
                "INSERT INTO escalation (request_id, cycle, step, why, level, due_at, at, how) ",
            );
            query.push_values(chunk, |mut row, step| {
                row.push_bind(step.request_id)
                    .push_bind(step.cycle)
                    .push_bind(step.step)
                    .push_bind(step.reason.code())
                    .push_bind(step.level.code())
                    .push_bind(DbTime(step.due_at))
                    .push_bind(DbTime(step.at))
                    .push_bind(step.outcome.code());
            });
            query.build().persistent(keep_prepared(chunk.len(), BATCH)).execute(conn).await?;
        });
    }
    Ok(())
}

/// The steps of requests, in order.
pub async fn of_requests(
    tx: &mut Tx,
    ids: &[Uuid],
) -> Result<HashMap<Uuid, Vec<EscalationRecord>>, StoreError> {
    let mut found: HashMap<Uuid, Vec<EscalationRecord>> = HashMap::new();
    for chunk in ids.chunks(BATCH) {
        let steps: Vec<EscalationRecord> = on_backend!(tx, conn => {
            let mut query = QueryBuilder::<Db>::new("SELECT * FROM escalation WHERE request_id IN ");
            push_list(&mut query, chunk);
            query.push(" ORDER BY request_id, cycle, step");
            query.build_query_as().persistent(chunk.len() == 1).fetch_all(conn).await?
        });
        for step in steps {
            found.entry(step.request_id).or_default().push(step);
        }
    }
    Ok(found)
}

/// Notes that an instance has acted on all that was due by `at`.
pub async fn note_heartbeat(
    tx: &mut Tx,
    instance: Uuid,
    started_at: DateTime<Utc>,
    at: DateTime<Utc>,
) -> Result<(), StoreError> {
    on_backend!(tx, conn => {
        sqlx::query::<Db>(
            "INSERT INTO heartbeat (instance, started_at, at) VALUES ($1, $2, $3) \
             ON CONFLICT (instance) DO UPDATE SET at = excluded.at",
        )
        .bind(instance)
        .bind(DbTime(started_at))
        .bind(DbTime(at))
        .execute(conn)
        .await?;
    });
    Ok(())
}

/// Forgets instances that have not been heard of since a moment.
pub async fn forget_heartbeats(tx: &mut Tx, before: DateTime<Utc>) -> Result<(), StoreError> {
    on_backend!(tx, conn => {
        sqlx::query::<Db>("DELETE FROM heartbeat WHERE at < $1")
            .bind(DbTime(before))
            .execute(conn)
            .await?;
    });
    Ok(())
}
