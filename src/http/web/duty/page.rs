//! Renders the duty page: who is on duty now, each area's week and shifts, coming changes, gaps.

use std::collections::{BTreeMap, BTreeSet};

use askama::Template;
use axum::http::StatusCode;
use chrono::{DateTime, Datelike, Days as ChronoDays, NaiveTime, TimeDelta, Utc};
use uuid::Uuid;

use crate::domain::account::{Caller, Role};
use crate::domain::duty::{Area, Day, Days};
use crate::http::web::dates::{Span, weekday};
use crate::http::web::reports::charts::{Chart, WeekDay, week};
use crate::http::web::{Choice, FormState, PageResult, Shell, Visit, labels, page};
use crate::services::authorisation::DutyPlanner;
use crate::services::duty::roster::{self, DutyGap, DutyRoster, ExceptionView, ShiftView};

pub(crate) const PATH: &str = "/coordinator/duty";

/// How far ahead gaps are shown.
const AHEAD: TimeDelta = TimeDelta::days(14);

/// Gaps shown before the fold.
const SHOWN_GAPS: usize = 8;

#[derive(Template)]
#[template(path = "pages/duty.html")]
struct Page {
    shell: Shell,
    /// State of both forms, keyed by element id.
    form: FormState,
    coming: Gaps,
    now: Vec<Now>,
    areas: Vec<ShownArea>,
    changes: Vec<ShownChange>,
    people: Vec<Choice>,
    choices: Vec<Choice>,
    days: Vec<(&'static str, String)>,
}

/// Coming gaps of all areas.
struct Gaps {
    hours: i64,
    first: Vec<Gap>,
    rest: Vec<Gap>,
    /// Areas in which nobody is ever on duty.
    never: Vec<String>,
}

/// A gap, as shown.
struct Gap {
    area: String,
    when: Span,
}

/// Who is on duty in an area now.
struct Now {
    area: String,
    who: Vec<String>,
}

/// An area with its week and its shifts.
struct ShownArea {
    name: String,
    chart: Chart,
    shifts: Vec<ShownShift>,
}

/// A shift, as shown.
struct ShownShift {
    id: Uuid,
    who: String,
    days: String,
    clock: String,
    zone: Option<String>,
    removable: bool,
}

/// An exception, as shown.
struct ShownChange {
    id: Uuid,
    what: String,
    /// `what` split into text (false) and names (true), so that names can be isolated for bidi.
    pieces: Vec<(String, bool)>,
    area: String,
    when: Span,
    removable: bool,
}

pub async fn show(visit: Visit<DutyPlanner>) -> PageResult {
    render(visit, empty_form(), StatusCode::OK).await
}

/// Empty forms with the usual hours of a shift.
pub(crate) fn empty_form() -> FormState {
    FormState::default().with("from", "20:00").with("to", "08:00")
}

/// Renders the page with the entered values and errors.
pub(crate) async fn render(
    mut visit: Visit<DutyPlanner>,
    form: FormState,
    status: StatusCode,
) -> PageResult {
    PATH.clone_into(&mut visit.shell.path);
    let (cx, caller, shell) = (visit.cx(), visit.caller(), &visit.shell);
    let plan = roster::get(cx, caller).await?;
    let midnight = midnight(shell);
    let gaps = roster::gaps(cx, caller, Some(midnight), Some(shell.now + AHEAD)).await?;
    let builder = PageBuilder { caller, shell, plan: &plan, gaps: &gaps };
    let shown = Page {
        form,
        coming: builder.coming(),
        now: builder.now(),
        areas: builder.areas(midnight),
        changes: plan.exceptions.iter().map(|one| builder.change(one)).collect(),
        people: builder.people(),
        choices: builder.choices(),
        days: builder.days(),
        shell: visit.shell,
    };
    page(&shown, status)
}

/// Start of today.
fn midnight(shell: &Shell) -> DateTime<Utc> {
    shell.zone().midnight(shell.zone().local(shell.now).date_naive())
}

/// Splits `text` at the marks of `names` into text (false) and names (true).
fn pieces(text: &str, names: [(&str, &str); 2]) -> Vec<(String, bool)> {
    let mut pieces = vec![(text.to_owned(), false)];
    for (mark, name) in names {
        let split = pieces.into_iter().flat_map(|(piece, is_name)| match piece.split_once(mark) {
            Some((before, after)) if !is_name => {
                vec![(before.to_owned(), false), (name.to_owned(), true), (after.to_owned(), false)]
            }
            _ => vec![(piece, is_name)],
        });
        pieces = split.collect();
    }
    pieces
}

/// A time range; an end at midnight is shown as 24:00.
fn clock(from: &str, to: &str) -> String {
    format!("{from}–{}", if to == "00:00" { "24:00" } else { to })
}

/// Builds the parts of the page from the roster.
struct PageBuilder<'a> {
    caller: &'a Caller,
    shell: &'a Shell,
    plan: &'a DutyRoster,
    gaps: &'a [DutyGap],
}

impl PageBuilder<'_> {
    fn name(&self, area: &Area) -> String {
        match area {
            Area::City(code) => labels::city(self.shell, code),
            Area::Region(code) => {
                let name = labels::region(self.shell, code).unwrap_or_else(|| code.clone());
                self.shell.with("duty-region", "name", &name)
            }
            Area::National => self.shell.text("duty-national"),
        }
    }

    fn who(&self, id: Uuid) -> String {
        let found = self.plan.coordinators.iter().find(|one| one.id == id);
        found.map_or_else(|| self.shell.text("duty-somebody"), |one| one.email.clone())
    }

    /// Every area with somebody on duty now, shifts or gaps.
    fn all_areas(&self) -> BTreeSet<&Area> {
        let serving = self.plan.now.iter().map(|serving| &serving.area);
        let shifts = self.plan.shifts.iter().map(|shift| &shift.area);
        serving.chain(shifts).chain(self.gaps.iter().map(|gap| &gap.area)).collect()
    }

    /// Whether to offer the visitor changes of an area (`None`: every area). The use case checks
    /// again.
    fn may_plan(&self, area: Option<&Area>) -> bool {
        let scope = &self.caller.scope;
        self.caller.is(Role::Admin)
            || area
                .map_or(scope.national, |area| area.is_coordinated_by(scope, self.shell.cities()))
    }

    fn coming(&self) -> Gaps {
        let now = self.shell.now;
        let mut gaps: Vec<&DutyGap> =
            self.gaps.iter().filter(|gap| !gap.unassigned && gap.to > now).collect();
        gaps.sort_by_key(|gap| gap.from);
        let minutes =
            gaps.iter().map(|gap| (gap.to - gap.from.max(now)).num_minutes()).sum::<i64>();
        let gap = |gap: &&DutyGap| Gap {
            area: self.name(&gap.area),
            when: Span::new(self.shell, gap.from.max(now), gap.to),
        };
        let mut first: Vec<Gap> = gaps.iter().map(gap).collect();
        let rest = first.split_off(first.len().min(SHOWN_GAPS));
        let never: BTreeSet<&Area> =
            self.gaps.iter().filter(|gap| gap.unassigned).map(|gap| &gap.area).collect();
        Gaps {
            hours: (minutes + 59) / 60,
            first,
            rest,
            never: never.into_iter().map(|area| self.name(area)).collect(),
        }
    }

    /// Who is on duty now, without areas that never have anybody.
    fn now(&self) -> Vec<Now> {
        let never = |area: &Area| self.gaps.iter().any(|gap| gap.unassigned && gap.area == *area);
        let areas = self.all_areas().into_iter().filter(|area| !never(area));
        let now = |area: &Area| {
            let serving = self.plan.now.iter().find(|serving| serving.area == *area);
            let accounts = serving.map_or(&[][..], |serving| serving.accounts.as_slice());
            Now { area: self.name(area), who: accounts.iter().map(|&id| self.who(id)).collect() }
        };
        areas.map(now).collect()
    }

    /// The areas with shifts, each with its week.
    fn areas(&self, midnight: DateTime<Utc>) -> Vec<ShownArea> {
        let mut by_area: BTreeMap<&Area, Vec<&ShiftView>> = BTreeMap::new();
        for shift in &self.plan.shifts {
            by_area.entry(&shift.area).or_default().push(shift);
        }
        let area = |(area, shifts): (&Area, Vec<&ShiftView>)| ShownArea {
            name: self.name(area),
            chart: self.week(area, midnight),
            shifts: shifts.into_iter().map(|shift| self.shift(shift)).collect(),
        };
        by_area.into_iter().map(area).collect()
    }

    fn week(&self, area: &Area, midnight: DateTime<Utc>) -> Chart {
        let first = self.shell.zone().local(midnight).date_naive();
        let end = midnight + TimeDelta::days(7);
        let gaps: Vec<&DutyGap> =
            self.gaps.iter().filter(|gap| gap.area == *area && gap.from < end).collect();
        let day = |after: u64| {
            let date = first.checked_add_days(ChronoDays::new(after)).unwrap_or(first);
            let begin = date.and_time(NaiveTime::MIN);
            let minutes = |at: DateTime<Utc>| {
                let local = self.shell.zone().local(at).naive_local();
                (local - begin).as_seconds_f64().clamp(0.0, 86_400.0) / 60.0
            };
            let gaps = gaps.iter().map(|gap| (minutes(gap.from), minutes(gap.to)));
            let name = weekday(self.shell, date.weekday().num_days_from_monday());
            (name, gaps.filter(|(from, to)| from < to).collect())
        };
        let days: Vec<WeekDay> = (0..7).map(day).collect();
        let spans = gaps.iter().map(|gap| Span::new(self.shell, gap.from, gap.to.min(end)).text());
        let spans = spans.collect::<Vec<_>>().join(&self.shell.text("duty-and"));
        let args = [("area", self.name(area).into()), ("gaps", spans.clone().into())];
        let sentence = if spans.is_empty() {
            self.shell.with("duty-week-full", "area", &self.name(area))
        } else {
            self.shell.fill("duty-week", &args)
        };
        week(self.shell.locale, &days, sentence)
    }

    fn shift(&self, shift: &ShiftView) -> ShownShift {
        ShownShift {
            id: shift.id,
            who: self.who(shift.account_id),
            days: self.days_text(shift.days),
            clock: clock(&shift.from, &shift.to),
            zone: (shift.time_zone != self.shell.zone().name()).then(|| shift.time_zone.clone()),
            removable: self.may_plan(Some(&shift.area)),
        }
    }

    /// `Mon – Wed and Fri`: three or more days in a row as a span.
    fn days_text(&self, days: Days) -> String {
        if days == Days::ALL {
            return self.shell.text("duty-every-day");
        }
        let name = |day: u32| weekday(self.shell, day);
        let mut runs: Vec<(u32, u32)> = Vec::new();
        for (at, _) in (0..).zip(Day::ALL).filter(|(_, day)| days.contains(**day)) {
            match runs.last_mut() {
                Some((_, last)) if *last + 1 == at => *last = at,
                _ => runs.push((at, at)),
            }
        }
        let said = runs.into_iter().map(|(first, last)| match last - first {
            0 => name(first),
            1 => [name(first), name(last)].join(&self.shell.text("duty-and")),
            _ => format!("{} – {}", name(first), name(last)),
        });
        said.collect::<Vec<_>>().join(&self.shell.text("duty-and"))
    }

    fn change(&self, change: &ExceptionView) -> ShownChange {
        let who = |id: Option<Uuid>| id.map(|id| self.who(id)).unwrap_or_default();
        let (off, on) = (who(change.off), who(change.on));
        let text = |off: &str, on: &str| match (change.off, change.on) {
            (Some(_), Some(_)) => {
                self.shell.fill("duty-change-swap", &[("on", on.into()), ("off", off.into())])
            }
            (None, _) => self.shell.with("duty-change-on", "who", on),
            (_, None) => self.shell.with("duty-change-off", "who", off),
        };
        let own = change.off == Some(self.caller.account_id);
        ShownChange {
            id: change.id,
            what: text(&off, &on),
            pieces: pieces(&text("{off}", "{on}"), [("{off}", &off), ("{on}", &on)]),
            area: change
                .area
                .as_ref()
                .map_or_else(|| self.shell.text("duty-everywhere"), |area| self.name(area)),
            when: Span::new(self.shell, change.from, change.to),
            removable: own || self.may_plan(change.area.as_ref()),
        }
    }

    /// Options of coordinators: account id and mail address.
    fn people(&self) -> Vec<(String, String)> {
        let person = |one: &roster::CoordinatorView| (one.id.to_string(), one.email.clone());
        let mut people: Vec<_> = self.plan.coordinators.iter().map(person).collect();
        people.sort_by(|a, b| a.1.cmp(&b.1));
        people
    }

    /// Options of areas that the visitor may plan.
    fn choices(&self) -> Vec<(String, String)> {
        let areas = self.all_areas().into_iter().filter(|area| self.may_plan(Some(area)));
        areas.map(|area| (format!("{}:{}", area.kind(), area.code()), self.name(area))).collect()
    }

    /// Weekdays: code and name.
    fn days(&self) -> Vec<(&'static str, String)> {
        let day = |(at, day): (u32, &Day)| (day.code(), weekday(self.shell, at));
        (0..).zip(Day::ALL).map(day).collect()
    }
}
