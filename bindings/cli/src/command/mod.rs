//! The commands: arguments in, one call, and what is printed.

pub(crate) mod accounts;
pub(crate) mod batches;
pub(crate) mod facts;
pub(crate) mod groups;
pub(crate) mod import;
pub(crate) mod invitations;
pub(crate) mod numbers;
pub(crate) mod orgs;
pub(crate) mod pins;
pub(crate) mod report;
pub(crate) mod roles;
pub(crate) mod schema;
pub(crate) mod template;
pub(crate) mod validate;

use rollbook::error::Error;
use rollbook_host::json;
use serde::Serialize;
use serde_json::Value;

use crate::args::{Command, Globals};
use crate::exit::Exit;
use crate::output::Output;

/// Runs a command.
///
/// # Errors
/// Its codes, and those of stores, keys and files.
pub(crate) fn run(
    command: &Command,
    globals: &Globals,
    output: &mut Output,
) -> Result<Exit, Error> {
    match command {
        Command::Import(it) => it.run(globals, output),
        Command::Validate(it) => it.run(globals, output),
        Command::Template(it) => it.run(globals, output),
        Command::Schema(it) => it.run(globals, output),
        Command::Facts(it) => it.run(globals, output),
        Command::Accounts(it) => it.run(globals, output),
        Command::Invitations(it) => it.run(globals, output),
        Command::Numbers(it) => it.run(globals, output),
        Command::Orgs(it) => it.run(globals, output),
        Command::Roles(it) => it.run(globals, output),
        Command::Groups(it) => it.run(globals, output),
        Command::Pins(it) => it.run(globals, output),
        Command::Batches(it) => it.run(globals, output),
    }
}

/// A list: with `--json` the items and the cursor, else a table and how to see more.
fn list<C: Serialize>(
    output: &mut Output,
    items: Vec<Value>,
    next: Option<C>,
    header: &[&str],
    rows: &[Vec<String>],
) -> Result<Exit, Error> {
    let next = next.as_ref().map(json::cursor).transpose()?;
    if output.json() {
        output.document(&serde_json::json!({ "items": items, "next": next }));
        return Ok(Exit::Done);
    }
    output.table(header, rows);
    if let Some(next) = next {
        output.note(&format!("There may be more: --after {next}"));
    }
    Ok(Exit::Done)
}

/// What a command answered: with `--json` the outcome, else a line.
fn answer<T: Serialize>(output: &mut Output, outcome: &T, line: &str) -> Result<Exit, Error> {
    if output.json() {
        output.document(&json::value(outcome)?);
    } else {
        output.say(line);
    }
    Ok(Exit::Done)
}

/// Where the page before ended.
fn after<C: serde::de::DeserializeOwned>(given: Option<&str>) -> Result<Option<C>, Error> {
    given.map(json::read_cursor).transpose()
}
