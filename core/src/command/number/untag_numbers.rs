//! `untag_numbers`: numbers lose tags.

use std::collections::BTreeSet;

use serde::{Deserialize, Serialize};

use super::choice::NumberChoice;
use super::tag_numbers::NumbersTagged;
use super::tagging::{Tagging, read_tags};
use crate::command::refusals::Refusals;
use crate::command::{Command, Context, Decision};
use crate::error::Error;
use crate::id::OrganizationId;
use crate::snapshot::{ReadPlan, Snapshot};
use crate::text::Tag;

/// Takes tags off numbers of an organization's own pool: by name in whatever state, by series or tag off free ones.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct UntagNumbers {
    /// Whose pool.
    pub organization: OrganizationId,
    /// Which.
    pub numbers: NumberChoice,
    /// 1 to 8 tags.
    pub tags: Vec<String>,
}

impl UntagNumbers {
    fn tagging(&self) -> Result<Tagging, Error> {
        let mut refusals = Refusals::default();
        let remove = read_tags(&self.tags, &mut refusals);
        let chosen = self.numbers.read(&mut refusals)?;
        refusals.finish()?;
        Ok(Tagging {
            organization: self.organization,
            chosen,
            add: BTreeSet::<Tag>::new(),
            remove,
        })
    }
}

impl Command for UntagNumbers {
    type Outcome = NumbersTagged;

    const NAME: &'static str = "untag_numbers";

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
