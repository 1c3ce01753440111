//! UTF-16 to UTF-8 as bytes come, losing nothing: a lone surrogate is kept as the three bytes that UTF-8 would have for
//! it, a lone last byte as two that no UTF-8 has. Both are no UTF-8, so the cell that holds them shows it.

/// Turns UTF-16 into UTF-8, however its bytes are cut.
#[derive(Clone, Debug)]
pub(crate) struct Utf16Decoder {
    big_endian: bool,
    /// First byte of a unit that is cut.
    half: Option<u8>,
    /// First surrogate of a pair that is cut.
    high: Option<u16>,
}

impl Utf16Decoder {
    pub(crate) const fn new(big_endian: bool) -> Self {
        Self {
            big_endian,
            half: None,
            high: None,
        }
    }

    /// Decodes what has come; what is cut at the end waits for the next bytes.
    pub(crate) fn decode(&mut self, bytes: &[u8], text: &mut Vec<u8>) {
        let mut bytes = bytes;
        if let Some(half) = self.half
            && let Some((next, rest)) = bytes.split_first()
        {
            self.half = None;
            self.unit([half, *next], text);
            bytes = rest;
        }
        let (units, last) = bytes.as_chunks::<2>();
        text.reserve(units.len());
        for unit in units {
            self.unit(*unit, text);
        }
        if self.half.is_none() {
            self.half = last.first().copied();
        }
    }

    /// Ends the file: what still waits is broken.
    pub(crate) fn finish(&mut self, text: &mut Vec<u8>) {
        self.give_up_high(text);
        if let Some(byte) = self.half.take() {
            text.extend([0xf8 | (byte >> 6), 0x80 | (byte & 0x3f)]);
        }
    }

    /// Whether nothing waits for the next bytes.
    const fn is_between_characters(&self) -> bool {
        self.half.is_none() && self.high.is_none()
    }

    fn unit(&mut self, bytes: [u8; 2], text: &mut Vec<u8>) {
        let unit = if self.big_endian {
            u16::from_be_bytes(bytes)
        } else {
            u16::from_le_bytes(bytes)
        };
        if let (0xdc00..=0xdfff, Some(high)) = (unit, self.high) {
            self.high = None;
            let pair = char::decode_utf16([high, unit]).next();
            push(pair.and_then(Result::ok), text);
            return;
        }
        self.give_up_high(text);
        match unit {
            0..=0x7f => text.push(unit as u8),
            0xd800..=0xdbff => self.high = Some(unit),
            0xdc00..=0xdfff => push_surrogate(unit, text),
            _ => push(char::from_u32(unit.into()), text),
        }
    }

    fn give_up_high(&mut self, text: &mut Vec<u8>) {
        if let Some(high) = self.high.take() {
            push_surrogate(high, text);
        }
    }
}

fn push(c: Option<char>, text: &mut Vec<u8>) {
    let c = c.unwrap_or(char::REPLACEMENT_CHARACTER);
    text.extend_from_slice(c.encode_utf8(&mut [0; 4]).as_bytes());
}

fn push_surrogate(unit: u16, text: &mut Vec<u8>) {
    let [high, low] = unit.to_be_bytes();
    text.extend([
        0xed,
        0x80 | ((high & 0x0f) << 2) | (low >> 6),
        0x80 | (low & 0x3f),
    ]);
}

/// A file of UTF-16 as it becomes text, with the places at which it can be begun again.
#[derive(Clone, Debug)]
pub(crate) struct Transcoder {
    decoder: Utf16Decoder,
    points: Vec<Point>,
    at: Point,
    ended: bool,
}

/// A place between two characters: its offsets in the text and in the file as uploaded.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Point {
    pub(crate) text: u64,
    pub(crate) uploaded: u64,
}

impl Transcoder {
    /// At the first byte behind a byte order mark of `mark` bytes.
    pub(crate) fn new(big_endian: bool, mark: u64) -> Self {
        let at = Point {
            text: 0,
            uploaded: mark,
        };
        Self {
            decoder: Utf16Decoder::new(big_endian),
            points: vec![at],
            at,
            ended: false,
        }
    }

    /// Decodes the next bytes of the file.
    pub(crate) fn decode(&mut self, bytes: &[u8], text: &mut Vec<u8>) {
        for piece in bytes.chunks(POINT_BYTES) {
            let before = text.len();
            self.decoder.decode(piece, text);
            self.at.text += (text.len() - before) as u64;
            self.at.uploaded += piece.len() as u64;
            let far = self.points.last().is_none_or(|last| {
                self.at.uploaded.saturating_sub(last.uploaded) >= POINT_BYTES as u64
            });
            if far && self.decoder.is_between_characters() {
                self.points.push(self.at);
            }
        }
    }

    /// Ends the file.
    pub(crate) fn finish(&mut self, text: &mut Vec<u8>) {
        if !self.ended {
            self.ended = true;
            let before = text.len();
            self.decoder.finish(text);
            self.at.text += (text.len() - before) as u64;
        }
    }

    /// The last place at or before `text` at which decoding can begin again, and a decoder for that.
    pub(crate) fn again(&self, text: u64) -> (Point, Utf16Decoder) {
        let after = self.points.partition_point(|point| point.text <= text);
        let point = after.checked_sub(1).and_then(|at| self.points.get(at));
        let start = Point {
            text: 0,
            uploaded: 0,
        };
        let decoder = Utf16Decoder::new(self.decoder.big_endian);
        (point.copied().unwrap_or(start), decoder)
    }
}

/// Bytes of the upload between two places at which it can be begun again.
const POINT_BYTES: usize = 16 << 10;

/// All of a file behind its mark as UTF-8.
pub(crate) fn decoded(bytes: &[u8], big_endian: bool) -> Vec<u8> {
    let mut decoder = Utf16Decoder::new(big_endian);
    let mut text = Vec::with_capacity(bytes.len() / 2 + bytes.len() / 16);
    decoder.decode(bytes, &mut text);
    decoder.finish(&mut text);
    text
}

/// How many bytes `text` had in the file as uploaded. It begins and ends at characters.
pub(crate) fn uploaded_len(text: &[u8]) -> u64 {
    let units = text.iter().fold(0_u64, |units, byte| {
        // Every first byte of a character is a unit; beyond four bytes' worth there are two.
        units + u64::from(byte & 0xc0 != 0x80) + u64::from(matches!(byte, 0xf0..=0xf7))
    });
    units * 2
}

/// Where characters of a piece of text stood in the file as uploaded, counted from the beginning of the piece.
#[derive(Clone, Debug)]
pub(crate) struct Offsets(Vec<u64>);

/// Bytes of text between two offsets that are kept.
const OFFSET_BYTES: usize = 1_024;

impl Offsets {
    pub(crate) fn of(text: &[u8]) -> Self {
        let mut at = 0;
        let steps = text.chunks(OFFSET_BYTES).map(|piece| {
            let start = at;
            at += uploaded_len(piece);
            start
        });
        Self(steps.collect())
    }

    /// The offset of the character at `at` of the same text.
    pub(crate) fn uploaded(&self, text: &[u8], at: usize) -> u64 {
        let at = at.min(text.len());
        let step = (at / OFFSET_BYTES).min(self.0.len().saturating_sub(1));
        let before = self.0.get(step).copied().unwrap_or_default();
        let rest = text.get(step * OFFSET_BYTES..at).unwrap_or_default();
        before + uploaded_len(rest)
    }
}

/// In hex what a broken place of decoded text was: a lone surrogate such as `D83D`, or a lone last byte.
pub(super) fn broken_hex(at: &[u8]) -> String {
    match at {
        [0xed, second, third, ..] => {
            let unit = 0xd000 | (u16::from(second & 0x3f) << 6) | u16::from(third & 0x3f);
            format!("{unit:04X}")
        }
        [first, second, ..] => format!("{:02X}", (first & 3) << 6 | (second & 0x3f)),
        [byte] => format!("{byte:02X}"),
        [] => String::new(),
    }
}

/// How many bytes of decoded text a broken place has.
pub(super) fn broken_len(at: &[u8]) -> usize {
    match at {
        [0xed, _, _, ..] => 3,
        [0xf8..=0xfb, _, ..] => 2,
        _ => 1,
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn bytes(units: &[u16], big_endian: bool) -> Vec<u8> {
        let of = |unit: &u16| {
            if big_endian {
                unit.to_be_bytes()
            } else {
                unit.to_le_bytes()
            }
        };
        units.iter().flat_map(of).collect()
    }

    #[test]
    fn damage_14_lone_surrogates_and_a_lone_byte_are_kept_and_named() {
        let text = decoded(&bytes(&[0x61, 0xd83d, 0x62, 0xde00], true), true);
        assert_eq!(text, b"a\xed\xa0\xbdb\xed\xb8\x80");
        assert_eq!(broken_hex(&text[1..]), "D83D");
        assert_eq!(broken_hex(&text[5..]), "DE00");
        assert_eq!(broken_len(&text[1..]), 3);
        assert_eq!(uploaded_len(&text), 8);
        let text = decoded(b"a\0\xe9", false);
        assert_eq!((text[0], broken_hex(&text[1..])), (b'a', "E9".to_owned()));
        assert_eq!(broken_len(&text[1..]), 2);
        assert!(std::str::from_utf8(&text).is_err());
        let text = decoded(&bytes(&[0xd83d], false), false);
        assert_eq!(broken_hex(&text), "D83D");
    }

    #[test]
    fn decoding_begins_again_at_any_point() {
        let text = "aé\u{10000}\n".repeat(10_000);
        let units: Vec<u16> = text.encode_utf16().collect();
        let upload = [b"\xff\xfe".to_vec(), bytes(&units, false)].concat();
        let mut transcoder = Transcoder::new(false, 2);
        let mut all = Vec::new();
        for piece in upload[2..].chunks(999) {
            transcoder.decode(piece, &mut all);
        }
        transcoder.finish(&mut all);
        assert_eq!(all, text.as_bytes());
        assert_eq!(transcoder.at.text, text.len() as u64);
        assert!(transcoder.points.len() > 4);
        for at in (0..text.len() as u64).step_by(777) {
            let (point, mut decoder) = transcoder.again(at);
            assert!(point.text <= at && at - point.text < 2 * POINT_BYTES as u64);
            let mut rest = Vec::new();
            decoder.decode(&upload[point.uploaded as usize..], &mut rest);
            assert_eq!(rest, &text.as_bytes()[point.text as usize..]);
        }
    }

    proptest! {
        #[test]
        fn text_comes_through_however_it_is_cut(
            text in "[a-zé€,\n\u{10000}-\u{10100}ж]{0,20}",
            big_endian in any::<bool>(),
            cut in 1_usize..6,
        ) {
            let units: Vec<u16> = text.encode_utf16().collect();
            let upload = bytes(&units, big_endian);
            let mut decoder = Utf16Decoder::new(big_endian);
            let mut read = Vec::new();
            for piece in upload.chunks(cut) {
                decoder.decode(piece, &mut read);
            }
            decoder.finish(&mut read);
            prop_assert_eq!(&read, text.as_bytes());
            prop_assert_eq!(uploaded_len(&read), upload.len() as u64);
        }

        #[test]
        fn any_units_keep_their_count(units in prop::collection::vec(
            prop_oneof![any::<u16>(), 0xd7f0_u16..0xe010, Just(0x0a)], 0..40), cut in 1_usize..6) {
            let upload = bytes(&units, false);
            let mut decoder = Utf16Decoder::new(false);
            let mut read = Vec::new();
            for piece in upload.chunks(cut) {
                decoder.decode(piece, &mut read);
            }
            decoder.finish(&mut read);
            prop_assert_eq!(&read, &decoded(&upload, false));
            prop_assert_eq!(uploaded_len(&read), upload.len() as u64);
            prop_assert_eq!(std::str::from_utf8(&read).is_ok(), String::from_utf16(&units).is_ok());
        }
    }
}
