//! Partners, shelters and pools go out of use, and come back. Nothing is deleted: requests, offers
//! and the audit log name them.
//!
//! The board has only what is in use, so that nothing else is offered, asked for its counts or
//! shown. None goes out of use while children are expected or there.

use crate::domain::bed::Pool;
use crate::services::shelters::count_reminders;
use crate::services::{Call, Error};
use crate::store::Tx;
use crate::store::shelters::partners::PartnerRecord;
use crate::store::shelters::shelter::ShelterRecord;
use crate::store::shelters::{in_use as rows, partners};

fn in_use(detail: &str) -> Error {
    Error::Conflict { code: "in_use", detail: detail.to_owned() }
}

/// Why a pool or a shelter can't go out of use.
const HAS_CHILDREN: &str = "children are expected or there: their offers must end first";

/// Checks a change of a shelter's use. Returns its audit action; `None` when its use stays as it is.
pub(crate) async fn change_shelter(
    tx: &mut Tx,
    call: &Call,
    before: &ShelterRecord,
    after: &ShelterRecord,
) -> Result<Option<&'static str>, Error> {
    match (before.active, after.active) {
        (true, false) => {
            if rows::shelter_has_children(tx, after.id).await? {
                return Err(in_use(HAS_CHILDREN));
            }
            count_reminders::stop_asking(tx, call, after.id).await?;
            Ok(Some("shelter.deactivate"))
        }
        (false, true) => {
            if !partners::get(tx, after.partner_id).await?.is_some_and(|partner| partner.active) {
                let detail = "its partner is out of use: put it in use again first".to_owned();
                return Err(Error::Conflict { code: "partner_inactive", detail });
            }
            Ok(Some("shelter.reactivate"))
        }
        _ => Ok(None),
    }
}

/// Checks a change of a pool's use. Returns its audit action.
pub(crate) async fn change_pool(
    tx: &mut Tx,
    before: &Pool,
    after: &Pool,
) -> Result<&'static str, Error> {
    match (before.active, after.active) {
        (true, false) => {
            if rows::pool_has_children(tx, after.id).await? {
                return Err(in_use(HAS_CHILDREN));
            }
            Ok("pool.deactivate")
        }
        (false, true) => Ok("pool.reactivate"),
        _ => Ok("pool.change"),
    }
}

/// Checks a change of a partner's use. Returns its audit action.
pub(crate) async fn change_partner(
    tx: &mut Tx,
    was_active: bool,
    after: &PartnerRecord,
) -> Result<&'static str, Error> {
    match (was_active, after.active) {
        (true, false) => {
            if rows::partner_is_needed(tx, after.id).await? {
                return Err(in_use(
                    "it has a shelter in use, an active account or an open request",
                ));
            }
            Ok("partner.deactivate")
        }
        (false, true) => Ok("partner.reactivate"),
        _ => Ok("partner.change"),
    }
}
