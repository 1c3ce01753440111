use super::*;
use crate::finding::{Place, Problem};

fn at(code: FindingCode) -> Finding {
    let place = Place {
        row: Some(5),
        column: Some(3),
        field: Some("monitor_sms".into()),
        label: Some("Monitor SMS".into()),
        ..Place::default()
    };
    Finding::new(code, place)
}

/// The names in a template.
fn names(template: &str) -> Vec<&str> {
    let parts = template.split('{').skip(1);
    parts
        .map(|part| base(part.split_once('}').expect("braces close").0))
        .collect()
}

const MEMBERS: &[&str] = &[
    "applied",
    "value",
    "canonical",
    "before",
    "after",
    "replacement",
    "field",
    "label",
    "cell",
    "row",
    "letter",
];

#[test]
fn each_code_has_a_title_of_at_most_60_characters_and_a_message() {
    for code in FindingCode::ALL {
        let Entry { title, message, .. } = (Language::En.table().entry)(*code);
        assert!((3..=60).contains(&title.chars().count()), "{code}");
        assert!(!title.ends_with('.'), "{code}");
        assert!(!message.is_empty(), "{code}");
        for message in message {
            assert!(
                message.ends_with('.') || message.ends_with("{applied}"),
                "{code}: {message}"
            );
        }
    }
}

#[test]
fn templates_name_only_members_and_parameters_of_their_code() {
    for code in FindingCode::ALL {
        let entry = (Language::En.table().entry)(*code);
        for template in entry.message.iter().chain(entry.suggestion) {
            for name in names(template) {
                assert!(
                    MEMBERS.contains(&name) || code.parameters().contains(&name),
                    "{code}: {name}"
                );
            }
        }
    }
}

#[test]
fn each_parameter_is_named_by_a_text_or_counts_for_one() {
    for code in FindingCode::ALL {
        let entry = (Language::En.table().entry)(*code);
        let used: Vec<_> = entry
            .message
            .iter()
            .chain(entry.suggestion)
            .flat_map(|t| names(t))
            .collect();
        for parameter in code.parameters() {
            let for_programs = ["total", "found", "expected", "hex", "text", "letter"];
            assert!(
                used.contains(parameter) || for_programs.contains(parameter),
                "{code}: {parameter}"
            );
        }
    }
}

#[test]
fn a_message_without_any_value_is_still_a_sentence() {
    for code in FindingCode::ALL {
        let mut finding = at(*code);
        for parameter in code.parameters() {
            if !crate::finding::Params::is_from_cell(*code, parameter) {
                finding.params.set(parameter, 2_u32);
            }
        }
        let text = message(&finding, Language::En);
        assert!(
            text.ends_with('.') && !text.contains(['{', '}']),
            "{code}: {text}"
        );
        assert!(!text.contains("''"), "{code}: {text}");
        let first = text.chars().next().expect("a text");
        assert!(!first.is_lowercase(), "{code}: {text}");
    }
}

#[test]
fn texts_of_the_documented_example() {
    let finding = at(FindingCode::NumberScientificNotation).with_value("1.44E+10", 200);
    assert_eq!(
        message(&finding, Language::En),
        "'1.44E+10' is what a spreadsheet made of a long number; its digits are gone."
    );
    assert_eq!(
        suggestion(&finding, Language::En).as_deref(),
        Some("Format the column as Text and enter the numbers again.")
    );
    let finding = at(FindingCode::DuplicateIdentity)
        .with_value("B@example.com", 200)
        .with_canonical("b@example.com")
        .with("rows", vec![4_u32])
        .with("total", 1_u32);
    assert_eq!(
        message(&finding, Language::En),
        "b@example.com is also in row 4."
    );
    assert_eq!(
        suggestion(&finding, Language::En).as_deref(),
        Some("Keep one.")
    );
    let finding = at(FindingCode::ValueCaseNormalized)
        .with_value("OFF", 200)
        .with_fix("OFF", "off", 200);
    assert_eq!(message(&finding, Language::En), "'OFF' was read as 'off'.");
    assert_eq!(suggestion(&finding, Language::En), None);
}

#[test]
fn lists_name_what_is_shown_and_count_the_rest() {
    let rows = |rows: Vec<u32>, total: u32| {
        let finding = at(FindingCode::DuplicateValue)
            .with_value("x", 200)
            .with("rows", rows)
            .with("total", total);
        message(&finding, Language::En)
    };
    assert_eq!(rows(vec![4, 7, 9], 3), "x is also in rows 4, 7 and 9.");
    assert_eq!(rows(vec![4, 7], 30), "x is also in rows 4, 7 and 28 more.");
    let cells: Vec<_> = (2..9).map(|row| format!("A{row}")).collect();
    let finding = at(FindingCode::EncodingGuessed)
        .with("cells", cells)
        .with("total", 40_u32);
    assert!(message(&finding, Language::En).ends_with("Check A2, A3, A4, A5, A6 and 35 more."));
}

#[test]
fn words_and_replacements_are_told() {
    let problem = Problem::new(FindingCode::EmailInvalid)
        .with("reason", "no_at")
        .with_replacement("a@example.com");
    let finding = Finding::from_problem(problem, Place::default()).with_value("a", 200);
    assert_eq!(
        message(&finding, Language::En),
        "'a' is not a valid e-mail address: it has no @."
    );
    assert_eq!(
        suggestion(&finding, Language::En).as_deref(),
        Some("Use 'a@example.com'.")
    );
    let allowed = vec!["Yes".to_owned(), "No".to_owned()];
    let finding = at(FindingCode::ValueNotAllowed)
        .with_value("1", 200)
        .with("allowed", allowed);
    assert_eq!(
        message(&finding, Language::En),
        "'1' is not allowed in Monitor SMS. Use Yes or No."
    );
}

#[test]
fn a_fix_that_was_not_made_says_what_should_be() {
    let off = at(FindingCode::ValueCaseNormalized)
        .as_error(crate::finding::Scope::Row)
        .with_value("OFF", 200)
        .with_replacement("off");
    assert_eq!(message(&off, Language::En), "'OFF' should be 'off'.");
    let off = at(FindingCode::WhitespaceNormalized)
        .as_error(crate::finding::Scope::Row)
        .with_replacement("off");
    assert_eq!(
        message(&off, Language::En),
        "C5 has space that does not belong there."
    );
    assert_eq!(
        suggestion(&off, Language::En).as_deref(),
        Some("Use 'off'.")
    );
}

#[test]
fn sizes_and_plurals() {
    let large = at(FindingCode::FileTooLarge).with("max", 5_u32 << 20);
    assert_eq!(
        message(&large, Language::En),
        "The file is larger than 5 MiB."
    );
    let odd = at(FindingCode::CellTooLong).with("max", 1_000_u32);
    assert_eq!(message(&odd, Language::En), "C5 is longer than 1000 bytes.");
    let blank = |count: u32| {
        message(
            &at(FindingCode::TrailingBlankRowsIgnored).with("count", count),
            Language::En,
        )
    };
    assert_eq!(blank(1), "1 blank row at the end was ignored.");
    assert_eq!(blank(2), "2 blank rows at the end were ignored.");
}
