//! Checks of input fields that several use cases share: mail address, name, line of text, city,
//! features.

use super::error::quoted;
use super::{Context, FieldError};
use crate::domain::geo::City;
use crate::domain::typed;

/// Longest name of a person or team, in characters.
const LONGEST_NAME: usize = 200;

/// Detail of the error `bad_email`.
pub(crate) const MAIL_ADDRESS: &str = "must be a mail address such as home@example.org, of plain letters \
                                before the @, without quotes or brackets";

/// A mail address as it is stored; adds `bad_email` to `wrong` when it is unusable.
pub(super) fn mail_address(
    pointer: &str,
    address: &str,
    wrong: &mut Vec<FieldError>,
) -> Option<String> {
    let usable = typed::mail_address(address);
    if usable.is_none() {
        wrong.push(FieldError::new(pointer, "bad_email", MAIL_ADDRESS));
    }
    usable
}

/// A name as [`typed::text`] reads it; adds `bad_name` when blank or with control characters.
pub(super) fn name(pointer: &str, name: &str, wrong: &mut Vec<FieldError>) -> String {
    let name = typed::text(name).unwrap_or_default();
    if name.is_empty() {
        let detail = "must have a visible character and no line breaks";
        wrong.push(FieldError::new(pointer, "bad_name", detail));
    }
    name
}

/// A line of text that may be left out, as [`typed::text`] reads it; `None` when blank. Adds
/// `bad_character` for control characters and line breaks, `bad_length` when it is too long.
pub(super) fn line(
    pointer: &str,
    line: Option<&str>,
    longest: usize,
    wrong: &mut Vec<FieldError>,
) -> Option<String> {
    let Ok(line) = typed::text(line?) else {
        let detail = "must have no control characters or line breaks";
        wrong.push(FieldError::new(pointer, "bad_character", detail));
        return None;
    };
    if line.chars().count() > longest {
        let detail = format!("must have at most {longest} characters");
        wrong.push(FieldError::new(pointer, "bad_length", detail));
        return None;
    }
    Some(line).filter(|line| !line.is_empty())
}

/// The name of an account's person or team; `None` when it is empty.
pub(super) fn person_name(
    pointer: &str,
    typed: &str,
    wrong: &mut Vec<FieldError>,
) -> Option<String> {
    match typed::text(typed) {
        Ok(name) if name.chars().count() <= LONGEST_NAME => Some(name).filter(|it| !it.is_empty()),
        _ => {
            let detail = format!("must be one line of at most {LONGEST_NAME} characters");
            wrong.push(FieldError::new(pointer, "bad_name", detail));
            None
        }
    }
}

/// A telephone number as it is stored; `None` when it is empty.
pub(super) fn phone(pointer: &str, typed: &str, wrong: &mut Vec<FieldError>) -> Option<String> {
    let phone = typed::phone(typed);
    if phone.is_empty() {
        return None;
    }
    let is_plain = phone.bytes().all(|c| c.is_ascii_digit() || b"+ ().-".contains(&c));
    if !is_plain || !(3..=32).contains(&phone.len()) {
        let detail = "must have 3 to 32 digits, spaces and + ( ) . -";
        wrong.push(FieldError::new(pointer, "bad_format", detail));
        return None;
    }
    Some(phone)
}

impl Context {
    /// The city of this code, or the error `unknown_city`.
    pub(super) fn city(&self, pointer: &str, code: &str) -> Result<&City, FieldError> {
        self.cities.get(code).ok_or_else(|| {
            let detail =
                format!("{} is not in the table of cities (GET /api/v1/cities)", quoted(code));
            FieldError::new(pointer, "unknown_city", detail)
        })
    }

    /// An error for each code that is not in the list of features.
    pub(super) fn unknown_features(&self, pointer: &str, codes: &[String]) -> Vec<FieldError> {
        let wrong = codes.iter().enumerate().filter(|(_, code)| !self.features.contains(code));
        let known = self.features.codes().join(", ");
        wrong
            .map(|(at, code)| {
                let detail = format!("{} is not one of {known}", quoted(code));
                FieldError::new(format!("{pointer}/{at}"), "unknown_feature", detail)
            })
            .collect()
    }
}
