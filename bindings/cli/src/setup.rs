//! A fresh folder: database, keys, the first organization and its owner.

use std::collections::BTreeMap;
use std::sync::Arc;

use rollbook::batch::Digest;
use rollbook::command::tenant::create_tenant::{CreateTenant, FirstAdministrator};
use rollbook::engine::{Rollbook, RunOptions};
use rollbook::entropy::Stream;
use rollbook::error::{Error, ErrorCode};
use rollbook::id::CommandId;
use rollbook::profile::ProfileName;
use rollbook::settings::NameForm;
use rollbook::store::memory::MemoryStore;
use rollbook_host::KeyFile;
use serde_json::{Value, json};

use crate::args::Globals;
use crate::session::{Session, database_exists, engine, open_store, require_keys};

/// Of whom the placeholder is: nothing is ever sent there.
const OWNER: &str = "owner@example.invalid";

/// What was made.
pub(crate) struct Made {
    profile: ProfileName,
    external_id: String,
    db: String,
    keys: String,
    placeholder: bool,
    tenant: String,
    organization: String,
    owner: String,
}

impl Made {
    /// What people are told.
    pub(crate) fn line(&self) -> String {
        let mut line = format!(
            "Made {} with its keys in {}, and the organization \"My organization\" (company id {}, profile {}).",
            self.db, self.keys, self.external_id, self.profile
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

/// Opens the database, or makes it with its keys, its first organization and its owner. What was begun and cut off
/// goes on; two that begin at once make one organization.
///
/// # Errors
/// `option_not_available` for a profile or an owner where there is an organization already; `keys_missing` where the
/// keys of an existing database are not there; the codes of stores, keys and of the owner's identity.
pub(crate) fn open_or_make(
    globals: &Globals,
    profile: Option<ProfileName>,
    owner: Option<&str>,
) -> Result<(Session, Option<Made>), Error> {
    let keys = keys(globals)?;
    let deployment = keys.deployment().as_str().to_owned();
    let store = open_store(globals, Some(&keys), true)?;
    let rollbook = engine(store, Some(keys))?;
    if let Some(session) = Session::in_tenant(rollbook.clone(), globals)? {
        return match (profile, owner) {
            (None, None) => Ok((session, None)),
            _ => Err(Error::new(ErrorCode::OptionNotAvailable)
                .with("option", if profile.is_some() { "profile" } else { "owner" })
                .with_message("the database has an organization; profile and owner are chosen when it is made")),
        };
    }
    let made = make(
        &rollbook,
        globals,
        &deployment,
        profile.unwrap_or_default(),
        owner,
    )?;
    let session =
        Session::in_tenant(rollbook, globals)?.ok_or_else(|| Error::internal("tenant"))?;
    Ok((session, made))
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

/// Refuses what no organization could be made with, before anything is made.
///
/// # Errors
/// The codes of the owner's identity.
pub(crate) fn check(profile: Option<ProfileName>, owner: Option<&str>) -> Result<(), Error> {
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
    deployment: &str,
    profile: ProfileName,
    owner: Option<&str>,
) -> Result<Option<Made>, Error> {
    // Drawn from the deployment's random name, so that whoever begins at the same time makes the same tenant.
    let stream = Stream::new(Digest::of(deployment.as_bytes()).0);
    let external_id = 100_000_000 + stream.word("external id", 0) % 900_000_000;
    let command = first_tenant(profile, owner, external_id);
    let options = RunOptions {
        command_id: Some(CommandId::from_bytes(stream.bytes16("first tenant", 0))),
        ..RunOptions::default()
    };
    match rollbook.create_tenant(&command, options) {
        // Somebody else made it, with other options.
        Err(error) if error.code() == ErrorCode::CommandIdReused => Ok(None),
        Err(error) => Err(error),
        Ok(ran) if ran.replayed => Ok(None),
        Ok(ran) => Ok(Some(Made {
            profile,
            external_id: command.external_id,
            db: globals.db.clone(),
            keys: globals.keys.to_string_lossy().into_owned(),
            placeholder: owner.is_none(),
            tenant: ran.outcome.tenant.to_string(),
            organization: ran.outcome.organization.to_string(),
            owner: ran.outcome.administrator.to_string(),
        })),
    }
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
