//! An account writes only so often in a minute.

use chrono::TimeDelta;
use reqwest::Method;
use serde_json::json;

use crate::app::{App, on_both};
use crate::browser::{send, signed_in};
use crate::world::{ask, girl};

on_both!(
    beyond_its_budget_an_account_is_told_when_to_go_on,
    pages_share_the_budget_and_say_it_in_the_visitors_language,
    zero_is_no_limit,
);

async fn beyond_its_budget_an_account_is_told_when_to_go_on(app: App) {
    let app = with_budget(app, "5").await;
    let (team, other) = (app.outreach("nador"), app.outreach("oujda"));
    let call = ask("nador", [girl(14)]);
    // Rankings, repeated calls and refused ones count as well.
    let request = team.once("k", "/requests", &call).await.is(201);
    assert_eq!(team.once("k", "/requests", &call).await.is(201), request);
    team.post("/matches", &call).await.is(200);
    team.post("/requests", &json!({})).await.refused(422, "validation_failed");
    team.order("/requests/no-id/found").await.refused(400, "bad_parameter");
    let before = app.database.counts().await;
    for method in [Method::POST, Method::PUT, Method::PATCH, Method::DELETE] {
        let call = team.call(method.clone(), "/requests").await.json(&call);
        let answer = app.send(format!("{method} beyond the budget"), call).await;
        if method == Method::POST {
            answer.refused(429, "too_many_requests");
            let wait: u64 = answer.header("retry-after").parse().unwrap();
            assert!((1..=12).contains(&wait), "{wait}");
        }
    }
    assert_eq!(app.database.counts().await, before);
    team.get("/requests").await.is(200);
    other.asks(&ask("oujda", [girl(14)])).await;
}

async fn with_budget(app: App, per_minute: &str) -> App {
    let more = [("MABIT_LIMITS__WRITES_PER_MINUTE", per_minute)];
    app.restart_with(TimeDelta::zero(), &more).await
}

async fn pages_share_the_budget_and_say_it_in_the_visitors_language(app: App) {
    let app = with_budget(app, "3").await;
    let browser = signed_in(&app, "outreach@asticude.example").await;
    send(&app, &browser, "/language", &[("lang", "ar")]).await;
    let team = app.outreach("nador");
    team.post("/matches", &ask("nador", [girl(14)])).await.is(200);
    send(&app, &browser, "/language", &[("lang", "ar")]).await;
    let page = send(&app, &browser, "/outreach", &[("city", "nador")]).await;
    assert_eq!(page.status(), 429);
    let wait: u64 = page.headers()["retry-after"].to_str().unwrap().parse().unwrap();
    assert!((1..=20).contains(&wait), "{wait}");
    assert!(page.headers().contains_key("content-security-policy"));
    let shown = page.text().await.unwrap();
    assert!(
        shown.contains("<html lang=\"ar\" dir=\"rtl\"") && shown.contains("انتظروا"),
        "{shown}"
    );
    team.post("/matches", &ask("nador", [girl(14)])).await.refused(429, "too_many_requests");
    assert_eq!(browser.get("/outreach").await.status(), 200);
}

async fn zero_is_no_limit(app: App) {
    let app = with_budget(app, "0").await;
    let team = app.outreach("nador");
    for _ in 0..20 {
        team.post("/matches", &ask("nador", [girl(14)])).await.is(200);
    }
}
