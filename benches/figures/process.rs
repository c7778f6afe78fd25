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

impl Guarded {
    /// Ends it as a crash does: without a word, and at once.
    pub fn kill(mut self) {
        // It may have ended at this moment.
        let _ = self.0.kill();
        let _ = self.0.wait();
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
    memory(pid, "VmRSS:")
}

/// The most it ever had.
pub fn peak(pid: u32) -> Result<u64> {
    memory(pid, "VmHWM:")
}

fn memory(pid: u32, what: &str) -> Result<u64> {
    let status = fs::read_to_string(format!("/proc/{pid}/status")).context("/proc tells of processes on Linux only")?;
    let line = status.lines().find_map(|line| line.strip_prefix(what)).context("no such line in /proc/PID/status")?;
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

/// The processor time that a process has used.
pub fn processor(pid: u32) -> Result<Duration> {
    let stat = fs::read_to_string(format!("/proc/{pid}/stat"))?;
    let (_, rest) = stat.rsplit_once(')').context("a name in brackets")?;
    let ticks = rest.split_whitespace().skip(11).take(2).map(str::parse::<u64>);
    // A hundred a second, on every Linux (USER_HZ).
    Ok(Duration::from_millis(ticks.sum::<Result<u64, _>>()? * 10))
}

/// The answer to `GET path`, its head included.
pub fn get(address: SocketAddr, path: &str) -> Result<String> {
    get_as(address, path, "")
}

/// The same for somebody with a cookie.
pub fn get_as(address: SocketAddr, path: &str, cookie: &str) -> Result<String> {
    ask(address, &format!("GET {path} HTTP/1.1\r\nHost: {address}\r\nCookie: {cookie}\r\nConnection: close\r\n\r\n"))
}

/// The answer to a form.
pub fn post(address: SocketAddr, path: &str, form: &str) -> Result<String> {
    let length = form.len();
    ask(
        address,
        &format!(
            "POST {path} HTTP/1.1\r\nHost: {address}\r\nOrigin: http://{address}\r\nContent-Length: {length}\r\n\
             Content-Type: application/x-www-form-urlencoded\r\nConnection: close\r\n\r\n{form}"
        ),
    )
}

fn ask(address: SocketAddr, request: &str) -> Result<String> {
    let mut stream = TcpStream::connect_timeout(&address, Duration::from_secs(1))?;
    stream.set_read_timeout(Some(Duration::from_secs(20)))?;
    stream.write_all(request.as_bytes())?;
    let mut answer = String::new();
    stream.take(1024 * 1024).read_to_string(&mut answer)?;
    Ok(answer)
}
