//! Two nodes on one PostgreSQL, with NATS between them: how much longer a message takes to a tab on the other node.

use std::net::{SocketAddr, TcpStream};
use std::path::Path;
use std::process::Stdio;
use std::thread::sleep;
use std::time::{Duration, Instant};

use anyhow::{Result, bail};
use tokio::runtime::Runtime;

use crate::crowd::{Crowd, Door};
use crate::desk::Desk;
use crate::process::{Guarded, command, free_address};
use crate::table::quantile;
use crate::visitor::Visitor;

/// Messages of each kind, and those before them that do not count.
const MESSAGES: usize = 200;
const WARM: usize = 20;

/// From a message to the other tab.
pub struct Nodes {
    /// Both tabs at one node, in order.
    pub same: Vec<Duration>,
    /// The other at the other node, in order.
    pub other: Vec<Duration>,
}

/// Starts all of it and measures; none where there is no nats-server.
pub fn measure(runtime: &Runtime, desk: &Desk, home: &Path) -> Result<Option<Nodes>> {
    let nats = free_address()?;
    let Some(program) = program() else { return Ok(None) };
    let mut server = command(&program);
    server.args(["--addr", "127.0.0.1", "--port", &nats.port().to_string()]);
    let _nats = Guarded::start({
        server.stdout(Stdio::null()).stderr(Stdio::null());
        server
    })?;
    wait_for(nats)?;
    let settings = [("FRONTDESK_BUS__URL".to_owned(), format!("nats://{nats}"))];
    let one = desk.node(&home.join("one"), &settings).start(true)?;
    let two = desk.node(&home.join("two"), &settings).start(false)?;
    let bot = &desk.bot;
    let cookie = one.sign_in()?;
    let door = Door { server: one.address, bot, cookie: &cookie };
    runtime.block_on(async {
        let mut visitors = Vec::new();
        for (run, second) in [("same", one.address), ("other", two.address)] {
            // Taken by an agent, who then goes: the assistant keeps quiet.
            drop(Crowd::gather(&door, run, 1).await?);
            visitors.push((Visitor::open_at([one.address, second], bot, run, 0).await?, Vec::new()));
        }
        // In turns, because what the database does beside would else fall on one of them.
        for count in 0..WARM + MESSAGES {
            for (visitor, seen) in &mut visitors {
                let (_, to_both) = visitor.round_trip().await?;
                if count >= WARM {
                    seen.push(to_both);
                }
            }
        }
        let mut both = visitors.into_iter().map(|(_, mut seen)| {
            quantile(&mut seen, 0.5);
            seen
        });
        anyhow::Ok(Some(Nodes { same: both.next().unwrap_or_default(), other: both.next().unwrap_or_default() }))
    })
}

fn program() -> Option<std::path::PathBuf> {
    let path = std::env::var_os("PATH").unwrap_or_default();
    let folders = std::env::split_paths(&path).chain(["/usr/sbin".into()]);
    folders.map(|folder| folder.join("nats-server")).find(|program| program.is_file())
}

fn wait_for(address: SocketAddr) -> Result<()> {
    let begun = Instant::now();
    while begun.elapsed() < Duration::from_secs(10) {
        if TcpStream::connect(address).is_ok() {
            return Ok(());
        }
        sleep(Duration::from_millis(10));
    }
    bail!("nats-server did not start")
}
