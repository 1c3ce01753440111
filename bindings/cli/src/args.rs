//! The arguments of the command. Those of one command are in its file.

use std::path::PathBuf;

use clap::builder::{PossibleValuesParser, TypedValueParser};
use clap::{Args, Parser, Subcommand, ValueEnum};
use rollbook::contact::Region;
use rollbook::finding::Language;
use rollbook::id::AccountId;
use rollbook::settings::AccessKind;
use serde::de::DeserializeOwned;

use crate::command::accounts::Accounts;
use crate::command::batches::Batches;
use crate::command::facts::Facts;
use crate::command::groups::Groups;
use crate::command::import::Import;
use crate::command::invitations::Invitations;
use crate::command::numbers::Numbers;
use crate::command::orgs::Orgs;
use crate::command::pins::Pins;
use crate::command::roles::Roles;
use crate::command::schema::ShowSchema;
use crate::command::template::Template;
use crate::command::validate::Validate;

/// Who may join, with which rights and which number, and has their invitation been used?
#[derive(Debug, Parser)]
#[command(
    name = "rollbook",
    version,
    propagate_version = true,
    after_help = "Example:\n  rollbook import accounts.csv --numbers numbers.csv --invite\n  rollbook accounts list --status invited"
)]
pub(crate) struct Arguments {
    #[command(flatten)]
    pub(crate) globals: Globals,
    #[command(subcommand)]
    pub(crate) command: Command,
}

/// What every command takes.
#[derive(Args, Debug)]
pub(crate) struct Globals {
    /// The database: `sqlite:<path>`, a path, or `memory:`
    #[arg(
        long,
        value_name = "URL",
        env = "ROLLBOOK_DB",
        default_value = "rollbook.db",
        global = true
    )]
    pub(crate) db: String,
    /// The key file of the database
    #[arg(
        long,
        value_name = "FILE",
        env = "ROLLBOOK_KEYS",
        default_value = "rollbook.keys",
        global = true
    )]
    pub(crate) keys: PathBuf,
    /// Act as this account instead of the owner
    #[arg(long = "as", value_name = "ACCOUNT", global = true)]
    pub(crate) account: Option<AccountId>,
    /// Print one JSON document; messages go to the standard error output
    #[arg(long, global = true)]
    pub(crate) json: bool,
    /// Go on without being asked where something cannot be undone
    #[arg(long, global = true)]
    pub(crate) yes: bool,
    /// The language of findings and of the note in a template
    #[arg(long, value_name = "LANG", value_parser = language(), default_value = "en", global = true)]
    pub(crate) lang: Language,
}

/// The commands.
#[derive(Debug, Subcommand)]
pub(crate) enum Command {
    /// Add the accounts of a CSV file, and invite them if asked
    Import(Import),
    /// Check a CSV file and change nothing
    Validate(Validate),
    /// Print the CSV file that people fill in
    Template(Template),
    /// Print what a file must look like
    Schema(ShowSchema),
    /// Write down what uploads to an organization are checked against
    Facts(Facts),
    /// Add, list, edit, move, suspend and delete accounts
    #[command(subcommand)]
    Accounts(Accounts),
    /// Send, revoke, render, check and accept invitations
    #[command(subcommand)]
    Invitations(Invitations),
    /// Add, list, reserve and release numbers
    #[command(subcommand)]
    Numbers(Numbers),
    /// Create, rename, disable and list organizations, and their settings
    #[command(subcommand)]
    Orgs(Orgs),
    /// Create, edit and list roles, give and take them
    #[command(subcommand)]
    Roles(Roles),
    /// Create, edit and list user-permission groups
    #[command(subcommand)]
    Groups(Groups),
    /// Make, reset, delete and verify the PINs of people without a portal
    #[command(subcommand)]
    Pins(Pins),
    /// List, show and resume batch operations, and write their reports
    #[command(subcommand)]
    Batches(Batches),
}

/// The user type of a file or an account.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, ValueEnum)]
pub(crate) enum Access {
    /// People who sign in
    #[default]
    Portal,
    /// People who do not
    NoPortal,
}

impl Access {
    pub(crate) const fn kind(self) -> AccessKind {
        match self {
            Self::Portal => AccessKind::Portal,
            Self::NoPortal => AccessKind::NoPortal,
        }
    }
}

/// The page of a list.
#[derive(Args, Debug)]
pub(crate) struct PageArgs {
    /// At most so many entries, 1 to 1,000; 100 if not given
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u32).range(1..))]
    pub(crate) limit: Option<u32>,
    /// Begin after the entry that the page before named
    #[arg(long, value_name = "CURSOR")]
    pub(crate) after: Option<String>,
}

fn language() -> impl TypedValueParser<Value = Language> {
    PossibleValuesParser::new(Language::ALL.map(Language::as_str))
        .try_map(|text| word::<Language>(&text))
}

/// Words of a closed set, as the help shows them.
pub(crate) fn words<T>(names: &'static [&'static str]) -> impl TypedValueParser<Value = T>
where
    T: DeserializeOwned + Clone + Send + Sync + 'static,
{
    PossibleValuesParser::new(names).try_map(|text| word::<T>(&text))
}

/// Reads a region.
pub(crate) fn region(text: &str) -> Result<Region, String> {
    let is_form = text.len() == 2 && text.bytes().all(|byte| byte.is_ascii_uppercase());
    text.parse().map_err(|_| match is_form {
        true => "no region that is known has these letters; give one such as US".to_owned(),
        false => "give two capital letters, for example US".to_owned(),
    })
}

/// Reads a word of a closed set, `-` and `_` being the same.
pub(crate) fn word<T: DeserializeOwned>(text: &str) -> Result<T, String> {
    let word = serde_json::Value::String(text.replace('-', "_"));
    serde_json::from_value(word).map_err(|error| error.to_string())
}

/// Reads `name=value`.
pub(crate) fn pair(text: &str) -> Result<(String, String), String> {
    match text.split_once('=') {
        Some((name, value)) if !name.is_empty() => Ok((name.to_owned(), value.to_owned())),
        _ => Err("give it as `name=value`".to_owned()),
    }
}

#[cfg(test)]
mod tests {
    use clap::CommandFactory;

    use super::*;

    fn each(command: &clap::Command, path: &str, check: &mut dyn FnMut(&clap::Command, &str)) {
        check(command, path);
        for below in command
            .get_subcommands()
            .filter(|below| below.get_name() != "help")
        {
            each(below, &format!("{path} {}", below.get_name()), check);
        }
    }

    #[test]
    fn the_arguments_are_sound() {
        Arguments::command().debug_assert();
    }

    #[test]
    fn the_help_of_every_command_has_an_example_that_names_it() {
        each(&Arguments::command(), "rollbook", &mut |command, path| {
            let help = command
                .get_after_help()
                .map(ToString::to_string)
                .unwrap_or_default();
            assert!(
                help.contains("Example:") && help.contains(path),
                "{path}: {help}"
            );
        });
    }

    #[test]
    fn every_example_is_understood() {
        let mut seen = 0;
        each(&Arguments::command(), "rollbook", &mut |command, path| {
            let help = command
                .get_after_help()
                .map(ToString::to_string)
                .unwrap_or_default();
            for line in help.lines().filter_map(|line| line.strip_prefix("  ")) {
                let example = line.rsplit("| ").next().unwrap_or(line);
                let words: Vec<_> = example
                    .split(' ')
                    .map(|word| word.trim_matches('\''))
                    .collect();
                let read = Arguments::try_parse_from(&words);
                assert!(read.is_ok(), "{path}: {line}: {}", read.unwrap_err());
                seen += 1;
            }
        });
        assert!(seen > 30);
    }
}
