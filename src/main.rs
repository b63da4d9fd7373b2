//! The `mabit` program.

use std::process::ExitCode;

use clap::Parser;
use mabit::cli::{self, Cli};
use mabit::log;

fn main() -> ExitCode {
    // Exits with 2 and the usage when it is used wrongly.
    let cli = Cli::parse();
    let done = match tokio::runtime::Builder::new_multi_thread().enable_all().build() {
        Ok(runtime) => runtime.block_on(cli::run(cli)).map_err(|error| error.to_string()),
        Err(error) => Err(error.to_string()),
    };
    match done {
        Ok(()) => {
            log::flush();
            ExitCode::SUCCESS
        }
        Err(error) => {
            log::complain(&format!("mabit: {error}"));
            ExitCode::FAILURE
        }
    }
}
