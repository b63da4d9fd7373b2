//! A coordinator escalates a request straight to a step: by its number, or to whom it goes.

use chrono::TimeDelta;
use serde_json::{Value, json};

use crate::support::duty::{account_id, change, serves};
use crate::support::escalation::{
    acknowledges, escalated_request, escalates, mails_at, moment, steps, taken, waiting_request,
};
use crate::support::{
    App, CITY, NATIONAL, REGION, ask, girl, id, items, on_both, recipients, with,
};

on_both!(
    straight_to_the_last_step_passes_over_what_lies_between,
    the_later_steps_keep_their_distance,
    by_level_the_first_step_that_goes_there_is_taken,
    back_to_an_earlier_step_begins_the_next_cycle,
    before_the_first_step_was_taken_it_is_passed_over,
    straight_to_the_step_that_is_next_passes_over_nothing,
    straight_to_a_step_again_after_a_minute_takes_it_again,
    the_same_step_asked_for_many_times_mails_once,
    back_and_forth_stays_in_order,
    acknowledged_or_not_the_step_is_taken_at_once,
    straight_to_a_step_with_nobody_on_duty_the_next_is_taken,
    an_offer_that_waits_for_its_answer_is_left_alone,
    steps_that_its_policy_does_not_have_are_refused,
    under_a_key_it_is_escalated_once,
);

async fn straight_to_the_last_step_passes_over_what_lies_between(app: App) {
    app.with_region().await;
    let request = escalated_request(&app).await;
    app.pass(TimeDelta::minutes(5));
    let jumped = app.now();
    let answer = escalates(&app.coordinator("nador"), &request, &json!({ "step": 3 })).await;
    let next = jumped + TimeDelta::minutes(60);
    assert_eq!(moment(&answer.is(200)["next_escalation_at"]), next);
    app.tick().await;
    assert_eq!(recipients(&app.new_mails()), [NATIONAL]);
    let first =
        [(1, 1, "city", "sent"), (1, 2, "region", "passed_over"), (1, 3, "national", "sent")];
    assert_eq!(steps(&app, &request).await, taken(&first));
    let list = app.coordinator("nador").get("/escalations").await.is(200);
    let over = &items(&list)[0]["sent"][1];
    assert_eq!((&over["recipients"], &over["late"]), (&json!(0), &json!(false)));
    assert_eq!((&over["at"], &over["due"]), (&json!(jumped), &json!(jumped)));
    // Then it repeats, from the beginning.
    for (minutes, to) in [(60, CITY), (90, REGION), (120, NATIONAL)] {
        let mails = mails_at(&app, jumped + TimeDelta::minutes(minutes)).await;
        assert_eq!(recipients(&mails), [to]);
    }
    let second = [(2, 1, "city", "sent"), (2, 2, "region", "sent"), (2, 3, "national", "sent")];
    assert_eq!(steps(&app, &request).await, taken(&[first, second].concat()));
}

async fn the_later_steps_keep_their_distance(app: App) {
    app.with_region().await;
    let request = escalated_request(&app).await;
    app.pass(TimeDelta::minutes(5));
    let jumped = app.now();
    escalates(&app.coordinator("nador"), &request, &json!({ "step": 2 })).await.is(200);
    app.tick().await;
    assert_eq!(recipients(&app.new_mails()), [REGION]);
    let mails = mails_at(&app, jumped + TimeDelta::minutes(30)).await;
    assert_eq!(recipients(&mails), [NATIONAL]);
    let mails = mails_at(&app, jumped + TimeDelta::minutes(90)).await;
    assert_eq!(recipients(&mails), [CITY]);
    let expected = [
        (1, 1, "city", "sent"),
        (1, 2, "region", "sent"),
        (1, 3, "national", "sent"),
        (2, 1, "city", "sent"),
    ];
    assert_eq!(steps(&app, &request).await, taken(&expected));
}

async fn by_level_the_first_step_that_goes_there_is_taken(app: App) {
    app.with_region().await;
    let all = ["city", "region", "city", "region"];
    let all = all.map(|to| json!({ "after": "10m", "to": to }));
    let policy = json!({ "steps": all, "repeat": "1h" });
    app.admin().put("/policies/emergency", &policy).await.is(200);
    let request = waiting_request(&app).await;
    let person = app.person(REGION);
    escalates(&person, &request, &json!({ "to": "region" })).await.is(200);
    app.tick().await;
    // Those that follow were to come at the same moment.
    assert_eq!(recipients(&app.new_mails()), [CITY, REGION, REGION]);
    let answer = escalates(&person, &request, &json!({ "to": "national" })).await;
    answer.names(422, "validation_failed", &[("/to", "no_such_step")]);
    let expected = [
        (1, 1, "city", "passed_over"),
        (1, 2, "region", "sent"),
        (1, 3, "city", "sent"),
        (1, 4, "region", "sent"),
    ];
    assert_eq!(steps(&app, &request).await, taken(&expected));
}

async fn back_to_an_earlier_step_begins_the_next_cycle(app: App) {
    app.with_region().await;
    let request = escalated_request(&app).await;
    let began = app.now();
    mails_at(&app, began + TimeDelta::minutes(30)).await;
    app.pass(TimeDelta::minutes(10));
    let coordinator = app.coordinator("nador");
    escalates(&coordinator, &request, &json!({ "to": "city" })).await.is(200);
    app.tick().await;
    assert_eq!(recipients(&app.new_mails()), [CITY]);
    let mails = mails_at(&app, began + TimeDelta::minutes(70)).await;
    assert_eq!(recipients(&mails), [REGION]);
    // Back to the second, just taken: the first of that cycle is passed over.
    app.pass(TimeDelta::minutes(1));
    escalates(&coordinator, &request, &json!({ "step": 2 })).await.is(200);
    app.tick().await;
    assert_eq!(recipients(&app.new_mails()), [REGION]);
    let mails = mails_at(&app, began + TimeDelta::minutes(101)).await;
    assert_eq!(recipients(&mails), [NATIONAL]);
    let expected = [
        (1, 1, "city", "sent"),
        (1, 2, "region", "sent"),
        (2, 1, "city", "sent"),
        (2, 2, "region", "sent"),
        (3, 1, "city", "passed_over"),
        (3, 2, "region", "sent"),
        (3, 3, "national", "sent"),
    ];
    assert_eq!(steps(&app, &request).await, taken(&expected));
}

async fn before_the_first_step_was_taken_it_is_passed_over(app: App) {
    let request = waiting_request(&app).await;
    escalates(&app.coordinator("nador"), &request, &json!({ "to": "national" })).await.is(200);
    app.tick().await;
    assert_eq!(recipients(&app.new_mails()), [NATIONAL]);
    let expected = [
        (1, 1, "city", "passed_over"),
        (1, 2, "region", "passed_over"),
        (1, 3, "national", "sent"),
    ];
    assert_eq!(steps(&app, &request).await, taken(&expected));
}

async fn straight_to_the_step_that_is_next_passes_over_nothing(app: App) {
    app.with_region().await;
    let request = escalated_request(&app).await;
    escalates(&app.coordinator("nador"), &request, &json!({ "step": 2 })).await.is(200);
    app.tick().await;
    assert_eq!(recipients(&app.new_mails()), [REGION]);
    let expected = [(1, 1, "city", "sent"), (1, 2, "region", "sent")];
    assert_eq!(steps(&app, &request).await, taken(&expected));
}

async fn the_same_step_asked_for_many_times_mails_once(app: App) {
    let request = escalated_request(&app).await;
    let coordinator = app.coordinator("nador");
    let first = escalates(&coordinator, &request, &json!({ "step": 3 })).await.is(200);
    let before = app.database.counts().await;
    for body in [json!({ "step": 3 }), json!({ "to": "national" })] {
        for _ in 0..20 {
            assert_eq!(escalates(&coordinator, &request, &body).await.is(200), first);
        }
    }
    app.pass(TimeDelta::seconds(59));
    assert_eq!(escalates(&coordinator, &request, &json!({ "step": 3 })).await.is(200), first);
    assert_eq!(app.database.counts().await, before);
    app.tick().await;
    assert_eq!(recipients(&app.new_mails()), [NATIONAL]);
}

async fn straight_to_a_step_again_after_a_minute_takes_it_again(app: App) {
    let request = escalated_request(&app).await;
    for person in [app.coordinator("nador"), app.person(NATIONAL)] {
        app.pass(TimeDelta::minutes(1));
        escalates(&person, &request, &json!({ "step": 3 })).await.is(200);
    }
    app.tick().await;
    assert_eq!(recipients(&app.new_mails()), [NATIONAL, NATIONAL]);
    let expected = [
        (1, 1, "city", "sent"),
        (1, 2, "region", "passed_over"),
        (1, 3, "national", "sent"),
        (2, 1, "city", "passed_over"),
        (2, 2, "region", "passed_over"),
        (2, 3, "national", "sent"),
    ];
    assert_eq!(steps(&app, &request).await, taken(&expected));
}

async fn back_and_forth_stays_in_order(app: App) {
    app.with_region().await;
    let request = escalated_request(&app).await;
    let coordinator = app.coordinator("nador");
    for step in [3, 1, 2, 3, 2] {
        app.pass(TimeDelta::minutes(1));
        escalates(&coordinator, &request, &json!({ "step": step })).await.is(200);
    }
    app.tick().await;
    assert_eq!(recipients(&app.new_mails()), [CITY, REGION, REGION, NATIONAL, NATIONAL]);
    let expected = [
        (1, 1, "city", "sent"),
        (1, 2, "region", "passed_over"),
        (1, 3, "national", "sent"),
        (2, 1, "city", "sent"),
        (2, 2, "region", "sent"),
        (2, 3, "national", "sent"),
        (3, 1, "city", "passed_over"),
        (3, 2, "region", "sent"),
    ];
    assert_eq!(steps(&app, &request).await, taken(&expected));
    let mails = mails_at(&app, app.now() + TimeDelta::minutes(30)).await;
    assert_eq!(recipients(&mails), [NATIONAL]);
}

async fn acknowledged_or_not_the_step_is_taken_at_once(app: App) {
    app.with_region().await;
    let request = escalated_request(&app).await;
    let note = json!({ "note": "calling_shelters" });
    acknowledges(&app.coordinator("nador"), &request, &note).await.is(200);
    app.pass(TimeDelta::minutes(2));
    let jumped = app.now();
    let answer = escalates(&app.person(NATIONAL), &request, &json!({ "to": "region" })).await;
    assert_eq!(answer.is(200)["acknowledged"], Value::Null);
    app.tick().await;
    assert_eq!(recipients(&app.new_mails()), [REGION]);
    // Taken on again, it pauses again: the next step moves by as much as is missing.
    app.pass(TimeDelta::minutes(10));
    let answer = acknowledges(&app.person(REGION), &request, &json!({})).await.is(200);
    assert_eq!(answer["acknowledged"]["by"], account_id(&app, REGION).await);
    let mails = mails_at(&app, jumped + TimeDelta::minutes(40)).await;
    assert_eq!(recipients(&mails), [NATIONAL]);
}

async fn straight_to_a_step_with_nobody_on_duty_the_next_is_taken(app: App) {
    app.with_region().await;
    // The region's only coordinator is off for two hours.
    serves(&app, REGION, json!({ "area": { "region": "oriental" } })).await;
    let off = json!({ "off": account_id(&app, REGION).await, "area": null });
    app.person(REGION).post("/duty/exceptions", &change(&app, off)).await.is(201);
    let request = escalated_request(&app).await;
    let jumped = app.now();
    escalates(&app.coordinator("nador"), &request, &json!({ "to": "region" })).await.is(200);
    app.tick().await;
    assert_eq!(recipients(&app.new_mails()), [NATIONAL]);
    let expected = [(1, 1, "city", "sent"), (1, 2, "region", "nobody"), (1, 3, "national", "sent")];
    assert_eq!(steps(&app, &request).await, taken(&expected));
    let mails = mails_at(&app, jumped + TimeDelta::minutes(60)).await;
    assert_eq!(recipients(&mails), [CITY]);
}

async fn an_offer_that_waits_for_its_answer_is_left_alone(app: App) {
    let request = app.outreach("nador").asks(&ask("nador", [girl(14)])).await;
    let answer =
        escalates(&app.coordinator("nador"), &request, &json!({ "step": 3 })).await.is(200);
    assert_eq!((&answer["state"], &answer["offer"]), (&json!("offered"), &request["offer"]));
    app.tick().await;
    assert_eq!(recipients(&app.new_mails()), [NATIONAL]);
    app.shelter("nador").accepts(&request["offer"]).await;
    app.tick().await;
    // Told that it has a bed are those who were alerted, and no one passed over.
    assert_eq!(recipients(&app.new_mails()), [NATIONAL]);
}

async fn steps_that_its_policy_does_not_have_are_refused(app: App) {
    let request = escalated_request(&app).await;
    let coordinator = app.coordinator("nador");
    let before = app.database.counts().await;
    for (body, wrong) in [
        (json!({}), vec![("/step", "required")]),
        (json!({ "step": null, "to": null }), vec![("/step", "required")]),
        (json!({ "step": 1, "to": "city" }), vec![("/to", "one_of_two")]),
        (json!({ "step": 0 }), vec![("/step", "out_of_range")]),
        (json!({ "step": -1 }), vec![("/step", "out_of_range")]),
        (json!({ "step": 4 }), vec![("/step", "out_of_range")]),
        (json!({ "step": 21 }), vec![("/step", "out_of_range")]),
        (json!({ "step": 9_999_999_999_i64 }), vec![("/step", "out_of_range")]),
        (json!({ "step": 1.5 }), vec![("/step", "wrong_type")]),
        (json!({ "step": "3" }), vec![("/step", "wrong_type")]),
        (json!({ "to": "town" }), vec![("/to", "unknown_value")]),
        (json!({ "to": "NATIONAL" }), vec![("/to", "unknown_value")]),
        (json!({ "step": 2, "cycle": 2 }), vec![("/cycle", "unknown_field")]),
        (json!([3]), vec![("", "wrong_type")]),
    ] {
        let answer = escalates(&coordinator, &request, &body).await;
        answer.names(422, "validation_failed", &wrong);
    }
    let path = format!("/requests/{}/escalate", id(&request));
    coordinator.order(&path).await.refused(415, "not_json");
    assert_eq!(app.database.counts().await, before);
    // What is said as 3.0 is three.
    escalates(&coordinator, &request, &json!({ "step": 3.0 })).await.is(200);
}

async fn under_a_key_it_is_escalated_once(app: App) {
    let request = escalated_request(&app).await;
    let coordinator = app.coordinator("nador");
    let path = format!("/requests/{}/escalate", id(&request));
    let to = json!({ "to": "national" });
    let first = coordinator.once("k", &path, &to).await;
    app.tick().await;
    assert_eq!(recipients(&app.new_mails()), [NATIONAL]);
    let between = app.database.counts().await;
    app.pass(TimeDelta::minutes(3));
    // On a bad network it is sent again, long after the step was taken.
    assert_eq!(coordinator.once("k", &path, &to).await.is(200), first.is(200));
    let other = coordinator.once("k", &path, &with(to, json!({ "to": "city" }))).await;
    other.refused(409, "idempotency_conflict");
    app.tick().await;
    assert_eq!(app.new_mails().len(), 0);
    assert_eq!(app.database.counts().await, between);
}
