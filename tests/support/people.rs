//! Who is there, and what they do.

use std::borrow::Borrow;

use mabit::services::authorisation::Operator;
use mabit::services::identity::accounts::AddAccount;
use reqwest::{Method, RequestBuilder};
use serde_json::{Value, json};

use super::answer::{Answer, id, items, text};
use super::app::App;

/// The demo's partner in a city, as in its addresses.
fn partner_in(city: &str) -> &'static str {
    match city {
        "casablanca" => "bayti",
        "marrakech" => "al-karam",
        "nador" => "asticude",
        "oujda" => "ms2",
        "rabat" => "orient-occident",
        "tanger" => "tadamon",
        other => panic!("the demo has no partner in {other}"),
    }
}

pub const ADMIN: &str = "admin@mabit.example";
/// The coordinators of Nador, of its region and of the nation: whom its alerts go to.
pub const CITY: &str = "coordinator@asticude.example";
pub const REGION: &str = "duty@oriental.example";
pub const NATIONAL: &str = "national@mabit.example";
/// A second coordinator of Nador.
pub const SECOND: &str = "second@asticude.example";

pub fn girl(age: i32) -> Value {
    json!({ "age": age, "gender": "female" })
}

pub fn boy(age: i32) -> Value {
    json!({ "age": age, "gender": "male" })
}

/// A call for beds tonight.
pub fn ask(city: &str, children: impl IntoIterator<Item = Value>) -> Value {
    let children: Vec<Value> = children.into_iter().collect();
    json!({ "city": city, "children": children, "urgency": "emergency" })
}

/// The same object with some fields set.
pub fn with(mut object: Value, fields: impl Borrow<Value>) -> Value {
    for (name, value) in fields.borrow().as_object().unwrap() {
        object[name] = value.clone();
    }
    object
}

/// Counts of a pool.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Counts {
    pub free: i64,
    pub promised: i64,
    pub available: i64,
}

pub fn counts(free: i64, promised: i64, available: i64) -> Counts {
    Counts { free, promised, available }
}

impl App {
    pub fn outreach(&self, city: &str) -> Person<'_> {
        self.person(format!("outreach@{}.example", partner_in(city)))
    }

    pub fn shelter(&self, city: &str) -> Person<'_> {
        self.person(format!("shelter@{}.example", partner_in(city)))
    }

    pub fn coordinator(&self, city: &str) -> Person<'_> {
        self.person(format!("coordinator@{}.example", partner_in(city)))
    }

    pub fn admin(&self) -> Person<'_> {
        self.person(ADMIN)
    }

    /// Who signs in by an address.
    pub fn person(&self, email: impl Into<String>) -> Person<'_> {
        Person { app: self, email: Some(email.into()) }
    }

    /// Somebody who is not signed in.
    pub fn stranger(&self) -> Person<'_> {
        Person { app: self, email: None }
    }

    /// A shelter of the board.
    pub async fn shelter_in(&self, city: &str) -> Value {
        let board = self.admin().get(&format!("/board?city={city}")).await.is(200);
        board["shelters"][0].clone()
    }

    /// A pool of a city, by its name.
    pub async fn pool(&self, city: &str, name: &str) -> Value {
        let shelter = self.shelter_in(city).await;
        let pools = shelter["pools"].as_array().unwrap();
        let pool = pools.iter().find(|pool| pool["name"] == name);
        pool.unwrap_or_else(|| panic!("no pool {name} in {shelter}")).clone()
    }

    pub async fn counts(&self, city: &str, name: &str) -> Counts {
        let pool = self.pool(city, name).await;
        let count = |field: &str| pool[field].as_i64().unwrap();
        Counts { free: count("free"), promised: count("promised"), available: count("available") }
    }

    /// An account that is added from the command line, so that no mail goes out.
    pub async fn hire(&self, email: &str, fields: Value) -> Person<'_> {
        let user = with(json!({ "email": email, "locale": "en" }), fields);
        let user = serde_json::from_value(user).unwrap();
        self.cx.write(Operator, AddAccount { user, password_hash: None }).await.unwrap();
        self.person(email)
    }

    /// Adds [`REGION`].
    pub async fn with_region(&self) {
        let scope = json!({ "roles": ["coordinator"], "scope": { "regions": ["oriental"] } });
        self.hire(REGION, scope).await;
    }

    /// Adds [`SECOND`].
    pub async fn with_second(&self) {
        let scope = json!({ "roles": ["coordinator"], "scope": { "cities": ["nador"] } });
        self.hire(SECOND, scope).await;
    }

    /// An account, as administrators see it.
    pub async fn account(&self, email: &str) -> Value {
        let all = self.admin().get("/users?limit=200").await.is(200);
        let found = items(&all).iter().find(|account| account["email"] == email);
        found.unwrap_or_else(|| panic!("no account {email}")).clone()
    }

    /// An account is changed by an administrator.
    pub async fn change_account(&self, email: &str, fields: &Value) {
        let path = format!("/users/{}", id(&self.account(email).await));
        self.admin().patch(&path, fields).await.is(200);
    }

    /// A call on the service, as it is sent.
    pub async fn send(&self, what: String, request: RequestBuilder) -> Answer {
        let response = request.send().await.unwrap_or_else(|error| panic!("{what}: {error:?}"));
        let (status, headers) = (response.status().as_u16(), response.headers().clone());
        let bytes = response.bytes().await.unwrap_or_else(|error| panic!("{what}: {error:?}"));
        assert!(status < 500, "{what}: {status} {}", String::from_utf8_lossy(&bytes));
        Answer { what, status, headers, bytes: bytes.to_vec() }
    }
}

/// Somebody with an account, or a stranger.
#[derive(Clone)]
pub struct Person<'a> {
    app: &'a App,
    email: Option<String>,
}

impl Person<'_> {
    pub fn email(&self) -> &str {
        self.email.as_deref().unwrap()
    }

    /// A call under `/api/v1`, signed.
    pub async fn call(&self, method: Method, path: &str) -> RequestBuilder {
        let call = self.app.client.request(method, format!("{}/api/v1{path}", self.app.base));
        match &self.email {
            Some(email) => call.bearer_auth(self.app.token(email).await),
            None => call,
        }
    }

    async fn sent(
        &self,
        method: Method,
        path: &str,
        headers: &[(&str, &str)],
        body: Option<&Value>,
    ) -> Answer {
        let what = format!("{method} {path} as {}", self.email.as_deref().unwrap_or("nobody"));
        let mut call = self.call(method, path).await;
        for (name, value) in headers {
            call = call.header(*name, *value);
        }
        if let Some(body) = body {
            call = call.json(body);
        }
        self.app.send(what, call).await
    }

    pub async fn get(&self, path: &str) -> Answer {
        self.sent(Method::GET, path, &[], None).await
    }

    pub async fn get_with(&self, path: &str, headers: &[(&str, &str)]) -> Answer {
        self.sent(Method::GET, path, headers, None).await
    }

    pub async fn post(&self, path: &str, body: &Value) -> Answer {
        self.sent(Method::POST, path, &[], Some(body)).await
    }

    /// A POST that has no body.
    pub async fn order(&self, path: &str) -> Answer {
        self.sent(Method::POST, path, &[], None).await
    }

    /// A POST that is carried out once; without a body when it is `null`.
    pub async fn once(&self, key: &str, path: &str, body: &Value) -> Answer {
        let body = (!body.is_null()).then_some(body);
        self.sent(Method::POST, path, &[("idempotency-key", key)], body).await
    }

    pub async fn put(&self, path: &str, body: &Value) -> Answer {
        self.sent(Method::PUT, path, &[], Some(body)).await
    }

    pub async fn put_with(&self, path: &str, headers: &[(&str, &str)], body: &Value) -> Answer {
        self.sent(Method::PUT, path, headers, Some(body)).await
    }

    pub async fn patch(&self, path: &str, body: &Value) -> Answer {
        self.sent(Method::PATCH, path, &[], Some(body)).await
    }

    pub async fn delete(&self, path: &str) -> Answer {
        self.sent(Method::DELETE, path, &[], None).await
    }

    /// The team asks for beds.
    pub async fn asks(&self, ask: &Value) -> Value {
        self.post("/requests", ask).await.is(201)
    }

    /// A request as it is now.
    pub async fn request(&self, request: &Value) -> Value {
        self.get(&format!("/requests/{}", id(request))).await.is(200)
    }

    /// A request ranked now.
    pub async fn matches(&self, request: &Value) -> Value {
        self.get(&format!("/requests/{}/matches", id(request))).await.is(200)
    }

    /// An offer as it is now.
    pub async fn offer(&self, offer: &Value) -> Value {
        self.get(&format!("/offers/{}", id(offer))).await.is(200)
    }

    /// Does something to an offer: `accept`, `arrive`, `no_show`, `depart`.
    pub async fn does(&self, verb: &str, offer: &Value) -> Value {
        self.order(&format!("/offers/{}/{verb}", id(offer))).await.is(200)
    }

    pub async fn accepts(&self, offer: &Value) -> Value {
        self.does("accept", offer).await
    }

    /// The shelter can't take this child, now or later.
    pub async fn declines(&self, offer: &Value) -> Value {
        self.declines_because("cannot_meet_need", offer).await
    }

    pub async fn declines_because(&self, reason: &str, offer: &Value) -> Value {
        let path = format!("/offers/{}/decline", id(offer));
        self.post(&path, &json!({ "reason": reason })).await.is(200)
    }

    /// Reports how many beds of a pool stand empty.
    pub async fn reports(&self, pool: &Value, free: i64) -> Value {
        let path = format!("/pools/{}/availability", id(pool));
        self.put(&path, &json!({ "free": free })).await.is(200)
    }

    /// The coordinator offers a chosen shelter.
    pub async fn offers(&self, request: &Value, choice: &Value) -> Answer {
        self.post(&format!("/requests/{}/offers", id(request)), choice).await
    }
}

/// Codes of the reasons why a shelter is excluded, each once.
#[track_caller]
pub fn why_not(ranking: &Value, shelter_id: &Value) -> Vec<String> {
    let excluded = ranking["excluded"].as_array().unwrap();
    let shelter = excluded.iter().find(|shelter| &shelter["shelter_id"] == shelter_id);
    let shelter = shelter.unwrap_or_else(|| panic!("{shelter_id} is not excluded: {ranking}"));
    let reasons = shelter["reasons"].as_array().unwrap();
    let mut codes: Vec<String> =
        reasons.iter().map(|reason| text(&reason["code"]).to_owned()).collect();
    codes.sort();
    codes.dedup();
    codes
}
