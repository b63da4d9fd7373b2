//! Offers: a shelter answers, a child arrives or does not.

use std::collections::{BTreeMap, HashMap};

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use uuid::Uuid;

use crate::domain::account::{Caller, Parties, Role};
use crate::domain::offer::{DeclineReason, OfferAction, OfferState, Transition};
use crate::domain::request::life::{Follow, PlacementRequest};
use crate::services::notifications::about_requests;
use crate::services::placement::matching;
use crate::services::placement::visibility::covered_cities;
use crate::services::views::{Items, OfferView, offered_beds};
use crate::services::{Actor, Call, Context, Error, Page, UseCase, require};
use crate::store::Tx;
use crate::store::idempotency::IdempotencyKey;
use crate::store::operations::audit_log::{self, Entry};
use crate::store::placement::offers::{OfferBed, OfferFilter, OfferRecord, OfferVisibility};
use crate::store::placement::{offers as rows, requests as request_rows};
use crate::store::shelters::pools::{self, CountChange, Promise};
use crate::store::shelters::shelter;

/// Roles that may look at offers at all.
pub const READERS: [Role; 3] = [Role::Shelter, Role::Outreach, Role::Coordinator];

/// Offers the caller may see, newest first.
///
/// # Errors
/// Forbidden to observers and administrators.
pub async fn list(
    cx: &Context,
    caller: &Caller,
    state: Option<OfferState>,
    page: Page,
) -> Result<Items<OfferView>, Error> {
    require(caller, &READERS)?;
    let filter = OfferFilter { state, seen_by: seen_by(cx, caller) };
    let mut tx = cx.store.begin_read().await?;
    let found = rows::list(&mut tx, &filter, page.cursor, page.limit + 1).await?;
    let page = Items::page(found, page.limit, |offer| offer.id);
    let offer_ids: Vec<Uuid> = page.items.iter().map(|offer| offer.id).collect();
    let request_ids: Vec<Uuid> = page.items.iter().map(|offer| offer.request_id).collect();
    let beds = rows::beds(&mut tx, &offer_ids).await?;
    let requests = request_rows::get_many(&mut tx, &request_ids).await?;
    let board = cx.board.snapshot();
    let views = page.items.iter().filter_map(|offer| {
        let request = requests.iter().find(|request| request.id == offer.request_id)?;
        let beds = offered_beds(beds.iter().filter(|bed| bed.offer_id == offer.id));
        Some(OfferView::of(offer, request, beds, &board))
    });
    Ok(Items { items: views.collect(), next_cursor: page.next_cursor })
}

fn seen_by(cx: &Context, caller: &Caller) -> Option<OfferVisibility> {
    let coordinates = caller.is(Role::Coordinator);
    if coordinates && caller.scope.national {
        return None;
    }
    let mine = |role| if caller.is(role) { caller.partner_id } else { None };
    Some(OfferVisibility {
        shelter_partner: mine(Role::Shelter),
        outreach_partner: mine(Role::Outreach),
        cities: if coordinates { covered_cities(cx, caller) } else { Vec::new() },
    })
}

/// One offer.
///
/// # Errors
/// Forbidden to observers and administrators; not found beyond the caller's own.
pub async fn get(cx: &Context, caller: &Caller, id: Uuid) -> Result<OfferView, Error> {
    require(caller, &READERS)?;
    let mut tx = cx.store.begin_read().await?;
    let offer = rows::get(&mut tx, id).await?.ok_or(Error::NotFound("offer"))?;
    let request =
        request_rows::get(&mut tx, offer.request_id).await?.ok_or(Error::NotFound("offer"))?;
    party(&mut tx, cx, caller, &offer, &request, &READERS).await?;
    let beds = rows::beds(&mut tx, &[id]).await?;
    Ok(OfferView::of(&offer, &request, offered_beds(beds.iter()), &cx.board.snapshot()))
}

/// Refuses a caller who is no party to the offer in any of the roles.
async fn party(
    tx: &mut Tx,
    cx: &Context,
    caller: &Caller,
    offer: &OfferRecord,
    request: &PlacementRequest,
    roles: &[Role],
) -> Result<(), Error> {
    let shelter = shelter::get(tx, offer.shelter_id).await?.ok_or(Error::NotFound("offer"))?;
    let parties = Parties {
        outreach: Some(request.partner_id),
        shelter: Some(shelter.partner_id),
        cities: [Some(&request.city), Some(&shelter.city)],
    };
    match caller.acts_as(roles, parties, &cx.cities) {
        Some(_) => Ok(()),
        None => Err(Error::NotFound("offer")),
    }
}

/// What a person does to an offer, with what goes with it.
#[derive(Clone, Debug)]
pub enum Answer {
    /// The shelter says yes.
    Accept,
    /// The shelter says no.
    Decline(Refusal),
    /// The child has arrived.
    Arrive,
    /// The child did not come.
    NoShow,
    /// The child has left.
    Depart,
}

/// Why a shelter says no.
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Refusal {
    /// A coded reason.
    pub reason: DeclineReason,
    /// The same in a few words, never anything about a child.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(min_length = 1, max_length = 200)]
    pub detail: Option<String>,
}

impl Answer {
    fn action(&self) -> OfferAction {
        match self {
            Self::Accept => OfferAction::Accept,
            Self::Decline(_) => OfferAction::Decline,
            Self::Arrive => OfferAction::Arrive,
            Self::NoShow => OfferAction::NoShow,
            Self::Depart => OfferAction::Depart,
        }
    }

    /// Shelters and coordinators may do all; a team may say that its child has arrived, or that
    /// it has lost contact.
    fn roles(&self) -> &'static [Role] {
        match self {
            Self::Arrive | Self::NoShow => &[Role::Shelter, Role::Coordinator, Role::Outreach],
            _ => &[Role::Shelter, Role::Coordinator],
        }
    }

    fn audit_action(&self) -> &'static str {
        match self {
            Self::Accept => "offer.accept",
            Self::Decline(_) => "offer.decline",
            Self::Arrive => "offer.arrive",
            Self::NoShow => "offer.no_show",
            Self::Depart => "offer.depart",
        }
    }
}

/// Carries out what a person does to an offer. A refused request is offered on in the same
/// transaction.
///
/// # Errors
/// Wrong state when the offer is not in one that allows it.
pub async fn answer(
    cx: &Context,
    caller: &Caller,
    once: Option<IdempotencyKey>,
    id: Uuid,
    answer: Answer,
) -> Result<OfferView, Error> {
    require(caller, answer.roles())?;
    match answer {
        Answer::Decline(_) => cx.carry_out(caller, once, AnswerOffer::<true> { id, answer }).await,
        _ => cx.carry_out(caller, once, AnswerOffer::<false> { id, answer }).await,
    }
}

/// An answer to an offer; one that places offers the request on.
struct AnswerOffer<const PLACES: bool> {
    id: Uuid,
    answer: Answer,
}

impl<const PLACES: bool> UseCase for AnswerOffer<PLACES> {
    type Answer = OfferView;
    const PLACES: bool = PLACES;

    async fn run(&self, tx: &mut Tx, call: &Call) -> Result<OfferView, Error> {
        move_on(tx, call, self.id, &self.answer).await
    }
}

async fn move_on(tx: &mut Tx, call: &Call, id: Uuid, answer: &Answer) -> Result<OfferView, Error> {
    let (mut request, mut offer) = lock_offer(tx, call, id, answer.roles()).await?;
    let transition =
        answer.action().from(offer.state).ok_or(Error::WrongState(offer.state.code()))?;
    if let Answer::Decline(refusal) = answer {
        offer.decline_reason = Some(refusal.reason);
        offer.decline_detail.clone_from(&refusal.detail);
    }
    let in_time = call.now < offer.expires_at;
    if matches!(answer, Answer::Accept | Answer::Decline(_)) {
        shelter::note_answers(tx, &[(offer.shelter_id, in_time, 1)]).await?;
    }
    offer.move_to(transition.offer, call.now);
    rows::save_many(tx, std::slice::from_ref(&offer)).await?;
    let beds = rows::beds(tx, &[id]).await?;
    pools::lock_many(tx, &pools_of_beds(&beds)).await?;
    pools::change_counts(tx, &moves(&beds, transition)).await?;
    if offer.decline_reason.is_some_and(DeclineReason::is_no_bed) {
        // The count said otherwise: the next child is sent elsewhere first, if there is a choice.
        pools::doubt_many(tx, &pools_of_beds(&beds)).await?;
    }
    let detail = serde_json::json!({ "reason": offer.decline_reason });
    let entry = Entry::new(call.actor(), answer.audit_action(), id).about(request.id).with(detail);
    audit_log::insert(tx, entry, call.now).await?;
    let (now, waits) = (call.now, call.cx.settings.waits());
    let follow = match answer {
        Answer::Accept => request.accepted(now, &waits)?,
        Answer::Decline(_) => request.declined()?,
        Answer::Arrive => request.arrived(now)?,
        Answer::NoShow => request.no_show(now)?,
        Answer::Depart => Follow::default(),
    };
    about_requests::follow(tx, &[(&request, Some(&offer), follow)], now).await?;
    if let Answer::Decline(_) = answer {
        let placed = matching::offer_on(tx, &call.cx, None, vec![request], now).await?;
        let placed = placed.into_iter().next().ok_or(Error::NotFound("request"))?;
        request = placed.request;
    } else {
        request_rows::save_many(tx, std::slice::from_ref(&request)).await?;
    }
    Ok(OfferView::of(&offer, &request, offered_beds(beds.iter()), &call.cx.board.snapshot()))
}

/// Locks the request of an offer to which the caller is a party in one of these roles.
pub(crate) async fn lock_offer(
    tx: &mut Tx,
    call: &Call,
    id: Uuid,
    roles: &[Role],
) -> Result<(PlacementRequest, OfferRecord), Error> {
    let seen = rows::get(tx, id).await?.ok_or(Error::NotFound("offer"))?;
    let request = request_rows::lock(tx, seen.request_id).await?.ok_or(Error::NotFound("offer"))?;
    // Read again under the request's lock, which every change of an offer holds.
    let offer = rows::get(tx, id).await?.ok_or(Error::NotFound("offer"))?;
    party(tx, &call.cx, call.caller()?, &offer, &request, roles).await?;
    Ok((request, offer))
}

/// The pools of beds, each once, in order.
pub(crate) fn pools_of_beds(beds: &[OfferBed]) -> Vec<Uuid> {
    let mut ids: Vec<Uuid> = beds.iter().map(|bed| bed.pool_id).collect();
    ids.sort_unstable();
    ids.dedup();
    ids
}

/// What a transition does to the pools of an offer, added up by pool.
fn moves(beds: &[OfferBed], transition: Transition) -> Vec<CountChange> {
    let mut by_pool = BTreeMap::new();
    for bed in beds {
        let change = by_pool.entry(bed.pool_id).or_insert(CountChange {
            pool_id: bed.pool_id,
            promised: 0,
            free: 0,
        });
        change.promised += transition.promised;
        change.free += transition.free;
    }
    by_pool.into_values().filter(|change| change.promised != 0 || change.free != 0).collect()
}

/// Ends pending offers whose time has run out, and offers their requests on. Gives how many;
/// to be called until there are none.
///
/// # Errors
/// When the database fails.
pub async fn expire(cx: &Context) -> Result<usize, Error> {
    let mut tx = cx.store.begin_read().await?;
    let any = !rows::expired(&mut tx, cx.now(), 1).await?.is_empty();
    drop(tx);
    if !any {
        return Ok(0);
    }
    cx.write(Actor::Service, Expire).await
}

struct Expire;

impl UseCase for Expire {
    type Answer = usize;
    const PLACES: bool = true;

    async fn run(&self, tx: &mut Tx, call: &Call) -> Result<usize, Error> {
        end_expired(tx, &call.cx, call.now).await
    }
}

/// Offers ended in one transaction.
const BATCH: i64 = 200;

async fn end_expired(tx: &mut Tx, cx: &Context, now: DateTime<Utc>) -> Result<usize, Error> {
    let seen = rows::expired(tx, now, BATCH).await?;
    if seen.is_empty() {
        return Ok(0);
    }
    let ids: Vec<Uuid> = seen.iter().map(|offer| offer.request_id).collect();
    let requests = request_rows::lock_many(tx, &ids).await?;
    let mut requests: HashMap<Uuid, PlacementRequest> =
        requests.into_iter().map(|request| (request.id, request)).collect();
    // Read again under the locks: some may have been answered meanwhile.
    let offers = rows::expired(tx, now, BATCH).await?;
    let mut ended = Vec::new();
    for mut offer in offers {
        let Some(mut request) = requests.remove(&offer.request_id) else { continue };
        let follow = request.expired()?;
        offer.move_to(OfferState::Expired, now);
        ended.push((offer, request, follow));
    }
    let offers: Vec<OfferRecord> = ended.iter().map(|(offer, ..)| offer.clone()).collect();
    rows::save_many(tx, &offers).await?;
    let offer_ids: Vec<Uuid> = offers.iter().map(|offer| offer.id).collect();
    let beds = rows::beds(tx, &offer_ids).await?;
    let back =
        beds.iter().map(|bed| Promise { pool_id: bed.pool_id, beds: -1, even_closed: false });
    pools::promise_many(tx, &matching::summed(back)).await?;
    let mut unanswered: BTreeMap<Uuid, i64> = BTreeMap::new();
    for offer in &offers {
        *unanswered.entry(offer.shelter_id).or_default() += 1;
    }
    let unanswered = unanswered.into_iter().map(|(shelter_id, many)| (shelter_id, false, many));
    shelter::note_answers(tx, &unanswered.collect::<Vec<_>>()).await?;
    let entries: Vec<Entry> = offers
        .iter()
        .map(|offer| Entry::new(None, "offer.expire", offer.id).about(offer.request_id))
        .collect();
    audit_log::insert_many(tx, &entries, now).await?;
    let happened = ended.iter().map(|(offer, request, follow)| (request, Some(offer), *follow));
    about_requests::follow(tx, &happened.collect::<Vec<_>>(), now).await?;
    let requests = ended.into_iter().map(|(_, request, _)| request).collect();
    matching::offer_on(tx, cx, None, requests, now).await?;
    Ok(seen.len())
}
