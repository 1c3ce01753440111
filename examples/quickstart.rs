//! The README's first command in forty lines: a file of people becomes invited accounts; then one of them activates.
//!
//! `cargo run -p rollbook-examples --example quickstart`

use std::{error::Error, fs, ops::ControlFlow};

use rollbook::command::activation::{AcceptInvitation, CodeText, Credential};
use rollbook::command::activation::{NumberChoice, PresentedDevice};
use rollbook::command::batch::upload::ImportAccounts;
use rollbook::command::invitation::render_invitation::RenderRequest;
use rollbook::command::number::add_numbers::{AddNumbers, NewNumber};
use rollbook::command::tenant::create_tenant::{CreateTenant, FirstAdministrator};
use rollbook::profile::ProfileName::Multiline2024;
use rollbook::{Actor, Rollbook, RunOptions, id::TenantId, time::Duration};

fn main() -> Result<(), Box<dyn Error>> {
    let folder = tempfile::tempdir()?;
    let at = |name| folder.path().join(name);
    let database = at("rollbook.db").display().to_string();
    let rollbook = rollbook_host::rollbook(&database, &at("rollbook.keys"))?;
    let options = RunOptions::default();

    let owner = FirstAdministrator::new("First", "Owner", "owner@example.invalid");
    let create = CreateTenant::new(Multiline2024, "My organization", "952442891", owner);
    let made = rollbook.create_tenant(&create, options)?.outcome;
    let owner = made.owner();

    let pool = fs::read_to_string("examples/data/numbers.csv")?;
    let digits = pool.lines().skip(1).filter_map(|row| row.split(',').next());
    let numbers = digits.map(|digits| NewNumber::new(format!("+{digits}")));
    let add = AddNumbers {
        organization: made.organization,
        numbers: numbers.collect(),
    };
    rollbook.run(&owner, &add, options)?;

    let file = fs::read("examples/data/accounts.csv")?;
    let mut import = ImportAccounts::new(made.organization);
    (import.invite, import.consent) = (Some(true), true);
    let progress = &mut |_| ControlFlow::Continue(());
    let batch = rollbook
        .import_accounts(&owner, &import, &file, options, progress)?
        .batch;
    println!(
        "{} imported, {} invited",
        batch.counters.succeeded, batch.counters.invited
    );
    activate_one(&rollbook, made.tenant)
}

/// What comes after: an invitation is delivered, and whoever got it activates.
fn activate_one(rollbook: &Rollbook, tenant: TenantId) -> Result<(), Box<dyn Error>> {
    let options = RunOptions::default();
    // The host takes what waits in the outbox, renders it with its code, and sends it by its own means.
    let host = Actor::System { tenant };
    let taken = rollbook
        .take_outbox(&host, 1, Duration::seconds(60))?
        .entries;
    let waiting: Vec<_> = taken.iter().map(RenderRequest::of).collect();
    for message in rollbook.render_invitations(&host, &waiting, options)? {
        let message = message?;
        let (company_id, username) = (message.company_id.to_string(), message.username.clone());
        // A person types the code on a phone.
        let code = CodeText::new(message.code.render());
        let accept = AcceptInvitation {
            credential: Credential::Code {
                company_id,
                username,
                code,
            },
            device: PresentedDevice::verified("+4915112345678"),
            number: NumberChoice::Any,
        };
        let accepted = rollbook.accept_invitation(&accept, options)?.outcome;
        println!("{} activated with {:?}", accepted.account, accepted.numbers);
    }
    Ok(())
}
