//! `accounts get`, `edit`, `move`, `suspend`, `resume`, `opt-out` and `opt-in`.

use clap::{Args, ValueEnum};
use rollbook::command::account::edit::Edit;
use rollbook::command::account::edit_account::{EditAccount, LineEdit};
use rollbook::command::account::list::AccountItem;
use rollbook::command::account::move_accounts::{MoveAccounts, MovedNumbers};
use rollbook::command::account::record_opt_in::RecordOptIn;
use rollbook::command::account::record_opt_out::RecordOptOut;
use rollbook::command::account::resume_accounts::ResumeAccounts;
use rollbook::command::account::suspend_accounts::{SuspendAccounts, SuspensionCause};
use rollbook::command::invitation::send_invitations::OnError;
use rollbook::error::Error;
use rollbook::id::AccountId;
use rollbook::query::account::GetAccount;
use rollbook::time::Timestamp;
use rollbook_host::json;
use serde_json::Value;

use super::run;
use crate::args::Globals;
use crate::command::answer;
use crate::command::orgs::changed;
use crate::exit::Exit;
use crate::output::Output;
use crate::session::Session;

#[derive(Args, Debug)]
pub(crate) struct Get {
    /// Which
    #[arg(id = "which", value_name = "ACCOUNT")]
    account: AccountId,
}

impl Get {
    pub(super) fn run(&self, globals: &Globals, output: &mut Output) -> Result<Exit, Error> {
        let session = Session::open(globals)?;
        let look = GetAccount {
            account: self.account,
        };
        let detail = session.rollbook.look(&session.actor, &look)?;
        let mut document = json::account(&detail.listed)?;
        let roles = detail.roles.iter().map(|(organization, role)| {
            serde_json::json!({ "role": role, "organization": organization })
        });
        let account = &detail.listed.row.account.value;
        if let Some(fields) = document.as_object_mut() {
            fields.insert("roles".to_owned(), roles.collect());
            fields.insert("teams".to_owned(), json::value(&account.teams)?);
        }
        if output.json() {
            output.document(&document);
            return Ok(Exit::Done);
        }
        let rows: Vec<Vec<String>> = document
            .as_object()
            .into_iter()
            .flatten()
            .filter(|(_, value)| !value.is_null())
            .map(|(name, value)| {
                let text = value.as_str().map(str::to_owned);
                vec![name.clone(), text.unwrap_or_else(|| value.to_string())]
            })
            .collect();
        output.table(&["FIELD", "VALUE"], &rows);
        Ok(Exit::Done)
    }
}

#[derive(Args, Debug)]
pub(crate) struct EditFields {
    /// Which
    #[arg(id = "which", value_name = "ACCOUNT")]
    account: AccountId,
    /// The first name
    #[arg(long, value_name = "NAME")]
    first_name: Option<String>,
    /// The last name
    #[arg(long, value_name = "NAME")]
    last_name: Option<String>,
    /// The name, where names have one field
    #[arg(long, value_name = "NAME")]
    name: Option<String>,
    /// Another e-mail address or phone number
    #[arg(long, value_name = "EMAIL|PHONE")]
    identity: Option<String>,
    /// Where invitations go instead; empty for the identity
    #[arg(long, value_name = "EMAIL|PHONE")]
    notification_address: Option<String>,
    /// The language; empty for the default
    #[arg(long)]
    language: Option<String>,
    /// 3 to 5 digits; empty for none
    #[arg(long)]
    extension: Option<String>,
    /// The user-permission group of the first line, by id or name
    #[arg(long, value_name = "GROUP")]
    group: Option<String>,
    /// Where calls of the first line go, with country code; empty for nowhere
    #[arg(long, value_name = "NUMBER")]
    forwarding_number: Option<String>,
    /// Invite with the edit; you agree that the recipient permits SMS
    #[arg(long)]
    invite: bool,
    /// Decide as if, and write nothing
    #[arg(long)]
    dry_run: bool,
}

/// A text given replaces, an empty one empties.
fn edited(given: Option<&String>) -> Edit<String> {
    match given {
        None => Edit::Keep,
        Some(text) if text.is_empty() => Edit::Clear,
        Some(text) => Edit::Set(text.clone()),
    }
}

impl EditFields {
    pub(super) fn run(&self, globals: &Globals, output: &mut Output) -> Result<Exit, Error> {
        let session = Session::open(globals)?;
        let forwarding = edited(self.forwarding_number.as_ref());
        let mut lines = Vec::new();
        if self.group.is_some() || !forwarding.is_keep() {
            lines.push(LineEdit {
                group: self.group(&session)?,
                forwarding_number: forwarding,
                ..LineEdit::default()
            });
        }
        let command = EditAccount {
            first_name: edited(self.first_name.as_ref()),
            last_name: edited(self.last_name.as_ref()),
            name: edited(self.name.as_ref()),
            identity: self.identity.clone(),
            notification_address: edited(self.notification_address.as_ref()),
            language: edited(self.language.as_ref()),
            extension: edited(self.extension.as_ref()),
            lines,
            send: self.invite,
            consent: self.invite,
            ..EditAccount::new(self.account)
        };
        if self.invite {
            output.say(rollbook::profile::texts(session.tenant.profile).consent_invite);
        }
        let done = run(&session, &session.actor, &command, self.dry_run)?;
        let mut line = changed(done.changed).to_owned();
        if let Some(issued) = &done.invitation
            && !self.dry_run
        {
            line.push_str(&format!(
                "\nNext: rollbook invitations render {}",
                issued.invitation
            ));
        }
        answer(output, &done, &line)
    }

    fn group(&self, session: &Session) -> Result<Edit<rollbook::id::GroupId>, Error> {
        let Some(group) = &self.group else {
            return Ok(Edit::Keep);
        };
        let look = GetAccount {
            account: self.account,
        };
        let detail = session.rollbook.look(&session.actor, &look)?;
        let organization = detail.listed.row.account.value.organization;
        session.group(organization, group).map(Edit::Set)
    }
}

/// What becomes of numbers that the destination cannot use.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, ValueEnum)]
enum Numbers {
    /// Nobody moves
    #[default]
    Refuse,
    /// They go along
    Transfer,
    /// They leave the lines
    Release,
}

#[derive(Args, Debug)]
pub(crate) struct MoveTo {
    /// Which, at most 1,000
    #[arg(required = true)]
    accounts: Vec<AccountId>,
    /// The destination, by id or external number
    #[arg(long, value_name = "ORG")]
    to: String,
    /// What becomes of numbers that the destination cannot use
    #[arg(long, value_enum, default_value_t)]
    numbers: Numbers,
    /// Decide as if, and write nothing
    #[arg(long)]
    dry_run: bool,
}

impl MoveTo {
    pub(super) fn run(&self, globals: &Globals, output: &mut Output) -> Result<Exit, Error> {
        let session = Session::open(globals)?;
        let command = MoveAccounts {
            accounts: self.accounts.clone(),
            destination: session.organization(Some(&self.to))?,
            numbers: match self.numbers {
                Numbers::Refuse => MovedNumbers::Refuse,
                Numbers::Transfer => MovedNumbers::Transfer,
                Numbers::Release => MovedNumbers::Release,
            },
        };
        let done = run(&session, &session.actor, &command, self.dry_run)?;
        let would = if self.dry_run {
            "would be moved"
        } else {
            "moved"
        };
        let mut line = format!("{} {would}.", done.moved);
        for item in &done.items {
            for what in &item.switched_off {
                line.push_str(&format!("\n{} {what} is switched off", item.account));
            }
            if item.pin_dropped {
                line.push_str(&format!("\n{} needs a new PIN", item.account));
            }
        }
        answer(output, &done, &line)
    }
}

#[derive(Args, Debug)]
pub(crate) struct Suspend {
    /// Which, at most 1,000
    #[arg(required = true)]
    accounts: Vec<AccountId>,
    /// Why, up to 200 characters
    #[arg(long)]
    reason: Option<String>,
    /// On behalf of the system, which alone resumes them
    #[arg(long, conflicts_with = "account")]
    by_system: bool,
    /// Go on with the others where one is refused
    #[arg(long)]
    each: bool,
}

impl Suspend {
    pub(super) fn run(&self, globals: &Globals, output: &mut Output) -> Result<Exit, Error> {
        let session = Session::open(globals)?;
        let (actor, cause) = match self.by_system {
            true => (session.system(), SuspensionCause::System),
            false => (session.actor, SuspensionCause::Administrator),
        };
        let command = SuspendAccounts {
            accounts: self.accounts.clone(),
            reason: self.reason.clone(),
            cause,
            on_error: on_error(self.each),
        };
        let done = run(&session, &actor, &command, false)?;
        let document = json::value(&done)?;
        items(output, &document, &done.items)
    }
}

#[derive(Args, Debug)]
pub(crate) struct Resume {
    /// Which, at most 1,000
    #[arg(required = true)]
    accounts: Vec<AccountId>,
    /// On behalf of the system
    #[arg(long, conflicts_with = "account")]
    by_system: bool,
    /// Go on with the others where one is refused
    #[arg(long)]
    each: bool,
}

impl Resume {
    pub(super) fn run(&self, globals: &Globals, output: &mut Output) -> Result<Exit, Error> {
        let session = Session::open(globals)?;
        let actor = match self.by_system {
            true => session.system(),
            false => session.actor,
        };
        let command = ResumeAccounts {
            accounts: self.accounts.clone(),
            on_error: on_error(self.each),
        };
        let done = run(&session, &actor, &command, false)?;
        let document = json::value(&done)?;
        items(output, &document, &done.items)
    }
}

const fn on_error(each: bool) -> OnError {
    match each {
        true => OnError::Each,
        false => OnError::All,
    }
}

/// What became of each account of a list.
fn items(output: &mut Output, document: &Value, items: &[AccountItem]) -> Result<Exit, Error> {
    if output.json() {
        output.document(document);
        return Ok(Exit::Done);
    }
    let rows: Vec<Vec<String>> = items
        .iter()
        .map(|item| {
            let became = match (&item.error, item.changed) {
                (Some(error), _) => error.clone(),
                (None, true) => "changed".to_owned(),
                (None, false) => "unchanged".to_owned(),
            };
            vec![item.account.to_string(), became]
        })
        .collect();
    output.table(&["ACCOUNT", "BECAME"], &rows);
    Ok(Exit::Done)
}

#[derive(Args, Debug)]
pub(crate) struct OptOut {
    /// Who
    #[arg(id = "which", value_name = "ACCOUNT")]
    account: AccountId,
}

impl OptOut {
    pub(super) fn run(&self, globals: &Globals, output: &mut Output) -> Result<Exit, Error> {
        let session = Session::open(globals)?;
        let command = RecordOptOut {
            account: self.account,
        };
        let done = run(&session, &session.system(), &command, false)?;
        answer(output, &done, changed(done.changed))
    }
}

#[derive(Args, Debug)]
pub(crate) struct OptIn {
    /// Who
    #[arg(id = "which", value_name = "ACCOUNT")]
    account: AccountId,
    /// When the consent was given; now if not given
    #[arg(long, value_name = "TIME")]
    consent_at: Option<Timestamp>,
    /// What is noted about it, up to 200 characters
    #[arg(long)]
    note: Option<String>,
}

impl OptIn {
    pub(super) fn run(&self, globals: &Globals, output: &mut Output) -> Result<Exit, Error> {
        let session = Session::open(globals)?;
        let command = RecordOptIn {
            account: self.account,
            consent_at: self.consent_at,
            note: self.note.clone(),
        };
        let done = run(&session, &session.system(), &command, false)?;
        answer(output, &done, changed(done.changed))
    }
}
