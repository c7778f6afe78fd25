//! PostgreSQL is copied by its own programs, `pg_dump` and `pg_restore`, started with the address from the settings.
//!
//! The password goes by the environment, never as an argument that other users could read. Where the programs are not
//! installed, the words say what to run; nothing is done half.

use std::fs;
use std::io;
use std::path::Path;
use std::process::{Command, Output, Stdio};
use std::str::FromStr as _;

use anyhow::{Context as _, bail};
use sqlx::postgres::{PgConnectOptions, PgConnection};
use sqlx::{AssertSqlSafe, ConnectOptions as _, Connection as _, Row as _};
use url::Url;

use super::{Contents, Copy, write_new};
use crate::db::migrate;

/// Dumps the database at `url` into a new file, in `pg_dump`'s custom format.
///
/// The numbers are counted in the same snapshot that is dumped.
///
/// # Errors
/// When it cannot be reached, `pg_dump` is missing or fails, or the file exists.
pub async fn dump(url: &str, file: &Path) -> anyhow::Result<Copy> {
    let mut conn = connect(url).await?;
    let mut tx = conn.begin_with("BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY").await?;
    let snapshot: String = sqlx::query_scalar("SELECT pg_export_snapshot()").fetch_one(&mut *tx).await?;
    let contents = contents(&mut tx).await?;
    let (address, place) = (address(url)?, file.to_owned());
    let written = tokio::task::spawn_blocking(move || {
        write_new(&place, |draft| {
            let mut command = Command::new("pg_dump");
            command.args(["--format=custom", "--no-owner", "--no-privileges", "--no-password"]);
            command.arg(format!("--snapshot={snapshot}")).arg("--file").arg(draft).envs(address);
            run(&mut command, || {
                by_hand(&["pg_dump", "--format=custom", "--no-owner", "--file", &place.display().to_string()])
            })?;
            let mut list = Command::new("pg_restore");
            list.arg("--list").arg(draft);
            run(&mut list, String::new).context("the dump was read back")?;
            Ok(())
        })
    });
    written.await??;
    tx.rollback().await?;
    conn.close().await?;
    Ok(Copy { file: file.to_owned(), bytes: fs::metadata(file)?.len(), contents })
}

/// Reads a dump into the empty database at `url`, whole or not at all.
///
/// # Errors
/// When the database is not empty, `pg_restore` is missing or fails, or the dump is of a newer version.
pub async fn restore(url: &str, file: &Path) -> anyhow::Result<Contents> {
    let mut conn = connect(url).await?;
    let tables = "SELECT COUNT(*) FROM pg_tables WHERE schemaname = current_schema()";
    let tables: i64 = sqlx::query_scalar(tables).fetch_one(&mut conn).await?;
    if tables > 0 {
        bail!(
            "the database in database.url holds {tables} tables already, and a backup is read into an empty one only. Nothing was changed. \
             Make a new one (createdb NAME), set database.url to it, and restore again; the old one stays as it is"
        );
    }
    let options = PgConnectOptions::from_str(url)?;
    let database = options.get_database().unwrap_or_else(|| options.get_username()).to_owned();
    let (address, dump) = (address(url)?, file.to_owned());
    let done = tokio::task::spawn_blocking(move || {
        let mut command = Command::new("pg_restore");
        command.args(["--exit-on-error", "--single-transaction", "--no-owner", "--no-privileges", "--no-password"]);
        command.arg("--dbname").arg(&database).arg(&dump).envs(address);
        run(&mut command, || {
            by_hand(&[
                "pg_restore",
                "--exit-on-error",
                "--single-transaction",
                "--no-owner",
                "--dbname",
                &database,
                &dump.display().to_string(),
            ])
        })
    });
    done.await??;
    let contents = contents(&mut conn).await.context("what was restored is none of Frontdesk's databases")?;
    conn.close().await?;
    if contents.version > migrate::newest() {
        bail!(
            "it was restored, and is from a newer version of Frontdesk (migration {}, this program knows {}): start that version on it",
            contents.version,
            migrate::newest()
        );
    }
    Ok(contents)
}

async fn connect(url: &str) -> anyhow::Result<PgConnection> {
    let options = PgConnectOptions::from_str(url).context("database.url")?;
    options.connect().await.context("the database could not be reached")
}

async fn contents(conn: &mut PgConnection) -> anyhow::Result<Contents> {
    let mut numbers = Vec::new();
    for (what, table) in [
        ("COALESCE(MAX(version), 0)", "_sqlx_migrations WHERE success"),
        ("COUNT(*)", "conversation"),
        ("COUNT(*)", "message"),
        ("COUNT(*)", "lead"),
    ] {
        let sql = format!("SELECT CAST({what} AS BIGINT) FROM {table}");
        numbers.push(sqlx::query(AssertSqlSafe(sql)).fetch_one(&mut *conn).await?.try_get::<i64, _>(0)?);
    }
    Ok(Contents { version: numbers[0], conversations: numbers[1], messages: numbers[2], leads: numbers[3] })
}

/// The address as libpq's environment variables (PostgreSQL, "Environment Variables").
fn address(url: &str) -> anyhow::Result<Vec<(&'static str, String)>> {
    let options = PgConnectOptions::from_str(url).context("database.url")?;
    let host = options.get_socket().map_or_else(|| options.get_host().to_owned(), |path| path.display().to_string());
    let database = options.get_database().unwrap_or_else(|| options.get_username()).to_owned();
    let mut variables = vec![
        ("PGHOST", host),
        ("PGPORT", options.get_port().to_string()),
        ("PGUSER", options.get_username().to_owned()),
        ("PGDATABASE", database),
    ];
    // sqlx keeps what it was told to itself; without a password in the address, PGPASSWORD and ~/.pgpass serve both.
    let url = Url::parse(url).context("database.url")?;
    let names = [("password", "PGPASSWORD"), ("sslmode", "PGSSLMODE"), ("sslrootcert", "PGSSLROOTCERT")];
    for (key, value) in url.query_pairs() {
        variables
            .extend(names.iter().find(|(name, _)| *name == key).map(|(_, variable)| (*variable, value.to_string())));
    }
    if let Some(password) = url.password() {
        let plain: String =
            url::form_urlencoded::parse(format!("p={}", password.replace('+', "%2B").replace('&', "%26")).as_bytes())
                .map(|(_, value)| value.into_owned())
                .collect();
        variables.push(("PGPASSWORD", plain));
    }
    Ok(variables)
}

/// Runs one of PostgreSQL's programs; its own words when it fails.
fn run(command: &mut Command, by_hand: impl FnOnce() -> String) -> anyhow::Result<Output> {
    let name = command.get_program().to_string_lossy().into_owned();
    let output = command.stdin(Stdio::null()).output().map_err(|error| match error.kind() {
        io::ErrorKind::NotFound => anyhow::anyhow!(
            "{name} is not installed here. Install PostgreSQL's client programs (Debian: postgresql-client), or run on a machine that has them:{}",
            by_hand()
        ),
        _ => anyhow::anyhow!("{name} could not be started: {error}"),
    })?;
    if !output.status.success() {
        bail!("{name} failed: {}", String::from_utf8_lossy(&output.stderr).trim());
    }
    Ok(output)
}

/// A line for a terminal; who runs it gives the address by PGHOST, PGUSER, PGDATABASE and PGPASSWORD.
fn by_hand(words: &[&str]) -> String {
    format!("\n  {}\nwith PGHOST, PGPORT, PGUSER, PGDATABASE and PGPASSWORD from database.url", words.join(" "))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_address_goes_by_the_environment_with_its_password_as_it_is() {
        let found = address("postgres://desk:p%40ss+w%20rd@db.example:5433/front?sslmode=require").unwrap();
        let value = |name: &str| found.iter().find(|(key, _)| *key == name).map(|(_, value)| value.as_str());
        assert_eq!(value("PGHOST"), Some("db.example"));
        assert_eq!(value("PGPORT"), Some("5433"));
        assert_eq!(value("PGUSER"), Some("desk"));
        assert_eq!(value("PGDATABASE"), Some("front"));
        assert_eq!(value("PGPASSWORD"), Some("p@ss+w rd"));
        assert_eq!(value("PGSSLMODE"), Some("require"));
    }

    #[test]
    fn a_program_that_is_missing_is_named_with_what_to_run() {
        let said =
            run(&mut Command::new("no-such-program"), || by_hand(&["pg_dump", "--file", "x"])).unwrap_err().to_string();
        assert!(said.contains("no-such-program is not installed") && said.contains("pg_dump --file x"), "{said}");
    }
}
