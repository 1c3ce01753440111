//! What claims do besides binding lines, what became of numbers, and what is purged: clauses 5, 6, 15, 21 and 22.

use rollbook::change::{Bind, ChangeSet, Claim, DirectoryPut, Purge, Put, Version};
use rollbook::number::pool::{NumberMark, NumberPast};
use rollbook::number::selector::{NumberSelector, Owners, Pick, Spread};
use rollbook::number::{NumberState, StateNow};
use rollbook::page::{Page, PageQuery};
use rollbook::snapshot::{Probe, ProbeAnswer};
use rollbook::store::StoreErrorKind;
use rollbook::time::Timestamp;

use super::commit::everything;
use super::{failure, shortage};
use crate::Fresh;
use crate::dump::dump;
use crate::fixture::{
    World, account, at, attempt_row, claim, line, now, number, number_row, organization, reserved,
    usable_by,
};

fn of(owner: u64, pick: Pick, bind: Bind) -> Claim {
    Claim {
        selector: NumberSelector {
            owners: Owners::Of(organization(owner)),
            pick,
        },
        bind,
        start: Spread::default(),
    }
}

fn series() -> Pick {
    Pick::Series("1440555".to_owned())
}

pub(super) fn c05_a_change_set_survives_json(fresh: &dyn Fresh) {
    let world = World::new(fresh.store());
    let mut changes = world.changes();
    everything(&mut changes);
    changes.why = "a_name".to_owned();
    changes.purge = Some(Purge {
        receipts_before: now(),
        attempts_before: now(),
        at_most: 5,
    });
    let tag = Bind::Tag {
        quantity: 0,
        add: ["A".parse().unwrap()].into(),
        remove: ["B".parse().unwrap()].into(),
    };
    changes.claims.truncate(1);
    let text = serde_json::to_string(&changes).unwrap();
    let again: ChangeSet = serde_json::from_str(&text).unwrap();
    assert_eq!(again, changes);
    world.commit(&again);
    // The same command, so the same receipt.
    assert!(world.commit(&changes).replayed);
    let tag = of(1, Pick::ReservedUnder("A".parse().unwrap()), tag);
    let text = serde_json::to_string(&tag).unwrap();
    assert_eq!(serde_json::from_str::<Claim>(&text).unwrap(), tag);
}

pub(super) fn c06_a_claim_gives_to_another_owner(fresh: &dyn Fresh) {
    let world = World::new(fresh.store());
    let mut freed = number_row(3, 1);
    freed.state = reserved(Some("VIP"), Some(at(0)));
    freed.tags.insert("VIP".parse().unwrap());
    world.add_numbers([number_row(1, 1), number_row(2, 1), freed, number_row(4, 2)]);
    let own = |quantity| {
        let owner = organization(3);
        of(1, series(), Bind::Own { quantity, owner })
    };
    let short = world.attempt(|changes| changes.claims.push(own(4)));
    assert_eq!(shortage(short)[0].got, 3);
    let receipt = world.with(|changes| changes.claims.push(own(3)));
    let bound: Vec<_> = receipt.bound.iter().map(|it| it.number).collect();
    assert_eq!(bound, [1, 2, 3].map(number));
    for counter in 1..=3 {
        let (version, row) = world.number(counter).unwrap();
        assert_eq!((version, row.owner), (Version(2), organization(3)));
        assert_eq!(row.state, NumberState::Available);
        assert_eq!(row.tags.len(), usize::from(counter == 3));
    }
    // They are free there, in the pool too, and no longer where they were.
    let free = |owner| {
        let answer = world.probe(
            now(),
            Probe::Free {
                selector: NumberSelector {
                    owners: Owners::Of(organization(owner)),
                    pick: Pick::Free,
                },
                at_least: 10,
                settled: false,
            },
        );
        match answer {
            ProbeAnswer::Count(count) => count,
            other => panic!("a count was expected, not {other:?}"),
        }
    };
    assert_eq!((free(1), free(2), free(3)), (0, 1, 3));
    world.add_accounts(3, [1]);
    let taken = world.with(|changes| {
        let wanted = claim(usable_by(3, Pick::Free), [1], Spread::default());
        changes.claims.push(wanted);
    });
    assert_eq!(taken.bound.len(), 1);
}

pub(super) fn c06_a_claim_retires(fresh: &dyn Fresh) {
    let world = World::new(fresh.store());
    let neighbour = world.neighbour();
    let mut tagged = number_row(1, 1);
    tagged.golden = true;
    tagged.tags.insert("OLD".parse().unwrap());
    world.add_numbers([tagged, number_row(2, 1), number_row(3, 1)]);
    world.with(|changes| {
        let old = Pick::Carrying("OLD".parse().unwrap());
        changes
            .claims
            .push(of(1, old, Bind::Retire { quantity: 1 }));
    });
    world.with(|changes| {
        changes
            .claims
            .push(of(1, series(), Bind::Retire { quantity: 1 }));
    });
    assert!(world.number(1).is_none() && world.number(2).is_none());
    // The directory has let go of them, of no other.
    neighbour.add_numbers([number_row(1, 101), number_row(2, 101)]);
    let found = world.read(|plan| plan.numbers_elsewhere.extend([1, 2, 3].map(number)));
    assert_eq!(found.numbers_elsewhere, [1, 2].map(number).into());
}

pub(super) fn c02_a_number_put_away_releases_its_directory_row(fresh: &dyn Fresh) {
    let world = World::new(fresh.store());
    let neighbour = world.neighbour();
    world.add_numbers([number_row(1, 1), number_row(2, 1)]);
    let before = dump(world.store.as_ref());
    // Not while it is in the inventory.
    let held = world.attempt(|changes| {
        changes
            .directory
            .push(DirectoryPut::ReleaseNumber(number(1)));
    });
    assert_eq!(failure(held), StoreErrorKind::Corrupt);
    assert_eq!(dump(world.store.as_ref()), before);
    world.with(|changes| {
        let key = number(1);
        changes.numbers.push(Put::Delete(Version::FIRST, key));
        changes.directory.push(DirectoryPut::ReleaseNumber(key));
    });
    neighbour.add_numbers([number_row(1, 101)]);
    // What is another tenant's stays.
    world.with(|changes| {
        changes
            .directory
            .push(DirectoryPut::ReleaseNumber(number(1)))
    });
    let found = world.read(|plan| plan.numbers_elsewhere.push(number(1)));
    assert_eq!(found.numbers_elsewhere.len(), 1);
}

pub(super) fn c06_a_claim_tags(fresh: &dyn Fresh) {
    let world = World::new(fresh.store());
    let mut old = number_row(1, 1);
    old.tags = ["KEPT".parse().unwrap(), "OLD".parse().unwrap()].into();
    world.add_numbers([old, number_row(2, 1), number_row(3, 1)]);
    world.with(|changes| {
        let tag = Bind::Tag {
            quantity: 2,
            add: ["NEW".parse().unwrap()].into(),
            remove: ["OLD".parse().unwrap()].into(),
        };
        changes.claims.push(of(1, series(), tag));
    });
    let tags = |counter| {
        let (version, row) = world.number(counter).unwrap();
        assert_eq!(row.state, NumberState::Available);
        let tags: Vec<String> = row.tags.iter().map(|tag| tag.as_str().to_owned()).collect();
        (version.0, tags)
    };
    assert_eq!(tags(1), (2, vec!["KEPT".to_owned(), "NEW".to_owned()]));
    assert_eq!(tags(2), (2, vec!["NEW".to_owned()]));
    assert_eq!(tags(3), (1, Vec::new()));
}

pub(super) fn c06_a_claim_releases(fresh: &dyn Fresh) {
    let world = World::new(fresh.store());
    let held = |counter, tag, until, golden| {
        let mut row = number_row(counter, 1);
        row.state = reserved(tag, until);
        row.golden = golden;
        row
    };
    let mut cools = held(2, Some("VIP"), None, true);
    cools.cooling_until = Some(at(50));
    world.add_numbers([
        held(1, Some("VIP"), Some(at(0)), false),
        cools,
        held(3, Some("VIP"), Some(at(9)), false),
        held(4, None, None, false),
        number_row(5, 1),
    ]);
    let release = |pick, quantity| of(1, pick, Bind::Release { quantity });
    let vip = || Pick::ReservedUnder("VIP".parse().unwrap());
    let short = world.attempt(|changes| changes.claims.push(release(vip(), 3)));
    // The first is free by time already.
    assert_eq!(shortage(short)[0].got, 2);
    world.with(|changes| changes.claims.push(release(vip(), 2)));
    let state = |counter| world.number(counter).unwrap().1.state_at(now());
    assert_eq!(state(2), StateNow::Cooling);
    assert_eq!(state(3), StateNow::Available);
    assert_eq!(state(4), StateNow::Reserved);
    let all = Pick::ReservedSeries("1440".to_owned());
    let receipt = world.with(|changes| changes.claims.push(release(all, 1)));
    assert_eq!(receipt.bound[0].number, number(4));
    assert_eq!(state(4), StateNow::Available);
    // Beside another claim, what it frees could be taken again.
    let beside = world.attempt(|changes| {
        changes.claims.push(release(vip(), 0));
        changes.claims.push(release(vip(), 0));
    });
    assert_eq!(failure(beside), StoreErrorKind::Internal);
}

fn past(world: &World, counter: u64, limit: u32) -> Vec<NumberPast> {
    let mut all: Vec<NumberPast> = Vec::new();
    loop {
        let query = PageQuery::NumberPast {
            tenant: world.tenant,
            e164: number(counter),
            after: all.last().map(|it| (it.at, it.command, it.place)),
            limit,
        };
        let Page::NumberPast(rows) = world.store.page(&query).unwrap() else {
            panic!("a history was expected");
        };
        let is_last = rows.len() < limit as usize;
        all.extend(rows);
        if is_last {
            return all;
        }
    }
}

pub(super) fn c21_every_change_of_a_number_is_in_its_history(fresh: &dyn Fresh) {
    let world = World::new(fresh.store());
    world.add_accounts(3, [1, 2]);
    let step = |seconds: i64, why: &str, fill: &dyn Fn(&mut ChangeSet)| {
        let mut changes = world.changes();
        changes.at = at(seconds);
        why.clone_into(&mut changes.why);
        fill(&mut changes);
        world.commit(&changes);
        changes.command
    };
    let added = step(1, "add", &|changes| {
        for counter in [1, 2] {
            changes
                .directory
                .push(DirectoryPut::Number(number(counter)));
            changes.numbers.push(Put::Insert(number_row(counter, 1)));
        }
    });
    let bound = step(2, "bind", &|changes| {
        let wanted = claim(usable_by(3, Pick::Free), [1, 2], Spread::default());
        changes.claims.push(wanted);
    });
    let (version, row) = world.number(1).unwrap();
    let holder = row.line().unwrap().account;
    let swapped = step(3, "swap", &|changes| {
        let mut free = row.clone();
        free.state = NumberState::Available;
        free.cooling_until = Some(at(100));
        changes.numbers.push(Put::Replace(version, free));
    });
    let retired = step(4, "retire", &|changes| {
        let key = number(1);
        changes.numbers.push(Put::Delete(version.next(), key));
        changes.directory.push(DirectoryPut::ReleaseNumber(key));
    });
    // What is refused leaves no trace.
    world
        .attempt(|changes| changes.numbers.push(Put::Delete(Version(9), number(2))))
        .unwrap_err();
    let mark = |state, account| {
        let owner = organization(1);
        Some(NumberMark {
            state,
            owner,
            account,
        })
    };
    let (free, held) = (
        mark(StateNow::Available, None),
        mark(StateNow::Assigned, Some(holder)),
    );
    let cools = mark(StateNow::Cooling, None);
    let expected = [
        (1, added, 0, "add", None, free),
        (2, bound, 1, "bind", free, held),
        (3, swapped, 0, "swap", held, cools),
        (4, retired, 0, "retire", cools, None),
    ];
    let expected = expected.map(|(seconds, command, place, why, from, to)| NumberPast {
        e164: number(1),
        at: at(seconds),
        command,
        place,
        why: why.to_owned(),
        from,
        to,
    });
    for limit in [1, 3, 100] {
        assert_eq!(past(&world, 1, limit), expected);
        assert_eq!(past(&world, 2, limit).len(), 2);
        assert!(past(&world, 3, limit).is_empty());
    }
    assert!(past(&world.neighbour(), 1, 10).is_empty());
    assert!([account(1), account(2)].contains(&holder));
}

pub(super) fn c15_numbers_that_end_by_the_next_end(fresh: &dyn Fresh) {
    let world = World::new(fresh.store());
    world.add_accounts(3, [9]);
    let row = |counter, state| {
        let mut row = number_row(counter, 1);
        row.state = state;
        row
    };
    let forwarding = |until| NumberState::Forwarding {
        to: "14405559999".to_owned(),
        until,
    };
    let mut notified = row(2, reserved(None, Some(at(20))));
    if let NumberState::Reserved(hold) = &mut notified.state {
        hold.notified = true;
    }
    world.add_numbers([
        row(1, reserved(None, Some(at(30)))),
        notified.clone(),
        row(3, forwarding(Some(at(10)))),
        row(4, forwarding(None)),
        row(5, reserved(None, None)),
        row(6, NumberState::Registered(line(9))),
        row(7, reserved(Some("VIP"), Some(at(20)))),
    ]);
    let listed = |before: Timestamp, limit: u32| {
        let mut all: Vec<rollbook::change::Versioned<rollbook::number::Number>> = Vec::new();
        loop {
            let query = PageQuery::NumbersEnding {
                tenant: world.tenant,
                before,
                after: all
                    .last()
                    .and_then(|it| Some((it.value.ends_at()?, it.value.e164))),
                limit,
            };
            let Page::Numbers(rows) = world.store.page(&query).unwrap() else {
                panic!("numbers were expected");
            };
            let is_last = rows.len() < limit as usize;
            all.extend(rows);
            if is_last {
                return all.into_iter().map(|it| it.value.e164).collect::<Vec<_>>();
            }
        }
    };
    for limit in [1, 2, 100] {
        assert_eq!(listed(at(31), limit), [3, 2, 7, 1].map(number));
        assert_eq!(listed(at(30), limit), [3, 2, 7].map(number));
        assert!(listed(at(10), limit).is_empty());
    }
    assert_eq!(world.number(2).unwrap().1, notified);
}

pub(super) fn c22_purging_keeps_seven_days(fresh: &dyn Fresh) {
    let world = World::new(fresh.store());
    let day = 86_400;
    let stamped = |seconds: i64, fill: &dyn Fn(&mut ChangeSet)| {
        let mut changes = world.changes();
        changes.at = at(seconds);
        fill(&mut changes);
        world.commit(&changes);
        changes
    };
    let counted = |subject: u8, last: i64, locked: Option<i64>| {
        let mut row = attempt_row(subject, 3);
        row.attempts.last_at = Some(at(last));
        row.attempts.locked_until = locked.map(at);
        Put::Insert(row)
    };
    let old = stamped(day, &|changes| {
        changes.attempts.push(counted(1, day, None));
        changes.attempts.push(counted(2, day, Some(30 * day)));
        changes.attempts.push(counted(3, 9 * day, None));
    });
    let late = stamped(3 * day, &|changes| {
        changes.attempts.push(counted(4, day, None))
    });
    let purge = |at_most| {
        stamped(9 * day, &|changes| {
            changes.purge = Some(Purge {
                receipts_before: at(9 * day),
                attempts_before: at(8 * day),
                at_most,
            });
        })
    };
    let kept = |changes: &ChangeSet| {
        let mut plan = rollbook::snapshot::ReadPlan::new(world.tenant, changes.command, now());
        plan.attempts
            .extend((1..=4).map(|subject| rollbook::change::Subject([subject; 16])));
        let found = world.store.read(&plan).unwrap();
        let left: Vec<u8> = found.attempts.keys().map(|subject| subject.0[0]).collect();
        (found.replay.is_some(), left)
    };
    assert_eq!(kept(&old), (true, vec![1, 2, 3, 4]));
    // As far as it says: one of each.
    purge(1);
    assert_eq!(kept(&late).1.len(), 3);
    purge(10);
    assert_eq!(kept(&old), (false, vec![2, 3]));
    // Six days old, whatever is asked.
    assert!(kept(&late).0);
    assert!(world.commit(&late).replayed);
}
