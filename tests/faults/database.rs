//! Databases for one test each: a SQLite file in a folder of its own, or a database on the
//! PostgreSQL server that `TEST_POSTGRES_URL` names. Dropped with the test.

use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::{Duration, Instant};

use mabit::app;
use mabit::clock::Clock;
use mabit::config::Config;
use mabit::services::Context;
use sqlx::postgres::PgRow;
use sqlx::sqlite::{SqliteConnectOptions, SqliteRow};
use sqlx::{AssertSqlSafe, Connection, Executor, FromRow, PgConnection, SqliteConnection};
use tempfile::TempDir;
use url::Url;
use uuid::Uuid;

/// Which database a test runs on.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Backend {
    Sqlite,
    Postgres,
}

/// A database of one test.
pub struct Database {
    place: Place,
    folder: TempDir,
}

enum Place {
    Sqlite,
    Postgres { server: Url, name: String },
}

impl Database {
    /// An empty one; `None` where there is no PostgreSQL to test on.
    pub async fn new(backend: Backend) -> Option<Self> {
        Self::made(backend, None).await
    }

    /// A copy of another that nobody has open.
    pub async fn copy(&self) -> Self {
        match &self.place {
            Place::Sqlite => {
                let copy = Self::made(Backend::Sqlite, None).await.unwrap();
                std::fs::copy(self.file(), copy.file()).unwrap();
                copy
            }
            Place::Postgres { name, .. } => {
                Self::made(Backend::Postgres, Some(name)).await.unwrap()
            }
        }
    }

    async fn made(backend: Backend, template: Option<&str>) -> Option<Self> {
        let folder = tempfile::tempdir().unwrap();
        if backend == Backend::Sqlite {
            return Some(Self { place: Place::Sqlite, folder });
        }
        let Ok(server) = std::env::var("TEST_POSTGRES_URL") else {
            println!("skipped: TEST_POSTGRES_URL is not set");
            return None;
        };
        let server = Url::parse(&server).unwrap();
        let name = format!("mabit_faults_{}", Uuid::new_v4().simple());
        let from = template.map(|template| format!(" TEMPLATE {template}")).unwrap_or_default();
        on_server(&server, format!("CREATE DATABASE {name}{from}")).await;
        Some(Self { place: Place::Postgres { server, name }, folder })
    }

    /// The address it is opened by.
    pub fn url(&self) -> String {
        match &self.place {
            Place::Sqlite => format!("sqlite://{}", self.file().display()),
            Place::Postgres { server, name } => {
                let mut url = server.clone();
                url.set_path(name);
                url.to_string()
            }
        }
    }

    /// A folder that goes with it.
    pub fn folder(&self) -> &Path {
        self.folder.path()
    }

    fn file(&self) -> PathBuf {
        self.folder.path().join("mabit.db")
    }

    /// An instance of the service on it, without http and schedule.
    pub async fn open(&self, clock: Arc<dyn Clock>) -> Context {
        let settings = [("MABIT_DATABASE__URL".to_owned(), self.url())];
        app::open(&Config::load_from(None, settings).unwrap(), clock).await.unwrap()
    }

    /// The rows of a query, read beside the service.
    pub async fn rows<T>(&self, query: &str) -> Vec<T>
    where
        T: for<'r> FromRow<'r, SqliteRow> + for<'r> FromRow<'r, PgRow> + Send + Unpin,
    {
        let query = AssertSqlSafe(query.to_owned());
        match &self.place {
            Place::Sqlite => {
                let options = SqliteConnectOptions::new().filename(self.file());
                let mut conn = SqliteConnection::connect_with(&options).await.unwrap();
                let rows = sqlx::query_as(query).fetch_all(&mut conn).await.unwrap();
                conn.close().await.unwrap();
                rows
            }
            Place::Postgres { .. } => {
                let mut conn = connect(&self.url()).await;
                let rows = sqlx::query_as(query).fetch_all(&mut conn).await.unwrap();
                conn.close().await.unwrap();
                rows
            }
        }
    }

    /// The one number a query answers with.
    pub async fn number(&self, query: &str) -> i64 {
        self.rows::<(i64,)>(query).await[0].0
    }

    /// Makes new sessions read-only or not, and ends those there are; PostgreSQL only.
    pub async fn only_reads(&self, reads: bool) {
        let Place::Postgres { server, name } = &self.place else { panic!("only PostgreSQL can") };
        let set = format!("ALTER DATABASE {name} SET default_transaction_read_only = {reads}");
        on_server(server, set).await;
        if reads {
            let end = format!(
                "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = '{name}'"
            );
            on_server(server, end).await;
        }
    }

    /// Takes it away. What a failed test leaves on the server, its name tells.
    pub async fn drop(self) {
        if let Place::Postgres { server, name } = &self.place {
            on_server(server, format!("DROP DATABASE {name} WITH (FORCE)")).await;
        }
    }
}

async fn on_server(server: &Url, statement: String) {
    let mut conn = connect(server.as_str()).await;
    conn.execute(sqlx::raw_sql(AssertSqlSafe(statement))).await.unwrap();
    conn.close().await.unwrap();
}

/// A connection to PostgreSQL; while there are too many, it waits for one, for half a minute.
async fn connect(url: &str) -> PgConnection {
    let began = Instant::now();
    loop {
        match PgConnection::connect(url).await {
            Ok(conn) => return conn,
            Err(sqlx::Error::Database(error))
                if error.code().as_deref() == Some("53300")
                    && began.elapsed() < Duration::from_secs(30) => {}
            Err(error) => panic!("{error}"),
        }
        tokio::time::sleep(Duration::from_millis(100)).await;
    }
}
