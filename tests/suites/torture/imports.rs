//! Files that go through an import: what stage 9 says of them, in the report and in the ledger of rows.

use std::ops::ControlFlow;

use rollbook::command::batch::upload::ImportAccounts;
use rollbook::engine::{ImportPhase, ImportProgress, Imported, RunOptions};
use rollbook::finding::{Finding, Stage};
use rollbook::profile::ProfileName;
use rollbook::settings::{ImportExisting, ImportMode};
use rollbook_tests::home::Home;
use rollbook_tests::world::World;

/// Imports the file as the scenario has it; what is found, a finding of a row in both places once.
pub fn run(scenario: &str, bytes: &[u8]) -> Vec<Finding> {
    let invited = |world: &World| ImportAccounts {
        invite: Some(true),
        consent: true,
        ..ImportAccounts::new(world.root)
    };
    match scenario {
        "all" => {
            let world = World::new(Home::Memory);
            found(&world, &ImportAccounts::new(world.root), bytes)
        }
        // After the first row with an error nothing more is tried.
        "partial until an error" => {
            let world = World::new(Home::Memory);
            let input = ImportAccounts {
                mode: Some(ImportMode::Partial),
                max_errors: Some(0),
                ..ImportAccounts::new(world.root)
            };
            found(&world, &input, bytes)
        }
        "invited by e-mail only" => {
            let world = World::with(
                Home::Memory,
                ProfileName::Multiline2024,
                &[("channels", "email")],
            );
            world.add_numbers(3);
            found(&world, &invited(&world), bytes)
        }
        "partial with one number" => {
            let world = World::with(
                Home::Memory,
                ProfileName::Multiline2024,
                &[("number_rule", "strict")],
            );
            world.add_numbers(1);
            let input = ImportAccounts {
                mode: Some(ImportMode::Partial),
                ..invited(&world)
            };
            found(&world, &input, bytes)
        }
        // Somebody adds a number between the dry run and the import.
        "plan of before" => {
            let world = World::new(Home::Memory);
            let input = ImportAccounts::new(world.root);
            let dry_run = RunOptions {
                dry_run: true,
                ..RunOptions::default()
            };
            let planned = world.import_with(&input, bytes, dry_run).unwrap();
            world.add_numbers(1);
            let plan = planned.report.unwrap().plan.unwrap().id;
            let input = ImportAccounts {
                plan: Some(plan),
                ..input
            };
            found(&world, &input, bytes)
        }
        // Between the check of the file and its first chunk another import takes the number.
        "number taken meanwhile" => {
            let world = World::new(Home::Memory);
            world.add_numbers(1);
            let input = ImportAccounts {
                mode: Some(ImportMode::Partial),
                ..ImportAccounts::new(world.root)
            };
            let text = std::str::from_utf8(bytes).unwrap();
            let faster = text.replace("p1@", "faster@");
            let mut steps = 0;
            let mut watch = |at: ImportProgress| {
                if at.phase == ImportPhase::Committing {
                    steps += 1;
                    if steps == 2 {
                        let input = ImportAccounts::new(world.root);
                        world.import(&input, faster.as_bytes()).unwrap();
                    }
                }
                ControlFlow::Continue(())
            };
            let options = RunOptions::default();
            let ended = world
                .rollbook
                .import_accounts(&world.owner, &input, bytes, options, &mut watch)
                .unwrap();
            said(ended)
        }
        "again with force" => {
            let world = World::new(Home::Memory);
            let input = ImportAccounts {
                existing: Some(ImportExisting::Skip),
                ..ImportAccounts::new(world.root)
            };
            found(&world, &input, bytes);
            let dry_run = RunOptions {
                dry_run: true,
                ..RunOptions::default()
            };
            let forced = ImportAccounts {
                force: true,
                ..input
            };
            said(world.import_with(&forced, bytes, dry_run).unwrap())
        }
        _ => panic!("no import is called `{scenario}`"),
    }
}

fn found(world: &World, input: &ImportAccounts, bytes: &[u8]) -> Vec<Finding> {
    said(world.import(input, bytes).unwrap())
}

fn said(ended: Imported) -> Vec<Finding> {
    let mut found = ended.report.unwrap().findings;
    for row in ended.rows {
        for finding in row.findings {
            let same = |it: &Finding| it.code == finding.code && it.place.row == finding.place.row;
            if finding.code.stage() == Stage::Import && !found.iter().any(same) {
                found.push(finding);
            }
        }
    }
    found
}
