//! An upload from the first byte to invited accounts, over the memory store.

use std::ops::ControlFlow;
use std::sync::Arc;

use rollbook::command::batch::upload::ImportAccounts;
use rollbook::command::number::add_numbers::{AddNumbers, NewNumber};
use rollbook::command::tenant::create_tenant::{CreateTenant, FirstAdministrator};
use rollbook::credential::{CodeKey, CodeKeys, Keyring, LinkKeys};
use rollbook::engine::{Imported, Rollbook, RunOptions};
use rollbook::entropy::FixedEntropy;
use rollbook::id::OrganizationId;
use rollbook::profile::ProfileName;
use rollbook::role::Actor;
use rollbook::store::memory::MemoryStore;
use rollbook::time::{ManualClock, Timestamp};

struct Portal {
    rollbook: Rollbook,
    owner: Actor,
    root: OrganizationId,
}

fn portal() -> Portal {
    let key = CodeKey::new(&core::array::from_fn::<u8, 32, _>(|i| {
        u8::try_from(i).unwrap()
    }))
    .unwrap();
    let codes = CodeKeys::new(Some(key), vec![], vec![]).unwrap();
    let links = LinkKeys::new(None, vec![], vec![]).unwrap();
    let keyring = Keyring::new("example.test".parse().unwrap(), codes, links, None).unwrap();
    let rollbook = Rollbook::new(
        Arc::new(MemoryStore::new(Some("example.test"))),
        Arc::new(ManualClock::new(Timestamp::from_seconds(1_800_000_000))),
        Arc::new(FixedEntropy::new(7)),
        Some(keyring),
    );
    let created = rollbook
        .create_tenant(
            &CreateTenant {
                profile: ProfileName::Multiline2024,
                name: "My organization".into(),
                external_id: "952442891".into(),
                administrator: FirstAdministrator {
                    first_name: Some("First".into()),
                    last_name: Some("Owner".into()),
                    identity: "owner@example.invalid".into(),
                    ..FirstAdministrator::default()
                },
                settings: Default::default(),
            },
            RunOptions::default(),
        )
        .unwrap()
        .outcome;
    let owner = Actor::Account {
        tenant: created.tenant,
        account: created.administrator,
    };
    Portal {
        rollbook,
        owner,
        root: created.organization,
    }
}

impl Portal {
    fn add_samples(&self) {
        let sample = include_str!("../../examples/data/numbers.csv");
        let numbers: Vec<NewNumber> = sample
            .lines()
            .skip(1)
            .map(|line| NewNumber {
                e164: format!(
                    "+{}",
                    line.split(',').next().unwrap().trim_start_matches('+')
                ),
                ..NewNumber::default()
            })
            .collect();
        let add = AddNumbers {
            organization: self.root,
            numbers,
        };
        self.rollbook
            .run(&self.owner, &add, RunOptions::default())
            .unwrap();
    }

    fn import(&self, input: &ImportAccounts, file: &[u8]) -> Result<Imported, rollbook::Error> {
        let watch = &mut |_| ControlFlow::Continue(());
        self.rollbook
            .import_accounts(&self.owner, input, file, RunOptions::default(), watch)
    }
}

const ACCOUNTS: &[u8] = include_bytes!("../../examples/data/accounts.csv");

#[test]
fn a_thousand_accounts_are_added_invited_and_not_added_again() {
    let portal = portal();
    portal.add_samples();
    let input = ImportAccounts {
        invite: Some(true),
        consent: true,
        ..ImportAccounts::new(portal.root)
    };
    let imported = portal.import(&input, ACCOUNTS).unwrap();
    let report = imported.report.as_ref().unwrap();
    for finding in report.findings.iter().take(5) {
        println!("{finding:?}");
    }
    assert_eq!(
        imported.batch.state.as_str(),
        "completed",
        "{:?}",
        imported.batch
    );
    assert_eq!(imported.batch.counters.invited, 1_000);
    let again = portal.import(&input, ACCOUNTS).unwrap_err();
    assert_eq!(again.code().as_str(), "batch_duplicate");
}
