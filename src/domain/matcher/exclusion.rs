//! Exclusions: why a shelter is no match, as codes with a text in English.

use std::time::Duration;

use chrono::{DateTime, Utc};

use super::eligibility::{OBSTACLES, proximity, serves, stands};
use super::seating::Seating;
use super::{MatchQuery, Reason, ReasonCode, Rules};
use crate::domain::bed::{Pool, PoolGender, Shelter, age};
use crate::domain::request::Child;

/// Why the shelter is no match; empty when it is one.
pub(crate) fn reasons(
    ask: &MatchQuery,
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

/// Reasons that concern the whole shelter.
fn reasons_of_shelter(ask: &MatchQuery, shelter: &Shelter) -> Vec<Reason> {
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
    ask: &MatchQuery,
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

/// A reason that concerns the whole shelter.
fn whole(code: ReasonCode, detail: String) -> Reason {
    Reason { code, pool_id: None, detail }
}

fn detail(obstacle: ReasonCode, pool: &Pool, now: DateTime<Utc>) -> String {
    match (obstacle, pool.gender) {
        (ReasonCode::WrongGender, PoolGender::Female) => "takes girls only".into(),
        (ReasonCode::WrongGender, PoolGender::Male) => "takes boys only".into(),
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
