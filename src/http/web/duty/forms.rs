//! What the forms of the duty page send: hours and changes to add, and those to take out.

use axum::extract::State;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};
use chrono::{DateTime, NaiveDateTime, Utc};
use uuid::Uuid;

use crate::domain::duty::{Area, Day, Days, parse_clock};
use crate::domain::typed;
use crate::domain::zone::Zone;
use crate::http::Http;
use crate::http::web::access::Address;
use crate::http::web::duty::page::{PATH, render};
use crate::http::web::form::Sent;
use crate::http::web::shell::{Shell, refused};
use crate::http::web::wrong::Wrong;
use crate::services::duty::plan::{self, NewException, NewShift};
use crate::services::{Error, FieldError};

/// What was entered, to be shown again.
pub(crate) struct Entered {
    /// Account that serves.
    pub who: String,
    /// The area, as its field sends it.
    pub area: String,
    /// Codes of days.
    pub days: Vec<String>,
    /// Time of day.
    pub from: String,
    /// Time of day.
    pub to: String,
    /// Account that is off.
    pub off: String,
    /// Account that serves instead, or besides.
    pub on: String,
    /// The area of a change; empty is everywhere.
    pub change_area: String,
    /// Date and time of day.
    pub change_from: String,
    /// Date and time of day.
    pub change_to: String,
}

impl Default for Entered {
    fn default() -> Self {
        let none = String::new;
        Self {
            who: none(),
            area: none(),
            days: Vec::new(),
            from: "20:00".to_owned(),
            to: "08:00".to_owned(),
            off: none(),
            on: none(),
            change_area: none(),
            change_from: none(),
            change_to: none(),
        }
    }
}

impl Entered {
    /// Whether a day was ticked.
    pub fn has(&self, day: &str) -> bool {
        self.days.iter().any(|known| known == day)
    }
}

/// An area as its field sends it: `city:nador`, `region:oriental`, `national:`.
fn area(text: &str) -> Option<Area> {
    let (kind, code) = text.split_once(':')?;
    Area::from_parts(kind, code)
}

/// A date and time of day by the clock of a zone. An hour that the clock leaves out is the one
/// after it; of one that comes twice, the first.
fn moment(text: &str, zone: &Zone) -> Option<DateTime<Utc>> {
    let parse = |form| NaiveDateTime::parse_from_str(text, form).ok();
    zone.moment(parse("%Y-%m-%dT%H:%M").or_else(|| parse("%Y-%m-%dT%H:%M:%S"))?)
}

/// An account that may be left out: `Err` for what is none.
fn account(text: &str) -> Result<Option<Uuid>, uuid::Error> {
    if text.is_empty() { Ok(None) } else { Uuid::parse_str(text).map(Some) }
}

/// Adds weekly hours.
pub async fn add_hours(State(http): State<Http>, sent: Sent) -> Response {
    let shell = Shell::of(&http, &sent.visitor, PATH);
    let entered = Entered {
        who: sent.get("account_id").to_owned(),
        area: sent.get("area").to_owned(),
        days: sent.all("days").map(str::to_owned).collect(),
        from: typed::code(sent.get("from")),
        to: typed::code(sent.get("to")),
        ..Entered::default()
    };
    match hours(&entered, &shell) {
        Ok(hours) => {
            let added = plan::add_shift(&http.cx, &sent.visitor.caller, sent.once(), hours).await;
            done(&http, &sent, shell, entered, added.map(drop), hours_field).await
        }
        Err(wrong) => again(&http, &sent, shell, entered, wrong).await,
    }
}

fn hours(entered: &Entered, shell: &Shell<'_>) -> Result<NewShift, Wrong> {
    let mut wrong = Wrong::default();
    let account_id = Uuid::parse_str(&entered.who).ok();
    let area = area(&entered.area);
    let days = Days::new(entered.days.iter().filter_map(|day| Day::parse(day)));
    if account_id.is_none() {
        wrong.say("who", shell.text("duty-wrong-who"));
    }
    if area.is_none() {
        wrong.say("area", shell.text("duty-wrong-area"));
    }
    if days.is_none() {
        wrong.say("days", shell.text("duty-wrong-days"));
    }
    for (field, clock) in [("from", &entered.from), ("to", &entered.to)] {
        if parse_clock(clock).is_none() {
            wrong.say(field, shell.text("duty-wrong-time"));
        }
    }
    let (Some(account_id), Some(area), Some(days), true) =
        (account_id, area, days, wrong.is_empty())
    else {
        return Err(wrong);
    };
    let (from, to) = (entered.from.clone(), entered.to.clone());
    Ok(NewShift { account_id, area, days, from, to, time_zone: None })
}

/// Adds a dated change.
pub async fn add_change(State(http): State<Http>, sent: Sent) -> Response {
    let shell = Shell::of(&http, &sent.visitor, PATH);
    let entered = Entered {
        off: sent.get("off").to_owned(),
        on: sent.get("on").to_owned(),
        change_area: sent.get("area").to_owned(),
        change_from: typed::code(sent.get("from")),
        change_to: typed::code(sent.get("to")),
        ..Entered::default()
    };
    match change(&entered, &shell) {
        Ok(change) => {
            let caller = &sent.visitor.caller;
            let added = plan::add_exception(&http.cx, caller, sent.once(), change).await;
            done(&http, &sent, shell, entered, added.map(drop), change_field).await
        }
        Err(wrong) => again(&http, &sent, shell, entered, wrong).await,
    }
}

fn change(entered: &Entered, shell: &Shell<'_>) -> Result<NewException, Wrong> {
    let mut wrong = Wrong::default();
    let mut who = |field, text: &str| {
        account(text).unwrap_or_else(|_| {
            wrong.say(field, shell.text("duty-wrong-who"));
            None
        })
    };
    let (off, on) = (who("off", &entered.off), who("on", &entered.on));
    let area = area(&entered.change_area);
    if area.is_none() && !entered.change_area.is_empty() {
        wrong.say("change-area", shell.text("duty-wrong-area"));
    }
    let mut at = |field, text: &str| {
        let moment = moment(text, shell.zone);
        if moment.is_none() {
            wrong.say(field, shell.text("duty-wrong-moment"));
        }
        moment
    };
    let from = at("change-from", &entered.change_from);
    let to = at("change-to", &entered.change_to);
    match (from, to, wrong.is_empty()) {
        (Some(from), Some(to), true) => Ok(NewException { area, off, on, from, to }),
        _ => Err(wrong),
    }
}

/// The field of the hours' form that a pointer means.
fn hours_field(pointer: &str) -> &'static str {
    match pointer {
        "/account_id" => "who",
        "/from" => "from",
        "/to" => "to",
        _ => "area",
    }
}

/// The field of the change's form that a pointer means.
fn change_field(pointer: &str) -> &'static str {
    match pointer {
        "/off" => "off",
        "/on" => "on",
        "/from" => "change-from",
        "/to" => "change-to",
        _ => "change-area",
    }
}

/// What is wrong, in words, by the service's code.
fn words(code: &str) -> &'static str {
    match code {
        "not_a_coordinator" => "duty-wrong-who",
        "bad_format" => "duty-wrong-time",
        "out_of_range" => "duty-wrong-span",
        "required" => "duty-wrong-nobody",
        "same" => "duty-wrong-same",
        _ => "duty-wrong-area",
    }
}

/// Leads back to the page, or says what is wrong.
async fn done(
    http: &Http,
    sent: &Sent,
    mut shell: Shell<'_>,
    entered: Entered,
    added: Result<(), Error>,
    field: fn(&str) -> &'static str,
) -> Response {
    let fields: Vec<FieldError> = match added {
        Ok(()) => return Redirect::to(PATH).into_response(),
        Err(Error::Invalid(fields)) => fields,
        Err(Error::Conflict { code: "too_many", .. }) => {
            shell.notice = Some(shell.text("duty-too-many"));
            let shown = (entered, Wrong::default());
            return render(http, &sent.visitor, shell, shown, StatusCode::CONFLICT).await;
        }
        Err(error) => return refused(shell, error),
    };
    let mut wrong = Wrong::default();
    for one in fields {
        wrong.say(field(&one.pointer), shell.text(words(&one.code)));
    }
    again(http, sent, shell, entered, wrong).await
}

/// The page again, with what was entered.
async fn again(
    http: &Http,
    sent: &Sent,
    shell: Shell<'_>,
    entered: Entered,
    wrong: Wrong,
) -> Response {
    let status = StatusCode::UNPROCESSABLE_ENTITY;
    render(http, &sent.visitor, shell, (entered, wrong), status).await
}

/// Takes hours or a change out of the plan.
pub async fn remove(
    State(http): State<Http>,
    Address((what, id)): Address<(String, Uuid)>,
    sent: Sent,
) -> Response {
    let caller = &sent.visitor.caller;
    let removed = match what.as_str() {
        "shifts" => plan::remove_shift(&http.cx, caller, id).await,
        "changes" => plan::remove_exception(&http.cx, caller, id).await,
        _ => Err(Error::NotFound("page")),
    };
    match removed {
        Ok(()) => Redirect::to(PATH).into_response(),
        Err(error) => refused(Shell::of(&http, &sent.visitor, PATH), error),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_moment_is_by_the_clock_of_its_zone() {
        let at = |text, zone| moment(text, &Zone::parse(zone).unwrap()).map(|at| at.to_rfc3339());
        let (morocco, paris) = ("Africa/Casablanca", "Europe/Paris");
        assert_eq!(at("2027-01-15T20:00", morocco).as_deref(), Some("2027-01-15T20:00:00+00:00"));
        assert_eq!(at("2027-01-15T20:00", paris).as_deref(), Some("2027-01-15T19:00:00+00:00"));
        // The hour from 02:00 to 03:00 is left out.
        assert_eq!(at("2027-03-28T02:30", paris).as_deref(), Some("2027-03-28T01:30:00+00:00"));
        for wrong in ["", "tonight", "2027-01-15", "2027-13-15T20:00", "20:00"] {
            assert_eq!(at(wrong, morocco), None, "{wrong}");
        }
    }

    #[test]
    fn an_area_is_read_as_its_field_sends_it() {
        assert_eq!(area("city:nador"), Some(Area::City("nador".to_owned())));
        assert_eq!(area("national:"), Some(Area::National));
        for wrong in ["", "nador", "city:", "national:nador", "planet:mars"] {
            assert_eq!(area(wrong), None, "{wrong}");
        }
    }
}
