//! Who may import whom: data flows one way, http -> services -> domain and store.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

/// Each room, and the rooms it may import besides itself.
const ROOMS: [(&str, &[&str]); 16] = [
    ("domain", &[]),
    ("clock", &[]),
    ("config", &["domain"]),
    ("i18n", &["domain"]),
    ("store", &["domain"]),
    ("board", &["domain", "store"]),
    ("interop", &["domain"]),
    ("services", &["domain", "store", "board", "clock", "interop"]),
    ("mail", &["domain", "store", "clock", "i18n"]),
    ("http", &["services", "board", "domain", "i18n", "interop"]),
    ("background", &[]),
    ("log", &["config"]),
    ("measurements", &[]),
    ("schedule", &["services", "mail", "http", "background"]),
    ("watch", &["services", "http", "config"]),
    ("simulate", &["domain"]),
];

/// The Rust files below a folder; pictures, styles and scripts lie among them.
fn files_below(folder: &Path) -> Vec<PathBuf> {
    let entries = fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path());
    let all = entries.flat_map(|path| if path.is_dir() { files_below(&path) } else { vec![path] });
    all.filter(|path| path.extension().is_some_and(|kind| kind == "rs")).collect()
}

fn source() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("src")
}

/// The rooms a text names: `crate::ROOM`.
fn named(text: &str) -> BTreeSet<String> {
    let code = text.lines().filter(|line| !line.trim_start().starts_with("//"));
    let code: String = code.collect::<Vec<_>>().join("\n");
    code.split("crate::")
        .skip(1)
        .map(|rest| rest.chars().take_while(|c| c.is_alphanumeric() || *c == '_').collect())
        .collect()
}

fn room_of(path: &Path) -> String {
    let inside = path.strip_prefix(source()).unwrap();
    let first = inside.components().next().unwrap().as_os_str().to_str().unwrap();
    first.trim_end_matches(".rs").to_owned()
}

#[test]
fn no_room_imports_one_it_must_not() {
    let mut wrong = Vec::new();
    for path in files_below(&source()) {
        let room = room_of(&path);
        let Some((_, may)) = ROOMS.iter().find(|(name, _)| *name == room) else { continue };
        for other in named(&fs::read_to_string(&path).unwrap()) {
            let known = ROOMS.iter().any(|(name, _)| *name == other);
            if known && other != room && !may.contains(&other.as_str()) {
                wrong.push(format!("{} imports {other}", path.display()));
            }
        }
    }
    assert!(wrong.is_empty(), "{wrong:#?}");
}

#[test]
fn only_the_store_knows_sqlx_and_only_the_clock_reads_the_time() {
    for path in files_below(&source()) {
        let text = fs::read_to_string(&path).unwrap();
        if room_of(&path) != "store" {
            assert!(!text.contains("sqlx::"), "{} knows sqlx", path.display());
        }
        if room_of(&path) != "clock" {
            assert!(!text.contains("Utc::now("), "{} reads the clock", path.display());
        }
    }
}
