//! What a form of ours sends: who sends it, its fields in their order, the key under which it is
//! carried out once.

use axum::extract::{FromRequest, FromRequestParts, Request};
use axum::response::{IntoResponse, Response};
use sha2::{Digest, Sha256};

use super::shell::{Shell, from_elsewhere};
use crate::http::Http;
use crate::http::extract::{BODY_LIMIT, too_large};
use crate::http::session::Visitor;
use crate::services::Once;
use crate::services::signing_in::Session;

/// A form that was sent by who is signed in, from a page of theirs: one without the token of
/// their session never gets here.
pub struct Sent {
    /// Who sends it.
    pub visitor: Session,
    path: String,
    fields: Vec<(String, String)>,
}

impl Sent {
    /// A field, without the blanks around it; empty when it is not there.
    pub fn get(&self, name: &str) -> &str {
        self.all(name).next().unwrap_or_default()
    }

    /// A field as it was typed, with the blanks around it.
    pub fn exactly(&self, name: &str) -> &str {
        let found = self.fields.iter().find(|(known, _)| known == name);
        found.map_or("", |(_, value)| value.as_str())
    }

    /// Every value of a field that may come more than once.
    pub fn all<'a>(&'a self, name: &str) -> impl Iterator<Item = &'a str> {
        self.fields.iter().filter(move |(known, _)| known == name).map(|(_, value)| value.trim())
    }

    /// Whether a field came at all: a button that was pressed, a box that was ticked.
    pub fn has(&self, name: &str) -> bool {
        self.fields.iter().any(|(known, _)| known == name)
    }

    /// The names of the fields, in their order.
    pub fn names(&self) -> impl Iterator<Item = &str> {
        self.fields.iter().map(|(name, _)| name.as_str())
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
        let body = axum::body::to_bytes(body, BODY_LIMIT).await;
        let body = body.map_err(|_| too_large().into_response())?;
        let fields: Vec<_> = url::form_urlencoded::parse(&body).into_owned().collect();
        let sent = Self { visitor, path: parts.uri.path().to_owned(), fields };
        if !sent.visitor.is_ours(sent.get("csrf")) {
            return Err(from_elsewhere(Shell::of(http, &sent.visitor, "/")));
        }
        Ok(sent)
    }
}
