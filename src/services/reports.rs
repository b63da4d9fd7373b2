//! The gap report: of the children for whom a bed was asked, how many were offered one and how many
//! arrived, and why shelters declined. Also how many children wait now, by city.

use std::collections::{BTreeMap, HashMap};

use chrono::{DateTime, Datelike, Days, Months, NaiveDate, Utc};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use uuid::Uuid;

use super::authorisation::{As, Coordinator, ReportReader};
use super::{Context, Error};
use crate::domain::account::{Caller, Role};
use crate::domain::coded;
use crate::domain::offer::DeclineReason;
use crate::domain::request::RequestState;
use crate::domain::zone::Zone;
use crate::services::placement::visibility::coordinated_cities;
use crate::store::operations::erasure::{self, ChildStatistic};
use crate::store::reports::{self as rows, ReportFilter, RequestedChild};

coded! {
    /// By what the rows of a report are grouped.
    pub enum GroupBy {
        /// A row for each city; the key is its code. Of erased requests the region is left: its
        /// code is the key.
        City = "city",
        /// A row for each gender.
        Gender = "gender",
        /// A row for each band of ages: `0-5`, `6-11`, `12-14`, `15-17`, `18+`.
        Age = "age",
        /// A row for each month in which the request was made, by the clock of `locale.zone`: `2026-11`.
        Month = "month",
        /// A row for each partner whose team asked; the key is its name, `unknown` of erased
        /// requests.
        Partner = "partner",
    }
}

/// What became of the children of one group. All counts are children.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, ToSchema)]
#[schema(as = GapRow)]
pub struct GapRow {
    /// The group; `other` for groups of fewer than five children, joined where the caller may not
    /// see requests.
    pub key: String,
    /// Children for whom a bed was asked.
    pub requested: i64,
    /// Of these, those who were offered a bed, whatever became of the offer.
    pub offered: i64,
    /// Of these, those who arrived in a bed.
    pub placed: i64,
    /// `placed` of `requested`, 0 to 1.
    pub share: f64,
    /// Median time from the call to the first offer, minutes, of those who were offered a bed.
    /// Null for fewer than five such children where the caller may not see requests; so is the next.
    pub median_minutes_to_offer: Option<f64>,
    /// Median time from the call to the arrival, minutes, of those who arrived.
    pub median_minutes_to_bed: Option<f64>,
    /// Children who have no bed and none on the way: waiting, missing, withdrawn or closed.
    pub unmet: i64,
    /// Declines by shelters, by reason, each counted once for every child of the request.
    pub declined_by_reason: BTreeMap<DeclineReason, i64>,
}

/// A gap report.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, ToSchema)]
#[schema(as = GapReport)]
pub struct GapReport {
    /// A row for each group, in order of key.
    pub rows: Vec<GapRow>,
}

/// Fewest children of a group that is shown to those who may not see requests.
const SMALLEST: i64 = 5;

/// Key of the row that joins groups that are too small.
const OTHER: &str = "other";

/// Key for a group that an erased request no longer has.
const UNKNOWN: &str = "unknown";

/// Whether the caller's report covers every city.
pub fn is_everywhere(caller: &Caller) -> bool {
    let national = caller.is(Role::Coordinator) && caller.scope.national;
    caller.is_any(&[Role::Observer, Role::Admin]) || national
}

/// Whether small groups are joined for the caller, who may not see requests.
pub fn joins_small_groups(caller: &Caller) -> bool {
    let national = caller.is(Role::Coordinator) && caller.scope.national;
    is_everywhere(caller) && !national
}

/// Children for whom a bed was asked, placed and not, by group, of requests made in a span of whole days of
/// `locale.zone`; a coordinator's report covers its cities.
///
/// An erased request keeps only month and region: its children count if the first day of the month
/// is in the span, by city under the region's code, by partner under `unknown`.
///
/// For callers who may not see requests (observers, administrators) groups of fewer than five
/// children are joined in the row `other`, with the next smallest if still fewer than five; if that
/// is too few they are left out. A median of fewer than five children is null. Groups are joined
/// per month (per day in a month only partly in the span) and the months then added up, so that the
/// difference of two reports reveals no more than a report of the days between.
pub async fn gap(
    cx: &Context,
    caller: &As<ReportReader>,
    by: GroupBy,
    from: Option<NaiveDate>,
    to: Option<NaiveDate>,
) -> Result<GapReport, Error> {
    let sees_all = !joins_small_groups(caller);
    let everywhere = is_everywhere(caller);
    let zone = &cx.settings.zone;
    let tomorrow = zone.local(cx.now()).date_naive() + Days::new(1);
    let span = Span { from: from.unwrap_or_default(), to: to.unwrap_or(tomorrow), tomorrow };
    let filter = ReportFilter {
        from: zone.midnight(span.from),
        to: zone.midnight(span.to),
        cities: (!everywhere).then(|| coordinated_cities(cx, caller)),
    };
    let regions = filter.cities.as_ref().map(|cities| whole_regions(cx, cities));
    let mut tx = cx.store.begin_read().await?;
    let children = rows::children(&mut tx, rows::Selection::Filter(&filter)).await?;
    let refusals = rows::declines(&mut tx, rows::Selection::Filter(&filter)).await?;
    let (first, last) = span.months();
    let erased = erasure::statistics(&mut tx, (&first, &last), regions.as_deref()).await?;
    drop(tx);
    let mut reasons: HashMap<Uuid, Vec<DeclineReason>> = HashMap::new();
    for refusal in refusals {
        reasons.entry(refusal.request_id).or_default().push(refusal.decline_reason);
    }
    let mut cells: BTreeMap<String, BTreeMap<String, Group>> = BTreeMap::new();
    let mut add = |day: NaiveDate, key: String, counted: Counted<'_>| {
        let cell = if sees_all { String::new() } else { span.cell(day) };
        cells.entry(cell).or_default().entry(key).or_default().add(counted);
    };
    for child in &children {
        let refused = reasons.get(&child.request_id).map_or(&[][..], Vec::as_slice);
        let day = zone.local(child.created_at).date_naive();
        add(day, key(by, child, zone), Counted::of(child, refused));
    }
    for child in &erased {
        let day = format!("{}-01", child.month).parse().unwrap_or_default();
        add(day, key_of_erased(by, child), Counted::of_erased(child));
    }
    let mut groups: BTreeMap<String, Group> = BTreeMap::new();
    for cell in cells.into_values() {
        let cell = if sees_all { cell } else { join_small(cell) };
        for (key, group) in cell {
            groups.entry(key).or_default().merge(group);
        }
    }
    let least = if sees_all { 1 } else { SMALLEST };
    Ok(GapReport { rows: groups.into_iter().map(|(key, group)| group.row(key, least)).collect() })
}

/// The days of a report: `from` inclusive, `to` exclusive.
struct Span {
    from: NaiveDate,
    to: NaiveDate,
    /// No request can be of this day or later.
    tomorrow: NaiveDate,
}

impl Span {
    /// The first and the last month that begin within it, as `2026-11`.
    fn months(&self) -> (String, String) {
        let first = month_of(self.from);
        let first = if first < self.from { next_month(first) } else { first };
        let last = self.to.pred_opt().unwrap_or(self.to);
        let code = |day: NaiveDate| day.format("%Y-%m").to_string();
        (code(first), code(last))
    }

    /// The unit in which small groups are joined: the day's month, or the day if part of the month
    /// is outside the span.
    fn cell(&self, day: NaiveDate) -> String {
        let month = month_of(day);
        let ends = next_month(month);
        let whole = self.from <= month && (ends <= self.to || self.tomorrow <= self.to);
        if whole { month.format("%Y-%m").to_string() } else { day.to_string() }
    }
}

fn month_of(day: NaiveDate) -> NaiveDate {
    day.with_day(1).unwrap_or(day)
}

fn next_month(month: NaiveDate) -> NaiveDate {
    month.checked_add_months(Months::new(1)).unwrap_or(month)
}

/// The regions whose cities are all among these.
fn whole_regions(cx: &Context, cities: &[String]) -> Vec<String> {
    let mut regions: Vec<String> = cx.cities.iter().map(|city| city.region.clone()).collect();
    regions.sort_unstable();
    regions.dedup();
    let beyond = |region: &String| {
        cx.cities.iter().any(|city| city.region == *region && !cities.contains(&city.code))
    };
    regions.retain(|region| !beyond(region));
    regions
}

/// Joins groups that are too small, by the rule of [`gap`].
fn join_small(groups: BTreeMap<String, Group>) -> BTreeMap<String, Group> {
    let is_small = |group: &Group| group.row.requested < SMALLEST;
    let (small, mut shown): (BTreeMap<_, _>, BTreeMap<_, _>) =
        groups.into_iter().partition(|(_, group)| is_small(group));
    let mut other = Group::default();
    for group in small.into_values() {
        other.merge(group);
    }
    if other.row.requested > 0 && is_small(&other) {
        let next = shown.iter().min_by_key(|(_, group)| group.row.requested);
        if let Some(group) = next.map(|(key, _)| key.clone()).and_then(|key| shown.remove(&key)) {
            other.merge(group);
        }
    }
    if !is_small(&other) {
        shown.entry(OTHER.to_owned()).or_default().merge(other);
    }
    shown
}

/// Children of requests in state `waiting`, by city, in the caller's cities; missing children are
/// not among them.
pub async fn waiting(
    cx: &Context,
    caller: &As<Coordinator>,
) -> Result<BTreeMap<String, i64>, Error> {
    let cities = (!caller.scope.national).then(|| coordinated_cities(cx, caller));
    let mut tx = cx.store.begin_read().await?;
    Ok(rows::waiting_children(&mut tx, cities.as_deref()).await?.into_iter().collect())
}

fn key(by: GroupBy, child: &RequestedChild, zone: &Zone) -> String {
    match by {
        GroupBy::City => child.city.clone(),
        GroupBy::Gender => child.gender.code().to_owned(),
        GroupBy::Age => age_band(child.age).to_owned(),
        GroupBy::Month => zone.local(child.created_at).format("%Y-%m").to_string(),
        GroupBy::Partner => child.partner.clone(),
    }
}

fn key_of_erased(by: GroupBy, child: &ChildStatistic) -> String {
    match by {
        GroupBy::City if child.region.is_empty() => UNKNOWN.to_owned(),
        GroupBy::City => child.region.clone(),
        GroupBy::Gender => child.gender.code().to_owned(),
        GroupBy::Age => child.age_band.clone(),
        GroupBy::Month => child.month.clone(),
        GroupBy::Partner => UNKNOWN.to_owned(),
    }
}

pub(crate) fn age_band(age: i32) -> &'static str {
    match age {
        ..=5 => "0-5",
        6..=11 => "6-11",
        12..=14 => "12-14",
        15..=17 => "15-17",
        _ => "18+",
    }
}

/// What the report counts of a child.
#[derive(Clone, Copy)]
struct Counted<'a> {
    offered: bool,
    placed: bool,
    /// No bed and no live offer.
    unmet: bool,
    /// Minutes from the request to its first offer.
    to_offer: Option<f64>,
    /// Minutes from the request to the arrival.
    to_bed: Option<f64>,
    /// Declines of its request.
    declined: &'a [DeclineReason],
}

impl<'a> Counted<'a> {
    fn of(child: &RequestedChild, declined: &'a [DeclineReason]) -> Self {
        let minutes = |at: DateTime<Utc>| (at - child.created_at).as_seconds_f64() / 60.0;
        let has_bed = matches!(
            child.state,
            RequestState::Offered | RequestState::Accepted | RequestState::Placed
        );
        Self {
            offered: child.offered_at.is_some(),
            placed: child.arrived_at.is_some(),
            unmet: !has_bed && child.arrived_at.is_none(),
            to_offer: child.offered_at.map(minutes),
            to_bed: child.arrived_at.map(minutes),
            declined,
        }
    }

    fn of_erased(child: &'a ChildStatistic) -> Self {
        Self {
            offered: child.offered,
            placed: child.placed,
            unmet: !child.placed,
            to_offer: child.minutes_to_offer.map(f64::from),
            to_bed: child.minutes_to_bed.map(f64::from),
            declined: &child.declined,
        }
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
    fn add(&mut self, child: Counted<'_>) {
        self.row.requested += 1;
        self.row.offered += i64::from(child.offered);
        self.row.placed += i64::from(child.placed);
        self.row.unmet += i64::from(child.unmet);
        self.to_offer.extend(child.to_offer);
        self.to_bed.extend(child.to_bed);
        for &reason in child.declined {
            *self.row.declined_by_reason.entry(reason).or_insert(0) += 1;
        }
    }

    fn merge(&mut self, other: Self) {
        self.row.requested += other.row.requested;
        self.row.offered += other.row.offered;
        self.row.placed += other.row.placed;
        self.row.unmet += other.row.unmet;
        self.to_offer.extend(other.to_offer);
        self.to_bed.extend(other.to_bed);
        for (reason, count) in other.row.declined_by_reason {
            *self.row.declined_by_reason.entry(reason).or_insert(0) += count;
        }
    }

    /// A median of fewer than `least` children is `None`.
    fn row(self, key: String, least: i64) -> GapRow {
        #[expect(clippy::cast_precision_loss, reason = "fewer children than 2^52")]
        let share = self.row.placed as f64 / self.row.requested.max(1) as f64;
        let median = |values: Vec<f64>| {
            let enough = i64::try_from(values.len()).is_ok_and(|count| count >= least);
            if enough { median(values) } else { None }
        };
        GapRow {
            key,
            share,
            median_minutes_to_offer: median(self.to_offer),
            median_minutes_to_bed: median(self.to_bed),
            ..self.row
        }
    }
}

/// Median; `None` of no values.
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

    fn group(requested: i64) -> Group {
        Group { row: GapRow { requested, ..GapRow::default() }, ..Group::default() }
    }

    fn joined(groups: &[(&str, i64)]) -> Vec<(String, i64)> {
        let groups = groups.iter().map(|&(key, count)| (key.to_owned(), group(count)));
        let joined = join_small(groups.collect());
        joined.into_iter().map(|(key, group)| (key, group.row.requested)).collect()
    }

    fn of(groups: &[(&str, i64)]) -> Vec<(String, i64)> {
        groups.iter().map(|&(key, count)| (key.to_owned(), count)).collect()
    }

    #[test]
    fn small_groups_are_joined_until_they_are_five() {
        assert_eq!(joined(&[("a", 5), ("b", 9)]), of(&[("a", 5), ("b", 9)]));
        assert_eq!(joined(&[("a", 4), ("b", 3), ("c", 9)]), of(&[("c", 9), ("other", 7)]));
        assert_eq!(joined(&[("a", 1), ("b", 8), ("c", 7)]), of(&[("b", 8), ("other", 8)]));
        assert_eq!(joined(&[("a", 4)]), of(&[]));
        assert_eq!(
            joined(&[("female", 6), ("other", 5), ("male", 2)]),
            of(&[("female", 6), ("other", 7)])
        );
    }

    #[test]
    fn a_span_looks_at_whole_months_and_at_the_days_of_others() {
        let day = |text: &str| text.parse::<NaiveDate>().unwrap();
        let span =
            Span { from: day("2026-01-31"), to: day("2026-03-02"), tomorrow: day("2026-05-01") };
        assert_eq!(span.months(), ("2026-02".to_owned(), "2026-03".to_owned()));
        assert_eq!(span.cell(day("2026-01-31")), "2026-01-31");
        assert_eq!(span.cell(day("2026-02-10")), "2026-02");
        assert_eq!(span.cell(day("2026-03-01")), "2026-03-01");
        // Nothing is left out of a month that is not over.
        let span = Span { tomorrow: day("2026-03-02"), ..span };
        assert_eq!(span.cell(day("2026-03-01")), "2026-03");
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
