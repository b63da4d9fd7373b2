//! The administrators' pages of accounts, without a script.

use serde_json::{Value, json};

use crate::support::browser::{Browser, admin, fill_in, page, refused_form, send, signed_in};
use crate::support::{ADMIN, App, PUBLIC_URL, id, items, on_both, text};

on_both!(
    an_account_is_added_and_its_link_is_shown_once_and_works,
    what_is_wrong_with_an_account_stands_at_its_fields,
    an_account_is_changed_shut_and_opened,
    nobody_shuts_themselves_out,
);

async fn partner(app: &App, name: &str) -> Value {
    let all = app.admin().get("/partners?limit=200").await.is(200);
    items(&all).iter().find(|one| one["name"] == name).unwrap().clone()
}

/// The link that a page shows.
fn link(page: &str) -> String {
    let from = page.find(&format!("value=\"{PUBLIC_URL}/set-password/")).unwrap() + 7;
    page[from..].split('"').next().unwrap().to_owned()
}

async fn an_account_is_added_and_its_link_is_shown_once_and_works(app: App) {
    let browser = admin(&app).await;
    let bayti = partner(&app, "Bayti").await;
    let fields = [
        ("email", "New@Bayti.example"),
        ("roles", "outreach"),
        ("roles", "coordinator"),
        ("partner_id", id(&bayti)),
        ("locale", "ar"),
        ("cities", "casablanca"),
        ("regions", "oriental"),
        ("idempotency_key", "new"),
    ];
    let answer = send(&app, &browser, "/admin/accounts", &fields).await;
    assert_eq!(answer.status(), 200);
    assert_eq!(answer.headers()["cache-control"], "no-store");
    let first = link(&answer.text().await.unwrap());
    let added = app.account("new@bayti.example").await;
    assert_eq!(added["roles"], json!(["outreach", "coordinator"]));
    assert_eq!(added["scope"], json!({ "cities": ["casablanca"], "regions": ["oriental"] }));
    assert_eq!((&added["locale"], &added["partner_id"]), (&json!("ar"), &bayti["id"]));
    let path = format!("/admin/accounts/{}", id(&added));
    assert!(!page(&browser, &path).await.contains("/set-password/"), "it is shown once");
    // Sent twice it is one account; the last link is the one that works.
    let again = send(&app, &browser, "/admin/accounts", &fields).await;
    let second = link(&again.text().await.unwrap());
    assert_eq!(app.account("new@bayti.example").await, added);
    let third = send(&app, &browser, &format!("{path}/link"), &[]).await;
    let third = link(&third.text().await.unwrap());
    let password = [("password", "a long night's sleep")];
    for (link, status) in [(&first, 404), (&second, 404), (&third, 200)] {
        assert_eq!(fill_in(&app, link, &password).await.status, status);
    }
    let mut new = Browser::new(&app);
    assert_eq!(new.sign_in_as("new@bayti.example", password[0].1).await, 303);
    assert_eq!(new.get("/admin").await.status(), 403);
}

/// What a form says, and the fields that are wrong then.
type Case<'a> = (&'a [(&'a str, &'a str)], &'a [&'a str]);

async fn what_is_wrong_with_an_account_stands_at_its_fields(app: App) {
    let browser = admin(&app).await;
    let before = app.database.counts().await;
    let nobody = "00000000-0000-7000-8000-000000000000";
    let cases: [Case; 5] = [
        (&[("email", "nobody")], &["email", "roles"]),
        (&[("email", ADMIN), ("roles", "observer")], &["email"]),
        (&[("email", "a@b.example"), ("roles", "shelter")], &["partner_id"]),
        (
            &[("email", "a@b.example"), ("roles", "observer"), ("partner_id", nobody)],
            &["partner_id"],
        ),
        (&[("email", "a@b.example"), ("roles", "coordinator")], &["scope"]),
    ];
    for (fields, wrong) in cases {
        let fields = [fields, &[("locale", "fr")]].concat();
        let again =
            refused_form(send(&app, &browser, "/admin/accounts", &fields).await, wrong).await;
        assert!(again.contains(&format!("value=\"{}\"", fields[0].1)), "{again}");
    }
    let unknown = [("email", "a@b.example"), ("roles", "coordinator"), ("cities", "atlantis")];
    refused_form(send(&app, &browser, "/admin/accounts", &unknown).await, &["scope"]).await;
    assert_eq!(app.database.counts().await, before);
}

async fn an_account_is_changed_shut_and_opened(app: App) {
    let browser = admin(&app).await;
    let email = "coordinator@asticude.example";
    let theirs = signed_in(&app, email).await;
    let before = app.account(email).await;
    let path = format!("/admin/accounts/{}", id(&before));
    let shown = page(&browser, &path).await;
    assert!(shown.contains("value=\"nador\" checked") && shown.contains("value=\"fr\" checked"));
    let fields = [
        ("roles", "coordinator"),
        ("partner_id", text(&before["partner_id"])),
        ("locale", "en"),
        ("national", "1"),
    ];
    assert_eq!(send(&app, &browser, &path, &fields).await.status(), 303);
    let after = app.account(email).await;
    assert_eq!((&after["scope"], &after["locale"]), (&json!({ "national": true }), &json!("en")));
    let nowhere = [("roles", "coordinator"), ("locale", "en")];
    refused_form(send(&app, &browser, &path, &nowhere).await, &["scope"]).await;
    assert_eq!(app.account(email).await, after);

    assert!(theirs.is_signed_in().await);
    assert_eq!(send(&app, &browser, &format!("{path}/shut"), &[]).await.status(), 303);
    assert_eq!(app.account(email).await["active"], false);
    assert!(!theirs.is_signed_in().await, "at once");
    assert!(page(&browser, &path).await.contains("Réactiver ce compte"));
    assert_eq!(send(&app, &browser, &format!("{path}/link"), &[]).await.status(), 409);
    assert_eq!(send(&app, &browser, &format!("{path}/open"), &[]).await.status(), 303);
    assert_eq!(app.account(email).await["active"], true);
    assert_eq!(send(&app, &browser, &format!("{path}/burn"), &[]).await.status(), 404);
    let nobody = "/admin/accounts/00000000-0000-7000-8000-000000000000";
    assert_eq!(browser.get(nobody).await.status(), 404);
    assert_eq!(send(&app, &browser, &format!("{nobody}/link"), &[]).await.status(), 404);
}

async fn nobody_shuts_themselves_out(app: App) {
    let browser = admin(&app).await;
    let path = format!("/admin/accounts/{}", id(&app.account(ADMIN).await));
    assert!(!page(&browser, &path).await.contains(&format!("{path}/shut")));
    assert_eq!(send(&app, &browser, &format!("{path}/shut"), &[]).await.status(), 422);
    let fields = [("roles", "observer"), ("locale", "fr")];
    refused_form(send(&app, &browser, &path, &fields).await, &["roles"]).await;
    assert_eq!(app.account(ADMIN).await["active"], true);
    assert_eq!(browser.get("/admin").await.status(), 200);
}
