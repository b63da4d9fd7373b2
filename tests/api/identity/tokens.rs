//! Nobody gets anywhere without a valid token.

use chrono::TimeDelta;
use mabit::services::identity::tokens;
use reqwest::Method;
use serde_json::json;

use crate::support::{App, ask, girl, id, items, on_both};

on_both!(
    no_endpoint_answers_a_stranger,
    a_token_stops_working_in_the_second_it_expires,
    a_revoked_token_stops_working_at_once_on_every_instance,
    a_shut_account_stops_working_at_once_and_can_be_opened_again,
    an_account_whose_role_was_taken_loses_it_at_once,
    what_operators_look_at_needs_no_token,
);

async fn no_endpoint_answers_a_stranger(app: App) {
    let document = serde_json::to_value(mabit::http::document()).unwrap();
    let before = app.database.counts().await;
    let mut seen = 0;
    for (path, operations) in document["paths"].as_object().unwrap() {
        let path = path.strip_prefix("/api/v1").unwrap();
        if path == "/sign-in/forgotten" {
            continue;
        }
        let path = path.replace("{id}", "00000000-0000-7000-8000-000000000000");
        for verb in operations.as_object().unwrap().keys() {
            let Ok(method) = Method::from_bytes(verb.to_uppercase().as_bytes()) else { continue };
            for query in ["", "?limit=0&colour=red"] {
                let call = app.stranger().call(method.clone(), &format!("{path}{query}")).await;
                let what = format!("{method} {path}{query}");
                app.send(what, call).await.refused(401, "unauthorized");
            }
            seen += 1;
        }
    }
    assert!(seen >= 30, "{seen} operations");
    assert_eq!(app.database.counts().await, before);
}

async fn status_with(app: &App, token: &str) -> u16 {
    let call = app.stranger().call(Method::POST, "/requests").await.bearer_auth(token);
    let answer = app.send("with a token".into(), call.json(&ask("nador", [girl(14)]))).await;
    if answer.status == 401 {
        answer.refused(401, "unauthorized");
        assert_eq!(answer.header("www-authenticate"), "Bearer");
    }
    answer.status
}

async fn a_token_stops_working_in_the_second_it_expires(app: App) {
    let email = "outreach@asticude.example";
    let lives = Some(TimeDelta::hours(1));
    let token = tokens::create(&app.cx, email, "kobo", lives).await.unwrap();
    app.pass(TimeDelta::minutes(60) - TimeDelta::seconds(1));
    assert_eq!(status_with(&app, &token).await, 201);
    app.pass(TimeDelta::seconds(1));
    assert_eq!(status_with(&app, &token).await, 401);
}

async fn a_revoked_token_stops_working_at_once_on_every_instance(app: App) {
    let email = "outreach@asticude.example";
    let other = app.beside().await;
    let token = tokens::create(&app.cx, email, "kobo", None).await.unwrap();
    assert_eq!(status_with(&app, &token).await, 201);
    assert_eq!(status_with(&other, &token).await, 201);
    let user = app.account(email).await;
    let list = app.admin().get(&format!("/users/{}/tokens", id(&user))).await.is(200);
    let kobo = items(&list).iter().find(|token| token["label"] == "kobo").unwrap();
    let answer = app.admin().delete(&format!("/tokens/{}", id(kobo))).await;
    assert_eq!(answer.status, 204);
    assert_eq!(answer.text(), "");
    assert_eq!(status_with(&app, &token).await, 401);
    assert_eq!(status_with(&other, &token).await, 401);
    let list = app.admin().get(&format!("/users/{}/tokens", id(&user))).await.is(200);
    let kobo = items(&list).iter().find(|token| token["label"] == "kobo").unwrap();
    assert!(kobo["revoked_at"].is_string());
    other.stop().await;
}

async fn a_shut_account_stops_working_at_once_and_can_be_opened_again(app: App) {
    let email = "outreach@asticude.example";
    let token = app.token(email).await;
    let path = format!("/users/{}", id(&app.account(email).await));
    let shut = app.admin().patch(&path, &json!({ "active": false })).await.is(200);
    assert_eq!(shut["active"], false);
    assert_eq!(status_with(&app, &token).await, 401);
    app.admin().patch(&path, &json!({ "active": true })).await.is(200);
    assert_eq!(status_with(&app, &token).await, 201);
}

async fn an_account_whose_role_was_taken_loses_it_at_once(app: App) {
    let email = "outreach@asticude.example";
    let token = app.token(email).await;
    let path = format!("/users/{}", id(&app.account(email).await));
    app.admin().patch(&path, &json!({ "roles": ["shelter"] })).await.is(200);
    assert_eq!(status_with(&app, &token).await, 403);
}

async fn what_operators_look_at_needs_no_token(app: App) {
    for path in ["/healthz", "/metrics", "/api/openapi.json", "/api/docs/"] {
        let call = app.client.get(format!("{}{path}", app.base));
        assert_eq!(app.send(path.to_owned(), call).await.status, 200, "{path}");
    }
}
