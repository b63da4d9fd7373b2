//! The `mabit` program.

use std::process::ExitCode;

use clap::Parser;
use mabit::cli::{self, Cli};

fn main() -> ExitCode {
    // Exits with 2 and the usage when it is used wrongly.
    let cli = Cli::parse();
    let runtime = match tokio::runtime::Builder::new_multi_thread().enable_all().build() {
        Ok(runtime) => runtime,
        Err(error) => {
            eprintln!("mabit: {error}");
            return ExitCode::FAILURE;
        }
    };
    match runtime.block_on(cli::run(cli)) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("mabit: {error}");
            ExitCode::FAILURE
        }
    }
}
