//! What a language model makes of one conversation: details, signs and a summary, each held against the visitor's own words.
//!
//! It finds; it decides nothing. What does not stand in the message that it names is not taken, so it can invent nothing and
//! nobody can plant anything. What counts, and how much, stays with the engine's own weights, and it moves a lead by one
//! band at most. Without it everything is as the assistant finds it by itself.

pub mod case;
mod merge;
mod sql;
mod tell;

use std::collections::HashMap;

use serde::{Deserialize, Serialize};

pub use merge::{details, score};

use super::heard::Line;
use crate::assistant::evidence::Kind;
use crate::assistant::extract::shape::{self, Detail};
use crate::assistant::{ANALYSED_CHARS, extract, signal, summary};
use crate::db::{Conn, Tx};
use crate::error::Result;
use crate::id::{ContactId, ConversationId};
use crate::lead::detail::SignalKind;
use crate::text::{Run, head};

/// How many details and signs are looked at.
const MOST: usize = 24;

/// How many lines a summary is held against, the newest.
const LINES: usize = 300;

/// The longest words that stand for a sign, in characters.
const QUOTE: usize = 200;

/// The kinds that are measured or put together of others: nobody says them.
const MEASURED: [Kind; 3] = [Kind::Contact, Kind::Engaged, Kind::Ready];

/// A detail that the visitor told.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Told {
    /// Which; one that this version does not know counts for nothing.
    pub detail: String,
    /// What.
    pub value: String,
    /// In which message.
    pub seq: i64,
}

/// Something that a score is made of, or a signal.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Sign {
    /// A kind of evidence, or the code of a signal's value (`dip_held`).
    pub kind: String,
    /// The words for it, as the visitor wrote them.
    pub words: String,
    /// In which message.
    pub seq: i64,
}

/// All that was found in a conversation.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Opinion {
    /// What they told of themselves.
    pub told: Vec<Told>,
    /// What speaks for a sale and against it.
    pub signs: Vec<Sign>,
    /// What they want, in a line; empty for none.
    pub line: String,
    /// The same in a sentence or two; empty for none.
    pub summary: String,
}

/// An opinion, and how far the conversation had come.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Kept {
    /// The last message.
    pub seq: i64,
    /// What was found.
    pub found: Opinion,
}

/// The opinions on a contact's conversations.
pub type Opinions = HashMap<ConversationId, Kept>;

/// Every kind of sign that may be found. The four signals are for who sells homes.
#[must_use]
pub fn kinds(of_property: bool) -> Vec<&'static str> {
    let said = Kind::ALL.iter().filter(|kind| !MEASURED.contains(kind)).map(|kind| kind.as_str());
    let values = SignalKind::ALL.iter().flat_map(|kind| kind.values()).filter(|_| of_property);
    said.chain(values.map(|value| signal::code(value))).collect()
}

/// What stands behind a code: `dip_held` is the mortgage's "DIP held".
fn signal_of(code: &str) -> Option<(SignalKind, &'static str)> {
    let mut values = SignalKind::ALL.iter().flat_map(|kind| kind.values().iter().map(move |value| (*kind, *value)));
    values.find(|(_, value)| signal::code(value) == code)
}

fn evidence_of(kind: &str) -> Option<Kind> {
    Kind::parse(kind).filter(|kind| !MEASURED.contains(kind))
}

impl Opinion {
    /// What of it stands in the lines of the conversation that it is about; the summary may also speak of what was said
    /// elsewhere. `own` are the owner's addresses and numbers.
    #[must_use]
    pub fn held(self, about: &ConversationId, all: &[Line], region: &str, own: &[String]) -> Self {
        let lines: Vec<&Line> = all.iter().filter(|line| line.conversation == *about).collect();
        let all: Vec<&Line> = all[all.len().saturating_sub(LINES)..].iter().collect();
        let written = |seq: i64| lines.iter().find(|line| line.seq == seq && line.is_written());
        let setting = extract::Setting { region, prompt: None, own };
        let told = self.told.into_iter().take(MOST).filter_map(|told| {
            let value = shape::fit(Detail::parse(&told.detail)?, &told.value, &written(told.seq)?.text, &setting)?;
            Some(Told { value, ..told })
        });
        let mut runs: HashMap<i64, Run> = HashMap::new();
        let mut taken: Vec<(i64, std::ops::Range<usize>)> = Vec::new();
        let signs = self.signs.into_iter().take(MOST).filter_map(|sign| {
            let line = written(sign.seq)?;
            let words = summary::plain(&sign.words, QUOTE);
            let run = runs.entry(sign.seq).or_insert_with(|| Run::of(head(&line.text, ANALYSED_CHARS)));
            let place = run.find(&words)?;
            if let Some(kind) = evidence_of(&sign.kind) {
                // The same words say one thing, and an amount is a number.
                let is_free = !taken
                    .iter()
                    .any(|(seq, other)| *seq == sign.seq && place.start < other.end && other.start < place.end);
                if !is_free || !could_say(kind, &words) {
                    return None;
                }
                taken.push((sign.seq, place));
            } else {
                signal_of(&sign.kind)?;
            }
            Some(Sign { words, ..sign })
        });
        let (told, signs) = (told.collect(), signs.collect());
        let summary = tell::held(&self.summary, &all, summary::LONGEST).unwrap_or_default();
        let line = tell::held(&self.line, &all, summary::LINE).filter(|_| !summary.is_empty()).unwrap_or_default();
        Self { told, signs, line, summary }
    }
}

/// Whether such words could stand for such a thing at all.
fn could_say(kind: Kind, words: &str) -> bool {
    const FEWEST: usize = 3;
    let is_amount = || words.contains(|c: char| c.is_numeric() || matches!(c, '£' | '€' | '$' | '¥' | '₹'));
    words.chars().filter(|c| c.is_alphanumeric()).count() >= FEWEST && (kind != Kind::Budget || is_amount())
}

/// The opinions on a contact's conversations, as they are kept.
///
/// # Errors
/// What the database says.
pub async fn of_contact(conn: &mut Conn, contact: &ContactId) -> Result<Opinions> {
    sql::of_contact(conn, contact).await
}

/// Keeps an opinion, in the place of an earlier one on the same conversation.
///
/// # Errors
/// What the database says.
pub async fn keep(tx: &mut Tx, conversation: &ConversationId, kept: &Kept) -> Result<()> {
    sql::keep(tx, conversation, kept).await
}

#[cfg(test)]
mod tests;
