//! A form as a page shows it: what stands in its fields, and what is wrong with them.

use axum::http::StatusCode;

use super::fields::Fields;
use super::shell::Shell;
use crate::services::{Error, FieldError};

/// The values of a form's fields, and what is wrong with them. `templates/pages/form.html` has the
/// macros that show it.
#[derive(Clone, Default)]
pub(crate) struct FormState {
    prefix: String,
    values: Vec<(String, String)>,
    errors: Vec<(String, String)>,
}

impl FormState {
    /// An empty form. The ids of its fields begin with `prefix`, where a page has several forms.
    pub fn new(prefix: impl Into<String>) -> Self {
        Self { prefix: prefix.into(), ..Self::default() }
    }

    /// A form as it was sent, or as an address has it.
    pub fn sent(prefix: impl Into<String>, fields: &Fields) -> Self {
        let owned = |(name, value): (&str, &str)| (name.to_owned(), value.to_owned());
        Self { values: fields.iter().map(owned).collect(), ..Self::new(prefix) }
    }

    /// The same with a value in a field, beside those that are there.
    #[must_use]
    pub fn with(mut self, name: &str, value: &(impl ToString + ?Sized)) -> Self {
        self.values.push((name.to_owned(), value.to_string()));
        self
    }

    /// The id of a field's element.
    pub fn id(&self, name: &str) -> String {
        format!("{}{name}", self.prefix)
    }

    /// What stands in a field.
    pub fn value(&self, name: &str) -> &str {
        self.all(name).next().unwrap_or_default()
    }

    /// Every value of a field that may have several.
    pub fn all<'a>(&'a self, name: &str) -> impl Iterator<Item = &'a str> {
        self.values.iter().filter(move |(known, _)| known == name).map(|(_, value)| value.as_str())
    }

    /// Whether a value was chosen.
    pub fn has(&self, name: &str, value: &str) -> bool {
        self.all(name).any(|chosen| chosen == value)
    }

    /// Whether a field chooses among names, which no browser should translate.
    pub fn lists_names(&self, name: &str) -> bool {
        name == "partner_id"
    }

    /// What is wrong with a field.
    pub fn error(&self, name: &str) -> Option<&str> {
        self.errors.iter().find(|(known, _)| known == name).map(|(_, text)| text.as_str())
    }

    /// Whether anything is wrong with one of these fields.
    pub fn is_any_wrong(&self, names: &[&str]) -> bool {
        names.iter().any(|name| self.error(name).is_some())
    }

    /// Everything that is wrong, by field.
    pub fn errors(&self) -> &[(String, String)] {
        &self.errors
    }

    pub fn has_errors(&self) -> bool {
        !self.errors.is_empty()
    }

    /// The status of the page that shows the form.
    pub fn status(&self) -> StatusCode {
        if self.has_errors() { StatusCode::UNPROCESSABLE_ENTITY } else { StatusCode::OK }
    }

    /// Says what is wrong with a field; of several things, the first is kept.
    pub fn refuse(&mut self, name: impl Into<String>, text: String) {
        let name = name.into();
        if self.error(&name).is_none() {
            self.errors.push((name, text));
        }
    }

    /// Says what a use case found wrong with the fields.
    ///
    /// # Errors
    /// The error itself, where it is not about a field.
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

/// The field that a JSON pointer means: its first segment; of a step of a policy, its row.
fn name_of(pointer: &str) -> String {
    let mut words = pointer.split('/').skip(1);
    match (words.next(), words.next()) {
        (Some("steps"), Some(row)) => format!("after-{row}"),
        (Some(word), _) => word.to_owned(),
        _ => String::new(),
    }
}

/// Key of the text that says what would be right in a field of the administrators' forms.
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
