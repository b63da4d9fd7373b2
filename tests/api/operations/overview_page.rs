//! The administrators' overview: first steps, what is missing, and when all is well.

use chrono::TimeDelta;
use serde_json::json;

use crate::support::browser::{admin, page, signed_in};
use crate::support::{ADMIN, App, CITY, id, on_both};

on_both!(empty: an_empty_installation_is_led_step_by_step);

on_both!(
    what_is_missing_is_named_with_the_way_to_mend_it,
    every_page_of_administration_marks_its_tab,
);

async fn an_empty_installation_is_led_step_by_step(app: App) {
    app.hire(ADMIN, json!({ "roles": ["admin"], "locale": "fr" })).await;
    let browser = admin(&app).await;
    let done = async || page(&browser, "/admin").await.matches(">fait<").count();
    let shown = page(&browser, "/admin").await;
    assert!(shown.contains("Premiers pas") && !shown.contains("Tout fonctionne"), "{shown}");
    assert_eq!(done().await, 0);
    let by = app.admin();
    let partner = by.post("/partners", &json!({ "name": "Association", "city": "nador" })).await;
    let partner = partner.is(201)["id"].clone();
    assert_eq!(done().await, 1);
    let shelter = json!({ "partner_id": partner, "name": "Foyer", "city": "nador" });
    let shelter = by.post("/shelters", &shelter).await.is(201);
    assert_eq!(done().await, 1, "a shelter needs beds");
    let pool = json!({
        "name": "Tous", "gender": "any", "age_min": 0, "age_max": 17, "capacity": 4, "free": 4,
    });
    by.post(&format!("/shelters/{}/pools", id(&shelter)), &pool).await.is(201);
    assert_eq!(done().await, 2);
    for (n, role) in ["shelter", "outreach"].iter().enumerate() {
        let fields = json!({ "roles": [role], "partner_id": partner });
        app.hire(&format!("{role}@example.org"), fields).await;
        assert_eq!(done().await, 3 + n);
    }
    let fields = json!({ "roles": ["coordinator"], "scope": { "cities": ["nador"] } });
    app.hire("coordinator@example.org", fields).await;
    let shown = page(&browser, "/admin").await;
    assert!(!shown.contains("Premiers pas") && !shown.contains("Tout fonctionne"), "{shown}");
    assert!(shown.contains("1 foyer sans téléphone") && shown.contains("mail.url"), "{shown}");
}

async fn what_is_missing_is_named_with_the_way_to_mend_it(app: App) {
    let app =
        app.restart_with(TimeDelta::zero(), &[("MABIT_MAIL__URL", "smtp://127.0.0.1:2525")]).await;
    app.http.health.swept(app.now());
    let browser = admin(&app).await;
    let shown = page(&browser, "/admin").await;
    assert!(shown.contains("Tout fonctionne. Rien à signaler."), "{shown}");
    app.change_account("national@mabit.example", &json!({ "active": false })).await;
    app.change_account(CITY, &json!({ "active": false })).await;
    app.change_account("shelter@bayti.example", &json!({ "active": false })).await;
    let idle = app.admin().post("/partners", &json!({ "name": "Idle", "city": "fes" })).await;
    let idle = idle.is(201);
    let bare = json!({
        "partner_id": idle["id"], "name": "Bare", "city": "fes", "phone": "+212 5 00",
    });
    let shown = page(&browser, "/admin").await;
    assert!(!shown.contains("Tout fonctionne"), "{shown}");
    let mend = |path: &str| {
        assert!(shown.contains(&format!("href=\"{path}\"")), "{path}: {shown}");
    };
    assert!(shown.contains("2 villes sans coordination"), "{shown}");
    mend("/admin/accounts/new?roles=coordinator&#38;cities=nador");
    mend("/admin/accounts/new?roles=coordinator&#38;cities=fes");
    assert!(shown.contains("1 foyer sans compte"), "{shown}");
    assert!(shown.contains("1 association sans équipe de rue ni foyer"), "{shown}");
    mend(&format!("/admin/accounts/new?roles=outreach&#38;partner_id={}", id(&idle)));
    let form = page(&browser, "/admin/accounts/new?roles=coordinator&cities=nador").await;
    for chosen in ["value=\"coordinator\" checked", "value=\"nador\" checked"] {
        assert!(form.contains(chosen), "{chosen}: {form}");
    }
    app.admin().post("/shelters", &bare).await.is(201);
    let shown = page(&browser, "/admin").await;
    assert!(shown.contains("1 foyer n’a pas encore de lits"), "{shown}");
    assert!(shown.contains("2 foyers sans compte"), "{shown}");
    assert!(!shown.contains("1 association sans équipe"), "{shown}");
}

async fn every_page_of_administration_marks_its_tab(app: App) {
    app.change_account(CITY, &json!({ "roles": ["coordinator", "admin"] })).await;
    let browser = signed_in(&app, CITY).await;
    let account = format!("/admin/accounts/{}", id(&app.account(CITY).await));
    for (path, tab, current) in [
        ("/admin", "/admin", "page"),
        ("/admin/policies", "/admin", "true"),
        ("/admin/policies/emergency", "/admin", "true"),
        ("/admin/import", "/admin", "true"),
        ("/admin/mails", "/admin", "true"),
        ("/admin/tokens", "/admin", "true"),
        ("/admin/accounts", "/admin/accounts", "page"),
        ("/admin/accounts/new", "/admin/accounts", "true"),
        (account.as_str(), "/admin/accounts", "true"),
    ] {
        let shown = page(&browser, path).await;
        let marked = format!("<a href=\"{tab}\" aria-current=\"{current}\">");
        assert!(shown.contains(&marked), "{path}: {shown}");
        let tabs = shown.split("</nav>").next().unwrap();
        assert_eq!(tabs.matches("aria-current").count(), 1, "{path}");
    }
    let shown = page(&browser, "/admin/policies").await;
    assert!(shown.contains("<h2>Cette nuit</h2>"), "{shown}");
}
