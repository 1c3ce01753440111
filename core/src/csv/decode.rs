//! Bytes to text: what kind of file it is, which encoding, and the text of a cell. Nothing is guessed silently.

use std::borrow::Cow;

/// What the first bytes say about the encoding.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Start {
    /// UTF-8 or something like it; the first row begins at this offset.
    Text {
        /// Behind the byte order mark, if there is one.
        offset: usize,
    },
    /// An encoding that is not read.
    Unsupported(&'static str),
}

/// Looks at the beginning of a file: a byte order mark, or the zeros that UTF-16 leaves in plain text.
pub(crate) fn start(bytes: &[u8]) -> Start {
    match bytes {
        [0xef, 0xbb, 0xbf, ..] => Start::Text { offset: 3 },
        [0xff, 0xfe, 0, 0, ..] | [0, 0, 0xfe, 0xff, ..] => Start::Unsupported("UTF-32"),
        [0xff, 0xfe, ..] => Start::Unsupported("UTF-16LE"),
        [0xfe, 0xff, ..] => Start::Unsupported("UTF-16BE"),
        _ => utf16_by_zeros(bytes).map_or(Start::Text { offset: 0 }, Start::Unsupported),
    }
}

/// UTF-16 without a mark: zeros at one parity in nine of ten pairs of the first 4 KiB.
fn utf16_by_zeros(bytes: &[u8]) -> Option<&'static str> {
    let (pairs, _) = bytes.get(..bytes.len().min(4_096))?.as_chunks::<2>();
    if pairs.is_empty() {
        return None;
    }
    let zeros = |select: fn(&[u8; 2]) -> u8| pairs.iter().filter(|pair| select(pair) == 0).count();
    let (first, second) = (zeros(|pair| pair[0]), zeros(|pair| pair[1]));
    let enough =
        |count: usize, other: usize| count * 10 >= pairs.len() * 9 && other * 10 < pairs.len();
    if enough(second, first) {
        Some("UTF-16LE")
    } else if enough(first, second) {
        Some("UTF-16BE")
    } else {
        None
    }
}

/// The kind of file that the first bytes belong to, if it is no text with cells. Nothing is ever unpacked.
pub(crate) fn file_kind(bytes: &[u8]) -> Option<&'static str> {
    const KINDS: &[(&[u8], &str)] = &[
        (b"PK\x03\x04", "ZIP (such as an XLSX or ODS workbook)"),
        (b"PK\x05\x06", "ZIP (such as an XLSX or ODS workbook)"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "XLS workbook"),
        (b"%PDF-", "PDF"),
        (b"\x89PNG\r\n\x1a\n", "PNG"),
        (b"\xff\xd8\xff", "JPEG"),
        (b"GIF87a", "GIF"),
        (b"GIF89a", "GIF"),
        (b"\x1f\x8b", "gzip"),
        (b"7z\xbc\xaf\x27\x1c", "7z"),
        (b"{\\rtf", "RTF"),
        (b"SQLite format 3\0", "SQLite"),
        (b"PAR1", "Parquet"),
    ];
    if let Some((_, kind)) = KINDS.iter().find(|(magic, _)| bytes.starts_with(magic)) {
        return Some(kind);
    }
    markup(bytes).or_else(|| binary(bytes))
}

fn markup(bytes: &[u8]) -> Option<&'static str> {
    let bytes = bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(bytes);
    let text = bytes.trim_ascii_start();
    let begins = |word: &str| {
        text.get(..word.len())
            .is_some_and(|start| start.eq_ignore_ascii_case(word.as_bytes()))
    };
    if begins("<!doctype html") || begins("<html") {
        return Some("HTML");
    }
    if begins("<?xml") {
        return Some("XML");
    }
    let (first, rest) = text.split_first()?;
    let next = rest.trim_ascii_start().first();
    match (first, next) {
        (b'{', Some(b'"' | b'}')) | (b'[', Some(b'{' | b'[' | b']' | b'"')) => Some("JSON"),
        _ => None,
    }
}

/// One zero in ten of the first 4 KiB: no text has so many, and UTF-16 was looked for before.
fn binary(bytes: &[u8]) -> Option<&'static str> {
    let head = bytes.get(..bytes.len().min(4_096))?;
    let zeros = head.iter().filter(|byte| **byte == 0).count();
    let utf32 = zeros * 10 >= head.len() * 6 && !head.is_empty();
    if zeros >= 4 && zeros * 10 >= head.len() && !utf32 {
        Some("binary")
    } else if utf32 {
        Some("binary or UTF-32")
    } else {
        None
    }
}

/// A byte that is no UTF-8, and what the cell would be in Windows-1252.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct BadBytes {
    /// Offset of the first bad byte in the cell.
    pub(crate) offset: usize,
    /// The bad byte in hex.
    pub(crate) hex: String,
    /// The cell read as Windows-1252, if it has all its bytes.
    pub(crate) guess: Option<String>,
}

/// The text of a cell.
pub(crate) fn cell_text(bytes: &[u8]) -> Result<&str, BadBytes> {
    std::str::from_utf8(bytes).map_err(|error| {
        let offset = error.valid_up_to();
        BadBytes {
            offset,
            hex: bytes
                .get(offset)
                .map_or_else(String::new, |byte| format!("{byte:02X}")),
            guess: windows_1252(bytes),
        }
    })
}

/// The text of a cell for display, whatever its bytes.
pub(crate) fn lossy(bytes: &[u8]) -> Cow<'_, str> {
    String::from_utf8_lossy(bytes)
}

/// Characters of the bytes 80 to 9F in Windows-1252; `\0` where it has none.
const HIGH: [char; 32] = [
    '€', '\0', '‚', 'ƒ', '„', '…', '†', '‡', 'ˆ', '‰', 'Š', '‹', 'Œ', '\0', 'Ž', '\0', '\0', '‘',
    '’', '“', '”', '•', '–', '—', '˜', '™', 'š', '›', 'œ', '\0', 'ž', 'Ÿ',
];

/// Bytes read as Windows-1252; `None` if one of them has no character there.
pub(crate) fn windows_1252(bytes: &[u8]) -> Option<String> {
    bytes
        .iter()
        .map(|byte| match byte {
            0x80..=0x9f => HIGH
                .get(usize::from(byte - 0x80))
                .copied()
                .filter(|c| *c != '\0'),
            _ => Some(char::from(*byte)),
        })
        .collect()
}

/// The byte that Windows-1252 writes for a character, if it has one.
pub(crate) fn windows_1252_byte(c: char) -> Option<u8> {
    match u32::from(c) {
        code @ (0x01..=0x7f | 0xa0..=0xff) => u8::try_from(code).ok(),
        0 => Some(0),
        _ => (0x80..=0x9f_u8)
            .zip(HIGH)
            .find(|(_, high)| *high == c)
            .map(|(byte, _)| byte),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn damage_44_other_files_named_csv_are_named() {
        for (bytes, kind) in [
            (
                &b"PK\x03\x04\x14\0"[..],
                "ZIP (such as an XLSX or ODS workbook)",
            ),
            (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1\0", "XLS workbook"),
            (b"%PDF-1.7", "PDF"),
            (b"\x89PNG\r\n\x1a\n\0", "PNG"),
            (b"\x1f\x8b\x08\0", "gzip"),
            (b"  <!DOCTYPE html><html>", "HTML"),
            (b"\xef\xbb\xbf<?xml version", "XML"),
            (b"{\n \"a\": 1}", "JSON"),
            (b"[{\"a\":1}]", "JSON"),
            (b"\x01\0\0\x02ab\0\0cd", "binary"),
        ] {
            assert_eq!(file_kind(bytes), Some(kind));
        }
        for text in [
            "firstname,lastname\n",
            "{name},b\n",
            "[a],b\n",
            "<b>,c",
            "a\0b,cccccccccc",
        ] {
            assert_eq!(file_kind(text.as_bytes()), None, "{text}");
        }
    }

    #[test]
    fn encodings_that_are_not_read_are_named() {
        assert_eq!(start(b"\xef\xbb\xbfa,b"), Start::Text { offset: 3 });
        assert_eq!(start(b"a,b"), Start::Text { offset: 0 });
        assert_eq!(start(b"\xff\xfea\0,\0"), Start::Unsupported("UTF-16LE"));
        assert_eq!(start(b"\xfe\xff\0a"), Start::Unsupported("UTF-16BE"));
        assert_eq!(start(b"\xff\xfe\0\0a\0\0\0"), Start::Unsupported("UTF-32"));
        assert_eq!(start(b"a\0,\0b\0\n\0"), Start::Unsupported("UTF-16LE"));
        assert_eq!(start(b"\0a\0,\0b\0\n"), Start::Unsupported("UTF-16BE"));
    }

    #[test]
    fn damage_17_a_bad_byte_is_named_with_its_windows_reading() {
        let bad = cell_text(b"Jos\xe9").unwrap_err();
        assert_eq!(
            (bad.offset, bad.hex.as_str(), bad.guess.as_deref()),
            (3, "E9", Some("José"))
        );
        assert_eq!(cell_text(b"a\x81").unwrap_err().guess, None);
        assert!(cell_text(b"\xc0\xaf").is_err(), "overlong");
        assert_eq!(windows_1252_byte('€'), Some(0x80));
        assert_eq!(windows_1252_byte('é'), Some(0xe9));
        assert_eq!(windows_1252_byte('あ'), None);
    }
}
