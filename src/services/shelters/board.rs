//! The live board: every shelter and pool from memory, narrowed by city, gender and age. Every role of
//! [`BoardReader`] sees all of it.

use uuid::Uuid;

use crate::domain::bed::{Pool, Shelter};
use crate::domain::request::Gender;
use crate::services::authorisation::{As, BoardReader};
use crate::services::views::{BoardShelter, BoardView, PoolView};
use crate::services::{Context, Error};

pub fn pool(cx: &Context, _: &As<BoardReader>, id: Uuid) -> Result<PoolView, Error> {
    let board = cx.board.snapshot();
    board.pool(id).map(|pool| cx.pool_view(pool)).ok_or(Error::NotFound("pool"))
}

/// Filter of [`read`].
#[derive(Clone, Debug, Default)]
pub struct BoardFilter {
    pub city: Option<String>,
    /// Pools that take a child of this gender.
    pub gender: Option<Gender>,
    /// Pools that take a child of this age.
    pub age: Option<i32>,
}

pub fn read(cx: &Context, _: &As<BoardReader>, filter: &BoardFilter) -> BoardView {
    let now = cx.now();
    let is_asked_for = |pool: &&Pool| {
        filter.gender.is_none_or(|gender| pool.gender.takes(gender))
            && filter.age.is_none_or(|age| (pool.age_min..=pool.age_max).contains(&age))
    };
    let narrowed = filter.gender.is_some() || filter.age.is_some();
    let view = |shelter: &Shelter| BoardShelter {
        id: shelter.id,
        name: shelter.name.clone(),
        city: shelter.city.clone(),
        phone: shelter.phone.clone(),
        features: shelter.features.clone(),
        pools: shelter
            .pools
            .iter()
            .filter(is_asked_for)
            .map(|pool| PoolView::of(pool, cx, now))
            .collect(),
    };
    let board = cx.board.snapshot();
    let in_city = board
        .iter()
        .filter(|shelter| filter.city.as_ref().is_none_or(|city| *city == shelter.city));
    let shelters = in_city.map(|shelter| view(shelter));
    let shelters = shelters.filter(|shelter| !(narrowed && shelter.pools.is_empty())).collect();
    BoardView { as_of: now, shelters }
}
