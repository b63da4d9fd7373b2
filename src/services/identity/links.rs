//! One-time links that set an account's password or make the first administrator.

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use uuid::Uuid;

use crate::domain::account::{LINK_TTL, Role};
use crate::domain::locale::Locale;
use crate::domain::signed;
use crate::services::authorisation::{Admin, As, By, Nobody, Service};
use crate::services::identity::accounts::{
    AddAccount, NewUser, SetPassword, hash_secret, new_secret,
};
use crate::services::identity::{link_mail, passwords};
use crate::services::{Call, Context, Error, UseCase};
use crate::store::Tx;
use crate::store::identity::accounts as rows;
use crate::store::identity::accounts::LinkRecord;
use crate::store::operations::audit_log::{self, Entry};

/// Makes the link that sets an account's password (`None`: makes the first administrator) and ends
/// earlier ones. Returns its address, which can't be read again: only a hash is stored.
pub async fn create(
    cx: &Context,
    by: impl Into<By<Admin>>,
    account_id: Option<Uuid>,
) -> Result<String, Error> {
    make(cx, by.into(), account_id, new_secret(), true).await
}

/// An idempotency key, and the token or session secret by which its caller is signed in.
pub type KeyOf<'a> = (&'a str, &'a str);

/// Like [`create`], under an idempotency key: the same key returns the same link. Its secret is not
/// stored but derived from both.
pub async fn create_for_key(
    cx: &Context,
    by: &As<Admin>,
    account_id: Uuid,
    key: KeyOf<'_>,
) -> Result<String, Error> {
    make(cx, by.into(), Some(account_id), secret_of(account_id, key), true).await
}

/// The link of a new account, beside the one that is mailed, which stays.
pub async fn create_beside(
    cx: &Context,
    by: &As<Admin>,
    account_id: Uuid,
    key: Option<KeyOf<'_>>,
) -> Result<String, Error> {
    let secret = key.map_or_else(new_secret, |key| secret_of(account_id, key));
    make(cx, by.into(), Some(account_id), secret, false).await
}

fn secret_of(account_id: Uuid, (key, signed_in_with): KeyOf<'_>) -> String {
    let bits = signed::derived(signed_in_with, account_id, key);
    bits.map_or_else(new_secret, |bits| URL_SAFE_NO_PAD.encode(bits))
}

async fn make(
    cx: &Context,
    by: By<Admin>,
    account_id: Option<Uuid>,
    secret: String,
    ends_earlier: bool,
) -> Result<String, Error> {
    let secret_hash = hash_secret(&secret);
    cx.write(by, MakeLink { account_id, secret_hash, ends_earlier }).await?;
    let page = if account_id.is_some() { "set-password" } else { "first-admin" };
    Ok(format!("{}/{page}/{secret}", cx.settings.public_url))
}

struct MakeLink {
    account_id: Option<Uuid>,
    secret_hash: Vec<u8>,
    /// Whether earlier links of the account stop working.
    ends_earlier: bool,
}

impl UseCase for MakeLink {
    type Answer = ();
    type Right = Admin;

    async fn run(&self, tx: &mut Tx, call: &Call) -> Result<(), Error> {
        let (account_id, now) = (self.account_id, call.now);
        if let Some(id) = account_id {
            // Locked, so that two concurrent calls with the same secret insert one link.
            rows::lock(tx, id).await?;
        }
        if rows::link(tx, &self.secret_hash).await?.is_some() {
            return Ok(());
        }
        if self.ends_earlier {
            rows::end_links(tx, account_id, now).await?;
        }
        let link = LinkRecord { account_id, expires_at: now + LINK_TTL, used_at: None };
        rows::insert_link(tx, &self.secret_hash, &link).await?;
        let entry = Entry::new(call.actor(), "account.link", account_id.unwrap_or_default());
        Ok(audit_log::insert(tx, entry, now).await?)
    }
}

/// Mails a link to an account; earlier ones stay. Wrong state when the account is shut.
pub struct MailLink {
    pub account_id: Uuid,
}

impl UseCase for MailLink {
    type Answer = ();
    type Right = Admin;

    async fn run(&self, tx: &mut Tx, call: &Call) -> Result<(), Error> {
        let account = rows::lock(tx, self.account_id).await?.ok_or(Error::NotFound("account"))?;
        if !account.active {
            return Err(Error::WrongState("shut"));
        }
        link_mail::send(tx, call, &account).await
    }
}

/// What the page of a set-password link shows.
#[derive(Clone, Debug)]
pub struct LinkView {
    pub email: String,
    pub locale: Locale,
    /// Whether it has a password, which the link replaces.
    pub is_reset: bool,
}

/// The account whose password a link sets; `None` for the first administrator's link. Not found
/// when the link is unknown, used or expired.
pub async fn open(cx: &Context, secret: &str) -> Result<Option<LinkView>, Error> {
    let mut tx = cx.store.begin_read().await?;
    let link = rows::link(&mut tx, &hash_secret(secret)).await?.ok_or(Error::NotFound("link"))?;
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

/// Sets the password of a link's account, which ends its sessions and bearer tokens; for the first
/// administrator's link makes the account of `email`. The link can't be used again. Not found when
/// it is unknown, used or expired.
pub async fn redeem(
    cx: &Context,
    secret: &str,
    email: Option<String>,
    password: String,
) -> Result<(), Error> {
    passwords::check(&password)?;
    let makes_admin = open(cx, secret).await?.is_none();
    let password_hash = cx.passwords.place()?.hash(password).await?;
    let email = makes_admin.then(|| email.unwrap_or_default());
    let secret_hash = hash_secret(secret);
    cx.write(Service, UseLink { secret_hash, password_hash, email }).await
}

struct UseLink {
    secret_hash: Vec<u8>,
    password_hash: String,
    /// Set for the first administrator's link.
    email: Option<String>,
}

impl UseCase for UseLink {
    type Answer = ();
    type Right = Nobody;

    async fn run(&self, tx: &mut Tx, call: &Call) -> Result<(), Error> {
        if !rows::use_link(tx, &self.secret_hash, call.now).await? {
            return Err(Error::NotFound("link"));
        }
        if let Some(email) = &self.email {
            // Once there is an account, the link for the first administrator is void.
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
    NewUser {
        email,
        roles: vec![Role::Admin],
        partner_id: None,
        locale: Locale::Fr,
        scope: None,
        name: None,
        phone: None,
    }
}
