//! English: what every code says. `mod.rs` tells how templates are read.

use super::{Entry, Table, entry};
use crate::finding::FindingCode as C;

pub(super) const TABLE: Table = Table {
    entry: english,
    refused: &[
        (C::WhitespaceNormalized, "Spaces that do not belong there"),
        (C::TextFormulaUnwrapped, "Values wrapped in =\"…\""),
        (
            C::FormulaGuardRemoved,
            "Values behind a protecting apostrophe",
        ),
        (C::ValueCaseNormalized, "Upper and lower case that differ"),
        (C::ValueAliasUsed, "Other words for a value"),
        (C::NumberFormatNormalized, "Numbers written differently"),
        (C::PhoneIddNormalized, "Numbers with a dialling prefix"),
    ],
    words: WORDS,
    hidden: &[
        ("after", "its documented form"),
        ("before", "the value"),
        ("candidates", "several"),
        ("canonical", "the value"),
        ("char", "a character"),
        ("domain", "the domain"),
        ("e164", "the number"),
        ("field", "the same column"),
        ("guess", "another value"),
        ("label", "the column"),
        ("replacement", "the documented form"),
        ("role", "in the row"),
        ("text", "…"),
        ("value", "the value"),
        ("cell", "the cell"),
    ],
    replacement: "Use '{replacement}'.",
    and: "and",
    or: "or",
    quotes: ("'", "'"),
    or_before_o: "or",
    more: ("1 more", "# more"),
    units: ("bytes", "KiB", "MiB"),
    colon: ":",
    zero_is_one: false,
};

/// Texts of words that are parameters. A word without one is shown as it is, its underscores as space.
const WORDS: &[(&str, &str, &str)] = &[
    (
        "reason",
        "bad_domain",
        "the part after the @ is not a domain",
    ),
    (
        "reason",
        "bad_local",
        "the part before the @ is not possible",
    ),
    ("reason", "double_dot", "two dots follow each other"),
    (
        "reason",
        "mixed_script",
        "it mixes letters of different scripts that look alike",
    ),
    ("reason", "no_at", "it has no @"),
    ("reason", "no_domain", "nothing follows the @"),
    ("reason", "space", "it contains a space"),
    ("reason", "too_long", "it is too long"),
    (
        "reason",
        "unsupported_form",
        "it holds more than an address",
    ),
    (
        "reason",
        "smtp_data_offload",
        "mail goes out through the organization's own server",
    ),
    (
        "reason",
        "identity_kinds",
        "people are known by e-mail here",
    ),
    (
        "reason",
        "email_only",
        "the organization takes e-mail addresses only",
    ),
    (
        "reason",
        "number_pool_exhausted",
        "there are not enough numbers",
    ),
    ("reason", "number_none_available", "no number is available"),
    (
        "reason",
        "capacity_unknown",
        "how many numbers are left is not known",
    ),
    ("reason", "limit_reached", "a limit is reached"),
    (
        "reason",
        "account_no_portal_access",
        "the person has no access to the portal",
    ),
    ("reason", "account_suspended", "the account is suspended"),
    (
        "reason",
        "account_opted_out",
        "the person has declined invitations",
    ),
    (
        "reason",
        "invitation_consent_required",
        "the consent of the person is missing",
    ),
    (
        "reason",
        "invitation_channel_unavailable",
        "no channel reaches this person",
    ),
    (
        "reason",
        "invitation_resend_too_soon",
        "the last invitation is too recent",
    ),
    (
        "reason",
        "invitation_resend_limit",
        "the most invitations have been sent",
    ),
    (
        "hint",
        "quote",
        "Look at the quotes of this row: one may be missing.",
    ),
    (
        "hint",
        "delimiter",
        "Perhaps this row has another separator than the header.",
    ),
    ("delimiter", ",", "a comma"),
    ("delimiter", ";", "a semicolon"),
    ("delimiter", "\t", "a tab"),
    ("delimiter", "|", "a vertical bar"),
    (
        "rule",
        "required_if",
        "A value is needed here because of another cell",
    ),
    (
        "rule",
        "not_equal",
        "These columns must not hold the same value",
    ),
    (
        "rule",
        "at_least_one",
        "At least one of these columns must be filled",
    ),
    ("kind", "email", "an e-mail address"),
    ("kind", "phone", "a phone number"),
    (
        "type",
        "ZIP (such as an XLSX or ODS workbook)",
        "a ZIP file (such as an XLSX or ODS workbook)",
    ),
    ("type", "XLS workbook", "an XLS workbook"),
    ("type", "PDF", "a PDF file"),
    ("type", "PNG", "a PNG image"),
    ("type", "JPEG", "a JPEG image"),
    ("type", "GIF", "a GIF image"),
    ("type", "gzip", "a gzip archive"),
    ("type", "7z", "a 7z archive"),
    ("type", "RTF", "an RTF document"),
    ("type", "SQLite", "an SQLite database"),
    ("type", "Parquet", "a Parquet file"),
    ("type", "HTML", "an HTML file"),
    ("type", "XML", "an XML file"),
    ("type", "JSON", "a JSON file"),
    ("type", "binary", "a binary file"),
    ("type", "fixed-line", "a fixed-line number"),
    ("type", "mobile", "a mobile number"),
    (
        "type",
        "fixed-line or mobile",
        "a fixed-line or mobile number",
    ),
    ("type", "toll-free", "a toll-free number"),
    ("type", "premium-rate", "a premium-rate number"),
    ("type", "shared-cost", "a shared-cost number"),
    ("type", "internet telephony", "an internet telephony number"),
    ("type", "personal", "a personal number"),
    ("type", "pager", "a pager number"),
    ("type", "company", "a company number"),
    ("type", "voicemail", "a voicemail number"),
    ("state", "assigned", "taken"),
    ("state", "forwarding", "used for forwarding"),
    ("limit", "admins", "administrators"),
    ("limit", "limit_admins", "administrators"),
    ("limit", "limit_members", "members"),
    ("limit", "limit_pending_invitations", "pending invitations"),
    ("limit", "limit_teams", "teams"),
    ("limit", "users_of_group", "users of the group"),
];

/// The suggestion of everything that lost digits in a spreadsheet.
const ENTER_AGAIN: &str = "Format the column as Text and enter the numbers again.";

#[expect(
    clippy::too_many_lines,
    reason = "one line of data per code; the compiler then demands every code"
)]
const fn english(code: C) -> Entry {
    match code {
        C::FileEmpty => entry(
            "The file is empty",
            &["The file is empty."],
            &["Choose the file again, or export it again."],
        ),
        C::ReadFailed => entry(
            "The file could not be read to its end",
            &["The file could not be read to its end (byte {byte})."],
            &["Copy the file to this computer and try again."],
        ),
        C::FileNotCsv => entry(
            "Not a CSV file",
            &["This is {type}, not a CSV file."],
            &["Open it in a spreadsheet and save it as CSV UTF-8."],
        ),
        C::FileTooLarge => entry(
            "The file is too large",
            &["The file is larger than {max:bytes}."],
            &["Split it into smaller files and upload them one by one."],
        ),
        C::BomRemoved => entry(
            "Byte order mark removed",
            &["A byte order mark was removed."],
            &[],
        ),
        C::EncodingTranscoded => entry("Encoding converted", &["Read as {encoding}."], &[]),
        C::EncodingGuessed => entry(
            "Encoding guessed",
            &["The file is not UTF-8; it was read as Windows-1252. Check {cells}."],
            &["Save it as CSV UTF-8."],
        ),
        C::EncodingUnsupported => entry(
            "Encoding not supported",
            &["The file is in {encoding}."],
            &["Save it as CSV UTF-8."],
        ),
        C::EncodingUndecodable => entry(
            "Bytes that the encoding does not have",
            &[
                "{cell} holds bytes ({hex}) that the encoding does not have.",
                "{cell} holds bytes that the encoding does not have.",
            ],
            &["Save it as CSV UTF-8."],
        ),
        C::InvalidUtf8 => entry(
            "Broken characters",
            &[
                "{cell} has a broken character (byte {hex}).",
                "{cell} has a broken character.",
            ],
            &["Perhaps '{guess}'; type it again.", "Type the text again."],
        ),
        C::EncodingDoubtful => entry(
            "Text that may be wrongly read",
            &["'{value}' may be wrongly read."],
            &["Save the file as CSV UTF-8."],
        ),
        C::DialectDetected => entry(
            "Another separator than a comma",
            &["The separator is {delimiter}."],
            &[],
        ),
        C::SepLineConsumed => entry(
            "A line for spreadsheets",
            &[
                "The line \"sep={delimiter:raw}\" was overruled by the labels; the separator is {separator}.",
                "The line \"sep={delimiter:raw}\" was read as an instruction.",
            ],
            &[],
        ),
        C::LineEndingsMixed => entry("Mixed line ends", &["Line ends are mixed: {counts}."], &[]),
        C::DialectAmbiguous => entry(
            "The separator cannot be told",
            &[
                "The separator cannot be told: {candidates:or}.",
                "The separator cannot be told.",
            ],
            &["Start from the template."],
        ),
        C::LinesWrappedInQuotes => entry(
            "Quotes around whole lines",
            &["Every line is one quoted cell."],
            &["Remove the outer quotes, or fill the template."],
        ),
        C::StrayQuote => entry(
            "Quotes in odd places",
            &[
                "{cell} has a quote in an odd place; read as '{value}'.",
                "{cell} has a quote in an odd place.",
                "The cell has a quote in an odd place.",
            ],
            &["Remove the quote, or double it if it belongs to the value."],
        ),
        C::UnclosedQuote => entry(
            "Quotes that are never closed",
            &["A quote opened in {cell} is never closed."],
            &[
                "Remove it, close it at the end of the value, or double it if it belongs to the value.",
            ],
        ),
        C::MissingHeader => entry(
            "No header",
            &["No header was found in the first {n} {n?row|rows}."],
            &["The first row should be: {header}"],
        ),
        C::TooManyColumns => entry(
            "Too many columns",
            &[
                "{count} columns; at most {max}.",
                "More than {max} columns.",
            ],
            &["Remove the columns that are not needed."],
        ),
        C::PreambleSkipped => entry(
            "Rows above the header",
            &[
                "{rows?Row|Rows} {rows} above the header {rows?was|were} skipped: '{text}'.",
                "{rows?Row|Rows} {rows} above the header {rows?was|were} skipped.",
            ],
            &["{rows?Delete it|Delete them}."],
        ),
        C::OwnReportDetected => entry(
            "A report used as a file",
            &["This is a Rollbook report; its own columns were ignored."],
            &[],
        ),
        C::MissingLabel => entry(
            "A required column is missing",
            &["The required column '{label}' is missing."],
            &[
                "Did you mean column {letter} '{found}'?",
                "Add the column, or start from the template.",
            ],
        ),
        C::UnknownLabel => entry(
            "Columns that are not used",
            &[
                "Column {letter} '{label}' is not used.",
                "Column {letter} is not used.",
            ],
            &[
                "Did you mean '{near}'?",
                "Remove it, or use a label of the template.",
            ],
        ),
        C::DuplicateLabel => entry(
            "One column twice, with different values",
            &["'{field}' is in columns {letters}, with different values."],
            &["Keep one of these columns."],
        ),
        C::RepeatedLabel => entry(
            "One column twice, with the same values",
            &[
                "'{field}' is in columns {letters}, never with different values; they are read as one.",
            ],
            &["Keep one of these columns."],
        ),
        C::BlankLabel => entry(
            "Columns without a label",
            &["Column {letter} has values but no label."],
            &["Give it a label of the template, or remove it."],
        ),
        C::LabelNormalized => entry(
            "Labels written differently",
            &[
                "'{label}' was read as '{field}'.",
                "A label was read as that of a known column.",
            ],
            &[],
        ),
        C::LabelAliasUsed => entry(
            "Other names of columns",
            &[
                "'{label}' stands for '{field}'.",
                "A label stands for a known column.",
            ],
            &[],
        ),
        C::ColumnNotEnabled => entry(
            "Columns that do not apply here",
            &[
                "Column '{label}' does not apply here: {reason}.",
                "Column '{label}' does not apply here.",
            ],
            &["Remove it."],
        ),
        C::TrailingBlankColumnsIgnored => entry(
            "Empty columns at the end",
            &["{count} empty {count?column|columns} at the end {count?was|were} ignored."],
            &[],
        ),
        C::NoDataRows => entry(
            "Nothing to import",
            &["There is a header but no row of data."],
            &["Add a row for each person."],
        ),
        C::TooManyRows => entry(
            "Too many rows",
            &["{count} rows; at most {max} in one file."],
            &[
                "Split into {files} files; row {row} is the first too many.",
                "Split it into files of at most {max} rows.",
            ],
        ),
        C::RowTooShort => entry(
            "Rows with too few cells",
            &["Row {row} has {found} of {expected} columns."],
            &["{hint}", "Add the missing cells; blank ones count too."],
        ),
        C::RowTooLong => entry(
            "Rows with too many cells",
            &["Row {row} has {found} columns; {expected} are expected."],
            &[
                "{hint}",
                "Put a value that contains {delimiter} in quotes.",
                "Put a value that contains the separator in quotes.",
            ],
        ),
        C::RowPadded => entry(
            "Rows that end early",
            &["Row {row} ends early; its missing optional cells count as blank."],
            &["Add the missing cells, or leave it as it is."],
        ),
        C::RowTrimmed => entry(
            "Rows with blank cells too many",
            &["Row {row} has {count} blank {count?cell|cells} too many."],
            &[],
        ),
        C::RowTooLarge => entry(
            "Rows that are too large",
            &["Row {row} is larger than {max:bytes}."],
            &["Look for a quote that is not closed, or shorten the row."],
        ),
        C::BlankRow => entry(
            "Blank rows",
            &["Row {row} is blank and was skipped."],
            &["Delete it, or fill it in."],
        ),
        C::TrailingBlankRowsIgnored => entry(
            "Blank rows at the end",
            &["{count} blank {count?row|rows} at the end {count?was|were} ignored."],
            &[],
        ),
        C::TemplateNoteRow => entry(
            "The template's note",
            &[
                "Row {row} looks like the template's note and was skipped: '{text}'.",
                "Row {row} looks like the template's note and was skipped.",
            ],
            &["Delete it."],
        ),
        C::TemplateSampleRow => entry(
            "The template's sample",
            &["Row {row} is the template's sample and was skipped."],
            &["Delete it."],
        ),
        C::CellTooLong => entry(
            "Cells that are too long",
            &["{cell} is longer than {max:bytes}."],
            &["Shorten the text, or look for a quote that is not closed."],
        ),
        C::ReplacementCharacter => entry(
            "Lost characters",
            &["{cell} holds U+FFFD: a character was lost earlier."],
            &["Type the text again."],
        ),
        C::ControlCharacter => entry(
            "Control characters",
            &[
                "{cell} holds the control character U+{hex}.",
                "{cell} holds a control character.",
            ],
            &["Type the text again instead of pasting it."],
        ),
        C::BidiControl => entry(
            "Invisible direction controls",
            &["{cell} holds an invisible direction control."],
            &["Type the text again instead of pasting it."],
        ),
        C::TextNotAllowed => entry(
            "Text that is not allowed",
            &["{cell} holds text that is not allowed: {reason}."],
            &["Type the text again with usual letters."],
        ),
        C::TextTooLong => entry(
            "Text that is too long",
            &["{label} has {count} {count?character|characters}; at most {max}."],
            &["Shorten the text."],
        ),
        C::NewlineInCell => entry(
            "Line breaks in cells",
            &["{cell} holds a line break."],
            &["Remove it. If rows are hidden in it, look for a missing quote."],
        ),
        C::QuoteUnpaired => entry(
            "A single quotation mark",
            &["'{value}' begins or ends with a single quotation mark."],
            &["Use '{replacement}'.", "Remove it."],
        ),
        C::MojibakeSuspected => entry(
            "Text that looks wrongly read",
            &["'{value}' looks like wrongly read text."],
            &["Perhaps '{guess}' is meant.", "Type the text again."],
        ),
        C::SmartQuotes => entry(
            "Typographic quotes",
            &["'{value}' is wrapped in typographic quotes."],
            &["Use '{replacement}'.", "Remove them."],
        ),
        C::WhitespaceNormalized => entry(
            "Spaces cleaned",
            &[
                "Space in {cell} was cleaned.{applied}",
                "{cell} has space that does not belong there.",
            ],
            &["Use '{replacement}'."],
        ),
        C::TextFormulaUnwrapped => entry(
            "Wrappers removed",
            &[
                "The wrapper =\"…\" in {cell} was removed.{applied}",
                "{cell} is wrapped as =\"…\".",
            ],
            &["Use '{replacement}'."],
        ),
        C::FormulaGuardRemoved => entry(
            "Protecting apostrophes removed",
            &[
                "The protecting apostrophe in {cell} was removed.{applied}",
                "{cell} begins with a protecting apostrophe.",
            ],
            &["Use '{replacement}'."],
        ),
        C::FormulaLikeValue => entry(
            "Values that begin like a formula",
            &["'{value}' begins like a formula; it is kept as text."],
            &["Remove the first character if it does not belong there."],
        ),
        C::SpreadsheetErrorValue => entry(
            "Error texts of a spreadsheet",
            &[
                "{value} is a spreadsheet error, not a value.",
                "The cell holds a spreadsheet error, not a value.",
            ],
            &["Correct the formula in the spreadsheet, or type the value."],
        ),
        C::SpreadsheetDateSuspected => entry(
            "Values turned into dates by a spreadsheet",
            &["'{value}' looks like a date made by a spreadsheet."],
            &["Format the column as Text and type it again."],
        ),
        C::PlaceholderValue => entry(
            "Words that stand for no value",
            &[
                "'{value}' is not a value.",
                "The cell holds a word that stands for no value.",
            ],
            &["Type the value, or leave the cell blank if it is optional."],
        ),
        C::MultipleValuesInCell => entry(
            "Several values in one cell",
            &["{cell} holds {count} values."],
            &["Give each a row of its own."],
        ),
        C::ValueInWrongColumn => entry(
            "Values that belong to another column",
            &["'{value}' in {label} looks like {kind}."],
            &["Check whether the columns were shifted."],
        ),
        C::TruncatedValueSuspected => entry(
            "Values that may be cut off",
            &["{cell} may have been cut at {count} characters."],
            &["Check whether the end is missing."],
        ),
        C::RequiredValueMissing => entry(
            "Required values are missing",
            &["{label} is blank."],
            &["Fill it in."],
        ),
        C::ValueNotAllowed => entry(
            "Words that are not allowed",
            &["'{value}' is not allowed in {label}. Use {allowed:or}."],
            &[
                "Use '{replacement}'.",
                "Use one of the words that the template names.",
            ],
        ),
        C::ValueCaseNormalized => entry(
            "Upper and lower case adjusted",
            READ_AS,
            &["Use '{replacement}'."],
        ),
        C::ValueAliasUsed => entry(
            "Other words for a value",
            READ_AS,
            &["Use '{replacement}'."],
        ),
        C::NumberFormatNormalized => entry(
            "Numbers written differently",
            READ_AS,
            &["Use '{replacement}'."],
        ),
        C::PhoneIddNormalized => entry(
            "Dialling prefixes removed",
            READ_AS,
            &["Use '{replacement}'."],
        ),
        C::DigitsInvalid => entry(
            "Wrong number of digits",
            &[
                "{label} needs {min} to {max} digits; has {count}.",
                "{label} needs {min} to {max} digits and nothing else.",
            ],
            &[
                "A leading zero may have been lost.{missing?|}",
                "{excess} {excess?digit is|digits are} too many.",
            ],
        ),
        C::IntegerInvalid => entry(
            "Not a number in range",
            &[
                "'{value}' is not a number from {min} to {max}.",
                "'{value}' is not a number from {min} on.",
                "'{value}' is not a number up to {max}.",
                "'{value}' is not a whole number.",
            ],
            &["Type a whole number that is allowed here, in digits only."],
        ),
        C::DateInvalid => entry(
            "Not a date",
            &[
                "'{value}' is not a date from {min} to {max}.",
                "'{value}' is before {min}, the first date allowed.",
                "'{value}' is after {max}, the last date allowed.",
                "'{value}' is not a date like {example}.",
            ],
            &["Write year, month and day, as in {example}."],
        ),
        C::PatternMismatch => entry(
            "Values of the wrong form",
            &["'{value}' does not have the form of {label}."],
            &["Compare it with the sample of the template."],
        ),
        C::IdentityUnrecognized => entry(
            "Neither an e-mail address nor a phone number",
            &["'{value}' is neither an e-mail address nor a phone number."],
            &["Type the address, or the number with its country code."],
        ),
        C::EmailRequired => entry(
            "An e-mail address is needed",
            &[
                "An e-mail address is needed, not a phone number: {reason}.",
                "An e-mail address is needed, not a phone number.",
            ],
            &["Type the e-mail address of the person."],
        ),
        C::EmailInvalid => entry(
            "E-mail addresses that are not valid",
            &["'{value}' is not a valid e-mail address: {reason}."],
            &[
                "Use '{replacement}'.",
                "Type the plain address, such as name@example.com.",
            ],
        ),
        C::EmailNonAscii => entry(
            "E-mail addresses with special letters",
            &["'{value}' has other than ASCII characters before the @."],
            &["Ask for an address in plain letters."],
        ),
        C::EmailDomainNotAllowed => entry(
            "E-mail domains that are not allowed",
            &["'{domain}' is not among the allowed domains."],
            &["Use the address that the person has in the organization."],
        ),
        C::EmailDomainTypo => entry(
            "E-mail domains that look mistyped",
            &["'{domain}' may be a typing error."],
            &["Did you mean '{guess}'?", "Check the domain."],
        ),
        C::NumberScientificNotation => entry(
            "Long numbers destroyed by a spreadsheet",
            &["'{value}' is what a spreadsheet made of a long number; its digits are gone."],
            &[
                "Perhaps {guess}. Format the column as Text and enter the numbers again.",
                ENTER_AGAIN,
            ],
        ),
        C::NumberPrecisionLossSuspected => entry(
            "Numbers that may have lost digits",
            &["'{value}' may have lost its last digits: spreadsheets keep 15."],
            &[ENTER_AGAIN],
        ),
        C::PhoneNationalAssumed => entry(
            "Numbers without a country code",
            &[
                "'{value}' was read as {e164} ({region}).",
                "'{value}' was read as {e164}.",
            ],
            &["Add the country code."],
        ),
        C::PhoneInvalid => entry(
            "Numbers that do not exist",
            &[
                "{e164} is not a valid number in {country}.",
                "{e164} is not a valid number.",
                "'{value}' is not a valid number.",
                "This is not a valid number in {country}.",
                "This is not a valid number.",
            ],
            &["Use '{replacement}'.", "Check the digits."],
        ),
        C::PhonePossibleOnly => entry(
            "Numbers of unknown ranges",
            &[
                "{e164} is in no known range of {country}.",
                "{e164} is in no known range.",
            ],
            &["Check the digits."],
        ),
        C::PhoneAmbiguousCountry => entry(
            "Numbers of more than one country",
            &["'{value}' could be {candidates:or}."],
            &["Add + and the country code."],
        ),
        C::PhoneUnknownCountry => entry(
            "Numbers without a known country code",
            &["'{value}' has no known country code."],
            &["Use '{replacement}'.", "Add + and the country code."],
        ),
        C::PhoneTooShort => entry(
            "Numbers that are too short",
            DIGITS_POSSIBLE,
            &["Check whether digits are missing."],
        ),
        C::PhoneTooLong => entry(
            "Numbers that are too long",
            DIGITS_POSSIBLE,
            &["Check whether it is two numbers."],
        ),
        C::PhoneBadCharacter => entry(
            "Numbers with other characters",
            &["'{value}' holds '{char}', which no phone number has."],
            &[
                "Use '{replacement}'.",
                "Type the digits with country code, without an extension.",
            ],
        ),
        C::PhoneNotSupportedType => entry(
            "Numbers that get no invitation",
            &["{e164} is {type}, which gets no invitation."],
            &["Use the number of a device, or an e-mail address."],
        ),
        C::ForwardingLength => entry(
            "Forwarding numbers of wrong length",
            &[
                "A forwarding number needs {min} to {max} digits with country code; has {count}.",
                "A forwarding number needs 4 to 18 digits with country code; has {count}.",
            ],
            &["Check the digits."],
        ),
        C::ForwardingNoCountryCode => entry(
            "Forwarding numbers without a country code",
            &["'{value}' begins with 0, which no country code does."],
            &["Put the country code in the place of the 0."],
        ),
        C::FeatureNotEnabled => entry(
            "Features that are not configured",
            &["{label} is {value}, but {feature} is not configured here."],
            &[
                "Use '{replacement}'.",
                "Leave the cell blank, or have the feature configured first.",
            ],
        ),
        C::ValueNotApplicable => entry(
            "Values without effect",
            &["{label} is ignored because {other} is {value}."],
            &["Leave the cell blank."],
        ),
        C::ForwardingNotApplicable => entry(
            "Forwarding numbers without effect",
            &[
                "The forwarding number is not used: {feature} is enabled.",
                "The forwarding number is not used.",
            ],
            &["Leave the cell blank."],
        ),
        C::ForwardingLoop => entry(
            "Numbers that forward to themselves",
            &["The number forwards to itself."],
            &["Use another forwarding number, or leave the cell blank."],
        ),
        C::RowRuleFailed => entry(
            "Rows that break a rule",
            &["{rule}: {columns}."],
            &["Fill in or change one of these cells."],
        ),
        C::DuplicateIdentity => entry("The same identity in several rows", ALSO_IN, &["Keep one."]),
        C::DuplicateNumber => entry("The same number in several rows", ALSO_IN, &["Keep one."]),
        C::DuplicateValue => entry("The same value in several rows", ALSO_IN, &["Keep one."]),
        C::DuplicateRow => entry(
            "Repeated rows",
            &["Row {row} repeats row {first}."],
            &["Delete it."],
        ),
        C::NumberUsedAsIdentity => entry(
            "Numbers that are also an identity",
            &["{e164} is also the identity of {rows?row|rows} {rows}."],
            &["Check which of the two is meant."],
        ),
        C::IdentitySimilar => entry(
            "Identities that differ little",
            &["{canonical} differs from {rows?row|rows} {rows} only by dots or a +tag."],
            &["Check whether they are one person."],
        ),
        C::SequentialValues => entry(
            "Values that count up",
            &["Rows {rows} count up by {step}."],
            &["Check whether a cell was dragged down."],
        ),
        C::InventoryUnchecked => entry(
            "Numbers and accounts not checked",
            &["Numbers and accounts were not checked."],
            &[],
        ),
        C::NumberNotInInventory => entry(
            "Numbers that are not in stock",
            &[
                "{e164} is not a number of this organization.",
                "The number is not one of this organization.",
            ],
            &["Use a number of the organization, or leave the cell blank."],
        ),
        C::TeamUnknown => entry(
            "Unknown teams",
            &["There is no team '{value}'."],
            &[
                "Use '{replacement}'.",
                "Create the team first, or leave the cell blank.",
            ],
        ),
        C::PlanStale => entry(
            "The plan is out of date",
            &["Numbers or accounts changed since the plan {plan} was made."],
            &["Check the file again, then import it."],
        ),
        C::BackendRejected => entry(
            "Rows that the store refused",
            &["The store refused the row: {cause}."],
            &["Correct the row and import it again."],
        ),
        C::RolledBack => entry("Not imported", &["Nothing was imported."], &[]),
        C::NotAttempted => entry("Not tried", &["The row was not tried."], &[]),
        C::InvitationNotSent => entry(
            "Invitations not sent",
            &[
                "The account exists; its invitation was not sent: {reason}.",
                "The account exists; its invitation was not sent.",
            ],
            &["Send the invitation later."],
        ),
        C::NumberNotAvailable => entry(
            "Numbers that are not available",
            &["{e164} is {state}.", "{e164} is not available."],
            &["Use another number, or leave the cell blank."],
        ),
        C::NumberCooling => entry(
            "Numbers that are cooling",
            &["{e164} is cooling until {until}.", "{e164} is cooling."],
            &["Use another number, or leave the cell blank."],
        ),
        C::NumberOtherOrganization => entry(
            "Numbers of another organization",
            &[
                "{e164} belongs to another organization ({owner}).",
                "{e164} belongs to another organization.",
            ],
            &["Use a number of the organization, or leave the cell blank."],
        ),
        C::NumberPoolExhausted => entry(
            "Not enough numbers",
            &[
                "{wanted} {wanted?number is|numbers are} needed; {available} {available?is|are} available.",
                "There are not enough numbers.",
            ],
            &["Add numbers, or import fewer people."],
        ),
        C::AccountIdentityTaken => entry(
            "People who have an account",
            &[
                "{canonical} has an account ({status}).",
                "{canonical} has an account.",
                "This person has an account ({status}).",
                "This person has an account.",
            ],
            &["If the person is invited already, resend the invitation; otherwise remove the row."],
        ),
        C::AccountExtensionTaken => entry(
            "Extensions in use",
            &["The extension {value} is in use."],
            &["Choose another extension."],
        ),
        C::RoleNotGrantable => entry(
            "Roles that may not be granted",
            &[
                "You may not grant the role {role}.",
                "You may not grant the role that the row names.",
            ],
            &["Choose another role, or ask somebody who may."],
        ),
        C::LimitReached => entry(
            "A limit would be passed",
            &[
                "{count} more would pass the limit of {max} {limit}.",
                "The limit of {max} {limit} would be passed.",
                "{count} more would pass a limit.",
                "A limit would be passed.",
            ],
            &["Import fewer rows, or have the limit raised."],
        ),
        C::TeamDisabled => entry(
            "Disabled teams",
            &["Team '{value}' is disabled."],
            &["Choose another team, or enable this one first."],
        ),
        C::BatchDuplicate => entry(
            "Imported before",
            &[
                "This file was imported before ({batch}).",
                "This file was imported before.",
            ],
            &[],
        ),
        C::NumberClaimLost => entry(
            "Numbers taken meanwhile",
            &["{e164} was taken meanwhile."],
            &["Use another number, or leave the cell blank."],
        ),
    }
}

const READ_AS: &[&str] = &[
    "'{before}' was read as '{after}'.{applied}",
    "'{value}' should be '{replacement}'.",
];

const DIGITS_POSSIBLE: &[&str] = &[
    "'{value}' has {count} {count?digit|digits}; {min} to {max} are possible.",
    "'{value}' has {count} {count?digit|digits}.",
];

const ALSO_IN: &[&str] = &["{canonical} is also in {rows?row|rows} {rows}."];
