//! Checking the form of an input: everything that is wrong with it is found together, the first gives the code.

use std::sync::Arc;

use serde_json::{Map, Value};

use crate::error::Error;
use crate::finding::{Finding, FindingCode, Place, Problem};
use crate::limits::ERROR_FINDINGS;
use crate::text::TextError;

/// What is wrong with an input, in the order found.
#[derive(Debug, Default)]
pub struct Refusals {
    first: Option<Error>,
    /// Those that are about no field: code and details of each, as far as an error carries them.
    others: Vec<Value>,
    findings: Vec<Finding>,
}

impl Refusals {
    /// Refuses for another reason than the rule of a field. If there are several refusals, the detail `refusals` of the
    /// error lists the first 100 of this kind, each with its code and its details.
    pub fn refuse(&mut self, error: Error) {
        if self.others.len() < ERROR_FINDINGS {
            let mut other: Map<String, Value> = error
                .details()
                .iter()
                .map(|(name, value)| ((*name).to_owned(), value.clone()))
                .collect();
            other.insert("code".to_owned(), error.code().as_str().into());
            self.others.push(Value::Object(other));
        }
        self.first.get_or_insert(error);
    }

    /// Refuses a field: the code of the finding of the same rule.
    pub fn field(&mut self, field: &'static str, problem: Problem) {
        self.first
            .get_or_insert_with(|| Error::field(field, &problem));
        let place = Place {
            field: Some(Arc::from(field)),
            ..Place::default()
        };
        self.findings.push(Finding::from_problem(problem, place));
    }

    /// Refuses a blank field that must be filled.
    pub fn missing(&mut self, field: &'static str) {
        self.field(field, Problem::new(FindingCode::RequiredValueMissing));
    }

    /// The value, or its problem noted.
    pub fn value<T>(&mut self, field: &'static str, read: Result<T, Problem>) -> Option<T> {
        read.map_err(|problem| self.field(field, problem)).ok()
    }

    /// The text, or what is wrong with it noted. A blank one is missing.
    pub fn text<T>(&mut self, field: &'static str, read: Result<T, TextError>) -> Option<T> {
        self.value(field, read.map_err(text_problem))
    }

    /// The text if one is given; a blank one counts as none.
    pub fn optional_text<T>(
        &mut self,
        field: &'static str,
        given: Option<&str>,
        read: impl FnOnce(&str) -> Result<T, TextError>,
    ) -> Option<T> {
        match given.map(read) {
            None | Some(Err(TextError::Empty)) => None,
            Some(read) => self.text(field, read),
        }
    }

    /// Whether nothing was wrong so far.
    #[must_use]
    pub const fn is_empty(&self) -> bool {
        self.first.is_none()
    }

    /// Nothing wrong, or the first refusal with all findings.
    ///
    /// # Errors
    /// The first refusal.
    pub fn finish(self) -> Result<(), Error> {
        match self.first {
            None => Ok(()),
            Some(error) => {
                let several = self.others.len() + self.findings.len() > 1;
                let error = match several && !self.others.is_empty() {
                    true => error.with("refusals", self.others),
                    false => error,
                };
                Err(error.with_findings(self.findings))
            }
        }
    }
}

/// What is wrong with a text, as the finding of the same rule.
#[must_use]
pub fn text_problem(error: TextError) -> Problem {
    match error {
        TextError::Empty => Problem::new(FindingCode::RequiredValueMissing),
        TextError::TooLong { max, count } => Problem::new(FindingCode::TextTooLong)
            .with("count", count)
            .with("max", max),
        TextError::ControlCharacter(c) => {
            Problem::new(FindingCode::ControlCharacter).with("hex", format!("{:04X}", u32::from(c)))
        }
        TextError::BidiControl(c) => {
            Problem::new(FindingCode::BidiControl).with("hex", format!("{:04X}", u32::from(c)))
        }
        TextError::NotAllowed(reason) => {
            Problem::new(FindingCode::TextNotAllowed).with("reason", reason)
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::text::PersonName;

    #[test]
    fn all_findings_are_found_together_and_the_first_gives_the_code() {
        let mut refusals = Refusals::default();
        let long = "a".repeat(65);
        assert!(
            refusals
                .text("first_name", PersonName::parse(&long))
                .is_none()
        );
        refusals.missing("identity");
        let error = refusals.finish().unwrap_err();
        assert_eq!(error.code().as_str(), "text_too_long");
        assert_eq!(error.details()["field"], "first_name");
        let codes: Vec<_> = error.findings().iter().map(|it| it.code.as_str()).collect();
        assert_eq!(codes, ["text_too_long", "required_value_missing"]);
    }

    #[test]
    fn a_blank_optional_text_is_none_and_no_refusal() {
        let mut refusals = Refusals::default();
        assert!(
            refusals
                .optional_text("last_name", Some("  "), PersonName::parse)
                .is_none()
        );
        assert!(refusals.finish().is_ok());
    }
}
