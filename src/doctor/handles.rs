//! How many files the server may open: each visitor's socket is one.

use std::fs;

use super::Finding;
use crate::db::hold::Holder;

/// Handles that are no sockets: the database, its readers, listeners, what goes out.
const BESIDE: u64 = 100;
/// With fewer a busy site's visitors are turned away.
const ENOUGH: u64 = 10_240;

/// Looks at the running server's limit; at this command's own, which is often the same, where none runs here.
pub(super) fn look(holder: Option<Holder>) -> Finding {
    let server = holder.and_then(|holder| holder.pid);
    let read = |who: &str| fs::read_to_string(format!("/proc/{who}/limits")).ok();
    let limits = server.and_then(|pid| read(&pid.to_string())).or_else(|| read("self"));
    judge(limits.as_deref().and_then(limit))
}

/// The soft limit in `proc_pid_limits(5)`; `unlimited` is none.
fn limit(limits: &str) -> Option<u64> {
    let line = limits.lines().find_map(|line| line.strip_prefix("Max open files"))?;
    let soft = line.split_whitespace().next()?;
    if soft == "unlimited" { Some(u64::MAX) } else { soft.parse().ok() }
}

fn judge(limit: Option<u64>) -> Finding {
    match limit {
        None => Finding::ok("open files", "their limit cannot be told here; each visitor's socket needs one"),
        Some(u64::MAX) => Finding::ok("open files", "as many as it needs"),
        Some(limit) if limit < ENOUGH => Finding::warning(
            "open files",
            format!(
                "at most {limit}, so about {} visitors at once: raise it (systemd: LimitNOFILE=65536; Docker: --ulimit nofile=65536; a shell: ulimit -n 65536)",
                limit.saturating_sub(BESIDE)
            ),
        ),
        Some(limit) => Finding::ok(
            "open files",
            format!("{limit}, enough for about {} visitors at once", limit.saturating_sub(BESIDE)),
        ),
    }
}

#[cfg(test)]
mod tests {
    use super::super::State;
    use super::*;

    #[test]
    fn the_soft_limit_is_read_and_told_in_visitors() {
        let text = "Limit                     Soft Limit           Hard Limit           Units\nMax processes             1                    2                    processes\nMax open files            1024                 524288               files\n";
        assert_eq!(limit(text), Some(1024));
        assert_eq!(limit("Max open files            unlimited            unlimited            files"), Some(u64::MAX));
        assert_eq!(limit("nothing of the kind"), None);
        let few = judge(Some(1024));
        assert!(few.state == State::Warning && few.said.contains("924 visitors"), "{few:?}");
        assert_eq!(judge(Some(65_536)).state, State::Ok);
    }
}
