//! `pins`: what people without a portal prove themselves by at a phone.

use clap::{Args, Subcommand};
use rollbook::command::pin::create_pins::CreatePins;
use rollbook::command::pin::delete_pins::DeletePins;
use rollbook::command::pin::making::PinItem;
use rollbook::command::pin::reset_pins::ResetPins;
use rollbook::command::pin::verify_pin::PinAttempt;
use rollbook::engine::RunOptions;
use rollbook::error::{Error, ErrorCode};
use rollbook::id::AccountId;
use rollbook_host::json;
use serde_json::{Value, json};

use super::answer;
use super::invitations::{exit, on_error};
use crate::args::Globals;
use crate::exit::Exit;
use crate::output::Output;
use crate::session::{Session, typed_pin};

const ACCOUNT: &str = "acc_0192f0c1a2b37c4d8e5f607182930000";

/// Make, reset, delete and verify the PINs of people without a portal
#[derive(Debug, Subcommand)]
#[command(
    after_help = "Example:\n  echo 493817 | rollbook pins verify --extension 4711 --device lobby -\n\nA PIN is printed once, by the command that makes it. One that is lost is reset."
)]
pub(crate) enum Pins {
    /// Make a PIN for each account that has none, and print it once
    #[command(after_help = format!("Example:\n  rollbook pins create {ACCOUNT}"))]
    Create(List),
    /// Make a new PIN for each account, and print it once; the old one is dead
    #[command(after_help = format!("Example:\n  rollbook pins reset {ACCOUNT}"))]
    Reset(List),
    /// Delete PINs
    #[command(after_help = format!("Example:\n  rollbook pins delete {ACCOUNT}"))]
    Delete(List),
    /// Say whose PIN it is; a wrong one counts as an attempt; acts as the host
    #[command(
        after_help = "Example:\n  echo 493817 | rollbook pins verify --extension 4711 --device lobby -"
    )]
    Verify(Verify),
}

#[derive(Args, Debug)]
pub(crate) struct List {
    /// The accounts
    #[arg(required = true)]
    accounts: Vec<AccountId>,
    /// Do it for all of them or for none
    #[arg(long)]
    all_or_none: bool,
    /// Say what would happen and write nothing
    #[arg(long)]
    dry_run: bool,
}

#[derive(Args, Debug)]
pub(crate) struct Verify {
    /// The organization of the phone, by id or external number; the root if not given
    #[arg(long, value_name = "ORG")]
    org: Option<String>,
    /// The extension
    #[arg(long)]
    extension: Option<String>,
    /// What the phone is called: attempts from it are counted
    #[arg(long, value_name = "LABEL")]
    device: String,
    /// `-` reads the PIN from the standard input, which is also what happens without it; a PIN itself is for tests
    #[arg(value_name = "-", allow_hyphen_values = true)]
    pin: Option<String>,
}

impl Pins {
    pub(crate) fn run(&self, globals: &Globals, output: &mut Output) -> Result<Exit, Error> {
        match self {
            Self::Create(it) => it.create(globals, output),
            Self::Reset(it) => it.reset(globals, output),
            Self::Delete(it) => it.delete(globals, output),
            Self::Verify(it) => it.run(globals, output),
        }
    }
}

impl List {
    fn create(&self, globals: &Globals, output: &mut Output) -> Result<Exit, Error> {
        let session = Session::open(globals)?;
        let mut command = CreatePins::new(self.accounts.clone());
        command.on_error = on_error(self.together());
        let done = session
            .rollbook
            .run(&session.actor, &command, self.options())?;
        made(output, &done.outcome.items)
    }

    fn reset(&self, globals: &Globals, output: &mut Output) -> Result<Exit, Error> {
        let session = Session::open(globals)?;
        let mut command = ResetPins::new(self.accounts.clone());
        command.on_error = on_error(self.together());
        let done = session
            .rollbook
            .run(&session.actor, &command, self.options())?;
        made(output, &done.outcome.items)
    }

    fn delete(&self, globals: &Globals, output: &mut Output) -> Result<Exit, Error> {
        let session = Session::open(globals)?;
        let mut command = DeletePins::new(self.accounts.clone());
        command.on_error = on_error(self.together());
        let done = session
            .rollbook
            .run(&session.actor, &command, self.options())?;
        let items = &done.outcome.items;
        let lines: Vec<String> = items
            .iter()
            .map(|item| match &item.error {
                Some(error) => format!("{} {error}", item.account),
                None if item.changed => format!("{} has no PIN any more", item.account),
                None => format!("{} had no PIN", item.account),
            })
            .collect();
        answer(output, &done.outcome, &lines.join("\n"))?;
        Ok(exit(items.iter().map(|item| item.error.as_deref())))
    }

    /// One that was asked for alone and refused is an error, with its exit status.
    fn together(&self) -> bool {
        self.all_or_none || self.accounts.len() == 1
    }

    fn options(&self) -> RunOptions {
        RunOptions {
            dry_run: self.dry_run,
            ..RunOptions::default()
        }
    }
}

/// PINs as they were made: the one time that they are shown.
fn made(output: &mut Output, items: &[PinItem]) -> Result<Exit, Error> {
    let status = exit(items.iter().map(|item| item.error.as_deref()));
    if output.json() {
        let items = items.iter().map(document).collect::<Result<Vec<_>, _>>()?;
        output.document(&json!({ "items": items }));
        return Ok(status);
    }
    let rows: Vec<Vec<String>> = items
        .iter()
        .map(|item| {
            let said = match (&item.error, &item.pin) {
                (Some(error), _) => error.clone(),
                (None, Some(pin)) => pin.expose().to_owned(),
                (None, None) if item.changed => "would get one".to_owned(),
                (None, None) => "has one".to_owned(),
            };
            vec![item.account.to_string(), said]
        })
        .collect();
    output.table(&["ACCOUNT", "PIN"], &rows);
    Ok(status)
}

fn document(item: &PinItem) -> Result<Value, Error> {
    let mut document = json::value(item)?;
    let pin = item.pin.as_ref().map(|pin| Value::from(pin.expose()));
    if let (Value::Object(fields), Some(pin)) = (&mut document, pin) {
        fields.insert("pin".to_owned(), pin);
    }
    Ok(document)
}

impl Verify {
    fn run(&self, globals: &Globals, output: &mut Output) -> Result<Exit, Error> {
        if globals.account.is_some() {
            return Err(Error::new(ErrorCode::PrivilegeMissing)
                .with_message("PINs are verified by the host alone; leave out `--as`"));
        }
        let session = Session::open(globals)?;
        let attempt = PinAttempt {
            organization: session.organization(self.org.as_deref())?,
            extension: self.extension.clone(),
            pin: typed_pin(self.pin.as_deref(), output)?,
            device: self.device.clone(),
        };
        let verified = session.rollbook.verify_pin(&session.system(), &attempt)?;
        answer(output, &verified, &verified.account.to_string())
    }
}
