//! A database opened with its keys, and who acts in it.

use std::io::{BufRead, IsTerminal, Read};
use std::str::FromStr;
use std::sync::Arc;

use rollbook::command::activation::credential::CodeText;
use rollbook::csv::Schema;
use rollbook::engine::Rollbook;
use rollbook::error::{Error, ErrorCode, ErrorKind};
use rollbook::id::{CommandId, GroupId, IdError, OrganizationId, RoleId, TenantId};
use rollbook::organization::Tenant;
use rollbook::page::{Page, PageQuery};
use rollbook::pin::PinText;
use rollbook::query::batch::UploadSchema;
use rollbook::query::organization::{ListOrganizations, ListPermissionGroups, ListRoles};
use rollbook::query::{Listed, Query};
use rollbook::role::Actor;
use rollbook::settings::{AccessKind, ImportMode, Settings};
use rollbook::snapshot::ReadPlan;
use rollbook::store::Store;
use rollbook::text::ExternalId;
use rollbook::time::Clock;
use rollbook_host::{KeyFile, Location, OpenOptions, OsEntropy, SystemClock, open};

use zeroize::Zeroizing;

use crate::args::Globals;
use crate::output::Output;

/// An open database.
pub(crate) struct Session {
    pub(crate) rollbook: Rollbook,
    pub(crate) tenant: Tenant,
    pub(crate) actor: Actor,
}

impl Session {
    /// Opens a database that is there, with its keys.
    ///
    /// # Errors
    /// The codes of stores and keys; `actor_unknown` if the account to act as is nowhere.
    pub(crate) fn open(globals: &Globals) -> Result<Self, Error> {
        Self::in_tenant(holder(globals)?, globals)?.ok_or_else(|| {
            Error::not_found("organization").with_message(
                "the database is empty; `rollbook import` makes the first organization",
            )
        })
    }

    /// The tenant of a database and its actor; none if it has no tenant yet.
    pub(crate) fn in_tenant(rollbook: Rollbook, globals: &Globals) -> Result<Option<Self>, Error> {
        let Some(tenant) = tenant_of(&rollbook, globals)? else {
            return Ok(None);
        };
        let account = globals.account.unwrap_or(tenant.first_administrator);
        Ok(Some(Self {
            actor: Actor::Account {
                tenant: tenant.id,
                account,
            },
            tenant,
            rollbook,
        }))
    }

    /// The host itself.
    pub(crate) const fn system(&self) -> Actor {
        Actor::System {
            tenant: self.tenant.id,
        }
    }

    /// A plan that reads nothing yet, in the tenant.
    pub(crate) fn read_plan(&self) -> ReadPlan {
        // A plan that runs no command carries an id that none has.
        ReadPlan::new(
            self.tenant.id,
            CommandId::from_bytes([0; 16]),
            SystemClock.now(),
        )
    }

    /// The organization meant: an id or an external number; the root if none is given.
    ///
    /// # Errors
    /// `not_found`, `id_kind_mismatch`.
    pub(crate) fn organization(&self, given: Option<&str>) -> Result<OrganizationId, Error> {
        let Some(given) = given else {
            return Ok(self.tenant.root);
        };
        match given.parse::<OrganizationId>() {
            Ok(id) => Ok(id),
            Err(error @ IdError::Kind { .. }) => Err(mismatch(&error)),
            Err(IdError::Form { .. }) => self.by_external_id(given),
        }
    }

    fn by_external_id(&self, given: &str) -> Result<OrganizationId, Error> {
        let absent = || Error::not_found("organization");
        let external = ExternalId::parse(given).map_err(|_| absent())?;
        match self.rollbook.store().page(&PageQuery::Company(external))? {
            Page::Company(Some((tenant, organization))) if tenant == self.tenant.id => {
                Ok(organization)
            }
            _ => Err(absent()),
        }
    }

    /// The group meant: an id or a name.
    ///
    /// # Errors
    /// `not_found`, `id_kind_mismatch`.
    pub(crate) fn group(
        &self,
        organization: OrganizationId,
        given: &str,
    ) -> Result<GroupId, Error> {
        let list = |after| ListPermissionGroups {
            organization,
            after,
            limit: Some(1_000),
        };
        self.named(given, organization, "permission_group", list, |listed| {
            let group = &listed.group.value;
            (group.id, group.name.as_str(), group.organization)
        })
    }

    /// The role meant: an id or a name.
    ///
    /// # Errors
    /// `not_found`, `id_kind_mismatch`.
    pub(crate) fn role(&self, organization: OrganizationId, given: &str) -> Result<RoleId, Error> {
        let list = |after| ListRoles {
            organization,
            after,
            limit: Some(1_000),
        };
        self.named(given, organization, "role", list, |listed| {
            let role = &listed.role.value;
            (role.id, role.name.as_str(), role.organization)
        })
    }

    /// The entry of a list that is meant by its id or its name; where two levels have the name, the one of the
    /// organization itself.
    fn named<L, T, I>(
        &self,
        given: &str,
        organization: OrganizationId,
        what: &'static str,
        list: impl Fn(Option<I>) -> L,
        entry: impl Fn(&T) -> (I, &str, OrganizationId),
    ) -> Result<I, Error>
    where
        L: Query<Answer = Listed<T, I>>,
        I: FromStr<Err = IdError>,
    {
        match given.parse::<I>() {
            Ok(id) => return Ok(id),
            Err(error @ IdError::Kind { .. }) => return Err(mismatch(&error)),
            Err(IdError::Form { .. }) => {}
        }
        let mut found = None;
        let mut after = None;
        loop {
            let page = self.rollbook.query(&self.actor, &list(after))?;
            for listed in &page.items {
                let (id, name, of) = entry(listed);
                if name == given && (found.is_none() || of == organization) {
                    found = Some(id);
                }
            }
            match page.next {
                Some(next) => after = Some(next),
                None => return found.ok_or_else(|| Error::not_found(what)),
            }
        }
    }

    /// What an upload to an organization is held against.
    ///
    /// # Errors
    /// `not_found`, `privilege_missing`; `option_not_available` if the user type has no file there.
    pub(crate) fn schema(
        &self,
        organization: OrganizationId,
        access: AccessKind,
        mode: Option<ImportMode>,
    ) -> Result<Schema, Error> {
        let wanted = UploadSchema {
            organization,
            access,
            mode,
        };
        self.rollbook.upload_schema(&self.actor, &wanted)
    }
}

/// Refuses a user type of which no files are taken.
///
/// # Errors
/// `option_not_available`.
pub(crate) fn offers(settings: &Settings, access: AccessKind) -> Result<(), Error> {
    match settings.bulk_access_kinds.contains(&access) {
        true => Ok(()),
        false => Err(Error::new(ErrorCode::OptionNotAvailable)
            .with("option", "access_kind")
            .with("setting", "bulk_access_kinds")),
    }
}

/// A database that is there, with its keys, for holders of codes: they name their company themselves.
///
/// # Errors
/// The codes of stores and keys.
pub(crate) fn holder(globals: &Globals) -> Result<Rollbook, Error> {
    let keys = match KeyFile::load(&globals.keys) {
        Ok(keys) => Some(keys),
        Err(error) if error.code() == ErrorCode::KeysMissing => None,
        Err(error) => return Err(error),
    };
    let store = open_store(globals, keys.as_ref(), false)?;
    require_keys(store.as_ref(), keys.as_ref())?;
    engine(store, keys)
}

/// An engine over an open store.
pub(crate) fn engine(store: Arc<dyn Store>, keys: Option<KeyFile>) -> Result<Rollbook, Error> {
    let keyring = keys.map(|keys| keys.keyring().clone());
    Ok(Rollbook::new(
        store,
        Arc::new(SystemClock),
        Arc::new(OsEntropy::new()?),
        keyring,
    ))
}

/// Opens the database under the deployment of the keys.
pub(crate) fn open_store(
    globals: &Globals,
    keys: Option<&KeyFile>,
    create: bool,
) -> Result<Arc<dyn Store>, Error> {
    let deployment = keys.map(|keys| keys.deployment().clone());
    open(&globals.db, &OpenOptions { deployment, create })
}

/// Refuses a database whose keys are not there.
pub(crate) fn require_keys(store: &dyn Store, keys: Option<&KeyFile>) -> Result<(), Error> {
    match (store.info().deployment, keys) {
        (Some(deployment), None) => Err(Error::new(ErrorCode::KeysMissing)
            .with_message("the key file of this database is missing; give it with `--keys` or `ROLLBOOK_KEYS`, or put it back from its copy")
            .with("deployment", deployment)),
        _ => Ok(()),
    }
}

/// Whether there is something at the place of the database.
pub(crate) fn database_exists(globals: &Globals) -> Result<bool, Error> {
    Ok(Location::parse(&globals.db)?.exists())
}

/// The only tenant; where there are several, the one of the account to act as.
fn tenant_of(rollbook: &Rollbook, globals: &Globals) -> Result<Option<Tenant>, Error> {
    let mut after: Option<TenantId> = None;
    let first = rollbook.tenants(None, 2)?;
    if first.len() < 2 {
        return Ok(first.into_iter().next());
    }
    let Some(account) = globals.account else {
        return Err(Error::new(ErrorCode::ActorUnknown).with_message(
            "the database has several tenants; name the account to act as with `--as`",
        ));
    };
    loop {
        let page = rollbook.tenants(after, 100)?;
        let Some(last) = page.last() else {
            return Err(Error::new(ErrorCode::ActorUnknown));
        };
        after = Some(last.id);
        for tenant in page {
            let actor = Actor::Account {
                tenant: tenant.id,
                account,
            };
            let query = ListOrganizations {
                under: tenant.root,
                after: None,
                limit: Some(1),
            };
            match rollbook.query(&actor, &query) {
                Err(error) if error.code() == ErrorCode::ActorUnknown => {}
                Err(error) if error.kind() == ErrorKind::Unavailable => return Err(error),
                _ => return Ok(Some(tenant)),
            }
        }
    }
}

fn mismatch(error: &IdError) -> Error {
    Error::new(ErrorCode::IdKindMismatch).with_message(error.to_string())
}

/// The typed code: from an argument in tests, else a line of the standard input, asked for on a terminal.
///
/// # Errors
/// `file_unreadable` if the standard input gives nothing.
pub(crate) fn typed_code(argument: Option<&str>, output: &mut Output) -> Result<CodeText, Error> {
    typed(argument, "Code: ", output).map(|code| CodeText::new(code.as_str()))
}

/// A PIN, as a code.
///
/// # Errors
/// `file_unreadable` if the standard input gives nothing.
pub(crate) fn typed_pin(argument: Option<&str>, output: &mut Output) -> Result<PinText, Error> {
    typed(argument, "PIN: ", output).map(|pin| PinText::new(pin.as_str()))
}

fn typed(
    argument: Option<&str>,
    question: &str,
    output: &mut Output,
) -> Result<Zeroizing<String>, Error> {
    if let Some(code) = argument.filter(|code| *code != "-") {
        return Ok(Zeroizing::new(code.to_owned()));
    }
    let input = std::io::stdin();
    if input.is_terminal() {
        output.prompt(question);
    }
    let mut line = Zeroizing::new(String::new());
    match input.lock().take(MOST_TYPED).read_line(&mut line) {
        Ok(1..) => Ok(Zeroizing::new(
            line.trim_end_matches(['\r', '\n']).to_owned(),
        )),
        _ => Err(Error::new(ErrorCode::FileUnreadable)
            .with_message("no code came from the standard input")),
    }
}

/// The most bytes of a line that is read as a code; the core refuses far shorter ones.
const MOST_TYPED: u64 = 1_024;
