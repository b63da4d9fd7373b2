//! Checks that all languages have the same keys and variables, and that the code uses every key.

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

/// The contents of `{{ … }}` and `{% … %}`.
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
    assert_eq!(
        texts.get(Locale::Ar, "mail-fact", &args),
        "\u{200f}\u{2068}A\u{2069}: \u{2068}B\u{2069}"
    );
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

/// The plural of a number, by CLDR's rules for Arabic, and the smallest number that ends alike and
/// has it.
fn arabic_plural(n: i32) -> (&'static str, i32) {
    match (n, n % 100) {
        (0, _) => ("zero", 0),
        (1, _) => ("one", 1),
        (2, _) => ("two", 2),
        (_, last @ 3..=10) => ("few", last),
        (_, last @ 11..=99) => ("many", last),
        _ => ("other", 100),
    }
}

const NUMBERS: [i32; 25] = [
    0, 1, 2, 3, 10, 11, 99, 100, 101, 102, 103, 110, 111, 199, 200, 201, 202, 203, 211, 1_000,
    1_001, 1_003, 1_011, 10_110, 1_000_111,
];

#[test]
fn every_arabic_plural_goes_by_the_last_two_digits() {
    let mut bundle = FluentBundle::new_concurrent(vec!["ar".parse().unwrap()]);
    bundle.set_use_isolating(false);
    bundle.add_function(LAST_TWO_DIGITS, last_two_digits).unwrap();
    let plurals = ["zero", "one", "two", "few", "many"].map(|name| format!("[{name}] {name}"));
    let text = format!("text = {{ $count ->\n {}\n *[other] other\n }}", plurals.join("\n "));
    let source = chosen_by_last_two_digits(&text);
    bundle.add_resource(FluentResource::try_new(source).unwrap()).unwrap();
    let pattern = bundle.get_message("text").unwrap().value().unwrap();
    for n in NUMBERS {
        let args: FluentArgs<'_> = [("count", FluentValue::from(n))].into_iter().collect();
        let chosen = bundle.format_pattern(pattern, Some(&args), &mut Vec::new());
        assert_eq!(chosen, arabic_plural(n).0, "{n}");
    }
}

#[test]
fn arabic_texts_of_every_kind_agree_with_their_number() {
    let texts = Texts::load();
    let (mut choosing, plain) = (0, |text: String| text.replace(['\u{2068}', '\u{2069}'], ""));
    for (_, source) in files(Locale::Ar) {
        for (key, variables) in keys(source) {
            for chosen in &variables {
                let with = |n: i32| {
                    let mut args: Vec<(&str, FluentValue<'_>)> =
                        variables.iter().map(|name| (*name, "x".into())).collect();
                    for (name, value) in &mut args {
                        if name == chosen {
                            *value = n.into();
                        }
                    }
                    plain(texts.get(Locale::Ar, key, &args))
                };
                choosing += i32::from(with(3) != with(11).replace("11", "3"));
                for n in NUMBERS.into_iter().filter(|n| *n >= 100) {
                    let like = arabic_plural(n).1;
                    // The number comes first; digits after it are the text’s own.
                    let expected = with(like).replacen(&like.to_string(), &n.to_string(), 1);
                    assert_eq!(with(n), expected, "{key}, {chosen} = {n}");
                }
            }
        }
    }
    assert!(choosing > 25, "{choosing}");
}

#[test]
fn a_hundred_and_more_in_arabic() {
    let texts = Texts::load();
    let said = |n: i32| {
        let text = texts.get(Locale::Ar, "shelter-free", &[("count", n.into())]);
        text.replace(['\u{2068}', '\u{2069}'], "")
    };
    let beds = ["أسرّة شاغرة", "سريرًا شاغرًا", "سرير شاغر"];
    for (n, form) in [(3, 0), (10, 0), (11, 1), (99, 1), (100, 2), (101, 2), (102, 2), (103, 0)] {
        assert_eq!(said(n), format!("{n} {}", beds[form]));
    }
    for (n, form) in [(110, 0), (111, 1), (199, 1), (200, 2), (203, 0), (1_003, 0), (1_011, 1)] {
        assert_eq!(said(n), format!("{n} {}", beds[form]));
    }
    let child = texts.get(Locale::Ar, "shell-child-female", &[("count", 9.into())]);
    assert_eq!(child.replace(['\u{2068}', '\u{2069}'], ""), "بنت، 9 سنوات");
}

/// French has no-break spaces before high punctuation; a line is not broken there.
#[test]
fn french_punctuation_stays_with_its_word() {
    for (name, source) in files(Locale::Fr) {
        for line in source.lines().filter(|line| !line.starts_with('#')) {
            for mark in [" :", " ;", " ?", " !", " »", "« "] {
                assert!(!line.contains(mark), "{name}: {line}");
            }
        }
    }
}
