//! The administrators' page of the audit log, without a script.

use mabit::services::operations::audit_log;

use crate::support::acts::with_right;
use crate::support::browser::{Browser, admin, page};
use crate::support::{App, ask, girl, id, on_both, text};

on_both!(
    the_log_names_what_was_set_up_and_nothing_of_a_request,
    the_log_turns_its_pages_and_is_narrowed,
    the_chain_holds_until_somebody_meddles,
);

async fn the_log_names_what_was_set_up_and_nothing_of_a_request(app: App) {
    let request = app.outreach("nador").asks(&ask("nador", [girl(14)])).await;
    app.shelter("nador").accepts(&request["offer"]).await;
    let pool = app.pool("nador", "Filles 12-17").await;
    app.shelter("nador").reports(&pool, 4).await;
    let browser = admin(&app).await;
    let shown = page(&browser, "/admin/audit").await;
    for words in
        ["Demande faite", "Le foyer a accepté", "Lits comptés", "Filles 12-17", "Connexion"]
    {
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
        let table = table.split("</ul>").next().unwrap();
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
    let all = audit_log::list(&admin, &with_right(&caller).unwrap(), &filter, None, 10_000)
        .await
        .unwrap()
        .items
        .len();
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

async fn the_chain_holds_until_somebody_meddles(app: App) {
    let browser = admin(&app).await;
    assert!(page(&browser, "/admin/audit").await.contains("Le journal est intègre\u{a0}: 0"));
    app.seal().await;
    let shown = page(&browser, "/admin/audit").await;
    assert!(shown.contains("Le journal est intègre"), "{shown}");
    assert!(!shown.contains("Le journal est intègre\u{a0}: 0"), "{shown}");
    let meddle = async |more: &str| {
        let statement = format!("UPDATE audit_seal SET row_count = row_count {more} WHERE id = 1");
        app.database.behind_its_back(&statement).await;
    };
    meddle("+ 1").await;
    let shown = page(&browser, "/admin/audit").await;
    assert!(shown.contains("a été altéré") && shown.contains("Au sceau 1, entrées 1"), "{shown}");
    meddle("- 1").await;
    assert!(page(&browser, "/admin/audit?check=1").await.contains("Le journal est intègre"));
}
