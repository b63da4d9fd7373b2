//! A street team's pages, without a script.

use serde_json::{Value, json};

use crate::support::browser::{Browser, page, send, signed_in};
use crate::support::{App, ask, boy, counts, girl, id, on_both, text};

on_both!(
    a_bed_is_asked_for_and_the_child_arrives,
    nothing_is_free_and_the_page_says_who_was_alerted_and_whom_to_call,
    brothers_and_sisters_are_added_and_taken_away_and_stay_together,
    what_is_missing_is_marked_and_what_was_entered_stays,
    a_file_number_and_a_distance_go_with_it_where_they_are_given,
    the_same_form_twice_is_one_request,
    a_child_that_was_lost_is_found_and_offered_anew,
    a_bed_that_is_not_needed_is_free_again,
    somebody_on_the_way_is_asked_and_answers,
    the_pages_are_for_teams_alone_and_show_their_own,
    what_is_entered_comes_out_as_text,
    all_of_it_is_told_in_three_languages,
);

const TEAM: &str = "outreach@asticude.example";
const GIRL: [(&str, &str); 4] =
    [("city", "nador"), ("age-0", "14"), ("gender-0", "female"), ("urgency", "emergency")];

/// Asks for a bed, and says where the answer is.
async fn asked(app: &App, browser: &Browser<'_>, fields: &[(&str, &str)]) -> String {
    let led = send(app, browser, "/outreach", fields).await;
    assert_eq!(led.status(), 303);
    led.headers()["location"].to_str().unwrap().to_owned()
}

/// The team's newest request, as the API has it.
async fn newest(app: &App) -> Value {
    app.outreach("nador").get("/requests?limit=1").await.is(200)["items"][0].clone()
}

/// No bed of Nador is free.
async fn empty(app: &App) {
    for pool in app.shelter_in("nador").await["pools"].as_array().unwrap() {
        app.shelter("nador").reports(pool, 0).await;
    }
}

/// Does something of the answer's page.
async fn does(app: &App, browser: &Browser<'_>, answer: &str, what: &str) {
    let led = send(app, browser, &format!("{answer}/{what}"), &[]).await;
    assert_eq!(led.status(), 303, "{what}");
    assert_eq!(led.headers()["location"], answer, "{what}");
}

async fn a_bed_is_asked_for_and_the_child_arrives(app: App) {
    let browser = signed_in(&app, TEAM).await;
    let form = page(&browser, "/outreach").await;
    let first = form.find("<option value=\"nador\" selected>").unwrap();
    assert!(first < form.find("<option value=\"tanger\"").unwrap(), "the own city first");
    let answer = asked(&app, &browser, &GIRL).await;
    let request = newest(&app).await;
    assert_eq!(answer, format!("/outreach/requests/{}", text(&request["reference"])));
    assert_eq!(request["state"], "offered");
    assert_eq!(
        request["children"],
        json!([{ "age": 14, "gender": "female", "age_estimated": false }])
    );
    let shown = page(&browser, &answer).await;
    let phone = text(&request["offer"]["contact"]["phone"]).replace(' ', "");
    for part in ["Un lit est réservé", "reste 20:00", &format!("tel:{phone}"), "Pourquoi"] {
        assert!(shown.contains(part), "no {part} in {shown}");
    }
    assert!(!shown.contains("/arrive\""), "nobody has said yes yet");
    assert!(shown.contains("data-promise=\""), "kept in the phone: {shown}");
    let offer = format!("/offers/{}", id(&request["offer"]));
    app.shelter("nador").post(&format!("{offer}/accept"), &json!({})).await.is(200);
    assert!(page(&browser, &answer).await.contains("On vous attend"));
    does(&app, &browser, &answer, "arrive").await;
    assert_eq!(newest(&app).await["state"], "placed");
    let ended = page(&browser, &answer).await;
    assert!(ended.contains("Arrivée confirmée"));
    assert!(!ended.contains("data-promise"), "nothing is promised any more: {ended}");
    assert!(page(&browser, "/outreach/requests").await.contains(&answer));
}

async fn nothing_is_free_and_the_page_says_who_was_alerted_and_whom_to_call(app: App) {
    let browser = signed_in(&app, TEAM).await;
    empty(&app).await;
    let answer = asked(&app, &browser, &GIRL).await;
    app.advance(1).await;
    let shown = page(&browser, &answer).await;
    for part in ["Pas de lit libre", "Coordination, Nador\u{a0}: alertée", "complet", "tel:"] {
        assert!(shown.contains(part), "no {part} in {shown}");
    }
    assert!(shown.contains("Coordination de la région, "), "the next step: {shown}");
    assert!(shown.contains("trop loin"), "those of other cities: {shown}");
    does(&app, &browser, &answer, "no-contact").await;
    assert_eq!(newest(&app).await["state"], "missing", "a child that is lost is raised");
}

async fn brothers_and_sisters_are_added_and_taken_away_and_stay_together(app: App) {
    let browser = signed_in(&app, TEAM).await;
    let more = send(&app, &browser, "/outreach", &[&GIRL[..], &[("add", "child")]].concat()).await;
    assert_eq!(more.status(), 200);
    let more = more.text().await.unwrap();
    assert!(more.contains("name=\"age-0\"") && more.contains("name=\"age-1\""), "{more}");
    assert!(more.contains("value=\"14\""), "what was entered stays");
    let two = [("age-1", "9"), ("gender-1", "male"), ("guess-1", "1")];
    let fewer = [&GIRL[..], &two, &[("remove", "0")]].concat();
    let fewer = send(&app, &browser, "/outreach", &fewer).await.text().await.unwrap();
    assert!(!fewer.contains("name=\"age-0\"") && fewer.contains("name=\"age-1\""), "{fewer}");
    asked(&app, &browser, &[&GIRL[..], &two].concat()).await;
    let request = newest(&app).await;
    let children = request["children"].as_array().unwrap();
    assert_eq!(children.len(), 2);
    assert_eq!(children[1], json!({ "age": 9, "gender": "male", "age_estimated": true }));
    app.advance(1).await;
    let ninth = (0..9).flat_map(|n| [(format!("age-{n}"), "9"), (format!("gender-{n}"), "male")]);
    let ninth: Vec<(String, &str)> = ninth.collect();
    let nine: Vec<(&str, &str)> = ninth.iter().map(|(name, value)| (&**name, *value)).collect();
    asked(&app, &browser, &[&[("city", "nador")], &nine[..]].concat()).await;
    assert_eq!(newest(&app).await["children"].as_array().unwrap().len(), 8);
}

async fn what_is_missing_is_marked_and_what_was_entered_stays(app: App) {
    let browser = signed_in(&app, TEAM).await;
    for (fields, marks) in [
        (
            &[("city", "nador"), ("age-0", "-1"), ("gender-0", "male")][..],
            &["#age-0", "age-0-wrong"][..],
        ),
        (&[("city", "nador"), ("age-0", "200"), ("gender-0", "male")], &["#age-0"]),
        (&[("city", "nador"), ("age-0", "9")], &["#child-0", "gender-0-wrong"]),
        (&[("city", "atlantis"), ("age-0", "9"), ("gender-0", "male")], &["#city", "city-wrong"]),
        (&[("city", "nador")], &["#age-0", "#child-0"]),
    ] {
        let refused = send(&app, &browser, "/outreach", fields).await;
        assert_eq!(refused.status(), 422, "{fields:?}");
        let shown = refused.text().await.unwrap();
        assert!(shown.contains("class=\"problem\" role=\"alert\""), "{shown}");
        for mark in marks {
            assert!(shown.contains(mark), "{fields:?}: no {mark} in {shown}");
        }
        for (_, value) in &fields[1..] {
            assert!(shown.contains(&format!("value=\"{value}\"")), "{value} stays");
        }
    }
    assert_eq!(app.outreach("nador").get("/requests").await.is(200)["items"], json!([]));
}

async fn a_file_number_and_a_distance_go_with_it_where_they_are_given(app: App) {
    let browser = signed_in(&app, TEAM).await;
    for (name, value, wrong) in [
        ("case-ref", "Amina B.", "Le numéro de dossier n’a que des lettres"),
        ("max-km", "-5", "Une distance en kilomètres"),
    ] {
        let fields = [&GIRL[..], &[(name, value)]].concat();
        let refused = send(&app, &browser, "/outreach", &fields).await;
        assert_eq!(refused.status(), 422, "{name}");
        let shown = refused.text().await.unwrap();
        assert!(shown.contains(wrong) && shown.contains(&format!("value=\"{value}\"")), "{shown}");
    }
    let more = [("case-ref", " NDR/2026-17 "), ("max-km", "١٢٠")];
    asked(&app, &browser, &[&GIRL[..], &more].concat()).await;
    let request = newest(&app).await;
    assert_eq!((&request["case_ref"], &request["max_km"]), (&json!("NDR/2026-17"), &json!(120.0)));
}

async fn the_same_form_twice_is_one_request(app: App) {
    let browser = signed_in(&app, TEAM).await;
    let fields = [&GIRL[..], &[("idempotency_key", "one-night")]].concat();
    let first = asked(&app, &browser, &fields).await;
    assert_eq!(asked(&app, &browser, &fields).await, first);
    assert_eq!(
        app.outreach("nador").get("/requests").await.is(200)["items"].as_array().unwrap().len(),
        1
    );
    let other = [&fields[..1], &[("age-0", "9")], &fields[2..]].concat();
    assert_eq!(send(&app, &browser, "/outreach", &other).await.status(), 409);
}

async fn a_child_that_was_lost_is_found_and_offered_anew(app: App) {
    let browser = signed_in(&app, TEAM).await;
    let answer = asked(&app, &browser, &GIRL).await;
    let offer = format!("/offers/{}/accept", id(&newest(&app).await["offer"]));
    app.shelter("nador").post(&offer, &json!({})).await.is(200);
    does(&app, &browser, &answer, "no-contact").await;
    assert_eq!(newest(&app).await["state"], "missing");
    assert!(page(&browser, &answer).await.contains("Sans nouvelles de l’enfant"));
    does(&app, &browser, &answer, "found").await;
    assert_eq!(newest(&app).await["state"], "offered");
}

async fn a_bed_that_is_not_needed_is_free_again(app: App) {
    let browser = signed_in(&app, TEAM).await;
    let before = app.counts("nador", "Filles 12-17").await;
    let answer = asked(&app, &browser, &GIRL).await;
    let promised = counts(before.free, before.promised + 1, before.available - 1);
    assert_eq!(app.counts("nador", "Filles 12-17").await, promised);
    does(&app, &browser, &answer, "withdraw").await;
    assert_eq!(app.counts("nador", "Filles 12-17").await, before);
    assert!(page(&browser, &answer).await.contains("Cette demande est terminée"));
    let again = send(&app, &browser, &format!("{answer}/arrive"), &[]).await;
    assert_eq!(again.status(), 409);
}

async fn somebody_on_the_way_is_asked_and_answers(app: App) {
    let browser = signed_in(&app, TEAM).await;
    let answer = asked(&app, &browser, &GIRL).await;
    let offer = format!("/offers/{}/accept", id(&newest(&app).await["offer"]));
    app.shelter("nador").post(&offer, &json!({})).await.is(200);
    app.advance(181).await;
    let shown = page(&browser, &answer).await;
    assert!(shown.contains("est-il bien arrivé") && shown.contains("on-the-way"), "{shown}");
    does(&app, &browser, &answer, "on-the-way").await;
    assert!(page(&browser, &answer).await.contains("On vous attend"));
}

async fn the_pages_are_for_teams_alone_and_show_their_own(app: App) {
    let request = app.outreach("tanger").post("/requests", &ask("tanger", [boy(13)])).await.is(201);
    let answer = format!("/outreach/requests/{}", text(&request["reference"]));
    let team = signed_in(&app, TEAM).await;
    assert_eq!(team.get(&answer).await.status(), 404);
    assert_eq!(send(&app, &team, &format!("{answer}/withdraw"), &[]).await.status(), 404);
    assert!(!page(&team, "/outreach/requests").await.contains(&answer));
    assert_eq!(team.post("/outreach", &GIRL).await.status(), 403, "without the token");
    let shelter = signed_in(&app, "shelter@tadamon.example").await;
    for path in ["/outreach", "/outreach/requests", &answer] {
        assert_eq!(shelter.get(path).await.status(), 403, "{path}");
    }
    assert_eq!(send(&app, &shelter, "/outreach", &GIRL).await.status(), 403);
    assert_eq!(send(&app, &shelter, &format!("{answer}/withdraw"), &[]).await.status(), 403);
    let nobody = Browser::new(&app);
    assert_eq!(
        nobody.get(&answer).await.headers()["location"].to_str().unwrap().find("/sign-in"),
        Some(0)
    );
}

async fn what_is_entered_comes_out_as_text(app: App) {
    let browser = signed_in(&app, TEAM).await;
    let evil = "<script>x</script>\" onload=\"y";
    let fields = [
        ("city", evil),
        ("age-0", evil),
        ("gender-0", evil),
        ("needs", evil),
        ("urgency", evil),
        (evil, evil),
    ];
    let shown = send(&app, &browser, "/outreach", &fields).await.text().await.unwrap();
    assert!(!shown.contains("<script>x") && !shown.contains("\" onload=\""), "{shown}");
    assert!(shown.contains("&#60;script&#62;"), "{shown}");
    let fields = [("city", "nador"), ("age-0", "9"), ("gender-0", "male"), ("needs", evil)];
    assert_eq!(send(&app, &browser, "/outreach", &fields).await.status(), 422);
    let shelter = app.shelter_in("nador").await;
    let path = format!("/shelters/{}", id(&shelter));
    app.admin().patch(&path, &json!({ "name": evil })).await.is(200);
    let answer = asked(&app, &browser, &GIRL).await;
    let shown = page(&browser, &answer).await;
    assert!(!shown.contains("<script>x") && !shown.contains("\" onload=\""), "{shown}");
}

async fn all_of_it_is_told_in_three_languages(app: App) {
    let browser = signed_in(&app, TEAM).await;
    app.outreach("nador").post("/requests", &ask("nador", [girl(14), boy(9)])).await.is(201);
    empty(&app).await;
    let waiting = asked(&app, &browser, &GIRL).await;
    for (lang, dir, none) in [
        ("ar", "rtl", "لا يوجد سرير شاغر حاليًا"),
        ("en", "ltr", "No bed free right now"),
        ("fr", "ltr", "Pas de lit libre"),
    ] {
        send(&app, &browser, "/language", &[("lang", lang), ("return_to", "/outreach")]).await;
        let frame = format!("<html lang=\"{lang}\" dir=\"{dir}\"");
        for path in ["/outreach", "/outreach/requests", &waiting] {
            assert!(page(&browser, path).await.contains(&frame), "{path}");
        }
        assert!(page(&browser, &waiting).await.contains(none));
    }
}
