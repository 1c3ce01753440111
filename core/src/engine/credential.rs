//! Calls of the holder of a credential, and what the host does with secrets: the order of steps around the commands.
//!
//! A typed code is read first; then the company id is looked up, the attempt counted in a commit of its own, and only
//! then the command runs, which compares. A right code that changes nothing else is settled: its count is cleared.

use super::{Ran, Rollbook, RunOptions};
use crate::command::activation::settle_attempt::SettleAttempt;
use crate::command::activation::{
    AcceptInvitation, Acceptance, CheckInvitation, CountAttempt, Credential, DeclineInvitation,
    Found, InvitationAccepted, InvitationChecked, InvitationDeclined, Presented, PresentedDevice,
    count_attempt,
};
use crate::command::invitation::render_invitation::{
    RenderInvitations, RenderItem, RenderRequest, Rendered, derive,
};
use crate::command::outbox::take_outbox::{OutboxTaken, TakeOutbox};
use crate::command::pin::count_pin::{self, CountPin};
use crate::command::pin::verify_pin::{PinAttempt, PinVerified, VerifyPin};
use crate::e164::E164;
use crate::error::{Error, ErrorCode, ErrorKind};
use crate::id::{OrganizationId, TenantId};
use crate::limits::PAGE_MAX;
use crate::page::{Page, PageQuery};
use crate::query::Look;
use crate::query::activation::ListNumberChoices;
use crate::role::Actor;
use crate::time::Duration;

/// A credential whose attempt was counted and may now be compared.
struct Counted {
    tenant: TenantId,
    presented: Presented,
    found: Option<Found>,
}

impl Rollbook {
    /// Says what an invitation is good for. It uses nothing up; a typed code is counted like at acceptance, else
    /// checking would be an oracle.
    ///
    /// # Errors
    /// `credential_malformed`; `invitation_locked`, `invitation_invalid`, whoever asks; and to the holder of the secret
    /// `invitation_superseded`, `invitation_revoked`, `invitation_already_used`, `invitation_expired`,
    /// `invitation_blocked`.
    pub fn check_invitation(&self, credential: &Credential) -> Result<InvitationChecked, Error> {
        let counted = self.count(credential)?;
        let command = CheckInvitation {
            presented: counted.presented.clone(),
        };
        let ran = self.run_in(
            counted.tenant,
            &Actor::Bearer,
            &command,
            RunOptions::default(),
        );
        match ran {
            Ok(ran) => Ok(ran.outcome),
            Err(error) => {
                self.settle_refused(counted, &error, None);
                Err(error)
            }
        }
    }

    /// The numbers that the holder may choose from: a short list in E.164 order, the own pool first, then each
    /// ancestor's; empty if every line has its number. Nothing is held.
    ///
    /// # Errors
    /// As `check_invitation`; `number_none_available`.
    pub fn list_number_choices(&self, credential: &Credential) -> Result<Vec<E164>, Error> {
        let counted = self.count(credential)?;
        let look = ListNumberChoices {
            presented: counted.presented.clone(),
            found: counted.found,
        };
        let answer = self.look_as_bearer(counted.tenant, &look);
        match &answer {
            Ok(_) => self.settle(counted, None),
            Err(error) => self.settle_refused(counted, error, None),
        }
        answer
    }

    /// Accepts an invitation: activates the account, registers its number, binds the device, or does nothing at all.
    ///
    /// The command id is made by the phone before its first try and kept until it is answered: under it a lost answer
    /// is given again, to whoever proves the credential again.
    ///
    /// # Errors
    /// As `check_invitation`; then `inviter_not_authorized`; `device_number_required`, the phone codes,
    /// `device_number_unverified`, `account_device_mismatch`; `number_choice_required`, `number_other_organization`,
    /// `number_not_available`, `number_cooling`, `number_claim_lost`, `number_none_available`; `limit_reached`;
    /// `command_id_reused` for the same command id with another device, choice or generation.
    pub fn accept_invitation(
        &self,
        request: &AcceptInvitation,
        options: RunOptions,
    ) -> Result<Ran<InvitationAccepted>, Error> {
        request.device.check_form()?;
        let counted = self.count(&request.credential)?;
        let command = Acceptance {
            presented: counted.presented.clone(),
            found: counted.found,
            device: request.device.clone(),
            number: request.number,
        };
        let ran = self.run_in(counted.tenant, &Actor::Bearer, &command, options);
        match &ran {
            Ok(done) if done.replayed || options.dry_run => self.settle(counted, None),
            Ok(_) => {}
            Err(error) => {
                // A dry run reports no reuse: it leaves nothing behind but the count, as a check does.
                let device = (!options.dry_run).then(|| request.device.clone());
                self.settle_refused(counted, error, device);
            }
        }
        ran
    }

    /// Declines an invitation: the account opts out, its invitation is revoked, its numbers stay on their lines. Only a
    /// new consent brings it back.
    ///
    /// # Errors
    /// As `check_invitation`; `account_is_owner`, since there is always one; `command_id_reused` for the same command id
    /// with another generation.
    pub fn decline_invitation(
        &self,
        credential: &Credential,
        options: RunOptions,
    ) -> Result<Ran<InvitationDeclined>, Error> {
        let counted = self.count(credential)?;
        let command = DeclineInvitation {
            presented: counted.presented.clone(),
            found: counted.found,
        };
        let ran = self.run_in(counted.tenant, &Actor::Bearer, &command, options);
        match &ran {
            Ok(done) if done.replayed || options.dry_run => self.settle(counted, None),
            Ok(_) => {}
            Err(error) => self.settle_refused(counted, error, None),
        }
        ran
    }

    /// Renders invitations for delivery, in the order given: recipient, typed code and the other values of a template's
    /// variables. For the host only. The events are committed first; secrets are derived after, and kept nowhere.
    ///
    /// Each item fails for itself: with `invitation_superseded`, `invitation_revoked`, `invitation_expired`,
    /// `invitation_delivered`, `not_found`, or `keys_missing` if its code key is gone.
    ///
    /// It has no dry run: a secret never leaves without its event, and without the secret there is nothing to answer.
    ///
    /// # Errors
    /// `privilege_missing` for anybody but the host, `too_many_items`, `keys_missing`; `option_not_available` for a dry
    /// run.
    pub fn render_invitations(
        &self,
        actor: &Actor,
        invitations: &[RenderRequest],
        options: RunOptions,
    ) -> Result<Vec<Result<Rendered, Error>>, Error> {
        let command = RenderInvitations {
            invitations: invitations.to_vec(),
            on_error: crate::command::invitation::send_invitations::OnError::Each,
        };
        let ran = self.run(actor, &command, options)?;
        if options.dry_run {
            return Err(Error::new(ErrorCode::OptionNotAvailable).with("option", "dry_run"));
        }
        let tenant = actor
            .tenant()
            .ok_or_else(|| Error::new(ErrorCode::ActorUnknown))?;
        let (now, stream) = self.moment();
        let context = self.context(actor, tenant, now, stream);
        let mut plan = context.read_plan();
        plan.invitations.extend(command.keys());
        let snapshot = self.store.read(&plan)?;
        let secret_of = |item: &RenderItem| {
            let rendered = derive(&context, &snapshot, item.request)?;
            match &item.error {
                None => Ok(rendered),
                // It may be rendered only now, and no event says so: nothing leaves without its event.
                Some(_) => Err(Error::new(ErrorCode::StoreBusy)),
            }
        };
        Ok(ran.outcome.items.iter().map(secret_of).collect())
    }

    /// Says whose PIN it is. For the host only; it answers for the device. Whatever is wrong, the answer is one.
    ///
    /// The attempt is counted before anything is compared: 10 for an extension, then locks of 30 seconds and more; 10 an
    /// hour and 30 a day from a device; from devices without a right PIN in 30 days 100 an hour and 300 a day in the
    /// organization. A right PIN does not count.
    ///
    /// # Errors
    /// `required_value_missing`, `text_too_long` (device); `not_found` (organization), `privilege_missing` for anybody but
    /// the host; `keys_missing`; `pin_locked`; `pin_wrong`, also for an extension that nobody has, without a PIN, not
    /// Enabled, below a disabled organization, or without the extension that `pin_login` asks for.
    pub fn verify_pin(&self, actor: &Actor, attempt: &PinAttempt) -> Result<PinVerified, Error> {
        attempt.check_form()?;
        let count = CountPin {
            attempt: attempt.clone(),
        };
        let counted = self.run(actor, &count, RunOptions::default())?.outcome;
        if let Some(until) = counted.locked_until {
            return Err(count_pin::locked(until));
        }
        let verify = VerifyPin {
            attempt: attempt.clone(),
            stranger: counted.stranger,
        };
        let verified = self.run(actor, &verify, RunOptions::default())?;
        Ok(verified.outcome)
    }

    /// Leases up to `most` entries of the outbox for `lease`: nobody else gets them until then. Entries of passed
    /// generations are closed on the way. For the host only. If the answer is lost, the lease runs out.
    ///
    /// # Errors
    /// `privilege_missing` for anybody but the host.
    pub fn take_outbox(
        &self,
        actor: &Actor,
        most: u32,
        lease: Duration,
    ) -> Result<OutboxTaken, Error> {
        let tenant = actor
            .tenant()
            .ok_or_else(|| Error::new(ErrorCode::ActorUnknown))?;
        let most = most.clamp(1, PAGE_MAX);
        let takeable_at = Some(self.clock.now());
        let mut after = None;
        let mut taken = OutboxTaken {
            entries: Vec::new(),
            alerts: Vec::new(),
            passed: 0,
        };
        loop {
            let got = taken.entries.len() + taken.alerts.len();
            let got = u32::try_from(got).unwrap_or(u32::MAX);
            let limit = most.saturating_sub(got);
            if limit == 0 {
                return Ok(taken);
            }
            let page = self.store.page(&PageQuery::Outbox {
                tenant,
                takeable_at,
                after,
                limit,
            })?;
            let Page::Outbox(shown) = page else {
                return Err(Error::internal("page of another kind"));
            };
            after = shown.last().map(|entry| entry.value.id);
            let command = TakeOutbox {
                entries: shown
                    .iter()
                    .map(|entry| (entry.value.id, entry.value.invitation()))
                    .collect(),
                lease_micros: lease.as_micros(),
            };
            let ran = self.run(actor, &command, RunOptions::default())?;
            taken.entries.extend(ran.outcome.entries);
            taken.alerts.extend(ran.outcome.alerts);
            taken.passed = taken.passed.saturating_add(ran.outcome.passed);
            if shown.len() < limit as usize {
                return Ok(taken);
            }
        }
    }

    /// Reads the credential, looks the company id up and counts the attempt. Whether anything was found changes
    /// neither the steps nor the answer.
    fn count(&self, credential: &Credential) -> Result<Counted, Error> {
        let presented = Presented::read(credential)?;
        self.keys().codes()?;
        let (tenant, company) = match self.company(&presented)? {
            Some((tenant, organization)) => (tenant, Some(organization)),
            None => (TenantId::RESERVED, None),
        };
        let command = CountAttempt {
            presented: presented.clone(),
            company,
        };
        let counted = self
            .run_in(tenant, &Actor::Bearer, &command, RunOptions::default())?
            .outcome;
        match counted.locked_until {
            Some(until) => Err(count_attempt::locked(until)),
            None => Ok(Counted {
                tenant,
                presented,
                found: counted.found,
            }),
        }
    }

    fn company(&self, presented: &Presented) -> Result<Option<(TenantId, OrganizationId)>, Error> {
        let Some(company_id) = presented.company_id() else {
            return Ok(None);
        };
        match self.store.page(&PageQuery::Company(company_id.clone()))? {
            Page::Company(found) => Ok(found),
            _ => Err(Error::internal("page of another kind")),
        }
    }

    fn look_as_bearer<L: Look>(&self, tenant: TenantId, look: &L) -> Result<L::Answer, Error> {
        let (now, stream) = self.moment();
        let context = self.context(&Actor::Bearer, tenant, now, stream);
        let snapshot = self.store.read(&look.plan(&context)?)?;
        look.answer(&context, &snapshot)
    }

    /// A right code that was refused for another reason counts as right.
    fn settle_refused(&self, counted: Counted, error: &Error, device: Option<PresentedDevice>) {
        let proved = !matches!(
            error.code(),
            ErrorCode::InvitationInvalid | ErrorCode::InvitationSuperseded | ErrorCode::KeysMissing
        ) && !matches!(error.kind(), ErrorKind::Unavailable | ErrorKind::Internal);
        if proved {
            let elsewhere = matches!(
                error.code(),
                ErrorCode::InvitationAlreadyUsed | ErrorCode::AccountDeviceMismatch
            );
            self.settle(counted, device.filter(|_| elsewhere));
        }
    }

    /// Clears the count of a right code. That it fails changes no answer: the count then stays, and a lock ends by
    /// itself.
    fn settle(&self, counted: Counted, refused: Option<PresentedDevice>) {
        let command = SettleAttempt {
            presented: counted.presented,
            refused,
        };
        let options = RunOptions::default();
        let _ = self.run_in(counted.tenant, &Actor::Bearer, &command, options);
    }
}
