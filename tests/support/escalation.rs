//! Requests without a bed, the steps they escalate by, and what coordinators do about them.

use chrono::{DateTime, TimeDelta, Utc};
use mabit::services::operations::jobs;
use serde_json::{Value, json};

use super::answer::{Answer, id, items, text};
use super::app::App;
use super::mails::{Mail, recipients};
use super::people::{NATIONAL, Person, ask, girl, with};

/// A request for which there is no bed in Nador.
pub async fn waiting_request(app: &App) -> Value {
    let call = with(ask("nador", [girl(14)]), json!({ "needs": ["wheelchair"] }));
    app.outreach("nador").asks(&call).await
}

/// The mails that go out when the clock stands at a moment, and a second before.
pub async fn mails_at(app: &App, moment: DateTime<Utc>) -> Vec<Mail> {
    app.pass(moment - app.now() - TimeDelta::seconds(1));
    app.tick().await;
    let early = app.new_mails();
    assert_eq!(recipients(&early), [""; 0], "before {moment}");
    app.pass(TimeDelta::seconds(1));
    app.tick().await;
    app.new_mails()
}

/// A request without a bed whose first step was taken.
pub async fn escalated_request(app: &App) -> Value {
    let request = waiting_request(app).await;
    app.tick().await;
    app.new_mails();
    request
}

/// A child without a bed, whose alert stands in the outbox.
pub async fn unsent_alert(app: &App) -> Value {
    let request = waiting_request(app).await;
    jobs::sweep(&app.cx).await.unwrap();
    request
}

/// A girl of 12 in Rabat for whom there is no bed.
pub async fn waits_in_rabat(app: &App) {
    let far = with(ask("rabat", [girl(12)]), json!({ "needs": ["medical_care"], "max_km": 0 }));
    let request = app.outreach("rabat").asks(&far).await;
    assert_eq!(request["state"], "waiting");
}

pub async fn acknowledges(person: &Person<'_>, request: &Value, body: &Value) -> Answer {
    person.post(&format!("/requests/{}/acknowledge", id(request)), body).await
}

pub async fn hands_over(person: &Person<'_>, request: &Value, body: &Value) -> Answer {
    person.post(&format!("/requests/{}/hand_over", id(request)), body).await
}

pub async fn escalates(person: &Person<'_>, request: &Value, body: &Value) -> Answer {
    person.post(&format!("/requests/{}/escalate", id(request)), body).await
}

/// A moment that was answered.
pub fn moment(value: &Value) -> DateTime<Utc> {
    text(value).parse().unwrap()
}

/// The steps taken for a request: cycle, step, whom it goes to, what became of it.
pub async fn steps(app: &App, request: &Value) -> Vec<(i64, i64, String, String)> {
    let list = app.person(NATIONAL).get("/escalations?open=false").await.is(200);
    let one = items(&list).iter().find(|one| one["request_id"] == request["id"]).unwrap();
    let number = |step: &Value, field: &str| step[field].as_i64().unwrap();
    let word = |step: &Value, field: &str| text(&step[field]).to_owned();
    let sent = one["sent"].as_array().unwrap().iter();
    sent.map(|step| {
        (number(step, "cycle"), number(step, "step"), word(step, "to"), word(step, "delivery"))
    })
    .collect()
}

/// Steps as [`steps`] gives them.
pub fn taken(steps: &[(i64, i64, &str, &str)]) -> Vec<(i64, i64, String, String)> {
    let owned = |&(cycle, step, to, how): &(i64, i64, &str, &str)| {
        (cycle, step, to.to_owned(), how.to_owned())
    };
    steps.iter().map(owned).collect()
}
