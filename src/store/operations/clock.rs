//! The clock of the database's server.

use chrono::{DateTime, Utc};

use crate::store::{DbTime, StoreError, Tx, on_backend};

/// The present moment by the clock of the PostgreSQL server; `None` on SQLite, which has none of
/// its own.
pub async fn now(tx: &mut Tx) -> Result<Option<DateTime<Utc>>, StoreError> {
    if !tx.is_postgres() {
        return Ok(None);
    }
    let now = on_backend!(tx, conn => {
        sqlx::query_scalar::<Db, DbTime>("SELECT clock_timestamp()").fetch_one(conn).await?
    });
    Ok(Some(now.0))
}
