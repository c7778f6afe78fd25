//! What ten thousand visitors cost who opened the chat and write nothing.

use std::net::SocketAddr;
use std::thread::sleep;
use std::time::Duration;

use anyhow::Result;
use futures_util::{StreamExt as _, TryStreamExt as _};
use tokio::runtime::Runtime;

use crate::process::{handles, resident};
use crate::visitor::Tab;

const SOCKETS: usize = 10_000;

/// How many open at the same time.
const AT_ONCE: usize = 64;

/// Files that a server has open besides.
const OTHERS: usize = 300;

/// What was measured.
pub struct Idle {
    /// How many sockets; fewer than ten thousand where the machine gives fewer file handles.
    pub sockets: usize,
    /// Bytes of resident memory for each.
    pub each: u64,
}

/// Opens them all, from many addresses, and looks at the server's memory before and after.
pub fn measure(runtime: &Runtime, pid: u32, server: SocketAddr, bot: &str) -> Result<Idle> {
    let sockets = SOCKETS.min(handles().saturating_sub(OTHERS)).max(1);
    let before = resident(pid)?;
    let opening = futures_util::stream::iter(0..sockets).map(|number| Tab::open(server, bot, "idle", number));
    let tabs: Vec<Tab> = runtime.block_on(opening.buffer_unordered(AT_ONCE).try_collect())?;
    sleep(Duration::from_secs(1));
    let after = resident(pid)?;
    let each = after.saturating_sub(before) / u64::try_from(tabs.len())?;
    runtime.block_on(async { drop(tabs) });
    Ok(Idle { sockets, each })
}
