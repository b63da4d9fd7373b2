//! Administrators set the service up, from nothing.

use chrono::TimeDelta;
use mabit::services::Actor;
use mabit::services::identity::{links, passwords};
use mabit::services::operations::demo;
use reqwest::header::CONTENT_TYPE;
use serde_json::{Value, json};

use crate::answer::{Answer, has_at_least, id, items, text};
use crate::app::{App, PUBLIC_URL, on_both, on_both_empty};
use crate::browser::Browser;
use crate::world::{ask, girl, with};

on_both_empty!(
    from_the_first_link_to_the_first_bed,
    the_first_admin_link_is_used_once_and_asks_for_an_address,
);

on_both!(
    an_administrator_keeps_its_own_role_and_account,
    a_set_password_link_shows_a_form_sets_once_and_is_gone,
    a_link_that_replaces_a_password_ends_what_the_old_one_opened,
    a_set_password_link_ends_after_a_week_or_with_the_next,
    a_bad_password_is_refused_and_the_link_still_works,
    names_and_addresses_are_taken_once,
    what_is_wrong_with_an_account_is_named,
    what_is_wrong_with_a_shelter_is_named,
    a_shelter_is_changed_field_by_field,
    an_account_is_changed_field_by_field,
    an_address_of_before_stands_in_no_changes_way,
    the_demo_fills_only_an_empty_database,
);

/// A link as a browser opens it.
pub async fn open(app: &App, link: &str) -> Answer {
    let path = link.strip_prefix(PUBLIC_URL).unwrap();
    app.send(format!("GET {path}"), app.client.get(format!("{}{path}", app.base))).await
}

/// The form of a link, filled in.
pub async fn fill_in(app: &App, link: &str, fields: &[(&str, &str)]) -> Answer {
    let path = link.strip_prefix(PUBLIC_URL).unwrap();
    let mut form = url::form_urlencoded::Serializer::new(String::new());
    let form = form.extend_pairs(fields).finish();
    let call = app.client.post(format!("{}{path}", app.base));
    let call = call.header(CONTENT_TYPE, "application/x-www-form-urlencoded").body(form);
    app.send(format!("POST {path}"), call).await
}

/// Whether a password signs an account in.
async fn signs_in(app: &App, email: &str, password: &str) -> bool {
    let mut tx = app.cx.store.begin_read().await.unwrap();
    let account =
        mabit::store::identity::accounts::by_email(&mut tx, email).await.unwrap().unwrap();
    account.password_hash.is_some_and(|hash| passwords::verify(password, &hash))
}

#[track_caller]
fn is_form(answer: &Answer) {
    assert_eq!(answer.status, 200, "{}", answer.text());
    assert!(answer.header("content-type").starts_with("text/html"));
    let page = answer.text();
    assert!(
        page.contains("<form method=\"post\">") && page.contains("name=\"password\""),
        "{page}"
    );
    assert!(answer.header("content-security-policy").contains("default-src 'none'"));
}

async fn from_the_first_link_to_the_first_bed(app: App) {
    let link = links::new(&app.cx, Actor::Operator, None).await.unwrap();
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

    let house = json!({
        "partner_id": partner["id"], "name": "Foyer", "city": "nador", "lat": 35.17, "lon": -2.93,
        "phone": "+212 536 00 00 00", "email": "foyer@example.org", "features": ["medical_care"],
    });
    let shelter = admin.post("/shelters", &house).await.is(201);
    for field in house.as_object().unwrap().keys() {
        assert_eq!(shelter[field], house[field], "{field}");
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

async fn the_first_admin_link_is_used_once_and_asks_for_an_address(app: App) {
    let earlier = links::new(&app.cx, Actor::Operator, None).await.unwrap();
    let link = links::new(&app.cx, Actor::Operator, None).await.unwrap();
    assert!(link.starts_with(&format!("{PUBLIC_URL}/first-admin/")), "{link}");
    assert_eq!(open(&app, &earlier).await.status, 404);
    for _ in 0..2 {
        let form = open(&app, &link).await;
        is_form(&form);
        assert!(form.text().contains("name=\"email\""));
    }
    let password = ("password", "a long night's sleep");
    for email in ["", "nobody", "a@b@c", "a\0@example.org", "\"a\u{1}\"@example.org"] {
        assert_eq!(
            fill_in(&app, &link, &[("email", email), password]).await.status,
            422,
            "{email}"
        );
    }
    assert_eq!(app.database.counts().await["account"], 0);
    let good = [("email", "Boss@Example.org"), password];
    assert_eq!(fill_in(&app, &link, &good).await.status, 200);
    assert!(signs_in(&app, "boss@example.org", password.1).await);
    let users = app.person("boss@example.org").get("/users").await.is(200);
    assert_eq!(items(&users)[0]["roles"], json!(["admin"]));
    let again = [("email", "thief@example.org"), password];
    assert_eq!(fill_in(&app, &link, &again).await.status, 404);
    assert_eq!(open(&app, &link).await.status, 404);
    assert_eq!(app.database.counts().await["account"], 1);
}

async fn new_user(app: &App, email: &str) -> Value {
    let user = json!({ "email": email, "roles": ["observer"], "locale": "en" });
    app.admin().post("/users", &user).await.is(201)
}

async fn a_set_password_link_shows_a_form_sets_once_and_is_gone(app: App) {
    let user = new_user(&app, "new@example.org").await;
    let link = text(&user["set_password_url"]);
    assert!(link.starts_with(&format!("{PUBLIC_URL}/set-password/")), "{link}");
    let before = app.database.counts().await;
    for _ in 0..3 {
        let form = open(&app, link).await;
        is_form(&form);
        assert!(form.text().contains("lang=\"en\"") && form.text().contains("new@example.org"));
        let path = link.strip_prefix(PUBLIC_URL).unwrap();
        let head = app.client.head(format!("{}{path}", app.base));
        assert_eq!(app.send("HEAD".into(), head).await.status, 200);
    }
    assert_eq!(app.database.counts().await, before);
    assert!(!signs_in(&app, "new@example.org", "a long night's sleep").await);

    let password = [("password", "a long night's sleep")];
    assert_eq!(fill_in(&app, link, &password).await.status, 200);
    assert!(signs_in(&app, "new@example.org", "a long night's sleep").await);
    let second = fill_in(&app, link, &[("password", "another long night")]).await;
    assert_eq!(second.status, 404);
    assert!(!second.text().contains("<form"));
    assert_eq!(open(&app, link).await.status, 404);
    assert!(signs_in(&app, "new@example.org", "a long night's sleep").await);
}

async fn a_link_that_replaces_a_password_ends_what_the_old_one_opened(app: App) {
    let user = new_user(&app, "taken@example.org").await;
    let account = id(&user).parse().unwrap();
    let first = links::new(&app.cx, Actor::Operator, Some(account)).await.unwrap();
    assert!(!open(&app, &first).await.text().contains("revoked"), "a first password ends nothing");
    let old = "a long night's sleep";
    assert_eq!(fill_in(&app, &first, &[("password", old)]).await.status, 200);
    let token =
        mabit::services::identity::tokens::create(&app.cx, "taken@example.org", "kobo", None);
    let token = token.await.unwrap();
    let works = async || {
        let call = app.client.get(format!("{}/api/v1/me", app.base)).bearer_auth(&token);
        call.send().await.unwrap().status() == 200
    };
    let mut browser = Browser::new(&app);
    assert_eq!(browser.sign_in_as("taken@example.org", old).await, 303);
    assert!(works().await && browser.is_signed_in().await);
    let link = links::new(&app.cx, Actor::Operator, Some(account)).await.unwrap();
    assert!(open(&app, &link).await.text().contains("access tokens of your programs revoked"));
    let done = fill_in(&app, &link, &[("password", "another long night")]).await;
    assert!(done.text().contains("tokens of your programs are revoked"), "{}", done.text());
    assert!(!works().await && !browser.is_signed_in().await);
    assert_eq!(browser.sign_in_as("taken@example.org", "another long night").await, 303);
}

async fn a_set_password_link_ends_after_a_week_or_with_the_next(app: App) {
    let password = [("password", "a long night's sleep")];
    let user = new_user(&app, "one@example.org").await;
    app.pass(TimeDelta::days(7) - TimeDelta::seconds(1));
    is_form(&open(&app, text(&user["set_password_url"])).await);
    app.pass(TimeDelta::seconds(1));
    assert_eq!(fill_in(&app, text(&user["set_password_url"]), &password).await.status, 404);

    let user = new_user(&app, "two@example.org").await;
    let account = id(&user).parse().unwrap();
    let next = links::new(&app.cx, Actor::Operator, Some(account)).await.unwrap();
    assert_eq!(fill_in(&app, text(&user["set_password_url"]), &password).await.status, 404);
    assert_eq!(fill_in(&app, &next, &password).await.status, 200);
    let nothing = format!("{PUBLIC_URL}/set-password/nothing");
    assert_eq!(open(&app, &nothing).await.status, 404);
}

async fn a_bad_password_is_refused_and_the_link_still_works(app: App) {
    let user = new_user(&app, "new@example.org").await;
    let link = text(&user["set_password_url"]);
    let long = "x".repeat(201);
    for bad in ["", "ninechars", &long, "a long\nnight", "a long night\0"] {
        let answer = fill_in(&app, link, &[("password", bad)]).await;
        assert_eq!(answer.status, 422, "{bad}");
        assert!(answer.text().contains("role=\"alert\"") && answer.text().contains("<form"));
    }
    for fields in [&[][..], &[("passwort", "a long night's sleep")]] {
        let answer = fill_in(&app, link, fields).await;
        assert!((400..500).contains(&answer.status), "{}", answer.status);
    }
    assert_eq!(fill_in(&app, link, &[("password", "ten chars!")]).await.status, 200);
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

async fn what_is_wrong_with_an_account_is_named(app: App) {
    let good = || json!({ "email": "new@example.org", "roles": ["observer"], "locale": "fr" });
    let nobody = "00000000-0000-7000-8000-000000000000";
    let cases = [
        (json!({ "email": "nobody" }), vec![("/email", "bad_email")]),
        (json!({ "roles": [] }), vec![("/roles", "too_few")]),
        (json!({ "roles": ["king"] }), vec![("/roles/0", "unknown_value")]),
        (json!({ "locale": "de" }), vec![("/locale", "unknown_value")]),
        (json!({ "password": "x" }), vec![("/password", "unknown_field")]),
        (json!({ "partner_id": nobody }), vec![("/partner_id", "unknown_partner")]),
        (json!({ "roles": ["shelter"] }), vec![("/partner_id", "required")]),
        (json!({ "roles": ["coordinator"] }), vec![("/scope", "required")]),
        (json!({ "roles": ["coordinator"], "scope": {} }), vec![("/scope", "required")]),
        (json!({ "scope": { "towns": [] } }), vec![("/scope/towns", "unknown_field")]),
        (
            json!({ "roles": ["coordinator", "outreach"], "scope": { "cities": ["fes", "x"], "regions": ["y"] } }),
            vec![
                ("/partner_id", "required"),
                ("/scope/cities/1", "unknown_city"),
                ("/scope/regions/0", "unknown_region"),
            ],
        ),
    ];
    let before = app.database.counts().await;
    for (fields, wrong) in cases {
        let answer = app.admin().post("/users", &with(good(), fields)).await;
        answer.names(422, "validation_failed", &wrong);
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

async fn an_account_is_changed_field_by_field(app: App) {
    let email = "coordinator@asticude.example";
    let users = app.admin().get("/users?limit=200").await.is(200);
    let user = items(&users).iter().find(|user| user["email"] == email).unwrap();
    let path = format!("/users/{}", id(user));
    let rabat = json!({ "scope": { "cities": ["rabat"] } });
    let changed = app.admin().patch(&path, &rabat).await.is(200);
    assert_eq!(changed, with(user.clone(), &rabat));
    app.outreach("nador").asks(&ask("nador", [girl(14)])).await;
    assert_eq!(app.coordinator("nador").get("/requests").await.is(200)["items"], json!([]));
    let locale = json!({ "locale": "ar" });
    assert_eq!(app.admin().patch(&path, &locale).await.is(200), with(changed, &locale));
    let bad = app.admin().patch(&path, &json!({ "scope": {} })).await;
    bad.names(422, "validation_failed", &[("/scope", "required")]);
}

async fn the_demo_fills_only_an_empty_database(app: App) {
    let before = app.database.counts().await;
    assert!(demo::fill(&app.cx).await.is_err());
    assert_eq!(app.database.counts().await, before);
}

async fn an_administrator_keeps_its_own_role_and_account(app: App) {
    let own = app.admin().get("/me").await.is(200);
    let path = format!("/users/{}", id(&own));
    let before = app.database.counts().await;
    for body in [
        json!({ "roles": ["observer"] }),
        json!({ "active": false }),
        json!({ "roles": ["admin"], "active": false }),
    ] {
        app.admin().patch(&path, &body).await.refused(409, "own_admin");
    }
    assert_eq!(app.database.counts().await, before);
    let more = json!({ "roles": ["admin", "observer"], "active": true, "locale": "ar" });
    app.admin().patch(&path, &more).await.is(200);
    // Another administrator may.
    let second = app.hire("second@mabit.example", json!({ "roles": ["admin"] })).await;
    second.patch(&path, &json!({ "active": false })).await.is(200);
    app.admin().get("/users").await.refused(401, "unauthorized");
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
