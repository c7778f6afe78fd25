//! `make bench`: measures the product as a visitor and an owner meet it, and prints the table of `benches/README.md`.
//!
//! Everything is measured from outside, on the real program in a process of its own, beside a floor measured in the
//! same run: the disk's flush, and a bare echo of the same frames. It reaches 127.0.0.0/8 only, every wait has an end,
//! and no process outlives it. It judges nothing: figures are for people to compare.

mod desk;
mod disk;
mod echo;
mod idle;
mod postgres;
mod process;
mod round_trip;
mod start;
mod table;
mod visitor;
mod widget;

use std::env;
use std::os::unix::process::CommandExt as _;
use std::path::Path;
use std::process::Command;

use anyhow::{Context as _, Result};
use tokio::runtime::{Builder, Runtime};

use desk::Desk;
use postgres::Cluster;
use table::{Engine, Floor};

/// Set once the process has as many file handles as it may get.
const RAISED: &str = "FRONTDESK_FIGURES_RAISED";

/// How many sockets send at once.
const SOCKETS: [usize; 3] = [1, 64, 256];

fn main() -> Result<()> {
    if env::args().any(|argument| argument == echo::ARGUMENT) {
        return runtime()?.block_on(echo::serve());
    }
    if env::var_os(RAISED).is_none() {
        return Err(raised());
    }
    // An engine's name as an argument measures that one alone; cargo adds arguments of its own.
    let asked: Vec<String> = env::args().filter(|argument| table::ENGINES.contains(&argument.as_str())).collect();
    let is_asked = |engine: &str| asked.is_empty() || asked.iter().any(|name| name == engine);
    let load = process::load();
    let runtime = runtime()?;
    let home = Path::new(env!("CARGO_TARGET_TMPDIR"));
    let floor = floor(&runtime)?;
    let mut engines = Vec::new();
    if is_asked(table::ENGINES[0]) {
        let folder = tempfile::Builder::new().prefix("figures-").tempdir_in(home)?;
        engines.push(engine(&runtime, table::ENGINES[0], folder.path(), folder.path(), None)?);
    }
    if is_asked(table::ENGINES[1]) {
        let folder = tempfile::Builder::new().prefix("figures-").tempdir_in(home)?;
        let cluster = Cluster::start(home)?;
        engines.push(engine(&runtime, table::ENGINES[1], folder.path(), cluster.folder(), Some(cluster.url()))?);
    }
    println!("{}", table::print(&load, &floor, &engines, &widget::bytes()?));
    Ok(())
}

/// The same program again, with as many file handles as the machine allows; the standard library cannot ask for them.
fn raised() -> anyhow::Error {
    let Ok(this) = env::current_exe() else { return anyhow::anyhow!("the name of this program is not known") };
    let script = "ulimit -n 65536 2>/dev/null || ulimit -n \"$(ulimit -H -n)\"; exec \"$0\" \"$@\"";
    let mut again = Command::new("sh");
    again.arg("-c").arg(script).arg(this).args(env::args_os().skip(1)).env(RAISED, "1");
    anyhow::Error::new(again.exec()).context("sh")
}

fn runtime() -> Result<Runtime> {
    Builder::new_multi_thread().enable_all().build().context("the system gives no threads")
}

/// What the same client code reaches against a server that only echoes.
fn floor(runtime: &Runtime) -> Result<Floor> {
    let echo = echo::Echo::start()?;
    let mut round_trips = Vec::new();
    for sockets in SOCKETS {
        round_trips.push(round_trip::against_echo(runtime, echo.address, sockets)?);
    }
    drop(echo);
    let echo = echo::Echo::start()?;
    let idle = idle::measure(runtime, echo.pid(), echo.address, "any")?;
    Ok(Floor { round_trips, idle })
}

/// Everything that depends on the engine. `data` is where the database's bytes go.
fn engine(
    runtime: &Runtime,
    name: &'static str,
    folder: &Path,
    data: &Path,
    database: Option<String>,
) -> Result<Engine> {
    eprintln!("measuring on {name}");
    let flush = disk::flush(data)?;
    let desk = Desk::furnish(folder, database)?;
    let mut round_trips = Vec::new();
    let serving = desk.start(true)?;
    for sockets in SOCKETS {
        round_trips.push(round_trip::against_desk(runtime, &serving, &desk.bot, sockets)?);
    }
    serving.stop();
    let filled = round_trips.iter().map(|run| run.acknowledged.len()).sum();
    let (start, serving) = start::measure(&desk)?;
    let at_rest = process::resident(serving.pid())?;
    let idle = idle::measure(runtime, serving.pid(), serving.address, &desk.bot)?;
    serving.stop();
    Ok(Engine { name, flush, file_system: disk::file_system(data), round_trips, filled, start, at_rest, idle })
}
