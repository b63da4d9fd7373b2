//! A database of one test: a SQLite file in a folder of its own, or a database on the server that
//! `TEST_POSTGRES_URL` names.

use std::path::{Path, PathBuf};

use sqlx::migrate::Migrator;
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

pub struct Database {
    folder: TempDir,
    /// The server and the database's name on it; `None` for a SQLite file.
    postgres: Option<(Url, String)>,
}

impl Database {
    /// An empty one.
    pub async fn new(backend: Backend) -> Self {
        let folder = tempfile::tempdir().unwrap();
        if backend == Backend::Sqlite {
            return Self { folder, postgres: None };
        }
        let server = std::env::var("TEST_POSTGRES_URL").expect("TEST_POSTGRES_URL names a server");
        let server = Url::parse(&server).unwrap();
        let name = format!("mabit_store_{}", Uuid::new_v4().simple());
        on_server(&server, format!("CREATE DATABASE {name}")).await;
        Self { folder, postgres: Some((server, name)) }
    }

    pub fn backend(&self) -> Backend {
        if self.postgres.is_some() { Backend::Postgres } else { Backend::Sqlite }
    }

    /// The address it is opened by.
    pub fn url(&self) -> String {
        match &self.postgres {
            None => format!("sqlite://{}", self.file().display()),
            Some((server, name)) => {
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

    /// The SQLite file.
    pub fn file(&self) -> PathBuf {
        self.folder().join("mabit.db")
    }

    /// Runs every migration of a folder on it.
    pub async fn migrate(&self, migrations: &Path) {
        let migrator = Migrator::new(migrations).await.unwrap();
        match &self.postgres {
            None => migrator.run(&mut self.sqlite().await).await.unwrap(),
            Some(_) => migrator.run(&mut self.postgres().await).await.unwrap(),
        }
    }

    /// Runs statements on it.
    pub async fn execute(&self, statements: String) {
        self.try_execute(statements).await.unwrap();
    }

    /// Runs statements on it that may fail.
    pub async fn try_execute(&self, statements: String) -> sqlx::Result<()> {
        let statements = sqlx::raw_sql(AssertSqlSafe(statements));
        match &self.postgres {
            None => self.sqlite().await.execute(statements).await.map(drop),
            Some(_) => self.postgres().await.execute(statements).await.map(drop),
        }
    }

    /// The rows of a query.
    pub async fn rows<T>(&self, query: &str) -> Vec<T>
    where
        T: for<'r> FromRow<'r, SqliteRow> + for<'r> FromRow<'r, PgRow> + Send + Unpin,
    {
        let query = AssertSqlSafe(query.to_owned());
        match &self.postgres {
            None => sqlx::query_as(query).fetch_all(&mut self.sqlite().await).await.unwrap(),
            Some(_) => sqlx::query_as(query).fetch_all(&mut self.postgres().await).await.unwrap(),
        }
    }

    /// Takes it away. What a failed test leaves on the server, its name tells.
    pub async fn drop(self) {
        if let Some((server, name)) = &self.postgres {
            on_server(server, format!("DROP DATABASE {name} WITH (FORCE)")).await;
        }
    }

    async fn sqlite(&self) -> SqliteConnection {
        let options = SqliteConnectOptions::new().filename(self.file()).create_if_missing(true);
        SqliteConnection::connect_with(&options).await.unwrap()
    }

    async fn postgres(&self) -> PgConnection {
        PgConnection::connect(&self.url()).await.unwrap()
    }
}

async fn on_server(server: &Url, statement: String) {
    let mut connection = PgConnection::connect(server.as_str()).await.unwrap();
    connection.execute(sqlx::raw_sql(AssertSqlSafe(statement))).await.unwrap();
}
