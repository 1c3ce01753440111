//! Accounts that go for good, and what is left of them.

use std::sync::Arc;

use rollbook::account::Enabled;
use rollbook::change::Canonical;
use rollbook::command::account::create_account::CreateAccount;
use rollbook::command::account::delete_account::DeleteAccount;
use rollbook::command::account::outcome::NumberOutcome;
use rollbook::id::AccountId;
use rollbook::number::StateNow;
use rollbook::profile::ProfileName::{self, MembersV2, Multiline2024};
use rollbook::query::account::{GetAccount, ListAccounts};
use rollbook::snapshot::ReadPlan;
use rollbook::store::Store;
use rollbook::time::{Clock, Duration};

use super::holder::{NUMBERS, PHONE, code_of, command_id, stocked};
use super::world::World;

fn gone(account: AccountId) -> DeleteAccount {
    DeleteAccount::with_all(account, &NumberOutcome::Release)
}

pub(super) fn n_25_an_account_made_again_inherits_nothing(store: Arc<dyn Store>) {
    let world = stocked(store, Multiline2024, &[]);
    let mut form = world.form(world.root(), "person@example.com");
    form.role = Some(world.role("Accounts"));
    form.extension = Some("1234".to_owned());
    let account = world.run(&form).unwrap().account;
    world.assign(account, 0, NUMBERS[0]).unwrap();
    let _ = world.send(account);
    let old = world.credential(account);
    world.accept(&old, PHONE).unwrap();
    let done = world.both(&gone(account)).unwrap();
    assert_eq!(done.numbers[0].state, StateNow::Cooling);
    assert_eq!(code_of(&world.accept(&old, PHONE)), "invitation_invalid");
    assert_eq!(world.refusal(&gone(account)), "not_found", "again");
    assert_eq!(world.count("account.deleted"), 1);

    let again = world.run(&form).unwrap().account;
    assert_ne!(again, account);
    let detail = world.detail(again);
    assert!(detail.listed.row.invitation.is_none());
    assert_eq!(detail.listed.row.numbers, [None]);
    assert_eq!(detail.roles.len(), 1);
    let _ = world.send(again);
    let issued = world.invitation(again).generation.number;
    assert_eq!(issued, 1, "case A-07: the old code is not the one before");
    assert_eq!(code_of(&world.accept(&old, PHONE)), "invitation_invalid");
    assert_eq!(
        code_of(&world.accept(&world.credential(again), PHONE)),
        "ok"
    );
}

pub(super) fn a_deleted_account_keeps_nothing_personal(store: Arc<dyn Store>) {
    let world = stocked(store, Multiline2024, &[]);
    let mut form = world.form(world.root(), "person@example.com");
    form.attributes = [("desk".to_owned(), "4".to_owned())].into();
    let account = world.run(&form).unwrap().account;
    let _ = world.send(account);
    let created = world.stored(account).created_at;
    world.run(&gone(account)).unwrap();
    let look = world.look(&GetAccount { account });
    assert_eq!(code_of(&look), "not_found");
    let listed = world.ask(&ListAccounts::under(world.root())).unwrap().items;
    assert!(listed.iter().all(|it| it.row.account.value.id != account));

    let mut plan = ReadPlan::new(world.tenant(), command_id(), world.clock.now());
    plan.accounts.push(account);
    plan.identities.push(Canonical::new("person@example.com"));
    let kept = world.rollbook.store().read(&plan).unwrap();
    let found = &kept.accounts[&account].value;
    assert_eq!(
        (found.created_at, &found.enabled),
        (created, &Enabled::Deleted)
    );
    assert_eq!(found.name.display(), "");
    assert!(found.identity.is_none() && found.recipient().is_none());
    assert!(found.attributes.is_empty() && found.lines.is_empty());
    assert!(kept.identities.is_empty() && kept.numbers.is_empty());
    let invitation = &kept.invitation_of(account).unwrap().value;
    assert!(invitation.recipient.is_none() && !invitation.username.contains('@'));
}

pub(super) fn d_20_a_deletion_frees_the_identity(store: Arc<dyn Store>) {
    for profile in ProfileName::ALL {
        let world = World::new(Arc::clone(&store), profile);
        let form = world.form(world.root(), "person@example.com");
        let first = world.run(&form).unwrap().account;
        assert_eq!(world.refusal(&form), "account_identity_taken", "{profile}");
        world.run(&gone(first)).unwrap();
        assert_eq!(world.refusal(&form), "ok", "{profile}");
    }
}

pub(super) fn d_20_a_deletion_frees_the_identity_of_its_organization(store: Arc<dyn Store>) {
    let settings = [("identity_scope", "organization")];
    let world = World::with(store, Multiline2024, &settings);
    let a = world.organization(world.root(), "A");
    let form = world.form(a, "person@example.com");
    let first = world.run(&form).unwrap().account;
    let _ = world.account(world.root(), "person@example.com");
    world.run(&gone(first)).unwrap();
    assert_eq!(world.refusal(&form), "ok");
    let root = world.form(world.root(), "person@example.com");
    assert_eq!(world.refusal(&root), "account_identity_taken");
}

pub(super) fn d_50_d_53_whoever_deletes_says_what_becomes_of_the_number(store: Arc<dyn Store>) {
    let settings = [("lines_per_account", "2"), ("cooling_days", "10")];
    let world = stocked(store, Multiline2024, &settings);
    let active = world.activated("active@example.com");
    world.assign(active, 1, NUMBERS[1]).unwrap();
    let mut command = DeleteAccount {
        account: active,
        numbers: vec![Some(NumberOutcome::reserve())],
    };
    let error = world.both(&command).unwrap_err();
    assert_eq!(error.code().as_str(), "number_outcome_required");
    assert_eq!(error.details()["lines"], serde_json::json!([1]));
    let until = world.days(5);
    command.numbers.push(Some(NumberOutcome::Forward {
        to: "14405559999".to_owned(),
        until: Some(until),
    }));
    let done = world.both(&command).unwrap();
    let states: Vec<StateNow> = done.numbers.iter().map(|left| left.state).collect();
    assert_eq!(states, [StateNow::Reserved, StateNow::Forwarding]);
    world.wait(Duration::days(5));
    assert_eq!(world.state(NUMBERS[1]), StateNow::Cooling);
    // No right on numbers is needed to give the reserved one to somebody else.
    let form = world.form(world.root(), "next@example.com");
    let number = rollbook::command::account::create_account::NumberForm::Named(NUMBERS[0].into());
    let accounts = world.holder("Accounts", world.root());
    assert!(world.run_as(&accounts, &form.with_number(number)).is_ok());

    let pending = world.account(world.root(), "pending@example.com").account;
    world.assign(pending, 0, NUMBERS[2]).unwrap();
    let forward = NumberOutcome::forward("14405559999");
    let command = DeleteAccount::with_all(pending, &forward);
    assert_eq!(world.refusal(&command), "number_choice_not_allowed");
    assert_eq!(world.state(NUMBERS[2]), StateNow::Assigned, "N-13");
    let command = DeleteAccount {
        account: pending,
        numbers: vec![Some(NumberOutcome::Release); 9],
    };
    assert_eq!(world.refusal(&command), "too_many_items");
}

pub(super) fn d_57_the_owner_deletes_and_admins_only_people_never_activated(store: Arc<dyn Store>) {
    let world = World::new(store, MembersV2);
    world.numbers(world.root(), &NUMBERS);
    let admin = world.holder("Admin", world.root());
    let active = world.activated("active@example.com");
    let error = world.both_as(&admin, &gone(active)).unwrap_err();
    assert_eq!(error.code().as_str(), "privilege_missing");
    assert_eq!(error.details()["privilege"], "accounts.delete");
    let pending = world.invited("pending@example.com");
    assert!(world.both_as(&admin, &gone(pending)).is_ok());
    let phone = CreateAccount::no_portal(world.root()).called("Lobby");
    let phone = world.run(&phone).unwrap().account;
    assert!(world.run_as(&admin, &gone(phone)).is_ok());
    assert!(world.run(&gone(active)).is_ok());
}

pub(super) fn neither_the_owner_nor_oneself_is_deleted(store: Arc<dyn Store>) {
    let members = World::new(Arc::clone(&store), MembersV2);
    let owner = gone(members.made.administrator);
    assert_eq!(
        members.refusal_as(&members.system(), &owner),
        "account_is_owner"
    );
    assert_eq!(members.refusal(&owner), "rank_too_low");
    let admin = members.holder("Admin", members.root());
    assert_eq!(members.refusal_as(&admin, &owner), "privilege_missing");
    let world = World::new(store, Multiline2024);
    let oneself = gone(world.made.administrator);
    assert_eq!(world.refusal(&oneself), "account_is_self");
    let accounts = world.holder("Accounts", world.root());
    assert_eq!(world.refusal_as(&accounts, &oneself), "privilege_missing");
    assert_eq!(
        world.refusal(&owner),
        "not_found",
        "N-26: of another tenant"
    );
}

pub(super) fn a_deleted_administrator_holds_nothing_more(store: Arc<dyn Store>) {
    let world = World::new(store, Multiline2024);
    let holder = world.holder(world.administrator_role(), world.root());
    let victim = world.account(world.root(), "victim@example.com").account;
    world.run(&gone(holder.account().unwrap())).unwrap();
    assert_eq!(world.refusal_as(&holder, &gone(victim)), "actor_unknown");
}

pub(super) fn n_17_a_deleted_account_takes_no_place(store: Arc<dyn Store>) {
    let world = World::with(store, MembersV2, &[("limit_members", "1")]);
    let first = world.account(world.root(), "first@example.com").account;
    let form = world.form(world.root(), "second@example.com");
    assert_eq!(world.refusal(&form), "limit_reached");
    world.run(&gone(first)).unwrap();
    assert_eq!(world.refusal(&form), "ok");
}
