//! What the assistant does about what a visitor did: the verb that `decide` decides for.
//!
//! It answers, in order, everything that is not answered, and notes how far it has come in the same transaction: a
//! crash in between answers again from where it was, and never twice. While an agent is in, it keeps quiet.

use std::collections::BTreeSet;

use serde_json::Value;

use super::ring::{self, Bell, PERSON};
use super::speak::{Heard, Spoken, lead_in, say, speak};
use super::standing::{asks_for_form, cause, details_form, has_dealt_with_person, may_offer_person, open_again};
use super::thank::thank;
use super::thought::{Thought, Thoughts, in_language_of, said_before, think_about};
use super::written;
use super::{Action, DEFAULT_FORM, Facts, offered, sql};
use crate::assistant::answer::{self, Reply, Voice};
use crate::assistant::intent::Form;
use crate::assistant::turn::Turn;
use crate::assistant::{self, Contacts, Intent, Model, Remark};
use crate::bot::Bot;
use crate::conversation::message::between;
use crate::conversation::{self, Body, Conversation, Message, Status, handoff};
use crate::db::{Conn, Tx};
use crate::error::{Error, Result};
use crate::event::Author;
use crate::form::definition::Known;
use crate::form::field;
use crate::form::session::{self, Cause, Session, State};
use crate::id::ConversationId;
use crate::knowledge::Found;
use crate::knowledge::plain::plain;
use crate::lead::submission::{self, Sending};
use crate::metric;
use crate::tag::{Kind, Tag};
use crate::time::Timestamp;

/// What the assistant has at hand.
pub struct House<'a> {
    /// The bot it speaks for.
    pub bot: &'a Bot,
    /// The bot's tags.
    pub tags: &'a [Tag],
    /// What it understands with.
    pub model: &'a Model,
    /// The host that Message-IDs end in.
    pub host: &'a str,
    /// The moment it speaks at: the team is within its hours then, or not.
    pub now: Timestamp,
}

impl House<'_> {
    /// The language to speak in it.
    pub(super) fn language<'a>(&'a self, conversation: &'a Conversation) -> &'a str {
        voice(self.bot, conversation).language
    }

    pub(super) fn voice<'a>(&'a self, conversation: &'a Conversation) -> Voice<'a> {
        voice(self.bot, conversation)
    }
}

/// How this bot speaks in this conversation.
pub(super) fn voice<'a>(bot: &'a Bot, conversation: &'a Conversation) -> Voice<'a> {
    let settings = bot.settings();
    let language = conversation.language.as_deref().unwrap_or(&settings.language);
    Voice { language, team: &settings.team, bot: &bot.name }
}

/// Answers everything in the conversation that is not answered. Says whether any of it could make a lead, or tell more of
/// one: a wish, a way to be reached, a form.
///
/// # Errors
/// What the database says.
pub async fn react(tx: &mut Tx, house: &House<'_>, id: &ConversationId, mut thoughts: Thoughts) -> Result<bool> {
    let Some(conversation) = conversation::hold(tx, id).await? else { return Ok(false) };
    let newer = thoughts.until().filter(|until| *until < conversation.last_seq);
    let pending = between(tx, id, conversation.answered_seq, newer.map_or(i64::MAX, |until| until + 1)).await?;
    let is_telling = pending.iter().any(|message| tells(message, thoughts.get(message.seq)));
    if pending.is_empty() {
        return Ok(false);
    }
    if conversation.status == Status::Bot {
        for message in pending.iter().filter(|message| message.author == Author::Visitor) {
            answer(tx, house, &conversation, message, thoughts.take(message.seq)).await?;
        }
    }
    if let Some(until) = newer {
        conversation::mark_answered_until(tx, id, until).await?;
        return Ok(is_telling);
    }
    // Nobody else has appended meanwhile: what came since is ours, also the receipt of a form asked as a dialogue.
    conversation::mark_answered(tx, id).await?;
    Ok(is_telling)
}

/// Whether there is anything in it to make a lead of; seen without reading it twice. Where nothing was thought before (a form
/// is asked as a dialogue), it may be.
fn tells(message: &Message, thought: Option<&Thought>) -> bool {
    const FEWEST_DIGITS: usize = 7;
    let Body::Text { text, .. } = &message.body else { return message.author == Author::Visitor };
    let is_wish = thought.is_none_or(|Thought { understanding: found, .. }| {
        found.form == Form::Open || found.explicit_details || found.chip || found.contacts != Contacts::default()
    });
    let digits = text.bytes().filter(u8::is_ascii_digit).take(FEWEST_DIGITS).count();
    message.author == Author::Visitor && (is_wish || text.contains('@') || digits == FEWEST_DIGITS)
}

async fn answer(
    tx: &mut Tx,
    house: &House<'_>,
    conversation: &Conversation,
    message: &Message,
    thought: Option<Thought>,
) -> Result<()> {
    let voice = house.voice(conversation);
    match &message.body {
        Body::Text { text, files, .. } if text.is_empty() && !files.is_empty() => {
            say(tx, conversation, metric::answered("filed", voice.filed()), &[]).await
        }
        Body::Text { text, .. } => hear(tx, house, conversation, (text, message.seq), thought).await,
        Body::Receipt { edited: false, rows, form, .. } => {
            let name = rows.iter().find(|row| row.key == "name").map(|row| row.value.as_str());
            let form = session::find(tx, &conversation.id, form).await?;
            thank(tx, house.bot, conversation, &form, name).await?;
            ring::ring_after(tx, house, conversation, &form).await.map(drop)
        }
        Body::Declined { form } => {
            let form = session::find(tx, &conversation.id, form).await?;
            if ring::ring_after(tx, house, conversation, &form).await? {
                return Ok(());
            }
            say(tx, conversation, metric::answered("declined", voice.declined()), &[]).await
        }
        _ => Ok(()),
    }
}

/// A visitor wrote words.
async fn hear(
    tx: &mut Tx,
    house: &House<'_>,
    conversation: &Conversation,
    (text, seq): (&str, i64),
    thought: Option<Thought>,
) -> Result<()> {
    if !conversation.channel.draws_forms()
        && let Some(open) = session::open_in(tx, &conversation.id).await?
    {
        return dialogue(tx, house, conversation, open, text).await;
    }
    let thought = if let Some(thought) = thought {
        thought
    } else {
        let before = said_before(tx, conversation, seq).await?;
        think_about(tx, house, text, before.as_deref()).await?
    };
    let Thought { understanding, found, rules, written, is_decided } = thought;
    offered::note(tx, house, conversation, seq, &understanding).await?;
    let mut understanding = offered::take_up(tx, house, conversation, text, understanding).await?;
    let conversation = &in_language_of(conversation, &understanding);
    let facts = facts(tx, house, conversation, (text, understanding.remark), &found).await?;
    written::refine(&mut understanding, &facts, written.as_ref().filter(|_| !is_decided));
    let decision = super::decide(&rules, &facts, &understanding);
    for rule in &decision.fired {
        sql::note_fired(tx, rule, conversation).await?;
    }
    let again = open_again(&facts, &understanding).or_else(|| details_form(&facts, &understanding));
    let form = decision.actions.iter().chain(&again).find_map(|action| match action {
        Action::ShowForm { tag } => Some(tag.clone()),
        Action::HandOff => Some(facts.tags_on.get("agent_request").cloned()),
        _ => None,
    });
    for action in &decision.actions {
        if let Action::Say { text } = action {
            let reply = metric::answered("rule", Reply { text: plain(text), ..Reply::default() });
            say(tx, conversation, reply, &[]).await?;
        }
    }
    // A form that the visitor's words asked for is the answer; one that a rule adds comes after it.
    let cause = form.as_ref().map(|tag| cause(tag.as_deref(), &understanding));
    let is_wanted = decision.actions.contains(&Action::HandOff) || cause.is_some_and(|cause| cause != Cause::Rule);
    let is_person = form.as_ref().is_some_and(|tag| tag.as_deref() == Some(PERSON));
    let bell = if is_person && is_wanted { ring::bell(tx, house).await? } else { Bell::Silent };
    if bell == Bell::Rings && (has_dealt_with_person(&facts) || ring::is_reachable(tx, conversation).await?) {
        return ring::ring(tx, house, conversation).await;
    }
    if is_person && is_wanted && bell != Bell::Rings {
        // Nobody can come: what follows says when they will hear, and the report says that they were told.
        handoff::note_promise(tx, &conversation.id).await?;
    }
    let lead_in = ring::regret(house, conversation, &bell)
        .or_else(|| lead_in(house, conversation, &understanding, &facts, (form.as_ref()?.as_deref(), cause?)));
    let is_quiet = decision.actions.contains(&Action::StaySilent);
    let half = decision.actions.iter().find_map(|action| match action {
        Action::OfferForm { tag } if form.is_none() && !is_quiet => Some(tag.as_str()),
        _ => None,
    });
    if let Some(tag) = half.filter(|_| !facts.answered)
        && offered::make(tx, house, conversation, tag, understanding.remark).await?
    {
        // What is offered is the answer, where there is no other.
        return Ok(());
    }
    let is_filled = form.is_some() && understanding.remark.fills_forms();
    if !is_quiet && !is_filled && !asks_for_form(&understanding) && cause.is_none_or(|cause| cause == Cause::Rule) {
        let heard = Heard { text, seq, form_follows: form.is_some(), understanding: &understanding, facts: &facts };
        let worded = written.map(|written| written.worded(&facts, &understanding));
        // Everything was said often enough: what is left is a person's form, where nothing was dealt with yet.
        let spoken = speak(tx, house, conversation, &heard, &found, worded).await?;
        if spoken == Spoken::Exhausted && may_offer_person(&facts) {
            let tag = Some(Intent::AgentRequest.key()).filter(|key| facts.tags_on.contains(*key));
            offer(tx, house, conversation, tag, metric::answered("form", Cause::Rule), None).await?;
        }
    }
    if let Some((tag, cause)) = form.zip(cause) {
        offer(tx, house, conversation, tag.as_deref(), metric::answered("form", cause), lead_in).await?;
    }
    if let Some(tag) = half.filter(|_| facts.answered) {
        offered::make(tx, house, conversation, tag, understanding.remark).await?;
    }
    Ok(())
}

/// Everything the rules may ask about.
pub(super) async fn facts(
    tx: &mut Conn,
    house: &House<'_>,
    conversation: &Conversation,
    (text, remark): (&str, Remark),
    found: &[Found],
) -> Result<Facts> {
    let sessions = session::of_conversation(tx, &conversation.id).await?;
    let keys =
        |state: State| -> BTreeSet<String> { sessions.iter().filter(|form| form.state == state).map(key_of).collect() };
    let (fired_in_conversation, fired_for_visitor) = sql::fired(tx, conversation).await?;
    Ok(Facts {
        visitor_messages: u32::try_from(conversation.visitor_messages).unwrap_or(u32::MAX),
        page_url: conversation.page_url.clone(),
        seconds_on_page: u32::try_from(conversation.seconds_on_page).unwrap_or(0),
        text: text.to_owned(),
        answered: !found.is_empty()
            || answer::small_talk(text).is_some()
            || matches!(remark, Remark::Details | Remark::Complete | Remark::Order | Remark::Looking),
        within_hours: house.bot.settings().hours.as_ref().map(|hours| hours.is_open(house.now)),
        fired_in_conversation,
        fired_for_visitor,
        declined: keys(State::Declined),
        submitted: keys(State::Sent),
        open_form: sessions.iter().rev().find(|form| form.state == State::Open).map(key_of),
        tags_on: house
            .tags
            .iter()
            .filter(|tag| tag.active && tag.kind == Kind::Request)
            .map(|tag| tag.key.clone())
            .collect(),
    })
}

fn key_of(form: &Session) -> String {
    form.tag().unwrap_or(DEFAULT_FORM).to_owned()
}

/// Offers a form with its lead-in, or with what is said in its place.
async fn offer(
    tx: &mut Tx,
    house: &House<'_>,
    conversation: &Conversation,
    tag: Option<&str>,
    cause: Cause,
    instead: Option<Reply>,
) -> Result<()> {
    let voice = house.voice(conversation);
    let draws_forms = conversation.channel.draws_forms();
    let lead_in = instead.unwrap_or_else(|| voice.offer_form(tag));
    let lead_in = if draws_forms { lead_in } else { voice.begin_dialogue(lead_in) };
    say(tx, conversation, lead_in, &[]).await?;
    let said = said(tx, house.bot, conversation).await?;
    let (form, _) = match session::offer(tx, house.bot, conversation, tag, cause, &said, None).await {
        // A bot without any form has nothing to show.
        Err(Error::NotFound(_)) => return Ok(()),
        other => other?,
    };
    let is_all_known = form.definition.0.next_question(&form.answers.0).is_none();
    if is_all_known && !conversation.channel.draws_forms() {
        return send(tx, house, conversation, &form).await;
    }
    Ok(())
}

/// What the visitor has told of themselves in passing, in this conversation; later beats earlier.
///
/// # Errors
/// What the database says.
pub async fn said(conn: &mut Conn, bot: &Bot, conversation: &Conversation) -> Result<Known> {
    let messages = between(conn, &conversation.id, 0, i64::MAX).await?;
    let turns: Vec<Turn<'_>> = messages.iter().filter_map(turn).collect();
    let settings = bot.settings();
    Ok(assistant::extract::told(&turns, &settings.region, &settings.recipients).into())
}

/// A message as the assistant reads it; what is neither the visitor's nor said to them is none.
fn turn(message: &Message) -> Option<Turn<'_>> {
    let Body::Text { text, .. } = &message.body else { return None };
    match message.author {
        Author::Visitor => Some(Turn::visitor(message.seq, text)),
        Author::Bot | Author::Agent => Some(Turn::ours(message.seq, text)),
        Author::System => None,
    }
}

/// Words that put a dialogue aside.
const ASIDE: [&str; 6] = ["not now", "no thanks", "never mind", "nevermind", "forget it", "cancel form"];

/// One answer of a form that is asked as a dialogue; a wrong one is asked again, the last one sends it.
async fn dialogue(
    tx: &mut Tx,
    house: &House<'_>,
    conversation: &Conversation,
    mut form: Session,
    text: &str,
) -> Result<()> {
    let voice = house.voice(conversation);
    let definition = form.definition.0.shown(voice.language);
    if ASIDE.contains(&text.trim().trim_end_matches('.').to_lowercase().as_str()) {
        session::decline(tx, conversation, &form.id, None).await?;
        return say(tx, conversation, voice.declined(), &[]).await;
    }
    let Some(asked) = definition.next_question(&form.answers.0).cloned() else { return Ok(()) };
    match asked.parse_words(text, &house.bot.settings().region) {
        Ok(answer) => {
            let value = answer.map_or(Value::Null, |answer| answer.value());
            session::keep_answer(tx, &mut form, &asked.key, value).await?;
        }
        Err(invalid) => {
            // "Tick the box" is nothing to say where there is none: the question itself says how to answer.
            let is_box = matches!(asked.kind, field::Kind::Consent | field::Kind::Checkbox);
            let again = if is_box { asked.ask(voice.language) } else { invalid.message };
            return say(tx, conversation, Reply { text: again, ..Reply::default() }, &[]).await;
        }
    }
    if let Some(next) = definition.next_question(&form.answers.0) {
        let question = Reply { text: next.ask(voice.language), ..Reply::default() };
        return say(tx, conversation, question, &[]).await;
    }
    send(tx, house, conversation, &form).await
}

/// A dialogue has all its answers: it is sent, and thanked for.
async fn send(tx: &mut Tx, house: &House<'_>, conversation: &Conversation, form: &Session) -> Result<()> {
    let values = &form.answers.0;
    let sending = Sending { bot: house.bot, to: conversation, form: &form.id, values, client_id: None };
    submission::submit(tx, sending, house.host).await?;
    let name = values.get("name").and_then(Value::as_str);
    thank(tx, house.bot, conversation, form, name).await?;
    ring::ring_after(tx, house, conversation, form).await.map(drop)
}
