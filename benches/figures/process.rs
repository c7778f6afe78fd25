//! Processes that end with the measurement, and what the kernel and their HTTP door say of them.

use std::fs;
use std::io::{Read as _, Write as _};
use std::net::{Ipv4Addr, SocketAddr, TcpListener, TcpStream};
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::thread::sleep;
use std::time::{Duration, Instant};

use anyhow::{Context as _, Result};

/// How long a process may take to end when it is asked to.
const FAREWELL: Duration = Duration::from_secs(15);

/// A program to be guarded; the kernel interrupts it should we die without a word, where there is `setpriv`.
pub fn command(program: &Path) -> Command {
    let script = "command -v setpriv >/dev/null && exec setpriv --pdeathsig INT -- \"$0\" \"$@\"; exec \"$0\" \"$@\"";
    let mut command = Command::new("sh");
    command.arg("-c").arg(script).arg(program).stdin(Stdio::null());
    command
}

/// A process of ours; it ends when this is dropped.
pub struct Guarded(Child);

impl Guarded {
    /// Starts it.
    pub fn start(mut command: Command) -> Result<Self> {
        Ok(Self(command.spawn().context("a shell")?))
    }

    /// Its number.
    pub fn pid(&self) -> u32 {
        self.0.id()
    }

    /// Whether it has ended by itself.
    pub fn has_ended(&mut self) -> bool {
        matches!(self.0.try_wait(), Ok(Some(_)))
    }

    /// Its end of a pipe to us.
    pub fn output(&mut self) -> Option<std::process::ChildStdout> {
        self.0.stdout.take()
    }
}

impl Drop for Guarded {
    /// Asks first (an interrupt is PostgreSQL's fast shutdown), and insists later.
    fn drop(&mut self) {
        if self.has_ended() {
            return;
        }
        let asked = Command::new("kill").args(["-INT", &self.pid().to_string()]).status();
        let begun = Instant::now();
        while asked.is_ok() && begun.elapsed() < FAREWELL {
            if self.has_ended() {
                return;
            }
            sleep(Duration::from_millis(10));
        }
        // It may have ended at this moment; there is nobody left to tell.
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

/// Resident memory of a process, in bytes.
pub fn resident(pid: u32) -> Result<u64> {
    let status = fs::read_to_string(format!("/proc/{pid}/status")).context("/proc tells of processes on Linux only")?;
    let line = status.lines().find_map(|line| line.strip_prefix("VmRSS:")).context("no VmRSS in /proc/PID/status")?;
    let kib: u64 = line.trim().trim_end_matches("kB").trim().parse()?;
    Ok(kib * 1024)
}

/// How many files this process, and those it starts, may have open.
pub fn handles() -> usize {
    let limits = fs::read_to_string("/proc/self/limits").unwrap_or_default();
    let line = limits.lines().find_map(|line| line.strip_prefix("Max open files"));
    line.and_then(|line| line.split_whitespace().next()?.parse().ok()).unwrap_or(1024)
}

/// How busy the machine is with others, over one and five minutes.
pub fn load() -> String {
    let load = fs::read_to_string("/proc/loadavg").unwrap_or_default();
    load.split(' ').take(2).collect::<Vec<_>>().join(" and ")
}

/// An address that is free now.
pub fn free_address() -> Result<SocketAddr> {
    Ok(TcpListener::bind((Ipv4Addr::LOCALHOST, 0))?.local_addr()?)
}

/// The answer to `GET path`, its head included.
pub fn get(address: SocketAddr, path: &str) -> Result<String> {
    let mut stream = TcpStream::connect_timeout(&address, Duration::from_secs(1))?;
    stream.set_read_timeout(Some(Duration::from_secs(5)))?;
    write!(stream, "GET {path} HTTP/1.1\r\nHost: {address}\r\nConnection: close\r\n\r\n")?;
    let mut answer = String::new();
    stream.take(1024 * 1024).read_to_string(&mut answer)?;
    Ok(answer)
}
