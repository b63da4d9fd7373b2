//! What protects every page: its headers. Whom it is for, and the token of its forms, is in
//! `matrix`.

use crate::support::browser::{Browser, is_protected};
use crate::support::{App, on_both};

on_both!(
    pages_for_nobody_have_the_headers_that_protect_them,
    nothing_at_an_address_is_said_to_people_and_to_programs,
);

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
