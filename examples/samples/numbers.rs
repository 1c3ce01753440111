//! Valid phone numbers of 31 countries, made from the example numbers of the number plans by varying their last digits.

use rlibphonenumber::{PHONE_NUMBER_UTIL, PhoneNumber, PhoneNumberFormat, PhoneNumberType, Region};

use super::random::Random;

/// The countries whose numbers appear in sample files, those of number pools first.
pub const REGIONS: [Region; 31] = [
    Region::US,
    Region::GB,
    Region::FR,
    Region::ES,
    Region::PT,
    Region::NL,
    Region::BE,
    Region::CH,
    Region::SE,
    Region::DK,
    Region::PL,
    Region::CZ,
    Region::HU,
    Region::RO,
    Region::BG,
    Region::GR,
    Region::TR,
    Region::RU,
    Region::UA,
    Region::IL,
    Region::EG,
    Region::IN,
    Region::TH,
    Region::JP,
    Region::KR,
    Region::ZA,
    Region::DE,
    Region::AT,
    Region::IT,
    Region::FI,
    Region::BR,
];

/// So many of [`REGIONS`] give numbers to pools.
///
/// The others have plans so open that they read the digits of most foreign numbers as national ones too. In an
/// organization that has numbers of such a country, nearly every phone without a `+` is `phone_ambiguous_country`.
pub const POOL_REGIONS: usize = 26;

/// How else the digits of a number may be read.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum Readings {
    /// The international reading is valid; others are not looked at. For files that are validated without an organization.
    International,
    /// Besides, no country whose numbers are in pools reads the digits as a national number of its own.
    Only,
}

/// Distinct valid numbers as digits with country code and no `+`, the countries taking turns.
///
/// They end when the last digits of every country are used up, after some ten million numbers.
#[derive(Debug)]
pub struct Numbers {
    series: Vec<Series>,
    turn: usize,
    readings: Readings,
}

impl Numbers {
    /// The sequence that `seed` and `readings` decide.
    pub fn new(seed: u64, readings: Readings) -> Self {
        let mut random = Random::new(seed);
        let series = REGIONS
            .iter()
            .enumerate()
            .filter_map(|(place, region)| Series::new(*region, place < POOL_REGIONS, &mut random))
            .collect();
        Self {
            series,
            turn: 0,
            readings,
        }
    }

    /// The next number for a person, of any of the countries.
    pub fn next_identity(&mut self) -> Option<String> {
        self.next_of(false)
    }

    /// The next number for a pool.
    pub fn next_pool_number(&mut self) -> Option<String> {
        self.next_of(true)
    }

    fn next_of(&mut self, pool: bool) -> Option<String> {
        while self.series.iter().any(|series| series.pool || !pool) {
            self.turn = (self.turn + 1) % self.series.len();
            let series = &mut self.series[self.turn];
            if pool && !series.pool {
                continue;
            }
            match series.advance(self.readings) {
                Some(digits) => return Some(digits),
                // Its last digits are used up: the other countries go on.
                None => drop(self.series.remove(self.turn)),
            }
        }
        None
    }
}

/// True if `digits` with country code are a valid number that can receive an invitation, and already in E.164.
pub fn is_valid(digits: &str) -> bool {
    read(digits).is_some()
}

/// True if a country whose numbers are in pools reads `digits` as another valid number than the international one.
pub fn is_ambiguous(digits: &str) -> bool {
    let international = format!("+{digits}");
    REGIONS.iter().take(POOL_REGIONS).any(|region| {
        PHONE_NUMBER_UTIL
            .parse(digits, Some(*region))
            .is_ok_and(|number| number.is_valid() && e164(&number) != international)
    })
}

fn read(digits: &str) -> Option<PhoneNumber> {
    let international = format!("+{digits}");
    let number = PHONE_NUMBER_UTIL.parse(&international, None).ok()?;
    let invitable = matches!(
        number.get_type(),
        PhoneNumberType::Mobile | PhoneNumberType::FixedLineOrMobile
    );
    (invitable && number.is_valid() && e164(&number) == international).then_some(number)
}

fn e164(number: &PhoneNumber) -> String {
    number.format_as(PhoneNumberFormat::E164).into_owned()
}

/// The numbers of one country: its mobile example without the last digits, then every choice of them once.
#[derive(Debug)]
struct Series {
    stem: String,
    pool: bool,
    step: u64,
    at: u64,
    left: u64,
}

/// How many digits at the end vary.
const DIGITS: usize = 6;
const CHOICES: u64 = 1_000_000;
/// A country whose numbers were refused so often in a row is left out.
const PATIENCE: u32 = 200;

impl Series {
    fn new(region: Region, pool: bool, random: &mut Random) -> Option<Self> {
        let example = PHONE_NUMBER_UTIL
            .get_example_number_for_type_and_region(region, PhoneNumberType::Mobile)
            .ok()?;
        let international = e164(&example);
        let stem = international.strip_prefix('+')?;
        let stem = stem.get(..stem.len().checked_sub(DIGITS)?)?.to_owned();
        // A step that shares no factor with a power of ten visits every choice once before it returns.
        let step = (random.bits() % (CHOICES / 10)) * 10 + 3;
        let at = random.bits() % CHOICES;
        Some(Self {
            stem,
            pool,
            step,
            at,
            left: CHOICES,
        })
    }

    fn advance(&mut self, readings: Readings) -> Option<String> {
        let mut refused = 0;
        while self.left > 0 && refused < PATIENCE {
            self.left -= 1;
            refused += 1;
            self.at = (self.at + self.step) % CHOICES;
            let digits = format!("{}{:06}", self.stem, self.at);
            if is_valid(&digits) && (readings == Readings::International || !is_ambiguous(&digits))
            {
                return Some(digits);
            }
        }
        None
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    #[test]
    fn numbers_are_valid_distinct_and_of_every_country() {
        for readings in [Readings::International, Readings::Only] {
            let mut numbers = Numbers::new(1, readings);
            let identities: Vec<String> = std::iter::from_fn(|| numbers.next_identity())
                .take(310)
                .collect();
            let pool: Vec<String> = std::iter::from_fn(|| numbers.next_pool_number())
                .take(260)
                .collect();
            assert_eq!(countries(&identities), REGIONS.len());
            assert_eq!(countries(&pool), POOL_REGIONS);
            let distinct: BTreeSet<&String> = identities.iter().chain(&pool).collect();
            assert_eq!(distinct.len(), 570);
            for digits in distinct {
                assert!(
                    is_valid(digits) && (7..=15).contains(&digits.len()),
                    "{digits}"
                );
                assert!(
                    readings == Readings::International || !is_ambiguous(digits),
                    "{digits}"
                );
            }
        }
    }

    #[test]
    fn digits_that_are_a_national_number_elsewhere_are_ambiguous() {
        // Eight digits of Norway are read as a national number in Turkey.
        assert!(is_valid("4740564592") && is_ambiguous("4740564592"));
        assert!(!is_ambiguous("905012871571"));
    }

    fn countries(numbers: &[String]) -> usize {
        let codes: BTreeSet<String> = numbers
            .iter()
            .filter_map(|digits| read(digits))
            .map(|number| number.country_code.to_string())
            .collect();
        codes.len()
    }
}
