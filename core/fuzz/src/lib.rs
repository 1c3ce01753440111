//! What the fuzz targets do with their bytes, through the public functions alone. The suite `corpus` of `tests/`
//! includes this file too, so that what was found once is replayed in every run without a fuzzer.
//!
//! A target panics where a law is broken; `laws.rs` has them.

pub mod choice;
pub mod laws;

use std::borrow::Cow;

use rollbook::csv::write::guard;
use rollbook::csv::{Fixes, Limits, Options, Report, RowStatus, Schema, validate as run};
use rollbook::finding::FindingCode;

use self::choice::{Choice, TYPES, one_column, text_columns};

/// The names of the targets.
pub const TARGETS: [&str; 5] = ["reader", "header", "cell", "validate", "report"];

/// Runs the target of a name.
pub fn target(name: &str, data: &[u8]) {
    match name {
        "reader" => reader(data),
        "header" => header(data),
        "cell" => cell(data),
        "validate" => validate(data),
        "report" => report(data),
        _ => panic!("no target is called `{name}`"),
    }
}

/// The tokenizer: rows of arbitrary bytes are all accounted for, and a well-formed file has the cells that the `csv`
/// crate reads.
pub fn reader(data: &[u8]) {
    let Some((chosen, body)) = data.split_first() else {
        return;
    };
    let delimiter = [b',', b';', b'\t', b'|'][usize::from(chosen & 3)];
    let width = 1 + usize::from(chosen >> 2 & 3);
    let mut limits = Limits::default();
    if chosen & 0x10 != 0 {
        (limits.cell_bytes, limits.row_bytes) = (Some(24), Some(80));
    }
    if chosen & 0x20 != 0 {
        limits.recovered_quotes = Some(2);
    }
    let schema = text_columns(width);
    let options = Options::new()
        .delimiter(char::from(delimiter))
        .header_row(1)
        .limits(limits)
        .collect_rows(true);
    let head: Vec<&str> = schema.columns.iter().map(|it| it.key.as_str()).collect();
    let head = head.join(&char::from(delimiter).to_string());
    let file = [head.as_bytes(), b"\n", body].concat();
    let report = run(&file, &schema, &options, None);
    law(laws::counts_add_up(&report));
    law(laws::rows_rise(&report));
    if !body.contains(&b'"') && laws::is_readable(&report) {
        law(rows_are_lines(body, &report));
    }
    if chosen & 0x40 != 0 && width > 1 {
        well_formed(body, delimiter, &schema);
    }
}

/// Where there is no quote, every line below the header is a row.
fn rows_are_lines(body: &[u8], report: &Report) -> laws::Law {
    let mut lines = 0_u32;
    let mut bytes = body.iter().copied().peekable();
    let mut open = false;
    while let Some(byte) = bytes.next() {
        open = !matches!(byte, b'\n' | b'\r');
        if byte == b'\r' {
            bytes.next_if_eq(&b'\n');
        }
        lines += u32::from(!open);
    }
    lines += u32::from(open);
    if report.counts.rows_total != 1 + lines {
        return Err(format!("{lines} lines are {:?}", report.counts));
    }
    Ok(())
}

/// Cells made of `body`, quoted as they should be: ours, the `csv` crate's and the written ones are the same.
fn well_formed(body: &[u8], delimiter: u8, schema: &Schema) {
    let text = String::from_utf8_lossy(body);
    let cells: Vec<String> = text.split('\u{1}').map(|it| format!("x{it}")).collect();
    let width = schema.columns.len();
    let mut writer = csv::WriterBuilder::new()
        .delimiter(delimiter)
        .from_writer(Vec::new());
    let head: Vec<&str> = schema.columns.iter().map(|it| it.key.as_str()).collect();
    writer.write_record(&head).unwrap();
    let rows: Vec<&[String]> = cells.chunks_exact(width).take(500).collect();
    for row in &rows {
        writer.write_record(*row).unwrap();
    }
    let file = writer.into_inner().unwrap();
    // Within a cell of a legal size, and where no line end in a cell could hide a row, nothing may differ.
    let plain = rows.iter().all(|row| {
        row.iter().map(String::len).sum::<usize>() < 8 << 10
            && row.iter().all(|cell| !cell.contains(['\n', '\r']))
    });
    if !plain {
        return;
    }
    let options = Options::new()
        .delimiter(char::from(delimiter))
        .header_row(1)
        .collect_rows(true);
    let report = run(&file, schema, &options, None);
    // Where most of it is zeros it is taken for no text at all.
    if !laws::is_readable(&report) {
        return;
    }
    let theirs: Vec<csv::StringRecord> = csv::ReaderBuilder::new()
        .delimiter(delimiter)
        .from_reader(file.as_slice())
        .records()
        .map(Result::unwrap)
        .collect();
    assert_eq!(report.rows.len(), rows.len(), "a row was lost or split");
    for ((ours, theirs), written) in report.rows.iter().zip(&theirs).zip(rows) {
        for (at, key) in head.iter().enumerate() {
            assert_eq!(
                ours.text(key),
                theirs.get(at),
                "the crate reads another cell"
            );
            assert_eq!(
                ours.text(key),
                Some(written[at].as_str()),
                "another cell was written"
            );
        }
    }
}

/// The header row: labels of arbitrary bytes against every schema.
pub fn header(data: &[u8]) {
    let Some((choice, body)) = Choice::of(data) else {
        return;
    };
    let report = run(body, &choice.schema, &choice.options, None);
    law(laws::counts_add_up(&report));
    law(laws::header_is_sound(&choice.schema, &report));
    law(laws::places_lead_to_bytes(body, &report));
    law(laws::texts_are_whole(&report));
}

/// One cell of every type: at most one error, and what it was read as is read as the same again.
pub fn cell(data: &[u8]) {
    let Some((chosen, body)) = data.split_first() else {
        return;
    };
    let (schema, region) = one_column(usize::from(*chosen) % TYPES, chosen & 0x80 != 0);
    let options = Options::new().header_row(1).collect_rows(true);
    let options = match region {
        Some(region) => options.region(region),
        None => options,
    };
    let text = String::from_utf8_lossy(body);
    let read = |text: &str, options: &Options| {
        let file = format!("key,cell\nk,\"{}\"\n", text.replace('"', "\"\""));
        run(file.as_bytes(), schema, options, None)
    };
    let once = read(&text, &options);
    law(laws::counts_add_up(&once));
    law(laws::texts_are_whole(&once));
    law(laws::at_most_one_error_a_cell(&once));
    let Some(value) = accepted(&once) else {
        return;
    };
    // What begins like a guarded text is written with a guard of its own.
    let written = match value.starts_with('\'') {
        true => guard(&value),
        false => Cow::Borrowed(value.as_str()),
    };
    let twice = read(&written, &options);
    if let Some(again) = accepted(&twice) {
        assert_eq!(value, again, "a canonical value is read as another");
        let guarded = value != written;
        let fixed = twice.findings.iter().any(|finding| {
            finding.fix.is_some() && !(guarded && finding.code == FindingCode::FormulaGuardRemoved)
        });
        assert!(!fixed, "a canonical value needs a fix");
    } else {
        panic!("a canonical value is refused: {:?}", twice.counts.by_code);
    }
    // With fixes off the same value is an error if and only if something was fixed.
    let fixed = once.findings.iter().any(|finding| finding.fix.is_some());
    let off = read(&text, &options.clone().fixes(Fixes::Off));
    assert_eq!(accepted(&off).is_none(), fixed, "fixes off");
}

/// The canonical value of the one cell, if its row stands and it is filled.
fn accepted(report: &Report) -> Option<String> {
    let row = report.rows.first()?;
    let stands = report
        .statuses()
        .first()
        .is_some_and(|it| *it != RowStatus::Error);
    let value = row.value("cell").filter(|_| stands)?;
    Some(value.to_owned())
}

/// A whole file against every schema, under options of every kind.
pub fn validate(data: &[u8]) {
    let Some((choice, body)) = Choice::of(data) else {
        return;
    };
    let facts = choice.facts.as_ref();
    let report = run(body, &choice.schema, &choice.options, facts);
    law(laws::counts_add_up(&report));
    law(laws::rows_rise(&report));
    law(laws::places_lead_to_bytes(body, &report));
    law(laws::at_most_one_error_a_cell(&report));
    law(laws::any_run_says_the_same(
        body,
        &choice.schema,
        &choice.options,
        facts,
        &report,
    ));
    law(laws::caps_change_no_total(
        body,
        &choice.schema,
        &choice.options,
        facts,
        &report,
    ));
}

/// Reports: what is written is read back and says the same; an annotated file, uploaded again, as well.
pub fn report(data: &[u8]) {
    let Some((choice, body)) = Choice::of(data) else {
        return;
    };
    let report = run(body, &choice.schema, &choice.options, choice.facts.as_ref());
    law(laws::texts_are_whole(&report));
    law(laws::forms_are_written(body, &choice.schema, &report));
    law(laws::json_reads_back(&report));
    law(laws::findings_csv_reads_back(&report));
    let lasting = !report
        .counts
        .by_code
        .keys()
        .any(|code| matches!(code, FindingCode::RowTooLarge | FindingCode::CellTooLong));
    if lasting {
        law(laws::upload_again(
            body,
            &choice.schema,
            &choice.options,
            choice.facts.as_ref(),
            &report,
        ));
    }
}

fn law(kept: Result<(), String>) {
    if let Err(broken) = kept {
        panic!("{broken}");
    }
}
