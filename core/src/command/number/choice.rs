//! Which numbers of a pool a command is about: by name, or so many of a series or with a tag.

use serde::{Deserialize, Serialize};

use super::shared::{check_size, read_numbers};
use crate::change::{Bind, Claim, Versioned};
use crate::command::Context;
use crate::command::refusals::Refusals;
use crate::e164::E164;
use crate::error::{Error, ErrorCode};
use crate::finding::{FindingCode, Problem};
use crate::id::OrganizationId;
use crate::limits::NUMBER_ITEMS;
use crate::number::Number;
use crate::number::selector::{NumberSelector, Owners, Pick};
use crate::snapshot::{Probe, ProbeAnswer, ReadPlan, Snapshot};
use crate::text::Tag;

/// Which numbers of a pool.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum NumberChoice {
    /// By name, at most 5,000.
    List(Vec<String>),
    /// So many whose digits begin so, in number order, golden ones left out.
    Series {
        /// 1 to 15 digits, country code first.
        series: String,
        /// 1 to 5,000.
        quantity: u32,
    },
    /// So many that carry the tag, in number order.
    Tagged {
        /// The tag.
        tag: String,
        /// 1 to 5,000.
        quantity: u32,
    },
}

/// How they are chosen, and how many.
impl std::fmt::Debug for NumberChoice {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::List(list) => write!(f, "List({})", list.len()),
            Self::Series { quantity, .. } => write!(f, "Series({quantity})"),
            Self::Tagged { tag, quantity } => write!(f, "Tagged({tag}, {quantity})"),
        }
    }
}

/// A choice, read.
pub(super) enum Chosen {
    List(Vec<E164>),
    Some(Group),
}

/// So many numbers of a group.
pub(super) struct Group {
    of: GroupOf,
    pub(super) quantity: u32,
}

enum GroupOf {
    Series(String),
    Tag(Tag),
}

impl NumberChoice {
    /// Reads it. What comes of it is of no use if anything was refused.
    ///
    /// # Errors
    /// `too_many_items` for a list of more than 5,000.
    pub(super) fn read(&self, refusals: &mut Refusals) -> Result<Chosen, Error> {
        let (of, quantity) = match self {
            Self::List(list) => {
                check_size(list.len())?;
                let numbers = read_numbers(list.iter().map(String::as_str), refusals);
                return Ok(Chosen::List(numbers));
            }
            Self::Series { series, quantity } => {
                (GroupOf::Series(read_series(series, refusals)), *quantity)
            }
            Self::Tagged { tag, quantity } => {
                let tag = Tag::parse(tag)
                    .map_err(|_| Error::new(ErrorCode::NumberTagInvalid).with("index", 0))?;
                (GroupOf::Tag(tag), *quantity)
            }
        };
        check_quantity(quantity, refusals);
        Ok(Chosen::Some(Group { of, quantity }))
    }

    /// Reads it, for commands without other input that can be wrong.
    ///
    /// # Errors
    /// `number_invalid`, `number_tag_invalid`, `too_many_items`, `digits_invalid` (series), `integer_invalid`
    /// (quantity).
    pub(super) fn form(&self) -> Result<Chosen, Error> {
        let mut refusals = Refusals::default();
        let chosen = self.read(&mut refusals)?;
        refusals.finish()?;
        Ok(chosen)
    }
}

impl Chosen {
    /// Names the numbers, or asks whether so many of the pool are free.
    pub(super) fn plan(&self, pool: OrganizationId, cx: &Context<'_>, plan: &mut ReadPlan) {
        match self {
            Self::List(list) => plan.numbers.clone_from(list),
            Self::Some(group) => plan.probes.push(Probe::Free {
                selector: group.free(pool),
                at_least: group.quantity,
                settled: cx.shortage,
            }),
        }
    }

    /// Names the numbers, or asks whether so many of the pool are Reserved.
    pub(super) fn plan_reserved(
        &self,
        pool: OrganizationId,
        cx: &Context<'_>,
        plan: &mut ReadPlan,
    ) {
        match self {
            Self::List(list) => plan.numbers.clone_from(list),
            Self::Some(group) => plan.probes.push(Probe::Free {
                selector: group.reserved(pool),
                at_least: group.quantity,
                settled: cx.shortage,
            }),
        }
    }

    /// Names the numbers, or asks for so many free ones of the pool as they stand.
    pub(super) fn plan_rows(&self, pool: OrganizationId, plan: &mut ReadPlan) {
        match self {
            Self::List(list) => plan.numbers.clone_from(list),
            Self::Some(group) => plan.probes.push(Probe::Numbers {
                selector: group.free(pool),
                at_most: group.quantity,
            }),
        }
    }

    /// How many numbers at most.
    pub(super) fn quantity(&self) -> u32 {
        match self {
            Self::List(list) => u32::try_from(list.len()).unwrap_or(u32::MAX),
            Self::Some(group) => group.quantity,
        }
    }
}

impl Group {
    /// Takes so many free numbers of the pool; how many there are was asked by [`Chosen::plan`].
    ///
    /// # Errors
    /// `number_not_enough`{asked, free}.
    pub(super) fn claim(
        &self,
        pool: OrganizationId,
        bind: Bind,
        cx: &Context<'_>,
        snapshot: &Snapshot,
    ) -> Result<Claim, Error> {
        self.counted(self.free(pool), bind, cx, snapshot)
    }

    /// Takes so many Reserved numbers of the pool; how many there are was asked by [`Chosen::plan_reserved`].
    ///
    /// # Errors
    /// `number_not_enough`{asked, free}.
    pub(super) fn release(
        &self,
        pool: OrganizationId,
        cx: &Context<'_>,
        snapshot: &Snapshot,
    ) -> Result<Claim, Error> {
        let quantity = self.quantity;
        let bind = Bind::Release { quantity };
        self.counted(self.reserved(pool), bind, cx, snapshot)
    }

    /// The numbers asked for by [`Chosen::plan_rows`].
    ///
    /// # Errors
    /// `number_not_enough`{asked, free}.
    pub(super) fn rows<'s>(
        &self,
        snapshot: &'s Snapshot,
    ) -> Result<&'s [Versioned<Number>], Error> {
        let Some(ProbeAnswer::Numbers(rows)) = snapshot.probes.first() else {
            return Err(Error::internal("numbers of a selector"));
        };
        self.enough(u32::try_from(rows.len()).unwrap_or(u32::MAX))?;
        Ok(rows)
    }

    fn counted(
        &self,
        selector: NumberSelector,
        bind: Bind,
        cx: &Context<'_>,
        snapshot: &Snapshot,
    ) -> Result<Claim, Error> {
        let Some(ProbeAnswer::Count(free)) = snapshot.probes.first() else {
            return Err(Error::internal("count of numbers"));
        };
        self.enough(*free)?;
        Ok(Claim {
            selector,
            bind,
            start: cx.claim_start(0),
        })
    }

    fn enough(&self, free: u32) -> Result<(), Error> {
        if free < self.quantity {
            return Err(Error::new(ErrorCode::NumberNotEnough)
                .with("asked", self.quantity)
                .with("free", free));
        }
        Ok(())
    }

    fn free(&self, pool: OrganizationId) -> NumberSelector {
        let pick = match &self.of {
            GroupOf::Series(series) => Pick::Series(series.clone()),
            GroupOf::Tag(tag) => Pick::Carrying(tag.clone()),
        };
        let owners = Owners::Of(pool);
        NumberSelector { owners, pick }
    }

    fn reserved(&self, pool: OrganizationId) -> NumberSelector {
        let pick = match &self.of {
            GroupOf::Series(series) => Pick::ReservedSeries(series.clone()),
            GroupOf::Tag(tag) => Pick::ReservedUnder(tag.clone()),
        };
        let owners = Owners::Of(pool);
        NumberSelector { owners, pick }
    }
}

fn read_series(series: &str, refusals: &mut Refusals) -> String {
    let digits = series.strip_prefix('+').unwrap_or(series);
    let good = (1..=15).contains(&digits.len()) && digits.bytes().all(|byte| byte.is_ascii_digit());
    if !good {
        let problem = Problem::new(FindingCode::DigitsInvalid)
            .with("count", digits.len())
            .with("min", 1_u32)
            .with("max", 15_u32);
        refusals.field("series", problem);
    }
    digits.to_owned()
}

fn check_quantity(quantity: u32, refusals: &mut Refusals) {
    let max = u32::try_from(NUMBER_ITEMS).unwrap_or(u32::MAX);
    if quantity == 0 {
        let problem = Problem::new(FindingCode::IntegerInvalid)
            .with("min", 1_u32)
            .with("max", max);
        refusals.field("quantity", problem);
    } else if quantity > max {
        refusals.refuse(
            Error::new(ErrorCode::TooManyItems)
                .with("max", max)
                .with("got", quantity),
        );
    }
}
