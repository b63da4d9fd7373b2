//! A signed-in visitor's request for a page, and what its address names.

use std::ops::Deref;

use askama::Template;
use axum::extract::{FromRequestParts, OptionalFromRequestParts, Path};
use axum::http::StatusCode;
use axum::http::request::Parts;
use axum::response::{IntoResponse, Redirect};
use serde::de::DeserializeOwned;

use super::error::{KnownSession, PageError, PageResult, Refusal, shell_for};
use super::fields::Fields;
use super::shell::{self, Shell};
use crate::domain::account::Caller;
use crate::http::Http;
use crate::http::session::{self, asked_language, is_read_only};
use crate::services::identity::sign_in::Session;
use crate::services::{Context, Page};

/// Most items on a page of a list.
const LIST_LIMIT: i64 = 50;

/// A signed-in visitor's request for a page. Anybody else is led to the sign-in page, and back
/// afterwards.
pub struct Visit {
    pub http: Http,
    pub session: Session,
    pub(crate) shell: Shell,
}

impl Visit {
    /// What use cases work with.
    pub fn cx(&self) -> &Context {
        &self.http.cx
    }

    /// Who is signed in.
    pub fn caller(&self) -> &Caller {
        &self.session.caller
    }
}

/// The session of a request, if it is signed in.
///
/// # Errors
/// When the account has written too often.
pub(crate) async fn find_session(parts: &Parts, http: &Http) -> Result<Option<Session>, PageError> {
    let known = parts.extensions.get::<KnownSession>();
    if let Some(session) = known.and_then(|known| known.0.get()) {
        return Ok(Some(session.clone()));
    }
    let Some(session) = session::find(&parts.headers, http).await? else { return Ok(None) };
    let account = session.caller.account_id;
    tracing::Span::current().record("account", tracing::field::display(account));
    if let Some(known) = known {
        // Whoever came first had the same one.
        let _ = known.0.set(session.clone());
    }
    http.writes.spend(&parts.method, account).map_err(Refusal::too_many)?;
    Ok(Some(session))
}

/// The same, where only who is signed in may go on.
pub(crate) async fn require_session(parts: &Parts, http: &Http) -> Result<Session, PageError> {
    if let Some(session) = find_session(parts, http).await? {
        return Ok(session);
    }
    let wanted = parts.uri.path_and_query().map_or("/", |path| path.as_str());
    let next = if is_read_only(&parts.method) { wanted } else { "/" };
    let mut query = url::form_urlencoded::Serializer::new(String::new());
    if let Some(locale) = asked_language(parts.uri.query()) {
        query.append_pair("lang", locale.code());
    }
    query.append_pair("next", next);
    Err(PageError::answer(Redirect::to(&format!("/sign-in?{}", query.finish()))))
}

impl FromRequestParts<Http> for Visit {
    type Rejection = PageError;

    async fn from_request_parts(parts: &mut Parts, http: &Http) -> Result<Self, PageError> {
        let session = require_session(parts, http).await?;
        let shell = shell_for(http, Some(session.clone()), parts);
        Ok(Self { http: http.clone(), session, shell })
    }
}

impl OptionalFromRequestParts<Http> for Visit {
    type Rejection = PageError;

    async fn from_request_parts(parts: &mut Parts, http: &Http) -> Result<Option<Self>, PageError> {
        match find_session(parts, http).await? {
            Some(_) => {
                <Self as FromRequestParts<Http>>::from_request_parts(parts, http).await.map(Some)
            }
            None => Ok(None),
        }
    }
}

/// What the address of a page names: ids and words. One that can't be read names no page.
pub struct Address<T>(pub T);

impl<T: DeserializeOwned + Send> FromRequestParts<Http> for Address<T> {
    type Rejection = PageError;

    async fn from_request_parts(parts: &mut Parts, http: &Http) -> Result<Self, PageError> {
        require_session(parts, http).await?;
        let named = <Path<T> as FromRequestParts<Http>>::from_request_parts(parts, http).await;
        named.map(|Path(named)| Self(named)).map_err(|_| Refusal::NOT_FOUND.into())
    }
}

/// The query of an address, its blanks and control characters removed.
pub(crate) struct Query(Fields);

impl Deref for Query {
    type Target = Fields;

    fn deref(&self) -> &Fields {
        &self.0
    }
}

impl Query {
    /// The page of a list that `?after=` asks for.
    pub fn page(&self) -> Page {
        Page { cursor: self.get("after").parse().ok(), limit: LIST_LIMIT }
    }
}

impl<S: Sync> FromRequestParts<S> for Query {
    type Rejection = std::convert::Infallible;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, Self::Rejection> {
        Ok(Self(Fields::of_query(parts.uri.query().unwrap_or_default())))
    }
}

/// The first page of a list.
pub(crate) const FIRST_PAGE: Page = Page { cursor: None, limit: LIST_LIMIT };

/// Shows a page.
pub(crate) fn page(page: &impl Template, status: StatusCode) -> PageResult {
    Ok(shell::respond(page, status))
}

/// Leads to another page.
pub(crate) fn redirect(path: &str) -> PageResult {
    Ok(Redirect::to(path).into_response())
}
