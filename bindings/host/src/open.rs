//! Opening a store by its URL.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use rollbook::credential::keys::Deployment;
use rollbook::engine::Rollbook;
use rollbook::error::{Error, ErrorCode};
use rollbook::store::Store;
use rollbook::store::memory::MemoryStore;

use crate::{KeyFile, OsEntropy, SystemClock};

/// Where a store is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Location {
    /// In this process, gone with it: `memory:`.
    Memory,
    /// In a file: `sqlite:<path>`, or the path alone.
    Sqlite(SqliteFile),
}

/// A file as a URL names it. After `sqlite:` the path may end in `?mode=ro` or `?max_page_count=<n>`, joined by `&`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SqliteFile {
    /// Where it is.
    pub path: PathBuf,
    /// Whether nothing may be written.
    pub read_only: bool,
    /// The most pages of 4,096 bytes that it may have.
    pub max_pages: Option<u32>,
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
        let file = match url.strip_prefix("sqlite:") {
            Some(rest) => SqliteFile::parse(rest),
            None if has_scheme(url) => None,
            None => SqliteFile::at(url),
        };
        file.map(Self::Sqlite).ok_or_else(|| {
            Error::new(ErrorCode::StoreUnsupported)
                .with_message("a store is given as `memory:`, `sqlite:<path>` or a path")
        })
    }

    /// The file, where there is one.
    #[must_use]
    pub fn path(&self) -> Option<&Path> {
        match self {
            Self::Memory => None,
            Self::Sqlite(file) => Some(&file.path),
        }
    }

    /// Whether something is there already.
    #[must_use]
    pub fn exists(&self) -> bool {
        self.path().is_some_and(Path::exists)
    }
}

impl SqliteFile {
    fn at(path: &str) -> Option<Self> {
        (!path.is_empty()).then(|| Self {
            path: PathBuf::from(path),
            read_only: false,
            max_pages: None,
        })
    }

    fn parse(rest: &str) -> Option<Self> {
        let (path, options) = rest.split_once('?').unwrap_or((rest, ""));
        let mut file = Self::at(path).filter(|_| !path.starts_with("//"))?;
        for option in options.split('&').filter(|option| !option.is_empty()) {
            match option.split_once('=')? {
                ("mode", "ro") => file.read_only = true,
                ("mode", "rw") => file.read_only = false,
                ("max_page_count", pages) => file.max_pages = Some(pages.parse().ok()?),
                _ => return None,
            }
        }
        Some(file)
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

/// Opens a database with its keys, for a program that has both in files: what is not there is made.
///
/// # Errors
/// As [`open`], and the codes of [`KeyFile::load_or_create`]. New keys do not open a database that has others:
/// `store_deployment_mismatch`.
pub fn rollbook(url: &str, keys: &Path) -> Result<Rollbook, Error> {
    let keys = KeyFile::load_or_create(keys)?;
    let options = OpenOptions {
        deployment: Some(keys.deployment().clone()),
        create: true,
    };
    let store = open(url, &options)?;
    let (clock, entropy) = (Arc::new(SystemClock), Arc::new(OsEntropy::new()?));
    Ok(Rollbook::new(
        store,
        clock,
        entropy,
        Some(keys.keyring().clone()),
    ))
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
        Location::Sqlite(file) => {
            if !location.exists() && (file.read_only || !options.create) {
                return Err(Error::new(ErrorCode::StoreUnavailable)
                    .with_message("there is no database; `rollbook import` makes one"));
            }
            open_file(file, options)
        }
    }
}

#[cfg(feature = "sqlite")]
fn open_file(file: &SqliteFile, options: &OpenOptions) -> Result<Arc<dyn Store>, Error> {
    let options = rollbook_sqlite::Options {
        deployment: options.deployment.as_ref().map(ToString::to_string),
        create: options.create,
        read_only: file.read_only,
        max_pages: file.max_pages,
        ..rollbook_sqlite::Options::default()
    };
    Ok(Arc::new(rollbook_sqlite::SqliteStore::open(
        &file.path, options,
    )?))
}

#[cfg(not(feature = "sqlite"))]
fn open_file(_: &SqliteFile, _: &OpenOptions) -> Result<Arc<dyn Store>, Error> {
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
            let location = Location::parse(url).unwrap();
            assert_eq!(location.path(), Some(Path::new(path)), "{url}");
        }
        let read_only = Location::parse("sqlite:a.db?mode=ro&max_page_count=9").unwrap();
        let file = SqliteFile {
            path: "a.db".into(),
            read_only: true,
            max_pages: Some(9),
        };
        assert_eq!(read_only, Location::Sqlite(file));
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
    fn the_first_deployment_is_recorded_and_another_refused() {
        let folder = tempfile::tempdir().unwrap();
        let url = folder.path().join("a.db").to_string_lossy().into_owned();
        let options = |name: &str| OpenOptions {
            deployment: Some(name.parse().unwrap()),
            create: true,
        };
        drop(open(&url, &options("one")).unwrap());
        let Err(error) = open(&url, &options("two")) else {
            panic!("opened");
        };
        assert_eq!(error.code(), ErrorCode::StoreDeploymentMismatch);
        let unnamed = open(&url, &OpenOptions::default()).unwrap();
        assert_eq!(unnamed.info().deployment.as_deref(), Some("one"));
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
