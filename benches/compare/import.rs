//! P8: import and invite 1,000 validated rows in SQLite, one commit that is flushed, against the bare prepared statements
//! of the same rows on the same schema.

use std::ops::ControlFlow;
use std::path::Path;
use std::sync::Arc;
use std::time::{Duration, Instant};

use rollbook::RunOptions;
use rollbook::change::{Bind, ChangeSet, Claim, Put};
use rollbook::command::batch::upload::ImportAccounts;
use rollbook::engine::ImportPhase;
use rollbook::number::LineKey;
use rollbook::number::selector::{NumberSelector, Owners, Pick, Spread};
use rollbook_examples::samples::bulk::{Bad, Bulk};
use rusqlite::params;

use crate::bare::{Difference, connect};
use crate::measure::{Comparison, timed};
use crate::portal::{Portal, Spent, Tap, engine};

/// What is done to a change set on its way to the store.
type Amend = Box<dyn Fn(&mut ChangeSet) + Send + Sync>;

/// Rows of the file.
const ROWS: usize = 1_000;

/// Free numbers beside those that are named or claimed.
const POOL: u64 = 100_000;

/// Where a claim begins on the circle of numbers.
const START: u64 = 1 << 61;

/// Where the numbers come from.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Numbers {
    /// Each row names its own.
    Named,
    /// Any 1,000 free ones of the pool.
    Pool,
}

/// The import against its bare statements. First milestone: 2 ×.
pub fn against_statements(numbers: Numbers, pairs: usize) -> Comparison {
    let bench = Bench::new(numbers);
    let (after, bare) = (
        bench.portal.place("after.db"),
        bench.portal.place("bare.db"),
    );
    let mut spent = Vec::new();
    let comparison = {
        let ours = || {
            let (took, parts) = bench.ours("ours.db");
            spent.push((took, parts));
            took
        };
        bench.portal.copy(&bench.portal.begun(), "after.db");
        bench.import(&after);
        let difference = Difference::between(&bench.portal.begun(), &after);
        bench.portal.copy(&bench.portal.begun(), "bare.db");
        bench.theirs(&bare, &difference);
        assert_eq!(
            Difference::between(&bare, &after).rows(),
            0,
            "the statements do not write what the import writes"
        );
        let theirs = || {
            let place = bench.portal.copy(&bench.portal.begun(), "theirs.db");
            bench.theirs(&place, &difference)
        };
        let name = match numbers {
            Numbers::Named => "P8 import and invite 1,000 rows / bare statements",
            Numbers::Pool => "P8 pool: the same with 1,000 claims / bare statements",
        };
        Comparison::run(name, 2.0, ROWS as u32, pairs, ours, theirs)
    };
    parts(&spent);
    comparison
}

/// Says where the time of the middle run went.
fn parts(spent: &[(Duration, Spent)]) {
    let mut spent = spent.to_vec();
    spent.sort_by_key(|run| run.0);
    let (took, parts) = spent[spent.len() / 2];
    let millis = |span: Duration| span.as_secs_f64() * 1e3;
    println!(
        "  of {:.1} ms: reading {:.1}, deciding {:.1}, committing {:.1}",
        millis(took),
        millis(parts.read),
        millis(took.saturating_sub(parts.read + parts.commit)),
        millis(parts.commit)
    );
}

struct Bench {
    portal: Portal,
    numbers: Numbers,
    file: Vec<u8>,
}

impl Bench {
    fn new(numbers: Numbers) -> Self {
        let bulk = Bulk {
            rows: POOL,
            bad: Bad::None,
            seed: 1,
        };
        let (mut accounts, mut pool) = (Vec::new(), Vec::new());
        bulk.write_accounts(&mut accounts)
            .expect("writing to memory");
        bulk.write_numbers(&mut pool).expect("writing to memory");
        let pool = String::from_utf8(pool).expect("text");
        let pool: Vec<String> = pool
            .lines()
            .skip(1)
            .filter_map(|line| line.split(',').next().map(str::to_owned))
            .collect();
        let accounts = String::from_utf8(accounts).expect("text");
        let mut lines = accounts.lines();
        let header = lines.next().expect("a header");
        let wanted = lines.filter(|line| names_a_number(line) == (numbers == Numbers::Named));
        let rows: Vec<&str> = std::iter::once(header).chain(wanted.take(ROWS)).collect();
        Self {
            portal: Portal::new(&pool),
            numbers,
            file: rows.join("\n").into_bytes(),
        }
    }

    fn ours(&self, name: &str) -> (Duration, Spent) {
        let place = self.portal.copy(&self.portal.begun(), name);
        self.import(&place)
    }

    /// One import, timed from the validated file to the answer.
    fn import(&self, place: &Path) -> (Duration, Spent) {
        let organization = self.portal.made.organization;
        let amend: Option<Amend> = match self.numbers {
            Numbers::Named => None,
            Numbers::Pool => Some(Box::new(move |changes| {
                let lines = changes
                    .accounts
                    .iter()
                    .filter_map(Put::value)
                    .map(|account| LineKey {
                        account: account.id,
                        line: 0,
                    });
                let claim = Claim {
                    selector: NumberSelector {
                        owners: Owners::UsableBy(organization),
                        pick: Pick::Free,
                    },
                    bind: Bind::Lines {
                        lines: lines.collect(),
                        registered: false,
                    },
                    start: Spread::new(START),
                };
                changes.claims.push(claim);
            })),
        };
        let tap = Tap::amending(place, amend);
        let rollbook = engine(Arc::clone(&tap), 2);
        let mut input = ImportAccounts::new(organization);
        (input.invite, input.consent) = (Some(true), true);
        let mut begun = None;
        let owner = self.portal.made.owner();
        let imported = rollbook
            .import_accounts(
                &owner,
                &input,
                &self.file,
                RunOptions::default(),
                &mut |at| {
                    if at.phase == ImportPhase::Committing && begun.is_none() {
                        tap.spent();
                        begun = Some(Instant::now());
                    }
                    ControlFlow::Continue(())
                },
            )
            .expect("an import");
        let took = begun.expect("a valid file").elapsed();
        assert_eq!(
            imported.batch.counters.invited as usize, ROWS,
            "the answer is wrong"
        );
        (took, tap.spent())
    }

    /// The bare statements; for a pool they begin with the choice.
    fn theirs(&self, place: &Path, difference: &Difference) -> Duration {
        let connection = connect(place);
        let took = timed(|| {
            connection.execute_batch("BEGIN IMMEDIATE").expect("a lock");
            if self.numbers == Numbers::Pool {
                let mut choice = connection
                    .prepare_cached(
                        "SELECT e164 FROM number_free WHERE tenant_id = ?1 AND owner_id = ?2 AND spread >= ?3 \
                         ORDER BY spread, e164 LIMIT ?4",
                    )
                    .expect("a statement");
                let (tenant, owner) = (self.portal.made.tenant, self.portal.made.organization);
                let found = choice
                    .query_map(
                        params![tenant.bytes(), owner.bytes(), START as i64, ROWS as i64],
                        |row| row.get::<_, i64>(0),
                    )
                    .expect("numbers")
                    .count();
                assert_eq!(found, ROWS, "the answer is wrong");
            }
            difference.run(&connection);
            connection.execute_batch("COMMIT").expect("a commit");
        });
        let count = |sql: &str| connection.query_row(sql, [], |row| row.get::<_, i64>(0));
        let numbers = count("SELECT count(*) FROM number_use WHERE state = 'assigned'");
        assert_eq!(
            numbers.expect("a count"),
            ROWS as i64,
            "the answer is wrong"
        );
        took
    }
}

/// Whether the fifth of the ten columns has something.
fn names_a_number(line: &str) -> bool {
    line.rsplit(',').nth(5).is_some_and(|cell| !cell.is_empty())
}
