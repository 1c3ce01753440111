//! The one table of finding codes. Their texts stand in `text/`.

use std::cmp::Ordering;
use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Deserializer, Serialize, Serializer};

/// How much a finding matters.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Severity {
    /// Not importable.
    Error,
    /// Importable; somebody should look.
    Warning,
    /// For the record.
    Notice,
}

impl Severity {
    /// The word in reports.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Error => "error",
            Self::Warning => "warning",
            Self::Notice => "notice",
        }
    }
}

impl fmt::Display for Severity {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

/// How far an error reaches. Warnings and notices have no scope.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Scope {
    /// The row is not importable.
    Row,
    /// Nothing of the file may be imported, not even in mode partial.
    File,
    /// As file, and later stages do not run.
    Fatal,
}

impl Scope {
    /// The word in reports.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Row => "row",
            Self::File => "file",
            Self::Fatal => "fatal",
        }
    }
}

/// The stage that makes a finding, in the order in which stages run.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Stage {
    /// Size, emptiness, magic bytes.
    File,
    /// Byte order mark, decoding of cells.
    Encoding,
    /// Separator, line ends, quotes.
    Dialect,
    /// Header row, labels to columns.
    Header,
    /// Width; blank, note and sample rows; row limit.
    Row,
    /// Text, type, words; rules across the row.
    Cell,
    /// Uniqueness, repeated rows, series.
    CrossRow,
    /// Numbers, identities, teams, limits, authority.
    Inventory,
    /// What the commit did.
    Import,
}

impl Stage {
    /// The word in reports.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::File => "file",
            Self::Encoding => "encoding",
            Self::Dialect => "dialect",
            Self::Header => "header",
            Self::Row => "row",
            Self::Cell => "cell",
            Self::CrossRow => "cross_row",
            Self::Inventory => "inventory",
            Self::Import => "import",
        }
    }
}

/// What the column "sev" of the catalogue says.
struct Sort {
    severity: Severity,
    scope: Option<Scope>,
    fix: bool,
}

const fn sort(severity: Severity, scope: Option<Scope>, fix: bool) -> Sort {
    Sort {
        severity,
        scope,
        fix,
    }
}

const FATAL: Sort = sort(Severity::Error, Some(Scope::Fatal), false);
const FILE: Sort = sort(Severity::Error, Some(Scope::File), false);
const ROW: Sort = sort(Severity::Error, Some(Scope::Row), false);
const WARNING: Sort = sort(Severity::Warning, None, false);
const NOTICE: Sort = sort(Severity::Notice, None, false);
const FIX: Sort = sort(Severity::Notice, None, true);

/// One line per code: variant, text form, stage, usual severity, Frictionless type (`-` for none), the names of its
/// parameters, and why it exists, for people.
macro_rules! catalogue {
    ($($variant:ident $text:literal $stage:ident $sort:ident $frictionless:literal [$($param:literal)*] $about:literal;)+) => {
        /// Every code that a finding can have. Codes are the contract: flat snake case, never renamed or reused. Texts
        /// may improve.
        ///
        /// ```
        /// use rollbook::finding::{FindingCode, Severity, Stage};
        /// let code: FindingCode = "duplicate_identity".parse().unwrap();
        /// assert_eq!(code.stage(), Stage::CrossRow);
        /// assert_eq!(code.severity(), Severity::Error);
        /// ```
        #[derive(Clone, Copy, PartialEq, Eq, Hash)]
        #[non_exhaustive]
        pub enum FindingCode {
            $(#[doc = $about] $variant,)+
        }

        impl FindingCode {
            /// All codes, in the order of the catalogue.
            pub const ALL: &'static [Self] = &[$(Self::$variant),+];

            /// The code as reports write it.
            #[must_use]
            pub const fn as_str(self) -> &'static str {
                match self { $(Self::$variant => $text,)+ }
            }

            /// The stage that makes it.
            #[must_use]
            pub const fn stage(self) -> Stage {
                match self { $(Self::$variant => Stage::$stage,)+ }
            }

            /// Why the code exists, in English, for the page of findings.
            #[must_use]
            pub const fn about(self) -> &'static str {
                match self { $(Self::$variant => $about,)+ }
            }

            /// Names of the parameters that a finding of this code may carry.
            #[must_use]
            pub const fn parameters(self) -> &'static [&'static str] {
                match self { $(Self::$variant => &[$($param),*],)+ }
            }

            const fn sort(self) -> Sort {
                match self { $(Self::$variant => $sort,)+ }
            }

            const fn frictionless_text(self) -> &'static str {
                match self { $(Self::$variant => $frictionless,)+ }
            }
        }
    };
}

catalogue! {
    // Codes of findings (csv.md 6.1).
    FileEmpty "file_empty" File FATAL "source-error" []
        "The file has no bytes. Usually an export was stopped, or the wrong file was chosen.";
    ReadFailed "read_failed" File FATAL "source-error" ["byte"]
        "The file could be opened but not read to its end, for instance on a drive that was removed.";
    FileNotCsv "file_not_csv" File FATAL "format-error" ["type"]
        "The first bytes belong to another kind of file, such as a workbook, a PDF or an archive that was named .csv. Nothing is ever unpacked.";
    FileTooLarge "file_too_large" File FATAL "byte-count" ["max"]
        "The file has more bytes than may be uploaded. Reading stops there, so nothing else is reported.";
    BomRemoved "bom_removed" Encoding NOTICE "-" []
        "The file begins with a byte order mark, as spreadsheets write it. It is no part of the first label.";
    EncodingTranscoded "encoding_transcoded" Encoding NOTICE "-" ["encoding"]
        "The file was in another encoding that is certain, such as UTF-16, and was converted without loss.";
    EncodingGuessed "encoding_guessed" Encoding WARNING "encoding-error" ["cells" "total"]
        "The file is not UTF-8. Read as Windows-1252 every character is possible, but nobody can be sure that they are the right ones.";
    EncodingUnsupported "encoding_unsupported" Encoding FATAL "encoding-error" ["encoding"]
        "The file is in an encoding that is not read, such as UTF-32 or EBCDIC.";
    EncodingUndecodable "encoding_undecodable" Encoding FILE "encoding-error" ["hex"]
        "The cell holds bytes that mean nothing in the encoding of the file, such as half a character of UTF-16 or one of the five bytes that Windows-1252 leaves out. Its text is unknown.";
    InvalidUtf8 "invalid_utf8" Encoding ROW "encoding-error" ["hex" "guess"]
        "The file is UTF-8, but this cell holds a byte that is not. It was probably pasted in by another program.";
    EncodingDoubtful "encoding_doubtful" Encoding WARNING "encoding-error" []
        "A symbol stands inside a word, as it happens when an old Mac or DOS file is read as Windows-1252.";
    DialectDetected "dialect_detected" Dialect NOTICE "-" ["delimiter"]
        "The cells are separated by something else than a comma, found by the labels that are known.";
    SepLineConsumed "sep_line_consumed" Dialect NOTICE "-" ["delimiter" "separator"]
        "The first line is an instruction to spreadsheets and no row.";
    LineEndingsMixed "line_endings_mixed" Dialect NOTICE "-" ["counts"]
        "Lines end in different ways, as after pasting files together. All of them end a line.";
    DialectAmbiguous "dialect_ambiguous" Dialect FATAL "format-error" ["candidates"]
        "Two separators fit the header equally well and give different columns. Choosing one could read every row wrongly.";
    LinesWrappedInQuotes "lines_wrapped_in_quotes" Dialect FATAL "format-error" []
        "Some programs put quotes around whole lines instead of cells; then the file has one column only.";
    StrayQuote "stray_quote" Dialect WARNING "source-error" []
        "A quote stands inside a cell that is not quoted, or text follows the closing quote. It was kept as typed.";
    UnclosedQuote "unclosed_quote" Dialect FILE "source-error" []
        "A quote opens a cell and nothing closes it. Later rows were found again and checked, but where this cell ends is a guess.";
    MissingHeader "missing_header" Header FATAL "blank-header" ["n" "header"]
        "No row has labels that are known here. Columns are found by label, so nothing can be read without one.";
    TooManyColumns "too_many_columns" Header FATAL "field-count" ["count" "max"]
        "The header has more columns than may be.";
    PreambleSkipped "preamble_skipped" Header WARNING "blank-header" ["rows" "text"]
        "A title or a note stands above the header. It is no row of data.";
    OwnReportDetected "own_report_detected" Header NOTICE "-" []
        "The file is a report that was written here and filled in again. Its own columns are not data.";
    MissingLabel "missing_label" Header FILE "missing-label" ["label" "letter" "found"]
        "A required column does not exist. Blank is never taken for a value, so no row can be imported.";
    UnknownLabel "unknown_label" Header WARNING "extra-label" ["label" "letter" "near"]
        "No column has this label. Its values are not used, in case they were meant to be.";
    DuplicateLabel "duplicate_label" Header FILE "duplicate-label" ["letters"]
        "Two columns mean the same and some row fills them differently. Which one holds cannot be told.";
    RepeatedLabel "repeated_label" Header WARNING "duplicate-label" ["letters"]
        "Two columns mean the same and never disagree, so they are read as one.";
    BlankLabel "blank_label" Header FILE "blank-label" ["letter"]
        "A column has values but nothing says what they are.";
    LabelNormalized "label_normalized" Header NOTICE "incorrect-label" []
        "The label differs from the documented one in case, space or punctuation only.";
    LabelAliasUsed "label_alias_used" Header NOTICE "incorrect-label" []
        "The label is another name of a known column.";
    ColumnNotEnabled "column_not_enabled" Header WARNING "extra-label" ["label" "letter" "reason"]
        "The column is known but not in force for this organization. It is an error where ignoring the values could give a person something else than was typed.";
    TrailingBlankColumnsIgnored "trailing_blank_columns_ignored" Header NOTICE "extra-label" ["count"]
        "Columns at the end have neither label nor values, as spreadsheets leave them behind.";
    NoDataRows "no_data_rows" Row FILE "row-count" []
        "There is a header and nothing to import below it.";
    TooManyRows "too_many_rows" Row FILE "row-count" ["count" "max" "files"]
        "The file has more rows of data than one upload may have. Header, note and blank rows do not count. Further rows were counted but not checked.";
    RowTooShort "row_too_short" Row ROW "missing-cell" ["found" "expected" "hint"]
        "The row ends before its last filled column, so its values may stand in the wrong columns. They are not checked.";
    RowTooLong "row_too_long" Row ROW "extra-cell" ["found" "expected" "delimiter" "hint"]
        "The row has more cells than the header. Usually a value contains the separator, and the values after it stand in the wrong columns.";
    RowPadded "row_padded" Row WARNING "missing-cell" ["found" "expected"]
        "The row lacks cells at its end that may be blank anyway.";
    RowTrimmed "row_trimmed" Row NOTICE "extra-cell" ["count"]
        "The row has more cells than the header, and those are blank.";
    RowTooLarge "row_too_large" Row ROW "source-error" ["max"]
        "The row has more bytes than may be and was skipped over. Often a quote was not closed.";
    BlankRow "blank_row" Row WARNING "blank-row" []
        "A row in the middle is blank. It may be a deleted row, or one whose content was lost.";
    TrailingBlankRowsIgnored "trailing_blank_rows_ignored" Row NOTICE "blank-row" ["count"]
        "Spreadsheets leave blank rows at the end.";
    TemplateNoteRow "template_note_row" Row WARNING "row-constraint" ["text"]
        "The row looks like the note of the template and was not taken for a person.";
    TemplateSampleRow "template_sample_row" Row WARNING "row-constraint" ["text"]
        "The row equals the sample of the template and was not taken for a person.";
    CellTooLong "cell_too_long" Cell ROW "constraint-error" ["max"]
        "The cell has more bytes than may be. The rest of it was not read.";
    ReplacementCharacter "replacement_character" Cell ROW "forbidden-value" []
        "U+FFFD stands where another program could not read a character. What it was is lost.";
    ControlCharacter "control_character" Cell ROW "forbidden-value" ["hex"]
        "An invisible control character came in with a paste or an export. It would break displays and comparisons.";
    BidiControl "bidi_control" Cell ROW "forbidden-value" ["hex"]
        "An invisible character changes the direction in which text is shown, so the cell may read other than it is.";
    TextNotAllowed "text_not_allowed" Cell ROW "forbidden-value" ["reason"]
        "The text holds characters that no name or text has, such as private ones or piles of accents.";
    TextTooLong "text_too_long" Cell ROW "constraint-error" ["count" "max"]
        "The text has more characters than the column takes. Characters are Unicode scalar values.";
    NewlineInCell "newline_in_cell" Cell WARNING "type-error" []
        "A line break stands inside a cell. In a name it became a space; elsewhere, or where a whole row could be hidden behind it, it is an error.";
    QuoteUnpaired "quote_unpaired" Cell ROW "forbidden-value" []
        "A value begins or ends with one quotation mark, which usually is left over from an opened or closed cell.";
    MojibakeSuspected "mojibake_suspected" Cell WARNING "deviated-cell" ["guess"]
        "The text looks like UTF-8 that was once read as Windows-1252, such as Ã© for é.";
    SmartQuotes "smart_quotes" Cell WARNING "deviated-cell" []
        "The value is wrapped in typographic quotes, which word processors add. They were kept.";
    WhitespaceNormalized "whitespace_normalized" Cell FIX "-" []
        "Spaces around the value, double ones, or invisible ones were removed.";
    TextFormulaUnwrapped "text_formula_unwrapped" Cell FIX "-" []
        "A value was wrapped as =\"…\" so that a spreadsheet keeps its digits.";
    FormulaGuardRemoved "formula_guard_removed" Cell FIX "-" []
        "An apostrophe keeps spreadsheets from rewriting a value or taking it for a formula. It is no part of the value.";
    FormulaLikeValue "formula_like_value" Cell WARNING "forbidden-value" []
        "The value begins as formulas do. It is kept as text and guarded in every file that is written here.";
    SpreadsheetErrorValue "spreadsheet_error_value" Cell ROW "type-error" []
        "A formula in the spreadsheet failed, and its error text was exported.";
    SpreadsheetDateSuspected "spreadsheet_date_suspected" Cell ROW "type-error" []
        "Spreadsheets turn some numbers and names into dates and save the date.";
    PlaceholderValue "placeholder_value" Cell ROW "forbidden-value" []
        "A word such as n/a says that there is no value. Blank says it, where the column may be blank.";
    MultipleValuesInCell "multiple_values_in_cell" Cell ROW "type-error" ["count"]
        "The cell holds several numbers or addresses, and one is wanted.";
    ValueInWrongColumn "value_in_wrong_column" Cell WARNING "deviated-cell" ["kind"]
        "A name column holds an address or a number; probably columns were shifted.";
    TruncatedValueSuspected "truncated_value_suspected" Cell WARNING "truncated-value" ["count"]
        "The value is exactly as long as some programs allow.";
    RequiredValueMissing "required_value_missing" Cell ROW "constraint-error" []
        "The column must be filled in every row. Blank is never taken for a value.";
    ValueNotAllowed "value_not_allowed" Cell ROW "constraint-error" ["allowed"]
        "The column takes certain words only. Words of other columns are not taken, since they could mean something else.";
    ValueCaseNormalized "value_case_normalized" Cell FIX "-" []
        "The word was typed in other case.";
    ValueAliasUsed "value_alias_used" Cell FIX "-" []
        "Another word for the same value was typed, such as one that a localized spreadsheet writes.";
    NumberFormatNormalized "number_format_normalized" Cell FIX "-" []
        "Separators, a decimal ending or digits of another script were taken out of a number. Its digits are the same.";
    PhoneIddNormalized "phone_idd_normalized" Cell FIX "-" []
        "A number began with the digits that are dialled before a country code. It has one possible reading.";
    DigitsInvalid "digits_invalid" Cell ROW "constraint-error" ["count" "min" "max" "missing" "excess"]
        "The column takes a certain number of digits and nothing else.";
    IntegerInvalid "integer_invalid" Cell ROW "type-error" ["min" "max"]
        "The column takes whole numbers in certain bounds.";
    DateInvalid "date_invalid" Cell ROW "type-error" ["example" "min" "max"]
        "The column takes dates in one form, which cannot be misread.";
    PatternMismatch "pattern_mismatch" Cell ROW "constraint-error" []
        "The value does not have the form that the column demands.";
    IdentityUnrecognized "identity_unrecognized" Cell ROW "type-error" []
        "A person is known by an e-mail address or by the number of a device. The value is neither.";
    EmailRequired "email_required" Cell ROW "constraint-error" ["reason"]
        "Only e-mail addresses identify people here.";
    EmailInvalid "email_invalid" Cell ROW "type-error" ["reason"]
        "No mail can be sent to this text as an address.";
    EmailNonAscii "email_non_ascii" Cell ROW "type-error" []
        "Few mail systems take other than ASCII characters before the @, and look-alikes make it unsafe.";
    EmailDomainNotAllowed "email_domain_not_allowed" Cell ROW "constraint-error" ["domain"]
        "The organization allows addresses of certain domains only.";
    EmailDomainTypo "email_domain_typo" Cell WARNING "deviated-cell" ["domain" "guess"]
        "The domain differs by a letter from that of a large provider.";
    NumberScientificNotation "number_scientific_notation" Cell ROW "type-error" ["guess"]
        "A spreadsheet shows long numbers as a power of ten and saves them so. The digits are gone and are not guessed.";
    NumberPrecisionLossSuspected "number_precision_loss_suspected" Cell ROW "truncated-value" []
        "A spreadsheet keeps 15 digits of a number and writes zeros for the rest.";
    PhoneNationalAssumed "phone_national_assumed" Cell WARNING "type-error" ["e164" "region"]
        "The number has no country code and is valid in one country only.";
    PhoneInvalid "phone_invalid" Cell ROW "type-error" ["e164" "country"]
        "The number plan of the country has no such number.";
    PhonePossibleOnly "phone_possible_only" Cell WARNING "type-error" ["e164" "country"]
        "The number has a possible length but belongs to no range that is known. Number plans grow, so it is taken.";
    PhoneAmbiguousCountry "phone_ambiguous_country" Cell ROW "type-error" ["candidates"]
        "The number is valid in more than one country. Choosing one could invite another person.";
    PhoneUnknownCountry "phone_unknown_country" Cell ROW "type-error" []
        "The number has no country code, and nothing says which country is meant.";
    PhoneTooShort "phone_too_short" Cell ROW "type-error" ["count" "min" "max"]
        "No number of the country is so short.";
    PhoneTooLong "phone_too_long" Cell ROW "type-error" ["count" "min" "max"]
        "No number of the country is so long.";
    PhoneBadCharacter "phone_bad_character" Cell ROW "type-error" ["char"]
        "The value holds letters, an extension or other text. Such text is never turned into digits.";
    PhoneNotSupportedType "phone_not_supported_type" Cell ROW "constraint-error" ["e164" "type"]
        "Premium-rate, shared-cost and voicemail numbers cannot receive an invitation.";
    ForwardingLength "forwarding_length" Cell ROW "constraint-error" ["count" "min" "max"]
        "Calls are forwarded to numbers of 4 to 18 digits, the country code included.";
    ForwardingNoCountryCode "forwarding_no_country_code" Cell WARNING "deviated-cell" []
        "No country code begins with 0, so calls may not arrive.";
    FeatureNotEnabled "feature_not_enabled" Cell ROW "row-constraint" ["feature"]
        "The value asks for a feature that the organization has not configured.";
    ValueNotApplicable "value_not_applicable" Cell WARNING "row-constraint" ["other" "value"]
        "The value has no effect because of another value of the row.";
    ForwardingNotApplicable "forwarding_not_applicable" Cell WARNING "row-constraint" ["feature"]
        "With the feature that is named, usually voice calling, calls are not forwarded.";
    ForwardingLoop "forwarding_loop" Cell ROW "row-constraint" []
        "The number would forward its calls to itself.";
    RowRuleFailed "row_rule_failed" Cell ROW "row-constraint" ["rule" "columns"]
        "The values of the row break a rule that the owner of the schema has set.";
    DuplicateIdentity "duplicate_identity" CrossRow ROW "unique-error" ["rows" "total"]
        "Two rows are the same person in canonical form. Which one is right cannot be told.";
    DuplicateNumber "duplicate_number" CrossRow ROW "unique-error" ["rows" "total"]
        "Two rows ask for the same number. It can be given once.";
    DuplicateValue "duplicate_value" CrossRow ROW "unique-error" ["rows" "total"]
        "Two rows have the same value in a column where it may occur once.";
    DuplicateRow "duplicate_row" CrossRow WARNING "duplicate-row" ["first"]
        "The row says the same as an earlier one and would add nothing.";
    NumberUsedAsIdentity "number_used_as_identity" CrossRow WARNING "row-constraint" ["e164" "rows" "total"]
        "A number to be given out is the device number of somebody in the same file.";
    IdentitySimilar "identity_similar" CrossRow WARNING "deviated-cell" ["rows" "total"]
        "Some mail systems deliver both addresses to one mailbox.";
    SequentialValues "sequential_values" CrossRow WARNING "sequential-value" ["rows" "total" "step"]
        "Values count up by equal steps, as after dragging a cell down by mistake.";
    InventoryUnchecked "inventory_unchecked" Inventory NOTICE "-" []
        "Only the file was checked. What is in stock and who has an account is known where the organization is.";
    NumberNotInInventory "number_not_in_inventory" Inventory ROW "foreign-key" ["e164"]
        "The organization cannot use this number. A number elsewhere is answered alike.";
    TeamUnknown "team_unknown" Inventory ROW "foreign-key" []
        "No team has this name.";
    PlanStale "plan_stale" Import FATAL "-" ["plan"]
        "Between the check and the import something was changed on which the answer depends.";
    BackendRejected "backend_rejected" Import ROW "-" ["cause"]
        "The place where accounts are kept did not take the row.";
    RolledBack "rolled_back" Import NOTICE "-" []
        "In the mode all or nothing an error elsewhere kept the row from being imported.";
    NotAttempted "not_attempted" Import NOTICE "-" []
        "The import ended before it came to this row.";
    InvitationNotSent "invitation_not_sent" Import WARNING "-" ["reason"]
        "The account was made, and its invitation waits.";

    // Codes of commands as findings (csv.md 6.2).
    NumberNotAvailable "number_not_available" Inventory ROW "foreign-key" ["e164" "state"]
        "The number is in stock but not free.";
    NumberCooling "number_cooling" Inventory ROW "foreign-key" ["e164" "until"]
        "The number was in use until lately and rests, so that nobody gets the calls of its former holder.";
    NumberOtherOrganization "number_other_organization" Inventory ROW "foreign-key" ["e164" "owner"]
        "The number is in the stock of another organization, from which this one may not take.";
    NumberPoolExhausted "number_pool_exhausted" Inventory FILE "row-count" ["wanted" "available"]
        "More people would wait for a number than there are numbers.";
    AccountIdentityTaken "account_identity_taken" Inventory ROW "unique-error" ["status"]
        "The person has an account, and one identity has one account.";
    AccountExtensionTaken "account_extension_taken" Inventory ROW "unique-error" []
        "Another account has this extension.";
    RoleNotGrantable "role_not_grantable" Inventory ROW "foreign-key" ["role"]
        "Nobody grants a role that is above their own.";
    LimitReached "limit_reached" Inventory FILE "row-count" ["count" "limit" "max"]
        "The organization may hold so many and no more.";
    TeamDisabled "team_disabled" Inventory ROW "foreign-key" []
        "The team exists but takes nobody at present.";
    BatchDuplicate "batch_duplicate" Import NOTICE "-" ["batch"]
        "A file with the same content was imported before.";
    NumberClaimLost "number_claim_lost" Import ROW "-" ["e164"]
        "Somebody else was given the number between the check and the import.";
}

impl FindingCode {
    /// The severity that the code has unless an option, a role or a setting says otherwise.
    #[must_use]
    pub const fn severity(self) -> Severity {
        self.sort().severity
    }

    /// How far the code reaches as an error; absent where it usually is none.
    #[must_use]
    pub const fn scope(self) -> Option<Scope> {
        self.sort().scope
    }

    /// Whether it records a fix that was applied. With fixes off, such a code is a row error with the replacement.
    #[must_use]
    pub const fn is_fix(self) -> bool {
        self.sort().fix
    }

    /// The error type of a Frictionless report; absent for codes that are not exported there.
    #[must_use]
    pub fn frictionless(self) -> Option<&'static str> {
        match self.frictionless_text() {
            "-" => None,
            text => Some(text),
        }
    }
}

/// By text form, which is the order of codes in a report.
impl Ord for FindingCode {
    fn cmp(&self, other: &Self) -> Ordering {
        // Most of what is looked up is found.
        if self == other {
            return Ordering::Equal;
        }
        self.as_str().cmp(other.as_str())
    }
}

impl PartialOrd for FindingCode {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl fmt::Display for FindingCode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

/// As `Display`: the text form is what everybody knows the code by.
impl fmt::Debug for FindingCode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

/// A text that is no finding code.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("unknown finding code")]
pub struct UnknownCode;

impl FromStr for FindingCode {
    type Err = UnknownCode;

    fn from_str(text: &str) -> Result<Self, UnknownCode> {
        let known = Self::ALL.iter().find(|code| code.as_str() == text);
        known.copied().ok_or(UnknownCode)
    }
}

impl Serialize for FindingCode {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(self.as_str())
    }
}

impl<'de> Deserialize<'de> for FindingCode {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = <std::borrow::Cow<'_, str>>::deserialize(deserializer)?;
        text.parse().map_err(serde::de::Error::custom)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::BTreeSet;

    #[test]
    fn codes_are_distinct_flat_snake_case() {
        let texts: BTreeSet<_> = FindingCode::ALL.iter().map(|code| code.as_str()).collect();
        assert_eq!(texts.len(), FindingCode::ALL.len());
        for text in texts {
            assert!(
                text.bytes()
                    .all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'_'),
                "{text}"
            );
        }
    }

    #[test]
    fn a_code_is_read_from_its_text_and_from_nothing_else() {
        for code in FindingCode::ALL {
            assert_eq!(code.as_str().parse(), Ok(*code));
            let json = serde_json::to_string(code).unwrap();
            assert_eq!(serde_json::from_str::<FindingCode>(&json).unwrap(), *code);
        }
        assert_eq!("file-empty".parse::<FindingCode>(), Err(UnknownCode));
    }

    #[test]
    fn only_errors_have_a_scope_and_only_notices_are_fixes() {
        for code in FindingCode::ALL {
            assert_eq!(
                code.scope().is_some(),
                code.severity() == Severity::Error,
                "{code}"
            );
            if code.is_fix() {
                assert_eq!(code.severity(), Severity::Notice, "{code}");
                assert_eq!(code.stage(), Stage::Cell, "{code}");
            }
        }
    }

    #[test]
    fn stages_run_in_the_documented_order() {
        assert!(Stage::File < Stage::Encoding && Stage::Encoding < Stage::Dialect);
        assert!(Stage::Dialect < Stage::Header && Stage::Header < Stage::Row);
        assert!(Stage::Row < Stage::Cell && Stage::Cell < Stage::CrossRow);
        assert!(Stage::CrossRow < Stage::Inventory && Stage::Inventory < Stage::Import);
    }
}
