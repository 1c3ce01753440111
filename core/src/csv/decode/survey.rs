//! What the bytes of a whole file say about its encoding: the only thing that is not known from its beginning.

use super::TextEncoding;

/// Whether a file is UTF-8 with damage, or Windows-1252: no ratio and no statistics, one valid character of UTF-8
/// that is not ASCII decides.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Survey {
    /// A valid sequence of two bytes or more occurred.
    pub(crate) multi_byte: bool,
    /// A byte occurred that is no UTF-8.
    pub(crate) broken: bool,
}

impl Survey {
    /// What `bytes` say. They begin and end where rows do, or where the file does, so that no character is cut.
    pub(crate) fn of(bytes: &[u8]) -> Self {
        match std::str::from_utf8(bytes) {
            Ok(text) => Self {
                multi_byte: !text.is_ascii(),
                broken: false,
            },
            Err(_) => Self {
                multi_byte: bytes.utf8_chunks().any(|chunk| !chunk.valid().is_ascii()),
                broken: true,
            },
        }
    }

    /// What the beginning of a file says, whose last character may be cut.
    pub(crate) fn of_head(head: &[u8]) -> Self {
        let cut = match std::str::from_utf8(head) {
            Err(error) if error.error_len().is_none() => error.valid_up_to(),
            _ => head.len(),
        };
        Self::of(head.get(..cut).unwrap_or(head))
    }

    /// Adds what another part of the file says.
    pub(crate) fn add(&mut self, other: Self) {
        self.multi_byte |= other.multi_byte;
        self.broken |= other.broken;
    }

    /// The encoding that this speaks for.
    pub(crate) const fn encoding(self) -> TextEncoding {
        if self.broken && !self.multi_byte {
            TextEncoding::Windows1252
        } else {
            TextEncoding::Utf8
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn damage_15_17_one_character_of_utf8_decides() {
        for (bytes, encoding) in [
            (&b"Jose"[..], TextEncoding::Utf8),
            (b"Jos\xe9", TextEncoding::Windows1252),
            (b"Jos\xc3\xa9", TextEncoding::Utf8),
            (b"Jos\xc3\xa9,Jos\xe9", TextEncoding::Utf8),
            (b"\xe9,\xe9,\xc3\xa9,\xe9", TextEncoding::Utf8),
            (b"\xc0\xaf", TextEncoding::Windows1252),
            (b"", TextEncoding::Utf8),
        ] {
            assert_eq!(Survey::of(bytes).encoding(), encoding, "{bytes:x?}");
        }
    }

    #[test]
    fn a_character_cut_at_the_end_of_the_head_is_not_broken() {
        assert!(!Survey::of_head(b"a\xc3").broken);
        assert!(Survey::of_head(b"a\xc3b").broken);
        assert!(Survey::of_head(b"\xe9\xe2\x82").broken);
        assert!(Survey::of(b"a\xc3").broken);
    }

    #[test]
    fn parts_add_up() {
        let mut survey = Survey::of(b"a\xe9");
        survey.add(Survey::of("é".as_bytes()));
        assert_eq!((survey.multi_byte, survey.broken), (true, true));
    }
}
