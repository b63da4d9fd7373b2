//! PostgreSQL backend: transactions at READ COMMITTED, retried after a lost race; hints between
//! instances by LISTEN and NOTIFY.

use std::str::FromStr;
use std::time::Duration;

use sqlx::postgres::{PgConnectOptions, PgListener, PgPoolOptions};
use sqlx::{PgConnection, PgPool};
use tokio::sync::Notify;
use uuid::Uuid;

use super::{Committed, Conn, Failure, Job, Outcome, Store, StoreError, TRIES, Tx};

/// Channel of the hints.
const CHANNEL: &str = "mabit";

/// Hints go out at most this often: NOTIFY takes a lock that the whole cluster shares.
const HINT_EVERY: Duration = Duration::from_millis(50);

/// Longest a healthy connection takes to answer a query.
const ANSWERS_WITHIN: Duration = Duration::from_secs(2);

/// How long a read-only connection is kept.
const READS_FOR: Duration = Duration::from_secs(10);

/// Time limit of a write, waits for locks included.
const WRITES_WITHIN: Duration = Duration::from_secs(20);

/// Waits until no other transaction places requests. The number names the advisory lock; nothing
/// else takes one with it.
pub(super) const TAKE_PLACING_TURN: &str = "SELECT pg_advisory_xact_lock(1298219636)";

/// Each session is named after its instance: the others see by it when the instance is gone.
pub(crate) async fn open(
    url: &str,
    instance: Uuid,
    connections: u32,
) -> Result<PgPool, StoreError> {
    let name = format!("mabit {instance}");
    let options = PgConnectOptions::from_str(url)?.application_name(&name).options([
        ("statement_timeout", "60s"),
        ("lock_timeout", "10s"),
        // A stalled instance blocks the others no longer than this.
        ("idle_in_transaction_session_timeout", "5s"),
        ("timezone", "UTC"),
    ]);
    let pool = PgPoolOptions::new()
        .max_connections(connections)
        .acquire_timeout(Duration::from_secs(5))
        // sqlx's own test has no time limit: a dead connection would never come back.
        .test_before_acquire(false)
        .before_acquire(|connection, about| Box::pin(is_useful(connection, about.age)))
        .after_release(|connection, about| Box::pin(is_useful(connection, about.age)))
        .connect_with(options)
        .await?;
    crate::store::migrations::postgres().run(&pool).await?;
    keep_positions_rising(&pool).await?;
    Ok(pool)
}

/// Whether a connection answers in time and can write. A read-only one (the server was made so for
/// a while, or has become a standby) would stay so and is replaced; not at once, so that reads go
/// on while new ones are read-only as well.
async fn is_useful(connection: &mut PgConnection, age: Duration) -> Result<bool, sqlx::Error> {
    let asked =
        sqlx::query_scalar::<_, bool>("SELECT current_setting('transaction_read_only')::boolean");
    Ok(match tokio::time::timeout(ANSWERS_WITHIN, asked.fetch_one(connection)).await {
        Ok(Ok(only_reads)) => !only_reads || age < READS_FOR,
        Ok(Err(_)) | Err(_) => false,
    })
}

/// Keeps the order of audit rows, which is by transaction number: a database restored into a fresh
/// cluster starts from low numbers again, so a base is added.
async fn keep_positions_rising(pool: &PgPool) -> Result<(), StoreError> {
    let behind = "UPDATE position_base SET base = last.position + 1 - pg_current_xact_id()::text::bigint \
         FROM (SELECT max(position) AS position FROM audit_log) last \
         WHERE last.position >= pg_current_xact_id()::text::bigint + base";
    let behind_now = "SELECT EXISTS (SELECT 1 FROM audit_log, position_base WHERE position >= \
         pg_snapshot_xmax(pg_current_snapshot())::text::bigint + base)";
    if sqlx::query_scalar::<_, bool>(behind_now).fetch_one(pool).await? {
        sqlx::query(behind).execute(pool).await?;
    }
    Ok(())
}

pub(super) async fn write(
    pool: PgPool,
    store: Store,
    places: bool,
    job: Job,
) -> Result<Outcome, Failure> {
    let running = tokio::spawn(async move {
        // Of the jobs known to place, one holds a connection while it waits for other instances.
        let _turn = if places { Some(store.0.placing.lock().await) } else { None };
        let mut tries = 1;
        loop {
            let written = tokio::time::timeout(WRITES_WITHIN, write_once(&pool, places, &job));
            let timed_out = |_| Err(StoreError::Unavailable("no answer in time".to_owned()).into());
            match written.await.unwrap_or_else(timed_out) {
                Ok((answer, committed)) => {
                    store.0.tell(committed);
                    return Ok(answer);
                }
                Err(failure) if failure.is_retryable && tries < TRIES => tries += 1,
                Err(failure) => return Err(failure),
            }
        }
    });
    running.await.unwrap_or_else(|failed| {
        let what = sqlx::Error::Protocol(format!("a write job failed: {failed}"));
        Err(StoreError::Bug(what).into())
    })
}

async fn write_once(
    pool: &PgPool,
    places: bool,
    job: &Job,
) -> Result<(Outcome, Committed), Failure> {
    let mut tx = Tx::new(Conn::Postgres(pool.begin().await?));
    if places {
        tx.take_placing_turn().await?;
    }
    let answer = job(&mut tx).await?;
    let Tx { conn, committed, .. } = tx;
    if let Conn::Postgres(transaction) = conn {
        transaction.commit().await?;
    }
    Ok((answer, committed))
}

/// Notifies `changed` when any instance has committed, and the others when this one has. Reconnects
/// by itself; a lost hint is made up for at the next tick.
pub(crate) async fn relay_hints(pool: &PgPool, changed: &Notify, committed: &Notify) {
    let listening = async {
        while !pool.is_closed() {
            if let Err(error) = listen(pool, changed).await {
                tracing::warn!(%error, "lost the connection for hints");
            }
            tokio::time::sleep(Duration::from_secs(1)).await;
        }
    };
    let telling = async {
        while !pool.is_closed() {
            committed.notified().await;
            if let Err(error) = tell_others(pool).await {
                tracing::warn!(%error, "could not send a hint");
            }
            tokio::time::sleep(HINT_EVERY).await;
        }
    };
    tokio::join!(listening, telling);
}

async fn listen(pool: &PgPool, changed: &Notify) -> Result<(), sqlx::Error> {
    let mut listener = PgListener::connect_with(pool).await?;
    listener.listen(CHANNEL).await?;
    loop {
        listener.recv().await?;
        changed.notify_one();
    }
}

async fn tell_others(pool: &PgPool) -> Result<(), sqlx::Error> {
    sqlx::query("SELECT pg_notify($1, '')").bind(CHANNEL).execute(pool).await?;
    Ok(())
}
