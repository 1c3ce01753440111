//! Addresses at domains that were judged before. A file names few domains in many addresses, so that of most only the
//! local part is left to be looked at.

use wide::u8x16;

use super::scan::plain;
use super::{ADDRESS_BYTES, EmailPolicy, LOCAL_BYTES, canonical};
use crate::window::Window;

/// Domains that are remembered.
const DOMAINS: usize = 16;

/// Tells plain addresses by their bytes, and remembers their domains.
#[derive(Clone, Debug)]
pub(crate) struct FamiliarAddresses {
    policy: EmailPolicy,
    domains: Vec<Domain>,
    /// The domain that was met last.
    last: usize,
    /// The one to be forgotten next.
    oldest: usize,
}

/// A domain, as typed, at which a plain address is taken without a note.
#[derive(Clone, Debug)]
struct Domain {
    /// With the `@` in front.
    bytes: Box<[u8]>,
    /// Its first and its last sixteen bytes; of a shorter one what there is, with zeros in front.
    first: u128,
    last: u128,
    /// The bits of the last ones that are of the domain.
    kept: u128,
    is_lower: bool,
}

const BYTES: usize = 16;

impl Domain {
    fn new(bytes: &[u8]) -> Self {
        let missing = BYTES.saturating_sub(bytes.len());
        let mut last = [0; BYTES];
        for (to, from) in last.iter_mut().rev().zip(bytes.iter().rev()) {
            *to = *from;
        }
        let first = bytes.first_chunk().unwrap_or(&last);
        Self {
            first: u128::from_le_bytes(*first),
            last: u128::from_le_bytes(last),
            // Of what is no domain nothing is kept.
            kept: u128::MAX.checked_shl(missing as u32 * 8).unwrap_or(0),
            is_lower: !bytes.iter().any(u8::is_ascii_uppercase),
            bytes: bytes.into(),
        }
    }

    /// Whether the address that ends at `end` is at this domain. If so, as all of them are longer than their domain,
    /// where the domain begins with its `@`.
    #[inline]
    fn starts_in(&self, window: Window<'_>, start: usize, end: usize) -> Option<usize> {
        let length = self.bytes.len();
        let at = end.checked_sub(length).filter(|at| *at > start)?;
        // In a row with less before the end it is found otherwise.
        let last = window.sixteen(end.checked_sub(BYTES)?) & self.kept;
        let is_same = last == self.last
            && (length <= BYTES || window.sixteen(at) == self.first)
            && (length <= 2 * BYTES || *window.slice(at, end) == *self.bytes);
        is_same.then_some(at)
    }
}

impl FamiliarAddresses {
    pub(crate) fn new(policy: &EmailPolicy) -> Self {
        Self {
            policy: policy.clone(),
            domains: Vec::new(),
            last: 0,
            oldest: 0,
        }
    }

    /// Whether [`canonical`] takes the text without a note, and its form is the text in lower case; then, whether the
    /// text is in lower case itself. `None` says nothing.
    #[cfg(test)]
    pub(crate) fn take(&mut self, text: &[u8]) -> Option<bool> {
        self.take_at(crate::window::alone(text).at(0)?, 0, text.len())
    }

    /// The same of what stands in a row from `start` to `end`.
    #[inline]
    pub(crate) fn take_at(&mut self, window: Window<'_>, start: usize, end: usize) -> Option<bool> {
        if end.wrapping_sub(start) > ADDRESS_BYTES {
            return None;
        }
        let known = self.domains.get(self.last);
        let known = known.and_then(|known| Some((known.starts_in(window, start, end)?, known)));
        let (at, is_lower) = match known {
            Some((at, known)) => (at, known.is_lower),
            None => self.find(window.slice(start, end), start)?,
        };
        let upper = local_part(window, start, at.wrapping_sub(start))?;
        Some(is_lower && !upper)
    }

    /// Finds the domain among those met before, or judges it. Answers where it begins, and whether it is in lower case.
    #[inline(never)]
    fn find(&mut self, text: &[u8], start: usize) -> Option<(usize, bool)> {
        let at = text.iter().position(|byte| *byte == b'@')?;
        let domain = text.get(at..)?;
        let met = |known: &Domain| *known.bytes == *domain;
        let place = match self.domains.iter().position(met) {
            Some(place) => place,
            None => self.judge(text, domain)?,
        };
        self.last = place;
        let known = self.domains.get(place)?;
        Some((start.wrapping_add(at), known.is_lower))
    }

    /// Remembers the domain of a text that is taken without a note. Answers its place.
    fn judge(&mut self, text: &[u8], domain: &[u8]) -> Option<usize> {
        let text = str::from_utf8(text).ok()?;
        plain(text)?;
        let reading = canonical(text, &self.policy).ok()?;
        if !reading.notes.is_empty() {
            return None;
        }
        let met = Domain::new(domain);
        if self.domains.len() < DOMAINS {
            self.domains.push(met);
            return Some(self.domains.len() - 1);
        }
        let place = self.oldest;
        *self.domains.get_mut(place)? = met;
        self.oldest = (place + 1) % DOMAINS;
        Some(place)
    }
}

/// Whether a local part of the commonest characters, with single dots inside, has a capital. `None` says nothing.
#[inline]
fn local_part(window: Window<'_>, start: usize, length: usize) -> Option<bool> {
    if length == 0 || length > LOCAL_BYTES {
        return None;
    }
    let (mut upper, mut after_dot, mut passed) = (0, 1, 0);
    loop {
        let part = Part::of(window.lanes(start.wrapping_add(passed)));
        let left = length.wrapping_sub(passed);
        let inside = match left {
            ..BYTES => (1_u32 << left) - 1,
            _ => 0xffff,
        };
        let dots = part.dots & inside;
        // Each dot meets the one before it, or the start.
        let doubled = dots & (dots << 1 | after_dot);
        if inside & !part.taken | doubled != 0 {
            return None;
        }
        upper |= part.upper & inside;
        if left <= BYTES {
            let ends_in_dot = dots << 1 >> left & 1 == 1;
            return (!ends_in_dot).then_some(upper != 0);
        }
        after_dot = dots >> 15;
        passed = passed.wrapping_add(BYTES);
    }
}

/// Which of sixteen bytes are what, a bit for each.
struct Part {
    dots: u32,
    upper: u32,
    /// Letters, digits, dots, and `+`, `-`, `/` and `_`.
    taken: u32,
}

impl Part {
    #[inline(always)]
    fn of(bytes: u8x16) -> Self {
        let is = |byte: u8| bytes.simd_eq(u8x16::splat(byte));
        let within = |bytes: u8x16, first: u8, last: u8| {
            let clamped = bytes.max(u8x16::splat(first)).min(u8x16::splat(last));
            clamped.simd_eq(bytes)
        };
        // A capital differs from its small letter by this bit alone.
        let lower = bytes | u8x16::splat(0x20);
        let letters = within(lower, b'a', b'z');
        // The hyphen, the dot, the slash, digits.
        let others = within(bytes, b'-', b'9') | is(b'_') | is(b'+');
        let taken = (letters | others).to_bitmask();
        Self {
            dots: is(b'.').to_bitmask(),
            // What is taken and has the bit is in lower case, no letter, or an underscore.
            upper: letters.to_bitmask() & !lower.simd_eq(bytes).to_bitmask(),
            taken,
        }
    }
}
