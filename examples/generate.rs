//! Writes the sample files of `examples/data`, or an accounts file of any size for measurements.
//!
//! ```text
//! cargo run -p rollbook-examples --release --example generate
//! cargo run -p rollbook-examples --release --example generate -- --rows 1000000 --bad 2 --output big.csv
//! ```

use std::fs::{self, File};
use std::io::{self, BufWriter, Write};
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use rollbook_examples::samples::accounts::Sample;
use rollbook_examples::samples::broken;
use rollbook_examples::samples::bulk::{Bad, Bulk};

const USAGE: &str = "\
generate [--folder FOLDER]
    writes accounts.csv, numbers.csv and broken.csv (default folder: examples/data)
generate --rows N [--bad 0|2|100] [--seed S] --output FILE [--numbers FILE]
    writes N accounts, and with --numbers the numbers that they name";

fn main() -> ExitCode {
    match run(std::env::args().skip(1)) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("{error}");
            ExitCode::from(2)
        }
    }
}

fn run(mut arguments: impl Iterator<Item = String>) -> io::Result<()> {
    let mut folder = PathBuf::from("examples/data");
    let (mut output, mut numbers) = (None, None);
    let mut bulk = Bulk {
        rows: 0,
        bad: Bad::None,
        seed: 1,
    };
    while let Some(option) = arguments.next() {
        let value = arguments.next().ok_or_else(usage)?;
        match option.as_str() {
            "--folder" => folder = PathBuf::from(value),
            "--rows" => bulk.rows = value.parse().map_err(|_| usage())?,
            "--bad" => bulk.bad = Bad::from_percent(&value).ok_or_else(usage)?,
            "--seed" => bulk.seed = value.parse().map_err(|_| usage())?,
            "--output" => output = Some(PathBuf::from(value)),
            "--numbers" => numbers = Some(PathBuf::from(value)),
            _ => return Err(usage()),
        }
    }
    if let Some(output) = output {
        write(&output, |file| bulk.write_accounts(file))?;
        return numbers.map_or(Ok(()), |path| write(&path, |file| bulk.write_numbers(file)));
    }
    if bulk.rows > 0 || numbers.is_some() {
        return Err(usage());
    }
    fs::create_dir_all(&folder)?;
    let sample = Sample::new();
    write(&folder.join("accounts.csv"), |file| {
        sample.write_accounts(file)
    })?;
    write(&folder.join("numbers.csv"), |file| {
        sample.write_numbers(file)
    })?;
    write(&folder.join("broken.csv"), broken::write)
}

fn write(
    path: &Path,
    content: impl FnOnce(&mut BufWriter<File>) -> io::Result<()>,
) -> io::Result<()> {
    let mut file = BufWriter::new(File::create(path)?);
    content(&mut file)?;
    file.flush()
}

fn usage() -> io::Error {
    io::Error::new(io::ErrorKind::InvalidInput, USAGE)
}
