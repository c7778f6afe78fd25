//! A proof that a user can run: a throw-away server of this same program, visitors who write to it and lose their
//! lines, `kill -9` and a restart each round; then everything acknowledged is looked for.
//!
//! Bounded in time and in count. It talks to its own server on this machine and to nothing else, and touches no data
//! but what it made itself; that is gone afterwards, unless something was found.

mod audit;
mod chance;
mod faults;
mod finding;
mod house;
mod judge;
mod line;
mod record;
mod report;
mod sender;
mod server;
mod sql;

use std::io::{IsTerminal as _, Write as _};
use std::sync::Arc;
use std::sync::atomic::Ordering::Relaxed;
use std::time::Duration;

use anyhow::Context as _;
use tokio::sync::watch;
use tokio::task::JoinSet;
use tokio::time::{Instant, sleep};

use chance::Chance;
use faults::Counts;
use house::House;
use record::Record;
use report::Report;
use sender::{Doors, Sender};
use server::Server;

use crate::serve::wait_for_signal;

/// How long what was written may take to be acknowledged, once nobody is killed any more.
const SETTLE: Duration = Duration::from_secs(60);

/// What is to be done.
#[derive(Clone, Debug)]
pub struct Plan {
    /// A PostgreSQL server to make a database on; none means SQLite.
    pub database: Option<String>,
    /// How often the server is killed.
    pub rounds: u32,
    /// After so many seconds no new round begins.
    pub seconds: u64,
    /// How many visitors write at once.
    pub senders: u32,
    /// Where the random choices come from.
    pub seed: u64,
    /// How many servers share the database.
    pub nodes: u32,
}

/// Runs it, and prints the table.
///
/// # Errors
/// When a promise was broken, the server fell, or somebody stopped the test.
pub async fn run(plan: &Plan) -> anyhow::Result<()> {
    let house = House::make(plan.database.as_deref()).await?;
    let outcome = tokio::select! {
        outcome = prove(plan, &house) => outcome,
        () = wait_for_signal() => {
            house.clear().await?;
            anyhow::bail!("stopped before the end; everything it made is gone");
        }
    };
    let kept = match house.database() {
        Some(name) => format!("{} and the database {name} are kept", house.data.display()),
        None => format!("{} is kept", house.data.display()),
    };
    match outcome {
        Ok(true) => house.clear().await,
        Ok(false) => anyhow::bail!("a promise was broken; {kept}"),
        Err(error) => Err(error.context(format!("the test could not be ended; {kept}"))),
    }
}

/// Whether every promise was kept.
async fn prove(plan: &Plan, house: &House) -> anyhow::Result<bool> {
    let begun = Instant::now();
    let key: Arc<str> = house.found().await?.into();
    let counts = Arc::new(Counts::default());
    let mut chance = Chance::new(plan.seed);
    let (doors, open) = watch::channel(Doors::default());
    let mut senders = JoinSet::new();
    for number in 0..plan.senders as usize {
        let sender = Sender::new(number, Arc::clone(&key), open.clone(), Arc::clone(&counts), chance.fork())?;
        senders.spawn(sender.run());
    }
    let mut stage = Stage { house, doors, servers: Vec::new(), kills: 0 };
    for _ in 0..plan.nodes {
        stage.start().await?;
    }
    let mut rounds = 0;
    while rounds < plan.rounds && begun.elapsed().as_secs() < plan.seconds {
        rounds += 1;
        stage.doors.send_modify(|doors| doors.round += 1);
        progress(&format!("round {rounds} of {}, {} acked", plan.rounds, counts.acked.load(Relaxed)));
        under_load(&counts, &mut chance, plan.senders).await;
        stage.kill(chance.place(stage.servers.len()))?;
        if plan.nodes > 1 {
            // The other goes on alone for a while.
            sleep(Duration::from_millis(chance.below(200))).await;
        }
        stage.start().await?;
    }
    progress("coming to rest");
    stage.doors.send_modify(|doors| doors.over = Some(Instant::now() + SETTLE));
    let mut records: Vec<Record> = Vec::new();
    while let Some(done) = senders.join_next().await {
        records.extend(done.context("a sender fell")?);
    }
    audit::rest(house).await?;
    progress("looking at every log");
    let at = stage.servers.first().context("a server")?.address;
    let audit = audit::look(house, &key, at, &records).await?;
    let kills = stage.kills;
    stage.end();
    progress("");
    let complaints = complaints(house)?;
    let report = Report {
        engine: house.engine(),
        nodes: plan.nodes,
        seed: plan.seed,
        rounds,
        kills,
        counts: &counts,
        complaints,
        audit,
        took: begun.elapsed(),
    };
    println!("{report}");
    Ok(report.is_clean())
}

/// Until a random moment: after so many more acks, or after a second at most; where the machine is so slow that hardly
/// anything was said by then, some seconds.
async fn under_load(counts: &Counts, chance: &mut Chance, senders: u32) {
    let until = Instant::now() + Duration::from_millis(250 + chance.below(750));
    let before = counts.acked.load(Relaxed);
    let (few, enough) = (u64::from(senders / 4), 1 + chance.below(u64::from(senders) * 12));
    loop {
        let acked = counts.acked.load(Relaxed) - before;
        let patience = if acked < few { Duration::from_secs(2) } else { Duration::ZERO };
        if acked >= enough || Instant::now() > until + patience {
            break;
        }
        sleep(Duration::from_millis(3)).await;
    }
    sleep(Duration::from_micros(chance.below(20_000))).await;
}

/// The servers, and where visitors find them.
struct Stage<'a> {
    house: &'a House,
    doors: watch::Sender<Doors>,
    servers: Vec<Server>,
    kills: u64,
}

impl Stage<'_> {
    async fn start(&mut self) -> anyhow::Result<()> {
        self.servers.push(Server::start(self.house).await?);
        self.tell();
        Ok(())
    }

    /// Kills one, without a word to anybody; visitors notice by their lines.
    fn kill(&mut self, which: usize) -> anyhow::Result<()> {
        let ended = self.servers.iter_mut().any(Server::has_ended);
        anyhow::ensure!(!ended, "a server ended by itself: see {}", self.house.log().display());
        self.servers.remove(which).kill();
        self.kills += 1;
        self.tell();
        Ok(())
    }

    fn end(&mut self) {
        self.servers.clear();
        self.tell();
    }

    fn tell(&self) {
        self.doors.send_modify(|doors| doors.open = self.servers.iter().map(|server| server.address).collect());
    }
}

/// How many lines of the server's log tell of a fault of its own.
fn complaints(house: &House) -> anyhow::Result<u64> {
    use std::io::BufRead as _;
    let log = std::fs::File::open(house.log()).context("the server's log")?;
    let lines = std::io::BufReader::new(log).lines().map_while(Result::ok);
    let is_fault = |line: &String| line.contains("\"level\":\"ERROR\"") || line.contains("panicked at");
    Ok(lines.filter(is_fault).count() as u64)
}

/// One line at a terminal, in place of the one before.
fn progress(words: &str) {
    let mut terminal = std::io::stderr();
    if terminal.is_terminal() {
        // A terminal that is gone is no reason to stop.
        let _ = write!(terminal, "\r\u{1b}[2K{words}").and_then(|()| terminal.flush());
    }
}
