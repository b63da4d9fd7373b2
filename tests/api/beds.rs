//! What shelters report is believed.

use chrono::{DateTime, TimeDelta, Utc};
use serde_json::{Value, json};

use crate::answer::{id, text};
use crate::app::{App, on_both};
use crate::mails::grouped;
use crate::world::{ask, counts, girl, with};

on_both!(
    with_fewer_beds_than_promised_the_newest_pending_offers_are_withdrawn_and_offered_on,
    accepted_children_who_no_longer_fit_stay_and_the_coordinator_is_told,
    the_same_number_again_confirms_the_count,
    several_pools_are_reported_all_or_nothing,
    a_report_of_an_older_state_is_refused_if_it_insists,
);

/// Requests of girls in Nador, a minute apart.
async fn girls_ask(app: &App, count: usize) -> Vec<Value> {
    let mut requests = Vec::new();
    for _ in 0..count {
        app.pass(TimeDelta::minutes(1));
        requests.push(app.outreach("nador").asks(&ask("nador", [girl(14)])).await);
    }
    requests
}

async fn with_fewer_beds_than_promised_the_newest_pending_offers_are_withdrawn_and_offered_on(
    app: App,
) {
    let (team, shelter) = (app.outreach("nador"), app.shelter("nador"));
    let girls = app.pool("nador", "Filles 12-17").await;
    let all = app.pool("nador", "Fratries 0-17").await;
    shelter.reports(&girls, 4).await;
    let asked = girls_ask(&app, 4).await;
    assert_eq!(app.counts("nador", "Filles 12-17").await, counts(4, 4, 0));
    shelter.accepts(&asked[3]["offer"]).await;

    let report = shelter.reports(&girls, 2).await;
    assert_eq!(report["overcommitted"], false);
    assert_eq!(app.counts("nador", "Filles 12-17").await, counts(2, 2, 0));
    // The last one was accepted and stays; of the pending ones the newest two went.
    let first = team.request(&asked[0]).await;
    assert_eq!(first["offer"]["id"], asked[0]["offer"]["id"]);
    assert_eq!(team.request(&asked[3]).await["state"], "accepted");
    for request in [&asked[1], &asked[2]] {
        assert_eq!(shelter.offer(&request["offer"]).await["state"], "withdrawn");
        let now = team.request(request).await;
        assert_eq!(now["state"], "offered");
        assert_eq!(now["offer"]["beds"][0]["pool_id"], all["id"]);
    }
    assert_eq!(app.counts("nador", "Fratries 0-17").await, counts(4, 2, 2));

    // With no other bed left they wait.
    shelter.reports(&all, 0).await;
    assert_eq!(app.counts("nador", "Fratries 0-17").await, counts(0, 0, 0));
    app.tick().await;
    for request in [&asked[1], &asked[2]] {
        assert_eq!(team.request(request).await["state"], "waiting");
    }
}

async fn accepted_children_who_no_longer_fit_stay_and_the_coordinator_is_told(app: App) {
    let (team, shelter) = (app.outreach("nador"), app.shelter("nador"));
    let girls = app.pool("nador", "Filles 12-17").await;
    let asked = girls_ask(&app, 2).await;
    for request in &asked {
        shelter.accepts(&request["offer"]).await;
    }
    app.tick().await;
    app.new_mails();

    let report = shelter.reports(&girls, 1).await;
    assert_eq!(report["overcommitted"], true);
    assert_eq!(app.counts("nador", "Filles 12-17").await, counts(1, 2, -1));
    for request in &asked {
        assert_eq!(team.request(request).await["state"], "accepted");
    }
    app.tick().await;
    let mails = app.new_mails();
    assert_eq!(mails.len(), 1);
    assert_eq!(mails[0].to, "coordinator@asticude.example");
    let newest = grouped(text(&asked[1]["reference"]));
    assert!(mails[0].subject.contains(&newest), "{}", mails[0].subject);
    assert!(mails[0].subject.contains("un lit promis n’est plus libre"), "{}", mails[0].subject);

    // A pool that is overcommitted offers nothing.
    shelter.reports(&app.pool("nador", "Fratries 0-17").await, 0).await;
    let third = team.asks(&ask("nador", [girl(14)])).await;
    assert_eq!(third["state"], "waiting");
    // Confirming the same wakes nobody again.
    app.tick().await;
    app.new_mails();
    shelter.reports(&girls, 1).await;
    app.tick().await;
    assert_eq!(app.new_mails().len(), 0);

    // One of them arrives, a bed is found for the other: it is over.
    shelter.does("arrive", &asked[0]["offer"]).await;
    let report = shelter.reports(&girls, 1).await;
    assert_eq!(report["overcommitted"], false);
    assert_eq!(app.counts("nador", "Filles 12-17").await, counts(1, 1, 0));
}

async fn the_same_number_again_confirms_the_count(app: App) {
    let girls = app.pool("nador", "Filles 12-17").await;
    app.pass(TimeDelta::hours(3) + TimeDelta::seconds(1));
    assert_eq!(app.pool("nador", "Filles 12-17").await["freshness"], "aging");
    let confirmed = app.shelter("nador").reports(&girls, 2).await;
    let at: DateTime<Utc> = text(&confirmed["reported_at"]).parse().unwrap();
    assert_eq!(at, app.now());
    assert_eq!(confirmed["freshness"], "fresh");
    assert_eq!(confirmed["free"], 2);
    assert_eq!(app.pool("nador", "Filles 12-17").await, confirmed);
}

async fn several_pools_are_reported_all_or_nothing(app: App) {
    let shelter = app.shelter("nador");
    let girls = app.pool("nador", "Filles 12-17").await;
    let boys = app.pool("nador", "Garçons 10-17").await;
    let report = |free: i64| {
        json!({ "pools": [
            { "pool_id": girls["id"], "free": 6 },
            { "pool_id": boys["id"], "free": free, "closed": true },
        ] })
    };
    let before = app.database.counts().await;
    let refused = shelter.put("/availability", &report(9)).await;
    refused.names(422, "validation_failed", &[("/pools/1/free", "free_above_capacity")]);
    assert_eq!(app.database.counts().await, before);
    let foreign = app.pool("oujda", "Filles 12-17").await;
    let both = json!({ "pools": [
        { "pool_id": girls["id"], "free": 6 }, { "pool_id": foreign["id"], "free": 6 },
    ] });
    shelter.put("/availability", &both).await.refused(404, "not_found");
    assert_eq!(app.database.counts().await, before);

    let done = shelter.put("/availability", &report(8)).await.is(200);
    assert_eq!(done["pools"][0]["free"], 6);
    assert_eq!(done["pools"][1]["free"], 8);
    assert_eq!(done["pools"][1]["closed"], true);
    assert_eq!(app.counts("nador", "Garçons 10-17").await, counts(8, 0, 8));

    let twice = with(
        report(1),
        json!({ "pools": [
        { "pool_id": girls["id"], "free": 1 }, { "pool_id": girls["id"], "free": 2 },
    ] }),
    );
    let refused = shelter.put("/availability", &twice).await;
    refused.names(422, "validation_failed", &[("/pools/1/pool_id", "twice")]);
}

async fn a_report_of_an_older_state_is_refused_if_it_insists(app: App) {
    let shelter = app.shelter("nador");
    let path = format!("/pools/{}", id(&app.pool("nador", "Filles 12-17").await));
    let tag = shelter.get(&path).await.header("etag").to_owned();
    let report = format!("{path}/availability");
    let body = json!({ "free": 3 });
    let done = shelter.put_with(&report, &[("if-match", &tag)], &body).await;
    assert_eq!(done.is(200)["free"], 3);
    let new_tag = done.header("etag").to_owned();
    assert_ne!(new_tag, tag);
    let before = app.database.counts().await;
    for stale in [tag.as_str(), "\"x\"", "junk", ""] {
        let refused = shelter.put_with(&report, &[("if-match", stale)], &body).await;
        refused.refused(412, "precondition_failed");
    }
    assert_eq!(app.database.counts().await, before);
    shelter.put_with(&report, &[("if-match", "*")], &body).await.is(200);
    let tag = shelter.get(&path).await.header("etag").to_owned();
    assert_ne!(tag, new_tag);
    // A list of tags is matched by any of them.
    let list = format!("\"none\", {tag}");
    shelter.put_with(&report, &[("if-match", &list)], &body).await.is(200);
}
