//! A child that was accepted and has not arrived: both sides are asked, and where neither answers
//! it escalates ahead of all others. Its bed stays promised until a person says otherwise.

use chrono::{DateTime, TimeDelta, Utc};
use mabit::services::operations::jobs;
use serde_json::{Value, json};

use crate::support::escalation::{mails_at, waiting_request};
use crate::support::events::Listener;
use crate::support::{
    App, CITY, Mail, NATIONAL, PUBLIC_URL, REGION, ask, counts, girl, grouped, id, items, on_both,
    recipients, text, with,
};

on_both!(
    team_and_shelter_are_asked_at_once_the_shelter_at_its_own_address_too,
    a_shelter_whose_address_is_one_of_its_accounts_is_asked_there_once,
    a_question_names_the_reference_and_a_page_and_nothing_personal,
    without_an_answer_it_escalates_as_missing_on_the_way,
    it_escalates_before_anything_else_and_whatever_the_first_step_waits_for,
    who_is_still_on_the_way_is_asked_about_again_and_not_escalated,
    everyone_who_knows_may_say_that_it_is_still_on_the_way_and_nobody_else,
    still_on_the_way_ends_an_escalation_and_the_next_silence_begins_it_anew,
    an_arrival_answers_the_question,
    a_no_show_answers_the_question_and_escalates_at_once,
    a_question_that_was_answered_before_it_left_is_not_sent,
    a_child_offered_elsewhere_is_no_longer_asked_about,
    after_a_long_outage_both_sides_are_asked_first,
);

const TEAM: &str = "outreach@asticude.example";
const SHELTER: &str = "shelter@asticude.example";

/// A child of Nador whom the shelter has accepted just now.
async fn on_the_way(app: &App) -> Value {
    let request = app.outreach("nador").asks(&ask("nador", [girl(14)])).await;
    app.shelter("nador").accepts(&request["offer"]).await;
    app.tick().await;
    assert_eq!(recipients(&app.new_mails()), [""; 0], "nobody is alerted to an accepted bed");
    request
}

/// The same, and both sides have just been asked.
async fn asked_about(app: &App) -> Value {
    let request = on_the_way(app).await;
    let mails = mails_at(app, app.now() + TimeDelta::hours(3)).await;
    assert_eq!(recipients(&mails), [TEAM, SHELTER]);
    request
}

fn moment(value: &Value) -> DateTime<Utc> {
    text(value).parse().unwrap()
}

/// Says that the child is still on the way.
fn still(request: &Value) -> String {
    format!("/offers/{}/on_the_way", id(&request["offer"]))
}

/// The bed is promised and not given away.
async fn bed_stays_promised(app: &App) {
    assert_eq!(app.counts("nador", "Filles 12-17").await, counts(2, 1, 1));
}

async fn open_escalations(app: &App) -> Vec<Value> {
    let open = app.coordinator("nador").get("/escalations?open=true").await.is(200);
    items(&open).clone()
}

async fn team_and_shelter_are_asked_at_once_the_shelter_at_its_own_address_too(app: App) {
    let partner = app.outreach("nador").get("/me").await.is(200)["partner_id"].clone();
    let of_partner = |role: &str| json!({ "roles": [role], "partner_id": partner });
    app.hire("second@asticude.example", of_partner("outreach")).await;
    let left = app.hire("left@asticude.example", of_partner("outreach")).await;
    let left = left.get("/me").await.is(200);
    let shut = json!({ "active": false });
    app.admin().patch(&format!("/users/{}", id(&left)), &shut).await.is(200);
    let nador = app.shelter_in("nador").await;
    let address = json!({ "email": "house@asticude.example" });
    app.admin().patch(&format!("/shelters/{}", id(&nador)), &address).await.is(200);

    let request = on_the_way(&app).await;
    let (team, shelter) = (app.outreach("nador"), app.shelter("nador"));
    assert!(team.request(&request).await["arrival_asked_at"].is_null());
    assert!(shelter.offer(&request["offer"]).await["arrival_asked_at"].is_null());
    let mails = mails_at(&app, app.now() + TimeDelta::hours(3)).await;
    let both = ["house@asticude.example", TEAM, "second@asticude.example", SHELTER];
    assert_eq!(recipients(&mails), both);
    let now = team.request(&request).await;
    assert_eq!(moment(&now["arrival_asked_at"]), app.now());
    assert_eq!(moment(&now["next_escalation_at"]), app.now() + TimeDelta::minutes(30));
    let offer = shelter.offer(&request["offer"]).await;
    assert_eq!(moment(&offer["arrival_asked_at"]), app.now());
    assert_eq!((&now["state"], &offer["state"]), (&json!("accepted"), &json!("accepted")));
    bed_stays_promised(&app).await;
    // Asked once, not at every tick.
    app.tick().await;
    app.advance(29).await;
    assert_eq!(app.new_mails().len(), 0);
}

async fn a_shelter_whose_address_is_one_of_its_accounts_is_asked_there_once(app: App) {
    let shelter = app.shelter_in("nador").await;
    let address = json!({ "email": "Shelter@Asticude.example" });
    app.admin().patch(&format!("/shelters/{}", id(&shelter)), &address).await.is(200);
    asked_about(&app).await;
}

async fn a_question_names_the_reference_and_a_page_and_nothing_personal(app: App) {
    let call = with(ask("nador", [girl(14)]), json!({ "needs": ["medical_care"] }));
    let request = app.outreach("nador").asks(&call).await;
    app.shelter("nador").accepts(&request["offer"]).await;
    // Accepted at 19:00 on the clock of Morocco.
    let mails = mails_at(&app, app.now() + TimeDelta::hours(3)).await;
    let reference = text(&request["reference"]);
    let page = |mail: &Mail| match mail.to.as_str() {
        TEAM => format!("{PUBLIC_URL}/outreach/requests/{reference}\n"),
        _ => format!("{PUBLIC_URL}/shelter\n"),
    };
    assert_eq!(recipients(&mails), [TEAM, SHELTER]);
    for mail in &mails {
        let whole = format!("{}\n{}\n{}", mail.subject, mail.words(), mail.html).to_lowercase();
        assert!(mail.subject.contains("tout le monde est-il bien arrivé"), "{}", mail.subject);
        assert!(mail.subject.contains(&grouped(reference)), "{}", mail.subject);
        for said in [page(mail).as_str(), "19:00", "22:30"] {
            assert!(mail.words().contains(said), "{said} in {}", mail.words());
        }
        for word in
            ["nador", "asticude, foyer", "fille", "médical", "medical", "14 ans", "14\u{a0}ans"]
        {
            assert!(!whole.contains(word), "{word} in {whole}");
        }
    }
}

async fn without_an_answer_it_escalates_as_missing_on_the_way(app: App) {
    app.with_region().await;
    let request = asked_about(&app).await;
    let asked = app.now();
    for (minutes, to) in [(30, CITY), (60, REGION), (90, NATIONAL), (150, CITY)] {
        let mails = mails_at(&app, asked + TimeDelta::minutes(minutes)).await;
        assert_eq!(recipients(&mails), [to], "{minutes}");
        bed_stays_promised(&app).await;
        let open = open_escalations(&app).await;
        assert_eq!(open[0]["request_id"], request["id"]);
        assert_eq!(
            (&open[0]["why"], &open[0]["state"]),
            (&json!("missing_on_the_way"), &json!("accepted"))
        );
    }
    // What is free besides goes to others; this bed does not.
    app.shelter("nador").reports(&app.pool("nador", "Filles 12-17").await, 1).await;
    app.shelter("nador").reports(&app.pool("nador", "Fratries 0-17").await, 0).await;
    let other = app.outreach("nador").asks(&ask("nador", [girl(15)])).await;
    assert_eq!(other["state"], "waiting");
}

async fn it_escalates_before_anything_else_and_whatever_the_first_step_waits_for(app: App) {
    let steps = [("MABIT_ESCALATION__STEPS", "10m/city,30m/national")];
    let app = app.restart_with(TimeDelta::zero(), &steps).await;
    let awaited = asked_about(&app).await;
    let due = app.now() + TimeDelta::minutes(30);
    // Due a second before it.
    app.pass(TimeDelta::minutes(20) - TimeDelta::seconds(1));
    let unmatched = waiting_request(&app).await;
    app.tick().await;
    app.pass(due - app.now());
    let coordinator = app.coordinator("nador");
    let mut heard = Listener::open(&app, &coordinator, None).await;
    app.tick().await;
    for request in [&awaited, &unmatched] {
        // What others do on the same server may bring earlier events here first.
        let mut event = heard.next_but_pools().await;
        while event.name != "escalation" {
            event = heard.next_but_pools().await;
        }
        assert_eq!(event.data["request_id"], request["id"]);
    }
    let mails = app.new_mails();
    assert_eq!(recipients(&mails), [CITY, CITY]);
    let about = grouped(text(&awaited["reference"]));
    let mail = mails.iter().find(|mail| mail.subject.contains(&about)).unwrap();
    assert!(mail.subject.contains("arrivée non confirmée"), "{}", mail.subject);
}

async fn who_is_still_on_the_way_is_asked_about_again_and_not_escalated(app: App) {
    let request = asked_about(&app).await;
    for _ in 0..3 {
        app.advance(25).await;
        let offer = app.outreach("nador").order(&still(&request)).await.is(200);
        assert_eq!(offer["state"], "accepted");
        assert!(offer["arrival_asked_at"].is_null());
        let now = app.outreach("nador").request(&request).await;
        assert!(now["arrival_asked_at"].is_null());
        let again = app.now() + TimeDelta::hours(3);
        assert_eq!(moment(&now["next_escalation_at"]), again);
        assert_eq!(open_escalations(&app).await, [Value::Null; 0]);
        bed_stays_promised(&app).await;
        assert_eq!(recipients(&mails_at(&app, again).await), [TEAM, SHELTER]);
    }
    let mails = mails_at(&app, app.now() + TimeDelta::minutes(30)).await;
    assert_eq!(recipients(&mails), [CITY]);
}

async fn everyone_who_knows_may_say_that_it_is_still_on_the_way_and_nobody_else(app: App) {
    let team = app.outreach("nador");
    let request = team.asks(&ask("nador", [girl(14)])).await;
    let pending = team.order(&still(&request)).await.refused(409, "wrong_state");
    assert_eq!(pending["state"], "pending");
    app.shelter("nador").accepts(&request["offer"]).await;
    // Nobody has asked yet: said at once it would put the question off for nothing.
    team.order(&still(&request)).await.refused(409, "not_asked");
    let asked = async || {
        app.advance(3 * 60).await;
        let now = team.request(&request).await;
        assert_eq!(moment(&now["arrival_asked_at"]), app.now());
    };
    asked().await;
    app.hire("observer@example.org", json!({ "roles": ["observer"] })).await;
    let before = app.database.counts().await;
    for stranger in [app.outreach("oujda"), app.shelter("oujda"), app.coordinator("oujda")] {
        stranger.order(&still(&request)).await.refused(404, "not_found");
    }
    for other in [app.admin(), app.person("observer@example.org")] {
        other.order(&still(&request)).await.refused(403, "forbidden");
    }
    assert_eq!(app.database.counts().await, before);
    for who in [team.clone(), app.shelter("nador"), app.coordinator("nador"), app.person(NATIONAL)]
    {
        app.pass(TimeDelta::minutes(7));
        who.order(&still(&request)).await.is(200);
        let next = team.request(&request).await["next_escalation_at"].clone();
        assert_eq!(moment(&next), app.now() + TimeDelta::hours(3), "{}", who.email());
        team.order(&still(&request)).await.refused(409, "not_asked");
        asked().await;
    }
    app.shelter("nador").does("arrive", &request["offer"]).await;
    let arrived = team.order(&still(&request)).await.refused(409, "wrong_state");
    assert_eq!(arrived["state"], "arrived");
}

async fn still_on_the_way_ends_an_escalation_and_the_next_silence_begins_it_anew(app: App) {
    let request = asked_about(&app).await;
    let mails = mails_at(&app, app.now() + TimeDelta::minutes(30)).await;
    assert_eq!(recipients(&mails), [CITY]);
    app.pass(TimeDelta::minutes(5));
    app.shelter("nador").order(&still(&request)).await.is(200);
    assert_eq!(open_escalations(&app).await, [Value::Null; 0]);
    // Whoever was alerted hears of it.
    app.tick().await;
    let mails = app.new_mails();
    assert_eq!(recipients(&mails), [CITY]);
    assert!(mails[0].subject.contains("toujours en route"), "{}", mails[0].subject);
    // The nation's turn would have come in 25 minutes.
    let mails = mails_at(&app, app.now() + TimeDelta::hours(3)).await;
    assert_eq!(recipients(&mails), [TEAM, SHELTER]);
    let mails = mails_at(&app, app.now() + TimeDelta::minutes(30)).await;
    assert_eq!(recipients(&mails), [CITY]);
    let steps = open_escalations(&app).await[0]["sent"].clone();
    let taken: Vec<(i64, i64)> = (steps.as_array().unwrap().iter())
        .map(|step| (step["cycle"].as_i64().unwrap(), step["step"].as_i64().unwrap()))
        .collect();
    assert_eq!(taken, [(1, 1), (2, 1)]);
    // Whoever was alerted hears that it ended well, once.
    app.outreach("nador").does("arrive", &request["offer"]).await;
    app.tick().await;
    assert_eq!(recipients(&app.new_mails()), [CITY]);
}

async fn an_arrival_answers_the_question(app: App) {
    let request = asked_about(&app).await;
    app.advance(29).await;
    app.outreach("nador").does("arrive", &request["offer"]).await;
    let now = app.outreach("nador").request(&request).await;
    assert_eq!(now["state"], "placed");
    assert!(now["next_escalation_at"].is_null());
    assert_eq!(app.counts("nador", "Filles 12-17").await, counts(1, 0, 1));
    app.advance(24 * 60).await;
    assert_eq!(app.new_mails().len(), 0);
}

async fn a_no_show_answers_the_question_and_escalates_at_once(app: App) {
    // The shelter waited in vain, or the team has lost contact.
    for who in [app.shelter("nador"), app.outreach("nador")] {
        let request = asked_about(&app).await;
        app.pass(TimeDelta::minutes(10));
        who.does("no_show", &request["offer"]).await;
        let now = app.outreach("nador").request(&request).await;
        assert_eq!(now["state"], "missing");
        assert!(now["arrival_asked_at"].is_null());
        app.tick().await;
        let mails = app.new_mails();
        assert_eq!(recipients(&mails), [CITY]);
        assert!(mails[0].subject.contains("sans nouvelles"), "{}", mails[0].subject);
        assert_eq!(open_escalations(&app).await[0]["why"], "missing");
        assert_eq!(app.counts("nador", "Filles 12-17").await, counts(2, 0, 2));
        let path = format!("/requests/{}/close", id(&request));
        let closed = json!({ "outcome": "lost_contact" });
        app.coordinator("nador").post(&path, &closed).await.is(200);
        app.tick().await;
        app.new_mails();
    }
}

async fn a_question_that_was_answered_before_it_left_is_not_sent(app: App) {
    for answer in ["on_the_way", "arrive"] {
        let request = on_the_way(&app).await;
        app.pass(TimeDelta::hours(3));
        jobs::sweep(&app.cx).await.unwrap();
        let asked = app.outreach("nador").request(&request).await["arrival_asked_at"].clone();
        assert_eq!(moment(&asked), app.now(), "{answer}");
        app.shelter("nador").does(answer, &request["offer"]).await;
        app.tick().await;
        assert_eq!(app.new_mails().len(), 0, "{answer}");
        let path = format!("/requests/{}/withdraw", id(&request));
        app.outreach("nador").post(&path, &json!({ "reason": "over" })).await;
    }
}

async fn a_child_offered_elsewhere_is_no_longer_asked_about(app: App) {
    let request = on_the_way(&app).await;
    app.pass(TimeDelta::hours(3));
    jobs::sweep(&app.cx).await.unwrap();
    let asked = app.outreach("nador").request(&request).await["arrival_asked_at"].clone();
    assert_eq!(moment(&asked), app.now());
    let oujda = app.shelter_in("oujda").await;
    let choice = json!({ "shelter_id": oujda["id"], "override": { "reason": "by car" } });
    app.coordinator("nador").offers(&request, &choice).await.is(201);
    let now = app.outreach("nador").request(&request).await;
    assert_eq!(now["state"], "offered");
    assert!(now["arrival_asked_at"].is_null() && now["offer"]["arrival_asked_at"].is_null());
    assert_eq!(open_escalations(&app).await[0]["why"], "unmatched");
    assert_eq!(app.counts("nador", "Filles 12-17").await, counts(2, 0, 2));
    // The question had not left yet; the alert that the child has no bed goes out.
    app.tick().await;
    let mails = app.new_mails();
    assert_eq!(recipients(&mails), [CITY]);
    assert!(mails[0].subject.contains("pas encore de lit"), "{}", mails[0].subject);
}

async fn after_a_long_outage_both_sides_are_asked_first(app: App) {
    let request = on_the_way(&app).await;
    let app = app.restart(TimeDelta::days(2)).await;
    app.tick().await;
    assert_eq!(recipients(&app.new_mails()), [TEAM, SHELTER]);
    let now = app.outreach("nador").request(&request).await;
    assert_eq!(moment(&now["arrival_asked_at"]), app.now());
    bed_stays_promised(&app).await;
    // They have their half hour all the same.
    let mails = mails_at(&app, app.now() + TimeDelta::minutes(30)).await;
    assert_eq!(recipients(&mails), [CITY]);
    let step = open_escalations(&app).await[0]["sent"][0].clone();
    assert_eq!((&step["late"], &step["at"]), (&json!(false), &step["due"]));
}
