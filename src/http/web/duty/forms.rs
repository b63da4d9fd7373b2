//! Forms of the duty page: add and remove shifts and exceptions ("changes" on pages).

use axum::http::StatusCode;
use chrono::{DateTime, NaiveDateTime, Utc};
use uuid::Uuid;

use crate::domain::duty::{Area, Day, Days, parse_clock};
use crate::domain::typed;
use crate::domain::zone::Zone;
use crate::http::web::duty::page::{PATH, empty_form, render};
use crate::http::web::{Form, FormState, PageResult, Shell, redirect};
use crate::services::Error;
use crate::services::authorisation::DutyPlanner;
use crate::services::duty::roster::{NewException, NewShift, Remove};

/// Parses `city:nador`, `region:oriental`, `national:`.
fn area(text: &str) -> Option<Area> {
    let (kind, code) = text.split_once(':')?;
    Area::from_parts(kind, code)
}

/// Parses a local date and time. A time skipped by daylight saving is one hour later; of a repeated
/// one, the first.
fn moment(text: &str, zone: &Zone) -> Option<DateTime<Utc>> {
    let parse = |form| NaiveDateTime::parse_from_str(text, form).ok();
    zone.moment(parse("%Y-%m-%dT%H:%M").or_else(|| parse("%Y-%m-%dT%H:%M:%S"))?)
}

/// Parses an optional account id.
fn account(text: &str) -> Result<Option<Uuid>, uuid::Error> {
    if text.is_empty() { Ok(None) } else { Uuid::parse_str(text).map(Some) }
}

pub async fn add_shift(form: Form<DutyPlanner>) -> PageResult {
    let mut state = FormState::default()
        .with("who", form.get("account_id"))
        .with("area", form.get("area"))
        .with("from", &typed::code(form.get("from")))
        .with("to", &typed::code(form.get("to")));
    for day in form.all("days") {
        state = state.with("days", day);
    }
    let Some(shift) = shift(&mut state, &form.visit.shell) else {
        return again(form, state, StatusCode::UNPROCESSABLE_ENTITY).await;
    };
    let added = form.carry_out(shift).await;
    done(form, state, added.map(drop), shift_field).await
}

/// The shift of a form; `None` after adding errors to `form`.
fn shift(form: &mut FormState, shell: &Shell) -> Option<NewShift> {
    let account_id = Uuid::parse_str(form.value("who")).ok();
    let area = area(form.value("area"));
    let days = Days::new(form.all("days").filter_map(Day::parse));
    let [from, to] = ["from", "to"].map(|name| form.value(name).to_owned());
    let fields = [
        ("who", account_id.is_some(), "duty-wrong-who"),
        ("area", area.is_some(), "duty-wrong-area"),
        ("days", days.is_some(), "duty-wrong-days"),
        ("from", parse_clock(&from).is_some(), "duty-wrong-time"),
        ("to", parse_clock(&to).is_some(), "duty-wrong-time"),
    ];
    for (id, _, key) in fields.into_iter().filter(|(_, right, _)| !right) {
        form.refuse(id, shell.text(key));
    }
    if form.has_errors() {
        return None;
    }
    Some(NewShift { account_id: account_id?, area: area?, days: days?, from, to, time_zone: None })
}

pub async fn add_change(form: Form<DutyPlanner>) -> PageResult {
    let mut state = empty_form()
        .with("off", form.get("off"))
        .with("on", form.get("on"))
        .with("change-area", form.get("area"))
        .with("change-from", &typed::code(form.get("from")))
        .with("change-to", &typed::code(form.get("to")));
    let Some(change) = change(&mut state, &form.visit.shell) else {
        return again(form, state, StatusCode::UNPROCESSABLE_ENTITY).await;
    };
    let added = form.carry_out(change).await;
    done(form, state, added.map(drop), change_field).await
}

/// The exception of a form; `None` after adding errors to `form`.
fn change(form: &mut FormState, shell: &Shell) -> Option<NewException> {
    let [off, on] = ["off", "on"].map(|name| account(form.value(name)));
    let area = Some(form.value("change-area")).filter(|area| !area.is_empty()).map(area);
    let [from, to] =
        ["change-from", "change-to"].map(|name| moment(form.value(name), shell.zone()));
    let fields = [
        ("off", off.is_ok(), "duty-wrong-who"),
        ("on", on.is_ok(), "duty-wrong-who"),
        ("change-area", area != Some(None), "duty-wrong-area"),
        ("change-from", from.is_some(), "duty-wrong-moment"),
        ("change-to", to.is_some(), "duty-wrong-moment"),
    ];
    for (id, _, key) in fields.into_iter().filter(|(_, right, _)| !right) {
        form.refuse(id, shell.text(key));
    }
    if form.has_errors() {
        return None;
    }
    let (area, off, on) = (area.flatten(), off.ok()?, on.ok()?);
    Some(NewException { area, off, on, from: from?, to: to? })
}

/// Element id of a JSON pointer in the shift form.
fn shift_field(pointer: &str) -> &'static str {
    match pointer {
        "/account_id" => "who",
        "/from" => "from",
        "/to" => "to",
        _ => "area",
    }
}

/// Element id of a JSON pointer in the change form.
fn change_field(pointer: &str) -> &'static str {
    match pointer {
        "/off" => "off",
        "/on" => "on",
        "/from" => "change-from",
        "/to" => "change-to",
        _ => "change-area",
    }
}

/// Key of the error text of a code.
fn error_key(code: &str) -> &'static str {
    match code {
        "not_a_coordinator" => "duty-wrong-who",
        "bad_format" => "duty-wrong-time",
        "out_of_range" => "duty-wrong-span",
        "required" => "duty-wrong-nobody",
        "same" => "duty-wrong-same",
        _ => "duty-wrong-area",
    }
}

/// Redirects to the page, or shows the errors; `field` maps a JSON pointer to an element id.
async fn done(
    form: Form<DutyPlanner>,
    mut state: FormState,
    added: Result<(), Error>,
    field: fn(&str) -> &'static str,
) -> PageResult {
    let status = match added {
        Ok(()) => return redirect(PATH),
        Err(Error::Invalid(errors)) => {
            for error in errors {
                state.refuse(field(&error.pointer), form.visit.shell.text(error_key(&error.code)));
            }
            StatusCode::UNPROCESSABLE_ENTITY
        }
        Err(Error::Conflict { code: "too_many", .. }) => StatusCode::CONFLICT,
        Err(error) => return Err(error.into()),
    };
    again(form, state, status).await
}

/// Shows the page with the entered values.
async fn again(mut form: Form<DutyPlanner>, state: FormState, status: StatusCode) -> PageResult {
    if status == StatusCode::CONFLICT {
        form.visit.shell.notice = Some(form.visit.shell.text("duty-too-many"));
    }
    render(form.visit, state, status).await
}

pub async fn remove_shift(form: Form<DutyPlanner>) -> PageResult {
    let id: Uuid = form.param("id")?;
    form.write(Remove { id, is_dated: false }).await?;
    redirect(PATH)
}

pub async fn remove_change(form: Form<DutyPlanner>) -> PageResult {
    let id: Uuid = form.param("id")?;
    form.write(Remove { id, is_dated: true }).await?;
    redirect(PATH)
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
