//! What the assistant took a message for, noted; and offers of a form: made when the assistant is half sure what somebody wants, taken up by the reply beneath, or by a yes.

use super::react::House;
use super::speak::say;
use crate::assistant::{Form, Intent, Remark, Understanding, answer, offer};
use crate::bot::Capture;
use crate::conversation::message::between;
use crate::conversation::{Body, Conversation};
use crate::db::{Conn, Tx};
use crate::error::Result;
use crate::event::Author;
use crate::form::session;
use crate::metric;
use crate::tag::understood::{self, Taken};
use crate::tag::{Kind, Tag};

/// Offers this tag's form, unless it was offered in this conversation. Gives whether it was said.
pub(super) async fn make(
    tx: &mut Tx,
    house: &House<'_>,
    conversation: &Conversation,
    key: &str,
    remark: Remark,
) -> Result<bool> {
    let Some(tag) = house.tags.iter().find(|tag| tag.key == key) else { return Ok(false) };
    let language = house.language(conversation);
    let draws_forms = conversation.channel.draws_forms();
    let mut reply = offer::offer(language, key, &tag.label, draws_forms);
    if remark == Remark::Trouble && draws_forms {
        reply.text = house.voice(conversation).remark(remark, false).text;
    }
    if said(tx, conversation).await?.iter().flatten().any(|known| reply.replies.contains(known)) {
        return Ok(false);
    }
    say(tx, conversation, metric::answered("offer", reply), &[]).await?;
    Ok(true)
}

/// Notes what the message was taken for.
pub(super) async fn note(
    tx: &mut Tx,
    house: &House<'_>,
    conversation: &Conversation,
    seq: i64,
    understanding: &Understanding,
) -> Result<()> {
    let taken = Taken {
        label: understanding.intent.as_ref().map_or("none", Intent::key),
        confidence: understanding.confidence_in_thousandths(),
        form: understanding.form.as_str(),
    };
    understood::note(tx, &house.bot.id, (&conversation.id, seq), taken).await
}

/// What these words mean behind what was offered: its reply asks for that form in so many words, and so does a yes.
pub(super) async fn take_up(
    conn: &mut Conn,
    house: &House<'_>,
    conversation: &Conversation,
    text: &str,
    understanding: Understanding,
) -> Result<Understanding> {
    let tags = || house.tags.iter().filter(|tag| tag.active && tag.kind == Kind::Request).map(named);
    let asked = |key: &str| Understanding {
        intent: Some(Intent::from_key(key)),
        confidence: 1.0,
        form: Form::Open,
        chip: true,
        ..understanding.clone()
    };
    if let Some(key) = offer::taken_up(text, tags()) {
        return Ok(asked(key));
    }
    if understanding.remark == Remark::Details && is_complete(conn, house, conversation).await? {
        return Ok(Understanding { remark: Remark::Complete, ..understanding });
    }
    // Who says who they are when asked whether to pass it on has said yes.
    if !offer::is_yes(text) && understanding.remark != Remark::Details {
        return Ok(understanding);
    }
    let offered = said(conn, conversation).await?.pop().unwrap_or_default();
    if let Some(key) = offered.iter().find_map(|reply| offer::taken_up(reply, tags())) {
        return Ok(asked(key));
    }
    // "Shall I ask the team?" "Yes, please."
    let chip = understanding.chip || offered.iter().any(|reply| answer::is_quick_reply(reply));
    Ok(Understanding { chip, ..understanding })
}

/// Whether details make this conversation a lead by themselves: the bot makes leads of what is said, something was clearly
/// wished for, and no form of the conversation has to do with it.
async fn is_complete(conn: &mut Conn, house: &House<'_>, conversation: &Conversation) -> Result<bool> {
    if house.bot.settings().capture == Capture::Forms
        || !session::of_conversation(conn, &conversation.id).await?.is_empty()
    {
        return Ok(false);
    }
    let is_on = |key: &str| {
        house.tags.iter().find(|tag| tag.key == key).is_none_or(|tag| tag.active && tag.kind == Kind::Request)
    };
    Ok(understood::wished(conn, &conversation.id).await?.is_some_and(|key| is_on(&key)))
}

fn named(tag: &Tag) -> (&str, &str) {
    (&tag.key, &tag.label)
}

/// The replies under each of the assistant's messages in this conversation, in order.
async fn said(conn: &mut Conn, conversation: &Conversation) -> Result<Vec<Vec<String>>> {
    let messages = between(conn, &conversation.id, 0, i64::MAX).await?;
    let replies = |body: Body| match body {
        Body::Text { replies, .. } => replies,
        _ => Vec::new(),
    };
    Ok(messages
        .into_iter()
        .filter(|message| message.author == Author::Bot)
        .map(|message| replies(message.body))
        .collect())
}
