//! Versioned serialized forms: what a command is fingerprinted by, and what its outcome is recorded as.

use serde::{Deserialize, Serialize};

use crate::batch::Digest;
use crate::change::{Fingerprint, RecordedOutcome};
use crate::command::{Command, Outcome};
use crate::error::Error;
use crate::role::Actor;

/// The version of the recorded forms. A store may hold receipts of an older one for 7 days.
const VERSION: u32 = 1;

#[derive(Serialize)]
struct Input<'a, C> {
    version: u32,
    command: &'static str,
    actor: &'a Actor,
    input: &'a C,
}

#[derive(Serialize, Deserialize)]
struct Recorded<O> {
    version: u32,
    outcome: O,
}

/// SHA-256 of the command's wire form and of who gives it: under a known command id only the same actor gets the
/// recorded answer. Secrets are not part of that form.
///
/// # Errors
/// `internal`.
pub fn fingerprint<C: Command>(actor: &Actor, command: &C) -> Result<Fingerprint, Error> {
    let input = Input {
        version: VERSION,
        command: C::NAME,
        actor,
        input: command,
    };
    let bytes = serde_json::to_vec(&input).map_err(|_| Error::internal("fingerprint"))?;
    Ok(Digest::of(&bytes))
}

/// An outcome as it is kept for a repeat.
///
/// # Errors
/// `internal`.
pub fn record<O: Outcome>(outcome: &O) -> Result<RecordedOutcome, Error> {
    serde_json::to_string(&Recorded {
        version: VERSION,
        outcome,
    })
    .map_err(|_| Error::internal("record"))
}

/// An outcome as it was kept.
///
/// # Errors
/// `internal` if it was recorded in a form that this version cannot read.
pub fn recorded<O: Outcome>(recorded: &RecordedOutcome) -> Result<O, Error> {
    let read: Recorded<O> =
        serde_json::from_str(recorded).map_err(|_| Error::internal("recorded outcome"))?;
    Ok(read.outcome)
}
