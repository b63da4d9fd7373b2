//! What is settled before a page or a form is looked at: who may have it, and what it is about.

use axum::Router;
use axum::extract::{FromRequestParts, Path, Request, State};
use axum::http::request::Parts;
use axum::middleware::{Next, from_fn_with_state};
use axum::response::Response;
use serde::de::DeserializeOwned;

use super::shell::{Shell, refused};
use crate::domain::account::Role;
use crate::http::Http;
use crate::http::session::Visitor;
use crate::services::Error;

/// Pages for holders of one of some roles. Who has not signed in is led to do so; all others are
/// refused, whatever the address or the form holds.
pub(crate) fn only(http: &Http, roles: &'static [Role], pages: Router<Http>) -> Router<Http> {
    pages.route_layer(from_fn_with_state((http.clone(), roles), gate))
}

async fn gate(
    State((http, roles)): State<(Http, &'static [Role])>,
    request: Request,
    next: Next,
) -> Response {
    let (mut parts, body) = request.into_parts();
    match Visitor::from_request_parts(&mut parts, &http).await {
        Ok(Visitor(visitor)) if visitor.caller.is_any(roles) => {
            next.run(Request::from_parts(parts, body)).await
        }
        Ok(Visitor(visitor)) => refused(Shell::of(&http, &visitor, "/"), Error::Forbidden),
        Err(response) => response,
    }
}

/// What the address of a page names: ids and words. One that can't be read names no page.
pub struct Address<T>(pub T);

impl<T: DeserializeOwned + Send> FromRequestParts<Http> for Address<T> {
    type Rejection = Response;

    async fn from_request_parts(parts: &mut Parts, http: &Http) -> Result<Self, Response> {
        let Visitor(visitor) = Visitor::from_request_parts(parts, http).await?;
        match Path::from_request_parts(parts, http).await {
            Ok(Path(named)) => Ok(Self(named)),
            Err(_) => Err(refused(Shell::of(http, &visitor, "/"), Error::NotFound("page"))),
        }
    }
}
