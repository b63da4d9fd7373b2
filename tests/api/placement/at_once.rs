//! Several people act on one thing at the same moment: one wins, the others are told.

use serde_json::json;

use crate::support::{Answer, App, ask, boy, counts, girl, id, on_both, with};

on_both!(
    an_offer_is_answered_once,
    the_last_bed_is_given_by_hand_once,
    a_report_that_insists_is_made_once,
    withdrawing_and_accepting_at_once_end_in_one_of_both,
    asking_and_reporting_fewer_beds_at_once_never_promises_too_much,
    the_time_runs_out_while_the_shelter_answers,
);

/// Statuses, in order.
fn statuses(answers: &[Answer]) -> Vec<u16> {
    let mut statuses: Vec<u16> = answers.iter().map(|answer| answer.status).collect();
    statuses.sort_unstable();
    statuses
}

async fn an_offer_is_answered_once(app: App) {
    let other = app.beside().await;
    let (here, there) = (app.shelter("nador"), other.shelter("nador"));
    for _ in 0..4 {
        let request = app.outreach("nador").asks(&ask("nador", [girl(7)])).await;
        let path = |verb: &str| format!("/offers/{}/{verb}", id(&request["offer"]));
        let why = json!({ "reason": "other" });
        let (accept, decline) = (path("accept"), path("decline"));
        let answers: [Answer; 4] = futures::join!(
            here.order(&accept),
            here.post(&decline, &why),
            there.order(&accept),
            there.post(&decline, &why),
        )
        .into();
        assert_eq!(statuses(&answers), [200, 409, 409, 409]);
        let won = answers.iter().find(|answer| answer.status == 200).unwrap().json();
        assert_eq!(here.offer(&request["offer"]).await["state"], won["state"]);
        for lost in answers.iter().filter(|answer| answer.status == 409) {
            assert_eq!(lost.refused(409, "wrong_state")["state"], won["state"]);
        }
        let path = format!("/requests/{}/withdraw", id(&request));
        app.outreach("nador").post(&path, &json!({ "reason": "over" })).await.is(200);
    }
    // The board learns at a tick what the other instance has done.
    app.tick().await;
    assert_eq!(app.counts("nador", "Fratries 0-17").await, counts(4, 0, 4));
    other.stop().await;
}

async fn the_last_bed_is_given_by_hand_once(app: App) {
    let boys = app.pool("rabat", "Garçons 10-18").await;
    app.shelter("rabat").reports(&boys, 1).await;
    let team = app.outreach("rabat");
    let hold = with(ask("rabat", [boy(12)]), json!({ "hold": false }));
    let mut requests = Vec::new();
    for _ in 0..5 {
        requests.push(team.asks(&hold).await);
    }
    let coordinator = app.coordinator("rabat");
    let choice = json!({ "shelter_id": requests[0]["matches"][0]["shelter_id"] });
    let offered = requests.iter().map(|request| coordinator.offers(request, &choice));
    let answers = futures::future::join_all(offered).await;
    assert_eq!(statuses(&answers), [201, 409, 409, 409, 409]);
    assert_eq!(app.counts("rabat", "Garçons 10-18").await, counts(1, 1, 0));
}

async fn a_report_that_insists_is_made_once(app: App) {
    let shelter = app.shelter("nador");
    let path = format!("/pools/{}", id(&app.pool("nador", "Filles 12-17").await));
    let tag = shelter.get(&path).await.header("etag").to_owned();
    let report = format!("{path}/availability");
    let headers = [("if-match", tag.as_str())];
    let bodies: Vec<_> = (0..6).map(|free| json!({ "free": free })).collect();
    let reports = bodies.iter().map(|body| shelter.put_with(&report, &headers, body));
    let answers = futures::future::join_all(reports).await;
    assert_eq!(statuses(&answers), [200, 412, 412, 412, 412, 412]);
    let won = answers.iter().find(|answer| answer.status == 200).unwrap().json();
    assert_eq!(app.pool("nador", "Filles 12-17").await, won);
}

async fn withdrawing_and_accepting_at_once_end_in_one_of_both(app: App) {
    let (team, shelter) = (app.outreach("nador"), app.shelter("nador"));
    let why = json!({ "reason": "found family" });
    for _ in 0..6 {
        let request = team.asks(&ask("nador", [girl(14)])).await;
        let accept = format!("/offers/{}/accept", id(&request["offer"]));
        let withdraw = format!("/requests/{}/withdraw", id(&request));
        let (accepted, withdrawn) =
            tokio::join!(shelter.order(&accept), team.post(&withdraw, &why));
        withdrawn.is(200);
        if accepted.status != 200 {
            assert_eq!(accepted.refused(409, "wrong_state")["state"], "withdrawn");
        }
        assert_eq!(team.request(&request).await["state"], "withdrawn");
        assert_eq!(app.counts("nador", "Filles 12-17").await, counts(2, 0, 2));
    }
}

async fn asking_and_reporting_fewer_beds_at_once_never_promises_too_much(app: App) {
    let (team, shelter) = (app.outreach("oujda"), app.shelter("oujda"));
    let boys = app.pool("oujda", "Garçons 12-17").await;
    let report = format!("/pools/{}/availability", id(&boys));
    let call = ask("oujda", [boy(15)]);
    for free in [5, 3, 1, 4, 0] {
        let body = json!({ "free": free });
        let asking = futures::future::join_all((0..4).map(|_| team.asks(&call)));
        let (_, reported) = tokio::join!(asking, shelter.put(&report, &body));
        reported.is(200);
        let now = app.counts("oujda", "Garçons 12-17").await;
        assert_eq!(now.free, free);
        assert!(now.promised <= free, "{now:?}");
        app.tick().await;
    }
    assert_eq!(app.counts("oujda", "Garçons 12-17").await, counts(0, 0, 0));
}

async fn the_time_runs_out_while_the_shelter_answers(app: App) {
    let shelter = app.shelter("nador");
    for _ in 0..4 {
        let request = app.outreach("nador").asks(&ask("nador", [girl(7)])).await;
        app.pass(chrono::TimeDelta::minutes(20));
        let accept = format!("/offers/{}/accept", id(&request["offer"]));
        let (answer, ()) = tokio::join!(shelter.order(&accept), app.tick());
        let state = shelter.offer(&request["offer"]).await["state"].clone();
        if answer.status == 200 {
            assert_eq!(state, "accepted");
        } else {
            assert_eq!(answer.refused(409, "wrong_state")["state"], "expired");
            assert_eq!(state, "expired");
        }
        let path = format!("/requests/{}/withdraw", id(&request));
        app.outreach("nador").post(&path, &json!({ "reason": "over" })).await.is(200);
    }
    assert_eq!(app.counts("nador", "Fratries 0-17").await.promised, 0);
}
