//! A child's way into a bed and out of it, with the counts of the pool after each step.

use chrono::{DateTime, TimeDelta};
use serde_json::json;

use crate::support::{App, ask, boy, counts, girl, id, on_both, text, with};

on_both!(
    the_best_match_is_promised_at_once_and_the_counts_follow_the_child,
    a_child_that_departed_leaves_a_bed_for_the_next,
    siblings_are_placed_in_one_shelter_each_in_a_bed_that_takes_it,
    siblings_who_do_not_all_fit_get_no_bed_at_all,
    without_hold_nothing_is_promised_and_nothing_is_offered_later,
    a_withdrawn_request_frees_its_beds,
    a_closed_request_frees_its_beds,
    a_bed_promised_twice_is_not_possible,
);

async fn the_best_match_is_promised_at_once_and_the_counts_follow_the_child(app: App) {
    let (team, shelter) = (app.outreach("nador"), app.shelter("nador"));
    let girls = app.pool("nador", "Filles 12-17").await;
    shelter.reports(&girls, 3).await;
    assert_eq!(app.counts("nador", "Filles 12-17").await, counts(3, 0, 3));

    let request = team.asks(&ask("nador", [girl(14)])).await;
    assert_eq!(request["state"], "offered");
    let offer = &request["offer"];
    assert_eq!(offer["state"], "pending");
    assert_eq!(offer["shelter_id"], request["matches"][0]["shelter_id"]);
    assert_eq!(offer["beds"][0]["pool_id"], girls["id"]);
    assert_eq!(offer["beds"][0]["child"], json!({ "age": 14, "gender": "female" }));
    let expires: DateTime<chrono::Utc> = text(&offer["expires_at"]).parse().unwrap();
    assert_eq!(expires, app.now() + TimeDelta::minutes(20));
    assert_eq!(app.counts("nador", "Filles 12-17").await, counts(3, 1, 2));

    let accepted = shelter.accepts(offer).await;
    assert_eq!(accepted["state"], "accepted");
    assert_eq!(team.request(&request).await["state"], "accepted");
    assert_eq!(app.counts("nador", "Filles 12-17").await, counts(3, 1, 2));

    let arrived = shelter.does("arrive", offer).await;
    assert_eq!(arrived["state"], "arrived");
    let placed = team.request(&request).await;
    assert_eq!(placed["state"], "placed");
    assert_eq!(placed["offer"]["state"], "arrived");
    assert!(placed["next_escalation_at"].is_null());
    assert_eq!(app.counts("nador", "Filles 12-17").await, counts(2, 0, 2));

    app.pass(TimeDelta::hours(30));
    let departed = shelter.does("depart", offer).await;
    assert_eq!(departed["state"], "departed");
    assert_eq!(team.request(&request).await["state"], "placed");
    assert_eq!(app.counts("nador", "Filles 12-17").await, counts(3, 0, 3));
}

async fn a_child_that_departed_leaves_a_bed_for_the_next(app: App) {
    let (team, shelter) = (app.outreach("rabat"), app.shelter("rabat"));
    let boys = app.pool("rabat", "Garçons 10-18").await;
    shelter.reports(&boys, 1).await;
    let first = team.asks(&ask("rabat", [boy(12)])).await;
    shelter.accepts(&first["offer"]).await;
    shelter.does("arrive", &first["offer"]).await;
    let second = team.asks(&ask("rabat", [boy(12)])).await;
    assert_eq!(second["state"], "waiting");
    shelter.does("depart", &first["offer"]).await;
    app.tick().await;
    assert_eq!(team.request(&second).await["offer"]["beds"][0]["pool_id"], boys["id"]);
    assert_eq!(app.counts("rabat", "Garçons 10-18").await, counts(1, 1, 0));
}

async fn siblings_are_placed_in_one_shelter_each_in_a_bed_that_takes_it(app: App) {
    let children = [girl(14), boy(12), girl(5), boy(3)];
    let request = app.outreach("nador").asks(&ask("nador", children)).await;
    let beds = request["offer"]["beds"].as_array().unwrap();
    let mut pools = Vec::new();
    for name in ["Filles 12-17", "Garçons 10-17", "Fratries 0-17", "Fratries 0-17"] {
        pools.push(app.pool("nador", name).await["id"].clone());
    }
    let given: Vec<_> = beds.iter().map(|bed| bed["pool_id"].clone()).collect();
    assert_eq!(given, pools);
    assert_eq!(app.counts("nador", "Filles 12-17").await, counts(2, 1, 1));
    assert_eq!(app.counts("nador", "Garçons 10-17").await, counts(3, 1, 2));
    assert_eq!(app.counts("nador", "Fratries 0-17").await, counts(4, 2, 2));

    let shelter = app.shelter("nador");
    shelter.accepts(&request["offer"]).await;
    shelter.does("arrive", &request["offer"]).await;
    assert_eq!(app.counts("nador", "Filles 12-17").await, counts(1, 0, 1));
    assert_eq!(app.counts("nador", "Garçons 10-17").await, counts(2, 0, 2));
    assert_eq!(app.counts("nador", "Fratries 0-17").await, counts(2, 0, 2));
}

async fn siblings_who_do_not_all_fit_get_no_bed_at_all(app: App) {
    // One bed for small children here, one in the next city: never one child in each.
    let small = app.pool("nador", "Fratries 0-17").await;
    app.shelter("nador").reports(&small, 1).await;
    let group = with(ask("nador", [girl(7), boy(8)]), json!({ "max_km": 150 }));
    let request = app.outreach("nador").asks(&group).await;
    assert_eq!(request["state"], "waiting");
    assert!(request["offer"].is_null());
    app.tick().await;
    assert_eq!(app.outreach("nador").request(&request).await["state"], "waiting");
    assert_eq!(app.counts("nador", "Fratries 0-17").await, counts(1, 0, 1));
    assert_eq!(app.counts("oujda", "Tous 6-17").await, counts(1, 0, 1));

    app.shelter("nador").reports(&small, 2).await;
    app.tick().await;
    let beds = app.outreach("nador").request(&request).await["offer"]["beds"].clone();
    assert_eq!(beds[0]["pool_id"], small["id"]);
    assert_eq!(beds[1]["pool_id"], small["id"]);
    assert_eq!(app.counts("nador", "Fratries 0-17").await, counts(2, 2, 0));
}

async fn without_hold_nothing_is_promised_and_nothing_is_offered_later(app: App) {
    let team = app.outreach("nador");
    let request = team.asks(&with(ask("nador", [girl(14)]), json!({ "hold": false }))).await;
    assert_eq!(request["state"], "waiting");
    assert!(request["offer"].is_null());
    assert_eq!(request["matches"][0]["city"], "nador");
    app.tick().await;
    assert_eq!(team.request(&request).await["state"], "waiting");
    assert_eq!(app.counts("nador", "Filles 12-17").await, counts(2, 0, 2));
}

async fn a_withdrawn_request_frees_its_beds(app: App) {
    let team = app.outreach("nador");
    for accepted in [false, true] {
        let request = team.asks(&ask("nador", [girl(14)])).await;
        if accepted {
            app.shelter("nador").accepts(&request["offer"]).await;
        }
        assert_eq!(app.counts("nador", "Filles 12-17").await, counts(2, 1, 1));
        let path = format!("/requests/{}/withdraw", id(&request));
        let withdrawn = team.post(&path, &json!({ "reason": "with an aunt" })).await.is(200);
        assert_eq!(withdrawn["state"], "withdrawn");
        assert!(withdrawn["next_escalation_at"].is_null());
        assert_eq!(app.shelter("nador").offer(&request["offer"]).await["state"], "withdrawn");
        assert_eq!(app.counts("nador", "Filles 12-17").await, counts(2, 0, 2));
    }
}

async fn a_closed_request_frees_its_beds(app: App) {
    let request = app.outreach("nador").asks(&ask("nador", [girl(14)])).await;
    app.shelter("nador").accepts(&request["offer"]).await;
    let path = format!("/requests/{}/close", id(&request));
    let closed =
        app.coordinator("nador").post(&path, &json!({ "outcome": "family" })).await.is(200);
    assert_eq!(closed["state"], "closed");
    assert_eq!(closed["outcome"], "family");
    assert_eq!(app.shelter("nador").offer(&request["offer"]).await["state"], "withdrawn");
    assert_eq!(app.counts("nador", "Filles 12-17").await, counts(2, 0, 2));
}

async fn a_bed_promised_twice_is_not_possible(app: App) {
    // Twelve teams ask at the same moment for the three beds of a pool.
    let team = app.outreach("rabat");
    let beds = app.counts("rabat", "Filles 10-18").await.free;
    let call = ask("rabat", [girl(14)]);
    let asked = (0..12).map(|_| team.asks(&call));
    let requests = futures::future::join_all(asked).await;
    let offered = requests.iter().filter(|request| request["state"] == "offered").count();
    assert_eq!(i64::try_from(offered).unwrap(), beds);
    assert_eq!(app.counts("rabat", "Filles 10-18").await, counts(beds, beds, 0));
}
