//! Health of this instance and the database: the answer of `/readyz`, the gauges of `/metrics`, and
//! the last results of the periodic checks.

use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::Instant;

use chrono::{DateTime, TimeDelta, Utc};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::domain::bed::Pool;
use crate::domain::zone;
use crate::services::{Context, Error};
use crate::store::StoreError;
use crate::store::notifications::outbox;
use crate::store::placement::requests;

/// The answer of `/readyz`.
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
    /// Whether the watchdog looks, and found nothing past due, lost or stuck.
    pub watchdog: bool,
    /// Whether the machine's clock agrees with the database's and has not been set back.
    pub clock: bool,
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

/// The last results of the periodic checks of this instance.
#[derive(Clone, Copy, Debug, Default)]
pub struct VitalSigns {
    /// When the last sweep was finished.
    pub last_sweep: Option<DateTime<Utc>>,
    /// When the watchdog last ran, and whether it was clean; `None` before its first run.
    pub last_watchdog_check: Option<(DateTime<Utc>, bool)>,
    /// Whether the machine's clock was found wrong at the last check.
    pub clock_is_wrong: bool,
}

/// Shared [`VitalSigns`]: jobs write them, readiness reads them.
#[derive(Debug, Default)]
pub struct Health(Mutex<VitalSigns>);

impl Health {
    pub fn swept(&self, at: DateTime<Utc>) {
        self.signs().last_sweep = Some(at);
    }

    pub fn watchdog_checked(&self, at: DateTime<Utc>, clean: bool) {
        self.signs().last_watchdog_check = Some((at, clean));
    }

    pub fn clock_checked(&self, is_wrong: bool) {
        self.signs().clock_is_wrong = is_wrong;
    }

    pub fn vital_signs(&self) -> VitalSigns {
        *self.signs()
    }

    fn signs(&self) -> MutexGuard<'_, VitalSigns> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Longest time since the watchdog's last run.
const WATCHDOG_CHECKS_WITHIN: TimeDelta = TimeDelta::minutes(3);

/// Mail that waits longer, while none is sent, makes the instance not ready.
const MAIL_WAITS: TimeDelta = TimeDelta::hours(1);

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
    // One dead mailbox does not make the service unready: mail must have stopped for all.
    let recently = |at: Option<DateTime<Utc>>| at.is_some_and(|at| now - at < MAIL_WAITS);
    let outbox =
        backlog.is_ok_and(|(oldest, last)| oldest.is_none() || recently(oldest) || recently(last));
    let late =
        TimeDelta::from_std(cx.settings.tick).unwrap_or_default() * 5 + TimeDelta::seconds(30);
    let schedule = signs.last_sweep.is_some_and(|at| (now - at).abs() < late);
    let looked = |at: DateTime<Utc>| (now - at).abs() < WATCHDOG_CHECKS_WITHIN;
    let watchdog = signs.last_watchdog_check.is_none_or(|(at, clean)| clean && looked(at));
    let clock = !signs.clock_is_wrong;
    let ready = database && files && schedule && outbox && watchdog && clock && tasks;
    let release = &zone::data().release;
    let (zone_data, zone_data_outdated) = (release.to_string(), release.is_outdated(now));
    Readiness {
        ready,
        database,
        files,
        schedule,
        outbox,
        watchdog,
        clock,
        tasks,
        stalled,
        zone_data,
        zone_data_outdated,
    }
}

/// Sets the gauges of `/metrics` from the database and the board.
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
    let sum = |count: fn(&Pool) -> i32| f64::from(pools().map(count).sum::<i32>());
    metrics::gauge!("mabit_beds", "count" => "capacity").set(sum(|pool| pool.capacity));
    metrics::gauge!("mabit_beds", "count" => "free").set(sum(|pool| pool.free));
    metrics::gauge!("mabit_beds", "count" => "promised").set(sum(|pool| pool.promised));
    Ok(())
}
