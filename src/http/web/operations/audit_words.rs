//! The details of the audit log in words.

use chrono::{DateTime, Utc};
use serde_json::Value;

use crate::domain::Coded;
use crate::domain::account::{Role, Scope};
use crate::domain::duty::{Area, Day};
use crate::domain::request::Urgency;
use crate::http::web::dates::weekday;
use crate::http::web::{Shell, labels};

/// The languages, each by its own name.
const LANGUAGES: [(&str, &str); 3] = [("fr", "Français"), ("ar", "العربية"), ("en", "English")];

/// The fields of an entry's detail that tell a reader something. An unknown one is shown as it is
/// stored.
pub(super) fn words(shell: &Shell, detail: &[(String, Value)]) -> Vec<String> {
    let told = detail.iter().filter(|(_, value)| !is_nothing(value));
    told.filter_map(|(field, value)| word(shell, field, value)).collect()
}

fn is_nothing(value: &Value) -> bool {
    match value {
        Value::Null => true,
        Value::String(text) => text.is_empty(),
        Value::Array(items) => items.is_empty(),
        Value::Object(fields) => fields.is_empty(),
        Value::Bool(_) | Value::Number(_) => false,
    }
}

/// A field in words; `None` for one that only programs need.
fn word(shell: &Shell, field: &str, value: &Value) -> Option<String> {
    let is = value.as_bool() == Some(true);
    let text = value.as_str().unwrap_or_default();
    let when = |holds: bool, key: &str| holds.then(|| shell.text(key));
    let count = |key: &str| value.as_i64().map(|n| shell.count(key, n));
    match field {
        "roles" => Some(labels::roles(shell, &codes::<Role>(value))),
        "locale" => {
            LANGUAGES.iter().find(|(code, _)| *code == text).map(|(_, name)| (*name).to_owned())
        }
        "scope" => {
            let scope = serde_json::from_value::<Scope>(value.clone()).ok();
            scope.map(|scope| labels::scope(shell, &scope))
        }
        "active" => Some(shell.text(if is { "journal-active" } else { "setup-shut" })),
        "mail_offers" if is => Some(shell.text("journal-mail-offers")),
        "mail_offers" => Some(shell.text("journal-no-mail-offers")),
        "fields" => Some(fields(shell, value)),
        "capacity" => count("setup-beds-count"),
        "free" => count("setup-free-count"),
        "closed" => when(is, "setup-pool-closed"),
        "overcommitted" => when(is, "journal-overcommitted"),
        "link" => Some(shell.text("journal-by-link")),
        "mails" => count("journal-mails"),
        "everywhere" => when(is, "journal-everywhere"),
        "limit" => when(text == "network", "journal-network"),
        "what" if text == "wrong_password" => Some(shell.text("journal-wrong-password")),
        "what" if text == "wrong_code" => Some(shell.text("journal-wrong-code")),
        "urgency" => Urgency::parse(text).map(|urgency| shell.text(labels::urgency(urgency))),
        "version" => count("setup-version"),
        "area" => serde_json::from_value(value.clone()).ok().map(|area| place(shell, &area)),
        "days" => Some(days(shell, &codes::<Day>(value))),
        "from" => Some(shell.with("journal-from", "time", &moment(shell, text))),
        "to" => Some(shell.with("journal-to", "time", &moment(shell, text))),
        // Ids of accounts, and what the rule's own page shows.
        "id" | "on" | "off" | "created_by" | "created_at" | "steps" | "repeat" | "time_zone" => {
            None
        }
        other if other.ends_with("_id") => None,
        other => Some(format!("{} {}", other.replace('_', " "), stored(value))),
    }
}

fn codes<T: Coded>(value: &Value) -> Vec<T> {
    let codes = value.as_array().into_iter().flatten();
    codes.filter_map(|code| T::parse_code(code.as_str()?)).collect()
}

/// Which personal fields of an account were changed.
fn fields(shell: &Shell, value: &Value) -> String {
    let name = |field: &Value| match field.as_str() {
        Some("email") => shell.text("setup-email"),
        Some("name") => shell.text("setup-name"),
        Some("phone") => shell.text("setup-phone"),
        _ => stored(field),
    };
    let names: Vec<String> = value.as_array().into_iter().flatten().map(name).collect();
    shell.with("journal-changed", "what", &names.join(", "))
}

fn place(shell: &Shell, area: &Area) -> String {
    match area {
        Area::City(code) => labels::city(shell, code),
        Area::Region(code) => labels::region(shell, code).unwrap_or_else(|| code.clone()),
        Area::National => shell.text("setup-national"),
    }
}

fn days(shell: &Shell, days: &[Day]) -> String {
    let names = (0..).zip(Day::ALL).filter(|(_, day)| days.contains(day));
    names.map(|(n, _)| weekday(shell, n)).collect::<Vec<_>>().join(" ")
}

/// A moment in local time; a time of day stays as it is.
fn moment(shell: &Shell, text: &str) -> String {
    text.parse::<DateTime<Utc>>().map_or_else(|_| text.to_owned(), |at| shell.dated(&at).text)
}

fn stored(value: &Value) -> String {
    value.as_str().map_or_else(|| value.to_string(), str::to_owned)
}
