//! Placement requests: asking for a bed, looking at what became of it, taking it back.

use std::collections::BTreeMap;

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use uuid::Uuid;

use crate::board::Snapshot;
use crate::domain::account::{Caller, Parties, Role};
use crate::domain::escalation::Why;
use crate::domain::matcher::{Ranking, rank};
use crate::domain::offer::OfferState;
use crate::domain::request::{Child, MAX_REACH_KM, REFERENCE_LENGTH, RequestState, Urgency};
use crate::domain::typed;
use crate::services::escalation::policies::InForce;
use crate::services::placement::exclusions::Refusals;
use crate::services::placement::matching::{self, Placed};
use crate::services::views::{
    Feature, Items, MatchesView, OfferView, Part, RankedRequest, RequestView, offered_beds,
    promised_beds,
};
use crate::services::{Call, Context, Error, FieldError, Page, Parts, new_id, replay, require};
use crate::store::idempotency::{FirstAnswer, Once};
use crate::store::operations::audit_log;
use crate::store::placement::offers::OfferRecord;
use crate::store::placement::request_lists as lists;
use crate::store::placement::request_lists::{RequestFilter, SeenBy};
use crate::store::placement::requests::RequestRecord;
use crate::store::placement::{offers as offer_rows, requests as rows};
use crate::store::shelters::partners;
use crate::store::{StoreError, Tx};

/// A call for a bed.
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct NewRequest {
    /// Code of the city where the children are.
    #[schema(format = "city", example = "nador")]
    pub city: String,
    /// One child, or one sibling group that must not be separated: one to eight.
    #[schema(min_items = 1, max_items = 8)]
    pub children: Vec<Child>,
    /// How soon a bed is needed.
    pub urgency: Urgency,
    /// Codes of what the shelter must offer.
    #[serde(default)]
    #[schema(value_type = Vec<Feature>, max_items = 63)]
    pub needs: Vec<String>,
    /// How far from the city a bed may be, kilometres; `matching.radius` when not said.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(minimum = 0, maximum = 20016)]
    pub max_km: Option<f64>,
    /// The team's own file number: letters, digits and `. _ / -`, never a name.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(min_length = 1, max_length = 64, pattern = "^[A-Za-z0-9._/-]+$")]
    pub case_ref: Option<String>,
    /// Whether the best match's beds are promised at once.
    #[serde(default = "yes")]
    pub hold: bool,
}

fn yes() -> bool {
    true
}

/// Asks for a bed: stores the request, ranks every shelter and, with `hold`, promises the
/// best match's beds in the same transaction.
///
/// # Errors
/// Forbidden to all but outreach; bad fields by name.
pub async fn create(
    cx: &Context,
    caller: &Caller,
    once: Option<Once>,
    body: NewRequest,
) -> Result<RankedRequest, Error> {
    require(caller, &[Role::Outreach])?;
    check(cx, &body)?;
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
    check(cx, body)?;
    Ok(rank_unstored(cx, caller, body, cx.now()))
}

fn rank_unstored(
    cx: &Context,
    caller: &Caller,
    body: &NewRequest,
    now: DateTime<Utc>,
) -> MatchesView {
    let request = new_record(cx, &InForce::of_settings(cx), caller, body, now);
    ranking(cx, &request, &body.children, &[], &cx.board.snapshot(), now)
}

fn check(cx: &Context, body: &NewRequest) -> Result<(), Error> {
    let mut wrong: Vec<FieldError> = cx.city("/city", &body.city).err().into_iter().collect();
    wrong.extend(cx.unknown_features("/needs", &body.needs));
    if wrong.is_empty() { Ok(()) } else { Err(Error::Invalid(wrong)) }
}

/// A request as it is born, without a reference.
pub(crate) fn new_record(
    cx: &Parts,
    policies: &InForce,
    caller: &Caller,
    body: &NewRequest,
    now: DateTime<Utc>,
) -> RequestRecord {
    let (policy, policy_version) = policies.of(body.urgency);
    let progress = policy.begin(Why::Unmatched, now, None);
    let mut needs = body.needs.clone();
    needs.sort_unstable();
    needs.dedup();
    RequestRecord {
        id: new_id(now),
        reference: String::new(),
        partner_id: caller.partner_id.unwrap_or_default(),
        created_by: Some(caller.account_id),
        city: body.city.clone(),
        urgency: body.urgency,
        needs,
        reach_km: body.max_km.unwrap_or(cx.settings.radius_km).min(MAX_REACH_KM),
        hold: body.hold,
        case_ref: body.case_ref.clone(),
        state: RequestState::Waiting,
        created_at: now,
        unmatched_since: now,
        ended_at: None,
        outcome: None,
        end_reason: None,
        policy: policy.clone(),
        policy_version,
        esc_why: progress.why,
        esc_since: progress.since,
        esc_cycle: progress.cycle,
        esc_step: progress.step,
        next_due_at: Some(progress.due),
        ack_by: None,
        ack_at: None,
        ack_until: None,
        ack_note: None,
        asked_at: None,
        version: 1,
    }
}

fn ranking(
    cx: &Parts,
    request: &RequestRecord,
    children: &[Child],
    refused: &[Uuid],
    board: &Snapshot,
    now: DateTime<Utc>,
) -> MatchesView {
    let ranking = matching::ask(cx, request, children, refused)
        .map_or(Ranking { matches: Vec::new(), excluded: Vec::new() }, |ask| {
            rank(&ask, board, &cx.settings.rules, now)
        });
    MatchesView::of(ranking, board, &request.needs)
}

/// The answer to a request that was just placed: ranked as it was decided, its own beds
/// counted as free.
pub(crate) fn ranked(call: &Call, placed: &Placed, board: &Snapshot) -> RankedRequest {
    let Placed { request, children, refusals, offer } = placed;
    let own = offer.as_ref().map_or(&[][..], |(_, beds)| beds);
    let board = with_own_beds_free(board, own);
    let mut ranked = ranking(&call.cx, request, children, &refusals.standing, &board, call.now);
    let view = offer.as_ref().map(|(offer, beds)| {
        // Others of its group may have changed the order since: what was promised stands first.
        if let Some(at) = ranked.matches.iter().position(|m| m.shelter_id == offer.shelter_id) {
            ranked.matches[..=at].rotate_right(1);
        }
        OfferView::of(offer, request, promised_beds(children, beds), &board)
    });
    RankedRequest { request: RequestView::of(request, children, view), ranked }
}

fn with_own_beds_free(board: &Snapshot, own: &[Uuid]) -> Snapshot {
    let mut change = BTreeMap::new();
    for pool in own {
        *change.entry(*pool).or_insert(0) -= 1;
    }
    board.with_promises(&change)
}

/// Roles that may look at requests at all.
pub const READERS: [Role; 2] = [Role::Outreach, Role::Coordinator];

/// Whether the caller may see a request in one of these roles; not seeing it is the same as its
/// not being there.
pub(crate) fn see(
    cx: &Parts,
    caller: &Caller,
    request: &RequestRecord,
    roles: &[Role],
) -> Result<(), Error> {
    let parties = Parties {
        outreach: Some(request.partner_id),
        shelter: None,
        cities: [Some(&request.city), None],
    };
    match caller.acts_as(roles, parties, &cx.cities) {
        Some(_) => Ok(()),
        None => Err(Error::NotFound("request")),
    }
}

/// The first answer to a new request, if the caller may still see the request. The outer error
/// is the database's.
pub(crate) async fn replay_created(
    tx: &mut Tx,
    cx: &Parts,
    caller: &Caller,
    first: &FirstAnswer,
    once: &Once,
) -> Result<Result<RankedRequest, Error>, StoreError> {
    let first: RankedRequest = match replay(first, once) {
        Ok(first) => first,
        Err(error) => return Ok(Err(error)),
    };
    let request = rows::get(tx, first.request.id).await?;
    let seen = match &request {
        Some(request) => see(cx, caller, request, &READERS),
        None => Err(Error::NotFound("request")),
    };
    Ok(seen.map(|()| first))
}

/// One request, with its offer.
///
/// # Errors
/// Forbidden to all but outreach and coordinators; not found beyond their own.
pub async fn get(cx: &Context, caller: &Caller, id: Uuid) -> Result<RequestView, Error> {
    require(caller, &READERS)?;
    let mut tx = cx.store.begin_read().await?;
    let request = rows::get(&mut tx, id).await?.ok_or(Error::NotFound("request"))?;
    see(cx, caller, &request, &READERS)?;
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
    cx: &Parts,
    requests: Vec<RequestRecord>,
) -> Result<Vec<RequestView>, Error> {
    let ids: Vec<Uuid> = requests.iter().map(|request| request.id).collect();
    let children = rows::children(tx, &ids).await?;
    let offers = offer_rows::of_requests(tx, &ids).await?;
    let shown: Vec<&OfferRecord> = offers.values().filter_map(|all| shown_offer(all)).collect();
    let shown_ids: Vec<Uuid> = shown.iter().map(|offer| offer.id).collect();
    let beds = offer_rows::beds(tx, &shown_ids).await?;
    let board = cx.board.snapshot();
    let view = |request: RequestRecord| {
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
pub struct Narrow {
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
    narrow: Narrow,
    page: Page,
) -> Result<Items<RequestView>, Error> {
    require(caller, &READERS)?;
    let filter = RequestFilter {
        states: narrow.state.into_iter().collect(),
        city: narrow.city,
        since: narrow.since,
        seen_by: seen_by(cx, caller, &READERS),
        escalated: None,
    };
    let mut tx = cx.store.begin_read().await?;
    let found = lists::list(&mut tx, &filter, page.cursor, page.limit + 1).await?;
    let Items { items, next_cursor } = Items::page(found, page.limit, |request| request.id);
    Ok(Items { items: views(&mut tx, cx, items).await?, next_cursor })
}

/// Whose requests a caller may see in these roles; `None` is everyone's.
pub(crate) fn seen_by(cx: &Parts, caller: &Caller, roles: &[Role]) -> Option<SeenBy> {
    let acts_as = |role| roles.contains(&role) && caller.is(role);
    if acts_as(Role::Coordinator) && caller.scope.national {
        return None;
    }
    let cities = if acts_as(Role::Coordinator) { covered_cities(cx, caller) } else { Vec::new() };
    let partner_id = if acts_as(Role::Outreach) { caller.partner_id } else { None };
    Some(SeenBy { partner_id, cities })
}

/// Codes of the cities in a coordinator's scope.
pub(crate) fn covered_cities(cx: &Parts, caller: &Caller) -> Vec<String> {
    cx.cities
        .iter()
        .filter(|city| caller.scope.covers(city))
        .map(|city| city.code.clone())
        .collect()
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
    let request = rows::get(&mut tx, id).await?.ok_or(Error::NotFound("request"))?;
    see(cx, caller, &request, &READERS)?;
    rankings(&mut tx, cx, &[request], board).await?.pop().ok_or(Error::NotFound("request"))
}

/// The same for several, in their order.
pub(crate) async fn rankings(
    tx: &mut Tx,
    cx: &Parts,
    requests: &[RequestRecord],
    board: &Snapshot,
) -> Result<Vec<MatchesView>, Error> {
    let ids: Vec<Uuid> = requests.iter().map(|request| request.id).collect();
    let children = rows::children(tx, &ids).await?;
    let offers = offer_rows::of_requests(tx, &ids).await?;
    let now = cx.clock.now();
    let ranked = |request: &RequestRecord| {
        let offers = offers.get(&request.id).map_or(&[][..], Vec::as_slice);
        let children = children.get(&request.id).map_or(&[][..], Vec::as_slice);
        let refusals = Refusals::of(offers, board);
        ranking(cx, request, children, &refusals.standing, board, now)
    };
    Ok(requests.iter().map(ranked).collect())
}

/// A request with every shelter, ranked as it is decided: beds that are promised to it count as
/// its own, so that the shelter which was chosen is among the matches, and says why.
///
/// # Errors
/// Forbidden to all but outreach and coordinators; not found beyond their own.
pub async fn look_at(
    cx: &Context,
    caller: &Caller,
    reference: &str,
) -> Result<RankedRequest, Error> {
    let request = find(cx, caller, reference).await?;
    let promised = request.offer.iter().filter(|offer| offer.state.is_live());
    let own: Vec<Uuid> = promised.flat_map(|offer| &offer.beds).map(|bed| bed.pool_id).collect();
    let board = with_own_beds_free(&cx.board.snapshot(), &own);
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
    part: Part,
) -> Result<Items<HistoryEntry>, Error> {
    require(caller, &READERS)?;
    let mut tx = cx.store.begin_read().await?;
    let request = rows::get(&mut tx, id).await?.ok_or(Error::NotFound("request"))?;
    see(cx, caller, &request, &READERS)?;
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
