//! A shelter's page, without a script.

use reqwest::Response;
use serde_json::{Value, json};

use crate::answer::{id, text};
use crate::app::{App, on_both};
use crate::browser::{Browser, signed_in, token};
use crate::world::{ask, counts, girl};

on_both!(
    a_count_is_one_tap_and_the_same_number_again_confirms_it,
    an_impossible_count_changes_nothing_and_is_told,
    a_pool_is_closed_and_opened,
    an_offer_is_answered_and_the_child_arrives_and_leaves,
    a_refusal_needs_its_reason_and_goes_on_to_the_next,
    a_form_without_the_token_of_the_session_is_refused,
    the_page_is_for_the_house_alone,
    a_bed_given_on_purpose_says_whom_it_is_meant_for,
    names_come_out_as_text,
    the_language_is_changed_on_the_page,
);

const SHELTER: &str = "shelter@asticude.example";

/// Sends a form of the page with its token.
async fn send(app: &App, browser: &Browser<'_>, path: &str, fields: &[(&str, &str)]) -> Response {
    crate::browser::send(app, browser, &format!("/shelter/{path}"), fields).await
}

async fn page(browser: &Browser<'_>) -> String {
    let page = browser.get("/shelter").await;
    assert_eq!(page.status(), 200);
    page.text().await.unwrap()
}

async fn girls(app: &App) -> Value {
    app.pool("nador", "Filles 12-17").await
}

async fn a_count_is_one_tap_and_the_same_number_again_confirms_it(app: App) {
    let browser = signed_in(&app, SHELTER).await;
    let pool = girls(&app).await;
    assert!(page(&browser).await.contains(&format!("/shelter/pools/{}/count", id(&pool))));
    let path = format!("pools/{}/count", id(&pool));
    let led = send(&app, &browser, &path, &[("free", "2"), ("step", "1")]).await;
    assert_eq!(led.headers()["location"], format!("/shelter#pool-{}", id(&pool)));
    assert_eq!(girls(&app).await["free"], 3);
    app.advance(60).await;
    let before = girls(&app).await["reported_at"].clone();
    assert_eq!(send(&app, &browser, &path, &[("free", "3"), ("step", "0")]).await.status(), 303);
    let after = girls(&app).await;
    assert_eq!(after["free"], 3);
    assert_ne!(after["reported_at"], before);
}

async fn an_impossible_count_changes_nothing_and_is_told(app: App) {
    let browser = signed_in(&app, SHELTER).await;
    let pool = girls(&app).await;
    let path = format!("pools/{}/count", id(&pool));
    for free in ["-1", "10000", "two", ""] {
        let told = send(&app, &browser, &path, &[("free", free)]).await;
        assert_eq!(told.status(), 422, "{free}");
        assert!(told.text().await.unwrap().contains("role=\"alert\""));
    }
    assert_eq!(girls(&app).await["version"], pool["version"]);
    assert_eq!(girls(&app).await["free"], pool["free"]);
}

async fn a_pool_is_closed_and_opened(app: App) {
    let browser = signed_in(&app, SHELTER).await;
    let pool = girls(&app).await;
    for (what, closed) in [("close", true), ("open", false)] {
        let path = format!("pools/{}/{what}", id(&pool));
        assert_eq!(send(&app, &browser, &path, &[("free", "2")]).await.status(), 303);
        assert_eq!(girls(&app).await["closed"], closed);
        assert_eq!(page(&browser).await.contains("Rouvrir"), closed);
    }
}

async fn an_offer_is_answered_and_the_child_arrives_and_leaves(app: App) {
    let browser = signed_in(&app, SHELTER).await;
    let request = app.outreach("nador").asks(&ask("nador", [girl(14)])).await;
    let offer = text(&request["offer"]["id"]).to_owned();
    let shown = page(&browser).await;
    assert!(shown.contains("Fille, 14 ans") && shown.contains("cette nuit"), "{shown}");
    let steps = [("accept", "accepted"), ("arrive", "arrived"), ("depart", "departed")];
    for (what, state) in steps {
        let path = format!("offers/{offer}/{what}");
        // Sent twice, as an impatient thumb does: it is carried out once.
        for _ in 0..2 {
            let led = send(&app, &browser, &path, &[("idempotency_key", what)]).await;
            assert_eq!(led.status(), 303, "{what}");
        }
        let now = app.shelter("nador").get(&format!("/offers/{offer}")).await.is(200);
        assert_eq!(now["state"], state);
        // Another tap later finds it changed.
        let again = send(&app, &browser, &path, &[("idempotency_key", "another")]).await;
        assert_eq!(again.status(), 409, "{what}");
    }
    assert_eq!(app.counts("nador", "Filles 12-17").await, counts(2, 0, 2));
}

async fn a_refusal_needs_its_reason_and_goes_on_to_the_next(app: App) {
    let browser = signed_in(&app, SHELTER).await;
    let request = app.outreach("nador").asks(&ask("nador", [girl(14)])).await;
    let path = format!("offers/{}/decline", text(&request["offer"]["id"]));
    assert_eq!(send(&app, &browser, &path, &[]).await.status(), 422);
    assert_eq!(send(&app, &browser, &path, &[("reason", "no_reason")]).await.status(), 422);
    assert_eq!(app.outreach("nador").request(&request).await["state"], "offered");
    assert_eq!(send(&app, &browser, &path, &[("reason", "cannot_meet_need")]).await.status(), 303);
    assert_eq!(app.outreach("nador").request(&request).await["state"], "waiting");
}

async fn a_form_without_the_token_of_the_session_is_refused(app: App) {
    let browser = signed_in(&app, SHELTER).await;
    let other = signed_in(&app, "shelter@ms2.example").await;
    let request = app.outreach("nador").asks(&ask("nador", [girl(14)])).await;
    let pool = girls(&app).await;
    let foreign = token(&app, &other).await;
    let before = app.database.counts().await;
    for path in [
        format!("/shelter/pools/{}/count", id(&pool)),
        format!("/shelter/offers/{}/accept", text(&request["offer"]["id"])),
    ] {
        for token in ["", "x", &foreign] {
            let fields = [("csrf", token), ("free", "1")];
            assert_eq!(browser.post(&path, &fields).await.status(), 403, "{path}");
        }
        assert_eq!(browser.post(&path, &[("free", "1")]).await.status(), 403, "{path}");
    }
    assert_eq!(app.database.counts().await, before);
}

async fn the_page_is_for_the_house_alone(app: App) {
    let request = app.outreach("nador").asks(&ask("nador", [girl(14)])).await;
    let pool = girls(&app).await;
    let stranger = Browser::new(&app);
    let led = stranger.get("/shelter").await;
    assert_eq!(led.headers()["location"], "/sign-in?next=%2Fshelter");
    let team = signed_in(&app, "outreach@asticude.example").await;
    assert_eq!(team.get("/shelter").await.status(), 403);
    let other = signed_in(&app, "shelter@ms2.example").await;
    assert!(!page(&other).await.contains(id(&pool)));
    let path = format!("pools/{}/count", id(&pool));
    assert_eq!(send(&app, &other, &path, &[("free", "1")]).await.status(), 404);
    let path = format!("offers/{}/accept", text(&request["offer"]["id"]));
    assert_eq!(send(&app, &other, &path, &[]).await.status(), 404);
    assert_eq!(send(&app, &other, "offers/no-id/accept", &[]).await.status(), 400);
}

async fn names_come_out_as_text(app: App) {
    let house = app.shelter_in("nador").await;
    let pool = json!({
        "name": "<script>x</script>\" onload=\"y", "gender": "any", "age_min": 0, "age_max": 17,
        "capacity": 2, "free": 1,
    });
    app.admin().post(&format!("/shelters/{}/pools", id(&house)), &pool).await.is(201);
    let shown = page(&signed_in(&app, SHELTER).await).await;
    assert!(!shown.contains("<script>") && !shown.contains("\" onload=\""), "{shown}");
    assert!(shown.contains("&#60;script&#62;"), "{shown}");
}

async fn the_language_is_changed_on_the_page(app: App) {
    let browser = signed_in(&app, SHELTER).await;
    let token = token(&app, &browser).await;
    let fields = [("lang", "ar"), ("return_to", "/shelter"), ("csrf", "wrong")];
    assert_eq!(browser.post("/language", &fields).await.status(), 403);
    let fields = [("lang", "ar"), ("return_to", "/shelter"), ("csrf", &*token)];
    assert_eq!(browser.post("/language", &fields).await.headers()["location"], "/shelter");
    assert!(page(&browser).await.contains("<html lang=\"ar\" dir=\"rtl\""));
    let stranger = Browser::new(&app);
    let led = stranger.post("/language", &[("lang", "en")]).await;
    assert_eq!(led.headers()["location"], "/sign-in?lang=en");
}

async fn a_bed_given_on_purpose_says_whom_it_is_meant_for(app: App) {
    let boys = app.pool("nador", "Garçons 10-17").await;
    let hold = json!({ "hold": false });
    let request =
        app.outreach("nador").asks(&crate::world::with(ask("nador", [girl(14)]), hold)).await;
    let choice = json!({
        "shelter_id": app.shelter_in("nador").await["id"],
        "beds": [{ "child": 0, "pool_id": boys["id"] }],
        "override": { "reason": "no other bed" },
    });
    let offer = app.coordinator("nador").offers(&request, &choice).await.is(201);
    let browser = signed_in(&app, SHELTER).await;
    let says = "lit prévu pour garçons de 10 à 17 ans";
    assert!(page(&browser).await.contains(says));
    app.shelter("nador").accepts(&offer).await;
    assert!(page(&browser).await.contains(says));
    for (lang, says) in
        [("en", "the coordinators give it on purpose"), ("ar", "وقد خصصه التنسيق هنا عن قصد")]
    {
        let page = crate::browser::page_in(&app, &browser, lang, "/shelter").await;
        assert!(page.contains(says), "{page}");
    }
    let coordinator = signed_in(&app, crate::browser::EMAIL).await;
    let path = format!("/coordinator/requests/{}", text(&request["reference"]));
    assert!(crate::browser::page(&coordinator, &path).await.contains(says));
}
