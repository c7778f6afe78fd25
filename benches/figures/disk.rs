//! The floor under every durable write: how long this disk takes to flush.

use std::fs::File;
use std::io::Write as _;
use std::path::Path;
use std::process::Command;
use std::time::{Duration, Instant};

use anyhow::Result;

use crate::table::quantile;

const FLUSHES: usize = 200;
const LONGEST: Duration = Duration::from_secs(5);

/// The median of appending 4 KiB and `fdatasync` in this folder.
pub fn flush(folder: &Path) -> Result<Duration> {
    let path = folder.join("flush");
    let mut file = File::create(&path)?;
    let (begun, mut took) = (Instant::now(), Vec::new());
    while took.len() < FLUSHES && begun.elapsed() < LONGEST {
        let one = Instant::now();
        file.write_all(&[7; 4096])?;
        file.sync_data()?;
        took.push(one.elapsed());
    }
    std::fs::remove_file(path)?;
    Ok(quantile(&mut took, 0.5))
}

/// What kind of file system it is: on one in memory the figures mean nothing.
pub fn file_system(folder: &Path) -> String {
    let told = Command::new("df").arg("--output=fstype").arg(folder).output();
    let told = told.map(|told| String::from_utf8_lossy(&told.stdout).into_owned()).unwrap_or_default();
    told.lines().nth(1).unwrap_or("not known").to_owned()
}
