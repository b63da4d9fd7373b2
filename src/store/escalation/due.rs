//! Requests whose escalation is due. After an outage there may be very many: a sweep reads no more
//! of them than its mails tell, and writes no more than has changed.

use chrono::{DateTime, Utc};
use sqlx::QueryBuilder;
use uuid::Uuid;

use crate::domain::escalation::{Policy, Progress, Why};
use crate::domain::request::Urgency;
use crate::store::placement::requests::{RequestRecord, changed};
use crate::store::{DbTime, StoreError, Tx, keep_prepared, on_backend, row};

/// What a step has to know of a request: each field is the one of [`RequestRecord`].
#[derive(Clone, Debug)]
#[allow(missing_docs, reason = "as in RequestRecord")]
pub struct Due {
    pub id: Uuid,
    pub reference: String,
    pub city: String,
    pub urgency: Urgency,
    pub created_at: DateTime<Utc>,
    pub unmatched_since: DateTime<Utc>,
    pub policy: Policy,
    pub esc_why: Why,
    pub esc_since: DateTime<Utc>,
    pub esc_cycle: i32,
    pub esc_step: i32,
    pub next_due_at: DateTime<Utc>,
    pub asked_at: Option<DateTime<Utc>>,
    pub version: i64,
}
row!(Due {
    id,
    reference,
    city,
    urgency: code,
    created_at: time,
    unmatched_since: time,
    policy: json,
    esc_why: code,
    esc_since: time,
    esc_cycle,
    esc_step,
    next_due_at: time,
    asked_at: optional_time,
    version,
});

impl Due {
    /// A request that stands at this progress of its policy.
    pub fn at(request: RequestRecord, progress: Progress) -> Self {
        Self {
            id: request.id,
            reference: request.reference,
            city: request.city,
            urgency: request.urgency,
            created_at: request.created_at,
            unmatched_since: request.unmatched_since,
            policy: request.policy,
            esc_why: progress.why,
            esc_since: progress.since,
            esc_cycle: progress.cycle,
            esc_step: progress.step,
            next_due_at: progress.due,
            asked_at: request.asked_at,
            version: request.version,
        }
    }

    /// How far it has come in its policy.
    pub fn progress(&self) -> Progress {
        Progress {
            why: self.esc_why,
            since: self.esc_since,
            cycle: self.esc_cycle,
            step: self.esc_step,
            due: self.next_due_at,
        }
    }

    /// Sets how far it has come; why it is escalated stays.
    pub fn set_progress(&mut self, progress: Progress) {
        self.esc_since = progress.since;
        self.esc_cycle = progress.cycle;
        self.esc_step = progress.step;
        self.next_due_at = progress.due;
    }
}

/// Rows put into one statement.
const BATCH: usize = 1_000;

/// Whether somebody must be told of any request. Asks for the first alone: asked whether there is
/// any, PostgreSQL may look through the whole table.
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

/// Requests somebody must be told of, longest due first, at most `limit`: with `first` those
/// that go ahead of all others (on the way too long, or missing), else the rest. On PostgreSQL
/// those another instance is busy with are passed over.
pub async fn due(
    tx: &mut Tx,
    first: bool,
    now: DateTime<Utc>,
    limit: i64,
) -> Result<Vec<Due>, StoreError> {
    macro_rules! select {
        ($which:literal, $lock:literal) => {
            concat!(
                "SELECT id, reference, city, urgency, created_at, unmatched_since, policy, esc_why, \
                 esc_since, esc_cycle, esc_step, next_due_at, asked_at, version \
                 FROM placement_request WHERE next_due_at <= $1 AND ",
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

/// Writes how far requests have come in their policies and that nobody takes care of them, if each
/// is still of the version that was read. All else is left as it is, and with it most of the
/// table's indexes.
///
/// # Errors
/// A race when one has changed since.
pub async fn save_progress(tx: &mut Tx, requests: &[Due]) -> Result<(), StoreError> {
    for chunk in requests.chunks(BATCH) {
        let touched = on_backend!(tx, conn => {
            let mut query = QueryBuilder::<Db>::new(
                "WITH v (id, version, esc_since, esc_cycle, esc_step, next_due_at) AS (",
            );
            query.push_values(chunk, |mut row, request| {
                row.push_bind(request.id)
                    .push_bind(request.version)
                    .push_bind(DbTime(request.esc_since))
                    .push_bind(request.esc_cycle)
                    .push_bind(request.esc_step)
                    .push_bind(DbTime(request.next_due_at));
            });
            query.push(
                ") UPDATE placement_request SET esc_since = v.esc_since, esc_cycle = v.esc_cycle, \
                 esc_step = v.esc_step, next_due_at = v.next_due_at, ack_by = NULL, ack_at = NULL, \
                 ack_until = NULL, ack_note = NULL, version = v.version + 1 \
                 FROM v WHERE placement_request.id = v.id AND placement_request.version = v.version",
            );
            query.build().persistent(keep_prepared(chunk.len(), BATCH)).execute(conn).await?.rows_affected()
        });
        if touched != chunk.len() as u64 {
            return Err(changed());
        }
    }
    Ok(())
}
