//! What the settings change, and what they don't.

use chrono::{DateTime, TimeDelta, Utc};
use serde_json::json;

use crate::support::escalation::{mails_at, waiting_request};
use crate::support::{App, CITY, NATIONAL, ask, girl, on_both, recipients, text, with};

on_both!(
    each_urgency_may_have_steps_of_its_own,
    a_request_keeps_the_policy_it_was_made_under,
    times_and_reach_are_what_the_settings_say,
);

const STEPS: [(&str, &str); 2] =
    [("MABIT_ESCALATION__EMERGENCY", "0m/national"), ("MABIT_ESCALATION__PLANNED", "2h/city")];

async fn each_urgency_may_have_steps_of_its_own(app: App) {
    let app = app.restart_with(TimeDelta::zero(), &STEPS).await;
    let needs = json!({ "needs": ["wheelchair"] });
    for (urgency, first) in [("emergency", NATIONAL), ("urgent", CITY)] {
        let call = with(ask("nador", [girl(14)]), &needs);
        let request = app.outreach("nador").asks(&with(call, json!({ "urgency": urgency }))).await;
        app.tick().await;
        assert_eq!(recipients(&app.new_mails()), [first], "{urgency}");
        let over = format!("/requests/{}/withdraw", text(&request["id"]));
        app.outreach("nador").post(&over, &json!({ "reason": "over" })).await.is(200);
        app.tick().await;
        app.new_mails();
    }
    let call = with(ask("nador", [girl(14)]), &needs);
    let call = with(call, json!({ "urgency": "planned" }));
    app.outreach("nador").asks(&call).await;
    app.tick().await;
    assert_eq!(app.new_mails().len(), 0);
    let mails = mails_at(&app, app.now() + TimeDelta::hours(2)).await;
    assert_eq!(recipients(&mails), [CITY]);
}

async fn a_request_keeps_the_policy_it_was_made_under(app: App) {
    waiting_request(&app).await;
    let began = app.now();
    app.tick().await;
    assert_eq!(recipients(&app.new_mails()), [CITY]);
    let others = [("MABIT_ESCALATION__STEPS", "5m/city"), ("MABIT_ESCALATION__REPEAT", "5m")];
    let app = app.restart_with(TimeDelta::minutes(1), &others).await;
    let mails = mails_at(&app, began + TimeDelta::minutes(30)).await;
    assert_eq!(recipients(&mails), [NATIONAL]);
}

async fn times_and_reach_are_what_the_settings_say(app: App) {
    let settings = [
        ("MABIT_OFFERS__TTL", "5m"),
        ("MABIT_OFFERS__ARRIVE_WITHIN", "10m"),
        ("MABIT_ESCALATION__ACK_TIMEOUT", "15m"),
        ("MABIT_MATCHING__RADIUS", "120"),
        ("MABIT_MATCHING__STALE_AFTER", "1h"),
    ];
    let app = app.restart_with(TimeDelta::zero(), &settings).await;
    let team = app.outreach("nador");
    let request = team.asks(&ask("nador", [girl(14)])).await;
    let expires: DateTime<Utc> = text(&request["offer"]["expires_at"]).parse().unwrap();
    assert_eq!(expires, app.now() + TimeDelta::minutes(5));
    assert_eq!(request["matches"].as_array().unwrap().len(), 2);
    app.tick().await;
    app.new_mails();
    let path = format!("/requests/{}/acknowledge", text(&request["id"]));
    let taken = app.coordinator("nador").order(&path).await.is(200);
    let next: DateTime<Utc> = text(&taken["next_escalation_at"]).parse().unwrap();
    assert_eq!(next, app.now() + TimeDelta::minutes(15));
    app.shelter("nador").accepts(&request["offer"]).await;
    let on_the_way = team.request(&request).await;
    let next: DateTime<Utc> = text(&on_the_way["next_escalation_at"]).parse().unwrap();
    assert_eq!(next, app.now() + TimeDelta::minutes(10));
    app.pass(TimeDelta::hours(1));
    assert_eq!(app.pool("nador", "Filles 12-17").await["freshness"], "stale");
}
