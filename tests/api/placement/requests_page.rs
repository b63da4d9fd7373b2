//! A street team's list of its requests, without a script.

use serde_json::{Value, json};

use crate::support::browser::{Browser, page, refused_form, signed_in};
use crate::support::{App, ask, boy, girl, grouped, id, on_both, text};

on_both!(
    no_open_request_drops_off_the_list,
    ended_requests_are_read_page_by_page,
    a_request_is_found_by_its_reference,
    the_form_says_that_requests_are_open,
);

const TEAM: &str = "outreach@asticude.example";
const LIST: &str = "/outreach/requests";

/// Requests without a bed: older than any shelter of the demo takes.
async fn wait(app: &App, count: usize) -> Vec<Value> {
    let mut requests = Vec::new();
    for _ in 0..count {
        requests.push(app.outreach("nador").asks(&ask("nador", [boy(60)])).await);
    }
    requests
}

async fn withdraw(app: &App, request: &Value) {
    let path = format!("/requests/{}/withdraw", id(request));
    app.outreach("nador").post(&path, &json!({ "reason": "not_needed" })).await.is(200);
}

/// How often a page leads to one of these requests.
fn links(page: &str, requests: &[Value]) -> usize {
    let link = |request: &Value| format!("href=\"{LIST}/{}\"", text(&request["reference"]));
    requests.iter().map(|request| page.matches(&link(request)).count()).sum()
}

/// The link to the older ones, if there is one.
fn older(page: &str) -> Option<String> {
    let link = page.split(&format!("href=\"{LIST}?after=")).nth(1)?;
    Some(format!("{LIST}?after={}", link.split(['"', '#']).next()?))
}

async fn no_open_request_drops_off_the_list(app: App) {
    let requests = wait(&app, 130).await;
    let browser = signed_in(&app, TEAM).await;
    let shown = page(&browser, LIST).await;
    let open = shown.split("id=\"open\"").nth(1).unwrap();
    assert_eq!(links(open, &requests), 130);
    assert_eq!(links(open, &requests[..1]), 1, "the oldest");
    assert!(!shown.contains("id=\"ended\""), "{shown}");
}

async fn ended_requests_are_read_page_by_page(app: App) {
    let requests = wait(&app, 54).await;
    let (ended, open) = requests.split_at(53);
    for request in ended {
        withdraw(&app, request).await;
    }
    let browser = signed_in(&app, TEAM).await;
    let first = page(&browser, LIST).await;
    assert_eq!((links(&first, open), links(&first, ended)), (1, 50));
    assert!(!first.contains("Les plus récentes"), "{first}");
    let last = page(&browser, &older(&first).unwrap()).await;
    // What is open stands on every page.
    assert_eq!((links(&last, open), links(&last, ended)), (1, 3));
    assert!(last.contains("Les plus récentes") && older(&last).is_none(), "{last}");
}

async fn a_request_is_found_by_its_reference(app: App) {
    let request = app.outreach("nador").asks(&ask("nador", [girl(14)])).await;
    let foreign = app.outreach("tanger").asks(&ask("tanger", [girl(14)])).await;
    let browser = signed_in(&app, TEAM).await;
    let reference = text(&request["reference"]);
    for written in [reference.to_owned(), grouped(reference).to_lowercase().replace('-', "%20")] {
        let led = browser.get(&format!("{LIST}?reference={written}")).await;
        assert_eq!(led.status(), 303, "{written}");
        assert_eq!(led.headers()["location"], format!("{LIST}/{reference}"));
    }
    for wrong in ["K7Q2", "%3Cscript%3E", "00000000", text(&foreign["reference"])] {
        told(&browser, wrong).await;
    }
    assert!(page(&browser, &format!("{LIST}?reference=")).await.contains(reference));
}

/// The page is shown again and says what is wrong at the field.
async fn told(browser: &Browser<'_>, wrong: &str) {
    let refused = browser.get(&format!("{LIST}?reference={wrong}")).await;
    let page = refused_form(refused, &["reference"]).await;
    assert!(page.contains("aria-describedby=\"reference-wrong\""), "{page}");
    assert!(!page.contains("<script>"), "{page}");
}

async fn the_form_says_that_requests_are_open(app: App) {
    let browser = signed_in(&app, TEAM).await;
    let link = format!("<a class=\"note calm\" href=\"{LIST}\">");
    assert!(!page(&browser, "/outreach").await.contains(&link));
    let requests = wait(&app, 2).await;
    let shown = page(&browser, "/outreach").await;
    assert!(shown.contains(&format!("{link}2 demandes en cours</a>")), "{shown}");
    withdraw(&app, &requests[0]).await;
    let shown = page(&browser, "/outreach").await;
    assert!(shown.contains(&format!("{link}1 demande en cours</a>")), "{shown}");
}
