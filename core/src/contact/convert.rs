//! Conversions for applications that use the types of the crate `phonenumber` (feature `phonenumber`).
//!
//! Rollbook's own verdicts never come from there: see `phone`.
//!
//! ```
//! use rollbook::e164::E164;
//! let number: E164 = "+390612345678".parse().unwrap();
//! let theirs = phonenumber::PhoneNumber::try_from(number).unwrap();
//! assert_eq!(theirs.code().value(), 39);
//! assert_eq!(E164::try_from(&theirs).unwrap(), number);
//! ```

use phonenumber::{Mode, PhoneNumber};

use crate::e164::E164;

/// Why a number has no other form.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum ConvertError {
    /// The other crate knows no such calling code, or reads the digits as another number.
    #[error("the number has no form that stands for the same digits")]
    OtherDigits,
    /// An extension, which E.164 has no place for.
    #[error("the number has an extension")]
    Extension,
}

/// The number as the crate `phonenumber` reads it.
///
/// # Errors
/// [`ConvertError::OtherDigits`] where that would be other digits.
impl TryFrom<E164> for PhoneNumber {
    type Error = ConvertError;

    fn try_from(number: E164) -> Result<Self, ConvertError> {
        let theirs = phonenumber::parse(None, number.to_string());
        let theirs = theirs.map_err(|_| ConvertError::OtherDigits)?;
        let same = E164::try_from(&theirs) == Ok(number);
        same.then_some(theirs).ok_or(ConvertError::OtherDigits)
    }
}

/// The digits of a number, whether it exists or not.
///
/// # Errors
/// [`ConvertError::Extension`] if there is one; [`ConvertError::OtherDigits`] for fewer than 7 or more than 15 digits.
impl TryFrom<&PhoneNumber> for E164 {
    type Error = ConvertError;

    fn try_from(number: &PhoneNumber) -> Result<Self, ConvertError> {
        if number.extension().is_some() {
            return Err(ConvertError::Extension);
        }
        let text = number.format().mode(Mode::E164).to_string();
        text.parse().map_err(|_| ConvertError::OtherDigits)
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use proptest::prelude::*;

    use super::super::verdict::agreement::{examples, mutated};
    use super::super::verdict::international;
    use super::*;

    #[test]
    fn an_extension_is_not_dropped() {
        let theirs = phonenumber::parse(None, "+1 440 555 1234 ext. 7").unwrap();
        assert_eq!(E164::try_from(&theirs), Err(ConvertError::Extension));
    }

    #[test]
    fn an_unknown_calling_code_has_no_other_form() {
        let number: E164 = "+2101234567".parse().unwrap();
        let theirs = PhoneNumber::try_from(number);
        assert_eq!(theirs.unwrap_err(), ConvertError::OtherDigits);
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(64))]
        #[test]
        fn what_has_another_form_comes_back_unchanged(digits in 1_000_000_u64..1_000_000_000_000_000) {
            let number = E164::from_digits(digits).unwrap();
            if let Ok(theirs) = PhoneNumber::try_from(number) {
                prop_assert_eq!(E164::try_from(&theirs), Ok(number));
            }
        }
    }

    /// Numbers that both judge.
    const NUMBERS: usize = 20_000;

    /// How many of them the second judge sees otherwise, by calling code: those that the authority takes and it does
    /// not, and the other way round. What changes here is to be looked at; nothing follows from it by itself.
    const DIFFER: &[(u16, usize, usize)] = &[
        (1, 1, 0),
        (7, 41, 0),
        (45, 0, 1),
        (49, 0, 2),
        (60, 0, 7),
        (61, 0, 3),
        (62, 0, 2),
        (63, 0, 10),
        (82, 0, 1),
        (84, 0, 2),
        (86, 0, 3),
        (92, 0, 1),
        (95, 0, 15),
        (98, 0, 2),
        (213, 0, 5),
        (221, 7, 0),
        (241, 0, 1),
        (243, 0, 20),
        (247, 2, 0),
        (254, 1, 0),
        (263, 0, 5),
        (267, 4, 0),
        (290, 1, 0),
        (298, 0, 1),
        (353, 0, 11),
        (354, 0, 1),
        (358, 0, 1),
        (370, 22, 0),
        (372, 0, 3),
        (375, 14, 0),
        (376, 0, 1),
        (381, 0, 1),
        (382, 0, 4),
        (383, 0, 3),
        (385, 0, 2),
        (387, 0, 1),
        (420, 0, 2),
        (423, 0, 1),
        (507, 0, 1),
        (508, 0, 1),
        (592, 1, 0),
        (597, 0, 1),
        (598, 0, 1),
        (678, 0, 1),
        (679, 1, 0),
        (683, 0, 1),
        (685, 0, 5),
        (686, 0, 3),
        (855, 0, 2),
        (880, 0, 4),
        (886, 0, 5),
        (961, 0, 14),
        (962, 1, 0),
        (963, 1, 5),
        (964, 0, 4),
        (967, 0, 13),
    ];

    #[test]
    fn where_the_second_judge_differs_is_known() {
        let examples = examples();
        let mut state = 0x9e37_79b9_7f4a_7c15;
        let mut differ: BTreeMap<u16, (usize, usize)> = BTreeMap::new();
        for place in 0..NUMBERS {
            let digits = mutated(&examples[place % examples.len()], &mut state);
            let ours = international(&digits).ok();
            let theirs = phonenumber::parse(None, format!("+{digits}")).ok();
            let theirs = theirs.filter(|number| number.is_valid());
            match (ours, theirs) {
                (Some(ours), None) => differ.entry(ours.plan.code()).or_default().0 += 1,
                (None, Some(theirs)) => differ.entry(theirs.code().value()).or_default().1 += 1,
                _ => {}
            }
        }
        let differ: Vec<(u16, usize, usize)> = differ
            .into_iter()
            .map(|(code, (ours, theirs))| (code, ours, theirs))
            .collect();
        assert_eq!(
            differ, DIFFER,
            "calling code, the authority only, the second judge only"
        );
    }
}
