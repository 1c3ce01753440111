//! `accounts.csv`, 1,000 people without a finding, and `numbers.csv`, the numbers they are given or choose from.

use std::collections::BTreeSet;
use std::io::{self, Write};

use super::names::COUNTRIES;
use super::numbers::{Numbers, Readings};
use super::random::Random;
use super::row::{HEADER, Row};

/// Most rows of one upload in `multiline-2024` (M-38).
pub const ACCOUNTS: usize = 1_000;
/// Every second account names its number.
pub const NAMED: usize = ACCOUNTS / 2;
/// All numbers of `numbers.csv`: the named ones, one for each person who chooses, and a reserve.
pub const NUMBERS: usize = 1_200;
/// The last numbers of the file are golden: nobody is given one unasked, and they are not counted as supply (D-54).
pub const GOLDEN: usize = 10;
/// The numbers before the golden ones came from another provider and carry the tag `PORTED` (M-26).
pub const PORTED: usize = 20;

const SEED: u64 = 2_024;

/// The people and the numbers of the sample, made together since the people's named numbers are in the pool.
#[derive(Debug)]
pub struct Sample {
    accounts: Vec<Row>,
    numbers: Vec<String>,
}

impl Default for Sample {
    fn default() -> Self {
        Self::new()
    }
}

impl Sample {
    /// The sample; always the same.
    pub fn new() -> Self {
        let mut sequence = Numbers::new(SEED, Readings::Only);
        let numbers: Vec<String> = std::iter::from_fn(|| sequence.next_pool_number())
            .take(NUMBERS)
            .collect();
        let mut random = Random::new(SEED);
        let mut taken = BTreeSet::new();
        let mut named = numbers.iter();
        let accounts = (0..ACCOUNTS)
            .map(|index| {
                // In steps of two, so that both kinds of identity name a number.
                let number = if index % 4 < 2 { named.next() } else { None };
                account(index, number, &mut sequence, &mut random, &mut taken)
            })
            .collect();
        Self { accounts, numbers }
    }

    /// The rows of `accounts.csv`.
    pub fn accounts(&self) -> &[Row] {
        &self.accounts
    }

    /// The numbers of `numbers.csv`, the named ones first, as digits.
    pub fn numbers(&self) -> &[String] {
        &self.numbers
    }

    /// Writes `accounts.csv`.
    ///
    /// # Errors
    /// What `output` answers.
    pub fn write_accounts(&self, output: &mut impl Write) -> io::Result<()> {
        writeln!(output, "{HEADER}")?;
        self.accounts.iter().try_for_each(|row| row.write(output))
    }

    /// Writes `numbers.csv` in the schema `numbers`.
    ///
    /// # Errors
    /// What `output` answers.
    pub fn write_numbers(&self, output: &mut impl Write) -> io::Result<()> {
        writeln!(output, "number,tags,ported,golden")?;
        for (index, number) in self.numbers.iter().enumerate() {
            let golden = index >= NUMBERS - GOLDEN;
            let ported = !golden && index >= NUMBERS - GOLDEN - PORTED;
            let tags = if ported { "PORTED" } else { "" };
            writeln!(output, "{number},{tags},{ported},{golden}")?;
        }
        Ok(())
    }
}

fn account(
    index: usize,
    number: Option<&String>,
    sequence: &mut Numbers,
    random: &mut Random,
    taken: &mut BTreeSet<String>,
) -> Row {
    let country = &COUNTRIES[random.below(COUNTRIES.len())];
    let (firstname, given) = random.pick(country.given);
    let (lastname, family) = random.pick(country.family);
    let identity = if index.is_multiple_of(2) {
        let domain = random.pick(&["example.com", "example.org", "example.net"]);
        address(given, family, domain, taken)
    } else {
        sequence.next_identity().unwrap_or_default()
    };
    Row {
        firstname: firstname.to_owned(),
        lastname: lastname.to_owned(),
        identity,
        social_messaging: "No",
        multiline_number: number.cloned().unwrap_or_default(),
        monitor_calls: random.pick(&["auto", "auto", "off"]),
        monitor_sms: random.pick(&["on", "off"]),
        forwarding_number: "",
        restrict: "",
        // A blank cell takes the default of the organization.
        language: if random.below(8) == 0 {
            ""
        } else {
            country.language
        },
    }
}

/// An address that nobody in the file has yet: a namesake gets a number.
fn address(given: &str, family: &str, domain: &str, taken: &mut BTreeSet<String>) -> String {
    let mut address = format!("{given}.{family}@{domain}");
    let mut namesakes = 1;
    while !taken.insert(address.clone()) {
        namesakes += 1;
        address = format!("{given}.{family}{namesakes}@{domain}");
    }
    address
}
