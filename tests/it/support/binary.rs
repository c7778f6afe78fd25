//! The real program in a process of its own, which can be killed without a word.

use std::io::{BufRead as _, BufReader, Read};
use std::path::Path;
use std::process::{Child, Command, Output, Stdio};
use std::sync::mpsc::{Receiver, Sender, channel};
use std::time::Duration;

/// The program with these arguments on this data; nothing of the tester's own environment sets it.
pub fn frontdesk(data: &Path, environment: &[(String, String)], arguments: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_frontdesk"));
    for (name, _) in std::env::vars().filter(|(name, _)| name.starts_with("FRONTDESK_")) {
        command.env_remove(name);
    }
    command.args(arguments).arg("--data").arg(data).envs(environment.iter().cloned());
    command
}

/// Runs it to its end.
pub fn run(data: &Path, environment: &[(String, String)], arguments: &[&str]) -> Output {
    frontdesk(data, environment, arguments).output().expect("the program runs")
}

/// A server in a process of its own.
pub struct Server {
    process: Child,
    pub address: String,
    /// What it said until it served.
    pub said: Vec<String>,
    /// What it says.
    log: Receiver<String>,
}

impl Server {
    /// Starts `serve` on a free port, and waits until it serves.
    pub fn start(data: &Path, environment: &[(String, String)]) -> Self {
        Self::begin(frontdesk(data, environment, &["serve", "--listen", "127.0.0.1:0"]), "address=")
    }

    /// Starts `serve` where its log is not plain text: its address stands after `mark`.
    pub fn start_marked(data: &Path, environment: &[(String, String)], mark: &str) -> Self {
        Self::begin(frontdesk(data, environment, &["serve", "--listen", "127.0.0.1:0"]), mark)
    }

    /// Starts `serve` at an address that was its before, and waits until it serves.
    pub fn start_at(listen: &str, data: &Path, environment: &[(String, String)]) -> Self {
        Self::begin(frontdesk(data, environment, &["serve", "--listen", listen]), "address=")
    }

    /// Starts the demo at an address (port 0: a free one), and waits until it serves.
    pub fn demo(data: &Path, listen: &str) -> Self {
        Self::demo_with(data, listen, &[])
    }

    /// Starts the demo with these settings.
    pub fn demo_with(data: &Path, listen: &str, environment: &[(String, String)]) -> Self {
        Self::begin(frontdesk(data, environment, &["demo", "--listen", listen]), "Shop with the widget   http://")
    }

    /// Waits for the line that holds the address after `mark`, on either stream.
    fn begin(mut command: Command, mark: &str) -> Self {
        let mut process = command.stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().expect("the program runs");
        let (tell, log) = channel();
        listen_to(process.stdout.take().unwrap(), tell.clone());
        listen_to(process.stderr.take().unwrap(), tell);
        // From here on it ends with this value, also when the story does.
        let mut server = Self { process, address: String::new(), said: Vec::new(), log };
        while server.address.is_empty() {
            let line = server.log.recv_timeout(Duration::from_secs(30));
            let line = line.unwrap_or_else(|_| panic!("it never served: {:#?}", server.said));
            let address = line.split_once(mark).and_then(|(_, rest)| rest.split([' ', '/', '"']).next());
            address.unwrap_or_default().clone_into(&mut server.address);
            server.said.push(line);
        }
        server
    }

    /// Where its metrics are read.
    pub fn metrics(&self) -> &str {
        let line = self.said.last().expect("it serves");
        line.split_once("metrics=Some(").and_then(|(_, rest)| rest.split(')').next()).expect("it has metrics")
    }

    /// Stands still from now on, as a machine that is suspended: nothing is closed, and nothing is done.
    pub fn freeze(&self) {
        signal(&self.process, "STOP");
    }

    /// Goes on as if nothing had been.
    pub fn thaw(&self) {
        signal(&self.process, "CONT");
    }

    /// Waits until it says a line with these words.
    pub fn hear(&mut self, words: &str) {
        loop {
            let line = self.log.recv_timeout(super::DEADLINE);
            let line = line.unwrap_or_else(|_| panic!("it never said {words:?}: {:#?}", self.said));
            self.said.push(line);
            if self.said.last().is_some_and(|line| line.contains(words)) {
                return;
            }
        }
    }

    /// Asks it to stop, and waits until it has; gives all that it said.
    pub fn stop(mut self) -> Vec<String> {
        signal(&self.process, "TERM");
        assert!(self.process.wait().expect("it ends").success(), "{:#?}", self.said);
        let mut said = std::mem::take(&mut self.said);
        // Both streams have ended, so nothing comes any more.
        said.extend(self.log.iter());
        said
    }

    /// Kills it: no farewell, no last write.
    pub fn kill(mut self) {
        self.process.kill().expect("it runs");
        self.process.wait().expect("it ends");
    }
}

/// Sends a process of ours a signal.
pub fn signal(process: &Child, name: &str) {
    let sent = Command::new("kill").arg(format!("-{name}")).arg(process.id().to_string()).status();
    assert!(sent.expect("kill runs").success());
}

impl Drop for Server {
    fn drop(&mut self) {
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}

/// Passes on what it says, line by line.
fn listen_to(stream: impl Read + Send + 'static, tell: Sender<String>) {
    let lines = BufReader::new(stream).lines().map_while(Result::ok);
    std::thread::spawn(move || lines.for_each(|line| drop(tell.send(plain(&line)))));
}

/// A line without its colours.
fn plain(line: &str) -> String {
    let mut parts = line.split('\u{1b}');
    let first = parts.next().unwrap_or_default().to_owned();
    parts.fold(first, |text, part| text + part.split_once('m').map_or("", |(_, rest)| rest))
}
