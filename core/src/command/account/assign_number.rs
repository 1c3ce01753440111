//! `assign_number`: a line without number gets one, by name, by tag, or any that is free.

use serde::{Deserialize, Serialize};
use serde_json::json;

use super::create_account::NumberForm;
use super::creation::{assignable, put_on_line};
use crate::account::{Account, Line, LineFeatures, Onboarding};
use crate::change::{Bind, ChangeSet, Claim, EntityKey, Put, Versioned};
use crate::command::guard::{Acting, Seen};
use crate::command::number::number;
use crate::command::refusals::Refusals;
use crate::command::{Command, Context, Decision, Outcome};
use crate::e164::E164;
use crate::error::{Error, ErrorCode};
use crate::event::EventName;
use crate::id::AccountId;
use crate::number::LineKey;
use crate::number::selector::{NumberSelector, Owners, Pick};
use crate::role::AccountAction;
use crate::snapshot::{Bound, Probe, ProbeAnswer, ReadPlan, Snapshot};
use crate::text::Tag;

/// Puts a number on a line that has none. The line after the last one is added, as far as `lines_per_account` permits
/// (D-47).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct AssignNumber {
    /// Whose line.
    pub account: AccountId,
    /// Which, from 0.
    pub line: u8,
    /// How its number is chosen; `Later` is no choice.
    pub number: NumberForm,
}

/// The number on the line.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct NumberAssigned {
    /// The account.
    pub account: AccountId,
    /// The line.
    pub line: u8,
    /// Its number; none in a dry run that chooses by tag or any.
    pub number: Option<E164>,
    /// Whether something changed: not if the number was on the line before.
    pub changed: bool,
}

impl Outcome for NumberAssigned {
    fn complete(&mut self, bound: &[Bound]) {
        if let Some(bound) = bound.first() {
            self.number = Some(bound.number);
        }
    }
}

/// The choice, read.
enum Chosen {
    Named(E164),
    Claimed(Pick),
}

impl AssignNumber {
    fn chosen(&self) -> Result<Chosen, Error> {
        let mut refusals = Refusals::default();
        let chosen = match &self.number {
            NumberForm::Named(text) => number(text, 0).map(Chosen::Named),
            NumberForm::Tagged(text) => Tag::parse(text)
                .map(|tag| Chosen::Claimed(Pick::Tagged(tag)))
                .map_err(|_| Error::new(ErrorCode::NumberTagInvalid).with("index", 0)),
            NumberForm::Any => Ok(Chosen::Claimed(Pick::Free)),
            NumberForm::Later => {
                refusals.missing("number");
                Err(Error::internal("no choice of a number"))
            }
        };
        refusals.finish()?;
        chosen
    }

    const fn key(&self) -> LineKey {
        LineKey {
            account: self.account,
            line: self.line,
        }
    }

    /// The account with the line, which may be a new one; none if it has it already.
    fn with_line(
        &self,
        account: &Account,
        seen: &Seen<'_>,
        snapshot: &Snapshot,
    ) -> Result<Option<Account>, Error> {
        let line = usize::from(self.line);
        if line < account.lines.len() {
            return Ok(None);
        }
        let most = usize::try_from(seen.settings.lines_per_account).unwrap_or(usize::MAX);
        if line >= most {
            return Err(line_taken(seen));
        }
        if line > account.lines.len() {
            return Err(Error::not_found("line"));
        }
        let mut account = account.clone();
        account.lines.push(Line {
            group: snapshot.default_group(seen.id()),
            features: LineFeatures::default(),
            forwarding_number: None,
        });
        Ok(Some(account))
    }

    fn outcome(&self, number: Option<E164>, changed: bool) -> NumberAssigned {
        NumberAssigned {
            account: self.account,
            line: self.line,
            number,
            changed,
        }
    }
}

impl Command for AssignNumber {
    type Outcome = NumberAssigned;

    const NAME: &'static str = "assign_number";

    fn plan(&self, cx: &Context<'_>) -> Result<ReadPlan, Error> {
        let chosen = self.chosen()?;
        let mut plan = cx.read_plan();
        plan.accounts.push(self.account);
        match chosen {
            Chosen::Named(number) => {
                plan.numbers.push(number);
                // Whether the actor sees the owner of a number that is not usable there.
                plan.tree = true;
            }
            Chosen::Claimed(pick) => plan.probes.push(Probe::Free {
                selector: NumberSelector {
                    owners: Owners::UsableByAccount(self.account),
                    pick,
                },
                at_least: 1,
                settled: cx.shortage,
            }),
        }
        Ok(plan)
    }

    fn decide(
        &self,
        cx: &Context<'_>,
        snapshot: &Snapshot,
    ) -> Result<Decision<NumberAssigned>, Error> {
        let chosen = self.chosen()?;
        let acting = Acting::of(cx, snapshot)?;
        let (found, seen) = acting.account(self.account, AccountAction::Edit)?;
        if let Chosen::Named(number) = &chosen {
            require_sight(*number, &acting, &seen, snapshot)?;
        }
        if let Some(held) = snapshot.number_on(self.key()) {
            return match chosen {
                Chosen::Named(number) if number == held.value.e164 => Ok(Decision::new(
                    cx.changes(),
                    self.outcome(Some(number), false),
                )),
                _ => Err(line_taken(&seen)),
            };
        }
        let mut changes = cx.changes();
        match self.with_line(&found.value, &seen, snapshot)? {
            Some(account) => changes.accounts.push(Put::Replace(found.version, account)),
            None => changes.expect(EntityKey::Account(self.account), Some(found.version)),
        }
        let registered = is_registered(&found.value);
        let number = match chosen {
            Chosen::Named(number) => {
                let found = by_name(number, cx, &acting, &seen, snapshot)?;
                changes
                    .numbers
                    .push(put_on_line(found, self.key(), registered));
                Some(number)
            }
            Chosen::Claimed(pick) => {
                self.claim(pick, registered, cx, &seen, snapshot, &mut changes)?;
                None
            }
        };
        acting.expect_in(&mut changes);
        seen.expect_in(&mut changes, snapshot);
        let name = match registered {
            true => EventName::NumberRegistered,
            false => EventName::NumberAssigned,
        };
        changes.record(
            acting.account,
            name,
            [self.account.to_string(), seen.id().to_string()],
            [("line", json!(self.line))],
        );
        Ok(Decision::new(changes, self.outcome(number, true)))
    }
}

impl AssignNumber {
    fn claim(
        &self,
        pick: Pick,
        registered: bool,
        cx: &Context<'_>,
        seen: &Seen<'_>,
        snapshot: &Snapshot,
        changes: &mut ChangeSet,
    ) -> Result<(), Error> {
        let free = match snapshot.probes.first() {
            Some(ProbeAnswer::Count(free)) => *free,
            _ => return Err(Error::internal("count of numbers")),
        };
        if free == 0 {
            return Err(match &pick {
                Pick::Tagged(tag) => {
                    Error::new(ErrorCode::NumberTagEmpty).with("tag", tag.as_str())
                }
                _ => Error::new(ErrorCode::NumberNoneAvailable),
            });
        }
        changes.claims.push(Claim {
            selector: NumberSelector {
                owners: Owners::UsableBy(seen.id()),
                pick,
            },
            bind: Bind::Lines {
                lines: vec![self.key()],
                registered,
            },
            start: cx.claim_start(0),
        });
        Ok(())
    }
}

/// Whether a number on a line of the account is in use: it is activated, or there is nothing to activate (N-05).
pub(in crate::command) const fn is_registered(account: &Account) -> bool {
    matches!(
        account.onboarding,
        Onboarding::Activated | Onboarding::NotApplicable
    )
}

/// Step 4 for a number given by name: it is usable there, or the actor sees its owner.
fn require_sight(
    number: E164,
    acting: &Acting<'_>,
    seen: &Seen<'_>,
    snapshot: &Snapshot,
) -> Result<(), Error> {
    let absent = || Error::not_found("number");
    let owner = snapshot
        .numbers
        .get(&number)
        .ok_or_else(absent)?
        .value
        .owner;
    let visible = seen.path.contains(&owner) || acting.rights.reaches(&snapshot.path(owner));
    visible.then_some(()).ok_or_else(absent)
}

fn by_name<'s>(
    number: E164,
    cx: &Context<'_>,
    acting: &Acting<'_>,
    seen: &Seen<'_>,
    snapshot: &'s Snapshot,
) -> Result<&'s Versioned<crate::number::Number>, Error> {
    let found = snapshot.numbers.get(&number);
    let taken = found.is_some_and(|found| found.value.line().is_some());
    assignable(found, acting, seen, snapshot, cx.now).map_err(|error| {
        // Somebody was faster between the reading and the commit of this very call.
        let lost = cx.attempt > 0 && taken && error.code() == ErrorCode::NumberNotAvailable;
        match lost {
            true => Error::new(ErrorCode::NumberClaimLost),
            false => error,
        }
    })
}

fn line_taken(seen: &Seen<'_>) -> Error {
    Error::new(ErrorCode::LimitReached)
        .with("limit", "lines")
        .with("max", seen.settings.lines_per_account)
}
