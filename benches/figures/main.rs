//! `make bench`: measures the product as a visitor and an owner meet it, and prints the table of `benches/README.md`.
//!
//! Everything is measured from outside, on the real program in a process of its own, beside a floor measured in the
//! same run: the disk's flush, a commit each, a bare echo, the product without its storage. It reaches 127.0.0.0/8 only,
//! every wait has an end, and no process outlives it. It judges nothing: figures are for people to compare.

mod assistant;
mod bare;
mod capture;
mod crowd;
mod desk;
mod disk;
mod echo;
mod engine;
mod export;
mod floor;
mod handoff;
mod idle;
mod layer;
mod leads;
mod line;
mod load;
mod nodes;
mod paced;
mod postgres;
mod process;
mod round_trip;
mod start;
mod storm;
mod table;
mod visitor;
mod widget;

use std::env;
use std::os::unix::process::CommandExt as _;
use std::path::Path;
use std::process::Command;

use anyhow::{Context as _, Result};
use tokio::runtime::{Builder, Runtime};

use engine::Bench;
use floor::Floor;
use table::{ENGINES, FLOOR, Table};

/// Set once the process has as many file handles as it may get.
const RAISED: &str = "FRONTDESK_FIGURES_RAISED";

/// As an argument: only messages and captures are measured, in turns.
const CAPTURES: &str = "captures";

/// The argument that measures the durable round trip alone, which takes a quarter of a minute.
const BRIEF: &str = "brief";

fn main() -> Result<()> {
    let arguments: Vec<String> = env::args().collect();
    let is = |argument: &str| arguments.iter().any(|given| given == argument);
    if is(echo::ARGUMENT) {
        return serving()?.block_on(echo::serve());
    }
    if is(bare::ARGUMENT) {
        return serving()?.block_on(bare::serve());
    }
    if is(assistant::ARGUMENT) {
        return assistant::tell();
    }
    if is(disk::ARGUMENT) {
        return disk::tell(Path::new(arguments.last().context("a folder")?));
    }
    if env::var_os(RAISED).is_none() {
        return Err(raised());
    }
    // An engine's name as an argument measures that one alone; cargo adds arguments of its own.
    let asked = |engine: &&&str| is(engine) || !ENGINES.iter().any(|engine| is(engine));
    let engines: Vec<&'static str> = ENGINES.iter().filter(asked).copied().collect();
    // So does a part's name, with the floors that it needs.
    let part = engine::PARTS.into_iter().find(|part| is(part));
    let load = process::load();
    // One thread: what the client takes of the machine, the server lacks.
    let runtime = Builder::new_current_thread().enable_all().build().context("no runtime")?;
    let mut table = Table::default();
    let home = Path::new(env!("CARGO_TARGET_TMPDIR"));
    if is(assistant::ALONE) {
        assistant::measure(&mut table)?;
        println!("{}", table.print(&[]));
        return Ok(());
    }
    if is(CAPTURES) {
        for engine in &engines {
            engine::captures(&runtime, engine, home, &mut table)?;
        }
        println!("{}", table.print(&engines));
        return Ok(());
    }
    if is(BRIEF) {
        let floor = floor::bare(&runtime, &mut table)?;
        for engine in &engines {
            Bench { runtime: &runtime, engine, home, floor: &floor, table: &mut table }.brief()?;
        }
        println!("{}", table.print(&engines));
        return Ok(());
    }
    let floor = match part {
        None | Some(engine::HERE) => floor::measure(&runtime, &mut table)?,
        Some(_) => Floor::default(),
    };
    if part.is_none_or(|part| part == engine::STORM) {
        storm::against_echo(&runtime)?.tell(&mut table, FLOOR);
    }
    for engine in &engines {
        eprintln!("measuring on {engine}");
        Bench { runtime: &runtime, engine, home, floor: &floor, table: &mut table }.run(part)?;
    }
    assistant::measure(&mut table)?;
    let widget = widget::bytes()?;
    table.tell("widget: loader, gzip", FLOOR, format!("{} bytes", widget.loader));
    table.bar("widget: loader, gzip", "at most 5,000");
    table.tell("widget: panel, gzip", FLOOR, format!("{} bytes", widget.panel));
    table.bar("widget: panel, gzip", "at most 35,000");
    println!("{}", table.print(&engines));
    println!("\nLoad of the machine before the run, over one and five minutes: {load}.");
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

/// What a server runs on: as many threads as the product takes.
fn serving() -> Result<Runtime> {
    Builder::new_multi_thread().enable_all().build().context("the system gives no threads")
}
