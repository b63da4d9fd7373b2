//! What is erased is gone; what stays counts.

use chrono::TimeDelta;
use mabit::background;
use serde_json::{Value, json};

use crate::support::browser::{admin, page, send, signed_in};
use crate::support::escalation::waiting_request;
use crate::support::{
    App, Backend, Database, NATIONAL, ask, boy, girl, id, items, on_both, text, with,
};

on_both!(
    after_its_time_a_request_is_statistics,
    what_is_open_is_kept_however_old,
    one_request_is_erased_on_demand,
    an_open_request_is_not_erased,
    what_was_erased_is_not_in_the_file,
    mail_that_is_over_is_kept_for_thirty_days,
);

/// Two girls arrive, siblings are withdrawn after a refusal, and a boy is closed.
async fn night(app: &App) -> Vec<Value> {
    let (team, shelter) = (app.outreach("nador"), app.shelter("nador"));
    let mut all = Vec::new();
    for minutes in [10, 30] {
        let request = team.asks(&ask("nador", [girl(14)])).await;
        app.pass(TimeDelta::minutes(minutes));
        shelter.accepts(&request["offer"]).await;
        shelter.does("arrive", &request["offer"]).await;
        all.push(request);
    }
    let refused = team.asks(&ask("nador", [boy(16), girl(9)])).await;
    shelter.declines_because("safety", &refused["offer"]).await;
    let path = format!("/requests/{}/withdraw", id(&refused));
    team.post(&path, &json!({ "reason": "with Fatima-Zahra" })).await.is(200);
    all.push(refused);
    let closed = waiting_request(app).await;
    app.tick().await;
    let path = format!("/requests/{}/close", id(&closed));
    app.coordinator("nador").post(&path, &json!({ "outcome": "family" })).await.is(200);
    all.push(closed);
    all
}

async fn report(app: &App, by: &str) -> Value {
    let path = format!("/reports/gap?by={by}");
    app.person(NATIONAL).get(&path).await.is(200)["rows"].clone()
}

async fn after_its_time_a_request_is_statistics(app: App) {
    let requests = night(&app).await;
    let mut before = Vec::new();
    for by in ["month", "gender", "age"] {
        before.push((by, report(&app, by).await));
    }
    let city = report(&app, "city").await;
    app.pass(TimeDelta::days(179));
    background::each_hour(&app.cx).await.unwrap();
    assert_eq!(app.database.counts().await["placement_request"], 4);
    app.pass(TimeDelta::days(2));
    background::each_hour(&app.cx).await.unwrap();
    let counts = app.database.counts().await;
    for table in ["placement_request", "child", "offer", "offer_bed", "escalation", "outbox"] {
        assert_eq!(counts[table], 0, "{table}");
    }
    for (by, rows) in before {
        assert_eq!(report(&app, by).await, rows, "{by}");
    }
    // The city is gone, its region is left; so is the partner.
    let region = report(&app, "city").await;
    assert_eq!(region, json!([with(city[0].clone(), json!({ "key": "oriental" }))]));
    assert_eq!(report(&app, "partner").await[0]["key"], "unknown");
    // A month counts where it begins.
    for (query, children) in [
        ("from=2026-01-01&to=2026-01-02", 5),
        ("from=2026-01-01", 5),
        ("from=2026-01-02", 0),
        ("to=2026-01-01", 0),
    ] {
        let path = format!("/reports/gap?by=month&{query}");
        let rows = app.person(NATIONAL).get(&path).await.is(200)["rows"].clone();
        let sum: i64 =
            rows.as_array().unwrap().iter().map(|row| row["requested"].as_i64().unwrap()).sum();
        assert_eq!(sum, children, "{query}");
    }
    // Whoever answers for a part of the region is not shown what is left of all of it.
    let own = app.coordinator("nador").get("/reports/gap?by=month").await.is(200);
    assert_eq!(own["rows"], json!([]));
    let (team, shelter) = (app.outreach("nador"), app.shelter("nador"));
    for request in &requests {
        for path in ["", "/history", "/matches"] {
            team.get(&format!("/requests/{}{path}", id(request))).await.refused(404, "not_found");
        }
    }
    let found = format!("/offers/{}", id(&requests[0]["offer"]));
    shelter.get(&found).await.refused(404, "not_found");
    assert!(items(&shelter.get("/offers").await.is(200)).is_empty());
    assert!(items(&team.get("/requests").await.is(200)).is_empty());
    let everything = report(&app, "city").await.to_string();
    assert!(!everything.contains("nador"), "{everything}");
}

async fn what_is_open_is_kept_however_old(app: App) {
    let request = waiting_request(&app).await;
    app.pass(TimeDelta::days(400));
    background::each_hour(&app.cx).await.unwrap();
    assert_eq!(app.outreach("nador").request(&request).await["state"], "waiting");
    app.tick().await;
}

async fn one_request_is_erased_on_demand(app: App) {
    let (team, shelter) = (app.outreach("nador"), app.shelter("nador"));
    let call = with(ask("nador", [girl(14)]), json!({ "case_ref": "NDR-77" }));
    let request = team.once("k", "/requests", &call).await.is(201);
    let other = team.asks(&ask("nador", [girl(15)])).await;
    shelter.accepts(&request["offer"]).await;
    shelter.does("arrive", &request["offer"]).await;
    assert_eq!(app.database.counts().await["idempotency"], 1);
    let browser = admin(&app).await;
    let reference = text(&request["reference"]);
    let written = mabit::domain::request::grouped(reference).to_lowercase();
    for (form, field) in [
        (vec![("reference", "00000000"), ("sure", "1")], "reference"),
        (vec![("reference", ""), ("sure", "1")], "reference"),
        (vec![("reference", reference)], "sure"),
    ] {
        let told = send(&app, &browser, "/admin/erase", &form).await;
        assert_eq!(told.status(), 422, "{form:?}");
        let told = told.text().await.unwrap();
        assert!(told.contains(&format!("href=\"#{field}\"")), "{told}");
    }
    let form = [("reference", &*written), ("sure", "1")];
    let led = send(&app, &browser, "/admin/erase", &form).await;
    assert_eq!(led.headers()["location"], "/admin/erase?done=1");
    assert!(page(&browser, "/admin/erase?done=1").await.contains("La demande est effacée."));
    team.get(&format!("/requests/{}", id(&request))).await.refused(404, "not_found");
    let counts = app.database.counts().await;
    assert_eq!((counts["placement_request"], counts["child"], counts["idempotency"]), (1, 1, 0));
    assert_eq!(team.request(&other).await["state"], "offered");
    // It still counts.
    assert_eq!(report(&app, "gender").await[0]["requested"], 2);
    assert_eq!(report(&app, "gender").await[0]["placed"], 1);
    let log = page(&browser, "/admin/audit?what=request").await;
    assert!(log.contains("Effacée sur demande") && !log.contains(reference), "{log}");
    // Again there is nothing to erase; and nobody else may.
    assert_eq!(send(&app, &browser, "/admin/erase", &form).await.status(), 422);
    let stranger = signed_in(&app, NATIONAL).await;
    assert_eq!(send(&app, &stranger, "/admin/erase", &form).await.status(), 403);
}

async fn an_open_request_is_not_erased(app: App) {
    let request = app.outreach("nador").asks(&ask("nador", [girl(14)])).await;
    let browser = admin(&app).await;
    let form = [("reference", text(&request["reference"])), ("sure", "1")];
    let before = app.database.counts().await;
    let told = send(&app, &browser, "/admin/erase", &form).await;
    assert_eq!(told.status(), 409);
    assert!(told.text().await.unwrap().contains("encore ouverte"));
    assert_eq!(app.database.counts().await, before);
}

/// Whether the files of a SQLite database hold a text.
fn is_in_the_files(database: &Database, text: &str) -> bool {
    let files = std::fs::read_dir(database.folder()).unwrap();
    let mut files = files.map(|file| std::fs::read(file.unwrap().path()).unwrap());
    files.any(|bytes| bytes.windows(text.len()).any(|part| part == text.as_bytes()))
}

async fn what_was_erased_is_not_in_the_file(app: App) {
    let team = app.outreach("nador");
    let call = with(ask("nador", [girl(14)]), json!({ "case_ref": "CASEREF-78" }));
    let request = team.once("k", "/requests", &call).await.is(201);
    let path = format!("/requests/{}/withdraw", id(&request));
    team.post(&path, &json!({ "reason": "she is with WITHDRAWN-79" })).await.is(200);
    let words = ["CASEREF-78", "WITHDRAWN-79", text(&request["reference"])];
    let sqlite = app.database.backend() == Backend::Sqlite;
    for word in words {
        assert_eq!(is_in_the_files(&app.database, word), sqlite, "{word}");
    }
    let browser = admin(&app).await;
    let form = [("reference", text(&request["reference"])), ("sure", "1")];
    assert_eq!(send(&app, &browser, "/admin/erase", &form).await.status(), 303);
    for word in words {
        assert!(!is_in_the_files(&app.database, word), "{word}");
    }
}

async fn mail_that_is_over_is_kept_for_thirty_days(app: App) {
    let request = waiting_request(&app).await;
    app.tick().await;
    app.advance(61).await;
    // The digest of the morning, which is about no request.
    app.pass(TimeDelta::hours(13));
    background::each_minute(&app.cx).await.unwrap();
    app.deliver().await;
    let mails = app.admin().get("/mails?limit=200").await.is(200);
    let kinds = |mails: &Value| {
        let mut kinds: Vec<String> =
            items(mails).iter().map(|mail| text(&mail["kind"]).to_owned()).collect();
        kinds.sort();
        kinds.dedup();
        kinds
    };
    assert_eq!(kinds(&mails), ["count_asked", "digest", "escalation"]);
    app.pass(TimeDelta::days(29));
    background::each_hour(&app.cx).await.unwrap();
    let kept = app.admin().get("/mails?limit=200").await.is(200);
    assert_eq!(items(&kept).len(), items(&mails).len());
    app.pass(TimeDelta::days(2));
    background::each_hour(&app.cx).await.unwrap();
    // What the steps of the open request were is still told, but to whom no longer.
    let kept = app.admin().get("/mails?limit=200").await.is(200);
    assert_eq!(kinds(&kept), ["escalation"]);
    assert!(items(&kept).iter().all(|mail| mail["address"] == ""), "{kept}");
    let list = app.coordinator("nador").get("/escalations?open=true").await.is(200);
    let one = items(&list).iter().find(|one| one["request_id"] == request["id"]).unwrap();
    assert_eq!(one["sent"][0]["delivery"], "sent");
    app.tick().await;
}
