//! Administrators' pages: search and parts of the lists, a partner's page, and what goes out of use.

use serde_json::{Value, json};

use crate::support::browser::{admin, page, refused_form, send};
use crate::support::{App, ask, girl, id, items, on_both};

on_both!(
    lists_are_in_order_searched_and_leafed_through_both_ways,
    a_partner_is_changed_on_its_page,
    address_and_access_note_are_written_and_taken_away,
    what_is_no_longer_used_is_said_and_taken_back,
    children_who_are_there_keep_a_shelter_in_use,
    what_shelters_offer_is_in_words_of_its_own,
);

async fn partner(app: &App, name: &str) -> Value {
    let all = app.admin().get("/partners?limit=200").await.is(200);
    items(&all).iter().find(|one| one["name"] == name).unwrap().clone()
}

/// These stand on a page in this order.
#[track_caller]
fn in_order(shown: &str, texts: &[&str]) {
    let at = |text: &&str| shown.find(*text).unwrap_or_else(|| panic!("no {text}: {shown}"));
    let places: Vec<usize> = texts.iter().map(at).collect();
    assert!(places.is_sorted(), "{texts:?}: {places:?}");
}

async fn lists_are_in_order_searched_and_leafed_through_both_ways(app: App) {
    let browser = admin(&app).await;
    for n in (1..=50).rev() {
        let new = json!({ "name": format!("Relais {n:02}"), "city": "zagora" });
        app.admin().post("/partners", &new).await.is(201);
    }
    let first = page(&browser, "/admin/partners").await;
    // Casablanca, Marrakech, Nador, Oujda, Rabat, Tanger, Zagora.
    in_order(&first, &["Bayti", "Al-Karam", "Asticude", "Tadamon", "Relais 01", "Relais 44"]);
    assert!(!first.contains("Relais 45") && !first.contains("from=0"), "{first}");
    assert!(first.contains("/admin/partners?from=50"), "{first}");
    let second = page(&browser, "/admin/partners?from=50").await;
    in_order(&second, &["Relais 45", "Relais 50"]);
    assert!(second.contains("/admin/partners?from=0") && !second.contains("from=100"), "{second}");

    let found = page(&browser, "/admin/partners?q=asti").await;
    assert!(found.contains("Asticude") && !found.contains("Bayti"), "{found}");
    assert!(found.contains("value=\"asti\""), "{found}");
    let many = page(&browser, "/admin/partners?q=zagora+relais").await;
    assert!(many.contains("Relais 50") && !many.contains("from="), "{many}");
    let none = page(&browser, "/admin/partners?q=%22%3E%3Cb%3E").await;
    assert!(none.contains("Aucun résultat") && !none.contains("\"><b>"), "{none}");

    let shelters = page(&browser, "/admin/shelters").await;
    in_order(&shelters, &["Casablanca", "Marrakech", "Nador", "Oujda", "Rabat", "Tanger"]);
    // By city, by name of the shelter and by partner.
    for search in ["nador", "foyer+asticude"] {
        let found = page(&browser, &format!("/admin/shelters?q={search}")).await;
        assert_eq!(found.matches("id=\"shelter-").count(), 1, "{search}: {found}");
    }
}

async fn a_partner_is_changed_on_its_page(app: App) {
    let browser = admin(&app).await;
    let path = format!("/admin/partners/{}", id(&partner(&app, "Asticude").await));
    assert!(page(&browser, "/admin/partners").await.contains(&format!("href=\"{path}\"")));
    let fields = [("name", "Asticude Nador"), ("phone", "+٢١٢ 536 11 11 11")];
    assert_eq!(send(&app, &browser, &path, &fields).await.headers()["location"], path);
    let shown = page(&browser, &path).await;
    for value in ["value=\"Asticude Nador\"", "value=\"+212 536 11 11 11\""] {
        assert!(shown.contains(value), "{value}: {shown}");
    }
    let bad = [("name", ""), ("phone", "call me")];
    let again = refused_form(send(&app, &browser, &path, &bad).await, &["name", "phone"]).await;
    assert!(again.contains("value=\"call me\""), "{again}");
    let taken = [("name", "Bayti"), ("phone", "")];
    refused_form(send(&app, &browser, &path, &taken).await, &["name"]).await;
    let fields = [("name", "Asticude Nador"), ("phone", "")];
    assert_eq!(send(&app, &browser, &path, &fields).await.status(), 303);
    assert_eq!(partner(&app, "Asticude Nador").await["phone"], Value::Null);
    let nobody = "/admin/partners/00000000-0000-7000-8000-000000000000";
    assert_eq!(browser.get(nobody).await.status(), 404);
}

async fn address_and_access_note_are_written_and_taken_away(app: App) {
    let browser = admin(&app).await;
    let path = format!("/admin/shelters/{}", id(&app.shelter_in("nador").await));
    let with = |address, note| {
        [("name", "Foyer"), ("city", "nador"), ("address", address), ("access_note", note)]
    };
    let fields = with("12, rue du Port", "Porte verte");
    assert_eq!(send(&app, &browser, &path, &fields).await.status(), 303);
    let shown = page(&browser, &path).await;
    for value in ["value=\"12, rue du Port\"", "value=\"Porte verte\""] {
        assert!(shown.contains(value), "{value}: {shown}");
    }
    let long = "x".repeat(501);
    let bad = send(&app, &browser, &path, &with("a\nb", &long)).await;
    refused_form(bad, &["address", "access_note"]).await;
    assert_eq!(send(&app, &browser, &path, &with("", "")).await.status(), 303);
    assert!(!page(&browser, &path).await.contains("Porte verte"));
}

async fn what_is_no_longer_used_is_said_and_taken_back(app: App) {
    let browser = admin(&app).await;
    let nador = app.shelter_in("nador").await;
    let girls = app.pool("nador", "Filles 12-17").await;
    let shelter = format!("/admin/shelters/{}", id(&nador));
    let pool = format!("{shelter}/pools/{}", id(&girls));
    let unused = "n’est plus utilisé<";

    let led = send(&app, &browser, &format!("{pool}/shut"), &[]).await;
    assert_eq!(led.headers()["location"], format!("{shelter}#pool-{}", id(&girls)));
    let shown = page(&browser, &shelter).await;
    assert_eq!(shown.matches(unused).count(), 1, "{shown}");
    // What is in use stands first.
    in_order(&shown, &["Fratries 0-17", "Filles 12-17"]);
    let led = send(&app, &browser, &format!("{shelter}/shut"), &[]).await;
    assert_eq!(led.headers()["location"], shelter);
    assert_eq!(page(&browser, &shelter).await.matches(unused).count(), 2);
    assert_eq!(page(&browser, "/admin/shelters").await.matches(unused).count(), 1);
    let board = app.admin().get("/board?city=nador").await.is(200);
    assert_eq!(board["shelters"], json!([]));

    for path in [&pool, &shelter] {
        assert_eq!(send(&app, &browser, &format!("{path}/open"), &[]).await.status(), 303);
    }
    assert!(!page(&browser, &shelter).await.contains(unused));
    let journal = page(&browser, "/admin/audit").await;
    for done in ["Fin d’utilisation d’un foyer", "Reprise d’un foyer", "Reprise d’un groupe"]
    {
        assert!(journal.contains(done), "{done}: {journal}");
    }
}

async fn children_who_are_there_keep_a_shelter_in_use(app: App) {
    let browser = admin(&app).await;
    let request = app.outreach("nador").asks(&ask("nador", [girl(14)])).await;
    let pool = request["offer"]["beds"][0]["pool_id"].as_str().unwrap();
    let shelter = format!("/admin/shelters/{}", id(&app.shelter_in("nador").await));
    for path in [format!("{shelter}/shut"), format!("{shelter}/pools/{pool}/shut")] {
        let refused = send(&app, &browser, &path, &[]).await;
        assert_eq!(refused.status(), 409, "{path}");
        let shown = refused.text().await.unwrap();
        assert!(shown.contains("Des enfants sont attendus dans ce"), "{path}: {shown}");
        assert!(shown.contains("data-reason"), "{path}: {shown}");
    }
    let partner = format!("/admin/partners/{}/shut", id(&partner(&app, "Asticude").await));
    let refused = send(&app, &browser, &partner, &[]).await;
    assert_eq!(refused.status(), 409);
    let shown = refused.text().await.unwrap();
    assert!(shown.contains("Cette association a encore un foyer utilisé"), "{shown}");
}

async fn what_shelters_offer_is_in_words_of_its_own(app: App) {
    let browser = admin(&app).await;
    let shown = page(&browser, "/admin/shelters/new").await;
    for words in ["accueil de nourrissons", "suivi de grossesse"] {
        assert!(shown.contains(words), "{words}: {shown}");
    }
    assert!(!shown.contains("enceinte"), "{shown}");
}
