//! `claim`: many processes take numbers out of one pool, any that is free, one commit each, until there is none left.
//! Every number is given once, none is left over, whoever comes too late is told so, and nobody else meets an error.

use std::ffi::OsString;
use std::io::{BufRead, BufReader, Read, Write};
use std::path::Path;
use std::process::{Child, ExitCode, Stdio};

use rollbook::command::account::create_account::{CreateAccount, NumberForm};
use rollbook::engine::RunOptions;
use rollbook::error::ErrorCode;

use crate::database::Database;
use crate::file::People;
use crate::portal::Portal;
use crate::process::{own, told};
use crate::{Order, now};

const PROCESSES: usize = 16;

pub(crate) fn run(order: Order) {
    let claims = order.figure(125, 1_000);
    let numbers = claims * PROCESSES * 15 / 16;
    let folder = tempfile::tempdir().unwrap();
    let mut pool = People::new(numbers, order.seed).pool();
    pool.truncate(numbers);
    assert_eq!(pool.len(), numbers);
    drop(Portal::make(folder.path(), &pool, &[]));
    let claimers: Vec<Child> = (0..PROCESSES)
        .map(|index| start(folder.path(), index, claims))
        .collect();
    let told = finish(claimers);
    let bound: usize = told.iter().map(|said| said.bound).sum();
    let refused: usize = told.iter().map(|said| said.refused).sum();
    let rates = told.iter().map(|said| claims as f64 / said.seconds);
    let (slowest, all) = (
        rates.clone().fold(f64::INFINITY, f64::min),
        rates.sum::<f64>(),
    );
    let mean = all / PROCESSES as f64;
    println!(
        "  {PROCESSES} processes x {claims} claims on {numbers} numbers: {bound} bound, {refused} refused, \
         {all:.0} a second; the slowest process at {:.0} % of the mean",
        100.0 * slowest / mean
    );
    assert_eq!(
        (bound, refused),
        (numbers, claims * PROCESSES - numbers),
        "the pool was not drained exactly"
    );
    let database = Database::open(folder.path());
    database.check_whole();
    for (what, sql) in [
        (
            "numbers in use",
            "SELECT count(DISTINCT e164) FROM number_use WHERE state = 'assigned'",
        ),
        (
            "accounts with a number",
            "SELECT count(DISTINCT account_id) FROM number_use",
        ),
        (
            "accounts",
            "SELECT count(*) FROM account WHERE administrator = 0",
        ),
    ] {
        assert_eq!(database.count(sql), numbers as i64, "{what}");
    }
    assert_eq!(
        database.count("SELECT count(*) FROM number_free"),
        0,
        "numbers left over"
    );
}

/// What a claimer says at its end.
struct Said {
    bound: usize,
    refused: usize,
    seconds: f64,
}

fn start(folder: &Path, index: usize, claims: usize) -> Child {
    let mut command = own("claimer", folder);
    command
        .args([index.to_string(), claims.to_string()])
        .stdin(Stdio::piped());
    command.spawn().unwrap()
}

/// Lets the claimers go once all of them have the database open, and hears what they say.
fn finish(mut claimers: Vec<Child>) -> Vec<Said> {
    let mut heard = Vec::new();
    for claimer in &mut claimers {
        let mut answer = BufReader::new(claimer.stdout.take().unwrap());
        let mut ready = String::new();
        answer.read_line(&mut ready).unwrap();
        assert_eq!(ready, "ready\n", "a claimer did not come up");
        heard.push(answer);
    }
    for claimer in &mut claimers {
        claimer.stdin.take().unwrap().write_all(b"go\n").unwrap();
    }
    let said = heard
        .into_iter()
        .zip(claimers)
        .map(|(mut answer, claimer)| {
            let mut text = String::new();
            answer.read_to_string(&mut text).unwrap();
            told(&claimer.wait_with_output().unwrap(), "a claimer");
            let mut figures = text.split_whitespace();
            Said {
                bound: figures.next().unwrap().parse().unwrap(),
                refused: figures.next().unwrap().parse().unwrap(),
                seconds: figures.next().unwrap().parse().unwrap(),
            }
        });
    said.collect()
}

/// One of the processes: it adds accounts with any free number until its figure is reached.
pub(crate) fn claimer(arguments: &[OsString]) -> ExitCode {
    let figures: Vec<usize> = arguments
        .iter()
        .map(|it| it.to_str().unwrap().parse().unwrap())
        .collect();
    let (index, claims) = (figures[0], figures[1]);
    let portal = Portal::open(Path::new("."));
    println!("ready");
    std::io::stdin().read_line(&mut String::new()).unwrap();
    let begun = now();
    let (mut bound, mut refused) = (0_usize, 0_usize);
    for claim in 0..claims {
        let identity = format!("person-{index}-{claim}@example.com");
        let account = CreateAccount {
            send: Some(false),
            ..CreateAccount::portal(portal.root, identity)
                .named("Any", "Body")
                .with_number(NumberForm::Any)
        };
        match portal
            .rollbook
            .run(&portal.owner, &account, RunOptions::default())
        {
            Ok(done) => {
                assert!(done.outcome.numbers.iter().all(Option::is_some));
                bound += 1;
            }
            Err(error) if error.code() == ErrorCode::NumberNoneAvailable => refused += 1,
            Err(error) => panic!("a user is told of {error}"),
        }
    }
    println!("{bound} {refused} {}", begun.elapsed().as_secs_f64());
    ExitCode::SUCCESS
}
