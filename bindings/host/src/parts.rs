//! An error taken apart, as it crosses the border to another language or a shell.

use std::collections::BTreeMap;

use rollbook::error::Error;
use rollbook::finding::Finding;
use serde::Serialize;
use serde_json::Value;

/// The parts of an [`Error`]. None of them holds what a person typed.
#[derive(Clone, Debug, Serialize)]
pub struct ErrorParts {
    /// The stable code.
    pub code: String,
    /// What the caller must do: one of eight words.
    pub kind: &'static str,
    /// Whether the same request may succeed if repeated unchanged.
    pub retryable: bool,
    /// What is wrong, then what would be right.
    pub message: String,
    /// Ids, figures and keywords by name.
    pub details: BTreeMap<String, Value>,
    /// The first 100 findings, without values.
    pub findings: Vec<Finding>,
}

impl From<&Error> for ErrorParts {
    fn from(error: &Error) -> Self {
        let details = error.details().iter();
        Self {
            code: error.code().as_str().to_owned(),
            kind: error.kind().as_str(),
            retryable: error.retryable(),
            message: error.message().to_owned(),
            details: details
                .map(|(name, value)| ((*name).to_owned(), value.clone()))
                .collect(),
            findings: error.findings().to_vec(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_error_keeps_its_parts_in_json() {
        let parts = ErrorParts::from(&Error::not_found("group"));
        let json = serde_json::to_value(&parts).unwrap();
        assert_eq!(json["code"], "not_found");
        assert_eq!(json["kind"], "not_found");
        assert_eq!(json["retryable"], false);
        assert_eq!(json["details"]["entity"], "group");
        assert_eq!(json["findings"], serde_json::json!([]));
    }
}
