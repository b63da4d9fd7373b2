//! A restart loses and doubles no step, and neither do two instances.

use chrono::TimeDelta;
use mabit::services::operations::jobs;
use serde_json::json;

use crate::support::escalation::{mails_at, waiting_request};
use crate::support::{App, CITY, NATIONAL, REGION, ask, girl, on_both, recipients, text, with};

on_both!(
    a_restart_loses_and_doubles_nothing,
    mail_that_was_not_sent_before_a_restart_goes_out_once_after_it,
    after_two_days_down_the_cycle_is_finished_once_and_begins_anew,
    an_offer_that_ran_out_while_the_service_was_down_is_offered_on,
    two_instances_double_nothing,
);

async fn a_restart_loses_and_doubles_nothing(app: App) {
    app.with_region().await;
    let request = waiting_request(&app).await;
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
    let request = waiting_request(&app).await;
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
    app.with_region().await;
    waiting_request(&app).await;
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
    let requests = [waiting_request(&app).await, waiting_request(&app).await];
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
