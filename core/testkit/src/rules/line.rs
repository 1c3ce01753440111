//! Numbers that come to a line and leave it, and people who get another device.

use std::sync::Arc;

use rollbook::account::Status;
use rollbook::command::account::assign_number::{AssignNumber, NumberAssigned};
use rollbook::command::account::create_account::NumberForm;
use rollbook::command::account::outcome::NumberOutcome;
use rollbook::command::account::replace_device::ReplaceDevice;
use rollbook::command::account::unassign_number::UnassignNumber;
use rollbook::command::invitation::sending::SendKind;
use rollbook::engine::RunOptions;
use rollbook::error::Error;
use rollbook::id::AccountId;
use rollbook::number::{Number, NumberState, ReservationReason, StateNow};
use rollbook::profile::ProfileName::{self, MembersV2, Multiline2024};
use rollbook::store::Store;
use rollbook::time::{Clock, Duration, Timestamp};

use super::holder::{NUMBERS, OTHER_PHONE, PHONE, code_of, stocked};
use super::world::{MEMBERS, MULTILINE, World};

impl World {
    /// Puts a number on a line.
    pub(super) fn assign(
        &self,
        account: AccountId,
        line: u8,
        number: &str,
    ) -> Result<NumberAssigned, Error> {
        let number = NumberForm::Named(number.to_owned());
        self.run(&AssignNumber {
            account,
            line,
            number,
        })
    }

    /// A number of the inventory as it is stored.
    pub(super) fn number(&self, e164: &str) -> Number {
        let all = self.inventory();
        all.into_iter()
            .find(|number| number.e164.to_string() == e164)
            .unwrap()
    }

    /// The state of a number now.
    pub(super) fn state(&self, e164: &str) -> StateNow {
        self.number(e164).state_at(self.clock.now())
    }

    /// Somebody at the root who has activated with the first number.
    pub(super) fn activated(&self, identity: &str) -> AccountId {
        self.activated_with(identity, NUMBERS[0])
    }

    /// Somebody at the root who has activated with a number.
    pub(super) fn activated_with(&self, identity: &str, number: &str) -> AccountId {
        let account = self.account(self.root(), identity).account;
        self.assign(account, 0, number).unwrap();
        assert_eq!(self.send(account).error, None);
        self.accept(&self.credential(account), PHONE).unwrap();
        account
    }

    pub(super) fn days(&self, days: i64) -> Timestamp {
        self.clock.now() + Duration::days(days)
    }
}

/// Numbers of one tenant among several in one store.
fn numbers_of(tenant: usize) -> [String; 3] {
    [1, 2, 3].map(|it| format!("+1440556{tenant}10{it}"))
}

fn off(account: AccountId, outcome: NumberOutcome) -> UnassignNumber {
    UnassignNumber {
        account,
        line: 0,
        outcome: Some(outcome),
    }
}

pub(super) fn m_25_m_26_m_64_a_number_comes_to_a_line_later(store: Arc<dyn Store>) {
    for (tenant, profile) in MULTILINE.into_iter().enumerate() {
        let numbers = numbers_of(tenant);
        let numbers: Vec<&str> = numbers.iter().map(String::as_str).collect();
        let world = World::new(Arc::clone(&store), profile);
        world.numbers(world.root(), &numbers[..2]);
        world.tagged(world.root(), &numbers[2..], "PORTED");
        let named = world.account(world.root(), "named@example.com").account;
        let done = world.assign(named, 0, numbers[0]).unwrap();
        assert!(done.changed, "{profile}");
        assert_eq!(world.state(numbers[0]), StateNow::Assigned, "{profile}");
        let again = world.assign(named, 0, numbers[0]).unwrap();
        assert_eq!((again.changed, again.number), (false, done.number));
        assert_eq!(world.count("number.assigned"), 1, "{profile}");
        let tagged = world.account(world.root(), "tagged@example.com").account;
        let command = |number| AssignNumber {
            account: tagged,
            line: 0,
            number,
        };
        let none = NumberForm::Tagged("NOBODY".to_owned());
        assert_eq!(world.refusal(&command(none)), "number_tag_empty");
        let ported = NumberForm::Tagged("ported".to_owned());
        let done = world.both(&command(ported)).unwrap();
        assert_eq!(done.number.unwrap().to_string(), numbers[2], "{profile}");
        assert_eq!(
            world.refusal(&command(NumberForm::Any)),
            "limit_reached",
            "{profile}: the line has one"
        );
        assert_eq!(
            world.refusal(&command(NumberForm::Later)),
            "required_value_missing",
            "{profile}"
        );
    }
}

pub(super) fn t_05_no_number_is_left_to_assign(store: Arc<dyn Store>) {
    let world = World::new(store, Multiline2024);
    let account = world.account(world.root(), "person@example.com").account;
    let command = AssignNumber {
        account,
        line: 0,
        number: NumberForm::Any,
    };
    let error = world.both(&command).unwrap_err();
    assert_eq!(error.code().as_str(), "number_none_available");
    assert_eq!(error.message(), "No Numbers Available");
    world.numbers(world.root(), &NUMBERS[..1]);
    assert!(world.run(&command).unwrap().number.is_some());
}

pub(super) fn n_21_n_26_a_number_to_be_assigned_is_usable_and_seen(store: Arc<dyn Store>) {
    let world = World::new(store, Multiline2024);
    let [a, b] = ["A", "B"].map(|name| world.organization(world.root(), name));
    world.numbers(a, &NUMBERS[..1]);
    world.numbers(b, &NUMBERS[1..2]);
    let account = world.account(a, "person@example.com").account;
    let stranger = world.beside();
    stranger.numbers(stranger.root(), &NUMBERS[2..3]);
    for (number, code) in [
        (NUMBERS[1], "number_other_organization"),
        (NUMBERS[2], "not_found"),
        (NUMBERS[3], "not_found"),
    ] {
        assert_eq!(code_of(&world.assign(account, 0, number)), code);
    }
    let local = world.holder(world.administrator_role(), a);
    let command = AssignNumber {
        account,
        line: 0,
        number: NumberForm::Named(NUMBERS[1].to_owned()),
    };
    assert_eq!(world.refusal_as(&local, &command), "not_found");
    assert!(world.assign(account, 0, NUMBERS[0]).is_ok());
    let second = world.account(a, "second@example.com").account;
    let taken = world.assign(second, 0, NUMBERS[0]);
    assert_eq!(code_of(&taken), "number_not_available");
}

pub(super) fn d_47_more_than_one_line_holds_a_number(store: Arc<dyn Store>) {
    let world = stocked(store, Multiline2024, &[("lines_per_account", "2")]);
    let account = world.account(world.root(), "person@example.com").account;
    world.assign(account, 0, NUMBERS[0]).unwrap();
    world.assign(account, 1, NUMBERS[1]).unwrap();
    let stored = world.stored(account);
    assert_eq!(stored.lines.len(), 2);
    assert_eq!(stored.lines[1].group, Some(world.group()), "D-16");
    let error = world.assign(account, 2, NUMBERS[2]).unwrap_err();
    assert_eq!(error.code().as_str(), "limit_reached", "N-04");
    assert_eq!(error.details()["limit"], "lines");
    let lines: Vec<_> = world.lines(account).into_iter().flatten().collect();
    assert_eq!(lines.len(), 2);
    let other = world.account(world.root(), "other@example.com").account;
    let mut command = off(other, NumberOutcome::Release);
    assert!(!world.run(&command).unwrap().changed, "it has none");
    command.line = 1;
    assert_eq!(
        world.refusal(&command),
        "not_found",
        "there is no such line"
    );
}

pub(super) fn d_47_a_member_gets_a_line_with_its_number(store: Arc<dyn Store>) {
    for (tenant, profile) in MEMBERS.into_iter().enumerate() {
        let numbers = numbers_of(tenant);
        let numbers: Vec<&str> = numbers.iter().map(String::as_str).collect();
        let world = World::new(Arc::clone(&store), profile);
        world.numbers(world.root(), &numbers);
        let account = world.account(world.root(), "person@example.com").account;
        assert_eq!(world.stored(account).lines.len(), 0, "{profile}");
        world.assign(account, 0, numbers[0]).unwrap();
        assert_eq!(world.stored(account).lines.len(), 1, "{profile}");
        let error = world.assign(account, 1, numbers[1]).unwrap_err();
        assert_eq!(error.code().as_str(), "limit_reached", "{profile}");
    }
}

pub(super) fn d_04_n_20_a_cooling_number_is_assigned_with_setup_numbers_only(
    store: Arc<dyn Store>,
) {
    let world = stocked(store, Multiline2024, &[]);
    let account = world.activated("leaver@example.com");
    world.run(&off(account, NumberOutcome::Release)).unwrap();
    assert_eq!(world.state(NUMBERS[0]), StateNow::Cooling);
    let next = world.account(world.root(), "next@example.com").account;
    let command = AssignNumber {
        account: next,
        line: 0,
        number: NumberForm::Named(NUMBERS[0].to_owned()),
    };
    let accounts = world.holder("Accounts", world.root());
    let error = world.run_as(&accounts, &command).unwrap_err();
    assert_eq!(error.code().as_str(), "number_cooling");
    assert!(error.details().contains_key("until"));
    assert!(world.run(&command).unwrap().changed);
}

pub(super) fn n_04_of_two_who_assign_one_number_at_once_one_gets_it(store: Arc<dyn Store>) {
    let world = World::new(store, Multiline2024);
    world.numbers(world.root(), &NUMBERS[..1]);
    let accounts = ["a@example.com", "b@example.com"]
        .map(|identity| world.account(world.root(), identity).account);
    let codes: Vec<&str> = std::thread::scope(|scope| {
        let world = &world;
        let run = |account| scope.spawn(move || code_of(&world.assign(account, 0, NUMBERS[0])));
        let running = accounts.map(run);
        running.into_iter().map(|it| it.join().unwrap()).collect()
    });
    let won = codes.iter().filter(|code| **code == "ok").count();
    assert_eq!(won, 1, "{codes:?}");
    let lost = ["number_claim_lost", "number_not_available"];
    assert!(codes.iter().any(|code| lost.contains(code)), "{codes:?}");
}

pub(super) fn leaving_registered_cools_and_leaving_assigned_does_not(store: Arc<dyn Store>) {
    let world = stocked(store, Multiline2024, &[("cooling_days", "10")]);
    let pending = world.account(world.root(), "pending@example.com").account;
    world.assign(pending, 0, NUMBERS[1]).unwrap();
    let done = world.both(&off(pending, NumberOutcome::Release)).unwrap();
    assert_eq!(done.state, Some(StateNow::Available));
    let again = world.run(&off(pending, NumberOutcome::Release)).unwrap();
    assert_eq!((again.changed, again.state), (false, None));
    assert_eq!(world.count("number.unassigned"), 1);
    let active = world.activated("active@example.com");
    let done = world.both(&off(active, NumberOutcome::Release)).unwrap();
    assert_eq!(done.state, Some(StateNow::Cooling));
    world.wait(Duration::days(10));
    assert_eq!(world.state(NUMBERS[0]), StateNow::Available, "N-23");
    assert_eq!(world.stored(active).status(), Status::Active);
}

pub(super) fn d_53_a_reservation_hides_the_cooling_of_a_number_that_left(store: Arc<dyn Store>) {
    let settings = [("cooling_days", "10"), ("reservation_days_terminated", "3")];
    let world = stocked(store, Multiline2024, &settings);
    let active = world.activated("active@example.com");
    let outcome = NumberOutcome::Reserve {
        tag: Some("back".to_owned()),
        until: None,
        reason: ReservationReason::Terminated,
        note: Some("kept for a return".to_owned()),
    };
    let done = world.both(&off(active, outcome)).unwrap();
    assert_eq!(done.state, Some(StateNow::Reserved));
    let NumberState::Reserved(hold) = world.number(NUMBERS[0]).state else {
        panic!("reserved");
    };
    assert_eq!(hold.until, Some(world.days(3)));
    // Needs no right on numbers to be given again, by name or by its tag.
    let accounts = world.holder("Accounts", world.root());
    let command = AssignNumber {
        account: active,
        line: 0,
        number: NumberForm::Tagged("BACK".to_owned()),
    };
    let options = RunOptions {
        dry_run: true,
        ..RunOptions::default()
    };
    assert!(world.rollbook.run(&accounts, &command, options).is_ok());
    world.wait(Duration::days(3));
    assert_eq!(world.state(NUMBERS[0]), StateNow::Cooling, "what is left");
    world.wait(Duration::days(7));
    assert_eq!(world.state(NUMBERS[0]), StateNow::Available);
}

pub(super) fn d_50_a_number_that_left_is_forwarded_and_then_cools(store: Arc<dyn Store>) {
    let world = stocked(store, Multiline2024, &[("cooling_days", "10")]);
    let pending = world.account(world.root(), "pending@example.com").account;
    world.assign(pending, 0, NUMBERS[1]).unwrap();
    let forward = NumberOutcome::forward("14405559999");
    let error = world.both(&off(pending, forward)).unwrap_err();
    assert_eq!(error.code().as_str(), "number_choice_not_allowed");
    let active = world.activated("active@example.com");
    let to = |to: &str, until| NumberOutcome::Forward {
        to: to.to_owned(),
        until,
    };
    for (outcome, code) in [
        (to("123", None), "forwarding_length"),
        (
            to(NUMBERS[0].trim_start_matches('+'), None),
            "forwarding_loop",
        ),
        (
            to("14405559999", Some(world.clock.now())),
            "value_not_allowed",
        ),
    ] {
        assert_eq!(world.refusal(&off(active, outcome)), code);
    }
    let until = world.days(5);
    let done = world
        .both(&off(active, to("+1 440 555 9999", Some(until))))
        .unwrap();
    assert_eq!(done.state, Some(StateNow::Forwarding));
    let state = world.number(NUMBERS[0]).state;
    let expected = NumberState::Forwarding {
        to: "14405559999".to_owned(),
        until: Some(until),
    };
    assert_eq!(state, expected);
    world.wait(Duration::days(5));
    assert_eq!(
        world.state(NUMBERS[0]),
        StateNow::Cooling,
        "from its end on"
    );
    world.wait(Duration::days(10));
    assert_eq!(world.state(NUMBERS[0]), StateNow::Available);
}

pub(super) fn whoever_takes_a_number_off_says_what_becomes_of_it(store: Arc<dyn Store>) {
    let world = stocked(store, Multiline2024, &[]);
    let account = world.account(world.root(), "person@example.com").account;
    world.assign(account, 0, NUMBERS[0]).unwrap();
    let mut command = off(account, NumberOutcome::Release);
    command.outcome = None;
    let error = world.both(&command).unwrap_err();
    assert_eq!(error.code().as_str(), "number_outcome_required");
    assert_eq!(error.details()["lines"], serde_json::json!([0]));
    let reserve = NumberOutcome::Reserve {
        tag: Some("not a tag".to_owned()),
        until: None,
        reason: ReservationReason::Manual,
        note: None,
    };
    assert_eq!(world.refusal(&off(account, reserve)), "number_tag_invalid");
    let viewer = world.holder("Reports", world.root());
    let command = off(account, NumberOutcome::Release);
    assert_eq!(world.refusal_as(&viewer, &command), "privilege_missing");
    assert_eq!(world.state(NUMBERS[0]), StateNow::Assigned);
}

pub(super) fn m_69_d_24_d_25_a_change_of_device_keeps_the_number_on_the_line(
    store: Arc<dyn Store>,
) {
    for (tenant, profile) in ProfileName::ALL.into_iter().enumerate() {
        let numbers = numbers_of(tenant);
        let numbers: Vec<&str> = numbers.iter().map(String::as_str).collect();
        let settings = [("device_number_required", "on")];
        let world = World::with(Arc::clone(&store), profile, &settings);
        world.numbers(world.root(), &numbers);
        let account = world.activated_with("person@example.com", numbers[0]);
        let old = world.credential(account);
        let before = world.lines(account);
        let done = world.run(&ReplaceDevice::new(account)).unwrap();
        let issued = done.invitation.unwrap();
        assert_eq!((issued.generation, issued.kind), (2, SendKind::FirstSend));
        assert_eq!(world.lines(account), before, "{profile}");
        assert_eq!(world.state(numbers[0]), StateNow::Assigned, "{profile}");
        let stored = world.stored(account);
        assert_eq!(
            (stored.device.is_none(), stored.status()),
            (true, Status::Invited)
        );
        assert_eq!(code_of(&world.accept(&old, PHONE)), "invitation_superseded");
        world
            .accept(&world.credential(account), OTHER_PHONE)
            .unwrap();
        assert_eq!(world.lines(account), before, "{profile}");
        assert_eq!(world.state(numbers[0]), StateNow::Registered, "{profile}");
        assert_eq!(world.count("account.device_replaced"), 1, "{profile}");
    }
}

pub(super) fn a_device_is_replaced_without_sending(store: Arc<dyn Store>) {
    let world = stocked(store, Multiline2024, &[]);
    let account = world.activated("person@example.com");
    let old = world.credential(account);
    let command = ReplaceDevice {
        send: false,
        ..ReplaceDevice::new(account)
    };
    assert_eq!(world.both(&command).unwrap().invitation, None);
    assert_eq!(world.stored(account).status(), Status::NotInvited);
    assert_eq!(
        code_of(&world.accept(&old, OTHER_PHONE)),
        "invitation_revoked"
    );
    let error = world.run(&command).unwrap_err();
    assert_eq!(error.code().as_str(), "account_not_activated");
    assert_eq!(error.details()["status"], "not_invited");
    assert_eq!(world.send(account).error, None);
    world
        .accept(&world.credential(account), OTHER_PHONE)
        .unwrap();
    assert_eq!(world.state(NUMBERS[0]), StateNow::Registered);
}

pub(super) fn n_17_a_replaced_device_takes_a_place_among_those_waiting(store: Arc<dyn Store>) {
    let world = stocked(store, MembersV2, &[("limit_pending_invitations", "1")]);
    let account = world.activated("person@example.com");
    let _ = world.invited("waiting@example.com");
    let error = world.both(&ReplaceDevice::new(account)).unwrap_err();
    assert_eq!(error.code().as_str(), "limit_reached");
    assert_eq!(error.details()["limit"], "pending_invitations");
    assert_eq!(world.stored(account).status(), Status::Active, "N-13");
}

pub(super) fn whoever_replaces_a_device_may_edit_and_invite(store: Arc<dyn Store>) {
    let world = stocked(store, Multiline2024, &[]);
    let account = world.activated("person@example.com");
    let bulk = world.holder("Reports", world.root());
    let command = ReplaceDevice::new(account);
    assert_eq!(world.refusal_as(&bulk, &command), "privilege_missing");
    let accounts = world.holder("Accounts", world.root());
    assert_eq!(world.refusal_as(&accounts, &command), "ok");
}
