//! Attacks on activation by repetition, races and other phones, each with its honest twin (`security.md` 7, B).

use std::sync::Arc;

use rollbook::account::Enabled;
use rollbook::command::activation::{
    Credential, InvitationAccepted, NumberChoice, PresentedDevice,
};
use rollbook::engine::{Ran, RunOptions};
use rollbook::error::Error;
use rollbook::id::CommandId;
use rollbook::number::NumberState;
use rollbook::profile::ProfileName::{MembersV3, Multiline2024};
use rollbook::role::Actor;
use rollbook::store::Store;

use super::holder::{NUMBERS, OTHER_PHONE, PHONE, code_of, command_id, phone, stocked, wrong};
use super::world::World;

const ROOMY: [(&str, &str); 1] = [("code_attempts", "20")];

fn phones(count: u32) -> Vec<String> {
    (0..count)
        .map(|index| format!("+1440555{}", 2_000 + index))
        .collect()
}

fn under(command: CommandId) -> RunOptions {
    RunOptions {
        command_id: Some(command),
        ..RunOptions::default()
    }
}

fn registered(world: &World) -> usize {
    let numbers = world.inventory().into_iter();
    numbers
        .filter(|number| matches!(number.state, NumberState::Registered(_)))
        .count()
}

/// Accepts with each phone, all at once.
fn race(
    world: &World,
    credential: &Credential,
    phones: &[String],
    options: RunOptions,
) -> Vec<Result<Ran<InvitationAccepted>, Error>> {
    std::thread::scope(|scope| {
        let threads: Vec<_> = phones
            .iter()
            .map(|number| {
                scope.spawn(move || {
                    world.accept_as(credential, phone(number), NumberChoice::Any, options)
                })
            })
            .collect();
        threads
            .into_iter()
            .map(|thread| thread.join().unwrap())
            .collect()
    })
}

pub(super) fn case_b_01_many_phones_one_after_another(store: Arc<dyn Store>) {
    let world = stocked(store, Multiline2024, &ROOMY);
    let account = world.invited("person@example.com");
    let credential = world.credential(account);
    let got: Vec<&str> = phones(30)
        .iter()
        .map(|number| code_of(&world.accept(&credential, number)))
        .collect();
    assert_eq!(got[0], "ok");
    assert!(
        got[1..]
            .iter()
            .all(|code| *code == "account_device_mismatch")
    );
    assert_eq!(registered(&world), 1);
}

pub(super) fn case_b_01_many_phones_on_a_single_use_invitation(store: Arc<dyn Store>) {
    let world = World::with(store, MembersV3, &ROOMY);
    let account = world.invited("person@example.com");
    let credential = world.credential(account);
    let got: Vec<&str> = phones(30)
        .iter()
        .map(|number| code_of(&world.accept(&credential, number)))
        .collect();
    assert_eq!(got[0], "ok");
    assert!(
        got[1..]
            .iter()
            .all(|code| *code == "invitation_already_used")
    );
    assert_eq!(world.invitation(account).uses, 1);
}

pub(super) fn case_b_01_many_phones_at_once(store: Arc<dyn Store>) {
    let world = stocked(store, Multiline2024, &ROOMY);
    let account = world.invited("person@example.com");
    let credential = world.credential(account);
    let got = race(&world, &credential, &phones(12), RunOptions::default());
    let won = got.iter().filter(|result| result.is_ok()).count();
    assert_eq!(won, 1);
    let refused = got.iter().filter(|result| result.is_err()).map(code_of);
    for code in refused {
        // A counted attempt may meet a lock, and one that could not be counted is not compared.
        let honest = ["account_device_mismatch", "invitation_locked", "store_busy"];
        assert!(honest.contains(&code), "{code}");
    }
    assert_eq!(registered(&world), 1);
    assert_eq!(world.count("account.activated"), 1);
    let device = world.stored(account).device.unwrap();
    assert_eq!(device.activations, 1);
}

pub(super) fn twin_b_01_the_winner_activates_again(store: Arc<dyn Store>) {
    let world = stocked(store, Multiline2024, &ROOMY);
    let account = world.invited("person@example.com");
    let credential = world.credential(account);
    world.accept(&credential, PHONE).unwrap();
    let _ = world.accept(&credential, OTHER_PHONE);
    let again = world.accept(&credential, PHONE).unwrap();
    assert_eq!(again.activations, Some(2));
}

pub(super) fn case_b_02_the_same_request_many_times(store: Arc<dyn Store>) {
    let world = stocked(store, Multiline2024, &[]);
    let account = world.invited("person@example.com");
    let credential = world.credential(account);
    let options = under(command_id());
    let mut answers = (0..40).map(|_| {
        world
            .accept_as(&credential, phone(PHONE), NumberChoice::Any, options)
            .unwrap()
    });
    let first = answers.next().unwrap();
    assert!(!first.replayed);
    for answer in answers {
        assert!(answer.replayed);
        assert_eq!(answer.outcome, first.outcome);
    }
    assert_eq!(world.invitation(account).uses, 1);
    assert_eq!(world.invitation(account).attempts.count, 0);
    assert_eq!(world.stored(account).device.unwrap().activations, 1);
}

pub(super) fn case_b_02_the_same_request_many_times_at_once(store: Arc<dyn Store>) {
    let world = stocked(store, MembersV3, &ROOMY);
    let account = world.invited("person@example.com");
    let credential = world.credential(account);
    let same = vec![PHONE.to_owned(); 12];
    let got = race(&world, &credential, &same, under(command_id()));
    let answers: Vec<_> = got.iter().flatten().map(|ran| &ran.outcome).collect();
    assert!(!answers.is_empty());
    assert!(answers.iter().all(|answer| *answer == answers[0]));
    for result in got.iter().filter(|result| result.is_err()) {
        assert!(["invitation_locked", "store_busy"].contains(&code_of(result)));
    }
    assert_eq!(world.invitation(account).uses, 1);
    assert_eq!(world.count("account.activated"), 1);
}

pub(super) fn twin_b_02_two_ids_are_two_activations(store: Arc<dyn Store>) {
    let world = stocked(store, Multiline2024, &[]);
    let account = world.invited("person@example.com");
    let credential = world.credential(account);
    for _ in 0..2 {
        let options = under(command_id());
        let ran = world.accept_as(&credential, phone(PHONE), NumberChoice::Any, options);
        assert!(!ran.unwrap().replayed);
    }
    assert_eq!(world.stored(account).device.unwrap().activations, 2);
}

pub(super) fn case_b_04_a_scanner_checks_and_checks(store: Arc<dyn Store>) {
    let world = World::new(store, MembersV3);
    let account = world.invited("person@example.com");
    let credential = world.credential(account);
    let (person, uses) = (world.stored(account), world.invitation(account).uses);
    for _ in 0..40 {
        world.rollbook.check_invitation(&credential).unwrap();
    }
    assert_eq!(world.stored(account), person);
    assert_eq!(world.invitation(account).uses, uses);
}

pub(super) fn twin_b_04_then_the_user_accepts(store: Arc<dyn Store>) {
    let world = World::new(store, MembersV3);
    let account = world.invited("person@example.com");
    let credential = world.credential(account);
    world.rollbook.check_invitation(&credential).unwrap();
    assert_eq!(code_of(&world.accept(&credential, PHONE)), "ok");
}

pub(super) fn case_b_05_the_genuine_code_again_from_another_phone(store: Arc<dyn Store>) {
    for (profile, code) in [
        (MembersV3, "invitation_already_used"),
        (Multiline2024, "account_device_mismatch"),
    ] {
        let world = World::with(Arc::clone(&store), profile, &[("number_rule", "lenient")]);
        let account = world.account(world.root(), "person@example.com").account;
        world.alter(account, |account| account.lines.clear());
        world.send(account);
        let credential = world.credential(account);
        world.accept(&credential, PHONE).unwrap();
        let refused = world.accept(&credential, OTHER_PHONE);
        assert_eq!(code_of(&refused), code);
        assert_eq!(world.count("invitation.reuse_refused"), 1);
    }
}

pub(super) fn twin_b_05_the_same_phone(store: Arc<dyn Store>) {
    let world = World::new(store, MembersV3);
    let account = world.invited("person@example.com");
    let credential = world.credential(account);
    let options = under(command_id());
    let accept = || world.accept_as(&credential, phone(PHONE), NumberChoice::None, options);
    assert!(!accept().unwrap().replayed);
    assert!(accept().unwrap().replayed);
    assert_eq!(
        code_of(&world.accept(&credential, PHONE)),
        "invitation_already_used"
    );
    assert_eq!(world.count("invitation.reuse_refused"), 0);
}

pub(super) fn case_b_07_a_number_that_the_host_has_not_verified(store: Arc<dyn Store>) {
    let world = stocked(store, Multiline2024, &[]);
    let account = world.invited("person@example.com");
    let unverified = PresentedDevice {
        verified: false,
        ..phone(PHONE)
    };
    let refused = world.accept_with(&world.credential(account), unverified, NumberChoice::Any);
    assert_eq!(code_of(&refused), "device_number_unverified");
}

pub(super) fn twin_b_07_a_verified_number(store: Arc<dyn Store>) {
    let world = stocked(store, Multiline2024, &[]);
    let account = world.invited("person@example.com");
    assert_eq!(
        code_of(&world.accept(&world.credential(account), PHONE)),
        "ok"
    );
}

pub(super) fn case_b_09_suspended_opted_out_or_disabled(store: Arc<dyn Store>) {
    let world = stocked(store, Multiline2024, &[]);
    let account = world.invited("person@example.com");
    let credential = world.credential(account);
    world.alter(account, |account| account.enabled = Enabled::OptedOut);
    assert_eq!(
        code_of(&world.accept(&credential, PHONE)),
        "invitation_blocked"
    );
    let stranger = world.rollbook.check_invitation(&wrong(&credential));
    assert_eq!(code_of(&stranger), "invitation_invalid");
    assert_eq!(registered(&world), 0);
}

pub(super) fn twin_b_09_after_resuming(store: Arc<dyn Store>) {
    let world = stocked(store, Multiline2024, &[]);
    let account = world.invited("person@example.com");
    let credential = world.credential(account);
    let suspended = Enabled::Suspended {
        by_system: true,
        reason: None,
    };
    world.alter(account, |account| account.enabled = suspended);
    assert_eq!(
        code_of(&world.accept(&credential, PHONE)),
        "invitation_blocked"
    );
    world.alter(account, |account| account.enabled = Enabled::Enabled);
    assert_eq!(code_of(&world.accept(&credential, PHONE)), "ok");
}

pub(super) fn case_b_12_another_a_missing_or_a_malformed_number(store: Arc<dyn Store>) {
    let world = stocked(store, Multiline2024, &[]);
    let account = world.invited("person@example.com");
    let credential = world.credential(account);
    world.accept(&credential, PHONE).unwrap();
    let bound = world.stored(account);
    for (device, code) in [
        (phone(OTHER_PHONE), "account_device_mismatch"),
        (PresentedDevice::default(), "device_number_required"),
        (phone("+1 000 000 0000"), "phone_invalid"),
    ] {
        let refused = world.accept_with(&credential, device, NumberChoice::Any);
        assert_eq!(code_of(&refused), code);
        assert_eq!(world.stored(account), bound);
    }
}

pub(super) fn twin_b_12_the_same_number_in_another_spelling(store: Arc<dyn Store>) {
    let world = stocked(store, Multiline2024, &[]);
    let account = world.invited("person@example.com");
    let credential = world.credential(account);
    world.accept(&credential, PHONE).unwrap();
    for spelling in ["1 (440) 555-1234", " +1.440.555.1234 "] {
        assert_eq!(code_of(&world.accept(&credential, spelling)), "ok");
    }
}

pub(super) fn case_b_13_a_known_command_id_with_something_else(store: Arc<dyn Store>) {
    let world = stocked(store, Multiline2024, &[]);
    let account = world.invited("person@example.com");
    let credential = world.credential(account);
    let options = under(command_id());
    let any = NumberChoice::Any;
    world
        .accept_as(&credential, phone(PHONE), any, options)
        .unwrap();
    let with = |credential: &Credential, number: &str, choice: NumberChoice| {
        code_of(&world.accept_as(credential, phone(number), choice, options))
    };
    assert_eq!(with(&credential, OTHER_PHONE, any), "command_id_reused");
    let named = NumberChoice::One(NUMBERS[0].parse().unwrap());
    assert_eq!(with(&credential, PHONE, named), "command_id_reused");
    assert_eq!(with(&wrong(&credential), PHONE, any), "invitation_invalid");
    assert_eq!(
        with(&wrong(&credential), OTHER_PHONE, any),
        "invitation_invalid"
    );
    world.send(account);
    assert_eq!(with(&credential, PHONE, any), "invitation_superseded");
    let newer = world.credential(account);
    assert_eq!(with(&newer, PHONE, any), "command_id_reused");
    let second = world.invited("second@example.com");
    let other = world.credential(second);
    assert_eq!(with(&other, PHONE, any), "command_id_reused");
    let elsewhere = world.beside();
    elsewhere.numbers(elsewhere.root(), &["+14405550201"]);
    let there = elsewhere.invited("person@example.com");
    let credential = elsewhere.credential(there);
    let independent = elsewhere.accept_as(&credential, phone(PHONE), any, options);
    assert!(!independent.unwrap().replayed);
}

pub(super) fn case_b_13_a_known_command_id_of_somebody_else(store: Arc<dyn Store>) {
    let world = World::new(store, Multiline2024);
    let options = under(command_id());
    let form = world.form(world.root(), "person@example.com");
    let run = |actor: &Actor| world.rollbook.run(actor, &form, options);
    run(&world.owner()).unwrap();
    assert!(run(&world.owner()).unwrap().replayed);
    let other = world.holder(world.administrator_role(), world.root());
    for actor in [other, world.system()] {
        assert_eq!(code_of(&run(&actor)), "command_id_reused");
    }
}

pub(super) fn n_12_a_dry_acceptance_leaves_no_report_of_reuse(store: Arc<dyn Store>) {
    let world = stocked(store, Multiline2024, &[]);
    let account = world.invited("person@example.com");
    let credential = world.credential(account);
    world.accept(&credential, PHONE).unwrap();
    let events = world.events().len();
    let dry_run = RunOptions {
        dry_run: true,
        ..RunOptions::default()
    };
    let accept =
        |options| world.accept_as(&credential, phone(OTHER_PHONE), NumberChoice::Any, options);
    assert_eq!(code_of(&accept(dry_run)), "account_device_mismatch");
    assert_eq!(world.events().len(), events);
    assert_eq!(world.invitation(account).attempts.count, 0);
    let _ = accept(RunOptions::default());
    assert_eq!(world.count("invitation.reuse_refused"), 1);
}

pub(super) fn twin_b_13_the_same_request(store: Arc<dyn Store>) {
    let world = stocked(store, Multiline2024, &[]);
    let account = world.invited("person@example.com");
    let credential = world.credential(account);
    let options = under(command_id());
    let accept = || {
        world
            .accept_as(&credential, phone(PHONE), NumberChoice::Any, options)
            .unwrap()
    };
    let first = accept();
    assert_eq!(accept().outcome, first.outcome);
}
