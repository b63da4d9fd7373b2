//! Placement requests: asking for a bed, looking at what became of it, taking it back.

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use uuid::Uuid;

use crate::board::Snapshot;
use crate::domain::account::{Caller, Role};
use crate::domain::offer::OfferState;
use crate::domain::request::life::PlacementRequest;
use crate::domain::request::{REFERENCE_LENGTH, RequestState};
use crate::domain::typed;
use crate::services::escalation::policies::InForce;
use crate::services::placement::visibility::{see, seen_by};
use crate::services::placement::{new_request, ranking};
use crate::services::views::{
    Items, MatchesView, OfferView, OffsetPage, RankedRequest, RequestView, offered_beds,
};
use crate::services::{Context, Error, Page, require};
use crate::store::Tx;
use crate::store::idempotency::IdempotencyKey;
use crate::store::operations::audit_log;
use crate::store::placement::offers::OfferRecord;
use crate::store::placement::request_lists::{self as lists, RequestFilter};
use crate::store::placement::{offers as offer_rows, requests as rows};
use crate::store::shelters::partners;

pub use crate::services::placement::new_request::NewRequest;
pub use crate::services::placement::visibility::READERS;

/// Asks for a bed: stores the request, ranks every shelter and, with `hold`, promises the
/// best match's beds in the same transaction.
///
/// # Errors
/// Forbidden to all but outreach; bad fields by name.
pub async fn create(
    cx: &Context,
    caller: &Caller,
    once: Option<IdempotencyKey>,
    body: NewRequest,
) -> Result<RankedRequest, Error> {
    require(caller, &[Role::Outreach])?;
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
///
/// # Errors
/// Forbidden to all but outreach and coordinators; bad fields by name.
pub fn matches(cx: &Context, caller: &Caller, body: &NewRequest) -> Result<MatchesView, Error> {
    require(caller, &[Role::Outreach, Role::Coordinator])?;
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

/// One request, with its offer.
///
/// # Errors
/// Forbidden to all but outreach and coordinators; not found beyond their own.
pub async fn get(cx: &Context, caller: &Caller, id: Uuid) -> Result<RequestView, Error> {
    require(caller, &READERS)?;
    let mut tx = cx.store.begin_read().await?;
    let request = see(cx, caller, rows::get(&mut tx, id).await?, &READERS)?;
    let mut views = views(&mut tx, cx, vec![request]).await?;
    views.pop().ok_or(Error::NotFound("request"))
}

/// A reference as it is stored: without the dash, blanks and small letters people write it with.
pub(crate) fn plain_reference(reference: &str) -> String {
    let plain = typed::plain_digits(reference);
    let plain = plain.chars().filter(char::is_ascii_alphanumeric);
    plain.map(|c| c.to_ascii_uppercase()).take(REFERENCE_LENGTH + 1).collect()
}

/// The request people know by its reference, with its offer; a dash, blanks and small letters in
/// the reference are read over.
///
/// # Errors
/// Forbidden to all but outreach and coordinators; not found beyond their own.
pub async fn find(cx: &Context, caller: &Caller, reference: &str) -> Result<RequestView, Error> {
    require(caller, &READERS)?;
    let plain = plain_reference(reference);
    let mut tx = cx.store.begin_read().await?;
    let id = rows::by_reference(&mut tx, &plain).await?.ok_or(Error::NotFound("request"))?;
    drop(tx);
    get(cx, caller, id).await
}

/// Turns records into views, with their children and offers.
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
    let board = cx.board.snapshot();
    let view = |request: PlacementRequest| {
        let offer = shown.iter().find(|offer| offer.request_id == request.id).map(|offer| {
            let beds = offered_beds(beds.iter().filter(|bed| bed.offer_id == offer.id));
            OfferView::of(offer, &request, beds, &board)
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

/// What a list of requests is narrowed to.
#[derive(Clone, Debug, Default)]
pub struct ListFilter {
    /// In this state.
    pub state: Option<RequestState>,
    /// In this city.
    pub city: Option<String>,
    /// Made at or after this moment.
    pub since: Option<DateTime<Utc>>,
}

/// Requests the caller may see, newest first.
///
/// # Errors
/// Forbidden to all but outreach and coordinators.
pub async fn list(
    cx: &Context,
    caller: &Caller,
    wanted: ListFilter,
    page: Page,
) -> Result<Items<RequestView>, Error> {
    require(caller, &READERS)?;
    let filter = RequestFilter {
        states: wanted.state.into_iter().collect(),
        city: wanted.city,
        since: wanted.since,
        seen_by: seen_by(cx, caller, &READERS),
        escalated: None,
    };
    let mut tx = cx.store.begin_read().await?;
    let found = lists::list(&mut tx, &filter, page.cursor, page.limit + 1).await?;
    let Items { items, next_cursor } = Items::page(found, page.limit, |request| request.id);
    Ok(Items { items: views(&mut tx, cx, items).await?, next_cursor })
}

/// Every shelter for a request, ranked now; its own promised beds count as taken.
///
/// # Errors
/// Forbidden to all but outreach and coordinators; not found beyond their own.
pub async fn rank_now(cx: &Context, caller: &Caller, id: Uuid) -> Result<MatchesView, Error> {
    rank_on(cx, caller, id, &cx.board.snapshot()).await
}

async fn rank_on(
    cx: &Context,
    caller: &Caller,
    id: Uuid,
    board: &Snapshot,
) -> Result<MatchesView, Error> {
    require(caller, &READERS)?;
    let mut tx = cx.store.begin_read().await?;
    let request = see(cx, caller, rows::get(&mut tx, id).await?, &READERS)?;
    ranking::rank_stored(&mut tx, cx, &[request], board)
        .await?
        .pop()
        .ok_or(Error::NotFound("request"))
}

/// A request with every shelter, ranked as it is decided: beds that are promised to it count as
/// its own, so that the shelter which was chosen is among the matches, and says why.
///
/// # Errors
/// Forbidden to all but outreach and coordinators; not found beyond their own.
pub async fn find_ranked(
    cx: &Context,
    caller: &Caller,
    reference: &str,
) -> Result<RankedRequest, Error> {
    let request = find(cx, caller, reference).await?;
    let promised = request.offer.iter().filter(|offer| offer.state.is_live());
    let own: Vec<Uuid> = promised.flat_map(|offer| &offer.beds).map(|bed| bed.pool_id).collect();
    let board = ranking::with_own_beds_free(&cx.board.snapshot(), &own);
    let ranked = rank_on(cx, caller, request.id, &board).await?;
    Ok(RankedRequest { request, ranked })
}

/// The city of the caller's partner; none for somebody of no partner.
///
/// # Errors
/// The database.
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

/// What happened to a request, oldest first.
///
/// # Errors
/// Forbidden to all but outreach and coordinators; not found beyond their own.
pub async fn history(
    cx: &Context,
    caller: &Caller,
    id: Uuid,
    part: OffsetPage,
) -> Result<Items<HistoryEntry>, Error> {
    require(caller, &READERS)?;
    let mut tx = cx.store.begin_read().await?;
    see(cx, caller, rows::get(&mut tx, id).await?, &READERS)?;
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
