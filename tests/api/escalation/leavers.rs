//! Alerts that wait for people who leave meanwhile.

use chrono::TimeDelta;
use mabit::services::operations::jobs;
use serde_json::{Value, json};

use crate::support::escalation::{unsent_alert, waiting_request};
use crate::support::{App, CITY, NATIONAL, ask, girl, id, items, on_both, recipients, text};

on_both!(
    who_has_lost_role_area_or_account_is_not_alerted_and_who_is_on_duty_is,
    a_step_nobody_of_whom_is_left_gives_way_to_the_next_at_once,
    who_still_answers_for_it_is_alerted,
    a_hand_over_to_somebody_who_has_left_acknowledges_nothing,
    a_team_that_has_left_is_not_asked,
    what_was_sent_stays_sent,
);

const NEW: &str = "new@example.org";

async fn mails_to(app: &App, email: &str) -> Vec<Value> {
    let mails = app.admin().get("/mails?limit=200").await.is(200);
    items(&mails).iter().filter(|mail| mail["address"] == email).cloned().collect()
}

fn leaving() -> [Value; 3] {
    [
        json!({ "roles": ["observer"] }),
        json!({ "scope": { "cities": ["oujda"] } }),
        json!({ "active": false }),
    ]
}

async fn who_has_lost_role_area_or_account_is_not_alerted_and_who_is_on_duty_is(app: App) {
    app.hire(NEW, json!({ "roles": ["coordinator"], "scope": { "cities": ["oujda"] } })).await;
    for leaves in leaving() {
        let request = unsent_alert(&app).await;
        app.change_account(CITY, &leaves).await;
        app.change_account(NEW, &json!({ "scope": { "cities": ["nador"] } })).await;
        app.tick().await;
        assert_eq!(recipients(&app.new_mails()), [NEW], "{leaves}");
        let given_up = &mails_to(&app, CITY).await[0];
        assert_eq!(given_up["state"], "cancelled", "{leaves}");
        assert_eq!(given_up["reason"], "the recipient no longer answers for this", "{leaves}");
        // It goes on as ever.
        let now = app.outreach("nador").request(&request).await;
        let path = format!("/requests/{}/withdraw", id(&now));
        app.outreach("nador").post(&path, &json!({ "reason": "over" })).await.is(200);
        app.tick().await;
        app.new_mails();
        let back = json!({
            "roles": ["coordinator"], "scope": { "cities": ["nador"] }, "active": true,
        });
        app.change_account(CITY, &back).await;
        app.change_account(NEW, &json!({ "scope": { "cities": ["oujda"] } })).await;
        app.tick().await;
        assert_eq!(recipients(&app.new_mails()), [""; 0], "{leaves}");
    }
}

async fn a_step_nobody_of_whom_is_left_gives_way_to_the_next_at_once(app: App) {
    for leaves in leaving() {
        let request = unsent_alert(&app).await;
        app.change_account(CITY, &leaves).await;
        // One tick finds that nobody is left, the next takes the step after it.
        app.tick().await;
        app.tick().await;
        assert_eq!(recipients(&app.new_mails()), [NATIONAL], "{leaves}");
        let path = format!("/requests/{}/withdraw", id(&request));
        app.outreach("nador").post(&path, &json!({ "reason": "over" })).await.is(200);
        let back = json!({
            "roles": ["coordinator"], "scope": { "cities": ["nador"] }, "active": true,
        });
        app.change_account(CITY, &back).await;
        app.tick().await;
        app.new_mails();
    }
}

async fn who_still_answers_for_it_is_alerted(app: App) {
    unsent_alert(&app).await;
    let wider =
        json!({ "scope": { "cities": ["oujda"], "regions": ["oriental"] }, "locale": "en" });
    app.change_account(CITY, &wider).await;
    app.tick().await;
    assert_eq!(recipients(&app.new_mails()), [CITY]);
}

async fn a_hand_over_to_somebody_who_has_left_acknowledges_nothing(app: App) {
    app.hire(NEW, json!({ "roles": ["coordinator"], "scope": { "regions": ["oriental"] } })).await;
    let request = waiting_request(&app).await;
    app.tick().await;
    app.new_mails();
    let over = json!({ "to": app.account(NEW).await["id"] });
    let path = format!("/requests/{}/hand_over", id(&request));
    app.coordinator("nador").post(&path, &over).await.is(200);
    app.change_account(NEW, &json!({ "active": false })).await;
    app.tick().await;
    app.tick().await;
    // The region has nobody now, so the nation hears of it.
    assert_eq!(recipients(&app.new_mails()), [NATIONAL]);
    assert!(app.outreach("nador").request(&request).await["acknowledged"].is_null());
}

async fn a_team_that_has_left_is_not_asked(app: App) {
    let request = app.outreach("nador").asks(&ask("nador", [girl(14)])).await;
    app.shelter("nador").accepts(&request["offer"]).await;
    app.tick().await;
    app.new_mails();
    app.pass(TimeDelta::hours(3));
    jobs::sweep(&app.cx).await.unwrap();
    let partners = app.admin().get("/partners?limit=200").await.is(200);
    let other = items(&partners).iter().find(|partner| partner["city"] == "rabat").unwrap();
    let moved = json!({ "partner_id": other["id"] });
    app.change_account("outreach@asticude.example", &moved).await;
    app.tick().await;
    assert_eq!(recipients(&app.new_mails()), ["shelter@asticude.example"]);
}

async fn what_was_sent_stays_sent(app: App) {
    let request = waiting_request(&app).await;
    app.tick().await;
    assert_eq!(recipients(&app.new_mails()), [CITY]);
    app.change_account(CITY, &json!({ "roles": ["observer"] })).await;
    let due = app.outreach("nador").request(&request).await["next_escalation_at"].clone();
    app.tick().await;
    app.tick().await;
    assert_eq!(recipients(&app.new_mails()), [""; 0]);
    assert_eq!(text(&mails_to(&app, CITY).await[0]["state"]), "sent");
    assert_eq!(app.outreach("nador").request(&request).await["next_escalation_at"], due);
}
