//! What follows when an account changes: the detail in the audit log, and what a new address ends.

use crate::services::identity::link_mail;
use crate::services::{Call, Error};
use crate::store::Tx;
use crate::store::identity::accounts as rows;
use crate::store::identity::accounts::AccountRecord;
use crate::store::identity::{known_devices, sessions, totp};
use crate::store::notifications::held_mail;

/// What a change of an account leaves in the audit log: the new codes, and only that there is
/// another address, name or telephone number.
pub(super) fn detail(before: &AccountRecord, after: &AccountRecord) -> serde_json::Value {
    let personal = [
        ("email", before.email != after.email),
        ("name", before.name != after.name),
        ("phone", before.phone != after.phone),
    ];
    let personal = personal.iter().filter(|(_, differs)| *differs).map(|(field, _)| *field);
    let mut detail = serde_json::json!({ "fields": personal.collect::<Vec<_>>() });
    let codes = [
        ("active", before.active != after.active, serde_json::json!(after.active)),
        ("roles", before.roles != after.roles, serde_json::json!(after.roles)),
        ("locale", before.locale != after.locale, serde_json::json!(after.locale)),
        ("scope", before.scope != after.scope, serde_json::json!(after.scope)),
        ("mail_offers", before.mail_offers != after.mail_offers, after.mail_offers.into()),
    ];
    for (field, _, value) in codes.into_iter().filter(|(_, differs, _)| *differs) {
        detail[field] = value;
    }
    detail
}

/// After a change of the address: earlier links end, waiting mail goes to the new one, and whoever
/// signed in by the old one does so again, unless they changed it themselves. A first password is
/// set by a link to the new address.
pub(super) async fn follow_address(
    tx: &mut Tx,
    call: &Call,
    account: &AccountRecord,
) -> Result<(), Error> {
    rows::end_links(tx, Some(account.id), call.now).await?;
    held_mail::readdress(tx, account.id, &account.email).await?;
    if call.actor() != Some(account.id) {
        sessions::end_all(tx, account.id).await?;
        totp::delete_pending_sign_ins(tx, account.id).await?;
        known_devices::delete_all(tx, account.id, None).await?;
    }
    if account.active && account.password_hash.is_none() {
        link_mail::send(tx, call, account).await?;
    }
    Ok(())
}
