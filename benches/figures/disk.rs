//! The floors under every durable write, on the disk where the database's files are: how long it takes to flush, and how
//! many writes a second a program gets that commits each by itself.
//!
//! Both are measured in a process of their own, which can stand on a slower disk as the product does.

use std::env;
use std::fs::File;
use std::io::Write as _;
use std::path::Path;
use std::process::Command;
use std::time::{Duration, Instant};

use anyhow::{Context as _, Result, ensure};
use sqlx::{Connection as _, Executor as _};

use crate::table::quantile;

/// The argument that makes this program measure a folder.
pub const ARGUMENT: &str = "--measure-disk";

const FLUSHES: usize = 200;
const LONGEST: Duration = Duration::from_secs(2);

/// What a message weighs.
const BODY: &str = r#"{"kind":"text","text":"v100n100"}"#;

/// What a disk does.
#[derive(Clone, Copy)]
pub struct Disk {
    /// The median of appending 4 KiB and `fdatasync`.
    pub flush: Duration,
    /// `INSERT`s a second into SQLite, `synchronous=FULL`, a commit each.
    pub commits: f64,
}

/// Measures it, for a program with these settings.
pub fn measure(folder: &Path, settings: &[(String, String)]) -> Result<Disk> {
    let mut command = Command::new(env::current_exe()?);
    command.arg(ARGUMENT).arg(folder).envs(settings.iter().cloned());
    let done = command.output()?;
    ensure!(done.status.success(), "{}", String::from_utf8_lossy(&done.stderr));
    let told = String::from_utf8(done.stdout)?;
    let (flush, commits) = told.trim().split_once(' ').context("two figures")?;
    Ok(Disk { flush: Duration::from_nanos(flush.parse()?), commits: commits.parse()? })
}

/// Is the program that measures.
pub fn tell(folder: &Path) -> Result<()> {
    println!("{} {}", flush(folder)?.as_nanos(), commits(&folder.join("commits.db"))?);
    Ok(())
}

fn flush(folder: &Path) -> Result<Duration> {
    let path = folder.join("flush");
    let mut file = File::create(&path)?;
    let (begun, mut took) = (Instant::now(), Vec::new());
    while took.len() < FLUSHES && begun.elapsed() < LONGEST {
        let one = Instant::now();
        file.write_all(&[7; 4096])?;
        file.sync_data()?;
        took.push(one.elapsed());
    }
    std::fs::remove_file(path)?;
    Ok(quantile(&mut took, 0.5))
}

fn commits(path: &Path) -> Result<f64> {
    let conn = rusqlite::Connection::open(path)?;
    conn.execute_batch(
        "PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; CREATE TABLE one (id INTEGER PRIMARY KEY, body TEXT)",
    )?;
    let (begun, mut count) = (Instant::now(), 0_u32);
    while begun.elapsed() < LONGEST {
        let mut insert = conn.prepare_cached("INSERT INTO one (body) VALUES (?1)")?;
        insert.execute([BODY])?;
        count += 1;
    }
    Ok(f64::from(count) / begun.elapsed().as_secs_f64())
}

/// `INSERT`s a second on one connection to PostgreSQL, a commit each.
pub async fn commits_of_postgres(url: &str) -> Result<f64> {
    let mut conn = sqlx::PgConnection::connect(url).await?;
    conn.execute("CREATE TABLE one (id bigserial PRIMARY KEY, body text)").await?;
    let (begun, mut count) = (Instant::now(), 0_u32);
    while begun.elapsed() < LONGEST {
        sqlx::query("INSERT INTO one (body) VALUES ($1)").bind(BODY).execute(&mut conn).await?;
        count += 1;
    }
    let rate = f64::from(count) / begun.elapsed().as_secs_f64();
    conn.execute("DROP TABLE one").await?;
    conn.close().await?;
    Ok(rate)
}

/// What kind of file system it is: on one in memory the figures mean nothing.
pub fn file_system(folder: &Path) -> String {
    let told = Command::new("df").arg("--output=fstype").arg(folder).output();
    let told = told.map(|told| String::from_utf8_lossy(&told.stdout).into_owned()).unwrap_or_default();
    told.lines().nth(1).unwrap_or("not known").to_owned()
}
