//! Claims: clauses 6, 7, 9, 18 and 20.

use std::collections::BTreeSet;
use std::sync::Arc;

use rollbook::change::{Bind, Claim, EntityKey, Put, UniqueKey, Version};
use rollbook::e164::E164;
use rollbook::number::selector::{NumberSelector, Owners, Pick, Spread};
use rollbook::number::{Number, NumberState, Reservation, ReservationReason, StateNow};
use rollbook::snapshot::Receipt;
use rollbook::store::{CommitError, Short};

use super::{conflict, duplicate, failure, shortage};
use crate::Fresh;
use crate::fixture::{
    World, account, account_row, at, claim, line, now, number, number_row, organization, reserved,
    usable_by,
};

/// Numbers bound, by their place after +1 440 555 0000.
fn bound(receipt: &Receipt) -> Vec<u64> {
    receipt
        .bound
        .iter()
        .map(|bound| place(bound.number))
        .collect()
}

fn place(number: E164) -> u64 {
    number.digits() - 14_405_550_000
}

/// Claims for accounts and says what they got.
fn claimed(
    world: &World,
    selector: NumberSelector,
    accounts: impl IntoIterator<Item = u64>,
    start: Spread,
) -> Vec<u64> {
    bound(&world.with(|changes| changes.claims.push(claim(selector, accounts, start))))
}

/// Numbers in the order of their places on the circle, from `start`.
fn in_spread(world: &World, numbers: impl IntoIterator<Item = u64>, start: Spread) -> Vec<u64> {
    let spread = |counter: u64| Spread::of(world.tenant, number(counter));
    let mut order: Vec<u64> = numbers.into_iter().collect();
    order.sort_by_key(|counter| (spread(*counter) < start, spread(*counter), *counter));
    order
}

fn tag(name: &str) -> Pick {
    Pick::Tagged(name.parse().unwrap())
}

pub(super) fn c06_a_claim_binds_lines_in_order(fresh: &dyn Fresh) {
    let world = World::new(fresh.store());
    world.add_accounts(3, [1, 2, 3]);
    world.add_numbers((1..=5).map(|counter| number_row(counter, 1)));
    let receipt = world.with(|changes| {
        let mut claim = claim(usable_by(3, Pick::Free), [3, 1], Spread::default());
        changes.claims.push(claim.clone());
        claim.bind = Bind::Lines {
            lines: vec![line(2)],
            registered: true,
        };
        changes.claims.push(claim);
    });
    let lines: Vec<_> = receipt
        .bound
        .iter()
        .map(|bound| bound.line.unwrap())
        .collect();
    assert_eq!(lines, [line(3), line(1), line(2)]);
    let claims: Vec<_> = receipt.bound.iter().map(|bound| bound.claim).collect();
    assert_eq!(claims, [0, 0, 1]);
    for (index, bound) in receipt.bound.iter().enumerate() {
        let (version, row) = world.number(place(bound.number)).unwrap();
        assert_eq!(version, Version(2));
        let expected = match index {
            2 => NumberState::Registered(line(2)),
            _ => NumberState::Assigned(bound.line.unwrap()),
        };
        assert_eq!(row.state, expected);
    }
    // A line that has its number is a clash, and so is a line named twice.
    let again = world.attempt(|changes| {
        let wanted = claim(usable_by(3, Pick::Free), [1], Spread::default());
        changes.claims.push(wanted);
    });
    assert_eq!(duplicate(again), [UniqueKey::Line(line(1))]);
    world.add_accounts(3, [4]);
    let twice = world.attempt(|changes| {
        let wanted = claim(usable_by(3, Pick::Free), [4, 4], Spread::default());
        changes.claims.push(wanted);
    });
    assert_eq!(duplicate(twice), [UniqueKey::Line(line(4))]);
}

pub(super) fn c06_a_claim_reserves(fresh: &dyn Fresh) {
    let world = World::new(fresh.store());
    let mut ported = number_row(2, 1);
    ported.ported = true;
    let mut later = number_row(4, 1);
    later.ported = true;
    later.cooling_until = Some(at(0));
    world.add_numbers([number_row(1, 1), ported, number_row(3, 2), later]);
    let hold = Reservation {
        tag: Some("VIP".parse().unwrap()),
        until: Some(at(100)),
        reason: ReservationReason::Manual,
        note: Some("for the new office".parse().unwrap()),
        notified: false,
    };
    let receipt = world.with(|changes| {
        changes.claims.push(Claim {
            selector: NumberSelector {
                owners: Owners::Of(organization(1)),
                pick: Pick::Series("1440555".to_owned()),
            },
            bind: Bind::Reserve {
                quantity: 3,
                hold: hold.clone(),
                ported_until: Some(at(900)),
            },
            start: Spread::default(),
        });
    });
    assert_eq!(bound(&receipt), [1, 2, 4]);
    assert!(receipt.bound.iter().all(|bound| bound.line.is_none()));
    for (counter, until) in [(1, at(100)), (2, at(900)), (4, at(900))] {
        let (version, row) = world.number(counter).unwrap();
        let mut expected = hold.clone();
        expected.until = Some(until);
        assert_eq!(row.state, NumberState::Reserved(expected));
        assert_eq!((version, row.cooling_until), (Version(2), None));
    }
    assert_eq!(world.number(3).unwrap().0, Version::FIRST);
}

pub(super) fn c06_claims_of_one_commit_never_share_a_number(fresh: &dyn Fresh) {
    let world = World::new(fresh.store());
    world.add_accounts(3, 1..=6);
    let mut tagged = number_row(1, 1);
    tagged.tags.insert("VIP".parse().unwrap());
    world.add_numbers(
        (2..=6)
            .map(|counter| number_row(counter, 1))
            .chain([tagged]),
    );
    let receipt = world.with(|changes| {
        let start = Spread::default();
        changes
            .claims
            .push(claim(usable_by(3, tag("VIP")), [1], start));
        changes
            .claims
            .push(claim(usable_by(3, Pick::Free), [2, 3], start));
        let series = Pick::Series("1440".to_owned());
        changes
            .claims
            .push(claim(usable_by(3, series), [4, 5, 6], start));
    });
    let distinct: BTreeSet<u64> = bound(&receipt).into_iter().collect();
    assert_eq!(distinct, (1..=6).collect());
    assert_eq!(receipt.bound[0].number, number(1));
}

pub(super) fn c06_what_is_not_free_is_not_claimed(fresh: &dyn Fresh) {
    let world = World::new(fresh.store());
    world.add_accounts(3, 1..=4);
    let set = |counter: u64, change: &dyn Fn(&mut Number)| {
        let mut row = number_row(counter, 1);
        change(&mut row);
        row
    };
    world.add_numbers([
        set(1, &|row| row.golden = true),
        set(2, &|row| row.cooling_until = Some(at(1))),
        set(3, &|row| row.state = reserved(None, None)),
        set(4, &|row| row.state = reserved(Some("VIP"), Some(at(1)))),
        set(5, &|row| row.state = NumberState::Assigned(line(4))),
        set(6, &|row| {
            row.state = NumberState::Forwarding {
                to: "4917012345".to_owned(),
                until: None,
            };
        }),
        // Free again, and still cooling for a while.
        set(7, &|row| {
            row.state = reserved(None, Some(at(0)));
            row.cooling_until = Some(at(1));
        }),
        // Golden and reserved under a tag that it does not carry.
        set(8, &|row| {
            row.golden = true;
            row.state = reserved(Some("VIP"), None);
        }),
        // Owned where the account is not.
        number_row(9, 4),
    ]);
    for pick in [Pick::Free, Pick::Series("1440".to_owned())] {
        let refused = world.attempt(|changes| {
            let wanted = claim(usable_by(3, pick), [1], Spread::default());
            changes.claims.push(wanted);
        });
        let none = Short {
            claim: 0,
            wanted: 1,
            got: 0,
        };
        assert_eq!(shortage(refused), [none]);
    }
    // By the tag it is reserved under one can be had, no more.
    let refused = world.attempt(|changes| {
        let wanted = claim(usable_by(3, tag("VIP")), [1, 2], Spread::default());
        changes.claims.push(wanted);
    });
    assert_eq!(shortage(refused)[0].got, 1);
    assert_eq!(
        claimed(&world, usable_by(3, tag("VIP")), [1], Spread::default()),
        [4]
    );
    let nowhere = world.attempt(|changes| {
        let owners = Owners::UsableByAccount(account(99));
        let selector = NumberSelector {
            owners,
            pick: Pick::Free,
        };
        changes.claims.push(claim(selector, [2], Spread::default()));
    });
    assert_eq!(shortage(nowhere)[0].got, 0);
    let bug = world.attempt(|changes| {
        let wanted = claim(usable_by(3, Pick::FreeOrReserved), [2], Spread::default());
        changes.claims.push(wanted);
    });
    assert_eq!(failure(bug), rollbook::store::StoreErrorKind::Internal);
}

pub(super) fn c06_claims_see_the_puts_of_their_change_set(fresh: &dyn Fresh) {
    let world = World::new(fresh.store());
    world.add_accounts(3, [1, 2]);
    world.add_numbers([number_row(1, 1), number_row(2, 1)]);
    let receipt = world.with(|changes| {
        // Account 1 takes number 1 by name, so that the claim of account 3, added here, gets the other one.
        let mut named = number_row(1, 1);
        named.state = NumberState::Assigned(line(1));
        changes.numbers.push(Put::Replace(Version::FIRST, named));
        changes.accounts.push(Put::Insert(account_row(3, 3)));
        let selector = NumberSelector {
            owners: Owners::UsableByAccount(account(3)),
            pick: Pick::Free,
        };
        changes.claims.push(claim(selector, [3], Spread::default()));
    });
    assert_eq!(bound(&receipt), [2]);
    let stale = world.attempt(|changes| {
        let mut named = number_row(2, 1);
        named.state = NumberState::Assigned(line(2));
        changes.numbers.push(Put::Replace(Version::FIRST, named));
    });
    assert_eq!(conflict(stale), [EntityKey::Number(number(2))]);
}

pub(super) fn c07_claim_order(fresh: &dyn Fresh) {
    let world = World::new(fresh.store());
    world.add_accounts(3, 1..=12);
    world.add_numbers((1..=12).map(|counter| number_row(counter, 1)));
    // From the middle of the circle, so that the claim has to go round.
    let start = Spread::of(world.tenant, number(6));
    let order = in_spread(&world, 1..=12, start);
    assert_eq!(order[0], 6);
    assert_eq!(
        claimed(&world, usable_by(3, Pick::Free), 1..=5, start),
        order[..5]
    );
    // What is gone is passed over, from any start.
    let rest = in_spread(&world, order[5..].iter().copied(), Spread::default());
    let got = claimed(&world, usable_by(3, Pick::Free), 6..=12, Spread::default());
    assert_eq!(got, rest);
}

pub(super) fn c07_freed_by_time_comes_last_and_oldest_first(fresh: &dyn Fresh) {
    let world = World::new(fresh.store());
    world.add_accounts(3, 1..=7);
    let freed = |counter: u64, state: NumberState, cooling: Option<i64>| {
        let mut row = number_row(counter, 3);
        row.state = state;
        row.cooling_until = cooling.map(at);
        row
    };
    world.add_numbers([
        freed(1, NumberState::Available, Some(-10)),
        freed(2, reserved(Some("VIP"), Some(at(-30))), None),
        freed(3, reserved(None, Some(at(-40))), Some(-20)),
        freed(
            4,
            NumberState::Forwarding {
                to: "4917012345".to_owned(),
                until: Some(at(-20)),
            },
            None,
        ),
        freed(5, NumberState::Available, None),
        freed(6, NumberState::Available, Some(0)),
        number_row(7, 2),
    ]);
    let got = claimed(&world, usable_by(3, Pick::Free), 1..=7, Spread::default());
    assert_eq!(got, [5, 2, 3, 4, 1, 6, 7]);
    for counter in 1..=7 {
        let (_, row) = world.number(counter).unwrap();
        assert_eq!(row.cooling_until, None);
        assert_eq!(row.state_at(now()), StateNow::Assigned);
    }
}

pub(super) fn c07_tag_order(fresh: &dyn Fresh) {
    let world = World::new(fresh.store());
    world.add_accounts(3, 1..=9);
    let row = |counter: u64, owner: u64, carried: bool, state: NumberState| {
        let mut row = number_row(counter, owner);
        row.state = state;
        if carried {
            row.tags.insert("VIP".parse().unwrap());
        }
        row
    };
    let mut golden = row(3, 3, true, NumberState::Available);
    golden.golden = true;
    let mut golden_reserved = row(8, 3, true, reserved(Some("VIP"), None));
    golden_reserved.golden = true;
    let mut hidden_cooling = row(9, 3, false, reserved(Some("VIP"), Some(at(50))));
    hidden_cooling.cooling_until = Some(at(70));
    world.add_numbers([
        row(1, 2, false, reserved(Some("VIP"), None)),
        row(2, 3, true, reserved(None, Some(at(-5)))),
        golden,
        row(4, 3, true, NumberState::Available),
        row(5, 3, true, reserved(Some("OTHER"), None)),
        row(6, 3, false, NumberState::Available),
        row(7, 2, true, NumberState::Available),
        golden_reserved,
        hidden_cooling,
    ]);
    let got = claimed(
        &world,
        usable_by(3, tag("VIP")),
        1..=7,
        Spread::new(u64::MAX),
    );
    // Of the nearest owner those reserved under the tag, then the free ones that carry it; then its parent's.
    assert_eq!(got, [8, 9, 2, 3, 4, 1, 7]);
    // What is left of a cooling stays with the number.
    assert_eq!(world.number(9).unwrap().1.cooling_until, Some(at(70)));
}

pub(super) fn c07_series_order(fresh: &dyn Fresh) {
    let world = World::new(fresh.store());
    world.add_accounts(1, 1..=4);
    let mut freed = number_row(112, 1);
    freed.cooling_until = Some(at(-5));
    let mut golden = number_row(115, 1);
    golden.golden = true;
    // Longer and shorter numbers that begin alike: by digits as a number.
    let mut long = number_row(0, 1);
    long.e164 = E164::from_digits(144_055_501_150).unwrap();
    let mut short = number_row(0, 1);
    short.e164 = E164::from_digits(1_440_555_011).unwrap();
    world.add_numbers([
        number_row(119, 1),
        freed,
        golden,
        number_row(120, 1),
        long,
        short,
    ]);
    let series = Pick::Series("1440555011".to_owned());
    let receipt = world.with(|changes| {
        let wanted = claim(usable_by(1, series), 1..=4, Spread::new(u64::MAX));
        changes.claims.push(wanted);
    });
    let digits: Vec<u64> = receipt
        .bound
        .iter()
        .map(|bound| bound.number.digits())
        .collect();
    assert_eq!(
        digits,
        [
            1_440_555_011,
            14_405_550_112,
            14_405_550_119,
            144_055_501_150
        ]
    );
}

pub(super) fn c07_owners_nearest_first(fresh: &dyn Fresh) {
    let world = World::new(fresh.store());
    world.add_accounts(3, 1..=5);
    world.add_numbers([
        number_row(1, 1),
        number_row(2, 2),
        number_row(3, 3),
        number_row(4, 4),
    ]);
    let of = NumberSelector {
        owners: Owners::Of(organization(2)),
        pick: Pick::Free,
    };
    assert_eq!(claimed(&world, of, [4], Spread::default()), [2]);
    let by_account = NumberSelector {
        owners: Owners::UsableByAccount(account(1)),
        pick: Pick::Free,
    };
    assert_eq!(
        claimed(&world, by_account, [1, 2], Spread::default()),
        [3, 1]
    );
}

pub(super) fn c07_order_of_one_known_pool(fresh: &dyn Fresh) {
    let world = World::new(fresh.store());
    world.add_accounts(1, 1..=4);
    world.add_numbers((1..=8).map(|counter| number_row(counter, 1)));
    // Pinned: every store of every release takes these four.
    let got = claimed(
        &world,
        usable_by(1, Pick::Free),
        1..=4,
        Spread::new(1 << 62),
    );
    assert_eq!(got, KNOWN);
}

/// Of the tenant counted 1: the first four of eight numbers from the middle of the circle on.
const KNOWN: [u64; 4] = [1, 8, 7, 5];

pub(super) fn c09_shortage_names_every_claim(fresh: &dyn Fresh) {
    let world = World::new(fresh.store());
    world.add_accounts(3, 1..=6);
    world.add_numbers([number_row(1, 3), number_row(2, 1)]);
    let start = Spread::default();
    let refused = world.attempt(|changes| {
        changes
            .claims
            .push(claim(usable_by(3, Pick::Free), [1], start));
        changes
            .claims
            .push(claim(usable_by(3, Pick::Free), [2, 3, 4], start));
        changes
            .claims
            .push(claim(usable_by(3, tag("VIP")), [5], start));
        changes
            .claims
            .push(claim(usable_by(3, Pick::Free), [6], start));
    });
    let short = |claim, wanted, got| Short { claim, wanted, got };
    assert_eq!(
        shortage(refused),
        [short(1, 3, 1), short(2, 1, 0), short(3, 1, 0)]
    );
    for counter in [1, 2] {
        let (version, row) = world.number(counter).unwrap();
        assert_eq!(
            (version, row.state),
            (Version::FIRST, NumberState::Available)
        );
    }
    let enough = claimed(&world, usable_by(3, Pick::Free), [1, 2], start);
    assert_eq!(enough, [1, 2]);
}

pub(super) fn c18_the_instant_is_that_of_the_change_set(fresh: &dyn Fresh) {
    let world = World::new(fresh.store());
    world.add_accounts(1, [1]);
    let mut cooling = number_row(1, 1);
    cooling.cooling_until = Some(at(60));
    world.add_numbers([cooling]);
    let attempt = |instant| {
        world.attempt(|changes| {
            changes.at = instant;
            let wanted = claim(usable_by(1, Pick::Free), [1], Spread::default());
            changes.claims.push(wanted);
        })
    };
    let before = rollbook::time::Timestamp::from_micros(at(60).micros() - 1);
    assert!(matches!(attempt(before), Err(CommitError::Shortage(_))));
    assert_eq!(bound(&attempt(at(60)).unwrap()), [1]);
}

pub(super) fn c20_claimers_on_threads_never_share_a_number(fresh: &dyn Fresh) {
    let opened = fresh.open();
    let world = Arc::new(World::new(opened.store));
    world.add_accounts(3, 1..=40);
    world.add_numbers((1..=40).map(|counter| number_row(counter, 1)));
    let got: Vec<u64> = std::thread::scope(|scope| {
        let claimers: Vec<_> = (0..4)
            .map(|thread: u64| {
                let world = Arc::clone(&world);
                scope.spawn(move || {
                    let mine = (1..=10).map(|index| thread * 10 + index);
                    // All from one point: whoever does not see what others took takes it again.
                    mine.flat_map(|counter| patiently(&world, counter, Spread::default()))
                        .collect::<Vec<u64>>()
                })
            })
            .collect();
        claimers
            .into_iter()
            .flat_map(|claimer| claimer.join().unwrap())
            .collect()
    });
    assert_eq!(got.len(), 40);
    let distinct: BTreeSet<u64> = got.into_iter().collect();
    assert_eq!(distinct.len(), 40);
}

/// One number for one account; a busy store is asked again, as the engine does.
fn patiently(world: &World, counter: u64, start: Spread) -> Vec<u64> {
    let mut changes = world.changes();
    changes
        .claims
        .push(claim(usable_by(3, Pick::Free), [counter], start));
    for _ in 0..1_000 {
        match world.store.commit(&changes) {
            Ok(receipt) => return bound(&receipt),
            Err(CommitError::Store(error)) if error.retryable() => std::thread::yield_now(),
            Err(error) => panic!("claim {counter}: {error}"),
        }
    }
    panic!("claim {counter} was never served");
}
