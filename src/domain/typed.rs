//! Cleans text and numbers that people type, paste or import, for forms, CSV and query strings.
//!
//! Input in Morocco comes in the digits and marks of two scripts; pasted text brings Unicode forms,
//! hard spaces and invisible marks. All of it is read; only what has no place in a field of one
//! line, such as a NUL or a line break, is refused.

use std::str::FromStr;

use unicode_normalization::UnicodeNormalization;
use unicode_properties::{GeneralCategory, UnicodeGeneralCategory};

/// Longest mail address, in characters: what an SMTP path holds (RFC 5321).
pub const LONGEST_MAIL_ADDRESS: usize = 254;

/// A control character, such as a NUL, a tab or a line break, in a field of one line.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("must have no control characters or line breaks")]
pub struct ControlCharacter;

/// A text of one line: in NFC, without format marks (Unicode category Cf, such as U+200B and
/// U+200F), each run of Unicode spaces one blank, none at the ends. Line separators (U+2028,
/// U+2029) count as control characters.
pub fn text(typed: &str) -> Result<String, ControlCharacter> {
    if typed.chars().any(breaks_the_line) {
        return Err(ControlCharacter);
    }
    Ok(folded(typed.nfc()))
}

/// Like [`text`], with line breaks and control characters as blanks: for comparing and searching.
pub fn lenient_text(typed: &str) -> String {
    folded(typed.chars().map(|c| if breaks_the_line(c) { ' ' } else { c }).nfc())
}

/// Key in which two names must differ: NFKC, folded case, without the marks that only stretch or
/// vary a letter.
pub fn name_key(name: &str) -> String {
    let plain = lenient_text(name);
    let kept =
        plain.nfkd().filter(|c| !matches!(c, '\u{640}' | '\u{34f}' | '\u{fe00}'..='\u{fe0f}'));
    // Upper case first: letters that have only their upper case in common become equal.
    let cased = kept.flat_map(char::to_uppercase).flat_map(char::to_lowercase);
    folded(cased.nfkc())
}

/// Replaces Arabic-Indic, Extended Arabic-Indic and full-width digits by ASCII digits and drops
/// format marks: for numbers, telephone numbers, mail addresses, codes and references.
pub fn plain_digits(typed: &str) -> String {
    typed.chars().filter(|c| !is_format_mark(*c)).map(plain_digit).collect()
}

/// A whole number within the range of its type; grouping is not read.
pub fn whole_number<T: FromStr>(typed: &str) -> Option<T> {
    let plain = plain_digits(typed);
    let plain = plain.trim().replace('\u{2212}', "-");
    let digits = plain.strip_prefix(['-', '+']).unwrap_or(&plain);
    let is_plain = !digits.is_empty() && digits.bytes().all(|c| c.is_ascii_digit());
    is_plain.then(|| plain.parse().ok()).flatten()
}

/// A decimal number, with a point, a comma or the Arabic decimal separator (U+066B).
pub fn decimal_number(typed: &str) -> Option<f64> {
    let plain = plain_digits(typed);
    let plain = plain.trim().replace([',', '\u{66b}'], ".").replace('\u{2212}', "-");
    let is_plain = plain.bytes().all(|c| c.is_ascii_digit() || b"+-.".contains(&c));
    is_plain.then(|| plain.parse().ok()).flatten().filter(|number: &f64| number.is_finite())
}

/// A telephone number with plain digits and folded spaces. One with a control character stays as it
/// is, for validation to refuse.
pub fn phone(typed: &str) -> String {
    let plain = plain_digits(typed);
    text(&plain).unwrap_or(plain)
}

/// A code or reference: trimmed, with plain digits.
pub fn code(typed: &str) -> String {
    plain_digits(typed).trim().to_owned()
}

/// A mail address that a message can be written to and that every server takes: a local part of
/// plain ASCII letters without quotes, and a domain of host names. A domain in another script
/// (IDN) is turned into its ASCII form; address literals such as `[127.0.0.1]` are refused.
pub fn mail_address(typed: &str) -> Option<String> {
    let plain = code(typed);
    // A percent sign would be decoded as in a URL.
    let (local, domain) = plain.rsplit_once('@').filter(|(_, domain)| !domain.contains('%'))?;
    let url::Host::Domain(domain) = url::Host::parse(domain).ok()? else { return None };
    let address = format!("{local}@{domain}");
    let usable = is_local_part(local) && is_host_name(&domain);
    (usable && address.len() <= LONGEST_MAIL_ADDRESS).then_some(address)
}

/// A mail address as accounts are looked up by it: as [`mail_address`] reads it, in lower case. An
/// invalid one stays as it is; old accounts may have one.
pub fn account_address(typed: &str) -> String {
    let address = mail_address(&typed.to_lowercase());
    address.unwrap_or_else(|| typed.trim().to_lowercase())
}

/// A dot-atom of RFC 5322, at most 64 characters.
fn is_local_part(local: &str) -> bool {
    let is_atom = |atom: &str| {
        let special = |c: u8| b"!#$%&'*+-/=?^_`{|}~".contains(&c);
        !atom.is_empty() && atom.bytes().all(|c| c.is_ascii_alphanumeric() || special(c))
    };
    local.len() <= 64 && local.split('.').all(is_atom)
}

fn is_host_name(domain: &str) -> bool {
    let is_label = |label: &str| {
        (1..=63).contains(&label.len())
            && !label.starts_with('-')
            && !label.ends_with('-')
            && label.bytes().all(|c| c.is_ascii_alphanumeric() || c == b'-')
    };
    domain.split('.').all(is_label)
}

/// Whether a character is not allowed in a text of one line.
fn breaks_the_line(c: char) -> bool {
    c.is_control() || matches!(c, '\u{2028}' | '\u{2029}')
}

fn is_format_mark(c: char) -> bool {
    c.general_category() == GeneralCategory::Format
}

fn plain_digit(c: char) -> char {
    let zero = match c {
        '\u{660}'..='\u{669}' => 0x660,
        '\u{6f0}'..='\u{6f9}' => 0x6f0,
        '\u{ff10}'..='\u{ff19}' => 0xff10,
        _ => return c,
    };
    char::from_digit(u32::from(c) - zero, 10).unwrap_or(c)
}

fn folded(characters: impl Iterator<Item = char>) -> String {
    let mut text = String::new();
    for c in characters.filter(|c| !is_format_mark(*c)) {
        if !c.is_whitespace() {
            text.push(c);
        } else if !text.is_empty() && !text.ends_with(' ') {
            text.push(' ');
        }
    }
    text.truncate(text.trim_end().len());
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_text_is_normalised_and_trimmed() {
        for (typed, read) in [
            ("  Foyer  d\u{a0}accueil\u{202f}\u{3000}", "Foyer d accueil"),
            ("E\u{301}toile", "\u{c9}toile"),
            ("\u{200f}بيت\u{200e} \u{200b}الأمل\u{feff}", "بيت الأمل"),
            ("a \u{200b} b", "a b"),
            ("家 🛏️", "家 🛏️"),
            ("\u{200b}\u{a0}", ""),
        ] {
            assert_eq!(text(typed).as_deref(), Ok(read), "{typed:?}");
        }
        for refused in ["a\0b", "a\nb", "a\r\n", "\ta", "a\u{85}b", "a\u{2028}b", "\u{7f}"] {
            assert_eq!(text(refused), Err(ControlCharacter), "{refused:?}");
        }
    }

    #[test]
    fn names_that_look_alike_have_one_key() {
        let key = name_key("Étoile du Nord");
        for alike in [
            "E\u{301}toile du Nord",
            "étoile du nord",
            "ÉTOILE DU NORD ",
            "Étoile\u{a0}du  Nord",
            "\u{200f}Étoile du No\u{200b}rd",
            "Étoile du Ｎord",
        ] {
            assert_eq!(name_key(alike), key, "{alike:?}");
        }
        for other in ["Etoile du Nord", "Étoile du Sud", "Étoiledu Nord"] {
            assert_ne!(name_key(other), key, "{other:?}");
        }
        assert_eq!(name_key("Straße"), name_key("STRASSE"));
        assert_eq!(name_key("ΟΔΟΣ"), name_key("οδος"));
        assert_eq!(name_key("بيـت"), name_key("بيت"));
        assert_eq!(name_key("ﻻ"), name_key("لا"));
        assert_eq!(name_key(&key), key);
    }

    #[test]
    fn numbers_are_read_in_each_script() {
        for (typed, read) in [
            ("14", Some(14)),
            (" ١٤ ", Some(14)),
            ("۱۴", Some(14)),
            ("１４", Some(14)),
            ("\u{200f}١٤\u{200e}", Some(14)),
            ("-3", Some(-3)),
            ("\u{2212}3", Some(-3)),
            ("+7", Some(7)),
            ("", None),
            ("-", None),
            ("1 4", None),
            ("14.0", None),
            ("١٤ سنة", None),
            ("९", None),
            ("99999999999999999999", None),
        ] {
            assert_eq!(whole_number(typed), read, "{typed:?}");
        }
        for (typed, read) in [
            ("34,02", Some(34.02)),
            ("٣٤٫٠٢", Some(34.02)),
            ("-6.84", Some(-6.84)),
            ("8", Some(8.0)),
        ] {
            assert_eq!(decimal_number(typed), read, "{typed:?}");
        }
        for nonsense in ["", "NaN", "inf", "1e3", "1,2,3", "34°"] {
            assert_eq!(decimal_number(nonsense), None, "{nonsense:?}");
        }
    }

    #[test]
    fn a_mail_address_is_one_that_mail_can_be_written_to() {
        for (typed, read) in [
            ("team@example.org", "team@example.org"),
            (" \u{200e}Team.Two+x@Example.org\u{200f} ", "Team.Two+x@example.org"),
            ("home@localhost", "home@localhost"),
            ("foyer١٢@example.org", "foyer12@example.org"),
            ("home@münchen.example", "home@xn--mnchen-3ya.example"),
            ("home@مثال.example", "home@xn--mgbh0fb.example"),
        ] {
            let address = mail_address(typed);
            assert_eq!(address.as_deref(), Some(read), "{typed:?}");
            assert!(read.parse::<lettre::Address>().is_ok(), "{read:?}");
        }
        for refused in [
            "",
            "@",
            "a",
            "a@",
            "@x",
            "\"a b\"@x",
            "\"a\"@x",
            "a@[127.0.0.1]",
            "a@127.0.0.1",
            "a@[::1]",
            "\"<x>\"@x",
            "a b@x",
            "a..b@x",
            ".a@x",
            "a.@x",
            "a@x..y",
            "a@-x",
            "a@x-",
            "a@x_y",
            "a@b@c",
            "é@example.org",
            "a@x,b@y",
            "a@x\r\nBcc: b@y",
            "a\0@x",
            "<a@x>",
            "Team <a@x>",
            "a@x/y",
            "a@x:25",
        ] {
            assert_eq!(mail_address(refused), None, "{refused:?}");
        }
        assert_eq!(account_address(" \u{200e}Team@MÜNCHEN.example"), "team@xn--mnchen-3ya.example");
        assert_eq!(account_address(" \"A b\"@x "), "\"a b\"@x");
        assert_eq!(mail_address(&format!("{}@example.org", "a".repeat(65))), None);
        assert_eq!(mail_address(&format!("a@{}", vec!["a".repeat(60); 5].join("."))), None);
    }
}
