//! Shelters that are asked for their counts and do not answer are shown to their coordinators.

use chrono::TimeDelta;
use serde_json::{Value, json};

use crate::support::count_reminders::{
    NADOR, SHELTERS, answer_reminder, form_with, reminder_link, reminders,
};
use crate::support::{App, NATIONAL, Person, id, items, on_both, recipients};

on_both!(
    coordinators_see_which_shelters_do_not_answer,
    who_is_silent_longest_comes_first,
    a_shelter_that_nobody_can_mail_is_shown_as_silent,
);

/// The silent shelters that somebody is shown.
async fn silent(who: &Person<'_>) -> Vec<Value> {
    items(&who.get("/shelters/silent").await.is(200)).clone()
}

async fn coordinators_see_which_shelters_do_not_answer(app: App) {
    let coordinator = app.coordinator("nador");
    assert_eq!(silent(&coordinator).await, [Value::Null; 0]);
    let began = app.now();
    let link = reminder_link(&app, NADOR).await;
    let shelter = app.shelter_in("nador").await;
    let entry = |times: i64| {
        json!({
            "shelter_id": shelter["id"], "shelter_name": shelter["name"], "city": "nador",
            "phone": shelter["phone"], "asked_at": began + TimeDelta::hours(6 * times),
            "times": times, "reported_at": began, "never_answered": true,
        })
    };
    // It has an hour to answer.
    app.pass(TimeDelta::hours(1) - TimeDelta::seconds(1));
    assert_eq!(silent(&coordinator).await, [Value::Null; 0]);
    app.pass(TimeDelta::seconds(1));
    assert_eq!(silent(&coordinator).await, [entry(1)]);
    // Asked again it is still the silent one.
    app.pass(TimeDelta::hours(5));
    reminders(&app).await;
    assert_eq!(silent(&coordinator).await, [entry(2)]);
    // By the link it answers, and is silent no more.
    let form = form_with(&app, "nador", &["1", "1", "1"]).await;
    assert_eq!(answer_reminder(&app, &link, &form).await.status, 200);
    assert_eq!(silent(&coordinator).await, [Value::Null; 0]);
    for other in [app.outreach("nador"), app.shelter("nador"), app.admin()] {
        other.get("/shelters/silent").await.refused(403, "forbidden");
    }
    app.stranger().get("/shelters/silent").await.refused(401, "unauthorized");
}

async fn who_is_silent_longest_comes_first(app: App) {
    let nation = app.person(NATIONAL);
    reminder_link(&app, NADOR).await;
    app.pass(TimeDelta::hours(1));
    assert_eq!(silent(&nation).await.len(), 6);
    // A report of its own accord is an answer too.
    app.shelter("rabat").reports(&app.pool("rabat", "Filles 10-18").await, 3).await;
    assert_eq!(silent(&nation).await.len(), 5);
    app.pass(TimeDelta::hours(5));
    reminders(&app).await;
    assert_eq!(silent(&nation).await.len(), 5);
    app.pass(TimeDelta::hours(1));
    let all = silent(&nation).await;
    let seen = |one: &Value| (one["times"].as_i64().unwrap(), one["never_answered"] == true);
    let seen: Vec<_> = all.iter().map(seen).collect();
    assert_eq!(seen[..5], [(2, true); 5]);
    assert_eq!((&all[5]["city"], seen[5]), (&json!("rabat"), (1, false)));
}

async fn a_shelter_that_nobody_can_mail_is_shown_as_silent(app: App) {
    let partner = json!({ "name": "Rif", "city": "al-hoceima" });
    let partner = app.admin().post("/partners", &partner).await.is(201);
    let shelter = json!({ "partner_id": partner["id"], "name": "Rif", "city": "al-hoceima" });
    let shelter = app.admin().post("/shelters", &shelter).await.is(201);
    let pool = json!({
        "name": "All", "gender": "any", "age_min": 0, "age_max": 17, "capacity": 1, "free": 1,
    });
    app.admin().post(&format!("/shelters/{}/pools", id(&shelter)), &pool).await.is(201);
    app.pass(TimeDelta::hours(6));
    assert_eq!(recipients(&reminders(&app).await), SHELTERS);
    app.pass(TimeDelta::hours(1));
    let all = silent(&app.person(NATIONAL)).await;
    assert!(all.iter().any(|one| one["shelter_id"] == shelter["id"]), "{all:?}");
}
