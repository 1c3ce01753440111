//! The secrets derived under a code key: each purpose with its fields, one function each.
//!
//! `MAC` is HMAC-SHA-256 over `"rollbook/v1"`, the purpose and the purpose's fields, each preceded by its length.
//! Numbers are 8 bytes big-endian, ids 16 raw bytes, text UTF-8. Nothing derived here is stored, but the subject of
//! an attempt counter, which is no credential.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Deserializer, Serialize, Serializer};

use super::key::{CodeKey, Deployment};
use crate::entropy::Stream;
use crate::id::{InvitationId, OrganizationId, TenantId};
use crate::secret::{Secret, from_hex, to_hex};

/// The 128-bit secret inside a signed link. It opens the invitation together with a good signature.
pub type LinkSecret = Secret<16>;

/// The secret of the link of one generation.
#[must_use]
pub fn link_secret(
    key: &CodeKey,
    deployment: &Deployment,
    tenant: TenantId,
    invitation: InvitationId,
    generation: u64,
    salt: &Salt,
) -> LinkSecret {
    let fields = (deployment, tenant, invitation, generation, salt);
    Secret::new(invitation_mac(key, "invitation-link", fields))
}

/// The secret of the typed code of one generation.
#[must_use]
pub fn code_secret(
    key: &CodeKey,
    deployment: &Deployment,
    tenant: TenantId,
    invitation: InvitationId,
    generation: u64,
    salt: &Salt,
) -> CodeSecret {
    let fields = (deployment, tenant, invitation, generation, salt);
    let bytes = Secret::<16>::new(invitation_mac(key, "invitation-code", fields));
    let word = bytes
        .expose()
        .iter()
        .take(8)
        .fold(0_u64, |word, byte| (word << 8) | u64::from(*byte));
    CodeSecret::from_bits(word >> 14)
}

/// The stored form of a PIN: who has the key could try all PINs on it, who has only the store cannot.
#[must_use]
pub fn pin_mac(
    key: &CodeKey,
    deployment: &Deployment,
    tenant: TenantId,
    organization: OrganizationId,
    digits: &str,
) -> [u8; 16] {
    let mac = key.mac(
        "pin",
        &[
            deployment.as_str().as_bytes(),
            tenant.bytes(),
            organization.bytes(),
            digits.as_bytes(),
        ],
    );
    first_16(&mac)
}

/// Under which key an attempt is counted: the same whether or not there is such a person, so that counting tells
/// nothing, and not a plain hash of a name.
#[must_use]
pub fn attempt_subject(key: &CodeKey, deployment: &Deployment, counted: Counted<'_>) -> [u8; 16] {
    let deployment = deployment.as_str().as_bytes();
    let of = |kind: &[u8], what: &[&[u8]]| {
        let fields = [&[deployment, kind], what].concat();
        first_16(&key.mac("attempt-subject", &fields))
    };
    match counted {
        Counted::Code {
            company_id,
            username,
        } => of(b"code", &[company_id.as_bytes(), username.as_bytes()]),
        Counted::Extension {
            organization,
            extension,
        } => of(b"extension", &[organization.bytes(), extension.as_bytes()]),
        Counted::Device {
            organization,
            label,
        } => of(b"device", &[organization.bytes(), label.as_bytes()]),
        Counted::KnownDevice {
            organization,
            label,
        } => of(b"known-device", &[organization.bytes(), label.as_bytes()]),
        Counted::Pins { organization } => of(b"pins", &[organization.bytes()]),
    }
}

/// What an attempt counter counts.
#[derive(Clone, Copy)]
pub enum Counted<'a> {
    /// Typed codes of one person.
    Code {
        /// The company id in canonical form.
        company_id: &'a str,
        /// The username in canonical form.
        username: &'a str,
    },
    /// PINs of one extension.
    Extension {
        /// Where.
        organization: OrganizationId,
        /// As it was given.
        extension: &'a str,
    },
    /// PINs from one device.
    Device {
        /// Where.
        organization: OrganizationId,
        /// What the host calls it.
        label: &'a str,
    },
    /// Right PINs from one device: not counted, but dated, to tell it from a stranger's.
    KnownDevice {
        /// Where.
        organization: OrganizationId,
        /// What the host calls it.
        label: &'a str,
    },
    /// PINs of an organization, from devices that are not known.
    Pins {
        /// Where.
        organization: OrganizationId,
    },
}

/// Who tries to log in is personal: `Debug` shows the kind only.
impl fmt::Debug for Counted<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Code { .. } => f.write_str("Code(..)"),
            Self::Extension { .. } => f.write_str("Extension(..)"),
            Self::Device { .. } => f.write_str("Device(..)"),
            Self::KnownDevice { .. } => f.write_str("KnownDevice(..)"),
            Self::Pins { organization } => write!(f, "Pins({organization})"),
        }
    }
}

type InvitationFields<'a> = (&'a Deployment, TenantId, InvitationId, u64, &'a Salt);

fn invitation_mac(
    key: &CodeKey,
    purpose: &str,
    (deployment, tenant, invitation, generation, salt): InvitationFields<'_>,
) -> [u8; 16] {
    let mac = key.mac(
        purpose,
        &[
            deployment.as_str().as_bytes(),
            tenant.bytes(),
            invitation.bytes(),
            &generation.to_be_bytes(),
            salt.bytes(),
        ],
    );
    first_16(&mac)
}

fn first_16(mac: &[u8; 32]) -> [u8; 16] {
    let mut out = [0; 16];
    for (to, from) in out.iter_mut().zip(mac) {
        *to = *from;
    }
    out
}

/// The 50 bits of a typed code, as ten values of five bits, most significant first.
#[derive(Clone)]
pub struct CodeSecret(Secret<10>);

impl CodeSecret {
    pub(super) fn from_bits(bits: u64) -> Self {
        let mut values = [0; 10];
        for (place, value) in (0_u32..).zip(values.iter_mut().rev()) {
            *value = u8::try_from((bits >> (5 * place)) & 31).unwrap_or(0);
        }
        Self(Secret::new(values))
    }

    pub(super) const fn values(&self) -> &Secret<10> {
        &self.0
    }
}

impl fmt::Debug for CodeSecret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("CodeSecret(50 bits)")
    }
}

/// The salt of one generation: 16 bytes drawn at issue, stored in clear, in no token.
///
/// It keeps a restored backup from counting to the same secret again (N-09), and makes the code key useless without
/// the database. It is no secret by itself, and still shown in no `Debug`.
#[derive(Clone, Copy, PartialEq, Eq)]
pub struct Salt([u8; 16]);

impl Salt {
    /// From the 16 bytes that a row carries.
    #[must_use]
    pub const fn from_bytes(bytes: [u8; 16]) -> Self {
        Self(bytes)
    }

    /// A fresh salt; `counter` tells the generations made by one command apart.
    #[must_use]
    pub fn generate(stream: &Stream, counter: u64) -> Self {
        Self(stream.bytes16("salt", counter))
    }

    /// The 16 bytes.
    #[must_use]
    pub const fn bytes(&self) -> &[u8; 16] {
        &self.0
    }
}

impl fmt::Debug for Salt {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Salt(16 bytes)")
    }
}

impl FromStr for Salt {
    type Err = SaltError;

    fn from_str(text: &str) -> Result<Self, SaltError> {
        from_hex(text).map(Self).ok_or(SaltError)
    }
}

impl Serialize for Salt {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(&to_hex(&self.0))
    }
}

impl<'de> Deserialize<'de> for Salt {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = std::borrow::Cow::<'de, str>::deserialize(deserializer)?;
        text.parse().map_err(serde::de::Error::custom)
    }
}

/// Not 32 lower-case hexadecimal digits.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("a salt is 32 lower-case hexadecimal digits")]
pub struct SaltError;

#[cfg(test)]
mod tests {
    use super::*;
    use crate::credential::TypedCode;

    struct Vector {
        key: CodeKey,
        deployment: Deployment,
        tenant: TenantId,
        invitation: InvitationId,
        salt: Salt,
    }

    /// The vector of `security.md` 2.2.
    fn vector() -> Vector {
        Vector {
            key: CodeKey::new(&counted::<32>(0)).unwrap(),
            deployment: "example.test".parse().unwrap(),
            tenant: TenantId::from_bytes(from_hex("00112233445566778899aabbccddeeff").unwrap()),
            invitation: InvitationId::from_bytes(
                from_hex("0192f0c1a2b37c4d8e5f60718293a4b5").unwrap(),
            ),
            salt: Salt::from_bytes(counted(0xa0)),
        }
    }

    fn counted<const N: usize>(first: u8) -> [u8; N] {
        std::array::from_fn(|place| first + u8::try_from(place).unwrap())
    }

    #[test]
    fn the_vector_of_the_specification() {
        let Vector {
            key,
            deployment,
            tenant,
            invitation,
            salt,
        } = vector();
        assert_eq!(key.id().to_string(), "ad07ad4fce93b65f");
        for (generation, link, code) in [
            (1, "93f42b21c6416cc94dfdab37077dfcc2", "JS8D-M8BP-H9RE"),
            (2, "b172c0ef8b345cdf2f219dcecb3fcf4b", "7JQK-ZDCH-C76J"),
        ] {
            let secret = link_secret(&key, &deployment, tenant, invitation, generation, &salt);
            assert_eq!(to_hex(secret.expose()), link);
            let secret = code_secret(&key, &deployment, tenant, invitation, generation, &salt);
            assert_eq!(TypedCode::of(&secret).render(), code);
            assert!(TypedCode::parse(code).unwrap().verify(&secret));
        }
        let organization =
            OrganizationId::from_bytes(from_hex("0192f0c1a2b37c4d8e5f607182930000").unwrap());
        let mac = pin_mac(&key, &deployment, tenant, organization, "493817");
        assert_eq!(to_hex(&mac), "13730f69aa83784b3efb6dee9a7a8621");
    }

    #[test]
    fn every_field_changes_the_secret() {
        let Vector {
            key,
            deployment,
            tenant,
            invitation,
            salt,
        } = vector();
        let other: Deployment = "example.tesu".parse().unwrap();
        let first = link_secret(&key, &deployment, tenant, invitation, 1, &salt);
        for changed in [
            link_secret(
                &CodeKey::new(&counted::<32>(1)).unwrap(),
                &deployment,
                tenant,
                invitation,
                1,
                &salt,
            ),
            link_secret(&key, &other, tenant, invitation, 1, &salt),
            link_secret(
                &key,
                &deployment,
                TenantId::from_bytes([1; 16]),
                invitation,
                1,
                &salt,
            ),
            link_secret(
                &key,
                &deployment,
                tenant,
                InvitationId::from_bytes([1; 16]),
                1,
                &salt,
            ),
            link_secret(&key, &deployment, tenant, invitation, 2, &salt),
            link_secret(
                &key,
                &deployment,
                tenant,
                invitation,
                1,
                &Salt::from_bytes([1; 16]),
            ),
        ] {
            assert!(!first.matches(changed.expose()));
        }
    }

    #[test]
    fn g9_purposes_are_distinct() {
        let Vector { key, .. } = vector();
        let purposes = [
            "invitation-link",
            "invitation-code",
            "pin",
            "attempt-subject",
            "key-id",
        ];
        let macs: std::collections::BTreeSet<[u8; 32]> = purposes
            .iter()
            .map(|purpose| *key.mac(purpose, &[]))
            .collect();
        assert_eq!(macs.len(), purposes.len());
    }

    #[test]
    fn subjects_tell_people_apart() {
        let Vector {
            key, deployment, ..
        } = vector();
        let subject = |company_id, username| {
            attempt_subject(
                &key,
                &deployment,
                Counted::Code {
                    company_id,
                    username,
                },
            )
        };
        assert_eq!(
            subject("acme", "name@example.com"),
            subject("acme", "name@example.com")
        );
        assert_ne!(
            subject("acme", "name@example.com"),
            subject("acm", "ename@example.com")
        );
        assert_eq!(
            format!(
                "{:?}",
                Counted::Code {
                    company_id: "acme",
                    username: "name@example.com"
                }
            ),
            "Code(..)"
        );
    }

    #[test]
    fn a_salt_comes_back_from_its_text_and_is_not_shown() {
        let Vector { salt, .. } = vector();
        let text = serde_json::to_string(&salt).unwrap();
        assert_eq!(text, "\"a0a1a2a3a4a5a6a7a8a9aaabacadaeaf\"");
        assert_eq!(serde_json::from_str::<Salt>(&text).unwrap(), salt);
        assert_eq!(format!("{salt:?}"), "Salt(16 bytes)");
        let stream = Stream::new([1; 32]);
        assert_ne!(Salt::generate(&stream, 0), Salt::generate(&stream, 1));
    }
}
