//! The watchdog finds what is past due, lost or stuck, mends it, and tells the administrators; and
//! a watcher outside hears of the service only while all is well.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use axum::Router;
use axum::http::StatusCode;
use chrono::TimeDelta;
use mabit::background::watchdog::Watchdog;
use mabit::config::Config;
use mabit::domain::request::Urgency;
use mabit::services::operations::jobs;
use mabit::services::operations::watchdog;
use mabit::store::operations::watchdog::Findings;
use serde_json::{Value, json};
use tokio::net::TcpListener;

use crate::support::escalation::{unsent_alert, waiting_request};
use crate::support::watchdog::{NONE, findings, set_mails, times_found, warnings_and_others};
use crate::support::{
    ADMIN, App, Backend, CITY, NATIONAL, PUBLIC_URL, ask, girl, id, items, on_both, recipients,
};

on_both!(
    a_stalled_sweep_is_found_and_its_work_done,
    an_offer_past_its_time_is_found_and_ended,
    an_open_request_that_nobody_would_hear_of_is_found_and_escalated,
    a_mail_that_nobody_tries_is_found_and_sent,
    administrators_hear_of_what_cannot_be_mended,
    mail_that_is_on_its_way_is_left_alone,
    administrators_are_mailed_once_an_hour_of_the_same_things,
    a_refused_mail_is_told_and_counted_and_turns_nothing_red,
    a_mail_tried_in_vain_for_an_hour_is_told_and_turns_nothing_red,
    a_refused_word_to_an_administrator_is_no_news_to_the_others,
    readyz_is_red_until_the_watchdog_finds_nothing,
    readyz_is_red_when_the_watchdog_has_stopped_looking,
    a_database_file_that_is_gone_is_told_to_the_administrators,
    the_ping_goes_out_only_while_all_is_well,
    a_ping_that_fails_disturbs_nothing,
);

async fn a_stalled_sweep_is_found_and_its_work_done(app: App) {
    let before = times_found(&app, "request_past_due").await;
    let requests = [waiting_request(&app).await, waiting_request(&app).await];
    assert_eq!(findings(&app).await, NONE);
    // Two ticks and a minute are what it may take.
    app.pass(TimeDelta::seconds(62));
    assert_eq!(findings(&app).await, NONE);
    app.pass(TimeDelta::seconds(1));
    assert_eq!(findings(&app).await, Findings { requests_past_due: 2, ..NONE });
    // The watchdog has done what the sweep did not.
    let open = app.coordinator("nador").get("/escalations?open=true").await.is(200);
    assert_eq!(items(&open).len(), requests.len());
    assert!(items(&open).iter().all(|one| one["sent"][0]["late"] == true), "{open}");
    assert_eq!(findings(&app).await, NONE);
    assert!(times_found(&app, "request_past_due").await >= before + 2);
    let (told, alerts) = warnings_and_others(&app).await;
    assert_eq!(recipients(&alerts), [CITY, CITY]);
    assert_eq!(recipients(&told), [ADMIN]);
    assert!(
        told[0].words().contains("Demandes dont l’alerte est en retard : 2"),
        "{}",
        told[0].words()
    );
    assert!(told[0].words().contains(&format!("{PUBLIC_URL}/admin")), "{}", told[0].words());
}

async fn an_offer_past_its_time_is_found_and_ended(app: App) {
    let before = times_found(&app, "offer_past_due").await;
    let request = app.outreach("nador").asks(&ask("nador", [girl(14)])).await;
    app.tick().await;
    app.pass(TimeDelta::minutes(20) + TimeDelta::seconds(62));
    assert_eq!(findings(&app).await, NONE);
    app.pass(TimeDelta::seconds(1));
    assert_eq!(findings(&app).await, Findings { offers_past_due: 1, ..NONE });
    assert_eq!(app.shelter("nador").offer(&request["offer"]).await["state"], "expired");
    assert_eq!(app.outreach("nador").request(&request).await["state"], "waiting");
    assert_eq!(findings(&app).await, NONE);
    assert!(times_found(&app, "offer_past_due").await > before);
}

async fn an_open_request_that_nobody_would_hear_of_is_found_and_escalated(app: App) {
    let before = times_found(&app, "request_without_due").await;
    let request = waiting_request(&app).await;
    if app.database.backend() == Backend::Postgres {
        let lift = "ALTER TABLE placement_request DROP CONSTRAINT placement_request_due";
        app.database.behind_its_back(lift).await;
    }
    app.database.behind_its_back("UPDATE placement_request SET next_due_at = NULL").await;
    app.advance(20).await;
    assert_eq!(app.new_mails().len(), 0, "the sweep can't know of it");
    assert_eq!(findings(&app).await, Findings { requests_without_due: 1, ..NONE });
    assert_eq!(findings(&app).await, NONE);
    assert!(times_found(&app, "request_without_due").await > before);
    let (told, alerts) = warnings_and_others(&app).await;
    assert_eq!(recipients(&alerts), [CITY]);
    assert_eq!(recipients(&told), [ADMIN]);
    assert!(!app.outreach("nador").request(&request).await["next_escalation_at"].is_null());
}

async fn a_mail_that_nobody_tries_is_found_and_sent(app: App) {
    unsent_alert(&app).await;
    app.pass(TimeDelta::minutes(5));
    assert_eq!(findings(&app).await, NONE);
    app.pass(TimeDelta::seconds(1));
    assert_eq!(findings(&app).await, Findings { mails_stuck: 1, ..NONE });
    // Nothing is to be mended: it can be sent as soon as somebody does.
    assert_eq!(findings(&app).await, Findings { mails_stuck: 1, ..NONE });
    let (told, alerts) = warnings_and_others(&app).await;
    assert_eq!(recipients(&alerts), [CITY]);
    assert!(told[0].words().contains("E-mails qui n’avancent pas : 1"), "{}", told[0].words());
    let listed = app.admin().get("/mails?state=sent").await.is(200);
    assert!(items(&listed).iter().any(|mail| mail["kind"] == "escalation"), "{listed}");
}

async fn administrators_hear_of_what_cannot_be_mended(app: App) {
    waiting_request(&app).await;
    let policy = |text: &str| format!("UPDATE placement_request SET policy = '{text}'");
    app.database.behind_its_back(&policy("what no bug of ours would write")).await;
    app.pass(TimeDelta::minutes(2));
    assert!(watchdog::check(&app.cx).await.is_err());
    app.deliver().await;
    let told = app.new_mails();
    assert_eq!(recipients(&told), [ADMIN]);
    assert!(told[0].words().contains("Demandes dont l’alerte est en retard : 1"));
    let mended = serde_json::to_string(app.cx.settings.policy(Urgency::Emergency)).unwrap();
    app.database.behind_its_back(&policy(&mended)).await;
    assert_eq!(findings(&app).await.requests_past_due, 1);
}

async fn mail_that_is_on_its_way_is_left_alone(app: App) {
    unsent_alert(&app).await;
    // The longest pause there is.
    set_mails(&app, "next_attempt_at", app.now() + TimeDelta::minutes(10)).await;
    assert_eq!(findings(&app).await, NONE);
    // Long due, and somebody is at it.
    app.pass(TimeDelta::minutes(20));
    set_mails(&app, "lease_until", app.now() + TimeDelta::seconds(90)).await;
    assert_eq!(findings(&app).await, NONE);
    // For an account that was shut there is nothing to deliver.
    let city = app.coordinator("nador").get("/me").await.is(200);
    let shut = json!({ "active": false });
    app.admin().patch(&format!("/users/{}", id(&city)), &shut).await.is(200);
    app.pass(TimeDelta::minutes(9));
    assert_eq!(findings(&app).await, NONE);
    let (told, alerts) = warnings_and_others(&app).await;
    assert_eq!((told.len(), alerts.len()), (0, 0));
}

/// The alert of a child without a bed is refused for good.
async fn alert_refused(app: &App) {
    unsent_alert(app).await;
    set_mails(app, "refused_at", app.now()).await;
    set_mails(app, "cancelled_at", app.now()).await;
}

async fn administrators_are_mailed_once_an_hour_of_the_same_things(app: App) {
    app.hire("second@mabit.example", json!({ "roles": ["admin"] })).await;
    let both = [ADMIN, "second@mabit.example"];
    alert_refused(&app).await;
    findings(&app).await;
    assert_eq!(recipients(&warnings_and_others(&app).await.0), both);
    for _ in 0..57 {
        app.pass(TimeDelta::minutes(1));
        jobs::sweep(&app.cx).await.unwrap();
        assert_eq!(findings(&app).await, Findings { mails_refused: 1, ..NONE });
        assert_eq!(recipients(&warnings_and_others(&app).await.0), [""; 0], "within the hour");
    }
    // Something else does not wait for the hour to end.
    waiting_request(&app).await;
    app.pass(TimeDelta::seconds(63));
    assert_eq!(findings(&app).await, Findings { mails_refused: 1, requests_past_due: 1, ..NONE });
    assert_eq!(recipients(&warnings_and_others(&app).await.0), both);
    app.pass(TimeDelta::seconds(117));
    findings(&app).await;
    assert_eq!(recipients(&warnings_and_others(&app).await.0), both, "an hour after the first");
}

async fn a_refused_mail_is_told_and_counted_and_turns_nothing_red(app: App) {
    let before = times_found(&app, "mail_refused").await;
    alert_refused(&app).await;
    let found = findings(&app).await;
    assert_eq!(found, Findings { mails_refused: 1, ..NONE });
    assert!(watchdog::is_clean(&found));
    assert!(times_found(&app, "mail_refused").await > before);
    let (told, _) = warnings_and_others(&app).await;
    assert_eq!(recipients(&told), [ADMIN]);
    assert!(told[0].words().contains("E-mails refusés définitivement : 1"), "{}", told[0].words());
    assert!(!told[0].words().contains(CITY) && !told[0].subject.contains(CITY));
    watch(&app, None).look().await;
    assert_eq!(readiness(&app).await, (200, true));
    // After a day it is old news.
    app.pass(TimeDelta::days(1));
    jobs::sweep(&app.cx).await.unwrap();
    assert_eq!(findings(&app).await.mails_refused, 0);
}

async fn a_mail_tried_in_vain_for_an_hour_is_told_and_turns_nothing_red(app: App) {
    let before = times_found(&app, "mail_failing").await;
    unsent_alert(&app).await;
    app.database.behind_its_back("UPDATE outbox SET attempts = 12").await;
    app.pass(TimeDelta::hours(1));
    set_mails(&app, "next_attempt_at", app.now() + TimeDelta::minutes(5)).await;
    jobs::sweep(&app.cx).await.unwrap();
    assert_eq!(findings(&app).await, NONE);
    app.pass(TimeDelta::seconds(1));
    let found = findings(&app).await;
    assert_eq!(found, Findings { mails_failing: 1, ..NONE });
    assert!(watchdog::is_clean(&found));
    assert!(times_found(&app, "mail_failing").await > before);
    let (told, _) = warnings_and_others(&app).await;
    let said = "E-mails en échec depuis plus d’une heure : 1";
    assert!(told[0].words().contains(said), "{}", told[0].words());
}

async fn a_refused_word_to_an_administrator_is_no_news_to_the_others(app: App) {
    app.hire("gone@mabit.example", json!({ "roles": ["admin"] })).await;
    alert_refused(&app).await;
    findings(&app).await;
    // The second administrator has left, and so has the mailbox.
    let now = app.database.moment(app.now());
    let refuse = format!(
        "UPDATE outbox SET refused_at = {now}, cancelled_at = {now} \
         WHERE address = 'gone@mabit.example'"
    );
    app.database.behind_its_back(&refuse).await;
    assert_eq!(recipients(&warnings_and_others(&app).await.0), [ADMIN]);
    assert_eq!(findings(&app).await, Findings { mails_refused: 1, ..NONE });
}

/// A watch over the service, which is swept now.
fn watch(app: &App, ping: Option<&str>) -> Watchdog {
    let ping = ping.map(|url| ("MABIT_WATCH__PING_URL".to_owned(), url.to_owned()));
    let config = Config::load_from(None, ping).unwrap();
    app.http.health.swept(app.now());
    Watchdog::new(app.cx.clone(), Arc::clone(&app.http.health), config.watch.ping_url.as_ref())
}

/// What `/readyz` answers, and what it says of the watchdog.
async fn readiness(app: &App) -> (u16, bool) {
    let response = app.client.get(format!("{}/readyz", app.base)).send().await.unwrap();
    let status = response.status().as_u16();
    let said: Value = response.json().await.unwrap();
    assert_eq!(said["ready"], status == 200, "{said}");
    assert_eq!(said["schedule"], true, "{said}");
    (status, said["watchdog"].as_bool().unwrap())
}

async fn readyz_is_red_until_the_watchdog_finds_nothing(app: App) {
    let watch = watch(&app, None);
    assert_eq!(readiness(&app).await, (200, true), "before its first look");
    watch.look().await;
    assert_eq!(readiness(&app).await, (200, true));
    waiting_request(&app).await;
    app.pass(TimeDelta::seconds(63));
    app.http.health.swept(app.now());
    watch.look().await;
    assert_eq!(readiness(&app).await, (503, false));
    app.pass(TimeDelta::seconds(60));
    app.http.health.swept(app.now());
    assert_eq!(readiness(&app).await, (503, false), "until it has looked again");
    watch.look().await;
    assert_eq!(readiness(&app).await, (200, true));
}

async fn a_database_file_that_is_gone_is_told_to_the_administrators(app: App) {
    if app.database.backend() == Backend::Postgres {
        return;
    }
    let (file, aside) = (app.database.file(), app.database.folder().join("aside.db"));
    let watch = watch(&app, None);
    std::fs::rename(&file, &aside).unwrap();
    assert_eq!(findings(&app).await, Findings { database_files: 1, ..NONE });
    let (told, others) = warnings_and_others(&app).await;
    assert_eq!((recipients(&told), others.len()), (vec![ADMIN], 0));
    assert!(told[0].words().contains("Fichier de la base de données"), "{}", told[0].words());
    watch.look().await;
    assert_eq!(readiness(&app).await, (503, false));
    std::fs::rename(&aside, &file).unwrap();
    watch.look().await;
    assert_eq!(readiness(&app).await, (200, true));
}

async fn readyz_is_red_when_the_watchdog_has_stopped_looking(app: App) {
    let watch = watch(&app, None);
    watch.look().await;
    app.pass(TimeDelta::minutes(3) - TimeDelta::seconds(1));
    app.http.health.swept(app.now());
    assert_eq!(readiness(&app).await, (200, true));
    app.pass(TimeDelta::seconds(1));
    app.http.health.swept(app.now());
    assert_eq!(readiness(&app).await, (503, false));
    watch.look().await;
    assert_eq!(readiness(&app).await, (200, true));
}

/// A watcher outside, which answers with a status and counts how often it was asked.
struct Watcher {
    url: String,
    asked: Arc<AtomicUsize>,
    server: tokio::task::JoinHandle<()>,
}

impl Watcher {
    async fn open(status: StatusCode) -> Self {
        let asked = Arc::new(AtomicUsize::new(0));
        let counter = Arc::clone(&asked);
        let answer = axum::routing::get(move || {
            counter.fetch_add(1, Ordering::SeqCst);
            async move { status }
        });
        let router = Router::new().route("/ping/secret", answer);
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let url = format!("http://{}/ping/secret", listener.local_addr().unwrap());
        let server = tokio::spawn(async move { axum::serve(listener, router).await.unwrap() });
        Self { url, asked, server }
    }

    fn asked(&self) -> usize {
        self.asked.load(Ordering::SeqCst)
    }
}

impl Drop for Watcher {
    fn drop(&mut self) {
        self.server.abort();
    }
}

async fn the_ping_goes_out_only_while_all_is_well(app: App) {
    let watcher = Watcher::open(StatusCode::OK).await;
    let watch = watch(&app, Some(&watcher.url));
    for heard in 1..=2 {
        watch.look().await;
        assert_eq!(watcher.asked(), heard, "all is well");
    }
    // The schedule has stalled.
    app.pass(TimeDelta::minutes(1));
    watch.look().await;
    assert_eq!(watcher.asked(), 2, "a stalled schedule");
    // A child was forgotten: not while it is, and again once it is not.
    waiting_request(&app).await;
    app.pass(TimeDelta::seconds(63));
    app.http.health.swept(app.now());
    watch.look().await;
    assert_eq!(watcher.asked(), 2, "a request past due");
    watch.look().await;
    assert_eq!(watcher.asked(), 3, "mended");
    // Mail does not go out for an hour; it is tried, so it is not the watchdog who says so.
    app.pass(TimeDelta::hours(1));
    jobs::sweep(&app.cx).await.unwrap();
    set_mails(&app, "next_attempt_at", app.now() + TimeDelta::minutes(1)).await;
    app.http.health.swept(app.now());
    watch.look().await;
    assert_eq!(watcher.asked(), 3, "no mail for an hour");
    let (_, alerts) = warnings_and_others(&app).await;
    assert_eq!(alerts.len(), 0);
    app.pass(TimeDelta::minutes(1));
    app.http.health.swept(app.now());
    let (_, alerts) = warnings_and_others(&app).await;
    assert!(recipients(&alerts).contains(&NATIONAL));
    watch.look().await;
    assert_eq!(watcher.asked(), 4, "mail goes out again");
    // One dead mailbox is nothing the service could mend.
    alert_refused(&app).await;
    watch.look().await;
    assert_eq!(watcher.asked(), 5, "a refused mail");
    app.cx.store.close().await;
    watch.look().await;
    assert_eq!(watcher.asked(), 5, "no database");
    assert!(!app.http.health.vital_signs().last_watchdog_check.unwrap().1);
}

async fn a_ping_that_fails_disturbs_nothing(app: App) {
    let watcher = Watcher::open(StatusCode::INTERNAL_SERVER_ERROR).await;
    let watch_it = watch(&app, Some(&watcher.url));
    watch_it.look().await;
    assert_eq!(watcher.asked(), 1);
    assert_eq!(readiness(&app).await, (200, true));
    // Nobody listens there any more.
    let nowhere = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let url = format!("http://{}/ping", nowhere.local_addr().unwrap());
    drop(nowhere);
    watch(&app, Some(&url)).look().await;
    assert_eq!(readiness(&app).await, (200, true));
}
