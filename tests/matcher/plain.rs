//! What the matcher promises, told as plainly as can be, to compare it with.

use std::sync::Arc;

use mabit::domain::bed::{Pool, PoolGender, Shelter};
use mabit::domain::matcher::{Components, MatchQuery, ReasonCode, Rules, Waiting, rank};
use mabit::domain::request::Child;
use uuid::Uuid;

use super::worlds::now;

pub fn is_stale(pool: &Pool, rules: &Rules) -> bool {
    (now() - pool.reported_at).as_seconds_f64() >= rules.stale_after.as_secs_f64()
}

pub fn serves(pool: &Pool, child: Child, rules: &Rules) -> bool {
    pool.gender.takes(child.gender)
        && (pool.age_min..=pool.age_max).contains(&child.age)
        && !pool.closed
        && !pool.overcommitted
        && pool.free > pool.promised
        && !is_stale(pool, rules)
}

pub fn specificity(pool: &Pool) -> f64 {
    let gender = if pool.gender == PoolGender::Any { 0.0 } else { 1.0 };
    0.5 * gender + 0.5 * (1.0 - f64::from(pool.age_max - pool.age_min) / 120.0)
}

pub fn is_near(ask: &MatchQuery, shelter: &Shelter) -> bool {
    shelter.city == ask.city.code || ask.city.point().km_to(shelter.place) <= ask.reach_km
}

/// The most children that can have a bed at once, and the highest specificity in all at
/// which they can, found by trying everything.
pub fn try_all(children: &[Child], left: &mut [(&Pool, i32)], rules: &Rules) -> (usize, f64) {
    let Some((&child, others)) = children.split_first() else { return (0, 0.0) };
    let mut most = try_all(others, left, rules);
    for at in 0..left.len() {
        let pool = left[at].0;
        if left[at].1 > 0 && serves(pool, child, rules) {
            left[at].1 -= 1;
            let (seated, sum) = try_all(others, left, rules);
            left[at].1 += 1;
            let found = (seated + 1, sum + specificity(pool));
            most = if found > most { found } else { most };
        }
    }
    most
}

pub fn most_seated(children: &[Child], shelter: &Shelter, rules: &Rules) -> (usize, f64) {
    let mut left: Vec<_> = shelter.pools.iter().map(|pool| (pool, pool.available())).collect();
    try_all(children, &mut left, rules)
}

pub fn pool(shelter: &Shelter, id: Uuid) -> &Pool {
    shelter.pools.iter().find(|pool| pool.id == id).expect("a pool of this shelter")
}

pub fn count(beds: &[Uuid], pool: &Pool) -> i32 {
    i32::try_from(beds.iter().filter(|&&bed| bed == pool.id).count()).unwrap()
}

/// How many there are, as a divisor.
pub fn number<T>(of: &[T]) -> f64 {
    f64::from(u32::try_from(of.len()).unwrap())
}

pub fn components(ask: &MatchQuery, shelter: &Shelter, beds: &[Uuid], rules: &Rules) -> Components {
    let used: Vec<_> = shelter.pools.iter().filter(|pool| count(beds, pool) > 0).collect();
    let sum = |of: &dyn Fn(&Pool) -> i32| f64::from(used.iter().map(|pool| of(pool)).sum::<i32>());
    let age = |pool: &&Pool| (now() - pool.reported_at).as_seconds_f64().max(0.0);
    let oldest = used.iter().map(age).fold(0.0, f64::max);
    let km = ask.city.point().km_to(shelter.place);
    Components {
        proximity: if shelter.city == ask.city.code {
            1.0
        } else {
            (1.0 - km / ask.reach_km) / 2.0
        },
        fit: beds.iter().map(|&bed| specificity(pool(shelter, bed))).sum::<f64>() / number(beds),
        headroom: sum(&|pool| pool.available() - count(beds, pool)) / sum(&|pool| pool.capacity),
        freshness: 0.5_f64.powf(oldest / (rules.stale_after.as_secs_f64() / 4.0)),
        responsiveness: shelter.answers.in_time(),
    }
}

pub fn five(of: &Components) -> [f64; 5] {
    [of.proximity, of.fit, of.headroom, of.freshness, of.responsiveness]
}

/// What must be said of a shelter, in order.
pub fn expected_reasons(
    ask: &MatchQuery,
    shelter: &Shelter,
    rules: &Rules,
) -> Vec<(ReasonCode, Option<Uuid>)> {
    let mut expected = Vec::new();
    let mut say = |code, pool, so: bool| expected.extend(so.then_some((code, pool)));
    say(ReasonCode::DeclinedBefore, None, ask.refused.contains(&shelter.id));
    say(ReasonCode::TooFar, None, !is_near(ask, shelter));
    say(ReasonCode::MissingNeed, None, !shelter.feature_set.covers(ask.needs));
    say(ReasonCode::Full, None, shelter.pools.is_empty());
    let served = |child: Child| shelter.pools.iter().any(|pool| serves(pool, child, rules));
    let bedless: Vec<_> = ask.children.iter().copied().filter(|&child| !served(child)).collect();
    for pool in &shelter.pools {
        let some = |of: &dyn Fn(Child) -> bool| bedless.iter().any(|&child| of(child));
        let gender = |child: Child| !pool.gender.takes(child.gender);
        say(ReasonCode::WrongGender, Some(pool.id), some(&gender));
        say(ReasonCode::AgeBelow, Some(pool.id), some(&|child| child.age < pool.age_min));
        say(ReasonCode::AgeAbove, Some(pool.id), some(&|child| child.age > pool.age_max));
        let some_bedless = !bedless.is_empty();
        say(ReasonCode::Closed, Some(pool.id), some_bedless && pool.closed);
        let full = !pool.closed && (pool.overcommitted || pool.free <= pool.promised);
        say(ReasonCode::Full, Some(pool.id), some_bedless && full);
        say(ReasonCode::Stale, Some(pool.id), some_bedless && is_stale(pool, rules));
    }
    let too_many = most_seated(ask.children, shelter, rules).0 < ask.children.len();
    say(ReasonCode::GroupTooLarge, None, bedless.is_empty() && too_many);
    expected
}

/// Takes the beds of the best match of each, one after the other.
pub fn assign_plainly(
    waiting: &[Waiting],
    mut left: Vec<Shelter>,
    rules: &Rules,
) -> Vec<(Uuid, Vec<Uuid>)> {
    let mut turns: Vec<_> = waiting.iter().collect();
    turns.sort_by_key(|one| (one.urgency, one.since, one.id));
    let mut given = Vec::new();
    for one in turns {
        let shelters: Vec<_> = left.iter().cloned().map(Arc::new).collect();
        let Some(found) = rank(&one.ask, &shelters, rules, now()).matches.into_iter().next() else {
            continue;
        };
        for pool in left.iter_mut().flat_map(|shelter| &mut shelter.pools) {
            pool.promised += count(&found.beds, pool);
        }
        given.push((one.id, found.beds));
    }
    given.sort();
    given
}
