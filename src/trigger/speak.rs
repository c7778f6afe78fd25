//! What the assistant says to words that ask for no form: small talk, an answer out of the knowledge with its source, or
//! that it does not know, which is counted for the owner. Never the same thrice: a person is offered instead.

use super::Facts;
use super::react::House;
use super::ring::PERSON;
use super::written::{Worded, Written};
use crate::assistant::answer::{self, Reply};
use crate::assistant::question::is_question;
use crate::assistant::{Remark, Understanding};
use crate::conversation::message::{Source, between};
use crate::conversation::{self, Body, Conversation, NewMessage};
use crate::db::{Conn, Tx};
use crate::error::Result;
use crate::event::Author;
use crate::form::session::Cause;
use crate::id::MessageId;
use crate::knowledge::plain::plain;
use crate::knowledge::{Found, unanswered};
use crate::metric;

/// What a visitor wrote, and what becomes of it besides.
pub(super) struct Heard<'a> {
    /// The words.
    pub text: &'a str,
    /// Their place in the conversation.
    pub seq: i64,
    /// A form follows whatever is said.
    pub form_follows: bool,
    /// What they mean.
    pub understanding: &'a Understanding,
    /// What is known where they stand.
    pub facts: &'a Facts,
}

/// What is said before a form where the form's own words do not fit: it is filled with what was told, or nobody asked for it.
pub(super) fn lead_in(
    house: &House<'_>,
    conversation: &Conversation,
    understanding: &Understanding,
    facts: &Facts,
    (tag, cause): (Option<&str>, Cause),
) -> Option<Reply> {
    let voice = house.voice(conversation);
    if understanding.remark.fills_forms() && conversation.channel.draws_forms() {
        return Some(voice.told_form(understanding.contacts.name.as_deref()));
    }
    let is_general = tag.is_none_or(|key| key == PERSON);
    let remark = if facts.answered { Remark::Told } else { understanding.remark };
    (cause == Cause::Rule && is_general).then(|| voice.offer_unasked(remark))
}

/// How it went.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Spoken {
    /// Something was said, or there was nothing to say.
    Done,
    /// All that there is to say was said twice already.
    Exhausted,
}

/// Answers from the knowledge, or with small talk, or says that it does not know.
pub(super) async fn speak(
    tx: &mut Tx,
    house: &House<'_>,
    conversation: &Conversation,
    heard: &Heard<'_>,
    found: &[Found],
    worded: Option<Worded>,
) -> Result<Spoken> {
    let voice = house.voice(conversation);
    let is_spam = heard.understanding.is_surely_spam();
    let id = worded.as_ref().map(|worded| worded.written.id.clone());
    if let Some(Worded { written: Written { text: Some(text), cited, .. }, offers_person }) = worded {
        if cited.is_empty() && found.is_empty() && is_question(heard.text) && !is_spam {
            unanswered::note(tx, conversation, heard.seq, heard.text).await?;
        }
        let from: Vec<Found> = cited.into_iter().filter_map(|place| found.get(place).cloned()).collect();
        let sources = from.iter().map(|found| found.title.clone()).collect();
        let replies = if offers_person && !heard.form_follows { voice.person_replies() } else { Vec::new() };
        let reply = metric::answered("model", Reply { text: plain(&text), sources, replies });
        say_as(tx, conversation, id, reply, &from).await?;
        return Ok(Spoken::Done);
    }
    let small_talk = answer::small_talk(heard.text);
    let (kind, replies, from) = if let Some(kind) = small_talk {
        ("small_talk", vec![voice.small_talk(kind), voice.here()], &[][..])
    } else if let [best, ..] = found {
        let told = voice.from_entry(&best.title, &best.told(heard.text));
        ("knowledge", vec![told, voice.again(), voice.stuck()], &found[..1])
    } else {
        let remark = heard.understanding.remark;
        let asks = is_question(heard.text);
        // What is said after a form was sent belongs to it, unless it asks.
        let is_noted = !heard.facts.submitted.is_empty() && !asks;
        let may_be_question = matches!(remark, Remark::Asked | Remark::Told);
        if may_be_question && !is_noted && !is_spam && (asks || !heard.form_follows) {
            unanswered::note(tx, conversation, heard.seq, heard.text).await?;
        }
        // Where a form follows, its lead-in says what there is to say.
        if heard.form_follows {
            return Ok(Spoken::Done);
        }
        let (kind, reply) = match remark {
            _ if is_noted => ("noted", voice.noted()),
            Remark::Details if heard.facts.visitor_messages <= 1 => {
                ("noted", voice.told(heard.understanding.contacts.name.as_deref()))
            }
            Remark::Complete => ("noted", voice.passed_on(heard.understanding.contacts.name.as_deref())),
            Remark::Asked | Remark::Trouble => ("no_answer", voice.remark(remark, heard.facts.open_form.is_some())),
            _ => ("noted", voice.remark(remark, heard.facts.open_form.is_some())),
        };
        (kind, vec![reply, if is_noted { voice.here() } else { voice.stuck() }], &[][..])
    };
    let said = said_before(tx, conversation).await?;
    let said: Vec<&str> = said.iter().map(String::as_str).collect();
    let Some(reply) = answer::not_thrice(replies, &said) else { return Ok(Spoken::Exhausted) };
    say_as(tx, conversation, id, metric::answered(kind, reply), from).await?;
    Ok(Spoken::Done)
}

/// What the assistant has said in this conversation.
async fn said_before(conn: &mut Conn, conversation: &Conversation) -> Result<Vec<String>> {
    let log = between(conn, &conversation.id, 0, i64::MAX).await?;
    let said = log.into_iter().filter_map(|message| match message.body {
        Body::Text { text, .. } if message.author == Author::Bot => Some(text),
        _ => None,
    });
    Ok(said.collect())
}

/// Says something as the assistant, with the pages it is from.
pub(super) async fn say(tx: &mut Tx, conversation: &Conversation, reply: Reply, from: &[Found]) -> Result<()> {
    say_as(tx, conversation, None, reply, from).await
}

/// Says it, under the id that was told while it was worded.
async fn say_as(
    tx: &mut Tx,
    conversation: &Conversation,
    id: Option<MessageId>,
    reply: Reply,
    from: &[Found],
) -> Result<()> {
    let named = |title: &String| from.iter().any(|found| found.title == *title);
    let url = |title: &String| from.iter().find(|found| found.title == *title).and_then(|found| found.url.clone());
    let sources = reply
        .sources
        .iter()
        .filter(|title| named(title))
        .map(|title| Source { title: title.clone(), url: url(title) })
        .collect();
    let body = Body::Text { text: reply.text, sources, replies: reply.replies, files: Vec::new() };
    let id = id.unwrap_or_else(|| tx.id());
    conversation::say_as(tx, conversation, id, NewMessage::bot(body)).await.map(drop)
}
