//! Which child gets which bed in one shelter: as many children as can be, in the most specific beds.

use std::cmp::Reverse;

use chrono::{DateTime, Utc};
use uuid::Uuid;

use super::Rules;
use super::eligibility::serves;
use crate::domain::bed::{MAX_AGE, Pool, PoolGender, Shelter};
use crate::domain::request::{Child, MAX_CHILDREN};

/// How few others a bed of the pool could serve, 0 to [`MOST_SPECIFIC`]: half for taking
/// one gender only, half for the narrowness of its ages.
pub(crate) fn specificity(pool: &Pool) -> i32 {
    let gender = if pool.gender == PoolGender::Any { 0 } else { MAX_AGE };
    let ages = MAX_AGE - pool.age_max.saturating_sub(pool.age_min).clamp(0, MAX_AGE);
    gender + ages
}

/// The specificity of a pool for one gender and one age.
pub(crate) const MOST_SPECIFIC: i32 = 2 * MAX_AGE;

/// The pool of each child's bed, so far.
#[derive(Clone, Copy)]
pub(crate) struct Seating<'a> {
    children: usize,
    /// In the order of the children. Beyond [`MAX_CHILDREN`] none has a place.
    pools: [Option<&'a Pool>; MAX_CHILDREN],
}

impl<'a> Seating<'a> {
    pub(crate) fn empty(children: &[Child]) -> Self {
        Self { children: children.len(), pools: [None; MAX_CHILDREN] }
    }

    /// Seats as many of the children as the shelter can take at once, in the most specific beds
    /// possible; between equals in those of the lower id.
    pub(crate) fn of(
        children: &[Child],
        shelter: &'a Shelter,
        rules: &Rules,
        now: DateTime<Utc>,
    ) -> Self {
        let serves = |pool: &Pool, child: Child| serves(pool, child, rules, now);
        let mut seating = Self::empty(children);
        if let &[child] = children {
            let pools = shelter.pools.iter().filter(|pool| serves(pool, child));
            seating.pools[0] = pools.min_by_key(|pool| preference(pool));
        } else {
            seating.fill(children, shelter, Pool::available, serves);
        }
        seating
    }

    /// How many children have a bed.
    pub(crate) fn len(&self) -> usize {
        self.pools().count()
    }

    /// Whether every child has a bed.
    pub(crate) fn is_complete(&self) -> bool {
        self.children > 0 && self.len() == self.children
    }

    /// The pool of each bed given, in the order of the children.
    pub(crate) fn pools(&self) -> impl Iterator<Item = &'a Pool> {
        self.pools.iter().copied().flatten()
    }

    /// Ids of [`pools`](Self::pools).
    pub(crate) fn beds(&self) -> Vec<Uuid> {
        self.pools().map(|pool| pool.id).collect()
    }

    /// Each pool once, with how many of its beds are given.
    pub(crate) fn each_pool(&self) -> impl Iterator<Item = (&'a Pool, i32)> {
        let first = |pool: &Pool| self.pools().position(|other| other.id == pool.id);
        let once = self.pools().enumerate().filter(move |&(at, pool)| first(pool) == Some(at));
        once.map(|(_, pool)| (pool, self.taken(pool)))
    }

    fn taken(&self, pool: &Pool) -> i32 {
        self.pools().map(|taken| i32::from(taken.id == pool.id)).sum()
    }

    /// Seats as many as can be of the children who have no bed yet, where `serves` allows
    /// it and `beds` of a pool are not used up. Who has a bed keeps it.
    ///
    /// Among all ways to seat that many, the total specificity is the highest. Sets of beds
    /// that can be taken at once are a transversal matroid, and a bed is as specific for one
    /// child as for another; so it is optimal to go through the beds from the most specific
    /// on and to take each that can be taken beside those before it (J. Edmonds, "Matroids
    /// and the greedy algorithm", 1971). Whether it can is found by an augmenting path.
    pub(crate) fn fill(
        &mut self,
        children: &[Child],
        shelter: &'a Shelter,
        beds: impl Fn(&Pool) -> i32,
        serves: impl Fn(&Pool, Child) -> bool,
    ) {
        let mut supplies = Vec::new();
        for pool in &shelter.pools {
            let beds = beds(pool) - self.taken(pool);
            let mut takers = 0;
            for (place, &child) in children.iter().take(MAX_CHILDREN).enumerate() {
                let bedless = self.pools[place].is_none();
                takers |= u8::from(bedless && serves(pool, child)) << place;
            }
            if beds > 0 && takers != 0 {
                supplies.push(Supply { pool, beds, takers });
            }
        }
        supplies.sort_unstable_by_key(|supply| preference(supply.pool));
        let mut holds = [None; MAX_CHILDREN];
        for (at, supply) in supplies.iter().enumerate() {
            // What can't be given once can't be given later either.
            let mut left = supply.beds;
            while left > 0 && give(at, &supplies, &mut holds, &mut 0) {
                left -= 1;
            }
        }
        for (pool, held) in self.pools.iter_mut().zip(holds) {
            *pool = pool.or(held.map(|at| supplies[at].pool));
        }
    }
}

/// Orders pools from the most to the least specific, then by id.
fn preference(pool: &Pool) -> (Reverse<i32>, Uuid) {
    (Reverse(specificity(pool)), pool.id)
}

/// The beds of a pool that may still be given, and the children it may serve.
struct Supply<'a> {
    pool: &'a Pool,
    beds: i32,
    /// A set of bits, by the place of the child in its group.
    takers: u8,
}

/// Gives a bed of `supplies[at]` to a child without one. When it serves only children who
/// have a bed, one of them moves into it, if that one's bed can be given on in the same
/// way: beds given stay given. False, and nothing changed, when there is no such path.
/// `tried` are the children already asked to move.
fn give(
    at: usize,
    supplies: &[Supply],
    holds: &mut [Option<usize>; MAX_CHILDREN],
    tried: &mut u8,
) -> bool {
    let takers = (0..MAX_CHILDREN).filter(|place| supplies[at].takers & 1 << place != 0);
    if let Some(free) = takers.clone().find(|&place| holds[place].is_none()) {
        holds[free] = Some(at);
        return true;
    }
    for place in takers {
        let untried = *tried & 1 << place == 0;
        *tried |= 1 << place;
        if untried && holds[place].is_some_and(|other| give(other, supplies, holds, tried)) {
            holds[place] = Some(at);
            return true;
        }
    }
    false
}
