//! Queries that erase old requests: statistics of each child are kept, everything else is deleted.
//! Used by `services::operations::erasure`, by age and for `mabit erase`.

use chrono::{DateTime, Utc};
use sqlx::QueryBuilder;
use uuid::Uuid;

use crate::domain::offer::DeclineReason;
use crate::domain::request::Gender;
use crate::store::{Backend, DbTime, Store, StoreError, Tx, on_backend, push_list, row};

/// What is kept of a child whose request was erased.
#[derive(Clone, Debug)]
pub struct ChildStatistic {
    /// Random: leads back to nothing.
    pub id: Uuid,
    /// Month of the request by the local clock, as `2026-11`.
    pub month: String,
    /// Code of the region; empty when the city was not in the table.
    pub region: String,
    /// A band of ages as in the reports.
    pub age_band: String,
    pub gender: Gender,
    /// `placed`, `withdrawn`, or the outcome with which a coordinator closed it.
    pub outcome: String,
    pub offered: bool,
    /// Whether the child arrived in a bed.
    pub placed: bool,
    /// From the request to the first offer.
    pub minutes_to_offer: Option<i32>,
    /// From the request to the arrival.
    pub minutes_to_bed: Option<i32>,
    /// The reasons of the shelters that declined.
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

/// Rows in one statement.
const BATCH: usize = 1_000;

pub async fn insert_statistics(tx: &mut Tx, rows: &[ChildStatistic]) -> Result<(), StoreError> {
    for chunk in rows.chunks(BATCH) {
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

/// Statistics of the months `first` to `last` (as `2026-11`, inclusive), in these regions or, with
/// `None`, in all.
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

/// Requests that ended before a moment, oldest first.
pub async fn ended_before(
    tx: &mut Tx,
    moment: DateTime<Utc>,
    limit: i64,
) -> Result<Vec<Uuid>, StoreError> {
    Ok(on_backend!(tx, conn => {
        sqlx::query_scalar::<Db, Uuid>(
            "SELECT id FROM placement_request WHERE ended_at < $1 ORDER BY ended_at LIMIT $2",
        )
        .bind(DbTime(moment))
        .bind(limit)
        .fetch_all(conn)
        .await?
    }))
}

/// Deletes the rows of a request in every table, in the order that foreign keys allow.
const DELETIONS: [&str; 6] = [
    "DELETE FROM offer_bed WHERE request_id IN ",
    "DELETE FROM offer WHERE request_id IN ",
    "DELETE FROM outbox WHERE request_id IN ",
    "DELETE FROM escalation WHERE request_id IN ",
    "DELETE FROM child WHERE request_id IN ",
    "DELETE FROM placement_request WHERE id IN ",
];

/// Deletes requests that have ended, with everything about them except the audit log and stored
/// responses ([`delete_answers`]). The requests must be locked.
pub async fn delete(tx: &mut Tx, ids: &[Uuid]) -> Result<(), StoreError> {
    for chunk in ids.chunks(BATCH) {
        for statement in DELETIONS {
            on_backend!(tx, conn => {
                let mut query = QueryBuilder::<Db>::new(statement);
                push_list(&mut query, chunk);
                query.build().persistent(false).execute(conn).await?;
            });
        }
    }
    Ok(())
}

/// Deletes stored responses to idempotent calls that name a request.
pub async fn delete_answers(tx: &mut Tx, request_id: Uuid) -> Result<(), StoreError> {
    on_backend!(tx, conn => {
        sqlx::query::<Db>("DELETE FROM idempotency WHERE response LIKE $1")
            .bind(format!("%{request_id}%"))
            .execute(conn)
            .await?;
    });
    Ok(())
}

/// SQL list of ids: mail sent or cancelled and made before `$1`, oldest first, at most `$2`.
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

/// Deletes mail that was sent or cancelled and made before a moment, at most `limit`. Rows of
/// escalation steps stay as proof, without address and contents. Returns how many rows changed.
pub async fn delete_old_mail(
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
                .bind(DbTime(before))
                .bind(limit)
                .execute(conn)
                .await?
                .rows_affected()
        });
    }
    Ok(touched)
}

impl Store {
    /// Copies SQLite's write-ahead log into the database file and empties it, so that deleted data
    /// is not in the log either. False when a reader was in the way. On PostgreSQL there is nothing
    /// to do: vacuum overwrites deleted rows.
    ///
    /// # Errors
    /// When the database can't be reached.
    pub async fn truncate_wal(&self) -> Result<bool, StoreError> {
        let Backend::Sqlite { read, .. } = &self.0.backend else { return Ok(true) };
        let (busy, _, _): (i64, i64, i64) =
            sqlx::query_as("PRAGMA wal_checkpoint(TRUNCATE)").fetch_one(read).await?;
        Ok(busy == 0)
    }
}
