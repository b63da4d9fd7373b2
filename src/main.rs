//! The `mabit` program.

fn main() -> std::process::ExitCode {
    mabit::run()
}
