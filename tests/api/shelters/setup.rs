//! Administrators set partners, shelters and pools up, from nothing.

use mabit::services::authorisation::Operator;
use mabit::services::identity::links;
use mabit::services::operations::demo;
use serde_json::json;

use crate::support::browser::fill_in;
use crate::support::{App, ask, girl, has_at_least, id, on_both, text, with};

on_both!(empty: from_the_first_link_to_the_first_bed);

on_both!(
    names_and_addresses_are_taken_once,
    what_is_wrong_with_a_shelter_is_named,
    a_shelter_is_changed_field_by_field,
    an_address_of_before_stands_in_no_changes_way,
    the_demo_fills_only_an_empty_database,
);

async fn from_the_first_link_to_the_first_bed(app: App) {
    let link = links::create(&app.cx, Operator, None).await.unwrap();
    let fields = [("email", "boss@example.org"), ("password", "a long night's sleep")];
    assert_eq!(fill_in(&app, &link, &fields).await.status, 200);
    let admin = app.person("boss@example.org");

    let partner = json!({ "name": "Asticude", "city": "nador" });
    let partner = admin.post("/partners", &partner).await.is(201);
    has_at_least(&partner, &["id", "name", "city"]);
    let listed = admin.get("/partners").await.is(200);
    assert_eq!(listed["items"], json!([partner]));

    let mut people = Vec::new();
    for role in ["outreach", "shelter"] {
        let user = json!({
            "email": format!("{role}@example.org"), "roles": [role], "partner_id": partner["id"],
            "locale": "ar",
        });
        let user = admin.post("/users", &user).await.is(201);
        let fields = ["id", "email", "roles", "partner_id", "locale", "scope", "set_password_url"];
        has_at_least(&user, &fields);
        assert_eq!(user["locale"], "ar");
        people.push(app.person(text(&user["email"])));
    }
    for scope in [
        json!({ "cities": ["nador"] }),
        json!({ "regions": ["oriental"] }),
        json!({ "national": true }),
    ] {
        let user = json!({
            "email": format!("{}@example.org", scope.as_object().unwrap().keys().next().unwrap()),
            "roles": ["coordinator"], "locale": "fr", "scope": scope,
        });
        let user = admin.post("/users", &user).await.is(201);
        assert_eq!(user["scope"], scope);
    }

    let new_shelter = json!({
        "partner_id": partner["id"], "name": "Foyer", "city": "nador", "lat": 35.17, "lon": -2.93,
        "phone": "+212 536 00 00 00", "email": "foyer@example.org", "features": ["medical_care"],
    });
    let shelter = admin.post("/shelters", &new_shelter).await.is(201);
    for field in new_shelter.as_object().unwrap().keys() {
        assert_eq!(shelter[field], new_shelter[field], "{field}");
    }
    let pool = json!({
        "name": "Filles", "gender": "female", "age_min": 10, "age_max": 17, "capacity": 4, "free": 2,
    });
    let added = admin.post(&format!("/shelters/{}/pools", id(&shelter)), &pool).await.is(201);
    for field in pool.as_object().unwrap().keys() {
        assert_eq!(added[field], pool[field], "{field}");
    }
    let request = people[0].asks(&ask("nador", [girl(10)])).await;
    assert_eq!(request["offer"]["beds"][0]["pool_id"], added["id"]);
    assert_eq!(request["offer"]["contact"]["phone"], "+212 536 00 00 00");
    assert_eq!(people[1].accepts(&request["offer"]).await["state"], "accepted");
}

async fn names_and_addresses_are_taken_once(app: App) {
    let admin = app.admin();
    let before = app.database.counts().await;
    let partner = json!({ "name": "Asticude", "city": "rabat" });
    admin.post("/partners", &partner).await.refused(409, "name_taken");
    for email in
        ["outreach@asticude.example", "Outreach@Asticude.Example", " outreach@asticude.example "]
    {
        let user = json!({ "email": email, "roles": ["observer"] });
        let answer = admin.post("/users", &user).await;
        assert!([409, 422].contains(&answer.status), "{}", answer.text());
    }
    assert_eq!(app.database.counts().await, before);
}

async fn what_is_wrong_with_a_shelter_is_named(app: App) {
    let partner = app.admin().get("/partners?limit=1").await.is(200)["items"][0]["id"].clone();
    let good = || json!({ "partner_id": partner, "name": "New", "city": "nador" });
    let nobody = "00000000-0000-7000-8000-000000000000";
    let cases = [
        (json!({ "partner_id": nobody }), vec![("/partner_id", "unknown_partner")]),
        (json!({ "partner_id": "x" }), vec![("/partner_id", "bad_format")]),
        (
            json!({ "city": "x", "name": "" }),
            vec![("/city", "unknown_city"), ("/name", "bad_length")],
        ),
        (json!({ "lat": 35.0 }), vec![("/lon", "required")]),
        (
            json!({ "lat": 91, "lon": 181 }),
            vec![("/lat", "out_of_range"), ("/lon", "out_of_range")],
        ),
        (json!({ "phone": "call me" }), vec![("/phone", "bad_format")]),
        (json!({ "email": "x" }), vec![("/email", "bad_email")]),
        (json!({ "features": ["pool", "wheelchair"] }), vec![("/features/0", "unknown_feature")]),
        (json!({ "beds": 4 }), vec![("/beds", "unknown_field")]),
    ];
    let before = app.database.counts().await;
    for (fields, wrong) in cases {
        let answer = app.admin().post("/shelters", &with(good(), fields)).await;
        answer.names(422, "validation_failed", &wrong);
    }
    assert_eq!(app.database.counts().await, before);
}

async fn a_shelter_is_changed_field_by_field(app: App) {
    let before = app.shelter_in("nador").await;
    let path = format!("/shelters/{}", id(&before));
    let changes = [
        json!({ "name": "Foyer du port" }),
        json!({ "phone": "+212 536 11 11 11" }),
        json!({ "features": ["infant_care", "wheelchair"] }),
        json!({ "city": "berkane" }),
    ];
    for change in &changes {
        let changed = app.admin().patch(&path, change).await.is(200);
        for (field, value) in change.as_object().unwrap() {
            assert_eq!(&changed[field], value);
        }
    }
    let after = app.shelter_in("berkane").await;
    let expected = changes.iter().fold(before, with);
    assert_eq!(after, expected);
    let bad = app.admin().patch(&path, &json!({ "city": "x", "capacity": 4 })).await;
    let wrong = [("/city", "unknown_city"), ("/capacity", "unknown_field")];
    bad.names(422, "validation_failed", &wrong);
    assert_eq!(app.shelter_in("berkane").await, expected);
}

async fn the_demo_fills_only_an_empty_database(app: App) {
    let before = app.database.counts().await;
    assert!(demo::fill(&app.cx).await.is_err());
    assert_eq!(app.database.counts().await, before);
}

async fn an_address_of_before_stands_in_no_changes_way(app: App) {
    let partner = app.shelter("nador").get("/me").await.is(200)["partner_id"].clone();
    let team = json!({ "roles": ["outreach"], "partner_id": partner });
    let user = app.hire("left@asticude.example", team).await.get("/me").await.is(200);
    let shelter = app.shelter_in("nador").await;
    // Addresses that were taken once, and would not be today.
    app.database
        .behind_its_back(
            "UPDATE account SET email = 'a@[127.0.0.1]' WHERE email = 'left@asticude.example'",
        )
        .await;
    app.database
        .behind_its_back("UPDATE shelter SET email = 'a@[127.0.0.1]', name = 'Two  blanks'")
        .await;
    let (admin, path) = (app.admin(), format!("/users/{}", id(&user)));
    let shut = admin.patch(&path, &json!({ "active": false })).await.is(200);
    assert_eq!(shut["active"], false);
    let path = format!("/shelters/{}", id(&shelter));
    admin.patch(&path, &json!({ "phone": "+212 5 00" })).await.is(200);
    app.admin()
        .patch(&path, &json!({ "email": "b@[127.0.0.1]" }))
        .await
        .refused(422, "validation_failed");
}
