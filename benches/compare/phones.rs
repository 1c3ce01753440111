//! P6: reading valid numbers of all countries against the library that is the authority on them.

use rlibphonenumber::PHONE_NUMBER_UTIL;
use rollbook::contact::phone::{PhoneOptions, read};
use rollbook_examples::samples::bulk::{Bad, Bulk};

use crate::measure::{Comparison, timed};

/// Numbers that are read in one turn.
const NUMBERS: u64 = 20_000;

/// Reading to E.164, verdict included. Goal: at most a thirtieth.
pub fn against_the_authority(pairs: usize) -> Comparison {
    let bulk = Bulk {
        rows: NUMBERS * 2,
        bad: Bad::None,
        seed: 1,
    };
    let mut file = Vec::new();
    bulk.write_accounts(&mut file).expect("writing to memory");
    let mut reader = csv::Reader::from_reader(file.as_slice());
    let identities = reader
        .records()
        .map(|row| row.expect("a row")[2].to_owned());
    let numbers: Vec<String> = identities.filter(|it| !it.contains('@')).collect();
    let options = PhoneOptions::for_identities();
    let ours = || {
        timed(|| {
            for number in &numbers {
                assert!(read(number, &options).is_ok(), "a valid number");
            }
        })
    };
    let theirs = || {
        timed(|| {
            for number in &numbers {
                let parsed = PHONE_NUMBER_UTIL.parse(format!("+{number}"), None);
                let valid = parsed.is_ok_and(|number| PHONE_NUMBER_UTIL.is_valid_number(&number));
                assert!(valid, "a valid number");
            }
        })
    };
    let items = u32::try_from(numbers.len()).expect("few numbers");
    Comparison::run(
        "P6 phone numbers / rlibphonenumber",
        1.0 / 30.0,
        items,
        pairs,
        ours,
        theirs,
    )
}
