//! CSV: what a file must look like, what is wrong with it and where. Files are given as bytes; nothing here opens one.
//!
//! [`validate`] never fails for bad data: its answer is a [`Report`] whatever the bytes are.

mod behind;
mod block;
mod cell;
mod collect;
mod columns;
mod cross;
mod damage;
mod decode;
mod export;
pub mod facts;
mod guessed;
mod header;
mod inventory;
pub mod limits;
mod merge;
pub mod offline;
mod options;
mod outcome;
mod pass;
mod plan;
mod position;
mod print;
mod quick;
mod reader;
pub mod report;
mod result;
mod row;
mod run;
mod scan;
mod schedule;
pub mod schema;
mod source;
pub mod template;
pub mod write;

use std::io::{Read, Seek};
use std::num::NonZeroUsize;
use std::ops::ControlFlow;

pub use decode::{TextEncoding, UnknownEncoding};
pub use facts::{Facts, Keys};
pub use limits::Limits;
pub use options::{Fixes, OptionalCheck, Options, Phase, Progress};
pub use outcome::{
    Counts, Dialect, Encoding, FactsUsed, Group, Header, HeaderColumn, HeaderMatch, Input, LineEnd,
    Outcome, Plan, ReportOptions, Row, RowStatus, SchemaName, Skipped,
};
pub use result::Report;
pub use schema::Schema;
pub use source::Source;

use self::run::{Audience, Tuning};

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
    validate_with(bytes, schema, options, facts, None, &mut |_| {
        ControlFlow::Continue(())
    })
}

/// As [`validate`], of a file that is read piece by piece: at most 2 MiB are held besides 16 bytes per filled cell of a
/// unique column, about 1.5 bytes per row, and the findings. If reading fails, the report has the one finding
/// `read_failed`; of a file above the limit on bytes no more is read than that shows.
pub fn validate_reader(
    mut reader: impl Read + Seek,
    schema: &Schema,
    options: &Options,
    facts: Option<&Facts>,
) -> Report {
    let source = Source::reader(&mut reader);
    validate_with(source, schema, options, facts, None, &mut |_| {
        ControlFlow::Continue(())
    })
}

/// As [`validate`], telling `progress` how far it is about every 256 KiB, and giving each row of data to `sink` in the
/// order of the file, with its place, its canonical values and its cells as uploaded. What rows only show together
/// changes a status later: the final ones are in [`Report::statuses`]. If `progress` answers break, the result is not
/// complete and not importable.
///
/// ```
/// use std::ops::ControlFlow;
/// use rollbook::csv::{AccessKind, Options, Schema, validate_with};
/// use rollbook::profile::ProfileName;
/// let schema = Schema::for_profile(ProfileName::Multiline2024, AccessKind::Portal).unwrap();
/// let file = b"email,social_messaging,monitor_calls,monitor_sms\nName@example.com,No,auto,off\n";
/// let mut identities = Vec::new();
/// let report = validate_with(
///     &file[..],
///     &schema,
///     &Options::new(),
///     None,
///     Some(&mut |row| identities.extend(row.value("identity").map(str::to_owned))),
///     &mut |_| ControlFlow::Continue(()),
/// );
/// assert_eq!(identities, ["name@example.com"]);
/// assert!(report.importable());
/// ```
pub fn validate_with<'a>(
    source: impl Into<Source<'a>>,
    schema: &Schema,
    options: &Options,
    facts: Option<&Facts>,
    sink: Option<&mut dyn FnMut(Row)>,
    progress: &mut dyn FnMut(Progress) -> ControlFlow<()>,
) -> Report {
    let audience = Audience { sink, progress };
    let tuning = Tuning::default();
    run::run(source.into(), schema, options, facts, audience, tuning)
}

/// The places of texts that stand among `texts` more than once, as far as their fingerprints tell; for benchmarks.
#[doc(hidden)]
pub fn repeated<'t>(texts: impl Iterator<Item = &'t str>, threads: usize) -> Vec<u32> {
    let threads = NonZeroUsize::new(threads).unwrap_or(NonZeroUsize::MIN);
    cross::repeated(texts, threads)
}

#[cfg(test)]
mod tests;
