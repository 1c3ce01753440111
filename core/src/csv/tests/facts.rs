//! Stage 8: a pure function of report and facts.

use std::slice;

use super::*;
use crate::csv::facts::{AccountFact, Counted, LimitFact, NumberFact, TeamFact};
use crate::settings::{ImportExisting, ImportMode, NumberRule};

const NUMBER: &str = "+14405551234";

fn with_number(state: Option<NumberFact>) -> Facts {
    Facts {
        version: "41".to_owned(),
        numbers: state
            .map(|state| (NUMBER.parse().unwrap(), state))
            .into_iter()
            .collect(),
        ..Facts::default()
    }
}

fn one(facts: &Facts) -> Report {
    let text = rows(&[&person("ada@example.com", "No,14405551234,auto,on,,,")]);
    let report = validate(text.as_bytes(), &schema(), &Options::new(), Some(facts));
    adds_up(&report);
    report
}

#[test]
fn the_keys_are_those_of_rows_that_stand() {
    let report = check(&rows(&[
        &person("ada@example.com", "No,14405551234,auto,on,,,"),
        &person("ada@example.com", "No,14405551234,auto,on,,,"),
        &person("bad@@example.com", "No,bad,auto,on,,,"),
        &person("+14405551235", "No,,auto,on,,,"),
    ]));
    let keys = report.keys();
    assert_eq!(keys.identities, ["+14405551235", "ada@example.com"]);
    assert_eq!(keys.numbers, [NUMBER.parse().unwrap()]);
    assert_eq!(
        format!("{keys:?}"),
        "Keys { identities: 2, numbers: 1, spans: 0, teams: 0, extensions: 0 }"
    );
}

#[test]
fn m_48_d_04_only_available_numbers_are_taken() {
    let state = |state| found(&one(&with_number(state)));
    assert!(one(&with_number(Some(NumberFact::Available))).importable());
    assert_eq!(state(None), ["number_not_in_inventory E2"]);
    for taken in [
        NumberFact::Reserved { tag: None },
        NumberFact::Assigned,
        NumberFact::Registered,
        NumberFact::Forwarding,
    ] {
        assert_eq!(state(Some(taken)), ["number_not_available E2"]);
    }
    assert_eq!(
        state(Some(NumberFact::OtherOrganization { owner: None })),
        ["number_other_organization E2"]
    );
    let facts = Facts {
        csv_allow_reserved: true,
        ..with_number(Some(NumberFact::Reserved { tag: None }))
    };
    assert!(one(&facts).importable());
}

#[test]
fn d_04_a_cooling_number_is_a_warning_to_who_sets_up_numbers() {
    let until = "2026-03-01T00:00:00Z".parse().unwrap();
    let mut facts = with_number(Some(NumberFact::Cooling { until }));
    let report = one(&facts);
    assert_eq!(found(&report), ["number_cooling E2"]);
    assert_eq!(report.findings[0].severity, Severity::Error);
    facts.actor_sets_up_numbers = true;
    let report = one(&facts);
    assert_eq!(report.findings[0].severity, Severity::Warning);
    assert_eq!(
        report.findings[0].params.text("until"),
        Some("2026-03-01T00:00:00Z")
    );
    assert!(report.importable());
}

#[test]
fn d_36_an_identity_that_exists_fails_or_is_left_or_updated() {
    let mut facts = with_number(None);
    facts.identities.insert(
        "ada@example.com".to_owned(),
        AccountFact {
            status: Some("Invited".to_owned()),
        },
    );
    let report = one(&facts);
    assert_eq!(
        found(&report),
        ["account_identity_taken C2", "number_not_in_inventory E2"]
    );
    assert!(!report.importable());
    for existing in [ImportExisting::Skip, ImportExisting::Update] {
        facts.import_existing = existing;
        let report = one(&facts);
        assert_eq!(
            found(&report),
            ["account_identity_taken C2"],
            "the number stays"
        );
        assert_eq!(report.findings[0].params.text("status"), Some("Invited"));
        assert_eq!(report.plan.as_ref().unwrap().creates, 0);
    }
}

#[test]
fn d_01_m_10_a_shortage_is_what_the_rule_says() {
    let text = rows(&[
        &person("ada@example.com", "No,,auto,on,,,"),
        &person("bo@example.com", "No,,auto,on,,,"),
    ]);
    let shortage = |rule, available, mode, invite| {
        let facts = Facts {
            number_rule: rule,
            numbers_available: available,
            invite,
            ..Facts::default()
        };
        let options = Options::new().mode(mode);
        let report = validate(text.as_bytes(), &schema(), &options, Some(&facts));
        report.findings.first().map(|finding| {
            assert_eq!(finding.code, FindingCode::NumberPoolExhausted);
            (finding.severity, finding.scope)
        })
    };
    use NumberRule::{Lenient, Pool, Strict};
    use Severity::{Error, Notice, Warning};
    let (all, partial) = (ImportMode::All, ImportMode::Partial);
    assert_eq!(shortage(Strict, 2, all, true), None);
    assert_eq!(
        shortage(Strict, 1, all, true),
        Some((Error, Some(Scope::File)))
    );
    assert_eq!(shortage(Pool, 1, all, true), Some((Warning, None)));
    assert_eq!(
        shortage(Pool, 0, all, true),
        Some((Error, Some(Scope::File)))
    );
    assert_eq!(shortage(Pool, 0, partial, true), Some((Warning, None)));
    assert_eq!(shortage(Lenient, 0, all, true), Some((Notice, None)));
    assert_eq!(shortage(Strict, 0, all, false), None, "nobody is invited");
    let reserved = Facts {
        any_number_usable: true,
        invite: true,
        ..Facts::default()
    };
    let report = validate(text.as_bytes(), &schema(), &Options::new(), Some(&reserved));
    assert_eq!(
        report.outcome(),
        Outcome::ValidWithWarnings,
        "a reserved number is left"
    );
}

#[test]
fn limits_count_what_the_file_would_add() {
    let text = rows(&[&person("ada@example.com", "No,,auto,on,,,")]);
    let with = |used| {
        let limit = LimitFact {
            name: "limit_members".to_owned(),
            counts: Counted::Members,
            max: 10,
            used,
        };
        let facts = Facts {
            limits: vec![limit],
            ..Facts::default()
        };
        found(&validate(
            text.as_bytes(),
            &schema(),
            &Options::new(),
            Some(&facts),
        ))
    };
    assert_eq!(with(9), [""; 0]);
    assert_eq!(with(10), ["limit_reached"]);
}

#[test]
fn roles_teams_and_extensions_of_members() {
    let schema = Schema::for_profile(ProfileName::MembersV3, AccessKind::Portal).unwrap();
    let text = "name,email,role,team\n\
                Ada,ada@example.com,Admin,Sales\n\
                Bo,bo@example.com,,Sale\n\
                Cy,cy@example.com,Member,No Team\n\
                Di,di@example.com,Member,Old\n";
    let team = |enabled| TeamFact {
        id: "team_1".to_owned(),
        enabled,
    };
    let facts = Facts {
        grantable_roles: Some(vec!["Member".to_owned()]),
        teams: [
            ("Sales".to_owned(), team(true)),
            ("Old".to_owned(), team(false)),
        ]
        .into(),
        ..Facts::default()
    };
    let report = validate(text.as_bytes(), &schema, &Options::new(), Some(&facts));
    assert_eq!(
        found(&report),
        [
            "role_not_grantable C2",
            "team_unknown D3",
            "team_disabled D5"
        ]
    );
    assert_eq!(report.findings[1].replacement.as_deref(), Some("Sales"));

    let schema = Schema::for_profile(ProfileName::MembersV3, AccessKind::NoPortal).unwrap();
    let facts = Facts {
        extensions: [("1234".to_owned(), AccountFact { status: None })].into(),
        ..Facts::default()
    };
    let text = "name,extension\nAda,1234\nBo,12\nCy,0123\n";
    let report = validate(text.as_bytes(), &schema, &Options::new(), Some(&facts));
    assert_eq!(
        found(&report),
        ["account_extension_taken B2", "digits_invalid B3"]
    );
}

#[test]
fn checking_later_equals_checking_at_once_and_can_be_repeated() {
    let good = with_number(Some(NumberFact::Available));
    let bad = with_number(Some(NumberFact::Assigned));
    let text = rows(&[&person("ada@example.com", "No,14405551234,auto,on,,,")]);
    let mut report = check_with(&text, &Options::new().collect_rows(true));
    assert_eq!(report.findings[0].code, FindingCode::InventoryUnchecked);
    report.check(&bad);
    adds_up(&report);
    assert_eq!(report.findings, one(&bad).findings);
    assert_eq!(report.rows[0].status, RowStatus::Error);
    assert_eq!(report.plan, None);
    report.check(&good);
    adds_up(&report);
    assert_eq!(found(&report), [""; 0]);
    assert_eq!(report.rows[0].status, RowStatus::Ok);
    let plan = report.plan.clone().unwrap();
    assert_eq!(Some(&plan), one(&good).plan.as_ref());
    assert_eq!((plan.creates, plan.invites, plan.numbers_wanted), (1, 0, 0));
    let newer = Facts {
        version: "42".to_owned(),
        ..good
    };
    report.check(&newer);
    assert_ne!(report.plan.unwrap().id, plan.id);
}

#[test]
fn the_inventory_tells_which_number_an_ambiguous_cell_means() {
    let mut schema = schema();
    schema.phone.regions = vec!["DE".to_owned(), "GB".to_owned()];
    let text = rows(&[&person("ada@example.com", "No,02079460958,auto,on,,,")]);
    let offline = validate(text.as_bytes(), &schema, &Options::new(), None);
    let candidates = offline.keys().numbers;
    assert!(
        candidates.contains(&"+442079460958".parse().unwrap()),
        "{candidates:?}"
    );
    let facts = Facts {
        numbers: [("+442079460958".parse().unwrap(), NumberFact::Available)].into(),
        ..Facts::default()
    };
    let options = Options::new().collect_rows(true);
    let report = validate(text.as_bytes(), &schema, &options, Some(&facts));
    assert_eq!(found(&report), ["phone_national_assumed E2"]);
    assert_eq!(
        report.rows[0].value("multiline_number"),
        Some("+442079460958")
    );
}

#[test]
fn damage_01_one_free_number_that_agrees_with_what_is_left_is_a_hint() {
    let text = rows(&[
        &person("ada@example.com", "No,1.44056E+10,auto,on,,,"),
        &person("bo@example.com", "No,4.9E+10,auto,on,,,"),
    ]);
    let keys = check(&text).keys();
    let digits =
        |(low, high): &(crate::e164::E164, crate::e164::E164)| (low.digits(), high.digits());
    assert_eq!(
        keys.spans.iter().map(digits).collect::<Vec<_>>(),
        [
            (14_405_550_000, 14_405_649_999),
            (48_500_000_000, 49_499_999_999)
        ]
    );
    let guess = |numbers: &[(&str, NumberFact)]| {
        let numbers = numbers.iter();
        let facts = Facts {
            numbers: numbers
                .map(|(number, fact)| (number.parse().unwrap(), fact.clone()))
                .collect(),
            ..Facts::default()
        };
        let report = validate(text.as_bytes(), &schema(), &Options::new(), Some(&facts));
        assert_eq!(
            found(&report),
            [
                "number_scientific_notation E2",
                "number_scientific_notation E3"
            ]
        );
        let finding = report.findings.iter().find(|it| it.place.row == Some(2));
        let finding = finding.unwrap();
        assert_eq!(finding.replacement, None, "a hint is no replacement");
        let suggestion = crate::finding::suggestion(finding, crate::finding::Language::En);
        let guess = finding.params.text("guess").map(str::to_owned);
        assert_eq!(
            suggestion.unwrap().contains("Perhaps"),
            guess.is_some(),
            "{guess:?}"
        );
        guess
    };
    let free = NumberFact::Available;
    let one = ("+14405551234", free.clone());
    assert_eq!(
        guess(slice::from_ref(&one)).as_deref(),
        Some("+14405551234")
    );
    // The other one is not free, or does not agree.
    let taken = ("+14405551235", NumberFact::Assigned);
    let far = ("+14405650000", free.clone());
    assert_eq!(
        guess(&[one.clone(), taken, far]).as_deref(),
        Some("+14405551234")
    );
    assert_eq!(guess(&[one, ("+14405551235", free)]), None, "two agree");
    assert_eq!(guess(&[]), None);
}

#[test]
fn a_file_beyond_the_rows_that_are_looked_up_is_never_called_checked() {
    let text = rows(&[&person("ada@example.com", "No,14405551234,auto,on,,,")]);
    let checked = |rows| {
        let limits = Limits {
            rows: Some(rows),
            ..Limits::default()
        };
        let options = Options::new().limits(limits);
        let facts = with_number(Some(NumberFact::Available));
        let mut report = validate(text.as_bytes(), &schema(), &options, Some(&facts));
        let once = found(&report);
        report.check(&facts);
        assert_eq!(found(&report), once);
        adds_up(&report);
        let unchecked = report.findings_of(FindingCode::InventoryUnchecked).count();
        (report.facts.checked, report.plan.is_some(), unchecked)
    };
    assert_eq!(checked(100_000), (true, true, 0));
    assert_eq!(checked(100_001), (false, false, 1));
}

#[test]
fn damage_01_a_number_is_hinted_at_only_if_it_was_looked_up_and_no_row_names_it() {
    let free = |digits: u64| {
        (
            crate::e164::E164::from_digits(digits).unwrap(),
            NumberFact::Available,
        )
    };
    let guesses = |rows: &[String], numbers: &[u64]| -> Vec<Option<String>> {
        let rows: Vec<&str> = rows.iter().map(String::as_str).collect();
        let text = super::rows(&rows);
        let facts = Facts {
            numbers: numbers.iter().map(|digits| free(*digits)).collect(),
            ..Facts::default()
        };
        let report = validate(text.as_bytes(), &schema(), &Options::new(), Some(&facts));
        let found = report.findings_of(FindingCode::NumberScientificNotation);
        let guess =
            |finding: &crate::finding::Finding| finding.params.text("guess").map(str::to_owned);
        found.map(guess).collect()
    };
    let row = |at: usize, number: &str| format!("A,B,p{at}@example.com,No,{number},auto,on,,,");
    let destroyed = row(0, "1.4405551E+10");
    let one = Some("+14405551234".to_owned());
    assert_eq!(
        guesses(slice::from_ref(&destroyed), &[14_405_551_234]),
        [one]
    );
    let named = [destroyed, row(1, "14405551234")];
    assert_eq!(guesses(&named, &[14_405_551_234]), [None]);
    // The 33rd span is not looked up, whatever the facts have.
    let many: Vec<_> = (0..33)
        .map(|at| row(at, &format!("1.44055{:02}E+10", at + 10)))
        .collect();
    let numbers: Vec<u64> = (0..33).map(|at| 14_405_510_000 + at * 1_000).collect();
    let hinted: Vec<bool> = guesses(&many, &numbers)
        .iter()
        .map(Option::is_some)
        .collect();
    assert_eq!(hinted.iter().filter(|hinted| **hinted).count(), 32);
    assert_eq!(hinted.last(), Some(&false));
}

#[test]
fn rows_without_anything_to_look_up_are_counted_with_facts_too() {
    let schema = r#"{"id":"names","version":1,"columns":[{"key":"name","label":{"en":"Name"},"type":"name"}]}"#;
    let schema = Schema::from_json(schema).unwrap();
    let facts = Facts::default();
    let report = validate(
        &b"Name\nAda\n7\n"[..],
        &schema,
        &Options::new(),
        Some(&facts),
    );
    assert_eq!((report.counts.rows_total, report.counts.data_rows), (3, 2));
    assert_eq!(report.statuses().len(), 2);
}
