//! Table `bed_pool`: counts change here and nowhere else, always by what is true in the row.

use chrono::{DateTime, Utc};
use sqlx::QueryBuilder;
use uuid::Uuid;

use crate::domain::bed::Pool;
use crate::domain::typed::name_key;
use crate::store::{Stamp, StoreError, Tx, on_backend, push_list, row};

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
    reported_at: stamp,
    version,
});

/// The columns of a [`Pool`], named so that they can stand beside another table's.
macro_rules! columns {
    () => {
        "bed_pool.id, bed_pool.shelter_id, bed_pool.name, bed_pool.gender, bed_pool.age_min, \
         bed_pool.age_max, bed_pool.capacity, bed_pool.free, bed_pool.promised, bed_pool.closed, \
         bed_pool.overcommitted, bed_pool.doubted, bed_pool.reported_at, bed_pool.version"
    };
}

/// Adds a pool, with nothing promised.
///
/// # Errors
/// `bed_pool_name_key_unique` when its shelter has one of this name, or of one that reads like it.
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
        .bind(Stamp(pool.reported_at))
        .bind(name_key(&pool.name))
        .execute(conn)
        .await?;
    });
    Ok(())
}

/// Pools of these ids, in order of id. Missing ones are left out.
pub async fn get_many(tx: &mut Tx, ids: &[Uuid]) -> Result<Vec<Pool>, StoreError> {
    select(tx, ids, "").await
}

/// The same, locked until the transaction ends.
pub async fn lock_many(tx: &mut Tx, ids: &[Uuid]) -> Result<Vec<Pool>, StoreError> {
    let lock = if tx.is_postgres() { " FOR UPDATE" } else { "" };
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

/// Every pool, in order of id.
pub async fn all(tx: &mut Tx) -> Result<Vec<Pool>, StoreError> {
    Ok(on_backend!(tx, conn => {
        sqlx::query_as::<Db, _>(concat!("SELECT ", columns!(), " FROM bed_pool ORDER BY id"))
            .fetch_all(conn)
            .await?
    }))
}

/// Ids and versions of all pools, in order of id.
pub async fn versions(tx: &mut Tx) -> Result<Vec<(Uuid, i64)>, StoreError> {
    Ok(on_backend!(tx, conn => {
        sqlx::query_as::<Db, _>("SELECT id, version FROM bed_pool ORDER BY id").fetch_all(conn).await?
    }))
}

/// Writes a pool's name, whom it takes and how many beds it has, if its version is still the one
/// that was read. Gives the pool in its new state.
///
/// # Errors
/// A race when it has changed since; `bed_pool_free` when more beds are free than it has.
pub async fn reshape(tx: &mut Tx, pool: &Pool) -> Result<Pool, StoreError> {
    let reshaped: Option<Pool> = on_backend!(tx, conn => {
        sqlx::query_as::<Db, _>(concat!(
            "UPDATE bed_pool SET name = $3, gender = $4, age_min = $5, age_max = $6, capacity = $7, \
             name_key = CASE WHEN name = $3 THEN name_key ELSE $8 END, \
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
        .fetch_optional(conn)
        .await?
    });
    let reshaped = reshaped.ok_or_else(|| StoreError::Race(format!("pool {}", pool.id)))?;
    tx.committed.pools.push(reshaped.clone());
    Ok(reshaped)
}

/// What a shelter reports of a pool.
#[derive(Clone, Debug)]
pub struct Report {
    /// The pool.
    pub pool_id: Uuid,
    /// Beds that stand empty now.
    pub free: i32,
    /// Whether it takes nobody; as before when not said.
    pub closed: bool,
    /// A coded note.
    pub note_code: Option<String>,
    /// When it was counted.
    pub counted_at: DateTime<Utc>,
    /// Whether the pool's count is no longer doubted.
    pub lifts_doubt: bool,
}

/// Writes reports; each dates its count. `overcommitted` follows from the counts.
/// Gives the pools in their new state.
///
/// # Errors
/// `bed_pool_free` when a count is above the capacity.
pub async fn report_many(tx: &mut Tx, reports: &[Report]) -> Result<Vec<Pool>, StoreError> {
    let pools: Vec<Pool> = on_backend!(tx, conn => {
        let mut query = QueryBuilder::<Db>::new("WITH v (id, free, closed, note_code, at, sure) AS (");
        query.push_values(reports, |mut row, report| {
            row.push_bind(report.pool_id)
                .push_bind(report.free)
                .push_bind(report.closed)
                .push_bind(report.note_code.clone())
                .push_bind(Stamp(report.counted_at))
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

/// A change of a pool's promises.
#[derive(Clone, Copy, Debug)]
pub struct Promise {
    /// The pool.
    pub pool_id: Uuid,
    /// Beds to promise, or to give back when below zero.
    pub beds: i32,
    /// A coordinator's override: a closed pool serves too. Never more than is free.
    pub anyway: bool,
}

/// Promises beds, or gives them back, in one statement. A pool that has not as many available
/// is left as it is and is missing from the answer, which holds the others in their new state.
pub async fn promise_many(tx: &mut Tx, promises: &[Promise]) -> Result<Vec<Pool>, StoreError> {
    if promises.is_empty() {
        return Ok(Vec::new());
    }
    let pools: Vec<Pool> = on_backend!(tx, conn => {
        let mut query = QueryBuilder::<Db>::new("WITH v (id, n, anyway) AS (");
        query.push_values(promises, |mut row, promise| {
            row.push_bind(promise.pool_id).push_bind(promise.beds).push_bind(promise.anyway);
        });
        query.push(concat!(
            ") UPDATE bed_pool SET promised = bed_pool.promised + v.n, \
             overcommitted = bed_pool.overcommitted AND bed_pool.promised + v.n > bed_pool.free, \
             version = bed_pool.version + 1 FROM v WHERE bed_pool.id = v.id AND (v.n <= 0 OR \
             (bed_pool.free - bed_pool.promised >= v.n AND NOT bed_pool.overcommitted \
             AND (v.anyway OR NOT bed_pool.closed))) RETURNING ",
            columns!()
        ));
        query.build_query_as().persistent(promises.len() < 4).fetch_all(conn).await?
    });
    tx.committed.pools.extend(pools.iter().cloned());
    Ok(pools)
}

/// Doubts the counts of pools, until they are reported anew: others are asked before them.
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

/// A change of both counts, after an arrival or a departure.
#[derive(Clone, Copy, Debug)]
pub struct Move {
    /// The pool.
    pub pool_id: Uuid,
    /// Added to `promised`.
    pub promised: i32,
    /// Added to `free`, which stays between 0 and the capacity: a report may have counted
    /// the bed already.
    pub free: i32,
}

macro_rules! free_after {
    () => {
        "(CASE WHEN bed_pool.free + v.f < 0 THEN 0 WHEN bed_pool.free + v.f > bed_pool.capacity \
         THEN bed_pool.capacity ELSE bed_pool.free + v.f END)"
    };
}

/// Moves counts, in one statement; gives the pools in their new state.
pub async fn move_many(tx: &mut Tx, moves: &[Move]) -> Result<Vec<Pool>, StoreError> {
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
