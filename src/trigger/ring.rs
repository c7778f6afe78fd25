//! Ringing for a person: whether anybody can come, who is given the conversation, and what the visitor is told where nobody
//! can.

use super::react::House;
use crate::assistant::answer::Reply;
use crate::bot::handoff_rules::Assignment;
use crate::contact;
use crate::conversation::handoff::{self, By, Move};
use crate::conversation::queue::{self, Queue};
use crate::conversation::{self, Body, Conversation, NewMessage};
use crate::db::{Conn, Tx};
use crate::error::Result;
use crate::form::session::Session;
use crate::metric;
use crate::organisation::presence;
use crate::time::Timestamp;

/// The tag whose form asks for a person.
pub(super) const PERSON: &str = "agent_request";

/// Whether somebody would hear the bell.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Bell {
    /// Somebody is there.
    Rings,
    /// The team is out of its hours until then.
    Closed(Timestamp),
    /// Nobody is there, or this bot hands nothing over.
    Silent,
}

/// Looks.
pub(super) async fn bell(conn: &mut Conn, house: &House<'_>) -> Result<Bell> {
    let settings = house.bot.settings();
    if !settings.handoff {
        return Ok(Bell::Silent);
    }
    if let Some(hours) = settings.hours.as_ref().filter(|hours| !hours.is_open(house.now)) {
        return Ok(hours.opens_next(house.now).map_or(Bell::Silent, Bell::Closed));
    }
    let taking = presence::taking(conn, &house.bot.organisation_id, &house.bot.id, house.now).await?;
    Ok(if taking.is_empty() { Bell::Silent } else { Bell::Rings })
}

/// Whether there is a way to reach the visitor once they have left.
pub(super) async fn is_reachable(conn: &mut Conn, conversation: &Conversation) -> Result<bool> {
    if !conversation.channel.draws_forms() {
        return Ok(true);
    }
    let contact = contact::by_id(conn, &conversation.contact_id).await?;
    Ok(contact.is_some_and(|contact| contact.email.is_some() || contact.phone.is_some()))
}

/// Rings: the conversation waits for a person, or has one at once where the bot gives them out in turn.
pub(super) async fn ring(tx: &mut Tx, house: &House<'_>, conversation: &Conversation) -> Result<()> {
    if handoff::shift(tx, conversation, &Move::Ask, &By::House).await?.is_err() {
        return Ok(());
    }
    metric::handoff("asked");
    if !conversation.channel.draws_forms() {
        // Where the widget shows a card, others are told in words.
        conversation::say(tx, conversation, said(house.voice(conversation).rang())).await?;
    }
    if house.bot.settings().handoff_rules.assignment == Assignment::RoundRobin {
        give(tx, house, conversation).await?;
    }
    Ok(())
}

/// Gives it to whoever was given one the longest ago and has room; to nobody, where all are full.
async fn give(tx: &mut Tx, house: &House<'_>, conversation: &Conversation) -> Result<()> {
    let (bot, rules) = (house.bot, &house.bot.settings().handoff_rules);
    for member in presence::taking(tx, &bot.organisation_id, &bot.id, house.now).await? {
        let asker = queue::Asker { bot: &bot.id, member: &member.id, now: house.now };
        let held = queue::list(tx, &asker, Queue::Mine, None, i64::from(rules.capacity)).await?;
        if u32::try_from(held.len()).unwrap_or(u32::MAX) < rules.capacity {
            handoff::shift(tx, conversation, &Move::Transfer(member.id.clone()), &By::House).await?.ok();
            presence::note_assigned(tx, &member.id).await?;
            return Ok(());
        }
    }
    Ok(())
}

/// A form that asks for a person was sent or put aside: whoever asked for one still does.
pub(super) async fn ring_after(
    tx: &mut Tx,
    house: &House<'_>,
    conversation: &Conversation,
    form: &Session,
) -> Result<bool> {
    if form.tag() != Some(PERSON) || bell(tx, house).await? != Bell::Rings {
        return Ok(false);
    }
    ring(tx, house, conversation).await?;
    Ok(true)
}

/// What a visitor is told where nobody can come now; none where the form says it all.
pub(super) fn regret(house: &House<'_>, conversation: &Conversation, bell: &Bell) -> Option<Reply> {
    let Bell::Closed(opens) = bell else { return None };
    let (voice, zone) = (house.voice(conversation), conversation.time_zone.as_deref());
    let zone = zone.unwrap_or(&house.bot.settings().time_zone);
    let until = crate::bot::hours::words::until(*opens, house.now, zone, voice.language);
    Some(Reply { replies: Vec::new(), ..voice.closed(&until) })
}

/// Something the assistant says to who waits.
pub(super) fn said(reply: Reply) -> NewMessage {
    NewMessage::bot(Body::Text { text: reply.text, sources: Vec::new(), replies: reply.replies, files: Vec::new() })
}
