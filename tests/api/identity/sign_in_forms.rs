//! What the forms of signing in take, from whom, and what they say when a browser or a person
//! sends something else.

use mabit::services::identity::sign_in::session;
use reqwest::Response;

use crate::support::browser::{Browser, PASSWORD, with_password};
use crate::support::{App, CITY, PUBLIC_URL, on_both};

on_both!(
    a_form_of_another_site_signs_nobody_in,
    what_is_no_address_is_named_and_goes_nowhere,
    a_form_is_small,
    signing_in_again_ends_the_session_of_the_same_browser,
    a_browser_that_keeps_no_cookie_is_told_why,
    a_busy_service_says_when_to_try_again,
);

/// Sends a form with headers of its own.
async fn send(app: &App, path: &str, form: String, headers: &[(&str, &str)]) -> Response {
    let browser = Browser::new(app);
    let call = browser.client.post(format!("{}{path}", app.base)).body(form);
    let call = call.header("content-type", "application/x-www-form-urlencoded");
    let call = headers.iter().fold(call, |call, (name, value)| call.header(*name, *value));
    call.send().await.unwrap()
}

fn form(fields: &[(&str, &str)]) -> String {
    url::form_urlencoded::Serializer::new(String::new()).extend_pairs(fields).finish()
}

fn right() -> String {
    form(&[("email", CITY), ("password", PASSWORD)])
}

async fn a_form_of_another_site_signs_nobody_in(app: App) {
    with_password(&app).await;
    let here = app.base.replace("http://", "https://");
    let takes: [&[(&str, &str)]; 6] = [
        &[],
        &[("origin", PUBLIC_URL)],
        &[("origin", PUBLIC_URL), ("sec-fetch-site", "same-origin")],
        &[("origin", &here)],
        &[("sec-fetch-site", "none")],
        &[("origin", "null"), ("sec-fetch-site", "same-origin")],
    ];
    for headers in takes {
        let answer = send(&app, "/sign-in", right(), headers).await;
        assert_eq!(answer.status(), 303, "{headers:?}");
    }
    let refuses: [&[(&str, &str)]; 6] = [
        &[("origin", "https://evil.example")],
        &[("origin", "https://evil.example"), ("sec-fetch-site", "same-origin")],
        &[("origin", "http://mabit.example")],
        &[("origin", "null")],
        &[("sec-fetch-site", "cross-site")],
        &[("sec-fetch-site", "same-site")],
    ];
    let paths = ["/sign-in", "/sign-in/code", "/language", "/set-password/x", "/first-admin/x"];
    for headers in refuses {
        for path in paths {
            let answer = send(&app, path, right(), headers).await;
            assert_eq!(answer.status(), 403, "{path} {headers:?}");
            assert!(answer.headers().get("set-cookie").is_none());
            let said = answer.text().await.unwrap();
            assert!(said.contains("<html lang=\"fr\"") && said.contains(PUBLIC_URL), "{said}");
        }
    }
    let json = [("origin", "https://evil.example"), ("accept", "application/json")];
    let problem: serde_json::Value =
        send(&app, "/sign-in", right(), &json).await.json().await.unwrap();
    assert_eq!(problem["code"], "csrf");
}

async fn what_is_no_address_is_named_and_goes_nowhere(app: App) {
    with_password(&app).await;
    let long = format!("{}@example.org", "x".repeat(300));
    for email in ["a\0b", "a\0@example.org", "", "  ", "a\u{1}@b.example", "a\u{7f}@b", &long] {
        for (lang, text) in [("en", "Enter a valid email address"), ("fr", "valable")] {
            let body = form(&[("email", email), ("password", "x"), ("lang", lang)]);
            let answer = send(&app, "/sign-in", body, &[]).await;
            assert_eq!(answer.status(), 422, "{email:?}");
            assert!(answer.text().await.unwrap().contains(text), "{email:?}");
        }
    }
    // A password is only hashed; a wrong one is a wrong one, whatever it holds.
    for password in ["\0", "x\0y", "a\r\nb", ""] {
        let body = form(&[("email", CITY), ("password", password)]);
        assert_eq!(send(&app, "/sign-in", body, &[]).await.status(), 401, "{password:?}");
    }
    // Blanks around an address are no part of it.
    let body = form(&[("email", &format!(" {}\r\n", CITY.to_uppercase())), ("password", PASSWORD)]);
    assert_eq!(send(&app, "/sign-in", body, &[]).await.status(), 303);
    // Nothing is half: the password comes first. A code with control characters is not even read.
    for (code, status) in [("\0", 422), ("12\u{0}456", 422), ("\u{202e}", 303), ("123456", 303)] {
        let body = form(&[("code", code)]);
        assert_eq!(send(&app, "/sign-in/code", body, &[]).await.status(), status, "{code:?}");
    }
}

async fn a_form_is_small(app: App) {
    with_password(&app).await;
    let just = format!("{}&rest={}", right(), "x".repeat(16 * 1024 - right().len() - 6));
    assert_eq!(just.len(), 16 * 1024);
    assert_eq!(send(&app, "/sign-in", just.clone(), &[]).await.status(), 303);
    for path in ["/sign-in", "/sign-in/code", "/language", "/set-password/x", "/first-admin/x"] {
        let answer = send(&app, path, format!("{just}x"), &[("accept-language", "ar")]).await;
        assert_eq!(answer.status(), 413, "{path}");
        assert!(answer.text().await.unwrap().contains("<html lang=\"ar\""), "{path}");
    }
}

async fn signing_in_again_ends_the_session_of_the_same_browser(app: App) {
    with_password(&app).await;
    let (mut browser, mut other) = (Browser::new(&app), Browser::new(&app));
    browser.sign_in(PASSWORD).await;
    other.sign_in(PASSWORD).await;
    let secret = |browser: &Browser<'_>| {
        browser.cookie.as_ref().unwrap().split_once('=').unwrap().1.to_owned()
    };
    let first = secret(&browser);
    assert_eq!(browser.sign_in("not the password").await, 401);
    assert!(browser.is_signed_in().await, "a wrong password ends nothing");
    browser.sign_in(PASSWORD).await;
    assert_ne!(secret(&browser), first);
    assert!(session(&app.cx, &first).await.unwrap().is_none());
    assert!(browser.is_signed_in().await && other.is_signed_in().await);
}

async fn a_browser_that_keeps_no_cookie_is_told_why(app: App) {
    with_password(&app).await;
    let fields = |lang| {
        form(&[
            ("email", CITY),
            ("password", PASSWORD),
            ("lang", lang),
            ("next", "/coordinator/board"),
        ])
    };
    // At a secure address, and on this machine, nothing is asked.
    let led = send(&app, "/sign-in", fields("fr"), &[("origin", PUBLIC_URL)]).await;
    assert_eq!(led.headers()["location"], "/coordinator/board");
    let plain = "http://192.0.2.7:8080";
    let app =
        app.restart_with(chrono::TimeDelta::zero(), &[("MABIT_HTTP__PUBLIC_URL", plain)]).await;
    for (lang, text) in [
        ("fr", "n’est pas une adresse sécurisée"),
        ("ar", "ليس عنوانًا آمنًا"),
        ("en", "is not a secure address"),
    ] {
        let led = send(&app, "/sign-in", fields(lang), &[("origin", plain)]).await;
        let path = led.headers()["location"].to_str().unwrap().to_owned();
        let mut browser = Browser::new(&app);
        let told = browser.get(&path).await.text().await.unwrap();
        assert!(told.contains(text) && told.contains("role=\"alert\""), "{told}");
        assert!(told.contains(&format!("<html lang=\"{lang}\"")));
        assert!(told.contains("value=\"/coordinator/board\""), "the way on is kept");
        // One that has kept it is led on.
        browser.keep(&led);
        assert_eq!(browser.get(&path).await.headers()["location"], "/coordinator/board");
    }
    // Reached by the address of this machine all is well.
    let local = app.base.clone();
    let led = send(&app, "/sign-in", fields("fr"), &[("origin", &local)]).await;
    assert_eq!(led.headers()["location"], "/coordinator/board");
    // The other way round: the settings name this machine, and people come from elsewhere.
    let local = [("MABIT_HTTP__PUBLIC_URL", "http://localhost:8080")];
    let app = app.restart_with(chrono::TimeDelta::zero(), &local).await;
    let headers = [("origin", "http://mabit.lan"), ("host", "mabit.lan")];
    let led = send(&app, "/sign-in", fields("en"), &headers).await;
    let path = led.headers()["location"].to_str().unwrap().to_owned();
    let told = Browser::new(&app).get(&path).await.text().await.unwrap();
    assert!(told.contains("has not kept the sign-in. Open Mabit at"), "{told}");
    app.stop().await;
}

async fn a_busy_service_says_when_to_try_again(app: App) {
    // More at once than may hash and wait, each from a network of its own.
    let trusted = [("MABIT_HTTP__TRUSTED_PROXIES", "127.0.0.0/8")];
    let app = app.restart_with(chrono::TimeDelta::zero(), &trusted).await;
    let tries = (0..200).map(|n| {
        let app = &app;
        async move {
            let from = format!("2001:db8:{n:x}::1");
            let email = format!("nobody{n}@example.org");
            let body = form(&[("email", &email), ("password", "not the password"), ("lang", "en")]);
            send(app, "/sign-in", body, &[("x-forwarded-for", &from)]).await
        }
    });
    let (mut looked_at, mut busy) = (0, 0);
    for answer in futures::future::join_all(tries).await {
        match answer.status().as_u16() {
            401 => looked_at += 1,
            503 => {
                busy += 1;
                assert_eq!(answer.headers()["retry-after"], "2");
                let said = answer.text().await.unwrap();
                assert!(said.contains("Too many people are signing in"), "{said}");
            }
            other => panic!("{other}"),
        }
    }
    assert!(looked_at >= 64 && busy > 0, "{looked_at} looked at, {busy} too many");
    app.stop().await;
}
