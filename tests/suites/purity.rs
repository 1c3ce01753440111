//! The core keeps to its layers and stays pure: who may import whom, which file names which crate, and what is below it.
//!
//! The tables are those of `architecture.md` 2, 3 and 16. A file that does not exist yet is no failure; a file that
//! stands in no layer is.

#![expect(
    clippy::unwrap_used,
    clippy::string_slice,
    reason = "a test fails by panicking, and cuts text where it found ASCII"
)]

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

/// The modules of the core from the bottom up: each may use only those before it, and its own children.
/// A module that is not named, being a part of one that became too long, stands where its nearest named parent stands,
/// and is free towards the other files of its folder.
const LAYERS: &[&str] = &[
    // 0
    "limits",
    "time",
    "entropy",
    "id",
    "e164",
    "finding::place",
    "finding::code",
    "finding",
    "finding::text",
    "error::kind",
    "error::code",
    "error",
    // 1
    "text",
    "window",
    "secret",
    // 2
    "contact::digits",
    "contact::reading",
    "contact::email",
    "contact::plan",
    "contact::verdict",
    "contact::phone",
    "contact::plain",
    "contact::forwarding",
    "contact::convert",
    "contact",
    "settings",
    "profile",
    "organization",
    "permission_group",
    "team",
    "role",
    "number",
    "number::selector",
    "number::pool",
    "number::capacity",
    "account",
    "credential::key",
    "credential::keys",
    "credential::derive",
    "credential::code",
    "credential::link",
    "credential::check",
    "credential",
    "invitation",
    "invitation::message",
    "pin",
    "batch",
    // 3
    "event",
    "change",
    "snapshot",
    "page",
    // 4
    "csv::decode",
    "csv::limits",
    "csv::schema",
    "csv::options",
    "csv::outcome",
    "csv::position",
    "csv::source",
    "csv::reader",
    "csv::guessed",
    "csv::header",
    "csv::write",
    "csv::columns",
    "csv::facts",
    "csv::damage",
    "csv::cell",
    "csv::row",
    "csv::collect",
    "csv::result",
    "csv::plan",
    "csv::print",
    "csv::behind",
    "csv::scan",
    "csv::block",
    "csv::quick",
    "csv::pass",
    "csv::merge",
    "csv::schedule",
    "csv::cross",
    "csv::inventory",
    "csv::run",
    "csv",
    "csv::offline",
    "csv::template",
    "csv::export",
    "csv::report",
    // 5
    "command",
    "command::guard",
    "command::*",
    "query",
    // 6
    "store",
    "store::memory",
    // 7
    "wire",
    "engine::attempt",
    "engine::batch",
    "engine",
];

/// The one module that names a crate, with what naming it looks like.
const ONLY: &[(&str, &str)] = &[
    ("chrono::", "time"),
    ("chrono_tz::", "time"),
    ("uuid::", "id"),
    ("strsim::", "text"),
    ("unicode_security::", "text"),
    ("email_address::", "contact::email"),
    ("idna::", "contact::email"),
    ("rlibphonenumber::", "contact::verdict"),
    ("phonenumber::", "contact::convert"),
    // Links, and the PASERK names of the keys that sign them.
    ("pasetors::", "credential"),
    ("regex::", "csv::schema"),
    ("csv::Writer", "csv::write"),
];

/// What a pure file has no use for: input and output, clocks, the environment, state that nobody passes in.
const IMPURE: &[&str] = &[
    "std::fs",
    "std::net",
    "std::env",
    "std::process",
    "std::time::SystemTime",
    "std::time::Instant",
    "SystemTime",
    "Instant::now",
    "thread::sleep",
    "thread_local!",
    "static mut",
];

/// Crates that never stand below the core: runtimes, drivers, random sources, logging.
const NEVER_BELOW: &[&str] = &[
    "tokio",
    "async-std",
    "libsqlite3-sys",
    "rusqlite",
    "tokio-postgres",
    "rand",
    "tracing",
];

/// Features that would let a clock or a random id in.
const FEATURES_OFF: &[(&str, &[&str])] = &[
    ("chrono", &["clock", "now", "iana-time-zone"]),
    ("uuid", &["v1", "v4", "v6", "v7", "rng"]),
];

/// Most crates below the core, proc macros not counted.
const MOST_CRATES: usize = 80;

#[test]
fn a_file_of_the_core_uses_only_files_listed_above_it() {
    let mut faults = Vec::new();
    for file in core_files() {
        let Some(own) = layer(&file.module) else {
            faults.push(format!("{} stands in no layer", file.module));
            continue;
        };
        for import in imports(&file) {
            let Some(other) = layer(&import) else {
                continue;
            };
            let child = import.starts_with(&format!("{}::", file.module));
            let part = folder(&import) == folder(&file.module)
                && !(is_named(&file.module) && is_named(&import));
            if other > own && !child && !part {
                faults.push(format!(
                    "{} uses {import}, which is listed below it",
                    file.module
                ));
            }
        }
    }
    assert!(faults.is_empty(), "\n{}", faults.join("\n"));
}

#[test]
fn a_crate_is_named_in_its_one_file() {
    let mut faults = Vec::new();
    for file in core_files() {
        for (needle, home) in ONLY {
            if !within(&file.module, home) && names(&file.code, needle) {
                faults.push(format!(
                    "{} names {needle}, which belongs to {home}",
                    file.module
                ));
            }
        }
    }
    assert!(faults.is_empty(), "\n{}", faults.join("\n"));
}

#[test]
fn the_core_has_no_input_output_clock_or_hidden_state() {
    let mut faults = Vec::new();
    for file in core_files() {
        for needle in IMPURE {
            if names(&file.code, needle) {
                faults.push(format!("{} has {needle}", file.module));
            }
        }
    }
    assert!(faults.is_empty(), "\n{}", faults.join("\n"));
}

#[test]
fn no_clock_random_id_runtime_or_driver_is_built_below_the_core() {
    let tree = tree(&["-e", "normal", "-f", "{p}|{f}"]);
    let mut seen = BTreeSet::new();
    for line in &tree {
        let (package, features) = line.split_once('|').unwrap();
        let name = package.split(' ').next().unwrap();
        seen.insert(name);
        assert!(!NEVER_BELOW.contains(&name), "{name} is below the core");
        for (crate_name, off) in FEATURES_OFF {
            if name == *crate_name {
                let on = features.split(',').find(|feature| off.contains(feature));
                assert_eq!(
                    on, None,
                    "a feature of {name} that lets a clock or chance in"
                );
            }
        }
    }
    // A check of a crate that is not there would prove nothing.
    assert!(FEATURES_OFF.iter().all(|(name, _)| seen.contains(name)));
}

#[test]
fn at_most_80_crates_are_below_the_core() {
    let crates: BTreeSet<String> = tree(&["-e", "normal,no-proc-macro", "-f", "{p}"])
        .into_iter()
        .filter(|package| !package.starts_with("rollbook "))
        .collect();
    assert!(crates.len() > 20, "the tree was read");
    assert!(
        crates.len() <= MOST_CRATES,
        "{} crates: {crates:?}",
        crates.len()
    );
}

#[test]
fn the_checks_see_what_they_look_for() {
    let file = SourceFile {
        module: "time".to_owned(),
        code: "use crate::{id::AccountId, engine::Rollbook};\nuse super::store::{self, Store};"
            .to_owned(),
    };
    let found = imports(&file);
    assert_eq!(
        found,
        ["id::AccountId", "engine::Rollbook", "store", "store::Store"]
    );
    assert!(layer("engine::Rollbook") > layer("time"));
    assert!(layer("command::account::create") > layer("command::guard"));
    assert_eq!(layer("csv::schema::builtin"), layer("csv::schema"));
    assert_eq!(layer("nowhere"), None);
    assert!(is_named("csv::header::normalize_label") && is_named("csv::schema"));
    assert!(!is_named("store::memory::rows::Rows"));
    assert!(names("let now = chrono::Utc::now();", "chrono::"));
    assert!(!names(
        "use crate::chrono::Utc; rlibphonenumber::x()",
        "chrono::"
    ));
    assert!(!names("rlibphonenumber::x()", "phonenumber::"));
    assert_eq!(
        test_files("finding::text", "#[cfg(test)]\nmod page;\nmod other;"),
        ["finding::text::page"]
    );
    assert_eq!(
        code_of("a // SystemTime\n//! chrono::\nb\n#[cfg(test)]\nmod tests {\nc"),
        "a \n\nb\n"
    );
}

struct SourceFile {
    /// Path below the crate, such as `csv::reader`.
    module: String,
    /// The text without comments and without its tests.
    code: String,
}

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("..")
}

fn core_files() -> Vec<SourceFile> {
    let source = root().join("core/src");
    let mut files = Vec::new();
    let mut folders = vec![source.clone()];
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                folders.push(path);
                continue;
            }
            let relative = path.strip_prefix(&source).unwrap().with_extension("");
            let mut parts: Vec<String> = relative
                .iter()
                .map(|part| part.to_string_lossy().into_owned())
                .collect();
            if parts.last().is_some_and(|last| last == "mod") {
                parts.pop();
            }
            // The crate's root holds nothing itself.
            let last = parts.last().map(String::as_str);
            if matches!(last, Some("lib") | None) || path.extension().is_none_or(|end| end != "rs")
            {
                continue;
            }
            files.push(SourceFile {
                module: parts.join("::"),
                code: code_of(&fs::read_to_string(&path).unwrap()),
            });
        }
    }
    assert!(files.len() > 10, "the core was found");
    let for_tests: BTreeSet<String> = files
        .iter()
        .flat_map(|file| test_files(&file.module, &file.code))
        .collect();
    files.retain(|file| !for_tests.iter().any(|tests| within(&file.module, tests)));
    files.sort_by(|a, b| a.module.cmp(&b.module));
    files
}

const TEST_MODULE: &str = "#[cfg(test)]\nmod ";

/// The text up to the tests at its end, without comments.
fn code_of(text: &str) -> String {
    let end = text
        .match_indices(TEST_MODULE)
        .find(|(at, _)| {
            let line = text[at + TEST_MODULE.len()..].lines().next();
            line.is_some_and(|line| line.ends_with('{'))
        })
        .map_or(text.len(), |(at, _)| at);
    text[..end]
        .lines()
        .map(|line| line.split("//").next().unwrap_or_default())
        .map(|line| format!("{line}\n"))
        .collect()
}

/// The files that a module declares for its tests only.
fn test_files(module: &str, code: &str) -> Vec<String> {
    code.match_indices(TEST_MODULE)
        .filter_map(|(at, _)| code[at + TEST_MODULE.len()..].split_once(';'))
        .map(|(name, _)| format!("{module}::{name}"))
        .collect()
}

/// The modules that the `use` lines of a file name, written from the crate's root.
fn imports(file: &SourceFile) -> Vec<String> {
    let mut found = Vec::new();
    for statement in file.code.split(';') {
        let Some(at) = use_at(statement) else {
            continue;
        };
        let path: String = statement[at..]
            .split_whitespace()
            .collect::<Vec<_>>()
            .join(" ");
        let mut paths = Vec::new();
        expand("", &path, &mut paths);
        found.extend(paths.iter().filter_map(|path| from_root(path, file)));
    }
    found
}

/// Where the path of a `use` begins, at the start of a line.
fn use_at(statement: &str) -> Option<usize> {
    let mut offset = 0;
    for line in statement.split_inclusive('\n') {
        let trimmed = line.trim_start();
        let indent = line.len() - trimmed.len();
        for start in ["use ", "pub use ", "pub(crate) use ", "pub(super) use "] {
            if trimmed.starts_with(start) {
                return Some(offset + indent + start.len());
            }
        }
        offset += line.len();
    }
    None
}

/// `a::{b, c::{d, self}}` as `a::b`, `a::c::d`, `a::c`.
fn expand(prefix: &str, path: &str, found: &mut Vec<String>) {
    let path = path.trim();
    let Some(open) = path.find('{') else {
        let name = path.split(" as ").next().unwrap_or_default().trim();
        let whole = format!("{prefix}{name}");
        let whole = whole.trim_end_matches("::self").to_owned();
        if !whole.is_empty() {
            found.push(whole);
        }
        return;
    };
    let prefix = format!("{prefix}{}", path[..open].trim());
    let inner = path[open + 1..].trim_end().trim_end_matches('}');
    // The last brace closes this group; what was trimmed too much is put back.
    let missing = inner
        .matches('{')
        .count()
        .saturating_sub(inner.matches('}').count());
    let inner = format!("{inner}{}", "}".repeat(missing));
    let (mut depth, mut start) = (0, 0);
    for (at, letter) in inner.char_indices() {
        match letter {
            '{' => depth += 1,
            '}' => depth -= 1,
            ',' if depth == 0 => {
                expand(&prefix, &inner[start..at], found);
                start = at + 1;
            }
            _ => {}
        }
    }
    if !inner[start..].trim().is_empty() {
        expand(&prefix, &inner[start..], found);
    }
}

fn from_root(path: &str, file: &SourceFile) -> Option<String> {
    if let Some(rest) = path.strip_prefix("crate::") {
        return Some(rest.to_owned());
    }
    let mut parts: Vec<&str> = file.module.split("::").collect();
    let mut rest = path.strip_prefix("self::").unwrap_or(path);
    if rest.len() == path.len() && !path.starts_with("super::") {
        return None;
    }
    while let Some(upper) = rest.strip_prefix("super::") {
        parts.pop();
        rest = upper;
    }
    parts.push(rest);
    Some(parts.join("::"))
}

/// The place of the module, or of its nearest named parent.
fn layer(module: &str) -> Option<usize> {
    let mut name = module;
    loop {
        if let Some(at) = LAYERS.iter().position(|layer| *layer == name) {
            return Some(at);
        }
        let (parent, _) = name.rsplit_once("::")?;
        // A file below `command/` is a command, unless it is named; a name inside `command` itself is not a file.
        let folder = parent.split("::").next().unwrap_or_default();
        if parent.contains("::") && LAYERS.contains(&&*format!("{folder}::*")) {
            return LAYERS
                .iter()
                .position(|layer| *layer == format!("{folder}::*"));
        }
        name = parent;
    }
}

/// True if the list names the module, or the module in which the imported name stands.
fn is_named(path: &str) -> bool {
    let module = path.rsplit_once("::").map_or(path, |(module, _)| module);
    LAYERS.contains(&path) || (module.contains("::") && LAYERS.contains(&module))
}

fn folder(module: &str) -> &str {
    module.split("::").next().unwrap_or(module)
}

fn within(module: &str, home: &str) -> bool {
    module == home || module.starts_with(&format!("{home}::"))
}

/// True if `needle` stands in `code` as a path of its own, not as the end of another name or path.
fn names(code: &str, needle: &str) -> bool {
    code.match_indices(needle).any(|(at, _)| {
        !code[..at]
            .ends_with(|before: char| before.is_alphanumeric() || before == '_' || before == ':')
    })
}

/// The packages below the core as cargo resolves it alone, one a line.
fn tree(arguments: &[&str]) -> Vec<String> {
    let cargo = option_env!("CARGO").unwrap_or("cargo");
    let output = Command::new(cargo)
        .args([
            "tree",
            "--locked",
            "--offline",
            "-p",
            "rollbook",
            "--prefix",
            "none",
            "--no-dedupe",
        ])
        .args(arguments)
        .current_dir(root())
        .output()
        .unwrap();
    assert!(
        output.status.success(),
        "{}",
        String::from_utf8_lossy(&output.stderr)
    );
    let text = String::from_utf8(output.stdout).unwrap();
    let lines: BTreeSet<String> = text.lines().map(str::to_owned).collect();
    lines.into_iter().filter(|line| !line.is_empty()).collect()
}
