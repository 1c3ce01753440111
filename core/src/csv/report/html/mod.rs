//! The report as one page that opens from disk: verdict, counts, groups that lead to their rows, and the file with
//! what was found in it. Style and script stand in the page and are allowed by their hash; nothing else is loaded.
//! What a row is called and how it looks is in the files beside this one.

mod chosen;
mod columns;
mod escape;
mod grid;
mod groups;
mod help;
mod overview;
mod words;

use std::io::{self, Write as _};

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use sha2::{Digest, Sha256};

use self::chosen::Chosen;
use self::escape::{Attribute, Content};
use self::groups::Groups;
use self::words::Words;
use super::words::Verdict;
use super::{Pii, ReportError, View, explained};
use crate::csv::{Outcome, Report, Schema};
use crate::finding::{Finding, FindingCode, Language, Severity};

const STYLE: &str = include_str!("page.css");
const SCRIPT: &str = include_str!("page.js");

/// Most rows in the grid of a page. Of a longer file it keeps rows with errors first, then those with warnings, then
/// those with notices, then others, and says so; they stand in the order of the file.
pub const PAGE_ROWS: usize = 2_000;

/// Writes the report as one self-contained HTML page. It needs the bytes that were checked, and shows at most
/// [`PAGE_ROWS`] rows of them.
///
/// # Errors
/// `report_needs_full` for another view, since cells cannot be masked; `input_changed` for other bytes than were
/// checked; what the target answers.
pub fn write_html<W: io::Write>(
    report: &Report,
    schema: &Schema,
    bytes: &[u8],
    view: View,
    target: W,
) -> Result<W, ReportError> {
    if view.pii != Pii::Full {
        return Err(ReportError::NeedsFull);
    }
    let language = view.language;
    let page = Page {
        report,
        schema,
        bytes,
        language,
        words: Words::of(language),
    };
    let chosen = Chosen::of(&page)?;
    let groups = Groups::of(report, language);
    let mut out = io::BufWriter::new(target);
    page.head(&chosen, &mut out)?;
    overview::write(&page, &chosen, &mut out)?;
    writeln!(out, "<main>")?;
    groups.write(&page, &chosen, &mut out)?;
    grid::write(&page, &groups, &chosen, &mut out)?;
    help::write(&page, &mut out)?;
    writeln!(out, "</main>")?;
    overview::write_about(&page, &mut out)?;
    write!(out, "<script>{SCRIPT}</script>\n</body>\n</html>\n")?;
    Ok(out.into_inner().map_err(io::IntoInnerError::into_error)?)
}

/// What every part of the page looks at.
struct Page<'a> {
    report: &'a Report,
    schema: &'a Schema,
    bytes: &'a [u8],
    language: Language,
    words: &'static Words,
}

impl Page<'_> {
    fn name(&self) -> &str {
        let name = self.report.input.name.as_deref();
        name.unwrap_or(self.words.shared.the_file)
    }

    fn head(&self, chosen: &Chosen, out: &mut impl io::Write) -> io::Result<()> {
        let verdict = self.verdict();
        let columns = chosen.widths.style();
        write!(
            out,
            "<!doctype html>\n<html lang=\"{}\">\n<head>\n<meta charset=\"utf-8\">\n\
             <meta http-equiv=\"Content-Security-Policy\" content=\"{}\">\n\
             <meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n\
             <meta name=\"color-scheme\" content=\"light dark\">\n\
             <meta name=\"referrer\" content=\"no-referrer\">\n\
             <meta name=\"robots\" content=\"noindex\">\n\
             <meta name=\"generator\" content=\"Rollbook report page {}\">\n\
             <title>{}: {}</title>\n<style>{STYLE}</style>\n<style>{columns}</style>\n</head>\n<body>\n",
            self.language.as_str(),
            content_security_policy(&columns),
            env!("CARGO_PKG_VERSION"),
            Attribute(self.name()),
            Attribute(verdict.headline),
        )
    }

    /// Whether rows were looked at at all.
    fn has_rows(&self) -> bool {
        self.report.outcome() != Outcome::Unreadable
    }

    fn verdict(&self) -> &'static words::Verdict {
        self.words.verdict(Verdict::of(self.report))
    }

    /// The code, leading to where the page explains it.
    fn code(&self, code: FindingCode, out: &mut impl io::Write) -> io::Result<()> {
        write!(out, "<a class=\"code\" href=\"#help-{code}\">{code}</a>")
    }

    /// Cell, message and suggestion of a finding; the cell leads to itself where the grid has it.
    fn finding(
        &self,
        finding: &Finding,
        in_grid: bool,
        out: &mut impl io::Write,
    ) -> io::Result<()> {
        let message = crate::finding::message(finding, self.language);
        let mut message = message.as_str();
        if let Some(cell) = finding.place.cell() {
            if in_grid {
                write!(out, "<a class=\"cell\" href=\"#cell-{cell}\">{cell}</a> ")?;
            } else {
                write!(out, "<span class=\"cell\">{cell}</span> ")?;
            }
            // A message that begins with its cell goes on from there.
            let rest = message.strip_prefix(&*cell);
            message = rest
                .and_then(|rest| rest.strip_prefix(' '))
                .unwrap_or(message);
        }
        write!(out, "<span class=\"message\">{}</span>", Content(message))?;
        if let Some(suggestion) = crate::finding::suggestion(finding, self.language) {
            write!(out, " ")?;
            write_suggestion(&suggestion, out)?;
        }
        Ok(())
    }
}

/// Nothing is loaded, sent or run but the styles and the script of the page itself.
fn content_security_policy(columns: &str) -> String {
    let hash = |text: &str| STANDARD.encode(Sha256::digest(text.as_bytes()));
    format!(
        "default-src 'none'; style-src 'sha256-{}' 'sha256-{}'; script-src 'sha256-{}'; base-uri 'none'; form-action 'none'",
        hash(STYLE),
        hash(columns),
        hash(SCRIPT)
    )
}

fn write_suggestion(suggestion: &str, out: &mut impl io::Write) -> io::Result<()> {
    write!(
        out,
        "<span class=\"suggestion\">{}</span>",
        Content(suggestion)
    )
}

/// The class of an element about a finding of this severity.
const fn class(severity: Severity) -> &'static str {
    match severity {
        Severity::Error => "e",
        Severity::Warning => "w",
        Severity::Notice => "n",
    }
}

#[cfg(test)]
mod tests;
