//! Requests that are erased: what is kept of their children, and the deletion of all the rest.

use chrono::{DateTime, Utc};
use sqlx::QueryBuilder;
use uuid::Uuid;

use crate::domain::offer::DeclineReason;
use crate::domain::request::Gender;
use crate::store::{Backend, Stamp, Store, StoreError, Tx, on_backend, push_list, row};

/// A child whose request was erased: enough to count.
#[derive(Clone, Debug)]
pub struct ChildStatistic {
    /// Random.
    pub id: Uuid,
    /// In which the request was made, by the local clock: `2026-11`.
    pub month: String,
    /// Code of the region; empty where it was not known.
    pub region: String,
    /// Band of ages, as in reports.
    pub age_band: String,
    /// Gender.
    pub gender: Gender,
    /// `placed`, `withdrawn`, or how a coordinator closed it.
    pub outcome: String,
    /// Whether a bed was offered.
    pub offered: bool,
    /// Whether the child arrived in a bed.
    pub placed: bool,
    /// From the request to the first offer, whole minutes.
    pub minutes_to_offer: Option<i32>,
    /// From the request to the arrival, whole minutes.
    pub minutes_to_bed: Option<i32>,
    /// Refusals by shelters.
    pub declined: Vec<DeclineReason>,
}
row!(ChildStatistic {
    id,
    month,
    region,
    age_band,
    gender: code,
    outcome,
    offered,
    placed,
    minutes_to_offer,
    minutes_to_bed,
    declined: json,
});

/// Rows put into one statement.
const CHUNK: usize = 1_000;

/// Adds statistics.
pub async fn insert_statistics(tx: &mut Tx, rows: &[ChildStatistic]) -> Result<(), StoreError> {
    for chunk in rows.chunks(CHUNK) {
        on_backend!(tx, conn => {
            let mut query = QueryBuilder::<Db>::new(
                "INSERT INTO child_statistic (id, month, region, age_band, gender, outcome, offered, \
                 placed, minutes_to_offer, minutes_to_bed, declined) ",
            );
            query.push_values(chunk, |mut row, child| {
                row.push_bind(child.id)
                    .push_bind(child.month.clone())
                    .push_bind(child.region.clone())
                    .push_bind(child.age_band.clone())
                    .push_bind(child.gender.code())
                    .push_bind(child.outcome.clone())
                    .push_bind(child.offered)
                    .push_bind(child.placed)
                    .push_bind(child.minutes_to_offer)
                    .push_bind(child.minutes_to_bed)
                    .push_bind(serde_json::to_string(&child.declined).unwrap_or_default());
            });
            query.build().persistent(false).execute(conn).await?;
        });
    }
    Ok(())
}

/// Statistics of months from one to another, both included, as `2026-11`; in these regions,
/// everywhere when `None`.
pub async fn statistics(
    tx: &mut Tx,
    (first, last): (&str, &str),
    regions: Option<&[String]>,
) -> Result<Vec<ChildStatistic>, StoreError> {
    if regions.is_some_and(<[String]>::is_empty) {
        return Ok(Vec::new());
    }
    Ok(on_backend!(tx, conn => {
        let mut query = QueryBuilder::<Db>::new("SELECT * FROM child_statistic WHERE month >= ");
        query.push_bind(first.to_owned()).push(" AND month <= ").push_bind(last.to_owned());
        if let Some(regions) = regions {
            query.push(" AND region IN ");
            push_list(&mut query, regions);
        }
        query.build_query_as().persistent(false).fetch_all(conn).await?
    }))
}

/// Requests that ended before a moment, oldest first, at most `limit`.
pub async fn ended_before(
    tx: &mut Tx,
    moment: DateTime<Utc>,
    limit: i64,
) -> Result<Vec<Uuid>, StoreError> {
    Ok(on_backend!(tx, conn => {
        sqlx::query_scalar::<Db, Uuid>(
            "SELECT id FROM placement_request WHERE ended_at < $1 ORDER BY ended_at LIMIT $2",
        )
        .bind(Stamp(moment))
        .bind(limit)
        .fetch_all(conn)
        .await?
    }))
}

/// Everything that holds something of a request, in the order in which it can be deleted.
const OF_REQUEST: [&str; 6] = [
    "DELETE FROM offer_bed WHERE request_id IN ",
    "DELETE FROM offer WHERE request_id IN ",
    "DELETE FROM outbox WHERE request_id IN ",
    "DELETE FROM escalation WHERE request_id IN ",
    "DELETE FROM child WHERE request_id IN ",
    "DELETE FROM placement_request WHERE id IN ",
];

/// Deletes locked requests that have ended, with all that is stored about them but the audit log and
/// the answers that [`delete_answers`] deletes.
pub async fn delete(tx: &mut Tx, ids: &[Uuid]) -> Result<(), StoreError> {
    for chunk in ids.chunks(CHUNK) {
        for statement in OF_REQUEST {
            on_backend!(tx, conn => {
                let mut query = QueryBuilder::<Db>::new(statement);
                push_list(&mut query, chunk);
                query.build().persistent(false).execute(conn).await?;
            });
        }
    }
    Ok(())
}

/// Deletes the first answers to calls with an idempotency key that repeat a request.
pub async fn delete_answers(tx: &mut Tx, request_id: Uuid) -> Result<(), StoreError> {
    on_backend!(tx, conn => {
        sqlx::query::<Db>("DELETE FROM idempotency WHERE response LIKE $1")
            .bind(format!("%{request_id}%"))
            .execute(conn)
            .await?;
    });
    Ok(())
}

/// Mail that was sent or given up, written before `$1`; the oldest first, at most `$2`.
macro_rules! finished_mail {
    ($of:literal) => {
        concat!(
            "(SELECT id FROM outbox WHERE (sent_at IS NOT NULL OR cancelled_at IS NOT NULL) \
             AND created_at < $1 AND ",
            $of,
            " ORDER BY created_at LIMIT $2)"
        )
    };
}

/// Deletes mail that was sent or given up and written before a moment, at most `limit`; what an
/// escalation step must still have is emptied of its address and contents. Gives how many.
pub async fn forget_mail(
    tx: &mut Tx,
    before: DateTime<Utc>,
    limit: i64,
) -> Result<u64, StoreError> {
    let mut touched = 0;
    for statement in [
        concat!("DELETE FROM outbox WHERE id IN ", finished_mail!("kind <> 'escalation'")),
        concat!(
            "UPDATE outbox SET address = '', payload = '{}', last_error = NULL WHERE id IN ",
            finished_mail!("kind = 'escalation' AND address <> ''")
        ),
    ] {
        touched += on_backend!(tx, conn => {
            sqlx::query::<Db>(statement)
                .bind(Stamp(before))
                .bind(limit)
                .execute(conn)
                .await?
                .rows_affected()
        });
    }
    Ok(touched)
}

impl Store {
    /// Copies SQLite's write-ahead log into the database file and empties it, so that what was
    /// deleted is not in the log either; waits for readers, at most as long as a statement does.
    /// False when one was still in the way. On PostgreSQL there is nothing to do: its own vacuum
    /// overwrites deleted rows.
    ///
    /// # Errors
    /// When the database can't be reached.
    pub async fn empty_log(&self) -> Result<bool, StoreError> {
        let Backend::Sqlite { read, .. } = &self.0.backend else { return Ok(true) };
        let (busy, _, _): (i64, i64, i64) =
            sqlx::query_as("PRAGMA wal_checkpoint(TRUNCATE)").fetch_one(read).await?;
        Ok(busy == 0)
    }
}
