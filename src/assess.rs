//! What comes of a conversation once it rests: a lead where there is none yet, its score, its summary, what was told in passing.
//!
//! Everything is thought first, by reading alone ([`think`]), and then written in one transaction ([`settle`]) if nothing was
//! said meanwhile. Thought again about the same words it writes nothing, so it may be asked for as often as anybody likes.
//! It looks at what visitors said and at what owners set; it never answers anybody.

pub mod capture;
pub mod heard;
pub mod opinion;
mod own_fields;
pub mod replay;
pub mod rescore;
mod words;

use std::collections::BTreeMap;

use crate::assistant::evidence::{self, Kind, Reading, Weights};
use crate::assistant::intent::Form;
use crate::assistant::summary::Words;
use crate::assistant::{self, Intent, Model};
use crate::bot::bands::Weight;
use crate::bot::{Bot, Settings};
use crate::conversation::{self, Conversation};
use crate::db::{Conn, Tx};
use crate::error::{Error, Result};
use crate::form;
use crate::form::definition::Known;
use crate::form::session::{self, Session};
use crate::id::{ConversationId, LeadId};
use crate::lead::detail::{self, Field};
use crate::lead::score::{self, Scored};
use crate::lead::submission::drawn;
use crate::lead::{self, Lead};
use crate::tag::Tag;
use crate::time::Timestamp;
use crate::trigger::react;
use capture::Verdict;
use heard::Heard;
use opinion::case::{Case, case};
use opinion::{Kept, Opinion};

/// How many of a visitor's messages are understood one by one, the newest; older ones still count for the score.
const UNDERSTOOD: usize = 300;

/// Whose conversations are thought about, and by what.
#[derive(Clone, Copy)]
pub struct Mind<'a> {
    /// The bot.
    pub bot: &'a Bot,
    /// Its tags.
    pub tags: &'a [Tag],
    /// What it understands with.
    pub model: &'a Model,
    /// The host that Message-IDs end in.
    pub host: &'a str,
}

/// Something a visitor asked for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Asked {
    /// Its place among the lines heard.
    pub line: usize,
    /// What; none where they only asked to leave their details.
    pub intent: Option<Intent>,
}

/// What was made of all that a contact said.
pub struct Thought {
    /// What was said.
    pub heard: Heard,
    /// What counts in it.
    pub reading: Reading,
    /// What they asked for, in order.
    pub asked: Vec<Asked>,
    /// What they told of themselves in the conversation that this is about.
    pub told: Known,
    /// The forms of that conversation.
    pub forms: Vec<Session>,
    /// What they said of the owner's own fields.
    pub fields: Vec<Field>,
    /// The score by the bot's weights.
    pub scored: Scored,
    /// The summary.
    pub words: Words,
    /// What a model made of it just now, to be kept.
    pub opinion: Option<Kept>,
}

/// The weights of a bot: its preset, and what its owner changed. A kind that this version does not know counts for nothing.
#[must_use]
pub fn weights(settings: &Settings) -> Weights {
    let own = settings.score_weights.iter().filter_map(|(key, weight)| {
        let Weight { points, most } = *weight;
        Some((Kind::parse(key)?, evidence::Weight { points, most }))
    });
    Weights { preset: settings.score_preset, own: own.collect() }
}

/// The owner's part of weights, as a bot's settings keep it: only what is not as in the preset.
#[must_use]
pub fn own(weights: &Weights) -> BTreeMap<String, Weight> {
    let usual = Weights::preset(weights.preset);
    let changed = weights.own.iter().filter(|(kind, weight)| usual.of(**kind) != **weight);
    changed.map(|(kind, weight)| (kind.to_string(), Weight { points: weight.points, most: weight.most })).collect()
}

/// Thinks about all that a contact said, as it stands now. `about` is the conversation that something is to come of.
///
/// # Errors
/// What the database says.
pub async fn think(conn: &mut Conn, mind: Mind<'_>, about: &Conversation) -> Result<Thought> {
    let heard = heard::of_contact(conn, &about.contact_id).await?;
    let told = react::said(conn, mind.bot, about).await?;
    let forms = session::of_conversation(conn, &about.id).await?;
    let asked = asked(&heard, mind.model);
    let fields = own_fields::said(&form::list(conn, &mind.bot.id).await?, &heard, &mind.bot.settings().region);
    let (reading, scored, words, opinion) = (Reading::default(), Scored::default(), Words::default(), None);
    let mut thought = Thought { heard, reading, asked, told, forms, fields, scored, words, opinion };
    thought.conclude(mind, &about.id);
    Ok(thought)
}

impl Thought {
    /// What a model is to look at; none where it has already, where nothing was said, or where all they want is to sell.
    #[must_use]
    pub fn case(&self, mind: Mind<'_>, about: &ConversationId) -> Option<Case> {
        let seq = self.heard.seq(about)?;
        let is_known = self.heard.opinions.get(about).is_some_and(|kept| kept.seq == seq);
        if is_known || capture::was(&self.asked) == Some(Intent::Spam.key()) {
            return None;
        }
        case(mind, &self.heard, about)
    }

    /// Takes what a model made of the conversation, as far as that stands in what was said.
    pub fn take(&mut self, mind: Mind<'_>, about: &ConversationId, opinion: Opinion) {
        let Some(seq) = self.heard.seq(about) else { return };
        let settings = mind.bot.settings();
        let kept = Kept { seq, found: opinion.held(about, &self.heard.lines, &settings.region, &settings.recipients) };
        self.heard.opinions.insert(about.clone(), kept.clone());
        self.opinion = Some(kept);
        self.conclude(mind, about);
    }

    /// What all that was found comes to.
    fn conclude(&mut self, mind: Mind<'_>, about: &ConversationId) {
        let settings = mind.bot.settings();
        if let Some(kept) = self.heard.opinions.get(about) {
            opinion::details(&mut self.told, &kept.found, &settings.region);
        }
        (self.reading, self.scored) =
            opinion::score(&self.heard, &settings.region, &weights(settings), &settings.bands);
        let order = self.told.order_number.as_deref();
        self.words = words::of(mind, &self.heard, &self.asked, &self.reading, order);
    }
}

fn asked(heard: &Heard, model: &Model) -> Vec<Asked> {
    let own = heard.lines.iter().enumerate().filter(|(_, line)| line.is_written());
    let mut newest: Vec<_> = own.rev().take(UNDERSTOOD).collect();
    newest.reverse();
    let understand = |(at, line): (usize, &heard::Line)| {
        let understood = assistant::understand(&line.text, model);
        // A wish is clear where its form would open. "Ask the workshop", tapped, asks for a person.
        let is_clear = |intent: &Intent| understood.form == Form::Open || *intent == Intent::Spam;
        let clear = understood.intent.filter(is_clear);
        let intent = clear.or_else(|| understood.chip.then_some(Intent::AgentRequest));
        (intent.is_some() || understood.explicit_details).then_some(Asked { line: at, intent })
    };
    newest.into_iter().filter_map(understand).collect()
}

/// What came of it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Settled {
    /// All is written, or was, or there is nothing to write about.
    Done,
    /// It is to be thought about again then: somebody may still be at a form, or about to say what they want.
    Again(Timestamp),
    /// Something was said meanwhile: the thought is of yesterday, and nothing of it may be kept.
    Stale,
}

/// Writes what a thought comes to: captures the conversation where that makes a lead, and brings the contact's lead up to
/// date. Where it says [`Settled::Stale`], the transaction must be dropped.
///
/// # Errors
/// `Conflict("erased")` when the lead was erased meanwhile; what the database says.
pub async fn settle(tx: &mut Tx, mind: Mind<'_>, about: &ConversationId, thought: &Thought) -> Result<Settled> {
    let Some(conversation) = conversation::by_id(tx, about).await? else { return Ok(Settled::Done) };
    let contact = conversation.contact_id.clone();
    // Whoever captures of these people, or erases them, has done so by now, or waits.
    drawn::hold(tx, mind.bot, &conversation, &thought.told).await?;
    let before = lead::current(tx, &contact).await?;
    let verdict = capture::verdict(tx, mind, &conversation, before.as_ref(), thought).await?;
    if let Verdict::Capture(captured) = &verdict {
        drawn::capture(tx, mind.bot, &conversation, &captured.drawn(), mind.host).await?;
    }
    if heard::places(tx, &contact).await? != thought.heard.places {
        let now = conversation::by_id(tx, about).await?;
        // By what they claim it belongs to somebody known: with all of theirs it is thought about again.
        let is_grouped = now.is_some_and(|now| now.contact_id != contact && now.last_seq == conversation.last_seq);
        if !is_grouped {
            return Ok(Settled::Stale);
        }
        keep(tx, about, thought).await?;
        return Ok(Settled::Again(tx.now));
    }
    keep(tx, about, thought).await?;
    if let Some(lead) = lead::current(tx, &contact).await? {
        lead::erase::hold(tx, &lead.id).await?;
        // As it is now that nobody else changes it.
        let lead = lead::find(tx, &mind.bot.id, &lead.id).await?;
        drawn::learn(tx, mind.bot, &lead, &thought.told).await?;
        write(tx, mind, &lead, thought).await?;
    }
    Ok(if let Verdict::Wait(until) = verdict { Settled::Again(until) } else { Settled::Done })
}

/// Keeps what a model made of the conversation, where it was asked just now.
async fn keep(tx: &mut Tx, about: &ConversationId, thought: &Thought) -> Result<()> {
    match &thought.opinion {
        Some(kept) => opinion::keep(tx, about, kept).await,
        None => Ok(()),
    }
}

/// Brings a lead up to date that nobody has thought about before. False, and nothing is written, where somebody has since,
/// or something was said or erased meanwhile.
///
/// # Errors
/// What the database says.
pub async fn update(tx: &mut Tx, mind: Mind<'_>, id: &LeadId, thought: &Thought) -> Result<bool> {
    match lead::erase::hold(tx, id).await {
        Err(Error::Conflict(_) | Error::NotFound(_)) => return Ok(false),
        held => held?,
    }
    let lead = lead::find(tx, &mind.bot.id, id).await?;
    let is_first = lead.score.is_none() && lead.summary.is_none();
    if !is_first || heard::places(tx, &lead.contact_id).await? != thought.heard.places {
        return Ok(false);
    }
    write(tx, mind, &lead, thought).await?;
    Ok(true)
}

/// Writes score, summary and facts of a lead that the caller holds. What is so already is not written.
///
/// # Errors
/// What the database says.
pub async fn write(tx: &mut Tx, mind: Mind<'_>, lead: &Lead, thought: &Thought) -> Result<()> {
    if !thought.heard.has_words() {
        return Ok(());
    }
    score::set(tx, mind.bot, lead, &thought.scored).await?;
    detail::set_said(tx, lead, facts(&thought.reading), &thought.fields).await?;
    let Words { line, summary } = &thought.words;
    if !summary.is_empty() {
        let line = if line.is_empty() { lead.intent.as_deref().unwrap_or_default() } else { line };
        lead::set_words(tx, lead, line, summary).await?;
    }
    if let Some(was) = capture::was(&thought.asked) {
        lead::begin_at(tx, mind.bot, lead, was).await?;
    }
    Ok(())
}

/// What they told of money and time, beside the fields that forms ask.
fn facts(reading: &Reading) -> Vec<Field> {
    let one = |key: &str, kinds: &[Kind]| {
        let found = kinds.iter().find_map(|kind| reading.first(*kind))?;
        let value = crate::text::head(found.words.trim(), detail::LONGEST).replace('\0', "");
        let label = format!("{} told", found.kind.word());
        (!value.is_empty()).then_some(Field { key: format!("{}{key}", detail::SAID), label, value })
    };
    let found = [one("budget", &[Kind::Budget]), one("timeline", &[Kind::Now, Kind::Soon, Kind::Later])];
    found.into_iter().flatten().collect()
}
