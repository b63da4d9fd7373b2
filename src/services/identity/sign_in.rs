//! Sign-in to the pages by password and, where switched on, a TOTP code. Limits of tries are in
//! `sign_in_limits.rs`, the second factor in `totp.rs`.

use chrono::{DateTime, TimeDelta, Utc};
use uuid::Uuid;

use crate::domain::typed;
use crate::services::authorisation::{Nobody, Service, SignedIn};
use crate::services::identity::accounts::{hash_secret, new_secret};
use crate::services::identity::passwords::Place;
use crate::services::identity::session::{self as sessions, SESSION_TTL};
use crate::services::identity::sign_in_limits::{self, Credential, Limits, NotingTurn, Try};
use crate::services::identity::totp;
use crate::services::{Call, Context, Error, UseCase};
use crate::store::identity::accounts::{self, AccountRecord};
use crate::store::identity::{known_devices, sessions as rows, sign_in_tries, totp as totp_rows};
use crate::store::operations::audit_log::{self, Entry};
use crate::store::{StoreError, Tx};

pub use crate::services::identity::session::{
    Browser, ClientInfo, ClientInfo as Origin, Session, browsers, session, sign_out,
};

/// How long after the password the TOTP code may come.
const PENDING_TOTP_TTL: TimeDelta = TimeDelta::minutes(10);

/// Longest mail address, in characters.
const LONGEST_EMAIL: usize = 254;

/// Cookie secrets of a browser after sign-in.
#[derive(Clone, Debug)]
pub struct CookieSecrets {
    pub session: String,
    /// Marks the browser as a known device at later sign-ins.
    pub device: String,
}

/// Result of a right password.
#[derive(Debug)]
pub enum Signed {
    In(CookieSecrets),
    /// A TOTP code must follow within ten minutes. Holds the secret of the cookie of this pending
    /// sign-in.
    PendingTotp(String),
}

/// Why a sign-in failed.
#[derive(Debug, thiserror::Error)]
pub enum Refusal {
    /// Not a mail address.
    #[error("this is no mail address")]
    NoAddress,
    /// Address, password or code is wrong.
    #[error("address, password or code is wrong")]
    Wrong,
    /// The password was given over ten minutes ago, or has changed since.
    #[error("the password must be given again")]
    Gone,
    /// A limit of failed tries is reached until then.
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

/// Counts a sign-in by its result.
fn count(result: &'static str) {
    metrics::counter!("mabit_sign_ins_total", "result" => result).increment(1);
}

/// Signs in by address and password.
pub async fn sign_in(
    cx: &Context,
    email: &str,
    password: String,
    from: &ClientInfo,
) -> Result<Signed, Refusal> {
    let signed = sign_in_uncounted(cx, email, password, from).await;
    count(match &signed {
        Ok(Signed::In(_)) => "signed_in",
        Ok(Signed::PendingTotp(_)) => "code_asked",
        Err(refusal) => refusal.code(),
    });
    signed
}

async fn sign_in_uncounted(
    cx: &Context,
    email: &str,
    password: String,
    from: &ClientInfo,
) -> Result<Signed, Refusal> {
    let email = usable_address(email)?;
    let (place, turn) = (cx.passwords.place()?, sign_in_limits::noting(cx).await?);
    let mut tx = cx.store.begin_read().await?;
    let account = accounts::by_email(&mut tx, &email).await?.filter(|account| account.active);
    drop(tx);
    let tried = try_password(cx, (&place, turn), &email, account.as_ref(), password, from).await?;
    // Can't happen: without an account no password is right.
    let account = account.ok_or(Refusal::Wrong)?;
    let (secrets, pending_totp) = (new_secrets(), new_secret());
    let from = from.clone();
    let begin = BeginSession { account, try_id: tried.id, from, secrets, pending_totp };
    cx.write(Service, begin).await?.ok_or(Refusal::Wrong)
}

/// A typed address as accounts are looked up by it.
pub(super) fn usable_address(email: &str) -> Result<String, Refusal> {
    let email = typed::account_address(email);
    let is_usable = !email.is_empty() && email.chars().count() <= LONGEST_EMAIL;
    if !is_usable || email.chars().any(char::is_control) {
        return Err(Refusal::NoAddress);
    }
    Ok(email)
}

/// After a right password: begins a session, or a pending sign-in where the second factor is on.
struct BeginSession {
    /// The account as it was when the password was checked.
    account: AccountRecord,
    try_id: Uuid,
    from: ClientInfo,
    secrets: CookieSecrets,
    /// Cookie secret of the pending sign-in.
    pending_totp: String,
}

impl UseCase for BeginSession {
    /// `None` when the account was closed or its password changed meanwhile.
    type Answer = Option<Signed>;
    type Right = Nobody;

    async fn run(&self, tx: &mut Tx, call: &Call) -> Result<Option<Signed>, Error> {
        let (id, hash_checked) = (self.account.id, &self.account.password_hash);
        let current = accounts::lock(tx, id).await?;
        let current = current.filter(|it| it.active && it.password_hash == *hash_checked);
        let Some(account) = current else { return Ok(None) };
        sign_in_tries::take_back(tx, self.try_id).await?;
        if totp::is_on(tx, id).await? {
            let until = call.now + PENDING_TOTP_TTL;
            totp_rows::insert_pending_sign_in(tx, &hash_secret(&self.pending_totp), id, until)
                .await?;
            return Ok(Some(Signed::PendingTotp(self.pending_totp.clone())));
        }
        let secrets = begin(tx, &account, &self.secrets, &self.from, call.now).await?;
        Ok(Some(Signed::In(secrets)))
    }
}

fn new_secrets() -> CookieSecrets {
    CookieSecrets { session: new_secret(), device: new_secret() }
}

/// Checks a password. The try is recorded first and counts as failed until the caller takes it
/// back. Without an account every password is wrong.
async fn try_password(
    cx: &Context,
    (place, turn): (&Place, NotingTurn<'_>),
    email: &str,
    account: Option<&AccountRecord>,
    password: String,
    from: &ClientInfo,
) -> Result<Try, Refusal> {
    let (now, id) = (cx.now(), account.map(|account| account.id));
    let mut tx = cx.store.begin_read().await?;
    let limits = Limits::of(&mut tx, Credential::Password, email, id, from, now).await?;
    // Read first, so that limited callers don't write.
    let reached = limits.reached_until(&mut tx, now).await?;
    drop(tx);
    if let Some(until) = reached {
        return Err(Refusal::TooMany(until));
    }
    let tried = cx.write(Service, limits).await?.map_err(Refusal::TooMany)?;
    drop(turn);
    let hash = account.and_then(|account| account.password_hash.clone());
    if place.is_right(password, hash).await? {
        return Ok(tried);
    }
    failed(cx, Credential::Password, id, from, tried).await?;
    Err(Refusal::Wrong)
}

/// Logs a failed try; audits only one that reaches a limit, so that a flood leaves few rows.
async fn failed(
    cx: &Context,
    credential: Credential,
    account: Option<Uuid>,
    from: &ClientInfo,
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
    // Tries of addresses without an account are audited only by network.
    let is_audited = account.is_some() || limit == Some("network");
    let Some(limit) = limit.filter(|_| is_audited) else { return Ok(()) };
    cx.write(Service, AuditLimit { account, limit, credential }).await
}

/// Audits that a limit of tries was reached.
struct AuditLimit {
    account: Option<Uuid>,
    limit: &'static str,
    credential: Credential,
}

impl UseCase for AuditLimit {
    type Answer = ();
    type Right = Nobody;

    async fn run(&self, tx: &mut Tx, call: &Call) -> Result<(), Error> {
        let detail = serde_json::json!({ "limit": self.limit, "what": self.credential.wrong() });
        let entity = self.account.unwrap_or_default();
        let entry = Entry::new(None, "account.sign_in_limited", entity).with(detail);
        Ok(audit_log::insert(tx, entry, call.now).await?)
    }
}

/// Whether this pending sign-in still waits for its code.
pub async fn is_pending_totp(cx: &Context, pending_totp: &str) -> Result<bool, Error> {
    let mut tx = cx.store.begin_read().await?;
    Ok(totp_rows::pending_sign_in(&mut tx, &hash_secret(pending_totp), cx.now()).await?.is_some())
}

/// Result of [`TryCode`].
enum Code {
    Right(CookieSecrets),
    Wrong(Uuid, Try),
    Late,
    TooMany(DateTime<Utc>),
}

/// Finishes a pending sign-in (cookie secret `pending_totp`) by its TOTP code.
pub async fn finish(
    cx: &Context,
    pending_totp: &str,
    code: &str,
    from: &ClientInfo,
) -> Result<CookieSecrets, Refusal> {
    let turn = sign_in_limits::noting(cx).await?;
    let try_code = TryCode {
        pending_totp: hash_secret(pending_totp),
        code: code.to_owned(),
        from: from.clone(),
        secrets: new_secrets(),
    };
    let tried = cx.write(Service, try_code).await?;
    drop(turn);
    let done = match tried {
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

/// Checks a code, and signs in if it is right.
struct TryCode {
    /// SHA-256 of the pending sign-in's cookie secret.
    pending_totp: Vec<u8>,
    code: String,
    from: ClientInfo,
    secrets: CookieSecrets,
}

impl UseCase for TryCode {
    type Answer = Code;
    type Right = Nobody;

    async fn run(&self, tx: &mut Tx, call: &Call) -> Result<Code, Error> {
        let (now, from) = (call.now, &self.from);
        let account = totp_rows::pending_sign_in(tx, &self.pending_totp, now).await?;
        let Some(account) = account else { return Ok(Code::Late) };
        let id = account.id;
        let Some(step) = totp_rows::lock(tx, id).await? else { return Ok(Code::Late) };
        let limits = Limits::of(tx, Credential::Code, &account.email, Some(id), from, now).await?;
        let tried = match limits.note(tx, now).await? {
            Ok(tried) => tried,
            Err(until) => return Ok(Code::TooMany(until)),
        };
        if !totp::uses(tx, id, &step, &self.code, now).await? {
            return Ok(Code::Wrong(id, tried));
        }
        sign_in_tries::take_back(tx, tried.id).await?;
        totp_rows::delete_pending_sign_ins(tx, id).await?;
        Ok(Code::Right(begin(tx, &account, &self.secrets, from, now).await?))
    }
}

/// Checks the password of a signed-in caller again, before changes that somebody with their open
/// browser must not make.
pub(crate) async fn prove(
    cx: &Context,
    place: &Place,
    session: &Session,
    password: String,
    from: &ClientInfo,
) -> Result<(), Refusal> {
    let turn = sign_in_limits::noting(cx).await?;
    let mut tx = cx.store.begin_read().await?;
    let account = accounts::get(&mut tx, session.caller.account_id).await?;
    drop(tx);
    let (email, ways) = (&session.email, (place, turn));
    let tried = try_password(cx, ways, email, account.as_ref(), password, from).await?;
    Ok(cx.write(&session.caller, TakeBack { try_id: tried.id }).await?)
}

/// Takes back a try that was right.
struct TakeBack {
    try_id: Uuid,
}

impl UseCase for TakeBack {
    type Answer = ();
    type Right = SignedIn;

    async fn run(&self, tx: &mut Tx, _: &Call) -> Result<(), Error> {
        Ok(sign_in_tries::take_back(tx, self.try_id).await?)
    }
}

/// Begins a session and ends the browser's earlier one. A browser that is a known device, of any
/// account, keeps its device cookie.
async fn begin(
    tx: &mut Tx,
    account: &AccountRecord,
    secrets: &CookieSecrets,
    from: &ClientInfo,
    now: DateTime<Utc>,
) -> Result<CookieSecrets, Error> {
    if let Some(earlier) = &from.session {
        rows::end(tx, &hash_secret(earlier)).await?;
    }
    let until = now + SESSION_TTL;
    rows::insert(tx, &hash_secret(&secrets.session), account.id, &from.device, now, until).await?;
    sign_in_limits::take_back_failures(tx, &account.email, account.id, from, now).await?;
    let mut secrets = secrets.clone();
    if let Some(known) = &from.known
        && known_devices::exists(tx, &hash_secret(known)).await?
    {
        secrets.device = known.clone();
    }
    let device = hash_secret(&secrets.device);
    known_devices::save(tx, &device, account.id, now, sign_in_limits::DEVICES).await?;
    let entry = Entry::new(Some(account.id), "account.sign_in", account.id);
    audit_log::insert(tx, entry, now).await?;
    Ok(secrets)
}

/// Deletes expired sessions, pending sign-ins, tries and known devices.
pub(crate) async fn forget(tx: &mut Tx, now: DateTime<Utc>) -> Result<(), StoreError> {
    totp_rows::delete_expired(tx, now - totp::SETTING_UP, now).await?;
    sign_in_limits::forget(tx, now).await?;
    sessions::forget(tx, now).await
}
