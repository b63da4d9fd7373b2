//! The duty page, without a script.

use reqwest::Response;
use serde_json::{Value, json};

use crate::support::browser::{self, Browser, page, page_in, signed_in};
use crate::support::duty::{account_id, serves};
use crate::support::{App, CITY, NATIONAL, Person, SECOND, id, on_both, text};

on_both!(
    hours_are_added_shown_and_taken_out,
    hours_that_are_wrong_are_told_and_kept,
    a_change_is_noted_and_taken_out,
    a_change_that_is_wrong_is_told_and_kept,
    a_form_sent_twice_adds_once,
    the_hours_without_anybody_are_told,
    each_plans_for_their_own_areas,
    a_form_without_the_token_changes_nothing,
    the_plan_is_for_coordinators,
    addresses_come_out_as_text_in_three_languages,
);

const PATH: &str = "/coordinator/duty";

async fn send(app: &App, browser: &Browser<'_>, path: &str, fields: &[(&str, &str)]) -> Response {
    browser::send(app, browser, &format!("{PATH}/{path}"), fields).await
}

async fn plan(person: &Person<'_>) -> Value {
    person.get("/duty").await.is(200)
}

async fn shifts(app: &App) -> Vec<Value> {
    plan(&app.admin()).await["shifts"].as_array().unwrap().clone()
}

async fn changes(app: &App) -> Vec<Value> {
    plan(&app.admin()).await["exceptions"].as_array().unwrap().clone()
}

/// The fields of a night in Nador.
fn night(account: &str) -> Vec<(&str, &str)> {
    vec![
        ("account_id", account),
        ("area", "city:nador"),
        ("days", "mon"),
        ("days", "tue"),
        ("days", "wed"),
        ("days", "sat"),
        ("from", "20:00"),
        ("to", "08:00"),
    ]
}

async fn hours_are_added_shown_and_taken_out(app: App) {
    let browser = signed_in(&app, CITY).await;
    let empty = page(&browser, PATH).await;
    assert!(empty.contains("Rien de prévu.") && !empty.contains("<svg class=\"chart\""), "{empty}");
    let own = account_id(&app, CITY).await;
    let added = send(&app, &browser, "shifts", &night(text(&own))).await;
    assert_eq!(added.status(), 303);
    assert_eq!(added.headers()["location"], PATH);
    let all = shifts(&app).await;
    assert_eq!(all.len(), 1);
    assert_eq!(all[0]["days"], json!(["mon", "tue", "wed", "sat"]));
    assert_eq!((&all[0]["from"], &all[0]["to"]), (&json!("20:00"), &json!("08:00")));
    assert_eq!(all[0]["area"], json!({ "city": "nador" }));
    let shown = page(&browser, PATH).await;
    assert!(shown.contains("lun. – mer., sam."), "{shown}");
    assert!(shown.contains("<svg class=\"chart\"") && shown.contains("class=\"gap\""), "{shown}");
    assert!(shown.contains("La semaine à venir, Nador\u{a0}: personne"), "{shown}");
    let path = format!("shifts/{}/remove", id(&all[0]));
    assert_eq!(send(&app, &browser, &path, &[]).await.status(), 303);
    assert!(shifts(&app).await.is_empty());
    assert_eq!(send(&app, &browser, &path, &[]).await.status(), 404);
}

async fn hours_that_are_wrong_are_told_and_kept(app: App) {
    let browser = signed_in(&app, CITY).await;
    let told = send(&app, &browser, "shifts", &[("from", "<script>"), ("to", "9")]).await;
    assert_eq!(told.status(), 422);
    let told = told.text().await.unwrap();
    for field in ["who", "area", "days", "from", "to"] {
        assert!(told.contains(&format!("href=\"#{field}\"")), "{field}: {told}");
        assert!(told.contains(&format!("aria-describedby=\"{field}-wrong\"")), "{field}: {told}");
    }
    assert!(told.contains("value=\"&#60;script&#62;\"") && !told.contains("<script>"), "{told}");
    // Somebody who does not answer for the place, and a place that there is not: as the service
    // says it.
    let other = account_id(&app, "coordinator@ms2.example").await;
    let told = send(&app, &browser, "shifts", &night(text(&other))).await;
    assert_eq!(told.status(), 422);
    let told = told.text().await.unwrap();
    assert!(told.contains("href=\"#who\"") && told.contains("value=\"sat\" checked"), "{told}");
    let own = account_id(&app, CITY).await;
    let mut nowhere = night(text(&own));
    nowhere[1].1 = "city:atlantis";
    let told = send(&app, &browser, "shifts", &nowhere).await;
    assert_eq!(told.status(), 422);
    assert!(told.text().await.unwrap().contains("href=\"#area\""));
    assert!(shifts(&app).await.is_empty());
}

async fn a_change_is_noted_and_taken_out(app: App) {
    app.with_second().await;
    let browser = signed_in(&app, CITY).await;
    let (own, other) = (account_id(&app, CITY).await, account_id(&app, SECOND).await);
    let swap = [
        ("off", text(&own)),
        ("on", text(&other)),
        ("area", "city:nador"),
        ("from", "2026-01-10T20:00"),
        ("to", "2026-01-11T08:00"),
    ];
    assert_eq!(send(&app, &browser, "changes", &swap).await.status(), 303);
    let all = changes(&app).await;
    assert_eq!(all.len(), 1);
    // Morocco is an hour ahead of UTC.
    assert_eq!(all[0]["from"], "2026-01-10T19:00:00Z");
    assert_eq!(all[0]["to"], "2026-01-11T07:00:00Z");
    let shown = page(&browser, PATH).await;
    assert!(shown.contains(&format!("{SECOND}</bdi> à la place de")), "{shown}");
    assert!(
        shown.contains(
            "sam. 10 janv. <bdi translate=\"no\" dir=\"ltr\">20:00</bdi> – dim. 11 janv."
        ),
        "{shown}"
    );
    let path = format!("changes/{}/remove", id(&all[0]));
    assert_eq!(send(&app, &browser, &path, &[]).await.status(), 303);
    assert!(changes(&app).await.is_empty());
    // A leave, everywhere.
    let off = [("off", text(&own)), ("from", "2026-01-10T20:00"), ("to", "2026-01-11T08:00")];
    assert_eq!(send(&app, &browser, "changes", &off).await.status(), 303);
    assert_eq!(changes(&app).await[0]["area"], Value::Null);
    let leave = "Absence\u{a0}: <bdi translate=\"no\">coordinator@asticude.example</bdi>";
    assert!(page(&browser, PATH).await.contains(leave));
}

async fn a_change_that_is_wrong_is_told_and_kept(app: App) {
    let browser = signed_in(&app, CITY).await;
    let own = account_id(&app, CITY).await;
    let (from, to) = (("from", "2026-01-10T20:00"), ("to", "2026-01-10T19:00"));
    let cases: [(&[(&str, &str)], &str); 5] = [
        (&[("off", "nobody"), from], "off"),
        (&[("off", text(&own)), ("from", "tonight"), to], "change-from"),
        (&[("off", text(&own)), from, to], "change-to"),
        (&[from, ("to", "2026-01-11T19:00")], "off"),
        (&[("off", text(&own)), ("on", text(&own)), from, ("to", "2026-01-11T19:00")], "on"),
    ];
    for (fields, field) in cases {
        let told = send(&app, &browser, "changes", fields).await;
        assert_eq!(told.status(), 422, "{fields:?}");
        let told = told.text().await.unwrap();
        assert!(told.contains(&format!("href=\"#{field}\"")), "{field}: {told}");
        assert!(told.contains("role=\"alert\"") && told.contains("<details open>"), "{told}");
    }
    assert!(changes(&app).await.is_empty());
}

async fn a_form_sent_twice_adds_once(app: App) {
    let browser = signed_in(&app, CITY).await;
    let own = account_id(&app, CITY).await;
    let fields = [&[("idempotency_key", "k")], &*night(text(&own))].concat();
    for _ in 0..2 {
        assert_eq!(send(&app, &browser, "shifts", &fields).await.status(), 303);
    }
    assert_eq!(shifts(&app).await.len(), 1);
    // The same form with other hours is another.
    let other: Vec<_> = fields.into_iter().filter(|(name, _)| *name != "to").collect();
    let other = [&*other, &[("to", "09:00")]].concat();
    assert_eq!(send(&app, &browser, "shifts", &other).await.status(), 409);
}

async fn the_hours_without_anybody_are_told(app: App) {
    let browser = signed_in(&app, CITY).await;
    // The city's own coordinator is always there; the region has nobody.
    let calm = page(&browser, PATH).await;
    assert!(calm.contains("à chaque heure des 14 jours à venir"), "{calm}");
    assert!(calm.contains("Région Oriental"), "{calm}");
    // Monday, 19:00 in Nador: all hours but an hour each night, from 03:00 to 04:00.
    serves(&app, CITY, json!({ "from": "04:00", "to": "03:00" })).await;
    let shown = page(&browser, PATH).await;
    assert!(shown.contains("Personne pendant 14 heures dans les 14 jours"), "{shown}");
    assert!(
        shown.contains("Nador · mar. 6 janv. <bdi translate=\"no\" dir=\"ltr\">03:00–04:00</bdi>"),
        "{shown}"
    );
    assert!(shown.contains("Et 6 autres fois"), "{shown}");
}

async fn each_plans_for_their_own_areas(app: App) {
    let shift = serves(&app, CITY, json!({})).await;
    let oujda = signed_in(&app, "coordinator@ms2.example").await;
    assert!(!page(&oujda, PATH).await.contains(&format!("shifts/{}/remove", id(&shift))));
    let remove = format!("shifts/{}/remove", id(&shift));
    assert_eq!(send(&app, &oujda, &remove, &[]).await.status(), 404);
    let own = account_id(&app, CITY).await;
    assert_eq!(send(&app, &oujda, "shifts", &night(text(&own))).await.status(), 403);
    let national = signed_in(&app, NATIONAL).await;
    let shown = page(&national, PATH).await;
    assert!(shown.contains(&remove) && shown.contains("value=\"national:\""), "{shown}");
    assert_eq!(send(&app, &national, &remove, &[]).await.status(), 303);
    assert_eq!(send(&app, &national, "shoes/x/remove", &[]).await.status(), 404);
    let no_such = format!("shoes/{}/remove", id(&shift));
    assert_eq!(send(&app, &national, &no_such, &[]).await.status(), 404);
}

async fn a_form_without_the_token_changes_nothing(app: App) {
    let shift = serves(&app, CITY, json!({})).await;
    let browser = signed_in(&app, CITY).await;
    let own = account_id(&app, CITY).await;
    let before = app.database.counts().await;
    for path in ["shifts".to_owned(), "changes".to_owned(), format!("shifts/{}/remove", id(&shift))]
    {
        for token in ["", "x"] {
            let fields = [&[("csrf", token)], &*night(text(&own))].concat();
            let refused = browser.post(&format!("{PATH}/{path}"), &fields).await;
            assert_eq!(refused.status(), 403, "{path}");
        }
    }
    assert_eq!(app.database.counts().await, before);
}

async fn the_plan_is_for_coordinators(app: App) {
    let led = Browser::new(&app).get(PATH).await;
    assert_eq!(led.headers()["location"], "/sign-in?next=%2Fcoordinator%2Fduty");
    let own = account_id(&app, CITY).await;
    for email in ["outreach@asticude.example", "shelter@asticude.example"] {
        let browser = signed_in(&app, email).await;
        assert_eq!(browser.get(PATH).await.status(), 403);
        assert_eq!(send(&app, &browser, "shifts", &night(text(&own))).await.status(), 403);
        assert_eq!(send(&app, &browser, "shifts", &[]).await.status(), 403);
        assert_eq!(send(&app, &browser, "changes", &[]).await.status(), 403);
    }
}

async fn addresses_come_out_as_text_in_three_languages(app: App) {
    let odd = "a&b'c@asticude.example";
    let scope = json!({ "roles": ["coordinator"], "scope": { "cities": ["nador"] } });
    app.hire(odd, scope).await;
    serves(&app, odd, json!({ "days": ["fri"] })).await;
    let browser = signed_in(&app, CITY).await;
    for (lang, title) in
        [("ar", "من المناوب؟"), ("en", "Who is on duty?"), ("fr", "Qui est d’astreinte\u{a0}?")]
    {
        let shown = page_in(&app, &browser, lang, PATH).await;
        assert!(shown.contains(title), "{shown}");
        assert!(shown.contains("a&#38;b&#39;c@") && !shown.contains("a&b'c@"), "{shown}");
    }
}
