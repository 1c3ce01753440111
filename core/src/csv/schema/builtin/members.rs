//! Files of members: `members-v1`, `-v2` and `-v3`, with and without a login (B-12, B-13, B-18, B-27).

use super::super::{Column, ColumnType, Disabled, Personal, Presence, Schema, Unique};
use super::ColumnSwitches;
use super::parts::{choice, column, name_type, owned, schema};
use crate::profile::ProfileName;
use crate::settings::AccessKind;

pub(super) fn members(
    profile: ProfileName,
    access: AccessKind,
    switches: &ColumnSwitches,
) -> Schema {
    let portal = access == AccessKind::Portal;
    let version_one = profile == ProfileName::MembersV1;
    let off = |disabled: Disabled, reason: &str, when: bool| {
        (when.then_some(disabled), when.then(|| reason.to_owned()))
    };
    let (email_off, email_reason) = off(
        Disabled::Refuse,
        "members without a login have no e-mail",
        !portal,
    );
    let (role_off, role_reason) = off(
        Disabled::Refuse,
        "members without a login have no role",
        !portal,
    );
    let (team_off, team_reason) = off(Disabled::Ignore, "there are no teams here", version_one);
    let (extension_off, extension_reason) = off(
        Disabled::Ignore,
        "only members without a login have an extension",
        portal,
    );
    let required = if portal {
        Presence::Required
    } else {
        Presence::Optional
    };
    let columns = vec![
        Column {
            aliases: owned(&["full name", "display name", "nome", "nom", "nombre"]),
            header: Presence::Required,
            value: Presence::Required,
            personal: Personal::Name,
            sample: Some("Firstname Lastname".to_owned()),
            ..column("name", name_type())
        },
        Column {
            aliases: owned(&[
                "e mail",
                "email address",
                "mail",
                "e mail adresse",
                "indirizzo email",
                "adresse e mail",
                "courriel",
                "correo electronico",
            ]),
            header: required,
            value: required,
            unique: Unique::Error,
            personal: Personal::Email,
            disabled: email_off,
            disabled_reason: email_reason,
            sample: portal.then(|| "name@example.com".to_owned()),
            ..column("email", ColumnType::Email {})
        },
        Column {
            aliases: owned(&["rolle", "ruolo", "rol"]),
            default: Some("Member".to_owned()),
            disabled: role_off,
            disabled_reason: role_reason,
            ..column(
                "role",
                ColumnType::Choice {
                    values: vec![choice("Admin", &["Administrator"]), choice("Member", &[])],
                },
            )
        },
        Column {
            aliases: owned(&["squadra", "equipe", "equipo"]),
            disabled: team_off,
            disabled_reason: team_reason,
            ..column(
                "team",
                ColumnType::Reference {
                    list: "teams".to_owned(),
                },
            )
        },
        Column {
            aliases: owned(&[
                "ext",
                "extension number",
                "durchwahl",
                "nebenstelle",
                "interno",
                "poste",
            ]),
            unique: Unique::Error,
            disabled: extension_off,
            disabled_reason: extension_reason,
            sample: (!portal).then(|| "12345".to_owned()),
            ..column(
                "extension",
                ColumnType::Digits {
                    min: 3,
                    max: 5,
                    separators: false,
                    forwarding: false,
                },
            )
        },
    ];
    let rows = switches.rows_per_file.unwrap_or(1_000);
    schema(profile.as_str(), "Members", columns, Vec::new(), rows).under(switches)
}
