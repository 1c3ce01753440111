//! The personal phone that activation binds (M-69): read, required, verified, and the same as before.

use std::fmt;

use serde::Serialize;

use super::proof::Proved;
use crate::contact::phone::{self, PhoneOptions};
use crate::e164::E164;
use crate::error::{Error, ErrorCode};
use crate::finding::{FindingCode, Problem};

/// Longest key of a device that a host may give, in characters.
const KEY: usize = 255;

/// The phone that presents a credential, as the host saw it.
#[derive(Clone, Default, PartialEq, Eq, Serialize)]
pub struct PresentedDevice {
    /// The personal number, with country code; none if the host knows none.
    pub number: Option<String>,
    /// Whether the host has verified the number by a one-time code.
    pub verified: bool,
    /// What the host knows the device's key by, up to 255 characters; opaque.
    pub key: Option<String>,
}

/// A personal number is not shown.
impl fmt::Debug for PresentedDevice {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("PresentedDevice")
            .field("number", &self.number.is_some())
            .field("verified", &self.verified)
            .field("key", &self.key.is_some())
            .finish()
    }
}

impl PresentedDevice {
    /// A phone whose personal number the host has verified.
    #[must_use]
    pub fn verified(number: impl Into<String>) -> Self {
        Self {
            number: Some(number.into()),
            verified: true,
            key: None,
        }
    }

    /// Checks what needs no store.
    ///
    /// # Errors
    /// `text_too_long` for the key.
    pub(crate) fn check_form(&self) -> Result<(), Error> {
        let length = self.key.as_ref().map_or(0, |key| key.chars().count());
        if length <= KEY {
            return Ok(());
        }
        let problem = Problem::new(FindingCode::TextTooLong)
            .with("count", length)
            .with("max", KEY);
        Err(Error::field("device_key", &problem))
    }

    /// The personal number in canonical form, if it may activate this account.
    ///
    /// # Errors
    /// `device_number_required` where the setting asks for it or a number is bound; the phone codes;
    /// `device_number_unverified`; `account_device_mismatch` for another number than the one bound.
    pub(super) fn admit(&self, proved: &Proved<'_>) -> Result<Option<E164>, Error> {
        let settings = &proved.seen.settings;
        let account = &proved.account.value;
        let bound = account.device.as_ref().map(|device| device.number);
        let has_line = !account.lines.is_empty();
        let Some(number) = self.read(proved)? else {
            if bound.is_some() || (has_line && settings.device_number_required) {
                return Err(Error::new(ErrorCode::DeviceNumberRequired));
            }
            return Ok(None);
        };
        if has_line && settings.device_verification_required && !self.verified {
            return Err(Error::new(ErrorCode::DeviceNumberUnverified));
        }
        match bound {
            Some(bound) if bound != number => Err(Error::new(ErrorCode::AccountDeviceMismatch)),
            _ => Ok(Some(number)),
        }
    }

    /// Whether it can be shown that this is the phone bound before.
    pub(super) fn is_bound(&self, proved: &Proved<'_>) -> bool {
        let bound = proved.account.value.device.as_ref();
        let number = self.read(proved).ok().flatten();
        bound.is_some_and(|device| Some(device.number) == number)
    }

    fn read(&self, proved: &Proved<'_>) -> Result<Option<E164>, Error> {
        let typed = self.number.as_deref().map(str::trim).unwrap_or_default();
        if typed.is_empty() {
            return Ok(None);
        }
        let options = PhoneOptions {
            default_region: proved.seen.settings.default_region,
            ..PhoneOptions::for_identities()
        };
        phone::read(typed, &options)
            .map(|reading| Some(reading.value))
            .map_err(|problem| Error::field("device_number", &problem))
    }
}
