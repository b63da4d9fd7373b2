//! The check of the machine's clock. Nothing that was written is changed by it.

use chrono::TimeDelta;
use mabit::clock::{Clock, SystemClock};
use mabit::services::operations::clock_check::{LastRight, check};
use serde_json::{Value, json};

use crate::support::{ADMIN, App, on_both, recipients};

on_both!(
    a_clock_that_is_set_back_is_told_until_it_is_right,
    a_clock_apart_from_the_databases_is_told,
);

/// What `/readyz` answers, and what it says of the clock.
async fn readiness(app: &App) -> (u16, Value) {
    app.http.health.swept(app.now());
    let response = app.client.get(format!("{}/readyz", app.base)).send().await.unwrap();
    let status = response.status().as_u16();
    let said: Value = response.json().await.unwrap();
    (status, said["clock"].clone())
}

/// Whom the check has mailed.
async fn told(app: &App) -> Vec<String> {
    app.deliver().await;
    let mails = app.new_mails();
    let text = "Écart de l’horloge de la machine du service, en secondes : ";
    assert!(mails.iter().all(|mail| mail.words().contains(text)));
    recipients(&mails).into_iter().map(str::to_owned).collect()
}

async fn a_clock_that_is_set_back_is_told_until_it_is_right(app: App) {
    let right = LastRight::default();
    app.pass(SystemClock.now() - app.now());
    check(&app.cx, &app.http.health, &right).await.unwrap();
    assert_eq!(readiness(&app).await, (200, json!(true)));
    assert!(told(&app).await.is_empty());
    app.pass(TimeDelta::hours(-1));
    for mailed in [vec![ADMIN], vec![]] {
        check(&app.cx, &app.http.health, &right).await.unwrap();
        assert_eq!(readiness(&app).await, (503, json!(false)));
        assert_eq!(told(&app).await, mailed, "once an hour");
    }
    app.pass(TimeDelta::hours(1));
    check(&app.cx, &app.http.health, &right).await.unwrap();
    assert_eq!(readiness(&app).await, (200, json!(true)));
}

async fn a_clock_apart_from_the_databases_is_told(app: App) {
    let right = LastRight::default();
    for seconds in [-3_600, 3_600, 8] {
        app.pass(SystemClock.now() - app.now() + TimeDelta::seconds(seconds));
        check(&app.cx, &app.http.health, &right).await.unwrap();
        // SQLite has no clock of its own, and one that only goes forward was never set back.
        let agrees = !app.cx.store.is_shared() && seconds != 8;
        assert_eq!(readiness(&app).await.1, json!(agrees), "{seconds}");
    }
    app.pass(SystemClock.now() - app.now());
    app.deliver().await;
}
