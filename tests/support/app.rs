//! The service in this process with its HTTP and its mail.

use std::collections::HashMap;
use std::net::SocketAddr;
use std::ops::Deref;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use chrono::TimeDelta;
use mabit::app;
use mabit::clock::{Clock, ManualClock, SystemClock};
use mabit::config::Config;
use mabit::http::Http;
use mabit::http::router;
use mabit::i18n::Texts;
use mabit::mail::delivery::Delivery;
use mabit::mail::message::Composer;
use mabit::mail::transport::Transport;
use mabit::services::identity::tokens;
use mabit::services::operations::jobs;
use mabit::services::operations::verify;
use mabit::services::placement::waitlist;
use serde_json::json;
use tokio::net::TcpListener;
use tokio::sync::Mutex;
use tokio::task::JoinHandle;

use super::database::{Backend, Database};
use super::mails::Mail;
use super::service::{self, Service, evening};

/// The address that links in mail begin with.
pub const PUBLIC_URL: &str = "https://mabit.example";

/// Runs a test on a service of its own that holds the demo's data. The demo's shelters have said
/// that they want no mail of offers, so that a test reads the mails it is about alone.
pub async fn run<F: Future<Output = ()>>(backend: Backend, body: impl FnOnce(App) -> F) {
    run_on(Database::filled(backend).await, body).await;
}

/// The same on an empty database.
pub async fn run_empty<F: Future<Output = ()>>(backend: Backend, body: impl FnOnce(App) -> F) {
    run_on(Database::new(backend).await, body).await;
}

async fn run_on<F: Future<Output = ()>>(database: Database, body: impl FnOnce(App) -> F) {
    let clock = Arc::new(ManualClock::at(evening()));
    body(App::open(database.clone(), clock, &[]).await).await;
    every_invariant_holds(&database).await;
}

/// Whatever a test did, the database must be sound afterwards.
async fn every_invariant_holds(database: &Database) {
    let cx = app::open(&settings(database, &[]), Arc::new(SystemClock)).await.unwrap();
    let report = verify::verify(&cx).await.unwrap();
    assert!(report.is_sound(), "{report}");
    cx.store.close().await;
}

fn settings(database: &Database, more: &[(&str, &str)]) -> Config {
    let own = [("MABIT_HTTP__PUBLIC_URL", PUBLIC_URL)];
    service::settings(database, &[&own[..], more].concat())
}

/// A service that listens. Nothing happens by itself: time stands still, and what is due is done
/// by [`App::tick`].
pub struct App {
    service: Service,
    pub http: Http,
    /// Where it listens.
    pub base: String,
    pub client: reqwest::Client,
    delivery: Delivery,
    pub tokens: Mutex<HashMap<String, String>>,
    mails_read: AtomicUsize,
    server: JoinHandle<()>,
}

impl App {
    async fn open(database: Database, clock: Arc<ManualClock>, more: &[(&str, &str)]) -> Self {
        let config = settings(&database, more);
        let service = Service::open(&config, database, clock).await;
        let texts = Arc::new(Texts::load());
        let http = app::http(&config, service.cx.clone(), Arc::clone(&texts)).await.unwrap();
        let composer =
            Composer::new(&config.mail.from, PUBLIC_URL, config.locale.zone.clone(), texts)
                .unwrap();
        let (store, clock) = (service.cx.store.clone(), Arc::clone(&service.clock));
        let public_url = PUBLIC_URL.to_owned();
        let delivery = Delivery::new(store, clock, composer, Transport::memory(), public_url);
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let base = format!("http://{}", listener.local_addr().unwrap());
        let routes = router(http.clone()).into_make_service_with_connect_info::<SocketAddr>();
        let server = tokio::spawn(async move { axum::serve(listener, routes).await.unwrap() });
        Self {
            service,
            http,
            base,
            client: reqwest::Client::builder().no_proxy().build().unwrap(),
            delivery,
            tokens: Mutex::default(),
            mails_read: AtomicUsize::new(0),
            server,
        }
    }

    /// Stops it and starts another on the same database and clock. `while_down` happens
    /// between.
    pub async fn restart(self, while_down: TimeDelta) -> Self {
        self.restart_with(while_down, &[]).await
    }

    /// The same with other settings, as in the environment.
    pub async fn restart_with(self, while_down: TimeDelta, more: &[(&str, &str)]) -> Self {
        let (database, clock) = (self.database.clone(), Arc::clone(&self.clock));
        let tokens = std::mem::take(&mut *self.tokens.lock().await);
        self.stop().await;
        clock.advance(while_down);
        let next = Self::open(database, clock, more).await;
        *next.tokens.lock().await = tokens;
        next
    }

    /// Another instance on the same database and clock.
    pub async fn beside(&self) -> Self {
        Self::open(self.database.clone(), Arc::clone(&self.clock), &[]).await
    }

    /// Stops it.
    pub async fn stop(self) {
        self.http.stopping.cancel();
        self.server.abort();
        self.cx.store.close().await;
    }

    /// Does what is due: what the schedule, the matcher of who waits, and the delivery of
    /// mail do by themselves when the service runs.
    pub async fn tick(&self) {
        jobs::sweep(&self.cx).await.unwrap();
        waitlist::rematch(&self.cx).await.unwrap();
        self.deliver().await;
    }

    /// Sends the mail that is due.
    pub async fn deliver(&self) {
        self.delivery.deliver_due().await.unwrap();
    }

    /// Moves the clock and does what is due then.
    pub async fn advance(&self, minutes: i64) {
        self.pass(TimeDelta::minutes(minutes));
        self.tick().await;
    }

    /// The mails sent since they were last read.
    pub fn new_mails(&self) -> Vec<Mail> {
        let sent = self.delivery.transport().sent();
        let read = self.mails_read.swap(sent.len(), Ordering::SeqCst);
        sent[read..].iter().map(|raw| Mail::read(raw)).collect()
    }

    /// A bearer token of an account.
    pub async fn token(&self, email: &str) -> String {
        let mut tokens = self.tokens.lock().await;
        if let Some(token) = tokens.get(email) {
            return token.clone();
        }
        let token = tokens::create(&self.cx, email, "test", None).await.unwrap();
        tokens.insert(email.to_owned(), token.clone());
        token
    }
}

impl Drop for App {
    fn drop(&mut self) {
        self.server.abort();
    }
}

impl Deref for App {
    type Target = Service;

    fn deref(&self) -> &Service {
        &self.service
    }
}
