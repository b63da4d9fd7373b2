//! Background jobs: the table of all that the service does by itself, and the loop of a job.
//!
//! A job reads from the database what is due, so a run that is late, lost or done by two instances
//! neither loses nor doubles work.
//!
//! Two more loops end with the value they belong to: the writer of a SQLite database
//! ([`crate::store::Store::open`]) and the intake of new requests (started by `app::open`).

pub mod supervision;
pub mod watchdog;

use std::future::{Ready, ready};
use std::panic::AssertUnwindSafe;
use std::sync::Arc;
use std::time::Duration;

use chrono::{DateTime, Utc};
use futures::FutureExt;
use futures::future::BoxFuture;
use metrics_exporter_prometheus::PrometheusHandle;
use tokio::sync::Notify;
use tokio::time::{Instant, MissedTickBehavior, interval_at, timeout};
use tokio_cron_scheduler::{Job as CronLine, JobScheduler, JobSchedulerError};
use tokio_util::sync::CancellationToken;

pub use self::supervision::Background;
use self::supervision::count_failure;
use self::watchdog::Watchdog;
use crate::mail::delivery::Delivery;
use crate::services::escalation::due;
use crate::services::events::Feed;
use crate::services::notifications::digest;
use crate::services::operations::clock_check::{self, LastRight};
use crate::services::operations::health::Health;
use crate::services::operations::{erasure, jobs};
use crate::services::placement::waitlist;
use crate::services::shelters::count_reminders;
use crate::services::{Context, Error};

struct Job {
    /// Also in metrics, in the log and among the stalled tasks of `/readyz`.
    name: &'static str,
    trigger: Trigger,
    /// Longest a run may take, less than the time after which a task counts as stalled. What a run
    /// has written by then stays.
    limit: Duration,
    work: Work,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Trigger {
    /// At the start, then every `schedule.tick`, by a monotonic clock.
    Tick,
    /// By a monotonic clock.
    Every { first: Duration, then: Duration },
    /// At a cron line, UTC, and `at_least_every` after the last run: the cron scheduler does not
    /// tick for a while after the machine's clock was set back.
    Cron { line: &'static str, at_least_every: Duration },
    /// After a commit, here or on another instance, and at every tick.
    Commit,
    /// When beds may have come free, at least once a minute; after a failed run at the next tick.
    Availability,
    /// A loop of its own that ends when the service stops.
    Always,
}

enum Work {
    UseCase(fn(Context) -> BoxFuture<'static, Result<(), Error>>),
    Part(fn(Parts) -> BoxFuture<'static, Result<(), Error>>),
}
use Trigger::{Always, Availability, Commit, Tick};
use Work::{Part, UseCase};

const fn seconds(seconds: u64) -> Duration {
    Duration::from_secs(seconds)
}

const fn every(first: u64, then: u64) -> Trigger {
    Trigger::Every { first: seconds(first), then: seconds(then) }
}

const EACH_MINUTE: Trigger = Trigger::Cron { line: "7 * * * * *", at_least_every: seconds(90) };

const EACH_HOUR: Trigger =
    Trigger::Cron { line: "11 13 * * * *", at_least_every: seconds(90 * 60) };

const SWEEP: &str = "sweep";

const NO_LIMIT: u64 = u64::MAX;

const fn job(name: &'static str, trigger: Trigger, limit: u64, work: Work) -> Job {
    Job { name, trigger, limit: seconds(limit), work }
}

macro_rules! use_case {
    ($run:path) => {
        UseCase(|cx| Box::pin(async move { $run(&cx).await.map(|_| ()) }))
    };
}

macro_rules! part {
    ($run:path) => {
        Part(|parts| Box::pin($run(parts)))
    };
}

/// Every job: name, trigger, time limit in seconds, work. A slow or failing one delays no other.
static JOBS: [Job; 16] = [
    job(SWEEP, Tick, 60, part!(sweep)),
    job("heartbeat", every(1, 3), 30, part!(heartbeat)),
    job("waitlist", Availability, 90, use_case!(waitlist::rematch)),
    job("events", Commit, 20, part!(follow_commits)),
    job("hints", Always, NO_LIMIT, part!(relay_hints)),
    job("delivery", Always, NO_LIMIT, part!(deliver)),
    job("dead claims", Tick, 90, part!(release_dead_claims)),
    // Its first run comes after the first sweep has caught up.
    job("watchdog", every(20, 60), 100, part!(watch)),
    job("clock", every(0, 10), 30, part!(check_clock)),
    job("metrics", every(5, 5), 30, part!(sort_metrics)),
    job("audit seal", EACH_MINUTE, 100, use_case!(jobs::seal_all)),
    job("overlooked requests", EACH_MINUTE, 100, use_case!(due::escalate_overlooked)),
    job("count reminders", EACH_MINUTE, 100, use_case!(count_reminders::ask_all)),
    job("digest", EACH_MINUTE, 100, use_case!(digest::write)),
    job("expired rows", EACH_HOUR, 100, use_case!(jobs::delete_expired)),
    job("erasure", EACH_HOUR, 100, use_case!(erasure::forget)),
];

/// What jobs work with. Cheap to clone.
#[derive(Clone)]
pub(crate) struct Parts {
    pub(crate) cx: Context,
    pub(crate) health: Arc<Health>,
    pub(crate) feed: Arc<Feed>,
    pub(crate) delivery: Arc<Delivery>,
    pub(crate) watchdog: Watchdog,
    pub(crate) last_right: Arc<LastRight>,
    pub(crate) started_at: DateTime<Utc>,
    pub(crate) metrics: PrometheusHandle,
    pub(crate) stop: CancellationToken,
}

/// Starts every job. A run under way when the service stops is finished.
pub(crate) fn start(parts: &Parts) -> Background {
    let background = Background::new(parts.stop.child_token());
    let mut lines = Vec::new();
    for job in &JOBS {
        let cron_due = Arc::new(Notify::new());
        if let Trigger::Cron { line, .. } = job.trigger {
            lines.push((line, Arc::clone(&cron_due)));
        }
        let parts = parts.clone();
        background.run_to_its_end(job.name, move || {
            job.run_until_stopped(parts.clone(), Arc::clone(&cron_due))
        });
    }
    let stop = parts.stop.clone();
    background.run_to_its_end("cron", move || {
        let (lines, stop) = (lines.clone(), stop.clone());
        async move {
            if let Err(error) = run_cron(lines, stop).await {
                tracing::error!(%error, "the cron scheduler can't be started or stopped");
            }
        }
    });
    background
}

/// Runs the cron scheduler until the service stops; it notifies the job of each due line.
async fn run_cron(
    lines: Vec<(&'static str, Arc<Notify>)>,
    stop: CancellationToken,
) -> Result<(), JobSchedulerError> {
    let mut cron = JobScheduler::new().await?;
    for (line, cron_due) in lines {
        cron.add(CronLine::new(line, move |_, _| cron_due.notify_one())?).await?;
    }
    cron.start().await?;
    stop.cancelled().await;
    cron.shutdown().await
}

/// Longest time between two heartbeats of a waiting job.
const RESTS: Duration = Duration::from_secs(20);

/// Longest time between two runs of the waitlist matching.
const MATCHES_EVERY: Duration = Duration::from_secs(60);

impl Job {
    /// Runs the job at each trigger, one run at a time, until the service stops. Triggers during a
    /// run lead to one more run.
    async fn run_until_stopped(&self, parts: Parts, cron_due: Arc<Notify>) {
        if self.trigger == Always {
            let _ = self.begin(&parts).await;
            return;
        }
        let tick = parts.cx.settings.tick;
        let (first, pace) = match self.trigger {
            Trigger::Every { first, then } => (first, then),
            Trigger::Cron { at_least_every, .. } => (at_least_every, at_least_every),
            Availability => (MATCHES_EVERY, MATCHES_EVERY),
            Tick | Commit | Always => (Duration::ZERO, tick),
        };
        let mut pace = interval_at(Instant::now() + first, pace);
        pace.set_missed_tick_behavior(MissedTickBehavior::Delay);
        loop {
            parts.cx.heartbeats.beat(self.name);
            tokio::select! {
                () = parts.stop.cancelled() => return,
                _ = pace.tick() => {}
                () = self.signal(&parts, &cron_due) => pace.reset(),
                () = tokio::time::sleep(RESTS) => continue,
            }
            let done = self.run(&parts).await;
            if !done && self.trigger == Availability {
                pace.reset_after(tick);
            }
        }
    }

    /// Waits for a trigger other than time; for ever if the job has none.
    async fn signal(&self, parts: &Parts, cron_due: &Notify) {
        match self.trigger {
            Trigger::Cron { .. } => cron_due.notified().await,
            Commit => parts.cx.store.changed().await,
            Availability => parts.cx.board.availability_signal.notified().await,
            _ => std::future::pending().await,
        }
    }

    /// One run; true when it succeeded.
    async fn run(&self, parts: &Parts) -> bool {
        let done = run_guarded(self.name, self.limit, self.begin(parts)).await;
        if !done && self.name == SWEEP {
            metrics::counter!("mabit_sweeps_failed_total").increment(1);
        }
        done
    }

    fn begin(&self, parts: &Parts) -> BoxFuture<'static, Result<(), Error>> {
        match self.work {
            UseCase(run) => run(parts.cx.clone()),
            Part(run) => run(parts.clone()),
        }
    }
}

/// Runs a job within its time limit; counts and logs an error, timeout or panic. True on success.
async fn run_guarded(
    name: &'static str,
    limit: Duration,
    run: impl Future<Output = Result<(), Error>>,
) -> bool {
    let ended = AssertUnwindSafe(timeout(limit, run)).catch_unwind().await;
    let problem = match ended {
        Ok(Ok(Ok(()))) => return true,
        Ok(Ok(Err(error))) => error.to_string(),
        Ok(Err(_)) => "its time ran out".to_owned(),
        Err(_) => "it panicked".to_owned(),
    };
    count_failure(name);
    tracing::warn!(task = name, problem, "a job failed; its next run takes up what it left");
    false
}

/// Runs the use cases of these triggers once, in table order; returns the first error.
async fn run_all(cx: &Context, triggers: &[Trigger]) -> Result<(), Error> {
    let mut result = Ok(());
    for job in JOBS.iter().filter(|job| triggers.contains(&job.trigger)) {
        if let UseCase(run) = job.work {
            result = result.and(run(cx.clone()).await);
        }
    }
    result
}

/// Runs at once what runs at least every minute. For tests, in which no job runs by itself.
pub async fn each_minute(cx: &Context) -> Result<(), Error> {
    run_all(cx, &[EACH_MINUTE, Availability]).await
}

/// Runs the hourly jobs at once. For tests.
pub async fn each_hour(cx: &Context) -> Result<(), Error> {
    run_all(cx, &[EACH_HOUR]).await
}

async fn sweep(Parts { cx, health, .. }: Parts) -> Result<(), Error> {
    let now = cx.now();
    jobs::sweep(&cx).await?;
    health.swept(now);
    Ok(())
}

/// Stores up to when all that was due has been acted on; also shows whether writes succeed.
async fn heartbeat(Parts { cx, health, started_at, .. }: Parts) -> Result<(), Error> {
    match health.vital_signs().last_sweep {
        Some(at) => jobs::note_heartbeat(&cx, cx.store.instance(), started_at, at).await,
        None => Ok(()),
    }
}

/// Reads new commits, of this and other instances, into the board and the live events.
async fn follow_commits(Parts { cx, feed, .. }: Parts) -> Result<(), Error> {
    let board = cx.board.refresh(&cx.store).await.map_err(Error::from);
    let events = feed.read_on(&cx).await;
    // Commits during this pause are read together.
    tokio::time::sleep(Duration::from_millis(50)).await;
    board.and(events)
}

async fn relay_hints(Parts { cx, stop, .. }: Parts) -> Result<(), Error> {
    tokio::select! {
        () = stop.cancelled() => {}
        () = cx.store.relay_hints() => {}
    }
    Ok(())
}

async fn deliver(Parts { cx, delivery, stop, .. }: Parts) -> Result<(), Error> {
    let (signal, tick) = (Arc::clone(&cx.outbox_signal), cx.settings.tick);
    delivery.run(signal, tick, stop, move || cx.heartbeats.beat("delivery")).await;
    Ok(())
}

async fn release_dead_claims(Parts { delivery, .. }: Parts) -> Result<(), Error> {
    Ok(delivery.release_dead_claims().await?)
}

async fn watch(Parts { watchdog, .. }: Parts) -> Result<(), Error> {
    watchdog.look().await;
    Ok(())
}

/// Sorts the durations measured since the last run into the buckets of their histograms.
fn sort_metrics(Parts { metrics, .. }: Parts) -> Ready<Result<(), Error>> {
    metrics.run_upkeep();
    ready(Ok(()))
}

async fn check_clock(Parts { cx, health, last_right, .. }: Parts) -> Result<(), Error> {
    clock_check::check(&cx, &health, &last_right).await
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;
    use crate::services::operations::heartbeats::STALLED_AFTER;

    #[tokio::test(start_paused = true)]
    async fn a_run_that_fails_panics_or_takes_too_long_is_a_failure() {
        let limit = seconds(10);
        assert!(run_guarded("test", limit, async { Ok(()) }).await);
        assert!(!run_guarded("test", limit, async { Err(Error::Forbidden) }).await);
        assert!(!run_guarded("test", limit, async { panic!("a test-only panic") }).await);
        let began = Instant::now();
        assert!(!run_guarded("test", limit, std::future::pending()).await);
        assert_eq!(began.elapsed(), limit);
    }

    #[test]
    fn jobs_have_names_of_their_own_and_end_before_they_count_as_stalled() {
        let names: BTreeSet<&str> = JOBS.iter().map(|job| job.name).collect();
        assert_eq!(names.len(), JOBS.len());
        for job in JOBS.iter().filter(|job| job.trigger != Always) {
            assert!(job.limit < STALLED_AFTER, "{}", job.name);
        }
    }
}
