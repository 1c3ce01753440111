//! `tag_numbers`: numbers get tags, by which they can be chosen (M-26).

use std::collections::BTreeSet;

use serde::{Deserialize, Serialize};

use super::choice::NumberChoice;
use super::tagging::{Tagging, read_tags};
use crate::command::refusals::Refusals;
use crate::command::{Command, Context, Decision, Outcome};
use crate::e164::E164;
use crate::error::Error;
use crate::id::OrganizationId;
use crate::snapshot::{ReadPlan, Snapshot};
use crate::text::Tag;

/// Gives tags to numbers of an organization's own pool: by name in whatever state, by series or tag to free ones. A
/// number carries at most 8.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct TagNumbers {
    /// Whose pool.
    pub organization: OrganizationId,
    /// Which.
    pub numbers: NumberChoice,
    /// 1 to 8 tags, each of 1 to 32 of `A–Z 0–9 _ -`; stored in upper case.
    pub tags: Vec<String>,
}

/// What became of the numbers.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct NumbersTagged {
    /// Other tags than before.
    pub changed: u32,
    /// Tagged like this already.
    pub unchanged: u32,
    /// The numbers meant, where a series or a tag was named.
    pub numbers: Vec<E164>,
}

impl Outcome for NumbersTagged {}

impl TagNumbers {
    fn tagging(&self) -> Result<Tagging, Error> {
        let mut refusals = Refusals::default();
        let add = read_tags(&self.tags, &mut refusals);
        let chosen = self.numbers.read(&mut refusals)?;
        refusals.finish()?;
        Ok(Tagging {
            organization: self.organization,
            chosen,
            add,
            remove: BTreeSet::<Tag>::new(),
        })
    }
}

impl Command for TagNumbers {
    type Outcome = NumbersTagged;

    const NAME: &'static str = "tag_numbers";

    fn plan(&self, cx: &Context<'_>) -> Result<ReadPlan, Error> {
        Ok(self.tagging()?.plan(cx))
    }

    fn decide(
        &self,
        cx: &Context<'_>,
        snapshot: &Snapshot,
    ) -> Result<Decision<NumbersTagged>, Error> {
        self.tagging()?.decide(cx, snapshot)
    }
}
