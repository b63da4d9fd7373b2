//! What protects every page: its headers, the token of its forms, the role it is for.

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;

use reqwest::Response;
use serde_json::json;

use crate::answer::{id, text};
use crate::app::{App, on_both};
use crate::browser::{Browser, send, signed_in};
use crate::world::{ADMIN, ask, girl};

on_both!(
    every_page_has_the_headers_that_protect_it,
    every_page_is_for_its_roles_alone,
    every_form_needs_its_token_and_its_role,
    nothing_at_an_address_is_said_to_people_and_to_programs,
);

/// Pages that are for nobody in particular.
const OPEN: [&str; 8] = [
    "/",
    "/sign-in",
    "/sign-in/code",
    "/assets/{file}",
    "/sw.js",
    "/counts/{token}",
    "/set-password/{secret}",
    "/first-admin/{secret}",
];

/// Pages for everybody who is signed in.
const FOR_ALL: [&str; 1] = ["/account"];

/// Forms for everybody who is signed in.
const FORMS_FOR_ALL: [&str; 5] =
    ["/account/settings", "/account/password", "/account/code/{what}", "/language", "/sign-out"];

/// Pages to look at, and the role each begins its address with.
const PAGES: [&str; 26] = [
    "/outreach",
    "/outreach/requests",
    "/outreach/requests/{reference}",
    "/shelter",
    "/coordinator",
    "/coordinator/requests/{reference}",
    "/coordinator/board",
    "/coordinator/map",
    "/coordinator/duty",
    "/coordinator/gap",
    "/coordinator/gap.csv",
    "/admin",
    "/admin/partners",
    "/admin/accounts",
    "/admin/accounts/new",
    "/admin/accounts/{id}",
    "/admin/shelters",
    "/admin/shelters/new",
    "/admin/shelters/{id}",
    "/admin/policies",
    "/admin/policies/{urgency}",
    "/admin/tokens",
    "/admin/import",
    "/admin/audit",
    "/admin/mails",
    "/admin/erase",
];

/// Forms, and the page they stand on.
const FORMS: [&str; 21] = [
    "/outreach",
    "/outreach/requests/{reference}/{what}",
    "/shelter/pools/{id}/{what}",
    "/shelter/offers/{id}/{what}",
    "/coordinator/requests/{reference}/{what}",
    "/coordinator/duty/shifts",
    "/coordinator/duty/changes",
    "/coordinator/duty/{what}/{id}/remove",
    "/admin/partners",
    "/admin/accounts",
    "/admin/accounts/{id}",
    "/admin/accounts/{id}/{what}",
    "/admin/shelters",
    "/admin/shelters/{id}",
    "/admin/shelters/{id}/pools",
    "/admin/shelters/{id}/pools/{pool}",
    "/admin/policies/{urgency}",
    "/admin/tokens",
    "/admin/tokens/{id}/revoke",
    "/admin/import",
    "/admin/erase",
];

/// The addresses of the code that are looked at, or sent to.
fn routes(verb: &str) -> BTreeSet<String> {
    let mut found = BTreeSet::new();
    let mut folders = vec![Path::new(env!("CARGO_MANIFEST_DIR")).join("src/http/web")];
    while let Some(folder) = folders.pop() {
        for path in fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()) {
            if path.is_dir() {
                folders.push(path);
                continue;
            }
            if path.extension().is_none_or(|kind| kind != "rs") {
                continue;
            }
            let text = fs::read_to_string(&path).unwrap();
            let routes = text.split(".route(\"").skip(1).filter_map(|rest| rest.split_once("\", "));
            let of_verb = routes.filter(|(_, rest)| {
                rest.split(")\n").next().is_some_and(|route| route.contains(&format!("{verb}(")))
            });
            found.extend(of_verb.map(|(path, _)| path.to_owned()));
        }
    }
    found
}

#[test]
fn every_page_and_form_of_the_code_is_held_to_it() {
    let named = |lists: &[&[&str]]| -> BTreeSet<String> {
        lists.iter().flat_map(|list| list.iter()).map(|&path| path.to_owned()).collect()
    };
    assert_eq!(routes("get"), named(&[&OPEN, &PAGES, &FOR_ALL]));
    let open: Vec<&str> = OPEN[1..3].iter().chain(&OPEN[5..]).copied().collect();
    assert_eq!(routes("post"), named(&[&FORMS, &FORMS_FOR_ALL, &open]));
}

/// Fills in an address.
struct Facts(Vec<(&'static str, String)>);

impl Facts {
    async fn of(app: &App) -> Self {
        let request = app.outreach("nador").post("/requests", &ask("nador", [girl(14)])).await;
        let request = request.is(201);
        let shelter = app.shelter_in("nador").await;
        let accounts = app.admin().get("/users?limit=200").await.is(200);
        let is_team = |one: &&serde_json::Value| one["email"] == "outreach@asticude.example";
        let team = accounts["items"].as_array().unwrap().iter().find(is_team).unwrap().clone();
        Self(vec![
            ("/offers/{id}", format!("/offers/{}", id(&request["offer"]))),
            ("/shelter/pools/{id}", format!("/shelter/pools/{}", id(&shelter["pools"][0]))),
            ("/accounts/{id}", format!("/accounts/{}", id(&team))),
            ("/shelters/{id}", format!("/shelters/{}", id(&shelter))),
            ("{reference}", text(&request["reference"]).to_owned()),
            ("{pool}", id(&shelter["pools"][0]).to_owned()),
            ("{urgency}", "emergency".to_owned()),
            ("/duty/{what}", "/duty/shifts".to_owned()),
            ("/pools/{what}", "/count".to_owned()),
            ("{id}", id(&team).to_owned()),
        ])
    }

    fn fill(&self, path: &str) -> String {
        let verb = match path.split('/').nth(2) {
            Some("pools") => "count",
            Some("offers") => "accept",
            Some("accounts") => "open",
            _ if path.starts_with("/coordinator") => "acknowledge",
            _ => "withdraw",
        };
        let fill = |path: String, (name, value): &(&str, String)| path.replace(name, value);
        self.0.iter().fold(path.to_owned(), fill).replace("{what}", verb)
    }
}

/// Somebody of each role, and how the addresses of their pages begin.
const PEOPLE: [(&str, &str); 5] = [
    ("outreach@asticude.example", "/outreach"),
    ("shelter@asticude.example", "/shelter"),
    ("coordinator@asticude.example", "/coordinator"),
    (ADMIN, "/admin"),
    ("observer@mabit.example", "/coordinator/gap"),
];

/// Whether a page is for whose own pages begin like this. Administrators may plan duty and read
/// the report, too.
fn is_for(pages: &str, path: &str) -> bool {
    let also = ["/coordinator/duty", "/coordinator/gap"];
    path.starts_with(pages) || pages == "/admin" && also.iter().any(|other| path.starts_with(other))
}

async fn everybody(app: &App) -> Vec<(Browser<'_>, &'static str)> {
    app.hire("observer@mabit.example", json!({ "roles": ["observer"] })).await;
    let mut people = Vec::new();
    for (email, pages) in PEOPLE {
        people.push((signed_in(app, email).await, pages));
    }
    people
}

fn is_protected(page: &Response, path: &str) {
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

async fn every_page_has_the_headers_that_protect_it(app: App) {
    let facts = Facts::of(&app).await;
    let people = everybody(&app).await;
    for path in PAGES {
        let own = people.iter().find(|(_, pages)| path.starts_with(pages)).unwrap();
        let page = own.0.get(&facts.fill(path)).await;
        is_protected(&page, path);
        let text = page.text().await.unwrap();
        for inline in [" style=", "<style", " onclick=", " onload=", "javascript:"] {
            assert!(!text.contains(inline), "{path} has {inline}");
        }
    }
    let nobody = Browser::new(&app);
    for path in ["/sign-in", "/counts/x", "/set-password/x", "/first-admin/x", "/nowhere"] {
        let page = nobody.client.get(format!("{}{path}", app.base)).header("accept", "text/html");
        is_protected(&page.send().await.unwrap(), path);
    }
}

async fn every_page_is_for_its_roles_alone(app: App) {
    let facts = Facts::of(&app).await;
    let people = everybody(&app).await;
    let nobody = Browser::new(&app);
    for path in PAGES {
        let filled = facts.fill(path);
        for (browser, pages) in &people {
            let expected = if is_for(pages, path) { 200 } else { 403 };
            assert_eq!(browser.get(&filled).await.status(), expected, "{path} for {pages}");
        }
        let led = nobody.get(&filled).await;
        assert_eq!(led.status(), 303, "{path}");
        assert!(led.headers()["location"].to_str().unwrap().starts_with("/sign-in?next="));
    }
    for path in FOR_ALL {
        for (browser, pages) in &people {
            let page = browser.get(path).await;
            is_protected(&page, path);
            assert_eq!(page.status(), 200, "{path} for {pages}");
        }
        assert_eq!(nobody.get(path).await.status(), 303, "{path}");
    }
}

async fn every_form_needs_its_token_and_its_role(app: App) {
    let facts = Facts::of(&app).await;
    let people = everybody(&app).await;
    let nobody = Browser::new(&app);
    for path in FORMS.into_iter().chain(FORMS_FOR_ALL) {
        let filled = facts.fill(path);
        for (browser, pages) in &people {
            for fields in [&[][..], &[("csrf", "0123456789abcdef0123456789abcdef")]] {
                let refused = browser.post(&filled, fields).await;
                assert_eq!(refused.status(), 403, "{path} for {pages} without the token");
            }
            if !FORMS_FOR_ALL.contains(&path) && !is_for(pages, path) {
                let refused = send(&app, browser, &filled, &[("free", "1")]).await;
                assert_eq!(refused.status(), 403, "{path} for {pages}");
            }
        }
        if path != "/language" {
            assert_eq!(nobody.post(&filled, &[]).await.status(), 303, "{path}");
        }
    }
    let request = app.outreach("nador").get("/requests").await.is(200)["items"][0].clone();
    assert_eq!(request["state"], "offered", "nothing was done");
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
