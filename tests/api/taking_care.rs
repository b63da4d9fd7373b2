//! A coordinator takes a request on; and what a restart must not lose or double.

use chrono::{DateTime, TimeDelta, Utc};
use mabit::services::operations::jobs;
use serde_json::json;

use crate::answer::{id, items, text};
use crate::app::{App, on_both};
use crate::escalation::{CITY, REGION, hopeless, mails_at, with_region};
use crate::mails::recipients;
use crate::world::{NATIONAL, ask, girl, with};

on_both!(
    an_acknowledgement_pauses_until_its_time_has_run_out_and_no_longer,
    acknowledging_again_makes_the_pause_no_longer,
    an_offer_that_falls_through_does_not_silence_what_was_acknowledged,
    a_missing_child_can_be_taken_care_of_too,
    a_restart_loses_and_doubles_nothing,
    mail_that_was_not_sent_before_a_restart_goes_out_once_after_it,
    after_two_days_down_the_cycle_is_finished_once_and_begins_anew,
    an_offer_that_ran_out_while_the_service_was_down_is_offered_on,
    two_instances_double_nothing,
);

async fn an_acknowledgement_pauses_until_its_time_has_run_out_and_no_longer(app: App) {
    with_region(&app).await;
    let request = hopeless(&app).await;
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
    let users = app.admin().get("/users?limit=200").await.is(200);
    let coordinator = items(&users).iter().find(|user| user["email"] == CITY).unwrap();
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
    let request = hopeless(&app).await;
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
    // Once it has run out it can be taken on anew.
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

async fn a_missing_child_can_be_taken_care_of_too(app: App) {
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

async fn a_restart_loses_and_doubles_nothing(app: App) {
    with_region(&app).await;
    let request = hopeless(&app).await;
    app.tick().await;
    assert_eq!(recipients(&app.new_mails()), [CITY]);
    let app = app.restart(TimeDelta::minutes(45)).await;
    app.tick().await;
    assert_eq!(recipients(&app.new_mails()), [REGION]);
    let app = app.restart(TimeDelta::zero()).await;
    app.tick().await;
    assert_eq!(app.new_mails().len(), 0);
    let mails = mails_at(&app, app.now() + TimeDelta::minutes(15)).await;
    assert_eq!(recipients(&mails), [NATIONAL]);
    assert_eq!(app.outreach("nador").request(&request).await["state"], "waiting");
}

async fn mail_that_was_not_sent_before_a_restart_goes_out_once_after_it(app: App) {
    let request = hopeless(&app).await;
    jobs::sweep(&app.cx).await.unwrap();
    let app = app.restart(TimeDelta::seconds(2)).await;
    app.tick().await;
    let mails = app.new_mails();
    assert_eq!(recipients(&mails), [CITY]);
    assert!(mails[0].text.contains(text(&request["reference"])));
    app.tick().await;
    assert_eq!(app.new_mails().len(), 0);
}

async fn after_two_days_down_the_cycle_is_finished_once_and_begins_anew(app: App) {
    with_region(&app).await;
    hopeless(&app).await;
    app.tick().await;
    let app = app.restart(TimeDelta::days(2)).await;
    app.tick().await;
    assert_eq!(recipients(&app.new_mails()), [REGION, NATIONAL]);
    let back = app.now();
    let mails = mails_at(&app, back + TimeDelta::minutes(60)).await;
    assert_eq!(recipients(&mails), [CITY]);
}

async fn an_offer_that_ran_out_while_the_service_was_down_is_offered_on(app: App) {
    let call = ask("nador", [girl(14)]);
    let call = with(call, json!({ "max_km": 150 }));
    let request = app.outreach("nador").asks(&call).await;
    let app = app.restart(TimeDelta::hours(1)).await;
    app.tick().await;
    let now = app.outreach("nador").request(&request).await;
    assert_eq!(now["offer"]["shelter_id"], app.shelter_in("oujda").await["id"]);
    assert_eq!(app.shelter("nador").offer(&request["offer"]).await["state"], "expired");
}

async fn two_instances_double_nothing(app: App) {
    let requests = [hopeless(&app).await, hopeless(&app).await];
    let other = app.beside().await;
    tokio::join!(app.tick(), other.tick());
    tokio::join!(app.tick(), other.tick());
    let mails = [app.new_mails(), other.new_mails()].concat();
    assert_eq!(recipients(&mails), [CITY, CITY]);
    for request in &requests {
        let about = mails.iter().filter(|mail| mail.text.contains(text(&request["reference"])));
        assert_eq!(about.count(), 1);
    }
    other.stop().await;
}
