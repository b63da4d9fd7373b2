//! Who is told, and when, that a child has no bed: to the second.

use chrono::{DateTime, TimeDelta, Utc};
use serde_json::json;

use crate::support::escalation::{mails_at, waiting_request};
use crate::support::{
    App, CITY, NATIONAL, PUBLIC_URL, REGION, ask, girl, grouped, has_at_least, items, on_both,
    recipients, text, with,
};
use mabit::services::operations::jobs;

on_both!(
    every_step_is_taken_in_its_second_and_again_for_two_days,
    a_step_with_nobody_on_duty_gives_way_at_once,
    a_city_without_anybody_goes_to_the_nation_at_once,
    a_mail_holds_the_reference_and_a_link_and_nothing_personal,
    each_mail_is_in_the_language_of_who_reads_it,
    an_accepted_bed_ends_it_and_tells_who_was_mailed,
    a_request_with_a_pending_offer_escalates_too,
    a_shut_account_is_not_mailed,
    the_steps_taken_are_listed_with_their_delivery,
);

async fn every_step_is_taken_in_its_second_and_again_for_two_days(app: App) {
    app.with_region().await;
    let request = waiting_request(&app).await;
    let began = app.now();
    app.tick().await;
    assert_eq!(recipients(&app.new_mails()), [CITY]);
    for cycle in 0..24 {
        for (minute, to) in [(0, CITY), (30, REGION), (60, NATIONAL)] {
            if (cycle, minute) == (0, 0) {
                continue;
            }
            let at = began + TimeDelta::minutes(cycle * 120 + minute);
            let mails = mails_at(&app, at).await;
            assert_eq!(recipients(&mails), [to], "cycle {cycle}, minute {minute}");
            let reference = grouped(text(&request["reference"]));
            assert!(mails[0].subject.contains(&reference), "{}", mails[0].subject);
        }
    }
    let open = app.coordinator("nador").get("/escalations?open=true").await.is(200);
    let steps = items(&open)[0]["sent"].as_array().unwrap();
    assert_eq!(steps.len(), 72);
    assert!(steps.iter().all(|step| step["at"] == step["due"] && step["delivery"] == "sent"));
}

async fn a_step_with_nobody_on_duty_gives_way_at_once(app: App) {
    let request = waiting_request(&app).await;
    let began = app.now();
    app.tick().await;
    assert_eq!(recipients(&app.new_mails()), [CITY]);
    // Nobody coordinates the region: the nation is told in its place, at that moment.
    let mails = mails_at(&app, began + TimeDelta::minutes(30)).await;
    assert_eq!(recipients(&mails), [NATIONAL]);
    // That was the last step, so it repeats an hour later.
    let mails = mails_at(&app, began + TimeDelta::minutes(90)).await;
    assert_eq!(recipients(&mails), [CITY]);
    let open = app.coordinator("nador").get("/escalations?open=true").await.is(200);
    let steps: Vec<_> = items(&open)[0]["sent"]
        .as_array()
        .unwrap()
        .iter()
        .map(|step| (step["step"].as_i64().unwrap(), text(&step["to"]), text(&step["delivery"])))
        .collect();
    let expected = [
        (1, "city", "sent"),
        (2, "region", "nobody"),
        (3, "national", "sent"),
        (1, "city", "sent"),
    ];
    assert_eq!(steps, expected);
    let now = app.outreach("nador").request(&request).await;
    let next: DateTime<Utc> = text(&now["next_escalation_at"]).parse().unwrap();
    assert_eq!(next, began + TimeDelta::minutes(120));
}

async fn a_city_without_anybody_goes_to_the_nation_at_once(app: App) {
    app.outreach("nador").asks(&ask("al-hoceima", [girl(14)])).await;
    app.tick().await;
    assert_eq!(recipients(&app.new_mails()), [NATIONAL]);
}

async fn a_mail_holds_the_reference_and_a_link_and_nothing_personal(app: App) {
    app.with_region().await;
    let brothers = [json!({ "age": 13, "gender": "male" }), girl(16)];
    let call = json!({
        "needs": ["wheelchair", "pregnancy"], "case_ref": "NDR-77", "urgency": "urgent",
    });
    let request = app.outreach("nador").asks(&with(ask("nador", brothers), call)).await;
    app.tick().await;
    app.new_mails();
    let mails = mails_at(&app, app.now() + TimeDelta::minutes(30)).await;
    let mail = &mails[0];
    assert_eq!(mail.to, REGION);
    let reference = text(&request["reference"]);
    let link = format!("{PUBLIC_URL}/coordinator/requests/{reference}");
    for part in [&mail.text, &mail.html] {
        assert!(part.contains(&link), "{part}");
        assert!(part.contains(&grouped(reference)), "{part}");
        assert!(part.contains("within 24 hours"), "{part}");
    }
    assert!(mail.subject.contains(&grouped(reference)));
    // No city, partner, shelter, gender, need or file number, in whatever part or language.
    let words = [
        "nador",
        "الناظور",
        "asticude",
        "male",
        "boy",
        "girl",
        "garçon",
        "fille",
        "wheelchair",
        "pregnan",
        "ndr-77",
        "sibling",
        "child",
    ];
    let html = mail.html.split("</style>").last().unwrap();
    for part in [&mail.subject, &mail.text, html, &mail.raw] {
        let part = part.to_lowercase();
        for word in words {
            assert!(!part.contains(word), "{word} in {part}");
        }
    }
    let spoken = format!("{} {}", mail.subject, mail.text).replace(&grouped(reference), "");
    let spoken = spoken.replace(&link, "");
    for age in ["13", "16"] {
        assert!(!spoken.contains(age), "{age} in {spoken}");
    }
    assert!(mail.message_id.ends_with("@mabit.example"), "{}", mail.message_id);
}

async fn each_mail_is_in_the_language_of_who_reads_it(app: App) {
    for (city, said) in
        [("nador", "pas encore de lit"), ("oujda", "لا سرير بعد"), ("tanger", "no bed yet")]
    {
        let call = with(ask(city, [girl(14)]), json!({ "needs": ["infant_care"] }));
        app.outreach(city).asks(&call).await;
        app.tick().await;
        let mails = app.new_mails();
        assert_eq!(recipients(&mails), [app.coordinator(city).email()]);
        assert!(mails[0].subject.contains(said), "{}", mails[0].subject);
    }
}

async fn an_accepted_bed_ends_it_and_tells_who_was_mailed(app: App) {
    app.with_region().await;
    let request = waiting_request(&app).await;
    let began = app.now();
    app.tick().await;
    app.new_mails();
    mails_at(&app, began + TimeDelta::minutes(30)).await;
    let choice = json!({
        "shelter_id": app.shelter_in("nador").await["id"], "override": { "reason": "by car" },
    });
    let offered = app.coordinator("nador").offers(&request, &choice).await.is(201);
    app.tick().await;
    assert_eq!(app.new_mails().len(), 0);
    app.pass(TimeDelta::minutes(5));
    app.shelter("nador").accepts(&offered).await;
    app.tick().await;
    let mails = app.new_mails();
    assert_eq!(recipients(&mails), [CITY, REGION]);
    for mail in &mails {
        assert!(mail.subject.contains(&grouped(text(&request["reference"]))));
        let found = ["lit trouvé", "bed found"].iter().any(|said| mail.subject.contains(said));
        assert!(found, "{}", mail.subject);
    }
    let open = app.coordinator("nador").get("/escalations?open=true").await.is(200);
    assert_eq!(open["items"], json!([]));
    let ever = app.coordinator("nador").get("/escalations?open=false").await.is(200);
    assert_eq!(items(&ever)[0]["request_id"], request["id"]);
    // The nation's turn would have come after an hour.
    app.advance(60).await;
    app.shelter("nador").does("arrive", &offered).await;
    app.advance(24 * 60).await;
    assert_eq!(app.new_mails().len(), 0);
}

async fn a_request_with_a_pending_offer_escalates_too(app: App) {
    let request = app.outreach("nador").asks(&ask("nador", [girl(14)])).await;
    assert_eq!(request["state"], "offered");
    app.tick().await;
    assert_eq!(recipients(&app.new_mails()), [CITY]);
    app.shelter("nador").declines(&request["offer"]).await;
    // Declined and offered on, it goes on from where it stood: the clock is not set back.
    let mails = mails_at(&app, app.now() + TimeDelta::minutes(30)).await;
    assert_eq!(recipients(&mails), [NATIONAL]);
}

async fn a_shut_account_is_not_mailed(app: App) {
    let coordinator = app.account(CITY).await;
    let path = format!("/users/{}", text(&coordinator["id"]));
    app.admin().patch(&path, &json!({ "active": false })).await.is(200);
    waiting_request(&app).await;
    app.tick().await;
    assert_eq!(recipients(&app.new_mails()), [NATIONAL]);
}

async fn the_steps_taken_are_listed_with_their_delivery(app: App) {
    let request = waiting_request(&app).await;
    jobs::sweep(&app.cx).await.unwrap();
    let list = app.coordinator("nador").get("/escalations?open=true").await.is(200);
    let one = &items(&list)[0];
    let fields = [
        "request_id",
        "reference",
        "urgency",
        "city",
        "step",
        "since",
        "next_at",
        "sent",
        "acknowledged",
    ];
    has_at_least(one, &fields);
    assert_eq!(one["request_id"], request["id"]);
    assert_eq!(one["reference"], request["reference"]);
    assert_eq!(one["urgency"], "emergency");
    assert_eq!(one["city"], "nador");
    assert_eq!(one["step"], 1);
    assert_eq!(one["since"], request["created_at"]);
    assert!(one["acknowledged"].is_null());
    let step = &one["sent"][0];
    has_at_least(step, &["step", "cycle", "at", "to", "delivery"]);
    assert_eq!((&step["step"], &step["cycle"]), (&json!(1), &json!(1)));
    assert_eq!(step["to"], "city");
    assert_eq!(step["delivery"], "pending");
    app.tick().await;
    let list = app.coordinator("nador").get("/escalations").await.is(200);
    assert_eq!(items(&list)[0]["sent"][0]["delivery"], "sent");
    // A coordinator of another city does not see it; the nation's does.
    let elsewhere = app.coordinator("rabat").get("/escalations").await.is(200);
    assert_eq!(elsewhere["items"], json!([]));
    let national = app.person(NATIONAL).get("/escalations").await.is(200);
    assert_eq!(items(&national).len(), 1);
}
