//! Help for each code, for a person with a spreadsheet: what it means, why it happens, what to do. It is in English only,
//! on the page of findings and where reports explain their codes; what findings say is in the tables of languages.

mod contact;
mod file;
#[cfg(test)]
mod parameters;
mod store;
mod table;
mod value;

#[cfg(test)]
pub(in crate::finding::text) use self::parameters::meaning;
use crate::finding::FindingCode;

/// Help for one code. Its texts are Markdown.
pub(super) struct Explanation {
    pub(super) code: FindingCode,
    /// What is the case, and what becomes of the row or file.
    pub(super) means: &'static str,
    /// What a spreadsheet, a person or a system did.
    pub(super) why: &'static str,
    /// Steps that end it.
    pub(super) act: &'static str,
    pub(super) examples: &'static [Example],
    /// When its severity is another one.
    pub(super) varies: Option<&'static str>,
    /// Rows of the table of damage, and rules.
    pub(super) origin: Option<&'static str>,
}

/// What arrives, and what should. `␣` stands for a space, `↵` for a line break.
#[cfg_attr(
    not(test),
    expect(dead_code, reason = "shown on the generated page only")
)]
pub(super) struct Example {
    /// The column of `multiline-2024` in which the validator finds it so; else it is shown only.
    pub(super) column: Option<&'static str>,
    pub(super) before: &'static str,
    pub(super) after: &'static str,
}

const fn cell(column: &'static str, before: &'static str, after: &'static str) -> Example {
    Example {
        column: Some(column),
        before,
        after,
    }
}

const fn shown(before: &'static str, after: &'static str) -> Example {
    Example {
        column: None,
        before,
        after,
    }
}

const fn explain(
    code: FindingCode,
    means: &'static str,
    why: &'static str,
    act: &'static str,
) -> Explanation {
    Explanation {
        code,
        means,
        why,
        act,
        examples: &[],
        varies: None,
        origin: None,
    }
}

impl Explanation {
    const fn examples(mut self, examples: &'static [Example]) -> Self {
        self.examples = examples;
        self
    }

    const fn varies(mut self, varies: &'static str) -> Self {
        self.varies = Some(varies);
        self
    }

    const fn origin(mut self, origin: &'static str) -> Self {
        self.origin = Some(origin);
        self
    }

    /// Means, why, act.
    pub(super) const fn parts(&self) -> [&'static str; 3] {
        [self.means, self.why, self.act]
    }
}

/// What a code means, why it happens, what to do: Markdown whose links lead within the page of findings.
pub(super) fn parts(code: FindingCode) -> [&'static str; 3] {
    let mut all = explanations();
    let found = all.find(|explanation| explanation.code == code);
    found.map_or([""; 3], Explanation::parts)
}

/// The help for all codes, by stage.
pub(super) fn explanations() -> impl Iterator<Item = &'static Explanation> {
    [
        file::EXPLANATIONS,
        table::EXPLANATIONS,
        value::EXPLANATIONS,
        contact::EXPLANATIONS,
        store::EXPLANATIONS,
    ]
    .into_iter()
    .flatten()
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Most characters of a part.
    const PART_CHARS: usize = 600;

    #[test]
    fn each_code_is_explained_once_in_the_order_of_stages() {
        let explained: Vec<FindingCode> = explanations().map(|it| it.code).collect();
        for code in FindingCode::ALL {
            let times = explained.iter().filter(|it| *it == code).count();
            assert_eq!(times, 1, "{code}");
        }
        assert_eq!(explained.len(), FindingCode::ALL.len());
        assert!(explained.is_sorted_by_key(|code| code.stage()));
    }

    #[test]
    fn each_part_is_whole_of_its_own_and_not_too_long() {
        let mut seen = std::collections::BTreeMap::new();
        for explanation in explanations() {
            let code = explanation.code;
            for part in explanation.parts() {
                assert!(
                    (20..=PART_CHARS).contains(&part.chars().count()),
                    "{code}: {part}"
                );
                assert_eq!(part, part.trim(), "{code}");
                assert!(part.ends_with(['.', '?', '`']), "{code}: {part}");
                assert!(
                    !part.contains("  ") && !part.contains('\n'),
                    "{code}: {part}"
                );
                assert_eq!(part.matches('`').count() % 2, 0, "{code}: {part}");
                if let Some(other) = seen.insert(part, code) {
                    panic!("{code} says what {other} says: {part}");
                }
            }
            for Example { before, after, .. } in explanation.examples {
                assert!(before != after && !before.contains('`') && !after.contains('`'));
            }
        }
    }

    /// A file of one row that is good but for `column`.
    fn file_with(column: &str, value: &str) -> String {
        let quoted = |text: &str| format!("\"{}\"", text.replace('"', "\"\""));
        let cells = [
            ("firstname", "Ada"),
            ("identity", "name@example.com"),
            ("social_messaging", "No"),
            ("multiline_number", ""),
            ("monitor_calls", "auto"),
            ("monitor_sms", "on"),
            ("forwarding_number", ""),
            ("restrict_incoming_social_messaging", ""),
            ("language", ""),
        ];
        assert!(cells.iter().any(|(key, _)| *key == column), "{column}");
        let labels: Vec<&str> = cells.iter().map(|(key, _)| *key).collect();
        let values = cells.map(|(key, usual)| quoted(if key == column { value } else { usual }));
        format!("{}\n{}\n", labels.join(","), values.join(","))
    }

    /// The text that an example shows.
    fn typed(text: &str) -> String {
        match text {
            "(blank)" => String::new(),
            _ => text.replace('␣', " ").replace('↵', "\n"),
        }
    }

    #[test]
    fn each_example_of_a_cell_is_found_so_and_ends_as_shown() {
        use crate::csv::{Options, Schema, validate};
        use crate::finding::Severity;
        let profile = crate::profile::ProfileName::Multiline2024;
        let schema = Schema::for_profile(profile, crate::settings::AccessKind::Portal).unwrap();
        let check = |column, value: &str| {
            let file = file_with(column, &typed(value));
            validate(file.as_bytes(), &schema, &Options::new(), None).findings
        };
        let mut shown = 0;
        for explanation in explanations() {
            let code = explanation.code;
            for example in explanation.examples {
                let Some(column) = example.column else {
                    continue;
                };
                let found = check(column, example.before);
                let codes: Vec<_> = found.iter().map(|it| it.code).collect();
                let finding = found.iter().find(|it| it.code == code);
                let finding =
                    finding.unwrap_or_else(|| panic!("{code} {}: {codes:?}", example.before));
                let after = finding.fix.as_deref().map(|fix| &*fix.after);
                let offered = after.or(finding.replacement.as_deref());
                assert!(
                    offered.is_none_or(|offered| offered == typed(example.after)),
                    "{code} offers {offered:?}"
                );
                for left in check(column, example.after) {
                    assert!(
                        left.code != code && left.severity != Severity::Error,
                        "{code}: {} leaves {}",
                        example.after,
                        left.code
                    );
                }
                shown += 1;
            }
        }
        assert!(shown > 30, "{shown}");
    }
}
