//! What a selftest finds wrong: the promise that was broken, and where. Ids and numbers only, never a text.

use std::fmt;

/// Which promise was broken.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Kind {
    /// What was acknowledged, owed or asked is not there.
    Lost,
    /// What was sent, owed or asked once is there twice.
    Duplicated,
    /// It is there, and not in its place.
    Reordered,
    /// It is there, and is not what it was.
    Changed,
}

/// Something wrong.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Finding {
    /// Which promise was broken.
    pub kind: Kind,
    /// Where: ids and numbers.
    pub what: String,
}

impl Finding {
    pub(super) fn new(kind: Kind, what: impl Into<String>) -> Self {
        Self { kind, what: what.into() }
    }
}

impl fmt::Display for Finding {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let kind = match self.kind {
            Kind::Lost => "lost",
            Kind::Duplicated => "duplicated",
            Kind::Reordered => "reordered",
            Kind::Changed => "changed",
        };
        write!(f, "{kind}: {}", self.what)
    }
}
