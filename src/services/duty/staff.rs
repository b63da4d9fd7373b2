//! Which coordinators are on duty by the roster, and its gaps; read by escalation, notifications
//! and the duty use cases.

use std::collections::{BTreeSet, HashMap};

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use uuid::Uuid;

use crate::domain::account::Role;
use crate::domain::duty::{Area, Plan};
use crate::domain::escalation::Level;
use crate::services::{Context, Error};
use crate::store::identity::accounts::{self, AccountRecord};
use crate::store::shelters::partners;
use crate::store::{Tx, duty as rows};

/// Who is on duty at one moment, for the cities of a transaction.
pub(crate) struct OnDuty {
    coordinators: Vec<AccountRecord>,
    /// Indexes into `coordinators`, by city, then by level.
    known: HashMap<String, Vec<Vec<usize>>>,
    /// Indexes of those who answer for a city, on duty or not.
    answering: HashMap<String, Vec<usize>>,
}

impl OnDuty {
    pub(crate) async fn load<'a>(
        tx: &mut Tx,
        cx: &Context,
        cities: impl IntoIterator<Item = &'a str>,
        now: DateTime<Utc>,
    ) -> Result<Self, Error> {
        let coordinators = accounts::of_role(tx, Role::Coordinator).await?;
        let staff = Staff { plan: rows::plan(tx, now).await?, coordinators: &coordinators, cx };
        let (mut known, mut answering) = (HashMap::new(), HashMap::new());
        for code in cities {
            if !known.contains_key(code) {
                answering.insert(code.to_owned(), staff.answering(code));
                let at = |&level| staff.at_level(code, level, now);
                known.insert(code.to_owned(), Level::ALL.iter().map(at).collect());
            }
        }
        Ok(Self { coordinators, known, answering })
    }

    /// Whom a step at this level goes to, for a request in this city.
    pub(crate) fn at(&self, city: &str, level: Level) -> Vec<&AccountRecord> {
        let levels = self.known.get(city).map_or(&[][..], Vec::as_slice);
        let places = levels.get(level as usize).map_or(&[][..], Vec::as_slice);
        places.iter().map(|&at| &self.coordinators[at]).collect()
    }

    /// All coordinators who answer for the city, on duty or not.
    pub(crate) fn everyone(&self, city: &str) -> Vec<&AccountRecord> {
        let places = self.answering.get(city).map_or(&[][..], Vec::as_slice);
        places.iter().map(|&at| &self.coordinators[at]).collect()
    }

    /// Those on duty at the nearest level with anybody (city, region, nation); else everyone who
    /// answers for the city.
    pub(crate) fn nearest(&self, city: &str) -> Vec<&AccountRecord> {
        let levels = Level::ALL.iter().map(|&level| self.at(city, level));
        let nearest = levels.into_iter().find(|found| !found.is_empty());
        nearest.unwrap_or_else(|| self.everyone(city))
    }
}

/// All coordinators, sorted by id, and the roster.
pub(crate) struct Staff<'a> {
    pub plan: Plan,
    pub coordinators: &'a [AccountRecord],
    pub cx: &'a Context,
}

impl Staff<'_> {
    fn without_plan(&self, area: &Area) -> Vec<Uuid> {
        let named = self.coordinators.iter().filter(|account| area.named_by(&account.scope));
        named.map(|account| account.id).collect()
    }

    /// The index of an account, if it may be on duty for the area.
    fn serving(&self, area: &Area, id: Uuid) -> Option<usize> {
        let at = self.coordinators.binary_search_by_key(&id, |account| account.id).ok()?;
        area.is_coordinated_by(&self.coordinators[at].scope, &self.cx.cities).then_some(at)
    }

    /// Indexes of those who answer for a city.
    fn answering(&self, code: &str) -> Vec<usize> {
        let area = Area::City(code.to_owned());
        let serves =
            |at: &usize| area.is_coordinated_by(&self.coordinators[*at].scope, &self.cx.cities);
        (0..self.coordinators.len()).filter(serves).collect()
    }

    /// Indexes of those whom a step at this level goes to, for a request in the city.
    fn at_level(&self, code: &str, level: Level, now: DateTime<Utc>) -> Vec<usize> {
        match self.cx.cities.get(code) {
            Some(city) => self.on_duty(&Area::of(level, city), now),
            // A city no longer in the table has only the national level.
            None if level == Level::National => self.on_duty(&Area::National, now),
            None => Vec::new(),
        }
    }

    /// Indexes of those on duty.
    pub fn on_duty(&self, area: &Area, at: DateTime<Utc>) -> Vec<usize> {
        let ids = self.plan.on_duty(area, at, &self.without_plan(area));
        ids.into_iter().filter_map(|id| self.serving(area, id)).collect()
    }

    fn gaps(
        &self,
        area: &Area,
        from: DateTime<Utc>,
        to: DateTime<Utc>,
    ) -> Vec<(DateTime<Utc>, DateTime<Utc>)> {
        let serves = |id| self.serving(area, id).is_some();
        self.plan.gaps(area, from, to, &self.without_plan(area), serves)
    }
}

/// Hours in which an area has nobody on duty.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct DutyGap {
    /// The area.
    pub area: Area,
    /// From when.
    pub from: DateTime<Utc>,
    /// Until when.
    pub to: DateTime<Utc>,
    /// Nobody is ever on duty there: it has no plan, and no coordinator's scope names it.
    pub unassigned: bool,
}

/// Every area that needs somebody on duty: those of the roster and of coordinators' scopes, the
/// cities of partners and shelters with their regions, and the nation.
pub(crate) async fn areas(tx: &mut Tx, staff: &Staff<'_>) -> Result<BTreeSet<Area>, Error> {
    let mut areas: BTreeSet<Area> =
        staff.plan.shifts.iter().map(|shift| shift.area.clone()).collect();
    for account in staff.coordinators {
        areas.extend(account.scope.cities.iter().cloned().map(Area::City));
        areas.extend(account.scope.regions.iter().cloned().map(Area::Region));
    }
    let board = staff.cx.board.snapshot();
    let mut cities: BTreeSet<String> = board.iter().map(|shelter| shelter.city.clone()).collect();
    cities.extend(partners::cities(tx).await?);
    for city in cities.iter().filter_map(|code| staff.cx.cities.get(code)) {
        areas.extend(Level::ALL.iter().map(|&level| Area::of(level, city)));
    }
    areas.insert(Area::National);
    Ok(areas)
}

/// Gaps of every area, by area and time.
pub(crate) async fn all_gaps(
    tx: &mut Tx,
    cx: &Context,
    from: DateTime<Utc>,
    to: DateTime<Utc>,
) -> Result<Vec<DutyGap>, Error> {
    let coordinators = accounts::of_role(tx, Role::Coordinator).await?;
    let staff = Staff { plan: rows::plan(tx, from).await?, coordinators: &coordinators, cx };
    let areas = areas(tx, &staff).await?;
    let of = |area: Area| {
        let planned = staff.plan.shifts.iter().any(|shift| shift.area == area);
        let unassigned = !planned && staff.without_plan(&area).is_empty();
        let gaps = staff.gaps(&area, from, to).into_iter();
        let gap = |(from, to)| DutyGap { area: area.clone(), from, to, unassigned };
        gaps.map(gap).collect::<Vec<_>>()
    };
    Ok(areas.into_iter().flat_map(of).collect())
}
