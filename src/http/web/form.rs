//! A form that a signed-in visitor sends.

use std::ops::Deref;

use axum::extract::{FromRequest, FromRequestParts, Request};
use sha2::{Digest, Sha256};

use super::error::{PageError, Refusal};
use super::fields::Fields;
use super::visit::Visit;
use crate::domain::account::Caller;
use crate::http::Http;
use crate::http::extract::BODY_LIMIT;
use crate::services::{Context, IdempotencyKey};

/// A form from a page of the visitor's own session: one without its CSRF token is refused.
pub struct Form {
    /// Who sends it, and the shell of the page that answers.
    pub visit: Visit,
    path: String,
    fields: Fields,
}

impl Deref for Form {
    type Target = Fields;

    fn deref(&self) -> &Fields {
        &self.fields
    }
}

impl Form {
    /// What use cases work with.
    pub fn cx(&self) -> &Context {
        self.visit.cx()
    }

    /// Who sends it.
    pub fn caller(&self) -> &Caller {
        self.visit.caller()
    }

    /// The idempotency key of the form. The same key with other fields is another form, which the
    /// use case refuses.
    pub fn key(&self) -> Option<IdempotencyKey> {
        let key = self.get("idempotency_key");
        let usable = (1..=255).contains(&key.len()) && key.bytes().all(|c| c.is_ascii_graphic());
        let mut hash = Sha256::new_with_prefix(&self.path);
        let is_input = |name: &str| name != "csrf" && name != "idempotency_key";
        for (name, value) in self.iter().filter(|(name, _)| is_input(name)) {
            hash.update(format!("\n{}:{name}={}:{value}", name.len(), value.len()));
        }
        usable.then(|| IdempotencyKey {
            account_id: self.caller().account_id,
            key: key.to_owned(),
            fingerprint: hash.finalize().to_vec(),
        })
    }
}

impl FromRequest<Http> for Form {
    type Rejection = PageError;

    async fn from_request(request: Request, http: &Http) -> Result<Self, PageError> {
        let (mut parts, body) = request.into_parts();
        let visit = <Visit as FromRequestParts<Http>>::from_request_parts(&mut parts, http).await?;
        let fields = Fields::read(&parts.headers, body, BODY_LIMIT).await?;
        if !visit.session.is_ours(fields.get("csrf")) {
            return Err(Refusal::FROM_ELSEWHERE.into());
        }
        Ok(Self { visit, path: parts.uri.path().to_owned(), fields })
    }
}
