//! The pages and their forms.

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;

use mabit::domain::account::Role::{self, Admin, Coordinator, Observer, Outreach, Shelter};
use reqwest::Response;

use super::callers::{CALLERS, Caller, Verdict, strange_browsers};
use super::town::{Place, Thing, build};
use super::{UNKNOWN, garbage, operations};

use crate::support::browser::{Browser, is_protected, signed_in, token};
use crate::support::{App, on_both};

on_both!(who_may_not_is_refused, no_form_is_taken_without_its_token, who_may_is_let_in);

const ALL: &[Role] = Role::ALL;
const TEAMS: &[Role] = &[Outreach];
const SHELTERS: &[Role] = &[Shelter];
const COORDINATORS: &[Role] = &[Coordinator];
const PLANNERS: &[Role] = &[Coordinator, Admin];
const REPORTS: &[Role] = &[Coordinator, Observer, Admin];
const ADMINS: &[Role] = &[Admin];

/// Pages and forms for nobody in particular: who is not signed in, or comes by a one-time link.
const OPEN: &[&str] = &[
    "GET /",
    "GET /sign-in",
    "POST /sign-in",
    "GET /sign-in/code",
    "POST /sign-in/code",
    "GET /sign-in/forgotten",
    "POST /sign-in/forgotten",
    "GET /assets/{file}",
    "GET /sw.js",
    "GET /favicon.ico",
    "GET /robots.txt",
    "GET /counts/{token}",
    "POST /counts/{token}",
    "GET /set-password/{secret}",
    "POST /set-password/{secret}",
    "GET /first-admin/{secret}",
    "POST /first-admin/{secret}",
];

/// Every other page and form, and the roles it is for: the pages first, and what ends the session
/// last.
const PAGES: &[(&str, &[Role])] = &[
    ("GET /account", ALL),
    ("GET /outreach", TEAMS),
    ("GET /outreach/requests", TEAMS),
    ("GET /outreach/requests/{reference}", TEAMS),
    ("GET /shelter", SHELTERS),
    ("GET /coordinator", COORDINATORS),
    ("GET /coordinator/requests", COORDINATORS),
    ("GET /coordinator/requests/{reference}", COORDINATORS),
    ("GET /coordinator/board", COORDINATORS),
    ("GET /coordinator/map", COORDINATORS),
    ("GET /coordinator/duty", PLANNERS),
    ("GET /coordinator/gap", REPORTS),
    ("GET /coordinator/gap.csv", REPORTS),
    ("GET /admin", ADMINS),
    ("GET /admin/partners", ADMINS),
    ("GET /admin/partners/{id}", ADMINS),
    ("GET /admin/accounts", ADMINS),
    ("GET /admin/accounts/new", ADMINS),
    ("GET /admin/accounts/{id}", ADMINS),
    ("GET /admin/shelters", ADMINS),
    ("GET /admin/shelters/new", ADMINS),
    ("GET /admin/shelters/{id}", ADMINS),
    ("GET /admin/policies", ADMINS),
    ("GET /admin/policies/{urgency}", ADMINS),
    ("GET /admin/tokens", ADMINS),
    ("GET /admin/import", ADMINS),
    ("GET /admin/audit", ADMINS),
    ("GET /admin/mails", ADMINS),
    ("GET /admin/erase", ADMINS),
    ("POST /admin/erase", ADMINS),
    ("POST /account/settings", ALL),
    ("POST /account/password", ALL),
    ("POST /account/code/confirm", ALL),
    ("POST /account/code/cancel", ALL),
    ("POST /account/code/begin", ALL),
    ("POST /account/code/end", ALL),
    ("POST /language", ALL),
    ("POST /outreach", TEAMS),
    ("POST /shelter/pools/{id}/count", SHELTERS),
    ("POST /shelter/pools/{id}/close", SHELTERS),
    ("POST /shelter/pools/{id}/open", SHELTERS),
    ("POST /coordinator/duty/shifts", PLANNERS),
    ("POST /coordinator/duty/changes", PLANNERS),
    ("POST /coordinator/duty/shifts/{id}/remove", PLANNERS),
    ("POST /coordinator/duty/changes/{id}/remove", PLANNERS),
    ("POST /coordinator/requests/{reference}/acknowledge", COORDINATORS),
    ("POST /coordinator/requests/{reference}/hand-over", COORDINATORS),
    ("POST /coordinator/requests/{reference}/escalate", COORDINATORS),
    ("POST /coordinator/requests/{reference}/offers", COORDINATORS),
    ("POST /coordinator/requests/{reference}/accept", COORDINATORS),
    ("POST /coordinator/requests/{reference}/on-the-way", COORDINATORS),
    ("POST /coordinator/requests/{reference}/arrive", COORDINATORS),
    ("POST /coordinator/requests/{reference}/no-show", COORDINATORS),
    ("POST /coordinator/requests/{reference}/undo", COORDINATORS),
    ("POST /coordinator/requests/{reference}/decline", COORDINATORS),
    ("POST /coordinator/requests/{reference}/found", COORDINATORS),
    ("POST /coordinator/requests/{reference}/reopen", COORDINATORS),
    ("POST /coordinator/requests/{reference}/withdraw", COORDINATORS),
    ("POST /coordinator/requests/{reference}/close", COORDINATORS),
    ("POST /shelter/offers/{id}/accept", SHELTERS),
    ("POST /shelter/offers/{id}/on-the-way", SHELTERS),
    ("POST /shelter/offers/{id}/arrive", SHELTERS),
    ("POST /shelter/offers/{id}/no-show", SHELTERS),
    ("POST /shelter/offers/{id}/depart", SHELTERS),
    ("POST /shelter/offers/{id}/undo", SHELTERS),
    ("POST /shelter/offers/{id}/decline", SHELTERS),
    ("POST /outreach/requests/{reference}/found", TEAMS),
    ("POST /outreach/requests/{reference}/on-the-way", TEAMS),
    ("POST /outreach/requests/{reference}/arrive", TEAMS),
    ("POST /outreach/requests/{reference}/undo", TEAMS),
    ("POST /outreach/requests/{reference}/no-contact", TEAMS),
    ("POST /outreach/requests/{reference}/withdraw", TEAMS),
    ("POST /admin/partners", ADMINS),
    ("POST /admin/partners/{id}", ADMINS),
    ("POST /admin/partners/{id}/shut", ADMINS),
    ("POST /admin/partners/{id}/open", ADMINS),
    ("POST /admin/accounts", ADMINS),
    ("POST /admin/accounts/{id}", ADMINS),
    ("POST /admin/accounts/{id}/open", ADMINS),
    ("POST /admin/accounts/{id}/link", ADMINS),
    ("POST /admin/accounts/{id}/send-link", ADMINS),
    ("POST /admin/accounts/{id}/code", ADMINS),
    ("POST /admin/accounts/{id}/shut", ADMINS),
    ("POST /admin/shelters", ADMINS),
    ("POST /admin/shelters/{id}", ADMINS),
    ("POST /admin/shelters/{id}/shut", ADMINS),
    ("POST /admin/shelters/{id}/open", ADMINS),
    ("POST /admin/shelters/{id}/pools", ADMINS),
    ("POST /admin/shelters/{id}/pools/{pool}", ADMINS),
    ("POST /admin/shelters/{id}/pools/{pool}/shut", ADMINS),
    ("POST /admin/shelters/{id}/pools/{pool}/open", ADMINS),
    ("POST /admin/policies/{urgency}", ADMINS),
    ("POST /admin/tokens", ADMINS),
    ("POST /admin/tokens/{id}/revoke", ADMINS),
    ("POST /admin/import", ADMINS),
    ("POST /sign-out", ALL),
];

/// What an address is about, by its beginning.
const ABOUT: &[(&str, Thing)] = &[
    ("/outreach/requests/{reference}", Thing::Request),
    ("/coordinator/requests/{reference}", Thing::Request),
    ("/shelter/pools/{id}", Thing::Pool),
    ("/shelter/offers/{id}", Thing::Offer),
    ("/coordinator/duty/shifts/{id}", Thing::Shift),
    ("/coordinator/duty/changes/{id}", Thing::Change),
    ("/admin/partners/{id}", Thing::Partner),
    ("/admin/accounts/{id}", Thing::User),
    ("/admin/shelters/{id}", Thing::Shelter),
    ("/admin/tokens/{id}", Thing::Token),
];

/// Forms whose fields say what they are about.
const BY_FIELDS: &[&str] = &["/coordinator/duty/shifts", "/coordinator/duty/changes"];

/// A page or form.
struct Page {
    route: &'static str,
    /// Whether it is a form that is sent.
    is_form: bool,
    path: String,
    roles: &'static [Role],
}

/// Every page and form of the table.
fn pages() -> Vec<Page> {
    let page = |(route, roles): &(&'static str, &'static [Role])| {
        let (verb, path) = route.split_once(' ').unwrap();
        Page { route, is_form: verb == "POST", path: path.to_owned(), roles }
    };
    PAGES.iter().map(page).collect()
}

impl Page {
    /// What its address is about.
    fn about(&self) -> Option<Thing> {
        let thing = ABOUT.iter().find(|(beginning, _)| self.path.starts_with(beginning));
        let names_one = ["{id}", "{reference}"].iter().any(|name| self.path.contains(name));
        assert!(thing.is_some() || !names_one, "add {} to ABOUT", self.path);
        thing.map(|(_, thing)| *thing)
    }

    /// Its address, about a thing of a place.
    fn of(&self, place: &Place) -> String {
        match self.about() {
            Some(Thing::Request) => self.at(&place.reference, place),
            Some(thing) => self.at(place.id(thing), place),
            None => self.at("emergency", place),
        }
    }

    /// Its address with something in the place of its id.
    fn at(&self, id: &str, place: &Place) -> String {
        let path = self.path.replace("{pool}", place.id(Thing::Pool));
        ["{id}", "{reference}", "{urgency}"].iter().fold(path, |path, name| path.replace(name, id))
    }

    fn verdict(&self, caller: &Caller, place: &Place) -> Verdict {
        let by_fields = BY_FIELDS.contains(&&*self.path);
        match caller
            .verdict(self.roles, (by_fields || self.about().is_some()).then_some(place.city))
        {
            // An area is no secret.
            Verdict::NotFound if by_fields => Verdict::Forbidden,
            verdict => verdict,
        }
    }

    /// Looks at it, or sends what any form takes.
    async fn call(&self, browser: &Browser<'_>, path: &str, csrf: &str, place: &Place) -> Response {
        if !self.is_form {
            return browser.get(path).await;
        }
        let (from, to) = match self.path.rsplit('/').next() {
            Some("escalate") => ("", "city"),
            Some("shifts") => ("08:00", "20:00"),
            Some("changes") => ("2026-01-05T18:00", "2026-01-05T20:00"),
            _ => ("", &*place.coordinator),
        };
        let area = format!("city:{}", place.city);
        let fields = [
            ("csrf", csrf),
            ("from", from),
            ("to", to),
            ("area", &area),
            ("account_id", &place.coordinator),
            ("on", &place.coordinator),
            ("days", "mon"),
            ("free", "9"),
            ("reason", "other"),
            ("state", "accepted"),
            ("outcome", "other"),
            ("lang", "en"),
            ("offer_id", place.id(Thing::Offer)),
            ("shelter_id", place.id(Thing::Shelter)),
            ("account", place.id(Thing::User)),
        ];
        browser.post(path, &fields).await
    }
}

/// The pages and forms that the code has, as in the table.
fn routes() -> BTreeSet<String> {
    let mut found = BTreeSet::new();
    let mut folders = vec![Path::new(env!("CARGO_MANIFEST_DIR")).join("src/http/web")];
    while let Some(folder) = folders.pop() {
        for path in fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()) {
            if path.is_dir() {
                folders.push(path);
                continue;
            }
            if path.extension().is_none_or(|kind| kind != "rs") {
                continue;
            }
            let text = fs::read_to_string(&path).unwrap();
            for route in text.split(".route(").skip(1) {
                let (path, rest) =
                    route.trim_start().trim_start_matches('"').split_once('"').unwrap();
                let methods = rest.split(".route").next().unwrap();
                for (verb, method) in [("GET", "get("), ("POST", "post(")] {
                    if methods.contains(method) {
                        found.insert(format!("{verb} {path}"));
                    }
                }
            }
        }
    }
    found
}

#[test]
fn every_page_and_form_says_whom_it_is_for() {
    let known = PAGES.iter().map(|(route, _)| *route).chain(OPEN.iter().copied());
    let (known, routes) = (known.map(str::to_owned).collect::<BTreeSet<_>>(), routes());
    let left_out: Vec<_> = routes.difference(&known).collect();
    let no_more: Vec<_> = known.difference(&routes).collect();
    assert!(
        left_out.is_empty() && no_more.is_empty(),
        "PAGES of tests/api/matrix/pages.rs must say whom {left_out:?} are for, \
         and must not have {no_more:?}"
    );
}

/// The callers of the matrix, each signed in, with the token of their forms.
async fn everybody(app: &App) -> Vec<(&'static Caller, Browser<'_>, String)> {
    let mut all = Vec::new();
    for caller in &CALLERS {
        let browser = signed_in(app, caller.email).await;
        let csrf = token(app, &browser).await;
        all.push((caller, browser, csrf));
    }
    all
}

/// Refused as it must be, without a detail of a child.
async fn is_refused(answer: Response, what: &str, verdict: Verdict, places: &[Place]) {
    is_protected(&answer, what);
    let status = match verdict {
        Verdict::SignIn => 303,
        Verdict::Forbidden => 403,
        Verdict::NotFound => 404,
        Verdict::Allowed => panic!("{what} is not refused"),
    };
    assert_eq!(answer.status(), status, "{what}");
    if verdict == Verdict::SignIn {
        let led = answer.headers()["location"].to_str().unwrap();
        assert!(led.starts_with("/sign-in?"), "{what}: {led}");
        return;
    }
    let kind = answer.headers()["content-type"].to_str().unwrap().to_owned();
    let text = answer.text().await.unwrap();
    assert!(kind.starts_with("text/html") && text.contains("<html lang="), "{what}: {kind} {text}");
    for place in places {
        let told = place.told_by(&text, what);
        assert!(told.is_empty(), "{what} tells {told:?}: {text}");
    }
}

async fn who_may_not_is_refused(app: App) {
    let places = build(&app).await;
    let strangers = strange_browsers(&app).await;
    let everybody = everybody(&app).await;
    let before = app.database.counts().await;
    for page in pages() {
        for (name, browser) in &strangers {
            refuses(&page, (name, browser, "x"), &places, |_| Verdict::SignIn).await;
        }
        for (caller, browser, csrf) in &everybody {
            let verdict = |place: &Place| page.verdict(caller, place);
            refuses(&page, (caller.name, browser, csrf), &places, verdict).await;
        }
        assert_eq!(app.database.counts().await, before, "{}", page.route);
    }
}

/// Calls a page as who may not, about both places, nothing and nonsense.
async fn refuses(
    page: &Page,
    (name, browser, csrf): (&str, &Browser<'_>, &str),
    places: &[Place; 2],
    verdict: impl Fn(&Place) -> Verdict,
) {
    let call = async |path: String, place: &Place, verdict| {
        let what = format!("{} at {path} by {name}", page.route);
        let answer = page.call(browser, &path, csrf, place).await;
        is_refused(answer, &what, verdict, places).await;
    };
    let verdicts = [verdict(&places[0]), verdict(&places[1])];
    for (place, verdict) in places.iter().zip(verdicts) {
        if verdict != Verdict::Allowed {
            call(page.of(place), place, verdict).await;
        }
    }
    if !page.path.contains('{') {
        return;
    }
    let refused = match verdicts[0] {
        verdict @ (Verdict::SignIn | Verdict::Forbidden) => verdict,
        _ => Verdict::NotFound,
    };
    for id in garbage().into_iter().chain([UNKNOWN.to_owned()]) {
        call(page.at(&id, &places[0]), &places[0], refused).await;
    }
}

async fn no_form_is_taken_without_its_token(app: App) {
    let places = build(&app).await;
    let strangers = strange_browsers(&app).await;
    let everybody = everybody(&app).await;
    let before = app.database.counts().await;
    for (at, (caller, browser, _)) in everybody.iter().enumerate() {
        let another = &everybody[(at + 1) % everybody.len()].2;
        for page in pages().iter().filter(|page| page.is_form) {
            for csrf in ["", another] {
                let answer = page.call(browser, &page.of(&places[0]), csrf, &places[0]).await;
                let what = format!("{} by {} with {csrf:?}", page.route, caller.name);
                assert_eq!(answer.status(), 403, "{what}");
                is_protected(&answer, &what);
            }
        }
        // Nor is what a script of another site sends.
        for (method, path) in operations::writing(&places[0]) {
            for csrf in ["", another] {
                let call = app.client.request(method.clone(), format!("{}{path}", app.base));
                let call = browser.with_cookie(call).header("x-csrf-token", csrf);
                let what = format!("{method} {path} by {} with {csrf:?}", caller.name);
                app.send(what, call).await.refused(403, "csrf");
            }
        }
    }
    for (name, browser) in &strangers {
        for (method, path) in operations::writing(&places[0]) {
            let call = app.client.request(method.clone(), format!("{}{path}", app.base));
            let what = format!("{method} {path} by {name}");
            app.send(what, browser.with_cookie(call)).await.refused(401, "unauthorized");
        }
    }
    assert_eq!(app.database.counts().await, before);
}

async fn who_may_is_let_in(app: App) {
    let mut places = build(&app).await;
    let everybody = everybody(&app).await;
    for page in pages() {
        for (caller, browser, csrf) in &everybody {
            for at in 0..places.len() {
                if page.verdict(caller, &places[at]) != Verdict::Allowed {
                    continue;
                }
                let removed = ["/remove", "/revoke"].iter().any(|end| page.path.ends_with(end));
                if let Some(thing) = page.about().filter(|_| removed) {
                    places[at].renew(&app, thing).await;
                }
                let (place, path) = (&places[at], page.of(&places[at]));
                let answer = page.call(browser, &path, csrf, place).await;
                let what = format!("{} at {path} by {}", page.route, caller.name);
                is_protected(&answer, &what);
                let status = answer.status().as_u16();
                // A field left out, or a state that does not allow it, is no matter of rights.
                let right: &[u16] = if page.is_form { &[200, 303, 409, 422] } else { &[200] };
                let text = answer.text().await.unwrap();
                assert!(right.contains(&status), "{what}: {status} {text}");
                if !page.is_form {
                    for inline in [" style=", "<style", " onclick=", " onload=", "javascript:"] {
                        assert!(!text.contains(inline), "{what} has {inline}");
                    }
                    shows_no_others(caller, &what, &text, &places);
                }
            }
        }
    }
}

/// A page shows nothing of requests that are not the caller's.
fn shows_no_others(caller: &Caller, what: &str, text: &str, places: &[Place]) {
    let parties = &[Outreach, Shelter, Coordinator];
    for place in places {
        let is_party = caller.verdict(parties, Some(place.city)) == Verdict::Allowed;
        let told = place.told_by(text, what);
        assert!(is_party || told.is_empty(), "{what} tells {told:?} of {}", place.city);
    }
}
