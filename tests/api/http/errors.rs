//! What is wrong with what was sent is said clearly, and nothing is written.

use reqwest::Method;
use serde_json::{Value, json};

use crate::support::{Answer, App, Person, ask, girl, id, on_both, with};

on_both!(
    a_body_that_is_no_json_is_refused,
    each_bad_field_of_a_request_is_named,
    several_bad_fields_are_named_at_once,
    bad_fields_of_everything_else_are_named,
    text_that_no_database_keeps_is_refused,
    a_body_of_ten_megabytes_is_refused_and_the_answer_arrives,
    garbage_in_headers_is_refused,
    bad_query_parameters_are_named,
    ids_and_addresses_of_nothing_are_not_found,
);

/// Nothing was written since the counts were taken.
async fn nothing_written(app: &App, before: &std::collections::BTreeMap<String, i64>) {
    assert_eq!(&app.database.counts().await, before);
}

async fn post_bytes(person: &Person<'_>, app: &App, kind: &str, body: Vec<u8>) -> Answer {
    let what = String::from_utf8_lossy(&body[..body.len().min(60)]).into_owned();
    let call = person.call(Method::POST, "/requests").await;
    let call = if kind.is_empty() { call } else { call.header("content-type", kind) };
    app.send(what, call.body(body)).await
}

async fn a_body_that_is_no_json_is_refused(app: App) {
    let team = app.outreach("nador");
    let before = app.database.counts().await;
    let good = ask("nador", [girl(14)]).to_string();
    let deep = "[".repeat(100_000);
    let bad: [&[u8]; 8] = [
        b"",
        b"{",
        b"nothing",
        b"{\"city\": \"nador\",}",
        b"{\"city\": \"\xff\"}",
        b"{\"city\": \"\\ud800\"}",
        b"{\"max_km\": 1e999}",
        deep.as_bytes(),
    ];
    for body in bad {
        let answer = post_bytes(&team, &app, "application/json", body.to_vec()).await;
        answer.refused(400, "malformed_json");
    }
    let twice = format!("{good}{good}");
    let answer = post_bytes(&team, &app, "application/json", twice.into_bytes()).await;
    answer.refused(400, "malformed_json");
    for kind in ["text/plain", "", "application/x-www-form-urlencoded", "application/jsonl"] {
        post_bytes(&team, &app, kind, good.clone().into_bytes()).await.refused(415, "not_json");
    }
    for body in ["null", "[]", "7", "\"nador\""] {
        let answer = post_bytes(&team, &app, "application/json", body.as_bytes().to_vec()).await;
        answer.names(422, "validation_failed", &[("", "wrong_type")]);
    }
    nothing_written(&app, &before).await;
    let kind = "Application/JSON; charset=utf-8";
    post_bytes(&team, &app, kind, good.into_bytes()).await.is(201);
}

async fn each_bad_field_of_a_request_is_named(app: App) {
    let team = app.outreach("nador");
    let good = || ask("nador", [girl(14)]);
    let child = |fields: Value| with(good(), json!({ "children": [with(girl(14), fields)] }));
    let children = |count: usize| ask("nador", vec![girl(14); count]);
    let without = |field: &str| {
        let mut body = good();
        body.as_object_mut().unwrap().remove(field);
        body
    };
    let cases = [
        (child(json!({ "age": -1 })), "/children/0/age", "out_of_range"),
        (child(json!({ "age": 200 })), "/children/0/age", "out_of_range"),
        (child(json!({ "age": 121 })), "/children/0/age", "out_of_range"),
        (child(json!({ "age": 14.5 })), "/children/0/age", "wrong_type"),
        (child(json!({ "age": "14" })), "/children/0/age", "wrong_type"),
        (child(json!({ "age": null })), "/children/0/age", "wrong_type"),
        (child(json!({ "gender": "girl" })), "/children/0/gender", "unknown_value"),
        (child(json!({ "name": "x" })), "/children/0/name", "unknown_field"),
        (children(0), "/children", "too_few"),
        (children(9), "/children", "too_many"),
        (with(good(), json!({ "children": {} })), "/children", "wrong_type"),
        (with(good(), json!({ "city": "atlantis" })), "/city", "unknown_city"),
        (with(good(), json!({ "city": "Nador" })), "/city", "unknown_city"),
        (with(good(), json!({ "urgency": "now" })), "/urgency", "unknown_value"),
        (with(good(), json!({ "needs": ["pony"] })), "/needs/0", "unknown_feature"),
        (with(good(), json!({ "max_km": -1 })), "/max_km", "out_of_range"),
        (with(good(), json!({ "max_km": 1e300 })), "/max_km", "out_of_range"),
        (with(good(), json!({ "case_ref": "Amina B." })), "/case_ref", "bad_format"),
        (with(good(), json!({ "hold": "yes" })), "/hold", "wrong_type"),
        (with(good(), json!({ "a/b~c": 1 })), "/a~1b~0c", "unknown_field"),
        (without("city"), "/city", "required"),
        (without("children"), "/children", "required"),
        (without("urgency"), "/urgency", "required"),
    ];
    let before = app.database.counts().await;
    for (body, pointer, code) in cases {
        for path in ["/requests", "/matches"] {
            team.post(path, &body).await.names(422, "validation_failed", &[(pointer, code)]);
        }
    }
    nothing_written(&app, &before).await;
    let refused = team.post("/requests", &with(good(), json!({ "needs": ["pony"] }))).await;
    assert!(refused.text().contains("wheelchair"), "what is known: {}", refused.text());
}

async fn several_bad_fields_are_named_at_once(app: App) {
    let body = json!({
        "city": "atlantis",
        "children": [girl(14), { "age": -1, "gender": "x" }, { "age": 200 }],
        "urgency": "soon",
        "needs": ["interpreter", "pony"],
        "max_km": -5,
        "nickname": "x",
    });
    let before = app.database.counts().await;
    app.outreach("nador").post("/requests", &body).await.names(
        422,
        "validation_failed",
        &[
            ("/city", "unknown_city"),
            ("/children/1/age", "out_of_range"),
            ("/children/1/gender", "unknown_value"),
            ("/children/2/age", "out_of_range"),
            ("/children/2/gender", "required"),
            ("/urgency", "unknown_value"),
            ("/needs/1", "unknown_feature"),
            ("/max_km", "out_of_range"),
            ("/nickname", "unknown_field"),
        ],
    );
    nothing_written(&app, &before).await;
}

async fn bad_fields_of_everything_else_are_named(app: App) {
    let (team, shelter) = (app.outreach("nador"), app.shelter("nador"));
    let (coordinator, admin) = (app.coordinator("nador"), app.admin());
    let request = team.asks(&ask("nador", [girl(14)])).await;
    let pool = app.pool("nador", "Filles 12-17").await;
    let nador = app.shelter_in("nador").await;
    let report = format!("/pools/{}/availability", id(&pool));
    let decline = format!("/offers/{}/decline", id(&request["offer"]));
    let requests = format!("/requests/{}", id(&request));
    let pools = format!("/shelters/{}/pools", id(&nador));
    let new_pool = |fields: Value| {
        let pool = json!({
            "name": "New", "gender": "any", "age_min": 0, "age_max": 17, "capacity": 4, "free": 2,
        });
        with(pool, fields)
    };
    let puts = [
        (json!({ "free": 7 }), "/free", "free_above_capacity"),
        (json!({ "free": -1 }), "/free", "out_of_range"),
        (json!({ "free": 1.5 }), "/free", "wrong_type"),
        (json!({}), "/free", "required"),
        (json!({ "free": 1, "closed": "no" }), "/closed", "wrong_type"),
        (json!({ "free": 1, "promised": 0 }), "/promised", "unknown_field"),
        (json!({ "free": 1, "note_code": "Full house" }), "/note_code", "bad_format"),
    ];
    let before = app.database.counts().await;
    for (body, pointer, code) in puts {
        shelter.put(&report, &body).await.names(422, "validation_failed", &[(pointer, code)]);
    }
    let posts = [
        (&shelter, decline.clone(), json!({ "reason": "tired" }), "/reason", "unknown_value"),
        (&shelter, decline.clone(), json!({}), "/reason", "required"),
        (&team, format!("{requests}/withdraw"), json!({}), "/reason", "required"),
        (&team, format!("{requests}/withdraw"), json!({ "reason": "" }), "/reason", "bad_length"),
        (
            &coordinator,
            format!("{requests}/close"),
            json!({ "outcome": "?" }),
            "/outcome",
            "unknown_value",
        ),
        (&coordinator, format!("{requests}/offers"), json!({}), "/shelter_id", "required"),
        (
            &coordinator,
            format!("{requests}/offers"),
            json!({ "shelter_id": "x" }),
            "/shelter_id",
            "bad_format",
        ),
        (&admin, "/partners".into(), json!({ "name": " ", "city": "nador" }), "/name", "bad_name"),
        (
            &admin,
            "/partners".into(),
            json!({ "name": "New", "city": "x" }),
            "/city",
            "unknown_city",
        ),
        (&admin, pools.clone(), new_pool(json!({ "free": 5 })), "/free", "free_above_capacity"),
        (&admin, pools.clone(), new_pool(json!({ "gender": "other" })), "/gender", "unknown_value"),
        (&admin, pools.clone(), new_pool(json!({ "age_max": 121 })), "/age_max", "out_of_range"),
        (&admin, pools.clone(), new_pool(json!({ "capacity": -1 })), "/capacity", "out_of_range"),
    ];
    for (person, path, body, pointer, code) in posts {
        person.post(&path, &body).await.names(422, "validation_failed", &[(pointer, code)]);
    }
    let upside_down = new_pool(json!({ "age_min": 12, "age_max": 4 }));
    admin.post(&pools, &upside_down).await.refused(422, "validation_failed");
    nothing_written(&app, &before).await;
}

async fn text_that_no_database_keeps_is_refused(app: App) {
    let (team, shelter) = (app.outreach("nador"), app.shelter("nador"));
    let request = team.asks(&ask("nador", [girl(14)])).await;
    let before = app.database.counts().await;
    let nul = "a\u{0}b";
    let withdraw = format!("/requests/{}/withdraw", id(&request));
    let refused = team.post(&withdraw, &json!({ "reason": nul })).await;
    refused.names(422, "validation_failed", &[("/reason", "bad_character")]);
    let decline = format!("/offers/{}/decline", id(&request["offer"]));
    let refused = shelter.post(&decline, &json!({ "reason": "other", "detail": nul })).await;
    refused.names(422, "validation_failed", &[("/detail", "bad_character")]);
    let offers = format!("/requests/{}/offers", id(&request));
    let choice = json!({
        "shelter_id": app.shelter_in("nador").await["id"], "override": { "reason": nul },
    });
    let refused = app.coordinator("nador").post(&offers, &choice).await;
    refused.names(422, "validation_failed", &[("/override/reason", "bad_character")]);
    let partner = json!({ "name": nul, "city": "nador" });
    let refused = app.admin().post("/partners", &partner).await;
    refused.names(422, "validation_failed", &[("/name", "bad_character")]);
    let user = json!({ "email": "a\u{0}b@example.org", "roles": ["observer"] });
    app.admin().post("/users", &user).await.refused(422, "validation_failed");
    nothing_written(&app, &before).await;
}

async fn a_body_of_ten_megabytes_is_refused_and_the_answer_arrives(app: App) {
    let team = app.outreach("nador");
    let request = team.asks(&ask("nador", [girl(14)])).await;
    let before = app.database.counts().await;
    let big = with(ask("nador", [girl(14)]), json!({ "case_ref": "x".repeat(10 * 1024 * 1024) }));
    team.post("/requests", &big).await.refused(413, "too_large");
    team.post("/matches", &big).await.refused(413, "too_large");
    let accept = format!("/offers/{}/accept", id(&request["offer"]));
    app.shelter("nador").post(&accept, &big).await.refused(413, "too_large");
    let report = format!("/pools/{}/availability", id(&app.pool("nador", "Filles 12-17").await));
    app.shelter("nador").put(&report, &big).await.refused(413, "too_large");
    // The same without a length told beforehand.
    let pieces = (0..160).map(|_| Ok::<_, std::io::Error>("x".repeat(64 * 1024)));
    let body = reqwest::Body::wrap_stream(futures::stream::iter(pieces));
    let call = team.call(Method::POST, "/requests").await;
    let call = call.header("content-type", "application/json").body(body);
    app.send("in pieces".to_owned(), call).await.refused(413, "too_large");
    nothing_written(&app, &before).await;
}

async fn garbage_in_headers_is_refused(app: App) {
    let team = app.outreach("nador");
    let token = app.token(team.email()).await;
    let before = app.database.counts().await;
    let long = format!("Bearer mabit_{}", "x".repeat(4_000));
    let garbage: Vec<Vec<u8>> = vec![
        b"".to_vec(),
        b"Bearer".to_vec(),
        b"Bearer ".to_vec(),
        b"Bearer \xff\xfe".to_vec(),
        b"Basic bWFiaXQ6bWFiaXQ=".to_vec(),
        token.clone().into_bytes(),
        format!("Bearer {token}x").into_bytes(),
        format!("Bearer {}", &token[1..]).into_bytes(),
        long.into_bytes(),
    ];
    for value in garbage {
        let what = String::from_utf8_lossy(&value).into_owned();
        let call = app.stranger().call(Method::POST, "/requests").await;
        let call = call.header("authorization", value).json(&ask("nador", [girl(14)]));
        let answer = app.send(what, call).await;
        answer.refused(401, "unauthorized");
        assert_eq!(answer.header("www-authenticate"), "Bearer");
    }
    let keys: [Vec<u8>; 4] = [vec![], vec![b' '], vec![b'k'; 256], b"caf\xe9".to_vec()];
    for key in keys {
        let call = team.call(Method::POST, "/requests").await.header("idempotency-key", key);
        let answer = app.send("a bad key".into(), call.json(&ask("nador", [girl(14)]))).await;
        answer.refused(400, "bad_idempotency_key");
    }
    for last in ["", "x", "1", "-", "1-", "a-b", "99999999999999999999-1"] {
        let answer = team.get_with("/events", &[("last-event-id", last)]).await;
        answer.refused(400, "bad_last_event_id");
    }
    let call = team.call(Method::GET, "/events").await.header("last-event-id", b"\xff".to_vec());
    app.send("a bad last id".into(), call).await.refused(400, "bad_last_event_id");
    nothing_written(&app, &before).await;
}

async fn bad_query_parameters_are_named(app: App) {
    let (team, coordinator) = (app.outreach("nador"), app.coordinator("nador"));
    let lists = [
        (&team, "/requests"),
        (&team, "/offers"),
        (&coordinator, "/escalations"),
        (&app.admin(), "/partners"),
        (&app.admin(), "/users"),
    ];
    for (person, path) in lists {
        for limit in ["0", "201", "-1", "many", "", "1.5", "99999999999999999999"] {
            let answer = person.get(&format!("{path}?limit={limit}")).await;
            answer.names(400, "bad_parameter", &[("/limit", "bad_value")]);
        }
        for cursor in ["x", "", "1", "%00"] {
            let answer = person.get(&format!("{path}?cursor={cursor}")).await;
            answer.names(400, "bad_parameter", &[("/cursor", "bad_value")]);
        }
        let answer = person.get(&format!("{path}?limit=0&cursor=x&colour=red")).await;
        let wrong =
            [("/limit", "bad_value"), ("/cursor", "bad_value"), ("/colour", "unknown_parameter")];
        answer.names(400, "bad_parameter", &wrong);
        for limit in [1, 200] {
            person.get(&format!("{path}?limit={limit}")).await.is(200);
        }
    }
    for (path, name) in [
        ("/requests?state=lost", "/state"),
        ("/requests?city=atlantis", "/city"),
        ("/requests?since=yesterday", "/since"),
        ("/requests?limit=5&limit=6", "/limit"),
        ("/offers?state=waiting", "/state"),
        ("/board?city=atlantis", "/city"),
        ("/board?gender=any", "/gender"),
        ("/board?age=-1", "/age"),
        ("/board?age=121", "/age"),
    ] {
        team.get(path).await.names(400, "bad_parameter", &[(name, "bad_value")]);
    }
    let answer = coordinator.get("/escalations?open=maybe").await;
    answer.names(400, "bad_parameter", &[("/open", "bad_value")]);
    for path in ["/board?colour=red", "/cities?colour=red", "/events?colour=red"] {
        team.get(path).await.names(400, "bad_parameter", &[("/colour", "unknown_parameter")]);
    }
}

async fn ids_and_addresses_of_nothing_are_not_found(app: App) {
    let team = app.outreach("nador");
    let coordinator = app.coordinator("nador");
    let nothing = "00000000-0000-7000-8000-000000000000";
    let before = app.database.counts().await;
    team.get(&format!("/requests/{nothing}")).await.refused(404, "not_found");
    team.get(&format!("/offers/{nothing}")).await.refused(404, "not_found");
    team.get(&format!("/pools/{nothing}")).await.refused(404, "not_found");
    let shelter = app.shelter("nador");
    for verb in ["accept", "arrive", "no_show", "depart"] {
        shelter.order(&format!("/offers/{nothing}/{verb}")).await.refused(404, "not_found");
    }
    for verb in ["found", "acknowledge"] {
        coordinator.order(&format!("/requests/{nothing}/{verb}")).await.refused(404, "not_found");
    }
    for (verb, body) in
        [("hand_over", json!({ "to": nothing })), ("escalate", json!({ "step": 1 }))]
    {
        let path = format!("/requests/{nothing}/{verb}");
        coordinator.post(&path, &body).await.refused(404, "not_found");
    }
    for kind in ["shifts", "exceptions"] {
        coordinator.delete(&format!("/duty/{kind}/{nothing}")).await.refused(404, "not_found");
    }
    coordinator.get("/policies/soon").await.refused(404, "not_found");
    let free = json!({ "free": 1 });
    shelter.put(&format!("/pools/{nothing}/availability"), &free).await.refused(404, "not_found");
    let name = json!({ "name": "New" });
    app.admin().patch(&format!("/shelters/{nothing}"), &name).await.refused(404, "not_found");
    let shut = json!({ "active": false });
    app.admin().patch(&format!("/users/{nothing}"), &shut).await.refused(404, "not_found");
    app.admin().delete(&format!("/tokens/{nothing}")).await.refused(404, "not_found");
    for odd in ["x", "..", "%00", "1'--", "%ff"] {
        let answer = team.get(&format!("/requests/{odd}")).await;
        assert!([400, 404].contains(&answer.status), "{odd}: {}", answer.status);
        answer.refused(
            answer.status,
            if answer.status == 400 { "bad_parameter" } else { "not_found" },
        );
    }
    team.get("/nothing").await.refused(404, "not_found");
    let put = team.put("/requests", &json!({})).await;
    put.refused(405, "method_not_allowed");
    let mut allowed: Vec<&str> = put.header("allow").split(',').collect();
    allowed.sort_unstable();
    assert_eq!(allowed, ["GET", "HEAD", "POST"]);
    nothing_written(&app, &before).await;
}
