//! The attack and fault cases of `security.md` 7, each with its honest twin, on every store.
//!
//! The list below is all of them. A case that is due and has no test, or no twin, fails the run; the others are named
//! as not due, with what they wait for.

#[path = "attack/activation.rs"]
mod activation;
#[path = "attack/authority.rs"]
mod authority;
#[path = "attack/files.rs"]
mod files;
#[path = "attack/identities.rs"]
mod identities;
#[path = "attack/numbers.rs"]
mod numbers;
#[path = "attack/uploads.rs"]
mod uploads;

use std::sync::Arc;

use libtest_mimic::{Arguments, Failed, Trial};
use rollbook::command::account::create_account::CreateAccount;
use rollbook::finding::Finding;
use rollbook::id::RoleId;
use rollbook::query::organization::ListRoles;
use rollbook::role::Actor;
use rollbook_testkit::rules::Rule;
use rollbook_tests::home::Home;
use rollbook_tests::world::World;

/// Where a case stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Due {
    /// It has a test, and a test of its honest twin.
    Now,
    /// The case is its own twin, or its twin needs what does not exist yet: one test.
    Alone,
    /// What it needs does not exist yet.
    Later(&'static str),
}

use Due::{Alone, Later, Now};

const LINKS: Due = Later("signed links");
const ROLES: Due = Later("commands that change roles and standing");
const TREE: Due = Later("commands that move and delete organizations");
const POSTGRES: Due = Later("PostgreSQL");
const BINDINGS: Due = Later("bindings");
const CSV_NEXT: Due = Later("exports");

#[rustfmt::skip]
const CASES: &[(&str, Due)] = &[
    ("A-01", LINKS), ("A-02", LINKS), ("A-03", Now), ("A-04", LINKS),
    ("A-05", LINKS), ("A-06", Now), ("A-07", Now), ("A-08", LINKS), ("A-09", LINKS), ("A-10", Now), ("A-11", LINKS),
    ("A-12", Now), ("A-13", LINKS), ("A-14", LINKS), ("A-15", LINKS), ("A-16", LINKS), ("A-17", LINKS), ("A-18", LINKS),
    ("A-19", LINKS),
    ("B-01", Now), ("B-02", Now), ("B-03", Now), ("B-04", Now), ("B-05", Now), ("B-06", Later("the form of requests in bindings")),
    ("B-07", Now), ("B-08", Now), ("B-09", Now), ("B-10", LINKS), ("B-11", Now), ("B-12", Now), ("B-13", Now),
    ("C-01", Now), ("C-02", Now), ("C-03", Now), ("C-04", Now), ("C-05", Now), ("C-06", Alone), ("C-07", Alone), ("C-08", Now),
    ("D-01", Now), ("D-02", ROLES), ("D-03", ROLES), ("D-04", ROLES), ("D-05", Now), ("D-06", ROLES), ("D-07", Now),
    ("D-08", BINDINGS), ("D-09", ROLES), ("D-10", Now), ("D-11", BINDINGS),
    ("E-01", Now), ("E-02", POSTGRES), ("E-03", TREE), ("E-04", TREE), ("E-05", Later("a test of moves beside claims")), ("E-06", Now),
    ("E-07", TREE), ("E-08", Later("a test of ids used before")), ("E-09", POSTGRES),
    ("F-01", Now), ("F-02", Now), ("F-03", Now), ("F-04", Now), ("F-05", Now), ("F-06", Now), ("F-07", Now),
    ("G-01", Now), ("G-02", Now), ("G-03", Now), ("G-04", Now), ("G-05", Now), ("G-06", Now),
    ("G-07", Now), ("G-08", Now), ("G-09", Now), ("G-10", Now), ("G-11", Now), ("G-12", Now),
    ("H-01", CSV_NEXT), ("H-02", CSV_NEXT), ("H-03", CSV_NEXT), ("H-04", CSV_NEXT),
    ("I-01", Now), ("I-02", Now), ("I-03", Later("its drill (the laws are properties of the core)")), ("I-04", Now), ("I-05", Now), ("I-06", Alone), ("I-07", Now), ("I-08", Alone),
    ("J-01", Now), ("J-02", Now), ("J-03", Now), ("J-04", Now), ("J-05", Now), ("J-06", Now),
    ("K-01", Later("its drill")), ("K-02", Later("its drill")), ("K-03", Later("its drill")), ("K-04", Later("its drill")), ("K-05", Later("its drill")),
    ("L-01", POSTGRES), ("L-02", POSTGRES), ("L-03", POSTGRES), ("L-04", POSTGRES), ("L-05", POSTGRES),
    ("M-01", BINDINGS), ("M-02", BINDINGS), ("M-03", BINDINGS), ("M-04", BINDINGS), ("M-05", BINDINGS), ("M-06", POSTGRES),
];

type Test = (&'static str, fn(Home));

macro_rules! tests {
    ($($module:ident: $($name:ident)*;)*) => {
        &[$($((stringify!($name), $module::$name as fn(Home)),)*)*]
    };
}

/// Groups F and J, and what needs a tap on the store; cases of activation are rules of the testkit too.
const TESTS: &[Test] = tests! {
    files: case_g_01 twin_g_01 case_g_02 twin_g_02 case_g_03 twin_g_03 case_g_04 twin_g_04 case_g_05 twin_g_05 case_g_06 twin_g_06
        case_g_07 twin_g_07 case_g_08 twin_g_08
        case_g_09 twin_g_09 case_g_10 twin_g_10 case_g_11 twin_g_11 case_g_12 twin_g_12;
    identities: case_a_12 twin_a_12 case_i_01 twin_i_01 case_i_02 twin_i_02 case_i_04 twin_i_04 case_i_05 twin_i_05
        case_i_06 case_i_07 twin_i_07 case_i_08;
    authority: case_d_01 twin_d_01 case_d_07 twin_d_07 case_d_10 twin_d_10 case_e_01 twin_e_01;
    activation: case_b_03 twin_b_03 case_b_11 twin_b_11;
    numbers: case_f_01 twin_f_01 case_f_02 twin_f_02 case_f_03 twin_f_03 case_f_04 twin_f_04
        case_f_05 twin_f_05 case_f_06 twin_f_06 case_f_07 twin_f_07;
    uploads: case_j_01 twin_j_01 case_j_02 twin_j_02 case_j_03 twin_j_03 case_j_04 twin_j_04
        case_j_05 twin_j_05 case_j_06 twin_j_06;
};

/// Cases of each group of the page; a list that lost one is no list of all.
const GROUPS: [(char, usize); 13] = [
    ('A', 19),
    ('B', 13),
    ('C', 8),
    ('D', 11),
    ('E', 9),
    ('F', 7),
    ('G', 12),
    ('H', 4),
    ('I', 8),
    ('J', 6),
    ('K', 5),
    ('L', 5),
    ('M', 6),
];

/// The codes of findings.
fn codes(findings: &[Finding]) -> Vec<&'static str> {
    findings.iter().map(|it| it.code.as_str()).collect()
}

/// A role of the tenant by its name.
fn role_named(world: &World, name: &str) -> RoleId {
    let query = ListRoles {
        organization: world.root,
        after: None,
        limit: None,
    };
    let listed = world.rollbook.query(&world.owner, &query).unwrap();
    let found = listed
        .items
        .iter()
        .find(|it| it.role.value.name.as_str() == name);
    found.expect("a role of this name").role.value.id
}

/// An Admin of a tenant with ranks.
fn admin_of(world: &World) -> Actor {
    let mut form = CreateAccount::portal(world.root, "admin@example.com")
        .called("Admin Example")
        .sending(false);
    form.role = Some(role_named(world, "Admin"));
    let account = world.run(&form).unwrap().outcome.account;
    Actor::Account {
        tenant: world.tenant,
        account,
    }
}

fn names_of(id: &str) -> (String, String) {
    let id = id.to_ascii_lowercase().replace('-', "_");
    (format!("case_{id}"), format!("twin_{id}"))
}

/// The cases among the rules that run on every store.
fn shared() -> Vec<Rule> {
    let mut shared = rollbook_testkit::rules::all();
    shared.retain(|rule| rule.name.starts_with("case_") || rule.name.starts_with("twin_"));
    shared
}

fn names() -> Vec<&'static str> {
    let own = TESTS.iter().map(|(name, _)| *name);
    own.chain(shared().iter().map(|rule| rule.name)).collect()
}

/// Every case of the page is listed once, and each that is due has its tests; no test is without a case.
fn complete() -> Result<(), Failed> {
    let mut wrong = Vec::new();
    for (group, count) in GROUPS {
        let listed: Vec<_> = CASES
            .iter()
            .map(|(id, _)| *id)
            .filter(|id| id.starts_with(group))
            .collect();
        let wanted: Vec<_> = (1..=count).map(|at| format!("{group}-{at:02}")).collect();
        if listed != wanted {
            wrong.push(format!("group {group} lists {listed:?}"));
        }
    }
    let mut unused = names();
    for (id, due) in CASES {
        let (case, twin) = names_of(id);
        let wanted = match due {
            Now => vec![case, twin],
            Alone => vec![case],
            Later(_) => vec![],
        };
        for name in wanted {
            let before = unused.len();
            let longer = format!("{name}_");
            unused.retain(|test| *test != name && !test.starts_with(&longer));
            if unused.len() == before {
                wrong.push(format!("{id} is due and has no test `{name}`"));
            }
        }
    }
    if !unused.is_empty() {
        wrong.push(format!("tests without a case that is due: {unused:?}"));
    }
    if wrong.is_empty() {
        Ok(())
    } else {
        Err(wrong.join("\n").into())
    }
}

fn main() {
    let arguments = Arguments::from_args();
    let mut trials = vec![Trial::test(
        "every_case_that_is_due_has_its_tests",
        complete,
    )];
    for home in Home::ALL {
        for (name, test) in TESTS {
            let test = *test;
            trials.push(Trial::test(
                format!("{}::{name}", home.as_str()),
                move || -> Result<(), Failed> {
                    test(home);
                    Ok(())
                },
            ));
        }
        for rule in shared() {
            trials.push(Trial::test(
                format!("{}::{}", home.as_str(), rule.name),
                move || -> Result<(), Failed> {
                    let place = home.open();
                    (rule.run)(Arc::clone(&place.store));
                    Ok(())
                },
            ));
        }
    }
    let conclusion = libtest_mimic::run(&arguments, trials);
    if !arguments.list {
        let mut later = std::collections::BTreeMap::<_, Vec<_>>::new();
        for (id, due) in CASES {
            if let Later(why) = due {
                later.entry(*why).or_default().push(*id);
            }
        }
        let waiting: usize = later.values().map(Vec::len).sum();
        println!(
            "attack: {} of {} cases are due; not due:",
            CASES.len() - waiting,
            CASES.len()
        );
        for (why, ids) in later {
            println!("  until {why}: {}", ids.join(" "));
        }
    }
    conclusion.exit();
}
