//! Help for findings about figures, addresses, numbers, and rules across a row.

use super::{Explanation, cell, explain, shown};
use crate::finding::FindingCode as C;

pub(super) const EXPLANATIONS: &[Explanation] = &[
    explain(
        C::DigitsInvalid,
        "The column takes a certain number of digits and nothing else, such as an extension of 3 to 5.",
        "A spreadsheet dropped a leading zero (`0123` became 123, `012` became 12), or a number stands there with \
         letters or a whole telephone number.",
        "[Format the column as Text](#formatting-a-column-as-text), then type the digits again with their leading \
         zeros.",
    )
    .examples(&[shown("12", "012")]),
    explain(
        C::IntegerInvalid,
        "The column takes whole numbers in the bounds named, written as digits with or without a minus sign.",
        "The value has separators of thousands, decimals, a unit or a currency sign from a formatted cell.",
        "In the spreadsheet set the format of the column to Number with no decimals and no thousands separator, \
         save again, or type the digits.",
    )
    .examples(&[shown("1,200", "1200")]),
    explain(
        C::DateInvalid,
        "The column takes a real day in the form year-month-day and in the bounds of the column. Other forms are \
         refused, as 3/4/2026 means March in one country and April in another.",
        "Spreadsheets save dates the way they show them, in the format of the computer's region.",
        "Format the column with the custom format `yyyy-mm-dd` (Excel: Ctrl+1 > Number > Custom; LibreOffice: \
         Format > Cells, format code YYYY-MM-DD) and save as CSV again.",
    )
    .examples(&[shown("31/03/2026", "2026-03-31")]),
    explain(
        C::PatternMismatch,
        "The text does not have the form that the owner of the schema demands for this column, for instance two \
         letters and four digits.",
        "A code was mistyped, lost a leading zero in a spreadsheet, or comes from another system with another form.",
        "Compare the value with the sample in the template or with the help of the column, and type it in that \
         form. If leading zeros are gone, format the column as Text first.",
    ),
    explain(
        C::IdentityUnrecognized,
        "The value is neither an e-mail address (it has no @) nor a telephone number (it has not seven digits). \
         Nobody could be reached by it.",
        "A user name, a staff number or a name stands in the column, or the columns were shifted.",
        "Type the person's e-mail address, or the number of the device with its country code.",
    )
    .examples(&[cell("identity", "ada.lovelace", "name@example.com")])
    .origin("M-46"),
    explain(
        C::EmailRequired,
        "A telephone number stands where only an e-mail address identifies people, for the reason that is given.",
        "The file was made for an organization that takes device numbers, too. Where mail goes out through an \
         organization's own server, invitations are sent by e-mail only.",
        "Type the person's e-mail address. Whether device numbers are taken is a setting of the organization.",
    )
    .examples(&[shown("+14405551234", "name@example.com")])
    .origin("M-47"),
    explain(
        C::EmailInvalid,
        "No mail can be sent to the text as an address, for the reason that is given. Where a plain address can be \
         taken out of it, it is offered as replacement.",
        "Addresses were copied from a mail program with their display names (`Ada <name@example.com>`), as a link \
         (`mailto:`), or with a comma or full stop at the end; or a dot, the @ or the domain is mistyped.",
        "Type the plain address: one @, no space, and a domain with a dot. Use the replacement if one is offered.",
    )
    .examples(&[cell("identity", "Ada <name@example.com>", "name@example.com"), cell("identity", "name@example,com", "name@example.com")])
    .origin("damage 38, 40"),
    explain(
        C::EmailNonAscii,
        "There is a letter with an accent or of another script before the @. Few mail systems accept that, and \
         look-alike letters make it unsafe. A domain may have such letters.",
        "The name was typed instead of the address, or a Cyrillic or Greek letter looks like a Latin one.",
        "Ask for the address as the person gives it to others; usually it has plain letters. If it looks right \
         already, type it again in Latin letters.",
    )
    .examples(&[cell("identity", "renée@example.com", "renee@example.com")])
    .varies("a warning where a host's own schema allows such addresses"),
    explain(
        C::EmailDomainNotAllowed,
        "The organization takes addresses at certain domains only, compared as a whole, and this is none of them. A \
         subdomain is another domain.",
        "A private address was given, the company has a second domain that is not listed yet, or the domain is \
         misspelt.",
        "Use the person's address in the organization. If the domain belongs to it, have it added to the allowed \
         domains first.",
    )
    .examples(&[shown("name@gmail.com", "name@example.com")]),
    explain(
        C::EmailDomainTypo,
        "The domain is a known typing error of a large mail provider. The address is valid and was kept, but the \
         invitation would go to somebody else or nowhere.",
        "It was typed in haste, or copied from a handwritten list.",
        "If the suggested domain is meant, correct it. If the address is right as it is, leave it.",
    )
    .examples(&[cell("identity", "name@gmial.com", "name@gmail.com")])
    .origin("damage 40"),
    explain(
        C::NumberScientificNotation,
        "The cell holds a power of ten such as `4.42E+11`, which a spreadsheet made of a long number. Its last \
         digits are gone from the file and are never guessed; where exactly one number of the inventory fits, it \
         may be named as a hint.",
        "Excel shows long numbers so in the format General, above all in narrow columns, and saves to CSV what it \
         shows. The workbook may still have all digits.",
        "In the workbook [format the column as Text](#formatting-a-column-as-text) and enter the numbers again; if \
         their digits still show in the formula bar, the format Number with no decimals is enough. Then save as \
         CSV. Never save a CSV that shows E+.",
    )
    .examples(&[cell("identity", "4.42E+11", "442071234567")])
    .origin("damage 1"),
    explain(
        C::NumberPrecisionLossSuspected,
        "The number has 16 or more digits and only zeros from the 16th on. Probably its last digits were replaced.",
        "Excel and other spreadsheets keep 15 digits of a number and write zeros for the rest.",
        "[Format the column as Text](#formatting-a-column-as-text), then enter the number again from its source; \
         changing the format alone does not bring digits back. A telephone number has at most 15.",
    )
    .examples(&[shown("1440555123456000", "(the number from its source)")])
    .varies("a warning in forwarding numbers")
    .origin("damage 3"),
    explain(
        C::PhoneNationalAssumed,
        "The number has no country code and was read as one of the default region, or as the only match in the \
         organization's inventory. The full number is named.",
        "It was typed as one dials it at home, or a spreadsheet took the `+` or a leading 0 for decoration and \
         dropped it.",
        "Compare the number that is named. If it is right, it can be imported; to be sure for good, write the \
         country code.",
    )
    .examples(&[shown("020 7946 0958 (region GB)", "+442079460958")])
    .origin("damage 4, 5; D-32"),
    explain(
        C::PhoneInvalid,
        "The number has a country code, but the number plan of that country has no such number.",
        "A digit is mistyped, a list is out of date, or a country code was put before a number that had another \
         one.",
        "Compare the digits with the source and write country code and number. If the number is newer than the \
         number plans known here, ask the operator of the service.",
    )
    .examples(&[cell("identity", "+14400551234", "+14405551234")])
    .origin("damage 4; D-33"),
    explain(
        C::PhonePossibleOnly,
        "The number has a possible length, but belongs to no range of its country that is known. It is taken all \
         the same, as number plans grow.",
        "The range is newer than the number plans known here, or a digit is wrong.",
        "Compare the number with the list of your operator. If it is right, leave it.",
    )
    .origin("D-33"),
    explain(
        C::PhoneAmbiguousCountry,
        "Read without a country code the number exists in more than one country, or both with and without one. \
         Choosing could invite another person, so the row is not imported.",
        "The `+` was lost in a spreadsheet, or a national number begins with digits that are another country's \
         code.",
        "Write the number that is meant from those named, with `+` and country code, in a column [formatted as \
         Text](#formatting-a-column-as-text).",
    )
    .origin("damage 4"),
    explain(
        C::PhoneUnknownCountry,
        "The number has no known country code, and nothing says which country is meant. Where it exists in one of \
         the further regions of the schema, that number is offered as replacement.",
        "It was typed as one dials it at home, or a spreadsheet dropped the leading 0.",
        "Write `+` and the country code before the number, without the national 0, or use the replacement if it is \
         the right person's. A default region can be set for the organization, too.",
    )
    .examples(&[cell("identity", "020 7946 0958", "+442079460958")])
    .origin("damage 5"),
    explain(
        C::PhoneTooShort,
        "The number has fewer digits than any number of its country; without a known country, fewer than seven.",
        "An extension or an internal number was given, the area code is missing, or the end was cut off.",
        "Write the whole number with country code and area code. An internal extension cannot be reached from \
         outside.",
    )
    .examples(&[cell("identity", "5551234", "+14405551234")]),
    explain(
        C::PhoneTooLong,
        "The number has more digits than any number of its country; at most 15 are possible anywhere.",
        "Two numbers were joined without a space, an extension was appended, or the country code stands there \
         twice.",
        "Keep one number. Leave extensions off, and write the country code once.",
    )
    .examples(&[cell("identity", "1114405551234", "442071234567")]),
    explain(
        C::PhoneBadCharacter,
        "The value holds a character that no number has, such as a letter, `#` or `x` before an extension. Such \
         text is never turned into digits.",
        "An extension (`ext. 12`), a word (`home`) or a number in letters (`1-800-FLOWERS`) was typed.",
        "Type the digits with country code alone, or use the replacement if one is offered. Notes and extensions do \
         not belong in the cell.",
    )
    .examples(&[cell("identity", "+1 440 555 1234 ext. 12", "+1 440 555 1234")])
    .origin("damage 8"),
    explain(
        C::PhoneNotSupportedType,
        "The number exists, but is of a type that cannot receive an invitation: premium-rate, shared-cost or \
         voicemail, unless a host has another list.",
        "A service line or the number of a mailbox was given instead of the person's own.",
        "Use the number of the person's device, or an e-mail address.",
    ),
    explain(
        C::ForwardingLength,
        "A forwarding number needs 4 to 18 digits, country code included; a leading `+` and separators do not \
         count.",
        "An internal extension of two or three digits, or two numbers in one cell.",
        "Write one number with its country code, or leave the cell blank.",
    )
    .examples(&[cell("forwarding_number", "123", "14405550123")])
    .origin("D-31, M-52"),
    explain(
        C::ForwardingNoCountryCode,
        "The forwarding number begins with 0, which no country code does. It is kept, but forwarded calls may not \
         arrive.",
        "It was typed as one dials it at home, with the national 0.",
        "Put the country code in the place of the 0.",
    )
    .examples(&[cell("forwarding_number", "02079460958", "442079460958")])
    .origin("D-31"),
    explain(
        C::FeatureNotEnabled,
        "The value asks for a feature that this organization has not configured, so the row cannot be imported as \
         it stands.",
        "The file was made from a template or for an organization that has the feature.",
        "Use the replacement (such as No), or have the feature configured first and upload the file again.",
    )
    .examples(&[shown("Yes (in social_messaging)", "No")])
    .origin("M-53, D-14"),
    explain(
        C::ValueNotApplicable,
        "The value has no effect, because of another value of the same row. The row is imported without it.",
        "A column was filled downwards for everybody, although it counts for some only: a restriction of social \
         messaging means nothing where social messaging is No.",
        "Clear the cell, or correct the other value that the finding names.",
    )
    .examples(&[shown("true (social_messaging is No)", "(blank)")])
    .origin("M-53"),
    explain(
        C::ForwardingNotApplicable,
        "The forwarding number is not used, because the feature that is named (in the built-in schemas voice \
         calling) is enabled and calls are not forwarded.",
        "The file comes from a time or an organization in which calls were forwarded.",
        "Clear the cell. If calls shall be forwarded, the setting has to be changed first; that concerns everybody \
         in the organization.",
    )
    .origin("M-52"),
    explain(
        C::ForwardingLoop,
        "The forwarding number is the number that the row asks for, so calls would go round in a circle.",
        "The column was copied, or somebody gave the new number in both places.",
        "Type the number where calls shall arrive, or clear the cell.",
    )
    .origin("M-52"),
    explain(
        C::RowRuleFailed,
        "The values of the row break a rule of the host's own schema: a value is needed because of another cell, \
         two columns must differ, or one of several must be filled. The columns are named.",
        "The row was filled in partly, or one of the cells was changed and the other was not.",
        "Look at the columns that are named in this row, and fill in or change one of them.",
    ),
];
