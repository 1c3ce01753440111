//! What holds of every report, whatever the file: rows and findings add up, places lead to the bytes, texts are whole
//! in every language, every form is written and read back.

use std::collections::{BTreeMap, BTreeSet};
use std::io::Cursor;

use rollbook::csv::report::{
    TextOptions, View, to_json, to_text, write_annotated, write_findings, write_html, write_sarif,
};
use rollbook::csv::write::unguard;
use rollbook::csv::{
    Facts, Fixes, Limits, Options, Outcome, Report, Schema, validate, validate_reader,
};
use rollbook::finding::{Finding, FindingCode, Language, Stage, message, suggestion, title};
use serde_json::Value;

/// A law that was kept, or how it was broken.
pub type Law = Result<(), String>;

const LANGUAGES: [Language; 5] = [
    Language::En,
    Language::It,
    Language::De,
    Language::Fr,
    Language::Es,
];

/// Whether the rows of the file were read at all.
pub fn is_readable(report: &Report) -> bool {
    report.outcome() != Outcome::Unreadable
}

pub fn counts_add_up(report: &Report) -> Law {
    let counts = &report.counts;
    let statuses = counts.ok + counts.with_warnings + counts.with_errors + counts.unchecked;
    let rows = 1 + counts.data_rows + counts.skipped.total();
    if counts.data_rows != statuses || (is_readable(report) && counts.rows_total != rows) {
        return Err(format!("rows do not add up: {counts:?}"));
    }
    let by_code: u32 = counts.by_code.values().sum();
    let by_severity: u32 = counts.by_severity.values().sum();
    let grouped: u32 = report.groups.iter().map(|group| group.count).sum();
    if by_code != by_severity || grouped != by_severity {
        return Err(format!("findings do not add up: {counts:?}"));
    }
    let shown: u32 = report.groups.iter().map(|group| group.shown).sum();
    if shown as usize != report.findings.len() || report.truncated != (shown < by_code) {
        return Err(format!("{shown} findings are said to be shown"));
    }
    if !report
        .findings
        .is_sorted_by(|left, right| left.report_order(right).is_le())
    {
        return Err("findings are out of order".to_owned());
    }
    let checked = (counts.data_rows - counts.unchecked + counts.skipped.duplicate) as usize;
    if is_readable(report) && report.statuses().len() != checked {
        return Err("a row has no status".to_owned());
    }
    Ok(())
}

/// Typed rows stand in the order of the file, each with its index.
pub fn rows_rise(report: &Report) -> Law {
    for (index, row) in report.rows.iter().enumerate() {
        let rises = match index
            .checked_sub(1)
            .and_then(|before| report.rows.get(before))
        {
            Some(before) => {
                before.row < row.row && before.line < row.line && before.byte < row.byte
            }
            None => true,
        };
        if !rises || row.record as usize != index || row.line < row.row {
            return Err(format!("row {} is out of order", row.row));
        }
    }
    Ok(())
}

pub fn header_is_sound(schema: &Schema, report: &Report) -> Law {
    let Some(header) = &report.input.header else {
        return Ok(());
    };
    let mut met: BTreeMap<&str, u32> = BTreeMap::new();
    for (number, column) in (1..).zip(&header.columns) {
        if column.column != number {
            return Err(format!("column {number} is called {}", column.column));
        }
        if let Some(field) = column.field.as_deref() {
            if schema.column(field).is_none() {
                return Err("a column that the schema does not have".to_owned());
            }
            *met.entry(field).or_default() += 1;
        }
    }
    let missing = header.missing_optional.iter();
    if missing.into_iter().any(|key| met.contains_key(&**key)) {
        return Err("a column is there and missing".to_owned());
    }
    let doubled = met.iter().filter(|(key, count)| {
        **count > 1 && schema.column(key).is_some_and(|it| it.disabled.is_none())
    });
    let said = [FindingCode::DuplicateLabel, FindingCode::RepeatedLabel]
        .iter()
        .filter_map(|code| report.counts.by_code.get(code))
        .sum::<u32>();
    if is_readable(report) && doubled.count() as u32 != said {
        return Err("a column stands there twice and nothing says so".to_owned());
    }
    Ok(())
}

/// A finding's byte is where its cell begins, and its value stands there, as far as it is ASCII, quoted or not.
pub fn places_lead_to_bytes(bytes: &[u8], report: &Report) -> Law {
    let is_ours = report
        .counts
        .by_code
        .contains_key(&FindingCode::OwnReportDetected);
    let one_byte = !report.input.encoding.name.starts_with("utf-16");
    for finding in &report.findings {
        let Some(byte) = finding.place.byte else {
            continue;
        };
        let rest = usize::try_from(byte).ok().and_then(|at| bytes.get(at..));
        let Some(rest) = rest else {
            return Err(format!("{} stands behind the file", finding.code));
        };
        let value = finding.value.as_deref().filter(|it| *it != "[hidden]");
        let Some(value) = value.filter(|_| one_byte && !is_ours) else {
            continue;
        };
        let start: String = value
            .chars()
            .take_while(|c| c.is_ascii() && *c != '"')
            .collect();
        let rest = rest.strip_prefix(b"\"").unwrap_or(rest);
        if !rest.starts_with(start.as_bytes()) {
            return Err(format!(
                "{} does not stand at its byte {byte}",
                finding.code
            ));
        }
    }
    Ok(())
}

/// One error per cell at most; rules across the row come on top of a sound cell.
pub fn at_most_one_error_a_cell(report: &Report) -> Law {
    if report.options.fixes == Fixes::Strict || !report.options.raise.is_empty() {
        return Ok(());
    }
    let mut met = BTreeSet::new();
    for finding in &report.findings {
        let across = matches!(
            finding.code,
            FindingCode::RowRuleFailed
                | FindingCode::ForwardingLoop
                | FindingCode::FeatureNotEnabled
        );
        let of_cell = matches!(finding.code.stage(), Stage::Encoding | Stage::Cell);
        if !finding.is_error() || across || !of_cell || finding.place.record.is_none() {
            continue;
        }
        if !met.insert((
            finding.place.row,
            finding.place.column,
            finding.place.field.clone(),
        )) {
            return Err(format!("{} is the second error of its cell", finding.code));
        }
    }
    Ok(())
}

/// No text is empty, and none shows the name of a parameter instead of its value.
pub fn texts_are_whole(report: &Report) -> Law {
    for finding in &report.findings {
        let members = ["value", "cell", "row", "label", "field", "before", "after"];
        let names = finding.code.parameters().iter().chain(&members);
        let braced: Vec<String> = names.map(|name| format!("{{{name}}}")).collect();
        // Unless the file has such text.
        let own = serde_json::to_string(finding).unwrap_or_default();
        for language in LANGUAGES {
            let said = message(finding, language);
            if title(finding.code, language).is_empty() || said.is_empty() {
                return Err(format!("{} says nothing", finding.code));
            }
            let advice = suggestion(finding, language).unwrap_or_default();
            for text in [said, advice] {
                let left = braced
                    .iter()
                    .find(|name| text.contains(*name) && !own.contains(*name));
                if let Some(name) = left {
                    return Err(format!(
                        "{} says {name} in {}",
                        finding.code,
                        language.as_str()
                    ));
                }
            }
        }
    }
    Ok(())
}

pub fn forms_are_written(bytes: &[u8], schema: &Schema, report: &Report) -> Law {
    if to_text(report, TextOptions::default()).is_empty() {
        return Err("the report in words is empty".to_owned());
    }
    let page = write_html(report, schema, bytes, View::default(), Vec::new())
        .map_err(|error| format!("html: {error}"))?;
    let page = String::from_utf8(page).map_err(|error| format!("html: {error}"))?;
    if page.matches("<script").count() != 1 || !page.ends_with("</html>\n") {
        return Err("the page is not whole, or the file runs in it".to_owned());
    }
    let mut sarif = Vec::new();
    write_sarif(report, Some(bytes), View::default(), &mut sarif)
        .map_err(|error| format!("sarif: {error}"))?;
    let sarif: Value = serde_json::from_slice(&sarif).map_err(|error| format!("sarif: {error}"))?;
    let results = sarif["runs"][0]["results"].as_array().map_or(0, Vec::len);
    if results != report.findings.len() {
        return Err(format!("{results} results of SARIF"));
    }
    let frictionless = report
        .to_frictionless(View::default())
        .map_err(|error| format!("frictionless: {error}"))?;
    serde_json::from_str::<Value>(&frictionless)
        .map_err(|error| format!("frictionless: {error}"))?;
    if is_readable(report) {
        let written = write_annotated(report, schema, bytes, View::default(), Vec::new())
            .map_err(|error| format!("annotated: {error}"))?;
        let rows = csv_rows(&written, report).len();
        if rows as u32 != report.counts.rows_total {
            return Err(format!(
                "{rows} rows are annotated of {}",
                report.counts.rows_total
            ));
        }
    }
    Ok(())
}

/// The JSON form is the report: counts, findings and groups.
pub fn json_reads_back(report: &Report) -> Law {
    let text = to_json(report, View::default()).map_err(|error| error.to_string())?;
    let read: Value = serde_json::from_str(&text).map_err(|error| error.to_string())?;
    let number = |path: &str| read.pointer(path).and_then(Value::as_u64);
    let counts = &report.counts;
    for (path, ours) in [
        ("/counts/rows_total", counts.rows_total),
        ("/counts/data_rows", counts.data_rows),
        ("/counts/ok", counts.ok),
        ("/counts/with_errors", counts.with_errors),
        ("/counts/skipped/blank", counts.skipped.blank),
    ] {
        if number(path) != Some(ours.into()) {
            return Err(format!("{path} is not {ours}"));
        }
    }
    if read["outcome"] != report.outcome().as_str() || read["importable"] != report.importable() {
        return Err("the verdict is another".to_owned());
    }
    let findings = read["findings"].as_array().ok_or("no findings")?;
    if findings.len() != report.findings.len() {
        return Err("findings are missing".to_owned());
    }
    for (read, finding) in findings.iter().zip(&report.findings) {
        let same = read["code"] == finding.code.as_str()
            && read["severity"] == finding.severity.as_str()
            && read["row"] == Value::from(finding.place.row)
            && read["cell"] == Value::from(finding.place.cell())
            && read["byte"] == Value::from(finding.place.byte)
            && read["value"] == Value::from(finding.value.as_deref())
            && read["canonical"] == Value::from(finding.canonical.as_deref())
            && read["message"] == message(finding, Language::En);
        if !same {
            return Err(format!("{} is written as {read}", finding.code));
        }
    }
    Ok(())
}

/// The table of findings has a row for each, with its value behind a guard.
pub fn findings_csv_reads_back(report: &Report) -> Law {
    let written =
        write_findings(report, View::default(), Vec::new()).map_err(|it| it.to_string())?;
    let rows = csv_rows(&written, report);
    let Some((head, rows)) = rows.split_first() else {
        return Err("no header".to_owned());
    };
    let at = |name: &str| {
        head.iter()
            .position(|it| it == name)
            .ok_or(format!("no column {name}"))
    };
    let (code, row, value) = (at("code")?, at("row")?, at("value")?);
    // A group that was cut has a line at the end.
    let cut = report.groups.iter().filter(|it| it.shown < it.count);
    if rows.len() != report.findings.len() + cut.count() {
        return Err("rows are missing in the table of findings".to_owned());
    }
    for (read, finding) in rows.iter().zip(&report.findings) {
        let row_text = finding
            .place
            .row
            .map(|it| it.to_string())
            .unwrap_or_default();
        let shown = without_controls(finding.value.as_deref().unwrap_or_default());
        let same = read[code] == *finding.code.as_str()
            && read[row] == *row_text
            && without_controls(unguard(&read[value])) == shown;
        if !same {
            return Err(format!("{} reads back as {read:?}", finding.code));
        }
    }
    Ok(())
}

/// C0 controls are written as U+FFFD.
fn without_controls(text: &str) -> String {
    let replaced = |c: char| {
        if c < ' ' && !matches!(c, '\t' | '\n' | '\r') {
            '\u{fffd}'
        } else {
            c
        }
    };
    text.chars().map(replaced).collect()
}

/// What the `csv` crate reads of a file of ours.
fn csv_rows(bytes: &[u8], report: &Report) -> Vec<csv::StringRecord> {
    let bytes = bytes.strip_prefix("\u{feff}".as_bytes()).unwrap_or(bytes);
    let delimiter = report
        .input
        .dialect
        .as_ref()
        .map_or(b',', |it| it.delimiter as u8);
    csv::ReaderBuilder::new()
        .has_headers(false)
        .flexible(true)
        .delimiter(delimiter)
        .from_reader(bytes)
        .records()
        .filter_map(Result::ok)
        .collect()
}

/// Whether another report has the same bytes, or what to say of it.
fn is_same(report: &Report, other: &Report, broken: &str) -> Law {
    let json = |report: &Report| to_json(report, View::default()).map_err(|it| it.to_string());
    if json(report)? == json(other)? {
        Ok(())
    } else {
        Err(broken.to_owned())
    }
}

/// Equal input, equal bytes: twice, from a reader, by several threads.
pub fn any_run_says_the_same(
    bytes: &[u8],
    schema: &Schema,
    options: &Options,
    facts: Option<&Facts>,
    report: &Report,
) -> Law {
    let again = validate(bytes, schema, options, facts);
    is_same(report, &again, "two runs differ")?;
    let read = validate_reader(Cursor::new(bytes), schema, options, facts);
    is_same(report, &read, "a reader gives another report")?;
    let threads = options.clone().threads(3);
    let together = validate(bytes, schema, &threads, facts);
    is_same(report, &together, "three threads give another report")?;
    // Checked later is checked at once, but that only a run with facts settles which number a cell means, or was.
    let Some(facts) = facts else {
        return Ok(());
    };
    let mut later = validate(bytes, schema, options, None);
    if later.asks_inventory() {
        return Ok(());
    }
    later.check(facts);
    is_same(report, &later, "checked later differs from checked at once")
}

/// Beyond a cap every total is that of a run without one.
pub fn caps_change_no_total(
    bytes: &[u8],
    schema: &Schema,
    options: &Options,
    facts: Option<&Facts>,
    report: &Report,
) -> Law {
    let mut other = options.clone();
    let small = options
        .limits
        .findings_per_code
        .is_some_and(|kept| kept < 100);
    other.limits.findings_per_code = Some(if small { 100_000 } else { 2 });
    let capped = validate(bytes, schema, &other, facts);
    let totals = |report: &Report| {
        let of_groups = |group: &rollbook::csv::Group| {
            (
                group.code,
                group.severity,
                group.field.clone(),
                group.count,
                group.rows.clone(),
            )
        };
        let groups: Vec<_> = report.groups.iter().map(of_groups).collect();
        (
            report.counts.clone(),
            report.outcome(),
            report.importable(),
            groups,
        )
    };
    if totals(&capped) != totals(report) {
        return Err(format!(
            "a cap changes totals: {:?} {:?}",
            capped.counts, report.counts
        ));
    }
    Ok(())
}

/// Code, row, field, canonical form.
type Lasting = (FindingCode, Option<u32>, Option<String>, Option<String>);

/// An annotated file, uploaded again, gives the same findings (csv.md 7.2), whatever else there was to say about bytes.
pub fn upload_again(
    bytes: &[u8],
    schema: &Schema,
    options: &Options,
    facts: Option<&Facts>,
    report: &Report,
) -> Law {
    // Cells that could not be decoded are written with U+FFFD, which is an error of another stage.
    let undecoded = [
        FindingCode::InvalidUtf8,
        FindingCode::EncodingUndecodable,
        FindingCode::TooManyColumns,
    ];
    // A secret is written as `[hidden]`, which may fail where it did not.
    let secret = schema.columns.iter().any(|column| column.secret);
    let bounded = options.limits != Limits::default();
    let skip = undecoded
        .iter()
        .any(|code| report.counts.by_code.contains_key(code));
    let skip = skip || secret || bounded;
    if !is_readable(report) || report.truncated || skip {
        return Ok(());
    }
    let written = write_annotated(report, schema, bytes, View::default(), Vec::new())
        .map_err(|error| format!("annotated: {error}"))?;
    let mut options = options.clone();
    // Ours come on top.
    options.limits.bytes = Some(64 << 20);
    options.limits.row_bytes = Some(16 << 20);
    options.limits.columns = Some(300);
    options.limits.cell_bytes = Some(1 << 20);
    let again = validate(&written, schema, &options, facts);
    // Where a quote was opened and not closed, it is text now, and the cell fails by what else is in it.
    let unclosed: BTreeSet<_> = report
        .findings_of(FindingCode::UnclosedQuote)
        .map(|it| (it.place.row, it.place.field.as_deref().map(str::to_owned)))
        .collect();
    let closed = |(_, row, field, _): &Lasting| !unclosed.contains(&(*row, field.clone()));
    let (mut before, mut after) = (lasting(report), lasting(&again));
    before.retain(closed);
    after.retain(closed);
    let changed: Vec<_> = before.symmetric_difference(&after).collect();
    if !changed.is_empty() {
        let shown = String::from_utf8_lossy(&written);
        return Err(format!(
            "uploaded again these differ: {changed:?} in {shown:.2000?}"
        ));
    }
    Ok(())
}

fn lasting(report: &Report) -> BTreeSet<Lasting> {
    let lasts = |finding: &&Finding| {
        finding.code.stage() > Stage::Dialect
            && !matches!(
                finding.code,
                FindingCode::FormulaGuardRemoved
                    | FindingCode::OwnReportDetected
                    | FindingCode::QuoteUnpaired
            )
    };
    let lasting = report.findings.iter().filter(lasts);
    lasting
        .map(|finding| {
            // Controls are written as U+FFFD and fail as that.
            let code = match finding.code {
                FindingCode::ControlCharacter => FindingCode::ReplacementCharacter,
                code => code,
            };
            let field = finding.place.field.as_deref().map(str::to_owned);
            let canonical = finding.canonical.as_deref().map(str::to_owned);
            (code, finding.place.row, field, canonical)
        })
        .collect()
}
