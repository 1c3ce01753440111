//! `template`: the CSV file that people fill in.

use std::path::PathBuf;

use clap::Args;
use rollbook::csv::Schema;
use rollbook::csv::template::TemplateOptions;
use rollbook::error::{Error, ErrorCode};
use rollbook::profile::ProfileName;
use rollbook::query::batch::CsvTemplate;

use super::report::{is_standard, write_file};
use super::schema::without_database;
use crate::args::{Access, Globals};
use crate::exit::Exit;
use crate::output::Output;
use crate::session::Session;

/// Print the CSV file that people fill in
#[derive(Args, Debug)]
#[command(
    after_help = "Example:\n  rollbook template --note --sample --output accounts.csv\n  rollbook template --delimiter ';' --lang de\n  rollbook template --numbers\n  rollbook template --schema badges.toml"
)]
pub(crate) struct Template {
    /// The columns of a profile; multiline-2024 if nothing is named
    #[arg(long, value_name = "PROFILE", conflicts_with = "org")]
    profile: Option<ProfileName>,
    /// The columns of an organization, by id or external number
    #[arg(long, value_name = "ORG")]
    org: Option<String>,
    /// The columns of a file of numbers instead
    #[arg(long, conflicts_with_all = ["org", "profile", "schema", "access"])]
    numbers: bool,
    /// The columns of a schema in TOML or JSON
    #[arg(long, value_name = "FILE", conflicts_with_all = ["org", "profile", "access"])]
    schema: Option<PathBuf>,
    /// The user type of the file
    #[arg(long, value_enum, default_value_t)]
    access: Access,
    /// With a row that says how to fill the file
    #[arg(long)]
    note: bool,
    /// With an example row
    #[arg(long)]
    sample: bool,
    /// Between cells, for spreadsheets that expect a semicolon: , or ;
    #[arg(long, value_name = "CHAR", value_parser = [",", ";"], default_value = ",")]
    delimiter: String,
    /// Write to a new file
    #[arg(long, value_name = "FILE")]
    output: Option<PathBuf>,
}

impl Template {
    pub(crate) fn run(&self, globals: &Globals, output: &mut Output) -> Result<Exit, Error> {
        let bytes = self.bytes(globals)?;
        let place = self.output.as_deref().filter(|path| !is_standard(path));
        if let Some(path) = place {
            write_file(path, &bytes)?;
        }
        if output.json() {
            let text = String::from_utf8_lossy(&bytes);
            let file = place.map(|path| path.to_string_lossy());
            output.document(&serde_json::json!({ "template": text, "file": file }));
        } else if place.is_none() {
            output.bytes(&bytes);
        }
        Ok(Exit::Done)
    }

    fn bytes(&self, globals: &Globals) -> Result<Vec<u8>, Error> {
        let access = self.access.kind();
        if let Some(organization) = &self.org {
            let session = Session::open(globals)?;
            let organization = session.organization(Some(organization))?;
            let query = CsvTemplate {
                organization,
                access,
                note: self.note,
                sample: self.sample,
                semicolon: self.delimiter == ";",
                language: globals.lang,
            };
            return Ok(session.rollbook.look(&session.actor, &query)?.bytes);
        }
        let schema = match self.numbers {
            true => Schema::numbers(),
            false => without_database(self.schema.as_deref(), self.profile, self.access)?,
        };
        schema
            .template(&self.options(globals))
            .map_err(|_| Error::internal("template"))
    }

    fn options(&self, globals: &Globals) -> TemplateOptions {
        let mut options = TemplateOptions::new().language(globals.lang);
        options.note = self.note;
        options.sample = self.sample;
        options.delimiter = match self.delimiter.as_str() {
            ";" => b';',
            _ => b',',
        };
        options
    }
}

/// The schema of a profile's file.
pub(super) fn profile_schema(
    profile: Option<ProfileName>,
    access: Access,
) -> Result<Schema, Error> {
    let profile = profile.unwrap_or_default();
    Schema::for_profile(profile, access.kind()).ok_or_else(|| {
        let other = match access {
            Access::Portal => "no-portal",
            Access::NoPortal => "portal",
        };
        Error::new(ErrorCode::OptionNotAvailable)
            .with("option", "access")
            .with_message(format!(
                "the profile {profile} has no file of this user type; give `--access {other}`"
            ))
    })
}
