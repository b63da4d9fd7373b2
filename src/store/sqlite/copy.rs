//! Copies of a SQLite database: made beside a running service, and checked before they are used.

use std::path::{Path, PathBuf};
use std::str::FromStr;
use std::time::Duration;

use sqlx::sqlite::SqliteConnectOptions;
use sqlx::{Connection, SqliteConnection};

use crate::store::StoreError;

/// How long a copy waits for a lock on the file.
const BUSY: Duration = Duration::from_secs(10);

/// The file of a SQLite URL; `None` for another database.
pub fn sqlite_path(url: &str) -> Option<PathBuf> {
    let is_sqlite = url.starts_with("sqlite:");
    let options = is_sqlite.then(|| SqliteConnectOptions::from_str(url).ok()).flatten()?;
    Some(options.get_filename().to_owned())
}

/// Writes one snapshot of all that is committed into an empty file; others can write meanwhile.
pub async fn vacuum_into(database: &Path, into: &Path) -> Result<(), StoreError> {
    let options = SqliteConnectOptions::new().filename(database).busy_timeout(BUSY);
    let mut conn = SqliteConnection::connect_with(&options).await?;
    let done = sqlx::query("VACUUM INTO $1")
        .bind(into.to_string_lossy().into_owned())
        .execute(&mut conn)
        .await;
    conn.close().await?;
    done?;
    Ok(())
}

/// What is wrong with a file as a database of Mabit; an error when it can't be read.
pub async fn check(file: &Path) -> Result<Option<String>, StoreError> {
    let options = SqliteConnectOptions::new().filename(file).read_only(true).immutable(true);
    let mut conn = SqliteConnection::connect_with(&options).await?;
    let found = look(&mut conn).await;
    conn.close().await?;
    Ok(found?)
}

async fn look(conn: &mut SqliteConnection) -> Result<Option<String>, sqlx::Error> {
    let integrity: String =
        sqlx::query_scalar("PRAGMA integrity_check(1)").fetch_one(&mut *conn).await?;
    if integrity != "ok" {
        return Ok(Some(integrity));
    }
    let foreign = sqlx::query("PRAGMA foreign_key_check").fetch_optional(&mut *conn).await?;
    if foreign.is_some() {
        return Ok(Some("a foreign key points to a missing row".to_owned()));
    }
    let tables: i64 = sqlx::query_scalar(
        "SELECT count(*) FROM sqlite_master WHERE name IN ('placement_request', '_sqlx_migrations')",
    )
    .fetch_one(conn)
    .await?;
    Ok((tables < 2).then(|| "it lacks tables of Mabit".to_owned()))
}
