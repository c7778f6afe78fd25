//! The faults that visitors make and meet, chosen by chance, and how many there were.
//!
//! The server's end is `server`'s; which bytes a cut leaves is `line`'s.

use std::sync::atomic::{AtomicU64, Ordering::Relaxed};

use super::chance::Chance;

/// What goes wrong while a frame is sent.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Fault {
    /// Nothing.
    None,
    /// Half of it leaves, and the line is cut.
    Half,
    /// All of it leaves, and the line is cut before anything is heard.
    Unheard,
    /// It is sent twice on the same line.
    Again,
    /// It is sent on another line of the same visitor at the same time.
    Twin,
}

impl Fault {
    /// One by chance. A twin is only for the first thing that is not acknowledged: on another line it would overtake
    /// those before it.
    pub(super) fn choose(chance: &mut Chance, is_first: bool) -> Self {
        match chance.below(100) {
            0..3 => Self::Half,
            3..6 => Self::Unheard,
            6..10 => Self::Again,
            10..14 if is_first => Self::Twin,
            _ => Self::None,
        }
    }
}

/// How many there were, counted by all visitors at once.
#[derive(Debug, Default)]
pub(super) struct Counts {
    /// Lines that a visitor cut.
    pub cuts: AtomicU64,
    /// Frames sent again under the same id.
    pub duplicates: AtomicU64,
    /// Answers that did not come in time on a line that held.
    pub stalls: AtomicU64,
    /// Times the server said that it did not take something.
    pub refusals: AtomicU64,
    /// Things acknowledged.
    pub acked: AtomicU64,
}

impl Counts {
    /// One more.
    pub(super) fn add(counter: &AtomicU64) {
        counter.fetch_add(1, Relaxed);
    }
}
