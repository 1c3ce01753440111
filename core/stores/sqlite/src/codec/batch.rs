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
        "selection",
        "request",
        "consent",
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
        "notified",
    ];

    fn put_key(key: &BatchId, to: &mut Binder<'_, '_>) -> rusqlite::Result<()> {
        to.id(key.bytes())
    }

    fn put(&self, to: &mut Binder<'_, '_>) -> rusqlite::Result<()> {
        to.word(&self.kind)?;
        to.id(self.organization.bytes())?;
        to.id_if(self.group.as_ref().map(GroupId::bytes))?;
        to.word(&self.application)?;
        to.value(self.access.map(|access| access.as_str()))?;
        to.id_if(self.actor.as_ref().map(AccountId::bytes))?;
        to.word(&self.profile)?;
        let file = self.file.as_ref();
        to.value(file.and_then(|file| file.name.as_deref()))?;
        match file {
            Some(file) => to.count(file.bytes)?,
            None => to.value(rusqlite::types::Null)?,
        }
        to.value(file.map(|file| file.sha256.0.as_slice()))?;
        to.value(self.selection.as_ref().map(|digest| digest.0.as_slice()))?;
        to.value(self.request.as_deref())?;
        to.value(self.consent)?;
        to.value(self.key.as_deref())?;
        to.value(self.options.0.as_slice())?;
        to.value(self.upload.0.as_slice())?;
        to.value(self.mode.as_str())?;
        to.value(self.existing.map(|existing| existing.as_str()))?;
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
        to.time_if(self.finished_at)?;
        to.value(self.notified)
    }

    fn take(from: &mut Columns<'_, '_>) -> rusqlite::Result<Self> {
        Ok(Self {
            id: from.id(BatchId::from_bytes)?,
            kind: from.word()?,
            organization: from.id(OrganizationId::from_bytes)?,
            group: from.id_if(GroupId::from_bytes)?,
            application: from.word_if()?,
            access: from.word_if()?,
            actor: from.id_if(AccountId::from_bytes)?,
            profile: from.word()?,
            file: take_file(from)?,
            selection: from.get::<Option<[u8; 32]>>()?.map(Digest),
            request: from.get()?,
            consent: from.get()?,
            key: from.get()?,
            options: Digest(from.get()?),
            upload: Digest(from.get()?),
            mode: from.word()?,
            existing: from.word_if()?,
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
            notified: from.get()?,
        })
    }
}

fn take_file(from: &mut Columns<'_, '_>) -> rusqlite::Result<Option<BatchFile>> {
    let name = from.get()?;
    let bytes: Option<i64> = from.get()?;
    let sha256: Option<[u8; 32]> = from.get()?;
    Ok(bytes.zip(sha256).map(|(bytes, sha256)| BatchFile {
        name,
        bytes: bytes.unsigned_abs(),
        sha256: Digest(sha256),
    }))
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
