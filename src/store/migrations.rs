//! The migrations of both databases, embedded in the program. They are listed once: both databases
//! have the same. (`sqlx::migrate!` would do it too, but builds all of sqlx and SQLite a second
//! time for the compiler.)

use sqlx::SqlStr;
use sqlx::migrate::{Migration, MigrationType, Migrator};

/// Version, description, and the statements for SQLite and for PostgreSQL of each migration.
macro_rules! migrations {
    ($($version:literal $description:literal $file:literal),+ $(,)?) => {
        [$((
            $version,
            $description,
            include_str!(concat!("../../migrations/sqlite/", $file)),
            include_str!(concat!("../../migrations/postgres/", $file)),
        )),+]
    };
}

const MIGRATIONS: [(i64, &str, &str, &str); 11] = migrations![
    1 "first" "0001_first.sql",
    2 "duty" "0002_duty.sql",
    3 "sessions" "0003_sessions.sql",
    4 "second step" "0004_second_step.sql",
    5 "sign in" "0005_sign_in.sql",
    7 "name keys" "0007_name_keys.sql",
    8 "erasure" "0008_erasure.sql",
    9 "recheck" "0009_recheck.sql",
    10 "shelters are mailed" "0010_shelters_are_mailed.sql",
    11 "names" "0011_names.sql",
    13 "people" "0013_people.sql",
];

/// What brings a SQLite database up to date.
pub(crate) fn sqlite() -> Migrator {
    migrator(MIGRATIONS.map(|(version, description, sqlite, _)| (version, description, sqlite)))
}

/// What brings a PostgreSQL database up to date.
pub(crate) fn postgres() -> Migrator {
    migrator(MIGRATIONS.map(|(version, description, _, postgres)| (version, description, postgres)))
}

fn migrator(all: [(i64, &'static str, &'static str); MIGRATIONS.len()]) -> Migrator {
    let migration = |(version, description, sql): (i64, &'static str, &'static str)| {
        let sql = SqlStr::from_static(sql);
        Migration::new(version, description.into(), MigrationType::Simple, sql, false)
    };
    Migrator::with_migrations(all.map(migration).into())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_file_is_listed_under_its_name() {
        for folder in ["sqlite", "postgres"] {
            let path = format!("{}/migrations/{folder}", env!("CARGO_MANIFEST_DIR"));
            let names = std::fs::read_dir(path).unwrap().map(|entry| entry.unwrap().file_name());
            let mut names: Vec<String> = names.map(|name| name.into_string().unwrap()).collect();
            names.sort();
            let listed = MIGRATIONS.map(|(version, description, ..)| {
                format!("{version:04}_{}.sql", description.replace(' ', "_"))
            });
            assert_eq!(names, listed, "{folder}");
        }
    }
}
