//! Roles of one's own, who holds which, and who is the Owner.

use std::sync::Arc;

use rollbook::command::role::assign_role::AssignRole;
use rollbook::command::role::create_role::CreateRole;
use rollbook::command::role::delete_role::DeleteRole;
use rollbook::command::role::edit_role::EditRole;
use rollbook::command::role::remove_role::RemoveRole;
use rollbook::command::role::transfer_ownership::TransferOwnership;
use rollbook::id::{AccountId, OrganizationId, RoleId};
use rollbook::profile::ProfileName::{self, MembersV3, Multiline2024};
use rollbook::role::Actor;
use rollbook::store::Store;

use super::holder::stocked;
use super::world::{MEMBERS, MULTILINE, World};

fn create(organization: OrganizationId, name: &str, privileges: &[&str]) -> CreateRole {
    CreateRole {
        organization,
        name: name.to_owned(),
        privileges: privileges.iter().map(|it| (*it).to_owned()).collect(),
    }
}

fn edit(organization: OrganizationId, role: RoleId, privileges: &[&str]) -> EditRole {
    EditRole {
        organization,
        role,
        name: None,
        privileges: Some(privileges.iter().map(|it| (*it).to_owned()).collect()),
    }
}

fn account_of(actor: &Actor) -> AccountId {
    actor.account().unwrap()
}

fn roles_of(world: &World, account: AccountId) -> Vec<RoleId> {
    let held = world.detail(account).roles;
    held.into_iter().map(|(_, role)| role).collect()
}

pub(super) fn d_06_d_46_a_custom_role_gives_its_privileges_and_no_more(store: Arc<dyn Store>) {
    for profile in ProfileName::ALL {
        let world = World::new(Arc::clone(&store), profile);
        let root = world.root();
        let guest = create(root, "Guest", &["accounts.view"]);
        let guest = world.both(&guest).unwrap().role;
        let person = world.account(root, "guest@example.com").account;
        assert!(world.both(&AssignRole::new(person, guest)).unwrap().changed);
        assert!(!world.run(&AssignRole::new(person, guest)).unwrap().changed);
        assert!(world.stored(person).administrator);
        let actor = world.actor(person);
        let form = world.form(root, "other@example.com");
        assert_eq!(world.refusal_as(&actor, &form), "privilege_missing");
        let edited = edit(root, guest, &["accounts.view", "accounts.invite"]);
        assert!(world.both(&edited).unwrap().changed);
        assert!(!world.run(&edited).unwrap().changed);
        let reached = match world.is_members() {
            true => "role_not_grantable",
            false => "ok",
        };
        assert_eq!(world.refusal_as(&actor, &form), reached, "at once");
        assert!(
            world
                .run(&RemoveRole {
                    account: person,
                    role: guest
                })
                .unwrap()
                .changed
        );
        assert!(!world.stored(person).administrator);
        for event in ["role.created", "role.edited", "role.removed"] {
            assert_eq!(world.count(event), 1, "N-15: {event}");
        }
    }
}

pub(super) fn n_11_a_role_gives_nothing_that_its_maker_does_not_hold(store: Arc<dyn Store>) {
    let world = World::new(store, Multiline2024);
    let root = world.root();
    let manager = create(root, "Manager", &["roles.manage", "accounts.view"]);
    let manager = world.run(&manager).unwrap().role;
    let person = world.account(root, "manager@example.com").account;
    world.run(&AssignRole::new(person, manager)).unwrap();
    let actor = world.actor(person);
    let more = create(root, "More", &["accounts.view", "setup.numbers"]);
    let error = world.both_as(&actor, &more).unwrap_err();
    assert_eq!(error.code().as_str(), "grant_exceeds_actor");
    assert_eq!(error.details()["privileges"][0], "setup.numbers");
    let less = create(root, "Less", &["accounts.view"]);
    let less = world.run_as(&actor, &less).unwrap().role;
    let raised = edit(root, less, &["accounts.view", "accounts.edit"]);
    assert_eq!(world.refusal_as(&actor, &raised), "grant_exceeds_actor");
    let more = world.run(&more).unwrap().role;
    let lowered = edit(root, more, &["accounts.view"]);
    assert_eq!(
        world.refusal_as(&actor, &lowered),
        "grant_exceeds_actor",
        "what a role gives beyond the actor is not the actor's to take"
    );
    let role = DeleteRole {
        organization: root,
        role: more,
    };
    assert_eq!(world.refusal_as(&actor, &role), "grant_exceeds_actor");
    assert_eq!(
        world.refusal(&create(root, "Odd", &["accounts.all"])),
        "value_not_allowed"
    );
    assert_eq!(
        world.refusal(&create(root, " ", &[])),
        "required_value_missing"
    );
}

pub(super) fn a_role_is_changed_where_it_is_defined_and_built_in_ones_nowhere(
    store: Arc<dyn Store>,
) {
    let world = World::new(store, Multiline2024);
    let root = world.root();
    let below = world.organization(root, "A");
    let role = world.run(&create(root, "Desk", &[])).unwrap().role;
    assert_eq!(world.refusal(&create(root, "Desk", &[])), "role_name_taken");
    let _ = world.run(&create(below, "Desk", &[])).unwrap();
    assert_eq!(world.refusal(&edit(below, role, &[])), "not_found");
    let built_in = world.role("Accounts");
    assert_eq!(world.refusal(&edit(root, built_in, &[])), "role_fixed");
    let delete = |role| DeleteRole {
        organization: root,
        role,
    };
    assert_eq!(world.refusal(&delete(built_in)), "role_fixed");
    let person = world.account(below, "desk@example.com").account;
    world.run(&AssignRole::new(person, role)).unwrap();
    let error = world.both(&delete(role)).unwrap_err();
    assert_eq!(error.code().as_str(), "role_in_use");
    assert_eq!(error.details()["count"], 1);
    assert_eq!(
        world.refusal(&edit(root, role, &["accounts.view"])),
        "role_in_use",
        "its holder would become an administrator"
    );
    let remove = RemoveRole {
        account: person,
        role,
    };
    world.run(&remove).unwrap();
    assert!(!world.run(&remove).unwrap().changed);
    world.both(&delete(role)).unwrap();
    assert_eq!(world.refusal(&delete(role)), "not_found");
    assert_eq!(world.count("role.deleted"), 1);
}

pub(super) fn b_28_the_owner_alone_changes_roles_in_the_model_of_ranks(store: Arc<dyn Store>) {
    for profile in MEMBERS {
        let world = World::new(Arc::clone(&store), profile);
        let (owner, admin, member) = (
            world.role("Owner"),
            world.role("Admin"),
            world.role("Member"),
        );
        let person = account_of(&world.holder("Member", world.root()));
        let other = world.holder("Admin", world.root());
        let assign = |role| AssignRole::new(person, role);
        assert_eq!(
            world.refusal_as(&other, &assign(admin)),
            "privilege_missing"
        );
        assert_eq!(world.refusal(&assign(owner)), "role_not_grantable");
        assert!(world.both(&assign(admin)).unwrap().changed);
        assert_eq!(roles_of(&world, person), [admin], "one rank at a time");
        assert!(world.stored(person).administrator);
        let remove = RemoveRole {
            account: person,
            role: admin,
        };
        assert_eq!(world.refusal_as(&other, &remove), "privilege_missing");
        assert!(world.both(&remove).unwrap().changed);
        assert_eq!(roles_of(&world, person), [member], "a Member again");
        assert!(!world.stored(person).administrator);
        let own = account_of(&world.owner());
        assert_eq!(
            world.refusal(&RemoveRole {
                account: own,
                role: owner
            }),
            "role_last_owner"
        );
        assert_eq!(
            world.refusal_as(&world.system(), &AssignRole::new(own, admin)),
            "role_last_owner"
        );
        let mut phone =
            rollbook::command::account::create_account::CreateAccount::no_portal(world.root());
        phone.name = Some("Desk Phone".to_owned());
        let phone = world.run(&phone).unwrap().account;
        assert_eq!(
            world.refusal(&AssignRole::new(phone, member)),
            "role_needs_portal"
        );
    }
}

pub(super) fn nobody_changes_its_own_roles_or_those_of_its_betters(store: Arc<dyn Store>) {
    for profile in MULTILINE {
        let world = World::new(Arc::clone(&store), profile);
        let root = world.root();
        let accounts = world.role("Accounts");
        let own = account_of(&world.owner());
        assert_eq!(
            world.refusal(&AssignRole::new(own, accounts)),
            "account_is_self"
        );
        let keeper = [
            "administrators.create",
            "administrators.edit",
            "accounts.view",
        ];
        let keeper = world.run(&create(root, "Keeper", &keeper)).unwrap().role;
        let person = world.account(root, "keeper@example.com").account;
        world.run(&AssignRole::new(person, keeper)).unwrap();
        let actor = world.actor(person);
        let higher = account_of(&world.holder("Administrator", root));
        assert_eq!(
            world.refusal_as(&actor, &AssignRole::new(higher, keeper)),
            "rank_too_low"
        );
        let plain = world.account(root, "plain@example.com").account;
        assert_eq!(
            world.refusal_as(&actor, &AssignRole::new(plain, accounts)),
            "role_not_grantable"
        );
        let strange = RoleId::from_bytes([7; 16]);
        assert_eq!(world.refusal(&AssignRole::new(plain, strange)), "not_found");
        let beside = world.beside();
        assert_eq!(
            beside.refusal(&AssignRole::new(plain, beside.role("Accounts"))),
            "not_found",
            "N-26"
        );
    }
}

pub(super) fn n_17_a_new_administrator_takes_a_place(store: Arc<dyn Store>) {
    let world = World::with(store, MembersV3, &[("limit_admins", "2")]);
    let admin = world.role("Admin");
    let [one, two] = ["one", "two"].map(|name| {
        let form = world.form(world.root(), &format!("{name}@example.com"));
        world.run(&form).unwrap().account
    });
    world.both(&AssignRole::new(one, admin)).unwrap();
    let error = world.both(&AssignRole::new(two, admin)).unwrap_err();
    assert_eq!(error.code().as_str(), "limit_reached");
    assert_eq!(error.details()["limit"], "admins");
}

pub(super) fn n_02_ownership_is_transferred_in_one_commit(store: Arc<dyn Store>) {
    let world = stocked(Arc::clone(&store), MembersV3, &[]);
    let (owner, admin) = (world.role("Owner"), world.role("Admin"));
    let former = account_of(&world.owner());
    let pending = account_of(&world.holder("Member", world.root()));
    let error = world
        .both(&TransferOwnership { account: pending })
        .unwrap_err();
    assert_eq!(error.code().as_str(), "owner_target_not_active");
    let person = world.activated("next@example.com");
    let transfer = TransferOwnership { account: person };
    let other = world.holder("Admin", world.root());
    assert_eq!(world.refusal_as(&other, &transfer), "privilege_missing");
    assert!(world.both(&transfer).unwrap().changed);
    let next = world.actor(person);
    let seen = |account| {
        let question = rollbook::query::account::GetAccount { account };
        let detail = world.rollbook.look(&next, &question).unwrap();
        let roles = detail.roles.into_iter().map(|(_, role)| role);
        roles.collect::<Vec<_>>()
    };
    assert_eq!(seen(person), [owner]);
    assert_eq!(seen(former), [admin]);
    assert_eq!(world.count("ownership.transferred"), 1);
    assert_eq!(
        world.refusal(&transfer),
        "privilege_missing",
        "an Admin now"
    );
    assert!(!world.run_as(&next, &transfer).unwrap().changed);
    let world = World::new(store, Multiline2024);
    let account = world.account(world.root(), "next@example.com").account;
    let error = world.run(&TransferOwnership { account }).unwrap_err();
    assert_eq!(error.code().as_str(), "option_not_available");
}
