//! The coordinators' map, without a script.

use mabit::domain::account::{Role, Scope};
use mabit::domain::locale::Locale;
use mabit::services::authorisation::Operator;
use mabit::services::identity::accounts;
use mabit::services::identity::accounts::AddAccount;
use mabit::services::identity::accounts::NewUser;

use crate::support::browser::{Browser, PASSWORD, page, page_in, signed_in};
use crate::support::escalation::waits_in_rabat;
use crate::support::{App, CITY, NATIONAL, on_both};

on_both!(
    the_map_says_what_the_table_says,
    children_who_wait_are_shown_where_they_wait,
    the_map_is_for_coordinators,
    three_languages_read_it,
);
on_both!(empty: without_a_shelter_it_says_what_will_be_here);

const PATH: &str = "/coordinator/map";

async fn the_map_says_what_the_table_says(app: App) {
    let browser = signed_in(&app, CITY).await;
    let shown = page(&browser, PATH).await;
    assert_eq!(shown.matches("<circle class=\"free\"").count(), 6, "{shown}");
    assert!(!shown.contains("<circle class=\"alarm\"") && !shown.contains("NaN"), "{shown}");
    assert!(shown.contains("role=\"img\" aria-label=\"Carte des lits libres"), "{shown}");
    assert!(shown.contains("Nador\u{a0}: 9 libres\u{a0};"), "{shown}");
    for city in ["Casablanca", "Marrakech", "Nador", "Oujda", "Rabat", "Tanger"] {
        assert!(shown.contains(&format!("text-anchor=\"middle\">{city}</text>")), "{city}");
        assert!(shown.contains(&format!("<bdi translate=\"no\">{city}</bdi></a></th>")), "{city}");
    }
    // Nothing is left in Oujda.
    for pool in app.shelter_in("oujda").await["pools"].as_array().unwrap() {
        app.shelter("oujda").reports(pool, 0).await;
    }
    let shown = page(&browser, PATH).await;
    assert_eq!(shown.matches("<circle class=\"free\"").count(), 5, "{shown}");
    assert!(shown.contains("Oujda\u{a0}: aucun lit libre"), "{shown}");
}

async fn children_who_wait_are_shown_where_they_wait(app: App) {
    waits_in_rabat(&app).await;
    let shown = page(&signed_in(&app, NATIONAL).await, PATH).await;
    assert_eq!(shown.matches("<circle class=\"alarm\"").count(), 1, "{shown}");
    assert!(shown.contains("Rabat\u{a0}: 5 libres, 1 enfant sans lit"), "{shown}");
    assert!(shown.contains("<td class=\"num\"><span class=\"dot alarm\">1</span></td>"), "{shown}");
    // Another city's coordinator does not hear of it.
    let nador = page(&signed_in(&app, CITY).await, PATH).await;
    assert!(!nador.contains("<circle class=\"alarm\""), "{nador}");
}

async fn the_map_is_for_coordinators(app: App) {
    let led = Browser::new(&app).get(PATH).await;
    assert_eq!(led.headers()["location"], "/sign-in?next=%2Fcoordinator%2Fmap");
    for email in ["outreach@asticude.example", "shelter@asticude.example"] {
        assert_eq!(signed_in(&app, email).await.get(PATH).await.status(), 403);
    }
}

async fn three_languages_read_it(app: App) {
    let browser = signed_in(&app, CITY).await;
    for (lang, city) in [("ar", "طنجة"), ("en", "Tangier"), ("fr", "Tanger")] {
        let shown = page_in(&app, &browser, lang, PATH).await;
        assert!(shown.contains(&format!("text-anchor=\"middle\">{city}</text>")), "{shown}");
    }
}

async fn without_a_shelter_it_says_what_will_be_here(app: App) {
    let coordinator = NewUser {
        email: "alone@example.org".to_owned(),
        roles: vec![Role::Coordinator],
        partner_id: None,
        locale: Locale::Fr,
        scope: Some(Scope { national: true, ..Scope::default() }),
        name: None,
        phone: None,
    };
    let account = app
        .cx
        .write(Operator, AddAccount { user: coordinator, password_hash: None })
        .await
        .unwrap();
    accounts::give_password(&app.cx, account.id, PASSWORD.to_owned()).await.unwrap();
    let mut browser = Browser::new(&app);
    assert_eq!(browser.sign_in_as("alone@example.org", PASSWORD).await, 303);
    let shown = page(&browser, PATH).await;
    assert!(shown.contains("La carte s’affichera ici") && !shown.contains("<table>"), "{shown}");
    let board = page(&browser, "/coordinator/board").await;
    assert!(board.contains("Aucun foyer ne correspond"), "{board}");
}
