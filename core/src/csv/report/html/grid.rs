//! The grid: the file as it was uploaded, its cells marked, and below each row in words what was found in it.

use std::collections::BTreeMap;
use std::io;

use super::chosen::{Chosen, RowClass, each_row};
use super::columns::ShownColumns;
use super::escape::Content;
use super::groups::Groups;
use super::{Page, class};
use crate::csv::report::ReportError;
use crate::csv::report::original::UploadedRow;
use crate::csv::{HeaderMatch, RowStatus};
use crate::finding::{Finding, Severity, bounded, cell_name, column_letter};

/// Characters of a cell that are shown; the rest is counted.
const CELL_CHARS: usize = 300;

/// Findings of one row that are told; the rest is counted.
const TOLD: usize = 20;

/// Columns of ours: the number of the row, its status.
const OWN_COLUMNS: usize = 2;

/// Writes the filter and the rows. A file without a header has no grid, and one that could not be checked not even rows.
pub(super) fn write(
    page: &Page<'_>,
    groups: &Groups<'_>,
    chosen: &Chosen,
    out: &mut impl io::Write,
) -> Result<(), ReportError> {
    let words = page.words;
    if !page.has_rows() {
        return Ok(());
    }
    writeln!(
        out,
        "<section id=\"rows\" aria-labelledby=\"rows-title\">\n<h2 id=\"rows-title\">{}</h2>",
        words.rows
    )?;
    if chosen.len() == 0 {
        let none = words.shared.counted(&words.shared.data_rows, 0);
        writeln!(out, "<p class=\"none\">{none}</p>\n</section>")?;
        return Ok(());
    }
    write_filter(page, chosen, out)?;
    if chosen.len() < chosen.total {
        writeln!(
            out,
            "<p class=\"caution\" id=\"capped\">{}</p>",
            words.capped(chosen.len(), chosen.total)
        )?;
    }
    write!(
        out,
        "<div class=\"pane\" role=\"region\" aria-labelledby=\"grid-title\" tabindex=\"0\">\n<table id=\"grid\" role=\"table\" aria-labelledby=\"grid-title\">\n\
         <caption id=\"grid-title\">{}</caption>\n",
        words.caption
    )?;
    let width = write_header(page, chosen, out)?;
    let grid = Grid {
        page,
        groups,
        columns: ShownColumns::new(page.report),
        width,
    };
    each_row(page, |uploaded, status, findings| {
        if chosen.has(uploaded.row) {
            grid.row(uploaded, status, findings, out)?;
        }
        Ok(())
    })?;
    writeln!(out, "</table>\n</div>\n</section>")?;
    Ok(())
}

/// One box per class of rows. They filter by the style alone; the script counts what is shown and adds shortcuts.
fn write_filter(page: &Page<'_>, chosen: &Chosen, out: &mut impl io::Write) -> io::Result<()> {
    let words = page.words;
    writeln!(
        out,
        "<div class=\"filter\">\n<fieldset>\n<legend>{}</legend>",
        words.show
    )?;
    for class in RowClass::ALL {
        let name = match class {
            RowClass::Error => words.with_errors,
            RowClass::Warning => words.with_warnings,
            RowClass::Notice => words.with_notices,
            RowClass::Skipped => words.skipped_rows,
            RowClass::Clean => words.without_findings,
            RowClass::Unchecked => words.unchecked_rows,
        };
        let (shown, total) = chosen.count(class);
        if total == 0 && class > RowClass::Notice && class != RowClass::Clean {
            continue;
        }
        let mut count = words.number(shown as u64);
        if shown < total {
            count = format!("{count} / {}", words.number(total as u64));
        }
        writeln!(
            out,
            "<label class=\"{0}\"><input type=\"checkbox\" id=\"show-{0}\" value=\"{0}\" checked autocomplete=\"off\"> \
             {name} <b>{count}</b></label>",
            class.class(),
        )?;
    }
    writeln!(
        out,
        "</fieldset>\n<p class=\"tools\" hidden>\n<button type=\"button\" id=\"only-errors\">{}</button>\n\
         <button type=\"button\" id=\"all-rows\">{}</button>\n\
         <button type=\"button\" id=\"previous\">{} <kbd>P</kbd></button>\n<button type=\"button\" id=\"next\">{} <kbd>N</kbd></button>\n</p>\n\
         <p class=\"shown\" id=\"shown\" role=\"status\" aria-live=\"polite\" data-text=\"{}\" hidden></p>\n</div>",
        words.only_errors, words.all_rows, words.previous, words.next, words.shown
    )
}

/// The labels as the file has them, with the letters that a spreadsheet shows. Answers how many labels there are.
fn write_header(page: &Page<'_>, chosen: &Chosen, out: &mut impl io::Write) -> io::Result<usize> {
    let words = page.words;
    let header = page.report.input.header.as_ref();
    let row = header.map_or(0, |header| header.row);
    write!(
        out,
        "<thead role=\"rowgroup\">\n<tr role=\"row\" id=\"row-{row}\"><th role=\"columnheader\" scope=\"col\" class=\"number\">{}</th>\
             <th role=\"columnheader\" scope=\"col\">{}</th>",
        words.row, words.status
    )?;
    let mut width = 0;
    for column in header.into_iter().flat_map(|header| &header.columns) {
        if column.matched == HeaderMatch::Own {
            continue;
        }
        width += 1;
        let letter = column_letter(column.column).unwrap_or_default();
        write!(
            out,
            "<th role=\"columnheader\" scope=\"col\"><span class=\"letter\">{letter}</span> {}",
            breakable(&column.label)
        )?;
        if column.field.is_none() && column.matched != HeaderMatch::Blank {
            write!(out, " <span class=\"unused\">{}</span>", words.not_used)?;
        }
        write!(out, "</th>")?;
    }
    let columns = ShownColumns::new(page.report);
    for index in width..chosen.widths.len() {
        let letter = column_letter(columns.column(index)).unwrap_or_default();
        write!(
            out,
            "<th role=\"columnheader\" scope=\"col\"><span class=\"letter\">{letter}</span></th>"
        )?;
    }
    writeln!(out, "</tr>\n</thead>")?;
    Ok(width)
}

/// A label that may be broken behind each `_`, since keys are long and have no space.
fn breakable(label: &str) -> String {
    Content(label).to_string().replace('_', "_<wbr>")
}

struct Grid<'a> {
    page: &'a Page<'a>,
    groups: &'a Groups<'a>,
    columns: ShownColumns,
    width: usize,
}

impl Grid<'_> {
    fn row(
        &self,
        uploaded: &UploadedRow,
        status: Option<RowStatus>,
        findings: &[&Finding],
        out: &mut impl io::Write,
    ) -> io::Result<()> {
        let words = self.page.words;
        let row = uploaded.row;
        let row_class = RowClass::of(status, findings);
        write!(
            out,
            "<tbody role=\"rowgroup\" id=\"row-{row}\" class=\"{}\"",
            row_class.class()
        )?;
        let groups = findings.iter().filter_map(|found| self.groups.place(found));
        let groups: std::collections::BTreeSet<_> = groups.collect();
        let groups: Vec<_> = groups.iter().map(usize::to_string).collect();
        if !groups.is_empty() {
            write!(out, " data-groups=\"{}\"", groups.join(" "))?;
        }
        let (tag, status) = match status {
            Some(RowStatus::Ok) => ("c", words.ok.to_owned()),
            Some(RowStatus::Warning) => ("w", words.shared.name(Severity::Warning)),
            Some(RowStatus::Error) => ("e", words.shared.name(Severity::Error)),
            Some(RowStatus::Skipped) => ("x", words.skipped.to_owned()),
            None => ("x", words.unchecked.to_owned()),
        };
        write!(
            out,
            ">\n<tr role=\"row\"><th role=\"rowheader\" scope=\"row\" class=\"number\" tabindex=\"-1\">{row}</th>\
             <td role=\"cell\" class=\"status\"><span class=\"tag {tag}\">{status}</span></td>"
        )?;
        let told = findings.get(..TOLD).unwrap_or(findings);
        let cells = uploaded.cells.len().max(self.width);
        let marks = Marks::of(told);
        for index in 0..cells {
            let column = self.columns.column(index);
            let text = uploaded.cells.get(index).map(String::as_str);
            self.cell(row, marks.at(column), column, text, out)?;
        }
        writeln!(out, "</tr>")?;
        // A row with an error always says why, or why it does not.
        if !told.is_empty() || row_class < RowClass::Notice {
            let last = (cells > 0).then(|| self.columns.column(cells - 1));
            self.notes(row, (told, findings.len()), last, out)?;
        }
        writeln!(out, "</tbody>")
    }

    /// A cell; marked with what was found in it by its look, by a word, and by naming the notes below.
    fn cell(
        &self,
        row: u32,
        mark: Option<&Mark>,
        column: u32,
        text: Option<&str>,
        out: &mut impl io::Write,
    ) -> io::Result<()> {
        write!(out, "<td role=\"cell\"")?;
        if let Some(mark) = mark {
            let name = cell_name(row, column).unwrap_or_default();
            let notes: Vec<_> = mark
                .notes
                .iter()
                .map(|note| format!("note-{row}-{note}"))
                .collect();
            write!(
                out,
                " id=\"cell-{name}\" class=\"{}\" aria-describedby=\"{}\"",
                class(mark.severity),
                notes.join(" ")
            )?;
        } else if text.is_none() {
            write!(out, " class=\"absent\"")?;
        }
        write!(out, ">")?;
        if let Some(mark) = mark {
            let word = self.page.words.shared.name(mark.severity);
            write!(out, "<i class=\"mark\">{word}</i>")?;
        }
        if let Some(text) = text.filter(|text| !text.is_empty()) {
            let (shown, cut) = bounded(text, CELL_CHARS);
            write!(out, "<bdi>{}</bdi>", Content(&shown))?;
            if cut {
                let more = text.chars().count().saturating_sub(CELL_CHARS);
                let more = u32::try_from(more).unwrap_or(u32::MAX);
                let more = self.page.words.more_characters(more);
                write!(out, "\u{2026} <span class=\"cut\">({more})</span>")?;
            }
        }
        write!(out, "</td>")
    }

    /// What was found in a row, in words. `last` is the last column that the row has in the grid.
    fn notes(
        &self,
        row: u32,
        (told, total): (&[&Finding], usize),
        last: Option<u32>,
        out: &mut impl io::Write,
    ) -> io::Result<()> {
        let words = self.page.words;
        let columns = self.width.saturating_add(OWN_COLUMNS);
        writeln!(
            out,
            "<tr role=\"row\" class=\"notes\"><td role=\"cell\" colspan=\"{columns}\"><ul>"
        )?;
        for (note, finding) in told.iter().enumerate() {
            let severity = finding.severity;
            write!(
                out,
                "<li id=\"note-{row}-{note}\" class=\"{}\"><i class=\"mark\">{}</i>",
                class(severity),
                words.shared.name(severity)
            )?;
            self.page
                .finding(finding, finding.place.column <= last, out)?;
            write!(out, " ")?;
            self.page.code(finding.code, out)?;
            writeln!(out, "</li>")?;
        }
        let more = u32::try_from(total.saturating_sub(told.len())).unwrap_or(u32::MAX);
        if told.is_empty() {
            writeln!(out, "<li class=\"x\">{}</li>", words.not_kept)?;
        } else if more > 0 {
            writeln!(out, "<li class=\"x\">{}</li>", words.more_findings(more))?;
        }
        writeln!(out, "</ul></td></tr>")
    }
}

/// What is marked in one cell.
struct Mark {
    severity: Severity,
    notes: Vec<usize>,
}

/// What is marked in one row, by column.
struct Marks(BTreeMap<u32, Mark>);

impl Marks {
    fn of(told: &[&Finding]) -> Self {
        let mut marks: BTreeMap<u32, Mark> = BTreeMap::new();
        for (note, finding) in told.iter().enumerate() {
            let Some(column) = finding.place.column else {
                continue;
            };
            let mark = marks.entry(column).or_insert(Mark {
                severity: finding.severity,
                notes: Vec::new(),
            });
            mark.severity = mark.severity.min(finding.severity);
            mark.notes.push(note);
        }
        Self(marks)
    }

    fn at(&self, column: u32) -> Option<&Mark> {
        self.0.get(&column)
    }
}
