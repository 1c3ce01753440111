//! What an import says about itself.

use std::path::{Path, PathBuf};

use rollbook::batch::{BatchOperation, BatchState};
use rollbook::csv::Report;
use rollbook::engine::Imported;
use rollbook::error::Error;
use rollbook_host::json;
use serde_json::{Value, json};

use super::{Import, shown};
use crate::args::{Access, Globals};
use crate::command::numbers::Added;
use crate::command::report::{report_json, report_text, view};
use crate::exit::Exit;
use crate::output::{Output, harmless};
use crate::setup::Made;

/// Everything that an import printed or wrote about itself.
pub(super) struct Told {
    pub(super) made: Option<Made>,
    pub(super) numbers: Option<Added>,
    /// Where this call wrote the report.
    pub(super) place: Option<PathBuf>,
    /// Why it could not.
    pub(super) unwritten: Option<Error>,
}

impl Import {
    /// Says what became of the file and what to do next.
    pub(super) fn tell(
        &self,
        imported: &Imported,
        told: &Told,
        globals: &Globals,
        output: &mut Output,
    ) -> Result<Exit, Error> {
        let rejected = imported.batch.state == BatchState::Rejected
            || (self.dry_run
                && imported
                    .report
                    .as_ref()
                    .is_some_and(|report| !report.importable()));
        let exit = if rejected && !imported.replayed {
            Exit::FileErrors
        } else {
            Exit::Done
        };
        if output.json() {
            output.document(&self.document(imported, told, globals)?);
            self.warn(&imported.batch, told, output);
            return Ok(exit);
        }
        if imported.replayed {
            tell_earlier(&imported.batch, told, output);
            self.warn(&imported.batch, told, output);
            return Ok(exit);
        }
        if let Some(report) = imported
            .report
            .as_ref()
            .filter(|report| rejected || !report.findings.is_empty())
        {
            output.say(&report_text(report, view(globals)));
        }
        output.say(&self.summary(&imported.batch));
        let plan = self.planned(imported);
        if let Some(plan) = plan {
            output.say(&format!("Plan: {plan}"));
        }
        if let Some(place) = &told.place {
            output.say(&format!(
                "Batch Operations Report: {}",
                harmless(&place.to_string_lossy())
            ));
        }
        self.warn(&imported.batch, told, output);
        for line in self.next(&imported.batch, rejected, plan.is_some()) {
            output.say(&line);
        }
        Ok(exit)
    }

    /// A report that was not written is no reason to call the import failed.
    fn warn(&self, batch: &BatchOperation, told: &Told, output: &mut Output) {
        let Some(error) = &told.unwritten else {
            return;
        };
        output.note(&format!(
            "warning: the report was not written: {}",
            error.message()
        ));
        if !self.dry_run {
            let id = batch.id;
            output.note(&format!("To see it: rollbook batches report {id}"));
        }
    }

    fn summary(&self, batch: &BatchOperation) -> String {
        let figures = figures(batch);
        match (self.dry_run, batch.state) {
            (true, _) => format!("{figures}\nNothing was written: this was a dry run."),
            (false, BatchState::Rejected) => format!("{figures}\nNothing was imported."),
            (false, _) => figures,
        }
    }

    /// The plan of a dry run that an import may name.
    fn planned<'i>(&self, imported: &'i Imported) -> Option<&'i str> {
        let report = imported.report.as_ref().filter(|_| self.dry_run)?;
        report.plan.as_ref().map(|plan| plan.id.as_str())
    }

    /// What to do next.
    fn next(&self, batch: &BatchOperation, rejected: bool, planned: bool) -> Vec<String> {
        let file = shown(&self.file);
        let mut lines = vec!["Next:".to_owned()];
        if rejected {
            // Held against the same organization, its accounts and its numbers.
            let organization = self
                .org
                .clone()
                .unwrap_or_else(|| batch.organization.to_string());
            let access = match self.access {
                Access::Portal => "",
                Access::NoPortal => " --access no-portal",
            };
            lines.push(format!(
                "  rollbook validate {file} --org {}{access} --format annotated-csv --output mended.csv",
                shown(Path::new(&organization))
            ));
            lines.push("  mend the rows named above, then give the same command again".to_owned());
            return lines;
        }
        if self.dry_run {
            lines.push("  the same command without --dry-run".to_owned());
            if planned {
                lines.push(
                    "  and with --plan and the id above, to import exactly that or nothing"
                        .to_owned(),
                );
            }
            return lines;
        }
        if batch.counters.invited > 0 {
            lines.push("  rollbook accounts list --status invited".to_owned());
            lines.push("  rollbook invitations render --all".to_owned());
        } else {
            lines.push("  rollbook accounts list".to_owned());
            if self.access == Access::Portal {
                lines.push("  rollbook invitations send ACCOUNT".to_owned());
            }
        }
        if batch.counters.failed > 0 {
            lines.push(format!(
                "  rollbook batches report {} --failed --file {file} --output failed.csv",
                batch.id
            ));
        }
        lines
    }

    fn document(
        &self,
        imported: &Imported,
        told: &Told,
        globals: &Globals,
    ) -> Result<Value, Error> {
        let report = imported.report.as_ref();
        Ok(json!({
            "batch": json::value(&imported.batch)?,
            "dry_run": self.dry_run,
            "already_imported": imported.replayed,
            "created": told.made.as_ref().map(Made::document),
            "numbers": told.numbers.as_ref().map(Added::document),
            "report": report.map(|report| report_json(report, view(globals))).transpose()?,
            "report_file": told.place.as_ref().map(|place| place.to_string_lossy()),
        }))
    }
}

/// The report on a file that is refused before anything is asked of a store.
pub(super) fn refused(
    report: &Report,
    dry_run: bool,
    globals: &Globals,
    output: &mut Output,
) -> Result<Exit, Error> {
    if output.json() {
        let report = report_json(report, view(globals))?;
        output.document(&without_batch(dry_run, &report));
    } else {
        output.say(&report_text(report, view(globals)));
        output.say("Nothing was written.");
    }
    Ok(Exit::FileErrors)
}

/// The members of every document of an import, where there is no batch.
fn without_batch(dry_run: bool, report: &Value) -> Value {
    json!({
        "batch": null,
        "dry_run": dry_run,
        "already_imported": false,
        "created": null,
        "numbers": null,
        "report": report,
        "report_file": null,
    })
}

/// What is said about a file that was imported before.
fn tell_earlier(batch: &BatchOperation, told: &Told, output: &mut Output) {
    output.say(&format!(
        "This file is already imported, as {} at {}. {}",
        batch.id,
        batch.started_at,
        if told.numbers.as_ref().is_some_and(Added::any) {
            "No account was changed."
        } else {
            "Nothing was changed."
        }
    ));
    output.say(&figures(batch));
    if let Some(place) = &told.place {
        output.say(&format!(
            "Batch Operations Report: {}",
            harmless(&place.to_string_lossy())
        ));
    } else {
        output.say(&format!("Its report: rollbook batches report {}", batch.id));
    }
    output.say("To import it again: the same command with --force");
}

/// Without a database there is nothing to hold a file against but the profile.
pub(super) fn tell_without_database(
    report: &Report,
    globals: &Globals,
    output: &mut Output,
) -> Result<Exit, Error> {
    if output.json() {
        let report = report_json(report, view(globals))?;
        output.document(&without_batch(true, &report));
    } else {
        output.say(&report_text(report, view(globals)));
        output.say("Nothing was written: this was a dry run.");
    }
    Ok(if report.importable() {
        Exit::Done
    } else {
        Exit::FileErrors
    })
}

/// `1000 rows: 1000 imported, 1000 invited`.
pub(in crate::command) fn figures(batch: &BatchOperation) -> String {
    let counters = &batch.counters;
    let mut parts = vec![format!("{} imported", counters.succeeded)];
    for (count, what) in [
        (counters.invited, "invited"),
        (counters.failed, "failed"),
        (counters.skipped, "skipped"),
        (counters.warnings, "with warnings"),
    ] {
        if count > 0 {
            parts.push(format!("{count} {what}"));
        }
    }
    let rows = if counters.total == 1 { "row" } else { "rows" };
    format!(
        "{} {rows}: {} ({})",
        counters.total,
        parts.join(", "),
        batch.state.as_str()
    )
}
