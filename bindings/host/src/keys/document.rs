//! How a key file is spelled.

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use rollbook::credential::keys::{CodeKey, Signer};
use rollbook::error::Error;
use rollbook::secret::Secret;
use serde::Deserialize;
use serde::de::{Deserializer, Error as _, Visitor};
use zeroize::{Zeroize, Zeroizing};

use super::MemorySigner;

/// The form of the file; another one is refused.
const VERSION: u32 = 1;

const HEADING: &str = "\
# The keys of one Rollbook database. Whoever has this file can make its invitations:
# keep it as you keep passwords, and a copy of it beside each copy of the database.
";

/// A key file as it is written.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Document {
    version: u32,
    pub(super) deployment: String,
    #[serde(default)]
    pub(super) code_keys: Vec<CodeKeyEntry>,
    #[serde(default)]
    pub(super) signing_keys: Vec<SigningKeyEntry>,
}

/// A code key: its 32 bytes in base64, or the id alone if it is killed.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct CodeKeyEntry {
    pub(super) state: State,
    pub(super) id: Option<String>,
    pub(super) key: Option<Material>,
}

/// A signing key: the 32 bytes of its seed in base64; the public half alone, which verifies; or the id alone.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct SigningKeyEntry {
    pub(super) state: State,
    pub(super) id: Option<String>,
    pub(super) seed: Option<Material>,
    pub(super) public: Option<Material>,
}

/// Where a key stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(super) enum State {
    Active,
    Verifying,
    Killed,
}

/// 32 bytes, as base64 in the file.
#[derive(Debug)]
pub(super) struct Material(Secret<32>);

impl std::ops::Deref for Material {
    type Target = Secret<32>;

    fn deref(&self) -> &Secret<32> {
        &self.0
    }
}

impl<'de> Deserialize<'de> for Material {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Base64;

        impl Visitor<'_> for Base64 {
            type Value = Material;

            fn expecting(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                f.write_str("32 bytes in base64")
            }

            fn visit_str<E: serde::de::Error>(self, text: &str) -> Result<Material, E> {
                let bytes =
                    Zeroizing::new(STANDARD.decode(text).map_err(|_| E::custom("not base64"))?);
                let bytes: [u8; 32] = bytes
                    .as_slice()
                    .try_into()
                    .map_err(|_| E::custom("not 32 bytes"))?;
                Ok(Material(Secret::new(bytes)))
            }

            fn visit_string<E: serde::de::Error>(self, mut text: String) -> Result<Material, E> {
                let read = self.visit_str(&text);
                text.zeroize();
                read
            }
        }

        deserializer
            .deserialize_string(Base64)
            .map_err(|_| D::Error::custom("not 32 bytes in base64"))
    }
}

impl Document {
    /// Reads a file. The reason it is refused names a line and never quotes one.
    pub(super) fn parse(text: &str) -> Result<Self, String> {
        let document: Self = toml::from_str(text).map_err(|error| {
            let start = error.span().map_or(0, |span| span.start);
            let before = text
                .bytes()
                .take(start)
                .filter(|byte| *byte == b'\n')
                .count();
            format!(
                "line {} is not as a key file has it",
                before.saturating_add(1)
            )
        })?;
        match document.version {
            VERSION => Ok(document),
            _ => Err(format!("its version is not {VERSION}")),
        }
    }

    /// The text of a new file with one active key of each purpose.
    pub(super) fn fresh(
        deployment: String,
        code: [u8; 32],
        seed: [u8; 32],
    ) -> Result<Zeroizing<String>, Error> {
        let (code, seed) = (Secret::new(code), Secret::new(seed));
        let code_id = CodeKey::new(code.expose()).map_err(Error::from)?.id();
        let signing_id = MemorySigner::new(&seed)
            .map_err(Error::from)?
            .public_key()
            .id();
        let code = Zeroizing::new(STANDARD.encode(code.expose()));
        let seed = Zeroizing::new(STANDARD.encode(seed.expose()));
        Ok(Zeroizing::new(format!(
            "{HEADING}version = {VERSION}\n\
             deployment = \"{deployment}\"\n\n\
             [[code_keys]]\nstate = \"active\"\nid = \"{code_id}\"\nkey = \"{}\"\n\n\
             [[signing_keys]]\nstate = \"active\"\nid = \"{signing_id}\"\nseed = \"{}\"\n",
            *code, *seed
        )))
    }
}
