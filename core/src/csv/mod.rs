//! CSV: what a file must look like, what is wrong with it and where. Files are given as bytes; nothing here opens one.
//!
//! [`validate`] never fails for bad data: its answer is a [`Report`] whatever the bytes are.

mod cell;
mod collect;
mod columns;
mod cross;
mod damage;
mod decode;
pub mod facts;
mod header;
mod inventory;
pub mod limits;
mod options;
mod outcome;
mod pass;
mod print;
mod reader;
pub mod report;
mod result;
mod row;
mod run;
pub mod schema;
pub mod template;
pub mod write;

use std::ops::ControlFlow;

pub use decode::{TextEncoding, UnknownEncoding};
pub use facts::{Facts, Keys};
pub use limits::Limits;
pub use options::{Fixes, OptionalCheck, Options, Progress};
pub use outcome::{
    Counts, Dialect, Encoding, FactsUsed, Group, Header, HeaderColumn, HeaderMatch, Input, LineEnd,
    Outcome, Plan, ReportOptions, Row, RowStatus, SchemaName, Skipped,
};
pub use result::Report;
pub use schema::Schema;

pub use crate::settings::AccessKind;

/// Validates a file: all findings in one pass, never an error for bad data. With `facts` stage 8 runs too, without
/// them the report says `inventory_unchecked`, and [`Report::check`] may follow.
///
/// ```
/// use rollbook::csv::{AccessKind, Options, Outcome, Schema, validate};
/// use rollbook::profile::ProfileName;
/// let schema = Schema::for_profile(ProfileName::Multiline2024, AccessKind::Portal).unwrap();
/// let file = "email address or device,social_messaging,monitor_calls,monitor_sms\n\
///             name@example.com,No,auto,off\n\
///             14405551234,No,auto,true\n";
/// let report = validate(file.as_bytes(), &schema, &Options::new(), None);
/// assert_eq!(report.outcome(), Outcome::Invalid);
/// assert_eq!(report.findings[0].code.as_str(), "inventory_unchecked");
/// assert!(report.findings.iter().any(|finding| finding.place.cell().as_deref() == Some("D3")));
/// ```
#[must_use]
pub fn validate(bytes: &[u8], schema: &Schema, options: &Options, facts: Option<&Facts>) -> Report {
    run::run(bytes, schema, options, facts, &mut |_| {
        ControlFlow::Continue(())
    })
}

/// As [`validate`], telling `progress` how far it is about every thousand rows. If that answers break, the result is
/// not complete and not importable.
#[must_use]
pub fn validate_with(
    bytes: &[u8],
    schema: &Schema,
    options: &Options,
    facts: Option<&Facts>,
    progress: &mut dyn FnMut(Progress) -> ControlFlow<()>,
) -> Report {
    run::run(bytes, schema, options, facts, progress)
}

#[cfg(test)]
mod tests;
