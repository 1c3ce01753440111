use std::collections::BTreeSet;

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

fn entries() -> impl Iterator<Item = (Language, FindingCode, Entry)> {
    Language::ALL.into_iter().flat_map(|language| {
        let entry = language.table().entry;
        FindingCode::ALL
            .iter()
            .map(move |code| (language, *code, entry(*code)))
    })
}

fn templates(entry: &Entry) -> impl Iterator<Item = &'static str> {
    entry.message.iter().chain(entry.suggestion).copied()
}

/// A finding with everything that its code may have, `rows` and counts being of one or of several.
fn complete(code: FindingCode, several: bool) -> Finding {
    let mut finding = at(code)
        .with_value("Value", 200)
        .with_canonical("canonical")
        .with_replacement("replacement");
    if code.is_fix() {
        finding = finding.with_fix("before", "after", 200);
    }
    let many: u32 = if several { 3 } else { 1 };
    for parameter in code.parameters() {
        let params = &mut finding.params;
        match *parameter {
            "rows" if several => params.set("rows", vec![4_u32, 7, 9]),
            "rows" => params.set("rows", vec![4_u32]),
            "cells" | "candidates" | "allowed" | "letters" => {
                params.set(parameter, vec!["A".to_owned(), "off".to_owned()]);
            }
            "max" if MAX_IN_BYTES.contains(&code) => params.set("max", 5_u32 << 20),
            "reason" | "kind" | "hint" | "delimiter" | "rule" | "type" | "state" | "status"
            | "feature" | "limit" => {
                let words = Language::En.table().words;
                let word = words.iter().find(|(name, _, _)| name == parameter);
                params.set(parameter, word.map_or("word", |(_, word, _)| *word));
            }
            "e164" => params.set("e164", "+14405551234"),
            "value" | "label" | "found" | "near" | "text" | "header" | "encoding" | "counts"
            | "hex" | "guess" | "char" | "domain" | "region" | "country" | "other" | "columns"
            | "example" | "plan" | "cause" | "until" | "owner" | "role" | "batch" | "letter" => {
                params.set(parameter, format!("<{parameter}>"));
            }
            _ => params.set(parameter, many),
        }
    }
    finding
}

const MAX_IN_BYTES: [FindingCode; 3] = [
    FindingCode::FileTooLarge,
    FindingCode::RowTooLarge,
    FindingCode::CellTooLong,
];

#[test]
fn each_code_has_a_title_of_at_most_60_characters_and_a_message() {
    for (language, code, Entry { title, message, .. }) in entries() {
        let at = format!("{code} {}", language.as_str());
        assert!((3..=60).contains(&title.chars().count()), "{at}: {title}");
        assert!(!title.ends_with('.'), "{at}");
        assert!(!message.is_empty(), "{at}");
        for message in message {
            assert!(
                message.ends_with('.') || message.ends_with("{applied}"),
                "{at}: {message}"
            );
        }
    }
}

#[test]
fn a_group_of_refused_fixes_does_not_say_that_something_was_fixed() {
    for language in Language::ALL {
        let refused = language.table().refused;
        let codes: BTreeSet<_> = refused.iter().map(|(code, _)| *code).collect();
        let fixes = FindingCode::ALL
            .iter()
            .copied()
            .filter(|code| code.is_fix());
        assert_eq!(codes, fixes.collect(), "{}", language.as_str());
        for (code, refused) in refused {
            let made = group_title(*code, Severity::Notice, language);
            assert_eq!(made, title(*code, language));
            assert_eq!(group_title(*code, Severity::Error, language), *refused);
            assert!((3..=60).contains(&refused.chars().count()), "{refused}");
            for participle in [
                "removed",
                "adjusted",
                "cleaned",
                "rimoss",
                "ripulit",
                "adeguat",
                "entfernt",
                "bereinigt",
                "angepasst",
                "retiré",
                "nettoyé",
                "adapté",
                "eliminad",
                "depurad",
                "ajustad",
            ] {
                assert!(!refused.contains(participle), "{refused}");
            }
        }
    }
}

#[test]
fn templates_name_only_members_and_parameters_of_their_code() {
    for (language, code, entry) in entries() {
        for template in templates(&entry) {
            for name in names(template) {
                assert!(
                    MEMBERS.contains(&name) || code.parameters().contains(&name),
                    "{code} {}: {name}",
                    language.as_str()
                );
            }
        }
    }
}

#[test]
fn each_parameter_is_named_by_a_text_or_counts_for_one() {
    for (_, code, entry) in entries() {
        let used: Vec<_> = templates(&entry).flat_map(names).collect();
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
fn all_languages_name_the_same_parameters_and_suggest_for_the_same_codes() {
    let of = |language: Language, code: FindingCode| {
        let entry = (language.table().entry)(code);
        let named: BTreeSet<_> = templates(&entry)
            .flat_map(names)
            .filter(|name| code.parameters().contains(name))
            .collect();
        (named, entry.suggestion.is_empty())
    };
    for (language, code, _) in entries() {
        assert_eq!(
            of(language, code),
            of(Language::En, code),
            "{code} {}",
            language.as_str()
        );
    }
}

/// Templates that are nothing but parameters, and one pair that two languages spell alike.
const ALIKE: &[&str] = &["{hint}", "{rule}: {columns}."];

#[test]
fn no_text_is_left_in_english() {
    for (language, code, entry) in entries() {
        if language == Language::En {
            continue;
        }
        let english = (Language::En.table().entry)(code);
        let at = format!("{code} {}", language.as_str());
        assert_ne!(entry.title, english.title, "{at}");
        for template in templates(&entry) {
            assert!(
                ALIKE.contains(&template) || !templates(&english).any(|it| it == template),
                "{at}: {template}"
            );
        }
    }
}

#[test]
fn every_language_has_a_text_for_each_word_of_ours() {
    let key = |(name, word, _): &(&'static str, &'static str, &'static str)| (*name, *word);
    for language in Language::ALL {
        let words: BTreeSet<_> = language.table().words.iter().map(key).collect();
        assert_eq!(words.len(), language.table().words.len(), "{language:?}");
        for (name, _) in &words {
            assert!(WORD_PARAMETERS.contains(name), "{name}");
        }
        for english in Language::En.table().words {
            assert!(
                words.contains(&key(english)),
                "{} {english:?}",
                language.as_str()
            );
        }
    }
}

#[test]
fn every_language_describes_the_same_withheld_values() {
    let described = |language: Language| -> BTreeSet<_> {
        let hidden = language.table().hidden.iter();
        hidden.map(|(name, _)| *name).collect()
    };
    for language in Language::ALL {
        assert_eq!(described(language), described(Language::En), "{language:?}");
    }
}

#[test]
fn every_code_is_rendered_in_every_language() {
    for (language, code, _) in entries() {
        for several in [false, true] {
            let finding = complete(code, several);
            let message = message(&finding, language);
            let at = format!("{code} {}: {message}", language.as_str());
            assert!(message.ends_with('.'), "{at}");
            assert!(!message.contains(['{', '}', '|']), "{at}");
            let suggestion = suggestion(&finding, language).unwrap_or_default();
            assert!(!suggestion.contains(['{', '}']), "{at} {suggestion}");
        }
    }
}

#[test]
fn a_message_without_any_value_is_still_a_sentence() {
    let is_sentence = |text: &str, at: &str| {
        assert!(text.ends_with('.') && !text.contains(['{', '}']), "{at}");
        for empty in ["''", "«»", "„“", "«\u{202f}\u{202f}»", "  ", " ."] {
            assert!(!text.contains(empty), "{at}");
        }
        let first = text.chars().next().expect("a text");
        assert!(!first.is_lowercase(), "{at}");
    };
    for (language, code, _) in entries() {
        let mut withheld = complete(code, true).without_values();
        withheld.place.column = None;
        withheld.place.field = None;
        let text = message(&withheld, language);
        is_sentence(&text, &format!("{code} {}: {text}", language.as_str()));
        let text = message(&Finding::new(code, Place::default()), language);
        is_sentence(&text, &format!("{code} {}: {text}", language.as_str()));
    }
}

#[test]
fn french_has_narrow_spaces_where_it_wants_them() {
    let table = Language::Fr.table();
    let own = entries().filter(|(language, _, _)| *language == Language::Fr);
    let texts = own.flat_map(|(_, _, entry)| {
        let title = [entry.title];
        title
            .into_iter()
            .chain(templates(&entry))
            .collect::<Vec<_>>()
    });
    let words = table.words.iter().map(|(_, _, text)| *text);
    for text in texts.chain(words).chain([table.replacement]) {
        let shown = without_names(text);
        let chars: Vec<char> = shown.chars().collect();
        for (at, c) in chars.iter().enumerate() {
            let before = at.checked_sub(1).and_then(|at| chars.get(at));
            match c {
                ':' | ';' | '!' | '?' | '»' => assert_eq!(before, Some(&'\u{202f}'), "{text}"),
                '«' => assert_eq!(chars.get(at + 1), Some(&'\u{202f}'), "{text}"),
                '\'' | '\u{202f}' => {}
                '"' => assert!(text.contains("=\"…\""), "{text}"),
                _ => {}
            }
        }
        assert!(
            !shown.contains(" \u{202f}") && !shown.contains("\u{202f} "),
            "{text}"
        );
    }
}

/// A template with `x` in the place of each name.
fn without_names(template: &str) -> String {
    let mut parts = template.split('{');
    let mut text = parts.next().unwrap_or_default().to_owned();
    for part in parts {
        text.push('x');
        text.push_str(part.split_once('}').expect("braces close").1);
    }
    text
}

#[test]
fn people_are_addressed_formally() {
    let informal: &[(Language, &[&str])] = &[
        (
            Language::De,
            &[" du ", " dein", "Gib ", "Prüfe ", "Lösche "],
        ),
        (Language::Fr, &[" tu ", " ton ", " ta ", " tes "]),
        (
            Language::Es,
            &[" tu ", " tus ", "Elimina ", "Usa ", "Revisa "],
        ),
        (
            Language::It,
            &[" tuo ", " tua ", "Elimina ", "Usa ", "Controlla "],
        ),
    ];
    for (language, code, entry) in entries() {
        let words = informal.iter().find(|(of, _)| *of == language);
        for word in words.map(|(_, words)| *words).unwrap_or_default() {
            for template in templates(&entry) {
                assert!(!template.contains(word), "{code}: {template}");
            }
        }
    }
}

#[test]
fn numbers_and_lists_follow_the_language() {
    let blank = |language: Language, count: u32| {
        let finding = at(FindingCode::TrailingBlankRowsIgnored).with("count", count);
        message(&finding, language)
    };
    assert_eq!(
        blank(Language::De, 1),
        "1 leere Zeile am Ende wurde ignoriert."
    );
    assert_eq!(
        blank(Language::De, 2),
        "2 leere Zeilen am Ende wurden ignoriert."
    );
    assert_eq!(
        blank(Language::Fr, 0),
        "0 ligne vide à la fin a été ignorée."
    );
    assert_eq!(
        blank(Language::Es, 0),
        "Se ignoraron 0 filas vacías al final."
    );
    let also = |language: Language, rows: Vec<u32>, total: u32| {
        let finding = at(FindingCode::DuplicateValue)
            .with_value("x", 200)
            .with("rows", rows)
            .with("total", total);
        message(&finding, language)
    };
    assert_eq!(
        also(Language::It, vec![4, 7], 30),
        "x è presente anche nelle righe 4, 7 e altre 28."
    );
    assert_eq!(
        also(Language::De, vec![4, 7], 3),
        "x kommt noch einmal vor: Zeilen 4, 7 und 1 weitere."
    );
    assert_eq!(
        also(Language::Fr, vec![4, 7], 2),
        "x figure aussi aux lignes 4 et 7."
    );
    assert_eq!(
        also(Language::Es, vec![4], 1),
        "x está también en la fila 4."
    );
    let allowed = vec!["on".to_owned(), "off".to_owned()];
    let finding = at(FindingCode::ValueNotAllowed)
        .with_value("1", 200)
        .with("allowed", allowed);
    assert_eq!(
        message(&finding, Language::Es),
        "«1» no está permitido en Monitor SMS. Use on u off."
    );
    let large = at(FindingCode::FileTooLarge).with("max", 5_u32 << 20);
    assert_eq!(message(&large, Language::Fr), "Le fichier dépasse 5 Mio.");
}

#[test]
fn a_description_is_no_quotation_in_any_language() {
    let finding = at(FindingCode::FormulaLikeValue);
    let texts = Language::ALL.map(|language| message(&finding, language));
    assert_eq!(
        texts,
        [
            "The value begins like a formula; it is kept as text.",
            "Il valore inizia come una formula; viene mantenuto come testo.",
            "Der Wert beginnt wie eine Formel; der Text bleibt unverändert.",
            "La valeur commence comme une formule\u{202f}; le texte est conservé.",
            "El valor empieza como una fórmula; se conserva como texto.",
        ]
    );
}

#[test]
fn a_separator_is_named_and_an_instruction_is_shown_as_typed() {
    let told =
        |code, delimiter: &str, language| message(&at(code).with("delimiter", delimiter), language);
    let detected = FindingCode::DialectDetected;
    assert_eq!(
        told(detected, ";", Language::En),
        "The separator is a semicolon."
    );
    assert_eq!(
        told(detected, "\t", Language::De),
        "Das Trennzeichen ist der Tabulator."
    );
    let consumed = FindingCode::SepLineConsumed;
    assert_eq!(
        told(consumed, ";", Language::It),
        "La riga «sep=;» è stata letta come istruzione."
    );
    assert_eq!(
        told(consumed, "\t", Language::En),
        "The line \"sep=TAB\" was read as an instruction."
    );
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
