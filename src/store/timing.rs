//! Metrics of transactions; whether the database takes writes at present, for the health check.

use std::sync::{Mutex, PoisonError};
use std::time::{Duration, Instant};

/// How long a failed write counts even when others succeed: on a full disk some still do.
const FAILED_FOR: Duration = Duration::from_secs(5);

/// Records the duration of a transaction in `mabit_transaction_seconds` when dropped.
pub(crate) struct Timer {
    kind: &'static str,
    began: Instant,
}

impl Timer {
    /// `kind` is `read` or `write`.
    pub(crate) fn start(kind: &'static str) -> Self {
        Self { kind, began: Instant::now() }
    }
}

impl Drop for Timer {
    fn drop(&mut self) {
        let took = self.began.elapsed().as_secs_f64();
        metrics::histogram!("mabit_transaction_seconds", "kind" => self.kind).record(took);
    }
}

/// When a write last succeeded, and when one last failed because of the database.
#[derive(Default)]
pub(crate) struct Writes(Mutex<(Option<Instant>, Option<Instant>)>);

impl Writes {
    pub(crate) fn note(&self, succeeded: bool) {
        let mut last = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let at = Some(Instant::now());
        if succeeded { last.0 = at } else { last.1 = at }
    }

    /// Whether the last write succeeded and none has failed for [`FAILED_FOR`].
    pub(crate) fn succeed(&self) -> bool {
        let (succeeded, failed) = *self.0.lock().unwrap_or_else(PoisonError::into_inner);
        failed.is_none_or(|at| succeeded.is_some_and(|s| s > at) && at.elapsed() > FAILED_FOR)
    }
}
