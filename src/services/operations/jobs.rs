//! Periodic jobs: the sweep (board, expired offers, due requests), seals of the audit log, deletion
//! of expired rows, heartbeats.

use chrono::{DateTime, TimeDelta, Utc};
use uuid::Uuid;

use crate::services::authorisation::{Nobody, Service};
use crate::services::escalation::due;
use crate::services::identity::sign_in;
use crate::services::placement::offers;
use crate::services::{Call, Context, Error, IDEMPOTENCY_TTL, UseCase};
use crate::store::escalation::steps;
use crate::store::operations::audit_log;
use crate::store::shelters::count_reminders as count_rows;
use crate::store::{StoreError, Tx, idempotency};

/// Acts on all that is due, until nothing is left: refreshes the board from other instances'
/// changes, expires offers, takes escalation steps. After an error the next tick does the rest.
pub async fn sweep(cx: &Context) -> Result<(), Error> {
    // A failure of one must not stop the others.
    let board = cx.board.refresh(&cx.store).await.map_err(Error::from);
    let expired = expire_all(cx).await;
    let escalated = due::escalate_all(cx).await;
    board.and(expired).and(escalated)
}

async fn expire_all(cx: &Context) -> Result<(), Error> {
    while offers::expire(cx).await? > 0 {}
    Ok(())
}

/// Seals the rows of the audit log written since the last seal.
pub async fn seal_all(cx: &Context) -> Result<(), Error> {
    while seal(cx).await? > 0 {}
    Ok(())
}

async fn seal(cx: &Context) -> Result<usize, Error> {
    match cx.write(Service, Seal).await {
        // Another instance has just sealed them.
        Err(Error::Store(StoreError::Constraint(_))) => Ok(0),
        other => other,
    }
}

struct Seal;

impl UseCase for Seal {
    type Answer = usize;
    type Right = Nobody;

    async fn run(&self, tx: &mut Tx, call: &Call) -> Result<usize, Error> {
        Ok(audit_log::seal(tx, call.now).await?)
    }
}

/// Deletes expired idempotency keys, heartbeats, count links, sessions and sign-in tries.
pub async fn delete_expired(cx: &Context) -> Result<(), Error> {
    cx.write(Service, DeleteExpired).await
}

struct DeleteExpired;

impl UseCase for DeleteExpired {
    type Answer = ();
    type Right = Nobody;

    async fn run(&self, tx: &mut Tx, call: &Call) -> Result<(), Error> {
        let now = call.now;
        idempotency::delete_expired(tx, now - IDEMPOTENCY_TTL).await?;
        steps::forget_heartbeats(tx, now - TimeDelta::days(1)).await?;
        count_rows::delete_expired_links(tx, now - TimeDelta::days(1)).await?;
        Ok(sign_in::forget(tx, now).await?)
    }
}

/// Heartbeat of this instance in the database: it has acted on all that was due by `at`.
pub async fn note_heartbeat(
    cx: &Context,
    instance: Uuid,
    started_at: DateTime<Utc>,
    at: DateTime<Utc>,
) -> Result<(), Error> {
    cx.write(Service, NoteHeartbeat { instance, started_at, at }).await
}

struct NoteHeartbeat {
    instance: Uuid,
    started_at: DateTime<Utc>,
    at: DateTime<Utc>,
}

impl UseCase for NoteHeartbeat {
    type Answer = ();
    type Right = Nobody;

    async fn run(&self, tx: &mut Tx, _: &Call) -> Result<(), Error> {
        Ok(steps::note_heartbeat(tx, self.instance, self.started_at, self.at).await?)
    }
}
