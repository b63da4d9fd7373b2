//! A database for one test.

use std::collections::BTreeMap;
use std::sync::Arc;

use sqlx::{Connection, Executor, PgConnection, Row, SqliteConnection};
use tempfile::TempDir;
use url::Url;
use uuid::Uuid;

/// Which database a test runs on.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Backend {
    Sqlite,
    Postgres,
}

/// A database of its own.
#[derive(Clone)]
pub enum Database {
    Sqlite(Arc<TempDir>),
    Postgres { server: Url, name: String },
}

/// What a call may write: not the tokens, which tests make as they go, nor `beat` and the
/// seals, which are the schedule's own.
const TABLES: [&str; 16] = [
    "partner",
    "account",
    "link",
    "shelter",
    "bed_pool",
    "placement_request",
    "child",
    "offer",
    "offer_bed",
    "escalation",
    "outbox",
    "audit WHERE entity <> 'token'",
    "idempotency",
    "duty_shift",
    "duty_exception",
    "escalation_policy",
];

impl Database {
    /// A new one; `None` where there is no PostgreSQL to test on.
    pub async fn new(backend: Backend) -> Option<Self> {
        if backend == Backend::Sqlite {
            return Some(Self::Sqlite(Arc::new(tempfile::tempdir().unwrap())));
        }
        let Ok(server) = std::env::var("TEST_POSTGRES_URL") else {
            println!("skipped: TEST_POSTGRES_URL is not set");
            return None;
        };
        let server = Url::parse(&server).unwrap();
        let name = format!("mabit_api_{}", Uuid::new_v4().simple());
        on_server(&server, format!("CREATE DATABASE {name}")).await;
        // What these tests ask does not survive a power cut, nor need it.
        on_server(&server, format!("ALTER DATABASE {name} SET synchronous_commit = off")).await;
        Some(Self::Postgres { server, name })
    }

    /// Its address, as in the settings.
    pub fn url(&self) -> String {
        match self {
            Self::Sqlite(folder) => {
                format!("sqlite://{}", folder.path().join("mabit.db").display())
            }
            Self::Postgres { server, name } => {
                let mut url = server.clone();
                url.set_path(name);
                url.to_string()
            }
        }
    }

    /// Drops it.
    pub async fn clear(&self) {
        if let Self::Postgres { server, name } = self {
            on_server(server, format!("DROP DATABASE {name} WITH (FORCE)")).await;
        }
    }

    /// Runs a statement without the service.
    pub async fn behind_its_back(&self, statement: &str) {
        let statement = sqlx::raw_sql(sqlx::AssertSqlSafe(statement.to_owned()));
        match self {
            Self::Sqlite(_) => {
                let mut conn = SqliteConnection::connect(&self.url()).await.unwrap();
                conn.execute(statement).await.unwrap();
            }
            Self::Postgres { .. } => {
                let mut conn = PgConnection::connect(&self.url()).await.unwrap();
                conn.execute(statement).await.unwrap();
            }
        }
    }

    /// How many rows each table holds, and how often pools and requests have changed.
    pub async fn counts(&self) -> BTreeMap<&'static str, i64> {
        let mut names = Vec::new();
        let mut columns = Vec::new();
        for table in TABLES {
            names.push(table.split(' ').next().unwrap());
            columns.push(format!("(SELECT count(*) FROM {table})"));
        }
        for (name, table) in
            [("pool changes", "bed_pool"), ("request changes", "placement_request")]
        {
            names.push(name);
            let sum = format!("(SELECT CAST(coalesce(sum(version), 0) AS bigint) FROM {table})");
            columns.push(sum);
        }
        let query = format!("SELECT {}", columns.join(", "));
        let query = sqlx::raw_sql(sqlx::AssertSqlSafe(query));
        let numbers: Vec<i64> = match self {
            Self::Sqlite(_) => {
                let mut conn = SqliteConnection::connect(&self.url()).await.unwrap();
                let row = conn.fetch_one(query).await.unwrap();
                (0..names.len()).map(|at| row.get(at)).collect()
            }
            Self::Postgres { .. } => {
                let mut conn = PgConnection::connect(&self.url()).await.unwrap();
                let row = conn.fetch_one(query).await.unwrap();
                (0..names.len()).map(|at| row.get(at)).collect()
            }
        };
        names.into_iter().zip(numbers).collect()
    }
}

async fn on_server(server: &Url, statement: String) {
    let mut conn = PgConnection::connect(server.as_str()).await.unwrap();
    conn.execute(sqlx::raw_sql(sqlx::AssertSqlSafe(statement))).await.unwrap();
    conn.close().await.unwrap();
}
