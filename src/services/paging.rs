//! Pages of lists: by cursor (an id) from the database, by offset from memory.

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use uuid::Uuid;

/// A page of a list.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct Items<T> {
    /// The items.
    pub items: Vec<T>,
    /// Where the next page begins; null on the last.
    pub next_cursor: Option<String>,
}

/// Which part of a list in memory.
#[derive(Clone, Copy, Debug)]
pub struct OffsetPage {
    /// Items before it.
    pub skip: usize,
    pub limit: usize,
}

impl<T> Items<T> {
    /// A part of a list in memory; its cursor is the offset of the next item.
    pub fn part(all: Vec<T>, part: OffsetPage) -> Self {
        let end = part.skip.saturating_add(part.limit);
        let next_cursor = (end < all.len()).then(|| end.to_string());
        let items = all.into_iter().skip(part.skip).take(part.limit).collect();
        Self { items, next_cursor }
    }

    /// Makes a page of `limit + 1` items read: the last only tells that there is a next page.
    pub(crate) fn page(mut items: Vec<T>, limit: i64, id: impl Fn(&T) -> Uuid) -> Self {
        let limit = usize::try_from(limit).unwrap_or(usize::MAX);
        let more = items.len() > limit;
        items.truncate(limit);
        let next_cursor = items.last().filter(|_| more).map(|last| id(last).to_string());
        Self { items, next_cursor }
    }

    /// The same page with each item converted.
    pub(crate) fn map<U>(self, turn: impl FnMut(T) -> U) -> Items<U> {
        Items { items: self.items.into_iter().map(turn).collect(), next_cursor: self.next_cursor }
    }
}
