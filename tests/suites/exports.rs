//! Schemas for other programs: a row in which nothing is found passes the JSON Schema, and what it can say fails there.

#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

use rollbook::csv::{AccessKind, Options, Report, Schema, validate};
use rollbook::profile::ProfileName;
use serde_json::{Value, json};

/// A schema with every type and every rule.
const EVERYTHING: &str = r#"{
  "id": "everything", "version": 3, "title": {"en": "Everything"},
  "columns": [
    {"key": "name", "label": {"en": "Name"}, "type": {"name": {"max_chars": 5}}, "value": "required", "header": "required"},
    {"key": "code", "label": {"en": "Code"}, "type": {"text": {"max_chars": 8, "pattern": "[A-Z]{2}-[0-9]+"}}, "unique": "error"},
    {"key": "mail", "label": {"en": "Mail"}, "type": "email", "personal": "email"},
    {"key": "phone", "label": {"en": "Phone"}, "type": "phone"},
    {"key": "who", "label": {"en": "Who"}, "type": "identity"},
    {"key": "desk", "label": {"en": "Desk"}, "type": {"digits": {"min": 2, "max": 4}}},
    {"key": "site", "label": {"en": "Site"}, "type": {"choice": {"values": [{"value": "north"}, {"value": "south"}]}}, "default": "south"},
    {"key": "team", "label": {"en": "Team"}, "type": {"reference": {"list": "sites"}}},
    {"key": "floor", "label": {"en": "Floor"}, "type": {"integer": {"min": -2, "max": 40}}},
    {"key": "since", "label": {"en": "Since"}, "type": {"date": {"min": "2000-01-01"}}},
    {"key": "loose", "label": {"en": "Loose"}, "type": {"text": {"pattern": "\\d+"}}},
    {"key": "old", "label": {"en": "Old"}, "type": "text", "disabled": "ignore", "disabled_reason": "it is not used"}
  ],
  "rules": [
    {"required_if": {"column": "desk", "when": {"column": "site", "in": ["north"]}}},
    {"at_least_one": {"columns": ["mail", "phone", "who"]}},
    {"not_equal": {"columns": ["mail", "who"]}},
    {"ignored_unless": {"column": "floor", "when": {"column": "site", "in": ["north"]}}},
    {"needs_feature": {"column": "site", "value": "south", "feature": "second_site"}}
  ],
  "refused": [{"label": "password", "reason": "passwords are not uploaded"}]
}"#;

const HEADER: &str = "Name,Code,Mail,Phone,Who,Desk,Site,Team,Floor,Since,Loose";

fn everything() -> Schema {
    Schema::from_json(EVERYTHING).unwrap()
}

fn check(schema: &Schema, file: &str) -> Report {
    let options = Options::new().collect_rows(true);
    validate(file.as_bytes(), schema, &options, None)
}

/// Codes of the findings, but that nothing was looked up.
fn codes(report: &Report) -> Vec<&'static str> {
    let codes = report.findings.iter().map(|finding| finding.code.as_str());
    codes
        .filter(|code| *code != "inventory_unchecked")
        .collect()
}

fn passes(schema: &Schema, row: &Value) -> bool {
    let exported = schema.to_json_schema();
    assert!(jsonschema::draft202012::meta::is_valid(&exported));
    jsonschema::validator_for(&exported).unwrap().is_valid(row)
}

#[test]
fn a_row_without_a_finding_passes_the_json_schema() {
    let schema = everything();
    let rows = [
        "Ada,AB-1,ada@example.com,+14405550101,bo@example.com,0042,north,Desks,7,2026-01-31,12",
        "Zoë,CD-22,,+4915112345678,,12,north,,,,",
        "Bo,,,,+14405550102,999,north,,-2,2000-01-01,",
    ];
    let file = format!("{HEADER}\n{}\n", rows.join("\n"));
    let report = check(&schema, &file);
    assert!(codes(&report).is_empty(), "{:?}", codes(&report));
    assert_eq!(report.rows.len(), 3);
    for row in &report.rows {
        let row = schema.canonical_row(row);
        assert!(passes(&schema, &row), "{row}");
    }
    let first = schema.canonical_row(&report.rows[0]);
    assert_eq!(
        (&first["floor"], &first["desk"]),
        (&json!(7), &json!("0042"))
    );
}

#[test]
fn every_row_without_a_finding_of_the_built_in_schemas_passes() {
    let row = "Ada,Lovelace,ada@example.com,No,+14405550101,auto,on,441632960000,,English";
    let multiline = "firstname,lastname,email address or device,social_messaging,multiline_number,monitor_calls,monitor_sms,forwarding_number,restrict_incoming_social_messaging,Language";
    let files = [
        (ProfileName::Multiline2024, AccessKind::Portal, format!("{multiline}\n{row}\n+,,,,,,,,,\n")),
        (ProfileName::MembersV2, AccessKind::Portal, "name,email,role,team\nAda Lovelace,ada@example.com,Admin,Support\nBo Example,bo@example.com,,\n".to_owned()),
        (ProfileName::MembersV2, AccessKind::NoPortal, "name,team,extension\nAda Lovelace,Support,0123\nBo Example,No Team,\n".to_owned()),
    ];
    for (profile, access, file) in files {
        let schema = Schema::for_profile(profile, access).unwrap();
        let report = check(&schema, &file);
        let mut passed = 0;
        for row in &report.rows {
            if report.findings_of_row(row.row).next().is_none() {
                let row = schema.canonical_row(row);
                assert!(passes(&schema, &row), "{row}");
                passed += 1;
            }
        }
        assert!(passed > 0, "{profile}: {:?}", codes(&report));
    }
    let numbers = Schema::numbers();
    let report = check(
        &numbers,
        "number,tags,ported,golden\n+14405550101,OFFICE,true,\n",
    );
    assert!(codes(&report).is_empty(), "{:?}", codes(&report));
    assert!(passes(&numbers, &numbers.canonical_row(&report.rows[0])));
}

#[test]
fn what_a_json_schema_can_say_fails_there_as_it_does_here() {
    let schema = everything();
    let good = json!({"name": "Ada", "mail": "ada@example.com", "desk": "0042", "site": "north"});
    assert!(passes(&schema, &good));
    // The cell, the code here, and the row there.
    for (cells, code, key, value) in [
        (
            ",AB-1,a@example.com,,,12,north,,,,",
            "required_value_missing",
            "name",
            Value::Null,
        ),
        (
            "Adaaaa,,a@example.com,,,12,north,,,,",
            "text_too_long",
            "name",
            json!("Adaaaa"),
        ),
        (
            "Ada,ab-1,a@example.com,,,12,north,,,,",
            "pattern_mismatch",
            "code",
            json!("ab-1"),
        ),
        (
            "Ada,,a.example.com,,,12,north,,,,",
            "email_invalid",
            "mail",
            json!("a.example.com"),
        ),
        (
            "Ada,,a@example.com,12,,12,north,,,,",
            "phone_too_short",
            "phone",
            json!("12"),
        ),
        (
            "Ada,,a@example.com,,nobody,12,north,,,,",
            "identity_unrecognized",
            "who",
            json!("nobody"),
        ),
        (
            "Ada,,a@example.com,,,1,north,,,,",
            "digits_invalid",
            "desk",
            json!("1"),
        ),
        (
            "Ada,,a@example.com,,,12,east,,,,",
            "value_not_allowed",
            "site",
            json!("east"),
        ),
        (
            "Ada,,a@example.com,,,12,north,,41,,",
            "integer_invalid",
            "floor",
            json!(41),
        ),
        (
            "Ada,,a@example.com,,,12,north,,,31.01.2026,",
            "date_invalid",
            "since",
            json!("31.01.2026"),
        ),
        (
            "Ada,,a@example.com,,,,north,,,,",
            "row_rule_failed",
            "desk",
            Value::Null,
        ),
        (
            "Ada,,,,,12,north,,,,",
            "row_rule_failed",
            "mail",
            Value::Null,
        ),
        (
            "Ada,,a@example.com,,,12,south,,,,",
            "feature_not_enabled",
            "site",
            json!("south"),
        ),
    ] {
        let report = check(&schema, &format!("{HEADER}\n{cells}\n"));
        let mut found = codes(&report);
        found.retain(|found| *found != "spreadsheet_date_suspected");
        assert!(found.contains(&code), "{cells}: {found:?}");
        let mut row = good.clone();
        let fields = row.as_object_mut().unwrap();
        match value {
            Value::Null => fields.remove(key),
            value => fields.insert(key.to_owned(), value),
        };
        assert!(!passes(&schema, &row), "{code}: {row}");
    }
    let mut extra = good.clone();
    extra["surprise"] = json!("x");
    assert!(!passes(&schema, &extra));
}

#[test]
fn what_a_form_cannot_say_is_listed() {
    let exported = everything().to_json_schema();
    let unexpressed = exported["x_rollbook"]["unexpressed"].as_array().unwrap();
    let says = |column: &str, what: &str| {
        unexpressed
            .iter()
            .any(|entry| entry["column"] == column && entry["what"] == what)
    };
    assert!(says("phone", "number plan") && says("who", "facts") && says("mail", "personal"));
    assert!(says("loose", "pattern") && !says("code", "pattern"));
    assert!(says("since", "bounds") && says("code", "unique") && says("old", "disabled"));
    let rules: Vec<String> = unexpressed
        .iter()
        .filter_map(|entry| entry["rule"].as_object()?.keys().next().cloned())
        .collect();
    assert_eq!(rules, ["not_equal", "ignored_unless"]);
    assert!(unexpressed.iter().any(|entry| entry["what"] == "refused"));
    assert!(unexpressed.iter().all(|entry| entry["because"].is_string()));
    assert_eq!(
        exported["x_rollbook"]["schema"],
        json!({"id": "everything", "version": 3})
    );
    assert!(exported["properties"].get("old").is_none());
}

#[test]
fn the_table_schema_describes_the_file_by_label() {
    let exported = everything().to_table_schema();
    assert_eq!(exported["fieldsMatch"], "partial");
    assert_eq!(exported["missingValues"], json!([""]));
    assert_eq!(exported["uniqueKeys"], json!([["Code"]]));
    let fields = exported["fields"].as_array().unwrap();
    let field = |name: &str| fields.iter().find(|field| field["name"] == name).unwrap();
    assert_eq!(fields.len(), 11, "`old` is not in force");
    assert_eq!(
        field("Name")["constraints"],
        json!({"required": true, "maxLength": 5})
    );
    assert_eq!(
        field("Code")["constraints"]["pattern"],
        "(?:[A-Z]{2}-[0-9]+)"
    );
    assert_eq!(
        field("Site")["constraints"]["enum"],
        json!(["north", "south"])
    );
    assert_eq!(field("Desk")["constraints"]["pattern"], "[0-9]{2,4}");
    assert_eq!(
        field("Floor"),
        &json!({"name": "Floor", "type": "integer", "constraints": {"minimum": -2, "maximum": 40}})
    );
    assert_eq!(
        field("Since")["constraints"],
        json!({"minimum": "2000-01-01"})
    );
    let unexpressed = exported["x_rollbook"]["unexpressed"].as_array().unwrap();
    let rules = unexpressed
        .iter()
        .filter(|entry| entry.get("rule").is_some())
        .count();
    assert_eq!(rules, 5);
}

/// What a reader of Frictionless does with the cells of a file, as its specification says: names, types, constraints.
fn frictionless_takes(exported: &Value, header: &[&str], row: &[&str]) -> bool {
    header.iter().zip(row).all(|(label, cell)| {
        let fields = exported["fields"].as_array().unwrap();
        let Some(field) = fields.iter().find(|field| field["name"] == *label) else {
            return true;
        };
        let constraints = &field["constraints"];
        if cell.is_empty() {
            return constraints["required"] != true;
        }
        let length = cell.chars().count() as u64;
        let listed = constraints["enum"]
            .as_array()
            .is_none_or(|words| words.iter().any(|word| word == cell));
        let whole = field["type"] != "integer" || cell.parse::<i64>().is_ok();
        let short = constraints["maxLength"].as_u64().is_none_or(|max| length <= max);
        let shape = json!({"type": "string", "pattern": constraints["pattern"].as_str().map_or("^".to_owned(), |it| format!("^(?:{it})$"))});
        listed && whole && short && jsonschema::validator_for(&shape).unwrap().is_valid(&json!(cell))
    })
}

#[test]
fn a_file_without_a_finding_passes_the_table_schema() {
    let schema = everything();
    let exported = schema.to_table_schema();
    let header: Vec<&str> = HEADER.split(',').collect();
    let good =
        "Ada,AB-1,ada@example.com,+14405550101,bo@example.com,0042,north,Desks,7,2026-01-31,12";
    assert!(codes(&check(&schema, &format!("{HEADER}\n{good}\n"))).is_empty());
    assert!(frictionless_takes(
        &exported,
        &header,
        &good.split(',').collect::<Vec<_>>()
    ));
    for bad in [
        ",AB-1,a@example.com,,,12,north,,,,",
        "Adaaaa,,a@example.com,,,12,north,,,,",
        "Ada,ab-1,a@example.com,,,12,north,,,,",
        "Ada,,a@example.com,,,1,north,,,,",
        "Ada,,a@example.com,,,12,east,,,,",
        "Ada,,a@example.com,,,12,north,,x,,",
    ] {
        let cells: Vec<&str> = bad.split(',').collect();
        assert!(!frictionless_takes(&exported, &header, &cells), "{bad}");
    }
}
