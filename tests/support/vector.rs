//! The format of a conformance vector (`architecture.md` 13). Unknown fields are refused.

use std::path::{Path, PathBuf};

use serde::{Deserialize, Serialize};
use serde_json::Value;

/// A file of vectors.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct File {
    /// Of the format: 1.
    pub version: u32,
    /// Each stands for itself.
    pub cases: Vec<Case>,
}

/// One case: a store of its own, a clock, and what happens.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Case {
    /// Unique in its file.
    pub name: String,
    /// One sentence.
    pub why: String,
    /// An `M-`, `B-`, `D-` or `N-` id.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub rule: Option<String>,
    /// The combination of settings of its tenants and schemas.
    pub profile: rollbook::profile::ProfileName,
    /// Of `FixedEntropy`.
    pub seed: u64,
    /// Where the clock stands at first: milliseconds since 1970.
    pub now: i64,
    /// What the host has.
    pub given: Given,
    /// In order.
    pub steps: Vec<Step>,
}

/// What the host has. Keys of vectors are for tests only.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Given {
    /// The name of the deployment.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub deployment: Option<String>,
    /// The active code key: 32 bytes, base64.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub code_key: Option<String>,
}

/// One call. A text `$3/a/0` in `actor` or `args` stands for what step 3 (from 0) answered there.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Step {
    /// The name of a command, query or function.
    pub op: String,
    /// `none`, `bearer`, the host of a tenant, or an account.
    pub actor: Value,
    /// Its arguments.
    pub args: Value,
    /// Milliseconds that pass before.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub advance: Option<i64>,
    /// The whole answer.
    pub expect: Expect,
}

/// What a step answers.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", deny_unknown_fields)]
pub enum Expect {
    /// It succeeds.
    Ok(Value),
    /// It is refused.
    Error {
        /// The code.
        code: String,
        /// What belongs to the code.
        details: Value,
    },
}

/// Which files there are.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Manifest {
    /// Of the format: 1.
    pub version: u32,
    /// By name.
    pub files: Vec<ManifestEntry>,
}

/// One file.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ManifestEntry {
    /// Its name in `tests/vectors`.
    pub file: String,
    /// SHA-256 of its bytes, as 64 hexadecimal digits.
    pub sha256: String,
    /// How many cases it holds.
    pub cases: usize,
}

/// The folder of the vectors.
#[must_use]
pub fn folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("vectors")
}

/// Files that are no vectors.
pub const OTHERS: [&str; 3] = ["schema.json", "manifest.json", "codes.json"];

/// The names of the files of vectors, in order.
#[must_use]
pub fn files() -> Vec<String> {
    let mut names: Vec<_> = std::fs::read_dir(folder())
        .unwrap()
        .map(|entry| entry.unwrap().file_name().into_string().unwrap())
        .filter(|name| name.ends_with(".json") && !OTHERS.contains(&name.as_str()))
        .collect();
    names.sort();
    names
}

/// What the files add up to.
#[must_use]
pub fn manifest() -> Manifest {
    let entry = |file: String| {
        let bytes = std::fs::read(folder().join(&file)).unwrap();
        let read: File = serde_json::from_slice(&bytes).unwrap();
        ManifestEntry {
            sha256: rollbook::batch::Digest::of(&bytes).to_string(),
            cases: read.cases.len(),
            file,
        }
    };
    Manifest {
        version: 1,
        files: files().into_iter().map(entry).collect(),
    }
}

/// A document as it is stored: indented, with a line end.
#[must_use]
pub fn pretty(document: &impl Serialize) -> String {
    serde_json::to_string_pretty(document).unwrap() + "\n"
}
