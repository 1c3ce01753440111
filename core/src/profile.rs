//! The six profiles: their names, their values of every setting, their documented texts. Named nowhere else: all other
//! code asks settings.

mod texts;

use std::collections::BTreeSet;

use crate::settings::{
    AccessKind, Channel, IdentityKind, IdentityScope, ImportExisting, ImportMode, InvitationUse,
    InviterRecheck, NameForm, NumberRule, OwnSettings, PinLogin, RoleModel, Settings, TimeZone,
};
use crate::text::Label;
use crate::time::Duration;

pub use texts::{Texts, texts};

/// A documented combination of settings. It is chosen when a tenant is created.
#[derive(
    Clone,
    Copy,
    Debug,
    Default,
    PartialEq,
    Eq,
    PartialOrd,
    Ord,
    Hash,
    serde::Serialize,
    serde::Deserialize,
)]
pub enum ProfileName {
    /// MultiLine as documented in 2021.
    #[serde(rename = "multiline-2021")]
    Multiline2021,
    /// MultiLine as documented in 2022.
    #[serde(rename = "multiline-2022")]
    Multiline2022,
    /// MultiLine as documented in 2024; the default.
    #[default]
    #[serde(rename = "multiline-2024")]
    Multiline2024,
    /// Members, first version.
    #[serde(rename = "members-v1")]
    MembersV1,
    /// Members, second version.
    #[serde(rename = "members-v2")]
    MembersV2,
    /// Members, third version.
    #[serde(rename = "members-v3")]
    MembersV3,
}

impl ProfileName {
    /// All profiles, in the order of the documentation.
    pub const ALL: [Self; 6] = [
        Self::Multiline2021,
        Self::Multiline2022,
        Self::Multiline2024,
        Self::MembersV1,
        Self::MembersV2,
        Self::MembersV3,
    ];

    /// The text form.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Multiline2021 => "multiline-2021",
            Self::Multiline2022 => "multiline-2022",
            Self::Multiline2024 => "multiline-2024",
            Self::MembersV1 => "members-v1",
            Self::MembersV2 => "members-v2",
            Self::MembersV3 => "members-v3",
        }
    }

    /// Whether filtering accounts needs a privilege of its own, `accounts.filter`; before 2024 it is part of
    /// `accounts.view`.
    #[must_use]
    pub const fn has_filter_privilege(self) -> bool {
        matches!(self, Self::Multiline2024)
    }

    /// The profile's value of every setting.
    #[must_use]
    pub fn settings(self) -> Settings {
        match self {
            Self::Multiline2021 => multiline_2021(),
            Self::Multiline2022 => multiline_2022(),
            Self::Multiline2024 => multiline_2024(),
            Self::MembersV1 => members_v1(),
            Self::MembersV2 => members_v2(),
            Self::MembersV3 => members_v3(),
        }
    }
}

impl std::fmt::Display for ProfileName {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.pad(self.as_str())
    }
}

impl std::str::FromStr for ProfileName {
    type Err = UnknownProfile;

    fn from_str(text: &str) -> Result<Self, UnknownProfile> {
        Self::ALL
            .into_iter()
            .find(|profile| profile.as_str() == text)
            .ok_or(UnknownProfile)
    }
}

/// No profile has this name.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error(
    "no such profile; there are multiline-2021, multiline-2022, multiline-2024, members-v1, members-v2, members-v3"
)]
pub struct UnknownProfile;

impl Settings {
    /// What holds in an organization: of each setting the value set nearest, at the last the profile's. `path` leads
    /// from the root to the organization.
    ///
    /// ```
    /// use rollbook::profile::ProfileName;
    /// use rollbook::settings::{OwnSettings, Settings, SettingName, SettingValue};
    /// let (mut root, child) = (OwnSettings::default(), OwnSettings::default());
    /// root.set(SettingValue::parse(SettingName::ShortListSize, "9").unwrap()).unwrap();
    /// let settings = Settings::effective(ProfileName::Multiline2024, [&root, &child]);
    /// assert_eq!((settings.short_list_size, settings.rows_per_file), (9, 1_000));
    /// ```
    #[must_use]
    pub fn effective<'a>(
        profile: ProfileName,
        path: impl IntoIterator<Item = &'a OwnSettings>,
    ) -> Self {
        let mut settings = profile.settings();
        for (depth, own) in path.into_iter().enumerate() {
            let counted = own
                .iter()
                .filter(|value| depth == 0 || !value.name().root_only());
            counted.for_each(|value| settings.put(value.clone()));
        }
        settings
    }
}

fn multiline_2021() -> Settings {
    Settings {
        role_model: RoleModel::Privileges,
        identity_kinds: BTreeSet::from([IdentityKind::Email, IdentityKind::Phone]),
        name_form: NameForm::Two,
        identity_scope: IdentityScope::Tree,
        names_required_form: true,
        names_required_csv: false,
        access_kinds: BTreeSet::from([AccessKind::Portal]),
        bulk_access_kinds: BTreeSet::from([AccessKind::Portal]),
        applications: labels(&["MultiLine"]),
        lines_at_creation: 1,
        lines_per_account: 1,
        social_messaging: false,
        smtp_data_offload: false,
        data_only: false,
        voice_calling: true,
        channels: BTreeSet::from([Channel::Email, Channel::Sms]),
        sms_consent_required: true,
        send_on_create_single: true,
        send_on_create_bulk: false,
        invitation_use: InvitationUse::Unlimited,
        invitation_lifetime: None,
        link_lifetime: Duration::days(30),
        code_attempts: 10,
        link_base: None,
        app_download_link: None,
        web_app_link: None,
        logo: None,
        resend_min_interval: None,
        resend_max: None,
        inviter_recheck: InviterRecheck::Grants,
        device_number_required: true,
        device_verification_required: true,
        number_rule: NumberRule::Pool,
        short_list_size: 5,
        bulk_numbers: false,
        language_column: false,
        languages: labels(&["English", "Italian", "German", "French", "Spanish"]),
        default_language: Label::parse("English").ok(),
        admin_languages: labels(&["English", "Spanish", "Portuguese"]),
        default_region: None,
        time_zone: TimeZone::utc(),
        allowed_email_domains: BTreeSet::new(),
        limit_admins: None,
        limit_members: None,
        limit_teams: None,
        limit_teams_per_admin: None,
        limit_pending_invitations: None,
        rows_per_file: 10_000,
        import_mode: ImportMode::All,
        import_existing: ImportExisting::Fail,
        csv_allow_reserved: false,
        cooling_days: 90,
        reservation_days_manual: None,
        reservation_days_expired: None,
        reservation_days_terminated: None,
        reservation_days_swapped: None,
        reservation_days_ported_manual: None,
        reservation_days_ported_expired: None,
        reservation_days_ported_terminated: None,
        reservation_days_ported_swapped: None,
        reservation_notice_days: 7,
        utilization_threshold: None,
        pin_digits: 6,
        pin_login: PinLogin::WithExtension,
        auto_create_pins: false,
        alerts: BTreeSet::new(),
        alert_recipients: BTreeSet::new(),
        batch_report_recipients: BTreeSet::new(),
    }
}

fn multiline_2022() -> Settings {
    Settings {
        send_on_create_single: false,
        bulk_numbers: true,
        ..multiline_2021()
    }
}

fn multiline_2024() -> Settings {
    Settings {
        language_column: true,
        rows_per_file: 1_000,
        ..multiline_2022()
    }
}

/// What the first version of Members has otherwise than MultiLine.
fn members_v1() -> Settings {
    Settings {
        role_model: RoleModel::Ranks,
        identity_kinds: BTreeSet::from([IdentityKind::Email]),
        name_form: NameForm::One,
        names_required_csv: true,
        access_kinds: BTreeSet::from([AccessKind::Portal, AccessKind::NoPortal]),
        bulk_access_kinds: BTreeSet::from([AccessKind::NoPortal]),
        applications: Vec::new(),
        lines_at_creation: 0,
        channels: BTreeSet::from([Channel::Email]),
        sms_consent_required: false,
        send_on_create_single: true,
        // Login-less accounts alone come from files, and they are never invited.
        send_on_create_bulk: false,
        invitation_use: InvitationUse::Single,
        invitation_lifetime: Some(Duration::days(30)),
        device_number_required: false,
        device_verification_required: false,
        number_rule: NumberRule::Lenient,
        bulk_numbers: false,
        language_column: false,
        languages: Vec::new(),
        default_language: None,
        admin_languages: Vec::new(),
        limit_admins: Some(100),
        limit_members: Some(10_000),
        limit_teams: Some(100),
        limit_teams_per_admin: Some(100),
        rows_per_file: 1_000,
        reservation_days_manual: Some(28),
        reservation_days_expired: Some(56),
        reservation_days_terminated: Some(28),
        reservation_days_swapped: Some(1),
        reservation_days_ported_manual: Some(28),
        reservation_days_ported_expired: Some(84),
        reservation_days_ported_terminated: Some(56),
        reservation_days_ported_swapped: Some(28),
        pin_login: PinLogin::PinOnly,
        ..multiline_2024()
    }
}

fn members_v2() -> Settings {
    Settings {
        bulk_access_kinds: BTreeSet::from([AccessKind::Portal, AccessKind::NoPortal]),
        send_on_create_bulk: true,
        ..members_v1()
    }
}

fn members_v3() -> Settings {
    Settings {
        send_on_create_single: false,
        send_on_create_bulk: false,
        ..members_v2()
    }
}

fn labels<const MAX: usize>(names: &[&str]) -> Vec<Label<MAX>> {
    names
        .iter()
        .filter_map(|name| Label::parse(name).ok())
        .collect()
}

#[cfg(test)]
mod tests;
