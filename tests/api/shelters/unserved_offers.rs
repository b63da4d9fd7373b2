//! Changes of a pool or a shelter take back the offers it no longer serves, and wake those who wait.

use chrono::TimeDelta;
use serde_json::{Value, json};

use crate::support::{App, Person, ask, boy, counts, girl, id, items, on_both, text, with};

on_both!(
    a_pending_offer_is_placed_anew_whatever_takes_its_bed,
    without_another_shelter_the_request_waits_and_escalates,
    accepted_children_stay_expected,
    siblings_go_together_when_one_of_their_beds_is_lost,
    changes_that_take_nothing_leave_the_offer_alone,
    a_bed_given_by_an_override_is_not_lost_by_a_confirmation,
    the_shelter_is_no_longer_asked_by_mail,
    news_for_those_who_wait_is_matched_at_once,
    a_pool_is_patched_field_by_field,
);

const GIRLS: &str = "Filles 12-17";

/// A change that takes the bed from a girl of 14 in Nador.
async fn change(app: &App, how: &str) {
    let (girls, nador) = (app.pool("nador", GIRLS).await, app.shelter_in("nador").await);
    let pool = format!("/pools/{}", id(&girls));
    let shelter = format!("/shelters/{}", id(&nador));
    let admin = app.admin();
    let patch = async |path: &str, body: Value| admin.patch(path, &body).await.is(200);
    let report = async |body: Value| {
        app.shelter("nador").put(&format!("{pool}/availability"), &body).await.is(200)
    };
    match how {
        "closed" => report(json!({ "free": 2, "closed": true })).await,
        "closed with others" => {
            let body = json!({ "pools": [{ "pool_id": girls["id"], "free": 2, "closed": true }] });
            app.shelter("nador").put("/availability", &body).await.is(200)
        }
        "count" => report(json!({ "free": 0 })).await,
        "gender" => patch(&pool, json!({ "gender": "male" })).await,
        "younger" => patch(&pool, json!({ "age_min": 0, "age_max": 13 })).await,
        "older" => patch(&pool, json!({ "age_min": 15 })).await,
        "features" => patch(&shelter, json!({ "features": [] })).await,
        "city" => patch(&shelter, json!({ "city": "agadir", "lat": 30.42, "lon": -9.6 })).await,
        "coordinates" => {
            patch(&shelter, json!({ "city": "oujda", "lat": 27.0, "lon": -13.0 })).await
        }
        other => panic!("{other}"),
    };
}

const LOSSES: [&str; 9] = [
    "closed",
    "closed with others",
    "count",
    "gender",
    "younger",
    "older",
    "features",
    "city",
    "coordinates",
];

/// Asks for a bed for a girl of 14, whom Nador is offered first and Oujda, 107 km away, can take.
async fn girl_asks(app: &App, needs: Value) -> Value {
    // The other pool that would take her has no bed.
    app.shelter("nador").reports(&app.pool("nador", "Fratries 0-17").await, 0).await;
    let oujda = app.shelter_in("oujda").await;
    let features = json!({ "features": ["medical_care"] });
    app.admin().patch(&format!("/shelters/{}", id(&oujda)), &features).await.is(200);
    let call = with(ask("nador", [girl(14)]), json!({ "max_km": 150, "needs": needs }));
    let request = app.outreach("nador").asks(&call).await;
    assert_eq!(request["offer"]["shelter_city"], "nador");
    request
}

/// One service for each change; gives its request.
async fn withdraws(app: &App, how: &str) {
    let team = app.outreach("nador");
    let request = girl_asks(app, json!(["medical_care"])).await;
    change(app, how).await;
    let now = team.request(&request).await;
    assert_eq!(now["state"], "offered", "{how}");
    assert_eq!(now["offer"]["shelter_city"], "oujda", "{how}");
    let first = app.coordinator("nador").get(&format!("/offers/{}", id(&request["offer"]))).await;
    assert_eq!(first.is(200)["state"], "withdrawn", "{how}");
    let path = format!("/requests/{}/withdraw", id(&request));
    team.post(&path, &json!({ "reason": "over" })).await.is(200);
    restore(app).await;
    assert_eq!(app.counts("nador", GIRLS).await, counts(2, 0, 2), "{how}");
}

/// Nador as it was.
async fn restore(app: &App) {
    let board = app.admin().get("/board").await.is(200);
    let shelters = board["shelters"].as_array().unwrap();
    let has_girls = |shelter: &&Value| {
        shelter["pools"].as_array().unwrap().iter().any(|pool| pool["name"] == "Fratries 0-17")
    };
    let nador = shelters.iter().find(has_girls).unwrap();
    let place = json!({
        "city": "nador", "lat": 35.17, "lon": -2.93, "features": ["medical_care"],
    });
    app.admin().patch(&format!("/shelters/{}", id(nador)), &place).await.is(200);
    let girls = app.pool("nador", GIRLS).await;
    let shape = json!({ "gender": "female", "age_min": 12, "age_max": 17 });
    app.admin().patch(&format!("/pools/{}", id(&girls)), &shape).await.is(200);
    let open = json!({ "free": 2, "closed": false });
    let path = format!("/pools/{}/availability", id(&girls));
    app.shelter("nador").put(&path, &open).await.is(200);
}

async fn a_pending_offer_is_placed_anew_whatever_takes_its_bed(app: App) {
    restore(&app).await;
    for how in LOSSES {
        withdraws(&app, how).await;
    }
}

async fn without_another_shelter_the_request_waits_and_escalates(app: App) {
    let team = app.outreach("nador");
    app.shelter("nador").reports(&app.pool("nador", "Fratries 0-17").await, 0).await;
    let request = team.asks(&ask("nador", [girl(14)])).await;
    app.tick().await;
    change(&app, "gender").await;
    let now = team.request(&request).await;
    assert_eq!(now["state"], "waiting");
    assert!(now["offer"].is_null());
    assert_eq!(app.counts("nador", GIRLS).await, counts(2, 0, 2));
    app.new_mails();
    app.advance(61).await;
    assert!(!app.new_mails().is_empty());
    let history = team.get(&format!("/requests/{}/history", id(&request))).await.is(200);
    let withdrawn = items(&history).iter().find(|entry| entry["action"] == "offer.withdraw");
    assert_eq!(withdrawn.unwrap()["detail"]["because"], "wrong_gender");
}

async fn accepted_children_stay_expected(app: App) {
    restore(&app).await;
    for how in LOSSES {
        let request = girl_asks(&app, json!(["medical_care"])).await;
        app.shelter("nador").accepts(&request["offer"]).await;
        change(&app, how).await;
        let now = app.outreach("nador").request(&request).await;
        assert_eq!(now["state"], "accepted", "{how}");
        assert_eq!(now["offer"]["id"], request["offer"]["id"], "{how}");
        app.shelter("nador").does("arrive", &request["offer"]).await;
        restore(&app).await;
    }
}

async fn siblings_go_together_when_one_of_their_beds_is_lost(app: App) {
    let call = with(ask("nador", [girl(14), boy(12)]), json!({ "max_km": 150 }));
    let (girls, boys) = (app.pool("nador", GIRLS).await, app.pool("nador", "Garçons 10-17").await);
    app.shelter("nador").reports(&app.pool("nador", "Fratries 0-17").await, 0).await;
    let request = app.outreach("nador").asks(&call).await;
    let pools: Vec<&Value> =
        request["offer"]["beds"].as_array().unwrap().iter().map(|bed| &bed["pool_id"]).collect();
    assert_eq!(pools, [&girls["id"], &boys["id"]]);
    let narrower = json!({ "age_min": 13 });
    app.admin().patch(&format!("/pools/{}", id(&boys)), &narrower).await.is(200);
    let now = app.outreach("nador").request(&request).await;
    assert_eq!(now["offer"]["shelter_city"], "oujda");
    assert_eq!(app.counts("nador", GIRLS).await, counts(2, 0, 2));
}

async fn changes_that_take_nothing_leave_the_offer_alone(app: App) {
    let request = girl_asks(&app, json!([])).await;
    let (girls, nador) = (app.pool("nador", GIRLS).await, app.shelter_in("nador").await);
    let boys = app.pool("nador", "Garçons 10-17").await;
    let (admin, staff) = (app.admin(), app.shelter("nador"));
    let pool = format!("/pools/{}", id(&girls));
    admin.patch(&pool, &json!({ "name": "Girls", "age_min": 14, "capacity": 7 })).await.is(200);
    admin.patch(&pool, &json!({ "name": GIRLS, "gender": "any" })).await.is(200);
    let shelter = format!("/shelters/{}", id(&nador));
    admin.patch(&shelter, &json!({ "features": [], "lat": 35.2, "lon": -2.9 })).await.is(200);
    let closed = json!({ "free": 1, "closed": true });
    staff.put(&format!("/pools/{}/availability", id(&boys)), &closed).await.is(200);
    staff.reports(&girls, 1).await;
    let now = app.outreach("nador").request(&request).await;
    assert_eq!((&now["state"], &now["offer"]["id"]), (&json!("offered"), &request["offer"]["id"]));
}

async fn a_bed_given_by_an_override_is_not_lost_by_a_confirmation(app: App) {
    let girls = app.pool("nador", GIRLS).await;
    change(&app, "closed").await;
    app.shelter("nador").reports(&app.pool("nador", "Fratries 0-17").await, 0).await;
    let request = app.outreach("nador").asks(&ask("nador", [girl(14)])).await;
    assert_eq!(request["state"], "waiting");
    let anyway = json!({
        "shelter_id": app.shelter_in("nador").await["id"], "override": { "reason": "they agreed" },
    });
    let offer = app.coordinator("nador").offers(&request, &anyway).await.is(201);
    // It stays closed, and the count is confirmed.
    app.shelter("nador").reports(&girls, 2).await;
    change(&app, "closed").await;
    let now = app.outreach("nador").request(&request).await;
    assert_eq!((&now["state"], &now["offer"]["id"]), (&json!("offered"), &offer["id"]));
}

async fn the_shelter_is_no_longer_asked_by_mail(app: App) {
    restore(&app).await;
    app.shelter("nador").patch("/me", &json!({ "mail_offers": true })).await.is(200);
    for how in LOSSES {
        let request = girl_asks(&app, json!(["medical_care"])).await;
        app.new_mails();
        change(&app, how).await;
        app.deliver().await;
        let reference = text(&request["reference"]);
        let to_shelter = app.new_mails().into_iter().filter(|mail| mail.to.starts_with("shelter@"));
        let subjects: Vec<String> = to_shelter.map(|mail| mail.subject).collect();
        assert!(subjects.is_empty(), "{how}, {reference}: {subjects:?}");
        let path = format!("/requests/{}/withdraw", id(&request));
        app.outreach("nador").post(&path, &json!({ "reason": "over" })).await.is(200);
        restore(&app).await;
    }
}

/// Makes a change; whether those who wait were looked at because of it.
async fn wakes(app: &App, by: &Person<'_>, path: &str, body: &Value) -> bool {
    let before = app.cx.board.availability_generation();
    let method = if path.ends_with("/availability") { "put" } else { "patch" };
    match method {
        "put" => by.put(path, body).await.is(200),
        _ => by.patch(path, body).await.is(200),
    };
    app.cx.board.availability_generation() > before
}

async fn news_for_those_who_wait_is_matched_at_once(app: App) {
    restore(&app).await;
    let (girls, nador) = (app.pool("nador", GIRLS).await, app.shelter_in("nador").await);
    let (staff, admin) = (app.shelter("nador"), app.admin());
    app.shelter("nador").reports(&app.pool("nador", "Fratries 0-17").await, 0).await;
    let pool = format!("/pools/{}", id(&girls));
    let shelter = format!("/shelters/{}", id(&nador));
    let report = format!("{pool}/availability");
    let plain = |age| ask("nador", [girl(age)]);
    let cases = [
        (plain(9), &admin, &pool, json!({ "age_min": 8 })),
        (plain(19), &admin, &pool, json!({ "age_max": 20 })),
        (
            ask("nador", [json!({ "age": 14, "gender": "other" })]),
            &admin,
            &pool,
            json!({ "gender": "any" }),
        ),
        (
            with(plain(14), json!({ "needs": ["wheelchair"] })),
            &admin,
            &shelter,
            json!({ "features": ["wheelchair"] }),
        ),
        (
            ask("al-hoceima", [girl(14)]),
            &admin,
            &shelter,
            json!({ "city": "al-hoceima", "lat": 35.25, "lon": -3.93 }),
        ),
    ];
    for (call, by, path, body) in cases {
        restore(&app).await;
        app.pass(TimeDelta::seconds(1));
        let request = app.outreach("nador").asks(&call).await;
        assert_eq!(request["state"], "waiting", "{call}");
        assert!(wakes(&app, by, path, &body).await, "{body}");
        app.tick().await;
        let now = app.outreach("nador").request(&request).await;
        assert_eq!(now["offer"]["shelter_id"], nador["id"], "{body}");
        let path = format!("/requests/{}/withdraw", id(&request));
        app.outreach("nador").post(&path, &json!({ "reason": "over" })).await.is(200);
    }
    restore(&app).await;
    assert!(!wakes(&app, &staff, &report, &json!({ "free": 2, "closed": true })).await);
    assert!(wakes(&app, &staff, &report, &json!({ "free": 2, "closed": false })).await);
    assert!(!wakes(&app, &admin, &pool, &json!({ "name": "Girls" })).await);
}

async fn a_pool_is_patched_field_by_field(app: App) {
    let girls = app.pool("nador", GIRLS).await;
    let pool = format!("/pools/{}", id(&girls));
    let admin = app.admin();
    let changed = admin.patch(&pool, &json!({ "age_max": 19 })).await.is(200);
    let same = ["id", "name", "gender", "age_min", "capacity", "free", "reported_at"];
    for field in same {
        assert_eq!(changed[field], girls[field], "{field}");
    }
    assert_eq!(changed["age_max"], 19);
    assert_eq!(app.pool("nador", GIRLS).await, changed);
    let before = app.database.counts().await;
    let wrong = [
        (json!({ "age_max": 11 }), "/age_max", "ages_reversed"),
        (json!({ "age_min": 20 }), "/age_min", "ages_reversed"),
        (json!({ "capacity": 1 }), "/capacity", "below_free"),
        (json!({ "name": "  " }), "/name", "bad_name"),
        (json!({ "free": 3 }), "/free", "unknown_field"),
    ];
    for (body, pointer, code) in wrong {
        let refused = admin.patch(&pool, &body).await;
        refused.names(422, "validation_failed", &[(pointer, code)]);
    }
    app.shelter("nador").patch(&pool, &json!({ "age_max": 18 })).await.refused(403, "forbidden");
    let nowhere = format!("/pools/{}", id(&app.shelter_in("nador").await));
    admin.patch(&nowhere, &json!({ "age_max": 18 })).await.refused(404, "not_found");
    assert_eq!(app.database.counts().await, before);
}
