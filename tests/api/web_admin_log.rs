//! The administrators' pages, without a script: policies, tokens, the log and the mail.

use std::time::Duration;

use mabit::background;
use mabit::services::operations::audit_log;
use serde_json::{Value, json};

use crate::answer::{id, items, text};
use crate::app::{App, on_both};
use crate::browser::{Browser, page, send};
use crate::web_admin::{admin, told};
use crate::world::{ADMIN, ask, girl};

on_both!(
    a_policy_is_shaped_row_by_row_and_put_in_force,
    what_is_wrong_with_a_policy_stands_at_its_rows,
    a_token_is_shown_once_works_and_is_revoked,
    what_is_wrong_with_a_token_is_told,
    the_log_names_what_was_set_up_and_nothing_of_a_request,
    the_log_turns_its_pages_and_is_narrowed,
    the_chain_holds_until_somebody_meddles,
    mail_that_was_refused_is_shown_with_its_reason,
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
    for words in ["Version 1", "Réglage d’origine", ADMIN, "Le pays : après 10 min", "1.5 min"]
    {
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
    told(send(&app, &browser, path, &wrong).await, &["after-0", "after-1"]).await;
    let wrong = [("after-0", "30"), ("to-0", "city"), ("after-1", "20"), ("to-1", "region")];
    let wrong = [&wrong[..], &[("repeat", "0")]].concat();
    let again = told(send(&app, &browser, path, &wrong).await, &["after-1", "repeat"]).await;
    assert!(again.contains("value=\"20\""));
    assert_eq!(policy(&app, "planned").await["version"], 0);
}

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
    let users = app.admin().get("/users?limit=200").await.is(200);
    for email in [ADMIN, "shelter@asticude.example"] {
        let account = items(&users).iter().find(|one| one["email"] == email).unwrap();
        let fields = [("account", id(account)), ("label", "the beds' board"), ("lives", "30")];
        let answer = send(&app, &browser, "/admin/tokens", &fields).await;
        assert_eq!(answer.status(), 200);
        let token = secret(&answer.text().await.unwrap());
        assert!(works(&app, &token).await);
        let path = format!("/admin/tokens?account={}", id(account));
        let shown = page(&browser, &path).await;
        assert!(shown.contains("the beds&#39; board") && !shown.contains(&token), "{shown}");
        let listed = app.admin().get(&format!("/users/{}/tokens", id(account))).await.is(200);
        let made = items(&listed).iter().find(|one| one["label"] == "the beds' board").unwrap();
        let revoke = format!("/admin/tokens/{}/revoke", id(made));
        let led = send(&app, &browser, &revoke, &[("account", id(account))]).await;
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
        let again = told(send(&app, &browser, "/admin/tokens", &fields).await, &["label"]).await;
        assert!(again.contains("value=\"30\" selected") && !again.contains("mabit_"), "{again}");
    }
    let shut = json!({ "active": false });
    app.admin().patch(&format!("/users/{account}"), &shut).await.is(200);
    let fields = [("account", account), ("label", "late"), ("lives", "")];
    assert_eq!(send(&app, &browser, "/admin/tokens", &fields).await.status(), 404);
}

async fn the_log_names_what_was_set_up_and_nothing_of_a_request(app: App) {
    let request = app.outreach("nador").asks(&ask("nador", [girl(14)])).await;
    app.shelter("nador").accepts(&request["offer"]).await;
    let pool = app.pool("nador", "Filles 12-17").await;
    app.shelter("nador").reports(&pool, 4).await;
    let browser = admin(&app).await;
    let shown = page(&browser, "/admin/audit").await;
    for words in ["Demande faite", "Foyer : oui", "Lits comptés", "Filles 12-17", "Connexion"] {
        assert!(shown.contains(words), "{words}: {shown}");
    }
    let reference = text(&request["reference"]);
    let (request_id, offer) = (id(&request), id(&request["offer"]));
    let grouped = mabit::domain::request::grouped(reference);
    let table = shown.split("id=\"entries\"").nth(1).unwrap();
    for hidden in [reference, &grouped, request_id, offer] {
        assert!(!table.contains(hidden), "{hidden}: {table}");
    }
    for what in ["request", "offer"] {
        let shown = page(&browser, &format!("/admin/audit?what={what}")).await;
        let table = shown.split("id=\"entries\"").nth(1).unwrap();
        assert!(!table.contains("class=\"soft\" dir=\"ltr\""), "no detail: {table}");
        // The day, and no more.
        assert!(table.contains("<time datetime=\"2026-01-05\" dir=\"ltr\">05/01/2026<"), "{table}");
        assert!(!table.contains("datetime=\"2026-01-05T"), "{table}");
    }
}

async fn rows(browser: &Browser<'_>, path: &str) -> (usize, Option<String>) {
    let shown = page(browser, path).await;
    let next = shown.split("&amp;after=").nth(1);
    let next = next.map(|rest| rest.split('"').next().unwrap().to_owned());
    (shown.matches("<li class=\"stack tight\">").count(), next)
}

async fn the_log_turns_its_pages_and_is_narrowed(app: App) {
    let browser = admin(&app).await;
    let admin = app.cx.clone();
    let caller = mabit::domain::account::Caller {
        account_id: uuid::Uuid::nil(),
        roles: vec![mabit::domain::account::Role::Admin],
        partner_id: None,
        scope: mabit::domain::account::Scope::default(),
        locale: mabit::i18n::Locale::Fr,
    };
    let filter = audit_log::AuditFilter::default();
    let all = audit_log::list(&admin, &caller, &filter, None, 10_000).await.unwrap().items.len();
    assert!(all > 50, "{all}");
    let (mut seen, mut path) = (0, "/admin/audit".to_owned());
    loop {
        let (some, next) = rows(&browser, &path).await;
        seen += some;
        let Some(next) = next else { break };
        assert_eq!(some, 50);
        path = format!("/admin/audit?after={next}");
    }
    assert_eq!(seen, all);
    assert_eq!(rows(&browser, "/admin/audit?what=partner").await.0, 6);
    assert_eq!(rows(&browser, "/admin/audit?what=partner.create").await.0, 6);
    assert_eq!(rows(&browser, "/admin/audit?what=nothing").await.0, 0);
    assert_eq!(rows(&browser, "/admin/audit?what=pool.create").await.0, 18);
    assert!(rows(&browser, "/admin/audit?after=nonsense").await.0 > 0);
}

/// Seals until something is sealed: on PostgreSQL that waits for whoever writes at the moment.
async fn seal(app: &App) {
    for _ in 0..500 {
        background::each_minute(&app.cx).await.unwrap();
        let mut tx = app.cx.store.begin_read().await.unwrap();
        if mabit::store::operations::audit_log::last_seal(&mut tx).await.unwrap().is_some() {
            return;
        }
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
    panic!("nothing is sealed");
}

async fn the_chain_holds_until_somebody_meddles(app: App) {
    let browser = admin(&app).await;
    assert!(page(&browser, "/admin/audit").await.contains("La chaîne tient : 0"));
    seal(&app).await;
    let shown = page(&browser, "/admin/audit").await;
    assert!(shown.contains("La chaîne tient"), "{shown}");
    assert!(!shown.contains("La chaîne tient : 0"), "{shown}");
    let meddle = async |more: &str| {
        let statement = format!("UPDATE audit_seal SET row_count = row_count {more} WHERE id = 1");
        app.database.behind_its_back(&statement).await;
    };
    meddle("+ 1").await;
    let shown = page(&browser, "/admin/audit").await;
    assert!(shown.contains("est rompue") && shown.contains("Au sceau 1, entrées 1"), "{shown}");
    meddle("- 1").await;
    assert!(page(&browser, "/admin/audit?check=1").await.contains("La chaîne tient"));
}

async fn mail_that_was_refused_is_shown_with_its_reason(app: App) {
    let browser = admin(&app).await;
    assert!(page(&browser, "/admin/mails").await.contains("Aucun."));
    app.outreach("nador").asks(&ask("ouarzazate", [girl(14)])).await;
    app.advance(90).await;
    assert!(!app.new_mails().is_empty());
    assert!(page(&browser, "/admin/mails?state=sent").await.contains("Alerte"));
    app.database
        .behind_its_back(
            "UPDATE outbox SET sent_at = NULL, refused_at = created_at, \
             last_error = '550 <b>no such mailbox</b>' WHERE kind = 'escalation'",
        )
        .await;
    let shown = page(&browser, "/admin/mails").await;
    for words in ["national@mabit.example", "Alerte : un enfant sans lit", "550 &#60;b&#62;no such"]
    {
        assert!(shown.contains(words), "{words}: {shown}");
    }
    assert!(!shown.contains("girl") && !shown.contains("Ouarzazate"), "{shown}");
    assert!(page(&browser, "/admin").await.contains("href=\"/admin/mails\">Voir les e-mails"));
}
