//! Administrators change a partner. Adding is in `setup.rs`.

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use uuid::Uuid;

use crate::services::authorisation::Admin;
use crate::services::shelters::in_use;
use crate::services::shelters::setup::PartnerView;
use crate::services::{Call, Error, UseCase, fields};
use crate::store::Tx;
use crate::store::operations::audit_log::{self, Entry};
use crate::store::shelters::partners;

/// Longest telephone number, in characters.
const LONGEST_PHONE: usize = 32;

/// What of a partner changes; what is not named stays.
#[derive(Clone, Debug, Default, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct PartnerPatch {
    /// Its name.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(min_length = 1, max_length = 200)]
    pub name: Option<String>,
    /// Telephone number of the association itself; an empty text takes it away.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(pattern = "^$|^[+0-9 ().-]{3,32}$")]
    pub phone: Option<String>,
    /// False puts it out of use, once it has no shelter in use, no active account and no open
    /// request; its history stays. True puts it in use again.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub active: Option<bool>,
}

/// Conflict `name_taken` when there is another partner of this name; `in_use` when it goes out of
/// use and is still needed.
pub struct ChangePartner {
    pub id: Uuid,
    pub patch: PartnerPatch,
}

impl UseCase for ChangePartner {
    type Answer = PartnerView;
    type Right = Admin;

    async fn run(&self, tx: &mut Tx, call: &Call) -> Result<PartnerView, Error> {
        let PartnerPatch { name, phone, active } = &self.patch;
        let mut partner = partners::lock(tx, self.id).await?.ok_or(Error::NotFound("partner"))?;
        let mut wrong = Vec::new();
        // An unchanged name may follow older rules.
        if let Some(name) = name.as_ref().filter(|name| **name != partner.name) {
            partner.name = fields::name("/name", name, &mut wrong);
        }
        if let Some(phone) = phone {
            partner.phone = fields::line("/phone", Some(phone), LONGEST_PHONE, &mut wrong);
        }
        if !wrong.is_empty() {
            return Err(Error::Invalid(wrong));
        }
        let was_active = partner.active;
        partner.active = active.unwrap_or(was_active);
        let action = in_use::change_partner(tx, was_active, &partner).await?;
        partners::save(tx, &partner).await?;
        audit_log::insert(tx, Entry::new(call.actor(), action, self.id), call.now).await?;
        Ok(PartnerView::of(partner))
    }
}
