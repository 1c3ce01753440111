//! `batches`: what was imported, and its reports.

use std::path::{Path, PathBuf};

use clap::{Args, Subcommand};
use rollbook::batch::{BatchKind, BatchOperation, BatchRow, BatchState, Digest};
use rollbook::command::batch::stop_batch::CancelBatch;
use rollbook::command::batch::upload::ImportAccounts;
use rollbook::csv::limits::BYTES_CEILING_IMPORT;
use rollbook::csv::report::{BatchReportRow, BatchRows, write_batch};
use rollbook::csv::{Options, TextEncoding, validate};
use rollbook::engine::RunOptions;
use rollbook::error::{Error, ErrorCode};
use rollbook::id::BatchId;
use rollbook::query::batch::{GetBatch, ListBatchRows, ListBatches};
use rollbook::settings::AccessKind;
use rollbook_host::file::{read_file, write_numbered};
use rollbook_host::json;
use serde_json::json;

use super::import::{figures, report_csv};
use super::report::view;
use super::{after, list};
use crate::args::{Globals, PageArgs};
use crate::exit::Exit;
use crate::output::{Output, harmless};
use crate::progress::{Bar, Stop};
use crate::session::Session;

const BATCH: &str = "bat_0192f0c1a2b37c4d8e5f607182930000";

/// List, show and resume batch operations, and write their reports
#[derive(Debug, Subcommand)]
#[command(after_help = "Example:\n  rollbook batches list")]
pub(crate) enum Batches {
    /// List batch operations, the latest first
    #[command(after_help = "Example:\n  rollbook batches list --limit 5")]
    List(List),
    /// Show a batch operation
    #[command(after_help = format!("Example:\n  rollbook batches get {BATCH}"))]
    Get(Named),
    /// Write the Batch Operations Report as CSV
    #[command(after_help = format!("Example:\n  rollbook batches report {BATCH} --failed --output failed.csv"))]
    Report(Report),
    /// Go on with an import in mode partial that was stopped
    #[command(after_help = format!("Example:\n  rollbook batches resume {BATCH} accounts.csv"))]
    Resume(Resume),
    /// Stop an import in mode partial; what was imported stays
    #[command(after_help = format!("Example:\n  rollbook batches cancel {BATCH}"))]
    Cancel(Named),
}

#[derive(Args, Debug)]
pub(crate) struct List {
    /// Of this organization and below, by id or external number; the root if not given
    #[arg(long, value_name = "ORG")]
    org: Option<String>,
    #[command(flatten)]
    page: PageArgs,
}

#[derive(Args, Debug)]
pub(crate) struct Named {
    /// The batch operation
    batch: BatchId,
}

#[derive(Args, Debug)]
pub(crate) struct Report {
    /// The batch operation
    batch: BatchId,
    /// Only rows of which nothing was imported
    #[arg(long)]
    failed: bool,
    /// The file that was imported: its cells stand beside what became of each row
    #[arg(long, value_name = "FILE")]
    file: Option<PathBuf>,
    /// The encoding of that file, if the import was told it
    #[arg(long, requires = "file")]
    encoding: Option<TextEncoding>,
    /// Write to a file; numbered if it is there, never overwriting
    #[arg(long, value_name = "FILE")]
    output: Option<PathBuf>,
}

#[derive(Args, Debug)]
pub(crate) struct Resume {
    /// The batch operation
    batch: BatchId,
    /// The same file
    file: PathBuf,
    /// The encoding, if the import was told it
    #[arg(long)]
    encoding: Option<TextEncoding>,
    /// Where the Batch Operations Report goes; `<file>.report.csv` in the current folder if not given
    #[arg(long, value_name = "FILE")]
    report: Option<PathBuf>,
}

impl Batches {
    pub(crate) fn run(&self, globals: &Globals, output: &mut Output) -> Result<Exit, Error> {
        match self {
            Self::List(it) => it.run(globals, output),
            Self::Get(it) => it.get(globals, output),
            Self::Report(it) => it.run(globals, output),
            Self::Resume(it) => it.run(globals, output),
            Self::Cancel(it) => it.cancel(globals, output),
        }
    }
}

impl List {
    fn run(&self, globals: &Globals, output: &mut Output) -> Result<Exit, Error> {
        let session = Session::open(globals)?;
        let query = ListBatches {
            under: session.organization(self.org.as_deref())?,
            after: after(self.page.after.as_deref())?,
            limit: self.page.limit,
        };
        let page = session.rollbook.query(&session.actor, &query)?;
        let items = page
            .items
            .iter()
            .map(json::versioned)
            .collect::<Result<Vec<_>, _>>()?;
        let rows: Vec<Vec<String>> = page
            .items
            .iter()
            .map(|found| {
                let batch = &found.value;
                vec![
                    batch.id.to_string(),
                    batch.started_at.to_string(),
                    batch
                        .file
                        .as_ref()
                        .and_then(|file| file.name.clone())
                        .unwrap_or_default(),
                    figures(batch),
                ]
            })
            .collect();
        list(
            output,
            items,
            page.next,
            &["BATCH", "STARTED", "FILE", "RESULT"],
            &rows,
        )
    }
}

impl Named {
    fn get(&self, globals: &Globals, output: &mut Output) -> Result<Exit, Error> {
        let session = Session::open(globals)?;
        let found = session
            .rollbook
            .look(&session.actor, &GetBatch { batch: self.batch })?;
        if output.json() {
            output.document(&json::versioned(&found)?);
        } else {
            output.say(&format!(
                "{} started at {}",
                found.value.id, found.value.started_at
            ));
            output.say(&figures(&found.value));
        }
        Ok(Exit::Done)
    }

    fn cancel(&self, globals: &Globals, output: &mut Output) -> Result<Exit, Error> {
        let session = Session::open(globals)?;
        let found = session
            .rollbook
            .look(&session.actor, &GetBatch { batch: self.batch })?
            .value;
        let command = CancelBatch {
            batch: found.id,
            organization: found.organization,
        };
        let done = session
            .rollbook
            .run(&session.actor, &command, RunOptions::default())?
            .outcome;
        super::answer(output, &done, "Cancelled. What was imported stays.")
    }
}

impl Report {
    fn run(&self, globals: &Globals, output: &mut Output) -> Result<Exit, Error> {
        let session = Session::open(globals)?;
        let rows = batch_rows(&session, self.batch, self.failed)?;
        if output.json() && self.output.is_none() {
            output.document(&json!({ "items": json::value(&rows)? }));
            return Ok(Exit::Done);
        }
        let which = if self.failed {
            BatchRows::Failed
        } else {
            BatchRows::All
        };
        let csv = match &self.file {
            Some(file) => self.with_cells(&session, &rows, which, file, globals)?,
            None => {
                let lines = rows.iter().map(BatchReportRow::from);
                write_batch(lines, which, view(globals), Vec::new())
                    .map_err(|_| Error::internal("report"))?
            }
        };
        match &self.output {
            None => output.bytes(&csv),
            Some(path) => {
                let place = write_numbered(path, &csv)?;
                if output.json() {
                    output.document(&json!({ "report_file": place.to_string_lossy() }));
                } else {
                    output.say(&format!(
                        "Batch Operations Report: {}",
                        harmless(&place.to_string_lossy())
                    ));
                }
            }
        }
        Ok(Exit::Done)
    }
}

impl Report {
    /// The report beside the cells of the file, which must be the very file that was imported.
    fn with_cells(
        &self,
        session: &Session,
        rows: &[BatchRow],
        which: BatchRows,
        file: &Path,
        globals: &Globals,
    ) -> Result<Vec<u8>, Error> {
        let bytes = read_file(file, BYTES_CEILING_IMPORT)?;
        let question = GetBatch { batch: self.batch };
        let found = session.rollbook.look(&session.actor, &question)?.value;
        if !found.is_of(Digest::of(&bytes)) {
            return Err(Error::new(ErrorCode::InputChanged)
                .with_message("this is not the file that was imported; give that one"));
        }
        let access = found.access.unwrap_or(AccessKind::Portal);
        let schema = session.schema(found.organization, access, Some(found.mode))?;
        let mut options = Options::new();
        options.encoding = self.encoding;
        let report = validate(&bytes, &schema, &options, None);
        report_csv(rows, which, (&report, &schema, &bytes), globals)
    }
}

impl Resume {
    fn run(&self, globals: &Globals, output: &mut Output) -> Result<Exit, Error> {
        let stop = Stop::listen();
        let bytes = read_file(&self.file, BYTES_CEILING_IMPORT)?;
        let session = Session::open(globals)?;
        let found = session
            .rollbook
            .look(&session.actor, &GetBatch { batch: self.batch })?
            .value;
        let mut input = input(&found);
        input.encoding = self.encoding;
        let access = found.access.unwrap_or(AccessKind::Portal);
        let schema = session.schema(found.organization, access, Some(found.mode))?;
        let bar = Bar::new();
        let mut progress = |at| {
            bar.import(at);
            stop.flow()
        };
        let done = session.rollbook.resume_batch(
            &session.actor,
            self.batch,
            &input,
            &bytes,
            &mut progress,
        )?;
        drop(bar);
        let place = self.report.clone().unwrap_or_else(|| {
            let file = found.file.as_ref();
            let name = file
                .and_then(|file| file.name.as_deref())
                .unwrap_or("import");
            PathBuf::from(format!("{name}.report.csv"))
        });
        let report = done
            .report
            .as_ref()
            .ok_or_else(|| Error::internal("resumed without a report"))?;
        let csv = report_csv(
            &done.rows,
            BatchRows::All,
            (report, &schema, &bytes),
            globals,
        )?;
        let place = write_numbered(&place, &csv)?;
        if output.json() {
            let batch = json::value(&done.batch)?;
            output.document(&json!({ "batch": batch, "report_file": place.to_string_lossy() }));
        } else {
            output.say(&figures(&done.batch));
            output.say(&format!(
                "Batch Operations Report: {}",
                harmless(&place.to_string_lossy())
            ));
        }
        Ok(match done.batch.state {
            BatchState::Rejected => Exit::FileErrors,
            _ => Exit::Done,
        })
    }
}

/// What became of each row, page by page.
pub(super) fn batch_rows(
    session: &Session,
    batch: BatchId,
    failed_only: bool,
) -> Result<Vec<BatchRow>, Error> {
    let mut query = ListBatchRows {
        batch,
        failed_only,
        after: None,
        limit: Some(1_000),
    };
    let mut rows = Vec::new();
    loop {
        let page = session.rollbook.query(&session.actor, &query)?;
        rows.extend(page.items);
        match page.next {
            Some(next) => query.after = Some(next),
            None => return Ok(rows),
        }
    }
}

/// The options under which a batch was started.
fn input(batch: &BatchOperation) -> ImportAccounts {
    let invite = batch.kind == BatchKind::ImportAndInvite;
    let mut input = ImportAccounts::new(batch.organization);
    input.group = batch.group;
    input.application.clone_from(&batch.application);
    input.access = batch.access.unwrap_or(input.access);
    input.invite = Some(invite);
    input.consent = invite;
    input.mode = Some(batch.mode);
    input.existing = batch.existing;
    input.max_errors = batch.max_errors;
    input.key.clone_from(&batch.key);
    input.file_name = batch.file.as_ref().and_then(|file| file.name.clone());
    input
}
