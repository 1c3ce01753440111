//! One pass over a file: stages in order, findings kept under their caps, rows told apart.

use std::ops::ControlFlow;

use sha2::{Digest, Sha256};

use super::cell::Judge;
use super::collect::Collector;
use super::columns::{FileColumns, letter};
use super::cross;
use super::decode::{self, Detected, TextEncoding};
use super::facts::Facts;
use super::header::{self, Labels, NotFound, Searched, labels_of};
use super::limits::Resolved;
use super::options::{Options, Progress};
use super::outcome::{Counts, Dialect, Encoding, FactsUsed, Input, ReportOptions, Row, SchemaName};
use super::pass::{Pass, State};
use super::reader::{RawRow, Reader};
use super::result::{Evidence, Reading, Report};
use super::row::compile;
use super::schema::Schema;
use crate::finding::{Finding, FindingCode, Place};

/// Validates a file. Stops early if `progress` says so; then the report is not complete.
pub(crate) fn run(
    bytes: &[u8],
    schema: &Schema,
    options: &Options,
    facts: Option<&Facts>,
    progress: &mut dyn FnMut(Progress) -> ControlFlow<()>,
) -> Report {
    let limits = options.limits.resolve(schema.limits.rows);
    let mut run = Run {
        bytes,
        schema,
        options,
        limits,
        collector: Collector::new(options, limits.findings_per_code),
        report: empty_report(bytes, schema, options),
    };
    let rows = run.stages(facts, progress);
    let mut report = run.report;
    let mut collector = run.collector;
    report.evidence.fatal = collector.fatal;
    report.truncated = collector.truncated;
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

struct Run<'a> {
    bytes: &'a [u8],
    schema: &'a Schema,
    options: &'a Options,
    limits: Resolved,
    collector: Collector,
    report: Report,
}

impl Run<'_> {
    /// Stages 1 to 7. Answers typed rows, if they are collected.
    fn stages(
        &mut self,
        facts: Option<&Facts>,
        progress: &mut dyn FnMut(Progress) -> ControlFlow<()>,
    ) -> Vec<Row> {
        let Some(offset) = self.open() else {
            return Vec::new();
        };
        let labels = Labels::new(self.schema);
        let text = Searched {
            bytes: self.bytes,
            start: offset,
            encoding: TextEncoding::Utf8,
        };
        let found = match header::find(text, &labels, self.options, &self.limits) {
            Ok(found) => found,
            Err(why) => {
                self.no_header(&why);
                return Vec::new();
            }
        };
        let mut reading = Reading {
            start: found.start,
            sep_line: found.sep_line,
            delimiter: found.delimiter,
            width: 0,
            limits: self.limits,
        };
        let mut reader = reading.reader(self.bytes);
        let Some(mut columns) = self.header(&labels, &mut reader, &found) else {
            return Vec::new();
        };
        for finding in columns.findings(self.schema) {
            self.collector.add(finding);
        }
        reading.width = columns.width_without_blanks();
        reader.set_columns(reading.width);
        self.report.evidence.reading = Some(reading);
        self.settle_doubled(&mut columns, &reader);
        let judge = Judge::new(self.schema, self.options.region.as_deref());
        let mut pass = Pass {
            bytes: self.bytes,
            file: std::str::from_utf8(self.bytes).ok(),
            schema: self.schema,
            options: self.options,
            limits: &self.limits,
            facts,
            judge: &judge,
            rules: compile(self.schema),
            columns,
            reader,
            collector: &mut self.collector,
            counts: &mut self.report.counts,
            state: State::new(self.schema),
        };
        pass.run(progress);
        cross::check(&mut pass);
        pass.finish();
        let (complete, rows) = (pass.state.complete, std::mem::take(&mut pass.state.rows));
        let line_ends = pass.reader.line_ends();
        let header = pass.columns.header(self.schema);
        let state = pass.state;
        self.report.complete = complete;
        self.report.input.header = Some(header);
        if let Some(dialect) = &mut self.report.input.dialect {
            dialect.line_end = line_ends.most();
        }
        self.report.evidence.lookup = state.lookup;
        self.report.evidence.offline.clone_from(&state.statuses);
        self.report.evidence.statuses = state.statuses;
        rows
    }

    /// Stages 1 and 2: whether these bytes are text at all. Answers where it begins.
    fn open(&mut self) -> Option<usize> {
        let size = u64::try_from(self.bytes.len()).unwrap_or(u64::MAX);
        if size > self.limits.bytes {
            let max = self.limits.bytes;
            self.fatal(Finding::new(FindingCode::FileTooLarge, Place::default()).with("max", max));
            return None;
        }
        let (offset, unsupported) = match decode::detect(self.bytes, self.options.encoding) {
            Detected::Text(opening) if opening.encoding.is_utf16() => {
                (opening.mark, Some(opening.encoding.title()))
            }
            Detected::Text(opening) => (opening.mark, None),
            Detected::Unsupported(name) => (0, Some(name)),
        };
        if self.bytes.len() == offset {
            self.fatal(Finding::new(FindingCode::FileEmpty, Place::default()));
            return None;
        }
        if let Some(name) = unsupported {
            self.report.input.encoding.name = name.to_ascii_lowercase();
            let finding = Finding::new(FindingCode::EncodingUnsupported, Place::default());
            self.fatal(finding.with("encoding", name));
            return None;
        }
        if let Some(kind) = decode::file_kind(self.bytes) {
            self.fatal(Finding::new(FindingCode::FileNotCsv, Place::default()).with("type", kind));
            return None;
        }
        if offset > 0 {
            self.report.input.encoding.bom = true;
            self.collector
                .add(Finding::new(FindingCode::BomRemoved, Place::default()));
        }
        Some(offset)
    }

    fn fatal(&mut self, finding: Finding) {
        self.collector.add(finding);
    }

    fn no_header(&mut self, why: &NotFound) {
        let finding = match why {
            NotFound::Missing => {
                let labels: Vec<&str> = self
                    .schema
                    .columns
                    .iter()
                    .filter(|column| column.is_active())
                    .map(|column| column.label_in("en"))
                    .collect();
                Finding::new(FindingCode::MissingHeader, Place::default())
                    .with("n", self.limits.header_rows)
                    .with("header", labels.join(","))
            }
            NotFound::Ambiguous(rivals) => {
                let named: Vec<String> = rivals.iter().map(|byte| separator_name(*byte)).collect();
                Finding::new(FindingCode::DialectAmbiguous, Place::default())
                    .with("candidates", named)
            }
            NotFound::Wrapped => Finding::new(FindingCode::LinesWrappedInQuotes, Place::default()),
        };
        self.fatal(finding);
    }

    /// Stages 3 and 4: separator and header row are known; reads up to and with the header.
    fn header(
        &mut self,
        labels: &Labels,
        reader: &mut Reader<'_>,
        found: &header::Found,
    ) -> Option<FileColumns> {
        self.report.input.dialect = Some(Dialect {
            delimiter: char::from(found.delimiter),
            quote: '"',
            line_end: None,
            sep_line: found.sep_line,
        });
        let named = separator_name(found.delimiter);
        if found.sep_line {
            let finding = Finding::new(FindingCode::SepLineConsumed, Place::default());
            self.collector
                .add(finding.with("delimiter", char::from(found.delimiter).to_string()));
        }
        if found.delimiter != b',' {
            let finding = Finding::new(FindingCode::DialectDetected, Place::default());
            self.collector.add(finding.with("delimiter", named));
        }
        let mut row = RawRow::default();
        let mut above = String::new();
        for _ in 0..found.rows_above {
            reader.next_row(&mut row);
            if above.is_empty() {
                above = labels_of(self.bytes, &row, TextEncoding::Utf8)
                    .join(" ")
                    .trim()
                    .to_owned();
            }
        }
        self.report.counts.skipped.preamble = found.rows_above;
        if found.rows_above > 0 {
            let (text, _) = crate::finding::bounded(&above, self.limits.value_chars);
            let rows: Vec<u32> = (1..=found.rows_above).collect();
            let finding = Finding::new(FindingCode::PreambleSkipped, Place::row(1));
            self.collector
                .add(finding.with("rows", rows).with("text", text.into_string()));
        }
        reader.next_row(&mut row);
        if row.width > self.limits.columns {
            let finding = Finding::new(FindingCode::TooManyColumns, Place::row(row.row));
            let finding = finding
                .with("count", row.width)
                .with("max", self.limits.columns);
            self.fatal(finding);
            return None;
        }
        let texts = labels_of(self.bytes, &row, TextEncoding::Utf8)
            .into_iter()
            .zip(&row.cells)
            .map(|(text, cell)| (text, cell.start as u64))
            .collect();
        let mut columns = FileColumns::new(self.schema, labels, texts, (row.row, row.line));
        columns.judge_unknown(self.options.unknown_columns);
        self.header_bytes(&row, &columns);
        Some(columns)
    }

    /// Quotes and bytes of the header that are wrong.
    fn header_bytes(&mut self, row: &RawRow, columns: &FileColumns) {
        for (index, cell) in row.cells.iter().enumerate() {
            let place = columns.place(Some(index));
            if cell.unclosed {
                self.collector
                    .add(Finding::new(FindingCode::UnclosedQuote, place.clone()));
            } else if cell.stray {
                self.collector
                    .add(Finding::new(FindingCode::StrayQuote, place.clone()));
            }
            let raw = self.bytes.get(cell.content.clone()).unwrap_or_default();
            if let Err(bad) = decode::cell_text(raw) {
                let finding = Finding::new(FindingCode::InvalidUtf8, place)
                    .as_error(crate::finding::Scope::File)
                    .with("hex", bad.hex);
                self.collector.add(match bad.guess {
                    Some(guess) => finding.with("guess", guess),
                    None => finding,
                });
            }
        }
    }

    /// Columns that stand in the file twice: read as one if no row fills them differently, else an error.
    fn settle_doubled(&mut self, columns: &mut FileColumns, reader: &Reader<'_>) {
        let doubled = columns.doubled();
        if doubled.is_empty() {
            return;
        }
        let mut reader = reader.again(&self.limits);
        let mut row = RawRow::default();
        let mut differs = vec![false; doubled.len()];
        while reader.next_row(&mut row) {
            for (differs, at) in differs.iter_mut().zip(&doubled) {
                if *differs {
                    continue;
                }
                let texts = columns
                    .sources
                    .get(*at)
                    .into_iter()
                    .flatten()
                    .filter_map(|index| {
                        let raw = self.bytes.get(row.cells.get(*index)?.content.clone())?;
                        let text = raw.trim_ascii();
                        (!text.is_empty()).then_some(text)
                    });
                let texts: Vec<&[u8]> = texts.collect();
                *differs = texts.windows(2).any(|pair| pair.first() != pair.last());
            }
        }
        for (differs, at) in differs.into_iter().zip(doubled) {
            let sources = columns.sources.get(at).cloned().unwrap_or_default();
            let letters: Vec<String> = sources.iter().filter_map(|index| letter(*index)).collect();
            let code = if differs {
                FindingCode::DuplicateLabel
            } else {
                FindingCode::RepeatedLabel
            };
            let place = columns.place(sources.last().copied());
            self.collector
                .add(Finding::new(code, place).with("letters", letters));
            if differs && let Some(sources) = columns.sources.get_mut(at) {
                // Which of them holds cannot be told: the cells are not checked.
                sources.clear();
                columns.in_doubt = true;
                columns.refresh_needed(self.schema);
            }
        }
    }
}

fn separator_name(byte: u8) -> String {
    match byte {
        b'\t' => "TAB".to_owned(),
        _ => format!("'{}'", char::from(byte)),
    }
}

fn empty_report(bytes: &[u8], schema: &Schema, options: &Options) -> Report {
    let sha256: String = Sha256::digest(bytes)
        .iter()
        .map(|byte| format!("{byte:02x}"))
        .collect();
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
            sha256,
            bytes: bytes.len() as u64,
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
        evidence: Evidence::default(),
    }
}
