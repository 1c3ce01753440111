//! One key: a code key under which secrets are derived, or the public half of a signing key; and the deployment they
//! belong to.
//!
//! Ids are computed from the keys, never chosen, so that one id cannot mean two keys. Rings of keys are in `keys`.

use std::fmt;
use std::str::FromStr;

use hmac::{Hmac, KeyInit, Mac};
use pasetors::keys::AsymmetricPublicKey;
use pasetors::paserk::{FormatAsPaserk, Id};
use pasetors::version4::V4;
use serde::{Deserialize, Deserializer, Serialize, Serializer};
use sha2::Sha256;
use zeroize::Zeroizing;

use crate::error::{Error, ErrorCode};
use crate::secret::{Secret, from_hex, to_hex};

/// One code key: 32 random bytes under which secrets are derived. Wiped when dropped.
#[derive(Clone)]
pub struct CodeKey {
    material: Secret<32>,
    id: CodeKeyId,
}

impl CodeKey {
    /// From the bytes that the host keeps.
    ///
    /// # Errors
    /// `keys_invalid` unless they are 32 bytes and not all equal.
    pub fn new(bytes: &[u8]) -> Result<Self, KeysError> {
        let material = Secret::new(*checked(bytes)?);
        let mac = mac(&material, "key-id", &[]);
        let id = CodeKeyId(*mac.first_chunk().ok_or(KeysError::Length)?);
        Ok(Self { material, id })
    }

    /// The first 8 bytes of `MAC(key, "key-id")`.
    #[must_use]
    pub const fn id(&self) -> CodeKeyId {
        self.id
    }

    /// Whether the key has these bytes.
    pub(super) fn is(&self, bytes: &[u8; 32]) -> bool {
        self.material.matches(bytes)
    }

    /// The MAC of the fields for a purpose, under this key.
    pub(super) fn mac(&self, purpose: &str, fields: &[&[u8]]) -> Zeroizing<[u8; 32]> {
        mac(&self.material, purpose, fields)
    }
}

impl fmt::Debug for CodeKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "CodeKey({})", self.id)
    }
}

/// HMAC-SHA-256 over `"rollbook/v1"`, the purpose and its fields.
fn mac(key: &Secret<32>, purpose: &str, fields: &[&[u8]]) -> Zeroizing<[u8; 32]> {
    // A key shorter than the block of the hash is padded with zeros, so this is the key itself.
    let mut block = Zeroizing::new([0; 64]);
    for (to, from) in block.iter_mut().zip(key.expose()) {
        *to = *from;
    }
    let mut hmac = Hmac::<Sha256>::new((&*block).into());
    for part in message(purpose, fields) {
        hmac.update(part.as_ref());
    }
    Zeroizing::new(hmac.finalize().into_bytes().into())
}

/// The message of a MAC: each field preceded by its length as two bytes, big-endian, so that no two lists of fields
/// give the same bytes. No field is longer than [`FIELD_BYTES`].
pub(super) fn message<'a>(
    purpose: &'a str,
    fields: &'a [&'a [u8]],
) -> impl Iterator<Item = MacPart<'a>> {
    let lead = [b"rollbook/v1".as_slice(), purpose.as_bytes()];
    lead.into_iter()
        .chain(fields.iter().copied())
        .flat_map(|field| {
            let length = u16::try_from(field.len()).unwrap_or(u16::MAX);
            let field = field.get(..length.into()).unwrap_or(field);
            [MacPart::Length(length.to_be_bytes()), MacPart::Field(field)]
        })
}

pub(super) enum MacPart<'a> {
    Length([u8; 2]),
    Field(&'a [u8]),
}

impl AsRef<[u8]> for MacPart<'_> {
    fn as_ref(&self) -> &[u8] {
        match self {
            Self::Length(bytes) => bytes,
            Self::Field(bytes) => bytes,
        }
    }
}

/// The id of a code key, as rows carry it. It is no secret.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct CodeKeyId([u8; 8]);

impl CodeKeyId {
    /// From the 8 bytes that a row carries.
    #[must_use]
    pub const fn from_bytes(bytes: [u8; 8]) -> Self {
        Self(bytes)
    }

    /// The 8 bytes.
    #[must_use]
    pub const fn bytes(&self) -> &[u8; 8] {
        &self.0
    }
}

impl fmt::Display for CodeKeyId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&to_hex(&self.0))
    }
}

impl FromStr for CodeKeyId {
    type Err = KeysError;

    fn from_str(text: &str) -> Result<Self, KeysError> {
        from_hex(text).map(Self).ok_or(KeysError::Id)
    }
}

/// The public half of an Ed25519 signing key.
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
pub struct PublicKey {
    bytes: [u8; 32],
    id: LinkKeyId,
}

impl PublicKey {
    /// From the 32 bytes.
    ///
    /// # Errors
    /// `keys_invalid` unless they are 32 bytes and not all equal.
    pub fn new(bytes: &[u8]) -> Result<Self, KeysError> {
        let bytes = *checked(bytes)?;
        let key = AsymmetricPublicKey::<V4>::from(&bytes).map_err(|_| KeysError::Length)?;
        let mut text = String::new();
        Id::from(&key)
            .fmt(&mut text)
            .map_err(|_| KeysError::Length)?;
        Ok(Self {
            bytes,
            id: text.parse()?,
        })
    }

    /// The 32 bytes.
    #[must_use]
    pub const fn bytes(&self) -> &[u8; 32] {
        &self.bytes
    }

    /// The PASERK id.
    #[must_use]
    pub const fn id(&self) -> LinkKeyId {
        self.id
    }
}

impl fmt::Debug for PublicKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "PublicKey({})", self.id)
    }
}

/// The id of a link key, as rows and footers carry it: PASERK `k4.pid.` and 44 characters of base64url.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct LinkKeyId([u8; 44]);

impl LinkKeyId {
    /// What the text form begins with.
    pub const PREFIX: &'static str = "k4.pid.";
}

impl fmt::Display for LinkKeyId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(Self::PREFIX)?;
        self.0
            .iter()
            .try_for_each(|byte| fmt::Write::write_char(f, char::from(*byte)))
    }
}

impl FromStr for LinkKeyId {
    type Err = KeysError;

    fn from_str(text: &str) -> Result<Self, KeysError> {
        let id = text.strip_prefix(Self::PREFIX).ok_or(KeysError::Id)?;
        let id: [u8; 44] = id.as_bytes().try_into().map_err(|_| KeysError::Id)?;
        // 44 characters hold 33 bytes exactly, so every such text is canonical.
        let base64url = |b: &u8| b.is_ascii_alphanumeric() || matches!(b, b'-' | b'_');
        id.iter()
            .all(base64url)
            .then_some(Self(id))
            .ok_or(KeysError::Id)
    }
}

macro_rules! text_forms {
    ($($name:ident)*) => {$(
        impl fmt::Debug for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                fmt::Display::fmt(self, f)
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
    )*};
}

text_forms! { CodeKeyId LinkKeyId Deployment }

/// The name of a deployment: 1 to 64 of `a-z 0-9 . -`. It is part of every derived secret, and the database records
/// it, so that the key file of another database is refused.
#[derive(Clone, PartialEq, Eq, Hash)]
pub struct Deployment(String);

impl Deployment {
    /// The name as text.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for Deployment {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl FromStr for Deployment {
    type Err = KeysError;

    fn from_str(text: &str) -> Result<Self, KeysError> {
        let allowed = |b: u8| matches!(b, b'a'..=b'z' | b'0'..=b'9' | b'.' | b'-');
        if (1..=64).contains(&text.len()) && text.bytes().all(allowed) {
            Ok(Self(text.to_owned()))
        } else {
            Err(KeysError::Deployment)
        }
    }
}

/// Why a keyring is refused, or cannot do what was asked.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum KeysError {
    /// There is no keyring, or no active key for the purpose.
    #[error("no active key was given for this purpose")]
    Missing,
    /// A key is not 32 bytes long.
    #[error("a key is not 32 bytes long")]
    Length,
    /// All bytes of a key are equal.
    #[error("all bytes of a key are equal; a key is random")]
    NotRandom,
    /// The same bytes stand under two purposes.
    #[error("the same bytes are given as code key and as signing key")]
    TwoPurposes,
    /// A key is given twice.
    #[error("a key is given twice under one purpose")]
    Repeated,
    /// A killed key is given with its material.
    #[error("a killed key is given as active or verifying")]
    KilledKeyGiven,
    /// The signer signs with another key than the active one.
    #[error("the public key of the signer is not the active link key")]
    SignerNotActive,
    /// Not the form of a key id.
    #[error("not a key id: 16 hexadecimal digits, or `k4.pid.` and 44 characters")]
    Id,
    /// Not the form of a deployment's name.
    #[error("the deployment must have 1 to 64 of `a-z`, `0-9`, `.` and `-`")]
    Deployment,
}

impl KeysError {
    /// The code of the error: `keys_missing` or `keys_invalid`.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Self::Missing => "keys_missing",
            _ => "keys_invalid",
        }
    }
}

impl From<KeysError> for Error {
    fn from(error: KeysError) -> Self {
        let code = match error {
            KeysError::Missing => ErrorCode::KeysMissing,
            _ => ErrorCode::KeysInvalid,
        };
        Self::new(code).with_message(error.to_string())
    }
}

fn checked(bytes: &[u8]) -> Result<&[u8; 32], KeysError> {
    let bytes: &[u8; 32] = bytes.try_into().map_err(|_| KeysError::Length)?;
    match bytes.iter().all(|byte| Some(byte) == bytes.first()) {
        true => Err(KeysError::NotRandom),
        false => Ok(bytes),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn key(first: u8) -> CodeKey {
        CodeKey::new(&bytes(first)).unwrap()
    }

    fn bytes(first: u8) -> [u8; 32] {
        std::array::from_fn(|place| first + u8::try_from(place).unwrap())
    }

    #[test]
    fn an_id_is_computed_from_the_key() {
        assert_eq!(key(0).id().to_string(), "ad07ad4fce93b65f");
        assert_eq!("ad07ad4fce93b65f".parse(), Ok(key(0).id()));
        assert_eq!("ad07ad4fce93b65".parse::<CodeKeyId>(), Err(KeysError::Id));
    }

    #[test]
    fn a_link_key_has_its_paserk_id() {
        // Test vector k4.pid-2 of the PASERK specification.
        let key = PublicKey::new(
            &from_hex::<32>("707172737475767778797a7b7c7d7e7f808182838485868788898a8b8c8d8e8f")
                .unwrap(),
        )
        .unwrap();
        let id = "k4.pid.9ShR3xc8-qVJ_di0tc9nx0IDIqbatdeM2mqLFBJsKRHs";
        assert_eq!(key.id().to_string(), id);
        assert_eq!(id.parse(), Ok(key.id()));
        assert_eq!(
            "k4.sid.9ShR3xc8-qVJ_di0tc9nx0IDIqbatdeM2mqLFBJsKRHs".parse::<LinkKeyId>(),
            Err(KeysError::Id)
        );
    }

    #[test]
    fn a_key_is_32_bytes_and_not_all_equal() {
        for (bad, error) in [
            (vec![1; 31], KeysError::Length),
            (vec![1; 33], KeysError::Length),
            (vec![], KeysError::Length),
            (vec![0; 32], KeysError::NotRandom),
            (vec![7; 32], KeysError::NotRandom),
        ] {
            assert_eq!(CodeKey::new(&bad).unwrap_err(), error);
            assert_eq!(PublicKey::new(&bad).unwrap_err(), error);
        }
        assert_eq!(KeysError::NotRandom.code(), "keys_invalid");
    }

    #[test]
    fn a_deployment_has_1_to_64_plain_characters() {
        for good in [
            "a",
            "example.test",
            "local-0123456789abcdef",
            &"x".repeat(64),
        ] {
            assert!(good.parse::<Deployment>().is_ok(), "{good}");
        }
        for bad in ["", "Example", "a b", "ä", "a/b", &"x".repeat(65)] {
            assert_eq!(
                bad.parse::<Deployment>(),
                Err(KeysError::Deployment),
                "{bad}"
            );
        }
    }

    /// All lists of at most three fields of at most two bytes over two letters: no two give the same message.
    #[test]
    fn g9_lists_of_fields_give_distinct_messages() {
        let mut fields: Vec<Vec<u8>> = vec![vec![]];
        for length in 1..=2 {
            let longer: Vec<_> = fields
                .iter()
                .filter(|field| field.len() == length - 1)
                .flat_map(|field| [0, 1].map(|byte| [field.clone(), vec![byte]].concat()))
                .collect();
            fields.extend(longer);
        }
        let mut lists: Vec<Vec<&[u8]>> = vec![vec![]];
        for length in 1..=3 {
            let longer: Vec<_> = lists
                .iter()
                .filter(|list| list.len() == length - 1)
                .flat_map(|list| {
                    fields
                        .iter()
                        .map(|field| [list.clone(), vec![field.as_slice()]].concat())
                })
                .collect();
            lists.extend(longer);
        }
        let mut seen = std::collections::BTreeSet::new();
        for purpose in ["", "\0", "pin"] {
            for list in &lists {
                let bytes: Vec<u8> = message(purpose, list)
                    .flat_map(|part| part.as_ref().to_vec())
                    .collect();
                assert!(seen.insert(bytes), "{purpose:?} {list:?}");
            }
        }
        assert_eq!(seen.len(), 3 * (1 + 7 + 49 + 343));
    }
}
