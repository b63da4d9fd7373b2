//! An account writes only so often in a minute.

use chrono::TimeDelta;
use serde_json::json;

use crate::support::browser::{send, signed_in};
use crate::support::{Answer, App, ask, girl, on_both};

on_both!(
    beyond_its_budget_an_account_is_told_when_to_go_on,
    pages_share_the_budget_and_say_it_in_the_visitors_language,
    zero_is_no_limit,
);

async fn beyond_its_budget_an_account_is_told_when_to_go_on(app: App) {
    // The next call is possible after a minute: however slow the machine is, not before.
    let app = with_budget(app, "1").await;
    let call = ask("nador", [girl(14)]);
    let is_over = |answer: Answer| {
        answer.refused(429, "too_many_requests");
        let wait: u64 = answer.header("retry-after").parse().unwrap();
        assert!((1..=60).contains(&wait), "{wait}");
    };
    // Repeated calls, rankings and refused calls count as well.
    let team = app.outreach("nador");
    team.once("k", "/requests", &call).await.is(201);
    is_over(team.once("k", "/requests", &call).await);
    let ranks = app.coordinator("nador");
    ranks.post("/matches", &call).await.is(200);
    is_over(ranks.post("/matches", &call).await);
    let errs = app.outreach("oujda");
    errs.post("/requests", &json!({})).await.refused(422, "validation_failed");
    is_over(errs.post("/requests", &json!({})).await);
    let garbles = app.outreach("rabat");
    garbles.order("/requests/no-id/found").await.refused(400, "bad_parameter");
    let before = app.database.counts().await;
    let path = format!("/pools/{}", uuid::Uuid::nil());
    is_over(garbles.put(&format!("{path}/availability"), &json!({})).await);
    is_over(garbles.delete(&format!("/duty/shifts/{}", uuid::Uuid::nil())).await);
    is_over(garbles.patch(&format!("/shelters/{}", uuid::Uuid::nil()), &json!({})).await);
    assert_eq!(app.database.counts().await, before);
    team.get("/requests").await.is(200);
    app.outreach("tanger").asks(&ask("tanger", [girl(14)])).await;
}

async fn with_budget(app: App, per_minute: &str) -> App {
    let more = [("MABIT_LIMITS__WRITES_PER_MINUTE", per_minute)];
    app.restart_with(TimeDelta::zero(), &more).await
}

async fn pages_share_the_budget_and_say_it_in_the_visitors_language(app: App) {
    let app = with_budget(app, "1").await;
    let browser = signed_in(&app, "outreach@asticude.example").await;
    let led = send(&app, &browser, "/language", &[("lang", "ar")]).await;
    assert_eq!(led.status(), 303);
    let page = send(&app, &browser, "/outreach", &[("city", "nador")]).await;
    assert_eq!(page.status(), 429);
    let wait: u64 = page.headers()["retry-after"].to_str().unwrap().parse().unwrap();
    assert!((1..=60).contains(&wait), "{wait}");
    assert!(page.headers().contains_key("content-security-policy"));
    let shown = page.text().await.unwrap();
    assert!(
        shown.contains("<html lang=\"ar\" dir=\"rtl\"") && shown.contains("انتظروا"),
        "{shown}"
    );
    let team = app.outreach("nador");
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
