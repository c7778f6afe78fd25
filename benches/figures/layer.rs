//! A slower disk: `tests/power/layer.c` under a program, so that each of its flushes lasts 4 ms at least.

use std::env;
use std::path::Path;
use std::process::Command;

use anyhow::{Context as _, Result, ensure};

/// How long a flush lasts on it, in milliseconds: a plain SSD without a battery.
pub const FLUSH_MS: u32 = 4;

/// Builds it in this folder; the settings that put it under a program.
pub fn settings(folder: &Path) -> Result<Vec<(String, String)>> {
    let source = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/power/layer.c");
    let library = folder.join("layer.so");
    let mut build = Command::new(env::var_os("CC").unwrap_or_else(|| "cc".into()));
    build.args(["-std=gnu11", "-O2", "-fPIC", "-shared", "-o"]).arg(&library).arg(source).args(["-ldl", "-lpthread"]);
    let done = build.output().context("a C compiler is missing: run make setup")?;
    ensure!(done.status.success(), "{}", String::from_utf8_lossy(&done.stderr));
    Ok(vec![
        ("LD_PRELOAD".to_owned(), library.display().to_string()),
        ("FRONTDESK_LAYER_FLUSH_MS".to_owned(), FLUSH_MS.to_string()),
    ])
}
