//! Where mail is sent: by SMTP, into a folder of files, or (in tests) into memory.

mod folder;
mod smtp;

use std::io;
use std::path::{Path, PathBuf};
use std::sync::{Mutex, PoisonError};
use std::time::Duration;

use lettre::Message;
use thiserror::Error;

pub use folder::Folder;
pub use smtp::Smtp;

/// Limit of one send, from connecting to the last reply.
pub const TIME_LIMIT: Duration = Duration::from_secs(30);

pub enum Transport {
    Folder(Folder),
    Smtp(Smtp),
    /// Sends nothing; keeps the messages for tests to look at.
    Memory(Mutex<Vec<Vec<u8>>>),
}

/// Why the mail settings can't be used. Never holds a password.
#[derive(Debug, Error)]
pub enum TransportError {
    #[error(
        "the mail URL must be file:PATH, smtp://HOST:PORT, smtp://HOST:PORT?tls=required or \
         smtps://HOST:PORT, USER:PASSWORD@ before HOST being optional: {0}"
    )]
    Url(&'static str),
    #[error("the mail folder {path}: {source}")]
    Folder { path: PathBuf, source: io::Error },
    #[error("the root certificates in {path}: {reason}")]
    Certificates { path: PathBuf, reason: String },
}

/// Why a mail was not sent. Addresses in the text are masked.
#[derive(Debug, Error)]
pub enum SendError {
    /// The server will never take this mail (5xx).
    #[error("refused with {code}: {text}")]
    Refused { code: u16, text: String },
    /// The mail can't be sent to this address, or at all.
    #[error("can't be written: {0}")]
    Impossible(String),
    /// Not sent, worth another try: the server said so (4xx), could not be reached or signed in to,
    /// or did not answer in time.
    #[error("not sent: {0}")]
    Later(String),
    /// The connection or the time ran out when the server may already have taken the mail.
    #[error("perhaps sent: {0}")]
    Unknown(String),
}

impl Transport {
    /// The transport of the setting `mail.url`: `file:PATH` (the folder is made if need be),
    /// `smtp://HOST:PORT` (plain), `smtp://HOST:PORT?tls=required` (STARTTLS or nothing),
    /// `smtps://HOST:PORT` (TLS from the start). `USER:PASSWORD@` before the host is
    /// percent-decoded. Certificates in `ca_file` (PEM) are trusted besides the public ones.
    pub fn from_url(url: &str, ca_file: Option<&Path>) -> Result<Self, TransportError> {
        match url.strip_prefix("file:") {
            Some(path) => Folder::open(path).map(Self::Folder),
            None => Smtp::from_url(url, ca_file).map(Self::Smtp),
        }
    }

    /// Sets the name given in EHLO; without it `localhost`.
    #[must_use]
    pub fn with_hello(mut self, host: &str) -> Self {
        if let Self::Smtp(smtp) = &mut self {
            smtp.set_hello(host);
        }
        self
    }

    pub fn memory() -> Self {
        Self::Memory(Mutex::default())
    }

    /// Sends a message, within [`TIME_LIMIT`]. It may be sent again even after success: the
    /// Message-ID stays the same. If the future is dropped, it may or may not have been sent.
    pub async fn send(&self, message: &Message) -> Result<(), SendError> {
        match self {
            Self::Folder(folder) => folder.write(message).await,
            Self::Smtp(smtp) => smtp.send(message).await,
            Self::Memory(sent) => {
                sent.lock().unwrap_or_else(PoisonError::into_inner).push(message.formatted());
                Ok(())
            }
        }
    }

    /// The raw messages sent by [`Transport::memory`], oldest first.
    pub fn sent(&self) -> Vec<Vec<u8>> {
        match self {
            Self::Memory(sent) => sent.lock().unwrap_or_else(PoisonError::into_inner).clone(),
            Self::Folder(_) | Self::Smtp(_) => Vec::new(),
        }
    }
}

/// An address as logs may show it: `s…@example.org`.
pub fn masked(address: &str) -> String {
    match address.rsplit_once('@') {
        Some((user, domain)) => {
            format!("{}…@{domain}", user.chars().next().map_or(String::new(), String::from))
        }
        None => "…".to_owned(),
    }
}

/// A reply of the mail server with every address in it masked.
fn without_addresses(text: &str) -> String {
    let ends = |c: char| c.is_whitespace() || "<>()[],;:\"".contains(c);
    text.split_inclusive(ends)
        .map(|piece| {
            let word = piece.trim_end_matches(ends);
            if word.contains('@') { masked(word) + &piece[word.len()..] } else { piece.to_owned() }
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_is_masked_but_for_its_first_letter_and_domain() {
        assert_eq!(masked("someone@example.org"), "s…@example.org");
        assert_eq!(masked("é@example.org"), "é…@example.org");
        assert_eq!(masked("\"a@b\"@example.org"), "\"…@example.org");
        assert_eq!(masked("@example.org"), "…@example.org");
        assert_eq!(masked("someone"), "…");
    }

    #[test]
    fn addresses_in_a_reply_are_masked() {
        assert_eq!(
            without_addresses(
                "5.1.1 <someone@example.org>: no such mailbox, ask root@example.org."
            ),
            "5.1.1 <s…@example.org>: no such mailbox, ask r…@example.org."
        );
        assert_eq!(without_addresses("no\r\naddress "), "no\r\naddress ");
    }
}
