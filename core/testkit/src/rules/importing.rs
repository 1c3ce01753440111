//! Uploads: what becomes of each row, of the whole, and of the same file again.

use std::ops::ControlFlow;
use std::sync::Arc;
use std::sync::atomic::{AtomicU32, Ordering};

use rollbook::account::{Name, Status};
use rollbook::batch::{BatchState, RowOutcome};
use rollbook::command::batch::upload::ImportAccounts;
use rollbook::command::group::create_permission_group::CreatePermissionGroup;
use rollbook::engine::{ImportPhase, Imported};
use rollbook::id::OrganizationId;
use rollbook::profile::ProfileName;
use rollbook::settings::{AccessKind, ImportExisting, ImportMode};
use rollbook::store::Store;
use rollbook::time::Duration;
use rollbook::{Error, RunOptions};

use super::world::{MEMBERS, MULTILINE, World};

const HEADER: &str = "firstname,lastname,email address or device,social_messaging,multiline_number,monitor_calls,monitor_sms";

/// A file of MultiLine; each row is an identity and a number.
fn file(rows: &[(&str, &str)]) -> Vec<u8> {
    let mut text = format!("{HEADER}\n");
    for (place, (identity, number)) in rows.iter().enumerate() {
        text += &format!("First{place},Last,{identity},No,{number},auto,off\n");
    }
    text.into_bytes()
}

fn people(count: usize) -> Vec<u8> {
    let identities: Vec<String> = (0..count)
        .map(|place| format!("p{place}@example.com"))
        .collect();
    let rows: Vec<(&str, &str)> = identities
        .iter()
        .map(|identity| (identity.as_str(), ""))
        .collect();
    file(&rows)
}

/// Numbers that no other tenant of the store has, given to the root; their digits.
fn pool(world: &World, quantity: u32) -> Vec<String> {
    static NEXT: AtomicU32 = AtomicU32::new(0);
    let first = NEXT.fetch_add(quantity, Ordering::SeqCst);
    let digits: Vec<String> = (first..first + quantity)
        .map(|place| format!("1440555{:04}", 1000 + place % 9000))
        .collect();
    let numbers: Vec<String> = digits.iter().map(|digits| format!("+{digits}")).collect();
    let numbers: Vec<&str> = numbers.iter().map(String::as_str).collect();
    world.numbers(world.root(), &numbers);
    digits
}

/// Accounts added besides the first administrator.
fn added(world: &World) -> usize {
    world.count("account.created") - 1
}

fn import(world: &World, input: &ImportAccounts, file: &[u8]) -> Result<Imported, Error> {
    with(world, input, file, RunOptions::default())
}

fn with(
    world: &World,
    input: &ImportAccounts,
    file: &[u8],
    options: RunOptions,
) -> Result<Imported, Error> {
    let progress = &mut |_| ControlFlow::Continue(());
    world
        .rollbook
        .import_accounts(&world.owner(), input, file, options, progress)
}

fn outcomes(imported: &Imported) -> Vec<RowOutcome> {
    imported.rows.iter().map(|row| row.outcome).collect()
}

fn codes(imported: &Imported) -> Vec<&'static str> {
    let report = imported.report.as_ref().unwrap();
    report
        .findings
        .iter()
        .map(|finding| finding.code.as_str())
        .collect()
}

fn upload(organization: OrganizationId) -> ImportAccounts {
    ImportAccounts::new(organization)
}

pub(super) fn m_12_m_13_m_43_import_adds_and_import_and_invite_invites_everyone_in_the_file(
    store: Arc<dyn Store>,
) {
    for profile in MULTILINE {
        let world = World::new(Arc::clone(&store), profile);
        pool(&world, 3);
        let added = import(
            &world,
            &upload(world.root()),
            &file(&[("a@example.com", ""), ("b@example.com", "")]),
        )
        .unwrap();
        assert_eq!(outcomes(&added), [RowOutcome::Created; 2], "{profile}");
        let account = world.stored(added.rows[0].account.unwrap());
        assert_eq!(account.status(), Status::NotInvited, "{profile}");
        let input = ImportAccounts {
            invite: Some(true),
            ..upload(world.root())
        };
        let invited = import(&world, &input, &file(&[("c@example.com", "")])).unwrap();
        assert_eq!(
            outcomes(&invited),
            [RowOutcome::CreatedInvited],
            "{profile}"
        );
        assert_eq!(
            world.stored(invited.rows[0].account.unwrap()).status(),
            Status::Invited
        );
        assert_eq!(invited.batch.counters.invited, 1);
    }
}

pub(super) fn m_06_m_07_d_43_only_who_may_invite_there_imports(store: Arc<dyn Store>) {
    let world = World::new(store, ProfileName::Multiline2024);
    let below = world.organization(world.root(), "Below");
    let bulk = world.holder("Accounts Bulk Operations", world.root());
    let accounts = world.holder("Accounts", below);
    let progress = &mut |_| ControlFlow::Continue(());
    let mut run = |actor, organization| {
        world
            .rollbook
            .import_accounts(
                &actor,
                &upload(organization),
                &people(1),
                RunOptions::default(),
                progress,
            )
            .map(|done| done.batch.state)
            .map_err(|error| error.code().as_str())
    };
    assert_eq!(
        run(bulk, below),
        Err("privilege_missing"),
        "the bulk privilege is for filter results"
    );
    assert_eq!(
        run(accounts, world.root()),
        Err("not_found"),
        "above the reach of the right"
    );
    assert_eq!(run(accounts, below), Ok(BatchState::Completed));
}

pub(super) fn m_23_d_41_consent_is_needed_only_if_an_sms_goes_out(store: Arc<dyn Store>) {
    let world = World::new(store, ProfileName::Multiline2024);
    pool(&world, 2);
    let input = ImportAccounts {
        invite: Some(true),
        ..upload(world.root())
    };
    let phone = file(&[("14405551234", "")]);
    let refused = import(&world, &input, &phone).unwrap_err();
    assert_eq!(refused.code().as_str(), "invitation_consent_required");
    assert_eq!(added(&world), 0, "nothing was written");
    import(&world, &input, &file(&[("mail@example.com", "")])).unwrap();
    let input = ImportAccounts {
        consent: true,
        ..input
    };
    assert_eq!(
        outcomes(&import(&world, &input, &phone).unwrap()),
        [RowOutcome::CreatedInvited]
    );
}

pub(super) fn m_37_m_65_d_02_2021_assigns_no_numbers_and_refuses_a_filled_cell(
    store: Arc<dyn Store>,
) {
    for profile in MULTILINE {
        let world = World::new(Arc::clone(&store), profile);
        let pool = pool(&world, 1);
        let imported = import(
            &world,
            &upload(world.root()),
            &file(&[("a@example.com", &pool[0])]),
        )
        .unwrap();
        if profile == ProfileName::Multiline2021 {
            assert_eq!(imported.batch.state, BatchState::Rejected);
            assert!(codes(&imported).contains(&"column_not_enabled"));
        } else {
            assert_eq!(
                imported.rows[0].number,
                Some(format!("+{}", pool[0]).parse().unwrap()),
                "M-48, {profile}"
            );
        }
    }
}

pub(super) fn m_38_d_35_row_1001_refuses_the_file_and_only_data_rows_count(store: Arc<dyn Store>) {
    let world = World::new(store, ProfileName::Multiline2024);
    let mut full = people(1_000);
    full.extend_from_slice(b"\n\n");
    let taken = with(
        &world,
        &upload(world.root()),
        &full,
        RunOptions {
            dry_run: true,
            ..RunOptions::default()
        },
    );
    assert_eq!(
        taken.unwrap().batch.state,
        BatchState::Completed,
        "blank rows do not count"
    );
    for mode in [ImportMode::All, ImportMode::Partial] {
        let input = ImportAccounts {
            mode: Some(mode),
            ..upload(world.root())
        };
        let refused = import(&world, &input, &people(1_001)).unwrap();
        assert_eq!(refused.batch.state, BatchState::Rejected, "{mode}");
        assert!(codes(&refused).contains(&"too_many_rows"));
    }
    assert_eq!(added(&world), 0);
}

pub(super) fn m_39_m_40_m_42_organization_and_group_are_chosen_once_per_upload(
    store: Arc<dyn Store>,
) {
    let world = World::new(store, ProfileName::Multiline2024);
    let below = world.organization(world.root(), "Below");
    let command = CreatePermissionGroup {
        organization: world.root(),
        name: "Night shift".into(),
        features: Default::default(),
    };
    let group = world.run(&command).unwrap().group;
    let input = ImportAccounts {
        group: Some(group),
        ..upload(below)
    };
    let imported = import(&world, &input, &people(2)).unwrap();
    for row in &imported.rows {
        let account = world.stored(row.account.unwrap());
        assert_eq!(
            (account.organization, account.lines[0].group),
            (below, Some(group))
        );
    }
    let default = import(&world, &upload(below), &file(&[("z@example.com", "")])).unwrap();
    let account = world.stored(default.rows[0].account.unwrap());
    assert_eq!(
        account.lines[0].group,
        Some(world.made.group),
        "D-16: the default in force"
    );
}

pub(super) fn m_40_d_16_an_unknown_group_is_not_found_and_never_created(store: Arc<dyn Store>) {
    let world = World::new(store, ProfileName::Multiline2024);
    let elsewhere = world.beside();
    let input = ImportAccounts {
        group: Some(elsewhere.made.group),
        ..upload(world.root())
    };
    let error = import(&world, &input, &people(1)).unwrap_err();
    assert_eq!(error.code().as_str(), "not_found");
    assert_eq!(
        error.details().get("entity").and_then(|it| it.as_str()),
        Some("permission_group")
    );
    let error = import(&world, &upload(elsewhere.root()), &people(1)).unwrap_err();
    assert_eq!(
        error.details().get("entity").and_then(|it| it.as_str()),
        Some("organization")
    );
}

pub(super) fn m_50_m_51_m_54_cells_become_the_line_and_the_language(store: Arc<dyn Store>) {
    let world = World::new(store, ProfileName::Multiline2024);
    let text = "email address or device,social_messaging,monitor_calls,monitor_sms,Language\na@example.com,No,auto,on,German\nb@example.com,No,off,off,\n";
    let imported = import(&world, &upload(world.root()), text.as_bytes()).unwrap();
    let [first, second] =
        [0, 1].map(|row: usize| world.stored(imported.rows[row].account.unwrap()));
    assert!(first.lines[0].features.monitor_calls && first.lines[0].features.monitor_sms);
    assert!(!second.lines[0].features.monitor_calls && !second.lines[0].features.monitor_sms);
    assert_eq!(first.language.unwrap().as_str(), "German");
    assert_eq!(
        second.language.unwrap().as_str(),
        "English",
        "the default of the organization"
    );
    assert_eq!(
        second.name,
        Name::Two {
            first: None,
            last: None
        },
        "M-45, D-05"
    );
}

pub(super) fn m_57_n_22_an_upload_leaves_a_record_with_one_outcome_per_data_row(
    store: Arc<dyn Store>,
) {
    let world = World::new(store, ProfileName::Multiline2024);
    let rows = file(&[("a@example.com", ""), ("bad", ""), ("c@example.com", "")]);
    let rejected = import(&world, &upload(world.root()), &rows).unwrap();
    assert_eq!(rejected.batch.state, BatchState::Rejected);
    assert_eq!(
        outcomes(&rejected),
        [
            RowOutcome::RolledBack,
            RowOutcome::Failed,
            RowOutcome::RolledBack
        ]
    );
    let said = |row: usize| {
        let findings = rejected.rows[row].findings.iter();
        findings.map(|it| it.code.as_str()).collect::<Vec<_>>()
    };
    assert_eq!(said(0), ["rolled_back"]);
    assert!(!said(1).contains(&"rolled_back"));
    assert_eq!(world.count("batch.finished"), 1);
    let partial = ImportAccounts {
        mode: Some(ImportMode::Partial),
        ..upload(world.root())
    };
    let done = import(&world, &partial, &rows).unwrap();
    assert_eq!(done.batch.state, BatchState::CompletedWithErrors);
    assert_eq!(
        outcomes(&done),
        [RowOutcome::Created, RowOutcome::Failed, RowOutcome::Created]
    );
    let counters = done.batch.counters;
    assert_eq!(
        (counters.total, counters.succeeded, counters.failed),
        (3, 2, 1)
    );
    assert!(
        done.rows[1]
            .findings
            .iter()
            .any(|finding| finding.code.as_str() == "identity_unrecognized")
    );
}

pub(super) fn d_51_n_13_all_or_nothing_is_the_default(store: Arc<dyn Store>) {
    let world = World::new(store, ProfileName::Multiline2024);
    let pool = pool(&world, 1);
    let rows = file(&[
        ("a@example.com", &pool[0]),
        ("b@example.com", "14405550999"),
    ]);
    let rejected = import(&world, &upload(world.root()), &rows).unwrap();
    assert_eq!(rejected.batch.state, BatchState::Rejected);
    assert!(codes(&rejected).contains(&"number_not_in_inventory"));
    assert_eq!(added(&world) + world.count("number.assigned"), 0);
    let again = import(
        &world,
        &upload(world.root()),
        &file(&[("a@example.com", &pool[0])]),
    )
    .unwrap();
    assert_eq!(
        again.batch.state,
        BatchState::Completed,
        "the number was never taken"
    );
}

pub(super) fn n_14_the_same_upload_counts_as_one_for_a_day_unless_forced_or_rejected(
    store: Arc<dyn Store>,
) {
    let world = World::new(store, ProfileName::Multiline2024);
    let bad = file(&[("bad", "")]);
    for _ in 0..2 {
        let rejected = import(&world, &upload(world.root()), &bad).unwrap();
        assert_eq!(
            rejected.batch.state,
            BatchState::Rejected,
            "a rejected one runs anew"
        );
    }
    let first = import(&world, &upload(world.root()), &people(2)).unwrap();
    let again = import(&world, &upload(world.root()), &people(2)).unwrap_err();
    assert_eq!(again.code().as_str(), "batch_duplicate");
    assert_eq!(again.details()["batch"], first.batch.id.to_string());
    let forced = ImportAccounts {
        force: true,
        existing: Some(ImportExisting::Skip),
        ..upload(world.root())
    };
    assert_eq!(
        outcomes(&import(&world, &forced, &people(2)).unwrap()),
        [RowOutcome::Skipped; 2]
    );
    world.clock.advance(Duration::hours(24));
    world.clock.advance(Duration::seconds(1));
    let later = import(&world, &upload(world.root()), &people(2)).unwrap();
    assert_eq!(
        later.batch.state,
        BatchState::Rejected,
        "after a day it is looked at again: the accounts exist"
    );
}

pub(super) fn n_14_a_key_belongs_to_one_input_and_one_outcome(store: Arc<dyn Store>) {
    let world = World::new(store, ProfileName::Multiline2024);
    let keyed = ImportAccounts {
        key: Some("march".into()),
        ..upload(world.root())
    };
    let first = import(&world, &keyed, &people(2)).unwrap();
    let again = import(&world, &keyed, &people(2)).unwrap();
    assert!(again.replayed && again.batch.id == first.batch.id && again.rows.len() == 2);
    let other = import(&world, &keyed, &people(3)).unwrap_err();
    assert_eq!(other.code().as_str(), "batch_key_reused");
    let options = ImportAccounts {
        existing: Some(ImportExisting::Skip),
        ..keyed
    };
    assert_eq!(
        import(&world, &options, &people(2))
            .unwrap_err()
            .code()
            .as_str(),
        "batch_key_reused"
    );
    assert_eq!(added(&world), 2);
}

pub(super) fn d_36_existing_accounts_fail_are_skipped_or_updated_but_never_renamed_or_renumbered(
    store: Arc<dyn Store>,
) {
    let world = World::new(store, ProfileName::Multiline2024);
    let pool = pool(&world, 2);
    let made = import(
        &world,
        &upload(world.root()),
        &file(&[("a@example.com", &pool[0])]),
    )
    .unwrap();
    let account = made.rows[0].account.unwrap();
    let text = format!("{HEADER}\nNew,,A@Example.com,No,,off,on\n");
    let input = |existing| ImportAccounts {
        existing: Some(existing),
        ..upload(world.root())
    };
    let failed = import(&world, &input(ImportExisting::Fail), text.as_bytes()).unwrap();
    assert_eq!(failed.batch.state, BatchState::Rejected);
    assert!(codes(&failed).contains(&"account_identity_taken"));
    let skipped = import(&world, &input(ImportExisting::Skip), text.as_bytes()).unwrap();
    assert_eq!(outcomes(&skipped), [RowOutcome::Skipped]);
    let force = ImportAccounts {
        force: true,
        ..input(ImportExisting::Update)
    };
    let updated = import(&world, &force, text.as_bytes()).unwrap();
    assert_eq!(outcomes(&updated), [RowOutcome::Updated]);
    let now = world.stored(account);
    assert_eq!(now.name.display(), "New Last", "only filled cells change");
    assert_eq!(now.identity.unwrap().original(), "a@example.com");
    assert!(now.lines[0].features.monitor_sms && !now.lines[0].features.monitor_calls);
    assert_eq!(
        world.detail(account).listed.row.numbers,
        [Some(format!("+{}", pool[0]).parse().unwrap())]
    );
    let again = import(&world, &force, text.as_bytes()).unwrap();
    assert_eq!(outcomes(&again), [RowOutcome::Unchanged]);
}

pub(super) fn d_37_one_identity_twice_is_an_error_in_both_rows_and_a_repeated_row_is_skipped(
    store: Arc<dyn Store>,
) {
    let world = World::new(store, ProfileName::Multiline2024);
    let twice =
        format!("{HEADER}\nA,B,a@example.com,No,,auto,off\nC,D,A@EXAMPLE.com,No,,auto,off\n");
    let rejected = import(&world, &upload(world.root()), twice.as_bytes()).unwrap();
    assert_eq!(outcomes(&rejected), [RowOutcome::Failed; 2]);
    let repeated =
        format!("{HEADER}\nA,B,a@example.com,No,,auto,off\nA,B,a@example.com,No,,auto,off\n");
    let imported = import(&world, &upload(world.root()), repeated.as_bytes()).unwrap();
    assert_eq!(
        outcomes(&imported),
        [RowOutcome::Created, RowOutcome::Skipped]
    );
}

pub(super) fn d_44_progress_is_counters_per_phase_and_can_stop_between_steps(
    store: Arc<dyn Store>,
) {
    let world = World::new(store, ProfileName::Multiline2024);
    let mut phases = Vec::new();
    let watch = &mut |at: rollbook::engine::ImportProgress| {
        phases.push(at.phase);
        ControlFlow::Continue(())
    };
    let options = RunOptions::default();
    world
        .rollbook
        .import_accounts(
            &world.owner(),
            &upload(world.root()),
            &people(3),
            options,
            watch,
        )
        .unwrap();
    assert_eq!(phases.first(), Some(&ImportPhase::Reading));
    assert_eq!(phases.last(), Some(&ImportPhase::Committing));
    let stop = &mut |at: rollbook::engine::ImportProgress| match at.phase {
        ImportPhase::Committing => ControlFlow::Break(()),
        _ => ControlFlow::Continue(()),
    };
    let other = file(&[("other@example.com", "")]);
    let stopped = world.rollbook.import_accounts(
        &world.owner(),
        &upload(world.root()),
        &other,
        options,
        stop,
    );
    assert_eq!(stopped.unwrap_err().code().as_str(), "cancelled");
    assert_eq!(added(&world), 3, "nothing of the stopped one");
}

pub(super) fn n_12_a_dry_run_says_what_the_run_says_and_writes_nothing(store: Arc<dyn Store>) {
    let dry = RunOptions {
        dry_run: true,
        ..RunOptions::default()
    };
    for profile in MULTILINE {
        let world = World::new(Arc::clone(&store), profile);
        pool(&world, 1);
        for rows in [
            file(&[("a@example.com", ""), ("b@example.com", "")]),
            file(&[("a@example.com", "")]),
        ] {
            let input = ImportAccounts {
                invite: Some(true),
                ..upload(world.root())
            };
            let events = world.events().len();
            let said = with(&world, &input, &rows, dry).unwrap();
            assert_eq!(world.events().len(), events, "{profile}");
            let done = import(&world, &input, &rows).unwrap();
            assert_eq!(outcomes(&said), outcomes(&done), "{profile}");
            assert_eq!(codes(&said), codes(&done), "{profile}");
            assert_eq!(said.batch.counters, done.batch.counters, "{profile}");
        }
    }
}

pub(super) fn n_15_every_account_of_an_upload_has_its_events(store: Arc<dyn Store>) {
    let world = World::new(store, ProfileName::Multiline2024);
    let pool = pool(&world, 3);
    let input = ImportAccounts {
        invite: Some(true),
        ..upload(world.root())
    };
    import(
        &world,
        &input,
        &file(&[("a@example.com", &pool[0]), ("b@example.com", "")]),
    )
    .unwrap();
    for (name, times) in [
        ("batch.started", 1),
        ("batch.finished", 1),
        ("account.created", 3),
        ("number.assigned", 1),
        ("invitation.sent", 2),
    ] {
        assert_eq!(world.count(name), times, "{name}");
    }
}

pub(super) fn d_01_a_shortage_is_an_error_a_warning_or_a_notice(store: Arc<dyn Store>) {
    for (rule, state) in [
        ("strict", BatchState::Rejected),
        ("pool", BatchState::Completed),
        ("lenient", BatchState::Completed),
    ] {
        let settings = [("number_rule", rule)];
        let world = World::with(Arc::clone(&store), ProfileName::Multiline2024, &settings);
        pool(&world, 1);
        let input = ImportAccounts {
            invite: Some(true),
            ..upload(world.root())
        };
        let imported = import(&world, &input, &people(2)).unwrap();
        assert_eq!(imported.batch.state, state, "{rule}");
        assert!(
            codes(&imported).contains(&"number_pool_exhausted"),
            "{rule}"
        );
    }
    let world = World::new(store, ProfileName::Multiline2024);
    let input = ImportAccounts {
        invite: Some(true),
        ..upload(world.root())
    };
    let none = import(&world, &input, &people(1)).unwrap();
    assert_eq!(
        none.batch.state,
        BatchState::Rejected,
        "pool: a first send needs one usable number"
    );
}

pub(super) fn d_01_in_mode_partial_rows_beyond_the_supply_are_imported_and_not_invited(
    store: Arc<dyn Store>,
) {
    let world = World::new(store, ProfileName::Multiline2024);
    let input = ImportAccounts {
        invite: Some(true),
        mode: Some(ImportMode::Partial),
        ..upload(world.root())
    };
    let imported = import(&world, &input, &people(2)).unwrap();
    assert_eq!(outcomes(&imported), [RowOutcome::Created; 2]);
    assert_eq!(
        imported.rows[0].invitation.as_deref(),
        Some("number_pool_exhausted")
    );
    assert_eq!(
        world.stored(imported.rows[0].account.unwrap()).status(),
        Status::NotInvited
    );
}

pub(super) fn d_09_b_18_b_19_b_21_which_user_types_a_file_may_add(store: Arc<dyn Store>) {
    let portal = b"name,email,role\nFirst Person,first@example.com,Member\nSecond Person,second@example.com,\n";
    for profile in MEMBERS {
        let world = World::new(Arc::clone(&store), profile);
        let result = import(&world, &upload(world.root()), portal);
        if profile == ProfileName::MembersV1 {
            assert_eq!(
                result.unwrap_err().code().as_str(),
                "option_not_available",
                "D-09"
            );
            continue;
        }
        let imported = result.unwrap();
        assert_eq!(imported.batch.state, BatchState::Completed, "{profile}");
        let sent = profile == ProfileName::MembersV2;
        let expected = if sent {
            RowOutcome::CreatedInvited
        } else {
            RowOutcome::Created
        };
        assert_eq!(outcomes(&imported), [expected; 2], "B-23, {profile}");
    }
}

pub(super) fn b_24_d_27_imported_login_less_members_get_nothing_and_are_usable_at_once(
    store: Arc<dyn Store>,
) {
    for profile in MEMBERS {
        let world = World::new(Arc::clone(&store), profile);
        let input = ImportAccounts {
            access: AccessKind::NoPortal,
            ..upload(world.root())
        };
        let text = b"name,extension\nDesk One,1001\nDesk Two,\n";
        let imported = import(&world, &input, text).unwrap();
        assert_eq!(outcomes(&imported), [RowOutcome::Created; 2], "{profile}");
        let account = world.stored(imported.rows[0].account.unwrap());
        assert_eq!(account.status(), Status::Active, "{profile}");
        assert_eq!(account.extension.as_deref(), Some("1001"));
        assert_eq!(world.count("invitation.sent"), 0, "N-07");
        let taken = import(&world, &input, b"name,extension\nDesk Three,1001\n").unwrap();
        assert_eq!(taken.batch.state, BatchState::Rejected);
        assert!(codes(&taken).contains(&"account_extension_taken"));
    }
}

pub(super) fn n_17_an_upload_that_would_pass_a_limit_is_refused_as_a_whole(store: Arc<dyn Store>) {
    let world = World::with(store, ProfileName::Multiline2024, &[("limit_members", "2")]);
    let refused = import(&world, &upload(world.root()), &people(3)).unwrap();
    assert_eq!(refused.batch.state, BatchState::Rejected);
    assert!(codes(&refused).contains(&"limit_reached"));
    assert_eq!(
        import(&world, &upload(world.root()), &people(2))
            .unwrap()
            .batch
            .state,
        BatchState::Completed
    );
}

fn sub_administrator(world: &World) -> (OrganizationId, rollbook::Actor) {
    let below = world.organization(world.root(), "Below");
    (below, world.holder("Accounts", below))
}

fn import_as(
    world: &World,
    actor: &rollbook::Actor,
    input: &ImportAccounts,
    file: &[u8],
) -> Imported {
    let progress = &mut |_| ControlFlow::Continue(());
    world
        .rollbook
        .import_accounts(actor, input, file, RunOptions::default(), progress)
        .unwrap()
}

pub(super) fn n_12_a_dry_run_of_mode_partial_says_what_the_run_says(store: Arc<dyn Store>) {
    let world = World::new(store, ProfileName::Multiline2024);
    let rows = file(&[("a@example.com", ""), ("bad", ""), ("c@example.com", "")]);
    let input = ImportAccounts {
        mode: Some(ImportMode::Partial),
        ..upload(world.root())
    };
    let dry = RunOptions {
        dry_run: true,
        ..RunOptions::default()
    };
    let said = with(&world, &input, &rows, dry).unwrap();
    let done = import(&world, &input, &rows).unwrap();
    assert_eq!(outcomes(&said), outcomes(&done));
    assert_eq!(said.batch.counters, done.batch.counters);
    assert_eq!(said.batch.state, done.batch.state);
}

pub(super) fn d_18_numbers_that_rows_name_are_not_promised_to_others(store: Arc<dyn Store>) {
    let settings = [("number_rule", "strict")];
    let world = World::with(store, ProfileName::Multiline2024, &settings);
    let pool = pool(&world, 2);
    let rows = file(&[
        ("a@example.com", &pool[0]),
        ("b@example.com", &pool[1]),
        ("c@example.com", ""),
        ("d@example.com", ""),
    ]);
    let input = ImportAccounts {
        invite: Some(true),
        mode: Some(ImportMode::Partial),
        ..upload(world.root())
    };
    let imported = import(&world, &input, &rows).unwrap();
    let invited = [true, true, false, false];
    for (row, invited) in imported.rows.iter().zip(invited) {
        let expected = if invited {
            RowOutcome::CreatedInvited
        } else {
            RowOutcome::Created
        };
        assert_eq!(row.outcome, expected, "row {}", row.row);
    }
}

pub(super) fn d_01_people_counted_for_a_limit_are_no_usable_numbers(store: Arc<dyn Store>) {
    let settings = [("limit_members", "100")];
    let world = World::with(store, ProfileName::Multiline2024, &settings);
    import(
        &world,
        &upload(world.root()),
        &file(&[("z@example.com", "")]),
    )
    .unwrap();
    let input = ImportAccounts {
        invite: Some(true),
        mode: Some(ImportMode::Partial),
        ..upload(world.root())
    };
    let imported = import(&world, &input, &people(1)).unwrap();
    assert_eq!(
        outcomes(&imported),
        [RowOutcome::Created],
        "no number, so nobody is invited"
    );
}

pub(super) fn n_14_a_repeat_under_the_same_command_id_gets_the_same_answer(store: Arc<dyn Store>) {
    use rollbook::id::CommandId;
    let world = World::new(store, ProfileName::Multiline2024);
    for (byte, mode) in [(1, ImportMode::All), (2, ImportMode::Partial)] {
        let options = RunOptions {
            command_id: Some(CommandId::from_bytes([byte; 16])),
            ..RunOptions::default()
        };
        let input = ImportAccounts {
            mode: Some(mode),
            ..upload(world.root())
        };
        let rows = file(&[(&format!("{mode}@example.com"), "")]);
        let first = with(&world, &input, &rows, options).unwrap();
        let again = with(&world, &input, &rows, options).unwrap();
        assert!(again.replayed, "{mode}");
        assert_eq!(again.batch.id, first.batch.id, "{mode}");
    }
    assert_eq!(added(&world), 2);
}

pub(super) fn m_43_importing_and_inviting_is_another_upload_than_importing(store: Arc<dyn Store>) {
    let world = World::new(store, ProfileName::Multiline2024);
    pool(&world, 2);
    let first = import(&world, &upload(world.root()), &people(1)).unwrap();
    let input = ImportAccounts {
        invite: Some(true),
        ..upload(world.root())
    };
    let second = import(&world, &input, &people(1)).unwrap();
    assert_ne!(first.batch.id, second.batch.id);
    assert!(
        codes(&second).contains(&"account_identity_taken"),
        "it was looked at, not taken for a repeat"
    );
}

pub(super) fn n_14_of_two_equal_uploads_at_once_one_is_imported(store: Arc<dyn Store>) {
    let world = World::new(store, ProfileName::MembersV3);
    let input = ImportAccounts {
        access: AccessKind::NoPortal,
        ..upload(world.root())
    };
    let text = b"name\nDesk One\nDesk Two\n";
    let results = std::thread::scope(|scope| {
        let run =
            || scope.spawn(|| import(&world, &input, text).map_err(|error| error.code().as_str()));
        [run(), run(), run(), run()].map(|thread| thread.join().unwrap())
    });
    let won = results.iter().filter(|result| result.is_ok()).count();
    assert_eq!(won, 1);
    for lost in results.iter().filter_map(|result| result.as_ref().err()) {
        assert_eq!(*lost, "batch_duplicate");
    }
    assert_eq!(added(&world), 2);
}

pub(super) fn n_26_an_account_that_the_importer_does_not_see_is_not_named(store: Arc<dyn Store>) {
    let world = World::new(store, ProfileName::Multiline2024);
    import(
        &world,
        &upload(world.root()),
        &file(&[("a@example.com", "")]),
    )
    .unwrap();
    let (below, actor) = sub_administrator(&world);
    for existing in [ImportExisting::Skip, ImportExisting::Update] {
        let input = ImportAccounts {
            existing: Some(existing),
            mode: Some(ImportMode::Partial),
            force: true,
            ..upload(below)
        };
        let rows = file(&[
            ("a@example.com", ""),
            (&format!("{existing}@example.com"), ""),
        ]);
        let imported = import_as(&world, &actor, &input, &rows);
        assert_eq!(imported.rows[0].account, None, "{existing}");
        assert_eq!(imported.rows[1].outcome, RowOutcome::Created, "{existing}");
    }
}

pub(super) fn n_22_a_number_in_a_row_is_never_dropped(store: Arc<dyn Store>) {
    let settings = [("lines_at_creation", "0")];
    let world = World::with(store, ProfileName::Multiline2024, &settings);
    let pool = pool(&world, 1);
    let rows = file(&[("a@example.com", &pool[0])]);
    let imported = import(&world, &upload(world.root()), &rows).unwrap();
    let account = imported.rows[0].account.unwrap();
    let number = Some(format!("+{}", pool[0]).parse().unwrap());
    assert_eq!(world.detail(account).listed.row.numbers, [number]);
}

pub(super) fn d_51_every_row_that_cannot_be_invited_is_named_at_once(store: Arc<dyn Store>) {
    let settings = [("channels", "email")];
    let world = World::with(store, ProfileName::Multiline2024, &settings);
    pool(&world, 3);
    let input = ImportAccounts {
        invite: Some(true),
        consent: true,
        ..upload(world.root())
    };
    let rows = file(&[
        ("14405551234", ""),
        ("a@example.com", ""),
        ("14405551235", ""),
    ]);
    let rejected = import(&world, &input, &rows).unwrap();
    assert_eq!(rejected.batch.state, BatchState::Rejected);
    assert_eq!(
        outcomes(&rejected),
        [
            RowOutcome::Failed,
            RowOutcome::RolledBack,
            RowOutcome::Failed
        ]
    );
    assert_eq!(
        codes(&rejected)
            .iter()
            .filter(|code| **code == "backend_rejected")
            .count(),
        2
    );
    assert_eq!(added(&world), 0);
}

pub(super) fn n_22_a_partial_upload_that_cannot_be_sent_is_refused_before_its_first_row(
    store: Arc<dyn Store>,
) {
    let world = World::new(store, ProfileName::Multiline2024);
    pool(&world, 2);
    let input = ImportAccounts {
        invite: Some(true),
        mode: Some(ImportMode::Partial),
        ..upload(world.root())
    };
    let refused = import(&world, &input, &file(&[("14405551234", "")])).unwrap_err();
    assert_eq!(refused.code().as_str(), "invitation_consent_required");
    assert_eq!(world.count("batch.started"), 0);
}

pub(super) fn d_04_a_file_names_available_numbers_only_in_mode_partial_too(store: Arc<dyn Store>) {
    use rollbook::command::number::choice::NumberChoice;
    use rollbook::command::number::reserve_numbers::ReserveNumbers;
    use rollbook::number::ReservationReason;
    let world = World::new(store, ProfileName::Multiline2024);
    let pool = pool(&world, 1);
    let number = format!("+{}", pool[0]);
    let reserve = ReserveNumbers {
        organization: world.root(),
        numbers: NumberChoice::List(vec![number]),
        tag: None,
        until: None,
        reason: ReservationReason::Manual,
        note: None,
    };
    world.run(&reserve).unwrap();
    let rows = file(&[("a@example.com", &pool[0]), ("b@example.com", "")]);
    for mode in [ImportMode::All, ImportMode::Partial] {
        let input = ImportAccounts {
            mode: Some(mode),
            ..upload(world.root())
        };
        let imported = import(&world, &input, &rows).unwrap();
        assert_eq!(imported.rows[0].outcome, RowOutcome::Failed, "{mode}");
        assert!(codes(&imported).contains(&"number_not_available"), "{mode}");
    }
}

pub(super) fn m_41_the_application_is_chosen_once_per_upload(store: Arc<dyn Store>) {
    let world = World::new(store, ProfileName::Multiline2021);
    let application = |name: &str| Some(rollbook::settings::Application::parse(name).unwrap());
    let input = ImportAccounts {
        application: application("MultiLine"),
        ..upload(world.root())
    };
    let imported = import(&world, &input, &people(1)).unwrap();
    let account = world.stored(imported.rows[0].account.unwrap());
    assert_eq!(
        account.applications,
        application("MultiLine").into_iter().collect::<Vec<_>>()
    );
    let unknown = ImportAccounts {
        application: application("Other"),
        ..upload(world.root())
    };
    let error = import(&world, &unknown, &people(2)).unwrap_err();
    assert_eq!(
        error.details().get("entity").and_then(|it| it.as_str()),
        Some("application")
    );
}

pub(super) fn m_55_d_03_primary_number_stands_for_multiline_number_and_blank_leaves_the_choice(
    store: Arc<dyn Store>,
) {
    let world = World::new(store, ProfileName::Multiline2024);
    let pool = pool(&world, 1);
    let text = format!(
        "email address or device,social_messaging,primary_number,monitor_calls,monitor_sms\na@example.com,No,{},auto,off\nb@example.com,No,,auto,off\n",
        pool[0]
    );
    let imported = import(&world, &upload(world.root()), text.as_bytes()).unwrap();
    assert!(codes(&imported).contains(&"label_alias_used"));
    assert_eq!(
        imported.rows[0].number,
        Some(format!("+{}", pool[0]).parse().unwrap())
    );
    assert_eq!(imported.rows[1].number, None);
}

/// The plan of a dry run, at whatever instant.
fn planned(world: &World, input: &ImportAccounts, file: &[u8]) -> Option<String> {
    let dry = RunOptions {
        dry_run: true,
        ..RunOptions::default()
    };
    let report = with(world, input, file, dry).unwrap().report.unwrap();
    report.plan.map(|plan| plan.id)
}

pub(super) fn n_12_an_import_carries_out_the_plan_that_it_names_or_nothing(store: Arc<dyn Store>) {
    for mode in [ImportMode::All, ImportMode::Partial] {
        let world = World::new(Arc::clone(&store), ProfileName::Multiline2024);
        let pool = pool(&world, 2);
        let rows = file(&[("a@example.com", &pool[0]), ("b@example.com", "")]);
        let asked = ImportAccounts {
            mode: Some(mode),
            ..upload(world.root())
        };
        let first = planned(&world, &asked, &rows).unwrap();
        world.clock.advance(Duration::seconds(300));
        assert_eq!(
            planned(&world, &asked, &rows),
            Some(first.clone()),
            "{mode}: time alone makes no other plan"
        );
        let naming = |plan: &str| ImportAccounts {
            plan: Some(plan.to_owned()),
            ..asked.clone()
        };
        // One of the people exists by now.
        let _ = world.account(world.root(), "b@example.com");
        let stale = import(&world, &naming(&first), &rows).unwrap();
        assert_eq!(stale.batch.state, BatchState::Rejected, "{mode}");
        assert!(codes(&stale).contains(&"plan_stale"), "{mode}");
        let report = stale.report.as_ref().unwrap();
        assert!(!report.importable() && report.plan.is_none());
        assert_eq!(stale.rows.len(), 2, "N-22: every row has its outcome");
        assert!(
            outcomes(&stale)
                .iter()
                .all(|outcome| !matches!(outcome, RowOutcome::Created)),
            "{mode}"
        );
        assert_eq!(added(&world), 1, "{mode}: nothing was imported");
        // Other rows, the plan of which stands.
        let rows = file(&[("c@example.com", &pool[0]), ("d@example.com", "")]);
        let second = planned(&world, &asked, &rows).unwrap();
        assert_ne!(second, first);
        let done = import(&world, &naming(&second), &rows).unwrap();
        assert_eq!(done.batch.state, BatchState::Completed, "{mode}");
        assert_eq!(outcomes(&done), [RowOutcome::Created; 2]);
        assert_eq!(added(&world), 3);
    }
}

pub(super) fn n_12_a_plan_is_of_one_upload(store: Arc<dyn Store>) {
    let world = World::new(store, ProfileName::Multiline2024);
    let below = world.organization(world.root(), "Below");
    let asked = upload(world.root());
    let plan = planned(&world, &asked, &people(2)).unwrap();
    let others = [
        ImportAccounts {
            organization: below,
            ..asked.clone()
        },
        ImportAccounts {
            existing: Some(ImportExisting::Skip),
            ..asked.clone()
        },
        ImportAccounts {
            mode: Some(ImportMode::Partial),
            ..asked.clone()
        },
        ImportAccounts {
            region: Some("DE".parse().unwrap()),
            ..asked.clone()
        },
    ];
    for other in others {
        let naming = ImportAccounts {
            plan: Some(plan.clone()),
            ..other
        };
        let refused = import(&world, &naming, &people(2)).unwrap();
        assert_eq!(codes(&refused), ["plan_stale"]);
        assert_eq!(refused.batch.state, BatchState::Rejected);
    }
    for word in ["", "march", plan.get(1..).unwrap_or_default()] {
        let naming = ImportAccounts {
            plan: Some(word.to_owned()),
            ..asked.clone()
        };
        let error = import(&world, &naming, &people(2)).unwrap_err();
        assert_eq!(error.code().as_str(), "option_not_available");
        assert_eq!(error.details()["option"], "plan");
    }
    assert_eq!(added(&world), 0);
    let naming = ImportAccounts {
        plan: Some(plan),
        ..asked
    };
    let done = import(&world, &naming, &people(2)).unwrap();
    assert_eq!(outcomes(&done), [RowOutcome::Created; 2]);
}
