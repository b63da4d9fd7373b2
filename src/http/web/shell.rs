//! What every page stands in: its language, its menu, the token of its forms.

use askama::Template;
use axum::http::{StatusCode, header};
use axum::response::{Html, IntoResponse, Response};
use chrono::{DateTime, Utc};
use fluent::FluentValue;
use sha2::{Digest, Sha256};
use uuid::Uuid;

use super::assets::VERSION;
use crate::domain::account::{Caller, Role};
use crate::domain::geo::LOCAL_ZONE;
use crate::http::Http;
use crate::http::error::Problem;
use crate::i18n::{Locale, Texts};
use crate::services::signing_in::Session;
use crate::services::{Error, Once};

/// What a page may load and where its forms may go: this service, and nothing else.
const POLICY: &str = "default-src 'self'; object-src 'none'; base-uri 'none'; form-action 'self'; \
                      frame-ancestors 'none'";

/// The page around a page.
pub(super) struct Shell<'a> {
    texts: &'a Texts,
    /// The language of the page.
    pub locale: Locale,
    session: Option<&'a Session>,
    /// The page's own address, to come back to.
    pub path: &'a str,
    /// What must be said at the top: a text.
    pub notice: Option<String>,
}

/// A page in the menu.
pub(super) struct Tab {
    pub path: &'static str,
    pub name: &'static str,
}

/// Each role's page.
const TABS: [(Role, Tab); 1] =
    [(Role::Shelter, Tab { path: "/shelter", name: "shell-tab-shelter" })];

impl<'a> Shell<'a> {
    /// A page for somebody who is signed in, in their language.
    pub fn of(http: &'a Http, session: &'a Session, path: &'a str) -> Self {
        let locale = session.caller.locale;
        Self { texts: &http.texts, locale, session: Some(session), path, notice: None }
    }

    /// A page for anybody.
    pub fn open(http: &'a Http, locale: Locale, path: &'a str) -> Self {
        Self { texts: &http.texts, locale, session: None, path, notice: None }
    }

    /// A text.
    pub fn text(&self, key: &str) -> String {
        self.texts.get(self.locale, key, &[])
    }

    /// A text with one number in it.
    pub fn count(&self, key: &str, count: &i32) -> String {
        self.texts.get(self.locale, key, &[("count", (*count).into())])
    }

    /// A text with one word in it.
    pub fn with(&self, key: &str, name: &'static str, value: &str) -> String {
        self.texts.get(self.locale, key, &[(name, FluentValue::from(value.to_owned()))])
    }

    /// A moment as the clock people live by shows it.
    pub fn clock(&self, at: &DateTime<Utc>) -> String {
        at.with_timezone(&LOCAL_ZONE).format("%H:%M").to_string()
    }

    /// The token of this session's forms; empty for nobody's.
    pub fn csrf(&self) -> String {
        self.session.map(Session::csrf_token).unwrap_or_default()
    }

    /// Who is signed in.
    pub fn who(&self) -> &str {
        self.session.map_or("", |session| &session.email)
    }

    /// Whether anybody is signed in.
    pub fn is_signed_in(&self) -> bool {
        self.session.is_some()
    }

    /// The pages of the roles of who is signed in.
    pub fn tabs(&self) -> Vec<&'static Tab> {
        let Some(session) = self.session else { return Vec::new() };
        TABS.iter().filter(|(role, _)| session.caller.is(*role)).map(|(_, tab)| tab).collect()
    }

    /// A key under which a form is carried out once, however often it is sent.
    pub fn fresh_key(&self) -> String {
        Uuid::new_v4().to_string()
    }

    /// The version of what the page loads.
    pub fn version(&self) -> &'static str {
        &VERSION
    }
}

/// A page as an answer.
pub(super) fn answer(page: &impl Template, status: StatusCode) -> Response {
    match page.render() {
        Ok(page) => {
            (status, [(header::CONTENT_SECURITY_POLICY, POLICY)], Html(page)).into_response()
        }
        Err(error) => Problem::bug(&error).into_response(),
    }
}

/// The key of a form, for a use case that is carried out once.
pub(super) fn once(caller: &Caller, key: &str, path: &str) -> Option<Once> {
    let usable = (1..=255).contains(&key.len()) && key.bytes().all(|c| c.is_ascii_graphic());
    usable.then(|| Once {
        account_id: caller.account_id,
        key: key.to_owned(),
        fingerprint: Sha256::digest(path.as_bytes()).to_vec(),
    })
}

#[derive(Template)]
#[template(path = "pages/refused.html")]
struct Refused<'a> {
    shell: Shell<'a>,
    title: &'static str,
    next: &'static str,
}

/// A page that says why something was not done, and what to do next.
pub(super) fn refused(shell: Shell<'_>, error: Error) -> Response {
    let (status, title, next) = match error {
        Error::Forbidden => {
            (StatusCode::FORBIDDEN, "shell-not-yours-title", "shell-not-yours-next")
        }
        Error::NotFound(_) => {
            (StatusCode::NOT_FOUND, "shell-not-there-title", "shell-not-there-next")
        }
        Error::WrongState(_) | Error::Conflict { .. } | Error::IdempotencyConflict => {
            (StatusCode::CONFLICT, "shell-changed-title", "shell-changed-next")
        }
        Error::Invalid(_) | Error::PreconditionFailed => {
            (StatusCode::UNPROCESSABLE_ENTITY, "shell-invalid-title", "shell-invalid-next")
        }
        error @ Error::Store(_) => return Problem::from(error).into_response(),
    };
    answer(&Refused { shell, title, next }, status)
}
