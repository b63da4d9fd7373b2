//! The coordinators' pages, without a script: who is without a bed.

use serde_json::{Value, json};

use crate::support::browser::{
    Browser, page, request_page, send_on_page, signed_in, switch_language,
};
use crate::support::count_reminders::reminders;
use crate::support::escalation::waiting_request;
use crate::support::{App, CITY, NATIONAL, ask, boy, girl, grouped, on_both, text, with};

on_both!(
    nobody_waits_and_the_page_is_calm,
    the_most_pressing_stands_first,
    a_card_says_what_is_known_and_what_comes_next,
    a_promised_bed_stands_apart,
    whoever_acknowledged_is_named,
    a_shelter_that_does_not_answer_is_to_be_called,
    the_list_is_for_the_coordinators_of_the_city_alone,
    the_list_speaks_three_languages,
);

async fn list(browser: &Browser<'_>) -> String {
    page(browser, "/coordinator").await
}

async fn nobody_waits_and_the_page_is_calm(app: App) {
    let browser = signed_in(&app, CITY).await;
    assert_eq!(browser.get("/").await.headers()["location"], "/coordinator");
    let page = list(&browser).await;
    assert!(page.contains("<h1>Aucune demande sans lit en ce moment</h1>"), "{page}");
    assert!(!page.contains("alarm"), "{page}");
    assert!(page.contains("data-events=\"request escalation offer pool\""));
    assert!(page.contains("<a href=\"/coordinator\" aria-current=\"page\">Sans lit</a>"));
}

async fn the_most_pressing_stands_first(app: App) {
    let team = app.outreach("nador");
    let needy = json!({ "needs": ["wheelchair"] });
    let call =
        |urgency: &str| with(with(ask("nador", [girl(14)]), &needy), json!({ "urgency": urgency }));
    let gone = team.asks(&ask("nador", [boy(12)])).await;
    app.shelter("nador").accepts(&gone["offer"]).await;
    let planned = team.asks(&call("planned")).await;
    app.advance(1).await;
    let urgent = team.asks(&call("urgent")).await;
    app.advance(1).await;
    let first = team.asks(&call("emergency")).await;
    app.advance(1).await;
    let second = team.asks(&call("emergency")).await;
    app.advance(44).await;
    app.shelter("nador").does("no_show", &gone["offer"]).await;
    let page = list(&signed_in(&app, CITY).await).await;
    let place = |request: &Value| {
        let id = format!("id=\"r-{}\"", text(&request["reference"]));
        page.find(&id).unwrap_or_else(|| panic!("no {id} in {page}"))
    };
    let places = [&gone, &first, &second, &urgent, &planned].map(place);
    assert!(places.is_sorted(), "{places:?}");
    assert!(page.contains("5 demandes sans lit"), "{page}");
    let longest = page.split("attente la plus longue\u{a0}:").nth(1).unwrap();
    assert!(longest.split("</p>").next().unwrap().contains(">47\u{a0}min</time>"), "{longest}");
}

async fn a_card_says_what_is_known_and_what_comes_next(app: App) {
    let call = json!({ "needs": ["wheelchair"] });
    let request = app.outreach("nador").asks(&with(ask("nador", [girl(14), boy(9)]), call)).await;
    app.tick().await;
    app.pass(chrono::TimeDelta::minutes(7));
    let browser = signed_in(&app, CITY).await;
    let page = list(&browser).await;
    for known in [
        "1 demande sans lit",
        "Fille, 14\u{a0}ans + Garçon, 9\u{a0}ans",
        "Nador · cette nuit",
        "fauteuil roulant",
        ">7\u{a0}min</time>",
        "étape 1 sur 3",
        "Coordination de la région, Oriental",
        "Au plus près\u{a0}:",
        "ne peut pas répondre à tous les besoins",
        &grouped(text(&request["reference"])),
        &format!("action=\"{}/acknowledge\"", request_page(&request)),
        &format!("href=\"{}\"", request_page(&request)),
    ] {
        assert!(page.contains(known), "no {known:?} in {page}");
    }
    assert_eq!(page.matches("name=\"note\"").count(), 3);
}

async fn a_promised_bed_stands_apart(app: App) {
    app.outreach("nador").asks(&ask("nador", [girl(14)])).await;
    let page = list(&signed_in(&app, CITY).await).await;
    assert!(page.contains("<h1>Aucun enfant sans lit réservé</h1>"), "{page}");
    let asked = page.split("id=\"asked\"").nth(1).unwrap();
    assert!(
        asked.contains(
            "<bdi translate=\"no\">Asticude, foyer (démo)</bdi> · Réponse attendue avant"
        ),
        "{asked}"
    );
    assert!(!page.contains("class=\"card alarm\"") && !page.contains("data-rings"), "{page}");
}

async fn whoever_acknowledged_is_named(app: App) {
    let request = waiting_request(&app).await;
    app.tick().await;
    let (browser, other) = (signed_in(&app, CITY).await, signed_in(&app, NATIONAL).await);
    let note = [("note", "transport_under_way"), ("idempotency_key", "k")];
    // Sent twice, as an impatient thumb does.
    for _ in 0..2 {
        let led = send_on_page(&app, &browser, &request, "acknowledge", &note).await;
        assert_eq!(led.status(), 303);
        assert_eq!(led.headers()["location"], request_page(&request));
    }
    let page = list(&other).await;
    let care = format!("<bdi translate=\"no\">{CITY}</bdi> · s’en occupe jusqu’à");
    assert!(page.contains(&care) && page.contains("lit trouvé, transport en cours"), "{page}");
    assert!(!page.contains("/acknowledge") && !page.contains("class=\"card alarm\""), "{page}");
}

async fn a_shelter_that_does_not_answer_is_to_be_called(app: App) {
    let browser = signed_in(&app, CITY).await;
    app.pass(chrono::TimeDelta::hours(6));
    reminders(&app).await;
    assert!(!list(&browser).await.contains("id=\"silent\""));
    app.pass(chrono::TimeDelta::hours(1));
    let page = list(&browser).await;
    let silent = page.split("id=\"silent\"").nth(1).unwrap();
    for known in
        ["Asticude", "relancé 1 fois", "dernier compte il y a 7\u{a0}h", "tel:+212500000000"]
    {
        assert!(silent.contains(known), "no {known:?} in {silent}");
    }
    assert!(!silent.contains("MS2"), "{silent}");
}

async fn the_list_is_for_the_coordinators_of_the_city_alone(app: App) {
    let request = waiting_request(&app).await;
    let led = Browser::new(&app).get("/coordinator").await;
    assert_eq!(led.headers()["location"], "/sign-in?next=%2Fcoordinator");
    for email in ["outreach@asticude.example", "shelter@asticude.example", "admin@mabit.example"] {
        assert_eq!(signed_in(&app, email).await.get("/coordinator").await.status(), 403, "{email}");
    }
    let reference = text(&request["reference"]);
    let other = signed_in(&app, "coordinator@bayti.example").await;
    assert!(!list(&other).await.contains(reference));
    assert!(list(&signed_in(&app, NATIONAL).await).await.contains(reference));
}

async fn the_list_speaks_three_languages(app: App) {
    waiting_request(&app).await;
    app.tick().await;
    let browser = signed_in(&app, CITY).await;
    for (lang, heading) in
        [("ar", "طلب واحد بلا سرير"), ("en", "1 request without a bed"), ("fr", "1 demande")]
    {
        switch_language(&app, &browser, lang).await;
        let page = list(&browser).await;
        assert!(page.contains(heading), "{page}");
        assert!(page.contains(&format!("<html lang=\"{lang}\"")), "{page}");
    }
}
