//! A child that was awaited and did not come.

use chrono::TimeDelta;
use serde_json::json;

use crate::support::{App, ask, counts, girl, id, on_both, recipients, with};

on_both!(
    a_no_show_gives_the_bed_back_and_escalates_at_once,
    nothing_is_offered_to_a_missing_child_until_it_is_found,
    a_found_child_is_offered_anew_at_once,
    a_child_too_long_on_the_way_is_escalated,
);

async fn a_no_show_gives_the_bed_back_and_escalates_at_once(app: App) {
    let (team, shelter) = (app.outreach("nador"), app.shelter("nador"));
    let request = team.asks(&ask("nador", [girl(14)])).await;
    app.tick().await;
    shelter.accepts(&request["offer"]).await;
    app.advance(90).await;
    app.new_mails();
    let gone = shelter.does("no_show", &request["offer"]).await;
    assert_eq!(gone["state"], "no_show");
    assert_eq!(app.counts("nador", "Filles 12-17").await, counts(2, 0, 2));
    let now = team.request(&request).await;
    assert_eq!(now["state"], "missing");
    assert!(now["offer"].is_null());
    app.tick().await;
    let mails = app.new_mails();
    assert_eq!(recipients(&mails), ["coordinator@asticude.example"]);
    assert!(mails[0].subject.contains("sans nouvelles"), "{}", mails[0].subject);
}

async fn nothing_is_offered_to_a_missing_child_until_it_is_found(app: App) {
    let (team, shelter) = (app.outreach("nador"), app.shelter("nador"));
    let request = team.asks(&ask("nador", [girl(14)])).await;
    shelter.accepts(&request["offer"]).await;
    shelter.does("no_show", &request["offer"]).await;
    for _ in 0..3 {
        app.advance(60).await;
        let girls = app.pool("nador", "Filles 12-17").await;
        shelter.reports(&girls, 6).await;
        app.tick().await;
        assert_eq!(team.request(&request).await["state"], "missing");
    }
    let pending = shelter.get("/offers?state=pending").await.is(200);
    assert_eq!(pending["items"], json!([]));
}

async fn a_found_child_is_offered_anew_at_once(app: App) {
    let (team, shelter) = (app.outreach("nador"), app.shelter("nador"));
    let call = with(ask("nador", [girl(14)]), json!({ "max_km": 150 }));
    let request = team.asks(&call).await;
    let found = format!("/requests/{}/found", id(&request));
    assert_eq!(team.order(&found).await.refused(409, "wrong_state")["state"], "offered");
    shelter.accepts(&request["offer"]).await;
    shelter.does("no_show", &request["offer"]).await;
    app.advance(10).await;
    let again = team.order(&found).await.is(200);
    assert_eq!(again["state"], "offered");
    assert_ne!(again["offer"]["id"], request["offer"]["id"]);
    assert_eq!(again["offer"]["shelter_id"], again["matches"][0]["shelter_id"]);
    assert_eq!(app.counts("nador", "Filles 12-17").await, counts(2, 1, 1));
    assert_eq!(team.order(&found).await.refused(409, "wrong_state")["state"], "offered");
    shelter.accepts(&again["offer"]).await;
    shelter.does("arrive", &again["offer"]).await;
    assert_eq!(team.request(&request).await["state"], "placed");
}

async fn a_child_too_long_on_the_way_is_escalated(app: App) {
    let (team, shelter) = (app.outreach("nador"), app.shelter("nador"));
    let request = team.asks(&ask("nador", [girl(14)])).await;
    shelter.accepts(&request["offer"]).await;
    app.tick().await;
    assert_eq!(app.new_mails().len(), 0);
    app.pass(TimeDelta::hours(3) - TimeDelta::seconds(1));
    app.tick().await;
    assert_eq!(app.new_mails().len(), 0);
    app.pass(TimeDelta::seconds(1));
    app.tick().await;
    let both = ["outreach@asticude.example", "shelter@asticude.example"];
    assert_eq!(recipients(&app.new_mails()), both);
    app.pass(TimeDelta::minutes(30) - TimeDelta::seconds(1));
    app.tick().await;
    assert_eq!(app.new_mails().len(), 0);
    app.pass(TimeDelta::seconds(1));
    app.tick().await;
    let mails = app.new_mails();
    assert_eq!(recipients(&mails), ["coordinator@asticude.example"]);
    assert!(mails[0].subject.contains("arrivée non confirmée"), "{}", mails[0].subject);
    assert_eq!(team.request(&request).await["state"], "accepted");
    shelter.does("arrive", &request["offer"]).await;
    app.tick().await;
    let mails = app.new_mails();
    assert_eq!(recipients(&mails), ["coordinator@asticude.example"]);
    assert!(mails[0].subject.contains("arrivée confirmée"), "{}", mails[0].subject);
    app.advance(240).await;
    assert_eq!(app.new_mails().len(), 0);
}
