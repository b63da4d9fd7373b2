//! Queries on the tables `account`, `link` (one-time links that set a password) and `api_token`
//! (bearer tokens of programs). Used by `services::identity`, and by every service that needs to
//! know whom to notify.

use chrono::{DateTime, Utc};
use sqlx::QueryBuilder;
use uuid::Uuid;

use crate::domain::account::{Caller, Role, Scope};
use crate::domain::locale::Locale;
use crate::store::{DbTime, StoreError, Tx, on_backend, push_list, row};

/// A row of `account`: what a person or program signs in with.
#[derive(Clone, Debug)]
pub struct AccountRecord {
    pub id: Uuid,
    /// In lower case.
    pub email: String,
    /// Argon2id; `None` until the first password is set.
    pub password_hash: Option<String>,
    pub roles: Vec<Role>,
    pub partner_id: Option<Uuid>,
    pub locale: Locale,
    pub scope: Scope,
    /// False once an administrator has shut the account; it can't sign in then.
    pub active: bool,
    pub created_at: DateTime<Utc>,
    /// Whether its owner wants a mail for each offer or answer to one.
    pub mail_offers: bool,
    /// Of the person or team; never of a child.
    pub name: Option<String>,
    pub phone: Option<String>,
}
row!(AccountRecord {
    id,
    email,
    password_hash,
    roles: json,
    partner_id,
    locale: code,
    scope: json,
    active,
    created_at: time,
    mail_offers,
    name,
    phone,
});

impl AccountRecord {
    /// The caller that services see when this account is signed in.
    pub fn caller(&self) -> Caller {
        Caller {
            account_id: self.id,
            roles: self.roles.clone(),
            partner_id: self.partner_id,
            scope: self.scope.clone(),
            locale: self.locale,
        }
    }
}

fn json(value: &impl serde::Serialize) -> String {
    // Cannot fail: lists and scopes hold plain strings.
    serde_json::to_string(value).unwrap_or_default()
}

/// Breaks `account_email_unique` when an account with this address exists.
pub async fn insert(tx: &mut Tx, account: &AccountRecord) -> Result<(), StoreError> {
    on_backend!(tx, conn => {
        sqlx::query::<Db>(
            "INSERT INTO account (id, email, password_hash, roles, partner_id, locale, scope, active, created_at, \
             mail_offers, name, phone) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)",
        )
        .bind(account.id)
        .bind(&account.email)
        .bind(&account.password_hash)
        .bind(json(&account.roles))
        .bind(account.partner_id)
        .bind(account.locale.code())
        .bind(json(&account.scope))
        .bind(account.active)
        .bind(DbTime(account.created_at))
        .bind(account.mail_offers)
        .bind(&account.name)
        .bind(&account.phone)
        .execute(conn)
        .await?;
    });
    Ok(())
}

/// Writes all but the id and when it was added. Breaks `account_email_unique` when another account
/// has this address.
pub async fn save(tx: &mut Tx, account: &AccountRecord) -> Result<(), StoreError> {
    on_backend!(tx, conn => {
        sqlx::query::<Db>(
            "UPDATE account SET password_hash = $2, roles = $3, partner_id = $4, locale = $5, \
             scope = $6, active = $7, mail_offers = $8, email = $9, name = $10, phone = $11 WHERE id = $1",
        )
        .bind(account.id)
        .bind(&account.password_hash)
        .bind(json(&account.roles))
        .bind(account.partner_id)
        .bind(account.locale.code())
        .bind(json(&account.scope))
        .bind(account.active)
        .bind(account.mail_offers)
        .bind(&account.email)
        .bind(&account.name)
        .bind(&account.phone)
        .execute(conn)
        .await?;
    });
    Ok(())
}

pub async fn get(tx: &mut Tx, id: Uuid) -> Result<Option<AccountRecord>, StoreError> {
    select(tx, id, "").await
}

/// The accounts with these ids that exist, in order of id.
pub async fn get_many(tx: &mut Tx, ids: &[Uuid]) -> Result<Vec<AccountRecord>, StoreError> {
    if ids.is_empty() {
        return Ok(Vec::new());
    }
    Ok(on_backend!(tx, conn => {
        let mut query = QueryBuilder::<Db>::new("SELECT * FROM account WHERE id IN ");
        push_list(&mut query, ids);
        query.push(" ORDER BY id");
        query.build_query_as().persistent(ids.len() == 1).fetch_all(conn).await?
    }))
}

/// Like [`get`], with the row locked until the transaction ends.
pub async fn lock(tx: &mut Tx, id: Uuid) -> Result<Option<AccountRecord>, StoreError> {
    let lock = tx.for_update();
    select(tx, id, lock).await
}

async fn select(
    tx: &mut Tx,
    id: Uuid,
    lock: &'static str,
) -> Result<Option<AccountRecord>, StoreError> {
    Ok(on_backend!(tx, conn => {
        let mut query = QueryBuilder::<Db>::new("SELECT * FROM account WHERE id = ");
        query.push_bind(id).push(lock);
        query.build_query_as().fetch_optional(conn).await?
    }))
}

/// `email` is in lower case.
pub async fn by_email(tx: &mut Tx, email: &str) -> Result<Option<AccountRecord>, StoreError> {
    Ok(on_backend!(tx, conn => {
        sqlx::query_as::<Db, _>("SELECT * FROM account WHERE email = $1")
            .bind(email)
            .fetch_optional(conn)
            .await?
    }))
}

/// One page of all accounts: those after an id, in order of id.
pub async fn list(tx: &mut Tx, after: Uuid, limit: i64) -> Result<Vec<AccountRecord>, StoreError> {
    Ok(on_backend!(tx, conn => {
        sqlx::query_as::<Db, _>("SELECT * FROM account WHERE id > $1 ORDER BY id LIMIT $2")
            .bind(after)
            .bind(limit)
            .fetch_all(conn)
            .await?
    }))
}

/// All active accounts with a role, in order of id.
pub async fn of_role(tx: &mut Tx, role: Role) -> Result<Vec<AccountRecord>, StoreError> {
    Ok(on_backend!(tx, conn => {
        sqlx::query_as::<Db, _>("SELECT * FROM account WHERE active AND roles LIKE $1 ORDER BY id")
            .bind(format!("%\"{role}\"%"))
            .fetch_all(conn)
            .await?
    }))
}

/// The active accounts with a role at any of these partners, in order of id.
pub async fn of_partners(
    tx: &mut Tx,
    role: Role,
    partners: &[Uuid],
) -> Result<Vec<AccountRecord>, StoreError> {
    if partners.is_empty() {
        return Ok(Vec::new());
    }
    Ok(on_backend!(tx, conn => {
        let mut query = QueryBuilder::<Db>::new("SELECT * FROM account WHERE active AND roles LIKE ");
        query.push_bind(format!("%\"{role}\"%")).push(" AND partner_id IN ");
        push_list(&mut query, partners);
        query.push(" ORDER BY id");
        query.build_query_as().persistent(false).fetch_all(conn).await?
    }))
}

/// Whether any account exists; if not, the service offers to make the first administrator.
pub async fn any_account(tx: &mut Tx) -> Result<bool, StoreError> {
    Ok(on_backend!(tx, conn => {
        sqlx::query_scalar::<Db, bool>("SELECT EXISTS (SELECT 1 FROM account)").fetch_one(conn).await?
    }))
}

/// A row of `link` without its secret: a one-time link that sets a password.
#[derive(Clone, Debug)]
pub struct LinkRecord {
    /// Whose password; `None` makes the first administrator.
    pub account_id: Option<Uuid>,
    pub expires_at: DateTime<Utc>,
    pub used_at: Option<DateTime<Utc>>,
}
row!(LinkRecord { account_id, expires_at: time, used_at: optional_time });

/// `hash` is SHA-256 of the secret in the link.
pub async fn insert_link(tx: &mut Tx, hash: &[u8], link: &LinkRecord) -> Result<(), StoreError> {
    on_backend!(tx, conn => {
        sqlx::query::<Db>("INSERT INTO link (hash, account_id, expires_at) VALUES ($1, $2, $3)")
            .bind(hash.to_vec())
            .bind(link.account_id)
            .bind(DbTime(link.expires_at))
            .execute(conn)
            .await?;
    });
    Ok(())
}

/// Adds the link in a mail to an account, once however often the mail is tried. False when the
/// account is shut, or has another address than the mail by now.
pub async fn insert_mailed_link(
    tx: &mut Tx,
    hash: &[u8],
    (account_id, address): (Uuid, &str),
    expires_at: DateTime<Utc>,
) -> Result<bool, StoreError> {
    let account = lock(tx, account_id).await?;
    if !account.is_some_and(|account| account.active && account.email == address) {
        return Ok(false);
    }
    if link(tx, hash).await?.is_none() {
        let account_id = Some(account_id);
        insert_link(tx, hash, &LinkRecord { account_id, expires_at, used_at: None }).await?;
    }
    Ok(true)
}

/// Marks unused links of an account as used; with `None`, those for the first administrator.
pub async fn end_links(
    tx: &mut Tx,
    account_id: Option<Uuid>,
    now: DateTime<Utc>,
) -> Result<(), StoreError> {
    on_backend!(tx, conn => {
        sqlx::query::<Db>(
            "UPDATE link SET used_at = $2 WHERE used_at IS NULL AND \
             (account_id = $1 OR (account_id IS NULL AND $1 IS NULL))",
        )
        .bind(account_id)
        .bind(DbTime(now))
        .execute(conn)
        .await?;
    });
    Ok(())
}

pub async fn link(tx: &mut Tx, hash: &[u8]) -> Result<Option<LinkRecord>, StoreError> {
    Ok(on_backend!(tx, conn => {
        sqlx::query_as::<Db, _>("SELECT * FROM link WHERE hash = $1")
            .bind(hash.to_vec())
            .fetch_optional(conn)
            .await?
    }))
}

/// Marks a link as used. False when it was used before or has expired.
pub async fn use_link(tx: &mut Tx, hash: &[u8], now: DateTime<Utc>) -> Result<bool, StoreError> {
    let done = on_backend!(tx, conn => {
        sqlx::query::<Db>(
            "UPDATE link SET used_at = $2 WHERE hash = $1 AND used_at IS NULL AND expires_at > $2",
        )
        .bind(hash.to_vec())
        .bind(DbTime(now))
        .execute(conn)
        .await?
        .rows_affected()
    });
    Ok(done == 1)
}

/// A row of `api_token` without its secret.
#[derive(Clone, Debug)]
pub struct TokenRecord {
    pub id: Uuid,
    pub account_id: Uuid,
    /// What its owner uses it for.
    pub label: String,
    pub created_at: DateTime<Utc>,
    /// `None` never expires.
    pub expires_at: Option<DateTime<Utc>>,
    pub revoked_at: Option<DateTime<Utc>>,
}
row!(TokenRecord {
    id,
    account_id,
    label,
    created_at: time,
    expires_at: optional_time,
    revoked_at: optional_time,
});

/// `hash` is SHA-256 of the token.
pub async fn insert_token(tx: &mut Tx, hash: &[u8], token: &TokenRecord) -> Result<(), StoreError> {
    on_backend!(tx, conn => {
        sqlx::query::<Db>(
            "INSERT INTO api_token (id, account_id, label, hash, created_at, expires_at) \
             VALUES ($1, $2, $3, $4, $5, $6)",
        )
        .bind(token.id)
        .bind(token.account_id)
        .bind(&token.label)
        .bind(hash.to_vec())
        .bind(DbTime(token.created_at))
        .bind(token.expires_at.map(DbTime))
        .execute(conn)
        .await?;
    });
    Ok(())
}

pub async fn token(tx: &mut Tx, id: Uuid) -> Result<Option<TokenRecord>, StoreError> {
    Ok(on_backend!(tx, conn => {
        sqlx::query_as::<Db, _>(
            "SELECT id, account_id, label, created_at, expires_at, revoked_at FROM api_token WHERE id = $1",
        )
        .bind(id)
        .fetch_optional(conn)
        .await?
    }))
}

/// One page of an account's tokens: those after an id, in order of id.
pub async fn tokens(
    tx: &mut Tx,
    account_id: Uuid,
    after: Uuid,
    limit: i64,
) -> Result<Vec<TokenRecord>, StoreError> {
    Ok(on_backend!(tx, conn => {
        sqlx::query_as::<Db, _>(
            "SELECT id, account_id, label, created_at, expires_at, revoked_at FROM api_token \
             WHERE account_id = $1 AND id > $2 ORDER BY id LIMIT $3",
        )
        .bind(account_id)
        .bind(after)
        .bind(limit)
        .fetch_all(conn)
        .await?
    }))
}

/// Does nothing to a token that was revoked before.
pub async fn revoke_token(tx: &mut Tx, id: Uuid, now: DateTime<Utc>) -> Result<(), StoreError> {
    on_backend!(tx, conn => {
        sqlx::query::<Db>("UPDATE api_token SET revoked_at = $2 WHERE id = $1 AND revoked_at IS NULL")
            .bind(id)
            .bind(DbTime(now))
            .execute(conn)
            .await?;
    });
    Ok(())
}

/// Revokes every valid token of an account; returns their ids.
pub async fn revoke_tokens(
    tx: &mut Tx,
    account_id: Uuid,
    now: DateTime<Utc>,
) -> Result<Vec<Uuid>, StoreError> {
    Ok(on_backend!(tx, conn => {
        sqlx::query_scalar::<Db, Uuid>(
            "UPDATE api_token SET revoked_at = $2 WHERE account_id = $1 AND revoked_at IS NULL \
             AND (expires_at IS NULL OR expires_at > $2) RETURNING id",
        )
        .bind(account_id)
        .bind(DbTime(now))
        .fetch_all(conn)
        .await?
    }))
}

/// The active account of a valid token, found by SHA-256 of the token.
pub async fn by_token(
    tx: &mut Tx,
    hash: &[u8],
    now: DateTime<Utc>,
) -> Result<Option<AccountRecord>, StoreError> {
    Ok(on_backend!(tx, conn => {
        sqlx::query_as::<Db, _>(
            "SELECT account.* FROM api_token JOIN account ON account.id = api_token.account_id \
             WHERE api_token.hash = $1 AND account.active AND api_token.revoked_at IS NULL \
             AND (api_token.expires_at IS NULL OR api_token.expires_at > $2)",
        )
        .bind(hash.to_vec())
        .bind(DbTime(now))
        .fetch_optional(conn)
        .await?
    }))
}
