//! Which child gets which bed: in one shelter, and among the requests that wait.

use std::sync::Arc;

use chrono::{DateTime, Utc};
use uuid::Uuid;

use super::eligibility::suits;
use super::ranking::winner;
use super::seating::Seating;
use super::{Match, MatchQuery, Rules};
use crate::domain::bed::{Pool, Shelter};
use crate::domain::request::{Child, Urgency};

/// A request that waits for a bed.
#[derive(Clone, Copy, Debug)]
pub struct Waiting<'a> {
    pub id: Uuid,
    /// How soon a bed is needed.
    pub urgency: Urgency,
    /// Since when it waits.
    pub since: DateTime<Utc>,
    /// What it asks for.
    pub ask: MatchQuery<'a>,
}

/// Decides many requests at once, each answer in the place of its request. A bed given to
/// one is not given to another.
///
/// The most urgent goes first, then the one that has waited longest, then by id; each gets
/// the best of what those before it left.
pub fn assign(
    waiting: &[Waiting],
    shelters: &[Arc<Shelter>],
    rules: &Rules,
    now: DateTime<Utc>,
) -> Vec<Option<Match>> {
    let mut turns: Vec<usize> = (0..waiting.len()).collect();
    turns.sort_unstable_by_key(|&at| (waiting[at].urgency, waiting[at].since, waiting[at].id));
    // Shared with the caller; a shelter is copied only when a bed of it is taken.
    let mut left = shelters.to_vec();
    let mut given = vec![None; waiting.len()];
    for at in turns {
        let ask = &waiting[at].ask;
        if let Some((place, candidate)) = winner(ask, &left, rules, now) {
            let found = candidate.into_match(ask);
            promise(Arc::make_mut(&mut left[place]), &found.beds);
            given[at] = Some(found);
        }
    }
    given
}

/// Takes one bed from each pool named, as often as it is named.
fn promise(shelter: &mut Shelter, beds: &[Uuid]) {
    for pool in &mut shelter.pools {
        pool.promised += beds.iter().map(|&id| i32::from(id == pool.id)).sum::<i32>();
    }
}

/// Finds a bed for each child in this one shelter: the pool of each, in the order of the
/// children; `None` when not all can have one. Only beds count here, not reach or needs.
///
/// The beds that serve are the most specific ones. With `anyway`, the override of a
/// coordinator, every pool with `free - promised > 0` serves the children it is meant for, be
/// it closed, overcommitted or stale. Children who have a bed without the override keep it, unless
/// the others would have none then. A bed meant for another gender or age is never chosen here.
pub fn allot(
    children: &[Child],
    shelter: &Shelter,
    rules: &Rules,
    now: DateTime<Utc>,
    even_closed: bool,
) -> Option<Vec<Uuid>> {
    let mut seating = Seating::of(children, shelter, rules, now);
    if even_closed {
        let empty = |pool: &Pool| pool.free - pool.promised;
        seating.fill(children, shelter, empty, suits);
        if !seating.is_complete() {
            seating = Seating::empty(children);
            seating.fill(children, shelter, empty, suits);
        }
    }
    seating.is_complete().then(|| seating.beds())
}
