//! The keyring that a host gives at opening: code keys, link keys, the signer. Rollbook never stores it.
//!
//! Two purposes, two types, no conversion between them. Ids are computed from the keys, never chosen, so that one id
//! cannot mean two keys. What is derived under a code key is in `derive`.

use std::fmt;
use std::str::FromStr;
use std::sync::Arc;

use hmac::{Hmac, KeyInit, Mac};
use pasetors::keys::AsymmetricPublicKey;
use pasetors::paserk::{FormatAsPaserk, Id};
use pasetors::version4::V4;
use serde::{Deserialize, Deserializer, Serialize, Serializer};
use sha2::Sha256;
use zeroize::Zeroizing;

use crate::secret::{Secret, from_hex, to_hex};

/// What the host gives: the deployment's name, the keys of both purposes and, where links are rendered, a signer.
#[derive(Clone)]
pub struct Keyring {
    view: KeyView,
    signer: Option<Arc<dyn Signer>>,
}

impl Keyring {
    /// A ring of checked keys. A process that only accepts needs no signer.
    ///
    /// # Errors
    /// `keys_invalid` if the same bytes stand under both purposes, or if the signer's public key is not the active
    /// link key.
    pub fn new(
        deployment: Deployment,
        codes: CodeKeys,
        links: LinkKeys,
        signer: Option<Arc<dyn Signer>>,
    ) -> Result<Self, KeysError> {
        if links.live().any(|(_, key)| codes.holds(key.bytes())) {
            return Err(KeysError::TwoPurposes);
        }
        if let Some(signer) = &signer {
            let active = links.active().map(|(_, key)| *key);
            if active != Ok(signer.public_key()) {
                return Err(KeysError::SignerNotActive);
            }
        }
        let view = KeyView {
            ring: Some(Arc::new(Ring {
                deployment,
                codes,
                links,
            })),
        };
        Ok(Self { view, signer })
    }

    /// The ring without the signer: what a decision sees.
    #[must_use]
    pub const fn view(&self) -> &KeyView {
        &self.view
    }

    /// The signer of links, if the host gave one.
    #[must_use]
    pub const fn signer(&self) -> Option<&Arc<dyn Signer>> {
        self.signer.as_ref()
    }
}

impl fmt::Debug for Keyring {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Keyring")
            .field("view", &self.view)
            .field("signer", &self.signer.is_some())
            .finish()
    }
}

/// The keys as a decision sees them: it derives and compares, and never signs.
///
/// A process that was given no ring has an empty view: whatever needs a credential answers `keys_missing`.
#[derive(Clone, Debug, Default)]
pub struct KeyView {
    ring: Option<Arc<Ring>>,
}

#[derive(Debug)]
struct Ring {
    deployment: Deployment,
    codes: CodeKeys,
    links: LinkKeys,
}

impl KeyView {
    /// The view of a process without a keyring.
    #[must_use]
    pub const fn empty() -> Self {
        Self { ring: None }
    }

    /// The deployment's name.
    ///
    /// # Errors
    /// `keys_missing` without a keyring.
    pub fn deployment(&self) -> Result<&Deployment, KeysError> {
        self.ring().map(|ring| &ring.deployment)
    }

    /// The code keys.
    ///
    /// # Errors
    /// `keys_missing` without a keyring.
    pub fn codes(&self) -> Result<&CodeKeys, KeysError> {
        self.ring().map(|ring| &ring.codes)
    }

    /// The link keys.
    ///
    /// # Errors
    /// `keys_missing` without a keyring.
    pub fn links(&self) -> Result<&LinkKeys, KeysError> {
        self.ring().map(|ring| &ring.links)
    }

    fn ring(&self) -> Result<&Ring, KeysError> {
        self.ring.as_deref().ok_or(KeysError::Missing)
    }
}

/// Where a key stands in its life.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum KeyState {
    /// New generations are made under it.
    Active,
    /// Generations made under it earlier are still good.
    Verifying,
    /// Everything under it has ended. Only the id is left.
    Killed,
}

/// Code keys by computed id: one active, any number of verifying ones, killed ids without material.
#[derive(Debug)]
pub struct CodeKeys(Purpose<CodeKeyId, CodeKey>);

impl CodeKeys {
    /// The ring of one purpose. Without an active key only existing generations can be checked.
    ///
    /// # Errors
    /// `keys_invalid` if a key is given twice, or is killed and given.
    pub fn new(
        active: Option<CodeKey>,
        verifying: Vec<CodeKey>,
        killed: Vec<CodeKeyId>,
    ) -> Result<Self, KeysError> {
        let with_id = |key: CodeKey| (key.id(), key);
        Purpose::new(
            active.map(with_id),
            verifying.into_iter().map(with_id),
            killed,
        )
        .map(Self)
    }

    /// The key of new generations.
    ///
    /// # Errors
    /// `keys_missing` if the ring has none.
    pub fn active(&self) -> Result<&CodeKey, KeysError> {
        self.0.active().map(|(_, key)| key)
    }

    /// The active or verifying key with this id. `None`: killed or not known here; generations under it are dead.
    #[must_use]
    pub fn get(&self, id: CodeKeyId) -> Option<&CodeKey> {
        self.0.get(&id)
    }

    /// The active and the verifying keys, the active one first.
    pub fn live(&self) -> impl Iterator<Item = &CodeKey> {
        self.0.live.iter().map(|(_, key)| key)
    }

    /// Where the key with this id stands, if it is known here.
    #[must_use]
    pub fn state(&self, id: CodeKeyId) -> Option<KeyState> {
        self.0.state(&id)
    }

    /// Whether one of the keys has these bytes. A host asks it for the seeds of its signing keys.
    #[must_use]
    pub fn holds(&self, bytes: &[u8; 32]) -> bool {
        self.live()
            .fold(false, |found, key| found | key.material.matches(bytes))
    }
}

/// Public halves of Ed25519 signing keys by PASERK id: one active, any number of verifying ones, killed ids.
#[derive(Debug)]
pub struct LinkKeys(Purpose<LinkKeyId, PublicKey>);

impl LinkKeys {
    /// The ring of one purpose.
    ///
    /// # Errors
    /// `keys_invalid` if a key is given twice, or is killed and given.
    pub fn new(
        active: Option<PublicKey>,
        verifying: Vec<PublicKey>,
        killed: Vec<LinkKeyId>,
    ) -> Result<Self, KeysError> {
        let with_id = |key: PublicKey| (key.id(), key);
        Purpose::new(
            active.map(with_id),
            verifying.into_iter().map(with_id),
            killed,
        )
        .map(Self)
    }

    /// The key of new generations, with its id.
    ///
    /// # Errors
    /// `keys_missing` if the ring has none.
    pub fn active(&self) -> Result<(&LinkKeyId, &PublicKey), KeysError> {
        self.0.active()
    }

    /// The active or verifying key with this id.
    #[must_use]
    pub fn get(&self, id: &LinkKeyId) -> Option<&PublicKey> {
        self.0.get(id)
    }

    /// The active and the verifying keys with their ids, the active one first.
    pub fn live(&self) -> impl Iterator<Item = (&LinkKeyId, &PublicKey)> {
        self.0.live.iter().map(|(id, key)| (id, key))
    }

    /// Where the key with this id stands, if it is known here.
    #[must_use]
    pub fn state(&self, id: &LinkKeyId) -> Option<KeyState> {
        self.0.state(id)
    }
}

/// Keys of one purpose. INVARIANT: ids are distinct; if `has_active`, the first of `live` is the active one.
#[derive(Debug)]
struct Purpose<I, K> {
    has_active: bool,
    live: Vec<(I, K)>,
    killed: Vec<I>,
}

impl<I: PartialEq, K> Purpose<I, K> {
    fn new(
        active: Option<(I, K)>,
        verifying: impl Iterator<Item = (I, K)>,
        killed: Vec<I>,
    ) -> Result<Self, KeysError> {
        let mut ring = Self {
            has_active: active.is_some(),
            live: Vec::new(),
            killed,
        };
        for (id, key) in active.into_iter().chain(verifying) {
            match ring.state(&id) {
                Some(KeyState::Killed) => return Err(KeysError::KilledKeyGiven),
                Some(_) => return Err(KeysError::Repeated),
                None => ring.live.push((id, key)),
            }
        }
        Ok(ring)
    }

    fn active(&self) -> Result<(&I, &K), KeysError> {
        let first = self.live.first().filter(|_| self.has_active);
        first.map(|(id, key)| (id, key)).ok_or(KeysError::Missing)
    }

    fn get(&self, id: &I) -> Option<&K> {
        let found = self.live.iter().find(|(known, _)| known == id);
        found.map(|(_, key)| key)
    }

    fn state(&self, id: &I) -> Option<KeyState> {
        if self.killed.contains(id) {
            return Some(KeyState::Killed);
        }
        match self.live.iter().position(|(known, _)| known == id)? {
            0 if self.has_active => Some(KeyState::Active),
            _ => Some(KeyState::Verifying),
        }
    }
}

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

/// Who signs links: a key in memory, or a service that never gives the key away.
pub trait Signer: Send + Sync {
    /// The public half of the key it signs with; it must be the active link key.
    fn public_key(&self) -> PublicKey;

    /// The Ed25519 signature of `message`.
    ///
    /// # Errors
    /// [`SignError`] if the signer gives none now; the caller answers `signer_failed`.
    fn sign(&self, message: &[u8]) -> Result<Signature, SignError>;
}

/// An Ed25519 signature: 64 bytes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Signature(pub [u8; 64]);

/// The signer gave no signature.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("the signer gave no signature; try again")]
pub struct SignError;

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

    struct Fixed(PublicKey);

    impl Signer for Fixed {
        fn public_key(&self) -> PublicKey {
            self.0
        }

        fn sign(&self, _: &[u8]) -> Result<Signature, SignError> {
            Err(SignError)
        }
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
    fn one_key_is_active_and_killed_ones_are_dead() {
        let killed = key(2).id();
        let ring = CodeKeys::new(Some(key(0)), vec![key(1)], vec![killed]).unwrap();
        assert_eq!(ring.active().unwrap().id(), key(0).id());
        assert_eq!(ring.state(key(0).id()), Some(KeyState::Active));
        assert_eq!(ring.state(key(1).id()), Some(KeyState::Verifying));
        assert_eq!(ring.state(killed), Some(KeyState::Killed));
        assert_eq!(ring.state(key(3).id()), None);
        assert!(ring.get(key(1).id()).is_some());
        assert!(ring.get(killed).is_none());
        assert!(ring.get(key(3).id()).is_none());
        assert_eq!(ring.live().count(), 2);
    }

    #[test]
    fn without_an_active_key_nothing_new_is_made() {
        let ring = CodeKeys::new(None, vec![key(1)], vec![]).unwrap();
        assert_eq!(ring.active().unwrap_err().code(), "keys_missing");
        assert_eq!(ring.state(key(1).id()), Some(KeyState::Verifying));
        assert_eq!(KeyView::empty().codes().unwrap_err().code(), "keys_missing");
        assert_eq!(
            KeyView::default().deployment().unwrap_err(),
            KeysError::Missing
        );
    }

    #[test]
    fn a_key_stands_once_in_a_ring() {
        let error =
            |active, verifying, killed| CodeKeys::new(active, verifying, killed).unwrap_err();
        assert_eq!(
            error(Some(key(0)), vec![key(0)], vec![]),
            KeysError::Repeated
        );
        assert_eq!(
            error(None, vec![key(1), key(1)], vec![]),
            KeysError::Repeated
        );
        assert_eq!(
            error(Some(key(0)), vec![], vec![key(0).id()]),
            KeysError::KilledKeyGiven
        );
    }

    #[test]
    fn a_keyring_refuses_one_key_for_two_purposes_and_a_foreign_signer() {
        let deployment: Deployment = "example.test".parse().unwrap();
        let codes = || CodeKeys::new(Some(key(0)), vec![], vec![]).unwrap();
        let links = |first| {
            LinkKeys::new(Some(PublicKey::new(&bytes(first)).unwrap()), vec![], vec![]).unwrap()
        };
        let ring = |first, signer| Keyring::new(deployment.clone(), codes(), links(first), signer);
        assert_eq!(ring(0, None).unwrap_err(), KeysError::TwoPurposes);
        let foreign = Arc::new(Fixed(PublicKey::new(&bytes(9)).unwrap()));
        assert_eq!(
            ring(1, Some(foreign)).unwrap_err(),
            KeysError::SignerNotActive
        );
        let own = Arc::new(Fixed(PublicKey::new(&bytes(1)).unwrap()));
        let ring = ring(1, Some(own)).unwrap();
        assert!(ring.signer().is_some());
        assert_eq!(ring.view().deployment().unwrap().as_str(), "example.test");
        assert!(codes().holds(&bytes(0)) && !codes().holds(&bytes(1)));
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

    #[test]
    fn n_08_debug_shows_ids_and_no_key() {
        let codes = CodeKeys::new(Some(key(0)), vec![], vec![]).unwrap();
        let links =
            LinkKeys::new(Some(PublicKey::new(&bytes(1)).unwrap()), vec![], vec![]).unwrap();
        let ring = Keyring::new("x".parse().unwrap(), codes, links, None).unwrap();
        let shown = format!("{ring:?}");
        assert!(shown.contains("ad07ad4fce93b65f"));
        assert!(
            !shown.contains("000102") && !shown.contains("0, 1, 2"),
            "{shown}"
        );
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
