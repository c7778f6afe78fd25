//! What the system says of this process, from `/proc/self`; nothing where there is none.
//!
//! proc(5): times are in ticks of a hundredth of a second (`USER_HZ`, the same on every Linux), sizes of `status` in kB.

use std::fs;

/// What is known of the process.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Process {
    /// Memory in RAM, in bytes.
    pub memory: f64,
    /// Open files and sockets.
    pub handles: f64,
    /// Processor time, in seconds.
    pub cpu: f64,
}

/// Asks the system. It reads two small files and one folder.
#[must_use]
pub fn look() -> Option<Process> {
    let status = fs::read_to_string("/proc/self/status").ok()?;
    let stat = fs::read_to_string("/proc/self/stat").ok()?;
    let handles = fs::read_dir("/proc/self/fd").ok()?.count();
    Some(Process {
        memory: memory(&status)?,
        handles: f64::from(u32::try_from(handles).unwrap_or(u32::MAX)),
        cpu: cpu(&stat)?,
    })
}

fn memory(status: &str) -> Option<f64> {
    let line = status.lines().find_map(|line| line.strip_prefix("VmRSS:"))?;
    let kilobytes: u32 = line.trim().strip_suffix("kB")?.trim().parse().ok()?;
    Some(f64::from(kilobytes) * 1024.0)
}

/// The name in brackets may hold anything, so fields are counted from its end: utime is the 14th, stime the 15th.
fn cpu(stat: &str) -> Option<f64> {
    let (_, rest) = stat.rsplit_once(')')?;
    let mut fields = rest.split_whitespace().skip(11);
    let ticks: u32 = fields.next()?.parse::<u32>().ok()?.checked_add(fields.next()?.parse().ok()?)?;
    Some(f64::from(ticks) / 100.0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_systems_words_are_read() {
        assert_eq!(memory("Name:\tx\nVmRSS:\t   2048 kB\n"), Some(2_097_152.0));
        let stat = "7 (a) b) S 1 7 7 0 -1 4194560 1 0 0 0 150 50 0 0 20 0 3 0 99 1 1";
        assert_eq!(cpu(stat), Some(2.0));
        assert_eq!((memory(""), cpu("")), (None, None));
    }
}
