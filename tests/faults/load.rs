//! Client programs that ask, report and answer over HTTP. Each call that writes carries a key
//! and is repeated, to any instance there is, until it is answered.

use std::collections::BTreeMap;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, RwLock};
use std::time::{Duration, Instant};

use rand::rngs::StdRng;
use rand::{RngExt, SeedableRng};
use reqwest::{Client, Method};
use serde_json::{Value, json};
use tokio::task::JoinSet;
use uuid::Uuid;

use crate::people::CITIES;
use crate::support::program::{Program, Running};

/// Longest that a call is repeated.
const PATIENCE: Duration = Duration::from_secs(90);

/// What the clients share, and what they were answered.
pub struct Load {
    client: Client,
    /// Where instances listen.
    pub urls: RwLock<Vec<String>>,
    teams: Vec<String>,
    national: String,
    stopping: AtomicBool,
    /// The id of the request answered to each key.
    pub asked: Mutex<BTreeMap<String, (Uuid, Value)>>,
    /// Offers whose acceptance was answered.
    pub accepted: Mutex<Vec<Uuid>>,
    /// Calls answered, and calls that had to be repeated.
    pub calls: AtomicUsize,
    pub repeated: AtomicUsize,
}

impl Load {
    /// Clients of the demo's accounts.
    pub async fn new(program: &Program, url: &str) -> Arc<Self> {
        let mut teams = Vec::new();
        for partner in ["bayti", "tadamon"] {
            teams.push(program.token(&format!("outreach@{partner}.example")).await);
        }
        let national = program.token("national@mabit.example").await;
        Self::with(teams, national, vec![url.to_owned()])
    }

    /// Clients that have their tokens.
    pub fn with(teams: Vec<String>, national: String, urls: Vec<String>) -> Arc<Self> {
        Arc::new(Self {
            client: Client::builder().timeout(Duration::from_secs(15)).build().unwrap(),
            urls: RwLock::new(urls),
            teams,
            national,
            stopping: AtomicBool::new(false),
            asked: Mutex::default(),
            accepted: Mutex::default(),
            calls: AtomicUsize::new(0),
            repeated: AtomicUsize::new(0),
        })
    }

    /// Starts the clients.
    pub fn begin(self: &Arc<Self>) -> JoinSet<()> {
        let mut clients = self.begin_few(6, 3);
        clients.spawn(Arc::clone(self).reporter(9));
        clients
    }

    /// Starts so many teams and shelters.
    pub fn begin_few(self: &Arc<Self>, teams: u64, shelters: u64) -> JoinSet<()> {
        let mut clients = JoinSet::new();
        for seed in 0..teams {
            clients.spawn(Arc::clone(self).team(seed));
        }
        for seed in teams..teams + shelters {
            clients.spawn(Arc::clone(self).shelter(seed));
        }
        clients
    }

    /// Lets the clients end what they have begun.
    pub async fn end(&self, mut clients: JoinSet<()>) {
        self.stopping.store(true, Ordering::Relaxed);
        while let Some(ended) = clients.join_next().await {
            ended.unwrap();
        }
    }

    fn goes_on(&self) -> bool {
        !self.stopping.load(Ordering::Relaxed)
    }

    /// Repeats a call until it is answered; gives the answer.
    pub async fn call(
        &self,
        method: Method,
        token: &str,
        path: &str,
        body: Option<(&str, &Value)>,
    ) -> (u16, Value) {
        let began = Instant::now();
        loop {
            if let Some(answer) = self.call_once(method.clone(), token, path, body).await {
                self.calls.fetch_add(1, Ordering::Relaxed);
                return answer;
            }
            self.repeated.fetch_add(1, Ordering::Relaxed);
            assert!(began.elapsed() < PATIENCE, "{path} is not answered");
            tokio::time::sleep(Duration::from_millis(50)).await;
        }
    }

    /// One try; `None` when it was not answered, or by 5xx.
    async fn call_once(
        &self,
        method: Method,
        token: &str,
        path: &str,
        body: Option<(&str, &Value)>,
    ) -> Option<(u16, Value)> {
        let url = {
            let urls = self.urls.read().unwrap();
            urls.get(rand::rng().random_range(0..urls.len().max(1)))?.clone()
        };
        let mut request = self.client.request(method, format!("{url}/api/v1{path}"));
        if let Some((key, body)) = body {
            request = request.header("Idempotency-Key", key).json(body);
        }
        let answer = request.bearer_auth(token).send().await.ok()?;
        let status = answer.status();
        let body: Value = answer.json().await.ok()?;
        (!status.is_server_error()).then_some((status.as_u16(), body))
    }

    /// Repeats a call for a bed under the same key; gives the id of the request.
    pub async fn ask(&self, key: &str, body: &Value, team: usize) -> Uuid {
        let token = &self.teams[team % self.teams.len()];
        let (status, said) = self.call(Method::POST, token, "/requests", Some((key, body))).await;
        assert_eq!(status, 201, "{said}");
        said["id"].as_str().unwrap().parse().unwrap()
    }

    /// Which team asked under a key.
    fn team_of(body: &Value) -> usize {
        usize::from(body["urgency"] == "urgent")
    }

    /// Every key brings the first answer again.
    pub async fn keys_bring_the_first_answer(&self, most: usize) {
        let asked: Vec<_> = self.asked.lock().unwrap().clone().into_iter().take(most).collect();
        for (key, (id, body)) in asked {
            assert_eq!(self.ask(&key, &body, Self::team_of(&body)).await, id, "{key}");
        }
    }

    async fn team(self: Arc<Self>, seed: u64) {
        let mut rng = StdRng::seed_from_u64(seed);
        while self.goes_on() {
            let key = Uuid::new_v4().to_string();
            let genders = ["female", "male"];
            let child = |rng: &mut StdRng| {
                let gender = genders[rng.random_range(0..2)];
                json!({ "age": rng.random_range(5..18), "gender": gender })
            };
            let children: Vec<Value> =
                (0..rng.random_range(1..=2)).map(|_| child(&mut rng)).collect();
            let urgency = ["emergency", "urgent"][rng.random_range(0..2)];
            let body = json!({
                "city": CITIES[rng.random_range(0..CITIES.len())],
                "children": children,
                "urgency": urgency,
                "max_km": rng.random_range(0..900),
                "case_ref": key,
            });
            let id = self.ask(&key, &body, Self::team_of(&body)).await;
            self.asked.lock().unwrap().insert(key, (id, body));
            self.rest(&mut rng).await;
        }
    }

    /// A person does not type faster.
    pub async fn rest(&self, rng: &mut StdRng) {
        tokio::time::sleep(Duration::from_millis(rng.random_range(20..120))).await;
    }

    async fn shelter(self: Arc<Self>, seed: u64) {
        let mut rng = StdRng::seed_from_u64(seed);
        while self.goes_on() {
            let (state, word) = match rng.random_range(0..10) {
                0..4 => ("pending", "accept"),
                4..6 => ("pending", "decline"),
                6..8 => ("accepted", "arrive"),
                _ => ("arrived", "depart"),
            };
            let list = format!("/offers?state={state}&limit=20");
            let (_, found) = self.call(Method::GET, &self.national, &list, None).await;
            let found = found["items"].as_array().unwrap();
            if !found.is_empty() {
                let id = found[rng.random_range(0..found.len())]["id"].as_str().unwrap();
                self.answer(id, word).await;
            }
            self.rest(&mut rng).await;
        }
    }

    async fn answer(&self, id: &str, word: &str) {
        let body = if word == "decline" { json!({ "reason": "full" }) } else { json!({}) };
        let (key, path) = (Uuid::new_v4().to_string(), format!("/offers/{id}/{word}"));
        let body = Some((key.as_str(), &body));
        let (status, said) = self.call(Method::POST, &self.national, &path, body).await;
        match status {
            200 if word == "accept" => self.accepted.lock().unwrap().push(id.parse().unwrap()),
            200 => {}
            409 => assert_eq!(said["code"], "wrong_state", "{said}"),
            _ => panic!("{path}: {status} {said}"),
        }
    }

    async fn reporter(self: Arc<Self>, seed: u64) {
        let mut rng = StdRng::seed_from_u64(seed);
        while self.goes_on() {
            let (_, board) = self.call(Method::GET, &self.national, "/board", None).await;
            let shelters = board["shelters"].as_array().unwrap();
            let shelter = &shelters[rng.random_range(0..shelters.len())];
            let pools = shelter["pools"].as_array().unwrap();
            let pool = &pools[rng.random_range(0..pools.len())];
            let free = rng.random_range(0..=pool["capacity"].as_i64().unwrap() / 2);
            let path = format!("/pools/{}/availability", pool["id"].as_str().unwrap());
            let body = json!({ "free": free });
            let (status, said) =
                self.call(Method::PUT, &self.national, &path, Some(("put", &body))).await;
            assert_eq!(status, 200, "{said}");
            self.rest(&mut rng).await;
        }
    }
}

pub async fn ask_for_a_bed_that_is_nowhere(running: &Running, token: &str) {
    let body = json!({
        "city": "nador", "children": [{ "age": 14, "gender": "female" }], "urgency": "emergency",
        "needs": ["wheelchair"],
    });
    let asked = reqwest::Client::new().post(format!("{}/api/v1/requests", running.url));
    let answer = asked.bearer_auth(token).json(&body).send().await.unwrap();
    assert_eq!(answer.status(), 201);
}
