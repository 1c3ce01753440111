//! `numbers`: the inventory.

use std::path::{Path, PathBuf};

use clap::{Args, Subcommand};
use rollbook::command::number::add_numbers::{AddNumbers, NewNumber};
use rollbook::command::number::release_numbers::ReleaseNumbers;
use rollbook::command::number::reserve_numbers::{NumberChoice, ReserveNumbers};
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

/// Add, list, reserve and release numbers
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
    #[command(after_help = "Example:\n  rollbook numbers release +14405551234")]
    Release(Release),
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
    /// The numbers
    #[arg(required_unless_present_any = ["series", "tagged"], conflicts_with_all = ["series", "tagged"])]
    numbers: Vec<String>,
    /// Free numbers beginning with these digits, country code first
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
    /// How many
    #[arg(long, value_name = "N")]
    quantity: Option<u32>,
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

#[derive(Args, Debug)]
pub(crate) struct Release {
    /// The numbers
    #[arg(required = true)]
    numbers: Vec<String>,
    /// Whose pool, by id or external number; the root's if not given
    #[arg(long, value_name = "ORG")]
    org: Option<String>,
}

impl Numbers {
    pub(crate) fn run(&self, globals: &Globals, output: &mut Output) -> Result<Exit, Error> {
        match self {
            Self::Add(it) => it.run(globals, output),
            Self::List(it) => it.run(globals, output),
            Self::Reserve(it) => it.run(globals, output),
            Self::Release(it) => it.run(globals, output),
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
        let quantity = self.quantity.unwrap_or(0);
        let numbers = match (&self.series, &self.tagged) {
            (Some(series), _) => NumberChoice::Series {
                series: series.clone(),
                quantity,
            },
            (None, Some(tag)) => NumberChoice::Tagged {
                tag: tag.clone(),
                quantity,
            },
            (None, None) => NumberChoice::List(self.numbers.clone()),
        };
        let command = ReserveNumbers {
            organization,
            numbers,
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

impl Release {
    fn run(&self, globals: &Globals, output: &mut Output) -> Result<Exit, Error> {
        let session = Session::open(globals)?;
        let command = ReleaseNumbers {
            organization: session.organization(self.org.as_deref())?,
            numbers: self.numbers.clone(),
        };
        let done = session
            .rollbook
            .run(&session.actor, &command, RunOptions::default())?
            .outcome;
        let line = format!("{} released, {} were free.", done.released, done.unchanged);
        answer(output, &done, &line)
    }
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
