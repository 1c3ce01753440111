//! The findings of one row as three cells: codes, messages, suggestions.

use super::words::Words;
use crate::finding::{self, Finding, Language, Place};

/// Findings of one row that are told; the rest is counted, so that a cell stays readable.
const TOLD: usize = 20;

pub(super) struct RowText {
    pub(super) codes: String,
    pub(super) messages: String,
    pub(super) suggestions: String,
}

impl RowText {
    /// Messages name the label, since letters move when columns are put in front.
    pub(super) fn new<'a>(
        findings: impl Iterator<Item = &'a Finding> + Clone,
        language: Language,
    ) -> Self {
        let mut codes: Vec<&str> = Vec::new();
        let mut messages = Vec::new();
        let mut suggestions = Vec::new();
        for found in findings.clone().take(TOLD) {
            if !codes.contains(&found.code.as_str()) {
                codes.push(found.code.as_str());
            }
            let unlettered = without_letter(found);
            let labelled = |text: String| match &found.place.label {
                Some(label) => format!("{label}{} {text}", language.colon()),
                None => text,
            };
            messages.push(labelled(finding::message(&unlettered, language)));
            suggestions.extend(finding::suggestion(&unlettered, language).map(labelled));
        }
        let more = findings.count().saturating_sub(TOLD);
        if more > 0 {
            messages.push(format!("(+ {more})"));
        }
        Self {
            codes: codes.join(" "),
            messages: messages.join(" "),
            suggestions: suggestions.join(" "),
        }
    }
}

impl RowText {
    /// Says that findings of the row were not kept, with their codes as far as they are known.
    pub(super) fn cut(&mut self, codes: &[&str], language: Language) {
        for code in codes {
            if !self.codes.split(' ').any(|said| said == *code) {
                push(&mut self.codes, code);
            }
        }
        push(&mut self.messages, &Words::of(language).unkept(codes));
    }
}

fn push(text: &mut String, more: &str) {
    if !text.is_empty() {
        text.push(' ');
    }
    text.push_str(more);
}

/// The finding without the name of its cell, which then is "the cell".
fn without_letter(found: &Finding) -> Finding {
    let mut found = found.clone();
    found.place = Place {
        column: None,
        ..found.place
    };
    found
}
