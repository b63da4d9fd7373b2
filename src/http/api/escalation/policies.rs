//! Endpoints of escalation policies: who is alerted when, for each urgency.

use axum::Json;
use axum::extract::{FromRequestParts, Path, State};
use axum::http::request::Parts;

use crate::domain::request::Urgency;
use crate::http::Http;
use crate::http::answers::{Named, Posted, Signed};
use crate::http::error::Problem;
use crate::http::extract::{Auth, Body, Query};
use crate::http::params;
use crate::services::Error;
use crate::services::authorisation::{Admin, As, PolicyReader};
use crate::services::escalation::policies::{self, NewPolicy, PolicyView};
use crate::services::views::Items;

/// The policies in force, one for each urgency.
#[utoipa::path(
    get, path = "/policies", tag = "escalations", operation_id = "list_policies",
    params(params::PartOf),
    responses((status = 200, body = Items<PolicyView>, description = "The policies in force"), Signed)
)]
pub async fn list_policies(
    State(http): State<Http>,
    caller: As<PolicyReader>,
    mut query: Query,
) -> Result<Json<Items<PolicyView>>, Problem> {
    let part = query.part();
    query.end()?;
    Ok(Json(Items::part(policies::list(&http.cx, &caller).await?, part)))
}

/// Every version of an urgency's policy, newest first, down to the one of the settings.
#[utoipa::path(
    get, path = "/policies/{urgency}", tag = "escalations", operation_id = "policy_versions",
    params(
        ("urgency" = Urgency, Path, description = "The urgency"),
        params::PartOf,
    ),
    responses((status = 200, body = Items<PolicyView>, description = "The versions"), Signed, Named)
)]
pub async fn list_versions(
    State(http): State<Http>,
    caller: As<PolicyReader>,
    UrgencyInPath(urgency): UrgencyInPath,
    mut query: Query,
) -> Result<Json<Items<PolicyView>>, Problem> {
    let part = query.part();
    query.end()?;
    let versions = policies::versions(&http.cx, &caller, urgency).await?;
    Ok(Json(Items::part(versions, part)))
}

/// Puts a policy in force for new requests of an urgency. Existing requests keep the one they were
/// created with.
#[utoipa::path(
    put, path = "/policies/{urgency}", tag = "escalations", operation_id = "set_policy",
    params(("urgency" = Urgency, Path, description = "The urgency")),
    request_body = NewPolicy,
    responses((status = 200, body = PolicyView, description = "The new version"), Signed, Named, Posted)
)]
pub async fn set_policy(
    State(http): State<Http>,
    caller: As<Admin>,
    UrgencyInPath(urgency): UrgencyInPath,
    body: Body<NewPolicy>,
) -> Result<Json<PolicyView>, Problem> {
    Ok(Json(policies::set(&http.cx, &caller, urgency, body.value).await?))
}

/// The urgency in the path; any other value is not found, after sign-in.
pub struct UrgencyInPath(Urgency);

impl FromRequestParts<Http> for UrgencyInPath {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, http: &Http) -> Result<Self, Problem> {
        // 401 comes before 404.
        Auth::from_request_parts(parts, http).await?;
        let path = Path::<String>::from_request_parts(parts, http).await;
        let urgency = path.ok().and_then(|Path(code)| Urgency::parse(&code));
        urgency.map(Self).ok_or_else(|| Error::NotFound("urgency").into())
    }
}
