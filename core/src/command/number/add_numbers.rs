//! `add_numbers`: numbers come into the inventory, into the pool of an organization.

use std::collections::BTreeSet;

use serde::{Deserialize, Serialize};
use serde_json::json;

use super::shared::{check_size, read_numbers, resize};
use crate::change::{DirectoryPut, EntityKey, Put};
use crate::command::guard::Acting;
use crate::command::refusals::Refusals;
use crate::command::{Command, Context, Decision, Outcome};
use crate::contact::phone::inventory_number;
use crate::e164::E164;
use crate::error::{Error, ErrorCode};
use crate::event::EventName;
use crate::finding::FindingCode;
use crate::id::OrganizationId;
use crate::limits::NUMBER_TAGS;
use crate::number::{Capabilities, Number, NumberState};
use crate::role::Privilege;
use crate::snapshot::{ReadPlan, Snapshot};
use crate::text::Tag;

/// Adds numbers to the pool of an organization. A number that is in this pool already stays as it is; one
/// of another pool is taken, whoever's it is.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct AddNumbers {
    /// Whose pool.
    pub organization: OrganizationId,
    /// At most 5,000, none twice.
    pub numbers: Vec<NewNumber>,
}

/// How many.
impl std::fmt::Debug for AddNumbers {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("AddNumbers")
            .field("organization", &self.organization)
            .field("numbers", &self.numbers.len())
            .finish()
    }
}

/// A number to be added.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct NewNumber {
    /// In E.164 form; separators do not matter.
    pub e164: String,
    /// Brought along from another carrier.
    pub ported: bool,
    /// Never chosen automatically (D-54).
    pub golden: bool,
    /// At most 8, each of 1 to 32 of `A–Z 0–9 _ -`, for example `PORTED` (M-26).
    pub tags: Vec<String>,
    /// What it can carry.
    pub capabilities: Capabilities,
}

impl NewNumber {
    /// A plain number.
    #[must_use]
    pub fn new(e164: impl Into<String>) -> Self {
        Self {
            e164: e164.into(),
            ..Self::default()
        }
    }
}

/// What became of the numbers.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct NumbersAdded {
    /// New in the inventory.
    pub added: u32,
    /// There already, and unchanged.
    pub unchanged: u32,
    /// Places of numbers in no range that is known: a warning (D-33).
    pub unknown_range: Vec<u32>,
}

impl Outcome for NumbersAdded {}

impl AddNumbers {
    fn form(&self) -> Result<(Vec<E164>, Vec<BTreeSet<Tag>>), Error> {
        check_size(self.numbers.len())?;
        let mut refusals = Refusals::default();
        let texts = self.numbers.iter().map(|new| new.e164.as_str());
        let read = read_numbers(texts, &mut refusals);
        let mut tags = Vec::new();
        for (index, new) in self.numbers.iter().enumerate() {
            let read: Result<BTreeSet<Tag>, _> =
                new.tags.iter().map(|tag| Tag::parse(tag)).collect();
            match read {
                Ok(read) if read.len() <= NUMBER_TAGS => tags.push(read),
                _ => refusals.refuse(Error::new(ErrorCode::NumberTagInvalid).with("index", index)),
            }
        }
        refusals.finish()?;
        Ok((read, tags))
    }

    fn unknown_range(&self) -> Vec<u32> {
        let unknown = |new: &NewNumber| {
            inventory_number(&new.e164).is_ok_and(|reading| {
                reading
                    .notes
                    .iter()
                    .any(|note| note.code == FindingCode::PhonePossibleOnly)
            })
        };
        let places = self
            .numbers
            .iter()
            .zip(0_u32..)
            .filter(|(new, _)| unknown(new));
        places.map(|(_, place)| place).collect()
    }
}

impl Command for AddNumbers {
    type Outcome = NumbersAdded;

    const NAME: &'static str = "add_numbers";

    fn plan(&self, cx: &Context<'_>) -> Result<ReadPlan, Error> {
        let (numbers, _) = self.form()?;
        let mut plan = cx.read_plan();
        plan.organizations.push(self.organization);
        plan.pools.push(self.organization);
        plan.numbers_elsewhere.clone_from(&numbers);
        plan.numbers = numbers;
        Ok(plan)
    }

    fn decide(
        &self,
        cx: &Context<'_>,
        snapshot: &Snapshot,
    ) -> Result<Decision<NumbersAdded>, Error> {
        let (numbers, tags) = self.form()?;
        let acting = Acting::of(cx, snapshot)?;
        let seen = acting.organization(self.organization)?;
        acting.require(Privilege::SetupNumbers, &seen)?;
        let mut refusals = Refusals::default();
        for (index, number) in numbers.iter().enumerate() {
            let owner = snapshot.numbers.get(number).map(|found| found.value.owner);
            let elsewhere = owner.is_some_and(|owner| owner != self.organization);
            if elsewhere || snapshot.numbers_elsewhere.contains(number) {
                refusals.refuse(Error::new(ErrorCode::NumberTaken).with("index", index));
            }
        }
        refusals.finish()?;
        let mut outcome = NumbersAdded {
            added: 0,
            unchanged: 0,
            unknown_range: self.unknown_range(),
        };
        let mut changes = cx.changes();
        for ((e164, tags), new) in numbers.into_iter().zip(tags).zip(&self.numbers) {
            if snapshot.numbers.contains_key(&e164) {
                outcome.unchanged += 1;
                continue;
            }
            outcome.added += 1;
            changes.directory.push(DirectoryPut::Number(e164));
            changes.numbers.push(Put::Insert(Number {
                e164,
                owner: self.organization,
                state: NumberState::Available,
                tags,
                ported: new.ported,
                golden: new.golden,
                capabilities: new.capabilities,
                cooling_until: None,
            }));
        }
        if outcome.added > 0 {
            resize(
                self.organization,
                i64::from(outcome.added),
                snapshot,
                &mut changes,
            );
            acting.expect_in(&mut changes);
            changes.expect(
                EntityKey::Organization(seen.id()),
                Some(seen.organization.version),
            );
            changes.record(
                acting.account,
                EventName::NumberAdded,
                [self.organization.to_string()],
                [("count", json!(outcome.added))],
            );
        }
        Ok(Decision::new(changes, outcome))
    }
}
