//! The duty roster: weekly hours, changes, and the hours in which nobody is on duty.

use chrono::{DateTime, TimeDelta, Utc};
use serde_json::{Value, json};

use super::answer::{items, text};
use super::app::App;
use super::people::with;

pub fn nador() -> Value {
    json!({ "city": "nador" })
}

/// The account of a coordinator.
pub async fn account_id(app: &App, email: &str) -> Value {
    let plan = app.admin().get("/duty").await.is(200);
    let mut coordinators = plan["coordinators"].as_array().unwrap().iter();
    let found = coordinators.find(|one| one["email"] == email);
    found.unwrap_or_else(|| panic!("no coordinator {email}"))["id"].clone()
}

/// Weekly hours for Nador, all of every day where `fields` don't say otherwise.
pub async fn hours(app: &App, email: &str, fields: Value) -> Value {
    let shift = json!({
        "account_id": account_id(app, email).await,
        "area": nador(),
        "days": ["mon", "tue", "wed", "thu", "fri", "sat", "sun"],
        "from": "00:00",
        "to": "00:00",
    });
    with(shift, fields)
}

/// Somebody serves at these hours.
pub async fn serves(app: &App, email: &str, fields: Value) -> Value {
    let shift = hours(app, email, fields).await;
    app.admin().post("/duty/shifts", &shift).await.is(201)
}

/// A change in Nador for the next two hours, where `fields` don't say otherwise.
pub fn change(app: &App, fields: Value) -> Value {
    let change = json!({
        "area": nador(), "from": app.now(), "to": app.now() + TimeDelta::hours(2),
    });
    with(change, fields)
}

/// A moment as it is written.
pub fn at(moment: &str) -> DateTime<Utc> {
    moment.parse().unwrap()
}

/// The hours in which nobody is on duty for an area, as an administrator sees them.
pub async fn gaps(app: &App, query: &str, area: &Value) -> Vec<[String; 2]> {
    let list = app.admin().get(&format!("/duty/gaps?{query}")).await.is(200);
    let of_area = items(&list).iter().filter(|gap| gap["area"] == *area);
    of_area.map(|gap| ["from", "to"].map(|end| text(&gap[end]).to_owned())).collect()
}

/// The areas of a list of the plan, in order.
pub fn areas(list: &Value) -> Vec<Value> {
    list.as_array().unwrap().iter().map(|one| one["area"].clone()).collect()
}
