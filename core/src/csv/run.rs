//! One run over a file: stages in order, findings kept under their caps, rows told apart.

mod doubled;
mod ending;
mod opening;

use std::num::NonZeroUsize;
use std::ops::ControlFlow;

use self::opening::{FIRST_BYTES, Text, head_of};
use super::behind::Behind;
use super::block::Shared;
use super::collect::Collector;
use super::cross;
use super::decode::{Survey, TextEncoding};
use super::facts::Facts;
use super::guessed::Guessed;
use super::header::Labels;
use super::limits::Resolved;
use super::merge::Merged;
use super::options::{Options, Phase, Progress};
use super::outcome::{Counts, Encoding, FactsUsed, Input, ReportOptions, Row, SchemaName};
use super::plan::asked;
use super::reader::{Reader, Width};
use super::result::{Evidence, Reading, Report};
use super::schedule::{self, Plan};
use super::schema::Schema;
use super::source::{Failure, Feed, Source};
use crate::finding::{Finding, FindingCode, Place};

/// How a file is cut and who reads it: nothing of it shows in a report.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Tuning {
    /// Bytes of a block.
    pub(crate) block_bytes: usize,
    /// Bytes of a file from which on several threads are faster than one.
    pub(crate) threads_from: u64,
}

impl Default for Tuning {
    fn default() -> Self {
        Self {
            block_bytes: 256 << 10,
            // About 20,000 rows.
            threads_from: 3 << 19,
        }
    }
}

/// Who is told of a validation while it runs.
pub(crate) struct Audience<'s, 'p> {
    /// Gets typed rows in the order of the file.
    pub(crate) sink: Option<&'s mut dyn FnMut(Row)>,
    /// Stops the validation by answering break; then the report is not complete.
    pub(crate) progress: &'p mut dyn FnMut(Progress) -> ControlFlow<()>,
}

/// Bytes behind a block from which on a block grows with them.
const LARGE_REACH: usize = 1 << 20;

/// Validates a file.
pub(crate) fn run(
    source: Source<'_>,
    schema: &Schema,
    options: &Options,
    facts: Option<&Facts>,
    audience: Audience<'_, '_>,
    tuning: Tuning,
) -> Report {
    let limits = options.limits.resolve(schema.limits.rows);
    let mut run = Run {
        schema,
        options,
        limits,
        collector: Collector::new(options, limits.findings_per_code),
        report: empty_report(schema, options),
        guessed: Guessed::default(),
    };
    let (mut rows, mut failure) = (Vec::new(), None);
    match Feed::new(source, limits.bytes) {
        Ok(mut feed) => {
            let stages = || {
                let rows = run.settled(&mut feed, facts, audience, tuning)?;
                if run.collector.fatal {
                    feed.drain()?;
                }
                Ok(rows)
            };
            match stages() {
                Ok(found) => rows = found,
                Err(why) => failure = Some(why),
            }
            run.report.input.sha256 = feed.sha256();
            run.report.input.bytes = feed.read();
        }
        Err(why) => failure = Some(why),
    }
    if let Some(failure) = failure {
        run.fail(failure);
    }
    run.report(rows, facts)
}

struct Run<'a> {
    schema: &'a Schema,
    options: &'a Options,
    limits: Resolved,
    collector: Collector,
    report: Report,
    /// Cells up to the header whose encoding is guessed.
    guessed: Guessed,
}

/// How one reading of a file ended.
enum Ended {
    /// With these typed rows, if they are collected.
    Rows(Vec<Row>),
    /// The whole file shows that it is in another encoding than its beginning.
    Otherwise(TextEncoding),
}

impl Run<'_> {
    /// Puts the report together.
    fn report(self, rows: Vec<Row>, facts: Option<&Facts>) -> Report {
        let (mut report, mut collector) = (self.report, self.collector);
        report.evidence.fatal = collector.fatal;
        report.truncated = collector.is_truncated();
        (report.findings, report.groups) = collector.finish(&mut report.counts);
        report.evidence.collector = collector;
        report.rows = rows;
        if report.evidence.fatal {
            report.complete = false;
            return report;
        }
        match facts {
            Some(facts) => report.check(facts),
            None => report.without_facts(),
        }
        report
    }

    /// Says that the file could not be read to its end, and nothing else of it.
    fn fail(&mut self, failure: Failure) {
        let input = std::mem::replace(&mut self.report, empty_report(self.schema, self.options));
        self.report.input.sha256 = input.input.sha256;
        self.report.input.bytes = input.input.bytes;
        self.collector = Collector::new(self.options, self.limits.findings_per_code);
        let finding = match failure {
            Failure::TooLarge => Finding::new(FindingCode::FileTooLarge, Place::default())
                .with("max", self.limits.bytes),
            Failure::Unreadable(byte) => {
                Finding::new(FindingCode::ReadFailed, Place::default()).with("byte", byte)
            }
        };
        self.fatal(finding);
    }

    /// Stages 1 to 7, twice if the end of the file tells its encoding. Answers typed rows, if they are collected.
    fn settled(
        &mut self,
        feed: &mut Feed<'_>,
        facts: Option<&Facts>,
        mut audience: Audience<'_, '_>,
        tuning: Tuning,
    ) -> Result<Vec<Row>, Failure> {
        let mut known = None;
        if audience.sink.is_some() && self.options.encoding.is_none() {
            // No row is given out twice.
            feed.drain()?;
            known = Some(feed.survey().encoding(true));
            feed.restart();
        }
        loop {
            match self.stages(feed, facts, &mut audience, tuning, known)? {
                Ended::Rows(rows) => return Ok(rows),
                Ended::Otherwise(encoding) => {
                    known = Some(encoding);
                    feed.restart();
                    self.report = empty_report(self.schema, self.options);
                    self.collector = Collector::new(self.options, self.limits.findings_per_code);
                    self.guessed = Guessed::default();
                }
            }
        }
    }

    /// Stages 1 to 7. `known` is the encoding of a file that is not in UTF-16, if its end was seen.
    fn stages(
        &mut self,
        feed: &mut Feed<'_>,
        facts: Option<&Facts>,
        audience: &mut Audience<'_, '_>,
        tuning: Tuning,
        known: Option<TextEncoding>,
    ) -> Result<Ended, Failure> {
        if feed.total().is_some_and(|total| total > self.limits.bytes) {
            feed.drain()?;
        }
        let Some(opening) = self.open(feed)? else {
            return Ok(Ended::Rows(Vec::new()));
        };
        let mut encoding = opening.encoding;
        let mut is_settled = opening.given || encoding.is_utf16();
        if !is_settled {
            let (head, _) = head_of(feed, FIRST_BYTES)?;
            encoding = known.unwrap_or_else(|| Survey::of_head(head).encoding(false));
            is_settled = known.is_some();
        }
        let is_guess = !opening.given && encoding == TextEncoding::Windows1252;
        self.report.input.encoding = Encoding {
            name: encoding.as_str().to_owned(),
            how: match (opening.given, is_guess) {
                (true, _) => "given",
                (false, true) => "guessed",
                (false, false) => "detected",
            }
            .to_owned(),
            bom: opening.mark > 0,
        };
        let offset = if encoding.is_utf16() { 0 } else { opening.mark };
        let text = Text {
            encoding,
            is_guess,
            offset,
            mark: opening.mark,
        };
        let labels = Labels::new(self.schema);
        let (least, found) = self.find_header(feed, text, &labels)?;
        let found = match found {
            Ok(found) => found,
            Err(why) => {
                self.no_header(&why);
                return unreadable(feed, encoding, is_settled);
            }
        };
        let (head, whole) = head_of(feed, least)?;
        let mut reading = Reading {
            start: found.start,
            sep_line: found.sep_line.is_some(),
            delimiter: found.delimiter,
            encoding,
            mark: opening.mark,
            width: Width::default(),
            limits: self.limits,
        };
        let mut reader = reading.reader(head).window(whole);
        let Some(mut columns) = self.header((head, text), &labels, &mut reader, &found) else {
            return unreadable(feed, encoding, is_settled);
        };
        columns.tell(self.schema, &mut |finding| {
            self.collector.add(finding);
        });
        reading.width = columns.width();
        reader.set_columns(reading.width);
        self.report.evidence.reading = Some(reading);
        let behind = Behind::of(&reader);
        feed.pass(behind.position);
        self.settle_doubled(&mut columns, feed, &behind, (found.delimiter, encoding))?;
        let mut shared = Shared::new(
            self.schema,
            self.options,
            self.limits,
            facts,
            (columns, found.delimiter),
            (encoding, is_guess),
        );
        shared.keeps_rows |= audience.sink.is_some();
        let collector = std::mem::take(&mut self.collector);
        let guessed = std::mem::take(&mut self.guessed);
        let merged = Merged::new(&shared, behind, collector, guessed);
        self.rows(&mut shared, feed, merged, audience, (tuning, is_settled))
    }

    /// Stages 5 to 7.
    fn rows(
        &mut self,
        shared: &mut Shared<'_>,
        feed: &mut Feed<'_>,
        mut merged: Merged,
        audience: &mut Audience<'_, '_>,
        (tuning, is_settled): (Tuning, bool),
    ) -> Result<Ended, Failure> {
        let Audience { sink, progress } = audience;
        let total = feed.total().unwrap_or_default();
        let several = total >= tuning.threads_from;
        let plan = Plan {
            threads: NonZeroUsize::new(self.options.threads)
                .filter(|_| several)
                .unwrap_or(NonZeroUsize::MIN),
            // So that what a block is read with behind it is not copied many times over.
            block_bytes: match Reader::reach(&shared.limits) {
                reach if reach > LARGE_REACH => tuning.block_bytes.max(reach / 4),
                _ => tuning.block_bytes,
            },
        };
        let collects = self.options.collect_rows;
        let mut rows = Vec::new();
        let mut tell = |merged: &mut Merged, bytes: u64| {
            if let Some(sink) = sink {
                for row in merged.typed.drain(..) {
                    if collects {
                        rows.push(row.clone());
                    }
                    sink(row);
                }
            }
            progress(merged.progress(Phase::Reading, bytes, total))
        };
        let flow = schedule::read(shared, feed, &mut merged, plan, &mut tell)?;
        let mut stopped = flow.is_break() || tell(&mut merged, feed.read()).is_break();
        let truth = feed.survey().encoding(true);
        if !is_settled && !stopped && truth != shared.encoding {
            return Ok(Ended::Otherwise(truth));
        }
        if !collects || sink.is_none() {
            rows = std::mem::take(&mut merged.typed);
        }
        if !stopped {
            let bytes = feed.read();
            let mut compared =
                |merged: &Merged| progress(merged.progress(Phase::Comparing, bytes, total));
            let flow = cross::check(shared, feed, &mut merged, plan.threads, &mut compared)?;
            stopped = flow.is_break();
        }
        if let Some(finding) = merged.guessed.finding() {
            merged.collector.add(finding);
        }
        for (column, filled) in shared.columns.columns.iter_mut().zip(&merged.filled) {
            column.filled = *filled;
        }
        let complete = ending::finish(shared, &mut merged, &mut self.report.counts, !stopped);
        for (row, status) in rows.iter_mut().zip(&merged.statuses) {
            row.status = *status;
        }
        self.collector = merged.collector;
        self.report.complete = complete;
        self.report.input.header = Some(shared.columns.header(self.schema));
        if let Some(dialect) = &mut self.report.input.dialect {
            dialect.line_end = merged.ends.most();
        }
        self.report.evidence.lookup = merged.lookup;
        // Stage 8 goes on from here; where its keys are not kept it never runs.
        if !self.report.evidence.lookup.is_unkept() {
            self.report.evidence.offline.clone_from(&merged.statuses);
        }
        self.report.evidence.statuses = merged.statuses;
        Ok(Ended::Rows(rows))
    }

    fn fatal(&mut self, finding: Finding) {
        self.collector.add(finding);
    }
}

/// How a file ends whose header is fatal: what is said of its encoding comes from the whole of it all the same.
fn unreadable(
    feed: &mut Feed<'_>,
    encoding: TextEncoding,
    is_settled: bool,
) -> Result<Ended, Failure> {
    if !is_settled {
        feed.drain()?;
        let truth = feed.survey().encoding(true);
        if truth != encoding {
            return Ok(Ended::Otherwise(truth));
        }
    }
    Ok(Ended::Rows(Vec::new()))
}

fn empty_report(schema: &Schema, options: &Options) -> Report {
    Report {
        schema: SchemaName {
            id: schema.id.clone(),
            version: schema.version,
        },
        options: ReportOptions {
            fixes: options.fixes,
            mode: options.mode,
            raise: options.raise.clone(),
        },
        facts: FactsUsed::default(),
        complete: false,
        truncated: false,
        plan: None,
        input: Input {
            name: options.file_name.clone(),
            sha256: String::new(),
            bytes: 0,
            encoding: Encoding {
                name: "utf-8".to_owned(),
                how: "detected".to_owned(),
                bom: false,
            },
            dialect: None,
            header: None,
        },
        counts: Counts::default(),
        groups: Vec::new(),
        findings: Vec::new(),
        rows: Vec::new(),
        evidence: Evidence {
            asked: asked(schema, options),
            ..Evidence::default()
        },
    }
}
