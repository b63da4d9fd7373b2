//! Signing in to the pages, and what a session's cookie opens.

use chrono::TimeDelta;
use mabit::services::identity::sign_in::Origin;
use mabit::services::identity::sign_in::sign_in;
use serde_json::json;

use crate::support::browser::{Browser, PASSWORD, token, with_password};
use crate::support::{App, CITY, on_both};

on_both!(
    a_person_signs_in_and_is_led_to_their_page,
    a_wrong_password_and_an_unknown_address_are_answered_alike,
    whoever_guesses_must_wait_and_locks_nobody_else_out,
    a_session_ends_when_idle_and_when_old,
    signing_out_everywhere_ends_every_session,
    a_new_password_and_a_shut_account_end_sessions,
    a_script_needs_the_token_to_change_anything,
    the_form_speaks_three_languages,
);

async fn a_person_signs_in_and_is_led_to_their_page(app: App) {
    with_password(&app).await;
    let mut browser = Browser::new(&app);
    let led = browser.get("/coordinator/requests/7342M9XD").await;
    assert!(led.status() == 404 || led.status() == 303, "{}", led.status());
    let led = browser.get("/").await;
    assert_eq!(led.status(), 303);
    assert_eq!(led.headers()["location"], "/sign-in?next=%2F");
    let form = browser.get("/sign-in?next=%2F").await.text().await.unwrap();
    assert!(form.contains("name=\"email\"") && form.contains("name=\"password\""));
    assert_eq!(browser.sign_in(PASSWORD).await, 303);
    assert!(browser.is_signed_in().await);
    assert_eq!(browser.get("/").await.headers()["location"], "/coordinator");
    let next = [("email", CITY), ("password", PASSWORD), ("next", "//evil.example")];
    assert_eq!(browser.post("/sign-in", &next).await.headers()["location"], "/");
}

async fn a_wrong_password_and_an_unknown_address_are_answered_alike(app: App) {
    with_password(&app).await;
    let browser = Browser::new(&app);
    let mut answers = Vec::new();
    for (email, password) in [(CITY, "not the password"), ("nobody@example.org", PASSWORD)] {
        let answer = browser.post("/sign-in", &[("email", email), ("password", password)]).await;
        assert_eq!(answer.status(), 401);
        assert!(answer.headers().get("set-cookie").is_none());
        answers.push(answer.text().await.unwrap().replace(email, "CITY"));
    }
    assert_eq!(answers[0], answers[1]);
}

async fn whoever_guesses_must_wait_and_locks_nobody_else_out(app: App) {
    with_password(&app).await;
    let mut browser = Browser::new(&app);
    for _ in 0..8 {
        assert_eq!(browser.sign_in("not the password").await, 401);
    }
    assert_eq!(browser.sign_in(PASSWORD).await, 429);
    // From elsewhere the same account signs in meanwhile.
    let from = Origin { address: "192.0.2.7".to_owned(), ..Origin::default() };
    let elsewhere = sign_in(&app.cx, CITY, PASSWORD.into(), &from);
    assert!(elsewhere.await.is_ok());
    app.pass(TimeDelta::minutes(15));
    assert_eq!(browser.sign_in(PASSWORD).await, 303);
}

async fn a_session_ends_when_idle_and_when_old(app: App) {
    with_password(&app).await;
    let mut browser = Browser::new(&app);
    browser.sign_in(PASSWORD).await;
    for _ in 0..3 {
        app.pass(TimeDelta::days(29));
        assert!(browser.is_signed_in().await);
    }
    app.pass(TimeDelta::days(4));
    assert!(!browser.is_signed_in().await, "older than 90 days");
    browser.sign_in(PASSWORD).await;
    app.pass(TimeDelta::days(30));
    assert!(!browser.is_signed_in().await, "idle for 30 days");
}

async fn signing_out_everywhere_ends_every_session(app: App) {
    with_password(&app).await;
    let (mut phone, mut desk) = (Browser::new(&app), Browser::new(&app));
    phone.sign_in(PASSWORD).await;
    desk.sign_in(PASSWORD).await;
    assert_eq!(desk.post("/sign-out", &[("csrf", "wrong")]).await.status(), 403);
    assert_eq!(desk.post("/sign-out", &[("csrf", &token(&app, &phone).await)]).await.status(), 403);
    assert!(desk.is_signed_in().await);
    let left = desk.post("/sign-out", &[("csrf", &token(&app, &desk).await)]).await;
    assert_eq!(left.status(), 303);
    assert!(left.headers()["set-cookie"].to_str().unwrap().contains("Max-Age=0"));
    assert!(!desk.is_signed_in().await && phone.is_signed_in().await);
    desk.sign_in(PASSWORD).await;
    let form = [("csrf", &*token(&app, &desk).await), ("everywhere", "1")];
    assert_eq!(desk.post("/sign-out", &form).await.status(), 303);
    assert!(!desk.is_signed_in().await && !phone.is_signed_in().await);
}

async fn a_new_password_and_a_shut_account_end_sessions(app: App) {
    with_password(&app).await;
    let mut browser = Browser::new(&app);
    browser.sign_in(PASSWORD).await;
    with_password(&app).await;
    assert!(!browser.is_signed_in().await);
    browser.sign_in(PASSWORD).await;
    app.change_account(CITY, &json!({ "active": false })).await;
    assert!(!browser.is_signed_in().await);
    assert_eq!(browser.sign_in(PASSWORD).await, 401);
}

async fn a_script_needs_the_token_to_change_anything(app: App) {
    with_password(&app).await;
    let mut browser = Browser::new(&app);
    browser.sign_in(PASSWORD).await;
    let url = format!("{}/api/v1/me", app.base);
    let patch = |token: Option<String>| {
        let request = browser.client.patch(&url).json(&json!({ "locale": "en" }));
        let request = browser.with_cookie(request);
        match token {
            Some(token) => request.header("x-csrf-token", token),
            None => request,
        }
    };
    for token in [None, Some("wrong".to_owned()), Some(String::new())] {
        let answer = patch(token).send().await.unwrap();
        assert_eq!(answer.status(), 403);
        let problem: serde_json::Value = answer.json().await.unwrap();
        assert_eq!(problem["code"], "csrf");
    }
    let answer = patch(Some(token(&app, &browser).await)).send().await.unwrap();
    assert_eq!(answer.status(), 200);
    // Without a cookie, and with one that is none.
    browser.cookie = None;
    assert!(!browser.is_signed_in().await);
    for cookie in ["__Host-mabit=", "__Host-mabit=x", "mabit=1; __Host-mabit"] {
        browser.cookie = Some(cookie.to_owned());
        assert!(!browser.is_signed_in().await, "{cookie}");
    }
    browser.cookie = Some(format!("__Host-mabit={}", "x".repeat(5_000)));
    assert!(!browser.is_signed_in().await);
}

async fn the_form_speaks_three_languages(app: App) {
    let browser = Browser::new(&app);
    for (lang, dir, title) in
        [("fr", "ltr", "Se connecter"), ("ar", "rtl", "تسجيل الدخول"), ("en", "ltr", "Sign in")]
    {
        let page = browser.get(&format!("/sign-in?lang={lang}")).await;
        assert!(page.headers().get("content-security-policy").is_some());
        let page = page.text().await.unwrap();
        assert!(page.contains(&format!("<html lang=\"{lang}\" dir=\"{dir}\"")), "{page}");
        assert!(page.contains(title));
    }
    let page = browser.get("/sign-in?next=%22%3E%3Cscript%3E").await.text().await.unwrap();
    assert!(!page.contains("<script>"));
}
