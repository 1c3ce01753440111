//! Addresses at domains that were judged before. A file names few domains in many addresses, so that of most only the
//! local part is left to be looked at.

use super::scan::{class_of, is_dot, is_local_class, is_upper, plain};
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
    pub(crate) fn take(&mut self, text: &[u8]) -> Option<bool> {
        if text.len() > ADDRESS_BYTES {
            return None;
        }
        // A dot may not stand at an edge or beside another one.
        let (mut after_dot, mut upper) = (true, false);
        let mut length = 0;
        for byte in text {
            let class = class_of(*byte);
            if !is_local_class(class) {
                break;
            }
            if is_dot(class) && after_dot {
                return None;
            }
            after_dot = is_dot(class);
            upper |= is_upper(class);
            length += 1;
        }
        let [b'@', domain @ ..] = text.get(length..)? else {
            return None;
        };
        if after_dot || length > LOCAL_BYTES {
            return None;
        }
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
