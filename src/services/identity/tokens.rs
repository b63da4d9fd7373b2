//! Bearer tokens of programs: created, checked, listed, revoked. Only their hashes are stored.

use chrono::{DateTime, TimeDelta, Utc};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use uuid::Uuid;

use crate::domain::account::Caller;
use crate::domain::typed;
use crate::services::authorisation::{Admin, As, By, Operator};
use crate::services::identity::accounts::{hash_secret, new_secret};
use crate::services::views::Items;
use crate::services::{Call, Context, Error, Page, UseCase, new_id};
use crate::store::Tx;
use crate::store::identity::accounts as rows;
use crate::store::identity::accounts::TokenRecord;
use crate::store::operations::audit_log::{self, Entry};

/// Prefix of every token, so that leaked ones are recognised.
const TOKEN_PREFIX: &str = "mabit_";

/// Longest label, in characters.
const LABEL_LENGTH: usize = 200;

/// The caller of a bearer token; `None` when it is unknown, expired or revoked, or its account is
/// inactive. Not cached, so that a revoked token stops at once on every instance.
pub async fn authenticate(cx: &Context, token: &str) -> Result<Option<Caller>, Error> {
    if !token.starts_with(TOKEN_PREFIX) {
        return Ok(None);
    }
    let mut tx = cx.store.begin_read().await?;
    let account = rows::by_token(&mut tx, &hash_secret(token), cx.now()).await?;
    Ok(account.map(|account| account.caller()))
}

/// Makes a bearer token for the account of an address, from the command line. Returns it; it can't
/// be read again.
pub async fn create(
    cx: &Context,
    email: &str,
    label: &str,
    lives: Option<TimeDelta>,
) -> Result<String, Error> {
    let email = typed::account_address(email);
    let mut tx = cx.store.begin_read().await?;
    let account = rows::by_email(&mut tx, &email).await?.ok_or(Error::NotFound("account"))?;
    drop(tx);
    make(cx, Operator, account.id, label, lives).await
}

/// Makes a bearer token for an account, as an administrator. Returns it; it can't be read again.
/// Not found when the account does not exist or is inactive.
pub async fn create_for(
    cx: &Context,
    by: &As<Admin>,
    account_id: Uuid,
    label: &str,
    lives: Option<TimeDelta>,
) -> Result<String, Error> {
    let label = typed::text(label).unwrap_or_default();
    if !(1..=LABEL_LENGTH).contains(&label.chars().count()) {
        let detail = format!("must have 1 to {LABEL_LENGTH} characters and no line breaks");
        return Err(Error::field("/label", "bad_name", detail));
    }
    let mut tx = cx.store.begin_read().await?;
    let account = rows::get(&mut tx, account_id).await?.filter(|account| account.active);
    account.ok_or(Error::NotFound("account"))?;
    drop(tx);
    make(cx, by, account_id, &label, lives).await
}

async fn make(
    cx: &Context,
    by: impl Into<By<Admin>>,
    account_id: Uuid,
    label: &str,
    lives: Option<TimeDelta>,
) -> Result<String, Error> {
    let secret = format!("{TOKEN_PREFIX}{}", new_secret());
    let (secret_hash, label) = (hash_secret(&secret), label.to_owned());
    cx.write(by, CreateToken { account_id, secret_hash, label, lives }).await?;
    Ok(secret)
}

struct CreateToken {
    account_id: Uuid,
    secret_hash: Vec<u8>,
    label: String,
    lives: Option<TimeDelta>,
}

impl UseCase for CreateToken {
    type Answer = ();
    type Right = Admin;

    async fn run(&self, tx: &mut Tx, call: &Call) -> Result<(), Error> {
        let (account_id, label) = (self.account_id, self.label.clone());
        let expires_at = self.lives.map(|lives| call.now + lives);
        let (id, created_at) = (new_id(call.now), call.now);
        let token = TokenRecord { id, account_id, label, created_at, expires_at, revoked_at: None };
        rows::insert_token(tx, &self.secret_hash, &token).await?;
        let detail = serde_json::json!({ "account_id": account_id });
        let entry = Entry::new(call.actor(), "token.create", id).with(detail);
        Ok(audit_log::insert(tx, entry, call.now).await?)
    }
}

/// Labels of the caller's valid tokens among the oldest 200, in the order they were made.
pub async fn own_labels(cx: &Context, caller: &Caller) -> Result<Vec<String>, Error> {
    let mut tx = cx.store.begin_read().await?;
    let found = rows::tokens(&mut tx, caller.account_id, Uuid::nil(), 200).await?;
    let now = cx.now();
    let works = |token: &TokenRecord| {
        token.revoked_at.is_none() && token.expires_at.is_none_or(|expires| expires > now)
    };
    Ok(found.into_iter().filter(works).map(|token| token.label).collect())
}

/// A bearer token, without its secret.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[schema(as = Token)]
pub struct TokenView {
    /// Its id.
    pub id: Uuid,
    /// What it is for.
    pub label: String,
    /// When it was made.
    pub created_at: DateTime<Utc>,
    /// When it stops working; null is never.
    pub expires_at: Option<DateTime<Utc>>,
    /// When it was revoked.
    pub revoked_at: Option<DateTime<Utc>>,
}

/// The tokens of an account, in the order they were made.
pub async fn list(
    cx: &Context,
    _: &As<Admin>,
    account_id: Uuid,
    page: Page,
) -> Result<Items<TokenView>, Error> {
    let mut tx = cx.store.begin_read().await?;
    rows::get(&mut tx, account_id).await?.ok_or(Error::NotFound("account"))?;
    let after = page.cursor.unwrap_or_default();
    let found = rows::tokens(&mut tx, account_id, after, page.limit + 1).await?;
    Ok(Items::page(found, page.limit, |token| token.id).map(|token| TokenView {
        id: token.id,
        label: token.label,
        created_at: token.created_at,
        expires_at: token.expires_at,
        revoked_at: token.revoked_at,
    }))
}

/// The token stops working at once on every instance.
pub struct RevokeToken {
    pub id: Uuid,
}

impl UseCase for RevokeToken {
    type Answer = ();
    type Right = Admin;

    async fn run(&self, tx: &mut Tx, call: &Call) -> Result<(), Error> {
        rows::token(tx, self.id).await?.ok_or(Error::NotFound("token"))?;
        rows::revoke_token(tx, self.id, call.now).await?;
        let entry = Entry::new(call.actor(), "token.revoke", self.id);
        Ok(audit_log::insert(tx, entry, call.now).await?)
    }
}
