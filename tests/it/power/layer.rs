//! The layer of tests/power/layer.c, built, and the settings that put it under a program.
//!
//! It knows nothing of what runs on it. Benchmarks use it too, for a disk whose flush takes longer than this machine's.

use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::Duration;

/// What the layer is to do.
#[derive(Default)]
pub struct Layer<'a> {
    /// Records the changes below the first into the second.
    pub record: Option<(&'a Path, &'a Path)>,
    /// How long a flush lasts at least.
    pub flush: Duration,
    /// How it lies about flushes, if it does.
    pub lie: Option<Lie>,
}

/// How a disk lies about flushing.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Lie {
    /// It says that it was done, and never does it.
    Never,
    /// It says so at once, and is done when it would have been.
    Late,
}

impl Layer<'_> {
    /// The environment of a program that is to run on it.
    pub fn environment(&self) -> Vec<(String, String)> {
        let mut set = vec![("LD_PRELOAD".to_owned(), built().display().to_string())];
        if let Some((folder, log)) = self.record {
            set.push(("FRONTDESK_LAYER_ROOT".to_owned(), folder.display().to_string()));
            set.push(("FRONTDESK_LAYER_LOG".to_owned(), log.display().to_string()));
        }
        if !self.flush.is_zero() {
            set.push(("FRONTDESK_LAYER_FLUSH_MS".to_owned(), (self.flush.as_secs_f64() * 1e3).to_string()));
        }
        if let Some(lie) = self.lie {
            let word = if lie == Lie::Late { "late" } else { "never" };
            set.push(("FRONTDESK_LAYER_LIE".to_owned(), word.to_owned()));
        }
        set
    }
}

/// Builds the layer with the C compiler that SQLite is built with too; gives the library.
fn built() -> PathBuf {
    let source = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/power/layer.c");
    let library = Path::new(env!("CARGO_TARGET_TMPDIR")).join("frontdesk-layer.so");
    // Under another name first: a test beside this one may be loading it.
    let fresh = library.with_extension(format!("{}.so", std::process::id()));
    let compiler = std::env::var_os("CC").unwrap_or_else(|| "cc".into());
    let mut build = Command::new(compiler);
    build.args(["-std=gnu11", "-O2", "-Wall", "-Wextra", "-Werror", "-fPIC", "-shared", "-o"]).arg(&fresh).arg(source);
    let done = build.args(["-ldl", "-lpthread"]).output().expect("a C compiler: run make setup");
    assert!(done.status.success(), "{}", String::from_utf8_lossy(&done.stderr));
    std::fs::rename(&fresh, &library).unwrap();
    library
}

#[test]
fn a_flush_lasts_as_long_as_it_is_told_to() {
    let file = tempfile::NamedTempFile::new().unwrap();
    let layer = Layer { flush: Duration::from_millis(120), ..Layer::default() };
    let begun = std::time::Instant::now();
    let flushed = Command::new("sync").arg(file.path()).envs(layer.environment()).status().unwrap();
    assert!(flushed.success() && begun.elapsed() >= layer.flush, "{flushed} after {:?}", begun.elapsed());
}
