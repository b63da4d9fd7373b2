//! The metronome: cron lines that call the services. What is due is read from the database,
//! so that a lost or late beat loses nothing.

use std::panic::AssertUnwindSafe;
use std::sync::atomic::{AtomicI64, Ordering};
use std::sync::{Arc, PoisonError};
use std::time::{Duration, Instant};

use chrono::{DateTime, TimeDelta, Utc};
use futures::FutureExt;
use tokio::sync::Mutex;
use tokio_cron_scheduler::{Job, JobScheduler, JobSchedulerError};
use tokio_util::sync::CancellationToken;
use tokio_util::task::TaskTracker;
use uuid::Uuid;

use crate::background;
use crate::http::Health;
use crate::services::operations::jobs;
use crate::services::{Context, Error};

/// How often an instance writes down that it is alive. With each of these writes it is also known
/// whether the database still takes any.
const BEAT_EVERY: TimeDelta = TimeDelta::seconds(3);

/// Longest a sweep may take before it is given up for the next; what it has written stays.
const SWEEPS_WITHIN: Duration = Duration::from_secs(60);

/// From when on a metronome that calls no tick has stopped. Each of its calls waits for a moment of
/// the machine's clock: where that is set back an hour, it says nothing for an hour.
const STOPPED_AFTER: Duration = Duration::from_secs(5);

/// The schedule. A clone is the same schedule.
#[derive(Clone)]
pub struct Schedule {
    work: Arc<Work>,
    running: TaskTracker,
}

/// What the cron lines call.
struct Work {
    cx: Context,
    health: Arc<Health>,
    instance: Uuid,
    started_at: DateTime<Utc>,
    last_beat: AtomicI64,
    last_tick: AtomicI64,
    /// When the metronome last called a tick, by a clock that nobody sets.
    called: std::sync::Mutex<Instant>,
    sweeping: Mutex<()>,
    each_minute: Mutex<()>,
    each_hour: Mutex<()>,
}

impl Schedule {
    /// A schedule that does nothing before it runs.
    pub fn new(cx: Context, health: Arc<Health>) -> Self {
        let work = Arc::new(Work {
            instance: cx.store.instance(),
            started_at: cx.now(),
            cx,
            health,
            last_beat: AtomicI64::new(0),
            last_tick: AtomicI64::new(0),
            called: std::sync::Mutex::new(Instant::now()),
            sweeping: Mutex::new(()),
            each_minute: Mutex::new(()),
            each_hour: Mutex::new(()),
        });
        Self { work, running: TaskTracker::new() }
    }

    /// Sweeps once, then at each tick. Seals and looks at all who wait once a minute, forgets
    /// once an hour. Replaces a metronome that has stopped, until all is to stop; what is left
    /// of the old one is a few tasks that wait for ever.
    pub async fn run(self, stop: CancellationToken) {
        let work = Arc::clone(&self.work);
        self.running.spawn(watched(Each::Tick, async move { work.tick().await }));
        let mut cron = None;
        while !stop.is_cancelled() {
            self.work.cx.heartbeats.beat("schedule");
            if cron.is_none() || self.work.last_called().elapsed() > STOPPED_AFTER {
                self.work.is_called();
                self.replace(&mut cron).await;
            }
            tokio::select! {
                () = stop.cancelled() => {}
                () = tokio::time::sleep(STOPPED_AFTER) => {}
            }
        }
        end(cron).await;
        self.running.close();
        self.running.wait().await;
    }

    async fn replace(&self, cron: &mut Option<JobScheduler>) {
        if cron.is_some() {
            tracing::warn!("the metronome has stopped; another takes its place");
        }
        end(cron.take()).await;
        match metronome(&self.work, &self.running).await {
            Ok(another) => *cron = Some(another),
            Err(error) => tracing::error!(%error, "no metronome can be started"),
        }
    }
}

async fn metronome(
    work: &Arc<Work>,
    running: &TaskTracker,
) -> Result<JobScheduler, JobSchedulerError> {
    let cron = JobScheduler::new().await?;
    for (line, each) in
        [("* * * * * *", Each::Tick), ("7 * * * * *", Each::Minute), ("11 13 * * * *", Each::Hour)]
    {
        cron.add(job(line, each, work, running)?).await?;
    }
    cron.start().await?;
    Ok(cron)
}

async fn end(cron: Option<JobScheduler>) {
    let Some(mut cron) = cron else { return };
    if let Err(error) = cron.shutdown().await {
        tracing::warn!(%error, "a metronome did not end by itself");
    }
}

/// How often a cron line comes.
#[derive(Clone, Copy)]
enum Each {
    Tick,
    Minute,
    Hour,
}

/// A cron line, in UTC, that never waits for its own work.
fn job(
    line: &str,
    each: Each,
    work: &Arc<Work>,
    running: &TaskTracker,
) -> Result<Job, JobSchedulerError> {
    let (work, running) = (Arc::clone(work), running.clone());
    Job::new(line, move |_, _| {
        if running.is_closed() {
            return;
        }
        if matches!(each, Each::Tick) {
            work.is_called();
        }
        let work = Arc::clone(&work);
        running.spawn(watched(each, async move {
            match each {
                Each::Tick => work.tick().await,
                Each::Minute => mind(&work.each_minute, jobs::each_minute(&work.cx)).await,
                Each::Hour => mind(&work.each_hour, jobs::each_hour(&work.cx)).await,
            }
        }));
    })
}

/// A run that says when it panicked; the next one comes all the same.
async fn watched(each: Each, run: impl Future<Output = ()>) {
    if AssertUnwindSafe(run).catch_unwind().await.is_err() {
        background::failed(match each {
            Each::Tick => "tick",
            Each::Minute => "each minute",
            Each::Hour => "each hour",
        });
    }
}

impl Work {
    fn is_called(&self) {
        *self.called.lock().unwrap_or_else(PoisonError::into_inner) = Instant::now();
    }

    fn last_called(&self) -> Instant {
        *self.called.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// One sweep, unless the last still runs or the tick is longer than a second and has not
    /// passed yet.
    async fn tick(&self) {
        let Ok(_only_one) = self.sweeping.try_lock() else { return };
        let now = self.cx.now();
        let tick = TimeDelta::from_std(self.cx.settings.tick).unwrap_or(TimeDelta::seconds(1));
        let since = now.timestamp_micros() - self.last_tick.load(Ordering::Relaxed);
        let since = TimeDelta::microseconds(since);
        // The metronome is late or early by some milliseconds: half a second is no tick missed.
        // A clock that was set back says nothing: then it is time.
        if since >= TimeDelta::zero() && since + TimeDelta::milliseconds(500) < tick {
            return;
        }
        self.last_tick.store(now.timestamp_micros(), Ordering::Relaxed);
        let swept = tokio::time::timeout(SWEEPS_WITHIN, self.sweep(now)).await;
        match swept.unwrap_or_else(|_| Err(Error::out_of_time())) {
            Ok(()) => self.health.swept(now),
            Err(error) => {
                metrics::counter!("mabit_sweeps_failed_total").increment(1);
                tracing::warn!(%error, "a sweep failed; the next takes up what it left");
            }
        }
    }

    async fn sweep(&self, now: DateTime<Utc>) -> Result<(), Error> {
        jobs::sweep(&self.cx).await?;
        let last = self.last_beat.load(Ordering::Relaxed);
        if TimeDelta::microseconds(now.timestamp_micros() - last).abs() >= BEAT_EVERY {
            jobs::beat(&self.cx, self.instance, self.started_at, now).await?;
            self.last_beat.store(now.timestamp_micros(), Ordering::Relaxed);
        }
        Ok(())
    }
}

/// Keeps house, unless the last time still goes on.
async fn mind(one_at_a_time: &Mutex<()>, work: impl Future<Output = Result<(), Error>>) {
    let Ok(_only_one) = one_at_a_time.try_lock() else { return };
    let done = tokio::time::timeout(SWEEPS_WITHIN * 5, work).await;
    if let Err(error) = done.unwrap_or_else(|_| Err(Error::out_of_time())) {
        tracing::warn!(%error, "housekeeping failed; it is tried again");
    }
}
