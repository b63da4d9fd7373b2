//! Partner associations: the list, and a new one.

use askama::Template;
use axum::extract::{RawQuery, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};

use crate::http::Http;
use crate::http::extract::fit;
use crate::http::session::Visitor;
use crate::http::web::admin::{Choice, cities, city, page};
use crate::http::web::fields::{Body, Form};
use crate::http::web::form::Sent;
use crate::http::web::shell::{Shell, answer, refused};
use crate::services::shelters::setup::{self, PartnerView};
use crate::services::{Error, Page as PageOf};

const PATH: &str = "/admin/partners";

#[derive(Template)]
#[template(path = "pages/admin/partners.html")]
struct Page<'a> {
    shell: Shell<'a>,
    partners: Vec<(PartnerView, String)>,
    next: Option<String>,
    form: Form,
    cities: Vec<Choice>,
}

/// The list, with the form for a new one.
pub async fn show(
    State(http): State<Http>,
    Visitor(visitor): Visitor,
    RawQuery(query): RawQuery,
) -> Response {
    let shell = Shell::of(&http, &visitor, PATH);
    let found = setup::partners(&http.cx, &visitor.caller, page(query.as_deref())).await;
    render(&http, shell, found, Form::new(""), StatusCode::OK)
}

type Found = Result<crate::services::views::Items<PartnerView>, Error>;

fn render(http: &Http, shell: Shell<'_>, found: Found, form: Form, status: StatusCode) -> Response {
    let found = match found {
        Ok(found) => found,
        Err(error) => return refused(shell, error),
    };
    let named = |partner: PartnerView| {
        let city = city(http, &shell, &partner.city);
        (partner, city)
    };
    let partners = found.items.into_iter().map(named).collect();
    let cities = cities(http, &shell);
    answer(&Page { shell, partners, next: found.next_cursor, form, cities }, status)
}

/// Adds a partner.
pub async fn add(State(http): State<Http>, sent: Sent) -> Response {
    let (cx, caller) = (&http.cx, &sent.visitor.caller);
    let shell = Shell::of(&http, &sent.visitor, PATH);
    let done = match fit(&http, Body::of(&sent).texts(&["name", "city"]).json()) {
        Ok(body) => setup::add_partner(cx, caller, sent.once(), body).await,
        Err(error) => Err(error),
    };
    match done {
        Ok(partner) => Redirect::to(&format!("{PATH}#partner-{}", partner.id)).into_response(),
        Err(error) => match Form::sent("", &sent).refuse(&shell, error) {
            Ok(form) => {
                let first = PageOf { cursor: None, limit: crate::http::web::admin::SHOWN };
                let found = setup::partners(cx, caller, first).await;
                render(&http, shell, found, form, StatusCode::UNPROCESSABLE_ENTITY)
            }
            Err(error) => refused(shell, error),
        },
    }
}
