//! Who may take part: suspended and resumed, opted out and in again.

use std::sync::Arc;

use rollbook::account::{Account, Enabled, Status};
use rollbook::command::account::record_opt_in::RecordOptIn;
use rollbook::command::account::record_opt_out::RecordOptOut;
use rollbook::command::account::resume_accounts::ResumeAccounts;
use rollbook::command::account::suspend_accounts::{SuspendAccounts, SuspensionCause};
use rollbook::command::invitation::send_invitations::{OnError, SendInvitations};
use rollbook::command::invitation::sending::SendRequest;
use rollbook::id::AccountId;
use rollbook::number::StateNow;
use rollbook::profile::ProfileName::{MembersV3, Multiline2024};
use rollbook::store::Store;
use rollbook::time::{Clock, Duration};

use super::holder::{NUMBERS, OTHER_PHONE, PHONE, code_of, stocked};
use super::world::World;

fn by_system(accounts: Vec<AccountId>) -> SuspendAccounts {
    SuspendAccounts {
        cause: SuspensionCause::System,
        ..SuspendAccounts::new(accounts)
    }
}

fn again(account: AccountId) -> SendInvitations {
    SendInvitations {
        accounts: vec![account],
        request: SendRequest::default(),
        on_error: OnError::All,
    }
}

pub(super) fn n_16_suspended_people_rest_and_keep_their_numbers(store: Arc<dyn Store>) {
    let world = stocked(store, Multiline2024, &[]);
    let active = world.activated("active@example.com");
    let pending = world.invited("pending@example.com");
    let credential = world.credential(pending);
    let command = SuspendAccounts {
        reason: Some("left the project".to_owned()),
        ..SuspendAccounts::new(vec![active, pending, active])
    };
    let done = world.both(&command).unwrap();
    let changed: Vec<bool> = done.items.iter().map(|item| item.changed).collect();
    assert_eq!(changed, [true, true, true], "one named twice is one");
    assert_eq!(world.count("account.suspended"), 2, "N-15");
    assert_eq!(world.stored(active).status(), Status::Suspended);
    assert_eq!(world.state(NUMBERS[0]), StateNow::Registered);
    for phone in [PHONE, OTHER_PHONE] {
        assert_eq!(
            code_of(&world.accept(&credential, phone)),
            "invitation_blocked"
        );
    }
    assert_eq!(world.refusal(&again(pending)), "account_suspended");
    let done = world.run(&command).unwrap();
    assert!(done.items.iter().all(|item| !item.changed), "again");
    assert_eq!(world.count("account.suspended"), 2);
    let resume = ResumeAccounts::new(vec![active, pending]);
    assert!(
        world
            .both(&resume)
            .unwrap()
            .items
            .iter()
            .all(|it| it.changed)
    );
    assert!(
        world
            .run(&resume)
            .unwrap()
            .items
            .iter()
            .all(|it| !it.changed)
    );
    assert_eq!(world.count("account.resumed"), 2);
    assert_eq!(world.stored(active).status(), Status::Active);
    assert_eq!(world.stored(pending).status(), Status::Invited);
    assert_eq!(code_of(&world.accept(&credential, OTHER_PHONE)), "ok");
}

pub(super) fn case_d_10_a_suspended_administrator_acts_no_more(store: Arc<dyn Store>) {
    let world = World::new(store, Multiline2024);
    let holder = world.holder(world.administrator_role(), world.root());
    let victim = world.account(world.root(), "victim@example.com").account;
    let command = SuspendAccounts::new(vec![victim]);
    let administrator = holder.account().unwrap();
    world
        .run(&SuspendAccounts::new(vec![administrator]))
        .unwrap();
    assert_eq!(world.refusal_as(&holder, &command), "actor_unknown");
    world
        .run(&ResumeAccounts::new(vec![administrator]))
        .unwrap();
    assert_eq!(world.refusal_as(&holder, &command), "ok");
}

pub(super) fn d_38_what_the_system_has_blocked_the_system_alone_resumes(store: Arc<dyn Store>) {
    let world = World::new(store, Multiline2024);
    let account = world.account(world.root(), "person@example.com").account;
    let blocked = by_system(vec![account]);
    assert_eq!(world.refusal(&blocked), "privilege_missing");
    let suspend = SuspendAccounts::new(vec![account]);
    world.run(&suspend).unwrap();
    let system = world.system();
    assert!(world.both_as(&system, &blocked).unwrap().items[0].changed);
    assert!(is_blocked(&world.stored(account)));
    assert!(!world.run(&suspend).unwrap().items[0].changed);
    assert!(is_blocked(&world.stored(account)), "it stays the system's");
    let resume = ResumeAccounts::new(vec![account]);
    let error = world.both(&resume).unwrap_err();
    assert_eq!(error.code().as_str(), "account_suspended");
    assert_eq!(error.details()["cause"], "system");
    assert!(world.run_as(&system, &resume).unwrap().items[0].changed);
    assert_eq!(world.stored(account).status(), Status::NotInvited);
}

fn is_blocked(account: &Account) -> bool {
    matches!(account.enabled, Enabled::Suspended { by_system, .. } if by_system)
}

pub(super) fn n_02_neither_the_owner_nor_oneself_is_suspended(store: Arc<dyn Store>) {
    let world = World::new(store, MembersV3);
    let owner = world.made.administrator;
    let command = SuspendAccounts::new(vec![owner]);
    assert_eq!(
        world.refusal_as(&world.system(), &command),
        "account_is_owner"
    );
    assert_eq!(world.refusal(&command), "rank_too_low", "N-11");
    let opt_out = RecordOptOut { account: owner };
    assert_eq!(
        world.refusal_as(&world.system(), &opt_out),
        "account_is_owner"
    );
    let other = world.beside();
    let foreign = SuspendAccounts::new(vec![other.made.administrator]);
    assert_eq!(world.refusal(&foreign), "not_found", "N-26");
}

pub(super) fn nobody_suspends_oneself(store: Arc<dyn Store>) {
    let world = World::new(store, Multiline2024);
    let command = SuspendAccounts::new(vec![world.made.administrator]);
    assert_eq!(world.refusal(&command), "account_is_self");
}

pub(super) fn n_13_one_who_fails_keeps_all_from_being_suspended(store: Arc<dyn Store>) {
    let world = World::new(store, Multiline2024);
    let account = world.account(world.root(), "person@example.com").account;
    let gone = world.beside().made.administrator;
    let mut command = SuspendAccounts::new(vec![account, gone]);
    assert_eq!(code_of(&world.both(&command)), "not_found");
    assert_eq!(world.stored(account).status(), Status::NotInvited);
    command.on_error = OnError::Each;
    let items = world.both(&command).unwrap().items;
    assert!(items[0].changed);
    assert_eq!(items[1].error.as_deref(), Some("not_found"));
    command.accounts = vec![account; 1_001];
    assert_eq!(world.refusal(&command), "too_many_items");
    command.accounts = vec![account];
    command.reason = Some("x".repeat(201));
    assert_eq!(world.refusal(&command), "text_too_long");
    let resume = ResumeAccounts::new(vec![account; 1_001]);
    assert_eq!(world.refusal(&resume), "too_many_items");
    let viewer = world.holder("Reports", world.root());
    let resume = ResumeAccounts::new(vec![account]);
    assert_eq!(world.refusal_as(&viewer, &resume), "privilege_missing");
}

pub(super) fn n_16_who_has_opted_out_returns_with_a_new_consent_only(store: Arc<dyn Store>) {
    let world = stocked(store, Multiline2024, &[]);
    let account = world.invited("person@example.com");
    let credential = world.credential(account);
    let (system, opt_out) = (world.system(), RecordOptOut { account });
    assert_eq!(world.refusal(&opt_out), "privilege_missing");
    assert!(world.both_as(&system, &opt_out).unwrap().changed);
    assert!(!world.run_as(&system, &opt_out).unwrap().changed, "again");
    assert_eq!(world.stored(account).status(), Status::OptedOut);
    assert_eq!(
        code_of(&world.accept(&credential, PHONE)),
        "invitation_blocked"
    );
    assert_eq!(world.refusal(&again(account)), "account_opted_out");
    for code in [
        world.refusal(&SuspendAccounts::new(vec![account])),
        world.refusal(&ResumeAccounts::new(vec![account])),
    ] {
        assert_eq!(code, "account_opted_out");
    }
    let mut opt_in = RecordOptIn {
        account,
        consent_at: Some(world.days(1)),
        note: Some("signed form".to_owned()),
    };
    assert_eq!(world.refusal_as(&system, &opt_in), "value_not_allowed");
    opt_in.consent_at = None;
    assert_eq!(world.refusal(&opt_in), "privilege_missing");
    assert!(world.both_as(&system, &opt_in).unwrap().changed);
    assert!(!world.run_as(&system, &opt_in).unwrap().changed, "again");
    assert_eq!(world.count("account.opted_out"), 1);
    assert_eq!(world.count("account.opted_in"), 1);
    let stored = world.stored(account);
    assert_eq!(stored.status(), Status::Invited);
    let note = stored.consent.as_ref().and_then(|it| it.note.as_ref());
    assert_eq!(note.map(|note| note.as_str()), Some("signed form"));
    assert_eq!(stored.consent.map(|it| it.at), Some(world.clock.now()));
    assert_eq!(code_of(&world.accept(&credential, PHONE)), "ok");
}

pub(super) fn n_17_who_has_opted_out_takes_no_place(store: Arc<dyn Store>) {
    let limits = [("limit_members", "1")];
    let world = World::with(store, MembersV3, &limits);
    let system = world.system();
    let account = world.account(world.root(), "first@example.com").account;
    world.run_as(&system, &RecordOptOut { account }).unwrap();
    let second = world.account(world.root(), "second@example.com").account;
    let opt_in = RecordOptIn {
        account,
        consent_at: Some(world.clock.now()),
        note: None,
    };
    let error = world.both_as(&system, &opt_in).unwrap_err();
    assert_eq!(error.code().as_str(), "limit_reached");
    world.run(&SuspendAccounts::new(vec![second])).unwrap();
    assert_eq!(
        world.refusal_as(&system, &opt_in),
        "limit_reached",
        "suspended people keep their place"
    );
    world
        .run_as(&system, &RecordOptOut { account: second })
        .unwrap();
    world.wait(Duration::days(1));
    assert!(world.run_as(&system, &opt_in).unwrap().changed);
}
