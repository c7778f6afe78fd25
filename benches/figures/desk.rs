//! The product as an owner installs it: a member, a bot, and `frontdesk serve` in a process of its own.
//!
//! Its limits are raised, because a few addresses and visitors stand for many; nothing else differs from its defaults.

use std::env;
use std::net::SocketAddr;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::thread::sleep;
use std::time::{Duration, Instant};

use anyhow::{Context as _, Result, bail, ensure};

use crate::process::{self, Guarded, free_address, get, post};

/// How long it may take to be ready.
const START: Duration = Duration::from_secs(30);

/// How long its queue is waited for.
pub const REST: Duration = Duration::from_secs(20);

/// Who signs in.
const OWNER: &str = "owner@desk.example";
const PASSWORD: &str = "correct horse battery";

/// An installation that does not run.
#[derive(Clone)]
pub struct Desk {
    folder: PathBuf,
    database: Option<String>,
    settings: Vec<(String, String)>,
    /// Its bot's public key.
    pub bot: String,
}

impl Desk {
    /// Installs one: an owner and a bot, with the tags and forms that every bot begins with and no knowledge.
    /// It runs with these settings besides.
    pub fn furnish(folder: &Path, database: Option<String>, settings: &[(String, String)]) -> Result<Self> {
        let mut desk = Self { folder: folder.to_owned(), database, settings: Vec::new(), bot: String::new() };
        desk.run(&["member", "add", "--email", OWNER, "--name", "Owner"])?;
        let told = desk.run(&["bot", "add", "--name", "Desk", "--recipient", OWNER])?;
        settings.clone_into(&mut desk.settings);
        let key = told.split("data-bot=\"").nth(1).and_then(|rest| rest.split('"').next());
        key.context("`frontdesk bot add` prints a snippet")?.clone_into(&mut desk.bot);
        Ok(desk)
    }

    /// Another node of it: a folder of its own, and these settings.
    pub fn node(&self, folder: &Path, settings: &[(String, String)]) -> Self {
        Self { folder: folder.to_owned(), settings: settings.to_vec(), ..self.clone() }
    }

    /// The file of its database, where it has one.
    pub fn file(&self) -> PathBuf {
        self.folder.join("data").join("frontdesk.db")
    }

    /// Where its database is, as the product is told.
    pub fn url(&self) -> String {
        self.database.clone().unwrap_or_else(|| format!("sqlite:{}", self.file().display()))
    }

    /// The same, where it is PostgreSQL.
    pub fn postgres(&self) -> Option<&str> {
        self.database.as_deref()
    }

    fn command(&self) -> Command {
        // Another build of it, to compare two in turns.
        let other = env::var_os("FRONTDESK_FIGURES_PROGRAM").map(PathBuf::from);
        let mut command = process::command(&other.unwrap_or_else(|| env!("CARGO_BIN_EXE_frontdesk").into()));
        command.arg("--data").arg(self.folder.join("data"));
        let limits = [
            ("MESSAGE_BURST", "10000"),
            ("MESSAGES_A_MINUTE", "100000"),
            ("SOCKET_BURST", "1000000"),
            ("SOCKETS_A_MINUTE", "1000000"),
            ("SIGN_INS", "1000"),
        ];
        for (name, value) in limits {
            command.env(format!("FRONTDESK_LIMITS__{name}"), value);
        }
        if let Some(url) = &self.database {
            command.env("FRONTDESK_DATABASE__URL", url);
        }
        command.env("FRONTDESK_LOG__LEVEL", "error").env("FRONTDESK_PASSWORD", PASSWORD);
        command.envs(self.settings.iter().cloned());
        command
    }

    /// Runs a command of the product; what it prints.
    pub fn run(&self, arguments: &[&str]) -> Result<String> {
        let done = self.command().args(arguments).output().context("frontdesk")?;
        ensure!(done.status.success(), "frontdesk {arguments:?}: {}", String::from_utf8_lossy(&done.stderr));
        Ok(String::from_utf8_lossy(&done.stdout).into_owned())
    }

    /// Starts it and waits until it is ready; with `/metrics` when something is to be counted.
    pub fn start(&self, has_metrics: bool) -> Result<Serving> {
        self.start_at(free_address()?, has_metrics)
    }

    /// The same at this address.
    pub fn start_at(&self, address: SocketAddr, has_metrics: bool) -> Result<Serving> {
        let metrics = free_address()?;
        let mut command = self.command();
        command.arg("serve").arg("--listen").arg(address.to_string()).stdout(Stdio::null());
        if has_metrics {
            command.env("FRONTDESK_SERVER__METRICS_LISTEN", metrics.to_string());
        }
        let begun = Instant::now();
        let mut process = Guarded::start(command)?;
        while begun.elapsed() < START && !process.has_ended() {
            if get(address, "/readyz").is_ok_and(|answer| answer.starts_with("HTTP/1.1 200")) {
                return Ok(Serving { process, address, metrics, took: begun.elapsed() });
            }
            sleep(Duration::from_millis(1));
        }
        bail!("frontdesk serve was not ready after {} s", START.as_secs())
    }
}

/// An installation that runs.
pub struct Serving {
    process: Guarded,
    /// Where visitors come.
    pub address: SocketAddr,
    metrics: SocketAddr,
    /// From its start to its first yes.
    pub took: Duration,
}

impl Serving {
    /// Its process.
    pub fn pid(&self) -> u32 {
        self.process.pid()
    }

    /// Signs the owner in; their cookie.
    pub fn sign_in(&self) -> Result<String> {
        self.sign_in_as(OWNER)
    }

    /// Signs a member in; their cookie.
    pub fn sign_in_as(&self, email: &str) -> Result<String> {
        let form = format!("email={}&password={}", email.replace('@', "%40"), PASSWORD.replace(' ', "+"));
        let answer = post(self.address, "/login", &form)?;
        let cookie = answer.lines().find_map(|line| line.strip_prefix("set-cookie: ")?.split(';').next());
        Ok(cookie.context("who signs in has a cookie")?.to_owned())
    }

    /// How many jobs wait or run: answers of the assistant, here.
    pub fn jobs(&self) -> Result<usize> {
        let told = get(self.metrics, "/metrics")?;
        let lines = told.lines().filter_map(|line| line.strip_prefix("frontdesk_jobs{"));
        // An e-mail waits for a server that nobody has set.
        let undone = lines.filter(|line| !line.contains("work=\"mail\"") && !line.contains("state=\"dead\""));
        let counts: Vec<f64> = undone.filter_map(|line| line.rsplit(' ').next()?.parse().ok()).collect();
        ensure!(!counts.is_empty(), "/metrics tells the queue's depth");
        #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "counts up to 10,000")]
        Ok(counts.iter().sum::<f64>() as usize)
    }

    /// Waits until no job is left: how long that took; none when it takes longer than is waited for.
    pub fn rest(&self) -> Result<Option<Duration>> {
        let begun = Instant::now();
        while begun.elapsed() < REST {
            if self.jobs()? == 0 {
                return Ok(Some(begun.elapsed()));
            }
            sleep(Duration::from_millis(20));
        }
        Ok(None)
    }

    /// Ends it as a crash does.
    pub fn kill(self) {
        self.process.kill();
    }

    /// Ends it in order.
    pub fn stop(self) {
        drop(self.process);
    }
}
