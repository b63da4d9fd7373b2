//! Who may do what: a role that never may gets 403, another's things are not there.

use reqwest::Method;
use serde_json::{Value, json};

use crate::answer::{id, items};
use crate::app::{App, on_both};
use crate::world::{NATIONAL, Person, ask, girl, with};

on_both!(
    what_a_role_may_never_do_is_forbidden,
    nobody_does_anything_without_having_signed_in,
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

/// Every call of the API but the live events, and the roles that may make it.
async fn calls(app: &App) -> Vec<(Sent, &'static [&'static str])> {
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
    let delete = |path: String| (Method::DELETE, path, Value::Null);
    let shift = json!({
        "account_id": nobody, "area": { "city": "nador" }, "days": ["mon"], "from": "08:00", "to": "20:00",
    });
    let off = json!({
        "area": { "city": "nador" }, "off": nobody, "from": "2026-01-05T18:00:00Z",
        "to": "2026-01-05T20:00:00Z",
    });
    let policy = json!({ "steps": [{ "after": "0m", "to": "city" }], "repeat": "1h" });
    let answers: &[&str] = &["outreach", "coordinator"];
    let parties: &[&str] = &["outreach", "shelter", "coordinator"];
    let houses: &[&str] = &["shelter", "coordinator"];
    let planners: &[&str] = &["coordinator", "admin"];
    let readers: &[&str] = &["outreach", "shelter", "coordinator", "admin"];
    let (admin, coordinator): (&[&str], &[&str]) = (&["admin"], &["coordinator"]);
    vec![
        (get("/me"), &ROLES),
        (patch("/me".into(), json!({ "mail_offers": false })), &ROLES),
        (get("/partners"), admin),
        (post("/partners".into(), city), admin),
        (get("/users"), admin),
        (post("/users".into(), user), admin),
        (patch(format!("/users/{nobody}"), json!({ "active": false })), admin),
        (get(&format!("/users/{nobody}/tokens")), admin),
        (delete(format!("/tokens/{nobody}")), admin),
        (post("/shelters".into(), shelter), admin),
        (patch(of("shelters", &house, ""), json!({ "phone": "+212 1" })), admin),
        (post(of("shelters", &house, "/pools"), new_pool), admin),
        (get("/cities"), &ROLES),
        (get("/regions"), &ROLES),
        (get("/board"), readers),
        (get(&of("pools", &pool, "")), readers),
        (patch(of("pools", &pool, ""), json!({ "age_max": 18 })), admin),
        (put(of("pools", &pool, "/availability"), free), houses),
        (put("/availability".into(), many), houses),
        (post("/requests".into(), call.clone()), &["outreach"]),
        (post("/matches".into(), call), answers),
        (get("/requests"), answers),
        (get(&of("requests", &request, "")), answers),
        (get(&of("requests", &request, "/matches")), answers),
        (get(&of("requests", &request, "/history")), answers),
        (post(of("requests", &request, "/found"), Value::Null), answers),
        (post(of("requests", &request, "/acknowledge"), Value::Null), coordinator),
        (post(of("requests", &request, "/hand_over"), json!({ "to": nobody })), coordinator),
        (post(of("requests", &request, "/escalate"), json!({ "step": 1 })), coordinator),
        (post(of("requests", &request, "/offers"), json!({ "shelter_id": nobody })), coordinator),
        (get("/offers"), parties),
        (get(&of("offers", offer, "")), parties),
        (post(of("offers", offer, "/depart"), Value::Null), houses),
        (post(of("offers", offer, "/no_show"), Value::Null), parties),
        (post(of("offers", offer, "/on_the_way"), Value::Null), parties),
        (post(of("offers", offer, "/accept"), Value::Null), houses),
        (post(of("offers", offer, "/decline"), json!({ "reason": "full" })), houses),
        (post(of("offers", offer, "/arrive"), Value::Null), parties),
        (get("/escalations"), coordinator),
        (get("/shelters/silent"), coordinator),
        (get("/policies"), planners),
        (get("/policies/urgent"), planners),
        (put("/policies/urgent".into(), policy), admin),
        (get("/duty"), planners),
        (get("/duty/gaps"), planners),
        (post("/duty/shifts".into(), shift), planners),
        (delete(format!("/duty/shifts/{nobody}")), planners),
        (post("/duty/exceptions".into(), off), planners),
        (delete(format!("/duty/exceptions/{nobody}")), planners),
        (get("/mails"), admin),
        (get("/reports/gap"), &["coordinator", "observer", "admin"]),
        (post(of("requests", &request, "/withdraw"), json!({ "reason": "x" })), answers),
        (post(of("requests", &request, "/close"), json!({ "outcome": "other" })), coordinator),
    ]
}

/// Whether a path is one of a path of the document, where `{}` stands for anything.
fn is_of(path: &str, documented: &str) -> bool {
    let (path, documented) = (path.split('/'), documented.split('/'));
    path.clone().count() == documented.clone().count()
        && path.zip(documented).all(|(part, said)| part == said || said.starts_with('{'))
}

/// The calls of the document that are not in a list.
fn left_out(calls: &[(Sent, &[&str])]) -> Vec<String> {
    let document = serde_json::to_value(mabit::http::document()).unwrap();
    let mut missing = Vec::new();
    for (path, methods) in document["paths"].as_object().unwrap() {
        for method in methods.as_object().unwrap().keys() {
            let path = path.trim_start_matches("/api/v1");
            let mut like = calls.iter().map(|((method, path, _), _)| (method.as_str(), path));
            if !like.any(|(known, call)| known.eq_ignore_ascii_case(method) && is_of(call, path)) {
                missing.push(format!("{method} {path}"));
            }
        }
    }
    missing
}

async fn what_a_role_may_never_do_is_forbidden(app: App) {
    app.hire("observer@example.org", json!({ "roles": ["observer"] })).await;
    let calls = calls(&app).await;
    assert_eq!(left_out(&calls), ["get /events"]);
    for ((method, path, body), allowed) in calls {
        let before = app.database.counts().await;
        for role in ROLES.iter().filter(|role| !allowed.contains(role)) {
            let answer = send(&app, &person(&app, role), &method, &path, &body).await;
            answer.refused(403, "forbidden");
            // Nor does it learn what would be right.
            let (path, nonsense) = (format!("{path}?nonsense=1"), json!({ "nonsense": 1 }));
            let answer = send(&app, &person(&app, role), &method, &path, &nonsense).await;
            answer.refused(403, "forbidden");
        }
        assert_eq!(app.database.counts().await, before, "{method} {path}");
        for role in allowed {
            let answer = send(&app, &person(&app, role), &method, &path, &body).await;
            assert!(![401, 403].contains(&answer.status), "{}: {}", answer.what, answer.text());
        }
    }
}

async fn nobody_does_anything_without_having_signed_in(app: App) {
    let calls = calls(&app).await;
    let before = app.database.counts().await;
    for ((method, path, body), _) in calls {
        let call = app.stranger().call(method.clone(), &path).await;
        let call = if body.is_null() { call } else { call.json(&body) };
        app.send(format!("{method} {path}"), call).await.refused(401, "unauthorized");
    }
    assert_eq!(app.database.counts().await, before);
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
