//! What operators look at.

use chrono::TimeDelta;
use mabit::domain::zone;
use mabit::services::house;
use serde_json::{Value, json};

use crate::app::{App, on_both};
use crate::world::{ask, girl};

on_both!(
    it_is_ready_once_the_schedule_sweeps,
    it_is_not_ready_while_mail_does_not_go_out,
    metrics_have_their_names,
    every_answer_carries_the_headers_that_protect_it,
);

async fn readiness(app: &App) -> (u16, Value) {
    let response = app.client.get(format!("{}/readyz", app.base)).send().await.unwrap();
    (response.status().as_u16(), response.json().await.unwrap())
}

fn view(ready: bool, schedule: bool, outbox: bool) -> Value {
    json!({
        "ready": ready, "database": true, "schedule": schedule, "outbox": outbox, "auditor": true,
        "zone_data": zone::data().release.to_string(), "zone_data_outdated": false,
    })
}

async fn it_is_ready_once_the_schedule_sweeps(app: App) {
    let call = app.client.get(format!("{}/healthz", app.base));
    assert_eq!(app.send("healthz".into(), call).await.text().trim(), "ok");
    assert_eq!(readiness(&app).await, (503, view(false, false, true)));
    app.http.health.swept(app.now());
    assert_eq!(readiness(&app).await, (200, view(true, true, true)));
    app.pass(TimeDelta::minutes(1));
    assert_eq!(readiness(&app).await, (503, view(false, false, true)));
}

async fn it_is_not_ready_while_mail_does_not_go_out(app: App) {
    app.outreach("nador").asks(&ask("nador", [girl(14)])).await;
    house::sweep(&app.cx).await.unwrap();
    app.pass(TimeDelta::hours(1) - TimeDelta::seconds(1));
    app.http.health.swept(app.now());
    assert_eq!(readiness(&app).await, (200, view(true, true, true)));
    app.pass(TimeDelta::seconds(1));
    app.http.health.swept(app.now());
    assert_eq!(readiness(&app).await, (503, view(false, true, false)));
    app.tick().await;
    assert_eq!(readiness(&app).await, (200, view(true, true, true)));
}

async fn metrics_have_their_names(app: App) {
    app.outreach("nador").asks(&ask("nador", [girl(14)])).await;
    app.tick().await;
    let call = app.client.get(format!("{}/metrics", app.base));
    let answer = app.send("metrics".into(), call).await;
    assert!(answer.header("content-type").starts_with("text/plain"));
    let text = answer.text();
    for name in [
        "mabit_requests_open{state=\"waiting\"}",
        "mabit_beds{count=\"free\"}",
        "mabit_outbox_waiting",
        "mabit_mails_total{result=\"sent\"}",
        "mabit_http_requests_total{route=\"/api/v1/requests\",method=\"POST\",status=\"201\"}",
    ] {
        assert!(text.contains(name), "{name} in {text}");
    }
}

async fn every_answer_carries_the_headers_that_protect_it(app: App) {
    let call = app.client.get(format!("{}/healthz", app.base)).header("x-request-id", "mine-1");
    let answers = [
        app.send("healthz".into(), call).await,
        app.outreach("nador").get("/board").await,
        app.stranger().get("/board").await,
        app.outreach("nador").get("/nothing").await,
    ];
    for answer in &answers {
        assert_eq!(answer.header("cache-control"), "no-store", "{}", answer.what);
        assert_eq!(answer.header("x-content-type-options"), "nosniff", "{}", answer.what);
        assert_eq!(answer.header("x-frame-options"), "DENY", "{}", answer.what);
        assert_eq!(answer.header("referrer-policy"), "no-referrer", "{}", answer.what);
        assert!(!answer.header("x-request-id").is_empty(), "{}", answer.what);
    }
    assert_eq!(answers[0].header("x-request-id"), "mine-1");
}
