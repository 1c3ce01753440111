//! Help for findings about the table: its header and the rows as such.

use super::{Explanation, explain, shown};
use crate::finding::FindingCode as C;

pub(super) const EXPLANATIONS: &[Explanation] = &[
    explain(
        C::MissingHeader,
        "None of the first rows has enough labels that are known. Columns are found by their labels, so without a \
         header no cell can be read.",
        "The header row was deleted or never exported, it stands further down, it is in a form of the sending \
         system (such as `USR_MAIL`), or the file belongs to another kind of import.",
        "Put the header that the finding shows into the first row; the order of columns is free. Easiest is to copy \
         your rows into the [template](#starting-from-the-template).",
    )
    .examples(&[shown("Ada,name@example.com,No", "firstname,email address or device,social_messaging (as first row)")])
    .origin("damage 29"),
    explain(
        C::TooManyColumns,
        "The header has more columns than may be: 256, unless the host sets another limit.",
        "A whole report with hundreds of fields was exported, or formatting reaches far to the right of the table, \
         so that a spreadsheet writes its empty columns too.",
        "Delete the columns that the template does not have. For empty ones, select all columns right of the table \
         (click the first letter, then Ctrl+Shift+Right), right-click, Delete, and save again.",
    )
    .origin("damage 46"),
    explain(
        C::PreambleSkipped,
        "One or more rows stand above the header. They were left out and are counted as skipped.",
        "A report title, a date or a company name stands on top of the table. Numbers writes the name of each table \
         there when “Include table names” is ticked in the export.",
        "Check that the row quoted is no person. Then delete the rows above the header, or leave them: they do no \
         harm.",
    )
    .origin("damage 28"),
    explain(
        C::OwnReportDetected,
        "The file is an annotated or batch report of Rollbook that comes back. Its own columns, which begin with an \
         underscore, are not data and were left out.",
        "Somebody mended the rows in the report itself and uploaded it again, which is what the report is for.",
        "Nothing. The columns `_row`, `_status`, `_codes`, `_messages`, `_suggestions` and the like may stay or be \
         deleted.",
    ),
    explain(
        C::MissingLabel,
        "A required column is not in the file. A missing column is never taken for blank cells, so nothing can be \
         imported; nothing is said about single rows for it.",
        "The column was deleted or hidden from the export, its label was mistyped or renamed, or two tables were \
         joined under one header.",
        "If the finding asks “Did you mean”, correct that label. Else add a column with exactly this label and fill \
         it in every row; the order of columns is free.",
    )
    .examples(&[shown("monitor_call", "monitor_calls")])
    .origin("damage 31; M-46, M-49 to M-51"),
    explain(
        C::UnknownLabel,
        "The column has a label that is not known here. Its values are not used; the other columns are.",
        "The export has more fields than are wanted, such as a department, or the label of an optional column is \
         misspelt, so that its values would silently be missing.",
        "If the column matters, give it the label that the finding suggests or one of the template. If not, delete \
         it or leave it.",
    )
    .examples(&[shown("forwarding_numbr", "forwarding_number")])
    .varies("an error of the file where the schema or the option `unknown_columns` says so")
    .origin("damage 33"),
    explain(
        C::DuplicateLabel,
        "Two or more columns stand for the same field, and some row fills them differently. Which of them holds \
         cannot be told.",
        "A sheet was joined with another one, or two labels mean the same: `email` and `device` are both names of \
         `email address or device`.",
        "Decide which column is right, move single values over where needed, and delete the other column as a \
         whole.",
    )
    .examples(&[shown("email | device", "email address or device")])
    .origin("damage 34"),
    explain(
        C::RepeatedLabel,
        "Two or more columns stand for the same field, but no row fills them differently. They were read as one.",
        "An export names a field twice, or people are listed by e-mail in one column and by device in the other.",
        "Nothing has to be done. Delete one of the columns once all its values stand in the other, so that they \
         cannot differ later.",
    )
    .origin("damage 34"),
    explain(
        C::BlankLabel,
        "A column has values, but its cell in the header row is blank, so nobody can tell what the values are.",
        "A label was deleted by mistake, or merged header cells were exported: only the first of them keeps its \
         text.",
        "Type a label of the template above the values. If they are notes that nobody needs, delete the whole \
         column.",
    )
    .origin("damage 27"),
    explain(
        C::LabelNormalized,
        "The label differs from the documented one only in upper and lower case, space, accents or punctuation, and \
         was taken for it.",
        "Labels were typed by hand, or a form system writes them its own way, such as `First_Name` or `MONITOR \
         CALLS`.",
        "Nothing; such labels are read for good. The template has the exact ones.",
    )
    .examples(&[shown("Monitor-Calls", "monitor_calls")])
    .origin("damage 30"),
    explain(
        C::LabelAliasUsed,
        "The label is another known name of a column, in English or in another language, and was taken for it.",
        "The file comes from a directory or address book with labels of its own, such as `Vorname`, `Courriel` or \
         `primary_number`.",
        "Check that the column holds what the finding says. If so, nothing has to be changed.",
    )
    .examples(&[shown("Vorname", "firstname")])
    .origin("damage 30; D-03"),
    explain(
        C::ColumnNotEnabled,
        "The column is known, but does not apply to this organization or must not be filled at all, for the reason \
         that is given.",
        "A template of another organization or profile was used, or a feature such as numbers by file is off here. \
         PINs are generated, so a column `pin` is always refused.",
        "Empty or delete the column. If its values are needed, have the feature switched on for the organization \
         first and upload again.",
    )
    .varies("a notice if no cell is filled, an error of the file if ignoring the values could give a person something \
         else than was typed")
    .origin("D-02, D-28, D-29, M-37, M-53"),
    explain(
        C::TrailingBlankColumnsIgnored,
        "At the right end of the table are columns with neither label nor values. They were left out.",
        "Somebody cleared cells instead of deleting the columns; the spreadsheet still writes their separators.",
        "Nothing. To be rid of them, select the empty columns by their letters, right-click, Delete, and save \
         again.",
    )
    .examples(&[shown("firstname,email,,,", "firstname,email")])
    .origin("damage 26"),
    explain(
        C::NoDataRows,
        "There is a header, and below it no row with a person. Blank rows, notes and the sample of the template do \
         not count.",
        "The template was uploaded as it was, another sheet of the workbook was exported (CSV holds one sheet \
         only), or a filter left nothing to export.",
        "In the spreadsheet go to the sheet with the people and save that sheet as CSV. In the template, type one \
         row per person below the header.",
    )
    .origin("damage 45"),
    explain(
        C::TooManyRows,
        "The file has more rows of data than one upload may have. Rows beyond the limit were counted but not \
         checked, and nothing is imported.",
        "All people of a company were exported at once. A list of people has at most 1,000 rows unless the \
         organization has another limit; header, note and blank rows do not count.",
        "Split the file into as many files as the finding says, each with the header in its first row, and upload \
         them one by one. The row that is named is the first that is too many.",
    )
    .origin("damage 46; M-38, D-35"),
    explain(
        C::RowTooShort,
        "The row ends before its last required column. Its values may stand in the wrong columns, so they are not \
         checked.",
        "A separator was lost in a text editor, a line break split one row into two, or a line in the middle uses \
         another separator than the header.",
        "Look at the row and the one after it in a [text editor](#looking-at-the-raw-file). Join what belongs \
         together, and give the row as many separators as the header has, also for blank cells.",
    )
    .examples(&[shown("Ada,Lovelace", "Ada,Lovelace,name@example.com,No,,auto,on,,,")])
    .origin("damage 43"),
    explain(
        C::RowTooLong,
        "The row has more cells than the header has columns, and not all of those beyond are blank. Usually one \
         value holds the separator, and everything after it has moved to the right.",
        "A name or note such as `Lovelace, Ada` was written without quotes by a program or by hand, or a note was \
         typed in a cell right of the table.",
        "Put the value that holds the separator in quotes, or type it in a spreadsheet and save: it adds the \
         quotes. Delete notes beside the table.",
    )
    .examples(&[shown("Lovelace, Ada,name@example.com", "\"Lovelace, Ada\",name@example.com")])
    .origin("damage 43"),
    explain(
        C::RowPadded,
        "The row ends early, and only optional cells are missing. They count as blank, and the row is imported.",
        "A script or program leaves out empty fields at the end of a line.",
        "Check that nothing is missing at the end of the row. To be rid of the warning, open the file in a \
         spreadsheet and save it as CSV.",
    )
    .origin("damage 43"),
    explain(
        C::RowTrimmed,
        "The row has more cells than the header, and all of them are blank. They were left out.",
        "A cell right of the table once held something and was cleared, so that the spreadsheet still writes its \
         separator.",
        "Nothing; no value is lost. Deleting the empty columns right of the table ends it.",
    )
    .origin("damage 43"),
    explain(
        C::RowTooLarge,
        "The row has more bytes than a row may have (64 KiB, unless the host sets another limit). It was skipped \
         over and is not imported.",
        "A quotation mark was not closed, so that many lines look like one, or a document was pasted into a cell.",
        "Open the file in a [text editor](#looking-at-the-raw-file), go to the line, and look for a quote without a \
         partner. Else shorten the long text.",
    ),
    explain(
        C::BlankRow,
        "A row between others is blank. It was skipped; the rows after it keep their numbers.",
        "Somebody cleared a person's cells instead of deleting the row, put an empty row between groups, or a row \
         lost its content.",
        "Check that nobody is missing there. Then delete the row (right-click its number, Delete), or leave it.",
    )
    .origin("damage 25"),
    explain(
        C::TrailingBlankRowsIgnored,
        "Blank rows at the end of the file were left out.",
        "Rows were cleared with the Delete key, or were formatted below the table; spreadsheets go on to write them \
         as lines of separators.",
        "Nothing. If you want a shorter file, select the rows below the last person by their numbers, right-click, \
         Delete, and save.",
    )
    .examples(&[shown(",,,,,,,,,", "(row left out)")])
    .origin("damage 24"),
    explain(
        C::TemplateNoteRow,
        "The first cell of the row begins with `Note:`, or is a word such as `example` or `required` in a row that \
         names nobody. It was taken for a note and skipped.",
        "The note of the template was left in, or a row of explanations stands under the header.",
        "Delete the row. A person who is really called `Nota` or `Example` is read as a person once the identity in \
         that row is filled in; a row that begins with `Note:` is always skipped.",
    )
    .origin("damage 28; D-34"),
    explain(
        C::TemplateSampleRow,
        "The row says exactly what the sample of the template says. It was skipped, so nobody called `Firstname \
         Lastname` is created.",
        "The template was downloaded with its sample, and the row was left in above the real people.",
        "Delete the row. A sample that was changed in any cell counts as a person.",
    )
    .origin("damage 28"),
];
