//! Endpoints of offers: list and read, and what shelters and teams report: accept, decline,
//! arrived, on the way, no-show, departed, and the last of these undone.

use axum::Json;
use axum::extract::State;

use crate::domain::offer::OfferState;
use crate::http::answers::{Clashing, Named, Posted, Signed};
use crate::http::error::Problem;
use crate::http::extract::{Body, Id, Key, OptionalBody, Query};
use crate::http::{Http, params};
use crate::services::authorisation::{As, OfferReader, ShelterStaff};
use crate::services::placement::arrivals::StillOnTheWay;
use crate::services::placement::offers::{self, AnswerOffer, Decline};
use crate::services::placement::undo::{Undo, UndoOffer};
use crate::services::views::{Items, OfferView};

/// Offers, newest first.
#[utoipa::path(
    get, path = "/offers", tag = "offers", operation_id = "list_offers",
    params(
        ("state" = Option<OfferState>, Query, description = "Only in this state"),
        params::PageOf,
    ),
    responses((status = 200, body = Items<OfferView>, description = "A page"), Signed)
)]
pub async fn list(
    State(http): State<Http>,
    caller: As<OfferReader>,
    mut query: Query,
) -> Result<Json<Items<OfferView>>, Problem> {
    let states: Vec<&str> = OfferState::ALL.iter().map(|state| state.code()).collect();
    let state = query.code("state", &format!("one of {}", states.join(", ")));
    let page = query.page();
    query.end()?;
    Ok(Json(offers::list(&http.cx, &caller, state, page).await?))
}

/// One offer.
#[utoipa::path(
    get, path = "/offers/{id}", tag = "offers", operation_id = "get_offer",
    params(("id" = uuid::Uuid, Path, description = "The offer")),
    responses((status = 200, body = OfferView, description = "The offer"), Signed, Named)
)]
pub async fn get(
    State(http): State<Http>,
    caller: As<OfferReader>,
    Id(id): Id,
) -> Result<Json<OfferView>, Problem> {
    Ok(Json(offers::get(&http.cx, &caller, id).await?))
}

/// The shelter says yes. The beds stay promised until the child arrives.
#[utoipa::path(
    post, path = "/offers/{id}/accept", tag = "offers", operation_id = "accept_offer",
    params(
        ("id" = uuid::Uuid, Path, description = "The offer"),
        params::Key,
    ),
    responses((status = 200, body = OfferView, description = "Accepted"), Signed, Named, Clashing)
)]
pub async fn accept(
    State(http): State<Http>,
    caller: As<ShelterStaff>,
    Id(id): Id,
    Key(once): Key,
) -> Result<Json<OfferView>, Problem> {
    Ok(Json(http.cx.carry_out(&caller, once, AnswerOffer::accept(id)).await?))
}

/// The child has arrived: its bed is neither free nor promised any more.
#[utoipa::path(
    post, path = "/offers/{id}/arrive", tag = "offers", operation_id = "arrive_offer",
    params(
        ("id" = uuid::Uuid, Path, description = "The offer"),
        params::Key,
    ),
    responses((status = 200, body = OfferView, description = "Arrived"), Signed, Named, Clashing)
)]
pub async fn arrive(
    State(http): State<Http>,
    caller: As<OfferReader>,
    Id(id): Id,
    Key(once): Key,
) -> Result<Json<OfferView>, Problem> {
    Ok(Json(http.cx.carry_out(&caller, once, AnswerOffer::arrive(id)).await?))
}

/// The child is still on the way: both sides are asked again after another
/// `offers.arrive_within`, and nobody is alerted meanwhile.
#[utoipa::path(
    post, path = "/offers/{id}/on_the_way", tag = "offers", operation_id = "on_the_way_offer",
    params(
        ("id" = uuid::Uuid, Path, description = "The offer"),
        params::Key,
    ),
    responses((status = 200, body = OfferView, description = "Noted"), Signed, Named, Clashing)
)]
pub async fn on_the_way(
    State(http): State<Http>,
    caller: As<OfferReader>,
    Id(id): Id,
    Key(once): Key,
) -> Result<Json<OfferView>, Problem> {
    Ok(Json(http.cx.carry_out(&caller, once, StillOnTheWay { offer_id: id }).await?))
}

/// The child did not come: the bed is free again, the request is `missing` and escalates at once.
#[utoipa::path(
    post, path = "/offers/{id}/no_show", tag = "offers", operation_id = "no_show_offer",
    params(
        ("id" = uuid::Uuid, Path, description = "The offer"),
        params::Key,
    ),
    responses((status = 200, body = OfferView, description = "Noted"), Signed, Named, Clashing)
)]
pub async fn no_show(
    State(http): State<Http>,
    caller: As<OfferReader>,
    Id(id): Id,
    Key(once): Key,
) -> Result<Json<OfferView>, Problem> {
    Ok(Json(http.cx.carry_out(&caller, once, AnswerOffer::no_show(id)).await?))
}

/// The child has left: the bed is free again.
#[utoipa::path(
    post, path = "/offers/{id}/depart", tag = "offers", operation_id = "depart_offer",
    params(
        ("id" = uuid::Uuid, Path, description = "The offer"),
        params::Key,
    ),
    responses((status = 200, body = OfferView, description = "Departed"), Signed, Named, Clashing)
)]
pub async fn depart(
    State(http): State<Http>,
    caller: As<ShelterStaff>,
    Id(id): Id,
    Key(once): Key,
) -> Result<Json<OfferView>, Problem> {
    Ok(Json(http.cx.carry_out(&caller, once, AnswerOffer::depart(id)).await?))
}

/// The shelter says no, with a coded reason. The request is offered on in the same moment.
#[utoipa::path(
    post, path = "/offers/{id}/decline", tag = "offers", operation_id = "decline_offer",
    params(
        ("id" = uuid::Uuid, Path, description = "The offer"),
        params::Key,
    ),
    request_body = Decline,
    responses((status = 200, body = OfferView, description = "Declined"), Signed, Named, Posted, Clashing)
)]
pub async fn decline(
    State(http): State<Http>,
    caller: As<ShelterStaff>,
    Id(id): Id,
    body: Body<Decline>,
) -> Result<Json<OfferView>, Problem> {
    let decline = AnswerOffer::decline(id, body.value);
    Ok(Json(http.cx.carry_out(&caller, body.once, decline).await?))
}

/// Undoes the last of accept, arrive, no-show or depart within ten minutes, for any party that may
/// do it. The counts of beds go back too, unless the shelter has counted since. 409 `too_late`
/// after ten minutes, `wrong_state` where it can't be undone: the bed has gone to another, or the
/// offer is not in the given state.
#[utoipa::path(
    post, path = "/offers/{id}/undo", tag = "offers", operation_id = "undo_offer",
    params(
        ("id" = uuid::Uuid, Path, description = "The offer"),
        params::Key,
    ),
    request_body = Option<Undo>,
    responses((status = 200, body = OfferView, description = "As before"), Signed, Named, Posted, Clashing)
)]
pub async fn undo(
    State(http): State<Http>,
    caller: As<OfferReader>,
    Id(id): Id,
    body: OptionalBody<Undo>,
) -> Result<Json<OfferView>, Problem> {
    let undo = UndoOffer { id, undo: body.value };
    Ok(Json(http.cx.carry_out(&caller, body.once, undo).await?))
}
