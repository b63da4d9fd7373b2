//! Assigns beds: to many waiting requests at once, and in one shelter that a coordinator chose.

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
    pub urgency: Urgency,
    pub since: DateTime<Utc>,
    pub ask: MatchQuery<'a>,
}

/// Decides many requests at once, each answer in the place of its request; no bed is given twice.
///
/// The most urgent goes first, then the longest waiting, then by id.
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

/// Takes a bed from a pool for each time it is named.
fn promise(shelter: &mut Shelter, beds: &[Uuid]) {
    for pool in &mut shelter.pools {
        pool.promised += beds.iter().map(|&id| i32::from(id == pool.id)).sum::<i32>();
    }
}

/// The pool of each child's bed in this one shelter, in the order of the children; `None` when not
/// all can have one. Only beds count here, not reach or needs; the most specific are taken.
///
/// With `anyway`, the override of a coordinator, a pool with `free - promised > 0` also serves the
/// children it is meant for when it is closed, overcommitted or stale. Children who have a bed
/// without the override keep it, unless the others would then have none. A bed meant for another
/// gender or age is never chosen.
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
