//! Extractor of forms of signed-in visitors: checks CSRF token and right, and carries out use cases
//! under the form's idempotency key. Forms without sign-in are in `open_form.rs`.

use std::ops::Deref;
use std::str::FromStr;

use axum::extract::{FromRequest, FromRequestParts, Request};
use serde::Serialize;
use serde::de::DeserializeOwned;
use sha2::{Digest, Sha256};

use super::error::{PageError, Refusal};
use super::fields::Fields;
use super::visit::Visit;
use crate::http::Http;
use crate::http::extract::BODY_LIMIT;
use crate::services::authorisation::{As, Right, SignedIn};
use crate::services::{Context, Error, IdempotencyKey, UseCase};

/// A form of a signed-in visitor; rejected without the session's CSRF token.
pub struct Form<R = SignedIn> {
    /// The visitor, and the shell of the page that answers.
    pub visit: Visit<R>,
    path: String,
    fields: Fields,
}

impl<R> Deref for Form<R> {
    type Target = Fields;

    fn deref(&self) -> &Fields {
        &self.fields
    }
}

impl<R> Form<R> {
    pub fn cx(&self) -> &Context {
        self.visit.cx()
    }

    pub fn caller(&self) -> &As<R> {
        self.visit.caller()
    }

    /// A path parameter; not found when it can't be parsed.
    pub fn param<T: FromStr>(&self, name: &str) -> Result<T, Refusal> {
        self.visit.param(name)
    }

    /// Carries out a use case under the form's idempotency key.
    pub async fn carry_out<U>(&self, use_case: U) -> Result<U::Answer, Error>
    where
        R: Right,
        U: UseCase,
        U::Answer: Serialize + DeserializeOwned,
    {
        self.cx().carry_out(self.caller(), self.key(), use_case).await
    }

    pub async fn write<U: UseCase>(&self, use_case: U) -> Result<U::Answer, Error>
    where
        R: Right,
    {
        self.cx().write(self.caller(), use_case).await
    }

    /// The form's idempotency key; its fingerprint is of path and fields.
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

impl<R: Right> FromRequest<Http> for Form<R> {
    type Rejection = PageError;

    async fn from_request(request: Request, http: &Http) -> Result<Self, PageError> {
        let (mut parts, body) = request.into_parts();
        let visit = Visit::from_request_parts(&mut parts, http).await?;
        let fields = Fields::read(&parts.headers, body, BODY_LIMIT).await?;
        if !visit.session.is_ours(fields.get("csrf")) {
            return Err(Refusal::FROM_ELSEWHERE.into());
        }
        Ok(Self { visit, path: parts.uri.path().to_owned(), fields })
    }
}
