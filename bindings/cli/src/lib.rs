//! The command `rollbook`: Rollbook for the shell. A host like the others: it converts arguments, calls, and prints.
//!
//! Rules are in `rollbook`; opening stores and keys is in `rollbook-host`.
#![forbid(unsafe_code)]

mod args;
mod command;
mod exit;
mod output;
mod progress;
mod session;
mod setup;

use std::ffi::OsString;
use std::panic::{AssertUnwindSafe, catch_unwind};

use clap::Parser;
use rollbook::error::Error;

use crate::args::Arguments;
use crate::exit::Exit;
use crate::output::Output;

/// Runs the command with the arguments of a process, its name first, and answers the exit status.
///
/// Results go to the standard output, everything else to the standard error output. A panic is answered as `internal`.
pub fn run(arguments: impl IntoIterator<Item = OsString>) -> u8 {
    let given: Vec<OsString> = arguments.into_iter().collect();
    let json = given.iter().any(|argument| argument == "--json");
    let arguments = match Arguments::try_parse_from(given) {
        Ok(arguments) => arguments,
        Err(refused) => return output::usage(&refused, json).status(),
    };
    let mut output = Output::new(arguments.globals.json);
    // Where it was, and not what: the text of a panic may hold what a person typed.
    std::panic::set_hook(Box::new(|panic| {
        let place = panic
            .location()
            .map(ToString::to_string)
            .unwrap_or_default();
        Output::now(&format!("panic at {place}"));
    }));
    let ran = catch_unwind(AssertUnwindSafe(|| {
        command::run(&arguments.command, &arguments.globals, &mut output)
    }));
    let exit = match ran {
        Ok(Ok(exit)) => exit,
        Ok(Err(error)) => {
            output.error(&error);
            Exit::of(&error)
        }
        Err(_) => {
            let error = Error::internal("panic");
            output.error(&error);
            Exit::of(&error)
        }
    };
    output.finish(exit).status()
}
