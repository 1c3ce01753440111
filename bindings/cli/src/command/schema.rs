//! `schema`: what a file must look like, as a document for hosts or for other programs.

use std::path::{Path, PathBuf};

use clap::{Args, ValueEnum};
use rollbook::csv::Schema;
use rollbook::error::Error;
use rollbook::profile::ProfileName;
use rollbook_host::schema::{Form, load_schema, write_schema};
use serde_json::{Value, json};

use super::report::{is_standard, write_file};
use super::template::profile_schema;
use crate::args::{Access, Globals};
use crate::exit::Exit;
use crate::output::Output;
use crate::session::Session;

/// Print what a file must look like
#[derive(Args, Debug)]
#[command(
    after_help = "Example:\n  rollbook schema --profile multiline-2024\n  rollbook schema --org 123456789 --format json-schema --output schema.json\n  rollbook schema --schema badges.toml --format frictionless"
)]
pub(crate) struct ShowSchema {
    /// Of a profile; multiline-2024 if nothing is named
    #[arg(long, value_name = "PROFILE", conflicts_with_all = ["org", "schema", "numbers"])]
    profile: Option<ProfileName>,
    /// Of an organization, by id or external number
    #[arg(long, value_name = "ORG", conflicts_with_all = ["schema", "numbers"])]
    org: Option<String>,
    /// Of a document in TOML or JSON, which is checked
    #[arg(long, value_name = "FILE", conflicts_with_all = ["numbers", "access"])]
    schema: Option<PathBuf>,
    /// Of a file of numbers
    #[arg(long, conflicts_with = "access")]
    numbers: bool,
    /// The user type of the file
    #[arg(long, value_enum, default_value_t)]
    access: Access,
    /// The form of the document
    #[arg(long, value_enum, default_value_t)]
    format: SchemaFormat,
    /// Write to a new file
    #[arg(long, value_name = "FILE")]
    output: Option<PathBuf>,
}

/// The form of a schema.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, ValueEnum)]
pub(crate) enum SchemaFormat {
    /// A schema document, for people to edit
    #[default]
    Toml,
    /// A schema document
    Json,
    /// JSON Schema 2020-12 of one row
    JsonSchema,
    /// Frictionless Table Schema of the file
    Frictionless,
}

impl ShowSchema {
    pub(crate) fn run(&self, globals: &Globals, output: &mut Output) -> Result<Exit, Error> {
        let schema = self.chosen(globals)?;
        let pretty = |value: &Value| format!("{value:#}\n");
        let document = match self.format {
            SchemaFormat::Toml => write_schema(&schema, Form::Toml)?,
            SchemaFormat::Json => write_schema(&schema, Form::Json)?,
            SchemaFormat::JsonSchema => pretty(&schema.to_json_schema()),
            SchemaFormat::Frictionless => pretty(&schema.to_table_schema()),
        };
        let place = self.output.as_deref().filter(|path| !is_standard(path));
        if let Some(path) = place {
            write_file(path, document.as_bytes())?;
        }
        if output.json() {
            let file = place.map(|path| path.to_string_lossy());
            output.document(&json!({ "schema": document, "id": schema.id, "version": schema.version, "file": file }));
        } else if place.is_none() {
            output.bytes(document.as_bytes());
        }
        Ok(Exit::Done)
    }

    fn chosen(&self, globals: &Globals) -> Result<Schema, Error> {
        if let Some(organization) = &self.org {
            let session = Session::open(globals)?;
            let organization = session.organization(Some(organization))?;
            return session.schema(organization, self.access.kind(), None);
        }
        match self.numbers {
            true => Ok(Schema::numbers()),
            false => without_database(self.schema.as_deref(), self.profile, self.access),
        }
    }
}

/// The schema of a document, else of a profile.
///
/// # Errors
/// `file_unreadable`, `schema_invalid`; `option_not_available` if the profile has no file of this user type.
pub(super) fn without_database(
    document: Option<&Path>,
    profile: Option<ProfileName>,
    access: Access,
) -> Result<Schema, Error> {
    match document {
        Some(document) => load_schema(document),
        None => profile_schema(profile, access),
    }
}
