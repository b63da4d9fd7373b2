//! Sessions of signed-in browsers: looked up by the cookie's secret, listed, ended.

use chrono::{DateTime, TimeDelta, Utc};
use sha2::{Digest, Sha256};

use crate::domain::account::Caller;
use crate::services::authorisation::{Nobody, Service, SignedIn};
use crate::services::identity::accounts::hash_secret;
use crate::services::{Call, Context, Error, UseCase};
use crate::store::identity::sessions as rows;
use crate::store::operations::audit_log::{self, Entry};
use crate::store::{StoreError, Tx};

/// A session unused for this long ends. Long, so that phones stay signed in.
const IDLE: TimeDelta = TimeDelta::days(30);

/// Longest life of a session.
pub(super) const SESSION_TTL: TimeDelta = TimeDelta::days(90);

/// Interval at which `seen_at` is updated.
const SEEN_EVERY: TimeDelta = TimeDelta::minutes(10);

/// Longest cookie secret that is looked up, in characters.
const LONGEST_SECRET: usize = 64;

/// What is known of the browser that sent a request.
#[derive(Clone, Debug, Default)]
pub struct ClientInfo {
    /// Its network address.
    pub address: String,
    /// Names of browser and system, from `User-Agent`.
    pub device: String,
    /// The secret of its device cookie.
    pub known: Option<String>,
    /// The secret of its session cookie; a new sign-in ends that session.
    pub session: Option<String>,
}

/// A browser that is signed in.
#[derive(Clone, Debug)]
pub struct Session {
    /// The account's id, roles, partner and scope.
    pub caller: Caller,
    /// The account's mail address.
    pub email: String,
    secret: String,
}

impl Session {
    /// Token that every form of this session must carry (against CSRF); derived from the cookie's
    /// secret.
    pub fn csrf_token(&self) -> String {
        let digest = Sha256::digest(format!("csrf {}", self.secret));
        digest[..16].iter().map(|byte| format!("{byte:02x}")).collect()
    }

    /// SHA-256 of its secret, under which it is stored.
    pub(super) fn hash(&self) -> Vec<u8> {
        hash_secret(&self.secret)
    }

    /// Whether this is the session's CSRF token, compared in constant time.
    pub fn is_ours(&self, token: &str) -> bool {
        let ours = self.csrf_token();
        let differ = ours.bytes().zip(token.bytes()).fold(0, |all, (a, b)| all | (a ^ b));
        ours.len() == token.len() && differ == 0
    }
}

/// The session of a cookie's secret; `None` when it is unknown or has ended, or its account is
/// inactive. Not cached, so that an ended session stops at once on every instance.
pub async fn session(cx: &Context, secret: &str) -> Result<Option<Session>, Error> {
    if secret.len() > LONGEST_SECRET {
        return Ok(None);
    }
    let (secret_hash, now) = (hash_secret(secret), cx.now());
    let mut tx = cx.store.begin_read().await?;
    let Some((account, seen_at)) = rows::find(&mut tx, &secret_hash, now - IDLE, now).await? else {
        return Ok(None);
    };
    drop(tx);
    if now - seen_at >= SEEN_EVERY {
        cx.write(Service, Touch { secret_hash }).await?;
    }
    let (caller, secret) = (account.caller(), secret.to_owned());
    Ok(Some(Session { caller, email: account.email, secret }))
}

/// Updates `seen_at` of a session.
struct Touch {
    secret_hash: Vec<u8>,
}

impl UseCase for Touch {
    type Answer = ();
    type Right = Nobody;

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
    type Right = SignedIn;

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
    /// When it was last used, to ten minutes.
    pub seen_at: DateTime<Utc>,
    /// Names of browser and system; empty when unknown.
    pub device: String,
    /// Whether it sent this request.
    pub this_one: bool,
}

/// The caller's sessions, last used first.
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
