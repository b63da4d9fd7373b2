//! Queries on the table `bed_pool`, the only ones that change how many beds are free or promised.
//! Every change is one UPDATE that reckons with the row's present values, never with an earlier
//! read; promises only go through where enough beds are available.

use chrono::{DateTime, Utc};
use sqlx::QueryBuilder;
use uuid::Uuid;

use crate::domain::bed::Pool;
use crate::domain::typed::name_key;
use crate::store::{DbTime, StoreError, Tx, on_backend, push_list, row};

row!(Pool {
    id,
    shelter_id,
    name,
    gender: code,
    age_min,
    age_max,
    capacity,
    free,
    promised,
    closed,
    overcommitted,
    doubted,
    active,
    reported_at: time,
    version,
});

/// The columns of a [`Pool`], named so that they can stand beside another table's.
macro_rules! columns {
    () => {
        "bed_pool.id, bed_pool.shelter_id, bed_pool.name, bed_pool.gender, bed_pool.age_min, \
         bed_pool.age_max, bed_pool.capacity, bed_pool.free, bed_pool.promised, bed_pool.closed, \
         bed_pool.overcommitted, bed_pool.doubted, bed_pool.active, \
         bed_pool.reported_at, bed_pool.version"
    };
}

/// Adds a pool without promised beds. Breaks `bed_pool_name_key_unique` when its shelter has one of
/// this name, or of a name that looks the same.
pub async fn insert(tx: &mut Tx, pool: &Pool) -> Result<(), StoreError> {
    on_backend!(tx, conn => {
        sqlx::query::<Db>(
            "INSERT INTO bed_pool (id, shelter_id, name, gender, age_min, age_max, capacity, free, closed, reported_at, \
             name_key) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)",
        )
        .bind(pool.id)
        .bind(pool.shelter_id)
        .bind(&pool.name)
        .bind(pool.gender.code())
        .bind(pool.age_min)
        .bind(pool.age_max)
        .bind(pool.capacity)
        .bind(pool.free)
        .bind(pool.closed)
        .bind(DbTime(pool.reported_at))
        .bind(name_key(&pool.name))
        .execute(conn)
        .await?;
    });
    Ok(())
}

/// The pools with these ids that exist, in order of id.
pub async fn get_many(tx: &mut Tx, ids: &[Uuid]) -> Result<Vec<Pool>, StoreError> {
    select(tx, ids, "").await
}

/// Like [`get_many`], with the rows locked until the transaction ends.
pub async fn lock_many(tx: &mut Tx, ids: &[Uuid]) -> Result<Vec<Pool>, StoreError> {
    let lock = tx.for_update();
    select(tx, ids, lock).await
}

async fn select(tx: &mut Tx, ids: &[Uuid], lock: &'static str) -> Result<Vec<Pool>, StoreError> {
    if ids.is_empty() {
        return Ok(Vec::new());
    }
    Ok(on_backend!(tx, conn => {
        let mut query =
            QueryBuilder::<Db>::new(concat!("SELECT ", columns!(), " FROM bed_pool WHERE id IN "));
        push_list(&mut query, ids);
        query.push(" ORDER BY id").push(lock);
        query.build_query_as().persistent(ids.len() < 4).fetch_all(conn).await?
    }))
}

/// All pools, in order of id.
pub async fn all(tx: &mut Tx) -> Result<Vec<Pool>, StoreError> {
    Ok(on_backend!(tx, conn => {
        sqlx::query_as::<Db, _>(concat!("SELECT ", columns!(), " FROM bed_pool ORDER BY id"))
            .fetch_all(conn)
            .await?
    }))
}

/// Id and version of every pool, in order of id; the board compares them with its own.
pub async fn versions(tx: &mut Tx) -> Result<Vec<(Uuid, i64)>, StoreError> {
    Ok(on_backend!(tx, conn => {
        sqlx::query_as::<Db, _>("SELECT id, version FROM bed_pool ORDER BY id").fetch_all(conn).await?
    }))
}

/// Writes a changed name, capacity, whom a pool takes, or its use; returns the new row. A race when its
/// version has changed since; `bed_pool_free` when the capacity would be below the free beds.
pub async fn save(tx: &mut Tx, pool: &Pool) -> Result<Pool, StoreError> {
    let saved: Option<Pool> = on_backend!(tx, conn => {
        sqlx::query_as::<Db, _>(concat!(
            "UPDATE bed_pool SET name = $3, gender = $4, age_min = $5, age_max = $6, capacity = $7, \
             name_key = CASE WHEN name = $3 THEN name_key ELSE $8 END, active = $9, \
             version = version + 1 WHERE id = $1 AND version = $2 RETURNING ",
            columns!()
        ))
        .bind(pool.id)
        .bind(pool.version)
        .bind(&pool.name)
        .bind(pool.gender.code())
        .bind(pool.age_min)
        .bind(pool.age_max)
        .bind(pool.capacity)
        .bind(name_key(&pool.name))
        .bind(pool.active)
        .fetch_optional(conn)
        .await?
    });
    let saved = saved.ok_or_else(|| StoreError::Race(format!("pool {}", pool.id)))?;
    tx.committed.pools.push(saved.clone());
    Ok(saved)
}

/// A shelter's report of how many beds of a pool are free.
#[derive(Clone, Debug)]
pub struct CountReport {
    pub pool_id: Uuid,
    /// Beds that stand empty, promised ones included.
    pub free: i32,
    /// Whether the pool takes nobody at present.
    pub closed: bool,
    pub note_code: Option<String>,
    pub counted_at: DateTime<Utc>,
    /// Whether the count is trusted again (see [`doubt_many`]).
    pub lifts_doubt: bool,
}

/// Writes counts and the moments they were made at; `overcommitted` follows from them. Returns the
/// changed pools. Breaks `bed_pool_free` when a count is above the capacity.
pub async fn report_many(tx: &mut Tx, reports: &[CountReport]) -> Result<Vec<Pool>, StoreError> {
    let pools: Vec<Pool> = on_backend!(tx, conn => {
        let mut query = QueryBuilder::<Db>::new("WITH v (id, free, closed, note_code, at, sure) AS (");
        query.push_values(reports, |mut row, report| {
            row.push_bind(report.pool_id)
                .push_bind(report.free)
                .push_bind(report.closed)
                .push_bind(report.note_code.clone())
                .push_bind(DbTime(report.counted_at))
                .push_bind(report.lifts_doubt);
        });
        query.push(concat!(
            ") UPDATE bed_pool SET free = v.free, closed = v.closed, note_code = v.note_code, \
             reported_at = v.at, doubted = bed_pool.doubted AND NOT v.sure, overcommitted = bed_pool.promised > v.free, \
             version = bed_pool.version + 1 FROM v WHERE bed_pool.id = v.id RETURNING ",
            columns!()
        ));
        query.build_query_as().persistent(reports.len() < 4).fetch_all(conn).await?
    });
    tx.committed.pools.extend(pools.iter().cloned());
    Ok(pools)
}

/// A change of how many beds of a pool are promised.
#[derive(Clone, Copy, Debug)]
pub struct Promise {
    pub pool_id: Uuid,
    /// Beds to promise; negative gives them back.
    pub beds: i32,
    /// A coordinator's override: beds of a closed pool too, but never more than are free.
    pub even_closed: bool,
}

/// Promises beds and gives them back, in one statement. Returns the changed pools; a pool without
/// enough available beds, or out of use, or in a shelter out of use, is left as it is and is not
/// among them.
pub async fn promise_many(tx: &mut Tx, promises: &[Promise]) -> Result<Vec<Pool>, StoreError> {
    if promises.is_empty() {
        return Ok(Vec::new());
    }
    let pools: Vec<Pool> = on_backend!(tx, conn => {
        let mut query = QueryBuilder::<Db>::new("WITH v (id, n, anyway) AS (");
        query.push_values(promises, |mut row, promise| {
            row.push_bind(promise.pool_id).push_bind(promise.beds).push_bind(promise.even_closed);
        });
        query.push(concat!(
            ") UPDATE bed_pool SET promised = bed_pool.promised + v.n, \
             overcommitted = bed_pool.overcommitted AND bed_pool.promised + v.n > bed_pool.free, \
             version = bed_pool.version + 1 FROM v WHERE bed_pool.id = v.id AND (v.n <= 0 OR \
             (bed_pool.free - bed_pool.promised >= v.n AND NOT bed_pool.overcommitted \
             AND (v.anyway OR NOT bed_pool.closed) AND bed_pool.active AND EXISTS (SELECT 1 FROM shelter \
             WHERE shelter.id = bed_pool.shelter_id AND shelter.active))) RETURNING ",
            columns!()
        ));
        query.build_query_as().persistent(promises.len() < 4).fetch_all(conn).await?
    });
    tx.committed.pools.extend(pools.iter().cloned());
    Ok(pools)
}

/// Marks the counts of pools as doubted until the next report; the matcher prefers others.
pub async fn doubt_many(tx: &mut Tx, ids: &[Uuid]) -> Result<(), StoreError> {
    if ids.is_empty() {
        return Ok(());
    }
    let pools: Vec<Pool> = on_backend!(tx, conn => {
        let mut query = QueryBuilder::<Db>::new(
            "UPDATE bed_pool SET doubted = TRUE, version = version + 1 WHERE id IN ",
        );
        push_list(&mut query, ids);
        query.push(concat!(" RETURNING ", columns!()));
        query.build_query_as().persistent(ids.len() < 4).fetch_all(conn).await?
    });
    tx.committed.pools.extend(pools);
    Ok(())
}

/// What a decline, a no-show, an arrival or a departure adds to the counts of a pool; may be
/// negative.
#[derive(Clone, Copy, Debug)]
pub struct CountChange {
    pub pool_id: Uuid,
    pub promised: i32,
    /// The sum is kept between 0 and the capacity: a report may have counted the bed already.
    pub free: i32,
}

macro_rules! free_after {
    () => {
        "(CASE WHEN bed_pool.free + v.f < 0 THEN 0 WHEN bed_pool.free + v.f > bed_pool.capacity \
         THEN bed_pool.capacity ELSE bed_pool.free + v.f END)"
    };
}

/// Applies changes in one statement; returns the changed pools.
pub async fn change_counts(tx: &mut Tx, moves: &[CountChange]) -> Result<Vec<Pool>, StoreError> {
    if moves.is_empty() {
        return Ok(Vec::new());
    }
    let pools: Vec<Pool> = on_backend!(tx, conn => {
        let mut query = QueryBuilder::<Db>::new("WITH v (id, p, f) AS (");
        query.push_values(moves, |mut row, change| {
            row.push_bind(change.pool_id).push_bind(change.promised).push_bind(change.free);
        });
        query.push(concat!(
            ") UPDATE bed_pool SET promised = bed_pool.promised + v.p, free = ", free_after!(), ", \
             overcommitted = bed_pool.promised + v.p > ", free_after!(), ", \
             version = bed_pool.version + 1 FROM v WHERE bed_pool.id = v.id RETURNING ",
            columns!()
        ));
        query.build_query_as().persistent(moves.len() < 4).fetch_all(conn).await?
    });
    tx.committed.pools.extend(pools.iter().cloned());
    Ok(pools)
}
