//! Uploads: understand, validate, import. Mode all is one command; mode partial is a start and chunks of 1,000 rows.

use std::ops::ControlFlow;
use std::sync::Arc;

use super::{Rollbook, RunOptions};
use crate::batch::{BatchCounters, BatchFile, BatchOperation, BatchRow, BatchState, Digest};
use crate::command::batch::fail_batch::FailBatch;
use crate::command::batch::import_all::{ImportAll, ImportDetail};
use crate::command::batch::import_chunk::ImportChunk;
use crate::command::batch::import_start::{ImportStart, batch_state};
use crate::command::batch::upload::{Earlier, ImportAccounts, Upload};
use crate::csv::{Facts, Report, validate_with};
use crate::error::{Error, ErrorCode, ErrorKind};
use crate::id::BatchId;
use crate::limits::{BATCH_STALLED_SECONDS, PAGE_MAX};
use crate::page::{Page, PageQuery};
use crate::query::facts::NumbersMeant;
use crate::role::Actor;
use crate::settings::ImportMode;
use crate::snapshot::{BatchKey, ReadPlan, Snapshot};
use crate::time::Duration;

/// How far an import is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ImportProgress {
    /// What is being done.
    pub phase: ImportPhase,
    /// Bytes (validating) or rows (committing) done.
    pub done: u64,
    /// Of how many.
    pub total: u64,
    /// Figures so far; zero while validating.
    pub counters: BatchCounters,
}

/// What an import is doing.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ImportPhase {
    /// Finding out what the settings make of the upload.
    Reading,
    /// Checking the file.
    Validating,
    /// Writing accounts.
    Committing,
}

/// What an import answers. Findings in the file are no error: the batch says how it ended.
#[derive(Clone, Debug)]
pub struct Imported {
    /// The batch as it ended; of a dry run, as it would have ended.
    pub batch: BatchOperation,
    /// One per data row.
    pub rows: Vec<BatchRow>,
    /// The file after all stages; none if the answer is a repeat.
    pub report: Option<Report>,
    /// Whether this was imported before under the same key, and nothing was done now.
    pub replayed: bool,
}

type Watch<'w> = &'w mut dyn FnMut(ImportProgress) -> ControlFlow<()>;

impl Rollbook {
    /// Adds the accounts of a file, and invites them if asked (`import_accounts`).
    ///
    /// The same key and bytes again answer the same batch; without a key the same file within 24 hours is
    /// `batch_duplicate`. `progress` is told how far it is and may stop it between steps: then nothing of the current step
    /// happens, and `cancelled` is answered.
    ///
    /// # Errors
    /// `not_found`, `privilege_missing`, `organization_disabled`, `option_not_available`,
    /// `invitation_consent_required`, `batch_too_large`, `batch_key_reused`, `batch_duplicate`, `batch_state` (somebody else
    /// is at it), `keys_missing`, `cancelled`, and the codes of stores.
    pub fn import_accounts(
        &self,
        actor: &Actor,
        input: &ImportAccounts,
        file: &[u8],
        options: RunOptions,
        progress: Watch<'_>,
    ) -> Result<Imported, Error> {
        self.import(actor, input, file, None, options, progress)
    }

    /// Goes on with an import in mode partial, after the last chunk that was committed (`resume_batch`).
    ///
    /// # Errors
    /// As [`Rollbook::import_accounts`]; `input_changed` for other bytes or options, `batch_state` if it is over.
    pub fn resume_batch(
        &self,
        actor: &Actor,
        batch: BatchId,
        input: &ImportAccounts,
        file: &[u8],
        progress: Watch<'_>,
    ) -> Result<Imported, Error> {
        self.import(
            actor,
            input,
            file,
            Some(batch),
            RunOptions::default(),
            progress,
        )
    }

    fn import(
        &self,
        actor: &Actor,
        input: &ImportAccounts,
        file: &[u8],
        resume: Option<BatchId>,
        options: RunOptions,
        progress: Watch<'_>,
    ) -> Result<Imported, Error> {
        let started = ImportProgress {
            phase: ImportPhase::Reading,
            done: 0,
            total: file.len() as u64,
            counters: BatchCounters::default(),
        };
        watch(progress, started)?;
        let (mut upload, before) = match self.understand(actor, input, file, resume, options)? {
            Understood::New(upload, before) => (upload, before),
            Understood::Before(batch) => return self.imported_before(actor, batch),
        };
        let mut report = validated(file, &upload, None, progress, started)?;
        if report.asks_inventory() {
            // A cell may mean one of several numbers: the one of the inventory.
            let meant = NumbersMeant {
                organization: input.organization,
                numbers: report.keys().numbers,
            };
            let facts = self.look(actor, &meant)?;
            report = validated(file, &upload, Some(&facts), progress, started)?;
        }
        upload.free = self.free_in(actor, &upload.path, &report.keys())?;
        let total = report.rows.len() as u64;
        let committing = ImportProgress {
            phase: ImportPhase::Committing,
            done: 0,
            total,
            ..started
        };
        watch(progress, committing)?;
        let work = Work {
            upload: Arc::from(upload),
            report: Arc::new(report),
            before: Arc::from(before),
        };
        // A dry run of mode partial decides all its rows at once, and writes none.
        let at_once = work.upload.mode == ImportMode::All || options.dry_run;
        if at_once && resume.is_none() {
            return self.import_all(actor, &work, options);
        }
        self.import_partial(actor, &work, resume, options, progress, committing)
    }

    /// The upload as the settings make it; or that it was made before.
    fn understand(
        &self,
        actor: &Actor,
        input: &ImportAccounts,
        file: &[u8],
        resume: Option<BatchId>,
        options: RunOptions,
    ) -> Result<Understood, Error> {
        let tenant = actor
            .tenant()
            .ok_or_else(|| Error::new(ErrorCode::ActorUnknown))?;
        let (now, stream) = self.moment();
        let mut cx = self.context(actor, tenant, now, stream);
        cx.command = options.command_id.unwrap_or(cx.command);
        let file = BatchFile {
            name: input.file_name.clone(),
            bytes: file.len() as u64,
            sha256: Digest::of(file),
        };
        let plan = Upload::plan(&cx, input, &file)?;
        let snapshot = self.store().read(&plan)?;
        let mut upload = Upload::read(&cx, &snapshot, input, &file)?.upload;
        let earlier = match &snapshot.replay {
            // This very command was carried out: its own answer comes first.
            Some(_) => Earlier::No,
            None => upload.earlier(&cx, &snapshot)?,
        };
        let done = match earlier {
            Earlier::Same(found) if resume.is_none() && input.key.is_some() => {
                Some(found.value.clone())
            }
            Earlier::Same(found)
                if resume.is_none() && found.value.state != BatchState::Running =>
            {
                return Err(
                    Error::new(ErrorCode::BatchDuplicate).with("batch", found.value.id.to_string())
                );
            }
            _ => None,
        };
        Ok(match done {
            Some(batch) if batch.state != BatchState::Running => {
                Understood::Before(Box::new(batch))
            }
            _ => {
                let regions = self.regions_of(tenant, &upload.path, now)?;
                upload.compare(&regions);
                Understood::New(Box::new(upload), Box::new(snapshot))
            }
        })
    }

    fn import_all(
        &self,
        actor: &Actor,
        work: &Work,
        options: RunOptions,
    ) -> Result<Imported, Error> {
        let Work {
            upload,
            report,
            before,
        } = work;
        let command = ImportAll::new(Arc::clone(upload), Arc::clone(report), Arc::clone(before));
        let ran = self.run(actor, &command, options)?;
        match ran.outcome.detail.map(Arc::unwrap_or_clone) {
            Some(ImportDetail {
                batch,
                rows,
                report,
            }) => Ok(Imported {
                batch,
                rows,
                report: Some(report),
                replayed: ran.replayed,
            }),
            // Recorded before, or made before under the same key.
            None => {
                let batch = self.batch(actor, ran.outcome.batch)?;
                self.imported_before(actor, Box::new(batch))
            }
        }
    }

    fn import_partial(
        &self,
        actor: &Actor,
        work: &Work,
        resume: Option<BatchId>,
        options: RunOptions,
        progress: Watch<'_>,
        committing: ImportProgress,
    ) -> Result<Imported, Error> {
        let Work {
            upload,
            report,
            before,
        } = work;
        let start = ImportStart::new(
            Arc::clone(upload),
            Arc::clone(report),
            Arc::clone(before),
            resume,
        );
        let ran = self.run(actor, &start, options)?;
        if ran.replayed {
            return self.go_on(actor, work, ran.outcome.batch.id, progress, committing);
        }
        let checked = ran.outcome.report.unwrap_or_else(|| Arc::clone(report));
        let mut batch = ran.outcome.batch;
        while batch.state == BatchState::Running {
            let at = ImportProgress {
                done: u64::from(batch.next_row),
                counters: batch.counters,
                ..committing
            };
            let chunk = ImportChunk::new(
                Arc::clone(upload),
                Arc::clone(&checked),
                Arc::clone(before),
                &batch,
            );
            let ran =
                watch(progress, at).and_then(|()| self.run(actor, &chunk, RunOptions::default()));
            match ran {
                Ok(ran) => batch = ran.outcome.batch,
                Err(error) => {
                    self.stop(actor, work, &checked, batch, &error);
                    return Err(error);
                }
            }
        }
        let rows = self.batch_rows(actor, batch.id)?;
        Ok(Imported {
            batch,
            rows,
            report: Some((*checked).clone()),
            replayed: false,
        })
    }

    /// A start that was given before: its batch is over, or somebody works on it, or it is taken over.
    fn go_on(
        &self,
        actor: &Actor,
        work: &Work,
        id: BatchId,
        progress: Watch<'_>,
        committing: ImportProgress,
    ) -> Result<Imported, Error> {
        let batch = self.batch(actor, id)?;
        let stalled = batch.is_stalled(self.clock.now(), Duration::seconds(BATCH_STALLED_SECONDS));
        match batch.state {
            BatchState::Running if !stalled => Err(batch_state(&batch)),
            BatchState::Running | BatchState::Failed => {
                let options = RunOptions::default();
                self.import_partial(actor, work, Some(id), options, progress, committing)
            }
            _ => self.imported_before(actor, Box::new(batch)),
        }
    }

    /// The importer cannot go on. Its rights ended: the rest is not attempted. Anything else: whoever asks may go on at
    /// once. If even that cannot be written down, the batch is free after 60 s.
    fn stop(
        &self,
        actor: &Actor,
        work: &Work,
        checked: &Arc<Report>,
        batch: BatchOperation,
        error: &Error,
    ) {
        let revoked = matches!(error.kind(), ErrorKind::NotPermitted | ErrorKind::NotFound);
        let written = if revoked {
            self.leave_rest(actor, work, checked, batch)
        } else {
            let failed = FailBatch {
                batch: batch.id,
                epoch: batch.epoch,
            };
            actor
                .tenant()
                .ok_or_else(|| Error::new(ErrorCode::ActorUnknown))
                .and_then(|tenant| {
                    let system = Actor::System { tenant };
                    self.run(&system, &failed, RunOptions::default())
                })
                .map(|_| ())
        };
        drop(written);
    }

    /// Writes down that the remaining rows were not attempted, as the host.
    fn leave_rest(
        &self,
        actor: &Actor,
        work: &Work,
        checked: &Arc<Report>,
        mut batch: BatchOperation,
    ) -> Result<(), Error> {
        let tenant = actor
            .tenant()
            .ok_or_else(|| Error::new(ErrorCode::ActorUnknown))?;
        let system = Actor::System { tenant };
        while batch.state == BatchState::Running {
            let (upload, before) = (Arc::clone(&work.upload), Arc::clone(&work.before));
            let chunk = ImportChunk::new(upload, Arc::clone(checked), before, &batch);
            let ran = self.run(&system, &chunk.not_attempted(), RunOptions::default())?;
            batch = ran.outcome.batch;
        }
        Ok(())
    }

    fn imported_before(
        &self,
        actor: &Actor,
        batch: Box<BatchOperation>,
    ) -> Result<Imported, Error> {
        let rows = self.batch_rows(actor, batch.id)?;
        Ok(Imported {
            batch: *batch,
            rows,
            report: None,
            replayed: true,
        })
    }

    fn batch(&self, actor: &Actor, id: BatchId) -> Result<BatchOperation, Error> {
        let tenant = actor
            .tenant()
            .ok_or_else(|| Error::new(ErrorCode::ActorUnknown))?;
        let (now, stream) = self.moment();
        let cx = self.context(actor, tenant, now, stream);
        let mut plan = ReadPlan::new(tenant, cx.command, now);
        plan.batches.push(BatchKey::Id(id));
        let snapshot = self.store().read(&plan)?;
        let found = snapshot
            .batches
            .get(&id)
            .ok_or_else(|| Error::not_found("batch"))?;
        Ok(found.value.clone())
    }

    /// All rows of a batch, page by page.
    fn batch_rows(&self, actor: &Actor, batch: BatchId) -> Result<Vec<BatchRow>, Error> {
        let tenant = actor
            .tenant()
            .ok_or_else(|| Error::new(ErrorCode::ActorUnknown))?;
        let mut rows: Vec<BatchRow> = Vec::new();
        loop {
            let query = PageQuery::BatchRows {
                tenant,
                batch,
                failed_only: false,
                after: rows.last().map(|row| row.record),
                limit: PAGE_MAX,
            };
            let Page::BatchRows(page) = self.store().page(&query)? else {
                return Err(Error::internal("page of another kind"));
            };
            let last = page.len() < PAGE_MAX as usize;
            rows.extend(page);
            if last {
                return Ok(rows);
            }
        }
    }
}

/// The file as stages 1 to 7 find it, with its typed rows.
fn validated(
    file: &[u8],
    upload: &Upload,
    facts: Option<&Facts>,
    progress: Watch<'_>,
    started: ImportProgress,
) -> Result<Report, Error> {
    let mut stopped = Ok(());
    let report = validate_with(
        file,
        &upload.schema,
        &upload.csv_options(),
        facts,
        None,
        &mut |at| {
            let seen = ImportProgress {
                phase: ImportPhase::Validating,
                done: at.bytes,
                total: at.bytes_total,
                ..started
            };
            stopped = watch(progress, seen);
            if stopped.is_err() {
                ControlFlow::Break(())
            } else {
                ControlFlow::Continue(())
            }
        },
    );
    stopped.map(|()| report)
}

/// An upload before it is validated.
enum Understood {
    New(Box<Upload>, Box<Snapshot>),
    Before(Box<BatchOperation>),
}

/// A validated upload.
struct Work {
    upload: Arc<Upload>,
    report: Arc<Report>,
    before: Arc<Snapshot>,
}

fn watch(progress: Watch<'_>, at: ImportProgress) -> Result<(), Error> {
    match progress(at) {
        ControlFlow::Continue(()) => Ok(()),
        ControlFlow::Break(()) => Err(Error::new(ErrorCode::Cancelled)),
    }
}
