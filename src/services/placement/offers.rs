//! Offers: listed, accepted, declined (offered on at once), arrived, no-show, departed; and expiry.

use std::collections::{BTreeMap, HashMap};
use std::marker::PhantomData;

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use uuid::Uuid;

use crate::domain::account::{Caller, Parties, Role};
use crate::domain::bed::Pool;
use crate::domain::offer::{DeclineReason, OfferAction, OfferState, Transition};
use crate::domain::request::life::{Follow, PlacementRequest};
use crate::services::authorisation::{As, Nobody, OfferReader, Right, Service, ShelterStaff};
use crate::services::notifications::about_requests;
use crate::services::placement::contacts::{Contacts, offer_view};
use crate::services::placement::matching;
use crate::services::placement::visibility::coordinated_cities;
use crate::services::views::{Items, OfferView, offered_beds};
use crate::services::{Call, Context, Error, Page, UseCase};
use crate::store::Tx;
use crate::store::operations::audit_log::{self, Entry};
use crate::store::placement::offers::{OfferBed, OfferFilter, OfferRecord, OfferVisibility};
use crate::store::placement::{offers as rows, requests as request_rows};
use crate::store::shelters::pools::{self, CountChange, Promise};
use crate::store::shelters::shelter;

/// Offers the caller may see, newest first.
pub async fn list(
    cx: &Context,
    caller: &As<OfferReader>,
    state: Option<OfferState>,
    page: Page,
) -> Result<Items<OfferView>, Error> {
    let filter = OfferFilter { state, seen_by: seen_by(cx, caller) };
    let mut tx = cx.store.begin_read().await?;
    let found = rows::list(&mut tx, &filter, page.cursor, page.limit + 1).await?;
    let page = Items::page(found, page.limit, |offer| offer.id);
    let offer_ids: Vec<Uuid> = page.items.iter().map(|offer| offer.id).collect();
    let request_ids: Vec<Uuid> = page.items.iter().map(|offer| offer.request_id).collect();
    let beds = rows::beds(&mut tx, &offer_ids).await?;
    let requests = request_rows::get_many(&mut tx, &request_ids).await?;
    let of = |offer: &OfferRecord| requests.iter().find(|one| one.id == offer.request_id);
    let about = page.items.iter().filter_map(|offer| Some((of(offer)?, Some(offer.shelter_id))));
    let contacts = Contacts::load(&mut tx, cx, &Vec::from_iter(about), cx.now()).await?;
    let board = cx.board.with_history();
    let views = page.items.iter().filter_map(|offer| {
        let request = of(offer)?;
        let beds = offered_beds(beds.iter().filter(|bed| bed.offer_id == offer.id));
        Some(OfferView::of(offer, request, beds, &board, contacts.of(offer, request)))
    });
    Ok(Items { items: views.collect(), next_cursor: page.next_cursor })
}

fn seen_by(cx: &Context, caller: &Caller) -> Option<OfferVisibility> {
    if caller.is(Role::Coordinator) && caller.scope.national {
        return None;
    }
    let mine = |role| caller.partner_id.filter(|_| caller.is(role));
    Some(OfferVisibility {
        shelter_partner: mine(Role::Shelter),
        outreach_partner: mine(Role::Outreach),
        cities: coordinated_cities(cx, caller),
    })
}

/// Not found unless the caller is a party to the offer.
pub async fn get(cx: &Context, caller: &As<OfferReader>, id: Uuid) -> Result<OfferView, Error> {
    let mut tx = cx.store.begin_read().await?;
    let offer = rows::get(&mut tx, id).await?.ok_or(Error::NotFound("offer"))?;
    let request =
        request_rows::get(&mut tx, offer.request_id).await?.ok_or(Error::NotFound("offer"))?;
    check_party(&mut tx, cx, caller, &offer, &request).await?;
    let beds = rows::beds(&mut tx, &[id]).await?;
    offer_view(&mut tx, cx, (&offer, &beds), &request, cx.now()).await
}

/// Not found unless the caller is a party to the offer.
async fn check_party(
    tx: &mut Tx,
    cx: &Context,
    caller: &Caller,
    offer: &OfferRecord,
    request: &PlacementRequest,
) -> Result<(), Error> {
    let is_party = is_party_as(tx, cx, (caller, Role::ALL), offer, request).await?;
    if is_party { Ok(()) } else { Err(Error::NotFound("offer")) }
}

/// Whether the caller is a party to the offer in any of these roles.
pub(crate) async fn is_party_as(
    tx: &mut Tx,
    cx: &Context,
    (caller, roles): (&Caller, &[Role]),
    offer: &OfferRecord,
    request: &PlacementRequest,
) -> Result<bool, Error> {
    let shelter = shelter::get(tx, offer.shelter_id).await?.ok_or(Error::NotFound("offer"))?;
    let parties = Parties {
        outreach: Some(request.partner_id),
        shelter: Some(shelter.partner_id),
        cities: [Some(&request.city), Some(&shelter.city)],
    };
    Ok(caller.is_party_as(roles, parties, &cx.cities))
}

/// An action on an offer, with its input.
#[derive(Clone, Debug)]
enum Answer {
    Accept,
    Decline(Decline),
    Arrive,
    NoShow,
    Depart,
}

/// Why a shelter says no.
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = Refusal)]
pub struct Decline {
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

/// Acts on an offer. After a decline the request is offered on in the same transaction. Wrong state
/// when the offer's state does not allow the action.
pub struct AnswerOffer<R, const PLACES: bool = false> {
    id: Uuid,
    answer: Answer,
    right: PhantomData<R>,
}

impl<R, const PLACES: bool> AnswerOffer<R, PLACES> {
    fn new(id: Uuid, answer: Answer) -> Self {
        Self { id, answer, right: PhantomData }
    }
}

/// For the shelter, or a coordinator in its place.
impl AnswerOffer<ShelterStaff> {
    pub fn accept(id: Uuid) -> Self {
        Self::new(id, Answer::Accept)
    }

    pub fn depart(id: Uuid) -> Self {
        Self::new(id, Answer::Depart)
    }
}

/// For the shelter, or a coordinator in its place; places the request elsewhere.
impl AnswerOffer<ShelterStaff, true> {
    pub fn decline(id: Uuid, decline: Decline) -> Self {
        Self::new(id, Answer::Decline(decline))
    }
}

/// For the team too.
impl AnswerOffer<OfferReader> {
    pub fn arrive(id: Uuid) -> Self {
        Self::new(id, Answer::Arrive)
    }

    pub fn no_show(id: Uuid) -> Self {
        Self::new(id, Answer::NoShow)
    }
}

impl<R: Right, const PLACES: bool> UseCase for AnswerOffer<R, PLACES> {
    type Answer = OfferView;
    type Right = R;
    const PLACES: bool = PLACES;

    async fn run(&self, tx: &mut Tx, call: &Call) -> Result<OfferView, Error> {
        let (id, answer) = (self.id, &self.answer);
        let (mut request, mut offer) = lock_offer(tx, call, id).await?;
        let transition =
            answer.action().from(offer.state).ok_or(Error::WrongState(offer.state.code()))?;
        if let Answer::Decline(decline) = answer {
            offer.decline_reason = Some(decline.reason);
            offer.decline_detail.clone_from(&decline.detail);
        }
        let in_time = call.now < offer.expires_at;
        if matches!(answer, Answer::Accept | Answer::Decline(_)) {
            shelter::note_answers(tx, &[(offer.shelter_id, in_time, 1)]).await?;
        }
        offer.move_to(transition.offer, call.now);
        rows::save_many(tx, std::slice::from_ref(&offer)).await?;
        let beds = rows::beds(tx, &[id]).await?;
        let before = pools::lock_many(tx, &pools_of_beds(&beds)).await?;
        let after = pools::change_counts(tx, &moves(&beds, transition)).await?;
        if offer.decline_reason.is_some_and(DeclineReason::is_no_bed) {
            // The count was wrong: the matcher prefers other pools until the next count.
            pools::doubt_many(tx, &pools_of_beds(&beds)).await?;
        }
        let mut detail = serde_json::json!({ "reason": offer.decline_reason });
        if transition.free != 0 {
            detail["free"] = serde_json::json!(free_changes(&before, &after));
        }
        let entry =
            Entry::new(call.actor(), answer.audit_action(), id).about(request.id).with(detail);
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
        offer_view(tx, &call.cx, (&offer, &beds), &request, call.now).await
    }
}

/// Locks the request of an offer; not found unless the caller is a party to it.
pub(crate) async fn lock_offer(
    tx: &mut Tx,
    call: &Call,
    id: Uuid,
) -> Result<(PlacementRequest, OfferRecord), Error> {
    let seen = rows::get(tx, id).await?.ok_or(Error::NotFound("offer"))?;
    let request = request_rows::lock(tx, seen.request_id).await?.ok_or(Error::NotFound("offer"))?;
    // Read again under the request's lock, which every change of an offer holds.
    let offer = rows::get(tx, id).await?.ok_or(Error::NotFound("offer"))?;
    check_party(tx, &call.cx, call.caller()?, &offer, &request).await?;
    Ok((request, offer))
}

/// The pools of beds, sorted, each once.
pub(crate) fn pools_of_beds(beds: &[OfferBed]) -> Vec<Uuid> {
    let mut ids: Vec<Uuid> = beds.iter().map(|bed| bed.pool_id).collect();
    ids.sort_unstable();
    ids.dedup();
    ids
}

/// The changes of a transition to the counts of the offer's pools.
pub(crate) fn moves(beds: &[OfferBed], transition: Transition) -> Vec<CountChange> {
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

/// By how much `free` of pools has changed, which is not always what was asked for: it stays
/// between 0 and the capacity. Undoing needs it.
fn free_changes(before: &[Pool], after: &[Pool]) -> BTreeMap<Uuid, i32> {
    let change = |pool: &Pool| {
        let was = before.iter().find(|was| was.id == pool.id)?;
        Some((pool.id, pool.free - was.free))
    };
    after.iter().filter_map(change).collect()
}

/// Expires a batch of pending offers and offers their requests on. Returns how many; call until 0.
pub async fn expire(cx: &Context) -> Result<usize, Error> {
    let mut tx = cx.store.begin_read().await?;
    let any = !rows::expired(&mut tx, cx.now(), 1).await?.is_empty();
    drop(tx);
    if !any {
        return Ok(0);
    }
    cx.write(Service, Expire).await
}

/// Offers expired in one transaction.
const BATCH: i64 = 200;

/// Expires a batch of pending offers; returns how many.
pub(crate) struct Expire;

impl UseCase for Expire {
    type Answer = usize;
    type Right = Nobody;
    const PLACES: bool = true;

    async fn run(&self, tx: &mut Tx, call: &Call) -> Result<usize, Error> {
        let now = call.now;
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
        matching::offer_on(tx, &call.cx, None, requests, now).await?;
        Ok(seen.len())
    }
}
