//! Matches waiting requests again when beds come free; called by the background job.

use chrono::{DateTime, Utc};
use uuid::Uuid;

use crate::board::Snapshot;
use crate::domain::matcher::best;
use crate::domain::request::RequestState;
use crate::domain::request::life::PlacementRequest;
use crate::services::authorisation::{Nobody, Service};
use crate::services::placement::matching::{self, Item, Persist};
use crate::services::{Call, Context, Error, UseCase};
use crate::store::Tx;
use crate::store::placement::requests::{self, WaitingAfter};

/// Requests read per query.
const PAGE: i64 = 500;

/// Requests placed in one transaction.
const BATCH: usize = 64;

/// Matches every waiting request that holds, most urgent first, then oldest, and places those that
/// fit now.
/// Writes only if any does. Returns how many were placed.
pub async fn rematch(cx: &Context) -> Result<usize, Error> {
    let (mut after, mut placed) = (None, 0);
    loop {
        let board = with_free_beds(&cx.board.snapshot());
        if board.is_empty() {
            return Ok(placed);
        }
        let mut tx = cx.store.begin_read().await?;
        let page = requests::waiting(&mut tx, after, PAGE).await?;
        let Some(last) = page.last() else { return Ok(placed) };
        after = Some(WaitingAfter {
            rank: last.urgency as i32,
            created_at: last.created_at,
            id: last.id,
        });
        let fit = fitting(&mut tx, cx, page, &board, cx.now()).await?;
        drop(tx);
        for chunk in fit.chunks(BATCH) {
            placed += cx.write(Service, PlaceWaiting { ids: chunk.to_vec() }).await?;
        }
    }
}

/// The shelters with any bed to promise.
fn with_free_beds(board: &Snapshot) -> Snapshot {
    board.only(|shelter| shelter.pools.iter().any(|pool| pool.available() > 0))
}

/// The requests of a page that have a match.
async fn fitting(
    tx: &mut Tx,
    cx: &Context,
    page: Vec<PlacementRequest>,
    board: &Snapshot,
    now: DateTime<Utc>,
) -> Result<Vec<Uuid>, Error> {
    let items = matching::load_items(tx, page, board, Persist::IfPlaced).await?;
    let fits = |item: &&Item| {
        matching::match_query(cx, &item.request, &item.children, &item.asked_before.standing)
            .is_some_and(|ask| best(&ask, board, &cx.settings.rules, now).is_some())
    };
    Ok(items.iter().filter(fits).map(|item| item.request.id).collect())
}

/// Places waiting requests; returns how many were placed.
struct PlaceWaiting {
    ids: Vec<Uuid>,
}

impl UseCase for PlaceWaiting {
    type Answer = usize;
    type Right = Nobody;
    const PLACES: bool = true;

    async fn run(&self, tx: &mut Tx, call: &Call) -> Result<usize, Error> {
        let mut requests = requests::lock_many(tx, &self.ids).await?;
        requests.retain(|request| request.state == RequestState::Waiting);
        let board = call.cx.board.snapshot();
        let items = matching::load_items(tx, requests, &board, Persist::IfPlaced).await?;
        // Not `call.now`: waiting for the locks may have taken a while.
        let placed = matching::place(tx, &call.cx, None, items, call.cx.now()).await?;
        Ok(placed.iter().filter(|placed| placed.offer.is_some()).count())
    }
}
