//! A shelter says no, or nothing: the request is offered on.

use chrono::TimeDelta;
use serde_json::{Value, json};

use crate::support::{App, ask, counts, girl, items, on_both, text, why_not, with};

on_both!(
    a_declined_request_is_offered_on_at_once_to_the_next_that_has_not_refused,
    a_shelter_that_was_full_is_asked_again_once_it_reports,
    a_count_that_its_shelter_has_contradicted_ranks_as_not_fresh,
    an_offer_not_answered_in_time_expires_to_the_second_and_is_offered_on,
    an_answer_after_the_time_has_run_out_still_counts_while_nobody_has_acted,
    a_shelter_that_let_an_offer_expire_is_asked_again_once_it_reports,
    with_no_shelter_left_the_request_waits_and_says_why,
);

/// A girl for whom there is a bed in Nador, and one in Oujda.
fn far_reaching() -> Value {
    with(ask("nador", [girl(14)]), json!({ "max_km": 150 }))
}

async fn a_declined_request_is_offered_on_at_once_to_the_next_that_has_not_refused(app: App) {
    let team = app.outreach("nador");
    let request = team.asks(&far_reaching()).await;
    let (nador, oujda) = (app.shelter_in("nador").await, app.shelter_in("oujda").await);
    assert_eq!(request["offer"]["shelter_id"], nador["id"]);
    assert_eq!(request["matches"][1]["shelter_id"], oujda["id"]);

    let declined = app.shelter("nador").declines(&request["offer"]).await;
    assert_eq!(declined["state"], "declined");
    let now = team.request(&request).await;
    assert_eq!(now["state"], "offered");
    assert_eq!(now["offer"]["shelter_id"], oujda["id"]);
    assert_eq!(app.counts("nador", "Filles 12-17").await, counts(2, 0, 2));
    assert_eq!(app.counts("oujda", "Filles 12-17").await, counts(2, 1, 1));

    app.shelter("oujda").declines(&now["offer"]).await;
    app.tick().await;
    let now = team.request(&request).await;
    assert_eq!(now["state"], "waiting");
    assert!(now["offer"].is_null());
    assert_eq!(app.counts("oujda", "Filles 12-17").await, counts(2, 0, 2));
    let ranking = team.matches(&request).await;
    for shelter in [&nador, &oujda] {
        assert_eq!(why_not(&ranking, &shelter["id"]), ["declined_before"]);
    }

    // Whoever can't take this child is not asked again, however often it reports.
    app.pass(TimeDelta::minutes(1));
    let girls = app.pool("nador", "Filles 12-17").await;
    app.shelter("nador").reports(&girls, 5).await;
    app.tick().await;
    assert_eq!(team.request(&request).await["state"], "waiting");
}

async fn a_shelter_that_was_full_is_asked_again_once_it_reports(app: App) {
    let (team, shelter) = (app.outreach("nador"), app.shelter("nador"));
    let girls = app.pool("nador", "Filles 12-17").await;
    for reason in ["full", "count_was_wrong", "closed"] {
        let request = team.asks(&ask("nador", [girl(14)])).await;
        shelter.declines_because(reason, &request["offer"]).await;
        app.advance(1).await;
        assert_eq!(team.request(&request).await["state"], "waiting", "{reason}");
        shelter.reports(&girls, 2).await;
        app.tick().await;
        let now = team.request(&request).await;
        assert_eq!(now["state"], "offered", "{reason}");
        shelter.accepts(&now["offer"]).await;
        shelter.does("arrive", &now["offer"]).await;
    }
}

async fn a_count_that_its_shelter_has_contradicted_ranks_as_not_fresh(app: App) {
    let rabat = app.shelter_in("rabat").await;
    let contradicted = app.pool("rabat", "Filles 10-18").await;
    let partners = app.admin().get("/partners").await.is(200);
    let new_shelter =
        json!({ "partner_id": items(&partners)[0]["id"], "name": "Other", "city": "rabat" });
    let other = app.admin().post("/shelters", &new_shelter).await.is(201);
    let girls = json!({
        "name": "Girls", "gender": "female", "age_min": 0, "age_max": 60, "capacity": 9, "free": 5,
    });
    let pools = format!("/shelters/{}/pools", text(&other["id"]));
    app.admin().post(&pools, &girls).await.is(201);
    let (team, shelter) = (app.outreach("rabat"), app.shelter("rabat"));
    // Refused for the child's own sake, the count stands.
    let first = team.asks(&ask("rabat", [girl(14)])).await;
    shelter.declines_because("safety", &first["offer"]).await;
    let second = team.asks(&ask("rabat", [girl(15)])).await;
    assert_eq!(second["offer"]["shelter_id"], rabat["id"]);
    shelter.declines_because("full", &second["offer"]).await;
    let pool = format!("/pools/{}", text(&contradicted["id"]));
    assert_eq!(team.get(&pool).await.is(200)["freshness"], "fresh");
    // The next is sent elsewhere first; but where there is no other choice, a bed is a bed.
    app.pass(TimeDelta::seconds(1));
    let ranking = team.post("/matches", &ask("rabat", [girl(16)])).await.is(200);
    let order: Vec<_> = ranking["matches"].as_array().unwrap().iter().collect();
    assert_eq!(order[0]["shelter_id"], other["id"]);
    assert_eq!(order[1]["shelter_id"], rabat["id"]);
    assert_eq!(order[1]["components"]["freshness"], 0.0);
    // Reported anew, the count is as good as any.
    shelter.reports(&contradicted, 3).await;
    let ranking = team.post("/matches", &ask("rabat", [girl(16)])).await.is(200);
    assert_eq!(ranking["matches"][0]["shelter_id"], rabat["id"]);
}

async fn an_offer_not_answered_in_time_expires_to_the_second_and_is_offered_on(app: App) {
    let team = app.outreach("nador");
    let request = team.asks(&far_reaching()).await;
    app.pass(TimeDelta::seconds(20 * 60 - 1));
    app.tick().await;
    assert_eq!(app.shelter("nador").offer(&request["offer"]).await["state"], "pending");
    app.pass(TimeDelta::seconds(1));
    app.tick().await;
    assert_eq!(app.shelter("nador").offer(&request["offer"]).await["state"], "expired");
    let now = team.request(&request).await;
    assert_eq!(now["state"], "offered");
    assert_eq!(now["offer"]["shelter_id"], app.shelter_in("oujda").await["id"]);
    assert_eq!(app.counts("nador", "Filles 12-17").await, counts(2, 0, 2));
    assert_eq!(app.counts("oujda", "Filles 12-17").await, counts(2, 1, 1));

    app.advance(20).await;
    let now = team.request(&request).await;
    assert_eq!(now["state"], "waiting");
    assert!(now["offer"].is_null());
    let expired = app.coordinator("nador").get("/offers?state=expired").await.is(200);
    assert_eq!(items(&expired).len(), 2);
}

async fn an_answer_after_the_time_has_run_out_still_counts_while_nobody_has_acted(app: App) {
    let request = app.outreach("nador").asks(&far_reaching()).await;
    app.pass(TimeDelta::minutes(20));
    assert_eq!(app.shelter("nador").accepts(&request["offer"]).await["state"], "accepted");
    app.tick().await;
    assert_eq!(app.outreach("nador").request(&request).await["state"], "accepted");
}

async fn a_shelter_that_let_an_offer_expire_is_asked_again_once_it_reports(app: App) {
    let team = app.outreach("nador");
    let request = team.asks(&ask("nador", [girl(14)])).await;
    app.advance(20).await;
    assert_eq!(team.request(&request).await["state"], "waiting");
    app.advance(1).await;
    assert_eq!(team.request(&request).await["state"], "waiting");
    let girls = app.pool("nador", "Filles 12-17").await;
    app.shelter("nador").reports(&girls, 2).await;
    app.tick().await;
    assert_eq!(team.request(&request).await["state"], "offered");
}

async fn with_no_shelter_left_the_request_waits_and_says_why(app: App) {
    let team = app.outreach("nador");
    let request = team.asks(&ask("al-hoceima", [girl(14)])).await;
    assert_eq!(request["state"], "waiting");
    assert!(request["offer"].is_null());
    assert_eq!(request["matches"], json!([]));
    assert_eq!(request["excluded"].as_array().unwrap().len(), 6);
    let nador = app.shelter_in("nador").await;
    assert_eq!(why_not(&request, &nador["id"]), ["too_far"]);
    assert_eq!(request["next_escalation_at"], request["created_at"]);
}
