//! A POST that carries a key is carried out once.

use std::collections::BTreeMap;

use chrono::TimeDelta;
use serde_json::{Value, json};

use crate::support::browser::fill_in;
use crate::support::{App, Person, ask, boy, counts, girl, id, items, on_both, text, with};

on_both!(
    the_same_key_and_body_gives_the_same_bytes_and_changes_nothing_twice,
    an_added_account_is_added_once,
    the_same_key_with_another_body_is_a_conflict,
    the_same_key_on_another_address_is_a_conflict,
    two_at_the_same_moment_make_one_request,
    twins_of_an_answer_are_answered_alike,
    keys_end_after_a_day,
    keys_belong_to_an_account,
    a_refused_call_uses_no_key_up,
    where_there_is_no_body_an_empty_one_will_do_and_no_other,
    the_first_answer_stays_though_the_thing_has_moved_on,
    a_key_is_kept_across_instances,
    a_ranking_is_stored_under_no_key,
    a_key_shows_no_more_than_the_caller_may_still_see,
);

/// Sends twice under one key: the second answer has the same bytes, and changes nothing.
async fn twice(app: &App, person: &Person<'_>, path: &str, body: &Value, status: u16) -> Value {
    let key = format!("key of {path}");
    let first = person.once(&key, path, body).await;
    let value = first.is(status);
    let between = app.database.counts().await;
    app.pass(TimeDelta::seconds(3));
    let second = person.once(&key, path, body).await;
    second.is(status);
    assert_eq!(first.text(), second.text(), "{path}");
    assert_eq!(app.database.counts().await, between, "{path}");
    value
}

async fn the_same_key_and_body_gives_the_same_bytes_and_changes_nothing_twice(app: App) {
    let (team, shelter) = (app.outreach("nador"), app.shelter("nador"));
    let (coordinator, admin) = (app.coordinator("nador"), app.admin());
    let partner = json!({ "name": "New", "city": "fes" });
    let partner = twice(&app, &admin, "/partners", &partner, 201).await;
    let new_shelter = json!({ "partner_id": partner["id"], "name": "New", "city": "fes" });
    let new_shelter = twice(&app, &admin, "/shelters", &new_shelter, 201).await;
    let pool = json!({
        "name": "All", "gender": "any", "age_min": 0, "age_max": 17, "capacity": 4, "free": 2,
    });
    twice(&app, &admin, &format!("/shelters/{}/pools", id(&new_shelter)), &pool, 201).await;

    let call = with(ask("nador", [girl(14)]), json!({ "max_km": 150 }));
    let request = twice(&app, &team, "/requests", &call, 201).await;
    assert_eq!(app.counts("nador", "Filles 12-17").await, counts(2, 1, 1));
    let requests = |verb: &str| format!("/requests/{}/{verb}", id(&request));
    let offers = |offer: &Value, verb: &str| format!("/offers/{}/{verb}", id(offer));
    let why = json!({ "reason": "full" });
    twice(&app, &shelter, &offers(&request["offer"], "decline"), &why, 200).await;
    assert_eq!(app.counts("oujda", "Filles 12-17").await, counts(2, 1, 1));
    twice(&app, &coordinator, &requests("acknowledge"), &Value::Null, 200).await;
    let choice = json!({
        "shelter_id": request["offer"]["shelter_id"], "override": { "reason": "they agreed" },
    });
    let by_hand = twice(&app, &coordinator, &requests("offers"), &choice, 201).await;
    twice(&app, &shelter, &offers(&by_hand, "accept"), &Value::Null, 200).await;
    twice(&app, &shelter, &offers(&by_hand, "no_show"), &Value::Null, 200).await;
    let found = twice(&app, &team, &requests("found"), &Value::Null, 200).await;
    let oujda = app.shelter("oujda");
    twice(&app, &oujda, &offers(&found["offer"], "accept"), &Value::Null, 200).await;
    twice(&app, &oujda, &offers(&found["offer"], "arrive"), &Value::Null, 200).await;
    assert_eq!(app.counts("oujda", "Filles 12-17").await, counts(1, 0, 1));
    twice(&app, &oujda, &offers(&found["offer"], "depart"), &Value::Null, 200).await;
    assert_eq!(app.counts("oujda", "Filles 12-17").await, counts(2, 0, 2));

    let next = team.asks(&ask("nador", [boy(12)])).await;
    let why = json!({ "reason": "found an uncle" });
    twice(&app, &team, &format!("/requests/{}/withdraw", id(&next)), &why, 200).await;
    let next = team.asks(&ask("nador", [boy(12)])).await;
    let how = json!({ "outcome": "family" });
    twice(&app, &coordinator, &format!("/requests/{}/close", id(&next)), &how, 200).await;
}

async fn an_added_account_is_added_once(app: App) {
    let user = json!({ "email": "new@example.org", "roles": ["observer"] });
    let first = twice(&app, &app.admin(), "/users", &user, 201).await;
    let users = app.admin().get("/users?limit=200").await.is(200);
    let new = items(&users).iter().filter(|user| user["email"] == "new@example.org").count();
    assert_eq!(new, 1);
    // The link, whose secret is kept nowhere, is the same again; and it works, once.
    let link = text(&first["set_password_url"]);
    let fields = [("password", "a long night's sleep")];
    assert_eq!(fill_in(&app, link, &fields).await.status, 200);
    let again = app.admin().once("key of /users", "/users", &user).await.is(201);
    assert_eq!(again, first);
    assert_eq!(fill_in(&app, link, &fields).await.status, 404);
}

async fn the_same_key_with_another_body_is_a_conflict(app: App) {
    let team = app.outreach("nador");
    team.once("key", "/requests", &ask("nador", [girl(14)])).await.is(201);
    let before = app.database.counts().await;
    let other = team.once("key", "/requests", &ask("nador", [girl(15)])).await;
    other.refused(409, "idempotency_conflict");
    assert_eq!(app.database.counts().await, before);
    let request = team.asks(&ask("nador", [girl(14)])).await;
    let path = format!("/requests/{}/withdraw", id(&request));
    team.once("why", &path, &json!({ "reason": "one" })).await.is(200);
    let before = app.database.counts().await;
    let other = team.once("why", &path, &json!({ "reason": "another" })).await;
    other.refused(409, "idempotency_conflict");
    assert_eq!(app.database.counts().await, before);
}

async fn the_same_key_on_another_address_is_a_conflict(app: App) {
    let request = app.outreach("nador").asks(&ask("nador", [girl(14)])).await;
    let shelter = app.shelter("nador");
    let path = |verb: &str| format!("/offers/{}/{verb}", id(&request["offer"]));
    shelter.once("k", &path("accept"), &Value::Null).await.is(200);
    let before = app.database.counts().await;
    let other = shelter.once("k", &path("arrive"), &Value::Null).await;
    other.refused(409, "idempotency_conflict");
    assert_eq!(app.database.counts().await, before);
}

async fn two_at_the_same_moment_make_one_request(app: App) {
    let team = app.outreach("rabat");
    let call = ask("rabat", [girl(14)]);
    let other = app.beside().await;
    let elsewhere = other.outreach("rabat");
    let token = app.token(team.email()).await;
    other.tokens.lock().await.insert(team.email().to_owned(), token);
    for round in 0..5 {
        let before = app.database.counts().await;
        let key = format!("round {round}");
        let (first, second, third) = tokio::join!(
            team.once(&key, "/requests", &call),
            team.once(&key, "/requests", &call),
            elsewhere.once(&key, "/requests", &call),
        );
        first.is(201);
        assert_eq!(first.text(), second.text());
        assert_eq!(first.text(), third.text());
        let after = app.database.counts().await;
        let more = |table: &str| after[table] - before[table];
        assert_eq!((more("placement_request"), more("child")), (1, 1));
        assert_eq!(more("idempotency"), 1);
    }
    other.stop().await;
}

async fn twins_of_an_answer_are_answered_alike(app: App) {
    let (team, shelter) = (app.outreach("rabat"), app.shelter("rabat"));
    let other = app.beside().await;
    let token = app.token(shelter.email()).await;
    other.tokens.lock().await.insert(shelter.email().to_owned(), token);
    let elsewhere = other.shelter("rabat");
    for round in 0..8 {
        let request = team.asks(&ask("rabat", [girl(14)])).await;
        let path = format!("/offers/{}/accept", id(&request["offer"]));
        let key = format!("round {round}");
        let (first, second, third) = tokio::join!(
            shelter.once(&key, &path, &Value::Null),
            elsewhere.once(&key, &path, &Value::Null),
            elsewhere.once(&key, &path, &Value::Null),
        );
        first.is(200);
        assert_eq!((first.text(), first.text()), (second.text(), third.text()));
        // Without the key it is another call, and too late.
        shelter.order(&path).await.refused(409, "wrong_state");
        let path = format!("/requests/{}/withdraw", id(&request));
        team.post(&path, &json!({ "reason": "over" })).await.is(200);
    }
    other.stop().await;
}

async fn keys_end_after_a_day(app: App) {
    let team = app.outreach("nador");
    let call = ask("nador", [girl(14)]);
    let first = team.once("k", "/requests", &call).await.is(201);
    app.pass(TimeDelta::hours(24));
    let again = team.once("k", "/requests", &call).await.is(201);
    assert_eq!(again["id"], first["id"]);
    app.pass(TimeDelta::seconds(1));
    let other = ask("nador", [boy(14)]);
    let anew = team.once("k", "/requests", &other).await.is(201);
    assert_ne!(anew["id"], first["id"]);
    assert_eq!(team.once("k", "/requests", &other).await.is(201)["id"], anew["id"]);
    app.pass(TimeDelta::hours(25));
    mabit::background::each_hour(&app.cx).await.unwrap();
    assert_eq!(app.database.counts().await["idempotency"], 0);
}

async fn keys_belong_to_an_account(app: App) {
    let call = ask("nador", [girl(14)]);
    let first = app.outreach("nador").once("k", "/requests", &call).await.is(201);
    let other = app.outreach("oujda").once("k", "/requests", &call).await.is(201);
    assert_ne!(first["id"], other["id"]);
}

async fn a_refused_call_uses_no_key_up(app: App) {
    let team = app.outreach("nador");
    let bad = ask("nador", [girl(-1)]);
    team.once("k", "/requests", &bad).await.refused(422, "validation_failed");
    team.once("k", "/requests", &ask("nador", [girl(14)])).await.is(201);
    let request = team.asks(&ask("nador", [girl(14)])).await;
    let arrive = format!("/offers/{}/arrive", id(&request["offer"]));
    let shelter = app.shelter("nador");
    shelter.once("a", &arrive, &Value::Null).await.refused(409, "wrong_state");
    shelter.accepts(&request["offer"]).await;
    assert_eq!(shelter.once("a", &arrive, &Value::Null).await.is(200)["state"], "arrived");
}

async fn where_there_is_no_body_an_empty_one_will_do_and_no_other(app: App) {
    let request = app.outreach("nador").asks(&ask("nador", [girl(14)])).await;
    let accept = format!("/offers/{}/accept", id(&request["offer"]));
    let shelter = app.shelter("nador");
    let refused = shelter.post(&accept, &json!({ "beds": [], "note": "x" })).await;
    let refused = refused.refused(422, "validation_failed");
    let named: Vec<&str> = items_of(&refused["errors"]).map(|one| text(&one["pointer"])).collect();
    assert_eq!(named, ["/beds", "/note"]);
    shelter.post(&accept, &json!([1])).await.refused(422, "validation_failed");
    assert_eq!(shelter.offer(&request["offer"]).await["state"], "pending");
    assert_eq!(shelter.post(&accept, &json!({})).await.is(200)["state"], "accepted");
    let arrive = format!("/offers/{}/arrive", id(&request["offer"]));
    assert_eq!(shelter.post(&arrive, &Value::Null).await.is(200)["state"], "arrived");
}

/// The elements of a list.
fn items_of(list: &Value) -> impl Iterator<Item = &Value> {
    list.as_array().unwrap().iter()
}

async fn the_first_answer_stays_though_the_thing_has_moved_on(app: App) {
    let (team, shelter) = (app.outreach("nador"), app.shelter("nador"));
    let call = ask("nador", [girl(14)]);
    let first = team.once("k", "/requests", &call).await;
    let offer = first.json()["offer"].clone();
    shelter.accepts(&offer).await;
    shelter.does("arrive", &offer).await;
    let again = team.once("k", "/requests", &call).await;
    assert_eq!(again.text(), first.text());
    let counted: BTreeMap<_, _> = app.database.counts().await;
    assert_eq!(counted["placement_request"], 1);
}

async fn a_key_is_kept_across_instances(app: App) {
    let call = ask("nador", [girl(14)]);
    let first = app.outreach("nador").once("k", "/requests", &call).await;
    let app = app.restart(TimeDelta::minutes(1)).await;
    let again = app.outreach("nador").once("k", "/requests", &call).await;
    assert_eq!(again.text(), first.text());
}

async fn a_ranking_is_stored_under_no_key(app: App) {
    let team = app.outreach("nador");
    let before = app.database.counts().await;
    for age in [14, 14, 9] {
        team.once("k", "/matches", &ask("nador", [girl(age)])).await.is(200);
    }
    assert_eq!(app.database.counts().await, before);
}

async fn a_key_shows_no_more_than_the_caller_may_still_see(app: App) {
    let (team, shelter) = (app.outreach("nador"), app.shelter("nador"));
    let coordinator = app.coordinator("nador");
    let call = with(ask("nador", [girl(14)]), json!({ "case_ref": "F-78" }));
    let request = team.once("k", "/requests", &call).await.is(201);
    let accept = format!("/offers/{}/accept", id(&request["offer"]));
    let accepted = shelter.once("k", &accept, &Value::Null).await.is(200);
    let lost = with(ask("nador", [girl(14)]), json!({ "needs": ["wheelchair"] }));
    let lost = team.asks(&lost).await;
    app.tick().await;
    let acknowledge = format!("/requests/{}/acknowledge", id(&lost));
    let first = coordinator.once("k", &acknowledge, &json!({})).await.is(200);
    let before = app.database.counts().await;
    // For as long as nothing has changed for them, and though the things have moved on.
    assert_eq!(team.once("k", "/requests", &call).await.is(201), request);
    assert_eq!(shelter.once("k", &accept, &Value::Null).await.is(200), accepted);
    assert_eq!(coordinator.once("k", &acknowledge, &json!({})).await.is(200), first);
    assert_eq!(app.database.counts().await, before);

    let partners = app.admin().get("/partners?limit=200").await.is(200);
    let bayti = items(&partners).iter().find(|one| one["name"] == "Bayti").unwrap()["id"].clone();
    let elsewhere = json!({ "partner_id": bayti });
    app.change_account(team.email(), &elsewhere).await;
    app.change_account(shelter.email(), &elsewhere).await;
    app.change_account(coordinator.email(), &json!({ "scope": { "cities": ["fes"] } })).await;
    let before = app.database.counts().await;
    team.once("k", "/requests", &call).await.refused(404, "not_found");
    shelter.once("k", &accept, &Value::Null).await.refused(404, "not_found");
    coordinator.once("k", &acknowledge, &json!({})).await.refused(404, "not_found");
    assert_eq!(app.database.counts().await, before);
    for person in [&team, &shelter, &coordinator] {
        app.change_account(person.email(), &json!({ "roles": ["observer"] })).await;
    }
    team.once("k", "/requests", &call).await.refused(403, "forbidden");
    shelter.once("k", &accept, &Value::Null).await.refused(403, "forbidden");
    coordinator.once("k", &acknowledge, &json!({})).await.refused(403, "forbidden");
}
