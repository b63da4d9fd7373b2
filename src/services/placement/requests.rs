//! Placement requests: create, match without storing, read, list, rank, history. They end in
//! `closing.rs`.

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use uuid::Uuid;

use crate::board::Snapshot;
use crate::domain::account::Caller;
use crate::domain::offer::OfferState;
use crate::domain::request::life::PlacementRequest;
use crate::domain::request::{RequestState, Urgency, read_reference};
use crate::services::authorisation::{As, Outreach, RequestReader};
use crate::services::escalation::policies::InForce;
use crate::services::placement::contacts::Contacts;
use crate::services::placement::visibility::{see, seen_by};
use crate::services::placement::{new_request, ranking};
use crate::services::views::{
    Items, MatchesView, OfferView, OffsetPage, RankedRequest, RequestView, offered_beds,
};
use crate::services::{Context, Error, Page};
use crate::store::Tx;
use crate::store::idempotency::IdempotencyKey;
use crate::store::operations::audit_log;
use crate::store::placement::offers::OfferRecord;
use crate::store::placement::request_lists::{self as lists, RequestFilter};
use crate::store::placement::{offers as offer_rows, requests as rows};
use crate::store::shelters::partners;

pub use crate::services::placement::new_request::NewRequest;

/// Open requests read at once.
const OPEN_PAGE: i64 = 200;

/// Stores a request, ranks every shelter and, with `hold`, promises the best match's beds in the
/// same transaction.
pub async fn create(
    cx: &Context,
    caller: &As<Outreach>,
    once: Option<IdempotencyKey>,
    body: NewRequest,
) -> Result<RankedRequest, Error> {
    new_request::check(cx, &body)?;
    if caller.partner_id.is_none() {
        return Err(Error::Conflict {
            code: "no_partner",
            detail: "your account belongs to no partner; an administrator can add it to one".into(),
        });
    }
    cx.intake.place(caller, once, body).await
}

/// Ranks every shelter for a request that is not stored.
pub fn matches(
    cx: &Context,
    caller: &As<RequestReader>,
    body: &NewRequest,
) -> Result<MatchesView, Error> {
    new_request::check(cx, body)?;
    Ok(rank_unstored(cx, caller, body, cx.now()))
}

fn rank_unstored(
    cx: &Context,
    caller: &Caller,
    body: &NewRequest,
    now: DateTime<Utc>,
) -> MatchesView {
    let request = new_request::record(cx, &InForce::of_settings(cx), caller, body, now);
    ranking::rank_all(cx, &request, &body.children, &[], &cx.board.snapshot(), now)
}

/// Not found beyond what the caller may see.
pub async fn get(cx: &Context, caller: &As<RequestReader>, id: Uuid) -> Result<RequestView, Error> {
    let mut tx = cx.store.begin_read().await?;
    let request = see(cx, caller, rows::get(&mut tx, id).await?)?;
    let mut views = views(&mut tx, cx, vec![request]).await?;
    views.pop().ok_or(Error::NotFound("request"))
}

/// The request of a typed reference; see [`read_reference`].
pub async fn find(
    cx: &Context,
    caller: &As<RequestReader>,
    reference: &str,
) -> Result<RequestView, Error> {
    let plain = read_reference(reference).ok_or(Error::NotFound("request"))?;
    let mut tx = cx.store.begin_read().await?;
    let id = rows::by_reference(&mut tx, &plain).await?.ok_or(Error::NotFound("request"))?;
    drop(tx);
    get(cx, caller, id).await
}

/// Loads children and offers of the requests for their views.
pub(crate) async fn views(
    tx: &mut Tx,
    cx: &Context,
    requests: Vec<PlacementRequest>,
) -> Result<Vec<RequestView>, Error> {
    let ids: Vec<Uuid> = requests.iter().map(|request| request.id).collect();
    let children = rows::children(tx, &ids).await?;
    let offers = offer_rows::of_requests(tx, &ids).await?;
    let shown: Vec<&OfferRecord> = offers.values().filter_map(|all| shown_offer(all)).collect();
    let shown_ids: Vec<Uuid> = shown.iter().map(|offer| offer.id).collect();
    let beds = offer_rows::beds(tx, &shown_ids).await?;
    let of = |request: &PlacementRequest| shown.iter().find(|one| one.request_id == request.id);
    let offered = requests.iter().filter_map(|one| Some((one, Some(of(one)?.shelter_id))));
    let contacts = Contacts::load(tx, cx, &Vec::from_iter(offered), cx.now()).await?;
    let board = cx.board.with_history();
    let view = |request: PlacementRequest| {
        let offer = of(&request).map(|offer| {
            let beds = offered_beds(beds.iter().filter(|bed| bed.offer_id == offer.id));
            OfferView::of(offer, &request, beds, &board, contacts.of(offer, &request))
        });
        RequestView::of(&request, children.get(&request.id).map_or(&[], Vec::as_slice), offer)
    };
    Ok(requests.into_iter().map(view).collect())
}

/// The live offer, or the one that led to a bed.
fn shown_offer(offers: &[OfferRecord]) -> Option<&OfferRecord> {
    let led_to_a_bed = |offer: &&OfferRecord| {
        offer.state.is_live() || matches!(offer.state, OfferState::Arrived | OfferState::Departed)
    };
    offers.iter().rev().find(led_to_a_bed)
}

/// Filter of [`list`].
#[derive(Clone, Debug, Default)]
pub struct ListFilter {
    /// All when empty.
    pub states: Vec<RequestState>,
    pub city: Option<String>,
    pub urgency: Option<Urgency>,
    /// Made at or after this moment.
    pub since: Option<DateTime<Utc>>,
    /// As people write it; nothing passes one that can't be a reference.
    pub reference: Option<String>,
}

/// Requests the caller may see, newest first.
pub async fn list(
    cx: &Context,
    caller: &As<RequestReader>,
    wanted: ListFilter,
    page: Page,
) -> Result<Items<RequestView>, Error> {
    let reference = wanted.reference.as_deref().map(read_reference);
    if reference == Some(None) {
        return Ok(Items { items: Vec::new(), next_cursor: None });
    }
    let filter = RequestFilter {
        states: wanted.states,
        city: wanted.city,
        urgency: wanted.urgency,
        since: wanted.since,
        reference: reference.flatten(),
        seen_by: seen_by(cx, caller),
        ..RequestFilter::default()
    };
    let mut tx = cx.store.begin_read().await?;
    let found = lists::list(&mut tx, &filter, page.cursor, page.limit + 1).await?;
    let Items { items, next_cursor } = Items::page(found, page.limit, |request| request.id);
    Ok(Items { items: views(&mut tx, cx, items).await?, next_cursor })
}

/// Every open request the caller may see, newest first.
pub async fn open(cx: &Context, caller: &As<RequestReader>) -> Result<Vec<RequestView>, Error> {
    let (mut all, mut cursor) = (Vec::new(), None);
    loop {
        let wanted = ListFilter { states: RequestState::OPEN.to_vec(), ..ListFilter::default() };
        let found = list(cx, caller, wanted, Page { cursor, limit: OPEN_PAGE }).await?;
        all.extend(found.items);
        cursor = found.next_cursor.and_then(|next| next.parse().ok());
        if cursor.is_none() {
            return Ok(all);
        }
    }
}

/// How many open requests the caller may see.
pub async fn count_open(cx: &Context, caller: &As<RequestReader>) -> Result<i64, Error> {
    let (states, seen_by) = (RequestState::OPEN.to_vec(), seen_by(cx, caller));
    let filter = RequestFilter { states, seen_by, ..RequestFilter::default() };
    let mut tx = cx.store.begin_read().await?;
    Ok(lists::count(&mut tx, &filter).await?.total)
}

/// Ranks every shelter for a request now; its own promised beds count as taken.
pub async fn rank_now(
    cx: &Context,
    caller: &As<RequestReader>,
    id: Uuid,
) -> Result<MatchesView, Error> {
    rank_on(cx, caller, id, &cx.board.snapshot()).await
}

async fn rank_on(
    cx: &Context,
    caller: &As<RequestReader>,
    id: Uuid,
    board: &Snapshot,
) -> Result<MatchesView, Error> {
    let mut tx = cx.store.begin_read().await?;
    let request = see(cx, caller, rows::get(&mut tx, id).await?)?;
    ranking::rank_stored(&mut tx, cx, &[request], board)
        .await?
        .pop()
        .ok_or(Error::NotFound("request"))
}

/// A request with every shelter ranked; its own promised beds count as free, so that the offered
/// shelter is among the matches, with its score.
pub async fn find_ranked(
    cx: &Context,
    caller: &As<RequestReader>,
    reference: &str,
) -> Result<RankedRequest, Error> {
    let request = find(cx, caller, reference).await?;
    let promised = request.offer.iter().filter(|offer| offer.state.is_live());
    let own: Vec<Uuid> = promised.flat_map(|offer| &offer.beds).map(|bed| bed.pool_id).collect();
    let board = ranking::with_own_beds_free(&cx.board.snapshot(), &own);
    let ranked = rank_on(cx, caller, request.id, &board).await?;
    Ok(RankedRequest { request, ranked })
}

/// The city of the caller's partner; `None` without a partner.
pub async fn own_city(cx: &Context, caller: &Caller) -> Result<Option<String>, Error> {
    let Some(id) = caller.partner_id else { return Ok(None) };
    let mut tx = cx.store.begin_read().await?;
    Ok(partners::get(&mut tx, id).await?.map(|partner| partner.city))
}

/// Something that happened to a request.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct HistoryEntry {
    /// When.
    pub at: DateTime<Utc>,
    /// What, as `entity.verb`.
    #[schema(example = "offer.accept")]
    pub action: String,
    /// The account that did it; null when the service acted by itself.
    pub actor: Option<Uuid>,
    /// The offer or request it was done to.
    pub entity_id: Uuid,
    /// Codes and numbers that say more.
    #[schema(value_type = Object)]
    pub detail: serde_json::Value,
}

/// The history of a request, oldest first.
pub async fn history(
    cx: &Context,
    caller: &As<RequestReader>,
    id: Uuid,
    part: OffsetPage,
) -> Result<Items<HistoryEntry>, Error> {
    let mut tx = cx.store.begin_read().await?;
    see(cx, caller, rows::get(&mut tx, id).await?)?;
    let entries = audit_log::of_request(&mut tx, id).await?;
    let items = entries.into_iter().map(|entry| HistoryEntry {
        at: entry.at,
        action: entry.action,
        actor: entry.actor,
        entity_id: entry.entity_id,
        detail: serde_json::from_str(&entry.detail).unwrap_or_default(),
    });
    Ok(Items::part(items.collect(), part))
}
