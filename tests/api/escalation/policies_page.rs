//! The administrators' pages of escalation policies, without a script.

use serde_json::{Value, json};

use crate::support::browser::{admin, page, refused_form, send};
use crate::support::{ADMIN, App, items, on_both};

on_both!(
    a_policy_is_shaped_row_by_row_and_put_in_force,
    what_is_wrong_with_a_policy_stands_at_its_rows,
);

async fn policy(app: &App, urgency: &str) -> Value {
    let all = app.admin().get(&format!("/policies/{urgency}")).await.is(200);
    items(&all)[0].clone()
}

async fn a_policy_is_shaped_row_by_row_and_put_in_force(app: App) {
    let browser = admin(&app).await;
    let path = "/admin/policies/urgent";
    let shown = page(&browser, path).await;
    for field in ["name=\"after-2\"", "value=\"60\"", "value=\"national\" selected"] {
        assert!(shown.contains(field), "{field}: {shown}");
    }
    let rows = [("after-0", "0"), ("to-0", "city"), ("after-1", "10"), ("to-1", "national")];
    let more = [&rows[..], &[("repeat", "45"), ("add", "step")]].concat();
    let answer = send(&app, &browser, path, &more).await;
    assert_eq!(answer.status(), 200);
    let shown = answer.text().await.unwrap();
    assert!(shown.contains("name=\"after-2\"") && shown.contains("value=\"45\""), "{shown}");
    let less = [&rows[..], &[("repeat", "45"), ("remove", "0")]].concat();
    let shown = send(&app, &browser, path, &less).await.text().await.unwrap();
    assert!(shown.contains("value=\"10\"") && !shown.contains("name=\"after-1\""), "{shown}");
    assert_eq!(policy(&app, "urgent").await["version"], 0);

    let put = [&rows[..], &[("repeat", "1,5")]].concat();
    assert_eq!(send(&app, &browser, path, &put).await.headers()["location"], path);
    let now = policy(&app, "urgent").await;
    assert_eq!(now["version"], 1);
    let steps = json!([{ "after": "0s", "to": "city" }, { "after": "10m", "to": "national" }]);
    assert_eq!((&now["steps"], &now["repeat"]), (&steps, &json!("90s")));
    let shown = page(&browser, path).await;
    for words in [
        "Version 1",
        "Réglage d’origine",
        ADMIN,
        "Le pays\u{a0}: après 10\u{a0}min",
        "1.5\u{a0}min",
    ] {
        assert!(shown.contains(words), "{words}: {shown}");
    }
    assert!(page(&browser, "/admin/policies").await.contains("Version 1"));
    assert_eq!(browser.get("/admin/policies/never").await.status(), 404);
}

async fn what_is_wrong_with_a_policy_stands_at_its_rows(app: App) {
    let browser = admin(&app).await;
    let path = "/admin/policies/planned";
    let wrong = [
        ("after-4", "soon"),
        ("to-4", "city"),
        ("after-7", ""),
        ("to-7", "region"),
        ("repeat", "0"),
    ];
    refused_form(send(&app, &browser, path, &wrong).await, &["after-0", "after-1"]).await;
    let wrong = [("after-0", "30"), ("to-0", "city"), ("after-1", "20"), ("to-1", "region")];
    let wrong = [&wrong[..], &[("repeat", "0")]].concat();
    let again =
        refused_form(send(&app, &browser, path, &wrong).await, &["after-1", "repeat"]).await;
    assert!(again.contains("value=\"20\""));
    assert_eq!(policy(&app, "planned").await["version"], 0);
}
