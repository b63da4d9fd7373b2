//! A coordinator takes a request on, hands it over, or alerts others at once.

use chrono::{DateTime, TimeDelta, Utc};
use reqwest::Method;
use serde_json::{Value, json};

use crate::answer::{Answer, id, items, text};
use crate::app::{App, PUBLIC_URL, on_both};
use crate::duty::{NIGHT, account, with_night};
use crate::escalation::{CITY, REGION, hopeless, mails_at, with_region};
use crate::mails::{grouped, recipients};
use crate::world::{ADMIN, NATIONAL, Person, ask, girl, with};

on_both!(
    an_acknowledgement_says_what_is_being_done,
    an_acknowledgement_needs_no_body,
    a_bad_note_is_named,
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

pub async fn acknowledges(person: &Person<'_>, request: &Value, body: &Value) -> Answer {
    person.post(&format!("/requests/{}/acknowledge", id(request)), body).await
}

pub async fn hands_over(person: &Person<'_>, request: &Value, body: &Value) -> Answer {
    person.post(&format!("/requests/{}/hand_over", id(request)), body).await
}

pub async fn escalates(person: &Person<'_>, request: &Value, body: &Value) -> Answer {
    person.post(&format!("/requests/{}/escalate", id(request)), body).await
}

/// A moment that was answered.
pub fn moment(value: &Value) -> DateTime<Utc> {
    text(value).parse().unwrap()
}

/// A request without a bed whose first step was taken.
pub async fn alerted(app: &App) -> Value {
    let request = hopeless(app).await;
    app.tick().await;
    app.new_mails();
    request
}

async fn an_acknowledgement_says_what_is_being_done(app: App) {
    let request = alerted(&app).await;
    let coordinator = app.coordinator("nador");
    // The pause is that of the first.
    let until = app.now() + TimeDelta::minutes(31);
    for note in ["calling_shelters", "transport_under_way", "other_solution"] {
        app.pass(TimeDelta::minutes(1));
        let answer = acknowledges(&coordinator, &request, &json!({ "note": note })).await.is(200);
        let expected = json!({
            "by": account(&app, CITY).await, "at": app.now(), "until": until, "note": note,
        });
        assert_eq!(answer["acknowledged"], expected);
        assert_eq!(app.outreach("nador").request(&request).await["acknowledged"], expected);
        let list = coordinator.get("/escalations").await.is(200);
        assert_eq!(items(&list)[0]["acknowledged"], expected);
    }
    // Said anew without a note there is none.
    let answer = acknowledges(&coordinator, &request, &json!({})).await.is(200);
    assert_eq!(answer["acknowledged"]["note"], Value::Null);
}

async fn an_acknowledgement_needs_no_body(app: App) {
    let coordinator = app.coordinator("nador");
    let kinds = [None, Some("application/json"), Some("text/plain")];
    for kind in kinds {
        let request = alerted(&app).await;
        let path = format!("/requests/{}/acknowledge", id(&request));
        let call = coordinator.call(Method::POST, &path).await;
        let call = match kind {
            Some(kind) => call.header("content-type", kind).body(""),
            None => call,
        };
        let answer = app.send(format!("acknowledge with {kind:?}"), call).await.is(200);
        assert_eq!(answer["acknowledged"]["note"], Value::Null);
    }
    for body in [json!(null), json!({}), json!({ "note": null })] {
        let request = alerted(&app).await;
        let answer = acknowledges(&coordinator, &request, &body).await.is(200);
        assert_eq!(answer["acknowledged"]["note"], Value::Null);
        assert_eq!(moment(&answer["acknowledged"]["until"]), app.now() + TimeDelta::minutes(30));
    }
}

async fn a_bad_note_is_named(app: App) {
    let (coordinator, request) = (app.coordinator("nador"), alerted(&app).await);
    let before = app.database.counts().await;
    for (body, pointer, code) in [
        (json!({ "note": "called her aunt" }), "/note", "unknown_value"),
        (json!({ "note": 7 }), "/note", "wrong_type"),
        (json!({ "text": "x" }), "/text", "unknown_field"),
        (json!("calling_shelters"), "", "wrong_type"),
        (json!([]), "", "wrong_type"),
    ] {
        let answer = acknowledges(&coordinator, &request, &body).await;
        answer.names(422, "validation_failed", &[(pointer, code)]);
    }
    let path = format!("/requests/{}/acknowledge", id(&request));
    for (kind, body, status, code) in [
        ("application/json", "{", 400, "malformed_json"),
        ("text/plain", "{}", 415, "not_json"),
        ("application/x-www-form-urlencoded", "note=calling_shelters", 415, "not_json"),
    ] {
        let call = coordinator.call(Method::POST, &path).await;
        let call = call.header("content-type", kind).body(body);
        app.send(body.to_owned(), call).await.refused(status, code);
    }
    assert_eq!(app.database.counts().await, before);
}

async fn whoever_takes_it_over_is_mailed_and_nobody_else(app: App) {
    with_night(&app).await;
    let request = alerted(&app).await;
    let (night, city) = (account(&app, NIGHT).await, app.coordinator("nador"));
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
    assert_eq!(recipients(&mails), [NIGHT]);
    assert!(mails[0].subject.contains("handed over to you"), "{}", mails[0].subject);
    // From above, too: in the language of who reads it.
    let down = json!({ "to": account(&app, CITY).await });
    hands_over(&app.person(NATIONAL), &request, &down).await.is(200);
    app.tick().await;
    let mails = app.new_mails();
    assert_eq!(recipients(&mails), [CITY]);
    assert!(mails[0].subject.contains("vous est confiée"), "{}", mails[0].subject);
}

async fn the_mail_to_the_other_says_nothing_of_the_child(app: App) {
    with_night(&app).await;
    let call = json!({ "needs": ["wheelchair"], "case_ref": "NDR-77" });
    let call = with(ask("nador", [girl(16)]), call);
    let request = app.outreach("nador").asks(&call).await;
    app.tick().await;
    app.new_mails();
    let over = json!({ "to": account(&app, NIGHT).await, "note": "other_solution" });
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
    for part in [&mail.subject, &mail.text, html, &mail.raw.replace(NIGHT, "")] {
        let part = part.to_lowercase();
        for word in words {
            assert!(!part.contains(word), "{word} in {part}");
        }
    }
    let spoken = mail.text.replace(&grouped(reference), "").replace(&link, "");
    assert!(!spoken.contains("16"), "{spoken}");
}

async fn handing_over_makes_the_pause_no_longer(app: App) {
    with_night(&app).await;
    let request = alerted(&app).await;
    let began = app.now();
    app.pass(TimeDelta::minutes(10));
    acknowledges(&app.coordinator("nador"), &request, &json!({})).await.is(200);
    let until = began + TimeDelta::minutes(40);
    for (from, to) in [(CITY, NIGHT), (NIGHT, NATIONAL), (NATIONAL, CITY)] {
        app.pass(TimeDelta::minutes(9));
        let over = json!({ "to": account(&app, to).await });
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
    assert_eq!(recipients(&mails), [CITY, NIGHT]);
}

async fn handing_over_what_nobody_had_taken_on_pauses_it(app: App) {
    with_region(&app).await;
    with_night(&app).await;
    let request = alerted(&app).await;
    let began = app.now();
    let over = json!({ "to": account(&app, NIGHT).await });
    app.pass(TimeDelta::minutes(29));
    let answer = hands_over(&app.coordinator("nador"), &request, &over).await.is(200);
    let until = began + TimeDelta::minutes(59);
    assert_eq!(moment(&answer["acknowledged"]["until"]), until);
    app.tick().await;
    assert_eq!(recipients(&app.new_mails()), [NIGHT]);
    let mails = mails_at(&app, until).await;
    assert_eq!(recipients(&mails), [REGION]);
    // The pause has run out; handed over again, it pauses anew.
    let answer = hands_over(&app.coordinator("nador"), &request, &over).await.is(200);
    let again = until + TimeDelta::minutes(30);
    assert_eq!(moment(&answer["acknowledged"]["until"]), again);
    app.tick().await;
    assert_eq!(recipients(&app.new_mails()), [NIGHT]);
    let mails = mails_at(&app, again).await;
    assert_eq!(recipients(&mails), [NATIONAL]);
}

async fn one_may_hand_a_request_to_oneself_and_back_and_forth(app: App) {
    with_night(&app).await;
    let request = alerted(&app).await;
    let (city, night) = (account(&app, CITY).await, account(&app, NIGHT).await);
    let own = json!({ "to": city });
    let answer = hands_over(&app.coordinator("nador"), &request, &own).await.is(200);
    assert_eq!(answer["acknowledged"]["by"], city);
    app.tick().await;
    assert_eq!(app.new_mails().len(), 0, "one need not write to oneself");
    for _ in 0..2 {
        let there = json!({ "to": night });
        hands_over(&app.coordinator("nador"), &request, &there).await.is(200);
        hands_over(&app.person(NIGHT), &request, &own).await.is(200);
        app.tick().await;
        assert_eq!(recipients(&app.new_mails()), [CITY, NIGHT]);
    }
}

async fn only_a_coordinator_of_the_request_can_be_handed_it(app: App) {
    with_region(&app).await;
    with_night(&app).await;
    let request = alerted(&app).await;
    let users = app.admin().get("/users?limit=200").await.is(200);
    let of = |email: &str| {
        items(&users).iter().find(|user| user["email"] == email).unwrap()["id"].clone()
    };
    let off = json!({ "active": false });
    app.admin().patch(&format!("/users/{}", text(&of(NIGHT))), &off).await.is(200);
    let coordinator = app.coordinator("nador");
    let before = app.database.counts().await;
    let nobody = json!("00000000-0000-7000-8000-000000000000");
    for to in [
        nobody,
        of(NIGHT),
        of(ADMIN),
        of("outreach@asticude.example"),
        of("shelter@asticude.example"),
        of("coordinator@ms2.example"),
    ] {
        let answer = hands_over(&coordinator, &request, &json!({ "to": to })).await;
        answer.names(422, "validation_failed", &[("/to", "not_a_coordinator")]);
    }
    for (body, wrong) in [
        (json!({}), vec![("/to", "required")]),
        (json!({ "to": "x" }), vec![("/to", "bad_format")]),
        (json!({ "to": null }), vec![("/to", "wrong_type")]),
        (json!({ "to": of(REGION), "note": "x" }), vec![("/note", "unknown_value")]),
        (json!({ "to": of(REGION), "until": "x" }), vec![("/until", "unknown_field")]),
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
    for to in [of(REGION), of(NATIONAL), of(CITY)] {
        hands_over(&coordinator, &request, &json!({ "to": to })).await.is(200);
    }
}

async fn a_child_that_does_not_come_can_be_handed_over_and_escalated(app: App) {
    let (team, shelter) = (app.outreach("nador"), app.shelter("nador"));
    let coordinator = app.coordinator("nador");
    let over = json!({ "to": account(&app, NATIONAL).await });
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
    let request = alerted(&app).await;
    let coordinator = app.coordinator("nador");
    acknowledges(&coordinator, &request, &json!({ "note": "calling_shelters" })).await.is(200);
    let over = json!({ "to": account(&app, NATIONAL).await });
    hands_over(&coordinator, &request, &over).await.is(200);
    escalates(&coordinator, &request, &json!({ "step": 3 })).await.is(200);
    app.tick().await;
    let path = format!("/requests/{}/history", id(&request));
    let history = app.outreach("nador").get(&path).await.is(200);
    let (city, all) = (account(&app, CITY).await, items(&history));
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
    let over = json!({ "to": account(&app, NATIONAL).await });
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
    with_region(&app).await;
    let request = alerted(&app).await;
    let over = json!({ "to": account(&app, CITY).await });
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
    let request = alerted(&app).await;
    let coordinator = app.coordinator("nador");
    let over = json!({ "to": account(&app, NATIONAL).await });
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
