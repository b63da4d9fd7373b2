//! Clocks that were wrong: set back, or ahead on another machine. Nothing is forgotten, and nothing
//! hurried.

use std::time::Duration;

use chrono::{DateTime, TimeDelta, Utc};
use mabit::services::auditor;
use mabit::services::house;
use mabit::services::verify::verify;
use mabit::store::audit as written_down;
use mabit::store::audit::Filter;
use mabit::store::auditor::Findings;
use mabit::store::hurrying;
use serde_json::{Value, json};
use uuid::Uuid;

use crate::support::escalation::{unsent_alert, waiting_request};
use crate::support::watchdog::{NONE, findings, times_found, warnings_and_others};
use crate::support::{ADMIN, App, CITY, NATIONAL, ask, girl, items, on_both, recipients};

on_both!(
    a_request_put_off_by_a_clock_set_back_is_found_and_escalated,
    a_child_asked_about_while_the_clock_was_wrong_is_not_forgotten,
    an_offer_made_while_the_clock_was_wrong_ends_in_its_time,
    a_clock_set_back_with_nothing_put_off_is_noted_once,
    a_clock_that_is_ahead_elsewhere_puts_nothing_off,
    mail_written_in_a_future_that_was_taken_back_breaks_no_invariant,
    mail_that_stops_after_the_clock_was_set_back_is_seen,
);

/// A request that was put off, and an instance that lived at a later moment.
const SET_BACK: Findings = Findings { requests_put_off: 1, clock_set_back: 1, ..NONE };

/// The service notes that it lives now.
async fn beat(app: &App) {
    house::beat(&app.cx, app.cx.store.instance(), app.now(), app.now()).await.unwrap();
}

/// The clock is a day ahead for a while, and the service lives by it: a child is alerted about.
async fn clock_set_back(app: &App) -> Value {
    app.pass(TimeDelta::days(1));
    let request = waiting_request(app).await;
    assert_eq!(recipients(&warnings_and_others(app).await.1), [CITY]);
    house::beat(&app.cx, Uuid::new_v4(), app.now(), app.now()).await.unwrap();
    app.pass(TimeDelta::days(-1));
    request
}

async fn a_request_put_off_by_a_clock_set_back_is_found_and_escalated(app: App) {
    let before = times_found(&app, "request_put_off").await;
    let request = clock_set_back(&app).await;
    let next = app.outreach("nador").request(&request).await["next_escalation_at"].clone();
    let next: DateTime<Utc> = next.as_str().unwrap().parse().unwrap();
    assert!(next > app.now() + TimeDelta::hours(24), "nobody would hear of it until {next}");
    assert_eq!(findings(&app).await, SET_BACK);
    let (told, alerts) = warnings_and_others(&app).await;
    assert_eq!(recipients(&told), [ADMIN]);
    assert_eq!(recipients(&alerts), [NATIONAL]);
    assert!(times_found(&app, "request_put_off").await > before);
    assert_eq!(findings(&app).await, NONE);
    // Once the clock is where it was, all that was due by then has been done.
    app.advance(24 * 60).await;
}

async fn a_child_asked_about_while_the_clock_was_wrong_is_not_forgotten(app: App) {
    let request = app.outreach("nador").asks(&ask("nador", [girl(14)])).await;
    app.shelter("nador").accepts(&request["offer"]).await;
    app.pass(TimeDelta::days(1));
    let (_, asked) = warnings_and_others(&app).await;
    assert_eq!(asked.len(), 2, "both sides were asked");
    beat(&app).await;
    app.pass(TimeDelta::days(-1));
    // The instance lives on, and has not forgotten that it was later.
    beat(&app).await;
    assert_eq!(findings(&app).await, SET_BACK);
    let (_, alerts) = warnings_and_others(&app).await;
    assert_eq!(recipients(&alerts), [CITY]);
    let open = app.coordinator("nador").get("/escalations?open=true").await.is(200);
    assert_eq!(items(&open)[0]["why"], "missing_on_the_way", "{open}");
    assert_eq!(findings(&app).await, NONE);
    app.advance(24 * 60).await;
}

async fn an_offer_made_while_the_clock_was_wrong_ends_in_its_time(app: App) {
    app.pass(TimeDelta::days(1));
    app.shelter("nador").reports(&app.pool("nador", "Filles 12-17").await, 2).await;
    let request = app.outreach("nador").asks(&ask("nador", [girl(14)])).await;
    assert_eq!(request["state"], "offered");
    beat(&app).await;
    app.pass(TimeDelta::days(-1));
    assert_eq!(findings(&app).await, SET_BACK);
    // The count grows old from now on.
    let pool = app.pool("nador", "Filles 12-17").await;
    assert_eq!(pool["reported_at"], json!(app.now()));
    // Twenty minutes are what an answer may take.
    app.pass(TimeDelta::minutes(20) - TimeDelta::seconds(1));
    app.tick().await;
    let offer = async || app.shelter("nador").offer(&request["offer"]).await["state"].clone();
    assert_eq!(offer().await, "pending");
    app.pass(TimeDelta::seconds(1));
    app.tick().await;
    assert_eq!(offer().await, "expired");
    app.advance(24 * 60).await;
}

async fn a_clock_set_back_with_nothing_put_off_is_noted_once(app: App) {
    app.pass(TimeDelta::days(1));
    beat(&app).await;
    app.pass(TimeDelta::days(-1));
    let found = findings(&app).await;
    assert_eq!(found, Findings { clock_set_back: 1, ..NONE });
    assert!(auditor::is_clean(&found));
    assert_eq!(findings(&app).await, NONE);
    assert_eq!(warnings_and_others(&app).await.0.len(), 0, "nothing need be looked at");
    let mut tx = app.cx.store.begin_read().await.unwrap();
    let set_back = Filter { action: Some("clock.set_back".to_owned()), entity: None };
    let noted = written_down::before(&mut tx, &set_back, (i64::MAX, i64::MAX), 10).await.unwrap();
    assert_eq!(noted.len(), 1);
    drop(tx);
    app.advance(24 * 60).await;
}

async fn a_clock_that_is_ahead_elsewhere_puts_nothing_off(app: App) {
    let other = app.beside().await;
    let me = other.cx.store.instance();
    let request = waiting_request(&app).await;
    let later = app.now() + TimeDelta::hours(1);
    house::beat(&other.cx, me, app.now(), later).await.unwrap();
    warnings_and_others(&app).await;
    let next = app.outreach("nador").request(&request).await["next_escalation_at"].clone();
    if app.cx.store.is_shared() {
        let found = findings(&app).await;
        assert_eq!(found, Findings { clocks_ahead: 1, ..NONE });
        assert!(auditor::is_clean(&found));
        assert_eq!(recipients(&warnings_and_others(&app).await.0), [ADMIN]);
        let now = app.outreach("nador").request(&request).await;
        assert_eq!(now["next_escalation_at"], next);
    }
    // Once it is gone, its clock is one that was taken back.
    other.stop().await;
    for _ in 0..100 {
        let mut tx = app.cx.store.begin_read().await.unwrap();
        let clocks = hurrying::clocks(&mut tx, app.cx.store.instance(), app.now()).await.unwrap();
        drop(tx);
        if clocks.ahead == 0 {
            break;
        }
        // Its sessions are on their way out.
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
    assert_eq!(findings(&app).await, Findings { clock_set_back: 1, ..NONE });
    assert_eq!(findings(&app).await, NONE);
    app.advance(60).await;
    house::each_minute(&app.cx).await.unwrap();
}

async fn mail_written_in_a_future_that_was_taken_back_breaks_no_invariant(app: App) {
    app.pass(TimeDelta::days(1));
    let request = unsent_alert(&app).await;
    beat(&app).await;
    app.pass(TimeDelta::days(-1));
    assert_eq!(findings(&app).await, Findings { mails_stuck: 1, ..SET_BACK });
    assert_eq!(recipients(&warnings_and_others(&app).await.1), [CITY, NATIONAL]);
    assert!(!app.outreach("nador").request(&request).await["next_escalation_at"].is_null());
    let report = verify(&app.cx).await.unwrap();
    assert!(report.is_sound(), "{report}");
    app.advance(24 * 60).await;
}

async fn mail_that_stops_after_the_clock_was_set_back_is_seen(app: App) {
    clock_set_back(&app).await;
    unsent_alert(&app).await;
    app.pass(TimeDelta::minutes(5) + TimeDelta::seconds(1));
    // What was sent in a future that was taken back says nothing of now.
    assert_eq!(findings(&app).await.mails_stuck, 1);
    app.pass(TimeDelta::hours(1));
    let outbox = async || {
        let response = app.client.get(format!("{}/readyz", app.base)).send().await.unwrap();
        response.json::<Value>().await.unwrap()["outbox"].clone()
    };
    assert_eq!(outbox().await, false);
    warnings_and_others(&app).await;
    assert_eq!(outbox().await, true);
    app.advance(24 * 60).await;
}
