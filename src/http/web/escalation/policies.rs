//! Administrators' pages of escalation policies: list, versions, and the form that sets a new one.

use std::time::Duration;

use askama::Template;
use axum::http::StatusCode;
use serde_json::{Value, json};

use crate::domain::duration::{parse_duration, write_duration};
use crate::domain::escalation::Level;
use crate::domain::request::Urgency;
use crate::domain::typed;
use crate::http::extract::fit;
use crate::http::web::{Choice, Form, FormState, PageResult, Shell, Visit, labels, page, redirect};
use crate::services::Error;
use crate::services::authorisation::Admin;
use crate::services::escalation::policies::{self, PolicyView};
use crate::services::identity::accounts;

const PATH: &str = "/admin/policies";

/// Most steps of a policy.
const MAX_STEPS: usize = 20;

/// A version of a policy, as shown.
struct Shown {
    view: PolicyView,
    urgency: String,
    steps: Vec<String>,
    repeat: String,
    /// Mail address of its author.
    by: Option<String>,
}

fn shown(shell: &Shell, view: PolicyView) -> Shown {
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
        urgency: labels::capitalised(&shell.text(labels::urgency(view.urgency))),
        steps: view.steps.iter().map(|one| step((&one.after, one.to))).collect(),
        repeat: shell.with("setup-then-again", "minutes", &minutes(&view.repeat)),
        by: None,
        view,
    }
}

/// Key of a level's name.
fn level(level: Level) -> &'static str {
    match level {
        Level::City => "setup-level-city",
        Level::Region => "setup-level-region",
        Level::National => "setup-level-national",
    }
}

/// A duration such as `2h` in minutes; empty when it can't be parsed.
fn minutes(duration: &str) -> String {
    let known = parse_duration(duration).map(|duration| duration.as_secs_f64() / 60.0);
    known.map(|minutes| minutes.to_string()).unwrap_or_default()
}

/// Minutes as a duration such as `30m`; returns text that is no number unchanged, for the use case
/// to reject.
fn duration(minutes: &str) -> String {
    let seconds = typed::decimal_number(minutes).map(|minutes| (minutes * 60.0).round());
    let known = seconds.and_then(|seconds| Duration::try_from_secs_f64(seconds).ok());
    known.map_or_else(|| minutes.to_owned(), write_duration)
}

#[derive(Template)]
#[template(path = "pages/admin/policies.html")]
struct List {
    shell: Shell,
    policies: Vec<Shown>,
}

pub async fn list(visit: Visit<Admin>) -> PageResult {
    let found = policies::list(visit.cx(), visit.caller()).await?;
    let shell = visit.shell;
    let policies = found.into_iter().map(|view| shown(&shell, view)).collect();
    page(&List { shell, policies }, StatusCode::OK)
}

#[derive(Template)]
#[template(path = "pages/admin/policy.html")]
struct Page {
    shell: Shell,
    urgency: Urgency,
    name: String,
    form: FormState,
    rows: Vec<Row>,
    levels: Vec<Choice>,
    versions: Vec<Shown>,
}

/// A step of the form.
struct Row {
    index: usize,
    after: String,
    to: String,
    number: usize,
}

/// The form, filled with the current policy, and all versions.
pub async fn show(visit: Visit<Admin>) -> PageResult {
    let code: String = visit.param("urgency")?;
    render(visit, parse_urgency(&code)?, None).await
}

fn parse_urgency(code: &str) -> Result<Urgency, Error> {
    Urgency::parse(code).ok_or(Error::NotFound("urgency"))
}

async fn render(mut visit: Visit<Admin>, urgency: Urgency, form: Option<FormState>) -> PageResult {
    visit.shell.path = format!("{PATH}/{urgency}");
    let found = policies::versions(visit.cx(), &visit.caller().to(), urgency).await?;
    let form = form.unwrap_or_else(|| found.first().map(filled).unwrap_or_default());
    let mut versions = Vec::new();
    for view in found {
        let mut version = shown(&visit.shell, view);
        if let Some(id) = version.view.created_by {
            let account = accounts::one(visit.cx(), visit.caller(), id).await;
            version.by = account.ok().map(|account| account.email);
        }
        versions.push(version);
    }
    let shell = visit.shell;
    let named = |to: &Level| (to.code().to_owned(), shell.text(level(*to)));
    let levels = Level::ALL.iter().map(named).collect();
    let name = shell.text(labels::urgency(urgency));
    let (rows, status) = (rows(&form), form.status());
    page(&Page { shell, urgency, name, form, rows, levels, versions }, status)
}

/// The rows of steps of the form.
fn rows(form: &FormState) -> Vec<Row> {
    let count = form.all("step").count();
    let row = |index: usize| Row {
        index,
        after: format!("after-{index}"),
        to: format!("to-{index}"),
        number: index + 1,
    };
    (0..count).map(row).collect()
}

fn with_step(form: FormState, index: usize, after: &str, to: &str) -> FormState {
    let form = form.with("step", &index).with(&format!("after-{index}"), after);
    form.with(&format!("to-{index}"), to)
}

/// The form filled with a policy.
fn filled(policy: &PolicyView) -> FormState {
    let form = FormState::new("").with("repeat", &minutes(&policy.repeat));
    let steps = policy.steps.iter().enumerate();
    steps.fold(form, |form, (at, step)| with_step(form, at, &minutes(&step.after), step.to.code()))
}

/// The sent steps (minutes, level) in order, without the one to remove.
fn steps(form: &Form<Admin>) -> Vec<(String, String)> {
    let rows = form.iter().filter_map(|(name, _)| name.strip_prefix("after-"));
    let mut rows: Vec<&str> = rows.take(MAX_STEPS).collect();
    let removed = form.get("remove");
    rows.retain(|row| *row != removed);
    let step = |row: &str| {
        let (after, to) = (format!("after-{row}"), format!("to-{row}"));
        (form.get(&after).to_owned(), form.get(&to).to_owned())
    };
    rows.into_iter().map(step).collect()
}

/// Sets a policy, or shows the form with a step added or removed.
pub async fn set(form: Form<Admin>) -> PageResult {
    let code: String = form.param("urgency")?;
    let (urgency, mut steps) = (parse_urgency(&code)?, steps(&form));
    let only_shaped = form.has("add") || form.has("remove");
    if form.has("add") && steps.len() < MAX_STEPS {
        steps.push((String::new(), Level::National.code().to_owned()));
    }
    let state = FormState::new("").with("repeat", form.get("repeat"));
    let rows = steps.iter().enumerate();
    let state = rows.fold(state, |state, (at, (after, to))| with_step(state, at, after, to));
    if only_shaped {
        return render(form.visit, urgency, Some(state)).await;
    }
    let step = |(after, to): &(String, String)| json!({ "after": duration(after), "to": to });
    let all: Vec<Value> = steps.iter().map(step).collect();
    let body = json!({ "steps": all, "repeat": duration(form.get("repeat")) });
    let policy = fit(&form.visit.http, body);
    let done = async { policies::set(form.cx(), form.caller(), urgency, policy?).await };
    match done.await {
        Ok(_) => redirect(&format!("{PATH}/{code}")),
        Err(error) => {
            let state = state.with_error(&form.visit.shell, error)?;
            render(form.visit, urgency, Some(state)).await
        }
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
