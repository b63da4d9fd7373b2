//! The OpenAPI document: kept in git, so that a change of the contract is seen.
//!
//! `UPDATE_SNAPSHOTS=1 cargo test --test api openapi` writes it anew.

use std::path::Path;

use serde_json::Value;

use crate::support::{App, on_both};

on_both!(the_document_is_served_as_it_is);

/// What the contract promises under `/api/v1`.
const PROMISED: [(&str, &[&str]); 44] = [
    ("/partners", &["get", "post"]),
    ("/users", &["get", "post"]),
    ("/users/{id}", &["patch"]),
    ("/users/{id}/tokens", &["get"]),
    ("/tokens/{id}", &["delete"]),
    ("/shelters", &["post"]),
    ("/shelters/{id}", &["patch"]),
    ("/shelters/{id}/pools", &["post"]),
    ("/cities", &["get"]),
    ("/pools/{id}/availability", &["put"]),
    ("/pools/{id}", &["get", "patch"]),
    ("/availability", &["put"]),
    ("/board", &["get"]),
    ("/events", &["get"]),
    ("/requests", &["get", "post"]),
    ("/matches", &["post"]),
    ("/requests/{id}", &["get"]),
    ("/requests/{id}/matches", &["get"]),
    ("/requests/{id}/history", &["get"]),
    ("/requests/{id}/withdraw", &["post"]),
    ("/requests/{id}/close", &["post"]),
    ("/requests/{id}/offers", &["post"]),
    ("/requests/{id}/found", &["post"]),
    ("/requests/{id}/acknowledge", &["post"]),
    ("/requests/{id}/hand_over", &["post"]),
    ("/requests/{id}/escalate", &["post"]),
    ("/offers/{id}/on_the_way", &["post"]),
    ("/duty", &["get"]),
    ("/duty/gaps", &["get"]),
    ("/duty/shifts", &["post"]),
    ("/duty/exceptions", &["post"]),
    ("/policies", &["get"]),
    ("/policies/{urgency}", &["get", "put"]),
    ("/mails", &["get"]),
    ("/me", &["get", "patch"]),
    ("/shelters/silent", &["get"]),
    ("/offers", &["get"]),
    ("/offers/{id}/accept", &["post"]),
    ("/offers/{id}/decline", &["post"]),
    ("/offers/{id}/arrive", &["post"]),
    ("/offers/{id}/no_show", &["post"]),
    ("/offers/{id}/depart", &["post"]),
    ("/escalations", &["get"]),
    ("/reports/gap", &["get"]),
];

fn document() -> Value {
    serde_json::to_value(mabit::http::document()).unwrap()
}

/// Every operation: its path, method and description.
fn operations(document: &Value) -> Vec<(String, String, Value)> {
    let mut found = Vec::new();
    for (path, methods) in document["paths"].as_object().unwrap() {
        for (method, operation) in methods.as_object().unwrap() {
            if operation.get("responses").is_some() {
                found.push((path.clone(), method.clone(), operation.clone()));
            }
        }
    }
    found
}

#[test]
fn the_document_is_the_one_in_git() {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/api/http/openapi.json");
    let now = serde_json::to_string_pretty(&document()).unwrap() + "\n";
    if std::env::var_os("UPDATE_SNAPSHOTS").is_some() {
        std::fs::write(&path, &now).unwrap();
    }
    let kept = std::fs::read_to_string(&path).unwrap_or_default();
    let differs = now.lines().zip(kept.lines()).position(|(now, kept)| now != kept);
    let line = differs.unwrap_or(now.lines().count().min(kept.lines().count()));
    assert!(
        now == kept,
        "the API has changed at line {} of tests/api/http/openapi.json:\n- {}\n+ {}\n\
         if that is meant, run UPDATE_SNAPSHOTS=1 cargo test --test api openapi",
        line + 1,
        kept.lines().nth(line).unwrap_or_default(),
        now.lines().nth(line).unwrap_or_default(),
    );
}

#[test]
fn every_promised_path_is_there() {
    let document = document();
    for (path, methods) in PROMISED {
        for method in methods {
            let operation = &document["paths"][format!("/api/v1{path}")][method];
            assert!(operation.is_object(), "{method} {path}");
        }
    }
}

#[test]
fn every_operation_documents_its_refusals_and_its_key() {
    let operations = operations(&document());
    assert!(operations.len() >= PROMISED.len());
    for (path, method, operation) in operations {
        let has = |status: &str| operation["responses"].get(status).is_some();
        let what = format!("{method} {path}");
        if operation.get("requestBody").is_some() {
            for status in ["413", "415", "422"] {
                assert!(has(status), "{what}: no {status}");
            }
        }
        if method == "post" {
            let parameters = operation["parameters"].as_array().unwrap();
            let key = parameters.iter().any(|one| one["name"] == "Idempotency-Key");
            assert!(key, "{what}: no Idempotency-Key");
            assert!(has("409"), "{what}: no 409");
        }
        assert!(operation["operationId"].is_string(), "{what}");
        let said = operation["summary"].as_str().unwrap_or_default();
        assert!(!said.is_empty(), "{what}: nothing said");
        let problems = operation["responses"].as_object().unwrap();
        for (status, answer) in problems.iter().filter(|(status, _)| status.as_str() >= "400") {
            let problem = &answer["content"]["application/problem+json"]["schema"]["$ref"];
            assert_eq!(problem, "#/components/schemas/Problem", "{what} {status}");
        }
    }
}

#[test]
fn operation_ids_are_unique() {
    let mut ids: Vec<String> = operations(&document())
        .iter()
        .map(|(_, _, operation)| operation["operationId"].as_str().unwrap().to_owned())
        .collect();
    let count = ids.len();
    ids.sort();
    ids.dedup();
    assert_eq!(ids.len(), count);
}

async fn the_document_is_served_as_it_is(app: App) {
    let call = app.client.get(format!("{}/api/openapi.json", app.base));
    assert_eq!(app.send("openapi.json".into(), call).await.is(200), document());
}
