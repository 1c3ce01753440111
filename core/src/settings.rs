//! Every setting in one table: name, type, range, who may set it. A setting that an organization leaves unset takes
//! the nearest ancestor's value, at the root the profile's. The profiles' values stand in `profile.rs`.

mod value;

use std::collections::{BTreeMap, BTreeSet};
use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Deserializer, Serialize, Serializer};

use crate::contact::Region;
use crate::time::Duration;
use value::Value;

pub use value::{
    AccessKind, Alert, Application, Channel, EmailDomain, HttpsUrl, IdentityKind, IdentityKinds,
    IdentityScope, ImportExisting, ImportMode, InvitationUse, InviterRecheck, Language, NameForm,
    NumberRule, PinLogin, Recipient, RoleModel, TimeZone, UnknownWord,
};

/// The privilege that sets a setting. `ROOT`: none does; the setting is given when the tenant is created.
const COMPANY: Option<&str> = Some("setup.company_profile");
const APPLICATION: Option<&str> = Some("setup.application");
const DOMAINS: Option<&str> = Some("setup.domain_restriction");
const NUMBERS: Option<&str> = Some("setup.numbers");
const ALERTS: Option<&str> = Some("setup.alerts");
const ROOT: Option<&str> = None;

/// Where a type has no range of its own.
const ANY: (u32, u32) = (0, u32::MAX);
/// Hours of a day, for spans.
const DAY: u32 = 24;
/// Entries in a list that has no closer bound.
const LIST: u32 = 100;

macro_rules! settings {
    ($($(#[$doc:meta])* $variant:ident $field:ident: $type:ty, $range:expr, $by:ident;)*) => {
        /// The name of a setting. Its text form is that of the field of [`Settings`] and never changes.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub enum SettingName {
            $($(#[$doc])* $variant,)*
        }

        impl SettingName {
            /// All settings, in the order of the documentation.
            pub const ALL: &'static [Self] = &[$(Self::$variant),*];

            /// The name in commands, files and databases.
            #[must_use]
            pub const fn as_str(self) -> &'static str {
                match self {
                    $(Self::$variant => stringify!($field),)*
                }
            }

            /// The privilege that sets it; none for a setting that is given when the tenant is created.
            #[must_use]
            pub const fn by(self) -> Option<&'static str> {
                match self {
                    $(Self::$variant => $by,)*
                }
            }

            /// What it may be, in words, for `setting_invalid`.
            #[must_use]
            pub fn allowed(self) -> String {
                match self {
                    $(Self::$variant => <$type as Value>::allowed($range),)*
                }
            }
        }

        /// A setting with a value of its type.
        #[derive(Clone, Debug, PartialEq, Eq)]
        pub enum SettingValue {
            $($(#[$doc])* $variant($type),)*
        }

        impl SettingValue {
            /// Reads a value as the shell and stores write it: words, figures, `30 d`, lists with commas, `none`.
            ///
            /// # Errors
            /// `setting_invalid` with what is allowed; `email_domain_invalid` for an entry that is no `@domain`.
            pub fn parse(name: SettingName, text: &str) -> Result<Self, SettingError> {
                let value = match name {
                    $(SettingName::$variant => {
                        <$type as Value>::read(text, $range).map(Self::$variant)
                    })*
                };
                value.ok_or_else(|| refusal(name, text))
            }

            /// Which setting it is for.
            #[must_use]
            pub const fn name(&self) -> SettingName {
                match self {
                    $(Self::$variant(_) => SettingName::$variant,)*
                }
            }

            /// Whether a value made in code lies within the bounds of its setting.
            fn is_allowed(&self) -> bool {
                match self {
                    $(Self::$variant(value) => value.holds($range),)*
                }
            }
        }

        /// The text form: [`SettingValue::parse`] reads it back.
        impl fmt::Display for SettingValue {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                match self {
                    $(Self::$variant(value) => f.write_str(&value.text()),)*
                }
            }
        }

        /// What holds in one organization: its own values, else inherited ones, else the profile's.
        #[derive(Clone, Debug, PartialEq, Eq)]
        pub struct Settings {
            $($(#[$doc])* pub $field: $type,)*
        }

        impl Settings {
            /// Puts one value in place.
            pub fn put(&mut self, value: SettingValue) {
                match value {
                    $(SettingValue::$variant(value) => self.$field = value,)*
                }
            }

            /// One value, with its name.
            #[must_use]
            pub fn get(&self, name: SettingName) -> SettingValue {
                match name {
                    $(SettingName::$variant => SettingValue::$variant(self.$field.clone()),)*
                }
            }
        }
    };
}

settings! {
    /// How rights are given.
    RoleModel role_model: RoleModel, ANY, ROOT;
    /// What accounts may be known by.
    IdentityKinds identity_kinds: IdentityKinds, (1, 2), ROOT;
    /// How many name fields an account has.
    NameForm name_form: NameForm, ANY, ROOT;
    /// Where an identity is unique (D-20).
    IdentityScope identity_scope: IdentityScope, ANY, ROOT;
    /// Whether the single form needs all names (D-05).
    NamesRequiredForm names_required_form: bool, ANY, COMPANY;
    /// Whether a file needs all names (D-05).
    NamesRequiredCsv names_required_csv: bool, ANY, COMPANY;
    /// The kinds of accounts that can be added one by one.
    AccessKinds access_kinds: BTreeSet<AccessKind>, (1, 2), COMPANY;
    /// The kinds of accounts that can be added by a file (B-18, D-09).
    BulkAccessKinds bulk_access_kinds: BTreeSet<AccessKind>, (1, 2), COMPANY;
    /// Applications on offer; the first is preselected.
    Applications applications: Vec<Application>, (0, LIST), APPLICATION;
    /// Lines that a new account gets.
    LinesAtCreation lines_at_creation: u32, (0, 8), APPLICATION;
    /// Lines that an account may have.
    LinesPerAccount lines_per_account: u32, (0, 8), APPLICATION;
    /// Whether WhatsApp, WeChat and LINE can be switched on (M-49, D-14).
    SocialMessaging social_messaging: bool, ANY, APPLICATION;
    /// Whether an identity must be an e-mail address, for offload of data by SMTP (M-47).
    SmtpDataOffload smtp_data_offload: bool, ANY, APPLICATION;
    /// Whether accounts use data alone.
    DataOnly data_only: bool, ANY, APPLICATION;
    /// Whether accounts can call; without it a forwarding number makes sense (M-52).
    VoiceCalling voice_calling: bool, ANY, APPLICATION;
    /// How invitations may travel (M-21).
    Channels channels: BTreeSet<Channel>, (1, 2), COMPANY;
    /// Whether sending an SMS needs the recipients' permission confirmed (M-22, M-23, D-41).
    SmsConsentRequired sms_consent_required: bool, ANY, COMPANY;
    /// Whether adding one account sends its invitation when the command does not say (D-08).
    SendOnCreateSingle send_on_create_single: bool, ANY, COMPANY;
    /// Whether an upload sends invitations when the command does not say (D-08).
    SendOnCreateBulk send_on_create_bulk: bool, ANY, COMPANY;
    /// How often one generation may be accepted (M-02).
    InvitationUse invitation_use: InvitationUse, ANY, COMPANY;
    /// How long one generation is good, 1 h to 365 d; none is without end (B-17, D-13).
    InvitationLifetime invitation_lifetime: Option<Duration>, (1, 365 * DAY), COMPANY;
    /// The longest life of a link or QR, 1 h to 30 d.
    LinkLifetime link_lifetime: Duration, (1, 30 * DAY), COMPANY;
    /// Wrong codes before an invitation is locked.
    CodeAttempts code_attempts: u32, (3, 20), COMPANY;
    /// The page that a link opens; the token becomes its fragment.
    LinkBase link_base: Option<HttpsUrl>, ANY, COMPANY;
    /// Where the app is downloaded, for templates.
    AppDownloadLink app_download_link: Option<HttpsUrl>, ANY, COMPANY;
    /// The application in a browser, for templates.
    WebAppLink web_app_link: Option<HttpsUrl>, ANY, COMPANY;
    /// The picture at the head of a message, for templates.
    Logo logo: Option<HttpsUrl>, ANY, COMPANY;
    /// The least time between two sendings to one person, up to 365 d.
    ResendMinInterval resend_min_interval: Option<Duration>, (0, 365 * DAY), COMPANY;
    /// How often an invitation may be sent again.
    ResendMax resend_max: Option<u32>, (1, 100), COMPANY;
    /// When an inviter's rights are looked at again (D-48).
    InviterRecheck inviter_recheck: InviterRecheck, ANY, COMPANY;
    /// Whether activating an account with a line needs the number of the personal phone.
    DeviceNumberRequired device_number_required: bool, ANY, COMPANY;
    /// Whether the host must have verified that number.
    DeviceVerificationRequired device_verification_required: bool, ANY, COMPANY;
    /// How strictly sending needs a number (M-10, D-01).
    NumberRule number_rule: NumberRule, ANY, NUMBERS;
    /// Numbers that a person chooses from at activation.
    ShortListSize short_list_size: u32, (1, 50), NUMBERS;
    /// Whether files have the column `multiline_number` (M-37, M-48, D-02).
    BulkNumbers bulk_numbers: bool, ANY, APPLICATION;
    /// Whether files have the column `Language` (M-54).
    LanguageColumn language_column: bool, ANY, APPLICATION;
    /// Languages of accounts.
    Languages languages: Vec<Language>, (0, LIST), COMPANY;
    /// The language of an account for which none is given.
    DefaultLanguage default_language: Option<Language>, ANY, COMPANY;
    /// Languages of accounts with a role.
    AdminLanguages admin_languages: Vec<Language>, (0, LIST), COMPANY;
    /// The region whose national numbers are understood (D-32).
    DefaultRegion default_region: Option<Region>, ANY, COMPANY;
    /// The zone in which times are shown (M-17).
    TimeZone time_zone: TimeZone, ANY, COMPANY;
    /// Domains that an identity may have; none means any.
    AllowedEmailDomains allowed_email_domains: BTreeSet<EmailDomain>, (0, 1_000), DOMAINS;
    /// Most administrators, pending ones included.
    LimitAdmins limit_admins: Option<u32>, (1, 1_000_000), COMPANY;
    /// Most members, login-less and pending ones included.
    LimitMembers limit_members: Option<u32>, (1, 1_000_000), COMPANY;
    /// Most teams.
    LimitTeams limit_teams: Option<u32>, (1, 1_000), COMPANY;
    /// Most teams of one administrator.
    LimitTeamsPerAdmin limit_teams_per_admin: Option<u32>, (1, 1_000), COMPANY;
    /// Most invitations pending at once.
    LimitPendingInvitations limit_pending_invitations: Option<u32>, (1, 1_000_000), COMPANY;
    /// Most data rows in a file (M-38, D-35); mode `all` never takes over 10,000.
    RowsPerFile rows_per_file: u32, (1, IMPORT_ROWS), COMPANY;
    /// What an import does about rows in error (D-51).
    ImportMode import_mode: ImportMode, ANY, COMPANY;
    /// What an import does about accounts that exist (D-36).
    ImportExisting import_existing: ImportExisting, ANY, COMPANY;
    /// Whether a file may name a Reserved number (D-04).
    CsvAllowReserved csv_allow_reserved: bool, ANY, NUMBERS;
    /// Days that a number released by an activated account is kept from automatic choice.
    CoolingDays cooling_days: u32, (0, 999), NUMBERS;
    /// Days of a reservation made by hand.
    ReservationDaysManual reservation_days_manual: Option<u32>, (1, 999), NUMBERS;
    /// Days of a reservation after expiry.
    ReservationDaysExpired reservation_days_expired: Option<u32>, (1, 999), NUMBERS;
    /// Days of a reservation after termination.
    ReservationDaysTerminated reservation_days_terminated: Option<u32>, (1, 999), NUMBERS;
    /// Days of a reservation after a swap.
    ReservationDaysSwapped reservation_days_swapped: Option<u32>, (1, 999), NUMBERS;
    /// Days of a ported number's reservation made by hand.
    ReservationDaysPortedManual reservation_days_ported_manual: Option<u32>, (1, 999), NUMBERS;
    /// Days of a ported number's reservation after expiry.
    ReservationDaysPortedExpired reservation_days_ported_expired: Option<u32>, (1, 999), NUMBERS;
    /// Days of a ported number's reservation after termination.
    ReservationDaysPortedTerminated reservation_days_ported_terminated: Option<u32>, (1, 999), NUMBERS;
    /// Days of a ported number's reservation after a swap.
    ReservationDaysPortedSwapped reservation_days_ported_swapped: Option<u32>, (1, 999), NUMBERS;
    /// Days before the end of a reservation at which it is announced.
    ReservationNoticeDays reservation_notice_days: u32, (0, 90), NUMBERS;
    /// Per cent of the owned numbers in use at which an alert is raised.
    UtilizationThreshold utilization_threshold: Option<u32>, (1, 100), ALERTS;
    /// Digits of a PIN.
    PinDigits pin_digits: u32, (6, 12), COMPANY;
    /// How a login-less account proves itself at a phone.
    PinLogin pin_login: PinLogin, ANY, COMPANY;
    /// Whether an upload makes PINs when the command does not say (B-22, D-10).
    AutoCreatePins auto_create_pins: bool, ANY, COMPANY;
    /// The alerts that are on; every other is off.
    Alerts alerts: BTreeSet<Alert>, (0, LIST), ALERTS;
    /// Who gets alerts, besides administrators with `setup.alerts`.
    AlertRecipients alert_recipients: BTreeSet<Recipient>, (0, LIST), ALERTS;
    /// Who gets the summary of a finished upload (M-57b, D-45).
    BatchReportRecipients batch_report_recipients: BTreeSet<Recipient>, (0, LIST), ALERTS;
}

/// Most rows of an import, in mode `partial`. One more is `too_many_rows`.
pub const IMPORT_ROWS: u32 = 100_000;

impl SettingName {
    /// Whether it is given when the tenant is created and never changed (`setting_root_only`).
    #[must_use]
    pub const fn root_only(self) -> bool {
        self.by().is_none()
    }
}

impl fmt::Display for SettingName {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.as_str())
    }
}

impl FromStr for SettingName {
    type Err = SettingError;

    fn from_str(text: &str) -> Result<Self, SettingError> {
        Self::ALL
            .iter()
            .copied()
            .find(|name| name.as_str() == text)
            .ok_or(SettingError::Unknown)
    }
}

impl Serialize for SettingName {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(self.as_str())
    }
}

impl<'de> Deserialize<'de> for SettingName {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = std::borrow::Cow::<'de, str>::deserialize(deserializer)?;
        text.parse().map_err(serde::de::Error::custom)
    }
}

impl SettingValue {
    /// Whether the value lies within the bounds of its setting, for values made in code.
    ///
    /// # Errors
    /// `setting_invalid`.
    pub fn validate(&self) -> Result<(), SettingError> {
        let setting = self.name();
        if self.is_allowed() {
            Ok(())
        } else {
            Err(SettingError::Invalid {
                setting,
                allowed: setting.allowed(),
            })
        }
    }
}

impl Settings {
    /// Every value, in the order of the documentation.
    pub fn iter(&self) -> impl Iterator<Item = SettingValue> + '_ {
        SettingName::ALL.iter().map(|name| self.get(*name))
    }

    /// Whether an alert is sent. That of a finished batch is on where somebody is set to get it (5.9).
    #[must_use]
    pub fn alert_on(&self, alert: Alert) -> bool {
        self.alerts.contains(&alert)
            || alert == Alert::BatchFinished && !self.batch_report_recipients.is_empty()
    }

    /// Most rows of a file in one import mode.
    #[must_use]
    pub fn rows_in_mode(&self, mode: ImportMode) -> u32 {
        match mode {
            ImportMode::All => self.rows_per_file.min(crate::limits::IMPORT_ALL_ROWS),
            ImportMode::Partial => self.rows_per_file,
        }
    }
}

/// What one organization sets itself. Serializes as a map of names to text forms.
///
/// ```
/// use rollbook::settings::{OwnSettings, SettingName, SettingValue};
/// let mut own = OwnSettings::default();
/// own.set(SettingValue::parse(SettingName::InvitationLifetime, "7 d").unwrap()).unwrap();
/// assert_eq!(serde_json::to_string(&own).unwrap(), r#"{"invitation_lifetime":"7 d"}"#);
/// ```
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct OwnSettings(BTreeMap<SettingName, SettingValue>);

impl OwnSettings {
    /// Sets a value; gives back the one that it replaces.
    ///
    /// # Errors
    /// `setting_invalid` for a value out of bounds.
    pub fn set(&mut self, value: SettingValue) -> Result<Option<SettingValue>, SettingError> {
        value.validate()?;
        Ok(self.0.insert(value.name(), value))
    }

    /// Takes a value away, so that the inherited one holds; gives it back.
    pub fn reset(&mut self, name: SettingName) -> Option<SettingValue> {
        self.0.remove(&name)
    }

    /// The own value.
    #[must_use]
    pub fn get(&self, name: SettingName) -> Option<&SettingValue> {
        self.0.get(&name)
    }

    /// All own values, in the order of the documentation.
    pub fn iter(&self) -> impl Iterator<Item = &SettingValue> {
        self.0.values()
    }

    /// Whether nothing is set here.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// How many settings are set here.
    #[must_use]
    pub fn len(&self) -> usize {
        self.0.len()
    }
}

/// Tells where each setting is set that is set anywhere on the path; `path` begins at the root. What is missing from
/// the answer comes from the profile.
pub fn origins<'a, K: Copy>(
    path: impl IntoIterator<Item = (K, &'a OwnSettings)>,
) -> BTreeMap<SettingName, K> {
    let mut origins = BTreeMap::new();
    for (depth, (organization, own)) in path.into_iter().enumerate() {
        let counted = own.0.keys().filter(|name| depth == 0 || !name.root_only());
        origins.extend(counted.map(|name| (*name, organization)));
    }
    origins
}

impl Serialize for OwnSettings {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_map(self.0.iter().map(|(name, value)| (name, value.to_string())))
    }
}

impl<'de> Deserialize<'de> for OwnSettings {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let texts = BTreeMap::<SettingName, String>::deserialize(deserializer)?;
        let values = texts
            .into_iter()
            .map(|(name, text)| SettingValue::parse(name, &text).map(|value| (name, value)));
        values
            .collect::<Result<_, _>>()
            .map(Self)
            .map_err(serde::de::Error::custom)
    }
}

/// A pair of name and text form.
impl Serialize for SettingValue {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        (self.name(), self.to_string()).serialize(serializer)
    }
}

impl<'de> Deserialize<'de> for SettingValue {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let (name, text) = <(SettingName, String)>::deserialize(deserializer)?;
        Self::parse(name, &text).map_err(serde::de::Error::custom)
    }
}

/// Why a setting is refused.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum SettingError {
    /// `setting_unknown`: no setting has this name.
    #[error("there is no such setting")]
    Unknown,
    /// `setting_invalid`: the value has another type or is out of bounds.
    #[error("the setting {setting} takes: {allowed}")]
    Invalid {
        /// Which setting.
        setting: SettingName,
        /// What it may be, in words.
        allowed: String,
    },
    /// `setting_root_only`: it was given when the tenant was created.
    #[error("the setting {0} is given when the tenant is created and stays")]
    RootOnly(SettingName),
    /// `email_domain_invalid`: an entry of `allowed_email_domains` is no `@domain`.
    #[error("entry {index} of the allowed domains is no `@domain`")]
    EmailDomain {
        /// Its place in the list, from 0.
        index: usize,
    },
}

impl SettingError {
    /// The code of the public error.
    #[must_use]
    pub const fn code(&self) -> &'static str {
        match self {
            Self::Unknown => "setting_unknown",
            Self::Invalid { .. } => "setting_invalid",
            Self::RootOnly(_) => "setting_root_only",
            Self::EmailDomain { .. } => "email_domain_invalid",
        }
    }
}

fn refusal(setting: SettingName, text: &str) -> SettingError {
    if setting == SettingName::AllowedEmailDomains {
        let wrong = text
            .split(',')
            .position(|entry| EmailDomain::parse(entry).is_none());
        if let Some(index) = wrong {
            return SettingError::EmailDomain { index };
        }
    }
    SettingError::Invalid {
        setting,
        allowed: setting.allowed(),
    }
}

#[cfg(test)]
mod tests;
