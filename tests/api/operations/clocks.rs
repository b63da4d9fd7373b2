//! Clocks that were wrong: what was written meanwhile keeps nothing silent for longer than the longest
//! wait of the policy and the settings.

use std::time::Duration;

use chrono::{DateTime, TimeDelta, Utc};
use mabit::background;
use mabit::services::operations::verify::verify;
use mabit::services::operations::watchdog;
use mabit::store::operations::watchdog::Findings;
use serde_json::{Value, json};

use crate::support::escalation::{unsent_alert, waiting_request};
use crate::support::watchdog::{NONE, findings, set_mails, times_found, warnings_and_others};
use crate::support::{ADMIN, App, CITY, NATIONAL, ask, girl, items, on_both, recipients};

on_both!(
    a_request_put_off_by_a_wrong_clock_is_escalated_within_a_minute,
    the_watchdog_finds_what_a_wrong_clock_put_off_and_acts_on_it,
    a_request_due_within_the_longest_wait_keeps_its_time,
    a_child_asked_about_while_the_clock_was_wrong_is_not_forgotten,
    an_acknowledgement_by_a_wrong_clock_pauses_no_longer_than_it_may,
    an_offer_made_while_the_clock_was_wrong_is_offered_on,
    a_mail_held_beyond_any_lease_is_sent,
    a_mail_put_off_beyond_any_pause_is_sent,
    mail_written_while_the_clock_was_wrong_breaks_no_invariant,
    an_instance_whose_clock_is_ahead_leaves_a_mail_that_is_under_way,
    mail_that_stops_after_the_clock_was_set_back_is_seen,
);

/// The clock is a day ahead for a while, and a child is alerted about.
async fn clock_set_back(app: &App) -> Value {
    app.pass(TimeDelta::days(1));
    let request = waiting_request(app).await;
    assert_eq!(recipients(&warnings_and_others(app).await.1), [CITY]);
    app.pass(TimeDelta::days(-1));
    request
}

async fn next_of(app: &App, request: &Value) -> DateTime<Utc> {
    let now = app.outreach("nador").request(request).await;
    now["next_escalation_at"].as_str().unwrap().parse().unwrap()
}

/// What is done each minute, and then each tick.
async fn minute(app: &App) {
    background::each_minute(&app.cx).await.unwrap();
    app.tick().await;
}

async fn a_request_put_off_by_a_wrong_clock_is_escalated_within_a_minute(app: App) {
    let request = clock_set_back(&app).await;
    let next = next_of(&app, &request).await;
    assert!(next > app.now() + TimeDelta::hours(24), "nobody would hear of it until {next}");
    minute(&app).await;
    assert_eq!(recipients(&app.new_mails()), [NATIONAL]);
    let next = next_of(&app, &request).await;
    assert!(next <= app.now() + TimeDelta::minutes(60), "{next}");
    assert_eq!(findings(&app).await, NONE);
    minute(&app).await;
    assert_eq!(recipients(&app.new_mails()), [""; 0], "once is enough");
    app.advance(24 * 60).await;
}

async fn the_watchdog_finds_what_a_wrong_clock_put_off_and_acts_on_it(app: App) {
    let before = times_found(&app, "request_past_due").await;
    clock_set_back(&app).await;
    let found = findings(&app).await;
    assert_eq!(found, Findings { requests_past_due: 1, ..NONE });
    assert!(!watchdog::is_clean(&found));
    let (told, alerts) = warnings_and_others(&app).await;
    assert_eq!((recipients(&told), recipients(&alerts)), (vec![ADMIN], vec![NATIONAL]));
    assert!(times_found(&app, "request_past_due").await > before);
    assert_eq!(findings(&app).await, NONE);
    app.advance(24 * 60).await;
}

async fn a_request_due_within_the_longest_wait_keeps_its_time(app: App) {
    // Three hours are the longest there is: how long a child may be on the way.
    app.pass(TimeDelta::hours(2));
    let request = waiting_request(&app).await;
    app.tick().await;
    let next = next_of(&app, &request).await;
    app.pass(TimeDelta::hours(-2));
    minute(&app).await;
    assert_eq!(findings(&app).await, NONE);
    assert_eq!(next_of(&app, &request).await, next);
    app.pass(next - app.now());
    app.tick().await;
    assert_eq!(recipients(&app.new_mails()), [CITY, NATIONAL]);
}

async fn a_child_asked_about_while_the_clock_was_wrong_is_not_forgotten(app: App) {
    let request = app.outreach("nador").asks(&ask("nador", [girl(14)])).await;
    app.shelter("nador").accepts(&request["offer"]).await;
    app.pass(TimeDelta::days(1));
    let (_, asked) = warnings_and_others(&app).await;
    assert_eq!(asked.len(), 2, "both sides were asked");
    app.pass(TimeDelta::days(-1));
    minute(&app).await;
    assert_eq!(recipients(&app.new_mails()), [CITY]);
    let open = app.coordinator("nador").get("/escalations?open=true").await.is(200);
    assert_eq!(items(&open)[0]["why"], "missing_on_the_way", "{open}");
    assert_eq!(findings(&app).await, NONE);
    app.advance(24 * 60).await;
}

async fn an_acknowledgement_by_a_wrong_clock_pauses_no_longer_than_it_may(app: App) {
    app.pass(TimeDelta::days(1));
    let request = waiting_request(&app).await;
    app.tick().await;
    let path = format!("/requests/{}/acknowledge", request["id"].as_str().unwrap());
    app.coordinator("nador").order(&path).await.is(200);
    app.new_mails();
    app.pass(TimeDelta::days(-1));
    minute(&app).await;
    assert_eq!(recipients(&app.new_mails()), [NATIONAL]);
    assert!(app.outreach("nador").request(&request).await["acknowledged"].is_null());
    app.advance(24 * 60).await;
}

async fn an_offer_made_while_the_clock_was_wrong_is_offered_on(app: App) {
    app.pass(TimeDelta::days(1));
    app.shelter("nador").reports(&app.pool("nador", "Filles 12-17").await, 2).await;
    let request = app.outreach("nador").asks(&ask("nador", [girl(14)])).await;
    assert_eq!(request["state"], "offered");
    app.pass(TimeDelta::days(-1));
    let found = Findings { offers_past_due: 1, requests_past_due: 1, ..NONE };
    assert_eq!(findings(&app).await, found);
    let offer = app.shelter("nador").offer(&request["offer"]).await;
    assert_eq!(offer["state"], "expired");
    assert_eq!(findings(&app).await, NONE);
    app.advance(24 * 60).await;
}

async fn a_mail_held_beyond_any_lease_is_sent(app: App) {
    unsent_alert(&app).await;
    set_mails(&app, "lease_until", app.now() + TimeDelta::seconds(151)).await;
    assert_eq!(findings(&app).await, NONE);
    assert_eq!(recipients(&warnings_and_others(&app).await.1), [CITY]);
}

async fn a_mail_put_off_beyond_any_pause_is_sent(app: App) {
    unsent_alert(&app).await;
    set_mails(&app, "next_attempt_at", app.now() + TimeDelta::minutes(11)).await;
    assert_eq!(
        recipients(&warnings_and_others(&app).await.1),
        [""; 0],
        "clocks may differ by a minute"
    );
    set_mails(&app, "next_attempt_at", app.now() + TimeDelta::seconds(661)).await;
    assert_eq!(recipients(&warnings_and_others(&app).await.1), [CITY]);
}

async fn mail_written_while_the_clock_was_wrong_breaks_no_invariant(app: App) {
    app.pass(TimeDelta::days(1));
    let request = unsent_alert(&app).await;
    app.pass(TimeDelta::days(-1));
    minute(&app).await;
    assert_eq!(recipients(&app.new_mails()), [CITY, NATIONAL]);
    assert!(!app.outreach("nador").request(&request).await["next_escalation_at"].is_null());
    let report = verify(&app.cx).await.unwrap();
    assert!(report.is_sound(), "{report}");
    app.advance(24 * 60).await;
}

/// On PostgreSQL leases are taken by the database's time.
async fn an_instance_whose_clock_is_ahead_leaves_a_mail_that_is_under_way(app: App) {
    use mabit::clock::{Clock, SystemClock};
    use mabit::store::notifications::claims::{ClaimTime, any_due, claim, database_time};

    let mut tx = app.cx.store.begin_read().await.unwrap();
    let Some(database) = database_time(&mut tx).await.unwrap() else { return };
    drop(tx);
    assert_eq!((SystemClock.shared(database), app.clock.shared(database)), (database, app.now()));
    unsent_alert(&app).await;
    let (me, mine) = (app.cx.store.instance(), app.now());
    let claimed = app.cx.store.write(move |tx| {
        let at = ClaimTime { now: mine, shared: database };
        Box::pin(async move { claim(tx, me, at, 10).await })
    });
    assert_eq!(claimed.await.unwrap().len(), 1);
    let mut tx = app.cx.store.begin_read().await.unwrap();
    let ahead = |by: Duration| ClaimTime { now: mine + TimeDelta::hours(1), shared: database + by };
    assert!(!any_due(&mut tx, ahead(Duration::from_secs(89))).await.unwrap());
    assert!(any_due(&mut tx, ahead(Duration::from_secs(90))).await.unwrap());
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
    assert_eq!(outbox().await, json!(false));
    warnings_and_others(&app).await;
    assert_eq!(outbox().await, json!(true));
    app.advance(24 * 60).await;
}
