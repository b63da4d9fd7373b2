//! Queries on the table `shelter`: the places in which children sleep, without their bed pools.
//! Used by `services::shelters` and by the board.

use chrono::{DateTime, Utc};
use sqlx::QueryBuilder;
use uuid::Uuid;

use crate::domain::typed::name_key;
use crate::store::{DbTime, StoreError, Tx, on_backend, push_list, row};

/// A row of `shelter`.
#[derive(Clone, Debug)]
pub struct ShelterRecord {
    pub id: Uuid,
    pub partner_id: Uuid,
    pub name: String,
    /// Code of the city.
    pub city: String,
    /// Street and number, in one line.
    pub address: Option<String>,
    /// How to get in, in one line.
    pub access_note: Option<String>,
    /// Degrees. A shelter that gives no place counts as being in the middle of its city.
    pub lat: Option<f64>,
    pub lon: Option<f64>,
    pub phone: Option<String>,
    pub email: Option<String>,
    /// Codes from the setting `features`.
    pub features: Vec<String>,
    /// Whether it answered its last offers in time: a bit each, the newest lowest.
    pub answer_bits: i64,
    /// How many of the bits are in use, at most 20.
    pub answer_count: i32,
    /// Whether it is in use; otherwise it is kept for its history alone.
    pub active: bool,
    /// Grows by one with every change.
    pub version: i64,
    pub created_at: DateTime<Utc>,
}
row!(ShelterRecord {
    id,
    partner_id,
    name,
    city,
    address,
    access_note,
    lat,
    lon,
    phone,
    email,
    features: json,
    answer_bits,
    answer_count,
    active,
    version,
    created_at: time,
});

/// Breaks `shelter_name_key_unique` when its partner has a shelter whose name looks the same.
pub async fn insert(tx: &mut Tx, shelter: &ShelterRecord) -> Result<(), StoreError> {
    on_backend!(tx, conn => {
        sqlx::query::<Db>(
            "INSERT INTO shelter (id, partner_id, name, city, lat, lon, phone, email, features, created_at, \
             name_key, address, access_note) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13)",
        )
        .bind(shelter.id)
        .bind(shelter.partner_id)
        .bind(&shelter.name)
        .bind(&shelter.city)
        .bind(shelter.lat)
        .bind(shelter.lon)
        .bind(&shelter.phone)
        .bind(&shelter.email)
        .bind(serde_json::to_string(&shelter.features).unwrap_or_default())
        .bind(DbTime(shelter.created_at))
        .bind(name_key(&shelter.name))
        .bind(&shelter.address)
        .bind(&shelter.access_note)
        .execute(conn)
        .await?;
    });
    Ok(())
}

/// Writes a changed shelter, if its version is still the one that was read; returns the new row.
/// [`StoreError::Race`] when it has changed; `shelter_name_key_unique` when the name is taken.
pub async fn save(tx: &mut Tx, shelter: &ShelterRecord) -> Result<ShelterRecord, StoreError> {
    let saved: Option<ShelterRecord> = on_backend!(tx, conn => {
        sqlx::query_as::<Db, _>(
            "UPDATE shelter SET name = $3, city = $4, lat = $5, lon = $6, phone = $7, email = $8, \
             features = $9, address = $11, access_note = $12, active = $13, version = version + 1, \
             name_key = CASE WHEN name = $3 THEN name_key ELSE $10 END \
             WHERE id = $1 AND version = $2 RETURNING *",
        )
        .bind(shelter.id)
        .bind(shelter.version)
        .bind(&shelter.name)
        .bind(&shelter.city)
        .bind(shelter.lat)
        .bind(shelter.lon)
        .bind(&shelter.phone)
        .bind(&shelter.email)
        .bind(serde_json::to_string(&shelter.features).unwrap_or_default())
        .bind(name_key(&shelter.name))
        .bind(&shelter.address)
        .bind(&shelter.access_note)
        .bind(shelter.active)
        .fetch_optional(conn)
        .await?
    });
    let saved = saved.ok_or_else(|| StoreError::Race(format!("shelter {}", shelter.id)))?;
    tx.committed.shelters.push(saved.clone());
    Ok(saved)
}

pub async fn get(tx: &mut Tx, id: Uuid) -> Result<Option<ShelterRecord>, StoreError> {
    Ok(on_backend!(tx, conn => {
        sqlx::query_as::<Db, _>("SELECT * FROM shelter WHERE id = $1")
            .bind(id)
            .fetch_optional(conn)
            .await?
    }))
}

/// The shelters with these ids that exist, in order of id.
pub async fn get_many(tx: &mut Tx, ids: &[Uuid]) -> Result<Vec<ShelterRecord>, StoreError> {
    if ids.is_empty() {
        return Ok(Vec::new());
    }
    Ok(on_backend!(tx, conn => {
        let mut query = QueryBuilder::<Db>::new("SELECT * FROM shelter WHERE id IN ");
        push_list(&mut query, ids);
        query.push(" ORDER BY id");
        query.build_query_as().persistent(ids.len() == 1).fetch_all(conn).await?
    }))
}

/// All shelters, in order of id.
pub async fn all(tx: &mut Tx) -> Result<Vec<ShelterRecord>, StoreError> {
    Ok(on_backend!(tx, conn => {
        sqlx::query_as::<Db, _>("SELECT * FROM shelter ORDER BY id").fetch_all(conn).await?
    }))
}

/// Id and version of every shelter, in order of id; the board compares them with its own.
pub async fn versions(tx: &mut Tx) -> Result<Vec<(Uuid, i64)>, StoreError> {
    Ok(on_backend!(tx, conn => {
        sqlx::query_as::<Db, _>("SELECT id, version FROM shelter ORDER BY id").fetch_all(conn).await?
    }))
}

/// Notes how shelters, each named once, answered so many offers: `true` in time, `false` not.
pub async fn note_answers(tx: &mut Tx, answers: &[(Uuid, bool, i64)]) -> Result<(), StoreError> {
    if answers.is_empty() {
        return Ok(());
    }
    on_backend!(tx, conn => {
        let mut query = QueryBuilder::<Db>::new("WITH v (id, good, n, factor) AS (");
        query.push_values(answers, |mut row, (id, good, n)| {
            let factor = 1_i64 << (*n).clamp(0, 20);
            row.push_bind(*id).push_bind(i64::from(*good)).push_bind(*n).push_bind(factor);
        });
        query.push(
            ") UPDATE shelter SET answer_bits = ((answer_bits * v.factor) & 1048575) | v.good, \
             answer_count = CASE WHEN answer_count + v.n < 20 THEN answer_count + v.n ELSE 20 END, \
             version = version + 1 FROM v WHERE shelter.id = v.id",
        );
        query.build().persistent(false).execute(conn).await?;
    });
    Ok(())
}
