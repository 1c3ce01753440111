//! Group G, hostile files: every one goes through the whole import.

use std::io::{self, Read, Seek, SeekFrom};

use rollbook::command::batch::upload::ImportAccounts;
use rollbook::csv::template::TemplateOptions;
use rollbook::csv::{AccessKind, Options, Schema, validate_reader};
use rollbook::engine::Imported;
use rollbook::profile::ProfileName;
use rollbook::settings::ImportMode;
use rollbook_tests::dump::{accounts, assert_same};
use rollbook_tests::home::Home;
use rollbook_tests::world::{World, file, identity};

const HEADER: &str =
    "firstname,lastname,email address or device,social_messaging,monitor_calls,monitor_sms\n";

fn row(first: &str, identity: &str) -> String {
    format!("{first},Example,{identity},No,auto,off\n")
}

fn import(world: &World, bytes: &[u8]) -> Imported {
    world
        .import(&ImportAccounts::new(world.root), bytes)
        .unwrap()
}

/// Imported in mode all it is rejected with this code at this cell, and nothing but the batch is new.
fn rejected(home: Home, bytes: &[u8], code: &str, cell: Option<&str>) {
    let world = World::new(home);
    let before = world.dump();
    let imported = import(&world, bytes);
    assert_eq!(imported.batch.state.as_str(), "rejected", "{code}");
    let report = imported.report.unwrap();
    let found = report
        .findings
        .iter()
        .find(|it| it.code.as_str() == code)
        .unwrap_or_else(|| panic!("{code} is not among {:?}", crate::codes(&report.findings)));
    if cell.is_some() {
        assert_eq!(found.place.cell().as_deref(), cell, "{code}");
    }
    let mut after = world.dump();
    let is_batch = |key: &str| key.starts_with("batch ") || key.starts_with("row ");
    after.0.retain(|key, _| !is_batch(key));
    assert_same(&before, &after);
}

/// It is imported, and these are the identities, in any order.
fn imported(home: Home, bytes: &[u8], identities: &[String]) {
    let world = World::new(home);
    let imported = import(&world, bytes);
    let codes = crate::codes(&imported.report.unwrap().findings);
    assert_eq!(imported.batch.state.as_str(), "completed", "{codes:?}");
    let mut stored = stored(&world);
    stored.sort();
    let mut wanted = identities.to_vec();
    wanted.sort();
    assert_eq!(stored, wanted);
}

fn stored(world: &World) -> Vec<String> {
    let rows = accounts(world.store(), world.tenant, world.now());
    let people = rows.iter().filter(|row| !row.account.value.administrator);
    people
        .filter_map(|row| {
            Some(
                row.account
                    .value
                    .identity
                    .as_ref()?
                    .canonical()
                    .into_owned(),
            )
        })
        .collect()
}

fn people(count: u32) -> Vec<String> {
    (0..count).map(identity).collect()
}

/// A file of exactly so many bytes: a thousand people, and a column that nobody uses.
fn filled_up(bytes: usize) -> Vec<u8> {
    let mut text = format!("{},notes\n", HEADER.trim_end());
    let each = (bytes - text.len()) / 1_000;
    for index in 0..1_000 {
        let person = row("Person", &identity(index));
        let left = match index {
            999 => bytes - text.len(),
            _ => each,
        };
        let line = format!("{},", person.trim_end());
        text += &line;
        text += &"x".repeat(left - line.len() - 1);
        text.push('\n');
    }
    text.into_bytes()
}

pub fn case_g_01(home: Home) {
    // One byte more than may be; a cell of 64 MiB; no line end.
    rejected(home, &filled_up(LARGEST + 1), "file_too_large", None);
    let cell = [HEADER.as_bytes(), b"\"", &vec![b'a'; 64 << 20], b"\"\n"].concat();
    rejected(home, &cell, "file_too_large", None);
    let line = [HEADER.as_bytes(), &vec![b'a'; 4 << 20]].concat();
    rejected(home, &line, "row_too_large", None);
    // A gibibyte that is read: no further than to the limit.
    let mut endless = Endless { at: 0, furthest: 0 };
    let schema = Schema::for_profile(ProfileName::Multiline2024, AccessKind::Portal).unwrap();
    let report = validate_reader(&mut endless, &schema, &Options::new(), None);
    assert_eq!(crate::codes(&report.findings), ["file_too_large"]);
    assert!(
        endless.furthest <= LARGEST as u64 + (64 << 10),
        "{}",
        endless.furthest
    );
}

pub fn twin_g_01(home: Home) {
    imported(home, &filled_up(LARGEST), &people(1_000));
}

/// Bytes of the largest file of a thousand people.
const LARGEST: usize = 5 << 20;

/// A gibibyte of one line.
struct Endless {
    at: u64,
    furthest: u64,
}

impl Read for Endless {
    fn read(&mut self, into: &mut [u8]) -> io::Result<usize> {
        let left = (1_u64 << 30).saturating_sub(self.at);
        let count = into.len().min(usize::try_from(left).unwrap());
        into[..count].fill(b'a');
        self.at += count as u64;
        self.furthest = self.furthest.max(self.at);
        Ok(count)
    }
}

impl Seek for Endless {
    fn seek(&mut self, to: SeekFrom) -> io::Result<u64> {
        self.at = match to {
            SeekFrom::Start(at) => at,
            SeekFrom::End(by) => (1_u64 << 30).checked_add_signed(by).unwrap(),
            SeekFrom::Current(by) => self.at.checked_add_signed(by).unwrap(),
        };
        Ok(self.at)
    }
}

pub fn case_g_02(home: Home) {
    rejected(home, &file(1_001, |_| String::new()), "too_many_rows", None);
    let wide = format!("{}{}\n", HEADER.trim_end(), ",x".repeat(100_000));
    rejected(home, wide.as_bytes(), "too_many_columns", None);
}

pub fn twin_g_02(home: Home) {
    imported(home, &file(1_000, |_| String::new()), &people(1_000));
}

fn thousand(first: &str) -> Vec<u8> {
    let mut text = HEADER.to_owned() + &row(first, &identity(0));
    for index in 1..1_000 {
        text += &row("Person", &identity(index));
    }
    text.into_bytes()
}

pub fn case_g_03(home: Home) {
    rejected(home, &thousand("\"Person"), "unclosed_quote", Some("A2"));
    // Not in mode partial either: no row is imported, none swallowed.
    let world = World::new(home);
    let input = ImportAccounts {
        mode: Some(ImportMode::Partial),
        ..ImportAccounts::new(world.root)
    };
    let ended = world.import(&input, &thousand("\"Person")).unwrap();
    assert_eq!(ended.batch.counters.succeeded, 0);
    assert!(stored(&world).is_empty());
}

pub fn twin_g_03(home: Home) {
    imported(home, &thousand("\"Person\""), &people(1_000));
}

pub fn case_g_04(home: Home) {
    // Whatever quotes and line ends do, what stands under a label is what is read, or the row fails.
    for first in [
        "Per\"son",
        "\"Per\"son",
        "\"\"\"\"",
        "\"Per\"\"son\"",
        "Person\"",
    ] {
        let world = World::new(home);
        let bytes = HEADER.to_owned() + &row(first, &identity(0)) + &row("Person", &identity(1));
        let ended = import(&world, bytes.as_bytes());
        let found = stored(&world);
        assert!(
            found.iter().all(|it| people(2).contains(it)),
            "{first}: {found:?}"
        );
        assert_eq!(found.len(), ended.batch.counters.succeeded as usize);
    }
    let mixed = file(4, |_| String::new());
    let text = String::from_utf8(mixed).unwrap();
    let ends = ["\r\n", "\r", "\n", "\r\n", "\n"];
    let mixed: String = text
        .lines()
        .zip(ends)
        .map(|(line, end)| format!("{line}{end}"))
        .collect();
    imported(home, mixed.as_bytes(), &people(4));
}

pub fn twin_g_04(home: Home) {
    let bytes = HEADER.to_owned() + &row("\"Per\"\"son, Jr.\"", &identity(0));
    imported(home, bytes.replace('\n', "\r\n").as_bytes(), &people(1));
}

pub fn case_g_05(home: Home) {
    for hostile in ["a\u{0}b", "a\u{7}b", "a\u{85}b", "a\u{9b}b"] {
        let bytes = HEADER.to_owned() + &row(hostile, &identity(0));
        rejected(home, bytes.as_bytes(), "control_character", Some("A2"));
    }
    let bytes = HEADER.to_owned() + &row("a\u{fffe}b", &identity(0));
    let world = World::new(home);
    let ended = import(&world, bytes.as_bytes());
    assert_eq!(ended.batch.state.as_str(), "rejected");
    // A second mark is no part of a label that anybody knows.
    let twice = format!("\u{feff}\u{feff}{HEADER}{}", row("Person", &identity(0)));
    let world = World::new(home);
    import(&world, twice.as_bytes());
    assert!(stored(&world).iter().all(|it| *it == identity(0)));
}

pub fn twin_g_05(home: Home) {
    let once = format!("\u{feff}{HEADER}{}", row("Person", &identity(0)));
    imported(home, once.as_bytes(), &people(1));
}

/// Imported, with this among the findings.
fn imported_with(home: Home, bytes: &[u8], identities: &[String], code: &str) -> World {
    let world = World::new(home);
    let ended = import(&world, bytes);
    let codes = crate::codes(&ended.report.unwrap().findings);
    assert_eq!(ended.batch.state.as_str(), "completed", "{codes:?}");
    assert!(codes.contains(&code), "{code} is not among {codes:?}");
    let mut found = stored(&world);
    found.sort();
    assert_eq!(found, identities);
    world
}

pub fn case_g_06(home: Home) {
    let text = HEADER.to_owned() + &row("Zo\u{eb}", &identity(0));
    for big_endian in [false, true] {
        let bytes: Vec<u8> = format!("\u{feff}{text}")
            .encode_utf16()
            .flat_map(|unit| match big_endian {
                true => unit.to_be_bytes(),
                false => unit.to_le_bytes(),
            })
            .collect();
        imported_with(home, &bytes, &people(1), "encoding_transcoded");
    }
    let latin =
        |first: &[u8]| [HEADER.as_bytes(), first, row("", &identity(0)).as_bytes()].concat();
    let world = imported_with(home, &latin(b"Zo\xeb"), &people(1), "encoding_guessed");
    let named = world.dump().0.values().any(|it| it.contains("Zo\u{eb}"));
    assert!(named, "the name is read as it was meant");
    // A byte that Windows-1252 does not have; two names in Shift-JIS, which have such bytes.
    for undefined in [&b"M\x81ller"[..], b"\x8d\xb2\x93\xa1", b"\x90\x6c"] {
        rejected(home, &latin(undefined), "encoding_undecodable", Some("A2"));
    }
    // Overlong and cut sequences beside good ones.
    for broken in [
        &b"a\xc0\xafb"[..],
        b"a\xe0\x80\xafb",
        b"a\xf0\x9f\x98",
        b"a\xed\xa0\x80b",
    ] {
        let bytes = [
            latin(broken).as_slice(),
            row("Zo\u{eb}", &identity(1)).as_bytes(),
        ]
        .concat();
        rejected(home, &bytes, "invalid_utf8", Some("A2"));
    }
}

pub fn twin_g_06(home: Home) {
    let bytes = HEADER.to_owned() + &row("Zo\u{eb}", &identity(0));
    imported(home, bytes.as_bytes(), &people(1));
}

pub fn case_g_07(home: Home) {
    let with = |head: &str, more: &str| {
        let person = row("Person", &identity(0));
        format!("{head}\n{}{more}\n", person.trim_end())
    };
    let head = HEADER.trim_end();
    // Missing, also behind a look-alike letter; twice with different values.
    for (from, to) in [
        ("monitor_calls", "calls"),
        ("monitor_calls", "m\u{43e}nitor_calls"),
    ] {
        rejected(
            home,
            with(&head.replace(from, to), "").as_bytes(),
            "missing_label",
            None,
        );
    }
    let twice = with(&format!("{head},device"), ",12025550123");
    rejected(home, twice.as_bytes(), "duplicate_label", Some("G1"));
    let refused = with(&format!("{head},PIN"), ",123456");
    rejected(home, refused.as_bytes(), "column_not_enabled", Some("G1"));
    // Unknown: said, and not used.
    for label in ["colour", "l\u{430}stname2"] {
        let unknown = with(&format!("{head},{label}"), ",x");
        imported_with(home, unknown.as_bytes(), &people(1), "unknown_label");
    }
    // The note row is nobody, whatever else stands in it.
    for note in ["Note: delete this row", "note:", "NOTE: n@example.com"] {
        let text = format!(
            "{HEADER}{}{}",
            row(note, &identity(7)),
            row("Person", &identity(0))
        );
        imported_with(home, text.as_bytes(), &people(1), "template_note_row");
    }
    let text = format!("{HEADER}{}", row("Person", &identity(0))).replace(',', ";");
    imported_with(
        home,
        format!("sep=;\n{text}").as_bytes(),
        &people(1),
        "sep_line_consumed",
    );
    imported_with(
        home,
        format!("sep=,\n{text}").as_bytes(),
        &people(1),
        "dialect_detected",
    );
}

pub fn twin_g_07(home: Home) {
    let schema = Schema::for_profile(ProfileName::Multiline2024, AccessKind::Portal).unwrap();
    let template = schema
        .template(&TemplateOptions::new().note().sample())
        .unwrap();
    let mut text = String::from_utf8(template).unwrap();
    text += &format!("Person,Example,{},No,,auto,off,,,\r\n", identity(0));
    imported(home, text.as_bytes(), &people(1));
}

pub fn case_g_08(home: Home) {
    for (cells, code, cell) in [
        ("maybe,auto,off", "value_not_allowed", "D2"),
        (",auto,off", "required_value_missing", "D2"),
        ("on,auto,off", "value_not_allowed", "D2"),
        ("No,yes,off", "value_not_allowed", "E2"),
        ("No,auto,auto", "value_not_allowed", "F2"),
    ] {
        let bytes = format!("{HEADER}Person,Example,{},{cells}\n", identity(0));
        rejected(home, bytes.as_bytes(), code, Some(cell));
    }
}

pub fn twin_g_08(home: Home) {
    let bytes = format!("{HEADER}Person,Example,{},No,off,on\n", identity(0));
    imported(home, bytes.as_bytes(), &people(1));
}

pub fn case_g_09(home: Home) {
    let many = "1".repeat(10_000);
    let hostile = [
        ".;phone-context=",
        "+1202555012\u{0663}x",
        "tel:+1202;ext=5",
        many.as_str(),
        "+",
        "++12025550123",
        "+0",
        "(((((",
        "1.44055E+10",
        "=+12025550123",
        "\u{ff0b}",
        "+1-",
    ];
    for text in hostile {
        let world = World::new(home);
        let bytes = format!("{HEADER}Person,Example,\"{text}\",No,auto,off\n");
        let ended = import(&world, bytes.as_bytes());
        assert_eq!(ended.batch.counters.succeeded, 0, "{:.40}", text);
        assert!(stored(&world).is_empty());
    }
}

pub fn twin_g_09(home: Home) {
    let bytes = HEADER.to_owned() + &row("Person", "12025550123");
    imported(home, bytes.as_bytes(), &["+12025550123".to_owned()]);
}

pub fn case_g_10(home: Home) {
    let spellings = [
        "person@b\u{fc}cher.example",
        "person@bu\u{308}cher.example",
        "PERSON@B\u{dc}CHER.example",
        "\u{a0}person@b\u{fc}cher.example",
        "person@b\u{fc}cher.ex\u{200b}ample",
        "person@\u{ff42}\u{fc}cher.example",
        "person@xn--bcher-kva.example",
    ];
    let mut text = HEADER.to_owned();
    for (index, spelling) in spellings.iter().enumerate() {
        text += &row(&format!("Person{index}"), spelling);
    }
    let world = World::new(home);
    let ended = import(&world, text.as_bytes());
    assert_eq!(ended.batch.state.as_str(), "rejected");
    for row in &ended.rows {
        assert_eq!(row.outcome.as_str(), "failed", "row {}", row.record);
        assert!(!row.findings.is_empty());
    }
    let duplicates = ended
        .rows
        .iter()
        .filter(|row| crate::codes(&row.findings).contains(&"duplicate_identity"));
    assert!(duplicates.count() >= 5, "what can be read is one person");
    assert!(stored(&world).is_empty());
}

pub fn twin_g_10(home: Home) {
    imported(home, &file(2, |_| String::new()), &people(2));
}

fn members(home: Home) -> World {
    World::with(home, ProfileName::MembersV3, &[])
}

pub fn case_g_11(home: Home) {
    // Columns that decide nothing.
    let world = World::new(home);
    let head = format!("{},role,tenant,id,status,organization", HEADER.trim_end());
    let cells = row("Person", &identity(0));
    let text = format!(
        "{head}\n{},Administrator,ten_1,acc_1,activated,org_1\n",
        cells.trim_end()
    );
    import(&world, text.as_bytes());
    for found in accounts(world.store(), world.tenant, world.now()) {
        let account = &found.account.value;
        let is_owner = Some(account.id) == world.owner.account();
        assert_eq!(account.administrator, is_owner);
        assert_eq!(account.organization, world.root);
        assert!(found.invitation.is_none());
    }
    // A row aimed at the administrator.
    let text = HEADER.to_owned() + &row("Person", "Owner@Example.Invalid");
    let before = world.dump();
    let ended = import(&world, text.as_bytes());
    assert_eq!(
        crate::codes(&ended.rows[0].findings),
        ["account_identity_taken"]
    );
    let mut after = world.dump();
    let is_batch = |key: &str| key.starts_with("batch ") || key.starts_with("row ");
    after.0.retain(|key, _| !is_batch(key));
    let mut before = before;
    before.0.retain(|key, _| !is_batch(key));
    assert_same(&before, &after);
    // A role that the importer may not give.
    let world = members(home);
    let admin = crate::admin_of(&world);
    let text = "name,email,role\nPerson Example,p0@example.com,Admin\n";
    let ended = world
        .rollbook
        .import_accounts(
            &admin,
            &ImportAccounts::new(world.root),
            text.as_bytes(),
            rollbook::engine::RunOptions::default(),
            &mut |_| std::ops::ControlFlow::Continue(()),
        )
        .unwrap();
    assert_eq!(ended.batch.state.as_str(), "rejected");
    assert_eq!(
        crate::codes(&ended.rows[0].findings),
        ["role_not_grantable"]
    );
}

pub fn twin_g_11(home: Home) {
    let world = members(home);
    let text = "name,email,role\nPerson Example,p0@example.com,Admin\n";
    let ended = import(&world, text.as_bytes());
    assert_eq!(ended.batch.state.as_str(), "completed");
    let rows = accounts(world.store(), world.tenant, world.now());
    let created = rows
        .iter()
        .find(|row| Some(row.account.value.id) == ended.rows[0].account);
    assert!(created.unwrap().account.value.administrator);
}

const TEXTS: [&str; 7] = [
    "Robert'); DROP TABLE account;--",
    "$(reboot)",
    "<script>alert(1)</script>",
    "{{7*7}} {code}",
    "%s %n ${jndi:x}",
    "a\\nINFO forged line",
    "&amp;\\u0000",
];

pub fn case_g_12(home: Home) {
    let world = World::new(home);
    let mut text = HEADER.to_owned();
    for (index, name) in TEXTS.iter().enumerate() {
        text += &row(
            &format!("\"{name}\""),
            &identity(u32::try_from(index).unwrap()),
        );
    }
    let ended = import(&world, text.as_bytes());
    assert_eq!(ended.batch.state.as_str(), "completed");
    let mut kept: Vec<String> = world
        .dump()
        .0
        .iter()
        .filter(|(key, _)| key.starts_with("account "))
        .map(|(_, value)| value.clone())
        .collect();
    for name in TEXTS {
        let quoted = serde_json::to_string(name).unwrap();
        let found = kept.iter().position(|it| it.contains(&quoted));
        kept.remove(found.unwrap_or_else(|| panic!("{name} is not kept as it is")));
    }
}

pub fn twin_g_12(home: Home) {
    imported(home, &file(1, |_| String::new()), &people(1));
}
