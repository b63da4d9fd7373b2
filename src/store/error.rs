//! What can go wrong with the database, sorted by who can do something about it.

use super::Retry;

/// Names of constraints, as PostgreSQL gives them.
pub mod constraint {
    /// An address has one account.
    pub const ACCOUNT_EMAIL: &str = "account_email_unique";
    const IDEMPOTENCY_KEY: &str = "idempotency_key";
    const ONE_LIVE_OFFER: &str = "offer_one_live";
    const POOL_NAME_KEY: &str = "bed_pool_name_key_unique";
    const SHELTER_NAME_KEY: &str = "shelter_name_key_unique";
    /// Names differ: exactly, and by their keys.
    pub const NAMES: [&str; 4] =
        ["partner_name_unique", "partner_name_key_unique", SHELTER_NAME_KEY, POOL_NAME_KEY];

    /// The name of a unique constraint that SQLite names by its columns.
    pub(super) fn of_columns(columns: &str) -> String {
        match columns {
            "offer.request_id" => ONE_LIVE_OFFER.to_owned(),
            "idempotency.account_id, idempotency.key" => IDEMPOTENCY_KEY.to_owned(),
            "shelter.partner_id, shelter.name_key" => SHELTER_NAME_KEY.to_owned(),
            "bed_pool.shelter_id, bed_pool.name_key" => POOL_NAME_KEY.to_owned(),
            one if !one.contains(',') => format!("{}_unique", one.replace('.', "_")),
            many => many.to_owned(),
        }
    }
}

/// An error of the database.
#[derive(Debug, thiserror::Error)]
pub enum StoreError {
    /// It can't be reached, or is full, or too busy. Passes by itself or by an operator.
    #[error("the database can't be reached: {0}")]
    Unavailable(String),
    /// The file of the database is not as it must be.
    #[error("{0}")]
    File(String),
    /// Another transaction was faster. Run it again.
    #[error("lost a race: {0}")]
    Race(String),
    /// A constraint said no; its name says which.
    #[error("constraint {0} is broken")]
    Constraint(String),
    /// A row holds something that can't be.
    #[error("table {table}, row {row}: {what}")]
    Corrupt {
        /// The table.
        table: &'static str,
        /// The row's id.
        row: String,
        /// What is wrong with it.
        what: String,
    },
    /// An update touched another number of rows than it must.
    #[error("{what}: {touched} rows touched, {meant} meant")]
    Rows {
        /// The update.
        what: &'static str,
        /// Rows it touched.
        touched: u64,
        /// Rows it should have touched.
        meant: u64,
    },
    /// The tables are of another version of the service.
    #[error("the database's tables can't be brought up to date: {0}")]
    Migrate(#[from] sqlx::migrate::MigrateError),
    /// A mistake of ours.
    #[error(transparent)]
    Bug(sqlx::Error),
}

impl StoreError {
    /// Whether this constraint was broken.
    pub fn breaks(&self, constraint: &str) -> bool {
        matches!(self, Self::Constraint(name) if name == constraint)
    }
}

impl Retry for StoreError {
    fn is_retryable(&self) -> bool {
        matches!(self, Self::Race(_))
    }

    fn is_unavailable(&self) -> bool {
        matches!(self, Self::Unavailable(_))
    }
}

/// SQLSTATE classes after which trying again later may help: connection, resources,
/// operator intervention, system.
const PASSING: [&str; 5] = ["08", "53", "57", "58", "25"];

impl From<sqlx::Error> for StoreError {
    fn from(error: sqlx::Error) -> Self {
        match &error {
            sqlx::Error::Database(database) => {
                let code = database.code().unwrap_or_default().into_owned();
                let message = database.message();
                if code == "40001" || code == "40P01" {
                    return Self::Race(message.to_owned());
                }
                if let Some(name) = constraint(database.as_ref()) {
                    return Self::Constraint(name);
                }
                // A lock was not to be had for `lock_timeout`.
                if code == "55P03" {
                    return Self::Unavailable(message.to_owned());
                }
                if PASSING.iter().any(|class| code.len() == 5 && code.starts_with(class))
                    || is_passing_on_sqlite(&code)
                {
                    return Self::Unavailable(message.to_owned());
                }
                Self::Bug(error)
            }
            sqlx::Error::Io(_)
            | sqlx::Error::Tls(_)
            | sqlx::Error::PoolTimedOut
            | sqlx::Error::PoolClosed
            | sqlx::Error::WorkerCrashed
            | sqlx::Error::Protocol(_) => Self::Unavailable(error.to_string()),
            _ => Self::Bug(error),
        }
    }
}

/// SQLite's primary result codes BUSY, LOCKED, READONLY, IOERR, CORRUPT, FULL, CANTOPEN, NOTADB.
fn is_passing_on_sqlite(code: &str) -> bool {
    code.len() < 5
        && code
            .parse::<i64>()
            .is_ok_and(|code| matches!(code & 0xff, 5 | 6 | 8 | 10 | 11 | 13 | 14 | 26))
}

/// The name of a broken constraint. SQLite names a check, but for a unique constraint the
/// columns (`partner.name`): these become the names PostgreSQL uses, `partner_name_unique`.
fn constraint(error: &dyn sqlx::error::DatabaseError) -> Option<String> {
    if let Some(name) = error.constraint() {
        return Some(name.to_owned());
    }
    let message = error.message();
    if let Some(columns) = message.strip_prefix("UNIQUE constraint failed: ") {
        return Some(constraint::of_columns(columns));
    }
    if let Some(name) = message.strip_prefix("CHECK constraint failed: ") {
        return Some(name.to_owned());
    }
    message.starts_with("FOREIGN KEY constraint failed").then(|| "foreign_key".to_owned())
}
