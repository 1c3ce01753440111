//! `invitations`: sending, revoking, rendering; and what their holders do with them.

use clap::{Args, Subcommand};
use rollbook::account::Status;
use rollbook::command::activation::PresentedDevice;
use rollbook::command::activation::accept_invitation::{AcceptInvitation, NumberChoice};
use rollbook::command::activation::credential::Credential;
use rollbook::command::invitation::render_invitation::{RenderRequest, Rendered};
use rollbook::command::invitation::revoke_invitations::RevokeInvitations;
use rollbook::command::invitation::send_invitations::{OnError, SendInvitations};
use rollbook::command::invitation::sending::SendRequest;
use rollbook::e164::E164;
use rollbook::engine::RunOptions;
use rollbook::error::{Error, ErrorCode, ErrorKind};
use rollbook::id::{AccountId, InvitationId};
use rollbook::invitation::Invitation;
use rollbook::page::{AccountFilter, InvitationFilter};
use rollbook::profile::texts;
use rollbook::query::account::ListAccounts;
use rollbook::settings::Channel;
use rollbook::snapshot::InvitationKey;
use rollbook_host::{ErrorParts, json};
use serde_json::{Value, json};

use super::answer;
use crate::args::{Globals, word};
use crate::exit::Exit;
use crate::output::Output;
use crate::session::{Session, holder, typed_code};

/// The most invitations in one call.
const CHUNK: usize = 1_000;

const ACCOUNT: &str = "acc_0192f0c1a2b37c4d8e5f607182930000";

/// Send, revoke, render, check and accept invitations
#[derive(Debug, Subcommand)]
#[command(
    after_help = "Example:\n  rollbook invitations render --all\n  rollbook invitations check --company 952442891 --username ann@example.com -\n\nOf a list, the exit status is 0 if anything was done, else that of the first refusal."
)]
pub(crate) enum Invitations {
    /// Invite accounts, for the first time or again; you agree that the recipients permit SMS
    #[command(after_help = format!("Example:\n  rollbook invitations send {ACCOUNT}"))]
    Send(Send),
    /// Withdraw invitations
    #[command(after_help = format!("Example:\n  rollbook invitations revoke {ACCOUNT}"))]
    Revoke(Revoke),
    /// Show the codes of open invitations, to hand them over; acts as the host
    #[command(after_help = format!("Example:\n  rollbook invitations render {ACCOUNT}\n  rollbook --json invitations render --all"))]
    Render(Render),
    /// Say what a code is good for; a wrong one counts as an attempt
    #[command(
        after_help = "Example:\n  echo JS8D-M8BP-H9RE | rollbook invitations check --company 952442891 --username ann@example.com -"
    )]
    Check(Bearer),
    /// List numbers to choose from
    #[command(
        after_help = "Example:\n  echo JS8D-M8BP-H9RE | rollbook invitations choices --company 952442891 --username ann@example.com -"
    )]
    Choices(Bearer),
    /// Activate an account on a phone
    #[command(
        after_help = "Example:\n  echo JS8D-M8BP-H9RE | rollbook invitations accept --company 952442891 --username ann@example.com --device +14405551234 --verified --number any -"
    )]
    Accept(Accept),
    /// Say no: the account opts out, and only a new consent brings it back
    #[command(
        after_help = "Example:\n  echo JS8D-M8BP-H9RE | rollbook invitations decline --company 952442891 --username ann@example.com -"
    )]
    Decline(Bearer),
}

#[derive(Args, Debug)]
pub(crate) struct Send {
    /// The accounts
    #[arg(required = true)]
    accounts: Vec<AccountId>,
    /// How: email or sms; what fits the recipient if not given
    #[arg(long, value_parser = word::<Channel>)]
    channel: Option<Channel>,
    /// Send to all of them or to none
    #[arg(long)]
    all_or_none: bool,
    /// Say what would happen and write nothing
    #[arg(long)]
    dry_run: bool,
}

#[derive(Args, Debug)]
pub(crate) struct Revoke {
    /// The accounts
    #[arg(required = true)]
    accounts: Vec<AccountId>,
    /// Revoke all of them or none
    #[arg(long)]
    all_or_none: bool,
}

#[derive(Args, Debug)]
pub(crate) struct Render {
    /// Accounts or invitations, by id
    #[arg(required_unless_present = "all", conflicts_with = "all")]
    whom: Vec<String>,
    /// Everybody who is invited and did not activate yet
    #[arg(long)]
    all: bool,
    /// In this organization and below, by id or external number; the root if not given
    #[arg(long, value_name = "ORG")]
    org: Option<String>,
}

#[derive(Args, Debug)]
pub(crate) struct Bearer {
    /// The company id
    #[arg(long, value_name = "ID")]
    company: String,
    /// The username: e-mail address, or personal number with country code
    #[arg(long, value_name = "NAME")]
    username: String,
    /// `-` reads the code from the standard input, which is also what happens without it; a code itself is for tests
    #[arg(value_name = "-", allow_hyphen_values = true)]
    code: Option<String>,
}

#[derive(Args, Debug)]
pub(crate) struct Accept {
    #[command(flatten)]
    bearer: Bearer,
    /// The personal number of the phone, with country code
    #[arg(long, value_name = "NUMBER")]
    device: Option<String>,
    /// The personal number was proved to be the holder's
    #[arg(long)]
    verified: bool,
    /// The number wanted: any, or one of `choices`
    #[arg(long, value_name = "any|NUMBER")]
    number: Option<String>,
}

impl Invitations {
    pub(crate) fn run(&self, globals: &Globals, output: &mut Output) -> Result<Exit, Error> {
        match self {
            Self::Send(it) => it.run(globals, output),
            Self::Revoke(it) => it.run(globals, output),
            Self::Render(it) => it.run(globals, output),
            Self::Check(it) => it.check(globals, output),
            Self::Choices(it) => it.choices(globals, output),
            Self::Accept(it) => it.run(globals, output),
            Self::Decline(it) => it.decline(globals, output),
        }
    }
}

pub(super) const fn on_error(all_or_none: bool) -> OnError {
    if all_or_none {
        OnError::All
    } else {
        OnError::Each
    }
}

/// How a list ends, with `--json` and without: done if anything of it was done, else as its first item was refused.
pub(super) fn exit<'a>(errors: impl Iterator<Item = Option<&'a str>>) -> Exit {
    let mut first = None;
    for error in errors {
        match error {
            None => return Exit::Done,
            Some(code) => first = first.or(Some(code)),
        }
    }
    let Some(code) = first else {
        return Exit::Done;
    };
    let known = ErrorCode::ALL.iter().find(|known| known.as_str() == code);
    Exit::Failed(known.map_or(ErrorKind::InvalidInput, |known| known.kind()))
}

impl Send {
    fn run(&self, globals: &Globals, output: &mut Output) -> Result<Exit, Error> {
        let session = Session::open(globals)?;
        output.say(texts(session.tenant.profile).consent_invite);
        let command = SendInvitations {
            accounts: self.accounts.clone(),
            request: SendRequest {
                channel: self.channel,
                consent: true,
            },
            // One that was asked for alone and refused is an error, with its exit status.
            on_error: on_error(self.all_or_none || self.accounts.len() == 1),
        };
        let options = RunOptions {
            dry_run: self.dry_run,
            ..RunOptions::default()
        };
        let sent = session
            .rollbook
            .run(&session.actor, &command, options)?
            .outcome;
        let lines: Vec<String> = sent
            .items
            .iter()
            .map(|item| match (&item.issued, &item.error) {
                (Some(issued), _) => {
                    format!(
                        "{} {} generation {} ({})",
                        item.account,
                        issued.kind.as_str(),
                        issued.generation,
                        issued.invitation
                    )
                }
                (None, error) => format!(
                    "{} {}",
                    item.account,
                    error.as_deref().unwrap_or("unchanged")
                ),
            })
            .collect();
        answer(output, &sent, &lines.join("\n"))?;
        Ok(exit(sent.items.iter().map(|item| item.error.as_deref())))
    }
}

impl Revoke {
    fn run(&self, globals: &Globals, output: &mut Output) -> Result<Exit, Error> {
        let session = Session::open(globals)?;
        let command = RevokeInvitations {
            accounts: self.accounts.clone(),
            on_error: on_error(self.all_or_none || self.accounts.len() == 1),
        };
        let revoked = session
            .rollbook
            .run(&session.actor, &command, RunOptions::default())?
            .outcome;
        let lines: Vec<String> = revoked
            .items
            .iter()
            .map(|item| match &item.error {
                Some(error) => format!("{} {error}", item.account),
                None if item.changed => format!("{} revoked", item.account),
                None => format!("{} was revoked", item.account),
            })
            .collect();
        answer(output, &revoked, &lines.join("\n"))?;
        Ok(exit(revoked.items.iter().map(|item| item.error.as_deref())))
    }
}

impl Render {
    fn run(&self, globals: &Globals, output: &mut Output) -> Result<Exit, Error> {
        if globals.account.is_some() {
            return Err(Error::new(ErrorCode::PrivilegeMissing)
                .with_message("codes are shown to the host alone; leave out `--as`"));
        }
        let session = Session::open(globals)?;
        let wanted = self.wanted(&session)?;
        let mut done: Vec<(RenderRequest, Result<Rendered, Error>)> = Vec::new();
        for chunk in wanted.chunks(CHUNK) {
            let rendered = session.rollbook.render_invitations(
                &session.system(),
                chunk,
                RunOptions::default(),
            )?;
            done.extend(chunk.iter().copied().zip(rendered));
        }
        // One that was asked for alone and refused is an error.
        if done.len() == 1
            && let Some((_, Err(error))) = done.pop_if(|(_, found)| found.is_err())
        {
            return Err(error);
        }
        let exit = exit(done.iter().map(|(_, found)| {
            let error = found.as_ref().err()?;
            Some(error.code().as_str())
        }));
        if output.json() {
            let items = done.iter().map(item).collect::<Result<Vec<_>, _>>()?;
            output.document(&json!({ "items": items }));
            return Ok(exit);
        }
        let rows: Vec<Vec<String>> = done
            .iter()
            .filter_map(|(_, found)| found.as_ref().ok())
            .map(row)
            .collect();
        output.table(&["NAME", "COMPANY", "USERNAME", "CODE", "EXPIRES"], &rows);
        let mut refused = done
            .iter()
            .filter_map(|(request, found)| Some((request, found.as_ref().err()?)));
        for (request, error) in refused.by_ref() {
            output.note(&format!(
                "{}: error[{}]: {}",
                request.invitation,
                error.code(),
                error.message()
            ));
        }
        Ok(exit)
    }

    /// The current generations of those asked for.
    fn wanted(&self, session: &Session) -> Result<Vec<RenderRequest>, Error> {
        if self.all {
            self.everybody(session)
        } else {
            self.named(session)
        }
    }

    fn everybody(&self, session: &Session) -> Result<Vec<RenderRequest>, Error> {
        let mut query = ListAccounts::under(session.organization(self.org.as_deref())?);
        query.limit = Some(1_000);
        query.filter = AccountFilter {
            invitation: Some(InvitationFilter::Open),
            status: Some(Status::Invited),
            ..AccountFilter::default()
        };
        let mut open = Vec::new();
        loop {
            let page = session.rollbook.query(&session.actor, &query)?;
            let invitations = page
                .items
                .into_iter()
                .filter_map(|listed| listed.row.invitation);
            open.extend(invitations.map(|found| request(&found.value)));
            match page.next {
                Some(next) => query.after = Some(next),
                None => return Ok(open),
            }
        }
    }

    fn named(&self, session: &Session) -> Result<Vec<RenderRequest>, Error> {
        let mut plan = session.read_plan();
        let mut whom = Vec::new();
        for text in &self.whom {
            let account = text.parse::<AccountId>().ok();
            let invitation = text.parse::<InvitationId>().ok();
            if account.is_none() && invitation.is_none() {
                return Err(Error::new(ErrorCode::IdKindMismatch).with_message(
                    "an id of an account (`acc_`) or of an invitation (`inv_`) is needed",
                ));
            }
            plan.accounts.extend(account);
            plan.invitations.extend(invitation.map(InvitationKey::Id));
            whom.push((account, invitation));
        }
        let snapshot = session.rollbook.store().read(&plan)?;
        let find = |(account, invitation): (Option<AccountId>, Option<InvitationId>)| {
            let mut all = snapshot.invitations.values().map(|found| &found.value);
            all.find(|found| account == Some(found.account) || invitation == Some(found.id))
                .map(request)
                .ok_or_else(|| Error::not_found("invitation"))
        };
        whom.into_iter().map(find).collect()
    }
}

const fn request(invitation: &Invitation) -> RenderRequest {
    RenderRequest {
        invitation: invitation.id,
        generation: invitation.generation.number,
    }
}

fn item((request, found): &(RenderRequest, Result<Rendered, Error>)) -> Result<Value, Error> {
    match found {
        Ok(rendered) => json::rendered(rendered),
        Err(error) => Ok(json!({
            "invitation": request.invitation.to_string(),
            "generation": request.generation,
            "error": json::value(&ErrorParts::from(error))?,
        })),
    }
}

fn row(rendered: &Rendered) -> Vec<String> {
    vec![
        rendered.name.display(),
        rendered.company_id.as_str().to_owned(),
        rendered.username.clone(),
        rendered.code.render(),
        rendered
            .expires_at
            .map_or_else(|| "never".to_owned(), |at| at.to_string()),
    ]
}

impl Bearer {
    fn credential(&self, output: &mut Output) -> Result<Credential, Error> {
        Ok(Credential::Code {
            company_id: self.company.clone(),
            username: self.username.clone(),
            code: typed_code(self.code.as_deref(), output)?,
        })
    }

    fn check(&self, globals: &Globals, output: &mut Output) -> Result<Exit, Error> {
        let rollbook = holder(globals)?;
        let checked = rollbook.check_invitation(&self.credential(output)?)?;
        let mut line = format!("An invitation to {}.", checked.organization_name.as_str());
        if let Some(expires) = checked.expires_at {
            line.push_str(&format!(" It expires at {expires}."));
        }
        for (needed, what) in [
            (checked.needs.number_choice, "a number is to be chosen"),
            (
                checked.needs.device_number,
                "the personal number is to be given",
            ),
            (checked.needs.password_at_host, "a password is to be set"),
        ] {
            if needed {
                line.push_str(&format!("\nNeeded: {what}."));
            }
        }
        answer(output, &checked, &line)
    }

    fn decline(&self, globals: &Globals, output: &mut Output) -> Result<Exit, Error> {
        let rollbook = holder(globals)?;
        let credential = self.credential(output)?;
        let declined = rollbook
            .decline_invitation(&credential, RunOptions::default())?
            .outcome;
        let line = format!("{} has opted out.", declined.account);
        answer(output, &declined, &line)
    }

    fn choices(&self, globals: &Globals, output: &mut Output) -> Result<Exit, Error> {
        let rollbook = holder(globals)?;
        let numbers = rollbook.list_number_choices(&self.credential(output)?)?;
        let lines: Vec<String> = numbers.iter().map(ToString::to_string).collect();
        answer(output, &json!({ "numbers": lines }), &lines.join("\n"))
    }
}

impl Accept {
    fn run(&self, globals: &Globals, output: &mut Output) -> Result<Exit, Error> {
        let number = match self.number.as_deref() {
            None => NumberChoice::None,
            Some("any") => NumberChoice::Any,
            Some(number) => NumberChoice::One(e164(number)?),
        };
        let rollbook = holder(globals)?;
        let request = AcceptInvitation {
            credential: self.bearer.credential(output)?,
            device: PresentedDevice {
                number: self.device.clone(),
                verified: self.verified,
                key: None,
            },
            number,
        };
        let accepted = rollbook
            .accept_invitation(&request, RunOptions::default())?
            .outcome;
        let numbers: Vec<String> = accepted
            .numbers
            .iter()
            .flatten()
            .map(ToString::to_string)
            .collect();
        let what = if accepted.reactivated {
            "active again"
        } else {
            "active"
        };
        let line = format!("{} is {what} {}", accepted.account, numbers.join(" "));
        answer(output, &accepted, line.trim_end())
    }
}

fn e164(text: &str) -> Result<E164, Error> {
    text.parse()
        .map_err(|_| Error::new(ErrorCode::NumberInvalid))
}
