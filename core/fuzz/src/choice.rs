//! Which schema, options and facts: the first two bytes of an input choose, so that the fuzzer can.

use std::sync::OnceLock;

use rollbook::contact::Region;
use rollbook::csv::{AccessKind, Facts, Fixes, Limits, Options, Schema};
use rollbook::profile::ProfileName;

/// What two bytes chose.
pub struct Choice {
    pub schema: Schema,
    pub options: Options,
    pub facts: Option<Facts>,
}

impl Choice {
    /// The choice, and the file behind it. Two zeros are the default of everything.
    pub fn of(data: &[u8]) -> Option<(Self, &[u8])> {
        let ([first, second], body) = data.split_first_chunk()?;
        static SCHEMAS: OnceLock<Vec<Schema>> = OnceLock::new();
        let schema = SCHEMAS.get_or_init(schemas)[usize::from(first & 7)].clone();
        let mut options = Options::new().collect_rows(true);
        options.fixes =
            [Fixes::Safe, Fixes::Off, Fixes::Strict, Fixes::Safe][usize::from(first >> 3 & 3)];
        if first & 0x20 != 0 {
            options.region = Some("GB".parse().unwrap());
        }
        if first & 0x40 != 0 {
            options.limits = Limits {
                rows: Some(5),
                columns: Some(12),
                header_rows: Some(3),
                cell_bytes: Some(48),
                row_bytes: Some(160),
                findings_per_code: Some(4),
                recovered_quotes: Some(3),
                value_chars: Some(10),
                ..Limits::default()
            };
        }
        if first & 0x80 != 0 {
            options = options.header_row(u32::from(second >> 4));
        }
        if second & 4 != 0 {
            options = options.delimiter(';');
        }
        let facts = match second & 3 {
            0 | 1 => None,
            2 => Some(Facts::default()),
            _ => Some(Facts {
                numbers: [(
                    "+14405551234".parse().unwrap(),
                    rollbook::csv::facts::NumberFact::Available,
                )]
                .into(),
                invite: true,
                ..Facts::default()
            }),
        };
        Some((
            Self {
                schema,
                options,
                facts,
            },
            body,
        ))
    }
}

fn schemas() -> Vec<Schema> {
    use AccessKind::{NoPortal, Portal};
    let of = |profile: ProfileName, access| Schema::for_profile(profile, access).unwrap();
    vec![
        of(ProfileName::Multiline2024, Portal),
        of(ProfileName::Multiline2021, Portal),
        of(ProfileName::MembersV3, Portal),
        of(ProfileName::MembersV3, NoPortal),
        of(ProfileName::MembersV1, NoPortal),
        Schema::numbers(),
        Schema::from_json(BADGES).unwrap(),
        text_columns(3),
    ]
}

/// A host's schema with every type and rule that the built-in ones lack.
const BADGES: &str = r#"{"id":"badges","version":1,"columns":[
    {"key":"name","label":{"en":"Name"},"aliases":["full name"],"type":"name","header":"required"},
    {"key":"badge","label":{"en":"Badge"},"type":{"digits":{"min":4,"max":6}},"unique":"error"},
    {"key":"day","label":{"en":"Day"},"type":{"date":{"min":"2020-01-01"}}},
    {"key":"floor","label":{"en":"Floor"},"type":{"integer":{"min":-2,"max":40}},"default":"0"},
    {"key":"code","label":{"en":"Code"},"type":{"text":{"pattern":"[A-Z]{2}"}},"secret":true},
    {"key":"phone","label":{"en":"Phone"},"type":"phone","unique":"warning"},
    {"key":"site","label":{"en":"Site"},"type":{"choice":{"values":[{"value":"north","aliases":["nord"]},{"value":"south"}]}}}],
  "rules":[{"required_if":{"column":"badge","when":{"column":"site","in":["north"]}}},
           {"not_equal":{"columns":["badge","code"]}},
           {"at_least_one":{"columns":["name","badge"]}}]}"#;

/// A schema of `width` columns `c0`, `c1` ... of free text.
pub fn text_columns(width: usize) -> Schema {
    let columns: Vec<String> = (0..width)
        .map(|at| format!(r#"{{"key":"c{at}","label":{{"en":"c{at}"}},"type":{{"text":{{"max_chars":32767}}}}}}"#))
        .collect();
    let document = format!(
        r#"{{"id":"text","version":1,"columns":[{}],"words":{{"note":[],"placeholder":[]}},"limits":{{"rows":100000}}}}"#,
        columns.join(",")
    );
    Schema::from_json(&document).unwrap()
}

/// How many schemas [`one_column`] knows.
pub const TYPES: usize = 13;

/// A schema with a key and a cell of one type; and a default region, if wished.
pub fn one_column(at: usize, region: bool) -> (&'static Schema, Option<Region>) {
    // Made once: a fuzzer comes here a million times.
    static CELLS: OnceLock<Vec<Schema>> = OnceLock::new();
    let all = CELLS.get_or_init(|| KINDS.iter().map(|kind| of_type(kind)).collect());
    (
        &all[at % TYPES],
        ["US", "GB", "DE", "IT"][at % 4]
            .parse()
            .ok()
            .filter(|_| region),
    )
}

const KINDS: [&str; TYPES] = [
    r#""name""#,
    r#"{"text":{"max_chars":300}}"#,
    r#""email""#,
    r#""phone""#,
    r#"{"identity":{}}"#,
    r#"{"identity":{"email_only":true}}"#,
    r#""number""#,
    r#"{"digits":{"min":3,"max":5}}"#,
    r#"{"digits":{"min":4,"max":18,"separators":true,"forwarding":true}}"#,
    r#"{"choice":{"values":[{"value":"Yes","aliases":["Oui","Ja","Sì"]},{"value":"No","aliases":["Nein"]}]}}"#,
    r#"{"reference":{"list":"teams"}}"#,
    r#"{"integer":{"min":-20,"max":4000}}"#,
    r#"{"date":{}}"#,
];

fn of_type(kind: &str) -> Schema {
    let document = format!(
        r#"{{"id":"cell","version":1,"words":{{"note":[]}},"columns":[
            {{"key":"key","label":{{"en":"key"}},"type":"name"}},
            {{"key":"cell","label":{{"en":"cell"}},"type":{kind}}}]}}"#
    );
    Schema::from_json(&document).unwrap()
}
