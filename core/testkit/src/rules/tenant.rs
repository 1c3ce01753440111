//! Rules of new tenants.

use std::sync::Arc;

use rollbook::account::Status;
use rollbook::command::tenant::create_tenant::tenant_of;
use rollbook::engine::RunOptions;
use rollbook::id::CommandId;
use rollbook::profile::ProfileName;
use rollbook::query::organization::{GetSettings, ListPermissionGroups, ListRoles};
use rollbook::role::{BUNDLES, Privilege, Rank};
use rollbook::settings::SettingName;
use rollbook::store::Store;

use super::world::{MEMBERS, MULTILINE, World, engine, tenant, texts};

pub(super) fn n_14_a_tenant_asked_for_twice_under_one_command_is_one(store: Arc<dyn Store>) {
    let (rollbook, _) = engine(store);
    let options = RunOptions {
        command_id: Some(CommandId::from_bytes([9; 16])),
        ..RunOptions::default()
    };
    let command = tenant(ProfileName::Multiline2024, "ONE");
    let first = rollbook.create_tenant(&command, options).unwrap();
    let again = rollbook.create_tenant(&command, options).unwrap();
    assert!(!first.replayed && again.replayed);
    assert_eq!(first.outcome, again.outcome);
    assert_eq!(
        first.outcome.tenant,
        tenant_of(CommandId::from_bytes([9; 16]))
    );
    assert_eq!(rollbook.tenants(None, 10).unwrap().len(), 1);
    let other = tenant(ProfileName::Multiline2024, "TWO");
    let refused = rollbook.create_tenant(&other, options).unwrap_err();
    assert_eq!(refused.code().as_str(), "command_id_reused");
}

pub(super) fn d_58_a_company_id_names_one_tenant_of_the_store(store: Arc<dyn Store>) {
    let (rollbook, _) = engine(store);
    let command = tenant(ProfileName::Multiline2024, "952442891");
    rollbook
        .create_tenant(&command, RunOptions::default())
        .unwrap();
    let again = rollbook
        .create_tenant(&command, RunOptions::default())
        .unwrap_err();
    assert_eq!(again.code().as_str(), "organization_external_id_taken");
    assert_eq!(rollbook.tenants(None, 10).unwrap().len(), 1);
}

pub(super) fn n_12_a_dry_run_creates_no_tenant(store: Arc<dyn Store>) {
    let (rollbook, _) = engine(store);
    let options = RunOptions {
        dry_run: true,
        ..RunOptions::default()
    };
    rollbook
        .create_tenant(&tenant(ProfileName::Multiline2024, "DRY"), options)
        .unwrap();
    assert_eq!(rollbook.tenants(None, 10).unwrap(), []);
}

pub(super) fn d_06_the_model_of_privileges_begins_with_the_documented_bundles(
    store: Arc<dyn Store>,
) {
    for profile in MULTILINE {
        let world = World::new(Arc::clone(&store), profile);
        let query = ListRoles {
            organization: world.root(),
            after: None,
            limit: None,
        };
        let roles = world.ask(&query).unwrap().items;
        assert_eq!(roles.len(), BUNDLES.len() + 1, "{profile}");
        for listed in &roles {
            let role = &listed.role.value;
            assert!(role.fixed && role.rank.is_none());
            let bundle = BUNDLES.iter().find(|(name, _)| *name == role.name.as_str());
            let privileges = bundle.map_or(Privilege::ALL, |(_, privileges)| privileges);
            assert_eq!(role.privileges, privileges.iter().copied().collect());
        }
    }
}

pub(super) fn n_02_the_model_of_ranks_begins_with_one_owner(store: Arc<dyn Store>) {
    for profile in MEMBERS {
        let world = World::new(Arc::clone(&store), profile);
        let query = ListRoles {
            organization: world.root(),
            after: None,
            limit: None,
        };
        let roles = world.ask(&query).unwrap().items;
        let ranks: Vec<_> = roles.iter().filter_map(|it| it.role.value.rank).collect();
        assert_eq!(ranks, [Rank::Admin, Rank::Member, Rank::Owner], "{profile}");
        let grantable: Vec<_> = roles.iter().map(|it| it.grantable).collect();
        assert_eq!(grantable, [true, true, false], "never Owner (B-05)");
        let owner = world.detail(world.made.administrator);
        assert_eq!(owner.roles, [(world.root(), world.role("Owner"))]);
    }
}

pub(super) fn the_first_administrator_is_not_invited(store: Arc<dyn Store>) {
    for profile in ProfileName::ALL {
        let world = World::new(Arc::clone(&store), profile);
        let detail = world.detail(world.made.administrator);
        assert_eq!(detail.listed.status, Status::NotInvited, "{profile}");
        assert_eq!(detail.listed.invitation, None);
        assert!(detail.listed.row.account.value.administrator);
        assert_eq!(world.count("tenant.created"), 1);
        assert_eq!(world.count("account.created"), 1);
    }
}

pub(super) fn m_29_a_new_tenant_has_the_default_user_permissions(store: Arc<dyn Store>) {
    let world = World::new(store, ProfileName::Multiline2024);
    let query = ListPermissionGroups {
        organization: world.root(),
        after: None,
        limit: None,
    };
    let groups = world.ask(&query).unwrap().items;
    assert_eq!(groups.len(), 1);
    assert!(groups[0].is_default);
    assert_eq!(
        groups[0].group.value.name.as_str(),
        "Default User Permissions"
    );
}

pub(super) fn settings_for_the_root_alone_are_given_with_the_tenant(store: Arc<dyn Store>) {
    let settings = [("identity_scope", "organization"), ("default_region", "DE")];
    let world = World::with(store, ProfileName::Multiline2024, &settings);
    let child = world.organization(world.root(), "Child");
    let in_force = world
        .look(&GetSettings {
            organization: child,
        })
        .unwrap();
    for (name, value) in settings {
        let found = in_force.iter().find(|it| it.name.as_str() == name).unwrap();
        assert_eq!(
            (found.value.to_string().as_str(), found.set_at),
            (value, Some(world.root()))
        );
    }
    let other = in_force
        .iter()
        .find(|it| it.name == SettingName::RowsPerFile)
        .unwrap();
    assert_eq!(other.set_at, None, "from the profile");
}

pub(super) fn the_form_of_a_tenant_is_checked_as_a_whole(store: Arc<dyn Store>) {
    let (rollbook, _) = engine(store);
    let mut command = tenant(ProfileName::Multiline2024, "not an id");
    command.name = " ".to_owned();
    command.administrator.last_name = None;
    command.administrator.identity = "owner@".to_owned();
    let error = rollbook
        .create_tenant(&command, RunOptions::default())
        .unwrap_err();
    let codes: Vec<_> = error.findings().iter().map(|it| it.code.as_str()).collect();
    let expected = [
        "required_value_missing",
        "text_not_allowed",
        "required_value_missing",
        "email_invalid",
    ];
    assert_eq!(codes, expected);
    for (setting, code) in [
        (("no_such", "1"), "setting_unknown"),
        (("rows_per_file", "0"), "setting_invalid"),
        (
            ("allowed_email_domains", "example.com"),
            "email_domain_invalid",
        ),
    ] {
        let mut command = tenant(ProfileName::Multiline2024, "GOOD");
        command.settings = texts(&[setting]);
        let error = rollbook
            .create_tenant(&command, RunOptions::default())
            .unwrap_err();
        assert_eq!(error.code().as_str(), code);
    }
    let mut phone = tenant(ProfileName::MembersV1, "GOOD");
    phone.administrator.identity = "+14405551234".to_owned();
    let error = rollbook
        .create_tenant(&phone, RunOptions::default())
        .unwrap_err();
    assert_eq!(error.code().as_str(), "email_required");
    assert!(!format!("{phone:?}{error:?}{error}").contains("1440"));
}
