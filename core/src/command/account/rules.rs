//! What the settings of an organization say about the fields of an account, as the single form reads them.

use crate::account::Name;
use crate::command::refusals::Refusals;
use crate::contact::{EmailPolicy, Identity, IdentityRules, PhoneOptions};
use crate::error::{Error, ErrorCode};
use crate::settings::{IdentityKind, Language, NameForm, Settings};
use crate::text::PersonName;

/// Which identities are taken: kinds, domains, the region of national numbers (D-32, M-47).
#[must_use]
pub fn identity_rules(settings: &Settings) -> IdentityRules {
    let domains = settings
        .allowed_email_domains
        .iter()
        .map(|domain| domain.as_str());
    let email = match settings.allowed_email_domains.is_empty() {
        true => EmailPolicy::default(),
        false => EmailPolicy::only_at(domains).unwrap_or_default(),
    };
    let phone = PhoneOptions {
        default_region: settings.default_region,
        ..PhoneOptions::for_identities()
    };
    let email_only = if settings.smtp_data_offload {
        Some("smtp_data_offload")
    } else if settings.identity_kinds.contains(&IdentityKind::Phone) {
        None
    } else {
        Some("identity_kinds")
    };
    IdentityRules {
        email,
        phone,
        email_only,
    }
}

/// An identity or a notification address as the form has it.
pub(in crate::command) fn read_identity(
    field: &'static str,
    text: &str,
    settings: &Settings,
    refusals: &mut Refusals,
) -> Option<Identity> {
    if text.trim().is_empty() {
        refusals.missing(field);
        return None;
    }
    let identity = refusals.value(field, Identity::parse(text, &identity_rules(settings)))?;
    if identity.is_email() && !settings.identity_kinds.contains(&IdentityKind::Email) {
        refusals.refuse(
            Error::new(ErrorCode::OptionNotAvailable)
                .with("option", "email")
                .with("setting", "identity_kinds"),
        );
        return None;
    }
    Some(identity)
}

/// Names as the form has them: one field, or first and last name (M-19, B-08).
#[derive(Clone, Debug, Default)]
pub(in crate::command) struct Names {
    pub(in crate::command) first: Option<PersonName>,
    pub(in crate::command) last: Option<PersonName>,
    pub(in crate::command) one: Option<PersonName>,
}

impl Names {
    /// Reads what was typed; blank fields are none.
    pub(in crate::command) fn read(
        first: Option<&str>,
        last: Option<&str>,
        one: Option<&str>,
        refusals: &mut Refusals,
    ) -> Self {
        Self {
            first: refusals.optional_text("first_name", first, PersonName::parse),
            last: refusals.optional_text("last_name", last, PersonName::parse),
            one: refusals.optional_text("name", one, PersonName::parse),
        }
    }

    /// The name in the form of the settings; the form needs all names if `names_required_form` is on (D-05).
    pub(in crate::command) fn in_form(self, settings: &Settings, refusals: &mut Refusals) -> Name {
        let required = settings.names_required_form;
        let other_form = |field: &'static str| {
            Error::new(ErrorCode::OptionNotAvailable)
                .with("option", field)
                .with("setting", "name_form")
        };
        let nobody = Name::Two {
            first: None,
            last: None,
        };
        match settings.name_form {
            NameForm::Two => {
                if self.one.is_some() {
                    refusals.refuse(other_form("name"));
                }
                for (field, name) in [("first_name", &self.first), ("last_name", &self.last)] {
                    if required && name.is_none() {
                        refusals.missing(field);
                    }
                }
                Name::Two {
                    first: self.first,
                    last: self.last,
                }
            }
            NameForm::One => {
                if self.first.is_some() {
                    refusals.refuse(other_form("first_name"));
                } else if self.last.is_some() {
                    refusals.refuse(other_form("last_name"));
                }
                match self.one {
                    Some(name) => Name::One(name),
                    None => {
                        if required {
                            refusals.missing("name");
                        }
                        nobody
                    }
                }
            }
        }
    }
}

/// The language of an account for which none is given: the default, if people of its kind may have it.
#[must_use]
pub fn default_language(settings: &Settings, administrator: bool) -> Option<Language> {
    let offered = if administrator {
        &settings.admin_languages
    } else {
        &settings.languages
    };
    settings
        .default_language
        .clone()
        .filter(|language| offered.contains(language))
}
