//! Who holds a data folder: one server, or one who puts another database in its place.
//!
//! A lock on a file in the folder, which the kernel takes back however its holder ends, `kill -9` included; so it is never
//! stale and never removed. SQLite alone needs it: PostgreSQL serves many. Commands that are done in a moment (a bot added)
//! take none, since SQLite lets them write beside a server.

use std::fs::{File, OpenOptions, TryLockError};
use std::io::{Read as _, Seek as _, Write as _};
use std::path::Path;
use std::time::{Duration, Instant};

use anyhow::Context as _;

/// The name of the file in the data folder.
const FILE: &str = "frontdesk.lock";

/// How long a holder that is just ending is waited for.
const PATIENCE: Duration = Duration::from_millis(1500);

/// The folder is ours while this lives.
#[derive(Debug)]
pub struct Hold {
    _file: File,
}

/// Who holds the folder now.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Holder {
    /// Its process id, where it has said so.
    pub pid: Option<u32>,
}

/// Takes the folder, or says who has it.
///
/// # Errors
/// Words for the terminal: another holds it, or the file system cannot lock.
pub fn take(folder: &Path, wish: &str) -> anyhow::Result<Hold> {
    let path = folder.join(FILE);
    let mut file = open(folder)?;
    let begun = Instant::now();
    loop {
        match file.try_lock() {
            Ok(()) => break,
            Err(TryLockError::WouldBlock) if begun.elapsed() < PATIENCE => {
                std::thread::sleep(Duration::from_millis(50));
            }
            Err(TryLockError::WouldBlock) => anyhow::bail!(
                "{} is in use: {} uses this data folder. To {wish}, stop it first, or name another folder with --data",
                folder.display(),
                Holder { pid: written(&mut file) }
            ),
            Err(TryLockError::Error(error)) => {
                return Err(error).with_context(|| {
                    format!("{} cannot be locked; keep the data folder on a disk of this machine", path.display())
                });
            }
        }
    }
    // Words for who comes later; the lock alone counts.
    let _ = file.set_len(0).and_then(|()| file.rewind()).and_then(|()| write!(file, "{}", std::process::id()));
    Ok(Hold { _file: file })
}

/// Who holds the folder; looks without taking it from anyone.
///
/// # Errors
/// When the file system cannot lock.
pub fn holder(folder: &Path) -> anyhow::Result<Option<Holder>> {
    if !folder.join(FILE).exists() {
        return Ok(None);
    }
    let mut file = open(folder)?;
    match file.try_lock_shared() {
        // Let go at the end of this line's scope; a server that starts in this instant waits longer than that.
        Ok(()) => Ok(None),
        Err(TryLockError::WouldBlock) => Ok(Some(Holder { pid: written(&mut file) })),
        Err(TryLockError::Error(error)) => Err(error.into()),
    }
}

fn open(folder: &Path) -> anyhow::Result<File> {
    let mut options = OpenOptions::new();
    options.read(true).write(true).create(true).truncate(false);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    let path = folder.join(FILE);
    options.open(&path).with_context(|| format!("{} cannot be opened", path.display()))
}

fn written(file: &mut File) -> Option<u32> {
    let mut text = String::new();
    file.rewind().and_then(|()| file.read_to_string(&mut text)).ok()?;
    text.trim().parse().ok()
}

impl std::fmt::Display for Holder {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self.pid {
            Some(pid) => write!(f, "a running Frontdesk (process {pid})"),
            None => f.write_str("a running Frontdesk"),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_holds_a_folder_until_they_let_go() {
        let folder = tempfile::tempdir().unwrap();
        assert_eq!(holder(folder.path()).unwrap(), None);
        let hold = take(folder.path(), "serve").unwrap();
        assert_eq!(holder(folder.path()).unwrap(), Some(Holder { pid: Some(std::process::id()) }));
        let refused = take(folder.path(), "restore").unwrap_err().to_string();
        assert!(refused.contains("is in use") && refused.contains(&std::process::id().to_string()), "{refused}");
        drop(hold);
        assert_eq!(holder(folder.path()).unwrap(), None);
        take(folder.path(), "serve").unwrap();
    }
}
