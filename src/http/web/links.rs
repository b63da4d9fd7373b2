//! One-time links: a small form that sets a password, or makes the first administrator.
//! GET changes nothing.

use askama::Template;
use axum::Form;
use axum::extract::{Path, RawQuery, State};
use axum::http::{HeaderMap, StatusCode};
use axum::response::{IntoResponse, Response};
use serde::Deserialize;

use super::page::{STYLE, accepted, respond};
use crate::http::Http;
use crate::http::error::Problem;
use crate::http::session::asked_language;
use crate::i18n::{Locale, Texts};
use crate::services::{Error, links};

#[derive(Template)]
#[template(path = "pages/link.html")]
struct Page<'a> {
    texts: &'a Texts,
    locale: Locale,
    /// The account's address; `None` asks for one, for the first administrator.
    email: Option<&'a str>,
    /// What was wrong with the last try: keys of texts.
    wrong: Vec<&'static str>,
    stage: Stage,
    style: &'static str,
}

/// What the page shows.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Stage {
    Form,
    Done,
    Gone,
}

impl Page<'_> {
    fn text(&self, key: &str) -> String {
        self.texts.get(self.locale, key, &[])
    }

    fn respond(&self, status: StatusCode) -> Response {
        respond(self, status)
    }
}

fn page<'a>(http: &'a Http, locale: Locale, email: Option<&'a str>, stage: Stage) -> Page<'a> {
    Page { texts: &http.texts, locale, email, wrong: Vec::new(), stage, style: STYLE }
}

/// The form.
pub async fn show(
    State(http): State<Http>,
    Path(secret): Path<String>,
    RawQuery(query): RawQuery,
    headers: HeaderMap,
) -> Response {
    let spoken = asked_language(query.as_deref()).unwrap_or_else(|| accepted(&headers));
    match links::look_at(&http.cx, &secret).await {
        Ok(Some((email, locale))) => {
            page(&http, locale, Some(&email), Stage::Form).respond(StatusCode::OK)
        }
        Ok(None) => page(&http, spoken, None, Stage::Form).respond(StatusCode::OK),
        Err(Error::NotFound(_)) => {
            page(&http, spoken, None, Stage::Gone).respond(StatusCode::NOT_FOUND)
        }
        Err(error) => Problem::from(error).into_response(),
    }
}

/// What the form sends.
#[derive(Deserialize)]
pub struct Input {
    #[serde(default)]
    email: Option<String>,
    password: String,
}

/// Sets the password. The secret in the address is what protects the form.
pub async fn submit(
    State(http): State<Http>,
    Path(secret): Path<String>,
    headers: HeaderMap,
    Form(input): Form<Input>,
) -> Response {
    let known = links::look_at(&http.cx, &secret).await.ok().flatten();
    let locale = known.as_ref().map_or_else(|| accepted(&headers), |(_, locale)| *locale);
    let email = known.as_ref().map(|(email, _)| email.as_str());
    match links::use_up(&http.cx, &secret, input.email.clone(), input.password).await {
        Ok(()) => page(&http, locale, email, Stage::Done).respond(StatusCode::OK),
        Err(Error::NotFound(_)) => {
            page(&http, locale, None, Stage::Gone).respond(StatusCode::NOT_FOUND)
        }
        Err(Error::Invalid(fields)) => {
            let mut page = page(&http, locale, email, Stage::Form);
            page.wrong = fields.iter().map(|field| wrong_text(&field.pointer)).collect();
            page.respond(StatusCode::UNPROCESSABLE_ENTITY)
        }
        Err(Error::Conflict { .. }) => {
            let mut page = page(&http, locale, email, Stage::Form);
            page.wrong.push("pages-link-email-taken");
            page.respond(StatusCode::CONFLICT)
        }
        Err(error) => Problem::from(error).into_response(),
    }
}

fn wrong_text(pointer: &str) -> &'static str {
    if pointer == "/password" { "pages-link-bad-password" } else { "pages-link-bad-email" }
}
