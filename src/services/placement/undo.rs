//! Undoes the last action on an offer: accepted, arrived, no-show or departed.

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use serde_json::Value;
use utoipa::ToSchema;
use uuid::Uuid;

use crate::domain::account::Role;
use crate::domain::offer::{OfferAction, OfferState, Transition, UNDO_WITHIN};
use crate::domain::request::life::{Follow, PlacementRequest, Refused};
use crate::services::authorisation::{OfferReader, Right, ShelterStaff};
use crate::services::notifications::about_requests;
use crate::services::placement::contacts::offer_view;
use crate::services::placement::offers::{is_party_as, lock_offer, moves, pools_of_beds};
use crate::services::views::OfferView;
use crate::services::{Call, Error, UseCase};
use crate::store::Tx;
use crate::store::operations::audit_log::{self, AuditRecord, Entry};
use crate::store::placement::offers::{self as rows, OfferBed, OfferRecord};
use crate::store::placement::requests as request_rows;
use crate::store::shelters::pools::{self, CountChange};
use crate::store::shelters::shelter;

/// What is to be undone.
#[derive(Clone, Copy, Debug, Default, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Undo {
    /// The state in which the caller saw the offer, so that a call made twice undoes one action;
    /// the present state when not said.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub state: Option<OfferState>,
}

/// Undoes the action that led to the offer's present state, for any party that may do the action.
///
/// # Errors
/// Wrong state when the offer is in another than `state`, or no action led there that the caller
/// may undo; when the child was lost or another shelter asked since; when the bed has gone to
/// another. Conflict `too_late` after [`UNDO_WITHIN`].
pub struct UndoOffer {
    pub id: Uuid,
    pub undo: Undo,
}

impl UseCase for UndoOffer {
    type Answer = OfferView;
    type Right = OfferReader;
    const PLACES: bool = true;

    async fn run(&self, tx: &mut Tx, call: &Call) -> Result<OfferView, Error> {
        let (id, now) = (self.id, call.now);
        let (mut request, mut offer) = lock_offer(tx, call, id).await?;
        let wrong_state = Error::WrongState(offer.state.code());
        let undone = OfferAction::undo(offer.state);
        let is_seen = self.undo.state.is_none_or(|seen| seen == offer.state);
        let Some((action, back)) = undone.filter(|_| is_seen) else { return Err(wrong_state) };
        let by = (call.caller()?, roles(action));
        if !is_party_as(tx, &call.cx, by, &offer, &request).await? {
            return Err(wrong_state);
        }
        let done_at = offer.acted_at();
        if now - done_at >= UNDO_WITHIN {
            return Err(too_late());
        }
        let Some(done) = last_done(tx, &offer, action).await? else { return Err(wrong_state) };
        let accepted_at = offer.accepted_at.unwrap_or(done_at);
        let Ok(follow) = undone_for(&mut request, action, accepted_at, call) else {
            return Err(wrong_state);
        };
        let beds = rows::beds(tx, &[id]).await?;
        if !change_back(tx, (&offer, &beds), back, &done).await? {
            return Err(wrong_state);
        }
        offer.move_back(back.offer, now);
        if back.offer == OfferState::Pending {
            offer.expires_at = now + call.cx.settings.offer_ttl;
        }
        rows::save_many(tx, std::slice::from_ref(&offer)).await?;
        let detail = serde_json::json!({ "what": action });
        let entry = Entry::new(call.actor(), "offer.undo", id).about(request.id).with(detail);
        audit_log::insert(tx, entry, now).await?;
        about_requests::follow(tx, &[(&request, Some(&offer), follow)], now).await?;
        about_requests::tell_undone(tx, &request, &offer, (action, done_at), now).await?;
        if back.offer == OfferState::Pending {
            about_requests::tell_shelters(tx, &[(&request, &offer)], now).await?;
        }
        request_rows::save_many(tx, std::slice::from_ref(&request)).await?;
        offer_view(tx, &call.cx, (&offer, &beds), &request, now).await
    }
}

/// Who may undo an action: whoever may do it.
fn roles(action: OfferAction) -> &'static [Role] {
    match action {
        OfferAction::Accept | OfferAction::Decline | OfferAction::Depart => ShelterStaff::ROLES,
        OfferAction::Arrive | OfferAction::NoShow => OfferReader::ROLES,
    }
}

fn too_late() -> Error {
    let detail = format!("it was done {} minutes ago or longer", UNDO_WITHIN.num_minutes());
    Error::Conflict { code: "too_late", detail }
}

/// Events of a request after which an earlier offer's action stands, though the request may be in
/// the state that it led to.
const STANDS_AFTER: [&str; 2] = ["offer.create", "request.lost"];

/// The entry of the audit log by which the action was done; `None` when it stands. Entries about
/// one request have ids in their order, since each is made under the request's lock.
async fn last_done(
    tx: &mut Tx,
    offer: &OfferRecord,
    action: OfferAction,
) -> Result<Option<AuditRecord>, Error> {
    let history = audit_log::of_request(tx, offer.request_id).await?;
    let is_it = |entry: &&AuditRecord| {
        let what = entry.action.strip_prefix("offer.");
        entry.entity_id == offer.id && what == Some(action.code())
    };
    let Some(done) = history.iter().filter(is_it).max_by_key(|entry| entry.id) else {
        return Ok(None);
    };
    let stands = history
        .iter()
        .any(|entry| entry.id > done.id && STANDS_AFTER.contains(&entry.action.as_str()));
    Ok((!stands).then(|| done.clone()))
}

/// Changes the counts of the offer's pools back; false when a bed has gone to another or is no
/// longer in use. `free` of a pool that was counted since is left as it is.
async fn change_back(
    tx: &mut Tx,
    (offer, beds): (&OfferRecord, &[OfferBed]),
    back: Transition,
    done: &AuditRecord,
) -> Result<bool, Error> {
    let ids = pools_of_beds(beds);
    let before = pools::lock_many(tx, &ids).await?;
    // What has gone out of use since takes nobody back.
    let shelter = shelter::get(tx, offer.shelter_id).await?;
    if !shelter.is_some_and(|shelter| shelter.active) || before.iter().any(|pool| !pool.active) {
        return Ok(false);
    }
    let counted = audit_log::reported_since(tx, &ids, done.id).await?;
    let detail: Value = serde_json::from_str(&done.detail).unwrap_or_default();
    // A shelter that is asked again must have the bed for it.
    let is_asked = back.offer == OfferState::Pending;
    if is_asked && before.iter().any(|pool| pool.overcommitted) {
        return Ok(false);
    }
    let mut changes = moves(beds, back);
    for change in &mut changes {
        let was = detail["free"][change.pool_id.to_string()].as_i64();
        if counted.contains(&change.pool_id) {
            change.free = 0;
        } else if let Some(was) = was.and_then(|was| i32::try_from(was).ok()) {
            change.free = -was;
        }
    }
    changes.retain(|change| change.promised != 0 || change.free != 0);
    let fits = |change: &CountChange| {
        let pool = before.iter().find(|pool| pool.id == change.pool_id);
        pool.is_some_and(|pool| {
            let (free, promised) = (pool.free + change.free, pool.promised + change.promised);
            (0..=pool.capacity).contains(&free) && promised <= free
        })
    };
    if !changes.iter().all(fits) {
        return Ok(false);
    }
    pools::change_counts(tx, &changes).await?;
    Ok(true)
}

/// Undoes an action for its request.
fn undone_for(
    request: &mut PlacementRequest,
    action: OfferAction,
    accepted_at: DateTime<Utc>,
    call: &Call,
) -> Result<Follow, Refused> {
    let (now, waits) = (call.now, call.cx.settings.waits());
    match action {
        OfferAction::Arrive => request.arrival_undone(accepted_at, now, &waits),
        OfferAction::NoShow => request.no_show_undone(accepted_at, now, &waits),
        OfferAction::Depart => request.departure_undone(),
        // A refusal is never undone.
        OfferAction::Accept | OfferAction::Decline => request.acceptance_undone(now),
    }
}
