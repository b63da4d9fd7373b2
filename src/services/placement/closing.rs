//! How a request ends, or begins anew: withdrawn, closed, found.

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use uuid::Uuid;

use crate::domain::account::{Caller, Role};
use crate::domain::offer::OfferState;
use crate::domain::request::Outcome;
use crate::domain::request::life::{Follow, PlacementRequest};
use crate::services::notifications::about_requests;
use crate::services::placement::matching::{self, summed};
use crate::services::placement::offers::pools_of_beds;
use crate::services::placement::ranking::ranked;
use crate::services::placement::requests::views;
use crate::services::placement::visibility::{READERS, see};
use crate::services::views::{RankedRequest, RequestView};
use crate::services::{Call, Context, Error, UseCase, require};
use crate::store::Tx;
use crate::store::idempotency::IdempotencyKey;
use crate::store::operations::audit_log::{self, Entry};
use crate::store::placement::{offers as offer_rows, requests as rows};
use crate::store::shelters::pools::{self, Promise};

/// Why a team takes a request back.
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Withdrawal {
    /// A short reason, never anything about a child.
    #[schema(min_length = 1, max_length = 200)]
    pub reason: String,
}

/// Takes a request back; its promised beds are free again at once.
///
/// # Errors
/// Wrong state once it has ended.
pub async fn withdraw(
    cx: &Context,
    caller: &Caller,
    once: Option<IdempotencyKey>,
    id: Uuid,
    body: Withdrawal,
) -> Result<RequestView, Error> {
    require(caller, &READERS)?;
    cx.carry_out(caller, once, Withdraw { id, reason: body.reason }).await
}

struct Withdraw {
    id: Uuid,
    reason: String,
}

impl UseCase for Withdraw {
    type Answer = RequestView;

    async fn run(&self, tx: &mut Tx, call: &Call) -> Result<RequestView, Error> {
        let mut request = lock_seen(tx, call, self.id, &READERS).await?;
        let follow = request.withdrawn(self.reason.clone(), call.now)?;
        end(tx, call, request, follow, "request.withdraw").await
    }
}

/// How a coordinator closes a request.
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Closing {
    /// How it ended.
    pub outcome: Outcome,
}

/// Closes a request that ended without a bed of ours.
///
/// # Errors
/// Forbidden to all but coordinators; wrong state once it has ended.
pub async fn close(
    cx: &Context,
    caller: &Caller,
    once: Option<IdempotencyKey>,
    id: Uuid,
    body: Closing,
) -> Result<RequestView, Error> {
    require(caller, &[Role::Coordinator])?;
    cx.carry_out(caller, once, Close { id, outcome: body.outcome }).await
}

struct Close {
    id: Uuid,
    outcome: Outcome,
}

impl UseCase for Close {
    type Answer = RequestView;

    async fn run(&self, tx: &mut Tx, call: &Call) -> Result<RequestView, Error> {
        let mut request = lock_seen(tx, call, self.id, &[Role::Coordinator]).await?;
        let follow = request.closed(self.outcome, call.now)?;
        end(tx, call, request, follow, "request.close").await
    }
}

/// Locks a request the caller may see in one of these roles.
pub(crate) async fn lock_seen(
    tx: &mut Tx,
    call: &Call,
    id: Uuid,
    roles: &[Role],
) -> Result<PlacementRequest, Error> {
    see(&call.cx, call.caller()?, rows::lock(tx, id).await?, roles)
}

async fn end(
    tx: &mut Tx,
    call: &Call,
    request: PlacementRequest,
    follow: Follow,
    action: &'static str,
) -> Result<RequestView, Error> {
    withdraw_live_offer(tx, call, request.id).await?;
    about_requests::follow(tx, &[(&request, None, follow)], call.now).await?;
    let detail = serde_json::json!({ "outcome": request.outcome });
    let entry = Entry::new(call.actor(), action, request.id).about(request.id).with(detail);
    audit_log::insert(tx, entry, call.now).await?;
    save_and_view(tx, call, request).await
}

/// Takes back the live offer of a request, if it has one; its beds are free again.
pub(crate) async fn withdraw_live_offer(
    tx: &mut Tx,
    call: &Call,
    request_id: Uuid,
) -> Result<(), Error> {
    let Some(mut offer) = offer_rows::live(tx, request_id).await? else { return Ok(()) };
    offer.move_to(OfferState::Withdrawn, call.now);
    let beds = offer_rows::beds(tx, &[offer.id]).await?;
    let back =
        |bed: &offer_rows::OfferBed| Promise { pool_id: bed.pool_id, beds: -1, even_closed: false };
    pools::lock_many(tx, &pools_of_beds(&beds)).await?;
    pools::promise_many(tx, &summed(beds.iter().map(back))).await?;
    let entry = Entry::new(call.actor(), "offer.withdraw", offer.id).about(request_id);
    offer_rows::save_many(tx, &[offer]).await?;
    audit_log::insert(tx, entry, call.now).await?;
    Ok(())
}

pub(crate) async fn save_and_view(
    tx: &mut Tx,
    call: &Call,
    mut request: PlacementRequest,
) -> Result<RequestView, Error> {
    rows::save_many(tx, std::slice::from_ref(&request)).await?;
    request.version += 1;
    let mut views = views(tx, &call.cx, vec![request]).await?;
    views.pop().ok_or(Error::NotFound("request"))
}

/// A missing child is with the team again: the request is offered anew at once.
///
/// # Errors
/// Wrong state unless it is missing.
pub async fn found(
    cx: &Context,
    caller: &Caller,
    once: Option<IdempotencyKey>,
    id: Uuid,
) -> Result<RankedRequest, Error> {
    require(caller, &READERS)?;
    cx.carry_out(caller, once, ChildFound { id }).await
}

struct ChildFound {
    id: Uuid,
}

impl UseCase for ChildFound {
    type Answer = RankedRequest;
    const PLACES: bool = true;

    async fn run(&self, tx: &mut Tx, call: &Call) -> Result<RankedRequest, Error> {
        let (id, now) = (self.id, call.now);
        let mut request = lock_seen(tx, call, id, &READERS).await?;
        let follow = request.found(now)?;
        about_requests::follow(tx, &[(&request, None, follow)], now).await?;
        let entry = Entry::new(call.actor(), "request.found", id).about(id);
        audit_log::insert(tx, entry, now).await?;
        let placed = matching::offer_on(tx, &call.cx, call.actor(), vec![request], now).await?;
        let board = call.cx.board.in_transaction(tx);
        placed.first().map(|placed| ranked(call, placed, &board)).ok_or(Error::NotFound("request"))
    }
}
