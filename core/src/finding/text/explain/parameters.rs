//! What the parameters of findings mean.

use crate::finding::FindingCode as C;

/// What `name` is in findings of `code`.
pub(in crate::finding::text) fn meaning(code: C, name: &str) -> Option<&'static str> {
    of_code(code, name).or_else(|| of_all(name))
}

/// Where a name means something of its own.
fn of_code(code: C, name: &str) -> Option<&'static str> {
    Some(match (code, name) {
        (C::FileTooLarge | C::RowTooLarge | C::CellTooLong, "max") => "the most bytes there may be",
        (C::TooManyColumns, "max") => "the most columns there may be",
        (C::TooManyRows, "max") => "the most rows of data in one file",
        (C::TextTooLong, "max") => "the most characters of the column",
        (C::LimitReached, "max") => "the limit",
        (C::DateInvalid, "min") => "the first date allowed",
        (C::DateInvalid, "max") => "the last date allowed",
        (C::IntegerInvalid, "min") => "the least number",
        (C::IntegerInvalid, "max") => "the greatest number",
        (C::TooManyColumns | C::TrailingBlankColumnsIgnored, "count") => "how many columns",
        (C::TooManyRows | C::TrailingBlankRowsIgnored, "count") => "how many rows",
        (C::RowTrimmed, "count") => "how many cells were left out",
        (C::TextTooLong | C::TruncatedValueSuspected, "count") => {
            "how many characters the text has"
        }
        (C::MultipleValuesInCell, "count") => "how many values stand in the cell",
        (C::LimitReached, "count") => "how many the file would add",
        (C::FileNotCsv, "type") => "the kind of file that the first bytes show",
        (C::PhoneNotSupportedType, "type") => "the type of the number",
        (C::EncodingGuessed, "cells") => "cells with other than plain letters, 100 at most",
        (C::EncodingGuessed, "total") => "how many such cells there are",
        (C::SequentialValues, "rows") => "rows of the series, 20 at most",
        (C::SequentialValues, "total") => "how many rows the series has",
        (C::PreambleSkipped, "rows") => "the rows above the header",
        (C::DialectAmbiguous, "candidates") => "the separators that fit equally well",
        (C::PhoneAmbiguousCountry, "candidates") => "the numbers that may be meant",
        (C::ControlCharacter | C::BidiControl, "hex") => {
            "the number of the character, in hexadecimal"
        }
        (C::NumberScientificNotation, "guess") => "the number that may be meant",
        (C::EmailDomainTypo, "guess") => "the domain that is probably meant",
        (C::MissingLabel, "label") => "the label that is wanted",
        (C::MissingLabel, "letter") => "the letter of the column that may be meant",
        (C::MissingLabel, "found") => "the label of that column, as written",
        (C::ColumnNotEnabled, "reason") => "why the column does not apply",
        (C::EmailInvalid, "reason") => {
            "one of `no_at`, `no_domain`, `bad_local`, `bad_domain`, `mixed_script`, `too_long`, `double_dot`, `space`, \
             `unsupported_form`"
        }
        (C::EmailRequired, "reason") => "why only addresses are taken",
        (C::InvitationNotSent, "reason") => "the code of what stood in the way",
        (C::ValueNotApplicable, "value") => "the value of that other cell",
        _ => return None,
    })
}

fn of_all(name: &str) -> Option<&'static str> {
    Some(match name {
        "allowed" => "the words that the column takes",
        "available" => "how many numbers are free",
        "batch" => "the id of the earlier import",
        "byte" => "the offset at which reading ended, from 0",
        "cause" => {
            "the code of the refusal, explained under [causes of refusals](#causes-of-refusals)"
        }
        "char" => "the character that does not belong there",
        "columns" => "the columns that the rule is about",
        "count" => "how many digits the value has",
        "country" => "the country of its country code",
        "counts" => "how many lines end in which way",
        "delimiter" => "the separator of the file",
        "domain" => "the domain of the address",
        "e164" => "the number with `+` and country code",
        "encoding" => "the encoding of the file",
        "excess" => "how many digits there are too many",
        "example" => "a date in the form that is taken",
        "expected" => "how many cells a row has by the header",
        "feature" => "the feature that is meant",
        "files" => "how many files are needed",
        "first" => "the row that says the same",
        "found" => "how many cells the row has",
        "guess" => "the text that may be meant",
        "header" => "the labels that are known, in their usual order",
        "hex" => "the byte or bytes, in hexadecimal",
        "hint" => "`quote` or `delimiter`: what is probably wrong with the row",
        "kind" => "what the value looks like: `email` or `phone`",
        "label" => "the label as written in the file",
        "letter" => "the letter of the column",
        "letters" => "the letters of the columns",
        "limit" => "what is limited",
        "max" => "the most digits possible",
        "min" => "the fewest digits possible",
        "missing" => "how many digits there are too few",
        "n" => "how many rows were searched",
        "near" => "a known label that is written nearly so",
        "other" => "the label of the other column",
        "owner" => "the name of the other organization, if you may see it",
        "plan" => "the id of the plan",
        "reason" => "why",
        "region" => "the country that was assumed, as two letters",
        "role" => "the role that the row names",
        "rows" => "the other rows, 20 at most",
        "rule" => "`required_if`, `not_equal` or `at_least_one`",
        "separator" => "the separator of the file, where the line is overruled",
        "state" => "the state of the number",
        "status" => "the status of the account",
        "step" => "by how much the values count up",
        "text" => "the beginning of what was skipped",
        "total" => "how many other rows there are",
        "until" => "when its rest ends",
        "wanted" => "how many numbers are needed",
        _ => return None,
    })
}

#[test]
fn each_parameter_of_each_code_is_explained() {
    for code in C::ALL {
        for name in code.parameters() {
            assert!(meaning(*code, name).is_some(), "{code}: {name}");
        }
    }
}
