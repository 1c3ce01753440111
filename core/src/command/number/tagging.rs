//! What `tag_numbers` and `untag_numbers` have in common.

use std::collections::BTreeSet;

use serde_json::json;

use super::choice::Chosen;
use super::shared::owned;
use super::tag_numbers::NumbersTagged;
use crate::change::{Put, Versioned};
use crate::command::guard::Acting;
use crate::command::refusals::Refusals;
use crate::command::{Context, Decision};
use crate::error::{Error, ErrorCode};
use crate::event::EventName;
use crate::id::OrganizationId;
use crate::limits::NUMBER_TAGS;
use crate::number::Number;
use crate::role::Privilege;
use crate::snapshot::{ReadPlan, Snapshot};
use crate::text::Tag;

/// Numbers that get tags or lose them.
pub(super) struct Tagging {
    pub(super) organization: OrganizationId,
    pub(super) chosen: Chosen,
    pub(super) add: BTreeSet<Tag>,
    pub(super) remove: BTreeSet<Tag>,
}

impl Tagging {
    pub(super) fn plan(&self, cx: &Context<'_>) -> ReadPlan {
        let mut plan = cx.read_plan();
        plan.organizations.push(self.organization);
        self.chosen.plan_rows(self.organization, &mut plan);
        plan
    }

    pub(super) fn decide(
        &self,
        cx: &Context<'_>,
        snapshot: &Snapshot,
    ) -> Result<Decision<NumbersTagged>, Error> {
        let acting = Acting::of(cx, snapshot)?;
        let seen = acting.organization(self.organization)?;
        acting.require(Privilege::SetupNumbers, &seen)?;
        let mut outcome = NumbersTagged {
            changed: 0,
            unchanged: 0,
            numbers: Vec::new(),
        };
        let rows: Vec<&Versioned<Number>> = match &self.chosen {
            Chosen::List(list) => (0..)
                .zip(list)
                .map(|(index, number)| owned(*number, index, &seen, snapshot))
                .collect::<Result<_, _>>()?,
            Chosen::Some(group) => {
                let rows = group.rows(snapshot)?;
                outcome.numbers = rows.iter().map(|found| found.value.e164).collect();
                rows.iter().collect()
            }
        };
        let mut changes = cx.changes();
        let mut refusals = Refusals::default();
        for (index, found) in rows.into_iter().enumerate() {
            let mut number = found.value.clone();
            number.tags.extend(self.add.iter().cloned());
            number.tags.retain(|tag| !self.remove.contains(tag));
            if number.tags.len() > NUMBER_TAGS {
                refusals.refuse(Error::new(ErrorCode::NumberTagInvalid).with("index", index));
            }
            if number.tags == found.value.tags {
                outcome.unchanged += 1;
            } else {
                outcome.changed += 1;
                changes.numbers.push(Put::Replace(found.version, number));
            }
        }
        refusals.finish()?;
        if outcome.changed > 0 {
            acting.expect_in(&mut changes);
            changes.record(
                acting.account,
                EventName::NumberTagged,
                [self.organization.to_string()],
                [
                    ("count", json!(outcome.changed)),
                    ("added", json!(self.add)),
                    ("removed", json!(self.remove)),
                ],
            );
        }
        Ok(Decision::new(changes, outcome))
    }
}

/// 1 to 8 tags; each that is none is refused with its place.
pub(super) fn read_tags(texts: &[String], refusals: &mut Refusals) -> BTreeSet<Tag> {
    if texts.is_empty() {
        refusals.missing("tags");
    }
    let mut tags = BTreeSet::new();
    for (index, text) in texts.iter().enumerate() {
        match Tag::parse(text) {
            Ok(tag) if index < NUMBER_TAGS => {
                tags.insert(tag);
            }
            _ => refusals.refuse(Error::new(ErrorCode::NumberTagInvalid).with("index", index)),
        }
    }
    tags
}
