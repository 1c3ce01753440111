//! Addresses at domains that were judged before. A file names few domains in many addresses, so that of most only the
//! local part is left to be looked at.

use wide::u8x16;

use super::scan::plain;
use super::{ADDRESS_BYTES, EmailPolicy, LOCAL_BYTES, canonical};

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
    bytes: Box<[u8]>,
    is_lower: bool,
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
        self.take_at(text, 0, text.len())
    }

    /// The same of what stands in `text` from `start` to `end`; what is behind it saves the way around its end.
    pub(crate) fn take_at(&mut self, text: &[u8], start: usize, end: usize) -> Option<bool> {
        if end.wrapping_sub(start) > ADDRESS_BYTES {
            return None;
        }
        let (length, upper) = local_part(text.get(start..)?)?;
        let text = text.get(start..end)?;
        let [b'@', domain @ ..] = text.get(length..)? else {
            return None;
        };
        let known = self
            .domains
            .get(self.last)
            .filter(|known| *known.bytes == *domain);
        let is_lower = match known {
            Some(known) => known.is_lower,
            None => self.find(text, domain)?,
        };
        Some(is_lower && !upper)
    }

    /// Finds the domain among those met before, or judges it. Answers whether it is in lower case.
    fn find(&mut self, text: &[u8], domain: &[u8]) -> Option<bool> {
        if let Some(place) = self
            .domains
            .iter()
            .position(|known| *known.bytes == *domain)
        {
            self.last = place;
            return self.domains.get(place).map(|known| known.is_lower);
        }
        let text = str::from_utf8(text).ok()?;
        plain(text)?;
        let reading = canonical(text, &self.policy).ok()?;
        if !reading.notes.is_empty() {
            return None;
        }
        let is_lower = !domain.iter().any(u8::is_ascii_uppercase);
        let met = Domain {
            bytes: domain.into(),
            is_lower,
        };
        if self.domains.len() < DOMAINS {
            self.last = self.domains.len();
            self.domains.push(met);
        } else if let Some(place) = self.domains.get_mut(self.oldest) {
            *place = met;
            self.last = self.oldest;
            self.oldest = (self.oldest + 1) % DOMAINS;
        }
        Some(is_lower)
    }
}

/// How long a local part of the commonest characters is, with single dots inside, and whether it has a capital. `None`
/// says nothing.
fn local_part(text: &[u8]) -> Option<(usize, bool)> {
    let (mut length, mut upper, mut after_dot) = (0, false, 1);
    loop {
        let part = Part::of(text.get(length..)?);
        let at = part.at.trailing_zeros();
        // Without an `@` these are all bits of the part.
        let before = (1_u32.checked_shl(at).unwrap_or(0)).wrapping_sub(1) & 0xffff;
        let dots = part.dots & before;
        // Each dot meets the one before it, or the start.
        let doubled = dots & (dots << 1 | after_dot);
        if before & !part.taken != 0 || doubled != 0 {
            return None;
        }
        upper |= part.upper & before != 0;
        if at < 16 {
            length = length.wrapping_add(at as usize);
            let ends_in_dot = (dots << 1 | after_dot) >> at & 1 == 1;
            return (!ends_in_dot && length <= LOCAL_BYTES).then_some((length, upper));
        }
        after_dot = dots >> 15;
        length = length.wrapping_add(16);
        if length > LOCAL_BYTES {
            return None;
        }
    }
}

/// Which of sixteen bytes are what, a bit for each.
struct Part {
    at: u32,
    dots: u32,
    upper: u32,
    /// Letters, digits, dots, and `+`, `-` and `_`.
    taken: u32,
}

impl Part {
    /// The first sixteen bytes; zeros stand behind the text.
    fn of(text: &[u8]) -> Self {
        let bytes = match text.first_chunk() {
            Some(bytes) => u8x16::new(*bytes),
            None => {
                let mut bytes = [0; 16];
                for (to, from) in bytes.iter_mut().zip(text) {
                    *to = *from;
                }
                u8x16::new(bytes)
            }
        };
        let is = |byte: u8| bytes.simd_eq(u8x16::splat(byte));
        let within = |bytes: u8x16, first: u8, last: u8| {
            let clamped = bytes.max(u8x16::splat(first)).min(u8x16::splat(last));
            clamped.simd_eq(bytes)
        };
        // A capital differs from its small letter by this bit alone.
        let lower = bytes | u8x16::splat(0x20);
        let (letters, dots) = (within(lower, b'a', b'z'), is(b'.'));
        let others = dots | is(b'-') | is(b'_') | is(b'+');
        let taken = letters | within(bytes, b'0', b'9') | others;
        Self {
            at: is(b'@').to_bitmask(),
            dots: dots.to_bitmask(),
            upper: within(bytes, b'A', b'Z').to_bitmask(),
            taken: taken.to_bitmask(),
        }
    }
}
