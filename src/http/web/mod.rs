//! The pages: signing in and one's own account, those of each role, and those behind one-time links.
//!
//! Each subject has its folder. A handler takes a [`visit::Visit`] or a [`form::Form`] and returns an
//! [`error::PageResult`]; templates are in `templates/pages`.

mod access;
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

use self::access::only;
use self::choices::Choice;
use self::error::{PageResult, Refusal, shell_for};
use self::form::Form;
use self::form_state::FormState;
use self::json_body::JsonBody;
pub(crate) use self::open_form::drops_cookies;
use self::phone::Phone;
use self::shell::Shell;
use self::visit::{Address, FIRST_PAGE, Query, Visit, page, redirect};
use super::Http;
use crate::domain::account::Role;
use crate::services::duty::plan::PLANNERS;
use crate::services::reports::READERS as REPORT_READERS;

/// The pages.
pub fn router(http: &Http) -> Router<Http> {
    let coordinators = escalation::coordinator_routes().merge(shelters::coordinator_routes());
    let admins = operations::admin_routes()
        .merge(identity::admin_routes())
        .merge(shelters::admin_routes())
        .merge(escalation::admin_routes())
        .merge(notifications::admin_routes());
    assets::routes()
        .merge(identity::open_routes())
        .merge(shelters::open_routes())
        .merge(only(http, &[Role::Admin], admins))
        .merge(only(http, &[Role::Outreach], placement::outreach_routes()))
        .merge(only(http, &[Role::Shelter], shelters::shelter_routes()))
        .merge(only(http, &[Role::Coordinator], coordinators))
        .merge(only(http, &PLANNERS, duty::planner_routes()))
        .merge(only(http, &REPORT_READERS, reports::routes()))
        .route_layer(from_fn_with_state(http.clone(), error::render_errors))
}

/// The page that says that nothing is at an address.
pub(crate) async fn nothing_here(http: &Http, request: &Parts) -> Response {
    match visit::find_session(request, http).await {
        Ok(session) => Refusal::NOT_FOUND.page(shell_for(http, session, request)),
        Err(error) => error.page(shell_for(http, None, request)),
    }
}
