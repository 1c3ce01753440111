//! The command `rollbook`.
#![forbid(unsafe_code)]

use std::process::ExitCode;

fn main() -> ExitCode {
    ExitCode::from(rollbook_cli::run(std::env::args_os()))
}
