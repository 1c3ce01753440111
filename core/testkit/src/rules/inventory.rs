//! Numbers that change hands in the tree, carry tags, or leave the inventory.

use std::collections::BTreeMap;
use std::sync::Arc;

use rollbook::command::Command;
use rollbook::command::account::outcome::NumberOutcome;
use rollbook::command::account::unassign_number::UnassignNumber;
use rollbook::command::number::allocate_numbers::AllocateNumbers;
use rollbook::command::number::choice::NumberChoice;
use rollbook::command::number::end_cooling::EndCooling;
use rollbook::command::number::release_numbers::ReleaseNumbers;
use rollbook::command::number::reserve_numbers::ReserveNumbers;
use rollbook::command::number::retire_numbers::RetireNumbers;
use rollbook::command::number::tag_numbers::TagNumbers;
use rollbook::command::number::untag_numbers::UntagNumbers;
use rollbook::command::number::withdraw_numbers::WithdrawNumbers;
use rollbook::engine::RunOptions;
use rollbook::id::{CommandId, OrganizationId};
use rollbook::number::{ReservationReason, StateNow};
use rollbook::profile::ProfileName::{self, Multiline2024};
use rollbook::snapshot::ReadPlan;
use rollbook::store::Store;
use rollbook::time::{Clock, Duration};

use super::holder::{NUMBERS, command_id, stocked};
use super::world::World;

fn list(numbers: &[&str]) -> NumberChoice {
    NumberChoice::List(numbers.iter().map(|number| (*number).to_owned()).collect())
}

fn series(series: &str, quantity: u32) -> NumberChoice {
    NumberChoice::Series {
        series: series.to_owned(),
        quantity,
    }
}

fn tagged(tag: &str, quantity: u32) -> NumberChoice {
    NumberChoice::Tagged {
        tag: tag.to_owned(),
        quantity,
    }
}

fn retire(organization: OrganizationId, numbers: NumberChoice) -> RetireNumbers {
    RetireNumbers {
        organization,
        numbers,
    }
}

fn tag(organization: OrganizationId, numbers: NumberChoice, tags: &[&str]) -> TagNumbers {
    TagNumbers {
        organization,
        numbers,
        tags: tags.iter().map(|tag| (*tag).to_owned()).collect(),
    }
}

fn untag(organization: OrganizationId, numbers: NumberChoice, tags: &[&str]) -> UntagNumbers {
    UntagNumbers {
        organization,
        numbers,
        tags: tags.iter().map(|tag| (*tag).to_owned()).collect(),
    }
}

fn reserve(organization: OrganizationId, numbers: NumberChoice) -> ReserveNumbers {
    ReserveNumbers {
        organization,
        numbers,
        tag: None,
        until: None,
        reason: ReservationReason::Manual,
        note: None,
    }
}

fn end_cooling(organization: OrganizationId, numbers: &[&str]) -> EndCooling {
    EndCooling {
        organization,
        numbers: numbers.iter().map(|number| (*number).to_owned()).collect(),
    }
}

const fn allocate(
    from: OrganizationId,
    to: OrganizationId,
    numbers: NumberChoice,
) -> AllocateNumbers {
    AllocateNumbers { from, to, numbers }
}

const fn withdraw(from: OrganizationId, numbers: NumberChoice) -> WithdrawNumbers {
    WithdrawNumbers { from, numbers }
}

impl World {
    /// What each pool of the tenant owns as it is written, with the version of the row.
    fn pools(&self) -> BTreeMap<OrganizationId, (u32, u64)> {
        let mut plan = ReadPlan::new(
            self.tenant(),
            CommandId::from_bytes([0xdd; 16]),
            self.clock.now(),
        );
        plan.tree = true;
        let store = self.rollbook.store();
        let all = store.read(&plan).unwrap();
        plan.pools.extend(all.organizations.keys());
        let found = store.read(&plan).unwrap();
        let figures = |pool: &rollbook::change::Versioned<rollbook::number::pool::Pool>| {
            (pool.value.owned, pool.version.0)
        };
        found
            .pools
            .iter()
            .map(|(id, pool)| (*id, figures(pool)))
            .collect()
    }

    /// N-19: the numbers of each owner, in whatever state, are as many as its pool owns.
    fn check_pools(&self) {
        let mut counted: BTreeMap<OrganizationId, u32> = BTreeMap::new();
        for number in self.inventory() {
            *counted.entry(number.owner).or_default() += 1;
        }
        let owned = self.pools().into_iter().map(|(id, (owned, _))| (id, owned));
        let owned: BTreeMap<_, _> = owned.filter(|(_, owned)| *owned > 0).collect();
        assert_eq!(counted, owned, "N-19");
    }

    /// Runs a command as [`World::both`] does, and looks at the pools.
    fn done<C: Command>(&self, command: &C) -> C::Outcome {
        let outcome = self.both(command).unwrap();
        self.check_pools();
        outcome
    }

    fn owner_of(&self, number: &str) -> OrganizationId {
        self.number(number).owner
    }

    /// A number that was somebody's and cools.
    fn cooling(&self, number: &str) {
        let account = self.activated_with("gone@example.com", number);
        self.run(&UnassignNumber {
            account,
            line: 0,
            outcome: Some(NumberOutcome::Release),
        })
        .unwrap();
        assert_eq!(self.state(number), StateNow::Cooling);
    }
}

pub(super) fn n_19_the_states_of_a_pool_sum_to_what_it_owns(store: Arc<dyn Store>) {
    for (tenant, profile) in ProfileName::ALL.into_iter().enumerate() {
        let numbers = [1, 2, 3, 4, 5].map(|it| format!("+1440558{tenant}10{it}"));
        let numbers: Vec<&str> = numbers.iter().map(String::as_str).collect();
        let world = World::new(Arc::clone(&store), profile);
        let child = world.organization(world.root(), "A");
        let root = world.root();
        world.numbers(root, &numbers);
        world.check_pools();
        world.done(&allocate(root, child, list(&numbers[..2])));
        world.done(&withdraw(child, series("1440558", 1)));
        world.done(&retire(child, list(&numbers[1..2])));
        world.done(&retire(root, series("1440558", 1)));
        world.done(&reserve(root, list(&numbers[2..3])));
        let before = world.pools();
        assert_eq!(before[&root].0, 3, "{profile}");
        assert_eq!(before[&child].0, 0, "{profile}");
        // Neither reserving nor what people do with numbers touches a pool (D-60).
        let account = world.activated_with("person@example.com", numbers[3]);
        let command = UnassignNumber {
            account,
            line: 0,
            outcome: Some(NumberOutcome::Release),
        };
        world.done(&command);
        assert_eq!(world.pools(), before, "{profile}");
    }
}

pub(super) fn numbers_in_use_are_not_retired(store: Arc<dyn Store>) {
    let world = stocked(store, Multiline2024, &[]);
    let root = world.root();
    let account = world.account(root, "person@example.com").account;
    world.assign(account, 0, NUMBERS[0]).unwrap();
    world.cooling(NUMBERS[1]);
    world.done(&reserve(root, list(&[NUMBERS[2]])));
    let all = retire(root, list(&NUMBERS[..4]));
    let error = world.both(&all).unwrap_err();
    assert_eq!(error.code().as_str(), "number_in_use");
    assert_eq!(error.details()["count"], 1);
    let free = retire(root, list(&NUMBERS[1..4]));
    let done = world.done(&free);
    assert_eq!((done.retired, done.unchanged), (3, 0));
    assert_eq!(world.count("number.retired"), 1);
    // Asked again, what was asked for holds.
    let again = world.done(&free);
    assert_eq!((again.retired, again.unchanged), (0, 3));
    assert_eq!(world.count("number.retired"), 1);
    let error = world.both(&retire(root, series("1", 9))).unwrap_err();
    assert_eq!(error.code().as_str(), "number_not_enough");
    assert_eq!(
        (&error.details()["asked"], &error.details()["free"]),
        (&9.into(), &4.into())
    );
    let some = world.done(&retire(root, series("1", 2)));
    assert_eq!((some.retired, some.numbers.len()), (2, 2));
    // Whoever wants a retired number may add it, in whichever tenant.
    let beside = world.beside();
    beside.numbers(beside.root(), &NUMBERS[1..2]);
    let viewer = world.holder("Accounts", root);
    assert_eq!(world.refusal_as(&viewer, &free), "privilege_missing");
    assert_eq!(world.refusal_as(&beside.owner(), &free), "not_found");
    assert_eq!(
        world.refusal(&retire(beside.root(), list(&[]))),
        "not_found"
    );
}

pub(super) fn n_26_retiring_tells_nothing_of_strangers(store: Arc<dyn Store>) {
    let world = stocked(store, Multiline2024, &[]);
    let child = world.organization(world.root(), "A");
    let sibling = world.organization(world.root(), "B");
    world.numbers(sibling, &["+14405570001"]);
    let actor = world.holder("Administrator", child);
    // One of a pool that the actor does not see, and one that is nowhere, look alike.
    for number in ["+14405570001", "+14405570002"] {
        let done = world
            .run_as(&actor, &retire(child, list(&[number])))
            .unwrap();
        assert_eq!((done.retired, done.unchanged), (0, 1));
    }
    // What lies above is usable there, so it is known.
    let error = world
        .run_as(&actor, &retire(child, list(&[NUMBERS[0]])))
        .unwrap_err();
    assert_eq!(error.code().as_str(), "number_other_organization");
    assert_eq!(
        world.refusal_as(&actor, &retire(sibling, list(&[]))),
        "not_found"
    );
    let error = world
        .run(&retire(world.root(), list(&["+14405570001"])))
        .unwrap_err();
    assert_eq!(error.code().as_str(), "number_other_organization");
}

pub(super) fn m_26_tags_come_and_go(store: Arc<dyn Store>) {
    let world = stocked(store, Multiline2024, &[]);
    let root = world.root();
    let done = world.done(&tag(root, list(&NUMBERS[..2]), &["ported", "VIP"]));
    assert_eq!((done.changed, done.unchanged), (2, 0));
    let again = world.done(&tag(root, list(&NUMBERS[..2]), &["PORTED"]));
    assert_eq!((again.changed, again.unchanged), (0, 2));
    assert_eq!(world.count("number.tagged"), 1);
    let one = world.done(&untag(root, tagged("vip", 1), &["vip"]));
    assert_eq!((one.changed, one.numbers.len()), (1, 1));
    assert_eq!(world.number(NUMBERS[0]).tags.len(), 1);
    assert_eq!(world.number(NUMBERS[1]).tags.len(), 2);
    let error = world
        .both(&untag(root, tagged("vip", 2), &["vip"]))
        .unwrap_err();
    assert_eq!(error.code().as_str(), "number_not_enough");
    let error = world
        .run(&tag(root, series("1", 1), &["A", "a b", "C"]))
        .unwrap_err();
    assert_eq!(error.code().as_str(), "number_tag_invalid");
    assert_eq!(error.details()["index"], 1);
    assert_eq!(
        world.refusal(&tag(root, series("1", 1), &[])),
        "required_value_missing"
    );
    // At most 8 on one number: two there, and seven more.
    let seven = ["T1", "T2", "T3", "T4", "T5", "T6", "T7"];
    let error = world
        .both(&tag(root, list(&[NUMBERS[3], NUMBERS[1]]), &seven))
        .unwrap_err();
    assert_eq!(error.code().as_str(), "number_tag_invalid");
    assert_eq!(error.details()["index"], 1);
    world.done(&tag(root, list(&[NUMBERS[1]]), &seven[..6]));
    // By name in whatever state.
    let account = world.account(root, "person@example.com").account;
    world.assign(account, 0, NUMBERS[4]).unwrap();
    assert_eq!(
        world.done(&tag(root, list(&[NUMBERS[4]]), &["A"])).changed,
        1
    );
    assert_eq!(world.state(NUMBERS[4]), StateNow::Assigned);
    let child = world.organization(root, "A");
    assert_eq!(
        world.refusal(&tag(child, list(&[NUMBERS[0]]), &["A"])),
        "number_other_organization"
    );
    let viewer = world.holder("Accounts", root);
    let command = untag(root, list(&[NUMBERS[0]]), &["A"]);
    assert_eq!(world.refusal_as(&viewer, &command), "privilege_missing");
}

pub(super) fn d_53_n_20_a_cooling_is_ended_by_name_and_hidden_by_a_reservation(
    store: Arc<dyn Store>,
) {
    let world = stocked(store, Multiline2024, &[]);
    let root = world.root();
    world.cooling(NUMBERS[0]);
    world.done(&tag(root, list(&[NUMBERS[0]]), &["VIP"]));
    // N-20: neither automatically nor by its tag.
    let by_tag = retire(root, tagged("VIP", 1));
    assert_eq!(world.refusal(&by_tag), "number_not_enough");
    let done = world.done(&end_cooling(root, &NUMBERS[..2]));
    assert_eq!((done.ended, done.unchanged), (1, 1));
    assert_eq!(world.state(NUMBERS[0]), StateNow::Available);
    assert_eq!(world.done(&end_cooling(root, &NUMBERS[..1])).ended, 0);
    assert_eq!(world.count("number.cooling_ended"), 1);
    // D-53: a number that leaves its line aside is Reserved, and cools when the reservation is over.
    let account = world.activated_with("other@example.com", NUMBERS[1]);
    world
        .run(&UnassignNumber {
            account,
            line: 0,
            outcome: Some(NumberOutcome::reserve()),
        })
        .unwrap();
    let error = world.both(&end_cooling(root, &NUMBERS[1..2])).unwrap_err();
    assert_eq!(error.code().as_str(), "number_not_available");
    assert_eq!(
        (&error.details()["state"], &error.details()["index"]),
        (&"reserved".into(), &0.into())
    );
    let release = ReleaseNumbers {
        organization: root,
        numbers: list(&NUMBERS[1..2]),
    };
    world.done(&release);
    assert_eq!(world.state(NUMBERS[1]), StateNow::Cooling);
    world.done(&end_cooling(root, &NUMBERS[1..2]));
    assert_eq!(world.state(NUMBERS[1]), StateNow::Available);
    let viewer = world.holder("Accounts", root);
    assert_eq!(
        world.refusal_as(&viewer, &end_cooling(root, &NUMBERS[..1])),
        "privilege_missing"
    );
}

pub(super) fn reserved_numbers_of_a_series_or_tag_are_released(store: Arc<dyn Store>) {
    let world = stocked(store, Multiline2024, &[]);
    let root = world.root();
    let mut held = reserve(root, list(&NUMBERS[..2]));
    held.tag = Some("DESK".to_owned());
    world.done(&held);
    world.done(&reserve(root, list(&NUMBERS[2..3])));
    let release = |numbers| ReleaseNumbers {
        organization: root,
        numbers,
    };
    let error = world.both(&release(tagged("desk", 3))).unwrap_err();
    assert_eq!(error.code().as_str(), "number_not_enough");
    assert_eq!(error.details()["free"], 2);
    let done = world.done(&release(tagged("desk", 1)));
    assert_eq!((done.released, done.numbers.len()), (1, 1));
    assert_eq!(world.state(NUMBERS[0]), StateNow::Available);
    let done = world.done(&release(series("1", 2)));
    assert_eq!(done.released, 2);
    assert_eq!(world.refusal(&release(series("1", 1))), "number_not_enough");
}

pub(super) fn numbers_are_allocated_to_an_organization_below(store: Arc<dyn Store>) {
    let world = stocked(store, Multiline2024, &[]);
    let root = world.root();
    let child = world.organization(root, "A");
    let grandchild = world.organization(child, "A1");
    let other = world.organization(root, "B");
    world.done(&reserve(root, list(&NUMBERS[1..2])));
    let two = allocate(root, grandchild, list(&NUMBERS[..2]));
    let done = world.done(&two);
    assert_eq!((done.allocated, done.unchanged, done.short), (2, 0, false));
    assert_eq!(world.owner_of(NUMBERS[1]), grandchild);
    assert_eq!(
        world.state(NUMBERS[1]),
        StateNow::Reserved,
        "it stays aside"
    );
    assert_eq!(world.done(&two).unchanged, 2);
    assert_eq!(world.count("number.allocated"), 1);
    let done = world.done(&allocate(root, other, series("1", 2)));
    assert_eq!((done.allocated, done.numbers.len()), (2, 2));
    // Usable there and below only: an account elsewhere cannot have it.
    let account = world.account(child, "person@example.com").account;
    let taken = world.assign(account, 0, NUMBERS[0]).unwrap_err();
    assert_eq!(taken.code().as_str(), "number_other_organization");
    for (from, to) in [(child, root), (child, child), (child, other)] {
        let command = allocate(from, to, list(&[]));
        assert_eq!(world.refusal(&command), "number_other_organization");
    }
    let account = world.account(root, "root@example.com").account;
    world.assign(account, 0, NUMBERS[7]).unwrap();
    let error = world
        .both(&allocate(root, child, list(&[NUMBERS[6], NUMBERS[7]])))
        .unwrap_err();
    assert_eq!(error.code().as_str(), "number_not_available");
    assert_eq!(
        (&error.details()["state"], &error.details()["index"]),
        (&"assigned".into(), &1.into())
    );
    let error = world
        .both(&allocate(root, child, series("1", 9)))
        .unwrap_err();
    assert_eq!(error.code().as_str(), "number_not_enough");
    world.disable(child);
    let command = allocate(root, grandchild, series("1", 1));
    assert_eq!(world.refusal(&command), "organization_disabled");
    let actor = world.holder("Administrator", other);
    assert_eq!(
        world.refusal_as(&actor, &allocate(root, other, series("1", 1))),
        "not_found"
    );
    let viewer = world.holder("Accounts", root);
    let command = allocate(root, other, series("1", 1));
    assert_eq!(world.refusal_as(&viewer, &command), "privilege_missing");
}

pub(super) fn an_allocation_that_leaves_people_without_numbers_warns(store: Arc<dyn Store>) {
    let world = World::new(store, Multiline2024);
    let root = world.root();
    let child = world.organization(root, "A");
    world.numbers(root, &NUMBERS[..3]);
    let _ = world.invited("one@example.com");
    let _ = world.invited("two@example.com");
    let done = world.done(&allocate(root, child, list(&NUMBERS[..1])));
    assert!(!done.short, "two are left for two");
    let done = world.done(&allocate(root, child, series("1", 1)));
    assert!(done.short, "one is left for two");
    let events = world.events().into_iter();
    let short: Vec<_> = events
        .filter(|event| event.data.get("short") == Some(&true.into()))
        .collect();
    assert_eq!(short.len(), 1);
    assert_eq!(short[0].organization, Some(root));
}

pub(super) fn numbers_are_withdrawn_to_the_organization_above(store: Arc<dyn Store>) {
    let world = stocked(store, Multiline2024, &[]);
    let root = world.root();
    let child = world.organization(root, "A");
    let grandchild = world.organization(child, "A1");
    world.done(&allocate(root, grandchild, list(&NUMBERS[..4])));
    world.done(&reserve(grandchild, list(&NUMBERS[2..3])));
    let account = world.account(grandchild, "person@example.com").account;
    world.assign(account, 0, NUMBERS[3]).unwrap();
    let error = world
        .both(&withdraw(grandchild, list(&NUMBERS[..4])))
        .unwrap_err();
    assert_eq!(error.code().as_str(), "number_in_use");
    assert_eq!(error.details()["count"], 2);
    let command = withdraw(grandchild, list(&NUMBERS[..1]));
    let options = RunOptions {
        command_id: Some(command_id()),
        ..RunOptions::default()
    };
    let first = world.run_with(&command, options).unwrap();
    assert_eq!(first.outcome.withdrawn, 1);
    assert_eq!(world.owner_of(NUMBERS[0]), child);
    assert!(world.run_with(&command, options).unwrap().replayed);
    // Under another command id it is not there any more.
    assert_eq!(world.refusal(&command), "number_other_organization");
    let done = world.done(&withdraw(grandchild, series("1", 1)));
    assert_eq!((done.withdrawn, done.numbers.len()), (1, 1));
    assert_eq!(world.owner_of(NUMBERS[1]), child);
    assert_eq!(world.count("number.withdrawn"), 2);
    let error = world
        .both(&withdraw(grandchild, series("1", 1)))
        .unwrap_err();
    assert_eq!(error.code().as_str(), "number_not_enough");
    assert_eq!(
        world.refusal(&withdraw(root, list(&[]))),
        "organization_is_root"
    );
    // The right is needed above.
    let actor = world.holder("Administrator", child);
    let command = withdraw(child, list(&NUMBERS[..1]));
    assert_eq!(world.refusal_as(&actor, &command), "not_found");
    let below = withdraw(grandchild, list(&[]));
    assert_eq!(world.refusal_as(&actor, &below), "ok");
    let viewer = world.holder("Accounts", root);
    assert_eq!(world.refusal_as(&viewer, &command), "privilege_missing");
    world.clock.advance(Duration::days(1));
    assert_eq!(world.done(&command).withdrawn, 1);
}
