//! The documented texts T-01 to T-09, word for word. Vocabularies of columns (T-10) stand in `csv/schema.rs`.

use super::ProfileName;

/// The documented texts of a profile. A text is `None` where its system does not have it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, serde::Serialize)]
pub struct Texts {
    /// T-01, the message of `move_not_enough_numbers` (M-63).
    pub move_not_enough_numbers: &'static str,
    /// T-02, the consent notice of the single form (M-22).
    pub consent_invite: &'static str,
    /// T-03, the consent notice of the upload form (M-23).
    pub consent_import: &'static str,
    /// T-04, the message of `invitation_already_used`.
    pub invitation_already_used: Option<&'static str>,
    /// T-05, the message of `number_none_available`.
    pub number_none_available: &'static str,
    /// T-06, the subject of an invitation (B-16).
    pub invitation_subject: Option<&'static str>,
    /// T-07 or T-08, the labels of buttons, choices and states, in the order of the documentation.
    pub labels: &'static [&'static str],
    /// T-09, the tick box of both kinds of upload (B-22).
    pub auto_create_pins: Option<&'static str>,
}

/// The documented texts of a profile.
///
/// ```
/// use rollbook::profile::{ProfileName, texts};
/// assert_eq!(texts(ProfileName::MembersV2).invitation_subject, Some("Your account has been created!"));
/// ```
#[must_use]
pub fn texts(profile: ProfileName) -> Texts {
    use ProfileName::{
        MembersV1, MembersV2, MembersV3, Multiline2021, Multiline2022, Multiline2024,
    };
    let (multiline, labels): (bool, &[&str]) = match profile {
        Multiline2021 => (true, LABELS_MULTILINE_2021),
        Multiline2022 | Multiline2024 => (true, LABELS_MULTILINE_2022),
        MembersV1 => (false, LABELS_MEMBERS_V1),
        MembersV2 => (false, LABELS_MEMBERS_V2),
        MembersV3 => (false, LABELS_MEMBERS_V3),
    };
    Texts {
        move_not_enough_numbers: "Unable to move account(s). You do not have enough numbers available in the selected organization",
        consent_invite: "By clicking on Invite, you agree that you have obtained permission from recipients to receive SMS notifications through employee or other agreement. Message and data rates may apply.",
        consent_import: "By clicking on Import & Invite, you agree that you have obtained permission from recipients to receive SMS notifications through employee or other agreement. Message and data rates may apply.",
        invitation_already_used: multiline.then_some(ALREADY_USED),
        number_none_available: "No Numbers Available",
        invitation_subject: (!multiline).then_some("Your account has been created!"),
        labels,
        auto_create_pins: (profile == MembersV2)
            .then_some("Automatically create PINs for imported members"),
    }
}

const ALREADY_USED: &str = "This invitation has already been used to onboard MultiLine on a mobile device. It cannot be reused. Contact your administrator for further assistance.";

const LABELS_MULTILINE_2021: &[&str] = &[
    "Add Account",
    "Cancel",
    "Import",
    "Import & Invite",
    "Resend Invite",
    "Batch Operations Report",
    "Invite",
    "Send Invite",
];
const LABELS_MULTILINE_2022: &[&str] = &[
    "Add Account",
    "Cancel",
    "Import",
    "Import & Invite",
    "Resend Invite",
    "Batch Operations Report",
    "Save",
    "Save & Invite",
];
const LABELS_MEMBERS_V1: &[&str] = &["Portal Access", "No Portal Access", "Pending"];
const LABELS_MEMBERS_V2: &[&str] = &["Portal Access", "No Portal Access", "Pending", "No Team"];
const LABELS_MEMBERS_V3: &[&str] = &[
    "Portal Access",
    "No Portal Access",
    "Pending",
    "No Team",
    "Send Activation Emails",
];
