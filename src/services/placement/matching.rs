//! Places requests: matches any number at once and promises their beds. `offer_on` is for requests
//! whose offer has ended. A coordinator's manual offer promises on its own (`manual_offer.rs`).
//!
//! The matcher decides all requests over the board; then each table is written by one statement.
//! The board may be outdated, so each promise is a conditional update. If a pool was emptied
//! meanwhile, or now takes others, only the requests that wanted it are decided again, in the same
//! transaction.

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
use crate::services::placement::exclusions::AskedBefore;
use crate::services::{Context, Error, new_id};
use crate::store::operations::audit_log::{self, Entry};
use crate::store::placement::offers::{self, OfferRecord};
use crate::store::placement::requests;
use crate::store::shelters::pools::{self, Promise};
use crate::store::shelters::shelter;
use crate::store::{StoreError, Tx};

/// How a request is saved after placing.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Persist {
    /// Insert: it is new.
    Insert,
    /// Update, placed or not.
    Update,
    /// Update only if it is placed.
    IfPlaced,
}

/// A request to place. It must be in state `waiting`, and locked unless it is new.
pub(crate) struct Item {
    pub request: PlacementRequest,
    pub children: Vec<Child>,
    /// Shelters that it was offered to before.
    pub asked_before: AskedBefore,
    pub persist: Persist,
}

/// A request after placing: with an offer, or still waiting.
pub(crate) struct Placed {
    pub request: PlacementRequest,
    pub children: Vec<Child>,
    pub asked_before: AskedBefore,
    /// The offer, and the pool of each child.
    pub offer: Option<(OfferRecord, Vec<Uuid>)>,
}

/// Most rounds of deciding and promising; each one that fails met a concurrent change.
const ROUNDS: usize = 16;

/// Places requests that have just returned to `waiting`: their offer has ended, or their child was
/// found.
pub(crate) async fn offer_on(
    tx: &mut Tx,
    cx: &Context,
    actor: Option<Uuid>,
    requests: Vec<PlacementRequest>,
    now: DateTime<Utc>,
) -> Result<Vec<Placed>, Error> {
    let items = load_items(tx, requests, &cx.board.snapshot(), Persist::Update).await?;
    place(tx, cx, actor, items, now).await
}

/// Loads children and earlier offers of the requests.
pub(crate) async fn load_items(
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
        asked_before: AskedBefore::of(offers.get(&request.id).map_or(&[], Vec::as_slice), board),
        request,
        persist,
    };
    Ok(requests.into_iter().map(item).collect())
}

/// Places requests within a transaction. Returns them in the same order.
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
    let placed =
        items.into_iter().zip(choices).map(|(item, choice)| into_placed(cx, item, choice, now));
    let placed = placed.collect::<Result<Vec<(Placed, Persist)>, Error>>()?;
    write(tx, actor, &placed, now).await?;
    if placed.iter().any(|(placed, _)| placed.offer.is_none() && placed.request.hold) {
        tx.note_waiting(read_at);
    }
    Ok(placed.into_iter().map(|(placed, _)| placed).collect())
}

/// Matches and promises, and matches again those whose pool was taken meanwhile, until all are
/// promised. After [`ROUNDS`] a race: the transaction is retried.
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
        board = board.with_pools(&done).with_pools(&as_refused(tx, &emptied).await?);
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

/// Pools that have promised no bed, as they are now: out of use where their shelter is.
async fn as_refused(tx: &mut Tx, ids: &[Uuid]) -> Result<Vec<Pool>, Error> {
    let mut pools = pools::get_many(tx, ids).await?;
    let shelters: Vec<Uuid> = pools.iter().map(|pool| pool.shelter_id).collect();
    let shelters = shelter::get_many(tx, &shelters).await?;
    for pool in &mut pools {
        pool.active &= shelters.iter().any(|one| one.id == pool.shelter_id && one.active);
    }
    Ok(pools)
}

/// Decides the requests at the indexes `open` together: first among the shelters not asked yet,
/// then, for those without a bed, also among those that did not answer but have reported since.
fn decide(
    cx: &Context,
    items: &[Item],
    open: &[usize],
    board: &Snapshot,
    now: DateTime<Utc>,
    choices: &mut [Option<Match>],
) {
    let kept = beds_wanted(choices);
    assign_all(cx, items, open, board, now, choices, |item| &item.asked_before.at_first);
    let left: Vec<usize> = open
        .iter()
        .copied()
        .filter(|&at| choices[at].is_none() && items[at].asked_before.has_lapsed())
        .collect();
    if left.is_empty() {
        return;
    }
    let mut taken = beds_wanted(choices);
    for (pool, beds) in kept {
        *taken.entry(pool).or_insert(0) -= beds;
    }
    let board = board.with_promises(&taken);
    assign_all(cx, items, &left, &board, now, choices, |item| &item.asked_before.standing);
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
            let ask = match_query(cx, &item.request, &item.children, refused(item))?;
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

/// The matcher's query for a request; `None` when its city is no longer in the table.
pub(crate) fn match_query<'a>(
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

/// Whether a pool's gender or ages have changed since the board was read.
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

/// Sums promises by pool, in order of pool.
pub(crate) fn summed(promises: impl Iterator<Item = Promise>) -> Vec<Promise> {
    let mut by_pool = BTreeMap::new();
    for promise in promises {
        let sum = by_pool.entry(promise.pool_id).or_insert(Promise { beds: 0, ..promise });
        sum.beds += promise.beds;
    }
    by_pool.into_values().collect()
}

/// The promises to make or release to get from `held` to `wanted`, in order of pool.
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

/// The board for deciding again: beds this transaction has promised count as free, except those its
/// other requests keep.
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

/// Turns the choice into an offer, or leaves the request waiting.
fn into_placed(
    cx: &Context,
    item: Item,
    choice: Option<Match>,
    now: DateTime<Utc>,
) -> Result<(Placed, Persist), Error> {
    let Item { mut request, children, asked_before, mut persist } = item;
    let Some(choice) = choice else {
        return Ok((Placed { request, children, asked_before, offer: None }, persist));
    };
    request.offered()?;
    if persist == Persist::IfPlaced {
        persist = Persist::Update;
    }
    let offer = Some((new_offer(cx, &request, choice.shelter_id, now), choice.beds));
    Ok((Placed { request, children, asked_before, offer }, persist))
}

/// A new pending offer.
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

/// Writes requests, offers, mail and audit entries, one statement a table.
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

/// On a reference collision the transaction is retried, with new references.
fn again_with_another_reference(error: StoreError) -> StoreError {
    if error.breaks("placement_request_reference_unique") {
        StoreError::Race("a reference was in use".to_owned())
    } else {
        error
    }
}
