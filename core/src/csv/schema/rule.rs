//! Rules across the cells of a row: a closed set.

use serde::{Deserialize, Serialize};

/// A rule across the cells of a row.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "snake_case")]
pub enum Rule {
    /// `column` must be filled when the condition holds.
    RequiredIf {
        /// The column that must be filled.
        column: String,
        /// The condition.
        when: When,
    },
    /// A filled `column` has no effect unless the condition holds (a warning).
    IgnoredUnless {
        /// The column without effect.
        column: String,
        /// The condition.
        when: When,
    },
    /// The filled ones of `columns` differ from each other.
    NotEqual {
        /// Two or more columns.
        columns: Vec<String>,
    },
    /// One of `columns` is filled.
    AtLeastOne {
        /// Two or more columns.
        columns: Vec<String>,
    },
    /// `value` in `column` needs a feature that the organization lacks. Present only where it lacks it.
    NeedsFeature {
        /// The column.
        column: String,
        /// The word that needs the feature.
        value: String,
        /// The setting that is off.
        feature: String,
    },
    /// A filled `column` has no effect because the organization has a feature (a warning).
    ReplacedByFeature {
        /// The column.
        column: String,
        /// The setting that is on.
        feature: String,
    },
}

impl Rule {
    /// Every column that it names, with where in the rule that is.
    pub(super) fn columns(&self) -> Vec<(String, &str)> {
        let at = |step: &str, column| (step.to_owned(), column);
        match self {
            Self::RequiredIf { column, when } | Self::IgnoredUnless { column, when } => {
                vec![
                    at("column", column.as_str()),
                    at("when.column", &when.column),
                ]
            }
            Self::NotEqual { columns } | Self::AtLeastOne { columns } => columns
                .iter()
                .enumerate()
                .map(|(place, column)| (format!("columns.{place}"), column.as_str()))
                .collect(),
            Self::NeedsFeature { column, .. } | Self::ReplacedByFeature { column, .. } => {
                vec![at("column", column)]
            }
        }
    }

    /// Its word in a document.
    pub(super) const fn name(&self) -> &'static str {
        match self {
            Self::RequiredIf { .. } => "required_if",
            Self::IgnoredUnless { .. } => "ignored_unless",
            Self::NotEqual { .. } => "not_equal",
            Self::AtLeastOne { .. } => "at_least_one",
            Self::NeedsFeature { .. } => "needs_feature",
            Self::ReplacedByFeature { .. } => "replaced_by_feature",
        }
    }
}

/// A condition of a rule.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct When {
    /// The column looked at.
    pub column: String,
    /// Canonical values that make it hold.
    #[serde(rename = "in")]
    pub values: Vec<String>,
}
