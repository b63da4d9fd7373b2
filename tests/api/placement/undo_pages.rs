//! The note of what was just done, at the top of the pages of shelter, team and coordinator, and its
//! button.

use reqwest::Response;
use serde_json::Value;

use crate::support::browser::{Browser, page_in, request_page, send, signed_in};
use crate::support::{App, CITY, ask, girl, grouped, id, on_both, text};

on_both!(
    a_shelter_undoes_what_it_has_just_done,
    a_team_undoes_an_arrival,
    a_coordinator_undoes_in_the_place_of_both,
    a_note_is_for_whoever_did_it_and_only_while_it_is_true,
    a_note_is_told_in_three_languages,
);

const TEAM: &str = "outreach@asticude.example";
const SHELTER: &str = "shelter@asticude.example";

/// The cookie by which a form says what it has done, as a browser sends it.
fn note_of(led: &Response) -> String {
    assert_eq!(led.status(), 303);
    let cookies = led.headers().get_all("set-cookie").iter();
    let mut cookies = cookies.map(|cookie| cookie.to_str().unwrap());
    let cookie = cookies.find(|cookie| cookie.starts_with("__Host-mabit-done=")).unwrap();
    for part in ["Secure", "HttpOnly", "Path=/", "Max-Age=10"] {
        assert!(cookie.contains(part), "{cookie}");
    }
    cookie.split(';').next().unwrap().to_owned()
}

/// The page that a form leads to.
async fn followed(app: &App, browser: &Browser<'_>, led: &Response) -> String {
    let path = led.headers()["location"].to_str().unwrap().to_owned();
    page_after(app, browser, &note_of(led), &path).await
}

async fn page_after(app: &App, browser: &Browser<'_>, note: &str, path: &str) -> String {
    let get = browser.client.get(format!("{}{path}", app.base)).header("cookie", note);
    let page = browser.with_cookie(get).send().await.unwrap();
    assert_eq!(page.status(), 200, "{path}");
    page.text().await.unwrap()
}

/// The note of a page; empty when there is none.
fn note(page: &str) -> &str {
    let note = page.split_once("role=\"status\" data-fades");
    note.map_or("", |(_, rest)| rest.split_once("<h1").map_or(rest, |(note, _)| note))
}

/// The note says this of the request, and its button undoes it from this state.
#[track_caller]
fn is_noted(page: &str, said: &str, offer: &Value, state: &str) {
    let note = note(page);
    for part in [said, &grouped(text(&offer["reference"])), "/undo\"", "Annuler"] {
        assert!(note.contains(part), "no {part} in {note}");
    }
    assert!(note.contains(&format!("name=\"state\" value=\"{state}\"")), "{note}");
}

async fn offer(app: &App) -> Value {
    app.outreach("nador").asks(&ask("nador", [girl(14)])).await["offer"].clone()
}

async fn is_in(app: &App, offer: &Value, state: &str) {
    assert_eq!(app.shelter("nador").offer(offer).await["state"], state);
}

async fn a_shelter_undoes_what_it_has_just_done(app: App) {
    let browser = signed_in(&app, SHELTER).await;
    let offer = offer(&app).await;
    let path = |what: &str| format!("/shelter/offers/{}/{what}", id(&offer));
    let acts = [
        ("accept", "accepted", "Accueil confirmé", "pending"),
        ("no-show", "no_show", "Enregistré\u{a0}: personne n’est venu", "accepted"),
        ("arrive", "arrived", "Arrivée confirmée", "accepted"),
        ("depart", "departed", "Départ enregistré", "arrived"),
    ];
    for (act, state, said, before) in acts {
        let led = send(&app, &browser, &path(act), &[]).await;
        assert_eq!(led.headers()["location"], "/shelter");
        let page = followed(&app, &browser, &led).await;
        is_noted(&page, said, &offer, state);
        assert!(note(&page).contains(&format!("action=\"{}\"", path("undo"))));
        // The button must say what it undoes.
        for fields in [vec![], vec![("state", "")], vec![("state", "gone")]] {
            assert_eq!(send(&app, &browser, &path("undo"), &fields).await.status(), 422);
        }
        assert_eq!(send(&app, &browser, &path("undo"), &[("state", before)]).await.status(), 409);
        is_in(&app, &offer, state).await;
        let led = send(&app, &browser, &path("undo"), &[("state", state)]).await;
        assert_eq!(led.headers()["location"], "/shelter");
        is_in(&app, &offer, before).await;
        let page = followed(&app, &browser, &led).await;
        assert!(
            note(&page).contains("Annulé") && !note(&page).contains("<form"),
            "{}",
            note(&page)
        );
        // A second tap undoes nothing more.
        assert_eq!(send(&app, &browser, &path("undo"), &[("state", state)]).await.status(), 409);
        if act != "no-show" {
            assert_eq!(send(&app, &browser, &path(act), &[]).await.status(), 303);
        }
    }
}

async fn a_team_undoes_an_arrival(app: App) {
    let browser = signed_in(&app, TEAM).await;
    let offer = offer(&app).await;
    app.shelter("nador").accepts(&offer).await;
    let page_of = format!("/outreach/requests/{}", text(&offer["reference"]));
    let led = send(&app, &browser, &format!("{page_of}/arrive"), &[]).await;
    assert_eq!(led.headers()["location"], page_of);
    let shown = followed(&app, &browser, &led).await;
    is_noted(&shown, "Arrivée confirmée", &offer, "arrived");
    let undo = format!("{page_of}/undo");
    assert_eq!(send(&app, &browser, &undo, &[]).await.status(), 422);
    let led = send(&app, &browser, &undo, &[("state", "arrived")]).await;
    assert_eq!(led.headers()["location"], page_of);
    is_in(&app, &offer, "accepted").await;
    assert!(followed(&app, &browser, &led).await.contains("On vous attend"));
    // The yes is not the team's.
    let refused = send(&app, &browser, &undo, &[("state", "accepted")]).await;
    assert_eq!(refused.status(), 409);
    assert!(refused.text().await.unwrap().contains("Quelque chose a changé"));
}

async fn a_coordinator_undoes_in_the_place_of_both(app: App) {
    let browser = signed_in(&app, CITY).await;
    let offer = offer(&app).await;
    let page_of = request_page(&offer);
    let acts = [
        ("accept", "accepted", "Accueil confirmé", "pending"),
        ("arrive", "arrived", "Arrivée confirmée", "accepted"),
        ("no-show", "no_show", "personne n’est venu", "accepted"),
    ];
    for (act, state, said, before) in acts {
        let fields = [("offer_id", text(&offer["id"]))];
        let led = send(&app, &browser, &format!("{page_of}/{act}"), &fields).await;
        assert_eq!(led.headers()["location"], page_of);
        is_noted(&followed(&app, &browser, &led).await, said, &offer, state);
        let fields = [("offer_id", text(&offer["id"])), ("state", state)];
        let led = send(&app, &browser, &format!("{page_of}/undo"), &fields).await;
        assert_eq!(led.headers()["location"], page_of);
        is_in(&app, &offer, before).await;
        let shown = followed(&app, &browser, &led).await;
        assert!(note(&shown).contains("Annulé"), "{}", note(&shown));
        assert!(shown.contains("annulé"), "the history says it");
        if act == "accept" {
            app.shelter("nador").accepts(&offer).await;
        }
    }
    // Of another request's offer there is nothing to undo here.
    let other = app.outreach("nador").asks(&ask("nador", [girl(15)])).await["offer"].clone();
    app.shelter("nador").accepts(&other).await;
    let fields = [("offer_id", text(&other["id"])), ("state", "accepted")];
    assert_eq!(send(&app, &browser, &format!("{page_of}/undo"), &fields).await.status(), 404);
}

async fn a_note_is_for_whoever_did_it_and_only_while_it_is_true(app: App) {
    let browser = signed_in(&app, SHELTER).await;
    let offer = offer(&app).await;
    let path = format!("/shelter/offers/{}/accept", id(&offer));
    let led = send(&app, &browser, &path, &[]).await;
    let cookie = note_of(&led);
    // Another account on the same phone, of another shelter.
    let stranger = signed_in(&app, "shelter@ms2.example").await;
    assert_eq!(note(&page_after(&app, &stranger, &cookie, "/shelter").await), "");
    for nonsense in ["", "x.accepted", ".", "0.undone"] {
        let cookie = format!("__Host-mabit-done={nonsense}");
        assert_eq!(note(&page_after(&app, &browser, &cookie, "/shelter").await), "");
    }
    // Somebody else has done more since.
    app.outreach("nador").does("arrive", &offer).await;
    assert_eq!(note(&page_after(&app, &browser, &cookie, "/shelter").await), "");
    // Without the cookie there is none.
    let page = browser.get("/shelter").await.text().await.unwrap();
    assert_eq!(note(&page), "");
}

async fn a_note_is_told_in_three_languages(app: App) {
    let browser = signed_in(&app, SHELTER).await;
    let offer = offer(&app).await;
    let path = format!("/shelter/offers/{}/accept", id(&offer));
    let cookie = note_of(&send(&app, &browser, &path, &[]).await);
    for (lang, said, undo) in
        [("ar", "تم تأكيد الاستقبال", "تراجع"), ("en", "Request accepted", "Undo")]
    {
        page_in(&app, &browser, lang, "/shelter").await;
        let shown = page_after(&app, &browser, &cookie, "/shelter").await;
        assert!(note(&shown).contains(said) && note(&shown).contains(undo), "{}", note(&shown));
    }
}
