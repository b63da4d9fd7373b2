//! Fields of a form body or query string, cleaned by `domain::typed`. A form with a control
//! character is refused; in a query string it becomes a blank. [`AS_TYPED`] and [`CHECKED_LATER`] are
//! the exceptions, in forms.

use axum::body::Body;
use axum::http::{HeaderMap, StatusCode, header};

use super::error::{PageError, Refusal};
use crate::domain::typed;
use crate::http::extract::read_all;

/// Most fields of a form.
const MAX_FIELDS: usize = 1_000;

/// Fields that are not normalised: passwords, and a pasted CSV list.
const AS_TYPED: [&str; 5] = ["password", "old", "new", "again", "csv"];

/// Fields whose control characters are rejected later, so that the page can show the error at the
/// field.
const CHECKED_LATER: [&str; 6] = ["name", "label", "phone", "email", "address", "access_note"];

/// Fields in their order; each but [`AS_TYPED`] is normalised by [`typed::text`]: one line,
/// trimmed.
pub struct Fields(Vec<(String, String)>);

impl Fields {
    /// Reads a form of at most `limit` bytes.
    pub(crate) async fn read(
        headers: &HeaderMap,
        body: Body,
        limit: usize,
    ) -> Result<Self, PageError> {
        let kind = headers.get(header::CONTENT_TYPE).and_then(|kind| kind.to_str().ok());
        let kind = kind.and_then(|kind| kind.split(';').next()).unwrap_or_default();
        let body = read_all(body, limit).await.map_err(|problem| {
            let is_large = problem.status == StatusCode::PAYLOAD_TOO_LARGE.as_u16();
            if is_large { Refusal::TOO_LARGE.into() } else { PageError::from(problem) }
        })?;
        // A form without fields may have neither body nor content type.
        if !body.is_empty()
            && !kind.trim().eq_ignore_ascii_case("application/x-www-form-urlencoded")
        {
            return Err(Refusal::NOT_A_FORM.into());
        }
        let fields = url::form_urlencoded::parse(&body).into_owned();
        let fields: Vec<_> = fields.take(MAX_FIELDS + 1).collect();
        if fields.len() > MAX_FIELDS {
            return Err(Refusal::TOO_LARGE.into());
        }
        let fields = fields.into_iter().map(Self::field).collect::<Option<Vec<_>>>();
        fields.map(Self).ok_or_else(|| Refusal::BAD_FIELD.into())
    }

    fn field((name, value): (String, String)) -> Option<(String, String)> {
        let value = match typed::text(&value) {
            _ if AS_TYPED.contains(&&*name) => value,
            Ok(value) => value,
            Err(_) if CHECKED_LATER.contains(&&*name) => value,
            Err(typed::ControlCharacter) => return None,
        };
        Some((name, value))
    }

    /// The fields of a query string.
    pub(crate) fn of_query(query: &str) -> Self {
        let fields = url::form_urlencoded::parse(query.as_bytes());
        Self(fields.map(|(name, value)| (name.into_owned(), typed::lenient_text(&value))).collect())
    }

    /// Empty when absent.
    pub fn get(&self, name: &str) -> &str {
        self.optional(name).unwrap_or_default()
    }

    /// `None` when absent, as a button not pressed or a box not ticked.
    pub fn optional(&self, name: &str) -> Option<&str> {
        self.all(name).next()
    }

    pub fn has(&self, name: &str) -> bool {
        self.optional(name).is_some()
    }

    /// Every value of a field.
    pub fn all<'a>(&'a self, name: &str) -> impl Iterator<Item = &'a str> {
        self.iter().filter(move |(known, _)| *known == name).map(|(_, value)| value)
    }

    pub fn iter(&self) -> impl Iterator<Item = (&str, &str)> {
        self.0.iter().map(|(name, value)| (name.as_str(), value.as_str()))
    }
}
