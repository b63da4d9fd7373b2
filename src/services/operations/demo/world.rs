//! The people and the shelters of the demo, as the database holds them.

use std::sync::Arc;

use super::data::{self, NATIONAL, PartnerRow, address};
use crate::domain::account::{Caller, Role};
use crate::domain::bed::Shelter;
use crate::services::{Context, Error};
use crate::store::Tx;
use crate::store::identity::accounts;

/// A partner with its people and its shelter.
pub(super) struct Partner {
    pub row: PartnerRow,
    pub team: Caller,
    pub staff: Caller,
    pub coordinator: Caller,
    pub shelter: Arc<Shelter>,
}

pub(super) struct World {
    pub partners: Vec<Partner>,
    /// The coordinator of the nation.
    national: Caller,
}

impl World {
    /// `None` when anybody, or any shelter, is not there any more.
    pub async fn load(tx: &mut Tx, cx: &Context) -> Result<Option<Self>, Error> {
        let Some(national) = caller(tx, NATIONAL).await? else { return Ok(None) };
        let board = cx.board.snapshot();
        let mut partners = Vec::new();
        for row in data::partners()? {
            let team = caller(tx, &address(Role::Outreach, &row.slug)).await?;
            let staff = caller(tx, &address(Role::Shelter, &row.slug)).await?;
            let coordinator = caller(tx, &address(Role::Coordinator, &row.slug)).await?;
            let (Some(team), Some(staff), Some(coordinator)) = (team, staff, coordinator) else {
                return Ok(None);
            };
            let own = board.iter().find(|shelter| Some(shelter.partner_id) == staff.partner_id);
            let Some(shelter) = own.cloned() else { return Ok(None) };
            partners.push(Partner { row, team, staff, coordinator, shelter });
        }
        Ok(Some(Self { partners, national }))
    }

    pub fn partner(&self, is_meant: impl Fn(&Partner) -> bool) -> Result<&Partner, Error> {
        self.partners.iter().find(|partner| is_meant(partner)).ok_or(Error::NotFound("partner"))
    }

    /// Who coordinates a city: the nation's coordinator where no partner sits.
    pub fn coordinator_of(&self, city: &str) -> &Caller {
        let own = self.partners.iter().find(|partner| partner.row.city == city);
        own.map_or(&self.national, |partner| &partner.coordinator)
    }
}

async fn caller(tx: &mut Tx, email: &str) -> Result<Option<Caller>, Error> {
    Ok(accounts::by_email(tx, email).await?.map(|account| account.caller()))
}
