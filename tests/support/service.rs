//! The service in this process, without HTTP, on a database of its own. Its time stands still
//! until a test moves it.

use std::sync::Arc;

use chrono::{DateTime, TimeDelta, Utc};
use mabit::app;
use mabit::clock::Clock;
use mabit::clock::ManualClock;
use mabit::config::Config;
use mabit::domain::account::{Caller, Role};
use mabit::services::Context;
use mabit::services::identity::accounts::ChangeOwnAccount;
use mabit::services::identity::accounts::OwnPatch;
use mabit::services::operations::demo;
use mabit::store;

use super::count_reminders::SHELTERS;
use super::database::{Backend, Database};

/// Runs a test on a service of its own with the demo's data.
pub async fn run(backend: Backend, body: impl AsyncFnOnce(&Service)) {
    let service = Service::new(backend).await;
    body(&service).await;
    service.close().await;
}

/// A Monday evening in January, when the tests begin.
pub fn evening() -> DateTime<Utc> {
    DateTime::from_timestamp(1_767_636_000, 0).unwrap()
}

/// The settings of a service on a database, with more as they are in the environment.
pub fn settings(database: &Database, more: &[(&str, &str)]) -> Config {
    let url = database.url();
    let all = [("MABIT_DATABASE__URL", url.as_str())].into_iter().chain(more.iter().copied());
    Config::load_from(None, all.map(|(name, value)| (name.to_owned(), value.to_owned()))).unwrap()
}

/// Fills an empty database with the demo's data; its shelters want no mail of offers.
pub async fn fill_quietly(database: Database) {
    let service = Service::on(database, evening()).await;
    demo::fill(&service.cx).await.unwrap();
    for shelter in SHELTERS {
        let wish = OwnPatch { mail_offers: Some(false), ..OwnPatch::default() };
        service
            .cx
            .write(&service.caller(shelter).await, ChangeOwnAccount { patch: wish })
            .await
            .unwrap();
    }
    service.close().await;
}

/// A service under test.
pub struct Service {
    pub cx: Context,
    pub clock: Arc<ManualClock>,
    pub database: Database,
}

impl Service {
    /// A new one, with the demo's data.
    pub async fn new(backend: Backend) -> Self {
        let service = Self::on(Database::new(backend).await, evening()).await;
        demo::fill(&service.cx).await.unwrap();
        service
    }

    async fn on(database: Database, now: DateTime<Utc>) -> Self {
        let config = settings(&database, &[]);
        Self::open(&config, database, Arc::new(ManualClock::at(now))).await
    }

    pub async fn open(config: &Config, database: Database, clock: Arc<ManualClock>) -> Self {
        let cx = app::open(config, Arc::clone(&clock) as Arc<dyn Clock>).await.unwrap();
        Self { cx, clock, database }
    }

    pub async fn close(self) {
        self.cx.store.close().await;
    }

    pub fn now(&self) -> DateTime<Utc> {
        self.clock.now()
    }

    /// Moves the clock; nothing is done yet.
    pub fn pass(&self, time: TimeDelta) {
        self.clock.advance(time);
    }

    /// Who signs in by an address.
    pub async fn caller(&self, email: &str) -> Caller {
        let mut tx = self.cx.store.begin_read().await.unwrap();
        let account = store::identity::accounts::by_email(&mut tx, email).await.unwrap();
        account.unwrap_or_else(|| panic!("no account {email}")).caller()
    }

    /// Another service on a copy of the database; SQLite only.
    pub async fn copy(&self) -> Self {
        let database = Database::new(Backend::Sqlite).await;
        let into = format!("VACUUM INTO '{}'", database.file().display());
        self.database.behind_its_back(&into).await;
        Self::on(database, self.clock.now()).await
    }
}
