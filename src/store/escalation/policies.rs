//! Queries on the table `escalation_policy`: every version of each urgency's policy.

use chrono::{DateTime, Utc};
use uuid::Uuid;

use crate::domain::escalation::Policy;
use crate::domain::request::Urgency;
use crate::store::{DbTime, StoreError, Tx, on_backend, row};

/// A version of a policy.
#[derive(Clone, Debug)]
pub struct PolicyRecord {
    pub urgency: Urgency,
    /// From 1.
    pub version: i32,
    pub policy: Policy,
    /// Who made it; `None` from the command line.
    pub created_by: Option<Uuid>,
    pub created_at: DateTime<Utc>,
}
row!(PolicyRecord { urgency: code, version, policy: json, created_by, created_at: time });

/// The policies in force, at most one for each urgency.
pub async fn current(tx: &mut Tx) -> Result<Vec<PolicyRecord>, StoreError> {
    Ok(on_backend!(tx, conn => {
        sqlx::query_as::<Db, _>(
            "SELECT * FROM escalation_policy WHERE version = (SELECT max(version) \
             FROM escalation_policy AS other WHERE other.urgency = escalation_policy.urgency)",
        )
        .fetch_all(conn)
        .await?
    }))
}

/// Every version of an urgency's policy, newest first.
pub async fn versions(tx: &mut Tx, urgency: Urgency) -> Result<Vec<PolicyRecord>, StoreError> {
    Ok(on_backend!(tx, conn => {
        sqlx::query_as::<Db, _>(
            "SELECT * FROM escalation_policy WHERE urgency = $1 ORDER BY version DESC",
        )
        .bind(urgency.code())
        .fetch_all(conn)
        .await?
    }))
}

/// Adds a version. Breaks `escalation_policy_version` when there is one of this number.
pub async fn insert(tx: &mut Tx, policy: &PolicyRecord) -> Result<(), StoreError> {
    // A policy always has a JSON form.
    let text = serde_json::to_string(&policy.policy).unwrap_or_default();
    on_backend!(tx, conn => {
        sqlx::query::<Db>(
            "INSERT INTO escalation_policy (urgency, version, policy, created_by, created_at) \
             VALUES ($1, $2, $3, $4, $5)",
        )
        .bind(policy.urgency.code())
        .bind(policy.version)
        .bind(text)
        .bind(policy.created_by)
        .bind(DbTime(policy.created_at))
        .execute(conn)
        .await?;
    });
    Ok(())
}
