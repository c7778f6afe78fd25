//! What stands beside the nodes: a NATS server and a proxy, the real ones, on free ports. They end with their values.

use std::hash::{BuildHasher as _, RandomState};
use std::net::{TcpListener, TcpStream};
use std::path::Path;
use std::process::{Child, Command, Stdio};

use super::{tools, until};

/// A port that is free now, and stays so for who binds it later: none that the system gives to those who ask for any, or
/// who only connect (Linux: 32768 and above).
pub fn free_port() -> u16 {
    let is_free = |port: &u16| TcpListener::bind(("127.0.0.1", *port)).is_ok();
    let by_chance = || 12_000 + RandomState::new().hash_one(std::process::id()) % 20_000;
    let mut ports = std::iter::repeat_with(by_chance).take(1_000).map(|port| u16::try_from(port).unwrap());
    ports.find(is_free).expect("a free port")
}

/// A program that listens at a port.
pub struct Neighbour {
    command: Command,
    port: u16,
    process: Option<Child>,
}

/// A NATS server at this port, which lets in `desk` alone; not started yet.
pub fn nats(port: u16) -> Neighbour {
    let mut command = Command::new(tools::daemon("nats-server"));
    command.args(["--addr", "127.0.0.1", "--port", &port.to_string(), "--user", "desk", "--pass", "p@ss"]);
    Neighbour { command, port, process: None }
}

/// Its address with its password.
pub fn nats_url(port: u16) -> String {
    format!("nats://desk:p%40ss@127.0.0.1:{port}")
}

/// The proxy of `docker-compose.yml`, in front of two nodes; not started yet.
pub fn proxy(nodes: [&str; 2]) -> Neighbour {
    let port = free_port();
    let mut command = Command::new(tools::daemon("haproxy"));
    command.arg("-f").arg(Path::new(env!("CARGO_MANIFEST_DIR")).join("config/haproxy.cfg"));
    command.env("FRONTDESK_PROXY_LISTEN", format!("127.0.0.1:{port}"));
    command.env("FRONTDESK_NODE_ONE", nodes[0]).env("FRONTDESK_NODE_TWO", nodes[1]);
    Neighbour { command, port, process: None }
}

impl Neighbour {
    pub fn address(&self) -> String {
        format!("127.0.0.1:{}", self.port)
    }

    /// Starts it, for the first time or again, and waits until it listens.
    pub async fn start(&mut self) {
        // What it complains of is read with the story that failed.
        let command = self.command.stdin(Stdio::null()).stdout(Stdio::null());
        self.process = Some(command.spawn().expect("it starts"));
        let address = self.address();
        until("a neighbour", || async { TcpStream::connect(&address).is_ok().then_some(()) }).await;
    }

    /// Kills it.
    pub fn stop(&mut self) {
        if let Some(mut process) = self.process.take() {
            process.kill().unwrap();
            process.wait().unwrap();
        }
    }
}

impl Drop for Neighbour {
    fn drop(&mut self) {
        self.stop();
    }
}
