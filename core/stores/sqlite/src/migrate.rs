//! The schema: numbered files of one statement each, run in order and in one transaction at the first opening. A file
//! is never edited after a release: its checksum stands in the database.

use std::time::Duration;

use rollbook::store::{StoreError, StoreErrorKind};
use rusqlite::Connection;
use sha2::{Digest, Sha256};

use crate::error::store_error;
use crate::retry::retry;

macro_rules! files {
    ($($name:literal)*) => {
        /// Every file, in order.
        const FILES: &[&str] = &[$(include_str!(concat!("../schema/", $name, ".sql")),)*];

        #[cfg(test)]
        const NAMES: &[&str] = &[$($name,)*];
    };
}

files! {
    "0001_migration"
    "0002_deployment"
    "0003_number_directory"
    "0004_company_directory"
    "0005_tenant"
    "0006_organization"
    "0007_organization_root"
    "0008_organization_name"
    "0009_organization_default_group"
    "0010_setting"
    "0011_role"
    "0012_role_name"
    "0013_permission_group"
    "0014_permission_group_name"
    "0015_account"
    "0016_account_organization"
    "0017_account_extension"
    "0018_account_created"
    "0019_line"
    "0020_line_group"
    "0021_identity"
    "0022_grant"
    "0023_grant_role"
    "0024_grant_owner"
    "0025_number"
    "0026_number_tag"
    "0027_number_tag_number"
    "0028_number_free"
    "0029_number_use"
    "0030_number_use_line"
    "0031_number_use_freed"
    "0032_number_use_reserved"
    "0033_invitation"
    "0034_invitation_account"
    "0035_invitation_credential"
    "0036_grant_organization"
    "0037_batch"
    "0038_batch_key"
    "0039_batch_upload"
    "0040_batch_row"
    "0041_event"
    "0042_event_first"
    "0043_outbox"
    "0044_outbox_delivery"
    "0045_outbox_open"
    "0046_attempt"
    "0047_guard"
    "0048_command"
    "0049_team"
    "0050_team_name"
    "0051_account_team"
    "0052_account_team_people"
    "0053_grant_team"
    "0054_grant_team_holders"
    "0055_privilege_group"
    "0056_privilege_group_name"
    "0057_grant_privilege_group"
    "0058_template"
    "0059_template_place"
    "0060_pin"
    "0061_pin_mac"
    "0062_pin_mac_account"
    "0063_pool"
    "0064_number_past"
    "0065_number_use_ending"
    "0066_command_at"
}

/// The version that this code reads and writes.
#[expect(
    clippy::cast_possible_truncation,
    reason = "there are fewer than 100 files"
)]
pub(crate) const SCHEMA: u32 = FILES.len() as u32;

/// What tells a database of Rollbook from others: `Roll` in ASCII.
const APPLICATION: i64 = 0x526f_6c6c;

/// Brings the database to this version, or says why it cannot be. Any number of processes may do so at once.
pub(crate) fn migrate(
    connection: &Connection,
    may_write: bool,
    patience: Duration,
) -> Result<(), StoreError> {
    let found = look(connection, patience)?;
    if found == SCHEMA {
        return compare(connection, patience);
    }
    if !may_write {
        return Err(StoreError::new(
            StoreErrorKind::Outdated,
            "the database was made by an older version; open it once for writing",
        ));
    }
    retry(patience, || connection.execute_batch("BEGIN IMMEDIATE")).map_err(store_error)?;
    let done = look(connection, patience).and_then(|found| run(connection, found));
    if done.is_err() && !connection.is_autocommit() {
        connection.execute_batch("ROLLBACK").map_err(store_error)?;
    }
    done?;
    compare(connection, patience)
}

/// The version found; refuses what is newer or not ours.
fn look(connection: &Connection, patience: Duration) -> Result<u32, StoreError> {
    let pragma = |name| {
        retry(patience, || {
            connection.pragma_query_value(None, name, |row| row.get::<_, i64>(0))
        })
        .map_err(store_error)
    };
    let found = pragma("user_version")?;
    let application = pragma("application_id")?;
    let foreign = if application == 0 && found == 0 {
        retry(patience, || {
            connection.query_row("SELECT EXISTS (SELECT 1 FROM sqlite_schema)", [], |row| {
                row.get::<_, bool>(0)
            })
        })
        .map_err(store_error)?
    } else {
        application != APPLICATION
    };
    if foreign {
        return Err(StoreError::new(
            StoreErrorKind::Unsupported,
            "the database belongs to another application; give the path of another one",
        ));
    }
    match u32::try_from(found) {
        Ok(found) if found <= SCHEMA => Ok(found),
        _ => Err(StoreError::new(
            StoreErrorKind::TooNew,
            "the database was written by a newer version; install that version",
        )),
    }
}

/// Runs the files that are missing, inside a transaction, and commits.
fn run(connection: &Connection, found: u32) -> Result<(), StoreError> {
    let step = || -> rusqlite::Result<()> {
        for (number, file) in (1_u32..).zip(FILES).skip(found as usize) {
            connection.execute_batch(file)?;
            connection.execute(
                "INSERT OR REPLACE INTO migration (number, checksum) VALUES (?1, ?2)",
                (number, checksum(file)),
            )?;
        }
        connection.pragma_update(None, "application_id", APPLICATION)?;
        connection.pragma_update(None, "user_version", SCHEMA)?;
        connection.execute_batch("COMMIT")
    };
    step().map_err(store_error)
}

/// Refuses a database that was made from other files.
fn compare(connection: &Connection, patience: Duration) -> Result<(), StoreError> {
    let step = || -> rusqlite::Result<Vec<(u32, [u8; 32])>> {
        connection
            .prepare("SELECT number, checksum FROM migration ORDER BY number")?
            .query_map([], |row| Ok((row.get(0)?, row.get(1)?)))?
            .collect()
    };
    let found = retry(patience, step).map_err(store_error)?;
    let same = found
        .into_iter()
        .eq((1..).zip(FILES.iter().map(|file| checksum(file))));
    if same {
        Ok(())
    } else {
        Err(StoreError::new(
            StoreErrorKind::Unsupported,
            "the schema of the database was made from other files; restore it from a backup",
        ))
    }
}

fn checksum(file: &str) -> [u8; 32] {
    Sha256::digest(file.as_bytes()).into()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn files_are_numbered_and_hold_one_statement() {
        for (number, (name, file)) in (1..).zip(NAMES.iter().zip(FILES)) {
            assert!(name.starts_with(&format!("{number:04}_")), "{name}");
            let body: Vec<&str> = file
                .lines()
                .filter(|line| !line.starts_with("--"))
                .collect();
            assert_eq!(body.join("\n").matches(';').count(), 1, "{name}");
            assert!(file.contains("IF NOT EXISTS"), "{name}");
        }
    }

    #[test]
    fn no_statement_asks_for_time_or_chance_or_acts_behind_the_scenes() {
        for (name, file) in NAMES.iter().zip(FILES) {
            let body: Vec<&str> = file
                .lines()
                .filter(|line| !line.starts_with("--"))
                .collect();
            let body = body.join("\n").to_ascii_lowercase();
            for word in [
                "random",
                "now(",
                "trigger",
                "cascade",
                "autoincrement",
                "current_",
                "collate",
            ] {
                assert!(!body.contains(word), "{name}: {word}");
            }
        }
    }

    #[test]
    fn migrating_twice_changes_nothing() {
        let connection = Connection::open_in_memory().unwrap();
        migrate(&connection, true, Duration::ZERO).unwrap();
        migrate(&connection, true, Duration::ZERO).unwrap();
        for file in FILES {
            connection.execute_batch(file).unwrap();
        }
    }

    #[test]
    fn a_newer_database_is_refused() {
        let connection = Connection::open_in_memory().unwrap();
        migrate(&connection, true, Duration::ZERO).unwrap();
        connection
            .pragma_update(None, "user_version", SCHEMA + 1)
            .unwrap();
        let refused = migrate(&connection, true, Duration::ZERO).unwrap_err();
        assert_eq!(refused.kind(), StoreErrorKind::TooNew);
    }

    #[test]
    fn another_applications_database_is_left_alone() {
        let connection = Connection::open_in_memory().unwrap();
        connection.execute_batch("CREATE TABLE theirs (a)").unwrap();
        let refused = migrate(&connection, true, Duration::ZERO).unwrap_err();
        assert_eq!(refused.kind(), StoreErrorKind::Unsupported);
    }

    #[test]
    fn a_file_that_was_edited_after_its_release_is_found() {
        let connection = Connection::open_in_memory().unwrap();
        migrate(&connection, true, Duration::ZERO).unwrap();
        connection
            .execute(
                "UPDATE migration SET checksum = zeroblob(32) WHERE number = 3",
                [],
            )
            .unwrap();
        let refused = migrate(&connection, true, Duration::ZERO).unwrap_err();
        assert_eq!(refused.kind(), StoreErrorKind::Unsupported);
    }
}
