//! What is missing before the service can work, for the administrators' overview: people who ask,
//! answer and are alerted, beds, telephones, mail.

use std::collections::{BTreeSet, HashSet};
use std::sync::Arc;

use uuid::Uuid;

use crate::domain::account::Role;
use crate::domain::bed::Shelter;
use crate::domain::escalation::Level;
use crate::services::authorisation::{Admin, As};
use crate::services::duty::roster::OnDuty;
use crate::services::{Context, Error};
use crate::store::identity::accounts::{self, AccountRecord};
use crate::store::shelters::partners::{self, PartnerRecord};

/// What there must be at least, and whether it is there.
#[derive(Clone, Copy, Debug)]
pub struct Basics {
    pub partner: bool,
    /// A shelter with beds.
    pub shelter: bool,
    pub shelter_account: bool,
    pub team: bool,
    pub coordinator: bool,
}

impl Basics {
    pub fn are_there(&self) -> bool {
        self.partner && self.shelter && self.shelter_account && self.team && self.coordinator
    }
}

/// What is missing beyond the [`Basics`].
pub struct Missing {
    pub basics: Basics,
    /// Codes of cities with a partner or shelter that no coordinator answers for.
    pub cities_without_coordinator: Vec<String>,
    /// Codes of the others in which nobody is on duty now, at any level.
    pub cities_off_duty: Vec<String>,
    pub shelters_without_beds: Vec<Arc<Shelter>>,
    /// Those for which nobody can answer.
    pub shelters_without_account: Vec<Arc<Shelter>>,
    pub shelters_without_phone: Vec<Arc<Shelter>>,
    /// Those with neither a team nor a shelter.
    pub partners_without_team: Vec<PartnerRecord>,
    /// Whether mail goes to a mail server, and not into a folder.
    pub has_mail_server: bool,
}

impl Missing {
    pub fn is_nothing(&self) -> bool {
        let lists = [
            self.cities_without_coordinator.is_empty(),
            self.cities_off_duty.is_empty(),
            self.shelters_without_beds.is_empty(),
            self.shelters_without_account.is_empty(),
            self.shelters_without_phone.is_empty(),
            self.partners_without_team.is_empty(),
        ];
        self.basics.are_there() && self.has_mail_server && lists.iter().all(|is_empty| *is_empty)
    }
}

fn partners_of(accounts: &[AccountRecord]) -> HashSet<Uuid> {
    accounts.iter().filter_map(|account| account.partner_id).collect()
}

pub async fn missing(cx: &Context, _: &As<Admin>) -> Result<Missing, Error> {
    let board = cx.board.snapshot();
    let mut tx = cx.store.begin_read().await?;
    let mut partners = partners::list(&mut tx, Uuid::nil(), i64::MAX).await?;
    partners.retain(|partner| partner.active);
    let teams = partners_of(&accounts::of_role(&mut tx, Role::Outreach).await?);
    let shelter_accounts = partners_of(&accounts::of_role(&mut tx, Role::Shelter).await?);
    let coordinators = accounts::of_role(&mut tx, Role::Coordinator).await?;
    let mut cities: BTreeSet<String> = board.iter().map(|shelter| shelter.city.clone()).collect();
    cities.extend(partners::cities(&mut tx).await?);
    let duty = OnDuty::load(&mut tx, cx, cities.iter().map(String::as_str), cx.now()).await?;
    drop(tx);
    let (answered, unanswered): (Vec<String>, Vec<String>) =
        cities.into_iter().partition(|city| !duty.everyone(city).is_empty());
    let is_off = |city: &String| Level::ALL.iter().all(|&level| duty.at(city, level).is_empty());
    let shelters = |lacks: &dyn Fn(&Shelter) -> bool| {
        board.iter().filter(|shelter| lacks(shelter)).cloned().collect::<Vec<_>>()
    };
    let runs_shelter = |id: Uuid| board.iter().any(|shelter| shelter.partner_id == id);
    let is_idle = |id: Uuid| !teams.contains(&id) && !runs_shelter(id);
    Ok(Missing {
        basics: Basics {
            partner: !partners.is_empty(),
            shelter: board.iter().any(|shelter| !shelter.pools.is_empty()),
            shelter_account: !shelter_accounts.is_empty(),
            team: !teams.is_empty(),
            coordinator: !coordinators.is_empty(),
        },
        cities_off_duty: answered.into_iter().filter(is_off).collect(),
        cities_without_coordinator: unanswered,
        shelters_without_beds: shelters(&|shelter| shelter.pools.is_empty()),
        shelters_without_account: shelters(&|it| !shelter_accounts.contains(&it.partner_id)),
        shelters_without_phone: shelters(&|shelter| shelter.phone.is_none()),
        partners_without_team: partners.into_iter().filter(|it| is_idle(it.id)).collect(),
        has_mail_server: cx.settings.has_mail_server,
    })
}
