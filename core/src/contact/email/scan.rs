//! The scan of plain addresses: one pass over bytes, each with a class. What it does not take is not yet refused.

use std::borrow::Cow;

use super::{ADDRESS_BYTES, LABEL_BYTES, LOCAL_BYTES};

/// The fast way: an ASCII dot-atom at an ASCII domain without `xn--` labels. `None` says nothing but that the long way
/// must decide.
pub(super) fn plain(text: &str) -> Option<Cow<'_, str>> {
    let bytes = text.as_bytes();
    if bytes.len() > ADDRESS_BYTES {
        return None;
    }
    let at = bytes.iter().position(|byte| *byte == b'@')?;
    let (local, rest) = text.split_at_checked(at)?;
    let domain = rest.get(1..)?;
    // Each byte has a class; a dot may not stand at an edge or beside another one.
    let mut upper = 0;
    let mut before = DOT;
    for byte in local.bytes() {
        let class = class_of(byte);
        if class & LOCAL == 0 || class & before & DOT != 0 {
            return None;
        }
        upper |= class & UPPER;
        before = class;
    }
    if before & DOT != 0 || local.len() > LOCAL_BYTES {
        return None;
    }
    let mut label = Label::default();
    let mut labels = 1;
    for byte in domain.bytes() {
        let class = class_of(byte);
        if class & DOMAIN == 0 {
            return None;
        }
        upper |= class & UPPER;
        if class & DOT != 0 {
            if !label.is_good() {
                return None;
            }
            label = Label::default();
            labels += 1;
        } else {
            label.push(byte, class)?;
        }
    }
    let good = label.is_good() && label.is_top() && labels > 1;
    match (good, upper) {
        (false, _) => None,
        (true, 0) => Some(Cow::Borrowed(text)),
        (true, _) => Some(Cow::Owned(text.to_ascii_lowercase())),
    }
}

/// A label of a domain, byte by byte.
#[derive(Default)]
struct Label {
    length: usize,
    digits: usize,
    ends_in_hyphen: bool,
}

impl Label {
    /// `None` for a hyphen at the start, and in the fourth place, where `xn--` and its kind may stand.
    fn push(&mut self, byte: u8, class: u8) -> Option<()> {
        self.ends_in_hyphen = byte == b'-';
        if self.ends_in_hyphen && matches!(self.length, 0 | 3) {
            return None;
        }
        self.length += 1;
        self.digits += usize::from(class & DIGIT != 0);
        Some(())
    }

    const fn is_good(&self) -> bool {
        self.length > 0 && self.length <= LABEL_BYTES && !self.ends_in_hyphen
    }

    const fn is_top(&self) -> bool {
        self.length > 1 && self.digits < self.length
    }
}

const LOCAL: u8 = 1;
const DOMAIN: u8 = 2;
const UPPER: u8 = 4;
const DIGIT: u8 = 8;
const DOT: u8 = 16;

#[expect(
    clippy::indexing_slicing,
    reason = "computed when compiling; the index is below 128"
)]
const CLASSES: [u8; 256] = {
    let mut classes = [0; 256];
    let mut byte = 0;
    while byte < 128 {
        classes[byte] = match byte as u8 {
            b'a'..=b'z' => LOCAL | DOMAIN,
            b'A'..=b'Z' => LOCAL | DOMAIN | UPPER,
            b'0'..=b'9' => LOCAL | DOMAIN | DIGIT,
            b'-' => LOCAL | DOMAIN,
            b'.' => LOCAL | DOMAIN | DOT,
            b'!' | b'#'..=b'\'' | b'*' | b'+' | b'/' | b'=' | b'?' | b'^'..=b'`' | b'{'..=b'~' => {
                LOCAL
            }
            _ => 0,
        };
        byte += 1;
    }
    classes
};

fn class_of(byte: u8) -> u8 {
    CLASSES.get(usize::from(byte)).copied().unwrap_or(0)
}

/// Whether bytes of a class may stand in a local part, dots included.
const fn is_local_class(class: u8) -> bool {
    class & LOCAL != 0
}

/// Whether a byte may stand in a local part, dots included.
pub(super) fn is_local(byte: u8) -> bool {
    is_local_class(class_of(byte))
}
