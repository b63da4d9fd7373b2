//! The matcher against what it promises, over random worlds and on a few nights told by hand.

#[path = "matcher/nights.rs"]
mod nights;
#[path = "matcher/plain.rs"]
mod plain;
#[path = "matcher/worlds.rs"]
mod worlds;

use mabit::domain::bed::{Pool, Shelter};
use mabit::domain::matcher::{Match, Ranking, allot, assign, best, rank, suits};
use proptest::collection::vec;
use proptest::prelude::*;

use plain::{
    assign_plainly, components, count, expected_reasons, five, is_near, most_seated, number, pool,
    serves, specificity,
};
use worlds::{Asked, a_child, a_shelter, any_rules, asked, id, now, rules, shelters};

proptest! {
    #![proptest_config(ProptestConfig::with_cases(1_000))]

    #[test]
    fn a_shelter_is_a_match_exactly_when_all_the_children_can_stay(
        shelters in shelters(), asked in asked(), rules in any_rules(),
    ) {
        let ask = asked.ask();
        let Ranking { matches, excluded } = rank(&ask, &shelters, &rules, now());
        prop_assert_eq!(matches.len() + excluded.len(), shelters.len());
        for shelter in &shelters {
            let found = matches.iter().find(|found| found.shelter_id == shelter.id);
            let excluded = excluded.iter().find(|excluded| excluded.shelter_id == shelter.id);
            prop_assert!(found.is_some() != excluded.is_some());
            let (seated, fit) = most_seated(ask.children, shelter, &rules);
            let can_stay = seated == ask.children.len()
                && is_near(&ask, shelter)
                && shelter.feature_set.covers(ask.needs)
                && !ask.refused.contains(&shelter.id);
            prop_assert_eq!(found.is_some(), can_stay);
            if let Some(found) = found {
                let fit = fit / number(ask.children);
                prop_assert!((found.components.fit - fit).abs() < 1e-9);
            }
        }
    }

    #[test]
    fn the_beds_of_a_match_serve_and_its_score_is_what_they_are_worth(
        shelters in shelters(), asked in asked(), rules in any_rules(),
    ) {
        let ask = asked.ask();
        for found in rank(&ask, &shelters, &rules, now()).matches {
            let shelter = shelters.iter().find(|shelter| shelter.id == found.shelter_id).unwrap();
            prop_assert_eq!(found.beds.len(), ask.children.len());
            for (&child, &bed) in ask.children.iter().zip(&found.beds) {
                prop_assert!(serves(pool(shelter, bed), child, &rules));
            }
            for pool in &shelter.pools {
                prop_assert!(count(&found.beds, pool) <= pool.available());
            }
            prop_assert!((found.km - ask.city.point().km_to(shelter.place)).abs() < 1e-9);
            let weights = rules.weights;
            let weights = [
                weights.proximity, weights.fit, weights.headroom, weights.freshness,
                weights.responsiveness,
            ];
            let (mut sum, mut all) = (0.0, 0.0);
            let expected = five(&components(&ask, shelter, &found.beds, &rules));
            for ((is, should), weight) in five(&found.components).into_iter().zip(expected).zip(weights) {
                prop_assert!((0.0..=1.0).contains(&is) && (is - should).abs() < 1e-9);
                (sum, all) = (sum + weight * is, all + weight);
            }
            prop_assert!((0.0..=1.0).contains(&found.score));
            let score = if all > 0.0 { sum / all } else { 0.0 };
            prop_assert!((found.score - score).abs() < 1e-9);
        }
    }

    #[test]
    fn every_reason_is_true_and_none_is_missing(
        shelters in shelters(), asked in asked(), rules in any_rules(),
    ) {
        let ask = asked.ask();
        for excluded in rank(&ask, &shelters, &rules, now()).excluded {
            let shelter = shelters.iter().find(|shelter| shelter.id == excluded.shelter_id).unwrap();
            let told = excluded.reasons.iter().map(|reason| (reason.code, reason.pool_id));
            prop_assert_eq!(told.collect::<Vec<_>>(), expected_reasons(&ask, shelter, &rules));
            prop_assert!(!excluded.reasons.is_empty());
            prop_assert!(excluded.reasons.iter().all(|reason| !reason.detail.is_empty()));
        }
    }

    #[test]
    fn the_order_is_total_and_does_not_depend_on_how_shelters_are_listed(
        (shelters, shuffled) in shelters().prop_flat_map(|all| (Just(all.clone()), Just(all).prop_shuffle())),
        asked in asked(), rules in any_rules(),
    ) {
        let ask = asked.ask();
        let ranking = rank(&ask, &shelters, &rules, now());
        prop_assert_eq!(&ranking, &rank(&ask, &shuffled, &rules, now()));
        for listed in [&shelters, &shuffled] {
            let best = best(&ask, listed, &rules, now());
            prop_assert_eq!(ranking.matches.first(), best.as_ref());
        }
        let by_score = |a: &Match, b: &Match| (b.score, a.shelter_id) < (a.score, b.shelter_id);
        prop_assert!(ranking.matches.is_sorted_by(by_score));
        let nearness = ranking.excluded.iter().map(|excluded| {
            let shelter = shelters.iter().find(|shelter| shelter.id == excluded.shelter_id).unwrap();
            (!is_near(&ask, shelter), ask.city.point().km_to(shelter.place), shelter.id)
        });
        prop_assert!(nearness.is_sorted());
    }

    #[test]
    fn by_default_the_own_city_comes_first(shelters in shelters(), asked in asked()) {
        let matches = rank(&asked.ask(), &shelters, &rules(), now()).matches;
        let is_away = |shelter_id| {
            let shelter = shelters.iter().find(|shelter| shelter.id == shelter_id).unwrap();
            shelter.city != asked.city.code
        };
        prop_assert!(matches.iter().map(|found| is_away(found.shelter_id)).is_sorted());
    }

    #[test]
    fn together_each_gets_the_best_of_what_those_before_it_left(
        shelters in shelters(), mut all in vec(asked(), 0..20), rules in any_rules(),
    ) {
        for (at, asked) in all.iter_mut().enumerate() {
            asked.id = id(2_000 + at);
        }
        let waiting: Vec<_> = all.iter().map(Asked::waiting).collect();
        let answers = assign(&waiting, &shelters, &rules, now());
        prop_assert_eq!(answers.len(), waiting.len());
        let answers = waiting.iter().zip(answers);
        let mut given: Vec<_> =
            answers.filter_map(|(one, answer)| Some((one.id, answer?.beds))).collect();
        given.sort();
        for pool in shelters.iter().flat_map(|shelter| &shelter.pools) {
            let taken: i32 = given.iter().map(|(_, beds)| count(beds, pool)).sum();
            prop_assert!(taken <= pool.available());
        }
        let copies = shelters.iter().map(|shelter| Shelter::clone(shelter)).collect();
        prop_assert_eq!(given, assign_plainly(&waiting, copies, &rules));
    }

    #[test]
    fn a_chosen_shelter_gives_what_it_has(
        shelter in a_shelter(), children in vec(a_child(), 1..=4), rules in any_rules(),
    ) {
        let mut shelter = shelter;
        for (n, pool) in shelter.pools.iter_mut().enumerate() {
            pool.id = id(n);
        }
        let (most, fit) = most_seated(&children, &shelter, &rules);
        let gently = allot(&children, &shelter, &rules, now(), false);
        prop_assert_eq!(gently.is_some(), most == children.len());

        let empty = |pool: &Pool| (pool.free - pool.promised).max(0);
        // What an override waives: the state of the counts, not whom a bed is meant for.
        let mut open = shelter.clone();
        for pool in &mut open.pools {
            (pool.closed, pool.overcommitted, pool.reported_at) = (false, false, now());
        }
        let anyway = allot(&children, &shelter, &rules, now(), true);
        prop_assert_eq!(anyway.is_some(), most_seated(&children, &open, &rules).0 == children.len());
        if gently.is_some() {
            prop_assert_eq!(&anyway, &gently);
        }
        for beds in [&gently, &anyway].into_iter().flatten() {
            for pool in &shelter.pools {
                prop_assert!(count(beds, pool) <= empty(pool));
            }
            let seats = children.iter().zip(beds).map(|(&child, &bed)| (child, pool(&shelter, bed)));
            prop_assert!(seats.clone().all(|(child, pool)| suits(pool, child)));
        }
        if let Some(beds) = gently {
            let sum: f64 = beds.iter().map(|&bed| specificity(pool(&shelter, bed))).sum();
            prop_assert!((sum - fit).abs() < 1e-9);
        }
    }
}
