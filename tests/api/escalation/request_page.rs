//! One request on its coordinator's page, without a script: all that can be done, and who may.

use chrono::TimeDelta;
use serde_json::{Value, json};

use crate::support::browser::{
    self, Browser, request_page, send_on_page, signed_in, switch_language, token,
};
use crate::support::duty::account_id;
use crate::support::escalation::waiting_request;
use crate::support::{
    App, CITY, NATIONAL, SECOND, ask, counts, girl, grouped, id, on_both, recipients, text, with,
};

on_both!(
    everything_of_a_request_is_told,
    what_can_be_done_stands_above_the_shelters,
    a_reference_is_found_as_people_write_it,
    one_says_what_is_being_done,
    it_is_handed_over_and_alerted_higher_up,
    a_chosen_shelter_is_asked,
    an_excluded_shelter_is_asked_with_a_reason_alone,
    a_bed_meant_for_others_is_chosen_on_purpose,
    without_a_free_bed_nothing_changes,
    an_accepted_bed_is_given_up_with_a_reason_alone,
    the_shelter_is_answered_for,
    a_refusal_needs_its_reason,
    a_missing_child_is_found,
    who_is_on_the_way_is_still_on_the_way,
    a_request_is_closed_or_taken_back,
    a_form_without_the_token_changes_nothing,
    the_page_is_for_the_coordinators_of_the_city_alone,
    what_was_written_comes_out_as_text,
    the_page_speaks_three_languages,
);

const SCRIPT: &str = "<script>x</script>\" onload=\"y";

async fn page(browser: &Browser<'_>, request: &Value) -> String {
    browser::page(browser, &request_page(request)).await
}

/// The shelter of a city, by its id.
async fn shelter(app: &App, city: &str) -> String {
    id(&app.shelter_in(city).await).to_owned()
}

/// The forms of a page that lead to an action.
fn leads(page: &str, request: &Value, what: &str) -> bool {
    page.contains(&format!("action=\"{}/{what}\"", request_page(request)))
}

#[track_caller]
fn is_told(page: &str, all: &[&str]) {
    for one in all {
        assert!(page.contains(one), "no {one:?} in {page}");
    }
}

async fn everything_of_a_request_is_told(app: App) {
    let child = json!({ "age": 14, "gender": "female", "age_estimated": true });
    let fields = json!({ "needs": ["wheelchair"], "case_ref": "NDR-77", "max_km": 400 });
    let request = app.outreach("nador").asks(&with(ask("nador", [child]), fields)).await;
    app.tick().await;
    app.advance(31).await;
    let browser = signed_in(&app, CITY).await;
    let page = page(&browser, &request).await;
    is_told(
        &page,
        &[
            "<h1>Fille, 14\u{a0}ans</h1>",
            "âge estimé\u{a0}: 14",
            "Nador · cette nuit · accès fauteuil roulant",
            &grouped(text(&request["reference"])),
            "<bdi translate=\"no\">Asticude</bdi>",
            "<bdi translate=\"no\" dir=\"ltr\">NDR-77</bdi>",
            "jusqu’à 400\u{a0}km",
            "Sans lit depuis",
            // Who was alerted, and who is next.
            "Coordination, Nador · 1 e-mail envoyé",
            "Coordination de la région, Oriental · personne d’astreinte",
            "ensuite à",
            // No shelter can; each says why and has its telephone.
            "Aucun foyer pour l’instant",
            "ne peut pas répondre à tous les besoins",
            "trop loin",
            "tel:+212500000000",
            "demande faite",
        ],
    );
    for what in ["acknowledge", "hand-over", "escalate", "offers", "withdraw", "close"] {
        assert!(leads(&page, &request, what), "{what}");
    }
    for what in ["accept", "decline", "arrive", "found"] {
        assert!(!leads(&page, &request, what), "{what}");
    }
    assert!(!page.contains("escalation.") && !page.contains("request."), "{page}");
}

async fn what_can_be_done_stands_above_the_shelters(app: App) {
    let request = waiting_request(&app).await;
    let browser = signed_in(&app, CITY).await;
    let shown = page(&browser, &request).await;
    let places = [
        "id=\"do\"",
        "id=\"history\"",
        "id=\"shelters\"",
        "id=\"excluded\"",
        "<summary>Et 1 autre foyer</summary>",
    ];
    let places =
        places.map(|part| shown.find(part).unwrap_or_else(|| panic!("no {part}: {shown}")));
    assert!(places.is_sorted(), "{places:?}");
    // The first five of the six stand before the fold.
    assert_eq!(shown[places[3]..places[4]].matches("<h3>").count(), 5, "{shown}");
    assert_eq!(shown[places[4]..].matches("<h3>").count(), 1, "{shown}");
    assert!(shown.contains("<details class=\"more\"><summary>Et 1 autre"), "{shown}");
    // What is wrong in a form beyond the fold is not hidden.
    let last = shown[places[4]..].split("id=\"s-").nth(1).unwrap()[..36].to_owned();
    let form = [("shelter_id", &*last), ("override", "")];
    let wrong = send_on_page(&app, &browser, &request, "offers", &form).await;
    assert_eq!(wrong.status(), 422);
    let wrong = wrong.text().await.unwrap();
    assert!(wrong.contains("<details class=\"more\" open><summary>Et 1 autre"), "{wrong}");
}

async fn a_reference_is_found_as_people_write_it(app: App) {
    let request = waiting_request(&app).await;
    let browser = signed_in(&app, CITY).await;
    let written = grouped(text(&request["reference"])).to_lowercase();
    let page = browser::page(&browser, &format!("/coordinator/requests/{written}")).await;
    assert!(leads(&page, &request, "close"), "{page}");
    assert_eq!(browser.get("/coordinator/requests/00000000").await.status(), 404);
}

async fn one_says_what_is_being_done(app: App) {
    let request = waiting_request(&app).await;
    app.tick().await;
    let browser = signed_in(&app, CITY).await;
    let wrong =
        send_on_page(&app, &browser, &request, "acknowledge", &[("note", "sleeping")]).await;
    assert_eq!(wrong.status(), 422);
    let note = [("note", "other_solution")];
    assert_eq!(send_on_page(&app, &browser, &request, "acknowledge", &note).await.status(), 303);
    let now = app.outreach("nador").request(&request).await;
    assert_eq!(now["acknowledged"]["note"], "other_solution");
    let page = page(&browser, &request).await;
    let until = format!("<bdi translate=\"no\">{CITY}</bdi> · s’en occupe jusqu’à");
    is_told(&page, &[&until, "autre solution qu’un foyer", "prise en charge"]);
    assert!(page.contains("value=\"other_solution\" checked"), "{page}");
}

async fn it_is_handed_over_and_alerted_higher_up(app: App) {
    app.with_second().await;
    let request = waiting_request(&app).await;
    app.tick().await;
    app.new_mails();
    let browser = signed_in(&app, CITY).await;
    let (night, own) = (account_id(&app, SECOND).await, account_id(&app, CITY).await);
    let shown = page(&browser, &request).await;
    is_told(&shown, &[&format!("value=\"{}\"", text(&night)), SECOND, NATIONAL]);
    assert!(!shown.contains(&format!("value=\"{}\"", text(&own))));
    let other = account_id(&app, "coordinator@bayti.example").await;
    for to in ["", "nobody", text(&other)] {
        let wrong = send_on_page(&app, &browser, &request, "hand-over", &[("to", to)]).await;
        assert_eq!(wrong.status(), 422, "{to}");
        let told = wrong.text().await.unwrap();
        is_told(&told, &["role=\"alert\"", "href=\"#to\"", "aria-describedby=\"wrong-to\""]);
    }
    let to = [("to", text(&night))];
    assert_eq!(send_on_page(&app, &browser, &request, "hand-over", &to).await.status(), 303);
    assert_eq!(app.outreach("nador").request(&request).await["acknowledged"]["by"], night);
    is_told(
        &page(&browser, &request).await,
        &[&format!("<bdi translate=\"no\">{SECOND}</bdi> · s’en occupe")],
    );
    app.tick().await;
    assert_eq!(recipients(&app.new_mails()), [SECOND]);

    let wrong = send_on_page(&app, &browser, &request, "escalate", &[("to", "moon")]).await;
    assert_eq!(wrong.status(), 422);
    is_told(&wrong.text().await.unwrap(), &["href=\"#level\"", "Choisissez qui alerter."]);
    let to = [("to", "national")];
    assert_eq!(send_on_page(&app, &browser, &request, "escalate", &to).await.status(), 303);
    app.tick().await;
    assert_eq!(recipients(&app.new_mails()), [NATIONAL]);
    let told = page(&browser, &request).await;
    is_told(
        &told,
        &["Coordination nationale · 1 e-mail envoyé", "l’échelon supérieur a été alerté"],
    );
}

async fn a_chosen_shelter_is_asked(app: App) {
    let call = with(ask("nador", [girl(14)]), json!({ "max_km": 150, "hold": false }));
    let request = app.outreach("nador").asks(&call).await;
    let browser = signed_in(&app, CITY).await;
    let shown = page(&browser, &request).await;
    is_told(
        &shown,
        &[
            "1. <bdi translate=\"no\">Asticude",
            "2. <bdi translate=\"no\">MS2",
            "sur 100",
            "même ville",
            "Proposer à ce foyer",
        ],
    );
    is_told(&shown, &["L’équipe souhaite choisir"]);
    let oujda = shelter(&app, "oujda").await;
    let chosen = [("shelter_id", oujda.as_str()), ("idempotency_key", "once")];
    for _ in 0..2 {
        assert_eq!(send_on_page(&app, &browser, &request, "offers", &chosen).await.status(), 303);
    }
    assert_eq!(app.counts("oujda", "Filles 12-17").await, counts(2, 1, 1));
    let shown = page(&browser, &request).await;
    is_told(&shown, &["Réponse attendue avant", "proposée par la coordination"]);
    assert!(leads(&shown, &request, "accept") && leads(&shown, &request, "decline"));
    let unknown = [("shelter_id", id(&request))];
    assert_eq!(send_on_page(&app, &browser, &request, "offers", &unknown).await.status(), 422);
}

async fn an_excluded_shelter_is_asked_with_a_reason_alone(app: App) {
    let request = waiting_request(&app).await;
    let browser = signed_in(&app, CITY).await;
    let oujda = shelter(&app, "oujda").await;
    let before = app.database.counts().await;
    let long = "é".repeat(201);
    for reason in ["", "  ", long.as_str()] {
        let fields = [("shelter_id", oujda.as_str()), ("override", reason)];
        let wrong = send_on_page(&app, &browser, &request, "offers", &fields).await;
        assert_eq!(wrong.status(), 422);
        let told = wrong.text().await.unwrap();
        let (link, field) = (format!("href=\"#why-{oujda}\""), format!("id=\"why-{oujda}\""));
        is_told(&told, &["role=\"alert\"", &link, &field, &format!("id=\"wrong-why-{oujda}\"")]);
        is_told(&told, &["aria-invalid=\"true\"", &format!("value=\"{}\"", reason.trim())]);
    }
    let sent = send_on_page(&app, &browser, &request, "offers", &[("shelter_id", &oujda)]).await;
    assert_eq!(sent.status(), 409);
    is_told(&sent.text().await.unwrap(), &["role=\"alert\"", "href=\"#excluded\""]);
    assert_eq!(app.database.counts().await, before);
    let fields = [("shelter_id", oujda.as_str()), ("override", "a car will carry the chair")];
    assert_eq!(send_on_page(&app, &browser, &request, "offers", &fields).await.status(), 303);
    let told = page(&browser, &request).await;
    is_told(
        &told,
        &["proposée quand même", "<bdi translate=\"no\">a car will carry the chair</bdi>"],
    );
}

async fn without_a_free_bed_nothing_changes(app: App) {
    for pool in app.shelter_in("oujda").await["pools"].as_array().unwrap() {
        app.shelter("oujda").reports(pool, 0).await;
    }
    let request = waiting_request(&app).await;
    let browser = signed_in(&app, CITY).await;
    let oujda = shelter(&app, "oujda").await;
    let before = app.database.counts().await;
    let fields = [("shelter_id", oujda.as_str()), ("override", "they squeeze in")];
    let full = send_on_page(&app, &browser, &request, "offers", &fields).await;
    assert_eq!(full.status(), 409);
    is_told(&full.text().await.unwrap(), &["Il n’y a plus assez de lits libres là-bas."]);
    assert_eq!(app.database.counts().await, before);
}

async fn an_accepted_bed_is_given_up_with_a_reason_alone(app: App) {
    let call = with(ask("nador", [girl(14)]), json!({ "max_km": 150 }));
    let request = app.outreach("nador").asks(&call).await;
    app.shelter("nador").accepts(&request["offer"]).await;
    let browser = signed_in(&app, CITY).await;
    let oujda = shelter(&app, "oujda").await;
    let told = page(&browser, &request).await;
    is_told(&told, &["Le foyer a accepté", &format!("id=\"why-{oujda}\"")]);
    let plain = [("shelter_id", oujda.as_str())];
    assert_eq!(send_on_page(&app, &browser, &request, "offers", &plain).await.status(), 409);
    let fields = [("shelter_id", oujda.as_str()), ("override", "a burst pipe")];
    assert_eq!(send_on_page(&app, &browser, &request, "offers", &fields).await.status(), 303);
    let told = page(&browser, &request).await;
    is_told(&told, &["réservation annulée", "<bdi translate=\"no\">a burst pipe</bdi>"]);
}

async fn the_shelter_is_answered_for(app: App) {
    let request = app.outreach("nador").asks(&ask("nador", [girl(14)])).await;
    let browser = signed_in(&app, CITY).await;
    let offer = text(&request["offer"]["id"]).to_owned();
    for (what, state) in [("accept", "accepted"), ("arrive", "placed")] {
        assert!(leads(&page(&browser, &request).await, &request, what), "{what}");
        let fields = [("offer_id", offer.as_str()), ("idempotency_key", what)];
        for _ in 0..2 {
            assert_eq!(
                send_on_page(&app, &browser, &request, what, &fields).await.status(),
                303,
                "{what}"
            );
        }
        assert_eq!(app.outreach("nador").request(&request).await["state"], state);
        let again = [("offer_id", offer.as_str()), ("idempotency_key", "another")];
        assert_eq!(
            send_on_page(&app, &browser, &request, what, &again).await.status(),
            409,
            "{what}"
        );
    }
    let told = page(&browser, &request).await;
    is_told(
        &told,
        &[
            "Cette demande est terminée.",
            "un lit réservé",
            "<bdi translate=\"no\">Asticude, foyer (démo)</bdi> · a accepté",
        ],
    );
    assert!(!leads(&told, &request, "offers") && !leads(&told, &request, "close"));
    // An offer of another request is not touched from here.
    let other = app.outreach("nador").asks(&ask("nador", [girl(15)])).await;
    let foreign = [("offer_id", text(&other["offer"]["id"]))];
    assert_eq!(send_on_page(&app, &browser, &request, "accept", &foreign).await.status(), 404);
    assert_eq!(send_on_page(&app, &browser, &request, "accept", &[]).await.status(), 404);
    assert_eq!(app.outreach("nador").request(&other).await["state"], "offered");
}

async fn a_refusal_needs_its_reason(app: App) {
    let request = app.outreach("nador").asks(&ask("nador", [girl(14)])).await;
    let browser = signed_in(&app, CITY).await;
    let offer = text(&request["offer"]["id"]);
    for reason in ["", "no_reason"] {
        let fields = [("offer_id", offer), ("reason", reason)];
        let wrong = send_on_page(&app, &browser, &request, "decline", &fields).await;
        assert_eq!(wrong.status(), 422);
        is_told(&wrong.text().await.unwrap(), &["role=\"alert\"", "id=\"wrong-offer\""]);
    }
    let fields = [("offer_id", offer), ("reason", "cannot_meet_need")];
    assert_eq!(send_on_page(&app, &browser, &request, "decline", &fields).await.status(), 303);
    assert_eq!(app.outreach("nador").request(&request).await["state"], "waiting");
    let told = page(&browser, &request).await;
    is_told(&told, &["a refusé · ne peut pas répondre à ce besoin", "déjà sollicité"]);
}

async fn a_missing_child_is_found(app: App) {
    let request = app.outreach("nador").asks(&ask("nador", [girl(14)])).await;
    app.shelter("nador").accepts(&request["offer"]).await;
    let browser = signed_in(&app, CITY).await;
    let offer = [("offer_id", text(&request["offer"]["id"]))];
    assert_eq!(send_on_page(&app, &browser, &request, "no-show", &offer).await.status(), 303);
    let told = page(&browser, &request).await;
    is_told(&told, &["Sans nouvelles de l’enfant", "Appelez l’équipe et le foyer."]);
    assert!(leads(&told, &request, "found") && !leads(&told, &request, "offers"));
    assert_eq!(send_on_page(&app, &browser, &request, "found", &[]).await.status(), 303);
    assert_eq!(app.outreach("nador").request(&request).await["state"], "offered");
    assert_eq!(send_on_page(&app, &browser, &request, "found", &[]).await.status(), 409);
}

async fn who_is_on_the_way_is_still_on_the_way(app: App) {
    let request = app.outreach("nador").asks(&ask("nador", [girl(14)])).await;
    app.shelter("nador").accepts(&request["offer"]).await;
    let browser = signed_in(&app, CITY).await;
    assert!(!leads(&page(&browser, &request).await, &request, "on-the-way"));
    app.tick().await;
    app.advance(180).await;
    let told = page(&browser, &request).await;
    is_told(&told, &["L’équipe et le foyer sont interrogés"]);
    assert!(leads(&told, &request, "on-the-way"));
    app.advance(31).await;
    let told = page(&browser, &request).await;
    is_told(&told, &["Arrivée non confirmée, sans nouvelles", "class=\"card alarm\""]);
    let list = browser::page(&browser, "/coordinator").await;
    is_told(
        &list,
        &["Nador · Arrivée non confirmée, sans nouvelles", "Appelez l’équipe et le foyer."],
    );
    let offer = [("offer_id", text(&request["offer"]["id"]))];
    assert_eq!(send_on_page(&app, &browser, &request, "on-the-way", &offer).await.status(), 303);
    assert!(!leads(&page(&browser, &request).await, &request, "acknowledge"));
    assert!(!browser::page(&browser, "/coordinator").await.contains(text(&request["reference"])));
}

async fn a_request_is_closed_or_taken_back(app: App) {
    let browser = signed_in(&app, CITY).await;
    let request = waiting_request(&app).await;
    for outcome in ["", "vanished"] {
        let wrong = send_on_page(&app, &browser, &request, "close", &[("outcome", outcome)]).await;
        assert_eq!(wrong.status(), 422);
        is_told(&wrong.text().await.unwrap(), &["role=\"alert\"", "href=\"#close\""]);
    }
    let family = [("outcome", "family")];
    assert_eq!(send_on_page(&app, &browser, &request, "close", &family).await.status(), 303);
    assert_eq!(app.outreach("nador").request(&request).await["outcome"], "family");
    is_told(&page(&browser, &request).await, &["Clôturée · Retour en famille", "demande clôturée"]);
    assert_eq!(send_on_page(&app, &browser, &request, "close", &family).await.status(), 409);
    assert_eq!(send_on_page(&app, &browser, &request, "acknowledge", &[]).await.status(), 409);

    let request = waiting_request(&app).await;
    let wrong = send_on_page(&app, &browser, &request, "withdraw", &[("reason", " ")]).await;
    assert_eq!(wrong.status(), 422);
    is_told(&wrong.text().await.unwrap(), &["aria-describedby=\"wrong-reason\""]);
    let why = [("reason", "the team drove on")];
    assert_eq!(send_on_page(&app, &browser, &request, "withdraw", &why).await.status(), 303);
    is_told(
        &page(&browser, &request).await,
        &["<bdi translate=\"no\">the team drove on</bdi>", "demande retirée"],
    );
    assert_eq!(send_on_page(&app, &browser, &request, "sing", &[]).await.status(), 404);
}

const ACTIONS: [&str; 12] = [
    "acknowledge",
    "hand-over",
    "escalate",
    "offers",
    "accept",
    "decline",
    "arrive",
    "no-show",
    "on-the-way",
    "withdraw",
    "found",
    "close",
];

async fn a_form_without_the_token_changes_nothing(app: App) {
    let request = waiting_request(&app).await;
    let browser = signed_in(&app, CITY).await;
    let other = signed_in(&app, NATIONAL).await;
    let foreign = token(&app, &other).await;
    let before = app.database.counts().await;
    for what in ACTIONS {
        let path = format!("{}/{what}", request_page(&request));
        let fields = [("outcome", "family"), ("reason", "x"), ("to", "national")];
        assert_eq!(browser.post(&path, &fields).await.status(), 403, "{what}");
        let forged = [&fields[..], &[("csrf", &*foreign)]].concat();
        assert_eq!(browser.post(&path, &forged).await.status(), 403, "{what}");
    }
    assert_eq!(app.database.counts().await, before);
}

async fn the_page_is_for_the_coordinators_of_the_city_alone(app: App) {
    let request = waiting_request(&app).await;
    let led = Browser::new(&app).get(&request_page(&request)).await;
    assert_eq!(led.status(), 303);
    let strangers = [
        ("outreach@asticude.example", 403),
        ("shelter@asticude.example", 403),
        ("admin@mabit.example", 403),
        ("coordinator@bayti.example", 404),
    ];
    for (email, status) in strangers {
        let browser = signed_in(&app, email).await;
        let before = app.database.counts().await;
        assert_eq!(browser.get(&request_page(&request)).await.status(), status, "{email}");
        for what in ACTIONS {
            let fields = [("outcome", "family"), ("reason", "x"), ("to", "national")];
            let sent = send_on_page(&app, &browser, &request, what, &fields).await;
            assert_eq!(sent.status(), status, "{what} as {email}");
        }
        assert_eq!(app.database.counts().await, before, "{email}");
    }
    let national = signed_in(&app, NATIONAL).await;
    assert!(leads(&page(&national, &request).await, &request, "close"));
}

async fn what_was_written_comes_out_as_text(app: App) {
    let request = waiting_request(&app).await;
    let browser = signed_in(&app, CITY).await;
    let oujda = shelter(&app, "oujda").await;
    let fields = [("shelter_id", oujda.as_str()), ("override", SCRIPT)];
    assert_eq!(send_on_page(&app, &browser, &request, "offers", &fields).await.status(), 303);
    let long = SCRIPT.repeat(9);
    let wrong = send_on_page(&app, &browser, &request, "withdraw", &[("reason", &long)]).await;
    let pages = [page(&browser, &request).await, wrong.text().await.unwrap()];
    for told in pages {
        assert!(told.contains("&#60;script&#62;"), "{told}");
        assert!(!told.contains("<script>") && !told.contains("\" onload=\""), "{told}");
    }
}

async fn the_page_speaks_three_languages(app: App) {
    let request = app.outreach("nador").asks(&ask("nador", [girl(14)])).await;
    app.pass(TimeDelta::minutes(1));
    let browser = signed_in(&app, CITY).await;
    for (lang, history) in [("ar", "سجل الطلب"), ("en", "History"), ("fr", "Historique")] {
        switch_language(&app, &browser, lang).await;
        let told = page(&browser, &request).await;
        is_told(&told, &[&format!("<h2>{history}</h2>"), &format!("<html lang=\"{lang}\"")]);
    }
}

async fn a_bed_meant_for_others_is_chosen_on_purpose(app: App) {
    for pool in ["Filles 12-17", "Fratries 0-17"] {
        app.shelter("nador").reports(&app.pool("nador", pool).await, 0).await;
    }
    let boys = app.pool("nador", "Garçons 10-17").await;
    let request = app.outreach("nador").asks(&ask("nador", [girl(14)])).await;
    let browser = signed_in(&app, CITY).await;
    let nador = shelter(&app, "nador").await;
    let shown = page(&browser, &request).await;
    let option = format!(
        "<option translate=\"no\" value=\"{}\">Garçons 10-17 · garçons de 10 à 17\u{a0}ans",
        id(&boys)
    );
    is_told(&shown, &["Aucun lit libre ici n’est prévu", "Lit\u{a0}: Fille, 14\u{a0}ans", &option]);
    // Nothing is chosen for anybody.
    let form = [("shelter_id", &*nador), ("override", "no other bed"), ("bed-0", "")];
    let wrong = send_on_page(&app, &browser, &request, "offers", &form).await;
    assert_eq!(wrong.status(), 422);
    let field = format!("bed-0-{nador}");
    let told = wrong.text().await.unwrap();
    is_told(
        &told,
        &[&format!("href=\"#{field}\""), &format!("aria-describedby=\"wrong-{field}\"")],
    );
    let form = [("shelter_id", &*nador), ("override", "no other bed"), ("bed-0", id(&boys))];
    assert_eq!(send_on_page(&app, &browser, &request, "offers", &form).await.status(), 303);
    let now = app.outreach("nador").request(&request).await;
    assert_eq!(now["offer"]["beds"][0]["pool_id"], boys["id"]);
    is_told(&page(&browser, &request).await, &["lit prévu pour garçons de 10 à 17\u{a0}ans"]);
}
