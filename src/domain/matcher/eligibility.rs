//! Hard filters of the matcher: which pool can take which child, which shelter a request may go to.

use chrono::{DateTime, Utc};

use super::{MatchQuery, ReasonCode, Rules};
use crate::domain::bed::{Freshness, Pool, Shelter};
use crate::domain::request::Child;

/// All that can stop a pool from taking a child, in the order in which it is reported.
pub(crate) const OBSTACLES: [ReasonCode; 6] = [
    ReasonCode::WrongGender,
    ReasonCode::AgeBelow,
    ReasonCode::AgeAbove,
    ReasonCode::Closed,
    ReasonCode::Full,
    ReasonCode::Stale,
];

/// Whether this one of [`OBSTACLES`] applies to the child and the pool.
pub(crate) fn stands(
    obstacle: ReasonCode,
    pool: &Pool,
    child: Child,
    rules: &Rules,
    now: DateTime<Utc>,
) -> bool {
    match obstacle {
        ReasonCode::WrongGender => !pool.gender.takes(child.gender),
        ReasonCode::AgeBelow => child.age < pool.age_min,
        ReasonCode::AgeAbove => child.age > pool.age_max,
        ReasonCode::Closed => pool.closed,
        ReasonCode::Full => !pool.closed && pool.available() == 0,
        ReasonCode::Stale => pool.freshness(now, rules.stale_after) == Freshness::Stale,
        _ => false,
    }
}

/// Whether the pool has a bed for this child now.
pub(crate) fn serves(pool: &Pool, child: Child, rules: &Rules, now: DateTime<Utc>) -> bool {
    !OBSTACLES.iter().any(|&obstacle| stands(obstacle, pool, child, rules, now))
}

/// Whether the pool is meant for such a child, whether or not it has a bed free.
pub fn suits(pool: &Pool, child: Child) -> bool {
    pool.gender.takes(child.gender) && (pool.age_min..=pool.age_max).contains(&child.age)
}

/// Whether the shelter meets the needs and has not refused the request; beds and distance aside.
pub(crate) fn is_open_to(shelter: &Shelter, ask: &MatchQuery) -> bool {
    shelter.feature_set.covers(ask.needs) && !ask.refused.contains(&shelter.id)
}

/// Why a pool that could take the child before a change no longer can; its count aside. `None` when
/// it still can, or could not before: such a bed was given by an override.
pub fn lost_bed(before: &Pool, after: &Pool, child: Child) -> Option<ReasonCode> {
    if after.closed && !before.closed {
        return Some(ReasonCode::Closed);
    }
    if !suits(before, child) || suits(after, child) {
        return None;
    }
    let reason = match child.age {
        age if age < after.age_min => ReasonCode::AgeBelow,
        age if age > after.age_max => ReasonCode::AgeAbove,
        _ => ReasonCode::WrongGender,
    };
    Some(reason)
}

/// Why a shelter that a request could go to before a change no longer suits: out of reach, or
/// without something that is needed. `None` as in [`lost_bed`].
pub fn lost_shelter(ask: &MatchQuery, before: &Shelter, after: &Shelter) -> Option<ReasonCode> {
    let reaches = |shelter| proximity(ask, shelter).is_some();
    let meets = |shelter: &Shelter| shelter.feature_set.covers(ask.needs);
    if reaches(before) && !reaches(after) {
        Some(ReasonCode::TooFar)
    } else if meets(before) && !meets(after) {
        Some(ReasonCode::MissingNeed)
    } else {
        None
    }
}

/// Proximity of a shelter in another city when it is no distance away: the most there can be.
pub(crate) const AWAY: f64 = 0.5;

/// [`Components::proximity`](super::Components::proximity); `None` for a shelter out of reach.
pub(crate) fn proximity(ask: &MatchQuery, shelter: &Shelter) -> Option<f64> {
    if ask.is_home(shelter) {
        return Some(1.0);
    }
    let km = ask.km_to(shelter);
    let share = if km > 0.0 { km / ask.reach_km } else { 0.0 };
    (km <= ask.reach_km).then(|| AWAY * (1.0 - share).clamp(0.0, 1.0))
}
