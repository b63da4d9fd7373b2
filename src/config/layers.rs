//! The layers of the settings: built-in defaults, the settings file, environment variables. Later
//! layers override earlier ones; every value remembers where it came from, for error messages.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

use toml::{Table, Value};

use super::error::ConfigError;
use super::form::Form;

/// The built-in defaults, which also define what keys there are.
const DEFAULTS: &str = include_str!("../../config/default.toml");

pub(crate) const VARIABLE_PREFIX: &str = "MABIT_";

/// How error messages name the defaults.
const DEFAULTS_FILE: &str = "config/default.toml";

/// The merged values by key (`http.listen`), and the problems found so far.
pub(crate) struct Values {
    /// Every key with its default.
    defaults: BTreeMap<String, Value>,
    given: BTreeMap<String, Override>,
    problems: Vec<String>,
}

/// A value of the file or the environment, and how error messages name its source.
struct Override {
    value: Value,
    source: String,
}

impl Values {
    pub(crate) fn defaults() -> Result<Self, ConfigError> {
        let defaults = flatten("", parse(DEFAULTS_FILE, DEFAULTS)?);
        Ok(Self {
            defaults: defaults.into_iter().collect(),
            given: BTreeMap::new(),
            problems: Vec::new(),
        })
    }

    /// Overrides values by those of a TOML file.
    pub(crate) fn add_file(&mut self, path: &Path) -> Result<(), ConfigError> {
        let file = path.display().to_string();
        let text = fs::read_to_string(path)
            .map_err(|cause| ConfigError::Unreadable { file: file.clone(), cause })?;
        for (key, value) in flatten("", parse(&file, &text)?) {
            let source = format!("in {file}");
            if self.defaults.contains_key(&key) {
                self.given.insert(key, Override { value, source });
            } else if !self.is_section(&key) {
                self.problems.push(format!("unknown key `{key}` {source}"));
            } else if !value.is_table() {
                let problem = format!("`{key}` {source} is a section, not a value");
                self.problems.push(problem);
            }
        }
        Ok(())
    }

    /// Overrides values by environment variables; those without the prefix are ignored.
    pub(crate) fn add_environment(&mut self, all: impl IntoIterator<Item = (String, String)>) {
        let ours = all.into_iter().filter(|(name, _)| name.starts_with(VARIABLE_PREFIX));
        for (name, text) in ours.collect::<BTreeMap<_, _>>() {
            let known = self.defaults.iter().find(|(key, _)| variable(key) == name);
            if let Some((key, default)) = known {
                let value = parse_like(&text, default);
                let source = format!("from {name}");
                self.given.insert(key.clone(), Override { value, source });
            } else {
                let problem = format!("unknown variable {}", name.escape_debug());
                self.problems.push(problem);
            }
        }
    }

    /// Parses the value of a key. A wrong one is noted as a problem and gives `None`.
    pub(crate) fn read<T>(&mut self, key: &str, form: &impl Form<T>) -> Option<T> {
        let read = match (self.given.get(key), self.defaults.get(key)) {
            (Some(Override { value, source }), _) => {
                form.read(value).map_err(|wrong| format!("`{key}` {source}: {wrong}"))
            }
            (None, Some(default)) => {
                form.read(default).map_err(|wrong| format!("`{key}` in {DEFAULTS_FILE}: {wrong}"))
            }
            (None, None) => Err(format!("`{key}` is not in {DEFAULTS_FILE}")),
        };
        read.map_err(|problem| self.problems.push(problem)).ok()
    }

    /// What was built from the values, or all problems.
    pub(crate) fn finish<T>(self, built: Option<T>) -> Result<T, ConfigError> {
        match built {
            Some(built) if self.problems.is_empty() => Ok(built),
            _ => Err(ConfigError::Wrong(self.problems)),
        }
    }

    /// Whether this is the first part of longer keys.
    fn is_section(&self, key: &str) -> bool {
        let below = format!("{key}.");
        self.defaults.keys().any(|known| known.starts_with(&below))
    }
}

/// The key of a name in a section; the outermost section is named "".
pub(crate) fn join(section: &str, name: &str) -> String {
    if section.is_empty() { name.to_owned() } else { format!("{section}.{name}") }
}

/// The environment variable of a key: `MABIT_HTTP__LISTEN` for `http.listen`.
fn variable(key: &str) -> String {
    format!("{VARIABLE_PREFIX}{}", key.to_uppercase().replace('.', "__"))
}

/// Parses a variable as the type of the default: a number, a list separated by commas, or a string.
/// What is no number stays a string, to be refused later.
fn parse_like(text: &str, default: &Value) -> Value {
    let string = |text: &str| Value::String(text.to_owned());
    match default {
        Value::Integer(_) | Value::Float(_) => {
            let whole = text.parse().map(Value::Integer);
            let number = whole.or_else(|_| text.parse().map(Value::Float));
            number.unwrap_or_else(|_| string(text))
        }
        Value::Array(_) if text.trim().is_empty() => Value::Array(Vec::new()),
        Value::Array(_) => {
            text.split(',').map(|item| string(item.trim())).collect::<Vec<_>>().into()
        }
        _ => string(text),
    }
}

/// The values of a table and its subtables by full key. An empty table counts as a value, so that
/// an unknown one is noticed.
fn flatten(section: &str, table: Table) -> Vec<(String, Value)> {
    let mut flat = Vec::new();
    for (name, value) in table {
        let bare = |c: char| c.is_ascii_alphanumeric() || c == '_' || c == '-';
        let name = if name.chars().all(bare) { name } else { format!("{name:?}") };
        let key = join(section, &name);
        match value {
            Value::Table(inner) if !inner.is_empty() => flat.extend(flatten(&key, inner)),
            value => flat.push((key, value)),
        }
    }
    flat
}

/// Parses TOML. The error quotes nothing of the text: there may be a secret in it.
fn parse(file: &str, text: &str) -> Result<Table, ConfigError> {
    text.parse().map_err(|error: toml::de::Error| {
        let at = error.span().map_or(0, |span| span.start);
        let before = text.get(..at).unwrap_or(text);
        let line_start = before.rfind('\n').map_or(0, |newline| newline + 1);
        ConfigError::Malformed {
            file: file.to_owned(),
            line: before.matches('\n').count() + 1,
            column: before[line_start..].chars().count() + 1,
            what: error.message().replace('\n', ", "),
        }
    })
}
