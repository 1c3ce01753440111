//! What was found, by code and column: each group says how much there is, and leads to its rows.

use std::collections::BTreeMap;
use std::io;

use super::chosen::Chosen;
use super::escape::Content;
use super::{Page, class, write_suggestion};
use crate::csv::{Group, Report};
use crate::finding::{Finding, FindingCode, Language, Severity, group_title, suggestion};

/// Runs of rows that a group leads to; the rest is counted.
const RANGES: usize = 16;

/// Findings about the file or its header that a group tells, and findings in rows whose suggestions are compared.
const TOLD: usize = 5;

/// The groups of a report, each known by its place.
pub(super) struct Groups<'a> {
    groups: &'a [Group],
    places: BTreeMap<(FindingCode, Option<&'a str>), usize>,
    /// By place of the group: its first findings that stand in no row of the grid.
    about_file: BTreeMap<usize, Vec<&'a Finding>>,
    /// By place of the group: one of its findings in the grid, if the first of them say alike what to do.
    advice: BTreeMap<usize, &'a Finding>,
}

impl<'a> Groups<'a> {
    pub(super) fn of(report: &'a Report, language: Language) -> Self {
        let places = report.groups.iter().enumerate();
        let places: BTreeMap<_, _> = places
            .map(|(place, group)| ((group.code, group.field.as_deref()), place))
            .collect();
        let header = report.input.header.as_ref().map(|header| header.row);
        let mut about_file: BTreeMap<usize, Vec<&Finding>> = BTreeMap::new();
        let mut in_grid: BTreeMap<usize, Vec<&Finding>> = BTreeMap::new();
        for finding in &report.findings {
            let row = finding.place.row;
            let key = (finding.code, finding.place.field.as_deref());
            let Some(place) = places.get(&key) else {
                continue;
            };
            let told = if row.is_none() || row == header {
                about_file.entry(*place).or_default()
            } else {
                in_grid.entry(*place).or_default()
            };
            if told.len() < TOLD {
                told.push(finding);
            }
        }
        let alike = |(place, findings): (usize, Vec<&'a Finding>)| {
            let mut said = findings.iter().map(|finding| suggestion(finding, language));
            let first = said.next()?;
            said.all(|other| other == first)
                .then(|| findings.first().map(|finding| (place, *finding)))?
        };
        Self {
            groups: &report.groups,
            places,
            about_file,
            advice: in_grid.into_iter().filter_map(alike).collect(),
        }
    }

    /// The place of the group that the finding belongs to.
    pub(super) fn place(&self, finding: &'a Finding) -> Option<usize> {
        let key = (finding.code, finding.place.field.as_deref());
        self.places.get(&key).copied()
    }

    pub(super) fn write(
        &self,
        page: &Page<'_>,
        chosen: &Chosen,
        out: &mut impl io::Write,
    ) -> io::Result<()> {
        let words = page.words;
        writeln!(
            out,
            "<section id=\"found\" aria-labelledby=\"found-title\">\n<h2 id=\"found-title\">{}</h2>",
            words.found
        )?;
        if self.groups.is_empty() {
            writeln!(out, "<p class=\"none\">{}</p>", words.nothing_found)?;
        }
        for severity in [Severity::Error, Severity::Warning, Severity::Notice] {
            let groups = self.groups.iter().enumerate();
            let mut groups = groups
                .filter(|(_, group)| group.severity == severity)
                .peekable();
            if groups.peek().is_none() {
                continue;
            }
            let count = page.report.counts.by_severity.get(&severity).copied();
            writeln!(
                out,
                "<h3 class=\"{0}\" id=\"found-{0}\">{1}</h3>\n<ul class=\"groups\">",
                class(severity),
                words.shared.findings(severity, count.unwrap_or(0))
            )?;
            for (place, group) in groups {
                self.write_group(place, group, (page, chosen), out)?;
            }
            writeln!(out, "</ul>")?;
        }
        writeln!(out, "</section>")
    }

    fn write_group(
        &self,
        place: usize,
        group: &Group,
        (page, chosen): (&Page<'_>, &Chosen),
        out: &mut impl io::Write,
    ) -> io::Result<()> {
        let words = page.words;
        write!(
            out,
            "<li class=\"group {}\" id=\"group-{place}\"><span class=\"count\">{}</span>\n\
             <div class=\"what\"><p class=\"title\"><strong>{}</strong>",
            class(group.severity),
            words.number(group.count.into()),
            Content(group_title(group.code, group.severity, page.language)),
        )?;
        if let Some(field) = &group.field {
            write!(
                out,
                " <span class=\"field\">{}</span>",
                Content(&words.column(field))
            )?;
        }
        writeln!(out, "</p>")?;
        self.write_details(place, page, out)?;
        if group.shown < group.count {
            let kept = words.kept(group.shown, group.count);
            writeln!(out, "<p class=\"detail\">{kept}</p>")?;
        }
        writeln!(out, "</div>\n<div class=\"where\">")?;
        self.write_rows(place, group, (page, chosen), out)?;
        write!(out, "<p>")?;
        page.code(group.code, out)?;
        writeln!(out, "</p></div></li>")
    }

    /// What is about the file, and what to do where all of the group say the same.
    fn write_details(
        &self,
        place: usize,
        page: &Page<'_>,
        out: &mut impl io::Write,
    ) -> io::Result<()> {
        for finding in self.about_file.get(&place).into_iter().flatten() {
            write!(out, "<p class=\"detail\">")?;
            page.finding(finding, false, out)?;
            writeln!(out, "</p>")?;
        }
        if let Some(finding) = self.advice.get(&place)
            && let Some(suggestion) = suggestion(finding, page.language)
        {
            write!(out, "<p class=\"detail\">")?;
            write_suggestion(&suggestion, out)?;
            writeln!(out, "</p>")?;
        }
        Ok(())
    }

    /// Links to the rows of the group; a run of rows leads to the first of them that the grid shows.
    fn write_rows(
        &self,
        place: usize,
        group: &Group,
        (page, chosen): (&Page<'_>, &Chosen),
        out: &mut impl io::Write,
    ) -> io::Result<()> {
        let words = page.words;
        let header = page.report.input.header.as_ref().map(|header| header.row);
        let in_grid = |range: &&(u32, u32)| Some(range.0) != header || range.0 != range.1;
        let ranges: Vec<_> = group.rows.iter().filter(in_grid).collect();
        let Some((first, last)) = ranges.first() else {
            return Ok(());
        };
        let single = ranges.len() == 1 && first == last;
        write!(out, "<p class=\"rows\">{} ", words.in_rows(single))?;
        for (index, (first, last)) in ranges.iter().take(RANGES).enumerate() {
            if index > 0 {
                write!(out, ", ")?;
            }
            let name = if first == last {
                first.to_string()
            } else {
                format!("{first}\u{2013}{last}")
            };
            match chosen.first_in(*first, *last) {
                Some(row) => write!(out, "<a href=\"#row-{row}\">{name}</a>")?,
                None => write!(out, "{name}")?,
            }
        }
        let more = ranges.iter().skip(RANGES);
        let more = more.fold(0_u32, |sum, (first, last)| {
            sum.saturating_add(last.saturating_sub(*first).saturating_add(1))
        });
        if more > 0 {
            write!(out, " {}", words.more_rows(more))?;
        }
        if group.rows_truncated {
            write!(out, " \u{2026}")?;
        }
        let shown = ranges
            .iter()
            .any(|(first, last)| chosen.first_in(*first, *last).is_some());
        if shown && !single {
            write!(
                out,
                " <button type=\"button\" class=\"only\" data-group=\"{place}\" aria-pressed=\"false\" hidden>{}</button>",
                words.only_these
            )?;
        }
        writeln!(out, "</p>")
    }
}
