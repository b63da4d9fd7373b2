//! The administrators' pages of accounts, without a script.

use serde_json::{Value, json};

use crate::support::browser::{
    Browser, admin, fill_in, open_link, page, refused_form, send, signed_in,
};
use crate::support::mails::mailed_link;
use crate::support::{ADMIN, App, CITY, PUBLIC_URL, id, items, on_both, recipients, text};

on_both!(
    an_account_is_added_and_its_owner_is_mailed_a_link,
    a_link_to_copy_is_shown_when_asked_for_and_a_reload_voids_nothing,
    accounts_are_ordered_searched_and_turned,
    who_a_person_is_and_what_they_are_mailed_is_changed,
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

async fn an_account_is_added_and_its_owner_is_mailed_a_link(app: App) {
    let browser = admin(&app).await;
    let bayti = partner(&app, "Bayti").await;
    let fields = [
        ("email", "New@Bayti.example"),
        ("name", "Équipe de nuit"),
        ("phone", "+212 600 11 22 33"),
        ("roles", "outreach"),
        ("roles", "coordinator"),
        ("partner_id", id(&bayti)),
        ("locale", "ar"),
        ("cities", "casablanca"),
        ("regions", "oriental"),
        ("idempotency_key", "new"),
    ];
    let answer = send(&app, &browser, "/admin/accounts", &fields).await;
    assert_eq!(answer.status(), 303);
    let added = app.account("new@bayti.example").await;
    let path = format!("/admin/accounts/{}", id(&added));
    assert_eq!(answer.headers()["location"], format!("{path}?done=added").as_str());
    assert_eq!(added["roles"], json!(["outreach", "coordinator"]));
    assert_eq!(added["scope"], json!({ "cities": ["casablanca"], "regions": ["oriental"] }));
    assert_eq!((&added["locale"], &added["partner_id"]), (&json!("ar"), &bayti["id"]));
    assert_eq!(
        (&added["name"], &added["phone"]),
        (&json!("Équipe de nuit"), &json!("+212 600 11 22 33"))
    );
    // Sent twice, or the page read again, it is one account and one mail.
    assert_eq!(send(&app, &browser, "/admin/accounts", &fields).await.status(), 303);
    for _ in 0..2 {
        let shown = page(&browser, &format!("{path}?done=added")).await;
        assert!(!shown.contains("/set-password/"), "{shown}");
    }
    app.deliver().await;
    let mails = app.new_mails();
    assert_eq!(recipients(&mails), ["new@bayti.example"]);
    assert!(mails[0].subject.contains("مبيت"), "{}", mails[0].subject);
    let link = mailed_link(&mails[0]);
    page(&browser, &path).await;
    let password = [("password", "a long night's sleep")];
    for status in [200, 404] {
        assert_eq!(fill_in(&app, &link, &password).await.status, status);
    }
    let mut new = Browser::new(&app);
    assert_eq!(new.sign_in_as("new@bayti.example", password[0].1).await, 303);
    assert_eq!(new.get("/admin").await.status(), 403);
}

async fn a_link_to_copy_is_shown_when_asked_for_and_a_reload_voids_nothing(app: App) {
    let browser = admin(&app).await;
    let path = format!("/admin/accounts/{}", id(&app.account(CITY).await));
    let show = async |key: &str| {
        let form = [("idempotency_key", key)];
        let answer = send(&app, &browser, &format!("{path}/link"), &form).await;
        assert_eq!(answer.status(), 200);
        assert_eq!(answer.headers()["cache-control"], "no-store");
        let shown = answer.text().await.unwrap();
        assert!(shown.contains("data-copy=\"link\""), "{shown}");
        link(&shown)
    };
    let (first, reloaded) = (show("one").await, show("one").await);
    assert_eq!(first, reloaded);
    assert_eq!(open_link(&app, &first).await.status, 200);
    let second = show("two").await;
    assert_eq!(open_link(&app, &first).await.status, 404);
    // A link that is mailed leaves one that was shown.
    let sent = send(&app, &browser, &format!("{path}/send-link"), &[]).await;
    assert_eq!(sent.headers()["location"], format!("{path}?done=mailed").as_str());
    app.deliver().await;
    let mails = app.new_mails();
    assert_eq!(recipients(&mails), [CITY]);
    let mailed = mailed_link(&mails[0]);
    assert_eq!(open_link(&app, &second).await.status, 200);
    // Whichever is used ends the others.
    let password = [("password", "a long night's sleep")];
    assert_eq!(fill_in(&app, &mailed, &password).await.status, 200);
    assert_eq!(fill_in(&app, &second, &password).await.status, 404);
}

async fn accounts_are_ordered_searched_and_turned(app: App) {
    let browser = admin(&app).await;
    let bayti = partner(&app, "Bayti").await;
    for n in 0..60 {
        let fields = json!({
            "roles": ["outreach"], "partner_id": bayti["id"], "name": format!("Équipe {n:02}"),
            "phone": format!("+212 6 00 00 {n:02}"),
        });
        app.hire(&format!("z{n}@bayti.example"), fields).await;
    }
    let shown = page(&browser, "/admin/accounts?q=BAYTI+nobody").await;
    assert!(shown.contains("Aucun résultat pour"), "{shown}");
    let shown = page(&browser, "/admin/accounts?q=BAYTI+équipe").await;
    let at = |text: &str| shown.find(text).unwrap_or_else(|| panic!("{text}: {shown}"));
    assert!(at("Équipe 00") < at("Équipe 01") && at("Équipe 01") < at("Équipe 49"));
    assert!(!shown.contains("Équipe 50") && !shown.contains("Asticude"), "{shown}");
    assert!(!shown.contains("Page précédente"), "{shown}");
    let next = "/admin/accounts?q=BAYTI+%C3%A9quipe&#38;from=50";
    assert!(shown.contains(next), "{shown}");
    let shown = page(&browser, &next.replace("&#38;", "&")).await;
    assert!(shown.contains("Équipe 59") && !shown.contains("Équipe 49"), "{shown}");
    assert!(shown.contains("from=0\">Page précédente") && !shown.contains("Page suivante"));
    let shown = page(&browser, "/admin/accounts?q=z7@bayti").await;
    assert!(shown.contains("Équipe 07") && !shown.contains("Équipe 08"), "{shown}");
    // By partner: those without one first.
    let shown = page(&browser, "/admin/accounts").await;
    let at = |text: &str| shown.find(text).unwrap_or_else(|| panic!("{text}: {shown}"));
    assert!(at("national@mabit.example") < at("outreach@asticude.example"));
    assert!(at("outreach@asticude.example") < at("outreach@bayti.example"));
}

async fn who_a_person_is_and_what_they_are_mailed_is_changed(app: App) {
    let browser = admin(&app).await;
    let email = "shelter@asticude.example";
    let before = app.account(email).await;
    let path = format!("/admin/accounts/{}", id(&before));
    let shown = page(&browser, &path).await;
    assert!(shown.contains("Un e-mail à chaque demande adressée au foyer"), "{shown}");
    assert!(!shown.contains("name=\"mail_offers\" value=\"1\" checked"), "{shown}");
    let form = |email, name, phone| {
        [
            ("email", email),
            ("name", name),
            ("phone", phone),
            ("roles", "shelter"),
            ("locale", "fr"),
            ("has_mail_offers", "1"),
            ("mail_offers", "1"),
        ]
    };
    let wrong = form("nobody", "", "call me");
    let again = refused_form(send(&app, &browser, &path, &wrong).await, &["email", "phone"]).await;
    assert!(again.contains("value=\"call me\""), "{again}");
    let taken = form(ADMIN, "", "");
    refused_form(send(&app, &browser, &path, &taken).await, &["email"]).await;
    assert_eq!(app.account(email).await, before);
    let good = form("night@asticude.example", "Gardien de nuit", "٠٦ ٠٠");
    assert_eq!(send(&app, &browser, &path, &good).await.status(), 303);
    let after = app.account("night@asticude.example").await;
    assert_eq!((&after["name"], &after["phone"]), (&json!("Gardien de nuit"), &json!("06 00")));
    assert_eq!(after["mail_offers"], true);
    let emptied = form("night@asticude.example", "", "");
    assert_eq!(send(&app, &browser, &path, &emptied).await.status(), 303);
    let after = app.account("night@asticude.example").await;
    assert!(after["name"].is_null() && after["phone"].is_null(), "{after}");
    let shown = page(&browser, "/admin/audit?what=account.change").await;
    for words in ["modifié\u{a0}: Adresse e-mail, Nom, Téléphone", "e-mails des demandes"] {
        assert!(shown.contains(words), "{words}: {shown}");
    }
    for hidden in ["Gardien", "06 00"] {
        assert!(!shown.contains(hidden), "{hidden}: {shown}");
    }
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
    for link in ["link", "send-link"] {
        let refused = send(&app, &browser, &format!("{path}/{link}"), &[]).await;
        assert_eq!(refused.status(), 409, "{link}");
    }
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
