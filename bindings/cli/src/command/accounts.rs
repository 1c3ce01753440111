//! `accounts`: the single form, lists, and what changes accounts.

mod line;
mod standing;

use clap::{Args, Subcommand};
use rollbook::account::Status;
use rollbook::command::Command;
use rollbook::command::account::create_account::{CreateAccount, LineForm, NumberForm};
use rollbook::engine::RunOptions;
use rollbook::error::Error;
use rollbook::page::{AccountFilter, AccountSort, AccountSortKey, InvitationFilter};
use rollbook::profile::texts;
use rollbook::query::account::{ListAccounts, ListedAccount};
use rollbook::role::Actor;
use rollbook::time::Timestamp;
use rollbook_host::json;

use super::{after, answer, list};
use crate::args::{Access, Globals, PageArgs, word};
use crate::exit::Exit;
use crate::output::Output;
use crate::session::Session;

/// Add, list, edit, move, suspend and delete accounts
#[derive(Debug, Subcommand)]
#[command(
    after_help = "Example:\n  rollbook accounts list --status invited\n  rollbook accounts create --first-name Ann --last-name Example --identity ann@example.com --invite"
)]
pub(crate) enum Accounts {
    /// Add one account: saved, or saved and invited
    #[command(
        after_help = "Example:\n  rollbook accounts create --first-name Ann --last-name Example --identity ann@example.com --number any --invite"
    )]
    Create(Box<Create>),
    /// List accounts, filtered and by the page
    #[command(
        after_help = "Example:\n  rollbook accounts list --status invited --without-number\n  rollbook accounts list --text ann --sort name"
    )]
    List(Box<List>),
    /// Show one account
    #[command(
        after_help = "Example:\n  rollbook accounts get acc_019b76daa8007a6786f9b2e601935e9a"
    )]
    Get(standing::Get),
    /// Correct what is known about an account
    #[command(
        after_help = "Example:\n  rollbook accounts edit acc_019b76daa8007a6786f9b2e601935e9a --last-name Example --extension 1234"
    )]
    Edit(Box<standing::EditFields>),
    /// Put a number on a line that has none
    #[command(
        after_help = "Example:\n  rollbook accounts assign-number acc_019b76daa8007a6786f9b2e601935e9a any\n  rollbook accounts assign-number acc_019b76daa8007a6786f9b2e601935e9a --number-tag PORTED"
    )]
    AssignNumber(line::Assign),
    /// Take the number off a line
    #[command(
        after_help = "Example:\n  rollbook accounts unassign-number acc_019b76daa8007a6786f9b2e601935e9a --number release"
    )]
    UnassignNumber(line::Unassign),
    /// Move accounts to another organization, all of them or nobody
    #[command(
        after_help = "Example:\n  rollbook accounts move acc_019b76daa8007a6786f9b2e601935e9a --to 952442892"
    )]
    Move(standing::MoveTo),
    /// Let rights and credentials rest
    #[command(
        after_help = "Example:\n  rollbook accounts suspend acc_019b76daa8007a6786f9b2e601935e9a --reason leave"
    )]
    Suspend(standing::Suspend),
    /// Let suspended accounts take part again
    #[command(
        after_help = "Example:\n  rollbook accounts resume acc_019b76daa8007a6786f9b2e601935e9a"
    )]
    Resume(standing::Resume),
    /// Record that a person has opted out
    #[command(
        after_help = "Example:\n  rollbook accounts opt-out acc_019b76daa8007a6786f9b2e601935e9a"
    )]
    OptOut(standing::OptOut),
    /// Record a new consent of a person who had opted out
    #[command(
        after_help = "Example:\n  rollbook accounts opt-in acc_019b76daa8007a6786f9b2e601935e9a"
    )]
    OptIn(standing::OptIn),
    /// Free an account from its device, and invite it again
    #[command(
        after_help = "Example:\n  rollbook accounts replace-device acc_019b76daa8007a6786f9b2e601935e9a --yes"
    )]
    ReplaceDevice(line::Replace),
    /// Delete an account for good
    #[command(
        after_help = "Example:\n  rollbook accounts delete acc_019b76daa8007a6786f9b2e601935e9a --number release --yes"
    )]
    Delete(line::Delete),
}

#[derive(Args, Debug)]
pub(crate) struct Create {
    /// Where it belongs, by id or external number; the root if not given
    #[arg(long, value_name = "ORG")]
    org: Option<String>,
    /// Whether the person signs in
    #[arg(long, value_enum, default_value_t)]
    access: Access,
    /// The first name
    #[arg(long, value_name = "NAME")]
    first_name: Option<String>,
    /// The last name
    #[arg(long, value_name = "NAME")]
    last_name: Option<String>,
    /// The name, where names have one field
    #[arg(long, value_name = "NAME")]
    name: Option<String>,
    /// E-mail address, or phone number with country code
    #[arg(long, value_name = "EMAIL|PHONE")]
    identity: Option<String>,
    /// Where the invitation goes instead
    #[arg(long, value_name = "EMAIL|PHONE")]
    notification_address: Option<String>,
    /// A role, by id or name
    #[arg(long)]
    role: Option<String>,
    /// The user-permission group, by id or name; the default if not given
    #[arg(long, value_name = "GROUP")]
    group: Option<String>,
    /// The number: `any`, or one with country code; chosen at activation if not given
    #[arg(long, value_name = "any|NUMBER", conflicts_with = "number_tag")]
    number: Option<String>,
    /// Any number that carries this tag
    #[arg(long, value_name = "TAG")]
    number_tag: Option<String>,
    /// The language, for example English
    #[arg(long)]
    language: Option<String>,
    /// 3 to 5 digits
    #[arg(long)]
    extension: Option<String>,
    /// Invite at once; you agree that the recipient permits SMS
    #[arg(long)]
    invite: bool,
    /// Decide as if, and write nothing
    #[arg(long)]
    dry_run: bool,
}

#[derive(Args, Debug)]
pub(crate) struct List {
    /// In this organization and below, by id or external number; the root if not given
    #[arg(long, value_name = "ORG")]
    org: Option<String>,
    /// Shown with this status: active, invitation-failed, invited, not-invited, suspended, opted-out
    #[arg(long, value_parser = status)]
    status: Option<Status>,
    /// With an invitation in this state: open, expired, locked, used-up, revoked, blocked
    #[arg(long, value_parser = word::<InvitationFilter>)]
    invitation: Option<InvitationFilter>,
    /// With this user-permission group on a line, by id or name
    #[arg(long, value_name = "GROUP")]
    group: Option<String>,
    /// Holding this role, by id or name
    #[arg(long)]
    role: Option<String>,
    /// Of this kind
    #[arg(long, value_enum)]
    access: Option<Access>,
    /// With a number
    #[arg(long, conflicts_with = "without_number")]
    with_number: bool,
    /// Without a number
    #[arg(long)]
    without_number: bool,
    /// Invited at or before this time, and waiting
    #[arg(long, value_name = "TIME")]
    pending_since: Option<Timestamp>,
    /// With an invitation that expired at or before this time
    #[arg(long, value_name = "TIME")]
    expired_since: Option<Timestamp>,
    /// Whose name, identity, device or number begins so
    #[arg(long)]
    text: Option<String>,
    /// By what: created, name, identity, extension, status
    #[arg(long, value_parser = word::<AccountSortKey>, default_value = "created")]
    sort: AccountSortKey,
    /// The other way round
    #[arg(long)]
    descending: bool,
    #[command(flatten)]
    page: PageArgs,
}

/// Reads a status that accounts in lists have.
fn status(text: &str) -> Result<Status, String> {
    match word(text) {
        Ok(Status::Deleted) | Err(_) => Err(
            "one of active, invitation-failed, invited, not-invited, suspended, opted-out"
                .to_owned(),
        ),
        listed => listed,
    }
}

impl Accounts {
    pub(crate) fn run(&self, globals: &Globals, output: &mut Output) -> Result<Exit, Error> {
        match self {
            Self::Create(it) => it.run(globals, output),
            Self::List(it) => it.run(globals, output),
            Self::Get(it) => it.run(globals, output),
            Self::Edit(it) => it.run(globals, output),
            Self::AssignNumber(it) => it.run(globals, output),
            Self::UnassignNumber(it) => it.run(globals, output),
            Self::Move(it) => it.run(globals, output),
            Self::Suspend(it) => it.run(globals, output),
            Self::Resume(it) => it.run(globals, output),
            Self::OptOut(it) => it.run(globals, output),
            Self::OptIn(it) => it.run(globals, output),
            Self::ReplaceDevice(it) => it.run(globals, output),
            Self::Delete(it) => it.run(globals, output),
        }
    }
}

/// Runs a command as somebody, or decides it as if.
fn run<C: Command>(
    session: &Session,
    actor: &Actor,
    command: &C,
    dry_run: bool,
) -> Result<C::Outcome, Error> {
    let options = RunOptions {
        dry_run,
        ..RunOptions::default()
    };
    let ran = session.rollbook.run(actor, command, options)?;
    Ok(ran.outcome)
}

impl Create {
    fn run(&self, globals: &Globals, output: &mut Output) -> Result<Exit, Error> {
        let session = Session::open(globals)?;
        let organization = session.organization(self.org.as_deref())?;
        let group = self
            .group
            .as_deref()
            .map(|group| session.group(organization, group))
            .transpose()?;
        let mut command = match self.access {
            Access::Portal => {
                CreateAccount::portal(organization, self.identity.as_deref().unwrap_or_default())
            }
            Access::NoPortal => CreateAccount::no_portal(organization),
        };
        command.identity.clone_from(&self.identity);
        command.first_name.clone_from(&self.first_name);
        command.last_name.clone_from(&self.last_name);
        command.name.clone_from(&self.name);
        command
            .notification_address
            .clone_from(&self.notification_address);
        command.role = self
            .role
            .as_deref()
            .map(|role| session.role(organization, role))
            .transpose()?;
        command.group = group;
        command.language.clone_from(&self.language);
        command.extension.clone_from(&self.extension);
        command.send = Some(self.invite);
        command.consent = self.invite;
        if let Some(number) = self.number() {
            command.lines = Some(vec![LineForm {
                number,
                ..LineForm::default()
            }]);
        }
        if self.invite {
            output.say(texts(session.tenant.profile).consent_invite);
        }
        let options = RunOptions {
            dry_run: self.dry_run,
            ..RunOptions::default()
        };
        let created = session
            .rollbook
            .run(&session.actor, &command, options)?
            .outcome;
        if self.dry_run {
            // Nobody has the id that was drawn for the decision.
            let mut document = json::value(&created)?;
            if let Some(fields) = document.as_object_mut() {
                fields.insert("account".to_owned(), serde_json::Value::Null);
                fields.insert("invitation".to_owned(), serde_json::Value::Null);
            }
            let status = created.status.as_str();
            let line =
                format!("The account would be {status}.\nNothing was written: this was a dry run.");
            return answer(output, &document, &line);
        }
        let mut line = format!("{} {}", created.account, created.status.as_str());
        for number in created.numbers.iter().flatten() {
            line.push_str(&format!(" {number}"));
        }
        if let Some(issued) = &created.invitation {
            line.push_str(&format!(
                "\nNext: rollbook invitations render {}",
                issued.invitation
            ));
        }
        answer(output, &created, &line)
    }

    fn number(&self) -> Option<NumberForm> {
        match (&self.number, &self.number_tag) {
            (Some(any), _) if any == "any" => Some(NumberForm::Any),
            (Some(number), _) => Some(NumberForm::Named(number.clone())),
            (None, Some(tag)) => Some(NumberForm::Tagged(tag.clone())),
            (None, None) => None,
        }
    }
}

impl List {
    fn run(&self, globals: &Globals, output: &mut Output) -> Result<Exit, Error> {
        let session = Session::open(globals)?;
        let under = session.organization(self.org.as_deref())?;
        let group = self
            .group
            .as_deref()
            .map(|group| session.group(under, group))
            .transpose()?;
        let query = ListAccounts {
            under,
            filter: AccountFilter {
                status: self.status,
                invitation: self.invitation,
                group,
                role: self
                    .role
                    .as_deref()
                    .map(|role| session.role(under, role))
                    .transpose()?,
                access: self.access.map(Access::kind),
                has_number: (self.with_number || self.without_number).then_some(self.with_number),
                pending_since: self.pending_since,
                expired_since: self.expired_since,
                text: self.text.clone(),
                ..AccountFilter::default()
            },
            sort: AccountSort {
                by: self.sort,
                descending: self.descending,
            },
            after: after(self.page.after.as_deref())?,
            limit: self.page.limit,
        };
        let page = session.rollbook.query(&session.actor, &query)?;
        let items = page
            .items
            .iter()
            .map(json::account)
            .collect::<Result<Vec<_>, _>>()?;
        let rows: Vec<Vec<String>> = page.items.iter().map(row).collect();
        list(
            output,
            items,
            page.next,
            &["ACCOUNT", "NAME", "IDENTITY", "STATUS", "NUMBER"],
            &rows,
        )
    }
}

fn row(listed: &ListedAccount) -> Vec<String> {
    let account = &listed.row.account.value;
    let identity = account
        .identity
        .as_ref()
        .map(|it| it.canonical().to_string());
    let numbers: Vec<String> = listed
        .row
        .numbers
        .iter()
        .flatten()
        .map(ToString::to_string)
        .collect();
    vec![
        account.id.to_string(),
        account.name.display(),
        identity.unwrap_or_default(),
        listed.status.as_str().to_owned(),
        numbers.join(" "),
    ]
}
