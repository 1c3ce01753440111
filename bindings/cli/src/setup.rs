//! A fresh folder: database, keys, the first organization and its owner.

use std::collections::BTreeMap;
use std::fs::File;
use std::path::PathBuf;
use std::sync::Arc;

use rollbook::command::tenant::create_tenant::{CreateTenant, FirstAdministrator};
use rollbook::engine::{Rollbook, RunOptions};
use rollbook::entropy::{Entropy, Stream};
use rollbook::error::{Error, ErrorCode};
use rollbook::profile::ProfileName;
use rollbook::settings::NameForm;
use rollbook::store::memory::MemoryStore;
use rollbook_host::file::check_place;
use rollbook_host::{KeyFile, Location, OsEntropy};
use serde_json::{Value, json};

use crate::args::Globals;
use crate::progress::Stop;
use crate::session::{Session, database_exists, engine, open_store, require_keys};

/// Of whom the placeholder is: nothing is ever sent there.
const OWNER: &str = "owner@example.invalid";

/// What was made.
pub(crate) struct Made {
    profile: ProfileName,
    external_id: String,
    db: String,
    keys: String,
    /// Whether the keys were there before.
    found_keys: bool,
    placeholder: bool,
    tenant: String,
    organization: String,
    owner: String,
}

impl Made {
    /// What people are told.
    pub(crate) fn line(&self) -> String {
        let keys = if self.found_keys {
            format!("under the keys found in {}", self.keys)
        } else {
            format!("with its keys in {}", self.keys)
        };
        let mut line = format!(
            "Made {} {keys}, and the organization \"My organization\" (company id {}, profile {}).",
            self.db, self.external_id, self.profile
        );
        if self.placeholder {
            line.push_str(" Its owner is a placeholder, owner@example.invalid.");
        }
        line.push_str(" Keep the keys with each copy of the database.");
        line
    }

    /// What programs are told.
    pub(crate) fn document(&self) -> Value {
        json!({
            "tenant": self.tenant,
            "organization": self.organization,
            "owner": self.owner,
            "external_id": self.external_id,
            "profile": self.profile.as_str(),
        })
    }
}

/// Opens the database, or makes it with its keys, its first organization and its owner. Each step is whole by itself:
/// what was begun and cut off goes on with the same command, and two that begin at once make one organization.
///
/// # Errors
/// `option_not_available` for a profile or an owner where there is an organization already; `keys_missing` where the
/// keys of an existing database are not there; `cancelled`; the codes of stores, keys and of the owner's identity.
pub(crate) fn open_or_make(
    globals: &Globals,
    profile: Option<ProfileName>,
    owner: Option<&str>,
    stop: &Stop,
) -> Result<(Session, Option<Made>), Error> {
    stop.check()?;
    let found_keys = globals.keys.exists();
    let keys = keys(globals)?;
    stop.check()?;
    let rollbook = engine(open_store(globals, Some(&keys), true)?, Some(keys))?;
    if let Some(session) = there(&rollbook, globals, profile, owner)? {
        return Ok((session, None));
    }
    let first = First::lock(globals)?;
    // Somebody else may have made it while this one waited.
    let before = there(&rollbook, globals, profile, owner)?;
    let made = match before {
        Some(_) => None,
        None => {
            stop.check()?;
            let profile = profile.unwrap_or_default();
            Some(make(&rollbook, globals, found_keys, profile, owner)?)
        }
    };
    first.done();
    let session =
        Session::in_tenant(rollbook, globals)?.ok_or_else(|| Error::internal("tenant"))?;
    Ok((session, made))
}

/// The organization that is there already.
fn there(
    rollbook: &Rollbook,
    globals: &Globals,
    profile: Option<ProfileName>,
    owner: Option<&str>,
) -> Result<Option<Session>, Error> {
    let found = Session::in_tenant(rollbook.clone(), globals)?;
    match (&found, profile, owner) {
        (None, ..) | (_, None, None) => Ok(found),
        _ => Err(Error::new(ErrorCode::OptionNotAvailable)
            .with(
                "option",
                if profile.is_some() {
                    "profile"
                } else {
                    "owner"
                },
            )
            .with_message(
                "the database has an organization; profile and owner are chosen when it is made",
            )),
    }
}

/// The right to make the first organization of a database: a lock on a file beside it, which is gone once there is one.
struct First(Option<(File, PathBuf)>);

impl First {
    /// Waits for whoever makes it now.
    ///
    /// # Errors
    /// `store_unavailable` if there can be no lock.
    fn lock(globals: &Globals) -> Result<Self, Error> {
        let location = Location::parse(&globals.db)?;
        let Some(database) = location.path() else {
            return Ok(Self(None));
        };
        let mut place = database.as_os_str().to_owned();
        place.push(".first");
        let place = PathBuf::from(place);
        let unavailable = |error| {
            Error::new(ErrorCode::StoreUnavailable)
                .with_message("the folder of the database cannot be written, or has no locks")
                .with_source(error)
        };
        let mut options = File::options();
        options.create(true).append(true);
        let file = options.open(&place).map_err(unavailable)?;
        file.lock().map_err(unavailable)?;
        Ok(Self(Some((file, place))))
    }

    /// The organization is there. Only now may the file go: whoever locks another one finds the organization first.
    fn done(self) {
        if let Some((file, place)) = self.0 {
            // Left behind it does no harm.
            let _ = std::fs::remove_file(place);
            drop(file);
        }
    }
}

/// The key file; a new one only for a database that has never had one.
fn keys(globals: &Globals) -> Result<KeyFile, Error> {
    match KeyFile::load(&globals.keys) {
        Err(error) if error.code() == ErrorCode::KeysMissing => {
            if database_exists(globals)? {
                require_keys(open_store(globals, None, false)?.as_ref(), None)?;
            }
            KeyFile::load_or_create(&globals.keys)
        }
        loaded => loaded,
    }
}

/// Refuses what no database or organization could be made with, before anything is made.
///
/// # Errors
/// `store_unavailable` if the folder is not there; the codes of the owner's identity.
pub(crate) fn check(
    globals: &Globals,
    profile: Option<ProfileName>,
    owner: Option<&str>,
) -> Result<(), Error> {
    if let Some(path) = Location::parse(&globals.db)?.path() {
        check_place(path).map_err(|error| {
            Error::new(ErrorCode::StoreUnavailable)
                .with_message(
                    "no database can be made there; check the folder, or give another with `--db`",
                )
                .with_source(error)
        })?;
    }
    if !globals.keys.exists() {
        check_place(&globals.keys)?;
    }
    let rollbook = engine(Arc::new(MemoryStore::new(None)), None)?;
    let command = first_tenant(profile.unwrap_or_default(), owner, 100_000_000);
    rollbook.create_tenant(&command, RunOptions::default())?;
    Ok(())
}

fn first_tenant(profile: ProfileName, owner: Option<&str>, external_id: u64) -> CreateTenant {
    CreateTenant {
        profile,
        name: "My organization".to_owned(),
        external_id: external_id.to_string(),
        administrator: administrator(profile, owner.unwrap_or(OWNER)),
        settings: BTreeMap::new(),
    }
}

fn make(
    rollbook: &Rollbook,
    globals: &Globals,
    found_keys: bool,
    profile: ProfileName,
    owner: Option<&str>,
) -> Result<Made, Error> {
    let stream = Stream::new(OsEntropy::new()?.seed());
    let external_id = 100_000_000 + stream.word("external id", 0) % 900_000_000;
    let command = first_tenant(profile, owner, external_id);
    let made = rollbook
        .create_tenant(&command, RunOptions::default())?
        .outcome;
    Ok(Made {
        profile,
        external_id: command.external_id,
        db: globals.db.clone(),
        keys: globals.keys.to_string_lossy().into_owned(),
        found_keys,
        placeholder: owner.is_none(),
        tenant: made.tenant.to_string(),
        organization: made.organization.to_string(),
        owner: made.administrator.to_string(),
    })
}

/// The first administrator, named as the profile names people.
fn administrator(profile: ProfileName, identity: &str) -> FirstAdministrator {
    let identity = identity.to_owned();
    match profile.settings().name_form {
        NameForm::One => FirstAdministrator {
            name: Some("Owner".to_owned()),
            identity,
            ..FirstAdministrator::default()
        },
        NameForm::Two => FirstAdministrator {
            first_name: Some("Owner".to_owned()),
            last_name: Some("Owner".to_owned()),
            identity,
            ..FirstAdministrator::default()
        },
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn who_stops_before_anything_is_made_has_made_nothing() {
        let folder = tempfile::tempdir().unwrap();
        let globals = Globals {
            db: folder.path().join("a.db").to_string_lossy().into_owned(),
            keys: folder.path().join("a.keys"),
            account: None,
            yes: false,
            json: false,
            lang: rollbook::finding::Language::En,
        };
        let stop = Stop::default();
        stop.ask();
        let refused = open_or_make(&globals, None, None, &stop).err().unwrap();
        assert_eq!(refused.code(), ErrorCode::Cancelled);
        assert_eq!(std::fs::read_dir(folder.path()).unwrap().count(), 0);
    }
}
