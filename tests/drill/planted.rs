//! `planted`: a bug kept as a patch is applied to a scratch copy of the stores, and the cases that are there for it must
//! turn red. A patch that no longer applies fails the drill, and so does a copy that does not build, or is not green
//! before: else red would prove nothing.

use std::path::{Path, PathBuf};
use std::process::Command;

use crate::Order;
use crate::process::told;

/// A bug, and who must notice.
struct Plant {
    /// `tests/planted/<patch>.patch`.
    patch: &'static str,
    /// The package and the test that must turn red.
    package: &'static str,
    test: &'static str,
    /// Cases that must be among those that fail.
    red: &'static [&'static str],
}

const PLANTS: [Plant; 2] = [
    Plant {
        patch: "double-claim",
        package: "rollbook-sqlite",
        test: "conformance",
        red: &[
            "c06_a_claim_binds_lines_in_order",
            "c20_claimers_on_threads_never_share_a_number",
        ],
    },
    Plant {
        patch: "double-claim",
        package: "rollbook-testkit",
        test: "memory",
        red: &["c06_claims_of_one_commit_never_share_a_number"],
    },
];

/// The packages of the copy: what the stores and their cases are built from.
const MEMBERS: [&str; 3] = ["core", "core/stores/sqlite", "core/testkit"];

/// Only cases about claims are run.
const FILTER: &str = "claim";

pub(crate) fn run(_: Order) {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).parent().unwrap();
    let target =
        std::env::var_os("CARGO_TARGET_DIR").map_or_else(|| root.join("target"), PathBuf::from);
    let tree = target.join("planted/tree");
    copy(root, &tree);
    for plant in PLANTS {
        test(&tree, &target, &plant).expect_green(&plant);
    }
    let mut applied = String::new();
    for plant in PLANTS {
        if applied != plant.patch {
            apply(
                &tree,
                &root
                    .join("tests/planted")
                    .join(plant.patch)
                    .with_extension("patch"),
            );
            plant.patch.clone_into(&mut applied);
        }
        test(&tree, &target, &plant).expect_red(&plant);
    }
}

/// A copy of what the packages are built from, with times that tell cargo what changed.
fn copy(root: &Path, tree: &Path) {
    if tree.exists() {
        std::fs::remove_dir_all(tree).unwrap();
    }
    let listed = Command::new("git")
        .current_dir(root)
        .args(["ls-files", "-z", "core"])
        .output()
        .unwrap();
    for name in told(&listed, "git ls-files").split_terminator('\0') {
        let (from, to) = (root.join(name), tree.join(name));
        std::fs::create_dir_all(to.parent().unwrap()).unwrap();
        // A file that is deleted and not yet committed is not missed.
        if from.exists() {
            std::fs::copy(from, to).unwrap();
        }
    }
    std::fs::copy(root.join("Cargo.lock"), tree.join("Cargo.lock")).unwrap();
    let manifest = std::fs::read_to_string(root.join("Cargo.toml")).unwrap();
    let package = manifest.find("[workspace.package]").unwrap();
    let head = format!("[workspace]\nresolver = \"3\"\nmembers = {MEMBERS:?}\n\n");
    std::fs::write(tree.join("Cargo.toml"), head + &manifest[package..]).unwrap();
}

fn apply(tree: &Path, patch: &Path) {
    let mut command = Command::new("git");
    // The copy is no repository: paths are taken from here, whatever folder it lies in.
    command
        .current_dir(tree)
        .env("GIT_CEILING_DIRECTORIES", tree.parent().unwrap());
    let applied = command
        .args(["apply", "--verbose"])
        .arg(patch)
        .output()
        .unwrap();
    assert!(
        applied.status.success(),
        "{} no longer applies; plant its bug anew:\n{}",
        patch.display(),
        String::from_utf8_lossy(&applied.stderr)
    );
}

/// What a run of cases said.
struct Outcome {
    built: bool,
    green: bool,
    text: String,
}

fn test(tree: &Path, target: &Path, plant: &Plant) -> Outcome {
    let cargo = |arguments: &[&str]| {
        let mut command = Command::new(std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into()));
        command
            .current_dir(tree)
            .env("CARGO_TARGET_DIR", target.join("planted"))
            .env("CARGO_PROFILE_DEV_DEBUG", "0");
        command.env("RUST_BACKTRACE", "0");
        command.args([
            "test",
            "--offline",
            "--quiet",
            "-p",
            plant.package,
            "--test",
            plant.test,
        ]);
        command.args(arguments).output().unwrap()
    };
    let built = cargo(&["--no-run"]);
    let ran = cargo(&["--", FILTER]);
    let said = [&built.stderr, &ran.stdout, &ran.stderr]
        .map(|said| String::from_utf8_lossy(said).into_owned());
    Outcome {
        built: built.status.success(),
        green: ran.status.success(),
        text: said.join("\n"),
    }
}

impl Outcome {
    fn expect_green(&self, plant: &Plant) {
        assert!(
            self.built && self.green,
            "{} fails without a bug:\n{}",
            plant.package,
            self.text
        );
    }

    fn expect_red(&self, plant: &Plant) {
        let Plant { patch, package, .. } = plant;
        assert!(
            self.built,
            "{patch} is planted, and {package} does not build:\n{}",
            self.text
        );
        assert!(
            !self.green,
            "{patch} is planted, and no case of {package} notices"
        );
        let failures = self
            .text
            .rsplit_once("failures:")
            .map_or("", |(_, failures)| failures);
        let failures = failures
            .split_once("test result")
            .map_or(failures, |(failures, _)| failures);
        for case in plant.red {
            assert!(
                failures.contains(case),
                "{patch} is planted, and {case} of {package} stays green:\n{failures}"
            );
        }
        let red = failures.lines().filter(|line| line.contains("::")).count();
        println!("  {patch}: {red} of the claim cases of {package} turn red");
    }
}
