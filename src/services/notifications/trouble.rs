//! Mail to administrators about trouble of the service, found by the watchdog and other jobs.

use chrono::{DateTime, TimeDelta, Utc};

use crate::domain::account::Role;
use crate::domain::notification::{Notice, Trouble};
use crate::services::authorisation::Nobody;
use crate::services::notifications::about_requests::mail;
use crate::services::{Call, Error, UseCase};
use crate::store::Tx;
use crate::store::identity::accounts;
use crate::store::notifications::outbox;

/// An administrator gets at most one mail about the same kinds of trouble per interval.
const TELL_EVERY: TimeDelta = TimeDelta::hours(1);

/// Mails every administrator each kind of trouble with its count.
pub(crate) async fn tell_admins(
    tx: &mut Tx,
    findings: Vec<(Trouble, i64)>,
    now: DateTime<Utc>,
) -> Result<(), Error> {
    let admins = accounts::of_role(tx, Role::Admin).await?;
    let hour = now.timestamp().div_euclid(TELL_EVERY.num_seconds());
    let codes: Vec<&str> = findings.iter().map(|(trouble, _)| trouble.code()).collect();
    let key = format!("trouble:{hour}:{}", codes.join("+"));
    let notice = Notice::Trouble { findings };
    let mails = admins.iter().map(|admin| mail(&key, &notice, admin, None, now));
    outbox::insert_many(tx, &mails.collect::<Vec<_>>()).await?;
    Ok(())
}

/// Mails every administrator, at most once an hour about the same kinds of trouble.
pub(crate) struct TellAdmins {
    pub findings: Vec<(Trouble, i64)>,
}

impl UseCase for TellAdmins {
    type Answer = ();
    type Right = Nobody;

    async fn run(&self, tx: &mut Tx, call: &Call) -> Result<(), Error> {
        tell_admins(tx, self.findings.clone(), call.now).await
    }
}
