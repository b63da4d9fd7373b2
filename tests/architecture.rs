//! Who may import whom: imports go downwards only, and files import one another in no circle.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};

/// Each top module, and those it may import. `cli`, `app` and the crate's root put all together.
const LAYERS: [(&str, &[&str]); 14] = [
    ("domain", &[]),
    ("clock", &[]),
    ("measurements", &[]),
    ("config", &["domain"]),
    ("i18n", &["domain"]),
    ("interop", &["domain"]),
    ("log", &["config"]),
    ("store", &["domain"]),
    ("board", &["domain", "store"]),
    ("services", &["domain", "store", "board", "clock", "interop"]),
    ("mail", &["domain", "store", "clock", "i18n"]),
    ("http", &["services", "board", "domain", "i18n", "interop"]),
    ("background", &["services", "mail", "config"]),
    (
        "app",
        &[
            "background",
            "board",
            "clock",
            "config",
            "domain",
            "http",
            "i18n",
            "mail",
            "measurements",
            "services",
            "store",
        ],
    ),
];

/// Crates that one module alone may know.
const CRATES: [(&str, &str); 4] = [
    ("sqlx", "store"),
    ("lettre", "mail"),
    ("axum", "http"),
    ("tokio_cron_scheduler", "background"),
];

/// Most lines of a file.
const LONGEST_FILE: usize = 500;

fn source() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("src")
}

/// Every Rust file, with its module path such as `crate::store::types`, and its text without
/// comments and without the tests at its end.
fn modules() -> BTreeMap<String, String> {
    fn below(folder: &Path, files: &mut Vec<PathBuf>) {
        for entry in fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                below(&path, files);
            } else if path.extension().is_some_and(|kind| kind == "rs") {
                files.push(path);
            }
        }
    }
    let mut files = Vec::new();
    below(&source(), &mut files);
    let module = |path: &Path| {
        let inside = path.strip_prefix(source()).unwrap().with_extension("");
        let names = inside.components().map(|part| part.as_os_str().to_str().unwrap().to_owned());
        let mut names: Vec<String> = names.collect();
        if ["mod", "lib"].contains(&names[names.len() - 1].as_str()) {
            names.pop();
        }
        names.insert(0, "crate".to_owned());
        names.join("::")
    };
    let code = |path: &Path| {
        let text = fs::read_to_string(path).unwrap();
        let text = text.split("#[cfg(test)]\nmod tests").next().unwrap_or_default().to_owned();
        let lines = text.lines().filter(|line| !line.trim_start().starts_with("//"));
        lines.collect::<Vec<_>>().join("\n")
    };
    files.iter().map(|path| (module(path), code(path))).collect()
}

/// The first name below `crate` in a module path; the root's own is empty.
fn layer(module: &str) -> &str {
    module.split("::").nth(1).unwrap_or_default()
}

/// Every path that a module names: in `use` trees, and where it writes `crate::…` or `super::…`.
fn named(module: &str, code: &str) -> BTreeSet<String> {
    let mut paths = Vec::new();
    for statement in code.split(';') {
        let begins = |at: &usize| *at == 0 || statement[..*at].ends_with(['\n', ' ', ')']);
        if let Some(at) = statement.rfind("use ").filter(begins) {
            let tree: String = statement[at + 4..].split_whitespace().collect::<Vec<_>>().join(" ");
            leaves(&tree, "", &mut paths);
        }
    }
    for start in ["crate::", "super::"] {
        for (at, _) in code.match_indices(start) {
            let inside = code[..at].ends_with(|c: char| c.is_alphanumeric() || "_:".contains(c));
            if !inside {
                let is_path = |c: &char| c.is_alphanumeric() || "_:".contains(*c);
                paths.push(code[at..].chars().take_while(is_path).collect());
            }
        }
    }
    paths.iter().filter_map(|path| absolute(module, path)).collect()
}

/// The single paths of a `use` tree such as `a::{b, c::{d, e as f}}`.
fn leaves(tree: &str, before: &str, paths: &mut Vec<String>) {
    let tree = tree.trim();
    let Some((first, rest)) = tree.split_once('{') else {
        let path = tree.split(" as ").next().unwrap_or_default().trim();
        paths.push(format!("{before}{path}"));
        return;
    };
    let before = format!("{before}{}", first.trim());
    let (mut depth, mut item) = (0, String::new());
    for c in rest.chars() {
        match c {
            ',' | '}' if depth == 0 => {
                if !item.trim().is_empty() {
                    leaves(&item, &before, paths);
                }
                item.clear();
                continue;
            }
            '{' => depth += 1,
            '}' => depth -= 1,
            _ => {}
        }
        item.push(c);
    }
}

/// A path from the crate's root; nothing for one of another crate.
fn absolute(module: &str, path: &str) -> Option<String> {
    let mut names: Vec<&str> = path.split("::").filter(|name| !name.is_empty()).collect();
    let mut base: Vec<&str> = module.split("::").collect();
    match *names.first()? {
        "crate" => return Some(names.join("::")),
        "self" => {
            names.remove(0);
        }
        "super" => {
            while names.first() == Some(&"super") {
                names.remove(0);
                base.pop();
            }
        }
        _ => return None,
    }
    Some(base.into_iter().chain(names).collect::<Vec<_>>().join("::"))
}

/// The modules that each module imports: those that lie neither above nor below it.
fn imports(modules: &BTreeMap<String, String>) -> BTreeMap<String, BTreeSet<String>> {
    let file_of = |path: String| {
        let mut path = path.as_str();
        while !modules.contains_key(path) {
            path = path.rsplit_once("::")?.0;
        }
        Some(path.to_owned())
    };
    let of = |(module, code): (&String, &String)| {
        let found = named(module, code).into_iter().filter_map(file_of);
        let is_kin = |other: &str| {
            let below = |a: &str, b: &str| a == b || a.starts_with(&format!("{b}::"));
            below(module, other) || below(other, module)
        };
        (module.clone(), found.filter(|other| !is_kin(other)).collect())
    };
    modules.iter().map(of).collect()
}

#[test]
fn no_module_imports_one_above_it() {
    let mut wrong = Vec::new();
    for (module, others) in imports(&modules()) {
        let Some((_, may)) = LAYERS.iter().find(|(name, _)| *name == layer(&module)) else {
            assert!(["", "cli", "main"].contains(&layer(&module)), "{module} is in no layer");
            continue;
        };
        for other in others.iter().filter(|other| layer(other) != layer(&module)) {
            if !may.contains(&layer(other)) {
                wrong.push(format!("{module} imports {other}"));
            }
        }
    }
    assert!(wrong.is_empty(), "{wrong:#?}");
}

#[test]
fn no_files_import_one_another_in_a_circle() {
    let imports = imports(&modules());
    // A module is in a circle when it reaches itself.
    let mut circles = Vec::new();
    for start in imports.keys() {
        let (mut seen, mut next) = (BTreeSet::new(), vec![start]);
        while let Some(module) = next.pop() {
            next.extend(imports[module].iter().filter(|other| seen.insert(*other)));
        }
        if seen.contains(start) {
            circles.push(start.as_str());
        }
    }
    assert!(circles.is_empty(), "{circles:#?}");
}

#[test]
fn each_crate_of_one_purpose_is_known_in_one_module() {
    for (module, code) in modules() {
        for (krate, home) in CRATES {
            let known = code.match_indices(&format!("{krate}::")).any(|(at, _)| {
                !code[..at].ends_with(|c: char| c.is_alphanumeric() || c == '_' || c == ':')
            });
            assert!(!known || layer(&module) == home, "{module} knows {krate}");
        }
        let reads_clock = code.contains("Utc::now(");
        assert!(!reads_clock || layer(&module) == "clock", "{module} reads the clock");
    }
}

#[test]
fn no_file_is_too_long() {
    let folder = source();
    for module in modules().into_keys() {
        let path = module.trim_start_matches("crate").replace("::", "/");
        let path = folder.join(path.trim_start_matches('/'));
        let files = [path.with_extension("rs"), path.join("mod.rs"), path.join("lib.rs")];
        let file = files.iter().find(|file| file.exists()).unwrap();
        let lines = fs::read_to_string(file).unwrap().lines().count();
        assert!(lines <= LONGEST_FILE, "{} has {lines} lines", file.display());
    }
}
