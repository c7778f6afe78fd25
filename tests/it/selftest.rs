//! `frontdesk selftest`, short, on both engines: it ends by itself, its table says that nothing was lost, and nothing
//! of it stays.

use std::process::Output;

use sqlx::Row as _;

use crate::support::binary::frontdesk;
use crate::support::{postgres, until_within};

/// Runs it with its throw-away folders in `home`.
fn selftest(home: &std::path::Path, arguments: &[&str]) -> Output {
    let arguments = [&["selftest", "--seconds", "8", "--senders", "10", "--seed", "7"], arguments].concat();
    frontdesk(home, &[("TMPDIR".to_owned(), home.display().to_string())], &arguments).output().unwrap()
}

/// The number in the table's row of this name.
fn row(table: &str, name: &str) -> u64 {
    let line = table.lines().find(|line| line.trim_start().starts_with(name));
    let line = line.unwrap_or_else(|| panic!("{name} is missing in:\n{table}"));
    line.split_whitespace().last().unwrap().replace(',', "").parse().unwrap()
}

/// The table of a run that went well.
fn table(output: &Output) -> String {
    let table = String::from_utf8_lossy(&output.stdout).into_owned();
    assert!(output.status.success(), "{table}\n{}", String::from_utf8_lossy(&output.stderr));
    for promise in ["lost", "duplicated", "reordered", "changed", "errors in the log"] {
        assert_eq!(row(&table, promise), 0, "{table}");
    }
    assert!(row(&table, "kills") >= 1 && row(&table, "messages acked") >= 10, "{table}");
    assert_eq!(
        row(&table, "faults survived"),
        ["kills", "link cuts", "duplicate sends"].iter().map(|name| row(&table, name)).sum::<u64>()
    );
    assert!(table.contains("seed 7"), "{table}");
    table
}

async fn databases(server: &str) -> Vec<String> {
    let pool = sqlx::PgPool::connect(server).await.unwrap();
    let rows = sqlx::raw_sql("SELECT datname FROM pg_database WHERE datname LIKE 'frontdesk\\_selftest\\_%'");
    let found = rows.fetch_all(&pool).await.unwrap().iter().map(|row| row.get(0)).collect();
    pool.close().await;
    found
}

#[test]
fn a_server_that_is_killed_under_load_loses_nothing_on_sqlite() {
    let home = tempfile::tempdir().unwrap();
    let output = selftest(home.path(), &["--rounds", "3"]);
    assert!(table(&output).contains("SQLite"));
    assert_eq!(std::fs::read_dir(home.path()).unwrap().count(), 0, "its folder is gone");
}

#[tokio::test]
async fn two_servers_that_are_killed_in_turn_lose_nothing_on_postgres() {
    let (home, server) = (tempfile::tempdir().unwrap(), postgres::database().await);
    let before = databases(&server).await;
    for nodes in ["1", "2"] {
        let output = selftest(home.path(), &["--rounds", "2", "--nodes", nodes, "--database", &server]);
        assert!(table(&output).contains("PostgreSQL"));
    }
    assert!(databases(&server).await.iter().all(|name| before.contains(name)), "its databases are gone");
    assert_eq!(std::fs::read_dir(home.path()).unwrap().count(), 0, "its folders are gone");
}

#[cfg(unix)]
#[tokio::test]
async fn stopped_in_the_middle_it_leaves_nothing_behind() {
    use std::io::Read as _;
    use std::process::{Command, Stdio};
    let home = tempfile::tempdir().unwrap();
    let mut command = frontdesk(
        home.path(),
        &[("TMPDIR".to_owned(), home.path().display().to_string())],
        &["selftest", "--rounds", "1000", "--seconds", "60"],
    );
    let mut running = command.stdout(Stdio::null()).stderr(Stdio::piped()).spawn().unwrap();
    let served = || {
        let folder = std::fs::read_dir(home.path()).unwrap().flatten().next()?;
        std::fs::read_to_string(folder.path().join("server.log")).ok().filter(|log| log.contains("serves"))
    };
    until_within(std::time::Duration::from_secs(30), "a server that serves", || async { served() }).await;
    let stop = Command::new("kill").args(["-INT", &running.id().to_string()]).status().unwrap();
    assert!(stop.success());
    assert!(!running.wait().unwrap().success());
    let mut said = String::new();
    running.stderr.take().unwrap().read_to_string(&mut said).unwrap();
    assert!(said.contains("stopped before the end"), "{said}");
    assert_eq!(std::fs::read_dir(home.path()).unwrap().count(), 0, "its folder is gone");
}
