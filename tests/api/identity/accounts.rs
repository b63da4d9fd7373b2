//! Accounts: the links that set their passwords, and what administrators change about them.

use chrono::TimeDelta;
use mabit::services::authorisation::Operator;
use mabit::services::identity::links;
use mabit::services::identity::passwords;
use mabit::services::identity::tokens;
use mabit::store::identity::accounts;
use serde_json::{Value, json};

use crate::support::browser::{Browser, fill_in, open_link, page, refused_form, send, signed_in};
use crate::support::mails::mailed_link;
use crate::support::{
    Answer, App, PUBLIC_URL, ask, girl, id, items, on_both, recipients, text, with,
};

on_both!(empty: the_first_admin_link_is_used_once_and_asks_for_an_address);

on_both!(
    an_administrator_keeps_its_own_role_and_account,
    the_link_that_is_answered_and_the_one_that_is_mailed_both_work,
    who_a_person_is_is_changed_field_by_field,
    name_and_telephone_are_ones_own,
    a_set_password_link_shows_a_form_sets_once_and_is_gone,
    a_link_that_replaces_a_password_ends_what_the_old_one_opened,
    a_set_password_link_ends_after_a_week_or_with_the_next,
    a_bad_password_is_refused_and_the_link_still_works,
    what_is_wrong_with_an_account_is_named,
    an_account_is_changed_field_by_field,
);

const TEAM: &str = "outreach@asticude.example";

/// Whether a password signs an account in.
async fn signs_in(app: &App, email: &str, password: &str) -> bool {
    let mut tx = app.cx.store.begin_read().await.unwrap();
    let account = accounts::by_email(&mut tx, email).await.unwrap().unwrap();
    account.password_hash.is_some_and(|hash| passwords::verify(password, &hash))
}

#[track_caller]
fn is_form(answer: &Answer) {
    assert_eq!(answer.status, 200, "{}", answer.text());
    assert!(answer.header("content-type").starts_with("text/html"));
    let page = answer.text();
    assert!(
        page.contains("<form method=\"post\">") && page.contains("name=\"password\""),
        "{page}"
    );
    assert!(answer.header("content-security-policy").contains("default-src 'none'"));
}

async fn the_first_admin_link_is_used_once_and_asks_for_an_address(app: App) {
    let earlier = links::create(&app.cx, Operator, None).await.unwrap();
    let link = links::create(&app.cx, Operator, None).await.unwrap();
    assert!(link.starts_with(&format!("{PUBLIC_URL}/first-admin/")), "{link}");
    assert_eq!(open_link(&app, &earlier).await.status, 404);
    for _ in 0..2 {
        let form = open_link(&app, &link).await;
        is_form(&form);
        assert!(form.text().contains("name=\"email\""));
    }
    let password = ("password", "a long night's sleep");
    for email in ["", "nobody", "a@b@c", "a\0@example.org", "\"a\u{1}\"@example.org"] {
        assert_eq!(
            fill_in(&app, &link, &[("email", email), password]).await.status,
            422,
            "{email}"
        );
    }
    assert_eq!(app.database.counts().await["account"], 0);
    let good = [("email", "Boss@Example.org"), password];
    assert_eq!(fill_in(&app, &link, &good).await.status, 200);
    assert!(signs_in(&app, "boss@example.org", password.1).await);
    let users = app.person("boss@example.org").get("/users").await.is(200);
    assert_eq!(items(&users)[0]["roles"], json!(["admin"]));
    let again = [("email", "thief@example.org"), password];
    assert_eq!(fill_in(&app, &link, &again).await.status, 404);
    assert_eq!(open_link(&app, &link).await.status, 404);
    assert_eq!(app.database.counts().await["account"], 1);
}

async fn new_user(app: &App, email: &str) -> Value {
    let user = json!({ "email": email, "roles": ["observer"], "locale": "en" });
    app.admin().post("/users", &user).await.is(201)
}

async fn the_link_that_is_answered_and_the_one_that_is_mailed_both_work(app: App) {
    let user = new_user(&app, "new@example.org").await;
    app.deliver().await;
    let mails = app.new_mails();
    assert_eq!(recipients(&mails), ["new@example.org"]);
    assert!(mails[0].subject.contains("your access"), "{}", mails[0].subject);
    let (answered, mailed) = (text(&user["set_password_url"]).to_owned(), mailed_link(&mails[0]));
    assert_ne!(answered, mailed);
    for link in [&answered, &mailed] {
        is_form(&open_link(&app, link).await);
    }
    let password = [("password", "a long night's sleep")];
    assert_eq!(fill_in(&app, &mailed, &password).await.status, 200);
    assert_eq!(open_link(&app, &answered).await.status, 404);
    // Later ones are for who has a password.
    let path = format!("/users/{}", id(&user));
    app.admin().patch(&path, &json!({ "active": false })).await.is(200);
    app.deliver().await;
    assert_eq!(app.new_mails().len(), 0);
}

async fn who_a_person_is_is_changed_field_by_field(app: App) {
    let user = json!({
        "email": "new@example.org", "roles": ["observer"], "name": " Équipe  de nuit ",
        "phone": "+212 600 00 00 00",
    });
    let user = app.admin().post("/users", &user).await.is(201);
    assert_eq!(user["name"], "Équipe de nuit");
    assert_eq!(user["phone"], "+212 600 00 00 00");
    let path = format!("/users/{}", id(&user));
    let patch = async |fields: Value| app.admin().patch(&path, &fields).await;
    let changed = patch(json!({ "phone": "", "mail_offers": true })).await.is(200);
    assert_eq!((&changed["name"], &changed["phone"]), (&json!("Équipe de nuit"), &Value::Null));
    assert_eq!(changed["mail_offers"], true);
    let long = "x".repeat(201);
    for (fields, wrong) in [
        (json!({ "name": long }), ("/name", "bad_length")),
        (json!({ "name": "a\nb" }), ("/name", "bad_character")),
        (json!({ "phone": "12" }), ("/phone", "bad_format")),
        (json!({ "email": "a@b@c" }), ("/email", "bad_email")),
        (json!({ "password": "x" }), ("/password", "unknown_field")),
    ] {
        patch(fields).await.names(422, "validation_failed", &[wrong]);
    }
    assert_eq!(app.account("new@example.org").await, changed);
}

async fn name_and_telephone_are_ones_own(app: App) {
    let browser = signed_in(&app, TEAM).await;
    let own = async || app.person(TEAM).get("/me").await.is(200);
    let form = |name, phone| [("locale", "fr"), ("name", name), ("phone", phone)];
    let shown = page(&browser, "/account").await;
    assert!(shown.contains("Un e-mail à chaque réponse d’un foyer"), "{shown}");
    let sent = send(&app, &browser, "/account/settings", &form(" Équipe  de nuit ", "٠٦ 11")).await;
    assert_eq!(sent.status(), 303);
    let (name, phone) = (own().await["name"].clone(), own().await["phone"].clone());
    assert_eq!((name, phone), (json!("Équipe de nuit"), json!("06 11")));
    assert!(page(&browser, "/account").await.contains("value=\"Équipe de nuit\""));
    let wrong = send(&app, &browser, "/account/settings", &form("x", "call me")).await;
    let again = refused_form(wrong, &["phone"]).await;
    assert!(again.contains("value=\"call me\""), "{again}");
    assert_eq!(own().await["name"], "Équipe de nuit");
    // The language alone leaves them; empty ones take them out.
    assert_eq!(send(&app, &browser, "/account/settings", &[("locale", "en")]).await.status(), 303);
    assert_eq!(own().await["phone"], "06 11");
    assert_eq!(send(&app, &browser, "/account/settings", &form("", "")).await.status(), 303);
    assert!(own().await["name"].is_null() && own().await["phone"].is_null());
    let bad = app.person(TEAM).patch("/me", &json!({ "phone": "call me" })).await;
    bad.names(422, "validation_failed", &[("/phone", "bad_format")]);
}

async fn a_set_password_link_shows_a_form_sets_once_and_is_gone(app: App) {
    let user = new_user(&app, "new@example.org").await;
    let link = text(&user["set_password_url"]);
    assert!(link.starts_with(&format!("{PUBLIC_URL}/set-password/")), "{link}");
    let before = app.database.counts().await;
    for _ in 0..3 {
        let form = open_link(&app, link).await;
        is_form(&form);
        assert!(form.text().contains("lang=\"en\"") && form.text().contains("new@example.org"));
        let path = link.strip_prefix(PUBLIC_URL).unwrap();
        let head = app.client.head(format!("{}{path}", app.base));
        assert_eq!(app.send("HEAD".into(), head).await.status, 200);
    }
    assert_eq!(app.database.counts().await, before);
    assert!(!signs_in(&app, "new@example.org", "a long night's sleep").await);

    let password = [("password", "a long night's sleep")];
    assert_eq!(fill_in(&app, link, &password).await.status, 200);
    assert!(signs_in(&app, "new@example.org", "a long night's sleep").await);
    let second = fill_in(&app, link, &[("password", "another long night")]).await;
    assert_eq!(second.status, 404);
    assert!(!second.text().contains("<form"));
    assert_eq!(open_link(&app, link).await.status, 404);
    assert!(signs_in(&app, "new@example.org", "a long night's sleep").await);
}

async fn a_link_that_replaces_a_password_ends_what_the_old_one_opened(app: App) {
    let user = new_user(&app, "taken@example.org").await;
    let account = id(&user).parse().unwrap();
    let first = links::create(&app.cx, Operator, Some(account)).await.unwrap();
    assert!(
        !open_link(&app, &first).await.text().contains("revoked"),
        "a first password ends nothing"
    );
    let old = "a long night's sleep";
    assert_eq!(fill_in(&app, &first, &[("password", old)]).await.status, 200);
    let token = tokens::create(&app.cx, "taken@example.org", "kobo", None);
    let token = token.await.unwrap();
    let works = async || {
        let call = app.client.get(format!("{}/api/v1/me", app.base)).bearer_auth(&token);
        call.send().await.unwrap().status() == 200
    };
    let mut browser = Browser::new(&app);
    assert_eq!(browser.sign_in_as("taken@example.org", old).await, 303);
    assert!(works().await && browser.is_signed_in().await);
    let link = links::create(&app.cx, Operator, Some(account)).await.unwrap();
    assert!(open_link(&app, &link).await.text().contains("access tokens of your programs revoked"));
    let done = fill_in(&app, &link, &[("password", "another long night")]).await;
    assert!(done.text().contains("tokens of your programs are revoked"), "{}", done.text());
    assert!(!works().await && !browser.is_signed_in().await);
    assert_eq!(browser.sign_in_as("taken@example.org", "another long night").await, 303);
}

async fn a_set_password_link_ends_after_a_week_or_with_the_next(app: App) {
    let password = [("password", "a long night's sleep")];
    let user = new_user(&app, "one@example.org").await;
    app.pass(TimeDelta::days(7) - TimeDelta::seconds(1));
    is_form(&open_link(&app, text(&user["set_password_url"])).await);
    app.pass(TimeDelta::seconds(1));
    assert_eq!(fill_in(&app, text(&user["set_password_url"]), &password).await.status, 404);

    let user = new_user(&app, "two@example.org").await;
    let account = id(&user).parse().unwrap();
    let next = links::create(&app.cx, Operator, Some(account)).await.unwrap();
    assert_eq!(fill_in(&app, text(&user["set_password_url"]), &password).await.status, 404);
    assert_eq!(fill_in(&app, &next, &password).await.status, 200);
    let nothing = format!("{PUBLIC_URL}/set-password/nothing");
    assert_eq!(open_link(&app, &nothing).await.status, 404);
}

async fn a_bad_password_is_refused_and_the_link_still_works(app: App) {
    let user = new_user(&app, "new@example.org").await;
    let link = text(&user["set_password_url"]);
    let long = "x".repeat(201);
    for bad in ["", "ninechars", &long, "a long\nnight", "a long night\0"] {
        let answer = fill_in(&app, link, &[("password", bad)]).await;
        assert_eq!(answer.status, 422, "{bad}");
        assert!(answer.text().contains("role=\"alert\"") && answer.text().contains("<form"));
    }
    for fields in [&[][..], &[("passwort", "a long night's sleep")]] {
        let answer = fill_in(&app, link, fields).await;
        assert!((400..500).contains(&answer.status), "{}", answer.status);
    }
    assert_eq!(fill_in(&app, link, &[("password", "ten chars!")]).await.status, 200);
}

async fn what_is_wrong_with_an_account_is_named(app: App) {
    let good = || json!({ "email": "new@example.org", "roles": ["observer"], "locale": "fr" });
    let nobody = "00000000-0000-7000-8000-000000000000";
    let cases = [
        (json!({ "email": "nobody" }), vec![("/email", "bad_email")]),
        (json!({ "roles": [] }), vec![("/roles", "too_few")]),
        (json!({ "roles": ["king"] }), vec![("/roles/0", "unknown_value")]),
        (json!({ "locale": "de" }), vec![("/locale", "unknown_value")]),
        (json!({ "password": "x" }), vec![("/password", "unknown_field")]),
        (json!({ "partner_id": nobody }), vec![("/partner_id", "unknown_partner")]),
        (json!({ "roles": ["shelter"] }), vec![("/partner_id", "required")]),
        (json!({ "roles": ["coordinator"] }), vec![("/scope", "required")]),
        (json!({ "roles": ["coordinator"], "scope": {} }), vec![("/scope", "required")]),
        (json!({ "scope": { "towns": [] } }), vec![("/scope/towns", "unknown_field")]),
        (
            json!({ "roles": ["coordinator", "outreach"], "scope": { "cities": ["fes", "x"], "regions": ["y"] } }),
            vec![
                ("/partner_id", "required"),
                ("/scope/cities/1", "unknown_city"),
                ("/scope/regions/0", "unknown_region"),
            ],
        ),
    ];
    let before = app.database.counts().await;
    for (fields, wrong) in cases {
        let answer = app.admin().post("/users", &with(good(), fields)).await;
        answer.names(422, "validation_failed", &wrong);
    }
    assert_eq!(app.database.counts().await, before);
}

async fn an_account_is_changed_field_by_field(app: App) {
    let email = "coordinator@asticude.example";
    let user = app.account(email).await;
    let path = format!("/users/{}", id(&user));
    let rabat = json!({ "scope": { "cities": ["rabat"] } });
    let changed = app.admin().patch(&path, &rabat).await.is(200);
    assert_eq!(changed, with(user.clone(), &rabat));
    app.outreach("nador").asks(&ask("nador", [girl(14)])).await;
    assert_eq!(app.coordinator("nador").get("/requests").await.is(200)["items"], json!([]));
    let locale = json!({ "locale": "ar" });
    assert_eq!(app.admin().patch(&path, &locale).await.is(200), with(changed, &locale));
    let bad = app.admin().patch(&path, &json!({ "scope": {} })).await;
    bad.names(422, "validation_failed", &[("/scope", "required")]);
}

async fn an_administrator_keeps_its_own_role_and_account(app: App) {
    let own = app.admin().get("/me").await.is(200);
    let path = format!("/users/{}", id(&own));
    let before = app.database.counts().await;
    for body in [
        json!({ "roles": ["observer"] }),
        json!({ "active": false }),
        json!({ "roles": ["admin"], "active": false }),
    ] {
        app.admin().patch(&path, &body).await.refused(409, "own_admin");
    }
    assert_eq!(app.database.counts().await, before);
    let more = json!({ "roles": ["admin", "observer"], "active": true, "locale": "ar" });
    app.admin().patch(&path, &more).await.is(200);
    // Another administrator may.
    let second = app.hire("second@mabit.example", json!({ "roles": ["admin"] })).await;
    second.patch(&path, &json!({ "active": false })).await.is(200);
    app.admin().get("/users").await.refused(401, "unauthorized");
}
