//! A forgotten password: who is mailed a link, and what nobody learns.

use chrono::TimeDelta;
use mabit::services::identity::forgotten;
use mabit::services::identity::sign_in::Origin;
use mabit::store::identity::accounts;
use serde_json::json;

use crate::support::browser::{Browser, admin, fill_in, open_link, page, signed_in};
use crate::support::mails::mailed_link;
use crate::support::{ADMIN, Answer, App, CITY, SECOND, id, on_both, recipients};

on_both!(
    who_is_there_is_mailed_a_link_and_nobody_else_learns_anything,
    the_api_answers_alike_and_refuses_what_is_no_address,
    a_mailbox_gets_one_link_in_a_quarter_of_an_hour,
    whoever_asks_too_often_must_wait,
    no_secret_of_a_mailed_link_is_stored,
    a_changed_address_takes_links_and_sessions_along,
);

/// Asks on the page.
async fn asks(browser: &Browser<'_>, email: &str) -> String {
    let asked = browser.post("/sign-in/forgotten", &[("email", email), ("lang", "en")]).await;
    assert_eq!(asked.status(), 303, "{email}");
    let led = asked.headers()["location"].to_str().unwrap().to_owned();
    page(browser, &led).await
}

/// Asks by the API.
async fn calls(app: &App, email: &str) -> Answer {
    app.stranger().post("/sign-in/forgotten", &json!({ "email": email })).await
}

async fn who_is_there_is_mailed_a_link_and_nobody_else_learns_anything(app: App) {
    app.change_account("shelter@asticude.example", &json!({ "active": false })).await;
    let browser = Browser::new(&app);
    let form = page(&browser, "/sign-in?lang=en").await;
    assert!(form.contains("href=\"/sign-in/forgotten?lang=en\""), "{form}");
    let mut answers = Vec::new();
    for email in
        [" Coordinator@Asticude.example ", "nobody@example.org", "shelter@asticude.example"]
    {
        answers.push(asks(&browser, email).await);
    }
    assert!(answers[0].contains("Check your email"), "{}", answers[0]);
    let plain = |page: &String| page.split("<body").nth(1).unwrap().to_owned();
    assert!(answers.iter().all(|other| plain(other) == plain(&answers[0])));
    app.deliver().await;
    let mails = app.new_mails();
    assert_eq!(recipients(&mails), [CITY]);
    // In the person's language, not the visitor's.
    assert!(mails[0].subject.contains("mot de passe"), "{}", mails[0].subject);
    let link = mailed_link(&mails[0]);
    let theirs = signed_in(&app, CITY).await;
    // The password that was just set ended the link; another is asked for.
    assert_eq!(open_link(&app, &link).await.status, 404);
    app.pass(TimeDelta::minutes(15));
    asks(&browser, CITY).await;
    app.deliver().await;
    let link = mailed_link(&app.new_mails()[0]);
    assert!(theirs.is_signed_in().await);
    let form = open_link(&app, &link).await.text();
    assert!(form.contains("lang=\"fr\"") && form.contains("?lang=ar"), "{form}");
    let form = open_link(&app, &format!("{link}?lang=ar")).await.text();
    assert!(form.contains("<html lang=\"ar\" dir=\"rtl\">"), "{form}");
    let password = [("password", "another long night")];
    assert_eq!(fill_in(&app, &link, &password).await.status, 200);
    assert!(!theirs.is_signed_in().await);
    assert_eq!(Browser::new(&app).sign_in_as(CITY, password[0].1).await, 303);
    let log = page(&admin(&app).await, "/admin/audit?what=account.forgotten").await;
    assert_eq!(log.matches("Mot de passe oublié, lien demandé</strong>").count(), 2, "{log}");
}

async fn the_api_answers_alike_and_refuses_what_is_no_address(app: App) {
    for email in [CITY, "nobody@example.org"] {
        let answer = calls(&app, email).await;
        assert_eq!((answer.status, answer.text().as_str()), (202, ""), "{email}");
    }
    for bad in ["", "nobody", "a@b@c"] {
        calls(&app, bad).await.names(422, "validation_failed", &[("/email", "bad_email")]);
    }
    let nothing = app.stranger().post("/sign-in/forgotten", &json!({})).await;
    nothing.names(422, "validation_failed", &[("/email", "required")]);
    let browser = Browser::new(&app);
    for bad in ["", "a\0@example.org"] {
        let again = browser.post("/sign-in/forgotten", &[("email", bad)]).await;
        assert_eq!(again.status(), 422, "{bad:?}");
        assert!(again.text().await.unwrap().contains("role=\"alert\""));
    }
    app.deliver().await;
    assert_eq!(recipients(&app.new_mails()), [CITY]);
}

async fn a_mailbox_gets_one_link_in_a_quarter_of_an_hour(app: App) {
    for _ in 0..3 {
        calls(&app, CITY).await.is(202);
    }
    app.deliver().await;
    assert_eq!(recipients(&app.new_mails()), [CITY]);
    app.pass(TimeDelta::minutes(15));
    calls(&app, CITY).await.is(202);
    app.deliver().await;
    assert_eq!(recipients(&app.new_mails()), [CITY]);
}

async fn whoever_asks_too_often_must_wait(app: App) {
    for email in [CITY, "nobody@example.org"] {
        for _ in 0..8 {
            calls(&app, email).await.is(202);
        }
        let refused = calls(&app, email).await;
        refused.refused(429, "too_many_tries");
        assert_eq!(refused.header("retry-after"), (15 * 60).to_string(), "{email}");
        let asked = [("email", email), ("lang", "en")];
        let page = Browser::new(&app).post("/sign-in/forgotten", &asked).await;
        assert_eq!(page.status(), 429);
    }
    // Who signs in is held up by none of it.
    drop(signed_in(&app, CITY).await);
    // And from elsewhere the same address may still ask.
    let from = Origin { address: "192.0.2.7".to_owned(), ..Origin::default() };
    forgotten::ask(&app.cx, CITY, &from).await.unwrap();
    app.pass(TimeDelta::minutes(15));
    calls(&app, CITY).await.is(202);
}

async fn no_secret_of_a_mailed_link_is_stored(app: App) {
    calls(&app, CITY).await.is(202);
    let before = app.database.counts().await["link"];
    app.deliver().await;
    assert_eq!(app.database.counts().await["link"], before + 1, "delivery makes it");
    let link = mailed_link(&app.new_mails()[0]);
    let secret = link.rsplit('/').next().unwrap();
    let mails = app.admin().get("/mails?state=sent").await.is(200);
    assert_eq!(mails["items"][0]["kind"], "password_link");
    assert!(!mails.to_string().contains(secret), "{mails}");
    let mut tx = app.cx.store.begin_read().await.unwrap();
    let stored = accounts::link(&mut tx, secret.as_bytes()).await.unwrap();
    assert!(stored.is_none(), "only its hash");
}

async fn a_changed_address_takes_links_and_sessions_along(app: App) {
    let theirs = signed_in(&app, CITY).await;
    let path = format!("/users/{}", id(&app.account(CITY).await));
    calls(&app, CITY).await.is(202);
    app.deliver().await;
    let link = mailed_link(&app.new_mails()[0]);
    // Mail that waits goes to the new address.
    app.pass(TimeDelta::minutes(15));
    calls(&app, CITY).await.is(202);
    let (admin, new) = (app.admin(), json!({ "email": "New@Asticude.example" }));
    admin.patch(&path, &json!({ "email": ADMIN })).await.refused(409, "email_taken");
    let bad = admin.patch(&path, &json!({ "email": "nobody", "phone": "x" })).await;
    let wrong = [("/email", "bad_email"), ("/phone", "bad_format")];
    bad.names(422, "validation_failed", &wrong);
    assert!(theirs.is_signed_in().await);
    let changed = admin.patch(&path, &new).await.is(200);
    assert_eq!(changed["email"], "new@asticude.example");
    assert!(!theirs.is_signed_in().await);
    assert_eq!(open_link(&app, &link).await.status, 404);
    app.deliver().await;
    assert_eq!(recipients(&app.new_mails()), ["new@asticude.example"]);
    // An account without a password is invited again.
    app.with_second().await;
    let path = format!("/users/{}", id(&app.account(SECOND).await));
    admin.patch(&path, &json!({ "email": "third@asticude.example" })).await.is(200);
    app.deliver().await;
    let mails = app.new_mails();
    assert_eq!(recipients(&mails), ["third@asticude.example"]);
    assert_eq!(open_link(&app, &mailed_link(&mails[0])).await.status, 200);
    // Administrators who change their own stay signed in.
    let browser = signed_in(&app, ADMIN).await;
    let own = format!("/users/{}", id(&app.account(ADMIN).await));
    app.admin().patch(&own, &json!({ "email": "boss@mabit.example" })).await.is(200);
    assert!(browser.is_signed_in().await);
}
