//! Endpoints of accounts and API tokens, for administrators, and of the caller's own account.

use axum::Json;
use axum::extract::State;
use axum::http::{HeaderMap, StatusCode};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::http::answers::{Clashing, Named, Posted, Signed};
use crate::http::error::Problem;
use crate::http::extract::{Auth, Body, Id, Query, bearer};
use crate::http::{Http, params, session};
use crate::services::authorisation::{Admin, As};
use crate::services::identity::accounts::{
    self, AddAccount, ChangeAccount, ChangeOwnAccount, NewUser, OwnPatch, UserPatch, UserView,
};
use crate::services::identity::links;
use crate::services::identity::tokens::{self, RevokeToken, TokenView};
use crate::services::views::Items;

/// A new account.
#[derive(Serialize, Deserialize, ToSchema)]
pub struct AddedUser {
    /// The account.
    #[serde(flatten)]
    user: UserView,
    /// A one-time link by which its password is set; shown only here.
    set_password_url: String,
}

/// Adds an account.
#[utoipa::path(
    post, path = "/users", tag = "set-up", operation_id = "create_user",
    params(params::Key),
    request_body = NewUser,
    responses((status = 201, body = AddedUser, description = "Added"), Signed, Posted, Clashing)
)]
pub async fn create_user(
    State(http): State<Http>,
    caller: As<Admin>,
    headers: HeaderMap,
    body: Body<NewUser>,
) -> Result<(StatusCode, Json<AddedUser>), Problem> {
    let key = body.once.as_ref().map(|once| once.key.clone());
    let add = AddAccount { user: body.value, password_hash: None };
    let user = http.cx.carry_out(&caller, body.once, add).await?;
    let session = session::secret(&headers);
    let set_password_url = match (key, bearer(&headers).or(session.as_deref())) {
        (Some(key), Some(signed_in_with)) => {
            let from = (key.as_str(), signed_in_with);
            links::create_for_key(&http.cx, &caller, user.id, from).await?
        }
        _ => links::create(&http.cx, &caller, Some(user.id)).await?,
    };
    Ok((StatusCode::CREATED, Json(AddedUser { user, set_password_url })))
}

/// Accounts, in the order they were added.
#[utoipa::path(
    get, path = "/users", tag = "set-up", operation_id = "list_users",
    params(
        params::PageOf,
    ),
    responses((status = 200, body = Items<UserView>, description = "A page"), Signed)
)]
pub async fn list_users(
    State(http): State<Http>,
    caller: As<Admin>,
    mut query: Query,
) -> Result<Json<Items<UserView>>, Problem> {
    let page = query.page();
    query.end()?;
    Ok(Json(accounts::list(&http.cx, &caller, page).await?))
}

/// Changes an account; what is not named stays. `active: false` shuts it at once.
#[utoipa::path(
    patch, path = "/users/{id}", tag = "set-up", operation_id = "change_user",
    params(("id" = uuid::Uuid, Path, description = "The account")),
    request_body = UserPatch,
    responses((status = 200, body = UserView, description = "Changed"), Signed, Named, Posted, Clashing)
)]
pub async fn change_user(
    State(http): State<Http>,
    caller: As<Admin>,
    Id(id): Id,
    body: Body<UserPatch>,
) -> Result<Json<UserView>, Problem> {
    Ok(Json(http.cx.write(&caller, ChangeAccount { id, patch: body.value }).await?))
}

/// The bearer tokens of an account, without their secrets.
#[utoipa::path(
    get, path = "/users/{id}/tokens", tag = "set-up", operation_id = "list_tokens",
    params(
        ("id" = uuid::Uuid, Path, description = "The account"),
        params::PageOf,
    ),
    responses((status = 200, body = Items<TokenView>, description = "A page"), Signed, Named)
)]
pub async fn list_tokens(
    State(http): State<Http>,
    caller: As<Admin>,
    Id(id): Id,
    mut query: Query,
) -> Result<Json<Items<TokenView>>, Problem> {
    let page = query.page();
    query.end()?;
    Ok(Json(tokens::list(&http.cx, &caller, id, page).await?))
}

/// Revokes a bearer token; it stops working at once on every instance.
#[utoipa::path(
    delete, path = "/tokens/{id}", tag = "set-up", operation_id = "revoke_token",
    params(("id" = uuid::Uuid, Path, description = "The token")),
    responses((status = 204, description = "Revoked"), Signed, Named)
)]
pub async fn revoke_token(
    State(http): State<Http>,
    caller: As<Admin>,
    Id(id): Id,
) -> Result<StatusCode, Problem> {
    http.cx.write(&caller, RevokeToken { id }).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// The caller's own account.
#[utoipa::path(
    get, path = "/me", tag = "set-up", operation_id = "own_account",
    responses((status = 200, body = UserView, description = "The account"), Signed)
)]
pub async fn own_account(
    State(http): State<Http>,
    Auth(caller): Auth,
    query: Query,
) -> Result<Json<UserView>, Problem> {
    query.end()?;
    Ok(Json(accounts::own(&http.cx, &caller).await?))
}

/// Changes the caller's own account: its language, and whether it gets mail about offers.
#[utoipa::path(
    patch, path = "/me", tag = "set-up", operation_id = "change_own_account",
    request_body = OwnPatch,
    responses((status = 200, body = UserView, description = "The account"), Signed, Posted)
)]
pub async fn change_own_account(
    State(http): State<Http>,
    Auth(caller): Auth,
    body: Body<OwnPatch>,
) -> Result<Json<UserView>, Problem> {
    Ok(Json(http.cx.write(&caller, ChangeOwnAccount { patch: body.value }).await?))
}
