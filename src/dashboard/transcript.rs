//! The transcript: every conversation of a contact as a person reads it, with dividers and what happened between words.
//!
//! What visitors wrote stays text. Links stand only where they lead to the web.

use std::collections::HashMap;

use super::view::part::transcript::{Author as By, Cited, Entry, Message as Said, Transcript};
use super::{way, words};
use crate::conversation::message::{self, Message};
use crate::conversation::provider::{self, State};
use crate::conversation::{Body, Conversation};
use crate::db::Conn;
use crate::error::Result;
use crate::event::{Author, Channel};
use crate::form::preset::CONSENT;
use crate::id::MessageId;
use crate::time::Timestamp;

/// The conversations one after the other, each under its divider.
///
/// # Errors
/// What the database says.
pub async fn of(conn: &mut Conn, conversations: &[Conversation], now: Timestamp, zone: &str) -> Result<Transcript> {
    let mut entries = Vec::new();
    for conversation in conversations {
        let messages = message::between(conn, &conversation.id, 0, i64::MAX).await?;
        let troubles = troubles(conn, conversation).await?;
        entries.push(Entry::Divider(divider(conversation, now, zone)));
        entries.extend(messages.into_iter().map(|message| entry(message, &troubles, zone)));
    }
    Ok(Transcript { entries })
}

/// "Tue 17 Nov, web widget".
fn divider(conversation: &Conversation, now: Timestamp, zone: &str) -> String {
    format!("{}, {}", words::day(conversation.started_at, now, zone), channel(conversation.channel))
}

/// The channel as it is named within a sentence.
pub fn channel(channel: Channel) -> &'static str {
    match channel {
        Channel::Web => "web widget",
        Channel::Sms => "SMS",
        Channel::Whatsapp => "WhatsApp",
        Channel::Telegram => "Telegram",
        Channel::Email => "email",
        Channel::Api => "API",
    }
}

/// What went wrong on the way to the visitor, by message.
async fn troubles(conn: &mut Conn, conversation: &Conversation) -> Result<HashMap<MessageId, String>> {
    if conversation.channel == Channel::Web {
        return Ok(HashMap::new());
    }
    let parts = provider::all(conn, &conversation.id).await?;
    Ok(parts
        .into_iter()
        .filter(|part| part.state == State::Failed)
        .map(|part| {
            let why = part.error.map_or_else(|| "Not delivered.".to_owned(), |why| format!("Not delivered: {why}"));
            (part.message_id, why)
        })
        .collect())
}

fn entry(message: Message, troubles: &HashMap<MessageId, String>, zone: &str) -> Entry {
    let at = words::time(message.at, zone);
    let event = |icon: &str, text: String| Entry::Event { icon: icon.to_owned(), text };
    match message.body {
        Body::Text { text, sources, .. } => {
            let (author, name) = match message.author {
                Author::Visitor => (By::Visitor, "Visitor".to_owned()),
                Author::Agent => (By::Team, message.name.unwrap_or_else(|| "Team".to_owned())),
                Author::Bot => (By::Assistant, "Assistant".to_owned()),
                Author::System => return event("info", format!("{text} {at}.")),
            };
            let cited =
                |source: message::Source| Cited { title: source.title, href: source.url.as_deref().and_then(way::web) };
            Entry::Message(Said {
                author,
                name,
                at: words::clock(message.at, zone),
                text,
                sources: sources.into_iter().map(cited).collect(),
                trouble: troubles.get(&message.id).cloned(),
            })
        }
        Body::Form(offer) => event("clipboard-check", format!("Form shown: {}, {at}.", offer.title)),
        Body::Receipt { title, rows, edited, .. } => {
            // The consent has its place among the lead's facts; here it would only be long.
            let told = rows.iter().filter(|row| row.key != CONSENT);
            let said: Vec<String> = told.map(|row| asked(&row.label) + &row.value).collect();
            let again = if edited { ", sent again with changes" } else { "" };
            event("clipboard-check", format!("{title}{again}, {at}. {}", said.join("; ")))
        }
        Body::Declined { .. } => event("x", format!("Form put aside, {at}.")),
        Body::Event { event: what, name } => {
            let who = name.unwrap_or_else(|| "The conversation".to_owned());
            event("headset", format!("{who} {what}, {at}."))
        }
    }
}

/// A field's label before its answer: a question keeps its own mark.
fn asked(label: &str) -> String {
    if label.ends_with('?') { format!("{label} ") } else { format!("{label}: ") }
}
