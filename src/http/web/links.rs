//! One-time links: a small form that sets a password, or makes the first administrator.
//! GET changes nothing.

use askama::Template;
use axum::Form;
use axum::extract::{Path, State};
use axum::http::{HeaderMap, StatusCode, header};
use axum::response::{Html, IntoResponse, Response};
use serde::Deserialize;

use crate::http::Http;
use crate::http::error::Problem;
use crate::i18n::{Locale, Texts};
use crate::services::{Error, accounts};

/// What a page may load: nothing but its own inline style, by its hash.
const POLICY: &str = "default-src 'none'; style-src 'sha256-STYLE'; form-action 'self'; \
                      frame-ancestors 'none'; base-uri 'none'";

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
        match self.render() {
            Ok(page) => {
                (status, [(header::CONTENT_SECURITY_POLICY, policy())], Html(page)).into_response()
            }
            Err(error) => Problem::bug(&error).into_response(),
        }
    }
}

const STYLE: &str = include_str!("../../../templates/pages/link.css");

fn policy() -> String {
    use base64::Engine;
    use sha2::{Digest, Sha256};
    let hash = base64::engine::general_purpose::STANDARD.encode(Sha256::digest(STYLE));
    POLICY.replace("STYLE", &hash)
}

fn page<'a>(http: &'a Http, locale: Locale, email: Option<&'a str>, stage: Stage) -> Page<'a> {
    Page { texts: &http.texts, locale, email, wrong: Vec::new(), stage, style: STYLE }
}

/// The form.
pub async fn show(
    State(http): State<Http>,
    Path(secret): Path<String>,
    headers: HeaderMap,
) -> Response {
    match accounts::look_at_link(&http.cx, &secret).await {
        Ok(Some((email, locale))) => {
            page(&http, locale, Some(&email), Stage::Form).respond(StatusCode::OK)
        }
        Ok(None) => page(&http, accepted(&headers), None, Stage::Form).respond(StatusCode::OK),
        Err(Error::NotFound(_)) => {
            page(&http, accepted(&headers), None, Stage::Gone).respond(StatusCode::NOT_FOUND)
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
    let known = accounts::look_at_link(&http.cx, &secret).await.ok().flatten();
    let locale = known.as_ref().map_or_else(|| accepted(&headers), |(_, locale)| *locale);
    let email = known.as_ref().map(|(email, _)| email.as_str());
    match accounts::use_link(&http.cx, &secret, input.email.clone(), input.password).await {
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

/// The first of our languages a browser asks for; French when it asks for none of them.
fn accepted(headers: &HeaderMap) -> Locale {
    let wanted = headers.get(header::ACCEPT_LANGUAGE).and_then(|value| value.to_str().ok());
    let mut wanted =
        wanted.unwrap_or_default().split(',').map(|one| one.trim().get(..2).unwrap_or_default());
    wanted.find_map(|code| Locale::parse(&code.to_lowercase())).unwrap_or(Locale::Fr)
}
