//! Keys and databases that do not fit.

use std::fs;
use std::os::unix::fs::PermissionsExt;

use crate::support::Folder;

#[test]
fn a_key_file_that_others_can_read_is_refused_with_the_remedy() {
    let folder = Folder::prepared();
    fs::set_permissions(
        folder.path("rollbook.keys"),
        fs::Permissions::from_mode(0o644),
    )
    .unwrap();
    folder.put_accounts("more.csv", 4, 5);
    for arguments in [&["accounts", "list"][..], &["import", "more.csv"]] {
        let done = folder.run(arguments);
        assert_eq!((done.status, done.code().as_str()), (2, "keys_invalid"));
        assert!(done.err.contains("chmod 600"), "{}", done.err);
    }
}

#[test]
fn a_missing_key_file_of_a_database_is_refused_and_not_made_anew() {
    let folder = Folder::prepared();
    fs::rename(folder.path("rollbook.keys"), folder.path("elsewhere.keys")).unwrap();
    folder.put_accounts("more.csv", 4, 5);
    for arguments in [&["accounts", "list"][..], &["import", "more.csv"]] {
        let done = folder.run(arguments);
        assert_eq!((done.status, done.code().as_str()), (2, "keys_missing"));
        assert!(done.err.contains("--keys"), "{}", done.err);
        assert!(!folder.has("rollbook.keys"));
    }
    let done = folder.run(&["--keys", "elsewhere.keys", "accounts", "list"]);
    assert_eq!(done.status, 0, "{}", done.err);
    let mut command = folder.command(&["accounts", "list"]);
    let done = command
        .env("ROLLBOOK_KEYS", "elsewhere.keys")
        .output()
        .unwrap();
    assert!(done.status.success());
}

#[test]
fn the_key_file_of_another_database_is_refused() {
    let (one, other) = (Folder::prepared(), Folder::prepared());
    fs::copy(other.path("rollbook.keys"), one.path("rollbook.keys")).unwrap();
    one.put_accounts("more.csv", 4, 5);
    for arguments in [&["accounts", "list"][..], &["import", "more.csv"]] {
        let done = one.run(arguments);
        assert_eq!(
            (done.status, done.code().as_str()),
            (5, "store_deployment_mismatch")
        );
    }
}

#[test]
fn a_key_file_that_is_none_is_refused_without_being_quoted() {
    let folder = Folder::prepared();
    folder.put("rollbook.keys", "version = 1\nmarked-secret\n");
    let done = folder.run(&["accounts", "list"]);
    assert_eq!((done.status, done.code().as_str()), (2, "keys_invalid"));
    assert!(!done.err.contains("marked-secret"));
}

#[test]
fn only_an_import_makes_a_database() {
    let folder = Folder::new();
    for arguments in [
        &["accounts", "list"][..],
        &["orgs", "list"],
        &["batches", "list"],
    ] {
        let done = folder.run(arguments);
        assert_eq!(
            (done.status, done.code().as_str()),
            (8, "store_unavailable"),
            "{arguments:?}"
        );
    }
    assert_eq!(fs::read_dir(folder.root()).unwrap().count(), 0);
    let done = folder.run(&["--db", "mysql://db", "accounts", "list"]);
    assert_eq!(
        (done.status, done.code().as_str()),
        (2, "store_unsupported")
    );
}

#[test]
fn a_database_that_may_not_be_written_or_is_full_loses_nothing() {
    let folder = Folder::prepared();
    folder.put_accounts("more.csv", 4, 300);
    let before = folder.json(&["accounts", "list"]);
    let read_only = folder.run(&["--db", "sqlite:rollbook.db?mode=ro", "import", "more.csv"]);
    assert_eq!(
        (read_only.status, read_only.code().as_str()),
        (8, "store_unavailable"),
        "{}",
        read_only.err
    );
    let readable = folder.run(&["--db", "sqlite:rollbook.db?mode=ro", "accounts", "list"]);
    assert_eq!(readable.status, 0, "{}", readable.err);
    let full = folder.run(&[
        "--db",
        "sqlite:rollbook.db?max_page_count=1",
        "import",
        "more.csv",
    ]);
    assert_eq!(
        (full.status, full.code().as_str()),
        (8, "store_unavailable"),
        "{}",
        full.err
    );
    assert_eq!(folder.json(&["accounts", "list"]), before);
}

#[test]
fn a_file_that_is_no_database_is_refused() {
    let folder = Folder::prepared();
    folder.put("other.db", &"no database ".repeat(100));
    let done = folder.run(&["--db", "other.db", "accounts", "list"]);
    assert_eq!(done.code(), "store_unsupported", "{}", done.err);
}
