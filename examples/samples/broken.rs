//! `broken.csv`: the commonest mistakes of an upload, one a row, and what the validator says about each.

use std::io::{self, Write};

use super::row::HEADER;

/// One line of the file and the finding that it must give.
#[derive(Clone, Copy, Debug)]
pub struct Mistake {
    /// What went wrong, for people.
    pub what: &'static str,
    /// The line as it is written, without its end.
    pub line: &'static str,
    /// Column letter of the cell that the finding names; none where the whole row is meant.
    pub column: Option<char>,
    /// The code of the finding; none for a row that is right.
    pub code: Option<&'static str>,
}

/// What must be found: the row as a spreadsheet counts it, the cell such as `C7`, and the code.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Expected {
    /// Row of the spreadsheet; the header is row 1.
    pub row: u32,
    /// The cell; none where the whole row is meant.
    pub cell: Option<String>,
    /// The code of `csv.md` 6.1.
    pub code: &'static str,
}

/// Every finding that a validation without an organization must give, in row order.
/// It gives one more, `inventory_unchecked`, for the file as a whole.
pub fn expected() -> Vec<Expected> {
    (2..)
        .zip(MISTAKES)
        .filter_map(|(row, mistake)| {
            Some(Expected {
                row,
                cell: mistake.column.map(|letter| format!("{letter}{row}")),
                code: mistake.code?,
            })
        })
        .collect()
}

/// Writes `broken.csv`.
///
/// # Errors
/// What `output` answers.
pub fn write(output: &mut impl Write) -> io::Result<()> {
    writeln!(output, "{HEADER}")?;
    MISTAKES
        .iter()
        .try_for_each(|mistake| writeln!(output, "{}", mistake.line))
}

const fn cell(column: char, code: &'static str, what: &'static str, line: &'static str) -> Mistake {
    Mistake {
        what,
        line,
        column: Some(column),
        code: Some(code),
    }
}

const fn row(code: &'static str, what: &'static str, line: &'static str) -> Mistake {
    Mistake {
        what,
        line,
        column: None,
        code: Some(code),
    }
}

/// The lines below the header. 30 of them are accounts: the blank row, the note and the repeated row are skipped.
/// Names are invented, addresses and numbers are from the ranges kept for examples.
pub const MISTAKES: &[Mistake] = &[
    cell(
        'E',
        "number_scientific_notation",
        "a spreadsheet made a power of ten of a long number",
        "Giulia,Rossi,giulia.rossi@example.com,No,1.44E+10,auto,on,,,Italian",
    ),
    cell(
        'C',
        "phone_unknown_country",
        "a national number without its country code",
        "Emily,Smith,02079460958,No,,auto,on,,,English",
    ),
    cell(
        'C',
        "phone_bad_character",
        "letters in a phone number",
        "Oliver,Taylor,1202555CALL,No,,auto,on,,,English",
    ),
    cell(
        'C',
        "phone_bad_character",
        "an extension behind a phone number",
        "Hazel,Hughes,12025550101 ext 5,No,,auto,on,,,English",
    ),
    cell(
        'E',
        "phone_too_short",
        "a number with digits missing",
        "Rhys,Wright,rhys.wright@example.com,No,1202555,auto,on,,,English",
    ),
    cell(
        'C',
        "identity_unrecognized",
        "an e-mail address without an @",
        "Chiara,Ricci,chiara.ricci.example.com,No,,auto,on,,,Italian",
    ),
    cell(
        'C',
        "email_invalid",
        "two dots in a row in an e-mail address",
        "Marco,Moretti,marco..moretti@example.com,No,,auto,on,,,Italian",
    ),
    cell(
        'C',
        "email_invalid",
        "a display name around an e-mail address",
        "Anna,Koch,Anna Koch <anna.koch@example.com>,No,,auto,on,,,German",
    ),
    cell(
        'C',
        "email_invalid",
        "a space in an e-mail address",
        "Lukas,Bauer,lukas bauer@example.com,No,,auto,on,,,German",
    ),
    cell(
        'C',
        "multiple_values_in_cell",
        "two e-mail addresses in one cell",
        "Camille,Dubois,camille@example.com; dubois@example.com,No,,auto,on,,,French",
    ),
    cell(
        'D',
        "value_not_allowed",
        "true in a column of Yes and No",
        "Zoé,Martin,zoe.martin@example.com,true,,auto,on,,,French",
    ),
    cell(
        'F',
        "value_not_allowed",
        "on in a column of auto and off",
        "Lucía,Molina,lucia.molina@example.com,No,,on,on,,,Spanish",
    ),
    cell(
        'J',
        "value_not_allowed",
        "a misspelt language",
        "Jürgen,Weiß,juergen.weiss@example.com,No,,auto,on,,,Germn",
    ),
    cell(
        'G',
        "required_value_missing",
        "a required cell left blank",
        "Theo,Girard,theo.girard@example.com,No,,auto,,,,French",
    ),
    cell(
        'C',
        "duplicate_identity",
        "one identity in two rows",
        "Elena,Colombo,elena.colombo@example.com,No,,auto,on,,,Italian",
    ),
    cell(
        'C',
        "duplicate_identity",
        "the same address in capitals",
        "Elena,De Luca,Elena.Colombo@Example.com,No,,off,on,,,Italian",
    ),
    cell(
        'E',
        "duplicate_number",
        "one number for two people",
        "Fiona,Barker,fiona.barker@example.com,No,12025550123,auto,on,,,English",
    ),
    cell(
        'E',
        "duplicate_number",
        "the same number with its country code marked",
        "Graham,MacLeod,graham.macleod@example.com,No,+12025550123,auto,on,,,English",
    ),
    row("blank_row", "a blank row in the middle", ",,,,,,,,,"),
    Mistake {
        what: "a row that is right",
        line: "Sabine,Wagner,sabine.wagner@example.com,No,,auto,on,,,German",
        column: None,
        code: None,
    },
    row(
        "duplicate_row",
        "the same row again",
        "Sabine,Wagner,sabine.wagner@example.com,No,,auto,on,,,German",
    ),
    cell(
        'C',
        "placeholder_value",
        "a placeholder in place of an identity",
        "Carmen,Ortega,n/a,No,,auto,on,,,Spanish",
    ),
    cell(
        'E',
        "spreadsheet_error_value",
        "a formula that found nothing",
        "Nuria,Castro,nuria.castro@example.com,No,#N/A,auto,on,,,Spanish",
    ),
    cell(
        'E',
        "spreadsheet_date_suspected",
        "a number that a spreadsheet made a date of",
        "Léa,Garnier,lea.garnier@example.com,No,04-Mar,auto,on,,,French",
    ),
    cell(
        'E',
        "number_precision_loss_suspected",
        "sixteen digits, the last of them lost",
        "Felix,Schmidt,felix.schmidt@example.com,No,4915112345678900,auto,on,,,German",
    ),
    cell(
        'A',
        "text_too_long",
        "a first name of 65 characters",
        "Annannannannannannannannannannannannannannannannannannannannannan,Holm,anna.holm@example.com,No,,auto,on,,,English",
    ),
    cell(
        'H',
        "forwarding_length",
        "a forwarding number of three digits",
        "Piotr,Nowak,piotr.nowak@example.com,No,,auto,on,123,,English",
    ),
    row(
        "row_too_short",
        "a row that ends early",
        "Zofia,Dudek,zofia.dudek@example.com,No",
    ),
    row(
        "row_too_long",
        "a comma that is not in quotes",
        "Nils,Berg, Jr,nils.berg@example.com,No,,auto,on,,,English",
    ),
    row(
        "template_note_row",
        "the template's note left in",
        "Note: format number columns as Text,,,,,,,,,",
    ),
    cell(
        'A',
        "formula_like_value",
        "a name that begins like a formula",
        "=Ebba,Wallin,ebba.wallin@example.com,No,,auto,on,,,English",
    ),
    cell(
        'B',
        "stray_quote",
        "a quote in an odd place",
        "Caio,Li\"ma,caio.lima@example.com,No,,auto,on,,,English",
    ),
    cell(
        'I',
        "value_not_applicable",
        "a restriction of a feature that the row does not switch on",
        "Luana,Ribeiro,luana.ribeiro@example.com,No,,auto,on,,true,English",
    ),
];

#[cfg(test)]
mod tests {
    use super::*;
    use crate::samples::numbers;

    #[test]
    fn thirty_lines_are_accounts_and_each_mistake_is_placed() {
        let skipped = ["blank_row", "template_note_row", "duplicate_row"];
        let accounts = MISTAKES
            .iter()
            .filter(|mistake| mistake.code.is_none_or(|code| !skipped.contains(&code)))
            .count();
        assert_eq!(accounts, 30);
        assert!(expected().iter().all(|finding| {
            let Some(cell) = &finding.cell else {
                return true;
            };
            let letter = cell.as_bytes()[0] - b'A';
            letter < 10 && cell[1..] == finding.row.to_string()
        }));
    }

    #[test]
    fn what_a_line_is_meant_to_show_is_really_there() {
        let long = MISTAKES
            .iter()
            .find(|mistake| mistake.code == Some("text_too_long"))
            .and_then(|mistake| mistake.line.split(',').next())
            .unwrap();
        assert_eq!(long.chars().count(), 65);
        assert!(numbers::is_valid("12025550123") || rlibphonenumber_takes("12025550123"));
        assert!(!rlibphonenumber_takes("02079460958"));
        assert!(!rlibphonenumber_takes("1202555"));
    }

    fn rlibphonenumber_takes(digits: &str) -> bool {
        rlibphonenumber::PHONE_NUMBER_UTIL
            .parse(format!("+{digits}"), None)
            .is_ok_and(|number| number.is_valid())
    }
}
