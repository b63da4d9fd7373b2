//! Endpoints with which administrators add and change partners, shelters and bed pools.

use axum::Json;
use axum::extract::State;
use axum::http::StatusCode;

use crate::http::answers::{Clashing, Named, Posted, Signed};
use crate::http::error::Problem;
use crate::http::extract::{Body, Id, Query};
use crate::http::{Http, params};
use crate::services::authorisation::{Admin, As};
use crate::services::shelters::editing::{ChangePool, PoolPatch};
use crate::services::shelters::partners::{ChangePartner, PartnerPatch};
use crate::services::shelters::setup::{
    self, AddPool, ChangeShelter, NewPartner, NewPool, NewShelter, PartnerView, ShelterPatch,
    ShelterView,
};
use crate::services::views::{Items, PoolView};

/// Adds a partner association.
#[utoipa::path(
    post, path = "/partners", tag = "set-up", operation_id = "create_partner",
    params(params::Key),
    request_body = NewPartner,
    responses((status = 201, body = PartnerView, description = "Added"), Signed, Posted, Clashing)
)]
pub async fn create_partner(
    State(http): State<Http>,
    caller: As<Admin>,
    body: Body<NewPartner>,
) -> Result<(StatusCode, Json<PartnerView>), Problem> {
    let view = http.cx.carry_out(&caller, body.once, body.value).await?;
    Ok((StatusCode::CREATED, Json(view)))
}

/// Partner associations, in the order they were added.
#[utoipa::path(
    get, path = "/partners", tag = "set-up", operation_id = "list_partners",
    params(
        params::PageOf,
    ),
    responses((status = 200, body = Items<PartnerView>, description = "A page"), Signed)
)]
pub async fn list_partners(
    State(http): State<Http>,
    caller: As<Admin>,
    mut query: Query,
) -> Result<Json<Items<PartnerView>>, Problem> {
    let page = query.page();
    query.end()?;
    Ok(Json(setup::partners(&http.cx, &caller, page).await?))
}

/// Changes a partner; what is not named stays. With `active: false` it is out of use and its history
/// stays: 409 `in_use` while it has a shelter in use, an active account or an open request.
#[utoipa::path(
    patch, path = "/partners/{id}", tag = "set-up", operation_id = "change_partner",
    params(("id" = uuid::Uuid, Path, description = "The partner")),
    request_body = PartnerPatch,
    responses(
        (status = 200, body = PartnerView, description = "Changed"), Signed, Named, Posted, Clashing
    )
)]
pub async fn change_partner(
    State(http): State<Http>,
    caller: As<Admin>,
    Id(id): Id,
    body: Body<PartnerPatch>,
) -> Result<Json<PartnerView>, Problem> {
    Ok(Json(http.cx.write(&caller, ChangePartner { id, patch: body.value }).await?))
}

/// Adds a shelter.
#[utoipa::path(
    post, path = "/shelters", tag = "set-up", operation_id = "create_shelter",
    params(params::Key),
    request_body = NewShelter,
    responses((status = 201, body = ShelterView, description = "Added"), Signed, Posted, Clashing)
)]
pub async fn create_shelter(
    State(http): State<Http>,
    caller: As<Admin>,
    body: Body<NewShelter>,
) -> Result<(StatusCode, Json<ShelterView>), Problem> {
    let view = http.cx.carry_out(&caller, body.once, body.value).await?;
    Ok((StatusCode::CREATED, Json(view)))
}

/// Changes a shelter; what is not named stays. Pending offers it no longer serves are withdrawn and
/// placed anew at once. With `active: false` it is out of use: it leaves the board, offers nothing
/// and is not asked for its counts; its history stays. 409 `in_use` while children are expected or
/// there; 409 `partner_inactive` when it comes back to a partner that is out of use.
#[utoipa::path(
    patch, path = "/shelters/{id}", tag = "set-up", operation_id = "change_shelter",
    params(("id" = uuid::Uuid, Path, description = "The shelter")),
    request_body = ShelterPatch,
    responses(
        (status = 200, body = ShelterView, description = "Changed"), Signed, Named, Posted, Clashing
    )
)]
pub async fn change_shelter(
    State(http): State<Http>,
    caller: As<Admin>,
    Id(id): Id,
    body: Body<ShelterPatch>,
) -> Result<Json<ShelterView>, Problem> {
    Ok(Json(http.cx.write(&caller, ChangeShelter { id, patch: body.value }).await?))
}

/// Adds a bed pool to a shelter.
#[utoipa::path(
    post, path = "/shelters/{id}/pools", tag = "set-up", operation_id = "create_pool",
    params(
        ("id" = uuid::Uuid, Path, description = "The shelter"),
        params::Key,
    ),
    request_body = NewPool,
    responses((status = 201, body = PoolView, description = "Added"), Signed, Named, Posted, Clashing)
)]
pub async fn create_pool(
    State(http): State<Http>,
    caller: As<Admin>,
    Id(id): Id,
    body: Body<NewPool>,
) -> Result<(StatusCode, Json<PoolView>), Problem> {
    let add = AddPool { shelter_id: id, body: body.value };
    let view = http.cx.carry_out(&caller, body.once, add).await?;
    Ok((StatusCode::CREATED, Json(view)))
}

/// Changes a pool; what is not named stays. Pending offers it no longer serves are withdrawn and
/// placed anew at once; accepted children stay expected. With `active: false` it is out of use: it
/// leaves the board, offers nothing and is not asked for its count; its history stays. 409 `in_use`
/// while children are expected in it or there.
#[utoipa::path(
    patch, path = "/pools/{id}", tag = "set-up", operation_id = "change_pool",
    params(("id" = uuid::Uuid, Path, description = "The pool")),
    request_body = PoolPatch,
    responses(
        (status = 200, body = PoolView, description = "Changed"), Signed, Named, Posted, Clashing
    )
)]
pub async fn change_pool(
    State(http): State<Http>,
    caller: As<Admin>,
    Id(id): Id,
    body: Body<PoolPatch>,
) -> Result<Json<PoolView>, Problem> {
    Ok(Json(http.cx.write(&caller, ChangePool { id, patch: body.value }).await?))
}
