//! What a database must answer, asked of it directly: counts that fit together at every
//! moment, and, once all has settled, nobody who waits beside a bed.

use std::collections::HashMap;
use std::time::{Duration, Instant};

use chrono::{DateTime, Utc};
use mabit::background;
use mabit::domain::account::Caller;
use mabit::domain::bed::Pool;
use mabit::domain::offer::OfferState;
use mabit::domain::request::RequestState;
use mabit::services::Context;
use mabit::services::Page;
use mabit::services::operations::jobs;
use mabit::services::operations::verify::Violation;
use mabit::services::operations::verify::verify;
use mabit::services::placement::requests;
use mabit::services::placement::requests::ListFilter;
use mabit::services::placement::waitlist;
use mabit::store;
use mabit::store::Store;
use mabit::store::operations::audit_log;
use mabit::store::placement::offers;
use mabit::store::placement::offers::OfferFilter;
use mabit::store::placement::offers::OfferRecord;
use mabit::store::shelters::pools;

use crate::support::acts::with_right;
use uuid::Uuid;

/// Looks at all pools and live offers in one snapshot. The promises of each are those of its
/// live offers, and fit into what is free; where they don't, accepted children alone are too
/// many. Gives the pools.
pub async fn promises_fit(store: &Store) -> Vec<Pool> {
    let mut tx = store.begin_read().await.unwrap();
    let all = pools::all(&mut tx).await.unwrap();
    let mut live: Vec<OfferRecord> = Vec::new();
    for state in [OfferState::Pending, OfferState::Accepted] {
        let filter = OfferFilter { state: Some(state), seen_by: None };
        live.extend(offers::list(&mut tx, &filter, None, 100_000).await.unwrap());
    }
    let ids: Vec<Uuid> = live.iter().map(|offer| offer.id).collect();
    let beds = offers::beds(&mut tx, &ids).await.unwrap();
    drop(tx);
    let states: HashMap<Uuid, OfferState> =
        live.iter().map(|offer| (offer.id, offer.state)).collect();
    for pool in &all {
        let mine = || beds.iter().filter(|bed| bed.pool_id == pool.id);
        assert_eq!(usize::try_from(pool.promised), Ok(mine().count()), "{pool:?}");
        assert!((0..=pool.capacity).contains(&pool.free), "{pool:?}");
        assert_eq!(pool.overcommitted, pool.promised > pool.free, "{pool:?}");
        let pending = mine().filter(|bed| states[&bed.offer_id] == OfferState::Pending).count();
        assert!(!pool.overcommitted || pending == 0, "{pending} only offered beds in {pool:?}");
    }
    all
}

/// The board of an instance shows what is committed.
pub async fn board_is_true(cx: &Context) {
    let mut tx = cx.store.begin_read().await.unwrap();
    let committed = pools::all(&mut tx).await.unwrap();
    drop(tx);
    let board = cx.board.snapshot();
    let mut shown: Vec<&Pool> = board.iter().flat_map(|shelter| &shelter.pools).collect();
    shown.sort_by_key(|pool| pool.id);
    assert_eq!(shown, committed.iter().collect::<Vec<_>>());
}

/// Does all that is due, and matches until nobody more is placed.
pub async fn settle(cx: &Context) {
    jobs::sweep(cx).await.unwrap();
    while waitlist::rematch(cx).await.unwrap() > 0 {}
    background::each_minute(cx).await.unwrap();
}

/// Nobody waits for whom the matcher, asked about the board as it is, would have a bed.
pub async fn nobody_waits_beside_a_bed(cx: &Context, national: &Caller) {
    let national = with_right(national).unwrap();
    let narrow = ListFilter { states: vec![RequestState::Waiting], ..ListFilter::default() };
    let mut page = Page { cursor: None, limit: 200 };
    loop {
        let waiting = requests::list(cx, &national, narrow.clone(), page).await.unwrap();
        for request in waiting.items.iter().filter(|request| request.hold) {
            let ranked = requests::rank_now(cx, &national, request.id).await.unwrap();
            assert!(ranked.matches.is_empty(), "{request:?} waits beside {:?}", ranked.matches);
        }
        let Some(next) = waiting.next_cursor else { return };
        page.cursor = Some(next.parse().unwrap());
    }
}

/// No invariant is broken.
///
/// PostgreSQL numbers the transactions of a whole server: rows are sealed when those begun
/// before them have ended, also those of other tests.
pub async fn is_sound(cx: &Context) {
    let began = Instant::now();
    loop {
        let report = verify(cx).await.unwrap();
        let unsealed = |found: &Violation| found.what.ends_with("is not sealed");
        let waits = cx.store.is_shared() && report.violations.iter().all(unsealed);
        if report.is_sound() {
            return;
        }
        assert!(waits && began.elapsed() < Duration::from_secs(30), "{report}");
        tokio::time::sleep(Duration::from_millis(50)).await;
        background::each_minute(cx).await.unwrap();
    }
}

/// Each group's beds are in the shelter that was asked, one for each child; and the matcher
/// never offered a request again to a shelter that had declined it: for this child never, and
/// for want of a bed not before the shelter had reported anew. Gives how many offers there are.
///
/// A command is of the moment at which it was given. When many are given at once (not
/// `one_by_one`), a report can be of a later moment than an offer that follows it.
pub async fn offers_keep_their_word(
    cx: &Context,
    shelters: &HashMap<Uuid, Uuid>,
    one_by_one: bool,
) -> usize {
    let mut tx = cx.store.begin_read().await.unwrap();
    let all = offers::list(&mut tx, &OfferFilter::default(), None, 1_000_000).await.unwrap();
    let ids: Vec<Uuid> = all.iter().map(|offer| offer.id).collect();
    let beds = offers::beds(&mut tx, &ids).await.unwrap();
    let mut requests: Vec<Uuid> = all.iter().map(|offer| offer.request_id).collect();
    requests.sort();
    requests.dedup();
    let children = store::placement::requests::children(&mut tx, &requests).await.unwrap();
    let audit = audit_log::between(&mut tx, 0, i64::MAX).await.unwrap();
    drop(tx);
    let mut by_offer: HashMap<Uuid, Vec<Uuid>> = HashMap::new();
    for bed in beds {
        by_offer.entry(bed.offer_id).or_default().push(bed.pool_id);
    }
    let mut reports: HashMap<Uuid, Vec<DateTime<Utc>>> = HashMap::new();
    for entry in audit.iter().filter(|entry| entry.entity == "pool") {
        reports.entry(shelters[&entry.entity_id]).or_default().push(entry.at);
    }
    let mut declined: HashMap<(Uuid, Uuid), Vec<&OfferRecord>> = HashMap::new();
    for offer in all.iter().filter(|offer| offer.state == OfferState::Declined) {
        declined.entry((offer.request_id, offer.shelter_id)).or_default().push(offer);
    }
    for offer in &all {
        let pools = &by_offer[&offer.id];
        assert_eq!(pools.len(), children[&offer.request_id].len(), "{offer:?}");
        assert!(pools.iter().all(|pool| shelters[pool] == offer.shelter_id), "{offer:?}");
        let no = declined.get(&(offer.request_id, offer.shelter_id)).map_or(&[][..], Vec::as_slice);
        for no in no.iter().filter(|no| no.changed_at <= offer.created_at) {
            let lapsed = no.decline_reason.unwrap().is_no_bed()
                && reports[&no.shelter_id]
                    .iter()
                    .any(|at| *at >= no.changed_at && (!one_by_one || *at <= offer.created_at));
            assert!(lapsed || offer.chosen_by.is_some(), "{offer:?} after {no:?}");
        }
    }
    all.len()
}

/// The shelter of each pool.
pub fn shelter_of_pools(pools: &[Pool]) -> HashMap<Uuid, Uuid> {
    pools.iter().map(|pool| (pool.id, pool.shelter_id)).collect()
}
