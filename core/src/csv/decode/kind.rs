//! What kind of file it is, by its first bytes. Nothing is ever unpacked.

/// The kind of file that the first bytes belong to, if it is no text with cells.
pub(crate) fn file_kind(head: &[u8]) -> Option<&'static str> {
    const KINDS: &[(&[u8], &str)] = &[
        (b"PK\x03\x04", "ZIP (such as an XLSX or ODS workbook)"),
        (b"PK\x05\x06", "ZIP (such as an XLSX or ODS workbook)"),
        (b"PK\x07\x08", "ZIP (such as an XLSX or ODS workbook)"),
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
    if let Some((_, kind)) = KINDS.iter().find(|(magic, _)| head.starts_with(magic)) {
        return Some(kind);
    }
    markup(head).or_else(|| binary(head))
}

/// HTML, XML and JSON, behind space and a byte order mark.
pub(crate) fn markup(head: &[u8]) -> Option<&'static str> {
    const HTML: [&str; 6] = [
        "<!doctype html",
        "<html",
        "<head",
        "<body",
        "<table",
        "<meta ",
    ];
    let head = head.strip_prefix(b"\xef\xbb\xbf").unwrap_or(head);
    let text = head.trim_ascii_start();
    let begins = |word: &str| {
        text.get(..word.len())
            .is_some_and(|start| start.eq_ignore_ascii_case(word.as_bytes()))
    };
    if HTML.iter().any(|word| begins(word)) {
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

/// One zero in ten of the first 4 KiB: no text has so many, and UTF-16 and UTF-32 were looked for before.
fn binary(head: &[u8]) -> Option<&'static str> {
    let head = head.get(..head.len().min(super::HEAD))?;
    let zeros = head.iter().filter(|byte| **byte == 0).count();
    (zeros >= 4 && zeros * 10 >= head.len()).then_some("binary")
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
            (b"\xff\xd8\xff\xe0", "JPEG"),
            (b"GIF89a\x01", "GIF"),
            (b"\x1f\x8b\x08\0", "gzip"),
            (b"7z\xbc\xaf\x27\x1c\0", "7z"),
            (b"{\\rtf1\\ansi", "RTF"),
            (b"SQLite format 3\0", "SQLite"),
            (b"PAR1\x15", "Parquet"),
            (b"  <!DOCTYPE html><html>", "HTML"),
            (b"<table border=1>", "HTML"),
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
            "",
        ] {
            assert_eq!(file_kind(text.as_bytes()), None, "{text}");
        }
    }
}
