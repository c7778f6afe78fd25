//! The server under test: this same program in a process of its own, which is killed without a word.
//!
//! It listens on a free port of this machine alone, and takes no setting from the environment of who runs the test.

use std::fs::OpenOptions;
use std::io::{BufRead as _, BufReader, Write as _};
use std::net::SocketAddr;
use std::process::{Child, ChildStderr, Command, Stdio};
use std::time::Duration;

use anyhow::Context as _;
use serde_json::Value;
use tokio::sync::oneshot;

use super::house::House;

/// How long a start may take.
const START: Duration = Duration::from_secs(30);

/// A server that runs; it ends with this value.
pub(super) struct Server {
    process: Child,
    /// Where it listens.
    pub address: SocketAddr,
}

impl Server {
    /// Starts it, and waits until it serves.
    pub(super) async fn start(house: &House) -> anyhow::Result<Self> {
        let program = std::env::current_exe().context("where this program is")?;
        let mut command = Command::new(program);
        for (name, _) in std::env::vars_os() {
            if name.to_string_lossy().starts_with("FRONTDESK_") {
                command.env_remove(name);
            }
        }
        command.args(["serve", "--listen", "127.0.0.1:0", "--data"]).arg(&house.data).envs(house.settings());
        command.stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::piped());
        let mut process = command.spawn().context("the server could not be started")?;
        let (tell, address) = oneshot::channel();
        let said = process.stderr.take();
        // From here on it ends with this value, also when it never serves.
        let mut server = Self { process, address: SocketAddr::from(([127, 0, 0, 1], 0)) };
        if let Some(said) = said {
            let mut log = OpenOptions::new().create(true).append(true).open(house.log()).context("the server's log")?;
            // A log that cannot be written any more must not stop the server.
            std::thread::spawn(move || listen(said, tell, |line| drop(writeln!(log, "{line}"))));
        }
        let told = tokio::time::timeout(START, address).await;
        server.address = told
            .ok()
            .and_then(Result::ok)
            .with_context(|| format!("the server did not start: see {}", house.log().display()))?;
        Ok(server)
    }

    /// Whether it ended by itself.
    pub(super) fn has_ended(&mut self) -> bool {
        !matches!(self.process.try_wait(), Ok(None))
    }

    /// Kills it: no farewell, no last write.
    pub(super) fn kill(self) {
        drop(self);
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        // One that has ended already cannot be killed; it is waited for all the same.
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}

/// Keeps what the server says, and tells its address when it serves.
fn listen(said: ChildStderr, tell: oneshot::Sender<SocketAddr>, mut keep: impl FnMut(&str)) {
    let mut tell = Some(tell);
    for line in BufReader::new(said).lines().map_while(Result::ok) {
        keep(&line);
        if let Some(address) = address(&line)
            && let Some(tell) = tell.take()
        {
            // Nobody waits any more: then nobody needs it.
            let _ = tell.send(address);
        }
    }
}

/// The address in the log line that says that it serves.
fn address(line: &str) -> Option<SocketAddr> {
    let line: Value = serde_json::from_str(line).ok()?;
    line["fields"]["address"].as_str()?.parse().ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_address_is_read_from_the_log() {
        let line = r#"{"level":"INFO","fields":{"message":"Frontdesk serves","address":"127.0.0.1:4711"}}"#;
        assert_eq!(address(line).unwrap().port(), 4711);
        assert_eq!(address("Frontdesk serves address=127.0.0.1:1"), None);
    }
}
