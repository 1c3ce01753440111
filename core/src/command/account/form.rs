//! The single form: what a person typed, read under the settings of the organization.

use std::collections::BTreeSet;

use super::create_account::{CreateAccount, LineForm, NumberForm};
use super::creation::{LineNumber, NewAccount, NewLine, canonical};
use super::rules::{Names, read_identity};
use crate::account::LineFeatures;
use crate::change::Canonical;
use crate::command::group::check_pairs;
use crate::command::number::number;
use crate::command::refusals::Refusals;
use crate::contact::{ForwardingNumber, Identity, IdentityRules, PhoneOptions, Region, phone};
use crate::error::{Error, ErrorCode};
use crate::finding::{FindingCode, Problem};
use crate::limits::LIST_ITEMS;
use crate::settings::{AccessKind, Application, Language, Settings};
use crate::text::Tag;

impl CreateAccount {
    /// Step 1: what can be said about the form before the settings are known.
    pub(super) fn check_form(&self) -> Result<(), Error> {
        let mut refusals = Refusals::default();
        self.names(&mut refusals);
        check_extension(self.extension.as_deref(), &mut refusals);
        check_pairs("attributes", &self.attributes, &mut refusals);
        for address in [
            ("identity", &self.identity),
            ("notification_address", &self.notification_address),
        ] {
            if let (field, Some(text)) = address
                && text.contains('@')
            {
                refusals.value(field, Identity::parse(text, &IdentityRules::default()));
            }
        }
        for (index, line) in self.lines.iter().flatten().enumerate() {
            read_line(line, index, &mut refusals);
        }
        refusals.finish()
    }

    /// The account under the settings, and warnings. All refusals are found together.
    ///
    /// # Errors
    /// `option_not_available`, `account_identity_forbidden`, the codes of fields.
    pub(super) fn read(
        &self,
        settings: &Settings,
    ) -> Result<(NewAccount, Vec<FindingCode>), Error> {
        let mut refusals = Refusals::default();
        if !settings.access_kinds.contains(&self.access) {
            refusals.refuse(
                Error::new(ErrorCode::OptionNotAvailable)
                    .with("option", self.access.as_str())
                    .with("setting", "access_kinds"),
            );
        }
        if self.teams.len() > LIST_ITEMS {
            refusals.refuse(
                Error::new(ErrorCode::TooManyItems)
                    .with("max", LIST_ITEMS)
                    .with("got", self.teams.len()),
            );
        }
        let name = self.names(&mut refusals).in_form(settings, &mut refusals);
        let (identity, notification_address) = self.addresses(settings, &mut refusals);
        check_extension(self.extension.as_deref(), &mut refusals);
        let mut warnings = Vec::new();
        let new = NewAccount {
            access: self.access,
            name,
            identity,
            notification_address,
            role: self.role,
            group: self.group,
            teams: self.teams.clone(),
            applications: read_applications(self.applications.as_deref(), settings, &mut refusals),
            lines: self.read_lines(settings, &mut refusals, &mut warnings),
            language: read_language(self.language.as_deref(), settings, &mut refusals),
            extension: self.extension.clone(),
            attributes: self.attributes.clone(),
        };
        refusals.finish()?;
        Ok((new, warnings))
    }

    fn names(&self, refusals: &mut Refusals) -> Names {
        Names::read(
            self.first_name.as_deref(),
            self.last_name.as_deref(),
            self.name.as_deref(),
            refusals,
        )
    }

    fn addresses(
        &self,
        settings: &Settings,
        refusals: &mut Refusals,
    ) -> (Option<Identity>, Option<Identity>) {
        if self.access == AccessKind::NoPortal {
            if self.identity.is_some() || self.notification_address.is_some() {
                refusals.refuse(Error::new(ErrorCode::AccountIdentityForbidden));
            }
            return (None, None);
        }
        let text = self.identity.as_deref().unwrap_or_default();
        let identity = read_identity("identity", text, settings, refusals);
        let given = self.notification_address.as_deref();
        let notification =
            given.and_then(|text| read_identity("notification_address", text, settings, refusals));
        (identity, notification)
    }

    /// The lines named, else as many as the settings give, each without a number (M-19, M-25).
    fn read_lines(
        &self,
        settings: &Settings,
        refusals: &mut Refusals,
        warnings: &mut Vec<FindingCode>,
    ) -> Vec<NewLine> {
        let Some(given) = &self.lines else {
            let count = usize::try_from(settings.lines_at_creation).unwrap_or_default();
            return vec![NewLine::default(); count];
        };
        let mut lines = Vec::new();
        for (index, form) in given.iter().enumerate() {
            let Some(mut line) = read_line(form, index, refusals) else {
                continue;
            };
            if line.forwarding.is_some() && settings.voice_calling {
                warnings.push(FindingCode::ForwardingNotApplicable);
                line.forwarding = None;
            }
            lines.push(line);
        }
        lines
    }
}

/// Every canonical form that an identity as typed can have: which one, the organization's region decides.
pub(super) fn canonical_forms(identity: Option<&str>) -> Vec<Canonical> {
    let Some(text) = identity else {
        return Vec::new();
    };
    let rules = IdentityRules::default();
    if text.contains('@') || text.trim_start().starts_with('+') {
        let read = Identity::parse(text, &rules);
        return read.iter().map(canonical).collect();
    }
    let anywhere = PhoneOptions {
        compared: Region::all().into_iter().collect(),
        ..PhoneOptions::for_identities()
    };
    let forms = phone::candidates(text, &anywhere).unwrap_or_default();
    let forms: BTreeSet<_> = forms.into_iter().collect();
    forms
        .into_iter()
        .map(|form| Canonical::new(form.to_string()))
        .collect()
}

/// 3 to 5 digits.
pub(super) fn check_extension(extension: Option<&str>, refusals: &mut Refusals) {
    let Some(extension) = extension else {
        return;
    };
    let digits = extension.bytes().all(|byte| byte.is_ascii_digit());
    if !digits || !(3..=5).contains(&extension.len()) {
        let problem = Problem::new(FindingCode::DigitsInvalid)
            .with("count", extension.len())
            .with("min", 3_u32)
            .with("max", 5_u32);
        refusals.field("extension", problem);
    }
}

/// The applications named, else the one that is preselected (M-19).
pub(super) fn read_applications(
    given: Option<&[String]>,
    settings: &Settings,
    refusals: &mut Refusals,
) -> Vec<Application> {
    let Some(given) = given else {
        return settings.applications.first().cloned().into_iter().collect();
    };
    if given.is_empty() && !settings.applications.is_empty() {
        refusals.missing("applications");
    }
    let read = given.iter().map(|name| Application::parse(name));
    match read.collect() {
        Ok(applications) => applications,
        Err(_) => {
            refusals.refuse(Error::not_found("application"));
            Vec::new()
        }
    }
}

/// A language that some people there may have.
pub(super) fn read_language(
    given: Option<&str>,
    settings: &Settings,
    refusals: &mut Refusals,
) -> Option<Language> {
    let given = given?;
    let read = Language::parse(given).ok();
    let known = |language: &Language| {
        settings.languages.contains(language) || settings.admin_languages.contains(language)
    };
    if !read.as_ref().is_some_and(known) {
        let allowed: Vec<String> = settings.languages.iter().map(ToString::to_string).collect();
        let problem = Problem::new(FindingCode::ValueNotAllowed).with("allowed", allowed);
        refusals.field("language", problem);
    }
    read
}

fn read_line(form: &LineForm, index: usize, refusals: &mut Refusals) -> Option<NewLine> {
    let number = match &form.number {
        NumberForm::Later => Ok(LineNumber::Later),
        NumberForm::Any => Ok(LineNumber::Any),
        NumberForm::Named(text) => number(text, index).map(LineNumber::Named),
        NumberForm::Tagged(text) => Tag::parse(text)
            .map(LineNumber::Tagged)
            .map_err(|_| Error::new(ErrorCode::NumberTagInvalid).with("index", index)),
    };
    let forwarding = match form.forwarding_number.as_deref() {
        None => Ok(None),
        Some(text) => ForwardingNumber::read(text).map(|reading| Some(reading.value)),
    };
    let forwarding = refusals.value("forwarding_number", forwarding);
    let number = number.map_err(|error| refusals.refuse(error)).ok();
    let (number, forwarding) = (number?, forwarding?);
    if let (LineNumber::Named(number), Some(to)) = (&number, &forwarding)
        && number.digits().to_string() == to.digits()
    {
        refusals.field(
            "forwarding_number",
            Problem::new(FindingCode::ForwardingLoop),
        );
    }
    let features = LineFeatures {
        // Counts only with social messaging (M-53).
        restrict_incoming_social_messaging: form.features.social_messaging
            && form.features.restrict_incoming_social_messaging,
        ..form.features
    };
    Some(NewLine {
        number,
        features,
        forwarding,
    })
}
