//! `facts`: what uploads to an organization are checked against, for a machine without the database.

use std::path::PathBuf;

use clap::Args;
use rollbook::error::Error;
use rollbook::query::facts::ExportFacts;
use serde_json::json;

use super::report::{is_standard, write_file};
use crate::args::Globals;
use crate::exit::Exit;
use crate::output::Output;
use crate::session::Session;

/// Write down what uploads to an organization are checked against
///
/// The file holds the columns of uploads, the accounts and numbers that you may see, and limits. `validate --facts` checks
/// files against it where there is no database. Keep it like a list of accounts: it names people.
#[derive(Args, Debug)]
#[command(
    after_help = "Example:\n  rollbook facts --output facts.json\n  rollbook facts --org 123456789 --output facts.json\n  rollbook validate accounts.csv --facts facts.json"
)]
pub(crate) struct Facts {
    /// The organization, by id or external number; the root if none is given
    #[arg(long, value_name = "ORG")]
    org: Option<String>,
    /// Write to a new file, which its owner alone reads
    #[arg(long, value_name = "FILE")]
    output: Option<PathBuf>,
}

impl Facts {
    pub(crate) fn run(&self, globals: &Globals, output: &mut Output) -> Result<Exit, Error> {
        let session = Session::open(globals)?;
        let organization = session.organization(self.org.as_deref())?;
        let facts = session
            .rollbook
            .facts(&session.actor, &ExportFacts { organization })?;
        let document = facts.to_json()?;
        let Some(path) = self.output.as_deref().filter(|path| !is_standard(path)) else {
            output.bytes(format!("{document}\n").as_bytes());
            return Ok(Exit::Done);
        };
        write_file(path, document.as_bytes())?;
        let (accounts, hidden) = (facts.identities.len(), facts.hidden_identities.tags.len());
        if output.json() {
            output.document(&json!({
                "file": path.to_string_lossy(),
                "version": facts.version,
                "accounts": accounts,
                "hidden_accounts": hidden,
                "numbers": facts.numbers.len(),
            }));
        } else {
            output.say(&format!(
                "{accounts} accounts, {hidden} more without their names, {} numbers, as of {}. Keep the file like a list of accounts.",
                facts.numbers.len(),
                facts.version
            ));
        }
        Ok(Exit::Done)
    }
}
