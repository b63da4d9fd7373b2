//! One-time links: by which an account's password is set, or the first administrator made.

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use chrono::TimeDelta;
use uuid::Uuid;

use crate::domain::account::{Caller, Role};
use crate::domain::locale::Locale;
use crate::domain::signed;
use crate::services::identity::accounts::{AddAccount, NewUser, SetPassword, hash, new_secret};
use crate::services::identity::passwords;
use crate::services::{Actor, Call, Context, Error, UseCase};
use crate::store::Tx;
use crate::store::identity::accounts as rows;
use crate::store::identity::accounts::LinkRecord;
use crate::store::operations::audit_log::{self, Entry};

/// How long a set-password link works.
const LINK_TTL: TimeDelta = TimeDelta::days(7);

/// Makes a one-time link by which an account's password is set (`None`: by which the first
/// administrator is made). Earlier ones stop working. Gives the link; it is shown only here.
pub async fn new(
    cx: &Context,
    by: impl Into<Actor>,
    account_id: Option<Uuid>,
) -> Result<String, Error> {
    make(cx, by.into(), account_id, new_secret()).await
}

/// The link of an account that is added under an idempotency key: the same again for the same key.
/// Its secret is kept nowhere, but follows from the key and from what the caller signs in with,
/// which nobody else knows.
pub async fn under_key(
    cx: &Context,
    caller: &Caller,
    account_id: Uuid,
    (key, signed_in_with): (&str, &str),
) -> Result<String, Error> {
    let bits = signed::derived(signed_in_with, account_id, key);
    let secret = bits.map_or_else(new_secret, |bits| URL_SAFE_NO_PAD.encode(bits));
    make(cx, caller.into(), Some(account_id), secret).await
}

async fn make(
    cx: &Context,
    by: Actor,
    account_id: Option<Uuid>,
    secret: String,
) -> Result<String, Error> {
    cx.write(by, MakeLink { account_id, secret_hash: hash(&secret) }).await?;
    let page = if account_id.is_some() { "set-password" } else { "first-admin" };
    Ok(format!("{}/{page}/{secret}", cx.settings.public_url))
}

struct MakeLink {
    account_id: Option<Uuid>,
    secret_hash: Vec<u8>,
}

impl UseCase for MakeLink {
    type Answer = ();

    async fn run(&self, tx: &mut Tx, call: &Call) -> Result<(), Error> {
        let (account_id, now) = (self.account_id, call.now);
        if let Some(id) = account_id {
            // One after another, so that the same link asked for twice at once is one.
            rows::lock(tx, id).await?;
        }
        if rows::link(tx, &self.secret_hash).await?.is_some() {
            return Ok(());
        }
        rows::end_links(tx, account_id, now).await?;
        let link = LinkRecord { account_id, expires_at: now + LINK_TTL, used_at: None };
        rows::insert_link(tx, &self.secret_hash, &link).await?;
        let entry = Entry::new(call.actor(), "account.link", account_id.unwrap_or_default());
        Ok(audit_log::insert(tx, entry, now).await?)
    }
}

/// The account a link sets the password of.
#[derive(Clone, Debug)]
pub struct LinkView {
    /// Its mail address.
    pub email: String,
    /// Its language.
    pub locale: Locale,
    /// Whether it has a password, which the link replaces.
    pub is_reset: bool,
}

/// The account a link sets the password of; `None` for the link that makes the first
/// administrator.
///
/// # Errors
/// Not found when the link is unknown, used or too old.
pub async fn look_at(cx: &Context, secret: &str) -> Result<Option<LinkView>, Error> {
    let mut tx = cx.store.begin_read().await?;
    let link = rows::link(&mut tx, &hash(secret)).await?.ok_or(Error::NotFound("link"))?;
    if link.used_at.is_some() || link.expires_at <= cx.now() {
        return Err(Error::NotFound("link"));
    }
    let Some(id) = link.account_id else {
        return if rows::any_account(&mut tx).await? {
            Err(Error::NotFound("link"))
        } else {
            Ok(None)
        };
    };
    let account = rows::get(&mut tx, id).await?.ok_or(Error::NotFound("link"))?;
    let is_reset = account.password_hash.is_some();
    Ok(Some(LinkView { email: account.email, locale: account.locale, is_reset }))
}

/// Uses a link up to set its account's password, which ends sessions and bearer tokens. For the
/// first administrator `email` says whom to make.
///
/// # Errors
/// Not found when the link is unknown, used or too old; bad fields by name.
pub async fn use_up(
    cx: &Context,
    secret: &str,
    email: Option<String>,
    password: String,
) -> Result<(), Error> {
    passwords::check(&password)?;
    let makes_admin = look_at(cx, secret).await?.is_none();
    let password_hash = cx.passwords.place()?.hash(password).await?;
    let email = makes_admin.then(|| email.unwrap_or_default());
    let secret_hash = hash(secret);
    cx.write(Actor::Service, UseLink { secret_hash, password_hash, email }).await
}

struct UseLink {
    secret_hash: Vec<u8>,
    password_hash: String,
    /// The address of the first administrator, whom the link makes.
    email: Option<String>,
}

impl UseCase for UseLink {
    type Answer = ();

    async fn run(&self, tx: &mut Tx, call: &Call) -> Result<(), Error> {
        if !rows::use_link(tx, &self.secret_hash, call.now).await? {
            return Err(Error::NotFound("link"));
        }
        if let Some(email) = &self.email {
            // IdempotencyKey there is an account, the link for the first administrator is void.
            if rows::any_account(tx).await? {
                return Err(Error::NotFound("link"));
            }
            let user = first_admin(email.clone());
            let password_hash = Some(self.password_hash.clone());
            return AddAccount { user, password_hash }.run(tx, call).await.map(drop);
        }
        let link = rows::link(tx, &self.secret_hash).await?.ok_or(Error::NotFound("link"))?;
        let (account_id, hash) = (link.account_id.unwrap_or_default(), self.password_hash.clone());
        SetPassword { account_id, hash, ..SetPassword::default() }.run(tx, call).await
    }
}

fn first_admin(email: String) -> NewUser {
    NewUser { email, roles: vec![Role::Admin], partner_id: None, locale: Locale::Fr, scope: None }
}
