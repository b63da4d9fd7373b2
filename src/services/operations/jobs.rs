//! The sweep, which acts on what is due, and small periodic jobs that belong to no subject.

use chrono::{DateTime, TimeDelta, Utc};
use uuid::Uuid;

use crate::services::escalation::due;
use crate::services::identity::sign_in;
use crate::services::placement::offers;
use crate::services::{Context, Error, IDEMPOTENCY_TTL};
use crate::store::escalation::steps;
use crate::store::operations::audit_log;
use crate::store::shelters::count_reminders as count_rows;
use crate::store::{StoreError, idempotency};

/// Acts on all that is due: reads what other instances did, ends offers nobody answered,
/// takes escalation steps. Until nothing is left.
///
/// # Errors
/// When the database fails; nothing is lost, the next tick takes it.
pub async fn sweep(cx: &Context) -> Result<(), Error> {
    // One that fails must not keep the others from their work.
    let board = cx.board.refresh(&cx.store).await.map_err(Error::from);
    let expired = expire_all(cx).await;
    let escalated = due::escalate_all(cx).await;
    board.and(expired).and(escalated)
}

async fn expire_all(cx: &Context) -> Result<(), Error> {
    while offers::expire(cx).await? > 0 {}
    Ok(())
}

/// Seals the audit log: chains the rows written since the last seal.
///
/// # Errors
/// When the database fails.
pub async fn seal_all(cx: &Context) -> Result<(), Error> {
    while seal(cx).await? > 0 {}
    Ok(())
}

async fn seal(cx: &Context) -> Result<usize, Error> {
    let now = cx.now();
    let sealed = cx
        .store
        .write(move |tx| Box::pin(async move { Ok::<_, Error>(audit_log::seal(tx, now).await?) }))
        .await;
    match sealed {
        // Another instance has just done it.
        Err(Error::Store(StoreError::Constraint(_))) => Ok(0),
        other => other,
    }
}

/// Deletes idempotency keys, heartbeats, links and sign-in attempts that have expired.
///
/// # Errors
/// When the database fails.
pub async fn delete_expired(cx: &Context) -> Result<(), Error> {
    let now = cx.now();
    cx.store
        .write(move |tx| {
            Box::pin(async move {
                idempotency::delete_expired(tx, now - IDEMPOTENCY_TTL).await?;
                steps::forget_heartbeats(tx, now - TimeDelta::days(1)).await?;
                count_rows::delete_expired_links(tx, now - TimeDelta::days(1)).await?;
                Ok::<_, Error>(sign_in::forget(tx, now).await?)
            })
        })
        .await
}

/// Notes that this instance has acted on all that was due by `at`.
///
/// # Errors
/// When the database fails.
pub async fn note_heartbeat(
    cx: &Context,
    instance: Uuid,
    started_at: DateTime<Utc>,
    at: DateTime<Utc>,
) -> Result<(), Error> {
    cx.store
        .write(move |tx| {
            Box::pin(async move {
                Ok::<_, Error>(steps::note_heartbeat(tx, instance, started_at, at).await?)
            })
        })
        .await
}
