//! Numbers as a selector means them: clause 7.

use rollbook::change::Version;
use rollbook::number::selector::{NumberSelector, Owners, Pick};
use rollbook::number::{NumberState, StateNow};
use rollbook::snapshot::{Probe, ProbeAnswer};

use crate::Fresh;
use crate::fixture::{World, at, line, now, number, number_row, organization, reserved};

pub(super) fn c07_numbers_of_a_selector_come_with_their_versions(fresh: &dyn Fresh) {
    let world = World::new(fresh.store());
    let held = |counter: u64, tag: Option<&str>, until: Option<i64>| {
        let mut row = number_row(counter, 1);
        row.state = reserved(tag, until.map(at));
        row
    };
    let mut carries = held(2, None, None);
    carries.tags.insert("VIP".parse().unwrap());
    let mut golden = held(4, Some("VIP"), None);
    golden.golden = true;
    let mut golden_carries = golden.clone();
    golden_carries.e164 = number(5);
    golden_carries.tags.insert("VIP".parse().unwrap());
    world.add_accounts(1, [1]);
    let mut used = number_row(7, 1);
    used.state = NumberState::Assigned(line(1));
    world.add_numbers([
        held(1, Some("VIP"), Some(5)),
        carries,
        held(3, None, None),
        golden,
        golden_carries,
        held(6, Some("VIP"), Some(-5)),
        used,
        number_row(8, 1),
    ]);
    let found = |pick: Pick, at_most: u32| {
        let selector = NumberSelector {
            owners: Owners::Of(organization(1)),
            pick,
        };
        match world.probe(now(), Probe::Numbers { selector, at_most }) {
            ProbeAnswer::Numbers(found) => found,
            other => panic!("numbers were expected, not {other:?}"),
        }
    };
    let names = |pick, at_most| -> Vec<_> {
        let found = found(pick, at_most).into_iter();
        found.map(|it| it.value.e164).collect()
    };
    let tag = || "VIP".parse().unwrap();
    assert_eq!(names(Pick::ReservedUnder(tag()), 9), [1, 4, 5].map(number));
    assert_eq!(names(Pick::ReservedUnder(tag()), 2), [1, 4].map(number));
    let series = || "1440555".to_owned();
    assert_eq!(
        names(Pick::ReservedSeries(series()), 9),
        [1, 2, 3, 4, 5].map(number)
    );
    assert!(names(Pick::ReservedSeries("49".to_owned()), 9).is_empty());
    let free = found(Pick::Series(series()), 9);
    let states: Vec<_> = free.iter().map(|it| it.value.state_at(now())).collect();
    assert_eq!(states, [StateNow::Available; 2]);
    assert!(free.iter().all(|it| it.version == Version::FIRST));
}
