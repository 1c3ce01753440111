//! The syntax of an e-mail address and its canonical form.
//!
//! A scan takes plain addresses in one pass; everything else goes the long way, which also says what is wrong.
//! Whether a mailbox exists is nobody's business here.

use std::borrow::Cow;
use std::collections::BTreeSet;
use std::fmt;

use email_address::{EmailAddress, Options};
use idna::AsciiDenyList;
use idna::uts46::{DnsLength, Hyphens, Uts46};
use serde::{Deserialize, Deserializer, Serialize, Serializer};
use unicode_normalization::UnicodeNormalization;

use self::scan::{is_local, plain};
use super::reading::Reading;
use crate::finding::{FindingCode, Problem};

pub(super) mod familiar;
mod scan;
mod suggest;

/// Longest local part, in bytes.
const LOCAL_BYTES: usize = 64;
/// Longest address in ASCII form, in bytes.
const ADDRESS_BYTES: usize = 254;
/// Longest domain in ASCII form, in bytes.
const DOMAIN_BYTES: usize = 253;
/// Longest label of a domain, in bytes.
const LABEL_BYTES: usize = 63;
/// Longest text that is looked at, in bytes: an address whose domain is written in a long script still fits.
const TEXT_BYTES: usize = 2_048;

/// Which addresses are taken beyond the syntax.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct EmailPolicy {
    /// Whether other than ASCII characters may stand before the `@`. Then they are a warning, else an error.
    pub allow_unicode_local: bool,
    allowed: BTreeSet<String>,
}

impl EmailPolicy {
    /// Takes addresses at these domains only, or at any if there are none. A domain may be given with a leading `@`;
    /// it is compared as a whole, in ASCII form and lower case.
    ///
    /// # Errors
    /// `email_invalid` if one is no domain.
    pub fn only_at<'a>(domains: impl IntoIterator<Item = &'a str>) -> Result<Self, Problem> {
        let canonical = |text: &str| canonical_domain(text.strip_prefix('@').unwrap_or(text));
        let allowed = domains.into_iter().map(canonical);
        Ok(Self {
            allow_unicode_local: false,
            allowed: allowed.collect::<Result<_, _>>()?,
        })
    }

    /// What an address that is already stored must satisfy: the syntax alone.
    const fn stored() -> Self {
        Self {
            allow_unicode_local: true,
            allowed: BTreeSet::new(),
        }
    }

    /// Whether an address in canonical form is at one of the domains.
    ///
    /// # Errors
    /// `email_domain_not_allowed`.
    pub fn admit(&self, canonical: &str) -> Result<(), Problem> {
        let domain = domain_of(canonical);
        if self.allowed.is_empty() || self.allowed.contains(domain) {
            Ok(())
        } else {
            Err(Problem::new(FindingCode::EmailDomainNotAllowed).with("domain", domain))
        }
    }
}

/// An address as it was typed, to which mail goes, and its canonical form, which is compared.
///
/// Law: the canonical form of the canonical form is itself, and `canonical` follows from `original`.
#[derive(Clone, PartialEq, Eq)]
pub struct Email {
    original: Box<str>,
    canonical: Box<str>,
}

impl Email {
    /// Reads an address; space around it is dropped.
    ///
    /// # Errors
    /// `email_invalid` with its reason, `email_non_ascii`, `email_domain_not_allowed`, `multiple_values_in_cell`.
    pub fn parse(text: &str, policy: &EmailPolicy) -> Result<Self, Problem> {
        canonical(text, policy).map(|reading| Self::from_parts(text, &reading.value))
    }

    /// What is stored, without asking a policy again: policies change, and people stay.
    ///
    /// # Errors
    /// `email_invalid` if it never was an address.
    pub fn from_stored(original: &str) -> Result<Self, Problem> {
        Self::parse(original, &EmailPolicy::stored())
    }

    pub(super) fn from_parts(text: &str, canonical: &str) -> Self {
        Self {
            original: trimmed(text).into(),
            canonical: canonical.into(),
        }
    }

    /// The address as typed, to which mail goes.
    #[must_use]
    pub fn original(&self) -> &str {
        &self.original
    }

    /// The form that is compared: lower case, domain in ASCII. Dots and `+tags` are never folded.
    #[must_use]
    pub fn canonical(&self) -> &str {
        &self.canonical
    }
}

/// An address identifies a person and is not shown.
impl fmt::Debug for Email {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Email(..)")
    }
}

impl Serialize for Email {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(&self.original)
    }
}

impl<'de> Deserialize<'de> for Email {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = Cow::<'de, str>::deserialize(deserializer)?;
        Self::from_stored(&text).map_err(|_| serde::de::Error::custom("not an e-mail address"))
    }
}

/// The canonical form of an address. A plain address in lower case is borrowed, not copied.
///
/// Among the notes are `email_domain_typo` and, where a policy allows such an address, `email_non_ascii`.
///
/// # Errors
/// As [`Email::parse`].
pub fn canonical<'a>(
    text: &'a str,
    policy: &EmailPolicy,
) -> Result<Reading<Cow<'a, str>>, Problem> {
    let mut reading = match plain(text) {
        Some(canonical) => Reading::clean(canonical),
        None => unusual(trimmed(text), policy)?.map(Cow::Owned),
    };
    policy.admit(&reading.value)?;
    reading.notes.extend(domain_typo(&reading.value));
    Ok(reading)
}

/// The canonical form of a domain: UTS-46 in ASCII, at least two labels.
///
/// # Errors
/// `email_invalid` with the reason `bad_domain`, `double_dot`, `mixed_script` or `no_domain`.
pub fn canonical_domain(text: &str) -> Result<String, Problem> {
    match text {
        "" => return Err(invalid("no_domain")),
        _ if text.contains("..") => return Err(invalid("double_dot")),
        _ => {}
    }
    let rules = (AsciiDenyList::STD3, Hyphens::CheckFirstLast);
    let ascii = Uts46::new()
        .to_ascii(text.as_bytes(), rules.0, rules.1, DnsLength::Verify)
        .map_err(|_| invalid("bad_domain"))?;
    if !is_domain(&ascii) {
        return Err(invalid("bad_domain"));
    }
    if !text.is_ascii() || ascii.contains("xn--") {
        let (shown, _) = Uts46::new().to_unicode(ascii.as_bytes(), rules.0, rules.1);
        if shown.split('.').any(mixes_scripts) {
            return Err(invalid("mixed_script"));
        }
    }
    Ok(ascii.into_owned())
}

/// The long way, over trimmed text.
fn unusual(text: &str, policy: &EmailPolicy) -> Result<Reading<String>, Problem> {
    if text.len() > TEXT_BYTES {
        return Err(invalid("too_long"));
    }
    match address(text, policy) {
        Ok(reading) => Ok(reading),
        Err(problem) => Err(better(text, policy).unwrap_or(problem)),
    }
}

fn address(text: &str, policy: &EmailPolicy) -> Result<Reading<String>, Problem> {
    let (local, domain) = text.rsplit_once('@').ok_or_else(|| invalid("no_at"))?;
    if text.chars().any(char::is_whitespace) {
        return Err(invalid("space"));
    }
    let notes = check_local(local, policy)?;
    let domain = canonical_domain(domain)?;
    let local = canonical_local(local);
    let canonical = format!("{local}@{domain}");
    if canonical.len() > ADDRESS_BYTES {
        return Err(invalid("too_long"));
    }
    let options = Options::default()
        .without_display_text()
        .without_domain_literal()
        .with_required_tld();
    match EmailAddress::parse_with_options(&canonical, options) {
        Ok(_) => Ok(Reading {
            value: canonical,
            notes,
        }),
        Err(_) => Err(invalid("bad_local")),
    }
}

fn check_local(local: &str, policy: &EmailPolicy) -> Result<Vec<Problem>, Problem> {
    if local.contains("..") {
        return Err(invalid("double_dot"));
    }
    if local.len() > LOCAL_BYTES {
        return Err(invalid("too_long"));
    }
    if local.is_empty()
        || local.starts_with('.')
        || local.ends_with('.')
        || !local.bytes().all(|byte| !byte.is_ascii() || is_local(byte))
        || local.chars().any(char::is_control)
    {
        return Err(invalid("bad_local"));
    }
    if local.is_ascii() {
        return Ok(Vec::new());
    }
    let problem = Problem::new(FindingCode::EmailNonAscii);
    if !policy.allow_unicode_local {
        return Err(problem);
    }
    // A character that folds onto ASCII would be another person's twin.
    let folds = |char: char| !char.is_ascii() && char.nfkc().any(|folded| folded.is_ascii());
    match local.chars().any(folds) {
        true => Err(problem),
        false => Ok(vec![problem]),
    }
}

/// ASCII lower case and NFC, in this order: a capital with a mark may have no composed form where the small one has.
fn canonical_local(local: &str) -> String {
    local.to_ascii_lowercase().nfc().collect()
}

/// Whether the ASCII form is a domain of ours: labels and top label. Lengths of labels are checked in making it.
fn is_domain(ascii: &str) -> bool {
    let label_is_good = |label: &str| {
        (1..=LABEL_BYTES).contains(&label.len())
            && !label.starts_with('-')
            && !label.ends_with('-')
            && label
                .bytes()
                .all(|byte| byte.is_ascii_alphanumeric() || byte == b'-')
    };
    let top_is_good = |top: &str| top.len() > 1 && !top.bytes().all(|byte| byte.is_ascii_digit());
    ascii.len() <= DOMAIN_BYTES
        && ascii.split('.').all(label_is_good)
        && ascii
            .rsplit_once('.')
            .is_some_and(|(_, top)| top_is_good(top))
}

/// Whether a label mixes Latin letters with Cyrillic or Greek ones, which look alike.
fn mixes_scripts(label: &str) -> bool {
    let latin = |char: char| {
        char.is_ascii_alphabetic()
            || matches!(char, '\u{c0}'..='\u{24f}' | '\u{1e00}'..='\u{1eff}')
                && char.is_alphabetic()
    };
    let other = |char: char| matches!(char, '\u{370}'..='\u{52f}' | '\u{1c80}'..='\u{1c8f}' | '\u{1f00}'..='\u{1fff}' | '\u{2de0}'..='\u{2dff}' | '\u{a640}'..='\u{a69f}');
    label.chars().any(latin) && label.chars().any(other)
}

/// A refusal that says more: two addresses, or a form around an address that can be taken out of it.
fn better(text: &str, policy: &EmailPolicy) -> Option<Problem> {
    let is_address = |text: &str| plain(text).is_some() || address(text, policy).is_ok();
    if text.matches('@').count() > 1 {
        let parts = text.split([',', ';', '|', '/', ' ', '\t', '\n', '\r']);
        let count = parts
            .map(|part| part.trim_matches(['<', '>']))
            .filter(|part| is_address(part))
            .count();
        if count > 1 {
            return Some(Problem::new(FindingCode::MultipleValuesInCell).with("count", count));
        }
    }
    let taken_out = |bare: &str| is_address(bare).then(|| trimmed(bare).to_owned());
    if let Some(bare) = suggest::bare(text) {
        let problem = invalid("unsupported_form");
        return Some(match taken_out(&bare) {
            Some(bare) => problem.with_replacement(bare),
            None => problem,
        });
    }
    let (reason, repaired) = suggest::repaired(text)?;
    taken_out(&repaired).map(|repaired| invalid(reason).with_replacement(repaired))
}

/// A warning if the domain is a known typing error of a large provider's.
fn domain_typo(canonical: &str) -> Option<Problem> {
    let domain = domain_of(canonical);
    let meant = suggest::meant_by(domain)?;
    let local = canonical.strip_suffix(domain)?;
    Some(
        Problem::new(FindingCode::EmailDomainTypo)
            .with("domain", domain)
            .with("guess", meant)
            .with_replacement(format!("{local}{meant}")),
    )
}

fn domain_of(canonical: &str) -> &str {
    canonical.rsplit_once('@').map_or("", |(_, domain)| domain)
}

/// Without space and zero-width characters around.
fn trimmed(text: &str) -> &str {
    text.trim_matches(|char: char| {
        char.is_whitespace() || matches!(char, '\u{200b}'..='\u{200f}' | '\u{2060}' | '\u{feff}')
    })
}

fn invalid(reason: &'static str) -> Problem {
    Problem::new(FindingCode::EmailInvalid).with("reason", reason)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn canon(text: &str) -> String {
        let any = EmailPolicy::default();
        Email::parse(text, &any)
            .unwrap_or_else(|problem| panic!("{text}: {:?}", problem.params.text("reason")))
            .canonical()
            .to_owned()
    }

    fn refusal(text: &str) -> Problem {
        Email::parse(text, &EmailPolicy::default()).expect_err(text)
    }

    fn reason(text: &str) -> String {
        let problem = refusal(text);
        assert_eq!(problem.code, FindingCode::EmailInvalid, "{text}");
        problem.params.text("reason").unwrap().to_owned()
    }

    #[test]
    fn plain_addresses_take_the_scan_and_are_not_copied() {
        let any = EmailPolicy::default();
        for text in [
            "name@example.com",
            "a@b.co",
            "te~st+tag@x-y.example.org",
            "o'neil@example.com",
            "1@2.3a",
        ] {
            assert!(
                matches!(plain(text), Some(Cow::Borrowed(same)) if same == text),
                "{text}"
            );
            assert!(canonical(text, &any).unwrap().notes.is_empty());
        }
        assert_eq!(
            plain("Name@Example.COM").as_deref(),
            Some("name@example.com")
        );
        assert_eq!(plain("name@xn--bcher-kva.example"), None);
    }

    #[test]
    fn each_reason_is_given() {
        for (text, expected) in [
            ("name.example.com", "no_at"),
            ("name@", "no_domain"),
            ("@example.com", "bad_local"),
            (".name@example.com", "bad_local"),
            ("name.@example.com", "bad_local"),
            ("na(me@example.com", "bad_local"),
            ("name@example", "bad_domain"),
            ("name@exam_ple.com", "bad_domain"),
            ("name@-example.com", "bad_domain"),
            ("name@example-.com", "bad_domain"),
            ("name@example.c", "bad_domain"),
            ("name@1.2.3.4", "bad_domain"),
            ("name@example.com@", "bad_local"),
            ("name@ex\u{430}mple.com", "mixed_script"),
            ("name@ex\u{3b1}mple.com", "mixed_script"),
            ("na..me@example.com", "double_dot"),
            ("name@example..com", "double_dot"),
            ("na me@example.com", "space"),
            ("name@[127.0.0.1]", "unsupported_form"),
            ("\"na me\"@example.com", "unsupported_form"),
        ] {
            assert_eq!(reason(text), expected, "{text}");
        }
    }

    #[test]
    fn lengths_hold_at_their_edges() {
        let local = |length: usize| format!("{}@example.com", "a".repeat(length));
        canon(&local(64));
        assert_eq!(reason(&local(65)), "too_long");
        let label = |length: usize| format!("a@{}.com", "a".repeat(length));
        canon(&label(63));
        assert_eq!(reason(&label(64)), "bad_domain");
        let domain = |last: usize| format!("{0}.{0}.{0}.{1}.com", "a".repeat(60), "a".repeat(last));
        // 60 * 3 + 3 + last + 4 characters of domain.
        canon(&format!("{}@{}", "a".repeat(10), domain(56)));
        assert_eq!(
            reason(&format!("{}@{}", "a".repeat(11), domain(56))),
            "too_long"
        );
        assert_eq!(reason(&format!("a@{}", "é".repeat(2_000))), "too_long");
    }

    #[test]
    fn a_replacement_is_given_where_there_is_one() {
        for text in [
            "A B <name@example.com>",
            "<name@example.com>",
            "mailto:name@example.com",
            "MAILTO:name@example.com?subject=x",
            "name@example.com.",
            "name@example.com,",
            "name@example.com;",
            "'name@example.com'",
            "\u{201c}name@example.com\u{201d}",
            "name@example.com (work)",
            "name\u{ff20}example.com",
        ] {
            let problem = refusal(text);
            assert_eq!(
                problem.params.text("reason"),
                Some("unsupported_form"),
                "{text}"
            );
            assert_eq!(
                problem.replacement.as_deref(),
                Some("name@example.com"),
                "{text}"
            );
        }
        for (text, expected) in [
            ("name@example,com", "bad_domain"),
            ("name@example..com", "double_dot"),
            ("name @ example. com", "space"),
        ] {
            assert_eq!(reason(text), expected);
            assert_eq!(
                refusal(text).replacement.as_deref(),
                Some("name@example.com")
            );
        }
        assert_eq!(refusal("na me@example.com").replacement, None);
    }

    #[test]
    fn two_addresses_are_two_values() {
        for text in [
            "a@example.com, b@example.com",
            "a@example.com;b@example.com",
            "a@example.com b@example.com",
        ] {
            let problem = refusal(text);
            assert_eq!(problem.code, FindingCode::MultipleValuesInCell);
            assert_eq!(problem.params.number("count"), Some(2));
        }
    }

    #[test]
    fn i_01_look_alikes_do_not_fold_onto_ascii() {
        let host = EmailPolicy {
            allow_unicode_local: true,
            ..EmailPolicy::default()
        };
        for text in [
            "m\u{131}ke@example.com",
            "\u{212a}@example.com",
            "\u{fb01}@example.com",
            "\u{df}@example.com",
            "\u{17f}@example.com",
        ] {
            assert_eq!(refusal(text).code, FindingCode::EmailNonAscii, "{text}");
            if let Ok(email) = Email::parse(text, &host) {
                assert!(!email.canonical().is_ascii(), "{text}");
            }
        }
        assert!(Email::parse("\u{212a}@example.com", &host).is_err());
        let reading = canonical("\u{3b4}\u{3bf}@example.com", &host).unwrap();
        assert_eq!(
            reading.notes.first().unwrap().code,
            FindingCode::EmailNonAscii
        );
    }

    #[test]
    fn i_02_one_address_in_many_writings_is_one_person() {
        assert_eq!(canon("NAME@example.com"), canon("name@EXAMPLE.com"));
        assert_eq!(canon("\u{a0}name@example.com\u{a0}"), "name@example.com");
        assert_eq!(
            canon("\u{200b}name@example.com\u{feff}"),
            "name@example.com"
        );
        assert_eq!(
            canon("name@b\u{fc}cher.example"),
            canon("name@bu\u{308}cher.example")
        );
        assert_eq!(
            canon("name@B\u{dc}CHER.example"),
            "name@xn--bcher-kva.example"
        );
        assert_eq!(
            canon("name@xn--bcher-kva.example"),
            "name@xn--bcher-kva.example"
        );
        // A dot at the end is refused, and what is suggested is the same person.
        assert_eq!(
            canon(&refusal("Name@example.com.").replacement.unwrap()),
            "name@example.com"
        );
    }

    #[test]
    fn i_05_labels_that_decode_to_ascii_or_nothing_are_refused() {
        for domain in [
            "xn--example-.com",
            "xn--.com",
            "xn--a.com",
            "xn--\u{fc}.com",
            "xn--zzzzzzzz99999.com",
        ] {
            assert_eq!(reason(&format!("name@{domain}")), "bad_domain", "{domain}");
        }
        // `xn--exmple-4nf` hides a Cyrillic letter among Latin ones.
        assert_eq!(reason("name@xn--exmple-4nf.com"), "mixed_script");
        for real in [
            "\u{43f}\u{440}\u{438}\u{43c}\u{435}\u{440}.\u{440}\u{444}",
            "\u{4f8b}\u{3048}.jp",
            "stra\u{df}e.example",
            "\u{b9}2.example",
        ] {
            canon(&format!("name@{real}"));
        }
    }

    #[test]
    fn i_07_allowed_domains_are_compared_as_a_whole() {
        let policy = EmailPolicy::only_at(["@example.com", "b\u{fc}cher.example"]).unwrap();
        for good in [
            "name@example.com",
            "name@EXAMPLE.com",
            "name@xn--bcher-kva.example",
        ] {
            assert!(Email::parse(good, &policy).is_ok(), "{good}");
        }
        for bad in [
            "name@attacker-example.com",
            "name@example.com.evil.org",
            "name@sub.example.com",
            "name@example.org",
        ] {
            assert_eq!(
                Email::parse(bad, &policy).unwrap_err().code,
                FindingCode::EmailDomainNotAllowed,
                "{bad}"
            );
        }
        assert_eq!(
            Email::parse("name@EXAMPLE.com.", &policy).unwrap_err().code,
            FindingCode::EmailInvalid
        );
        assert!(EmailPolicy::only_at(["@nothing"]).is_err());
    }

    #[test]
    fn i_08_dots_and_tags_are_different_people() {
        assert_ne!(canon("na.me@example.com"), canon("name@example.com"));
        assert_ne!(canon("name+tag@example.com"), canon("name@example.com"));
    }

    #[test]
    fn a_typing_error_of_a_provider_is_a_warning() {
        let reading = canonical("Name@Gmial.com", &EmailPolicy::default()).unwrap();
        let [note] = reading.notes.as_slice() else {
            panic!()
        };
        assert_eq!(note.code, FindingCode::EmailDomainTypo);
        assert_eq!(note.replacement.as_deref(), Some("name@gmail.com"));
        for right in [
            "gmail.com",
            "hotmail.com",
            "example.com",
            "gmx.com",
            "live.com",
        ] {
            assert_eq!(suggest::meant_by(right), None);
        }
    }

    #[test]
    fn an_address_is_stored_as_typed_and_never_shown() {
        let email = Email::parse(" Name@Example.com ", &EmailPolicy::default()).unwrap();
        assert_eq!(email.original(), "Name@Example.com");
        assert_eq!(format!("{email:?}"), "Email(..)");
        let json = serde_json::to_string(&email).unwrap();
        assert_eq!(serde_json::from_str::<Email>(&json).unwrap(), email);
        assert!(serde_json::from_str::<Email>("\"name\"").is_err());
    }

    fn texts() -> impl Strategy<Value = String> {
        let local = "[a-zA-Z0-9.+_'-]{1,10}|\\PC{1,5}";
        let domain = "[a-zA-Z0-9.-]{1,12}|[a-zäß\u{3b1}\u{430}.-]{1,12}|xn--[a-z0-9-]{1,8}";
        prop_oneof![
            (local, domain, "com|c|123|xn--p1ai")
                .prop_map(|(local, domain, top)| format!("{local}@{domain}.{top}")),
            "\\PC{0,20}",
            "[ -~]{0,6}@[ -~]{0,8}",
        ]
    }

    proptest! {
        #[test]
        fn i_03_the_canonical_form_is_its_own(text in texts(), allow_unicode_local: bool) {
            let policy = EmailPolicy { allow_unicode_local, ..EmailPolicy::default() };
            if let Ok(reading) = canonical(&text, &policy) {
                let again = canonical(&reading.value, &policy).unwrap();
                prop_assert_eq!(&again.value, &reading.value);
                let stored = Email::from_stored(&text).unwrap();
                prop_assert_eq!(stored.canonical(), &*reading.value);
            }
        }

        #[test]
        fn the_scan_and_the_long_way_agree(text in texts()) {
            if let Some(quick) = plain(&text) {
                let slow = address(&text, &EmailPolicy::default());
                prop_assert_eq!(slow.ok().map(|reading| reading.value), Some(quick.into_owned()));
            }
        }

        #[test]
        fn a_replacement_is_an_address(text in texts()) {
            if let Err(Problem { replacement: Some(replacement), .. }) = Email::parse(&text, &EmailPolicy::default()) {
                prop_assert!(Email::parse(&replacement, &EmailPolicy::default()).is_ok());
            }
        }
    }
}
