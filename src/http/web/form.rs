//! What a form of ours sends: who sends it, its fields in their order, the key under which it is
//! carried out once.

use axum::body::Body;
use axum::extract::{FromRequest, FromRequestParts, Request};
use axum::http::{HeaderMap, StatusCode, header};
use axum::response::{IntoResponse, Response};
use sha2::{Digest, Sha256};

use super::shell::{Shell, from_elsewhere};
use super::unread::Unread;
use crate::domain::typed;
use crate::http::Http;
use crate::http::extract::{BODY_LIMIT, read_all};
use crate::http::session::Visitor;
use crate::services::Once;
use crate::services::identity::sign_in::Session;

/// Largest form of somebody who is not signed in, in bytes.
pub(crate) const OPEN_LIMIT: usize = 16 * 1024;

/// Most fields of a form.
const MOST_FIELDS: usize = 1_000;

/// Fields that are taken as they were typed: passwords, and a pasted list with its lines.
const AS_TYPED: [&str; 5] = ["password", "old", "new", "again", "csv"];

/// Fields that are checked where they are used, so that what is wrong is said
/// at the field.
pub(crate) const CHECKED_LATER: [&str; 4] = ["name", "label", "phone", "email"];

/// The fields of a form, in their order. Each is a text of one line, as [`typed::text`] reads it,
/// but for those that are taken as they were typed.
pub struct Fields(Vec<(String, String)>);

impl Fields {
    /// Reads a form of at most so many bytes. A text that can't be kept is refused, unless its field
    /// is one of `checked_later`.
    pub(crate) async fn read(
        headers: &HeaderMap,
        body: Body,
        limit: usize,
        checked_later: &[&str],
    ) -> Result<Self, NotRead> {
        let kind = headers.get(header::CONTENT_TYPE).and_then(|kind| kind.to_str().ok());
        let kind = kind.and_then(|kind| kind.split(';').next()).unwrap_or_default();
        let body = read_all(body, limit).await.map_err(|problem| {
            let is_large = problem.status == StatusCode::PAYLOAD_TOO_LARGE.as_u16();
            if is_large {
                Unread::TooLarge.into()
            } else {
                NotRead::BrokenOff(problem.into_response())
            }
        })?;
        // A form without a field may come without a body, and then without its type.
        if !body.is_empty()
            && !kind.trim().eq_ignore_ascii_case("application/x-www-form-urlencoded")
        {
            return Err(Unread::NotAForm.into());
        }
        let pairs = url::form_urlencoded::parse(&body);
        let fields: Vec<_> = pairs.into_owned().take(MOST_FIELDS + 1).collect();
        if fields.len() > MOST_FIELDS {
            return Err(Unread::TooLarge.into());
        }
        let read = |(name, value): (String, String)| {
            let value = match typed::text(&value) {
                _ if AS_TYPED.contains(&&*name) => value,
                Ok(value) => value,
                Err(_) if checked_later.contains(&&*name) => value,
                Err(typed::ControlCharacter) => return None,
            };
            Some((name, value))
        };
        let fields = fields.into_iter().map(read).collect::<Option<Vec<_>>>();
        fields.map(Self).ok_or_else(|| Unread::BadField.into())
    }

    /// A field; empty when it is not there.
    pub fn get(&self, name: &str) -> &str {
        self.all(name).next().unwrap_or_default()
    }

    /// Every value of a field that may come more than once.
    pub fn all<'a>(&'a self, name: &str) -> impl Iterator<Item = &'a str> {
        self.iter().filter(move |(known, _)| *known == name).map(|(_, value)| value)
    }

    /// Every field with its value.
    pub fn iter(&self) -> impl Iterator<Item = (&str, &str)> {
        self.0.iter().map(|(name, value)| (name.as_str(), value.as_str()))
    }
}

/// Why a form was not read.
pub(crate) enum NotRead {
    /// A page says why.
    Unread(Unread),
    /// The connection broke off; nobody reads this answer.
    BrokenOff(Response),
}

impl From<Unread> for NotRead {
    fn from(unread: Unread) -> Self {
        Self::Unread(unread)
    }
}

impl NotRead {
    pub(crate) fn page(self, shell: Shell<'_>) -> Response {
        match self {
            Self::Unread(unread) => unread.page(shell),
            Self::BrokenOff(response) => response,
        }
    }
}

/// A form that was sent by who is signed in, from a page of theirs: one without the token of
/// their session never gets here.
pub struct Sent {
    /// Who sends it.
    pub visitor: Session,
    path: String,
    fields: Fields,
}

impl Sent {
    /// A field, without the blanks around it; empty when it is not there.
    pub fn get(&self, name: &str) -> &str {
        self.fields.get(name)
    }

    /// A password as it was typed, with the blanks around it.
    pub fn exactly(&self, name: &str) -> &str {
        self.fields.get(name)
    }

    /// Every value of a field that may come more than once.
    pub fn all<'a>(&'a self, name: &str) -> impl Iterator<Item = &'a str> {
        self.fields.all(name)
    }

    /// Whether a field came at all: a button that was pressed, a box that was ticked.
    pub fn has(&self, name: &str) -> bool {
        self.fields.all(name).next().is_some()
    }

    /// The names of the fields, in their order.
    pub fn names(&self) -> impl Iterator<Item = &str> {
        self.fields.iter().map(|(name, _)| name)
    }

    /// The key of the form, for a use case that is carried out once. The same key with other
    /// fields is another form, which the use case refuses.
    pub fn once(&self) -> Option<Once> {
        let key = self.get("idempotency_key");
        let usable = (1..=255).contains(&key.len()) && key.bytes().all(|c| c.is_ascii_graphic());
        let mut hash = Sha256::new_with_prefix(&self.path);
        let told = |name: &str| name != "csrf" && name != "idempotency_key";
        for (name, value) in self.fields.iter().filter(|(name, _)| told(name)) {
            hash.update(format!("\n{}:{name}={}:{value}", name.len(), value.len()));
        }
        usable.then(|| Once {
            account_id: self.visitor.caller.account_id,
            key: key.to_owned(),
            fingerprint: hash.finalize().to_vec(),
        })
    }
}

impl FromRequest<Http> for Sent {
    type Rejection = Response;

    async fn from_request(request: Request, http: &Http) -> Result<Self, Response> {
        let (mut parts, body) = request.into_parts();
        let Visitor(visitor) = Visitor::from_request_parts(&mut parts, http).await?;
        let shell = || Shell::of(http, &visitor, "/");
        let fields = Fields::read(&parts.headers, body, BODY_LIMIT, &CHECKED_LATER).await;
        let fields = fields.map_err(|not_read| not_read.page(shell()))?;
        if !visitor.is_ours(fields.get("csrf")) {
            return Err(from_elsewhere(shell()));
        }
        Ok(Self { path: parts.uri.path().to_owned(), fields, visitor })
    }
}
