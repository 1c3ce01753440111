//! Number plans: which country calling codes exist and which regions share them.
//!
//! Every reading of a phone number asks here first, and what begins with no known code goes no further. Whether a
//! number exists within its plan is for `phone` to say.

pub(super) mod automaton;

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Deserializer, Serialize, Serializer};

use crate::e164::E164;
use crate::error::{Error, ErrorCode};

/// A number plan: a calling code and the regions that share it.
#[derive(Clone, Copy, PartialEq, Eq)]
pub struct Plan {
    code: u16,
    regions: &'static str,
}

impl Plan {
    /// The plan that `number` belongs to; `None` if it begins with no known calling code.
    ///
    /// No code begins with another one, so at most one fits.
    ///
    /// ```
    /// use rollbook::contact::plan::Plan;
    /// let plan = Plan::of("+4915112345678".parse().unwrap()).unwrap();
    /// assert_eq!(plan.code(), 49);
    /// assert!(Plan::of("+9991234567".parse().unwrap()).is_none());
    /// ```
    #[must_use]
    pub fn of(number: E164) -> Option<Self> {
        let digits = number.digits();
        let length = digits.ilog10() + 1;
        (1..=3).find_map(|code| Self::with_code(digits / 10_u64.pow(length - code)))
    }

    /// The plan that digits with country code belong to, and the digits that follow the code.
    pub(super) fn split(digits: &str) -> Option<(Self, &str)> {
        (1..=3).find_map(|length| {
            let (code, rest) = digits.split_at_checked(length)?;
            Some((Self::with_code(code.parse().ok()?)?, rest))
        })
    }

    fn with_code(code: u64) -> Option<Self> {
        let code = u16::try_from(code).ok()?;
        let place = PLANS
            .binary_search_by_key(&code, |(known, _)| *known)
            .ok()?;
        let (code, regions) = *PLANS.get(place)?;
        Some(Self { code, regions })
    }

    /// The plan that a region belongs to.
    #[must_use]
    pub fn of_region(region: Region) -> Option<Self> {
        let mut plans = PLANS.iter().map(|(code, regions)| Self {
            code: *code,
            regions,
        });
        plans.find(|plan| plan.is_of(region))
    }

    /// Whether the region shares the code.
    #[must_use]
    pub fn is_of(&self, region: Region) -> bool {
        self.regions.split(' ').any(|one| one == region.as_str())
    }

    /// The calling code, for example 44.
    #[must_use]
    pub const fn code(&self) -> u16 {
        self.code
    }

    /// The regions that share the code, the main one first; none for a code of no country, such as 800.
    pub fn regions(&self) -> impl Iterator<Item = Region> {
        self.regions
            .split(' ')
            .filter_map(|region| region.parse().ok())
    }
}

/// As messages name it, in every language: `+49 (DE)`, `+1 (US, AG, AI, …)`.
impl fmt::Display for Plan {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "+{}", self.code)?;
        for (place, region) in self.regions().enumerate().take(SHOWN + 1) {
            match place {
                0 => write!(f, " ({region}")?,
                SHOWN => write!(f, ", …")?,
                _ => write!(f, ", {region}")?,
            }
        }
        match self.regions().next() {
            Some(_) => f.write_str(")"),
            None => Ok(()),
        }
    }
}

impl fmt::Debug for Plan {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

/// A region with a number plan, as ISO 3166-1 names it in two letters: `DE`.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Region([u8; 2]);

impl Region {
    /// Every region with a number plan, once.
    #[must_use]
    pub fn all() -> std::collections::BTreeSet<Self> {
        let regions = PLANS.iter().flat_map(|(_, regions)| regions.split(' '));
        regions.filter_map(|region| region.parse().ok()).collect()
    }

    /// The two letters.
    #[must_use]
    pub fn as_str(&self) -> &str {
        str::from_utf8(&self.0).unwrap_or_default()
    }
}

impl FromStr for Region {
    type Err = RegionError;

    fn from_str(text: &str) -> Result<Self, RegionError> {
        let letters: [u8; 2] = text.as_bytes().try_into().map_err(|_| RegionError)?;
        let known = |(_, regions): &(u16, &str)| regions.split(' ').any(|region| region == text);
        PLANS
            .iter()
            .any(known)
            .then_some(Self(letters))
            .ok_or(RegionError)
    }
}

impl fmt::Display for Region {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

impl fmt::Debug for Region {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

impl Serialize for Region {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(self.as_str())
    }
}

impl<'de> Deserialize<'de> for Region {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = std::borrow::Cow::<'de, str>::deserialize(deserializer)?;
        text.parse().map_err(serde::de::Error::custom)
    }
}

/// Not two capital letters of a region with a number plan.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("not a region with a number plan, such as `DE`")]
pub struct RegionError;

/// `option_not_available`: it stands in an option or a setting.
impl From<RegionError> for Error {
    fn from(error: RegionError) -> Self {
        Self::new(ErrorCode::OptionNotAvailable)
            .with("option", "region")
            .with_message(error.to_string())
            .with_source(error)
    }
}

/// Regions that a message names for one code.
const SHOWN: usize = 3;

/// Calling codes in order, with the regions that share them, the main one first; `001` is no region. A test in `phone`
/// compares them with the authority.
pub(super) const PLANS: &[(u16, &str)] = &[
    (
        1,
        "US AG AI AS BB BM BS CA DM DO GD GU JM KN KY LC MP MS PR SX TC TT VC VG VI",
    ),
    (7, "RU KZ"),
    (20, "EG"),
    (27, "ZA"),
    (30, "GR"),
    (31, "NL"),
    (32, "BE"),
    (33, "FR"),
    (34, "ES"),
    (36, "HU"),
    (39, "IT VA"),
    (40, "RO"),
    (41, "CH"),
    (43, "AT"),
    (44, "GB GG IM JE"),
    (45, "DK"),
    (46, "SE"),
    (47, "NO SJ"),
    (48, "PL"),
    (49, "DE"),
    (51, "PE"),
    (52, "MX"),
    (53, "CU"),
    (54, "AR"),
    (55, "BR"),
    (56, "CL"),
    (57, "CO"),
    (58, "VE"),
    (60, "MY"),
    (61, "AU CC CX"),
    (62, "ID"),
    (63, "PH"),
    (64, "NZ"),
    (65, "SG"),
    (66, "TH"),
    (81, "JP"),
    (82, "KR"),
    (84, "VN"),
    (86, "CN"),
    (90, "TR"),
    (91, "IN"),
    (92, "PK"),
    (93, "AF"),
    (94, "LK"),
    (95, "MM"),
    (98, "IR"),
    (211, "SS"),
    (212, "MA EH"),
    (213, "DZ"),
    (216, "TN"),
    (218, "LY"),
    (220, "GM"),
    (221, "SN"),
    (222, "MR"),
    (223, "ML"),
    (224, "GN"),
    (225, "CI"),
    (226, "BF"),
    (227, "NE"),
    (228, "TG"),
    (229, "BJ"),
    (230, "MU"),
    (231, "LR"),
    (232, "SL"),
    (233, "GH"),
    (234, "NG"),
    (235, "TD"),
    (236, "CF"),
    (237, "CM"),
    (238, "CV"),
    (239, "ST"),
    (240, "GQ"),
    (241, "GA"),
    (242, "CG"),
    (243, "CD"),
    (244, "AO"),
    (245, "GW"),
    (246, "IO"),
    (247, "AC"),
    (248, "SC"),
    (249, "SD"),
    (250, "RW"),
    (251, "ET"),
    (252, "SO"),
    (253, "DJ"),
    (254, "KE"),
    (255, "TZ"),
    (256, "UG"),
    (257, "BI"),
    (258, "MZ"),
    (260, "ZM"),
    (261, "MG"),
    (262, "RE YT"),
    (263, "ZW"),
    (264, "NA"),
    (265, "MW"),
    (266, "LS"),
    (267, "BW"),
    (268, "SZ"),
    (269, "KM"),
    (290, "SH TA"),
    (291, "ER"),
    (297, "AW"),
    (298, "FO"),
    (299, "GL"),
    (350, "GI"),
    (351, "PT"),
    (352, "LU"),
    (353, "IE"),
    (354, "IS"),
    (355, "AL"),
    (356, "MT"),
    (357, "CY"),
    (358, "FI AX"),
    (359, "BG"),
    (370, "LT"),
    (371, "LV"),
    (372, "EE"),
    (373, "MD"),
    (374, "AM"),
    (375, "BY"),
    (376, "AD"),
    (377, "MC"),
    (378, "SM"),
    (380, "UA"),
    (381, "RS"),
    (382, "ME"),
    (383, "XK"),
    (385, "HR"),
    (386, "SI"),
    (387, "BA"),
    (389, "MK"),
    (420, "CZ"),
    (421, "SK"),
    (423, "LI"),
    (500, "FK"),
    (501, "BZ"),
    (502, "GT"),
    (503, "SV"),
    (504, "HN"),
    (505, "NI"),
    (506, "CR"),
    (507, "PA"),
    (508, "PM"),
    (509, "HT"),
    (590, "GP BL MF"),
    (591, "BO"),
    (592, "GY"),
    (593, "EC"),
    (594, "GF"),
    (595, "PY"),
    (596, "MQ"),
    (597, "SR"),
    (598, "UY"),
    (599, "CW BQ"),
    (670, "TL"),
    (672, "NF"),
    (673, "BN"),
    (674, "NR"),
    (675, "PG"),
    (676, "TO"),
    (677, "SB"),
    (678, "VU"),
    (679, "FJ"),
    (680, "PW"),
    (681, "WF"),
    (682, "CK"),
    (683, "NU"),
    (685, "WS"),
    (686, "KI"),
    (687, "NC"),
    (688, "TV"),
    (689, "PF"),
    (690, "TK"),
    (691, "FM"),
    (692, "MH"),
    (800, "001"),
    (808, "001"),
    (850, "KP"),
    (852, "HK"),
    (853, "MO"),
    (855, "KH"),
    (856, "LA"),
    (870, "001"),
    (878, "001"),
    (880, "BD"),
    (881, "001"),
    (882, "001"),
    (883, "001"),
    (886, "TW"),
    (888, "001"),
    (960, "MV"),
    (961, "LB"),
    (962, "JO"),
    (963, "SY"),
    (964, "IQ"),
    (965, "KW"),
    (966, "SA"),
    (967, "YE"),
    (968, "OM"),
    (970, "PS"),
    (971, "AE"),
    (972, "IL"),
    (973, "BH"),
    (974, "QA"),
    (975, "BT"),
    (976, "MN"),
    (977, "NP"),
    (979, "001"),
    (992, "TJ"),
    (993, "TM"),
    (994, "AZ"),
    (995, "GE"),
    (996, "KG"),
    (998, "UZ"),
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_code_begins_with_another() {
        for (code, _) in PLANS {
            for (other, _) in PLANS {
                let (code, other) = (code.to_string(), other.to_string());
                assert!(code == other || !other.starts_with(&code));
            }
        }
        assert!(PLANS.is_sorted());
    }

    #[test]
    fn a_plan_is_named_the_same_in_every_language() {
        let named = |number: &str| Plan::of(number.parse().unwrap()).map(|plan| plan.to_string());
        assert_eq!(named("+4915112345678").unwrap(), "+49 (DE)");
        assert_eq!(named("+14405551234").unwrap(), "+1 (US, AG, AI, …)");
        assert_eq!(named("+80012345678").unwrap(), "+800");
        assert_eq!(named("+21012345678"), None);
    }

    #[test]
    fn a_region_has_a_plan() {
        assert_eq!("DE".parse::<Region>().unwrap().as_str(), "DE");
        for bad in ["de", "DEU", "ZZ", "", "001", "D "] {
            assert_eq!(bad.parse::<Region>(), Err(RegionError), "{bad}");
        }
    }
}
