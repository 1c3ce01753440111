//! From the outbox to the report of delivery: leasing, rendering, closing.

use std::num::NonZeroU32;
use std::sync::Arc;

use rollbook::account::Onboarding;
use rollbook::command::invitation::record_delivery::{DeliveryReport, RecordDelivery};
use rollbook::command::invitation::render_invitation::RenderRequest;
use rollbook::command::invitation::revoke_invitations::RevokeInvitations;
use rollbook::command::invitation::send_invitations::OnError;
use rollbook::command::outbox::complete_outbox::{CompleteOutbox, Completion};
use rollbook::engine::RunOptions;
use rollbook::event::OutboxEntry;
use rollbook::id::AccountId;
use rollbook::invitation::{DeliveryState, InvitationState};
use rollbook::profile::ProfileName::{MembersV3, Multiline2024};
use rollbook::query::outbox::ListOutbox;
use rollbook::store::Store;
use rollbook::time::{Clock, Duration};

use super::holder::{PHONE, code_of, stocked};
use super::world::World;

fn report(
    world: &World,
    account: AccountId,
    attempt: u32,
    state: DeliveryReport,
) -> RecordDelivery {
    let invitation = world.invitation(account);
    RecordDelivery {
        invitation: invitation.id,
        generation: invitation.generation.number,
        attempt: NonZeroU32::new(attempt).unwrap(),
        state,
        reason: None,
        at: world.clock.now(),
    }
}

fn waiting(world: &World) -> Vec<OutboxEntry> {
    let system = world.system();
    world
        .rollbook
        .query(&system, &ListOutbox::default())
        .unwrap()
        .items
}

pub(super) fn delivery_moves_between_invited_and_invitation_failed(store: Arc<dyn Store>) {
    let world = stocked(store, Multiline2024, &[]);
    let account = world.invited("person@example.com");
    let system = world.system();
    let steps = [
        (1, DeliveryReport::Sent, true, Onboarding::Invited),
        (
            1,
            DeliveryReport::Failed,
            true,
            Onboarding::InvitationFailed,
        ),
        (
            1,
            DeliveryReport::Delivered,
            false,
            Onboarding::InvitationFailed,
        ),
        (
            2,
            DeliveryReport::Queued,
            true,
            Onboarding::InvitationFailed,
        ),
        (
            1,
            DeliveryReport::Delivered,
            false,
            Onboarding::InvitationFailed,
        ),
        (2, DeliveryReport::Delivered, true, Onboarding::Invited),
        (2, DeliveryReport::Sent, false, Onboarding::Invited),
    ];
    for (attempt, state, changed, onboarding) in steps {
        let command = report(&world, account, attempt, state);
        let recorded = world.run_as(&system, &command).unwrap();
        assert_eq!(recorded.changed, changed, "{attempt} {state:?}");
        assert_eq!(world.stored(account).onboarding, onboarding);
    }
    assert_eq!(
        world.invitation(account).delivery.state,
        DeliveryState::Delivered
    );
    assert_eq!(world.count("invitation.delivery"), 4);
}

pub(super) fn a_report_for_an_older_generation_changes_nothing(store: Arc<dyn Store>) {
    let world = stocked(store, Multiline2024, &[]);
    let account = world.invited("person@example.com");
    let old = report(&world, account, 1, DeliveryReport::Failed);
    world.send(account);
    let recorded = world.run_as(&world.system(), &old).unwrap();
    assert!(!recorded.changed);
    assert_eq!(world.stored(account).onboarding, Onboarding::Invited);
    let mut future = old.clone();
    future.generation = 9;
    assert_eq!(world.refusal_as(&world.system(), &future), "not_found");
    assert_eq!(world.refusal(&old), "privilege_missing");
    let mut address = old;
    address.reason = Some("name@example.com refused".to_owned());
    assert_eq!(
        world.refusal_as(&world.system(), &address),
        "text_not_allowed"
    );
}

pub(super) fn the_outbox_is_leased_rendered_and_closed(store: Arc<dyn Store>) {
    let world = stocked(store, Multiline2024, &[]);
    let system = world.system();
    let people = ["first@example.com", "second@example.com"].map(|it| world.invited(it));
    let lease = Duration::seconds(60);
    let taken = world.rollbook.take_outbox(&system, 10, lease).unwrap();
    assert_eq!((taken.entries.len(), taken.passed), (2, 0));
    let none = world.rollbook.take_outbox(&system, 10, lease).unwrap();
    assert!(none.entries.is_empty());
    assert_eq!(waiting(&world).len(), 2);

    let requests: Vec<RenderRequest> = taken
        .entries
        .iter()
        .map(|entry| RenderRequest {
            invitation: entry.invitation,
            generation: entry.generation,
        })
        .collect();
    let rendered = world
        .rollbook
        .render_invitations(&system, &requests, RunOptions::default())
        .unwrap();
    assert!(rendered.iter().all(Result::is_ok));
    assert_eq!(world.count("invitation.rendered"), 2);

    let first = taken.entries[0];
    let done = CompleteOutbox {
        entries: vec![Completion {
            id: first.id,
            attempt: first.attempt,
        }],
    };
    assert_eq!(world.run_as(&system, &done).unwrap().changed, [true]);
    assert_eq!(world.run_as(&system, &done).unwrap().changed, [false]);
    world.wait(lease);
    let again = world.rollbook.take_outbox(&system, 10, lease).unwrap();
    assert_eq!(again.entries.len(), 1);
    assert_eq!(again.entries[0].attempt, 2);
    let stale = Completion {
        id: again.entries[0].id,
        attempt: 1,
    };
    let late = CompleteOutbox {
        entries: vec![stale],
    };
    assert_eq!(world.run_as(&system, &late).unwrap().changed, [false]);
    assert_eq!(people.len(), 2);
}

pub(super) fn j_04_a_passed_generation_is_skipped(store: Arc<dyn Store>) {
    let world = stocked(store, Multiline2024, &[]);
    let system = world.system();
    let account = world.invited("person@example.com");
    // Entries are taken in the order of their ids, which begin with their time.
    for _ in 0..2 {
        world.wait(Duration::seconds(1));
        world.send(account);
    }
    let lease = Duration::seconds(60);
    let taken = world.rollbook.take_outbox(&system, 1, lease).unwrap();
    assert_eq!((taken.entries.len(), taken.passed), (1, 2));
    assert_eq!(taken.entries[0].generation, 3);
    let revoked = world.invited("revoked@example.com");
    world.revoke(revoked);
    let taken = world.rollbook.take_outbox(&system, 5, lease).unwrap();
    assert_eq!((taken.entries.len(), taken.passed), (0, 1));
    let owner = world.owner();
    let refused = world.rollbook.take_outbox(&owner, 1, lease);
    assert_eq!(code_of(&refused), "privilege_missing");
    assert_eq!(
        world.refusal(&CompleteOutbox { entries: vec![] }),
        "privilege_missing"
    );
}

pub(super) fn rendering_is_refused_for_what_no_longer_works(store: Arc<dyn Store>) {
    let world = World::new(store, MembersV3);
    let account = world.invited("person@example.com");
    let old = RenderRequest {
        invitation: world.invitation(account).id,
        generation: 1,
    };
    let render = |request: RenderRequest| {
        let options = RunOptions::default();
        let got = world
            .rollbook
            .render_invitations(&world.system(), &[request], options)
            .unwrap()
            .remove(0);
        code_of(&got)
    };
    assert_eq!(render(old), "ok");
    world.send(account);
    assert_eq!(render(old), "invitation_superseded");
    let current = RenderRequest {
        generation: 2,
        ..old
    };
    let future = RenderRequest {
        generation: 3,
        ..old
    };
    assert_eq!(render(future), "not_found");
    let delivered = report(&world, account, 1, DeliveryReport::Delivered);
    world.run_as(&world.system(), &delivered).unwrap();
    assert_eq!(render(current), "invitation_delivered");
    world.wait(Duration::days(31));
    assert_eq!(render(current), "invitation_expired");
    world.revoke(account);
    assert_eq!(render(current), "invitation_revoked");
}

pub(super) fn revoking_ends_an_invitation_and_keeps_what_is_active(store: Arc<dyn Store>) {
    let world = stocked(store, Multiline2024, &[]);
    let revoke = |account: AccountId| RevokeInvitations {
        accounts: vec![account, account],
        on_error: OnError::All,
    };
    let never = world.account(world.root(), "never@example.com").account;
    assert_eq!(world.refusal(&revoke(never)), "not_found");
    let account = world.invited("person@example.com");
    let outcome = world.run(&revoke(account)).unwrap();
    assert!(outcome.items[0].changed);
    assert_eq!(world.stored(account).onboarding, Onboarding::NotInvited);
    assert_eq!(world.invitation(account).state, InvitationState::Revoked);
    assert!(!world.run(&revoke(account)).unwrap().items[0].changed);
    assert_eq!(world.count("invitation.revoked"), 1);

    let active = world.invited("active@example.com");
    let credential = world.credential(active);
    world.accept(&credential, PHONE).unwrap();
    world.run(&revoke(active)).unwrap();
    assert_eq!(world.stored(active).onboarding, Onboarding::Activated);
    assert_eq!(
        code_of(&world.accept(&credential, PHONE)),
        "invitation_revoked"
    );
}

pub(super) fn a_used_single_invitation_cannot_be_revoked(store: Arc<dyn Store>) {
    let world = World::new(store, MembersV3);
    let account = world.invited("person@example.com");
    world.accept(&world.credential(account), PHONE).unwrap();
    let command = RevokeInvitations {
        accounts: vec![account],
        on_error: OnError::All,
    };
    assert_eq!(world.refusal(&command), "invitation_already_accepted");
}
