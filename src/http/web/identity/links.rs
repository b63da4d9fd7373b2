//! Pages of one-time links that set a password or make the first administrator. GET changes
//! nothing.

use askama::Template;
use axum::extract::{Path, RawQuery, State};
use axum::http::{HeaderMap, StatusCode};
use axum::response::Response;

use crate::http::Http;
use crate::http::error::{BUSY_FOR, Problem};
use crate::http::session::{asked_language, preferred_language};
use crate::http::web::error::with_retry_after;
use crate::http::web::link_page::{STYLE, respond};
use crate::http::web::open_form::OpenForm;
use crate::i18n::{Locale, Texts};
use crate::services::Error;
use crate::services::identity::links::{self, LinkView};

#[derive(Template)]
#[template(path = "pages/link.html")]
struct Page<'a> {
    texts: &'a Texts,
    locale: Locale,
    /// `None` for the first administrator: the form asks for an address.
    account: Option<&'a LinkView>,
    /// Keys of the errors of the last try.
    wrong: Vec<&'static str>,
    /// The entered address of the first administrator.
    email: &'a str,
    stage: Stage,
    style: &'static str,
}

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

    /// Whether the account has a password already.
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
    let (wrong, email) = (Vec::new(), "");
    Page { texts: &http.texts, locale, account, wrong, email, stage, style: STYLE }
}

pub async fn show(
    State(http): State<Http>,
    Path(secret): Path<String>,
    RawQuery(query): RawQuery,
    headers: HeaderMap,
) -> Result<Response, Problem> {
    let asked = asked_language(query.as_deref());
    let spoken = asked.unwrap_or_else(|| preferred_language(&headers));
    Ok(match links::open(&http.cx, &secret).await {
        Ok(Some(account)) => {
            let locale = asked.unwrap_or(account.locale);
            page(&http, locale, Some(&account), Stage::Form).respond(StatusCode::OK)
        }
        Ok(None) => page(&http, spoken, None, Stage::Form).respond(StatusCode::OK),
        Err(Error::NotFound(_)) => {
            page(&http, spoken, None, Stage::Gone).respond(StatusCode::NOT_FOUND)
        }
        Err(error) => return Err(error.into()),
    })
}

/// Sets the password. No CSRF token: the secret in the URL protects the form.
pub async fn submit(
    State(http): State<Http>,
    Path(secret): Path<String>,
    form: OpenForm,
) -> Result<Response, Problem> {
    let known = links::open(&http.cx, &secret).await.ok().flatten();
    let account = known.as_ref();
    let asked = Locale::parse(form.get("lang"));
    let locale = asked.or(account.map(|account| account.locale)).unwrap_or(form.locale);
    let again = |wrong: Vec<&'static str>, status| {
        let email = form.get("email");
        Page { wrong, email, ..page(&http, locale, account, Stage::Form) }.respond(status)
    };
    let email = form.optional("email").map(str::to_owned);
    let password = form.get("password").to_owned();
    Ok(match links::redeem(&http.cx, &secret, email, password).await {
        Ok(()) => page(&http, locale, account, Stage::Done).respond(StatusCode::OK),
        Err(Error::NotFound(_)) => {
            page(&http, locale, None, Stage::Gone).respond(StatusCode::NOT_FOUND)
        }
        Err(Error::Invalid(fields)) => {
            let wrong = fields.iter().map(|field| wrong_text(&field.pointer)).collect();
            again(wrong, StatusCode::UNPROCESSABLE_ENTITY)
        }
        Err(Error::Conflict { .. }) => again(vec!["pages-link-email-taken"], StatusCode::CONFLICT),
        Err(Error::Busy) => {
            let response = again(vec!["pages-sign-in-busy"], StatusCode::SERVICE_UNAVAILABLE);
            with_retry_after(response, Some(BUSY_FOR))
        }
        Err(error) => return Err(error.into()),
    })
}

fn wrong_text(pointer: &str) -> &'static str {
    if pointer == "/password" { "pages-link-bad-password" } else { "pages-link-bad-email" }
}
