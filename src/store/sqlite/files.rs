//! Files of a SQLite database: are they still those that were opened, and which service uses them?

use std::fs::{File, Metadata, OpenOptions, TryLockError};
use std::io::{self, ErrorKind, Write};
use std::os::unix::fs::MetadataExt;
use std::path::{Path, PathBuf};
use std::sync::{Mutex, PoisonError};

use crate::store::StoreError;

/// Text of the note beside the database.
const ABOUT: &str = "Mabit keeps its database beside this file. While this file is here and the \
                     database is not, Mabit makes no new one: put the database back from a backup, \
                     or delete this file to begin with an empty one.\n";

/// The files of one database.
pub(crate) struct Files {
    /// The database, its log and the index of its log, which other processes share.
    paths: [PathBuf; 3],
    /// What they were when they were first seen.
    opened: Mutex<[Option<Identity>; 3]>,
    /// Locked while a service runs on the database.
    _lock: Option<File>,
}

/// Device and inode.
type Identity = (u64, u64);

impl Files {
    /// Takes the files of a database before it is opened. A service notes in a hidden file beside
    /// it (`.NAME.lock`) that there is one here.
    ///
    /// # Errors
    /// When the database that was here is gone, or, for a service, when another one runs on it.
    pub(crate) fn take(database: &Path, serves: bool) -> Result<Self, StoreError> {
        // SQLite puts its log beside the file itself, not beside a symbolic link.
        let database =
            std::fs::canonicalize(database)
                .or_else(|_| std::path::absolute(database))
                .map_err(|error| StoreError::File(format!("{}: {error}", database.display())))?;
        let [wal, shm] = ["-wal", "-shm"].map(|end| beside(&database, "", end));
        let note = beside(&database, ".", ".lock");
        if !database.exists() {
            let left = [&note, &wal, &shm];
            if let Some(left) = left.into_iter().find(|file| file.exists()) {
                return Err(StoreError::File(gone(&database, left)));
            }
        }
        let lock = if serves { lock(&note, &database)? } else { None };
        Ok(Self { paths: [database, wal, shm], opened: Mutex::default(), _lock: lock })
    }

    /// What is wrong with the files on disk, compared with those that were opened.
    pub(crate) fn trouble(&self) -> Option<String> {
        let mut opened = self.opened.lock().unwrap_or_else(PoisonError::into_inner);
        self.paths.iter().zip(opened.iter_mut()).find_map(|(file, opened)| {
            let found = match file.metadata() {
                Ok(found) => identity(&found),
                // SQLite makes the log and its index with the first read.
                Err(error) if error.kind() == ErrorKind::NotFound => {
                    return opened.is_some().then(|| format!("{} is gone", file.display()));
                }
                Err(error) => return Some(format!("{}: {error}", file.display())),
            };
            let known = *opened.get_or_insert(found);
            (known != found).then(|| format!("{} is another file", file.display()))
        })
    }
}

fn identity(file: &Metadata) -> Identity {
    (file.dev(), file.ino())
}

/// Path of a file beside the database, named after it.
fn beside(database: &Path, before: &str, after: &str) -> PathBuf {
    let name = database.file_name().unwrap_or_default().to_string_lossy();
    database.with_file_name(format!("{before}{name}{after}"))
}

fn gone(database: &Path, left: &Path) -> String {
    format!(
        "the database {} is gone: one was here, as {} shows. Put it back from a backup; to begin \
         with an empty one, delete {}",
        database.display(),
        left.display(),
        left.display(),
    )
}

fn open_note(path: &Path) -> io::Result<File> {
    match OpenOptions::new().write(true).create_new(true).open(path) {
        Ok(mut new) => {
            new.write_all(ABOUT.as_bytes())?;
            Ok(new)
        }
        Err(error) if error.kind() == ErrorKind::AlreadyExists => {
            OpenOptions::new().read(true).open(path)
        }
        Err(error) => Err(error),
    }
}

/// Locks the note beside the database, making it if need be.
fn lock(note: &Path, database: &Path) -> Result<Option<File>, StoreError> {
    let file = match open_note(note) {
        Ok(file) => file,
        // Without the folder the database can't be opened either, which is then said.
        Err(error) if error.kind() == ErrorKind::NotFound => return Ok(None),
        Err(error) => {
            tracing::warn!(file = %note.display(), %error, "can't be written");
            return Ok(None);
        }
    };
    match file.try_lock() {
        Ok(()) => Ok(Some(file)),
        Err(TryLockError::WouldBlock) => Err(StoreError::File(format!(
            "another `mabit serve` runs on the database {}: SQLite serves one instance. Stop that \
             one first, or use PostgreSQL for several",
            database.display()
        ))),
        Err(TryLockError::Error(error)) => {
            tracing::warn!(%error, "this file system locks no files: a second `mabit serve` on this \
                                    database would not be noticed");
            Ok(None)
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_that_is_gone_or_another_is_named_until_it_is_back() {
        let folder = tempfile::tempdir().unwrap();
        let [database, wal, aside] =
            ["mabit.db", "mabit.db-wal", "aside"].map(|name| folder.path().join(name));
        let files = Files::take(&database, true).unwrap();
        std::fs::write(&database, "one").unwrap();
        assert_eq!(files.trouble(), None, "the log comes with the first read");
        std::fs::write(&wal, "log").unwrap();
        assert_eq!(files.trouble(), None);
        for file in [&database, &wal] {
            std::fs::rename(file, &aside).unwrap();
            assert!(files.trouble().unwrap().ends_with(" is gone"));
            std::fs::write(file, "another").unwrap();
            assert!(files.trouble().unwrap().ends_with(" is another file"));
            std::fs::rename(&aside, file).unwrap();
            assert_eq!(files.trouble(), None);
        }
    }
}
