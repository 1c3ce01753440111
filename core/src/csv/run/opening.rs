//! What comes before the rows: the encoding, the separator, and the header with what is wrong about it.

use super::Run;
use crate::csv::columns::FileColumns;
use crate::csv::decode::utf16::uploaded_len;
use crate::csv::decode::{self, Detected, Opening, TextEncoding};
use crate::csv::header::{self, Labels, NotFound, Searched, labels_of};
use crate::csv::outcome::{Dialect, HeaderMatch};
use crate::csv::reader::{RawRow, Reader};
use crate::csv::source::{Failure, Feed};
use crate::csv::write::unguard;
use crate::finding::{Finding, FindingCode, Place};

/// Most bytes in which the header is searched, unless rows may be larger.
const HEAD_BYTES: usize = 1 << 20;

/// Bytes that are read first.
pub(super) const FIRST_BYTES: usize = 64 << 10;

impl Run<'_> {
    /// Finds the header in as many first bytes as that takes. Answers how many.
    pub(super) fn find_header(
        &self,
        feed: &mut Feed<'_>,
        text: Text,
        labels: &Labels<'_>,
    ) -> Result<(usize, Result<header::Found, NotFound>), Failure> {
        let most = HEAD_BYTES.max(2 * Reader::reach(&self.limits));
        let mut least = FIRST_BYTES.min(most);
        loop {
            let (bytes, whole) = head_of(feed, least)?;
            let searched = Searched {
                bytes,
                whole,
                more: !whole && least < most,
                start: text.offset,
                encoding: text.encoding,
            };
            match header::find(searched, labels, self.options, &self.limits) {
                Err(NotFound::Short) => least = (least * 2).min(most),
                found => return Ok((least, found)),
            }
        }
    }

    /// Stages 1 and 2: whether the file is text at all, and what its first bytes say of the encoding.
    pub(super) fn open(&mut self, feed: &mut Feed<'_>) -> Result<Option<Opening>, Failure> {
        let (head, whole) = feed.head(FIRST_BYTES)?;
        let opening = match decode::detect(head, self.options.encoding) {
            Detected::Text(opening) => opening,
            Detected::Unsupported(name) => {
                self.report.input.encoding.name = name.to_ascii_lowercase();
                let finding = Finding::new(FindingCode::EncodingUnsupported, Place::default());
                self.fatal(finding.with("encoding", name));
                return Ok(None);
            }
        };
        if whole && head.len() == opening.mark {
            self.fatal(Finding::new(FindingCode::FileEmpty, Place::default()));
            return Ok(None);
        }
        let Opening { encoding, mark, .. } = opening;
        let kind = if encoding.is_utf16() {
            feed.transcode(encoding == TextEncoding::Utf16Be, mark);
            decode::markup(feed.head(FIRST_BYTES)?.0)
        } else {
            decode::file_kind(head)
        };
        if let Some(kind) = kind {
            self.fatal(Finding::new(FindingCode::FileNotCsv, Place::default()).with("type", kind));
            return Ok(None);
        }
        if encoding.is_utf16() || encoding == TextEncoding::Windows1252 {
            let finding = Finding::new(FindingCode::EncodingTranscoded, Place::default());
            self.collector
                .add(finding.with("encoding", encoding.title()));
        } else if mark > 0 {
            self.collector
                .add(Finding::new(FindingCode::BomRemoved, Place::default()));
        }
        Ok(Some(opening))
    }

    pub(super) fn no_header(&mut self, why: &NotFound) {
        let finding = match why {
            NotFound::Missing | NotFound::Short => {
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
    pub(super) fn header(
        &mut self,
        (head, text): (&[u8], Text),
        labels: &Labels<'_>,
        reader: &mut Reader<'_>,
        found: &header::Found,
    ) -> Option<FileColumns> {
        self.report.input.dialect = Some(Dialect {
            delimiter: char::from(found.delimiter),
            quote: '"',
            line_end: None,
            sep_line: found.sep_line.is_some(),
        });
        let named = separator_name(found.delimiter);
        if let Some(said) = found.sep_line {
            let finding = Finding::new(FindingCode::SepLineConsumed, Place::default());
            let mut finding = finding.with("delimiter", char::from(said).to_string());
            if said != found.delimiter {
                finding = finding.with("separator", named.as_str());
            }
            self.collector.add(finding);
        }
        if found.delimiter != b',' {
            let finding = Finding::new(FindingCode::DialectDetected, Place::default());
            self.collector.add(finding.with("delimiter", named));
        }
        let mut row = RawRow::default();
        let mut above = String::new();
        let own = self.own_cells(head, text.encoding, labels, found);
        for _ in 0..found.rows_above {
            reader.next_row(&mut row);
            if text.is_guess {
                self.guessed.take(head, &row);
            }
            if above.is_empty() {
                let cells = labels_of(head, &row, text.encoding).into_iter().enumerate();
                let others = cells.filter(|(index, _)| !own.contains(index));
                let others: Vec<String> = others
                    .map(|(_, cell)| match own.is_empty() {
                        true => cell,
                        false => unguard(&cell).to_owned(),
                    })
                    .collect();
                above = others.join(" ").trim().to_owned();
            }
        }
        self.report.counts.skipped.preamble = found.rows_above;
        if found.rows_above > 0 {
            let (above, _) = crate::finding::bounded(&above, self.limits.value_chars);
            let rows: Vec<u32> = (1..=found.rows_above).collect();
            let finding = Finding::new(FindingCode::PreambleSkipped, Place::row(1));
            self.collector
                .add(finding.with("rows", rows).with("text", above.into_string()));
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
        if text.is_guess {
            self.guessed.take(head, &row);
        }
        let texts = labels_of(head, &row, text.encoding)
            .into_iter()
            .zip(&row.cells)
            .map(|(label, cell)| (label, text.uploaded(head, cell.start)))
            .collect();
        let mut columns = FileColumns::new(self.schema, labels, texts, (row.row, row.line));
        columns.judge_unknown(self.options.unknown_columns);
        self.header_bytes((head, text), &row, &columns);
        Some(columns)
    }

    /// Columns that a report of ours put in front of the file, where rows stand above its header.
    fn own_cells(
        &self,
        head: &[u8],
        encoding: TextEncoding,
        labels: &Labels<'_>,
        found: &header::Found,
    ) -> Vec<usize> {
        if found.rows_above == 0 {
            return Vec::new();
        }
        let mut reader = Reader::new(head, found.start, found.delimiter, &self.limits);
        let mut row = RawRow::default();
        for _ in 0..=found.rows_above {
            reader.next_row(&mut row);
        }
        let names = labels_of(head, &row, encoding).into_iter().enumerate();
        let own = names.filter(|(_, label)| labels.find(label).0 == HeaderMatch::Own);
        own.map(|(index, _)| index).collect()
    }

    /// Quotes and bytes of the header that are wrong.
    fn header_bytes(&mut self, (head, text): (&[u8], Text), row: &RawRow, columns: &FileColumns) {
        for (index, cell) in row.cells.iter().enumerate() {
            let place = columns.place(Some(index));
            if cell.unclosed {
                self.collector
                    .add(Finding::new(FindingCode::UnclosedQuote, place.clone()));
            } else if cell.stray {
                self.collector
                    .add(Finding::new(FindingCode::StrayQuote, place.clone()));
            }
            let raw = head.get(cell.content()).unwrap_or_default();
            if let Err(bad) = text.encoding.text(raw) {
                let finding = Finding::from_problem(bad.problem(), place);
                self.collector
                    .add(finding.as_error(crate::finding::Scope::File));
            }
        }
    }
}

/// How the bytes that are given out are text.
#[derive(Clone, Copy)]
pub(super) struct Text {
    pub(super) encoding: TextEncoding,
    /// Whether nobody has named the encoding, nor anything in the file.
    pub(super) is_guess: bool,
    /// Where the first row begins.
    pub(super) offset: usize,
    /// Bytes of the byte order mark.
    pub(super) mark: usize,
}

impl Text {
    /// Where a place in the first bytes stands in the file as uploaded.
    fn uploaded(self, head: &[u8], at: usize) -> u64 {
        if self.encoding.is_utf16() {
            self.mark as u64 + uploaded_len(head.get(..at).unwrap_or_default())
        } else {
            at as u64
        }
    }
}

fn separator_name(byte: u8) -> String {
    match byte {
        b'\t' => "TAB".to_owned(),
        _ => format!("'{}'", char::from(byte)),
    }
}

/// The first bytes, never more than so many however they are held.
pub(super) fn head_of<'f>(
    feed: &'f mut Feed<'_>,
    most: usize,
) -> Result<(&'f [u8], bool), Failure> {
    let (head, whole) = feed.head(most)?;
    Ok(match head.get(..most) {
        Some(first) => (first, whole && first.len() == head.len()),
        None => (head, whole),
    })
}
