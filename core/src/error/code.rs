//! The one table of command codes: text form, kind, whether it may be repeated, message. Codes of fields are those of
//! findings, which have a catalogue of their own.

use super::kind::ErrorKind;
use crate::finding::FindingCode;

macro_rules! codes {
    ($($name:ident $text:literal $kind:ident $retryable:literal $message:literal,)*) => {
        /// A stable error code: the contract in every language. Never renamed or reused.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub enum ErrorCode {
            $(#[doc = concat!("`", $text, "`: ", $message)] $name,)*
            /// A field is refused: the code of the finding of the same rule, kind `invalid_input`.
            Field(FindingCode),
        }

        impl ErrorCode {
            /// All codes of commands, stores, keys and hosts. Codes of fields are `FindingCode::ALL`.
            pub const ALL: &'static [Self] = &[$(Self::$name,)*];

            /// The text form.
            #[must_use]
            pub fn as_str(self) -> &'static str {
                match self {
                    $(Self::$name => $text,)*
                    Self::Field(code) => code.as_str(),
                }
            }

            /// What the caller must do.
            #[must_use]
            pub const fn kind(self) -> ErrorKind {
                match self {
                    $(Self::$name => ErrorKind::$kind,)*
                    Self::Field(_) => ErrorKind::InvalidInput,
                }
            }

            /// Whether the same request may succeed if repeated unchanged.
            #[must_use]
            pub const fn retryable(self) -> bool {
                match self {
                    $(Self::$name => $retryable,)*
                    Self::Field(_) => false,
                }
            }

            /// What is wrong, and what would be right.
            #[must_use]
            pub const fn message(self) -> &'static str {
                match self {
                    $(Self::$name => $message,)*
                    Self::Field(_) => "a field is not valid",
                }
            }
        }
    };
}

codes! {
    // all
    IdKindMismatch "id_kind_mismatch" InvalidInput false "an id of another kind was given",
    TooManyItems "too_many_items" InvalidInput false "too many items; split the request",
    OptionNotAvailable "option_not_available" InvalidInput false "the profile or settings do not offer this option",
    ActorUnknown "actor_unknown" NotPermitted false "there is no such enabled account to act as",
    PrivilegeMissing "privilege_missing" NotPermitted false "the privilege is missing in this organization",
    GrantExceedsActor "grant_exceeds_actor" NotPermitted false "this would give more than the actor holds",
    RankTooLow "rank_too_low" NotPermitted false "the authority of the target is equal or higher",
    NotFound "not_found" NotFound false "there is nothing of that kind in the scope of the actor",
    CommandIdReused "command_id_reused" Conflict false "the command id was used for another input; take a new one",
    VersionConflict "version_conflict" Conflict false "it was changed since the expected version; read it again",
    LimitReached "limit_reached" Exhausted false "the limit is reached, pending people included",
    StoreBusy "store_busy" Unavailable true "too many writers at once; try again",
    OutcomeUnknown "outcome_unknown" Unavailable true "the answer was lost; repeat it with the same command id",
    Internal "internal" Internal false "an error in Rollbook; please report it",
    // organization
    OrganizationTooDeep "organization_too_deep" InvalidInput false "the tree would get too deep",
    SettingUnknown "setting_unknown" InvalidInput false "there is no such setting",
    SettingInvalid "setting_invalid" InvalidInput false "the value is not allowed for this setting",
    SettingRootOnly "setting_root_only" InvalidInput false "this setting is made when the tenant is created",
    EmailDomainInvalid "email_domain_invalid" InvalidInput false "a domain is given as `@example.com`",
    OrganizationNameTaken "organization_name_taken" Conflict false "a sibling has this name",
    OrganizationExternalIdTaken "organization_external_id_taken" Conflict false "the external id is in use",
    OrganizationFieldFixed "organization_field_fixed" Conflict false "the field is set once",
    OrganizationDisabled "organization_disabled" Conflict false "the organization, or one above it, is disabled",
    OrganizationCycle "organization_cycle" Conflict false "the new parent lies inside the organization",
    OrganizationIsRoot "organization_is_root" Conflict false "not possible for the root",
    OrganizationNumbersLoseOwner "organization_numbers_lose_owner" Conflict false "numbers in use below belong to organizations that would be left",
    OrganizationNotEmpty "organization_not_empty" Conflict false "the organization still has people or running batches",
    // roles, groups, teams
    RoleNeedsPortal "role_needs_portal" InvalidInput false "a login-less account has no role",
    RoleNotGrantable "role_not_grantable" NotPermitted false "this actor may not give the role",
    RoleNameTaken "role_name_taken" Conflict false "a role of this organization has the name",
    TeamNameTaken "team_name_taken" Conflict false "a team of this organization has the name",
    PermissionGroupNameTaken "permission_group_name_taken" Conflict false "a user-permission group of this organization has the name",
    PrivilegeGroupNameTaken "privilege_group_name_taken" Conflict false "a privilege group of this organization has the name",
    RoleInUse "role_in_use" Conflict false "accounts hold the role",
    PermissionGroupInUse "permission_group_in_use" Conflict false "lines use the user-permission group",
    PrivilegeGroupInUse "privilege_group_in_use" Conflict false "administrators use the privilege group",
    RoleFixed "role_fixed" Conflict false "the role is built in",
    RoleLastOwner "role_last_owner" Conflict false "there must be an Owner",
    OwnerTargetNotActive "owner_target_not_active" Conflict false "only an active portal account can become the Owner",
    PermissionGroupInherited "permission_group_inherited" Conflict false "the user-permission group is defined in another organization",
    PermissionGroupIsDefault "permission_group_is_default" Conflict false "the user-permission group is the default; set another first",
    TeamDisabled "team_disabled" Conflict false "the team is disabled",
    // account
    AccountIdentityForbidden "account_identity_forbidden" InvalidInput false "a login-less account has no identity",
    AccountFieldFixed "account_field_fixed" InvalidInput false "another command changes this field",
    DeviceNumberRequired "device_number_required" InvalidInput false "a device number is needed",
    DeviceNumberUnverified "device_number_unverified" InvalidInput false "the device number must be verified first",
    AccountIdentityTaken "account_identity_taken" Conflict false "an account with this identity exists",
    AccountExtensionTaken "account_extension_taken" Conflict false "an account with this extension exists",
    AccountNoPortalAccess "account_no_portal_access" Conflict false "login-less accounts are not invited",
    AccountSuspended "account_suspended" Conflict false "the account is suspended",
    AccountOptedOut "account_opted_out" Conflict false "the person opted out",
    AccountNotActivated "account_not_activated" Conflict false "the account is not activated",
    AccountIsOwner "account_is_owner" Conflict false "not possible for the Owner",
    AccountIsSelf "account_is_self" Conflict false "not possible for oneself",
    AccountDeviceMismatch "account_device_mismatch" Conflict false "the account is bound to another device number",
    // number
    NumberInvalid "number_invalid" InvalidInput false "the number is not in E.164 form with a known country code",
    NumberTagInvalid "number_tag_invalid" InvalidInput false "a tag has 1 to 32 of A-Z, 0-9, `_` and `-`",
    NumberOutcomeRequired "number_outcome_required" InvalidInput false "say what becomes of the number: release, reserve or forward",
    NumberChoiceRequired "number_choice_required" InvalidInput false "activation needs a number; choose one",
    NumberTaken "number_taken" Conflict false "the number is in another inventory",
    NumberNotAvailable "number_not_available" Conflict false "the number is not available",
    NumberCooling "number_cooling" Conflict false "the number is cooling",
    NumberOtherOrganization "number_other_organization" Conflict false "the number is not usable by this organization",
    NumberInUse "number_in_use" Conflict false "the number is in use",
    NumberClaimLost "number_claim_lost" Conflict true "the number was taken meanwhile",
    NumberChoiceNotAllowed "number_choice_not_allowed" Conflict false "not possible for this number",
    MoveSameOrganization "move_same_organization" Conflict false "the accounts are there already",
    NumberNotEnough "number_not_enough" Exhausted false "fewer numbers are free than were asked for",
    NumberTagEmpty "number_tag_empty" Exhausted false "no usable number carries the tag",
    NumberNoneAvailable "number_none_available" Exhausted false "No Numbers Available",
    NumberPoolExhausted "number_pool_exhausted" Exhausted false "more numbers are wanted than are available",
    MoveNotEnoughNumbers "move_not_enough_numbers" Exhausted false "Unable to move account(s). You do not have enough numbers available in the selected organization",
    CapacityUnknown "capacity_unknown" Exhausted false "too many people are waiting for an exact answer",
    // invitation
    InvitationConsentRequired "invitation_consent_required" InvalidInput false "confirm that the recipients permit SMS",
    InvitationTemplateInvalid "invitation_template_invalid" InvalidInput false "the template has unknown variables",
    CredentialMalformed "credential_malformed" InvalidInput false "the credential is mistyped or cut off",
    InvitationBlocked "invitation_blocked" NotPermitted false "the account or its organization may not take part now",
    InviterNotAuthorized "inviter_not_authorized" NotPermitted false "whoever sent the invitation may no longer grant this",
    InvitationInvalid "invitation_invalid" NotFound false "the invitation is not valid",
    InvitationTemplateIncomplete "invitation_template_incomplete" Conflict false "the template lacks required variables",
    InvitationChannelUnavailable "invitation_channel_unavailable" Conflict false "the channel is not available",
    InvitationAlreadyAccepted "invitation_already_accepted" Conflict false "the invitation was accepted; there is nothing to revoke",
    InvitationDelivered "invitation_delivered" Conflict false "the invitation was delivered; send it again instead",
    InvitationResendTooSoon "invitation_resend_too_soon" Exhausted true "the invitation was sent a moment ago",
    InvitationResendLimit "invitation_resend_limit" Exhausted false "the invitation was sent as often as is allowed",
    InvitationLocked "invitation_locked" Exhausted true "too many wrong codes; wait and try again",
    InvitationSuperseded "invitation_superseded" Expired false "a later invitation replaces this one",
    InvitationRevoked "invitation_revoked" Expired false "the invitation was revoked",
    InvitationExpired "invitation_expired" Expired false "the invitation expired; ask for a new one",
    InvitationAlreadyUsed "invitation_already_used" Expired false "This invitation has already been used to onboard MultiLine on a mobile device. It cannot be reused. Contact your administrator for further assistance.",
    // pin
    PinWrong "pin_wrong" NotPermitted false "the PIN is wrong",
    PinLocked "pin_locked" Exhausted true "too many wrong PINs; wait and try again",
    // file, batch
    SchemaInvalid "schema_invalid" InvalidInput false "the schema is not valid",
    FactsInvalid "facts_invalid" InvalidInput false "the facts cannot be used; write them again",
    LimitAboveCeiling "limit_above_ceiling" InvalidInput false "the limit is above its ceiling",
    ReportNeedsFull "report_needs_full" InvalidInput false "this form of the report shows cells; ask for it with full values",
    BatchTooLarge "batch_too_large" InvalidInput false "an all-or-nothing import has at most 10,000 rows",
    InputChanged "input_changed" Conflict false "these are other bytes than were validated",
    BatchDuplicate "batch_duplicate" Conflict false "this file was imported within the last 24 hours",
    BatchKeyReused "batch_key_reused" Conflict false "the idempotency key was used for other bytes or options",
    BatchState "batch_state" Conflict false "the state of the batch does not allow this",
    // stores, keys, hosts
    StoreUnavailable "store_unavailable" Unavailable true "the store cannot be reached or written",
    StoreOutdated "store_outdated" Unavailable false "the store needs a migration",
    StoreTooNew "store_too_new" Unavailable false "the store was written by a newer version",
    StoreUnsupported "store_unsupported" InvalidInput false "the store is not supported",
    StoreDeploymentMismatch "store_deployment_mismatch" Conflict false "the store belongs to another deployment than the keys",
    StoreForked "store_forked" Conflict false "the store was opened in another process; open it again here",
    StoreClosed "store_closed" Conflict false "the store was closed",
    FileUnreadable "file_unreadable" InvalidInput false "the file cannot be opened",
    FileExists "file_exists" InvalidInput false "there is a file of this name and it is not overwritten; give another path",
    ChangesTooLarge "changes_too_large" InvalidInput false "too many records for one commit; split the request",
    KeysMissing "keys_missing" InvalidInput false "no keys were given, or no key is active",
    KeysInvalid "keys_invalid" InvalidInput false "the keys are not valid",
    SignerFailed "signer_failed" Unavailable true "the signer gave no signature",
    Cancelled "cancelled" Conflict false "it was stopped; nothing of the current step happened",
    StoreCorrupt "store_corrupt" Internal false "a row of the store breaks an invariant",
}

impl std::fmt::Display for ErrorCode {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(self.as_str())
    }
}
