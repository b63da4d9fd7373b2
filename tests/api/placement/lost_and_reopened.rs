//! A child of whom nobody knows where it is, and requests that a coordinator opens again.

use serde_json::json;

use crate::support::{App, ask, counts, girl, id, on_both, recipients, with};

on_both!(
    a_lost_child_is_raised_and_its_beds_are_given_back,
    a_lost_child_is_lost_once_and_found_again,
    a_request_that_ended_is_opened_again_and_escalates_anew,
    what_is_open_or_placed_or_erased_is_not_opened_again,
);

/// Nobody has a bed for this one.
fn hopeless() -> serde_json::Value {
    with(ask("nador", [girl(14)]), json!({ "needs": ["wheelchair"] }))
}

async fn a_lost_child_is_raised_and_its_beds_are_given_back(app: App) {
    let (team, shelter) = (app.outreach("nador"), app.shelter("nador"));
    let waiting = team.asks(&hopeless()).await;
    let offered = team.asks(&ask("nador", [girl(14)])).await;
    let accepted = team.asks(&ask("nador", [girl(14)])).await;
    shelter.accepts(&accepted["offer"]).await;
    assert_eq!(app.counts("nador", "Filles 12-17").await, counts(2, 2, 0));
    app.tick().await;
    app.new_mails();
    for request in [&waiting, &offered, &accepted] {
        let lost = team.order(&format!("/requests/{}/lost", id(request))).await.is(200);
        assert_eq!((&lost["state"], &lost["offer"]), (&json!("missing"), &json!(null)));
    }
    assert_eq!(app.counts("nador", "Filles 12-17").await, counts(2, 0, 2));
    app.tick().await;
    let mails = app.new_mails();
    let alerts = mails.iter().filter(|mail| mail.subject.contains("sans nouvelles"));
    assert_eq!(recipients(&alerts.cloned().collect::<Vec<_>>()).len(), 3, "{mails:?}");
    for offer in [&offered, &accepted] {
        assert_eq!(shelter.offer(&offer["offer"]).await["state"], "withdrawn");
    }
}

async fn a_lost_child_is_lost_once_and_found_again(app: App) {
    let (team, coordinator) = (app.outreach("nador"), app.coordinator("nador"));
    let request = team.asks(&ask("nador", [girl(14)])).await;
    let path = |verb: &str| format!("/requests/{}/{verb}", id(&request));
    coordinator.order(&path("lost")).await.is(200);
    let problem = team.order(&path("lost")).await.refused(409, "wrong_state");
    assert_eq!(problem["state"], "missing");
    let found = team.order(&path("found")).await.is(200);
    assert_eq!(found["state"], "offered");
    assert_ne!(found["offer"]["id"], request["offer"]["id"]);
}

async fn a_request_that_ended_is_opened_again_and_escalates_anew(app: App) {
    let (team, coordinator) = (app.outreach("nador"), app.coordinator("nador"));
    let ends = [("withdraw", json!({ "reason": "lost_contact" }), "withdrawn")]
        .into_iter()
        .chain([("close", json!({ "outcome": "family" }), "closed")]);
    for (verb, how, state) in ends {
        let request = team.asks(&hopeless()).await;
        let path = |verb: &str| format!("/requests/{}/{verb}", id(&request));
        app.tick().await;
        app.new_mails();
        let ended = coordinator.post(&path(verb), &how).await.is(200);
        assert_eq!((&ended["state"], &ended["next_escalation_at"]), (&json!(state), &json!(null)));
        app.advance(60).await;
        let mails = app.new_mails();
        let told = recipients(&mails);
        assert!(!told.is_empty(), "who was alerted is told that it has ended");
        assert_eq!(team.order(&path("reopen")).await.status, 403);
        let again = coordinator.order(&path("reopen")).await.is(200);
        assert_eq!((&again["state"], &again["ended_at"]), (&json!("waiting"), &json!(null)));
        app.tick().await;
        assert_eq!(recipients(&app.new_mails()), ["coordinator@asticude.example"], "{state}");
        coordinator.post(&path(verb), &how).await.is(200);
        app.tick().await;
        assert_eq!(recipients(&app.new_mails()), told, "and of its second end");
    }
    // One that fits is offered at once.
    let request = team.asks(&ask("nador", [girl(14)])).await;
    let path = |verb: &str| format!("/requests/{}/{verb}", id(&request));
    team.post(&path("withdraw"), &json!({ "reason": "not_needed" })).await.is(200);
    assert_eq!(coordinator.order(&path("reopen")).await.is(200)["state"], "offered");
    assert_eq!(app.counts("nador", "Filles 12-17").await, counts(2, 1, 1));
}

async fn what_is_open_or_placed_or_erased_is_not_opened_again(app: App) {
    let (team, shelter) = (app.outreach("nador"), app.shelter("nador"));
    let coordinator = app.coordinator("nador");
    let request = team.asks(&ask("nador", [girl(14)])).await;
    let reopen = format!("/requests/{}/reopen", id(&request));
    assert_eq!(coordinator.order(&reopen).await.refused(409, "wrong_state")["state"], "offered");
    shelter.accepts(&request["offer"]).await;
    shelter.does("arrive", &request["offer"]).await;
    assert_eq!(coordinator.order(&reopen).await.refused(409, "wrong_state")["state"], "placed");

    let request = team.asks(&ask("nador", [girl(14)])).await;
    let path = |verb: &str| format!("/requests/{}/{verb}", id(&request));
    team.post(&path("withdraw"), &json!({ "reason": "not_needed" })).await.is(200);
    let reference = request["reference"].as_str().unwrap();
    let operator = mabit::services::authorisation::Operator;
    mabit::services::operations::erasure::erase(&app.cx, operator, reference).await.unwrap();
    coordinator.order(&path("reopen")).await.refused(404, "not_found");
}
