//! One-time links: a small form that sets a password, or makes the first administrator.
//! GET changes nothing.

use askama::Template;
use axum::extract::{Path, RawQuery, State};
use axum::http::{HeaderMap, StatusCode};
use axum::response::{IntoResponse, Response};

use crate::http::Http;
use crate::http::error::{BUSY_FOR, Problem};
use crate::http::session::asked_language;
use crate::http::web::link_page::{STYLE, accepted, respond};
use crate::http::web::open_form::{OpenForm, retry_after};
use crate::i18n::{Locale, Texts};
use crate::services::Error;
use crate::services::identity::links::{self, LinkView};

#[derive(Template)]
#[template(path = "pages/link.html")]
struct Page<'a> {
    texts: &'a Texts,
    locale: Locale,
    /// The account; `None` asks for an address, for the first administrator.
    account: Option<&'a LinkView>,
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

    /// Whether the account has a password, which another one replaces.
    fn is_reset(&self) -> bool {
        self.account.is_some_and(|account| account.is_reset)
    }

    fn respond(&self, status: StatusCode) -> Response {
        respond(self, status)
    }
}

fn page<'a>(
    http: &'a Http,
    locale: Locale,
    account: Option<&'a LinkView>,
    stage: Stage,
) -> Page<'a> {
    Page { texts: &http.texts, locale, account, wrong: Vec::new(), stage, style: STYLE }
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
        Ok(Some(account)) => {
            page(&http, account.locale, Some(&account), Stage::Form).respond(StatusCode::OK)
        }
        Ok(None) => page(&http, spoken, None, Stage::Form).respond(StatusCode::OK),
        Err(Error::NotFound(_)) => {
            page(&http, spoken, None, Stage::Gone).respond(StatusCode::NOT_FOUND)
        }
        Err(error) => Problem::from(error).into_response(),
    }
}

/// Sets the password. The secret in the address is what protects the form.
pub async fn submit(
    State(http): State<Http>,
    Path(secret): Path<String>,
    form: OpenForm,
) -> Response {
    let known = links::look_at(&http.cx, &secret).await.ok().flatten();
    let account = known.as_ref();
    let locale = account.map_or(form.locale, |account| account.locale);
    let email = form.optional("email").map(str::to_owned);
    let password = form.get("password").to_owned();
    match links::use_up(&http.cx, &secret, email, password).await {
        Ok(()) => page(&http, locale, account, Stage::Done).respond(StatusCode::OK),
        Err(Error::NotFound(_)) => {
            page(&http, locale, None, Stage::Gone).respond(StatusCode::NOT_FOUND)
        }
        Err(Error::Invalid(fields)) => {
            let mut page = page(&http, locale, account, Stage::Form);
            page.wrong = fields.iter().map(|field| wrong_text(&field.pointer)).collect();
            page.respond(StatusCode::UNPROCESSABLE_ENTITY)
        }
        Err(Error::Conflict { .. }) => {
            let mut page = page(&http, locale, account, Stage::Form);
            page.wrong.push("pages-link-email-taken");
            page.respond(StatusCode::CONFLICT)
        }
        Err(Error::Busy) => {
            let mut page = page(&http, locale, account, Stage::Form);
            page.wrong.push("pages-sign-in-busy");
            retry_after(page.respond(StatusCode::SERVICE_UNAVAILABLE), Some(BUSY_FOR))
        }
        Err(error) => Problem::from(error).into_response(),
    }
}

fn wrong_text(pointer: &str) -> &'static str {
    if pointer == "/password" { "pages-link-bad-password" } else { "pages-link-bad-email" }
}
