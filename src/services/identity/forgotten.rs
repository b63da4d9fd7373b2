//! A forgotten password: whoever asks at the sign-in page is answered alike, and an account that is
//! there and active is mailed a link.

use std::time::Duration;

use chrono::{DateTime, Utc};
use tokio::time::Instant;
use uuid::Uuid;

use crate::services::authorisation::{Nobody, Service};
use crate::services::identity::link_mail;
use crate::services::identity::session::ClientInfo;
use crate::services::identity::sign_in::{Refusal, usable_address};
use crate::services::identity::sign_in_limits::{self, Credential, Limits};
use crate::services::{Call, Context, Error, UseCase};
use crate::store::Tx;
use crate::store::identity::accounts as rows;

/// How long an answer takes at least: longer than the work for an account that is there, so that
/// nobody learns which are.
const ANSWERED_AFTER: Duration = Duration::from_millis(100);

/// Mails a link to the account of an address. Counts toward the limits of sign-in.
pub async fn ask(cx: &Context, email: &str, from: &ClientInfo) -> Result<(), Refusal> {
    let began = Instant::now();
    let asked = ask_at_once(cx, email, from).await;
    tokio::time::sleep_until(began + ANSWERED_AFTER).await;
    asked
}

async fn ask_at_once(cx: &Context, email: &str, from: &ClientInfo) -> Result<(), Refusal> {
    let (email, now) = (usable_address(email)?, cx.now());
    let _turn = sign_in_limits::noting(cx).await?;
    let mut tx = cx.store.begin_read().await?;
    let account_id = rows::by_email(&mut tx, &email).await?.map(|account| account.id);
    let limits = Limits::of(&mut tx, Credential::Link, &email, account_id, from, now).await?;
    // Read first, so that limited callers don't write.
    let reached = limits.reached_until(&mut tx, now).await?;
    drop(tx);
    if let Some(until) = reached {
        return Err(Refusal::TooMany(until));
    }
    tracing::info!(peer = %from.address, "a link for a forgotten password was asked for");
    cx.write(Service, AskForLink { limits, account_id }).await?.map_err(Refusal::TooMany)
}

struct AskForLink {
    limits: Limits,
    /// `None` when no account has the address.
    account_id: Option<Uuid>,
}

impl UseCase for AskForLink {
    /// Until when a limit is reached, if one is.
    type Answer = Result<(), DateTime<Utc>>;
    type Right = Nobody;

    async fn run(&self, tx: &mut Tx, call: &Call) -> Result<Self::Answer, Error> {
        if let Err(until) = self.limits.note(tx, call.now).await? {
            return Ok(Err(until));
        }
        let Some(id) = self.account_id else { return Ok(Ok(())) };
        if let Some(account) = rows::get(tx, id).await?.filter(|account| account.active) {
            link_mail::send_asked(tx, &account, call.now).await?;
        }
        Ok(Ok(()))
    }
}
