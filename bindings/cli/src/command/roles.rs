//! `roles`: what people may, and who holds which role.

use clap::{Args, Subcommand};
use rollbook::command::role::assign_role::AssignRole;
use rollbook::command::role::create_role::CreateRole;
use rollbook::command::role::delete_role::DeleteRole;
use rollbook::command::role::edit_role::EditRole;
use rollbook::command::role::remove_role::RemoveRole;
use rollbook::command::role::transfer_ownership::TransferOwnership;
use rollbook::engine::RunOptions;
use rollbook::error::Error;
use rollbook::id::{AccountId, RoleId, TeamId};
use rollbook::query::account::GetAccount;
use rollbook::query::organization::ListRoles;
use rollbook_host::json;

use super::orgs::changed;
use super::{after, answer, list};
use crate::args::{Globals, PageArgs};
use crate::exit::Exit;
use crate::output::Output;
use crate::session::Session;

/// Create, edit and list roles, give and take them
#[derive(Debug, Subcommand)]
#[command(
    after_help = "Example:\n  rollbook roles list\n  rollbook roles create Guest accounts.view"
)]
pub(crate) enum Roles {
    /// List the roles that can be held in an organization
    #[command(after_help = "Example:\n  rollbook roles list")]
    List(List),
    /// Create a role
    #[command(after_help = "Example:\n  rollbook roles create Guest accounts.view accounts.filter")]
    Create(Create),
    /// Rename a role or change its privileges
    #[command(
        after_help = "Example:\n  rollbook roles edit Guest --privilege accounts.view --privilege accounts.filter"
    )]
    Edit(Edit),
    /// Delete a role that nobody holds
    #[command(after_help = "Example:\n  rollbook roles delete Guest")]
    Delete(Named),
    /// Give somebody a role
    #[command(
        after_help = "Example:\n  rollbook roles assign acc_019b76daa8007a6786f9b2e601935e9a Guest"
    )]
    Assign(Assign),
    /// Take a role from somebody
    #[command(
        after_help = "Example:\n  rollbook roles remove acc_019b76daa8007a6786f9b2e601935e9a Guest"
    )]
    Remove(Remove),
    /// Make somebody the Owner; the one before becomes an Admin
    #[command(
        after_help = "Example:\n  rollbook roles transfer-ownership acc_019b76daa8007a6786f9b2e601935e9a"
    )]
    TransferOwnership(Transfer),
}

#[derive(Args, Debug)]
pub(crate) struct List {
    /// The organization, by id or external number; the root if not given
    #[arg(long, value_name = "ORG")]
    org: Option<String>,
    #[command(flatten)]
    page: PageArgs,
}

#[derive(Args, Debug)]
pub(crate) struct Create {
    /// Its name
    name: String,
    /// What it gives
    #[arg(value_name = "PRIVILEGE")]
    privileges: Vec<String>,
    /// Where it is defined, by id or external number; the root if not given
    #[arg(long, value_name = "ORG")]
    org: Option<String>,
}

#[derive(Args, Debug)]
pub(crate) struct Edit {
    /// The role, by id or name
    role: String,
    /// Its new name
    #[arg(long)]
    name: Option<String>,
    /// Its new privileges, which replace all that it has
    #[arg(long = "privilege", value_name = "PRIVILEGE")]
    privileges: Vec<String>,
    /// Where it is defined, by id or external number; the root if not given
    #[arg(long, value_name = "ORG")]
    org: Option<String>,
}

#[derive(Args, Debug)]
pub(crate) struct Named {
    /// The role, by id or name
    role: String,
    /// Where it is defined, by id or external number; the root if not given
    #[arg(long, value_name = "ORG")]
    org: Option<String>,
}

#[derive(Args, Debug)]
pub(crate) struct Assign {
    /// To whom
    account: AccountId,
    /// The role, by id or name
    role: String,
    /// For an Admin: a team whose people it reaches; may be given several times
    #[arg(long = "team", value_name = "TEAM")]
    teams: Vec<TeamId>,
}

#[derive(Args, Debug)]
pub(crate) struct Remove {
    /// From whom
    account: AccountId,
    /// The role, by id or name
    role: String,
}

#[derive(Args, Debug)]
pub(crate) struct Transfer {
    /// The Owner to be
    account: AccountId,
}

impl Roles {
    pub(crate) fn run(&self, globals: &Globals, output: &mut Output) -> Result<Exit, Error> {
        match self {
            Self::List(it) => it.run(globals, output),
            Self::Create(it) => it.run(globals, output),
            Self::Edit(it) => it.run(globals, output),
            Self::Delete(it) => it.run(globals, output),
            Self::Assign(it) => it.run(globals, output),
            Self::Remove(it) => it.run(globals, output),
            Self::TransferOwnership(it) => it.run(globals, output),
        }
    }
}

impl List {
    fn run(&self, globals: &Globals, output: &mut Output) -> Result<Exit, Error> {
        let session = Session::open(globals)?;
        let query = ListRoles {
            organization: session.organization(self.org.as_deref())?,
            after: after(self.page.after.as_deref())?,
            limit: self.page.limit,
        };
        let page = session.rollbook.query(&session.actor, &query)?;
        let mut items = Vec::new();
        let mut rows = Vec::new();
        for listed in &page.items {
            let mut item = json::versioned(&listed.role)?;
            if let Some(fields) = item.as_object_mut() {
                fields.insert("grantable".to_owned(), listed.grantable.into());
            }
            items.push(item);
            let role = &listed.role.value;
            let privileges: Vec<&str> = role.privileges.iter().map(|it| it.as_str()).collect();
            let mark = |set: bool, word: &str| if set { word.to_owned() } else { String::new() };
            rows.push(vec![
                role.id.to_string(),
                role.name.as_str().to_owned(),
                mark(role.fixed, "built in"),
                mark(listed.grantable, "grantable"),
                privileges.join(" "),
            ]);
        }
        list(
            output,
            items,
            page.next,
            &["ROLE", "NAME", "KIND", "GRANTABLE", "PRIVILEGES"],
            &rows,
        )
    }
}

impl Create {
    fn run(&self, globals: &Globals, output: &mut Output) -> Result<Exit, Error> {
        let session = Session::open(globals)?;
        let command = CreateRole {
            organization: session.organization(self.org.as_deref())?,
            name: self.name.clone(),
            privileges: self.privileges.iter().cloned().collect(),
        };
        let done = session
            .rollbook
            .run(&session.actor, &command, RunOptions::default())?
            .outcome;
        answer(output, &done, &done.role.to_string())
    }
}

impl Edit {
    fn run(&self, globals: &Globals, output: &mut Output) -> Result<Exit, Error> {
        let session = Session::open(globals)?;
        let organization = session.organization(self.org.as_deref())?;
        let command = EditRole {
            organization,
            role: session.role(organization, &self.role)?,
            name: self.name.clone(),
            privileges: (!self.privileges.is_empty())
                .then(|| self.privileges.iter().cloned().collect()),
        };
        let done = session
            .rollbook
            .run(&session.actor, &command, RunOptions::default())?
            .outcome;
        answer(output, &done, changed(done.changed))
    }
}

impl Named {
    fn run(&self, globals: &Globals, output: &mut Output) -> Result<Exit, Error> {
        let session = Session::open(globals)?;
        let organization = session.organization(self.org.as_deref())?;
        let role = session.role(organization, &self.role)?;
        let command = DeleteRole { organization, role };
        let done = session
            .rollbook
            .run(&session.actor, &command, RunOptions::default())?
            .outcome;
        answer(output, &done, "Deleted.")
    }
}

/// The role as it is called where the account is.
fn held(session: &Session, account: AccountId, role: &str) -> Result<RoleId, Error> {
    let found = session
        .rollbook
        .look(&session.actor, &GetAccount { account })?;
    let organization = found.listed.row.account.value.organization;
    session.role(organization, role)
}

impl Assign {
    fn run(&self, globals: &Globals, output: &mut Output) -> Result<Exit, Error> {
        let session = Session::open(globals)?;
        let account = self.account;
        let role = held(&session, account, &self.role)?;
        let command = AssignRole {
            teams: self.teams.iter().copied().collect(),
            ..AssignRole::new(account, role)
        };
        let done = session
            .rollbook
            .run(&session.actor, &command, RunOptions::default())?
            .outcome;
        answer(output, &done, changed(done.changed))
    }
}

impl Remove {
    fn run(&self, globals: &Globals, output: &mut Output) -> Result<Exit, Error> {
        let session = Session::open(globals)?;
        let account = self.account;
        let role = held(&session, account, &self.role)?;
        let command = RemoveRole { account, role };
        let done = session
            .rollbook
            .run(&session.actor, &command, RunOptions::default())?
            .outcome;
        answer(output, &done, changed(done.changed))
    }
}

impl Transfer {
    fn run(&self, globals: &Globals, output: &mut Output) -> Result<Exit, Error> {
        let session = Session::open(globals)?;
        let command = TransferOwnership {
            account: self.account,
        };
        let done = session
            .rollbook
            .run(&session.actor, &command, RunOptions::default())?
            .outcome;
        answer(output, &done, changed(done.changed))
    }
}
