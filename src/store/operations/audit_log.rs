//! Queries on the tables `audit_log` (the append-only log of every change) and `audit_seal` (a chain
//! of hashes that shows tampering). Every service inserts in the transaction of its change; the live
//! event stream, the audit log pages and `verify` read.

use chrono::{DateTime, Utc};
use sha2::{Digest, Sha256};
use sqlx::QueryBuilder;
use uuid::Uuid;

use crate::store::{DbTime, StoreError, Tx, keep_prepared, on_backend, push_list, row};

/// A change to log.
#[derive(Clone, Debug)]
pub struct Entry {
    /// The account; `None` when the service acted by itself.
    pub actor: Option<Uuid>,
    /// As `entity.verb`, such as `offer.accept`.
    pub action: &'static str,
    /// Id of what was changed.
    pub entity_id: Uuid,
    /// The placement request it concerns, if any.
    pub request_id: Option<Uuid>,
    /// Codes and numbers only: nothing about a child, no free text.
    pub detail: serde_json::Value,
}

impl Entry {
    /// An entry without request and detail.
    pub fn new(actor: Option<Uuid>, action: &'static str, entity_id: Uuid) -> Self {
        Self { actor, action, entity_id, request_id: None, detail: serde_json::json!({}) }
    }

    #[must_use]
    pub fn about(self, request_id: Uuid) -> Self {
        Self { request_id: Some(request_id), ..self }
    }

    #[must_use]
    pub fn with(self, detail: serde_json::Value) -> Self {
        Self { detail, ..self }
    }
}

/// A row of `audit_log`.
#[derive(Clone, Debug)]
pub struct AuditRecord {
    pub id: i64,
    /// Orders rows such that none can appear before one that was readable already.
    pub position: i64,
    pub at: DateTime<Utc>,
    pub actor: Option<Uuid>,
    pub action: String,
    /// Kind of what was changed: the first word of the action.
    pub entity: String,
    pub entity_id: Uuid,
    pub request_id: Option<Uuid>,
    /// JSON.
    pub detail: String,
}
row!(AuditRecord { id, position, at: time, actor, action, entity, entity_id, request_id, detail });

/// Rows in one statement or one seal.
const BATCH: usize = 1_000;

pub async fn insert_many(
    tx: &mut Tx,
    entries: &[Entry],
    now: DateTime<Utc>,
) -> Result<(), StoreError> {
    insert_rows(tx, &entries.iter().map(|entry| (now, entry)).collect::<Vec<_>>()).await
}

/// Inserts entries of different moments, in their order.
pub async fn insert_dated(
    tx: &mut Tx,
    entries: &[(DateTime<Utc>, Entry)],
) -> Result<(), StoreError> {
    insert_rows(tx, &entries.iter().map(|(at, entry)| (*at, entry)).collect::<Vec<_>>()).await
}

async fn insert_rows(tx: &mut Tx, entries: &[(DateTime<Utc>, &Entry)]) -> Result<(), StoreError> {
    tx.committed.audit |= !entries.is_empty();
    for chunk in entries.chunks(BATCH) {
        on_backend!(tx, conn => {
            let mut query = QueryBuilder::<Db>::new(
                "INSERT INTO audit_log (at, actor, action, entity, entity_id, request_id, detail) ",
            );
            query.push_values(chunk, |mut row, (at, entry)| {
                let entity = entry.action.split('.').next().unwrap_or_default();
                row.push_bind(DbTime(*at))
                    .push_bind(entry.actor)
                    .push_bind(entry.action)
                    .push_bind(entity)
                    .push_bind(entry.entity_id)
                    .push_bind(entry.request_id)
                    .push_bind(entry.detail.to_string());
            });
            query.build().persistent(keep_prepared(chunk.len(), BATCH)).execute(conn).await?;
        });
    }
    Ok(())
}

pub async fn insert(tx: &mut Tx, entry: Entry, now: DateTime<Utc>) -> Result<(), StoreError> {
    insert_many(tx, &[entry], now).await
}

/// All entries about a request, oldest first.
pub async fn of_request(tx: &mut Tx, request_id: Uuid) -> Result<Vec<AuditRecord>, StoreError> {
    Ok(on_backend!(tx, conn => {
        sqlx::query_as::<Db, _>(
            "SELECT * FROM audit_log WHERE request_id = $1 ORDER BY position, id",
        )
        .bind(request_id)
        .fetch_all(conn)
        .await?
    }))
}

/// Which of these pools were reported after the entry with this id. Entries about one pool have ids
/// in their order, since each is made under the pool's lock.
pub async fn reported_since(
    tx: &mut Tx,
    pool_ids: &[Uuid],
    entry_id: i64,
) -> Result<Vec<Uuid>, StoreError> {
    Ok(on_backend!(tx, conn => {
        let mut query = QueryBuilder::<Db>::new(
            "SELECT DISTINCT entity_id FROM audit_log WHERE action = 'pool.report' AND id > ",
        );
        query.push_bind(entry_id).push(" AND entity_id IN ");
        push_list(&mut query, pool_ids);
        query.build_query_scalar().persistent(false).fetch_all(conn).await?
    }))
}

/// Narrows the audit log to a kind of thing, to one action, or both.
#[derive(Clone, Debug, Default)]
pub struct AuditFilter {
    pub entity: Option<String>,
    pub action: Option<String>,
}

/// A page of entries before `(position, id)`, newest first.
pub async fn newest_before(
    tx: &mut Tx,
    filter: &AuditFilter,
    from: (i64, i64),
    limit: i64,
) -> Result<Vec<AuditRecord>, StoreError> {
    Ok(on_backend!(tx, conn => {
        let mut query =
            QueryBuilder::<Db>::new("SELECT * FROM audit_log WHERE position <= ");
        query.push_bind(from.0).push(" AND (position < ").push_bind(from.0);
        query.push(" OR id < ").push_bind(from.1).push(")");
        if let Some(entity) = &filter.entity {
            query.push(" AND entity = ").push_bind(entity.clone());
        }
        if let Some(action) = &filter.action {
            query.push(" AND action = ").push_bind(action.clone());
        }
        query.push(" ORDER BY position DESC, id DESC LIMIT ").push_bind(limit);
        query.build_query_as().fetch_all(conn).await?
    }))
}

/// Exclusive upper bound of the positions that no running transaction can still fill: on SQLite the
/// end, on PostgreSQL the oldest transaction under way.
pub async fn settled_position(tx: &mut Tx) -> Result<i64, StoreError> {
    let query = if tx.is_postgres() {
        "SELECT pg_snapshot_xmin(pg_current_snapshot())::text::bigint + base FROM position_base"
    } else {
        "SELECT coalesce(max(id), 0) + 1 FROM audit_log"
    };
    Ok(on_backend!(tx, conn => sqlx::query_scalar::<Db, i64>(query).fetch_one(conn).await?))
}

/// A page of entries after `(position, id)`, oldest first, below [`settled_position`].
pub async fn settled_after(
    tx: &mut Tx,
    from: (i64, i64),
    limit: i64,
) -> Result<Vec<AuditRecord>, StoreError> {
    let settled = settled_position(tx).await?;
    Ok(on_backend!(tx, conn => {
        sqlx::query_as::<Db, _>(
            "SELECT * FROM audit_log WHERE position >= $1 AND (position > $1 OR id > $2) \
             AND position < $3 ORDER BY position, id LIMIT $4",
        )
        .bind(from.0)
        .bind(from.1)
        .bind(settled)
        .bind(limit)
        .fetch_all(conn)
        .await?
    }))
}

/// A row of `audit_seal`: covers the entries of a range of positions and the seal before it.
#[derive(Clone, Debug)]
pub struct SealRecord {
    /// From 1, without gaps.
    pub id: i64,
    /// Inclusive.
    pub first_position: i64,
    /// Inclusive.
    pub last_position: i64,
    pub row_count: i64,
    /// See [`seal_hash`].
    pub hash: Vec<u8>,
    pub at: DateTime<Utc>,
}
row!(SealRecord { id, first_position, last_position, row_count, hash, at: time });

pub async fn last_seal(tx: &mut Tx) -> Result<Option<SealRecord>, StoreError> {
    Ok(on_backend!(tx, conn => {
        sqlx::query_as::<Db, _>("SELECT * FROM audit_seal ORDER BY id DESC LIMIT 1")
            .fetch_optional(conn)
            .await?
    }))
}

/// How many entries are sealed, and how many not yet.
pub async fn row_counts(tx: &mut Tx) -> Result<(i64, i64), StoreError> {
    Ok(on_backend!(tx, conn => {
        sqlx::query_as::<Db, _>(
            "SELECT (SELECT CAST(coalesce(sum(row_count), 0) AS BIGINT) FROM audit_seal), \
             (SELECT count(*) FROM audit_log WHERE position > \
             (SELECT coalesce(max(last_position), 0) FROM audit_seal))",
        )
        .fetch_one(conn)
        .await?
    }))
}

/// A page of seals after a number, in order.
pub async fn seals(tx: &mut Tx, after: i64, limit: i64) -> Result<Vec<SealRecord>, StoreError> {
    Ok(on_backend!(tx, conn => {
        sqlx::query_as::<Db, _>("SELECT * FROM audit_seal WHERE id > $1 ORDER BY id LIMIT $2")
            .bind(after)
            .bind(limit)
            .fetch_all(conn)
            .await?
    }))
}

/// The entries between two positions, both inclusive, in order.
pub async fn between(tx: &mut Tx, first: i64, last: i64) -> Result<Vec<AuditRecord>, StoreError> {
    Ok(on_backend!(tx, conn => {
        sqlx::query_as::<Db, _>(
            "SELECT * FROM audit_log WHERE position >= $1 AND position <= $2 ORDER BY position, id",
        )
        .bind(first)
        .bind(last)
        .fetch_all(conn)
        .await?
    }))
}

/// Seals the settled entries that are not sealed yet, about [`BATCH`] of them; returns how many.
///
/// # Errors
/// `audit_seal_pkey` when another instance seals at the same time: nothing is lost.
pub async fn seal(tx: &mut Tx, now: DateTime<Utc>) -> Result<usize, StoreError> {
    let before = last_seal(tx).await?;
    let (from, id) = before.as_ref().map_or((0, 1), |seal| (seal.last_position, seal.id + 1));
    let Some(last) =
        settled_after(tx, (from, i64::MAX), BATCH as i64).await?.last().map(|row| row.position)
    else {
        return Ok(0);
    };
    let rows = between(tx, from + 1, last).await?;
    let hash = seal_hash(before.as_ref().map_or(&[], |seal| seal.hash.as_slice()), &rows);
    on_backend!(tx, conn => {
        sqlx::query::<Db>(
            "INSERT INTO audit_seal (id, first_position, last_position, row_count, hash, at) \
             VALUES ($1, $2, $3, $4, $5, $6)",
        )
        .bind(id)
        .bind(from + 1)
        .bind(last)
        .bind(i64::try_from(rows.len()).unwrap_or(i64::MAX))
        .bind(hash)
        .bind(DbTime(now))
        .execute(conn)
        .await?;
    });
    Ok(rows.len())
}

/// SHA-256 over the seal before and every field of the entries, each with its length, so that no
/// two lists of entries give the same input.
pub fn seal_hash(before: &[u8], rows: &[AuditRecord]) -> Vec<u8> {
    let mut hash = Sha256::new();
    hash.update(before);
    for row in rows {
        let id = |id: Option<Uuid>| id.map_or(Vec::new(), |id| id.as_bytes().to_vec());
        let fields: [Vec<u8>; 9] = [
            row.id.to_be_bytes().to_vec(),
            row.position.to_be_bytes().to_vec(),
            row.at.timestamp_micros().to_be_bytes().to_vec(),
            id(row.actor),
            row.action.clone().into_bytes(),
            row.entity.clone().into_bytes(),
            id(Some(row.entity_id)),
            id(row.request_id),
            row.detail.clone().into_bytes(),
        ];
        for field in fields {
            hash.update((field.len() as u64).to_be_bytes());
            hash.update(field);
        }
    }
    hash.finalize().to_vec()
}
