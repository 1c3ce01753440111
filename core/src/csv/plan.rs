//! What a plan's id stands for: file, schema, options and facts. An import that names it does that or nothing.

use serde::Serialize;
use sha2::{Digest, Sha256};

use super::decode::TextEncoding;
use super::facts::Facts;
use super::limits::Limits;
use super::options::{Fixes, Options};
use super::result::Report;
use super::schema::{Schema, UnknownColumns};
use crate::contact::Region;
use crate::settings::ImportMode;

/// Schema and options, as far as they decide what is found; in the order in which they are hashed.
#[derive(Serialize)]
struct Asked<'o> {
    schema: &'o Schema,
    fixes: Fixes,
    mode: ImportMode,
    raise: Vec<&'static str>,
    region: Option<&'o Region>,
    limits: Limits,
    encoding: Option<&'static str>,
    delimiter: Option<char>,
    header_row: Option<u32>,
    unknown_columns: Option<UnknownColumns>,
    checks: Vec<&'static str>,
}

/// SHA-256 over schema and options. Name of the file, threads and what is kept change nothing that is found, and the
/// order of codes and checks does not either.
pub(crate) fn asked(schema: &Schema, options: &Options) -> [u8; 32] {
    let Options {
        fixes,
        mode,
        raise,
        region,
        limits,
        encoding,
        delimiter,
        header_row,
        unknown_columns,
        checks,
        file_name: _,
        collect_rows: _,
        threads: _,
        thorough: _,
    } = options;
    let asked = Asked {
        schema,
        fixes: *fixes,
        mode: *mode,
        raise: once(raise.iter().map(|code| code.as_str())),
        region: region.as_ref(),
        limits: *limits,
        encoding: encoding.map(TextEncoding::as_str),
        delimiter: *delimiter,
        header_row: *header_row,
        unknown_columns: *unknown_columns,
        checks: once(checks.iter().map(|check| check.code().as_str())),
    };
    // Nothing in them is without a form in JSON.
    Sha256::digest(serde_json::to_vec(&asked).unwrap_or_default()).into()
}

fn once(codes: impl Iterator<Item = &'static str>) -> Vec<&'static str> {
    let mut codes: Vec<_> = codes.collect();
    codes.sort_unstable();
    codes.dedup();
    codes
}

impl Report {
    /// SHA-256 in hex over file, schema, options and the state of the store.
    pub(crate) fn plan_id(&self, facts: &Facts) -> String {
        let parts: [&[u8]; 5] = [
            self.input.sha256.as_bytes(),
            &self.evidence.asked,
            facts.import_existing.as_str().as_bytes(),
            if facts.invite { b"invite" } else { b"add" },
            facts.version.as_bytes(),
        ];
        let mut hash = Sha256::new();
        for part in parts {
            hash.update((part.len() as u64).to_le_bytes());
            hash.update(part);
        }
        hash.finalize()
            .iter()
            .map(|byte| format!("{byte:02x}"))
            .collect()
    }
}
