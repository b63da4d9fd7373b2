//! Signing in to the pages: passwords, sessions, and how often one may guess.
//!
//! Failed tries are counted for an account from one network address. Whoever guesses must wait;
//! the person themselves, from elsewhere, is never locked out by it. Where the owner switched it
//! on, the password is followed by a code of their phone.

use chrono::{DateTime, TimeDelta, Utc};
use sha2::{Digest, Sha256};

use super::accounts::{hash, hash_password, new_secret, verify_password};
use super::{Context, Error, second_step};
use crate::domain::account::Caller;
use crate::store::accounts::{self, AccountRecord};
use crate::store::audit::{self, Entry};
use crate::store::{StoreError, Tx, second_step as second_rows, sessions as rows};

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

/// How long after the password the code may come.
const HALF_LIVES: TimeDelta = TimeDelta::minutes(10);

/// Failed codes of one account from anywhere, after which it must wait: whoever gets that far
/// knows the password.
const FAILED_CODES: i64 = 10;

/// Longest secret of a session that is looked up, in characters.
const LONGEST_SECRET: usize = 64;

/// Where a try to sign in comes from.
#[derive(Clone, Debug, Default)]
pub struct Origin {
    /// The network address.
    pub address: String,
    /// The browser and the system by their names.
    pub device: String,
}

/// What a right password leads to.
#[derive(Debug)]
pub enum Signed {
    /// Signed in: the secret for the cookie.
    In(String),
    /// A code must follow within ten minutes: the secret that stands for the password given.
    Half(String),
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

    /// What is kept of its secret.
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

/// Why somebody was not signed in.
#[derive(Debug, thiserror::Error)]
pub enum Refusal {
    /// No account has this address and password, or the code is another.
    #[error("address, password or code is wrong")]
    Wrong,
    /// The password was given too long ago, or has changed since.
    #[error("the password must be given again")]
    Gone,
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

/// Takes a person's address and password.
///
/// # Errors
/// See [`Refusal`].
pub async fn sign_in(
    cx: &Context,
    email: &str,
    password: String,
    from: &Origin,
) -> Result<Signed, Refusal> {
    let (email, now) = (email.trim().to_lowercase(), cx.now());
    let mut tx = cx.store.begin_read().await?;
    may_try(&mut tx, &hash(&email), from, now).await?;
    let account = accounts::by_email(&mut tx, &email).await?.filter(|account| account.active);
    drop(tx);
    let kept = account.as_ref().and_then(|account| account.password_hash.clone());
    let right = is_right(password, kept).await?;
    let Some(account) = account.filter(|_| right) else {
        note_failure(cx, &email, from).await?;
        return Err(Refusal::Wrong);
    };
    let (secret, from, inner) = (new_secret(), from.clone(), cx.clone());
    let made = secret.clone();
    let whole = cx
        .store
        .write(move |tx| {
            let (account, from, secret) = (account.clone(), from.clone(), made.clone());
            let now = inner.now();
            Box::pin(async move {
                if second_step::is_on(tx, account.id).await? {
                    let until = now + HALF_LIVES;
                    second_rows::insert_half(tx, &hash(&secret), account.id, until).await?;
                    return Ok::<_, Error>(false);
                }
                begin(tx, &account, &secret, &from, now).await?;
                Ok(true)
            })
        })
        .await?;
    Ok(if whole { Signed::In(secret) } else { Signed::Half(secret) })
}

/// Refuses who has failed too often.
async fn may_try(
    tx: &mut Tx,
    email_hash: &[u8],
    from: &Origin,
    now: DateTime<Utc>,
) -> Result<(), Refusal> {
    let since = now - FAILURES_COUNT;
    let (of_account, of_address) = rows::failures(tx, email_hash, &from.address, since).await?;
    if of_account >= FAILURES_OF_ACCOUNT || of_address >= FAILURES_OF_ADDRESS {
        return Err(Refusal::TooMany);
    }
    Ok(())
}

/// Whether somebody has given a password, so that a code may follow.
///
/// # Errors
/// When the database can't be read.
pub async fn is_half(cx: &Context, half: &str) -> Result<bool, Error> {
    let mut tx = cx.store.begin_read().await?;
    Ok(second_rows::half(&mut tx, &hash(half), cx.now()).await?.is_some())
}

/// Takes the code that follows a right password; gives the secret for the cookie. `half` is what
/// stands for the password given.
///
/// # Errors
/// See [`Refusal`].
pub async fn finish(
    cx: &Context,
    half: &str,
    code: &str,
    from: &Origin,
) -> Result<String, Refusal> {
    let secret = new_secret();
    let (inner, half_hash, code) = (cx.clone(), hash(half), code.to_owned());
    let (from, made) = (from.clone(), secret.clone());
    let done = cx.store.write(move |tx| {
        let (half_hash, code, from) = (half_hash.clone(), code.clone(), from.clone());
        let (secret, now) = (made.clone(), inner.now());
        Box::pin(async move {
            let account = second_rows::half(tx, &half_hash, now).await?;
            let Some(account) = account else { return Ok::<_, Error>(Err(Refusal::Gone)) };
            // One try after the other, so that none slips past the count.
            let Some(step) = second_rows::lock(tx, account.id).await? else {
                return Ok(Err(Refusal::Gone));
            };
            let (mine, codes) = (hash(&account.email), codes_of(&account));
            match may_try(tx, &mine, &from, now).await {
                Err(Refusal::Failed(error)) => return Err(error),
                Err(refusal) => return Ok(Err(refusal)),
                Ok(()) => {}
            }
            let since = now - FAILURES_COUNT;
            if rows::failures(tx, &codes, "", since).await?.0 >= FAILED_CODES {
                return Ok(Err(Refusal::TooMany));
            }
            if !second_step::uses(tx, account.id, &step, &code, now).await? {
                rows::note_failure(tx, &mine, &from.address, now).await?;
                rows::note_failure(tx, &codes, "", now).await?;
                return Ok(Err(Refusal::Wrong));
            }
            second_rows::end_halves(tx, account.id).await?;
            begin(tx, &account, &secret, &from, now).await?;
            Ok(Ok(()))
        })
    });
    done.await??;
    Ok(secret)
}

/// Under what an account's failed codes are counted, wherever they come from. No mail address has
/// a blank.
fn codes_of(account: &AccountRecord) -> Vec<u8> {
    hash(&format!("code {}", account.email))
}

/// Whether who is signed in knows their password, for what a phone left lying about must not do.
///
/// # Errors
/// See [`Refusal`].
pub(super) async fn prove(
    cx: &Context,
    session: &Session,
    password: String,
    from: &Origin,
) -> Result<(), Refusal> {
    let mut tx = cx.store.begin_read().await?;
    may_try(&mut tx, &hash(&session.email), from, cx.now()).await?;
    let account = accounts::get(&mut tx, session.caller.account_id).await?;
    drop(tx);
    if is_right(password, account.and_then(|account| account.password_hash)).await? {
        return Ok(());
    }
    note_failure(cx, &session.email, from).await?;
    Err(Refusal::Wrong)
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
    tx: &mut Tx,
    account: &AccountRecord,
    secret: &str,
    from: &Origin,
    now: DateTime<Utc>,
) -> Result<(), Error> {
    let until = now + AT_MOST;
    rows::insert(tx, &hash(secret), account.id, &from.device, now, until).await?;
    rows::clear_failures(tx, &hash(&account.email), &from.address).await?;
    let entry = Entry::new(Some(account.id), "account.sign_in", account.id);
    audit::insert(tx, entry, now).await?;
    Ok(())
}

async fn note_failure(cx: &Context, email: &str, from: &Origin) -> Result<(), Error> {
    let (email_hash, address, now) = (hash(email), from.address.clone(), cx.now());
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
///
/// # Errors
/// When the database can't be read.
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

/// Forgets sessions that have ended and failures that no longer count.
///
/// # Errors
/// When the database fails.
pub(super) async fn forget(tx: &mut Tx, now: DateTime<Utc>) -> Result<(), StoreError> {
    second_rows::forget(tx, now - second_step::SETTING_UP, now).await?;
    rows::forget(tx, now - IDLE, now - FAILURES_COUNT, now).await
}
