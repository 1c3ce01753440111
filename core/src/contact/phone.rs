//! From text to E.164: the readings of a number, and what each outcome is called.
//!
//! The filter of `digits` comes first, then the plans of `plan`, which need no library; what is left goes to the
//! authority in `verdict`. Whether a number belongs to anybody is not asked.

use std::fmt;

use serde::{Deserialize, Serialize};

use super::digits::{Typed, several, too_long};
use super::plan::{Plan, Region};
use super::reading::Reading;
use super::verdict::{
    self, Accept, MAX_DIGITS, MIN_DIGITS, National, Number, NumberType, Refusal, international,
};
use crate::e164::E164;
use crate::finding::{FindingCode, Problem};

/// How numbers without `+` are read, and which are refused though they exist.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PhoneOptions {
    /// Where a number without country code is assumed to be from; `None` means that a country code is needed (D-32).
    pub default_region: Option<Region>,
    /// Regions whose national reading makes a number ambiguous, but is never taken. Digits that are a valid number with
    /// its country code are doubted only by a region where national numbers are written so, without a 0 in front.
    pub compared: Vec<Region>,
    /// What is taken besides numbers that exist, with the warning `phone_possible_only`.
    pub accept: Accept,
    /// Types that are refused as `phone_not_supported_type`.
    pub refused: Vec<NumberType>,
}

impl PhoneOptions {
    /// A country code is needed; premium-rate, shared-cost and voicemail numbers are refused, since they cannot
    /// receive an invitation.
    #[must_use]
    pub fn for_identities() -> Self {
        Self {
            default_region: None,
            compared: Vec::new(),
            accept: Accept::Valid,
            refused: vec![
                NumberType::PremiumRate,
                NumberType::SharedCost,
                NumberType::Voicemail,
            ],
        }
    }

    /// For numbers of an inventory: any type, and any range of a known country (D-33).
    #[must_use]
    pub const fn for_numbers() -> Self {
        Self {
            default_region: None,
            compared: Vec::new(),
            accept: Accept::AnyRange,
            refused: Vec::new(),
        }
    }

    pub(super) fn needs_no_region(&self) -> bool {
        self.default_region.is_none() && self.compared.is_empty()
    }

    /// The regions, the default one first.
    pub(super) fn regions(&self) -> impl Iterator<Item = Region> {
        self.default_region
            .into_iter()
            .chain(self.compared.iter().copied())
    }

    /// Whether a valid number with the country code of one of the regions: it was typed as it is documented, and no
    /// national reading is looked for.
    fn is_home(&self, number: E164) -> bool {
        let plan = Plan::of(number);
        plan.is_some_and(|plan| self.regions().any(|region| plan.is_of(region)))
    }
}

impl Default for PhoneOptions {
    fn default() -> Self {
        Self::for_identities()
    }
}

/// A personal number as it was typed, to which messages go, and its E.164 form, which is compared.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Phone {
    original: Box<str>,
    e164: E164,
}

impl Phone {
    /// Reads a number; space around it is dropped.
    ///
    /// # Errors
    /// As [`read`].
    pub fn parse(text: &str, options: &PhoneOptions) -> Result<Self, Problem> {
        read(text, options).map(|reading| Self::new(text, reading.value))
    }

    /// From both forms, as a store keeps them.
    #[must_use]
    pub fn new(original: &str, e164: E164) -> Self {
        Self {
            original: original.trim().into(),
            e164,
        }
    }

    /// The number as typed.
    #[must_use]
    pub fn original(&self) -> &str {
        &self.original
    }

    /// The form that is compared.
    #[must_use]
    pub const fn e164(&self) -> E164 {
        self.e164
    }
}

/// A number identifies a person and is not shown.
impl fmt::Debug for Phone {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Phone(..)")
    }
}

/// Reads a number as digits with country code, with or without `+` (D-32).
///
/// Notes are `number_format_normalized`, `phone_idd_normalized` (fixes), `phone_national_assumed` and
/// `phone_possible_only` (warnings).
///
/// # Errors
/// `phone_too_short`, `phone_too_long`, `phone_unknown_country`, `phone_ambiguous_country`, `phone_invalid`,
/// `phone_bad_character`, `phone_not_supported_type`, `multiple_values_in_cell`, `number_scientific_notation`,
/// `number_precision_loss_suspected`.
pub fn read(text: &str, options: &PhoneOptions) -> Result<Reading<E164>, Problem> {
    // Most numbers stand as E.164 writes them, and there is nothing to say.
    if let Some(value) = at_sight(text, options) {
        return Ok(Reading::clean(value));
    }
    let typed = Typed::read(text.trim())?;
    check_length(text, &typed)?;
    // No other reading is asked for, and what is known at once begins with no zero, so it dials nothing.
    if let Some((e164, kind)) = verdict::at_once(&typed.digits)
        && (typed.plus || options.needs_no_region() || options.is_home(e164))
        && !options.refused.contains(&kind)
    {
        let normalized = || Problem::new(FindingCode::NumberFormatNormalized);
        return Ok(Reading {
            value: e164,
            notes: typed.changed.then(normalized).into_iter().collect(),
        });
    }
    let readings = Readings::of(&typed, options);
    let (number, how) = readings.outcome(options)?;
    if let Some(kind) = number.kind.filter(|kind| options.refused.contains(kind)) {
        return Err(Problem::new(FindingCode::PhoneNotSupportedType)
            .with("e164", number.e164.to_string())
            .with("type", kind.as_str()));
    }
    Ok(Reading {
        value: number.e164,
        notes: notes(&typed, number, how),
    })
}

/// The number of nothing but digits with country code, perhaps behind `+`, that exists; by what was asked for, no other reading counts.
fn at_sight(text: &str, options: &PhoneOptions) -> Option<E164> {
    let bare = text.strip_prefix('+');
    let digits = bare.unwrap_or(text);
    if !(MIN_DIGITS..=MAX_DIGITS).contains(&digits.len()) {
        return None;
    }
    let (e164, kind) = verdict::at_once(digits)?;
    if bare.is_none() && !options.needs_no_region() && !options.is_home(e164) {
        return None;
    }
    (!options.refused.contains(&kind)).then_some(e164)
}

/// All numbers that the text may mean, each once. Where [`read`] answers `phone_ambiguous_country`, the inventory may
/// know which one is meant.
///
/// # Errors
/// As [`read`], for what is no number in any reading.
pub fn candidates(text: &str, options: &PhoneOptions) -> Result<Vec<E164>, Problem> {
    let typed = Typed::read(text.trim())?;
    check_length(text, &typed)?;
    let readings = Readings::of(&typed, options);
    Ok(readings
        .valid
        .into_iter()
        .map(|(number, _)| number.e164)
        .collect())
}

/// Reads a number of an inventory: E.164 form and a known country code are needed, an unknown range is the warning
/// `phone_possible_only` (D-33).
///
/// # Errors
/// As [`read`], but never `phone_invalid`.
pub fn inventory_number(text: &str) -> Result<Reading<E164>, Problem> {
    read(text, &PhoneOptions::for_numbers())
}

/// Between 7 and 15 digits after what only dials abroad.
fn check_length(text: &str, typed: &Typed<'_>) -> Result<(), Problem> {
    let digits = &typed.digits;
    let dialled = ["00", "011"]
        .iter()
        .find_map(|prefix| digits.strip_prefix(prefix));
    let count = match dialled {
        Some(rest) if !typed.plus => rest.len(),
        _ => digits.len(),
    };
    if count > MAX_DIGITS {
        return Err(match several(text) {
            Some(problem) => problem,
            None if typed.lost_precision() => {
                Problem::new(FindingCode::NumberPrecisionLossSuspected)
            }
            None => too_long(count, MAX_DIGITS),
        });
    }
    if digits.len() < MIN_DIGITS {
        return Err(Problem::new(FindingCode::PhoneTooShort)
            .with("count", digits.len())
            .with("min", MIN_DIGITS)
            .with("max", MAX_DIGITS));
    }
    Ok(())
}

fn notes(typed: &Typed<'_>, number: Number, how: How) -> Vec<Problem> {
    let mut notes = Vec::new();
    let e164 = || number.e164.to_string();
    match how {
        How::International => {}
        How::Dialled => notes.push(Problem::new(FindingCode::PhoneIddNormalized)),
        How::National(region) | How::Compared(region) => notes.push(
            Problem::new(FindingCode::PhoneNationalAssumed)
                .with("e164", e164())
                .with("region", region.as_str()),
        ),
    }
    let as_typed = match how {
        How::International => typed.digits.parse() == Ok(number.e164.digits()),
        _ => true,
    };
    if (typed.changed || !as_typed) && how != How::Dialled {
        notes.push(Problem::new(FindingCode::NumberFormatNormalized));
    }
    if number.kind.is_none() {
        notes.push(
            Problem::new(FindingCode::PhonePossibleOnly)
                .with("e164", e164())
                .with("country", number.plan.to_string()),
        );
    }
    notes
}

/// How a number was found.
#[derive(Clone, Copy, PartialEq, Eq)]
enum How {
    /// R1: digits with country code.
    International,
    /// R2: after what one dials to call abroad.
    Dialled,
    /// R3: a national number of the default region.
    National(Region),
    /// R4: a national number of a region that is compared only.
    Compared(Region),
}

/// The readings of one text: distinct numbers, each with the first reading that gave it, and the refusals.
struct Readings {
    valid: Vec<(Number, How)>,
    refused: Vec<(Refusal, How)>,
}

impl Readings {
    fn of(typed: &Typed<'_>, options: &PhoneOptions) -> Self {
        let mut readings = Self {
            valid: Vec::new(),
            refused: Vec::new(),
        };
        let digits = typed.digits.as_ref();
        readings.add(international(digits), How::International);
        let documented = readings.valid.first().map(|(number, _)| number.e164);
        if typed.plus || documented.is_some_and(|number| options.is_home(number)) {
            return readings;
        }
        let dialled = digits.strip_prefix("00");
        let dialled = dialled.or_else(|| {
            digits
                .strip_prefix("011")
                .filter(|_| options.default_region.is_none())
        });
        if let Some(rest) = dialled {
            readings.add(international(rest), How::Dialled);
        }
        if options.needs_no_region() {
            return readings;
        }
        if let Some(region) = options.default_region {
            let national = verdict::national(digits, region);
            readings.add_national(national, How::National(region));
        }
        for region in &options.compared {
            let national = verdict::national(digits, *region);
            // The country code is there; that only the 0 of a number of elsewhere was lost is no doubt worth an error.
            let national = national.filter(|it| documented.is_none() || it.is_as_written(digits));
            readings.add_national(national, How::Compared(*region));
        }
        readings
    }

    fn add(&mut self, verdict: Result<Number, Refusal>, how: How) {
        match verdict {
            Ok(number)
                if self
                    .valid
                    .iter()
                    .any(|(known, _)| known.e164 == number.e164) => {}
            Ok(number) => self.valid.push((number, how)),
            Err(refusal) => self.refused.push((refusal, how)),
        }
    }

    fn add_national(&mut self, national: Option<National>, how: How) {
        match (national, how) {
            (Some(national), _) if !national.abroad => self.add(national.verdict, how),
            // The default region's own prefix for calls abroad is R2; a compared region's is nobody's habit here.
            (Some(national), How::National(_)) => self.add(national.verdict, How::Dialled),
            _ => {}
        }
    }

    fn outcome(self, options: &PhoneOptions) -> Result<(Number, How), Problem> {
        match self.valid.as_slice() {
            [(number, How::Compared(_))] => Err(Problem::new(FindingCode::PhoneUnknownCountry)
                .with_replacement(number.e164.to_string())),
            [(number, how)] => Ok((*number, *how)),
            [] => self.none(options),
            several => {
                let named = several.iter().map(|(number, _)| number.e164.to_string());
                Err(Problem::new(FindingCode::PhoneAmbiguousCountry)
                    .with("candidates", named.collect::<Vec<_>>()))
            }
        }
    }

    fn none(&self, options: &PhoneOptions) -> Result<(Number, How), Problem> {
        if let Some(number) = self.refused.iter().find_map(|(refusal, how)| {
            let number = refusal.unknown_range(options.accept)?;
            Some((number, *how))
        }) {
            return Ok(number);
        }
        // The first of the most telling ones: readings stand in their order.
        let telling = self
            .refused
            .iter()
            .rev()
            .max_by_key(|(refusal, _)| refusal.reason);
        Err(telling
            .map_or(Refusal::UNKNOWN_COUNTRY, |(refusal, _)| *refusal)
            .problem())
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn international_only() -> PhoneOptions {
        PhoneOptions::for_identities()
    }

    fn from(region: &str, compared: &[&str]) -> PhoneOptions {
        PhoneOptions {
            default_region: Some(region.parse().unwrap()),
            compared: compared
                .iter()
                .map(|region| region.parse().unwrap())
                .collect(),
            ..PhoneOptions::for_identities()
        }
    }

    /// As of an organization without a default region.
    fn with_numbers_of(compared: &[&str]) -> PhoneOptions {
        PhoneOptions {
            default_region: None,
            ..from("US", compared)
        }
    }

    fn taken(text: &str, options: &PhoneOptions) -> (String, Vec<FindingCode>) {
        let reading = read(text, options).unwrap_or_else(|problem| panic!("{text}: {problem:?}"));
        (
            reading.value.to_string(),
            reading.notes.iter().map(|note| note.code).collect(),
        )
    }

    fn refusal(text: &str, options: &PhoneOptions) -> Problem {
        read(text, options).expect_err(text)
    }

    #[test]
    fn d_32_digits_with_country_code_need_no_plus_and_no_fix() {
        for text in [
            "14405551234",
            "+14405551234",
            " 14405551234 ",
            "4915112345678",
            "+390612345678",
            "80012345678",
        ] {
            let (e164, notes) = taken(text, &international_only());
            assert_eq!(
                e164.trim_start_matches('+'),
                text.trim().trim_start_matches('+')
            );
            assert_eq!(notes, [], "{text}");
        }
    }

    #[test]
    fn d_32_without_a_region_a_national_number_has_no_country() {
        for text in ["015112345678", "0201234567", "99912345678", "+99912345678"] {
            assert_eq!(
                refusal(text, &international_only()).code,
                FindingCode::PhoneUnknownCountry,
                "{text}"
            );
        }
    }

    #[test]
    fn d_32_with_a_region_one_valid_reading_is_taken_with_a_warning() {
        let (e164, notes) = taken("0151 12345678", &from("DE", &[]));
        assert_eq!(e164, "+4915112345678");
        assert_eq!(
            notes,
            [
                FindingCode::PhoneNationalAssumed,
                FindingCode::NumberFormatNormalized
            ]
        );
        let reading = read("015112345678", &from("DE", &["FR"])).unwrap();
        let note = reading.notes.first().unwrap();
        assert_eq!(note.params.text("e164"), Some("+4915112345678"));
        assert_eq!(note.params.text("region"), Some("DE"));
        // With country code the default region changes nothing.
        assert_eq!(taken("14405551234", &from("DE", &[])).1, []);
        assert_eq!(taken("14405551234", &from("US", &["CA"])).1, []);
        assert_eq!(taken("+14405551234", &from("DE", &["GB"])).1, []);
    }

    #[test]
    fn d_32_several_valid_readings_are_ambiguous() {
        let both = from("FR", &["BE"]);
        let problem = refusal("0470123456", &both);
        assert_eq!(problem.code, FindingCode::PhoneAmbiguousCountry);
        assert_eq!(candidates("0470123456", &both).unwrap().len(), 2);
    }

    #[test]
    fn d_32_documented_input_is_doubted_by_no_region_that_it_is_from() {
        // Each is a German, Austrian or Italian number as well, if it had no country code.
        for (text, options) in [
            ("4930123456", from("DE", &[])),
            ("4930123456", from("DE", &["US", "AT"])),
            ("493012345678", with_numbers_of(&["DE"])),
            ("4366412345678", with_numbers_of(&["AT", "DE"])),
            ("17012345678", with_numbers_of(&["US", "DE"])),
            ("393331234567", with_numbers_of(&["IT", "DE"])),
            ("4792345678", with_numbers_of(&["NO", "US"])),
        ] {
            assert_eq!(
                taken(text, &options),
                (format!("+{text}"), vec![]),
                "{text}"
            );
            let written = format!("+{text}");
            assert_eq!(taken(&written, &options), (written.clone(), vec![]));
        }
        // The country code makes it one number, whatever is refused about it.
        let refused = refusal("19002345678", &with_numbers_of(&["US", "DE"]));
        assert_eq!(refused.code, FindingCode::PhoneNotSupportedType);
    }

    #[test]
    fn d_32_a_country_code_is_doubted_only_by_a_number_as_it_is_written() {
        // In Germany and Austria a 0 would stand in front.
        for text in ["17012345678", "41791234567", "393331234567", "447400123456"] {
            let german = with_numbers_of(&["DE", "AT"]);
            assert_eq!(taken(text, &german), (format!("+{text}"), vec![]), "{text}");
        }
        // Without the country code a number is written just so there.
        for (text, region, other) in [
            ("4792345678", "US", "+14792345678"),
            ("33612345678", "IT", "+3933612345678"),
        ] {
            let problem = refusal(text, &with_numbers_of(&[region]));
            assert_eq!(problem.code, FindingCode::PhoneAmbiguousCountry, "{text}");
            let named = candidates(text, &with_numbers_of(&[region])).unwrap();
            let named: Vec<_> = named.iter().map(ToString::to_string).collect();
            assert_eq!(named, [format!("+{text}"), other.to_owned()]);
        }
        // What a default region says stands: it is where lost zeros are looked for.
        let problem = refusal("17012345678", &from("DE", &[]));
        assert_eq!(problem.code, FindingCode::PhoneAmbiguousCountry);
    }

    #[test]
    fn a_number_of_a_compared_region_only_is_suggested() {
        let problem = refusal("07400 123456", &from("US", &["GB"]));
        assert_eq!(problem.code, FindingCode::PhoneUnknownCountry);
        assert_eq!(problem.replacement.as_deref(), Some("+447400123456"));
    }

    #[test]
    fn what_dials_abroad_is_a_fix() {
        for (text, options) in [
            ("0014405551234", international_only()),
            ("01114405551234", international_only()),
            ("00 1 440 555 1234", international_only()),
            ("0014405551234", from("DE", &[])),
            ("01114405551234", from("US", &[])),
        ] {
            assert_eq!(
                taken(text, &options),
                (
                    "+14405551234".to_owned(),
                    vec![FindingCode::PhoneIddNormalized]
                ),
                "{text}"
            );
        }
    }

    #[test]
    fn separators_and_a_bracketed_zero_are_a_fix() {
        let fixed = vec![FindingCode::NumberFormatNormalized];
        assert_eq!(
            taken("+1 (440) 555-1234", &international_only()),
            ("+14405551234".to_owned(), fixed.clone())
        );
        assert_eq!(
            taken("+44 (0)20 7946 0958", &international_only()),
            ("+442079460958".to_owned(), fixed.clone())
        );
        assert_eq!(
            taken("+4402079460958", &international_only()),
            ("+442079460958".to_owned(), fixed)
        );
    }

    #[test]
    fn the_most_telling_refusal_is_given() {
        for (text, code) in [
            ("123456", FindingCode::PhoneTooShort),
            ("+1440555123", FindingCode::PhoneTooShort),
            ("+144055512345", FindingCode::PhoneTooLong),
            ("+14405551234567", FindingCode::PhoneTooLong),
            ("1440555123456789", FindingCode::PhoneTooLong),
            (
                "1440555123400000",
                FindingCode::NumberPrecisionLossSuspected,
            ),
            ("+10005551234", FindingCode::PhoneInvalid),
            ("+2101234567", FindingCode::PhoneUnknownCountry),
            ("1.44E+10", FindingCode::NumberScientificNotation),
            ("+14405551234x5", FindingCode::PhoneBadCharacter),
            ("14405551234 14405551235", FindingCode::MultipleValuesInCell),
        ] {
            assert_eq!(refusal(text, &international_only()).code, code, "{text}");
        }
        let problem = refusal("+1440555123", &international_only());
        assert_eq!(problem.params.number("count"), Some(10));
        assert_eq!(problem.params.number("min"), Some(11));
        assert_eq!(problem.params.number("max"), Some(11));
        let problem = refusal("+10005551234", &international_only());
        assert_eq!(problem.params.text("e164"), Some("+10005551234"));
        assert_eq!(problem.params.text("country"), Some("+1 (US, AG, AI, …)"));
    }

    #[test]
    fn numbers_that_get_no_invitation_are_named_by_type() {
        let problem = refusal("+19002345678", &international_only());
        assert_eq!(problem.code, FindingCode::PhoneNotSupportedType);
        assert_eq!(problem.params.text("type"), Some("premium-rate"));
        let any = PhoneOptions {
            refused: Vec::new(),
            ..international_only()
        };
        assert_eq!(taken("+19002345678", &any).1, []);
    }

    #[test]
    fn d_33_an_identity_is_valid_and_an_inventory_number_need_not_be() {
        let unknown = "+10005551234";
        assert_eq!(
            refusal(unknown, &international_only()).code,
            FindingCode::PhoneInvalid
        );
        let possible = PhoneOptions {
            accept: Accept::Possible,
            ..international_only()
        };
        assert_eq!(
            taken(unknown, &possible).1,
            [FindingCode::PhonePossibleOnly]
        );
        assert_eq!(
            refusal("+1000555123", &possible).code,
            FindingCode::PhoneTooShort
        );
        for text in [unknown, "10005551234", "+1000555123", "+100055512345678"] {
            let reading = inventory_number(text).unwrap();
            assert_eq!(
                reading.value.digits().to_string(),
                text.trim_start_matches('+')
            );
            assert_eq!(
                reading.notes.first().unwrap().code,
                FindingCode::PhonePossibleOnly,
                "{text}"
            );
        }
        for (text, code) in [
            ("+2101234567", FindingCode::PhoneUnknownCountry),
            ("+144055", FindingCode::PhoneTooShort),
            ("+1440555123456789", FindingCode::PhoneTooLong),
        ] {
            assert_eq!(inventory_number(text).unwrap_err().code, code, "{text}");
        }
        let reading = inventory_number("0010005551234").unwrap();
        assert_eq!(reading.value.digits(), 10_005_551_234);
        assert_eq!(
            reading.notes.first().unwrap().code,
            FindingCode::PhoneIddNormalized
        );
    }

    #[test]
    fn f_04_one_number_in_many_writings_is_one_number() {
        for text in [
            "+1 440 555 1234",
            "14405551234",
            "0014405551234",
            "+1-440-555-1234",
            "1 (440) 555 1234",
        ] {
            assert_eq!(
                inventory_number(text).unwrap().value.digits(),
                14_405_551_234,
                "{text}"
            );
        }
    }

    #[test]
    fn a_personal_number_is_stored_as_typed_and_never_shown() {
        let phone = Phone::parse(" 1 440 555 1234 ", &international_only()).unwrap();
        assert_eq!(phone.original(), "1 440 555 1234");
        assert_eq!(phone.e164().digits(), 14_405_551_234);
        assert_eq!(format!("{phone:?}"), "Phone(..)");
        let json = serde_json::to_string(&phone).unwrap();
        assert_eq!(serde_json::from_str::<Phone>(&json).unwrap(), phone);
    }

    proptest! {
        #[test]
        fn g_09_any_text_is_answered(text in "\\PC{0,40}|[0-9+ ().;=a-z-]{0,40}|00[0-9]{0,20}|\\+?[0-9]{0,20}") {
            let region = from("DE", &["US", "GB"]);
            for options in [&international_only(), &PhoneOptions::for_numbers(), &region] {
                if let Ok(reading) = read(&text, options) {
                    // The E.164 form is its own reading, whatever the region.
                    let e164 = reading.value.to_string();
                    prop_assert_eq!(read(&e164, options).map(|again| again.value), Ok(reading.value));
                }
            }
        }
    }
}
