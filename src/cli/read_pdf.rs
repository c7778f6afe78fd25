//! `frontdesk read-pdf`: what the server starts to read one PDF, in a process that can only harm itself.

use crate::app::reading;

/// The memory it may take, in bytes of address space.
const MEMORY: u64 = 1024 * 1024 * 1024;

/// The time it may compute, in seconds.
const SECONDS: u64 = 15;

pub(super) fn run() -> anyhow::Result<()> {
    bound()?;
    reading::serve_pdf(std::io::stdin().lock(), std::io::stdout().lock())
}

/// Bounds that the system holds: beyond them the process ends.
#[cfg(unix)]
fn bound() -> anyhow::Result<()> {
    use rustix::process::{Resource, Rlimit, setrlimit};
    let at_most = |most: u64| Rlimit { current: Some(most), maximum: Some(most) };
    // Where a system does not know one of them, the other and the server's patience stand.
    let _ = setrlimit(Resource::As, at_most(MEMORY));
    setrlimit(Resource::Cpu, at_most(SECONDS))?;
    Ok(())
}

#[cfg(not(unix))]
fn bound() -> anyhow::Result<()> {
    Ok(())
}
