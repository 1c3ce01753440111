//! The torture folder: small files with one defect each, and what is to be found in them.
//!
//! `manifest.json` lists them, one case a line. A finding is written `E phone_invalid E2`: severity and scope (`F` fatal,
//! `X` file, `E` row, `W` warning, `N` notice), code, cell or else row or else nothing, and where it matters ` > ` and the
//! replacement or what a fix made of the value. Where there is something to look up and no facts are given `N inventory_unchecked` is understood.

use std::path::PathBuf;

use rollbook::contact::Region;
use rollbook::csv::schema::{ColumnSwitches, UnknownColumns};
use rollbook::csv::{
    AccessKind, Facts, Fixes, Limits, OptionalCheck, Options, Schema, TextEncoding,
};
use rollbook::finding::{Finding, FindingCode, Scope, Severity};
use rollbook::profile::ProfileName;
use rollbook::settings::ImportMode;
use serde::Deserialize;
use serde_json::Value;

/// One file and what is to be found in it.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Case {
    /// Its name in the folder.
    pub file: String,
    /// Rows of the table of damage that it shows (csv.md 5).
    #[serde(default)]
    pub damage: Vec<u32>,
    /// Pairs of the table of stages that it shows (csv.md 2): which finding keeps which others away.
    #[serde(default)]
    pub pairs: Vec<String>,
    /// A profile, `PROFILE/no_portal`, `numbers`, or a document of the folder.
    #[serde(default = "default_schema")]
    schema: String,
    #[serde(default)]
    switches: Switches,
    /// Merged into the schema.
    #[serde(default)]
    patch: Value,
    #[serde(default)]
    options: Chosen,
    facts: Option<Facts>,
    /// The import through which it goes, instead of a validation.
    pub import: Option<String>,
    /// A reader that fails at this byte.
    pub fails_at: Option<u64>,
    /// What is to be found: nothing else, and in any order.
    pub expected: Vec<String>,
}

fn default_schema() -> String {
    "multiline-2024".into()
}

/// What an organization's settings would change.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
struct Switches {
    social_messaging: Option<bool>,
    voice_calling: Option<bool>,
    email_only: bool,
}

/// Options other than the default.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
struct Chosen {
    fixes: Option<Fixes>,
    mode: Option<ImportMode>,
    raise: Vec<FindingCode>,
    region: Option<Region>,
    delimiter: Option<char>,
    header_row: Option<u32>,
    encoding: Option<TextEncoding>,
    unknown_columns: Option<UnknownColumns>,
    checks: Vec<OptionalCheck>,
    limits: Limits,
}

/// The folder.
#[must_use]
pub fn folder() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("torture")
}

/// All cases, in the order of the manifest.
#[must_use]
pub fn cases() -> Vec<Case> {
    let text = std::fs::read_to_string(folder().join("manifest.json")).unwrap();
    serde_json::from_str(&text).unwrap()
}

impl Case {
    /// The file.
    #[must_use]
    pub fn bytes(&self) -> Vec<u8> {
        std::fs::read(folder().join(&self.file)).unwrap()
    }

    /// What it is held against.
    #[must_use]
    pub fn schema(&self) -> Schema {
        let schema = match self.schema.as_str() {
            "numbers" => Schema::numbers(),
            name if name.ends_with(".json") => {
                let document = std::fs::read_to_string(folder().join(name)).unwrap();
                Schema::from_json(&document).unwrap()
            }
            name => {
                let (profile, access) = match name.split_once('/') {
                    Some((profile, "no_portal")) => (profile, AccessKind::NoPortal),
                    Some(_) => panic!("schema `{name}`"),
                    None => (name, AccessKind::Portal),
                };
                let profile: ProfileName = profile.parse().unwrap();
                let switches = ColumnSwitches {
                    social_messaging: self.switches.social_messaging,
                    voice_calling: self.switches.voice_calling,
                    email_only: self.switches.email_only,
                    ..ColumnSwitches::default()
                };
                Schema::with_switches(profile, access, &switches).unwrap()
            }
        };
        if self.patch.is_null() {
            return schema;
        }
        let mut document = serde_json::to_value(&schema).unwrap();
        merge(&mut document, &self.patch);
        Schema::from_json(&document.to_string()).unwrap()
    }

    /// How it is validated.
    #[must_use]
    pub fn options(&self) -> Options {
        let chosen = &self.options;
        let mut options = Options::new().limits(chosen.limits).collect_rows(true);
        options.fixes = chosen.fixes.unwrap_or_default();
        options.mode = chosen.mode.unwrap_or(options.mode);
        options.raise.clone_from(&chosen.raise);
        options.region = chosen.region;
        options.delimiter = chosen.delimiter;
        options.header_row = chosen.header_row;
        options.encoding = chosen.encoding;
        options.unknown_columns = chosen.unknown_columns;
        options.checks.clone_from(&chosen.checks);
        options
    }

    /// What is known of the store.
    #[must_use]
    pub const fn facts(&self) -> Option<&Facts> {
        self.facts.as_ref()
    }

    /// What is to be found, with what is understood, sorted.
    #[must_use]
    pub fn expected(&self) -> Vec<String> {
        let mut expected = self.expected.clone();
        let looked_up = self.facts.is_some() || self.import.is_some();
        let fatal = expected.iter().any(|line| line.starts_with("F "));
        let has_keys = !self.schema.ends_with(".json") && self.schema != "numbers";
        if !looked_up && !fatal && has_keys {
            expected.push("N inventory_unchecked".into());
        }
        expected.sort();
        expected
    }

    /// The codes that it shows.
    pub fn codes(&self) -> impl Iterator<Item = &str> {
        self.expected
            .iter()
            .map(|line| line.split(' ').nth(1).unwrap_or_else(|| panic!("`{line}`")))
    }
}

fn merge(into: &mut Value, patch: &Value) {
    match (into, patch) {
        (Value::Object(into), Value::Object(patch)) => {
            for (name, value) in patch {
                merge(into.entry(name.clone()).or_insert(Value::Null), value);
            }
        }
        (into, patch) => *into = patch.clone(),
    }
}

/// Findings in the form of the manifest, sorted; replacements are given where `expected` names one.
#[must_use]
pub fn said(findings: &[Finding], expected: &[String]) -> Vec<String> {
    let mut said: Vec<String> = findings
        .iter()
        .map(|finding| {
            let (bare, full) = written(finding);
            let named = format!("{bare} > ");
            match expected.iter().any(|line| line.starts_with(&named)) {
                true => full,
                false => bare,
            }
        })
        .collect();
    said.sort();
    said
}

/// A finding without and with what comes instead of the value.
fn written(finding: &Finding) -> (String, String) {
    let how = match (finding.severity, finding.scope) {
        (Severity::Error, Some(Scope::Fatal)) => "F",
        (Severity::Error, Some(Scope::File)) => "X",
        (Severity::Error, _) => "E",
        (Severity::Warning, _) => "W",
        (Severity::Notice, _) => "N",
    };
    let bare = match (finding.place.cell(), finding.place.row) {
        (Some(cell), _) => format!("{how} {} {cell}", finding.code),
        (None, Some(row)) => format!("{how} {} {row}", finding.code),
        (None, None) => format!("{how} {}", finding.code),
    };
    let instead = finding
        .replacement
        .as_deref()
        .or_else(|| finding.fix.as_deref().map(|fix| &*fix.after));
    let full = match instead {
        Some(instead) => format!("{bare} > {instead}"),
        None => bare.clone(),
    };
    (bare, full)
}
