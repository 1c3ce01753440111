//! Validation without the store: a file against the facts that were written down, with the same findings as an import's
//! dry run on the state of the store that they tell of.

use std::ops::ControlFlow;

use super::facts::{FactsAsked, FactsFile};
use super::{Options, Progress, Report, Schema, Source, validate_with};

/// Validates a file against a facts file. The schema is usually the one of the facts themselves, for the user type of
/// the file ([`FactsFile::schemas`]).
///
/// Where a cell may mean one of several numbers, the file is read twice: the inventory decides which is meant, and is
/// asked only for those.
#[must_use]
pub fn validate_offline<'a>(
    source: impl Into<Source<'a>>,
    schema: &Schema,
    options: &Options,
    facts: &FactsFile,
    asked: &FactsAsked,
    progress: &mut dyn FnMut(Progress) -> ControlFlow<()>,
) -> Report {
    let mut source = source.into();
    let mut report = validate_with(source.by_ref(), schema, options, None, None, progress);
    if report.asks_inventory() && report.complete {
        let answers = facts.answer(&report.keys(), asked);
        report = validate_with(source, schema, options, Some(&answers), None, progress);
    }
    report.check(&facts.answer(&report.keys(), asked));
    report
}
