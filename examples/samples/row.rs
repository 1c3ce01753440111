//! One row of an accounts file in the column order of `multiline-2024`.

use std::io::{self, Write};

/// The documented labels, in the documented order.
pub const HEADER: &str = "firstname,lastname,email address or device,social_messaging,multiline_number,\
monitor_calls,monitor_sms,forwarding_number,restrict_incoming_social_messaging,Language";

/// The cells of a row, as they are written.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Row {
    /// Any script, 1 to 64 characters.
    pub firstname: String,
    /// Any script, 1 to 64 characters.
    pub lastname: String,
    /// An e-mail address, or a phone number as digits with country code.
    pub identity: String,
    /// `No`: the feature is off unless an organization switches it on (D-14).
    pub social_messaging: &'static str,
    /// Digits with country code, or blank: the person chooses (M-55).
    pub multiline_number: String,
    /// `auto` or `off` (M-50).
    pub monitor_calls: &'static str,
    /// `on` or `off` (M-51).
    pub monitor_sms: &'static str,
    /// Blank where voice calling is on (M-52).
    pub forwarding_number: &'static str,
    /// Blank where social messaging is off (M-53).
    pub restrict: &'static str,
    /// One of the five of M-54, or blank for the default.
    pub language: &'static str,
}

impl Row {
    /// Writes the ten cells and a line end. No cell of a sample needs quotes.
    ///
    /// # Errors
    /// What `output` answers.
    pub fn write(&self, output: &mut impl Write) -> io::Result<()> {
        writeln!(
            output,
            "{},{},{},{},{},{},{},{},{},{}",
            self.firstname,
            self.lastname,
            self.identity,
            self.social_messaging,
            self.multiline_number,
            self.monitor_calls,
            self.monitor_sms,
            self.forwarding_number,
            self.restrict,
            self.language
        )
    }
}
