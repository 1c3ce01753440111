//! Header row and delimiter, found by the labels that are known. Cells are not looked at here.

mod labels;

use std::collections::BTreeSet;

pub(crate) use self::labels::{Labels, Target};
use super::decode::TextEncoding;
use super::limits::Resolved;
use super::options::Options;
use super::reader::{RawRow, Reader, cell_bytes};

/// Where the header is, and what separates cells.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Found {
    /// The separator.
    pub(crate) delimiter: u8,
    /// Rows above the header.
    pub(crate) rows_above: u32,
    /// What a line `sep=` says that stood first.
    pub(crate) sep_line: Option<u8>,
    /// Offset of the first row, behind that line.
    pub(crate) start: usize,
}

/// Why there is no header.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum NotFound {
    /// No row has known labels.
    Missing,
    /// Two separators fit equally well.
    Ambiguous(Vec<u8>),
    /// Every line is one quoted cell.
    Wrapped,
    /// The rows that are searched go on behind the text.
    Short,
}

/// Text in which a header is looked for.
#[derive(Clone, Copy)]
pub(crate) struct Searched<'a> {
    pub(crate) bytes: &'a [u8],
    /// Whether these are all bytes of the file.
    pub(crate) whole: bool,
    /// Whether more of them can be had.
    pub(crate) more: bool,
    /// Where the first row begins.
    pub(crate) start: usize,
    /// How labels are decoded.
    pub(crate) encoding: TextEncoding,
}

/// The best that was found so far.
struct Best {
    known: BTreeSet<Target>,
    rows_above: u32,
    delimiter: u8,
    /// Separators that know as many labels, but others.
    rivals: Vec<u8>,
}

impl Best {
    fn new(known: BTreeSet<Target>, rows_above: u32, delimiter: u8) -> Self {
        Self {
            known,
            rows_above,
            delimiter,
            rivals: Vec::new(),
        }
    }

    /// Takes what is better: more labels, else the first row. Other labels by another separator are a rival.
    fn challenge(&mut self, known: BTreeSet<Target>, rows_above: u32, delimiter: u8) {
        if known.len() > self.known.len() {
            *self = Self::new(known, rows_above, delimiter);
        } else if known.len() == self.known.len() && delimiter != self.delimiter {
            if known != self.known {
                if self.rivals.last() != Some(&delimiter) {
                    self.rivals.push(delimiter);
                }
            } else if rows_above < self.rows_above {
                self.rows_above = rows_above;
                self.delimiter = delimiter;
            }
        }
    }
}

/// Finds header row and separator by the labels that are known, never by statistics.
pub(crate) fn find(
    text: Searched<'_>,
    labels: &Labels<'_>,
    options: &Options,
    limits: &Resolved,
) -> Result<Found, NotFound> {
    let sep = sep_line(text.bytes, text.start);
    let start = sep.map_or(text.start, |(_, next)| next);
    let text = Searched { start, ..text };
    let given = options
        .delimiter
        .filter(|c| c.is_ascii() && !matches!(c, '"' | '\r' | '\n'))
        .and_then(|c| u8::try_from(c).ok());
    let mut delimiters: Vec<u8> = match given {
        Some(delimiter) => vec![delimiter],
        None => sep.iter().map(|(delimiter, _)| *delimiter).collect(),
    };
    if given.is_none() {
        for delimiter in [b',', b';', b'\t', b'|'] {
            if !delimiters.contains(&delimiter) {
                delimiters.push(delimiter);
            }
        }
    }
    let mut best: Option<Best> = None;
    for delimiter in delimiters {
        let full = first_rows(text, delimiter, limits, |index, row| {
            if options.header_row.is_some_and(|given| given != index + 1) {
                return;
            }
            let Some(known) = labels.score((text.bytes, text.encoding), row) else {
                return;
            };
            match &mut best {
                Some(best) => best.challenge(known, index, delimiter),
                None => best = Some(Best::new(known, index, delimiter)),
            }
        });
        if text.more && !full {
            return Err(NotFound::Short);
        }
    }
    match best {
        // Where labels leave it open, a line `sep=` has said it: its separator was tried first.
        Some(best) if best.rivals.is_empty() || sep.is_some_and(|(it, _)| it == best.delimiter) => {
            Ok(Found {
                delimiter: best.delimiter,
                rows_above: best.rows_above,
                sep_line: sep.map(|(delimiter, _)| delimiter),
                start,
            })
        }
        Some(best) => {
            let mut rivals = vec![best.delimiter];
            rivals.extend(best.rivals);
            Err(NotFound::Ambiguous(rivals))
        }
        None if is_wrapped(text, labels, limits) => Err(NotFound::Wrapped),
        None => Err(NotFound::Missing),
    }
}

/// A first line `sep=X` in any case, also quoted: its separator, and where the next line begins.
fn sep_line(bytes: &[u8], offset: usize) -> Option<(u8, usize)> {
    let text = bytes.get(offset..)?;
    let (quoted, text) = match text.strip_prefix(b"\"") {
        Some(rest) => (true, rest),
        None => (false, text),
    };
    if !text.get(..4)?.eq_ignore_ascii_case(b"sep=") {
        return None;
    }
    let delimiter = *text.get(4)?;
    let mut length = usize::from(quoted) + 5;
    if quoted {
        text.get(5).filter(|byte| **byte == b'"')?;
        length += 1;
    }
    let next = match bytes.get(offset + length..)? {
        [b'\r', b'\n', ..] => length + 2,
        [b'\r' | b'\n', ..] => length + 1,
        [] => length,
        _ => return None,
    };
    let usable = delimiter.is_ascii() && !matches!(delimiter, b'"' | b'\r' | b'\n');
    usable.then_some((delimiter, offset + next))
}

/// Gives the first rows, counted from 0, one after the other. Answers whether these are as many as are searched.
fn first_rows(
    text: Searched<'_>,
    delimiter: u8,
    limits: &Resolved,
    mut take: impl FnMut(u32, &RawRow),
) -> bool {
    let bytes = text.bytes;
    let mut reader = Reader::new(bytes, text.start, delimiter, limits).window(text.whole);
    let mut row = RawRow::default();
    for index in (0_u32..).take(limits.header_rows) {
        // Of a row that may reach behind the text nothing is known.
        let inside = reader.position().saturating_add(Reader::reach(limits)) <= bytes.len();
        if !(text.whole || inside) || !reader.next_row(&mut row) {
            return false;
        }
        take(index, &row);
    }
    true
}

/// The cells of a row as labels, whatever their bytes.
pub(crate) fn labels_of(bytes: &[u8], row: &RawRow, encoding: TextEncoding) -> Vec<String> {
    let mut scratch = Vec::new();
    row.cells
        .iter()
        .map(|cell| {
            encoding
                .lossy(cell_bytes(bytes, cell, &mut scratch))
                .into_owned()
        })
        .collect()
}

/// Whether the first row is one quoted cell that splits into known labels.
fn is_wrapped(text: Searched<'_>, labels: &Labels<'_>, limits: &Resolved) -> bool {
    let mut reader = Reader::new(text.bytes, text.start, b',', limits).window(text.whole);
    let mut row = RawRow::default();
    if !reader.next_row(&mut row) || row.width != 1 || !row.cells.iter().all(|cell| cell.quoted) {
        return false;
    }
    let line = labels_of(text.bytes, &row, text.encoding).concat();
    let line = Searched {
        bytes: line.as_bytes(),
        whole: true,
        more: false,
        start: 0,
        encoding: TextEncoding::Utf8,
    };
    [b',', b';', b'\t', b'|'].into_iter().any(|delimiter| {
        let mut splits = false;
        first_rows(line, delimiter, limits, |index, row| {
            splits |= index == 0
                && row.cells.len() > 1
                && labels.score((line.bytes, line.encoding), row).is_some();
        });
        splits
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::csv::outcome::HeaderMatch;
    use crate::csv::schema::{Schema, normalize_label};
    use crate::csv::{AccessKind, Limits};
    use crate::profile::ProfileName;

    fn schema() -> Schema {
        Schema::for_profile(ProfileName::Multiline2024, AccessKind::Portal).unwrap()
    }

    fn find_in(text: &str) -> Result<Found, NotFound> {
        let limits = Limits::default().resolve(1_000);
        let text = Searched {
            bytes: text.as_bytes(),
            whole: true,
            more: false,
            start: 0,
            encoding: TextEncoding::Utf8,
        };
        find(text, &Labels::new(&schema()), &Options::default(), &limits)
    }

    #[test]
    fn damage_30_labels_match_whatever_their_case_space_and_punctuation() {
        for (label, normalized) in [
            (" Email_Address or-Device* ", "email address or device"),
            ("E\u{ad}mail\u{200b}", "email"),
            ("\u{ff26}irstname", "firstname"),
            ("Prénom", "prenom"),
            ("\"lastname\"", "lastname"),
            ("Straße", "strasse"),
            ("__", ""),
        ] {
            assert_eq!(normalize_label(label), normalized, "{label}");
            assert_eq!(normalize_label(normalized), normalized);
        }
        assert_eq!(normalize_label("имя"), "имя");
    }

    #[test]
    fn d_03_primary_number_is_an_alias() {
        let schema = schema();
        let labels = Labels::new(&schema);
        assert_eq!(
            labels.find("primary_number"),
            (HeaderMatch::Alias, Some(Target::Column(4)))
        );
        assert_eq!(labels.find("Language").0, HeaderMatch::Exact);
        assert_eq!(labels.find("language").0, HeaderMatch::Normalized);
        assert_eq!(labels.find("_row").0, HeaderMatch::Own);
        assert_eq!(labels.find("PIN code").0, HeaderMatch::Refused);
        assert_eq!(
            labels.find("f\u{456}rstname").0,
            HeaderMatch::Unknown,
            "Cyrillic"
        );
    }

    #[test]
    fn damage_20_the_separator_is_found_by_known_labels() {
        for delimiter in [',', ';', '\t', '|'] {
            let text = format!("firstname{delimiter}email{delimiter}other\nA{delimiter},,,,;\n");
            assert_eq!(find_in(&text).unwrap().delimiter, delimiter as u8);
        }
    }

    #[test]
    fn damage_21_a_sep_line_is_consumed_and_overruled_by_labels() {
        let found = find_in("sep=;\nfirstname;email\n").unwrap();
        assert_eq!(
            (found.delimiter, found.sep_line.is_some(), found.start),
            (b';', true, 6)
        );
        let found = find_in("\"SEP=;\"\r\nfirstname,email\r\n").unwrap();
        assert_eq!(
            (found.delimiter, found.sep_line.is_some(), found.start),
            (b',', true, 9)
        );
    }

    #[test]
    fn damage_22_two_separators_that_fit_equally_are_ambiguous() {
        assert_eq!(
            find_in("firstname,email;lastname\nlanguage;monitor_sms,x\n"),
            Err(NotFound::Missing)
        );
        assert_eq!(
            find_in("firstname,email,x;y\nlanguage;monitor_sms\n"),
            Err(NotFound::Ambiguous(vec![b',', b';']))
        );
        let found = find_in("sep=;\nfirstname,email,x;y\nlanguage;monitor_sms\n").unwrap();
        assert_eq!(found.delimiter, b';', "a line sep= decides");
        let found = find_in("x\nfirstname;email\nfirstname,email\n").unwrap();
        assert_eq!(
            (found.delimiter, found.rows_above),
            (b';', 1),
            "the first row of equal ones"
        );
    }

    #[test]
    fn damage_15_labels_are_read_in_the_encoding_of_the_file() {
        let limits = Limits::default().resolve(1_000);
        let find_as = |encoding| {
            let text = Searched {
                bytes: b"Pr\xe9nom;Courriel\n",
                whole: true,
                more: false,
                start: 0,
                encoding,
            };
            find(text, &Labels::new(&schema()), &Options::default(), &limits)
        };
        assert!(find_as(TextEncoding::Windows1252).is_ok());
        assert_eq!(find_as(TextEncoding::Utf8), Err(NotFound::Missing));
    }

    #[test]
    fn damage_28_rows_above_the_header_are_counted() {
        assert_eq!(
            find_in("Our people\n\nfirstname,email\n")
                .unwrap()
                .rows_above,
            2
        );
    }

    #[test]
    fn damage_29_and_49_no_header_and_lines_wrapped_in_quotes() {
        assert_eq!(find_in("Ada,ada@example.com,No\n"), Err(NotFound::Missing));
        assert_eq!(find_in("firstname\nAda\n").unwrap().rows_above, 0);
        assert_eq!(
            find_in("\"firstname,email\"\n\"Ada,ada@example.com\"\n"),
            Err(NotFound::Wrapped)
        );
    }
}
