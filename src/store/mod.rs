//! Database layer, the only code that knows sqlx: SQLite and PostgreSQL behind one [`Store`].
//!
//! [`Store::begin_read`] gives a snapshot to read from. [`Store::write`] runs a job in a
//! transaction of its own, which goes on to its end even if the caller hangs up. Each query stands
//! once, in the file of its table, and runs on both databases by [`on_backend!`].

pub mod duty;
mod error;
pub mod escalation;
pub mod idempotency;
pub mod identity;
mod migrations;
pub mod notifications;
pub mod operations;
pub mod placement;
mod postgres;
pub mod reports;
pub mod shelters;
pub mod sqlite;
mod timing;
mod types;

use std::any::Any;
use std::pin::Pin;
use std::sync::{Arc, OnceLock};

use sqlx::{PgPool, Postgres, Sqlite, SqlitePool, Transaction};
use tokio::sync::{Mutex, Notify, mpsc};
use uuid::Uuid;

pub use error::{StoreError, constraint};
pub(crate) use types::{DbTime, keep_prepared, push_list, row, unreadable};

use crate::domain::bed::Pool;

/// Runs the body on the backend of a [`Tx`]: `conn` is the connection and `Db` the sqlx
/// database, so that one text of a query serves both.
macro_rules! on_backend {
    ($tx:expr, $conn:ident => $body:expr) => {
        match &mut $tx.conn {
            $crate::store::Conn::Sqlite(transaction) => {
                #[allow(dead_code)]
                type Db = sqlx::Sqlite;
                let $conn = &mut **transaction;
                $body
            }
            $crate::store::Conn::Postgres(transaction) => {
                #[allow(dead_code)]
                type Db = sqlx::Postgres;
                let $conn = &mut **transaction;
                $body
            }
        }
    };
}
pub(crate) use on_backend;

/// Most runs of a transaction that loses races.
const TRIES: u32 = 10;

pub(crate) enum Conn {
    Sqlite(Transaction<'static, Sqlite>),
    Postgres(Transaction<'static, Postgres>),
}

/// A transaction on either database.
pub struct Tx {
    pub(crate) conn: Conn,
    committed: Committed,
    /// Of a read; a write is timed from the call on.
    _timer: Option<timing::Timer>,
}

/// A part of a transaction that will be undone.
#[must_use = "what is done in it stays until it is undone"]
pub struct Rehearsal(Committed);

/// What a transaction has changed, for those who are told when it commits.
#[derive(Clone, Debug, Default)]
pub struct Committed {
    /// Pools in their new state, in the order they changed.
    pub pools: Vec<Pool>,
    /// Shelters in their new state, in the order they changed.
    pub shelters: Vec<shelters::shelter::ShelterRecord>,
    /// A request was left waiting: the lowest `Board::availability_generation` it was decided on.
    pub waiting: Option<u64>,
    /// Mail was put into the outbox.
    pub mail: bool,
    /// An audit row was written.
    pub audit: bool,
}

impl Committed {
    fn is_empty(&self) -> bool {
        !(self.mail || self.audit)
            && self.waiting.is_none()
            && self.pools.is_empty()
            && self.shelters.is_empty()
    }
}

impl Tx {
    fn new(conn: Conn) -> Self {
        Self { conn, committed: Committed::default(), _timer: None }
    }

    /// Notes that a request is left waiting, decided on a board of generation `read_at`. If beds
    /// have come free since, it must be looked at again.
    pub fn note_waiting(&mut self, read_at: u64) {
        self.committed.waiting = Some(self.committed.waiting.map_or(read_at, |at| at.min(read_at)));
    }

    /// Pools this transaction has changed so far, in their new state, in order of change.
    pub fn changed_pools(&self) -> &[Pool] {
        &self.committed.pools
    }

    /// Shelters this transaction has changed so far, in their new state, in order of change.
    pub fn changed_shelters(&self) -> &[shelters::shelter::ShelterRecord] {
        &self.committed.shelters
    }

    /// Waits for the exclusive right to place requests, held to the end of the transaction. Call it
    /// before locking anything; on SQLite every transaction has the right.
    pub async fn take_placing_turn(&mut self) -> Result<(), StoreError> {
        if self.is_postgres() { self.execute(postgres::TAKE_PLACING_TURN).await } else { Ok(()) }
    }

    /// Begins a part that [`Tx::undo`] undoes, also after an error.
    pub async fn rehearse(&mut self) -> Result<Rehearsal, StoreError> {
        self.execute("SAVEPOINT rehearsal").await?;
        Ok(Rehearsal(self.committed.clone()))
    }

    /// Undoes all that was done in a rehearsal. After an error, give the transaction up.
    pub async fn undo(&mut self, rehearsal: Rehearsal) -> Result<(), StoreError> {
        self.execute("ROLLBACK TO SAVEPOINT rehearsal").await?;
        self.execute("RELEASE SAVEPOINT rehearsal").await?;
        self.committed = rehearsal.0;
        Ok(())
    }

    async fn execute(&mut self, statement: &'static str) -> Result<(), StoreError> {
        on_backend!(self, conn => {
            sqlx::raw_sql(statement).execute(conn).await?;
        });
        Ok(())
    }

    /// Whether this is PostgreSQL, for the few statements that truly differ.
    fn is_postgres(&self) -> bool {
        matches!(self.conn, Conn::Postgres(_))
    }
}

/// A future that borrows the transaction of a job.
pub type JobFuture<'a, T, E> = Pin<Box<dyn Future<Output = Result<T, E>> + Send + 'a>>;

/// Called with what has been committed, before the writer is answered.
pub type Listener = Box<dyn Fn(Committed) + Send + Sync>;

/// Decides about mail that is held back because its recipient's account has changed: only the use
/// cases know who may still get it.
pub type HeldMail =
    Box<dyn Fn() -> Pin<Box<dyn Future<Output = Result<(), StoreError>> + Send>> + Send + Sync>;

/// The database. Cheap to clone.
#[derive(Clone)]
pub struct Store(Arc<Inner>);

pub(crate) struct Inner {
    backend: Backend,
    instance: Uuid,
    listener: OnceLock<Listener>,
    held_mail: OnceLock<HeldMail>,
    /// Notified after each commit of this instance and each hint from another.
    changed: Notify,
    /// Notified after each commit of this instance, to send a hint.
    committed: Notify,
    /// Held by the one job of this instance that places requests (PostgreSQL only).
    placing: Mutex<()>,
    writes: timing::Writes,
    /// Of a SQLite database on disk.
    files: Option<sqlite::files::Files>,
}

#[derive(Clone, Copy, Debug)]
pub struct Opening {
    /// Most connections to PostgreSQL.
    pub connections: u32,
    /// Whether a service runs on it: a SQLite database has one at most.
    pub serves: bool,
}

enum Backend {
    Sqlite { jobs: mpsc::Sender<sqlite::Queued>, read: SqlitePool, write: SqlitePool },
    Postgres(PgPool),
}

impl Store {
    /// Opens the database of a URL (`sqlite:` or `postgres:`) and migrates its tables. A SQLite
    /// file is made when there never was one.
    ///
    /// # Errors
    /// When the database can't be reached, is of a newer version, is gone from where it was, or is
    /// in use by another service.
    pub async fn open(url: &str, opening: Opening) -> Result<Self, StoreError> {
        let instance = Uuid::new_v4();
        let make = |backend, files| {
            Arc::new(Inner {
                backend,
                instance,
                listener: OnceLock::new(),
                held_mail: OnceLock::new(),
                changed: Notify::new(),
                committed: Notify::new(),
                placing: Mutex::new(()),
                writes: timing::Writes::default(),
                files,
            })
        };
        if url.starts_with("postgres:") || url.starts_with("postgresql:") {
            let pool = postgres::open(url, instance, opening.connections).await?;
            return Ok(Self(make(Backend::Postgres(pool), None)));
        }
        let sqlite::Opened { read, write, files } = sqlite::open(url, opening.serves).await?;
        let (jobs, queue) = mpsc::channel(1_024);
        let inner = make(Backend::Sqlite { jobs, read, write: write.clone() }, files);
        tokio::spawn(sqlite::write_loop(write, queue, Arc::downgrade(&inner)));
        let store = Self(inner);
        // The first check notes which files were opened.
        if let Some(trouble) = store.file_trouble() {
            return Err(StoreError::File(trouble));
        }
        Ok(store)
    }

    /// Sets the listener of commits. Later calls are ignored.
    pub fn on_commit(&self, listener: Listener) {
        let _ = self.0.listener.set(listener);
    }

    /// Sets who decides about held mail. Later calls are ignored.
    pub fn on_held_mail(&self, look: HeldMail) {
        let _ = self.0.held_mail.set(look);
    }

    /// Has held mail decided about; without [`Self::on_held_mail`] it stays held.
    pub async fn recheck_held_mail(&self) -> Result<(), StoreError> {
        match self.0.held_mail.get() {
            Some(look) => look().await,
            None => Ok(()),
        }
    }

    /// Begins a transaction that reads one consistent snapshot. Dropping it ends it.
    pub async fn begin_read(&self) -> Result<Tx, StoreError> {
        let conn = match &self.0.backend {
            Backend::Sqlite { read, .. } => Conn::Sqlite(read.begin().await?),
            Backend::Postgres(pool) => Conn::Postgres(
                pool.begin_with("BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY").await?,
            ),
        };
        Ok(Tx { _timer: Some(timing::Timer::start("read")), ..Tx::new(conn) })
    }

    /// Runs a job in a write transaction and commits it; an error rolls it back. On PostgreSQL the
    /// job runs again after a serialization failure or a deadlock, so all it does must be in the
    /// transaction. It goes on in a task of its own when the caller is dropped.
    pub async fn write<T, E, F>(&self, job: F) -> Result<T, E>
    where
        T: Send + 'static,
        E: From<StoreError> + Retry + Send + 'static,
        F: for<'a> Fn(&'a mut Tx) -> JobFuture<'a, T, E> + Send + Sync + 'static,
    {
        self.write_job(false, job).await
    }

    /// [`Self::write`], with `places` for a job that places requests. These run one at a time
    /// across all instances: which pools one needs is decided while it runs, so pools can't be
    /// locked in one order, and jobs side by side would deadlock.
    pub(crate) async fn write_job<T, E, F>(&self, places: bool, job: F) -> Result<T, E>
    where
        T: Send + 'static,
        E: From<StoreError> + Retry + Send + 'static,
        F: for<'a> Fn(&'a mut Tx) -> JobFuture<'a, T, E> + Send + Sync + 'static,
    {
        typed(self.write_erased(places, erased(job)).await)
    }

    async fn write_erased(&self, places: bool, job: Job) -> Result<Outcome, Failure> {
        let _timer = timing::Timer::start("write");
        let written = match &self.0.backend {
            Backend::Sqlite { jobs, .. } => sqlite::write(jobs, job).await,
            Backend::Postgres(pool) => {
                postgres::write(pool.clone(), self.clone(), places, job).await
            }
        };
        match &written {
            Ok(_) => self.0.writes.note(true),
            Err(failure) if failure.is_unavailable => self.0.writes.note(false),
            Err(_) => {}
        }
        written
    }

    /// Whether the database takes writes: false from a failed one until the next that succeeds, and
    /// for some seconds at least.
    pub fn takes_writes(&self) -> bool {
        self.0.writes.succeed()
    }

    /// What is wrong with the files of a SQLite database. If they are not those that were opened,
    /// what is written now is lost with this process.
    pub fn file_trouble(&self) -> Option<String> {
        self.0.files.as_ref().and_then(sqlite::files::Files::trouble)
    }

    /// Waits for a commit of this instance since the last call, or for a hint from another.
    pub async fn changed(&self) {
        self.0.changed.notified().await;
    }

    /// Passes hints between instances until the store is closed; never ends on SQLite.
    pub async fn relay_hints(&self) {
        match &self.0.backend {
            Backend::Sqlite { .. } => std::future::pending().await,
            Backend::Postgres(pool) => {
                postgres::relay_hints(pool, &self.0.changed, &self.0.committed).await;
            }
        }
    }

    /// Id of this instance in the database; another at each start.
    pub fn instance(&self) -> Uuid {
        self.0.instance
    }

    /// Whether several instances may share this database.
    pub fn is_shared(&self) -> bool {
        matches!(self.0.backend, Backend::Postgres(_))
    }

    /// Finishes the jobs under way and closes all connections.
    pub async fn close(&self) {
        match &self.0.backend {
            Backend::Sqlite { read, write, .. } => {
                read.close().await;
                write.close().await;
            }
            Backend::Postgres(pool) => pool.close().await,
        }
    }
}

/// A job's result, type-erased, so that the code that runs jobs is compiled once.
type Outcome = Box<dyn Any + Send>;

struct Failure {
    /// The job's own error, type-erased, or a [`StoreError`].
    error: Outcome,
    is_retryable: bool,
    is_unavailable: bool,
}

impl Failure {
    fn of<E: Retry + Send + 'static>(error: E) -> Self {
        let (is_retryable, is_unavailable) = (error.is_retryable(), error.is_unavailable());
        Self { error: Box::new(error), is_retryable, is_unavailable }
    }
}

impl<E: Into<StoreError>> From<E> for Failure {
    fn from(error: E) -> Self {
        Self::of(error.into())
    }
}

type Job = Arc<dyn for<'a> Fn(&'a mut Tx) -> JobFuture<'a, Outcome, Failure> + Send + Sync>;

fn erased<T, E, F>(job: F) -> Job
where
    T: Send + 'static,
    E: Retry + Send + 'static,
    F: for<'a> Fn(&'a mut Tx) -> JobFuture<'a, T, E> + Send + Sync + 'static,
{
    let job = Arc::new(job);
    Arc::new(move |tx| {
        // Moved into the future, so that it lives as long as what it borrows.
        let job = Arc::clone(&job);
        Box::pin(async move {
            job(tx).await.map(|answer| Box::new(answer) as Outcome).map_err(Failure::of)
        })
    })
}

fn typed<T, E>(ended: Result<Outcome, Failure>) -> Result<T, E>
where
    T: 'static,
    E: From<StoreError> + 'static,
{
    let unknown = || StoreError::Unavailable("a job ended with another type".to_owned());
    match ended {
        Ok(answer) => Ok(*answer.downcast().map_err(|_| unknown())?),
        Err(Failure { error, .. }) => Err(match error.downcast::<E>() {
            Ok(own) => *own,
            Err(error) => error.downcast::<StoreError>().map_or_else(|_| unknown(), |e| *e).into(),
        }),
    }
}

impl Inner {
    /// Tells the listener, and those who wait for a commit.
    fn tell(&self, committed: Committed) {
        if committed.is_empty() {
            return;
        }
        if let Some(listener) = self.listener.get() {
            listener(committed);
        }
        self.changed.notify_one();
        self.committed.notify_one();
    }
}

/// Whether an error may pass if the transaction is run again.
pub trait Retry {
    /// True for serialization failures, deadlocks and lost races.
    fn is_retryable(&self) -> bool;

    /// True when the database is away, full or too busy.
    fn is_unavailable(&self) -> bool;
}
