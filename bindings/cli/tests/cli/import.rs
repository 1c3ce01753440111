//! `rollbook import`, as a person gives it.

use std::io::Read;
use std::process::Command;

use crate::support::{Folder, HEADER};

#[test]
fn a_fresh_folder_becomes_a_database_with_keys_an_organization_and_invited_accounts() {
    let folder = Folder::new();
    folder.put_accounts("accounts.csv", 1, 3);
    folder.put_numbers("numbers.csv");
    let done = folder.run(&[
        "import",
        "accounts.csv",
        "--numbers",
        "numbers.csv",
        "--invite",
    ]);
    assert_eq!(done.status, 0, "{}", done.err);
    // T-03, word for word; piped, so neither a bar nor a colour.
    assert!(done.out.contains("By clicking on Import & Invite, you agree that you have obtained permission from recipients"));
    assert!(done.out.contains("Numbers: 10 added"), "{}", done.out);
    assert!(
        done.out.contains("3 rows: 3 imported, 3 invited"),
        "{}",
        done.out
    );
    assert!(
        done.out.contains("rollbook invitations render"),
        "{}",
        done.out
    );
    assert!(!done.out.contains('\u{1b}') && !done.err.contains('\u{1b}'));
    assert!(folder.has("rollbook.db") && folder.has("accounts.csv.report.csv"));
    use std::os::unix::fs::PermissionsExt;
    let mode = std::fs::metadata(folder.path("rollbook.keys"))
        .unwrap()
        .permissions()
        .mode();
    assert_eq!(mode & 0o777, 0o600);
    let report = folder.read("accounts.csv.report.csv");
    assert_eq!(report.matches("created_invited").count(), 3, "{report}");
    let organizations = folder.json(&["orgs", "list"]);
    assert_eq!(organizations["items"][0]["name"], "My organization");
    let external = organizations["items"][0]["external_id"].as_str().unwrap();
    assert!(external.len() == 9 && external.bytes().all(|b| b.is_ascii_digit()));
    let owner = folder.json(&["accounts", "list", "--text", "owner"]);
    assert_eq!(owner["items"][0]["identity"], "owner@example.invalid");
    assert_eq!(owner["items"][0]["status"], "not_invited");
    let invited = folder.json(&["accounts", "list", "--status", "invited"]);
    assert_eq!(invited["items"].as_array().unwrap().len(), 3);
}

#[test]
fn the_same_file_again_is_answered_and_changes_nothing() {
    let folder = Folder::prepared();
    let before = folder.json(&["batches", "list"]);
    let report = folder.read("accounts.csv.report.csv");
    let done = folder.run(&[
        "import",
        "accounts.csv",
        "--numbers",
        "numbers.csv",
        "--invite",
    ]);
    assert_eq!(done.status, 0);
    assert!(done.out.contains("already imported"), "{}", done.out);
    // The file at its place may be of another import.
    assert!(
        !done.out.contains("accounts.csv.report.csv"),
        "{}",
        done.out
    );
    assert!(
        done.out.contains("rollbook batches report bat_"),
        "{}",
        done.out
    );
    assert_eq!(folder.json(&["batches", "list"]), before);
    assert_eq!(folder.read("accounts.csv.report.csv"), report);
    assert!(!folder.has("accounts.csv.report.2.csv"));
    let again = folder.json(&["import", "accounts.csv", "--invite"]);
    assert_eq!(again["already_imported"], true);
    assert_eq!(again["report_file"], serde_json::Value::Null);
    folder.put("more_numbers.csv", "number\n447400901199\n");
    let numbers = folder.run(&[
        "import",
        "accounts.csv",
        "--invite",
        "--numbers",
        "more_numbers.csv",
    ]);
    assert!(numbers.out.contains("Numbers: 1 added"), "{}", numbers.out);
    assert!(
        !numbers.out.contains("Nothing was changed"),
        "{}",
        numbers.out
    );
    // As after a crash between the import and its report.
    std::fs::remove_file(folder.path("accounts.csv.report.csv")).unwrap();
    folder.json(&["import", "accounts.csv", "--invite"]);
    assert_eq!(folder.read("accounts.csv.report.csv"), report);
}

#[test]
fn a_key_makes_the_same_import_and_other_bytes_under_it_are_refused() {
    let folder = Folder::new();
    folder.put_accounts("a.csv", 1, 2);
    folder.put_accounts("b.csv", 3, 4);
    let first = folder.json(&["import", "a.csv", "--key", "monday"]);
    let again = folder.json(&["import", "a.csv", "--key", "monday"]);
    assert_eq!(again["already_imported"], true);
    assert_eq!(again["batch"]["id"], first["batch"]["id"]);
    let other = folder.run(&["import", "b.csv", "--key", "monday"]);
    assert_eq!(
        (other.status, other.code().as_str()),
        (5, "batch_key_reused")
    );
}

#[test]
fn a_report_is_never_overwritten() {
    let folder = Folder::new();
    folder.put("accounts.csv.report.csv", "mine");
    folder.put_accounts("accounts.csv", 1, 1);
    let done = folder.json(&["import", "accounts.csv"]);
    assert_eq!(done["report_file"], "accounts.csv.report.2.csv");
    assert_eq!(folder.read("accounts.csv.report.csv"), "mine");
    folder.put_accounts("more.csv", 2, 2);
    let named = folder.json(&["import", "more.csv", "--report", "accounts.csv.report.csv"]);
    assert_eq!(named["report_file"], "accounts.csv.report.3.csv");
}

#[test]
fn with_an_error_nothing_is_imported_and_there_is_a_report_of_every_row() {
    let folder = Folder::new();
    let rows = "Ann,One,ann@example.com,No,,auto,on,,,English\nBen,Two,ben.example.com,No,,auto,on,,,English";
    folder.put("accounts.csv", &format!("{HEADER}\n{rows}\n"));
    let done = folder.run(&["import", "accounts.csv", "--invite"]);
    assert_eq!(done.status, 1, "{}", done.err);
    assert!(done.out.contains("C3:"), "{}", done.out);
    let report = folder.read("accounts.csv.report.csv");
    assert_eq!(report.lines().count(), 3, "{report}");
    assert!(
        report.contains("rolled_back") && report.contains("failed"),
        "{report}"
    );
    let accounts = folder.json(&["accounts", "list"]);
    assert_eq!(
        accounts["items"].as_array().unwrap().len(),
        1,
        "the owner alone"
    );
    assert_eq!(
        folder.json(&["batches", "list"])["items"][0]["state"],
        "rejected"
    );
}

#[test]
fn partial_imports_the_rows_without_errors() {
    let folder = Folder::new();
    let rows = "Ann,One,ann@example.com,No,,auto,on,,,English\nBen,Two,ben.example.com,No,,auto,on,,,English";
    folder.put("accounts.csv", &format!("{HEADER}\n{rows}\n"));
    let done = folder.json(&["import", "accounts.csv", "--partial"]);
    assert_eq!(done["batch"]["state"], "completed_with_errors");
    assert_eq!(done["batch"]["counters"]["succeeded"], 1);
    let batch = done["batch"]["id"].as_str().unwrap();
    let failed = folder.run(&["batches", "report", batch, "--failed"]);
    assert_eq!(failed.status, 0);
    assert_eq!(failed.out.lines().count(), 2, "{}", failed.out);
    let cells = folder.run(&[
        "batches",
        "report",
        batch,
        "--failed",
        "--file",
        "accounts.csv",
    ]);
    assert_eq!(cells.status, 0, "{}", cells.err);
    assert_eq!(cells.out.lines().count(), 2, "{}", cells.out);
    assert!(
        cells.out.contains("ben.example.com") && !cells.out.contains("ann@"),
        "{}",
        cells.out
    );
    folder.put_accounts("other.csv", 1, 2);
    let other = folder.run(&["batches", "report", batch, "--file", "other.csv"]);
    assert_eq!(other.code(), "input_changed");
}

#[test]
fn an_import_names_the_plan_of_its_dry_run() {
    let folder = Folder::new();
    folder.put_accounts("accounts.csv", 1, 2);
    let fresh = ["import", "accounts.csv", "--plan", &"0".repeat(64)];
    assert_eq!(folder.run(&fresh).code(), "option_not_available");
    assert!(!folder.has("rollbook.db"));
    folder.json(&["import", "accounts.csv"]);
    folder.put_accounts("more.csv", 3, 4);
    let dry = folder.json(&["import", "more.csv", "--dry-run"]);
    let plan = dry["report"]["plan"]["id"].as_str().unwrap();
    let told = folder.run(&["import", "more.csv", "--dry-run"]);
    assert!(
        told.out.contains(&format!("Plan: {plan}\n")),
        "{}",
        told.out
    );
    let stale = ["import", "more.csv", "--plan", plan, "--partial"];
    let stale = folder.run(&stale);
    assert_eq!(stale.status, 1);
    assert!(stale.out.contains("plan_stale") || stale.out.contains(plan));
    folder.json(&["import", "more.csv", "--plan", plan]);
    let accounts = folder.json(&["accounts", "list"]);
    assert_eq!(accounts["items"].as_array().unwrap().len(), 5);
}

#[test]
fn an_import_takes_an_encoding_as_validate_does() {
    let folder = Folder::prepared();
    folder.put_accounts("rene.csv", 50, 50);
    let text = folder.read("rene.csv");
    let (header, row) = text.split_once('\n').unwrap();
    let (_, rest) = row.split_once(',').unwrap();
    let mut bytes = format!("{header}\n").into_bytes();
    bytes.extend(b"Ren\xe9,");
    bytes.extend(rest.as_bytes());
    std::fs::write(folder.path("rene.csv"), bytes).unwrap();
    let wrong = ["import", "rene.csv", "--encoding", "utf-8"];
    assert_eq!(folder.run(&wrong).status, 1);
    let right = ["import", "rene.csv", "--encoding", "windows-1252"];
    let done = folder.json(&right);
    assert_eq!(done["report"]["input"]["encoding"]["how"], "given");
    assert_eq!(done["batch"]["counters"]["succeeded"], 1);
}

#[test]
fn a_dry_run_says_what_would_happen_and_writes_nothing() {
    let folder = Folder::new();
    folder.put_accounts("accounts.csv", 1, 2);
    let done = folder.json(&["import", "accounts.csv", "--dry-run"]);
    assert_eq!(done["dry_run"], true);
    assert!(!folder.has("rollbook.db") && !folder.has("rollbook.keys"));
    folder.json(&["import", "accounts.csv"]);
    folder.put_accounts("more.csv", 3, 4);
    let done = folder.json(&["import", "more.csv", "--dry-run"]);
    assert_eq!(done["batch"]["counters"]["succeeded"], 2);
    assert!(!folder.has("more.csv.report.csv"));
    assert_eq!(
        folder.json(&["accounts", "list"])["items"]
            .as_array()
            .unwrap()
            .len(),
        3
    );
    assert_eq!(
        folder.json(&["batches", "list"])["items"]
            .as_array()
            .unwrap()
            .len(),
        1
    );
}

#[test]
fn a_path_that_cannot_be_opened_is_file_unreadable_and_nothing_is_made() {
    let folder = Folder::new();
    std::fs::create_dir(folder.path("sub")).unwrap();
    for path in ["absent.csv", "sub"] {
        let done = folder.run(&["import", path]);
        assert_eq!(
            (done.status, done.code().as_str()),
            (2, "file_unreadable"),
            "{path}"
        );
    }
    folder.put_accounts("accounts.csv", 1, 1);
    let done = folder.run(&["import", "accounts.csv", "--numbers", "absent.csv"]);
    assert_eq!((done.status, done.code().as_str()), (2, "file_unreadable"));
    assert!(!folder.has("rollbook.db") && !folder.has("rollbook.keys"));
}

#[test]
fn bytes_that_are_no_csv_give_one_fatal_finding_and_nothing_is_written() {
    let folder = Folder::new();
    for (name, bytes) in [
        ("empty.csv", &b""[..]),
        ("zip.csv", b"PK\x03\x04\0\0\0\0"),
        ("nul.csv", b"a\0b\0\xff\xfe\0"),
    ] {
        std::fs::write(folder.path(name), bytes).unwrap();
        let done = folder.run(&["--json", "import", name]);
        assert_eq!(done.status, 1, "{name}: {}", done.err);
        let report = &done.json()["report"];
        assert_eq!(report["outcome"], "unreadable", "{name}");
        assert_eq!(report["findings"].as_array().unwrap().len(), 1, "{name}");
        assert!(
            !folder.has("rollbook.db") && !folder.has("rollbook.keys"),
            "{name}"
        );
    }
}

#[test]
fn numbers_with_an_error_stop_everything() {
    let folder = Folder::new();
    folder.put_accounts("accounts.csv", 1, 1);
    folder.put("numbers.csv", "number\n447400901138\n12\n");
    let done = folder.run(&["import", "accounts.csv", "--numbers", "numbers.csv"]);
    assert_eq!(done.status, 1, "{}", done.err);
    assert!(done.out.contains("A3"), "{}", done.out);
    assert!(!folder.has("rollbook.db"));
}

#[test]
fn profile_and_owner_are_for_a_new_database_only() {
    let folder = Folder::new();
    folder.put("members.csv", "");
    folder.put_accounts("accounts.csv", 1, 1);
    let done = folder.json(&[
        "import",
        "accounts.csv",
        "--owner",
        "boss@example.com",
        "--profile",
        "multiline-2024",
    ]);
    assert_eq!(done["created"]["profile"], "multiline-2024");
    let owner = folder.json(&["accounts", "list", "--text", "boss@example.com"]);
    assert_eq!(owner["items"].as_array().unwrap().len(), 1);
    folder.put_accounts("more.csv", 2, 2);
    for option in [
        ["--owner", "new@example.com"],
        ["--profile", "multiline-2022"],
    ] {
        let done = folder.run(&["import", "more.csv", option[0], option[1]]);
        assert_eq!(
            (done.status, done.code().as_str()),
            (2, "option_not_available"),
            "{option:?}"
        );
    }
}

#[test]
fn what_a_fresh_folder_cannot_have_is_refused_before_anything_is_made() {
    let folder = Folder::new();
    folder.put_accounts("accounts.csv", 1, 1);
    let nobody = "acc_0192f0c1a2b37c4d8e5f607182930000";
    for (option, value, status, code) in [
        ("--org", "952442891", 4, "not_found"),
        ("--as", nobody, 3, "actor_unknown"),
        ("--owner", "not an address", 2, "identity_unrecognized"),
        ("--group", "Sales", 4, "not_found"),
        ("--access", "no-portal", 2, "option_not_available"),
        ("--db", "absent/rollbook.db", 8, "store_unavailable"),
        ("--keys", "absent/rollbook.keys", 2, "file_unreadable"),
        ("--report", "absent/report.csv", 2, "file_unreadable"),
    ] {
        let done = folder.run(&["import", "accounts.csv", option, value]);
        assert_eq!(done.status, status, "{option}: {}", done.err);
        assert_eq!(done.code(), code, "{option}");
        assert!(!done.err.contains("not an address"), "{}", done.err);
    }
    assert!(!folder.has("rollbook.db") && !folder.has("rollbook.keys"));
}

#[test]
fn an_unknown_organization_or_group_is_not_found_by_its_kind() {
    let folder = Folder::prepared();
    folder.put_accounts("more.csv", 4, 5);
    let id = "org_0192f0c1a2b37c4d8e5f607182930000";
    for (option, value, entity) in [
        ("--org", "999999999", "organization"),
        ("--org", id, "organization"),
        ("--group", "No such group", "permission_group"),
    ] {
        let done = folder.run(&["--json", "import", "more.csv", option, value]);
        assert_eq!(done.status, 4, "{option} {value}: {}", done.err);
        let error: serde_json::Value = serde_json::from_str(&done.err).unwrap();
        assert_eq!(
            (&error["code"], &error["details"]["entity"]),
            (&"not_found".into(), &entity.into())
        );
    }
    let account = "acc_0192f0c1a2b37c4d8e5f607182930000";
    let done = folder.run(&["import", "more.csv", "--org", account]);
    assert_eq!((done.status, done.code().as_str()), (2, "id_kind_mismatch"));
}

#[test]
fn processes_that_begin_in_one_fresh_folder_make_one_organization() {
    let folder = Folder::new();
    let names: Vec<String> = (0..6).map(|n| format!("part{n}.csv")).collect();
    for (n, name) in (0..).zip(&names) {
        folder.put_accounts(name, n * 10, n * 10 + 4);
    }
    let children: Vec<_> = names
        .iter()
        .map(|name| folder.command(&["import", name]).spawn().unwrap())
        .collect();
    for child in children {
        let output = child.wait_with_output().unwrap();
        assert!(
            output.status.success(),
            "{}",
            String::from_utf8_lossy(&output.stderr)
        );
    }
    assert_eq!(
        folder.json(&["orgs", "list"])["items"]
            .as_array()
            .unwrap()
            .len(),
        1
    );
    let accounts = folder.json(&["accounts", "list"]);
    assert_eq!(accounts["items"].as_array().unwrap().len(), 31);
}

/// Whenever it comes, Ctrl-C leaves the database as before the import or as after it.
#[test]
fn ctrl_c_leaves_the_database_as_before_or_as_after() {
    let people = |folder: &Folder| {
        let listed = folder.json(&["accounts", "list", "--limit", "1000"]);
        listed["items"].as_array().unwrap().len()
    };
    for round in 0..4 {
        let folder = Folder::prepared();
        let before = people(&folder);
        folder.put_accounts("more.csv", 10, 309);
        let mut child = folder
            .command(&["import", "more.csv", "--invite"])
            .spawn()
            .unwrap();
        let mut stdout = child.stdout.take().unwrap();
        if round > 0 {
            // The consent notice is printed just before the import begins.
            let mut byte = [0; 1];
            stdout.read_exact(&mut byte).unwrap();
        }
        let process = child.id().to_string();
        Command::new("kill")
            .args(["-INT", &process])
            .status()
            .unwrap();
        let status = child.wait().unwrap();
        let after = people(&folder);
        assert!(
            after == before || after == before + 300,
            "{after} after {status}"
        );
        if status.code() == Some(0) {
            assert_eq!(after, before + 300);
        }
        let again = folder.run(&["import", "more.csv", "--invite"]);
        assert_eq!(again.status, 0, "{}", again.err);
        assert_eq!(people(&folder), before + 300);
    }
}

#[test]
fn a_dry_run_with_numbers_that_are_not_there_says_how_to_add_them() {
    let folder = Folder::prepared();
    let row = "Ann,One,ann@example.com,No,+447400901200,auto,on,,,English";
    folder.put("ann.csv", &format!("{HEADER}\n{row}\n"));
    folder.put("one.csv", "number\n447400901200\n");
    let dry = ["import", "ann.csv", "--numbers", "one.csv", "--dry-run"];
    let refused = folder.run(&dry);
    assert_eq!(
        (refused.status, refused.code().as_str()),
        (2, "option_not_available")
    );
    assert!(
        refused.err.contains("rollbook numbers add one.csv"),
        "{}",
        refused.err
    );
    folder.json(&["numbers", "add", "one.csv"]);
    let told = folder.json(&dry);
    assert_eq!(told["batch"]["counters"]["succeeded"], 1);
    let done = folder.json(&["import", "ann.csv", "--numbers", "one.csv"]);
    assert_eq!(done["batch"]["counters"]["succeeded"], 1);
}

#[test]
fn a_report_that_cannot_be_written_is_refused_before_anything_is_imported() {
    let folder = Folder::prepared();
    folder.put_accounts("more.csv", 4, 5);
    folder.put("one.csv", "number\n447400901200\n");
    let arguments = [
        "import",
        "more.csv",
        "--numbers",
        "one.csv",
        "--report",
        "absent/r.csv",
    ];
    let done = folder.run(&arguments);
    assert_eq!((done.status, done.code().as_str()), (2, "file_unreadable"));
    assert_eq!(
        folder.json(&["batches", "list"])["items"]
            .as_array()
            .unwrap()
            .len(),
        1
    );
    assert_eq!(
        folder.json(&["numbers", "list"])["items"]
            .as_array()
            .unwrap()
            .len(),
        10
    );
}

#[test]
fn two_databases_under_one_key_file_have_tenants_and_company_ids_of_their_own() {
    let folder = Folder::new();
    folder.put_accounts("accounts.csv", 1, 1);
    let first = folder.json(&["import", "accounts.csv"]);
    let second = folder.json(&["--db", "second.db", "import", "accounts.csv"]);
    for name in ["tenant", "organization", "owner", "external_id"] {
        assert_ne!(first["created"][name], second["created"][name], "{name}");
    }
    let third = folder.run(&["--db", "third.db", "import", "accounts.csv"]);
    assert!(
        third.out.contains("the keys found in rollbook.keys"),
        "{}",
        third.out
    );
    assert!(!folder.has("rollbook.db.first") && !folder.has("third.db.first"));
    use std::os::unix::fs::PermissionsExt;
    let found = std::fs::metadata(folder.path("rollbook.db")).unwrap();
    assert_eq!(found.permissions().mode() & 0o777, 0o600);
}

#[test]
fn the_next_step_after_a_refusal_is_a_command_that_finds_the_same() {
    let folder = Folder::prepared();
    let row = "Ann,One,person1@example.com,No,,auto,on,,,English";
    folder.put("a file.csv", &format!("{HEADER}\n{row}\n"));
    let refused = folder.run(&["import", "a file.csv"]);
    assert_eq!(refused.status, 1, "{}", refused.out);
    let line = refused
        .out
        .lines()
        .find(|line| line.contains("rollbook validate"))
        .unwrap();
    let organization = line
        .split(' ')
        .find(|word| word.starts_with("org_"))
        .unwrap();
    assert!(line.contains("validate 'a file.csv' --org"), "{line}");
    let found = folder.run(&["validate", "a file.csv", "--org", organization]);
    assert_eq!(found.status, 1, "{}", found.out);
}

#[test]
fn every_document_of_an_import_has_the_same_members() {
    let folder = Folder::new();
    folder.put("empty.csv", "");
    folder.put_accounts("accounts.csv", 1, 1);
    let members = |arguments: &[&str]| -> Vec<String> {
        let document = folder.run(arguments).json();
        document.as_object().unwrap().keys().cloned().collect()
    };
    let all = [
        members(&["--json", "import", "empty.csv"]),
        members(&["--json", "import", "accounts.csv", "--dry-run"]),
        members(&["--json", "import", "accounts.csv"]),
        members(&["--json", "import", "accounts.csv"]),
    ];
    assert!(all.iter().all(|found| *found == all[0]), "{all:?}");
}

/// Whenever Ctrl-C comes in a fresh folder, the same command goes on from there.
#[test]
fn ctrl_c_in_a_fresh_folder_is_gone_on_from_by_the_same_command() {
    for marker in ["", "rollbook.keys", "rollbook.db", "rollbook.db-wal"] {
        let folder = Folder::new();
        folder.put_accounts("accounts.csv", 1, 300);
        folder.put_numbers("numbers.csv");
        let command = [
            "import",
            "accounts.csv",
            "--numbers",
            "numbers.csv",
            "--invite",
        ];
        let mut child = folder.command(&command).spawn().unwrap();
        while !marker.is_empty() && !folder.has(marker) && child.try_wait().unwrap().is_none() {
            std::thread::yield_now();
        }
        let process = child.id().to_string();
        Command::new("kill")
            .args(["-INT", &process])
            .status()
            .unwrap();
        child.wait().unwrap();
        let again = folder.run(&command);
        assert_eq!(again.status, 0, "{marker}: {}", again.err);
        let listed = folder.json(&["accounts", "list", "--limit", "1000"]);
        assert_eq!(listed["items"].as_array().unwrap().len(), 301, "{marker}");
        let numbers = folder.json(&["numbers", "list"]);
        assert_eq!(numbers["items"].as_array().unwrap().len(), 10, "{marker}");
    }
}
