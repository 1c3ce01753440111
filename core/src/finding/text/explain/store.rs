//! Help for findings about several rows together, and what the organization and the import say.

use super::{Explanation, explain, shown};
use crate::finding::FindingCode as C;

pub(super) const EXPLANATIONS: &[Explanation] = &[
    explain(
        C::DuplicateIdentity,
        "The same person, by e-mail address or device number, stands in several rows that differ. Each of these \
         rows has this finding; which one is right cannot be told, so none is imported.",
        "Lists were joined, or a person was added again with new values. Upper and lower case and the writing of a \
         number do not tell people apart.",
        "Compare the rows that are named, keep the right one and delete the others. In Excel, Conditional \
         Formatting > Highlight Cells Rules > Duplicate Values marks them.",
    )
    .examples(&[shown("Name@Example.com↵name@example.com", "(one row)")])
    .origin("D-37"),
    explain(
        C::DuplicateNumber,
        "The same number is asked for in several rows, and it can be given to one person only.",
        "A number was copied down by mistake, or two people share an office line.",
        "Leave the number with one person. Clear the cell in the other rows, where that is allowed, or type another \
         number.",
    )
    .origin("M-48"),
    explain(
        C::DuplicateValue,
        "The same value stands in several rows of a column in which each value may occur once, such as an \
         extension.",
        "Cells were copied down, lists from two sites were joined, or a spreadsheet lost leading zeros that told \
         two values apart.",
        "Give each row a value of its own. If a person is meant once, delete the other row.",
    )
    .varies("a warning where the schema says so"),
    explain(
        C::DuplicateRow,
        "The row says the same as an earlier one in every column, in canonical form. If a column identifies the \
         person, the row is skipped; nothing is lost.",
        "Rows were pasted twice, or an export lists a person once for each of several groups.",
        "Delete the repeated row (in Excel: Data > Remove Duplicates), or leave it.",
    )
    .origin("D-37"),
    explain(
        C::NumberUsedAsIdentity,
        "A number to be given out is at the same time the device number by which somebody in the file is known. \
         That is possible, but usually a mix-up.",
        "The columns for the new number and for the device were confused.",
        "Check the rows that are named: the identity is where the person is reached today, the number is what they \
         are to get.",
    ),
    explain(
        C::IdentitySimilar,
        "Two addresses differ by dots or a `+tag` before the @ alone. Some mail systems deliver both to one \
         mailbox. The check is off unless asked for.",
        "A person signed up twice, or uses `+` addresses on purpose.",
        "Ask whether they are one person. If so, delete one row; if not, leave both.",
    )
    .examples(&[shown("na.me+work@example.com↵name@example.com", "(one row, if it is one person)")]),
    explain(
        C::SequentialValues,
        "Values count up by equal steps over six rows or more, as after dragging a cell down. The check is off \
         unless asked for.",
        "The fill handle of a spreadsheet was used to copy a value: it copies text and counts up what ends in a \
         number.",
        "If the values should be equal, fill again: in Excel choose “Copy Cells” at the fill handle, or select the \
         cells and press Ctrl+D. If they are real, such as a block of numbers, leave them.",
    )
    .examples(&[shown("u1@example.com, u2@example.com, u3@example.com …", "(the real addresses)")])
    .origin("damage 47"),
    explain(
        C::InventoryUnchecked,
        "Only the file was checked. Whether numbers are free, people have accounts already, teams exist and limits \
         hold is not known yet.",
        "The file was validated by itself, without the organization's data: offline, or before sign-in, or because \
         it is larger than any import.",
        "Upload the file where the organization is, or give the validator the facts (`--facts` of the command). The \
         import checks all of it in any case.",
    ),
    explain(
        C::NumberNotInInventory,
        "The number is not one that this organization can use. A number that exists elsewhere is answered alike, so \
         that nobody learns who has it.",
        "A digit is wrong, the number was not added to the stock yet, or it was given back.",
        "Compare it with the list of the organization's numbers. Add it first if it is missing, or clear the cell \
         so that the person chooses.",
    )
    .origin("M-48"),
    explain(
        C::TeamUnknown,
        "There is no team of this name in the organization. If one is called nearly so, it is suggested.",
        "The name is misspelt or translated, the team was renamed, or it was never created.",
        "Use the suggested name, create the team first, or leave the cell blank for no team.",
    )
    .examples(&[shown("Suport", "Support")]),
    explain(
        C::NumberNotAvailable,
        "The number is in stock but not free: its state is named.",
        "It was given to somebody since the list was made, is reserved for another purpose, or still forwards the \
         calls of a deleted account.",
        "Take another number or clear the cell. A reserved number can be named in files only where the setting \
         `csv_allow_reserved` is on.",
    )
    .origin("M-48, D-04"),
    explain(
        C::NumberCooling,
        "The number was in use until lately and rests until the day that is named, so that nobody gets the calls of \
         its former holder.",
        "The person who had it left, and the organization's resting time is not over.",
        "Take another number, clear the cell, or wait until that day.",
    )
    .varies("a warning to an actor who may set up numbers and named it")
    .origin("D-04"),
    explain(
        C::NumberOtherOrganization,
        "The number belongs to another organization, from whose stock this one may not take. Its name is given only \
         if you may see it.",
        "The number was moved or belongs to a sister organization.",
        "Use a number of this organization, or have the number moved here first.",
    )
    .origin("M-48"),
    explain(
        C::NumberPoolExhausted,
        "More people in the file would need a number than there are numbers free.",
        "The stock was not topped up, or numbers are held by people who were invited and have not chosen yet.",
        "Add numbers, release some that are no longer needed, or import fewer people now. In mode partial the rows \
         beyond are imported but not invited.",
    )
    .varies("a warning while some numbers remain or in mode partial, a notice under the rule `lenient`")
    .origin("M-10, D-01"),
    explain(
        C::AccountIdentityTaken,
        "A person with this identity has an account already. One identity has one account.",
        "The person was imported before or added by hand; the file is a full list instead of the new people only.",
        "Remove the row. If the person has not accepted the invitation, send it again. To update accounts by a \
         file, import with `import_existing` set to `update`, or to `skip` to leave them alone.",
    )
    .varies("a warning where `import_existing` is `skip` or `update`")
    .origin("D-36"),
    explain(
        C::AccountExtensionTaken,
        "Another account of the organization has this extension.",
        "The person who had the extension left and still has an account, or extensions were numbered in two lists.",
        "Give the row a free extension, or change the other account's first.",
    ),
    explain(
        C::RoleNotGrantable,
        "The account that uploads may not give the role that the row names. Nobody grants more than they hold.",
        "A member of staff uploads a file that makes administrators.",
        "Write `Member` or leave the cell blank and have somebody with the right grant the role later; or let them \
         upload the file.",
    )
    .examples(&[shown("Admin", "Member")]),
    explain(
        C::LimitReached,
        "With the people of this file the organization would have more accounts, administrators, members or \
         invitations than its limit allows. Nothing is imported.",
        "The plan of the organization is full, or people who left still have accounts.",
        "Delete accounts that are no longer needed, import fewer rows, or have the limit raised.",
    ),
    explain(
        C::TeamDisabled,
        "The team exists but is disabled, so nobody can be added to it.",
        "The team was closed, and the list still names it.",
        "Type another team, clear the cell, or have the team enabled first.",
    ),
    explain(
        C::PlanStale,
        "Between the check and the import something was changed on which the answer depends, so nothing was \
         imported.",
        "Somebody else added people or used numbers in the meantime, or the plan is old.",
        "Check the file again to get a new plan, look at what changed, and import that one.",
    ),
    explain(
        C::BackendRejected,
        "The row passed all checks of the file, and the place where accounts are kept refused it. The cause is the \
         code of that refusal.",
        "A rule that only the import can judge was not met: it depends on other accounts, on rights or on settings \
         that a file does not show.",
        "Look the cause up under [causes of refusals](#causes-of-refusals) at the end of this page, correct what it \
         says, and import the row again. A cause that may be tried again needs no change.",
    ),
    explain(
        C::RolledBack,
        "The row itself is fine, but nothing of the file was imported, because another row or the file has an \
         error.",
        "The mode all-or-nothing, which is the default, imports a file as a whole or not at all.",
        "Correct the errors of the other rows and upload the whole file again. In mode partial the good rows are \
         imported without them.",
    ),
    explain(
        C::NotAttempted,
        "The import ended before it came to this row. No account was made for it.",
        "It was stopped or interrupted, the file has an error that concerns it as a whole, or more rows failed than \
         the import was told to bear.",
        "Resume the import, which goes on after the last row done. If that is not offered, upload the rows that are \
         left, for instance from the batch report.",
    ),
    explain(
        C::InvitationNotSent,
        "The account was made, but its invitation was not sent, for the reason that is given. Reasons that are bare \
         codes stand under [causes of refusals](#causes-of-refusals).",
        "No number is free, a limit of pending invitations is reached, or no way to reach the person is configured.",
        "Remove the reason, for example by adding numbers, and send the invitation from the account. The row need \
         not be imported again.",
    ),
    explain(
        C::BatchDuplicate,
        "A file with exactly the same bytes was imported here before, and `force` asked to import it again. The \
         earlier batch is named.",
        "The upload was repeated on purpose, for instance after people of the first one were removed. Without \
         `force` the same file is refused for 24 hours, so that a slow answer or a reload of the page imports \
         nothing twice.",
        "Nothing, if it was meant. Else look at the batch that is named: people whom it created have accounts, and \
         their rows say so.",
    ),
    explain(
        C::NumberClaimLost,
        "The number was free when the file was checked, and somebody else was given it before the row was imported.",
        "Two imports or administrators took numbers from the same stock at the same time.",
        "Give the row another number, or leave the cell blank, and import it again.",
    )
    .origin("M-48"),
];
