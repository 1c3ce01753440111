//! The fast way answers what the thorough one answers, on files of every schema, of good rows and of rows that are
//! almost good.

use std::fmt::Write as _;

use proptest::prelude::*;

use super::super::columns::FileColumns;
use super::super::report::{View, to_json};
use super::super::schema::Schema;
use super::super::{Fixes, Options, Report, RowStatus, validate};
use super::*;
use crate::profile::ProfileName;
use crate::settings::AccessKind;

/// What both ways make of a file, and how many of its rows are in order.
fn both(text: &[u8], schema: &Schema, options: &Options) -> (Report, Report) {
    let options = options.clone().collect_rows(true);
    let thorough = Options {
        thorough: true,
        ..options.clone()
    };
    (
        validate(text, schema, &options, None),
        validate(text, schema, &thorough, None),
    )
}

fn compare(text: &str, schema: &Schema, options: &Options) -> Result<usize, TestCaseError> {
    let (quick, thorough) = both(text.as_bytes(), schema, options);
    let rendered = |report: &Report| to_json(report, View::default()).unwrap();
    prop_assert_eq!(rendered(&quick), rendered(&thorough), "{}", text);
    prop_assert!(quick.rows == thorough.rows, "typed rows differ: {}", text);
    prop_assert!(quick.keys() == thorough.keys(), "keys differ: {}", text);
    prop_assert_eq!(quick.statuses(), thorough.statuses());
    Ok(quick
        .statuses()
        .iter()
        .filter(|status| **status == RowStatus::Ok)
        .count())
}

fn built_in() -> Vec<Schema> {
    let mut schemas = vec![host()];
    for profile in [
        ProfileName::Multiline2021,
        ProfileName::Multiline2022,
        ProfileName::Multiline2024,
        ProfileName::MembersV1,
        ProfileName::MembersV2,
        ProfileName::MembersV3,
    ] {
        for access in [AccessKind::Portal, AccessKind::NoPortal] {
            schemas.extend(Schema::for_profile(profile, access));
        }
    }
    schemas.push(Schema::numbers());
    schemas
}

/// A schema with what no built-in one has.
fn host() -> Schema {
    Schema::from_json(
        r#"{
            "id": "host", "version": 1,
            "columns": [
                {"key": "name", "label": {"en": "Name"}, "type": {"name": {"max_chars": 12}}, "sample": "Ada"},
                {"key": "mail", "label": {"en": "Mail"}, "type": "email", "unique": "warning", "sample": "name@example.com"},
                {"key": "phone", "label": {"en": "Phone"}, "type": "phone"},
                {"key": "badge", "label": {"en": "Badge"}, "type": {"digits": {"min": 4, "max": 6}}, "unique": "error"},
                {"key": "site", "label": {"en": "Site"}, "type": {"choice": {"values": [
                    {"value": "north", "aliases": ["nord"]}, {"value": "=south"}, {"value": "a word of more bytes"}, {"value": "ten bytes."}]}}, "default": "north"},
                {"key": "count", "label": {"en": "Count"}, "type": {"integer": {"min": 0, "max": 500}}},
                {"key": "day", "label": {"en": "Day"}, "type": {"date": {}}},
                {"key": "remark", "label": {"en": "Remark"}, "type": {"text": {"max_chars": 20, "pattern": "[a-z0-9 é.]*"}}},
                {"key": "pin", "label": {"en": "Secret"}, "type": "text", "secret": true},
                {"key": "team", "label": {"en": "Team"}, "type": {"reference": {"list": "teams"}}}
            ],
            "rules": [
                {"required_if": {"column": "badge", "when": {"column": "site", "in": ["ten bytes."]}}},
                {"ignored_unless": {"column": "count", "when": {"column": "site", "in": ["north"]}}},
                {"not_equal": {"columns": ["phone", "badge", "remark"]}},
                {"at_least_one": {"columns": ["mail", "phone"]}},
                {"needs_feature": {"column": "team", "value": "Sales", "feature": "teams"}}
            ],
            "email": {"allowed_domains": ["example.com", "gmial.com", "Mail.Example.org"]},
            "words": {"note": ["note", "hinweis", "beispiel", "número", "ni una"], "placeholder": ["n/a", "none", "-"]}
        }"#,
    )
    .unwrap()
}

/// Cells of every kind, good and almost good.
fn cell() -> impl Strategy<Value = String> {
    prop_oneof![
        6 => Just(String::new()),
        8 => prop::sample::select(vec![
            "Yes", "No", "auto", "off", "on", "true", "false", "English", "German", "Member", "Admin", "north", "=south",
            "a word of more bytes", "ten bytes.", "No Team", "Sales", "name@example.com", "Firstname", "Lastname", "Ada",
        ]).prop_map(str::to_owned),
        6 => name(),
        6 => "[a-zA-Z0-9.]{1,6}@(example\\.com|Mail\\.example\\.org|gmial\\.com|gmail\\.com|other\\.example)",
        6 => "\\+?(1440555[0-9]{4}|4915112345[0-9]{3}|3906698[0-9]{5}|44207946[0-9]{4}|1900234[0-9]{4}|80012345[0-9]{3})",
        3 => "[0-9]{3,19}",
        2 => prop::sample::select(vec![
            "YES", "no", "nord", "Note: delete", "note", "NOTE:", "Example", "número", "NÚMERO", "ni una", "n/a", "-", "null",
            " Ada", "Ada ", "A  B", "=1+1", "'+14405551234", "+1 440 555 1234", "1.44E+10", "0014405551234", "04-Mar",
            "2026-03-31", "2026-02-31", "007", "42", "501", "#N/A", "Jos\u{c3}\u{a9}", "\u{201c}Ada\u{201d}", "Ada\u{202e}", "a\u{301}",
            "\u{a0}", "  ", "\t", "\u{200b}", "\u{fffd}", "\u{85}", "\u{0}", "\u{feff}Ada", "A@b@c.d", "a@x,com", "NAME@EXAMPLE.COM",
        ]).prop_map(str::to_owned),
        1 => "\\PC{0,8}",
        1 => "[a-zéÀ-ſ0-9@.+ '-]{0,20}",
        1 => "a{14,18}|[a-z]{60,66}|é{60,66}",
    ]
}

fn name() -> impl Strategy<Value = String> {
    prop::sample::select(vec![
        "[A-Z][a-z]{1,9}",
        "[A-Z][a-zàéîöüñçłşžŠœ' .-]{1,8}",
        "[А-Я][а-яіїєґ]{2,7}",
        "[Α-Ω][α-ωάέή]{2,7}",
        "[א-ת]{2,5}",
        "[ا-ي]{2,6}",
        "[क-हा-्ंः़]{2,6}",
        "[ก-๎]{2,8}",
        "[一-龥]{1,3}",
        "[ぁ-んァ-ヺー]{2,5}",
        "[가-힣]{2,3}",
        "[A-Z][a-z’]{1,5}",
        "[Ạ-ỹa-z\u{300}-\u{305}]{2,6}",
        "[a-zà-ö\u{80}-\u{bf}ŠŒŽšœžŸƒ]{2,6}",
    ])
    .prop_flat_map(|pattern| proptest::string::string_regex(pattern).unwrap())
}

/// A file of a schema: its labels in some order, and rows.
fn file(schema: Schema) -> impl Strategy<Value = (String, Schema)> {
    let mut labels: Vec<String> = schema
        .columns
        .iter()
        .map(|column| column.label_in("en").to_owned())
        .collect();
    labels.extend(["Remarks of ours".to_owned(), String::new()]);
    let count = labels.len();
    let rows = prop::collection::vec((prop::collection::vec(cell(), count), 0..12_u8), 1..8);
    let end = prop::sample::select(vec!["\n", "\r\n", "\r"]);
    (
        Just(labels).prop_shuffle(),
        count - 3..=count,
        rows,
        end,
        any::<bool>(),
    )
        .prop_map(move |(labels, kept, rows, end, last)| {
            let mut lines = vec![labels[..kept].join(",")];
            for (mut cells, kind) in rows {
                cells.truncate(match kind {
                    0 => kept - 1,
                    1 => kept + 1,
                    _ => kept,
                });
                if kind == 2 {
                    cells.iter_mut().for_each(String::clear);
                }
                if kind == 3 {
                    cells[0] = format!("\"{}\"", cells[0].replace('"', "\"\""));
                }
                lines.push(cells.join(","));
            }
            let mut text = lines.join(end);
            if last {
                text.push_str(end);
            }
            (text, schema.clone())
        })
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn quick_and_thorough_say_the_same(
        (text, schema) in prop::sample::select(built_in()).prop_flat_map(file),
        fixes in prop::sample::select(vec![Fixes::Safe, Fixes::Off, Fixes::Strict]),
        region in prop::option::of(Just("DE")),
    ) {
        let mut options = Options::new().fixes(fixes);
        options.region = region.map(|region| region.parse().unwrap());
        compare(&text, &schema, &options)?;
    }

    #[test]
    fn quick_and_thorough_say_the_same_of_people(
        people in prop::collection::vec((name(), name(), cell(), 0..40_usize, cell()), 1..12),
    ) {
        let schema = Schema::for_profile(ProfileName::Multiline2024, AccessKind::Portal).unwrap();
        let mut text = "firstname,lastname,email address or device,social_messaging,multiline_number,monitor_calls,monitor_sms,forwarding_number,restrict_incoming_social_messaging,Language\n".to_owned();
        for (first, last, odd, place, other) in people {
            let mut cells = [
                first.as_str(), last.as_str(), "name@example.com", "No", "14405551234", "auto", "on", "", "", "English",
            ];
            if let Some(place) = cells.get_mut(place) {
                *place = &odd;
            }
            if place % 4 == 0 {
                cells[2] = &other;
            }
            writeln!(text, "{}", cells.join(",")).unwrap();
        }
        compare(&text, &schema, &Options::new())?;
    }

    /// Rows of every length around the borders of what is looked at together, many of them good, and rows of every
    /// other kind among them.
    #[test]
    fn quick_and_thorough_say_the_same_at_every_border(
        rows in prop::collection::vec((1..9_usize, prop_oneof![
            12 => 0..80_usize, 1 => 3_900..4_200_usize,
        ], 0..60_u8), 1..150),
        end in prop::sample::select(vec!["\n", "\r\n", "\r"]),
        last in any::<bool>(),
        most in prop::option::of(1..150_u64),
    ) {
        let schema = host();
        let mut lines = vec!["Name,Mail,Phone,Remarks of ours".to_owned()];
        for (number, (name, remark, kind)) in rows.into_iter().enumerate() {
            let name: String = "Abcdefghi".chars().take(name).collect();
            let remark = "r".repeat(remark);
            lines.push(match kind {
                0 => String::new(),
                1 => ",,,".to_owned(),
                2 => "Note,,,".to_owned(),
                3 => format!(" {name},name@example.com,,{remark}"),
                4 => format!("{name},name@example.com"),
                5 => format!("\"{name}\",name{number}@example.com,,\"{remark}\""),
                6 => format!("\"{name}{end}\",name{number}@example.com,,{remark}"),
                7 => format!("{name},NAME{number}@example.com,14405551234,{remark}\u{1}"),
                8 => "Ada,name@example.com,,".to_owned(),
                9 => format!("{name},name{number}@example.com,,{remark},"),
                10 => format!("Żó{name},Name{number}@Mail.example.org,,{remark}é"),
                _ => format!("{name},name{number}@example.com,,{remark}"),
            });
        }
        let mut text = lines.join(end);
        if last {
            text.push_str(end);
        }
        let limits = crate::csv::Limits { rows: most, ..crate::csv::Limits::default() };
        compare(&text, &schema, &Options::new().limits(limits))?;
    }
}

/// Whether the fast way takes every row of a file.
fn takes_all(text: &str, schema: &Schema) -> bool {
    let options = Options::new();
    let limits = options.limits.resolve(100_000);
    let labels = super::super::header::Labels::new(schema);
    let (header, rows) = text.split_once('\n').unwrap();
    let texts = header
        .split(',')
        .map(|label| (label.to_owned(), 0))
        .collect();
    let columns = FileColumns::new(schema, &labels, texts, (1, 1));
    let shared = Shared::new(
        schema,
        &options,
        limits,
        None,
        (columns, b','),
        (super::super::decode::TextEncoding::Utf8, false),
    );
    let mut quick = Quick::new(&shared).unwrap();
    let scan = super::super::scan::Scan::new(rows.as_bytes(), b',');
    let windows = crate::window::alone(rows.as_bytes());
    let mut batch = quick.batch();
    scan.rows(0, (rows.len(), usize::MAX), true, &mut batch);
    let good = quick.accept(windows.at(0).unwrap(), &batch, |_| false);
    good == batch.rows() && batch.start(batch.len()) == rows.len()
}

#[test]
fn ordinary_rows_are_taken() {
    let accounts = "firstname,lastname,email address or device,social_messaging,multiline_number,monitor_calls,monitor_sms,forwarding_number,restrict_incoming_social_messaging,Language\n";
    let schema = Schema::for_profile(ProfileName::Multiline2024, AccessKind::Portal).unwrap();
    for rows in [
        "Jürgen,D'Amico,juergen@mail.example.com,No,14405551234,auto,on,,,German\r\n",
        "丽华,พิมพ์,+4915112345678,No,,off,off,14405551235,,\n",
        ",,Name@Example.com,Yes,,off,off,,true,English",
    ] {
        assert!(takes_all(&format!("{accounts}{rows}"), &schema), "{rows}");
    }
    for rows in [
        "Ada,,name@example.com,no,,auto,on,,,\n",
        "Ada,,name@example.com,No,,auto,,,,\n",
        ",,,,,,,,,\n",
        "Note,,,No,,auto,on,,,\n",
        "Firstname,Lastname,name@example.com,No,,auto,on,,,\n",
        "Ada,,14405551234,No,14405551234,auto,on,14405551234,,\n",
        "Ada,,name@example.com,No,,auto,on,,true,\n",
    ] {
        assert!(!takes_all(&format!("{accounts}{rows}"), &schema), "{rows}");
    }
    let members = Schema::for_profile(ProfileName::MembersV3, AccessKind::Portal).unwrap();
    assert!(takes_all(
        "name,email,role,team\nAda Lovelace,a@example.com,,Sales\nBo,b@example.com,Admin,\n",
        &members
    ));
    let numbers = Schema::numbers();
    assert!(takes_all(
        "number,tags,ported,golden\n14405551234,,false,false\n+4915112345678,A;B,,\n",
        &numbers
    ));
    assert!(takes_all("Name,Mail\nAda,a@example.com\n", &host()));
}
