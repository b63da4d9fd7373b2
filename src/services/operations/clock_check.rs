//! Checks the machine's clock against the database's and the monotonic clock. A wrong clock is
//! reported; work goes on and stored times are not corrected.

use std::sync::{Mutex, PoisonError};
use std::time::{Duration, Instant};

use chrono::{DateTime, TimeDelta, Utc};

use super::health::Health;
use crate::domain::notification::Trouble;
use crate::services::authorisation::Service;
use crate::services::notifications::trouble::TellAdmins;
use crate::services::{Context, Error};
use crate::store::operations::clock;

/// Largest difference of clocks that agree.
const TOLERANCE: TimeDelta = TimeDelta::seconds(5);

/// A clock that was set back is trusted again after this long: the setting was a correction.
const TRUSTED_AFTER: Duration = Duration::from_secs(600);

/// Both clocks at one moment. The monotonic one stops while the machine is suspended.
#[derive(Clone, Copy, Debug)]
pub struct Reading {
    /// The machine's clock.
    pub wall: DateTime<Utc>,
    pub monotonic: Instant,
}

/// The last reading at which the machine's clock was right.
#[derive(Debug, Default)]
pub struct LastRight(Mutex<Option<Reading>>);

impl LastRight {
    /// How far the clock has been set back since it was last right; `None` while it is right. Being
    /// ahead is no fault: the machine may have been suspended.
    pub fn set_back(&self, now: Reading) -> Option<TimeDelta> {
        let mut right = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let from = *right.get_or_insert(now);
        let passed = now.monotonic.saturating_duration_since(from.monotonic);
        let behind = from.wall - now.wall + TimeDelta::from_std(passed).unwrap_or_default();
        if behind > TOLERANCE && passed < TRUSTED_AFTER {
            return Some(behind);
        }
        *right = Some(now);
        None
    }
}

/// Compares the clocks. When they disagree, makes `/readyz` fail, logs a warning and mails the
/// administrators, at most once an hour.
pub async fn check(cx: &Context, health: &Health, right: &LastRight) -> Result<(), Error> {
    let from_database = from_database(cx).await?;
    let now = cx.now();
    let set_back = right.set_back(Reading { wall: now, monotonic: Instant::now() });
    let was_wrong = health.vital_signs().clock_is_wrong;
    let apart = set_back.or(from_database);
    health.clock_checked(apart.is_some());
    let Some(apart) = apart else { return Ok(()) };
    let seconds = apart.num_seconds();
    if !was_wrong {
        let set_back = set_back.is_some();
        tracing::warn!(seconds, set_back, "the machine's clock is wrong; set it right");
    }
    let findings = vec![(Trouble::ClockWrong, seconds)];
    cx.write(Service, TellAdmins { findings }).await
}

/// Difference from the database's clock; `None` when they agree or are the same (SQLite).
async fn from_database(cx: &Context) -> Result<Option<TimeDelta>, Error> {
    let mut tx = cx.store.begin_read().await?;
    let before = cx.now();
    let Some(there) = clock::now(&mut tx).await? else { return Ok(None) };
    let apart = (before - there).max(there - cx.now());
    Ok(Some(apart).filter(|apart| *apart > TOLERANCE))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_jump_back_is_a_fault_until_it_is_undone_or_kept() {
        let (began, start) = (Instant::now(), DateTime::UNIX_EPOCH);
        let right = LastRight::default();
        let behind = |monotonic: u64, wall: i64| {
            let monotonic = began + Duration::from_secs(monotonic);
            let apart =
                right.set_back(Reading { wall: start + TimeDelta::seconds(wall), monotonic });
            apart.map(|apart| apart.num_seconds())
        };
        assert_eq!(behind(0, 0), None);
        assert_eq!(behind(10, 10), None);
        // Suspended for an hour; slewed by less than is told.
        assert_eq!(behind(20, 3_620), None);
        assert_eq!(behind(30, 3_625), None);
        assert_eq!(behind(40, 35), Some(3_600));
        assert_eq!(behind(50, 45), Some(3_600));
        // Set right again.
        assert_eq!(behind(60, 3_655), None);
        // Set back for good.
        assert_eq!(behind(70, 65), Some(3_600));
        assert_eq!(behind(659, 654), Some(3_600));
        assert_eq!(behind(660, 655), None);
        assert_eq!(behind(670, 665), None);
    }
}
