//! The only writer to the standard output and the standard error output.

use std::io::{self, BufRead, BufWriter, IsTerminal, Read, Write};

use clap::error::{ContextKind, ContextValue};
use rollbook::csv::report::ReportError;
use rollbook::error::{Error, ErrorCode, ErrorKind};
use rollbook_host::ErrorParts;
use serde_json::Value;
use unicode_width::UnicodeWidthStr;

use crate::exit::Exit;

/// Where the command writes. With `--json` the standard output has one document and nothing else.
#[derive(Debug)]
pub(crate) struct Output {
    json: bool,
    terminal: bool,
    failed: bool,
    /// With `--json`, messages wait: an error is alone on the standard error output.
    notes: Vec<String>,
}

impl Output {
    pub(crate) fn new(json: bool) -> Self {
        Self {
            json,
            terminal: io::stdout().is_terminal(),
            failed: false,
            notes: Vec::new(),
        }
    }

    /// Whether one JSON document is wanted.
    pub(crate) const fn json(&self) -> bool {
        self.json
    }

    /// From here on one JSON document is wanted: a command has an option that says so.
    pub(crate) const fn want_json(&mut self) {
        self.json = true;
    }

    /// A line for people: part of the result, or with `--json` a message.
    pub(crate) fn say(&mut self, line: &str) {
        if self.json {
            self.note(line);
        } else {
            self.write(format!("{line}\n").as_bytes());
        }
    }

    /// A message, never part of the result.
    pub(crate) fn note(&mut self, line: &str) {
        if self.json {
            self.notes.push(line.to_owned());
        } else {
            Self::now(line);
        }
    }

    /// A message that cannot wait.
    pub(crate) fn now(line: &str) {
        // Nobody is left to be told that a message was not written.
        let _ = writeln!(io::stderr().lock(), "{line}");
    }

    /// Asks for something on the terminal.
    pub(crate) fn prompt(&mut self, question: &str) {
        let mut target = io::stderr().lock();
        // Without the question the answer can be typed all the same.
        let _ = write!(target, "{question}").and_then(|()| target.flush());
    }

    /// Asks before what cannot be undone. `yes` has agreed already; with `--json`, or without a terminal, nobody is
    /// asked and nothing is agreed.
    ///
    /// # Errors
    /// `option_not_available` (yes) if nobody agrees.
    pub(crate) fn confirm(&mut self, question: &str, yes: bool) -> Result<(), Error> {
        let refused = |message: &str| {
            Err(Error::new(ErrorCode::OptionNotAvailable)
                .with("option", "yes")
                .with_message(message))
        };
        if yes {
            return Ok(());
        }
        let input = io::stdin();
        if self.json || !input.is_terminal() {
            return refused("this cannot be undone; say `--yes` to go on without being asked");
        }
        self.prompt(&format!("{question} [y/N] "));
        let mut line = String::new();
        let read = input.lock().take(MOST_ANSWERED).read_line(&mut line);
        match read.is_ok() && ["y", "yes"].contains(&line.trim().to_ascii_lowercase().as_str()) {
            true => Ok(()),
            false => refused("nothing was changed: it was not confirmed"),
        }
    }

    /// The one JSON document.
    pub(crate) fn document(&mut self, document: &Value) {
        self.write(format!("{document:#}\n").as_bytes());
    }

    /// A file as the result.
    pub(crate) fn bytes(&mut self, bytes: &[u8]) {
        self.write(bytes);
    }

    /// A report as the result, written as it comes about.
    ///
    /// # Errors
    /// The code of the report.
    pub(crate) fn stream(
        &mut self,
        write: impl FnOnce(&mut dyn Write) -> Result<(), ReportError>,
    ) -> Result<(), Error> {
        let mut target = BufWriter::new(io::stdout().lock());
        let written = write(&mut target).and_then(|()| Ok(target.flush()?));
        match written {
            Err(ReportError::Write(error)) => {
                self.failed |= error.kind() != io::ErrorKind::BrokenPipe;
                // What is left in the buffer has nowhere to go.
                drop(target.into_parts());
                Ok(())
            }
            Err(error) => Err(match error.code() {
                Some(code) => Error::new(code).with_message(error.to_string()),
                None => Error::internal("report"),
            }),
            Ok(()) => Ok(()),
        }
    }

    /// Rows in columns: aligned on a terminal, else separated by tabs.
    pub(crate) fn table(&mut self, header: &[&str], rows: &[Vec<String>]) {
        let text = table(header, rows, self.terminal);
        self.write(text.as_bytes());
    }

    /// Why the command was refused or failed.
    pub(crate) fn error(&mut self, error: &Error) {
        let parts = ErrorParts::from(error);
        if self.json {
            let text = serde_json::to_value(&parts).unwrap_or(Value::Null);
            self.notes.clear();
            Self::now(&format!("{text:#}"));
            return;
        }
        self.note(&format!("error[{}]: {}", parts.code, parts.message));
        for (name, value) in &parts.details {
            let value = value
                .as_str()
                .map_or_else(|| value.to_string(), str::to_owned);
            if is_told(&parts.message, name, &value) {
                continue;
            }
            self.note(&harmless(&format!("  {name}: {value}")));
        }
        for finding in &parts.findings {
            let message = rollbook::finding::message(finding, rollbook::finding::Language::En);
            self.note(&harmless(&format!("  {message}")));
        }
    }

    /// The exit, changed if the result could not be written.
    pub(crate) fn finish(mut self, exit: Exit) -> Exit {
        for line in std::mem::take(&mut self.notes) {
            Self::now(&line);
        }
        if self.failed && exit == Exit::Done {
            let error = Error::new(ErrorCode::StoreUnavailable)
                .with_message("the result could not be written");
            self.error(&error);
            return Exit::Failed(ErrorKind::Unavailable);
        }
        exit
    }

    fn write(&mut self, bytes: &[u8]) {
        let mut target = io::stdout().lock();
        if let Err(error) = target.write_all(bytes).and_then(|()| target.flush()) {
            // Whoever closed the pipe has read enough.
            self.failed |= error.kind() != io::ErrorKind::BrokenPipe;
        }
    }
}

/// Whether a message names the detail itself: `line 3`, or a key between backticks.
fn is_told(message: &str, name: &str, value: &str) -> bool {
    let ends = |rest: &str| !rest.starts_with(|c: char| c.is_alphanumeric());
    let named = format!("{name} {value}");
    message.contains(&format!("`{value}`"))
        || message
            .match_indices(&named)
            .any(|(at, _)| message.get(at + named.len()..).is_none_or(ends))
}

/// The most bytes of a line that is read as an answer.
const MOST_ANSWERED: u64 = 64;

/// Prints help, version, or why the arguments are refused.
pub(crate) fn usage(refused: &clap::Error, json: bool) -> Exit {
    if json && refused.use_stderr() {
        let error = refusal(refused);
        Output::new(true).error(&error);
        return Exit::of(&error);
    }
    // Nobody is left to be told that a message was not written.
    let _ = refused.print();
    match refused.use_stderr() {
        true => Exit::Failed(ErrorKind::InvalidInput),
        false => Exit::Done,
    }
}

/// Why arguments are refused: which one, and what it takes. What was typed as a value may name somebody and is left out.
fn refusal(refused: &clap::Error) -> Error {
    let texts = |kind: ContextKind| match refused.get(kind) {
        Some(ContextValue::String(text)) => vec![text.clone()],
        Some(ContextValue::Strings(texts)) => texts.clone(),
        _ => Vec::new(),
    };
    let arguments: Vec<String> = texts(ContextKind::InvalidArg)
        .iter()
        .filter_map(|argument| nameable(argument))
        .collect();
    let mut expected = texts(ContextKind::ValidValue);
    expected.extend(texts(ContextKind::ValidSubcommand));
    let suggested = [ContextKind::SuggestedArg, ContextKind::SuggestedSubcommand];
    let suggested: Vec<String> = suggested.into_iter().flat_map(texts).collect();
    let mut error = Error::new(ErrorCode::OptionNotAvailable);
    let why = refused
        .kind()
        .as_str()
        .unwrap_or("the arguments are refused");
    let mut message = why.to_owned();
    if !arguments.is_empty() {
        message += &format!(": `{}`", arguments.join("`, `"));
        error = error.with("argument", arguments.join(", "));
    }
    if let [prior] = texts(ContextKind::PriorArg).as_slice() {
        message += &format!("; it does not go with `{prior}`");
        error = error.with("conflicts_with", prior.as_str());
    }
    if let Some(reason) = expectation(refused, &texts(ContextKind::InvalidValue)) {
        message += &format!("; {reason}");
        error = error.with("expected", reason);
    } else if !expected.is_empty() {
        message += &format!("; use one of `{}`", expected.join("`, `"));
        error = error.with("expected", expected);
    } else if !suggested.is_empty() {
        message += &format!("; perhaps `{}` was meant", suggested.join("` or `"));
        error = error.with("expected", suggested);
    }
    error.with_message(message)
}

/// What a value was refused for, unless that repeats the value.
fn expectation(refused: &clap::Error, values: &[String]) -> Option<String> {
    let reason = std::error::Error::source(refused)?.to_string();
    let repeats = values
        .iter()
        .any(|value| reason.contains(value.as_str()) || reason.contains(&value.replace('-', "_")));
    (!repeats && !values.is_empty()).then_some(reason)
}

/// An option or argument by its own name. Of what was typed and is none, only what has the form of an option is named.
fn nameable(argument: &str) -> Option<String> {
    let name = argument.split('=').next().unwrap_or_default();
    let is_place = name.starts_with('<') || name.starts_with('[');
    let letters = |c: char| {
        c.is_ascii_alphanumeric()
            || matches!(c, '-' | '_' | ' ' | '<' | '>' | '.' | '|' | '[' | ']')
    };
    let is_name =
        (is_place || name.starts_with('-')) && name.len() <= 64 && name.chars().all(letters);
    is_name.then(|| name.to_owned())
}

fn table(header: &[&str], rows: &[Vec<String>], aligned: bool) -> String {
    let head: Vec<String> = header.iter().map(|name| (*name).to_owned()).collect();
    let lines: Vec<Vec<String>> = std::iter::once(&head)
        .chain(rows)
        .map(|row| row.iter().map(|cell| harmless(cell)).collect())
        .collect();
    if !aligned {
        return lines.iter().map(|line| line.join("\t") + "\n").collect();
    }
    let width = |column: usize| {
        let cells = lines.iter().filter_map(|line| line.get(column));
        cells.map(|cell| cell.width()).max().unwrap_or(0)
    };
    let widths: Vec<usize> = (0..head.len()).map(width).collect();
    let mut text = String::new();
    for line in &lines {
        let mut shown = String::new();
        for (cell, width) in line.iter().zip(&widths) {
            shown.push_str(cell);
            let fill = width.saturating_sub(cell.width()).saturating_add(2);
            shown.extend(std::iter::repeat_n(' ', fill));
        }
        text.push_str(shown.trim_end());
        text.push('\n');
    }
    text
}

/// Without characters that steer a terminal or turn the direction of text: values come from files and people.
pub(crate) fn harmless(text: &str) -> String {
    let turns = |c| matches!(c, '\u{61c}' | '\u{200e}' | '\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}');
    let shown = |c: char| {
        if c.is_control() || turns(c) {
            '\u{fffd}'
        } else {
            c
        }
    };
    text.chars().map(shown).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn rows() -> Vec<Vec<String>> {
        [["张伟", "x"], ["Ann", "yy"]]
            .iter()
            .map(|row| row.iter().map(|cell| (*cell).to_owned()).collect())
            .collect()
    }

    #[test]
    fn columns_are_as_wide_as_a_terminal_shows_them() {
        assert_eq!(
            table(&["name", "n"], &rows(), true),
            "name  n\n张伟  x\nAnn   yy\n"
        );
    }

    #[test]
    fn a_pipe_gets_tabs() {
        assert_eq!(
            table(&["name", "n"], &rows(), false),
            "name\tn\n张伟\tx\nAnn\tyy\n"
        );
    }

    #[test]
    fn a_detail_that_the_message_names_is_not_said_twice() {
        let message = "the schema is not sound on line 31: `columns.0.key` must be other";
        assert!(is_told(message, "line", "31"));
        assert!(is_told(message, "path", "columns.0.key"));
        assert!(!is_told(message, "line", "3"));
        assert!(!is_told(message, "file", "own.toml"));
    }

    #[test]
    fn what_steers_a_terminal_is_not_printed() {
        assert_eq!(
            harmless("a\u{1b}[31m\tb\u{202e}"),
            "a\u{fffd}[31m\u{fffd}b\u{fffd}"
        );
    }
}
