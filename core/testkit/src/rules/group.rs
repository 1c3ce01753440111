//! Rules of user-permission groups.

use std::collections::BTreeMap;
use std::sync::Arc;

use rollbook::change::Version;
use rollbook::command::group::create_permission_group::CreatePermissionGroup;
use rollbook::command::group::delete_permission_group::DeletePermissionGroup;
use rollbook::command::group::edit_permission_group::EditPermissionGroup;
use rollbook::command::group::set_default_permission_group::SetDefaultPermissionGroup;
use rollbook::engine::RunOptions;
use rollbook::id::{GroupId, OrganizationId};
use rollbook::profile::ProfileName;
use rollbook::query::organization::ListPermissionGroups;
use rollbook::store::Store;

use super::world::World;

fn new(organization: OrganizationId, name: &str) -> CreatePermissionGroup {
    CreatePermissionGroup {
        organization,
        name: name.to_owned(),
        features: BTreeMap::new(),
    }
}

fn made(world: &World, organization: OrganizationId, name: &str) -> GroupId {
    world.run(&new(organization, name)).unwrap().group
}

fn default_at(world: &World, organization: OrganizationId) -> Option<GroupId> {
    let query = ListPermissionGroups {
        organization,
        after: None,
        limit: None,
    };
    let groups = world.ask(&query).unwrap().items;
    groups
        .iter()
        .find(|it| it.is_default)
        .map(|it| it.group.value.id)
}

pub(super) fn m_29_each_organization_has_one_effective_default(store: Arc<dyn Store>) {
    for profile in ProfileName::ALL {
        let world = World::new(Arc::clone(&store), profile);
        let a = world.organization(world.root(), "A");
        let a1 = world.organization(a, "A1");
        assert_eq!(default_at(&world, a1), Some(world.group()));
        let group = made(&world, a, "default cos for org 2000");
        let set = SetDefaultPermissionGroup {
            organization: a,
            group,
        };
        assert!(world.run(&set).unwrap().changed);
        assert!(!world.run(&set).unwrap().changed);
        assert_eq!(default_at(&world, a1), Some(group), "{profile}");
        assert_eq!(default_at(&world, world.root()), Some(world.group()));
        assert_eq!(world.count("permission_group.default_set"), 1);
        let above = SetDefaultPermissionGroup {
            organization: world.root(),
            group,
        };
        assert_eq!(
            world.refusal(&above),
            "not_found",
            "not visible above where it is defined"
        );
    }
}

pub(super) fn a_group_is_changed_only_where_it_is_defined(store: Arc<dyn Store>) {
    let world = World::new(store, ProfileName::Multiline2024);
    let a = world.organization(world.root(), "A");
    let edit = |organization, name: &str| EditPermissionGroup {
        organization,
        group: world.group(),
        name: Some(name.to_owned()),
        features: None,
    };
    let error = world.run(&edit(a, "Other")).unwrap_err();
    assert_eq!(error.code().as_str(), "permission_group_inherited");
    assert_eq!(error.details()["defined_at"], world.root().to_string());
    assert!(world.run(&edit(world.root(), "Other")).unwrap().changed);
    assert!(!world.run(&edit(world.root(), "Other")).unwrap().changed);
    assert_eq!(world.count("permission_group.edited"), 1);
    let delete = DeletePermissionGroup {
        organization: a,
        group: world.group(),
    };
    assert_eq!(world.refusal(&delete), "permission_group_inherited");
}

pub(super) fn a_name_is_unique_where_the_group_is_defined(store: Arc<dyn Store>) {
    let world = World::new(store, ProfileName::Multiline2024);
    let a = world.organization(world.root(), "A");
    let group = made(&world, world.root(), "Sales");
    assert_eq!(
        world.refusal(&new(world.root(), "Sales")),
        "permission_group_name_taken"
    );
    let _ = made(&world, a, "Sales");
    let edit = EditPermissionGroup {
        organization: world.root(),
        group,
        name: Some("Default User Permissions".to_owned()),
        features: None,
    };
    assert_eq!(world.refusal(&edit), "permission_group_name_taken");
    assert_eq!(
        world.refusal(&new(world.root(), &"x".repeat(65))),
        "text_too_long"
    );
    assert!(world.run(&new(world.root(), &"x".repeat(64))).is_ok());
}

pub(super) fn a_group_in_use_or_preselected_stays(store: Arc<dyn Store>) {
    let world = World::new(store, ProfileName::Multiline2024);
    let a = world.organization(world.root(), "A");
    let group = made(&world, world.root(), "Sales");
    let delete = DeletePermissionGroup {
        organization: world.root(),
        group,
    };
    world
        .run(&SetDefaultPermissionGroup {
            organization: a,
            group,
        })
        .unwrap();
    assert_eq!(world.refusal(&delete), "permission_group_is_default");
    let back = SetDefaultPermissionGroup {
        organization: a,
        group: world.group(),
    };
    world.run(&back).unwrap();
    let mut form = world.form(a, "name@example.com");
    form.group = Some(group);
    world.run(&form).unwrap();
    let error = world.run(&delete).unwrap_err();
    assert_eq!(error.code().as_str(), "permission_group_in_use");
    assert_eq!(error.details()["count"], 1);
    let unused = made(&world, world.root(), "Unused");
    let delete = DeletePermissionGroup {
        organization: world.root(),
        group: unused,
    };
    let dry = RunOptions {
        dry_run: true,
        ..RunOptions::default()
    };
    world.run_with(&delete, dry).unwrap();
    world.run(&delete).unwrap();
    assert_eq!(world.refusal(&delete), "not_found");
    assert_eq!(world.count("permission_group.deleted"), 1);
}

pub(super) fn m_09_groups_need_setup_user_permissions(store: Arc<dyn Store>) {
    let world = World::new(store, ProfileName::Multiline2024);
    let accounts = world.holder("Accounts", world.root());
    let group = world.group();
    let organization = world.root();
    let edit = EditPermissionGroup {
        organization,
        group,
        name: None,
        features: None,
    };
    let delete = DeletePermissionGroup {
        organization,
        group,
    };
    let set = SetDefaultPermissionGroup {
        organization,
        group,
    };
    assert_eq!(
        world.refusal_as(&accounts, &new(organization, "A")),
        "privilege_missing"
    );
    assert_eq!(world.refusal_as(&accounts, &edit), "privilege_missing");
    assert_eq!(world.refusal_as(&accounts, &delete), "privilege_missing");
    assert_eq!(world.refusal_as(&accounts, &set), "privilege_missing");
}

pub(super) fn a_group_changed_meanwhile_is_a_version_conflict(store: Arc<dyn Store>) {
    let world = World::new(store, ProfileName::Multiline2024);
    let edit = |value: &str| EditPermissionGroup {
        organization: world.root(),
        group: world.group(),
        name: None,
        features: Some(BTreeMap::from([(
            "call_routing".to_owned(),
            value.to_owned(),
        )])),
    };
    let options = RunOptions {
        expected_version: Some(Version::FIRST),
        ..RunOptions::default()
    };
    assert!(
        world
            .run_with(&edit("data"), options)
            .unwrap()
            .outcome
            .changed
    );
    let error = world.run_with(&edit("minutes"), options).unwrap_err();
    assert_eq!(error.code().as_str(), "version_conflict");
}
