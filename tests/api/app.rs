//! The service under test.

use std::collections::HashMap;
use std::panic::{AssertUnwindSafe, resume_unwind};
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use chrono::{DateTime, TimeDelta, Utc};
use futures::FutureExt;
use mabit::app;
use mabit::clock::{Clock, ManualClock, SystemClock};
use mabit::config::Config;
use mabit::domain::account::Role;
use mabit::http::Http;
use mabit::i18n::Texts;
use mabit::mail::delivery::Delivery;
use mabit::mail::message::Composer;
use mabit::mail::transport::Transport;
use mabit::services::Context;
use mabit::services::identity::tokens;
use mabit::services::operations::{demo, jobs, verify};
use mabit::services::placement::waitlist;
use serde_json::json;
use tokio::net::TcpListener;
use tokio::sync::Mutex;
use tokio::task::JoinHandle;

use crate::database::{Backend, Database};
use crate::mails::Mail;

/// Makes of `async fn name(app: App)` a test on SQLite and one on PostgreSQL.
macro_rules! on_both {
    ($($name:ident),+ $(,)?) => {$(
        mod $name {
            use crate::app::run;
            use crate::database::Backend;

            #[tokio::test]
            async fn sqlite() {
                run(Backend::Sqlite, super::$name).await;
            }

            #[tokio::test]
            async fn postgres() {
                run(Backend::Postgres, super::$name).await;
            }
        }
    )+};
}
pub(crate) use on_both;

/// The same on an empty database.
macro_rules! on_both_empty {
    ($($name:ident),+ $(,)?) => {$(
        mod $name {
            use crate::app::run_empty;
            use crate::database::Backend;

            #[tokio::test]
            async fn sqlite() {
                run_empty(Backend::Sqlite, super::$name).await;
            }

            #[tokio::test]
            async fn postgres() {
                run_empty(Backend::Postgres, super::$name).await;
            }
        }
    )+};
}
pub(crate) use on_both_empty;

/// The address that links in mail begin with.
pub const PUBLIC_URL: &str = "https://mabit.example";

/// Runs a test on a service of its own that holds the demo's data; its database is cleared
/// away however the test ends. The demo's shelters have said that they want no mail of offers, so
/// that a test reads the mails it is about alone.
pub async fn run<F: Future<Output = ()>>(backend: Backend, body: impl FnOnce(App) -> F) {
    run_empty(backend, async |app| {
        for account in demo::fill(&app.cx).await.unwrap() {
            if account.role == Role::Shelter {
                let wish = json!({ "mail_offers": false });
                app.person(&account.email).patch("/me", &wish).await.is(200);
            }
        }
        body(app).await;
    })
    .await;
}

/// The same on an empty database.
pub async fn run_empty(backend: Backend, body: impl AsyncFnOnce(App)) {
    let Some(database) = Database::new(backend).await else { return };
    // A Monday evening in January.
    let evening = DateTime::from_timestamp(1_767_636_000, 0).unwrap();
    let clock = Arc::new(ManualClock::at(evening));
    let app = App::open(database.clone(), clock, &[]).await;
    let checked = async {
        body(app).await;
        every_invariant_holds(&database).await;
    };
    let ended = AssertUnwindSafe(checked).catch_unwind().await;
    database.clear().await;
    if let Err(panic) = ended {
        resume_unwind(panic);
    }
}

/// Whatever a test did, the database must be sound afterwards.
async fn every_invariant_holds(database: &Database) {
    let config = settings(database, &[]);
    let cx = app::open(&config, Arc::new(SystemClock)).await.unwrap();
    let report = verify::verify(&cx).await.unwrap();
    assert!(report.is_sound(), "{report}");
    cx.store.close().await;
}

fn settings(database: &Database, more: &[(&str, &str)]) -> Config {
    let url = database.url();
    let own = [("MABIT_DATABASE__URL", url.as_str()), ("MABIT_HTTP__PUBLIC_URL", PUBLIC_URL)];
    let all = own.iter().chain(more).map(|&(name, value)| (name.to_owned(), value.to_owned()));
    Config::load_from(None, all).unwrap()
}

/// A running service. Nothing happens by itself: time stands still, and what is due is done
/// by [`App::tick`].
pub struct App {
    pub cx: Context,
    pub clock: Arc<ManualClock>,
    pub http: Http,
    pub database: Database,
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
        let shown = Arc::clone(&clock) as Arc<dyn Clock>;
        let cx = app::open(&config, Arc::clone(&shown)).await.unwrap();
        let texts = Arc::new(Texts::load());
        let http = app::http(&config, cx.clone(), Arc::clone(&texts)).await.unwrap();
        let composer =
            Composer::new(&config.mail.from, PUBLIC_URL, config.locale.zone.clone(), texts)
                .unwrap();
        let public_url = PUBLIC_URL.to_owned();
        let delivery =
            Delivery::new(cx.store.clone(), shown, composer, Transport::memory(), public_url);
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let base = format!("http://{}", listener.local_addr().unwrap());
        let service = mabit::http::router(http.clone())
            .into_make_service_with_connect_info::<std::net::SocketAddr>();
        let server = tokio::spawn(async move { axum::serve(listener, service).await.unwrap() });
        Self {
            cx,
            clock,
            http,
            database,
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

    pub fn now(&self) -> DateTime<Utc> {
        self.clock.now()
    }

    /// Moves the clock; nothing is done yet.
    pub fn pass(&self, time: TimeDelta) {
        self.clock.advance(time);
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
