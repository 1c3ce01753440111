//! Reading: clauses 1 and 14.

use rollbook::account::{Consent, Enabled, Name, Status};
use rollbook::change::{DirectoryPut, GuardKind, Put, Version};
use rollbook::number::{NumberState, StateNow};
use rollbook::settings::{SettingName, SettingValue};
use rollbook::snapshot::{BatchKey, InvitationKey};

use crate::Fresh;
use crate::fixture::{
    World, account, account_row, at, attempt_row, batch, batch_row, canonical, command, event,
    grant_row, group, group_row, identity_row, invitation, invitation_row, line, now, number,
    number_row, organization, organization_row, outbox_row, role, role_row, settings_row, tenant,
};

/// Account 7 in organization 3 with everything that belongs to it.
fn whole(world: &World) {
    world.add_accounts(3, [7]);
    let mut held = number_row(1, 1);
    held.state = NumberState::Assigned(line(7));
    world.add_numbers([held, number_row(2, 2)]);
    world.with(|changes| {
        changes.roles.push(Put::Insert(role_row(1, 1)));
        changes.grants.push(Put::Insert(grant_row(7, 1, 3)));
        changes.invitations.push(Put::Insert(invitation_row(7)));
        changes.groups.push(Put::Insert(group_row(1, 2)));
        let mut own = settings_row(2);
        let lifetime = SettingValue::parse(SettingName::InvitationLifetime, "7 d").unwrap();
        own.own.set(lifetime).unwrap();
        changes.settings.push(Put::Insert(own));
    });
}

pub(super) fn c01_read_brings_what_belongs_together(fresh: &dyn Fresh) {
    let world = World::new(fresh.store());
    whole(&world);
    for by in 0..3 {
        let snapshot = world.read(|plan| match by {
            0 => plan.accounts.push(account(7)),
            1 => plan.identities.push(canonical(7)),
            _ => plan.invitations.push(InvitationKey::Id(invitation(7))),
        });
        assert_eq!(snapshot.accounts[&account(7)].version, Version::FIRST);
        assert_eq!(snapshot.accounts[&account(7)].value, account_row(7, 3));
        let path = [1, 2, 3].map(organization);
        assert_eq!(snapshot.path(organization(3)), path);
        assert!(!snapshot.organizations.contains_key(&organization(4)));
        assert_eq!(snapshot.settings[&organization(2)].value.len(), 1);
        assert_eq!(snapshot.settings.len(), 1);
        let held = snapshot.number_on(line(7)).unwrap();
        assert_eq!(held.value.e164, number(1));
        assert_eq!(snapshot.grants[&account(7)][0].value, grant_row(7, 1, 3));
        assert_eq!(snapshot.roles[&role(1)].value, role_row(1, 1));
        let invited = snapshot.invitation_of(account(7)).unwrap();
        assert_eq!(invited.value, invitation_row(7));
        assert_eq!(snapshot.tenant.as_ref().unwrap().id, tenant(1));
        assert_eq!(snapshot.identities.len(), usize::from(by == 1));
    }
    let snapshot = world.read(|plan| plan.numbers.extend([number(2), number(3)]));
    assert_eq!(snapshot.numbers.len(), 1);
    assert_eq!(snapshot.numbers[&number(2)].value, number_row(2, 2));
    assert_eq!(snapshot.path(organization(2)).len(), 2);
}

pub(super) fn c01_read_finds_by_every_key(fresh: &dyn Fresh) {
    let world = World::new(fresh.store());
    whole(&world);
    world.with(|changes| {
        let mut extended = account_row(8, 4);
        extended.extension = Some("4711".to_owned());
        changes.accounts.push(Put::Insert(extended));
        changes.identities.push(Put::Insert(identity_row(8, 4)));
        let mut first = batch_row(1, 2);
        first.key = Some("key-1".to_owned());
        first.state = rollbook::batch::BatchState::Rejected;
        let mut second = batch_row(2, 2);
        second.key = Some("key-1".to_owned());
        second.started_at = at(10);
        let mut third = batch_row(3, 2);
        third.started_at = at(20);
        for row in [first, second, third] {
            changes.batches.push(Put::Insert(row));
        }
        changes.outbox.push(Put::Insert(outbox_row(7)));
        changes.attempts.push(Put::Insert(attempt_row(5, 3)));
        let mut named = organization_row(5, Some(1), 2);
        named.external_id = Some("952442891".parse().unwrap());
        let external_id = "952442891".parse().unwrap();
        changes
            .directory
            .push(DirectoryPut::Company(external_id, organization(5)));
        changes.organizations.push(Put::Insert(named));
    });
    let found = world.read(|plan| {
        plan.extensions.push((organization(4), "4711".to_owned()));
        plan.extensions.push((organization(1), "4711".to_owned()));
    });
    assert_eq!(
        found.accounts.keys().copied().collect::<Vec<_>>(),
        [account(8)]
    );
    let found = world.read(|plan| {
        let company = "952442891".parse().unwrap();
        let key = InvitationKey::Credential(company, canonical(7));
        plan.invitations.push(key);
    });
    assert!(found.invitations.contains_key(&invitation(7)));
    assert!(found.accounts.contains_key(&account(7)));

    let batches = |key: BatchKey| -> Vec<_> {
        let found = world.read(|plan| plan.batches.push(key));
        found.batches.into_keys().collect()
    };
    assert_eq!(batches(BatchKey::Id(batch(1))), [batch(1)]);
    assert_eq!(batches(BatchKey::Key("key-1".to_owned())), [batch(2)]);
    let upload = batch_row(1, 2).upload;
    assert_eq!(batches(BatchKey::Upload(upload, at(5))), [batch(3)]);
    assert_eq!(batches(BatchKey::Upload(upload, at(20))), [batch(3)]);
    assert!(batches(BatchKey::Upload(upload, at(21))).is_empty());

    let found = world.read(|plan| {
        plan.outbox.push(event(7));
        plan.attempts.push(attempt_row(5, 0).subject);
        plan.groups_of.push(organization(2));
        plan.root_roles = true;
        plan.companies.push("952442891".parse().unwrap());
        plan.companies.push("952442892".parse().unwrap());
    });
    assert_eq!(found.outbox[&event(7)].value, outbox_row(7));
    let counted = found.attempts.values().next().unwrap();
    assert_eq!(counted.value, attempt_row(5, 3));
    assert_eq!(found.groups[&group(1)].value, group_row(1, 2));
    assert_eq!(found.roles[&role(1)].value, role_row(1, 1));
    let named: Vec<_> = found.companies.into_values().collect();
    assert_eq!(named, [(tenant(1), organization(5))]);

    let children = world.read(|plan| plan.children.push(organization(1)));
    let of_root: Vec<_> = children.organizations.into_keys().collect();
    assert_eq!(of_root, [1, 2, 4, 5].map(organization));
    let tree = world.read(|plan| plan.tree = true);
    assert_eq!(tree.organizations.len(), 5);
    assert_eq!(tree.settings.len(), 1);
    let root = world.read(|plan| plan.root = true);
    assert_eq!(root.path(organization(1)), [organization(1)]);
}

pub(super) fn c01_read_of_nothing_is_empty(fresh: &dyn Fresh) {
    let world = World::empty(fresh.store());
    let found = world.read(|plan| {
        plan.accounts.push(account(1));
        plan.tree = true;
        plan.root = true;
        plan.numbers.push(number(1));
    });
    assert!(found.tenant.is_none() && found.replay.is_none());
    assert!(found.accounts.is_empty() && found.organizations.is_empty());
    let guards = GuardKind::ALL.map(|kind| (kind, Version(0)));
    assert_eq!(found.guards, guards.into());
}

pub(super) fn c14_text_and_times_come_back_exactly(fresh: &dyn Fresh) {
    let world = World::new(fresh.store());
    let mut row = account_row(1, 1);
    row.name = Name::One(
        "\u{1f469}\u{200d}\u{1f692} \u{5f20}\u{4f1f} O\u{2019}Neil"
            .parse()
            .unwrap(),
    );
    row.attributes = [("empty".to_owned(), String::new())].into();
    row.enabled = Enabled::Suspended {
        by_system: true,
        reason: None,
    };
    row.consent = Some(Consent {
        at: at(1),
        note: Some("By letter, caf\u{e9}".parse().unwrap()),
    });
    row.opted_out_at = Some(at(2));
    row.created_at = rollbook::time::Timestamp::from_micros(-1);
    let mut invited = invitation_row(1);
    invited.delivery.reason = Some(String::new());
    invited.generation.expires_at = None;
    let mut cooling = number_row(1, 1);
    cooling.cooling_until = Some(at(5));
    let mut forwarding = number_row(2, 1);
    forwarding.state = NumberState::Forwarding {
        to: "4917012345".to_owned(),
        until: Some(at(7)),
    };
    world.with(|changes| {
        changes.accounts.push(Put::Insert(row.clone()));
        changes.invitations.push(Put::Insert(invited.clone()));
    });
    world.add_numbers([cooling.clone(), forwarding.clone()]);
    let found = world.read(|plan| {
        plan.accounts.push(account(1));
        plan.numbers.extend([number(1), number(2)]);
    });
    assert_eq!(found.accounts[&account(1)].value, row);
    assert_eq!(
        found.accounts[&account(1)].value.status(),
        Status::Suspended
    );
    assert_eq!(found.invitations[&invitation(1)].value, invited);
    assert_eq!(found.numbers[&number(1)].value, cooling);
    assert_eq!(found.numbers[&number(2)].value, forwarding);
    let found = &found.numbers[&number(1)].value;
    assert_eq!(found.state_at(now()), StateNow::Cooling);
    let unwritten = world.read(|plan| plan.command = command(u64::MAX - 1));
    assert!(unwritten.replay.is_none());
}
