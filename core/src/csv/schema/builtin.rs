//! The built-in schemas, and what an organization's settings make of them. Their columns are in `builtin/`.

mod members;
mod multiline;
mod numbers;
mod parts;
#[cfg(test)]
mod tests;

use self::members::members;
use self::multiline::multiline;
use super::Schema;
use crate::contact::Region;
use crate::profile::ProfileName;
use crate::settings::{AccessKind, IdentityKind, ImportMode, Settings};

/// What an organization's settings change in a built-in schema (csv.md 1.2). Where a feature is not known the
/// column is in force and the rule on the feature rests.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ColumnSwitches {
    /// `social_messaging`; unknown is `None`.
    pub social_messaging: Option<bool>,
    /// `voice_calling`; unknown is `None`.
    pub voice_calling: Option<bool>,
    /// Only addresses are taken: `smtp_data_offload` is on, or `identity_kinds` is email.
    pub email_only: bool,
    /// `bulk_numbers`; `None` as the profile says.
    pub bulk_numbers: Option<bool>,
    /// `language_column`; `None` as the profile says.
    pub language_column: Option<bool>,
    /// Words of the column `language`; `None` takes the five of M-54.
    pub languages: Option<Vec<String>>,
    /// Default of the column `language`.
    pub default_language: Option<String>,
    /// `names_required` in a file.
    pub names_required: bool,
    /// `allowed_email_domains`.
    pub allowed_email_domains: Vec<String>,
    /// `rows_per_file`; `None` as the profile says.
    pub rows_per_file: Option<u64>,
    /// `default_region`.
    pub regions: Vec<String>,
    /// The regions of numbers that the organization can use.
    pub compared_regions: Vec<String>,
}

impl Schema {
    /// The schema of a profile for an access kind; features are unknown, so every documented column is in force and
    /// the rules on features rest. `None` for portal members of `members-v1`, which cannot be uploaded (B-18, D-09).
    #[must_use]
    pub fn for_profile(profile: ProfileName, access: AccessKind) -> Option<Self> {
        Self::with_switches(profile, access, &ColumnSwitches::default())
    }

    /// The schema of an organization: its profile's columns under its effective settings, for a mode of import.
    /// `regions` are those of numbers that the organization can use: they only tell whether a number that was typed
    /// without `+` is ambiguous. The engine's `upload_schema` knows them; with none, less is found
    /// ambiguous. `None` as [`Schema::for_profile`].
    #[must_use]
    pub fn for_organization(
        profile: ProfileName,
        settings: &Settings,
        access: AccessKind,
        mode: ImportMode,
        regions: &[Region],
    ) -> Option<Self> {
        let languages: Vec<_> = settings.languages.iter().map(ToString::to_string).collect();
        let own_region = settings.default_region.as_ref().map(ToString::to_string);
        let switches = ColumnSwitches {
            social_messaging: Some(settings.social_messaging),
            voice_calling: Some(settings.voice_calling),
            email_only: settings.smtp_data_offload
                || !settings.identity_kinds.contains(&IdentityKind::Phone),
            bulk_numbers: Some(settings.bulk_numbers),
            language_column: Some(settings.language_column),
            languages: Some(languages),
            default_language: settings.default_language.as_ref().map(ToString::to_string),
            names_required: settings.names_required_csv,
            allowed_email_domains: settings
                .allowed_email_domains
                .iter()
                .map(ToString::to_string)
                .collect(),
            rows_per_file: Some(settings.rows_in_mode(mode).into()),
            regions: own_region.into_iter().collect(),
            compared_regions: regions.iter().map(ToString::to_string).collect(),
        };
        Self::with_switches(profile, access, &switches)
    }

    /// With other regions of numbers that the organization can use.
    pub(crate) fn compare(&mut self, regions: &[Region]) {
        self.phone.compared_regions = regions.iter().map(ToString::to_string).collect();
    }

    /// The schema of a profile under an organization's settings. `None` as [`Schema::for_profile`].
    #[must_use]
    pub fn with_switches(
        profile: ProfileName,
        access: AccessKind,
        switches: &ColumnSwitches,
    ) -> Option<Self> {
        use ProfileName::{
            MembersV1, MembersV2, MembersV3, Multiline2021, Multiline2022, Multiline2024,
        };
        match (profile, access) {
            (Multiline2021, _) => Some(multiline(profile, 10_000, false, false, switches)),
            (Multiline2022, _) => Some(multiline(profile, 10_000, true, false, switches)),
            (Multiline2024, _) => Some(multiline(profile, 1_000, true, true, switches)),
            (MembersV1, AccessKind::Portal) => None,
            (MembersV1 | MembersV2 | MembersV3, _) => Some(members(profile, access, switches)),
        }
    }
}

impl Schema {
    /// The same schema with the organization's domains and regions.
    fn under(mut self, switches: &ColumnSwitches) -> Self {
        self.email
            .allowed_domains
            .clone_from(&switches.allowed_email_domains);
        self.phone.regions.clone_from(&switches.regions);
        self.phone
            .compared_regions
            .clone_from(&switches.compared_regions);
        self
    }
}
