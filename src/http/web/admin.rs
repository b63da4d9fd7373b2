//! The administrators' pages: what is set up, who may sign in, what was changed, and what needs a
//! look. None of them shows anything of a request.

use askama::Template;
use axum::Router;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::Response;
use axum::routing::{get, post};
use uuid::Uuid;

use crate::domain::typed;
use crate::http::Http;
use crate::http::session::{self, Visitor};
use crate::http::web::shell::{Shell, answer, refused};
use crate::services::identity::sign_in::Session;
use crate::services::operations::health::{self, Readiness};
use crate::services::operations::overview::{self, Overview};
use crate::services::shelters::setup::{self, PartnerView};
use crate::services::{Error, Page as PageOf};

pub(crate) const PATH: &str = "/admin";

/// Most things a page of a list shows.
pub(crate) const SHOWN: i64 = 50;

/// The pages below `/admin`.
pub(crate) fn router() -> Router<Http> {
    Router::new()
        .route("/admin", get(show))
        .route(
            "/admin/partners",
            get(crate::http::web::shelters::partners::show)
                .post(crate::http::web::shelters::partners::add),
        )
        .route(
            "/admin/accounts",
            get(crate::http::web::identity::accounts::list)
                .post(crate::http::web::identity::accounts::add),
        )
        .route("/admin/accounts/new", get(crate::http::web::identity::accounts::blank))
        .route(
            "/admin/accounts/{id}",
            get(crate::http::web::identity::accounts::show)
                .post(crate::http::web::identity::accounts::change),
        )
        .route("/admin/accounts/{id}/{what}", post(crate::http::web::identity::accounts::act))
        .route(
            "/admin/shelters",
            get(crate::http::web::shelters::setup::list)
                .post(crate::http::web::shelters::setup::add),
        )
        .route("/admin/shelters/new", get(crate::http::web::shelters::setup::blank))
        .route(
            "/admin/shelters/{id}",
            get(crate::http::web::shelters::setup::show)
                .post(crate::http::web::shelters::setup::change),
        )
        .route("/admin/shelters/{id}/pools", post(crate::http::web::shelters::pools::add))
        .route("/admin/shelters/{id}/pools/{pool}", post(crate::http::web::shelters::pools::change))
        .route("/admin/policies", get(crate::http::web::escalation::policies::list))
        .route(
            "/admin/policies/{urgency}",
            get(crate::http::web::escalation::policies::show)
                .post(crate::http::web::escalation::policies::set),
        )
        .route(
            "/admin/tokens",
            get(crate::http::web::identity::tokens::show)
                .post(crate::http::web::identity::tokens::add),
        )
        .route("/admin/tokens/{id}/revoke", post(crate::http::web::identity::tokens::revoke))
        .route("/admin/audit", get(crate::http::web::operations::audit_log::show))
        .route(
            "/admin/import",
            get(crate::http::web::shelters::import::show)
                .post(crate::http::web::shelters::import::submit),
        )
        .route("/admin/mails", get(crate::http::web::notifications::show))
        .route(
            "/admin/erase",
            get(crate::http::web::operations::erase::show)
                .post(crate::http::web::operations::erase::submit),
        )
}

#[derive(Template)]
#[template(path = "pages/admin/overview.html")]
struct Page<'a> {
    shell: Shell<'a>,
    overview: Overview,
    readiness: Readiness,
}

/// The overview.
pub(crate) async fn show(State(http): State<Http>, Visitor(visitor): Visitor) -> Response {
    let shell = Shell::of(&http, &visitor, PATH);
    let overview = match overview::overview(&http.cx, &visitor.caller).await {
        Ok(overview) => overview,
        Err(error) => return refused(shell, error),
    };
    let readiness = health::readiness(&http.cx, http.health.vital_signs()).await;
    answer(&Page { shell, overview, readiness }, StatusCode::OK)
}

/// What can be chosen: a value, and its name.
pub(crate) type Choice = (String, String);

/// The cities, by name.
pub(crate) fn cities(http: &Http, shell: &Shell<'_>) -> Vec<Choice> {
    let cities = http.cx.cities.iter();
    cities.map(|city| (city.code.clone(), city.name(shell.locale))).collect()
}

/// The name of a city; its code where the table has it no more.
pub(crate) fn city(http: &Http, shell: &Shell<'_>, code: &str) -> String {
    http.cx.cities.get(code).map_or_else(|| code.to_owned(), |city| city.name(shell.locale))
}

/// Every partner, in the order they were added.
pub(crate) async fn all_partners(
    http: &Http,
    session: &Session,
) -> Result<Vec<PartnerView>, Error> {
    let (mut all, mut cursor) = (Vec::new(), None);
    loop {
        let page = PageOf { cursor, limit: 200 };
        let some = setup::partners(&http.cx, &session.caller, page).await?;
        all.extend(some.items);
        cursor = some.next_cursor.and_then(|next| next.parse().ok());
        if cursor.is_none() {
            return Ok(all);
        }
    }
}

/// The partners to choose from.
pub(crate) fn choices(partners: &[PartnerView]) -> Vec<Choice> {
    partners.iter().map(|partner| (partner.id.to_string(), partner.name.clone())).collect()
}

/// The name of a partner.
pub(crate) fn partner_name(partners: &[PartnerView], id: Option<Uuid>) -> String {
    let partner = partners.iter().find(|partner| Some(partner.id) == id);
    partner.map(|partner| partner.name.clone()).unwrap_or_default()
}

/// A field of the address that says anything.
pub(crate) fn asked(query: Option<&str>, name: &str) -> Option<String> {
    let value = session::asked(query, name).map(|value| typed::lenient_text(&value));
    value.filter(|value| !value.is_empty())
}

/// The page of a list that the address asks for, after the one before.
pub(crate) fn page(query: Option<&str>) -> PageOf {
    PageOf { cursor: asked(query, "after").and_then(|after| after.parse().ok()), limit: SHOWN }
}
