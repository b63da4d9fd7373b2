//! Errors of pages and forms, and the page that shows them.
//!
//! Handlers return a [`PageError`] by `?`; the middleware [`render_errors`] renders it, since only
//! it knows every visitor's language and menu.

use std::sync::{Arc, OnceLock};

use askama::Template;
use axum::extract::{Request, State};
use axum::http::request::Parts;
use axum::http::{StatusCode, header};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use uuid::Uuid;

use super::shell::{self, Shell};
use crate::http::Http;
use crate::http::error::Problem;
use crate::http::session::{self, asked_language, is_read_only, preferred_language};
use crate::services::Error;
use crate::services::identity::sign_in::Session;

/// Result of a page's handler.
pub(crate) type PageResult = Result<Response, PageError>;

/// Why a page was not shown or a form not carried out.
pub enum PageError {
    /// Shown as a page in the visitor's shell.
    Refusal(Refusal),
    /// A redirect, or a problem where no page can be shown.
    Answer(Box<Response>),
}

/// An error page: its status and the keys of its texts.
#[derive(Clone, Debug)]
pub struct Refusal {
    status: StatusCode,
    title: &'static str,
    next: &'static str,
    /// Shown so that the log entry can be found.
    log_id: Option<Uuid>,
    /// `Retry-After`, seconds.
    retry_after: Option<u64>,
}

impl Refusal {
    const fn new(status: StatusCode, title: &'static str, next: &'static str) -> Self {
        Self { status, title, next, log_id: None, retry_after: None }
    }

    pub const NOT_FOUND: Self =
        Self::new(StatusCode::NOT_FOUND, "shell-not-there-title", "shell-not-there-next");
    /// Not allowed to the visitor's role.
    pub const FORBIDDEN: Self =
        Self::new(StatusCode::FORBIDDEN, "shell-not-yours-title", "shell-not-yours-next");
    /// The form's CSRF token is not of this session, or another site sent it.
    pub const FROM_ELSEWHERE: Self =
        Self::new(StatusCode::FORBIDDEN, "shell-elsewhere-title", "shell-elsewhere-next");
    pub const TOO_LARGE: Self =
        Self::new(StatusCode::PAYLOAD_TOO_LARGE, "shell-too-large-title", "shell-too-large-next");
    pub const NOT_A_FORM: Self = Self::new(
        StatusCode::UNSUPPORTED_MEDIA_TYPE,
        "shell-not-a-form-title",
        "shell-not-a-form-next",
    );
    /// A field has a control character.
    pub const BAD_FIELD: Self = Self::new(
        StatusCode::UNPROCESSABLE_ENTITY,
        "shell-bad-field-title",
        "shell-bad-field-next",
    );
    const INVALID: Self =
        Self::new(StatusCode::UNPROCESSABLE_ENTITY, "shell-invalid-title", "shell-invalid-next");
    const CHANGED: Self =
        Self::new(StatusCode::CONFLICT, "shell-changed-title", "shell-changed-next");

    /// The account has sent too many writes and must wait this many seconds.
    pub fn too_many(seconds: u64) -> Self {
        let status = StatusCode::TOO_MANY_REQUESTS;
        let refusal = Self::new(status, "shell-too-many-title", "shell-too-many-next");
        Self { retry_after: Some(seconds), ..refusal }
    }

    /// For an extractor error of axum, which is plain English text.
    fn of_framework(response: &Response) -> Option<Self> {
        let kind = response.headers().get(header::CONTENT_TYPE)?;
        if !kind.as_bytes().starts_with(b"text/plain") {
            return None;
        }
        match response.status() {
            StatusCode::BAD_REQUEST => Some(Self::NOT_FOUND),
            StatusCode::PAYLOAD_TOO_LARGE => Some(Self::TOO_LARGE),
            StatusCode::UNSUPPORTED_MEDIA_TYPE => Some(Self::NOT_A_FORM),
            StatusCode::UNPROCESSABLE_ENTITY => Some(Self::INVALID),
            _ => None,
        }
    }

    pub fn page(self, mut shell: Shell) -> Response {
        #[derive(Template)]
        #[template(path = "pages/refused.html")]
        struct Page {
            shell: Shell,
            title: &'static str,
            next: &'static str,
        }

        let Self { status, title, next, log_id, retry_after } = self;
        if status == StatusCode::TOO_MANY_REQUESTS {
            shell.notice = retry_after.map(|seconds| shell.count("shell-too-many-wait", seconds));
        }
        if let Some(id) = log_id {
            shell.notice = Some(shell.with("shell-broken-number", "number", &id.to_string()));
        }
        with_retry_after(shell::respond(&Page { shell, title, next }, status), retry_after)
    }
}

impl From<Error> for Refusal {
    fn from(error: Error) -> Self {
        match error {
            Error::Forbidden => Self::FORBIDDEN,
            Error::NotFound(_) => Self::NOT_FOUND,
            Error::WrongState(_)
            | Error::Conflict { .. }
            | Error::NewerCount { .. }
            | Error::IdempotencyConflict => Self::CHANGED,
            Error::Invalid(_) | Error::PreconditionFailed => Self::INVALID,
            error @ (Error::Store(_) | Error::Internal(_) | Error::Busy) => {
                let problem = Problem::from(error);
                let status = StatusCode::from_u16(problem.status);
                let status = status.unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
                let (log_id, retry_after) = (problem.id, problem.retry_after);
                let refusal = Self::new(status, "shell-broken-title", "shell-broken-next");
                Self { log_id, retry_after, ..refusal }
            }
        }
    }
}

impl From<Refusal> for PageError {
    fn from(refusal: Refusal) -> Self {
        Self::Refusal(refusal)
    }
}

impl From<Error> for PageError {
    fn from(error: Error) -> Self {
        Self::Refusal(error.into())
    }
}

impl From<Problem> for PageError {
    fn from(problem: Problem) -> Self {
        Self::answer(problem)
    }
}

impl PageError {
    /// A response in place of the page.
    pub fn answer(answer: impl IntoResponse) -> Self {
        Self::Answer(Box::new(answer.into_response()))
    }

    /// Renders it in a known shell.
    pub fn page(self, shell: Shell) -> Response {
        match self {
            Self::Refusal(refusal) => refusal.page(shell),
            Self::Answer(response) => *response,
        }
    }
}

impl IntoResponse for PageError {
    /// Passes a refusal on to [`render_errors`], as an extension of the response.
    fn into_response(self) -> Response {
        match self {
            Self::Refusal(refusal) => {
                let mut response = refusal.status.into_response();
                response.extensions_mut().insert(refusal);
                response
            }
            Self::Answer(response) => *response,
        }
    }
}

/// The session of a request, set by the first lookup.
#[derive(Clone, Default)]
pub(crate) struct KnownSession(pub Arc<OnceLock<Session>>);

/// Middleware that renders the refusal of a handler or of axum as a page.
pub(crate) async fn render_errors(
    State(http): State<Http>,
    request: Request,
    next: Next,
) -> Response {
    let (mut parts, body) = request.into_parts();
    let known = KnownSession::default();
    parts.extensions.insert(known.clone());
    let asked = parts.clone();
    let mut response = next.run(Request::from_parts(parts, body)).await;
    let refusal = response.extensions_mut().remove();
    let Some(refusal) = refusal.or_else(|| Refusal::of_framework(&response)) else {
        return response;
    };
    let session = match known.0.get() {
        Some(session) => Some(session.clone()),
        None => session::find(&asked.headers, &http).await.ok().flatten(),
    };
    refusal.page(shell_for(&http, session, &asked))
}

/// The shell of a request's page.
pub(crate) fn shell_for(http: &Http, session: Option<Session>, request: &Parts) -> Shell {
    let mut shell = match session {
        Some(session) => Shell::of(http, session, "/"),
        None => {
            let locale = asked_language(request.uri.query());
            Shell::open(http, locale.unwrap_or_else(|| preferred_language(&request.headers)), "/")
        }
    };
    let path = request.uri.path();
    if shell.is_signed_in() && is_read_only(&request.method) {
        path.clone_into(&mut shell.path);
    } else {
        shell.path = shell.menu_page(path).to_owned();
    }
    shell
}

/// Adds `Retry-After`.
pub(crate) fn with_retry_after(mut response: Response, seconds: Option<u64>) -> Response {
    if let Some(seconds) = seconds {
        response.headers_mut().insert(header::RETRY_AFTER, seconds.into());
    }
    response
}
