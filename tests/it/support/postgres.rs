//! A throw-away PostgreSQL, one for all tests of a run, and a database of its own for each test.
//!
//! nextest gives each test its own process. The first that asks starts the server, the others find it. Each holds a
//! shared lock on `in-use` while it lives, which the kernel takes back however it dies; a small keeper beside the
//! server ends it and removes its files when nobody has held that lock for a while. So it works alike for a whole run
//! and for one test run by hand. `FRONTDESK_TEST_POSTGRES` names a server to use instead (its user may create databases).

use std::env;
use std::fs::{self, File};
use std::os::unix::fs::{MetadataExt as _, chown};
use std::os::unix::process::CommandExt as _;
use std::path::{Path, PathBuf};
use std::process::{self, Child, Command, Stdio};
use std::time::{Duration, Instant};

use sqlx::{AssertSqlSafe, Connection as _, PgConnection, Row as _};
use tokio::sync::OnceCell;

use super::neighbour::free_port;
use super::tools;

/// A new, empty database, in a server that lives as long as some test needs it; its URL.
pub async fn database() -> String {
    static SERVER: OnceCell<Server> = OnceCell::const_new();
    let server = SERVER.get_or_init(Server::find_or_start).await;
    let mut admin = PgConnection::connect(&server.url_of("postgres")).await.expect("the test PostgreSQL answers");
    drop_left_behind(&mut admin).await;
    let name = format!("t_{}_{:x}", process::id(), getrandom::u64().unwrap());
    let create = format!("CREATE DATABASE {name} TEMPLATE template0");
    sqlx::raw_sql(AssertSqlSafe(create)).execute(&mut admin).await.expect("a new database");
    admin.close().await.ok();
    server.url_of(&name)
}

/// Databases of tests that have ended; at most two at a time, so that no test pays for all.
async fn drop_left_behind(admin: &mut PgConnection) {
    let found = sqlx::raw_sql("SELECT datname FROM pg_database WHERE datname LIKE 't\\_%' ORDER BY oid");
    let names = found.fetch_all(&mut *admin).await.unwrap_or_default();
    let names = names.iter().map(|row| row.get::<String, _>(0));
    let is_dead = |name: &String| {
        let owner = name.split('_').nth(1).unwrap_or_default();
        Path::new("/proc/self").exists() && !Path::new("/proc").join(owner).exists()
    };
    for name in names.filter(is_dead).take(2) {
        let drop = format!("DROP DATABASE IF EXISTS {name} WITH (FORCE)");
        // Another test may be dropping it at this moment.
        sqlx::raw_sql(AssertSqlSafe(drop)).execute(&mut *admin).await.ok();
    }
}

struct Server {
    /// `postgres://user@host:port`, no database.
    url: String,
    /// Held for as long as this process lives.
    _in_use: Option<File>,
}

impl Server {
    fn url_of(&self, database: &str) -> String {
        format!("{}/{database}", self.url)
    }

    async fn find_or_start() -> Self {
        if let Ok(url) = env::var("FRONTDESK_TEST_POSTGRES") {
            return Self { url: url.trim_end_matches('/').to_owned(), _in_use: None };
        }
        let state = Path::new(env!("CARGO_TARGET_TMPDIR")).join("postgres");
        fs::create_dir_all(&state).unwrap();
        let start = File::create(state.join("start.lock")).unwrap();
        start.lock().unwrap();
        let in_use = File::create(state.join("in-use.lock")).unwrap();
        in_use.lock_shared().unwrap();
        let found = fs::read_to_string(state.join("url")).unwrap_or_default();
        let url = if answers(&found).await { found } else { start_server(&state).await };
        Self { url, _in_use: Some(in_use) }
    }
}

pub(super) async fn answers(url: &str) -> bool {
    let Ok(conn) = PgConnection::connect(&format!("{url}/postgres")).await else { return false };
    conn.close().await.ok();
    true
}

async fn start_server(state: &Path) -> String {
    let bin = programs();
    let runner = Runner::choose();
    let log = state.join("log");
    for _ in 0..3 {
        let home = new_cluster(&bin, &runner);
        // Free now; when another takes it first, the server ends and the next round tries another.
        let port = free_port();
        let url = format!("postgres://postgres@127.0.0.1:{port}");
        let mut keeper = spawn_keeper(state, &home, &log, &runner, &server_command(&bin, &home, port));
        if came_up(&url, &mut keeper).await {
            fs::write(state.join("url"), &url).unwrap();
            return url;
        }
    }
    panic!("PostgreSQL did not start:\n{}", fs::read_to_string(&log).unwrap_or_default());
}

/// An empty cluster, outside the repository: a server's own user may not be allowed to look into it, and a socket's
/// path must be short.
pub(super) fn new_cluster(bin: &Path, runner: &Runner) -> PathBuf {
    let home = tempfile::Builder::new().prefix("frontdesk-pg-").tempdir().unwrap().keep();
    runner.own(&home);
    let mut initdb = runner.command(&bin.join("initdb"), &home);
    initdb.arg("-D").arg(home.join("data")).args(["-U", "postgres", "--auth=trust", "--no-sync", "--encoding=UTF8"]);
    // Sort as an owner's server does, by language and not by byte: what relies on byte order fails here.
    initdb.args(["--locale=C", "--locale-provider=icu", "--icu-locale=en-US"]);
    let made = initdb.output().expect("initdb runs");
    assert!(made.status.success(), "initdb: {}", String::from_utf8_lossy(&made.stderr));
    home
}

pub(super) fn server_command(bin: &Path, home: &Path, port: u16) -> Vec<String> {
    let text = |path: &Path| path.display().to_string();
    let mut command = vec![text(&bin.join("postgres")), "-D".into(), text(&home.join("data")), "-k".into(), text(home)];
    let settings = [
        &format!("port={port}"),
        "listen_addresses=127.0.0.1",
        "max_connections=200",
        "shared_buffers=64MB",
        // It is thrown away: no byte of it has to survive.
        "fsync=off",
        "synchronous_commit=off",
        "full_page_writes=off",
    ];
    command.extend(settings.iter().flat_map(|setting| ["-c".to_owned(), (*setting).to_owned()]));
    command
}

/// Starts the server under its keeper, in a process group of its own and with no hold on the test's output.
fn spawn_keeper(state: &Path, home: &Path, log: &Path, runner: &Runner, server: &[String]) -> Child {
    let output = File::create(log).unwrap();
    let mut keeper = Command::new("sh");
    keeper.arg("-c").arg(include_str!("postgres-keeper.sh")).arg("frontdesk-postgres-keeper").arg(state).arg(home);
    keeper.args(runner.prefix()).args(server).current_dir(home).process_group(0);
    keeper.stdin(Stdio::null()).stdout(output.try_clone().unwrap()).stderr(output);
    keeper.spawn().expect("a shell")
}

async fn came_up(url: &str, keeper: &mut Child) -> bool {
    let begun = Instant::now();
    while begun.elapsed() < Duration::from_secs(30) {
        if answers(url).await {
            return true;
        }
        if keeper.try_wait().unwrap().is_some() {
            return false;
        }
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
    false
}

/// The folder of `initdb` and `postgres`; Debian keeps them out of PATH, by version.
pub(super) fn programs() -> PathBuf {
    let version = |dir: &PathBuf| dir.file_name().and_then(|name| name.to_str()?.parse::<u32>().ok()).unwrap_or(0);
    let debian = fs::read_dir("/usr/lib/postgresql").into_iter().flatten().flatten().map(|entry| entry.path());
    let mut places: Vec<_> = debian.collect();
    places.sort_by_key(version);
    let mut places: Vec<_> = places.into_iter().rev().map(|dir| dir.join("bin")).collect();
    places.extend(tools::on_path("initdb").and_then(|path| Some(path.canonicalize().ok()?.parent()?.to_owned())));
    let whole = |dir: &PathBuf| dir.join("initdb").is_file() && dir.join("postgres").is_file();
    places.into_iter().find(whole).unwrap_or_else(|| tools::missing("PostgreSQL's server"))
}

/// Who the server runs as: PostgreSQL refuses to run as root, so root lends it the user `postgres`.
pub(super) struct Runner(Option<(u32, u32)>);

impl Runner {
    pub(super) fn choose() -> Self {
        let is_root = fs::metadata("/proc/self").is_ok_and(|me| me.uid() == 0);
        if !is_root {
            return Self(None);
        }
        let users = fs::read_to_string("/etc/passwd").unwrap();
        let line = users.lines().find(|line| line.starts_with("postgres:"));
        let line = line.unwrap_or_else(|| tools::missing("the user `postgres`, which comes with PostgreSQL's server,"));
        let ids: Vec<_> = line.split(':').skip(2).take(2).filter_map(|id| id.parse().ok()).collect();
        Self(Some((ids[0], ids[1])))
    }

    fn own(&self, dir: &Path) {
        if let Some((user, group)) = self.0 {
            chown(dir, Some(user), Some(group)).unwrap();
        }
    }

    pub(super) fn command(&self, program: &Path, dir: &Path) -> Command {
        let mut command = Command::new(program);
        command.current_dir(dir);
        if let Some((user, group)) = self.0 {
            command.uid(user).gid(group);
        }
        command
    }

    fn prefix(&self) -> Vec<String> {
        let Some((user, group)) = self.0 else { return Vec::new() };
        vec!["setpriv".into(), format!("--reuid={user}"), format!("--regid={group}"), "--clear-groups".into()]
    }
}

#[tokio::test]
async fn a_test_gets_an_empty_database_of_its_own() {
    let (one, other) = (database().await, database().await);
    assert_ne!(one, other);
    let pool = sqlx::PgPool::connect(&one).await.unwrap();
    let sum: i64 = sqlx::query_scalar("SELECT CAST(1 AS BIGINT)").fetch_one(&pool).await.unwrap();
    assert_eq!(sum, 1);
    sqlx::raw_sql("CREATE TABLE here (id BIGINT)").execute(&pool).await.unwrap();
    let there = sqlx::PgPool::connect(&other).await.unwrap();
    let tables = "SELECT count(*) FROM pg_tables WHERE schemaname = 'public'";
    let count: i64 = sqlx::query_scalar(tables).fetch_one(&there).await.unwrap();
    assert_eq!(count, 0);
}

#[tokio::test]
async fn the_test_server_sorts_by_language_as_an_owners_does() {
    let pool = sqlx::PgPool::connect(&database().await).await.unwrap();
    let query = "SELECT column1 FROM (VALUES ('b'), ('C'), ('a')) AS t ORDER BY column1";
    let words: Vec<String> = sqlx::query_scalar(query).fetch_all(&pool).await.unwrap();
    assert_eq!(words, ["a", "b", "C"]);
}
