//! The numbers of the administrators' start page, and whether an installation is still empty.

use chrono::{DateTime, Utc};

use crate::store::{DbTime, StoreError, Tx, on_backend, row};

#[derive(Clone, Debug)]
pub struct Overview {
    pub partners: i64,
    /// Active ones.
    pub accounts: i64,
    pub shelters: i64,
    /// Capacity of all pools.
    pub beds: i64,
    /// Mails that the mail server has refused permanently.
    pub undeliverable: i64,
}
row!(Overview { partners, accounts, shelters, beds, undeliverable });

/// Whether there is any account, partner or policy; the demo is filled only into an empty database.
pub async fn is_anything_set_up(tx: &mut Tx) -> Result<bool, StoreError> {
    Ok(on_backend!(tx, conn => {
        sqlx::query_scalar::<Db, bool>(
            "SELECT EXISTS (SELECT 1 FROM account) OR EXISTS (SELECT 1 FROM partner) \
             OR EXISTS (SELECT 1 FROM escalation_policy)",
        )
        .fetch_one(conn)
        .await?
    }))
}

/// Partners, accounts, shelters and beds in use. Undeliverable mails count when refused at or after `since`.
pub async fn read(tx: &mut Tx, since: DateTime<Utc>) -> Result<Overview, StoreError> {
    Ok(on_backend!(tx, conn => {
        sqlx::query_as::<Db, _>(
            "SELECT (SELECT count(*) FROM partner WHERE active) AS partners, \
             (SELECT count(*) FROM account WHERE active) AS accounts, \
             (SELECT count(*) FROM shelter WHERE active) AS shelters, \
             (SELECT coalesce(sum(capacity), 0) FROM bed_pool JOIN shelter ON shelter.id = shelter_id \
             WHERE bed_pool.active AND shelter.active) AS beds, \
             (SELECT count(*) FROM outbox WHERE sent_at IS NULL AND refused_at >= $1) AS undeliverable",
        )
        .bind(DbTime(since))
        .fetch_one(conn)
        .await?
    }))
}
