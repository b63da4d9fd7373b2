//! Which roles may have a page.

use axum::Router;
use axum::extract::{Request, State};
use axum::middleware::{Next, from_fn_with_state};

use super::error::{PageResult, Refusal};
use super::visit::require_session;
use crate::domain::account::Role;
use crate::http::Http;

/// Pages for holders of one of these roles. Who has not signed in is led to do so; all others are
/// refused, whatever the address or the form holds.
pub(crate) fn only(http: &Http, roles: &'static [Role], pages: Router<Http>) -> Router<Http> {
    pages.route_layer(from_fn_with_state((http.clone(), roles), check_role))
}

async fn check_role(
    State((http, roles)): State<(Http, &'static [Role])>,
    request: Request,
    next: Next,
) -> PageResult {
    let (parts, body) = request.into_parts();
    if !require_session(&parts, &http).await?.caller.is_any(roles) {
        return Err(Refusal::FORBIDDEN.into());
    }
    Ok(next.run(Request::from_parts(parts, body)).await)
}
