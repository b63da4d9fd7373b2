//! The coordinators' lists, without a script: a crowded night, filters, every request, the search.

use std::collections::BTreeSet;

use serde_json::{Value, json};

use crate::support::browser::{Browser, page, page_in, refused_form, request_page, signed_in};
use crate::support::escalation::{acknowledges, waiting_request, waits_in_rabat};
use crate::support::{App, CITY, NATIONAL, ask, boy, girl, grouped, id, on_both, text, with};

on_both!(
    three_hundred_who_wait_are_reached_by_links,
    the_most_pressing_come_first_beyond_the_cards_too,
    the_inbox_is_narrowed,
    a_wrong_filter_is_told,
    a_calm_page_says_who_is_on_the_way,
    every_request_is_listed_in_every_state,
    all_requests_are_read_page_by_page,
    a_spelled_reference_leads_to_its_request,
    the_lists_are_for_the_coordinators_of_the_city,
    the_lists_speak_three_languages,
);

const INBOX: &str = "/coordinator";
const ALL: &str = "/coordinator/requests";

/// A request without a bed: older than any shelter of the demo takes.
async fn wait(app: &App, urgency: &str) -> Value {
    let call = with(ask("nador", [boy(60)]), json!({ "urgency": urgency }));
    app.outreach("nador").asks(&call).await
}

fn reference(request: &Value) -> String {
    text(&request["reference"]).to_owned()
}

/// The requests a page leads to, in their order, each once.
fn listed(page: &str) -> Vec<String> {
    let links = page.split("href=\"/coordinator/requests/").skip(1);
    let mut found: Vec<String> = links.map(|link| link[..8].to_owned()).collect();
    found.dedup();
    found
}

/// The link to the next page, if there is one.
fn next(page: &str, path: &str) -> Option<String> {
    let start = format!("href=\"{path}?");
    let links = page.split(&start).skip(1).map(|link| link.split('"').next().unwrap());
    let query = links.map(|query| query.replace("&#38;", "&")).find(|q| q.contains("after="))?;
    Some(format!("{path}?{query}"))
}

/// The requests of a list, followed from page to page, and how many pages that were.
async fn followed(browser: &Browser<'_>, path: &str, query: &str) -> (Vec<String>, usize) {
    let (mut found, mut pages, mut link) = (Vec::new(), 0, Some(format!("{path}?{query}")));
    while let Some(at) = link {
        let shown = page(browser, &at).await;
        found.extend(listed(&shown));
        pages += 1;
        link = next(&shown, path);
    }
    (found, pages)
}

async fn three_hundred_who_wait_are_reached_by_links(app: App) {
    let mut asked = BTreeSet::new();
    for _ in 0..300 {
        asked.insert(reference(&wait(&app, "planned").await));
    }
    let browser = signed_in(&app, CITY).await;
    let first = page(&browser, INBOX).await;
    assert!(first.contains("300 demandes sans lit"), "{first}");
    assert!(first.contains("Demandes 11 à 50, sur 300"), "{first}");
    assert_eq!(first.matches("<article").count(), 10);
    // Five times what is on a card would be megabytes.
    assert!(first.len() < 120_000, "{}", first.len());
    let (found, pages) = followed(&browser, INBOX, "").await;
    assert_eq!((found.len(), pages), (300, 6));
    assert_eq!(found.into_iter().collect::<BTreeSet<_>>(), asked);
}

async fn the_most_pressing_come_first_beyond_the_cards_too(app: App) {
    let mut expected = Vec::new();
    for urgency in ["planned", "urgent", "emergency"] {
        let mut same = Vec::new();
        for _ in 0..5 {
            app.pass(chrono::TimeDelta::seconds(1));
            same.push(reference(&wait(&app, urgency).await));
        }
        expected.splice(0..0, same);
    }
    app.pass(chrono::TimeDelta::seconds(1));
    let asked = app.outreach("nador").asks(&ask("nador", [girl(14)])).await;
    expected.push(reference(&asked));
    let shown = page(&signed_in(&app, CITY).await, INBOX).await;
    assert_eq!(listed(&shown), expected);
    // One main action: that of the first card.
    assert_eq!(shown.matches("<button class=\"main\">Je m’en occupe").count(), 1);
}

async fn the_inbox_is_narrowed(app: App) {
    let tonight = wait(&app, "emergency").await;
    let later = wait(&app, "planned").await;
    waits_in_rabat(&app).await;
    let lost = wait(&app, "urgent").await;
    app.outreach("nador").post(&format!("/requests/{}/lost", id(&lost)), &json!({})).await.is(200);
    let asked = app.outreach("nador").asks(&ask("nador", [girl(14)])).await;
    let national = app.person(NATIONAL);
    acknowledges(&national, &later, &json!({})).await.is(200);
    let browser = signed_in(&app, NATIONAL).await;
    assert_eq!(listed(&page(&browser, INBOX).await).len(), 5);
    for (query, expected) in [
        ("city=nador&state=waiting", vec![&tonight, &later]),
        ("city=nador&urgency=emergency", vec![&tonight, &asked]),
        ("state=missing", vec![&lost]),
        ("state=offered", vec![&asked]),
        ("mine=1", vec![&later]),
        ("mine=1&urgency=emergency", vec![]),
        ("city=tanger", vec![]),
    ] {
        let shown = page(&browser, &format!("{INBOX}?{query}")).await;
        let expected: Vec<String> = expected.into_iter().map(reference).collect();
        assert_eq!(listed(&shown), expected, "{query}");
        // The sum stays that of all, and what was chosen stays chosen.
        assert!(shown.contains("4 demandes sans lit"), "{query}: {shown}");
        assert!(shown.contains("id=\"filter\" open"), "{query}: {shown}");
        let none = shown.contains("Aucune demande ne correspond à ce filtre");
        assert_eq!(none, expected.is_empty(), "{query}: {shown}");
    }
    let shown = page(&browser, &format!("{INBOX}?city=nador&mine=1")).await;
    assert!(shown.contains("<option value=\"nador\" selected>"), "{shown}");
    assert!(shown.contains("name=\"mine\" value=\"1\" checked"), "{shown}");
}

async fn a_wrong_filter_is_told(app: App) {
    let browser = signed_in(&app, CITY).await;
    for path in [INBOX, ALL] {
        let told = browser.get(&format!("{path}?state=x&city=atlantis&urgency=%3Cscript%3E")).await;
        let told = refused_form(told, &["state", "city", "urgency"]).await;
        assert!(!told.contains("<script>"), "{told}");
    }
}

async fn a_calm_page_says_who_is_on_the_way(app: App) {
    let browser = signed_in(&app, CITY).await;
    assert!(!page(&browser, INBOX).await.contains("en route"));
    for age in [14, 15] {
        let request = app.outreach("nador").asks(&ask("nador", [girl(age)])).await;
        app.shelter("nador").accepts(&request["offer"]).await;
    }
    let shown = page(&browser, INBOX).await;
    assert!(shown.contains("<h1>Aucune demande sans lit en ce moment</h1>"), "{shown}");
    assert!(shown.contains("<span class=\"dot free\">2 en route</span>"), "{shown}");
    let link = format!("href=\"{ALL}?state=accepted\"");
    assert!(shown.contains(&link), "{shown}");
    assert_eq!(listed(&page(&browser, &format!("{ALL}?state=accepted")).await).len(), 2);
    // One that is overdue is not on the way: it is in the list.
    app.advance(181).await;
    app.advance(31).await;
    let shown = page(&browser, INBOX).await;
    assert!(shown.contains("2 demandes sans lit") && !shown.contains("2 en route"), "{shown}");
}

async fn every_request_is_listed_in_every_state(app: App) {
    let (team, shelter) = (app.outreach("nador"), app.shelter("nador"));
    let [offered, accepted, placed, gone]: [Value; 4] = {
        let mut made = Vec::new();
        for age in [12, 13, 14, 15] {
            app.pass(chrono::TimeDelta::seconds(1));
            made.push(team.asks(&ask("nador", [girl(age)])).await);
        }
        made.try_into().unwrap()
    };
    for request in [&accepted, &placed, &gone] {
        shelter.accepts(&request["offer"]).await;
    }
    shelter.does("arrive", &placed["offer"]).await;
    shelter.does("no_show", &gone["offer"]).await;
    app.pass(chrono::TimeDelta::seconds(1));
    let waiting = wait(&app, "planned").await;
    app.pass(chrono::TimeDelta::seconds(1));
    let withdrawn = wait(&app, "urgent").await;
    let path = format!("/requests/{}/withdraw", id(&withdrawn));
    team.post(&path, &json!({ "reason": "not_needed" })).await.is(200);
    let browser = signed_in(&app, CITY).await;
    for (query, expected) in [
        ("", vec![&withdrawn, &waiting, &gone, &placed, &accepted, &offered]),
        ("state=waiting", vec![&waiting]),
        ("state=offered", vec![&offered]),
        ("state=accepted", vec![&accepted]),
        ("state=missing", vec![&gone]),
        ("state=placed", vec![&placed]),
        ("state=ended", vec![&withdrawn]),
        ("urgency=planned", vec![&waiting]),
        ("urgency=emergency&state=placed", vec![&placed]),
        ("city=nador&state=ended", vec![&withdrawn]),
        ("urgency=planned&state=ended", vec![]),
    ] {
        let shown = page(&browser, &format!("{ALL}?{query}")).await;
        let expected: Vec<String> = expected.into_iter().map(reference).collect();
        assert_eq!(listed(&shown), expected, "{query}");
    }
    let shown = page(&browser, ALL).await;
    for known in ["Fille, 14\u{a0}ans · Nador · cette nuit", "Arrivée confirmée", "En route"] {
        assert!(shown.contains(known), "no {known:?} in {shown}");
    }
}

async fn all_requests_are_read_page_by_page(app: App) {
    let mut asked = Vec::new();
    for _ in 0..53 {
        asked.push(reference(&wait(&app, "planned").await));
    }
    wait(&app, "urgent").await;
    let browser = signed_in(&app, CITY).await;
    let (mut found, pages) = followed(&browser, ALL, "urgency=planned").await;
    assert_eq!(pages, 2);
    found.sort();
    asked.sort();
    assert_eq!(found, asked);
}

async fn a_spelled_reference_leads_to_its_request(app: App) {
    let request = waiting_request(&app).await;
    let browser = signed_in(&app, CITY).await;
    let plain = reference(&request);
    let spelled = plain.to_lowercase().replace('0', "o").replace('1', "l");
    for written in [grouped(&plain), format!("{}%20{}", &spelled[..4], &spelled[4..])] {
        for path in [INBOX, ALL] {
            let led = browser.get(&format!("{path}?reference={written}")).await;
            assert_eq!(led.status(), 303, "{written}");
            assert_eq!(led.headers()["location"], request_page(&request));
        }
    }
    // Another city's coordinator is not even told that there is one.
    let other = signed_in(&app, "coordinator@bayti.example").await;
    for path in [INBOX, ALL] {
        let told = other.get(&format!("{path}?reference={plain}")).await;
        let told = refused_form(told, &["reference"]).await;
        assert!(told.contains("Aucune demande avec cette référence"), "{told}");
        let told = other.get(&format!("{path}?reference=K7Q")).await;
        let told = refused_form(told, &["reference"]).await;
        assert!(told.contains("huit lettres et chiffres"), "{told}");
    }
}

async fn the_lists_are_for_the_coordinators_of_the_city(app: App) {
    let request = waiting_request(&app).await;
    let led = Browser::new(&app).get(ALL).await;
    assert_eq!(led.headers()["location"], "/sign-in?next=%2Fcoordinator%2Frequests");
    let team = signed_in(&app, "outreach@asticude.example").await;
    assert_eq!(team.get(ALL).await.status(), 403);
    let other = signed_in(&app, "coordinator@bayti.example").await;
    for path in [ALL, "/coordinator/requests?city=nador"] {
        assert!(!page(&other, path).await.contains(text(&request["reference"])));
    }
    assert!(page(&signed_in(&app, NATIONAL).await, ALL).await.contains(&reference(&request)));
}

async fn the_lists_speak_three_languages(app: App) {
    waiting_request(&app).await;
    let browser = signed_in(&app, CITY).await;
    for (lang, title, state) in [
        ("ar", "كل الطلبات", "بلا سرير"),
        ("en", "All requests", "Without a bed"),
        ("fr", "Toutes les demandes", "Sans lit"),
    ] {
        let shown = page_in(&app, &browser, lang, ALL).await;
        assert!(shown.contains(&format!("<h1>{title}</h1>")), "{shown}");
        assert!(shown.contains(&format!("<span class=\"dot alarm\">{state}</span>")), "{shown}");
    }
}
