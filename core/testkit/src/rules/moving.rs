//! People who go to another organization: numbers, capacity, rights, and what becomes of them there.

use std::sync::Arc;

use rollbook::account::Status;
use rollbook::command::account::create_account::{LineForm, NumberForm};
use rollbook::command::account::move_accounts::{AccountsMoved, MoveAccounts, MovedNumbers};
use rollbook::command::account::suspend_accounts::SuspendAccounts;
use rollbook::command::group::create_permission_group::CreatePermissionGroup;
use rollbook::command::group::set_default_permission_group::SetDefaultPermissionGroup;
use rollbook::id::{AccountId, OrganizationId};
use rollbook::number::StateNow;
use rollbook::profile::ProfileName::{MembersV3, Multiline2024};
use rollbook::store::Store;

use super::holder::{NUMBERS, PHONE, code_of};
use super::world::{MULTILINE, World};

impl World {
    /// Somebody invited in an organization.
    fn waiting(&self, organization: OrganizationId, identity: &str) -> AccountId {
        let account = self.account(organization, identity).account;
        assert_eq!(self.send(account).error, None);
        account
    }

    fn children<const N: usize>(&self, names: [&str; N]) -> [OrganizationId; N] {
        names.map(|name| self.organization(self.root(), name))
    }
}

fn with(
    accounts: Vec<AccountId>,
    destination: OrganizationId,
    numbers: MovedNumbers,
) -> MoveAccounts {
    MoveAccounts {
        numbers,
        ..MoveAccounts::new(accounts, destination)
    }
}

pub(super) fn m_62_m_63_t_01_the_exact_text_once_for_the_selection(store: Arc<dyn Store>) {
    for profile in MULTILINE {
        let settings = [("number_rule", "lenient")];
        let world = World::with(Arc::clone(&store), profile, &settings);
        let [a, b] = world.children(["A", "B"]);
        let people = ["one@example.com", "two@example.com"].map(|it| world.waiting(a, it));
        let error = world
            .both(&MoveAccounts::new(people.to_vec(), b))
            .unwrap_err();
        assert_eq!(
            error.code().as_str(),
            "move_not_enough_numbers",
            "{profile}"
        );
        assert_eq!(
            error.message(),
            "Unable to move account(s). You do not have enough numbers available in the selected organization"
        );
        let details = error.details();
        assert_eq!(
            (&details["needed"], &details["headroom"]),
            (&2.into(), &0.into())
        );
        assert_eq!(details["organization"], b.to_string());
        assert_eq!(
            details["accounts"],
            serde_json::json!(people.map(|it| it.to_string()))
        );
        assert_eq!(world.stored(people[0]).organization, a, "N-13");
        assert_eq!(world.count("account.moved"), 0, "{profile}");
    }
}

pub(super) fn d_18_enough_is_judged_for_the_whole_selection(store: Arc<dyn Store>) {
    let world = World::with(store, Multiline2024, &[("number_rule", "lenient")]);
    let [a, b] = world.children(["A", "B"]);
    world.numbers(b, &NUMBERS[..2]);
    let there = world.waiting(b, "there@example.com");
    let people = ["one@example.com", "two@example.com"].map(|it| world.waiting(a, it));
    let both = MoveAccounts::new(people.to_vec(), b);
    let error = world.both(&both).unwrap_err();
    assert_eq!(error.code().as_str(), "move_not_enough_numbers");
    assert_eq!(
        error.details()["headroom"],
        1,
        "one is promised to who waits there"
    );
    assert!(world.both(&MoveAccounts::new(vec![people[0]], b)).is_ok());
    // Neither somebody never invited, nor suspended, nor with a number takes one.
    let never = world.account(a, "never@example.com").account;
    world.run(&SuspendAccounts::new(vec![people[1]])).unwrap();
    let done = world
        .both(&MoveAccounts::new(vec![never, people[1], never], b))
        .unwrap();
    assert_eq!((done.moved, done.items.len()), (2, 2));
    assert_eq!(world.stored(there).organization, b);
}

pub(super) fn m_62_the_worked_example_of_the_documentation(store: Arc<dyn Store>) {
    let world = World::with(store, Multiline2024, &[("number_rule", "lenient")]);
    let [a, b] = world.children(["A", "B"]);
    let a1 = world.organization(a, "A1");
    let number = |index: u32| format!("+1440557{index:04}");
    let numbers: Vec<String> = (0..10).map(number).collect();
    let texts: Vec<&str> = numbers.iter().map(String::as_str).collect();
    world.numbers(a, &texts[..2]);
    world.numbers(b, &texts[2..7]);
    world.numbers(world.root(), &texts[7..]);
    let mut people = vec![world.waiting(a1, "deep@example.com")];
    people.extend((0..4).map(|it| world.waiting(a, &format!("a{it}@example.com"))));
    let other = world.waiting(b, "b@example.com");
    let refused = world.both(&MoveAccounts::new(vec![other], a)).unwrap_err();
    assert_eq!(refused.code().as_str(), "move_not_enough_numbers");
    assert_eq!(refused.details()["headroom"], 0);
    let done = world.both(&MoveAccounts::new(people, b)).unwrap();
    assert_eq!(done.moved, 5);
}

pub(super) fn m_68_who_was_invited_to_the_wrong_organization_is_moved(store: Arc<dyn Store>) {
    let world = World::new(store, Multiline2024);
    let [a, b] = world.children(["A", "B"]);
    world.numbers(world.root(), &NUMBERS);
    let group = world
        .run(&CreatePermissionGroup {
            organization: b,
            name: "Those of B".to_owned(),
            features: Default::default(),
        })
        .unwrap()
        .group;
    world
        .run(&SetDefaultPermissionGroup {
            organization: b,
            group,
        })
        .unwrap();
    let account = world.waiting(a, "person@example.com");
    let credential = world.credential(account);
    let done = world.both(&MoveAccounts::new(vec![account], b)).unwrap();
    assert_eq!((done.moved, done.items[0].from), (1, a));
    let stored = world.stored(account);
    assert_eq!((stored.organization, stored.status()), (b, Status::Invited));
    assert_eq!(stored.lines[0].group, Some(group), "D-16");
    world.accept(&credential, PHONE).unwrap();
    let event = world.events().into_iter().rev();
    let moved = event
        .into_iter()
        .find(|it| it.name.as_str() == "account.moved");
    assert_eq!(moved.unwrap().organization, Some(b), "N-15");
}

pub(super) fn d_17_a_number_usable_there_is_kept(store: Arc<dyn Store>) {
    let world = World::new(store, Multiline2024);
    let [a, b] = world.children(["A", "B"]);
    world.numbers(world.root(), &NUMBERS[..1]);
    world.numbers(a, &NUMBERS[1..3]);
    let kept = world.account(a, "kept@example.com").account;
    world.assign(kept, 0, NUMBERS[0]).unwrap();
    assert!(world.both(&MoveAccounts::new(vec![kept], b)).is_ok());
    assert_eq!(world.lines(kept)[0].unwrap().to_string(), NUMBERS[0]);

    let foreign = world.account(a, "foreign@example.com").account;
    world.assign(foreign, 0, NUMBERS[1]).unwrap();
    let error = world
        .both(&MoveAccounts::new(vec![foreign], b))
        .unwrap_err();
    assert_eq!(error.code().as_str(), "number_other_organization");
    assert_eq!(
        error.details()["accounts"],
        serde_json::json!([foreign.to_string()])
    );
    let transfer = with(vec![foreign], b, MovedNumbers::Transfer);
    let done = world.both(&transfer).unwrap();
    assert_eq!(done.items[0].transferred[0].to_string(), NUMBERS[1]);
    assert_eq!(world.number(NUMBERS[1]).owner, b, "N-21");
    assert_eq!(world.state(NUMBERS[1]), StateNow::Assigned);

    let released = world.account(a, "released@example.com").account;
    world.assign(released, 0, NUMBERS[2]).unwrap();
    let done = world
        .both(&with(vec![released], b, MovedNumbers::Release))
        .unwrap();
    assert_eq!(done.items[0].released[0].to_string(), NUMBERS[2]);
    assert_eq!(world.state(NUMBERS[2]), StateNow::Available);
    assert_eq!(world.number(NUMBERS[2]).owner, a);
    assert_eq!(world.lines(released), [None]);
}

pub(super) fn d_17_a_number_in_use_is_not_released_by_a_move(store: Arc<dyn Store>) {
    let world = World::new(store, Multiline2024);
    let [a, b] = world.children(["A", "B"]);
    world.numbers(a, &NUMBERS);
    let active = world.account(a, "active@example.com").account;
    world.assign(active, 0, NUMBERS[0]).unwrap();
    let _ = world.send(active);
    world.accept(&world.credential(active), PHONE).unwrap();
    let release = with(vec![active], b, MovedNumbers::Release);
    let error = world.both(&release).unwrap_err();
    assert_eq!(error.code().as_str(), "number_choice_not_allowed");
    // Whoever is released wants another number there.
    let waiting = world.account(a, "waiting@example.com").account;
    world.assign(waiting, 0, NUMBERS[1]).unwrap();
    let _ = world.send(waiting);
    let release = with(vec![waiting], b, MovedNumbers::Release);
    assert_eq!(world.refusal(&release), "move_not_enough_numbers");
    // Numbers go along only with the right on them above both.
    let local = world.holder(world.administrator_role(), a);
    let transfer = with(vec![active], b, MovedNumbers::Transfer);
    assert_eq!(world.refusal_as(&local, &transfer), "not_found", "N-26");
    let accounts = world.holder("Accounts", world.root());
    let error = world.both_as(&accounts, &transfer).unwrap_err();
    assert_eq!(error.code().as_str(), "privilege_missing");
    assert_eq!(error.details()["privilege"], "setup.numbers");
    assert_eq!(error.details()["organization"], world.root().to_string());
}

pub(super) fn d_19_a_mixed_selection_is_refused_as_a_whole(store: Arc<dyn Store>) {
    let world = World::new(store, Multiline2024);
    let [a, b] = world.children(["A", "B"]);
    world.numbers(a, &NUMBERS);
    let plain = world.account(a, "plain@example.com").account;
    let there = world.account(b, "there@example.com").account;
    let error = world
        .both(&MoveAccounts::new(vec![plain, there], b))
        .unwrap_err();
    assert_eq!(error.code().as_str(), "move_same_organization");
    assert_eq!(
        error.details()["accounts"],
        serde_json::json!([there.to_string()])
    );
    let numbered: Vec<AccountId> = (0..2)
        .map(|it| {
            let account = world.account(a, &format!("n{it}@example.com")).account;
            world.assign(account, 0, NUMBERS[it]).unwrap();
            account
        })
        .collect();
    let all = [&[plain], &*numbered].concat();
    let error = world.both(&MoveAccounts::new(all, b)).unwrap_err();
    let blocking: Vec<String> = numbered.iter().map(ToString::to_string).collect();
    assert_eq!(error.details()["accounts"], serde_json::json!(blocking));
    assert_eq!(world.stored(plain).organization, a, "N-13");
    let many = MoveAccounts::new(vec![plain; 1_001], b);
    assert_eq!(world.refusal(&many), "too_many_items");
    world.disable(b);
    let refused = world.refusal(&MoveAccounts::new(vec![plain], b));
    assert_eq!(refused, "organization_disabled", "N-16");
}

pub(super) fn n_17_a_move_takes_places_below_what_both_paths_share(store: Arc<dyn Store>) {
    let world = World::with(store, MembersV3, &[("limit_members", "2")]);
    let [a, b] = world.children(["A", "B"]);
    world.set(b, &[("limit_members", "1")]);
    let people = ["one@example.com", "two@example.com"].map(|it| world.account(a, it).account);
    let error = world
        .both(&MoveAccounts::new(people.to_vec(), b))
        .unwrap_err();
    assert_eq!(error.code().as_str(), "limit_reached");
    assert_eq!(
        error.details()["max"],
        1,
        "the limit of the root counts nobody twice"
    );
    assert!(world.both(&MoveAccounts::new(vec![people[0]], b)).is_ok());
}

pub(super) fn rights_are_needed_at_both_ends(store: Arc<dyn Store>) {
    let world = World::new(store, Multiline2024);
    let [a, b] = world.children(["A", "B"]);
    let account = world.account(a, "person@example.com").account;
    let command = MoveAccounts::new(vec![account], b);
    let source = world.holder(world.administrator_role(), a);
    assert_eq!(world.refusal_as(&source, &command), "not_found");
    let destination = world.holder(world.administrator_role(), b);
    assert_eq!(world.refusal_as(&destination, &command), "not_found");
    let reports = world.holder("Reports", world.root());
    assert_eq!(world.refusal_as(&reports, &command), "privilege_missing");
    let accounts = world.holder("Accounts", world.root());
    assert_eq!(world.refusal_as(&accounts, &command), "ok");
}

pub(super) fn case_e_06_nobody_moves_to_another_tenant(store: Arc<dyn Store>) {
    let world = World::new(store, Multiline2024);
    let other = world.beside();
    let account = world.account(world.root(), "person@example.com").account;
    let out = MoveAccounts::new(vec![account], other.root());
    assert_eq!(world.refusal(&out), "not_found");
    let stranger = other.account(other.root(), "person@example.com").account;
    let a = world.organization(world.root(), "A");
    assert_eq!(
        world.refusal(&MoveAccounts::new(vec![stranger], a)),
        "not_found"
    );
    assert_eq!(world.refusal_as(&world.system(), &out), "not_found");
}

pub(super) fn twin_e_06_an_account_moves_inside_its_tenant(store: Arc<dyn Store>) {
    let world = World::new(store, Multiline2024);
    let other = world.beside();
    let account = world.account(world.root(), "person@example.com").account;
    let stranger = other.account(other.root(), "person@example.com").account;
    let a = world.organization(world.root(), "A");
    let done = world.both(&MoveAccounts::new(vec![account], a)).unwrap();
    assert_eq!(done.moved, 1);
    assert_eq!(world.stored(account).organization, a);
    assert_eq!(other.stored(stranger).organization, other.root());
}

pub(super) fn n_11_a_role_is_held_where_its_holder_is(store: Arc<dyn Store>) {
    let world = World::new(store, Multiline2024);
    let [a, b] = world.children(["A", "B"]);
    let holder = world.holder(world.administrator_role(), a);
    let account = holder.account().unwrap();
    let accounts = world.holder("Accounts", world.root());
    let command = MoveAccounts::new(vec![account], b);
    assert_eq!(world.refusal_as(&accounts, &command), "privilege_missing");
    assert!(world.both(&command).is_ok());
    assert_eq!(world.detail(account).roles[0].0, b, "the scope goes along");
    let left = world.form(a, "left@example.com");
    assert_eq!(world.refusal_as(&holder, &left), "not_found");
    let there = world.form(b, "there@example.com");
    assert_eq!(world.refusal_as(&holder, &there), "ok");
}

pub(super) fn what_the_destination_does_not_offer_is_switched_off(store: Arc<dyn Store>) {
    let settings = [
        ("social_messaging", "on"),
        ("applications", "MultiLine, Desk"),
    ];
    let world = World::with(store, Multiline2024, &settings);
    let [a, b] = world.children(["A", "B"]);
    world.set(
        b,
        &[
            ("social_messaging", "off"),
            ("applications", "MultiLine"),
            ("languages", "English"),
            ("allowed_email_domains", "@example.org"),
        ],
    );
    let mut form = world.form(a, "person@example.com");
    form.applications = Some(vec!["Desk".to_owned()]);
    form.language = Some("Italian".to_owned());
    let mut line = LineForm::default();
    line.features.social_messaging = true;
    line.number = NumberForm::Later;
    form.lines = Some(vec![line]);
    let account = world.run(&form).unwrap().account;
    let done: AccountsMoved = world.both(&MoveAccounts::new(vec![account], b)).unwrap();
    assert_eq!(
        done.items[0].switched_off,
        ["social_messaging", "applications", "language"]
    );
    let stored = world.stored(account);
    assert!(!stored.lines[0].features.social_messaging);
    assert_eq!(stored.applications[0].to_string(), "MultiLine");
    world.numbers(world.root(), &NUMBERS);
    let waiting = world.waiting(a, "waiting@example.com");
    let error = world
        .both(&MoveAccounts::new(vec![waiting], b))
        .unwrap_err();
    assert_eq!(error.code().as_str(), "email_domain_not_allowed");
    assert_eq!(
        error.details()["accounts"],
        serde_json::json!([waiting.to_string()])
    );
}

pub(super) fn d_20_an_extension_and_an_identity_are_free_there(store: Arc<dyn Store>) {
    let settings = [
        ("identity_scope", "organization"),
        ("number_rule", "lenient"),
    ];
    let world = World::with(store, Multiline2024, &settings);
    let [a, b, c] = world.children(["A", "B", "C"]);
    let extended = |organization, identity: &str| {
        let mut form = world.form(organization, identity);
        form.extension = Some("1234".to_owned());
        world.run(&form).unwrap().account
    };
    let first = extended(a, "first@example.com");
    let second = extended(b, "second@example.com");
    let refused = world.both(&MoveAccounts::new(vec![first], b)).unwrap_err();
    assert_eq!(refused.code().as_str(), "account_extension_taken");
    assert_eq!(
        refused.details()["accounts"],
        serde_json::json!([first.to_string()])
    );
    let pair = MoveAccounts::new(vec![first, second], c);
    assert_eq!(code_of(&world.both(&pair)), "account_extension_taken");
    let twins = [a, b].map(|it| world.account(it, "same@example.com").account);
    let refused = world.both(&MoveAccounts::new(vec![twins[0]], b));
    assert_eq!(code_of(&refused), "account_identity_taken");
    assert!(world.both(&MoveAccounts::new(vec![twins[0]], c)).is_ok());
    let there = world.form(c, "same@example.com");
    assert_eq!(
        world.refusal(&there),
        "account_identity_taken",
        "it went along"
    );
    assert_eq!(world.refusal(&world.form(a, "same@example.com")), "ok");
}

pub(super) fn of_two_moves_at_once_one_gets_the_last_number(store: Arc<dyn Store>) {
    let world = World::with(store, Multiline2024, &[("number_rule", "lenient")]);
    let [a, b] = world.children(["A", "B"]);
    world.numbers(b, &NUMBERS[..1]);
    let people = ["one@example.com", "two@example.com"].map(|it| world.waiting(a, it));
    let codes: Vec<&str> = std::thread::scope(|scope| {
        let world = &world;
        let run = |account| {
            scope.spawn(move || code_of(&world.run(&MoveAccounts::new(vec![account], b))))
        };
        let running = people.map(run);
        running.into_iter().map(|it| it.join().unwrap()).collect()
    });
    let won = codes.iter().filter(|code| **code == "ok").count();
    assert_eq!(won, 1, "{codes:?}");
    assert!(codes.contains(&"move_not_enough_numbers"), "{codes:?}");
}
