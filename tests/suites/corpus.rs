//! The kept corpora of the fuzz targets of `core/fuzz`, replayed: what a fuzzer found once is tried in every run, on any
//! toolchain. The files of the torture folder go through the same targets.

#[path = "../../core/fuzz/src/lib.rs"]
mod fuzz;

use std::fs;
use std::path::{Path, PathBuf};

use libtest_mimic::{Arguments, Failed, Trial};
use rollbook_tests::torture;

/// Most bytes of all corpora.
const MOST_BYTES: u64 = 200 << 10;

fn main() {
    let arguments = Arguments::from_args();
    let mut trials = vec![Trial::test("the_corpora_stay_small", small)];
    for name in fuzz::TARGETS {
        trials.push(Trial::test(format!("{name}::corpus"), move || corpus(name)));
        trials.push(Trial::test(format!("{name}::torture"), move || {
            tortured(name)
        }));
    }
    libtest_mimic::run(&arguments, trials).exit();
}

fn folder(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("../core/fuzz/corpus")
        .join(name)
}

fn files(name: &str) -> Result<Vec<PathBuf>, Failed> {
    let mut files = Vec::new();
    for entry in fs::read_dir(folder(name))? {
        files.push(entry?.path());
    }
    files.sort();
    Ok(files)
}

fn corpus(name: &'static str) -> Result<(), Failed> {
    let files = files(name)?;
    if files.is_empty() {
        return Err("there is nothing to replay".into());
    }
    for file in files {
        replay(name, &fs::read(&file)?, &file.display().to_string())?;
    }
    Ok(())
}

/// Behind the default choice, and behind one of everything else.
fn tortured(name: &'static str) -> Result<(), Failed> {
    for case in torture::cases() {
        for choice in [[0, 0], [0x68, 3], [0x50, 2]] {
            let input = [&choice[..], &case.bytes()].concat();
            replay(name, &input, &case.file)?;
        }
    }
    Ok(())
}

fn replay(name: &'static str, input: &[u8], of: &str) -> Result<(), Failed> {
    let run = std::panic::AssertUnwindSafe(|| fuzz::target(name, input));
    std::panic::catch_unwind(run).map_err(|_| Failed::from(format!("{name} fails on {of}")))
}

fn small() -> Result<(), Failed> {
    let mut bytes = 0;
    for name in fuzz::TARGETS {
        for file in files(name)? {
            bytes += fs::metadata(file)?.len();
        }
    }
    if bytes > MOST_BYTES {
        return Err(format!("the corpora have {bytes} bytes").into());
    }
    Ok(())
}
