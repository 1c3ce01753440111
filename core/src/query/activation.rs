//! What the holder of a credential may look at: the numbers to choose from.

use crate::command::Context;
use crate::command::activation::count_attempt::Found;
use crate::command::activation::credential::Presented;
use crate::command::activation::proof::Proved;
use crate::command::invitation::send_invitations::lines_without_number;
use crate::e164::E164;
use crate::error::{Error, ErrorCode};
use crate::number::selector::{NumberSelector, Owners, Pick, Spread};
use crate::query::Look;
use crate::snapshot::{Probe, ProbeAnswer, ReadPlan, Snapshot};

/// Longest short list that a setting may ask for.
const LONGEST: u32 = 50;

/// The numbers that an account without one may choose from; its attempt was counted. Nothing is held: a lost race
/// answers `number_claim_lost`, and a new list is asked for.
#[derive(Clone, Debug)]
pub struct ListNumberChoices {
    /// The proof.
    pub presented: Presented,
    /// What counting found.
    pub found: Option<Found>,
}

impl Look for ListNumberChoices {
    type Answer = Vec<E164>;

    fn plan(&self, cx: &Context<'_>) -> Result<ReadPlan, Error> {
        let found = self.found.unwrap_or(Found::NOBODY);
        let mut plan = cx.read_plan();
        plan.invitations.extend(self.presented.key());
        plan.probes.push(Probe::List {
            selector: NumberSelector {
                owners: Owners::UsableByAccount(found.account),
                pick: Pick::Free,
            },
            start: Spread::of_invitation(found.invitation, found.generation),
            at_most: LONGEST,
        });
        Ok(plan)
    }

    /// The short list: usable, Available, not golden, the own pool first, then each ancestor's, up to
    /// `short_list_size`; shown in E.164 order. Empty if every line has its number.
    fn answer(&self, cx: &Context<'_>, snapshot: &Snapshot) -> Result<Vec<E164>, Error> {
        let proved = Proved::of(cx, snapshot, &self.presented)?;
        proved.require_usable(cx, snapshot)?;
        if lines_without_number(&proved.account.value, snapshot) == 0 {
            return Ok(Vec::new());
        }
        let Some(ProbeAnswer::List(numbers)) = snapshot.probes.first() else {
            return Err(Error::internal("probe of a short list"));
        };
        let size = proved.seen.settings.short_list_size as usize;
        let mut shown: Vec<E164> = numbers.iter().copied().take(size).collect();
        if shown.is_empty() {
            return Err(Error::new(ErrorCode::NumberNoneAvailable));
        }
        shown.sort_unstable();
        Ok(shown)
    }
}
