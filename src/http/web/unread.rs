//! Refusals of the framework itself, such as a wrong media type, as pages in the visitor's
//! language.

use axum::extract::{Request, State};
use axum::http::{HeaderMap, StatusCode, header};
use axum::middleware::Next;
use axum::response::Response;

use super::shell::{Shell, answer_refusal};
use crate::http::Http;
use crate::http::session::{self, asked_language};
use crate::http::web::link_page::accepted;
use crate::i18n::Locale;
use crate::services::identity::sign_in::Session;

/// Why a page's address or form was not read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Unread {
    /// The address can't be one of ours.
    Address,
    /// The form is too large.
    TooLarge,
    /// What was sent is not a form.
    NotAForm,
    /// A field is missing.
    Missing,
    /// A field holds what no field takes.
    BadField,
}

impl Unread {
    /// What axum's own refusal of a page says.
    fn of(status: StatusCode) -> Option<Self> {
        match status {
            StatusCode::BAD_REQUEST => Some(Self::Address),
            StatusCode::PAYLOAD_TOO_LARGE => Some(Self::TooLarge),
            StatusCode::UNSUPPORTED_MEDIA_TYPE => Some(Self::NotAForm),
            StatusCode::UNPROCESSABLE_ENTITY => Some(Self::Missing),
            _ => None,
        }
    }

    /// The page that says so.
    pub fn page(self, shell: Shell<'_>) -> Response {
        let (status, title, next) = match self {
            Self::Address => {
                (StatusCode::NOT_FOUND, "shell-not-there-title", "shell-not-there-next")
            }
            Self::TooLarge => {
                (StatusCode::PAYLOAD_TOO_LARGE, "shell-too-large-title", "shell-too-large-next")
            }
            Self::NotAForm => (
                StatusCode::UNSUPPORTED_MEDIA_TYPE,
                "shell-not-a-form-title",
                "shell-not-a-form-next",
            ),
            Self::Missing => {
                (StatusCode::UNPROCESSABLE_ENTITY, "shell-invalid-title", "shell-invalid-next")
            }
            Self::BadField => {
                (StatusCode::UNPROCESSABLE_ENTITY, "shell-bad-field-title", "shell-bad-field-next")
            }
        };
        answer_refusal(shell, title, next, status)
    }
}

/// Puts a page in the place of each refusal that the framework says in plain English.
pub(crate) async fn as_pages(State(http): State<Http>, request: Request, next: Next) -> Response {
    let (parts, body) = request.into_parts();
    let asked = parts.clone();
    let response = next.run(Request::from_parts(parts, body)).await;
    let plain = response.headers().get(header::CONTENT_TYPE);
    if !plain.is_some_and(|kind| kind.as_bytes().starts_with(b"text/plain")) {
        return response;
    }
    let Some(unread) = Unread::of(response.status()) else { return response };
    let session = session::of(&asked, &http).await.ok().flatten();
    let locale = asked_language(asked.uri.query());
    unread.page(shell(&http, session.as_ref(), &asked.headers, locale))
}

/// What a refusal stands in: the page of who is signed in, or anybody's.
pub(crate) fn shell<'a>(
    http: &'a Http,
    session: Option<&'a Session>,
    headers: &HeaderMap,
    locale: Option<Locale>,
) -> Shell<'a> {
    match session {
        Some(session) => Shell::of(http, session, "/"),
        None => Shell::open(http, locale.unwrap_or_else(|| accepted(headers)), "/"),
    }
}
