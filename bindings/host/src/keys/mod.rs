//! The key file: deployment, code keys and signing keys, in TOML that only its owner can read.
//!
//! What a ring of keys is, is in `rollbook::credential::keys`; how the file is spelled is in `document`.

mod document;
mod signer;

use std::fs::{self, File};
use std::io::{self, Read, Write};
use std::path::{Path, PathBuf};
use std::sync::Arc;

use rollbook::credential::keys::{
    CodeKey, CodeKeyId, CodeKeys, Deployment, Keyring, KeysError, LinkKeyId, LinkKeys, PublicKey,
    Signer,
};
use rollbook::error::{Error, ErrorCode};
use rollbook::secret::Secret;
use zeroize::Zeroizing;

use self::document::{Document, State};
pub use self::signer::MemorySigner;
use crate::system::random;

/// The largest key file that is read, in bytes: hundreds of keys.
const MOST_BYTES: u64 = 256 << 10;

/// A key file, read and checked: the ring of keys of one deployment.
#[derive(Clone, Debug)]
pub struct KeyFile {
    path: PathBuf,
    deployment: Deployment,
    keyring: Keyring,
}

impl KeyFile {
    /// Makes a new key file: a deployment `local-` and 16 random base-32 characters, one active code key and one active
    /// signing key. The file appears whole or not at all, mode 0600, and replaces no other.
    ///
    /// # Errors
    /// `keys_invalid` if there is a file already; `file_unreadable` if it cannot be written.
    pub fn create(path: &Path) -> Result<Self, Error> {
        let text = Document::fresh(deployment_name()?, random()?, random()?)?;
        write_whole(path, text.as_bytes())?;
        Self::load(path)
    }

    /// Reads a key file.
    ///
    /// # Errors
    /// `keys_missing` if there is none; `keys_invalid` if others can read it, if it is no key file or holds keys that
    /// are refused, in words that never quote it; `file_unreadable` if it cannot be opened.
    pub fn load(path: &Path) -> Result<Self, Error> {
        let file = File::open(path).map_err(|error| cannot_open(&error))?;
        check_private(&file)?;
        let mut text = Zeroizing::new(String::new());
        let read = file.take(MOST_BYTES).read_to_string(&mut text);
        read.map_err(|_| malformed("it is not text, or cannot be read"))?;
        let document = Document::parse(&text).map_err(|why| malformed(&why))?;
        let deployment: Deployment = document
            .deployment
            .parse()
            .map_err(|error: KeysError| malformed(&error.to_string()))?;
        let keyring =
            ring(&document, deployment.clone()).map_err(|error| malformed(&error.to_string()))?;
        Ok(Self {
            path: path.to_owned(),
            deployment,
            keyring,
        })
    }

    /// Reads the file, or makes it if there is none. Two processes that do so at once end with the same file.
    ///
    /// # Errors
    /// As [`load`](Self::load) and [`create`](Self::create).
    pub fn load_or_create(path: &Path) -> Result<Self, Error> {
        match Self::load(path) {
            Err(error) if error.code() == ErrorCode::KeysMissing => match Self::create(path) {
                // Somebody else made it meanwhile.
                Err(_) if path.exists() => Self::load(path),
                made => made,
            },
            loaded => loaded,
        }
    }

    /// Where it is.
    #[must_use]
    pub fn path(&self) -> &Path {
        &self.path
    }

    /// The deployment that the database records.
    #[must_use]
    pub const fn deployment(&self) -> &Deployment {
        &self.deployment
    }

    /// The keys, with a signer in memory.
    #[must_use]
    pub const fn keyring(&self) -> &Keyring {
        &self.keyring
    }
}

/// The ring that a document describes.
fn ring(document: &Document, deployment: Deployment) -> Result<Keyring, KeysError> {
    let mut codes: (Option<CodeKey>, Vec<CodeKey>, Vec<CodeKeyId>) = Default::default();
    for key in &document.code_keys {
        match (key.state, &key.key, &key.id) {
            (State::Killed, None, Some(id)) => codes.2.push(id.parse()?),
            (State::Killed, ..) => return Err(KeysError::KilledKeyGiven),
            (state, Some(material), id) => {
                let key = CodeKey::new(material.expose())?;
                same_id(id.as_deref(), &key.id().to_string())?;
                place(&mut codes.0, &mut codes.1, state, key)?;
            }
            (_, None, _) => return Err(KeysError::Length),
        }
    }
    let mut links: (Option<PublicKey>, Vec<PublicKey>, Vec<LinkKeyId>) = Default::default();
    let mut signers = Vec::new();
    let mut seeds: Vec<&Secret<32>> = Vec::new();
    for key in &document.signing_keys {
        let public = match (key.state, &key.seed, &key.public) {
            (State::Killed, None, None) => {
                links
                    .2
                    .push(key.id.as_deref().ok_or(KeysError::Id)?.parse()?);
                continue;
            }
            (State::Killed, ..) => return Err(KeysError::KilledKeyGiven),
            (_, Some(seed), None) => {
                let signer = MemorySigner::new(seed)?;
                let public = signer.public_key();
                seeds.push(seed);
                if key.state == State::Active {
                    signers.push(signer);
                }
                public
            }
            (_, None, Some(public)) => PublicKey::new(public.expose())?,
            _ => return Err(KeysError::Length),
        };
        same_id(key.id.as_deref(), &public.id().to_string())?;
        place(&mut links.0, &mut links.1, key.state, public)?;
    }
    let codes = CodeKeys::new(codes.0, codes.1, codes.2)?;
    if seeds.iter().any(|seed| codes.holds(seed.expose())) {
        return Err(KeysError::TwoPurposes);
    }
    let links = LinkKeys::new(links.0, links.1, links.2)?;
    let signer = signers
        .pop()
        .map(|signer| Arc::new(signer) as Arc<dyn Signer>);
    Keyring::new(deployment, codes, links, signer)
}

/// Puts a key where its state says; a second active one is refused.
fn place<K>(
    active: &mut Option<K>,
    verifying: &mut Vec<K>,
    state: State,
    key: K,
) -> Result<(), KeysError> {
    match (state, &active) {
        (State::Active, Some(_)) => Err(KeysError::Repeated),
        (State::Active, None) => {
            *active = Some(key);
            Ok(())
        }
        _ => {
            verifying.push(key);
            Ok(())
        }
    }
}

/// Ids are computed; one that is written beside a key is for people, and must be right.
fn same_id(written: Option<&str>, computed: &str) -> Result<(), KeysError> {
    match written {
        Some(written) if written != computed => Err(KeysError::Id),
        _ => Ok(()),
    }
}

/// `local-` and 16 random base-32 characters.
fn deployment_name() -> Result<String, Error> {
    const ALPHABET: &[u8; 32] = b"abcdefghijklmnopqrstuvwxyz234567";
    let draws: [u8; 16] = random()?;
    let symbols = draws
        .iter()
        .filter_map(|draw| ALPHABET.get(usize::from(draw % 32)));
    Ok(format!(
        "local-{}",
        symbols
            .map(|symbol| char::from(*symbol))
            .collect::<String>()
    ))
}

/// Writes beside the place and links into it: nobody ever sees half a file, and none is replaced.
fn write_whole(path: &Path, bytes: &[u8]) -> Result<(), Error> {
    let mut name = path.file_name().unwrap_or_default().to_owned();
    let unique: [u8; 4] = random()?;
    name.push(format!(".{:08x}.new", u32::from_be_bytes(unique)));
    let beside = path.with_file_name(name);
    let written = write_new(&beside, bytes).and_then(|()| fs::hard_link(&beside, path));
    // What lies beside goes in any case; the outcome is that of the link.
    let _ = fs::remove_file(&beside);
    written
        .and_then(|()| sync_folder(path))
        .map_err(|error| match error.kind() {
            io::ErrorKind::AlreadyExists => Error::new(ErrorCode::KeysInvalid)
                .with_message("there is a key file already; it is never overwritten"),
            _ => Error::new(ErrorCode::FileUnreadable)
                .with_message("the key file cannot be written; check folder and disk")
                .with_source(error),
        })
}

fn write_new(path: &Path, bytes: &[u8]) -> io::Result<()> {
    let mut options = fs::OpenOptions::new();
    options.write(true).create_new(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    let mut file = options.open(path)?;
    file.write_all(bytes)?;
    file.sync_all()
}

#[cfg(unix)]
fn sync_folder(path: &Path) -> io::Result<()> {
    let folder = path
        .parent()
        .filter(|folder| !folder.as_os_str().is_empty());
    File::open(folder.unwrap_or(Path::new(".")))?.sync_all()
}

#[cfg(not(unix))]
fn sync_folder(_: &Path) -> io::Result<()> {
    Ok(())
}

#[cfg(unix)]
fn check_private(file: &File) -> Result<(), Error> {
    use std::os::unix::fs::MetadataExt;
    let found = file.metadata().map_err(|error| cannot_open(&error))?;
    if !found.is_file() {
        return Err(malformed("it is no file"));
    }
    if found.mode() & 0o077 != 0 {
        return Err(Error::new(ErrorCode::KeysInvalid)
            .with_message("others can read the key file; run `chmod 600` on it, and take new keys if somebody may have read it")
            .with("mode", format!("{:04o}", found.mode() & 0o7777)));
    }
    Ok(())
}

#[cfg(not(unix))]
fn check_private(_: &File) -> Result<(), Error> {
    Ok(())
}

fn cannot_open(error: &io::Error) -> Error {
    match error.kind() {
        io::ErrorKind::NotFound => Error::new(ErrorCode::KeysMissing).with_message(
            "there is no key file; give the one of this database with `--keys` or `ROLLBOOK_KEYS`",
        ),
        _ => Error::new(ErrorCode::FileUnreadable).with_message("the key file cannot be opened"),
    }
}

fn malformed(why: &str) -> Error {
    Error::new(ErrorCode::KeysInvalid).with_message(format!("the key file is not valid: {why}"))
}

#[cfg(test)]
mod tests;
