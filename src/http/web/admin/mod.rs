//! The administrators' pages: what is set up, who may sign in, what was changed, and what needs a
//! look. None of them shows anything of a request.

mod accounts;
mod audit;
mod erase;
mod fields;
mod import;
mod mails;
mod partners;
mod policies;
mod pools;
mod shelters;
mod tokens;

use askama::Template;
use axum::Router;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::Response;
use axum::routing::{get, post};
use uuid::Uuid;

use super::shell::{Shell, answer, refused};
use crate::domain::typed;
use crate::http::Http;
use crate::http::session::{self, Visitor};
use crate::services::house::{self, Readiness};
use crate::services::overview::{self, Overview};
use crate::services::setup::{self, PartnerView};
use crate::services::signing_in::Session;
use crate::services::{Error, Page as PageOf};

const PATH: &str = "/admin";

/// Most things a page of a list shows.
const SHOWN: i64 = 50;

/// The pages below `/admin`.
pub(super) fn router() -> Router<Http> {
    Router::new()
        .route("/admin", get(show))
        .route("/admin/partners", get(partners::show).post(partners::add))
        .route("/admin/accounts", get(accounts::list).post(accounts::add))
        .route("/admin/accounts/new", get(accounts::blank))
        .route("/admin/accounts/{id}", get(accounts::show).post(accounts::change))
        .route("/admin/accounts/{id}/{what}", post(accounts::act))
        .route("/admin/shelters", get(shelters::list).post(shelters::add))
        .route("/admin/shelters/new", get(shelters::blank))
        .route("/admin/shelters/{id}", get(shelters::show).post(shelters::change))
        .route("/admin/shelters/{id}/pools", post(pools::add))
        .route("/admin/shelters/{id}/pools/{pool}", post(pools::change))
        .route("/admin/policies", get(policies::list))
        .route("/admin/policies/{urgency}", get(policies::show).post(policies::set))
        .route("/admin/tokens", get(tokens::show).post(tokens::add))
        .route("/admin/tokens/{id}/revoke", post(tokens::revoke))
        .route("/admin/audit", get(audit::show))
        .route("/admin/import", get(import::show).post(import::submit))
        .route("/admin/mails", get(mails::show))
        .route("/admin/erase", get(erase::show).post(erase::submit))
}

#[derive(Template)]
#[template(path = "pages/admin/overview.html")]
struct Page<'a> {
    shell: Shell<'a>,
    overview: Overview,
    readiness: Readiness,
}

/// The overview.
async fn show(State(http): State<Http>, Visitor(visitor): Visitor) -> Response {
    let shell = Shell::of(&http, &visitor, PATH);
    let overview = match overview::overview(&http.cx, &visitor.caller).await {
        Ok(overview) => overview,
        Err(error) => return refused(shell, error),
    };
    let readiness = house::readiness(&http.cx, http.health.vital_signs()).await;
    answer(&Page { shell, overview, readiness }, StatusCode::OK)
}

/// What can be chosen: a value, and its name.
type Choice = (String, String);

/// The cities, by name.
fn cities(http: &Http, shell: &Shell<'_>) -> Vec<Choice> {
    let cities = http.cx.cities.iter();
    cities.map(|city| (city.code.clone(), city.name(shell.locale))).collect()
}

/// The name of a city; its code where the table has it no more.
fn city(http: &Http, shell: &Shell<'_>, code: &str) -> String {
    http.cx.cities.get(code).map_or_else(|| code.to_owned(), |city| city.name(shell.locale))
}

/// Every partner, in the order they were added.
async fn all_partners(http: &Http, session: &Session) -> Result<Vec<PartnerView>, Error> {
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
fn choices(partners: &[PartnerView]) -> Vec<Choice> {
    partners.iter().map(|partner| (partner.id.to_string(), partner.name.clone())).collect()
}

/// The name of a partner.
fn partner_name(partners: &[PartnerView], id: Option<Uuid>) -> String {
    let partner = partners.iter().find(|partner| Some(partner.id) == id);
    partner.map(|partner| partner.name.clone()).unwrap_or_default()
}

/// A field of the address that says anything.
fn asked(query: Option<&str>, name: &str) -> Option<String> {
    let value = session::asked(query, name).map(|value| typed::lenient_text(&value));
    value.filter(|value| !value.is_empty())
}

/// The page of a list that the address asks for, after the one before.
fn page(query: Option<&str>) -> PageOf {
    PageOf { cursor: asked(query, "after").and_then(|after| after.parse().ok()), limit: SHOWN }
}
