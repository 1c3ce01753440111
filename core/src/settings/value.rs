//! The types of settings and their text forms. Which setting has which type stands in the parent's table.

use std::collections::BTreeSet;
use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Deserializer, Serialize, Serializer};

use crate::contact::email::canonical_domain;
use crate::contact::{Email, EmailPolicy, Region};
use crate::id::AccountId;
use crate::text::Label;
use crate::time::Duration;

/// A type that a setting may have: reads its text form within `range`, and says what is allowed.
pub(super) trait Value: Sized {
    /// Reads the text form; `None` if it is none or lies outside `range` (inclusive; of a figure, of the hours of a
    /// span, or of the entries of a list).
    fn read(text: &str, range: (u32, u32)) -> Option<Self>;
    /// Whether a value made in code lies within `range`.
    fn holds(&self, range: (u32, u32)) -> bool;
    /// The text form, as [`read`](Self::read) takes it.
    fn text(&self) -> String;
    /// What is allowed, in words, for `setting_invalid`.
    fn allowed(range: (u32, u32)) -> String;
}

/// A closed set of words.
pub(super) trait Word: Copy + Ord + 'static {
    const ALL: &'static [Self];
    fn word(self) -> &'static str;
}

macro_rules! words {
    ($($(#[$doc:meta])* $name:ident { $($(#[$variant_doc:meta])* $variant:ident $word:literal,)* })*) => {
        $(
            $(#[$doc])*
            #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
            pub enum $name {
                $($(#[$variant_doc])* $variant,)*
            }

            impl $name {
                /// All values, in the order of the documentation.
                pub const ALL: &'static [Self] = &[$(Self::$variant),*];

                /// The word in settings, files and databases.
                #[must_use]
                pub const fn as_str(self) -> &'static str {
                    match self {
                        $(Self::$variant => $word,)*
                    }
                }
            }

            impl Word for $name {
                const ALL: &'static [Self] = Self::ALL;

                fn word(self) -> &'static str {
                    self.as_str()
                }
            }

            impl Value for $name {
                fn read(text: &str, _: (u32, u32)) -> Option<Self> {
                    read_word(text)
                }

                fn holds(&self, _: (u32, u32)) -> bool {
                    true
                }

                fn text(&self) -> String {
                    self.as_str().to_owned()
                }

                fn allowed(_: (u32, u32)) -> String {
                    word_list::<Self>(" / ")
                }
            }

            impl fmt::Display for $name {
                fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                    f.pad(self.as_str())
                }
            }

            impl FromStr for $name {
                type Err = UnknownWord;

                fn from_str(text: &str) -> Result<Self, UnknownWord> {
                    read_word(text).ok_or(UnknownWord)
                }
            }

            impl Serialize for $name {
                fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                    serializer.serialize_str(self.as_str())
                }
            }

            impl<'de> Deserialize<'de> for $name {
                fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
                    let text = std::borrow::Cow::<'de, str>::deserialize(deserializer)?;
                    text.parse().map_err(serde::de::Error::custom)
                }
            }
        )*
    };
}

words! {
    /// How rights are given (5.2).
    RoleModel {
        /// Roles are sets of privileges (MultiLine).
        Privileges "privileges",
        /// Owner, Admin and Member (Members).
        Ranks "ranks",
    }
    /// What an account may be known by.
    IdentityKind {
        /// An e-mail address.
        Email "email",
        /// A phone number in E.164 form.
        Phone "phone",
    }
    /// How many name fields an account has (M-19, B-08).
    NameForm {
        /// First and last name.
        Two "two",
        /// One name.
        One "one",
    }
    /// Where an identity is unique, and whose external id is the company id (D-20, D-58).
    IdentityScope {
        /// In the whole tree; the company id is the root's.
        Tree "tree",
        /// In each organization; the company id is the organization's own.
        Organization "organization",
    }
    /// Whether an account may sign in (B-11, B-12).
    AccessKind {
        /// May sign in, has an identity and is invited.
        Portal "portal",
        /// Login-less: no identity, no invitation; usable at once.
        NoPortal "no_portal",
    }
    /// How an invitation travels.
    Channel {
        /// By e-mail.
        Email "email",
        /// By SMS; asks for consent where `sms_consent_required` is on.
        Sms "sms",
    }
    /// How often one generation of an invitation may be accepted.
    InvitationUse {
        /// Again after every reinstall, from the same personal number (M-02).
        Unlimited "unlimited",
        /// Once.
        Single "single",
    }
    /// When an inviter's rights are looked at again, at acceptance (D-48).
    InviterRecheck {
        /// Only for invitations that give a role.
        Grants "grants",
        /// For every invitation.
        Always "always",
    }
    /// How strictly sending needs a number (D-01).
    NumberRule {
        /// Every pending account is covered by a number of its own.
        Strict "strict",
        /// A first send needs one usable number; a shortage warns.
        Pool "pool",
        /// Sending never looks at numbers.
        Lenient "lenient",
    }
    /// What an import does about rows in error (D-51).
    ImportMode {
        /// One error, and nothing is imported.
        All "all",
        /// Rows without error are imported, in chunks.
        Partial "partial",
    }
    /// What an import does with a row whose account exists (D-36).
    ImportExisting {
        /// The row is an error.
        Fail "fail",
        /// The row is left out with a warning.
        Skip "skip",
        /// Filled cells change the account, never its identity, role or number.
        Update "update",
    }
    /// How a login-less account proves itself at a phone.
    PinLogin {
        /// By PIN alone.
        PinOnly "pin_only",
        /// By extension and PIN.
        WithExtension "with_extension",
    }
    /// A message to administrators that can be switched on (5.9).
    Alert {
        /// An account was added.
        AccountAdded "account_added",
        /// An account was moved.
        AccountMoved "account_moved",
        /// Somebody was made an administrator.
        AdministratorGranted "administrator_granted",
        /// A suspended account was resumed.
        SuspendedAccountResumed "suspended_account_resumed",
        /// Not everybody pending is covered by a number any more.
        PoolShortForInvitations "pool_short_for_invitations",
        /// Use of the pool reached `utilization_threshold`.
        Utilization "utilization",
        /// A reservation ends within `reservation_notice_days`.
        NumberReservationEnding "number_reservation_ending",
        /// An invitation could not be delivered.
        InvitationDeliveryFailed "invitation_delivery_failed",
        /// Wrong codes locked an invitation.
        InvitationLocked "invitation_locked",
        /// A used invitation was tried again.
        InvitationReused "invitation_reused",
        /// A credential was forged.
        InvitationForged "invitation_forged",
        /// Codes are being guessed across invitations.
        InvitationGuessing "invitation_guessing",
        /// An upload has ended; on by itself where `batch_report_recipients` are set (M-57b).
        BatchFinished "batch_finished",
    }
}

/// The text is none of the words allowed here.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("not one of the allowed words")]
pub struct UnknownWord;

/// What accounts may be known by; at least one.
pub type IdentityKinds = BTreeSet<IdentityKind>;

/// The name of a language as files and lists show it, for example `English` (M-54).
pub type Language = Label<64>;

/// The name of an application, for example `MultiLine`.
pub type Application = Label;

fn read_word<T: Word>(text: &str) -> Option<T> {
    T::ALL
        .iter()
        .copied()
        .find(|value| value.word().eq_ignore_ascii_case(text.trim()))
}

fn word_list<T: Word>(separator: &str) -> String {
    T::ALL
        .iter()
        .map(|value| value.word())
        .collect::<Vec<_>>()
        .join(separator)
}

/// On and off; files and questions say yes and no.
impl Value for bool {
    fn read(text: &str, _: (u32, u32)) -> Option<Self> {
        let is = |words: &[&str]| {
            words
                .iter()
                .any(|word| word.eq_ignore_ascii_case(text.trim()))
        };
        if is(&["on", "yes", "true"]) {
            Some(true)
        } else if is(&["off", "no", "false"]) {
            Some(false)
        } else {
            None
        }
    }

    fn holds(&self, _: (u32, u32)) -> bool {
        true
    }

    fn text(&self) -> String {
        if *self { "on" } else { "off" }.to_owned()
    }

    fn allowed(_: (u32, u32)) -> String {
        "on / off, or yes / no".to_owned()
    }
}

impl Value for u32 {
    fn read(text: &str, range: (u32, u32)) -> Option<Self> {
        let text = text.trim();
        let plain = !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
        let value: Self = plain.then(|| text.parse().ok()).flatten()?;
        value.holds(range).then_some(value)
    }

    fn holds(&self, (least, most): (u32, u32)) -> bool {
        (least..=most).contains(self)
    }

    fn text(&self) -> String {
        self.to_string()
    }

    fn allowed((least, most): (u32, u32)) -> String {
        format!("{least} to {most}")
    }
}

/// A span: a figure and `s`, `min`, `h` or `d`. Its range is in hours, except that a range from 0 means from 1 s.
impl Value for Duration {
    fn read(text: &str, range: (u32, u32)) -> Option<Self> {
        let text = text.trim();
        let unit_at = text.find(|c: char| !c.is_ascii_digit())?;
        let (figure, unit) = text.split_at_checked(unit_at)?;
        let seconds = UNITS.iter().find(|(name, _)| *name == unit.trim())?.1;
        let figure: u32 = figure.parse().ok()?;
        let span = Self::seconds(i64::from(figure) * seconds);
        span.holds(range).then_some(span)
    }

    fn holds(&self, (least, most): (u32, u32)) -> bool {
        let least = Self::hours(least.into()).max(Self::seconds(1));
        (least..=Self::hours(most.into())).contains(self)
            // The text form is in whole seconds.
            && self.as_micros() % Self::seconds(1).as_micros() == 0
    }

    fn text(&self) -> String {
        let seconds = self.as_micros() / Self::seconds(1).as_micros();
        let (name, unit) = UNITS
            .iter()
            .find(|(_, unit)| seconds % unit == 0)
            .unwrap_or(&("s", 1));
        format!("{} {name}", seconds / unit)
    }

    fn allowed((least, most): (u32, u32)) -> String {
        let least = Self::hours(least.into()).max(Self::seconds(1));
        format!("{} to {}", least.text(), Self::hours(most.into()).text())
    }
}

/// Units of a span, longest first, and their seconds.
const UNITS: &[(&str, i64)] = &[("d", 86_400), ("h", 3_600), ("min", 60), ("s", 1)];

/// What may also be unset, written `none`.
impl<T: Value> Value for Option<T> {
    fn read(text: &str, range: (u32, u32)) -> Option<Self> {
        if is_none(text) {
            Some(None)
        } else {
            T::read(text, range).map(Some)
        }
    }

    fn holds(&self, range: (u32, u32)) -> bool {
        self.as_ref().is_none_or(|value| value.holds(range))
    }

    fn text(&self) -> String {
        self.as_ref().map_or_else(|| NONE.to_owned(), T::text)
    }

    fn allowed(range: (u32, u32)) -> String {
        format!("{NONE}, or {}", T::allowed(range))
    }
}

const NONE: &str = "none";

fn is_none(text: &str) -> bool {
    text.trim().eq_ignore_ascii_case(NONE)
}

/// The entries of a list: separated by commas, `none` or nothing for no entry.
fn entries(text: &str) -> impl Iterator<Item = &str> {
    let blank = is_none(text) || text.trim().is_empty();
    text.split(',').map(str::trim).filter(move |_| !blank)
}

fn within(count: usize, (least, most): (u32, u32)) -> bool {
    u32::try_from(count).is_ok_and(|count| (least..=most).contains(&count))
}

fn join(entries: impl Iterator<Item = String>) -> String {
    let list: Vec<String> = entries.collect();
    if list.is_empty() {
        NONE.to_owned()
    } else {
        list.join(", ")
    }
}

/// What may stand in a set; each entry reads itself.
pub(super) trait Entry: Ord + Sized {
    fn read_entry(text: &str) -> Option<Self>;
    fn entry_text(&self) -> String;
    fn allowed_entries() -> String;
}

impl<T: Word> Entry for T {
    fn read_entry(text: &str) -> Option<Self> {
        read_word(text)
    }

    fn entry_text(&self) -> String {
        self.word().to_owned()
    }

    fn allowed_entries() -> String {
        format!("list of {}", word_list::<T>(", "))
    }
}

impl<T: Entry> Value for BTreeSet<T> {
    fn read(text: &str, range: (u32, u32)) -> Option<Self> {
        let set: Self = entries(text).map(T::read_entry).collect::<Option<_>>()?;
        set.holds(range).then_some(set)
    }

    fn holds(&self, range: (u32, u32)) -> bool {
        within(self.len(), range)
    }

    fn text(&self) -> String {
        join(self.iter().map(T::entry_text))
    }

    fn allowed((least, most): (u32, u32)) -> String {
        format!("{}, {least} to {most} of them", T::allowed_entries())
    }
}

/// A list of names in the order given: the first is preselected. No name holds a comma or stands twice.
impl<const MAX: usize> Value for Vec<Label<MAX>> {
    fn read(text: &str, range: (u32, u32)) -> Option<Self> {
        let list: Self = entries(text)
            .map(|entry| Label::parse(entry).ok())
            .collect::<Option<_>>()?;
        list.holds(range).then_some(list)
    }

    fn holds(&self, range: (u32, u32)) -> bool {
        let distinct: BTreeSet<_> = self.iter().collect();
        distinct.len() == self.len() && within(self.len(), range) && self.iter().all(is_entry)
    }

    fn text(&self) -> String {
        join(self.iter().map(Label::to_string))
    }

    fn allowed((least, most): (u32, u32)) -> String {
        format!("list of {least} to {most} names without comma")
    }
}

impl<const MAX: usize> Value for Label<MAX> {
    fn read(text: &str, range: (u32, u32)) -> Option<Self> {
        Self::parse(text).ok().filter(|label| label.holds(range))
    }

    fn holds(&self, _: (u32, u32)) -> bool {
        is_entry(self)
    }

    fn text(&self) -> String {
        self.to_string()
    }

    fn allowed(_: (u32, u32)) -> String {
        format!("a name of at most {MAX} characters without comma")
    }
}

fn is_entry<const MAX: usize>(label: &Label<MAX>) -> bool {
    !label.as_str().contains(',') && !is_none(label.as_str())
}

/// A text with a form of its own: a URL, a zone, a domain.
macro_rules! formed {
    ($($(#[$doc:meta])* $name:ident, $allowed:literal, $read:expr;)*) => {
        $(
            $(#[$doc])*
            #[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
            pub struct $name(Box<str>);

            impl $name {
                /// Reads the text; `None` if it has not the form.
                #[must_use]
                pub fn parse(text: &str) -> Option<Self> {
                    let read: fn(&str) -> Option<String> = $read;
                    read(text.trim()).map(|text| Self(text.into_boxed_str()))
                }

                /// The text.
                #[must_use]
                pub fn as_str(&self) -> &str {
                    &self.0
                }
            }

            impl fmt::Display for $name {
                fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                    f.pad(&self.0)
                }
            }

            impl Value for $name {
                fn read(text: &str, _: (u32, u32)) -> Option<Self> {
                    Self::parse(text)
                }

                fn holds(&self, _: (u32, u32)) -> bool {
                    true
                }

                fn text(&self) -> String {
                    self.0.to_string()
                }

                fn allowed(_: (u32, u32)) -> String {
                    $allowed.to_owned()
                }
            }
        )*
    };
}

formed! {
    /// An `https` address of at most 2,048 characters without user or fragment. The token of a link becomes the
    /// fragment of `link_base`.
    HttpsUrl, "an https URL without fragment", read_url;
    /// A time zone by its IANA name, for example `America/Chicago` (M-17).
    TimeZone, "an IANA time zone such as America/Chicago", |text| {
        crate::time::is_zone(text).then(|| text.to_owned())
    };
    /// A domain of e-mail addresses with its `@`, for example `@example.com`, in canonical form; compared as a whole.
    EmailDomain, "`@domain`", read_domain;
}

impl TimeZone {
    /// Coordinated universal time.
    #[must_use]
    pub fn utc() -> Self {
        Self("UTC".into())
    }
}

impl Value for Region {
    fn read(text: &str, _: (u32, u32)) -> Option<Self> {
        text.trim().parse().ok()
    }

    fn holds(&self, _: (u32, u32)) -> bool {
        true
    }

    fn text(&self) -> String {
        self.as_str().to_owned()
    }

    fn allowed(_: (u32, u32)) -> String {
        "a region with a number plan such as US".to_owned()
    }
}

impl Entry for EmailDomain {
    fn read_entry(text: &str) -> Option<Self> {
        Self::parse(text)
    }

    fn entry_text(&self) -> String {
        self.to_string()
    }

    fn allowed_entries() -> String {
        "list of `@domain`".to_owned()
    }
}

fn read_url(text: &str) -> Option<String> {
    let rest = text.strip_prefix("https://")?;
    let host = rest.split(['/', '?', ':']).next()?;
    let host_is_good = host.split('.').all(is_domain_label);
    let plain = rest
        .bytes()
        .all(|byte| byte.is_ascii_alphanumeric() || b"-._~:/?[]!$&'()*+,;=%@".contains(&byte));
    let authority = rest.split(['/', '?']).next()?;
    (host_is_good && plain && !authority.contains('@') && text.len() <= 2_048)
        .then(|| text.to_owned())
}

fn read_domain(text: &str) -> Option<String> {
    let domain = canonical_domain(text.strip_prefix('@')?).ok()?;
    Some(format!("@{domain}"))
}

fn is_domain_label(label: &str) -> bool {
    (1..=63).contains(&label.len())
        && label
            .bytes()
            .all(|byte| byte.is_ascii_alphanumeric() || byte == b'-')
        && !label.starts_with('-')
        && !label.ends_with('-')
}

/// Who gets an alert or a report: an account, or an address outside. `Debug` hides the address.
#[derive(Clone, PartialEq, Eq)]
pub enum Recipient {
    /// An account, at its own address.
    Account(AccountId),
    /// An e-mail address.
    Email(Email),
}

impl Recipient {
    /// The address in its two forms, to compare by; an account has none.
    fn address(&self) -> Option<(&str, &str)> {
        match self {
            Self::Account(_) => None,
            Self::Email(email) => Some((email.canonical(), email.original())),
        }
    }
}

/// Accounts first, then addresses in canonical order.
impl Ord for Recipient {
    fn cmp(&self, other: &Self) -> std::cmp::Ordering {
        match (self, other) {
            (Self::Account(left), Self::Account(right)) => left.cmp(right),
            _ => self.address().cmp(&other.address()),
        }
    }
}

impl PartialOrd for Recipient {
    fn partial_cmp(&self, other: &Self) -> Option<std::cmp::Ordering> {
        Some(self.cmp(other))
    }
}

impl fmt::Debug for Recipient {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Account(account) => f.debug_tuple("Account").field(account).finish(),
            Self::Email(_) => f.write_str("Email(..)"),
        }
    }
}

impl Entry for Recipient {
    fn read_entry(text: &str) -> Option<Self> {
        if let Ok(account) = text.parse() {
            return Some(Self::Account(account));
        }
        Email::parse(text, &EmailPolicy::default())
            .ok()
            .map(Self::Email)
    }

    fn entry_text(&self) -> String {
        match self {
            Self::Account(account) => account.to_string(),
            Self::Email(email) => email.original().to_owned(),
        }
    }

    fn allowed_entries() -> String {
        "list of account ids or e-mail addresses".to_owned()
    }
}
