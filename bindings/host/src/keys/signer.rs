//! An Ed25519 signer whose key is in memory: right for a host whose keys are in a file.

use ed25519_compact::{KeyPair, SecretKey, Seed};
use rollbook::credential::keys::{KeysError, PublicKey, SignError, Signature, Signer};
use rollbook::secret::Secret;

/// Signs with a key that it holds. The key is wiped when dropped.
pub struct MemorySigner {
    public: PublicKey,
    secret: SecretKey,
}

impl MemorySigner {
    /// The key pair that follows from 32 secret bytes.
    ///
    /// # Errors
    /// `keys_invalid` if the bytes are all equal.
    pub fn new(seed: &Secret<32>) -> Result<Self, KeysError> {
        // Refuses what no key may be, zeros among it, before a key is made of it.
        PublicKey::new(seed.expose())?;
        let pair =
            KeyPair::try_from_seed(Seed::new(*seed.expose())).map_err(|_| KeysError::Length)?;
        Ok(Self {
            public: PublicKey::new(&*pair.pk)?,
            secret: pair.sk,
        })
    }
}

impl Signer for MemorySigner {
    fn public_key(&self) -> PublicKey {
        self.public
    }

    fn sign(&self, message: &[u8]) -> Result<Signature, SignError> {
        Ok(Signature(*self.secret.sign(message, None)))
    }
}

impl std::fmt::Debug for MemorySigner {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "MemorySigner({})", self.public.id())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_signature_is_verified_by_the_public_half_and_bound_to_the_message() {
        let signer = MemorySigner::new(&Secret::new(std::array::from_fn(|i| {
            u8::try_from(i).unwrap()
        })))
        .unwrap();
        let signature = signer.sign(b"message").unwrap();
        let public = ed25519_compact::PublicKey::new(*signer.public_key().bytes());
        let signature = ed25519_compact::Signature::new(signature.0);
        assert!(public.verify(b"message", &signature).is_ok());
        assert!(public.verify(b"massage", &signature).is_err());
    }

    #[test]
    fn n_08_debug_shows_the_id_and_no_key() {
        let seed = std::array::from_fn(|i| u8::try_from(i + 1).unwrap());
        let signer = MemorySigner::new(&Secret::new(seed)).unwrap();
        assert!(format!("{signer:?}").starts_with("MemorySigner(k4.pid."));
        assert!(MemorySigner::new(&Secret::new([7; 32])).is_err());
        assert!(MemorySigner::new(&Secret::new([0; 32])).is_err());
    }
}
