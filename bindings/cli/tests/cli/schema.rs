//! Schemas and facts as files.

use crate::support::Folder;

const BADGES: &str = r#"id = "badges"
version = 1
columns = [
  { key = "name", label = { en = "Name" }, type = "name", header = "required", value = "required" },
  { key = "badge", label.en = "Badge", type = { digits = { min = 4, max = 6 } }, unique = "error" },
]
"#;

#[test]
fn a_schema_of_a_host_makes_a_template_and_checks_files() {
    let folder = Folder::new();
    folder.put("badges.toml", BADGES);
    folder.put("badges.csv", "Name,Badge\nAda,1234\nBo,12\n");
    let template = folder.run(&["template", "--schema", "badges.toml"]);
    assert_eq!(template.out, "\u{feff}Name,Badge\r\n");
    let checked = folder.run(&[
        "--json",
        "validate",
        "badges.csv",
        "--schema",
        "badges.toml",
    ]);
    assert_eq!(checked.status, 1, "{}", checked.err);
    let report = checked.json();
    assert_eq!(report["schema"]["id"], "badges");
    assert_eq!(report["counts"]["by_code"]["digits_invalid"], 1);
    let json = folder.run(&[
        "schema",
        "--schema",
        "badges.toml",
        "--format",
        "json",
        "--output",
        "badges.json",
    ]);
    assert_eq!((json.status, json.out.as_str()), (0, ""));
    let again = folder.run(&["schema", "--schema", "badges.json"]);
    folder.put("again.toml", &again.out);
    let third = folder.run(&["schema", "--schema", "again.toml"]);
    assert_eq!(third.out, again.out);
}

#[test]
fn a_bad_schema_is_named_with_file_path_and_line() {
    let folder = Folder::new();
    folder.put("bad.toml", &BADGES.replace("unique", "unik"));
    for command in [vec!["schema"], vec!["template"], vec!["validate", "x.csv"]] {
        let mut all = command.clone();
        all.extend(["--schema", "bad.toml"]);
        let refused = folder.run(&all);
        assert_eq!(
            (refused.status, refused.code().as_str()),
            (2, "schema_invalid")
        );
        for told in ["columns.1.unik", "on line 5", "file: bad.toml"] {
            assert!(refused.err.contains(told), "{told}: {}", refused.err);
        }
    }
    let absent = folder.run(&["schema", "--schema", "absent.toml"]);
    assert_eq!(absent.code(), "file_unreadable");
}

#[test]
fn a_schema_has_forms_for_other_programs() {
    let folder = Folder::new();
    let of = |format: &str| folder.run(&["schema", "--format", format]);
    let row: serde_json::Value = of("json-schema").json();
    assert_eq!(
        row["$schema"],
        "https://json-schema.org/draft/2020-12/schema"
    );
    assert_eq!(
        of("frictionless").json()["fields"][2]["name"],
        "email address or device"
    );
    assert_eq!(of("json").json()["id"], "multiline-2024");
    assert!(of("toml").out.starts_with("id = \"multiline-2024\"\n"));
    let numbers = folder.run(&["schema", "--numbers", "--format", "json"]);
    assert_eq!(numbers.json()["id"], "numbers");
    let members = ["schema", "--profile", "members-v1", "--access", "portal"];
    assert_eq!(folder.run(&members).code(), "option_not_available");
}

#[test]
fn facts_check_a_file_where_there_is_no_database() {
    let folder = Folder::prepared();
    folder.put_accounts("more.csv", 3, 5);
    let made = folder.run(&["facts", "--output", "facts.json"]);
    assert_eq!(made.status, 0, "{}", made.err);
    assert!(made.out.contains("10 numbers"), "{}", made.out);
    let again = folder.run(&["facts", "--output", "facts.json"]);
    assert_eq!(again.code(), "file_exists", "no file is overwritten");
    let root = folder.json(&["orgs", "list"])["items"][0]["id"]
        .as_str()
        .unwrap()
        .to_owned();
    let by_store = folder
        .run(&["--json", "validate", "more.csv", "--org", &root])
        .json();
    let elsewhere = Folder::new();
    elsewhere.put("facts.json", &folder.read("facts.json"));
    elsewhere.put("more.csv", &folder.read("more.csv"));
    let offline = elsewhere.run(&["--json", "validate", "more.csv", "--facts", "facts.json"]);
    assert_eq!(offline.status, 1, "{}", offline.err);
    let offline = offline.json();
    assert_eq!(offline["facts"]["checked"], true);
    assert_eq!(offline["counts"]["by_code"]["account_identity_taken"], 1);
    assert_eq!(offline["findings"], by_store["findings"]);
    assert_eq!(offline["counts"], by_store["counts"]);
    let shown = folder.run(&["facts"]);
    assert_eq!(shown.json()["format"], "rollbook-facts");
}

#[test]
fn facts_and_database_find_what_a_dry_run_of_the_same_import_finds() {
    let folder = Folder::prepared();
    folder.put_accounts("more.csv", 2, 30);
    folder.run(&["facts", "--output", "facts.json"]);
    let root = folder.json(&["orgs", "list"])["items"][0]["id"]
        .as_str()
        .unwrap()
        .to_owned();
    let mut findings = Vec::new();
    for as_import in [
        &[][..],
        &["--invite"],
        &["--partial"],
        &["--invite", "--partial"],
    ] {
        let with = |command: &[&str]| {
            let all = [&["--json"], command, as_import].concat();
            folder.run(&all).json()
        };
        let import = with(&["import", "more.csv", "--dry-run"]);
        let report = &import["report"];
        assert!(report["findings"].is_array(), "{import}");
        for held_against in [["--org", root.as_str()], ["--facts", "facts.json"]] {
            let checked = with(&[&["validate", "more.csv"], &held_against[..]].concat());
            let what = format!("{held_against:?} {as_import:?}");
            for part in ["findings", "counts", "outcome", "importable"] {
                assert_eq!(checked[part], report[part], "{part} {what}");
            }
        }
        findings.push(report["findings"].clone());
    }
    assert_ne!(findings[0], findings[1], "an invitation wants a number");
    let nothing = folder.run(&["validate", "more.csv", "--invite"]);
    assert_eq!(nothing.status, 2, "{}", nothing.out);
    assert!(nothing.err.contains("--facts"), "{}", nothing.err);
}

#[test]
fn a_template_with_both_rows_has_nothing_but_those_to_find() {
    let folder = Folder::prepared();
    let root = folder.json(&["orgs", "list"])["items"][0]["id"]
        .as_str()
        .unwrap()
        .to_owned();
    for of in [["--profile", "multiline-2024"], ["--org", root.as_str()]] {
        for (delimiter, language) in [(",", "en"), (";", "de")] {
            let more = [
                "--note",
                "--sample",
                "--delimiter",
                delimiter,
                "--lang",
                language,
            ];
            let made = folder.run(&[&["template"], &of[..], &more[..]].concat());
            assert!(made.out.lines().next().unwrap().contains(delimiter));
            folder.put("template.csv", &made.out);
            let checked = folder.run(&[&["--json", "validate", "template.csv"], &of[..]].concat());
            let report = checked.json();
            let findings = report["findings"].as_array().unwrap().iter();
            let mut codes: Vec<_> = findings
                .filter(|finding| finding["severity"] != "notice")
                .map(|finding| finding["code"].as_str().unwrap())
                .collect();
            codes.sort_unstable();
            let expected = ["no_data_rows", "template_note_row", "template_sample_row"];
            assert_eq!(codes, expected, "{of:?} {language}");
        }
    }
}

#[test]
fn bad_facts_are_named_with_their_place() {
    let folder = Folder::prepared();
    let facts = folder.run(&["facts"]).out;
    let refused = |text: &str| {
        folder.put("facts.json", text);
        folder.run(&["validate", "accounts.csv", "--facts", "facts.json"])
    };
    for (bad, told) in [
        (String::new(), "at line 1"),
        ("{}".to_owned(), "is no file of facts"),
        (
            facts.replace("\"format_version\": 1", "\"format_version\": 2"),
            "format_version",
        ),
        (
            facts.replacen("\"invite\"", "\"invites\"", 1),
            "a key that is none there",
        ),
        (
            facts.replacen("\"rounds\": 1000", "\"rounds\": 0", 1),
            "`hidden_identities.rounds`",
        ),
        (facts.chars().take(200).collect(), "cut off"),
    ] {
        let refused = refused(&bad);
        assert_eq!(
            (refused.status, refused.code().as_str()),
            (2, "facts_invalid"),
            "{told}"
        );
        assert!(refused.err.contains(told), "{told}: {}", refused.err);
        assert!(refused.err.contains("file: facts.json") && refused.err.contains("rollbook facts"));
        assert!(!refused.err.contains("person1"), "{}", refused.err);
        assert!(!refused.err.contains("path: \n"), "{}", refused.err);
    }
}

#[test]
fn a_refused_option_names_the_words_that_it_takes() {
    let folder = Folder::new();
    folder.put_accounts("a.csv", 1, 1);
    for (option, bad, told) in [
        ("--fixes", "never", "[possible values: off, safe, strict]"),
        ("--pii", "some", "[possible values: full, masked, none]"),
        (
            "--check",
            "foo",
            "[possible values: identity-similar, sequential-values]",
        ),
        ("--region", "us", "two capital letters"),
    ] {
        let refused = folder.run(&["validate", "a.csv", option, bad]);
        assert_eq!(refused.status, 2);
        for told in [option, told] {
            assert!(refused.err.contains(told), "{told}: {}", refused.err);
        }
    }
    let checked = [
        "validate",
        "a.csv",
        "--check",
        "identity-similar",
        "--region",
        "US",
    ];
    assert_eq!(folder.run(&checked).status, 0);
    let absent = folder.run(&["validate", "absent.csv"]);
    assert!(absent.err.contains("file: absent.csv"), "{}", absent.err);
    let members = folder.run(&["schema", "--profile", "members-v1"]);
    assert!(
        members.err.contains("--access no-portal"),
        "{}",
        members.err
    );
}

#[test]
fn a_hyphen_is_the_standard_output() {
    let folder = Folder::prepared();
    for command in [
        &["validate", "accounts.csv"][..],
        &["template"],
        &["schema"],
        &["facts"],
    ] {
        let plain = folder.run(command);
        let named = folder.run(&[command, &["--output", "-"]].concat());
        assert_eq!(named.status, plain.status, "{}", named.err);
        assert_eq!(named.out.lines().next(), plain.out.lines().next());
        assert!(!folder.has("-"), "{command:?}");
    }
}
