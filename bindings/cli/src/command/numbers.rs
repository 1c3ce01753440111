//! `numbers`: the inventory.

use std::path::{Path, PathBuf};

use clap::{Args, Subcommand};
use rollbook::command::Command;
use rollbook::command::number::add_numbers::{AddNumbers, NewNumber};
use rollbook::command::number::allocate_numbers::AllocateNumbers;
use rollbook::command::number::choice::NumberChoice;
use rollbook::command::number::end_cooling::EndCooling;
use rollbook::command::number::release_numbers::ReleaseNumbers;
use rollbook::command::number::reserve_numbers::ReserveNumbers;
use rollbook::command::number::retire_numbers::RetireNumbers;
use rollbook::command::number::tag_numbers::TagNumbers;
use rollbook::command::number::untag_numbers::UntagNumbers;
use rollbook::command::number::withdraw_numbers::WithdrawNumbers;
use rollbook::csv::{Limits, Options, Report, Row, Schema, validate};
use rollbook::e164::E164;
use rollbook::engine::RunOptions;
use rollbook::error::{Error, ErrorCode};
use rollbook::id::OrganizationId;
use rollbook::number::{ReservationReason, StateNow};
use rollbook::query::number::{ListNumbers, Whose};
use rollbook::text::Tag;
use rollbook::time::{Clock, Timestamp};
use rollbook_host::file::read_file;
use rollbook_host::{SystemClock, json};
use serde_json::{Value, json};

use super::report::{report_json, report_text, view};
use super::validate::file_name;
use super::{after, answer, list};
use crate::args::{Globals, PageArgs, word};
use crate::exit::Exit;
use crate::output::Output;
use crate::progress::{Bar, Stop};
use crate::session::Session;

/// Numbers in one commit.
const CHUNK: usize = 5_000;

/// Add, list, reserve, release, tag, allocate and retire numbers
#[derive(Debug, Subcommand)]
#[command(
    after_help = "Example:\n  rollbook numbers add numbers.csv\n  rollbook numbers list --state available"
)]
pub(crate) enum Numbers {
    /// Add the numbers of a CSV file to the pool of an organization
    #[command(
        after_help = "Example:\n  rollbook numbers add numbers.csv\n  rollbook template --numbers --output numbers.csv"
    )]
    Add(Add),
    /// List numbers in their order
    #[command(
        after_help = "Example:\n  rollbook numbers list --state cooling\n  rollbook numbers list --tag PORTED --limit 20"
    )]
    List(List),
    /// Put numbers aside
    #[command(
        after_help = "Example:\n  rollbook numbers reserve +14405551234 --tag OFFICE\n  rollbook numbers reserve --series 1440 --quantity 10"
    )]
    Reserve(Reserve),
    /// Let reserved or forwarding numbers go
    #[command(
        after_help = "Example:\n  rollbook numbers release +14405551234\n  rollbook numbers release --tagged OFFICE --quantity 10"
    )]
    Release(Pool),
    /// Take numbers out of the inventory
    #[command(
        after_help = "Example:\n  rollbook numbers retire +14405551234\n  rollbook numbers retire --series 1440 --quantity 10"
    )]
    Retire(Pool),
    /// Give tags to numbers
    #[command(
        after_help = "Example:\n  rollbook numbers tag +14405551234 --tag OFFICE\n  rollbook numbers tag --series 1440 --quantity 10 --tag OFFICE"
    )]
    Tag(Tagged),
    /// Take tags off numbers
    #[command(after_help = "Example:\n  rollbook numbers untag +14405551234 --tag OFFICE")]
    Untag(Tagged),
    /// Make cooling numbers available before their time
    #[command(after_help = "Example:\n  rollbook numbers end-cooling +14405551234")]
    EndCooling(EndCoolingArgs),
    /// Give numbers to an organization below
    #[command(
        after_help = "Example:\n  rollbook numbers allocate +14405551234 --to 77\n  rollbook numbers allocate --series 1440 --quantity 10 --to 77"
    )]
    Allocate(Allocate),
    /// Take numbers back from an organization into the pool right above it
    #[command(
        after_help = "Example:\n  rollbook numbers withdraw +14405551234 --from 77\n  rollbook numbers withdraw --tagged OFFICE --quantity 10 --from 77"
    )]
    Withdraw(Withdraw),
}

#[derive(Args, Debug)]
pub(crate) struct Add {
    /// The CSV file: columns number, tags, ported, golden
    file: PathBuf,
    /// Whose pool, by id or external number; the root's if not given
    #[arg(long, value_name = "ORG")]
    org: Option<String>,
}

#[derive(Args, Debug)]
pub(crate) struct List {
    /// Whose pool, by id or external number; the root's if not given
    #[arg(long, value_name = "ORG")]
    org: Option<String>,
    /// Also what the organizations above own
    #[arg(long)]
    usable: bool,
    /// In this state: available, reserved, assigned, registered, forwarding, cooling
    #[arg(long, value_parser = word::<StateNow>)]
    state: Option<StateNow>,
    /// Carrying this tag
    #[arg(long)]
    tag: Option<Tag>,
    /// Beginning with these digits, country code first
    #[arg(long, value_name = "DIGITS")]
    series: Option<String>,
    #[command(flatten)]
    page: PageArgs,
}

#[derive(Args, Debug)]
pub(crate) struct Reserve {
    #[command(flatten)]
    choice: Choice,
    /// By this tag they can be chosen automatically
    #[arg(long)]
    tag: Option<String>,
    /// When the reservation ends, for example 2026-12-31T00:00:00Z
    #[arg(long, value_name = "TIME")]
    until: Option<Timestamp>,
    /// Why: manual, expired, terminated, swapped
    #[arg(long, value_parser = word::<ReservationReason>, default_value = "manual")]
    reason: ReservationReason,
    /// A note
    #[arg(long)]
    note: Option<String>,
    /// Whose pool, by id or external number; the root's if not given
    #[arg(long, value_name = "ORG")]
    org: Option<String>,
}

/// Which numbers of a pool.
#[derive(Args, Debug)]
pub(crate) struct Choice {
    /// The numbers
    #[arg(required_unless_present_any = ["series", "tagged"], conflicts_with_all = ["series", "tagged"])]
    numbers: Vec<String>,
    /// Numbers beginning with these digits, country code first
    #[arg(
        long,
        value_name = "DIGITS",
        conflicts_with = "tagged",
        requires = "quantity"
    )]
    series: Option<String>,
    /// Numbers carrying this tag
    #[arg(long, value_name = "TAG", requires = "quantity")]
    tagged: Option<String>,
    /// How many of the series or with the tag
    #[arg(long, value_name = "N")]
    quantity: Option<u32>,
}

#[derive(Args, Debug)]
pub(crate) struct Pool {
    #[command(flatten)]
    choice: Choice,
    /// Whose pool, by id or external number; the root's if not given
    #[arg(long, value_name = "ORG")]
    org: Option<String>,
}

#[derive(Args, Debug)]
pub(crate) struct Tagged {
    #[command(flatten)]
    pool: Pool,
    /// The tag; may be given several times
    #[arg(long = "tag", value_name = "TAG", required = true)]
    tags: Vec<String>,
}

#[derive(Args, Debug)]
pub(crate) struct EndCoolingArgs {
    /// The numbers
    #[arg(required = true)]
    numbers: Vec<String>,
    /// Whose pool, by id or external number; the root's if not given
    #[arg(long, value_name = "ORG")]
    org: Option<String>,
}

#[derive(Args, Debug)]
pub(crate) struct Allocate {
    #[command(flatten)]
    choice: Choice,
    /// Whose they become, by id or external number
    #[arg(long, value_name = "ORG")]
    to: String,
    /// Whose they are, by id or external number; the root's if not given
    #[arg(long, value_name = "ORG")]
    from: Option<String>,
}

#[derive(Args, Debug)]
pub(crate) struct Withdraw {
    #[command(flatten)]
    choice: Choice,
    /// Whose they are, by id or external number
    #[arg(long, value_name = "ORG")]
    from: String,
}

impl Numbers {
    pub(crate) fn run(&self, globals: &Globals, output: &mut Output) -> Result<Exit, Error> {
        match self {
            Self::Add(it) => it.run(globals, output),
            Self::List(it) => it.run(globals, output),
            Self::Reserve(it) => it.run(globals, output),
            Self::Release(it) => it.release(globals, output),
            Self::Retire(it) => it.retire(globals, output),
            Self::Tag(it) => it.tag(globals, output),
            Self::Untag(it) => it.untag(globals, output),
            Self::EndCooling(it) => it.run(globals, output),
            Self::Allocate(it) => it.run(globals, output),
            Self::Withdraw(it) => it.run(globals, output),
        }
    }
}

impl Add {
    fn run(&self, globals: &Globals, output: &mut Output) -> Result<Exit, Error> {
        let numbers = NumbersFile::read(&self.file)?;
        if !numbers.is_valid() {
            if output.json() {
                output
                    .document(&json!({ "report": report_json(numbers.report(), view(globals))? }));
            } else {
                output.say(&report_text(numbers.report(), view(globals)));
                output.say("Nothing was written.");
            }
            return Ok(Exit::FileErrors);
        }
        let session = Session::open(globals)?;
        let organization = session.organization(self.org.as_deref())?;
        let added = numbers.add(&session, organization, &Stop::listen())?;
        if output.json() {
            output.document(&added.document());
        } else {
            output.say(&added.line());
        }
        Ok(Exit::Done)
    }
}

impl List {
    fn run(&self, globals: &Globals, output: &mut Output) -> Result<Exit, Error> {
        let session = Session::open(globals)?;
        let organization = session.organization(self.org.as_deref())?;
        let whose = match self.usable {
            true => Whose::UsableBy(organization),
            false => Whose::OwnedBy(organization),
        };
        let query = ListNumbers {
            whose,
            state: self.state,
            tag: self.tag.clone(),
            series: self.series.clone(),
            after: after(self.page.after.as_deref())?,
            limit: self.page.limit,
        };
        let page = session.rollbook.query(&session.actor, &query)?;
        let now = SystemClock.now();
        let items = page
            .items
            .iter()
            .map(|found| json::number(found, now))
            .collect::<Result<Vec<_>, _>>()?;
        let rows: Vec<Vec<String>> = page
            .items
            .iter()
            .map(|found| {
                let number = &found.value;
                let tags: Vec<&str> = number.tags.iter().map(Tag::as_str).collect();
                vec![
                    number.e164.to_string(),
                    number.state_at(now).as_str().to_owned(),
                    tags.join(" "),
                    if number.golden {
                        "golden".to_owned()
                    } else {
                        String::new()
                    },
                ]
            })
            .collect();
        list(
            output,
            items,
            page.next,
            &["NUMBER", "STATE", "TAGS", ""],
            &rows,
        )
    }
}

impl Reserve {
    fn run(&self, globals: &Globals, output: &mut Output) -> Result<Exit, Error> {
        let session = Session::open(globals)?;
        let organization = session.organization(self.org.as_deref())?;
        let command = ReserveNumbers {
            organization,
            numbers: self.choice.read(),
            tag: self.tag.clone(),
            until: self.until,
            reason: self.reason,
            note: self.note.clone(),
        };
        let done = session
            .rollbook
            .run(&session.actor, &command, RunOptions::default())?
            .outcome;
        let line = format!("{} reserved, {} already so.", done.reserved, done.unchanged);
        answer(output, &done, &line)
    }
}

impl Choice {
    fn read(&self) -> NumberChoice {
        let quantity = self.quantity.unwrap_or(0);
        match (&self.series, &self.tagged) {
            (Some(series), _) => NumberChoice::Series {
                series: series.clone(),
                quantity,
            },
            (None, Some(tag)) => NumberChoice::Tagged {
                tag: tag.clone(),
                quantity,
            },
            (None, None) => NumberChoice::List(self.numbers.clone()),
        }
    }
}

impl Pool {
    fn release(&self, globals: &Globals, output: &mut Output) -> Result<Exit, Error> {
        let session = Session::open(globals)?;
        let command = ReleaseNumbers {
            organization: session.organization(self.org.as_deref())?,
            numbers: self.choice.read(),
        };
        let done = done(&session, &command)?;
        let line = format!("{} released, {} were free.", done.released, done.unchanged);
        answer(output, &done, &line)
    }

    fn retire(&self, globals: &Globals, output: &mut Output) -> Result<Exit, Error> {
        let session = Session::open(globals)?;
        let command = RetireNumbers {
            organization: session.organization(self.org.as_deref())?,
            numbers: self.choice.read(),
        };
        let done = done(&session, &command)?;
        let line = format!(
            "{} retired, {} were not there.",
            done.retired, done.unchanged
        );
        answer(output, &done, &line)
    }
}

impl Tagged {
    fn tag(&self, globals: &Globals, output: &mut Output) -> Result<Exit, Error> {
        let session = Session::open(globals)?;
        let command = TagNumbers {
            organization: session.organization(self.pool.org.as_deref())?,
            numbers: self.pool.choice.read(),
            tags: self.tags.clone(),
        };
        let done = done(&session, &command)?;
        let line = format!("{} tagged, {} already so.", done.changed, done.unchanged);
        answer(output, &done, &line)
    }

    fn untag(&self, globals: &Globals, output: &mut Output) -> Result<Exit, Error> {
        let session = Session::open(globals)?;
        let command = UntagNumbers {
            organization: session.organization(self.pool.org.as_deref())?,
            numbers: self.pool.choice.read(),
            tags: self.tags.clone(),
        };
        let done = done(&session, &command)?;
        let line = format!("{} untagged, {} already so.", done.changed, done.unchanged);
        answer(output, &done, &line)
    }
}

impl EndCoolingArgs {
    fn run(&self, globals: &Globals, output: &mut Output) -> Result<Exit, Error> {
        let session = Session::open(globals)?;
        let command = EndCooling {
            organization: session.organization(self.org.as_deref())?,
            numbers: self.numbers.clone(),
        };
        let done = done(&session, &command)?;
        let line = format!("{} made available, {} were so.", done.ended, done.unchanged);
        answer(output, &done, &line)
    }
}

impl Allocate {
    fn run(&self, globals: &Globals, output: &mut Output) -> Result<Exit, Error> {
        let session = Session::open(globals)?;
        let command = AllocateNumbers {
            from: session.organization(self.from.as_deref())?,
            to: session.organization(Some(&self.to))?,
            numbers: self.choice.read(),
        };
        let done = done(&session, &command)?;
        let short = match done.short {
            true => " Numbers are short for people who wait elsewhere.",
            false => "",
        };
        let line = format!(
            "{} allocated, {} were there.{short}",
            done.allocated, done.unchanged
        );
        answer(output, &done, &line)
    }
}

impl Withdraw {
    fn run(&self, globals: &Globals, output: &mut Output) -> Result<Exit, Error> {
        let session = Session::open(globals)?;
        let command = WithdrawNumbers {
            from: session.organization(Some(&self.from))?,
            numbers: self.choice.read(),
        };
        let done = done(&session, &command)?;
        let line = format!("{} withdrawn.", done.withdrawn);
        answer(output, &done, &line)
    }
}

fn done<C: Command>(session: &Session, command: &C) -> Result<C::Outcome, Error> {
    let ran = session
        .rollbook
        .run(&session.actor, command, RunOptions::default())?;
    Ok(ran.outcome)
}

/// A file of numbers, read and checked.
pub(super) struct NumbersFile {
    report: Report,
    numbers: Vec<NewNumber>,
}

impl NumbersFile {
    /// Reads and checks a file against the schema `numbers`.
    ///
    /// # Errors
    /// `file_unreadable`.
    pub(super) fn read(path: &Path) -> Result<Self, Error> {
        let schema = Schema::numbers();
        let bytes = read_file(path, Limits::default().bytes_in_force(schema.limits.rows))?;
        let mut options = Options::new().collect_rows(true);
        options.file_name = file_name(path);
        let mut report = validate(&bytes, &schema, &options, None);
        let rows = std::mem::take(&mut report.rows);
        let numbers = rows.iter().map(new_number).collect();
        Ok(Self { report, numbers })
    }

    /// Whether every number can be added.
    pub(super) fn is_valid(&self) -> bool {
        self.report.importable()
    }

    /// What was found.
    pub(super) const fn report(&self) -> &Report {
        &self.report
    }

    /// Whether all of them are in the inventory, in whichever organization.
    ///
    /// # Errors
    /// The codes of stores.
    pub(super) fn are_there(&self, session: &Session) -> Result<bool, Error> {
        let read: Result<Vec<E164>, _> = self
            .numbers
            .iter()
            .map(|number| number.e164.parse())
            .collect();
        let Ok(mut read) = read else {
            return Ok(false);
        };
        read.sort_unstable();
        read.dedup();
        for chunk in read.chunks(CHUNK) {
            let mut plan = session.read_plan();
            plan.numbers = chunk.to_vec();
            let found = session.rollbook.store().read(&plan)?;
            if found.numbers.len() < chunk.len() {
                return Ok(false);
            }
        }
        Ok(true)
    }

    /// Adds the numbers, 5,000 in a commit. Those that are there already stay as they are.
    ///
    /// # Errors
    /// `number_taken`, `privilege_missing`, `cancelled`, and the codes of stores.
    pub(super) fn add(
        self,
        session: &Session,
        organization: OrganizationId,
        stop: &Stop,
    ) -> Result<Added, Error> {
        let bar = Bar::new();
        let total = self.numbers.len() as u64;
        let mut added = Added::default();
        for numbers in self.numbers.chunks(CHUNK) {
            stop.check()?;
            bar.show(
                "Numbers",
                u64::from(added.added) + u64::from(added.unchanged),
                total,
            );
            let command = AddNumbers {
                organization,
                numbers: numbers.to_vec(),
            };
            let done = session
                .rollbook
                .run(&session.actor, &command, RunOptions::default());
            let done = done.map_err(named)?.outcome;
            added.added += done.added;
            added.unchanged += done.unchanged;
        }
        Ok(added)
    }
}

/// A refusal of numbers says which file it is about.
fn named(error: Error) -> Error {
    match error.code() {
        ErrorCode::NumberTaken => error.with("file", "numbers"),
        _ => error,
    }
}

/// How many numbers were added.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Added {
    added: u32,
    unchanged: u32,
}

impl Added {
    /// What people are told.
    pub(super) fn line(&self) -> String {
        format!(
            "Numbers: {} added, {} were there.",
            self.added, self.unchanged
        )
    }

    /// Whether any was added.
    pub(super) const fn any(&self) -> bool {
        self.added > 0
    }

    /// What programs are told.
    pub(super) fn document(&self) -> Value {
        json!({ "added": self.added, "unchanged": self.unchanged })
    }
}

/// A row of the file, with `;` between tags.
fn new_number(row: &Row) -> NewNumber {
    let flag = |key: &str| row.value(key) == Some("true");
    let tags = row.value("tags").unwrap_or_default();
    NewNumber {
        e164: row.value("number").unwrap_or_default().to_owned(),
        ported: flag("ported"),
        golden: flag("golden"),
        tags: tags
            .split(';')
            .map(|tag| tag.trim().to_owned())
            .filter(|tag| !tag.is_empty())
            .collect(),
        ..NewNumber::default()
    }
}
