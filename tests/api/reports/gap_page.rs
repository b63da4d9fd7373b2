//! The gap page, without a script.

use chrono::TimeDelta;
use serde_json::json;

use crate::support::browser::{Browser, page, page_in, signed_in};
use crate::support::{App, CITY, NATIONAL, ask, boy, girl, id, on_both, with};

on_both!(
    it_opens_with_one_sentence_and_one_figure,
    nobody_asked_for_is_said_calmly,
    each_chart_has_its_sentence_table_and_file,
    the_months_are_chosen_by_a_form,
    wrong_months_are_told,
    the_file_has_the_same_rows,
    a_coordinators_gap_is_about_its_cities,
    an_observer_is_led_there_and_others_are_not_let_in,
    three_languages_read_it,
    an_observer_sees_no_small_group,
);

const PATH: &str = "/coordinator/gap";
const OBSERVER: &str = "observer@example.org";

async fn observer(app: &App) -> Browser<'_> {
    let account = json!({ "roles": ["observer"], "locale": "fr" });
    app.hire(OBSERVER, account).await;
    signed_in(app, OBSERVER).await
}

/// Somebody who sees every city, and groups of any size.
async fn national(app: &App) -> Browser<'_> {
    signed_in(app, NATIONAL).await
}

/// A night in Nador: a girl arrives after 20 minutes, and two boys are refused everywhere.
async fn night(app: &App) {
    let (team, shelter) = (app.outreach("nador"), app.shelter("nador"));
    let request = team.asks(&ask("nador", [girl(14)])).await;
    app.pass(TimeDelta::minutes(20));
    shelter.accepts(&request["offer"]).await;
    shelter.does("arrive", &request["offer"]).await;
    let refused = team.asks(&ask("nador", [boy(16), boy(9)])).await;
    shelter.declines_because("safety", &refused["offer"]).await;
    let path = format!("/requests/{}/withdraw", id(&refused));
    team.post(&path, &json!({ "reason": "found family" })).await.is(200);
}

async fn it_opens_with_one_sentence_and_one_figure(app: App) {
    night(&app).await;
    let shown = page(&national(&app).await, PATH).await;
    assert!(shown.contains("<h1>Sur 3 enfants ce mois-ci, un a été mis à l’abri.</h1>"), "{shown}");
    assert!(shown.contains("<span class=\"figure\">33\u{a0}%</span>"), "{shown}");
    assert!(shown.contains("Point de départ\u{a0}: 9\u{a0}%."), "{shown}");
    assert!(shown.contains("669 enfants sur 7\u{202f}683"), "{shown}");
}

async fn nobody_asked_for_is_said_calmly(app: App) {
    let browser = national(&app).await;
    let shown = page(&browser, PATH).await;
    assert!(shown.contains("Aucune demande sur cette période."), "{shown}");
    assert!(!shown.contains("class=\"chart\"") && !shown.contains("NaN"), "{shown}");
    let file = page(&browser, "/coordinator/gap.csv?by=city").await;
    assert_eq!(file.lines().count(), 1, "{file}");
}

async fn each_chart_has_its_sentence_table_and_file(app: App) {
    night(&app).await;
    let shown = page(&national(&app).await, PATH).await;
    for text in [
        "janv. 2026\u{a0}: 33\u{a0}%",
        "Nador\u{a0}: 33\u{a0}%",
        "Les filles représentent 33\u{a0}% des enfants\u{a0}; 100\u{a0}% d’entre elles ont été mises à l’abri",
        "C’est à cet âge que les lits manquent le plus\u{a0}: 6–11\u{a0}ans, 0\u{a0}% mis à l’abri",
        "janv. 2026\u{a0}: un enfant sur deux était mis à l’abri en 20\u{a0}min ou moins",
        "Premier motif de refus\u{a0}: sécurité (100\u{a0}%)",
    ] {
        assert!(shown.contains(&format!("<h2>{text}</h2>")), "{text}: {shown}");
    }
    for what in ["<svg class=\"chart\"", "<caption>", "download>"] {
        assert_eq!(shown.matches(what).count(), 6, "{what}: {shown}");
    }
    assert_eq!(shown.matches("role=\"img\" aria-label=\"").count(), 6);
    assert_eq!(shown.matches("class=\"mark\"").count(), 4);
    let row = "<tr><th scope=\"row\">Nador</th><td class=\"num\">3</td><td class=\"num\">3</td>\
               <td class=\"num\">1</td><td class=\"num\">33\u{a0}%</td></tr>";
    assert!(shown.contains(row), "{shown}");
}

async fn the_months_are_chosen_by_a_form(app: App) {
    night(&app).await;
    app.pass(TimeDelta::days(40));
    app.outreach("nador").asks(&ask("nador", [girl(13)])).await;
    let browser = national(&app).await;
    let usual = page(&browser, PATH).await;
    assert!(usual.contains("<h1>Sur un enfant ce mois-ci, aucun n’a été mis à l’abri.</h1>"));
    assert!(usual.contains("<option value=\"2026-02\" selected>févr. 2026</option>"), "{usual}");
    assert!(usual.contains("<option value=\"2025-09\" selected>sept. 2025</option>"), "{usual}");
    assert!(usual.contains("De 33\u{a0}% (janv. 2026) à 0\u{a0}% (févr. 2026)"), "{usual}");
    let january = page(&browser, &format!("{PATH}?from=2026-01&to=2026-01")).await;
    assert!(
        january.contains("<h1>janv. 2026\u{a0}: sur 3 enfants, un a été mis à l’abri.</h1>"),
        "{january}"
    );
    let both = page(&browser, &format!("{PATH}?from=2026-01&to=2026-02")).await;
    assert!(
        both.contains("<h1>De janv. 2026 à févr. 2026, sur 4 enfants, un a été mis à l’abri.</h1>"),
        "{both}"
    );
    assert!(both.contains("gap.csv?by=city&#38;from=2026-01&#38;to=2026-02"), "{both}");
    let before = page(&browser, &format!("{PATH}?from=2020-01&to=2020-12")).await;
    assert!(before.contains("Aucune demande sur cette période"), "{before}");
    assert!(before.contains("<option value=\"2020-01\" selected>"), "{before}");
}

async fn wrong_months_are_told(app: App) {
    night(&app).await;
    let browser = national(&app).await;
    for (query, field) in [
        ("from=%3Cscript%3E", "from"),
        ("to=2026-13", "to"),
        ("from=2026-02&to=2026-01", "to"),
        ("from=", "from"),
    ] {
        let told = browser.get(&format!("{PATH}?{query}")).await;
        assert_eq!(told.status(), 422, "{query}");
        let told = told.text().await.unwrap();
        assert!(told.contains(&format!("href=\"#{field}\"")), "{query}: {told}");
        assert!(told.contains("role=\"alert\"") && !told.contains("<script>"), "{told}");
        assert_eq!(browser.get(&format!("{PATH}.csv?{query}")).await.status(), 422, "{query}");
    }
    assert_eq!(browser.get(&format!("{PATH}.csv?by=partner")).await.status(), 422);
}

async fn the_file_has_the_same_rows(app: App) {
    night(&app).await;
    let browser = national(&app).await;
    let file = browser.get(&format!("{PATH}.csv?by=gender&from=2026-01&to=2026-01")).await;
    assert_eq!(file.headers()["content-type"], "text/csv; charset=utf-8");
    assert_eq!(
        file.headers()["content-disposition"],
        "attachment; filename=\"mabit-gap-gender-2026-01-2026-01.csv\""
    );
    // As a French spreadsheet opens it.
    let file = String::from_utf8(file.bytes().await.unwrap().to_vec()).unwrap();
    let expected = "gender,requested,offered,placed,unmet,share,median_minutes_to_offer,\
                    median_minutes_to_bed,declined_full,declined_count_was_wrong,\
                    declined_cannot_meet_need,declined_not_eligible,declined_safety,\
                    declined_closed,declined_other\n\
                    female,1,1,1,0,1.0000,0.0,20.0,0,0,0,0,0,0,0\n\
                    male,2,2,0,2,0.0000,0.0,,0,0,0,0,2,0,0\n";
    let french = expected.replace(',', ";").replace('.', ",").replace('\n', "\r\n");
    assert_eq!(file, format!("\u{feff}{french}"));
    page_in(&app, &browser, "en", PATH).await;
    let file = browser.get(&format!("{PATH}.csv?by=gender&from=2026-01&to=2026-01")).await;
    let file = String::from_utf8(file.bytes().await.unwrap().to_vec()).unwrap();
    assert_eq!(file, format!("\u{feff}{}", expected.replace('\n', "\r\n")));
}

async fn a_coordinators_gap_is_about_its_cities(app: App) {
    night(&app).await;
    let rabat = signed_in(&app, "coordinator@orient-occident.example").await;
    let shown = page(&rabat, PATH).await;
    assert!(shown.contains("Aucune demande sur cette période") && shown.contains("de vos villes"));
    let nador = page(&signed_in(&app, CITY).await, PATH).await;
    assert!(nador.contains("Sur 3 enfants ce mois-ci"), "{nador}");
    let national = page(&signed_in(&app, NATIONAL).await, PATH).await;
    assert!(national.contains("toutes les villes"), "{national}");
}

async fn an_observer_is_led_there_and_others_are_not_let_in(app: App) {
    let browser = observer(&app).await;
    assert_eq!(browser.get("/").await.headers()["location"], PATH);
    let shown = page(&browser, PATH).await;
    assert_eq!(shown.matches("href=\"/coordinator/").count(), 1, "{shown}");
    for closed in ["/coordinator/board", "/coordinator/duty"] {
        assert_eq!(browser.get(closed).await.status(), 403, "{closed}");
    }
    let led = Browser::new(&app).get(&format!("{PATH}?from=2026-01")).await;
    let next = "/sign-in?next=%2Fcoordinator%2Fgap%3Ffrom%3D2026-01";
    assert_eq!(led.headers()["location"], next);
    for email in ["outreach@asticude.example", "shelter@asticude.example"] {
        let browser = signed_in(&app, email).await;
        assert_eq!(browser.get(PATH).await.status(), 403);
        assert_eq!(browser.get(&format!("{PATH}.csv")).await.status(), 403);
    }
}

async fn three_languages_read_it(app: App) {
    night(&app).await;
    let browser = national(&app).await;
    for (lang, figure, mark) in [
        ("ar", "33%", "في البداية"),
        ("en", "33%", "at the start: 9%"),
        ("fr", "33\u{a0}%", "au départ"),
    ] {
        let shown = page_in(&app, &browser, lang, PATH).await;
        assert!(shown.contains(&format!("<span class=\"figure\">{figure}</span>")), "{shown}");
        assert!(shown.contains(mark), "{shown}");
    }
    // In Arabic the bars begin at the right.
    let arabic = page_in(&app, &browser, "ar", PATH).await;
    assert!(arabic.contains("<text x=\"340.0\""), "{arabic}");
}

async fn an_observer_sees_no_small_group(app: App) {
    night(&app).await;
    let hold = json!({ "hold": false });
    for city in ["nador", "nador", "nador", "oujda"] {
        app.outreach(city).asks(&with(ask(city, [girl(14)]), &hold)).await;
    }
    let browser = observer(&app).await;
    let shown = page(&browser, PATH).await;
    assert!(shown.contains("<h1>Sur 7 enfants ce mois-ci, un a été mis à l’abri.</h1>"), "{shown}");
    assert!(shown.contains("<th scope=\"row\">Autres</th>"), "{shown}");
    assert!(!shown.contains("Nador") && !shown.contains("Oujda"), "{shown}");
    assert!(shown.contains("moins de cinq enfants"), "{shown}");
    let file = page(&browser, "/coordinator/gap.csv?by=city").await;
    assert!(file.lines().nth(1).unwrap().starts_with("other;7;"), "{file}");
    assert_eq!(file.lines().count(), 2, "{file}");
}
