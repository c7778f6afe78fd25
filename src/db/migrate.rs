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
            newest()
        )),
        MigrateError::Execute(error) => error.into(),
        other => Error::Internal(anyhow::Error::new(other).context("migrating the database")),
    })
}

#[cfg(test)]
mod tests {
    use rusqlite::Connection;

    use super::*;
    use crate::db::sqlite::Sqlite;

    /// The last step before the table of messages is made anew.
    const BEFORE: i64 = 17;

    /// A row of this table: what is named, and something in every other column that must have something.
    fn put(conn: &Connection, table: &str, named: &[(&str, &str)]) {
        let mut statement =
            conn.prepare(&format!("SELECT name FROM pragma_table_info('{table}') WHERE \"notnull\" OR pk")).unwrap();
        let needed: Vec<String> = statement.query_map([], |row| row.get(0)).unwrap().collect::<Result<_, _>>().unwrap();
        let others = needed.iter().map(|column| (column.as_str(), "0"));
        let others = others.filter(|(column, _)| !named.iter().any(|(name, _)| name == column));
        let (columns, values): (Vec<&str>, Vec<&str>) = named.iter().copied().chain(others).unzip();
        let values = values.iter().map(|value| format!("'{value}'")).collect::<Vec<_>>().join(", ");
        conn.execute(&format!("INSERT INTO {table} ({}) VALUES ({values})", columns.join(", ")), []).unwrap();
    }

    async fn old(folder: &Path) -> (Db, Connection) {
        let path = folder.join("old.db");
        let file = Sqlite::open(path.clone()).await.unwrap();
        let steps = steps(false).into_iter().filter(|step| step.version <= BEFORE).collect();
        file.migrate(steps, None, Timestamp::from_millis(5)).await.unwrap().unwrap();
        let conn = Connection::open(path).unwrap();
        conn.pragma_update(None, "foreign_keys", false).unwrap();
        (Db::Sqlite(file), conn)
    }

    #[tokio::test]
    async fn a_table_that_is_made_anew_keeps_its_rows_and_those_that_refer_to_them() {
        let folder = tempfile::tempdir().unwrap();
        let (db, conn) = old(folder.path()).await;
        put(&conn, "organisation", &[("id", "org")]);
        put(&conn, "bot", &[("id", "bot"), ("organisation_id", "org")]);
        put(&conn, "contact", &[("id", "con"), ("bot_id", "bot")]);
        put(&conn, "identity", &[("id", "idn"), ("bot_id", "bot"), ("contact_id", "con")]);
        let of = [("id", "cnv"), ("bot_id", "bot"), ("contact_id", "con"), ("identity_id", "idn")];
        put(&conn, "conversation", &of);
        put(&conn, "message", &[("id", "m1"), ("conversation_id", "cnv"), ("seq", "1"), ("client_id", "said")]);
        put(&conn, "message", &[("id", "m2"), ("conversation_id", "cnv"), ("seq", "2"), ("helpful", "1")]);
        put(&conn, "delivery", &[("id", "del"), ("conversation_id", "cnv"), ("message_id", "m1")]);
        run(&db, None, Timestamp::from_millis(6)).await.unwrap();
        let kept: String = conn
            .query_row(
                "SELECT group_concat(id || seq || coalesce(client_id, '') || coalesce(helpful, '')) FROM message",
                [],
                |row| row.get(0),
            )
            .unwrap();
        assert_eq!(kept, "m11said,m221");
        conn.pragma_update(None, "foreign_keys", true).unwrap();
        assert!(conn.execute("DELETE FROM message WHERE id = 'm1'", []).is_err(), "a delivery refers to it");
        let again = "INSERT INTO message (id, conversation_id, seq, client_id, author, body, created_at)
             VALUES ('m3', 'cnv', 3, 'said', 'visitor', '', 7)";
        assert!(conn.execute(again, []).is_err(), "it was said before");
    }

    #[tokio::test]
    async fn a_step_that_would_leave_rows_that_refer_to_nothing_changes_nothing() {
        let folder = tempfile::tempdir().unwrap();
        let (db, conn) = old(folder.path()).await;
        put(&conn, "message", &[("id", "m1"), ("conversation_id", "gone"), ("seq", "1")]);
        let error = run(&db, None, Timestamp::from_millis(6)).await.unwrap_err();
        assert!(format!("{error:?}").contains("rows of message that refer to nothing"), "{error:?}");
        let version: i64 = conn.query_row("SELECT MAX(version) FROM _sqlx_migrations", [], |row| row.get(0)).unwrap();
        assert_eq!(version, BEFORE);
    }
}
