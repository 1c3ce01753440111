use std::collections::BTreeSet;

use proptest::prelude::*;

use super::super::tests::{FILE, example};
use super::*;
use crate::csv::{AccessKind, Fixes, Limits, Options, validate};
use crate::profile::ProfileName;

const HEADER: &str = "firstname,lastname,email address or device,social_messaging,multiline_number,monitor_calls,\
    monitor_sms,forwarding_number,restrict_incoming_social_messaging,Language";

fn schema() -> Schema {
    Schema::for_profile(ProfileName::Multiline2024, AccessKind::Portal).unwrap()
}

fn page_of(report: &Report, bytes: &[u8], view: View) -> String {
    let bytes = write_html(report, &schema(), bytes, view, Vec::new()).unwrap();
    String::from_utf8(bytes).unwrap()
}

fn page(file: &str) -> String {
    let report = validate(file.as_bytes(), &schema(), &Options::new(), None);
    page_of(&report, file.as_bytes(), View::default())
}

/// What stands between the first `start` and the next `end`.
fn between<'a>(text: &'a str, start: &str, end: &str) -> &'a str {
    let (_, rest) = text.split_once(start).expect(start);
    rest.split_once(end).expect(end).0
}

/// The values of an attribute, in order.
fn attributes<'a>(page: &'a str, name: &str) -> Vec<&'a str> {
    let start = format!(" {name}=\"");
    page.split(&start)
        .skip(1)
        .map(|rest| rest.split('"').next().unwrap())
        .collect()
}

#[test]
fn the_page_says_the_verdict_the_counts_and_what_is_wrong_in_words() {
    let page = page_of(&example(), FILE.as_bytes(), View::default());
    assert!(page.starts_with("<!doctype html>\n<html lang=\"en\">"));
    assert!(page.contains("<title>users.csv: Cannot be imported yet</title>"));
    assert!(page.contains("<p class=\"total\">4 rows of data</p>"));
    assert!(page.contains("<li class=\"e\"><b>3</b> with errors</li>"));
    assert!(page.contains("<li class=\"e\"><a href=\"#found-e\">3 errors</a></li>"));
    // The group leads to its rows.
    let group = between(&page, "id=\"group-1\"", "</li>");
    assert!(
        group.contains("The same identity in several rows"),
        "{group}"
    );
    assert!(
        group.contains("<a href=\"#row-3\">3\u{2013}4</a>"),
        "{group}"
    );
    // The cell is marked, named and described; its message is text below the row.
    assert!(page.contains(
        "<td role=\"cell\" id=\"cell-D2\" class=\"e\" aria-describedby=\"note-2-0\"><i class=\"mark\">Error</i><bdi>1.44E+10</bdi></td>"
    ));
    let notes = between(&page, "<li id=\"note-2-0\"", "</li>");
    assert!(
        notes.contains("&#39;1.44E+10&#39; is what a spreadsheet made of a long number"),
        "{notes}"
    );
    assert!(
        notes.contains("href=\"#help-number_scientific_notation\""),
        "{notes}"
    );
}

#[test]
fn the_policy_allows_the_style_and_the_script_of_the_page_and_nothing_else() {
    let page = page(&format!("{HEADER}\n"));
    let policy = between(&page, "Content-Security-Policy\" content=\"", "\">");
    let hash = |text: &str| STANDARD.encode(Sha256::digest(text.as_bytes()));
    let mut styles = page.split("<style>").skip(1);
    let mut style = || hash(styles.next().unwrap().split("</style>").next().unwrap());
    let (style, columns) = (style(), style());
    let script = hash(between(&page, "<script>", "</script>"));
    assert_eq!(
        policy,
        format!(
            "default-src 'none'; style-src 'sha256-{style}' 'sha256-{columns}'; script-src 'sha256-{script}'; base-uri 'none'; form-action 'none'"
        )
    );
    assert_eq!(page.matches("<script").count(), 1);
    assert_eq!(page.matches("<style").count(), 2);
    // A browser reads the texts as they were hashed.
    for text in [STYLE, SCRIPT] {
        assert!(!text.contains('\r') && !text.contains("</") && !text.contains("<!--"));
    }
    // Nothing is loaded, and no element has a style or a handler of its own.
    for never in [
        " style=",
        " src=",
        " onclick=",
        "http://",
        "https://",
        "@import",
        "url(",
    ] {
        assert!(!page.contains(never), "{never}");
    }
}

#[test]
fn g_06_text_of_the_file_is_never_markup() {
    let attack = "<script>alert(1)</script>\"><img src=x onerror=alert(1)>";
    let cell = attack.replace('"', "\"\"");
    let file = format!("{HEADER},\"{cell}\"\n\"{cell}\",,\"{cell}\",No,,auto,on,,,,\"{cell}\"\n");
    let report = validate(
        file.as_bytes(),
        &schema(),
        &Options::new().file_name(attack),
        None,
    );
    let page = page_of(&report, file.as_bytes(), View::default());
    assert!(page.contains("&lt;script&gt;alert(1)"), "{page}");
    assert_eq!(page.matches("<script").count(), 1);
    assert!(!page.contains("<img") && !page.contains("\"><img"));
}

#[test]
fn what_nobody_could_see_is_named() {
    let page = page(&format!(
        "{HEADER}\nA\u{202e}da,Love\u{200b}lace,ada@example.com,No,,auto,on,,,\n"
    ));
    assert!(page.contains("A<b class=\"u\">U+202E</b>da"));
    assert!(!page.contains('\u{202e}') && !page.contains('\u{200b}'));
}

#[test]
fn every_link_leads_somewhere_and_every_id_is_there_once() {
    let rows = [
        "Ada,,ada@example.com,No,,auto,on,,,",
        ",,ada@example.com,Perhaps,1.44E+10,auto,on,,,",
        ",,nobody,Nope,,on,auto,,,",
        ",,e@example.com,No",
        ",,f@example.com,No,,auto,on,,,,too,many",
        "",
        ",, g@example.com,No,,auto,on,,,",
    ];
    let broken = include_str!("../../../../../examples/data/broken.csv");
    for file in [
        &*format!("Title\n{HEADER},Other\n{}\n", rows.join("\n")),
        broken,
    ] {
        let page = page(file);
        let ids = attributes(&page, "id");
        let distinct: BTreeSet<_> = ids.iter().copied().collect();
        assert_eq!(ids.len(), distinct.len());
        let mut inside = 0;
        for target in attributes(&page, "href") {
            match target.strip_prefix('#') {
                Some(id) => {
                    assert!(distinct.contains(id), "{id}");
                    inside += 1;
                }
                // It opens from disk: what is not in it is somewhere in full, or nowhere.
                None => assert!(target.starts_with("https://"), "{target}"),
            }
        }
        assert!(inside > 15);
        for described in attributes(&page, "aria-describedby") {
            for id in described.split(' ') {
                assert!(distinct.contains(id), "{id}");
            }
        }
        for labelled in attributes(&page, "aria-labelledby") {
            assert!(distinct.contains(labelled), "{labelled}");
        }
    }
}

#[test]
fn of_a_long_file_rows_with_errors_are_shown_first_and_the_page_says_so() {
    let mut file = String::from(HEADER);
    for person in 0..2_100 {
        file.push_str(&format!("\n,,a{person}@example.com,No,,auto,on,,,"));
    }
    for _ in 0..50 {
        file.push_str("\n,,nobody,No,,auto,on,,,");
    }
    file.push_str("\n,,nothing,No,,auto,on,,,English\n");
    let mut options = Options::new();
    options.limits = Limits::default();
    options.limits.rows = Some(3_000);
    let report = validate(file.as_bytes(), &schema(), &options, None);
    assert_eq!(report.counts.data_rows, 2_151);
    let page = page_of(&report, file.as_bytes(), View::default());
    assert_eq!(page.matches("<tbody ").count(), PAGE_ROWS);
    assert!(page.contains("The grid shows 2,000 of 2,151 rows: first those with errors"));
    assert_eq!(page.matches("class=\"tag e\"").count(), 51);
    // In the order of the file: the first of those without findings, and the last with an error.
    let first = page.find("id=\"row-2\"").unwrap();
    assert!(first < page.find("id=\"row-2152\"").unwrap());
    assert!(!page.contains("id=\"row-1990\""));
}

#[test]
fn the_boxes_count_what_the_overview_counts() {
    let rows = [
        "Ada,,ada@example.com,No,,auto,on,,,",
        "",
        ",,nobody,No,,auto,on,,,",
        ",,b@example.com,NO,,auto,on,,,",
        "Note: format number columns as Text,,,,,,,,,",
        ",,c@example.com,No,,auto,on,,true,",
    ];
    let file = format!("{HEADER}\n{}\n", rows.join("\n"));
    for fixes in [Fixes::Safe, Fixes::Strict] {
        let options = Options::new().fixes(fixes);
        let report = validate(file.as_bytes(), &schema(), &options, None);
        let page = page_of(&report, file.as_bytes(), View::default());
        let boxed = |class: &str| {
            let label = page.split(&format!("id=\"show-{class}\"")).nth(1);
            label.map_or(0, |label| {
                between(label, "<b>", "</b>").parse::<u32>().unwrap()
            })
        };
        let counts = &report.counts;
        let skipped = counts.skipped.total();
        assert!(page.contains(&format!("<b>{}</b> with errors", counts.with_errors)));
        assert!(page.contains(&format!(
            "<b>{skipped}</b> rows skipped (1 blank, 1 note of the template"
        )));
        assert_eq!(boxed("w"), counts.with_warnings);
        assert_eq!(boxed("n") + boxed("c"), counts.ok);
        if fixes == Fixes::Safe {
            assert_eq!((boxed("e"), boxed("x")), (1, 2));
            assert!(page.contains("<b>2</b> ok (1 with notices)"));
        } else {
            // A row that is skipped and in error stands with those in error, and the overview says how many.
            assert_eq!((boxed("e"), boxed("x")), (counts.with_errors + 2, 0));
            assert!(page.contains("1 note of the template; 2 with errors)"));
        }
    }
}

#[test]
fn a_group_says_what_to_do_where_all_of_it_say_the_same() {
    let page = page(&format!(
        "{HEADER}\n,,nobody,No,,auto,on,,,\n,,nothing,No,,auto,on,,,\n,,a..b@example.com,true,,auto,on,,,\n,,c..d@example.com,on,,auto,on,,,\n"
    ));
    let group = |code: &str| {
        let groups = page.split("<li class=\"group").skip(1);
        let mut of_code = groups.filter(|group| group.contains(&format!("#help-{code}\"")));
        of_code
            .next()
            .unwrap()
            .split("</li>")
            .next()
            .unwrap()
            .to_owned()
    };
    let alike = group("identity_unrecognized");
    assert_eq!(alike.matches("class=\"suggestion\"").count(), 1, "{alike}");
    let unlike = group("email_invalid");
    assert!(!unlike.contains("class=\"suggestion\""), "{unlike}");
}

#[test]
fn a_file_that_is_no_csv_has_a_page_that_says_why() {
    let bytes = b"PK\x03\x04\x14\x00\x06\x00 and so on";
    let report = validate(bytes, &schema(), &Options::new(), None);
    let page = page_of(&report, bytes, View::default());
    assert!(page.contains("<h1>Cannot be checked</h1>"));
    assert!(page.contains("#help-file_not_csv"));
    assert!(!page.contains("<table") && !page.contains("rows of data"));
    // The verdict says it all: that it was not checked to its end would be too little.
    assert!(!page.contains("class=\"caution\""));
}

#[test]
fn the_page_wants_full_values_and_the_same_bytes() {
    for pii in [Pii::Masked, Pii::None] {
        let view = View::default().pii(pii);
        let answer = write_html(&example(), &schema(), FILE.as_bytes(), view, Vec::new());
        assert!(matches!(answer, Err(ReportError::NeedsFull)));
    }
    let changed = FILE.replace("OFF", "off");
    let answer = write_html(
        &example(),
        &schema(),
        changed.as_bytes(),
        View::default(),
        Vec::new(),
    );
    assert!(matches!(answer, Err(ReportError::InputChanged)));
}

#[test]
fn a_secret_is_not_in_the_page_and_columns_of_ours_are_left_out() {
    let file = format!(
        "_row,_status,{HEADER},PIN\n2,ok,Ada,,ada@example.com,No,,auto,on,,,,482913\n3,ok,,,nobody,No,,auto,on,,,,\n"
    );
    let page = page(&file);
    assert!(!page.contains("482913") && page.contains("[hidden]"));
    let (shown, _) = page.split_once("<section id=\"help\"").unwrap();
    assert!(!shown.contains("_status"));
    // Letters are those of the uploaded file.
    assert!(page.contains("<span class=\"letter\">C</span> firstname"));
    assert!(page.contains("<td role=\"cell\" id=\"cell-E3\" class=\"e\""));
}

#[test]
fn a_long_value_is_cut_and_says_how_much_is_missing() {
    let long = "x".repeat(1_300);
    let page = page(&format!(
        "{HEADER}\n{long},,ada@example.com,No,,auto,on,,,\n"
    ));
    assert!(page.contains("(1,000 more characters)"));
    assert!(!page.contains(&"x".repeat(301)));
}

/// Relative luminance of `#rgb` or `#rrggbb` (WCAG 2).
fn luminance(colour: &str) -> f64 {
    let hex = colour.trim_start_matches('#');
    let wide: String = match hex.len() {
        3 => hex.chars().flat_map(|c| [c, c]).collect(),
        _ => hex.to_owned(),
    };
    let part = |at: usize| {
        let value =
            f64::from(u8::from_str_radix(wide.get(at..at + 2).unwrap(), 16).unwrap()) / 255.0;
        if value <= 0.040_45 {
            value / 12.92
        } else {
            ((value + 0.055) / 1.055).powf(2.4)
        }
    };
    0.2126 * part(0) + 0.7152 * part(2) + 0.0722 * part(4)
}

#[test]
fn every_text_has_the_contrast_of_wcag_aa_in_light_dark_and_print() {
    let mut themes = 0;
    for theme in STYLE.split(":root {").skip(1) {
        let rules = theme.split('}').next().unwrap();
        let colour = |name: &str| {
            let start = format!("--{name}: ");
            let (_, rest) = rules.split_once(&start).unwrap_or_else(|| panic!("{name}"));
            luminance(rest.split(';').next().unwrap())
        };
        let contrast = |one: &str, other: &str| {
            let (one, other) = (colour(one), colour(other));
            (one.max(other) + 0.05) / (one.min(other) + 0.05)
        };
        let grounds = ["paper", "card"];
        for text in ["ink", "soft", "link", "e", "w", "n", "c"] {
            for ground in grounds {
                assert!(
                    contrast(text, ground) >= 4.5,
                    "{text} on {ground} in theme {themes}"
                );
            }
        }
        for (text, ground) in [
            ("e", "e-tint"),
            ("w", "w-tint"),
            ("n", "n-tint"),
            ("c", "c-tint"),
            ("ink", "e-tint"),
            ("ink", "w-tint"),
            ("ink", "n-tint"),
        ] {
            assert!(
                contrast(text, ground) >= 4.5,
                "{text} on {ground} in theme {themes}"
            );
        }
        themes += 1;
    }
    assert_eq!(themes, 3);
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 48, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn whatever_the_bytes_the_page_is_written_twice_alike_and_its_elements_close(
        bytes in proptest::collection::vec(any::<u8>(), 0..300),
        text in "[a,;\"\r\n0-9@='<>&\u{202e}\u{0}]{0,300}",
    ) {
        for file in [bytes, format!("{HEADER}\n{text}").into_bytes()] {
            let report = validate(&file, &schema(), &Options::new(), None);
            let page = page_of(&report, &file, View::default());
            prop_assert_eq!(&page, &page_of(&report, &file, View::default()));
            for element in ["table", "tbody", "tr", "td", "th", "ul", "li", "p", "section", "span", "bdi", "a", "b", "i"] {
                let opened = page.matches(&format!("<{element}>")).count()
                    + page.matches(&format!("<{element} ")).count();
                prop_assert_eq!(opened, page.matches(&format!("</{element}>")).count(), "{}", element);
            }
        }
    }
}
