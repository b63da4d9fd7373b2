//! The matcher: which beds serve a group of children, and which serve it best.
//!
//! [`rank`] answers one request in full: every shelter is a match, with the components of its
//! score, or excluded, with its reasons. [`best`] finds the first match alone, for the hot path.
//! [`assign`] decides many waiting requests at once, and [`allot`] finds the beds of one chosen
//! shelter. [`is_worth_a_call`] says which excluded shelter is worth a telephone call. [`lost_bed`]
//! and [`lost_shelter`] say why a changed pool or shelter can no longer keep its offer; [`suits`]
//! whether a pool is meant for a child.
//!
//! Pure and deterministic: the order in which shelters are listed does not matter.

mod assignment;
mod eligibility;
mod exclusion;
mod ranking;
mod seating;

use std::time::Duration;

use uuid::Uuid;

use super::bed::{FeatureSet, Shelter};
use super::coded;
use super::geo::City;
use super::request::Child;

pub use assignment::{Waiting, allot, assign};
pub use eligibility::{is_worth_a_call, lost_bed, lost_shelter, suits};
pub use ranking::{Components, Weights, best, rank};

/// A request, as the matcher sees it.
#[derive(Clone, Copy, Debug)]
pub struct MatchQuery<'a> {
    /// Where the children are.
    pub city: &'a City,
    /// The children, one to [`MAX_CHILDREN`](super::request::MAX_CHILDREN); they are placed
    /// in one shelter or not at all.
    pub children: &'a [Child],
    /// What the shelter must offer.
    pub needs: FeatureSet,
    /// How far beyond its own city the request reaches, in kilometres from the city's centre.
    pub reach_km: f64,
    /// Shelters that said no to this request, or did not answer.
    pub refused: &'a [Uuid],
}

impl MatchQuery<'_> {
    /// Whether the shelter is in the request's city, and so always within reach.
    fn is_home(&self, shelter: &Shelter) -> bool {
        shelter.city == self.city.code
    }

    /// Kilometres from the centre of the request's city to the shelter.
    fn km_to(&self, shelter: &Shelter) -> f64 {
        self.city.point().km_to(shelter.place)
    }
}

/// Settings of the matcher.
#[derive(Clone, Debug)]
pub struct Rules {
    pub weights: Weights,
    /// From this age on a count is stale and its beds are not offered.
    pub stale_after: Duration,
}

/// A shelter that can take all the children now.
#[derive(Clone, Debug, PartialEq)]
pub struct Match {
    pub shelter_id: Uuid,
    /// Kilometres from the centre of the request's city, along the great circle.
    pub km: f64,
    /// How good it is, 0 to 1: the mean of the components by [`Weights`].
    pub score: f64,
    pub components: Components,
    /// The pool in which each child gets a bed, in the order of the children.
    pub beds: Vec<Uuid>,
}

coded! {
    /// Why a shelter can't take the children.
    pub enum ReasonCode {
        /// The pool is for another gender.
        WrongGender = "wrong_gender",
        /// The child is younger than the pool takes.
        AgeBelow = "age_below",
        /// The child is older than the pool takes.
        AgeAbove = "age_above",
        /// No bed is free that is not promised already.
        Full = "full",
        /// The count is too old to be trusted.
        Stale = "stale",
        /// The pool takes nobody at present.
        Closed = "closed",
        /// The shelter is in another city and beyond the reach of the request.
        TooFar = "too_far",
        /// The shelter lacks something the children need.
        MissingNeed = "missing_need",
        /// The shelter said no to this request, or did not answer.
        DeclinedBefore = "declined_before",
        /// There is a bed for each child, but not for all of them at once.
        GroupTooLarge = "group_too_large",
    }
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Reason {
    pub code: ReasonCode,
    /// The pool it is about; `None` when it is about the whole shelter.
    pub pool_id: Option<Uuid>,
    /// A few plain words in English, about the shelter, never about the child.
    pub detail: String,
}

/// A shelter that can't take the children now.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Excluded {
    pub shelter_id: Uuid,
    /// Why, at least one: those of the whole shelter first, then pool by pool.
    pub reasons: Vec<Reason>,
}

/// Every shelter, in exactly one of two lists.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Ranking {
    /// Those that can take all the children: highest score first, then by id.
    pub matches: Vec<Match>,
    /// Those that can't, nearest miss first: those within reach before those too far, then
    /// by distance, then by id.
    pub excluded: Vec<Excluded>,
}
