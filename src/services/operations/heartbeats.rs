//! Heartbeats of this process's background tasks, by which `/readyz` finds stalled ones.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

/// A task without a heartbeat for this long has stalled.
pub(crate) const STALLED_AFTER: Duration = Duration::from_secs(110);

/// The last heartbeat of each task by the monotonic clock. A task is known from its first heartbeat
/// on. Cheap to clone.
#[derive(Clone, Debug, Default)]
pub struct Heartbeats(Arc<Mutex<BTreeMap<&'static str, Instant>>>);

impl Heartbeats {
    pub fn beat(&self, task: &'static str) {
        self.beats().insert(task, Instant::now());
    }

    /// Names of the tasks that have stalled by `now`.
    pub fn stalled(&self, now: Instant) -> Vec<&'static str> {
        let is_late = |at: &Instant| now.saturating_duration_since(*at) > STALLED_AFTER;
        self.beats().iter().filter(|(_, at)| is_late(at)).map(|(task, _)| *task).collect()
    }

    fn beats(&self) -> MutexGuard<'_, BTreeMap<&'static str, Instant>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_task_without_a_beat_for_two_minutes_has_stalled() {
        let beats = Heartbeats::default();
        beats.beat("delivery");
        let now = Instant::now();
        assert!(beats.stalled(now + Duration::from_secs(100)).is_empty());
        assert_eq!(beats.stalled(now + Duration::from_secs(120)), ["delivery"]);
        beats.beat("delivery");
        assert!(beats.stalled(Instant::now()).is_empty());
    }
}
