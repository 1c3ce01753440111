//! `validate`: everything that is wrong with a file, in one run. Nothing is written.

use std::io::{self, Write};
use std::num::NonZeroUsize;
use std::path::{Path, PathBuf};

use clap::{ArgGroup, Args, ValueEnum};
use rollbook::command::batch::upload::ImportAccounts;
use rollbook::contact::Region;
use rollbook::csv::facts::{FactsAsked, FactsFile};
use rollbook::csv::offline::validate_offline;
use rollbook::csv::report::{
    Pii, ReportError, View, write_annotated, write_findings, write_frictionless, write_html,
    write_json, write_sarif,
};
use rollbook::csv::{
    Fixes, Limits, OptionalCheck, Options, Outcome, Progress, Report, Schema, TextEncoding,
    validate_with,
};
use rollbook::engine::RunOptions;
use rollbook::error::{Error, ErrorCode};
use rollbook::profile::ProfileName;
use rollbook::settings::ImportMode;
use rollbook_host::Upload;
use rollbook_host::facts::load_facts;
use rollbook_host::file::write_report;

use super::report::{is_standard, report_json, report_text, view};
use super::schema::without_database;
use crate::args::{Access, Globals, region, words};
use crate::exit::Exit;
use crate::output::Output;
use crate::progress::{Bar, Stop};
use crate::session::Session;

/// Check a CSV file and change nothing
#[derive(Args, Debug)]
#[command(
    group = ArgGroup::new("organization").args(["org", "facts"]),
    after_help = "Example:\n  rollbook validate accounts.csv\n  rollbook validate accounts.csv --format annotated-csv --output mended.csv\n  cat accounts.csv | rollbook validate - --format json\n  rollbook validate accounts.csv --facts facts.json --invite\n\nThe exit status is 1 if the file has errors."
)]
pub(crate) struct Validate {
    /// The file, or `-` for the standard input
    file: PathBuf,
    /// Held against a profile; multiline-2024 if nothing is named
    #[arg(long, value_name = "PROFILE", conflicts_with = "org")]
    profile: Option<ProfileName>,
    /// Held against an organization, its accounts and its numbers, by id or external number
    #[arg(long, value_name = "ORG")]
    org: Option<String>,
    /// Held against a schema in TOML or JSON
    #[arg(long, value_name = "FILE", conflicts_with_all = ["org", "profile"])]
    schema: Option<PathBuf>,
    /// With the accounts and numbers that `rollbook facts` wrote down, instead of a database; and with the columns
    /// from there, if no others are named
    #[arg(long, value_name = "FILE", conflicts_with = "org")]
    facts: Option<PathBuf>,
    /// As an import that invites the accounts; with `--org` or `--facts`
    #[arg(long, requires = "organization")]
    invite: bool,
    /// As an import of the rows without errors instead of all or none; with `--org` or `--facts`
    #[arg(long, requires = "organization")]
    partial: bool,
    /// The user type of the file
    #[arg(long, value_enum, default_value_t)]
    access: Access,
    /// The form of the report
    #[arg(long, value_enum, default_value_t)]
    format: Format,
    /// Write the report to a new file; `-` is the standard output
    #[arg(long, value_name = "FILE")]
    output: Option<PathBuf>,
    /// Changes that lose nothing; strict is off, and warnings about the file are errors
    #[arg(long, value_parser = words::<Fixes>(&["off", "safe", "strict"]), default_value = "safe")]
    fixes: Fixes,
    /// The region of phone numbers without a country code, for example US
    #[arg(long, value_name = "CC", value_parser = region)]
    region: Option<Region>,
    /// The encoding, if it is not to be found out: utf-8, utf-16le, utf-16be or windows-1252
    #[arg(long)]
    encoding: Option<TextEncoding>,
    /// A check that is off otherwise
    #[arg(long = "check", value_name = "CHECK", value_parser = words::<OptionalCheck>(&["identity-similar", "sequential-values"]), conflicts_with = "org")]
    checks: Vec<OptionalCheck>,
    /// How much of people the report shows
    #[arg(long, value_parser = words::<Pii>(&["full", "masked", "none"]), default_value = "full")]
    pii: Pii,
}

/// The form of a report.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, ValueEnum)]
pub(crate) enum Format {
    /// For a terminal
    #[default]
    Text,
    /// For programs
    Json,
    /// One line per finding
    FindingsCsv,
    /// The file itself with what was found beside each row
    AnnotatedCsv,
    /// One page for a browser
    Html,
    /// A report of the Frictionless framework
    Frictionless,
    /// SARIF 2.1.0, for editors and code hosts
    Sarif,
}

impl Format {
    /// Whether it is made from the file once more.
    const fn shows_cells(self) -> bool {
        matches!(self, Self::AnnotatedCsv | Self::Html | Self::Sarif)
    }
}

/// Bytes from which on a file takes long enough for somebody to stop it, or for a second core to help. What is shorter
/// is done in milliseconds, of which neither is worth a part.
const LONG_BYTES: u64 = 1 << 20;

impl Validate {
    pub(crate) fn run(&self, globals: &Globals, output: &mut Output) -> Result<Exit, Error> {
        let view = view(globals).pii(self.pii);
        let (schema, bytes, report) = self.report(globals)?;
        let format = match (output.json(), self.format, &self.output) {
            (true, Format::Text, _) => Format::Json,
            (_, format, _) => format,
        };
        let source = (&report, &schema, &*bytes);
        match self.output.as_deref().filter(|path| !is_standard(path)) {
            Some(path) => {
                write_report(path, |file| write(format, source, view, file))?;
                self.say(&report, view, output)?;
            }
            None if output.json() && format != Format::Json => {
                return Err(Error::new(ErrorCode::OptionNotAvailable)
                    .with("option", "format")
                    .with_message("with `--json` another form goes to a file; give `--output`"));
            }
            None => output.stream(|target| write(format, source, view, target))?,
        }
        Ok(match report.outcome() {
            Outcome::Valid | Outcome::ValidWithWarnings => Exit::Done,
            Outcome::Invalid | Outcome::Unreadable => Exit::FileErrors,
        })
    }

    /// What is printed when the report itself went to a file.
    fn say(&self, report: &Report, view: View, output: &mut Output) -> Result<(), Error> {
        if output.json() {
            output.document(&report_json(report, view)?);
        } else {
            let text = report_text(report, view);
            for line in text.lines().take_while(|line| !line.is_empty()) {
                output.say(line);
            }
        }
        Ok(())
    }

    fn report(&self, globals: &Globals) -> Result<(Schema, Vec<u8>, Report), Error> {
        let bar = Bar::new();
        if let Some(organization) = &self.org {
            let session = Session::open(globals)?;
            let organization = session.organization(Some(organization))?;
            let schema = session.schema(organization, self.access.kind(), Some(self.mode()))?;
            let (mut upload, most) = self.upload(&schema)?;
            let bytes = upload.bytes(most)?;
            // A dry run of the import is the validation with the facts of the store.
            let mut input = ImportAccounts::new(organization);
            input.access = self.access.kind();
            input.invite = Some(self.invite);
            input.consent = self.invite;
            input.mode = Some(self.mode());
            input.force = true;
            input.fixes = self.fixes;
            input.region = self.region;
            input.encoding = self.encoding;
            input.file_name = self.name();
            let options = RunOptions {
                dry_run: true,
                ..RunOptions::default()
            };
            let stop = Stop::listen();
            let mut progress = |at| {
                bar.import(at);
                stop.flow()
            };
            let imported = session.rollbook.import_accounts(
                &session.actor,
                &input,
                &bytes,
                options,
                &mut progress,
            )?;
            let report = imported
                .report
                .ok_or_else(|| Error::internal("dry run without a report"))?;
            return Ok((schema, bytes, report));
        }
        let facts = self.facts.as_deref().map(load_facts).transpose()?;
        let schema = self.schema(facts.as_ref())?;
        let (mut upload, most) = self.upload(&schema)?;
        let is_long = upload.length() >= LONG_BYTES;
        let stop = match is_long || self.output.is_some() {
            true => Stop::listen(),
            false => Stop::default(),
        };
        let threads = match is_long {
            true => std::thread::available_parallelism().map_or(1, NonZeroUsize::get),
            false => 1,
        };
        let mut options = Options::new().fixes(self.fixes).threads(threads);
        options.region = self.region;
        options.encoding = self.encoding;
        options.checks.clone_from(&self.checks);
        options.file_name = self.name();
        let progress = &mut |at: Progress| {
            bar.check(at);
            stop.flow()
        };
        let source = upload.source();
        let report = match &facts {
            Some(facts) => {
                // As with `--org`, the settings do not decide what `import` is told by its options.
                let asked = FactsAsked {
                    invite: Some(self.invite),
                    ..FactsAsked::of(self.access.kind())
                };
                let options = options.mode(self.mode());
                validate_offline(source, &schema, &options, facts, &asked, progress)
            }
            None => validate_with(source, &schema, &options, None, None, progress),
        };
        stop.check()?;
        let bytes = if self.format.shows_cells() {
            upload.bytes(most)?
        } else {
            Vec::new()
        };
        Ok((schema, bytes, report))
    }

    /// As `import` has it.
    const fn mode(&self) -> ImportMode {
        match self.partial {
            true => ImportMode::Partial,
            false => ImportMode::All,
        }
    }

    /// What is named, else the columns of the facts, else those of the newest profile.
    fn schema(&self, facts: Option<&FactsFile>) -> Result<Schema, Error> {
        let named = self.schema.is_some() || self.profile.is_some();
        let Some(facts) = facts.filter(|_| !named) else {
            return without_database(self.schema.as_deref(), self.profile, self.access);
        };
        let schema = facts.schema(self.access.kind(), self.mode());
        schema.ok_or_else(|| {
            Error::new(ErrorCode::OptionNotAvailable)
                .with("option", "access")
                .with_message("the organization takes no files of this user type")
        })
    }

    /// The file, and how many bytes of it may be read.
    fn upload(&self, schema: &Schema) -> Result<(Upload, u64), Error> {
        let most = Limits::default().bytes_in_force(schema.limits.rows);
        let upload = match self.file.to_str() {
            Some("-") => Upload::spool(io::stdin().lock(), most),
            _ => Upload::open(&self.file, most),
        };
        let named = |error: Error| error.with("file", self.file.to_string_lossy().into_owned());
        Ok((upload.map_err(named)?, most))
    }

    fn name(&self) -> Option<String> {
        file_name(&self.file).filter(|name| name != "-")
    }
}

/// What a file is called, without the folders above it.
pub(super) fn file_name(path: &Path) -> Option<String> {
    path.file_name()
        .map(|name| name.to_string_lossy().into_owned())
}

/// Writes the report as it comes about, so that a long one is never in memory as a whole.
fn write(
    format: Format,
    (report, schema, bytes): (&Report, &Schema, &[u8]),
    view: View,
    target: &mut dyn Write,
) -> Result<(), ReportError> {
    match format {
        Format::Text => writeln!(target, "{}", report_text(report, view))?,
        Format::Json => {
            write_json(report, view, &mut *target)?;
            writeln!(target)?;
        }
        Format::FindingsCsv => drop(write_findings(report, view, target)?),
        Format::AnnotatedCsv => drop(write_annotated(report, schema, bytes, view, target)?),
        Format::Html => drop(write_html(report, schema, bytes, view, target)?),
        Format::Frictionless => write_frictionless(report, view, target)?,
        Format::Sarif => write_sarif(report, Some(bytes), view, target)?,
    }
    Ok(())
}
