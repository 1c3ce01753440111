//! What a person presents to activate: company id, username and typed code, as they were typed.

use std::fmt;

use serde::Serialize;
use zeroize::{Zeroize, ZeroizeOnDrop};

use crate::change::Canonical;
use crate::contact::email::{self, EmailPolicy};
use crate::contact::phone::{self, PhoneOptions};
use crate::credential::TypedCode;
use crate::e164::E164;
use crate::error::Error;
use crate::snapshot::InvitationKey;
use crate::text::ExternalId;

/// Longest username that is looked at, in bytes. A longer one belongs to nobody.
const USERNAME_BYTES: usize = 1_024;

/// A credential as its holder presents it.
#[derive(Clone)]
pub enum Credential {
    /// The typed code, with what selects the invitation.
    Code {
        /// The company id.
        company_id: String,
        /// The username: an e-mail address, or a personal number with country code.
        username: String,
        /// The code.
        code: CodeText,
    },
}

/// Who presents it is personal, the code is secret: `Debug` shows the kind only.
impl fmt::Debug for Credential {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Code { .. } => f.write_str("Code(..)"),
        }
    }
}

/// A typed code as it was typed. It is wiped when dropped, serialized nowhere, and shown by no `Debug`.
#[derive(Clone, Zeroize, ZeroizeOnDrop)]
pub struct CodeText(String);

impl CodeText {
    /// The text typed.
    #[must_use]
    pub fn new(typed: impl Into<String>) -> Self {
        Self(typed.into())
    }

    /// The text itself, to be read. Whoever asks must not keep or show it.
    #[must_use]
    pub fn expose(&self) -> &str {
        &self.0
    }
}

impl fmt::Debug for CodeText {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("CodeText(..)")
    }
}

/// A credential that was read: its code passes the check of its typing, and names stand in canonical form. Its
/// serialized form leaves the code out, so that no fingerprint is made over it (N-08).
#[derive(Clone, Serialize)]
pub struct Presented {
    company_id: Option<ExternalId>,
    username: Canonical,
    #[serde(skip)]
    code: TypedCode,
}

impl Presented {
    /// Reads what was typed, the code first.
    ///
    /// # Errors
    /// `credential_malformed` with the reason `length`, `symbol` or `check`: no row is read and no attempt counted. A
    /// company id or username that cannot exist is no error here: it is answered as one that does not exist.
    pub fn read(credential: &Credential) -> Result<Self, Error> {
        let Credential::Code {
            company_id,
            username,
            code,
        } = credential;
        let code = TypedCode::parse(code.expose())?;
        Ok(Self {
            company_id: ExternalId::parse(company_id).ok(),
            username: canonical_username(username),
            code,
        })
    }

    /// The company id; none if no organization can have what was typed.
    #[must_use]
    pub const fn company_id(&self) -> Option<&ExternalId> {
        self.company_id.as_ref()
    }

    /// The username in canonical form.
    #[must_use]
    pub const fn username(&self) -> &Canonical {
        &self.username
    }

    /// The code.
    #[must_use]
    pub const fn code(&self) -> &TypedCode {
        &self.code
    }

    /// By what the invitation is found, whether or not there is one.
    #[must_use]
    pub fn key(&self) -> Option<InvitationKey> {
        let company_id = self.company_id.clone()?;
        Some(InvitationKey::Credential(company_id, self.username.clone()))
    }
}

impl fmt::Debug for Presented {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Presented(..)")
    }
}

/// The canonical form of what was typed as username. What is neither an address nor a number stays as it is: nobody
/// has it. Whatever rule admitted an identity, its canonical form comes back from here unchanged.
fn canonical_username(typed: &str) -> Canonical {
    let typed = typed.trim();
    if typed.len() > USERNAME_BYTES {
        return Canonical::new("");
    }
    if typed.contains('@') {
        let mut policy = EmailPolicy::default();
        policy.allow_unicode_local = true;
        return match email::canonical(typed, &policy) {
            Ok(reading) => Canonical::new(reading.value),
            Err(_) => Canonical::new(typed),
        };
    }
    if let Ok(number) = typed.parse::<E164>() {
        return Canonical::new(number.to_string());
    }
    match phone::read(typed, &PhoneOptions::for_numbers()) {
        Ok(reading) => Canonical::new(reading.value.to_string()),
        Err(_) => Canonical::new(typed),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(code: &str) -> Result<Presented, Error> {
        Presented::read(&Credential::Code {
            company_id: "100200300".into(),
            username: " Name@Example.com ".into(),
            code: CodeText::new(code),
        })
    }

    #[test]
    fn case_a_12_a_symbol_of_no_code_is_named_by_its_place() {
        for (typed, position) in [("JS8U-M8BP-H9RE", 4), ("\u{ff2a}S8D-M8BP-H9RE", 1)] {
            let error = read(typed).unwrap_err();
            assert_eq!(error.code().as_str(), "credential_malformed");
            assert_eq!(error.details()["reason"], "symbol");
            assert_eq!(error.details()["position"], position);
        }
    }

    #[test]
    fn twin_a_12_what_is_easily_mistaken_is_folded() {
        for typed in ["JS8D-M8BP-H9RE", "js8dm8bph9re", " js8d\u{2013}m8bp h9re "] {
            let presented = read(typed).unwrap();
            assert_eq!(presented.code().render(), "JS8D-M8BP-H9RE");
        }
    }

    #[test]
    fn n_08_no_code_in_debug_or_the_serialized_form() {
        let presented = read("JS8D-M8BP-H9RE").unwrap();
        let shown = format!(
            "{presented:?} {}",
            serde_json::to_string(&presented).unwrap()
        );
        assert!(
            !shown.contains("JS8D") && !shown.contains("code"),
            "{shown}"
        );
        let text = format!("{:?}", CodeText::new("JS8D-M8BP-H9RE"));
        assert_eq!(text, "CodeText(..)");
    }

    #[test]
    fn a_username_is_read_in_its_canonical_form() {
        for (typed, canonical) in [
            (" Name@Example.com ", "name@example.com"),
            ("+1 440 555 1234", "+14405551234"),
            ("14405551234", "+14405551234"),
            ("nobody", "nobody"),
        ] {
            assert_eq!(canonical_username(typed).as_str(), canonical);
        }
    }
}
