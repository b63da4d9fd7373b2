//! A coordinator acknowledges a request: what is said of it, and how long it pauses the steps.

use chrono::{DateTime, TimeDelta, Utc};
use reqwest::Method;
use serde_json::{Value, json};

use crate::support::duty::account_id;
use crate::support::escalation::{
    acknowledges, escalated_request, mails_at, moment, waiting_request,
};
use crate::support::{
    App, CITY, NATIONAL, REGION, ask, girl, id, items, on_both, recipients, text,
};

on_both!(
    an_acknowledgement_pauses_until_its_time_has_run_out_and_no_longer,
    acknowledging_again_makes_the_pause_no_longer,
    an_offer_that_falls_through_does_not_silence_what_was_acknowledged,
    a_missing_child_can_be_acknowledged_too,
    an_acknowledgement_says_what_is_being_done,
    an_acknowledgement_needs_no_body,
    a_bad_note_is_named,
);

async fn an_acknowledgement_pauses_until_its_time_has_run_out_and_no_longer(app: App) {
    app.with_region().await;
    let request = waiting_request(&app).await;
    let began = app.now();
    app.tick().await;
    assert_eq!(recipients(&app.new_mails()), [CITY]);
    app.pass(TimeDelta::minutes(10));
    let path = format!("/requests/{}/acknowledge", id(&request));
    let taken = app.coordinator("nador").order(&path).await.is(200);
    let next: DateTime<Utc> = text(&taken["next_escalation_at"]).parse().unwrap();
    assert_eq!(next, began + TimeDelta::minutes(40));
    assert_eq!(text(&taken["acknowledged"]["until"]).parse::<DateTime<Utc>>().unwrap(), next);
    let list = app.coordinator("nador").get("/escalations?open=true").await.is(200);
    let care = &items(&list)[0]["acknowledged"];
    let coordinator = app.account(CITY).await;
    assert_eq!(care["by"], coordinator["id"]);
    let moment = |field: &str| text(&care[field]).parse::<DateTime<Utc>>().unwrap();
    assert_eq!(moment("at"), began + TimeDelta::minutes(10));
    assert_eq!(moment("until"), began + TimeDelta::minutes(40));

    // Half an hour later it escalates from where it stood, and goes on in the same steps.
    let mails = mails_at(&app, began + TimeDelta::minutes(40)).await;
    assert_eq!(recipients(&mails), [REGION]);
    let list = app.coordinator("nador").get("/escalations?open=true").await.is(200);
    assert!(items(&list)[0]["acknowledged"].is_null());
    let mails = mails_at(&app, began + TimeDelta::minutes(70)).await;
    assert_eq!(recipients(&mails), [NATIONAL]);
}

async fn acknowledging_again_makes_the_pause_no_longer(app: App) {
    let request = waiting_request(&app).await;
    let began = app.now();
    app.tick().await;
    app.new_mails();
    let path = format!("/requests/{}/acknowledge", id(&request));
    for who in [app.coordinator("nador"), app.person(NATIONAL), app.coordinator("nador")] {
        app.advance(5).await;
        let until = who.order(&path).await.is(200)["acknowledged"]["until"].clone();
        let until = text(&until).parse::<DateTime<Utc>>().unwrap();
        assert_eq!(until, began + TimeDelta::minutes(35));
    }
    let mails = mails_at(&app, began + TimeDelta::minutes(35)).await;
    assert_eq!(recipients(&mails), [NATIONAL]);
    // Once it has run out it can be acknowledged anew.
    app.coordinator("nador").order(&path).await.is(200);
    let mails = mails_at(&app, began + TimeDelta::minutes(65)).await;
    assert_eq!(recipients(&mails), [CITY]);
}

async fn an_offer_that_falls_through_does_not_silence_what_was_acknowledged(app: App) {
    let call = ask("nador", [girl(14)]);
    let request = app.outreach("nador").asks(&call).await;
    let began = app.now();
    app.tick().await;
    app.new_mails();
    app.pass(TimeDelta::minutes(15));
    let path = format!("/requests/{}/acknowledge", id(&request));
    app.coordinator("nador").order(&path).await.is(200);
    // Nobody answers in time and there is no other bed: it must not be later than promised.
    app.advance(5).await;
    assert_eq!(app.outreach("nador").request(&request).await["state"], "waiting");
    let mails = mails_at(&app, began + TimeDelta::minutes(45)).await;
    assert_eq!(recipients(&mails), [NATIONAL]);
}

async fn a_missing_child_can_be_acknowledged_too(app: App) {
    let (team, shelter) = (app.outreach("nador"), app.shelter("nador"));
    let request = team.asks(&ask("nador", [girl(14)])).await;
    shelter.accepts(&request["offer"]).await;
    shelter.does("no_show", &request["offer"]).await;
    app.tick().await;
    assert_eq!(recipients(&app.new_mails()), [CITY]);
    let path = format!("/requests/{}/acknowledge", id(&request));
    app.coordinator("nador").order(&path).await.is(200);
    let until = app.now() + TimeDelta::minutes(30);
    let mails = mails_at(&app, until).await;
    assert_eq!(recipients(&mails), [NATIONAL]);
    // Found and promised a bed, it is as if it had just been asked for.
    let found = team.order(&format!("/requests/{}/found", id(&request))).await.is(200);
    assert_eq!(found["next_escalation_at"], found["offer"]["created_at"]);
    app.tick().await;
    assert_eq!(recipients(&app.new_mails()), [CITY]);
}

async fn an_acknowledgement_says_what_is_being_done(app: App) {
    let request = escalated_request(&app).await;
    let coordinator = app.coordinator("nador");
    // The pause is that of the first.
    let until = app.now() + TimeDelta::minutes(31);
    for note in ["calling_shelters", "transport_under_way", "other_solution"] {
        app.pass(TimeDelta::minutes(1));
        let answer = acknowledges(&coordinator, &request, &json!({ "note": note })).await.is(200);
        let expected = json!({
            "by": account_id(&app, CITY).await, "at": app.now(), "until": until, "note": note,
        });
        assert_eq!(answer["acknowledged"], expected);
        assert_eq!(app.outreach("nador").request(&request).await["acknowledged"], expected);
        let list = coordinator.get("/escalations").await.is(200);
        assert_eq!(items(&list)[0]["acknowledged"], expected);
    }
    // Said anew without a note there is none.
    let answer = acknowledges(&coordinator, &request, &json!({})).await.is(200);
    assert_eq!(answer["acknowledged"]["note"], Value::Null);
}

async fn an_acknowledgement_needs_no_body(app: App) {
    let coordinator = app.coordinator("nador");
    let kinds = [None, Some("application/json"), Some("text/plain")];
    for kind in kinds {
        let request = escalated_request(&app).await;
        let path = format!("/requests/{}/acknowledge", id(&request));
        let call = coordinator.call(Method::POST, &path).await;
        let call = match kind {
            Some(kind) => call.header("content-type", kind).body(""),
            None => call,
        };
        let answer = app.send(format!("acknowledge with {kind:?}"), call).await.is(200);
        assert_eq!(answer["acknowledged"]["note"], Value::Null);
    }
    for body in [json!(null), json!({}), json!({ "note": null })] {
        let request = escalated_request(&app).await;
        let answer = acknowledges(&coordinator, &request, &body).await.is(200);
        assert_eq!(answer["acknowledged"]["note"], Value::Null);
        assert_eq!(moment(&answer["acknowledged"]["until"]), app.now() + TimeDelta::minutes(30));
    }
}

async fn a_bad_note_is_named(app: App) {
    let (coordinator, request) = (app.coordinator("nador"), escalated_request(&app).await);
    let before = app.database.counts().await;
    for (body, pointer, code) in [
        (json!({ "note": "called her aunt" }), "/note", "unknown_value"),
        (json!({ "note": 7 }), "/note", "wrong_type"),
        (json!({ "text": "x" }), "/text", "unknown_field"),
        (json!("calling_shelters"), "", "wrong_type"),
        (json!([]), "", "wrong_type"),
    ] {
        let answer = acknowledges(&coordinator, &request, &body).await;
        answer.names(422, "validation_failed", &[(pointer, code)]);
    }
    let path = format!("/requests/{}/acknowledge", id(&request));
    for (kind, body, status, code) in [
        ("application/json", "{", 400, "malformed_json"),
        ("text/plain", "{}", 415, "not_json"),
        ("application/x-www-form-urlencoded", "note=calling_shelters", 415, "not_json"),
    ] {
        let call = coordinator.call(Method::POST, &path).await;
        let call = call.header("content-type", kind).body(body);
        app.send(body.to_owned(), call).await.refused(status, code);
    }
    assert_eq!(app.database.counts().await, before);
}
