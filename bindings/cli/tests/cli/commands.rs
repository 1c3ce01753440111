//! The other commands: validating, inviting, activating, numbers, organizations, groups.

use crate::support::Folder;
use serde_json::Value;

fn broken() -> String {
    std::fs::read_to_string(concat!(
        env!("CARGO_MANIFEST_DIR"),
        "/../../examples/data/broken.csv"
    ))
    .unwrap()
}

fn company(folder: &Folder) -> String {
    folder.json(&["orgs", "list"])["items"][0]["external_id"]
        .as_str()
        .unwrap()
        .to_owned()
}

/// The code of the person number `n`.
fn code(folder: &Folder, n: u32) -> String {
    let rendered = folder.json(&["invitations", "render", "--all"]);
    let username = format!("person{n}@example.com");
    let items = rendered["items"].as_array().unwrap();
    let item = items
        .iter()
        .find(|item| item["username"] == username.as_str())
        .unwrap();
    item["code"].as_str().unwrap().to_owned()
}

fn items(of: &Value) -> &Vec<Value> {
    of["items"].as_array().unwrap()
}

#[test]
fn validate_lists_every_mistake_with_its_cell_and_exits_1() {
    let folder = Folder::new();
    folder.put("broken.csv", &broken());
    let done = folder.run(&["validate", "broken.csv"]);
    assert_eq!(done.status, 1, "{}", done.err);
    assert!(done.out.contains("C7: "), "{}", done.out);
    let json = folder
        .run(&["validate", "broken.csv", "--format", "json"])
        .json();
    let by_json = folder.run(&["--json", "validate", "broken.csv"]).json();
    assert_eq!(json["findings"], by_json["findings"]);
    let findings = json["findings"].as_array().unwrap();
    assert!(findings.len() >= 30);
    for finding in findings
        .iter()
        .filter_map(|finding| finding["place"]["cell"].as_str())
    {
        assert!(
            done.out.contains(&format!("{finding}: ")),
            "{finding} is not in the text"
        );
    }
    let list = folder.run(&["validate", "broken.csv", "--format", "findings-csv"]);
    assert_eq!(
        (list.status, list.out.lines().count()),
        (1, findings.len() + 1)
    );
    let written = folder.run(&[
        "validate",
        "broken.csv",
        "--format",
        "annotated-csv",
        "--output",
        "out.csv",
    ]);
    assert_eq!(written.status, 1);
    assert!(folder.read("out.csv").lines().count() > 30);
    assert!(
        !folder.has("rollbook.db") && !folder.has("rollbook.keys"),
        "validating makes nothing"
    );
}

#[test]
fn validate_writes_every_form_to_the_output_and_to_a_file_alike() {
    let folder = Folder::new();
    folder.put("broken.csv", &broken());
    for (format, beginning) in [
        ("text", "broken.csv: not valid"),
        ("json", "{"),
        ("findings-csv", "\u{feff}\"severity\""),
        ("annotated-csv", "\u{feff}\"_row\""),
        ("html", "<!doctype html>"),
        ("frictionless", "{\"valid\":false"),
        ("sarif", "{\"$schema\":"),
    ] {
        let name = format!("report.{format}");
        let printed = folder.run(&["validate", "broken.csv", "--format", format]);
        assert_eq!(printed.status, 1, "{format}: {}", printed.err);
        assert!(
            printed.out.starts_with(beginning),
            "{format}: {}",
            printed.out
        );
        let arguments = [
            "validate",
            "broken.csv",
            "--format",
            format,
            "--output",
            &name,
        ];
        assert_eq!(folder.run(&arguments).status, 1);
        assert_eq!(folder.read(&name), printed.out, "{format}");
        // No file is ever overwritten, and with `--json` there is one document.
        let again = folder.run(&arguments);
        assert_eq!((again.status, again.code().as_str()), (2, "file_exists"));
        assert_eq!(folder.read(&name), printed.out, "{format}");
    }
    let mixed = folder.run(&["--json", "validate", "broken.csv", "--format", "html"]);
    assert!(mixed.err.contains("\"option_not_available\"") && mixed.out.is_empty());
}

#[test]
fn validate_leaves_no_file_where_a_form_cannot_be_masked() {
    let folder = Folder::new();
    folder.put("broken.csv", &broken());
    for format in ["html", "annotated-csv"] {
        for pii in ["masked", "none"] {
            let refused = folder.run(&[
                "validate",
                "broken.csv",
                "--format",
                format,
                "--pii",
                pii,
                "--output",
                "out",
            ]);
            assert_eq!(
                (refused.status, refused.code().as_str()),
                (2, "report_needs_full")
            );
            assert!(!folder.has("out"));
            let printed = folder.run(&["validate", "broken.csv", "--format", format, "--pii", pii]);
            assert_eq!((printed.status, printed.out.as_str()), (2, ""));
        }
    }
    for format in ["text", "json", "findings-csv", "frictionless", "sarif"] {
        let done = folder.run(&[
            "validate",
            "broken.csv",
            "--format",
            format,
            "--pii",
            "none",
        ]);
        assert_eq!(done.status, 1);
        for value in ["moretti@", "1.44E+10", "Giulia", "broken.csv"] {
            assert!(!done.out.contains(value), "{value} in {format}");
        }
    }
}

#[test]
fn validate_reads_the_standard_input_and_shows_as_little_of_people_as_asked() {
    let folder = Folder::new();
    let done = folder.run_with(&["validate", "-"], &broken());
    assert_eq!(done.status, 1);
    assert!(done.out.contains("marco..moretti@example.com"));
    for pii in ["masked", "none"] {
        let done = folder.run_with(&["validate", "-", "--pii", pii], &broken());
        assert!(!done.out.contains("marco..moretti@example.com"), "{pii}");
    }
    folder.put_accounts("good.csv", 1, 2);
    let good = folder.run(&["validate", "good.csv"]);
    assert_eq!(good.status, 0, "{}", good.out);
    let strict = folder.run(&[
        "validate",
        "good.csv",
        "--fixes",
        "strict",
        "--profile",
        "multiline-2022",
    ]);
    assert!(strict.status <= 1, "{}", strict.err);
    let missing = folder.run(&["validate", "absent.csv"]);
    assert_eq!(
        (missing.status, missing.code().as_str()),
        (2, "file_unreadable")
    );
}

#[test]
fn validate_with_an_organization_sees_its_accounts() {
    let folder = Folder::prepared();
    let company = company(&folder);
    let done = folder.run(&[
        "validate",
        "accounts.csv",
        "--org",
        &company,
        "--format",
        "json",
    ]);
    assert_eq!(done.status, 1, "{}", done.err);
    assert!(
        done.out.contains("account_exists") || done.out.contains("account_identity_taken"),
        "{}",
        done.out
    );
    assert_eq!(
        items(&folder.json(&["batches", "list"])).len(),
        1,
        "validating makes no batch"
    );
}

#[test]
fn templates_are_what_the_command_reads() {
    let folder = Folder::prepared();
    let profile = folder.run(&["template"]);
    let organization = folder.run(&["template", "--org", &company(&folder), "--note"]);
    assert!(
        profile.out.starts_with("\u{feff}firstname,lastname,"),
        "{}",
        profile.out
    );
    assert!(organization.out.contains("Note:"), "{}", organization.out);
    assert_eq!(
        folder
            .run(&["template", "--numbers", "--output", "n.csv"])
            .status,
        0
    );
    assert!(folder.read("n.csv").contains("number,tags,ported,golden"));
    assert!(
        folder.json(&["template"])["template"]
            .as_str()
            .unwrap()
            .contains("firstname")
    );
}

#[test]
fn m_69_the_choices_are_shown_one_is_taken_and_only_its_phone_comes_back() {
    let folder = Folder::prepared();
    let (company, code) = (company(&folder), code(&folder, 1));
    let who = ["--company", &company, "--username", "person1@example.com"];
    let with = |verb: &str, more: &[&str], input: &str| {
        let mut arguments = vec!["--json", "invitations", verb];
        arguments.extend(who);
        arguments.extend(more);
        folder.run_with(&arguments, input)
    };
    let line = format!("{code}\n");
    let checked = with("check", &["-"], &line);
    assert_eq!(checked.status, 0, "{}", checked.err);
    assert_eq!(checked.json()["needs"]["number_choice"], true);
    let choices = with("choices", &["-"], &line).json();
    let number = choices["numbers"][0].as_str().unwrap().to_owned();
    let none = with(
        "accept",
        &["--device", "+12025550101", "--verified", "-"],
        &line,
    );
    assert_eq!(none.status, 2, "{}", none.err);
    assert!(none.err.contains("number_choice_required"), "{}", none.err);
    let phone = [
        "--device",
        "+12025550101",
        "--verified",
        "--number",
        &number,
        "-",
    ];
    let accepted = with("accept", &phone, &line);
    assert_eq!(accepted.status, 0, "{}", accepted.err);
    assert_eq!(accepted.json()["numbers"][0], number.as_str());
    let again = with(
        "accept",
        &["--device", "+12025550101", "--verified", "-"],
        &line,
    );
    assert_eq!(again.json()["reactivated"], true, "{}", again.err);
    let other = with(
        "accept",
        &["--device", "+12025550102", "--verified", "-"],
        &line,
    );
    assert_eq!(other.status, 5, "{}", other.err);
    assert!(
        other.err.contains("account_device_mismatch"),
        "{}",
        other.err
    );
    let listed = folder.json(&["numbers", "list", "--state", "registered"]);
    assert_eq!(items(&listed)[0]["number"], number.as_str());
}

#[test]
fn a_wrong_code_is_not_valid_and_a_mistyped_one_is_said_to_be_mistyped() {
    let folder = Folder::prepared();
    let (company, wrong) = (company(&folder), code(&folder, 2));
    let accept = |code: &str| {
        let who = [
            "invitations",
            "check",
            "--company",
            &company,
            "--username",
            "person1@example.com",
            code,
        ];
        folder.run(&who)
    };
    let done = accept(&wrong);
    assert_eq!(
        (done.status, done.code().as_str()),
        (4, "invitation_invalid")
    );
    assert!(!done.err.contains(&wrong) && !done.out.contains(&wrong));
    let done = accept("0000-0000-0001");
    assert_eq!(
        (done.status, done.code().as_str()),
        (2, "credential_malformed")
    );
    let done = folder.run(&[
        "invitations",
        "check",
        "--company",
        &company,
        "--username",
        "person1@example.com",
    ]);
    assert_eq!(
        (done.status, done.code().as_str()),
        (2, "file_unreadable"),
        "no code came"
    );
}

#[test]
fn a_resend_makes_a_new_code_and_revoking_ends_it() {
    let folder = Folder::prepared();
    let listed = folder.json(&["accounts", "list", "--text", "person1@"]);
    let account = items(&listed)[0]["id"].as_str().unwrap().to_owned();
    let first = code(&folder, 1);
    let revoked = folder.json(&["invitations", "revoke", &account]);
    assert_eq!(revoked["items"][0]["changed"], true);
    let refused = folder.run(&["invitations", "render", &account]);
    assert_eq!(
        (refused.status, refused.code().as_str()),
        (7, "invitation_revoked")
    );
    let sent = folder.json(&["invitations", "send", &account]);
    assert_eq!(sent["items"][0]["issued"]["generation"], 2);
    assert_ne!(code(&folder, 1), first);
}

#[test]
fn numbers_are_added_listed_reserved_and_released() {
    let folder = Folder::prepared();
    folder.put(
        "more.csv",
        "number,tags\n447400901140,OFFICE;SALES\n447400901130,\n",
    );
    let added = folder.json(&["numbers", "add", "more.csv"]);
    assert_eq!(
        (&added["added"], &added["unchanged"]),
        (&1.into(), &1.into())
    );
    let tagged = folder.json(&["numbers", "list", "--tag", "SALES"]);
    assert_eq!(items(&tagged)[0]["number"], "+447400901140");
    let page = folder.json(&["numbers", "list", "--limit", "4"]);
    let next = page["next"].as_str().unwrap();
    let rest = folder.json(&["numbers", "list", "--limit", "1000", "--after", next]);
    assert_eq!(items(&page).len() + items(&rest).len(), 11);
    let reserved = folder.json(&["numbers", "reserve", "+447400901131", "--tag", "VIP"]);
    assert_eq!(reserved["reserved"], 1);
    let two = folder.json(&[
        "numbers",
        "reserve",
        "--series",
        "447400",
        "--quantity",
        "2",
    ]);
    assert_eq!(two["numbers"].as_array().unwrap().len(), 2);
    assert_eq!(
        items(&folder.json(&["numbers", "list", "--state", "reserved"])).len(),
        3
    );
    let released = folder.json(&["numbers", "release", "+447400901131"]);
    assert_eq!(released["released"], 1);
    let many = folder.run(&[
        "numbers",
        "reserve",
        "--series",
        "447400",
        "--quantity",
        "50",
    ]);
    assert_eq!(
        (many.status, many.code().as_str()),
        (6, "number_not_enough")
    );
    let wrong = folder.run(&["numbers", "list", "--after", "nowhere"]);
    assert_eq!(
        (wrong.status, wrong.code().as_str()),
        (2, "option_not_available")
    );
}

#[test]
fn organizations_settings_and_groups_are_changed_where_they_are_named() {
    let folder = Folder::prepared();
    let created = folder.json(&["orgs", "create", "Sales", "--external-id", "952442891"]);
    assert!(
        created["organization"]
            .as_str()
            .unwrap()
            .starts_with("org_")
    );
    assert_eq!(items(&folder.json(&["orgs", "list"])).len(), 2);
    folder.json(&[
        "orgs",
        "settings",
        "set",
        "number_rule=strict",
        "--org",
        "952442891",
    ]);
    let shown = folder.json(&[
        "orgs",
        "settings",
        "get",
        "number_rule",
        "--org",
        "952442891",
    ]);
    assert_eq!(items(&shown)[0]["value"], "strict");
    assert_eq!(items(&shown)[0]["set_at"], created["organization"]);
    folder.json(&[
        "orgs",
        "settings",
        "reset",
        "number_rule",
        "--org",
        "952442891",
    ]);
    let unknown = folder.run(&["orgs", "settings", "set", "no_such=1"]);
    assert_eq!(
        (unknown.status, unknown.code().as_str()),
        (2, "setting_unknown")
    );

    folder.json(&[
        "groups",
        "create",
        "Field",
        "--feature",
        "call_routing=data",
    ]);
    folder.json(&["groups", "edit", "Field", "--name", "Outside"]);
    let changed = folder.json(&["groups", "set-default", "Outside", "--org", "952442891"]);
    assert_eq!(changed["changed"], true);
    let seen = folder.json(&["groups", "list", "--org", "952442891"]);
    assert!(
        items(&seen)
            .iter()
            .any(|group| group["name"] == "Outside" && group["is_default"] == true)
    );
    let kept = folder.run(&["groups", "delete", "Outside"]);
    assert_eq!(kept.status, 5, "{}", kept.err);
    folder.put_accounts("more.csv", 10, 11);
    let done = folder.json(&[
        "import",
        "more.csv",
        "--org",
        "952442891",
        "--group",
        "Outside",
    ]);
    assert_eq!(done["batch"]["organization"], created["organization"]);
}

#[test]
fn an_account_is_created_and_invited_and_whoever_may_not_is_refused() {
    let folder = Folder::prepared();
    let ann = [
        "--first-name",
        "Ann",
        "--last-name",
        "Example",
        "--identity",
        "ann@example.com",
    ];
    let mut create = vec!["accounts", "create", "--number", "any", "--invite"];
    create.extend(ann);
    let created = folder.json(&create);
    assert_eq!(created["status"], "invited");
    assert!(
        created["numbers"][0]
            .as_str()
            .unwrap()
            .starts_with("+4474009011")
    );
    let mut again = vec!["accounts", "create"];
    again.extend(ann);
    let done = folder.run(&again);
    assert_eq!(
        (done.status, done.code().as_str()),
        (5, "account_identity_taken")
    );
    let account = created["account"].as_str().unwrap();
    let done = folder.run(&["--as", account, "accounts", "list"]);
    assert!(
        done.status == 3 || done.status == 4,
        "{} {}",
        done.status,
        done.err
    );
    let nobody = folder.run(&[
        "--as",
        "acc_0192f0c1a2b37c4d8e5f607182930000",
        "accounts",
        "list",
    ]);
    assert_eq!(
        (nobody.status, nobody.code().as_str()),
        (3, "actor_unknown")
    );
}

#[test]
fn with_json_there_is_one_document_and_messages_are_elsewhere() {
    let folder = Folder::prepared();
    for arguments in [
        &["accounts", "list"][..],
        &["numbers", "list"],
        &["orgs", "list"],
        &["orgs", "settings", "get"],
        &["groups", "list"],
        &["batches", "list"],
        &["invitations", "render", "--all"],
        &["import", "accounts.csv", "--invite"],
    ] {
        assert!(folder.json(arguments).is_object(), "{arguments:?}");
    }
    let failed = folder.run(&["--json", "accounts", "list", "--limit", "1001"]);
    let error: Value = serde_json::from_str(&failed.err).unwrap();
    assert_eq!(error["code"], "too_many_items");
    assert_eq!(error["kind"], "invalid_input");
    assert_eq!((failed.status, failed.out.as_str()), (2, ""));
}

#[test]
fn usage_errors_exit_2_and_help_exits_0() {
    let folder = Folder::new();
    for arguments in [
        &["no-such"][..],
        &["import"],
        &["accounts", "list", "--status", "happy"],
        &[],
    ] {
        assert_eq!(folder.run(arguments).status, 2, "{arguments:?}");
    }
    for arguments in [
        &["--help"][..],
        &["import", "--help"],
        &["numbers", "add", "--help"],
        &["--version"],
    ] {
        let done = folder.run(arguments);
        assert_eq!((done.status, done.err.as_str()), (0, ""), "{arguments:?}");
    }
    assert!(folder.run(&["import", "--help"]).out.contains("Example:"));
}

#[test]
fn a_list_ends_done_if_anything_was_done_and_else_by_the_first_refusal() {
    let folder = Folder::prepared();
    let listed = folder.json(&["accounts", "list", "--status", "invited"]);
    let known = listed["items"][0]["id"].as_str().unwrap().to_owned();
    let unknown = "acc_0192f0c1a2b37c4d8e5f607182930000";
    for first in [&[][..], &["--json"][..]] {
        let run = |rest: &[&str]| folder.run(&[first, rest].concat()).status;
        assert_eq!(run(&["invitations", "revoke", unknown]), 4);
        assert_eq!(run(&["invitations", "revoke", unknown, unknown]), 4);
        assert_eq!(run(&["invitations", "revoke", &known, unknown]), 0);
        assert_eq!(run(&["invitations", "render", &known]), 7);
    }
}

#[test]
fn a_code_is_shown_to_nobody_who_acts_as_an_account() {
    let folder = Folder::prepared();
    let listed = folder.json(&["accounts", "list"]);
    for account in listed["items"].as_array().unwrap() {
        let account = account["id"].as_str().unwrap();
        let done = folder.run(&["--as", account, "invitations", "render", "--all"]);
        assert_eq!(
            (done.status, done.code().as_str()),
            (3, "privilege_missing")
        );
        assert_eq!(done.out, "");
    }
}

#[test]
fn no_option_is_taken_and_then_ignored() {
    let folder = Folder::prepared();
    for arguments in [
        ["validate", "accounts.csv", "--region", "Germany"],
        ["validate", "accounts.csv", "--region", "ZZ"],
        ["validate", "accounts.csv", "--lang", "pt"],
        ["accounts", "list", "--limit", "0"],
        ["accounts", "list", "--status", "deleted"],
    ] {
        assert_eq!(folder.run(&arguments).status, 2, "{arguments:?}");
        let json = folder.run(&[&["--json"][..], &arguments[..]].concat());
        let error: Value = serde_json::from_str(&json.err).unwrap();
        assert_eq!((json.status, &error["kind"]), (2, &"invalid_input".into()));
    }
}

#[test]
fn findings_and_templates_speak_the_language_that_is_asked_for() {
    let folder = Folder::prepared();
    folder.put("empty.csv", "");
    for (language, told) in [
        ("en", "The file is empty."),
        ("it", "Il file è vuoto."),
        ("de", "Die Datei ist leer."),
        ("fr", "Le fichier est vide."),
        ("es", "El archivo está vacío."),
    ] {
        let text = folder.run(&["validate", "empty.csv", "--lang", language]);
        assert_eq!(text.status, 1);
        assert!(text.out.contains(told), "{language}: {}", text.out);
        let imported = folder.run(&["import", "empty.csv", "--lang", language]);
        assert!(
            format!("{}{}", imported.out, imported.err).contains(told),
            "{language}: {}{}",
            imported.out,
            imported.err
        );
        let json = folder.run(&[
            "validate",
            "empty.csv",
            "--format",
            "json",
            "--lang",
            language,
        ]);
        let report: Value = serde_json::from_str(&json.out).unwrap();
        assert_eq!(report["options"]["lang"], language);
        assert_eq!(report["findings"][0]["message"], told);
        let template = folder.run(&["template", "--note", "--lang", language]);
        assert!(template.out.contains("Note: "), "{}", template.out);
        let english = folder.run(&["template", "--note"]);
        assert_eq!(template.out == english.out, language == "en");
    }
}

#[test]
fn a_named_output_takes_the_place_of_no_file() {
    let folder = Folder::prepared();
    let before = folder.read("accounts.csv");
    for arguments in [
        &["validate", "accounts.csv", "--output", "accounts.csv"][..],
        &["template", "--output", "accounts.csv"],
    ] {
        let done = folder.run(arguments);
        assert_eq!((done.status, done.code().as_str()), (2, "file_exists"));
    }
    assert_eq!(folder.read("accounts.csv"), before);
    assert_eq!(folder.run(&["template", "--output", "new.csv"]).status, 0);
    use std::os::unix::fs::PermissionsExt;
    let found = std::fs::metadata(folder.path("new.csv")).unwrap();
    assert_eq!(found.permissions().mode() & 0o777, 0o600);
}

#[test]
fn a_role_is_named_by_its_name() {
    let folder = Folder::prepared();
    let holders = folder.json(&["accounts", "list", "--role", "Administrator"]);
    assert_eq!(holders["items"].as_array().unwrap().len(), 1);
    let done = folder.run(&["accounts", "list", "--role", "No such role"]);
    assert_eq!((done.status, done.code().as_str()), (4, "not_found"));
}

#[test]
fn an_account_is_edited_suspended_moved_and_deleted() {
    let folder = Folder::prepared();
    let words = "accounts create --first-name Ann --last-name Example --identity ann@example.com";
    let created = folder.json(&words.split(' ').collect::<Vec<_>>());
    let account = created["account"].as_str().unwrap();
    let verb = |verb: &str, more: &[&str]| {
        let words = [&["accounts", verb, account], more].concat();
        folder.json(&words)
    };
    let assigned = verb("assign-number", &["any"]);
    assert_eq!(assigned["changed"], true);
    let edited = verb("edit", &["--last-name", "Other", "--extension", "1234"]);
    assert_eq!(edited["fields"], serde_json::json!(["name", "extension"]));
    assert_eq!(verb("get", &[])["name"], "Ann Other");
    assert_eq!(
        verb("suspend", &["--reason", "leave"])["items"][0]["changed"],
        true
    );
    assert_eq!(verb("resume", &[])["items"][0]["changed"], true);
    assert_eq!(verb("opt-out", &[])["changed"], true);
    assert_eq!(verb("opt-in", &["--note", "asked"])["changed"], true);
    let child = folder.json(&["orgs", "create", "Child"]);
    let child = child["organization"].as_str().unwrap();
    assert_eq!(verb("move", &["--to", child])["moved"], 1);
    let unasked = folder.run(&["accounts", "delete", account, "--number", "release"]);
    assert_eq!(
        unasked.code(),
        "option_not_available",
        "nobody is there to be asked"
    );
    let unsaid = folder.run(&["accounts", "delete", account, "--yes"]);
    assert_eq!(unsaid.code(), "number_outcome_required");
    let off = verb("unassign-number", &["--number", "reserve", "--tag", "KEPT"]);
    assert_eq!(off["state"], "reserved");
    let device = folder.run(&["accounts", "replace-device", account, "--yes"]);
    assert_eq!(device.code(), "account_not_activated");
    assert_eq!(verb("delete", &["--yes"])["account"], account);
    let gone = folder.run(&["accounts", "get", account]);
    assert_eq!(gone.code(), "not_found");
}

#[test]
fn with_json_refused_arguments_are_named_with_what_they_take() {
    let folder = Folder::new();
    folder.put("broken.csv", &broken());
    let refused = |arguments: &[&str]| -> Value {
        let all: Vec<&str> = ["--json"].iter().chain(arguments).copied().collect();
        let done = folder.run(&all);
        assert_eq!(done.out, "");
        let error: Value = serde_json::from_str(&done.err).unwrap();
        assert_eq!(error["code"], "option_not_available");
        error
    };
    let error = refused(&["validate", "broken.csv", "--formaat", "x"]);
    assert_eq!(error["details"]["argument"], "--formaat");
    assert!(error["message"].as_str().unwrap().contains("`--formaat`"));
    let error = refused(&["validate", "broken.csv", "--format", "ada@example.com"]);
    let argument = error["details"]["argument"].as_str().unwrap();
    assert!(argument.starts_with("--format"), "{argument}");
    let words = error["details"]["expected"].as_array().unwrap();
    assert!(words.contains(&"sarif".into()), "{words:?}");
    assert!(!error.to_string().contains("ada"), "{error}");
    let error = refused(&["validate", "broken.csv", "--region", "XX"]);
    assert!(
        error["details"]["argument"]
            .as_str()
            .unwrap()
            .starts_with("--region")
    );
    let reason = error["details"]["expected"].as_str().unwrap();
    assert!(reason.starts_with("no region that is known"), "{reason}");
    let error = refused(&["validate", "broken.csv", "--region", "usa"]);
    let reason = error["details"]["expected"].as_str().unwrap();
    assert!(reason.starts_with("give two capital letters"), "{reason}");
    let error = refused(&["validate"]);
    assert!(error["details"]["argument"].is_string(), "{error}");
    let error = refused(&["validate", "broken.csv", "ada@example.com"]);
    assert!(!error.to_string().contains("ada"), "{error}");
}
