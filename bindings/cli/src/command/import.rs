//! `import`: from a CSV file to invited accounts; on a fresh folder, from nothing.

mod tell;

use std::path::{Path, PathBuf};

use clap::{Args, ValueEnum};
use rollbook::batch::{BatchRow, BatchState};
use rollbook::command::batch::upload::ImportAccounts;
use rollbook::csv::limits::BYTES_CEILING_IMPORT;
use rollbook::csv::report::{BatchReportRow, BatchRows, write_batch_with_cells};
use rollbook::csv::{Options, Outcome, Report, Schema, TextEncoding, validate};
use rollbook::engine::{Imported, RunOptions};
use rollbook::error::{Error, ErrorCode};
use rollbook::id::{BatchId, GroupId, OrganizationId};
use rollbook::profile::{ProfileName, texts};
use rollbook::query::batch::{GetBatch, ListBatches};
use rollbook::settings::ImportMode;
use rollbook_host::file::{check_place, read_file, write_numbered};
use serde_json::Value;

pub(super) use self::tell::figures;
use self::tell::{Told, refused, tell_without_database};

use super::batches::batch_rows;
use super::numbers::NumbersFile;
use super::report::{report_error, view};
use super::template::profile_schema;
use super::validate::file_name;
use crate::args::{Access, Globals};
use crate::exit::Exit;
use crate::output::{Output, harmless};
use crate::progress::{Bar, Stop};
use crate::session::{Session, database_exists, offers};
use crate::setup::{self, Made};

/// Add the accounts of a CSV file, and invite them if asked
#[derive(Args, Debug)]
#[command(
    after_help = "Example:\n  rollbook import accounts.csv --numbers numbers.csv --invite\n  rollbook import accounts.csv --dry-run\n\nIn a folder without a database it makes one, with its keys, an organization and its owner."
)]
pub(crate) struct Import {
    /// The CSV file
    file: PathBuf,
    /// Where the accounts are added, by id or external number; the root if not given
    #[arg(long, value_name = "ORG")]
    org: Option<String>,
    /// Their user-permission group, by id or name; the default if not given
    #[arg(long, value_name = "GROUP")]
    group: Option<String>,
    /// The user type of the file
    #[arg(long, value_enum, default_value_t)]
    access: Access,
    /// Add the numbers of this CSV file first
    #[arg(long, value_name = "FILE")]
    numbers: Option<PathBuf>,
    /// Invite the accounts; you agree that the recipients permit SMS
    #[arg(long)]
    invite: bool,
    /// Import the rows without errors instead of all or none
    #[arg(long)]
    partial: bool,
    /// The encoding, if it is not to be found out: utf-8, utf-16le, utf-16be or windows-1252
    #[arg(long)]
    encoding: Option<TextEncoding>,
    /// Carry out this plan, as a dry run said it, or nothing
    #[arg(long, value_name = "ID")]
    plan: Option<String>,
    /// Say what would happen and write nothing
    #[arg(long)]
    dry_run: bool,
    /// A key of your own: the same key and file again are the same import
    #[arg(long, value_name = "KEY")]
    key: Option<String>,
    /// Import again what was imported within 24 hours
    #[arg(long)]
    force: bool,
    /// Where the Batch Operations Report goes; `<file>.report.csv` in the current folder if not given
    #[arg(long, value_name = "FILE")]
    report: Option<PathBuf>,
    /// The form of what is printed
    #[arg(long, value_enum, default_value_t)]
    format: Format,
    /// The profile of the organization that is made; multiline-2024 if not given
    #[arg(long, value_name = "PROFILE")]
    profile: Option<ProfileName>,
    /// The e-mail address of the owner that is made
    #[arg(long, value_name = "EMAIL")]
    owner: Option<String>,
}

/// The form of what is printed.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, ValueEnum)]
pub(crate) enum Format {
    /// For people
    #[default]
    Text,
    /// One document for programs
    Json,
}

impl Import {
    pub(crate) fn run(&self, globals: &Globals, output: &mut Output) -> Result<Exit, Error> {
        if self.format == Format::Json {
            output.want_json();
        }
        let stop = Stop::listen();
        // Files come first: nothing is made for one that cannot be opened or is no CSV.
        let bytes = read_file(&self.file, BYTES_CEILING_IMPORT)?;
        let numbers = self.numbers.as_deref().map(NumbersFile::read).transpose()?;
        if let Some(numbers) = numbers.as_ref().filter(|numbers| !numbers.is_valid()) {
            return refused(numbers.report(), self.dry_run, globals, output);
        }
        // So does the report: what has happened must not be answered with an error.
        if !self.dry_run || self.report.is_some() {
            check_place(&self.report_place())?;
        }
        stop.check()?;
        if !database_exists(globals)? {
            let report = self.checked(&profile_schema(self.profile, self.access)?, &bytes);
            if report.outcome() == Outcome::Unreadable {
                return refused(&report, self.dry_run, globals, output);
            }
            self.check_fresh(globals)?;
            if self.dry_run {
                return tell_without_database(&report, globals, output);
            }
        }
        let (session, made) =
            setup::open_or_make(globals, self.profile, self.owner.as_deref(), &stop)?;
        if let Some(made) = &made {
            output.say(&made.line());
        }
        self.import_into(&session, made, numbers, &bytes, &stop, globals, output)
    }

    #[expect(
        clippy::too_many_arguments,
        reason = "what was found before the database was opened"
    )]
    fn import_into(
        &self,
        session: &Session,
        made: Option<Made>,
        numbers: Option<NumbersFile>,
        bytes: &[u8],
        stop: &Stop,
        globals: &Globals,
        output: &mut Output,
    ) -> Result<Exit, Error> {
        let organization = session.organization(self.org.as_deref())?;
        let group = self
            .group
            .as_deref()
            .map(|group| session.group(organization, group))
            .transpose()?;
        let mode = if self.partial {
            ImportMode::Partial
        } else {
            ImportMode::All
        };
        let schema = session.schema(organization, self.access.kind(), Some(mode))?;
        let checked = self.checked(&schema, bytes);
        if checked.outcome() == Outcome::Unreadable {
            return refused(&checked, self.dry_run, globals, output);
        }
        stop.check()?;
        let numbers = match numbers {
            Some(numbers) if !self.dry_run => Some(numbers.add(session, organization, stop)?),
            Some(numbers) if !numbers.are_there(session)? => return Err(self.needs_numbers()),
            _ => None,
        };
        if let Some(added) = &numbers {
            output.say(&added.line());
        }
        if self.invite {
            output.say(texts(session.tenant.profile).consent_import);
        }
        let input = self.input(organization, group, Some(mode));
        let imported = self.import(session, &input, bytes, stop).map_err(|error| {
            if let Some(batch) = self.running(session, &error) {
                let file = shown(&self.file);
                output.note(&format!(
                    "To go on with it: rollbook batches resume {batch} {file}"
                ));
                return error.with("batch", batch.to_string());
            }
            error
        })?;
        let source = (imported.report.as_ref().unwrap_or(&checked), &schema, bytes);
        // The import stands, whatever becomes of its report.
        let (place, unwritten) = match self.write_report(&imported, source, globals) {
            Ok(place) => (place, None),
            Err(error) => (None, Some(error)),
        };
        let told = Told {
            made,
            numbers,
            place,
            unwritten,
        };
        self.tell(&imported, &told, globals, output)
    }

    /// What a database that is not there cannot answer is refused before one is made.
    fn check_fresh(&self, globals: &Globals) -> Result<(), Error> {
        if self.org.is_some() {
            return Err(Error::not_found("organization"));
        }
        if self.plan.is_some() {
            return Err(Error::new(ErrorCode::OptionNotAvailable)
                .with("option", "plan")
                .with_message(
                    "there is no database that the plan could be of; a dry run of one says its plan",
                ));
        }
        if self.group.is_some() {
            return Err(Error::not_found("permission_group"));
        }
        if globals.account.is_some() {
            return Err(Error::new(ErrorCode::ActorUnknown));
        }
        let settings = self.profile.unwrap_or_default().settings();
        offers(&settings, self.access.kind())?;
        setup::check(globals, self.profile, self.owner.as_deref())
    }

    /// A dry run adds no numbers, so it cannot say what becomes of rows that want one of them.
    fn needs_numbers(&self) -> Error {
        let file = self.numbers.as_deref().map(shown).unwrap_or_default();
        Error::new(ErrorCode::OptionNotAvailable)
            .with("option", "dry_run")
            .with_message(format!(
                "a dry run does not add the numbers of {file}, so it cannot say what the import does with them; add them first: rollbook numbers add {file}"
            ))
    }

    /// The import itself; a file that was imported before gives its batch.
    fn import(
        &self,
        session: &Session,
        input: &ImportAccounts,
        bytes: &[u8],
        stop: &Stop,
    ) -> Result<Imported, Error> {
        let bar = Bar::new();
        let options = RunOptions {
            dry_run: self.dry_run,
            ..RunOptions::default()
        };
        let mut progress = |at| {
            bar.import(at);
            stop.flow()
        };
        let imported =
            session
                .rollbook
                .import_accounts(&session.actor, input, bytes, options, &mut progress);
        match imported {
            Err(error) if error.code() == ErrorCode::BatchDuplicate => {
                let earlier = error.details().get("batch").and_then(Value::as_str);
                let batch = earlier.and_then(|id| id.parse().ok()).ok_or(error)?;
                let batch = session
                    .rollbook
                    .look(&session.actor, &GetBatch { batch })?
                    .value;
                Ok(Imported {
                    rows: batch_rows(session, batch.id, false)?,
                    batch,
                    report: None,
                    replayed: true,
                })
            }
            imported => imported,
        }
    }

    /// The batch that an import in mode partial left running, if that is why it ended.
    fn running(&self, session: &Session, error: &Error) -> Option<BatchId> {
        let stopped = matches!(error.code(), ErrorCode::Cancelled | ErrorCode::BatchState);
        let query = ListBatches {
            under: session.tenant.root,
            after: None,
            limit: Some(10),
        };
        let page =
            (self.partial && stopped).then(|| session.rollbook.query(&session.actor, &query));
        let batches = page?.ok()?.items.into_iter().map(|found| found.value);
        let name = file_name(&self.file);
        let mut running = batches.filter(|batch| batch.state == BatchState::Running);
        running
            .find(|batch| batch.file.as_ref().is_some_and(|file| file.name == name))
            .map(|batch| batch.id)
    }

    fn input(
        &self,
        organization: OrganizationId,
        group: Option<GroupId>,
        mode: Option<ImportMode>,
    ) -> ImportAccounts {
        let mut input = ImportAccounts::new(organization);
        input.group = group;
        input.access = self.access.kind();
        input.invite = Some(self.invite);
        input.consent = self.invite;
        input.mode = mode;
        input.encoding = self.encoding;
        input.plan.clone_from(&self.plan);
        input.key.clone_from(&self.key);
        input.force = self.force;
        input.file_name = file_name(&self.file);
        input
    }

    /// What the file is by itself.
    fn checked(&self, schema: &Schema, bytes: &[u8]) -> Report {
        let mut options = Options::new();
        options.encoding = self.encoding;
        options.file_name = file_name(&self.file);
        validate(bytes, schema, &options, None)
    }

    /// Writes the Batch Operations Report and says where; of a file that was imported before only if there is no file at
    /// its place, as after a crash between the two: what is there may be of another import.
    fn write_report(
        &self,
        imported: &Imported,
        source: (&Report, &Schema, &[u8]),
        globals: &Globals,
    ) -> Result<Option<PathBuf>, Error> {
        let place = self.report_place();
        if imported.replayed && place.exists() {
            return Ok(None);
        }
        if self.dry_run && self.report.is_none() {
            return Ok(None);
        }
        let csv = report_csv(&imported.rows, BatchRows::All, source, globals)?;
        write_numbered(&place, &csv).map(Some)
    }

    fn report_place(&self) -> PathBuf {
        self.report.clone().unwrap_or_else(|| {
            let name = file_name(&self.file).unwrap_or_else(|| "import".to_owned());
            Path::new(&format!("{name}.report.csv")).to_owned()
        })
    }
}

/// A path as people may read it and give it to a shell.
pub(super) fn shown(path: &Path) -> String {
    let text = harmless(&path.to_string_lossy());
    let plain = |c: char| c.is_alphanumeric() || "/._-+:@%,=\\".contains(c);
    if !text.is_empty() && text.chars().all(plain) {
        return text;
    }
    format!("'{}'", text.replace('\'', "'\\''"))
}

/// The Batch Operations Report, beside the rows of the file.
pub(super) fn report_csv(
    rows: &[BatchRow],
    which: BatchRows,
    source: (&Report, &Schema, &[u8]),
    globals: &Globals,
) -> Result<Vec<u8>, Error> {
    let rows = rows.iter().map(BatchReportRow::from);
    write_batch_with_cells(rows, which, source, view(globals), Vec::new())
        .map_err(|error| report_error(&error))
}
