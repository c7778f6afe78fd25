//! A throw-away PostgreSQL as an owner would run it: its own defaults, so every commit is flushed. (The one of the
//! tests flushes nothing, which is right for tests and would lie here.)

use std::fs;
use std::net::SocketAddr;
use std::os::unix::fs::{MetadataExt as _, chown};
use std::os::unix::process::CommandExt as _;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::thread::sleep;
use std::time::{Duration, Instant};

use anyhow::{Context as _, Result, bail, ensure};
use sqlx::{Connection as _, Executor as _};
use tempfile::TempDir;

use crate::layer;
use crate::process::{Guarded, command, free_address};

/// How many segments of its log it has filled once.
const SEGMENTS: usize = 6;

/// A server that ends, and whose files go, when this is dropped.
pub struct Cluster {
    // In this order: the server ends before its files go.
    _server: Guarded,
    folder: TempDir,
    address: SocketAddr,
}

impl Cluster {
    /// Makes a cluster below `home`, or beside all temporary files where PostgreSQL's user may not look into `home`; on a
    /// slower disk, if so wished.
    pub fn start(home: &Path, is_slow: bool) -> Result<Self> {
        let programs = programs().context("PostgreSQL's server is missing: run make setup")?;
        let user = user()?;
        let folder = folder(home, user)?;
        let data = folder.path().join("data");
        let mut initdb = as_user(&programs.join("initdb"), folder.path(), user);
        initdb.arg("-D").arg(&data).args(["-U", "postgres", "--auth=trust", "--encoding=UTF8", "--locale=C"]);
        let made = initdb.output().context("initdb")?;
        ensure!(made.status.success(), "initdb: {}", String::from_utf8_lossy(&made.stderr));
        let address = free_address()?;
        let mut server = as_user(&programs.join("postgres"), folder.path(), user);
        server.arg("-D").arg(&data).arg("-k").arg("").arg("-c").arg("listen_addresses=127.0.0.1");
        server.arg("-c").arg(format!("port={}", address.port())).stdout(Stdio::null()).stderr(Stdio::null());
        if is_slow {
            server.envs(layer::settings(folder.path())?);
        }
        let mut server = Guarded::start(server)?;
        let begun = Instant::now();
        while begun.elapsed() < Duration::from_secs(30) && !server.has_ended() {
            let mut ask = Command::new(programs.join("pg_isready"));
            ask.args(["-q", "-h", "127.0.0.1", "-U", "postgres", "-p", &address.port().to_string()]);
            if ask.status().is_ok_and(|status| status.success()) {
                return Ok(Self { _server: server, folder, address });
            }
            sleep(Duration::from_millis(50));
        }
        bail!("PostgreSQL did not start")
    }

    /// Where its files lie.
    pub fn folder(&self) -> &Path {
        self.folder.path()
    }

    /// The database it begins with.
    pub fn url(&self) -> String {
        self.database("postgres")
    }

    /// Lets it be as one that has run for a while: a fresh one makes each segment of its log (16 MiB of zeros and four
    /// flushes, while every commit waits), an older one takes a segment again that it no longer needs. It keeps five of
    /// them by default.
    pub async fn age(&self) -> Result<()> {
        let mut conn = sqlx::PgConnection::connect(&self.url()).await?;
        for _ in 0..SEGMENTS {
            // A segment without a word in it is not left.
            conn.execute("SELECT pg_logical_emit_message(FALSE, 'age', 'a word')").await?;
            conn.execute("SELECT pg_switch_wal()").await?;
        }
        conn.execute("CHECKPOINT").await?;
        Ok(conn.close().await?)
    }

    /// A fresh database of this name.
    pub async fn create(&self, name: &str) -> Result<String> {
        let mut conn = sqlx::PgConnection::connect(&self.url()).await?;
        conn.execute(sqlx::AssertSqlSafe(format!("CREATE DATABASE {name}"))).await?;
        conn.close().await?;
        Ok(self.database(name))
    }

    fn database(&self, name: &str) -> String {
        format!("postgres://postgres@{}/{name}", self.address)
    }
}

type User = Option<(u32, u32)>;

/// PostgreSQL refuses to run as root, so root lends it the user `postgres`.
fn user() -> Result<User> {
    if fs::metadata("/proc/self")?.uid() != 0 {
        return Ok(None);
    }
    let users = fs::read_to_string("/etc/passwd")?;
    let line = users.lines().find(|line| line.starts_with("postgres:")).context("there is no user `postgres`")?;
    let ids: Vec<u32> = line.split(':').skip(2).take(2).filter_map(|id| id.parse().ok()).collect();
    let &[user, group] = ids.as_slice() else { bail!("the user `postgres` has no number") };
    Ok(Some((user, group)))
}

fn as_user(program: &Path, folder: &Path, user: User) -> Command {
    let mut command = command(program);
    command.current_dir(folder);
    if let Some((user, group)) = user {
        command.uid(user).gid(group);
    }
    command
}

fn folder(home: &Path, user: User) -> Result<TempDir> {
    let places = [home.to_owned(), std::env::temp_dir()];
    for place in places {
        let folder = tempfile::Builder::new().prefix("figures-pg-").tempdir_in(place)?;
        if let Some((user, group)) = user {
            chown(folder.path(), Some(user), Some(group))?;
        }
        let may = as_user(Path::new("ls"), folder.path(), user).stdout(Stdio::null()).stderr(Stdio::null()).status();
        if may.is_ok_and(|status| status.success()) {
            return Ok(folder);
        }
    }
    bail!("PostgreSQL's user may write in no temporary folder")
}

/// The folder of `initdb` and `postgres`; Debian keeps them out of PATH, by version.
fn programs() -> Option<PathBuf> {
    let version = |dir: &PathBuf| dir.file_name().and_then(|name| name.to_str()?.parse::<u32>().ok()).unwrap_or(0);
    let debian = fs::read_dir("/usr/lib/postgresql").into_iter().flatten().flatten().map(|entry| entry.path());
    let newest = debian.max_by_key(version).map(|dir| dir.join("bin"));
    let path = std::env::var_os("PATH").unwrap_or_default();
    let in_path = std::env::split_paths(&path).find_map(|dir| {
        let program = dir.join("initdb").canonicalize().ok()?;
        Some(program.parent()?.to_owned())
    });
    newest.into_iter().chain(in_path).find(|dir| dir.join("initdb").is_file() && dir.join("postgres").is_file())
}
