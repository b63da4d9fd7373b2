//! Endpoints of accounts and API tokens, for administrators, and of the caller's own account.

use axum::Json;
use axum::extract::State;
use axum::http::{HeaderMap, StatusCode};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::http::answers::{Clashing, Named, Open, Posted, Signed};
use crate::http::error::{Problem, seconds_until};
use crate::http::extract::{Auth, Body, Id, OpenBody, Query, bearer};
use crate::http::session::ClientOrigin;
use crate::http::{Http, params, session};
use crate::services::authorisation::{Admin, As};
use crate::services::identity::accounts::{
    self, ChangeAccount, ChangeOwnAccount, Invite, NewUser, OwnPatch, UserPatch, UserView,
};
use crate::services::identity::sign_in::Refusal;
use crate::services::identity::tokens::{self, RevokeToken, TokenView};
use crate::services::identity::{forgotten, links};
use crate::services::views::Items;
use crate::services::{Error, fields};

/// A new account.
#[derive(Serialize, Deserialize, ToSchema)]
pub struct AddedUser {
    /// The account.
    #[serde(flatten)]
    user: UserView,
    /// A one-time link by which its password is set; shown only here.
    set_password_url: String,
}

/// Adds an account and mails its owner a link that sets the password.
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
    let user = http.cx.carry_out(&caller, body.once, Invite { user: body.value }).await?;
    let session = session::secret(&headers);
    let key = key.as_deref().zip(bearer(&headers).or(session.as_deref()));
    let set_password_url = links::create_beside(&http.cx, &caller, user.id, key).await?;
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

/// Who has forgotten their password.
#[derive(Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct ForgottenPassword {
    /// Mail address of the account.
    #[schema(format = "email", max_length = 254, example = "team@example.org")]
    email: String,
}

/// Mails a one-time link that sets a new password, if an active account has the address. Answers
/// alike if none has. A second mail goes out a quarter of an hour later at the earliest.
#[utoipa::path(
    post, path = "/sign-in/forgotten", tag = "set-up", operation_id = "forgotten_password",
    params(params::Key),
    request_body = ForgottenPassword,
    responses((status = 202, description = "Taken"), Open, Posted, Clashing),
    security(())
)]
pub async fn forgotten_password(
    State(http): State<Http>,
    ClientOrigin(origin): ClientOrigin,
    OpenBody(body): OpenBody<ForgottenPassword>,
) -> Result<StatusCode, Problem> {
    match forgotten::ask(&http.cx, &body.email, &origin).await {
        Ok(()) => Ok(StatusCode::ACCEPTED),
        Err(Refusal::TooMany(until)) => {
            let seconds = seconds_until(until, http.cx.now());
            let detail = format!("too many tries; wait {seconds} s");
            let status = StatusCode::TOO_MANY_REQUESTS;
            let problem = Problem::new(status, "too_many_tries", "Too many tries", detail);
            Err(Problem { retry_after: Some(seconds), ..problem })
        }
        Err(Refusal::Failed(error)) => Err(error.into()),
        Err(Refusal::NoAddress | Refusal::Wrong | Refusal::Gone) => {
            Err(Error::field("/email", "bad_email", fields::MAIL_ADDRESS).into())
        }
    }
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

/// Changes the caller's own account: its language, name and telephone number, and whether it gets
/// mail about offers.
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
