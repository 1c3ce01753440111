//! How a person is reached and told apart: an e-mail address or a personal number.
//!
//! Here is decided which of the two a text is. Syntax and canonical forms are in `email` and `phone`; who has an
//! account under an identity is for the commands to say.

use std::borrow::Cow;
use std::fmt;

use serde::{Deserialize, Deserializer, Serialize, Serializer};

use crate::e164::E164;
use crate::finding::{FindingCode, Problem};

#[cfg(feature = "phonenumber")]
pub mod convert;
mod digits;
pub mod email;
pub mod forwarding;
pub mod phone;
pub(crate) mod plain;
pub mod plan;
mod reading;
mod verdict;

pub(crate) use digits::destroyed_span;
pub use email::{Email, EmailPolicy};
pub use forwarding::ForwardingNumber;
pub use phone::{Phone, PhoneOptions};
pub use plan::{Plan, Region};
pub use reading::Reading;
pub use verdict::{Accept, NumberType};

/// Who a person is: an e-mail address or a personal number, as typed and in canonical form. Invitations go to what was
/// typed; the canonical form is compared, and no two accounts share it (N-03).
///
/// ```
/// use rollbook::contact::{Identity, IdentityRules};
/// let rules = IdentityRules::default();
/// let person = Identity::parse("Name@Example.com", &rules).unwrap();
/// assert_eq!(person.canonical(), "name@example.com");
/// assert_eq!(person.original(), "Name@Example.com");
/// assert_eq!(Identity::parse("1 440 555 1234", &rules).unwrap().canonical(), "+14405551234");
/// ```
#[derive(Clone, PartialEq, Eq)]
pub enum Identity {
    /// An e-mail address.
    Email(Email),
    /// A personal number.
    Phone(Phone),
}

/// Which identities an organization takes.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct IdentityRules {
    /// Rules for addresses.
    pub email: EmailPolicy,
    /// Rules for numbers.
    pub phone: PhoneOptions,
    /// Why a number is not taken: the setting that says so, for example `smtp_data_offload`. `None` takes both.
    pub email_only: Option<&'static str>,
}

/// The form of an identity that is compared.
#[derive(Clone, PartialEq, Eq)]
pub enum Canonical<'a> {
    /// An address: ASCII lower case, domain in ASCII.
    Email(Cow<'a, str>),
    /// A number.
    Phone(E164),
}

/// Reads an identity in its canonical form alone, without copying a plain address: what a validator needs of a row.
///
/// # Errors
/// `identity_unrecognized`, `email_required`, `number_scientific_notation`, and those of [`email::canonical`] and
/// [`phone::read`].
pub fn canonical<'a>(
    text: &'a str,
    rules: &IdentityRules,
) -> Result<Reading<Canonical<'a>>, Problem> {
    if text.bytes().any(|byte| byte == b'@') || text.contains('\u{ff20}') {
        let reading = email::canonical(text, &rules.email)?;
        return Ok(reading.map(Canonical::Email));
    }
    check_number(text.trim())?;
    if let Some(reason) = rules.email_only {
        return Err(Problem::new(FindingCode::EmailRequired).with("reason", reason));
    }
    let reading = phone::read(text, &rules.phone)?;
    Ok(reading.map(Canonical::Phone))
}

/// Whether a text without `@` is meant as a number: seven digits, or digits and no letters.
fn check_number(text: &str) -> Result<(), Problem> {
    if text.len() >= 7 && text.bytes().all(|byte| byte.is_ascii_digit()) {
        return Ok(());
    }
    if digits::is_scientific(text) {
        return Err(Problem::new(FindingCode::NumberScientificNotation));
    }
    let is_number = match digits::count_digits(text) {
        0 => false,
        1..=6 => !text.chars().any(char::is_alphabetic),
        _ => true,
    };
    match is_number {
        true => Ok(()),
        false => Err(Problem::new(FindingCode::IdentityUnrecognized)),
    }
}

impl Identity {
    /// Reads an identity; with `@` it is an address, else a number. Space around it is dropped.
    ///
    /// # Errors
    /// As [`canonical`].
    pub fn parse(text: &str, rules: &IdentityRules) -> Result<Self, Problem> {
        Self::read(text, rules).map(|reading| reading.value)
    }

    /// Reads an identity, with its fixes and warnings.
    ///
    /// # Errors
    /// As [`canonical`].
    pub fn read(text: &str, rules: &IdentityRules) -> Result<Reading<Self>, Problem> {
        let reading = canonical(text, rules)?;
        Ok(reading.map(|form| Self::from_parts(text, &form)))
    }

    /// From a text and the canonical form that was read from it.
    #[must_use]
    pub fn from_parts(text: &str, form: &Canonical<'_>) -> Self {
        match form {
            Canonical::Email(canonical) => Self::Email(Email::from_parts(text, canonical)),
            Canonical::Phone(e164) => Self::Phone(Phone::new(text, *e164)),
        }
    }

    /// From both forms, as a store keeps them. No rule of an organization is asked again: rules change, people stay.
    ///
    /// # Errors
    /// [`StoredIdentityError`] if the canonical form is not that of the original.
    pub fn from_stored(original: &str, canonical: &str) -> Result<Self, StoredIdentityError> {
        let identity = if canonical.contains('@') {
            Self::Email(Email::from_stored(original).map_err(|_| StoredIdentityError)?)
        } else {
            let e164 = canonical.parse().map_err(|_| StoredIdentityError)?;
            Self::Phone(Phone::new(original, e164))
        };
        match identity.canonical() == canonical {
            true => Ok(identity),
            false => Err(StoredIdentityError),
        }
    }

    /// The text as typed, to which invitations go.
    #[must_use]
    pub fn original(&self) -> &str {
        match self {
            Self::Email(email) => email.original(),
            Self::Phone(phone) => phone.original(),
        }
    }

    /// The form that is compared: an address in lower case, or `+` and digits.
    #[must_use]
    pub fn canonical(&self) -> Cow<'_, str> {
        match self {
            Self::Email(email) => Cow::Borrowed(email.canonical()),
            Self::Phone(phone) => Cow::Owned(phone.e164().to_string()),
        }
    }

    /// Whether it is an e-mail address.
    #[must_use]
    pub const fn is_email(&self) -> bool {
        matches!(self, Self::Email(_))
    }
}

/// Which kind, never who.
impl fmt::Debug for Identity {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Email(email) => email.fmt(f),
            Self::Phone(phone) => phone.fmt(f),
        }
    }
}

/// Which kind, never who.
impl fmt::Debug for Canonical<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Email(_) => "Email(..)",
            Self::Phone(_) => "Phone(..)",
        })
    }
}

/// The canonical form of a stored identity is not that of its original.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("the canonical form of a stored identity is not that of its original")]
pub struct StoredIdentityError;

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Stored<'a> {
    #[serde(borrow)]
    original: Cow<'a, str>,
    #[serde(borrow)]
    canonical: Cow<'a, str>,
}

impl Serialize for Identity {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let (original, canonical) = (self.original().into(), self.canonical());
        let stored = Stored {
            original,
            canonical,
        };
        stored.serialize(serializer)
    }
}

impl<'de> Deserialize<'de> for Identity {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let stored = Stored::deserialize(deserializer)?;
        Self::from_stored(&stored.original, &stored.canonical).map_err(serde::de::Error::custom)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn refusal(text: &str, rules: &IdentityRules) -> FindingCode {
        Identity::parse(text, rules).expect_err(text).code
    }

    #[test]
    fn an_at_sign_makes_an_address_and_seven_digits_a_number() {
        let rules = IdentityRules::default();
        assert!(
            Identity::parse("1234567@example.com", &rules)
                .unwrap()
                .is_email()
        );
        assert!(!Identity::parse("14405551234", &rules).unwrap().is_email());
        for (text, code) in [
            ("1234567", FindingCode::PhoneTooShort),
            ("name\u{ff20}example.com", FindingCode::EmailInvalid),
            ("123", FindingCode::PhoneTooShort),
            ("12a", FindingCode::IdentityUnrecognized),
            ("name", FindingCode::IdentityUnrecognized),
            ("", FindingCode::IdentityUnrecognized),
            ("1234567a", FindingCode::PhoneBadCharacter),
            ("1.44E+10", FindingCode::NumberScientificNotation),
            ("1.4405551234E+10", FindingCode::NumberScientificNotation),
        ] {
            assert_eq!(refusal(text, &rules), code, "{text}");
        }
    }

    #[test]
    fn m_47_where_only_addresses_are_taken_a_number_is_refused_with_the_reason() {
        let rules = IdentityRules {
            email_only: Some("smtp_data_offload"),
            ..IdentityRules::default()
        };
        let problem = Identity::parse("14405551234", &rules).unwrap_err();
        assert_eq!(problem.code, FindingCode::EmailRequired);
        assert_eq!(problem.params.text("reason"), Some("smtp_data_offload"));
        assert_eq!(refusal("name", &rules), FindingCode::IdentityUnrecognized);
        assert!(Identity::parse("name@example.com", &rules).is_ok());
    }

    #[test]
    fn a_stored_identity_comes_back_and_a_wrong_one_does_not() {
        let rules = IdentityRules::default();
        for text in ["Name@Example.com", "1 440 555 1234"] {
            let identity = Identity::parse(text, &rules).unwrap();
            let json = serde_json::to_string(&identity).unwrap();
            assert_eq!(serde_json::from_str::<Identity>(&json).unwrap(), identity);
            let stored = Identity::from_stored(identity.original(), &identity.canonical()).unwrap();
            assert_eq!(stored, identity);
        }
        for (original, canonical) in [
            ("name@example.com", "Name@example.com"),
            ("other@example.com", "name@example.com"),
            ("1440", "1440"),
        ] {
            assert_eq!(
                Identity::from_stored(original, canonical),
                Err(StoredIdentityError)
            );
        }
    }

    #[test]
    fn debug_shows_the_kind_and_never_the_person() {
        let rules = IdentityRules::default();
        let shown = |text| format!("{:?}", Identity::parse(text, &rules).unwrap());
        assert_eq!(shown("name@example.com"), "Email(..)");
        assert_eq!(shown("14405551234"), "Phone(..)");
        assert_eq!(
            format!("{:?}", canonical("name@example.com", &rules).unwrap().value),
            "Email(..)"
        );
    }

    #[test]
    fn a_plain_address_is_not_copied() {
        let rules = IdentityRules::default();
        let reading = canonical("name@example.com", &rules).unwrap();
        assert!(matches!(
            reading.value,
            Canonical::Email(Cow::Borrowed("name@example.com"))
        ));
    }
}
