//! Escalation policies: whom a child without a bed is told to, and when; by urgency.

use std::time::Duration;

use askama::Template;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};
use serde_json::{Value, json};

use crate::domain::duration::{parse_duration, write_duration};
use crate::domain::escalation::Level;
use crate::domain::request::Urgency;
use crate::domain::typed;
use crate::http::Http;
use crate::http::extract::fit;
use crate::http::session::Visitor;
use crate::http::web::access::Address;
use crate::http::web::admin::Choice;
use crate::http::web::fields::Form;
use crate::http::web::form::Sent;
use crate::http::web::shell::{Shell, answer, refused};
use crate::http::web::words;
use crate::services::Error;
use crate::services::escalation::policies::{self, PolicyView};
use crate::services::identity::accounts;
use crate::services::identity::sign_in::Session;

const PATH: &str = "/admin/policies";

/// A version of a policy, in words.
struct Shown {
    view: PolicyView,
    urgency: String,
    steps: Vec<String>,
    repeat: String,
    /// The address of who made it.
    by: Option<String>,
}

fn shown(shell: &Shell<'_>, view: PolicyView) -> Shown {
    let step = |(after, to): (&str, Level)| {
        let whom = shell.text(level(to));
        match minutes(after).as_str() {
            "0" => shell.with("setup-step-at-once", "whom", &whom),
            minutes => shell.fill(
                "setup-step-after",
                &[("minutes", minutes.to_owned().into()), ("whom", whom.into())],
            ),
        }
    };
    Shown {
        urgency: shell.text(words::urgency(view.urgency)),
        steps: view.steps.iter().map(|one| step((&one.after, one.to))).collect(),
        repeat: shell.with("setup-then-again", "minutes", &minutes(&view.repeat)),
        by: None,
        view,
    }
}

/// Whom a step goes to.
fn level(level: Level) -> &'static str {
    match level {
        Level::City => "setup-level-city",
        Level::Region => "setup-level-region",
        Level::National => "setup-level-national",
    }
}

/// A duration in minutes, as the form shows it.
fn minutes(duration: &str) -> String {
    let known = parse_duration(duration).map(|duration| duration.as_secs_f64() / 60.0);
    known.map(|minutes| minutes.to_string()).unwrap_or_default()
}

/// Minutes as the service takes a duration; what are none stay as they are.
fn duration(minutes: &str) -> String {
    let seconds = typed::decimal_number(minutes).map(|minutes| (minutes * 60.0).round());
    let known = seconds.and_then(|seconds| Duration::try_from_secs_f64(seconds).ok());
    known.map_or_else(|| minutes.to_owned(), write_duration)
}

#[derive(Template)]
#[template(path = "pages/admin/policies.html")]
struct List<'a> {
    shell: Shell<'a>,
    policies: Vec<Shown>,
}

/// The policies in force.
pub async fn list(State(http): State<Http>, Visitor(visitor): Visitor) -> Response {
    let shell = Shell::of(&http, &visitor, PATH);
    match policies::list(&http.cx, &visitor.caller).await {
        Ok(found) => {
            let policies = found.into_iter().map(|view| shown(&shell, view)).collect();
            answer(&List { shell, policies }, StatusCode::OK)
        }
        Err(error) => refused(shell, error),
    }
}

#[derive(Template)]
#[template(path = "pages/admin/policy.html")]
struct Page<'a> {
    shell: Shell<'a>,
    urgency: Urgency,
    name: String,
    form: Form,
    rows: Vec<Row>,
    levels: Vec<Choice>,
    versions: Vec<Shown>,
}

/// A step of the form.
struct Row {
    index: usize,
    after: String,
    to: String,
    number: i32,
}

/// Most steps of a policy.
const MOST_STEPS: usize = 20;

/// The form, filled with the policy in force, and every version there was.
pub async fn show(
    State(http): State<Http>,
    Visitor(visitor): Visitor,
    Address(urgency): Address<String>,
) -> Response {
    show_with(&http, &visitor, &urgency, None, StatusCode::OK).await
}

async fn show_with(
    http: &Http,
    visitor: &Session,
    code: &str,
    form: Option<Form>,
    status: StatusCode,
) -> Response {
    let path = format!("{PATH}/{code}");
    let shell = Shell::of(http, visitor, &path);
    let Some(urgency) = Urgency::parse(code) else {
        return refused(shell, Error::NotFound("urgency"));
    };
    let found = match policies::versions(&http.cx, &visitor.caller, urgency).await {
        Ok(found) => found,
        Err(error) => return refused(shell, error),
    };
    let form = form.unwrap_or_else(|| found.first().map(filled).unwrap_or_default());
    let mut versions = Vec::new();
    for view in found {
        let mut version = shown(&shell, view);
        if let Some(id) = version.view.created_by {
            let account = accounts::one(&http.cx, &visitor.caller, id).await;
            version.by = account.ok().map(|account| account.email);
        }
        versions.push(version);
    }
    let named = |to: &Level| (to.code().to_owned(), shell.text(level(*to)));
    let levels = Level::ALL.iter().map(named).collect();
    let name = shell.text(words::urgency(urgency));
    let rows = rows(&form);
    answer(&Page { shell, urgency, name, form, rows, levels, versions }, status)
}

/// The steps of the form.
fn rows(form: &Form) -> Vec<Row> {
    let count = form.all("step").count();
    let row = |index: usize| Row {
        index,
        after: format!("after-{index}"),
        to: format!("to-{index}"),
        number: i32::try_from(index + 1).unwrap_or(i32::MAX),
    };
    (0..count).map(row).collect()
}

fn with_step(form: Form, index: usize, after: &str, to: &str) -> Form {
    let form = form.with("step", &index).with(&format!("after-{index}"), after);
    form.with(&format!("to-{index}"), to)
}

/// The form of a policy as it is.
fn filled(policy: &PolicyView) -> Form {
    let form = Form::new("").with("repeat", &minutes(&policy.repeat));
    let steps = policy.steps.iter().enumerate();
    steps.fold(form, |form, (at, step)| with_step(form, at, &minutes(&step.after), step.to.code()))
}

/// The steps that were sent, in their order: minutes and whom.
fn steps(sent: &Sent) -> Vec<(String, String)> {
    let rows = sent.names().filter_map(|name| name.strip_prefix("after-"));
    let mut rows: Vec<&str> = rows.take(MOST_STEPS).collect();
    let removed = sent.get("remove");
    rows.retain(|row| *row != removed);
    let step = |row: &str| {
        let (after, to) = (format!("after-{row}"), format!("to-{row}"));
        (sent.get(&after).to_owned(), sent.get(&to).to_owned())
    };
    rows.into_iter().map(step).collect()
}

/// Puts a policy in force, or gives the form a step more or less.
pub async fn set(State(http): State<Http>, Address(code): Address<String>, sent: Sent) -> Response {
    let (visitor, mut steps) = (&sent.visitor, steps(&sent));
    let shell = Shell::of(&http, visitor, PATH);
    let Some(urgency) = Urgency::parse(&code) else {
        return refused(shell, Error::NotFound("urgency"));
    };
    let only_shaped = sent.has("add") || sent.has("remove");
    if sent.has("add") && steps.len() < MOST_STEPS {
        steps.push((String::new(), Level::National.code().to_owned()));
    }
    let form = || {
        let form = Form::new("").with("repeat", sent.get("repeat"));
        let rows = steps.iter().enumerate();
        rows.fold(form, |form, (at, (after, to))| with_step(form, at, after, to))
    };
    if only_shaped {
        return show_with(&http, visitor, &code, Some(form()), StatusCode::OK).await;
    }
    let step = |(after, to): &(String, String)| json!({ "after": duration(after), "to": to });
    let all: Vec<Value> = steps.iter().map(step).collect();
    let body = json!({ "steps": all, "repeat": duration(sent.get("repeat")) });
    let done = match fit(&http, body) {
        Ok(policy) => policies::set(&http.cx, &visitor.caller, urgency, policy).await,
        Err(error) => Err(error),
    };
    match done {
        Ok(_) => Redirect::to(&format!("{PATH}/{code}")).into_response(),
        Err(error) => match form().refuse(&shell, error) {
            Ok(form) => {
                let status = StatusCode::UNPROCESSABLE_ENTITY;
                show_with(&http, visitor, &code, Some(form), status).await
            }
            Err(error) => refused(shell, error),
        },
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn minutes_and_durations_turn_into_each_other() {
        for (written, shown) in [("0s", "0"), ("30m", "30"), ("90s", "1.5"), ("2h", "120")] {
            assert_eq!(minutes(written), shown);
            assert_eq!(duration(shown), written);
        }
        for seconds in 1..200 {
            let text = write_duration(Duration::from_secs(seconds));
            assert_eq!(duration(&minutes(&text)), text);
        }
        assert_eq!(duration("1,5"), "90s");
        for nonsense in ["", "soon", "-5", "NaN"] {
            assert_eq!(duration(nonsense), nonsense);
        }
    }
}
