//! The help for a code as reports carry it: the explanations of the page of findings without its links.

use super::explain::parts;
use crate::finding::FindingCode;

/// What stands above each part.
const HEADINGS: [&str; 3] = ["What it means", "Why it happens", "What to do"];

/// A piece of help.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum HelpPiece<'h> {
    /// Plain text.
    Text(&'h str),
    /// What is typed, or a code.
    Code(&'h str),
}

/// The parts of the help for a code, each with its heading, in English.
pub(crate) fn help(code: FindingCode) -> impl Iterator<Item = (&'static str, String)> {
    HEADINGS.into_iter().zip(parts(code).map(without_links))
}

/// The pieces of a part.
pub(crate) fn help_pieces(part: &str) -> impl Iterator<Item = HelpPiece<'_>> {
    let pieces = part.split('`').enumerate();
    let pieces = pieces.map(|(place, text)| match place % 2 {
        0 => HelpPiece::Text(text),
        _ => HelpPiece::Code(text),
    });
    pieces.filter(|piece| !matches!(piece, HelpPiece::Text("")))
}

/// `[Save as CSV](#saving)` becomes `Save as CSV`: what it leads to is not there.
fn without_links(part: &str) -> String {
    let mut text = String::with_capacity(part.len());
    let mut rest = part;
    while let Some((before, after)) = rest.split_once("](#") {
        match before.rsplit_once('[') {
            Some((before, label)) => text.extend([before, label]),
            None => text.push_str(before),
        }
        rest = after.split_once(')').map_or("", |(_, rest)| rest);
    }
    text.push_str(rest);
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_code_has_help_without_links() {
        for code in FindingCode::ALL {
            let help: Vec<_> = help(*code).collect();
            assert_eq!(help.len(), 3);
            for (heading, part) in help {
                assert!(!heading.is_empty() && part.len() > 20, "{code}");
                assert!(
                    !part.contains("](") && !part.contains("**"),
                    "{code}: {part}"
                );
            }
        }
    }

    #[test]
    fn a_link_leaves_its_words_and_code_is_told_from_text() {
        let text = without_links("See [the page](#one), or [that](#two).");
        assert_eq!(text, "See the page, or that.");
        let pieces: Vec<_> = help_pieces("`+` lost, `00` too").collect();
        assert_eq!(
            pieces,
            [
                HelpPiece::Code("+"),
                HelpPiece::Text(" lost, "),
                HelpPiece::Code("00"),
                HelpPiece::Text(" too"),
            ]
        );
    }
}
