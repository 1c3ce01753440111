//! A typed row of an upload, read into an account.

use std::collections::{BTreeMap, BTreeSet};

use super::facts::role_named;
use super::upload::Upload;
use crate::account::{Account, Line, LineFeatures, Name};
use crate::command::account::creation::{LineNumber, NewAccount, NewLine};
use crate::contact::{ForwardingNumber, Identity};
use crate::csv::Row;
use crate::error::Error;
use crate::finding::FindingCode;
use crate::settings::{Application, Language, NameForm, Settings};
use crate::snapshot::Snapshot;
use crate::text::PersonName;

/// The typed row as an account. The validator has judged every cell, so a failure here is a disagreement.
pub fn account(
    row: &Row,
    upload: &Upload,
    settings: &Settings,
    snapshot: &Snapshot,
) -> Result<NewAccount, Error> {
    let identity = row
        .value("identity")
        .map(|it| ("identity", it))
        .or_else(|| row.value("email").map(|it| ("email", it)));
    let identity = identity.map(|(key, canonical)| {
        let typed = row.text(key).unwrap_or(canonical).trim();
        Identity::from_stored(typed, canonical)
            .or_else(|_| Identity::from_stored(canonical, canonical))
            .map_err(|_| Error::internal("identity of a row"))
    });
    let role = row.value("role").map(|word| {
        role_named(word, snapshot)
            .map(|role| role.id)
            .ok_or_else(|| Error::not_found("role"))
    });
    let applications = match &upload.input.application {
        Some(application) => vec![application.clone()],
        None => settings
            .applications
            .first()
            .cloned()
            .into_iter()
            .collect::<Vec<Application>>(),
    };
    // A row that says something of a line gets one, so that nothing typed is lost.
    let at_creation = settings
        .lines_at_creation
        .max(u32::from(says_of_a_line(row)));
    let mut lines = Vec::new();
    if at_creation > 0 {
        lines.push(line(row)?);
        lines.resize_with(usize::try_from(at_creation).unwrap_or(1), NewLine::default);
    }
    Ok(NewAccount {
        access: upload.input.access,
        name: name(row, settings.name_form)?,
        identity: identity.transpose()?,
        notification_address: None,
        role: role.transpose()?,
        group: upload.input.group,
        teams: BTreeSet::new(),
        applications,
        lines,
        language: row
            .value("language")
            .and_then(|it| Language::parse(it).ok()),
        extension: row.value("extension").map(str::to_owned),
        attributes: BTreeMap::new(),
    })
}

fn name(row: &Row, form: NameForm) -> Result<Name, Error> {
    let read = |key| {
        row.value(key)
            .map(PersonName::parse)
            .transpose()
            .map_err(|_| Error::internal("name of a row"))
    };
    Ok(match form {
        NameForm::Two => Name::Two {
            first: read("firstname")?,
            last: read("lastname")?,
        },
        NameForm::One => match read("name")? {
            Some(name) => Name::One(name),
            None => return Err(Error::field_code("name", FindingCode::RequiredValueMissing)),
        },
    })
}

fn says_of_a_line(row: &Row) -> bool {
    let columns = [
        "multiline_number",
        "monitor_calls",
        "monitor_sms",
        "forwarding_number",
    ];
    columns.iter().any(|column| row.value(column).is_some())
}

fn line(row: &Row) -> Result<NewLine, Error> {
    let is = |key: &str, word: &str| row.value(key) == Some(word);
    let social_messaging = is("social_messaging", "Yes");
    let number = match row.value("multiline_number") {
        None => LineNumber::Later,
        Some(number) => LineNumber::Named(
            number
                .parse()
                .map_err(|_| Error::internal("number of a row"))?,
        ),
    };
    let forwarding = row
        .value("forwarding_number")
        .map(|text| ForwardingNumber::read(text).map(|read| read.value))
        .transpose()
        .map_err(|problem| Error::field("forwarding_number", &problem))?;
    Ok(NewLine {
        number,
        features: LineFeatures {
            social_messaging,
            restrict_incoming_social_messaging: social_messaging
                && is("restrict_incoming_social_messaging", "true"),
            monitor_calls: is("monitor_calls", "auto"),
            monitor_sms: is("monitor_sms", "on"),
        },
        forwarding,
    })
}

/// The account with the filled cells of a row: never its identity, role or number (D-36).
pub fn filled(account: &Account, row: &Row, new: &NewAccount) -> Account {
    let mut updated = account.clone();
    match (&mut updated.name, &new.name) {
        (
            Name::Two { first, last },
            Name::Two {
                first: new_first,
                last: new_last,
            },
        ) => {
            if new_first.is_some() {
                first.clone_from(new_first);
            }
            if new_last.is_some() {
                last.clone_from(new_last);
            }
        }
        (name, new) => name.clone_from(new),
    }
    if new.language.is_some() && !row.text("language").unwrap_or_default().trim().is_empty() {
        updated.language.clone_from(&new.language);
    }
    if let (Some(line), Some(new)) = (updated.lines.first_mut(), new.lines.first()) {
        let filled = |key| row.value(key).is_some();
        let features = &mut line.features;
        if filled("social_messaging") {
            features.social_messaging = new.features.social_messaging;
        }
        if filled("restrict_incoming_social_messaging") {
            features.restrict_incoming_social_messaging =
                new.features.restrict_incoming_social_messaging;
        }
        if filled("monitor_calls") {
            features.monitor_calls = new.features.monitor_calls;
        }
        if filled("monitor_sms") {
            features.monitor_sms = new.features.monitor_sms;
        }
        if let Some(to) = &new.forwarding {
            line.forwarding_number = Some(to.digits().to_owned());
        }
    }
    updated
}

/// The names of the fields that differ, for the event.
#[must_use]
pub fn changed_fields(before: &Account, after: &Account) -> Vec<&'static str> {
    let line = |account: &Account| account.lines.first().cloned();
    let (old, new) = (line(before), line(after));
    let features = |line: &Option<Line>| line.as_ref().map(|line| line.features);
    let to = |line: &Option<Line>| {
        line.as_ref()
            .and_then(|line| line.forwarding_number.clone())
    };
    [
        ("name", before.name != after.name),
        ("language", before.language != after.language),
        ("features", features(&old) != features(&new)),
        ("forwarding_number", to(&old) != to(&new)),
    ]
    .into_iter()
    .filter_map(|(field, changed)| changed.then_some(field))
    .collect()
}
