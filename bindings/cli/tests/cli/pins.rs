//! PINs on the command line: shown once, verified from the standard input.

use crate::support::Folder;

#[test]
fn b_25_pins_are_made_shown_once_verified_reset_and_deleted() {
    let folder = Folder::new();
    folder.put(
        "phones.csv",
        "name,team,extension\nLobby,,4711\nWorkshop,,4712\n",
    );
    let done = folder.run(&[
        "import",
        "phones.csv",
        "--profile",
        "members-v2",
        "--access",
        "no-portal",
    ]);
    assert_eq!(done.status, 0, "{} {}", done.out, done.err);
    let listed = folder.json(&[
        "accounts",
        "list",
        "--access",
        "no-portal",
        "--sort",
        "extension",
    ]);
    let ids: Vec<&str> = listed["items"]
        .as_array()
        .unwrap()
        .iter()
        .map(|item| item["account"].as_str().or(item["id"].as_str()).unwrap())
        .collect();
    assert_eq!(ids.len(), 2);
    let dry = folder.run(&["pins", "create", ids[0], "--dry-run"]);
    assert!(dry.out.contains("would get one"), "{} {}", dry.out, dry.err);
    let made = folder.json(&["pins", "create", ids[0], ids[1]]);
    let pin = |of: &serde_json::Value| of["items"][0]["pin"].as_str().unwrap().to_owned();
    let first = pin(&made);
    assert_eq!(first.len(), 6);
    let again = folder.run(&["pins", "create", ids[0]]);
    assert!(
        again.out.contains("has one") && !again.out.contains(&first),
        "{}",
        again.out
    );
    let verify = |pin: &str| {
        let arguments = [
            "pins",
            "verify",
            "--extension",
            "4711",
            "--device",
            "lobby",
            "-",
        ];
        folder.run_with(&arguments, &format!("{pin}\n"))
    };
    let found = verify(&first);
    assert_eq!(
        (found.status, found.out.trim()),
        (0, ids[0]),
        "{}",
        found.err
    );
    let second = pin(&folder.json(&["pins", "reset", ids[0]]));
    assert_eq!(verify(&first).code(), "pin_wrong");
    assert_eq!(verify(&second).status, 0);
    let acting = folder.run(&["pins", "verify", "--device", "lobby", "--as", ids[1], "1"]);
    assert_eq!(acting.code(), "privilege_missing");
    let gone = folder.run(&["pins", "delete", ids[0]]);
    assert!(
        gone.out.contains("has no PIN any more"),
        "{} {}",
        gone.out,
        gone.err
    );
    assert_eq!(verify(&second).code(), "pin_wrong");
}

#[test]
fn an_invitation_is_declined_with_its_code() {
    let folder = Folder::prepared();
    let rendered = folder.json(&["invitations", "render", "--all"]);
    let item = &rendered["items"][0];
    let text = |field: &str| item[field].as_str().unwrap();
    let done = folder.run_with(
        &[
            "invitations",
            "decline",
            "--company",
            text("company_id"),
            "--username",
            text("username"),
            "-",
        ],
        text("code"),
    );
    assert_eq!(done.status, 0, "{}", done.err);
    assert!(done.out.contains("has opted out"), "{}", done.out);
    let listed = folder.json(&["accounts", "list", "--status", "opted-out"]);
    assert_eq!(listed["items"].as_array().unwrap().len(), 1);
}
