//! Who may do what: a role that never may gets 403, another's things are not there.

use reqwest::Method;
use serde_json::{Value, json};

use crate::answer::{id, items};
use crate::app::{App, on_both};
use crate::world::{NATIONAL, Person, ask, girl, with};

on_both!(
    what_a_role_may_never_do_is_forbidden,
    another_partners_request_is_not_there,
    another_partners_offers_and_beds_are_not_there,
    the_coordinator_of_the_shelters_city_sees_the_offer_but_not_the_request,
    a_coordinator_sees_its_city_its_region_or_the_nation,
    an_account_of_several_roles_has_them_all,
    a_team_may_say_that_its_child_has_arrived,
);

/// A call: its method, path and body.
type Sent = (Method, String, Value);

const ROLES: [&str; 5] = ["outreach", "shelter", "coordinator", "observer", "admin"];

async fn what_a_role_may_never_do_is_forbidden(app: App) {
    app.hire("observer@example.org", json!({ "roles": ["observer"] })).await;
    let request = app.outreach("nador").asks(&ask("nador", [girl(14)])).await;
    let pool = app.pool("nador", "Filles 12-17").await;
    let house = app.shelter_in("nador").await;
    let of = |thing: &str, value: &Value, tail: &str| format!("/{thing}/{}{tail}", id(value));
    let offer = &request["offer"];
    let call = ask("nador", [girl(14)]);
    let free = json!({ "free": 2 });
    let get = |path: &str| (Method::GET, path.to_owned(), Value::Null);
    let post = |path: String, body: Value| (Method::POST, path, body);
    let put = |path: String, body: Value| (Method::PUT, path, body);
    let city = json!({ "name": "New", "city": "nador" });
    let nobody = "00000000-0000-7000-8000-000000000000";
    let shelter = json!({ "partner_id": nobody, "name": "New", "city": "nador" });
    let many = json!({ "pools": [{ "pool_id": pool["id"], "free": 2 }] });
    let new_pool = json!({
        "name": "New", "gender": "any", "age_min": 0, "age_max": 17, "capacity": 1, "free": 1,
    });
    let user = json!({ "email": "a@example.org", "roles": ["observer"] });
    let patch = |path: String, body: Value| (Method::PATCH, path, body);
    let answers = ["outreach", "coordinator"];
    let cases: Vec<(Sent, &[&str])> = vec![
        (get("/partners"), &["admin"]),
        (post("/partners".into(), city), &["admin"]),
        (get("/users"), &["admin"]),
        (post("/users".into(), user), &["admin"]),
        (patch(format!("/users/{nobody}"), json!({ "active": false })), &["admin"]),
        (get(&format!("/users/{nobody}/tokens")), &["admin"]),
        ((Method::DELETE, format!("/tokens/{nobody}"), Value::Null), &["admin"]),
        (post("/shelters".into(), shelter), &["admin"]),
        (patch(of("shelters", &house, ""), json!({ "phone": "+212 1" })), &["admin"]),
        (post(of("shelters", &house, "/pools"), new_pool), &["admin"]),
        (get("/cities"), &ROLES),
        (get("/board"), &["outreach", "shelter", "coordinator", "admin"]),
        (get(&of("pools", &pool, "")), &["outreach", "shelter", "coordinator", "admin"]),
        (put(of("pools", &pool, "/availability"), free), &["shelter", "coordinator"]),
        (put("/availability".into(), many), &["shelter", "coordinator"]),
        (post("/requests".into(), call.clone()), &["outreach"]),
        (post("/matches".into(), call), &answers),
        (get("/requests"), &answers),
        (get(&of("requests", &request, "")), &answers),
        (get(&of("requests", &request, "/matches")), &answers),
        (get(&of("requests", &request, "/history")), &answers),
        (post(of("requests", &request, "/found"), Value::Null), &answers),
        (post(of("requests", &request, "/acknowledge"), Value::Null), &["coordinator"]),
        (
            post(of("requests", &request, "/offers"), json!({ "shelter_id": nobody })),
            &["coordinator"],
        ),
        (get("/offers"), &["outreach", "shelter", "coordinator"]),
        (get(&of("offers", offer, "")), &["outreach", "shelter", "coordinator"]),
        (post(of("offers", offer, "/depart"), Value::Null), &["shelter", "coordinator"]),
        (
            post(of("offers", offer, "/no_show"), Value::Null),
            &["outreach", "shelter", "coordinator"],
        ),
        (post(of("offers", offer, "/accept"), Value::Null), &["shelter", "coordinator"]),
        (
            post(of("offers", offer, "/decline"), json!({ "reason": "full" })),
            &["shelter", "coordinator"],
        ),
        (
            post(of("offers", offer, "/arrive"), Value::Null),
            &["outreach", "shelter", "coordinator"],
        ),
        (get("/escalations"), &["coordinator"]),
        (get("/reports/gap"), &["coordinator", "observer", "admin"]),
        (post(of("requests", &request, "/withdraw"), json!({ "reason": "x" })), &answers),
        (post(of("requests", &request, "/close"), json!({ "outcome": "other" })), &["coordinator"]),
    ];
    for ((method, path, body), allowed) in cases {
        let before = app.database.counts().await;
        for role in ROLES.iter().filter(|role| !allowed.contains(role)) {
            let answer = send(&app, &person(&app, role), &method, &path, &body).await;
            answer.refused(403, "forbidden");
        }
        assert_eq!(app.database.counts().await, before, "{method} {path}");
        for role in allowed {
            let answer = send(&app, &person(&app, role), &method, &path, &body).await;
            assert!(![401, 403].contains(&answer.status), "{}: {}", answer.what, answer.text());
        }
    }
}

fn person<'a>(app: &'a App, role: &str) -> Person<'a> {
    match role {
        "outreach" => app.outreach("nador"),
        "shelter" => app.shelter("nador"),
        "coordinator" => app.coordinator("nador"),
        "admin" => app.admin(),
        _ => app.person("observer@example.org"),
    }
}

async fn send(
    app: &App,
    person: &Person<'_>,
    method: &Method,
    path: &str,
    body: &Value,
) -> crate::answer::Answer {
    let call = person.call(method.clone(), path).await;
    let call = if body.is_null() { call } else { call.json(body) };
    app.send(format!("{method} {path} as {}", person.email()), call).await
}

async fn another_partners_request_is_not_there(app: App) {
    let request = app.outreach("nador").asks(&ask("nador", [girl(14)])).await;
    let path = |tail: &str| format!("/requests/{}{tail}", id(&request));
    let before = app.database.counts().await;
    let choice = json!({ "shelter_id": app.shelter_in("rabat").await["id"] });
    for stranger in [app.outreach("oujda"), app.coordinator("rabat")] {
        for tail in ["", "/matches", "/history"] {
            stranger.get(&path(tail)).await.refused(404, "not_found");
        }
        let why = json!({ "reason": "x" });
        stranger.post(&path("/withdraw"), &why).await.refused(404, "not_found");
        stranger.order(&path("/found")).await.refused(404, "not_found");
        let list = stranger.get("/requests").await.is(200);
        assert_eq!(list["items"], json!([]));
    }
    let coordinator = app.coordinator("rabat");
    coordinator.order(&path("/acknowledge")).await.refused(404, "not_found");
    coordinator.post(&path("/offers"), &choice).await.refused(404, "not_found");
    let how = json!({ "outcome": "other" });
    coordinator.post(&path("/close"), &how).await.refused(404, "not_found");
    assert_eq!(app.database.counts().await, before);
}

async fn another_partners_offers_and_beds_are_not_there(app: App) {
    let request = app.outreach("nador").asks(&ask("nador", [girl(14)])).await;
    let path = |tail: &str| format!("/offers/{}{tail}", id(&request["offer"]));
    let pool = app.pool("nador", "Filles 12-17").await;
    let report = format!("/pools/{}/availability", id(&pool));
    let before = app.database.counts().await;
    for stranger in [app.shelter("oujda"), app.coordinator("rabat")] {
        for verb in ["/accept", "/arrive", "/no_show", "/depart"] {
            stranger.order(&path(verb)).await.refused(404, "not_found");
        }
        let why = json!({ "reason": "full" });
        stranger.post(&path("/decline"), &why).await.refused(404, "not_found");
        stranger.get(&path("")).await.refused(404, "not_found");
        stranger.put(&report, &json!({ "free": 0 })).await.refused(404, "not_found");
        let list = stranger.get("/offers").await.is(200);
        assert_eq!(list["items"], json!([]));
    }
    let team = app.outreach("oujda");
    team.get(&path("")).await.refused(404, "not_found");
    team.order(&path("/arrive")).await.refused(404, "not_found");
    assert_eq!(app.database.counts().await, before);
}

async fn the_coordinator_of_the_shelters_city_sees_the_offer_but_not_the_request(app: App) {
    let boys = with(ask("nador", [girl(13)]), json!({ "max_km": 150 }));
    let request = app.outreach("nador").asks(&boys).await;
    app.shelter("nador").declines(&request["offer"]).await;
    let offer = app.outreach("nador").request(&request).await["offer"].clone();
    let coordinator = app.coordinator("oujda");
    assert_eq!(coordinator.offer(&offer).await["id"], offer["id"]);
    let path = format!("/requests/{}", id(&request));
    coordinator.get(&path).await.refused(404, "not_found");
    assert_eq!(coordinator.accepts(&offer).await["state"], "accepted");
}

async fn a_coordinator_sees_its_city_its_region_or_the_nation(app: App) {
    let scope = |scope: Value| json!({ "roles": ["coordinator"], "scope": scope });
    app.hire("east@example.org", scope(json!({ "regions": ["oriental"] }))).await;
    app.hire("two@example.org", scope(json!({ "cities": ["nador", "rabat"] }))).await;
    for city in ["nador", "oujda", "rabat"] {
        app.outreach(city).asks(&ask(city, [girl(14)])).await;
    }
    let seen = [
        ("coordinator@ms2.example", vec!["oujda"]),
        ("east@example.org", vec!["nador", "oujda"]),
        ("two@example.org", vec!["nador", "rabat"]),
        (NATIONAL, vec!["nador", "oujda", "rabat"]),
    ];
    for (email, cities) in seen {
        let list = app.person(email).get("/requests").await.is(200);
        let mut found: Vec<_> = items(&list).iter().map(|r| r["city"].as_str().unwrap()).collect();
        found.sort_unstable();
        assert_eq!(found, cities, "{email}");
        let offers = app.person(email).get("/offers?state=pending").await.is(200);
        assert_eq!(items(&offers).len(), cities.len(), "{email}");
    }
}

async fn an_account_of_several_roles_has_them_all(app: App) {
    let partners = app.admin().get("/partners").await.is(200);
    let asticude = items(&partners).iter().find(|one| one["name"] == "Asticude").unwrap();
    let both = json!({ "roles": ["outreach", "shelter"], "partner_id": asticude["id"] });
    let both = app.hire("both@asticude.example", both).await;
    let request = both.asks(&ask("nador", [girl(14)])).await;
    assert_eq!(both.accepts(&request["offer"]).await["state"], "accepted");
    both.get("/escalations").await.refused(403, "forbidden");
}

async fn a_team_may_say_that_its_child_has_arrived(app: App) {
    let team = app.outreach("nador");
    let request = team.asks(&ask("nador", [girl(14)])).await;
    app.shelter("nador").accepts(&request["offer"]).await;
    assert_eq!(team.does("arrive", &request["offer"]).await["state"], "arrived");
}
