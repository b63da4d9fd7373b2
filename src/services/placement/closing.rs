//! Ends a request (withdrawn by its team, closed by a coordinator), reopens it, and notes that its
//! child is lost or found again.

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use uuid::Uuid;

use crate::domain::offer::OfferState;
use crate::domain::request::Outcome;
use crate::domain::request::life::{Follow, PlacementRequest};
use crate::services::authorisation::{Coordinator, RequestReader};
use crate::services::notifications::about_requests;
use crate::services::placement::matching::{self, summed};
use crate::services::placement::offers::pools_of_beds;
use crate::services::placement::ranking::{contacts_of, ranked};
use crate::services::placement::requests::views;
use crate::services::placement::visibility::see;
use crate::services::views::{RankedRequest, RequestView};
use crate::services::{Call, Error, UseCase};
use crate::store::Tx;
use crate::store::operations::audit_log::{self, Entry};
use crate::store::placement::{offers as offer_rows, requests as rows};
use crate::store::shelters::pools::{self, Promise};

/// Reason of a withdrawal on the team's page.
pub(crate) const NOT_NEEDED: &str = "not_needed";

/// Why a team takes a request back.
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Withdrawal {
    /// A short reason, never anything about a child.
    #[schema(min_length = 1, max_length = 200)]
    pub reason: String,
}

/// Withdraws a request and releases its promised beds. Wrong state once it has ended.
pub struct Withdraw {
    pub id: Uuid,
    pub reason: String,
}

impl UseCase for Withdraw {
    type Answer = RequestView;
    type Right = RequestReader;

    async fn run(&self, tx: &mut Tx, call: &Call) -> Result<RequestView, Error> {
        let mut request = lock_seen(tx, call, self.id).await?;
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

/// Closes a request that gets no bed of ours. Wrong state once it has ended.
pub struct Close {
    pub id: Uuid,
    pub outcome: Outcome,
}

impl UseCase for Close {
    type Answer = RequestView;
    type Right = Coordinator;

    async fn run(&self, tx: &mut Tx, call: &Call) -> Result<RequestView, Error> {
        let mut request = lock_seen(tx, call, self.id).await?;
        let follow = request.closed(self.outcome, call.now)?;
        end(tx, call, request, follow, "request.close").await
    }
}

/// Locks a request; not found beyond what the caller may see.
pub(crate) async fn lock_seen(
    tx: &mut Tx,
    call: &Call,
    id: Uuid,
) -> Result<PlacementRequest, Error> {
    see(&call.cx, call.caller()?, rows::lock(tx, id).await?)
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

/// Withdraws the live offer of a request, if any, and releases its beds.
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

/// Nobody knows where the child is: its beds are released, and it escalates at once. Wrong state
/// once missing or ended.
pub struct ChildLost {
    pub id: Uuid,
}

impl UseCase for ChildLost {
    type Answer = RequestView;
    type Right = RequestReader;

    async fn run(&self, tx: &mut Tx, call: &Call) -> Result<RequestView, Error> {
        let mut request = lock_seen(tx, call, self.id).await?;
        let follow = request.lost(call.now)?;
        end(tx, call, request, follow, "request.lost").await
    }
}

/// A missing child is with the team again: the request is matched at once. Wrong state unless
/// missing.
pub struct ChildFound {
    pub id: Uuid,
}

impl UseCase for ChildFound {
    type Answer = RankedRequest;
    type Right = RequestReader;
    const PLACES: bool = true;

    async fn run(&self, tx: &mut Tx, call: &Call) -> Result<RankedRequest, Error> {
        let mut request = lock_seen(tx, call, self.id).await?;
        let follow = request.found(call.now)?;
        about_requests::follow(tx, &[(&request, None, follow)], call.now).await?;
        match_again(tx, call, request, "request.found").await
    }
}

/// Opens a request again that was withdrawn or closed: it is matched at once, and escalates anew.
/// Wrong state unless it has ended so.
pub struct Reopen {
    pub id: Uuid,
}

impl UseCase for Reopen {
    type Answer = RankedRequest;
    type Right = Coordinator;
    const PLACES: bool = true;

    async fn run(&self, tx: &mut Tx, call: &Call) -> Result<RankedRequest, Error> {
        let mut request = lock_seen(tx, call, self.id).await?;
        request.reopened(call.now)?;
        match_again(tx, call, request, "request.reopen").await
    }
}

/// Matches a request at once that waits again.
async fn match_again(
    tx: &mut Tx,
    call: &Call,
    request: PlacementRequest,
    action: &'static str,
) -> Result<RankedRequest, Error> {
    let entry = Entry::new(call.actor(), action, request.id).about(request.id);
    audit_log::insert(tx, entry, call.now).await?;
    let placed = matching::offer_on(tx, &call.cx, call.actor(), vec![request], call.now).await?;
    let contacts = contacts_of(tx, call, &placed).await?;
    let board = call.cx.board.in_transaction(tx);
    let answer = placed.first().map(|placed| ranked(call, placed, &board, &contacts));
    answer.ok_or(Error::NotFound("request"))
}
