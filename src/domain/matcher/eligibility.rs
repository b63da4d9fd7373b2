//! Hard filters of the matcher: which pool can take which child, which shelter a request may go to.

use chrono::{DateTime, Utc};

use super::{MatchQuery, ReasonCode, Rules};
use crate::domain::bed::{FeatureSet, Freshness, Pool, Shelter};
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

/// Years by which an age may miss a pool's, where it is worth asking all the same.
const NEAR: i32 = 1;

/// Whether a telephone call may win a bed: the shelter meets the needs, and each child has an open
/// pool for its gender and about its age. What a call can change is left aside: no bed free, an old
/// count, the distance, an earlier no.
pub fn is_worth_a_call(children: &[Child], needs: FeatureSet, shelter: &Shelter) -> bool {
    let about = |pool: &Pool, age| (pool.age_min - NEAR..=pool.age_max + NEAR).contains(&age);
    let might_take = |child: &Child| {
        let open = shelter.pools.iter().filter(|pool| !pool.closed);
        open.filter(|pool| about(pool, child.age)).any(|pool| pool.gender.takes(child.gender))
    };
    shelter.feature_set.covers(needs) && children.iter().all(might_take)
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

#[cfg(test)]
mod tests {
    use uuid::Uuid;

    use super::*;
    use crate::domain::bed::{Answers, FeatureList, PoolGender};
    use crate::domain::geo::Point;
    use crate::domain::request::Gender;

    fn full(gender: PoolGender, (age_min, age_max): (i32, i32), closed: bool) -> Pool {
        Pool {
            active: true,
            id: Uuid::nil(),
            shelter_id: Uuid::nil(),
            name: String::new(),
            gender,
            age_min,
            age_max,
            capacity: 4,
            free: 0,
            promised: 0,
            closed,
            overcommitted: false,
            doubted: false,
            reported_at: DateTime::UNIX_EPOCH,
            version: 1,
        }
    }

    fn shelter(pools: Vec<Pool>, features: &FeatureList) -> Shelter {
        Shelter {
            active: true,
            id: Uuid::nil(),
            partner_id: Uuid::nil(),
            name: String::new(),
            city: "nador".into(),
            place: Point { lat: 35.17, lon: -2.93 },
            phone: None,
            features: Vec::new(),
            feature_set: features.set(&["interpreter".into()]),
            answers: Answers::default(),
            version: 1,
            pools,
        }
    }

    #[test]
    fn a_call_helps_against_full_beds_but_not_against_gender_needs_or_a_closed_door() {
        let features = FeatureList::new(vec!["wheelchair".into(), "interpreter".into()]);
        let child = |gender, age| Child { age, gender, age_estimated: false };
        let (girl, boy) = (Gender::Female, Gender::Male);
        let girls = || full(PoolGender::Female, (12, 17), false);
        let closed = || full(PoolGender::Any, (0, 17), true);
        for (children, need, pools, worth) in [
            (vec![child(girl, 14)], None, vec![girls()], true),
            (vec![child(girl, 11)], None, vec![girls()], true),
            (vec![child(girl, 10)], None, vec![girls()], false),
            (vec![child(girl, 19)], None, vec![girls()], false),
            (vec![child(boy, 14)], None, vec![girls()], false),
            (vec![child(girl, 14), child(boy, 9)], None, vec![girls()], false),
            (vec![child(boy, 9)], None, vec![closed()], false),
            (vec![child(girl, 14)], None, vec![closed(), girls()], true),
            (vec![child(girl, 14)], Some("interpreter"), vec![girls()], true),
            (vec![child(girl, 14)], Some("wheelchair"), vec![girls()], false),
            (vec![child(girl, 14)], None, vec![], false),
        ] {
            let needs: Vec<String> = need.into_iter().map(str::to_owned).collect();
            let shelter = shelter(pools, &features);
            let said = is_worth_a_call(&children, features.set(&needs), &shelter);
            assert_eq!(said, worth, "{children:?} {needs:?} {:?}", shelter.pools);
        }
    }
}
