//! Files of any size for measurements, with a known number of bad rows, written as they are made.

use std::collections::BTreeMap;
use std::io::{self, Write};

use super::names::COUNTRIES;
use super::numbers::{Numbers, Readings};
use super::random::Random;
use super::row::{HEADER, Row};

/// How many of the rows are wrong, each in one cell.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum Bad {
    /// None.
    None,
    /// Every fiftieth.
    TwoPercent,
    /// All.
    All,
}

impl Bad {
    /// `0`, `2` or `100`, in percent.
    pub fn from_percent(percent: &str) -> Option<Self> {
        match percent {
            "0" => Some(Self::None),
            "2" => Some(Self::TwoPercent),
            "100" => Some(Self::All),
            _ => None,
        }
    }
}

/// A file that `rows`, `bad` and `seed` fully decide.
///
/// Rows are about 73 bytes of ten columns: half e-mail addresses and half phones, a pool number in every second row,
/// numbers of 31 countries, no duplicate. A file of at most [`IMPORTABLE`] rows can be imported by an organization that
/// has these numbers; in a larger one some digits may be a national number elsewhere, which only such an organization
/// would notice.
#[derive(Clone, Copy, Debug)]
pub struct Bulk {
    /// Data rows, up to 10,000,000.
    pub rows: u64,
    /// The share of wrong rows.
    pub bad: Bad,
    /// Another seed gives other people and numbers.
    pub seed: u64,
}

/// Most rows of one import in mode all.
pub const IMPORTABLE: u64 = 10_000;

impl Bulk {
    /// Writes the accounts.
    ///
    /// # Errors
    /// What `output` answers; `invalid_input` where there are not enough numbers for so many rows.
    pub fn write_accounts(&self, output: &mut impl Write) -> io::Result<()> {
        let mut numbers = self.numbers();
        let mut random = Random::new(self.seed);
        writeln!(output, "{HEADER}")?;
        for index in 0..self.rows {
            let mut row = row(index, &mut numbers, &mut random).ok_or_else(too_many)?;
            if let Some(mistake) = self.mistake(index) {
                mistake.spoil(&mut row, index);
            }
            row.write(output)?;
        }
        Ok(())
    }

    /// Writes the numbers that the accounts name, and as many again to choose from, in the schema `numbers`.
    ///
    /// # Errors
    /// What `output` answers; `invalid_input` where there are not enough numbers for so many rows.
    pub fn write_numbers(&self, output: &mut impl Write) -> io::Result<()> {
        let mut numbers = self.numbers();
        let mut random = Random::new(self.seed);
        writeln!(output, "number,tags,ported,golden")?;
        for index in 0..self.rows {
            let row = row(index, &mut numbers, &mut random).ok_or_else(too_many)?;
            if !row.multiline_number.is_empty() {
                writeln!(output, "{},,false,false", row.multiline_number)?;
            }
        }
        for _ in 0..self.rows.div_ceil(2) {
            let number = numbers.next_pool_number().ok_or_else(too_many)?;
            writeln!(output, "{number},,false,false")?;
        }
        Ok(())
    }

    /// How often each code of a finding of severity error appears, so that a measured run can prove its answer.
    pub fn errors(&self) -> BTreeMap<&'static str, u64> {
        let mut codes = BTreeMap::new();
        for index in 0..self.rows {
            if let Some(mistake) = self.mistake(index) {
                *codes.entry(mistake.code()).or_default() += 1;
            }
        }
        codes
    }

    fn numbers(&self) -> Numbers {
        let readings = if self.rows > IMPORTABLE {
            Readings::International
        } else {
            Readings::Only
        };
        Numbers::new(self.seed, readings)
    }

    fn mistake(&self, index: u64) -> Option<Mistake> {
        let turn = match self.bad {
            Bad::None => return None,
            Bad::TwoPercent if index % 50 == 17 => index / 50,
            Bad::TwoPercent => return None,
            Bad::All => index,
        };
        MISTAKES
            .get((turn % MISTAKES.len() as u64) as usize)
            .copied()
    }
}

fn too_many() -> io::Error {
    io::Error::new(
        io::ErrorKind::InvalidInput,
        "the example numbers of 31 countries are not enough for so many rows",
    )
}

fn row(index: u64, numbers: &mut Numbers, random: &mut Random) -> Option<Row> {
    let country = &COUNTRIES[random.below(COUNTRIES.len())];
    let (firstname, given) = random.pick(country.given);
    let (lastname, family) = random.pick(country.family);
    let identity = if index.is_multiple_of(2) {
        format!("{given}.{family}{index}@mail.example.com")
    } else {
        numbers.next_identity()?
    };
    let multiline_number = if index % 4 < 2 {
        numbers.next_pool_number()?
    } else {
        String::new()
    };
    Some(Row {
        firstname: firstname.to_owned(),
        lastname: lastname.to_owned(),
        identity,
        social_messaging: "No",
        multiline_number,
        monitor_calls: random.pick(&["auto", "off"]),
        monitor_sms: random.pick(&["on", "off"]),
        forwarding_number: "",
        restrict: "",
        language: country.language,
    })
}

#[derive(Clone, Copy, Debug)]
enum Mistake {
    OtherColumnsWord,
    DoubleDot,
    ScientificNotation,
    MisspeltLanguage,
    Blank,
    LettersInNumber,
}

const MISTAKES: [Mistake; 6] = [
    Mistake::OtherColumnsWord,
    Mistake::DoubleDot,
    Mistake::ScientificNotation,
    Mistake::MisspeltLanguage,
    Mistake::Blank,
    Mistake::LettersInNumber,
];

impl Mistake {
    fn spoil(self, row: &mut Row, index: u64) {
        match self {
            Self::OtherColumnsWord => row.monitor_calls = "on",
            // Numbered, so that no address is there twice.
            Self::DoubleDot => row.identity = format!("name..{index}@example.com"),
            Self::ScientificNotation => row.multiline_number = "1.44E+10".to_owned(),
            Self::MisspeltLanguage => row.language = "Germn",
            Self::Blank => row.monitor_sms = "",
            Self::LettersInNumber => row.identity = format!("1202555{:04}x", index % 10_000),
        }
    }

    fn code(self) -> &'static str {
        match self {
            Self::OtherColumnsWord | Self::MisspeltLanguage => "value_not_allowed",
            Self::DoubleDot => "email_invalid",
            Self::ScientificNotation => "number_scientific_notation",
            Self::Blank => "required_value_missing",
            Self::LettersInNumber => "phone_bad_character",
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn text(bulk: Bulk) -> String {
        let mut bytes = Vec::new();
        bulk.write_accounts(&mut bytes).unwrap();
        String::from_utf8(bytes).unwrap()
    }

    #[test]
    fn rows_are_about_73_bytes_and_bad_ones_are_counted() {
        let bulk = Bulk {
            rows: 2_000,
            bad: Bad::None,
            seed: 7,
        };
        let clean = text(bulk);
        let per_row = (clean.len() - HEADER.len()) / 2_000;
        assert!((68..=78).contains(&per_row), "{per_row} bytes a row");
        assert!(bulk.errors().is_empty());

        for (bad, count) in [(Bad::TwoPercent, 40), (Bad::All, 2_000)] {
            let bulk = Bulk { bad, ..bulk };
            let spoilt = text(bulk);
            let differing = clean
                .lines()
                .zip(spoilt.lines())
                .filter(|(before, after)| before != after)
                .count();
            assert_eq!(differing, count);
            assert_eq!(bulk.errors().values().sum::<u64>(), count as u64);
        }
    }

    #[test]
    fn the_numbers_file_holds_every_named_number_and_choices_for_the_others() {
        let bulk = Bulk {
            rows: 40,
            bad: Bad::None,
            seed: 7,
        };
        let mut bytes = Vec::new();
        bulk.write_numbers(&mut bytes).unwrap();
        let numbers = String::from_utf8(bytes).unwrap();
        let pool: std::collections::BTreeSet<&str> = numbers
            .lines()
            .skip(1)
            .filter_map(|line| line.split(',').next())
            .collect();
        assert_eq!(pool.len(), 40);
        let accounts = text(bulk);
        let mut named = 0;
        for cells in accounts
            .lines()
            .skip(1)
            .map(|line| line.split(',').collect::<Vec<_>>())
        {
            assert!(
                !pool.contains(cells[2]),
                "an identity is no number of the pool"
            );
            if !cells[4].is_empty() {
                assert!(pool.contains(cells[4]));
                named += 1;
            }
        }
        assert_eq!(named, 20);
    }
}
