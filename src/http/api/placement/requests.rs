//! Endpoints of placement requests: create, rank, list, withdraw, close, reopen, child lost or found;
//! and for coordinators acknowledge, hand over, escalate, manual offer.

use axum::Json;
use axum::extract::State;
use axum::http::StatusCode;

use crate::domain::request::RequestState;
use crate::http::answers::{Clashing, Named, Posted, Signed};
use crate::http::error::Problem;
use crate::http::extract::{Body, Id, Key, OptionalBody, Query};
use crate::http::{Http, params};
use crate::services::authorisation::{As, Coordinator, Outreach, RequestReader};
use crate::services::escalation::acknowledge::{
    Acknowledge, AcknowledgeRequest, EscalateRequest, EscalateTo, HandOver, HandOverRequest,
};
use crate::services::placement::closing::{
    ChildFound, ChildLost, Close, Closing, Reopen, Withdraw, Withdrawal,
};
use crate::services::placement::manual_offer::{ChosenShelter, OfferByHand};
use crate::services::placement::requests::{self, HistoryEntry, ListFilter, NewRequest};
use crate::services::views::{Items, MatchesView, OfferView, RankedRequest, RequestView};

/// Asks for a bed for one child or one sibling group. With `hold` the best match's beds are
/// promised in the same moment.
#[utoipa::path(
    post, path = "/requests", tag = "requests", operation_id = "create_request",
    params(params::Key),
    request_body = NewRequest,
    responses((status = 201, body = RankedRequest, description = "Stored, ranked and, if a bed was found, promised"), Signed, Posted, Clashing)
)]
pub async fn create(
    State(http): State<Http>,
    caller: As<Outreach>,
    body: Body<NewRequest>,
) -> Result<(StatusCode, Json<RankedRequest>), Problem> {
    let view = requests::create(&http.cx, &caller, body.once, body.value).await?;
    Ok((StatusCode::CREATED, Json(view)))
}

/// Ranks every shelter for a request that is not stored. Nothing is stored under a key either:
/// the ranking is made anew each time.
#[utoipa::path(
    post, path = "/matches", tag = "requests", operation_id = "rank_unstored",
    params(params::Key),
    request_body = NewRequest,
    responses((status = 200, body = MatchesView, description = "Every shelter, ranked or with the reasons why not"), Signed, Posted, Clashing)
)]
pub async fn rank_unstored(
    State(http): State<Http>,
    caller: As<RequestReader>,
    body: Body<NewRequest>,
) -> Result<Json<MatchesView>, Problem> {
    Ok(Json(requests::matches(&http.cx, &caller, &body.value)?))
}

/// One request, with its offer.
#[utoipa::path(
    get, path = "/requests/{id}", tag = "requests", operation_id = "get_request",
    params(("id" = uuid::Uuid, Path, description = "The request")),
    responses((status = 200, body = RequestView, description = "The request"), Signed, Named)
)]
pub async fn get(
    State(http): State<Http>,
    caller: As<RequestReader>,
    Id(id): Id,
) -> Result<Json<RequestView>, Problem> {
    Ok(Json(requests::get(&http.cx, &caller, id).await?))
}

/// Requests, newest first.
#[utoipa::path(
    get, path = "/requests", tag = "requests", operation_id = "list_requests",
    params(
        ("state" = Option<RequestState>, Query, description = "Only in this state"),
        ("city" = Option<String>, Query, description = "Only in this city"),
        ("since" = Option<chrono::DateTime<chrono::Utc>>, Query, description = "Only those made at or after this moment"),
        ("reference" = Option<String>, Query, description = "Only the one with this reference, as people write it: in any case, with dash or blanks"),
        params::PageOf,
    ),
    responses((status = 200, body = Items<RequestView>, description = "A page"), Signed)
)]
pub async fn list(
    State(http): State<Http>,
    caller: As<RequestReader>,
    mut query: Query,
) -> Result<Json<Items<RequestView>>, Problem> {
    let states: Vec<&str> = RequestState::ALL.iter().map(|state| state.code()).collect();
    let narrow = ListFilter {
        states: query.code("state", &format!("one of {}", states.join(", "))).into_iter().collect(),
        city: query.city(&http),
        urgency: None,
        since: query.moment("since"),
        reference: query.text("reference"),
    };
    let page = query.page();
    query.end()?;
    Ok(Json(requests::list(&http.cx, &caller, narrow, page).await?))
}

/// Every shelter for a request, ranked now.
#[utoipa::path(
    get, path = "/requests/{id}/matches", tag = "requests", operation_id = "rank_request",
    params(("id" = uuid::Uuid, Path, description = "The request")),
    responses((status = 200, body = MatchesView, description = "Every shelter, ranked or with the reasons why not"), Signed, Named)
)]
pub async fn rank_stored(
    State(http): State<Http>,
    caller: As<RequestReader>,
    Id(id): Id,
) -> Result<Json<MatchesView>, Problem> {
    Ok(Json(requests::rank_now(&http.cx, &caller, id).await?))
}

/// What happened to a request, oldest first.
#[utoipa::path(
    get, path = "/requests/{id}/history", tag = "requests", operation_id = "request_history",
    params(("id" = uuid::Uuid, Path, description = "The request"), params::PartOf),
    responses((status = 200, body = Items<HistoryEntry>, description = "All of it, unless a part is asked for"), Signed, Named)
)]
pub async fn history(
    State(http): State<Http>,
    caller: As<RequestReader>,
    Id(id): Id,
    mut query: Query,
) -> Result<Json<Items<HistoryEntry>>, Problem> {
    let part = query.part();
    query.end()?;
    Ok(Json(requests::history(&http.cx, &caller, id, part).await?))
}

/// Takes a request back; its promised beds are free again at once.
#[utoipa::path(
    post, path = "/requests/{id}/withdraw", tag = "requests", operation_id = "withdraw_request",
    params(
        ("id" = uuid::Uuid, Path, description = "The request"),
        params::Key,
    ),
    request_body = Withdrawal,
    responses((status = 200, body = RequestView, description = "Withdrawn"), Signed, Named, Posted, Clashing)
)]
pub async fn withdraw(
    State(http): State<Http>,
    caller: As<RequestReader>,
    Id(id): Id,
    body: Body<Withdrawal>,
) -> Result<Json<RequestView>, Problem> {
    Ok(Json(
        http.cx.carry_out(&caller, body.once, Withdraw { id, reason: body.value.reason }).await?,
    ))
}

/// Closes a request that ended without a bed of ours.
#[utoipa::path(
    post, path = "/requests/{id}/close", tag = "requests", operation_id = "close_request",
    params(
        ("id" = uuid::Uuid, Path, description = "The request"),
        params::Key,
    ),
    request_body = Closing,
    responses((status = 200, body = RequestView, description = "Closed"), Signed, Named, Posted, Clashing)
)]
pub async fn close(
    State(http): State<Http>,
    caller: As<Coordinator>,
    Id(id): Id,
    body: Body<Closing>,
) -> Result<Json<RequestView>, Problem> {
    Ok(Json(
        http.cx.carry_out(&caller, body.once, Close { id, outcome: body.value.outcome }).await?,
    ))
}

/// Nobody knows where the child is: the request becomes `missing`, its beds are given back, and it
/// escalates at once.
#[utoipa::path(
    post, path = "/requests/{id}/lost", tag = "requests", operation_id = "lost",
    params(
        ("id" = uuid::Uuid, Path, description = "The request"),
        params::Key,
    ),
    responses((status = 200, body = RequestView, description = "Missing"), Signed, Named, Clashing)
)]
pub async fn child_lost(
    State(http): State<Http>,
    caller: As<RequestReader>,
    Id(id): Id,
    Key(once): Key,
) -> Result<Json<RequestView>, Problem> {
    Ok(Json(http.cx.carry_out(&caller, once, ChildLost { id }).await?))
}

/// Opens a request again that was withdrawn or closed: it waits again, is offered anew at once, and
/// escalates anew.
#[utoipa::path(
    post, path = "/requests/{id}/reopen", tag = "requests", operation_id = "reopen",
    params(
        ("id" = uuid::Uuid, Path, description = "The request"),
        params::Key,
    ),
    responses((status = 200, body = RankedRequest, description = "Offered anew, or waiting"), Signed, Named, Clashing)
)]
pub async fn reopen(
    State(http): State<Http>,
    caller: As<Coordinator>,
    Id(id): Id,
    Key(once): Key,
) -> Result<Json<RankedRequest>, Problem> {
    Ok(Json(http.cx.carry_out(&caller, once, Reopen { id }).await?))
}

/// A missing child is with the team again; the request is offered anew at once.
#[utoipa::path(
    post, path = "/requests/{id}/found", tag = "requests", operation_id = "found",
    params(
        ("id" = uuid::Uuid, Path, description = "The request"),
        params::Key,
    ),
    responses((status = 200, body = RankedRequest, description = "Offered anew, or waiting"), Signed, Named, Clashing)
)]
pub async fn child_found(
    State(http): State<Http>,
    caller: As<RequestReader>,
    Id(id): Id,
    Key(once): Key,
) -> Result<Json<RankedRequest>, Problem> {
    Ok(Json(http.cx.carry_out(&caller, once, ChildFound { id }).await?))
}

/// Acknowledges a request: its escalation pauses until `escalation.ack_timeout` has passed, or
/// until the pause of the coordinator who acknowledged it before ends.
#[utoipa::path(
    post, path = "/requests/{id}/acknowledge", tag = "escalations", operation_id = "acknowledge_request",
    params(
        ("id" = uuid::Uuid, Path, description = "The request"),
        params::Key,
    ),
    request_body = Option<Acknowledge>,
    responses((status = 200, body = RequestView, description = "Acknowledged"), Signed, Named, Posted, Clashing)
)]
pub async fn acknowledge(
    State(http): State<Http>,
    caller: As<Coordinator>,
    Id(id): Id,
    body: OptionalBody<Acknowledge>,
) -> Result<Json<RequestView>, Problem> {
    let acknowledge = AcknowledgeRequest { id, note: body.value.note };
    Ok(Json(http.cx.carry_out(&caller, body.once, acknowledge).await?))
}

/// Hands a request over to another coordinator, who is mailed. The pause ends when it would have.
#[utoipa::path(
    post, path = "/requests/{id}/hand_over", tag = "escalations", operation_id = "hand_over_request",
    params(
        ("id" = uuid::Uuid, Path, description = "The request"),
        params::Key,
    ),
    request_body = HandOver,
    responses((status = 200, body = RequestView, description = "Handed over"), Signed, Named, Posted, Clashing)
)]
pub async fn hand_over(
    State(http): State<Http>,
    caller: As<Coordinator>,
    Id(id): Id,
    body: Body<HandOver>,
) -> Result<Json<RequestView>, Problem> {
    Ok(Json(http.cx.carry_out(&caller, body.once, HandOverRequest { id, body: body.value }).await?))
}

/// Goes straight to a step of the request's policy: by its number, or the first that goes to a
/// level. It is taken at once; the later steps keep their distance from it.
#[utoipa::path(
    post, path = "/requests/{id}/escalate", tag = "escalations", operation_id = "escalate_request",
    params(
        ("id" = uuid::Uuid, Path, description = "The request"),
        params::Key,
    ),
    request_body = EscalateTo,
    responses((status = 200, body = RequestView, description = "The step is taken"), Signed, Named, Posted, Clashing)
)]
pub async fn escalate(
    State(http): State<Http>,
    caller: As<Coordinator>,
    Id(id): Id,
    body: Body<EscalateTo>,
) -> Result<Json<RequestView>, Problem> {
    Ok(Json(http.cx.carry_out(&caller, body.once, EscalateRequest { id, body: body.value }).await?))
}

/// Offers a chosen shelter's beds, also an excluded one's when `override` says why; never
/// beyond the free beds. A pending offer elsewhere is taken back.
#[utoipa::path(
    post, path = "/requests/{id}/offers", tag = "offers", operation_id = "offer_by_hand",
    params(
        ("id" = uuid::Uuid, Path, description = "The request"),
        params::Key,
    ),
    request_body = ChosenShelter,
    responses((status = 201, body = OfferView, description = "The new offer"), Signed, Named, Posted, Clashing)
)]
pub async fn offer_by_hand(
    State(http): State<Http>,
    caller: As<Coordinator>,
    Id(id): Id,
    body: Body<ChosenShelter>,
) -> Result<(StatusCode, Json<OfferView>), Problem> {
    let offer = OfferByHand { request_id: id, body: body.value };
    let view = http.cx.carry_out(&caller, body.once, offer).await?;
    let offer = view.offer.ok_or_else(|| Problem::bug(&"an offer by hand is missing"))?;
    Ok((StatusCode::CREATED, Json(offer)))
}
