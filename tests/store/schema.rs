//! The migrations of SQLite and PostgreSQL make the same schema.
//!
//! Each schema is read as a set of lines, one for each table, column, key, check and index, and the
//! two sets are compared. Types of PostgreSQL are written as the types in which SQLite keeps the
//! same values. Not compared: the names of keys and unique constraints, which SQLite does not
//! report; triggers and functions.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

use crate::database::{Backend, Database};

/// What only SQLite has, and why.
const ONLY_SQLITE: [(&str, &str); 2] = [
    ("column audit_log.id INTEGER not null", "SQLite numbers rows in a column of this type alone"),
    ("column audit_log.position BIGINT", "generated from the id: one writer writes rows in order"),
];

/// What only PostgreSQL has, and why.
const ONLY_POSTGRES: [(&str, &str); 7] = [
    ("column audit_log.id BIGINT not null", "numbered as an identity column"),
    (
        "column audit_log.position BIGINT not null default audit_log_position()",
        "made of the transaction's number: no row appears before one that was read already",
    ),
    ("table position_base", "added to that number, for a database restored on another server"),
    ("column position_base.base BIGINT not null", "the same"),
    ("column position_base.only_row BOOLEAN not null default true", "the same"),
    ("primary key position_base (only_row)", "the same"),
    ("check position_base position_base_only_row_check: only_row", "the same"),
];

/// A schema, a line for each part of it.
type Schema = BTreeSet<String>;

fn migrations(backend: Backend) -> PathBuf {
    let folder = match backend {
        Backend::Sqlite => "sqlite",
        Backend::Postgres => "postgres",
    };
    Path::new(env!("CARGO_MANIFEST_DIR")).join("migrations").join(folder)
}

async fn migrated(backend: Backend) -> Database {
    let database = Database::new(backend).await;
    database.migrate(&migrations(backend)).await;
    database
}

async fn schema(database: &Database) -> Schema {
    let query = match database.backend() {
        Backend::Sqlite => include_str!("schema/sqlite.sql"),
        Backend::Postgres => include_str!("schema/postgres.sql"),
    };
    let mut schema = Schema::new();
    for (line, expression) in database.rows::<(String, Option<String>)>(query).await {
        let words = expression.map(|expression| format!(": {}", words(&expression)));
        schema.insert(line + &words.unwrap_or_default());
    }
    if database.backend() == Backend::Sqlite {
        let tables = "SELECT name, sql FROM sqlite_schema WHERE type = 'table'";
        for (table, sql) in database.rows::<(String, String)>(tables).await {
            for (name, words) in checks(&table, &sql) {
                schema.insert(format!("check {table} {name}: {words}"));
            }
        }
    }
    schema
}

/// The checks in a CREATE TABLE statement: the name and the words of each. A check without a name
/// gets the name that PostgreSQL would give it.
fn checks(table: &str, sql: &str) -> Vec<(String, String)> {
    let code: Vec<&str> =
        sql.lines().map(|line| line.split("--").next().unwrap_or_default()).collect();
    let code = code.join(" ");
    let body = &code[code.find('(').unwrap() + 1..code.rfind(')').unwrap()];
    let check = |item: &str| {
        let (before, after) = item.split_once("CHECK")?;
        let words_before: Vec<&str> = before.split_whitespace().collect();
        let name = match words_before.as_slice() {
            [.., "CONSTRAINT", name] => (*name).to_owned(),
            [column, ..] => format!("{table}_{column}_check"),
            [] => format!("{table}_check"),
        };
        Some((name, words(after)))
    };
    split(body).iter().filter_map(|item| check(item)).collect()
}

/// Splits the inside of a CREATE TABLE statement into its columns and constraints.
fn split(body: &str) -> Vec<String> {
    let (mut items, mut depth) = (vec![String::new()], 0);
    for c in body.chars() {
        depth += i32::from(c == '(') - i32::from(c == ')');
        if c == ',' && depth == 0 {
            items.push(String::new());
        } else {
            items.last_mut().unwrap().push(c);
        }
    }
    items
}

/// The names, numbers and texts of an expression, each once, in alphabetical order. Operators are
/// left out, because PostgreSQL rewrites them: `IN (…)` becomes `= ANY (ARRAY[…])`.
fn words(expression: &str) -> String {
    const OPERATORS: [&str; 6] = ["and", "any", "array", "between", "in", "or"];
    let is_word = |c: char| c.is_alphanumeric() || "_'".contains(c);
    let words = expression.split(|c| !is_word(c) && c != ':');
    // PostgreSQL adds a type, as in 'city'::text.
    let words = words.map(|word| word.split("::").next().unwrap_or_default());
    let words =
        words.map(|word| if word.contains('\'') { word.into() } else { word.to_lowercase() });
    let words = words.filter(|word| !word.is_empty() && !OPERATORS.contains(&word.as_str()));
    words.collect::<BTreeSet<String>>().into_iter().collect::<Vec<_>>().join(" ")
}

/// The lines that only one database has and that are not allowed to differ; and the lines that are
/// allowed to differ, but no longer do.
fn differences(sqlite: &Schema, postgres: &Schema) -> Vec<String> {
    let mut found = Vec::new();
    for (name, mine, other, allowed) in [
        ("SQLite", sqlite, postgres, ONLY_SQLITE.as_slice()),
        ("PostgreSQL", postgres, sqlite, ONLY_POSTGRES.as_slice()),
    ] {
        let allowed: Schema = allowed.iter().map(|(line, _)| (*line).to_owned()).collect();
        let only: Schema = mine.difference(other).cloned().collect();
        found.extend(only.difference(&allowed).map(|line| format!("only {name}: {line}")));
        found.extend(allowed.difference(&only).map(|line| format!("no more only {name}: {line}")));
    }
    found
}

#[test]
fn both_databases_have_the_same_migrations() {
    let names = |backend| {
        let files = std::fs::read_dir(migrations(backend)).unwrap();
        files.map(|file| file.unwrap().file_name()).collect::<BTreeSet<_>>()
    };
    assert_eq!(names(Backend::Sqlite), names(Backend::Postgres));
}

#[tokio::test]
#[ignore = "needs PostgreSQL: tests/run, or TEST_POSTGRES_URL and --include-ignored"]
async fn both_databases_have_the_same_schema() {
    let sqlite = migrated(Backend::Sqlite).await;
    let postgres = migrated(Backend::Postgres).await;
    let differ = async || differences(&schema(&sqlite).await, &schema(&postgres).await);
    assert_eq!(differ().await, [""; 0]);
    let of_sqlite = schema(&sqlite).await;
    for part in ["table", "column", "primary", "unique", "foreign", "check", "index"] {
        assert!(of_sqlite.iter().any(|line| line.starts_with(part)), "no {part}");
    }

    // What only one of them has is named, and so is what is not the same in both.
    let statements = "ALTER TABLE partner ADD COLUMN tried TEXT; \
                      CREATE INDEX tried ON offer (state);";
    sqlite.execute(statements.to_owned()).await;
    let named =
        ["only SQLite: column partner.tried TEXT", "only SQLite: index tried on offer (state)"];
    assert_eq!(differ().await, named);
    let statements = "ALTER TABLE partner ADD COLUMN tried BIGINT; \
                      CREATE INDEX tried ON offer (state) WHERE state = 'pending'; \
                      ALTER TABLE child ADD CONSTRAINT tried CHECK (age < 18)";
    postgres.execute(statements.to_owned()).await;
    let others = [
        "only PostgreSQL: check child tried: 18 age",
        "only PostgreSQL: column partner.tried BIGINT",
        "only PostgreSQL: index tried on offer (state): 'pending' state",
    ];
    assert_eq!(differ().await, [named.as_slice(), &others].concat());
    sqlite.drop().await;
    postgres.drop().await;
}
