//! The files that drills import: sample people with their numbers, whole or dealt out to many processes.

use std::collections::BTreeMap;
use std::path::Path;

use rollbook_examples::samples::bulk::{Bad, Bulk};

/// Accounts and their numbers.
pub(crate) struct People {
    /// The file of accounts.
    pub(crate) accounts: String,
    /// The file of numbers: those that the accounts name, and as many again.
    pub(crate) numbers: String,
}

/// Who has which number; none where the row names none. The identity is as its row writes it.
pub(crate) type Holders = BTreeMap<String, Option<i64>>;

impl People {
    /// `rows` people, half of them with a number. Another seed gives others.
    pub(crate) fn new(rows: usize, seed: u64) -> Self {
        let bulk = Bulk {
            rows: rows as u64,
            bad: Bad::None,
            seed,
        };
        let (mut accounts, mut numbers) = (Vec::new(), Vec::new());
        bulk.write_accounts(&mut accounts).unwrap();
        bulk.write_numbers(&mut numbers).unwrap();
        Self {
            accounts: String::from_utf8(accounts).unwrap(),
            numbers: String::from_utf8(numbers).unwrap(),
        }
    }

    /// Writes `accounts.csv` and `numbers.csv`.
    pub(crate) fn write(&self, folder: &Path) {
        std::fs::write(folder.join("accounts.csv"), &self.accounts).unwrap();
        std::fs::write(folder.join("numbers.csv"), &self.numbers).unwrap();
    }

    /// The numbers alone.
    pub(crate) fn pool(&self) -> Vec<String> {
        let lines = self.numbers.lines().skip(1);
        lines
            .map(|line| line.split(',').next().unwrap().to_owned())
            .collect()
    }

    /// Deals the accounts out to `files` files, each with the header.
    pub(crate) fn deal(&self, files: usize) -> Vec<String> {
        let mut lines = self.accounts.lines();
        let header = lines.next().unwrap();
        let mut dealt = vec![format!("{header}\n"); files];
        for (index, line) in lines.enumerate() {
            dealt[index % files] += &format!("{line}\n");
        }
        dealt
    }

    /// What must hold after the import.
    pub(crate) fn holders(&self) -> Holders {
        holders(&self.accounts)
    }
}

/// Reads identities and numbers from the ends of the rows, which have neither quotes nor commas there.
pub(crate) fn holders(accounts: &str) -> Holders {
    let rows = accounts.lines().skip(1).map(|line| {
        let mut cells = line.rsplit(',').skip(5);
        let number = cells.next().unwrap();
        let identity = cells.nth(1).unwrap();
        (identity.to_owned(), number.parse().ok())
    });
    rows.collect()
}
