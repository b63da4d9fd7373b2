//! What operators look at.

use chrono::TimeDelta;
use mabit::domain::zone;
use mabit::services::operations::jobs;
use serde_json::{Value, json};

use crate::support::{App, ask, girl, on_both};

on_both!(
    it_is_ready_once_the_schedule_sweeps,
    it_is_not_ready_while_mail_does_not_go_out,
    metrics_have_their_names,
    every_answer_carries_the_headers_that_protect_it,
    what_is_no_page_may_load_nothing_and_a_page_its_own,
    an_id_of_the_caller_is_given_back_only_when_it_is_plain,
);

async fn readiness(app: &App) -> (u16, Value) {
    let response = app.client.get(format!("{}/readyz", app.base)).send().await.unwrap();
    (response.status().as_u16(), response.json().await.unwrap())
}

fn view(ready: bool, schedule: bool, outbox: bool) -> Value {
    json!({
        "ready": ready, "database": true, "files": true, "schedule": schedule, "outbox": outbox,
        "watchdog": true, "clock": true, "tasks": true, "stalled": [],
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
    jobs::sweep(&app.cx).await.unwrap();
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
        "mabit_http_request_seconds_bucket{route=\"/api/v1/requests\",method=\"POST\",le=\"+Inf\"}",
        "mabit_transaction_seconds_bucket{kind=\"read\",le=\"0.05\"}",
        "mabit_transaction_seconds_count{kind=\"write\"}",
    ] {
        assert!(text.contains(name), "{name} in {text}");
    }
    for line in text.lines() {
        if let Some((name, _)) = line.strip_prefix("# TYPE ").and_then(|of| of.split_once(' ')) {
            assert!(text.contains(&format!("# HELP {name} ")), "{name}");
        }
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
    for answer in &answers {
        let policy = answer.header("content-security-policy");
        assert_eq!(policy, "default-src 'none'; frame-ancestors 'none'", "{}", answer.what);
    }
}

async fn what_is_no_page_may_load_nothing_and_a_page_its_own(app: App) {
    for (path, policy) in [
        ("/metrics", "default-src 'none'; frame-ancestors 'none'"),
        ("/api/openapi.json", "default-src 'none'"),
        ("/assets/app.js", "default-src 'none'; frame-ancestors 'none'"),
        ("/sw.js", "default-src 'none'; connect-src 'self'"),
        ("/api/docs/", "default-src 'none'; script-src 'self'"),
        ("/api/docs/swagger-ui.css", "default-src 'none'; script-src 'self'"),
        ("/sign-in", "default-src 'none'; script-src 'self'"),
    ] {
        let call = app.client.get(format!("{}{path}", app.base));
        let answer = app.send(path.into(), call).await;
        let said = answer.header("content-security-policy");
        assert!(said.starts_with(policy), "{path}: {said}");
        assert!(!said.contains("script-src 'self' 'unsafe-inline'"), "{path}: {said}");
        assert_eq!(answer.header("x-content-type-options"), "nosniff", "{path}");
    }
    // The page of the document holds no script and no style of its own that this would forbid.
    let docs = app.client.get(format!("{}/api/docs/", app.base)).send().await.unwrap();
    let docs = docs.text().await.unwrap();
    assert!(docs.contains("<script src=") && !docs.contains("<script>"), "{docs}");
}

async fn an_id_of_the_caller_is_given_back_only_when_it_is_plain(app: App) {
    let get = || app.client.get(format!("{}/healthz", app.base));
    let longest = "a".repeat(64);
    for id in ["7f3a-B2", &longest] {
        let answer = app.send("healthz".into(), get().header("x-request-id", id)).await;
        assert_eq!(answer.header("x-request-id"), id);
    }
    for id in ["", "a b", "<script>", "a.b", &"a".repeat(65), &"a".repeat(7_000)] {
        let answer = app.send("healthz".into(), get().header("x-request-id", id)).await;
        let given = answer.header("x-request-id");
        assert!(given != id && given.len() == 36, "{id}: {given}");
    }
}
