//! How often one may try to sign in, from where, and whom it must not lock out.

use chrono::{DateTime, TimeDelta, Utc};
use futures::future::join_all;
use mabit::services::identity::sign_in::CookieSecrets;
use mabit::services::identity::sign_in::Origin;
use mabit::services::identity::sign_in::Refusal;
use mabit::services::identity::sign_in::Signed;
use mabit::services::identity::sign_in::sign_in;
use mabit::store::operations::audit_log;
use reqwest::Response;

use crate::support::browser::{Browser, PASSWORD, page, signed_in, with_password};
use crate::support::{ADMIN, App, CITY, on_both};

on_both!(
    guesses_sent_together_are_counted_before_they_are_looked_at,
    a_refusal_says_when_to_try_again_and_then_it_works,
    an_ipv6_subscriber_is_one_network,
    a_network_is_limited_over_all_accounts_but_not_for_known_devices,
    an_account_is_limited_from_everywhere_but_not_for_known_devices,
    a_known_device_is_limited_by_itself,
    a_device_is_known_until_the_password_changes,
    devices_are_forgotten_beyond_twenty_and_after_a_year,
    a_right_password_takes_back_what_was_mistyped,
    a_limit_is_written_down_once,
    behind_a_trusted_proxy_visitors_are_told_apart,
    a_try_noted_by_a_clock_that_was_ahead_holds_nobody_up_for_long,
);

fn from(address: &str) -> Origin {
    Origin { address: address.to_owned(), ..Origin::default() }
}

/// A try from somewhere with a wrong password, which is looked at.
async fn guess(app: &App, email: &str, from: &Origin) {
    let refused = sign_in(&app.cx, email, "not the password".to_owned(), from).await;
    assert!(matches!(refused, Err(Refusal::Wrong)), "{from:?}: {refused:?}");
}

/// A try with the right password that must wait; gives until when.
async fn must_wait(app: &App, email: &str, from: &Origin) -> DateTime<Utc> {
    let refused = sign_in(&app.cx, email, PASSWORD.to_owned(), from).await;
    let Err(Refusal::TooMany(until)) = refused else { panic!("{from:?}: {refused:?}") };
    until
}

/// Signs in from somewhere.
async fn is_in(app: &App, email: &str, from: &Origin) -> CookieSecrets {
    match sign_in(&app.cx, email, PASSWORD.to_owned(), from).await {
        Ok(Signed::In(secrets)) => secrets,
        other => panic!("{from:?}: {other:?}"),
    }
}

/// The same browser elsewhere.
fn known(secrets: &CookieSecrets, address: &str) -> Origin {
    Origin { known: Some(secrets.device.clone()), ..from(address) }
}

async fn guesses_sent_together_are_counted_before_they_are_looked_at(app: App) {
    with_password(&app).await;
    let browser = Browser::new(&app);
    let tries = (0..60).map(|n| {
        let password = if n == 40 { PASSWORD } else { "not the password" };
        let browser = &browser;
        async move { browser.post("/sign-in", &[("email", CITY), ("password", password)]).await }
    });
    let answers = join_all(tries).await;
    let count = |status: u16| answers.iter().filter(|one| one.status() == status).count();
    let looked_at = count(401) + count(303);
    assert!((1..=8).contains(&looked_at), "{looked_at} looked at");
    assert_eq!(looked_at + count(429) + count(503), 60);
    for answer in answers.iter().filter(|one| one.status() != 401 && one.status() != 303) {
        assert!(answer.headers().contains_key("retry-after"), "{answer:?}");
    }
}

async fn a_refusal_says_when_to_try_again_and_then_it_works(app: App) {
    with_password(&app).await;
    let mut browser = Browser::new(&app);
    for _ in 0..8 {
        assert_eq!(browser.sign_in("not the password").await, 401);
        app.pass(TimeDelta::seconds(10));
    }
    let seconds = |answer: &Response| -> i64 {
        answer.headers()["retry-after"].to_str().unwrap().parse().unwrap()
    };
    for (lang, text) in
        [("fr", "Réessayez dans 14 minutes"), ("ar", "14 دقيقة"), ("en", "Try again in 14 minutes")]
    {
        let fields = [("email", CITY), ("password", PASSWORD), ("lang", lang)];
        let told = browser.post("/sign-in", &fields).await;
        assert_eq!(told.status(), 429);
        assert_eq!(seconds(&told), 15 * 60 - 80);
        let told = told.text().await.unwrap().replace(['\u{2068}', '\u{2069}'], "");
        assert!(told.contains(text), "{told}");
    }
    // A program is told the same as a problem.
    let call = browser.client.post(format!("{}/sign-in", app.base));
    let call = call.header("content-type", "application/x-www-form-urlencoded");
    let call = call.body(format!("email={CITY}&password=x")).header("accept", "application/json");
    let problem = call.send().await.unwrap();
    assert_eq!(problem.headers()["content-type"], "application/problem+json");
    assert_eq!(seconds(&problem), 15 * 60 - 80);
    let problem: serde_json::Value = problem.json().await.unwrap();
    assert_eq!(problem["code"], "too_many_tries");
    app.pass(TimeDelta::seconds(15 * 60 - 81));
    assert_eq!(browser.sign_in(PASSWORD).await, 429);
    app.pass(TimeDelta::seconds(1));
    assert_eq!(browser.sign_in(PASSWORD).await, 303);
}

async fn an_ipv6_subscriber_is_one_network(app: App) {
    with_password(&app).await;
    for n in 0..8 {
        guess(&app, CITY, &from(&format!("2001:db8:0:1:{n:x}::{n}"))).await;
    }
    must_wait(&app, CITY, &from("2001:db8:0:1:ffff::")).await;
    guess(&app, CITY, &from("2001:db8:0:2::1")).await;
    // Over all accounts a /48 is one network.
    for n in 9..60 {
        guess(&app, &format!("nobody{n}@example.org"), &from(&format!("2001:db8:0:{n:x}::1")))
            .await;
    }
    must_wait(&app, CITY, &from("2001:db8:0:f00::1")).await;
    is_in(&app, CITY, &from("2001:db8:1:f00::1")).await;
}

async fn a_network_is_limited_over_all_accounts_but_not_for_known_devices(app: App) {
    with_password(&app).await;
    let secrets = is_in(&app, CITY, &from("192.0.2.1")).await;
    for n in 0..60 {
        guess(&app, &format!("nobody{n}@example.org"), &from("192.0.2.1")).await;
    }
    must_wait(&app, CITY, &from("192.0.2.1")).await;
    let stranger = Origin { known: Some("x".repeat(43)), ..from("192.0.2.1") };
    must_wait(&app, CITY, &stranger).await;
    is_in(&app, CITY, &known(&secrets, "192.0.2.1")).await;
}

async fn an_account_is_limited_from_everywhere_but_not_for_known_devices(app: App) {
    with_password(&app).await;
    let secrets = is_in(&app, CITY, &from("198.51.100.1")).await;
    for n in 0..100 {
        guess(&app, CITY, &from(&format!("192.0.2.{n}"))).await;
    }
    let until = must_wait(&app, CITY, &from("198.51.100.2")).await;
    is_in(&app, CITY, &known(&secrets, "198.51.100.2")).await;
    // Another account's device is no device of this one.
    let other = signed_in(&app, ADMIN).await;
    let device = other.device.as_ref().unwrap().split_once('=').unwrap().1.to_owned();
    let other = Origin { known: Some(device), ..from("198.51.100.2") };
    must_wait(&app, CITY, &other).await;
    app.pass(until - app.now());
    is_in(&app, CITY, &from("198.51.100.2")).await;
}

async fn a_known_device_is_limited_by_itself(app: App) {
    with_password(&app).await;
    let secrets = is_in(&app, CITY, &from("192.0.2.1")).await;
    for n in 0..8 {
        guess(&app, CITY, &known(&secrets, &format!("192.0.2.{n}"))).await;
    }
    must_wait(&app, CITY, &known(&secrets, "198.51.100.1")).await;
    // It holds up nobody else.
    is_in(&app, CITY, &from("192.0.2.1")).await;
}

async fn a_device_is_known_until_the_password_changes(app: App) {
    with_password(&app).await;
    let secrets = is_in(&app, CITY, &from("192.0.2.1")).await;
    let again = is_in(&app, CITY, &known(&secrets, "192.0.2.2")).await;
    assert_eq!(again.device, secrets.device, "the cookie stays the same");
    with_password(&app).await;
    for _ in 0..8 {
        guess(&app, CITY, &from("192.0.2.1")).await;
    }
    must_wait(&app, CITY, &known(&secrets, "192.0.2.1")).await;
    let anew = is_in(&app, CITY, &known(&secrets, "192.0.2.2")).await;
    assert_ne!(anew.device, secrets.device);
}

async fn devices_are_forgotten_beyond_twenty_and_after_a_year(app: App) {
    with_password(&app).await;
    let first = is_in(&app, CITY, &from("192.0.2.1")).await;
    app.pass(TimeDelta::seconds(1));
    let second = is_in(&app, CITY, &from("192.0.2.1")).await;
    for _ in 0..19 {
        app.pass(TimeDelta::seconds(1));
        is_in(&app, CITY, &from("192.0.2.1")).await;
    }
    for _ in 0..8 {
        guess(&app, CITY, &from("192.0.2.1")).await;
    }
    must_wait(&app, CITY, &known(&first, "192.0.2.1")).await;
    is_in(&app, CITY, &known(&second, "192.0.2.1")).await;
    app.pass(TimeDelta::days(365));
    for _ in 0..8 {
        guess(&app, CITY, &from("192.0.2.1")).await;
    }
    must_wait(&app, CITY, &known(&second, "192.0.2.1")).await;
}

async fn a_right_password_takes_back_what_was_mistyped(app: App) {
    with_password(&app).await;
    for _ in 0..12 {
        for _ in 0..7 {
            guess(&app, CITY, &from("192.0.2.1")).await;
        }
        is_in(&app, CITY, &from("192.0.2.1")).await;
    }
    // What others guessed meanwhile goes on counting.
    for _ in 0..8 {
        guess(&app, CITY, &from("192.0.2.2")).await;
    }
    is_in(&app, CITY, &from("192.0.2.1")).await;
    must_wait(&app, CITY, &from("192.0.2.2")).await;
}

async fn a_limit_is_written_down_once(app: App) {
    with_password(&app).await;
    let audited = async || {
        let mut tx = app.cx.store.begin_read().await.unwrap();
        let filter = mabit::services::operations::audit_log::AuditFilter::default();
        let newest = (i64::MAX, i64::MAX);
        let rows = audit_log::newest_before(&mut tx, &filter, newest, 200).await.unwrap();
        rows.into_iter().filter(|row| row.action == "account.sign_in_limited").collect::<Vec<_>>()
    };
    for _ in 0..7 {
        guess(&app, CITY, &from("192.0.2.1")).await;
        guess(&app, "nobody@example.org", &from("192.0.2.1")).await;
    }
    assert!(audited().await.is_empty());
    guess(&app, CITY, &from("192.0.2.1")).await;
    for _ in 0..20 {
        must_wait(&app, CITY, &from("192.0.2.1")).await;
    }
    // An address that nobody has is not written down, a network that tries many is.
    guess(&app, "nobody@example.org", &from("192.0.2.1")).await;
    assert_eq!(audited().await.len(), 1);
    for n in 16..60 {
        guess(&app, &format!("nobody{n}@example.org"), &from("192.0.2.1")).await;
    }
    let rows = audited().await;
    assert_eq!(rows.len(), 2);
    for row in &rows {
        assert!(!row.detail.contains("192.0.2.1"), "{row:?}");
    }
    let admin = signed_in(&app, ADMIN).await;
    assert!(page(&admin, "/admin/audit").await.contains("Trop d’essais de connexion"));
}

async fn behind_a_trusted_proxy_visitors_are_told_apart(app: App) {
    with_password(&app).await;
    let tries = async |app: &App, visitor: &str| {
        let call = app.client.post(format!("{}/sign-in", app.base));
        let call = call.header("content-type", "application/x-www-form-urlencoded");
        let call = call.header("x-forwarded-for", visitor);
        let body = format!("email={CITY}&password=not+the+password");
        call.body(body).send().await.unwrap().status().as_u16()
    };
    for n in 0..8 {
        assert_eq!(tries(&app, &format!("192.0.2.{n}")).await, 401);
    }
    assert_eq!(tries(&app, "192.0.2.9").await, 429, "one peer, whatever it claims");
    let trusted = [("MABIT_HTTP__TRUSTED_PROXIES", "127.0.0.0/8")];
    let app = app.restart_with(TimeDelta::zero(), &trusted).await;
    for _ in 0..8 {
        assert_eq!(tries(&app, "192.0.2.9").await, 401);
    }
    assert_eq!(tries(&app, "192.0.2.9").await, 429);
    assert_eq!(tries(&app, "192.0.2.10").await, 401);
    app.stop().await;
}

async fn a_try_noted_by_a_clock_that_was_ahead_holds_nobody_up_for_long(app: App) {
    with_password(&app).await;
    app.pass(TimeDelta::days(30));
    for _ in 0..8 {
        guess(&app, CITY, &from("192.0.2.1")).await;
    }
    app.pass(-TimeDelta::days(30));
    is_in(&app, CITY, &from("192.0.2.1")).await;
}
