//! Identities that are taken and may not be listed: each under a tag, which says "taken" to who asks for that very
//! identity and names nobody.
//!
//! A tag is made with a key of its own file, so tags of two files cannot be compared, and no table can be made ahead.
//! It is slow to make on purpose. Whoever holds the file can still try out identities one by one, as they could by
//! uploading them; telephone numbers are few enough to be tried out all, with effort. So the file is kept like a list.

use std::collections::BTreeMap;
use std::fmt;

use hmac::{Hmac, KeyInit, Mac};
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

use super::AccountFact;

/// Rounds of a tag in files that are written now.
pub(super) const ROUNDS: u32 = 1_000;
/// Most rounds of a tag in a file that is read.
pub(super) const ROUNDS_CEILING: u32 = 100_000;

/// Accounts by a tag of their identity: HMAC-SHA-256 of the identity under `key`, then `rounds` times SHA-256 over what
/// came before and the key, of which the first 16 bytes, in hexadecimal.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct HiddenIdentities {
    /// 32 bytes in hexadecimal, of this file alone.
    pub key: String,
    /// How often a tag is hashed: 1 to 100,000.
    pub rounds: u32,
    /// By tag.
    pub tags: BTreeMap<String, AccountFact>,
}

/// Their number.
impl fmt::Debug for HiddenIdentities {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("HiddenIdentities")
            .field("tags", &self.tags.len())
            .finish_non_exhaustive()
    }
}

impl HiddenIdentities {
    /// None yet, under the key of a file.
    #[must_use]
    pub fn new(key: [u8; 32]) -> Self {
        Self {
            key: hex(&key),
            rounds: ROUNDS,
            tags: BTreeMap::new(),
        }
    }

    /// Hides one.
    pub fn insert(&mut self, canonical: &str, account: AccountFact) {
        let tag = self.tag(canonical);
        self.tags.insert(tag, account);
    }

    /// The account of an identity, if it is among the hidden ones.
    #[must_use]
    pub fn find(&self, canonical: &str) -> Option<&AccountFact> {
        if self.tags.is_empty() {
            return None;
        }
        self.tags.get(&self.tag(canonical))
    }

    fn tag(&self, canonical: &str) -> String {
        // A key of any length is taken; `FactsFile::check` asks for 32 bytes.
        let key = self.key.as_bytes();
        let Ok(mut mac) = Hmac::<Sha256>::new_from_slice(key) else {
            return String::new();
        };
        mac.update(canonical.as_bytes());
        let mut block: [u8; 32] = mac.finalize().into_bytes().into();
        let short = key.get(..16).unwrap_or(key);
        for _ in 0..self.rounds {
            let mut hash = Sha256::new();
            hash.update(block);
            hash.update(short);
            block = hash.finalize().into();
        }
        hex(block.get(..16).unwrap_or_default())
    }
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn n_26_a_tag_finds_its_identity_and_names_nobody() {
        let mut hidden = HiddenIdentities::new([7; 32]);
        let taken = AccountFact { status: None };
        hidden.insert("ada@example.com", taken.clone());
        assert_eq!(hidden.find("ada@example.com"), Some(&taken));
        assert_eq!(hidden.find("bo@example.com"), None);
        let text = serde_json::to_string(&hidden).unwrap();
        assert!(!text.contains("ada"));
        assert_eq!(format!("{hidden:?}"), "HiddenIdentities { tags: 1, .. }");
        let mut other = HiddenIdentities::new([8; 32]);
        other.insert("ada@example.com", taken);
        assert_ne!(hidden.tags, other.tags, "a key of its own");
    }
}
