//! Partners, shelters and pools go out of use and come back; shelters have an address and an access
//! note, partners a telephone number.

use chrono::TimeDelta;
use serde_json::{Value, json};

use crate::support::browser::{open_link, page, request_page, signed_in};
use crate::support::count_reminders::{NADOR, SHELTERS, reminder_link, reminders};
use crate::support::{
    Answer, App, NATIONAL, ask, boy, counts, girl, id, items, on_both, recipients, text, with,
};

on_both!(
    an_address_and_an_access_note_are_lines_of_text,
    a_partner_is_changed_field_by_field,
    a_shelter_out_of_use_is_on_no_board_and_offers_nothing,
    a_count_that_has_grown_old_meanwhile_is_stale,
    a_pool_out_of_use_leaves_its_shelter_to_the_others,
    none_goes_while_children_are_expected_or_there,
    a_partner_goes_last_and_comes_back_first,
    other_instances_and_the_next_start_know,
    nobody_is_asked_for_counts_that_are_of_no_use,
    history_names_what_is_out_of_use,
);

const GIRLS: &str = "Filles 12-17";

fn path(folder: &str, thing: &Value) -> String {
    format!("/{folder}/{}", id(thing))
}

async fn switch(app: &App, path: &str, active: bool) -> Answer {
    app.admin().patch(path, &json!({ "active": active })).await
}

/// The partner that runs the shelter of Nador.
async fn asticude(app: &App) -> Value {
    let all = app.admin().get("/partners?limit=200").await.is(200);
    items(&all).iter().find(|partner| partner["name"] == "Asticude").unwrap().clone()
}

async fn an_address_and_an_access_note_are_lines_of_text(app: App) {
    let admin = app.admin();
    let place =
        json!({ "address": "12, rue du Port", "access_note": "Porte verte, sonnez deux fois" });
    let new =
        json!({ "partner_id": asticude(&app).await["id"], "name": "Rif", "city": "al-hoceima" });
    let added = admin.post("/shelters", &with(new, &place)).await.is(201);
    let path = path("shelters", &added);
    let changed = admin.patch(&path, &json!({ "phone": "+212 5 00" })).await.is(200);
    for field in ["address", "access_note"] {
        assert_eq!(added[field], place[field], "{field}");
        assert_eq!(changed[field], place[field], "{field}");
    }
    let typed = json!({ "address": "  3,  avenue\u{a0}Hassan II ", "access_note": " " });
    let changed = admin.patch(&path, &typed).await.is(200);
    assert_eq!(changed["address"], "3, avenue Hassan II");
    assert_eq!(changed["access_note"], Value::Null);
    let bad = json!({ "address": "x".repeat(301), "access_note": "x".repeat(501) });
    let wrong = [("/address", "bad_length"), ("/access_note", "bad_length")];
    admin.patch(&path, &bad).await.names(422, "validation_failed", &wrong);
    let bad = json!({ "access_note": "a\nb" });
    let wrong = [("/access_note", "bad_character")];
    admin.patch(&path, &bad).await.names(422, "validation_failed", &wrong);
    let longest = json!({ "address": "é".repeat(300), "access_note": "é".repeat(500) });
    assert_eq!(admin.patch(&path, &longest).await.is(200)["address"], longest["address"]);
}

async fn a_partner_is_changed_field_by_field(app: App) {
    let (admin, partner) = (app.admin(), asticude(&app).await);
    let path = path("partners", &partner);
    let partner = admin.patch(&path, &json!({ "phone": "" })).await.is(200);
    assert_eq!((&partner["phone"], &partner["active"]), (&Value::Null, &json!(true)));
    let renamed = admin.patch(&path, &json!({ "name": " Asticude  Nador " })).await.is(200);
    assert_eq!(renamed, with(partner.clone(), json!({ "name": "Asticude Nador" })));
    let phone = json!({ "phone": "+212 536 11 11 11" });
    let called = admin.patch(&path, &phone).await.is(200);
    assert_eq!(called, with(renamed.clone(), phone));
    assert!(items(&admin.get("/partners").await.is(200)).contains(&called));
    assert_eq!(admin.patch(&path, &json!({ "phone": "" })).await.is(200), renamed);
    let taken = admin.patch(&path, &json!({ "name": "BAYTI" })).await;
    taken.refused(409, "name_taken");
    let bad = json!({ "name": "", "phone": "call me", "city": "rabat" });
    let wrong = [("/name", "bad_length"), ("/phone", "bad_format"), ("/city", "unknown_field")];
    admin.patch(&path, &bad).await.names(422, "validation_failed", &wrong);
    let new = json!({ "name": "Rif", "city": "al-hoceima", "phone": "+212 539 00 00 00" });
    assert_eq!(admin.post("/partners", &new).await.is(201)["phone"], new["phone"]);
}

async fn a_shelter_out_of_use_is_on_no_board_and_offers_nothing(app: App) {
    let nador = app.shelter_in("nador").await;
    let girls = app.pool("nador", GIRLS).await;
    let path = path("shelters", &nador);
    assert_eq!(switch(&app, &path, false).await.is(200)["active"], false);
    let board = app.admin().get("/board?city=nador").await.is(200);
    assert_eq!(board["shelters"], json!([]));
    let pool = format!("/pools/{}", id(&girls));
    app.admin().get(&pool).await.refused(404, "not_found");
    let count = json!({ "free": 1 });
    app.shelter("nador")
        .put(&format!("{pool}/availability"), &count)
        .await
        .refused(404, "not_found");

    let team = app.outreach("nador");
    let request = team.asks(&ask("nador", [girl(14)])).await;
    assert_eq!(request["state"], "waiting");
    for list in ["matches", "excluded"] {
        let ranked = request[list].as_array().unwrap();
        assert!(ranked.iter().all(|one| one["shelter_id"] != nador["id"]), "{list}: {request}");
    }
    let choice = json!({ "shelter_id": nador["id"], "override": { "reason": "near" } });
    let wrong = [("/shelter_id", "unknown_shelter")];
    let coordinator = app.coordinator("nador");
    coordinator.offers(&request, &choice).await.names(422, "validation_failed", &wrong);
    app.tick().await;
    assert_eq!(team.request(&request).await["state"], "waiting");

    // In use again, it serves who waits.
    assert_eq!(switch(&app, &path, true).await.is(200)["active"], true);
    assert_eq!(app.pool("nador", GIRLS).await["reported_at"], girls["reported_at"]);
    app.tick().await;
    let now = team.request(&request).await;
    assert_eq!((&now["state"], &now["offer"]["shelter_id"]), (&json!("offered"), &nador["id"]));
}

async fn a_count_that_has_grown_old_meanwhile_is_stale(app: App) {
    let path = path("shelters", &app.shelter_in("nador").await);
    switch(&app, &path, false).await.is(200);
    app.pass(TimeDelta::hours(13));
    switch(&app, &path, true).await.is(200);
    assert_eq!(app.pool("nador", GIRLS).await["freshness"], "stale");
    let team = app.outreach("nador");
    let request = team.asks(&ask("nador", [girl(14)])).await;
    assert_eq!(request["state"], "waiting");
    app.shelter("nador").reports(&app.pool("nador", GIRLS).await, 2).await;
    app.tick().await;
    assert_eq!(team.request(&request).await["state"], "offered");
}

async fn a_pool_out_of_use_leaves_its_shelter_to_the_others(app: App) {
    let (before, girls) = (app.shelter_in("nador").await, app.pool("nador", GIRLS).await);
    let path = path("pools", &girls);
    let shut = switch(&app, &path, false).await.is(200);
    assert_eq!((&shut["active"], &shut["free"]), (&json!(false), &girls["free"]));
    let names = |shelter: &Value| -> Vec<String> {
        let pools = shelter["pools"].as_array().unwrap();
        pools.iter().map(|pool| text(&pool["name"]).to_owned()).collect()
    };
    let mut others = names(&before);
    others.retain(|name| name != GIRLS);
    assert_eq!(names(&app.shelter_in("nador").await), others);
    app.admin().get(&path).await.refused(404, "not_found");
    let report = json!({ "pools": [{ "pool_id": girls["id"], "free": 1 }] });
    app.shelter("nador").put("/availability", &report).await.refused(404, "not_found");

    let team = app.outreach("nador");
    let offered = team.asks(&ask("nador", [girl(14)])).await;
    assert_eq!(offered["offer"]["shelter_id"], before["id"]);
    assert_ne!(offered["offer"]["beds"][0]["pool_id"], girls["id"]);
    let bed = json!([{ "child": 0, "pool_id": girls["id"] }]);
    let choice = json!({
        "shelter_id": before["id"], "beds": bed, "override": { "reason": "wanted" },
    });
    let coordinator = app.coordinator("nador");
    let wrong = [("/beds/0/pool_id", "unknown_pool")];
    coordinator.offers(&offered, &choice).await.names(422, "validation_failed", &wrong);

    let opened = switch(&app, &path, true).await.is(200);
    assert_eq!(opened["reported_at"], girls["reported_at"]);
    assert_eq!(names(&app.shelter_in("nador").await), names(&before));
    assert_eq!(app.counts("nador", GIRLS).await, counts(2, 0, 2));
}

async fn none_goes_while_children_are_expected_or_there(app: App) {
    let nador = app.shelter_in("nador").await;
    let request = app.outreach("nador").asks(&ask("nador", [boy(9)])).await;
    let offer = &request["offer"];
    let pool = json!({ "id": offer["beds"][0]["pool_id"] });
    let (shelter, pool) = (path("shelters", &nador), path("pools", &pool));
    for step in ["", "accept", "arrive"] {
        if !step.is_empty() {
            app.shelter("nador").does(step, offer).await;
        }
        for path in [&shelter, &pool] {
            switch(&app, path, false).await.refused(409, "in_use");
        }
        assert_eq!(app.shelter_in("nador").await["id"], nador["id"], "{step}");
    }
    // A pool in which nobody is expected may go.
    let girls = app.pool("nador", GIRLS).await;
    switch(&app, &path("pools", &girls), false).await.is(200);
    app.shelter("nador").does("depart", offer).await;
    for path in [&pool, &shelter] {
        switch(&app, path, false).await.is(200);
        // Once more changes nothing.
        switch(&app, path, false).await.is(200);
    }
}

async fn a_partner_goes_last_and_comes_back_first(app: App) {
    let admin = app.admin();
    let partner = json!({ "name": "Rif", "city": "al-hoceima" });
    let partner = admin.post("/partners", &partner).await.is(201);
    let new = json!({ "partner_id": partner["id"], "name": "Foyer du Rif", "city": "al-hoceima" });
    let shelter = admin.post("/shelters", &new).await.is(201);
    let account = json!({ "roles": ["outreach"], "partner_id": partner["id"] });
    let team = app.hire("team@rif.example", account).await;
    let request = team.asks(&ask("al-hoceima", [girl(9)])).await;
    let (partner, shelter) = (path("partners", &partner), path("shelters", &shelter));
    let stays = async || drop(switch(&app, &partner, false).await.refused(409, "in_use"));

    stays().await;
    switch(&app, &shelter, false).await.is(200);
    stays().await;
    app.change_account("team@rif.example", &json!({ "active": false })).await;
    stays().await;
    let close = format!("/requests/{}/close", id(&request));
    app.person(NATIONAL).post(&close, &json!({ "outcome": "family" })).await.is(200);
    assert_eq!(switch(&app, &partner, false).await.is(200)["active"], false);

    switch(&app, &shelter, true).await.refused(409, "partner_inactive");
    let another = with(new, json!({ "name": "Un autre" }));
    let wrong = [("/partner_id", "unknown_partner")];
    admin.post("/shelters", &another).await.names(422, "validation_failed", &wrong);
    assert_eq!(switch(&app, &partner, true).await.is(200)["active"], true);
    switch(&app, &shelter, true).await.is(200);
    admin.post("/shelters", &another).await.is(201);
}

async fn other_instances_and_the_next_start_know(app: App) {
    let (nador, girls) = (app.shelter_in("nador").await, app.pool("tanger", "Girls 12-17").await);
    let other = app.beside().await;
    switch(&app, &path("shelters", &nador), false).await.is(200);
    switch(&app, &path("pools", &girls), false).await.is(200);
    // Before its board knows, the database refuses what it would promise.
    for city in ["nador", "tanger"] {
        let request = other.outreach(city).asks(&ask(city, [girl(16)])).await;
        assert_eq!(request["state"], "waiting", "{city}: {request}");
    }
    other.tick().await;
    let missing = async |on: &App| {
        let board = on.admin().get("/board").await.is(200);
        let shelters = board["shelters"].as_array().unwrap();
        assert_eq!(shelters.len(), 5);
        let pools = shelters.iter().flat_map(|shelter| shelter["pools"].as_array().unwrap());
        assert!(pools.clone().all(|pool| pool["id"] != girls["id"]));
        pools.count()
    };
    assert_eq!(missing(&app).await, missing(&other).await);
    let app = app.restart(TimeDelta::zero()).await;
    missing(&app).await;
    switch(&app, &path("shelters", &nador), true).await.is(200);
    switch(&app, &path("pools", &girls), true).await.is(200);
    other.tick().await;
    for on in [&app, &other] {
        assert_eq!(on.shelter_in("nador").await["id"], nador["id"]);
        assert_eq!(on.pool("tanger", "Girls 12-17").await["id"], girls["id"]);
    }
    other.stop().await;
}

async fn nobody_is_asked_for_counts_that_are_of_no_use(app: App) {
    let path = path("shelters", &app.shelter_in("nador").await);
    let link = reminder_link(&app, NADOR).await;
    switch(&app, &path, false).await.is(200);
    assert_eq!(open_link(&app, &link).await.status, 404);
    let silent = async || {
        app.pass(TimeDelta::hours(1));
        let all = app.person(NATIONAL).get("/shelters/silent").await.is(200);
        items(&all).iter().filter(|one| one["city"] == "nador").count()
    };
    assert_eq!(silent().await, 0);
    app.pass(TimeDelta::hours(5));
    let asked: Vec<&str> = SHELTERS.into_iter().filter(|one| *one != NADOR).collect();
    assert_eq!(recipients(&reminders(&app).await), asked);
    // In use again it is asked anew, and silent only when it does not answer that.
    switch(&app, &path, true).await.is(200);
    assert_eq!(silent().await, 0);
    assert_eq!(recipients(&reminders(&app).await), [NADOR]);
    assert_eq!(silent().await, 1);
}

async fn history_names_what_is_out_of_use(app: App) {
    let nador = app.shelter_in("nador").await;
    let (team, house) = (app.outreach("nador"), app.shelter("nador"));
    let request = team.asks(&ask("nador", [girl(14)])).await;
    let offer = request["offer"].clone();
    for step in ["accept", "arrive", "depart"] {
        house.does(step, &offer).await;
    }
    switch(&app, &path("shelters", &nador), false).await.is(200);
    assert_eq!(team.offer(&offer).await["shelter_name"], nador["name"]);
    assert_eq!(team.request(&request).await["offer"]["shelter_name"], nador["name"]);
    let listed = house.get("/offers").await.is(200);
    assert_eq!(items(&listed)[0]["shelter_name"], nador["name"]);
    let browser = signed_in(&app, app.coordinator("nador").email()).await;
    let shown = page(&browser, &request_page(&request)).await;
    let name = text(&nador["name"]).replace('\'', "&#39;");
    assert!(shown.contains(&name), "{name}: {shown}");
}
