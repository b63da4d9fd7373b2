//! A few nights told by hand.

use std::sync::Arc;

use chrono::TimeDelta;
use mabit::domain::bed::{Answers, FeatureSet, Pool, PoolGender, Shelter};
use mabit::domain::matcher::{
    MatchQuery, Reason, ReasonCode, Rules, Waiting, Weights, allot, assign, best, rank,
};
use mabit::domain::request::{Child, Gender, Urgency};
use uuid::Uuid;

use super::worlds::{BOY, CITIES, FEATURES, GIRL, id, now, rules};

fn child(gender: Gender, age: i32) -> Child {
    Child { age, gender, age_estimated: false }
}

/// A pool with one bed out of four free, counted just now.
fn beds(n: usize, gender: PoolGender, age_min: i32, age_max: i32) -> Pool {
    Pool {
        id: Uuid::from_u128(n as u128),
        shelter_id: Uuid::nil(),
        name: String::new(),
        gender,
        age_min,
        age_max,
        capacity: 4,
        free: 1,
        promised: 0,
        closed: false,
        overcommitted: false,
        doubted: false,
        active: true,
        reported_at: now(),
        version: 1,
    }
}

/// A shelter in the middle of Tangier.
fn shelter(pools: Vec<Pool>) -> Shelter {
    Shelter {
        id: id(0),
        partner_id: Uuid::nil(),
        name: String::new(),
        city: "tanger".into(),
        place: CITIES[0].point(),
        phone: None,
        features: Vec::new(),
        feature_set: FeatureSet::default(),
        answers: Answers::default(),
        active: true,
        version: 1,
        pools,
    }
}

/// Asks in Tangier, with a reach of 60 km.
fn ask(children: &[Child]) -> MatchQuery<'_> {
    let needs = FeatureSet::default();
    MatchQuery { city: &CITIES[0], children, needs, reach_km: 60.0, refused: &[] }
}

fn bed_numbers(children: &[Child], shelter: Shelter) -> Option<Vec<u128>> {
    let found = best(&ask(children), &[Arc::new(shelter)], &rules(), now())?;
    Some(found.beds.iter().map(Uuid::as_u128).collect())
}

fn reasons(children: &[Child], shelter: Shelter) -> Vec<Reason> {
    let ranking = rank(&ask(children), &[Arc::new(shelter)], &rules(), now());
    ranking.excluded.into_iter().flat_map(|excluded| excluded.reasons).collect()
}

fn details(children: &[Child], shelter: Shelter) -> Vec<String> {
    reasons(children, shelter).into_iter().map(|reason| reason.detail).collect()
}

#[test]
fn a_sister_and_a_brother_stay_in_one_shelter() {
    let siblings = [child(GIRL, 14), child(BOY, 9)];
    let both = vec![beds(1, PoolGender::Male, 6, 12), beds(2, PoolGender::Female, 12, 17)];
    assert_eq!(bed_numbers(&siblings, shelter(both)), Some(vec![2, 1]));
    let girls_only = vec![Pool { free: 4, ..beds(1, PoolGender::Female, 6, 17) }];
    assert_eq!(details(&siblings, shelter(girls_only)), ["takes girls only"]);
}

#[test]
fn neither_girl_nor_boy_goes_only_where_everyone_is_taken() {
    let other = [child(Gender::Other, 12)];
    let apart = || vec![beds(1, PoolGender::Female, 6, 17), beds(2, PoolGender::Male, 6, 17)];
    assert_eq!(details(&other, shelter(apart())), ["takes girls only", "takes boys only"]);
    let mut pools = apart();
    pools.push(beds(3, PoolGender::Any, 0, 17));
    assert_eq!(bed_numbers(&other, shelter(pools)), Some(vec![3]));
}

#[test]
fn the_flexible_bed_is_kept_for_who_has_no_other() {
    let pools = || {
        vec![
            beds(1, PoolGender::Any, 0, 17),
            beds(2, PoolGender::Male, 6, 17),
            beds(3, PoolGender::Male, 8, 12),
        ]
    };
    assert_eq!(bed_numbers(&[child(BOY, 10)], shelter(pools())), Some(vec![3]));
    assert_eq!(bed_numbers(&[child(BOY, 15)], shelter(pools())), Some(vec![2]));
    let brothers = [child(BOY, 10), child(BOY, 15), child(BOY, 11)];
    let mut numbers = bed_numbers(&brothers, shelter(pools())).unwrap();
    assert_eq!(numbers[1], 2);
    numbers.sort_unstable();
    assert_eq!(numbers, [1, 2, 3]);
}

#[test]
fn a_sister_moves_on_to_make_room_for_the_other() {
    let sisters = [child(GIRL, 8), child(GIRL, 14)];
    let pools = vec![beds(1, PoolGender::Female, 6, 17), beds(2, PoolGender::Any, 6, 12)];
    assert_eq!(bed_numbers(&sisters, shelter(pools)), Some(vec![2, 1]));
}

#[test]
fn weights_can_put_a_specific_bed_nearby_before_a_flexible_one_at_home() {
    let home = shelter(vec![beds(1, PoolGender::Any, 12, 17)]);
    let next_door = shelter(vec![beds(2, PoolGender::Female, 14, 14)]);
    let next_door = Shelter { id: id(1), city: "tetouan".into(), ..next_door };
    let shelters = [Arc::new(home), Arc::new(next_door)];
    let (proximity, fit) = (1.0, 1.0);
    let weights = Weights { proximity, fit, headroom: 0.0, freshness: 0.0, responsiveness: 0.0 };
    for (weights, first) in [(weights, id(1)), (Weights::default(), id(0))] {
        let rules = Rules { weights, ..rules() };
        let girl = [child(GIRL, 14)];
        let found = best(&ask(&girl), &shelters, &rules, now());
        assert_eq!(found.map(|found| found.shelter_id), Some(first));
    }
}

#[test]
fn equal_beds_are_given_by_id() {
    let pools = || [3, 1, 2].map(|n| beds(n, PoolGender::Any, 0, 17)).to_vec();
    assert_eq!(bed_numbers(&[child(BOY, 10)], shelter(pools())), Some(vec![1]));
    assert_eq!(bed_numbers(&[child(BOY, 10); 2], shelter(pools())), Some(vec![1, 2]));
}

#[test]
fn reasons_are_told_in_plain_words() {
    let boy = [child(BOY, 11)];
    let young = beds(1, PoolGender::Any, 12, 17);
    let stale = Pool {
        reported_at: now() - TimeDelta::minutes(14 * 60 + 59),
        ..beds(2, PoolGender::Any, 0, 17)
    };
    let old = Pool { reported_at: now() - TimeDelta::days(3), ..beds(3, PoolGender::Any, 0, 17) };
    let shut = Pool { closed: true, ..beds(4, PoolGender::Any, 0, 17) };
    let full = Pool { free: 3, promised: 3, ..beds(5, PoolGender::Any, 0, 17) };
    assert_eq!(
        details(&boy, shelter(vec![young, stale, old, shut, full])),
        [
            "takes ages 12 to 17",
            "count is 14 h old",
            "count is 3 days old",
            "closed at present",
            "no bed free",
        ]
    );
    assert_eq!(details(&boy, shelter(vec![])), ["no beds posted"]);

    let four = [child(BOY, 9), child(BOY, 10), child(BOY, 11), child(BOY, 12)];
    let three = shelter(vec![Pool { free: 3, ..beds(1, PoolGender::Male, 6, 17) }]);
    let [Reason { code, pool_id, detail }] = &reasons(&four, three)[..] else {
        panic!("one reason")
    };
    assert_eq!((*code, *pool_id), (ReasonCode::GroupTooLarge, None));
    assert_eq!(detail, "3 beds fit, 4 needed");

    let nador = &CITIES[2];
    let away = Shelter {
        city: nador.code.clone(),
        place: nador.point(),
        ..shelter(vec![beds(1, PoolGender::Any, 0, 17)])
    };
    let unlike =
        MatchQuery { needs: FEATURES.set(&["wheelchair".into()]), refused: &[id(0)], ..ask(&boy) };
    let ranking = rank(&unlike, &[Arc::new(away)], &rules(), now());
    let told: Vec<_> = ranking.excluded[0].reasons.iter().map(|reason| &*reason.detail).collect();
    assert_eq!(
        told,
        [
            "has been asked already",
            "269 km away, reach is 60 km",
            "does not offer all that is needed",
        ]
    );
}

#[test]
fn the_most_urgent_gets_the_last_bed_then_who_waited_longest() {
    let shelters = [Arc::new(shelter(vec![beds(1, PoolGender::Any, 0, 17)]))];
    let boy = [child(BOY, 11)];
    let at = |n, urgency, hours| Waiting {
        id: id(n),
        urgency,
        since: now() - TimeDelta::hours(hours),
        ask: ask(&boy),
    };
    let planned = at(1, Urgency::Planned, 50);
    let (late, early) = (at(2, Urgency::Emergency, 1), at(3, Urgency::Emergency, 2));
    let who = |waiting: &[Waiting]| {
        let answers = assign(waiting, &shelters, &rules(), now());
        answers.iter().map(Option::is_some).collect::<Vec<_>>()
    };
    assert_eq!(who(&[planned, late, early]), [false, false, true]);
    assert_eq!(who(&[planned, late]), [false, true]);
    assert_eq!(shelters[0].pools[0].promised, 0, "the shelters of the caller stay as they were");
}

#[test]
fn an_override_bends_as_little_as_it_must() {
    let girl = [child(GIRL, 14)];
    let boys = beds(1, PoolGender::Male, 6, 17);
    let little_girls = beds(2, PoolGender::Female, 2, 6);
    let shut = Pool { closed: true, ..beds(3, PoolGender::Female, 12, 17) };
    let over =
        Pool { free: 1, promised: 2, overcommitted: true, ..beds(4, PoolGender::Any, 0, 17) };
    let mut pools = vec![over];
    let mut beds_with = |pool: Pool| {
        pools.push(pool);
        allot(&girl, &shelter(pools.clone()), &rules(), now(), true).map(|beds| beds[0].as_u128())
    };
    assert_eq!(beds_with(Pool { free: 0, ..beds(5, PoolGender::Any, 0, 17) }), None);
    // Meant for others: only when they are named.
    assert_eq!(beds_with(boys), None);
    assert_eq!(beds_with(little_girls), None);
    assert_eq!(beds_with(shut), Some(3));
    assert_eq!(beds_with(beds(6, PoolGender::Any, 0, 17)), Some(6));
}

#[test]
fn eight_children_among_fifty_pools_are_no_burden() {
    let children: Vec<_> = (0..8).map(|age| child(BOY, 2 * age)).collect();
    let pools =
        (0..50).map(|n| beds(n, PoolGender::Male, i32::try_from(n % 9).unwrap(), 17)).collect();
    let mut numbers = bed_numbers(&children, shelter(pools)).unwrap();
    numbers.sort_unstable();
    numbers.dedup();
    assert_eq!(numbers.len(), 8, "each pool has a single bed");
}

#[test]
fn a_group_of_nobody_or_of_too_many_matches_nothing() {
    let room = || shelter(vec![Pool { capacity: 20, free: 20, ..beds(1, PoolGender::Any, 0, 17) }]);
    assert_eq!(bed_numbers(&[], room()), None);
    assert_eq!(bed_numbers(&[child(BOY, 9); 8], room()), Some(vec![1; 8]));
    assert_eq!(bed_numbers(&[child(BOY, 9); 9], room()), None);
    assert_eq!(details(&[child(BOY, 9); 9], room()), ["8 beds fit, 9 needed"]);
}
