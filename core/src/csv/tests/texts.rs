//! Words of ours that findings carry as parameters: each is told in the language of the reader.

use super::*;
use crate::contact::NumberType;
use crate::csv::schema::ColumnSwitches;
use crate::finding::{Finding, Language, Place, message};

/// Whether a message about `word` shows it as it is in another language than English.
fn is_left_in_english(code: FindingCode, parameter: &'static str, word: &str) -> Vec<Language> {
    let finding = Finding::new(code, Place::row(2)).with(parameter, word);
    let finding = finding.with("label", "x").with("letter", "A");
    Language::ALL
        .into_iter()
        .filter(|language| *language != Language::En)
        .filter(|language| message(&finding, *language).contains(word))
        .collect()
}

#[test]
fn reasons_of_columns_that_are_not_in_force_are_told_in_every_language() {
    let off = ColumnSwitches {
        social_messaging: Some(false),
        bulk_numbers: Some(false),
        language_column: Some(false),
        ..ColumnSwitches::default()
    };
    let mut seen = 0;
    for profile in ProfileName::ALL {
        for access in [AccessKind::Portal, AccessKind::NoPortal] {
            let Some(schema) = Schema::with_switches(profile, access, &off) else {
                continue;
            };
            let numbers = Schema::numbers();
            let columns = schema.columns.iter().chain(&numbers.columns);
            let reasons = columns.filter_map(|column| column.disabled_reason.as_deref());
            let refused = schema.refused.iter().map(|refused| refused.reason.as_str());
            for reason in reasons.chain(refused) {
                let left = is_left_in_english(FindingCode::ColumnNotEnabled, "reason", reason);
                assert!(left.is_empty(), "{reason}: {left:?}");
                seen += 1;
            }
        }
    }
    assert!(seen > 20, "{seen}");
}

#[test]
fn what_text_is_not_allowed_is_told_in_every_language() {
    let marks = format!("a{}", "\u{301}".repeat(5));
    for text in ["a\u{2028}b", "a\u{fffd}", "a\u{e000}", "a\u{fdd0}", &marks] {
        let refused = crate::text::check_characters(text).unwrap_err();
        let crate::text::TextError::NotAllowed(reason) = refused else {
            panic!("{text:?}");
        };
        let left = is_left_in_english(FindingCode::TextNotAllowed, "reason", reason);
        assert!(left.is_empty(), "{reason}: {left:?}");
    }
}

#[test]
fn types_of_numbers_and_of_files_are_told_in_every_language() {
    for kind in [
        NumberType::FixedLine,
        NumberType::Mobile,
        NumberType::FixedLineOrMobile,
        NumberType::TollFree,
        NumberType::PremiumRate,
        NumberType::SharedCost,
        NumberType::Voip,
        NumberType::UniversalAccess,
        NumberType::Voicemail,
    ] {
        let told = |word: &str, language| {
            let finding = Finding::new(FindingCode::PhoneNotSupportedType, Place::row(2));
            message(&finding.with("type", word), language)
        };
        for language in Language::ALL {
            let as_it_is = told("unheard-of", language).replace("unheard-of", kind.as_str());
            assert_ne!(told(kind.as_str(), language), as_it_is);
        }
    }
    for (bytes, said) in [
        (
            &b"PK\x03\x04\x14\0"[..],
            "a ZIP file (such as an XLSX or ODS workbook)",
        ),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1\0", "an XLS workbook"),
        (b"%PDF-1.7", "a PDF file"),
        (b"\x89PNG\r\n\x1a\n", "a PNG image"),
        (b"\xff\xd8\xff\xe0", "a JPEG image"),
        (b"GIF89a", "a GIF image"),
        (b"\x1f\x8b\x08", "a gzip archive"),
        (b"7z\xbc\xaf\x27\x1c", "a 7z archive"),
        (b"{\\rtf1", "an RTF document"),
        (b"SQLite format 3\0", "an SQLite database"),
        (b"PAR1", "a Parquet file"),
        (b"<!DOCTYPE html>", "an HTML file"),
        (b"<?xml version=\"1.0\"?>", "an XML file"),
        (b"{\"a\": 1}", "a JSON file"),
        (b"MZ\x90\0\x03\0\0\0\x04\0\0\0\xff\xff\0\0", "a binary file"),
    ] {
        let report = validate(bytes, &schema(), &Options::new(), None);
        let finding = &report.findings[0];
        let english = message(finding, Language::En);
        assert_eq!(english, format!("This is {said}, not a CSV file."));
        let kind = finding.params.text("type").unwrap();
        let unknown = finding.clone().with("type", "unheard-of");
        for language in Language::ALL {
            let as_it_is = message(&unknown, language).replace("unheard-of", kind);
            assert_ne!(message(finding, language), as_it_is);
        }
    }
}
