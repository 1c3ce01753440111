//! Privileges: the unit of authority, by their documented keywords and bundles.

use std::collections::BTreeSet;
use std::fmt;

use serde::{Deserialize, Serialize};

macro_rules! privileges {
    ($($bundle:literal { $($name:ident $text:literal,)* })*) => {
        /// A right, the unit of authority (D-06). Text forms are the documented keywords.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub enum Privilege {
            $($(#[doc = concat!("`", $text, "`")] $name,)*)*
        }

        impl Privilege {
            /// All privileges.
            pub const ALL: &'static [Self] = &[$($(Self::$name,)*)*];

            /// The keyword.
            #[must_use]
            pub const fn as_str(self) -> &'static str {
                match self { $($(Self::$name => $text,)*)* }
            }
        }

        /// The documented bundles and their privileges: the fixed roles of the model of privileges.
        pub const BUNDLES: &[(&str, &[Privilege])] = &[$(($bundle, &[$(Privilege::$name,)*]),)*];
    };
}

privileges! {
    "Accounts" {
        AccountsView "accounts.view",
        AccountsInvite "accounts.invite",
        AccountsEdit "accounts.edit",
        AccountsMove "accounts.move",
        AccountsDelete "accounts.delete",
        AccountsFilter "accounts.filter",
    }
    "Accounts Bulk Operations" {
        AccountsBulk "accounts.bulk",
    }
    "Administrators" {
        AdministratorsView "administrators.view",
        AdministratorsCreate "administrators.create",
        AdministratorsEdit "administrators.edit",
        AdministratorsDelete "administrators.delete",
    }
    "API Users" {
        ApiUsersView "api_users.view",
        ApiUsersCreate "api_users.create",
        ApiUsersEdit "api_users.edit",
        ApiUsersDelete "api_users.delete",
    }
    "Reports" {
        ConsumptionMetricsView "reports.consumption_metrics.view",
        ConsumptionMetricsDownload "reports.consumption_metrics.download",
        ConsumptionMetricsAdk "reports.consumption_metrics.adk",
        UserMetricsView "reports.user_metrics.view",
        UserMetricsDownload "reports.user_metrics.download",
        UserMetricsAdk "reports.user_metrics.adk",
        AdministratorActivityView "reports.administrator_activity.view",
        AdministratorActivityDownload "reports.administrator_activity.download",
        AdministratorActivityAdk "reports.administrator_activity.adk",
        ActivitiesView "reports.activities.view",
        ActivitiesDownload "reports.activities.download",
        ActivitiesAdk "reports.activities.adk",
        CallRecordingView "reports.call_recording.view",
        CallRecordingDownload "reports.call_recording.download",
        CallRecordingAdk "reports.call_recording.adk",
        MessageLoggingView "reports.message_logging.view",
        MessageLoggingDownload "reports.message_logging.download",
        MessageLoggingAdk "reports.message_logging.adk",
        SmsOptInView "reports.sms_opt_in.view",
        SmsOptInDownload "reports.sms_opt_in.download",
        SmsOptInAdk "reports.sms_opt_in.adk",
    }
    "Setup" {
        SetupCompanyProfile "setup.company_profile",
        SetupInvitationTemplates "setup.invitation_templates",
        SetupAlerts "setup.alerts",
        SetupDomainRestriction "setup.domain_restriction",
        SetupApplication "setup.application",
        SetupUserPermissions "setup.user_permissions",
        SetupNumbers "setup.numbers",
    }
    "Roles and Privileges" {
        RolesManage "roles.manage",
    }
    "Profile" {
        ProfileOrganizations "profile.organizations",
    }
    "Members" {
        PinsManage "pins.manage",
        TeamsManage "teams.manage",
        OwnershipTransfer "ownership.transfer",
    }
}

/// The name of the fixed role that holds every privilege, in the model of privileges.
pub const ADMINISTRATOR: &str = "Administrator";

impl fmt::Display for Privilege {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

impl std::str::FromStr for Privilege {
    type Err = ();

    fn from_str(text: &str) -> Result<Self, ()> {
        Self::ALL
            .iter()
            .copied()
            .find(|privilege| privilege.as_str() == text)
            .ok_or(())
    }
}

impl Serialize for Privilege {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(self.as_str())
    }
}

impl<'de> Deserialize<'de> for Privilege {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = std::borrow::Cow::<'de, str>::deserialize(deserializer)?;
        text.parse()
            .map_err(|()| serde::de::Error::custom("no such privilege"))
    }
}

/// A set of privileges.
pub type Privileges = BTreeSet<Privilege>;
