//! `compare NAME`: whole jobs against their bare counterparts, in turns in one run, as ratios with their goals.

mod accept;
mod bare;
mod duplicates;
mod import;
mod instructions;
mod measure;
mod page;
mod peers;
mod phones;
mod portal;
mod pydantic;
mod threads;
mod validate;

use std::process::ExitCode;

use rollbook_examples::samples::bulk::Bad;

fn main() -> ExitCode {
    let names: Vec<String> = std::env::args().skip(1).collect();
    if let [job, rows, times, percent @ ..] = names.as_slice()
        && job == "work"
        && let (Ok(rows), Ok(times)) = (rows.parse(), times.parse())
    {
        // For counting instructions: the difference of two runs, divided by rows, is what a row costs.
        let percent = percent.first().map_or("2", String::as_str);
        validate::work(
            rows,
            times,
            Bad::from_percent(percent).unwrap_or(Bad::TwoPercent),
        );
        return ExitCode::SUCCESS;
    }
    match names.as_slice() {
        // Parts of a comparison that are processes of their own.
        [job, path, rows] if job == "alone" => {
            threads::alone(path.as_ref(), rows.parse().expect("a number of rows"));
            return ExitCode::SUCCESS;
        }
        [job, whose] if job == "values" => {
            duplicates::alone(whose);
            return ExitCode::SUCCESS;
        }
        _ => {}
    }
    let all = names.is_empty() || names.iter().any(|name| name == "all");
    let wanted = |name: &str| all || names.iter().any(|it| it == name);
    let known = [
        "validate-1000",
        "validate-1000000",
        "bad-rows",
        "instructions",
        "threads",
        "duplicates",
        "import",
        "pool",
        "accept",
        "html",
        "phones",
        "peers",
    ];
    if let Some(unknown) = names
        .iter()
        .find(|it| *it != "all" && !known.contains(&it.as_str()))
    {
        eprintln!(
            "there is no comparison `{unknown}`; there are: {}",
            known.join(", ")
        );
        return ExitCode::from(2);
    }
    let mut met = true;
    if wanted("validate-1000") {
        met &= validate::against_reading(1_000, 12.0, 41).print();
    }
    if wanted("validate-1000000") {
        met &= validate::against_reading(1_000_000, 1.0, 5).print();
    }
    if wanted("bad-rows") {
        met &= validate::against_clean(1_000_000, Bad::TwoPercent, 1.15, 5).print();
        met &= validate::against_clean(200_000, Bad::All, 6.0, 5).print();
    }
    if wanted("instructions") {
        met &= instructions::per_row().unwrap_or(true);
    }
    if wanted("threads") {
        met &= threads::two_against_one();
        let folder = tempfile::tempdir().expect("a folder");
        met &= threads::many_rows(folder.path());
    }
    if wanted("duplicates") {
        met &= duplicates::against_hash_set();
    }
    if wanted("import") {
        met &= import::against_statements(import::Numbers::Named, 11).print();
    }
    if wanted("pool") {
        met &= import::against_statements(import::Numbers::Pool, 11).print();
    }
    if wanted("accept") {
        met &= accept::against_statements(11).print();
    }
    // Not among all: it needs a browser.
    if names.iter().any(|name| name == "html") {
        match page::filtering() {
            Ok(fast) => met &= fast,
            Err(missing) => {
                eprintln!("html: {missing}");
                return ExitCode::from(2);
            }
        }
    }
    if wanted("phones") {
        met &= phones::against_the_authority(11).print();
    }
    if wanted("peers") {
        met &= peers::print();
    }
    // A goal that is missed is said, not failed: figures are for people, and machines differ.
    println!(
        "{}",
        if met {
            "every goal is met"
        } else {
            "short of a goal"
        }
    );
    ExitCode::SUCCESS
}
