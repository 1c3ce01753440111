//! One row: what kind of row it is, and the rules across its cells. Its cells are judged in `cell.rs`.

use std::borrow::Cow;

use super::cell::State;
use super::schema::{ColumnType, Rule, Schema, fold};
use crate::finding::{FindingCode, Problem};

/// A cell after judgement, reused from row to row.
#[derive(Clone, Debug, Default)]
pub(crate) struct Value {
    pub(crate) state: State,
    /// The canonical value, if there is one.
    pub(crate) text: String,
    /// Whether the value is the column's default.
    pub(crate) defaulted: bool,
    /// The cell of the row that it came from.
    pub(crate) cell: Option<usize>,
}

impl Value {
    pub(crate) fn filled(&self) -> Option<&str> {
        (self.state == State::Value).then_some(self.text.as_str())
    }
}

/// The judged cells of a row, by column of the schema.
pub(crate) trait Cells {
    /// What a cell holds; `None` for a column that the schema does not have.
    fn state(&self, at: usize) -> Option<State>;
    /// Whether the value is the column's default.
    fn is_defaulted(&self, at: usize) -> bool;
    /// The canonical value, if there is one.
    fn filled(&self, at: usize) -> Option<Cow<'_, str>>;
}

impl Cells for [Value] {
    fn state(&self, at: usize) -> Option<State> {
        self.get(at).map(|value| value.state)
    }

    fn is_defaulted(&self, at: usize) -> bool {
        self.get(at).is_some_and(|value| value.defaulted)
    }

    fn filled(&self, at: usize) -> Option<Cow<'_, str>> {
        self.get(at)?.filled().map(Cow::Borrowed)
    }
}

/// A rule with the places of its columns.
pub(crate) enum Compiled {
    RequiredIf {
        column: usize,
        when: Condition,
        named: String,
    },
    IgnoredUnless {
        column: usize,
        when: Condition,
    },
    NotEqual {
        columns: Vec<usize>,
        forwarding: bool,
        named: String,
    },
    AtLeastOne {
        columns: Vec<usize>,
        named: String,
    },
    NeedsFeature {
        column: usize,
        value: String,
        feature: String,
        instead: Option<String>,
    },
    ReplacedByFeature {
        column: usize,
        feature: String,
    },
}

pub(crate) struct Condition {
    column: usize,
    label: String,
    values: Vec<String>,
}

/// What a rule says about a column.
pub(crate) struct Broken {
    pub(crate) column: usize,
    pub(crate) problem: Problem,
    /// Whether it is a warning only.
    pub(crate) warning: bool,
}

/// The rules of a schema; a rule on a column that is not in force rests.
pub(crate) fn compile(schema: &Schema) -> Vec<Compiled> {
    schema
        .rules
        .iter()
        .filter_map(|rule| compile_rule(schema, rule))
        .collect()
}

fn compile_rule(schema: &Schema, rule: &Rule) -> Option<Compiled> {
    let place = |key: &str| {
        schema.position(key).filter(|index| {
            schema
                .columns
                .get(*index)
                .is_some_and(super::schema::Column::is_active)
        })
    };
    let condition = |when: &super::schema::When| {
        let column = place(&when.column)?;
        Some(Condition {
            column,
            label: schema.columns.get(column)?.label_in("en").to_owned(),
            values: when.values.clone(),
        })
    };
    let places = |keys: &[String]| keys.iter().filter_map(|key| place(key)).collect::<Vec<_>>();
    Some(match rule {
        Rule::RequiredIf { column, when } => Compiled::RequiredIf {
            column: place(column)?,
            when: condition(when)?,
            named: format!("{column}, {}", when.column),
        },
        Rule::IgnoredUnless { column, when } => Compiled::IgnoredUnless {
            column: place(column)?,
            when: condition(when)?,
        },
        Rule::NotEqual { columns } => {
            let places = places(columns);
            let forwarding = places.iter().any(|index| {
                schema.columns.get(*index).is_some_and(|column| {
                    matches!(
                        column.kind,
                        ColumnType::Digits {
                            forwarding: true,
                            ..
                        }
                    )
                })
            });
            Compiled::NotEqual {
                columns: places,
                forwarding,
                named: columns.join(", "),
            }
        }
        Rule::AtLeastOne { columns } => Compiled::AtLeastOne {
            columns: places(columns),
            named: columns.join(", "),
        },
        Rule::NeedsFeature {
            column,
            value,
            feature,
        } => {
            let index = place(column)?;
            Compiled::NeedsFeature {
                column: index,
                value: value.clone(),
                feature: feature.clone(),
                instead: other_word(schema, index, value),
            }
        }
        Rule::ReplacedByFeature { column, feature } => Compiled::ReplacedByFeature {
            column: place(column)?,
            feature: feature.clone(),
        },
    })
}

/// The word of a choice of two that is not `value`.
fn other_word(schema: &Schema, column: usize, value: &str) -> Option<String> {
    match &schema.columns.get(column)?.kind {
        ColumnType::Choice { values } => {
            let mut others = values.iter().filter(|choice| choice.value != value);
            let other = others.next()?.value.clone();
            others.next().is_none().then_some(other)
        }
        _ => None,
    }
}

impl Compiled {
    /// Judges a row. A cell in error takes no part.
    pub(crate) fn check(&self, cells: &(impl Cells + ?Sized)) -> Option<Broken> {
        let is_blank = |column: usize| cells.state(column) == Some(State::Blank);
        let has_value = |column: usize| cells.state(column) == Some(State::Value);
        match self {
            Self::RequiredIf {
                column,
                when,
                named,
            } => (is_blank(*column) && when.holds(cells)?).then(|| Broken {
                column: *column,
                problem: failed("required_if", named),
                warning: false,
            }),
            Self::IgnoredUnless { column, when } => {
                let is_filled = has_value(*column) && !cells.is_defaulted(*column);
                if !is_filled || when.holds(cells)? {
                    return None;
                }
                let other = cells.filled(when.column);
                let problem = Problem::new(FindingCode::ValueNotApplicable)
                    .with("other", when.label.clone())
                    .with("value", other.as_deref().unwrap_or("blank"));
                Some(Broken {
                    column: *column,
                    problem,
                    warning: true,
                })
            }
            Self::NotEqual {
                columns,
                forwarding,
                named,
            } => {
                let column = repeated(columns, cells)?;
                let problem = if *forwarding {
                    Problem::new(FindingCode::ForwardingLoop)
                } else {
                    failed("not_equal", named)
                };
                Some(Broken {
                    column,
                    problem,
                    warning: false,
                })
            }
            Self::AtLeastOne { columns, named } => {
                let all_blank = columns.iter().all(|column| is_blank(*column));
                let column = columns.first().filter(|_| all_blank)?;
                let problem = failed("at_least_one", named);
                Some(Broken {
                    column: *column,
                    problem,
                    warning: false,
                })
            }
            Self::NeedsFeature {
                column,
                value: word,
                feature,
                instead,
            } => {
                cells.filled(*column).filter(|value| value == word)?;
                let problem =
                    Problem::new(FindingCode::FeatureNotEnabled).with("feature", feature.clone());
                let problem = match instead {
                    Some(instead) => problem.with_replacement(instead.clone()),
                    None => problem,
                };
                Some(Broken {
                    column: *column,
                    problem,
                    warning: false,
                })
            }
            Self::ReplacedByFeature { column, feature } => has_value(*column).then(|| Broken {
                column: *column,
                problem: Problem::new(FindingCode::ForwardingNotApplicable)
                    .with("feature", feature.clone()),
                warning: true,
            }),
        }
    }
}

impl Condition {
    /// Whether it holds; `None` if its cell is in error.
    fn holds(&self, cells: &(impl Cells + ?Sized)) -> Option<bool> {
        match cells.state(self.column)? {
            State::Error => None,
            State::Blank => Some(false),
            State::Value => {
                let text = cells.filled(self.column)?;
                Some(self.values.iter().any(|word| *word == text))
            }
        }
    }
}

fn failed(rule: &'static str, columns: &str) -> Problem {
    Problem::new(FindingCode::RowRuleFailed)
        .with("rule", rule)
        .with("columns", columns)
}

/// The last of `columns` that holds what an earlier one holds. A number is the same with and without `+`.
fn repeated(columns: &[usize], cells: &(impl Cells + ?Sized)) -> Option<usize> {
    let has_value = |column: &&usize| cells.state(**column) == Some(State::Value);
    // Most rows: nothing is to be compared.
    columns.iter().filter(has_value).nth(1)?;
    let values: Vec<Option<Cow<'_, str>>> =
        columns.iter().map(|column| cells.filled(*column)).collect();
    let last = (1..values.len()).rev().find(|last| {
        let (earlier, _) = values.split_at(*last);
        let value = values.get(*last).and_then(bare);
        value.is_some() && earlier.iter().any(|other| bare(other) == value)
    })?;
    columns.get(last).copied()
}

fn bare<'a>(value: &'a Option<Cow<'_, str>>) -> Option<&'a str> {
    let text = value.as_deref()?;
    Some(text.strip_prefix('+').unwrap_or(text))
}

/// Whether a first cell begins a note row (D-34): `Note:` and what follows, or a note word alone.
pub(crate) fn note_kind(first: &str, note_words: &[String]) -> Option<NoteKind> {
    let first = first.trim();
    let label = first.get(..5).unwrap_or_default();
    if label.eq_ignore_ascii_case("note:") {
        return Some(NoteKind::Label);
    }
    if first.len() > 64 {
        return None;
    }
    let word = first.trim_end_matches(':');
    // Most first cells are names, and folding each would cost.
    let is_note = if word.is_ascii() {
        note_words
            .iter()
            .any(|note| note.eq_ignore_ascii_case(word))
    } else {
        let folded = fold(word);
        note_words
            .iter()
            .any(|note| !note.is_ascii() && *note == folded)
    };
    is_note.then_some(NoteKind::Word)
}

/// How sure a note row is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum NoteKind {
    /// `Note:` stands there, which nobody is called.
    Label,
    /// A word stands there that could be a name: it is a note only if the row identifies nobody.
    Word,
}
