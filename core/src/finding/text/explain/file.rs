//! Help for findings about the file as a whole: its bytes, encoding, separators, line ends and quotes.

use super::{Explanation, cell, explain, shown};
use crate::finding::FindingCode as C;

pub(super) const EXPLANATIONS: &[Explanation] = &[
    explain(
        C::FileEmpty,
        "The file holds no bytes, or a byte order mark and nothing else. There is nothing to check.",
        "An export or a download was interrupted, a disk was full, or a file was created under the right name and \
         never written. Some systems write an empty file when a query finds nobody.",
        "Look at the size of the file in its folder. Export it again and upload the new file; if it is 0 bytes \
         again, look for the error in the program that exports it.",
    )
    .origin("damage 45"),
    explain(
        C::ReadFailed,
        "The file was opened, but reading broke off before its end. What had been read until then is not judged.",
        "The file lies on a USB stick or network drive that went away, in a cloud folder (OneDrive, iCloud Drive, \
         Google Drive) that had not downloaded it whole, or on a damaged disk. With a pipe, the program that wrote \
         into it stopped.",
        "Copy the file to a folder of this computer, wait until the copy is complete, and use the copy. In a cloud \
         folder choose “Always keep on this device” first.",
    ),
    explain(
        C::FileNotCsv,
        "The first bytes belong to another kind of file. It is not opened or unpacked, whatever its name ends with.",
        "A workbook was renamed from `.xlsx` to `.csv` instead of being saved as CSV, the wrong file was attached, \
         or a download link answered with a web page (HTML), for example a login page.",
        "Open the file in the program it comes from and [save it as CSV UTF-8](#saving-as-csv-utf-8). If the type \
         is HTML, open it in a browser: it usually says that you have to sign in before you download.",
    )
    .examples(&[shown("users.csv (renamed workbook, type ZIP)", "(users.csv saved as CSV UTF-8)")])
    .origin("damage 44"),
    explain(
        C::FileTooLarge,
        "The file has more bytes than may be uploaded. Reading stops at the limit, so nothing else is said about \
         it. The limit is 5 MiB, or 512 bytes for each allowed row if that is more, unless the host sets another.",
        "The export holds columns or years that are not needed, long texts such as notes, or thousands of rows that \
         look blank.",
        "Delete the columns that the template does not have, and all rows below the last person (select whole rows, \
         right-click, Delete). If it is still too large, split it into several files, each with the header in its \
         first row.",
    )
    .origin("damage 46"),
    explain(
        C::BomRemoved,
        "The file begins with three invisible bytes that say “this is UTF-8”. They were left out, so that the first \
         label reads as it should.",
        "Excel writes them with “CSV UTF-8”, so that it recognizes the encoding when it opens the file again. \
         Templates and reports of Rollbook have them too.",
        "Nothing. The file may be saved with the mark or without it.",
    )
    .origin("damage 13"),
    explain(
        C::EncodingTranscoded,
        "The file was in another encoding than UTF-8, known for certain, and every character was converted without \
         loss.",
        "“Unicode Text (*.txt)” of Excel writes UTF-16 with tabs, as do exports of some databases and `>` of \
         Windows PowerShell.",
        "Nothing is lost. To be rid of the notice, [save the file as CSV UTF-8](#saving-as-csv-utf-8) next time.",
    )
    .origin("damage 14"),
    explain(
        C::EncodingGuessed,
        "The file is not UTF-8 and does not say what it is. It was read as Windows-1252, the encoding of Western \
         Windows programs. Plain letters are right in any case; the cells named hold letters such as é or ü that \
         may be wrong.",
        "“CSV (Comma delimited)” of Excel on Windows saves in the code page of the computer, and so do many older \
         systems. On a computer set to Polish, Greek or Russian that is another code page, and the letters come out \
         as others.",
        "Compare the cells named with the spreadsheet. If they are right, the file can be imported as it is. If one \
         is wrong, [save it as CSV UTF-8](#saving-as-csv-utf-8) and upload that.",
    )
    .examples(&[shown("Ïåòðîâ (read from a Russian file)", "Петров (saved as CSV UTF-8)")])
    .origin("damage 15"),
    explain(
        C::EncodingUnsupported,
        "The whole file is in an encoding that is not read, such as UTF-32 or EBCDIC. It is not guessed at.",
        "EBCDIC comes from mainframes whose transfer did not convert text. UTF-32 comes from a program or script \
         that was told to write it.",
        "Ask whoever runs the export for UTF-8, or for a transfer in text mode instead of binary. A file in UTF-32 \
         opens in LibreOffice (choose the character set in the import dialog), which can [save it as CSV \
         UTF-8](#saving-as-csv-utf-8).",
    ),
    explain(
        C::EncodingUndecodable,
        "Some bytes of the cell mean nothing in the encoding of the file, so its text is unknown. Nothing of the \
         file is imported, since the encoding itself is in doubt.",
        "The file is in a code page that was taken for Windows-1252 (which leaves the bytes 81, 8D, 8F, 90 and 9D \
         out), or a UTF-16 file was cut in the middle of a character.",
        "Open the original in its own program and [save it as CSV UTF-8](#saving-as-csv-utf-8). If only the CSV \
         exists, open it in LibreOffice, try character sets in the import dialog until the cell reads well, and \
         save it as Unicode (UTF-8).",
    )
    .origin("damage 15"),
    explain(
        C::InvalidUtf8,
        "The file is UTF-8, but this cell holds a byte that UTF-8 does not allow. The row is not imported, as a \
         letter of a name or an address is unknown.",
        "Two files of different encodings were joined, or a program added rows in Windows-1252 to a UTF-8 file. If \
         the cell is cut, a system shortened the text in the middle of a letter.",
        "Type the text of the cell again. If many rows have it, they came from another file: [save that one as CSV \
         UTF-8](#saving-as-csv-utf-8) first and join the files then.",
    )
    .examples(&[shown("Ren\\xE9 (byte E9)", "René")])
    .varies("in the header, an error of the file")
    .origin("damage 17"),
    explain(
        C::EncodingDoubtful,
        "A symbol stands inside a word, as in `MŸller` or `K”hler`. Probably the file was written with other \
         letters than it was read with.",
        "“CSV (Macintosh)” and “CSV (MS-DOS)” of Excel write older encodings, in which ü, ö or é have the places \
         that Windows-1252 gives to such symbols.",
        "[Save the file as CSV UTF-8](#saving-as-csv-utf-8) instead of the Macintosh or MS-DOS type. If it is one \
         name only, type it again.",
    )
    .examples(&[cell("firstname", "MŸller", "Müller"), cell("firstname", "K”hler", "Köhler")])
    .origin("damage 16"),
    explain(
        C::DialectDetected,
        "The cells are separated by something else than a comma. It was found by the labels of the header, and \
         every row was read with it.",
        "Excel separates by a semicolon wherever the system writes decimals with a comma, as in German, French, \
         Italian or Spanish settings. Text copied out of a spreadsheet has tabs.",
        "Nothing; semicolon, tab and vertical bar are read like a comma. Use the same separator in the whole file.",
    )
    .origin("damage 20"),
    explain(
        C::SepLineConsumed,
        "The first line reads `sep=` and a character. It is an instruction to spreadsheets and was not taken for a \
         row; rows are counted without it, as a spreadsheet shows them.",
        "Some exports write it so that Excel splits the columns. Only Excel follows it.",
        "Leave the line or delete it in a text editor; both give the same result.",
    )
    .examples(&[shown("sep=;", "(line left out)")])
    .origin("damage 21"),
    explain(
        C::LineEndingsMixed,
        "Lines end in different ways: CRLF as on Windows, LF as on macOS and Linux, or CR. Each of them was taken \
         for the end of a line.",
        "Rows of two files were pasted together in an editor, or a script added lines to a file that came from \
         Windows.",
        "Check that the number of rows is what you expect. Saving the file once from a spreadsheet makes all line \
         ends equal.",
    )
    .origin("damage 23"),
    explain(
        C::DialectAmbiguous,
        "Two separators split the first rows into equally many known labels, but into different ones. Choosing one \
         could read every row wrongly, so nothing is read.",
        "Two tables stand in one file, or a header was patched together from files with different separators.",
        "Keep one table and one header row. Open the file in a text editor and use one separator in every line, or \
         copy the rows into the [template](#starting-from-the-template). A first line such as `sep=;` decides as \
         well.",
    )
    .examples(&[shown("firstname,email,x;y", "firstname;email;x;y")])
    .origin("damage 22"),
    explain(
        C::LinesWrappedInQuotes,
        "Each line stands in quotes as a whole, so the file has one column whose text is the real line.",
        "A line of CSV was pasted into one cell per row and the sheet was saved again, or an export treated each \
         line as one text.",
        "In Excel or LibreOffice select column A and use Data > Text to Columns (Delimited, comma), then save as \
         CSV. In a text editor, remove the first and last quote of each line and turn doubled quotes into single \
         ones.",
    )
    .examples(&[shown("\"Ada,name@example.com\"", "Ada,name@example.com")])
    .origin("damage 49"),
    explain(
        C::StrayQuote,
        "A quotation mark stands inside a cell that is not in quotes, or text follows the closing quote. The cell \
         was read with its quotes, as it stands in the file.",
        "A nickname or an inch sign was written by a program that does not double quotes, or somebody edited the \
         file in a text editor.",
        "Check the value that is shown. If the quote does not belong to it, delete it; if it does, put the whole \
         cell in quotes and double the quote inside. A spreadsheet does that when you type the value there and \
         save.",
    )
    .examples(&[shown("Ray \"Jay\" Doe", "\"Ray \"\"Jay\"\" Doe\"")])
    .origin("damage 41"),
    explain(
        C::UnclosedQuote,
        "A cell begins with a quotation mark that is never closed. The rows behind it were found again and checked, \
         but where this cell ends is a guess, so nothing of the file is imported.",
        "A closing quote was deleted in a text editor, a text was cut by a length limit of another system, or a \
         value that begins with a quote was written without doubling it.",
        "Go to the cell that is named. Delete the quote, or close it at the end of the value. Then upload again: \
         findings in the following rows may change.",
    )
    .examples(&[shown("\"Ada,Lovelace,name@example.com", "\"Ada\",Lovelace,name@example.com")])
    .origin("damage 42"),
];
