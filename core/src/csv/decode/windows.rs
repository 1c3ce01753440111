//! Windows-1252: the encoding of files that are saved as plain "CSV" by a spreadsheet in the West.

/// Characters of the bytes 80 to 9F; `\0` where there is none.
const HIGH: [char; 32] = [
    '€', '\0', '‚', 'ƒ', '„', '…', '†', '‡', 'ˆ', '‰', 'Š', '‹', 'Œ', '\0', 'Ž', '\0', '\0', '‘',
    '’', '“', '”', '•', '–', '—', '˜', '™', 'š', '›', 'œ', '\0', 'ž', 'Ÿ',
];

/// The character of a byte; none for 81, 8D, 8F, 90 and 9D.
pub(crate) fn character(byte: u8) -> Option<char> {
    match byte {
        0x80..=0x9f => HIGH
            .get(usize::from(byte - 0x80))
            .copied()
            .filter(|c| *c != '\0'),
        _ => Some(char::from(byte)),
    }
}

/// Bytes read as Windows-1252; `None` if one of them has no character there.
pub(crate) fn windows_1252(bytes: &[u8]) -> Option<String> {
    bytes.iter().map(|byte| character(*byte)).collect()
}

/// Bytes read as Windows-1252, with U+FFFD for those that have no character.
pub(crate) fn windows_1252_lossy(bytes: &[u8]) -> String {
    let read = |byte: &u8| character(*byte).unwrap_or(char::REPLACEMENT_CHARACTER);
    bytes.iter().map(read).collect()
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
    fn damage_15_every_byte_but_five_has_one_character() {
        let undefined: Vec<u8> = (0..=255)
            .filter(|byte| character(*byte).is_none())
            .collect();
        assert_eq!(undefined, [0x81, 0x8d, 0x8f, 0x90, 0x9d]);
        for byte in 0..=255_u8 {
            if let Some(c) = character(byte) {
                assert_eq!(windows_1252_byte(c), Some(byte), "{byte:02x}");
            }
        }
        assert_eq!(windows_1252(b"Jos\xe9 \x80").as_deref(), Some("José €"));
        assert_eq!(windows_1252_byte('あ'), None);
        assert_eq!(windows_1252_byte('\u{81}'), None);
        assert_eq!(windows_1252(b"a\x81"), None);
        assert_eq!(windows_1252_lossy(b"a\x81"), "a\u{fffd}");
    }
}
