//! Of the children asked for, how many slept in a bed.

use chrono::TimeDelta;
use serde_json::{Value, json};

use crate::support::{ADMIN, App, NATIONAL, ask, boy, girl, id, on_both, with};

on_both!(
    the_gap_is_counted_in_children_by_whatever_is_asked,
    who_may_not_see_requests_sees_no_small_group,
    the_difference_of_two_reports_shows_no_small_group_either,
    a_report_is_about_whole_days,
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
    report_to(app, NATIONAL, query).await
}

async fn report_to(app: &App, email: &str, query: &str) -> Value {
    let report = app.person(email).get(&format!("/reports/gap{query}")).await;
    report.is(200)["rows"].clone()
}

/// Keys of rows, and how many children were asked for and placed.
fn counts(rows: &Value) -> Vec<(String, i64, i64)> {
    let count = |row: &Value, name: &str| row[name].as_i64().unwrap();
    let row = |row: &Value| {
        (row["key"].as_str().unwrap().to_owned(), count(row, "requested"), count(row, "placed"))
    };
    rows.as_array().unwrap().iter().map(row).collect()
}

fn of(key: &str, requested: i64, placed: i64) -> (String, i64, i64) {
    (key.to_owned(), requested, placed)
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

const OBSERVER: &str = "observer@example.org";

/// Children of a city who are only ranked.
async fn ask_for(app: &App, city: &str, children: usize) {
    for _ in 0..children {
        let call = with(ask(city, [girl(14)]), json!({ "hold": false }));
        app.outreach(city).asks(&call).await;
    }
}

async fn who_may_not_see_requests_sees_no_small_group(app: App) {
    night(&app).await;
    app.hire(
        "both@example.org",
        json!({
            "roles": ["admin", "coordinator"], "scope": { "cities": ["nador"] },
        }),
    )
    .await;
    let blind = [OBSERVER, ADMIN, "both@example.org"];
    // Five children in all: four in Nador, one in Rabat.
    for email in blind {
        assert_eq!(counts(&report_to(&app, email, "?by=city").await), [of("other", 5, 2)]);
        assert_eq!(counts(&report_to(&app, email, "?by=gender").await), [of("other", 5, 2)]);
        assert_eq!(counts(&report_to(&app, email, "?by=partner").await), [of("other", 5, 2)]);
    }
    ask_for(&app, "nador", 3).await;
    ask_for(&app, "oujda", 6).await;
    for email in blind {
        // The one of Rabat is joined with the next smallest.
        let rows = report_to(&app, email, "?by=city").await;
        assert_eq!(counts(&rows), [of("nador", 7, 2), of("other", 7, 0)]);
        assert!(rows[0]["median_minutes_to_bed"].is_null(), "of two children: {rows}");
        assert_eq!(rows[0]["median_minutes_to_offer"], Value::Null, "of four children: {rows}");
    }
    let all = [of("nador", 7, 2), of("oujda", 6, 0), of("rabat", 1, 0)];
    assert_eq!(counts(&report_to(&app, NATIONAL, "?by=city").await), all);
    // Of their own cities coordinators see all.
    let own = app.coordinator("nador").get("/reports/gap?by=age").await.is(200);
    assert_eq!(counts(&own["rows"]), [of("12-14", 5, 2), of("15-17", 1, 0), of("6-11", 1, 0)]);
}

async fn the_difference_of_two_reports_shows_no_small_group_either(app: App) {
    app.hire(OBSERVER, json!({ "roles": ["observer"] })).await;
    ask_for(&app, "nador", 6).await;
    ask_for(&app, "oujda", 6).await;
    app.pass(TimeDelta::days(1));
    ask_for(&app, "nador", 1).await;
    ask_for(&app, "oujda", 2).await;
    app.pass(TimeDelta::days(31));
    // In February one more, in Rabat.
    ask_for(&app, "rabat", 1).await;
    ask_for(&app, "nador", 5).await;
    let read = async |query: &str| counts(&report_to(&app, OBSERVER, query).await);
    // The second day has three children: it is nothing by itself, and adds nothing to the first.
    let first = [of("nador", 6, 0), of("oujda", 6, 0)];
    assert_eq!(read("?from=2026-01-05&to=2026-01-06").await, first);
    assert_eq!(read("?from=2026-01-06&to=2026-01-07").await, []);
    assert_eq!(read("?from=2026-01-05&to=2026-01-07").await, first);
    // A whole month is looked at as one.
    let january = [of("nador", 7, 0), of("oujda", 8, 0)];
    assert_eq!(read("?from=2026-01-01&to=2026-02-01").await, january);
    assert_eq!(read("?from=2026-02-01&to=2026-03-01").await, [of("other", 6, 0)]);
    let both = [of("nador", 7, 0), of("other", 6, 0), of("oujda", 8, 0)];
    assert_eq!(read("?from=2026-01-01&to=2026-03-01").await, both);
    assert_eq!(read("").await, both);
}

async fn a_report_is_about_whole_days(app: App) {
    night(&app).await;
    for caller in [OBSERVER, ADMIN, NATIONAL] {
        let caller = app.person(caller);
        for (from, to) in [
            ("2026-01-05T18:00:00.000001Z", "2026-01-05T18:00:00.000002Z"),
            ("2026-01-05T18:00:00Z", "2026-01-06T00:00:01Z"),
        ] {
            let answer = caller.get(&format!("/reports/gap?from={from}&to={to}")).await;
            let wrong = [("/from", "bad_value"), ("/to", "bad_value")];
            answer.names(400, "bad_parameter", &wrong);
        }
        for day in ["2026-01-05", "2026-01-05T00:00:00Z", "2026-01-05T01:00:00%2B01:00"] {
            caller.get(&format!("/reports/gap?from={day}&to=2026-01-06")).await.is(200);
        }
    }
}
