//! Findings: what is noticed in an uploaded file, where, how much it matters, and what was or can be done. Which rule
//! makes them is elsewhere; what they say is rendered from `text` when somebody reads them.

use std::cmp::Ordering;
use std::fmt;

use serde::{Deserialize, Serialize};

mod code;
mod param;
mod place;
mod text;

pub use code::{FindingCode, Scope, Severity, Stage, UnknownCode};
pub use param::{ParamValue, Params};
pub use place::{Place, cell_name, column_letter};
pub(crate) use text::{HelpPiece, help, help_pieces};
pub use text::{Language, group_title, message, suggestion, title};

/// A finding that does not know its place: what a parser of one value answers.
///
/// ```
/// use rollbook::finding::{FindingCode, Problem};
/// let problem = Problem::new(FindingCode::EmailInvalid).with("reason", "no_at");
/// assert_eq!(problem.params.text("reason"), Some("no_at"));
/// ```
#[derive(Clone, PartialEq, Eq)]
pub struct Problem {
    /// What it is.
    pub code: FindingCode,
    /// What the message names.
    pub params: Params,
    /// A value to put in the place of the one found, if one is likely.
    pub replacement: Option<String>,
}

impl Problem {
    /// A problem without parameters.
    #[must_use]
    pub fn new(code: FindingCode) -> Self {
        Self {
            code,
            params: Params::default(),
            replacement: None,
        }
    }

    /// With the parameter `name` set.
    #[must_use]
    pub fn with(mut self, name: &'static str, value: impl Into<ParamValue>) -> Self {
        self.params.set(name, value);
        self
    }

    /// With a value to put in the place of the one found.
    #[must_use]
    pub fn with_replacement(mut self, replacement: impl Into<String>) -> Self {
        self.replacement = Some(replacement.into());
        self
    }
}

/// The code and the names of parameters.
impl fmt::Debug for Problem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Problem({} {:?})", self.code, self.params)
    }
}

/// A change of a value that lost nothing.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Fix {
    /// The value as it arrived.
    pub before: Box<str>,
    /// The value as it was read.
    pub after: Box<str>,
}

/// Nothing of the values.
impl fmt::Debug for Fix {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Fix")
    }
}

/// Another cell that has to do with a finding, such as the other one of a duplicate.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Related {
    /// Its row, as a spreadsheet counts.
    pub row: u32,
    /// Its column from 1; absent if the whole row is meant.
    pub column: Option<u32>,
}

impl Related {
    /// The cell as a spreadsheet names it.
    #[must_use]
    pub fn cell(&self) -> Option<String> {
        cell_name(self.row, self.column?)
    }
}

/// One thing noticed in a file, at one place.
///
/// It holds a code and parameters; text is rendered when read. In a message, a name in braces is a parameter if there
/// is one of that name, else the member of the finding.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Finding {
    /// What it is.
    pub code: FindingCode,
    /// How much it matters here.
    pub severity: Severity,
    /// How far it reaches; only errors have one.
    pub scope: Option<Scope>,
    /// Where it stands.
    #[serde(default)]
    pub place: Place,
    /// The value as it arrived, bounded; absent where there is none or where it is secret.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub value: Option<Box<str>>,
    /// Whether `value` is shorter than what arrived.
    #[serde(default, skip_serializing_if = "is_false")]
    pub value_truncated: bool,
    /// The canonical form of the value, where it has one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub canonical: Option<Box<str>>,
    /// What the message names besides.
    #[serde(default, skip_serializing_if = "Params::is_empty")]
    pub params: Params,
    /// The change that was made, if one was.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub fix: Option<Box<Fix>>,
    /// Other cells that have to do with it; at most 20, `total` in the parameters being exact.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub related: Vec<Related>,
    /// Findings with the same number have one cause; absent if the finding is its own.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub cause: Option<u32>,
    /// A value to put in the place of the one found.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub replacement: Option<Box<str>>,
}

fn is_false(value: &bool) -> bool {
    !value
}

impl Finding {
    /// A finding of the severity and scope that its code usually has.
    #[must_use]
    pub fn new(code: FindingCode, place: Place) -> Self {
        Self {
            code,
            severity: code.severity(),
            scope: code.scope(),
            place,
            value: None,
            value_truncated: false,
            canonical: None,
            params: Params::default(),
            fix: None,
            related: Vec::new(),
            cause: None,
            replacement: None,
        }
    }

    /// A problem, put in its place.
    #[must_use]
    pub fn from_problem(problem: Problem, place: Place) -> Self {
        Self {
            params: problem.params,
            replacement: problem.replacement.map(Into::into),
            ..Self::new(problem.code, place)
        }
    }

    /// With the parameter `name` set.
    #[must_use]
    pub fn with(mut self, name: &'static str, value: impl Into<ParamValue>) -> Self {
        self.params.set(name, value);
        self
    }

    /// With the value as it arrived, of which at most `max_chars` characters are kept.
    #[must_use]
    pub fn with_value(mut self, value: &str, max_chars: usize) -> Self {
        let (text, truncated) = bounded(value, max_chars);
        self.value = Some(text);
        self.value_truncated = truncated;
        self
    }

    /// With the canonical form of the value.
    #[must_use]
    pub fn with_canonical(mut self, canonical: impl Into<Box<str>>) -> Self {
        self.canonical = Some(canonical.into());
        self
    }

    /// With the change that was made, of which at most `max_chars` characters are kept on each side.
    #[must_use]
    pub fn with_fix(mut self, before: &str, after: &str, max_chars: usize) -> Self {
        self.fix = Some(Box::new(Fix {
            before: bounded(before, max_chars).0,
            after: bounded(after, max_chars).0,
        }));
        self
    }

    /// With other cells that have to do with it.
    #[must_use]
    pub fn with_related(mut self, related: Vec<Related>) -> Self {
        self.related = related;
        self
    }

    /// With the number that findings of one cause share.
    #[must_use]
    pub fn with_cause(mut self, cause: u32) -> Self {
        self.cause = Some(cause);
        self
    }

    /// With a value to put in the place of the one found.
    #[must_use]
    pub fn with_replacement(mut self, replacement: impl Into<Box<str>>) -> Self {
        self.replacement = Some(replacement.into());
        self
    }

    /// As an error that reaches as far as `scope`.
    #[must_use]
    pub fn as_error(mut self, scope: Scope) -> Self {
        self.severity = Severity::Error;
        self.scope = Some(scope);
        self
    }

    /// As a warning.
    #[must_use]
    pub fn as_warning(mut self) -> Self {
        self.severity = Severity::Warning;
        self.scope = None;
        self
    }

    /// As a notice.
    #[must_use]
    pub fn as_notice(mut self) -> Self {
        self.severity = Severity::Notice;
        self.scope = None;
        self
    }

    /// Without value, fix, replacement and every parameter taken from a cell: what an `Error` and a store may keep.
    #[must_use]
    pub fn without_values(mut self) -> Self {
        self.value = None;
        self.value_truncated = false;
        self.canonical = None;
        self.fix = None;
        self.replacement = None;
        self.place.label = None;
        self.params = self.params.without_cell_values(self.code);
        self
    }

    /// Whether it keeps something from being imported.
    #[must_use]
    pub fn is_error(&self) -> bool {
        self.severity == Severity::Error
    }

    /// The order of a report: file-level first, then row, column, stage, code.
    #[must_use]
    pub fn report_order(&self, other: &Self) -> Ordering {
        let (place, others) = (&self.place, &other.place);
        let by_code = || {
            let stages = self.code.stage().cmp(&other.code.stage());
            stages.then_with(|| self.code.as_str().cmp(other.code.as_str()))
        };
        // Rows alone tell most findings apart.
        place.row.cmp(&others.row).then_with(|| {
            place
                .column
                .cmp(&others.column)
                .then_with(by_code)
                .then_with(|| (place.char, place.byte).cmp(&(others.char, others.byte)))
        })
    }
}

/// Code, severity and place; no value and no text of the file.
impl fmt::Debug for Finding {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self {
            code,
            severity,
            place,
            params,
            ..
        } = self;
        write!(f, "Finding({code} {severity} at {place:?} {params:?})")
    }
}

/// At most `max_chars` characters of `text`, and whether something was cut off.
#[must_use]
pub fn bounded(text: &str, max_chars: usize) -> (Box<str>, bool) {
    match text.char_indices().nth(max_chars) {
        Some((end, _)) => (text.get(..end).unwrap_or_default().into(), true),
        None => (text.into(), false),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn sample() -> Finding {
        let place = Place {
            row: Some(3),
            column: Some(2),
            field: Some("identity".into()),
            label: Some("email".into()),
            ..Place::default()
        };
        Finding::new(FindingCode::DuplicateIdentity, place)
            .with_value("A@example.com", 200)
            .with_canonical("a@example.com")
            .with("rows", vec![4_u32])
            .with("total", 1_u32)
            .with_related(vec![Related {
                row: 4,
                column: Some(2),
            }])
            .with_cause(9)
    }

    #[test]
    fn a_stored_finding_is_read_back() {
        let finding = sample().with_fix("A", "a", 200).with_replacement("b");
        let json = serde_json::to_string(&finding).unwrap();
        assert_eq!(serde_json::from_str::<Finding>(&json).unwrap(), finding);
    }

    #[test]
    fn debug_shows_no_value() {
        let text = format!("{:?}", sample().with_fix("A@example.com", "a", 200));
        assert_eq!(
            text,
            r#"Finding(duplicate_identity error at B3 (identity) ["rows", "total"])"#
        );
    }

    #[test]
    fn a_long_value_is_cut_at_characters() {
        let finding = Finding::new(FindingCode::CellTooLong, Place::row(2)).with_value("äöü", 2);
        assert_eq!(finding.value.as_deref(), Some("äö"));
        assert!(finding.value_truncated);
        assert_eq!(bounded("äöü", 3), ("äöü".into(), false));
    }

    #[test]
    fn a_stored_finding_stays_small() {
        let own = size_of::<Finding>();
        assert!(own <= 260, "{own} bytes before what it points to");
    }

    #[test]
    fn report_order_is_file_row_column_stage_code() {
        let at = |code, row, column| {
            let place = Place {
                row,
                column,
                ..Place::default()
            };
            Finding::new(code, place)
        };
        let mut findings = [
            at(FindingCode::DuplicateIdentity, Some(2), Some(1)),
            at(FindingCode::WhitespaceNormalized, Some(2), Some(1)),
            at(FindingCode::ValueAliasUsed, Some(2), Some(1)),
            at(FindingCode::RowPadded, Some(2), None),
            at(FindingCode::MissingLabel, Some(1), None),
            at(FindingCode::InventoryUnchecked, None, None),
        ];
        findings.sort_by(Finding::report_order);
        let codes: Vec<_> = findings.iter().map(|f| f.code.as_str()).collect();
        assert_eq!(
            codes,
            [
                "inventory_unchecked",
                "missing_label",
                "row_padded",
                "value_alias_used",
                "whitespace_normalized",
                "duplicate_identity"
            ]
        );
    }
}
