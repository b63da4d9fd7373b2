//! The operations of the API.

use std::collections::BTreeSet;

use mabit::domain::account::Role::{self, Admin, Coordinator, Observer, Outreach, Shelter};
use reqwest::Method;
use serde_json::{Value, json};

use super::callers::{CALLERS, Caller, Verdict, strangers};
use super::town::{Place, Thing, build};
use super::{UNKNOWN, bodies, garbage};

use crate::support::{Answer, App, on_both};

on_both!(who_may_not_is_refused_before_anything_else, who_may_is_let_in);

const ALL: &[Role] = Role::ALL;
const TEAMS: &[Role] = &[Outreach];
const ADMINS: &[Role] = &[Admin];
const COORDINATORS: &[Role] = &[Coordinator];
const REQUESTS: &[Role] = &[Outreach, Coordinator];
const SHELTERS: &[Role] = &[Shelter, Coordinator];
const PARTIES: &[Role] = &[Outreach, Shelter, Coordinator];
const PLANNERS: &[Role] = &[Coordinator, Admin];
const BOARD: &[Role] = &[Outreach, Shelter, Coordinator, Admin];
const REPORTS: &[Role] = &[Coordinator, Observer, Admin];

/// Every operation under `/api/v1` and the roles that may call it, what reads first, what ends a
/// thing last.
const OPERATIONS: &[(&str, &[Role])] = &[
    ("GET /me", ALL),
    ("GET /cities", ALL),
    ("GET /regions", ALL),
    ("GET /events", ALL),
    ("GET /partners", ADMINS),
    ("GET /users", ADMINS),
    ("GET /users/{id}/tokens", ADMINS),
    ("GET /mails", ADMINS),
    ("GET /board", BOARD),
    ("GET /pools/{id}", BOARD),
    ("GET /requests", REQUESTS),
    ("GET /requests/{id}", REQUESTS),
    ("GET /requests/{id}/matches", REQUESTS),
    ("GET /requests/{id}/history", REQUESTS),
    ("GET /offers", PARTIES),
    ("GET /offers/{id}", PARTIES),
    ("GET /escalations", COORDINATORS),
    ("GET /shelters/silent", COORDINATORS),
    ("GET /policies", PLANNERS),
    ("GET /policies/{urgency}", PLANNERS),
    ("GET /duty", PLANNERS),
    ("GET /duty/gaps", PLANNERS),
    ("GET /reports/gap", REPORTS),
    ("POST /matches", REQUESTS),
    ("PATCH /me", ALL),
    ("POST /partners", ADMINS),
    ("PATCH /partners/{id}", ADMINS),
    ("POST /users", ADMINS),
    ("PATCH /users/{id}", ADMINS),
    ("POST /shelters", ADMINS),
    ("PATCH /shelters/{id}", ADMINS),
    ("POST /shelters/{id}/pools", ADMINS),
    ("PUT /policies/{urgency}", ADMINS),
    ("POST /duty/shifts", PLANNERS),
    ("POST /duty/exceptions", PLANNERS),
    ("DELETE /duty/shifts/{id}", PLANNERS),
    ("DELETE /duty/exceptions/{id}", PLANNERS),
    ("DELETE /tokens/{id}", ADMINS),
    ("PATCH /pools/{id}", ADMINS),
    ("PUT /pools/{id}/availability", SHELTERS),
    ("PUT /availability", SHELTERS),
    ("POST /requests", TEAMS),
    ("POST /requests/{id}/acknowledge", COORDINATORS),
    ("POST /requests/{id}/hand_over", COORDINATORS),
    ("POST /requests/{id}/escalate", COORDINATORS),
    ("POST /requests/{id}/offers", COORDINATORS),
    ("POST /offers/{id}/accept", SHELTERS),
    ("POST /offers/{id}/on_the_way", PARTIES),
    ("POST /offers/{id}/arrive", PARTIES),
    ("POST /offers/{id}/no_show", PARTIES),
    ("POST /offers/{id}/depart", SHELTERS),
    ("POST /offers/{id}/undo", PARTIES),
    ("POST /offers/{id}/decline", SHELTERS),
    ("POST /requests/{id}/found", REQUESTS),
    ("POST /requests/{id}/lost", REQUESTS),
    ("POST /requests/{id}/withdraw", REQUESTS),
    ("POST /requests/{id}/close", COORDINATORS),
    ("POST /requests/{id}/reopen", COORDINATORS),
];

/// Operations for who is not signed in.
const OPEN: [&str; 1] = ["POST /sign-in/forgotten"];

/// What a call is about, by the beginning of its path. What has no `{id}` names it in its body.
const ABOUT: [(&str, Thing); 9] = [
    ("/partners/{id}", Thing::Partner),
    ("/users/{id}", Thing::User),
    ("/tokens/{id}", Thing::Token),
    ("/shelters/{id}", Thing::Shelter),
    ("/pools/{id}", Thing::Pool),
    ("/requests/{id}", Thing::Request),
    ("/offers/{id}", Thing::Offer),
    ("/duty/shifts/{id}", Thing::Shift),
    ("/duty/exceptions/{id}", Thing::Change),
];

/// Calls whose body says what they are about.
const BY_BODY: [&str; 3] = ["PUT /availability", "POST /duty/shifts", "POST /duty/exceptions"];

/// Things that everybody sees who may make the call at all.
const SHARED: [&str; 1] = ["GET /pools/{id}"];

/// An operation of the table.
#[derive(Clone, Copy)]
struct Operation {
    call: &'static str,
    method: &'static str,
    path: &'static str,
    roles: &'static [Role],
}

fn operations() -> impl Iterator<Item = Operation> {
    OPERATIONS.iter().map(|&(call, roles)| {
        let (method, path) = call.split_once(' ').unwrap();
        Operation { call, method, path, roles }
    })
}

impl Operation {
    /// What the id in its path stands for.
    fn about(&self) -> Option<Thing> {
        let thing = ABOUT.iter().find(|(beginning, _)| self.path.starts_with(beginning));
        assert!(thing.is_some() || !self.path.contains("{id}"), "add {} to ABOUT", self.path);
        thing.map(|(_, thing)| *thing)
    }

    /// The path with an id in it.
    fn at(&self, id: &str) -> String {
        let urgency = if id.is_empty() { "urgent" } else { id };
        self.path.replace("{id}", id).replace("{urgency}", urgency)
    }

    /// What a caller must be answered about a thing of a place.
    fn verdict(&self, caller: &Caller, place: &Place) -> Verdict {
        let has_parties = self.about().is_some() && !SHARED.contains(&self.call);
        let city = (has_parties || BY_BODY.contains(&self.call)).then_some(place.city);
        match caller.verdict(self.roles, city) {
            // An area is no secret.
            Verdict::NotFound if self.call.starts_with("POST /duty/") => Verdict::Forbidden,
            verdict => verdict,
        }
    }
}

/// The API under test, with the document that describes it.
struct Api<'a> {
    app: &'a App,
    document: Value,
}

impl Api<'_> {
    /// Makes a call; its status must be one that the document tells of.
    async fn call(
        &self,
        operation: Operation,
        (name, token): (&str, Option<&str>),
        path: &str,
        body: Option<&Value>,
    ) -> Answer {
        let method = operation.method.parse().unwrap();
        let mut call = self.app.client.request(method, format!("{}/api/v1{path}", self.app.base));
        if let Some(token) = token {
            call = call.bearer_auth(token);
        }
        if let Some(body) = body {
            call = call.json(body);
        }
        let what = format!("{} {path} by {name}", operation.method);
        let answer = if operation.path == "/events" {
            // A stream has no end to read to.
            let answer = call.send().await.unwrap();
            let (status, headers) = (answer.status().as_u16(), answer.headers().clone());
            let problem =
                if status == 200 { Vec::new() } else { answer.bytes().await.unwrap().into() };
            Answer { what, status, headers, bytes: problem }
        } else {
            self.app.send(what, call).await
        };
        let responses = &self.described(operation)["responses"];
        let is_told = responses.get(answer.status.to_string()).is_some();
        assert!(is_told, "{}: {} is not documented", answer.what, answer.status);
        answer
    }

    fn described(&self, operation: Operation) -> &Value {
        let path = format!("/api/v1{}", operation.path);
        &self.document["paths"][path][operation.method.to_lowercase()]
    }

    /// The path of an operation about a place; a list is asked for what is there.
    fn path(&self, operation: Operation, place: &Place) -> String {
        let path = operation.at(operation.about().map_or("", |thing| place.id(thing)));
        let parameters = self.described(operation)["parameters"].as_array();
        let by_city = parameters.is_some_and(|all| all.iter().any(|one| one["name"] == "city"));
        if by_city { format!("{path}?city={}", place.city) } else { path }
    }
}

/// The calls that change anything, about a place: their methods and paths.
pub fn writing(place: &Place) -> Vec<(Method, String)> {
    let writes = operations().filter(|operation| operation.method != "GET");
    let call = |operation: Operation| {
        let id = operation.about().map_or("", |thing| place.id(thing));
        (operation.method.parse().unwrap(), format!("/api/v1{}", operation.at(id)))
    };
    writes.map(call).collect()
}

fn document() -> Value {
    serde_json::to_value(mabit::http::document()).unwrap()
}

#[test]
fn every_operation_of_the_document_says_who_may_call_it() {
    let mut documented = BTreeSet::new();
    for (path, methods) in document()["paths"].as_object().unwrap() {
        let path = path.trim_start_matches("/api/v1");
        let methods = methods.as_object().unwrap().keys();
        documented.extend(methods.map(|method| format!("{} {path}", method.to_uppercase())));
    }
    let known = OPERATIONS.iter().map(|(call, _)| *call).chain(OPEN);
    let known: BTreeSet<String> = known.map(str::to_owned).collect();
    let left_out: Vec<_> = documented.difference(&known).collect();
    let no_more: Vec<_> = known.difference(&documented).collect();
    assert!(
        left_out.is_empty() && no_more.is_empty(),
        "OPERATIONS of tests/api/matrix/operations.rs must say who may call {left_out:?}, \
         and must not have {no_more:?}"
    );
}

/// Refused as it must be, without a detail of a child.
fn is_refused(answer: &Answer, verdict: Verdict, places: &[Place]) {
    match verdict {
        Verdict::SignIn => drop(answer.refused(401, "unauthorized")),
        Verdict::Forbidden => drop(answer.refused(403, "forbidden")),
        Verdict::NotFound => drop(answer.refused(404, "not_found")),
        Verdict::Allowed => panic!("{} is not refused", answer.what),
    }
    for place in places {
        let told = place.told_by(&answer.text(), &answer.what);
        assert!(told.is_empty(), "{} tells {told:?}: {}", answer.what, answer.text());
    }
}

async fn who_may_not_is_refused_before_anything_else(app: App) {
    let places = build(&app).await;
    let strangers = strangers(&app).await;
    let api = Api { app: &app, document: document() };
    for operation in operations() {
        let before = app.database.counts().await;
        for (name, token) in &strangers {
            let by = (*name, token.as_deref());
            refuses(&api, operation, by, &places, |_| Verdict::SignIn).await;
        }
        for caller in &CALLERS {
            let token = app.token(caller.email).await;
            let by = (caller.name, Some(&*token));
            let verdict = |place: &Place| operation.verdict(caller, place);
            refuses(&api, operation, by, &places, verdict).await;
        }
        assert_eq!(app.database.counts().await, before, "{}", operation.call);
    }
}

/// Makes the calls of an operation that a caller must not make, and none that it may.
async fn refuses(
    api: &Api<'_>,
    operation: Operation,
    by: (&str, Option<&str>),
    places: &[Place; 2],
    verdict: impl Fn(&Place) -> Verdict,
) {
    let about = operation.about();
    for place in places {
        let verdict = verdict(place);
        let pool = place.id(Thing::Pool);
        if verdict == Verdict::Allowed {
            continue;
        }
        let body = bodies::of(&api.document, operation.call, place, pool);
        let answer = api.call(operation, by, &api.path(operation, place), body.as_ref()).await;
        is_refused(&answer, verdict, places);
    }
    let never = verdict(&places[0]);
    let never =
        [Verdict::SignIn, Verdict::Forbidden].contains(&never) && verdict(&places[1]) == never;
    if never {
        // Nor does it learn what would be right.
        let id = about.map_or("", |thing| places[0].id(thing));
        let path = format!("{}?nonsense=1", operation.at(id));
        let answer = api.call(operation, by, &path, Some(&json!({ "nonsense": 1 }))).await;
        is_refused(&answer, verdict(&places[0]), places);
    }
    let body = bodies::of(&api.document, operation.call, &places[0], UNKNOWN);
    let refused = if never { verdict(&places[0]) } else { Verdict::NotFound };
    if about.is_some() || operation.call == "PUT /availability" {
        let answer = api.call(operation, by, &operation.at(UNKNOWN), body.as_ref()).await;
        is_refused(&answer, refused, places);
    }
    if operation.path.contains('{') {
        for id in garbage() {
            let answer = api.call(operation, by, &operation.at(&id), body.as_ref()).await;
            if !never && about.is_some() {
                let problem = answer.refused(400, "bad_parameter");
                assert_eq!(problem["errors"][0]["pointer"], "/id", "{}", answer.what);
            } else {
                is_refused(&answer, refused, places);
            }
        }
    }
}

async fn who_may_is_let_in(app: App) {
    let mut places = build(&app).await;
    let api = Api { app: &app, document: document() };
    for operation in operations() {
        for caller in &CALLERS {
            let token = app.token(caller.email).await;
            for at in 0..places.len() {
                if operation.verdict(caller, &places[at]) != Verdict::Allowed {
                    continue;
                }
                let removed = operation.about().filter(|_| operation.method == "DELETE");
                if let Some(thing) = removed {
                    places[at].renew(&app, thing).await;
                }
                let place = &places[at];
                let path = api.path(operation, place);
                let body = bodies::of(&api.document, operation.call, place, place.id(Thing::Pool));
                let by = (caller.name, Some(&*token));
                let answer = api.call(operation, by, &path, body.as_ref()).await;
                // A state that does not allow it any more is no matter of rights.
                let done = (200..300).contains(&answer.status) || answer.status == 409;
                assert!(done, "{}: {} {}", answer.what, answer.status, answer.text());
                shows_no_others(&operation, caller, &answer, &places);
            }
        }
    }
}

/// A list, or a thing that everybody sees, shows nothing of requests that are not the caller's.
fn shows_no_others(operation: &Operation, caller: &Caller, answer: &Answer, places: &[Place]) {
    for place in places {
        let is_party = caller.verdict(PARTIES, Some(place.city)) == Verdict::Allowed;
        // What an administrator sees of a mail is its reference.
        let told = answer.text().contains(&place.case_ref)
            || operation.call != "GET /mails" && answer.text().contains(&place.reference);
        assert!(is_party || !told, "{} tells of {}: {}", answer.what, place.city, answer.text());
    }
}
