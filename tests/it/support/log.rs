//! What the server writes into its log, kept to be looked through.
//!
//! nextest gives each test a process, so a story sees its own server's lines. It keeps everything the product would write
//! at `log.level = "trace"`, because an owner may ask for that; and whatever a story used that is a person's own must not
//! be in it (docs/seen.md).

use std::collections::BTreeSet;
use std::io;
use std::sync::{Mutex, Once, PoisonError};

use frontdesk::serve::log::is_discreet;
use tracing_subscriber::filter::filter_fn;
use tracing_subscriber::fmt::{self, MakeWriter};
use tracing_subscriber::layer::SubscriberExt as _;
use tracing_subscriber::util::SubscriberInitExt as _;

static KEPT: Mutex<Vec<u8>> = Mutex::new(Vec::new());
static PRIVATE: Mutex<BTreeSet<String>> = Mutex::new(BTreeSet::new());

/// Shorter ones could stand in any line.
const SHORTEST: usize = 8;

struct Keeper;

impl io::Write for Keeper {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        KEPT.lock().unwrap_or_else(PoisonError::into_inner).extend_from_slice(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

impl<'a> MakeWriter<'a> for Keeper {
    type Writer = Self;
    fn make_writer(&'a self) -> Self {
        Self
    }
}

/// Begins to keep the log.
pub fn keep() {
    static ONCE: Once = Once::new();
    ONCE.call_once(|| {
        let lines = fmt::layer().with_ansi(false).with_writer(Keeper);
        tracing_subscriber::registry().with(lines).with(filter_fn(is_discreet)).init();
    });
}

/// The log so far.
pub fn kept() -> String {
    String::from_utf8_lossy(&KEPT.lock().unwrap_or_else(PoisonError::into_inner)).into_owned()
}

/// The faults in it. With another runner than nextest a line may be another story's, so none are told.
pub fn faults() -> Vec<String> {
    if std::env::var_os("NEXTEST").is_none() {
        return Vec::new();
    }
    kept().lines().filter(|line| line.contains(" ERROR ")).map(str::to_owned).collect()
}

/// A person's own: no line may hold it, or a piece of it.
pub fn keep_private(text: &str) {
    // Pieces that look alike however a line quotes them.
    let pieces = text.split(|c: char| !c.is_ascii() || c.is_control() || matches!(c, '"' | '\\' | '\''));
    let long = pieces.map(str::trim).filter(|piece| piece.len() >= SHORTEST).map(str::to_owned);
    PRIVATE.lock().unwrap_or_else(PoisonError::into_inner).extend(long);
}

/// Lines that hold what is a person's own.
pub fn gives_away() -> Vec<String> {
    let private = PRIVATE.lock().unwrap_or_else(PoisonError::into_inner);
    let holds = |line: &&str| private.iter().any(|piece| line.contains(piece.as_str()));
    kept().lines().filter(holds).map(str::to_owned).collect()
}
