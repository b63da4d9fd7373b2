//! Queries on the table `partner`: the associations that run outreach teams or shelters, each in
//! one city.

use chrono::{DateTime, Utc};
use sqlx::QueryBuilder;
use uuid::Uuid;

use crate::domain::typed::name_key;
use crate::store::{DbTime, StoreError, Tx, on_backend, row};

/// A row of `partner`.
#[derive(Clone, Debug)]
pub struct PartnerRecord {
    pub id: Uuid,
    pub name: String,
    /// Code of the city.
    pub city: String,
    pub phone: Option<String>,
    /// Whether it is in use; otherwise it is kept for its history alone.
    pub active: bool,
    pub created_at: DateTime<Utc>,
}
row!(PartnerRecord { id, name, city, phone, active, created_at: time });

/// Breaks `partner_name_key_unique` when a partner has this name, or one that looks the same.
pub async fn insert(tx: &mut Tx, partner: &PartnerRecord) -> Result<(), StoreError> {
    on_backend!(tx, conn => {
        sqlx::query::<Db>(
            "INSERT INTO partner (id, name, name_key, city, phone, created_at) VALUES ($1, $2, $3, $4, $5, $6)",
        )
        .bind(partner.id)
        .bind(&partner.name)
        .bind(name_key(&partner.name))
        .bind(&partner.city)
        .bind(&partner.phone)
        .bind(DbTime(partner.created_at))
            .execute(conn)
            .await?;
    });
    Ok(())
}

pub async fn get(tx: &mut Tx, id: Uuid) -> Result<Option<PartnerRecord>, StoreError> {
    Ok(on_backend!(tx, conn => {
        sqlx::query_as::<Db, _>("SELECT * FROM partner WHERE id = $1")
            .bind(id)
            .fetch_optional(conn)
            .await?
    }))
}

/// Like [`get`], with the row locked until the transaction ends.
pub async fn lock(tx: &mut Tx, id: Uuid) -> Result<Option<PartnerRecord>, StoreError> {
    let lock = tx.for_update();
    Ok(on_backend!(tx, conn => {
        let mut query = QueryBuilder::<Db>::new("SELECT * FROM partner WHERE id = ");
        query.push_bind(id).push(lock);
        query.build_query_as().fetch_optional(conn).await?
    }))
}

/// Writes a changed partner, whose row is locked. Breaks a constraint as [`insert`] does.
pub async fn save(tx: &mut Tx, partner: &PartnerRecord) -> Result<(), StoreError> {
    on_backend!(tx, conn => {
        sqlx::query::<Db>(
            "UPDATE partner SET name = $2, phone = $3, active = $4, \
             name_key = CASE WHEN name = $2 THEN name_key ELSE $5 END WHERE id = $1",
        )
        .bind(partner.id)
        .bind(&partner.name)
        .bind(&partner.phone)
        .bind(partner.active)
        .bind(name_key(&partner.name))
        .execute(conn)
        .await?;
    });
    Ok(())
}

/// Finds a partner by its name, or by one that looks the same (see [`name_key`]).
pub async fn by_name(tx: &mut Tx, name: &str) -> Result<Option<PartnerRecord>, StoreError> {
    Ok(on_backend!(tx, conn => {
        sqlx::query_as::<Db, _>(
            "SELECT * FROM partner WHERE name = $1 OR name_key = $2 ORDER BY name <> $1 LIMIT 1",
        )
        .bind(name)
        .bind(name_key(name))
            .fetch_optional(conn)
            .await?
    }))
}

/// One page of partners: those after an id, in order of id.
pub async fn list(tx: &mut Tx, after: Uuid, limit: i64) -> Result<Vec<PartnerRecord>, StoreError> {
    Ok(on_backend!(tx, conn => {
        sqlx::query_as::<Db, _>("SELECT * FROM partner WHERE id > $1 ORDER BY id LIMIT $2")
            .bind(after)
            .bind(limit)
            .fetch_all(conn)
            .await?
    }))
}

/// Codes of the cities in which there is a partner in use, each once.
pub async fn cities(tx: &mut Tx) -> Result<Vec<String>, StoreError> {
    Ok(on_backend!(tx, conn => {
        sqlx::query_scalar::<Db, String>("SELECT DISTINCT city FROM partner WHERE active ORDER BY city")
            .fetch_all(conn)
            .await?
    }))
}
