//! Which numbers a claim or a probe means, without naming them: owners nearest first, and what to pick there.

use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

use crate::e164::E164;
use crate::id::{AccountId, InvitationId, OrganizationId, TenantId};
use crate::text::Tag;

/// The numbers that a claim may bind or a probe counts.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct NumberSelector {
    /// Whose numbers, nearest first.
    pub owners: Owners,
    /// Which of them.
    pub pick: Pick,
}

/// Whose numbers, nearest first.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Owners {
    /// Of this organization only.
    Of(OrganizationId),
    /// Usable by this organization: its own, then each ancestor's.
    UsableBy(OrganizationId),
    /// Usable by the organization of this account.
    UsableByAccount(AccountId),
}

/// Which numbers of an owner.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Pick {
    /// Any that is free at the instant asked: Available and not golden; in `spread` order, then those that time
    /// has freed, oldest first.
    Free,
    /// As [`Pick::Free`], and Reserved ones too: for the question whether any number is usable at all. Asked by the
    /// probe `Free` only.
    FreeOrReserved,
    /// Carrying the tag, or Reserved under it: Reserved ones first, then free ones, in number order; golden ones too if
    /// they carry it.
    Tagged(Tag),
    /// Free and carrying the tag, golden ones too; in number order. What is Reserved under the tag stays as it is.
    Carrying(Tag),
    /// Free, with E.164 digits that begin so, not golden; in number order.
    Series(String),
    /// Reserved under the tag at the instant asked, golden ones too; in number order. Only to be released.
    ReservedUnder(Tag),
    /// Reserved at the instant asked, with E.164 digits that begin so, golden ones too; in number order. Only to be
    /// released.
    ReservedSeries(String),
}

/// A point on the circle of 63 bits on which the numbers of a pool lie. Claims start at different points, so that
/// claimers do not meet.
#[derive(
    Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize,
)]
#[serde(transparent)]
pub struct Spread(u64);

impl Spread {
    /// From any 64 bits; the highest is dropped.
    #[must_use]
    pub const fn new(bits: u64) -> Self {
        Self(bits & (u64::MAX >> 1))
    }

    /// Where a number lies: 63 bits of SHA-256(tenant ‖ digits as eight bytes, big-endian).
    #[must_use]
    pub fn of(tenant: TenantId, number: E164) -> Self {
        Self::hashed(&[tenant.bytes(), &number.digits().to_be_bytes()])
    }

    /// Where the short list of an invitation begins: one person sees a stable list, many people different ones.
    #[must_use]
    pub fn of_invitation(invitation: InvitationId, generation: u64) -> Self {
        Self::hashed(&[invitation.bytes(), &generation.to_be_bytes()])
    }

    /// The point as a signed number, as a store keeps it; never negative.
    #[must_use]
    pub const fn as_i64(self) -> i64 {
        self.0.cast_signed()
    }

    fn hashed(parts: &[&[u8]]) -> Self {
        let mut hash = Sha256::new();
        for part in parts {
            hash.update(part);
        }
        let word = hash
            .finalize()
            .iter()
            .take(8)
            .fold(0, |word, byte| (word << 8) | u64::from(*byte));
        Self::new(word)
    }
}
