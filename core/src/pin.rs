//! PINs: what somebody without a portal proves themselves by at a device. Only MACs are kept, under keys outside the
//! store, one for each code key that is live.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::credential::keys::CodeKeyId;
use crate::id::{AccountId, OrganizationId};
use crate::invitation::attempts::Attempts;
use crate::time::Timestamp;

/// The PIN of an account; there is at most one.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Pin {
    /// Whose it is.
    pub account: AccountId,
    /// Where it is unique, and what its MACs name: the organization of the account. Another one makes it void.
    pub organization: OrganizationId,
    /// How many digits it has.
    pub digits: u8,
    /// Its MAC under each code key; unique in the organization.
    pub macs: BTreeMap<CodeKeyId, PinMac>,
    /// Wrong attempts and the locks they brought.
    pub attempts: Attempts,
    /// When it was made.
    pub created_at: Timestamp,
}

impl std::fmt::Debug for Pin {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Pin")
            .field("account", &self.account)
            .field("organization", &self.organization)
            .finish_non_exhaustive()
    }
}

/// The MAC of a PIN under one key: who had the key could try all PINs on it, so `Debug` hides it.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct PinMac(pub [u8; 16]);

impl std::fmt::Debug for PinMac {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("PinMac(..)")
    }
}
