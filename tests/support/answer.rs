//! What the service answered, and what a test asks of it.

use reqwest::header::HeaderMap;
use serde_json::Value;

/// An answer, read to its end.
pub struct Answer {
    /// What was asked, by whom; for messages.
    pub what: String,
    pub status: u16,
    pub headers: HeaderMap,
    pub bytes: Vec<u8>,
}

impl Answer {
    pub fn text(&self) -> String {
        String::from_utf8_lossy(&self.bytes).into_owned()
    }

    /// The value of a header; empty when there is none.
    pub fn header(&self, name: &str) -> &str {
        self.headers.get(name).map_or("", |value| value.to_str().unwrap())
    }

    #[track_caller]
    pub fn json(&self) -> Value {
        serde_json::from_slice(&self.bytes)
            .unwrap_or_else(|error| panic!("{}: no JSON ({error}): {}", self.what, self.text()))
    }

    /// It has this status; gives its JSON, `null` when it has no body.
    #[track_caller]
    pub fn is(&self, status: u16) -> Value {
        assert_eq!(self.status, status, "{}: {}", self.what, self.text());
        if self.bytes.is_empty() { Value::Null } else { self.json() }
    }

    /// It is a problem of this status and code, in the one form that problems have.
    #[track_caller]
    pub fn refused(&self, status: u16, code: &str) -> Value {
        let problem = self.is(status);
        assert_eq!(self.header("content-type"), "application/problem+json", "{}", self.what);
        assert_eq!(problem["code"], code, "{}: {problem}", self.what);
        assert_eq!(problem["status"], status, "{}: {problem}", self.what);
        for field in ["title", "detail"] {
            let said = problem[field].as_str().unwrap_or_default();
            assert!(!said.is_empty(), "{}: no {field}: {problem}", self.what);
        }
        problem
    }

    /// It names exactly these fields, as (pointer, code).
    #[track_caller]
    pub fn names(&self, status: u16, code: &str, fields: &[(&str, &str)]) {
        let problem = self.refused(status, code);
        let mut named: Vec<(&str, &str)> = problem["errors"]
            .as_array()
            .unwrap_or_else(|| panic!("{}: no errors: {problem}", self.what))
            .iter()
            .map(|error| {
                assert!(!text(&error["detail"]).is_empty(), "{}: {error}", self.what);
                (text(&error["pointer"]), text(&error["code"]))
            })
            .collect();
        let mut wanted = fields.to_vec();
        named.sort_unstable();
        wanted.sort_unstable();
        assert_eq!(named, wanted, "{}: {problem}", self.what);
    }
}

/// A value as text.
#[track_caller]
pub fn text(value: &Value) -> &str {
    value.as_str().unwrap_or_else(|| panic!("{value} is no text"))
}

/// The id of a thing.
#[track_caller]
pub fn id(thing: &Value) -> &str {
    text(&thing["id"])
}

/// The items of a list.
#[track_caller]
pub fn items(list: &Value) -> &Vec<Value> {
    list["items"].as_array().unwrap_or_else(|| panic!("{list} is no list"))
}

/// An object has at least these fields.
#[track_caller]
pub fn has_at_least(object: &Value, fields: &[&str]) {
    for field in fields {
        assert!(object.get(field).is_some(), "no {field} in {object}");
    }
}
