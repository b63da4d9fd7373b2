//! What a page can't read is answered by a page in the visitor's language, with the headers of
//! pages.

use reqwest::Response;

use crate::support::browser::{Browser, send, signed_in, token};
use crate::support::{App, on_both};

on_both!(
    what_is_no_form_is_answered_by_a_page,
    forms_of_nobody_are_small,
    an_address_that_is_none_is_answered_by_a_page,
);

async fn is_page(answer: Response, status: u16, words: &str) {
    let what = answer.url().to_string();
    assert_eq!(answer.status(), status, "{what}");
    let header = |name: &str| answer.headers().get(name).map(|value| value.to_str().unwrap());
    assert!(header("content-type").unwrap().starts_with("text/html"), "{what}");
    assert!(header("content-security-policy").unwrap().starts_with("default-src 'none'"), "{what}");
    let shown = answer.text().await.unwrap();
    assert!(shown.contains(words), "{what}: {shown}");
}

async fn what_is_no_form_is_answered_by_a_page(app: App) {
    let browser = signed_in(&app, "outreach@asticude.example").await;
    let csrf = token(&app, &browser).await;
    let post = |path: &str, kind: &'static str, body: String| {
        let call = browser.client.post(format!("{}{path}", app.base));
        browser.with_cookie(call).header("content-type", kind).body(body).send()
    };
    let json = format!("{{\"csrf\": \"{csrf}\"}}");
    let answer = post("/outreach", "application/json", json).await.unwrap();
    is_page(answer, 415, "Ceci n’a pas pu être lu").await;
    let large = format!("csrf={csrf}&city={}", "x".repeat(300_000));
    let answer = post("/outreach", "application/x-www-form-urlencoded", large).await.unwrap();
    is_page(answer, 413, "C’est trop en une fois").await;
    let many = format!("csrf={csrf}{}", "&a=b".repeat(2_000));
    let answer = post("/outreach", "application/x-www-form-urlencoded", many).await.unwrap();
    is_page(answer, 413, "C’est trop en une fois").await;
}

async fn forms_of_nobody_are_small(app: App) {
    let nobody = Browser::new(&app);
    let long = "x".repeat(17 * 1024);
    for path in ["/sign-in", "/set-password/x", "/first-admin/x"] {
        let large = nobody.post(path, &[("email", &*long), ("password", "x")]).await;
        is_page(large, 413, "<html lang=\"fr\"").await;
    }
    is_page(nobody.post("/set-password/x", &[]).await, 422, "Choisir votre mot de passe").await;
    let post = |body: String, kind: &'static str| {
        let call = nobody.client.post(format!("{}/counts/x", app.base));
        call.header("content-type", kind).header("accept-language", "ar").body(body).send()
    };
    let form = "application/x-www-form-urlencoded";
    let large = format!("a={}", "x".repeat(17 * 1024));
    is_page(post(large, form).await.unwrap(), 413, "<html lang=\"ar\"").await;
    // Two megabytes are read to their end, so that the answer arrives.
    let larger = "a=b&".repeat(500_000);
    is_page(post(larger, form).await.unwrap(), 413, "<html lang=\"ar\"").await;
    is_page(post("a=b".to_owned(), "text/plain").await.unwrap(), 415, "<html lang=\"ar\"").await;
    is_page(post("a=b".to_owned(), form).await.unwrap(), 404, "<html lang=\"ar\"").await;
}

async fn an_address_that_is_none_is_answered_by_a_page(app: App) {
    let nobody = Browser::new(&app);
    for path in ["/counts/%ff", "/set-password/%ff", "/first-admin/%ff"] {
        let call = nobody.client.get(format!("{}{path}", app.base)).header("accept-language", "en");
        is_page(call.send().await.unwrap(), 404, "<html lang=\"en\"").await;
    }
    let shelter = signed_in(&app, "shelter@asticude.example").await;
    let sent = send(&app, &shelter, "/shelter/pools/x/count", &[("free", "1")]).await;
    is_page(sent, 404, "<html lang=\"fr\"").await;
    let coordinator = signed_in(&app, "coordinator@asticude.example").await;
    is_page(coordinator.get("/coordinator/requests/%ff").await, 404, "<html lang=\"fr\"").await;
}
