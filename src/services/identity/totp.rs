//! The second factor: TOTP codes (RFC 6238) of an authenticator app. Set up, confirmed, checked,
//! switched off, and reset by an administrator or operator.

use chrono::{DateTime, TimeDelta, Utc};
use totp_rs::{Builder, Secret, Totp};
use uuid::Uuid;

use crate::domain::typed;
use crate::services::authorisation::{Admin, Operator, SignedIn};
use crate::services::identity::accounts::hash_secret;
use crate::services::identity::session::{ClientInfo, Session};
use crate::services::{Call, Context, Error, UseCase};
use crate::store::identity::totp as rows;
use crate::store::identity::totp::TotpRecord;
use crate::store::identity::{accounts, known_devices};
use crate::store::operations::audit_log::{self, Entry};
use crate::store::{StoreError, Tx};

/// How long a new secret may be confirmed by a first code.
pub(crate) const SETTING_UP: TimeDelta = TimeDelta::minutes(15);

/// State of an account's second factor.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Standing {
    Off,
    /// Waits for a first code; the secret in Base32.
    SettingUp(String),
    /// On since then.
    On(DateTime<Utc>),
}

/// Six digits, steps of 30 s, the previous and next step accepted: the defaults of authenticator
/// apps.
fn codes(secret: &[u8]) -> Result<Totp, Error> {
    let made = Builder::new().with_secret(Secret::new(secret.into())).build();
    made.map_err(|error| Error::Internal(format!("a TOTP secret: {error}")))
}

fn is_waiting(step: &TotpRecord, now: DateTime<Utc>) -> bool {
    step.confirmed_at.is_none() && now - step.begun_at < SETTING_UP
}

/// Whether the account's second factor is on.
pub(crate) async fn is_on(tx: &mut Tx, account_id: Uuid) -> Result<bool, StoreError> {
    Ok(rows::get(tx, account_id).await?.is_some_and(|step| step.confirmed_at.is_some()))
}

/// Whether the code is right now and neither it nor a later one was used before; marks it used.
pub(crate) async fn uses(
    tx: &mut Tx,
    account_id: Uuid,
    step: &TotpRecord,
    code: &str,
    now: DateTime<Utc>,
) -> Result<bool, Error> {
    let digits = typed::plain_digits(code);
    let digits: String = digits.chars().filter(|c| !c.is_whitespace()).collect();
    if digits.len() != 6 || !digits.bytes().all(|c| c.is_ascii_digit()) {
        return Ok(false);
    }
    let time = u64::try_from(now.timestamp()).unwrap_or_default();
    let Some(found) = codes(&step.secret)?.check(&digits, time) else { return Ok(false) };
    let found = i64::try_from(found).unwrap_or(i64::MAX);
    Ok(rows::use_code(tx, account_id, found, now).await?)
}

/// The state of the caller's second factor.
pub async fn standing(cx: &Context, session: &Session) -> Result<Standing, Error> {
    let mut tx = cx.store.begin_read().await?;
    let step = rows::get(&mut tx, session.caller.account_id).await?;
    Ok(match step {
        Some(TotpRecord { confirmed_at: Some(since), .. }) => Standing::On(since),
        Some(step) if is_waiting(&step, cx.now()) => {
            Standing::SettingUp(Secret::new(step.secret.into()).to_base32())
        }
        _ => Standing::Off,
    })
}

/// Stores a new, unconfirmed secret. The caller has checked the password.
pub(super) struct BeginTotp {
    pub secret: [u8; 20],
}

impl UseCase for BeginTotp {
    type Answer = ();
    type Right = SignedIn;

    async fn run(&self, tx: &mut Tx, call: &Call) -> Result<(), Error> {
        let begun =
            rows::insert_unconfirmed(tx, call.caller()?.account_id, &self.secret, call.now).await?;
        if begun { Ok(()) } else { Err(Error::WrongState("on")) }
    }
}

/// Switches it on by a first code; false when the code is wrong. Other known devices, which signed
/// in by password alone, are forgotten. Wrong state when no secret waits for its first code.
pub async fn confirm(
    cx: &Context,
    session: &Session,
    code: &str,
    from: &ClientInfo,
) -> Result<bool, Error> {
    let device = from.known.as_deref().map(hash_secret);
    cx.write(&session.caller, ConfirmTotp { code: code.to_owned(), device }).await
}

struct ConfirmTotp {
    code: String,
    /// SHA-256 of the known device that is kept.
    device: Option<Vec<u8>>,
}

impl UseCase for ConfirmTotp {
    type Answer = bool;
    type Right = SignedIn;

    async fn run(&self, tx: &mut Tx, call: &Call) -> Result<bool, Error> {
        let id = call.caller()?.account_id;
        let step = rows::lock(tx, id).await?.filter(|step| is_waiting(step, call.now));
        let step = step.ok_or(Error::WrongState("off"))?;
        let right = uses(tx, id, &step, &self.code, call.now).await?;
        if right {
            known_devices::delete_all(tx, id, self.device.as_deref()).await?;
            let entry = Entry::new(call.actor(), "account.code_on", id);
            audit_log::insert(tx, entry, call.now).await?;
        }
        Ok(right)
    }
}

/// Deletes a secret that waits for its first code.
pub async fn cancel(cx: &Context, session: &Session) -> Result<(), Error> {
    cx.write(&session.caller, CancelTotp).await
}

struct CancelTotp;

impl UseCase for CancelTotp {
    type Answer = ();
    type Right = SignedIn;

    async fn run(&self, tx: &mut Tx, call: &Call) -> Result<(), Error> {
        let id = call.caller()?.account_id;
        if rows::lock(tx, id).await?.is_some_and(|step| step.confirmed_at.is_none()) {
            rows::delete(tx, id).await?;
        }
        Ok(())
    }
}

/// Switches the second factor of the own account off.
pub(super) struct EndOwnTotp;

impl UseCase for EndOwnTotp {
    type Answer = ();
    type Right = SignedIn;

    async fn run(&self, tx: &mut Tx, call: &Call) -> Result<(), Error> {
        end(tx, call, call.caller()?.account_id, "account.code_off").await
    }
}

/// Switches it off for somebody who has lost their phone. Not found without such an account.
pub struct ResetTotp {
    pub account_id: Uuid,
}

impl UseCase for ResetTotp {
    type Answer = ();
    type Right = Admin;

    async fn run(&self, tx: &mut Tx, call: &Call) -> Result<(), Error> {
        end(tx, call, self.account_id, "account.code_reset").await
    }
}

async fn end(tx: &mut Tx, call: &Call, id: Uuid, action: &'static str) -> Result<(), Error> {
    accounts::get(tx, id).await?.ok_or(Error::NotFound("account"))?;
    if rows::delete(tx, id).await? {
        audit_log::insert(tx, Entry::new(call.actor(), action, id), call.now).await?;
    }
    Ok(())
}

/// Like [`ResetTotp`], from the command line, by address: for administrators too.
pub async fn reset_by_operator(cx: &Context, email: &str) -> Result<(), Error> {
    let mut tx = cx.store.begin_read().await?;
    let found = accounts::by_email(&mut tx, &typed::account_address(email)).await?;
    drop(tx);
    let account_id = found.ok_or(Error::NotFound("account"))?.id;
    cx.write(Operator, ResetTotp { account_id }).await
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn codes_are_those_of_the_standard() {
        // RFC 6238, appendix B, SHA-1, the last six of its eight digits.
        let codes = codes(b"12345678901234567890").unwrap();
        for (time, code) in [(59, "287082"), (1_111_111_109, "081804"), (20_000_000_000, "353130")]
        {
            assert_eq!(codes.check(code, time), Some(time / 30));
            assert_eq!(codes.check(code, time + 90), None);
        }
    }
}
