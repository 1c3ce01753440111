//! What the codes of the page mean, in the page itself: it opens from disk, where nothing else may be.

use std::collections::BTreeSet;
use std::io;

use super::escape::{Attribute, Content};
use super::{Page, explained};
use crate::finding::{self, FindingCode, HelpPiece, help, help_pieces};

/// Writes an explanation for each code that was found, closed until somebody wants it. They are in English. A link to a
/// place within a closed one opens it.
pub(super) fn write(page: &Page<'_>, out: &mut impl io::Write) -> io::Result<()> {
    let found: BTreeSet<FindingCode> = page.report.groups.iter().map(|group| group.code).collect();
    if found.is_empty() {
        return Ok(());
    }
    writeln!(
        out,
        "<section id=\"help\" class=\"help\" aria-labelledby=\"help-title\">\n<h2 id=\"help-title\">{}</h2>",
        page.words.help
    )?;
    for code in found {
        write!(
            out,
            "<details><summary><code>{code}</code> {}</summary>\n<div id=\"help-{code}\" lang=\"en\">\n<dl>",
            Content(finding::title(code, page.language))
        )?;
        for (heading, part) in help(code) {
            write!(out, "<dt>{heading}</dt><dd>")?;
            for piece in help_pieces(&part) {
                match piece {
                    HelpPiece::Text(text) => write!(out, "{}", Content(text))?,
                    HelpPiece::Code(text) => write!(out, "<code>{}</code>", Content(text))?,
                }
            }
            write!(out, "</dd>")?;
        }
        write!(out, "</dl>")?;
        if let Some(address) = explained(code) {
            let address = Attribute(&address);
            write!(out, "\n<p><a href=\"{address}\">findings.md</a></p>")?;
        }
        writeln!(out, "</div></details>")?;
    }
    writeln!(out, "</section>")
}
