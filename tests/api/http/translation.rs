//! What a browser that translates pages must leave alone: references, names, numbers, addresses.

use serde_json::{Value, json};

use crate::support::browser::{Browser, open_link, page_in, send, signed_in};
use crate::support::count_reminders::{NADOR, reminder_link};
use crate::support::{ADMIN, App, ask, boy, girl, grouped, id, on_both, text};

on_both!(names_references_and_numbers_are_not_translated);

/// The text of a page that a browser would translate: all but what stands in an element with
/// `translate="no"`.
fn translatable(page: &str) -> String {
    let mut open: Vec<(&str, bool)> = Vec::new();
    let (mut text, mut rest) = (String::new(), page);
    while let Some(at) = rest.find('<') {
        if !open.iter().any(|(_, kept)| *kept) {
            text.push_str(&rest[..at]);
        }
        rest = &rest[at..];
        if rest.starts_with("<!--") {
            rest = rest.split_once("-->").unwrap().1;
            continue;
        }
        let (tag, after) = rest.split_once('>').unwrap();
        rest = after;
        let name = tag.trim_start_matches(['<', '/']).split([' ', '/', '\n']).next().unwrap();
        if tag.starts_with("</") {
            let closed = open.iter().rposition(|(known, _)| *known == name);
            open.truncate(closed.unwrap_or_else(|| panic!("{tag} closes nothing")));
        } else if !tag.ends_with('/')
            && !matches!(name, "!doctype" | "meta" | "link" | "input" | "br")
        {
            open.push((name, name == "style" || tag.contains(" translate=\"no\"")));
        }
    }
    text + rest
}

#[test]
fn only_marked_elements_are_left_alone() {
    let page = "<!doctype html><p>one<br><b translate=\"no\">two<i>three</i></b> four<use/></p>";
    assert_eq!(translatable(page), "one four");
}

/// Requests in every state that pages show differently.
async fn requests(app: &App) -> Vec<Value> {
    let (team, shelter) = (app.outreach("nador"), app.shelter("nador"));
    let mut requests = Vec::new();
    for children in [vec![girl(12)], vec![girl(13)], vec![boy(12)], vec![boy(13)], vec![girl(2); 7]]
    {
        requests.push(team.asks(&ask("nador", children)).await);
    }
    for request in &requests[1..4] {
        shelter.accepts(&request["offer"]).await;
    }
    shelter.does("arrive", &requests[2]["offer"]).await;
    shelter.does("no_show", &requests[3]["offer"]).await;
    let path = format!("/requests/{}/acknowledge", id(&requests[3]));
    app.coordinator("nador").order(&path).await.is(200);
    requests
}

/// A shift and a change of duty, planned by the coordinator of Nador.
async fn duty(app: &App, browser: &Browser<'_>) {
    let me = app.coordinator("nador").get("/me").await.is(200);
    let from = (app.now() + chrono::TimeDelta::days(1)).format("%Y-%m-%dT%H:%M").to_string();
    let to = (app.now() + chrono::TimeDelta::days(2)).format("%Y-%m-%dT%H:%M").to_string();
    let fields = [("off", id(&me)), ("from", &from), ("to", &to)];
    let sent = send(app, browser, "/coordinator/duty/changes", &fields).await;
    assert_eq!(sent.status(), 303, "{}", sent.text().await.unwrap());
}

async fn names_references_and_numbers_are_not_translated(app: App) {
    let shelter = app.shelter_in("nador").await;
    let other = json!({
        "partner_id": app.shelter("nador").get("/me").await.is(200)["partner_id"],
        "name": "Maison Deux", "city": "nador", "phone": "+212 511 22 33 44",
    });
    let other = app.admin().post("/shelters", &other).await.is(201);
    let pool = json!({
        "name": "Petit groupe", "gender": "any", "age_min": 0, "age_max": 17, "capacity": 2, "free": 2,
    });
    app.admin().post(&format!("/shelters/{}/pools", id(&other)), &pool).await.is(201);
    let requests = requests(&app).await;
    app.tick().await;
    let team = app.outreach("nador").get("/me").await.is(200);
    let mut verbatim: Vec<String> = [
        "Asticude",
        "Maison Deux",
        "Filles 12-17",
        "Petit groupe",
        "+212 511 22 33 44",
        "+212 500 00 00 00",
        "Al-Karam",
        "@",
    ]
    .map(str::to_owned)
    .into();
    for request in &requests {
        let reference = text(&request["reference"]);
        verbatim.extend([reference.to_owned(), grouped(reference)]);
    }
    let of_each = |folder: &str| -> Vec<String> {
        let one = |request: &Value| format!("{folder}/{}", text(&request["reference"]));
        requests.iter().map(one).collect()
    };
    let pages =
        |paths: &[&str]| -> Vec<String> { paths.iter().map(|path| (*path).to_owned()).collect() };
    let admin = [
        "",
        "/partners",
        "/accounts",
        "/accounts/new",
        "/shelters",
        "/shelters/new",
        "/policies",
        "/policies/emergency",
        "/tokens",
        "/audit",
        "/import",
        "/mails",
        "/mails?state=sent",
    ];
    let mut administrates: Vec<String> = admin.map(|path| format!("/admin{path}")).into();
    administrates.push(format!("/admin/accounts/{}", id(&team)));
    administrates.push(format!("/admin/shelters/{}", id(&shelter)));
    administrates.push(format!("/admin/partners/{}", text(&team["partner_id"])));
    let coordinates =
        ["", "/board", "/map", "/gap", "/duty"].map(|path| format!("/coordinator{path}"));
    let people = [
        (
            "outreach@asticude.example",
            [
                pages(&["/outreach", "/outreach/requests", "/account"]),
                of_each("/outreach/requests"),
            ]
            .concat(),
        ),
        ("shelter@asticude.example", pages(&["/shelter"])),
        (
            "coordinator@asticude.example",
            [coordinates.to_vec(), of_each("/coordinator/requests")].concat(),
        ),
        (ADMIN, administrates),
    ];
    let (mut there, mut wrong) = (vec![false; verbatim.len()], Vec::new());
    let mut look = |path: &str, page: &str| {
        let translated = translatable(page);
        for (at, one) in verbatim.iter().enumerate() {
            there[at] |= page.contains(&**one);
            if let Some(at) = translated.find(&**one) {
                let from = translated[..at].char_indices().rev().nth(60).map_or(0, |(at, _)| at);
                wrong.push(format!("{path}: {}", &translated[from..at + one.len()]));
            }
        }
    };
    for (email, paths) in people {
        let browser = signed_in(&app, email).await;
        if email.starts_with("coordinator") {
            duty(&app, &browser).await;
        }
        for lang in ["fr", "ar"] {
            for path in &paths {
                look(path, &page_in(&app, &browser, lang, path).await);
            }
        }
    }
    let link = reminder_link(&app, NADOR).await;
    look("/counts", &open_link(&app, &link).await.text());
    assert!(wrong.is_empty(), "{wrong:#?}");
    let seen: Vec<_> = verbatim.iter().zip(&there).filter(|(_, there)| !**there).collect();
    // A reference stands on pages in groups, and as it is in addresses alone.
    assert!(seen.is_empty(), "on no page: {seen:?}");
}
