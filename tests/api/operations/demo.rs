//! The demo that `serve --demo` opens on.

use std::collections::BTreeSet;

use chrono::TimeDelta;
use mabit::services::identity::accounts::give_password;
use mabit::services::operations::demo;
use mabit::services::operations::verify::verify;
use mabit::store::identity::accounts;
use serde_json::Value;

use crate::support::browser::Browser;
use crate::support::{App, Backend, NATIONAL, items, on_both};

on_both!(empty:
    the_demo_opens_on_a_night_with_requests_in_every_state,
    what_waits_in_the_demo_goes_on_waiting_and_is_mailed_once,
    the_demo_has_months_of_history_in_which_more_and_more_find_a_bed,
    the_demo_goes_on_with_its_own_database_and_its_sign_ins,
);

async fn requests_in(app: &App, state: &str) -> Vec<Value> {
    let path = format!("/requests?limit=200&state={state}");
    items(&app.person(NATIONAL).get(&path).await.is(200)).clone()
}

async fn the_demo_opens_on_a_night_with_requests_in_every_state(app: App) {
    demo::start(&app.cx).await.unwrap();
    let report = verify(&app.cx).await.unwrap();
    assert!(report.is_sound(), "{report}");
    // On PostgreSQL a transaction of another test can hold the seal up.
    if app.database.backend() == Backend::Sqlite {
        let unsealed = "SELECT count(*) FROM audit_log WHERE position > \
                        (SELECT max(last_position) FROM audit_seal)";
        assert_eq!(app.database.number(unsealed).await, 0);
    }
    for state in ["waiting", "offered", "accepted", "placed", "missing", "withdrawn", "closed"] {
        assert!(!requests_in(&app, state).await.is_empty(), "no request is {state}");
    }
    let tonight = app.database.moment(app.now() - TimeDelta::hours(5));
    let ended = "SELECT count(*) FROM placement_request WHERE ended_at IS NOT NULL";
    let ended = app.database.number(&format!("{ended} AND created_at > {tonight}")).await;
    assert_eq!(ended, 6, "four are placed tonight, one is withdrawn, one is closed");
    let open = app.person(NATIONAL).get("/escalations?limit=200").await.is(200);
    let acknowledged = items(&open).iter().filter(|item| !item["acknowledged"].is_null()).count();
    assert!(acknowledged > 0 && acknowledged < items(&open).len(), "{open}");
    let overdue = "SELECT count(*) FROM placement_request WHERE asked_at IS NOT NULL";
    assert_eq!(app.database.number(overdue).await, 1, "one child is overdue");
    let board = app.admin().get("/board").await.is(200);
    let shelters = board["shelters"].as_array().unwrap();
    let phones: BTreeSet<&str> = shelters.iter().filter_map(|one| one["phone"].as_str()).collect();
    assert_eq!((shelters.len(), phones.len()), (6, 6), "{board}");
    let freshness = shelters.iter().flat_map(|one| one["pools"].as_array().unwrap());
    let freshness: BTreeSet<&str> =
        freshness.map(|pool| pool["freshness"].as_str().unwrap()).collect();
    assert_eq!(freshness, BTreeSet::from(["aging", "fresh", "stale"]));
}

async fn what_waits_in_the_demo_goes_on_waiting_and_is_mailed_once(app: App) {
    demo::start(&app.cx).await.unwrap();
    let about_the_past = "SELECT count(*) FROM outbox JOIN placement_request r \
                          ON r.id = outbox.request_id WHERE outbox.cancelled_at IS NULL \
                          AND r.ended_at IS NOT NULL";
    assert_eq!(app.database.number(about_the_past).await, 0);
    let before = [requests_in(&app, "waiting").await, requests_in(&app, "offered").await];
    assert_eq!(before.each_ref().map(Vec::len), [6, 3]);
    app.tick().await;
    assert_eq!([requests_in(&app, "waiting").await, requests_in(&app, "offered").await], before);
    let mails = app.new_mails();
    assert!(!mails.is_empty() && mails.len() < 40, "{}", mails.len());
    app.tick().await;
    assert!(app.new_mails().is_empty());
}

async fn the_demo_has_months_of_history_in_which_more_and_more_find_a_bed(app: App) {
    demo::start(&app.cx).await.unwrap();
    let by = async |what: &str| {
        let report = app.person(NATIONAL).get(&format!("/reports/gap?by={what}")).await.is(200);
        report["rows"].as_array().unwrap().clone()
    };
    let months = by("month").await;
    assert!(months.len() >= 4, "{months:?}");
    let share = |month: &Value| month["share"].as_f64().unwrap();
    let whole: Vec<f64> = months[..3].iter().map(share).collect();
    assert!((0.07..0.13).contains(&whole[0]), "{whole:?}");
    assert!(whole.is_sorted() && whole[2] > 0.2, "{whole:?}");
    assert!(by("city").await.len() >= 6);
    assert_eq!(by("gender").await.len(), 2);
    assert!(by("age").await.len() >= 4);
    assert!(by("partner").await.len() == 6);
    let reasons = by("gender").await[0]["declined_by_reason"].clone();
    assert!(reasons.as_object().unwrap().len() >= 3, "{reasons}");
}

async fn the_demo_goes_on_with_its_own_database_and_its_sign_ins(app: App) {
    let first = demo::start(&app.cx).await.unwrap();
    assert_eq!(first.len(), 6 * 3 + 2);
    let before = app.database.counts().await;
    app.pass(TimeDelta::hours(20));
    assert_eq!(demo::start(&app.cx).await.unwrap(), first);
    assert_eq!(app.database.counts().await, before);
    // Somebody has changed a password: the printed one holds again.
    let hash = async || {
        let mut tx = app.cx.store.begin_read().await.unwrap();
        let account = accounts::by_email(&mut tx, NATIONAL).await.unwrap().unwrap();
        (account.id, account.password_hash.unwrap())
    };
    let (id, own) = hash().await;
    give_password(&app.cx, id, "another night in nador".into()).await.unwrap();
    assert_ne!(hash().await.1, own);
    assert_eq!(demo::start(&app.cx).await.unwrap(), first);
    let form = [("email", NATIONAL), ("password", first[0].password.as_str())];
    assert_eq!(Browser::new(&app).post("/sign-in", &form).await.status(), 303);
}
