//! What a score is made of: what the visitor said that tells how near they are to buying, each thing with its message.
//!
//! Two steps, both pure. [`read()`] finds the evidence in a conversation; it takes the time. [`weigh`] adds it up by an
//! owner's [`Weights`], so that other weights can be tried on what was read once. The same words and weights always give
//! the same score, each point names the message it is for, and the points add up to the score.

mod against;
pub mod measure;
mod money;
mod read;
mod spoken;
mod time;
mod want;
pub mod weights;

pub use read::read;
pub use weights::{Weight, Weights};

use crate::event::names;
use crate::lead::detail::{LONGEST, Reason, Signal};
use crate::lead::score::Scored;

use super::turn::{Place, Turn};

names! {
    /// A kind of evidence.
    pub enum Kind {
        /// They want something that is sold or done here.
        Need = "need",
        /// One thing they said of it exactly: how many, where, which size, which model. Counts several times.
        Specific = "specific",
        /// What they can spend, a price they accepted, or that the money is there.
        Budget = "budget",
        /// They want it at once, or within about two weeks.
        Now = "now",
        /// They want it within about three months.
        Soon = "soon",
        /// They want it later than that, or are in no hurry.
        Later = "later",
        /// They asked for what comes next: a viewing, a call, a quote, an order.
        NextStep = "next_step",
        /// They left a way to reach them.
        Contact = "contact",
        /// They answered at length.
        Engaged = "engaged",
        /// What stands in the way of other buyers doesn't in theirs: nothing to sell, the lender has said yes.
        Position = "position",
        /// Money and time are both told for something definite.
        Ready = "ready",
        /// They only look around, or don't know.
        Browsing = "browsing",
        /// They need help with what they have, and ask for nothing else.
        Support = "support",
        /// They said no.
        Refused = "refused",
        /// They look for work.
        Job = "job",
        /// They sell something to us.
        Seller = "seller",
        /// They study or research.
        Study = "study",
    }
}

impl Kind {
    /// What people read for it.
    #[must_use]
    pub const fn word(self) -> &'static str {
        match self {
            Self::Need => "Need",
            Self::Specific => "Specifics",
            Self::Budget => "Budget",
            Self::Now | Self::Soon | Self::Later => "Timeline",
            Self::NextStep => "Next step",
            Self::Contact => "Contact",
            Self::Engaged => "Engagement",
            Self::Position => "Position",
            Self::Ready => "Ready to buy",
            Self::Browsing => "Browsing",
            Self::Support => "Support only",
            Self::Refused => "Not interested",
            Self::Job => "Looks for work",
            Self::Seller => "Sells to us",
            Self::Study => "Research",
        }
    }

    /// Whether it speaks against buying: its points are zero or less, all others' zero or more.
    #[must_use]
    pub const fn is_against(self) -> bool {
        matches!(self, Self::Browsing | Self::Support | Self::Refused | Self::Job | Self::Seller | Self::Study)
    }
}

/// One thing a visitor said that counts.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Evidence {
    /// What kind of thing.
    pub kind: Kind,
    /// The visitor's words for it, at most [`LONGEST`] characters.
    pub words: String,
    /// Where they said it.
    pub place: Place,
}

/// What was read in a conversation.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Reading {
    /// What counts, in the order it was said; at most one of the three kinds of time, and the last of it.
    pub evidence: Vec<Evidence>,
    /// The four of a home's buyer, each at most once. Read under each preset; a bot that sells no homes shows none.
    pub signals: Vec<Signal>,
}

impl Reading {
    /// The first evidence of a kind.
    #[must_use]
    pub fn first(&self, kind: Kind) -> Option<&Evidence> {
        self.evidence.iter().find(|evidence| evidence.kind == kind)
    }
}

/// Reads and weighs in one step; `region` is the site's country.
#[must_use]
pub fn score(turns: &[Turn<'_>], region: &str, weights: &Weights) -> Scored {
    weigh(&read(turns, region), weights)
}

/// Adds up what was read. A kind counts as often as its weight says, nothing goes above 100 or below 0, and a reason that
/// would is cut to what was left, so the points of the reasons are the score.
#[must_use]
pub fn weigh(reading: &Reading, weights: &Weights) -> Scored {
    let mut total: i64 = 0;
    let mut reasons: Vec<Reason> = Vec::new();
    // What speaks for buying first: what speaks against takes from the whole of it.
    for kind in Kind::ALL.iter().copied() {
        let weight = weights.of(kind);
        let of_kind = reading.evidence.iter().filter(|evidence| evidence.kind == kind);
        for evidence in of_kind.take(usize::from(weight.most)) {
            let points = (total + weight.points).clamp(0, 100) - total;
            if points == 0 {
                continue;
            }
            total += points;
            reasons.push(Reason {
                name: kind.word().to_owned(),
                evidence: crate::text::head(&evidence.words, LONGEST).to_owned(),
                points,
                conversation: evidence.place.conversation.clone(),
                seq: Some(evidence.place.seq),
            });
        }
    }
    let score = u8::try_from(total).unwrap_or(0);
    let signals = if weights.are_of_property() { reading.signals.clone() } else { Vec::new() };
    Scored { score, reasons, signals }
}

#[cfg(test)]
mod tests;
