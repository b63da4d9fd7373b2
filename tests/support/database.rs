//! Databases for one test each: a SQLite file in a folder of its own, or a database on the
//! PostgreSQL server that `TEST_POSTGRES_URL` names. Taken away with the test, however it ends.

use std::collections::BTreeMap;
use std::hash::{DefaultHasher, Hash, Hasher};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::{Duration, Instant, UNIX_EPOCH};

use chrono::{DateTime, Utc};
use sqlx::postgres::PgRow;
use sqlx::sqlite::{SqliteConnectOptions, SqliteRow};
use sqlx::{AssertSqlSafe, Connection, Executor, FromRow, PgConnection, SqliteConnection};
use tempfile::TempDir;
use tokio::sync::OnceCell;
use url::Url;
use uuid::Uuid;

use super::needed;
use super::service::{self, Service};

/// Which database a test runs on.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Backend {
    Sqlite,
    Postgres,
}

/// Runs a test on an empty database.
pub async fn run<F: Future<Output = ()>>(backend: Backend, body: impl FnOnce(Database) -> F) {
    body(Database::new(backend).await).await;
}

/// A database of one test. Its clones are the same database.
#[derive(Clone)]
pub struct Database {
    folder: Arc<TempDir>,
    /// On a server; in the folder otherwise.
    on_server: Option<Arc<OnServer>>,
}

/// A database on PostgreSQL. Dropped there when it is dropped here.
struct OnServer {
    server: Url,
    name: String,
}

/// What a call may write: not the tokens, which tests make as they go, nor `heartbeat` and the
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
    "audit_log WHERE entity <> 'token'",
    "idempotency",
    "duty_shift",
    "duty_exception",
    "escalation_policy",
];

impl Database {
    /// An empty one, without tables.
    pub async fn new(backend: Backend) -> Self {
        Self::made(backend, "").await
    }

    /// One that holds the demo's data, on a Monday evening; its shelters want no mail of offers.
    /// It is filled once for all tests of a binary, and copied.
    pub async fn filled(backend: Backend) -> Self {
        static SQLITE: OnceCell<Vec<u8>> = OnceCell::const_new();
        static POSTGRES: OnceCell<String> = OnceCell::const_new();
        match backend {
            Backend::Sqlite => {
                let filled = SQLITE.get_or_init(async || {
                    let database = Self::new(backend).await;
                    service::fill_quietly(database.clone()).await;
                    std::fs::read(database.file()).unwrap()
                });
                let filled = filled.await;
                let database = Self::new(backend).await;
                std::fs::write(database.file(), filled).unwrap();
                database
            }
            Backend::Postgres => {
                let template = POSTGRES.get_or_init(postgres_template).await;
                Self::made(backend, &format!(" TEMPLATE {template}")).await
            }
        }
    }

    /// A copy of another that nobody has open.
    pub async fn copy(&self) -> Self {
        match self.on_server.as_deref() {
            None => {
                let copy = Self::new(Backend::Sqlite).await;
                std::fs::copy(self.file(), copy.file()).unwrap();
                copy
            }
            Some(OnServer { name, .. }) => {
                Self::made(Backend::Postgres, &format!(" TEMPLATE {name}")).await
            }
        }
    }

    async fn made(backend: Backend, how: &str) -> Self {
        let folder = Arc::new(tempfile::tempdir().unwrap());
        if backend == Backend::Sqlite {
            return Self { folder, on_server: None };
        }
        let (server, name) = (server(), format!("mabit_test_{}", Uuid::new_v4().simple()));
        let mut conn = connect(server.as_str()).await;
        execute(&mut conn, &format!("CREATE DATABASE {name}{how}")).await;
        // What these tests ask does not survive a power cut, nor need it.
        execute(&mut conn, &format!("ALTER DATABASE {name} SET synchronous_commit = off")).await;
        conn.close().await.unwrap();
        Self { folder, on_server: Some(Arc::new(OnServer { server, name })) }
    }

    pub fn backend(&self) -> Backend {
        if self.on_server.is_none() { Backend::Sqlite } else { Backend::Postgres }
    }

    /// The address it is opened by, as in the settings.
    pub fn url(&self) -> String {
        match &self.on_server {
            None => format!("sqlite://{}", self.file().display()),
            Some(database) => database.url(),
        }
    }

    /// A folder that goes with it.
    pub fn folder(&self) -> &Path {
        self.folder.path()
    }

    /// The file of a SQLite database.
    pub fn file(&self) -> PathBuf {
        self.folder().join("mabit.db")
    }

    /// The rows of a query, read beside the service.
    pub async fn rows<T>(&self, query: &str) -> Vec<T>
    where
        T: for<'r> FromRow<'r, SqliteRow> + for<'r> FromRow<'r, PgRow> + Send + Unpin,
    {
        let query = AssertSqlSafe(query.to_owned());
        match &self.on_server {
            None => {
                let options = SqliteConnectOptions::new().filename(self.file());
                let mut conn = SqliteConnection::connect_with(&options).await.unwrap();
                let rows = sqlx::query_as(query).fetch_all(&mut conn).await.unwrap();
                conn.close().await.unwrap();
                rows
            }
            Some(database) => {
                let mut conn = connect(&database.url()).await;
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

    /// How many rows each table holds, and how often pools and requests have changed.
    pub async fn counts(&self) -> BTreeMap<String, i64> {
        let tables = TABLES.iter().map(|table| {
            let name = table.split(' ').next().unwrap();
            format!("SELECT '{name}', count(*) FROM {table}")
        });
        let versions = ["bed_pool", "placement_request"].map(|table| {
            let sum = "CAST(coalesce(sum(version), 0) AS bigint)";
            format!("SELECT 'changes of {table}', {sum} FROM {table}")
        });
        let query = tables.chain(versions).collect::<Vec<_>>().join(" UNION ALL ");
        self.rows::<(String, i64)>(&query).await.into_iter().collect()
    }

    /// Runs statements without the service; on SQLite with every check and foreign key off.
    pub async fn behind_its_back(&self, statements: &str) {
        match &self.on_server {
            None => {
                let options = SqliteConnectOptions::new().filename(self.file()).foreign_keys(false);
                let mut conn = SqliteConnection::connect_with(&options).await.unwrap();
                conn.execute("PRAGMA ignore_check_constraints = ON").await.unwrap();
                conn.execute(sqlx::raw_sql(AssertSqlSafe(statements.to_owned()))).await.unwrap();
                conn.close().await.unwrap();
            }
            Some(database) => {
                let mut conn = connect(&database.url()).await;
                execute(&mut conn, statements).await;
                conn.close().await.unwrap();
            }
        }
    }

    /// A moment, as a statement writes it.
    pub fn moment(&self, moment: DateTime<Utc>) -> String {
        match self.backend() {
            Backend::Sqlite => moment.timestamp_micros().to_string(),
            Backend::Postgres => format!("'{}'", moment.to_rfc3339()),
        }
    }

    /// Makes new sessions read-only or not, and ends those there are; PostgreSQL only.
    pub async fn only_reads(&self, reads: bool) {
        let OnServer { server, name } = self.on_server.as_deref().expect("only PostgreSQL can");
        let mut conn = connect(server.as_str()).await;
        let set = format!("ALTER DATABASE {name} SET default_transaction_read_only = {reads}");
        execute(&mut conn, &set).await;
        if reads {
            let end = format!(
                "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = '{name}'"
            );
            execute(&mut conn, &end).await;
        }
        conn.close().await.unwrap();
    }
}

impl OnServer {
    fn url(&self) -> String {
        let mut url = self.server.clone();
        url.set_path(&self.name);
        url.to_string()
    }
}

impl Drop for OnServer {
    fn drop(&mut self) {
        let (server, name) = (self.server.clone(), self.name.clone());
        // A test may end in a panic, and always in a runtime: another thread has its own.
        let dropping = std::thread::spawn(move || {
            let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build();
            runtime.unwrap().block_on(async {
                let mut conn = connect(server.as_str()).await;
                execute(&mut conn, &format!("DROP DATABASE {name} WITH (FORCE)")).await;
                conn.close().await.unwrap();
            });
        });
        let _ = dropping.join();
    }
}

/// The PostgreSQL server of the tests.
fn server() -> Url {
    Url::parse(&needed("TEST_POSTGRES_URL", "a PostgreSQL server")).unwrap()
}

/// The database on the server that holds the demo's data for this very build of this test
/// binary; made by the first that needs it, and again by the next build.
async fn postgres_template() -> String {
    let program = std::env::current_exe().unwrap();
    let mut hasher = DefaultHasher::new();
    program.hash(&mut hasher);
    let name = format!("mabit_template_{:016x}", hasher.finish());
    let built = std::fs::metadata(&program).unwrap().modified().unwrap();
    let built = built.duration_since(UNIX_EPOCH).unwrap().as_nanos().to_string();
    let server = server();
    let mut conn = connect(server.as_str()).await;
    // One process at a time.
    execute(&mut conn, "SELECT pg_advisory_lock(736148)").await;
    let found = "SELECT shobj_description(oid, 'pg_database') FROM pg_database WHERE datname = $1";
    let found: Option<Option<String>> =
        sqlx::query_scalar(found).bind(&name).fetch_optional(&mut conn).await.unwrap();
    if found.flatten().as_ref() != Some(&built) {
        execute(&mut conn, &format!("DROP DATABASE IF EXISTS {name} WITH (FORCE)")).await;
        execute(&mut conn, &format!("CREATE DATABASE {name}")).await;
        let database = Arc::new(OnServer { server, name: name.clone() });
        let folder = Arc::new(tempfile::tempdir().unwrap());
        service::fill_quietly(Database { folder, on_server: Some(Arc::clone(&database)) }).await;
        // It stays.
        std::mem::forget(database);
        execute(&mut conn, &format!("COMMENT ON DATABASE {name} IS '{built}'")).await;
    }
    conn.close().await.unwrap();
    name
}

async fn execute(conn: &mut PgConnection, statements: &str) {
    conn.execute(sqlx::raw_sql(AssertSqlSafe(statements.to_owned()))).await.unwrap();
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
