//! What an import says about itself.

use std::path::PathBuf;

use rollbook::batch::{BatchOperation, BatchState};
use rollbook::csv::Report;
use rollbook::engine::Imported;
use rollbook::error::Error;
use rollbook_host::json;
use serde_json::{Value, json};

use super::Import;
use crate::args::Globals;
use crate::command::numbers::Added;
use crate::command::report::{report_json, report_text, view};
use crate::exit::Exit;
use crate::output::Output;
use crate::setup::Made;

/// Everything that an import printed or wrote about itself.
pub(super) struct Told {
    pub(super) made: Option<Made>,
    pub(super) numbers: Option<Added>,
    pub(super) place: Option<PathBuf>,
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
            return Ok(exit);
        }
        if imported.replayed {
            tell_earlier(&imported.batch, told, output);
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
        if let Some(place) = &told.place {
            output.say(&format!("Batch Operations Report: {}", place.display()));
        }
        for line in self.next(&imported.batch, rejected) {
            output.say(&line);
        }
        Ok(exit)
    }

    fn summary(&self, batch: &BatchOperation) -> String {
        let figures = figures(batch);
        match (self.dry_run, batch.state) {
            (true, _) => format!("{figures}\nNothing was written: this was a dry run."),
            (false, BatchState::Rejected) => format!("{figures}\nNothing was imported."),
            (false, _) => figures,
        }
    }

    /// What to do next.
    fn next(&self, batch: &BatchOperation, rejected: bool) -> Vec<String> {
        let file = self.file.display();
        let mut lines = vec!["Next:".to_owned()];
        if rejected {
            lines.push(format!(
                "  rollbook validate {file} --format annotated-csv --output mended.csv"
            ));
            lines.push("  mend the rows named above, then give the same command again".to_owned());
            return lines;
        }
        if self.dry_run {
            lines.push("  the same command without --dry-run".to_owned());
            return lines;
        }
        if batch.counters.invited > 0 {
            lines.push("  rollbook accounts list --status invited".to_owned());
            lines.push("  rollbook invitations render --all".to_owned());
        } else {
            lines.push("  rollbook accounts list".to_owned());
            lines.push("  rollbook invitations send ACCOUNT".to_owned());
        }
        if batch.counters.failed > 0 {
            lines.push(format!("  rollbook batches report {} --failed", batch.id));
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
    globals: &Globals,
    output: &mut Output,
) -> Result<Exit, Error> {
    if output.json() {
        let report = report_json(report, view(globals))?;
        output.document(&json!({ "batch": null, "report": report, "report_file": null }));
    } else {
        output.say(&report_text(report, view(globals)));
        output.say("Nothing was written.");
    }
    Ok(Exit::FileErrors)
}

/// What is said about a file that was imported before.
fn tell_earlier(batch: &BatchOperation, told: &Told, output: &mut Output) {
    output.say(&format!(
        "This file is already imported, as {} at {}. Nothing was changed.",
        batch.id, batch.started_at
    ));
    output.say(&figures(batch));
    if let Some(place) = &told.place {
        output.say(&format!("Batch Operations Report: {}", place.display()));
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
        output.document(&json!({ "dry_run": true, "batch": null, "report": report }));
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
