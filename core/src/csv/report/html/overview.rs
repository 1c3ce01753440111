//! The head and the foot of the page: the verdict, the counts, and how the file was read.

use std::io;

use super::Page;
use super::escape::Content;
use super::words::line_end;
use crate::csv::Outcome;
use crate::finding::Severity;

/// The width of the bar of counts, in units of its own.
const BAR: u64 = 1_000;

/// Writes the verdict and the counts.
pub(super) fn write(page: &Page<'_>, out: &mut impl io::Write) -> io::Result<()> {
    let (report, words) = (page.report, page.words);
    let verdict = page.verdict();
    let class = match (report.outcome(), report.importable()) {
        (Outcome::Valid, true) => "c",
        (Outcome::Invalid | Outcome::Unreadable, false) => "e",
        _ => "w",
    };
    write!(
        out,
        "<a class=\"skip\" href=\"#rows\">{}</a>\n<header class=\"verdict {class}\">\n\
         <p class=\"kicker\">{} <span class=\"name\">{}</span></p>\n<h1>{}</h1>\n<p class=\"lead\">{}</p>\n",
        words.skip,
        words.report,
        Content(page.name()),
        verdict.headline,
        verdict.sentence,
    )?;
    if let Some(plan) = &report.plan {
        writeln!(out, "<p>{}</p>", words.plan(plan.creates, plan.invites))?;
    }
    for (holds, text) in [
        (report.truncated, words.truncated),
        (!report.complete, words.incomplete),
    ] {
        if holds {
            writeln!(out, "<p class=\"caution\">{text}</p>")?;
        }
    }
    counts(page, out)?;
    write!(
        out,
        "<nav aria-label=\"{}\">\n<a href=\"#found\">{}</a>\n<a href=\"#rows\">{}</a>\n<a href=\"#about\">{}</a>\n</nav>\n</header>\n",
        words.contents, words.found, words.rows, words.about
    )
}

/// The rows by what became of them, as a bar and in words, and the findings by severity.
fn counts(page: &Page<'_>, out: &mut impl io::Write) -> io::Result<()> {
    let (counts, words) = (&page.report.counts, page.words);
    let kinds = [
        ("e", words.with_errors, counts.with_errors),
        ("w", words.with_warnings, counts.with_warnings),
        ("c", words.ok, counts.ok),
        ("x", words.unchecked, counts.unchecked),
    ];
    writeln!(
        out,
        "<section class=\"counts\" aria-label=\"{}\">\n<p class=\"total\">{}</p>",
        words.overview,
        words.data_rows(counts.data_rows)
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
        if count > 0 || matches!(class, "e" | "w" | "c") {
            writeln!(
                out,
                "<li class=\"{class}\"><b>{}</b> {name}</li>",
                words.number(count.into())
            )?;
        }
    }
    skipped(page, out)?;
    writeln!(out, "</ul>\n<ul class=\"severities\">")?;
    for severity in [Severity::Error, Severity::Warning, Severity::Notice] {
        let count = counts.by_severity.get(&severity).copied().unwrap_or(0);
        writeln!(
            out,
            "<li class=\"{}\">{}</li>",
            super::class(severity),
            words.findings(severity, count)
        )?;
    }
    writeln!(out, "</ul>\n</section>")
}

fn skipped(page: &Page<'_>, out: &mut impl io::Write) -> io::Result<()> {
    let (skipped, words) = (&page.report.counts.skipped, page.words);
    if skipped.total() == 0 {
        return Ok(());
    }
    let kinds = [
        (skipped.blank, words.blank),
        (skipped.note, words.note),
        (skipped.sample, words.sample),
        (skipped.preamble, words.preamble),
        (skipped.duplicate, words.duplicate),
    ];
    let kinds: Vec<_> = kinds
        .iter()
        .filter(|(count, _)| *count > 0)
        .map(|(count, name)| format!("{} {name}", words.number((*count).into())))
        .collect();
    writeln!(
        out,
        "<li class=\"x\"><b>{}</b> {} ({})</li>",
        words.number(skipped.total().into()),
        words.skipped,
        kinds.join(", ")
    )
}

/// Writes how the file was read, and by what.
pub(super) fn write_about(page: &Page<'_>, out: &mut impl io::Write) -> io::Result<()> {
    let (report, words) = (page.report, page.words);
    let input = &report.input;
    let schema = format!("{} (version {})", report.schema.id, report.schema.version);
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
