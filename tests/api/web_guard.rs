//! What protects every page: its headers. Whom it is for, and the token of its forms, is in
//! `matrix`.

use reqwest::Response;

use crate::app::{App, on_both};
use crate::browser::Browser;

on_both!(
    pages_for_nobody_have_the_headers_that_protect_them,
    nothing_at_an_address_is_said_to_people_and_to_programs,
);

/// It has the headers that every page must have.
pub fn is_protected(page: &Response, path: &str) {
    let header = |name: &str| page.headers().get(name).map(|value| value.to_str().unwrap());
    assert_eq!(header("x-content-type-options"), Some("nosniff"), "{path}");
    assert_eq!(header("referrer-policy"), Some("no-referrer"), "{path}");
    assert_eq!(header("x-frame-options"), Some("DENY"), "{path}");
    assert_eq!(header("cache-control"), Some("no-store"), "{path}");
    assert_eq!(header("strict-transport-security"), Some("max-age=31536000"), "{path}");
    if header("content-type").is_some_and(|kind| kind.starts_with("text/html")) {
        let policy = header("content-security-policy").unwrap();
        assert!(policy.starts_with("default-src 'none'"), "{path}: {policy}");
        for part in ["frame-ancestors 'none'", "base-uri 'none'", "form-action 'self'"] {
            assert!(policy.contains(part), "{path}: {policy}");
        }
        assert!(!policy.contains("unsafe") && !policy.contains('*'), "{path}: {policy}");
    }
}

async fn pages_for_nobody_have_the_headers_that_protect_them(app: App) {
    let nobody = Browser::new(&app);
    for path in ["/", "/sign-in", "/counts/x", "/set-password/x", "/first-admin/x", "/nowhere"] {
        let page = nobody.client.get(format!("{}{path}", app.base)).header("accept", "text/html");
        is_protected(&page.send().await.unwrap(), path);
    }
}

async fn nothing_at_an_address_is_said_to_people_and_to_programs(app: App) {
    let nobody = Browser::new(&app);
    let page = nobody.client.get(format!("{}/nowhere", app.base));
    let page = page.header("accept", "text/html,*/*").header("accept-language", "ar");
    let page = page.send().await.unwrap();
    assert_eq!(page.status(), 404);
    assert!(page.text().await.unwrap().contains("<html lang=\"ar\" dir=\"rtl\""));
    let problem = nobody.get("/nowhere").await;
    assert_eq!(problem.status(), 404);
    assert_eq!(problem.headers()["content-type"], "application/problem+json");
    let programs = nobody.client.get(format!("{}/api/v1/nowhere", app.base));
    let programs = programs.header("accept", "text/html,*/*").send().await.unwrap();
    assert_eq!(programs.headers()["content-type"], "application/problem+json");
}
