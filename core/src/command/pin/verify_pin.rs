//! `verify_pin`: who stands at the shared phone. The host asks; a right PIN clears what was counted for it.

use serde::{Deserialize, Serialize};

use super::count_pin::{Subjects, put};
use super::making::{macs, pin_of};
use crate::account::{Account, Enabled};
use crate::change::{AttemptEntry, ChangeSet, Put, Versioned};
use crate::command::guard::Acting;
use crate::command::refusals::{Refusals, text_problem};
use crate::command::{Command, Context, Decision, Outcome};
use crate::credential::keys::CodeKeyId;
use crate::error::{Error, ErrorCode};
use crate::finding::{FindingCode, Problem};
use crate::id::{AccountId, OrganizationId};
use crate::invitation::attempts::Attempts;
use crate::limits::{DEVICE_LABEL, PIN_DEVICE_DAYS};
use crate::pin::{LONGEST, Pin, PinMac, PinText};
use crate::settings::{AccessKind, PinLogin};
use crate::snapshot::{ReadPlan, Snapshot};
use crate::text::TextError;
use crate::time::Duration;

/// Longest extension that is looked at, in bytes. A longer one belongs to nobody.
const EXTENSION_BYTES: usize = 64;

/// What somebody gives at a device. Its serialized form leaves the PIN out, so that no fingerprint is made over it
/// (N-08).
#[derive(Clone, Serialize)]
pub struct PinAttempt {
    /// The organization of the device.
    pub organization: OrganizationId,
    /// The extension; where `pin_login` is `with_extension`, nobody gets in without.
    pub extension: Option<String>,
    /// The PIN.
    #[serde(skip)]
    pub pin: PinText,
    /// What the host calls the device, 1 to 200 characters: it is counted by, and known after a right PIN.
    pub device: String,
}

/// Who tries to get in is personal, the PIN secret: `Debug` shows the organization only.
impl std::fmt::Debug for PinAttempt {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("PinAttempt")
            .field("organization", &self.organization)
            .finish_non_exhaustive()
    }
}

impl PinAttempt {
    /// Checks the label of the device. An extension or a PIN that cannot exist is no error here: it is answered like one
    /// that does not exist.
    ///
    /// # Errors
    /// `required_value_missing`, `text_too_long`.
    pub fn check_form(&self) -> Result<(), Error> {
        let mut refusals = Refusals::default();
        let count = self.device.trim().chars().count();
        if count == 0 {
            refusals.field("device", Problem::new(FindingCode::RequiredValueMissing));
        } else if count > DEVICE_LABEL {
            let max = DEVICE_LABEL;
            refusals.field("device", text_problem(TextError::TooLong { max, count }));
        }
        refusals.finish()
    }

    /// The extension as it is looked for.
    pub(super) fn extension(&self) -> Option<&str> {
        let extension = self.extension.as_deref()?.trim();
        Some(extension.get(..EXTENSION_BYTES).unwrap_or(extension))
    }

    pub(super) fn extension_key(&self) -> Option<(OrganizationId, String)> {
        Some((self.organization, self.extension()?.to_owned()))
    }

    /// The account with the extension.
    pub(super) fn account<'s>(&self, snapshot: &'s Snapshot) -> Option<&'s Account> {
        let extension = self.extension()?;
        snapshot
            .accounts
            .values()
            .map(|found| &found.value)
            .find(|account| {
                account.organization == self.organization
                    && account.extension.as_deref() == Some(extension)
                    && account.enabled != Enabled::Deleted
            })
    }

    /// What was typed, if it has the form of a PIN; else what nobody has, so that as much is looked for.
    fn digits(&self) -> PinText {
        let typed = self.pin.expose().trim();
        let fits = typed.len() <= LONGEST as usize && typed.bytes().all(|it| it.is_ascii_digit());
        PinText::new(if fits { typed } else { "" })
    }
}

/// An attempt that was counted and may now be compared.
#[derive(Clone, Debug, Serialize)]
pub struct VerifyPin {
    /// What was given.
    pub attempt: PinAttempt,
    /// Whether the organization counted it.
    pub stranger: bool,
}

/// Whose PIN it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct PinVerified {
    /// The account.
    pub account: AccountId,
}

impl Outcome for PinVerified {}

impl Command for VerifyPin {
    type Outcome = PinVerified;

    const NAME: &'static str = "verify_pin";

    fn plan(&self, cx: &Context<'_>) -> Result<ReadPlan, Error> {
        let organization = self.attempt.organization;
        let macs = macs(cx, organization, &self.attempt.digits())?;
        let mut plan = cx.read_plan();
        plan.organizations.push(organization);
        plan.pins
            .extend(macs.into_iter().map(|(key, mac)| (organization, key, mac)));
        plan.attempts.extend(Subjects::of(cx, &self.attempt)?.all());
        Ok(plan)
    }

    fn decide(
        &self,
        cx: &Context<'_>,
        snapshot: &Snapshot,
    ) -> Result<Decision<PinVerified>, Error> {
        let acting = Acting::of(cx, snapshot)?;
        let seen = acting.organization(self.attempt.organization)?;
        acting.require_system()?;
        let macs = macs(cx, seen.id(), &self.attempt.digits())?;
        let wrong = || Error::new(ErrorCode::PinWrong);
        let whose = |(key, mac): (&CodeKeyId, &PinMac)| {
            let mut pins = snapshot.pins.values();
            pins.find(|pin| {
                pin.value.organization == seen.id() && pin.value.macs.get(key) == Some(mac)
            })
        };
        let found = macs.iter().find_map(whose).ok_or_else(wrong)?;
        let account = snapshot
            .accounts
            .get(&found.value.account)
            .ok_or_else(wrong)?;
        let may = self.fits(&account.value, seen.settings.pin_login)
            && pin_of(snapshot, &account.value).is_some()
            && seen.require_active(snapshot).is_ok();
        if !may {
            return Err(wrong());
        }
        let mut changes = cx.changes();
        settle_pin(found, macs, &mut changes);
        self.settle_budgets(cx, snapshot, &mut changes)?;
        let account = account.value.id;
        Ok(Decision::new(changes, PinVerified { account }))
    }
}

impl VerifyPin {
    /// Whether the one who has this PIN may get in with what was given: login-less, Enabled, of this extension.
    fn fits(&self, account: &Account, login: PinLogin) -> bool {
        let extension = match self.attempt.extension() {
            Some(given) => account.extension.as_deref() == Some(given),
            None => login == PinLogin::PinOnly,
        };
        extension && account.access == AccessKind::NoPortal && account.is_enabled()
    }

    /// A right attempt does not count, and the device is known from now on.
    fn settle_budgets(
        &self,
        cx: &Context<'_>,
        snapshot: &Snapshot,
        changes: &mut ChangeSet,
    ) -> Result<(), Error> {
        let subjects = Subjects::of(cx, &self.attempt)?;
        let counted = [
            Some(subjects.device),
            self.stranger.then_some(subjects.pins),
        ];
        for subject in counted.into_iter().flatten() {
            if let Some(found) = snapshot.attempts.get(&subject) {
                let mut attempts = found.value.attempts;
                attempts.take_back();
                changes
                    .attempts
                    .push(put(snapshot, AttemptEntry { subject, attempts }));
            }
        }
        let attempts = Attempts {
            last_at: Some(cx.now),
            locked_until: Some(cx.now + Duration::days(PIN_DEVICE_DAYS)),
            ..Attempts::default()
        };
        let subject = subjects.known;
        changes
            .attempts
            .push(put(snapshot, AttemptEntry { subject, attempts }));
        Ok(())
    }
}

/// The right PIN clears count and lock, and is known under a key that became live after it was made.
fn settle_pin(
    found: &Versioned<Pin>,
    macs: std::collections::BTreeMap<CodeKeyId, PinMac>,
    changes: &mut ChangeSet,
) {
    let mut pin = found.value.clone();
    pin.attempts = Attempts::default();
    pin.macs.extend(macs);
    if pin == found.value {
        let key = crate::change::EntityKey::Pin(pin.account);
        changes.expect(key, Some(found.version));
    } else {
        changes.pins.push(Put::Replace(found.version, pin));
    }
}
