//! Files: read whole within a bound, written without ever overwriting. A device or a pipe is no file to be kept: what is
//! written goes there.

use std::fs::{File, OpenOptions};
use std::io::{self, BufWriter, Read, Write};
use std::path::{Path, PathBuf};

use rollbook::csv::report::ReportError;
use rollbook::error::{Error, ErrorCode};

/// The bytes of a file, at most one more than `most`: enough to see that it is too big, whatever its size.
///
/// # Errors
/// `file_unreadable`.
pub fn read_file(path: &Path, most: u64) -> Result<Vec<u8>, Error> {
    let file = File::open(path).map_err(|error| unreadable(&error))?;
    let found = file.metadata().map_err(|error| unreadable(&error))?;
    if found.is_dir() {
        return Err(
            Error::new(ErrorCode::FileUnreadable).with_message("the path is a folder; give a file")
        );
    }
    read_bounded(file, most)
}

/// The bytes of a stream, at most one more than `most`.
///
/// # Errors
/// `file_unreadable`.
pub fn read_bounded(source: impl Read, most: u64) -> Result<Vec<u8>, Error> {
    let mut bytes = Vec::new();
    source
        .take(most.saturating_add(1))
        .read_to_end(&mut bytes)
        .map_err(|error| unreadable(&error))?;
    Ok(bytes)
}

/// Writes a new file: under `path`, or if that is taken under the next free `name.2.ext`, `name.3.ext`. Answers where.
///
/// # Errors
/// `file_unreadable` if no file can be created there.
pub fn write_numbered(path: &Path, bytes: &[u8]) -> Result<PathBuf, Error> {
    if is_stream(path) {
        write_new(path, bytes)?;
        return Ok(path.to_owned());
    }
    let mut place = path.to_owned();
    for number in 2_u32.. {
        match create_new(&place) {
            Ok(mut file) => {
                file.write_all(bytes).map_err(|error| unwritable(&error))?;
                return Ok(place);
            }
            Err(error) if error.kind() == io::ErrorKind::AlreadyExists => {
                place = numbered(path, number)
            }
            Err(error) => return Err(unwritable(&error)),
        }
    }
    Err(Error::internal("numbered file"))
}

/// Whether a file can be made at `path` or beside it; asked before what the file is to tell of has happened.
///
/// # Errors
/// `file_unreadable` if no file can be created there.
pub fn check_place(path: &Path) -> Result<(), Error> {
    let Some(name) = path.file_name() else {
        return Err(Error::new(ErrorCode::FileUnreadable)
            .with_message("the path is no file; give the path of a file"));
    };
    // Opening a pipe would wait for its reader.
    if is_stream(path) {
        return Ok(());
    }
    // A name of its own: nobody who writes at the same time finds a place taken by it.
    let mut probe = std::ffi::OsString::from(".");
    probe.push(name);
    probe.push(format!(".{}", std::process::id()));
    let probe = path.with_file_name(probe);
    match create_new(&probe) {
        Ok(file) => {
            drop(file);
            std::fs::remove_file(&probe).map_err(|error| unwritable(&error))
        }
        Err(error) => Err(unwritable(&error)),
    }
}

/// Writes a new file at `path`, whose owner alone reads it.
///
/// # Errors
/// `file_exists`; `file_unreadable` if none can be created there.
pub fn write_new(path: &Path, bytes: &[u8]) -> Result<(), Error> {
    let mut file = create(path).map_err(|error| unwritable(&error))?;
    file.write_all(bytes).map_err(|error| unwritable(&error))
}

/// Writes a report to a new file at `path`, whose owner alone reads it, as it comes about. One that is refused or fails
/// leaves no file behind.
///
/// # Errors
/// The code of the report; `file_exists`; `file_unreadable` if it cannot be written.
pub fn write_report(
    path: &Path,
    write: impl FnOnce(&mut dyn Write) -> Result<(), ReportError>,
) -> Result<(), Error> {
    let mut file = BufWriter::new(create(path).map_err(|error| unwritable(&error))?);
    let written = write(&mut file).and_then(|()| Ok(file.flush()?));
    written.map_err(|error| {
        drop(file);
        if !is_stream(path) {
            // What was written is no report; if it cannot be taken away, the error is told all the same.
            let _ = std::fs::remove_file(path);
        }
        match (&error, error.code()) {
            (ReportError::Write(error), _) => unwritable(error),
            (_, Some(code)) => Error::new(code).with_message(error.to_string()),
            (_, None) => Error::internal("report"),
        }
    })
}

/// Opens what takes a stream of bytes, else a new file.
fn create(path: &Path) -> io::Result<File> {
    match is_stream(path) {
        true => open_stream(path),
        false => create_new(path),
    }
}

/// Whether `path` is a device, a pipe or a socket, such as `/dev/null`: nothing is lost by writing to it.
fn is_stream(path: &Path) -> bool {
    std::fs::metadata(path).is_ok_and(|found| !found.is_file() && !found.is_dir())
}

fn open_stream(path: &Path) -> io::Result<File> {
    OpenOptions::new().write(true).open(path)
}

fn create_new(path: &Path) -> io::Result<File> {
    let mut options = OpenOptions::new();
    options.write(true).create_new(true);
    // A report names people: nobody else on the machine reads it.
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    options.open(path)
}

fn numbered(path: &Path, number: u32) -> PathBuf {
    let mut name = path.file_stem().unwrap_or_default().to_owned();
    name.push(format!(".{number}"));
    if let Some(extension) = path.extension() {
        name.push(".");
        name.push(extension);
    }
    path.with_file_name(name)
}

pub(crate) fn unreadable(error: &io::Error) -> Error {
    Error::new(ErrorCode::FileUnreadable).with_message(match error.kind() {
        io::ErrorKind::NotFound => "there is no such file; check the path",
        io::ErrorKind::PermissionDenied => "the file may not be read; allow it or give another",
        io::ErrorKind::IsADirectory => "the path is a folder; give a file",
        _ => "the file cannot be read",
    })
}

fn unwritable(error: &io::Error) -> Error {
    if error.kind() == io::ErrorKind::AlreadyExists {
        return Error::new(ErrorCode::FileExists);
    }
    Error::new(ErrorCode::FileUnreadable).with_message(match error.kind() {
        io::ErrorKind::NotFound => "the folder for the file does not exist; give another path",
        io::ErrorKind::PermissionDenied => "the file may not be written there; give another path",
        io::ErrorKind::StorageFull => "the file was not written; the disk is full",
        _ => "the file cannot be written; give another path",
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_report_that_fails_leaves_no_file_and_one_that_is_there_stays() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("report.html");
        let refused = write_report(&path, |file| {
            file.write_all(b"half")?;
            Err(ReportError::NeedsFull)
        });
        assert_eq!(refused.unwrap_err().code(), ErrorCode::ReportNeedsFull);
        assert!(!path.exists());
        write_report(&path, |file| Ok(file.write_all(b"whole")?)).unwrap();
        let again = write_report(&path, |file| Ok(file.write_all(b"other")?));
        assert_eq!(again.unwrap_err().code(), ErrorCode::FileExists);
        assert_eq!(std::fs::read(&path).unwrap(), b"whole");
    }

    #[cfg(unix)]
    #[test]
    fn a_device_takes_what_is_written_and_stays() {
        let null = Path::new("/dev/null");
        check_place(null).unwrap();
        write_new(null, b"one").unwrap();
        assert_eq!(write_numbered(null, b"two").unwrap(), null);
        write_report(null, |file| Ok(file.write_all(b"three")?)).unwrap();
        let refused = write_report(null, |_| Err(ReportError::NeedsFull));
        assert_eq!(refused.unwrap_err().code(), ErrorCode::ReportNeedsFull);
        assert!(is_stream(null));
    }

    #[test]
    fn a_missing_file_and_a_folder_are_unreadable() {
        let folder = tempfile::tempdir().unwrap();
        for path in [folder.path().to_owned(), folder.path().join("absent.csv")] {
            let error = read_file(&path, 10).unwrap_err();
            assert_eq!(error.code(), ErrorCode::FileUnreadable);
        }
    }

    #[test]
    fn one_byte_past_the_bound_is_read_and_no_more() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("big");
        std::fs::write(&path, [b'x'; 100]).unwrap();
        assert_eq!(read_file(&path, 99).unwrap().len(), 100);
        assert_eq!(read_file(&path, 10).unwrap().len(), 11);
    }

    #[test]
    fn a_place_is_checked_and_left_as_it_was() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("a.csv");
        check_place(&path).unwrap();
        assert_eq!(std::fs::read_dir(folder.path()).unwrap().count(), 0);
        let nowhere = folder.path().join("absent").join("a.csv");
        for path in [nowhere.as_path(), Path::new("/")] {
            let error = check_place(path).unwrap_err();
            assert_eq!(error.code(), ErrorCode::FileUnreadable);
        }
    }

    #[test]
    fn a_new_file_takes_the_place_of_no_other() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("a.csv");
        write_new(&path, b"one").unwrap();
        let error = write_new(&path, b"two").unwrap_err();
        assert_eq!(error.code(), ErrorCode::FileExists);
        assert_eq!(std::fs::read(&path).unwrap(), b"one");
    }

    #[test]
    fn a_file_is_never_overwritten() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("a.report.csv");
        let names: Vec<_> = ["one", "two", "three"]
            .iter()
            .map(|text| write_numbered(&path, text.as_bytes()).unwrap())
            .collect();
        assert_eq!(names[0], path);
        assert_eq!(names[1], folder.path().join("a.report.2.csv"));
        assert_eq!(names[2], folder.path().join("a.report.3.csv"));
        assert_eq!(std::fs::read(&path).unwrap(), b"one");
        let nowhere = folder.path().join("absent").join("a.csv");
        assert_eq!(
            write_numbered(&nowhere, b"").unwrap_err().code(),
            ErrorCode::FileUnreadable
        );
    }
}
