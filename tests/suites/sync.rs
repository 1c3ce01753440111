//! Catalogues, documents and lists in step with each other and with the specification.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

use rollbook::csv::report::{JSON_SCHEMA, Pii, View, to_json};
use rollbook::csv::{AccessKind, Options, Schema, validate};
use rollbook::error::ErrorCode;
use rollbook::event::EventName;
use rollbook::finding::FindingCode;
use rollbook::profile::ProfileName;

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("..")
}

fn text(path: &str) -> String {
    std::fs::read_to_string(root().join(path)).unwrap()
}

/// The names of audit events that `domain.md` 5.2 to 5.9 gives to the commands that are there.
const EVENTS: [&str; 52] = [
    "tenant.created",
    "organization.created",
    "organization.renamed",
    "organization.disabled",
    "organization.enabled",
    "role.created",
    "role.edited",
    "role.deleted",
    "role.removed",
    "ownership.transferred",
    "setting.changed",
    "permission_group.created",
    "permission_group.edited",
    "permission_group.deleted",
    "permission_group.default_set",
    "role.assigned",
    "number.added",
    "number.reserved",
    "number.released",
    "number.retired",
    "number.tagged",
    "number.cooling_ended",
    "number.allocated",
    "number.withdrawn",
    "number.assigned",
    "number.unassigned",
    "number.registered",
    "account.created",
    "account.edited",
    "account.moved",
    "account.suspended",
    "account.resumed",
    "account.opted_out",
    "account.opted_in",
    "account.deleted",
    "account.device_replaced",
    "account.activated",
    "account.reactivated",
    "invitation.sent",
    "invitation.revoked",
    "invitation.rendered",
    "invitation.delivery",
    "invitation.locked",
    "invitation.reuse_refused",
    "batch.started",
    "batch.cancelled",
    "batch.finished",
    "pin.created",
    "pin.reset",
    "pin.deleted",
    "pin.locked",
    "invitation.declined",
];

/// The commands of `architecture.md` 3 that are there.
const COMMANDS: [&str; 53] = [
    "create_tenant",
    "create_organization",
    "rename_organization",
    "disable_organization",
    "enable_organization",
    "create_role",
    "edit_role",
    "delete_role",
    "assign_role",
    "remove_role",
    "transfer_ownership",
    "set_settings",
    "reset_settings",
    "create_permission_group",
    "edit_permission_group",
    "delete_permission_group",
    "set_default_permission_group",
    "add_numbers",
    "reserve_numbers",
    "release_numbers",
    "retire_numbers",
    "tag_numbers",
    "untag_numbers",
    "end_cooling",
    "allocate_numbers",
    "withdraw_numbers",
    "create_account",
    "edit_account",
    "assign_number",
    "unassign_number",
    "move_accounts",
    "delete_account",
    "suspend_accounts",
    "resume_accounts",
    "record_opt_out",
    "record_opt_in",
    "replace_device",
    "send_invitations",
    "revoke_invitations",
    "record_delivery",
    "render_invitation",
    "create_pins",
    "reset_pins",
    "delete_pins",
    "verify_pin",
    "check_invitation",
    "accept_invitation",
    "decline_invitation",
    "import_accounts",
    "cancel_batch",
    "take_outbox",
    "complete_outbox",
    "list_number_choices",
];

/// Steps inside a command, which no caller names.
const STEPS: [&str; 5] = [
    "count_pin",
    "count_attempt",
    "settle_attempt",
    "import_accounts_chunk",
    "fail_batch",
];

/// The queries of `architecture.md` 3 that are there, by the names of their types: `get_texts` answers `texts`, and
/// `list_batch_rows` pages through what `batch_report` shows.
const QUERIES: [&str; 14] = [
    "list_organizations",
    "get_settings",
    "list_roles",
    "list_permission_groups",
    "list_numbers",
    "list_accounts",
    "get_account",
    "list_number_choices",
    "csv_template",
    "get_batch",
    "list_batches",
    "list_batch_rows",
    "get_texts",
    "list_events",
];

fn sources(folder: &Path, found: &mut Vec<PathBuf>) {
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            sources(&path, found);
        } else if path.extension().is_some_and(|it| it == "rs") {
            found.push(path);
        }
    }
}

fn sources_of(folder: &str) -> Vec<String> {
    let mut found = Vec::new();
    sources(&root().join(folder), &mut found);
    assert!(!found.is_empty(), "{folder}");
    found
        .iter()
        .map(|path| std::fs::read_to_string(path).unwrap())
        .collect()
}

fn set<'a>(names: impl IntoIterator<Item = &'a str>) -> BTreeSet<&'a str> {
    names.into_iter().collect()
}

#[test]
fn events_are_those_of_the_commands() {
    let written = EventName::ALL.iter().map(|name| name.as_str());
    let known = EVENTS.iter().chain(LATER_EVENTS).copied();
    assert_eq!(set(written), set(known));
}

/// Events whose commands are not there yet.
const LATER_EVENTS: &[&str] = &[
    "organization.moved",
    "organization.deleted",
    "privilege_group.created",
    "privilege_group.edited",
    "privilege_group.deleted",
    "team.created",
    "team.renamed",
    "team.enabled",
    "team.disabled",
    "team.deleted",
    "team.members_changed",
    "template.changed",
];

#[test]
fn commands_have_the_names_of_the_table() {
    let sources = sources_of("core/src/command");
    let named: BTreeSet<String> = sources
        .iter()
        .flat_map(|source| source.lines())
        .filter_map(|line| line.trim().strip_prefix("const NAME: &'static str = \""))
        .map(|rest| rest.trim_end_matches("\";").to_owned())
        .collect();
    let expected: BTreeSet<String> = COMMANDS
        .iter()
        .chain(&STEPS)
        .filter(|name| **name != "list_number_choices")
        .map(|name| (*name).to_owned())
        .collect();
    assert_eq!(named, expected);
}

#[test]
fn queries_have_the_names_of_the_table() {
    let mut named = BTreeSet::new();
    for source in sources_of("core/src/query") {
        for line in source.lines() {
            for kind in ["impl Query for ", "impl Look for "] {
                if let Some(name) = line.strip_prefix(kind) {
                    named.insert(snake(name.trim_end_matches(" {")));
                }
            }
        }
    }
    let known = set(QUERIES);
    let missing: Vec<_> = known.iter().filter(|it| !named.contains(**it)).collect();
    assert!(missing.is_empty(), "not there: {missing:?} of {named:?}");
    let unknown: Vec<_> = named
        .iter()
        .filter(|it| !known.contains(it.as_str()) && !LATER_QUERIES.contains(&it.as_str()))
        .filter(|it| !PARTS.contains(&it.as_str()))
        .collect();
    assert!(unknown.is_empty(), "in no table: {unknown:?}");
}

/// Queries of the table that may come at any time, and a command's own look.
const LATER_QUERIES: [&str; 5] = [
    "list_outbox",
    "batch_report",
    "number_history",
    "capacity_report",
    "may",
];

/// Reads that are no query of their own: the pages of an organization's facts, the numbers that a cell may mean, and what
/// a file is held against.
const PARTS: [&str; 4] = [
    "facts_accounts",
    "facts_numbers",
    "numbers_meant",
    "upload_schema",
];

/// `ListNumbers` as `list_numbers`.
fn snake(name: &str) -> String {
    let mut snake = String::new();
    for letter in name.chars() {
        if letter.is_ascii_uppercase() && !snake.is_empty() {
            snake.push('_');
        }
        snake.push(letter.to_ascii_lowercase());
    }
    snake
}

/// Flat snake case, each once in its catalogue.
#[test]
fn codes_are_flat_and_unique() {
    for codes in [
        ErrorCode::ALL
            .iter()
            .map(|it| it.as_str())
            .collect::<Vec<_>>(),
        FindingCode::ALL.iter().map(|it| it.as_str()).collect(),
    ] {
        assert_eq!(set(codes.iter().copied()).len(), codes.len());
        for code in codes {
            let fits = |it: char| it.is_ascii_lowercase() || it.is_ascii_digit() || it == '_';
            assert!(code.chars().all(fits) && !code.contains("__"), "{code}");
        }
    }
}

/// One anchor per code in `findings.md`, and none besides.
#[test]
fn every_finding_has_its_anchor() {
    let page = text("core/docs/findings.md");
    let anchors: Vec<&str> = page
        .lines()
        .filter_map(|line| line.split_once("<a id=\"")?.1.split_once('"'))
        .map(|(id, _)| id)
        .collect();
    assert_eq!(set(anchors.iter().copied()).len(), anchors.len());
    let codes = FindingCode::ALL.iter().map(|code| code.as_str());
    assert_eq!(set(anchors), set(codes));
}

/// The catalogue for other languages holds what the types hold.
#[test]
fn codes_json_holds_both_catalogues() {
    let codes: serde_json::Value = serde_json::from_str(&text("tests/vectors/codes.json")).unwrap();
    let listed = |name: &str| -> BTreeSet<String> {
        let entries = codes[name].as_array().unwrap().iter();
        entries
            .map(|it| it["code"].as_str().unwrap().to_owned())
            .collect()
    };
    let errors: BTreeSet<_> = ErrorCode::ALL
        .iter()
        .map(|it| it.as_str().to_owned())
        .collect();
    let findings: BTreeSet<_> = FindingCode::ALL
        .iter()
        .map(|it| it.as_str().to_owned())
        .collect();
    assert_eq!(listed("errors"), errors);
    assert_eq!(listed("findings"), findings);
}

/// What is written is what is published: the reports of the examples, in each degree of privacy.
#[test]
fn reports_follow_their_schema() {
    let schema: serde_json::Value = serde_json::from_str(JSON_SCHEMA).unwrap();
    assert_eq!(text("core/docs/report.schema.json"), JSON_SCHEMA);
    let validator = jsonschema::validator_for(&schema).unwrap();
    let columns = Schema::for_profile(ProfileName::Multiline2024, AccessKind::Portal).unwrap();
    for (file, valid) in [("accounts.csv", true), ("broken.csv", false)] {
        let bytes = std::fs::read(root().join("examples/data").join(file)).unwrap();
        let report = validate(&bytes, &columns, &Options::new(), None);
        assert_eq!(report.importable(), valid, "{file}");
        for pii in [Pii::Full, Pii::Masked, Pii::None] {
            let json = to_json(&report, View::default().pii(pii)).unwrap();
            let document: serde_json::Value = serde_json::from_str(&json).unwrap();
            let errors: Vec<_> = validator
                .iter_errors(&document)
                .take(3)
                .map(|error| format!("{error} at {}", error.instance_path()))
                .collect();
            assert!(errors.is_empty(), "{file}: {errors:?}");
        }
    }
    // The control: a document with a member that nobody published is refused.
    let report = validate(b"", &columns, &Options::new(), None);
    let mut document: serde_json::Value =
        serde_json::from_str(&to_json(&report, View::default()).unwrap()).unwrap();
    assert!(validator.is_valid(&document));
    document["surprise"] = 1.into();
    assert!(!validator.is_valid(&document));
}

/// One version for all packages.
#[test]
fn packages_take_the_version_of_the_workspace() {
    let workspace = text("Cargo.toml");
    let members = workspace
        .split_once("members = [")
        .and_then(|(_, rest)| rest.split_once(']'))
        .unwrap()
        .0;
    let mut seen = 0;
    for member in members.split(',').map(|it| it.trim().trim_matches('"')) {
        if !member.is_empty() {
            let manifest = text(&format!("{member}/Cargo.toml"));
            assert!(manifest.contains("version.workspace = true"), "{member}");
            seen += 1;
        }
    }
    assert!(seen >= 8, "{seen}");
}
