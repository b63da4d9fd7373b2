//! The texts that people read, in French, Arabic and English, from Fluent files: `fr/mail.ftl`,
//! `ar/mail.ftl`, `en/mail.ftl` and so on, a file for each part of the pages and one for mails.
//!
//! A key begins with the name of its file and is written out wherever it is used, so that a search
//! finds it. The tests check that all languages have the same keys and variables, and that every
//! key is used.

use fluent::concurrent::FluentBundle;
use fluent::{FluentArgs, FluentResource, FluentValue};
use unic_langid::LanguageIdentifier;

pub use crate::domain::locale::Locale;

impl Locale {
    /// The direction of writing, as HTML names it.
    pub const fn dir(self) -> &'static str {
        match self {
            Self::Ar => "rtl",
            Self::Fr | Self::En => "ltr",
        }
    }
}

/// Embeds these text files from the folder of each language.
macro_rules! embed {
    ($($name:literal),+ $(,)?) => {
        /// Name and content of a language's text files.
        const fn files(locale: Locale) -> &'static [(&'static str, &'static str)] {
            match locale {
                Locale::Fr => &[$(($name, include_str!(concat!("fr/", $name, ".ftl")))),+],
                Locale::Ar => &[$(($name, include_str!(concat!("ar/", $name, ".ftl")))),+],
                Locale::En => &[$(($name, include_str!(concat!("en/", $name, ".ftl")))),+],
            }
        }
    };
}
embed!(
    "account",
    "admin",
    "board",
    "coordinator",
    "duty",
    "gap",
    "journal",
    "mail",
    "map",
    "outreach",
    "pages",
    "setup",
    "shell",
    "shelter",
    "shelters",
    "wording",
);

/// The texts of all languages. Loaded once at start and shared.
pub struct Texts {
    fr: FluentBundle<FluentResource>,
    ar: FluentBundle<FluentResource>,
    en: FluentBundle<FluentResource>,
}

impl Texts {
    /// # Panics
    /// If an embedded file is not valid Fluent, or defines a key twice.
    pub fn load() -> Self {
        let [fr, ar, en] = [Locale::Fr, Locale::Ar, Locale::En].map(bundle);
        Self { fr, ar, en }
    }

    /// The text of a key, its variables filled in.
    ///
    /// In Arabic every variable is wrapped in Unicode isolation marks (FSI, PDI), so that a
    /// reference or a time keeps its own direction within the sentence.
    ///
    /// An unknown key or a missing variable panics in debug builds; a release build shows the key,
    /// or the variable's name.
    pub fn get(&self, locale: Locale, key: &str, args: &[(&str, FluentValue<'_>)]) -> String {
        let bundle = match locale {
            Locale::Fr => &self.fr,
            Locale::Ar => &self.ar,
            Locale::En => &self.en,
        };
        let Some(pattern) = bundle.get_message(key).and_then(|message| message.value()) else {
            debug_assert!(false, "no text {key:?} in {locale}");
            return key.to_owned();
        };
        let args: FluentArgs<'_> = args.iter().cloned().collect();
        let mut errors = Vec::new();
        let text = bundle.format_pattern(pattern, Some(&args), &mut errors);
        debug_assert!(errors.is_empty(), "text {key:?} in {locale}: {errors:?}");
        text.into_owned()
    }
}

fn bundle(locale: Locale) -> FluentBundle<FluentResource> {
    let language: LanguageIdentifier =
        locale.code().parse().unwrap_or_else(|error| panic!("{locale}: {error}"));
    let mut bundle = FluentBundle::new_concurrent(vec![language]);
    bundle.set_use_isolating(locale.dir() == "rtl");
    if let Err(errors) = bundle.add_function(LAST_TWO_DIGITS, last_two_digits) {
        panic!("{locale}: {errors:?}");
    }
    for (name, source) in files(locale) {
        let source = match locale {
            Locale::Ar => chosen_by_last_two_digits(source),
            Locale::Fr | Locale::En => (*source).to_owned(),
        };
        let resource = FluentResource::try_new(source)
            .unwrap_or_else(|(_, errors)| panic!("{locale}/{name}.ftl: {errors:?}"));
        if let Err(errors) = bundle.add_resource(resource) {
            panic!("{locale}/{name}.ftl: {errors:?}");
        }
    }
    bundle
}

const LAST_TWO_DIGITS: &str = "LAST_TWO_DIGITS";

/// Lets the last two digits of a number choose its Arabic plural: `{ $count ->` becomes
/// `{ LAST_TWO_DIGITS($count) ->`. Fluent's rules (intl_pluralrules 7.0.2) drop the `% 100` of
/// CLDR: to them 103 is `other` and not `few`, 111 not `many`.
fn chosen_by_last_two_digits(source: &str) -> String {
    let mut pieces: Vec<String> = source.split(" ->").map(str::to_owned).collect();
    let choosing = pieces.len() - 1;
    for piece in &mut pieces[..choosing] {
        let Some(at) = piece.rfind('$') else { continue };
        if piece[at + 1..].bytes().all(|c| c.is_ascii_alphanumeric() || c == b'_') {
            piece.insert_str(at, &format!("{LAST_TWO_DIGITS}("));
            piece.push(')');
        }
    }
    pieces.join(" ->")
}

/// A number below 100 of the same Arabic plural; anything else as it is. 0 to 99 stay, so that a
/// text may name them.
fn last_two_digits<'a>(given: &[FluentValue<'a>], _: &FluentArgs<'_>) -> FluentValue<'a> {
    match given {
        [FluentValue::Number(number)] if number.value >= 100.0 => {
            let mut number = number.clone();
            let last = number.value % 100.0;
            // 0, 1 and 2 have plural forms of their own, but 100, 101 and 102 share one.
            number.value = if last < 3.0 { 100.0 } else { last };
            number.into()
        }
        [value] => value.clone(),
        _ => FluentValue::Error,
    }
}

#[cfg(test)]
mod tests;
