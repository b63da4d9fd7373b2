//! What was done to an offer by mistake is undone within ten minutes: beds, escalation and mail go
//! back with it, and nothing is undone that somebody has built on.

use chrono::{DateTime, TimeDelta, Utc};
use mabit::services::operations::jobs;
use serde_json::{Value, json};

use crate::support::escalation::mails_at;
use crate::support::{
    Answer, App, CITY, Mail, NATIONAL, Person, REGION, ask, counts, girl, grouped, id, items,
    on_both, recipients, text,
};

on_both!(
    each_act_is_undone_to_where_it_came_from,
    one_after_the_other_is_undone,
    after_ten_minutes_it_stands,
    what_was_not_done_or_is_seen_otherwise_is_not_undone,
    who_may_do_it_may_undo_it_and_nobody_else,
    a_call_made_again_is_answered_again,
    a_newer_count_is_left_as_it_is,
    a_bed_that_has_gone_to_another_stays_there,
    what_happened_to_the_request_since_stands,
    an_arrival_that_took_no_counted_bed_gives_none_back,
    an_offer_waits_again_and_is_answered_and_expires_as_any,
    after_an_acceptance_was_undone_the_alert_goes_on,
    who_heard_of_a_yes_hears_that_it_was_undone_and_of_the_next_one,
    news_that_has_not_left_is_not_sent,
    who_heard_of_an_arrival_hears_that_it_was_undone_and_both_sides_are_asked,
    who_heard_that_nobody_came_hears_that_it_was_undone,
    two_undos_at_once_undo_one_act,
    undoing_and_asking_at_once_never_promises_too_much,
    its_history_says_what_was_undone,
);

const TEAM: &str = "outreach@asticude.example";
const SHELTER: &str = "shelter@asticude.example";
const GIRLS: &str = "Filles 12-17";

/// Undoes what led to a state.
async fn undoes(person: &Person<'_>, offer: &Value, state: &str) -> Answer {
    person.post(&format!("/offers/{}/undo", id(offer)), &json!({ "state": state })).await
}

/// Undoes the last act, whatever it is.
async fn undoes_last(person: &Person<'_>, offer: &Value) -> Answer {
    person.order(&format!("/offers/{}/undo", id(offer))).await
}

/// An offer of Nador to which this has been done.
async fn offer_after(app: &App, acts: &[&str]) -> Value {
    let request = app.outreach("nador").asks(&ask("nador", [girl(14)])).await;
    for act in acts {
        app.shelter("nador").does(act, &request["offer"]).await;
    }
    request["offer"].clone()
}

async fn request_of(app: &App, offer: &Value) -> Value {
    let path = format!("/requests/{}", text(&offer["request_id"]));
    app.coordinator("nador").get(&path).await.is(200)
}

fn moment(value: &Value) -> DateTime<Utc> {
    text(value).parse().unwrap()
}

/// The mails that go out now.
async fn told(app: &App) -> Vec<Mail> {
    app.tick().await;
    app.new_mails()
}

/// Who is told now, by the words of the subjects.
async fn told_that(app: &App, said: &str) -> Vec<String> {
    let mails = told(app).await;
    let mails = mails.iter().filter(|mail| mail.subject.contains(said));
    recipients(&mails.cloned().collect::<Vec<_>>()).into_iter().map(str::to_owned).collect()
}

async fn each_act_is_undone_to_where_it_came_from(app: App) {
    let shelter = app.shelter("nador");
    let all: [(&[&str], _, _, _, _); 4] = [
        (&["accept"], "accepted", ("pending", "offered"), (2, 1), (2, 1)),
        (&["accept", "arrive"], "arrived", ("accepted", "accepted"), (1, 0), (2, 1)),
        (&["accept", "no_show"], "no_show", ("accepted", "accepted"), (2, 0), (2, 1)),
        (&["accept", "arrive", "depart"], "departed", ("arrived", "placed"), (2, 0), (1, 0)),
    ];
    for (acts, state, (offer_before, request_before), after, before) in all {
        let is = |(free, promised)| counts(free, promised, free - promised);
        let offer = offer_after(&app, acts).await;
        assert_eq!(app.counts("nador", GIRLS).await, is(after), "{state}");
        app.pass(TimeDelta::minutes(1));
        let undone = undoes(&shelter, &offer, state).await.is(200);
        assert_eq!(undone["state"], offer_before);
        assert_eq!(app.counts("nador", GIRLS).await, is(before), "{state}");
        let request = request_of(&app, &offer).await;
        assert_eq!(request["state"], request_before, "{state}");
        assert_eq!(request["offer"]["state"], offer_before, "{state}");
        let is_placed = request_before == "placed";
        assert_eq!(request["ended_at"].is_null(), !is_placed, "{state}");
        assert_eq!(request["next_escalation_at"].is_null(), is_placed, "{state}");
        if state == "no_show" {
            let open = app.coordinator("nador").get("/escalations?open=true").await.is(200);
            assert_eq!(items(&open).len(), 0, "the missing child is awaited again");
        }
        // The pool is left as it was found.
        if is_placed {
            shelter.does("depart", &offer).await;
        } else {
            let close = format!("/requests/{}/close", id(&request));
            app.coordinator("nador").post(&close, &json!({ "outcome": "other" })).await.is(200);
        }
        assert_eq!(app.counts("nador", GIRLS).await, counts(2, 0, 2), "{state}");
    }
}

async fn one_after_the_other_is_undone(app: App) {
    let shelter = app.shelter("nador");
    let offer = offer_after(&app, &["accept", "arrive", "depart"]).await;
    for before in ["arrived", "accepted", "pending"] {
        assert_eq!(undoes_last(&shelter, &offer).await.is(200)["state"], before);
    }
    assert_eq!(undoes_last(&shelter, &offer).await.refused(409, "wrong_state")["state"], "pending");
    assert_eq!(app.counts("nador", GIRLS).await, counts(2, 1, 1));
    // And done again.
    for act in ["accept", "arrive", "depart"] {
        shelter.does(act, &offer).await;
    }
    assert_eq!(app.counts("nador", GIRLS).await, counts(2, 0, 2));
}

async fn after_ten_minutes_it_stands(app: App) {
    let shelter = app.shelter("nador");
    for acts in [&["accept"][..], &["accept", "no_show"], &["accept", "arrive", "depart"]] {
        let offer = offer_after(&app, acts).await;
        app.pass(TimeDelta::minutes(10) - TimeDelta::seconds(1));
        undoes_last(&shelter, &offer).await.is(200);
        shelter.does(acts[acts.len() - 1], &offer).await;
        app.pass(TimeDelta::minutes(10));
        undoes_last(&shelter, &offer).await.refused(409, "too_late");
    }
    // Counted from the act, not from what was undone since.
    let offer = offer_after(&app, &["accept", "arrive"]).await;
    app.pass(TimeDelta::minutes(9));
    shelter.does("depart", &offer).await;
    app.pass(TimeDelta::minutes(1));
    assert_eq!(undoes_last(&shelter, &offer).await.is(200)["state"], "arrived");
    undoes_last(&shelter, &offer).await.refused(409, "too_late");
}

async fn what_was_not_done_or_is_seen_otherwise_is_not_undone(app: App) {
    let shelter = app.shelter("nador");
    let offer = offer_after(&app, &[]).await;
    for seen in ["pending", "accepted", "departed"] {
        let problem = undoes(&shelter, &offer, seen).await.refused(409, "wrong_state");
        assert_eq!(problem["state"], "pending");
    }
    shelter.accepts(&offer).await;
    shelter.does("arrive", &offer).await;
    let before = app.database.counts().await;
    assert_eq!(
        undoes(&shelter, &offer, "accepted").await.refused(409, "wrong_state")["state"],
        "arrived"
    );
    assert_eq!(app.database.counts().await, before);
    // A thumb that taps twice undoes one act.
    undoes(&shelter, &offer, "arrived").await.is(200);
    assert_eq!(
        undoes(&shelter, &offer, "arrived").await.refused(409, "wrong_state")["state"],
        "accepted"
    );
    for body in [json!({ "state": "gone" }), json!({ "since": "arrived" }), json!([])] {
        shelter
            .post(&format!("/offers/{}/undo", id(&offer)), &body)
            .await
            .refused(422, "validation_failed");
    }
    for end in ["decline", "expire"] {
        let offer = offer_after(&app, &[]).await;
        match end {
            "decline" => drop(shelter.declines(&offer).await),
            _ => app.advance(20).await,
        }
        undoes_last(&shelter, &offer).await.refused(409, "wrong_state");
    }
}

async fn who_may_do_it_may_undo_it_and_nobody_else(app: App) {
    app.hire("observer@example.org", json!({ "roles": ["observer"] })).await;
    let (team, shelter) = (app.outreach("nador"), app.shelter("nador"));
    for (acts, state) in
        [(&["accept", "arrive"][..], "arrived"), (&["accept", "no_show"][..], "no_show")]
    {
        let offer = offer_after(&app, acts).await;
        let before = app.database.counts().await;
        for stranger in [app.outreach("oujda"), app.shelter("oujda"), app.coordinator("oujda")] {
            undoes(&stranger, &offer, state).await.refused(404, "not_found");
        }
        for other in [app.admin(), app.person("observer@example.org")] {
            undoes(&other, &offer, state).await.refused(403, "forbidden");
        }
        assert_eq!(app.database.counts().await, before);
        for who in [team.clone(), app.coordinator("nador"), app.person(NATIONAL)] {
            undoes(&who, &offer, state).await.is(200);
            shelter.does(acts[1], &offer).await;
        }
        undoes(&shelter, &offer, state).await.is(200);
        // The yes is the shelter's: its team can't undo it.
        for seen in [json!({ "state": "accepted" }), json!({})] {
            let path = format!("/offers/{}/undo", id(&offer));
            let problem = team.post(&path, &seen).await.refused(409, "wrong_state");
            assert_eq!(problem["state"], "accepted");
        }
        undoes(&app.coordinator("nador"), &offer, "accepted").await.is(200);
    }
    let offer = offer_after(&app, &["accept", "arrive", "depart"]).await;
    undoes(&team, &offer, "departed").await.refused(409, "wrong_state");
    undoes(&app.coordinator("nador"), &offer, "departed").await.is(200);
}

async fn a_call_made_again_is_answered_again(app: App) {
    let team = app.outreach("nador");
    let offer = offer_after(&app, &["accept", "arrive"]).await;
    let path = format!("/offers/{}/undo", id(&offer));
    for body in [json!({ "state": "arrived" }), Value::Null] {
        let key = body.to_string();
        let first = team.once(&key, &path, &body).await.is(200);
        assert_eq!(first["state"], "accepted");
        assert_eq!(team.once(&key, &path, &body).await.is(200), first);
        app.shelter("nador").does("arrive", &offer).await;
        assert_eq!(team.once(&key, &path, &body).await.is(200), first);
        assert_eq!(team.offer(&offer).await["state"], "arrived", "it is undone once");
        let other = json!({ "state": "accepted" });
        team.once(&key, &path, &other).await.refused(409, "idempotency_conflict");
    }
}

async fn a_newer_count_is_left_as_it_is(app: App) {
    let (shelter, pool) = (app.shelter("nador"), app.pool("nador", GIRLS).await);
    let offer = offer_after(&app, &["accept", "arrive"]).await;
    shelter.reports(&pool, 4).await;
    undoes(&shelter, &offer, "arrived").await.is(200);
    assert_eq!(app.counts("nador", GIRLS).await, counts(4, 1, 3));
    shelter.does("arrive", &offer).await;
    shelter.does("depart", &offer).await;
    app.pass(TimeDelta::minutes(1));
    shelter.reports(&pool, 2).await;
    undoes(&shelter, &offer, "departed").await.is(200);
    assert_eq!(app.counts("nador", GIRLS).await, counts(2, 0, 2));
    shelter.does("depart", &offer).await;
    // A count made between the two counts for the earlier alone.
    let offer = offer_after(&app, &["accept", "arrive"]).await;
    shelter.reports(&pool, 3).await;
    shelter.does("depart", &offer).await;
    undoes(&shelter, &offer, "departed").await.is(200);
    assert_eq!(app.counts("nador", GIRLS).await, counts(3, 0, 3));
    undoes(&shelter, &offer, "arrived").await.is(200);
    assert_eq!(app.counts("nador", GIRLS).await, counts(3, 1, 2));
}

async fn a_bed_that_has_gone_to_another_stays_there(app: App) {
    let (shelter, pool) = (app.shelter("nador"), app.pool("nador", GIRLS).await);
    shelter.reports(&app.pool("nador", "Fratries 0-17").await, 0).await;
    for (acts, state) in
        [(&["accept", "no_show"][..], "no_show"), (&["accept", "arrive", "depart"][..], "departed")]
    {
        shelter.reports(&pool, 1).await;
        let offer = offer_after(&app, acts).await;
        let other = app.outreach("nador").asks(&ask("nador", [girl(15)])).await;
        assert_eq!(other["state"], "offered");
        let problem = undoes(&shelter, &offer, state).await.refused(409, "wrong_state");
        assert_eq!(problem["state"], state);
        assert_eq!(app.counts("nador", GIRLS).await, counts(1, 1, 0));
        // Once the other needs it no more, it can be undone.
        let withdraw = format!("/requests/{}/withdraw", id(&other));
        app.outreach("nador").post(&withdraw, &json!({ "reason": "over" })).await.is(200);
        undoes(&shelter, &offer, state).await.is(200);
        shelter.does(acts[acts.len() - 1], &offer).await;
    }
    // The shelter says since that no bed is empty.
    shelter.reports(&pool, 1).await;
    let offer = offer_after(&app, &["accept", "arrive"]).await;
    shelter.reports(&pool, 0).await;
    undoes(&shelter, &offer, "arrived").await.refused(409, "wrong_state");
    assert_eq!(app.counts("nador", GIRLS).await, counts(0, 0, 0));
}

async fn what_happened_to_the_request_since_stands(app: App) {
    let (team, shelter) = (app.outreach("nador"), app.shelter("nador"));
    let order = async |offer: &Value, verb: &str| {
        let path = format!("/requests/{}/{verb}", text(&offer["request_id"]));
        team.order(&path).await.is(200)
    };
    // Found, and offered anew.
    let offer = offer_after(&app, &["accept", "no_show"]).await;
    let found = order(&offer, "found").await;
    assert_eq!(found["state"], "offered");
    undoes(&shelter, &offer, "no_show").await.refused(409, "wrong_state");
    shelter.accepts(&found["offer"]).await;
    undoes(&shelter, &offer, "no_show").await.refused(409, "wrong_state");
    shelter.does("no_show", &found["offer"]).await;
    undoes(&shelter, &offer, "no_show").await.refused(409, "wrong_state");
    undoes(&shelter, &found["offer"], "no_show").await.is(200);
    // Found, and lost again before there was a bed.
    let offer = offer_after(&app, &["accept", "no_show"]).await;
    for pool in app.shelter_in("nador").await["pools"].as_array().unwrap() {
        let free = pool["promised"].as_i64().unwrap();
        shelter.reports(pool, free).await;
    }
    assert_eq!(order(&offer, "found").await["state"], "waiting");
    undoes(&shelter, &offer, "no_show").await.refused(409, "wrong_state");
    assert_eq!(order(&offer, "lost").await["state"], "missing");
    shelter.reports(&app.pool("nador", GIRLS).await, 6).await;
    undoes(&shelter, &offer, "no_show").await.refused(409, "wrong_state");
    // Taken back by the team.
    let offer = offer_after(&app, &["accept", "no_show"]).await;
    let withdraw = format!("/requests/{}/withdraw", text(&offer["request_id"]));
    team.post(&withdraw, &json!({ "reason": "over" })).await.is(200);
    let problem = undoes(&shelter, &offer, "no_show").await.refused(409, "wrong_state");
    assert_eq!(problem["state"], "no_show");
}

/// A guard counts no empty bed, then says that the child has arrived: the count had it already.
async fn an_arrival_that_took_no_counted_bed_gives_none_back(app: App) {
    let (shelter, pool) = (app.shelter("nador"), app.pool("nador", GIRLS).await);
    let offer = offer_after(&app, &["accept"]).await;
    shelter.reports(&pool, 0).await;
    shelter.does("arrive", &offer).await;
    assert_eq!(app.counts("nador", GIRLS).await, counts(0, 0, 0));
    undoes(&shelter, &offer, "arrived").await.refused(409, "wrong_state");
    // A departure from a pool that was counted empty takes no bed away either.
    shelter.reports(&pool, 6).await;
    shelter.does("depart", &offer).await;
    assert_eq!(app.counts("nador", GIRLS).await, counts(6, 0, 6));
    undoes(&shelter, &offer, "departed").await.is(200);
    assert_eq!(app.counts("nador", GIRLS).await, counts(6, 0, 6));
}

async fn an_offer_waits_again_and_is_answered_and_expires_as_any(app: App) {
    let shelter = app.shelter("nador");
    shelter.patch("/me", &json!({ "mail_offers": true })).await.is(200);
    for end in ["declined", "expired"] {
        let offer = offer_after(&app, &[]).await;
        told(&app).await;
        app.advance(19).await;
        shelter.accepts(&offer).await;
        app.advance(5).await;
        app.new_mails();
        let undone = undoes(&shelter, &offer, "accepted").await.is(200);
        assert_eq!(moment(&undone["expires_at"]), app.now() + TimeDelta::minutes(20));
        assert_eq!(told_that(&app, "à répondre avant").await, [SHELTER], "it waits again");
        match end {
            "declined" => drop(shelter.declines(&offer).await),
            _ => app.advance(20).await,
        }
        assert_eq!(shelter.offer(&offer).await["state"], end);
        assert_eq!(app.counts("nador", GIRLS).await, counts(2, 0, 2));
        let close = format!("/requests/{}/close", text(&offer["request_id"]));
        app.coordinator("nador").post(&close, &json!({ "outcome": "other" })).await.is(200);
    }
}

async fn after_an_acceptance_was_undone_the_alert_goes_on(app: App) {
    app.with_region().await;
    let offer = offer_after(&app, &[]).await;
    let began = app.now();
    assert_eq!(recipients(&told(&app).await), [CITY]);
    app.pass(TimeDelta::minutes(15));
    app.shelter("nador").accepts(&offer).await;
    told(&app).await;
    app.pass(TimeDelta::minutes(5));
    undoes(&app.shelter("nador"), &offer, "accepted").await.is(200);
    let due = request_of(&app, &offer).await["next_escalation_at"].clone();
    assert_eq!(moment(&due), app.now(), "never in the past");
    assert_eq!(told_that(&app, "pas encore de lit").await, [CITY]);
    // The next step keeps the time it had.
    let mails = mails_at(&app, began + TimeDelta::minutes(30)).await;
    assert_eq!(recipients(&mails), [REGION]);
}

async fn who_heard_of_a_yes_hears_that_it_was_undone_and_of_the_next_one(app: App) {
    let (team, shelter) = (app.outreach("nador"), app.shelter("nador"));
    team.patch("/me", &json!({ "mail_offers": true })).await.is(200);
    let offer = offer_after(&app, &[]).await;
    assert_eq!(recipients(&told(&app).await), [CITY]);
    for _ in 0..2 {
        shelter.accepts(&offer).await;
        let mails = told(&app).await;
        assert_eq!(recipients(&mails), [CITY, TEAM], "of each yes");
        app.pass(TimeDelta::minutes(1));
        undoes(&shelter, &offer, "accepted").await.is(200);
        let mails = told(&app).await;
        let undone = mails.iter().filter(|mail| mail.subject.contains("accord du foyer annulé"));
        let undone: Vec<Mail> = undone.cloned().collect();
        assert_eq!(recipients(&undone), [CITY, TEAM], "{mails:?}");
        for mail in &undone {
            assert!(mail.subject.contains(&grouped(text(&offer["reference"]))), "{}", mail.subject);
            let whole = format!("{}{}{}", mail.subject, mail.words(), mail.html).to_lowercase();
            for word in ["nador", "asticude, foyer", "fille", "14 ans"] {
                assert!(!whole.contains(word), "{word} in {whole}");
            }
        }
        app.pass(TimeDelta::minutes(1));
    }
    shelter.declines(&offer).await;
    assert_eq!(told_that(&app, "le foyer a refusé").await, [TEAM], "and of another answer");
}

async fn news_that_has_not_left_is_not_sent(app: App) {
    let (team, shelter) = (app.outreach("nador"), app.shelter("nador"));
    team.patch("/me", &json!({ "mail_offers": true })).await.is(200);
    let offer = offer_after(&app, &[]).await;
    assert_eq!(recipients(&told(&app).await), [CITY]);
    shelter.accepts(&offer).await;
    undoes(&shelter, &offer, "accepted").await.is(200);
    let mails = told(&app).await;
    assert_eq!(recipients(&mails), [CITY], "who heard of no yes need not hear that it was undone");
    assert!(mails[0].subject.contains("pas encore de lit"), "{}", mails[0].subject);
    // An alert that nobody came, and an arrival.
    shelter.accepts(&offer).await;
    told(&app).await;
    app.pass(TimeDelta::minutes(1));
    shelter.does("no_show", &offer).await;
    jobs::sweep(&app.cx).await.unwrap();
    undoes(&shelter, &offer, "no_show").await.is(200);
    assert_eq!(recipients(&told(&app).await), [""; 0]);
    shelter.does("arrive", &offer).await;
    undoes(&shelter, &offer, "arrived").await.is(200);
    assert_eq!(recipients(&told(&app).await), [""; 0]);
}

async fn who_heard_of_an_arrival_hears_that_it_was_undone_and_both_sides_are_asked(app: App) {
    let (team, shelter) = (app.outreach("nador"), app.shelter("nador"));
    let offer = offer_after(&app, &["accept"]).await;
    told(&app).await;
    mails_at(&app, app.now() + TimeDelta::hours(3)).await;
    assert_eq!(recipients(&mails_at(&app, app.now() + TimeDelta::minutes(30)).await), [CITY]);
    for _ in 0..2 {
        team.does("arrive", &offer).await;
        assert_eq!(told_that(&app, "arrivée confirmée").await, [CITY]);
        undoes(&shelter, &offer, "arrived").await.is(200);
        let mails = told(&app).await;
        let undone = mails.iter().filter(|mail| mail.subject.contains("arrivée non confirmée"));
        assert_eq!(recipients(&undone.cloned().collect::<Vec<_>>()), [CITY]);
        let asked = mails.iter().filter(|mail| mail.subject.contains("bien arrivé"));
        assert_eq!(recipients(&asked.cloned().collect::<Vec<_>>()), [TEAM, SHELTER], "overdue");
        assert_eq!(moment(&shelter.offer(&offer).await["arrival_asked_at"]), app.now());
    }
    assert_eq!(recipients(&mails_at(&app, app.now() + TimeDelta::minutes(30)).await), [CITY]);
    // One that is not overdue is asked about in its time.
    let offer = offer_after(&app, &["accept"]).await;
    let accepted = app.now();
    app.pass(TimeDelta::minutes(5));
    shelter.does("arrive", &offer).await;
    undoes(&shelter, &offer, "arrived").await.is(200);
    let due = request_of(&app, &offer).await["next_escalation_at"].clone();
    assert_eq!(moment(&due), accepted + TimeDelta::hours(3));
}

async fn who_heard_that_nobody_came_hears_that_it_was_undone(app: App) {
    let (team, shelter) = (app.outreach("nador"), app.shelter("nador"));
    let offer = offer_after(&app, &["accept"]).await;
    told(&app).await;
    for _ in 0..2 {
        app.pass(TimeDelta::minutes(1));
        shelter.does("no_show", &offer).await;
        assert_eq!(told_that(&app, "sans nouvelles").await, [CITY]);
        undoes(&team, &offer, "no_show").await.is(200);
        let mails = told(&app).await;
        assert_eq!(recipients(&mails), [CITY]);
        assert!(mails[0].subject.contains("arrivée de nouveau attendue"), "{}", mails[0].subject);
    }
    app.advance(60).await;
    assert_eq!(app.new_mails().len(), 0, "the alert of a missing child has ended");
}

async fn two_undos_at_once_undo_one_act(app: App) {
    let other = app.beside().await;
    let (here, there) = (app.shelter("nador"), other.shelter("nador"));
    for _ in 0..4 {
        let offer = offer_after(&app, &["accept", "arrive"]).await;
        let (one, two, three) = tokio::join!(
            undoes(&here, &offer, "arrived"),
            undoes(&there, &offer, "arrived"),
            undoes(&here, &offer, "arrived"),
        );
        let mut statuses = [one.status, two.status, three.status];
        statuses.sort_unstable();
        assert_eq!(statuses, [200, 409, 409]);
        assert_eq!(here.offer(&offer).await["state"], "accepted");
        let close = format!("/requests/{}/close", text(&offer["request_id"]));
        app.coordinator("nador").post(&close, &json!({ "outcome": "other" })).await.is(200);
        app.tick().await;
        assert_eq!(app.counts("nador", GIRLS).await, counts(2, 0, 2));
    }
    other.stop().await;
}

async fn undoing_and_asking_at_once_never_promises_too_much(app: App) {
    let (team, shelter) = (app.outreach("nador"), app.shelter("nador"));
    let pool = app.pool("nador", GIRLS).await;
    shelter.reports(&app.pool("nador", "Fratries 0-17").await, 0).await;
    let call = ask("nador", [girl(14)]);
    for (acts, state) in
        [(&["accept", "no_show"][..], "no_show"), (&["accept", "arrive", "depart"][..], "departed")]
            .repeat(3)
    {
        shelter.reports(&pool, 1).await;
        let offer = offer_after(&app, acts).await;
        let (undone, asked) = tokio::join!(undoes(&shelter, &offer, state), team.asks(&call));
        let has_bed = asked["state"] == "offered";
        assert_eq!(undone.status, if has_bed { 409 } else { 200 }, "{}", undone.text());
        let now = app.counts("nador", GIRLS).await;
        assert!(now.promised <= now.free, "{now:?}");
        for request in [&asked["id"], &offer["request_id"]] {
            let close = format!("/requests/{}/close", text(request));
            app.coordinator("nador").post(&close, &json!({ "outcome": "other" })).await;
        }
    }
}

async fn its_history_says_what_was_undone(app: App) {
    let offer = offer_after(&app, &["accept", "arrive"]).await;
    undoes(&app.outreach("nador"), &offer, "arrived").await.is(200);
    let path = format!("/requests/{}/history", text(&offer["request_id"]));
    let history = app.coordinator("nador").get(&path).await.is(200);
    let last = items(&history).last().unwrap();
    let said = (&last["action"], &last["detail"], &last["entity_id"]);
    assert_eq!(said, (&json!("offer.undo"), &json!({ "what": "arrive" }), &offer["id"]));
    let me = app.outreach("nador").get("/me").await.is(200);
    assert_eq!(last["actor"], me["id"]);
}
