//! The service, filled with the demo's data, on a database of its own. Its time stands still
//! until a test moves it.
//!
//! PostgreSQL is the one that `TEST_POSTGRES_URL` names, by an account that may create
//! databases. Where the variable is not set, the tests that need it say so and pass.

#![allow(dead_code, unused_imports, unused_macros, reason = "each test binary uses its own part")]

pub mod damage;
pub mod night;

use std::panic::{AssertUnwindSafe, resume_unwind};
use std::path::{Path, PathBuf};
use std::sync::Arc;

use chrono::{DateTime, TimeDelta, Utc};
use futures::FutureExt;
use mabit::app;
use mabit::clock::{Clock, ManualClock};
use mabit::config::Config;
use mabit::domain::account::Caller;
use mabit::services::Context;
use mabit::services::operations::demo;
use mabit::store::identity::accounts;
use sqlx::sqlite::SqliteConnectOptions;
use sqlx::{Connection, Executor, PgConnection, SqliteConnection};
use tempfile::TempDir;
use url::Url;
use uuid::Uuid;

/// Which database a test runs on.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Backend {
    Sqlite,
    Postgres,
}

/// Makes of `async fn body(service: &Service)` a test on SQLite and one on PostgreSQL.
macro_rules! on_both {
    ($($body:ident),+ $(,)?) => {$(
        mod $body {
            use crate::common::{Backend, run};

            #[tokio::test]
            async fn sqlite() {
                run(Backend::Sqlite, super::$body).await;
            }

            #[tokio::test]
            async fn postgres() {
                run(Backend::Postgres, super::$body).await;
            }
        }
    )+};
}
pub(crate) use on_both;

/// Runs a test on a service of its own, which is cleared away however the test ends.
pub async fn run(backend: Backend, body: impl AsyncFnOnce(&Service)) {
    let Some(service) = Service::new(backend).await else { return };
    let ended = AssertUnwindSafe(body(&service)).catch_unwind().await;
    service.close().await;
    if let Err(panic) = ended {
        resume_unwind(panic);
    }
}

/// A service under test.
pub struct Service {
    pub cx: Context,
    pub clock: Arc<ManualClock>,
    database: Database,
}

enum Database {
    Sqlite(TempDir),
    Postgres { server: Url, name: String },
}

impl Service {
    /// A new one, with the demo's data; `None` where there is no PostgreSQL to test on.
    pub async fn new(backend: Backend) -> Option<Self> {
        let database = match backend {
            Backend::Sqlite => Database::Sqlite(tempfile::tempdir().unwrap()),
            Backend::Postgres => Database::new_postgres().await?,
        };
        // A Monday evening.
        let evening = DateTime::from_timestamp(1_767_636_000, 0).unwrap();
        let service = Self::on(database, evening).await;
        demo::fill(&service.cx).await.unwrap();
        Some(service)
    }

    async fn on(database: Database, now: DateTime<Utc>) -> Self {
        let url = [("MABIT_DATABASE__URL".to_owned(), database.url())];
        let config = Config::load_from(None, url).unwrap();
        let clock = Arc::new(ManualClock::at(now));
        let cx = app::open(&config, Arc::clone(&clock) as Arc<dyn Clock>).await.unwrap();
        Self { cx, clock, database }
    }

    /// Closes it; a database on a server is dropped.
    pub async fn close(self) {
        self.cx.store.close().await;
        if let Database::Postgres { server, name } = &self.database {
            let drop = format!("DROP DATABASE {name} WITH (FORCE)");
            on_server(server, drop).await;
        }
    }

    /// Moves the time on.
    pub fn pass(&self, time: TimeDelta) {
        self.clock.advance(time);
    }

    /// Who signs in by an address.
    pub async fn caller(&self, email: &str) -> Caller {
        let mut tx = self.cx.store.begin_read().await.unwrap();
        let account = accounts::by_email(&mut tx, email).await.unwrap();
        account.unwrap_or_else(|| panic!("no account {email}")).caller()
    }

    /// Another service on a copy of the database; SQLite only.
    pub async fn copy(&self) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let into = format!("VACUUM INTO '{}'", file_in(folder.path()).display());
        self.behind_its_back(into).await;
        Self::on(Database::Sqlite(folder), self.clock.now()).await
    }

    /// Runs statements on the database with every check, key and constraint of it off;
    /// SQLite only.
    pub async fn behind_its_back(&self, statements: String) {
        let Database::Sqlite(folder) = &self.database else {
            panic!("only a SQLite file is copied")
        };
        let options =
            SqliteConnectOptions::new().filename(file_in(folder.path())).foreign_keys(false);
        let mut conn = SqliteConnection::connect_with(&options).await.unwrap();
        conn.execute("PRAGMA ignore_check_constraints = ON").await.unwrap();
        conn.execute(sqlx::raw_sql(sqlx::AssertSqlSafe(statements))).await.unwrap();
        conn.close().await.unwrap();
    }
}

impl Database {
    async fn new_postgres() -> Option<Self> {
        let Ok(server) = std::env::var("TEST_POSTGRES_URL") else {
            println!("skipped: TEST_POSTGRES_URL is not set");
            return None;
        };
        let server = Url::parse(&server).unwrap();
        let name = format!("mabit_test_{}", Uuid::new_v4().simple());
        on_server(&server, format!("CREATE DATABASE {name}")).await;
        Some(Self::Postgres { server, name })
    }

    fn url(&self) -> String {
        match self {
            Self::Sqlite(folder) => format!("sqlite://{}", file_in(folder.path()).display()),
            Self::Postgres { server, name } => {
                let mut url = server.clone();
                url.set_path(name);
                url.to_string()
            }
        }
    }
}

fn file_in(folder: &Path) -> PathBuf {
    folder.join("mabit.db")
}

async fn on_server(server: &Url, statement: String) {
    let mut conn = PgConnection::connect(server.as_str()).await.unwrap();
    conn.execute(sqlx::raw_sql(sqlx::AssertSqlSafe(statement))).await.unwrap();
    conn.close().await.unwrap();
}
