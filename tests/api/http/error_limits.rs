//! However much is wrong, little is said of it, and saying so costs little.

use reqwest::Method;
use serde_json::{Value, json};

use crate::support::{App, ask, girl, on_both, text, with};

on_both!(
    the_first_fifty_faults_are_named_and_the_others_counted,
    what_is_quoted_is_cut,
    unknown_parameters_are_bounded_too,
);

/// What an answer of few kilobytes may hold.
const FEW_KB: usize = 24 * 1024;

async fn the_first_fifty_faults_are_named_and_the_others_counted(app: App) {
    let team = app.outreach("nador");
    let shelter = app.shelter("nador");
    let body = |fields: Value| with(ask("nador", [girl(14)]), fields);
    let mut unknown = ask("nador", [girl(14)]);
    for at in 0..20_000 {
        unknown[format!("f{at}")] = json!(1);
    }
    let cases = [
        (&team, Method::POST, "/matches", body(json!({ "needs": vec!["a"; 60_000] }))),
        (&team, Method::POST, "/requests", body(json!({ "children": vec![0; 100_000] }))),
        (&team, Method::POST, "/requests", body(json!({ "children": vec![json!({}); 60_000] }))),
        (&team, Method::POST, "/requests", body(json!({ "children": vec![json!([[]]); 40_000] }))),
        (&team, Method::POST, "/requests", body(json!({ "needs": vec!["\u{1}"; 25_000] }))),
        (&shelter, Method::PUT, "/availability", json!({ "pools": vec![json!({}); 80_000] })),
    ];
    let before = app.database.counts().await;
    for (person, method, path, body) in cases {
        let call = person.call(method, path).await.json(&body);
        let answer = app.send(format!("much that is wrong to {path}"), call).await;
        let problem = answer.refused(422, "validation_failed");
        assert_eq!(problem["errors"].as_array().unwrap().len(), 50, "{path}");
        let more = problem["more_errors"].as_u64().unwrap();
        assert!(more > 0, "{path}");
        let detail = text(&problem["detail"]);
        assert!(detail.contains(" more"), "{detail}");
        assert!(detail.len() < 2_000, "{} bytes of detail", detail.len());
        assert!(answer.bytes.len() < FEW_KB, "{} bytes to {path}", answer.bytes.len());
    }
    let many = team.post("/requests", &unknown).await;
    many.names(422, "validation_failed", &[("", "too_many")]);
    assert_eq!(app.database.counts().await, before);
    // Few faults are all named, and counted as none besides.
    let few = team.post("/requests", &body(json!({ "needs": ["a", "b"], "city": "x" }))).await;
    let problem = few.refused(422, "validation_failed");
    assert_eq!(
        (problem["errors"].as_array().unwrap().len(), problem.get("more_errors")),
        (3, None)
    );
    for pointer in ["/needs/0: ", "/needs/1: ", "/city: "] {
        assert!(text(&problem["detail"]).contains(pointer), "{problem}");
    }
    // Exactly as many as were sent.
    let sixty = team.post("/requests", &body(json!({ "needs": vec!["a"; 60] }))).await;
    let problem = sixty.refused(422, "validation_failed");
    assert_eq!(problem["more_errors"], 10);
    assert!(text(&problem["detail"]).ends_with("and 55 more"), "{problem}");
}

async fn what_is_quoted_is_cut(app: App) {
    let team = app.outreach("nador");
    let long = "x".repeat(200_000);
    let mut named = ask("nador", [girl(14)]);
    named[&long] = json!(1);
    let admin = app.admin();
    let user = json!({
        "email": "a@b.example", "roles": ["coordinator"], "scope": { "regions": [long] },
    });
    let answers = [
        team.post("/requests", &with(ask("nador", [girl(14)]), json!({ "city": long }))).await,
        team.post("/requests", &with(ask("nador", [girl(14)]), json!({ "needs": [long] }))).await,
        team.post("/requests", &with(ask("nador", [girl(14)]), json!({ "urgency": long }))).await,
        team.post("/requests", &named).await,
        admin.post("/users", &user).await,
        admin.post("/partners", &json!({ "name": "New", "city": long })).await,
    ];
    for answer in answers {
        answer.refused(422, "validation_failed");
        assert!(answer.bytes.len() < 4_000, "{}", answer.bytes.len());
    }
}

async fn unknown_parameters_are_bounded_too(app: App) {
    let query: String = (0..2_000).map(|at| format!("p{at}=1&")).collect();
    let answer = app.outreach("nador").get(&format!("/requests?{query}")).await;
    let problem = answer.refused(400, "bad_parameter");
    assert_eq!(problem["errors"].as_array().unwrap().len(), 50);
    assert_eq!(problem["more_errors"], 1_950);
    assert!(answer.bytes.len() < FEW_KB, "{}", answer.bytes.len());
}
