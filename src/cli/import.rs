//! `mabit import shelters FILE`: adds the shelters and pools of a CSV file, all or none.

use std::fmt::Display;
use std::path::{Path, PathBuf};

use clap::Subcommand;

use super::{Failure, say};
use crate::interop::csv_reader;
use crate::log;
use crate::services::Context;
use crate::services::authorisation::Operator;
use crate::services::shelters::import::{self, ImportShelters};

#[derive(Subcommand)]
pub(crate) enum ImportCommand {
    /// Add the shelters and pools of a file, all of them or none.
    Shelters {
        /// A file with the columns partner, shelter, city, lat, lon, phone, email, features, pool,
        /// gender, age_min, age_max and capacity; it may also have address and access_note.
        file: PathBuf,
    },
}

pub(crate) async fn run(cx: &Context, command: ImportCommand) -> Result<(), Failure> {
    let ImportCommand::Shelters { file } = command;
    let text = read(&file)?;
    let found = import::preview(cx, Operator, &text).await?;
    for bad in &found.wrong {
        log::print_error(&bad.to_string());
    }
    if found.more_wrong > 0 {
        log::print_error(&format!("and {} more", found.more_wrong));
    }
    match found.wrong.len() + found.more_wrong {
        0 => {}
        1 => return Err(Failure::Other("1 line is wrong; nothing was imported".to_owned())),
        n => return Err(Failure::Other(format!("{n} things are wrong; nothing was imported"))),
    }
    let done = cx.write(Operator, ImportShelters { text }).await?;
    say([format!("imported shelters {}, pools {}", done.shelters, done.pools)])
}

fn read(file: &Path) -> Result<String, Failure> {
    let named = |error: &dyn Display| Failure::Other(format!("{}: {error}", file.display()));
    let bytes = std::fs::read(file).map_err(|error| named(&error))?;
    csv_reader::decode(&bytes).map_err(|error| named(&format!("{error}; nothing was imported")))
}
