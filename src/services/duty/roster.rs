//! Use cases of the duty roster: read it and its gaps, add and remove shifts and exceptions. Who is
//! on duty by it is in `staff.rs`.

use chrono::{DateTime, Datelike, TimeDelta, Utc};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use uuid::Uuid;

use crate::domain::account::{Role, Scope};
use crate::domain::duty::{Area, Days, Exception, Shift, parse_clock, write_clock};
use crate::domain::geo::City;
use crate::domain::zone::Zone;
use crate::services::authorisation::{By, DutyPlanner};
use crate::services::duty::staff::{Staff, areas};
use crate::services::{Actor, Call, Context, Error, FieldError, UseCase, new_id};
use crate::store::identity::accounts;
use crate::store::operations::audit_log::{self, Entry};
use crate::store::{Tx, duty as rows};

pub use crate::services::duty::staff::DutyGap;
pub(crate) use crate::services::duty::staff::{OnDuty, all_gaps};

/// Most shifts of one area, and most coming exceptions of one account per area (every area counts
/// as one more).
const MAX_ENTRIES: usize = 100;

/// Years of an exception.
const YEARS: std::ops::RangeInclusive<i32> = 1970..=9999;

/// Longest span that gaps are computed for.
const MAX_STRETCH: TimeDelta = TimeDelta::days(92);

/// Gaps of the areas that concern the caller, within 92 days at most; by default from now, 7 days.
pub async fn gaps(
    cx: &Context,
    by: impl Into<By<DutyPlanner>>,
    from: Option<DateTime<Utc>>,
    to: Option<DateTime<Utc>>,
) -> Result<Vec<DutyGap>, Error> {
    let by = by.into();
    let from = from.unwrap_or_else(|| cx.now());
    let to = to.unwrap_or(from + TimeDelta::days(7));
    if to <= from || to - from > MAX_STRETCH {
        let detail = format!("must lie after `from`, at most {} days", MAX_STRETCH.num_days());
        return Err(Error::field("/to", "out_of_range", detail));
    }
    let mut tx = cx.store.begin_read().await?;
    let mut gaps = all_gaps(&mut tx, cx, from, to).await?;
    gaps.retain(|gap| concerns(cx, &by, &gap.area));
    Ok(gaps)
}

/// Whether the area touches the coordinator's scope; every area concerns an administrator.
fn concerns(cx: &Context, by: &Actor, area: &Area) -> bool {
    by.is_admin() || by.coordinator().is_some_and(|it| area.touches(&it.scope, &cx.cities))
}

/// Whether a scope shares a city with the actor's.
fn colleagues(cx: &Context, by: &Actor, scope: &Scope) -> bool {
    let own = by.account().map(|caller| &caller.scope);
    let shared = |city: &City| scope.covers(city) && own.is_some_and(|own| own.covers(city));
    by.is_admin() || scope.national || cx.cities.iter().any(shared)
}

/// Whether the actor may change the roster of an area; `None` is every area.
fn may_plan(cx: &Context, by: &Actor, area: Option<&Area>) -> bool {
    let covers = |scope: &Scope| match area {
        Some(area) => area.is_coordinated_by(scope, &cx.cities),
        None => scope.national,
    };
    by.is_admin() || by.coordinator().is_some_and(|it| covers(&it.scope))
}

/// Weekly hours of one coordinator.
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct NewShift {
    /// Who serves: the account of a coordinator who answers for the area.
    pub account_id: Uuid,
    /// What for.
    pub area: Area,
    /// The days it begins on.
    pub days: Days,
    /// When it begins, by the clock of `time_zone`.
    #[schema(pattern = "^([01][0-9]|2[0-3]):[0-5][0-9]$", example = "20:00")]
    pub from: String,
    /// When it ends; on the next day if it is no later than `from`.
    #[schema(pattern = "^([01][0-9]|2[0-3]):[0-5][0-9]$", example = "08:00")]
    pub to: String,
    /// IANA name of the time zone whose clock and days these are; that of the settings
    /// (`locale.zone`) when not said.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(example = "Africa/Casablanca", max_length = 64)]
    pub time_zone: Option<String>,
}

/// Weekly hours of one coordinator, as the plan holds them.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[schema(as = Shift)]
pub struct ShiftView {
    /// Its id.
    pub id: Uuid,
    /// Who serves.
    pub account_id: Uuid,
    /// What for.
    pub area: Area,
    /// The days it begins on.
    pub days: Days,
    /// When it begins, by the clock of `time_zone`.
    pub from: String,
    /// When it ends; on the next day if it is no later than `from`.
    pub to: String,
    /// IANA name of the time zone.
    pub time_zone: String,
}

impl From<&Shift> for ShiftView {
    fn from(shift: &Shift) -> Self {
        Self {
            id: shift.id,
            account_id: shift.account_id,
            area: shift.area.clone(),
            days: shift.days,
            from: write_clock(shift.from),
            to: write_clock(shift.to),
            time_zone: shift.zone.name().to_owned(),
        }
    }
}

/// A dated change to the plan: `off` alone is not on duty, `on` alone is on duty besides the
/// others, and both together are a swap: `on` serves whenever `off` would have.
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct NewException {
    /// What for; every area when not said, which `on` alone may not be.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub area: Option<Area>,
    /// Account that is not on duty.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub off: Option<Uuid>,
    /// Account that is on duty.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub on: Option<Uuid>,
    /// From when.
    pub from: DateTime<Utc>,
    /// Until when.
    pub to: DateTime<Utc>,
}

/// A dated change to the plan, as it holds it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[schema(as = DutyException)]
pub struct ExceptionView {
    /// Its id. Of several at one time, the one made last holds.
    pub id: Uuid,
    /// What for; null is every area.
    pub area: Option<Area>,
    /// Account that is not on duty.
    pub off: Option<Uuid>,
    /// Account that is on duty.
    pub on: Option<Uuid>,
    /// From when.
    pub from: DateTime<Utc>,
    /// Until when.
    pub to: DateTime<Utc>,
}

impl From<&Exception> for ExceptionView {
    fn from(exception: &Exception) -> Self {
        let Exception { id, area, off, on, from, to } = exception.clone();
        Self { id, area, off, on, from, to }
    }
}

/// The duty plan.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[schema(as = DutyPlan)]
pub struct DutyRoster {
    /// The weekly hours.
    pub shifts: Vec<ShiftView>,
    /// The changes that have not passed.
    pub exceptions: Vec<ExceptionView>,
    /// Who is on duty now, in each area that has anybody.
    pub now: Vec<Serving>,
    /// The coordinators who share a city with the caller, to plan with and to hand over to.
    pub coordinators: Vec<CoordinatorView>,
}

/// A coordinator, as colleagues see each other.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[schema(as = Coordinator)]
pub struct CoordinatorView {
    /// The account.
    pub id: Uuid,
    /// Mail address.
    pub email: String,
    /// The cities they answer for.
    pub scope: Scope,
}

/// Who is on duty for an area.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct Serving {
    /// The area.
    pub area: Area,
    /// The accounts on duty.
    pub accounts: Vec<Uuid>,
}

/// The part of the duty roster that concerns the caller.
pub async fn get(cx: &Context, by: impl Into<By<DutyPlanner>>) -> Result<DutyRoster, Error> {
    let by = by.into();
    let now = cx.now();
    let mut tx = cx.store.begin_read().await?;
    let coordinators = accounts::of_role(&mut tx, Role::Coordinator).await?;
    let plan = rows::plan(&mut tx, now).await?;
    let staff = Staff { plan, coordinators: &coordinators, cx };
    let areas = areas(&mut tx, &staff).await?;
    let mine = |area: &Area| concerns(cx, &by, area);
    let serving = areas.into_iter().filter(|area| mine(area)).map(|area| {
        let places = staff.on_duty(&area, now);
        Serving { area, accounts: places.iter().map(|&at| coordinators[at].id).collect() }
    });
    let now = serving.filter(|one| !one.accounts.is_empty()).collect();
    let shifts = staff.plan.shifts.iter().filter(|shift| mine(&shift.area));
    let exceptions = staff.plan.exceptions.iter();
    let exceptions = exceptions.filter(|one| one.area.as_ref().is_none_or(mine));
    Ok(DutyRoster {
        shifts: shifts.map(ShiftView::from).collect(),
        exceptions: exceptions.map(ExceptionView::from).collect(),
        now,
        coordinators: coordinators
            .iter()
            .filter(|account| colleagues(cx, &by, &account.scope))
            .map(|account| CoordinatorView {
                id: account.id,
                email: account.email.clone(),
                scope: account.scope.clone(),
            })
            .collect(),
    })
}

/// Adds a shift. With its first shift an area has a roster: coordinators without a shift there are
/// no longer alerted. Forbidden to coordinators of other areas.
impl UseCase for NewShift {
    type Answer = ShiftView;
    type Right = DutyPlanner;

    async fn run(&self, tx: &mut Tx, call: &Call) -> Result<ShiftView, Error> {
        let shift = checked_shift(tx, call, self).await?;
        rows::insert_shift(tx, &shift, call.now).await?;
        let view = ShiftView::from(&shift);
        let entry = Entry::new(call.actor(), "duty.add", shift.id).with(serde_json::json!(view));
        audit_log::insert(tx, entry, call.now).await?;
        Ok(view)
    }
}

async fn checked_shift(tx: &mut Tx, call: &Call, body: &NewShift) -> Result<Shift, Error> {
    // Checked first: later errors would reveal who is a coordinator.
    let mut wrong: Vec<FieldError> =
        unknown_area(&call.cx, "/area", &body.area).into_iter().collect();
    if wrong.is_empty() && !may_plan(&call.cx, &call.by, Some(&body.area)) {
        return Err(Error::Forbidden);
    }
    wrong.extend(not_serving(tx, call, "/account_id", body.account_id, Some(&body.area)).await?);
    let mut clock = |pointer: &str, text: &str| {
        let minutes = parse_clock(text);
        if minutes.is_none() {
            let detail = format!("{text:?} is not a time of day such as 20:00");
            wrong.push(FieldError::new(pointer, "bad_format", detail));
        }
        minutes.unwrap_or_default()
    };
    let (from, to) = (clock("/from", &body.from), clock("/to", &body.to));
    let zone = match &body.time_zone {
        None => call.cx.settings.zone.clone(),
        Some(name) => Zone::parse(name).unwrap_or_else(|| {
            let detail = format!("{name:?} is not an IANA time zone such as Africa/Casablanca");
            wrong.push(FieldError::new("/time_zone", "unknown_time_zone", detail));
            call.cx.settings.zone.clone()
        }),
    };
    if !wrong.is_empty() {
        return Err(Error::Invalid(wrong));
    }
    let plan = rows::plan(tx, call.now).await?;
    if plan.shifts.iter().filter(|shift| shift.area == body.area).count() >= MAX_ENTRIES {
        return Err(too_many());
    }
    let (account_id, area, days) = (body.account_id, body.area.clone(), body.days);
    Ok(Shift { id: new_id(call.now), account_id, area, days, from, to, zone })
}

fn too_many() -> Error {
    let detail = format!("the plan holds {MAX_ENTRIES} already; take some out first");
    Error::Conflict { code: "too_many", detail }
}

/// The error when an account can't be on duty for an area; `None` is any area.
async fn not_serving(
    tx: &mut Tx,
    call: &Call,
    pointer: &str,
    account_id: Uuid,
    area: Option<&Area>,
) -> Result<Option<FieldError>, Error> {
    let account = accounts::get(tx, account_id).await?;
    let serves = account.is_some_and(|account| {
        account.active
            && account.roles.contains(&Role::Coordinator)
            && area.is_none_or(|area| area.is_coordinated_by(&account.scope, &call.cx.cities))
    });
    let detail = "must be the account of an active coordinator who answers for the area";
    Ok((!serves).then(|| FieldError::new(pointer, "not_a_coordinator", detail)))
}

fn unknown_area(cx: &Context, pointer: &str, area: &Area) -> Option<FieldError> {
    match area {
        Area::City(code) => cx.city(&format!("{pointer}/city"), code).err(),
        Area::Region(code) if !cx.cities.has_region(code) => {
            let detail = format!("{code:?} is not in the table of regions (GET /api/v1/regions)");
            Some(FieldError::new(format!("{pointer}/region"), "unknown_region", detail))
        }
        _ => None,
    }
}

/// A moment as the databases store it: whole microseconds, no leap seconds.
fn as_stored(moment: DateTime<Utc>) -> DateTime<Utc> {
    DateTime::from_timestamp_micros(moment.timestamp_micros()).unwrap_or(moment)
}

/// Adds an exception. Forbidden to coordinators of other areas, but see [`may_except`].
impl UseCase for NewException {
    type Answer = ExceptionView;
    type Right = DutyPlanner;

    async fn run(&self, tx: &mut Tx, call: &Call) -> Result<ExceptionView, Error> {
        let exception = checked_exception(tx, call, self).await?;
        rows::insert_exception(tx, &exception, call.now).await?;
        let view = ExceptionView::from(&exception);
        let entry = Entry::new(call.actor(), "duty.except", exception.id);
        audit_log::insert(tx, entry.with(serde_json::json!(view)), call.now).await?;
        Ok(view)
    }
}

async fn checked_exception(
    tx: &mut Tx,
    call: &Call,
    body: &NewException,
) -> Result<Exception, Error> {
    let NewException { area, off, on, .. } = body.clone();
    let (from, to) = (as_stored(body.from), as_stored(body.to));
    let mut wrong = Vec::new();
    for (pointer, moment) in [("/from", from), ("/to", to)] {
        if !YEARS.contains(&moment.year()) {
            let detail = format!("must be a year from {} to {}", YEARS.start(), YEARS.end());
            wrong.push(FieldError::new(pointer, "out_of_range", detail));
        }
    }
    let unknown = area.as_ref().and_then(|area| unknown_area(&call.cx, "/area", area));
    let is_known = unknown.is_none();
    wrong.extend(unknown);
    if from >= to {
        wrong.push(FieldError::new("/to", "out_of_range", "must lie after `from`"));
    }
    if off.is_none() && on.is_none() {
        wrong.push(FieldError::new("/off", "required", "must be given, or `on` in its place"));
    }
    if off.is_some() && off == on {
        wrong.push(FieldError::new("/on", "same", "must be another account than `off`"));
    }
    if area.is_none() && off.is_none() && on.is_some() {
        wrong.push(FieldError::new("/area", "required", "must be given where nobody is off"));
    }
    // Checked first: later errors would reveal who is a coordinator.
    if is_known && !may_except(call, off, area.as_ref()) {
        return Err(if wrong.is_empty() { Error::Forbidden } else { Error::Invalid(wrong) });
    }
    if let Some(on) = on {
        wrong.extend(not_serving(tx, call, "/on", on, area.as_ref()).await?);
    }
    if let Some(off) = off.filter(|_| off != on) {
        wrong.extend(not_serving(tx, call, "/off", off, None).await?);
    }
    if !wrong.is_empty() {
        return Err(Error::Invalid(wrong));
    }
    let plan = rows::plan(tx, call.now).await?;
    let alike = plan.exceptions.iter();
    let alike = alike.filter(|one| one.area == area && one.off.or(one.on) == off.or(on));
    if alike.count() >= MAX_ENTRIES {
        return Err(too_many());
    }
    Ok(Exception { id: new_id(call.now), area, off, on, from, to })
}

/// Whether the actor may add an exception for an area, or for every area: who may plan it, and a
/// coordinator who is `off` themselves (alone or as a swap), in areas that touch their scope.
fn may_except(call: &Call, off: Option<Uuid>, area: Option<&Area>) -> bool {
    let own = call.by.coordinator().is_some_and(|it| {
        off == Some(it.account_id)
            && area.is_none_or(|area| area.touches(&it.scope, &call.cx.cities))
    });
    own || may_plan(&call.cx, &call.by, area)
}

/// Removes a shift or an exception. The account that an exception sets off may always remove it.
/// Not found also for an area that does not concern the actor; forbidden to coordinators of other
/// areas.
pub struct Remove {
    pub id: Uuid,
    /// An exception, not a shift.
    pub is_dated: bool,
}

impl UseCase for Remove {
    type Answer = ();
    type Right = DutyPlanner;

    async fn run(&self, tx: &mut Tx, call: &Call) -> Result<(), Error> {
        let (id, cx, by) = (self.id, &call.cx, &call.by);
        let found = if self.is_dated {
            rows::exception(tx, id).await?.map(|one| (one.area, one.off))
        } else {
            rows::shift(tx, id).await?.map(|shift| (Some(shift.area), None))
        };
        let (area, off) = found.ok_or(Error::NotFound("duty"))?;
        let own = off.is_some() && off == call.actor();
        if !own && !may_plan(cx, by, area.as_ref()) {
            let seen = area.is_none_or(|area| concerns(cx, by, &area));
            return Err(if seen { Error::Forbidden } else { Error::NotFound("duty") });
        }
        // A concurrent call may have removed it.
        if !rows::remove(tx, id).await? {
            return Err(Error::NotFound("duty"));
        }
        Ok(audit_log::insert(tx, Entry::new(call.actor(), "duty.remove", id), call.now).await?)
    }
}
