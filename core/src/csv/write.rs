//! The guard against spreadsheets, and writing that reads back unchanged. The reader calls the same functions.

use std::borrow::Cow;
use std::io;

use csv::{QuoteStyle, Terminator};

/// The byte order mark with which every file begins, since spreadsheets take UTF-8 for something else without it.
const BYTE_ORDER_MARK: &[u8] = b"\xEF\xBB\xBF";

/// Digits from which on a spreadsheet shows a number as a power of ten, or loses its last digits.
const LONG_NUMBER_DIGITS: usize = 12;

/// Whether `text` needs a guard: a spreadsheet would take it for a formula, or would rewrite it as a number or a date.
///
/// Leading apostrophes make no difference, which is what makes [`unguard`] undo [`guard`] for every text.
///
/// ```
/// use rollbook::csv::write::needs_guard;
/// assert!(needs_guard("=1+1") && needs_guard("+14405551234") && needs_guard("0123"));
/// assert!(!needs_guard("Ada") && !needs_guard("4155") && !needs_guard("'twas"));
/// ```
#[must_use]
pub fn needs_guard(text: &str) -> bool {
    let bare = text.trim_start_matches('\'');
    if bare.starts_with(['\t', '\r', '\n']) {
        return true;
    }
    let start = bare.trim_start_matches(is_space_or_zero_width);
    start.starts_with(['=', '+', '-', '@', '＝', '＋', '－', '＠'])
        || is_rewritten(start.trim_end_matches(is_space_or_zero_width))
}

/// `text` as it is written: with one apostrophe in front if it needs a guard.
///
/// ```
/// use rollbook::csv::write::{guard, unguard};
/// assert_eq!(guard("+14405551234"), "'+14405551234");
/// assert_eq!(unguard("'+14405551234"), "+14405551234");
/// ```
#[must_use]
pub fn guard(text: &str) -> Cow<'_, str> {
    if needs_guard(text) {
        Cow::Owned(format!("'{text}"))
    } else {
        Cow::Borrowed(text)
    }
}

/// What was given to [`guard`]: `text` without one apostrophe in front, if the rest needs a guard.
#[must_use]
pub fn unguard(text: &str) -> &str {
    match text.strip_prefix('\'') {
        Some(rest) if needs_guard(rest) => rest,
        _ => text,
    }
}

/// Characters that show nothing: every kind of space, and what has no width.
pub(super) fn is_space_or_zero_width(c: char) -> bool {
    c.is_whitespace()
        || matches!(
            c,
            '\u{ad}'
                | '\u{61c}'
                | '\u{180e}'
                | '\u{200b}'..='\u{200f}'
                | '\u{202a}'..='\u{202e}'
                | '\u{2060}'..='\u{2069}'
                | '\u{feff}'
        )
}

/// Whether a spreadsheet saves another text than it opened: a long number, a number with a leading zero, a power of
/// ten, a numeric date.
fn is_rewritten(text: &str) -> bool {
    let bytes = text.as_bytes();
    if !bytes.first().is_some_and(u8::is_ascii_digit) {
        return false;
    }
    if bytes.iter().all(u8::is_ascii_digit) {
        return bytes.len() >= LONG_NUMBER_DIGITS || (bytes.len() > 1 && bytes.starts_with(b"0"));
    }
    is_power_of_ten(text) || is_numeric_date(text)
}

/// `1E5`, `1.44E+10`, `1,44e-3`.
fn is_power_of_ten(text: &str) -> bool {
    let Some((mantissa, exponent)) = text.split_once(['e', 'E']) else {
        return false;
    };
    let exponent = exponent.strip_prefix(['+', '-']).unwrap_or(exponent);
    let (whole, fraction) = mantissa.split_once(['.', ',']).unwrap_or((mantissa, "0"));
    [whole, fraction, exponent].into_iter().all(is_digits)
}

/// `2026-03-04`, `3/4/26`, `4.3.2026`, `3-4`, and those with a time behind.
fn is_numeric_date(text: &str) -> bool {
    let (date, time) = text.split_once([' ', 'T']).unwrap_or((text, ""));
    let is_time = time
        .bytes()
        .all(|b| b.is_ascii_digit() || matches!(b, b':' | b'.' | b'Z'));
    let Some(separator) = date.chars().find(|c| matches!(c, '-' | '/' | '.')) else {
        return false;
    };
    let mut parts = 0;
    for part in date.split(separator) {
        if !is_digits(part) || part.len() > 4 {
            return false;
        }
        parts += 1;
    }
    // Two parts with a dot are a decimal fraction, which a spreadsheet keeps.
    is_time && (parts == 3 || (parts == 2 && separator != '.'))
}

fn is_digits(text: &str) -> bool {
    !text.is_empty() && text.bytes().all(|b| b.is_ascii_digit())
}

/// How a file is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct WriteOptions {
    /// Between cells: usually the one of the input, else a comma.
    pub delimiter: u8,
    /// Quotes around every cell, or around those alone that need them, as in templates.
    pub quote_all: bool,
    /// Guards are written. Without them spreadsheets may run formulas and lose digits.
    pub guarded: bool,
}

impl Default for WriteOptions {
    fn default() -> Self {
        Self {
            delimiter: b',',
            quote_all: true,
            guarded: true,
        }
    }
}

impl WriteOptions {
    /// With `delimiter` between cells.
    #[must_use]
    pub fn delimiter(mut self, delimiter: u8) -> Self {
        self.delimiter = delimiter;
        self
    }

    /// With quotes only where needed.
    #[must_use]
    pub fn quote_where_needed(mut self) -> Self {
        self.quote_all = false;
        self
    }

    /// Without guards. Such a file is for programs: a spreadsheet may run its cells as formulas.
    #[must_use]
    pub fn unsafe_for_spreadsheets(mut self) -> Self {
        self.guarded = false;
        self
    }
}

/// Writes rows that a spreadsheet shows as text and that read back unchanged: UTF-8 with byte order mark, CRLF, every
/// cell quoted and, where needed, guarded.
///
/// ```
/// use rollbook::csv::write::{CsvWriter, WriteOptions};
/// let mut file = CsvWriter::new(Vec::new(), WriteOptions::default())?;
/// file.row(["Ada", "+14405551234"])?;
/// assert_eq!(file.finish()?, b"\xEF\xBB\xBF\"Ada\",\"'+14405551234\"\r\n");
/// # Ok::<(), std::io::Error>(())
/// ```
pub struct CsvWriter<W: io::Write> {
    inner: csv::Writer<W>,
    guarded: bool,
}

impl<W: io::Write> CsvWriter<W> {
    /// Begins a file on `target`.
    ///
    /// # Errors
    /// What `target` answers.
    pub fn new(mut target: W, options: WriteOptions) -> io::Result<Self> {
        target.write_all(BYTE_ORDER_MARK)?;
        let inner = csv::WriterBuilder::new()
            .delimiter(options.delimiter)
            .terminator(Terminator::CRLF)
            .quote_style(if options.quote_all {
                QuoteStyle::Always
            } else {
                QuoteStyle::Necessary
            })
            // Reports keep ragged rows ragged.
            .flexible(true)
            .from_writer(target);
        Ok(Self {
            inner,
            guarded: options.guarded,
        })
    }

    /// Writes one row.
    ///
    /// # Errors
    /// What the target answers.
    pub fn row<T: AsRef<str>>(&mut self, cells: impl IntoIterator<Item = T>) -> io::Result<()> {
        for cell in cells {
            let text = cell.as_ref();
            let text = if self.guarded {
                guard(text)
            } else {
                Cow::Borrowed(text)
            };
            self.inner.write_field(text.as_bytes()).map_err(io_error)?;
        }
        self.inner.write_record(None::<&[u8]>).map_err(io_error)
    }

    /// Ends the file and gives the target back.
    ///
    /// # Errors
    /// What the target answers.
    pub fn finish(self) -> io::Result<W> {
        self.inner
            .into_inner()
            .map_err(|failed| failed.into_error())
    }
}

/// Nothing of what was written.
impl<W: io::Write> std::fmt::Debug for CsvWriter<W> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("CsvWriter")
            .field("guarded", &self.guarded)
            .finish_non_exhaustive()
    }
}

fn io_error(error: csv::Error) -> io::Error {
    match error.into_kind() {
        csv::ErrorKind::Io(error) => error,
        _ => io::Error::other("a row could not be written as CSV"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    const TRIGGERS: [char; 11] = ['=', '+', '-', '@', '＝', '＋', '－', '＠', '\t', '\r', '\n'];

    #[test]
    fn what_a_spreadsheet_runs_or_rewrites_needs_a_guard() {
        let guarded = [
            "=1",
            "+1",
            "-1",
            "@x",
            " =1",
            "\u{feff}=1",
            "\u{200b} @a",
            "＝1",
            "＋1",
            "－1",
            "＠x",
            "\t1",
            "\rx",
            "\nx",
            "'=1",
            "''+1",
            "144055512345",
            "00",
            "0123",
            " 0123 ",
            "1E5",
            "1.44E+10",
            "1,44e-3",
            "2026-03-04",
            "2026-03-04 00:00:00",
            "3/4",
            "3-4",
            "4.3.2026",
            "03/04/26",
        ];
        for text in guarded {
            assert!(needs_guard(text), "{text:?}");
        }
        let plain = [
            "",
            "'",
            "Ada",
            "O'Brien",
            "'twas",
            "0",
            "14405551234",
            "1.5",
            "1E",
            "E5",
            "1Ex",
            "12:30",
            "1.2.3.4",
            "a=1",
            "name@example.com",
            "1-2-3-4",
            "No",
            "2026-",
        ];
        for text in plain {
            assert!(!needs_guard(text), "{text:?}");
        }
    }

    #[test]
    fn an_apostrophe_that_guards_nothing_stays() {
        assert_eq!(unguard("'twas"), "'twas");
        assert_eq!(unguard("''=1"), "'=1");
        assert_eq!(unguard("=1"), "=1");
    }

    #[test]
    fn rows_may_differ_in_length_and_quotes_double() {
        let mut file = CsvWriter::new(Vec::new(), WriteOptions::default().delimiter(b';')).unwrap();
        file.row(["a", "", "say \"x\""]).unwrap();
        file.row(["line\nend"]).unwrap();
        let bytes = file.finish().unwrap();
        let text = String::from_utf8(bytes).unwrap();
        assert_eq!(
            text,
            "\u{feff}\"a\";\"\";\"say \"\"x\"\"\"\r\n\"line\nend\"\r\n"
        );
    }

    #[test]
    fn without_guards_texts_stand_as_they_are() {
        let options = WriteOptions::default()
            .quote_where_needed()
            .unsafe_for_spreadsheets();
        let mut file = CsvWriter::new(Vec::new(), options).unwrap();
        file.row(["+1", "a,b"]).unwrap();
        assert_eq!(file.finish().unwrap(), "\u{feff}+1,\"a,b\"\r\n".as_bytes());
    }

    fn any_text() -> impl Strategy<Value = String> {
        prop_oneof![
            any::<String>(),
            // Texts around the guard: apostrophes, triggers, space, digits.
            proptest::collection::vec(
                proptest::sample::select(vec![
                    '\'', '=', '+', '-', '@', ' ', '\t', '\r', '\n', '0', '1', '9', 'E', '.', ',',
                    '/', '"', ';', '\u{200b}', '\u{feff}', '＝', 'a',
                ]),
                0..14
            )
            .prop_map(|chars| chars.into_iter().collect()),
        ]
    }

    proptest! {
        #[test]
        fn reading_what_was_written_is_the_identity(text in any_text()) {
            let written = guard(&text);
            prop_assert_eq!(unguard(&written), text.as_str());
        }

        #[test]
        fn no_cell_begins_as_a_formula(text in any_text()) {
            let written = guard(&text);
            prop_assert!(!written.starts_with(TRIGGERS), "{:?}", written);
            let shown = written.trim_start_matches(is_space_or_zero_width);
            prop_assert!(!shown.starts_with(TRIGGERS), "{:?}", written);
        }

        #[test]
        fn a_file_reads_back_cell_by_cell(
            rows in proptest::collection::vec(proptest::collection::vec(any_text(), 1..5), 1..5),
            delimiter in proptest::sample::select(vec![b',', b';', b'\t', b'|']),
        ) {
            let mut file = CsvWriter::new(Vec::new(), WriteOptions::default().delimiter(delimiter)).unwrap();
            for row in &rows {
                file.row(row).unwrap();
            }
            let bytes = file.finish().unwrap();
            let mut reader = csv::ReaderBuilder::new()
                .has_headers(false)
                .flexible(true)
                .delimiter(delimiter)
                .from_reader(bytes.strip_prefix(BYTE_ORDER_MARK).unwrap());
            let read: Vec<Vec<String>> = reader
                .records()
                .map(|record| record.unwrap().iter().map(|cell| unguard(cell).to_owned()).collect())
                .collect();
            prop_assert_eq!(read, rows);
        }
    }
}
