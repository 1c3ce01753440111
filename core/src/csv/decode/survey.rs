//! What the bytes of a whole file say about its encoding: the only thing that is not known from its beginning.

use super::TextEncoding;

/// Whether a file is UTF-8 with damage, or Windows-1252: no ratio and no statistics, one valid character of UTF-8
/// that is not ASCII decides.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Survey {
    /// A valid sequence of two bytes or more occurred.
    multi_byte: bool,
    /// A byte occurred that is no UTF-8.
    broken: bool,
    /// The first bytes of a character that is cut.
    cut: [u8; 3],
    cut_len: u8,
}

impl Survey {
    /// What the beginning of a file says, whose last character may be cut.
    pub(crate) fn of_head(head: &[u8]) -> Self {
        let mut survey = Self::default();
        survey.add(head);
        survey
    }

    /// Takes the next bytes of the file, however they are cut.
    pub(crate) fn add(&mut self, bytes: &[u8]) {
        // One character is enough.
        if self.multi_byte {
            return;
        }
        let mut bytes = bytes;
        while self.cut_len > 0 {
            let Some((next, rest)) = bytes.split_first() else {
                return;
            };
            if !self.join(*next) {
                break;
            }
            bytes = rest;
        }
        let Some(rest) = from_first_other_than_ascii(bytes) else {
            return;
        };
        // In nearly every file the first one is a character, and nothing else matters then.
        let first = rest.get(..rest.len().min(4)).unwrap_or_default();
        let has_character = match std::str::from_utf8(first) {
            Ok(_) => true,
            Err(error) => error.valid_up_to() > 0,
        };
        match has_character {
            true => self.multi_byte = true,
            false => self.look(rest),
        }
    }

    /// Takes a byte that may go on a character that was cut. False if it does not belong to it.
    fn join(&mut self, byte: u8) -> bool {
        let length = usize::from(self.cut_len);
        let mut character = [0; 4];
        for (to, from) in character.iter_mut().zip(self.cut) {
            *to = from;
        }
        if let Some(slot) = character.get_mut(length) {
            *slot = byte;
        }
        let joined = character.get(..=length).unwrap_or_default();
        match std::str::from_utf8(joined) {
            Ok(_) => {
                self.multi_byte = true;
                self.cut_len = 0;
                true
            }
            Err(error) if error.error_len().is_none() => {
                if let Some(slot) = self.cut.get_mut(length) {
                    *slot = byte;
                }
                self.cut_len += 1;
                true
            }
            Err(_) => {
                self.broken = true;
                self.cut_len = 0;
                false
            }
        }
    }

    fn look(&mut self, bytes: &[u8]) {
        let mut chunks = bytes.utf8_chunks().peekable();
        while let Some(chunk) = chunks.next() {
            self.multi_byte |= !chunk.valid().is_ascii();
            let invalid = chunk.invalid();
            let goes_on = chunks.peek().is_none()
                && std::str::from_utf8(invalid).is_err_and(|error| error.error_len().is_none());
            if goes_on {
                for (slot, byte) in self.cut.iter_mut().zip(invalid) {
                    *slot = *byte;
                }
                self.cut_len = u8::try_from(invalid.len()).unwrap_or_default();
            } else {
                self.broken |= !invalid.is_empty();
            }
        }
    }

    /// The encoding that this speaks for. At the end of the file, a character that is cut is broken.
    pub(crate) const fn encoding(self, at_end: bool) -> TextEncoding {
        if !self.multi_byte && (self.broken || at_end && self.cut_len > 0) {
            TextEncoding::Windows1252
        } else {
            TextEncoding::Utf8
        }
    }
}

/// From the first byte on that is not ASCII.
fn from_first_other_than_ascii(bytes: &[u8]) -> Option<&[u8]> {
    const STEP: usize = 256;
    let steps = bytes.chunks(STEP);
    let before: usize = steps
        .take_while(|step| step.is_ascii())
        .map(<[u8]>::len)
        .sum();
    let rest = bytes.get(before..)?;
    let at = rest.iter().position(|byte| !byte.is_ascii())?;
    rest.get(at..)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn whole(bytes: &[u8]) -> TextEncoding {
        Survey::of_head(bytes).encoding(true)
    }

    #[test]
    fn damage_15_17_one_character_of_utf8_decides() {
        for (bytes, encoding) in [
            (&b"Jose"[..], TextEncoding::Utf8),
            (b"Jos\xe9", TextEncoding::Windows1252),
            (b"Jos\xc3\xa9", TextEncoding::Utf8),
            (b"Jos\xc3\xa9,Jos\xe9", TextEncoding::Utf8),
            (b"\xe9,\xe9,\xc3\xa9,\xe9", TextEncoding::Utf8),
            (b"\xc0\xaf", TextEncoding::Windows1252),
            (b"a\xc3", TextEncoding::Windows1252),
            (b"", TextEncoding::Utf8),
        ] {
            assert_eq!(whole(bytes), encoding, "{bytes:x?}");
        }
    }

    #[test]
    fn a_character_cut_at_the_end_of_the_head_is_not_broken() {
        let head = |bytes| Survey::of_head(bytes).encoding(false);
        assert_eq!(head(b"a\xc3"), TextEncoding::Utf8);
        assert_eq!(head(b"a\xc3b"), TextEncoding::Windows1252);
        assert_eq!(head(b"\xe9b\xe2\x82"), TextEncoding::Windows1252);
    }

    proptest! {
        #[test]
        fn it_says_the_same_however_the_file_is_cut(
            bytes in prop::collection::vec(prop::sample::select(b"a\xc3\xa9\xe2\x82\xac\xf0\x9f\x98\x80\xff".to_vec()), 0..24),
            cuts in prop::collection::vec(1_usize..5, 1..4),
        ) {
            let mut survey = Survey::default();
            let mut rest = &bytes[..];
            for cut in cuts.iter().cycle() {
                if rest.is_empty() {
                    break;
                }
                let (piece, more) = rest.split_at((*cut).min(rest.len()));
                survey.add(piece);
                rest = more;
            }
            let multi_byte = bytes.utf8_chunks().any(|chunk| !chunk.valid().is_ascii());
            let valid = std::str::from_utf8(&bytes).is_ok();
            let expected = if !multi_byte && !valid { TextEncoding::Windows1252 } else { TextEncoding::Utf8 };
            prop_assert_eq!(survey.encoding(true), expected);
            prop_assert_eq!(whole(&bytes), expected);
        }
    }
}
