//! The sample files are what the generator makes, and keep what the README promises of them.

#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

use std::collections::BTreeSet;
use std::fs;
use std::path::PathBuf;

use rollbook_examples::samples::accounts::{ACCOUNTS, GOLDEN, NAMED, NUMBERS, Sample};
use rollbook_examples::samples::names::COUNTRIES;
use rollbook_examples::samples::row::HEADER;
use rollbook_examples::samples::{broken, numbers};

fn kept(name: &str) -> String {
    let path = PathBuf::from(env!("CARGO_MANIFEST_DIR"))
        .join("data")
        .join(name);
    fs::read_to_string(path).unwrap()
}

fn cells(line: &str) -> Vec<&str> {
    line.split(',').collect()
}

#[test]
fn generating_the_files_again_leaves_them_as_they_are() {
    let sample = Sample::new();
    let mut accounts = Vec::new();
    sample.write_accounts(&mut accounts).unwrap();
    assert!(
        accounts == kept("accounts.csv").as_bytes(),
        "accounts.csv differs"
    );
    let mut numbers = Vec::new();
    sample.write_numbers(&mut numbers).unwrap();
    assert!(
        numbers == kept("numbers.csv").as_bytes(),
        "numbers.csv differs"
    );
    let mut broken_file = Vec::new();
    broken::write(&mut broken_file).unwrap();
    assert!(
        broken_file == kept("broken.csv").as_bytes(),
        "broken.csv differs"
    );
}

#[test]
fn accounts_are_half_addresses_half_phones_and_half_name_a_number() {
    let text = kept("accounts.csv");
    let mut lines = text.lines();
    assert_eq!(lines.next(), Some(HEADER));
    let rows: Vec<Vec<&str>> = lines.map(cells).collect();
    assert_eq!(rows.len(), ACCOUNTS);
    assert!(rows.iter().all(|row| row.len() == 10));
    let addresses = rows.iter().filter(|row| row[2].contains('@')).count();
    assert_eq!(addresses, ACCOUNTS / 2);
    assert_eq!(rows.iter().filter(|row| !row[4].is_empty()).count(), NAMED);
    let identities: BTreeSet<&str> = rows.iter().map(|row| row[2]).collect();
    assert_eq!(identities.len(), ACCOUNTS);
}

#[test]
fn every_number_is_valid_in_one_country_only_and_used_once() {
    let accounts = kept("accounts.csv");
    let pool = kept("numbers.csv");
    let pool: Vec<Vec<&str>> = pool.lines().skip(1).map(cells).collect();
    assert_eq!(pool.len(), NUMBERS);
    let golden = pool.iter().filter(|row| row[3] == "true").count();
    assert_eq!(golden, GOLDEN);
    assert!(
        NUMBERS - golden > ACCOUNTS,
        "enough for all without the golden ones"
    );
    let free: BTreeSet<&str> = pool
        .iter()
        .filter(|row| row[3] == "false")
        .map(|row| row[0])
        .collect();
    let mut seen: BTreeSet<&str> = pool.iter().map(|row| row[0]).collect();
    assert_eq!(seen.len(), NUMBERS);
    for row in accounts.lines().skip(1).map(cells) {
        assert!(
            row[4].is_empty() || free.contains(row[4]),
            "{} is in the pool",
            row[4]
        );
        if !row[2].contains('@') {
            assert!(seen.insert(row[2]), "{} has one use", row[2]);
        }
    }
    for digits in &seen {
        assert!(numbers::is_valid(digits), "{digits} is valid");
        assert!(!numbers::is_ambiguous(digits), "{digits} has one reading");
    }
    let countries: BTreeSet<i32> = seen.iter().filter_map(|digits| country(digits)).collect();
    assert!(countries.len() >= 10, "{countries:?}");
}

#[test]
fn names_are_of_twelve_countries_and_six_scripts() {
    let text = kept("accounts.csv");
    let mut scripts = BTreeSet::new();
    let mut countries = BTreeSet::new();
    for row in text.lines().skip(1).map(cells) {
        scripts.extend(row[0].chars().filter_map(script));
        countries.extend(
            COUNTRIES
                .iter()
                .filter(|country| country.family.iter().any(|family| family.0 == row[1]))
                .map(|country| country.code),
        );
    }
    assert!(countries.len() >= 12, "{countries:?}");
    assert!(scripts.len() >= 6, "{scripts:?}");
}

fn country(digits: &str) -> Option<i32> {
    rlibphonenumber::PHONE_NUMBER_UTIL
        .parse(format!("+{digits}"), None)
        .ok()
        .map(|number| number.country_code)
}

fn script(letter: char) -> Option<&'static str> {
    Some(match letter {
        'A'..='z' | '\u{C0}'..='\u{24F}' => "Latin",
        '\u{370}'..='\u{3FF}' => "Greek",
        '\u{400}'..='\u{4FF}' => "Cyrillic",
        '\u{590}'..='\u{5FF}' => "Hebrew",
        '\u{600}'..='\u{6FF}' => "Arabic",
        '\u{900}'..='\u{97F}' => "Devanagari",
        '\u{E00}'..='\u{E7F}' => "Thai",
        '\u{3040}'..='\u{30FF}' => "Kana",
        '\u{4E00}'..='\u{9FFF}' => "Han",
        '\u{AC00}'..='\u{D7AF}' => "Hangul",
        _ => return None,
    })
}
