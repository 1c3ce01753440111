//! Rules of lists.

use std::sync::Arc;

use rollbook::account::Status;
use rollbook::command::account::create_account::{CreateAccount, NumberForm};
use rollbook::finding::Language;
use rollbook::id::AccountId;
use rollbook::page::{AccountFilter, AccountSort, AccountSortKey};
use rollbook::profile::ProfileName;
use rollbook::query::account::{GetAccount, ListAccounts};
use rollbook::query::batch::{CsvTemplate, GetBatch, ListBatches};
use rollbook::settings::AccessKind;
use rollbook::store::Store;

use super::world::{MULTILINE, World};

pub(super) fn m_15_m_16_m_67_the_list_shows_name_username_organization_status(
    store: Arc<dyn Store>,
) {
    for profile in MULTILINE {
        let world = World::with(Arc::clone(&store), profile, &[("number_rule", "lenient")]);
        let made = world
            .run(&world.form(world.root(), "name@example.com").sending(true))
            .unwrap();
        let mut query = ListAccounts::under(world.root());
        query.sort = AccountSort {
            by: AccountSortKey::Identity,
            descending: false,
        };
        let items = world.ask(&query).unwrap().items;
        let shown = &items[0];
        assert_eq!(shown.row.account.value.id, made.account);
        assert_eq!(shown.row.account.value.name.display(), "First Last");
        assert_eq!(shown.status, Status::Invited);
        assert!(shown.organization.ends_with(" ACME CORP"));
        assert!(shown.organization.starts_with("T-"));
    }
}

pub(super) fn a_list_is_filtered_and_paged(store: Arc<dyn Store>) {
    let world = World::new(store, ProfileName::Multiline2024);
    let a = world.organization(world.root(), "A");
    let a1 = world.organization(a, "A1");
    world.numbers(world.root(), &["+14405551001"]);
    let below: Vec<AccountId> = (0..5)
        .map(|it| world.account(a1, &format!("user{it}@example.com")).account)
        .collect();
    let form = world
        .form(a, "numbered@example.com")
        .with_number(NumberForm::Any);
    let numbered = world.run(&form).unwrap().account;
    let _ = world.account(world.root(), "above@example.com");
    let mut query = ListAccounts::under(a);
    query.limit = Some(2);
    query.sort = AccountSort {
        by: AccountSortKey::Identity,
        descending: true,
    };
    let mut found = Vec::new();
    loop {
        let page = world.ask(&query).unwrap();
        found.extend(page.items.iter().map(|it| it.row.account.value.id));
        query.after = page.next;
        if query.after.is_none() {
            break;
        }
    }
    let mut expected: Vec<_> = below.iter().rev().copied().collect();
    expected.push(numbered);
    assert_eq!(found, expected);
    let with = |filter: AccountFilter| -> Vec<AccountId> {
        let query = ListAccounts {
            filter,
            ..ListAccounts::under(a)
        };
        world
            .ask(&query)
            .unwrap()
            .items
            .iter()
            .map(|it| it.row.account.value.id)
            .collect()
    };
    let has_number = AccountFilter {
        has_number: Some(true),
        ..AccountFilter::default()
    };
    assert_eq!(with(has_number), [numbered]);
    let text = AccountFilter {
        text: Some("USER3".to_owned()),
        ..AccountFilter::default()
    };
    assert_eq!(with(text), [below[3]]);
    let outside = AccountFilter {
        organizations: vec![world.root()],
        ..AccountFilter::default()
    };
    assert_eq!(
        with(outside),
        [],
        "what lies outside the subtree is not in it"
    );
    let status = AccountFilter {
        status: Some(Status::Active),
        ..AccountFilter::default()
    };
    assert_eq!(with(status), []);
}

pub(super) fn from_2024_a_filter_needs_a_privilege_of_its_own(store: Arc<dyn Store>) {
    for profile in ProfileName::ALL {
        assert_eq!(
            profile.has_filter_privilege(),
            profile == ProfileName::Multiline2024
        );
    }
    let world = World::new(store, ProfileName::Multiline2024);
    // Nobody has `accounts.view` alone among the fixed roles, so a list is refused before its filter is.
    let setup = world.holder("Setup", world.root());
    let query = ListAccounts::under(world.root());
    let error = world.rollbook.query(&setup, &query).unwrap_err();
    assert_eq!(error.details()["privilege"], "accounts.view");
    let accounts = world.holder("Accounts", world.root());
    assert!(world.rollbook.query(&accounts, &query).is_ok());
}

pub(super) fn n_26_an_account_outside_the_scope_is_not_found(store: Arc<dyn Store>) {
    let world = World::new(store, ProfileName::Multiline2024);
    let a = world.organization(world.root(), "A");
    let hidden = world.account(world.root(), "name@example.com").account;
    let admin = world.holder("Accounts", a);
    let look = |account| {
        let found = world.rollbook.look(&admin, &GetAccount { account });
        found.unwrap_err()
    };
    let [absent, outside] = [AccountId::from_bytes([1; 16]), hidden].map(look);
    assert_eq!(format!("{absent:?}"), format!("{outside:?}"));
    let beside = world.beside();
    let error = beside.look(&GetAccount { account: hidden }).unwrap_err();
    assert_eq!(error.code().as_str(), "not_found");
}

pub(super) fn batches_are_listed_where_accounts_are_seen(store: Arc<dyn Store>) {
    let world = World::new(store, ProfileName::Multiline2024);
    let query = ListBatches {
        under: world.root(),
        after: None,
        limit: None,
    };
    assert_eq!(world.ask(&query).unwrap().items, []);
    let batch = rollbook::id::BatchId::from_bytes([1; 16]);
    assert_eq!(
        world.look(&GetBatch { batch }).unwrap_err().details()["entity"],
        "batch"
    );
    let setup = world.holder("Setup", world.root());
    let error = world.rollbook.query(&setup, &query).unwrap_err();
    assert_eq!(error.code().as_str(), "privilege_missing");
}

pub(super) fn m_34_b_21_the_template_is_that_of_the_organization(store: Arc<dyn Store>) {
    for profile in ProfileName::ALL {
        let world = World::new(Arc::clone(&store), profile);
        for access in [AccessKind::Portal, AccessKind::NoPortal] {
            let query = CsvTemplate {
                organization: world.root(),
                access,
                note: false,
                sample: false,
                semicolon: false,
                language: Language::default(),
            };
            let offered = profile.settings().bulk_access_kinds.contains(&access);
            match world.look(&query) {
                Ok(template) => {
                    assert!(offered, "{profile}");
                    let text = String::from_utf8(template.bytes).unwrap();
                    let language = ["language", "Language"]
                        .iter()
                        .any(|label| text.contains(label));
                    assert_eq!(language, profile == ProfileName::Multiline2024, "M-54");
                    let number = text.contains("multiline_number");
                    assert_eq!(number, profile.settings().bulk_numbers, "D-02");
                }
                Err(error) => {
                    assert!(!offered, "{profile}: {error:?}");
                    assert_eq!(error.code().as_str(), "option_not_available", "D-09");
                }
            }
        }
    }
}

pub(super) fn a_login_less_account_is_listed_as_active(store: Arc<dyn Store>) {
    let world = World::new(store, ProfileName::MembersV3);
    let form = CreateAccount::no_portal(world.root()).called("Lobby");
    let made = world.run(&form).unwrap().account;
    let filter = AccountFilter {
        status: Some(Status::Active),
        ..AccountFilter::default()
    };
    let query = ListAccounts {
        filter,
        ..ListAccounts::under(world.root())
    };
    let items = world.ask(&query).unwrap().items;
    assert_eq!(items.len(), 1);
    assert_eq!(items[0].row.account.value.id, made);
    assert_eq!(items[0].invitation, None);
}
