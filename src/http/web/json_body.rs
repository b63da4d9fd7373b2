//! Turns form fields into the JSON body of the API, so that pages and API share its checks.

use serde::de::DeserializeOwned;
use serde_json::{Map, Value};
use utoipa::ToSchema;

use super::fields::Fields;
use crate::domain::typed;
use crate::http::Http;
use crate::http::extract::fit;
use crate::services::Error;

/// A JSON body filled from a form.
pub(crate) struct JsonBody<'a> {
    form: &'a Fields,
    json: Map<String, Value>,
}

impl<'a> JsonBody<'a> {
    pub fn of(form: &'a Fields) -> Self {
        Self { form, json: Map::new() }
    }

    /// Adds text fields; empty ones are left out.
    pub fn texts(mut self, names: &[&str]) -> Self {
        for name in names {
            let text = match *name {
                "phone" => typed::phone(self.form.get(name)),
                "email" => typed::code(self.form.get(name)),
                name => self.form.get(name).to_owned(),
            };
            if !text.is_empty() {
                self.json.insert((*name).to_owned(), text.into());
            }
        }
        self
    }

    /// Adds number fields; empty ones are left out, and text that is no number stays text, for the
    /// schema to reject.
    pub fn numbers(mut self, names: &[&str]) -> Self {
        for name in names {
            let text = self.form.get(name);
            if !text.is_empty() {
                self.json.insert((*name).to_owned(), number(text));
            }
        }
        self
    }

    /// Adds every value of a field as a list.
    pub fn list(self, name: &str) -> Self {
        let chosen: Vec<Value> = self.form.all(name).map(Value::from).collect();
        self.with(name, chosen)
    }

    pub fn with(mut self, name: &str, value: impl Into<Value>) -> Self {
        self.json.insert(name.to_owned(), value.into());
        self
    }

    /// Checks the body against the schema of `T`; errors name fields by JSON pointer.
    pub fn parse<T: DeserializeOwned + ToSchema>(self, http: &Http) -> Result<T, Error> {
        fit(http, Value::Object(self.json))
    }
}

fn number(text: &str) -> Value {
    match typed::whole_number::<i64>(text) {
        Some(whole) => whole.into(),
        None => typed::decimal_number(text).map_or_else(|| text.into(), Value::from),
    }
}
