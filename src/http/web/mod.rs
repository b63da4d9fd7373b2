//! The web pages: sign-in, own account, pages of each role, pages behind one-time links.
//!
//! Each subject has a folder or a file. A handler takes a [`visit::Visit`] or a [`form::Form`] and returns
//! an [`error::PageResult`]; templates are in `templates/pages`.

mod assets;
mod choices;
mod components;
mod dates;
mod duty;
mod error;
mod escalation;
mod fields;
mod form;
mod form_state;
mod identity;
mod json_body;
mod labels;
mod link_page;
mod listing;
mod minify;
mod notifications;
mod numbers;
mod open_form;
mod operations;
mod phone;
mod placement;
mod reports;
mod shell;
mod shelters;
mod visit;

use axum::Router;
use axum::http::request::Parts;
use axum::middleware::from_fn_with_state;
use axum::response::Response;

use self::choices::Choice;
use self::error::{PageResult, Refusal, shell_for};
use self::form::Form;
use self::form_state::FormState;
use self::json_body::JsonBody;
pub(crate) use self::open_form::drops_cookies;
use self::phone::Phone;
use self::shell::Shell;
use self::visit::{FIRST_PAGE, Query, Visit, page, redirect};
use super::Http;

pub fn router(http: &Http) -> Router<Http> {
    assets::routes()
        .merge(identity::routes())
        .merge(shelters::routes())
        .merge(placement::routes())
        .merge(escalation::routes())
        .merge(duty::routes())
        .merge(reports::routes())
        .merge(notifications::routes())
        .merge(operations::routes())
        .route_layer(from_fn_with_state(http.clone(), error::render_errors))
}

/// The page for unknown addresses.
pub(crate) async fn not_found_page(http: &Http, request: &Parts) -> Response {
    match visit::find_session(request, http).await {
        Ok(session) => Refusal::NOT_FOUND.page(shell_for(http, session, request)),
        Err(error) => error.page(shell_for(http, None, request)),
    }
}
