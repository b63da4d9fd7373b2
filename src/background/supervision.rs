//! Supervision of background tasks: one that panics or ends early is restarted; where restarts
//! don't help, the process must end.

use std::panic::AssertUnwindSafe;
use std::time::Duration;

use futures::FutureExt;
use tokio::sync::watch;
use tokio::time::Instant;
use tokio_util::sync::CancellationToken;
use tokio_util::task::TaskTracker;

/// First pause before a task is started again; it doubles up to [`LONGEST_PAUSE`].
const FIRST_PAUSE: Duration = Duration::from_millis(100);

/// Longest pause before a restart.
const LONGEST_PAUSE: Duration = Duration::from_secs(10);

/// A task that ran this long is healthy again: earlier failures no longer count.
const HEALTHY_AFTER: Duration = Duration::from_secs(60);

/// Failures in a row, about two minutes of them, after which a task is not restarted.
const FAILURES: u32 = 18;

/// The supervised tasks of a service.
pub struct Background {
    tasks: TaskTracker,
    stop: CancellationToken,
    failed: watch::Sender<Option<&'static str>>,
}

impl Background {
    /// No task yet; cancelling `stop` ends all.
    pub fn new(stop: CancellationToken) -> Self {
        Self { tasks: TaskTracker::new(), stop, failed: watch::Sender::new(None) }
    }

    /// Runs a task that is aborted when the service stops.
    pub fn run<F>(&self, name: &'static str, task: impl Fn() -> F + Send + Sync + 'static)
    where
        F: Future<Output = ()> + Send + 'static,
    {
        let stop = self.stop.clone();
        self.run_to_its_end(name, move || {
            let (stop, work) = (stop.clone(), task());
            async move {
                tokio::select! {
                    () = stop.cancelled() => {}
                    () = work => {}
                }
            }
        });
    }

    /// Runs a task that ends by itself when the service stops.
    pub fn run_to_its_end<F>(
        &self,
        name: &'static str,
        task: impl Fn() -> F + Send + Sync + 'static,
    ) where
        F: Future<Output = ()> + Send + 'static,
    {
        let (stop, failed) = (self.stop.clone(), self.failed.clone());
        self.tasks.spawn(async move {
            if supervise(name, task, &stop).await.is_err() {
                tracing::error!(task = name, "a background task fails again and again");
                failed.send_replace(Some(name));
            }
        });
    }

    /// Waits until a task has failed too often to be restarted; returns its name.
    pub async fn failed(&self) -> &'static str {
        let mut failed = self.failed.subscribe();
        loop {
            if let Some(name) = *failed.borrow_and_update() {
                return name;
            }
            // The sender lives as long as `self`.
            let _ = failed.changed().await;
        }
    }

    /// Ends all tasks and waits for them.
    pub async fn stop(self) {
        self.stop.cancel();
        self.tasks.close();
        self.tasks.wait().await;
    }
}

/// A task has failed too often to be restarted.
struct RestartsExhausted;

async fn supervise<F>(
    name: &'static str,
    task: impl Fn() -> F,
    stop: &CancellationToken,
) -> Result<(), RestartsExhausted>
where
    F: Future<Output = ()>,
{
    let mut failures = 0;
    loop {
        let began = Instant::now();
        let ended = AssertUnwindSafe(async { task().await }).catch_unwind().await;
        if stop.is_cancelled() {
            return Ok(());
        }
        count_failure(name);
        let how = if ended.is_ok() { "it ended" } else { "it panicked" };
        failures = if began.elapsed() < HEALTHY_AFTER { failures + 1 } else { 1 };
        if failures >= FAILURES {
            return Err(RestartsExhausted);
        }
        tracing::error!(task = name, how, failures, "a background task is started again");
        tokio::select! {
            () = stop.cancelled() => return Ok(()),
            () = tokio::time::sleep(pause(failures)) => {}
        }
    }
}

pub(crate) fn count_failure(task: &'static str) {
    metrics::counter!("mabit_task_failures_total", "task" => task).increment(1);
}

fn pause(failures: u32) -> Duration {
    (FIRST_PAUSE * 2_u32.pow((failures - 1).min(10))).min(LONGEST_PAUSE)
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;
    use std::sync::atomic::{AtomicU32, Ordering};

    use super::*;

    fn background() -> (Background, Arc<AtomicU32>) {
        (Background::new(CancellationToken::new()), Arc::default())
    }

    #[tokio::test(start_paused = true)]
    async fn a_task_that_panics_or_ends_is_started_again() {
        let (background, starts) = background();
        let (counted, (done, mut is_done)) = (Arc::clone(&starts), watch::channel(false));
        background.run("test", move || {
            let (start, done) = (counted.fetch_add(1, Ordering::SeqCst), done.clone());
            async move {
                match start {
                    0 => panic!("a test-only panic"),
                    1 => {}
                    _ => {
                        done.send_replace(true);
                        std::future::pending::<()>().await;
                    }
                }
            }
        });
        is_done.wait_for(|done| *done).await.unwrap();
        assert_eq!(starts.load(Ordering::SeqCst), 3);
        background.stop().await;
    }

    #[tokio::test(start_paused = true)]
    async fn a_task_that_fails_for_two_minutes_is_given_up() {
        let (background, starts) = background();
        let (counted, began) = (Arc::clone(&starts), Instant::now());
        background.run("test", move || {
            counted.fetch_add(1, Ordering::SeqCst);
            async { panic!("a test-only panic") }
        });
        assert_eq!(background.failed().await, "test");
        assert_eq!(starts.load(Ordering::SeqCst), FAILURES);
        let took = began.elapsed();
        assert!((60..=180).contains(&took.as_secs()), "{took:?}");
        background.stop().await;
    }

    #[tokio::test(start_paused = true)]
    async fn failures_long_apart_never_add_up() {
        let (background, starts) = background();
        let (counted, (many, mut are_many)) = (Arc::clone(&starts), watch::channel(false));
        background.run("test", move || {
            let (start, many) = (counted.fetch_add(1, Ordering::SeqCst), many.clone());
            async move {
                tokio::time::sleep(HEALTHY_AFTER).await;
                if start > FAILURES * 2 {
                    many.send_replace(true);
                }
            }
        });
        tokio::select! {
            _ = background.failed() => panic!("it was given up"),
            reached = are_many.wait_for(|many| *many) => assert!(reached.is_ok()),
        }
        background.stop().await;
    }
}
