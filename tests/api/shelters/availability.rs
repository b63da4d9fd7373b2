//! What shelters report is believed.

use chrono::{DateTime, TimeDelta, Utc};
use serde_json::{Value, json};

use crate::support::{Answer, App, ask, counts, girl, grouped, id, on_both, text, with};

on_both!(
    with_fewer_beds_than_promised_the_newest_pending_offers_are_withdrawn_and_offered_on,
    accepted_children_who_no_longer_fit_stay_and_the_coordinator_is_told,
    the_same_number_again_confirms_the_count,
    several_pools_are_reported_all_or_nothing,
    a_report_of_an_older_state_is_refused_if_it_insists,
    a_count_is_as_old_as_it_says,
    an_older_count_changes_nothing_and_shows_the_newer_one,
    a_count_from_before_an_arrival_or_a_departure_changes_nothing,
    a_count_from_the_future_is_refused,
    of_several_an_older_one_refuses_all,
    a_count_that_comes_late_lifts_no_doubt,
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
    assert!(
        mails[0].subject.contains("un lit réservé n’est plus disponible"),
        "{}",
        mails[0].subject
    );

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

/// Reports a pool of Nador as it was counted some time ago.
async fn counted(app: &App, pool: &Value, free: i64, ago: TimeDelta) -> Answer {
    let body = json!({ "free": free, "counted_at": app.now() - ago });
    app.shelter("nador").put(&format!("/pools/{}/availability", id(pool)), &body).await
}

async fn a_count_is_as_old_as_it_says(app: App) {
    let girls = app.pool("nador", "Filles 12-17").await;
    app.pass(TimeDelta::days(3));
    for (ago, freshness) in [(60, "stale"), (13, "stale"), (4, "aging"), (1, "fresh"), (0, "fresh")]
    {
        let ago = TimeDelta::hours(ago);
        let pool = counted(&app, &girls, 3, ago).await.is(200);
        assert_eq!((&pool["free"], &pool["freshness"]), (&json!(3), &json!(freshness)), "{ago}");
        let at: DateTime<Utc> = text(&pool["reported_at"]).parse().unwrap();
        assert_eq!(at, app.now() - ago);
        assert_eq!(app.pool("nador", "Filles 12-17").await, pool);
    }
    // In another zone, and finer than a database keeps: the same moment, as often as it is sent.
    app.pass(TimeDelta::hours(2));
    let at = (app.now() - TimeDelta::minutes(7)).format("%Y-%m-%dT%H:%M:%S.123456789+00:00");
    let path = format!("/pools/{}/availability", id(&girls));
    let body = json!({ "free": 4, "counted_at": at.to_string() });
    let first = app.shelter("nador").put(&path, &body).await.is(200);
    let again = app.shelter("nador").put(&path, &body).await.is(200);
    assert_eq!(first["reported_at"], again["reported_at"]);
}

async fn an_older_count_changes_nothing_and_shows_the_newer_one(app: App) {
    let girls = app.pool("nador", "Filles 12-17").await;
    app.pass(TimeDelta::hours(1));
    let newer = app.shelter("nador").reports(&girls, 0).await;
    app.pass(TimeDelta::minutes(20));
    let before = app.database.counts().await;
    let refused = counted(&app, &girls, 3, TimeDelta::minutes(25)).await;
    refused.names(409, "newer_count", &[("/counted_at", "newer_count")]);
    let problem = refused.json();
    assert_eq!(problem["pool"], newer);
    assert_eq!(app.pool("nador", "Filles 12-17").await, newer);
    assert_eq!(app.database.counts().await, before);
    // A count of the same moment, or a later one, is taken; so is one that says no moment.
    counted(&app, &girls, 2, TimeDelta::minutes(20)).await.is(200);
    counted(&app, &girls, 1, TimeDelta::minutes(19)).await.is(200);
    app.shelter("nador").reports(&girls, 2).await;
    counted(&app, &girls, 1, TimeDelta::seconds(1)).await.refused(409, "newer_count");
}

async fn a_count_from_before_an_arrival_or_a_departure_changes_nothing(app: App) {
    let request = app.outreach("nador").asks(&ask("nador", [girl(14)])).await;
    let shelter = app.shelter("nador");
    shelter.accepts(&request["offer"]).await;
    for act in ["arrive", "depart"] {
        app.pass(TimeDelta::minutes(10));
        shelter.does(act, &request["offer"]).await;
        let pool = app.pool("nador", "Filles 12-17").await;
        app.pass(TimeDelta::minutes(10));
        let refused = counted(&app, &pool, 5, TimeDelta::minutes(15)).await;
        refused.names(409, "newer_count", &[("/counted_at", "newer_count")]);
        assert_eq!(app.pool("nador", "Filles 12-17").await["free"], pool["free"], "{act}");
    }
    let pool = app.pool("nador", "Filles 12-17").await;
    counted(&app, &pool, 5, TimeDelta::minutes(5)).await.is(200);
}

async fn a_count_from_the_future_is_refused(app: App) {
    let girls = app.pool("nador", "Filles 12-17").await;
    let refused = counted(&app, &girls, 3, TimeDelta::seconds(-61)).await;
    refused.names(422, "validation_failed", &[("/counted_at", "in_the_future")]);
    assert_eq!(app.pool("nador", "Filles 12-17").await, girls);
    // Clocks differ a little: what is hardly ahead is now.
    let pool = counted(&app, &girls, 3, TimeDelta::seconds(-60)).await.is(200);
    let at: DateTime<Utc> = text(&pool["reported_at"]).parse().unwrap();
    assert_eq!(at, app.now());
    let path = format!("/pools/{}/availability", id(&girls));
    for nonsense in [json!("yesterday"), json!(5), json!("2026-01-05 10:00")] {
        let body = json!({ "free": 3, "counted_at": nonsense });
        let problem =
            app.shelter("nador").put(&path, &body).await.refused(422, "validation_failed");
        assert_eq!(problem["errors"][0]["pointer"], "/counted_at", "{problem}");
    }
}

async fn of_several_an_older_one_refuses_all(app: App) {
    let shelter = app.shelter("nador");
    let girls = app.pool("nador", "Filles 12-17").await;
    let boys = app.pool("nador", "Garçons 10-17").await;
    app.pass(TimeDelta::hours(1));
    let newer = shelter.reports(&boys, 1).await;
    app.pass(TimeDelta::minutes(10));
    let report = |minutes: i64| {
        let at = app.now() - TimeDelta::minutes(minutes);
        json!({ "pools": [
            { "pool_id": girls["id"], "free": 4, "counted_at": at },
            { "pool_id": boys["id"], "free": 5, "counted_at": at },
        ] })
    };
    let before = app.database.counts().await;
    let refused = shelter.put("/availability", &report(11)).await;
    refused.names(409, "newer_count", &[("/pools/1/counted_at", "newer_count")]);
    assert_eq!(refused.json()["pool"], newer);
    assert_eq!(app.pool("nador", "Filles 12-17").await["free"], girls["free"]);
    assert_eq!(app.database.counts().await, before);
    let refused = shelter.put("/availability", &report(-2)).await;
    let both = ["/pools/0/counted_at", "/pools/1/counted_at"].map(|at| (at, "in_the_future"));
    refused.names(422, "validation_failed", &both);
    let done = shelter.put("/availability", &report(9)).await.is(200);
    assert_eq!((&done["pools"][0]["free"], &done["pools"][1]["free"]), (&json!(4), &json!(5)));
}

async fn a_count_that_comes_late_lifts_no_doubt(app: App) {
    let (team, shelter) = (app.outreach("nador"), app.shelter("nador"));
    let girls = app.pool("nador", "Filles 12-17").await;
    app.pass(TimeDelta::minutes(10));
    // The shelter contradicts its own count, then the count of a phone without network arrives.
    let request = team.asks(&ask("nador", [girl(14)])).await;
    shelter.declines_because("count_was_wrong", &request["offer"]).await;
    app.pass(TimeDelta::minutes(1));
    let freshness = async || {
        let ranked =
            app.outreach("oujda").post("/matches", &ask("nador", [girl(13)])).await.is(200);
        let nador = app.shelter_in("nador").await;
        let matches = ranked["matches"].as_array().unwrap();
        let mine = matches.iter().find(|one| one["shelter_id"] == nador["id"]).unwrap();
        mine["components"]["freshness"].as_f64().unwrap()
    };
    counted(&app, &girls, 3, TimeDelta::minutes(5)).await.is(200);
    assert_eq!(freshness().await, 0.0);
    counted(&app, &girls, 3, TimeDelta::seconds(10)).await.is(200);
    assert!(freshness().await > 0.9);
}
