//! Scores and ranks the shelters that can take a request's children.

use std::cmp::Ordering;
use std::sync::Arc;

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::eligibility::{AWAY, is_open_to, proximity};
use super::exclusion::reasons;
use super::seating::{MOST_SPECIFIC, Seating, specificity};
use super::{Excluded, Match, MatchQuery, Ranking, Rules};
use crate::domain::bed::{Shelter, age};

/// Weight of each of the [`Components`]: finite, 0 or more. Only their proportions matter; with all
/// of them zero every score is zero.
///
/// By default proximity outweighs all else together: a shelter of the own city comes before
/// any other (5.0 at least, against 0.5 × 5.0 + 2.4 at most).
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Weights {
    pub proximity: f64,
    pub fit: f64,
    pub headroom: f64,
    pub freshness: f64,
    pub responsiveness: f64,
}

impl Default for Weights {
    fn default() -> Self {
        Self { proximity: 5.0, fit: 1.0, headroom: 0.4, freshness: 0.6, responsiveness: 0.4 }
    }
}

impl Weights {
    /// The weighted mean of the components, 0 to 1. It never falls when a component rises,
    /// rounding included.
    fn score(&self, components: &Components) -> f64 {
        let sum = |of: &Components| {
            self.proximity * of.proximity
                + self.fit * of.fit
                + self.headroom * of.headroom
                + self.freshness * of.freshness
                + self.responsiveness * of.responsiveness
        };
        let most = sum(&Components::BEST);
        if most > 0.0 && most.is_finite() { sum(components) / most } else { 0.0 }
    }
}

/// What a score is made of; each 0 to 1, more is better.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct Components {
    /// 1 in the own city; elsewhere from 0.5 at its centre down to 0 at the end of reach.
    #[schema(minimum = 0, maximum = 1)]
    pub proximity: f64,
    /// How specific the beds are, on average, so that flexible ones stay for those who have
    /// no other: half for taking one gender only, half for the narrowness of the ages.
    #[schema(minimum = 0, maximum = 1)]
    pub fit: f64,
    /// Share of the beds of the pools used that is still available afterwards.
    #[schema(minimum = 0, maximum = 1)]
    pub headroom: f64,
    /// Halves with every quarter of `matching.stale_after` in the age of the oldest count used.
    #[schema(minimum = 0, maximum = 1)]
    pub freshness: f64,
    /// Share of the last offers that was answered in time ([`Answers::in_time`]).
    ///
    /// [`Answers::in_time`]: crate::domain::bed::Answers::in_time
    #[schema(minimum = 0, maximum = 1)]
    pub responsiveness: f64,
}

impl Components {
    /// The most there can be in the request's own city.
    const BEST: Self =
        Self { proximity: 1.0, fit: 1.0, headroom: 1.0, freshness: 1.0, responsiveness: 1.0 };

    /// The most there can be in another city.
    const BEST_AWAY: Self = Self { proximity: AWAY, ..Self::BEST };
}

/// [`Components::fit`]: the mean specificity of the beds.
fn fit(seating: &Seating) -> f64 {
    let (sum, most) = seating
        .pools()
        .fold((0, 0), |(sum, most), pool| (sum + specificity(pool), most + MOST_SPECIFIC));
    share(sum, most)
}

/// [`Components::headroom`]: of all pools used together.
fn headroom(seating: &Seating) -> f64 {
    let (left, capacity) = seating.each_pool().fold((0, 0), |(left, capacity), (pool, taken)| {
        (left + pool.available() - taken, capacity + pool.capacity)
    });
    share(left, capacity)
}

/// `part / whole` within 0 to 1; 0 of nothing.
fn share(part: i32, whole: i32) -> f64 {
    if whole > 0 { (f64::from(part) / f64::from(whole)).clamp(0.0, 1.0) } else { 0.0 }
}

/// [`Components::freshness`]: `0.5 ^ (age / half-life)`; 0 for a count that is doubted.
fn freshness(seating: &Seating, rules: &Rules, now: DateTime<Utc>) -> f64 {
    if seating.pools().any(|pool| pool.doubted) {
        return 0.0;
    }
    let oldest = seating.pools().map(|pool| age(pool.reported_at, now)).max().unwrap_or_default();
    let half_life = rules.stale_after.as_secs_f64() / 4.0;
    if oldest.is_zero() { 1.0 } else { (-oldest.as_secs_f64() / half_life).exp2() }
}

/// A shelter that can take all the children, with its score.
pub(crate) struct Candidate<'a> {
    shelter: &'a Shelter,
    seating: Seating<'a>,
    components: Components,
    score: f64,
}

impl<'a> Candidate<'a> {
    /// `None` when the shelter can't take all the children.
    fn of(
        ask: &MatchQuery,
        shelter: &'a Shelter,
        rules: &Rules,
        now: DateTime<Utc>,
    ) -> Option<Self> {
        if !is_open_to(shelter, ask) {
            return None;
        }
        let proximity = proximity(ask, shelter)?;
        let seating = Seating::of(ask.children, shelter, rules, now);
        if !seating.is_complete() {
            return None;
        }
        let components = Components {
            proximity,
            fit: fit(&seating),
            headroom: headroom(&seating),
            freshness: freshness(&seating, rules, now),
            responsiveness: shelter.answers.in_time(),
        };
        let score = rules.weights.score(&components);
        Some(Self { shelter, seating, components, score })
    }

    /// Best first: by score, then by id.
    fn order(&self, other: &Self) -> Ordering {
        other.score.total_cmp(&self.score).then_with(|| self.shelter.id.cmp(&other.shelter.id))
    }

    pub(crate) fn into_match(self, ask: &MatchQuery) -> Match {
        Match {
            shelter_id: self.shelter.id,
            km: ask.km_to(self.shelter),
            score: self.score,
            components: self.components,
            beds: self.seating.beds(),
        }
    }
}

/// Ranks every shelter for the request: each one is a match, or excluded with its reasons.
pub fn rank(
    ask: &MatchQuery,
    shelters: &[Arc<Shelter>],
    rules: &Rules,
    now: DateTime<Utc>,
) -> Ranking {
    let mut candidates = Vec::new();
    let mut excluded = Vec::new();
    for shelter in shelters {
        if let Some(candidate) = Candidate::of(ask, shelter, rules, now) {
            candidates.push(candidate);
        } else {
            let nearness = (proximity(ask, shelter).is_none(), ask.km_to(shelter));
            let reasons = reasons(ask, shelter, rules, now);
            excluded.push((nearness, Excluded { shelter_id: shelter.id, reasons }));
        }
    }
    candidates.sort_unstable_by(Candidate::order);
    excluded.sort_unstable_by(|((far_a, km_a), a), ((far_b, km_b), b)| {
        far_a.cmp(far_b).then(km_a.total_cmp(km_b)).then(a.shelter_id.cmp(&b.shelter_id))
    });
    Ranking {
        matches: candidates.into_iter().map(|candidate| candidate.into_match(ask)).collect(),
        excluded: excluded.into_iter().map(|(_, excluded)| excluded).collect(),
    }
}

/// The first match of [`rank`], without the rest: for many requests a second.
pub fn best(
    ask: &MatchQuery,
    shelters: &[Arc<Shelter>],
    rules: &Rules,
    now: DateTime<Utc>,
) -> Option<Match> {
    winner(ask, shelters, rules, now).map(|(_, candidate)| candidate.into_match(ask))
}

/// The best candidate and its index among the shelters. Looks outside the city only when a score
/// from there could reach the best one inside.
pub(crate) fn winner<'a>(
    ask: &MatchQuery,
    shelters: &'a [Arc<Shelter>],
    rules: &Rules,
    now: DateTime<Utc>,
) -> Option<(usize, Candidate<'a>)> {
    let among = |home: bool| {
        let shelters = shelters.iter().enumerate();
        let shelters = shelters.filter(move |(_, shelter)| ask.is_home(shelter) == home);
        shelters
            .filter_map(|(at, shelter)| Some((at, Candidate::of(ask, shelter, rules, now)?)))
            .min_by(|(_, a), (_, b)| a.order(b))
    };
    let home = among(true);
    let ceiling = rules.weights.score(&Components::BEST_AWAY);
    match &home {
        Some((_, candidate)) if candidate.score > ceiling => home,
        _ => home.into_iter().chain(among(false)).min_by(|(_, a), (_, b)| a.order(b)),
    }
}
