//! Probes: bounded questions, clauses 6, 7, 10, 11 and 15.

use rollbook::account::{Enabled, Onboarding};
use rollbook::change::{CountedSet, Put};
use rollbook::number::NumberState;
use rollbook::number::capacity::{CapacityNode, CapacityView};
use rollbook::number::selector::{NumberSelector, Owners, Pick, Spread};
use rollbook::snapshot::{Probe, ProbeAnswer};

use crate::Fresh;
use crate::fixture::{
    World, account, account_row, at, claim, line, now, number, number_row, organization, reserved,
    usable_by,
};

fn free(world: &World, selector: NumberSelector, at_least: u32) -> u32 {
    counted(world.probe(
        now(),
        Probe::Free {
            selector,
            at_least,
            settled: false,
        },
    ))
}

fn counted(answer: ProbeAnswer) -> u32 {
    match answer {
        ProbeAnswer::Count(count) => count,
        other => panic!("a count was expected, not {other:?}"),
    }
}

pub(super) fn c06_probes_answer_no_more_than_asked(fresh: &dyn Fresh) {
    let world = World::new(fresh.store());
    let mut golden = number_row(1, 1);
    golden.golden = true;
    let mut held = number_row(2, 1);
    held.state = reserved(Some("VIP"), None);
    let mut golden_held = number_row(3, 1);
    golden_held.golden = true;
    golden_held.state = reserved(None, None);
    let mut cooling = number_row(4, 1);
    cooling.cooling_until = Some(at(10));
    let plain = (5..=9).map(|counter| number_row(counter, 2));
    world.add_numbers(plain.chain([golden, held, golden_held, cooling]));
    assert_eq!(free(&world, usable_by(3, Pick::Free), 3), 3);
    assert_eq!(free(&world, usable_by(3, Pick::Free), 100), 5);
    assert_eq!(free(&world, usable_by(3, Pick::FreeOrReserved), 100), 6);
    assert_eq!(free(&world, usable_by(1, Pick::FreeOrReserved), 1), 1);
    assert_eq!(free(&world, usable_by(1, Pick::Free), 1), 0);
    let tagged = Pick::Tagged("VIP".parse().unwrap());
    assert_eq!(free(&world, usable_by(3, tagged), 5), 1);
    let carrying = Pick::Carrying("VIP".parse().unwrap());
    assert_eq!(free(&world, usable_by(3, carrying), 5), 0);
    let series = Pick::Series("1440555000".to_owned());
    assert_eq!(free(&world, usable_by(3, series), 9), 5);
    assert_eq!(free(&world, usable_by(99, Pick::Free), 9), 0);
    // An instant later the number that cooled is free.
    let later = Probe::Free {
        selector: usable_by(1, Pick::Free),
        at_least: 9,
        settled: false,
    };
    assert_eq!(counted(world.probe(at(10), later)), 1);
}

pub(super) fn c07_a_list_has_the_order_of_claims(fresh: &dyn Fresh) {
    let world = World::new(fresh.store());
    world.add_accounts(3, 1..=8);
    let mut freed = number_row(7, 3);
    freed.cooling_until = Some(at(-1));
    let near = (1..=6).map(|counter| number_row(counter, 3));
    world.add_numbers(near.chain([freed, number_row(8, 1)]));
    let start = Spread::of(world.tenant, number(4));
    let list = |at_most| {
        let probe = Probe::List {
            selector: usable_by(3, Pick::Free),
            start,
            at_most,
        };
        match world.probe(now(), probe) {
            ProbeAnswer::List(numbers) => numbers,
            other => panic!("a list was expected, not {other:?}"),
        }
    };
    let all = list(100);
    assert_eq!(list(3), all[..3]);
    assert_eq!(
        (all.len(), all[0], all[6], all[7]),
        (8, number(4), number(7), number(8))
    );
    // Nothing was held: a claim from the same start takes the same numbers.
    let receipt = world.with(|changes| {
        let wanted = claim(usable_by(3, Pick::Free), 1..=8, start);
        changes.claims.push(wanted);
    });
    let bound: Vec<_> = receipt.bound.iter().map(|bound| bound.number).collect();
    assert_eq!(bound, all);
    assert!(list(5).is_empty());
}

pub(super) fn c10_a_settled_probe_sees_what_is_committed(fresh: &dyn Fresh) {
    let opened = fresh.open();
    let world = World::new(opened.store);
    world.add_accounts(1, 1..=3);
    world.add_numbers((1..=3).map(|counter| number_row(counter, 1)));
    let settled = |store: &dyn rollbook::store::Store| {
        let mut plan = rollbook::snapshot::ReadPlan::new(
            world.tenant,
            crate::fixture::command(u64::MAX),
            now(),
        );
        plan.probes.push(Probe::Free {
            selector: usable_by(1, Pick::Free),
            at_least: 9,
            settled: true,
        });
        counted(store.read(&plan).unwrap().probes.remove(0))
    };
    assert_eq!(settled(world.store.as_ref()), 3);
    world.with(|changes| {
        let wanted = claim(usable_by(1, Pick::Free), [1, 2], Spread::default());
        changes.claims.push(wanted);
    });
    assert_eq!(settled(world.store.as_ref()), 1);
    if let Some(again) = &opened.again {
        assert_eq!(settled(again().as_ref()), 1);
    }
}

pub(super) fn c11_count_probes_stop_at_their_bound(fresh: &dyn Fresh) {
    let world = World::new(fresh.store());
    world.add_accounts(3, 1..=5);
    let count = |organization_counter, set, at_most| {
        let probe = Probe::Count {
            organization: organization(organization_counter),
            set,
            at_most,
        };
        counted(world.probe(now(), probe))
    };
    assert_eq!(count(1, CountedSet::Members, 3), 3);
    assert_eq!(count(1, CountedSet::Members, 9), 5);
    assert_eq!(count(4, CountedSet::Members, 9), 0);
    assert_eq!(count(1, CountedSet::Admins, 9), 0);
}

pub(super) fn c15_capacity_counts_demand_and_bounded_supply(fresh: &dyn Fresh) {
    let world = World::new(fresh.store());
    let mut golden = number_row(30, 2);
    golden.golden = true;
    let mut cooling = number_row(31, 2);
    cooling.cooling_until = Some(at(1));
    let mut freed = number_row(32, 2);
    freed.state = reserved(None, Some(at(0)));
    let numbers = (1..=20).map(|counter| number_row(counter, 1));
    world.with(|changes| {
        for counter in 1..=5 {
            let mut row = account_row(counter, 3);
            row.onboarding = match counter {
                1 | 2 => Onboarding::Invited,
                3 => Onboarding::InvitationFailed,
                _ => Onboarding::Invited,
            };
            if counter == 4 {
                row.enabled = Enabled::Suspended {
                    by_system: false,
                    reason: None,
                };
            }
            if counter == 1 {
                row.lines = vec![row.lines[0].clone(); 2];
            }
            changes.accounts.push(Put::Insert(row));
        }
        changes.accounts.push(Put::Insert(account_row(6, 4)));
    });
    // Account 5 has its number; of account 1 one of two lines.
    let mut held = number_row(40, 1);
    held.state = NumberState::Assigned(line(5));
    let mut second = line(1);
    second.line = 1;
    let mut held_too = number_row(41, 1);
    held_too.state = NumberState::Assigned(second);
    world.add_numbers(numbers.chain([golden, cooling, freed, held, held_too]));
    let view = |named: &[u64], wanted| {
        let probe = Probe::Capacity {
            organizations: named.iter().map(|counter| organization(*counter)).collect(),
            wanted,
        };
        sorted(world.probe(now(), probe))
    };
    let node = |counter: u64, parent: Option<u64>, demand, supply| CapacityNode {
        organization: organization(counter),
        parent: parent.map(organization),
        demand,
        supply,
    };
    let asked = view(&[], 2);
    assert!(asked.complete);
    assert_eq!(
        asked.nodes,
        [
            node(1, None, 0, 5),
            node(2, Some(1), 0, 1),
            node(3, Some(2), 3, 0),
        ]
    );
    let named = view(&[4], 100);
    assert_eq!(
        named.nodes,
        [
            node(1, None, 0, 20),
            node(2, Some(1), 0, 1),
            node(3, Some(2), 3, 0),
            node(4, Some(1), 0, 0),
        ]
    );
    assert_eq!(named.headroom(organization(4), 100), Ok(18));
    // The organizations of accounts read are covered, too.
    let mut snapshot = world.read(|plan| {
        plan.accounts.push(account(6));
        plan.probes.push(Probe::Capacity {
            organizations: Vec::new(),
            wanted: 0,
        });
    });
    let covered = sorted(snapshot.probes.remove(0));
    assert!(covered.nodes.contains(&node(4, Some(1), 0, 0)));
    assert!(covered.nodes.contains(&node(1, None, 0, 3)));
    let usable = NumberSelector {
        owners: Owners::Of(organization(2)),
        pick: Pick::Free,
    };
    assert_eq!(free(&world, usable, 9), 1);
}

fn sorted(answer: ProbeAnswer) -> CapacityView {
    match answer {
        ProbeAnswer::Capacity(mut view) => {
            view.nodes.sort_by_key(|node| node.organization);
            view
        }
        other => panic!("a capacity view was expected, not {other:?}"),
    }
}
