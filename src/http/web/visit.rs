//! Extractors of page handlers: signed-in visitor with a right, path parameters, query; and the
//! responses page and redirect.

use std::ops::Deref;
use std::str::FromStr;

use askama::Template;
use axum::extract::{FromRequestParts, OptionalFromRequestParts, RawPathParams};
use axum::http::StatusCode;
use axum::http::request::Parts;
use axum::response::{IntoResponse, Redirect};

use super::error::{KnownSession, PageError, PageResult, Refusal, shell_for};
use super::fields::Fields;
use super::shell::{self, Shell};
use crate::http::Http;
use crate::http::session::{self, asked_language, is_read_only};
use crate::services::authorisation::{As, Right, SignedIn};
use crate::services::identity::sign_in::Session;
use crate::services::{Context, Page};

/// Most items on a page of a list.
const LIST_LIMIT: i64 = 50;

/// A request of a signed-in visitor with the right `R`; forbidden without it. Without a session
/// redirects to the sign-in page, which redirects back.
pub struct Visit<R = SignedIn> {
    pub http: Http,
    pub session: Session,
    pub(crate) shell: Shell,
    caller: As<R>,
    /// Path parameters.
    params: Vec<(String, String)>,
    /// See [`super::just_done`].
    pub(crate) just_done: Option<String>,
}

impl<R> Visit<R> {
    pub fn cx(&self) -> &Context {
        &self.http.cx
    }

    pub fn caller(&self) -> &As<R> {
        &self.caller
    }

    /// A path parameter; not found when it can't be parsed.
    pub fn param<T: FromStr>(&self, name: &str) -> Result<T, Refusal> {
        let found = self.params.iter().find(|(param, _)| param == name);
        found.and_then(|(_, text)| text.parse().ok()).ok_or(Refusal::NOT_FOUND)
    }
}

/// The session of a request, if any. Counts a write request against the account's limit.
pub(crate) async fn find_session(parts: &Parts, http: &Http) -> Result<Option<Session>, PageError> {
    let known = parts.extensions.get::<KnownSession>();
    if let Some(session) = known.and_then(|known| known.0.get()) {
        return Ok(Some(session.clone()));
    }
    let Some(session) = session::find(&parts.headers, http).await? else { return Ok(None) };
    let account = session.caller.account_id;
    tracing::Span::current().record("account", tracing::field::display(account));
    if let Some(known) = known {
        // Already set by a concurrent lookup: the same session.
        let _ = known.0.set(session.clone());
    }
    http.writes.spend(&parts.method, account).map_err(Refusal::too_many)?;
    Ok(Some(session))
}

/// The session of a request, or a redirect to the sign-in page.
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

impl<R: Right> FromRequestParts<Http> for Visit<R> {
    type Rejection = PageError;

    async fn from_request_parts(parts: &mut Parts, http: &Http) -> Result<Self, PageError> {
        let session = require_session(parts, http).await?;
        let caller = As::new(&session.caller)?;
        let shell = shell_for(http, Some(session.clone()), parts);
        let params = RawPathParams::from_request_parts(parts, http).await;
        let params = params.map_err(|_| Refusal::NOT_FOUND)?;
        let params = params.iter().map(|(name, text)| (name.to_owned(), text.to_owned())).collect();
        let just_done = session::just_done(&parts.headers);
        Ok(Self { http: http.clone(), session, shell, caller, params, just_done })
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

/// The query string, trimmed and without control characters.
pub(crate) struct Query(Fields);

impl Deref for Query {
    type Target = Fields;

    fn deref(&self) -> &Fields {
        &self.0
    }
}

impl Query {
    /// The page of a list at the cursor `?after=`.
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

/// Renders a page.
pub(crate) fn page(page: &impl Template, status: StatusCode) -> PageResult {
    Ok(shell::respond(page, status))
}

pub(crate) fn redirect(path: &str) -> PageResult {
    Ok(Redirect::to(path).into_response())
}
