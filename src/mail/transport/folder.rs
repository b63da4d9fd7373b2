//! Mail as `.eml` files in a folder, for trying Mabit out or for a mail system that collects files.

use std::fs::{self, File, OpenOptions};
use std::io::{self, Write};
use std::os::unix::fs::OpenOptionsExt;
use std::path::{Path, PathBuf};

use lettre::Message;
use lettre::message::header::MessageId;
use tokio::task::spawn_blocking;
use tokio::time::timeout;
use uuid::Uuid;

use super::{SendError, TIME_LIMIT, TransportError};

pub struct Folder(PathBuf);

impl Folder {
    /// Opens or makes a folder. A path with `//` before it comes from a URL (`file:///…`).
    pub(crate) fn open(path: &str) -> Result<Self, TransportError> {
        let path = match path.strip_prefix("//") {
            Some(absolute) if absolute.starts_with('/') => absolute,
            Some(_) => return Err(TransportError::Url("a file has no host")),
            None => path,
        };
        if path.is_empty() {
            return Err(TransportError::Url("the path is empty"));
        }
        let path = PathBuf::from(path);
        match fs::create_dir_all(&path) {
            Ok(()) => Ok(Self(path)),
            Err(source) => Err(TransportError::Folder { path, source }),
        }
    }

    /// Writes a message as `ID.eml`, over one with the same id.
    pub(crate) async fn write(&self, message: &Message) -> Result<(), SendError> {
        let id = id(message).ok_or_else(|| SendError::Later("it has no id".to_owned()))?;
        let (folder, content) = (self.0.clone(), message.formatted());
        let writing = spawn_blocking(move || write_whole(&folder, id, &content));
        let written = timeout(TIME_LIMIT, writing)
            .await
            .map_err(|_| SendError::Unknown("the disk did not answer in time".to_owned()))?;
        let result = written.map_err(io::Error::other).and_then(|result| result);
        result.map_err(|error| SendError::Later(error.to_string()))
    }
}

/// The UUID in the Message-ID.
fn id(message: &Message) -> Option<Uuid> {
    let id = message.headers().get::<MessageId>()?;
    let (id, _host) = id.as_ref().strip_prefix('<')?.split_once('@')?;
    id.parse().ok()
}

/// Writes a file that appears whole or not at all, even if the machine stops midway. Only the
/// service's user may read it: some mails hold a link that signs in.
fn write_whole(folder: &Path, id: Uuid, content: &[u8]) -> io::Result<()> {
    fs::create_dir_all(folder)?;
    let draft = folder.join(format!(".{id}.{}.part", Uuid::new_v4()));
    let written = OpenOptions::new()
        .write(true)
        .create_new(true)
        .mode(0o600)
        .open(&draft)
        .and_then(|mut file| file.write_all(content).and_then(|()| file.sync_all()))
        .and_then(|()| fs::rename(&draft, folder.join(format!("{id}.eml"))));
    if written.is_err() {
        // Best effort: the first error is the one to report.
        let _ = fs::remove_file(&draft);
    }
    written.and_then(|()| File::open(folder)?.sync_all())
}
