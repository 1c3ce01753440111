//! The one public error: a stable code, what it asks of the caller, and figures. It has no field that could hold what
//! a person typed.

mod code;
mod kind;

use std::collections::BTreeMap;
use std::fmt;
use std::sync::Arc;

use serde_json::Value;

pub use self::code::ErrorCode;
pub use self::kind::ErrorKind;
use crate::finding::{Finding, FindingCode, Problem};
use crate::limits::ERROR_FINDINGS;

/// Why a command was refused or failed.
///
/// ```
/// use rollbook::error::{Error, ErrorCode, ErrorKind};
/// let error = Error::new(ErrorCode::NotFound).with("entity", "organization");
/// assert_eq!(error.code().as_str(), "not_found");
/// assert_eq!(error.kind(), ErrorKind::NotFound);
/// assert!(!error.retryable());
/// ```
#[derive(Clone)]
pub struct Error(Box<Inner>);

#[derive(Clone)]
struct Inner {
    code: ErrorCode,
    message: Option<String>,
    details: BTreeMap<&'static str, Value>,
    findings: Vec<Finding>,
    source: Option<Arc<dyn std::error::Error + Send + Sync>>,
}

impl Error {
    /// With the message of its code and no details.
    #[must_use]
    pub fn new(code: ErrorCode) -> Self {
        Self(Box::new(Inner {
            code,
            message: None,
            details: BTreeMap::new(),
            findings: Vec::new(),
            source: None,
        }))
    }

    /// `not_found` of this kind of thing: absent, or outside the scope of the actor.
    #[must_use]
    pub fn not_found(entity: &'static str) -> Self {
        Self::new(ErrorCode::NotFound).with("entity", entity)
    }

    /// A bug, told by where it showed; never by what a person typed.
    #[must_use]
    pub fn internal(incident: &'static str) -> Self {
        Self::new(ErrorCode::Internal).with("incident", incident)
    }

    /// A field that is refused by a rule: the finding's code and parameters, without values of cells.
    #[must_use]
    pub fn field(field: &'static str, problem: &Problem) -> Self {
        let mut error = Self::new(ErrorCode::Field(problem.code)).with("field", field);
        for (name, value) in problem
            .params
            .clone()
            .without_cell_values(problem.code)
            .iter()
        {
            error
                .0
                .details
                .insert(name, serde_json::to_value(value).unwrap_or_default());
        }
        error
    }

    /// A field that is refused by a rule without parameters.
    #[must_use]
    pub fn field_code(field: &'static str, code: FindingCode) -> Self {
        Self::new(ErrorCode::Field(code)).with("field", field)
    }

    /// Adds a detail: an id, a figure or a keyword.
    #[must_use]
    pub fn with(mut self, name: &'static str, value: impl Into<Value>) -> Self {
        self.0.details.insert(name, value.into());
        self
    }

    /// Says it more exactly than the message of the code; the same style, no values.
    #[must_use]
    pub fn with_message(mut self, message: impl Into<String>) -> Self {
        self.0.message = Some(message.into());
        self
    }

    /// With findings: the first 100, without values.
    #[must_use]
    pub fn with_findings(mut self, findings: impl IntoIterator<Item = Finding>) -> Self {
        self.0.findings = findings
            .into_iter()
            .take(ERROR_FINDINGS)
            .map(Finding::without_values)
            .collect();
        self
    }

    /// With what is behind it, reachable by `source()` only.
    #[must_use]
    pub fn with_source(mut self, source: impl std::error::Error + Send + Sync + 'static) -> Self {
        self.0.source = Some(Arc::new(source));
        self
    }

    /// The stable code.
    #[must_use]
    pub fn code(&self) -> ErrorCode {
        self.0.code
    }

    /// What the caller must do.
    #[must_use]
    pub fn kind(&self) -> ErrorKind {
        self.0.code.kind()
    }

    /// Whether the same request may succeed if repeated unchanged.
    #[must_use]
    pub fn retryable(&self) -> bool {
        self.0.code.retryable()
    }

    /// What is wrong, then what would be right; for developers and logs.
    #[must_use]
    pub fn message(&self) -> &str {
        self.0
            .message
            .as_deref()
            .unwrap_or_else(|| self.0.code.message())
    }

    /// Ids, figures and keywords by name: a fixed set per code.
    #[must_use]
    pub fn details(&self) -> &BTreeMap<&'static str, Value> {
        &self.0.details
    }

    /// The first 100 findings of a refused input, without values.
    #[must_use]
    pub fn findings(&self) -> &[Finding] {
        &self.0.findings
    }
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {}", self.code(), self.message())
    }
}

impl fmt::Debug for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Error")
            .field("code", &self.code().as_str())
            .field("message", &self.message())
            .field("details", &self.0.details)
            .finish_non_exhaustive()
    }
}

impl std::error::Error for Error {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        self.0
            .source
            .as_deref()
            .map(|source| source as &(dyn std::error::Error + 'static))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn codes_are_distinct_and_flat() {
        let mut seen = std::collections::BTreeSet::new();
        for code in ErrorCode::ALL {
            assert!(seen.insert(code.as_str()), "{code} twice");
            assert!(
                code.as_str()
                    .bytes()
                    .all(|b| b.is_ascii_lowercase() || b == b'_')
            );
        }
    }

    #[test]
    fn messages_of_commands_follow_the_style() {
        for code in ErrorCode::ALL {
            let message = code.message();
            let documented = message.starts_with(|first: char| first.is_uppercase());
            let known = [
                "number_none_available",
                "move_not_enough_numbers",
                "invitation_already_used",
            ];
            assert!(
                !documented || known.contains(&code.as_str()) || message.starts_with('E'),
                "{code}"
            );
            assert!(documented || !message.ends_with('.'), "{code}");
        }
    }
}
