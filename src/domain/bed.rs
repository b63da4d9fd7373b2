//! Shelters, their bed pools, and what a pool's counts mean.

use std::time::Duration;

use chrono::{DateTime, Utc};
use uuid::Uuid;

use super::coded;
use super::geo::Point;
use super::request::Gender;

coded! {
    /// Whom a bed pool takes.
    pub enum PoolGender {
        /// Girls and women only.
        Female = "female",
        /// Boys and men only.
        Male = "male",
        /// Everyone.
        Any = "any",
    }
}

impl PoolGender {
    /// Whether the pool takes a child of this gender; `other` only where everyone is taken.
    pub fn takes(self, gender: Gender) -> bool {
        matches!(
            (self, gender),
            (Self::Any, _) | (Self::Female, Gender::Female) | (Self::Male, Gender::Male)
        )
    }
}

coded! {
    /// How far a count can be trusted, by its age.
    pub enum Freshness {
        /// Reported within a quarter of `matching.stale_after`.
        Fresh = "fresh",
        /// Older than that, but still offered.
        Aging = "aging",
        /// As old as `matching.stale_after` or older: never offered automatically.
        Stale = "stale",
    }
}

impl Pool {
    pub fn freshness(&self, now: DateTime<Utc>, stale_after: Duration) -> Freshness {
        Freshness::of(self.reported_at, now, stale_after)
    }
}

impl Freshness {
    fn of(reported_at: DateTime<Utc>, now: DateTime<Utc>, stale_after: Duration) -> Self {
        let age = age(reported_at, now);
        if age >= stale_after {
            Self::Stale
        } else if age > stale_after / 4 {
            Self::Aging
        } else {
            Self::Fresh
        }
    }
}

/// Time since `then`; zero when it lies ahead.
pub fn age(then: DateTime<Utc>, now: DateTime<Utc>) -> Duration {
    (now - then).to_std().unwrap_or_default()
}

/// A set of interchangeable beds of one shelter.
///
/// Invariants: `0 <= free <= capacity`, `0 <= promised`, and `promised <= free` unless the
/// pool is `overcommitted`.
#[derive(Clone, Debug, PartialEq)]
pub struct Pool {
    pub id: Uuid,
    pub shelter_id: Uuid,
    pub name: String,
    /// Whom it takes.
    pub gender: PoolGender,
    /// Youngest age it takes, whole years, inclusive.
    pub age_min: i32,
    /// Oldest age it takes, whole years, inclusive.
    pub age_max: i32,
    pub capacity: i32,
    /// Beds that stand empty now, those promised included.
    pub free: i32,
    /// Beds promised to children who have not arrived.
    pub promised: i32,
    /// Takes nobody at present; offers nothing.
    pub closed: bool,
    /// Fewer beds are free than are promised to accepted children; offers nothing.
    pub overcommitted: bool,
    /// The shelter refused a child for want of a bed that the count had promised. Until the next
    /// count the ranking gives it no freshness.
    pub doubted: bool,
    /// Whether it is in use. One that is not is kept for its history and offers nothing.
    pub active: bool,
    /// When the count was last reported or confirmed.
    pub reported_at: DateTime<Utc>,
    /// Grows by one with every change.
    pub version: i64,
}

impl Pool {
    /// Beds that can still be promised: `free - promised`; 0 if that is less, out of use, closed or
    /// overcommitted.
    pub fn available(&self) -> i32 {
        if !self.active || self.closed || self.overcommitted {
            return 0;
        }
        (self.free - self.promised).max(0)
    }
}

/// Needs or features as a set of bits, by their position in the coded list of the settings.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct FeatureSet(u64);

impl FeatureSet {
    /// Bit for a code that is not in the list: no shelter has it, so it is never met.
    const UNKNOWN: u64 = 1 << 63;

    /// Whether every feature of `needs` is in this set.
    pub fn covers(self, needs: Self) -> bool {
        needs.0 & !(self.0 & !Self::UNKNOWN) == 0
    }
}

/// The coded list of features and needs, from the settings. At most 63 codes.
#[derive(Clone, Debug)]
pub struct FeatureList(std::sync::Arc<[String]>);

impl FeatureList {
    /// Takes at most 63 codes: [`FeatureList::set`] ignores more, so the settings refuse them.
    pub fn new(codes: Vec<String>) -> Self {
        Self(codes.into())
    }

    /// In the order of the settings.
    pub fn codes(&self) -> &[String] {
        &self.0
    }

    pub fn contains(&self, code: &str) -> bool {
        self.0.iter().any(|known| known == code)
    }

    /// The set of these codes. A code that is not in the list becomes a need nobody meets.
    pub fn set(&self, codes: &[String]) -> FeatureSet {
        let bit = |code: &String| {
            self.0
                .iter()
                .take(63)
                .position(|known| known == code)
                .map_or(FeatureSet::UNKNOWN, |at| 1 << at)
        };
        FeatureSet(codes.iter().map(bit).fold(0, |set, bit| set | bit))
    }
}

/// The last answers of a shelter to offers: one bit each, newest lowest, 1 = in time.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Answers {
    pub bits: i64,
    /// How many of them count, 0 to [`Answers::KEPT`].
    pub count: i32,
}

impl Answers {
    /// How many answers are remembered.
    pub const KEPT: i32 = 20;

    /// Share answered in time, 0 to 1, after adding one good and one bad answer (Laplace's rule of
    /// succession), so that a few answers alone don't decide it.
    pub fn in_time(self) -> f64 {
        let good = (self.bits & ((1 << self.count) - 1)).count_ones();
        (f64::from(good) + 1.0) / (f64::from(self.count) + 2.0)
    }
}

/// A shelter with its pools, as the matcher sees it.
#[derive(Clone, Debug, PartialEq)]
pub struct Shelter {
    pub id: Uuid,
    pub partner_id: Uuid,
    pub name: String,
    /// Code of its city.
    pub city: String,
    /// Its city's centre when the shelter gave no place.
    pub place: Point,
    /// Where children may be announced.
    pub phone: Option<String>,
    /// Codes of the setting `features`.
    pub features: Vec<String>,
    /// `features` as a set.
    pub feature_set: FeatureSet,
    pub answers: Answers,
    /// Whether it is in use. One that is not is kept for its history and offers nothing.
    pub active: bool,
    /// Grows by one with every change of the shelter itself.
    pub version: i64,
    /// In order of id.
    pub pools: Vec<Pool>,
}

/// Oldest age a pool or a child may have, in whole years.
pub const MAX_AGE: i32 = 120;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn other_is_taken_only_where_everyone_is() {
        assert!(PoolGender::Any.takes(Gender::Other));
        assert!(!PoolGender::Female.takes(Gender::Other));
        assert!(!PoolGender::Male.takes(Gender::Other));
        assert!(!PoolGender::Male.takes(Gender::Female));
    }

    #[test]
    fn an_unknown_need_is_never_met() {
        let list = FeatureList::new(vec!["wheelchair".into(), "interpreter".into()]);
        let has = list.set(&["wheelchair".into(), "interpreter".into(), "unheard_of".into()]);
        assert!(has.covers(list.set(&["interpreter".into()])));
        assert!(has.covers(list.set(&[])));
        assert!(!has.covers(list.set(&["unheard_of".into()])));
    }

    #[test]
    fn one_answer_does_not_decide_a_shelters_name() {
        let in_time = |bits, count| Answers { bits, count }.in_time();
        assert!((in_time(0, 0) - 0.5).abs() < 1e-12);
        assert!((in_time(0, 1) - 1.0 / 3.0).abs() < 1e-12);
        assert!((in_time(0b1101, 4) - 4.0 / 6.0).abs() < 1e-12);
        assert!((in_time((1 << 20) - 1, Answers::KEPT) - 21.0 / 22.0).abs() < 1e-12);
        // Bits beyond `count` are ignored.
        assert!((in_time(0b1110, 1) - 1.0 / 3.0).abs() < 1e-12);
    }
}
