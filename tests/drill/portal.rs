//! An organization with its owner in `rollbook.db` of a folder, as the command makes it, opened in this process.

use std::path::Path;
use std::sync::Arc;

use rollbook::command::number::add_numbers::{AddNumbers, NewNumber};
use rollbook::command::tenant::create_tenant::{CreateTenant, FirstAdministrator};
use rollbook::engine::{Rollbook, RunOptions};
use rollbook::id::OrganizationId;
use rollbook::profile::ProfileName;
use rollbook::role::Actor;
use rollbook_host::{KeyFile, OpenOptions, OsEntropy, SystemClock, open};

/// Whoever acts, and where.
pub(crate) struct Portal {
    pub(crate) rollbook: Rollbook,
    pub(crate) owner: Actor,
    pub(crate) root: OrganizationId,
}

impl Portal {
    /// Makes the organization with a pool of `numbers`.
    pub(crate) fn make(folder: &Path, numbers: &[String], settings: &[(&str, &str)]) -> Self {
        let rollbook = connect(folder);
        let create = CreateTenant {
            profile: ProfileName::Multiline2024,
            name: "My organization".to_owned(),
            external_id: "952442891".to_owned(),
            administrator: FirstAdministrator {
                first_name: Some("First".to_owned()),
                last_name: Some("Owner".to_owned()),
                identity: "owner@example.invalid".to_owned(),
                ..FirstAdministrator::default()
            },
            settings: settings
                .iter()
                .map(|(name, value)| (name.to_string(), value.to_string()))
                .collect(),
        };
        rollbook
            .create_tenant(&create, RunOptions::default())
            .unwrap();
        let portal = Self::of(rollbook);
        for numbers in numbers.chunks(5_000) {
            let numbers = numbers.iter().map(|number| NewNumber {
                e164: format!("+{number}"),
                ..NewNumber::default()
            });
            let add = AddNumbers {
                organization: portal.root,
                numbers: numbers.collect(),
            };
            portal
                .rollbook
                .run(&portal.owner, &add, RunOptions::default())
                .unwrap();
        }
        portal
    }

    /// Opens what is there.
    pub(crate) fn open(folder: &Path) -> Self {
        Self::of(connect(folder))
    }

    fn of(rollbook: Rollbook) -> Self {
        let tenant = rollbook.tenants(None, 1).unwrap().remove(0);
        let owner = Actor::Account {
            tenant: tenant.id,
            account: tenant.first_administrator,
        };
        Self {
            rollbook,
            owner,
            root: tenant.root,
        }
    }
}

fn connect(folder: &Path) -> Rollbook {
    let keys = KeyFile::load_or_create(&folder.join("rollbook.keys")).unwrap();
    let options = OpenOptions {
        deployment: Some(keys.deployment().clone()),
        create: true,
    };
    let store = open(&folder.join("rollbook.db").to_string_lossy(), &options).unwrap();
    let entropy = Arc::new(OsEntropy::new().unwrap());
    Rollbook::new(
        store,
        Arc::new(SystemClock),
        entropy,
        Some(keys.keyring().clone()),
    )
}
