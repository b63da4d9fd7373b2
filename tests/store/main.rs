//! Migrations: a database that an earlier version wrote is migrated without loss, and the
//! migrations of SQLite and PostgreSQL make the same schema.
//!
//! PostgreSQL is the server that `TEST_POSTGRES_URL` names.

mod database;
mod fixtures;
mod program;
mod schema;
