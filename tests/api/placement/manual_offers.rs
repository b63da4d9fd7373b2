//! A coordinator offers a shelter of its own choice.

use chrono::TimeDelta;
use serde_json::json;

use crate::support::{App, NATIONAL, ask, boy, counts, girl, id, on_both, with};

on_both!(
    a_coordinator_offers_a_chosen_shelter_and_the_pending_offer_is_taken_back,
    an_excluded_shelter_is_offered_only_with_a_reason,
    free_beds_are_the_limit_even_with_a_reason,
    an_accepted_bed_is_given_up_only_with_a_reason,
    the_beds_of_each_child_can_be_chosen,
    a_bed_meant_for_others_is_given_only_where_it_is_named,
    a_request_that_only_ranks_is_offered_by_hand,
    an_ended_or_missing_request_is_offered_nothing,
);

async fn a_coordinator_offers_a_chosen_shelter_and_the_pending_offer_is_taken_back(app: App) {
    let call = with(ask("nador", [girl(14)]), json!({ "max_km": 150 }));
    let request = app.outreach("nador").asks(&call).await;
    let oujda = app.shelter_in("oujda").await;
    app.pass(TimeDelta::minutes(1));
    let choice = json!({ "shelter_id": oujda["id"] });
    let offered = app.coordinator("nador").offers(&request, &choice).await.is(201);
    assert_eq!(offered["state"], "pending");
    assert_eq!(offered["shelter_id"], oujda["id"]);
    assert_eq!(app.shelter("nador").offer(&request["offer"]).await["state"], "withdrawn");
    assert_eq!(app.counts("nador", "Filles 12-17").await, counts(2, 0, 2));
    assert_eq!(app.counts("oujda", "Filles 12-17").await, counts(2, 1, 1));
    app.shelter("oujda").accepts(&offered).await;
    assert_eq!(app.outreach("nador").request(&request).await["state"], "accepted");
}

async fn an_excluded_shelter_is_offered_only_with_a_reason(app: App) {
    // Too far, and no wheelchair either.
    let call = with(ask("nador", [girl(14)]), json!({ "needs": ["wheelchair"] }));
    let request = app.outreach("nador").asks(&call).await;
    let oujda = app.shelter_in("oujda").await;
    let choice = json!({ "shelter_id": oujda["id"] });
    let before = app.database.counts().await;
    let refused = app.coordinator("nador").offers(&request, &choice).await;
    let problem = refused.refused(409, "excluded");
    let detail = problem["detail"].as_str().unwrap();
    assert!(detail.contains("too_far") && detail.contains("missing_need"), "{detail}");
    assert_eq!(app.database.counts().await, before);

    let anyway = with(choice, json!({ "override": { "reason": "a car will carry the chair" } }));
    let offered = app.coordinator("nador").offers(&request, &anyway).await.is(201);
    assert_eq!(offered["shelter_id"], oujda["id"]);
    assert_eq!(app.counts("oujda", "Filles 12-17").await, counts(2, 1, 1));
}

async fn free_beds_are_the_limit_even_with_a_reason(app: App) {
    let shelter = app.shelter("rabat");
    let (girls, boys) =
        (app.pool("rabat", "Filles 10-18").await, app.pool("rabat", "Garçons 10-18").await);
    shelter.reports(&boys, 0).await;
    shelter.reports(&girls, 1).await;
    let team = app.outreach("rabat");
    let taken = team.asks(&ask("rabat", [girl(14)])).await;
    assert_eq!(taken["state"], "offered");
    let waiting = team.asks(&ask("rabat", [girl(15)])).await;
    let rabat = app.shelter_in("rabat").await;
    let anyway = json!({ "shelter_id": rabat["id"], "override": { "reason": "they squeeze in" } });
    let before = app.database.counts().await;
    let refused = app.coordinator("rabat").offers(&waiting, &anyway).await;
    refused.refused(409, "no_bed_free");
    assert_eq!(app.database.counts().await, before);
    assert_eq!(app.counts("rabat", "Filles 10-18").await, counts(1, 1, 0));

    // Nor by naming the pool.
    let named = with(anyway, json!({ "beds": [{ "child": 0, "pool_id": girls["id"] }] }));
    let refused = app.coordinator("rabat").offers(&waiting, &named).await;
    refused.refused(409, "no_bed_free");
    assert_eq!(app.database.counts().await, before);
}

async fn an_accepted_bed_is_given_up_only_with_a_reason(app: App) {
    let call = with(ask("nador", [girl(14)]), json!({ "max_km": 150 }));
    let request = app.outreach("nador").asks(&call).await;
    app.shelter("nador").accepts(&request["offer"]).await;
    let choice = json!({ "shelter_id": app.shelter_in("oujda").await["id"] });
    let before = app.database.counts().await;
    let refused = app.coordinator("nador").offers(&request, &choice).await;
    assert_eq!(refused.refused(409, "wrong_state")["state"], "accepted");
    assert_eq!(app.database.counts().await, before);

    let anyway = with(choice, json!({ "override": { "reason": "the house has burst a pipe" } }));
    let offered = app.coordinator("nador").offers(&request, &anyway).await.is(201);
    assert_eq!(offered["state"], "pending");
    assert_eq!(app.shelter("nador").offer(&request["offer"]).await["state"], "withdrawn");
    assert_eq!(app.counts("nador", "Filles 12-17").await, counts(2, 0, 2));
    assert_eq!(app.counts("oujda", "Filles 12-17").await, counts(2, 1, 1));
}

async fn the_beds_of_each_child_can_be_chosen(app: App) {
    let hold = json!({ "hold": false });
    let request = app.outreach("nador").asks(&with(ask("nador", [girl(14), boy(12)]), hold)).await;
    let nador = app.shelter_in("nador").await;
    let all = app.pool("nador", "Fratries 0-17").await;
    let girls = app.pool("nador", "Filles 12-17").await;
    let coordinator = app.coordinator("nador");
    let chosen = |first: &serde_json::Value, second: &serde_json::Value| {
        json!({ "shelter_id": nador["id"], "beds": [
            { "child": 0, "pool_id": first["id"] }, { "child": 1, "pool_id": second["id"] },
        ] })
    };
    let before = app.database.counts().await;
    coordinator.offers(&request, &chosen(&all, &girls)).await.refused(409, "excluded");
    let foreign = app.pool("oujda", "Filles 12-17").await;
    let refused = coordinator.offers(&request, &chosen(&all, &foreign)).await;
    refused.names(422, "validation_failed", &[("/beds/1/pool_id", "unknown_pool")]);
    let one = json!({ "shelter_id": nador["id"], "beds": [{ "child": 0, "pool_id": all["id"] }] });
    let refused = coordinator.offers(&request, &one).await;
    refused.names(422, "validation_failed", &[("/beds", "too_few")]);
    let unknown = json!({ "shelter_id": id(&request) });
    let refused = coordinator.offers(&request, &unknown).await;
    refused.names(422, "validation_failed", &[("/shelter_id", "unknown_shelter")]);
    assert_eq!(app.database.counts().await, before);

    let offered = coordinator.offers(&request, &chosen(&all, &all)).await.is(201);
    assert_eq!(offered["beds"][0]["pool_id"], all["id"]);
    assert_eq!(offered["beds"][1]["pool_id"], all["id"]);
    assert_eq!(app.counts("nador", "Fratries 0-17").await, counts(4, 2, 2));
    assert_eq!(app.counts("nador", "Filles 12-17").await, counts(2, 0, 2));
}

async fn a_request_that_only_ranks_is_offered_by_hand(app: App) {
    let hold = json!({ "hold": false });
    let request = app.outreach("nador").asks(&with(ask("nador", [girl(14)]), hold)).await;
    let choice = json!({ "shelter_id": request["matches"][0]["shelter_id"] });
    let offered = app.coordinator("nador").offers(&request, &choice).await.is(201);
    assert_eq!(offered["state"], "pending");
    assert_eq!(app.counts("nador", "Filles 12-17").await, counts(2, 1, 1));
}

async fn an_ended_or_missing_request_is_offered_nothing(app: App) {
    let (team, shelter) = (app.outreach("nador"), app.shelter("nador"));
    let choice = json!({ "shelter_id": app.shelter_in("nador").await["id"] });
    for state in ["missing", "placed", "withdrawn"] {
        let request = team.asks(&ask("nador", [boy(14)])).await;
        match state {
            "withdrawn" => {
                let path = format!("/requests/{}/withdraw", id(&request));
                team.post(&path, &json!({ "reason": "found family" })).await.is(200);
            }
            _ => {
                shelter.accepts(&request["offer"]).await;
                let verb = if state == "missing" { "no_show" } else { "arrive" };
                shelter.does(verb, &request["offer"]).await;
            }
        }
        let before = app.database.counts().await;
        let refused = app.coordinator("nador").offers(&request, &choice).await;
        assert_eq!(refused.refused(409, "wrong_state")["state"], state);
        assert_eq!(app.database.counts().await, before);
    }
}

async fn a_bed_meant_for_others_is_given_only_where_it_is_named(app: App) {
    let shelter = app.shelter("rabat");
    let (girls, boys) =
        (app.pool("rabat", "Filles 10-18").await, app.pool("rabat", "Garçons 10-18").await);
    shelter.reports(&girls, 0).await;
    shelter.reports(&boys, 2).await;
    let rabat = app.shelter_in("rabat").await;
    // Excluded for its distance alone when the girls' bed was there; it is gone since.
    let request = app.outreach("nador").asks(&ask("nador", [girl(14)])).await;
    let coordinator = app.person(NATIONAL);
    let reason = json!({ "reason": "too far, but the only one" });
    let anyway = json!({ "shelter_id": rabat["id"], "override": reason });
    let before = app.database.counts().await;
    let refused = coordinator.offers(&request, &anyway).await;
    let problem = refused.refused(409, "excluded");
    let detail = problem["detail"].as_str().unwrap();
    for what in ["Garçons 10-18", "male", "10", "18", "`beds`", "`override`"] {
        assert!(detail.contains(what), "{what}: {detail}");
    }
    // Nor is naming it enough without an override.
    let named = json!({
        "shelter_id": rabat["id"], "beds": [{ "child": 0, "pool_id": boys["id"] }],
    });
    coordinator.offers(&request, &named).await.refused(409, "excluded");
    assert_eq!(app.database.counts().await, before);

    let offered = coordinator.offers(&request, &with(named, json!({ "override": reason }))).await;
    let offered = offered.is(201);
    let meant = json!({ "gender": "male", "age_min": 10, "age_max": 18 });
    assert_eq!(offered["beds"][0]["meant_for"], meant);
    assert_eq!(shelter.offer(&offered).await["beds"][0]["meant_for"], meant);
    assert_eq!(app.counts("rabat", "Garçons 10-18").await, counts(2, 1, 1));

    // A bed that is meant for her says nothing, whatever else was waived.
    shelter.reports(&girls, 1).await;
    let again = coordinator.offers(&request, &anyway).await.is(201);
    assert_eq!(again["beds"][0]["pool_id"], girls["id"]);
    assert!(again["beds"][0]["meant_for"].is_null());
    // And so a bed for another age, in the own city.
    app.shelter("nador").reports(&app.pool("nador", "Fratries 0-17").await, 0).await;
    let young = app.outreach("nador").asks(&ask("nador", [girl(9)])).await;
    let nador = json!({ "shelter_id": app.shelter_in("nador").await["id"], "override": reason });
    coordinator.offers(&young, &nador).await.refused(409, "excluded");
}
