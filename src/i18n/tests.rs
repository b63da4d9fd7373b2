//! The three languages say the same things, and only what the service uses.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};

use super::*;

/// The keys of a text file, each with the variables of its text.
fn keys(source: &str) -> BTreeMap<&str, BTreeSet<&str>> {
    let mut keys = BTreeMap::<_, BTreeSet<_>>::new();
    let mut key = "";
    for line in source.lines().filter(|line| !line.starts_with('#')) {
        if line.starts_with(|c: char| c.is_ascii_alphabetic()) {
            key = line.split(['=', ' ']).next().unwrap();
            assert!(keys.insert(key, BTreeSet::new()).is_none(), "{key} twice");
        }
        let variables = line.split('$').skip(1).map(|rest| {
            rest.split(|c: char| !c.is_ascii_alphanumeric() && c != '_').next().unwrap()
        });
        if let Some(known) = keys.get_mut(key) {
            known.extend(variables);
        }
    }
    keys
}

/// Every file below `folder`, but for the texts' own tests.
fn files_below(folder: &Path) -> Vec<PathBuf> {
    let entries = fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path());
    entries
        .flat_map(|path| if path.is_dir() { files_below(&path) } else { vec![path] })
        .filter(|path| !path.ends_with("src/i18n/tests.rs"))
        .collect()
}

/// Every string literal of the code; in templates, those of its expressions.
fn literals() -> BTreeSet<String> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let mut literals = BTreeSet::new();
    for path in ["src", "templates"].iter().flat_map(|folder| files_below(&root.join(folder))) {
        let Ok(content) = fs::read_to_string(&path) else { continue };
        let code = match path.extension().and_then(|extension| extension.to_str()) {
            Some("rs") => content,
            Some("html" | "txt" | "xml" | "svg") => expressions(&content),
            _ => continue,
        };
        literals.extend(code.split('"').map(str::to_owned));
    }
    literals
}

/// What stands in `{{ … }}` and `{% … %}`.
fn expressions(template: &str) -> String {
    template
        .split("{{")
        .flat_map(|part| part.split("{%"))
        .skip(1)
        .filter_map(|part| part.split(['}', '%']).next())
        .collect()
}

#[test]
fn the_languages_have_the_same_keys_with_the_same_variables() {
    for &locale in Locale::ALL {
        for ((name, source), (_, french)) in files(locale).iter().zip(files(Locale::Fr)) {
            assert_eq!(keys(source), keys(french), "{locale}/{name}.ftl and fr/{name}.ftl");
        }
    }
}

#[test]
fn every_key_is_used_and_every_used_key_exists() {
    let literals = literals();
    for (name, source) in files(Locale::Fr) {
        let prefix = format!("{name}-");
        let is_key = |text: &&str| {
            text.strip_prefix(&prefix).is_some_and(|rest| {
                rest.bytes().all(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || c == b'-')
            })
        };
        let used: BTreeSet<&str> = literals.iter().map(String::as_str).filter(is_key).collect();
        let defined: BTreeSet<&str> = keys(source).into_keys().collect();
        assert!(!defined.is_empty());
        assert_eq!(used, defined, "keys used in code, keys of fr/{name}.ftl");
    }
}

#[test]
fn every_text_says_something_in_its_own_script() {
    let arabic = |c: char| ('\u{600}'..='\u{6ff}').contains(&c);
    let texts = Texts::load();
    for (_, source) in files(Locale::Fr) {
        for (key, variables) in keys(source) {
            let args: Vec<_> = variables.iter().map(|name| (*name, 7.into())).collect();
            for &locale in Locale::ALL {
                let text = texts.get(locale, key, &args);
                assert!(!text.trim().is_empty(), "{key} in {locale}");
                let latin_only = text.chars().any(char::is_alphabetic) && !text.contains(arabic);
                assert!(locale != Locale::Ar || !latin_only, "{key} in {locale}: {text}");
            }
        }
    }
}

#[test]
fn variables_are_isolated_in_arabic_alone() {
    let texts = Texts::load();
    let args = [("label", "A".into()), ("value", "B".into())];
    assert_eq!(texts.get(Locale::En, "mail-fact", &args), "A: B");
    assert_eq!(texts.get(Locale::Ar, "mail-fact", &args), "\u{2068}A\u{2069}: \u{2068}B\u{2069}");
}

#[test]
#[should_panic(expected = "no text")]
fn an_unknown_key_is_a_defect() {
    Texts::load().get(Locale::Fr, "mail-nonsense", &[]);
}

#[test]
#[should_panic(expected = "mail-fact")]
fn a_variable_left_out_is_a_defect() {
    Texts::load().get(Locale::Fr, "mail-fact", &[("label", "A".into())]);
}

#[test]
fn arabic_is_written_from_right_to_left() {
    let directions: Vec<_> = Locale::ALL.iter().map(|locale| locale.dir()).collect();
    assert_eq!(directions, ["ltr", "rtl", "ltr"]);
}
