//! Issuing a generation of an invitation: the one function that creation, import, resend and change of device pass.

use serde::{Deserialize, Serialize};
use serde_json::json;

use crate::account::{Account, Consent, Enabled, Onboarding};
use crate::change::{ChangeSet, Put, Versioned};
use crate::command::Context;
use crate::command::guard::{Acting, Seen, expect_grants};
use crate::contact::{EmailPolicy, Identity};
use crate::credential::derive::Salt;
use crate::error::{Error, ErrorCode};
use crate::event::{EventName, OutboxEntry, OutboxState, OutboxWhat};
use crate::finding::FindingCode;
use crate::id::{EventId, InvitationId};
use crate::invitation::attempts::Attempts;
use crate::invitation::{
    Delivery, DeliveryState, Generation, Invitation, InvitationKind, InvitationState,
    PreviousGeneration,
};
use crate::role::Role;
use crate::settings::{
    AccessKind, Channel, IdentityKind, IdentityScope, InvitationUse, RoleModel, Settings,
};
use crate::snapshot::Snapshot;
use crate::text::ExternalId;
use crate::time::Timestamp;

/// How invitations are to be sent.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct SendRequest {
    /// E-mail or SMS; none for what fits the recipient.
    pub channel: Option<Channel>,
    /// The recipients permit SMS (T-02, T-03). Needed only if an SMS goes out (D-41).
    pub consent: bool,
}

/// Whether it was the first time: sending and resending are one command, the outcome says which (D-07).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum SendKind {
    /// Never invited before, or revoked since: it adds to those waiting.
    FirstSend,
    /// A new generation for somebody invited or active.
    Resend,
}

impl SendKind {
    /// The stable text form.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::FirstSend => "first_send",
            Self::Resend => "resend",
        }
    }
}

/// A generation that was issued.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Issued {
    /// The invitation; the same over all generations.
    pub invitation: InvitationId,
    /// The generation, from 1.
    pub generation: u64,
    /// Whether it was the first time.
    pub kind: SendKind,
    /// How it travels.
    pub channel: Channel,
    /// When it expires; none for never.
    pub expires_at: Option<Timestamp>,
}

/// What a sending needs besides the account: who sends, from where, for which generation keys.
#[derive(Debug)]
pub struct Sending<'a, 's> {
    /// The command.
    pub cx: &'a Context<'a>,
    /// Who sends.
    pub acting: &'a Acting<'s>,
    /// The organization of the account, as the actor sees it.
    pub seen: &'a Seen<'s>,
    /// What was read.
    pub snapshot: &'s Snapshot,
    /// How.
    pub request: SendRequest,
}

impl Sending<'_, '_> {
    /// Checks everything but numbers and limits: those are judged for a whole list (`numbers.rs`). The answer is the
    /// channel.
    ///
    /// # Errors
    /// `account_no_portal_access`, `account_suspended`, `account_opted_out`, `role_not_grantable`,
    /// `organization_disabled`, `invitation_channel_unavailable`, `email_required`, `email_domain_not_allowed`,
    /// `invitation_consent_required`, `invitation_resend_too_soon`, `invitation_resend_limit`.
    pub fn check(
        &self,
        account: &Account,
        roles: &[&Role],
        existing: Option<&Invitation>,
    ) -> Result<Channel, Error> {
        for role in roles {
            self.acting.may_send(role, &account.teams, self.seen)?;
        }
        if account.access == AccessKind::NoPortal {
            return Err(Error::new(ErrorCode::AccountNoPortalAccess));
        }
        match &account.enabled {
            Enabled::Enabled => {}
            Enabled::Suspended { by_system, .. } => {
                let cause = if *by_system {
                    "system"
                } else {
                    "administrator"
                };
                return Err(Error::new(ErrorCode::AccountSuspended).with("cause", cause));
            }
            Enabled::OptedOut => return Err(Error::new(ErrorCode::AccountOptedOut)),
            Enabled::Deleted => return Err(Error::not_found("account")),
        }
        self.seen.require_active(self.snapshot)?;
        let channel = self.channel(account)?;
        if channel == Channel::Sms
            && self.seen.settings.sms_consent_required
            && !self.request.consent
        {
            return Err(Error::new(ErrorCode::InvitationConsentRequired));
        }
        self.check_interval(existing)?;
        Ok(channel)
    }

    /// Issues the next generation: invitation, onboarding, outbox entry and event. `counter` keeps the random parts of
    /// several accounts of one command apart.
    ///
    /// # Errors
    /// `keys_missing` without an active code key; `option_not_available` if no company id is set.
    pub fn issue(
        &self,
        account: &mut Account,
        roles: &[&Role],
        existing: Option<&Versioned<Invitation>>,
        channel: Channel,
        counter: u64,
        changes: &mut ChangeSet,
    ) -> Result<Issued, Error> {
        let settings = &self.seen.settings;
        let cx = self.cx;
        let code_key = cx.keys.codes()?.active()?.id();
        let signing_key = cx.keys.links()?.active().ok().map(|(id, _)| id.to_string());
        let recipient = account
            .recipient()
            .ok_or_else(|| Error::internal("no recipient"))?
            .clone();
        let identity = account
            .identity
            .as_ref()
            .ok_or_else(|| Error::internal("no identity"))?;
        let username = identity.canonical().to_string();
        let generation = Generation {
            number: existing.map_or(1, |it| it.value.generation.number.saturating_add(1)),
            salt: Salt::generate(&cx.stream, counter),
            code_key,
            signing_key,
            issued_at: cx.now,
            expires_at: settings.invitation_lifetime.map(|life| cx.now + life),
        };
        let kind = if waits_already(account) || account.onboarding == Onboarding::Activated {
            SendKind::Resend
        } else {
            SendKind::FirstSend
        };
        let previous = existing.map(|it| PreviousGeneration {
            salt: it.value.generation.salt,
            code_key: it.value.generation.code_key,
        });
        let invitation = Invitation {
            id: existing.map_or_else(
                || InvitationId::generate(cx.now, &cx.stream, counter),
                |it| it.value.id,
            ),
            account: account.id,
            kind: self.kind(account),
            generation,
            previous,
            state: InvitationState::Open,
            channel: Some(channel),
            recipient: Some(recipient),
            company_id: company_id(self.snapshot, &self.seen.path, settings)?,
            username,
            max_uses: (settings.invitation_use == InvitationUse::Single).then_some(1),
            uses: 0,
            attempts: existing
                .map_or_else(Attempts::default, |it| it.value.attempts.next_generation()),
            resends: existing.map_or(0, |it| it.value.resends.saturating_add(1)),
            inviter: self.acting.account,
            granted_role: roles.first().map(|role| role.id),
            accepted_at: existing.and_then(|it| it.value.accepted_at),
            revoked: None,
            delivery: Delivery {
                state: DeliveryState::Queued,
                ..Delivery::default()
            },
            created_at: existing.map_or(cx.now, |it| it.value.created_at),
        };
        let issued = Issued {
            invitation: invitation.id,
            generation: invitation.generation.number,
            kind,
            channel,
            expires_at: invitation.generation.expires_at,
        };
        // The roles that were judged are those that the holder will have (N-11).
        expect_grants(account.id, changes, self.snapshot);
        if account.onboarding != Onboarding::Activated {
            account.onboarding = Onboarding::Invited;
        }
        if channel == Channel::Sms && self.request.consent {
            account.consent = Some(Consent {
                at: cx.now,
                note: None,
            });
        }
        changes.outbox.push(Put::Insert(OutboxEntry {
            id: EventId::generate(cx.now, &cx.stream, counter),
            what: OutboxWhat::Invitation {
                invitation: invitation.id,
                generation: issued.generation,
                channel,
            },
            state: OutboxState::Waiting,
            attempts: 0,
            created_at: cx.now,
        }));
        changes.record(
            self.acting.account,
            EventName::InvitationSent,
            [
                invitation.id.to_string(),
                account.id.to_string(),
                account.organization.to_string(),
            ],
            [
                ("generation", json!(issued.generation)),
                ("kind", json!(kind.as_str())),
                ("channel", json!(channel.as_str())),
            ],
        );
        changes.invitations.push(match existing {
            Some(found) => Put::Replace(found.version, invitation),
            None => Put::Insert(invitation),
        });
        Ok(issued)
    }

    /// The channel that fits the recipient, or the one asked for.
    fn channel(&self, account: &Account) -> Result<Channel, Error> {
        let settings = &self.seen.settings;
        let recipient = account
            .recipient()
            .ok_or_else(|| Error::field_code("identity", FindingCode::RequiredValueMissing))?;
        let is_email = matches!(recipient, Identity::Email(_));
        let fitting = if is_email {
            Channel::Email
        } else {
            Channel::Sms
        };
        let asked = self.request.channel.unwrap_or(fitting);
        let only_email =
            settings.smtp_data_offload || !settings.identity_kinds.contains(&IdentityKind::Phone);
        if !is_email && (only_email || asked == Channel::Email) {
            return Err(Error::field_code("identity", FindingCode::EmailRequired));
        }
        let possible = asked == fitting
            && settings.channels.contains(&asked)
            && !(asked == Channel::Sms && settings.data_only);
        if !possible {
            return Err(
                Error::new(ErrorCode::InvitationChannelUnavailable).with("channel", asked.as_str())
            );
        }
        check_domain(recipient, settings)?;
        Ok(asked)
    }

    fn check_interval(&self, existing: Option<&Invitation>) -> Result<(), Error> {
        let Some(existing) = existing else {
            return Ok(());
        };
        let settings = &self.seen.settings;
        if let Some(interval) = settings.resend_min_interval {
            let next = existing.generation.issued_at + interval;
            if next > self.cx.now {
                return Err(Error::new(ErrorCode::InvitationResendTooSoon)
                    .with("retry_at", next.to_string()));
            }
        }
        match settings.resend_max {
            Some(max) if existing.resends >= max => {
                Err(Error::new(ErrorCode::InvitationResendLimit).with("max", max))
            }
            _ => Ok(()),
        }
    }

    fn kind(&self, account: &Account) -> InvitationKind {
        if account.administrator {
            InvitationKind::Administrator
        } else if self.seen.settings.role_model == RoleModel::Ranks {
            InvitationKind::Member
        } else {
            InvitationKind::User
        }
    }
}

/// Whether the account is among those waiting to be activated: invited, whether or not delivery worked.
#[must_use]
pub const fn waits_already(account: &Account) -> bool {
    matches!(
        account.onboarding,
        Onboarding::Invited | Onboarding::InvitationFailed
    )
}

/// The company id of accounts of an organization: that of the root, or with identities by organization its own.
///
/// # Errors
/// `option_not_available` if the organization has no external id.
pub fn company_id(
    snapshot: &Snapshot,
    path: &[crate::id::OrganizationId],
    settings: &Settings,
) -> Result<ExternalId, Error> {
    let organization = match settings.identity_scope {
        IdentityScope::Tree => path.first(),
        IdentityScope::Organization => path.last(),
    };
    organization
        .and_then(|id| snapshot.organizations.get(id)?.value.external_id.clone())
        .ok_or_else(|| {
            Error::new(ErrorCode::OptionNotAvailable)
                .with("option", "invitation")
                .with("setting", "external_id")
                .with_message("the organization needs an external id before it can invite")
        })
}

/// Refuses an address outside the allowed domains.
///
/// # Errors
/// `email_domain_not_allowed`.
pub fn check_domain(identity: &Identity, settings: &Settings) -> Result<(), Error> {
    let Identity::Email(email) = identity else {
        return Ok(());
    };
    if settings.allowed_email_domains.is_empty() {
        return Ok(());
    }
    EmailPolicy::only_at(
        settings
            .allowed_email_domains
            .iter()
            .map(|domain| domain.as_str()),
    )
    .and_then(|policy| policy.admit(email.canonical()))
    .map_err(|problem| Error::field("identity", &problem))
}
