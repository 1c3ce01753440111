//! Opening a store by its URL.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use rollbook::credential::keys::Deployment;
use rollbook::error::{Error, ErrorCode};
use rollbook::store::Store;
use rollbook::store::memory::MemoryStore;

/// Where a store is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Location {
    /// In this process, gone with it: `memory:`.
    Memory,
    /// In a file: `sqlite:<path>`, or the path alone.
    Sqlite(PathBuf),
}

impl Location {
    /// Reads a URL: `memory:`, `sqlite:<path>` or a path.
    ///
    /// ```
    /// use rollbook_host::Location;
    /// assert_eq!(Location::parse("memory:")?, Location::Memory);
    /// assert_eq!(Location::parse("sqlite:a.db")?, Location::parse("a.db")?);
    /// assert_eq!(Location::parse("mysql://db").unwrap_err().code().as_str(), "store_unsupported");
    /// # Ok::<(), rollbook::error::Error>(())
    /// ```
    ///
    /// # Errors
    /// `store_unsupported`.
    pub fn parse(url: &str) -> Result<Self, Error> {
        if url == "memory:" {
            return Ok(Self::Memory);
        }
        let path = url.strip_prefix("sqlite:").unwrap_or(url);
        if path.is_empty() || path.contains("://") || (path == url && has_scheme(url)) {
            return Err(Error::new(ErrorCode::StoreUnsupported)
                .with_message("a store is given as `memory:`, `sqlite:<path>` or a path"));
        }
        Ok(Self::Sqlite(PathBuf::from(path)))
    }

    /// The file, where there is one.
    #[must_use]
    pub fn path(&self) -> Option<&Path> {
        match self {
            Self::Memory => None,
            Self::Sqlite(path) => Some(path),
        }
    }

    /// Whether something is there already.
    #[must_use]
    pub fn exists(&self) -> bool {
        self.path().is_some_and(Path::exists)
    }
}

/// `word:` in front, which no path has but one that means another scheme; a single letter is a drive.
fn has_scheme(url: &str) -> bool {
    url.split_once(':').is_some_and(|(scheme, _)| {
        scheme.len() > 1
            && scheme
                .bytes()
                .all(|byte| byte.is_ascii_alphanumeric() || byte == b'+')
    })
}

/// How a store is opened.
#[derive(Clone, Debug, Default)]
pub struct OpenOptions {
    /// The deployment of the keys: recorded at the first opening, compared ever after.
    pub deployment: Option<Deployment>,
    /// Whether a store that is not there is made.
    pub create: bool,
}

/// Opens a store.
///
/// # Errors
/// `store_unsupported` (another kind of URL), `store_unavailable` (not there and not to be made, no access, disk full),
/// `store_too_new`, `store_deployment_mismatch`.
pub fn open(url: &str, options: &OpenOptions) -> Result<Arc<dyn Store>, Error> {
    let location = Location::parse(url)?;
    match &location {
        Location::Memory => {
            let name = options.deployment.as_ref().map(Deployment::as_str);
            Ok(Arc::new(MemoryStore::new(name)))
        }
        Location::Sqlite(path) => {
            if !options.create && !location.exists() {
                return Err(Error::new(ErrorCode::StoreUnavailable)
                    .with_message("there is no database; `rollbook import` makes one"));
            }
            open_file(path, options)
        }
    }
}

#[cfg(feature = "sqlite")]
fn open_file(_: &Path, _: &OpenOptions) -> Result<Arc<dyn Store>, Error> {
    Err(Error::new(ErrorCode::StoreUnsupported))
}

#[cfg(not(feature = "sqlite"))]
fn open_file(_: &Path, _: &OpenOptions) -> Result<Arc<dyn Store>, Error> {
    Err(Error::new(ErrorCode::StoreUnsupported).with_message("this build has no store in files"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn urls_name_stores_and_a_bare_path_is_a_file() {
        assert_eq!(Location::parse("memory:").unwrap(), Location::Memory);
        for (url, path) in [
            ("rollbook.db", "rollbook.db"),
            ("sqlite:/a/b.db", "/a/b.db"),
            ("C:\\x.db", "C:\\x.db"),
        ] {
            assert_eq!(
                Location::parse(url).unwrap(),
                Location::Sqlite(path.into()),
                "{url}"
            );
        }
        for url in [
            "",
            "sqlite:",
            "postgres://db",
            "postgresql://db",
            "mysql:x",
            "http://example.com",
        ] {
            assert_eq!(
                Location::parse(url).unwrap_err().code(),
                ErrorCode::StoreUnsupported,
                "{url}"
            );
        }
    }

    #[test]
    fn a_database_that_is_not_there_is_not_made_unasked() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("none.db");
        let Err(error) = open(&path.to_string_lossy(), &OpenOptions::default()) else {
            panic!("opened");
        };
        assert_eq!(error.code(), ErrorCode::StoreUnavailable);
        assert!(!path.exists());
    }
}
