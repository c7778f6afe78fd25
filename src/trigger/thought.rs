//! What the assistant makes of words before it holds their conversation: understanding them, searching the knowledge and
//! reading the rules takes most of the time of an answer, and needs nothing held.
//!
//! It decides nothing. What was said since is thought about when its turn comes.

use std::collections::HashMap;
use std::collections::hash_map::Entry;

use super::react::House;
use super::written::Written;
use super::{Rule, sql};
use crate::assistant::{self, Setting, Understanding};
use crate::conversation::message::between;
use crate::conversation::{Body, Conversation, Status};
use crate::db::Conn;
use crate::error::Result;
use crate::event::Author;
use crate::knowledge::{self, Found};
use crate::metric;

/// What was made of one message.
pub struct Thought {
    /// What it means.
    pub understanding: Understanding,
    /// What the bot knows about it, best first.
    pub found: Vec<Found>,
    /// The bot's rules.
    pub rules: Vec<Rule>,
    /// How a model worded the answer, where one was asked.
    pub written: Option<Written>,
    /// A model has decided what it asks for, where the assistant was half sure.
    pub(super) is_decided: bool,
}

/// What was made of messages.
#[derive(Default)]
pub struct Thoughts {
    of: HashMap<i64, Thought>,
    until: Option<i64>,
}

impl Thoughts {
    /// Nothing is thought about yet.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// Messages after this one are left to the job that came with them: whoever thinks for long would answer in haste
    /// what came meanwhile.
    pub fn only_until(&mut self, seq: i64) {
        self.until = Some(seq);
    }

    /// The last message to answer; none where all are.
    pub(super) fn until(&self) -> Option<i64> {
        self.until
    }

    /// What was made of the message with this number, thought about now where it was not.
    ///
    /// # Errors
    /// What the database says.
    pub async fn about(&mut self, conn: &mut Conn, house: &House<'_>, seq: i64, text: &str) -> Result<&mut Thought> {
        match self.of.entry(seq) {
            Entry::Occupied(known) => Ok(known.into_mut()),
            Entry::Vacant(free) => Ok(free.insert(think_about(conn, house, text, None).await?)),
        }
    }

    /// What was made of the message with this number, where it was thought about.
    pub(super) fn get(&self, seq: i64) -> Option<&Thought> {
        self.of.get(&seq)
    }

    /// The same, to be completed.
    pub fn get_mut(&mut self, seq: i64) -> Option<&mut Thought> {
        self.of.get_mut(&seq)
    }

    pub(super) fn take(&mut self, seq: i64) -> Option<Thought> {
        self.of.remove(&seq)
    }
}

/// Thinks about all that is not answered. Where a form is asked as a dialogue, words are mostly its answers: these are
/// thought about when it is known that they are not.
///
/// # Errors
/// What the database says.
pub async fn think(conn: &mut Conn, house: &House<'_>, of: &Conversation) -> Result<Thoughts> {
    let mut thoughts = Thoughts::new();
    if of.status != Status::Bot || !of.channel.draws_forms() {
        return Ok(thoughts);
    }
    let mut before: Option<String> = None;
    for message in between(conn, &of.id, of.answered_seq - BEFORE, i64::MAX).await? {
        let is_visitor = message.author == Author::Visitor;
        let Body::Text { text, .. } = message.body else { continue };
        if is_visitor && message.seq > of.answered_seq && !text.is_empty() {
            let thought = think_about(conn, house, &text, before.as_deref()).await?;
            thoughts.of.insert(message.seq, thought);
        }
        before = (!is_visitor).then_some(text);
    }
    Ok(thoughts)
}

/// How far back the words stand that a message may answer: a form, or a notice, may have come between.
const BEFORE: i64 = 4;

/// What was said to the visitor right before the message with this number.
///
/// # Errors
/// What the database says.
pub(super) async fn said_before(conn: &mut Conn, of: &Conversation, seq: i64) -> Result<Option<String>> {
    let mut before = None;
    for message in between(conn, &of.id, seq - BEFORE, seq).await? {
        if let Body::Text { text, .. } = message.body {
            before = (message.author != Author::Visitor).then_some(text);
        }
    }
    Ok(before)
}

/// Thinks about these words, said behind those.
///
/// # Errors
/// What the database says.
pub async fn think_about(conn: &mut Conn, house: &House<'_>, text: &str, before: Option<&str>) -> Result<Thought> {
    let settings = house.bot.settings();
    let setting = Setting { region: &settings.region, prompt: before, own: &settings.recipients };
    let understanding = metric::understanding(|| assistant::understand_in(text, house.model, &setting));
    let found = knowledge::search(conn, &house.bot.id, text).await?;
    let rules = sql::rules(conn, &house.bot.id).await?;
    Ok(Thought { understanding, found, rules, written: None, is_decided: false })
}

/// The conversation, in the language this message is written in where that can be told: a browser's language is a guess.
pub(super) fn in_language_of(conversation: &Conversation, understanding: &Understanding) -> Conversation {
    let mut spoken = conversation.clone();
    let is_other =
        |told: &String| spoken.language.as_deref().and_then(|tag| tag.split('-').next()) != Some(told.as_str());
    if let Some(told) = understanding.language.clone().filter(is_other) {
        spoken.language = Some(told);
    }
    spoken
}
