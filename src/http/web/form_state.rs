//! Values and errors of a form's fields, as a page shows them after a form was rejected or to edit
//! something.

use axum::http::StatusCode;

use super::fields::Fields;
use super::shell::Shell;
use crate::services::{Error, FieldError};

/// Values and errors of a form's fields, shown by the macros of `templates/pages/form.html`.
#[derive(Clone, Default)]
pub(crate) struct FormState {
    prefix: String,
    values: Vec<(String, String)>,
    errors: Vec<(String, String)>,
}

impl FormState {
    /// An empty form. `prefix` makes the ids of its fields unique on a page with several forms.
    pub fn new(prefix: impl Into<String>) -> Self {
        Self { prefix: prefix.into(), ..Self::default() }
    }

    /// A form with the values of a sent form or query string.
    pub fn sent(prefix: impl Into<String>, fields: &Fields) -> Self {
        let owned = |(name, value): (&str, &str)| (name.to_owned(), value.to_owned());
        Self { values: fields.iter().map(owned).collect(), ..Self::new(prefix) }
    }

    /// Adds a value to a field, which may have several.
    #[must_use]
    pub fn with(mut self, name: &str, value: &(impl ToString + ?Sized)) -> Self {
        self.values.push((name.to_owned(), value.to_string()));
        self
    }

    /// Id of the field's element.
    pub fn id(&self, name: &str) -> String {
        format!("{}{name}", self.prefix)
    }

    /// First value of a field; empty without one.
    pub fn value(&self, name: &str) -> &str {
        self.all(name).next().unwrap_or_default()
    }

    /// Every value of a field.
    pub fn all<'a>(&'a self, name: &str) -> impl Iterator<Item = &'a str> {
        self.values.iter().filter(move |(known, _)| known == name).map(|(_, value)| value.as_str())
    }

    /// The query string of these fields, without those that are empty; each is followed by `&`, so
    /// that more can be added.
    pub fn query(&self, names: &[&str]) -> String {
        let mut query = url::form_urlencoded::Serializer::new(String::new());
        for name in names {
            query.extend_pairs(
                self.all(name).filter(|value| !value.is_empty()).map(|value| (name, value)),
            );
        }
        let query = query.finish();
        if query.is_empty() { query } else { query + "&" }
    }

    /// Whether a field has this value.
    pub fn has(&self, name: &str, value: &str) -> bool {
        self.all(name).any(|chosen| chosen == value)
    }

    /// Whether a field's options are names, which browsers should not translate.
    pub fn lists_names(&self, name: &str) -> bool {
        name == "partner_id"
    }

    pub fn error(&self, name: &str) -> Option<&str> {
        self.errors.iter().find(|(known, _)| known == name).map(|(_, text)| text.as_str())
    }

    /// Whether one of these fields has an error.
    pub fn is_any_wrong(&self, names: &[&str]) -> bool {
        names.iter().any(|name| self.error(name).is_some())
    }

    /// Field and text of every error.
    pub fn errors(&self) -> &[(String, String)] {
        &self.errors
    }

    pub fn has_errors(&self) -> bool {
        !self.errors.is_empty()
    }

    /// Status of the page that shows the form.
    pub fn status(&self) -> StatusCode {
        if self.has_errors() { StatusCode::UNPROCESSABLE_ENTITY } else { StatusCode::OK }
    }

    /// Sets a field's error, unless it has one.
    pub fn refuse(&mut self, name: impl Into<String>, text: String) {
        let name = name.into();
        if self.error(&name).is_none() {
            self.errors.push((name, text));
        }
    }

    /// Adds the field errors of a use case's error; returns an error that is not about fields.
    pub fn with_error(mut self, shell: &Shell, error: Error) -> Result<Self, Error> {
        let fields = match error {
            Error::Invalid(fields) => fields,
            Error::Conflict { code: "name_taken", detail } => {
                vec![FieldError::new("/name", "name_taken", detail)]
            }
            Error::Conflict { code: "email_taken", detail } => {
                vec![FieldError::new("/email", "email_taken", detail)]
            }
            other => return Err(other),
        };
        for field in fields {
            let name = name_of(&field.pointer);
            let text = shell.text(error_key(&name, &field.code));
            self.refuse(name, text);
        }
        Ok(self)
    }
}

/// The field of a JSON pointer: its first segment; `after-{row}` for a policy's step.
fn name_of(pointer: &str) -> String {
    let mut words = pointer.split('/').skip(1);
    match (words.next(), words.next()) {
        (Some("steps"), Some(row)) => format!("after-{row}"),
        (Some(word), _) => word.to_owned(),
        _ => String::new(),
    }
}

/// Key of the error text of a field in administrators' forms.
pub(crate) fn error_key(field: &str, code: &str) -> &'static str {
    match (field, code) {
        ("name", "name_taken") => "admin-wrong-name-taken",
        ("shelter" | "pool", "bad_name" | "bad_length" | "bad_character")
        | ("name" | "label", _) => "admin-wrong-name",
        ("city", _) => "admin-wrong-city",
        ("email", "email_taken") => "admin-wrong-email-taken",
        ("email", _) => "admin-wrong-email",
        ("roles", "own_admin") => "admin-wrong-own-roles",
        ("roles", _) => "admin-wrong-roles",
        ("partner_id", _) => "admin-wrong-partner",
        ("scope", _) => "admin-wrong-scope",
        ("lat" | "lon", _) => "admin-wrong-place",
        ("phone", _) => "admin-wrong-phone",
        ("address", _) => "admin-wrong-address",
        ("access_note", _) => "admin-wrong-access-note",
        ("features", _) => "admin-wrong-features",
        ("gender", _) => "admin-wrong-gender",
        ("age_min", "ages_reversed") => "admin-wrong-ages-order",
        ("age_min" | "age_max", _) => "admin-wrong-ages",
        ("capacity", "below_free") => "admin-wrong-below-free",
        ("capacity", _) => "admin-wrong-capacity",
        ("free", _) => "admin-wrong-free",
        ("repeat", _) => "admin-wrong-repeat",
        (step, "out_of_range") if step.starts_with("after-") => "admin-wrong-after-order",
        (step, _) if step.starts_with("after-") => "admin-wrong-after",
        _ => "admin-wrong-other",
    }
}
