//! A folder of its own for each test, and the built command in it.

use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use serde_json::Value;

/// The header of a file of accounts.
pub(crate) const HEADER: &str = "firstname,lastname,email address or device,social_messaging,multiline_number,\
    monitor_calls,monitor_sms,forwarding_number,restrict_incoming_social_messaging,Language";

/// A fresh folder.
pub(crate) struct Folder(tempfile::TempDir);

/// What the command did.
pub(crate) struct Done {
    pub(crate) status: i32,
    pub(crate) out: String,
    pub(crate) err: String,
}

impl Done {
    /// The one document of the standard output.
    pub(crate) fn json(&self) -> Value {
        serde_json::from_str(&self.out)
            .unwrap_or_else(|error| panic!("{error}: {} {}", self.out, self.err))
    }

    /// The code of the error.
    pub(crate) fn code(&self) -> String {
        let found = self
            .err
            .split_once("error[")
            .and_then(|(_, rest)| rest.split_once(']'));
        found
            .unwrap_or_else(|| panic!("no error: {} {}", self.out, self.err))
            .0
            .to_owned()
    }
}

impl Folder {
    pub(crate) fn new() -> Self {
        Self(tempfile::tempdir().unwrap())
    }

    pub(crate) fn path(&self, name: &str) -> PathBuf {
        self.0.path().join(name)
    }

    pub(crate) fn root(&self) -> &Path {
        self.0.path()
    }

    pub(crate) fn has(&self, name: &str) -> bool {
        self.path(name).exists()
    }

    pub(crate) fn put(&self, name: &str, text: &str) {
        std::fs::write(self.path(name), text).unwrap();
    }

    pub(crate) fn read(&self, name: &str) -> String {
        std::fs::read_to_string(self.path(name)).unwrap()
    }

    /// Accounts `first` to `last`, everybody by e-mail.
    pub(crate) fn put_accounts(&self, name: &str, first: u32, last: u32) {
        let rows: Vec<String> = (first..=last)
            .map(|n| format!("Person,Number {n},person{n}@example.com,No,,auto,on,,,English"))
            .collect();
        self.put(name, &format!("{HEADER}\n{}\n", rows.join("\n")));
    }

    /// Ten numbers.
    pub(crate) fn put_numbers(&self, name: &str) {
        let rows: Vec<String> = (0..10)
            .map(|n| format!("44740090113{n},,false,false"))
            .collect();
        self.put(
            name,
            &format!("number,tags,ported,golden\n{}\n", rows.join("\n")),
        );
    }

    pub(crate) fn command(&self, arguments: &[&str]) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_rollbook"));
        command
            .args(arguments)
            .current_dir(self.root())
            .env_remove("ROLLBOOK_DB")
            .env_remove("ROLLBOOK_KEYS")
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped());
        command
    }

    pub(crate) fn run(&self, arguments: &[&str]) -> Done {
        self.run_with(arguments, "")
    }

    pub(crate) fn run_with(&self, arguments: &[&str], input: &str) -> Done {
        let mut child = self.command(arguments).spawn().unwrap();
        let mut stdin = child.stdin.take().unwrap();
        stdin.write_all(input.as_bytes()).unwrap();
        drop(stdin);
        let output = child.wait_with_output().unwrap();
        Done {
            status: output.status.code().unwrap_or(-1),
            out: String::from_utf8(output.stdout).unwrap(),
            err: String::from_utf8(output.stderr).unwrap(),
        }
    }

    /// The document of a command that succeeds.
    pub(crate) fn json(&self, arguments: &[&str]) -> Value {
        let mut all = vec!["--json"];
        all.extend(arguments);
        let done = self.run(&all);
        assert_eq!(done.status, 0, "{arguments:?}: {} {}", done.out, done.err);
        done.json()
    }

    /// Three accounts invited, ten numbers.
    pub(crate) fn prepared() -> Self {
        let folder = Self::new();
        folder.put_accounts("accounts.csv", 1, 3);
        folder.put_numbers("numbers.csv");
        let done = folder.run(&[
            "import",
            "accounts.csv",
            "--numbers",
            "numbers.csv",
            "--invite",
        ]);
        assert_eq!(done.status, 0, "{} {}", done.out, done.err);
        folder
    }
}
