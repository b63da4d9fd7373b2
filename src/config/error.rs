//! The errors of loading the settings.

use std::io;

/// Why the settings can't be used. Each text is one line and shows no secret.
#[derive(Debug, thiserror::Error)]
pub enum ConfigError {
    #[error("the settings file {file} can't be read: {cause}")]
    Unreadable { file: String, cause: io::Error },
    /// The settings file is not TOML.
    #[error("the settings file {file} is not TOML: line {line}, column {column}: {what}")]
    Malformed {
        file: String,
        /// From 1.
        line: usize,
        /// In characters, from 1.
        column: usize,
        what: String,
    },
    /// All unknown keys and wrong values; each text has the key and what would be right.
    #[error("{}", .0.join("; "))]
    Wrong(Vec<String>),
}
