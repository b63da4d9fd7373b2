//! Who was alerted learns how it ended, and nobody else; shelters are mailed of offers, and teams
//! that wish it of their answers.

use chrono::TimeDelta;
use mabit::services::operations::jobs;
use serde_json::{Value, json};

use crate::support::escalation::{mails_at, waiting_request};
use crate::support::{
    App, CITY, Mail, NATIONAL, PUBLIC_URL, Person, REGION, ask, girl, grouped, id, items, on_both,
    recipients, text, with,
};

on_both!(
    who_was_alerted_learns_of_the_bed_once_and_nobody_else_does,
    who_was_alerted_on_the_way_learns_of_the_arrival,
    who_was_alerted_learns_that_the_team_took_it_back,
    who_was_alerted_learns_how_it_was_closed,
    who_was_handed_a_request_learns_too_and_who_has_left_does_not,
    an_alert_that_has_not_left_is_given_up_once_it_is_settled,
    an_alert_about_a_child_that_was_found_meanwhile_is_given_up,
    a_team_is_mailed_of_answers_only_if_it_wishes_it,
    a_shelter_is_mailed_of_each_offer_unless_it_says_otherwise,
    a_shelters_own_address_is_mailed_of_each_offer,
    the_team_that_wishes_it_is_mailed_of_a_yes_a_no_and_a_silence,
    a_mail_of_an_offer_says_until_when_and_nothing_of_the_child,
    an_offer_that_no_longer_waits_is_not_mailed,
    of_a_bed_that_is_gone_hears_who_may_look_at_the_request,
);

const TEAM: &str = "outreach@asticude.example";
const SHELTER: &str = "shelter@asticude.example";

/// The mails that go out now.
async fn told(app: &App) -> Vec<Mail> {
    app.tick().await;
    app.new_mails()
}

/// Every mail is about the request, and says this in its subject.
#[track_caller]
fn all_say(mails: &[Mail], request: &Value, said: &str) {
    for mail in mails {
        assert!(mail.subject.contains(said), "{said} in {}", mail.subject);
        assert!(mail.subject.contains(&grouped(text(&request["reference"]))), "{}", mail.subject);
    }
}

/// A bed that the coordinator finds in Nador a minute later for whom there was none, and that the
/// shelter accepts.
async fn bed_found(app: &App, request: &Value) -> Value {
    app.pass(TimeDelta::minutes(1));
    let shelter = app.shelter_in("nador").await;
    let choice = json!({ "shelter_id": shelter["id"], "override": { "reason": "by car" } });
    let offered = app.coordinator("nador").offers(request, &choice).await.is(201);
    app.shelter("nador").accepts(&offered).await
}

async fn takes_back(app: &App, request: &Value) {
    let path = format!("/requests/{}/withdraw", id(request));
    app.outreach("nador").post(&path, &json!({ "reason": "over" })).await.is(200);
}

async fn closes(app: &App, request: &Value, outcome: &str) {
    let path = format!("/requests/{}/close", id(request));
    app.coordinator("nador").post(&path, &json!({ "outcome": outcome })).await.is(200);
}

async fn who_was_alerted_learns_of_the_bed_once_and_nobody_else_does(app: App) {
    app.with_region().await;
    let request = waiting_request(&app).await;
    assert_eq!(recipients(&told(&app).await), [CITY]);
    for _ in 0..6 {
        app.advance(30).await;
    }
    // Each of them has been alerted twice.
    assert_eq!(recipients(&app.new_mails()), [CITY, REGION, REGION, NATIONAL, NATIONAL]);
    let other = waiting_request(&app).await;
    assert_eq!(recipients(&told(&app).await), [CITY]);
    let offer = bed_found(&app, &request).await;
    let mails = told(&app).await;
    assert_eq!(recipients(&mails), [CITY, REGION, NATIONAL]);
    let said = ["lit trouvé", "bed found"];
    assert!(mails.iter().all(|mail| said.iter().any(|said| mail.subject.contains(said))));
    all_say(&mails, &request, "");
    // Of the other only the city heard so far.
    bed_found(&app, &other).await;
    let mails = told(&app).await;
    assert_eq!(recipients(&mails), [CITY]);
    all_say(&mails, &other, "lit trouvé");
    // Who heard that there is a bed is not bothered with the arrival.
    app.shelter("nador").does("arrive", &offer).await;
    assert_eq!(told(&app).await.len(), 0);
}

async fn who_was_alerted_on_the_way_learns_of_the_arrival(app: App) {
    app.with_region().await;
    let request = waiting_request(&app).await;
    assert_eq!(recipients(&told(&app).await), [CITY]);
    let began = app.now();
    mails_at(&app, began + TimeDelta::minutes(30)).await;
    mails_at(&app, began + TimeDelta::minutes(60)).await;
    let offer = bed_found(&app, &request).await;
    assert_eq!(recipients(&told(&app).await), [CITY, REGION, NATIONAL]);
    let asked = mails_at(&app, app.now() + TimeDelta::hours(3)).await;
    assert_eq!(recipients(&asked), [TEAM, SHELTER]);
    for (minutes, to) in [(30, CITY), (30, REGION)] {
        let mails = mails_at(&app, app.now() + TimeDelta::minutes(minutes)).await;
        assert_eq!(recipients(&mails), [to]);
    }
    app.outreach("nador").does("arrive", &offer).await;
    let mails = told(&app).await;
    assert_eq!(recipients(&mails), [CITY, REGION]);
    all_say(&mails[..], &request, "arriv");
    let link = format!("{PUBLIC_URL}/coordinator/requests/{}", text(&request["reference"]));
    assert!(mails.iter().all(|mail| mail.words().contains(&link)));
}

async fn who_was_alerted_learns_that_the_team_took_it_back(app: App) {
    app.with_region().await;
    let request = waiting_request(&app).await;
    assert_eq!(recipients(&told(&app).await), [CITY]);
    mails_at(&app, app.now() + TimeDelta::minutes(30)).await;
    takes_back(&app, &request).await;
    let mut mails = told(&app).await;
    mails.sort_by(|one, other| one.to.cmp(&other.to));
    assert_eq!(recipients(&mails), [CITY, REGION]);
    all_say(&mails[..1], &request, "plus besoin de lit");
    all_say(&mails[1..], &request, "bed no longer needed");
    // The reason is the team's own affair.
    assert!(mails.iter().all(|mail| !mail.words().contains("over")));
    app.advance(24 * 60).await;
    assert_eq!(app.new_mails().len(), 0);
}

async fn who_was_alerted_learns_how_it_was_closed(app: App) {
    for (outcome, said) in [
        ("placed_elsewhere", "un lit ailleurs"),
        ("family", "retour en famille"),
        ("hospital", "à l’hôpital"),
        ("lost_contact", "contact perdu"),
        ("other", "autre issue"),
    ] {
        let request = waiting_request(&app).await;
        assert_eq!(recipients(&told(&app).await), [CITY]);
        closes(&app, &request, outcome).await;
        let mails = told(&app).await;
        assert_eq!(recipients(&mails), [CITY], "{outcome}");
        all_say(&mails, &request, "demande clôturée");
        assert!(mails[0].words().contains(&format!("Issue : {said}\n")), "{}", mails[0].words());
    }
}

async fn who_was_handed_a_request_learns_too_and_who_has_left_does_not(app: App) {
    let request = waiting_request(&app).await;
    assert_eq!(recipients(&told(&app).await), [CITY]);
    let national = app.person(NATIONAL).get("/me").await.is(200);
    let path = format!("/requests/{}/hand_over", id(&request));
    let over = json!({ "to": national["id"] });
    app.coordinator("nador").post(&path, &over).await.is(200);
    assert_eq!(recipients(&told(&app).await), [NATIONAL]);
    let city = app.coordinator("nador").get("/me").await.is(200);
    let shut = json!({ "active": false });
    app.admin().patch(&format!("/users/{}", id(&city)), &shut).await.is(200);
    takes_back(&app, &request).await;
    let mails = told(&app).await;
    assert_eq!(recipients(&mails), [NATIONAL]);
    all_say(&mails, &request, "plus besoin de lit");
}

async fn an_alert_that_has_not_left_is_given_up_once_it_is_settled(app: App) {
    for how in ["accepted", "withdrawn", "closed"] {
        let request = waiting_request(&app).await;
        // It stands in the outbox, and the mail server is away.
        jobs::sweep(&app.cx).await.unwrap();
        match how {
            "accepted" => drop(bed_found(&app, &request).await),
            "withdrawn" => takes_back(&app, &request).await,
            _ => closes(&app, &request, "family").await,
        }
        // Nobody was alerted, so nobody is told anything.
        assert_eq!(recipients(&told(&app).await), [""; 0], "{how}");
        let ever = app.coordinator("nador").get("/escalations?open=false").await.is(200);
        let entry = items(&ever).iter().find(|one| one["request_id"] == request["id"]).unwrap();
        assert_eq!(entry["state"], how);
        assert_eq!(entry["sent"][0]["delivery"], "cancelled", "{how}");
    }
    let cancelled = app.admin().get("/mails?state=cancelled").await.is(200);
    let kinds: Vec<&str> = items(&cancelled).iter().map(|mail| text(&mail["kind"])).collect();
    assert_eq!(kinds, ["escalation"; 3]);
}

async fn an_alert_about_a_child_that_was_found_meanwhile_is_given_up(app: App) {
    let request = app.outreach("nador").asks(&ask("nador", [girl(14)])).await;
    app.shelter("nador").accepts(&request["offer"]).await;
    app.shelter("nador").does("no_show", &request["offer"]).await;
    jobs::sweep(&app.cx).await.unwrap();
    app.pass(TimeDelta::minutes(1));
    let found = format!("/requests/{}/found", id(&request));
    assert_eq!(app.outreach("nador").order(&found).await.is(200)["state"], "offered");
    // The shelter says yes before anybody was alerted anew.
    let again = app.outreach("nador").request(&request).await;
    app.tick().await;
    let mails = app.new_mails();
    assert_eq!(recipients(&mails), [CITY]);
    all_say(&mails, &request, "pas encore de lit");
    app.shelter("nador").accepts(&again["offer"]).await;
    all_say(&told(&app).await, &request, "lit trouvé");
}

/// Whether somebody wishes mail of offers.
async fn wishes(person: &Person<'_>, mail_offers: bool) {
    let wish = json!({ "mail_offers": mail_offers });
    let me = person.patch("/me", &wish).await.is(200);
    assert_eq!(me["mail_offers"], mail_offers);
    assert_eq!(person.get("/me").await.is(200), me);
}

/// A call from Nador that reaches as far as Oujda.
fn far() -> Value {
    with(ask("nador", [girl(14)]), json!({ "max_km": 150 }))
}

/// Mails that are not about an escalation.
fn of_offers(mut mails: Vec<Mail>) -> Vec<Mail> {
    mails.retain(|mail| !mail.to.starts_with("coordinator@") && mail.to != NATIONAL);
    mails
}

async fn a_shelter_is_mailed_of_each_offer_unless_it_says_otherwise(app: App) {
    let partner = app.shelter("nador").get("/me").await.is(200)["partner_id"].clone();
    let team = json!({ "roles": ["outreach"], "partner_id": partner });
    app.hire("team@asticude.example", team.clone()).await;
    let both = json!({ "roles": ["outreach", "shelter"], "partner_id": partner });
    let added = app.hire("both@asticude.example", both.clone()).await;
    assert_eq!(added.get("/me").await.is(200)["mail_offers"], true);
    app.outreach("nador").asks(&ask("nador", [girl(14)])).await;
    assert_eq!(recipients(&of_offers(told(&app).await)), ["both@asticude.example"]);
    // One that becomes a shelter's is from then on.
    let changed = app.person("team@asticude.example").get("/me").await.is(200);
    assert_eq!(changed["mail_offers"], false);
    app.admin().patch(&format!("/users/{}", id(&changed)), &both).await.is(200);
    wishes(&added, false).await;
    app.outreach("nador").asks(&ask("nador", [girl(14)])).await;
    assert_eq!(recipients(&of_offers(told(&app).await)), ["team@asticude.example"]);
}

async fn a_shelters_own_address_is_mailed_of_each_offer(app: App) {
    let shelter = app.shelter_in("nador").await;
    let path = format!("/shelters/{}", id(&shelter));
    let night = "night@asticude.example";
    app.admin().patch(&path, &json!({ "email": night })).await.is(200);
    let request = app.outreach("nador").asks(&ask("nador", [girl(14)])).await;
    let mails = of_offers(told(&app).await);
    assert_eq!(recipients(&mails), [night]);
    all_say(&mails, &request, "à répondre avant");
    // The address of one of its accounts is written to as that account wishes.
    app.admin().patch(&path, &json!({ "email": SHELTER })).await.is(200);
    app.outreach("nador").asks(&ask("nador", [girl(14)])).await;
    assert_eq!(recipients(&of_offers(told(&app).await)), [""; 0]);
    wishes(&app.shelter("nador"), true).await;
    app.outreach("nador").asks(&ask("nador", [girl(14)])).await;
    assert_eq!(recipients(&of_offers(told(&app).await)), [SHELTER]);
}

async fn a_team_is_mailed_of_answers_only_if_it_wishes_it(app: App) {
    let (team, shelter) = (app.outreach("nador"), app.shelter("nador"));
    assert_eq!(team.get("/me").await.is(200)["mail_offers"], false);
    for person in [&team, &shelter] {
        wishes(person, true).await;
        wishes(person, false).await;
    }
    let request = team.asks(&far()).await;
    app.tick().await;
    shelter.declines(&request["offer"]).await;
    app.advance(20).await;
    let again = team.asks(&far()).await;
    app.tick().await;
    shelter.accepts(&again["offer"]).await;
    app.tick().await;
    assert_eq!(recipients(&of_offers(app.new_mails())), [""; 0]);
}

async fn the_team_that_wishes_it_is_mailed_of_a_yes_a_no_and_a_silence(app: App) {
    let (team, shelter) = (app.outreach("nador"), app.shelter("nador"));
    let colleague =
        json!({ "roles": ["outreach"], "partner_id": team.get("/me").await.is(200)["partner_id"] });
    let colleague = app.hire("second@asticude.example", colleague).await;
    wishes(&team, true).await;
    wishes(&colleague, true).await;
    let mine = team.asks(&far()).await;
    let hers = colleague.asks(&far()).await;
    assert_eq!(of_offers(told(&app).await).len(), 0);
    // A no, of which only she hears who asked.
    shelter.declines(&mine["offer"]).await;
    let mails = of_offers(told(&app).await);
    assert_eq!(recipients(&mails), [TEAM]);
    all_say(&mails, &mine, "le foyer a refusé");
    let link = format!("{PUBLIC_URL}/outreach/requests/{}", text(&mine["reference"]));
    assert!(mails[0].words().contains(&link), "{}", mails[0].words());
    assert!(!mails[0].text.to_lowercase().contains("asticude"), "{}", mails[0].words());
    // A yes.
    shelter.accepts(&hers["offer"]).await;
    let mails = of_offers(told(&app).await);
    assert_eq!(recipients(&mails), ["second@asticude.example"]);
    all_say(&mails, &hers, "the shelter has accepted");
    // A silence, of the shelter it was offered on to.
    let on = team.request(&mine).await["offer"].clone();
    assert_eq!(on["shelter_id"], app.shelter_in("oujda").await["id"]);
    app.pass(TimeDelta::minutes(20));
    let mails = of_offers(told(&app).await);
    assert_eq!(recipients(&mails), [TEAM]);
    all_say(&mails, &mine, "pas de réponse à temps");
    app.advance(60).await;
    assert_eq!(of_offers(app.new_mails()).len(), 0);
}

async fn a_mail_of_an_offer_says_until_when_and_nothing_of_the_child(app: App) {
    let (team, shelter) = (app.outreach("nador"), app.shelter("nador"));
    let partner = shelter.get("/me").await.is(200)["partner_id"].clone();
    let colleague = json!({ "roles": ["shelter"], "partner_id": partner });
    wishes(&app.hire("second@asticude.example", colleague).await, false).await;
    for person in [&shelter, &app.shelter("oujda"), &app.shelter("rabat"), &team] {
        wishes(person, true).await;
    }
    // Asked at 19:00 on the clock of Morocco.
    let request = team.asks(&far()).await;
    let mails = of_offers(told(&app).await);
    assert_eq!(recipients(&mails), [SHELTER]);
    all_say(&mails, &request, "à répondre avant 19:20");
    assert!(mails[0].words().contains(&format!("{PUBLIC_URL}/shelter\n")), "{}", mails[0].words());
    for word in ["14", "fille", "nador"] {
        let said = mails[0].text.replace(&grouped(text(&request["reference"])), "").to_lowercase();
        assert!(!said.contains(word), "{word} in {said}");
    }
    // Offered on, the next one hears of it.
    shelter.declines(&request["offer"]).await;
    let mails = of_offers(told(&app).await);
    assert_eq!(recipients(&mails), [TEAM, "shelter@ms2.example"]);
    // And of what a coordinator chose.
    let choice = json!({
        "shelter_id": app.shelter_in("rabat").await["id"], "override": { "reason": "by train" },
    });
    app.coordinator("nador").offers(&request, &choice).await.is(201);
    let mails = of_offers(told(&app).await);
    assert_eq!(recipients(&mails), ["shelter@orient-occident.example"]);
}

async fn an_offer_that_no_longer_waits_is_not_mailed(app: App) {
    let (team, shelter) = (app.outreach("nador"), app.shelter("nador"));
    wishes(&shelter, true).await;
    let girls = app.pool("nador", "Filles 12-17").await;
    let all = app.pool("nador", "Fratries 0-17").await;
    shelter.reports(&all, 0).await;
    let elsewhere = json!({
        "shelter_id": app.shelter_in("oujda").await["id"], "override": { "reason": "by car" },
    });
    for how in ["accept", "decline", "expire", "withdraw", "by hand", "fewer beds"] {
        shelter.reports(&girls, 2).await;
        // Mail is slow, and it is answered on the page.
        let request = team.asks(&ask("nador", [girl(14)])).await;
        assert_eq!(request["state"], "offered", "{how}");
        match how {
            "accept" => drop(shelter.accepts(&request["offer"]).await),
            "decline" => drop(shelter.declines(&request["offer"]).await),
            "expire" => app.pass(TimeDelta::minutes(20)),
            "withdraw" => takes_back(&app, &request).await,
            "by hand" => drop(app.coordinator("nador").offers(&request, &elsewhere).await.is(201)),
            _ => drop(shelter.reports(&girls, 0).await),
        }
        let mails = of_offers(told(&app).await);
        assert_eq!(recipients(&mails), [""; 0], "{how}");
        assert_ne!(shelter.offer(&request["offer"]).await["state"], "pending", "{how}");
        let path = format!("/requests/{}/withdraw", id(&request));
        team.post(&path, &json!({ "reason": "over" })).await;
    }
}

async fn of_a_bed_that_is_gone_hears_who_may_look_at_the_request(app: App) {
    // A girl of Nador, whose bed is in Oujda.
    app.shelter("nador").reports(&app.pool("nador", "Filles 12-17").await, 0).await;
    app.shelter("nador").reports(&app.pool("nador", "Fratries 0-17").await, 0).await;
    let call = with(ask("nador", [girl(14)]), json!({ "max_km": 150 }));
    let request = app.outreach("nador").asks(&call).await;
    let oujda = app.shelter("oujda");
    oujda.accepts(&request["offer"]).await;
    told(&app).await;
    let bed = request["offer"]["beds"][0]["pool_id"].clone();
    oujda.put(&format!("/pools/{}/availability", text(&bed)), &json!({ "free": 0 })).await.is(200);
    let mails = told(&app).await;
    assert_eq!(recipients(&mails), [CITY]);
    all_say(&mails, &request, "lit réservé n’est plus disponible");
    // The nation may look at it as well, where it is on duty for Oujda.
    let scope = json!({ "active": false });
    let near = app.coordinator("oujda").get("/me").await.is(200);
    app.admin().patch(&format!("/users/{}", id(&near)), &scope).await.is(200);
    oujda.put(&format!("/pools/{}/availability", text(&bed)), &json!({ "free": 1 })).await.is(200);
    oujda.put(&format!("/pools/{}/availability", text(&bed)), &json!({ "free": 0 })).await.is(200);
    assert_eq!(recipients(&told(&app).await), [CITY, NATIONAL]);
}
