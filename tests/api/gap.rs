//! Of the children asked for, how many slept in a bed.

use chrono::TimeDelta;
use serde_json::{Value, json};

use crate::answer::id;
use crate::app::{App, on_both};
use crate::world::{ask, boy, girl, with};

on_both!(
    the_gap_is_counted_in_children_by_whatever_is_asked,
    a_coordinators_report_is_about_its_cities,
    a_bad_span_or_group_is_named,
);

/// A night in Nador: two girls arrive, a boy is refused everywhere; and a girl in Rabat waits.
async fn night(app: &App) {
    app.hire("observer@example.org", json!({ "roles": ["observer"] })).await;
    let (team, shelter) = (app.outreach("nador"), app.shelter("nador"));
    for minutes in [10, 30] {
        let request = team.asks(&ask("nador", [girl(14)])).await;
        app.pass(TimeDelta::minutes(minutes));
        shelter.accepts(&request["offer"]).await;
        shelter.does("arrive", &request["offer"]).await;
    }
    let refused = team.asks(&ask("nador", [boy(16), boy(9)])).await;
    shelter.declines_because("safety", &refused["offer"]).await;
    let path = format!("/requests/{}/withdraw", id(&refused));
    team.post(&path, &json!({ "reason": "found family" })).await.is(200);
    let far = with(ask("rabat", [girl(12)]), json!({ "needs": ["medical_care"], "max_km": 0 }));
    app.outreach("rabat").asks(&far).await;
}

async fn report(app: &App, query: &str) -> Value {
    let report = app.person("observer@example.org").get(&format!("/reports/gap{query}")).await;
    report.is(200)["rows"].clone()
}

async fn the_gap_is_counted_in_children_by_whatever_is_asked(app: App) {
    night(&app).await;
    let rows = report(&app, "?by=city").await;
    let nador = json!({
        "key": "nador", "requested": 4, "offered": 4, "placed": 2, "share": 0.5, "unmet": 2,
        "median_minutes_to_offer": 0.0, "median_minutes_to_bed": 20.0,
        "declined_by_reason": { "safety": 2 },
    });
    let rabat = json!({
        "key": "rabat", "requested": 1, "offered": 0, "placed": 0, "share": 0.0, "unmet": 1,
        "median_minutes_to_offer": null, "median_minutes_to_bed": null, "declined_by_reason": {},
    });
    assert_eq!(rows, json!([nador, rabat]));
    let counts = |rows: &Value| -> Vec<(String, i64, i64)> {
        let count = |row: &Value, name: &str| row[name].as_i64().unwrap();
        let row = |row: &Value| {
            (row["key"].as_str().unwrap().to_owned(), count(row, "requested"), count(row, "placed"))
        };
        rows.as_array().unwrap().iter().map(row).collect()
    };
    let of = |key: &str, requested, placed| (key.to_owned(), requested, placed);
    let rows = report(&app, "?by=gender").await;
    assert_eq!(counts(&rows), [of("female", 3, 2), of("male", 2, 0)]);
    let rows = report(&app, "?by=age").await;
    assert_eq!(counts(&rows), [of("12-14", 3, 2), of("15-17", 1, 0), of("6-11", 1, 0)]);
    let rows = report(&app, "?by=partner").await;
    assert_eq!(counts(&rows), [of("Asticude", 4, 2), of("Fondation Orient-Occident", 1, 0)]);
    let month = app.now().format("%Y-%m").to_string();
    assert_eq!(counts(&report(&app, "?by=month").await), [of(&month, 5, 2)]);
    let tomorrow = (app.now() + TimeDelta::days(1)).format("%Y-%m-%d");
    assert_eq!(report(&app, &format!("?from={tomorrow}")).await, json!([]));
    let today = app.now().format("%Y-%m-%d");
    let rows = report(&app, &format!("?from={today}&to={tomorrow}&by=month")).await;
    assert_eq!(counts(&rows), [of(&month, 5, 2)]);
}

async fn a_coordinators_report_is_about_its_cities(app: App) {
    night(&app).await;
    let report = app.coordinator("rabat").get("/reports/gap?by=city").await.is(200);
    let keys: Vec<&Value> =
        report["rows"].as_array().unwrap().iter().map(|row| &row["key"]).collect();
    assert_eq!(keys, ["rabat"]);
}

async fn a_bad_span_or_group_is_named(app: App) {
    night(&app).await;
    let observer = app.person("observer@example.org");
    let answer = observer.get("/reports/gap?from=yesterday&to=2026-13-01&by=shoe").await;
    answer.names(
        400,
        "bad_parameter",
        &[("/by", "bad_value"), ("/from", "bad_value"), ("/to", "bad_value")],
    );
}
