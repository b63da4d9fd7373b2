//! Errors of use cases, and of single input fields. `http/error.rs` maps them to problem+json,
//! `http/web/error.rs` to pages.

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::views::PoolView;
use crate::domain::request::life::Refused;
use crate::store::{Retry, StoreError, constraint};

/// One bad field of an input.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct FieldError {
    /// JSON pointer (RFC 6901) to the field; for a query parameter its name after a slash.
    #[schema(example = "/children/0/age")]
    pub pointer: String,
    /// What is wrong, as a stable code.
    #[schema(example = "out_of_range")]
    pub code: String,
    /// What would be right.
    #[schema(example = "must be a whole number from 0 to 120")]
    pub detail: String,
}

/// Longest pointer and detail of a bad field, in characters: both may quote input.
const LONGEST_POINTER: usize = 200;
const LONGEST_DETAIL: usize = 600;

/// Longest value that is quoted in a message, in characters.
const LONGEST_QUOTE: usize = 60;

impl FieldError {
    /// Cuts a pointer or detail that is too long.
    pub fn new(pointer: impl Into<String>, code: &str, detail: impl Into<String>) -> Self {
        Self {
            pointer: cut(pointer.into(), LONGEST_POINTER),
            code: code.to_owned(),
            detail: cut(detail.into(), LONGEST_DETAIL),
        }
    }
}

/// An input value quoted for a message, cut to 60 characters.
pub(crate) fn quoted(value: &str) -> String {
    // One character more, so that `cut` sees whether there are more.
    let start: String = value.chars().take(LONGEST_QUOTE + 1).collect();
    format!("{:?}", cut(start, LONGEST_QUOTE))
}

/// Cuts to `longest` characters and appends an ellipsis.
fn cut(mut text: String, longest: usize) -> String {
    if let Some((end, _)) = text.char_indices().nth(longest) {
        text.truncate(end);
        text.push('…');
    }
    text
}

/// Why a use case failed. Nothing was written.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// No role of the caller may ever do this.
    #[error("your role can't do this")]
    Forbidden,
    /// It does not exist, or the caller may not see it.
    #[error("there is no such {0}")]
    NotFound(&'static str),
    #[error("{} fields are wrong", .0.len())]
    Invalid(Vec<FieldError>),
    /// Not allowed in its state, whose code this is.
    #[error("it is {0}")]
    WrongState(&'static str),
    /// Conflicts with something stored.
    #[error("{detail}")]
    Conflict {
        /// A stable code.
        code: &'static str,
        detail: String,
    },
    /// A pool was counted anew after the reported count was made.
    #[error("a newer count is there")]
    NewerCount {
        /// The first such pool of the report, as stored.
        pool: Box<PoolView>,
        /// One for each outdated count of the report.
        errors: Vec<FieldError>,
    },
    /// Changed since the caller read it (`If-Match`).
    #[error("it has changed since you read it")]
    PreconditionFailed,
    /// The idempotency key was used with another body.
    #[error("the idempotency key was used for another request")]
    IdempotencyConflict,
    /// Too many passwords are being checked; retry in a few seconds.
    #[error("too many passwords are being checked; try again in a few seconds")]
    Busy,
    #[error(transparent)]
    Store(StoreError),
    /// A bug of ours.
    #[error("{0}")]
    Internal(String),
}

impl From<Refused> for Error {
    fn from(refused: Refused) -> Self {
        match refused {
            Refused::WrongState(state) => Self::WrongState(state.code()),
            Refused::NotAsked => Self::Conflict {
                code: "not_asked",
                detail: "nobody has asked yet: this is the answer once both sides are asked".into(),
            },
        }
    }
}

impl From<StoreError> for Error {
    fn from(error: StoreError) -> Self {
        if constraint::NAMES.iter().any(|name| error.breaks(name)) {
            let detail = "this name, or one that reads like it, is in use; choose another";
            return Self::Conflict { code: "name_taken", detail: detail.to_owned() };
        }
        Self::Store(error)
    }
}

/// Who can remedy a server error.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Blame {
    /// Database unreachable, full or overloaded: the operator, or time.
    Database,
    /// Lost races until retries ran out: the caller, by trying again.
    Crowd,
    /// A bug of ours.
    Us,
}

impl Error {
    /// `None` for errors of the caller.
    pub fn blame(&self) -> Option<Blame> {
        match self {
            Self::Store(StoreError::Unavailable(_)) => Some(Blame::Database),
            Self::Store(StoreError::Race(_)) => Some(Blame::Crowd),
            Self::Store(_) | Self::Internal(_) => Some(Blame::Us),
            _ => None,
        }
    }

    pub fn out_of_time() -> Self {
        Self::Store(StoreError::Unavailable("no answer in time".to_owned()))
    }

    pub fn field(pointer: &str, code: &str, detail: impl Into<String>) -> Self {
        Self::Invalid(vec![FieldError::new(pointer, code, detail)])
    }
}

impl Retry for Error {
    fn is_retryable(&self) -> bool {
        matches!(self, Self::Store(error) if error.is_retryable())
    }

    fn is_unavailable(&self) -> bool {
        self.blame() == Some(Blame::Database)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_quoted_is_cut() {
        assert_eq!(quoted("a\"b"), r#""a\"b""#);
        assert_eq!(quoted(&"é".repeat(60)), format!("{:?}", "é".repeat(60)));
        assert_eq!(quoted(&"é".repeat(61)), format!("{:?}", "é".repeat(60) + "…"));
        let long = FieldError::new("/".to_owned() + &"x".repeat(5_000), "code", "é".repeat(5_000));
        assert_eq!((long.pointer.chars().count(), long.detail.chars().count()), (201, 601));
    }
}
