//! The administrators' page of tokens, without a script.

use serde_json::json;

use crate::support::browser::{admin, page, refused_form, send};
use crate::support::{ADMIN, App, id, items, on_both};

on_both!(a_token_is_shown_once_works_and_is_revoked, what_is_wrong_with_a_token_is_told);

/// The token that a page shows.
fn secret(page: &str) -> String {
    let from = page.find("value=\"mabit_").unwrap() + 7;
    page[from..].split('"').next().unwrap().to_owned()
}

async fn works(app: &App, token: &str) -> bool {
    let request = app.client.get(format!("{}/api/v1/me", app.base)).bearer_auth(token);
    request.send().await.unwrap().status() == 200
}

async fn a_token_is_shown_once_works_and_is_revoked(app: App) {
    let browser = admin(&app).await;
    for email in [ADMIN, "shelter@asticude.example"] {
        let account = app.account(email).await;
        let fields = [("account", id(&account)), ("label", "the beds' board"), ("lives", "30")];
        let answer = send(&app, &browser, "/admin/tokens", &fields).await;
        assert_eq!(answer.status(), 200);
        let token = secret(&answer.text().await.unwrap());
        assert!(works(&app, &token).await);
        let path = format!("/admin/tokens?account={}", id(&account));
        let shown = page(&browser, &path).await;
        assert!(shown.contains("the beds&#39; board") && !shown.contains(&token), "{shown}");
        let listed = app.admin().get(&format!("/users/{}/tokens", id(&account))).await.is(200);
        let made = items(&listed).iter().find(|one| one["label"] == "the beds' board").unwrap();
        let revoke = format!("/admin/tokens/{}/revoke", id(made));
        let led = send(&app, &browser, &revoke, &[("account", id(&account))]).await;
        assert_eq!(led.headers()["location"], path.as_str());
        assert!(!works(&app, &token).await);
        assert!(page(&browser, &path).await.contains("révoqué le"));
    }
    let audit = page(&browser, "/admin/audit?what=token").await;
    assert!(audit.contains(ADMIN) && audit.contains("Jeton révoqué"), "{audit}");
    let nobody = "/admin/tokens?account=00000000-0000-7000-8000-000000000000";
    assert_eq!(browser.get(nobody).await.status(), 404);
    assert_eq!(browser.get("/admin/tokens?account=x").await.status(), 404);
}

async fn what_is_wrong_with_a_token_is_told(app: App) {
    let browser = admin(&app).await;
    // Not the administrator's own, which it can't shut.
    let user = app.outreach("nador").get("/me").await.is(200);
    let account = id(&user);
    let long = "x".repeat(201);
    for label in ["", "a\nb", &long] {
        let fields = [("account", account), ("label", label), ("lives", "30")];
        let again =
            refused_form(send(&app, &browser, "/admin/tokens", &fields).await, &["label"]).await;
        assert!(again.contains("value=\"30\" selected") && !again.contains("mabit_"), "{again}");
    }
    // Not a token that works for ever.
    for lives in ["forever", "0", "3651"] {
        let fields = [("account", account), ("label", "late"), ("lives", lives)];
        refused_form(send(&app, &browser, "/admin/tokens", &fields).await, &["lives"]).await;
    }
    let shut = json!({ "active": false });
    app.admin().patch(&format!("/users/{account}"), &shut).await.is(200);
    let fields = [("account", account), ("label", "late"), ("lives", "")];
    assert_eq!(send(&app, &browser, "/admin/tokens", &fields).await.status(), 404);
}
