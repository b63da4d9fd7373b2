//! Ranking of every shelter for a request, for display: matches by score, others with the reasons
//! of their exclusion.

use std::collections::BTreeMap;

use chrono::{DateTime, Utc};
use uuid::Uuid;

use crate::board::Snapshot;
use crate::domain::matcher::{Ranking, rank};
use crate::domain::request::Child;
use crate::domain::request::life::PlacementRequest;
use crate::services::placement::contacts::Contacts;
use crate::services::placement::exclusions::AskedBefore;
use crate::services::placement::matching::{self, Placed};
use crate::services::views::{MatchesView, OfferView, RankedRequest, RequestView, promised_beds};
use crate::services::{Call, Context, Error};
use crate::store::Tx;
use crate::store::placement::{offers as offer_rows, requests as rows};

/// Ranks every shelter for a request, without those in `refused`.
pub(crate) fn rank_all(
    cx: &Context,
    request: &PlacementRequest,
    children: &[Child],
    refused: &[Uuid],
    board: &Snapshot,
    now: DateTime<Utc>,
) -> MatchesView {
    let ranking = matching::match_query(cx, request, children, refused)
        .map_or(Ranking { matches: Vec::new(), excluded: Vec::new() }, |ask| {
            rank(&ask, board, &cx.settings.rules, now)
        });
    MatchesView::of(ranking, board, &request.needs)
}

/// The view of a request that was just placed: ranked as it was decided, with its own beds counted
/// as free.
pub(crate) fn ranked(
    call: &Call,
    placed: &Placed,
    board: &Snapshot,
    contacts: &Contacts,
) -> RankedRequest {
    let Placed { request, children, asked_before, offer } = placed;
    let own = offer.as_ref().map_or(&[][..], |(_, beds)| beds);
    let board = with_own_beds_free(board, own);
    let mut ranked =
        rank_all(&call.cx, request, children, &asked_before.standing, &board, call.now);
    let view = offer.as_ref().map(|(offer, beds)| {
        // Others of its group may have changed the ranking: put the promised match first.
        if let Some(at) = ranked.matches.iter().position(|m| m.shelter_id == offer.shelter_id) {
            ranked.matches[..=at].rotate_right(1);
        }
        let (beds, contact) = (promised_beds(children, beds), contacts.of(offer, request));
        OfferView::of(offer, request, beds, &board, contact)
    });
    RankedRequest { request: RequestView::of(request, children, view), ranked }
}

/// The contacts of the offers just made.
pub(crate) async fn contacts_of(
    tx: &mut Tx,
    call: &Call,
    placed: &[Placed],
) -> Result<Contacts, Error> {
    let offered = placed.iter().filter_map(|placed| {
        let (offer, _) = placed.offer.as_ref()?;
        Some((&placed.request, Some(offer.shelter_id)))
    });
    Contacts::load(tx, &call.cx, &Vec::from_iter(offered), call.now).await
}

/// The board with these beds counted as free.
pub(crate) fn with_own_beds_free(board: &Snapshot, own: &[Uuid]) -> Snapshot {
    let mut change = BTreeMap::new();
    for pool in own {
        *change.entry(*pool).or_insert(0) -= 1;
    }
    board.with_promises(&change)
}

/// Ranks every shelter for each stored request, in their order.
pub(crate) async fn rank_stored(
    tx: &mut Tx,
    cx: &Context,
    requests: &[PlacementRequest],
    board: &Snapshot,
) -> Result<Vec<MatchesView>, Error> {
    let ids: Vec<Uuid> = requests.iter().map(|request| request.id).collect();
    let children = rows::children(tx, &ids).await?;
    let offers = offer_rows::of_requests(tx, &ids).await?;
    let now = cx.clock.now();
    let ranked = |request: &PlacementRequest| {
        let offers = offers.get(&request.id).map_or(&[][..], Vec::as_slice);
        let children = children.get(&request.id).map_or(&[][..], Vec::as_slice);
        let asked_before = AskedBefore::of(offers, board);
        rank_all(cx, request, children, &asked_before.standing, board, now)
    };
    Ok(requests.iter().map(ranked).collect())
}
