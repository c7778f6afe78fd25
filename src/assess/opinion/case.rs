//! What a model is shown of a conversation that rests: what the visitor wrote, what was said to them, and what they wrote
//! before; that a form was sent, but nothing that stands in it; no contact, nobody else.

use super::super::Mind;
use super::super::heard::{Heard, Is, Line};
use crate::bot::ScorePreset;
use crate::id::ConversationId;
use crate::text::{self, head};

/// How many lines are shown, the newest, and how much of each, in characters.
const LINES: usize = 80;
const LINE: usize = 1_000;
const OURS: usize = 300;

/// How much is shown altogether.
const WHOLE: usize = 16_000;

/// How many of what they wrote in earlier conversations.
const EARLIER: usize = 8;

/// Fewer words than this say nothing that needs a model.
const FEWEST: usize = 3;

/// A conversation to look at.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Case {
    /// What was said, in order.
    pub lines: Vec<Shown>,
    /// What the visitor wrote in earlier conversations, in order.
    pub earlier: Vec<String>,
    /// The four signals of a home's buyer are looked for.
    pub of_property: bool,
    /// The bot's name.
    pub bot: String,
}

/// One thing said.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Shown {
    /// Its number in the conversation.
    pub seq: i64,
    /// By the visitor, or to them.
    pub by_visitor: bool,
    /// The words.
    pub text: String,
}

/// What there is to look at; none where the visitor said next to nothing.
#[must_use]
pub fn case(mind: Mind<'_>, heard: &Heard, about: &ConversationId) -> Option<Case> {
    let label = |key: &str| mind.tags.iter().find(|tag| tag.key == key).map_or("", |tag| tag.label.as_str());
    let of_line = |line: &Line| {
        let (by_visitor, text) = match &line.is {
            Is::Words if line.is_visitor => (true, head(&line.text, LINE).to_owned()),
            Is::Words => (false, head(&line.text, OURS).to_owned()),
            Is::Form { tag, .. } => (false, format!("(The visitor sent a form. {})", label(tag))),
            Is::Declined(_) => return None,
        };
        (!text.trim().is_empty()).then_some(Shown { seq: line.seq, by_visitor, text })
    };
    let (mut lines, mut room) = (Vec::new(), WHOLE);
    for line in heard.lines.iter().rev().filter(|line| line.conversation == *about).filter_map(of_line).take(LINES) {
        let Some(left) = room.checked_sub(line.text.len()) else { break };
        room = left;
        lines.push(line);
    }
    lines.reverse();
    let words = heard.lines.iter().filter(|line| line.conversation == *about && line.is_written());
    if words.map(|line| text::words(head(&line.text, LINE)).len()).sum::<usize>() < FEWEST {
        return None;
    }
    let before = heard.lines.iter().take_while(|line| line.conversation != *about).filter(|line| line.is_written());
    let mut earlier: Vec<String> = before.map(|line| head(&line.text, OURS).to_owned()).collect();
    earlier.drain(..earlier.len().saturating_sub(EARLIER));
    let of_property = mind.bot.settings().score_preset == ScorePreset::UkProperty;
    Some(Case { lines, earlier, of_property, bot: mind.bot.name.clone() })
}
