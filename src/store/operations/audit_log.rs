//! Tables `audit` and `audit_seal`: everything that changed, by whom, sealed into a chain.

use chrono::{DateTime, Utc};
use sha2::{Digest, Sha256};
use sqlx::QueryBuilder;
use uuid::Uuid;

use crate::store::{Stamp, StoreError, Tx, on_backend, recurs, row};

/// A change to write down.
#[derive(Clone, Debug)]
pub struct Entry {
    /// Who did it; `None` when the service acted by itself.
    pub actor: Option<Uuid>,
    /// What was done, as `entity.verb`.
    pub action: &'static str,
    /// What it was done to.
    pub entity_id: Uuid,
    /// The request concerned, if any.
    pub request_id: Option<Uuid>,
    /// Codes and numbers that say more. Nothing about a child, no free text.
    pub detail: serde_json::Value,
}

impl Entry {
    /// A change without further detail.
    pub fn new(actor: Option<Uuid>, action: &'static str, entity_id: Uuid) -> Self {
        Self { actor, action, entity_id, request_id: None, detail: serde_json::json!({}) }
    }

    /// The same, about a request.
    #[must_use]
    pub fn about(self, request_id: Uuid) -> Self {
        Self { request_id: Some(request_id), ..self }
    }

    /// The same, with detail.
    #[must_use]
    pub fn with(self, detail: serde_json::Value) -> Self {
        Self { detail, ..self }
    }
}

/// A change that was written down.
#[derive(Clone, Debug)]
pub struct AuditRecord {
    /// Its id.
    pub id: i64,
    /// Orders rows so that none can appear before one already read.
    pub position: i64,
    /// When it was made.
    pub at: DateTime<Utc>,
    /// Who did it; `None` when the service acted by itself.
    pub actor: Option<Uuid>,
    /// What was done.
    pub action: String,
    /// What kind of thing it was done to: the first word of the action.
    pub entity: String,
    /// What it was done to.
    pub entity_id: Uuid,
    /// The request concerned.
    pub request_id: Option<Uuid>,
    /// JSON that says more.
    pub detail: String,
}
row!(AuditRecord { id, position, at: stamp, actor, action, entity, entity_id, request_id, detail });

/// Rows put into one statement.
const CHUNK: usize = 1_000;

/// Writes changes down.
pub async fn insert_many(
    tx: &mut Tx,
    entries: &[Entry],
    now: DateTime<Utc>,
) -> Result<(), StoreError> {
    tx.committed.audit |= !entries.is_empty();
    for chunk in entries.chunks(CHUNK) {
        on_backend!(tx, conn => {
            let mut query = QueryBuilder::<Db>::new(
                "INSERT INTO audit (at, actor, action, entity, entity_id, request_id, detail) ",
            );
            query.push_values(chunk, |mut row, entry| {
                let entity = entry.action.split('.').next().unwrap_or_default();
                row.push_bind(Stamp(now))
                    .push_bind(entry.actor)
                    .push_bind(entry.action)
                    .push_bind(entity)
                    .push_bind(entry.entity_id)
                    .push_bind(entry.request_id)
                    .push_bind(entry.detail.to_string());
            });
            query.build().persistent(recurs(chunk.len(), CHUNK)).execute(conn).await?;
        });
    }
    Ok(())
}

/// Writes one change down.
pub async fn insert(tx: &mut Tx, entry: Entry, now: DateTime<Utc>) -> Result<(), StoreError> {
    insert_many(tx, &[entry], now).await
}

/// What happened to a request, oldest first.
pub async fn of_request(tx: &mut Tx, request_id: Uuid) -> Result<Vec<AuditRecord>, StoreError> {
    Ok(on_backend!(tx, conn => {
        sqlx::query_as::<Db, _>("SELECT * FROM audit WHERE request_id = $1 ORDER BY position, id")
            .bind(request_id)
            .fetch_all(conn)
            .await?
    }))
}

/// Which rows of the audit are listed.
#[derive(Clone, Debug, Default)]
pub struct Filter {
    /// Only what was done to things of this kind.
    pub entity: Option<String>,
    /// Only this was done.
    pub action: Option<String>,
}

/// Rows before `(position, id)`, newest first, at most `limit`.
pub async fn before(
    tx: &mut Tx,
    filter: &Filter,
    from: (i64, i64),
    limit: i64,
) -> Result<Vec<AuditRecord>, StoreError> {
    Ok(on_backend!(tx, conn => {
        let mut query =
            QueryBuilder::<Db>::new("SELECT * FROM audit WHERE position <= ");
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

/// The position before which every row that will ever be there is there already: on SQLite
/// the end, on PostgreSQL the oldest transaction still under way.
pub async fn settled(tx: &mut Tx) -> Result<i64, StoreError> {
    let query = if tx.is_postgres() {
        "SELECT pg_snapshot_xmin(pg_current_snapshot())::text::bigint + base FROM position_base"
    } else {
        "SELECT coalesce(max(id), 0) + 1 FROM audit"
    };
    Ok(on_backend!(tx, conn => sqlx::query_scalar::<Db, i64>(query).fetch_one(conn).await?))
}

/// Settled rows after `(position, id)`, in order, at most `limit`.
pub async fn after(
    tx: &mut Tx,
    from: (i64, i64),
    limit: i64,
) -> Result<Vec<AuditRecord>, StoreError> {
    let settled = settled(tx).await?;
    Ok(on_backend!(tx, conn => {
        sqlx::query_as::<Db, _>(
            "SELECT * FROM audit WHERE position >= $1 AND (position > $1 OR id > $2) AND position < $3 \
             ORDER BY position, id LIMIT $4",
        )
        .bind(from.0)
        .bind(from.1)
        .bind(settled)
        .bind(limit)
        .fetch_all(conn)
        .await?
    }))
}

/// A link of the chain: it covers the rows between two positions and the seal before it.
#[derive(Clone, Debug)]
pub struct SealRecord {
    /// Its number, from 1.
    pub id: i64,
    /// Position of the first row it covers.
    pub first_position: i64,
    /// Position of the last row it covers.
    pub last_position: i64,
    /// How many rows it covers.
    pub row_count: i64,
    /// SHA-256 of the seal before it and of its rows in order.
    pub hash: Vec<u8>,
    /// When it was set.
    pub at: DateTime<Utc>,
}
row!(SealRecord { id, first_position, last_position, row_count, hash, at: stamp });

/// The last seal.
pub async fn last_seal(tx: &mut Tx) -> Result<Option<SealRecord>, StoreError> {
    Ok(on_backend!(tx, conn => {
        sqlx::query_as::<Db, _>("SELECT * FROM audit_seal ORDER BY id DESC LIMIT 1")
            .fetch_optional(conn)
            .await?
    }))
}

/// How many rows are sealed, and how many are not yet.
pub async fn sizes(tx: &mut Tx) -> Result<(i64, i64), StoreError> {
    Ok(on_backend!(tx, conn => {
        sqlx::query_as::<Db, _>(
            "SELECT (SELECT CAST(coalesce(sum(row_count), 0) AS BIGINT) FROM audit_seal), \
             (SELECT count(*) FROM audit WHERE position > \
             (SELECT coalesce(max(last_position), 0) FROM audit_seal))",
        )
        .fetch_one(conn)
        .await?
    }))
}

/// Seals after a number, in order, at most `limit`.
pub async fn seals(tx: &mut Tx, after: i64, limit: i64) -> Result<Vec<SealRecord>, StoreError> {
    Ok(on_backend!(tx, conn => {
        sqlx::query_as::<Db, _>("SELECT * FROM audit_seal WHERE id > $1 ORDER BY id LIMIT $2")
            .bind(after)
            .bind(limit)
            .fetch_all(conn)
            .await?
    }))
}

/// The rows between two positions, both included, in order.
pub async fn between(tx: &mut Tx, first: i64, last: i64) -> Result<Vec<AuditRecord>, StoreError> {
    Ok(on_backend!(tx, conn => {
        sqlx::query_as::<Db, _>(
            "SELECT * FROM audit WHERE position >= $1 AND position <= $2 ORDER BY position, id",
        )
        .bind(first)
        .bind(last)
        .fetch_all(conn)
        .await?
    }))
}

/// Seals rows that are settled and not sealed yet, about [`CHUNK`] of them. Gives how many.
///
/// # Errors
/// `audit_seal_pkey` when another instance seals at the same moment: nothing is lost.
pub async fn seal(tx: &mut Tx, now: DateTime<Utc>) -> Result<usize, StoreError> {
    let before = last_seal(tx).await?;
    let (from, id) = before.as_ref().map_or((0, 1), |seal| (seal.last_position, seal.id + 1));
    let Some(last) =
        after(tx, (from, i64::MAX), CHUNK as i64).await?.last().map(|row| row.position)
    else {
        return Ok(0);
    };
    let rows = between(tx, from + 1, last).await?;
    let hash = chain(before.as_ref().map_or(&[], |seal| seal.hash.as_slice()), &rows);
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
        .bind(Stamp(now))
        .execute(conn)
        .await?;
    });
    Ok(rows.len())
}

/// The hash of a seal: SHA-256 over the seal before it and every field of its rows, each with
/// its length, so that no two different lists of rows read the same.
pub fn chain(before: &[u8], rows: &[AuditRecord]) -> Vec<u8> {
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
