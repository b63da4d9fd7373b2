//! Keeping house: what the schedule does at each tick, each minute and each hour, and how
//! well the service is.

use std::time::Instant;

use chrono::{DateTime, TimeDelta, Utc};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use uuid::Uuid;

use crate::domain::zone;
use crate::services::escalation::due;
use crate::services::identity::sign_in;
use crate::services::notifications::digest;
use crate::services::operations::erasure;
use crate::services::placement::{offers, waitlist};
use crate::services::shelters::count_reminders;
use crate::services::{Context, Error, IDEMPOTENCY_TTL};
use crate::store::escalation::steps;
use crate::store::notifications::outbox;
use crate::store::operations::audit_log;
use crate::store::placement::requests;
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
    let escalated = escalate_all(cx).await;
    board.and(expired).and(escalated)
}

async fn expire_all(cx: &Context) -> Result<(), Error> {
    while offers::expire(cx, cx.now()).await? > 0 {}
    Ok(())
}

/// Two at once: while one decides, the database writes for the other.
async fn escalate_all(cx: &Context) -> Result<(), Error> {
    let (one, other) = futures::join!(escalate_some(cx), escalate_some(cx));
    one.and(other)
}

async fn escalate_some(cx: &Context) -> Result<(), Error> {
    while due::escalate(cx, cx.now()).await? > 0 {}
    Ok(())
}

/// Once a minute: looks at all who wait once more, whatever was told, seals the audit, asks for
/// counts that grow old, and writes the letters of the morning.
///
/// # Errors
/// When the database fails.
pub async fn each_minute(cx: &Context) -> Result<(), Error> {
    // One that fails must not keep the others from their work.
    let sealed = seal_all(cx).await;
    let asked = count_reminders::ask_all(cx).await;
    let written = digest::write(cx).await;
    waitlist::rematch(cx).await?;
    sealed.and(asked).and(written)
}

async fn seal_all(cx: &Context) -> Result<(), Error> {
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

/// Once an hour: deletes expired keys, links, tries and mail, and erases requests that ended long
/// ago.
///
/// # Errors
/// When the database fails.
pub async fn each_hour(cx: &Context) -> Result<(), Error> {
    // One that fails must not keep the other from its work.
    let forgotten = forget(cx).await;
    erasure::forget(cx).await.and(forgotten)
}

async fn forget(cx: &Context) -> Result<(), Error> {
    let now = cx.now();
    cx.store
        .write(move |tx| {
            Box::pin(async move {
                idempotency::forget(tx, now - IDEMPOTENCY_TTL).await?;
                steps::forget_beats(tx, now - TimeDelta::days(1)).await?;
                count_rows::forget_links(tx, now - TimeDelta::days(1)).await?;
                Ok::<_, Error>(sign_in::forget(tx, now).await?)
            })
        })
        .await
}

/// Notes that this instance has acted on all that was due by `at`.
///
/// # Errors
/// When the database fails.
pub async fn beat(
    cx: &Context,
    instance: Uuid,
    started_at: DateTime<Utc>,
    at: DateTime<Utc>,
) -> Result<(), Error> {
    cx.store
        .write(move |tx| {
            Box::pin(
                async move { Ok::<_, Error>(steps::beat(tx, instance, started_at, at).await?) },
            )
        })
        .await
}

/// How well the service is.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct Readiness {
    /// Whether all of the below move.
    pub ready: bool,
    /// Whether the database answers and takes what is written.
    pub database: bool,
    /// Whether the files of a SQLite database are still those that were opened. If not, what is
    /// written now is lost when the service ends.
    pub files: bool,
    /// Whether due work is looked for.
    pub schedule: bool,
    /// Whether mail goes out: false when some waits and none was sent for an hour.
    pub outbox: bool,
    /// Whether the auditor looks, and found nothing past due, lost or stuck.
    pub auditor: bool,
    /// Whether every background task makes progress.
    pub tasks: bool,
    /// The background tasks that have made none for two minutes, by name.
    pub stalled: Vec<String>,
    /// Release of the time zone data in force, such as `2026f`.
    pub zone_data: String,
    /// Whether that release is more than a year old: local times may be wrong. Says nothing of
    /// `ready`.
    pub zone_data_outdated: bool,
}

/// What the parts of this instance last said of themselves.
#[derive(Clone, Copy, Debug, Default)]
pub struct VitalSigns {
    /// When the schedule last finished a sweep.
    pub last_sweep: Option<DateTime<Utc>>,
    /// When the auditor last looked, and whether it found nothing; `None` before its first look.
    pub last_audit: Option<(DateTime<Utc>, bool)>,
}

/// Longest the auditor may not have looked.
const AUDITED_WITHIN: TimeDelta = TimeDelta::minutes(3);

/// Longest that mail may wait before somebody must look.
const MAIL_WAITS: TimeDelta = TimeDelta::hours(1);

/// How well the service is. A sign that lies ahead, because the clock was set back, counts for
/// nothing.
pub async fn readiness(cx: &Context, signs: VitalSigns) -> Readiness {
    let now = cx.now();
    let backlog = async {
        let mut tx = cx.store.begin_read().await?;
        let (_, oldest) = outbox::backlog(&mut tx).await?;
        Ok::<_, StoreError>((oldest, outbox::last_sent(&mut tx, now).await?))
    };
    let backlog = backlog.await;
    let database = backlog.is_ok() && cx.store.takes_writes();
    let files = cx.store.file_trouble().is_none();
    let stalled = cx.heartbeats.stalled(Instant::now());
    let stalled: Vec<String> = stalled.into_iter().map(str::to_owned).collect();
    let tasks = stalled.is_empty();
    // One dead mailbox does not stop the service: mail must have stopped for all.
    let recently = |at: Option<DateTime<Utc>>| at.is_some_and(|at| now - at < MAIL_WAITS);
    let outbox =
        backlog.is_ok_and(|(oldest, last)| oldest.is_none() || recently(oldest) || recently(last));
    let late =
        TimeDelta::from_std(cx.settings.tick).unwrap_or_default() * 5 + TimeDelta::seconds(30);
    let schedule = signs.last_sweep.is_some_and(|at| (now - at).abs() < late);
    let looked = |at: DateTime<Utc>| (now - at).abs() < AUDITED_WITHIN;
    let auditor = signs.last_audit.is_none_or(|(at, clean)| clean && looked(at));
    let ready = database && files && schedule && outbox && auditor && tasks;
    let release = &zone::data().release;
    let (zone_data, zone_data_outdated) = (release.to_string(), release.is_outdated(now));
    Readiness {
        ready,
        database,
        files,
        schedule,
        outbox,
        auditor,
        tasks,
        stalled,
        zone_data,
        zone_data_outdated,
    }
}

/// Sets the gauges of `/metrics` to what the database holds.
///
/// # Errors
/// When the database can't be read.
pub async fn set_gauges(cx: &Context) -> Result<(), Error> {
    let mut tx = cx.store.begin_read().await?;
    let open = requests::open_counts(&mut tx).await?;
    for state in ["waiting", "offered", "accepted", "missing"] {
        let count =
            open.iter().find(|(open, _)| open.code() == state).map_or(0, |(_, count)| *count);
        metrics::gauge!("mabit_requests_open", "state" => state).set(count as f64);
    }
    let (waiting, oldest) = outbox::backlog(&mut tx).await?;
    metrics::gauge!("mabit_outbox_waiting").set(waiting as f64);
    let age = oldest.map_or(0, |oldest| (cx.now() - oldest).num_seconds());
    metrics::gauge!("mabit_outbox_oldest_seconds").set(age as f64);
    let board = cx.board.snapshot();
    let pools = || board.iter().flat_map(|shelter| &shelter.pools);
    let sum =
        |count: fn(&crate::domain::bed::Pool) -> i32| f64::from(pools().map(count).sum::<i32>());
    metrics::gauge!("mabit_beds", "count" => "capacity").set(sum(|pool| pool.capacity));
    metrics::gauge!("mabit_beds", "count" => "free").set(sum(|pool| pool.free));
    metrics::gauge!("mabit_beds", "count" => "promised").set(sum(|pool| pool.promised));
    Ok(())
}
