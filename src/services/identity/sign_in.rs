//! Signing in to the pages: passwords, sessions, known devices.
//!
//! How often one may try is in [`crate::services::identity::sign_in_limits`]. Where the owner switched it on, the
//! password is followed by a code of their phone.

use chrono::{DateTime, TimeDelta, Utc};
use data_encoding::HEXLOWER;
use hmac::{Hmac, KeyInit, Mac};
use sha2::Sha256;
use uuid::Uuid;

use crate::domain::account::Caller;
use crate::domain::typed;
use crate::services::identity::accounts::{hash, new_secret};
use crate::services::identity::passwords::Place;
use crate::services::identity::sign_in_limits::{self, Credential, Limits, NotingTurn, Try};
use crate::services::identity::totp;
use crate::services::{Context, Error};
use crate::store::identity::accounts::{self, AccountRecord};
use crate::store::identity::{known_devices, sessions as rows, sign_in_tries, totp as totp_rows};
use crate::store::operations::audit_log::{self, Entry};
use crate::store::{StoreError, Tx};

/// How long a session lives without being seen: a phone stays signed in.
const IDLE: TimeDelta = TimeDelta::days(30);

/// How long a session lives at most.
const AT_MOST: TimeDelta = TimeDelta::days(90);

/// How often being seen is written down.
const SEEN_EVERY: TimeDelta = TimeDelta::minutes(10);

/// How long after the password the code may come.
const HALF_LIVES: TimeDelta = TimeDelta::minutes(10);

/// Longest secret of a cookie that is looked up, in characters.
const LONGEST_SECRET: usize = 64;

/// Longest mail address, in characters.
const LONGEST_EMAIL: usize = 254;

/// Where a try to sign in comes from.
#[derive(Clone, Debug, Default)]
pub struct Origin {
    /// The network address.
    pub address: String,
    /// The browser and the system by their names.
    pub device: String,
    /// The secret of the browser's device cookie.
    pub known: Option<String>,
    /// The secret of the session that the browser has; signing in anew ends it.
    pub session: Option<String>,
}

/// The secrets of the cookies of a browser that has been signed in.
#[derive(Clone, Debug)]
pub struct CookieSecrets {
    /// Of the session.
    pub session: String,
    /// Of the device, by which it is known at the next sign-in.
    pub device: String,
}

/// What a right password leads to.
#[derive(Debug)]
pub enum Signed {
    /// Signed in.
    In(CookieSecrets),
    /// A code must follow within ten minutes: the secret that stands for the password given.
    Half(String),
}

/// Length of a CSRF token.
const CSRF_BYTES: usize = 16;

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
        let mac = self.csrf_mac().map(|mac| mac.finalize().into_bytes()).unwrap_or_default();
        HEXLOWER.encode(&mac[..CSRF_BYTES])
    }

    /// What is kept of its secret.
    pub(crate) fn hash(&self) -> Vec<u8> {
        hash(&self.secret)
    }

    /// Whether this is the session's CSRF token; compares in constant time.
    pub fn is_ours(&self, token: &str) -> bool {
        let token = HEXLOWER.decode(token.as_bytes()).ok().filter(|t| t.len() == CSRF_BYTES);
        let mac = token.zip(self.csrf_mac());
        mac.is_some_and(|(token, mac)| mac.verify_truncated_left(&token).is_ok())
    }

    fn csrf_mac(&self) -> Option<Hmac<Sha256>> {
        let mac = Hmac::<Sha256>::new_from_slice(self.secret.as_bytes()).ok()?;
        Some(mac.chain_update("csrf"))
    }
}

/// Why somebody was not signed in.
#[derive(Debug, thiserror::Error)]
pub enum Refusal {
    /// What was given as a mail address can't be one.
    #[error("this is no mail address")]
    NoAddress,
    /// No account has this address and password, or the code is another.
    #[error("address, password or code is wrong")]
    Wrong,
    /// The password was given too long ago, or has changed since.
    #[error("the password must be given again")]
    Gone,
    /// Too many tries have failed: wait until then.
    #[error("too many tries have failed; wait until {0}")]
    TooMany(DateTime<Utc>),
    /// The database, or [`Error::Busy`].
    #[error(transparent)]
    Failed(#[from] Error),
}

impl From<StoreError> for Refusal {
    fn from(error: StoreError) -> Self {
        Self::Failed(error.into())
    }
}

impl Refusal {
    /// Its code in the metric `mabit_sign_ins_total`.
    fn code(&self) -> &'static str {
        match self {
            Self::NoAddress => "no_address",
            Self::Wrong => "wrong",
            Self::Gone => "expired",
            Self::TooMany(_) => "limited",
            Self::Failed(Error::Busy) => "busy",
            Self::Failed(_) => "failed",
        }
    }
}

/// Counts a sign-in by what became of it.
fn count(result: &'static str) {
    metrics::counter!("mabit_sign_ins_total", "result" => result).increment(1);
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
    let signed = sign_in_uncounted(cx, email, password, from).await;
    count(match &signed {
        Ok(Signed::In(_)) => "signed_in",
        Ok(Signed::Half(_)) => "code_asked",
        Err(refusal) => refusal.code(),
    });
    signed
}

async fn sign_in_uncounted(
    cx: &Context,
    email: &str,
    password: String,
    from: &Origin,
) -> Result<Signed, Refusal> {
    let email = typed::account_address(email);
    let is_usable = !email.is_empty() && email.chars().count() <= LONGEST_EMAIL;
    if !is_usable || email.chars().any(char::is_control) {
        return Err(Refusal::NoAddress);
    }
    let (place, turn) = (cx.passwords.place()?, sign_in_limits::noting(cx).await?);
    let mut tx = cx.store.begin_read().await?;
    let account = accounts::by_email(&mut tx, &email).await?.filter(|account| account.active);
    drop(tx);
    let tried = try_password(cx, (&place, turn), &email, account.as_ref(), password, from).await?;
    // Without an account no password is right.
    let account = account.ok_or(Refusal::Wrong)?;
    let (secrets, half) = (new_secrets(), new_secret());
    let (from, inner, made) = (from.clone(), cx.clone(), (secrets, half));
    let signed = cx.store.write(move |tx| {
        let (account, from, inner) = (account.clone(), from.clone(), inner.clone());
        let (secrets, half) = made.clone();
        Box::pin(async move {
            let now = inner.now();
            // Meanwhile it may have been shut, or have got another password.
            let current = accounts::lock(tx, account.id)
                .await?
                .filter(|current| current.active && current.password_hash == account.password_hash);
            let Some(account) = current else { return Ok::<_, Error>(None) };
            sign_in_tries::take_back(tx, tried.id).await?;
            if totp::is_on(tx, account.id).await? {
                totp_rows::insert_pending_sign_in(tx, &hash(&half), account.id, now + HALF_LIVES)
                    .await?;
                return Ok(Some(Signed::Half(half)));
            }
            Ok(Some(Signed::In(begin(tx, &account, secrets, &from, now).await?)))
        })
    });
    signed.await?.ok_or(Refusal::Wrong)
}

fn new_secrets() -> CookieSecrets {
    CookieSecrets { session: new_secret(), device: new_secret() }
}

/// Looks at a password. The try is noted before and counts as failed until the caller takes it
/// back. Without an account no password is right.
async fn try_password(
    cx: &Context,
    (place, turn): (&Place, NotingTurn<'_>),
    email: &str,
    account: Option<&AccountRecord>,
    password: String,
    from: &Origin,
) -> Result<Try, Refusal> {
    let (now, id) = (cx.now(), account.map(|account| account.id));
    let mut tx = cx.store.begin_read().await?;
    let limits = Limits::of(&mut tx, Credential::Password, email, id, from, now).await?;
    // Whoever must wait takes no turn among the writers.
    let reached = limits.reached_until(&mut tx, now).await?;
    drop(tx);
    if let Some(until) = reached {
        return Err(Refusal::TooMany(until));
    }
    let tried = limits.note_in(cx, now).await?.map_err(Refusal::TooMany)?;
    drop(turn);
    let hash = account.and_then(|account| account.password_hash.clone());
    if place.is_right(password, hash).await? {
        return Ok(tried);
    }
    failed(cx, Credential::Password, id, from, tried).await?;
    Err(Refusal::Wrong)
}

/// Leaves a trace of a failed try: in the log, and in the audit when it has reached a limit, so
/// that a flood leaves few rows.
async fn failed(
    cx: &Context,
    credential: Credential,
    account: Option<Uuid>,
    from: &Origin,
    tried: Try,
) -> Result<(), Error> {
    let (account_id, limit) = (account.map(|id| id.to_string()), tried.reached);
    tracing::warn!(
        reason = credential.wrong(),
        account = account_id.as_deref().unwrap_or("none"),
        peer = %from.address,
        limit_reached = limit.unwrap_or("none"),
        "sign-in failed"
    );
    // What nobody has is no matter for the audit, unless one network tries many.
    let is_audited = account.is_some() || limit == Some("network");
    let Some(limit) = limit.filter(|_| is_audited) else { return Ok(()) };
    let now = cx.now();
    cx.store
        .write(move |tx| {
            Box::pin(async move {
                let entity = account.unwrap_or_default();
                let detail = serde_json::json!({ "limit": limit, "what": credential.wrong() });
                let entry = Entry::new(None, "account.sign_in_limited", entity).with(detail);
                Ok::<_, Error>(audit_log::insert(tx, entry, now).await?)
            })
        })
        .await
}

/// Whether somebody has given a password, so that a code may follow.
///
/// # Errors
/// When the database can't be read.
pub async fn is_half(cx: &Context, half: &str) -> Result<bool, Error> {
    let mut tx = cx.store.begin_read().await?;
    Ok(totp_rows::pending_sign_in(&mut tx, &hash(half), cx.now()).await?.is_some())
}

/// What became of a code.
enum Code {
    Right(CookieSecrets),
    Wrong(Uuid, Try),
    Late,
    TooMany(DateTime<Utc>),
}

/// Takes the code that follows a right password. `half` is what stands for the password given.
///
/// # Errors
/// See [`Refusal`].
pub async fn finish(
    cx: &Context,
    half: &str,
    code: &str,
    from: &Origin,
) -> Result<CookieSecrets, Refusal> {
    let done = match try_code(cx, half, code, from).await? {
        Code::Right(secrets) => Ok(secrets),
        Code::Wrong(account, tried) => {
            failed(cx, Credential::Code, Some(account), from, tried).await?;
            Err(Refusal::Wrong)
        }
        Code::Late => Err(Refusal::Gone),
        Code::TooMany(until) => Err(Refusal::TooMany(until)),
    };
    count(done.as_ref().map_or_else(Refusal::code, |_| "signed_in"));
    done
}

async fn try_code(cx: &Context, half: &str, code: &str, from: &Origin) -> Result<Code, Error> {
    let (inner, half_hash, code) = (cx.clone(), hash(half), code.to_owned());
    let (from, made) = (from.clone(), new_secrets());
    let _turn = sign_in_limits::noting(cx).await?;
    let done = cx.store.write(move |tx| {
        let (half_hash, code, from) = (half_hash.clone(), code.clone(), from.clone());
        let (secrets, now) = (made.clone(), inner.now());
        Box::pin(async move {
            let account = totp_rows::pending_sign_in(tx, &half_hash, now).await?;
            let Some(account) = account else { return Ok::<_, Error>(Code::Late) };
            let Some(step) = totp_rows::lock(tx, account.id).await? else {
                return Ok(Code::Late);
            };
            let (email, id) = (&account.email, account.id);
            let limits = Limits::of(tx, Credential::Code, email, Some(id), &from, now).await?;
            let tried = match limits.note(tx, now).await? {
                Ok(tried) => tried,
                Err(until) => return Ok(Code::TooMany(until)),
            };
            if !totp::uses(tx, id, &step, &code, now).await? {
                return Ok(Code::Wrong(id, tried));
            }
            sign_in_tries::take_back(tx, tried.id).await?;
            totp_rows::delete_pending_sign_ins(tx, id).await?;
            Ok(Code::Right(begin(tx, &account, secrets, &from, now).await?))
        })
    });
    done.await
}

/// Whether who is signed in knows their password, for what a phone left lying about must not do.
///
/// # Errors
/// See [`Refusal`].
pub(crate) async fn prove(
    cx: &Context,
    place: &Place,
    session: &Session,
    password: String,
    from: &Origin,
) -> Result<(), Refusal> {
    let turn = sign_in_limits::noting(cx).await?;
    let mut tx = cx.store.begin_read().await?;
    let account = accounts::get(&mut tx, session.caller.account_id).await?;
    drop(tx);
    let (email, ways) = (&session.email, (place, turn));
    let tried = try_password(cx, ways, email, account.as_ref(), password, from).await?;
    let taken_back = cx.store.write(move |tx| {
        Box::pin(async move { Ok::<_, Error>(sign_in_tries::take_back(tx, tried.id).await?) })
    });
    Ok(taken_back.await?)
}

/// Begins a session; one that the browser had before ends. A browser that is known already, if
/// only to another account, keeps its device cookie.
async fn begin(
    tx: &mut Tx,
    account: &AccountRecord,
    secrets: CookieSecrets,
    from: &Origin,
    now: DateTime<Utc>,
) -> Result<CookieSecrets, Error> {
    if let Some(earlier) = &from.session {
        rows::end(tx, &hash(earlier)).await?;
    }
    let until = now + AT_MOST;
    rows::insert(tx, &hash(&secrets.session), account.id, &from.device, now, until).await?;
    sign_in_limits::take_back_failures(tx, &account.email, account.id, from, now).await?;
    let secrets = match &from.known {
        Some(known) if known_devices::exists(tx, &hash(known)).await? => {
            CookieSecrets { device: known.clone(), ..secrets }
        }
        _ => secrets,
    };
    let device = hash(&secrets.device);
    known_devices::save(tx, &device, account.id, now, sign_in_limits::DEVICES).await?;
    let entry = Entry::new(Some(account.id), "account.sign_in", account.id);
    audit_log::insert(tx, entry, now).await?;
    Ok(secrets)
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
                audit_log::insert(tx, entry.with(detail), now).await?;
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

/// Forgets sessions, tries and devices that have ended.
///
/// # Errors
/// When the database fails.
pub(crate) async fn forget(tx: &mut Tx, now: DateTime<Utc>) -> Result<(), StoreError> {
    totp_rows::delete_expired(tx, now - totp::SETTING_UP, now).await?;
    sign_in_limits::forget(tx, now).await?;
    rows::delete_expired(tx, now - IDLE, now).await
}
