//! Help for findings about texts and words in cells.

use super::{Explanation, cell, explain, shown};
use crate::finding::FindingCode as C;

pub(super) const EXPLANATIONS: &[Explanation] = &[
    explain(
        C::CellTooLong,
        "The cell has more bytes than a cell may have (8 KiB, unless the host sets another limit). The rest of it \
         was not read, and the row is not imported.",
        "A letter or a whole table was pasted into the cell, or a missing closing quote makes the following cells \
         part of it.",
        "Shorten the text. If the cell does not look long in the spreadsheet, open the file in a [text \
         editor](#looking-at-the-raw-file) and look for a quote without a partner at its beginning.",
    )
    .origin("damage 46"),
    explain(
        C::ReplacementCharacter,
        "The cell holds the character U+FFFD (�), which programs put where they could not read a letter. What the \
         letter was is lost.",
        "A file was opened in the wrong encoding and saved again. From then on every later copy has the character.",
        "Type the letter again. If many cells have it, go back to the last copy without it, open that with the \
         right character set and [save it as CSV UTF-8](#saving-as-csv-utf-8).",
    )
    .examples(&[cell("firstname", "M�ller", "Müller")])
    .origin("damage 19"),
    explain(
        C::ControlCharacter,
        "The cell holds a character that no keyboard types and no screen shows, named by its number. It would break \
         comparisons and displays, so the row is not imported.",
        "It came in by pasting from a terminal, a PDF or a database field, or a program writes NUL bytes to fill a \
         field of fixed length.",
        "Clear the cell and type the text by hand. In Excel or LibreOffice, `=CLEAN(A2)` in another column removes \
         such characters; copy the result and paste it back as values.",
    )
    .origin("damage 19"),
    explain(
        C::BidiControl,
        "The cell holds an invisible character that reverses or isolates the direction of the text, so that it may \
         read other than it is. It is refused, also in names.",
        "Text was copied from a web page or chat that mixes Hebrew or Arabic with Latin letters; such characters \
         are used to disguise names and addresses, too.",
        "Clear the cell and type the text by hand. Hebrew and Arabic need no such character.",
    ),
    explain(
        C::TextNotAllowed,
        "The cell holds characters that no name and no text has, for the reason that is given: line separators, \
         private-use characters, noncharacters or piles of accents on one letter.",
        "Symbols of a special font (a company logo, an icon) or decorated text were pasted in.",
        "Delete the symbol or type the text again in plain letters. Names in any script are welcome.",
    ),
    explain(
        C::TextTooLong,
        "The text has more characters than the column takes: 64 in names and 256 in other texts, unless the schema \
         says otherwise. An accented letter counts as one character where one exists.",
        "Several names, a title or a note stand in the name column, or a description was put where a short text \
         belongs.",
        "Shorten the text to the limit that the finding names, and keep notes in a file of your own. `=LEN(A2)` in \
         a spreadsheet counts characters.",
    ),
    explain(
        C::NewlineInCell,
        "The cell holds a line break. In a name it was read as a space, with this warning. In any other column, or \
         where a whole row could be hidden behind it, the row is not imported.",
        "Alt+Enter in Excel, Ctrl+Enter in LibreOffice and Option+Return in Numbers make a line break in a cell; \
         addresses copied from a letter bring one along. If rows are hidden in it, a quote is missing before them.",
        "Replace the line break by a space: in Excel, Find and Replace (Ctrl+H) with Ctrl+J in “Find what”. If the \
         cell contains other people's rows, remove the quote at its beginning.",
    )
    .examples(&[cell("firstname", "Ada↵Lovelace", "Ada Lovelace")])
    .varies("an error of the row outside names, or where a row may be hidden")
    .origin("damage 23"),
    explain(
        C::QuoteUnpaired,
        "The value begins or ends with one quotation mark that has no partner. The row is not imported, since part \
         of the value may be missing.",
        "The other quote was cut off or deleted, or an annotated report holds a cell that was never closed in the \
         original.",
        "Delete the mark, or use the replacement that the finding offers. An inch sign or a nickname belongs \
         between two marks, or none.",
    )
    .examples(&[cell("firstname", "\"Ray", "Ray")]),
    explain(
        C::MojibakeSuspected,
        "The text looks like UTF-8 that a program once read as Windows-1252, such as `Ã©` for é. It was kept as it \
         is, and the likely text is suggested.",
        "A CSV in UTF-8 was opened in Excel by double-click, which reads it in the code page of the computer unless \
         a byte order mark says otherwise, and was saved again.",
        "If the suggestion is right, put it in. For a whole file, start again from the original and [open it with \
         its character set](#opening-a-csv-file-without-changing-it).",
    )
    .examples(&[cell("firstname", "JosÃ©", "José"), cell("firstname", "Oâ€™Neil", "O’Neil")])
    .origin("damage 18"),
    explain(
        C::SmartQuotes,
        "The name is wrapped in typographic quotes, such as “Ray” or «Ray». They were kept and would be shown with \
         the name.",
        "Word, Outlook and phone keyboards turn plain quotes into typographic ones; lists copied from them bring \
         the quotes along.",
        "Use the replacement without the quotes. An apostrophe as in O’Neil is no quote and stays.",
    )
    .examples(&[cell("firstname", "“Ray”", "Ray")])
    .origin("damage 38"),
    explain(
        C::WhitespaceNormalized,
        "Space that means nothing was removed: at the ends of the value, doubled inside a name, or invisible \
         characters such as a no-break or zero-width space.",
        "Copying from web pages, PDFs and e-mails brings no-break spaces along; exports of databases pad fields \
         with spaces.",
        "Nothing; the value is the same. To clean the file itself, use `=TRIM(A2)`, and Find and Replace for \
         no-break spaces.",
    )
    .examples(&[cell("firstname", "␣Ada␣␣Lovelace", "Ada Lovelace")])
    .origin("damage 37"),
    explain(
        C::TextFormulaUnwrapped,
        "The value stood as `=\"…\"`, a formula whose result is its own text. The wrapper was taken off, and the \
         text inside was read.",
        "Some exports write numbers so, to keep Excel from dropping a `+` or leading zeros.",
        "Nothing; no digit is lost. Typed into a column formatted as Text, the value needs no wrapper.",
    )
    .examples(&[cell("identity", "=\"+14405551234\"", "+14405551234")])
    .origin("damage 9"),
    explain(
        C::FormulaGuardRemoved,
        "The value began with an apostrophe that only protects it from a spreadsheet. The apostrophe is no part of \
         the value and was taken off.",
        "In Excel, LibreOffice and Google Sheets a leading apostrophe makes a cell text; some programs and all \
         reports of Rollbook write it in front of numbers and formulas.",
        "Nothing. The apostrophe may stay where it keeps a number intact.",
    )
    .examples(&[cell("identity", "'+14405551234", "+14405551234")])
    .origin("damage 9"),
    explain(
        C::FormulaLikeValue,
        "The name begins with `=`, `+`, `-` or `@`, as formulas do. It is kept as text and is guarded in every file \
         that Rollbook writes, so that no spreadsheet runs it.",
        "A dash or a plus was typed as a mark before names, a handle such as `@ada` was entered, or a formula was \
         exported instead of its result.",
        "Remove the first character if it does not belong to the name. If you expected a result, copy the cells in \
         the spreadsheet, paste them as values (Paste Special > Values) and save again.",
    )
    .examples(&[cell("firstname", "-Ada", "Ada")])
    .origin("damage 10"),
    explain(
        C::SpreadsheetErrorValue,
        "The cell holds the error text of a formula that failed, such as `#N/A`, or a row of `#` from a column that \
         is too narrow.",
        "The column was filled by a formula such as VLOOKUP that found nothing, or Excel saved `####` as it was \
         shown on the screen.",
        "For `#N/A`, `#REF!` and the like, correct the formula or type the value over it. For `####`, widen the \
         column (double-click the border of its letter). Then save again.",
    )
    .examples(&[cell("identity", "#N/A", "name@example.com")])
    .origin("damage 11"),
    explain(
        C::SpreadsheetDateSuspected,
        "The value looks like a date that a spreadsheet has made of something else. In numbers this is an error, \
         since the digits typed are gone; in names it is a warning.",
        "Excel, LibreOffice and Google Sheets turn `3-4`, `4/3` or `Mar 4` into a date while you type or when a CSV \
         is opened.",
        "[Format the column as Text](#formatting-a-column-as-text) first, then type the value again. Changing the \
         format afterwards shows a count of days such as 46085.",
    )
    .examples(&[shown("04-Mar", "3-4 (typed into a Text column)")])
    .varies("a warning in names")
    .origin("damage 12"),
    explain(
        C::PlaceholderValue,
        "The cell holds a word that stands for “nothing”, such as `n/a`, `-` or `none`. In a list of values it is \
         not guessed what was meant. Names are never judged so: Null and Na are names.",
        "Forms and databases write such a word where a field was left blank, or people type it to show that they \
         have looked.",
        "Clear the cell if the column may be blank, else type the value. Find and Replace with “Match entire cell \
         contents” clears them all at once.",
    )
    .examples(&[cell("forwarding_number", "n/a", "(blank)")])
    .origin("damage 8"),
    explain(
        C::MultipleValuesInCell,
        "The cell holds two or more numbers or addresses, and the column takes one. None of them is chosen.",
        "Somebody listed a private and an office number, or an address book exports all addresses of a person in \
         one field.",
        "Keep the one that the person shall have here. If it is about two people, give each a row.",
    )
    .examples(&[cell("identity", "name@example.com; name@example.org", "name@example.com")])
    .origin("damage 8, 40"),
    explain(
        C::ValueInWrongColumn,
        "A name column holds a whole e-mail address or seven or more digits. It was kept as a name, but probably \
         the columns were shifted.",
        "Cells were inserted or deleted in a few rows only (“Shift cells left”), or columns were pasted in another \
         order than the header's.",
        "Look at the row and its neighbours: if values stand under the wrong labels, move them back. A person who \
         is really called so may stay.",
    )
    .examples(&[shown("name@example.com (in lastname)", "Lovelace")]),
    explain(
        C::TruncatedValueSuspected,
        "The text has exactly 255, 256 or 32,767 characters, lengths at which programs cut texts off. Its end may \
         be missing.",
        "A database field of 255 characters was exported, or Excel cut the cell: it keeps 32,767 characters.",
        "Compare the end of the text with its source and type what is missing. If it is whole, leave it.",
    )
    .origin("damage 49"),
    explain(
        C::RequiredValueMissing,
        "The cell is blank, and its column must be filled in every row. Blank is never taken for “No” or for any \
         other value.",
        "The value was forgotten, a filter or a formula left it empty, or merged cells were exported: only the \
         first of them keeps its value.",
        "Fill the cell in. To repeat a value down a column, type it, select the cells below with it, and press \
         Ctrl+D; un-merge merged cells first.",
    )
    .origin("M-46, M-49 to M-51"),
    explain(
        C::ValueNotAllowed,
        "The column takes the words listed and nothing else. Words of other columns are not taken, since they could \
         mean something else there: `on` is not Yes.",
        "Somebody typed `x`, `1` or an own word, a yes/no column of another system was copied, or the word is \
         misspelt.",
        "Type one of the words that the finding lists; if it suggests one, that is the likely one. A drop-down list \
         (Data > Data Validation) keeps it right from then on.",
    )
    .examples(&[cell("monitor_calls", "on", "auto"), cell("social_messaging", "yse", "Yes")])
    .origin("damage 36; D-12"),
    explain(
        C::ValueCaseNormalized,
        "The word was right but in other upper or lower case. It was read as the documented one.",
        "Excel turns `true` into TRUE, and phone keyboards begin words with a capital.",
        "Nothing; the meaning is the same.",
    )
    .examples(&[cell("monitor_sms", "OFF", "off"), cell("restrict_incoming_social_messaging", "TRUE", "true")])
    .origin("damage 35"),
    explain(
        C::ValueAliasUsed,
        "A known other word for the same value was typed, in another language or as a short form, and was read as \
         the documented one.",
        "A spreadsheet in German, French, Italian or Spanish writes WAHR, VRAI, VERO or VERDADERO for true; people \
         type Ja, Oui or Y.",
        "Nothing, if the value shown is the one that you mean. The words of a file are in English in every language \
         of reports.",
    )
    .examples(&[cell("restrict_incoming_social_messaging", "WAHR", "true"), cell("social_messaging", "Ja", "Yes"), cell("language", "Deutsch", "German")])
    .origin("damage 36"),
    explain(
        C::NumberFormatNormalized,
        "Separators, a decimal ending such as `.0`, a national `(0)` or digits of another script were taken out of \
         a number. Its digits are the same.",
        "People write numbers in groups, spreadsheets add separators of thousands, and exports of databases append \
         `.0`.",
        "Nothing; digits alone with the country code give no notice.",
    )
    .examples(&[cell("identity", "+44 (0)20 7946 0958", "+442079460958"), cell("identity", "14405551234.0", "+14405551234")])
    .origin("damage 2, 7, 39"),
    explain(
        C::PhoneIddNormalized,
        "The number began with what is dialled to call abroad (`00`, or `011`), and has one possible reading: the \
         digits after that, as country code and number.",
        "Numbers were copied from a phone book or a letterhead, where `00` or `011` stands instead of `+`.",
        "Nothing; with the country code first and nothing before it there is no notice.",
    )
    .examples(&[cell("identity", "00442079460958", "+442079460958")])
    .origin("damage 6"),
];
