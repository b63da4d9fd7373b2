//! Signing in to the pages: passwords, sessions, and how often one may guess.
//!
//! Failed tries are counted for an account from one network address. Whoever guesses must wait;
//! the person themselves, from elsewhere, is never locked out by it.

use chrono::{DateTime, TimeDelta, Utc};
use sha2::{Digest, Sha256};
use uuid::Uuid;

use super::accounts::{hash, hash_password, new_secret, verify_password};
use super::{Context, Error};
use crate::domain::account::Caller;
use crate::store::audit::{self, Entry};
use crate::store::{StoreError, accounts, sessions as rows};

/// How long a session lives without being seen: a phone stays signed in.
const IDLE: TimeDelta = TimeDelta::days(30);

/// How long a session lives at most.
const AT_MOST: TimeDelta = TimeDelta::days(90);

/// How often being seen is written down.
const SEEN_EVERY: TimeDelta = TimeDelta::minutes(10);

/// How long a failed try counts.
const FAILURES_COUNT: TimeDelta = TimeDelta::minutes(15);

/// Failed tries of one account from one address, after which it must wait.
const FAILURES_OF_ACCOUNT: i64 = 8;

/// Failed tries of any accounts from one address, after which it must wait. A whole partner may
/// sit behind one address.
const FAILURES_OF_ADDRESS: i64 = 60;

/// Longest secret of a session that is looked up, in characters.
const LONGEST_SECRET: usize = 64;

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

    /// Whether a form brought what it must; takes as long for any wrong one.
    pub fn is_ours(&self, token: &str) -> bool {
        let ours = self.csrf_token();
        let differ = ours.bytes().zip(token.bytes()).fold(0, |all, (a, b)| all | (a ^ b));
        ours.len() == token.len() && differ == 0
    }
}

/// Why somebody was not signed in.
#[derive(Debug, thiserror::Error)]
pub enum Refusal {
    /// No account has this address and password.
    #[error("address or password is wrong")]
    Wrong,
    /// Too many tries have failed: wait.
    #[error("too many tries have failed")]
    TooMany,
    /// The database.
    #[error(transparent)]
    Failed(#[from] Error),
}

impl From<StoreError> for Refusal {
    fn from(error: StoreError) -> Self {
        Self::Failed(error.into())
    }
}

/// Signs a person in; gives the secret for the cookie. `address` is the network address the try
/// comes from.
///
/// # Errors
/// See [`Refusal`].
pub async fn sign_in(
    cx: &Context,
    email: &str,
    password: String,
    address: &str,
) -> Result<String, Refusal> {
    let (email, now) = (email.trim().to_lowercase(), cx.now());
    let email_hash = hash(&email);
    let mut tx = cx.store.begin_read().await?;
    let since = now - FAILURES_COUNT;
    let (of_account, of_address) = rows::failures(&mut tx, &email_hash, address, since).await?;
    if of_account >= FAILURES_OF_ACCOUNT || of_address >= FAILURES_OF_ADDRESS {
        return Err(Refusal::TooMany);
    }
    let account = accounts::by_email(&mut tx, &email).await?.filter(|account| account.active);
    drop(tx);
    let kept = account.as_ref().and_then(|account| account.password_hash.clone());
    let right = is_right(password, kept).await?;
    match account.filter(|_| right) {
        Some(account) => Ok(begin(cx, account.id, email_hash, address, now).await?),
        None => {
            note_failure(cx, email_hash, address, now).await?;
            Err(Refusal::Wrong)
        }
    }
}

/// Whether the password is the one that is kept. Takes as long where none is, so that nobody
/// learns which addresses have an account.
async fn is_right(password: String, kept: Option<String>) -> Result<bool, Error> {
    let Some(kept) = kept else {
        hash_password(password).await?;
        return Ok(false);
    };
    let checked = tokio::task::spawn_blocking(move || verify_password(&password, &kept)).await;
    checked.map_err(|error| StoreError::Unavailable(error.to_string()).into())
}

async fn begin(
    cx: &Context,
    account_id: Uuid,
    email_hash: Vec<u8>,
    address: &str,
    now: DateTime<Utc>,
) -> Result<String, Error> {
    let secret = new_secret();
    let (kept, address) = (hash(&secret), address.to_owned());
    cx.store
        .write(move |tx| {
            let (kept, email_hash, address) = (kept.clone(), email_hash.clone(), address.clone());
            Box::pin(async move {
                rows::insert(tx, &kept, account_id, now, now + AT_MOST).await?;
                rows::clear_failures(tx, &email_hash, &address).await?;
                let entry = Entry::new(Some(account_id), "account.sign_in", account_id);
                audit::insert(tx, entry, now).await?;
                Ok::<_, Error>(())
            })
        })
        .await?;
    Ok(secret)
}

async fn note_failure(
    cx: &Context,
    email_hash: Vec<u8>,
    address: &str,
    now: DateTime<Utc>,
) -> Result<(), Error> {
    let address = address.to_owned();
    cx.store
        .write(move |tx| {
            let (email_hash, address) = (email_hash.clone(), address.clone());
            Box::pin(async move {
                Ok::<_, Error>(rows::note_failure(tx, &email_hash, &address, now).await?)
            })
        })
        .await
}

/// The session of a cookie's secret; `None` for one that is unknown or has ended, or whose account
/// is shut. Nothing is remembered between calls, so that one that was ended stops at once on every
/// instance.
///
/// # Errors
/// When the database can't be read.
pub async fn session(cx: &Context, secret: &str) -> Result<Option<Session>, Error> {
    if secret.len() > LONGEST_SECRET {
        return Ok(None);
    }
    let (kept, now) = (hash(secret), cx.now());
    let mut tx = cx.store.begin_read().await?;
    let Some((account, seen_at)) = rows::find(&mut tx, &kept, now - IDLE, now).await? else {
        return Ok(None);
    };
    drop(tx);
    if now - seen_at >= SEEN_EVERY {
        cx.store
            .write(move |tx| {
                let kept = kept.clone();
                Box::pin(async move { Ok::<_, Error>(rows::touch(tx, &kept, now).await?) })
            })
            .await?;
    }
    let (caller, secret) = (account.caller(), secret.to_owned());
    Ok(Some(Session { caller, email: account.email, secret }))
}

/// Signs out: this browser, or with `everywhere` all of the account's.
///
/// # Errors
/// When the database fails.
pub async fn sign_out(cx: &Context, session: &Session, everywhere: bool) -> Result<(), Error> {
    let (kept, account_id, now) = (hash(&session.secret), session.caller.account_id, cx.now());
    cx.store
        .write(move |tx| {
            let kept = kept.clone();
            Box::pin(async move {
                if everywhere {
                    rows::end_all(tx, account_id).await?;
                } else {
                    rows::end(tx, &kept).await?;
                }
                let detail = serde_json::json!({ "everywhere": everywhere });
                let entry = Entry::new(Some(account_id), "account.sign_out", account_id);
                audit::insert(tx, entry.with(detail), now).await?;
                Ok::<_, Error>(())
            })
        })
        .await
}

/// Forgets sessions that have ended and failures that no longer count.
///
/// # Errors
/// When the database fails.
pub(super) async fn forget(
    tx: &mut crate::store::Tx,
    now: DateTime<Utc>,
) -> Result<(), StoreError> {
    rows::forget(tx, now - IDLE, now - FAILURES_COUNT, now).await
}
