//! Tables `account`, `link` and `api_token`: who may sign in, and by what.

use chrono::{DateTime, Utc};
use sqlx::QueryBuilder;
use uuid::Uuid;

use crate::domain::account::{Caller, Role, Scope};
use crate::domain::locale::Locale;
use crate::store::{Stamp, StoreError, Tx, on_backend, push_list, row};

/// A person's account.
#[derive(Clone, Debug)]
pub struct AccountRecord {
    /// Its id.
    pub id: Uuid,
    /// Address, in lower case.
    pub email: String,
    /// Argon2id hash; `None` until a password was set.
    pub password_hash: Option<String>,
    /// Its roles.
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
    /// Whether mail tells its owner of offers.
    pub mail_offers: bool,
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
    created_at: stamp,
    mail_offers,
});

impl AccountRecord {
    /// What this account may do, for the services.
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
    // Lists and scopes of plain strings always have a JSON form.
    serde_json::to_string(value).unwrap_or_default()
}

/// Adds an account.
///
/// # Errors
/// `account_email_unique` when the address has one already.
pub async fn insert(tx: &mut Tx, account: &AccountRecord) -> Result<(), StoreError> {
    on_backend!(tx, conn => {
        sqlx::query::<Db>(
            "INSERT INTO account (id, email, password_hash, roles, partner_id, locale, scope, active, created_at, \
             mail_offers) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)",
        )
        .bind(account.id)
        .bind(&account.email)
        .bind(&account.password_hash)
        .bind(json(&account.roles))
        .bind(account.partner_id)
        .bind(account.locale.code())
        .bind(json(&account.scope))
        .bind(account.active)
        .bind(Stamp(account.created_at))
        .bind(account.mail_offers)
        .execute(conn)
        .await?;
    });
    Ok(())
}

/// Writes an account's roles, partner, language, scope, password, whether it is active and
/// whether it wishes mail of offers.
pub async fn save(tx: &mut Tx, account: &AccountRecord) -> Result<(), StoreError> {
    on_backend!(tx, conn => {
        sqlx::query::<Db>(
            "UPDATE account SET password_hash = $2, roles = $3, partner_id = $4, locale = $5, \
             scope = $6, active = $7, mail_offers = $8 WHERE id = $1",
        )
        .bind(account.id)
        .bind(&account.password_hash)
        .bind(json(&account.roles))
        .bind(account.partner_id)
        .bind(account.locale.code())
        .bind(json(&account.scope))
        .bind(account.active)
        .bind(account.mail_offers)
        .execute(conn)
        .await?;
    });
    Ok(())
}

/// The account of an id.
pub async fn get(tx: &mut Tx, id: Uuid) -> Result<Option<AccountRecord>, StoreError> {
    Ok(on_backend!(tx, conn => {
        sqlx::query_as::<Db, _>("SELECT * FROM account WHERE id = $1")
            .bind(id)
            .fetch_optional(conn)
            .await?
    }))
}

/// Accounts of these ids, in order of id.
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

/// The account of an id, locked until the transaction ends.
pub async fn lock(tx: &mut Tx, id: Uuid) -> Result<Option<AccountRecord>, StoreError> {
    let query = if tx.is_postgres() {
        "SELECT * FROM account WHERE id = $1 FOR UPDATE"
    } else {
        "SELECT * FROM account WHERE id = $1"
    };
    Ok(on_backend!(tx, conn => {
        sqlx::query_as::<Db, _>(query).bind(id).fetch_optional(conn).await?
    }))
}

/// The account of an address, in lower case.
pub async fn by_email(tx: &mut Tx, email: &str) -> Result<Option<AccountRecord>, StoreError> {
    Ok(on_backend!(tx, conn => {
        sqlx::query_as::<Db, _>("SELECT * FROM account WHERE email = $1")
            .bind(email)
            .fetch_optional(conn)
            .await?
    }))
}

/// Accounts after an id, in order of id, at most `limit`.
pub async fn list(tx: &mut Tx, after: Uuid, limit: i64) -> Result<Vec<AccountRecord>, StoreError> {
    Ok(on_backend!(tx, conn => {
        sqlx::query_as::<Db, _>("SELECT * FROM account WHERE id > $1 ORDER BY id LIMIT $2")
            .bind(after)
            .bind(limit)
            .fetch_all(conn)
            .await?
    }))
}

/// Active accounts that hold a role, in order of id.
pub async fn of_role(tx: &mut Tx, role: Role) -> Result<Vec<AccountRecord>, StoreError> {
    Ok(on_backend!(tx, conn => {
        sqlx::query_as::<Db, _>("SELECT * FROM account WHERE active AND roles LIKE $1 ORDER BY id")
            .bind(format!("%\"{role}\"%"))
            .fetch_all(conn)
            .await?
    }))
}

/// Active accounts of partners that hold a role, in order of id.
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

/// Whether any account exists.
pub async fn any(tx: &mut Tx) -> Result<bool, StoreError> {
    Ok(on_backend!(tx, conn => {
        sqlx::query_scalar::<Db, bool>("SELECT EXISTS (SELECT 1 FROM account)").fetch_one(conn).await?
    }))
}

/// A one-time link, without its secret.
#[derive(Clone, Debug)]
pub struct LinkRecord {
    /// The account whose password it sets; `None` makes the first admin.
    pub account_id: Option<Uuid>,
    /// When it stops working.
    pub expires_at: DateTime<Utc>,
    /// When it was used.
    pub used_at: Option<DateTime<Utc>>,
}
row!(LinkRecord { account_id, expires_at: stamp, used_at: optional_stamp });

/// Adds a link by the hash of its secret.
pub async fn insert_link(tx: &mut Tx, hash: &[u8], link: &LinkRecord) -> Result<(), StoreError> {
    on_backend!(tx, conn => {
        sqlx::query::<Db>("INSERT INTO link (hash, account_id, expires_at) VALUES ($1, $2, $3)")
            .bind(hash.to_vec())
            .bind(link.account_id)
            .bind(Stamp(link.expires_at))
            .execute(conn)
            .await?;
    });
    Ok(())
}

/// Ends all unused links of an account, or those that make the first admin.
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
        .bind(Stamp(now))
        .execute(conn)
        .await?;
    });
    Ok(())
}

/// The link of a hash.
pub async fn link(tx: &mut Tx, hash: &[u8]) -> Result<Option<LinkRecord>, StoreError> {
    Ok(on_backend!(tx, conn => {
        sqlx::query_as::<Db, _>("SELECT * FROM link WHERE hash = $1")
            .bind(hash.to_vec())
            .fetch_optional(conn)
            .await?
    }))
}

/// Uses a link up; false when it was used, or has ended, before.
pub async fn use_link(tx: &mut Tx, hash: &[u8], now: DateTime<Utc>) -> Result<bool, StoreError> {
    let done = on_backend!(tx, conn => {
        sqlx::query::<Db>(
            "UPDATE link SET used_at = $2 WHERE hash = $1 AND used_at IS NULL AND expires_at > $2",
        )
        .bind(hash.to_vec())
        .bind(Stamp(now))
        .execute(conn)
        .await?
        .rows_affected()
    });
    Ok(done == 1)
}

/// A bearer token, without its secret.
#[derive(Clone, Debug)]
pub struct TokenRecord {
    /// Its id.
    pub id: Uuid,
    /// Whose it is.
    pub account_id: Uuid,
    /// What it is for.
    pub label: String,
    /// When it was made.
    pub created_at: DateTime<Utc>,
    /// When it stops working; `None` is never.
    pub expires_at: Option<DateTime<Utc>>,
    /// When it was revoked.
    pub revoked_at: Option<DateTime<Utc>>,
}
row!(TokenRecord {
    id,
    account_id,
    label,
    created_at: stamp,
    expires_at: optional_stamp,
    revoked_at: optional_stamp,
});

/// Adds a token by the hash of its secret.
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
        .bind(Stamp(token.created_at))
        .bind(token.expires_at.map(Stamp))
        .execute(conn)
        .await?;
    });
    Ok(())
}

/// The token of an id.
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

/// Tokens of an account after an id, in order of id, at most `limit`.
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

/// Revokes a token; one that was revoked before stays so.
pub async fn revoke_token(tx: &mut Tx, id: Uuid, now: DateTime<Utc>) -> Result<(), StoreError> {
    on_backend!(tx, conn => {
        sqlx::query::<Db>("UPDATE api_token SET revoked_at = $2 WHERE id = $1 AND revoked_at IS NULL")
            .bind(id)
            .bind(Stamp(now))
            .execute(conn)
            .await?;
    });
    Ok(())
}

/// Revokes every token of an account that still works; gives their ids.
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
        .bind(Stamp(now))
        .fetch_all(conn)
        .await?
    }))
}

/// The active account that a valid token, by the hash of its secret, signs in.
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
        .bind(Stamp(now))
        .fetch_optional(conn)
        .await?
    }))
}
