//! The steps of a migration on SQLite, kept in the same table and with the same checksums as `sqlx` keeps them on
//! PostgreSQL (and kept them here): each step is one transaction, and a file with data is copied before the first.

use std::collections::BTreeMap;
use std::path::Path;

use rusqlite::{Connection, OptionalExtension as _, TransactionBehavior, params};
use sqlx::migrate::{MigrateError, Migration};

use crate::time::Timestamp;

/// The table in which applied steps stand.
const TABLE: &str = "CREATE TABLE IF NOT EXISTS _sqlx_migrations (
  version BIGINT PRIMARY KEY,
  description TEXT NOT NULL,
  installed_on TIMESTAMP NOT NULL DEFAULT CURRENT_TIMESTAMP,
  success BOOLEAN NOT NULL,
  checksum BLOB NOT NULL,
  execution_time BIGINT NOT NULL
)";

/// Applies what is not applied.
pub(super) fn run(
    conn: &mut Connection,
    steps: &[Migration],
    backup: Option<&Path>,
    now: Timestamp,
) -> rusqlite::Result<Result<(), MigrateError>> {
    conn.execute_batch(TABLE)?;
    let applied = applied(conn)?;
    if let Some(&unknown) = applied.keys().find(|version| steps.iter().all(|step| step.version != **version)) {
        return Ok(Err(MigrateError::VersionMissing(unknown)));
    }
    if let Some(changed) =
        steps.iter().find(|step| applied.get(&step.version).is_some_and(|sum| *sum != *step.checksum))
    {
        return Ok(Err(MigrateError::VersionMismatch(changed.version)));
    }
    if let Some(file) = backup.filter(|_| !applied.is_empty() && applied.len() < steps.len()) {
        if let Err(error) = file.parent().map_or(Ok(()), std::fs::create_dir_all) {
            return Ok(Err(MigrateError::Source(Box::new(error))));
        }
        conn.execute("VACUUM INTO $1", params![file.display().to_string()])?;
        tracing::info!(file = %file.display(), "copied the database before its upgrade");
    }
    // A table that is made anew is dropped while others refer to it; what they refer to is looked at before the commit.
    conn.pragma_update(None, "foreign_keys", false)?;
    for step in steps.iter().filter(|step| !applied.contains_key(&step.version)) {
        let tx = conn.transaction_with_behavior(TransactionBehavior::Immediate)?;
        // Another process may have been faster.
        if tx.query_row("SELECT COUNT(*) FROM _sqlx_migrations WHERE version = $1", [step.version], |row| {
            row.get::<_, i64>(0)
        })? > 0
        {
            continue;
        }
        tx.execute_batch(step.sql.as_str())?;
        if !applied.is_empty()
            && let Some(table) =
                tx.query_row("PRAGMA foreign_key_check", [], |row| row.get::<_, String>(0)).optional()?
        {
            let words = format!("step {} would leave rows of {table} that refer to nothing", step.version);
            return Ok(Err(MigrateError::Source(words.into())));
        }
        tx.execute(
            "INSERT INTO _sqlx_migrations (version, description, success, checksum, execution_time, installed_on)
             VALUES ($1, $2, TRUE, $3, 0, datetime($4 / 1000, 'unixepoch'))",
            params![step.version, step.description, step.checksum, now.millis()],
        )?;
        tx.commit()?;
    }
    Ok(Ok(()))
}

/// The steps that the file has seen, with their checksums.
fn applied(conn: &Connection) -> rusqlite::Result<BTreeMap<i64, Vec<u8>>> {
    let mut statement = conn.prepare("SELECT version, checksum FROM _sqlx_migrations")?;
    statement.query_map([], |row| Ok((row.get(0)?, row.get(1)?)))?.collect()
}
