//! The head and the foot of the page: the verdict, the counts, and how the file was read.

use std::io;

use super::super::words::{Counted, Verdict, Words as Shared};
use super::Page;
use super::chosen::{Chosen, RowClass};
use super::escape::Content;
use super::words::line_end;
use crate::finding::Severity;

/// The width of the bar of counts, in units of its own.
const BAR: u64 = 1_000;

/// Writes the verdict and the counts.
pub(super) fn write(page: &Page<'_>, chosen: &Chosen, out: &mut impl io::Write) -> io::Result<()> {
    let (report, words) = (page.report, page.words);
    let verdict = page.verdict();
    let class = match Verdict::of(report) {
        Verdict::Ready => "c",
        Verdict::NotReady | Verdict::Unreadable => "e",
        Verdict::ReadyWithWarnings | Verdict::NotToTheEnd | Verdict::InPart => "w",
    };
    if page.has_rows() {
        writeln!(out, "<a class=\"skip\" href=\"#rows\">{}</a>", words.skip)?;
    }
    write!(
        out,
        "<header class=\"verdict {class}\">\n\
         <p class=\"kicker\">{} <span class=\"name\">{}</span></p>\n<h1>{}</h1>\n<p class=\"lead\">{}</p>\n",
        words.report,
        Content(page.name()),
        verdict.headline,
        verdict.sentence,
    )?;
    if let Some(plan) = &report.plan {
        writeln!(out, "<p>{}</p>", words.plan(plan.creates, plan.invites))?;
    }
    for text in words.shared.cautions(report) {
        writeln!(out, "<p class=\"caution\">{text}</p>")?;
    }
    counts(page, chosen, out)?;
    write!(
        out,
        "<nav aria-label=\"{}\">\n<a href=\"#found\">{}</a>\n",
        words.contents, words.found
    )?;
    if page.has_rows() {
        writeln!(out, "<a href=\"#rows\">{}</a>", words.rows)?;
    }
    write!(
        out,
        "<a href=\"#about\">{}</a>\n</nav>\n</header>\n",
        words.about
    )
}

/// The rows by what became of them, as a bar and in words, and the findings by severity.
fn counts(page: &Page<'_>, chosen: &Chosen, out: &mut impl io::Write) -> io::Result<()> {
    let words = page.words;
    writeln!(
        out,
        "<section class=\"counts\" aria-label=\"{}\">",
        words.overview
    )?;
    if page.has_rows() {
        rows(page, chosen, out)?;
    }
    writeln!(out, "<ul class=\"severities\">")?;
    for severity in [Severity::Error, Severity::Warning, Severity::Notice] {
        let count = page.report.counts.by_severity.get(&severity).copied();
        let count = count.unwrap_or(0);
        let class = super::class(severity);
        let text = words.shared.findings(severity, count);
        if count > 0 {
            writeln!(
                out,
                "<li class=\"{class}\"><a href=\"#found-{class}\">{text}</a></li>"
            )?;
        } else {
            writeln!(out, "<li class=\"{class}\">{text}</li>")?;
        }
    }
    writeln!(out, "</ul>\n</section>")
}

fn rows(page: &Page<'_>, chosen: &Chosen, out: &mut impl io::Write) -> io::Result<()> {
    let (counts, words) = (&page.report.counts, page.words.shared);
    let kinds = [
        ("e", &words.with_errors, counts.with_errors),
        ("w", &words.with_warnings, counts.with_warnings),
        ("c", &words.ok, counts.ok),
        ("u", &words.unchecked, counts.unchecked),
    ];
    writeln!(
        out,
        "<p class=\"total\">{}</p>",
        words.counted(&words.data_rows, counts.data_rows)
    )?;
    // Drawn by attributes, since a style of an element would need to be allowed.
    writeln!(
        out,
        "<svg class=\"bar\" viewBox=\"0 0 {BAR} 10\" preserveAspectRatio=\"none\" aria-hidden=\"true\" focusable=\"false\">"
    )?;
    let mut from = 0;
    let mut seen = 0;
    for (class, _, count) in kinds {
        seen += u64::from(count);
        let to = seen * BAR / u64::from(counts.data_rows).max(1);
        if to > from {
            writeln!(
                out,
                "<rect class=\"{class}\" x=\"{from}\" y=\"0\" width=\"{}\" height=\"10\"/>",
                to - from
            )?;
        }
        from = to;
    }
    writeln!(out, "</svg>\n<ul class=\"kinds\">")?;
    for (class, name, count) in kinds {
        if count > 0 || class != "u" {
            let more = match class {
                "c" => noticed(page, chosen),
                _ => String::new(),
            };
            let text = emphasized(words, name, count);
            writeln!(out, "<li class=\"{class}\">{text}{more}</li>")?;
        }
    }
    skipped(page, chosen, out)?;
    writeln!(out, "</ul>")
}

/// `3 with errors`, the number standing out.
fn emphasized(words: &Shared, counted: &Counted, count: u32) -> String {
    let number = format!("<b>{}</b>", words.number(count.into()));
    words.form(counted, count).replace("{n}", &number)
}

/// How many of the rows in order have notices, so that the boxes below can be compared. Where notices were not kept,
/// nobody knows.
fn noticed(page: &Page<'_>, chosen: &Chosen) -> String {
    let (_, noticed) = chosen.count(RowClass::Notice);
    let count = u32::try_from(noticed).unwrap_or(u32::MAX);
    if count == 0 || page.report.truncated {
        return String::new();
    }
    let words = page.words;
    format!(" ({})", words.shared.counted(&words.noticed, count))
}

fn skipped(page: &Page<'_>, chosen: &Chosen, out: &mut impl io::Write) -> io::Result<()> {
    let (counts, words) = (&page.report.counts, page.words);
    let skipped = &counts.skipped;
    if skipped.total() == 0 {
        return Ok(());
    }
    let kinds = [
        (skipped.blank, &words.blank),
        (skipped.note, &words.note),
        (skipped.sample, &words.sample),
        (skipped.preamble, &words.preamble),
        (skipped.duplicate, &words.duplicate),
    ];
    let kinds: Vec<_> = kinds
        .iter()
        .filter(|(count, _)| *count > 0)
        .map(|(count, kind)| words.shared.counted(kind, *count))
        .collect();
    let mut kinds = kinds.join(", ");
    // Strict checks may find a row in error that is skipped all the same; it stands with those in error.
    let (_, in_error) = chosen.count(RowClass::Error);
    let in_error = u32::try_from(in_error).unwrap_or(u32::MAX);
    let in_error = in_error.saturating_sub(counts.with_errors);
    if in_error > 0 {
        let in_error = words.shared.counted(&words.shared.with_errors, in_error);
        kinds = format!("{kinds}{} {in_error}", words.shared.semicolon);
    }
    let text = emphasized(words.shared, &words.shared.skipped, skipped.total());
    writeln!(out, "<li class=\"x\">{text} ({kinds})</li>")
}

/// Writes how the file was read, and by what.
pub(super) fn write_about(page: &Page<'_>, out: &mut impl io::Write) -> io::Result<()> {
    let (report, words) = (page.report, page.words);
    let input = &report.input;
    let schema = words.schema(&report.schema.id, report.schema.version);
    let mut encoding = input.encoding.name.to_ascii_uppercase();
    if input.encoding.bom {
        encoding.push_str(", BOM");
    }
    let separator = input.dialect.as_ref().map(|dialect| {
        if dialect.delimiter == '\t' {
            "TAB".to_owned()
        } else {
            dialect.delimiter.to_string()
        }
    });
    let line_ends = input.dialect.as_ref().and_then(|dialect| dialect.line_end);
    let stock = match (&report.facts.checked, &report.facts.version) {
        (true, Some(version)) => format!("{} ({version})", words.stock_checked),
        (true, None) => words.stock_checked.to_owned(),
        (false, _) => words.stock_unchecked.to_owned(),
    };
    let facts = [
        (words.schema, Some(schema)),
        (words.size, Some(words.bytes(input.bytes))),
        (words.encoding, Some(encoding)),
        (words.separator, separator),
        (
            words.line_end,
            line_ends.map(|end| line_end(end).to_owned()),
        ),
        (
            words.fixes,
            Some(words.fixes_word(report.options.fixes).to_owned()),
        ),
        (words.stock, Some(stock)),
        ("SHA-256", Some(input.sha256.clone())),
        (
            words.written_by,
            Some(format!("Rollbook {}", env!("CARGO_PKG_VERSION"))),
        ),
    ];
    writeln!(
        out,
        "<footer id=\"about\" aria-labelledby=\"about-title\">\n<h2 id=\"about-title\">{}</h2>\n<dl>",
        words.about
    )?;
    for (name, value) in facts {
        if let Some(value) = value {
            writeln!(
                out,
                "<div><dt>{name}</dt><dd>{}</dd></div>",
                Content(&value)
            )?;
        }
    }
    writeln!(out, "</dl>\n</footer>")
}
