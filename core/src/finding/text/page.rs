//! The page of findings, `core/docs/findings.md`: one anchor per code. `ROLLBOOK_BLESS=1` writes it.

use std::collections::BTreeSet;
use std::fmt::{self, Write as _};

use super::explain::{Example, Explanation, explanations, meaning};
use super::{Entry, Language, base};
use crate::error::ErrorCode;
use crate::finding::{FindingCode, Scope, Severity, Stage};

const PATH: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/docs/findings.md");

/// What stands above the entries: how to read them, and steps that many of them refer to.
const BEGINNING: &str = include_str!("page/beginning.md");

const CAUSES: &str = "
## Causes of refusals

`backend_rejected` and `invitation_not_sent` name what stood in the way by a code. What each says, and whether the same may
succeed if it is simply tried again:

| cause | what it says | again |
|---|---|---|
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

/// Whether the finding is about the file rather than about one row of data: then strict makes it an error of the file.
fn concerns_file(code: FindingCode) -> bool {
    use FindingCode as C;
    matches!(
        code,
        C::EncodingGuessed
            | C::PreambleSkipped
            | C::UnknownLabel
            | C::RepeatedLabel
            | C::ColumnNotEnabled
            | C::BlankRow
            | C::TemplateNoteRow
            | C::TemplateSampleRow
    )
}

/// What is done to the value, and what the option `fixes` makes of it.
fn fixes(code: FindingCode) -> &'static str {
    match code.severity() {
        _ if code.is_fix() => {
            "The value is changed, with before and after on record. With fixes `off` or `strict` it is not, and this is an \
             error of the row with the replacement."
        }
        Severity::Warning if code.stage() < Stage::Inventory && concerns_file(code) => {
            "No value is changed. With fixes `strict` it is an error of the file."
        }
        Severity::Warning if code.stage() < Stage::Inventory => {
            "No value is changed. With fixes `strict` it is an error of the row."
        }
        _ => "No value is changed, whatever the option `fixes` says.",
    }
}

/// A text as code, and a remark in brackets at its end behind it.
fn as_code(text: &str) -> String {
    match text.split_once(" (") {
        _ if text.starts_with('(') => text.to_owned(),
        Some((code, remark)) if text.ends_with(')') => format!("`{code}` ({remark}"),
        _ => format!("`{text}`"),
    }
}

fn as_example(example: &Example) -> String {
    let column = example.column.map(|column| format!(" in `{column}`"));
    let (before, after) = (as_code(example.before), as_code(example.after));
    format!("{before} → {after}{}", column.unwrap_or_default())
}

fn write_index(page: &mut String, codes: &[&Explanation]) -> fmt::Result {
    page.push_str("\n## Index\n");
    for stage in codes.chunk_by(|left, right| left.code.stage() == right.code.stage()) {
        let Some(first) = stage.first() else { continue };
        write!(page, "\n**{}**\n\n", stage_title(first.code.stage()))?;
        for Explanation { code, .. } in stage {
            let title = (Language::En.table().entry)(*code).title;
            writeln!(page, "- [`{code}`](#{code}) {title} ({})", sort(*code))?;
        }
    }
    Ok(())
}

fn write_entry(page: &mut String, explanation: &Explanation) -> fmt::Result {
    let code = explanation.code;
    let Entry {
        title,
        message,
        suggestion,
    } = (Language::En.table().entry)(code);
    let varies = explanation.varies;
    let varies = varies.map_or_else(String::new, |varies| format!(" ({varies})"));
    writeln!(
        page,
        "\n### <a id=\"{code}\"></a>`{code}`\n\n**{title}.** {}{varies}; stage `{}`. {}\n",
        capitalized(sort(code)),
        code.stage().as_str(),
        fixes(code)
    )?;
    let first = message.first().copied().unwrap_or_default();
    writeln!(page, "> {}", readable(first))?;
    if !suggestion.is_empty() {
        let texts: Vec<String> = suggestion.iter().map(|text| readable(text)).collect();
        writeln!(page, ">\n> ▸ {}", texts.join(" / "))?;
    }
    let [means, why, act] = explanation.parts();
    write!(
        page,
        "\n**What it means.** {means}\n\n**Why it happens.** {why}\n\n**What to do.** {act}\n"
    )?;
    let mut lines = Vec::new();
    if !explanation.examples.is_empty() {
        let examples = explanation.examples.iter().map(as_example);
        lines.push(format!(
            "- Example: {}",
            examples.collect::<Vec<_>>().join("; ")
        ));
    }
    if !code.parameters().is_empty() {
        let meanings = code.parameters().iter();
        let meanings = meanings.map(|name| {
            let meaning = meaning(code, name).expect("each has a meaning");
            format!("`{name}` {meaning}")
        });
        lines.push(format!(
            "- Parameters: {}",
            meanings.collect::<Vec<_>>().join("; ")
        ));
    }
    if let Some(origin) = explanation.origin {
        lines.push(format!("- Origin: {origin}"));
    }
    if !lines.is_empty() {
        writeln!(page, "\n{}", lines.join("\n"))?;
    }
    Ok(())
}

fn capitalized(text: &str) -> String {
    let mut chars = text.chars();
    let first = chars.next().map(|first| first.to_ascii_uppercase());
    first.into_iter().chain(chars).collect()
}

/// What commands answer with and files do not.
fn write_causes(page: &mut String) -> fmt::Result {
    page.push_str(CAUSES);
    let mut causes = ErrorCode::ALL.to_vec();
    causes.retain(|code| code.as_str().parse::<FindingCode>().is_err());
    causes.sort_by_key(|code| code.as_str());
    for code in causes {
        let again = if code.retryable() { "yes" } else { "no" };
        writeln!(page, "| `{code}` | {} | {again} |", code.message())?;
    }
    Ok(())
}

fn generate() -> Result<String, fmt::Error> {
    let mut page = String::from(BEGINNING);
    let codes: Vec<&Explanation> = explanations().collect();
    write_index(&mut page, &codes)?;
    let mut stage = None;
    for explanation in codes {
        if stage != Some(explanation.code.stage()) {
            stage = Some(explanation.code.stage());
            writeln!(page, "\n## {}", stage_title(explanation.code.stage()))?;
        }
        write_entry(&mut page, explanation)?;
    }
    write_causes(&mut page)?;
    Ok(page)
}

#[test]
fn the_page_is_what_the_table_says() {
    let page = generate().expect("a string takes all");
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

#[test]
fn each_link_within_the_page_leads_to_a_heading_or_a_code() {
    let page = generate().expect("a string takes all");
    let slug = |heading: &str| heading.to_ascii_lowercase().replace(' ', "-");
    let headings = page.lines().filter_map(|line| line.strip_prefix("## "));
    let mut targets: BTreeSet<String> = headings.map(slug).collect();
    targets.extend(FindingCode::ALL.iter().map(FindingCode::to_string));
    let links = page.split("](#").skip(1);
    let mut seen = 0;
    for link in links.map(|rest| rest.split_once(')').expect("a link ends").0) {
        assert!(targets.contains(link), "{link}");
        seen += 1;
    }
    assert!(seen > FindingCode::ALL.len(), "{seen}");
}
