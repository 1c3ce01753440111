//! Groups D and E, as far as the commands are there: rights, scope, tenants.

use rollbook::Error;
use rollbook::account::Enabled;
use rollbook::change::{ChangeSet, Put};
use rollbook::command::account::create_account::NumberForm;
use rollbook::command::batch::upload::ImportAccounts;
use rollbook::command::group::delete_permission_group::DeletePermissionGroup;
use rollbook::command::group::set_default_permission_group::SetDefaultPermissionGroup;
use rollbook::command::invitation::record_delivery::{DeliveryReport, RecordDelivery};
use rollbook::command::invitation::render_invitation::RenderRequest;
use rollbook::command::invitation::revoke_invitations::RevokeInvitations;
use rollbook::command::invitation::send_invitations::{OnError, SendInvitations};
use rollbook::command::invitation::sending::SendRequest;
use rollbook::command::number::add_numbers::{AddNumbers, NewNumber};
use rollbook::command::number::choice::NumberChoice;
use rollbook::command::number::release_numbers::ReleaseNumbers;
use rollbook::command::organization::create_organization::CreateOrganization;
use rollbook::command::setting::set_settings::SetSettings;
use rollbook::engine::RunOptions;
use rollbook::id::{CommandId, OrganizationId, RoleId};
use rollbook::query::account::{GetAccount, ListAccounts};
use rollbook::query::batch::{GetBatch, ListBatches};
use rollbook::query::organization::GetSettings;
use rollbook::role::Actor;
use rollbook::snapshot::ReadPlan;
use rollbook_tests::dump::{accounts, assert_same};
use rollbook_tests::home::Home;
use rollbook_tests::world::{World, file, number, person};

/// Somebody in an organization with the fixed role of a name.
fn with_role(world: &World, organization: OrganizationId, index: u32, role: &str) -> Actor {
    let mut form = person(organization, index).sending(false);
    form.role = Some(crate::role_named(world, role));
    form.language = Some("English".into());
    let account = world.run(&form).unwrap().outcome.account;
    Actor::Account {
        tenant: world.tenant,
        account,
    }
}

fn code_of<T>(result: Result<T, Error>) -> &'static str {
    match result {
        Ok(_) => "done",
        Err(error) => error.code().as_str(),
    }
}

pub fn case_d_01(home: Home) {
    let world = World::new(home);
    let clerk = with_role(&world, world.root, 9, "Accounts");
    let before = world.dump();
    for (role, code) in [
        (
            crate::role_named(&world, "Administrator"),
            "role_not_grantable",
        ),
        (
            crate::role_named(&world, "Administrators"),
            "role_not_grantable",
        ),
        (crate::role_named(&world, "Setup"), "role_not_grantable"),
        (RoleId::from_bytes([7; 16]), "not_found"),
    ] {
        let mut form = person(world.root, 1).sending(false);
        form.role = Some(role);
        form.language = Some("English".into());
        let refused = world.rollbook.run(&clerk, &form, RunOptions::default());
        assert_eq!(code_of(refused), code);
    }
    assert_same(&before, &world.dump());
}

pub fn twin_d_01(home: Home) {
    let world = World::new(home);
    with_role(&world, world.root, 9, "Administrators");
}

/// A tree of a root with two children, and a clerk of the first child.
fn siblings(home: Home) -> (World, OrganizationId, OrganizationId, Actor) {
    let world = World::new(home);
    let (mine, other) = (world.child("Mine"), world.child("Other"));
    let clerk = with_role(&world, mine, 9, "Accounts");
    (world, mine, other, clerk)
}

pub fn case_d_07(home: Home) {
    let (world, _, other, clerk) = siblings(home);
    let stranger = world
        .run(&person(other, 1).sending(false))
        .unwrap()
        .outcome
        .account;
    let before = world.dump();
    for outside in [other, world.root, OrganizationId::from_bytes([0; 16])] {
        let form = person(outside, 2).sending(false);
        let refused = world.rollbook.run(&clerk, &form, RunOptions::default());
        assert_eq!(code_of(refused), "not_found");
        let list = ListAccounts::under(outside);
        assert_eq!(code_of(world.rollbook.query(&clerk, &list)), "not_found");
    }
    for outside in [stranger, world.owner.account().unwrap()] {
        let send = SendInvitations {
            accounts: vec![outside],
            request: SendRequest::default(),
            on_error: OnError::All,
        };
        let refused = world.rollbook.run(&clerk, &send, RunOptions::default());
        assert_eq!(code_of(refused), "not_found");
        let look = GetAccount { account: outside };
        assert_eq!(code_of(world.rollbook.look(&clerk, &look)), "not_found");
    }
    assert_same(&before, &world.dump());
}

pub fn twin_d_07(home: Home) {
    let (world, mine, _, clerk) = siblings(home);
    let form = person(mine, 2).sending(false);
    world
        .rollbook
        .run(&clerk, &form, RunOptions::default())
        .unwrap();
}

/// Writes one change as nobody in particular, as a command that does not exist yet will.
fn plant(
    world: &World,
    actor: &Actor,
    change: impl FnOnce(&rollbook::snapshot::Snapshot, &mut ChangeSet),
) {
    let command = CommandId::from_bytes([78; 16]);
    let mut plan = ReadPlan::new(world.tenant, command, world.now());
    plan.accounts.extend(actor.account());
    plan.grants.extend(actor.account());
    let snapshot = world.store().read(&plan).unwrap();
    let fingerprint = rollbook::batch::Digest::of(b"plant");
    let mut changes = ChangeSet::new(world.tenant, command, fingerprint, world.now());
    change(&snapshot, &mut changes);
    assert!(!changes.is_empty());
    world.store().commit(&changes).unwrap();
}

pub fn case_d_10(home: Home) {
    let form = |world: &World| person(world.root, 1).sending(false);
    // The role went a moment ago.
    let world = World::new(home);
    let clerk = with_role(&world, world.root, 9, "Accounts");
    plant(&world, &clerk, |snapshot, changes| {
        for grant in &snapshot.grants[&clerk.account().unwrap()] {
            let key = rollbook::change::Entity::key(&grant.value);
            changes.grants.push(Put::Delete(grant.version, key));
        }
    });
    let before = world.dump();
    let refused = world
        .rollbook
        .run(&clerk, &form(&world), RunOptions::default());
    assert_eq!(code_of(refused), "privilege_missing");
    assert_same(&before, &world.dump());
    // The person was suspended a moment ago.
    let world = World::new(home);
    let clerk = with_role(&world, world.root, 9, "Accounts");
    plant(&world, &clerk, |snapshot, changes| {
        let found = &snapshot.accounts[&clerk.account().unwrap()];
        let mut value = found.value.clone();
        value.enabled = Enabled::Suspended {
            by_system: false,
            reason: None,
        };
        changes.accounts.push(Put::Replace(found.version, value));
    });
    let before = world.dump();
    let refused = world
        .rollbook
        .run(&clerk, &form(&world), RunOptions::default());
    assert_eq!(code_of(refused), "actor_unknown");
    assert_same(&before, &world.dump());
}

pub fn twin_d_10(home: Home) {
    let world = World::new(home);
    let clerk = with_role(&world, world.root, 9, "Accounts");
    let form = person(world.root, 1).sending(false);
    world
        .rollbook
        .run(&clerk, &form, RunOptions::default())
        .unwrap();
}

/// A tenant with a bit of everything: numbers, people, an invitation, a batch.
struct Full {
    world: World,
    batch: rollbook::id::BatchId,
    group: rollbook::id::GroupId,
    invitation: rollbook::id::InvitationId,
    account: rollbook::id::AccountId,
}

fn fill(world: World, first: u32) -> Full {
    world.add_numbers_to(world.root, first, 3);
    let account = world.create(50, NumberForm::Later).unwrap().account;
    let invitation = world.invite(account).invitation;
    let input = ImportAccounts::new(world.root);
    let imported = world.import(&input, &file(1, |_| String::new())).unwrap();
    let mut plan = ReadPlan::new(world.tenant, CommandId::from_bytes([0; 16]), world.now());
    plan.groups_of.push(world.root);
    let snapshot = world.store().read(&plan).unwrap();
    let group = *snapshot.groups.keys().next().unwrap();
    Full {
        batch: imported.batch.id,
        group,
        invitation,
        account,
        world,
    }
}

/// What the actors of `of` are answered to every command with ids of `ids`.
fn all_commands(of: &World, ids: &Full) -> Vec<(&'static str, &'static str)> {
    let root = ids.world.root;
    let host = |command: &RecordDelivery| {
        code_of(of.rollbook.run(&of.host, command, RunOptions::default()))
    };
    let rendered = of.rollbook.render_invitations(
        &of.host,
        &[RenderRequest {
            invitation: ids.invitation,
            generation: 1,
        }],
        RunOptions::default(),
    );
    let mut in_group = person(of.root, 60).sending(false);
    in_group.group = Some(ids.group);
    let mut with_role = person(of.root, 61).sending(false);
    with_role.role = Some(crate::role_named(&ids.world, "Accounts"));
    with_role.language = Some("English".into());
    let imports = ImportAccounts::new(root);
    let into_group = ImportAccounts {
        group: Some(ids.group),
        ..ImportAccounts::new(of.root)
    };
    let bytes = file(1, |_| String::new());
    vec![
        (
            "create_organization",
            code_of(of.run(&CreateOrganization {
                parent: root,
                name: "New".into(),
                external_id: None,
            })),
        ),
        (
            "set_settings",
            code_of(of.run(&SetSettings {
                organization: root,
                values: [("short_list_size".to_owned(), "7".to_owned())].into(),
            })),
        ),
        (
            "get_settings",
            code_of(
                of.rollbook
                    .look(&of.owner, &GetSettings { organization: root }),
            ),
        ),
        (
            "add_numbers",
            code_of(of.run(&AddNumbers {
                organization: root,
                numbers: vec![NewNumber::new(number(700))],
            })),
        ),
        (
            "release_numbers",
            code_of(of.run(&ReleaseNumbers {
                organization: root,
                numbers: NumberChoice::List(vec![number(100)]),
            })),
        ),
        (
            "create_account there",
            code_of(of.run(&person(root, 62).sending(false))),
        ),
        ("create_account in its group", code_of(of.run(&in_group))),
        ("create_account with its role", code_of(of.run(&with_role))),
        (
            "create_account with its number",
            code_of(of.create(63, NumberForm::Named(number(100)))),
        ),
        (
            "send_invitations",
            code_of(of.run(&SendInvitations {
                accounts: vec![ids.account],
                request: SendRequest::default(),
                on_error: OnError::All,
            })),
        ),
        (
            "revoke_invitations",
            code_of(of.run(&RevokeInvitations {
                accounts: vec![ids.account],
                on_error: OnError::All,
            })),
        ),
        (
            "record_delivery",
            host(&RecordDelivery {
                invitation: ids.invitation,
                generation: 1,
                attempt: 1.try_into().unwrap(),
                state: DeliveryReport::Sent,
                reason: None,
                at: of.now(),
            }),
        ),
        (
            "render_invitation",
            rendered.map_or_else(
                |error| error.code().as_str(),
                |mut it| code_of(it.remove(0)),
            ),
        ),
        (
            "delete_permission_group",
            code_of(of.run(&DeletePermissionGroup {
                organization: of.root,
                group: ids.group,
            })),
        ),
        (
            "set_default_permission_group",
            code_of(of.run(&SetDefaultPermissionGroup {
                organization: of.root,
                group: ids.group,
            })),
        ),
        (
            "import_accounts there",
            code_of(of.import(&imports, &bytes)),
        ),
        (
            "import_accounts into its group",
            code_of(of.import(&into_group, &bytes)),
        ),
        (
            "get_account",
            code_of(of.rollbook.look(
                &of.owner,
                &GetAccount {
                    account: ids.account,
                },
            )),
        ),
        (
            "get_batch",
            code_of(of.rollbook.look(&of.owner, &GetBatch { batch: ids.batch })),
        ),
        (
            "list_accounts",
            code_of(of.rollbook.query(&of.owner, &ListAccounts::under(root))),
        ),
        (
            "list_batches",
            code_of(of.rollbook.query(
                &of.owner,
                &ListBatches {
                    under: root,
                    after: None,
                    limit: None,
                },
            )),
        ),
    ]
}

pub fn case_e_01(home: Home) {
    let world = World::new(home);
    let other = fill(world.neighbour("100200300"), 100);
    let mine = fill(world, 0);
    let before = (mine.world.dump(), other.world.dump());
    for (command, code) in all_commands(&mine.world, &other) {
        assert_eq!(code, "not_found", "{command}");
    }
    assert_same(&before.0, &mine.world.dump());
    assert_same(&before.1, &other.world.dump());
    // And the lists of one tenant hold nobody of the other.
    let rows = accounts(mine.world.store(), mine.world.tenant, mine.world.now());
    assert!(rows.iter().all(|row| row.account.value.id != other.account));
}

pub fn twin_e_01(home: Home) {
    let mine = fill(World::new(home), 100);
    let answers = all_commands(&mine.world, &mine);
    let refused: Vec<_> = answers
        .iter()
        .filter(|(_, code)| *code == "not_found")
        .collect();
    assert!(refused.is_empty(), "{refused:?}");
}
