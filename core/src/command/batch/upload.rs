//! What an upload is: its options, what they mean in an organization, and whether it was made before.

use serde::{Deserialize, Serialize};

use crate::batch::{BatchCounters, BatchFile, BatchKind, BatchOperation, BatchState, Digest};
use crate::change::{ChangeSet, Versioned};
use crate::command::Context;
use crate::command::guard::{Acting, Seen};
use crate::command::invitation::send_invitations::guard_capacity;
use crate::command::invitation::sending::company_id;
use crate::contact::Region;
use crate::csv::{Fixes, Options, Row, RowStatus, Schema, TextEncoding};
use crate::e164::E164;
use crate::error::{Error, ErrorCode};
use crate::finding::{Finding, FindingCode, Place};
use crate::id::{BatchId, GroupId, OrganizationId};
use crate::limits::{BATCH_STALLED_SECONDS, DUPLICATE_UPLOAD_HOURS, IMPORT_ALL_ROWS};
use crate::role::Privilege;
use crate::settings::{AccessKind, Application, Channel, ImportExisting, ImportMode};
use crate::snapshot::{BatchKey, ReadPlan, Snapshot};
use crate::time::{Duration, Timestamp};

/// Adds the accounts of a file (`import_accounts`). The file's bytes are given beside it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct ImportAccounts {
    /// Where the accounts are added (M-39).
    pub organization: OrganizationId,
    /// The user-permission group of all of them; none for the default in force (M-40).
    pub group: Option<GroupId>,
    /// Their application; none for the first on offer (M-41).
    pub application: Option<Application>,
    /// The user type of the file (B-21).
    pub access: AccessKind,
    /// Whether all of them are invited at once; none as `send_on_create_bulk` says (M-43, D-08).
    pub invite: Option<bool>,
    /// The recipients permit SMS (T-03); needed if an SMS goes out (D-41).
    pub consent: bool,
    /// All rows or none, or as far as it goes; none as the setting says (D-51).
    pub mode: Option<ImportMode>,
    /// Rows whose account exists; none as the setting says (D-36).
    pub existing: Option<ImportExisting>,
    /// In mode partial: failed rows after which the rest is not attempted.
    pub max_errors: Option<u32>,
    /// The caller's idempotency key: 1 to 255 printable ASCII characters (N-14).
    pub key: Option<String>,
    /// Import again what was imported within 24 hours.
    pub force: bool,
    /// Whether lossless fixes are applied.
    pub fixes: Fixes,
    /// The region of numbers without a country code; none as the organization says.
    pub region: Option<Region>,
    /// The encoding of the file; none to find it out.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub encoding: Option<TextEncoding>,
    /// The plan that the import carries out: `id` of the plan in the report of a dry run, 64 hexadecimal digits. If the
    /// import would now be another, nothing is imported, and the report says `plan_stale`. An import that was begun is
    /// held to nothing any more.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub plan: Option<String>,
    /// What the file is called.
    pub file_name: Option<String>,
}

impl ImportAccounts {
    /// Of a portal file into an organization, everything else as the settings say.
    #[must_use]
    pub const fn new(organization: OrganizationId) -> Self {
        Self {
            organization,
            group: None,
            application: None,
            access: AccessKind::Portal,
            invite: None,
            consent: false,
            mode: None,
            existing: None,
            max_errors: None,
            key: None,
            force: false,
            fixes: Fixes::Safe,
            region: None,
            encoding: None,
            plan: None,
            file_name: None,
        }
    }
}

/// An upload as an organization's settings make it: what the file is held against, and what is done with it.
#[derive(Clone, Debug)]
pub struct Upload {
    /// The options given.
    pub input: ImportAccounts,
    /// The file.
    pub file: BatchFile,
    /// All or partial.
    pub mode: ImportMode,
    /// What happens to rows whose account exists.
    pub existing: ImportExisting,
    /// Whether accounts are invited.
    pub invite: bool,
    /// The columns in force.
    pub schema: Schema,
    /// The regions of the numbers that the organization can use.
    pub regions: Vec<Region>,
    /// Free numbers that cells may have been of which a spreadsheet has left the first digits only.
    pub free: Vec<E164>,
    /// The root first.
    pub path: Vec<OrganizationId>,
    /// SHA-256 over the options that change what is done.
    pub options: Digest,
    /// SHA-256 of file, organization, group and kind.
    pub same_upload: Digest,
}

/// An upload at an instant: who makes it, and where.
#[derive(Debug)]
pub struct Standing<'s> {
    /// The upload.
    pub upload: Upload,
    /// Who makes it.
    pub acting: Acting<'s>,
    /// Where.
    pub seen: Seen<'s>,
}

impl Standing<'_> {
    /// What its commit relies on: the actor, the path, the settings; under rule strict the supply of numbers.
    pub fn rely(&self, changes: &mut ChangeSet, snapshot: &Snapshot, strict: bool) {
        self.acting.expect_in(changes);
        self.seen.expect_in(changes, snapshot);
        if strict {
            guard_capacity(changes, snapshot);
        }
    }
}

/// Whether the same upload was made before.
#[derive(Clone, Debug)]
pub enum Earlier<'s> {
    /// It was not.
    No,
    /// Under the same key, or within 24 hours: it is done, or being done.
    Same(&'s Versioned<BatchOperation>),
    /// It was left running and made no progress for 60 s: whoever asks may go on with it.
    Stalled(&'s Versioned<BatchOperation>),
}

impl Upload {
    /// What is read to understand an upload.
    ///
    /// # Errors
    /// `batch_key_reused` never here; `option_not_available` for a key that is not 1 to 255 printable ASCII characters,
    /// and for a plan that is no id of one.
    pub fn plan(
        cx: &Context<'_>,
        input: &ImportAccounts,
        file: &BatchFile,
    ) -> Result<ReadPlan, Error> {
        let mut plan = cx.read_plan();
        plan.organizations.push(input.organization);
        plan.groups.extend(input.group);
        plan.root_roles = true;
        if input.plan.as_deref().is_some_and(|id| !is_plan(id)) {
            return Err(Error::new(ErrorCode::OptionNotAvailable)
                .with("option", "plan")
                .with_message("the id of a plan has 64 hexadecimal digits"));
        }
        match &input.key {
            Some(key) if !is_key(key) => {
                return Err(Error::new(ErrorCode::OptionNotAvailable)
                    .with("option", "key")
                    .with_message("an idempotency key has 1 to 255 printable ASCII characters"));
            }
            Some(key) => plan.batches.push(BatchKey::Key(key.clone())),
            None => {
                // Whether people are invited may be a setting, so both kinds are asked for.
                let ever = Timestamp::from_seconds(0);
                for kind in [BatchKind::Import, BatchKind::ImportAndInvite] {
                    let same = same_upload(input, file, kind)?;
                    plan.batches.push(BatchKey::Upload(same, ever));
                }
            }
        }
        Ok(plan)
    }

    /// Understands an upload: who may make it, where, and what the settings make of its options.
    ///
    /// # Errors
    /// `actor_unknown`, `not_found` (organization, group, application), `privilege_missing`, `organization_disabled`,
    /// `option_not_available` (the user type).
    pub fn read<'s>(
        cx: &Context<'_>,
        snapshot: &'s Snapshot,
        input: &ImportAccounts,
        file: &BatchFile,
    ) -> Result<Standing<'s>, Error> {
        let acting = Acting::of(cx, snapshot)?;
        let seen = acting.organization(input.organization)?;
        acting.require(Privilege::AccountsInvite, &seen)?;
        seen.require_active(snapshot)?;
        check_options(input, &seen, snapshot)?;
        let settings = &seen.settings;
        let mode = input.mode.unwrap_or(settings.import_mode);
        let existing = input.existing.unwrap_or(settings.import_existing);
        let invite = input.access == AccessKind::Portal
            && input.invite.unwrap_or(settings.send_on_create_bulk);
        let profile = snapshot
            .tenant
            .as_ref()
            .map(|tenant| tenant.profile)
            .unwrap_or_default();
        let schema = Schema::for_organization(profile, settings, input.access, mode, &[])
            .ok_or_else(|| unavailable("access_kind", "bulk_access_kinds"))?;
        let options = (
            input.organization,
            input.access,
            input.group,
            &input.application,
            invite,
            mode,
            existing,
            input.max_errors,
            input.fixes,
            &input.region,
        );
        let mut options = serde_json::to_vec(&options).map_err(|_| Error::internal("options"))?;
        options.extend(input.encoding.iter().flat_map(|it| it.as_str().bytes()));
        let upload = Self {
            input: input.clone(),
            file: file.clone(),
            mode,
            existing,
            invite,
            schema,
            regions: Vec::new(),
            free: Vec::new(),
            path: seen.path.clone(),
            options: Digest::of(&options),
            same_upload: same_upload(input, file, kind_of(invite))?,
        };
        Ok(Standing {
            upload,
            acting,
            seen,
        })
    }

    /// With the regions of the numbers that the organization can use, as they are found when the upload begins: a file
    /// is read in one way from its first row to its last.
    pub fn compare(&mut self, regions: &[Region]) {
        self.regions = regions.to_vec();
        self.schema.compare(regions);
    }

    /// The same upload at a later instant: everything is checked again, and the columns must be those that the file was
    /// held against.
    ///
    /// # Errors
    /// As [`Upload::read`]; `store_busy` if the settings changed the columns meanwhile.
    pub fn again<'s>(
        &self,
        cx: &Context<'_>,
        snapshot: &'s Snapshot,
    ) -> Result<Standing<'s>, Error> {
        let mut standing = Self::read(cx, snapshot, &self.input, &self.file)?;
        standing.upload.compare(&self.regions);
        standing.upload.free.clone_from(&self.free);
        if standing.upload.schema == self.schema {
            return Ok(standing);
        }
        Err(Error::new(ErrorCode::StoreBusy).with_message(
            "the settings of the organization changed meanwhile; import the file again",
        ))
    }

    /// Whether it was made before.
    ///
    /// # Errors
    /// `batch_key_reused`{batch} if the key was used for other bytes or options.
    pub fn earlier<'s>(
        &self,
        cx: &Context<'_>,
        snapshot: &'s Snapshot,
    ) -> Result<Earlier<'s>, Error> {
        let today = cx.now - Duration::hours(DUPLICATE_UPLOAD_HOURS);
        let counts = |batch: &BatchOperation| self.input.key.is_some() || batch.started_at > today;
        let found = self.latest(snapshot).filter(|found| counts(&found.value));
        let Some(found) = found else {
            return Ok(Earlier::No);
        };
        let keyed = self.input.key.is_some();
        let other = !found.value.is_of(self.file.sha256) || found.value.options != self.options;
        if keyed && other {
            return Err(
                Error::new(ErrorCode::BatchKeyReused).with("batch", found.value.id.to_string())
            );
        }
        let stalled = found
            .value
            .is_stalled(cx.now, Duration::seconds(BATCH_STALLED_SECONDS));
        let resumable = stalled || found.value.state == BatchState::Failed;
        Ok(if resumable && !other {
            Earlier::Stalled(found)
        } else {
            Earlier::Same(found)
        })
    }

    /// The latest batch under the key, or of the same upload.
    fn latest<'s>(&self, snapshot: &'s Snapshot) -> Option<&'s Versioned<BatchOperation>> {
        let same = snapshot
            .batches
            .values()
            .filter(|found| self.is_same(&found.value));
        same.max_by_key(|found| found.value.started_at)
    }

    /// The key that makes the batch unique: the caller's; without one a name for this upload after the one before it, so
    /// that of two at once only one is written down. None if it is to be imported whatever was before.
    fn key(&self, snapshot: &Snapshot) -> Option<String> {
        if self.input.key.is_some() || self.input.force {
            return self.input.key.clone();
        }
        let before = self
            .latest(snapshot)
            .map_or_else(|| "first".to_owned(), |found| found.value.id.to_string());
        Some(format!("upload {} after {before}", self.same_upload))
    }

    /// What every invitation of the upload needs, checked before anything is written.
    ///
    /// # Errors
    /// `keys_missing`, `option_not_available` (no company id), `invitation_consent_required` if some row would be sent
    /// an SMS.
    pub fn check_sending(
        &self,
        cx: &Context<'_>,
        seen: &Seen<'_>,
        snapshot: &Snapshot,
        rows: &[Row],
    ) -> Result<(), Error> {
        if !self.invite {
            return Ok(());
        }
        cx.keys.codes()?.active()?;
        company_id(snapshot, &seen.path, &seen.settings)?;
        let sendable = rows
            .iter()
            .filter(|row| matches!(row.status, RowStatus::Ok | RowStatus::Warning));
        let mut phones = sendable
            .filter_map(|row| row.value("identity"))
            .filter(|identity| !identity.contains('@'));
        let asks = seen.settings.sms_consent_required
            && seen.settings.channels.contains(&Channel::Sms)
            && !self.input.consent;
        if asks && phones.next().is_some() {
            return Err(Error::new(ErrorCode::InvitationConsentRequired));
        }
        Ok(())
    }

    fn is_same(&self, batch: &BatchOperation) -> bool {
        batch.holds_key()
            && match &self.input.key {
                Some(key) => batch.key.as_ref() == Some(key),
                None => !self.input.force && batch.upload == self.same_upload,
            }
    }

    /// What an import that was forced says: the same upload was made within 24 hours, and which it was.
    #[must_use]
    pub fn repeated(&self, cx: &Context<'_>, snapshot: &Snapshot) -> Option<Finding> {
        if !self.input.force || self.input.key.is_some() {
            return None;
        }
        let since = cx.now - Duration::hours(DUPLICATE_UPLOAD_HOURS);
        let same = snapshot.batches.values().map(|found| &found.value);
        let before = same
            .filter(|batch| batch.upload == self.same_upload)
            .filter(|batch| batch.holds_key() && batch.started_at > since)
            .max_by_key(|batch| batch.started_at)?;
        let finding = Finding::new(FindingCode::BatchDuplicate, Place::default());
        Some(finding.with("batch", before.id.to_string()))
    }

    /// How the file is validated: rows are kept, since they become accounts.
    #[must_use]
    pub fn csv_options(&self) -> Options {
        let mut options = Options::new()
            .fixes(self.input.fixes)
            .mode(self.mode)
            .collect_rows(true);
        options.region = self.input.region;
        options.encoding = self.input.encoding;
        options.file_name.clone_from(&self.file.name);
        options
    }

    /// Refuses an all-or-nothing import of more than 10,000 rows.
    ///
    /// # Errors
    /// `batch_too_large`{max, got}.
    pub fn check_size(&self, rows: usize) -> Result<(), Error> {
        if self.mode == ImportMode::All && rows > IMPORT_ALL_ROWS as usize {
            return Err(Error::new(ErrorCode::BatchTooLarge)
                .with("max", IMPORT_ALL_ROWS)
                .with("got", rows));
        }
        Ok(())
    }

    /// The batch operation of it, at its start.
    #[must_use]
    pub fn batch(&self, cx: &Context<'_>, snapshot: &Snapshot, total: u32) -> BatchOperation {
        BatchOperation {
            id: BatchId::generate(cx.now, &cx.stream, 0),
            kind: kind_of(self.invite),
            organization: self.input.organization,
            group: self.input.group,
            application: self.input.application.clone(),
            access: Some(self.input.access),
            actor: cx.actor.account(),
            profile: snapshot
                .tenant
                .as_ref()
                .map(|tenant| tenant.profile)
                .unwrap_or_default(),
            file: Some(self.file.clone()),
            selection: None,
            request: None,
            consent: self.input.consent,
            key: self.key(snapshot),
            options: self.options,
            upload: self.same_upload,
            mode: self.mode,
            existing: Some(self.existing),
            max_errors: self.input.max_errors,
            state: BatchState::Running,
            counters: BatchCounters {
                total,
                ..BatchCounters::default()
            },
            epoch: 1,
            next_row: 0,
            started_at: cx.now,
            progress_at: cx.now,
            finished_at: None,
            notified: false,
        }
    }
}

fn check_options(
    input: &ImportAccounts,
    seen: &Seen<'_>,
    snapshot: &Snapshot,
) -> Result<(), Error> {
    if !seen.settings.bulk_access_kinds.contains(&input.access) {
        return Err(unavailable("access_kind", "bulk_access_kinds"));
    }
    if let Some(group) = input.group {
        let found = snapshot.groups.get(&group);
        if !found.is_some_and(|found| seen.path.contains(&found.value.organization)) {
            return Err(Error::not_found("permission_group"));
        }
    }
    match &input.application {
        Some(application) if !seen.settings.applications.contains(application) => {
            Err(Error::not_found("application"))
        }
        _ => Ok(()),
    }
}

fn unavailable(option: &'static str, setting: &'static str) -> Error {
    Error::new(ErrorCode::OptionNotAvailable)
        .with("option", option)
        .with("setting", setting)
}

fn is_key(key: &str) -> bool {
    (1..=255).contains(&key.len()) && key.bytes().all(|byte| (b' '..=b'~').contains(&byte))
}

fn is_plan(id: &str) -> bool {
    id.len() == 64 && id.bytes().all(|byte| byte.is_ascii_hexdigit())
}

const fn kind_of(invite: bool) -> BatchKind {
    if invite {
        BatchKind::ImportAndInvite
    } else {
        BatchKind::Import
    }
}

fn same_upload(input: &ImportAccounts, file: &BatchFile, kind: BatchKind) -> Result<Digest, Error> {
    let parts = (
        file.sha256,
        input.organization,
        input.group,
        input.access,
        kind,
    );
    let bytes = serde_json::to_vec(&parts).map_err(|_| Error::internal("upload"))?;
    Ok(Digest::of(&bytes))
}
