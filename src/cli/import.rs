//! Files of shelters from the command line.

use std::fmt::Display;
use std::path::{Path, PathBuf};

use clap::Subcommand;

use super::{Failure, operator, say};
use crate::log;
use crate::services::{Context, import};

#[derive(Subcommand)]
pub(super) enum ImportCommand {
    /// Add the shelters and pools of a file, all of them or none.
    Shelters {
        /// A file with the columns partner, shelter, city, lat, lon, phone, email, features, pool,
        /// gender, age_min, age_max and capacity.
        file: PathBuf,
    },
}

pub(super) async fn run(cx: &Context, command: ImportCommand) -> Result<(), Failure> {
    let ImportCommand::Shelters { file } = command;
    let text = read(&file)?;
    let found = import::preview(cx, &operator(), &text).await?;
    for bad in &found.wrong {
        log::complain(&bad.to_string());
    }
    match found.wrong.len() {
        0 => {}
        1 => return Err(Failure::Other("1 line is wrong; nothing was imported".to_owned())),
        n => return Err(Failure::Other(format!("{n} things are wrong; nothing was imported"))),
    }
    let done = import::shelters(cx, &operator(), None, text).await?;
    say([format!("imported shelters {}, pools {}", done.shelters, done.pools)])
}

fn read(file: &Path) -> Result<String, Failure> {
    let named = |error: &dyn Display| Failure::Other(format!("{}: {error}", file.display()));
    let bytes = std::fs::read(file).map_err(|error| named(&error))?;
    let lines = (1..).zip(bytes.split(|&byte| byte == b'\n'));
    for (number, _) in lines.filter(|(_, line)| str::from_utf8(line).is_err()) {
        log::complain(&format!(
            "line {number}: has characters that are not UTF-8; save the file as UTF-8"
        ));
    }
    String::from_utf8(bytes).map_err(|_| named(&"is not UTF-8; nothing was imported"))
}
