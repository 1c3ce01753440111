//! Facts files: what an upload is checked against on a machine without the store.

use std::path::Path;

use rollbook::csv::facts::{FactsFile, FactsInvalid};
use rollbook::error::Error;

use crate::file::read_file;

/// Most bytes of a facts file. A larger one is `facts_invalid`.
pub const FACTS_BYTES: u64 = 256 << 20;

/// Reads a facts file.
///
/// # Errors
/// `file_unreadable`; `facts_invalid` with `file`, and with `path`, `line` and `column` where they are known.
pub fn load_facts(path: &Path) -> Result<FactsFile, Error> {
    let named = |error: Error| error.with("file", path.to_string_lossy().into_owned());
    let invalid = |reason: &str| {
        named(Error::from(FactsInvalid {
            path: String::new(),
            reason: reason.to_owned(),
            place: None,
        }))
    };
    let bytes = read_file(path, FACTS_BYTES).map_err(named)?;
    if bytes.len() as u64 > FACTS_BYTES {
        return Err(invalid("is larger than 256 MiB"));
    }
    let text = String::from_utf8(bytes).map_err(|_| invalid("is not UTF-8"))?;
    FactsFile::from_json(&text).map_err(|error| named(error.into()))
}
