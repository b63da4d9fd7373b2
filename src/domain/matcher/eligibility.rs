//! Who can take whom, and what is said when a shelter can't.

use std::time::Duration;

use chrono::{DateTime, Utc};

use super::assignment::Seating;
use super::ranking::proximity;
use super::{Ask, Reason, ReasonCode, Rules};
use crate::domain::bed::{Freshness, Pool, Shelter, Takes, age};
use crate::domain::request::Child;

/// All that can stop a pool from serving a child, in the order in which it is told.
const OBSTACLES: [ReasonCode; 6] = [
    ReasonCode::WrongGender,
    ReasonCode::AgeBelow,
    ReasonCode::AgeAbove,
    ReasonCode::Closed,
    ReasonCode::Full,
    ReasonCode::Stale,
];

/// Whether this obstacle stands between the child and the pool; only for [`OBSTACLES`].
fn stands(
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

/// Whether the pool is meant for a child like this, be a bed free in it or not.
pub fn suits(pool: &Pool, child: Child) -> bool {
    pool.gender.takes(child.gender) && (pool.age_min..=pool.age_max).contains(&child.age)
}

/// Whether the request may go to the shelter at all, its beds and its distance aside.
pub(crate) fn is_open_to(shelter: &Shelter, ask: &Ask) -> bool {
    shelter.feature_set.covers(ask.needs) && !ask.refused.contains(&shelter.id)
}

/// Why a pool that served the child before a change no longer does; its count aside. `None` when
/// it still does, or did not before either: such a bed was given by an override.
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

/// Why a shelter that a request could go to before a change is no longer open to it: out of reach,
/// or without something that is needed. `None` as in [`lost_bed`].
pub fn lost_shelter(ask: &Ask, before: &Shelter, after: &Shelter) -> Option<ReasonCode> {
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

/// Why the shelter is no match; empty when it is one.
pub(crate) fn reasons(
    ask: &Ask,
    shelter: &Shelter,
    rules: &Rules,
    now: DateTime<Utc>,
) -> Vec<Reason> {
    let mut reasons = reasons_of_shelter(ask, shelter);
    let seating = Seating::of(ask.children, shelter, rules, now);
    if !seating.is_complete() {
        reasons.extend(reasons_of_beds(ask, shelter, &seating, rules, now));
    }
    reasons
}

/// What stands against the shelter as a whole.
fn reasons_of_shelter(ask: &Ask, shelter: &Shelter) -> Vec<Reason> {
    let mut reasons = Vec::new();
    if ask.refused.contains(&shelter.id) {
        reasons.push(whole(ReasonCode::DeclinedBefore, "has been asked already".into()));
    }
    if proximity(ask, shelter).is_none() {
        // Rounded up, so that it never reads as if it were within reach.
        let (km, reach) = (ask.km_to(shelter).ceil(), ask.reach_km);
        reasons.push(whole(ReasonCode::TooFar, format!("{km} km away, reach is {reach} km")));
    }
    if !shelter.feature_set.covers(ask.needs) {
        reasons.push(whole(ReasonCode::MissingNeed, "does not offer all that is needed".into()));
    }
    reasons
}

/// Why the children can't all have a bed in the shelter, given the `seating` that leaves
/// some of them out: what stops each pool from serving those who have no pool at all, or
/// that there are too many of them.
fn reasons_of_beds(
    ask: &Ask,
    shelter: &Shelter,
    seating: &Seating,
    rules: &Rules,
    now: DateTime<Utc>,
) -> Vec<Reason> {
    if shelter.pools.is_empty() {
        return vec![whole(ReasonCode::Full, "no beds posted".into())];
    }
    let served = |child| shelter.pools.iter().any(|pool| serves(pool, child, rules, now));
    let bedless: Vec<Child> = ask.children.iter().copied().filter(|&c| !served(c)).collect();
    if bedless.is_empty() {
        let (fit, needed) = (seating.len(), ask.children.len());
        let fit = if fit == 1 { "1 bed fits".into() } else { format!("{fit} beds fit") };
        return vec![whole(ReasonCode::GroupTooLarge, format!("{fit}, {needed} needed"))];
    }
    let mut reasons = Vec::new();
    for pool in &shelter.pools {
        for code in OBSTACLES {
            if bedless.iter().any(|&child| stands(code, pool, child, rules, now)) {
                let detail = detail(code, pool, now);
                reasons.push(Reason { code, pool_id: Some(pool.id), detail });
            }
        }
    }
    reasons
}

/// A reason that is about the whole shelter.
fn whole(code: ReasonCode, detail: String) -> Reason {
    Reason { code, pool_id: None, detail }
}

/// An obstacle in words.
fn detail(obstacle: ReasonCode, pool: &Pool, now: DateTime<Utc>) -> String {
    match (obstacle, pool.gender) {
        (ReasonCode::WrongGender, Takes::Female) => "takes girls only".into(),
        (ReasonCode::WrongGender, Takes::Male) => "takes boys only".into(),
        (ReasonCode::AgeBelow | ReasonCode::AgeAbove, _) => {
            format!("takes ages {} to {}", pool.age_min, pool.age_max)
        }
        (ReasonCode::Closed, _) => "closed at present".into(),
        (ReasonCode::Full, _) => "no bed free".into(),
        (ReasonCode::Stale, _) => format!("count is {} old", in_words(age(pool.reported_at, now))),
        _ => obstacle.code().into(),
    }
}

/// A time span in its largest whole unit: minutes below an hour, hours below two days.
fn in_words(span: Duration) -> String {
    let minutes = span.as_secs() / 60;
    match minutes {
        0..60 => format!("{minutes} min"),
        60..2_880 => format!("{} h", minutes / 60),
        _ => format!("{} days", minutes / 1_440),
    }
}
