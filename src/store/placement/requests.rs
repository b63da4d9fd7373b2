//! Queries on the tables `placement_request` and `child`: add, lock, save by version, a page of the
//! waitlist. Lists for people are in `request_lists`, due ones in `escalation::due`.

use std::collections::HashMap;

use chrono::{DateTime, Utc};
use sqlx::QueryBuilder;
use uuid::Uuid;

use crate::domain::escalation::{Acknowledgement, AcknowledgementNote, Escalation, Progress};
use crate::domain::request::life::PlacementRequest;
use crate::domain::request::{Child, Gender, Outcome, RequestState};
use crate::store::{DbTime, StoreError, Tx, keep_prepared, on_backend, push_list, row};

row!(PlacementRequest {
    id,
    reference,
    partner_id,
    created_by,
    city,
    urgency: code,
    needs: json,
    reach_km,
    hold,
    case_ref,
    state: code,
    created_at: time,
    unmatched_since: time,
    ended_at: optional_time,
    outcome: optional_code,
    end_reason,
    policy: json,
    policy_version,
    escalation: columns,
    version,
});
row!(Escalation {
    reason: code = "esc_why",
    progress: columns,
    asked_at: optional_time,
    acknowledgement: optional = "ack_by",
});
// `next_due_at` is null once a request has ended; `esc_since` then stands in for it.
row!(Progress {
    since: time = "esc_since",
    cycle = "esc_cycle",
    step = "esc_step",
    due: time = "next_due_at" or "esc_since",
});
row!(Acknowledgement {
    by = "ack_by",
    at: time = "ack_at",
    until: time = "ack_until",
    note: optional_code = "ack_note",
});

/// Rows put into one statement: below SQLite's 32,766 variables for the widest of them.
const BATCH: usize = 500;

/// Adds requests with their children, at most eight each.
pub async fn insert_many(
    tx: &mut Tx,
    requests: &[(PlacementRequest, Vec<Child>)],
) -> Result<(), StoreError> {
    for chunk in requests.chunks(BATCH) {
        insert_requests(tx, chunk).await?;
        insert_children(tx, chunk).await?;
    }
    Ok(())
}

async fn insert_requests(
    tx: &mut Tx,
    requests: &[(PlacementRequest, Vec<Child>)],
) -> Result<(), StoreError> {
    on_backend!(tx, conn => {
        let mut query = QueryBuilder::<Db>::new(
            "INSERT INTO placement_request (id, reference, partner_id, created_by, city, urgency, \
             urgency_rank, needs, reach_km, hold, case_ref, state, created_at, unmatched_since, \
             policy, policy_version, esc_why, esc_since, esc_cycle, esc_step, next_due_at, version) ",
        );
        query.push_values(requests, |mut row, (request, _)| {
            row.push_bind(request.id)
                .push_bind(request.reference.clone())
                .push_bind(request.partner_id)
                .push_bind(request.created_by)
                .push_bind(request.city.clone())
                .push_bind(request.urgency.code())
                .push_bind(request.urgency as i32)
                .push_bind(json(&request.needs))
                .push_bind(request.reach_km)
                .push_bind(request.hold)
                .push_bind(request.case_ref.clone())
                .push_bind(request.state.code())
                .push_bind(DbTime(request.created_at))
                .push_bind(DbTime(request.unmatched_since))
                .push_bind(json(&request.policy))
                .push_bind(request.policy_version)
                .push_bind(request.escalation.reason.code())
                .push_bind(DbTime(request.escalation.progress.since))
                .push_bind(request.escalation.progress.cycle)
                .push_bind(request.escalation.progress.step)
                .push_bind(request.next_due_at().map(DbTime))
                .push_bind(request.version);
        });
        query.build().persistent(requests.len() == 1).execute(conn).await?;
    });
    Ok(())
}

async fn insert_children(
    tx: &mut Tx,
    requests: &[(PlacementRequest, Vec<Child>)],
) -> Result<(), StoreError> {
    let children = requests.iter().flat_map(|(request, children)| {
        children.iter().zip(0_i32..).map(|(child, position)| (request.id, position, child))
    });
    on_backend!(tx, conn => {
        let mut query = QueryBuilder::<Db>::new(
            "INSERT INTO child (request_id, position, age, gender, age_estimated) ",
        );
        query.push_values(children, |mut row, (request_id, position, child)| {
            row.push_bind(request_id)
                .push_bind(position)
                .push_bind(child.age)
                .push_bind(child.gender.code())
                .push_bind(child.age_estimated);
        });
        query.build().persistent(requests.len() == 1).execute(conn).await?;
    });
    Ok(())
}

fn json(value: &impl serde::Serialize) -> String {
    // Lists of strings and policies always have a JSON form.
    serde_json::to_string(value).unwrap_or_default()
}

/// Binds the columns of an escalation, in their order.
macro_rules! push_escalation {
    ($row:expr, $request:expr) => {{
        let Escalation { reason, progress, asked_at, acknowledgement } = &$request.escalation;
        let acknowledgement = acknowledgement.as_ref();
        $row.push_bind(reason.code())
            .push_bind(DbTime(progress.since))
            .push_bind(progress.cycle)
            .push_bind(progress.step)
            .push_bind($request.next_due_at().map(DbTime))
            .push_bind(asked_at.map(DbTime))
            .push_bind(acknowledgement.map(|one| one.by))
            .push_bind(acknowledgement.map(|one| DbTime(one.at)))
            .push_bind(acknowledgement.map(|one| DbTime(one.until)))
            .push_bind(acknowledgement.and_then(|one| one.note).map(AcknowledgementNote::code));
    }};
}

/// The columns of an escalation; with `set`, the end of an UPDATE that writes them where the
/// version is still the one read.
macro_rules! escalation {
    () => {
        "esc_why, esc_since, esc_cycle, esc_step, next_due_at, asked_at, ack_by, ack_at, ack_until, \
         ack_note"
    };
    (set) => {
        "esc_why = v.esc_why, esc_since = v.esc_since, esc_cycle = v.esc_cycle, \
         esc_step = v.esc_step, next_due_at = v.next_due_at, asked_at = v.asked_at, \
         ack_by = v.ack_by, ack_at = v.ack_at, ack_until = v.ack_until, ack_note = v.ack_note, \
         version = v.version + 1 \
         FROM v WHERE placement_request.id = v.id AND placement_request.version = v.version"
    };
}

/// Writes what can change of requests; a race when one is no longer of the version that was read.
pub async fn save_many(tx: &mut Tx, requests: &[PlacementRequest]) -> Result<(), StoreError> {
    for chunk in requests.chunks(BATCH) {
        let touched = on_backend!(tx, conn => {
            let mut query = QueryBuilder::<Db>::new(concat!(
                "WITH v (id, version, state, unmatched_since, ended_at, outcome, end_reason, ",
                escalation!(), ") AS ("
            ));
            query.push_values(chunk, |mut row, request| {
                row.push_bind(request.id)
                    .push_bind(request.version)
                    .push_bind(request.state.code())
                    .push_bind(DbTime(request.unmatched_since))
                    .push_bind(request.ended_at.map(DbTime))
                    .push_bind(request.outcome.map(Outcome::code))
                    .push_bind(request.end_reason.clone());
                push_escalation!(row, request);
            });
            query.push(concat!(
                ") UPDATE placement_request SET state = v.state, unmatched_since = v.unmatched_since, \
                 ended_at = v.ended_at, outcome = v.outcome, end_reason = v.end_reason, ",
                escalation!(set)
            ));
            query.build().persistent(keep_prepared(chunk.len(), BATCH)).execute(conn).await?.rows_affected()
        });
        all_saved(touched, chunk)?;
    }
    Ok(())
}

/// Writes only the escalations of requests, which spares most indexes. A race as in [`save_many`].
pub async fn save_escalations(
    tx: &mut Tx,
    requests: &[PlacementRequest],
) -> Result<(), StoreError> {
    for chunk in requests.chunks(BATCH) {
        let touched = on_backend!(tx, conn => {
            let mut query = QueryBuilder::<Db>::new(
                concat!("WITH v (id, version, ", escalation!(), ") AS (")
            );
            query.push_values(chunk, |mut row, request| {
                row.push_bind(request.id).push_bind(request.version);
                push_escalation!(row, request);
            });
            query.push(concat!(") UPDATE placement_request SET ", escalation!(set)));
            query.build().persistent(keep_prepared(chunk.len(), BATCH)).execute(conn).await?.rows_affected()
        });
        all_saved(touched, chunk)?;
    }
    Ok(())
}

fn all_saved(touched: u64, requests: &[PlacementRequest]) -> Result<(), StoreError> {
    if touched == requests.len() as u64 {
        Ok(())
    } else {
        Err(StoreError::Race("a placement request has changed".to_owned()))
    }
}

pub async fn get(tx: &mut Tx, id: Uuid) -> Result<Option<PlacementRequest>, StoreError> {
    Ok(get_many(tx, &[id]).await?.pop())
}

pub async fn by_reference(tx: &mut Tx, reference: &str) -> Result<Option<Uuid>, StoreError> {
    Ok(on_backend!(tx, conn => {
        sqlx::query_scalar::<Db, Uuid>("SELECT id FROM placement_request WHERE reference = $1")
            .bind(reference)
            .fetch_optional(conn)
            .await?
    }))
}

/// Like [`get`], with the row locked until the transaction ends.
pub async fn lock(tx: &mut Tx, id: Uuid) -> Result<Option<PlacementRequest>, StoreError> {
    Ok(lock_many(tx, &[id]).await?.pop())
}

/// The requests with these ids that exist, in order of id.
pub async fn get_many(tx: &mut Tx, ids: &[Uuid]) -> Result<Vec<PlacementRequest>, StoreError> {
    select(tx, ids, "").await
}

/// Like [`get_many`], with the rows locked until the transaction ends.
pub async fn lock_many(tx: &mut Tx, ids: &[Uuid]) -> Result<Vec<PlacementRequest>, StoreError> {
    let lock = if tx.is_postgres() { " FOR UPDATE" } else { "" };
    select(tx, ids, lock).await
}

async fn select(
    tx: &mut Tx,
    ids: &[Uuid],
    lock: &'static str,
) -> Result<Vec<PlacementRequest>, StoreError> {
    let mut found = Vec::with_capacity(ids.len());
    for chunk in ids.chunks(BATCH) {
        found.extend(on_backend!(tx, conn => {
            let mut query = QueryBuilder::<Db>::new("SELECT * FROM placement_request WHERE id IN ");
            push_list(&mut query, chunk);
            query.push(" ORDER BY id").push(lock);
            let query = query.build_query_as::<PlacementRequest>().persistent(chunk.len() == 1);
            query.fetch_all(conn).await?
        }));
    }
    Ok(found)
}

/// Where a page of waiting requests begins: after this rank, moment and id.
#[derive(Clone, Copy, Debug)]
pub struct WaitingAfter {
    /// Rank of its urgency.
    pub rank: i32,
    pub created_at: DateTime<Utc>,
    pub id: Uuid,
}

/// A page of waiting requests that hold (others are never placed by themselves), most urgent first,
/// then oldest, at most `limit`.
pub async fn waiting(
    tx: &mut Tx,
    after: Option<WaitingAfter>,
    limit: i64,
) -> Result<Vec<PlacementRequest>, StoreError> {
    let after = after.unwrap_or(WaitingAfter {
        rank: -1,
        created_at: DateTime::UNIX_EPOCH,
        id: Uuid::nil(),
    });
    Ok(on_backend!(tx, conn => {
        sqlx::query_as::<Db, _>(
            "SELECT * FROM placement_request WHERE state = 'waiting' AND hold \
             AND (urgency_rank, created_at, id) > ($1, $2, $3) \
             ORDER BY urgency_rank, created_at, id LIMIT $4",
        )
        .bind(after.rank)
        .bind(DbTime(after.created_at))
        .bind(after.id)
        .bind(limit)
        .fetch_all(conn)
        .await?
    }))
}

struct ChildRow {
    request_id: Uuid,
    age: i32,
    gender: Gender,
    age_estimated: bool,
}
row!(ChildRow { request_id, age, gender: code, age_estimated });

/// The children of requests, in their order.
pub async fn children(tx: &mut Tx, ids: &[Uuid]) -> Result<HashMap<Uuid, Vec<Child>>, StoreError> {
    let mut found: HashMap<Uuid, Vec<Child>> = HashMap::with_capacity(ids.len());
    for chunk in ids.chunks(BATCH) {
        let rows: Vec<ChildRow> = on_backend!(tx, conn => {
            let mut query = QueryBuilder::<Db>::new(
                "SELECT request_id, age, gender, age_estimated FROM child WHERE request_id IN ",
            );
            push_list(&mut query, chunk);
            query.push(" ORDER BY request_id, position");
            query.build_query_as().persistent(chunk.len() == 1).fetch_all(conn).await?
        });
        for row in rows {
            let child =
                Child { age: row.age, gender: row.gender, age_estimated: row.age_estimated };
            found.entry(row.request_id).or_default().push(child);
        }
    }
    Ok(found)
}

/// How many requests are in each open state.
pub async fn open_counts(tx: &mut Tx) -> Result<Vec<(RequestState, i64)>, StoreError> {
    let rows: Vec<(String, i64)> = on_backend!(tx, conn => {
        sqlx::query_as::<Db, _>(
            "SELECT state, count(*) FROM placement_request WHERE next_due_at IS NOT NULL GROUP BY state",
        )
        .fetch_all(conn)
        .await?
    });
    Ok(rows.into_iter().filter_map(|(state, n)| Some((RequestState::parse(&state)?, n))).collect())
}
