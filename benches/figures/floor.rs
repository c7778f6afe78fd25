//! What the same client reaches without the product: against a bare echo, and against the product without its storage.

use std::time::Duration;

use anyhow::Result;
use tokio::runtime::Runtime;

use crate::bare::Bare;
use crate::crowd::{Crowd, Door};
use crate::echo::Echo;
use crate::idle;
use crate::load::{self, Load};
use crate::process;
use crate::round_trip::{self, RoundTrip, SOCKETS};
use crate::table::{FLOOR, Table, kib};

/// How many sockets the great round trip has, and how long is measured.
pub const CROWD: usize = 1_000;
pub const SPAN: Duration = Duration::from_secs(4);

/// What was measured.
#[derive(Default)]
pub struct Floor {
    /// The echo, by number of sockets.
    pub round_trips: Vec<RoundTrip>,
    /// The product without its storage: visitor to agent.
    pub bare: Load,
}

/// Measures both.
pub fn measure(runtime: &Runtime, table: &mut Table) -> Result<Floor> {
    let echo = Echo::start()?;
    let mut round_trips = Vec::new();
    for sockets in SOCKETS {
        round_trips.push(round_trip::against_echo(runtime, echo.address, sockets)?);
    }
    drop(echo);
    let echo = Echo::start()?;
    let idle = idle::measure(runtime, echo.pid(), echo.address, "any")?;
    drop(echo);
    let bare = bare(runtime, table)?.bare;
    table.tell("idle socket", FLOOR, format!("echo: {} each of {}", kib(idle.each), idle.sockets));
    Ok(Floor { round_trips, bare })
}

/// Measures the product without its storage alone.
pub fn bare(runtime: &Runtime, table: &mut Table) -> Result<Floor> {
    let server = Bare::start()?;
    let door = Door { server: server.address, bot: "any", cookie: "" };
    let crowd = runtime.block_on(Crowd::gather(&door, "many", CROWD))?;
    let before = process::processor(server.pid())?;
    let bare = runtime.block_on(load::run(crowd, SPAN, true))?;
    let took = process::processor(server.pid())?.saturating_sub(before);
    bare.tell(table, "durable round trip, 1,000 sending", FLOOR, took);
    Ok(Floor { round_trips: Vec::new(), bare })
}
