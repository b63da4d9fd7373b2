//! Errors as `application/problem+json` (RFC 9457): the one place where they become HTTP.

use axum::Json;
use axum::http::{HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use chrono::{DateTime, SecondsFormat, Utc};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use uuid::Uuid;

use crate::services::views::PoolView;
use crate::services::{Blame, Error, FieldError};

/// `Retry-After` of a busy service, in seconds.
pub const BUSY_FOR: u64 = 2;

/// Whole seconds until a moment, rounded up, at least 1: for `Retry-After`.
pub fn seconds_until(until: DateTime<Utc>, now: DateTime<Utc>) -> u64 {
    let milliseconds = (until - now).num_milliseconds().max(1);
    u64::try_from(milliseconds).unwrap_or(1).div_ceil(1_000)
}

/// Most bad fields that an answer lists.
const NAMED: usize = 50;

/// Most bad fields that `detail` describes.
const DETAILED: usize = 5;

/// Most bad fields that are counted: a caller that sends more made one mistake, not a thousand.
pub const COUNTED: usize = 1_000;

fn is_zero(number: &usize) -> bool {
    *number == 0
}

/// What went wrong, for people and programs.
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema)]
pub struct Problem {
    /// A short title that stays the same for a code.
    #[schema(example = "Some fields are wrong")]
    pub title: String,
    /// The HTTP status.
    #[schema(example = 422)]
    pub status: u16,
    /// A stable code for programs.
    #[schema(example = "validation_failed")]
    pub code: String,
    /// What happened and what would be right.
    pub detail: String,
    /// Every bad field, where the input was bad; the first 50 where there are more.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub errors: Vec<FieldError>,
    /// How many bad fields there are besides; left out when all are named. Counting ends at 1,000.
    #[serde(default, skip_serializing_if = "is_zero")]
    pub more_errors: usize,
    /// The state the thing is in, where that was wrong.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub state: Option<String>,
    /// With `newer_count`: the pool as it is; the first one of a report of several.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub pool: Option<Box<PoolView>>,
    /// The id of this failure in the log, where the service is at fault.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub id: Option<Uuid>,
    /// In how many seconds it is worth trying again, for `Retry-After`.
    #[serde(skip)]
    #[schema(ignore)]
    pub retry_after: Option<u64>,
}

impl Problem {
    /// A form or script call that comes from another site.
    pub fn from_elsewhere() -> Self {
        Self::new(
            StatusCode::FORBIDDEN,
            "csrf",
            "Not from one of our pages",
            "open the page anew and send it from there; a script sends the token as `X-CSRF-Token`",
        )
    }

    pub fn new(status: StatusCode, code: &str, title: &str, detail: impl Into<String>) -> Self {
        Self {
            title: title.to_owned(),
            status: status.as_u16(),
            code: code.to_owned(),
            detail: detail.into(),
            errors: Vec::new(),
            more_errors: 0,
            state: None,
            pool: None,
            id: None,
            retry_after: (status == StatusCode::SERVICE_UNAVAILABLE).then_some(BUSY_FOR),
        }
    }

    pub fn fields(errors: Vec<FieldError>) -> Self {
        let status = StatusCode::UNPROCESSABLE_ENTITY;
        Self::new(status, "validation_failed", "Some fields are wrong", "").naming(errors)
    }

    /// A value in the query string or the path is wrong.
    pub fn parameter(name: &str, code: &str, detail: impl Into<String>) -> Self {
        let errors = vec![FieldError::new(format!("/{name}"), code, detail)];
        Self::bad_parameters(errors)
    }

    pub fn bad_parameters(errors: Vec<FieldError>) -> Self {
        let status = StatusCode::BAD_REQUEST;
        Self::new(status, "bad_parameter", "A parameter is wrong", "").naming(errors)
    }

    /// Lists bad fields: the first ones in `errors`, and the first few of these in `detail`.
    fn naming(self, mut errors: Vec<FieldError>) -> Self {
        let counted = errors.len();
        errors.truncate(NAMED);
        let said = |e: &FieldError| format!("{}: {}", e.pointer, e.detail);
        let mut said: Vec<String> = errors.iter().take(DETAILED).map(said).collect();
        if counted > DETAILED {
            let at_least = if counted < COUNTED { "" } else { "at least " };
            said.push(format!("and {at_least}{} more", counted - DETAILED));
        }
        Self { detail: said.join("; "), more_errors: counted - errors.len(), errors, ..self }
    }

    /// An account must wait so many seconds before it writes again.
    pub fn too_many_requests(seconds: u64) -> Self {
        let detail =
            format!("your account has written too often in a short time; wait {seconds} s");
        let status = StatusCode::TOO_MANY_REQUESTS;
        let problem = Self::new(status, "too_many_requests", "Too many requests", detail);
        Self { retry_after: Some(seconds), ..problem }
    }

    /// A mistake of ours: the detail goes to the log, only its id to the caller.
    pub fn bug(what: &dyn std::fmt::Display) -> Self {
        let id = Uuid::new_v4();
        tracing::error!(%id, error = %what, "internal error");
        metrics::counter!("mabit_internal_errors_total").increment(1);
        let detail = format!("this is a mistake of the service; it is in its log as {id}");
        let status = StatusCode::INTERNAL_SERVER_ERROR;
        Self { id: Some(id), ..Self::new(status, "internal_error", "Something broke", detail) }
    }
}

impl Problem {
    fn failing(error: &Error) -> Self {
        let status = StatusCode::SERVICE_UNAVAILABLE;
        let title = "Not available at the moment";
        match error.blame() {
            Some(Blame::Database) => {
                tracing::warn!(%error, "unavailable");
                let detail = "the service can't reach its database; try again, a POST with the same Idempotency-Key";
                Self::new(status, "database_unavailable", title, detail)
            }
            Some(Blame::Crowd) => {
                tracing::warn!(%error, "too many races lost");
                let detail =
                    "too many changed the same beds at once; nothing was written, try again";
                Self::new(status, "busy", title, detail)
            }
            _ => Self::bug(error),
        }
    }
}

impl From<Error> for Problem {
    fn from(error: Error) -> Self {
        match error {
            Error::Forbidden => Self::new(
                StatusCode::FORBIDDEN,
                "forbidden",
                "Your role can't do this",
                "no role of your account allows this",
            ),
            Error::NotFound(what) => Self::new(
                StatusCode::NOT_FOUND,
                "not_found",
                "Not found",
                format!("there is no such {what}, or it is not for you to see"),
            ),
            Error::Invalid(errors) => Self::fields(errors),
            Error::WrongState(state) => {
                let detail = format!("it is {state}, which does not allow this");
                let problem =
                    Self::new(StatusCode::CONFLICT, "wrong_state", "Not in this state", detail);
                Self { state: Some(state.to_owned()), ..problem }
            }
            Error::Conflict { code, detail } => {
                Self::new(StatusCode::CONFLICT, code, "Conflict", detail)
            }
            Error::NewerCount { pool, errors } => {
                let title = "A newer count is there";
                let detail = format!(
                    "nothing was written: the pool was counted at {} or its beds have changed \
                     since yours was made; count again, or send yours with the present moment",
                    pool.reported_at.to_rfc3339_opts(SecondsFormat::Secs, true)
                );
                let problem = Self::new(StatusCode::CONFLICT, "newer_count", title, detail);
                Self { pool: Some(pool), errors, ..problem }
            }
            Error::PreconditionFailed => Self::new(
                StatusCode::PRECONDITION_FAILED,
                "precondition_failed",
                "Changed meanwhile",
                "it has changed since you read it; read it again",
            ),
            Error::IdempotencyConflict => Self::new(
                StatusCode::CONFLICT,
                "idempotency_conflict",
                "Key used before",
                "this Idempotency-Key was used for another request; use a new one",
            ),
            Error::Busy => Self::new(
                StatusCode::SERVICE_UNAVAILABLE,
                "busy",
                "Not available at the moment",
                "too many sign in at once; try again in a few seconds",
            ),
            Error::Store(_) | Error::Internal(_) => Self::failing(&error),
        }
    }
}

impl IntoResponse for Problem {
    fn into_response(self) -> Response {
        let status = StatusCode::from_u16(self.status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
        let retry_after = self.retry_after;
        let mut response = (status, Json(self)).into_response();
        let headers = response.headers_mut();
        let problem = HeaderValue::from_static("application/problem+json");
        headers.insert(header::CONTENT_TYPE, problem);
        if status == StatusCode::UNAUTHORIZED {
            headers.insert(header::WWW_AUTHENTICATE, HeaderValue::from_static("Bearer"));
        }
        if let Some(seconds) = retry_after {
            headers.insert(header::RETRY_AFTER, seconds.into());
        }
        response
    }
}
