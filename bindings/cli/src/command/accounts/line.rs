//! `accounts assign-number`, `unassign-number`, `delete` and `replace-device`: what becomes of numbers and devices.

use clap::{Args, ValueEnum};
use rollbook::command::account::assign_number::AssignNumber;
use rollbook::command::account::create_account::NumberForm;
use rollbook::command::account::delete_account::DeleteAccount;
use rollbook::command::account::outcome::NumberOutcome;
use rollbook::command::account::replace_device::ReplaceDevice;
use rollbook::command::account::unassign_number::UnassignNumber;
use rollbook::command::invitation::sending::SendRequest;
use rollbook::error::Error;
use rollbook::id::AccountId;
use rollbook::number::ReservationReason;
use rollbook::profile::texts;
use rollbook::time::Timestamp;

use super::run;
use crate::args::{Globals, word};
use crate::command::answer;
use crate::exit::Exit;
use crate::output::Output;
use crate::session::Session;

#[derive(Args, Debug)]
pub(crate) struct Assign {
    /// Whose line
    #[arg(id = "which", value_name = "ACCOUNT")]
    account: AccountId,
    /// `any`, or a number with country code
    #[arg(value_name = "any|NUMBER", required_unless_present = "number_tag")]
    number: Option<String>,
    /// Any number that carries this tag
    #[arg(long, value_name = "TAG", conflicts_with = "number")]
    number_tag: Option<String>,
    /// Which line, from 0
    #[arg(long, default_value_t = 0)]
    line: u8,
    /// Decide as if, and write nothing
    #[arg(long)]
    dry_run: bool,
}

impl Assign {
    pub(super) fn run(&self, globals: &Globals, output: &mut Output) -> Result<Exit, Error> {
        let session = Session::open(globals)?;
        let number = match (&self.number, &self.number_tag) {
            (_, Some(tag)) => NumberForm::Tagged(tag.clone()),
            (Some(any), None) if any == "any" => NumberForm::Any,
            (Some(number), None) => NumberForm::Named(number.clone()),
            (None, None) => NumberForm::Later,
        };
        let command = AssignNumber {
            account: self.account,
            line: self.line,
            number,
        };
        let done = run(&session, &session.actor, &command, self.dry_run)?;
        let number = done.number.map(|number| number.to_string());
        let line = match (done.changed, number) {
            (false, _) => "Nothing changed.".to_owned(),
            (true, Some(number)) => format!("{number} is on line {}.", done.line),
            (true, None) => format!("Line {} would get a number.", done.line),
        };
        answer(output, &done, &line)
    }
}

/// What becomes of a number.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
enum Becomes {
    /// Back to the pool
    Release,
    /// Put aside
    Reserve,
    /// Its calls are forwarded
    Forward,
}

#[derive(Args, Debug)]
struct OutcomeArgs {
    /// What becomes of the number
    #[arg(long = "number", value_enum)]
    becomes: Option<Becomes>,
    /// Where calls go, with country code; with `--number forward`
    #[arg(long, value_name = "NUMBER", required_if_eq("becomes", "forward"))]
    forward_to: Option<String>,
    /// The tag of the reservation
    #[arg(long)]
    tag: Option<String>,
    /// When the reservation or the forwarding ends
    #[arg(long, value_name = "TIME")]
    until: Option<Timestamp>,
    /// Why it is reserved: manual, expired, terminated, swapped
    #[arg(long, value_parser = word::<ReservationReason>, default_value = "manual")]
    reason: ReservationReason,
}

impl OutcomeArgs {
    fn outcome(&self) -> Option<NumberOutcome> {
        Some(match self.becomes? {
            Becomes::Release => NumberOutcome::Release,
            Becomes::Reserve => NumberOutcome::Reserve {
                tag: self.tag.clone(),
                until: self.until,
                reason: self.reason,
                note: None,
            },
            Becomes::Forward => NumberOutcome::Forward {
                to: self.forward_to.clone().unwrap_or_default(),
                until: self.until,
            },
        })
    }
}

#[derive(Args, Debug)]
pub(crate) struct Unassign {
    /// Whose line
    #[arg(id = "which", value_name = "ACCOUNT")]
    account: AccountId,
    /// Which line, from 0
    #[arg(long, default_value_t = 0)]
    line: u8,
    #[command(flatten)]
    outcome: OutcomeArgs,
    /// Decide as if, and write nothing
    #[arg(long)]
    dry_run: bool,
}

impl Unassign {
    pub(super) fn run(&self, globals: &Globals, output: &mut Output) -> Result<Exit, Error> {
        let session = Session::open(globals)?;
        let command = UnassignNumber {
            account: self.account,
            line: self.line,
            outcome: self.outcome.outcome(),
        };
        let done = run(&session, &session.actor, &command, self.dry_run)?;
        let line = match (done.number, done.state) {
            (Some(number), Some(state)) => format!("{number} is {}.", state.as_str()),
            _ => "Nothing changed.".to_owned(),
        };
        answer(output, &done, &line)
    }
}

#[derive(Args, Debug)]
pub(crate) struct Delete {
    /// Which
    #[arg(id = "which", value_name = "ACCOUNT")]
    account: AccountId,
    #[command(flatten)]
    outcome: OutcomeArgs,
    /// Decide as if, and write nothing
    #[arg(long)]
    dry_run: bool,
}

impl Delete {
    pub(super) fn run(&self, globals: &Globals, output: &mut Output) -> Result<Exit, Error> {
        let session = Session::open(globals)?;
        let command = match self.outcome.outcome() {
            Some(outcome) => DeleteAccount::with_all(self.account, &outcome),
            None => DeleteAccount {
                account: self.account,
                numbers: Vec::new(),
            },
        };
        if !self.dry_run {
            output.confirm("Delete the account for good?", globals.yes)?;
        }
        let done = run(&session, &session.actor, &command, self.dry_run)?;
        let mut line = match self.dry_run {
            true => "Nothing was written: this was a dry run.".to_owned(),
            false => "Deleted.".to_owned(),
        };
        for left in &done.numbers {
            line.push_str(&format!("\n{} {}", left.number, left.state.as_str()));
        }
        answer(output, &done, &line)
    }
}

#[derive(Args, Debug)]
pub(crate) struct Replace {
    /// Whose device
    #[arg(id = "which", value_name = "ACCOUNT")]
    account: AccountId,
    /// Send no new invitation
    #[arg(long)]
    no_send: bool,
    /// You agree that the recipient permits SMS
    #[arg(long, conflicts_with = "no_send")]
    consent: bool,
    /// Decide as if, and write nothing
    #[arg(long)]
    dry_run: bool,
}

impl Replace {
    pub(super) fn run(&self, globals: &Globals, output: &mut Output) -> Result<Exit, Error> {
        let session = Session::open(globals)?;
        let command = ReplaceDevice {
            account: self.account,
            send: !self.no_send,
            request: SendRequest {
                channel: None,
                consent: self.consent,
            },
        };
        if !self.no_send && self.consent {
            output.say(texts(session.tenant.profile).consent_invite);
        }
        if !self.dry_run {
            let question =
                "Free the account from its device? The secret that it knows will be dead.";
            output.confirm(question, globals.yes)?;
        }
        let done = run(&session, &session.actor, &command, self.dry_run)?;
        let line = match (&done.invitation, self.dry_run) {
            (_, true) => "Nothing was written: this was a dry run.".to_owned(),
            (Some(issued), false) => {
                format!("Next: rollbook invitations render {}", issued.invitation)
            }
            (None, false) => "The device is gone, and nothing was sent.".to_owned(),
        };
        answer(output, &done, &line)
    }
}
