//! Forms as they are shown, and what they send: the body the API would be sent, checked as the
//! API checks it.

use serde_json::{Map, Value};

use crate::domain::typed;
use crate::http::web::form::Sent;
use crate::http::web::shell::Shell;
use crate::services::{Error, FieldError};

/// A form as it is shown: what stands in its fields, and what is wrong with them.
#[derive(Clone, Default)]
pub(crate) struct Form {
    prefix: String,
    values: Vec<(String, String)>,
    wrong: Vec<(String, String)>,
}

impl Form {
    /// A form whose ids begin so, where a page has several.
    pub fn new(prefix: impl Into<String>) -> Self {
        Self { prefix: prefix.into(), ..Self::default() }
    }

    /// A form as it was sent.
    pub fn sent(prefix: impl Into<String>, sent: &Sent) -> Self {
        let mut form = Self::new(prefix);
        let mut names: Vec<&str> = sent.names().collect();
        names.sort_unstable();
        names.dedup();
        for name in names {
            for value in sent.all(name) {
                form.values.push((name.to_owned(), value.to_owned()));
            }
        }
        form
    }

    /// The same with a value in a field, beside those that are there.
    #[must_use]
    pub fn with(mut self, name: &str, value: &(impl ToString + ?Sized)) -> Self {
        self.values.push((name.to_owned(), value.to_string()));
        self
    }

    /// The id of a field.
    pub fn id(&self, name: &str) -> String {
        format!("{}{name}", self.prefix)
    }

    /// What stands in a field.
    pub fn value(&self, name: &str) -> &str {
        self.all(name).next().unwrap_or_default()
    }

    /// Everything that was chosen in a field.
    pub fn all<'a>(&'a self, name: &str) -> impl Iterator<Item = &'a str> {
        self.values.iter().filter(move |(known, _)| known == name).map(|(_, value)| value.as_str())
    }

    /// Whether this was chosen.
    pub fn has(&self, name: &str, value: &str) -> bool {
        self.all(name).any(|chosen| chosen == value)
    }

    /// Whether a field chooses among names, which no browser should translate.
    pub fn lists_names(&self, name: &str) -> bool {
        name == "partner_id"
    }

    /// What is wrong with a field.
    pub fn wrong(&self, name: &str) -> Option<&str> {
        self.wrong.iter().find(|(known, _)| known == name).map(|(_, what)| what.as_str())
    }

    /// Everything that is wrong, by field.
    pub fn all_wrong(&self) -> &[(String, String)] {
        &self.wrong
    }

    /// Notes what is wrong, each field once.
    ///
    /// # Errors
    /// The error itself, where it is not of a field.
    pub fn refuse(mut self, shell: &Shell<'_>, error: Error) -> Result<Self, Error> {
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
            if self.wrong(&name).is_none() {
                let what = shell.text(sentence(&name, &field.code));
                self.wrong.push((name, what));
            }
        }
        Ok(self)
    }
}

/// The field of a form that a pointer means: the first word; of a step of a policy its row.
fn name_of(pointer: &str) -> String {
    let mut words = pointer.split('/').skip(1);
    match (words.next(), words.next()) {
        (Some("steps"), Some(row)) => format!("after-{row}"),
        (Some(word), _) => word.to_owned(),
        _ => String::new(),
    }
}

/// What would be right in a field.
pub(crate) fn sentence(field: &str, code: &str) -> &'static str {
    match (field, code) {
        ("name", "name_taken") => "admin-wrong-name-taken",
        ("name" | "shelter" | "pool" | "label", "bad_name" | "bad_length" | "bad_character") => {
            "admin-wrong-name"
        }
        ("name" | "label", _) => "admin-wrong-name",
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

/// The body the API would be sent.
pub(crate) struct Body<'a> {
    sent: &'a Sent,
    fields: Map<String, Value>,
}

impl<'a> Body<'a> {
    /// An empty one, filled from a form.
    pub fn of(sent: &'a Sent) -> Self {
        Self { sent, fields: Map::new() }
    }

    /// With these texts; one that is empty is left out.
    pub fn texts(mut self, names: &[&str]) -> Self {
        for name in names {
            let text = match *name {
                "phone" => typed::phone(self.sent.get(name)),
                "email" => typed::code(self.sent.get(name)),
                name => self.sent.get(name).to_owned(),
            };
            if !text.is_empty() {
                self.fields.insert((*name).to_owned(), text.into());
            }
        }
        self
    }

    /// With these numbers; one that is empty is left out, and what is none stays a text.
    pub fn numbers(mut self, names: &[&str]) -> Self {
        for name in names {
            let text = self.sent.get(name);
            if !text.is_empty() {
                self.fields.insert((*name).to_owned(), number(text));
            }
        }
        self
    }

    /// With everything that was chosen in this field.
    pub fn list(self, name: &str) -> Self {
        let chosen: Vec<Value> = self.sent.all(name).map(Value::from).collect();
        self.with(name, chosen.into())
    }

    /// With a value.
    pub fn with(mut self, name: &str, value: Value) -> Self {
        self.fields.insert(name.to_owned(), value);
        self
    }

    /// The body.
    pub fn json(self) -> Value {
        Value::Object(self.fields)
    }
}

/// A number as people write it; what is none stays a text.
fn number(text: &str) -> Value {
    match typed::whole_number::<i64>(text) {
        Some(whole) => whole.into(),
        None => typed::decimal_number(text).map_or_else(|| text.into(), Value::from),
    }
}
