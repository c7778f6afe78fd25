//! Whether a message is worth asking a model about, and what it is shown then.
//!
//! Most are not: what asks for a form gets the form, small talk its short answer, and a rule that keeps the bot quiet keeps
//! the model quiet too. What is left are the answers that have words to find.

use super::react::{House, facts};
use super::standing::{asks_for_form, cause, open_again};
use super::thought::Thought;
use super::thought::in_language_of;
use super::written::{Earlier, Form, Question, Wanted};
use super::{Action, decide};
use crate::assistant::answer;
use crate::conversation::message::between;
use crate::conversation::{Body, Conversation};
use crate::db::Conn;
use crate::error::Result;
use crate::event::Author;
use crate::form::session::{self, Cause};

/// How many passages are shown.
const PASSAGES: usize = 5;

/// How many of the last messages are shown.
const EARLIER: i64 = 8;

/// What to ask about this message; `None` when its answer needs no model.
///
/// # Errors
/// What the database says.
pub async fn question(
    conn: &mut Conn,
    house: &House<'_>,
    conversation: &Conversation,
    (seq, text): (i64, &str),
    thought: &Thought,
) -> Result<Option<Question>> {
    let understanding = &thought.understanding;
    if asks_for_form(understanding) || answer::small_talk(text).is_some() {
        return Ok(None);
    }
    // An answer of a dialogue is no question.
    if !conversation.channel.draws_forms() && session::open_in(conn, &conversation.id).await?.is_some() {
        return Ok(None);
    }
    let spoken = in_language_of(conversation, understanding);
    let facts = facts(conn, house, &spoken, (text, understanding.remark), &thought.found).await?;
    let decision = decide(&thought.rules, &facts, understanding);
    let again = open_again(&facts, understanding);
    let form = decision.actions.iter().chain(&again).find_map(|action| match action {
        Action::ShowForm { tag } => Some(tag.clone()),
        Action::HandOff => Some(facts.tags_on.get("agent_request").cloned()),
        _ => None,
    });
    let is_answer = form.as_ref().is_some_and(|tag| cause(tag.as_deref(), understanding) != Cause::Rule);
    let is_filled = form.is_some() && understanding.remark.fills_forms();
    if is_answer || is_filled || decision.actions.contains(&Action::StaySilent) {
        return Ok(None);
    }
    // Beside a form that a rule adds, no other is offered; nor where it was decided that none is asked for.
    let may = |wanted: &Wanted| form.is_none() && wanted.allowed(&facts, understanding).is_some();
    let forms = house
        .tags
        .iter()
        .filter(|tag| tag.key != "agent_request" && !thought.is_decided && may(&Wanted::Form { tag: tag.key.clone() }));
    let forms = forms.map(|tag| Form { key: tag.key.clone(), label: tag.label.clone() }).collect();
    let settings = house.bot.settings();
    Ok(Some(Question {
        seq,
        text: text.to_owned(),
        earlier: earlier(conn, conversation, seq).await?,
        page: conversation.page_title.clone(),
        passages: thought.found.iter().take(PASSAGES).cloned().collect(),
        forms,
        may_hand_off: may(&Wanted::Person),
        bot: house.bot.name.clone(),
        team: settings.team.clone(),
        language: spoken.language.unwrap_or_else(|| settings.language.clone()),
    }))
}

/// The last words of this conversation before a message. What was sent by a form is not among them.
async fn earlier(conn: &mut Conn, conversation: &Conversation, seq: i64) -> Result<Vec<Earlier>> {
    let messages = between(conn, &conversation.id, (seq - 1 - 2 * EARLIER).max(0), seq).await?;
    let mut earlier: Vec<Earlier> = messages
        .into_iter()
        .filter_map(|message| match message.body {
            Body::Text { text, .. } => Some(Earlier { by_visitor: message.author == Author::Visitor, text }),
            _ => None,
        })
        .collect();
    let most = usize::try_from(EARLIER).unwrap_or(0);
    earlier.drain(..earlier.len().saturating_sub(most));
    Ok(earlier)
}

/// What was said to the visitor last before a message.
pub(super) async fn said_last(conn: &mut Conn, conversation: &Conversation, seq: i64) -> Result<Option<String>> {
    let earlier = earlier(conn, conversation, seq).await?;
    Ok(earlier.into_iter().rfind(|said| !said.by_visitor).map(|said| said.text))
}
