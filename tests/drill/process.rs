//! The command `rollbook` as a process: run to its end, many at once, or killed on the way.

use std::os::unix::process::ExitStatusExt;
use std::path::Path;
use std::process::{Child, Command, Output, Stdio};
use std::time::Duration;

use crate::now;

/// The command with `arguments`, in `folder`, where its database and keys are.
pub(crate) fn rollbook(folder: &Path, arguments: &[&str]) -> Command {
    let mut command = own("rollbook", folder);
    command
        .args(arguments)
        .env_remove("ROLLBOOK_DB")
        .env_remove("ROLLBOOK_KEYS");
    command
}

/// This program again, as one of its other selves.
pub(crate) fn own(name: &str, folder: &Path) -> Command {
    let mut command = Command::new(std::env::current_exe().unwrap());
    command
        .arg(name)
        .current_dir(folder)
        .stdin(Stdio::null())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped());
    command
}

/// Runs the command to its end, and fails with what it said unless it succeeds.
pub(crate) fn succeed(folder: &Path, arguments: &[&str]) -> String {
    told(
        &rollbook(folder, arguments).output().unwrap(),
        &arguments.join(" "),
    )
}

/// What a process said; fails with it unless the process succeeded.
pub(crate) fn told(output: &Output, what: &str) -> String {
    let text = String::from_utf8_lossy(&output.stdout).into_owned();
    let error = String::from_utf8_lossy(&output.stderr);
    assert!(
        output.status.success(),
        "{what}: {}\n{text}\n{error}",
        output.status
    );
    text
}

/// When a process is killed.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Moment {
    /// So long after its start.
    After(Duration),
    /// As soon as the write-ahead log has so many bytes: in the middle of a commit, which is too short to be hit by
    /// time alone.
    Log(u64),
}

/// Starts a command and kills it with `kill -9`. Whether it was still at work; else it came to its own end before.
pub(crate) fn kill(folder: &Path, arguments: &[&str], moment: Moment) -> bool {
    let mut command = rollbook(folder, arguments);
    let mut child = command
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .spawn()
        .unwrap();
    wait_for(&mut child, folder, moment);
    child.kill().unwrap();
    child.wait().unwrap().signal() == Some(9)
}

fn wait_for(child: &mut Child, folder: &Path, moment: Moment) {
    let start = now();
    let log = folder.join("rollbook.db-wal");
    loop {
        let reached = match moment {
            Moment::After(span) => start.elapsed() >= span,
            Moment::Log(bytes) => log.metadata().is_ok_and(|log| log.len() >= bytes),
        };
        if reached || child.try_wait().unwrap().is_some() {
            return;
        }
        std::thread::sleep(Duration::from_micros(200));
    }
}
