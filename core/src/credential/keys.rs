//! The keyring that a host gives at opening: code keys, link keys, the signer. Rollbook never stores it.
//!
//! Two purposes, two types, no conversion between them. One key and its id are in `key`; what is derived under a code
//! key is in `derive`.

use std::fmt;
use std::sync::Arc;

pub use super::key::{CodeKey, CodeKeyId, Deployment, KeysError, LinkKeyId, PublicKey};

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
        self.live().fold(false, |found, key| found | key.is(bytes))
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
}
