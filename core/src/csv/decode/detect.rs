//! Which encoding a file is in, by its first bytes. What only the whole file shows is in `survey.rs`.

use super::TextEncoding;

/// What the first bytes say about the encoding.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Detected {
    /// An encoding that is read. UTF-8 may turn out to be Windows-1252 at the end of the file.
    Text(Opening),
    /// An encoding that is not read.
    Unsupported(&'static str),
}

/// How the text of a file begins.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Opening {
    /// The encoding that is taken first.
    pub(crate) encoding: TextEncoding,
    /// Bytes of the byte order mark.
    pub(crate) mark: usize,
    /// Whether the host named the encoding, so that nothing is found out.
    pub(crate) given: bool,
}

/// Looks at the beginning of a file: a byte order mark, or the zeros that UTF-16 leaves in plain text. With `given`
/// nothing is looked for but the mark of that encoding.
pub(crate) fn detect(head: &[u8], given: Option<TextEncoding>) -> Detected {
    let open = |encoding, mark| {
        Detected::Text(Opening {
            encoding,
            mark,
            given: given.is_some(),
        })
    };
    if let Some(encoding) = given {
        let mark = encoding.mark();
        let marked = !mark.is_empty() && head.starts_with(mark);
        return open(encoding, if marked { mark.len() } else { 0 });
    }
    match head {
        [0xef, 0xbb, 0xbf, ..] => open(TextEncoding::Utf8, 3),
        [0xff, 0xfe, 0, 0, ..] => Detected::Unsupported("UTF-32LE"),
        [0, 0, 0xfe, 0xff, ..] => Detected::Unsupported("UTF-32BE"),
        [0xff, 0xfe, ..] => open(TextEncoding::Utf16Le, 2),
        [0xfe, 0xff, ..] => open(TextEncoding::Utf16Be, 2),
        _ => {
            let head = head.get(..head.len().min(super::HEAD)).unwrap_or(head);
            let has_zeros = head.contains(&0);
            if has_zeros && let Some(name) = utf32_by_zeros(head) {
                return Detected::Unsupported(name);
            }
            if has_zeros && let Some(encoding) = utf16_by_zeros(head) {
                return open(encoding, 0);
            }
            if is_ebcdic(head) {
                return Detected::Unsupported("EBCDIC");
            }
            open(TextEncoding::Utf8, 0)
        }
    }
}

/// UTF-16 without a mark: zeros at one parity in nine of ten pairs.
fn utf16_by_zeros(head: &[u8]) -> Option<TextEncoding> {
    let (pairs, _) = head.as_chunks::<2>();
    if pairs.is_empty() {
        return None;
    }
    let zeros = |select: fn(&[u8; 2]) -> u8| pairs.iter().filter(|pair| select(pair) == 0).count();
    let (first, second) = (zeros(|pair| pair[0]), zeros(|pair| pair[1]));
    let enough =
        |count: usize, other: usize| count * 10 >= pairs.len() * 9 && other * 10 < pairs.len();
    if enough(second, first) {
        Some(TextEncoding::Utf16Le)
    } else if enough(first, second) {
        Some(TextEncoding::Utf16Be)
    } else {
        None
    }
}

/// UTF-32 without a mark: three zeros around one byte in nine of ten groups of four.
fn utf32_by_zeros(head: &[u8]) -> Option<&'static str> {
    let (groups, _) = head.as_chunks::<4>();
    if groups.len() < 2 {
        return None;
    }
    let count = |fits: fn(&[u8; 4]) -> bool| groups.iter().filter(|group| fits(group)).count();
    let enough = |count: usize| count * 10 >= groups.len() * 9;
    if enough(count(|group| matches!(group, [1..=255, 0, 0, 0]))) {
        Some("UTF-32LE")
    } else if enough(count(|group| matches!(group, [0, 0, 0, 1..=255]))) {
        Some("UTF-32BE")
    } else {
        None
    }
}

/// EBCDIC: nine of ten bytes are what it has for letters, digits, space, line ends and the punctuation of tables, and
/// none is a line feed or a separator in ASCII, without which no file of ours is.
fn is_ebcdic(head: &[u8]) -> bool {
    let in_ascii = |byte: &u8| matches!(byte, b'\n' | b',' | b';');
    if head.len() < 16 || head.iter().any(in_ascii) {
        return false;
    }
    let letters = |byte: &u8| {
        matches!(
            byte,
            0x81..=0x89 | 0x91..=0x99 | 0xa2..=0xa9 | 0xc1..=0xc9 | 0xd1..=0xd9 | 0xe2..=0xe9 | 0xf0..=0xf9
        )
    };
    let others = |byte: &u8| {
        matches!(
            byte,
            0x05 | 0x0d
                | 0x15
                | 0x25
                | 0x40
                | 0x4b
                | 0x4e
                | 0x4f
                | 0x5e
                | 0x60
                | 0x6b
                | 0x6d
                | 0x7a
                | 0x7c..=0x7f
        )
    };
    let words = head.iter().filter(|byte| letters(byte)).count();
    let rest = head.iter().filter(|byte| others(byte)).count();
    words * 2 > head.len() && rest > 0 && (words + rest) * 10 >= head.len() * 9
}

#[cfg(test)]
mod tests {
    use super::*;

    fn text(encoding: TextEncoding, mark: usize) -> Detected {
        Detected::Text(Opening {
            encoding,
            mark,
            given: false,
        })
    }

    #[test]
    fn damage_13_14_marks_and_zeros_tell_the_encoding() {
        for (head, expected) in [
            (&b"\xef\xbb\xbfa,b"[..], text(TextEncoding::Utf8, 3)),
            (b"a,b", text(TextEncoding::Utf8, 0)),
            (b"", text(TextEncoding::Utf8, 0)),
            (b"\xff\xfea\0,\0", text(TextEncoding::Utf16Le, 2)),
            (b"\xfe\xff\0a", text(TextEncoding::Utf16Be, 2)),
            (b"a\0,\0b\0\n\0", text(TextEncoding::Utf16Le, 0)),
            (b"\0a\0,\0b\0\n", text(TextEncoding::Utf16Be, 0)),
            (b"\xff\xfe\0\0a\0\0\0", Detected::Unsupported("UTF-32LE")),
            (b"\0\0\xfe\xff\0\0\0a", Detected::Unsupported("UTF-32BE")),
            (b"a\0\0\0,\0\0\0b\0\0\0", Detected::Unsupported("UTF-32LE")),
            (b"\0\0\0a\0\0\0,\0\0\0b", Detected::Unsupported("UTF-32BE")),
        ] {
            assert_eq!(detect(head, None), expected, "{head:x?}");
        }
    }

    #[test]
    fn damage_14_nine_of_ten_pairs_must_have_their_zero() {
        let pairs = |foreign: usize| {
            let units = "a".repeat(20 - foreign) + &"ж".repeat(foreign);
            units.encode_utf16().flat_map(u16::to_le_bytes).collect()
        };
        let two: Vec<u8> = pairs(2);
        let three: Vec<u8> = pairs(3);
        assert_eq!(detect(&two, None), text(TextEncoding::Utf16Le, 0));
        assert_eq!(detect(&three, None), text(TextEncoding::Utf8, 0));
    }

    #[test]
    fn ebcdic_is_named_and_files_with_ascii_structure_are_not() {
        // "firstname,lastname" and a line end.
        let header = [
            0x86, 0x89, 0x99, 0xa2, 0xa3, 0x95, 0x81, 0x94, 0x85, 0x6b, 0x93, 0x81, 0xa2, 0xa3,
            0x95, 0x81, 0x94, 0x85, 0x25,
        ];
        assert_eq!(detect(&header, None), Detected::Unsupported("EBCDIC"));
        let cyrillic = [&[0xc8, 0xe2, 0xe0, 0xed].repeat(8)[..], b",\n"].concat();
        assert_eq!(detect(&cyrillic, None), text(TextEncoding::Utf8, 0));
        assert_eq!(detect(&[b'k'; 40], None), text(TextEncoding::Utf8, 0));
    }

    #[test]
    fn a_given_encoding_ends_detection() {
        let given = |encoding, mark| {
            Detected::Text(Opening {
                encoding,
                mark,
                given: true,
            })
        };
        let windows = TextEncoding::Windows1252;
        assert_eq!(detect(b"\xff\xfea\0", Some(windows)), given(windows, 0));
        let utf16 = TextEncoding::Utf16Le;
        assert_eq!(detect(b"\xff\xfea\0", Some(utf16)), given(utf16, 2));
        assert_eq!(detect(b"a\0", Some(utf16)), given(utf16, 0));
    }
}
