//! A message that the assistant is half sure of, decided by somebody who reads better: a language model.
//!
//! It is asked where a form would be offered and nowhere else, may choose among what the assistant thinks likely itself, and
//! can only say that a request is made or that none is. Unanswered, the offer stays.

use super::ask::said_last;
use super::decide::may_ask;
use super::react::{House, facts};
use super::standing::asks_for_form;
use super::thought::{Thought, in_language_of};
use super::written::Form;
use super::{Action, decide};
use crate::assistant::{self, Intent, Understanding};
use crate::conversation::Conversation;
use crate::db::Conn;
use crate::error::Result;
use crate::form::session;

/// How many choices there are at most, and how likely each is at least.
const CHOICES: usize = 3;
const LIKELY: f32 = 0.05;

/// How sure the assistant is of what was decided for it, 0 to 1.
const SURE: f32 = 0.9;

/// What is to be decided.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Doubt {
    /// The message's number.
    pub seq: i64,
    /// What the visitor wrote.
    pub text: String,
    /// What was said to them last.
    pub said: Option<String>,
    /// What they may ask for, the likeliest first.
    pub choices: Vec<Form>,
    /// The bot's name.
    pub bot: String,
}

/// What was decided.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Verdict {
    /// They ask for this, by its tag's key.
    Asks(String),
    /// They ask for nothing.
    Nothing,
}

/// What is in doubt about this message; `None` where nothing is, or where it makes no difference.
///
/// # Errors
/// What the database says.
pub async fn doubt(
    conn: &mut Conn,
    house: &House<'_>,
    conversation: &Conversation,
    (seq, text): (i64, &str),
    thought: &Thought,
) -> Result<Option<Doubt>> {
    let understanding = &thought.understanding;
    if understanding.form != assistant::Form::Chip || asks_for_form(understanding) {
        return Ok(None);
    }
    // An answer of a dialogue is no question.
    if !conversation.channel.draws_forms() && session::open_in(conn, &conversation.id).await?.is_some() {
        return Ok(None);
    }
    let spoken = in_language_of(conversation, understanding);
    let facts = facts(conn, house, &spoken, (text, understanding.remark), &thought.found).await?;
    let decision = decide(&thought.rules, &facts, understanding);
    let is_offered = decision.actions.iter().any(|action| matches!(action, Action::OfferForm { .. }));
    let is_dealt_with =
        |action: &Action| matches!(action, Action::ShowForm { .. } | Action::HandOff | Action::StaySilent);
    if !is_offered || decision.actions.iter().any(is_dealt_with) {
        return Ok(None);
    }
    let heard = understanding.intent.as_ref().map(Intent::key);
    let likely =
        house.model.weigh(text).into_iter().filter(|(key, share)| *share >= LIKELY || heard == Some(key.as_str()));
    let label = |key: &str| house.tags.iter().find(|tag| tag.key == key).map(|tag| tag.label.clone());
    let choices = likely
        .filter(|(key, _)| facts.tags_on.contains(key) && may_ask(Some(key), &facts, understanding))
        .filter_map(|(key, _)| label(&key).map(|label| Form { key, label }))
        .take(CHOICES)
        .collect::<Vec<_>>();
    if !choices.iter().any(|form| heard == Some(form.key.as_str())) {
        return Ok(None);
    }
    let said = said_last(conn, conversation, seq).await?;
    Ok(Some(Doubt { seq, text: text.to_owned(), said, choices, bot: house.bot.name.clone() }))
}

impl Thought {
    /// Takes what was decided about the message: the doubt is over.
    pub fn decide(&mut self, verdict: Verdict) {
        self.is_decided = true;
        settle(&mut self.understanding, verdict);
    }
}

fn settle(understanding: &mut Understanding, verdict: Verdict) {
    (understanding.intent, understanding.form) = match verdict {
        Verdict::Asks(key) => (Some(Intent::from_key(&key)), assistant::Form::Open),
        Verdict::Nothing => (None, assistant::Form::None),
    };
    understanding.confidence = SURE;
}
