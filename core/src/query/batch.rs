//! The history of batch operations, what became of each row, and the template of an upload.

use serde::{Deserialize, Serialize};

use super::organization::{plan_at, viewed};
use super::{Listed, Look, Query, other_page, page_size};
use crate::batch::{BatchOperation, BatchRow};
use crate::change::Versioned;
use crate::command::Context;
use crate::command::guard::{Acting, Seen};
use crate::csv::Schema;
use crate::csv::template::TemplateOptions;
use crate::error::{Error, ErrorCode};
use crate::finding::Language;
use crate::id::{BatchId, OrganizationId};
use crate::page::{Page, PageQuery};
use crate::role::Privilege;
use crate::settings::{AccessKind, ImportMode};
use crate::snapshot::{BatchKey, ReadPlan, Snapshot};

/// Batch operations of an organization and everything below it, the latest first (M-57). Needs `accounts.view` there.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ListBatches {
    /// The top.
    pub under: OrganizationId,
    /// The last entry of the page before.
    pub after: Option<BatchId>,
    /// 1 to 1,000; 100 if none.
    pub limit: Option<u32>,
}

impl Query for ListBatches {
    type Answer = Listed<Versioned<BatchOperation>, BatchId>;

    fn plan(&self, cx: &Context<'_>) -> Result<ReadPlan, Error> {
        page_size(self.limit)?;
        Ok(plan_at(cx, self.under))
    }

    fn page(&self, cx: &Context<'_>, snapshot: &Snapshot) -> Result<PageQuery, Error> {
        viewed(cx, snapshot, self.under)?;
        Ok(PageQuery::Batches {
            tenant: cx.tenant,
            under: self.under,
            after: self.after,
            limit: page_size(self.limit)?,
        })
    }

    fn answer(&self, _: &Context<'_>, _: &Snapshot, page: Page) -> Result<Self::Answer, Error> {
        match page {
            Page::Batches(items) => Ok(Listed::new(items, page_size(self.limit)?, |found| {
                found.value.id
            })),
            _ => Err(other_page()),
        }
    }
}

/// One batch operation. Needs `accounts.view` at its organization.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct GetBatch {
    /// Which.
    pub batch: BatchId,
}

impl Look for GetBatch {
    type Answer = Versioned<BatchOperation>;

    fn plan(&self, cx: &Context<'_>) -> Result<ReadPlan, Error> {
        Ok(plan_of(cx, self.batch))
    }

    fn answer(&self, cx: &Context<'_>, snapshot: &Snapshot) -> Result<Self::Answer, Error> {
        seen(cx, snapshot, self.batch).cloned()
    }
}

/// What became of the rows of a batch operation, by row: all, or those that failed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ListBatchRows {
    /// Which.
    pub batch: BatchId,
    /// Only rows that failed, were rolled back or not attempted.
    pub failed_only: bool,
    /// The data row of the last entry of the page before.
    pub after: Option<u32>,
    /// 1 to 1,000; 100 if none.
    pub limit: Option<u32>,
}

impl Query for ListBatchRows {
    type Answer = Listed<BatchRow, u32>;

    fn plan(&self, cx: &Context<'_>) -> Result<ReadPlan, Error> {
        page_size(self.limit)?;
        Ok(plan_of(cx, self.batch))
    }

    fn page(&self, cx: &Context<'_>, snapshot: &Snapshot) -> Result<PageQuery, Error> {
        seen(cx, snapshot, self.batch)?;
        Ok(PageQuery::BatchRows {
            tenant: cx.tenant,
            batch: self.batch,
            failed_only: self.failed_only,
            after: self.after,
            limit: page_size(self.limit)?,
        })
    }

    fn answer(&self, _: &Context<'_>, _: &Snapshot, page: Page) -> Result<Self::Answer, Error> {
        match page {
            Page::BatchRows(rows) => {
                Ok(Listed::new(rows, page_size(self.limit)?, |row| row.record))
            }
            _ => Err(other_page()),
        }
    }
}

/// The CSV template of an organization, with its columns (M-34, B-21). Needs `accounts.invite` there.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct CsvTemplate {
    /// Where.
    pub organization: OrganizationId,
    /// For which kind of accounts.
    pub access: AccessKind,
    /// With the row of notes, which is to be deleted before upload (M-36).
    pub note: bool,
    /// With an example row, which is skipped if it is left in unchanged.
    #[serde(default)]
    pub sample: bool,
    /// Separated by semicolons instead of commas, for spreadsheets that expect them.
    #[serde(default)]
    pub semicolon: bool,
    /// Of the row of notes; English if it is left out.
    #[serde(default)]
    pub language: Language,
}

/// What a file for an organization must look like. Needs `accounts.view` there. The answer lacks the regions of numbers
/// that the organization can use, which the engine's `upload_schema` adds; beside it, the path of the organization.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct UploadSchema {
    /// Where.
    pub organization: OrganizationId,
    /// For which kind of accounts.
    pub access: AccessKind,
    /// The mode of the import, which bounds rows; none as the setting says.
    pub mode: Option<ImportMode>,
}

impl Look for UploadSchema {
    type Answer = (Schema, Vec<OrganizationId>);

    fn plan(&self, cx: &Context<'_>) -> Result<ReadPlan, Error> {
        Ok(plan_at(cx, self.organization))
    }

    fn answer(&self, cx: &Context<'_>, snapshot: &Snapshot) -> Result<Self::Answer, Error> {
        let (_, seen) = viewed(cx, snapshot, self.organization)?;
        let schema = offered(&seen, snapshot, self.access, self.mode)?;
        Ok((schema, seen.path))
    }
}

/// The columns of uploads of a user type.
fn offered(
    seen: &Seen<'_>,
    snapshot: &Snapshot,
    access: AccessKind,
    mode: Option<ImportMode>,
) -> Result<Schema, Error> {
    let settings = &seen.settings;
    let profile = snapshot
        .tenant
        .as_ref()
        .map(|tenant| tenant.profile)
        .unwrap_or_default();
    let mode = mode.unwrap_or(settings.import_mode);
    let is_offered = settings.bulk_access_kinds.contains(&access);
    is_offered
        .then(|| Schema::for_organization(profile, settings, access, mode, &[]))
        .flatten()
        .ok_or_else(|| {
            Error::new(ErrorCode::OptionNotAvailable)
                .with("option", "access_kind")
                .with("setting", "bulk_access_kinds")
        })
}

/// A template: a file that spreadsheets open.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Template {
    /// The file.
    pub bytes: Vec<u8>,
    /// The id of the schema.
    pub schema: String,
    /// The version of the schema.
    pub version: String,
}

impl Look for CsvTemplate {
    type Answer = Template;

    fn plan(&self, cx: &Context<'_>) -> Result<ReadPlan, Error> {
        Ok(plan_at(cx, self.organization))
    }

    fn answer(&self, cx: &Context<'_>, snapshot: &Snapshot) -> Result<Template, Error> {
        let acting = Acting::of(cx, snapshot)?;
        let seen = acting.organization(self.organization)?;
        acting.require(Privilege::AccountsInvite, &seen)?;
        // How numbers are read shows in no template.
        let schema = offered(&seen, snapshot, self.access, None)?;
        let mut options = TemplateOptions::new().language(self.language);
        options.note = self.note;
        options.sample = self.sample;
        if self.semicolon {
            options = options.delimiter(b';');
        }
        let bytes = schema
            .template(&options)
            .map_err(|_| Error::internal("template"))?;
        Ok(Template {
            bytes,
            schema: schema.id,
            version: schema.version.to_string(),
        })
    }
}

fn plan_of(cx: &Context<'_>, batch: BatchId) -> ReadPlan {
    let mut plan = cx.read_plan();
    plan.batches.push(BatchKey::Id(batch));
    // The organization of the batch is known only once it is read.
    plan.tree = true;
    plan
}

fn seen<'s>(
    cx: &Context<'_>,
    snapshot: &'s Snapshot,
    batch: BatchId,
) -> Result<&'s Versioned<BatchOperation>, Error> {
    let absent = || Error::not_found("batch");
    let acting = Acting::of(cx, snapshot)?;
    let found = snapshot.batches.get(&batch).ok_or_else(absent)?;
    let seen = acting
        .organization(found.value.organization)
        .map_err(|_| absent())?;
    acting.require(Privilege::AccountsView, &seen)?;
    Ok(found)
}
