//! Migrations: embedded, forward only, any version to any later one.
//!
//! One portable text each, in `migrations/`, and beside it what an engine needs of its own. An applied migration is
//! never edited: its checksum is kept. SQLite is copied first (`VACUUM INTO`), so that a bad one can be undone by hand.

use std::borrow::Cow;
use std::path::Path;

use sqlx::SqlSafeStr as _;
use sqlx::migrate::{MigrateError, Migration, MigrationType, Migrator};

use super::Db;
use crate::error::{Error, Result};
use crate::time::Timestamp;

/// Version, name, SQLite's text, PostgreSQL's text.
type Step = (i64, &'static str, &'static str, &'static str);

macro_rules! portable {
    ($version:literal, $name:literal) => {
        (
            $version,
            $name,
            include_str!(concat!("../../migrations/", $name, ".sql")),
            include_str!(concat!("../../migrations/", $name, ".sql")),
        )
    };
}
macro_rules! overlay {
    ($version:literal, $name:literal) => {
        (
            $version,
            $name,
            include_str!(concat!("../../migrations/sqlite/", $name, ".sql")),
            include_str!(concat!("../../migrations/postgres/", $name, ".sql")),
        )
    };
}

/// A portable text, and after it what each engine needs besides.
macro_rules! portable_with_overlay {
    ($version:literal, $name:literal) => {
        (
            $version,
            $name,
            concat!(
                include_str!(concat!("../../migrations/", $name, ".sql")),
                include_str!(concat!("../../migrations/sqlite/", $name, ".sql")),
            ),
            concat!(
                include_str!(concat!("../../migrations/", $name, ".sql")),
                include_str!(concat!("../../migrations/postgres/", $name, ".sql")),
            ),
        )
    };
}

const STEPS: &[Step] = &[
    portable!(1, "0001_core"),
    overlay!(2, "0002_search"),
    portable!(3, "0003_lead_desk"),
    overlay!(4, "0004_lead_lists"),
    portable!(5, "0005_understood"),
    portable_with_overlay!(7, "0007_knowledge"),
    portable!(8, "0008_notes"),
    portable!(9, "0009_llm_use"),
    overlay!(10, "0010_lead_ranks"),
    portable!(11, "0011_handoff"),
    portable!(12, "0012_team"),
    portable!(13, "0013_inbound_mail"),
    portable!(14, "0014_attachment"),
    portable!(15, "0015_knowledge_terms"),
    portable!(16, "0016_opinion"),
    portable!(17, "0017_letters"),
    overlay!(18, "0018_said"),
];

/// The last migration that this program knows.
#[must_use]
pub fn newest() -> i64 {
    STEPS.iter().map(|step| step.0).max().unwrap_or(0)
}

fn steps(postgres: bool) -> Vec<Migration> {
    let step = |&(version, name, sqlite, pg): &Step| {
        let text = if postgres { pg } else { sqlite };
        Migration::new(version, Cow::Borrowed(name), MigrationType::Simple, text.into_sql_str(), false)
    };
    STEPS.iter().map(step).collect()
}

/// Brings the database up to this program's version; a SQLite file that holds data is copied into `backups` first.
///
/// # Errors
/// When the database is from a newer version, or an applied migration is not what it was, or a step fails.
pub async fn run(db: &Db, backups: Option<&Path>, now: Timestamp) -> Result<()> {
    let outcome = match db {
        Db::Sqlite(file) => {
            let backup = backups.map(|dir| dir.join(format!("before-upgrade-{}.db", now.millis())));
            file.migrate(steps(false), backup, now).await?
        }
        Db::Postgres(pool) => Migrator::with_migrations(steps(true)).run(pool).await,
    };
    outcome.map_err(|error| match error {
        MigrateError::VersionMissing(version) => Error::Internal(anyhow::anyhow!(
            "the database is from a newer version of Frontdesk (it has migration {version}, this program knows {}); \
             start the newer program, or restore the copy that was made before the upgrade",
            STEPS.len()
        )),
        MigrateError::Execute(error) => error.into(),
        other => Error::Internal(anyhow::Error::new(other).context("migrating the database")),
    })
}
