//! Validation without the store: what a facts file finds is what a dry run of the import finds.

use std::collections::BTreeSet;
use std::ops::ControlFlow;
use std::slice;
use std::sync::Arc;

use rollbook::command::batch::upload::ImportAccounts;
use rollbook::command::number::add_numbers::{AddNumbers, NewNumber};
use rollbook::csv::facts::{FactsAsked, FactsFile};
use rollbook::csv::offline::validate_offline;
use rollbook::csv::{Options, Report};
use rollbook::finding::{Finding, FindingCode, Stage};
use rollbook::id::OrganizationId;
use rollbook::number::{NumberState, Reservation, ReservationReason};
use rollbook::profile::ProfileName;
use rollbook::query::batch::UploadSchema;
use rollbook::query::facts::ExportFacts;
use rollbook::settings::{AccessKind, ImportExisting, ImportMode};
use rollbook::store::Store;
use rollbook::time::{Clock, Duration};
use rollbook::{Actor, RunOptions};

use super::world::World;

const HEADER: &str = "firstname,lastname,email address or device,social_messaging,multiline_number,monitor_calls,monitor_sms\n";

fn file(rows: &[(&str, &str)]) -> String {
    let mut text = HEADER.to_owned();
    for (identity, number) in rows {
        text += &format!("Ada,Lovelace,{identity},No,{number},auto,off\n");
    }
    text
}

fn facts(world: &World, actor: &Actor, organization: OrganizationId) -> FactsFile {
    let file = world
        .rollbook
        .facts(actor, &ExportFacts { organization })
        .unwrap();
    // What is compared went through its document.
    let read = FactsFile::from_json(&file.to_json().unwrap()).unwrap();
    assert_eq!(read, file);
    read
}

/// An upload tried out with the store and without: the same findings, statuses and plan. Answers the codes of stage 8.
fn both(
    world: &World,
    actor: &Actor,
    facts: &FactsFile,
    input: &ImportAccounts,
    text: &str,
) -> BTreeSet<FindingCode> {
    let options = RunOptions {
        dry_run: true,
        ..RunOptions::default()
    };
    let progress = &mut |_| ControlFlow::Continue(());
    let tried = world
        .rollbook
        .import_accounts(actor, input, text.as_bytes(), options, progress)
        .unwrap()
        .report
        .unwrap();
    let mode = input.mode.unwrap_or(facts.import_mode);
    let schema = &facts.schema(input.access, mode).unwrap();
    let options = Options::new().mode(mode);
    let asked = FactsAsked {
        access: input.access,
        invite: input.invite,
        existing: input.existing,
    };
    let progress = &mut |_| ControlFlow::Continue(());
    let offline = validate_offline(text.as_bytes(), schema, &options, facts, &asked, progress);
    let before_import = |report: &Report| {
        let findings = report.findings.iter().cloned();
        let kept = findings.filter(|finding| !is_of_commit(finding));
        kept.map(|finding| serde_json::to_value(finding).unwrap())
            .collect::<Vec<_>>()
    };
    assert_eq!(
        before_import(&offline),
        before_import(&tried),
        "{input:?}\n{text}"
    );
    let plan = |report: &Report| {
        report.plan.clone().map(|plan| {
            (
                plan.creates,
                plan.invites,
                plan.numbers_wanted,
                plan.numbers_available,
            )
        })
    };
    if tried.importable() && !tried.findings.iter().any(is_of_commit) {
        assert_eq!(plan(&offline), plan(&tried), "{text}");
        assert_eq!(offline.statuses(), tried.statuses());
    }
    let codes = offline.findings.iter().map(|finding| finding.code);
    codes
        .filter(|code| code.stage() == Stage::Inventory)
        .collect()
}

/// What the import itself says once it works on a row: that an account of another organization cannot be updated, for
/// example. It stands at a row and at no column.
fn is_of_commit(finding: &Finding) -> bool {
    let at_row_alone = finding.place.row.is_some() && finding.place.column.is_none();
    finding.code.stage() == Stage::Import
        || (finding.code.stage() == Stage::Inventory && at_row_alone)
}

/// Every way to make the upload, over every file.
fn every_way(
    world: &World,
    actor: &Actor,
    organization: OrganizationId,
    access: AccessKind,
    files: &[String],
) -> BTreeSet<FindingCode> {
    let facts = facts(world, actor, organization);
    let mut seen = BTreeSet::new();
    for text in files {
        for invite in [false, true] {
            for existing in [
                ImportExisting::Fail,
                ImportExisting::Skip,
                ImportExisting::Update,
            ] {
                for mode in [ImportMode::All, ImportMode::Partial] {
                    let input = ImportAccounts {
                        access,
                        invite: Some(invite && access == AccessKind::Portal),
                        consent: true,
                        existing: Some(existing),
                        mode: Some(mode),
                        force: true,
                        ..ImportAccounts::new(organization)
                    };
                    seen.extend(both(world, actor, &facts, &input, text));
                }
            }
        }
    }
    seen
}

/// The root with numbers in every state, an organization in it with some of its own, another beside that.
fn tree(store: Arc<dyn Store>) -> (World, OrganizationId, OrganizationId) {
    let settings = [("default_region", "DE"), ("limit_pending_invitations", "3")];
    let world = World::with(store, ProfileName::Multiline2024, &settings);
    let inside = world.organization(world.root(), "Inside");
    let beside = world.organization(world.root(), "Beside");
    world.numbers(
        world.root(),
        &[
            "+14405550101",
            "+14405550102",
            "+14405550103",
            "+14405550104",
            "+4930123456",
        ],
    );
    world.numbers(inside, &["+14405550201", "+14405550202"]);
    world.numbers(beside, &["+14405550301"]);
    let golden = NewNumber {
        golden: true,
        ..NewNumber::new("+14405550105")
    };
    world
        .run(&AddNumbers {
            organization: world.root(),
            numbers: vec![golden],
        })
        .unwrap();
    world.left_number("+14405550102", |number| {
        number.state = NumberState::Reserved(Reservation {
            tag: None,
            until: None,
            reason: ReservationReason::Manual,
            note: None,
            notified: false,
        });
    });
    let until = world.clock.now() + Duration::days(10);
    world.left_number("+14405550103", |number| number.cooling_until = Some(until));
    for (organization, identity, number) in [
        (world.root(), "root@example.com", "14405550104"),
        (inside, "inside@example.com", "14405550202"),
        (beside, "+4915112345678", ""),
    ] {
        let input = ImportAccounts {
            invite: Some(number.is_empty()),
            consent: true,
            ..ImportAccounts::new(organization)
        };
        let text = file(&[(identity, number)]);
        let progress = &mut |_| ControlFlow::Continue(());
        world
            .rollbook
            .import_accounts(
                &world.owner(),
                &input,
                text.as_bytes(),
                RunOptions::default(),
                progress,
            )
            .unwrap();
    }
    (world, inside, beside)
}

fn files() -> Vec<String> {
    let new = |count: usize| -> Vec<String> {
        (0..count)
            .map(|place| format!("new{place}@example.com"))
            .collect()
    };
    let blank = |count| {
        let new = new(count);
        file(&new.iter().map(|it| (it.as_str(), "")).collect::<Vec<_>>())
    };
    vec![
        blank(1),
        blank(2),
        blank(4),
        blank(9),
        file(&[
            ("root@example.com", ""),
            ("inside@example.com", "14405550201"),
            ("+4915112345678", ""),
            ("free@example.com", ""),
        ]),
        file(&[
            ("a@example.com", "14405550101"),
            ("b@example.com", "14405550102"),
            ("c@example.com", "14405550103"),
            ("d@example.com", "14405550104"),
            ("e@example.com", "14405550105"),
            ("f@example.com", "14405550201"),
            ("g@example.com", "14405550202"),
            ("h@example.com", "14405550301"),
            ("i@example.com", "14405559999"),
            ("j@example.com", ""),
        ]),
        file(&[
            ("a@example.com", "14405550101"),
            ("b@example.com", "14405550201"),
            ("c@example.com", ""),
        ]),
        // National in the default region, or of another country: the inventory decides.
        file(&[
            ("a@example.com", "030 123456"),
            ("b@example.com", "030 123457"),
            ("c@example.com", "4405550101"),
        ]),
        file(&[
            ("same@example.com", ""),
            ("SAME@example.com", ""),
            ("bad", ""),
        ]),
        HEADER.to_owned(),
    ]
}

pub(super) fn d_01_d_04_d_18_offline_facts_find_what_a_dry_run_finds(store: Arc<dyn Store>) {
    let mut seen = BTreeSet::new();
    let (world, inside, _) = tree(store);
    let actors = [
        (world.owner(), world.root()),
        (world.owner(), inside),
        (world.holder("Accounts", inside), inside),
    ];
    for (rule, (actor, organization)) in ["strict", "pool", "lenient"].into_iter().zip(actors) {
        world.set(world.root(), &[("number_rule", rule)]);
        for (actor, organization) in [(actor, organization), (world.owner(), inside)] {
            seen.extend(every_way(
                &world,
                &actor,
                organization,
                AccessKind::Portal,
                &files(),
            ));
        }
    }
    for code in [
        FindingCode::NumberNotInInventory,
        FindingCode::NumberNotAvailable,
        FindingCode::NumberCooling,
        FindingCode::NumberOtherOrganization,
        FindingCode::NumberPoolExhausted,
        FindingCode::AccountIdentityTaken,
        FindingCode::LimitReached,
    ] {
        assert!(seen.contains(&code), "{code} was never found");
    }
}

/// Regions of numbers make a number that was typed without `+` ambiguous, in a dry run, an import and offline alike; the
/// documented form of a number of these regions is never doubted.
pub(super) fn d_32_numbers_are_compared_with_the_regions_of_the_pool(store: Arc<dyn Store>) {
    let world = World::with(store, ProfileName::Multiline2024, &[]);
    let inside = world.organization(world.root(), "Inside");
    let beside = world.organization(world.root(), "Beside");
    let root = ["+14405550101", "+4930123456", "+493012345678"];
    world.numbers(world.root(), &root);
    world.numbers(inside, &["+390612345678"]);
    world.numbers(beside, &["+4791234567"]);
    let compared = |organization| {
        let wanted = UploadSchema {
            organization,
            access: AccessKind::Portal,
            mode: None,
        };
        let schema = world.rollbook.upload_schema(&world.owner(), &wanted);
        let schema = schema.unwrap();
        assert_eq!(schema.phone.regions, [""; 0]);
        schema.phone.compared_regions
    };
    assert_eq!(compared(world.root()), ["DE", "US"]);
    assert_eq!(compared(inside), ["DE", "IT", "US"]);
    assert_eq!(compared(beside), ["DE", "NO", "US"]);
    let files = [
        // As documented, of a region with numbers; as documented, of another.
        file(&[
            ("4930987654", "4930123456"),
            ("17012345678", ""),
            ("436641234567", ""),
        ]),
        // A number of Norway, or of the United States without their country code.
        file(&[("4792345678", ""), ("a@example.com", "14405550101")]),
        // Of one region only, whose country code lacks; the inventory knows which is meant.
        file(&[("015112345678", ""), ("b@example.com", "4405550101")]),
        file(&[("c@example.com", "030123456"), ("d@example.com", "12345")]),
        // A spreadsheet has left three or six digits; one number of the organization fits, or two, or none.
        file(&[
            ("e@example.com", "1.44E+10"),
            ("f@example.com", "4.93E+09"),
            ("g@example.com", "3.91E+11"),
        ]),
    ];
    let owner = world.owner();
    let expected: [&[(&str, u32)]; 5] = [
        &[],
        &[("phone_ambiguous_country", 1)],
        &[("phone_national_assumed", 1), ("phone_unknown_country", 1)],
        &[("phone_national_assumed", 1), ("phone_too_short", 1)],
        &[],
    ];
    for (text, expected) in files.iter().zip(expected) {
        let organizations = [world.root(), inside];
        for organization in organizations {
            every_way(
                &world,
                &owner,
                organization,
                AccessKind::Portal,
                slice::from_ref(text),
            );
        }
        let input = ImportAccounts {
            invite: Some(false),
            force: true,
            ..ImportAccounts::new(world.root())
        };
        let dry_run = RunOptions {
            dry_run: true,
            ..RunOptions::default()
        };
        let go_on = &mut |_| ControlFlow::Continue(());
        let tried = world
            .rollbook
            .import_accounts(&owner, &input, text.as_bytes(), dry_run, go_on);
        let report = tried.unwrap().report.unwrap();
        let phones = report.counts.by_code.iter();
        let phones: Vec<_> = phones
            .map(|(code, count)| (code.as_str(), *count))
            .filter(|(code, _)| code.starts_with("phone_"))
            .collect();
        assert_eq!(phones, expected, "{text}");
    }
    let guesses = |organization| {
        let input = ImportAccounts {
            force: true,
            ..ImportAccounts::new(organization)
        };
        let dry_run = RunOptions {
            dry_run: true,
            ..RunOptions::default()
        };
        let go_on = &mut |_| ControlFlow::Continue(());
        let file = files[4].as_bytes();
        let tried = world
            .rollbook
            .import_accounts(&owner, &input, file, dry_run, go_on);
        let report = tried.unwrap().report.unwrap();
        let findings = report.findings_of(FindingCode::NumberScientificNotation);
        let guesses = findings.map(|it| it.params.text("guess").map(str::to_owned));
        guesses.collect::<Vec<_>>()
    };
    let (us, de) = (
        Some("+14405550101".to_owned()),
        Some("+4930123456".to_owned()),
    );
    assert_eq!(guesses(world.root()), [us.clone(), de.clone(), None]);
    let it = Some("+390612345678".to_owned());
    assert_eq!(guesses(inside), [us, de, it]);
    // In Norway's organization the documented form is the one that is meant.
    let text = &files[1];
    let facts = facts(&world, &owner, beside);
    let schema = facts.schema(AccessKind::Portal, ImportMode::All).unwrap();
    let asked = FactsAsked::of(AccessKind::Portal);
    let go_on = &mut |_| ControlFlow::Continue(());
    let options = Options::new();
    let report = validate_offline(text.as_bytes(), &schema, &options, &facts, &asked, go_on);
    assert_eq!(
        report
            .findings_of(FindingCode::PhoneAmbiguousCountry)
            .count(),
        0
    );
}

pub(super) fn b_12_b_13_offline_facts_of_members_find_what_a_dry_run_finds(store: Arc<dyn Store>) {
    let world = World::with(store, ProfileName::MembersV2, &[("limit_members", "3")]);
    let none = AccessKind::NoPortal;
    let first = "name,extension,team\nAda Lovelace,1234,\nBo Example,1235,No Team\n";
    let input = ImportAccounts {
        access: none,
        ..ImportAccounts::new(world.root())
    };
    let progress = &mut |_| ControlFlow::Continue(());
    world
        .rollbook
        .import_accounts(
            &world.owner(),
            &input,
            first.as_bytes(),
            RunOptions::default(),
            progress,
        )
        .unwrap();
    let files = [
        "name,extension,team\nCy Example,1234,\nDi Example,1236,\n".to_owned(),
        "name,extension,team\nCy Example,1237,Support\nDi Example,1238,No Team\n".to_owned(),
        "name\nA Example\nB Example\nC Example\nD Example\n".to_owned(),
    ];
    let mut seen = every_way(&world, &world.owner(), world.root(), none, &files);
    let files = [
        "name,email,role\nA Example,a@example.com,Admin\nB Example,owner@example.com,Member\n".to_owned(),
        "name,email,team\nA Example,a@example.com,Support\nB Example,b@example.com,\nC Example,c@example.com,\n".to_owned(),
    ];
    let admin = world.holder("Admin", world.root());
    for actor in [world.owner(), admin] {
        seen.extend(every_way(
            &world,
            &actor,
            world.root(),
            AccessKind::Portal,
            &files,
        ));
    }
    for code in [
        FindingCode::AccountExtensionTaken,
        FindingCode::AccountIdentityTaken,
        FindingCode::RoleNotGrantable,
        FindingCode::LimitReached,
        FindingCode::TeamUnknown,
    ] {
        assert!(seen.contains(&code), "{code} was never found");
    }
}

pub(super) fn n_26_a_facts_file_names_nobody_outside_the_sight_of_its_writer(
    store: Arc<dyn Store>,
) {
    let (world, inside, _) = tree(store);
    let actor = world.holder("Accounts", inside);
    let file = facts(&world, &actor, inside);
    let text = file.to_json().unwrap();
    for hidden in [
        "root@example.com",
        "owner@example.com",
        "+4915112345678",
        "+14405550301",
        "Beside",
        "ACME",
    ] {
        assert!(!text.contains(hidden), "{hidden}");
    }
    assert!(text.contains("inside@example.com") && text.contains("+14405550101"));
    let status = |identity: &str| {
        let found = file.hidden_identities.find(identity);
        found.map(|account| account.status.clone())
    };
    assert_eq!(
        status("root@example.com"),
        Some(None),
        "taken, without its status"
    );
    assert_eq!(status("+4915112345678"), Some(None));
    assert_eq!(status("free@example.com"), None);
    // The owner sees everybody.
    let file = facts(&world, &world.owner(), inside);
    assert!(file.hidden_identities.tags.is_empty());
    assert!(file.identities.contains_key("root@example.com"));
}

pub(super) fn n_11_facts_are_given_to_who_may_invite_and_view_there(store: Arc<dyn Store>) {
    let (world, inside, beside) = tree(store);
    let refused = |actor: &Actor, organization| {
        let asked = world.rollbook.facts(actor, &ExportFacts { organization });
        asked.unwrap_err().code().as_str()
    };
    let actor = world.holder("Accounts", inside);
    assert_eq!(refused(&actor, beside), "not_found");
    assert_eq!(refused(&actor, world.root()), "not_found");
    let plain = world.actor(world.account(inside, "plain@example.com").account);
    assert_eq!(refused(&plain, inside), "privilege_missing");
    world.disable(inside);
    assert_eq!(refused(&world.owner(), inside), "organization_disabled");
}
