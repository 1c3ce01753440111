//! Rules across cells, for many rows at once.

use super::super::row::Compiled;

/// Which rows cannot break a rule, told by the columns of the schema that have a value.
#[derive(Clone, Debug)]
pub(super) enum Gate {
    /// Those in which one of these has.
    Any(Box<[usize]>),
    /// Those in which this one has none.
    None(usize),
    /// Those in which at most one of these has.
    One(Box<[usize]>),
}

impl Gate {
    pub(super) fn of(rule: &Compiled) -> Self {
        match rule {
            Compiled::RequiredIf { column, .. } => Self::Any([*column].into()),
            Compiled::AtLeastOne { columns, .. } => Self::Any(columns.as_slice().into()),
            Compiled::IgnoredUnless { column, .. }
            | Compiled::NeedsFeature { column, .. }
            | Compiled::ReplacedByFeature { column, .. } => Self::None(*column),
            Compiled::NotEqual { columns, .. } => Self::One(columns.as_slice().into()),
        }
    }

    /// A bit for each row that may break the rule if no cell is in error, told by the rows in which a column has a
    /// value. It is a quick answer: for such a row, the rule has yet to be checked.
    pub(super) fn may_break(&self, filled: impl Fn(usize) -> u64) -> u64 {
        match self {
            Self::Any(columns) => !columns.iter().fold(0, |rows, at| rows | filled(*at)),
            Self::None(column) => filled(*column),
            Self::One(columns) => {
                let add = |(once, twice): (u64, u64), at: &usize| {
                    let rows = filled(*at);
                    (once | rows, twice | once & rows)
                };
                columns.iter().fold((0, 0), add).1
            }
        }
    }
}
