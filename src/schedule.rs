//! The metronome: cron lines that call the services. What is due is read from the database,
//! so that a lost or late beat loses nothing.

use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};
use std::time::Duration;

use chrono::{DateTime, TimeDelta, Utc};
use tokio::sync::Mutex;
use tokio_cron_scheduler::{Job, JobScheduler, JobSchedulerError};
use tokio_util::task::TaskTracker;
use uuid::Uuid;

use crate::http::Health;
use crate::services::{Context, Error, house};

/// How often an instance writes down that it is alive.
const BEAT_EVERY: TimeDelta = TimeDelta::seconds(10);

/// Longest a sweep may take before it is given up for the next; what it has written stays.
const SWEEPS_WITHIN: Duration = Duration::from_secs(60);

/// The running schedule.
pub struct Schedule {
    cron: JobScheduler,
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
    sweeping: Mutex<()>,
    minding: Mutex<()>,
}

impl Schedule {
    /// Sweeps once, then at each tick. Seals and looks at all who wait once a minute, forgets
    /// once an hour.
    ///
    /// # Errors
    /// When the metronome can't be started.
    pub async fn start(cx: Context, health: Arc<Health>) -> Result<Self, JobSchedulerError> {
        let work = Arc::new(Work {
            instance: cx.store.instance(),
            started_at: cx.now(),
            cx,
            health,
            last_beat: AtomicI64::new(0),
            last_tick: AtomicI64::new(0),
            sweeping: Mutex::new(()),
            minding: Mutex::new(()),
        });
        let cron = JobScheduler::new().await?;
        let running = TaskTracker::new();
        let at_start = Arc::clone(&work);
        running.spawn(async move { at_start.tick().await });
        for (line, each) in [
            ("* * * * * *", Each::Tick),
            ("7 * * * * *", Each::Minute),
            ("11 13 * * * *", Each::Hour),
        ] {
            cron.add(job(line, each, &work, &running)?).await?;
        }
        cron.start().await?;
        Ok(Self { cron, running })
    }

    /// Stops the metronome and waits for what it has begun.
    pub async fn stop(mut self) {
        if let Err(error) = self.cron.shutdown().await {
            tracing::warn!(%error, "the metronome did not stop by itself");
        }
        self.running.close();
        self.running.wait().await;
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
        let work = Arc::clone(&work);
        running.spawn(async move {
            match each {
                Each::Tick => work.tick().await,
                Each::Minute => work.mind("minute", house::each_minute(&work.cx)).await,
                Each::Hour => work.mind("hour", house::each_hour(&work.cx)).await,
            }
        });
    })
}

impl Work {
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
        house::sweep(&self.cx).await?;
        let last = self.last_beat.load(Ordering::Relaxed);
        if TimeDelta::microseconds(now.timestamp_micros() - last).abs() >= BEAT_EVERY {
            house::beat(&self.cx, self.instance, self.started_at, now).await?;
            self.last_beat.store(now.timestamp_micros(), Ordering::Relaxed);
        }
        Ok(())
    }

    async fn mind(&self, what: &str, work: impl Future<Output = Result<(), Error>>) {
        let Ok(_one_at_a_time) = self.minding.try_lock() else { return };
        let done = tokio::time::timeout(SWEEPS_WITHIN * 5, work).await;
        if let Err(error) = done.unwrap_or_else(|_| Err(Error::out_of_time())) {
            tracing::warn!(%error, what, "housekeeping failed; it is tried again");
        }
    }
}
