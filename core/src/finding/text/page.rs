//! The page of findings, `core/docs/findings.md`: one anchor per code. `ROLLBOOK_BLESS=1` writes it.

use std::fmt::Write as _;

use super::{Entry, Language, base};
use crate::finding::{FindingCode, Scope, Severity, Stage};

const PATH: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/docs/findings.md");

const BEGINNING: &str = "# Findings

What Rollbook says about an uploaded file: one entry per code, with what it means, why it is noticed, and what to do.
Names in braces are filled in for each finding. Codes never change; texts may improve.

An **error** keeps its row from being imported, an error of the file keeps everything from being imported, and after a
fatal one the file is not looked at further. A **warning** can be imported, but somebody should look. A **notice** is for
the record; a **fix** is a notice about a value that was changed without losing anything.

*Generated from the table of codes: `ROLLBOOK_BLESS=1 cargo test -p rollbook --lib page` writes it.*
";

/// A template as people read it: the general form of each plural, names without how they are shown.
fn readable(template: &str) -> String {
    let mut text = String::new();
    let mut rest = template;
    while let Some((before, after)) = rest.split_once('{') {
        let (name, tail) = after.split_once('}').expect("braces close");
        text.push_str(before);
        match name.split_once('|') {
            Some((_, other)) => text.push_str(other),
            None if name == "applied" => {}
            None => write!(text, "{{{}}}", base(name)).expect("a string takes all"),
        }
        rest = tail;
    }
    text.push_str(rest);
    text
}

fn sort(code: FindingCode) -> &'static str {
    match (code.severity(), code.scope()) {
        (_, Some(Scope::Fatal)) => "fatal error",
        (_, Some(Scope::File)) => "error of the file",
        (Severity::Error, _) => "error of the row",
        (Severity::Warning, _) => "warning",
        (Severity::Notice, _) if code.is_fix() => "fix",
        (Severity::Notice, _) => "notice",
    }
}

fn stage_title(stage: Stage) -> &'static str {
    match stage {
        Stage::File => "The file",
        Stage::Encoding => "Encoding",
        Stage::Dialect => "Separators, line ends, quotes",
        Stage::Header => "The header",
        Stage::Row => "Rows",
        Stage::Cell => "Cells",
        Stage::CrossRow => "Across rows",
        Stage::Inventory => "Numbers, accounts, teams, limits",
        Stage::Import => "The import",
    }
}

fn generate() -> String {
    let mut page = String::from(BEGINNING);
    let mut codes = FindingCode::ALL.to_vec();
    codes.sort_by_key(|code| code.stage());
    let mut stage = None;
    for code in codes {
        if stage != Some(code.stage()) {
            stage = Some(code.stage());
            write!(page, "\n## {}\n", stage_title(code.stage())).expect("a string takes all");
        }
        let Entry {
            title,
            message,
            suggestion,
        } = (Language::En.table().entry)(code);
        let todo = suggestion.last().map_or_else(
            || "Nothing; it is for the record.".to_owned(),
            |_| {
                suggestion
                    .iter()
                    .map(|text| readable(text))
                    .collect::<Vec<_>>()
                    .join(" / ")
            },
        );
        write!(
            page,
            "\n### <a id=\"{code}\"></a>`{code}`\n**{title}** ({}). {}\n\n- Why: {}\n- What to do: {todo}\n",
            sort(code),
            readable(message.first().expect("a message")),
            code.about(),
        )
        .expect("a string takes all");
    }
    page
}

#[test]
fn the_page_is_what_the_table_says() {
    let page = generate();
    if std::env::var_os("ROLLBOOK_BLESS").is_some() {
        std::fs::create_dir_all(concat!(env!("CARGO_MANIFEST_DIR"), "/docs")).expect("a folder");
        std::fs::write(PATH, &page).expect("the page");
    }
    let written = std::fs::read_to_string(PATH).expect("core/docs/findings.md exists");
    assert!(
        written == page,
        "core/docs/findings.md is out of date; ROLLBOOK_BLESS=1 writes it"
    );
    for code in FindingCode::ALL {
        assert_eq!(
            page.matches(&format!("<a id=\"{code}\">")).count(),
            1,
            "{code}"
        );
    }
}
