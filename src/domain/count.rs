//! When a bed count was made, and whether it may still replace a pool's present count.

use std::fmt;
use std::str::FromStr;

use chrono::{DateTime, SecondsFormat, SubsecRound, TimeDelta, Utc};

use super::bed::Pool;

/// How far ahead of the service's clock a count may be dated: two clocks may differ by this.
pub const MAX_AHEAD: TimeDelta = TimeDelta::minutes(1);

/// How late a count may arrive and still lift the doubt about its pool. The doubt may be newer than
/// a count that comes later.
const LATE: TimeDelta = TimeDelta::minutes(1);

/// The count of a pool that its reporter saw before counting anew.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct SeenCount {
    /// When that count was made.
    pub reported_at: DateTime<Utc>,
    /// Beds free then; arrivals and departures change them without a new count.
    pub free: i32,
}

impl SeenCount {
    /// The present count of a pool.
    pub fn of(pool: &Pool) -> Self {
        Self { reported_at: pool.reported_at, free: pool.free }
    }
}

/// The text in a form: `2026-01-05T18:00:00.000000Z/3`.
impl fmt::Display for SeenCount {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let at = self.reported_at.to_rfc3339_opts(SecondsFormat::Micros, true);
        write!(f, "{at}/{}", self.free)
    }
}

impl FromStr for SeenCount {
    type Err = NotASeenCount;

    fn from_str(text: &str) -> Result<Self, NotASeenCount> {
        let (at, free) = text.split_once('/').ok_or(NotASeenCount)?;
        let reported_at = at.parse().map_err(|_| NotASeenCount)?;
        Ok(Self { reported_at, free: free.parse().map_err(|_| NotASeenCount)? })
    }
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("must be a moment and a number of beds, as the page gave them")]
pub struct NotASeenCount;

/// When a count was made, by its reporter's word; now when they did not say.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct CountTime {
    counted_at: Option<DateTime<Utc>>,
    seen: Option<SeenCount>,
}

impl CountTime {
    /// `seen` is the count that the reporter saw before. The moment is cut to microseconds, which
    /// both databases keep.
    pub fn new(counted_at: Option<DateTime<Utc>>, seen: Option<SeenCount>) -> Self {
        Self { counted_at: counted_at.map(|at| at.trunc_subsecs(6)), seen }
    }

    /// Whether the date is so far ahead of `now` that the reporter's clock must be wrong.
    pub fn is_ahead(&self, now: DateTime<Utc>) -> bool {
        self.counted_at.is_some_and(|at| at > now + MAX_AHEAD)
    }

    /// The date of the count; never after `now`.
    fn date(&self, now: DateTime<Utc>) -> DateTime<Utc> {
        self.counted_at.map_or(now, |at| at.min(now))
    }

    /// The date of the count on a pool: not before the count it replaces, whatever the reporter's
    /// clock says, and not after `now`.
    pub fn date_on(&self, pool: &Pool, now: DateTime<Utc>) -> DateTime<Utc> {
        self.counted_at.map_or(now, |at| at.max(pool.reported_at).min(now))
    }

    /// Whether the count arrives too long after it was made to lift a doubt.
    pub fn is_late(&self, now: DateTime<Utc>) -> bool {
        now - self.date(now) > LATE
    }

    /// The date of a count whose reporter had not seen the pool's present count: later arrivals and
    /// departures are not in it.
    pub fn unseen_from(&self, pool: &Pool) -> Option<DateTime<Utc>> {
        self.counted_at.filter(|_| self.seen_on(pool).is_none())
    }

    /// What the reporter saw, if it was the pool's present count.
    fn seen_on(&self, pool: &Pool) -> Option<SeenCount> {
        self.seen.filter(|seen| seen.reported_at == pool.reported_at)
    }

    /// Whether the pool's count has changed since this one was made. A count that its reporter saw,
    /// such as their own of a moment before, is no change.
    pub fn is_outdated(&self, pool: &Pool) -> bool {
        // A reporter who saw the present count counted after it.
        if let Some(seen) = self.seen_on(pool) {
            return seen.free != pool.free;
        }
        self.counted_at.map_or(self.seen.is_some(), |at| at < pool.reported_at)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::bed::PoolGender;

    const TEN: i64 = 1_767_607_200;

    fn at(seconds: i64) -> DateTime<Utc> {
        DateTime::from_timestamp(TEN + seconds, 0).unwrap()
    }

    /// A pool counted at ten o'clock, with two free beds.
    fn pool() -> Pool {
        Pool {
            id: uuid::Uuid::nil(),
            shelter_id: uuid::Uuid::nil(),
            name: String::new(),
            gender: PoolGender::Any,
            age_min: 0,
            age_max: 17,
            capacity: 6,
            free: 2,
            promised: 0,
            closed: false,
            overcommitted: false,
            doubted: false,
            active: true,
            reported_at: at(0),
            version: 1,
        }
    }

    fn seen(seconds: i64, free: i32) -> Option<SeenCount> {
        Some(SeenCount { reported_at: at(seconds), free })
    }

    #[test]
    fn a_count_is_outdated_by_a_newer_one_alone() {
        let outdated =
            |seconds: Option<i64>, seen| CountTime::new(seconds.map(at), seen).is_outdated(&pool());
        assert!(!outdated(None, None));
        assert!(outdated(Some(-1), None));
        assert!(outdated(Some(-1), seen(-5, 2)));
        assert!(!outdated(Some(-1), seen(0, 2)));
        assert!(!outdated(Some(0), None));
        assert!(!outdated(Some(1), None));
        // The replaced count was seen: unchanged; as an older one; before a child came or left.
        for (counted_at, when_known) in [(None, true), (Some(1), false)] {
            assert!(!outdated(counted_at, seen(0, 2)));
            assert_eq!(outdated(counted_at, seen(-5, 2)), when_known);
            assert_eq!(outdated(counted_at, seen(-5, 3)), when_known);
            assert!(outdated(counted_at, seen(0, 3)));
        }
    }

    #[test]
    fn a_seen_count_is_read_as_it_is_written() {
        let count = SeenCount::of(&pool());
        assert_eq!(count.to_string(), "2026-01-05T10:00:00.000000Z/2");
        assert_eq!(count.to_string().parse(), Ok(count));
        for text in ["", "/", "2026-01-05T10:00:00Z", "2026-01-05T10:00:00Z/x", "x/2"] {
            assert_eq!(text.parse::<SeenCount>(), Err(NotASeenCount));
        }
    }

    #[test]
    fn a_date_is_never_after_the_present() {
        let time = |seconds| CountTime::new(Some(at(seconds)), None);
        assert_eq!(CountTime::default().date_on(&pool(), at(5)), at(5));
        for (said, date) in [(-9, 0), (3, 3), (65, 5)] {
            assert_eq!(time(said).date_on(&pool(), at(5)), at(date));
        }
        assert!(!time(65).is_ahead(at(5)));
        assert!(time(66).is_ahead(at(5)));
        assert!(!time(-55).is_late(at(5)));
        assert!(time(-56).is_late(at(5)));
    }
}
