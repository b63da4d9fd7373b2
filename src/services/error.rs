//! What a use case can answer but success.

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

/// Longest pointer and detail of a bad field, in characters: input may be quoted in both.
const LONGEST_POINTER: usize = 200;
const LONGEST_DETAIL: usize = 600;

/// Longest value that is quoted in a message, in characters.
const LONGEST_QUOTE: usize = 60;

impl FieldError {
    /// A bad field. A pointer or detail that is too long is cut.
    pub fn new(pointer: impl Into<String>, code: &str, detail: impl Into<String>) -> Self {
        Self {
            pointer: cut(pointer.into(), LONGEST_POINTER),
            code: code.to_owned(),
            detail: cut(detail.into(), LONGEST_DETAIL),
        }
    }
}

/// A value of the input as it is quoted in a message, cut to 60 characters.
pub(crate) fn quoted(value: &str) -> String {
    // As many characters as stay, and one that shows whether there are more.
    let start: String = value.chars().take(LONGEST_QUOTE + 1).collect();
    format!("{:?}", cut(start, LONGEST_QUOTE))
}

/// A text of at most so many characters; an ellipsis shows that it was cut.
fn cut(mut text: String, longest: usize) -> String {
    if let Some((end, _)) = text.char_indices().nth(longest) {
        text.truncate(end);
        text.push('…');
    }
    text
}

/// Why a use case did not do what was asked. Nothing was written.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// No role of the caller may ever do this.
    #[error("your role can't do this")]
    Forbidden,
    /// It is not there, or not for the caller's eyes.
    #[error("there is no such {0}")]
    NotFound(&'static str),
    /// Fields of the input are wrong.
    #[error("{} fields are wrong", .0.len())]
    Invalid(Vec<FieldError>),
    /// The thing is not in a state that allows it.
    #[error("it is {0}")]
    WrongState(&'static str),
    /// It clashes with something that is there.
    #[error("{detail}")]
    Conflict {
        /// A stable code.
        code: &'static str,
        /// What it clashes with.
        detail: String,
    },
    /// A pool was counted anew after the reported count was made.
    #[error("a newer count is there")]
    NewerCount {
        /// The first such pool of the report, as it is.
        pool: Box<PoolView>,
        /// Each outdated count of the report.
        errors: Vec<FieldError>,
    },
    /// The thing has changed since the caller read it.
    #[error("it has changed since you read it")]
    PreconditionFailed,
    /// The idempotency key was used with another body.
    #[error("the idempotency key was used for another request")]
    IdempotencyConflict,
    /// Too many passwords are being checked; a moment later there is room again.
    #[error("too many passwords are being checked; try again in a few seconds")]
    Busy,
    /// The database.
    #[error(transparent)]
    Store(StoreError),
    /// A mistake of ours.
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

/// Who can do something about a failing database.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Blame {
    /// It is away, full or too busy: an operator, or time.
    Database,
    /// Too many wanted the same at once: the caller, by trying again.
    Crowd,
    /// A mistake of ours.
    Us,
}

impl Error {
    /// Who can do something about it, where the database failed.
    pub fn blame(&self) -> Option<Blame> {
        match self {
            Self::Store(StoreError::Unavailable(_)) => Some(Blame::Database),
            Self::Store(StoreError::Race(_)) => Some(Blame::Crowd),
            Self::Store(_) | Self::Internal(_) => Some(Blame::Us),
            _ => None,
        }
    }

    /// The database did not answer in time.
    pub fn out_of_time() -> Self {
        Self::Store(StoreError::Unavailable("no answer in time".to_owned()))
    }

    /// One bad field.
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
