//! Withdraws pending offers that a changed pool or shelter no longer serves, and places their
//! requests again.
//!
//! Every change of a pool or shelter calls this in its own transaction. Accepted offers are kept.

use std::collections::{HashMap, HashSet};

use uuid::Uuid;

use crate::domain::bed::{Pool, Shelter};
use crate::domain::matcher::{ReasonCode, lost_bed, lost_shelter};
use crate::domain::offer::OfferState;
use crate::domain::request::Child;
use crate::domain::request::life::{Follow, PlacementRequest, Refused};
use crate::services::notifications::about_requests;
use crate::services::placement::matching::{self, summed};
use crate::services::{Call, Error};
use crate::store::operations::audit_log::{self, Entry};
use crate::store::placement::offers::{OfferBed, OfferRecord};
use crate::store::placement::{offers as rows, requests as request_rows};
use crate::store::shelters::pools::{self, Promise};
use crate::store::{StoreError, Tx};

/// Reason in the audit log when the count fell below the promised beds.
const FEWER_BEDS: &str = "fewer_beds";

/// Locks the requests that have a live offer in any of these shelters. Call before locking pools:
/// the lock order is requests, then pools, everywhere.
pub(crate) async fn lock_requests(tx: &mut Tx, shelter_ids: &[Uuid]) -> Result<(), Error> {
    let mut ids = Vec::new();
    for &shelter_id in shelter_ids {
        let live = rows::live_in_shelter(tx, shelter_id).await?;
        ids.extend(live.iter().map(|offer| offer.request_id));
    }
    request_rows::lock_many(tx, &ids).await?;
    Ok(())
}

/// Withdraws the pending offers that a change of a shelter no longer serves: a pool closes or takes
/// another gender or other ages; the shelter moves out of reach or loses a needed feature. Then,
/// newest first, those beyond `free` of their pool. An offer made by override is lost only if the
/// change itself takes the bed from its child.
///
/// `before` and `after` hold the pools that change. The caller writes the change, then passes the
/// returned requests to [`place_anew`]. A race when an offer was made meanwhile.
pub(crate) async fn withdraw_unserved(
    tx: &mut Tx,
    call: &Call,
    before: &Shelter,
    after: &Shelter,
) -> Result<Vec<PlacementRequest>, Error> {
    let seen = rows::live_in_shelter(tx, before.id).await?;
    let request_ids: Vec<Uuid> = seen.iter().map(|offer| offer.request_id).collect();
    let mut requests = request_rows::lock_many(tx, &request_ids).await?;
    // Read again under the locks, which every change of an offer holds.
    let live = rows::live_in_shelter(tx, before.id).await?;
    if live.iter().any(|offer| !request_ids.contains(&offer.request_id)) {
        return Err(StoreError::Race("an offer was made meanwhile".to_owned()).into());
    }
    let ids: Vec<Uuid> = live.iter().map(|offer| offer.id).collect();
    let mut beds: HashMap<Uuid, Vec<OfferBed>> = HashMap::new();
    for bed in rows::beds(tx, &ids).await? {
        beds.entry(bed.offer_id).or_default().push(bed);
    }
    let look = Look { call, before, after, requests: &requests, beds: &beds };
    let lost = look.lost(&live);
    withdraw(tx, call, &lost, &beds).await?;
    let gone: HashSet<Uuid> = lost.iter().map(|(offer, _)| offer.request_id).collect();
    requests.retain(|request| gone.contains(&request.id));
    let follows = requests.iter_mut().map(PlacementRequest::bed_lost);
    let follows = follows.collect::<Result<Vec<Follow>, Refused>>()?;
    let happened = requests.iter().zip(follows).map(|(request, follow)| (request, None, follow));
    about_requests::follow(tx, &happened.collect::<Vec<_>>(), call.now).await?;
    Ok(requests)
}

/// Places requests whose offer was withdrawn. Call after the change is written, so that they are
/// not offered the changed pool again.
pub(crate) async fn place_anew(
    tx: &mut Tx,
    call: &Call,
    requests: Vec<PlacementRequest>,
) -> Result<(), Error> {
    matching::offer_on(tx, &call.cx, None, requests, call.now).await?;
    Ok(())
}

/// The live offers of a shelter, compared before and after a change.
struct Look<'a> {
    call: &'a Call,
    before: &'a Shelter,
    after: &'a Shelter,
    requests: &'a [PlacementRequest],
    beds: &'a HashMap<Uuid, Vec<OfferBed>>,
}

impl Look<'_> {
    fn beds_of(&self, offer: &OfferRecord) -> &[OfferBed] {
        self.beds.get(&offer.id).map_or(&[], Vec::as_slice)
    }

    /// How many beds of a pool are promised by the offer.
    fn in_pool(&self, offer: &OfferRecord, pool: &Pool) -> i32 {
        let beds = self.beds_of(offer).iter().filter(|bed| bed.pool_id == pool.id);
        i32::try_from(beds.count()).unwrap_or(i32::MAX)
    }

    /// The pending offers to withdraw, with the reason; `live` is newest first.
    fn lost(&self, live: &[OfferRecord]) -> Vec<(OfferRecord, &'static str)> {
        let (mut lost, mut stay) = (Vec::new(), Vec::new());
        for offer in live {
            let reason = self.reason(offer).filter(|_| offer.state == OfferState::Pending);
            match reason {
                Some(reason) => lost.push((offer.clone(), reason.code())),
                None => stay.push(offer),
            }
        }
        for pool in &self.after.pools {
            let mut over =
                stay.iter().map(|offer| self.in_pool(offer, pool)).sum::<i32>() - pool.free;
            stay.retain(|offer| {
                let beds = self.in_pool(offer, pool);
                let goes = over > 0 && beds > 0 && offer.state == OfferState::Pending;
                if goes {
                    over -= beds;
                    lost.push(((*offer).clone(), FEWER_BEDS));
                }
                !goes
            });
        }
        lost
    }

    /// Why an offer is no longer served, apart from the count.
    fn reason(&self, offer: &OfferRecord) -> Option<ReasonCode> {
        let request = self.requests.iter().find(|request| request.id == offer.request_id)?;
        let ask = matching::match_query(&self.call.cx, request, &[], &[]);
        let of_shelter = ask.and_then(|ask| lost_shelter(&ask, self.before, self.after));
        of_shelter.or_else(|| self.beds_of(offer).iter().find_map(|bed| self.lost_bed(bed)))
    }

    fn lost_bed(&self, bed: &OfferBed) -> Option<ReasonCode> {
        let child = Child { age: bed.age, gender: bed.gender, age_estimated: false };
        lost_bed(pool(self.before, bed.pool_id)?, pool(self.after, bed.pool_id)?, child)
    }
}

fn pool(shelter: &Shelter, id: Uuid) -> Option<&Pool> {
    shelter.pools.iter().find(|pool| pool.id == id)
}

/// Withdraws pending offers and releases their beds.
async fn withdraw(
    tx: &mut Tx,
    call: &Call,
    lost: &[(OfferRecord, &'static str)],
    beds: &HashMap<Uuid, Vec<OfferBed>>,
) -> Result<(), Error> {
    if lost.is_empty() {
        return Ok(());
    }
    let back = lost.iter().filter_map(|(offer, _)| beds.get(&offer.id)).flatten();
    let back = back.map(|bed| Promise { pool_id: bed.pool_id, beds: -1, even_closed: false });
    pools::promise_many(tx, &summed(back)).await?;
    let (mut offers, mut entries) = (Vec::new(), Vec::new());
    for (offer, because) in lost {
        let mut offer = offer.clone();
        offer.move_to(OfferState::Withdrawn, call.now);
        let entry = Entry::new(call.actor(), "offer.withdraw", offer.id).about(offer.request_id);
        entries.push(entry.with(serde_json::json!({ "because": because })));
        offers.push(offer);
    }
    rows::save_many(tx, &offers).await?;
    audit_log::insert_many(tx, &entries, call.now).await?;
    Ok(())
}
