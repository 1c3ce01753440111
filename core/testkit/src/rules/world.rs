//! A tenant to show rules in: an engine over a store, with a clock that stands still and counted randomness.

use std::collections::BTreeMap;
use std::sync::Arc;
use std::sync::atomic::{AtomicU32, Ordering};

use rollbook::account::Account;
use rollbook::batch::Digest;
use rollbook::change::{ChangeSet, Put};
use rollbook::command::Command;
use rollbook::command::account::create_account::{AccountCreated, CreateAccount};
use rollbook::command::number::add_numbers::{AddNumbers, NewNumber};
use rollbook::command::organization::create_organization::CreateOrganization;
use rollbook::command::organization::disable_organization::DisableOrganization;
use rollbook::command::setting::set_settings::SetSettings;
use rollbook::command::tenant::create_tenant::{CreateTenant, FirstAdministrator, TenantCreated};
use rollbook::credential::keys::{CodeKey, CodeKeys, Keyring, LinkKeys, PublicKey};
use rollbook::engine::{Ran, Rollbook, RunOptions};
use rollbook::entropy::FixedEntropy;
use rollbook::error::Error;
use rollbook::event::Event;
use rollbook::id::{AccountId, CommandId, GroupId, OrganizationId, RoleId, TenantId};
use rollbook::number::Number;
use rollbook::page::{EventFilter, Page, PageQuery};
use rollbook::profile::ProfileName;
use rollbook::query::account::{AccountDetail, GetAccount};
use rollbook::query::number::{ListNumbers, Whose};
use rollbook::query::organization::ListRoles;
use rollbook::query::{Look, Query};
use rollbook::role::{ADMINISTRATOR, Actor};
use rollbook::store::Store;
use rollbook::time::{Clock, ManualClock, Timestamp};

/// The profiles of MultiLine.
pub const MULTILINE: [ProfileName; 3] = [
    ProfileName::Multiline2021,
    ProfileName::Multiline2022,
    ProfileName::Multiline2024,
];

/// The profiles of Members.
pub const MEMBERS: [ProfileName; 3] = [
    ProfileName::MembersV1,
    ProfileName::MembersV2,
    ProfileName::MembersV3,
];

/// Tenants and engines of one process, for external ids and random parts that differ.
static TENANTS: AtomicU32 = AtomicU32::new(1);

/// One tenant in a store.
#[derive(Debug)]
pub struct World {
    /// The engine.
    pub rollbook: Rollbook,
    /// Its clock.
    pub clock: Arc<ManualClock>,
    /// The tenant and what came with it.
    pub made: TenantCreated,
    /// Its profile.
    pub profile: ProfileName,
}

impl World {
    /// A tenant of a profile.
    #[must_use]
    pub fn new(store: Arc<dyn Store>, profile: ProfileName) -> Self {
        Self::with(store, profile, &[])
    }

    /// A tenant of a profile with settings of its own at the root.
    #[must_use]
    pub fn with(store: Arc<dyn Store>, profile: ProfileName, settings: &[(&str, &str)]) -> Self {
        let (rollbook, clock) = engine(store);
        let number = TENANTS.fetch_add(1, Ordering::SeqCst);
        let mut command = tenant(profile, &format!("T-{number}"));
        command.settings = texts(settings);
        let made = rollbook
            .create_tenant(&command, RunOptions::default())
            .unwrap()
            .outcome;
        Self {
            rollbook,
            clock,
            made,
            profile,
        }
    }

    /// Another tenant in the same store, under the same clock.
    #[must_use]
    pub fn beside(&self) -> Self {
        let number = TENANTS.fetch_add(1, Ordering::SeqCst);
        let command = tenant(self.profile, &format!("T-{number}"));
        let made = self
            .rollbook
            .create_tenant(&command, RunOptions::default())
            .unwrap()
            .outcome;
        Self {
            rollbook: self.rollbook.clone(),
            clock: Arc::clone(&self.clock),
            made,
            profile: self.profile,
        }
    }

    /// The tenant.
    #[must_use]
    pub const fn tenant(&self) -> TenantId {
        self.made.tenant
    }

    /// The root organization.
    #[must_use]
    pub const fn root(&self) -> OrganizationId {
        self.made.organization
    }

    /// The host.
    #[must_use]
    pub const fn system(&self) -> Actor {
        Actor::System {
            tenant: self.made.tenant,
        }
    }

    /// The first administrator; the Owner in the model of ranks.
    #[must_use]
    pub const fn owner(&self) -> Actor {
        self.actor(self.made.administrator)
    }

    /// An account as actor.
    #[must_use]
    pub const fn actor(&self, account: AccountId) -> Actor {
        Actor::Account {
            tenant: self.made.tenant,
            account,
        }
    }

    /// Runs a command as the first administrator.
    ///
    /// # Errors
    /// Those of the command.
    pub fn run<C: Command>(&self, command: &C) -> Result<C::Outcome, Error> {
        self.run_as(&self.owner(), command)
    }

    /// Runs a command as somebody.
    ///
    /// # Errors
    /// Those of the command.
    pub fn run_as<C: Command>(&self, actor: &Actor, command: &C) -> Result<C::Outcome, Error> {
        self.rollbook
            .run(actor, command, RunOptions::default())
            .map(|ran| ran.outcome)
    }

    /// Runs a command as the first administrator, with options.
    ///
    /// # Errors
    /// Those of the command.
    pub fn run_with<C: Command>(
        &self,
        command: &C,
        options: RunOptions,
    ) -> Result<Ran<C::Outcome>, Error> {
        self.rollbook.run(&self.owner(), command, options)
    }

    /// Decides first without writing, then runs: both must answer alike (N-12). What a claim binds is known to the run
    /// alone.
    ///
    /// # Errors
    /// Those of the command.
    pub fn both<C: Command>(&self, command: &C) -> Result<C::Outcome, Error> {
        self.both_as(&self.owner(), command)
    }

    /// As [`both`](Self::both), as somebody.
    ///
    /// # Errors
    /// Those of the command.
    pub fn both_as<C: Command>(&self, actor: &Actor, command: &C) -> Result<C::Outcome, Error> {
        let before = self.events().len();
        let dry = RunOptions {
            dry_run: true,
            ..RunOptions::default()
        };
        let dry = self.rollbook.run(actor, command, dry);
        assert_eq!(
            self.events().len(),
            before,
            "N-12: a dry run writes nothing"
        );
        let run = self.run_as(actor, command);
        let said = |error: &Error| (error.code(), error.details().clone());
        assert_eq!(
            dry.as_ref().err().map(said),
            run.as_ref().err().map(said),
            "N-12"
        );
        run
    }

    /// The text code with which a command is refused.
    pub fn refusal<C: Command>(&self, command: &C) -> String {
        self.refusal_as(&self.owner(), command)
    }

    /// The text code with which a command of somebody is refused.
    pub fn refusal_as<C: Command>(&self, actor: &Actor, command: &C) -> String {
        match self.run_as(actor, command) {
            Ok(_) => "ok".to_owned(),
            Err(error) => error.code().as_str().to_owned(),
        }
    }

    /// Asks as the first administrator.
    ///
    /// # Errors
    /// Those of the query.
    pub fn ask<Q: Query>(&self, query: &Q) -> Result<Q::Answer, Error> {
        self.rollbook.query(&self.owner(), query)
    }

    /// Looks as the first administrator.
    ///
    /// # Errors
    /// Those of the question.
    pub fn look<L: Look>(&self, question: &L) -> Result<L::Answer, Error> {
        self.rollbook.look(&self.owner(), question)
    }

    /// A new organization.
    #[must_use]
    pub fn organization(&self, parent: OrganizationId, name: &str) -> OrganizationId {
        let command = CreateOrganization {
            parent,
            name: name.to_owned(),
            external_id: None,
        };
        self.run(&command).unwrap().organization
    }

    /// Changes settings.
    pub fn set(&self, organization: OrganizationId, settings: &[(&str, &str)]) {
        self.run(&SetSettings {
            organization,
            values: texts(settings),
        })
        .unwrap();
    }

    /// Adds plain numbers.
    pub fn numbers(&self, organization: OrganizationId, numbers: &[&str]) {
        let numbers = numbers
            .iter()
            .map(|number| NewNumber::new(*number))
            .collect();
        self.run(&AddNumbers {
            organization,
            numbers,
        })
        .unwrap();
    }

    /// Adds numbers that carry a tag.
    pub fn tagged(&self, organization: OrganizationId, numbers: &[&str], tag: &str) {
        let tagged = |number: &&str| NewNumber {
            tags: vec![tag.to_owned()],
            ..NewNumber::new(*number)
        };
        let numbers = numbers.iter().map(tagged).collect();
        self.run(&AddNumbers {
            organization,
            numbers,
        })
        .unwrap();
    }

    /// The form of a portal account with the names that the profile needs, saved and not sent.
    #[must_use]
    pub fn form(&self, organization: OrganizationId, identity: &str) -> CreateAccount {
        let form = CreateAccount::portal(organization, identity).sending(false);
        match self.is_members() {
            true => form.called("Name Example"),
            false => form.named("First", "Last"),
        }
    }

    /// A saved portal account.
    #[must_use]
    pub fn account(&self, organization: OrganizationId, identity: &str) -> AccountCreated {
        self.run(&self.form(organization, identity)).unwrap()
    }

    /// An account that holds a role of this name in its organization.
    #[must_use]
    pub fn holder(&self, role: &str, organization: OrganizationId) -> Actor {
        let number = TENANTS.fetch_add(1, Ordering::SeqCst);
        let mut form = self.form(organization, &format!("holder{number}@example.com"));
        form.role = Some(self.role(role));
        self.actor(self.run(&form).unwrap().account)
    }

    /// A fixed role by its name.
    #[must_use]
    pub fn role(&self, name: &str) -> RoleId {
        let query = ListRoles {
            organization: self.root(),
            after: None,
            limit: None,
        };
        let roles = self.ask(&query).unwrap().items;
        let found = roles
            .iter()
            .find(|listed| listed.role.value.name.as_str() == name);
        found.unwrap().role.value.id
    }

    /// The name of the role that may do everything an administrator may.
    #[must_use]
    pub fn administrator_role(&self) -> &'static str {
        if self.is_members() {
            "Admin"
        } else {
            ADMINISTRATOR
        }
    }

    /// The default group of the tenant.
    #[must_use]
    pub const fn group(&self) -> GroupId {
        self.made.group
    }

    /// An account with everything that belongs to it.
    #[must_use]
    pub fn detail(&self, account: AccountId) -> AccountDetail {
        self.look(&GetAccount { account }).unwrap()
    }

    /// An account as it is stored.
    #[must_use]
    pub fn stored(&self, account: AccountId) -> Account {
        self.detail(account).listed.row.account.value
    }

    /// Writes rows as a command that is not due yet would have left them.
    pub fn left(&self, edit: impl FnOnce(&mut ChangeSet)) {
        let number = TENANTS.fetch_add(1, Ordering::SeqCst).to_be_bytes();
        let mut id = [0xee; 16];
        id[12..].copy_from_slice(&number);
        let command = CommandId::from_bytes(id);
        let mut changes = ChangeSet::new(self.tenant(), command, Digest::of(&[]), self.clock.now());
        "{}".clone_into(&mut changes.recorded);
        edit(&mut changes);
        self.rollbook.store().commit(&changes).unwrap();
    }

    /// Changes a number as a command that is not due yet would have left it.
    pub fn left_number(&self, number: &str, edit: impl FnOnce(&mut Number)) {
        let all = self
            .ask(&ListNumbers::of(Whose::OwnedBy(self.root())))
            .unwrap()
            .items;
        let found = all
            .into_iter()
            .find(|it| it.value.e164.to_string() == number)
            .unwrap();
        let mut changed = found.value;
        edit(&mut changed);
        self.left(|changes| changes.numbers.push(Put::Replace(found.version, changed)));
    }

    /// Disables an organization.
    pub fn disable(&self, organization: OrganizationId) {
        let command = DisableOrganization { organization };
        self.run_as(&self.system(), &command).unwrap();
    }

    /// All events of the tenant, the oldest first.
    #[must_use]
    pub fn events(&self) -> Vec<Event> {
        let query = PageQuery::Events {
            tenant: self.tenant(),
            filter: EventFilter::default(),
            after: None,
            limit: 1_000,
        };
        match self.rollbook.store().page(&query).unwrap() {
            Page::Events(events) => events,
            _ => Vec::new(),
        }
    }

    /// How many events of a name there are.
    #[must_use]
    pub fn count(&self, name: &str) -> usize {
        self.events()
            .iter()
            .filter(|event| event.name.as_str() == name)
            .count()
    }

    /// Whether the profile is one of Members.
    #[must_use]
    pub fn is_members(&self) -> bool {
        MEMBERS.contains(&self.profile)
    }
}

/// An engine over a store, at the start of 2026.
#[must_use]
pub fn engine(store: Arc<dyn Store>) -> (Rollbook, Arc<ManualClock>) {
    let clock = Arc::new(ManualClock::new(Timestamp::from_seconds(1_767_225_600)));
    let entropy = Arc::new(FixedEntropy::new(
        TENANTS.fetch_add(1, Ordering::SeqCst).into(),
    ));
    (
        Rollbook::new(store, Arc::clone(&clock) as _, entropy, Some(keyring())),
        clock,
    )
}

/// Keys that are known to everybody.
#[must_use]
pub fn keyring() -> Keyring {
    let code = CodeKey::new(&key_bytes(0)).unwrap();
    let link = PublicKey::new(&key_bytes(1)).unwrap();
    let codes = CodeKeys::new(Some(code), Vec::new(), Vec::new()).unwrap();
    let links = LinkKeys::new(Some(link), Vec::new(), Vec::new()).unwrap();
    Keyring::new(deployment(), codes, links, None).unwrap()
}

fn deployment() -> rollbook::credential::keys::Deployment {
    "local-test".parse().unwrap()
}

fn key_bytes(first: u8) -> [u8; 32] {
    std::array::from_fn(|index| first.wrapping_add(u8::try_from(index).unwrap().wrapping_mul(7)))
}

/// The command that creates a tenant of a profile.
#[must_use]
pub fn tenant(profile: ProfileName, external_id: &str) -> CreateTenant {
    let mut administrator = FirstAdministrator {
        identity: "owner@example.com".to_owned(),
        ..FirstAdministrator::default()
    };
    if MEMBERS.contains(&profile) {
        administrator.name = Some("Owner Example".to_owned());
    } else {
        administrator.first_name = Some("Owner".to_owned());
        administrator.last_name = Some("Example".to_owned());
    }
    CreateTenant {
        profile,
        name: "ACME CORP".to_owned(),
        external_id: external_id.to_owned(),
        administrator,
        settings: BTreeMap::new(),
    }
}

/// Names and text forms of settings.
#[must_use]
pub fn texts(settings: &[(&str, &str)]) -> BTreeMap<String, String> {
    let owned = |(name, value): &(&str, &str)| ((*name).to_owned(), (*value).to_owned());
    settings.iter().map(owned).collect()
}
