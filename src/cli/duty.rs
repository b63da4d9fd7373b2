//! `mabit duty`: prints and changes the duty roster.

use chrono::{DateTime, Utc};
use clap::{Args, Subcommand};
use uuid::Uuid;

use super::{Failure, account, code, rfc3339, say};
use crate::domain::duty::{Area, Day, Days};
use crate::services::authorisation::Operator;
use crate::services::duty::roster::{self, NewException, NewShift, Remove, ShiftView};
use crate::services::{Context, Error};

#[derive(Subcommand)]
pub(crate) enum DutyCommand {
    /// Print the plan: weekly hours, changes, and who is on duty now.
    Plan,
    /// Print the hours in which an area has nobody on duty.
    Gaps(GapSpan),
    /// Add weekly hours of a coordinator.
    Add(ShiftArgs),
    /// Add a dated change: somebody is off, somebody else serves, or both (a swap).
    Except(ExceptionArgs),
    /// Take weekly hours or a change out of the plan, by its id.
    Remove {
        /// The id that `duty plan` prints.
        id: Uuid,
    },
}

#[derive(Args)]
pub(crate) struct GapSpan {
    /// From this moment on (RFC 3339); now when not said.
    #[arg(long)]
    from: Option<DateTime<Utc>>,
    /// Until this moment; a week later when not said.
    #[arg(long)]
    to: Option<DateTime<Utc>>,
}

#[derive(Args)]
pub(crate) struct ShiftArgs {
    /// Mail address of the coordinator.
    #[arg(long)]
    account: String,
    /// What for: city:CODE, region:CODE or national.
    #[arg(long, value_parser = area)]
    area: Area,
    /// Days of the week it begins on, separated by commas: mon,tue,…; all when not said.
    #[arg(long, value_delimiter = ',', value_parser = code::<Day>)]
    days: Vec<Day>,
    /// When it begins, such as 20:00.
    #[arg(long)]
    from: String,
    /// When it ends, such as 08:00; on the next day if it is no later than the beginning.
    #[arg(long)]
    to: String,
    /// IANA name of the time zone; that of the settings when not said.
    #[arg(long)]
    time_zone: Option<String>,
}

#[derive(Args)]
pub(crate) struct ExceptionArgs {
    /// What for: city:CODE, region:CODE or national; every area when not said.
    #[arg(long, value_parser = area)]
    area: Option<Area>,
    /// Mail address of who is not on duty.
    #[arg(long)]
    off: Option<String>,
    /// Mail address of who is.
    #[arg(long)]
    on: Option<String>,
    /// From this moment on (RFC 3339).
    #[arg(long)]
    from: DateTime<Utc>,
    /// Until this moment.
    #[arg(long)]
    to: DateTime<Utc>,
}

/// Parses an area as written on the command line.
fn area(text: &str) -> Result<Area, String> {
    let (kind, code) = text.split_once(':').unwrap_or((text, ""));
    Area::from_parts(kind, code)
        .ok_or_else(|| format!("{text:?} is not city:CODE, region:CODE or national"))
}

/// The opposite of [`area`].
fn area_text(area: &Area) -> String {
    match area {
        Area::National => area.kind().to_owned(),
        _ => format!("{}:{}", area.kind(), area.code()),
    }
}

pub(crate) async fn run(cx: &Context, command: DutyCommand) -> Result<(), Failure> {
    match command {
        DutyCommand::Plan => print_plan(cx).await,
        DutyCommand::Gaps(GapSpan { from, to }) => {
            let gaps = roster::gaps(cx, Operator, from, to).await?;
            say(gaps.iter().map(|gap| {
                format!("gap {} {} {}", area_text(&gap.area), rfc3339(gap.from), rfc3339(gap.to))
            }))
        }
        DutyCommand::Add(hours) => add(cx, hours).await,
        DutyCommand::Except(change) => except(cx, change).await,
        DutyCommand::Remove { id } => {
            match cx.write(Operator, Remove { id, is_dated: false }).await {
                Err(Error::NotFound(_)) => {
                    cx.write(Operator, Remove { id, is_dated: true }).await?;
                }
                removed => removed?,
            }
            say([format!("removed {id}")])
        }
    }
}

async fn print_plan(cx: &Context) -> Result<(), Failure> {
    let plan = roster::get(cx, Operator).await?;
    let email = |id: &Uuid| {
        let known = plan.coordinators.iter().find(|one| one.id == *id);
        known.map_or_else(|| id.to_string(), |one| one.email.clone())
    };
    let shifts = plan.shifts.iter().map(|shift| {
        let days: Vec<&str> = shift.days.iter().map(Day::code).collect();
        let ShiftView { id, from, to, time_zone, .. } = shift;
        let (who, area) = (email(&shift.account_id), area_text(&shift.area));
        format!("shift {id} {who} {area} {} {from}-{to} {time_zone}", days.join(","))
    });
    let exceptions = plan.exceptions.iter().map(|one| {
        let who = |id: &Option<Uuid>| id.as_ref().map_or_else(|| "-".to_owned(), email);
        let area = one.area.as_ref().map_or_else(|| "everywhere".to_owned(), area_text);
        let (off, on, id) = (who(&one.off), who(&one.on), one.id);
        format!("exception {id} {area} off {off} on {on} {} {}", rfc3339(one.from), rfc3339(one.to))
    });
    let now = plan.now.iter().map(|serving| {
        let people: Vec<String> = serving.accounts.iter().map(email).collect();
        format!("now {} {}", area_text(&serving.area), people.join(" "))
    });
    say(shifts.chain(exceptions).chain(now))
}

async fn add(cx: &Context, hours: ShiftArgs) -> Result<(), Failure> {
    let days = if hours.days.is_empty() { Some(Days::ALL) } else { Days::new(hours.days) };
    let shift = NewShift {
        account_id: account(cx, &hours.account).await?.id,
        area: hours.area,
        days: days.unwrap_or(Days::ALL),
        from: hours.from,
        to: hours.to,
        time_zone: hours.time_zone,
    };
    say([format!("added {}", cx.write(Operator, shift).await?.id)])
}

async fn except(cx: &Context, change: ExceptionArgs) -> Result<(), Failure> {
    let mut people = [None, None];
    for (id, email) in people.iter_mut().zip([&change.off, &change.on]) {
        if let Some(email) = email {
            *id = Some(account(cx, email).await?.id);
        }
    }
    let [off, on] = people;
    let exception = NewException { area: change.area, off, on, from: change.from, to: change.to };
    say([format!("added {}", cx.write(Operator, exception).await?.id)])
}
