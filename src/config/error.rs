//! Why the settings can't be used.

use std::io;

/// Why the settings can't be used. Each text is one line and shows no secret.
#[derive(Debug, thiserror::Error)]
pub enum ConfigError {
    /// The settings file can't be read.
    #[error("the settings file {file} can't be read: {cause}")]
    Unreadable {
        /// The file as it was named.
        file: String,
        /// What the system said.
        cause: io::Error,
    },
    /// The settings file is not TOML.
    #[error("the settings file {file} is not TOML: line {line}, column {column}: {what}")]
    Malformed {
        /// The file as it was named.
        file: String,
        /// Line, from 1.
        line: usize,
        /// Column in characters, from 1.
        column: usize,
        /// What is wrong there.
        what: String,
    },
    /// Settings are unknown, or have a value that can't be: all of them, one text each, with
    /// the key and what would be right.
    #[error("{}", .0.join("; "))]
    Wrong(Vec<String>),
}
