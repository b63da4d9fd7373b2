//! Counts that grow old: the shelter is asked by mail, and answers on a form behind a signed link
//! that works once.

use chrono::TimeDelta;

use mabit::store::shelters::count_reminders as rows;
use reqwest::{Method, header};
use serde_json::json;
use uuid::Uuid;

use crate::support::browser::open_link;
use crate::support::count_reminders::{
    NADOR, SHELTERS, answer_reminder, form_with, link, reminder_link, reminders,
};
use crate::support::{
    Answer, App, PUBLIC_URL, ask, boy, counts, girl, id, on_both, recipients, text, with,
};

on_both!(
    a_shelter_is_asked_when_its_counts_grow_old_and_once_in_six_hours,
    half_of_what_makes_a_count_stale_is_old,
    only_the_counts_of_open_pools_grow_old,
    everyone_of_the_shelter_gets_a_link_of_their_own,
    the_link_of_somebody_who_has_left_is_dead,
    two_instances_ask_once,
    opening_the_form_changes_nothing,
    the_numbers_sent_are_the_counts_and_the_link_works_once,
    a_link_sent_twice_at_once_is_used_once,
    a_link_works_for_a_day,
    every_number_must_be_entered_and_until_then_nothing_is_written,
    a_link_is_for_the_pools_of_its_shelter_alone,
    a_link_that_was_not_made_here_opens_nothing,
    the_form_is_in_the_language_of_its_mail,
    fewer_than_promised_is_believed,
    a_form_opened_before_a_newer_count_replaces_nothing_unseen,
);

/// How many beds the pools of a city have free, in the order of the board.
async fn free(app: &App, city: &str) -> Vec<i64> {
    let pools = app.shelter_in(city).await["pools"].as_array().unwrap().clone();
    pools.iter().map(|pool| pool["free"].as_i64().unwrap()).collect()
}

#[track_caller]
fn is_gone(answer: &Answer) {
    assert_eq!(answer.status, 404, "{}: {}", answer.what, answer.text());
    assert!(answer.header("content-type").starts_with("text/html"), "{}", answer.what);
    assert!(!answer.text().contains("<form"), "{}", answer.text());
}

/// A shelter confirms all of its counts.
async fn confirms(app: &App, city: &str) {
    for pool in app.shelter_in(city).await["pools"].as_array().unwrap() {
        app.shelter(city).reports(pool, pool["free"].as_i64().unwrap()).await;
    }
}

async fn a_shelter_is_asked_when_its_counts_grow_old_and_once_in_six_hours(app: App) {
    let began = app.now();
    app.pass(TimeDelta::hours(6) - TimeDelta::seconds(1));
    assert_eq!(reminders(&app).await.len(), 0);
    app.pass(TimeDelta::seconds(1));
    assert_eq!(recipients(&reminders(&app).await), SHELTERS);
    // Two of Nador's three counts are renewed, so the third is still old.
    for name in ["Filles 12-17", "Garçons 10-17"] {
        app.shelter("nador").reports(&app.pool("nador", name).await, 1).await;
    }
    app.pass(TimeDelta::hours(2));
    confirms(&app, "rabat").await;
    for _ in 0..4 {
        app.pass(TimeDelta::hours(1) - TimeDelta::seconds(1));
        assert_eq!(reminders(&app).await.len(), 0, "{}", app.now() - began);
    }
    app.pass(TimeDelta::seconds(4));
    let again: Vec<_> =
        SHELTERS.into_iter().filter(|shelter| !shelter.contains("orient")).collect();
    assert_eq!(recipients(&reminders(&app).await), again);
    // Rabat's turn comes six hours after its report.
    app.pass(TimeDelta::hours(2));
    assert_eq!(recipients(&reminders(&app).await), ["shelter@orient-occident.example"]);
}

async fn half_of_what_makes_a_count_stale_is_old(app: App) {
    let stale = [("MABIT_MATCHING__STALE_AFTER", "1h")];
    let app = app.restart_with(TimeDelta::minutes(30) - TimeDelta::seconds(1), &stale).await;
    assert_eq!(reminders(&app).await.len(), 0);
    app.pass(TimeDelta::seconds(1));
    assert_eq!(recipients(&reminders(&app).await), SHELTERS);
}

async fn only_the_counts_of_open_pools_grow_old(app: App) {
    let pools = app.shelter_in("nador").await["pools"].as_array().unwrap().clone();
    let path = format!("/pools/{}/availability", id(&pools[0]));
    let closed = json!({ "free": 0, "closed": true });
    app.shelter("nador").put(&path, &closed).await.is(200);
    app.pass(TimeDelta::hours(5));
    for pool in &pools[1..] {
        app.shelter("nador").reports(pool, 1).await;
    }
    app.pass(TimeDelta::hours(1));
    assert!(!recipients(&reminders(&app).await).contains(&NADOR));
    app.shelter("nador").put(&path, &with(closed, json!({ "closed": false }))).await.is(200);
    app.pass(TimeDelta::hours(5));
    assert!(recipients(&reminders(&app).await).contains(&NADOR));
}

async fn everyone_of_the_shelter_gets_a_link_of_their_own(app: App) {
    let shelter = app.shelter("nador").get("/me").await.is(200);
    let colleague = json!({ "roles": ["shelter"], "partner_id": shelter["partner_id"] });
    app.hire("night@asticude.example", colleague).await;
    let nador = app.shelter_in("nador").await;
    let address = json!({ "email": "house@asticude.example" });
    app.admin().patch(&format!("/shelters/{}", id(&nador)), &address).await.is(200);
    app.pass(TimeDelta::hours(6));
    let mut mails = reminders(&app).await;
    mails.retain(|mail| mail.to.ends_with("@asticude.example"));
    let all = ["house@asticude.example", "night@asticude.example", NADOR];
    assert_eq!(recipients(&mails), all);
    // One of them used up leaves the others; each says what there is by now.
    for (mail, count) in mails.iter().zip(["1", "2", "3"]) {
        let form = form_with(&app, "nador", &[count, count, count]).await;
        assert_eq!(answer_reminder(&app, link(mail), &form).await.status, 200);
        is_gone(&open_link(&app, link(mail)).await);
        assert_eq!(free(&app, "nador").await, [count.parse::<i64>().unwrap(); 3]);
    }
}

async fn the_link_of_somebody_who_has_left_is_dead(app: App) {
    let link = reminder_link(&app, NADOR).await;
    let me = app.shelter("nador").get("/me").await.is(200);
    let path = format!("/users/{}", id(&me));
    for (active, status) in [(false, 404), (true, 200)] {
        app.admin().patch(&path, &json!({ "active": active })).await.is(200);
        assert_eq!(open_link(&app, &link).await.status, status);
        let form = form_with(&app, "nador", &["1", "1", "1"]).await;
        assert_eq!(answer_reminder(&app, &link, &form).await.status, status);
    }
}

async fn two_instances_ask_once(app: App) {
    let other = app.beside().await;
    app.pass(TimeDelta::hours(6));
    let (mine, others) = tokio::join!(reminders(&app), reminders(&other));
    let late = [reminders(&app).await, reminders(&other).await].concat();
    assert_eq!(recipients(&[mine, others, late].concat()), SHELTERS);
    // Nor does one whose clock is a little behind, though it had looked before the other asked.
    let shelter: Uuid = id(&app.shelter_in("nador").await).parse().unwrap();
    let behind = app.now() - TimeDelta::milliseconds(5);
    let asked = other.cx.store.write(move |tx| {
        Box::pin(async move { rows::note_reminder(tx, shelter, TimeDelta::hours(6), behind).await })
    });
    assert!(!asked.await.unwrap());
    other.stop().await;
}

async fn opening_the_form_changes_nothing(app: App) {
    let link = reminder_link(&app, NADOR).await;
    let (rows, board) = (app.database.counts().await, app.shelter_in("nador").await);
    for _ in 0..3 {
        let seen = open_link(&app, &link).await;
        // Without it an older browser would not say where the form comes from.
        assert!(seen.text().contains("<meta name=\"referrer\" content=\"same-origin\">"));
        assert_eq!(seen.status, 200, "{}", seen.text());
        assert!(seen.header("content-type").starts_with("text/html"));
        assert_eq!(seen.header("cache-control"), "no-store");
        assert_eq!(seen.header("referrer-policy"), "no-referrer");
        assert!(seen.header("content-security-policy").contains("default-src 'none'"));
        let page = seen.text();
        assert!(page.contains("<form method=\"post\">") && page.contains("Asticude"), "{page}");
        for pool in board["pools"].as_array().unwrap() {
            assert!(page.contains(&format!("name=\"{}\"", id(pool))), "{page}");
            assert!(page.contains(text(&pool["name"])), "{page}");
        }
        // The number must be counted, not confirmed unseen.
        assert_eq!(page.matches("value=\"\"").count(), 3, "{page}");
        let path = link.strip_prefix(PUBLIC_URL).unwrap();
        let call = app.client.request(Method::HEAD, format!("{}{path}", app.base));
        let head = app.send(format!("HEAD {path}"), call).await;
        assert_eq!((head.status, head.bytes.len()), (200, 0));
    }
    assert_eq!(app.database.counts().await, rows);
    assert_eq!(app.shelter_in("nador").await, board);
    let form = form_with(&app, "nador", &["1", "2", "3"]).await;
    assert_eq!(answer_reminder(&app, &link, &form).await.status, 200);
}

async fn the_numbers_sent_are_the_counts_and_the_link_works_once(app: App) {
    let girls = app.pool("nador", "Filles 12-17").await;
    let path = format!("/pools/{}/availability", id(&girls));
    app.shelter("nador").put(&path, &json!({ "free": 2, "closed": true })).await.is(200);
    let link = reminder_link(&app, NADOR).await;
    let form = form_with(&app, "nador", &["1", " 0 ", "4"]).await;
    let sent = answer_reminder(&app, &link, &form).await;
    assert_eq!(sent.status, 200, "{}", sent.text());
    assert!(sent.text().contains("vos lits sont à jour") && !sent.text().contains("<form"));
    let now = app.shelter_in("nador").await;
    assert_eq!(free(&app, "nador").await, [1, 0, 4]);
    for pool in now["pools"].as_array().unwrap() {
        let reported: chrono::DateTime<chrono::Utc> = text(&pool["reported_at"]).parse().unwrap();
        assert_eq!(reported, app.now());
        assert_eq!(pool["freshness"], "fresh");
        // Whether a pool is closed is not asked, and stays as it was.
        assert_eq!(pool["closed"], pool["id"] == girls["id"]);
    }
    let rows = app.database.counts().await;
    is_gone(&open_link(&app, &link).await);
    // The answer was lost, and the same is sent again: it is done.
    app.pass(TimeDelta::minutes(1));
    let again = answer_reminder(&app, &link, &form).await;
    assert_eq!(again.status, 200, "{}", again.text());
    assert!(again.text().contains("vos lits sont à jour"));
    assert_eq!(app.shelter_in("nador").await["pools"], now["pools"]);
    let again = form_with(&app, "nador", &["2", "2", "2"]).await;
    is_gone(&answer_reminder(&app, &link, &again).await);
    assert_eq!(app.database.counts().await, rows);
    assert_eq!(free(&app, "nador").await, [1, 0, 4]);
}

async fn a_link_sent_twice_at_once_is_used_once(app: App) {
    let link = reminder_link(&app, NADOR).await;
    let forms = [
        form_with(&app, "nador", &["1", "1", "1"]).await,
        form_with(&app, "nador", &["2", "2", "2"]).await,
    ];
    let (one, two) = tokio::join!(
        answer_reminder(&app, &link, &forms[0]),
        answer_reminder(&app, &link, &forms[1])
    );
    let counted = match (one.status, two.status) {
        (200, 404) => 1,
        (404, 200) => 2,
        other => panic!("{other:?}"),
    };
    assert_eq!(free(&app, "nador").await, [counted; 3]);
}

async fn a_link_works_for_a_day(app: App) {
    let link = reminder_link(&app, NADOR).await;
    app.pass(TimeDelta::hours(24) - TimeDelta::seconds(1));
    assert_eq!(open_link(&app, &link).await.status, 200);
    app.pass(TimeDelta::seconds(1));
    let rows = app.database.counts().await;
    is_gone(&open_link(&app, &link).await);
    let form = form_with(&app, "nador", &["1", "1", "1"]).await;
    is_gone(&answer_reminder(&app, &link, &form).await);
    assert_eq!(app.database.counts().await, rows);
    // Housekeeping forgets it, and it stays gone.
    app.pass(TimeDelta::hours(25));
    mabit::background::each_hour(&app.cx).await.unwrap();
    is_gone(&open_link(&app, &link).await);
}

async fn every_number_must_be_entered_and_until_then_nothing_is_written(app: App) {
    let link = reminder_link(&app, NADOR).await;
    let (rows, board) = (app.database.counts().await, app.shelter_in("nador").await);
    let wrong: [([&str; 3], usize); 7] = [
        (["", "1", "1"], 1),
        (["1", "  ", "many"], 2),
        (["-1", "1", "1"], 1),
        (["9", "9", "9"], 3),
        (["1.5", "1", "1"], 1),
        (["1", "99999999999999999999", "1"], 1),
        (["1", "1", "\"><script>alert(1)</script>"], 1),
    ];
    for (entered, how_many) in wrong {
        let form = form_with(&app, "nador", &entered).await;
        let answer = answer_reminder(&app, &link, &form).await;
        let page = answer.text();
        assert_eq!(answer.status, 422, "{entered:?}: {page}");
        assert!(page.contains("<form method=\"post\">"), "{page}");
        assert_eq!(page.matches("aria-invalid=\"true\"").count(), how_many, "{entered:?}: {page}");
        assert!(!page.contains("<script"), "{page}");
        // What was right need not be entered again.
        let kept = entered.iter().filter(|one| **one == "1").count();
        assert_eq!(page.matches("value=\"1\"").count(), kept, "{entered:?}: {page}");
    }
    let all = form_with(&app, "nador", &["1", "1", "1"]).await;
    for form in [&all[..0], &all[..2]] {
        assert_eq!(answer_reminder(&app, &link, form).await.status, 422);
    }
    assert_eq!(app.database.counts().await, rows);
    assert_eq!(app.shelter_in("nador").await, board);
    // As many as there are beds is the most there can be.
    let pools = board["pools"].as_array().unwrap();
    let beds: Vec<i64> = pools.iter().map(|pool| pool["capacity"].as_i64().unwrap()).collect();
    for (more, status) in [(1, 422), (0, 200)] {
        let entered: Vec<String> = beds.iter().map(|beds| (beds + more).to_string()).collect();
        let entered: Vec<&str> = entered.iter().map(String::as_str).collect();
        let form = form_with(&app, "nador", &entered).await;
        assert_eq!(answer_reminder(&app, &link, &form).await.status, status, "{entered:?}");
    }
    assert_eq!(free(&app, "nador").await, beds);
}

async fn a_link_is_for_the_pools_of_its_shelter_alone(app: App) {
    let link = reminder_link(&app, NADOR).await;
    let oujda = app.shelter_in("oujda").await;
    let foreign = form_with(&app, "oujda", &["0", "0", "0"]).await;
    assert_eq!(answer_reminder(&app, &link, &foreign).await.status, 422);
    let own = form_with(&app, "nador", &["1", "1", "1"]).await;
    let both = [&own[..], &foreign, &[("closed".to_owned(), "true".to_owned())]].concat();
    assert_eq!(answer_reminder(&app, &link, &both).await.status, 200);
    assert_eq!(free(&app, "nador").await, [1, 1, 1]);
    assert_eq!(app.shelter_in("oujda").await, oujda);
    for pool in app.shelter_in("nador").await["pools"].as_array().unwrap() {
        assert_eq!(pool["closed"], false);
    }
}

async fn a_link_that_was_not_made_here_opens_nothing(app: App) {
    let nowhere = format!("{PUBLIC_URL}/counts/{}", "0".repeat(64));
    is_gone(&open_link(&app, &nowhere).await);
    let link = reminder_link(&app, NADOR).await;
    let other = reminder_link(&app, "shelter@ms2.example").await;
    let (begin, token) = link.rsplit_once('/').unwrap();
    let others = other.rsplit_once('/').unwrap().1;
    let rows = app.database.counts().await;
    let mut forged: Vec<String> = (0..token.len())
        .map(|at| {
            let digit = if &token[at..=at] == "0" { "1" } else { "0" };
            format!("{}{digit}{}", &token[..at], &token[at + 1..])
        })
        .collect();
    // A code that was made for another link, and texts that merely mean the same number.
    forged.push(format!("{}{}", &token[..32], &others[32..]));
    forged.push(format!("{}{}", &others[..32], &token[32..]));
    let zero = (32..64).step_by(2).find(|&at| &token[at..=at] == "0");
    forged.extend(zero.map(|at| format!("{}+{}", &token[..at], &token[at + 1..])));
    forged.push(token.to_uppercase());
    forged.extend([&token[..63], &token[..32]].map(str::to_owned));
    forged.extend([format!("{token}0"), format!("%20{token}"), "é".repeat(32)]);
    for token in forged {
        let forged = format!("{begin}/{token}");
        is_gone(&open_link(&app, &forged).await);
        let form = form_with(&app, "nador", &["1", "1", "1"]).await;
        is_gone(&answer_reminder(&app, &forged, &form).await);
    }
    assert_eq!(app.database.counts().await, rows);
    assert_eq!(open_link(&app, &link).await.status, 200);
}

async fn the_form_is_in_the_language_of_its_mail(app: App) {
    app.pass(TimeDelta::hours(6));
    let mails = reminders(&app).await;
    let (arabic, french, english) = (
        ["هل ما زالت أعداد", "كم سريرًا", "lang=\"ar\" dir=\"rtl\"", "الأعداد محدَّثة", "لم يعد"],
        [
            "le compte est-il toujours exact",
            "Combien",
            "lang=\"fr\" dir=\"ltr\"",
            "sont à jour",
            "ne fonctionne plus",
        ],
        [
            "still right?",
            "How many",
            "lang=\"en\" dir=\"ltr\"",
            "are up to date",
            "no longer works",
        ],
    );
    let said = [
        ("marrakech", SHELTERS[0], arabic, "ar"),
        ("nador", SHELTERS[1], french, "fr-MA,ar;q=0.5"),
        ("tanger", SHELTERS[5], english, "en"),
    ];
    for (city, address, [subject, title, html, done, gone], language) in said {
        let mail = mails.iter().find(|mail| mail.to == address).unwrap();
        assert!(mail.subject.contains(subject), "{}", mail.subject);
        // Whatever the browser asks for: the form follows the mail.
        let page = open_link(&app, link(mail)).await.text();
        assert!(page.contains(title) && page.contains(html), "{page}");
        let form = form_with(&app, city, &["1", "1", "1"]).await;
        let sent = answer_reminder(&app, link(mail), &form).await.text();
        assert!(sent.contains(done) && sent.contains(html), "{sent}");
        let path = link(mail).strip_prefix(PUBLIC_URL).unwrap();
        let call = app.client.get(format!("{}{path}", app.base));
        let call = call.header(header::ACCEPT_LANGUAGE, language);
        let over = app.send(format!("GET {path}"), call).await;
        assert_eq!(over.status, 404);
        assert!(over.text().contains(gone) && over.text().contains(html), "{}", over.text());
    }
}

async fn fewer_than_promised_is_believed(app: App) {
    let team = app.outreach("rabat");
    let girl = team.asks(&ask("rabat", [girl(14)])).await;
    app.shelter("rabat").accepts(&girl["offer"]).await;
    let boy = team.asks(&ask("rabat", [boy(14)])).await;
    assert_eq!(boy["state"], "offered");
    // Long before anybody is asked about a child on the way.
    let quick = [("MABIT_MATCHING__STALE_AFTER", "20m")];
    let app = app.restart_with(TimeDelta::minutes(10), &quick).await;
    let mails = reminders(&app).await;
    let mail = mails.iter().find(|mail| mail.to == "shelter@orient-occident.example").unwrap();
    let form = form_with(&app, "rabat", &["0", "0"]).await;
    assert_eq!(answer_reminder(&app, link(mail), &form).await.status, 200);
    // The pending offer is withdrawn and offered on; the accepted one stays, and is told.
    assert_eq!(app.counts("rabat", "Garçons 10-18").await, counts(0, 0, 0));
    assert_eq!(app.counts("rabat", "Filles 10-18").await, counts(0, 1, -1));
    assert_eq!(app.pool("rabat", "Filles 10-18").await["overcommitted"], true);
    let team = app.outreach("rabat");
    assert_eq!(team.request(&girl).await["state"], "accepted");
    assert_eq!(team.offer(&boy["offer"]).await["state"], "withdrawn");
    assert_eq!(team.request(&boy).await["state"], "waiting");
    app.tick().await;
    let mails = app.new_mails();
    assert_eq!(recipients(&mails), ["coordinator@orient-occident.example"]);
    assert!(mails[0].subject.contains("lit réservé n’est plus disponible"), "{}", mails[0].subject);
    assert!(mails[0].text.contains(text(&girl["reference"])), "{}", mails[0].text);
}

/// The numbers of a form with the counts it shows, as a browser sends them.
async fn as_shown(app: &App, link: &str, free: &[&str]) -> Vec<(String, String)> {
    let page = open_link(app, link).await.text();
    let shown = page.split("name=\"seen-").skip(1).map(|rest| {
        let (id, rest) = rest.split_once('"').unwrap();
        let value = rest.split('"').nth(1).unwrap();
        (format!("seen-{id}"), value.to_owned())
    });
    let mut form = form_with(app, "nador", free).await;
    form.extend(shown);
    assert_eq!(form.len(), 2 * free.len());
    form
}

async fn a_form_opened_before_a_newer_count_replaces_nothing_unseen(app: App) {
    let link = reminder_link(&app, NADOR).await;
    let form = as_shown(&app, &link, &["1", "2", "3"]).await;
    app.pass(TimeDelta::minutes(10));
    let pools = app.shelter_in("nador").await["pools"].as_array().unwrap().clone();
    app.shelter("nador").reports(&pools[1], 0).await;
    app.pass(TimeDelta::minutes(10));
    let (rows, board) = (app.database.counts().await, app.shelter_in("nador").await);
    let asked_back = answer_reminder(&app, &link, &form).await;
    assert_eq!(asked_back.status, 409, "{}", asked_back.text());
    let page = asked_back.text();
    assert_eq!(page.matches("Entre-temps\u{a0}: 0 lit vide").count(), 1, "{page}");
    // What was entered need not be entered again.
    for free in ["1", "2", "3"] {
        assert_eq!(page.matches(&format!("value=\"{free}\"")).count(), 1, "{page}");
    }
    assert_eq!(app.shelter_in("nador").await, board);
    assert_eq!(app.database.counts().await, rows);
    // Sent again by somebody who has seen it, it is taken.
    let form = as_shown(&app, &link, &["1", "2", "3"]).await;
    assert_eq!(answer_reminder(&app, &link, &form).await.status, 200);
    assert_eq!(free(&app, "nador").await, [1, 2, 3]);
}
