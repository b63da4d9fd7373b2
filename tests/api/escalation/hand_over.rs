//! A coordinator hands a request over to another.

use chrono::TimeDelta;
use serde_json::{Value, json};

use crate::support::duty::account_id;
use crate::support::escalation::{
    acknowledges, escalated_request, escalates, hands_over, mails_at, moment,
};
use crate::support::{
    ADMIN, App, CITY, NATIONAL, PUBLIC_URL, REGION, SECOND, ask, girl, grouped, id, items, on_both,
    recipients, text, with,
};

on_both!(
    whoever_takes_it_over_is_mailed_and_nobody_else,
    the_mail_to_the_other_says_nothing_of_the_child,
    handing_over_makes_the_pause_no_longer,
    handing_over_what_nobody_had_taken_on_pauses_it,
    one_may_hand_a_request_to_oneself_and_back_and_forth,
    only_a_coordinator_of_the_request_can_be_handed_it,
    a_child_that_does_not_come_can_be_handed_over_and_escalated,
    handing_over_is_told_in_the_history,
    what_does_not_escalate_can_be_neither_handed_over_nor_escalated,
    another_citys_request_is_not_there_to_hand_over_or_escalate,
    under_a_key_it_is_handed_over_once,
);

async fn whoever_takes_it_over_is_mailed_and_nobody_else(app: App) {
    app.with_second().await;
    let request = escalated_request(&app).await;
    let (night, city) = (account_id(&app, SECOND).await, app.coordinator("nador"));
    let note = json!({ "to": night, "note": "transport_under_way" });
    let answer = hands_over(&city, &request, &note).await.is(200);
    let expected = json!({
        "by": night,
        "at": app.now(),
        "until": app.now() + TimeDelta::minutes(30),
        "note": "transport_under_way",
    });
    assert_eq!(answer["acknowledged"], expected);
    app.tick().await;
    let mails = app.new_mails();
    assert_eq!(recipients(&mails), [SECOND]);
    assert!(mails[0].subject.contains("handed over to you"), "{}", mails[0].subject);
    // From above, too: in the language of who reads it.
    let down = json!({ "to": account_id(&app, CITY).await });
    hands_over(&app.person(NATIONAL), &request, &down).await.is(200);
    app.tick().await;
    let mails = app.new_mails();
    assert_eq!(recipients(&mails), [CITY]);
    assert!(mails[0].subject.contains("vous est confiée"), "{}", mails[0].subject);
}

async fn the_mail_to_the_other_says_nothing_of_the_child(app: App) {
    app.with_second().await;
    let call = json!({ "needs": ["wheelchair"], "case_ref": "NDR-77" });
    let call = with(ask("nador", [girl(16)]), call);
    let request = app.outreach("nador").asks(&call).await;
    app.tick().await;
    app.new_mails();
    let over = json!({ "to": account_id(&app, SECOND).await, "note": "other_solution" });
    hands_over(&app.coordinator("nador"), &request, &over).await.is(200);
    app.tick().await;
    let mail = app.new_mails().remove(0);
    let reference = text(&request["reference"]);
    let link = format!("{PUBLIC_URL}/coordinator/requests/{reference}");
    assert!(mail.subject.contains(&grouped(reference)), "{}", mail.subject);
    for part in [&mail.text, &mail.html] {
        assert!(part.contains(&link), "{part}");
    }
    let words = ["nador", "asticude", "wheelchair", "ndr-77", "female", "girl", "child"];
    let html = mail.html.split("</style>").last().unwrap();
    // The recipient's own address is in the headers, and names her partner.
    for part in [&mail.subject, &mail.text, html, &mail.raw.replace(SECOND, "")] {
        let part = part.to_lowercase();
        for word in words {
            assert!(!part.contains(word), "{word} in {part}");
        }
    }
    let spoken = mail.text.replace(&grouped(reference), "").replace(&link, "");
    assert!(!spoken.contains("16"), "{spoken}");
}

async fn handing_over_makes_the_pause_no_longer(app: App) {
    app.with_second().await;
    let request = escalated_request(&app).await;
    let began = app.now();
    app.pass(TimeDelta::minutes(10));
    acknowledges(&app.coordinator("nador"), &request, &json!({})).await.is(200);
    let until = began + TimeDelta::minutes(40);
    for (from, to) in [(CITY, SECOND), (SECOND, NATIONAL), (NATIONAL, CITY)] {
        app.pass(TimeDelta::minutes(9));
        let over = json!({ "to": account_id(&app, to).await });
        let answer = hands_over(&app.person(from), &request, &over).await.is(200);
        assert_eq!(moment(&answer["acknowledged"]["until"]), until);
        assert_eq!(moment(&answer["next_escalation_at"]), until);
        app.tick().await;
        assert_eq!(recipients(&app.new_mails()), [to]);
    }
    // Whoever has it: the next step comes when it was said, and the one after in its distance.
    let mails = mails_at(&app, until).await;
    assert_eq!(recipients(&mails), [NATIONAL]);
    let list = app.coordinator("nador").get("/escalations").await.is(200);
    assert!(items(&list)[0]["acknowledged"].is_null());
    let mails = mails_at(&app, until + TimeDelta::minutes(60)).await;
    assert_eq!(recipients(&mails), [CITY, SECOND]);
}

async fn handing_over_what_nobody_had_taken_on_pauses_it(app: App) {
    app.with_region().await;
    app.with_second().await;
    let request = escalated_request(&app).await;
    let began = app.now();
    let over = json!({ "to": account_id(&app, SECOND).await });
    app.pass(TimeDelta::minutes(29));
    let answer = hands_over(&app.coordinator("nador"), &request, &over).await.is(200);
    let until = began + TimeDelta::minutes(59);
    assert_eq!(moment(&answer["acknowledged"]["until"]), until);
    app.tick().await;
    assert_eq!(recipients(&app.new_mails()), [SECOND]);
    let mails = mails_at(&app, until).await;
    assert_eq!(recipients(&mails), [REGION]);
    // The pause has run out; handed over again, it pauses anew.
    let answer = hands_over(&app.coordinator("nador"), &request, &over).await.is(200);
    let again = until + TimeDelta::minutes(30);
    assert_eq!(moment(&answer["acknowledged"]["until"]), again);
    app.tick().await;
    assert_eq!(recipients(&app.new_mails()), [SECOND]);
    let mails = mails_at(&app, again).await;
    assert_eq!(recipients(&mails), [NATIONAL]);
}

async fn one_may_hand_a_request_to_oneself_and_back_and_forth(app: App) {
    app.with_second().await;
    let request = escalated_request(&app).await;
    let (city, night) = (account_id(&app, CITY).await, account_id(&app, SECOND).await);
    let own = json!({ "to": city });
    let answer = hands_over(&app.coordinator("nador"), &request, &own).await.is(200);
    assert_eq!(answer["acknowledged"]["by"], city);
    app.tick().await;
    assert_eq!(app.new_mails().len(), 0, "one need not write to oneself");
    for _ in 0..2 {
        let there = json!({ "to": night });
        hands_over(&app.coordinator("nador"), &request, &there).await.is(200);
        hands_over(&app.person(SECOND), &request, &own).await.is(200);
        app.tick().await;
        assert_eq!(recipients(&app.new_mails()), [CITY, SECOND]);
    }
}

async fn only_a_coordinator_of_the_request_can_be_handed_it(app: App) {
    app.with_region().await;
    app.with_second().await;
    let request = escalated_request(&app).await;
    let of = async |email: &str| app.account(email).await["id"].clone();
    let off = json!({ "active": false });
    app.admin().patch(&format!("/users/{}", text(&of(SECOND).await)), &off).await.is(200);
    let coordinator = app.coordinator("nador");
    let before = app.database.counts().await;
    let nobody = json!("00000000-0000-7000-8000-000000000000");
    for to in [
        nobody,
        of(SECOND).await,
        of(ADMIN).await,
        of("outreach@asticude.example").await,
        of("shelter@asticude.example").await,
        of("coordinator@ms2.example").await,
    ] {
        let answer = hands_over(&coordinator, &request, &json!({ "to": to })).await;
        answer.names(422, "validation_failed", &[("/to", "not_a_coordinator")]);
    }
    for (body, wrong) in [
        (json!({}), vec![("/to", "required")]),
        (json!({ "to": "x" }), vec![("/to", "bad_format")]),
        (json!({ "to": null }), vec![("/to", "wrong_type")]),
        (json!({ "to": of(REGION).await, "note": "x" }), vec![("/note", "unknown_value")]),
        (json!({ "to": of(REGION).await, "until": "x" }), vec![("/until", "unknown_field")]),
        (
            json!({ "note": 1, "x": 1 }),
            vec![("/to", "required"), ("/note", "wrong_type"), ("/x", "unknown_field")],
        ),
    ] {
        let answer = hands_over(&coordinator, &request, &body).await;
        answer.names(422, "validation_failed", &wrong);
    }
    let path = format!("/requests/{}/hand_over", id(&request));
    coordinator.order(&path).await.refused(415, "not_json");
    assert_eq!(app.database.counts().await, before);
    assert!(coordinator.request(&request).await["acknowledged"].is_null());
    for to in [of(REGION).await, of(NATIONAL).await, of(CITY).await] {
        hands_over(&coordinator, &request, &json!({ "to": to })).await.is(200);
    }
}

async fn a_child_that_does_not_come_can_be_handed_over_and_escalated(app: App) {
    let (team, shelter) = (app.outreach("nador"), app.shelter("nador"));
    let coordinator = app.coordinator("nador");
    let over = json!({ "to": account_id(&app, NATIONAL).await });
    let missing = team.asks(&ask("nador", [girl(14)])).await;
    shelter.accepts(&missing["offer"]).await;
    shelter.does("no_show", &missing["offer"]).await;
    app.pass(TimeDelta::seconds(1));
    let silent = team.asks(&ask("nador", [girl(15)])).await;
    shelter.accepts(&silent["offer"]).await;
    app.advance(2 * 60 + 59).await;
    // On the way, and in time: nothing escalates.
    for refusal in [
        hands_over(&coordinator, &silent, &over).await,
        escalates(&coordinator, &silent, &json!({ "step": 3 })).await,
        acknowledges(&coordinator, &silent, &json!({})).await,
    ] {
        assert_eq!(refusal.refused(409, "wrong_state")["state"], "accepted");
    }
    app.advance(1).await;
    app.advance(30).await;
    app.new_mails();
    for (request, state) in [(&missing, "missing"), (&silent, "accepted")] {
        let answer = hands_over(&coordinator, request, &over).await.is(200);
        assert_eq!(answer["state"], state);
        app.tick().await;
        assert_eq!(recipients(&app.new_mails()), [NATIONAL]);
        app.pass(TimeDelta::minutes(1));
        escalates(&coordinator, request, &json!({ "to": "city" })).await.is(200);
        app.tick().await;
        assert_eq!(recipients(&app.new_mails()), [CITY]);
        let answer = acknowledges(&coordinator, request, &json!({})).await.is(200);
        let until = app.now() + TimeDelta::minutes(30);
        assert_eq!(moment(&answer["next_escalation_at"]), until);
    }
    let list = coordinator.get("/escalations").await.is(200);
    let why: Vec<&str> = items(&list).iter().map(|one| text(&one["why"])).collect();
    assert_eq!(why, ["missing_on_the_way", "missing"]);
}

async fn handing_over_is_told_in_the_history(app: App) {
    let request = escalated_request(&app).await;
    let coordinator = app.coordinator("nador");
    acknowledges(&coordinator, &request, &json!({ "note": "calling_shelters" })).await.is(200);
    let over = json!({ "to": account_id(&app, NATIONAL).await });
    hands_over(&coordinator, &request, &over).await.is(200);
    escalates(&coordinator, &request, &json!({ "step": 3 })).await.is(200);
    app.tick().await;
    let path = format!("/requests/{}/history", id(&request));
    let history = app.outreach("nador").get(&path).await.is(200);
    let (city, all) = (account_id(&app, CITY).await, items(&history));
    let entries: Vec<_> =
        all.iter().map(|entry| (text(&entry["action"]), entry["actor"] == city)).collect();
    let expected = [
        ("request.create", false),
        ("escalation.step", false),
        ("request.acknowledge", true),
        ("request.hand_over", true),
        ("escalation.pass_over", true),
        ("request.escalate", true),
        ("escalation.step", false),
    ];
    assert_eq!(entries, expected);
}

async fn what_does_not_escalate_can_be_neither_handed_over_nor_escalated(app: App) {
    let (team, shelter) = (app.outreach("nador"), app.shelter("nador"));
    let coordinator = app.coordinator("nador");
    let over = json!({ "to": account_id(&app, NATIONAL).await });
    for state in ["accepted", "placed", "withdrawn", "closed"] {
        let request = team.asks(&ask("nador", [girl(14)])).await;
        let path = |verb: &str| format!("/requests/{}/{verb}", id(&request));
        if state == "accepted" || state == "placed" {
            shelter.accepts(&request["offer"]).await;
        }
        match state {
            "placed" => shelter.does("arrive", &request["offer"]).await,
            "withdrawn" => team.post(&path("withdraw"), &json!({ "reason": "over" })).await.is(200),
            "closed" => {
                let how = json!({ "outcome": "family" });
                coordinator.post(&path("close"), &how).await.is(200)
            }
            _ => Value::Null,
        };
        let before = app.database.counts().await;
        for refusal in [
            hands_over(&coordinator, &request, &over).await,
            escalates(&coordinator, &request, &json!({ "step": 1 })).await,
            escalates(&coordinator, &request, &json!({ "to": "national" })).await,
        ] {
            assert_eq!(refusal.refused(409, "wrong_state")["state"], state, "{}", refusal.what);
        }
        assert_eq!(app.database.counts().await, before);
    }
}

async fn another_citys_request_is_not_there_to_hand_over_or_escalate(app: App) {
    app.with_region().await;
    let request = escalated_request(&app).await;
    let over = json!({ "to": account_id(&app, CITY).await });
    let before = app.database.counts().await;
    for elsewhere in [app.coordinator("oujda"), app.coordinator("rabat")] {
        hands_over(&elsewhere, &request, &over).await.refused(404, "not_found");
        let step = json!({ "step": 3 });
        escalates(&elsewhere, &request, &step).await.refused(404, "not_found");
        acknowledges(&elsewhere, &request, &json!({})).await.refused(404, "not_found");
    }
    assert_eq!(app.database.counts().await, before);
    for person in [app.person(REGION), app.person(NATIONAL)] {
        hands_over(&person, &request, &over).await.is(200);
        escalates(&person, &request, &json!({ "step": 3 })).await.is(200);
    }
}

async fn under_a_key_it_is_handed_over_once(app: App) {
    let request = escalated_request(&app).await;
    let coordinator = app.coordinator("nador");
    let over = json!({ "to": account_id(&app, NATIONAL).await });
    let path = |verb: &str| format!("/requests/{}/{verb}", id(&request));
    let note = json!({ "note": "calling_shelters" });
    for (verb, body) in [("hand_over", &over), ("acknowledge", &note)] {
        let first = coordinator.once(verb, &path(verb), body).await;
        let between = app.database.counts().await;
        app.pass(TimeDelta::seconds(3));
        let second = coordinator.once(verb, &path(verb), body).await;
        assert_eq!(first.is(200), second.is(200));
        let other = with(body.clone(), json!({ "note": "other_solution" }));
        let refusal = coordinator.once(verb, &path(verb), &other).await;
        refusal.refused(409, "idempotency_conflict");
        assert_eq!(app.database.counts().await, between);
    }
    // No body is another body.
    let refusal = coordinator.once("acknowledge", &path("acknowledge"), &Value::Null).await;
    refusal.refused(409, "idempotency_conflict");
    app.tick().await;
    assert_eq!(recipients(&app.new_mails()), [NATIONAL]);
}
