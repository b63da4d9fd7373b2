//! The coordinators' board, without a script.

use serde_json::{Value, json};

use crate::support::browser::{Browser, page, page_in, signed_in};
use crate::support::escalation::waits_in_rabat;
use crate::support::{App, CITY, ask, girl, id, on_both};

on_both!(
    every_shelter_is_there_with_its_beds_and_phone,
    the_board_is_narrowed_by_a_form,
    a_wrong_filter_is_told_and_kept,
    waiting_children_are_counted_and_kept_off_the_phone,
    an_old_count_is_told_in_words,
    old_counts_are_no_beds_to_give,
    what_can_be_given_stands_first,
    the_board_is_for_coordinators,
    names_come_out_as_text,
    three_languages_read_it,
);

async fn every_shelter_is_there_with_its_beds_and_phone(app: App) {
    let browser = signed_in(&app, CITY).await;
    let before = page(&browser, "/coordinator/board").await;
    assert_eq!(before.matches("<article").count(), 6);
    assert!(before.contains("href=\"tel:+212500000000\""), "{before}");
    assert!(before.contains("<span class=\"dot free\">54 libres</span>"), "{before}");
    assert!(before.contains("data-events=\"pool request offer\""));
    app.outreach("nador").asks(&ask("nador", [girl(14)])).await;
    let after = page(&browser, "/coordinator/board?city=nador").await;
    assert_eq!(after.matches("<article").count(), 1);
    assert!(after.contains("<span class=\"dot promised\">1 réservé</span>"), "{after}");
    let pool = app.pool("nador", "Garçons 10-17").await;
    let closed = json!({ "free": 3, "closed": true });
    let path = format!("/pools/{}/availability", id(&pool));
    app.shelter("nador").put(&path, &closed).await.is(200);
    let after = page(&browser, "/coordinator/board?city=nador").await;
    assert!(after.contains("<span class=\"dot full\">fermé</span>"), "{after}");
}

async fn the_board_is_narrowed_by_a_form(app: App) {
    let browser = signed_in(&app, CITY).await;
    let shown = page(&browser, "/coordinator/board?city=&gender=female&age=13").await;
    assert!(shown.contains("Filles 12-17") && !shown.contains("Garçons 12-17"), "{shown}");
    assert!(shown.contains("<option value=\"female\" selected>"));
    assert!(shown.contains("name=\"age\"") && shown.contains("value=\"13\""));
    let none = page(&browser, "/coordinator/board?gender=male&age=70").await;
    assert!(none.contains("Aucun foyer ne correspond"), "{none}");
}

async fn a_wrong_filter_is_told_and_kept(app: App) {
    let browser = signed_in(&app, CITY).await;
    let path = "/coordinator/board?city=atlantis&gender=shoe&age=%3Cscript%3E";
    let told = browser.get(path).await;
    assert_eq!(told.status(), 422);
    let told = told.text().await.unwrap();
    for field in ["city", "gender", "age"] {
        assert!(told.contains(&format!("href=\"#{field}\"")), "{told}");
        assert!(told.contains(&format!("aria-describedby=\"{field}-wrong\"")), "{told}");
    }
    assert!(told.contains("value=\"&#60;script&#62;\"") && !told.contains("<script>"), "{told}");
    assert_eq!(browser.get("/coordinator/board?age=121").await.status(), 422);
}

async fn waiting_children_are_counted_and_kept_off_the_phone(app: App) {
    let rabat = signed_in(&app, "coordinator@orient-occident.example").await;
    let calm = page(&rabat, "/coordinator/board").await;
    assert!(calm.contains("Aucun enfant n’attend un lit"), "{calm}");
    waits_in_rabat(&app).await;
    let shown = page(&rabat, "/coordinator/board").await;
    let told = "1 enfant attend un lit";
    assert!(shown.contains(told), "{shown}");
    assert!(shown.contains("href=\"/coordinator/board?city=rabat\""));
    // What the service worker keeps is the page without what stands between these marks.
    let kept: String = shown
        .split("<!--private-->")
        .enumerate()
        .map(
            |(at, part)| if at == 0 { part } else { part.split_once("<!--/private-->").unwrap().1 },
        )
        .collect();
    assert!(!kept.contains(told) && !kept.contains("1 enfant"), "{kept}");
    assert!(kept.contains("Orient-Occident"));
    // Another city's coordinator does not hear of it.
    let nador = signed_in(&app, CITY).await;
    assert!(page(&nador, "/coordinator/board").await.contains("Aucun enfant n’attend un lit"));
}

async fn an_old_count_is_told_in_words(app: App) {
    let browser = signed_in(&app, CITY).await;
    let fresh = page(&browser, "/coordinator/board").await;
    assert!(fresh.contains(">compté ") && !fresh.contains("dernier compte"), "{fresh}");
    app.pass(chrono::TimeDelta::hours(14));
    let old = page(&browser, "/coordinator/board").await;
    assert!(old.contains("dernier compte il y a 14\u{a0}h"), "{old}");
    app.pass(chrono::TimeDelta::hours(60));
    assert!(page(&browser, "/coordinator/board").await.contains("dernier compte il y a 3 jours"));
}

async fn old_counts_are_no_beds_to_give(app: App) {
    let browser = signed_in(&app, CITY).await;
    let fresh = page(&browser, "/coordinator/board").await;
    assert!(!fresh.contains("compte trop ancien"), "{fresh}");
    app.pass(chrono::TimeDelta::hours(13));
    let pool = app.pool("nador", "Garçons 10-17").await;
    app.shelter("nador").reports(&pool, 3).await;
    let old = page(&browser, "/coordinator/board").await;
    let sum = |page: &str| page.split("id=\"waiting\"").next().unwrap().to_owned();
    assert!(sum(&old).contains("<span class=\"dot free\">3 libres</span>"), "{old}");
    assert!(sum(&old).contains("51 lits, compte trop ancien"), "{old}");
    // Of the shelter and of the pool; nothing else is green.
    assert_eq!(old.matches("<span class=\"dot free\">3 libres</span>").count(), 3, "{old}");
    assert_eq!(old.matches("dot free").count(), 3, "{old}");
    // Nor is it on the map.
    let map = page(&browser, "/coordinator/map").await;
    assert_eq!(map.matches("<circle class=\"free\"").count(), 1, "{map}");
}

async fn what_can_be_given_stands_first(app: App) {
    for pool in app.shelter_in("tanger").await["pools"].as_array().unwrap() {
        app.shelter("tanger").reports(pool, 0).await;
    }
    let browser = signed_in(&app, CITY).await;
    let shown = page(&browser, "/coordinator/board").await;
    let full = app.shelter_in("tanger").await;
    let place = |shelter: &Value| {
        let card = format!("id=\"shelter-{}\"", id(shelter));
        shown.find(&card).unwrap_or_else(|| panic!("no {card} in {shown}"))
    };
    let beds = |shelter: &Value| {
        let pools = shelter["pools"].as_array().unwrap().iter();
        pools.map(|pool| pool["available"].as_i64().unwrap()).sum::<i64>()
    };
    let board = app.admin().get("/board").await.is(200);
    let mut shelters: Vec<&Value> = board["shelters"].as_array().unwrap().iter().collect();
    shelters.sort_by_key(|shelter| place(shelter));
    let given: Vec<i64> = shelters.iter().map(|shelter| beds(shelter)).collect();
    assert!(given.is_sorted_by(|a, b| a >= b) && given[0] > 0, "{given:?}");
    assert_eq!(given[5], 0);
    // The switch leaves out the one that is full, and keeps the other filters.
    assert!(shown.contains("href=\"/coordinator/board?only=free\""), "{shown}");
    let only = page(&browser, "/coordinator/board?city=tanger&only=free").await;
    assert!(only.contains("Aucun foyer ne correspond") && !only.contains(id(&full)), "{only}");
    assert!(only.contains("<input type=\"hidden\" name=\"only\" value=\"free\">"), "{only}");
    assert!(only.contains("href=\"/coordinator/board?city=tanger&#38;\""), "{only}");
    assert_eq!(page(&browser, "/coordinator/board?only=free").await.matches("<article").count(), 5);
}

async fn the_board_is_for_coordinators(app: App) {
    let led = Browser::new(&app).get("/coordinator/board").await;
    assert_eq!(led.headers()["location"], "/sign-in?next=%2Fcoordinator%2Fboard");
    for email in ["outreach@asticude.example", "shelter@asticude.example"] {
        let browser = signed_in(&app, email).await;
        let refused = browser.get("/coordinator/board").await;
        assert_eq!(refused.status(), 403);
        assert!(!refused.text().await.unwrap().contains("Filles 12-17"));
    }
}

async fn names_come_out_as_text(app: App) {
    let shelter = app.shelter_in("nador").await;
    let name = json!({ "name": "<script>x</script>\" onload=\"y" });
    app.admin().patch(&format!("/shelters/{}", id(&shelter)), &name).await.is(200);
    let shown = page(&signed_in(&app, CITY).await, "/coordinator/board").await;
    assert!(!shown.contains("<script>") && !shown.contains("\" onload=\""), "{shown}");
    assert!(shown.contains("&#60;script&#62;"), "{shown}");
}

async fn three_languages_read_it(app: App) {
    let browser = signed_in(&app, CITY).await;
    for (lang, title) in
        [("ar", "الأسرّة الآن"), ("en", "All beds, right now"), ("fr", "Tous les lits")]
    {
        let shown = page_in(&app, &browser, lang, "/coordinator/board").await;
        assert!(shown.contains(title), "{shown}");
    }
    let arabic = page_in(&app, &browser, "ar", "/coordinator/board").await;
    assert!(arabic.contains("dir=\"rtl\"") && arabic.contains("الناظور"), "{arabic}");
}
