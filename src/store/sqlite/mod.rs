//! SQLite backend: one writer that commits waiting jobs together, and a pool of readers beside it.

pub mod copy;
pub mod files;

use std::num::NonZero;
use std::panic::AssertUnwindSafe;
use std::str::FromStr;
use std::sync::{Arc, Weak};
use std::time::Duration;

use futures::FutureExt;
use sqlx::SqlitePool;
use sqlx::sqlite::{SqliteConnectOptions, SqliteJournalMode, SqlitePoolOptions, SqliteSynchronous};
use tokio::sync::{mpsc, oneshot};

use crate::store::sqlite::files::Files;
use crate::store::{Committed, Conn, Failure, Inner, Job, Outcome, StoreError, TRIES, Tx};

/// Most jobs in one commit.
const BATCH: usize = 128;

/// How long a statement waits for another process that holds the write lock.
const BUSY: Duration = Duration::from_secs(5);

/// A job on its way to the writer, and where its result goes.
pub(crate) struct Queued {
    job: Job,
    answer: oneshot::Sender<Result<Outcome, Failure>>,
}

/// Page cache of the writer as SQLite writes it: at most 32 MiB, in kibibytes. With the default of
/// 2 MiB a large sweep reads and writes most pages again and again.
const CACHE: &str = "-32768";

/// Pages of the log (4 KiB each) after which it is copied into the database.
const CHECKPOINT: &str = "4000";

pub(crate) struct Opened {
    pub(crate) read: SqlitePool,
    pub(crate) write: SqlitePool,
    /// `None` for one in memory.
    pub(crate) files: Option<Files>,
}

pub(crate) async fn open(url: &str, serves: bool) -> Result<Opened, StoreError> {
    let options = SqliteConnectOptions::from_str(url)?
        .create_if_missing(true)
        .foreign_keys(true)
        .journal_mode(SqliteJournalMode::Wal)
        .synchronous(SqliteSynchronous::Full)
        .busy_timeout(BUSY);
    let is_in_memory = url.contains(":memory:") || url.contains("mode=memory");
    let files = (!is_in_memory).then(|| Files::take(options.get_filename(), serves)).transpose()?;
    let write = pool(1)
        // Replaces a connection that SQLite rolled back after a full disk, unknown to sqlx.
        .before_acquire(|connection, _| {
            Box::pin(async move { Ok(!sqlx::Connection::is_in_transaction(connection)) })
        })
        .connect_with(writing(options.clone()))
        .await?;
    crate::store::migrations::sqlite().run(&write).await?;
    let read = pool(readers()).connect_with(options.create_if_missing(false)).await?;
    Ok(Opened { read, write, files })
}

/// Two connections for each core, at most eight: each keeps the schema and pages in memory.
fn readers() -> u32 {
    let cores = std::thread::available_parallelism().map_or(1, NonZero::get);
    u32::try_from(cores * 2).map_or(8, |connections| connections.min(8))
}

/// Connections are opened at once and stay open. With the last one of a process SQLite deletes its
/// log and makes another, as if somebody else had deleted it; and one opened after the files were
/// replaced would read something else than the others.
fn pool(connections: u32) -> SqlitePoolOptions {
    SqlitePoolOptions::new()
        .max_connections(connections)
        .min_connections(connections)
        .acquire_timeout(BUSY)
        .max_lifetime(None)
        .idle_timeout(None)
}

/// Further options of the writer's connection.
fn writing(options: SqliteConnectOptions) -> SqliteConnectOptions {
    options
        .pragma("cache_size", CACHE)
        .pragma("temp_store", "memory")
        // What is deleted is overwritten, so that an erased request is not left in the file.
        .pragma("secure_delete", "on")
        .pragma("wal_autocheckpoint", CHECKPOINT)
        // When many rows are updated from a list, SQLite would rather scan the table and look each
        // of its rows up in the list.
        .pragma("automatic_index", "off")
}

pub(super) async fn write(jobs: &mpsc::Sender<Queued>, job: Job) -> Result<Outcome, Failure> {
    let mut tries = 1;
    loop {
        match write_once(jobs, Arc::clone(&job)).await {
            Err(failure) if failure.is_retryable && tries < TRIES => tries += 1,
            ended => return ended,
        }
    }
}

async fn write_once(jobs: &mpsc::Sender<Queued>, job: Job) -> Result<Outcome, Failure> {
    let (answer, answered) = oneshot::channel();
    let gone = || StoreError::Unavailable("the writer has stopped".to_owned());
    jobs.send(Queued { job, answer }).await.map_err(|_| gone())?;
    answered.await.map_err(|_| gone())?
}

/// Runs the waiting jobs, each under its own savepoint, commits them together and then answers
/// them. Ends when the store is dropped. After a panic the jobs at hand get no answer.
pub(crate) async fn write_loop(
    pool: SqlitePool,
    mut queue: mpsc::Receiver<Queued>,
    store: Weak<Inner>,
) {
    let mut waiting = Vec::with_capacity(BATCH);
    while queue.recv_many(&mut waiting, BATCH).await > 0 {
        let jobs = std::mem::take(&mut waiting);
        let written = AssertUnwindSafe(write_together(&pool, jobs, &store)).catch_unwind().await;
        if written.is_err() {
            metrics::counter!("mabit_task_failures_total", "task" => "writer").increment(1);
            tracing::error!("the writer panicked; it goes on with the next writes");
        }
    }
}

async fn write_together(pool: &SqlitePool, jobs: Vec<Queued>, store: &Weak<Inner>) {
    let mut answers = Vec::with_capacity(jobs.len());
    match commit_together(pool, jobs.into_iter(), &mut answers).await {
        Ok(committed) => {
            if let Some(store) = store.upgrade() {
                store.tell(committed);
            }
            for (answer, outcome) in answers {
                let _ = answer.send(outcome);
            }
        }
        Err(error) => {
            let text = error.to_string();
            for (answer, _) in answers {
                let _ = answer.send(Err(StoreError::Unavailable(text.clone()).into()));
            }
        }
    }
}

type Answers = Vec<(oneshot::Sender<Result<Outcome, Failure>>, Result<Outcome, Failure>)>;

/// Fails when the transaction can't be begun, kept whole or committed: then none of the jobs has
/// happened, whatever they answered.
async fn commit_together(
    pool: &SqlitePool,
    jobs: impl Iterator<Item = Queued>,
    answers: &mut Answers,
) -> Result<Committed, StoreError> {
    let mut begun = pool
        .begin_with("BEGIN IMMEDIATE")
        .await
        .map_err(StoreError::from)
        .map(|conn| Tx::new(Conn::Sqlite(conn)));
    for job in jobs {
        let outcome = match &mut begun {
            Ok(tx) => run_under_savepoint(tx, &job.job).await,
            Err(_) => Err(StoreError::Unavailable("not begun".to_owned())),
        };
        let outcome = outcome.unwrap_or_else(|broken| {
            begun = Err(broken);
            Err(StoreError::Unavailable("rolled back".to_owned()).into())
        });
        answers.push((job.answer, outcome));
    }
    let Tx { conn, committed, .. } = begun?;
    if let Conn::Sqlite(transaction) = conn {
        transaction.commit().await?;
    }
    Ok(committed)
}

/// Runs a job so that its failure undoes it alone. Fails when the savepoint can't be set or closed:
/// SQLite has then rolled back the whole transaction.
async fn run_under_savepoint(
    tx: &mut Tx,
    job: &Job,
) -> Result<Result<Outcome, Failure>, StoreError> {
    execute(tx, "SAVEPOINT job").await?;
    let before = std::mem::take(&mut tx.committed);
    let ended = AssertUnwindSafe(job(tx)).catch_unwind().await.unwrap_or_else(|_| {
        let panicked = sqlx::Error::Protocol("a write job panicked".to_owned());
        Err(StoreError::Bug(panicked).into())
    });
    let mine = std::mem::replace(&mut tx.committed, before);
    if ended.is_ok() {
        tx.committed.add(mine);
        execute(tx, "RELEASE job").await?;
    } else {
        execute(tx, "ROLLBACK TO job; RELEASE job").await?;
    }
    Ok(ended)
}

async fn execute(tx: &mut Tx, statement: &'static str) -> Result<(), StoreError> {
    if let Conn::Sqlite(conn) = &mut tx.conn {
        sqlx::raw_sql(statement).execute(&mut **conn).await?;
    }
    Ok(())
}

impl Committed {
    fn add(&mut self, more: Self) {
        self.pools.extend(more.pools);
        self.shelters.extend(more.shelters);
        self.waiting = match (self.waiting, more.waiting) {
            (Some(mine), Some(other)) => Some(mine.min(other)),
            (mine, other) => mine.or(other),
        };
        self.mail |= more.mail;
        self.audit |= more.audit;
    }
}
