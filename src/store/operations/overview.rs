//! How much there is of what administrators look after.

use chrono::{DateTime, Utc};

use crate::store::{Stamp, StoreError, Tx, on_backend, row};

/// How much there is.
#[derive(Clone, Debug)]
pub struct Overview {
    /// Partners.
    pub partners: i64,
    /// Accounts that are not shut.
    pub accounts: i64,
    /// Shelters.
    pub shelters: i64,
    /// Of these, without a pool: they can never be offered.
    pub bare_shelters: i64,
    /// Beds in all pools.
    pub beds: i64,
    /// Mails the mail server has refused for good, lately.
    pub undeliverable: i64,
}
row!(Overview { partners, accounts, shelters, bare_shelters, beds, undeliverable });

/// Whether anything was ever set up.
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

/// Counts everything; mails by when they were refused, from `since` on.
pub async fn counts(tx: &mut Tx, since: DateTime<Utc>) -> Result<Overview, StoreError> {
    Ok(on_backend!(tx, conn => {
        sqlx::query_as::<Db, _>(
            "SELECT (SELECT count(*) FROM partner) AS partners, \
             (SELECT count(*) FROM account WHERE active) AS accounts, \
             (SELECT count(*) FROM shelter) AS shelters, \
             (SELECT count(*) FROM shelter WHERE NOT EXISTS \
             (SELECT 1 FROM bed_pool WHERE bed_pool.shelter_id = shelter.id)) AS bare_shelters, \
             (SELECT coalesce(sum(capacity), 0) FROM bed_pool) AS beds, \
             (SELECT count(*) FROM outbox WHERE sent_at IS NULL AND refused_at >= $1) AS undeliverable",
        )
        .bind(Stamp(since))
        .fetch_one(conn)
        .await?
    }))
}
