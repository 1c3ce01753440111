//! People who hold invitations: they are invited, get what the host renders, and present it.

use std::sync::atomic::{AtomicU8, Ordering};

use rollbook::account::Account;
use rollbook::change::{ChangeSet, Put};
use rollbook::command::activation::{
    AcceptInvitation, CodeText, Credential, InvitationAccepted, NumberChoice, PresentedDevice,
};
use rollbook::command::invitation::render_invitation::{RenderRequest, Rendered};
use rollbook::command::invitation::revoke_invitations::RevokeInvitations;
use rollbook::command::invitation::send_invitations::{OnError, SendInvitations, SentItem};
use rollbook::command::invitation::sending::SendRequest;
use rollbook::e164::E164;
use rollbook::engine::{Ran, RunOptions};
use rollbook::error::Error;
use rollbook::id::{AccountId, CommandId, OrganizationId};
use rollbook::invitation::Invitation;
use rollbook::number::Number;
use rollbook::page::{NumberFilter, Page, PageQuery};
use rollbook::profile::ProfileName;
use rollbook::snapshot::{ReadPlan, Snapshot};
use rollbook::store::Store;
use rollbook::time::{Clock, Duration};

use super::world::World;

/// A personal number.
pub const PHONE: &str = "+14405551234";
/// Another one.
pub const OTHER_PHONE: &str = "+14405551235";

/// Numbers of the inventory.
pub const NUMBERS: [&str; 8] = [
    "+14405550101",
    "+14405550102",
    "+14405550103",
    "+14405550104",
    "+14405550105",
    "+14405550106",
    "+14405550107",
    "+14405550108",
];

/// Command ids of one process.
static COMMANDS: AtomicU8 = AtomicU8::new(1);

/// A command id that no other case has.
#[must_use]
pub fn command_id() -> CommandId {
    let mut bytes = [0xC0; 16];
    bytes[15] = COMMANDS.fetch_add(1, Ordering::SeqCst);
    CommandId::from_bytes(bytes)
}

/// The text code of an error; `ok` for none.
pub fn code_of<T>(result: &Result<T, Error>) -> &'static str {
    match result {
        Ok(_) => "ok",
        Err(error) => error.code().as_str(),
    }
}

/// A phone whose number the host has verified.
#[must_use]
pub fn phone(number: &str) -> PresentedDevice {
    PresentedDevice {
        number: Some(number.to_owned()),
        verified: true,
        key: None,
    }
}

/// A tenant with settings of its own and eight numbers.
#[must_use]
pub fn stocked(
    store: std::sync::Arc<dyn Store>,
    profile: ProfileName,
    settings: &[(&str, &str)],
) -> World {
    let world = World::with(store, profile, settings);
    world.numbers(world.root(), &NUMBERS);
    world
}

impl World {
    /// Somebody invited at the root, with a number to be chosen.
    #[must_use]
    pub fn invited(&self, identity: &str) -> AccountId {
        let account = self.account(self.root(), identity).account;
        let sent = self.send(account);
        assert_eq!(sent.error, None);
        account
    }

    /// Sends, or sends again.
    pub fn send(&self, account: AccountId) -> SentItem {
        let command = SendInvitations {
            accounts: vec![account],
            request: SendRequest {
                channel: None,
                consent: true,
            },
            on_error: OnError::All,
        };
        self.run(&command).unwrap().items.remove(0)
    }

    /// Withdraws.
    pub fn revoke(&self, account: AccountId) {
        let command = RevokeInvitations {
            accounts: vec![account],
            on_error: OnError::All,
        };
        self.run(&command).unwrap();
    }

    /// The invitation as it is stored.
    #[must_use]
    pub fn invitation(&self, account: AccountId) -> Invitation {
        self.detail(account).listed.row.invitation.unwrap().value
    }

    /// The numbers on the lines of an account.
    #[must_use]
    pub fn lines(&self, account: AccountId) -> Vec<Option<E164>> {
        self.detail(account).listed.row.numbers
    }

    /// All numbers of the tenant.
    #[must_use]
    pub fn inventory(&self) -> Vec<Number> {
        let query = PageQuery::Numbers {
            tenant: self.tenant(),
            filter: NumberFilter::default(),
            at: self.clock.now(),
            after: None,
            limit: 1_000,
        };
        match self.rollbook.store().page(&query).unwrap() {
            Page::Numbers(numbers) => numbers.into_iter().map(|found| found.value).collect(),
            _ => Vec::new(),
        }
    }

    /// What the host renders of the current generation.
    ///
    /// # Errors
    /// Those of rendering.
    pub fn rendered(&self, account: AccountId) -> Result<Rendered, Error> {
        let invitation = self.invitation(account);
        let request = RenderRequest {
            invitation: invitation.id,
            generation: invitation.generation.number,
        };
        self.rollbook
            .render_invitations(&self.system(), &[request], RunOptions::default())?
            .remove(0)
    }

    /// What the person got: company id, username, code.
    #[must_use]
    pub fn credential(&self, account: AccountId) -> Credential {
        let rendered = self.rendered(account).unwrap();
        Credential::Code {
            company_id: rendered.company_id.as_str().to_owned(),
            username: rendered.username.clone(),
            code: CodeText::new(rendered.code.render()),
        }
    }

    /// Accepts with a verified phone and any number.
    ///
    /// # Errors
    /// Those of accepting.
    pub fn accept(
        &self,
        credential: &Credential,
        number: &str,
    ) -> Result<InvitationAccepted, Error> {
        self.accept_with(credential, phone(number), NumberChoice::Any)
    }

    /// Accepts.
    ///
    /// # Errors
    /// Those of accepting.
    pub fn accept_with(
        &self,
        credential: &Credential,
        device: PresentedDevice,
        number: NumberChoice,
    ) -> Result<InvitationAccepted, Error> {
        let options = RunOptions::default();
        self.accept_as(credential, device, number, options)
            .map(|ran| ran.outcome)
    }

    /// Accepts, with options.
    ///
    /// # Errors
    /// Those of accepting.
    pub fn accept_as(
        &self,
        credential: &Credential,
        device: PresentedDevice,
        number: NumberChoice,
        options: RunOptions,
    ) -> Result<Ran<InvitationAccepted>, Error> {
        let request = AcceptInvitation {
            credential: credential.clone(),
            device,
            number,
        };
        self.rollbook.accept_invitation(&request, options)
    }

    /// Lets time pass.
    pub fn wait(&self, span: Duration) {
        self.clock.advance(span);
    }

    /// Changes an account past every command, as one that does not exist yet would.
    pub fn alter(&self, account: AccountId, alter: impl FnOnce(&mut Account)) {
        self.write(account, |snapshot, changes| {
            let found = &snapshot.accounts[&account];
            let mut value = found.value.clone();
            alter(&mut value);
            changes.accounts.push(Put::Replace(found.version, value));
        });
    }

    /// Disables or enables an organization past every command.
    pub fn enable(&self, organization: OrganizationId, enabled: bool) {
        self.write(self.made.administrator, |snapshot, changes| {
            let found = &snapshot.organizations[&organization];
            let mut value = found.value.clone();
            value.enabled = enabled;
            changes
                .organizations
                .push(Put::Replace(found.version, value));
        });
    }

    /// Takes every role from an account past every command.
    pub fn strip(&self, account: AccountId) {
        self.write(account, |snapshot, changes| {
            for grant in &snapshot.grants[&account] {
                let key = (account, grant.value.role);
                changes.grants.push(Put::Delete(grant.version, key));
            }
        });
    }

    fn write(&self, account: AccountId, write: impl FnOnce(&Snapshot, &mut ChangeSet)) {
        let now = self.clock.now();
        let mut plan = ReadPlan::new(self.tenant(), command_id(), now);
        plan.accounts.push(account);
        plan.tree = true;
        let store = self.rollbook.store();
        let snapshot = store.read(&plan).unwrap();
        let fingerprint = rollbook::batch::Digest::of(&[]);
        let mut changes = ChangeSet::new(self.tenant(), plan.command, fingerprint, now);
        write(&snapshot, &mut changes);
        store.commit(&changes).unwrap();
    }
}

/// The code that a credential carries.
#[must_use]
pub fn text_of(credential: &Credential) -> &str {
    let Credential::Code { code, .. } = credential;
    code.expose()
}

/// The same names with another code.
#[must_use]
pub fn with_code(credential: &Credential, typed: &str) -> Credential {
    let Credential::Code {
        company_id,
        username,
        ..
    } = credential;
    Credential::Code {
        company_id: company_id.clone(),
        username: username.clone(),
        code: CodeText::new(typed),
    }
}

/// The same names with a code that passes its check and is wrong.
#[must_use]
pub fn wrong(credential: &Credential) -> Credential {
    with_code(credential, "JS8D-M8BP-H9RE")
}
