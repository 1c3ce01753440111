//! `render_invitation`: the host alone turns invitations into what their holders get. The commit appends the events;
//! secrets are derived after it, outside (`engine/credential.rs`), so that no recorded outcome holds one.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::send_invitations::OnError;
use crate::account::{Account, Name};
use crate::change::{EntityKey, Versioned};
use crate::command::activation::proof::current_secret;
use crate::command::guard::Acting;
use crate::command::outbox::take_outbox::Leased;
use crate::command::{Command, Context, Decision, Outcome};
use crate::contact::Identity;
use crate::credential::TypedCode;
use crate::error::{Error, ErrorCode};
use crate::event::EventName;
use crate::id::InvitationId;
use crate::invitation::{DeliveryState, Invitation, InvitationKind, InvitationState};
use crate::limits::LIST_ITEMS;
use crate::settings::{Channel, HttpsUrl, Language};
use crate::snapshot::{InvitationKey, ReadPlan, Snapshot};
use crate::text::{ExternalId, OrganizationName};
use crate::time::Timestamp;

/// Renders generations of invitations. The invitations are unchanged, and rendering again gives the same secrets.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct RenderInvitations {
    /// At most 1,000.
    pub invitations: Vec<RenderRequest>,
    /// What one failure does to the others.
    pub on_error: OnError,
}

/// One generation of an invitation.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct RenderRequest {
    /// The invitation.
    pub invitation: InvitationId,
    /// The generation; only the current one has a secret.
    pub generation: u64,
}

impl RenderRequest {
    /// What an entry of the outbox asks for.
    #[must_use]
    pub const fn of(entry: &Leased) -> Self {
        Self {
            invitation: entry.invitation,
            generation: entry.generation,
        }
    }
}

/// What may be rendered, in the order given. It holds no secret.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct RenderingAllowed {
    /// One entry per item given.
    pub items: Vec<RenderItem>,
}

/// Whether one generation may be rendered.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct RenderItem {
    /// The generation.
    pub request: RenderRequest,
    /// Why not: the code.
    pub error: Option<String>,
}

impl Outcome for RenderingAllowed {}

/// What the holder of an invitation gets: the values of a template's variables, and where they go. `Debug` shows
/// neither secret nor person, and nothing here is serialized.
#[derive(Clone)]
pub struct Rendered {
    /// The invitation.
    pub invitation: InvitationId,
    /// Its generation.
    pub generation: u64,
    /// What it invites to be.
    pub kind: InvitationKind,
    /// How it travels; none if the host hands it over.
    pub channel: Option<Channel>,
    /// Where it goes: the stored original.
    pub recipient: Option<Identity>,
    /// The language of the account.
    pub language: Option<Language>,
    /// First name and last name, `{f_name}` and `{l_name}`; or one name.
    pub name: Name,
    /// The username, `{u_name}`.
    pub username: String,
    /// The company id, `{market_code}` and `{company_id}`.
    pub company_id: ExternalId,
    /// The typed code, `{pwd}` and `{code}`: the documented password.
    pub code: TypedCode,
    /// The organization.
    pub organization_name: OrganizationName,
    /// When it was issued.
    pub issued_at: Timestamp,
    /// When it expires; none for never.
    pub expires_at: Option<Timestamp>,
    /// `{app_download_link}`.
    pub app_download_link: Option<HttpsUrl>,
    /// `{web_app_link}`.
    pub web_app_link: Option<HttpsUrl>,
    /// `{logo_img}`.
    pub logo: Option<HttpsUrl>,
}

impl std::fmt::Debug for Rendered {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Rendered")
            .field("invitation", &self.invitation)
            .field("generation", &self.generation)
            .field("channel", &self.channel)
            .finish_non_exhaustive()
    }
}

impl Command for RenderInvitations {
    type Outcome = RenderingAllowed;

    const NAME: &'static str = "render_invitation";

    fn plan(&self, cx: &Context<'_>) -> Result<ReadPlan, Error> {
        if self.invitations.len() > LIST_ITEMS {
            return Err(Error::new(ErrorCode::TooManyItems)
                .with("max", LIST_ITEMS)
                .with("got", self.invitations.len()));
        }
        cx.keys.codes()?;
        let mut plan = cx.read_plan();
        plan.invitations.extend(self.keys());
        Ok(plan)
    }

    fn decide(
        &self,
        cx: &Context<'_>,
        snapshot: &Snapshot,
    ) -> Result<Decision<RenderingAllowed>, Error> {
        Acting::of(cx, snapshot)?.require_system()?;
        let mut changes = cx.changes();
        let mut rendered = BTreeMap::new();
        let mut items = Vec::new();
        for request in &self.invitations {
            let error = match renderable(cx, snapshot, *request) {
                Ok((invitation, _)) => {
                    rendered.insert(*request, invitation);
                    None
                }
                Err(error) if self.on_error == OnError::All => return Err(error),
                Err(error) => Some(error.code().as_str().to_owned()),
            };
            items.push(RenderItem {
                request: *request,
                error,
            });
        }
        for (request, invitation) in rendered {
            changes.expect(
                EntityKey::Invitation(request.invitation),
                Some(invitation.version),
            );
            changes.record(
                None,
                EventName::InvitationRendered,
                [
                    request.invitation.to_string(),
                    invitation.value.account.to_string(),
                ]
                .into_iter()
                .chain(
                    snapshot
                        .organization_of(invitation.value.account)
                        .map(|id| id.to_string()),
                ),
                [("generation", request.generation.into())],
            );
        }
        Ok(Decision::new(changes, RenderingAllowed { items }))
    }

    /// The host alone, also for the repeat.
    fn may_replay(&self, cx: &Context<'_>, snapshot: &Snapshot) -> Result<(), Error> {
        Acting::of(cx, snapshot)?.require_system()
    }
}

impl RenderInvitations {
    /// By what the invitations are read.
    pub(crate) fn keys(&self) -> impl Iterator<Item = InvitationKey> {
        self.invitations
            .iter()
            .map(|request| InvitationKey::Id(request.invitation))
    }
}

/// The invitation and its account, if this generation may be rendered now.
///
/// # Errors
/// `not_found`, `invitation_superseded`, `invitation_revoked`, `invitation_expired`, `invitation_delivered`;
/// `keys_missing` if its code key is killed or not given: it is to be sent again.
fn renderable<'s>(
    cx: &Context<'_>,
    snapshot: &'s Snapshot,
    request: RenderRequest,
) -> Result<(&'s Versioned<Invitation>, &'s Account), Error> {
    let absent = || Error::not_found("invitation");
    let found = snapshot
        .invitations
        .get(&request.invitation)
        .ok_or_else(absent)?;
    let invitation = &found.value;
    let account = snapshot
        .accounts
        .get(&invitation.account)
        .ok_or_else(absent)?;
    let current = invitation.generation.number;
    if request.generation == 0 || request.generation > current {
        return Err(absent());
    }
    if request.generation < current {
        return Err(Error::new(ErrorCode::InvitationSuperseded));
    }
    if invitation.state == InvitationState::Revoked {
        return Err(with_at(
            ErrorCode::InvitationRevoked,
            invitation.revoked.map(|revoked| revoked.at),
        ));
    }
    if invitation.is_expired(cx.now) {
        return Err(with_at(
            ErrorCode::InvitationExpired,
            invitation.generation.expires_at,
        ));
    }
    if invitation.delivery.state == DeliveryState::Delivered {
        return Err(Error::new(ErrorCode::InvitationDelivered));
    }
    if cx
        .keys
        .codes()?
        .get(invitation.generation.code_key)
        .is_none()
    {
        return Err(Error::new(ErrorCode::KeysMissing)
            .with_message("the code key of this generation is not in the ring; send it again"));
    }
    Ok((found, &account.value))
}

fn with_at(code: ErrorCode, at: Option<Timestamp>) -> Error {
    match at {
        Some(at) => Error::new(code).with("at", at.to_string()),
        None => Error::new(code),
    }
}

/// Derives what the holder gets, after the events were committed and only if nothing has overtaken them.
///
/// # Errors
/// `privilege_missing` for anybody but the host; as the command for one item.
pub(crate) fn derive(
    cx: &Context<'_>,
    snapshot: &Snapshot,
    request: RenderRequest,
) -> Result<Rendered, Error> {
    Acting::of(cx, snapshot)?.require_system()?;
    let (found, account) = renderable(cx, snapshot, request)?;
    let invitation = &found.value;
    let secret = current_secret(cx.keys, cx.tenant, invitation)?
        .ok_or_else(|| Error::new(ErrorCode::KeysMissing))?;
    let organization = snapshot
        .organizations
        .get(&account.organization)
        .ok_or_else(|| Error::internal("organization of an account"))?;
    let settings = snapshot
        .settings_of(account.organization)
        .ok_or_else(|| Error::internal("settings of an account"))?;
    Ok(Rendered {
        invitation: invitation.id,
        generation: invitation.generation.number,
        kind: invitation.kind,
        channel: invitation.channel,
        recipient: invitation.recipient.clone(),
        language: account.language.clone(),
        name: account.name.clone(),
        username: invitation.username.clone(),
        company_id: invitation.company_id.clone(),
        code: TypedCode::of(&secret),
        organization_name: organization.value.name.clone(),
        issued_at: invitation.generation.issued_at,
        expires_at: invitation.generation.expires_at,
        app_download_link: settings.app_download_link,
        web_app_link: settings.web_app_link,
        logo: settings.logo,
    })
}
