//! The conformance vectors of `tests/vectors`, through the public API, on every store. At the end the hashes of the
//! files and the number of cases that ran are held against the manifest.
//!
//! `ROLLBOOK_VECTORS=write` fills in answers and writes the generated files anew; what changed is then to be read as
//! a change of the contract.

#[path = "vectors/ops.rs"]
mod ops;

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex};

use libtest_mimic::{Arguments, Failed, Trial};
use rollbook::error::ErrorCode;
use rollbook::finding::FindingCode;
use rollbook_tests::home::Home;
use rollbook_tests::vector::{Case, Expect, File, Manifest, files, folder, manifest, pretty};
use serde_json::{Value, json};

fn writing() -> bool {
    std::env::var("ROLLBOOK_VECTORS").is_ok_and(|it| it == "write")
}

/// Puts what earlier steps answered in the place of texts like `$3/items/0`.
fn resolve(value: &Value, answers: &[Value]) -> Value {
    match value {
        Value::String(text) if text.starts_with('$') => {
            let (step, path) = text[1..].split_once('/').unwrap_or((&text[1..], ""));
            let step: usize = step.parse().unwrap_or_else(|_| panic!("`{text}`"));
            let path = if path.is_empty() {
                String::new()
            } else {
                format!("/{path}")
            };
            let found = answers.get(step).and_then(|it| it.pointer(&path));
            found
                .unwrap_or_else(|| panic!("`{text}` is not there"))
                .clone()
        }
        Value::Array(items) => items.iter().map(|it| resolve(it, answers)).collect(),
        Value::Object(fields) => {
            let field = |(name, value): (&String, &Value)| (name.clone(), resolve(value, answers));
            Value::Object(fields.iter().map(field).collect())
        }
        other => other.clone(),
    }
}

/// Runs a case; `write` takes its answers over.
fn run(case: &mut Case, home: Home, write: bool) -> Result<(), String> {
    let place = home.open();
    let running = ops::Running::new(case, Arc::clone(&place.store));
    let mut answers = Vec::new();
    for (index, step) in case.steps.iter_mut().enumerate() {
        if let Some(millis) = step.advance {
            running.advance(millis);
        }
        let actor = resolve(&step.actor, &answers);
        let args = resolve(&step.args, &answers);
        let got = match running.call(&step.op, &actor, args) {
            Ok(value) => Expect::Ok(value),
            Err(refused) => refused,
        };
        answers.push(match &got {
            Expect::Ok(value) => value.clone(),
            Expect::Error { .. } => Value::Null,
        });
        if write {
            step.expect = got;
        } else if got != step.expect {
            return Err(format!(
                "`{}`, step {index} (`{}`)\nexpected {}\nbut got  {}",
                case.name,
                step.op,
                serde_json::to_string(&step.expect).unwrap(),
                serde_json::to_string(&got).unwrap(),
            ));
        }
    }
    Ok(())
}

fn read(file: &str) -> Result<File, Failed> {
    let bytes = std::fs::read(folder().join(file))?;
    serde_json::from_slice(&bytes).map_err(|error| format!("{file}: {error}").into())
}

type Counts = Arc<Mutex<BTreeMap<(&'static str, String), usize>>>;

fn run_file(file: &str, home: Home, counts: &Counts) -> Result<(), Failed> {
    let mut read = read(file)?;
    let write = writing() && home == Home::Memory;
    let mut failures = Vec::new();
    let mut ran = 0;
    for case in &mut read.cases {
        ran += 1;
        if let Err(failure) = run(case, home, write) {
            failures.push(failure);
        }
    }
    if write {
        std::fs::write(folder().join(file), pretty(&read))?;
    }
    counts
        .lock()
        .unwrap()
        .insert((home.as_str(), file.to_owned()), ran);
    if failures.is_empty() {
        Ok(())
    } else {
        Err(failures.join("\n").into())
    }
}

/// Compares a generated document with the file, or writes it.
fn generated(file: &str, document: &impl serde::Serialize) -> Result<(), Failed> {
    let path = folder().join(file);
    let text = pretty(document);
    if writing() {
        std::fs::write(path, text)?;
        return Ok(());
    }
    if std::fs::read_to_string(path)? == text {
        return Ok(());
    }
    Err(
        format!("{file} is not what it would be generated as; run with ROLLBOOK_VECTORS=write")
            .into(),
    )
}

/// Both catalogues of codes: of commands, and of findings.
fn codes() -> Value {
    let error = |code: &ErrorCode| json!({ "code": code.as_str(), "kind": code.kind().as_str(), "retryable": code.retryable() });
    let finding = |code: &FindingCode| json!({ "code": code.as_str(), "severity": code.severity(), "stage": code.stage() });
    json!({
        "version": 1,
        "errors": ErrorCode::ALL.iter().map(error).collect::<Vec<_>>(),
        "findings": FindingCode::ALL.iter().map(finding).collect::<Vec<_>>(),
    })
}

/// Every file follows the published schema, and names of cases are unique.
fn schema() -> Result<(), Failed> {
    let read_json = |file: &str| -> Result<Value, Failed> {
        Ok(serde_json::from_slice(&std::fs::read(
            folder().join(file),
        )?)?)
    };
    let validator = jsonschema::validator_for(&read_json("schema.json")?)?;
    for file in files() {
        let document = read_json(&file)?;
        if let Err(error) = validator.validate(&document) {
            return Err(format!("{file}: {error} at {}", error.instance_path()).into());
        }
        let read: File = serde_json::from_value(document)?;
        let mut names: Vec<_> = read.cases.iter().map(|case| &case.name).collect();
        names.sort();
        names.dedup();
        if names.len() != read.cases.len() {
            return Err(format!("{file} has two cases of one name").into());
        }
    }
    Ok(())
}

fn refuses_unknown_fields() -> Result<(), Failed> {
    let case = json!({
        "name": "n", "why": "w", "profile": "multiline-2024", "seed": 1, "now": 0, "given": {}, "steps": [], "more": 1,
    });
    let file = json!({ "version": 1, "cases": [case] });
    match serde_json::from_value::<File>(file) {
        Err(error) if error.to_string().contains("unknown field `more`") => Ok(()),
        other => Err(format!("{other:?}").into()),
    }
}

/// Files and cases that ran, against the manifest; the table.
fn account_for(counts: &Counts) -> bool {
    let stored: Manifest =
        serde_json::from_slice(&std::fs::read(folder().join("manifest.json")).unwrap()).unwrap();
    let counts = counts.lock().unwrap();
    let due: usize = stored.files.iter().map(|it| it.cases).sum();
    println!("language  store   cases run  cases in the manifest");
    let mut complete = stored == manifest();
    for home in Home::ALL {
        let ran: usize = counts
            .iter()
            .filter(|((store, _), _)| *store == home.as_str())
            .map(|(_, ran)| ran)
            .sum();
        complete &= stored
            .files
            .iter()
            .all(|entry| counts.get(&(home.as_str(), entry.file.clone())) == Some(&entry.cases));
        println!("{:<9} {:<7} {ran:>9}  {due:>21}", "rust", home.as_str());
    }
    if !complete {
        println!("the manifest does not say what ran");
    }
    complete
}

fn main() {
    let arguments = Arguments::from_args();
    let counts = Counts::default();
    let mut trials = vec![
        Trial::test("codes_are_generated", || generated("codes.json", &codes())),
        Trial::test("files_follow_the_schema", schema),
        Trial::test("unknown_fields_are_refused", refuses_unknown_fields),
    ];
    for home in Home::ALL {
        for file in files() {
            let counts = Arc::clone(&counts);
            trials.push(Trial::test(
                format!("{}::{file}", home.as_str()),
                move || run_file(&file, home, &counts),
            ));
        }
    }
    let whole = arguments.filter.is_none() && arguments.skip.is_empty() && !arguments.list;
    let conclusion = libtest_mimic::run(&arguments, trials);
    if whole {
        if writing() {
            std::fs::write(folder().join("manifest.json"), pretty(&manifest())).unwrap();
        }
        if !account_for(&counts) {
            std::process::exit(101);
        }
    }
    conclusion.exit();
}
