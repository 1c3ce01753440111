//! Rows of batch operations and of what became of each row, and events.

use rollbook::batch::{BatchCounters, BatchFile, BatchOperation, BatchRow, Digest};
use rollbook::event::Event;
use rollbook::id::{AccountId, BatchId, CommandId, GroupId, OrganizationId};

use super::account::e164;
use super::{Binder, Columns, Stored};

impl Stored for BatchOperation {
    const TABLE: &'static str = "batch";
    const KEY: &'static [&'static str] = &["id"];
    const COLUMNS: &'static [&'static str] = &[
        "kind",
        "organization_id",
        "group_id",
        "application",
        "access",
        "actor",
        "profile",
        "file_name",
        "file_bytes",
        "file_sha256",
        "idempotency_key",
        "options",
        "upload",
        "mode",
        "existing",
        "max_errors",
        "state",
        "total",
        "succeeded",
        "failed",
        "skipped",
        "invited",
        "warnings",
        "epoch",
        "next_row",
        "started_at",
        "progress_at",
        "finished_at",
    ];

    fn put_key(key: &BatchId, to: &mut Binder<'_, '_>) -> rusqlite::Result<()> {
        to.id(key.bytes())
    }

    fn put(&self, to: &mut Binder<'_, '_>) -> rusqlite::Result<()> {
        to.word(&self.kind)?;
        to.id(self.organization.bytes())?;
        to.id_if(self.group.as_ref().map(GroupId::bytes))?;
        to.word(&self.application)?;
        to.value(self.access.as_str())?;
        to.id_if(self.actor.as_ref().map(AccountId::bytes))?;
        to.word(&self.profile)?;
        to.value(self.file.name.as_deref())?;
        to.count(self.file.bytes)?;
        to.value(self.file.sha256.0.as_slice())?;
        to.value(self.key.as_deref())?;
        to.value(self.options.0.as_slice())?;
        to.value(self.upload.0.as_slice())?;
        to.value(self.mode.as_str())?;
        to.value(self.existing.as_str())?;
        to.value(self.max_errors)?;
        to.value(self.state.as_str())?;
        let counters = &self.counters;
        for count in [
            counters.total,
            counters.succeeded,
            counters.failed,
            counters.skipped,
            counters.invited,
            counters.warnings,
        ] {
            to.value(count)?;
        }
        to.count(self.epoch)?;
        to.value(self.next_row)?;
        to.time(self.started_at)?;
        to.time(self.progress_at)?;
        to.time_if(self.finished_at)
    }

    fn take(from: &mut Columns<'_, '_>) -> rusqlite::Result<Self> {
        Ok(Self {
            id: from.id(BatchId::from_bytes)?,
            kind: from.word()?,
            organization: from.id(OrganizationId::from_bytes)?,
            group: from.id_if(GroupId::from_bytes)?,
            application: from.word_if()?,
            access: from.word()?,
            actor: from.id_if(AccountId::from_bytes)?,
            profile: from.word()?,
            file: BatchFile {
                name: from.get()?,
                bytes: from.count()?,
                sha256: Digest(from.get()?),
            },
            key: from.get()?,
            options: Digest(from.get()?),
            upload: Digest(from.get()?),
            mode: from.word()?,
            existing: from.word()?,
            max_errors: from.get()?,
            state: from.word()?,
            counters: BatchCounters {
                total: from.get()?,
                succeeded: from.get()?,
                failed: from.get()?,
                skipped: from.get()?,
                invited: from.get()?,
                warnings: from.get()?,
            },
            epoch: from.count()?,
            next_row: from.get()?,
            started_at: from.time()?,
            progress_at: from.time()?,
            finished_at: from.time_if()?,
        })
    }
}

impl Stored for BatchRow {
    const TABLE: &'static str = "batch_row";
    const KEY: &'static [&'static str] = &["batch_id", "record"];
    const COLUMNS: &'static [&'static str] = &[
        "row",
        "line",
        "outcome",
        "findings",
        "account_id",
        "number",
        "invitation",
    ];

    fn put_key(key: &(BatchId, u32), to: &mut Binder<'_, '_>) -> rusqlite::Result<()> {
        to.id(key.0.bytes())?;
        to.value(key.1)
    }

    fn put(&self, to: &mut Binder<'_, '_>) -> rusqlite::Result<()> {
        to.count(self.row)?;
        to.count(self.line)?;
        to.value(self.outcome.as_str())?;
        to.json_if((!self.findings.is_empty()).then_some(&self.findings))?;
        to.id_if(self.account.as_ref().map(AccountId::bytes))?;
        to.value(self.number.map(|number| number.as_i64()))?;
        to.value(self.invitation.as_deref())
    }

    fn take(from: &mut Columns<'_, '_>) -> rusqlite::Result<Self> {
        Ok(Self {
            batch: from.id(BatchId::from_bytes)?,
            record: from.get()?,
            row: from.count()?,
            line: from.count()?,
            outcome: from.word()?,
            findings: from.json_if()?.unwrap_or_default(),
            account: from.id_if(AccountId::from_bytes)?,
            number: from.get::<Option<i64>>()?.map(e164).transpose()?,
            invitation: from.get()?,
        })
    }
}

/// Tenant, command, place, and the rest.
pub(crate) const INSERT_EVENT: &str = "INSERT INTO event (tenant_id, command_id, seq, at, actor, name, subjects, \
     organization_id, data) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9)";

pub(crate) fn put_event(event: &Event, to: &mut Binder<'_, '_>) -> rusqlite::Result<()> {
    to.id(event.command.bytes())?;
    to.value(event.sequence)?;
    to.time(event.at)?;
    to.id_if(event.actor.as_ref().map(AccountId::bytes))?;
    to.value(event.name.as_str())?;
    to.json(&event.subjects)?;
    to.id_if(event.organization.as_ref().map(OrganizationId::bytes))?;
    to.json(&event.data)
}

/// From the columns of [`INSERT_EVENT`], after the tenant.
pub(crate) fn take_event(from: &mut Columns<'_, '_>) -> rusqlite::Result<Event> {
    Ok(Event {
        command: from.id(CommandId::from_bytes)?,
        sequence: from.get()?,
        at: from.time()?,
        actor: from.id_if(AccountId::from_bytes)?,
        name: from.word()?,
        subjects: from.json()?,
        organization: from.id_if(OrganizationId::from_bytes)?,
        data: from.json()?,
    })
}
