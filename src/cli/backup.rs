//! `mabit backup` and `mabit restore`: copies a SQLite database beside a running service, and puts
//! a copy back where no database is.

use std::fs::{File, OpenOptions};
use std::io::ErrorKind;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use tempfile::TempPath;

use super::{Failure, say};
use crate::app;
use crate::clock::SystemClock;
use crate::config::{Config, SecretUrl};
use crate::services::operations::verify;
use crate::store::sqlite::copy;

/// Copies what is committed now into a new file.
///
/// # Errors
/// On PostgreSQL, naming the tool to use; when the file exists; when the copy fails, which leaves
/// no file behind.
pub(crate) async fn backup(config: &Config, into: &Path) -> Result<(), Failure> {
    let database = sqlite_file(config, "pg_dump --format=custom --file=FILE URL")?;
    refuse_existing(into, "a backup never overwrites a file")?;
    if !database.exists() {
        return Err(other(format!("there is no database at {}", database.display())));
    }
    let draft = draft_beside(into)?;
    copy::vacuum_into(&database, &draft).await.map_err(crate::services::Error::from)?;
    check_copy(&draft).await?;
    keep(draft, into)?;
    say([format!("backed up {} to {}", database.display(), into.display())])
}

/// Copies a backup to where the settings have the database.
///
/// # Errors
/// On PostgreSQL, naming the tool to use; when a database is there; when the backup is damaged or
/// breaks an invariant. Nothing is left behind then.
pub(crate) async fn restore(config: &Config, from: &Path) -> Result<(), Failure> {
    let database = sqlite_file(config, "pg_restore --no-owner --dbname=URL FILE")?;
    if !from.is_file() {
        return Err(other(format!("there is no file {}", from.display())));
    }
    refuse_existing(&database, "stop the service and move the database away first")?;
    refuse_in_use(&database)?;
    let draft = draft_beside(&database)?;
    std::fs::copy(from, &draft)
        .map_err(|error| other(format!("{} can't be copied: {error}", from.display())))?;
    check_copy(&draft).await?;
    check_invariants(config, &draft).await?;
    for end in ["-wal", "-shm"] {
        remove(&beside(&database, end))?;
    }
    keep(draft, &database)?;
    say([format!("restored {} from {}", database.display(), from.display())])
}

fn other(text: String) -> Failure {
    Failure::Other(text)
}

/// The database file of the settings; on PostgreSQL an error that names the tool to use.
fn sqlite_file(config: &Config, instead: &str) -> Result<PathBuf, Failure> {
    let url = config.database.url.expose();
    copy::sqlite_path(url).ok_or_else(|| {
        other(format!("this database is PostgreSQL, which has tools of its own: {instead}"))
    })
}

fn refuse_existing(path: &Path, why: &str) -> Result<(), Failure> {
    match path.symlink_metadata() {
        Ok(_) => Err(other(format!("{} is there already: {why}", path.display()))),
        Err(error) if error.kind() == ErrorKind::NotFound => Ok(()),
        Err(error) => Err(other(format!("{} can't be looked at: {error}", path.display()))),
    }
}

/// Fails when a process has this database open although its file was moved or deleted. Found
/// through `/proc`, for processes of the same user.
fn refuse_in_use(database: &Path) -> Result<(), Failure> {
    let names = ["", "-wal", "-shm"].map(|end| beside(database, end));
    let names: Vec<PathBuf> =
        names.iter().filter_map(|name| std::path::absolute(name).ok()).collect();
    let is_ours = |link: &Path| {
        let link = link.to_string_lossy();
        let link = link.strip_suffix(" (deleted)").unwrap_or(&link);
        names.iter().any(|name| name == Path::new(link))
    };
    let entries = |folder: &Path| std::fs::read_dir(folder).into_iter().flatten().flatten();
    let in_use = entries(Path::new("/proc"))
        .flat_map(|process| entries(&process.path().join("fd")))
        .filter_map(|open| std::fs::read_link(open.path()).ok())
        .any(|link| is_ours(&link));
    if in_use {
        let detail = "a service still runs on the database that was here: stop it first";
        return Err(other(format!("{}: {detail}", database.display())));
    }
    Ok(())
}

/// A temporary file in the same folder, readable by its owner only; deleted on drop.
fn draft_beside(path: &Path) -> Result<TempPath, Failure> {
    let folder = path.parent().filter(|folder| !folder.as_os_str().is_empty());
    let folder = folder.unwrap_or(Path::new("."));
    let draft = tempfile::Builder::new().prefix(".mabit-").suffix(".part").tempfile_in(folder);
    let draft = draft
        .map_err(|error| other(format!("{} can't be written to: {error}", folder.display())))?;
    Ok(draft.into_temp_path())
}

/// Renames a finished draft, unless the name has been taken meanwhile, and syncs file and folder.
fn keep(draft: TempPath, path: &Path) -> Result<(), Failure> {
    let failed = |error: std::io::Error| other(format!("{}: {error}", path.display()));
    OpenOptions::new().write(true).open(&draft).and_then(|file| file.sync_all()).map_err(failed)?;
    draft.persist_noclobber(path).map_err(|error| failed(error.error))?;
    let folder = path.parent().filter(|folder| !folder.as_os_str().is_empty());
    File::open(folder.unwrap_or(Path::new("."))).and_then(|file| file.sync_all()).map_err(failed)
}

fn beside(path: &Path, end: &str) -> PathBuf {
    let mut name = path.as_os_str().to_owned();
    name.push(end);
    name.into()
}

fn remove(path: &Path) -> Result<(), Failure> {
    match std::fs::remove_file(path) {
        Err(error) if error.kind() != ErrorKind::NotFound => {
            Err(other(format!("{} can't be removed: {error}", path.display())))
        }
        _ => Ok(()),
    }
}

/// Fails when SQLite finds the copy damaged, or it is no database of Mabit.
async fn check_copy(draft: &Path) -> Result<(), Failure> {
    let found = copy::check(draft)
        .await
        .map_err(|error| other(format!("the copy can't be read: {error}")))?;
    match found {
        None => Ok(()),
        Some(what) => Err(other(format!("the copy is not a sound database of Mabit: {what}"))),
    }
}

/// Fails when the copy breaks an invariant or is of a newer version.
async fn check_invariants(config: &Config, draft: &Path) -> Result<(), Failure> {
    let mut there = config.clone();
    there.database.url = SecretUrl::sqlite_file(draft);
    let cx = app::open(&there, Arc::new(SystemClock)).await?;
    let report = verify::verify(&cx).await;
    cx.store.close().await;
    for end in ["-wal", "-shm"] {
        remove(&beside(draft, end))?;
    }
    let report = report?;
    match report.violations.first() {
        None => Ok(()),
        Some(first) => {
            let many = report.violations.len();
            Err(other(format!("the backup has {many} violations, the first: {first}")))
        }
    }
}
