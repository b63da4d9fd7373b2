//! Sessions: browsers that are signed in, each by the secret of a cookie.

use chrono::{DateTime, TimeDelta, Utc};
use sha2::{Digest, Sha256};

use crate::domain::account::Caller;
use crate::services::identity::accounts::hash;
use crate::services::{Actor, Call, Context, Error, UseCase};
use crate::store::identity::sessions as rows;
use crate::store::operations::audit_log::{self, Entry};
use crate::store::{StoreError, Tx};

/// How long a session lives without being seen: a phone stays signed in.
const IDLE: TimeDelta = TimeDelta::days(30);

/// How long a session lives at most.
pub(super) const SESSION_TTL: TimeDelta = TimeDelta::days(90);

/// How often being seen is written down.
const SEEN_EVERY: TimeDelta = TimeDelta::minutes(10);

/// Longest secret of a cookie that is looked up, in characters.
const LONGEST_SECRET: usize = 64;

/// The browser that asks, as far as it tells.
#[derive(Clone, Debug, Default)]
pub struct ClientInfo {
    /// The network address.
    pub address: String,
    /// The browser and the system by their names.
    pub device: String,
    /// The secret of the browser's device cookie.
    pub known: Option<String>,
    /// The secret of the session that the browser has; signing in anew ends it.
    pub session: Option<String>,
}

/// A browser that is signed in.
#[derive(Clone, Debug)]
pub struct Session {
    /// Who is signed in.
    pub caller: Caller,
    /// Their mail address.
    pub email: String,
    secret: String,
}

impl Session {
    /// What a form of this session must bring, so that no other site's form does: only who knows
    /// the cookie's secret can make it.
    pub fn csrf_token(&self) -> String {
        let digest = Sha256::digest(format!("csrf {}", self.secret));
        digest[..16].iter().map(|byte| format!("{byte:02x}")).collect()
    }

    /// SHA-256 of its secret, by which it is stored.
    pub(super) fn hash(&self) -> Vec<u8> {
        hash(&self.secret)
    }

    /// Whether a form brought what it must; takes as long for any wrong one.
    pub fn is_ours(&self, token: &str) -> bool {
        let ours = self.csrf_token();
        let differ = ours.bytes().zip(token.bytes()).fold(0, |all, (a, b)| all | (a ^ b));
        ours.len() == token.len() && differ == 0
    }
}

/// The session of a cookie's secret; `None` for one that is unknown or has ended, or whose account
/// is shut. Nothing is remembered between calls, so that one that was ended stops at once on every
/// instance.
pub async fn session(cx: &Context, secret: &str) -> Result<Option<Session>, Error> {
    if secret.len() > LONGEST_SECRET {
        return Ok(None);
    }
    let (secret_hash, now) = (hash(secret), cx.now());
    let mut tx = cx.store.begin_read().await?;
    let Some((account, seen_at)) = rows::find(&mut tx, &secret_hash, now - IDLE, now).await? else {
        return Ok(None);
    };
    drop(tx);
    if now - seen_at >= SEEN_EVERY {
        cx.write(Actor::Service, Touch { secret_hash }).await?;
    }
    let (caller, secret) = (account.caller(), secret.to_owned());
    Ok(Some(Session { caller, email: account.email, secret }))
}

/// Writes down that a session was seen.
struct Touch {
    secret_hash: Vec<u8>,
}

impl UseCase for Touch {
    type Answer = ();

    async fn run(&self, tx: &mut Tx, call: &Call) -> Result<(), Error> {
        Ok(rows::touch(tx, &self.secret_hash, call.now).await?)
    }
}

/// Signs out: this browser, or with `everywhere` all of the account's.
pub async fn sign_out(cx: &Context, session: &Session, everywhere: bool) -> Result<(), Error> {
    cx.write(&session.caller, SignOut { secret_hash: session.hash(), everywhere }).await
}

struct SignOut {
    secret_hash: Vec<u8>,
    everywhere: bool,
}

impl UseCase for SignOut {
    type Answer = ();

    async fn run(&self, tx: &mut Tx, call: &Call) -> Result<(), Error> {
        let account_id = call.caller()?.account_id;
        if self.everywhere {
            rows::end_all(tx, account_id).await?;
        } else {
            rows::end(tx, &self.secret_hash).await?;
        }
        let detail = serde_json::json!({ "everywhere": self.everywhere });
        let entry = Entry::new(call.actor(), "account.sign_out", account_id).with(detail);
        Ok(audit_log::insert(tx, entry, call.now).await?)
    }
}

/// A browser of the caller's that is signed in.
#[derive(Clone, Debug)]
pub struct Browser {
    /// When it was signed in.
    pub since: DateTime<Utc>,
    /// When it was seen last, to ten minutes.
    pub seen_at: DateTime<Utc>,
    /// Its name and its system's; empty where it did not tell.
    pub device: String,
    /// Whether it is the one that asks.
    pub this_one: bool,
}

/// The caller's browsers that are signed in, the last seen first.
pub async fn browsers(cx: &Context, session: &Session) -> Result<Vec<Browser>, Error> {
    let (id, now, own) = (session.caller.account_id, cx.now(), session.hash());
    let mut tx = cx.store.begin_read().await?;
    let found = rows::of_account(&mut tx, id, now - IDLE, now).await?;
    let browser = |row: rows::SessionRecord| Browser {
        since: row.created_at,
        seen_at: row.seen_at,
        this_one: row.hash == own,
        device: row.device,
    };
    Ok(found.into_iter().map(browser).collect())
}

/// Deletes sessions that have ended.
pub(super) async fn forget(tx: &mut Tx, now: DateTime<Utc>) -> Result<(), StoreError> {
    rows::delete_expired(tx, now - IDLE, now).await
}
