//! An organization with its owner in `rollbook.db` of a folder, as the command makes it, opened in this process.

use std::path::Path;

use rollbook::command::number::add_numbers::{AddNumbers, NewNumber};
use rollbook::command::tenant::create_tenant::{CreateTenant, FirstAdministrator};
use rollbook::engine::{Rollbook, RunOptions};
use rollbook::id::OrganizationId;
use rollbook::profile::ProfileName;
use rollbook::role::Actor;

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
        let owner = FirstAdministrator::new("First", "Owner", "owner@example.invalid");
        let profile = ProfileName::Multiline2024;
        let create = CreateTenant {
            settings: settings
                .iter()
                .map(|(name, value)| (name.to_string(), value.to_string()))
                .collect(),
            ..CreateTenant::new(profile, "My organization", "952442891", owner)
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
    let url = folder.join("rollbook.db");
    let keys = folder.join("rollbook.keys");
    rollbook_host::rollbook(&url.to_string_lossy(), &keys).unwrap()
}
