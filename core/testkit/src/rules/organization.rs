//! Rules of the tree.

use std::sync::Arc;

use rollbook::command::organization::create_organization::CreateOrganization;
use rollbook::command::organization::disable_organization::DisableOrganization;
use rollbook::command::organization::enable_organization::EnableOrganization;
use rollbook::command::organization::rename_organization::RenameOrganization;
use rollbook::engine::RunOptions;
use rollbook::id::OrganizationId;
use rollbook::profile::ProfileName;
use rollbook::query::organization::ListOrganizations;
use rollbook::store::Store;

use super::holder::{PHONE, code_of, stocked};
use super::world::World;

fn below(parent: OrganizationId, name: &str) -> CreateOrganization {
    CreateOrganization {
        parent,
        name: name.to_owned(),
        external_id: None,
    }
}

pub(super) fn n_01_a_tree_is_at_most_32_levels_deep(store: Arc<dyn Store>) {
    let world = World::new(store, ProfileName::Multiline2024);
    let mut parent = world.root();
    for level in 2..=32 {
        parent = world.organization(parent, &format!("Level {level}"));
    }
    let error = world.run(&below(parent, "Level 33")).unwrap_err();
    assert_eq!(error.code().as_str(), "organization_too_deep");
    assert_eq!(error.details()["max"], 32);
}

pub(super) fn a_name_is_unique_among_siblings_only(store: Arc<dyn Store>) {
    let world = World::new(store, ProfileName::Multiline2024);
    let first = world.organization(world.root(), "Sales");
    assert_eq!(
        world.refusal(&below(world.root(), " Sales ")),
        "organization_name_taken"
    );
    let _ = world.organization(first, "Sales");
}

pub(super) fn a_name_that_looks_like_another_is_a_warning(store: Arc<dyn Store>) {
    let world = World::new(store, ProfileName::Multiline2024);
    let first = world.organization(world.root(), "SALES");
    let other = world.organization(world.root(), "Other");
    let outcome = world.run(&below(other, "S\u{410}LES")).unwrap();
    assert_eq!(outcome.confusable_with, Some(first));
    assert_eq!(
        world.run(&below(other, "Service")).unwrap().confusable_with,
        None
    );
}

pub(super) fn an_external_number_is_unique_in_the_store(store: Arc<dyn Store>) {
    let world = World::new(store, ProfileName::Multiline2024);
    let beside = world.beside();
    let mut command = below(world.root(), "A");
    command.external_id = Some("X-1".to_owned());
    world.run(&command).unwrap();
    command.name = "B".to_owned();
    assert_eq!(world.refusal(&command), "organization_external_id_taken");
    command.parent = beside.root();
    assert_eq!(beside.refusal(&command), "organization_external_id_taken");
    command.external_id = Some("X_1".to_owned());
    assert_eq!(beside.refusal(&command), "text_not_allowed");
}

pub(super) fn d_40_n_26_who_has_no_right_above_finds_nothing_there(store: Arc<dyn Store>) {
    let world = World::new(store, ProfileName::Multiline2024);
    let a = world.organization(world.root(), "A");
    let b = world.organization(world.root(), "B");
    let admin = world.holder(world.administrator_role(), a);
    assert!(world.run_as(&admin, &below(a, "A1")).is_ok());
    assert_eq!(world.refusal_as(&admin, &below(b, "B1")), "not_found");
    assert_eq!(
        world.refusal_as(&admin, &below(world.root(), "C")),
        "not_found"
    );
    let unknown = OrganizationId::from_bytes([1; 16]);
    let [absent, hidden] =
        [unknown, b].map(|at| world.run_as(&admin, &below(at, "C")).unwrap_err());
    assert_eq!(format!("{absent:?}"), format!("{hidden:?}"));
    let beside = world.beside();
    assert_eq!(world.refusal(&below(beside.root(), "C")), "not_found");
}

pub(super) fn only_profile_organizations_creates(store: Arc<dyn Store>) {
    for (profile, role) in [
        (ProfileName::Multiline2024, "Accounts"),
        (ProfileName::MembersV3, "Admin"),
    ] {
        let world = World::new(Arc::clone(&store), profile);
        let actor = world.holder(role, world.root());
        let error = world.run_as(&actor, &below(world.root(), "A")).unwrap_err();
        assert_eq!(error.code().as_str(), "privilege_missing");
        assert_eq!(error.details()["privilege"], "profile.organizations");
        let nobody = world.actor(rollbook::id::AccountId::from_bytes([7; 16]));
        assert_eq!(
            world.refusal_as(&nobody, &below(world.root(), "A")),
            "actor_unknown"
        );
    }
}

pub(super) fn n_14_a_repeat_creates_no_second_organization(store: Arc<dyn Store>) {
    let world = World::new(store, ProfileName::Multiline2024);
    let first = world
        .run_with(&below(world.root(), "A"), RunOptions::default())
        .unwrap();
    let options = RunOptions {
        command_id: Some(first.command),
        ..RunOptions::default()
    };
    let again = world.run_with(&below(world.root(), "A"), options).unwrap();
    assert!(again.replayed);
    assert_eq!(again.outcome, first.outcome);
    assert_eq!(world.count("organization.created"), 1);
    let other = world
        .run_with(&below(world.root(), "B"), options)
        .unwrap_err();
    assert_eq!(other.code().as_str(), "command_id_reused");
}

pub(super) fn organizations_are_listed_by_the_page(store: Arc<dyn Store>) {
    let world = World::new(store, ProfileName::Multiline2024);
    let a = world.organization(world.root(), "A");
    let b = world.organization(world.root(), "B");
    let a1 = world.organization(a, "A1");
    let mut query = ListOrganizations {
        under: world.root(),
        after: None,
        limit: Some(2),
    };
    let mut found = Vec::new();
    loop {
        let page = world.ask(&query).unwrap();
        found.extend(page.items.iter().map(|it| it.value.id));
        query.after = page.next;
        if query.after.is_none() {
            break;
        }
    }
    assert_eq!(found, [world.root(), a, b, a1]);
    query.limit = Some(1_001);
    assert_eq!(
        world.ask(&query).unwrap_err().code().as_str(),
        "too_many_items"
    );
}

pub(super) fn a_disabled_organization_gets_no_more_below_it(store: Arc<dyn Store>) {
    let world = World::new(store, ProfileName::Multiline2024);
    let a = world.organization(world.root(), "A");
    let a1 = world.organization(a, "A1");
    world.disable(a);
    for parent in [a, a1] {
        assert_eq!(world.refusal(&below(parent, "B")), "organization_disabled");
    }
}

pub(super) fn n_16_a_disabled_organization_stops_pending_invitations_until_it_is_enabled(
    store: Arc<dyn Store>,
) {
    let world = stocked(store, ProfileName::Multiline2024, &[]);
    let pending = world.invited("pending@example.com");
    let credential = world.credential(pending);
    let organization = world.root();
    let disable = DisableOrganization { organization };
    let enable = EnableOrganization { organization };
    assert_eq!(
        world.refusal(&disable),
        "privilege_missing",
        "the root is the host's"
    );
    let system = world.system();
    assert!(world.both_as(&system, &disable).unwrap().changed);
    assert!(!world.run_as(&system, &disable).unwrap().changed);
    assert_eq!(
        code_of(&world.accept(&credential, PHONE)),
        "invitation_blocked"
    );
    assert!(world.both_as(&system, &enable).unwrap().changed);
    assert!(!world.run_as(&system, &enable).unwrap().changed);
    assert_eq!(code_of(&world.accept(&credential, PHONE)), "ok");
    assert_eq!(world.count("organization.disabled"), 1, "N-15");
    assert_eq!(world.count("organization.enabled"), 1, "N-15");
    let a = world.organization(organization, "A");
    let admin = world.holder("Accounts", a);
    let disable = DisableOrganization { organization: a };
    assert_eq!(world.refusal_as(&admin, &disable), "privilege_missing");
    assert!(world.run(&disable).unwrap().changed);
}

pub(super) fn an_organization_is_renamed_and_its_external_number_is_set_once(
    store: Arc<dyn Store>,
) {
    let world = World::new(store, ProfileName::Multiline2024);
    let a = world.organization(world.root(), "A");
    let b = world.organization(world.root(), "B");
    let rename = |name: Option<&str>, external: Option<&str>| RenameOrganization {
        organization: a,
        name: name.map(str::to_owned),
        external_id: external.map(str::to_owned),
    };
    assert!(
        world
            .both(&rename(Some("Sales"), Some("R-1")))
            .unwrap()
            .changed
    );
    let again = world.run(&rename(Some(" Sales "), Some("R-1"))).unwrap();
    assert!(!again.changed);
    assert_eq!(world.count("organization.renamed"), 1, "N-15");
    assert_eq!(
        world.refusal(&rename(Some("B"), None)),
        "organization_name_taken"
    );
    assert_eq!(
        world.refusal(&rename(Some(" "), None)),
        "required_value_missing"
    );
    let error = world.both(&rename(None, Some("R-2"))).unwrap_err();
    assert_eq!(error.code().as_str(), "organization_field_fixed");
    assert_eq!(error.details()["field"], "external_id");
    let taken = RenameOrganization {
        organization: b,
        name: None,
        external_id: Some("R-1".to_owned()),
    };
    assert_eq!(world.refusal(&taken), "organization_external_id_taken");
    let alike = RenameOrganization {
        organization: b,
        name: Some("S\u{430}les".to_owned()),
        external_id: None,
    };
    assert_eq!(world.run(&alike).unwrap().confusable_with, Some(a));
    let actor = world.holder("Accounts", a);
    assert_eq!(
        world.refusal_as(&actor, &rename(Some("C"), None)),
        "privilege_missing"
    );
    assert_eq!(world.refusal_as(&actor, &alike), "not_found", "N-26");
}
