//! A file that is validated: opened where it lies, or spooled if it can be read only once.

use std::fs::File;
use std::io::{self, Read, Seek};
use std::path::Path;

use rollbook::csv::{self, Facts, Options, Report, Schema, Source};
use rollbook::error::{Error, ErrorCode};

use crate::file::unreadable;

/// Validates the file at `path`, piece by piece: a file of 10,000,000 rows needs about 300 MB at most. Bad contents, and
/// a disk that fails half-way, are findings of the report, never an error.
///
/// # Errors
/// `file_unreadable` if there is no such file, it is a folder, or it cannot be opened.
pub fn validate_path(
    path: &Path,
    schema: &Schema,
    options: &Options,
    facts: Option<&Facts>,
) -> Result<Report, Error> {
    let most = options.limits.bytes_in_force(schema.limits.rows);
    let mut upload = Upload::open(path, most)?;
    Ok(csv::validate_reader(
        &mut upload.file,
        schema,
        options,
        facts,
    ))
}

/// A file that can be read several times. Of one that cannot seek, such as the standard input, a copy lies in a
/// temporary file without a name, which is gone with the process whatever happens.
#[derive(Debug)]
pub struct Upload {
    file: File,
    length: u64,
}

impl Upload {
    /// Opens the file at `path`; a pipe is spooled, at most one byte more than `most`.
    ///
    /// # Errors
    /// `file_unreadable`.
    pub fn open(path: &Path, most: u64) -> Result<Self, Error> {
        let file = File::open(path).map_err(|error| unreadable(&error))?;
        let found = file.metadata().map_err(|error| unreadable(&error))?;
        if found.is_dir() {
            return Err(Error::new(ErrorCode::FileUnreadable)
                .with_message("the path is a folder; give a file"));
        }
        if found.is_file() {
            let length = found.len();
            return Ok(Self { file, length });
        }
        Self::spool(file, most)
    }

    /// Copies what a reader gives, at most one byte more than `most`: enough to see that it is too much.
    ///
    /// # Errors
    /// `file_unreadable` if reading fails or the copy cannot be written.
    pub fn spool(reader: impl Read, most: u64) -> Result<Self, Error> {
        let copy = || -> io::Result<Self> {
            let mut file = tempfile::tempfile()?;
            let length = io::copy(&mut reader.take(most.saturating_add(1)), &mut file)?;
            file.rewind()?;
            Ok(Self { file, length })
        };
        copy().map_err(|error| unreadable(&error))
    }

    /// How many bytes it had when it was opened, of a copy at most one more than may be read.
    #[must_use]
    pub const fn length(&self) -> u64 {
        self.length
    }

    /// What is validated.
    pub fn source(&mut self) -> Source<'_> {
        Source::reader(&mut self.file)
    }

    /// All bytes, at most one more than `most`, for a report that shows the cells.
    ///
    /// # Errors
    /// `file_unreadable`.
    pub fn bytes(&mut self, most: u64) -> Result<Vec<u8>, Error> {
        self.file.rewind().map_err(|error| unreadable(&error))?;
        crate::file::read_bounded(&mut self.file, most)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    use rollbook::csv::Limits;
    use rollbook::profile::ProfileName;
    use rollbook::settings::AccessKind;

    const FILE: &str =
        "email,social_messaging,monitor_calls,monitor_sms\nname@example.com,No,auto,off\n";

    fn schema() -> Schema {
        Schema::for_profile(ProfileName::Multiline2024, AccessKind::Portal).unwrap()
    }

    #[test]
    fn a_path_and_a_stream_give_the_report_of_their_bytes() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("a.csv");
        std::fs::write(&path, FILE).unwrap();
        let options = Options::new();
        let by_path = validate_path(&path, &schema(), &options, None).unwrap();
        let by_bytes = csv::validate(FILE.as_bytes(), &schema(), &options, None);
        assert!(by_path.importable());
        assert_eq!(by_path.input, by_bytes.input);
        assert!(by_path.findings == by_bytes.findings);
        // Bytes that can be read once.
        let mut spooled = Upload::spool(FILE.as_bytes(), 1_000).unwrap();
        assert_eq!(spooled.bytes(1_000).unwrap(), FILE.as_bytes());
        let report = csv::validate_with(
            spooled.source(),
            &schema(),
            &options,
            None,
            None,
            &mut |_| std::ops::ControlFlow::Continue(()),
        );
        assert_eq!(report.input, by_bytes.input);
    }

    #[test]
    fn no_more_is_spooled_than_shows_that_it_is_too_much() {
        let options = Options::new().limits(Limits {
            bytes: Some(50),
            ..Limits::default()
        });
        let most = options.limits.bytes_in_force(1);
        let mut spooled = Upload::spool(io::repeat(b'x'), most).unwrap();
        assert_eq!(spooled.bytes(1_000).unwrap().len(), 51);
        let report = csv::validate_reader(&mut spooled.file, &schema(), &options, None);
        assert_eq!(report.findings[0].code.as_str(), "file_too_large");
    }

    #[test]
    fn a_missing_file_and_a_folder_are_no_upload() {
        let folder = tempfile::tempdir().unwrap();
        for path in [folder.path().to_owned(), folder.path().join("absent.csv")] {
            let error = validate_path(&path, &schema(), &Options::new(), None).unwrap_err();
            assert_eq!(error.code(), ErrorCode::FileUnreadable);
        }
    }
}
