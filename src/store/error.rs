//! The error type of the store, and how errors of SQLite and PostgreSQL map to it: by what the
//! caller can do about it.

use super::Retry;

/// Names of constraints, as PostgreSQL gives them.
pub mod constraint {
    /// An address has one account.
    pub const ACCOUNT_EMAIL: &str = "account_email_unique";
    const IDEMPOTENCY_KEY: &str = "idempotency_key";
    const ONE_LIVE_OFFER: &str = "offer_one_live";
    const POOL_NAME_KEY: &str = "bed_pool_name_key_unique";
    const SHELTER_NAME_KEY: &str = "shelter_name_key_unique";
    /// Unique names: exact ones, and their keys.
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

#[derive(Debug, thiserror::Error)]
pub enum StoreError {
    /// The database is away, full, or too busy: passes by itself, or needs the operator.
    #[error("the database can't be reached: {0}")]
    Unavailable(String),
    /// The database file is damaged, gone, or in use by another service.
    #[error("{0}")]
    File(String),
    /// A concurrent transaction changed the same rows. Run this one again.
    #[error("lost a race: {0}")]
    Race(String),
    /// A constraint of the tables was broken; this is its name.
    #[error("constraint {0} is broken")]
    Constraint(String),
    /// A row holds something that the code never writes.
    #[error("table {table}, row {row}: {what}")]
    Corrupt {
        table: &'static str,
        /// Id of the row.
        row: String,
        what: String,
    },
    /// An update touched another number of rows than it should.
    #[error("{what}: {touched} rows touched, {meant} meant")]
    Rows { what: &'static str, touched: u64, meant: u64 },
    /// The migrations failed: the tables may be of a newer version of Mabit.
    #[error("the database's tables can't be brought up to date: {0}")]
    Migrate(#[from] sqlx::migrate::MigrateError),
    /// Any other error: a mistake in Mabit.
    #[error(transparent)]
    Bug(sqlx::Error),
}

impl StoreError {
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
                // `lock_timeout` ran out.
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

/// Primary result codes BUSY, LOCKED, READONLY, IOERR, CORRUPT, FULL, CANTOPEN and NOTADB.
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
