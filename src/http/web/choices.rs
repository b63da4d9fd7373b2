//! Options of selects in administrators' forms: cities, partners, features.

use uuid::Uuid;

use super::labels;
use super::shell::Shell;
use super::visit::Visit;
use crate::services::authorisation::Admin;
use crate::services::shelters::setup::{self, PartnerView};
use crate::services::{Error, Page};

/// An option of a select: its value, and its text.
pub(crate) type Choice = (String, String);

pub(crate) fn cities(shell: &Shell) -> Vec<Choice> {
    shell.cities().iter().map(|city| (city.code.clone(), city.name(shell.locale))).collect()
}

/// Features of the settings, as needs of a child.
pub(crate) fn needs<R>(visit: &Visit<R>) -> Vec<Choice> {
    let codes = visit.cx().features.codes().iter();
    codes.map(|code| (code.clone(), labels::need(&visit.shell, code))).collect()
}

/// Features of the settings, as what a shelter offers.
pub(crate) fn features<R>(visit: &Visit<R>) -> Vec<Choice> {
    let codes = visit.cx().features.codes().iter();
    codes.map(|code| (code.clone(), labels::feature(&visit.shell, code))).collect()
}

/// Every partner, in the order they were added.
pub(crate) struct Partners(Vec<PartnerView>);

impl Partners {
    pub async fn load(visit: &Visit<Admin>) -> Result<Self, Error> {
        let (mut all, mut cursor) = (Vec::new(), None);
        loop {
            let page = Page { cursor, limit: 200 };
            let some = setup::partners(visit.cx(), visit.caller(), page).await?;
            all.extend(some.items);
            cursor = some.next_cursor.and_then(|next| next.parse().ok());
            if cursor.is_none() {
                return Ok(Self(all));
            }
        }
    }

    /// Those in use, and the one that was chosen before.
    pub fn choices(&self, chosen: Option<Uuid>) -> Vec<Choice> {
        let offered = |one: &&PartnerView| one.active || Some(one.id) == chosen;
        let offered = self.0.iter().filter(offered);
        offered.map(|partner| (partner.id.to_string(), partner.name.clone())).collect()
    }

    pub fn into_all(self) -> Vec<PartnerView> {
        self.0
    }

    /// Name of a partner; empty without one.
    pub fn name(&self, id: Option<Uuid>) -> String {
        let partner = self.0.iter().find(|partner| Some(partner.id) == id);
        partner.map(|partner| partner.name.clone()).unwrap_or_default()
    }
}
