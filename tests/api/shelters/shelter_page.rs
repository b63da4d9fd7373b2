//! A shelter's page, without a script.

use chrono::{DateTime, TimeDelta, Utc};
use reqwest::Response;
use serde_json::{Value, json};

use crate::support::browser::{self, Browser, page_in, signed_in, token};
use crate::support::{App, CITY, ask, boy, counts, girl, grouped, id, on_both, text, with};

on_both!(
    a_count_is_one_tap_and_the_same_number_again_confirms_it,
    an_impossible_count_changes_nothing_and_is_told,
    a_count_says_how_old_it_is,
    a_pool_is_closed_and_opened,
    a_page_that_is_no_longer_true_asks_which_number_is_right,
    a_count_that_waited_is_as_old_as_its_tap_and_never_replaces_a_newer_one,
    a_count_sent_again_is_no_conflict_with_itself,
    a_pool_closed_from_an_old_page_keeps_its_newer_number,
    what_a_phone_keeps_links_no_reference_with_a_group,
    an_offer_is_answered_and_the_child_arrives_and_leaves,
    a_refusal_needs_its_reason_and_goes_on_to_the_next,
    a_form_without_the_token_of_the_session_is_refused,
    the_page_is_for_the_shelter_alone,
    a_bed_given_on_purpose_says_whom_it_is_meant_for,
    names_come_out_as_text,
    the_language_is_changed_on_the_page,
);

const SHELTER: &str = "shelter@asticude.example";

/// Sends a form of the page with its token.
async fn send(app: &App, browser: &Browser<'_>, path: &str, fields: &[(&str, &str)]) -> Response {
    browser::send(app, browser, &format!("/shelter/{path}"), fields).await
}

async fn page(browser: &Browser<'_>) -> String {
    browser::page(browser, "/shelter").await
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

async fn a_count_says_how_old_it_is(app: App) {
    let browser = signed_in(&app, SHELTER).await;
    let pool = girls(&app).await;
    let path = format!("pools/{}/count", id(&pool));
    send(&app, &browser, &path, &[("free", "2")]).await;
    for (seconds, told) in [
        (0, "Compté à l’instant</time>"),
        (59, "Compté à l’instant</time>"),
        (1, "Compté il y a 1\u{a0}min</time>"),
        (3_600, "Compté il y a 1\u{a0}h\u{a0}01</time>"),
    ] {
        app.pass(TimeDelta::seconds(seconds));
        let shown = page(&browser).await;
        let own = shown.split("id=\"pool-").find(|part| part.contains(&path)).unwrap();
        assert!(own.contains(told), "no {told} in {own}");
        assert!(own.contains("data-zero=\"Compté à l’instant\""), "{own}");
    }
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
    assert!(shown.contains("Fille, 14\u{a0}ans") && shown.contains("cette nuit"), "{shown}");
    // What waits for an answer stands first.
    let place = |part: &str| shown.find(part).unwrap_or_else(|| panic!("no {part} in {shown}"));
    assert!(place(&format!("id=\"offer-{offer}\"")) < place("id=\"pools\""));
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

async fn the_page_is_for_the_shelter_alone(app: App) {
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
    assert_eq!(send(&app, &other, "offers/no-id/accept", &[]).await.status(), 404);
}

async fn names_come_out_as_text(app: App) {
    let shelter = app.shelter_in("nador").await;
    let pool = json!({
        "name": "<script>x</script>\" onload=\"y", "gender": "any", "age_min": 0, "age_max": 17,
        "capacity": 2, "free": 1,
    });
    app.admin().post(&format!("/shelters/{}/pools", id(&shelter)), &pool).await.is(201);
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

/// The hidden field by which a form of a pool says which count it shows.
async fn seen(browser: &Browser<'_>, pool: &Value) -> String {
    let page = page(browser).await;
    let form = page.split_once(&format!("id=\"pool-{}\"", id(pool))).unwrap().1;
    let field = form.split_once("name=\"seen\" value=\"").unwrap().1;
    field.split_once('"').unwrap().0.to_owned()
}

async fn a_page_that_is_no_longer_true_asks_which_number_is_right(app: App) {
    let browser = signed_in(&app, SHELTER).await;
    let pool = girls(&app).await;
    let path = format!("pools/{}/count", id(&pool));
    let old = seen(&browser, &pool).await;
    app.pass(TimeDelta::minutes(5));
    app.shelter("nador").reports(&pool, 0).await;
    app.pass(TimeDelta::minutes(5));
    let before = girls(&app).await;
    let texts = [
        ("fr", "Entre-temps\u{a0}: 0 lit vide (", "2 est exact"),
        ("ar", "لا سرير فارغ. عددكم", "صحيح"),
        ("en", "Meanwhile: 0 empty (", "2 is right"),
    ];
    for (lang, meanwhile, mine) in texts {
        page_in(&app, &browser, lang, "/shelter").await;
        let fields = [("free", "1"), ("step", "1"), ("seen", &*old)];
        let asked = send(&app, &browser, &path, &fields).await;
        assert_eq!(asked.status(), 409, "{lang}");
        let asked = asked.text().await.unwrap();
        assert!(asked.contains(meanwhile) && asked.contains(mine), "{asked}");
        assert!(asked.contains("name=\"right\" value=\"2\""), "{asked}");
        assert!(asked.contains("name=\"right\" value=\"0\""), "{asked}");
        assert!(asked.contains("data-reason"), "{asked}");
    }
    assert_eq!(girls(&app).await, before);
    // The answer to the question counts, whatever stands in the field beside it.
    let fresh = seen(&browser, &pool).await;
    let fields = [("free", "0"), ("seen", &*fresh), ("right", "2")];
    assert_eq!(send(&app, &browser, &path, &fields).await.status(), 303);
    assert_eq!(girls(&app).await["free"], 2);
    // The number of an old page that is the present one needs no question.
    let fields = [("free", "2"), ("step", "0"), ("seen", &*old)];
    assert_eq!(send(&app, &browser, &path, &fields).await.status(), 303);

    // A promise alone makes a page no less true; an arrival does.
    let shown = seen(&browser, &pool).await;
    let request = app.outreach("nador").asks(&ask("nador", [girl(14)])).await;
    let fields = [("free", "2"), ("step", "1"), ("seen", &*shown)];
    assert_eq!(send(&app, &browser, &path, &fields).await.status(), 303);
    assert_eq!(girls(&app).await["free"], 3);
    let shown = seen(&browser, &pool).await;
    app.shelter("nador").accepts(&request["offer"]).await;
    app.shelter("nador").does("arrive", &request["offer"]).await;
    let fields = [("free", "3"), ("step", "1"), ("seen", &*shown)];
    assert_eq!(send(&app, &browser, &path, &fields).await.status(), 409);
    assert_eq!(girls(&app).await["free"], 2);
}

async fn a_count_that_waited_is_as_old_as_its_tap_and_never_replaces_a_newer_one(app: App) {
    let browser = signed_in(&app, SHELTER).await;
    let pool = girls(&app).await;
    let path = format!("pools/{}/count", id(&pool));
    let shown = seen(&browser, &pool).await;
    let tapped = app.now() + TimeDelta::minutes(5);
    app.pass(TimeDelta::minutes(30));
    let at = tapped.to_rfc3339();
    let fields = [("free", "3"), ("step", "0"), ("seen", &*shown), ("counted_at", &*at)];
    assert_eq!(send(&app, &browser, &path, &fields).await.status(), 303);
    let counted = girls(&app).await;
    assert_eq!(text(&counted["reported_at"]).parse::<DateTime<Utc>>().unwrap(), tapped);
    // The page it was tapped on was older than another count of the same phone: that is no news.
    let later = (tapped + TimeDelta::minutes(1)).to_rfc3339();
    let fields = [("free", "4"), ("step", "0"), ("seen", &*shown), ("counted_at", &*later)];
    assert_eq!(send(&app, &browser, &path, &fields).await.status(), 303);
    app.shelter("nador").reports(&pool, 0).await;
    let before = girls(&app).await;
    let fields = [("free", "5"), ("step", "0"), ("counted_at", &*later)];
    assert_eq!(send(&app, &browser, &path, &fields).await.status(), 409);
    assert_eq!(girls(&app).await, before);

    // A child came while the count waited: whose number is right is asked.
    let shown = seen(&browser, &pool).await;
    let now = app.now().to_rfc3339();
    app.shelter("nador").reports(&pool, 3).await;
    let shown_again = seen(&browser, &pool).await;
    let request = app.outreach("nador").asks(&ask("nador", [girl(14)])).await;
    app.pass(TimeDelta::minutes(2));
    app.shelter("nador").accepts(&request["offer"]).await;
    app.shelter("nador").does("arrive", &request["offer"]).await;
    let tapped = (app.now() - TimeDelta::minutes(1)).to_rfc3339();
    let fields = [("free", "3"), ("seen", &*shown_again), ("counted_at", &*tapped)];
    assert_eq!(send(&app, &browser, &path, &fields).await.status(), 409);
    assert_eq!(girls(&app).await["free"], 2);
    assert_ne!((shown, now), (shown_again, tapped));
    let nonsense = [("free", "3"), ("counted_at", "soon")];
    assert_eq!(send(&app, &browser, &path, &nonsense).await.status(), 422);
    // A phone whose clock is ahead counts now.
    let ahead = (app.now() + TimeDelta::hours(2)).to_rfc3339();
    let fields = [("free", "1"), ("counted_at", &*ahead)];
    assert_eq!(send(&app, &browser, &path, &fields).await.status(), 303);
    let reported = girls(&app).await["reported_at"].clone();
    assert_eq!(text(&reported).parse::<DateTime<Utc>>().unwrap(), app.now());
}

async fn a_count_sent_again_is_no_conflict_with_itself(app: App) {
    let browser = signed_in(&app, SHELTER).await;
    let pool = girls(&app).await;
    let path = format!("pools/{}/count", id(&pool));
    let shown = seen(&browser, &pool).await;
    app.pass(TimeDelta::minutes(5));
    let at = app.now().to_rfc3339();
    let script = [("free", "3"), ("seen", &*shown), ("counted_at", &*at), ("idempotency_key", "a")];
    let plain = [("free", "3"), ("step", "1"), ("seen", ""), ("idempotency_key", "b")];
    for (at, fields) in [&script[..], &plain[..]].into_iter().enumerate() {
        let shown = seen(&browser, &pool).await;
        let mut fields = fields.to_vec();
        if at == 1 {
            fields[2].1 = &shown;
        }
        for _ in 0..3 {
            assert_eq!(send(&app, &browser, &path, &fields).await.status(), 303, "{fields:?}");
            app.pass(TimeDelta::minutes(1));
        }
        assert_eq!(girls(&app).await["free"], if at == 0 { 3 } else { 4 });
    }
    // Nor does it come back when another has counted since.
    app.shelter("nador").reports(&pool, 0).await;
    assert_eq!(send(&app, &browser, &path, &script).await.status(), 303);
    assert_eq!(girls(&app).await["free"], 0);
    // One that takes offers back is carried out once as well.
    app.shelter("nador").reports(&pool, 1).await;
    let request = app.outreach("nador").asks(&ask("nador", [girl(14)])).await;
    let empties = [("free", "0"), ("idempotency_key", "c")];
    for _ in 0..2 {
        assert_eq!(send(&app, &browser, &path, &empties).await.status(), 303);
    }
    assert_eq!(app.shelter("nador").offer(&request["offer"]).await["state"], "withdrawn");
}

async fn a_pool_closed_from_an_old_page_keeps_its_newer_number(app: App) {
    let browser = signed_in(&app, SHELTER).await;
    let pool = girls(&app).await;
    for (what, closed) in [("close", true), ("open", false)] {
        let shown = seen(&browser, &pool).await;
        app.pass(TimeDelta::minutes(5));
        app.shelter("nador").reports(&pool, 1).await;
        let path = format!("pools/{}/{what}", id(&pool));
        let fields = [("free", "2"), ("seen", &*shown), ("idempotency_key", what)];
        assert_eq!(send(&app, &browser, &path, &fields).await.status(), 303);
        let now = girls(&app).await;
        assert_eq!((&now["free"], &now["closed"]), (&json!(1), &json!(closed)));
    }
}

async fn what_a_phone_keeps_links_no_reference_with_a_group(app: App) {
    let browser = signed_in(&app, SHELTER).await;
    let (team, shelter) = (app.outreach("nador"), app.shelter("nador"));
    let [waits, coming, here] = [
        team.asks(&ask("nador", [girl(12)])).await,
        team.asks(&ask("nador", [girl(13)])).await,
        team.asks(&ask("nador", [boy(11)])).await,
    ];
    for request in [&coming, &here] {
        shelter.accepts(&request["offer"]).await;
    }
    shelter.does("arrive", &here["offer"]).await;
    let shown = page(&browser).await;
    // As the service worker keeps it.
    let mut kept = String::new();
    for part in shown.split("<!--/private-->") {
        kept.push_str(part.split("<!--private-->").next().unwrap());
    }
    let reference = |request: &Value| grouped(text(&request["reference"]));
    assert!(!kept.contains(&reference(&waits)));
    let (offers, rest) = kept.split_once("id=\"pools\"").unwrap();
    let (beds, expected) = rest.split_once("id=\"coming\"").unwrap();
    let children = offers.to_owned() + expected;
    for group in ["Filles 12-17", "Garçons 10-17"] {
        assert!(beds.contains(group) && !children.contains(group), "{group}: {children}");
        assert!(shown.split_once("id=\"coming\"").unwrap().1.contains(group));
    }
    for request in [&coming, &here] {
        assert!(children.contains(&reference(request)) && !beds.contains(&reference(request)));
    }
    for child in ["Fille", "Garçon", "\u{a0}ans"] {
        assert!(!children.contains(child), "{child}: {children}");
    }
}

async fn a_bed_given_on_purpose_says_whom_it_is_meant_for(app: App) {
    let boys = app.pool("nador", "Garçons 10-17").await;
    let hold = json!({ "hold": false });
    let request = app.outreach("nador").asks(&with(ask("nador", [girl(14)]), hold)).await;
    let choice = json!({
        "shelter_id": app.shelter_in("nador").await["id"],
        "beds": [{ "child": 0, "pool_id": boys["id"] }],
        "override": { "reason": "no other bed" },
    });
    let offer = app.coordinator("nador").offers(&request, &choice).await.is(201);
    let browser = signed_in(&app, SHELTER).await;
    let says = "lit prévu pour garçons de 10 à 17\u{a0}ans";
    assert!(page(&browser).await.contains(says));
    app.shelter("nador").accepts(&offer).await;
    assert!(page(&browser).await.contains(says));
    for (lang, says) in [
        ("en", "the coordinators give it here knowingly"),
        ("ar", "وقد خصصه فريق التنسيق لهذا الطلب عن قصد"),
    ] {
        let page = page_in(&app, &browser, lang, "/shelter").await;
        assert!(page.contains(says), "{page}");
    }
    let coordinator = signed_in(&app, CITY).await;
    let path = format!("/coordinator/requests/{}", text(&request["reference"]));
    assert!(browser::page(&coordinator, &path).await.contains(says));
}
