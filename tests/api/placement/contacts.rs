//! How the team, the shelter and the coordinators of an offer reach each other: in the API, and on
//! the page of whoever is told to call.

use chrono::TimeDelta;
use serde_json::{Value, json};

use crate::support::browser::{Browser, page, page_in, request_page, send, signed_in};
use crate::support::duty::serves;
use crate::support::escalation::waiting_request;
use crate::support::{App, CITY, NATIONAL, SECOND, ask, boy, girl, id, items, on_both, text, with};

on_both!(
    each_party_of_an_offer_sees_how_to_reach_the_others,
    nobody_else_sees_it_and_no_log_has_it,
    those_on_duty_are_named_and_while_nobody_is_those_who_answer_for_the_city,
    at_most_three_are_named_and_nobody_without_a_telephone,
    the_teams_page_shows_whom_to_call_and_where_to_go,
    no_way_and_no_distance_are_invented,
    a_shelter_that_can_never_take_the_child_is_not_called,
    the_shelters_page_shows_the_team,
    a_coordinator_sees_both_numbers_where_a_call_is_due,
    an_alert_that_is_due_does_not_read_as_late,
    an_ended_request_says_how_and_is_made_again,
);

const TEAM: &str = "outreach@asticude.example";
const SHELTER: &str = "shelter@asticude.example";

/// Runs statements on the people and places of Nador.
async fn written(app: &App, statements: &str) {
    app.database.behind_its_back(statements).await;
}

/// A coordinator's name and telephone.
async fn reachable(app: &App, email: &str, name: &str, phone: &str) {
    let set = format!("name = '{name}', phone = '{phone}'");
    written(app, &format!("UPDATE account SET {set} WHERE email = '{email}'")).await;
}

/// Nobody has a telephone but shelters, and none an address.
async fn nobody_is_reachable(app: &App) {
    let statements = "UPDATE account SET name = NULL, phone = NULL; \
                      UPDATE partner SET phone = NULL; \
                      UPDATE shelter SET address = NULL, access_note = NULL";
    written(app, statements).await;
}

/// The shelter of Nador has an address, its partner and its coordinator a telephone.
async fn everybody_is_reachable(app: &App) {
    nobody_is_reachable(app).await;
    let shelter = "address = '12, rue X', access_note = 'Porte bleue', phone = '+212 536 00 00 01'";
    written(app, &format!("UPDATE shelter SET {shelter} WHERE city = 'nador'")).await;
    written(app, "UPDATE partner SET phone = '+212 536 47 11 02' WHERE city = 'nador'").await;
    reachable(app, CITY, "Salma", "+212 600 47 11 03").await;
}

fn everybody() -> Value {
    json!({
        "phone": "+212 536 00 00 01",
        "address": "12, rue X",
        "access_note": "Porte bleue",
        "team": { "partner": "Asticude", "phone": "+212 536 47 11 02" },
        "coordinators": [{ "name": "Salma", "phone": "+212 600 47 11 03" }],
    })
}

/// Names of the coordinators that the team of Nador sees at an offer of its own, sorted.
async fn named(app: &App, request: &Value) -> Vec<String> {
    let offer = app.outreach("nador").offer(&request["offer"]).await;
    let coordinators = offer["contact"]["coordinators"].as_array().unwrap().iter();
    let mut names: Vec<String> = coordinators.map(|one| text(&one["name"]).to_owned()).collect();
    names.sort();
    names
}

async fn each_party_of_an_offer_sees_how_to_reach_the_others(app: App) {
    everybody_is_reachable(&app).await;
    let (team, shelter) = (app.outreach("nador"), app.shelter("nador"));
    let coordinator = app.coordinator("nador");
    let request = team.asks(&ask("nador", [girl(14)])).await;
    assert_eq!(request["offer"]["contact"], everybody());
    for person in [&team, &coordinator] {
        assert_eq!(person.request(&request).await["offer"]["contact"], everybody());
        let listed = person.get("/requests").await.is(200);
        assert_eq!(items(&listed)[0]["offer"]["contact"], everybody());
    }
    for person in [&team, &shelter, &coordinator] {
        assert_eq!(person.offer(&request["offer"]).await["contact"], everybody());
        let listed = person.get("/offers?state=pending").await.is(200);
        assert_eq!(items(&listed)[0]["contact"], everybody());
    }
    assert_eq!(shelter.accepts(&request["offer"]).await["contact"], everybody());
    app.advance(181).await;
    let still = format!("/offers/{}/on_the_way", id(&request["offer"]));
    assert_eq!(team.order(&still).await.is(200)["contact"], everybody());
    let lost = team.order(&format!("/requests/{}/lost", id(&request))).await.is(200);
    assert!(lost["offer"].is_null());
    let found = team.order(&format!("/requests/{}/found", id(&request))).await.is(200);
    assert_eq!(found["offer"]["contact"], everybody());
}

async fn nobody_else_sees_it_and_no_log_has_it(app: App) {
    everybody_is_reachable(&app).await;
    let request = app.outreach("nador").asks(&ask("nador", [girl(14)])).await;
    app.shelter("nador").accepts(&request["offer"]).await;
    let offer = format!("/offers/{}", id(&request["offer"]));
    for other in [app.outreach("oujda"), app.shelter("oujda"), app.coordinator("casablanca")] {
        other.get(&offer).await.refused(404, "not_found");
        assert_eq!(items(&other.get("/offers").await.is(200)).len(), 0);
    }
    app.admin().get(&offer).await.refused(403, "forbidden");
    let board = app.shelter("oujda").get("/board").await.text();
    for private in ["47 11 02", "47 11 03", "Salma", "Porte bleue"] {
        assert!(!board.contains(private), "{private}");
        for (table, column) in [("audit_log", "detail"), ("outbox", "payload")] {
            let rows = format!("SELECT count(*) FROM {table} WHERE {column} LIKE '%{private}%'");
            assert_eq!(app.database.number(&rows).await, 0, "{private} in {table}");
        }
    }
}

async fn those_on_duty_are_named_and_while_nobody_is_those_who_answer_for_the_city(app: App) {
    app.with_second().await;
    nobody_is_reachable(&app).await;
    let request = app.outreach("nador").asks(&ask("nador", [girl(14)])).await;
    app.shelter("nador").accepts(&request["offer"]).await;
    reachable(&app, CITY, "Salma", "+212 600 47 11 03").await;
    reachable(&app, SECOND, "Driss", "+212 600 00 00 04").await;
    assert_eq!(named(&app, &request).await, ["Driss", "Salma"], "without a plan, all of the city");
    // It is 19:00 in Nador.
    serves(&app, SECOND, json!({ "from": "18:00", "to": "20:00" })).await;
    assert_eq!(named(&app, &request).await, ["Driss"]);
    app.pass(TimeDelta::hours(2));
    assert_eq!(named(&app, &request).await, ["Driss", "Salma"], "nobody is on duty");
    reachable(&app, NATIONAL, "Nora", "+212 600 00 00 05").await;
    assert_eq!(named(&app, &request).await, ["Nora"], "the nation is on duty");
}

async fn at_most_three_are_named_and_nobody_without_a_telephone(app: App) {
    nobody_is_reachable(&app).await;
    let request = app.outreach("nador").asks(&ask("nador", [girl(14)])).await;
    assert_eq!(named(&app, &request).await, [""; 0]);
    for n in 0..5 {
        let email = format!("coordinator{n}@mabit.example");
        let fields = json!({ "roles": ["coordinator"], "scope": { "cities": ["nador"] } });
        app.hire(&email, fields).await;
        written(&app, &format!("UPDATE account SET phone = '+2126{n}' WHERE email = '{email}'"))
            .await;
    }
    let offer = app.shelter("nador").offer(&request["offer"]).await;
    let coordinators = offer["contact"]["coordinators"].as_array().unwrap().clone();
    assert_eq!(coordinators.len(), 3);
    for one in coordinators {
        assert!(one["name"].is_null() && text(&one["phone"]).starts_with("+2126"), "{one}");
    }
}

/// The team's page of a request.
fn answer(request: &Value) -> String {
    format!("/outreach/requests/{}", text(&request["reference"]))
}

#[track_caller]
fn has(page: &str, parts: &[&str]) {
    for part in parts {
        assert!(page.contains(part), "no {part:?} in {page}");
    }
}

#[track_caller]
fn has_not(page: &str, parts: &[&str]) {
    for part in parts {
        assert!(!page.contains(part), "{part:?} in {page}");
    }
}

/// The shelter of Nador stands here.
async fn stands_at(app: &App, lat: f64, lon: f64) {
    let path = format!("/shelters/{}", id(&app.shelter_in("nador").await));
    let place = json!({ "lat": lat, "lon": lon, "phone": "+212 536 00 00 01" });
    app.admin().patch(&path, &place).await.is(200);
}

/// Degrees of the centre of Nador.
async fn centre(app: &App) -> (f64, f64) {
    let cities = app.admin().get("/cities?limit=200").await.is(200);
    let nador = items(&cities).iter().find(|city| city["code"] == "nador").unwrap();
    (nador["lat"].as_f64().unwrap(), nador["lon"].as_f64().unwrap())
}

async fn the_teams_page_shows_whom_to_call_and_where_to_go(app: App) {
    stands_at(&app, 35.25, -2.9375).await;
    everybody_is_reachable(&app).await;
    let request = app.outreach("nador").asks(&ask("nador", [girl(14)])).await;
    let team = signed_in(&app, TEAM).await;
    let shown = page(&team, &answer(&request)).await;
    let number =
        "<a class=\"back\" href=\"tel:+212536000001\"><bdi translate=\"no\" dir=\"ltr\">+212";
    let call_first = format!("Appelez-le avant de partir\u{a0}: {number}");
    let all = [
        call_first.as_str(),
        "12, rue X",
        "Porte bleue",
        "geo:35.25,-2.9375?q=",
        "https://www.openstreetmap.org/?mlat=35.25&#38;mlon=-2.9375#map=17/35.25/-2.9375",
        "km du centre-ville",
        "Salma",
        "tel:+212600471103",
    ];
    has(&shown, &all);
    has_not(&shown, &["sms:"]);
    app.shelter("nador").accepts(&request["offer"]).await;
    let shown = page(&team, &answer(&request)).await;
    has(&shown, &["sms:?&#38;body=", "12%2C%20rue%20X", "%2B212%20536%2000%2000%2001", "Salma"]);
    let message = shown.split("sms:").nth(1).unwrap().split('"').next().unwrap();
    has_not(message, &[text(&request["reference"]), "Fille", "14"]);
    // Bars grow from where one begins to read.
    for (lang, from_the_end) in [("fr", false), ("ar", true)] {
        let shown = page_in(&app, &team, lang, &answer(&request)).await;
        let bars: Vec<&str> = shown.split("class=\"bar\"").skip(1).collect();
        assert_eq!(bars.len(), 5, "{shown}");
        for bar in bars {
            let number = |name: &str| {
                let rest = bar.split(&format!(" {name}=\"")).nth(1).unwrap();
                rest.split('"').next().unwrap().parse::<i64>().unwrap()
            };
            let begins = if from_the_end { 60 - number("width") } else { 0 };
            assert_eq!(number("x"), begins, "{lang}: {bar}");
        }
    }
}

async fn no_way_and_no_distance_are_invented(app: App) {
    nobody_is_reachable(&app).await;
    let (lat, lon) = centre(&app).await;
    stands_at(&app, lat, lon).await;
    let request = app.outreach("nador").asks(&ask("nador", [girl(14)])).await;
    let team = signed_in(&app, TEAM).await;
    let shown = page(&team, &answer(&request)).await;
    let card = shown.split("id=\"shelter\"").nth(1).unwrap().split("id=\"others\"").next().unwrap();
    has_not(card, &["geo:", "openstreetmap", "\u{a0}km"]);
    // An address is enough to find it.
    written(&app, "UPDATE shelter SET address = '12, rue X' WHERE city = 'nador'").await;
    let shown = page(&team, &answer(&request)).await;
    let query = "12%2C%20rue%20X%2C%20Nador";
    let map = format!("https://www.openstreetmap.org/search?query={query}");
    has(&shown, &[&format!("geo:0,0?q={query}"), &map]);
}

async fn a_shelter_that_can_never_take_the_child_is_not_called(app: App) {
    everybody_is_reachable(&app).await;
    let team = signed_in(&app, TEAM).await;
    let main = |page: &str| {
        let button = page.split("class=\"btn main\" href=\"tel:").nth(1);
        button.and_then(|rest| rest.split('"').next()).map(str::to_owned)
    };
    // No shelter of Nador takes a wheelchair; those elsewhere that do take no boy of two.
    let needs = json!({ "needs": ["wheelchair"] });
    let request = with(ask("nador", [boy(2)]), needs);
    let request = app.outreach("nador").asks(&request).await;
    let shown = page(&team, &answer(&request)).await;
    has_not(&shown, &["id=\"calls\""]);
    assert_eq!(main(&shown).as_deref(), Some("+212600471103"), "{shown}");
    has(&shown, &["Appeler <bdi translate=\"no\">Salma</bdi>", "id=\"others\""]);
    // Full beds are worth a call.
    for pool in app.shelter_in("nador").await["pools"].as_array().unwrap() {
        app.shelter("nador").reports(pool, 0).await;
    }
    let request = app.outreach("nador").asks(&ask("nador", [girl(14)])).await;
    let shown = page(&team, &answer(&request)).await;
    let calls = shown.split("id=\"calls\"").nth(1).unwrap();
    let first = calls.split("</h3>").next().unwrap();
    has(first, &["Asticude, foyer"]);
    let own = app.shelter_in("nador").await["phone"].clone();
    assert_eq!(main(&shown), Some(text(&own).replace(' ', "")), "{shown}");
}

async fn the_shelters_page_shows_the_team(app: App) {
    everybody_is_reachable(&app).await;
    let request = app.outreach("nador").asks(&ask("nador", [girl(14)])).await;
    let shelter = signed_in(&app, SHELTER).await;
    let team = "Équipe\u{a0}: <bdi translate=\"no\">Asticude</bdi> · <a class=\"back\" href=\"tel:+212536471102\">";
    for section in ["offers", "coming"] {
        let shown = page(&shelter, "/shelter").await;
        let shown = shown.split(&format!("id=\"{section}\"")).nth(1).unwrap();
        has(shown.split("</section>").next().unwrap(), &[team]);
        if section == "offers" {
            app.shelter("nador").accepts(&request["offer"]).await;
        }
    }
}

async fn both_numbers(browser: &Browser<'_>, request: &Value) {
    for path in ["/coordinator", &request_page(request)] {
        let shown = page(browser, path).await;
        for (who, name, number) in [
            ("Équipe", "Asticude", "tel:+212536471102"),
            ("Foyer", "Asticude, foyer (démo)", "tel:+212536000001"),
        ] {
            let line = format!("<span>{who}\u{a0}: <bdi translate=\"no\">{name}</bdi></span>");
            let line = shown.split(&line).nth(1);
            let line = line.unwrap_or_else(|| panic!("no {who} in {path}: {shown}"));
            has(line.split("</li>").next().unwrap(), &[number]);
        }
    }
}

async fn a_coordinator_sees_both_numbers_where_a_call_is_due(app: App) {
    everybody_is_reachable(&app).await;
    let request = app.outreach("nador").asks(&ask("nador", [girl(14)])).await;
    app.tick().await;
    let browser = signed_in(&app, CITY).await;
    both_numbers(&browser, &request).await;
    app.shelter("nador").accepts(&request["offer"]).await;
    let shown = page(&browser, &request_page(&request)).await;
    has(&shown, &["tel:+212536471102"]);
    // Overdue, without an answer from either side.
    app.advance(181).await;
    app.advance(31).await;
    both_numbers(&browser, &request).await;
    app.shelter("nador").does("no_show", &request["offer"]).await;
    both_numbers(&browser, &request).await;
    nobody_is_reachable(&app).await;
    has(&page(&browser, "/coordinator").await, &["numéro non enregistré"]);
}

async fn an_alert_that_is_due_does_not_read_as_late(app: App) {
    let request = waiting_request(&app).await;
    app.pass(TimeDelta::seconds(1));
    let team = signed_in(&app, TEAM).await;
    let shown = page(&team, &answer(&request)).await;
    has(&shown, &["Coordination, Nador\u{a0}: alerte en cours d’envoi"]);
    has_not(&shown, &["délai dépassé"]);
}

async fn an_ended_request_says_how_and_is_made_again(app: App) {
    let child = json!({ "age": 14, "gender": "female", "age_estimated": true });
    let call = with(ask("nador", [child, boy(9)]), json!({ "needs": ["medical_care"] }));
    let request = app.outreach("nador").asks(&call).await;
    app.shelter("nador").accepts(&request["offer"]).await;
    let (team, coordinator) = (signed_in(&app, TEAM).await, signed_in(&app, CITY).await);
    has(&page(&coordinator, &request_page(&request)).await, &["id=\"excluded\""]);
    let closing = json!({ "outcome": "family" });
    let path = format!("/requests/{}/close", id(&request));
    app.coordinator("nador").post(&path, &closing).await.is(200);
    let shown = page(&coordinator, &request_page(&request)).await;
    has_not(&shown, &["id=\"excluded\"", "id=\"shelters\""]);
    let shown = page(&team, &answer(&request)).await;
    let ended = shown.split("id=\"ended\"").nth(1).unwrap().split("</div>").next().unwrap();
    has(ended, &["Clôturée par la coordination · Retour en famille", "<time datetime="]);

    let again = format!("/outreach?like={}", text(&request["reference"]));
    has(&shown, &[&format!("href=\"{again}\"")]);
    let form = page(&team, &again).await;
    has(&form, &["value=\"14\"", "value=\"9\"", "data-filled", "value=\"medical_care\" checked"]);
    has_not(&page(&team, "/outreach").await, &["value=\"14\"", "data-filled"]);
    let other = signed_in(&app, "outreach@ms2.example").await;
    assert_eq!(other.get(&again).await.status(), 404);

    let arrived = app.outreach("nador").asks(&ask("nador", [girl(15)])).await;
    app.shelter("nador").accepts(&arrived["offer"]).await;
    let led = send(&app, &team, &format!("{}/arrive", answer(&arrived)), &[]).await;
    assert_eq!(led.status(), 303);
    for path in [&answer(&arrived), "/outreach/requests"] {
        has(&page(&team, path).await, &["<span class=\"dot done\">Arrivée confirmée</span>"]);
    }
    has_not(&page(&coordinator, &request_page(&arrived)).await, &["id=\"excluded\""]);
}
