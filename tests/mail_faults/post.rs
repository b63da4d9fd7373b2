//! The service's mail on its way to the server that does as it is told.

use std::collections::BTreeMap;
use std::sync::Arc;

use chrono::{DateTime, TimeDelta, Utc};
use mabit::app as service;
use mabit::config::Config;
use mabit::i18n::Texts;
use mabit::mail::delivery::Delivery;
use mabit::services::operations::jobs;
use serde_json::{Value, json};

use crate::server::{Arrived, Server};
use crate::support::smtp::Tls;
use crate::support::{
    ADMIN, App, Mail, NATIONAL, PUBLIC_URL, SECOND, ask, girl, id, items, text, with,
};

pub const FROM: &str = "alerts@mabit.example";

/// The service, and the server its mail goes to.
pub struct Post {
    pub app: App,
    pub server: Server,
    delivery: Arc<Delivery>,
}

impl Post {
    pub async fn of(app: App, tls: Tls) -> Self {
        let server = Server::start(tls).await;
        let delivery = delivery(&app, &server);
        Self { app, server, delivery }
    }

    /// The delivery of another process on the same database: it knows of nothing and nobody.
    pub fn another(&self) -> Arc<Delivery> {
        delivery(&self.app, &self.server)
    }

    /// The delivery itself, to be run beside the test.
    pub fn delivery(&self) -> Arc<Delivery> {
        Arc::clone(&self.delivery)
    }

    /// Sends what is due.
    pub async fn goes_out(&self) {
        self.delivery.deliver_due().await.unwrap();
    }

    /// Moves the clock and sends what is due then. No step is taken.
    pub async fn goes_out_after(&self, time: TimeDelta) {
        self.app.pass(time);
        self.goes_out().await;
    }

    /// Takes the steps that are due, and sends what is due.
    pub async fn sweeps(&self) {
        jobs::sweep(&self.app.cx).await.unwrap();
        self.goes_out().await;
    }

    /// Asks for a bed that no shelter has, and takes the first step: its mail waits.
    pub async fn alarm(&self, city: &str) -> Value {
        let needs = json!({ "needs": ["pregnancy", "wheelchair"] });
        let request = self.app.outreach(city).asks(&with(ask(city, [girl(14)]), needs)).await;
        assert_eq!(request["state"], "waiting");
        jobs::sweep(&self.app.cx).await.unwrap();
        request
    }

    /// The coordinator of Nador hands a request over to the second one.
    pub async fn is_handed_over(&self, request: &Value) {
        let second = self.app.account(SECOND).await;
        let (path, to) = (format!("/requests/{}/hand_over", id(request)), id(&second));
        self.app.coordinator("nador").post(&path, &json!({ "to": to })).await.is(200);
    }

    /// A shelter in Nador says yes to a request by way of the coordinator.
    pub async fn finds_a_bed(&self, request: &Value) {
        let shelter = self.app.shelter_in("nador").await;
        let choice = json!({ "shelter_id": shelter["id"], "override": { "reason": "by car" } });
        let offered = self.app.coordinator("nador").offers(request, &choice).await.is(201);
        self.app.shelter("nador").accepts(&offered).await;
    }

    /// The mails that stand somewhere, as administrators see them: newest first.
    pub async fn mails(&self, state: &str) -> Vec<Value> {
        let path = format!("/mails?limit=200&state={state}");
        items(&self.app.person(ADMIN).get(&path).await.is(200)).clone()
    }

    /// To whom the mails go that stand somewhere, sorted.
    pub async fn addresses(&self, state: &str) -> Vec<String> {
        let mails = self.mails(state).await;
        let mut to: Vec<_> = mails.iter().map(|mail| text(&mail["address"]).to_owned()).collect();
        to.sort_unstable();
        to
    }

    /// A request under escalation, as the nation's coordinator sees it.
    pub async fn escalation(&self, request: &Value) -> Value {
        let open = self.app.person(NATIONAL).get("/escalations?limit=200").await.is(200);
        let found = items(&open).iter().find(|one| one["request_id"] == request["id"]);
        found.unwrap_or_else(|| panic!("{request} is not in {open}")).clone()
    }

    /// The steps of a request taken so far: cycle, step, how its mails fare.
    pub async fn steps(&self, request: &Value) -> Vec<(i64, i64, String)> {
        let escalation = self.escalation(request).await;
        let sent = escalation["sent"].as_array().unwrap().iter();
        sent.map(|step| {
            let number = |field: &str| step[field].as_i64().unwrap();
            (number("cycle"), number("step"), text(&step["delivery"]).to_owned())
        })
        .collect()
    }

    /// In how many minutes the next step of a request is due.
    pub async fn next_in(&self, request: &Value) -> i64 {
        let next = self.escalation(request).await["next_at"].clone();
        let next: DateTime<Utc> = text(&next).parse().unwrap();
        (next - self.app.now()).num_minutes()
    }

    /// Who got mail, in order of its arrival.
    pub fn recipients(&self) -> Vec<String> {
        self.server.arrived().into_iter().flat_map(|mail| mail.to).collect()
    }

    /// What arrived, by Message-ID without its host. Each to one person; all copies of one mail
    /// are the same to the byte.
    #[track_caller]
    pub fn arrived(&self) -> BTreeMap<String, (Arrived, usize)> {
        let mut copies = BTreeMap::new();
        for mail in self.server.arrived() {
            let id = Mail::read(&mail.raw).message_id;
            let id = id.strip_suffix("@mabit.example").expect("the public host").to_owned();
            let (first, many) = copies.entry(id).or_insert_with(|| (mail.clone(), 0));
            assert_eq!(*first, mail, "a copy differs");
            *many += 1;
        }
        copies
    }

    /// Exactly the mails that stand as sent have arrived, each so often, each at its address.
    pub async fn each_arrived(&self, times: usize) {
        let arrived = self.arrived();
        let sent = self.mails("sent").await;
        assert_eq!(arrived.len(), sent.len(), "{arrived:?} but {sent:?}");
        for mail in sent {
            let (copy, many) = &arrived[text(&mail["id"])];
            assert_eq!(copy.to, [text(&mail["address"])]);
            assert_eq!(*many, times, "{mail}");
        }
    }
}

fn delivery(app: &App, server: &Server) -> Arc<Delivery> {
    let settings = [
        ("MABIT_HTTP__PUBLIC_URL", PUBLIC_URL),
        ("MABIT_MAIL__URL", &server.url),
        ("MABIT_MAIL__CA_FILE", server.ca_file.to_str().unwrap()),
        ("MABIT_MAIL__FROM", &format!("Mabit <{FROM}>")),
    ];
    let settings = settings.map(|(name, value)| (name.to_owned(), value.to_owned()));
    let config = Config::load_from(None, settings).unwrap();
    Arc::new(service::delivery(&config, &app.cx, Arc::new(Texts::load())).unwrap())
}
