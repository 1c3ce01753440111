//! P10: accepting an invitation by its typed code, against the bare statements of the same rows. Both make two commits,
//! each flushed: the attempt is counted before the code is compared.

use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::{Duration, Instant};

use rollbook::command::activation::{
    AcceptInvitation, CodeText, Credential, NumberChoice, PresentedDevice,
};
use rollbook::command::batch::upload::ImportAccounts;
use rollbook::command::invitation::render_invitation::{RenderRequest, Rendered};
use rollbook::{Actor, Rollbook, RunOptions, time};
use rollbook_examples::samples::bulk::{Bad, Bulk};
use rusqlite::{Connection, params};

use crate::bare::{Difference, connect};
use crate::measure::{Comparison, timed};
use crate::portal::{Portal, Tap, engine};

/// Invitations accepted one after the other in a run.
const ACCEPTED: u32 = 50;

/// One acceptance against its bare statements, invitation and account looked up once for each commit.
pub fn against_statements(pairs: usize) -> Comparison {
    let bulk = Bulk {
        rows: 1_000,
        bad: Bad::None,
        seed: 1,
    };
    let (mut file, mut pool) = (Vec::new(), Vec::new());
    bulk.write_accounts(&mut file).expect("writing to memory");
    bulk.write_numbers(&mut pool).expect("writing to memory");
    let pool = String::from_utf8(pool).expect("text");
    let digits = pool
        .lines()
        .skip(1)
        .filter_map(|line| line.split(',').next());
    let portal = Portal::new(&digits.map(str::to_owned).collect::<Vec<_>>());
    let invited = invited(&portal, &file);
    let bench = Bench {
        accepts: accepts(&portal, &invited),
        portal,
        invited,
    };
    let statements = bench.statements();
    Comparison::run(
        "P10 accept one invitation by its code / bare statements",
        1.3,
        ACCEPTED,
        pairs,
        || bench.ours(),
        || bench.theirs(&statements),
    )
}

struct Bench {
    portal: Portal,
    /// The file with its thousand invitations.
    invited: PathBuf,
    accepts: Vec<AcceptInvitation>,
}

/// The file after an import that invites.
fn invited(portal: &Portal, file: &[u8]) -> PathBuf {
    let place = portal.copy(&portal.begun(), "invited.db");
    let rollbook = engine(Tap::open(&place), 2);
    let mut input = ImportAccounts::new(portal.made.organization);
    (input.invite, input.consent) = (Some(true), true);
    let progress = &mut |_| std::ops::ControlFlow::Continue(());
    let owner = portal.made.owner();
    let options = RunOptions::default();
    let imported = rollbook.import_accounts(&owner, &input, file, options, progress);
    assert_eq!(imported.expect("an import").batch.counters.invited, 1_000);
    place
}

/// What people send who got the first invitations. Accounts with a number keep it, others take any.
fn accepts(portal: &Portal, invited: &Path) -> Vec<AcceptInvitation> {
    // Rendered on a copy: its events are no part of an acceptance.
    let place = portal.copy(invited, "rendered.db");
    let rollbook = engine(Tap::open(&place), 3);
    let host = Actor::System {
        tenant: portal.made.tenant,
    };
    let minute = time::Duration::seconds(60);
    let taken = rollbook
        .take_outbox(&host, ACCEPTED, minute)
        .expect("an outbox");
    let waiting: Vec<_> = taken.entries.iter().map(RenderRequest::of).collect();
    let rendered = rollbook.render_invitations(&host, &waiting, RunOptions::default());
    let accept = |(at, message): (usize, Result<Rendered, rollbook::Error>)| {
        let message = message.expect("a message");
        AcceptInvitation {
            credential: Credential::Code {
                company_id: message.company_id.to_string(),
                username: message.username.clone(),
                code: CodeText::new(message.code.render()),
            },
            device: PresentedDevice::verified(format!("+4915112345{at:03}")),
            number: NumberChoice::Any,
        }
    };
    rendered
        .expect("messages")
        .into_iter()
        .enumerate()
        .map(accept)
        .collect()
}

impl Bench {
    fn ours(&self) -> Duration {
        let place = self.portal.copy(&self.invited, "ours.db");
        let rollbook = engine(Tap::open(&place), 4);
        let took = timed(|| self.accept_all(&rollbook));
        drop(rollbook);
        check(&connect(&place));
        took
    }

    fn accept_all(&self, rollbook: &Rollbook) {
        for accept in &self.accepts {
            let accepted = rollbook.accept_invitation(accept, RunOptions::default());
            accepted.expect("an acceptance");
        }
    }

    /// What each commit of the acceptances writes.
    fn statements(&self) -> Vec<Difference> {
        let place = self.portal.copy(&self.invited, "stepped.db");
        let steps = Arc::new(Steps::default());
        let after = Arc::clone(&steps);
        let from = place.clone();
        let tap = Tap::watching(
            &place,
            Box::new(move || {
                let connection = connect(&from);
                let mut taken = after.0.lock().expect("no panic");
                let step = from.with_extension(format!("step-{}", taken.len()));
                let _ = std::fs::remove_file(&step);
                let copied = connection.execute("VACUUM INTO ?1", [step.to_str().expect("a path")]);
                copied.expect("a copy");
                taken.push(step);
            }),
        );
        self.accept_all(&engine(tap, 4));
        let steps = steps.0.lock().expect("no panic");
        assert_eq!(steps.len(), self.accepts.len() * 2, "two commits each");
        let before = std::iter::once(&self.invited).chain(steps.iter());
        before
            .zip(steps.iter())
            .map(|(before, after)| Difference::between(before, after))
            .collect()
    }

    fn theirs(&self, statements: &[Difference]) -> Duration {
        let place = self.portal.copy(&self.invited, "theirs.db");
        let connection = connect(&place);
        let begun = Instant::now();
        for (at, commit) in statements.iter().enumerate() {
            self.look_up(&connection, &self.accepts[at / 2]);
            commit.replay(&connection);
        }
        let took = begun.elapsed();
        check(&connection);
        took
    }

    /// The invitation by what is typed beside the code, and its account.
    fn look_up(&self, connection: &Connection, accept: &AcceptInvitation) {
        let Credential::Code {
            company_id,
            username,
            ..
        } = &accept.credential;
        let mut find = connection
            .prepare_cached(
                "SELECT i.*, a.* FROM invitation i JOIN account a ON a.tenant_id = i.tenant_id AND a.id = i.account_id \
                 WHERE i.tenant_id = ?1 AND i.company_id = ?2 AND i.username = ?3",
            )
            .expect("a statement");
        let tenant = self.portal.made.tenant;
        let found = find.exists(params![tenant.bytes(), company_id, username]);
        assert!(found.expect("an answer"), "the answer is wrong");
    }
}

/// Files of the state after each commit.
#[derive(Default)]
struct Steps(std::sync::Mutex<Vec<PathBuf>>);

fn check(connection: &Connection) {
    let sql =
        "SELECT count(*) FROM account WHERE onboarding = 'activated' AND device_number IS NOT NULL";
    let activated: u32 = connection
        .query_row(sql, [], |row| row.get(0))
        .expect("a count");
    assert_eq!(activated, ACCEPTED, "the answer is wrong");
}
