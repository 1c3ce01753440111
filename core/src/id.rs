//! Typed ids: 16 bytes, with a prefix in text form, so that an account id given as an organization is told apart
//! from an organization that does not exist.

use std::fmt;

use serde::{Deserialize, Deserializer, Serialize, Serializer};
use uuid::Uuid;

use crate::entropy::Stream;
use crate::time::Timestamp;

macro_rules! ids {
    ($($(#[$doc:meta])* $name:ident $prefix:literal,)*) => {
        $(
            $(#[$doc])*
            #[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
            pub struct $name([u8; 16]);

            impl $name {
                /// What the text form begins with.
                pub const PREFIX: &'static str = $prefix;

                /// From 16 raw bytes, as a store keeps them.
                #[must_use]
                pub const fn from_bytes(bytes: [u8; 16]) -> Self {
                    Self(bytes)
                }

                /// The 16 raw bytes.
                #[must_use]
                pub const fn bytes(&self) -> &[u8; 16] {
                    &self.0
                }

                /// A new id: time first (UUIDv7), so that a tenant's inserts stay together; the rest from `stream`.
                #[must_use]
                pub fn generate(now: Timestamp, stream: &Stream, counter: u64) -> Self {
                    Self(time_ordered(now, stream.bytes16($prefix, counter)))
                }
            }

            impl fmt::Display for $name {
                fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                    write!(f, "{}{}", $prefix, Uuid::from_bytes(self.0).simple())
                }
            }

            impl fmt::Debug for $name {
                fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                    fmt::Display::fmt(self, f)
                }
            }

            impl std::str::FromStr for $name {
                type Err = IdError;

                fn from_str(text: &str) -> Result<Self, IdError> {
                    read(text, $prefix).map(Self)
                }
            }

            impl Serialize for $name {
                fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                    serializer.collect_str(self)
                }
            }

            impl<'de> Deserialize<'de> for $name {
                fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
                    let text = std::borrow::Cow::<'de, str>::deserialize(deserializer)?;
                    text.parse().map_err(serde::de::Error::custom)
                }
            }
        )*

        /// Prefixes of all kinds of ids.
        const PREFIXES: &[&str] = &[$($prefix),*];
    };
}

ids! {
    /// A tenant: one organization tree. Its bytes are random (v4), so that tenants spread over ranges.
    TenantId "ten_",
    /// An organization.
    OrganizationId "org_",
    /// An account.
    AccountId "acc_",
    /// An invitation; it keeps its id over all generations.
    InvitationId "inv_",
    /// A user-permission group.
    GroupId "grp_",
    /// A role.
    RoleId "rol_",
    /// A team.
    TeamId "team_",
    /// A privilege group, which narrows what an Admin may.
    PrivilegeGroupId "prg_",
    /// A template of a message.
    TemplateId "tpl_",
    /// A batch operation.
    BatchId "bat_",
    /// An audit event, or an outbox entry made with it.
    EventId "evt_",
    /// A command: the caller's, kept until it is answered, so that a repeat is recognized.
    CommandId "cmd_",
}

impl TenantId {
    /// Under this id attempts against companies that do not exist are counted. No command can address it.
    pub(crate) const RESERVED: Self = Self([0xff; 16]);

    /// A new tenant's id: random (v4 layout).
    #[must_use]
    pub fn random(stream: &Stream) -> Self {
        let bytes = stream.bytes16(Self::PREFIX, 0);
        Self(
            uuid::Builder::from_random_bytes(bytes)
                .into_uuid()
                .into_bytes(),
        )
    }
}

/// The text is no id of the kind expected.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum IdError {
    /// An id of another kind; the prefixes expected and got.
    #[error("an id that begins with `{expected}` is needed, not `{got}`")]
    Kind {
        /// The prefix wanted.
        expected: &'static str,
        /// The prefix found.
        got: &'static str,
    },
    /// No id at all.
    #[error("not an id; one begins with `{expected}`, then 32 hexadecimal digits")]
    Form {
        /// The prefix wanted.
        expected: &'static str,
    },
}

fn read(text: &str, expected: &'static str) -> Result<[u8; 16], IdError> {
    if let Some(hex) = text.strip_prefix(expected) {
        let canonical =
            hex.len() == 32 && hex.bytes().all(|b| matches!(b, b'0'..=b'9' | b'a'..=b'f'));
        let parsed = canonical.then(|| Uuid::try_parse(hex).ok()).flatten();
        return parsed
            .map(Uuid::into_bytes)
            .ok_or(IdError::Form { expected });
    }
    match PREFIXES.iter().find(|prefix| text.starts_with(**prefix)) {
        Some(got) => Err(IdError::Kind { expected, got }),
        None => Err(IdError::Form { expected }),
    }
}

fn time_ordered(now: Timestamp, random: [u8; 16]) -> [u8; 16] {
    let [_, _, _, _, _, _, rest @ ..] = random;
    uuid::Builder::from_unix_timestamp_millis(now.millis(), &rest)
        .into_uuid()
        .into_bytes()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_id_comes_back_from_its_text() {
        let id = AccountId::generate(Timestamp::from_seconds(1), &Stream::new([1; 32]), 0);
        assert_eq!(id.to_string().parse(), Ok(id));
        assert!(id.to_string().starts_with("acc_"));
    }

    #[test]
    fn an_id_of_another_kind_is_told_apart() {
        let id = AccountId::generate(Timestamp::from_seconds(1), &Stream::new([1; 32]), 0);
        let got = id.to_string().parse::<OrganizationId>();
        assert_eq!(
            got,
            Err(IdError::Kind {
                expected: "org_",
                got: "acc_"
            })
        );
        assert_eq!(
            "org_1".parse::<OrganizationId>(),
            Err(IdError::Form { expected: "org_" })
        );
    }

    #[test]
    fn later_ids_sort_later() {
        let stream = Stream::new([1; 32]);
        let first = AccountId::generate(Timestamp::from_seconds(1), &stream, 0);
        let second = AccountId::generate(Timestamp::from_seconds(2), &stream, 0);
        assert!(first < second);
    }
}
