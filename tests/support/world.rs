//! A small company to test in: a tenant over a store, with a clock that stands still and randomness that repeats.

use std::ops::ControlFlow;
use std::sync::Arc;

use rollbook::Error;
use rollbook::command::account::create_account::{AccountCreated, CreateAccount, NumberForm};
use rollbook::command::activation::{
    AcceptInvitation, CodeText, Credential, InvitationAccepted, NumberChoice, PresentedDevice,
};
use rollbook::command::batch::upload::ImportAccounts;
use rollbook::command::invitation::render_invitation::RenderRequest;
use rollbook::command::invitation::send_invitations::{InvitationsSent, OnError, SendInvitations};
use rollbook::command::invitation::sending::{Issued, SendRequest};
use rollbook::command::number::add_numbers::{AddNumbers, NewNumber};
use rollbook::command::organization::create_organization::CreateOrganization;
use rollbook::command::setting::set_settings::SetSettings;
use rollbook::command::tenant::create_tenant::{CreateTenant, FirstAdministrator};
use rollbook::credential::{CodeKey, CodeKeys, Keyring, LinkKeys};
use rollbook::engine::{Imported, Ran, Rollbook, RunOptions};
use rollbook::entropy::FixedEntropy;
use rollbook::id::{AccountId, OrganizationId, TenantId};
use rollbook::profile::ProfileName;
use rollbook::role::Actor;
use rollbook::store::Store;
use rollbook::time::{Clock, Duration, ManualClock, Timestamp};

use crate::dump::{Dump, events};
use crate::home::{DEPLOYMENT, Home, Place};

/// The company id of the first tenant.
pub const COMPANY: &str = "952442891";

/// 2027-01-15T08:00:00Z.
pub const START: i64 = 1_800_000_000;

/// The ring of the vector of `security.md` 2.2: code key `00 01 .. 1f`, no signing key.
#[must_use]
pub fn keyring() -> Keyring {
    keyring_of(&core::array::from_fn(|index| u8::try_from(index).unwrap()))
}

/// A ring with this code key.
#[must_use]
pub fn keyring_of(bytes: &[u8; 32]) -> Keyring {
    let key = CodeKey::new(bytes).unwrap();
    let codes = CodeKeys::new(Some(key), vec![], vec![]).unwrap();
    let links = LinkKeys::new(None, vec![], vec![]).unwrap();
    Keyring::new(DEPLOYMENT.parse().unwrap(), codes, links, None).unwrap()
}

/// A tenant over a store.
#[derive(Clone, Debug)]
pub struct World {
    /// The engine.
    pub rollbook: Rollbook,
    /// Its clock.
    pub clock: Arc<ManualClock>,
    /// The store, and the folder of its file.
    pub place: Place,
    /// The first administrator.
    pub owner: Actor,
    /// The host.
    pub host: Actor,
    /// The tenant.
    pub tenant: TenantId,
    /// Its root organization.
    pub root: OrganizationId,
    profile: ProfileName,
}

impl World {
    /// A tenant of `multiline-2024` over an empty store.
    #[must_use]
    pub fn new(home: Home) -> Self {
        Self::with(home, ProfileName::Multiline2024, &[])
    }

    /// A tenant of a profile with settings of its own over an empty store.
    #[must_use]
    pub fn with(home: Home, profile: ProfileName, settings: &[(&str, &str)]) -> Self {
        let clock = Arc::new(ManualClock::new(Timestamp::from_seconds(START)));
        Self::over(home.open(), clock, 7, profile, COMPANY, settings)
    }

    /// Another tenant of the same store.
    #[must_use]
    pub fn neighbour(&self, company: &str) -> Self {
        let (place, clock) = (self.place.clone(), Arc::clone(&self.clock));
        Self::over(place, clock, 70, self.profile, company, &[])
    }

    fn over(
        place: Place,
        clock: Arc<ManualClock>,
        seed: u64,
        profile: ProfileName,
        company: &str,
        settings: &[(&str, &str)],
    ) -> Self {
        let rollbook = Rollbook::new(
            Arc::clone(&place.store),
            Arc::clone(&clock) as Arc<dyn Clock>,
            Arc::new(FixedEntropy::new(seed)),
            Some(keyring()),
        );
        let two_names = profile.as_str().starts_with("multiline");
        let name = |text: &str, wanted: bool| wanted.then(|| text.to_owned());
        let command = CreateTenant {
            profile,
            name: "My organization".into(),
            external_id: company.into(),
            administrator: FirstAdministrator {
                first_name: name("First", two_names),
                last_name: name("Owner", two_names),
                name: name("First Owner", !two_names),
                identity: "owner@example.invalid".into(),
            },
            settings: pairs(settings),
        };
        let created = rollbook
            .create_tenant(&command, RunOptions::default())
            .unwrap()
            .outcome;
        let tenant = created.tenant;
        Self {
            rollbook,
            clock,
            place,
            owner: Actor::Account {
                tenant,
                account: created.administrator,
            },
            host: Actor::System { tenant },
            tenant,
            root: created.organization,
            profile,
        }
    }

    /// The same world seen through another engine: its own randomness, the same clock, this store.
    #[must_use]
    pub fn through(&self, store: Arc<dyn Store>, seed: u64) -> Self {
        let rollbook = Rollbook::new(
            store,
            Arc::clone(&self.clock) as Arc<dyn Clock>,
            Arc::new(FixedEntropy::new(seed)),
            Some(keyring()),
        );
        Self {
            rollbook,
            ..self.clone()
        }
    }

    /// The store.
    #[must_use]
    pub fn store(&self) -> &dyn Store {
        self.place.store.as_ref()
    }

    /// The time.
    #[must_use]
    pub fn now(&self) -> Timestamp {
        self.clock.now()
    }

    /// Lets time pass.
    pub fn wait(&self, span: Duration) {
        self.clock.advance(span);
    }

    /// What is stored, but for counters and events.
    #[must_use]
    pub fn dump(&self) -> Dump {
        Dump::of(self.store(), self.tenant)
    }

    /// Names of all events so far.
    #[must_use]
    pub fn event_names(&self) -> Vec<&'static str> {
        let events = events(self.store(), self.tenant);
        events.iter().map(|event| event.name.as_str()).collect()
    }

    /// Runs a command as the first administrator.
    ///
    /// # Errors
    /// Those of the command.
    pub fn run<C: rollbook::command::Command>(
        &self,
        command: &C,
    ) -> Result<Ran<C::Outcome>, Error> {
        self.rollbook
            .run(&self.owner, command, RunOptions::default())
    }

    /// A sub-organization of the root.
    #[must_use]
    pub fn child(&self, name: &str) -> OrganizationId {
        let command = CreateOrganization {
            parent: self.root,
            name: name.into(),
            external_id: None,
        };
        self.run(&command).unwrap().outcome.organization
    }

    /// Sets values at the root.
    pub fn set(&self, values: &[(&str, &str)]) {
        let command = SetSettings {
            organization: self.root,
            values: pairs(values),
        };
        self.run(&command).unwrap();
    }

    /// Adds `count` numbers from +1 440 555 0000 on, beginning at `first`, to an organization.
    pub fn add_numbers_to(&self, organization: OrganizationId, first: u32, count: u32) {
        let numbers: Vec<_> = (first..first + count)
            .map(|index| NewNumber::new(number(index)))
            .collect();
        for chunk in numbers.chunks(5_000) {
            let command = AddNumbers {
                organization,
                numbers: chunk.to_vec(),
            };
            self.run(&command).unwrap();
        }
    }

    /// Adds numbers to the root.
    pub fn add_numbers(&self, count: u32) {
        self.add_numbers_to(self.root, 0, count);
    }

    /// Creates an account `p7@example.com`, without sending.
    ///
    /// # Errors
    /// Those of `create_account`.
    pub fn create(&self, index: u32, number: NumberForm) -> Result<AccountCreated, Error> {
        let form = person(self.root, index).sending(false).with_number(number);
        Ok(self.run(&form)?.outcome)
    }

    /// Creates accounts without numbers, from index 0 on.
    #[must_use]
    pub fn people(&self, count: u32) -> Vec<AccountId> {
        (0..count)
            .map(|index| self.create(index, NumberForm::Later).unwrap().account)
            .collect()
    }

    /// Sends invitations.
    ///
    /// # Errors
    /// Those of `send_invitations`.
    pub fn send(&self, accounts: &[AccountId]) -> Result<InvitationsSent, Error> {
        let command = SendInvitations {
            accounts: accounts.to_vec(),
            request: SendRequest {
                channel: None,
                consent: true,
            },
            on_error: OnError::Each,
        };
        Ok(self.run(&command)?.outcome)
    }

    /// Sends one invitation.
    #[must_use]
    pub fn invite(&self, account: AccountId) -> Issued {
        let mut sent = self.send(&[account]).unwrap();
        sent.items.remove(0).issued.unwrap()
    }

    /// The typed code of a generation, as the host renders it.
    #[must_use]
    pub fn code(&self, issued: &Issued) -> String {
        let request = RenderRequest {
            invitation: issued.invitation,
            generation: issued.generation,
        };
        let mut rendered = self
            .rollbook
            .render_invitations(&self.host, &[request], RunOptions::default())
            .unwrap();
        rendered.remove(0).unwrap().code.render()
    }

    /// What `p7@example.com` presents with a code.
    #[must_use]
    pub fn credential(&self, index: u32, code: &str) -> Credential {
        Credential::Code {
            company_id: COMPANY.into(),
            username: identity(index),
            code: CodeText::new(code),
        }
    }

    /// Accepts as `p7@example.com`, from a verified phone.
    ///
    /// # Errors
    /// Those of `accept_invitation`.
    pub fn accept(
        &self,
        index: u32,
        code: &str,
        device: &str,
        choice: NumberChoice,
    ) -> Result<InvitationAccepted, Error> {
        let request = AcceptInvitation {
            credential: self.credential(index, code),
            device: PresentedDevice {
                number: Some(device.into()),
                verified: true,
                key: None,
            },
            number: choice,
        };
        let ran = self
            .rollbook
            .accept_invitation(&request, RunOptions::default())?;
        Ok(ran.outcome)
    }

    /// Imports a file as the first administrator.
    ///
    /// # Errors
    /// Those of `import_accounts`.
    pub fn import(&self, input: &ImportAccounts, file: &[u8]) -> Result<Imported, Error> {
        self.import_with(input, file, RunOptions::default())
    }

    /// Imports a file with options.
    ///
    /// # Errors
    /// Those of `import_accounts`.
    pub fn import_with(
        &self,
        input: &ImportAccounts,
        file: &[u8],
        options: RunOptions,
    ) -> Result<Imported, Error> {
        let watch = &mut |_| ControlFlow::Continue(());
        self.rollbook
            .import_accounts(&self.owner, input, file, options, watch)
    }
}

/// The text form of a number: +1 440 555 0000 and on.
#[must_use]
pub fn number(index: u32) -> String {
    format!("+{}", 14_405_550_000_u64 + u64::from(index))
}

/// `p7@example.com`.
#[must_use]
pub fn identity(index: u32) -> String {
    format!("p{index}@example.com")
}

/// The single form of a person.
#[must_use]
pub fn person(organization: OrganizationId, index: u32) -> CreateAccount {
    CreateAccount::portal(organization, identity(index)).named("Person", "Example")
}

/// A file of `multiline-2024` with people `p0@example.com` on; each row gets the number at its place in `numbers`.
#[must_use]
pub fn file(rows: u32, numbers: impl Fn(u32) -> String) -> Vec<u8> {
    use std::fmt::Write as _;
    let mut text = String::from(
        "firstname,lastname,email address or device,social_messaging,multiline_number,monitor_calls,monitor_sms,Language\n",
    );
    for index in 0..rows {
        let (identity, number) = (identity(index), numbers(index));
        writeln!(
            text,
            "Person,Example,{identity},No,{number},off,off,English"
        )
        .unwrap();
    }
    text.into_bytes()
}

fn pairs(values: &[(&str, &str)]) -> std::collections::BTreeMap<String, String> {
    values
        .iter()
        .map(|(name, value)| ((*name).to_owned(), (*value).to_owned()))
        .collect()
}
