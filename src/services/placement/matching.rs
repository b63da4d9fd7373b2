//! Placing: the one function that promises beds, for any number of requests at once.
//!
//! It decides them all with the matcher over the board, then writes them with one statement
//! a table. A ranking already read is never trusted: each promise is a conditional update.
//! Of a pool that was emptied meanwhile, or takes others than the board says, only the requests
//! that wanted it are decided again, in the same transaction.

use std::collections::{BTreeMap, BTreeSet, HashSet};

use chrono::{DateTime, Utc};
use uuid::Uuid;

use crate::board::Snapshot;
use crate::domain::bed::Pool;
use crate::domain::matcher::{Match, MatchQuery, Waiting, assign};
use crate::domain::offer::OfferState;
use crate::domain::request::Child;
use crate::domain::request::life::PlacementRequest;
use crate::services::notifications::about_requests;
use crate::services::placement::exclusions::Refusals;
use crate::services::{Context, Error, new_id};
use crate::store::operations::audit_log::{self, Entry};
use crate::store::placement::offers::{self, OfferRecord};
use crate::store::placement::requests;
use crate::store::shelters::pools::{self, Promise};
use crate::store::{StoreError, Tx};

/// What of a request is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Persist {
    /// All of it: it is new.
    Insert,
    /// What has changed in this transaction.
    Update,
    /// Nothing, unless it is placed.
    IfPlaced,
}

/// A request to place. It must be in state `waiting`, and locked unless it is new.
pub(crate) struct Item {
    pub request: PlacementRequest,
    pub children: Vec<Child>,
    /// Shelters that are not asked again.
    pub refusals: Refusals,
    pub persist: Persist,
}

/// A request that was placed, or goes on waiting.
pub(crate) struct Placed {
    pub request: PlacementRequest,
    pub children: Vec<Child>,
    pub refusals: Refusals,
    /// The offer that was made, and the pool of each child.
    pub offer: Option<(OfferRecord, Vec<Uuid>)>,
}

/// Most re-decisions of a transaction; each failed round has seen a concurrent change.
const ROUNDS: usize = 16;

/// Offers requests on that have just come to wait, because their offer has ended or their child
/// was found.
pub(crate) async fn offer_on(
    tx: &mut Tx,
    cx: &Context,
    actor: Option<Uuid>,
    requests: Vec<PlacementRequest>,
    now: DateTime<Utc>,
) -> Result<Vec<Placed>, Error> {
    let items = items(tx, requests, &cx.board.snapshot(), Persist::Update).await?;
    place(tx, cx, actor, items, now).await
}

/// Requests with what the matcher has to know of them.
pub(crate) async fn items(
    tx: &mut Tx,
    requests: Vec<PlacementRequest>,
    board: &Snapshot,
    persist: Persist,
) -> Result<Vec<Item>, Error> {
    let ids: Vec<Uuid> = requests.iter().map(|request| request.id).collect();
    let mut children = requests::children(tx, &ids).await?;
    let offers = offers::of_requests(tx, &ids).await?;
    let item = |request: PlacementRequest| Item {
        children: children.remove(&request.id).unwrap_or_default(),
        refusals: Refusals::of(offers.get(&request.id).map_or(&[], Vec::as_slice), board),
        request,
        persist,
    };
    Ok(requests.into_iter().map(item).collect())
}

/// Places requests in a transaction that is under way. Gives them in the same order.
pub(crate) async fn place(
    tx: &mut Tx,
    cx: &Context,
    actor: Option<Uuid>,
    items: Vec<Item>,
    now: DateTime<Utc>,
) -> Result<Vec<Placed>, Error> {
    let read_at = cx.board.availability_generation();
    let board = cx.board.in_transaction(tx);
    let choices = promise_beds(tx, cx, &items, board, now).await?;
    let placed = items.into_iter().zip(choices).map(|(item, choice)| settle(cx, item, choice, now));
    let placed = placed.collect::<Result<Vec<(Placed, Persist)>, Error>>()?;
    write(tx, actor, &placed, now).await?;
    if placed.iter().any(|(placed, _)| placed.offer.is_none() && placed.request.hold) {
        tx.note_waiting(read_at);
    }
    Ok(placed.into_iter().map(|(placed, _)| placed).collect())
}

/// Decides and promises until every choice holds.
///
/// # Errors
/// A race when beds change hands again and again; the transaction is then run anew.
async fn promise_beds(
    tx: &mut Tx,
    cx: &Context,
    items: &[Item],
    mut board: Snapshot,
    now: DateTime<Utc>,
) -> Result<Vec<Option<Match>>, Error> {
    let open: Vec<usize> = (0..items.len()).filter(|&at| items[at].request.hold).collect();
    let mut choices = vec![None; items.len()];
    decide(cx, items, &open, &board, now, &mut choices);
    let mut held: BTreeMap<Uuid, i32> = BTreeMap::new();
    for _ in 0..ROUNDS {
        let wanted = beds_wanted(&choices);
        let change = difference(&wanted, &held);
        let done = pools::promise_many(tx, &change).await?;
        for pool in &done {
            held.insert(pool.id, wanted.get(&pool.id).copied().unwrap_or(0));
        }
        let is_reshaped = |pool: &&Pool| takes_others_than_known(&board, pool);
        let reshaped: Vec<Uuid> = done.iter().filter(is_reshaped).map(|pool| pool.id).collect();
        if done.len() == change.len() && reshaped.is_empty() {
            return Ok(choices);
        }
        let touched: HashSet<Uuid> = done.iter().map(|pool| pool.id).collect();
        let emptied: Vec<Uuid> =
            change.iter().map(|p| p.pool_id).filter(|id| !touched.contains(id)).collect();
        board = board.with_pools(&done).with_pools(&pools::get_many(tx, &emptied).await?);
        let lost: Vec<Uuid> = emptied.into_iter().chain(reshaped).collect();
        let again: Vec<usize> = open
            .iter()
            .copied()
            .filter(|&at| choices[at].as_ref().is_some_and(|m| wants_any(m, &lost)))
            .collect();
        for &at in &again {
            choices[at] = None;
        }
        let seen = with_our_beds_given_back(&board, &held, &beds_wanted(&choices));
        decide(cx, items, &again, &seen, now, &mut choices);
    }
    Err(StoreError::Race("beds changed hands too fast".to_owned()).into())
}

/// Decides the requests at these places, together, over the board: first among the shelters
/// that were not asked yet, then, for those without a bed, also among those that did not answer
/// but have reported since.
fn decide(
    cx: &Context,
    items: &[Item],
    open: &[usize],
    board: &Snapshot,
    now: DateTime<Utc>,
    choices: &mut [Option<Match>],
) {
    let kept = beds_wanted(choices);
    assign_all(cx, items, open, board, now, choices, |item| &item.refusals.at_first);
    let left: Vec<usize> = open
        .iter()
        .copied()
        .filter(|&at| choices[at].is_none() && items[at].refusals.has_lapsed())
        .collect();
    if left.is_empty() {
        return;
    }
    let mut taken = beds_wanted(choices);
    for (pool, beds) in kept {
        *taken.entry(pool).or_insert(0) -= beds;
    }
    let board = board.with_promises(&taken);
    assign_all(cx, items, &left, &board, now, choices, |item| &item.refusals.standing);
}

fn assign_all<'a>(
    cx: &'a Context,
    items: &'a [Item],
    open: &[usize],
    board: &Snapshot,
    now: DateTime<Utc>,
    choices: &mut [Option<Match>],
    refused: impl Fn(&'a Item) -> &'a [Uuid],
) {
    let (places, waiting): (Vec<usize>, Vec<Waiting<'_>>) = open
        .iter()
        .filter_map(|&at| {
            let item = &items[at];
            let ask = ask(cx, &item.request, &item.children, refused(item))?;
            let request = &item.request;
            let since = request.created_at;
            Some((at, Waiting { id: request.id, urgency: request.urgency, since, ask }))
        })
        .unzip();
    let found = assign(&waiting, board, &cx.settings.rules, now);
    for (at, choice) in places.into_iter().zip(found) {
        choices[at] = choice;
    }
}

/// A request as the matcher sees it; `None` when its city is no longer in the table.
pub(crate) fn ask<'a>(
    cx: &'a Context,
    request: &PlacementRequest,
    children: &'a [Child],
    refused: &'a [Uuid],
) -> Option<MatchQuery<'a>> {
    let needs = cx.features.set(&request.needs);
    Some(MatchQuery {
        city: cx.cities.get(&request.city)?,
        children,
        needs,
        reach_km: request.reach_km,
        refused,
    })
}

/// Whether a pool has been changed to take others than the board says.
fn takes_others_than_known(board: &Snapshot, pool: &Pool) -> bool {
    let takes = |one: &Pool| (one.gender, one.age_min, one.age_max);
    board.known(pool).is_some_and(|known| takes(known) != takes(pool))
}

fn wants_any(choice: &Match, pools: &[Uuid]) -> bool {
    choice.beds.iter().any(|bed| pools.contains(bed))
}

fn beds_wanted(choices: &[Option<Match>]) -> BTreeMap<Uuid, i32> {
    let mut wanted = BTreeMap::new();
    for bed in choices.iter().flatten().flat_map(|choice| &choice.beds) {
        *wanted.entry(*bed).or_insert(0) += 1;
    }
    wanted
}

/// Promises of the same pool added up, in order of pool.
pub(crate) fn summed(promises: impl Iterator<Item = Promise>) -> Vec<Promise> {
    let mut by_pool = BTreeMap::new();
    for promise in promises {
        let sum = by_pool.entry(promise.pool_id).or_insert(Promise { beds: 0, ..promise });
        sum.beds += promise.beds;
    }
    by_pool.into_values().collect()
}

/// The promises to make or give back, in order of pool, to go from `held` to `wanted`.
fn difference(wanted: &BTreeMap<Uuid, i32>, held: &BTreeMap<Uuid, i32>) -> Vec<Promise> {
    let pools: BTreeSet<Uuid> = wanted.keys().chain(held.keys()).copied().collect();
    let count = |map: &BTreeMap<Uuid, i32>, id: Uuid| map.get(&id).copied().unwrap_or(0);
    pools
        .into_iter()
        .map(|id| Promise {
            pool_id: id,
            beds: count(wanted, id) - count(held, id),
            even_closed: false,
        })
        .filter(|promise| promise.beds != 0)
        .collect()
}

/// The board as those who are decided again must see it: beds this transaction holds are
/// theirs to take, but for those the other requests of it keep.
fn with_our_beds_given_back(
    board: &Snapshot,
    held: &BTreeMap<Uuid, i32>,
    kept: &BTreeMap<Uuid, i32>,
) -> Snapshot {
    let mut change = kept.clone();
    for (pool, beds) in held {
        *change.entry(*pool).or_insert(0) -= beds;
    }
    board.with_promises(&change)
}

/// Makes an offer of a choice.
fn settle(
    cx: &Context,
    item: Item,
    choice: Option<Match>,
    now: DateTime<Utc>,
) -> Result<(Placed, Persist), Error> {
    let Item { mut request, children, refusals, mut persist } = item;
    let Some(choice) = choice else {
        return Ok((Placed { request, children, refusals, offer: None }, persist));
    };
    request.offered()?;
    if persist == Persist::IfPlaced {
        persist = Persist::Update;
    }
    let offer = Some((new_offer(cx, &request, choice.shelter_id, now), choice.beds));
    Ok((Placed { request, children, refusals, offer }, persist))
}

/// A pending offer of a shelter to a request.
pub(crate) fn new_offer(
    cx: &Context,
    request: &PlacementRequest,
    shelter_id: Uuid,
    now: DateTime<Utc>,
) -> OfferRecord {
    OfferRecord {
        id: new_id(now),
        request_id: request.id,
        shelter_id,
        state: OfferState::Pending,
        created_at: now,
        expires_at: now + cx.settings.offer_ttl,
        changed_at: now,
        accepted_at: None,
        arrived_at: None,
        chosen_by: None,
        override_reason: None,
        decline_reason: None,
        decline_detail: None,
    }
}

/// Writes requests, offers, mail and audit, one statement a table.
async fn write(
    tx: &mut Tx,
    actor: Option<Uuid>,
    placed: &[(Placed, Persist)],
    now: DateTime<Utc>,
) -> Result<(), Error> {
    let of = |wanted: Persist| {
        placed.iter().filter(move |(_, persist)| *persist == wanted).map(|(placed, _)| placed)
    };
    let new: Vec<_> =
        of(Persist::Insert).map(|p| (p.request.clone(), p.children.clone())).collect();
    requests::insert_many(tx, &new).await.map_err(again_with_another_reference)?;
    let changed: Vec<_> = of(Persist::Update).map(|p| p.request.clone()).collect();
    requests::save_many(tx, &changed).await?;
    let offers: Vec<_> = placed.iter().filter_map(|(p, _)| p.offer.clone()).collect();
    offers::insert_many(tx, &offers).await?;
    let mut entries = Vec::with_capacity(new.len() + offers.len());
    for (request, _) in &new {
        let by = request.created_by.or(actor);
        entries.push(Entry::new(by, "request.create", request.id).about(request.id));
    }
    for (offer, beds) in &offers {
        let detail = serde_json::json!({ "shelter_id": offer.shelter_id, "beds": beds.len() });
        entries
            .push(Entry::new(actor, "offer.create", offer.id).about(offer.request_id).with(detail));
    }
    audit_log::insert_many(tx, &entries, now).await?;
    let made = placed.iter().filter_map(|(p, _)| Some((&p.request, &p.offer.as_ref()?.0)));
    about_requests::tell_shelters(tx, &made.collect::<Vec<_>>(), now).await?;
    Ok(())
}

/// On a collision of references the transaction runs again and makes new ones.
fn again_with_another_reference(error: StoreError) -> StoreError {
    if error.breaks("placement_request_reference_unique") {
        StoreError::Race("a reference was in use".to_owned())
    } else {
        error
    }
}
