//! Mail with a one-time link that sets a password. Delivery makes the link when it sends: its secret
//! is stored nowhere.

use chrono::{DateTime, Utc};

use crate::domain::notification::Notice;
use crate::services::notifications::about_requests::mail;
use crate::services::{Call, Error, new_id};
use crate::store::Tx;
use crate::store::identity::accounts::AccountRecord;
use crate::store::notifications::outbox;
use crate::store::operations::audit_log::{self, Entry};

/// Shortest time between two mails that somebody at the sign-in page asks for, seconds.
const ASKED_EVERY: i64 = 15 * 60;

/// Mails a link to an account, for an administrator.
pub(super) async fn send(tx: &mut Tx, call: &Call, account: &AccountRecord) -> Result<(), Error> {
    queue(tx, &new_id(call.now).to_string(), account, call.now).await?;
    let entry = Entry::new(call.actor(), "account.mail_link", account.id);
    Ok(audit_log::insert(tx, entry, call.now).await?)
}

/// Mails a link to an account for which somebody asks at the sign-in page: once in a quarter of an
/// hour, so that nobody fills a mailbox.
pub(super) async fn send_asked(
    tx: &mut Tx,
    account: &AccountRecord,
    now: DateTime<Utc>,
) -> Result<(), Error> {
    let quarter = now.timestamp().div_euclid(ASKED_EVERY);
    queue(tx, &format!("asked:{quarter}"), account, now).await?;
    let entry = Entry::new(None, "account.forgotten", account.id);
    Ok(audit_log::insert(tx, entry, now).await?)
}

async fn queue(
    tx: &mut Tx,
    key: &str,
    account: &AccountRecord,
    now: DateTime<Utc>,
) -> Result<(), Error> {
    let notice = Notice::PasswordLink { is_first: account.password_hash.is_none() };
    let mail = mail(&format!("password_link:{key}"), &notice, account, None, now);
    Ok(outbox::insert_many(tx, &[mail]).await?)
}
