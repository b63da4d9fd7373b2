//! Reports: of the children asked for, how many slept in a bed, and why the others did not.

use std::collections::{BTreeMap, HashMap};

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use uuid::Uuid;

use super::requests::covered_cities;
use super::{Context, Error, require};
use crate::domain::account::{Caller, Role};
use crate::domain::coded;
use crate::domain::offer::DeclineReason;
use crate::domain::request::RequestState;
use crate::domain::zone::Zone;
use crate::store::reports::{self as rows, AskedChild, ReportFilter};

coded! {
    /// What the rows of a report are.
    pub enum GroupBy {
        /// A row for each city; the key is its code.
        City = "city",
        /// A row for each gender.
        Gender = "gender",
        /// A row for each band of ages: `0-5`, `6-11`, `12-14`, `15-17`, `18+`.
        Age = "age",
        /// A row for each month in which the request was made, by the clock of `locale.zone`: `2026-11`.
        Month = "month",
        /// A row for each partner whose team asked; the key is its name.
        Partner = "partner",
    }
}

/// What became of the children of one group. All counts are children.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, ToSchema)]
#[schema(as = GapRow)]
pub struct GapRow {
    /// The group.
    pub key: String,
    /// Children asked for.
    pub requested: i64,
    /// Of these, those who were offered a bed, whatever became of the offer.
    pub offered: i64,
    /// Of these, those who arrived in a bed.
    pub placed: i64,
    /// `placed` of `requested`, 0 to 1.
    pub share: f64,
    /// Median time from the call to the first offer, minutes, of those who were offered a bed.
    pub median_minutes_to_offer: Option<f64>,
    /// Median time from the call to the arrival, minutes, of those who arrived.
    pub median_minutes_to_bed: Option<f64>,
    /// Children who have no bed and none on the way: waiting, missing, withdrawn or closed.
    pub unmet: i64,
    /// Refusals by shelters, by reason, each counted once for every child of the request.
    pub declined_by_reason: BTreeMap<DeclineReason, i64>,
}

/// A gap report.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, ToSchema)]
#[schema(as = GapReport)]
pub struct GapReport {
    /// A row for each group, in order of key.
    pub rows: Vec<GapRow>,
}

/// Who may look at reports.
pub const READERS: [Role; 3] = [Role::Observer, Role::Coordinator, Role::Admin];

/// Of the requests made in a span of time: children asked for, placed and not, by group. A
/// coordinator's report is about its cities.
///
/// # Errors
/// Forbidden to all but observers, coordinators and administrators.
pub async fn gap(
    cx: &Context,
    caller: &Caller,
    by: GroupBy,
    from: Option<DateTime<Utc>>,
    to: Option<DateTime<Utc>>,
) -> Result<GapReport, Error> {
    require(caller, &READERS)?;
    let everywhere = caller.is_any(&[Role::Observer, Role::Admin]) || caller.scope.national;
    let filter = ReportFilter {
        from: from.unwrap_or(DateTime::UNIX_EPOCH),
        to: to.unwrap_or(DateTime::<Utc>::MAX_UTC.min(cx.now() + chrono::TimeDelta::days(1))),
        cities: (!everywhere).then(|| covered_cities(cx, caller)),
    };
    let mut tx = cx.store.begin_read().await?;
    let children = rows::asked(&mut tx, &filter).await?;
    let refusals = rows::refused(&mut tx, &filter).await?;
    drop(tx);
    let mut reasons: HashMap<Uuid, Vec<DeclineReason>> = HashMap::new();
    for refusal in refusals {
        reasons.entry(refusal.request_id).or_default().push(refusal.decline_reason);
    }
    let mut groups: BTreeMap<String, Group> = BTreeMap::new();
    for child in &children {
        let refused = reasons.get(&child.request_id).map_or(&[][..], Vec::as_slice);
        groups.entry(key(by, child, &cx.settings.zone)).or_default().add(child, refused);
    }
    Ok(GapReport { rows: groups.into_iter().map(|(key, group)| group.row(key)).collect() })
}

/// Children without a bed or the promise of one, by the city they are in, in the cities the caller
/// answers for.
///
/// # Errors
/// Forbidden to all but coordinators.
pub async fn waiting(cx: &Context, caller: &Caller) -> Result<BTreeMap<String, i64>, Error> {
    require(caller, &[Role::Coordinator])?;
    let cities = (!caller.scope.national).then(|| covered_cities(cx, caller));
    let mut tx = cx.store.begin_read().await?;
    Ok(rows::waiting(&mut tx, cities.as_deref()).await?.into_iter().collect())
}

fn key(by: GroupBy, child: &AskedChild, zone: &Zone) -> String {
    match by {
        GroupBy::City => child.city.clone(),
        GroupBy::Gender => child.gender.code().to_owned(),
        GroupBy::Age => age_band(child.age).to_owned(),
        GroupBy::Month => zone.local(child.created_at).format("%Y-%m").to_string(),
        GroupBy::Partner => child.partner.clone(),
    }
}

fn age_band(age: i32) -> &'static str {
    match age {
        ..=5 => "0-5",
        6..=11 => "6-11",
        12..=14 => "12-14",
        15..=17 => "15-17",
        _ => "18+",
    }
}

/// The children of one group, while they are counted.
#[derive(Default)]
struct Group {
    row: GapRow,
    to_offer: Vec<f64>,
    to_bed: Vec<f64>,
}

impl Group {
    fn add(&mut self, child: &AskedChild, refused: &[DeclineReason]) {
        let minutes = |at: DateTime<Utc>| (at - child.created_at).as_seconds_f64() / 60.0;
        self.row.requested += 1;
        self.row.offered += i64::from(child.offered_at.is_some());
        self.row.placed += i64::from(child.arrived_at.is_some());
        let without = !matches!(
            child.state,
            RequestState::Offered | RequestState::Accepted | RequestState::Placed
        );
        self.row.unmet += i64::from(without && child.arrived_at.is_none());
        self.to_offer.extend(child.offered_at.map(minutes));
        self.to_bed.extend(child.arrived_at.map(minutes));
        for &reason in refused {
            *self.row.declined_by_reason.entry(reason).or_insert(0) += 1;
        }
    }

    fn row(self, key: String) -> GapRow {
        #[expect(clippy::cast_precision_loss, reason = "fewer children than 2^52")]
        let share = self.row.placed as f64 / self.row.requested.max(1) as f64;
        GapRow {
            key,
            share,
            median_minutes_to_offer: median(self.to_offer),
            median_minutes_to_bed: median(self.to_bed),
            ..self.row
        }
    }
}

/// The middle of the values, or the mean of the two in the middle; `None` of none.
fn median(mut values: Vec<f64>) -> Option<f64> {
    values.sort_by(f64::total_cmp);
    let middle = values.len() / 2;
    let upper = *values.get(middle)?;
    if values.len() % 2 == 1 { Some(upper) } else { Some(f64::midpoint(values[middle - 1], upper)) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_median_is_the_middle() {
        assert_eq!(median(vec![]), None);
        assert_eq!(median(vec![3.0]), Some(3.0));
        assert_eq!(median(vec![9.0, 1.0, 2.0]), Some(2.0));
        assert_eq!(median(vec![4.0, 1.0, 2.0, 100.0]), Some(3.0));
    }

    #[test]
    fn every_age_has_its_band() {
        let bands: Vec<&str> = [0, 5, 6, 11, 12, 14, 15, 17, 18, 120].map(age_band).to_vec();
        assert_eq!(
            bands,
            ["0-5", "0-5", "6-11", "6-11", "12-14", "12-14", "15-17", "15-17", "18+", "18+"]
        );
    }
}
