//! Pages: clauses 14 and 15.

use rollbook::account::{Account, Device, Enabled, Line, LineFeatures, Name, Onboarding, Status};
use rollbook::batch::RowOutcome;
use rollbook::change::Put;
use rollbook::event::{EventName, OutboxState};
use rollbook::invitation::{DeliveryState, InvitationState};
use rollbook::number::{NumberState, StateNow};
use rollbook::page::{
    AccountCursor, AccountFilter, AccountSort, AccountSortKey, EventFilter, InvitationFilter,
    NumberFilter, Page, PageQuery,
};
use rollbook::settings::AccessKind;
use rollbook::time::Timestamp;

use crate::Fresh;
use crate::fixture::{
    World, account, account_row, at, batch, batch_line, batch_row, event, grant_row, group,
    group_row, invitation_row, line, now, number, number_row, organization, organization_row,
    outbox_row, reserved, role, role_row, tenant,
};

/// Asks page after page with this limit until one is not full, and gives all entries.
fn walk<T>(
    world: &World,
    limit: u32,
    mut query: impl FnMut(Option<&T>) -> PageQuery,
    entries: impl Fn(Page) -> Vec<T>,
) -> Vec<T> {
    let mut all: Vec<T> = Vec::new();
    loop {
        let page = world.store.page(&query(all.last())).unwrap();
        let page = entries(page);
        let is_last = page.len() < limit as usize;
        assert!(page.len() <= limit as usize);
        all.extend(page);
        if is_last {
            return all;
        }
    }
}

macro_rules! entries {
    ($kind:ident) => {
        |page| match page {
            Page::$kind(entries) => entries,
            other => panic!("another page was expected than {other:?}"),
        }
    };
}

pub(super) fn c15_tenants_by_id(fresh: &dyn Fresh) {
    let world = World::new(fresh.store());
    let _second = world.neighbour();
    for limit in [1, 2, 5] {
        let all = walk(
            &world,
            limit,
            |last: Option<&rollbook::organization::Tenant>| PageQuery::Tenants {
                after: last.map(|tenant| tenant.id),
                limit,
            },
            entries!(Tenants),
        );
        let ids: Vec<_> = all.into_iter().map(|tenant| tenant.id).collect();
        assert_eq!(ids, [tenant(1), tenant(2)]);
    }
}

pub(super) fn c15_organizations_by_depth_and_name(fresh: &dyn Fresh) {
    let world = World::new(fresh.store());
    world.with(|changes| {
        for (counter, parent, depth, name) in [
            (5, 4, 3, "a"),
            (6, 2, 3, "B"),
            (7, 4, 3, "Organization 3"),
            (8, 5, 4, "A"),
        ] {
            let mut row = organization_row(counter, Some(parent), depth);
            row.name = name.parse().unwrap();
            changes.organizations.push(Put::Insert(row));
        }
    });
    let listed = |under, limit| {
        let all = walk(
            &world,
            limit,
            |last: Option<&rollbook::change::Versioned<rollbook::organization::Organization>>| {
                PageQuery::Organizations {
                    tenant: world.tenant,
                    under: organization(under),
                    after: last.map(|row| row.value.id),
                    limit,
                }
            },
            entries!(Organizations),
        );
        all.into_iter().map(|row| row.value.id).collect::<Vec<_>>()
    };
    for limit in [1, 3, 100] {
        assert_eq!(listed(1, limit), [1, 2, 4, 6, 3, 7, 5, 8].map(organization));
        assert_eq!(listed(4, limit), [4, 7, 5, 8].map(organization));
        assert!(listed(99, limit).is_empty());
    }
    let ended = PageQuery::Organizations {
        tenant: world.tenant,
        under: organization(1),
        after: Some(organization(99)),
        limit: 10,
    };
    let none = Page::Organizations(Vec::new());
    assert_eq!(world.store.page(&ended).unwrap(), none);
}

pub(super) fn c15_groups_and_roles_by_name(fresh: &dyn Fresh) {
    let world = World::new(fresh.store());
    world.with(|changes| {
        for (counter, of, name) in [
            (1, 1, "b"),
            (2, 2, "B"),
            (3, 2, "a"),
            (4, 1, "a"),
            (5, 4, "A"),
        ] {
            let mut row = group_row(counter, of);
            row.name = name.parse().unwrap();
            changes.groups.push(Put::Insert(row));
            let mut row = role_row(counter, of);
            row.name = name.parse().unwrap();
            changes.roles.push(Put::Insert(row));
        }
    });
    for limit in [1, 2, 100] {
        let organizations = vec![organization(1), organization(2)];
        let groups = walk(
            &world,
            limit,
            |last: Option<&rollbook::change::Versioned<_>>| PageQuery::Groups {
                tenant: world.tenant,
                organizations: organizations.clone(),
                after: last.map(
                    |row: &rollbook::change::Versioned<
                        rollbook::permission_group::PermissionGroup,
                    >| row.value.id,
                ),
                limit,
            },
            entries!(Groups),
        );
        let ids: Vec<_> = groups.into_iter().map(|row| row.value.id).collect();
        assert_eq!(ids, [2, 3, 4, 1].map(group));
        let roles = walk(
            &world,
            limit,
            |last: Option<&rollbook::change::Versioned<rollbook::role::Role>>| PageQuery::Roles {
                tenant: world.tenant,
                organizations: organizations.clone(),
                after: last.map(|row| row.value.id),
                limit,
            },
            entries!(Roles),
        );
        let ids: Vec<_> = roles.into_iter().map(|row| row.value.id).collect();
        assert_eq!(ids, [2, 3, 4, 1].map(role));
    }
}

fn numbers(world: &World, filter: &NumberFilter, at: Timestamp, limit: u32) -> Vec<u64> {
    let all = walk(
        world,
        limit,
        |last: Option<&rollbook::change::Versioned<rollbook::number::Number>>| PageQuery::Numbers {
            tenant: world.tenant,
            filter: filter.clone(),
            at,
            after: last.map(|row| row.value.e164),
            limit,
        },
        entries!(Numbers),
    );
    all.into_iter()
        .map(|row| row.value.e164.digits() - 14_405_550_000)
        .collect()
}

pub(super) fn c15_numbers_by_digits_with_filters(fresh: &dyn Fresh) {
    let world = World::new(fresh.store());
    world.add_accounts(3, [1, 2]);
    let mut tagged = number_row(1, 1);
    tagged.tags.insert("VIP".parse().unwrap());
    let mut held = number_row(2, 2);
    held.state = reserved(Some("VIP"), Some(at(10)));
    let mut cooling = number_row(3, 1);
    cooling.cooling_until = Some(at(10));
    let mut assigned = number_row(4, 1);
    assigned.state = NumberState::Assigned(line(1));
    let mut registered = number_row(15, 2);
    registered.state = NumberState::Registered(line(2));
    let mut forwarding = number_row(16, 1);
    forwarding.golden = true;
    forwarding.state = NumberState::Forwarding {
        to: "4917012345".to_owned(),
        until: Some(at(10)),
    };
    world.add_numbers([forwarding, registered, assigned, cooling, held, tagged]);
    let all = NumberFilter::default();
    for limit in [1, 2, 6, 100] {
        assert_eq!(numbers(&world, &all, now(), limit), [1, 2, 3, 4, 15, 16]);
    }
    let by = |change: &dyn Fn(&mut NumberFilter), at| {
        let mut filter = NumberFilter::default();
        change(&mut filter);
        numbers(&world, &filter, at, 2)
    };
    let of = |filter: &mut NumberFilter| filter.owners = vec![organization(2), organization(4)];
    assert_eq!(by(&of, now()), [2, 15]);
    for (state, then, later) in [
        (StateNow::Available, vec![1], vec![1, 2, 3, 16]),
        (StateNow::Reserved, vec![2], vec![]),
        (StateNow::Cooling, vec![3], vec![]),
        (StateNow::Assigned, vec![4], vec![4]),
        (StateNow::Registered, vec![15], vec![15]),
        (StateNow::Forwarding, vec![16], vec![]),
    ] {
        assert_eq!(
            by(&|filter| filter.state = Some(state), now()),
            then,
            "{state:?}"
        );
        assert_eq!(
            by(&|filter| filter.state = Some(state), at(10)),
            later,
            "{state:?}"
        );
    }
    let vip = |filter: &mut NumberFilter| filter.tag = Some("VIP".parse().unwrap());
    assert_eq!(by(&vip, now()), [1, 2]);
    assert_eq!(by(&vip, at(10)), [1]);
    let series = |filter: &mut NumberFilter| filter.series = Some("1440555001".to_owned());
    assert_eq!(by(&series, now()), [15, 16]);
    let none = |filter: &mut NumberFilter| filter.series = Some("1440555002".to_owned());
    assert!(by(&none, now()).is_empty());
}

/// Pages of accounts, as counters.
fn accounts(world: &World, filter: &AccountFilter, sort: AccountSort, limit: u32) -> Vec<u64> {
    let all = walk(
        world,
        limit,
        |last: Option<&rollbook::page::AccountRow>| PageQuery::Accounts {
            tenant: world.tenant,
            filter: filter.clone(),
            sort,
            at: now(),
            after: last.map(|row| AccountCursor {
                key: sort.by.value(&row.account.value),
                id: row.account.value.id,
            }),
            limit,
        },
        entries!(Accounts),
    );
    all.iter()
        .map(|row| counter_of(&row.account.value))
        .collect()
}

fn counter_of(row: &Account) -> u64 {
    let bytes = row.id.bytes();
    (0..100)
        .find(|counter| account(*counter).bytes() == bytes)
        .unwrap()
}

pub(super) fn c15_accounts_by_every_sort_key(fresh: &dyn Fresh) {
    let world = World::new(fresh.store());
    world.with(|changes| {
        for counter in 1..=6 {
            let mut row = account_row(counter, 3);
            match counter {
                1 => row.name = Name::One("\u{e9}va".parse().unwrap()),
                2 => {
                    row.name = Name::Two {
                        first: None,
                        last: Some("Zed".parse().unwrap()),
                    };
                    row.extension = Some("200".to_owned());
                }
                3 => row.name = Name::One("anna".parse().unwrap()),
                4 => {
                    row.name = Name::Two {
                        first: None,
                        last: None,
                    };
                    row.extension = Some("1000".to_owned());
                    row.onboarding = Onboarding::Activated;
                }
                5 => {
                    row.access = AccessKind::NoPortal;
                    row.identity = None;
                    row.onboarding = Onboarding::NotApplicable;
                    row.name = Name::One("anna".parse().unwrap());
                }
                _ => {
                    row.enabled = Enabled::OptedOut;
                    row.created_at = at(2);
                }
            }
            changes.accounts.push(Put::Insert(row));
        }
        let mut gone = account_row(7, 3);
        gone.enabled = Enabled::Deleted;
        changes.accounts.push(Put::Insert(gone));
    });
    use AccountSortKey::{Created, Extension, Identity, Name as ByName, Status as ByStatus};
    for (by, order) in [
        (ByName, [4, 6, 2, 3, 5, 1]),
        (Identity, [5, 1, 2, 3, 4, 6]),
        (Extension, [1, 3, 5, 6, 4, 2]),
        (ByStatus, [4, 5, 1, 2, 3, 6]),
        (Created, [1, 2, 6, 3, 4, 5]),
    ] {
        for limit in [1, 2, 3, 100] {
            let up = AccountSort {
                by,
                descending: false,
            };
            let down = AccountSort {
                by,
                descending: true,
            };
            let filter = AccountFilter::default();
            assert_eq!(
                accounts(&world, &filter, up, limit),
                order,
                "{by:?} {limit}"
            );
            let mut back = order;
            back.reverse();
            assert_eq!(
                accounts(&world, &filter, down, limit),
                back,
                "{by:?} {limit}"
            );
        }
    }
}

/// Accounts 1 to 9, different in everything that is filtered by.
fn varied(world: &World) {
    world.with(|changes| {
        changes.groups.push(Put::Insert(group_row(1, 1)));
        changes.roles.push(Put::Insert(role_row(1, 1)));
        let mut disabled = organization_row(5, Some(4), 3);
        disabled.name = "Disabled below".parse().unwrap();
        changes.organizations.push(Put::Insert(disabled));
        let mut closed = organization_row(4, Some(1), 2);
        closed.enabled = false;
        let put = Put::Replace(rollbook::change::Version::FIRST, closed);
        changes.organizations.push(put);
        for counter in 1..=9 {
            let mut row = account_row(counter, if counter == 8 { 5 } else { 3 });
            let mut invited = invitation_row(counter);
            match counter {
                1 => {}
                2 => invited.state = InvitationState::Revoked,
                3 => {
                    row.onboarding = Onboarding::Activated;
                    row.device = Some(Device {
                        number: number(33),
                        key: None,
                        bound_at: now(),
                        activations: 1,
                    });
                    invited.max_uses = Some(1);
                    invited.uses = 1;
                }
                4 => {
                    row.onboarding = Onboarding::Invited;
                    invited.generation.expires_at = Some(now());
                    invited.generation.issued_at = at(-100);
                    invited.delivery.state = DeliveryState::Sent;
                }
                5 => {
                    row.onboarding = Onboarding::Invited;
                    invited.attempts.locked_until = Some(at(1));
                }
                6 => {
                    row.onboarding = Onboarding::Invited;
                    row.enabled = Enabled::Suspended {
                        by_system: false,
                        reason: None,
                    };
                }
                7 => {
                    row.onboarding = Onboarding::InvitationFailed;
                    invited.delivery.state = DeliveryState::Failed;
                    invited.generation.expires_at = None;
                    row.lines.push(Line {
                        group: Some(group(1)),
                        features: LineFeatures::default(),
                        forwarding_number: None,
                    });
                }
                8 => row.onboarding = Onboarding::Invited,
                _ => {
                    row.access = AccessKind::NoPortal;
                    row.identity = None;
                    row.onboarding = Onboarding::NotApplicable;
                    row.name = Name::Two {
                        first: Some("Ada".parse().unwrap()),
                        last: Some("100% O_Neil".parse().unwrap()),
                    };
                }
            }
            changes.accounts.push(Put::Insert(row));
            if counter != 1 && counter != 9 {
                changes.invitations.push(Put::Insert(invited));
            }
        }
        changes.grants.push(Put::Insert(grant_row(2, 1, 3)));
    });
    let mut first = number_row(1, 1);
    first.state = NumberState::Assigned(line(4));
    let mut second = number_row(2, 1);
    let mut of_seven = line(7);
    of_seven.line = 1;
    second.state = NumberState::Assigned(of_seven);
    world.add_numbers([first, second]);
}

pub(super) fn c15_accounts_by_every_filter(fresh: &dyn Fresh) {
    let world = World::new(fresh.store());
    varied(&world);
    let by = |change: &dyn Fn(&mut AccountFilter)| {
        let mut filter = AccountFilter::default();
        change(&mut filter);
        let all = accounts(&world, &filter, AccountSort::default(), 100);
        let by_two = accounts(&world, &filter, AccountSort::default(), 2);
        assert_eq!(all, by_two);
        all
    };
    assert_eq!(by(&|_| ()), (1..=9).collect::<Vec<_>>());
    assert_eq!(
        by(&|filter| filter.organizations = vec![organization(5)]),
        [8]
    );
    assert_eq!(by(&|filter| filter.status = Some(Status::Active)), [3, 9]);
    assert_eq!(
        by(&|filter| filter.status = Some(Status::Invited)),
        [4, 5, 8]
    );
    assert_eq!(by(&|filter| filter.status = Some(Status::Suspended)), [6]);
    for (state, found) in [
        (InvitationFilter::Revoked, vec![2]),
        (InvitationFilter::UsedUp, vec![3]),
        (InvitationFilter::Expired, vec![4]),
        (InvitationFilter::Locked, vec![5]),
        (InvitationFilter::Blocked, vec![6, 8]),
        (InvitationFilter::Open, vec![7]),
    ] {
        assert_eq!(
            by(&|filter| filter.invitation = Some(state)),
            found,
            "{state:?}"
        );
    }
    assert_eq!(
        by(&|filter| filter.delivery = Some(DeliveryState::Failed)),
        [7]
    );
    let pending = |filter: &mut AccountFilter| filter.onboarding = Some(Onboarding::Invited);
    assert_eq!(by(&pending), [4, 5, 6, 8]);
    assert_eq!(by(&|filter| filter.role = Some(role(1))), [2]);
    assert_eq!(by(&|filter| filter.group = Some(group(1))), [7]);
    assert_eq!(
        by(&|filter| filter.access = Some(AccessKind::NoPortal)),
        [9]
    );
    assert_eq!(by(&|filter| filter.has_number = Some(true)), [4, 7]);
    assert_eq!(
        by(&|filter| filter.has_number = Some(false)),
        [1, 2, 3, 5, 6, 8, 9]
    );
    assert_eq!(by(&|filter| filter.pending_since = Some(at(-100))), [4]);
    assert_eq!(
        by(&|filter| filter.pending_since = Some(now())),
        [4, 5, 6, 7, 8]
    );
    assert_eq!(by(&|filter| filter.expired_since = Some(now())), [4]);
    for (text, found) in [
        ("name 4", vec![4]),
        ("P5@EXAMPLE", vec![5]),
        ("ADA", vec![9]),
        ("100% o_", vec![9]),
        ("100%o", vec![]),
        ("_", vec![]),
        ("+14405550001", vec![4]),
        ("+144055500", vec![3, 4, 7]),
        ("example.com", vec![]),
    ] {
        let search = |filter: &mut AccountFilter| filter.text = Some(text.to_owned());
        assert_eq!(by(&search), found, "{text}");
    }
    let both = |filter: &mut AccountFilter| {
        filter.onboarding = Some(Onboarding::Invited);
        filter.has_number = Some(false);
    };
    assert_eq!(by(&both), [5, 6, 8]);
    let query = PageQuery::Accounts {
        tenant: world.tenant,
        filter: AccountFilter {
            group: Some(group(1)),
            ..AccountFilter::default()
        },
        sort: AccountSort::default(),
        at: now(),
        after: None,
        limit: 5,
    };
    match world.store.page(&query).unwrap() {
        Page::Accounts(rows) => {
            assert_eq!(rows[0].numbers, [None, Some(number(2))]);
            let invitation = rows[0].invitation.as_ref().unwrap();
            assert_eq!(invitation.value.account, account(7));
        }
        other => panic!("accounts were expected, not {other:?}"),
    }
}

pub(super) fn c15_batches_the_latest_first(fresh: &dyn Fresh) {
    let world = World::new(fresh.store());
    world.with(|changes| {
        for (counter, of) in [(1, 1), (2, 3), (3, 2), (4, 4)] {
            let row = batch_row(counter, of);
            changes.batches.push(Put::Insert(row));
        }
    });
    let listed = |under, limit| {
        let all = walk(
            &world,
            limit,
            |last: Option<&rollbook::change::Versioned<rollbook::batch::BatchOperation>>| {
                PageQuery::Batches {
                    tenant: world.tenant,
                    under: organization(under),
                    after: last.map(|row| row.value.id),
                    limit,
                }
            },
            entries!(Batches),
        );
        all.into_iter().map(|row| row.value.id).collect::<Vec<_>>()
    };
    for limit in [1, 2, 100] {
        assert_eq!(listed(1, limit), [4, 3, 2, 1].map(batch));
        assert_eq!(listed(2, limit), [3, 2].map(batch));
    }
}

pub(super) fn c15_batch_rows_by_row(fresh: &dyn Fresh) {
    let world = World::new(fresh.store());
    let outcomes = [
        RowOutcome::Created,
        RowOutcome::Failed,
        RowOutcome::Skipped,
        RowOutcome::RolledBack,
        RowOutcome::NotAttempted,
        RowOutcome::CreatedInvited,
    ];
    world.with(|changes| {
        changes.batches.push(Put::Insert(batch_row(1, 1)));
        changes.batches.push(Put::Insert(batch_row(2, 1)));
        for (record, outcome) in (0..).zip(outcomes) {
            let row = batch_line(1, record, outcome);
            changes.batch_rows.push(Put::Insert(row));
        }
        let other = batch_line(2, 3, RowOutcome::Failed);
        changes.batch_rows.push(Put::Insert(other));
    });
    let listed = |failed_only, limit| {
        let all = walk(
            &world,
            limit,
            |last: Option<&rollbook::batch::BatchRow>| PageQuery::BatchRows {
                tenant: world.tenant,
                batch: batch(1),
                failed_only,
                after: last.map(|row| row.record),
                limit,
            },
            entries!(BatchRows),
        );
        all.into_iter().map(|row| row.record).collect::<Vec<_>>()
    };
    for limit in [1, 2, 3, 100] {
        assert_eq!(listed(false, limit), [0, 1, 2, 3, 4, 5]);
        assert_eq!(listed(true, limit), [1, 3, 4]);
    }
}

pub(super) fn c15_events_oldest_first(fresh: &dyn Fresh) {
    let world = World::new(fresh.store());
    let mut later = world.changes();
    later.at = at(5);
    let mut sooner = world.changes();
    for changes in [&mut later, &mut sooner] {
        for name in [EventName::NumberAdded, EventName::AccountCreated] {
            let data = [("count", serde_json::json!(3))];
            changes.record(Some(account(1)), name, [String::new()], data);
        }
    }
    world.commit(&later);
    world.commit(&sooner);
    let mut expected = sooner.events.clone();
    expected.extend(later.events.clone());
    for limit in [1, 2, 3, 100] {
        let all = walk(
            &world,
            limit,
            |last: Option<&rollbook::event::Event>| PageQuery::Events {
                tenant: world.tenant,
                filter: EventFilter::default(),
                after: last.map(|event| (event.at, event.command, event.sequence)),
                limit,
            },
            entries!(Events),
        );
        assert_eq!(all, expected);
    }
}

pub(super) fn c15_events_by_every_filter(fresh: &dyn Fresh) {
    let world = World::new(fresh.store());
    for (seconds, by, name, subject) in [
        (
            1,
            Some(1),
            EventName::NumberAdded,
            organization(2).to_string(),
        ),
        (
            2,
            Some(2),
            EventName::AccountCreated,
            organization(3).to_string(),
        ),
        (
            3,
            None,
            EventName::AccountCreated,
            organization(3).to_string(),
        ),
        (4, Some(1), EventName::TenantCreated, tenant(1).to_string()),
    ] {
        let mut changes = world.changes();
        changes.at = at(seconds);
        let by = by.map(account);
        changes.record(by, name, [account(9).to_string(), subject.clone()], []);
        // The second event of each command is of another name and nobody's.
        changes.record(None, EventName::RoleAssigned, [subject], []);
        world.commit(&changes);
    }
    let listed = |filter: &EventFilter| {
        let mut answers = Vec::new();
        for limit in [1, 2, 3, 100] {
            let all = walk(
                &world,
                limit,
                |last: Option<&rollbook::event::Event>| PageQuery::Events {
                    tenant: world.tenant,
                    filter: filter.clone(),
                    after: last.map(|event| (event.at, event.command, event.sequence)),
                    limit,
                },
                entries!(Events),
            );
            let places = all.into_iter().map(|event| {
                (
                    event.at.since(at(0)).as_micros() / 1_000_000,
                    event.sequence,
                )
            });
            answers.push(places.collect::<Vec<_>>());
        }
        answers.dedup();
        assert_eq!(answers.len(), 1, "{filter:?}");
        answers.remove(0)
    };
    let any = EventFilter::default;
    assert_eq!(listed(&any()).len(), 8);
    let organizations = vec![organization(3), organization(4)];
    assert_eq!(
        listed(&EventFilter {
            organizations,
            ..any()
        }),
        [(2, 0), (2, 1), (3, 0), (3, 1)]
    );
    let names = vec![EventName::AccountCreated, EventName::TenantCreated];
    assert_eq!(
        listed(&EventFilter { names, ..any() }),
        [(2, 0), (3, 0), (4, 0)]
    );
    let actor = Some(account(1));
    assert_eq!(listed(&EventFilter { actor, ..any() }), [(1, 0), (4, 0)]);
    let subject = Some(tenant(1).to_string());
    assert_eq!(listed(&EventFilter { subject, ..any() }), [(4, 0), (4, 1)]);
    let (since, until) = (Some(at(2)), Some(at(4)));
    assert_eq!(
        listed(&EventFilter { since, ..any() }).first(),
        Some(&(2, 0))
    );
    assert_eq!(
        listed(&EventFilter { until, ..any() }).last(),
        Some(&(3, 1))
    );
    let names = vec![EventName::RoleAssigned];
    assert_eq!(
        listed(&EventFilter {
            names,
            since,
            until,
            ..any()
        }),
        [(2, 1), (3, 1)]
    );
}

pub(super) fn c15_outbox_of_what_can_be_taken(fresh: &dyn Fresh) {
    let world = World::new(fresh.store());
    world.with(|changes| {
        for (counter, state) in [
            (1, OutboxState::Done { at: now() }),
            (2, OutboxState::Leased { until: at(10) }),
            (3, OutboxState::Waiting),
            (4, OutboxState::Leased { until: at(20) }),
        ] {
            changes.accounts.push(Put::Insert(account_row(counter, 3)));
            let invited = invitation_row(counter);
            changes.invitations.push(Put::Insert(invited));
            let mut row = outbox_row(counter);
            row.state = state;
            changes.outbox.push(Put::Insert(row));
        }
    });
    let listed = |takeable_at, limit| {
        let all = walk(
            &world,
            limit,
            |last: Option<&rollbook::change::Versioned<rollbook::event::OutboxEntry>>| {
                PageQuery::Outbox {
                    tenant: world.tenant,
                    takeable_at,
                    after: last.map(|row| row.value.id),
                    limit,
                }
            },
            entries!(Outbox),
        );
        all.into_iter().map(|row| row.value.id).collect::<Vec<_>>()
    };
    for limit in [1, 2, 100] {
        assert_eq!(listed(None, limit), [2, 3, 4].map(event));
        assert_eq!(listed(Some(at(9)), limit), [3].map(event));
        assert_eq!(listed(Some(at(10)), limit), [2, 3].map(event));
    }
}

pub(super) fn c15_pages_are_stable_under_inserts(fresh: &dyn Fresh) {
    let world = World::new(fresh.store());
    world.add_accounts(3, [2, 4, 6]);
    let sort = AccountSort::default();
    let page = |after: Option<AccountCursor>, limit| {
        let query = PageQuery::Accounts {
            tenant: world.tenant,
            filter: AccountFilter::default(),
            sort,
            at: now(),
            after,
            limit,
        };
        match world.store.page(&query).unwrap() {
            Page::Accounts(rows) => rows,
            other => panic!("accounts were expected, not {other:?}"),
        }
    };
    let first = page(None, 2);
    let after = AccountCursor {
        key: sort.by.value(&first[1].account.value),
        id: first[1].account.value.id,
    };
    // One comes before what was shown, one after it.
    world.add_accounts(3, [1, 5]);
    let rest = page(Some(after), 10);
    let rest: Vec<_> = rest
        .iter()
        .map(|row| counter_of(&row.account.value))
        .collect();
    assert_eq!(rest, [5, 6]);
    // A limit of 0 is held at 1, and one above the most at the most.
    assert_eq!(page(None, 0).len(), 1);
    assert_eq!(page(None, u32::MAX).len(), 5);
}

pub(super) fn c14_order_is_binary(fresh: &dyn Fresh) {
    let world = World::new(fresh.store());
    let names = ["\u{10000}", "\u{ffee}", "\u{e9}", "z", "a", "Z", "1"];
    world.with(|changes| {
        for (counter, name) in (1..).zip(names) {
            let mut row = account_row(counter, 3);
            row.name = Name::One(name.parse().unwrap());
            changes.accounts.push(Put::Insert(row));
        }
    });
    let sort = AccountSort {
        by: AccountSortKey::Name,
        descending: false,
    };
    let order = accounts(&world, &AccountFilter::default(), sort, 2);
    assert_eq!(order, [7, 6, 5, 4, 3, 2, 1]);
}
