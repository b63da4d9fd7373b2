//! Accounts: added, changed, listed, and their password set. Sign-in is in `sign_in.rs`.

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use chrono::{DateTime, Utc};
use rand::RngExt;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use uuid::Uuid;

use crate::domain::account::{Caller, Role, Scope};
use crate::domain::locale::Locale;
pub(crate) use crate::domain::signed::hash_secret;
use crate::services::authorisation::{Admin, As, Operator, SignedIn};
use crate::services::fields;
use crate::services::identity::{account_changes, link_mail, passwords};
use crate::services::views::Items;
use crate::services::{Call, Context, Error, FieldError, Page, UseCase, new_id, quoted};
use crate::store::identity::accounts as rows;
use crate::store::identity::accounts::AccountRecord;
use crate::store::identity::{known_devices, sessions, totp};
use crate::store::notifications::held_mail;
use crate::store::operations::audit_log::{self, Entry};
use crate::store::shelters::partners;
use crate::store::{StoreError, Tx, constraint};

/// A new secret of 256 random bits, as base64url.
pub(crate) fn new_secret() -> String {
    let bytes: [u8; 32] = rand::rng().random();
    URL_SAFE_NO_PAD.encode(bytes)
}

/// An account to add.
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct NewUser {
    /// Mail address; one account each, whatever its case.
    #[schema(format = "email", max_length = 254, example = "team@example.org")]
    pub email: String,
    /// What it may do, at least one role.
    #[schema(min_items = 1, max_items = 5)]
    pub roles: Vec<Role>,
    /// The partner it belongs to; needed for outreach and shelter.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub partner_id: Option<Uuid>,
    /// Its language.
    #[serde(default = "french")]
    pub locale: Locale,
    /// The cities it coordinates; needed for a coordinator.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub scope: Option<Scope>,
    /// Name of the person or team; never of a child.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(max_length = 200, example = "Équipe de nuit")]
    pub name: Option<String>,
    /// Telephone number on which they are called.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(pattern = "^([+0-9 ().-]{3,32})?$", example = "+212 600 00 00 00")]
    pub phone: Option<String>,
}

fn french() -> Locale {
    Locale::Fr
}

/// An account.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, ToSchema)]
#[schema(as = User)]
pub struct UserView {
    /// Its id.
    pub id: Uuid,
    /// Mail address.
    pub email: String,
    /// What it may do.
    pub roles: Vec<Role>,
    /// The partner it belongs to.
    pub partner_id: Option<Uuid>,
    /// Its language.
    pub locale: Locale,
    /// The cities it coordinates.
    pub scope: Scope,
    /// False once it was shut.
    pub active: bool,
    /// When it was added.
    pub created_at: DateTime<Utc>,
    /// Whether mail tells its owner of offers: a shelter of each offer that waits for its answer
    /// (true unless it says otherwise), a team of the answers (false unless it says otherwise).
    pub mail_offers: bool,
    /// Name of the person or team.
    pub name: Option<String>,
    /// Telephone number on which they are called.
    pub phone: Option<String>,
}

impl UserView {
    fn of(account: &AccountRecord) -> Self {
        Self {
            id: account.id,
            email: account.email.clone(),
            roles: account.roles.clone(),
            partner_id: account.partner_id,
            locale: account.locale,
            scope: account.scope.clone(),
            active: account.active,
            created_at: account.created_at,
            mail_offers: account.mail_offers,
            name: account.name.clone(),
            phone: account.phone.clone(),
        }
    }
}

/// Conflict `email_taken` when an account has this address.
pub struct AddAccount {
    pub user: NewUser,
    /// Argon2id hash; `None` for an account that gets its password later.
    pub password_hash: Option<String>,
}

impl UseCase for AddAccount {
    type Answer = UserView;
    type Right = Admin;

    async fn run(&self, tx: &mut Tx, call: &Call) -> Result<UserView, Error> {
        let user = &self.user;
        let mut wrong = bad_fields(tx, &call.cx, user).await?;
        let email = fields::mail_address("/email", &user.email.to_lowercase(), &mut wrong);
        let (name, phone) = person(user, &mut wrong);
        let Some(email) = email.filter(|_| wrong.is_empty()) else {
            return Err(Error::Invalid(wrong));
        };
        let mut roles = user.roles.clone();
        roles.sort_unstable();
        roles.dedup();
        let account = AccountRecord {
            id: new_id(call.now),
            email,
            password_hash: self.password_hash.clone(),
            roles,
            partner_id: user.partner_id,
            locale: user.locale,
            scope: user.scope.clone().unwrap_or_default(),
            active: true,
            created_at: call.now,
            mail_offers: user.roles.contains(&Role::Shelter),
            name,
            phone,
        };
        rows::insert(tx, &account).await.map_err(email_taken)?;
        let detail = serde_json::json!({ "roles": account.roles });
        let entry = Entry::new(call.actor(), "account.create", account.id).with(detail);
        audit_log::insert(tx, entry, call.now).await?;
        Ok(UserView::of(&account))
    }
}

/// Adds an account without a password and mails a link that sets it.
pub struct Invite {
    pub user: NewUser,
}

impl UseCase for Invite {
    type Answer = UserView;
    type Right = Admin;

    async fn run(&self, tx: &mut Tx, call: &Call) -> Result<UserView, Error> {
        let add = AddAccount { user: self.user.clone(), password_hash: None };
        let added = add.run(tx, call).await?;
        let account = rows::get(tx, added.id).await?.ok_or(Error::NotFound("account"))?;
        link_mail::send(tx, call, &account).await?;
        Ok(added)
    }
}

/// Name and telephone number as they are stored.
fn person(user: &NewUser, wrong: &mut Vec<FieldError>) -> (Option<String>, Option<String>) {
    let name = user.name.as_ref().and_then(|name| fields::person_name("/name", name, wrong));
    let phone = user.phone.as_ref().and_then(|phone| fields::phone("/phone", phone, wrong));
    (name, phone)
}

fn email_taken(error: StoreError) -> Error {
    if error.breaks(constraint::ACCOUNT_EMAIL) {
        let detail = "there is an account with this address".into();
        return Error::Conflict { code: "email_taken", detail };
    }
    error.into()
}

/// The bad fields of an account, except its address, name and telephone number.
async fn bad_fields(tx: &mut Tx, cx: &Context, body: &NewUser) -> Result<Vec<FieldError>, Error> {
    let mut wrong = Vec::new();
    let needs_partner =
        body.roles.iter().any(|role| matches!(role, Role::Outreach | Role::Shelter));
    match body.partner_id {
        None if needs_partner => {
            let detail = "must be the partner of an outreach or shelter account";
            wrong.push(FieldError::new("/partner_id", "required", detail));
        }
        Some(id) if partners::get(tx, id).await?.is_none() => {
            wrong.push(FieldError::new(
                "/partner_id",
                "unknown_partner",
                "must be the id of a partner",
            ));
        }
        _ => {}
    }
    let scope = body.scope.clone().unwrap_or_default();
    if body.roles.contains(&Role::Coordinator) && scope.is_empty() {
        let detail = "must name cities, regions or the nation for a coordinator";
        wrong.push(FieldError::new("/scope", "required", detail));
    }
    for (at, code) in scope.cities.iter().enumerate() {
        wrong.extend(cx.city(&format!("/scope/cities/{at}"), code).err());
    }
    for (at, region) in scope.regions.iter().enumerate() {
        if !cx.cities.has_region(region) {
            let detail = format!("{} is not a region of the table of cities", quoted(region));
            wrong.push(FieldError::new(format!("/scope/regions/{at}"), "unknown_region", detail));
        }
    }
    Ok(wrong)
}

/// What of an account changes.
#[derive(Clone, Debug, Default, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct UserPatch {
    /// Mail address. With another one the account is signed out everywhere, its links end, and what
    /// waits to be mailed goes there.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(format = "email", max_length = 254)]
    pub email: Option<String>,
    /// Name of the person or team; an empty one takes it out.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(max_length = 200)]
    pub name: Option<String>,
    /// Telephone number; an empty one takes it out.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(pattern = "^([+0-9 ().-]{3,32})?$")]
    pub phone: Option<String>,
    /// Whether mail tells its owner of offers: a shelter of each offer that waits for its answer, a
    /// team of the answers.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub mail_offers: Option<bool>,
    /// False shuts it, at once and everywhere.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub active: Option<bool>,
    /// What it may do.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(min_items = 1, max_items = 5)]
    pub roles: Option<Vec<Role>>,
    /// The partner it belongs to.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub partner_id: Option<Uuid>,
    /// Its language.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub locale: Option<Locale>,
    /// The cities it coordinates.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub scope: Option<Scope>,
}

/// Changes an account and holds its queued mail until `leavers.rs` has checked it. Conflict
/// `own_admin` when administrators would close their own account or remove their own role,
/// `email_taken` when another account has the address.
pub struct ChangeAccount {
    pub id: Uuid,
    pub patch: UserPatch,
}

impl UseCase for ChangeAccount {
    type Answer = UserView;
    type Right = Admin;

    async fn run(&self, tx: &mut Tx, call: &Call) -> Result<UserView, Error> {
        let patch = &self.patch;
        let mut account = rows::lock(tx, self.id).await?.ok_or(Error::NotFound("account"))?;
        keep_own_admin(call, self.id, patch)?;
        let before = account.clone();
        let changed = NewUser {
            email: patch.email.clone().unwrap_or_else(|| account.email.clone()),
            roles: patch.roles.clone().unwrap_or_else(|| account.roles.clone()),
            partner_id: patch.partner_id.or(account.partner_id),
            locale: patch.locale.unwrap_or(account.locale),
            scope: patch.scope.clone().or_else(|| Some(account.scope.clone())),
            name: patch.name.clone().or_else(|| account.name.clone()),
            phone: patch.phone.clone().or_else(|| account.phone.clone()),
        };
        let mut wrong = bad_fields(tx, &call.cx, &changed).await?;
        if patch.email.is_some() {
            let email = fields::mail_address("/email", &changed.email.to_lowercase(), &mut wrong);
            account.email = email.unwrap_or_default();
        }
        (account.name, account.phone) = person(&changed, &mut wrong);
        if !wrong.is_empty() {
            return Err(Error::Invalid(wrong));
        }
        // A new shelter account is mailed about offers by default.
        let is_shelter = |roles: &[Role]| roles.contains(&Role::Shelter);
        account.mail_offers |= is_shelter(&changed.roles) && !is_shelter(&account.roles);
        account.mail_offers = patch.mail_offers.unwrap_or(account.mail_offers);
        account.active = patch.active.unwrap_or(account.active);
        account.roles = changed.roles;
        account.partner_id = changed.partner_id;
        account.locale = changed.locale;
        account.scope = changed.scope.unwrap_or_default();
        rows::save(tx, &account).await.map_err(email_taken)?;
        held_mail::hold(tx, account.id).await?;
        let entry = Entry::new(call.actor(), "account.change", account.id);
        audit_log::insert(tx, entry.with(account_changes::detail(&before, &account)), call.now)
            .await?;
        if account.email != before.email {
            account_changes::follow_address(tx, call, &account).await?;
        }
        Ok(UserView::of(&account))
    }
}

/// An administrator can't remove their own role or deactivate their account, so that one always
/// remains.
fn keep_own_admin(call: &Call, id: Uuid, patch: &UserPatch) -> Result<(), Error> {
    let loses = patch.roles.as_ref().is_some_and(|roles| !roles.contains(&Role::Admin));
    if id == call.caller()?.account_id && (loses || patch.active == Some(false)) {
        let detail = "another administrator must shut this account or take its role: it is yours";
        return Err(Error::Conflict { code: "own_admin", detail: detail.into() });
    }
    Ok(())
}

/// What everybody may change of their own account.
#[derive(Clone, Debug, Default, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct OwnPatch {
    /// Its language.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub locale: Option<Locale>,
    /// Whether mail tells of offers: a shelter of each offer that waits for its answer, a team of
    /// the answers.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub mail_offers: Option<bool>,
    /// Name of the person or team; an empty one takes it out.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(max_length = 200)]
    pub name: Option<String>,
    /// Telephone number; an empty one takes it out.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(pattern = "^([+0-9 ().-]{3,32})?$")]
    pub phone: Option<String>,
}

pub async fn own(cx: &Context, caller: &Caller) -> Result<UserView, Error> {
    let mut tx = cx.store.begin_read().await?;
    let account = rows::get(&mut tx, caller.account_id).await?.ok_or(Error::NotFound("account"))?;
    Ok(UserView::of(&account))
}

pub struct ChangeOwnAccount {
    pub patch: OwnPatch,
}

impl UseCase for ChangeOwnAccount {
    type Answer = UserView;
    type Right = SignedIn;

    async fn run(&self, tx: &mut Tx, call: &Call) -> Result<UserView, Error> {
        let (id, patch) = (call.caller()?.account_id, &self.patch);
        let mut account = rows::lock(tx, id).await?.ok_or(Error::NotFound("account"))?;
        let (before, mut wrong) = (account.clone(), Vec::new());
        account.locale = patch.locale.unwrap_or(account.locale);
        account.mail_offers = patch.mail_offers.unwrap_or(account.mail_offers);
        if let Some(name) = &patch.name {
            account.name = fields::person_name("/name", name, &mut wrong);
        }
        if let Some(phone) = &patch.phone {
            account.phone = fields::phone("/phone", phone, &mut wrong);
        }
        if !wrong.is_empty() {
            return Err(Error::Invalid(wrong));
        }
        rows::save(tx, &account).await?;
        let entry = Entry::new(call.actor(), "account.change", id);
        audit_log::insert(tx, entry.with(account_changes::detail(&before, &account)), call.now)
            .await?;
        Ok(UserView::of(&account))
    }
}

/// Accounts, in the order they were added.
pub async fn list(cx: &Context, _: &As<Admin>, page: Page) -> Result<Items<UserView>, Error> {
    let mut tx = cx.store.begin_read().await?;
    let found = rows::list(&mut tx, page.cursor.unwrap_or_default(), page.limit + 1).await?;
    let page = Items::page(found, page.limit, |account| account.id);
    Ok(page.map(|account| UserView::of(&account)))
}

/// Every account, in the order they were added.
pub async fn all(cx: &Context, _: &As<Admin>) -> Result<Vec<UserView>, Error> {
    let mut tx = cx.store.begin_read().await?;
    let all = rows::list(&mut tx, Uuid::nil(), i64::MAX).await?;
    Ok(all.iter().map(UserView::of).collect())
}

pub async fn one(cx: &Context, _: &As<Admin>, id: Uuid) -> Result<UserView, Error> {
    let mut tx = cx.store.begin_read().await?;
    let account = rows::get(&mut tx, id).await?.ok_or(Error::NotFound("account"))?;
    Ok(UserView::of(&account))
}

/// Whether there is no account yet: the first administrator must be made.
pub async fn is_empty(cx: &Context) -> Result<bool, Error> {
    let mut tx = cx.store.begin_read().await?;
    Ok(!rows::any_account(&mut tx).await?)
}

/// Sets the password of an account. Ends its sessions, known devices and (unless it is the first
/// password) bearer tokens, except those kept.
#[derive(Default)]
pub(super) struct SetPassword {
    pub account_id: Uuid,
    /// Argon2id hash.
    pub hash: String,
    /// SHA-256 of the session that is kept.
    pub session: Option<Vec<u8>>,
    /// SHA-256 of the known device that is kept.
    pub device: Option<Vec<u8>>,
    pub keep_tokens: bool,
}

impl UseCase for SetPassword {
    type Answer = ();
    type Right = Admin;

    async fn run(&self, tx: &mut Tx, call: &Call) -> Result<(), Error> {
        let (id, now) = (self.account_id, call.now);
        let mut account = rows::lock(tx, id).await?.ok_or(Error::NotFound("account"))?;
        let replaces = account.password_hash.replace(self.hash.clone()).is_some();
        rows::save(tx, &account).await?;
        sessions::end_others(tx, id, self.session.as_deref().unwrap_or_default()).await?;
        totp::delete_pending_sign_ins(tx, id).await?;
        known_devices::delete_all(tx, id, self.device.as_deref()).await?;
        rows::end_links(tx, Some(id), now).await?;
        if replaces && !self.keep_tokens {
            for token in rows::revoke_tokens(tx, id, now).await? {
                audit_log::insert(tx, Entry::new(Some(id), "token.revoke", token), now).await?;
            }
        }
        let entry = Entry::new(Some(id), "account.set_password", id);
        Ok(audit_log::insert(tx, entry, now).await?)
    }
}

/// Sets the password of the own account; forbidden for any other.
pub(super) struct SetOwnPassword(pub SetPassword);

impl UseCase for SetOwnPassword {
    type Answer = ();
    type Right = SignedIn;

    async fn run(&self, tx: &mut Tx, call: &Call) -> Result<(), Error> {
        if call.caller()?.account_id == self.0.account_id {
            self.0.run(tx, call).await
        } else {
            Err(Error::Forbidden)
        }
    }
}

/// Sets an account's password, from the command line.
pub async fn give_password(cx: &Context, account_id: Uuid, password: String) -> Result<(), Error> {
    passwords::check(&password)?;
    let hash = cx.passwords.place()?.hash(password).await?;
    cx.write(Operator, SetPassword { account_id, hash, ..SetPassword::default() }).await
}
