//! The transcript: every conversation of a contact as a person reads it, with dividers and what happened between words.
//!
//! What visitors wrote stays text. Links stand only where they lead to the web.

use std::collections::HashMap;
use std::fmt;

use super::view::part::transcript::{Author as By, Cited, Entry, Filed, Message as Said, Transcript};
use super::{way, words};
use crate::conversation::attachment::{File, kind, name};
use crate::conversation::message::{self, Message};
use crate::conversation::provider::{self, State};
use crate::conversation::{Body, Conversation};
use crate::db::Conn;
use crate::error::Result;
use crate::event::{Author, Channel};
use crate::form::preset::CONSENT;
use crate::id::{ConversationId, Id as _, MessageId};
use crate::time::Timestamp;

/// How many messages of a lead are shown at once.
pub const PART: i64 = 300;

/// A place in the conversations: before this message of that conversation.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Before {
    pub conversation: ConversationId,
    pub seq: i64,
}

impl Before {
    /// Reads it from an address; a forged one is no place.
    pub fn parse(text: &str) -> Option<Self> {
        let (conversation, seq) = text.rsplit_once('.')?;
        Some(Self { conversation: ConversationId::parse(conversation)?, seq: seq.parse().ok().filter(|seq| *seq > 0)? })
    }
}

impl fmt::Display for Before {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}.{}", self.conversation, self.seq)
    }
}

/// A part of the conversations, and where it lies.
#[derive(Default)]
pub struct Part {
    pub transcript: Transcript,
    /// Where the part before it ends, where there is one.
    pub earlier: Option<Before>,
    /// It goes to the end.
    pub is_newest: bool,
    shown: Vec<(ConversationId, i64, i64)>,
}

impl Part {
    /// The link within the page to a message, where it is shown.
    pub fn anchor(&self, conversation: &ConversationId, seq: i64) -> Option<String> {
        let is_here =
            |(id, first, last): &(ConversationId, i64, i64)| id == conversation && (*first..=*last).contains(&seq);
        self.shown.iter().any(is_here).then(|| format!("#{}", anchor(conversation, seq)))
    }
}

/// What a message is called within the page.
pub fn anchor(conversation: &ConversationId, seq: i64) -> String {
    format!("m-{conversation}-{seq}")
}

/// The newest `most` messages of these conversations, or the newest before a place. A place that is in none of them is
/// passed over.
///
/// # Errors
/// What the database says.
pub async fn part(
    conn: &mut Conn,
    conversations: &[Conversation],
    before: Option<&Before>,
    most: i64,
    now: Timestamp,
    zone: &str,
) -> Result<Part> {
    let at = before.and_then(|place| {
        let found = conversations.iter().position(|one| one.id == place.conversation)?;
        Some((found, place.seq))
    });
    let (last, mut below) = at.unwrap_or((conversations.len().saturating_sub(1), i64::MAX));
    let is_newest = conversations
        .last()
        .is_none_or(|newest| at.is_none() || (last + 1 == conversations.len() && below > newest.last_seq));
    let mut part = Part { is_newest, ..Part::default() };
    let mut talks = Vec::new();
    let mut room = most;
    for conversation in conversations.iter().take(last + 1).rev() {
        let (messages, has_more) = message::before(conn, &conversation.id, below, room).await?;
        room -= i64::try_from(messages.len()).unwrap_or(room);
        if let (Some(first), Some(last)) = (messages.first(), messages.last()) {
            part.shown.push((conversation.id.clone(), first.seq, last.seq));
            part.earlier = Some(Before { conversation: conversation.id.clone(), seq: first.seq });
        }
        let ends = has_more || room == 0;
        talks.push((conversation, messages));
        if ends {
            break;
        }
        below = i64::MAX;
    }
    // Nothing stands before the first message of the first conversation.
    let first = conversations.first().map(|first| &first.id);
    part.earlier = part.earlier.filter(|place| place.seq > 1 || Some(&place.conversation) != first);
    if room > 0 {
        part.earlier = None;
    }
    for (conversation, messages) in talks.into_iter().rev() {
        let troubles = troubles(conn, conversation).await?;
        let mut day = None;
        for message in messages {
            let today = words::day(message.at, now, zone);
            if day.as_ref() != Some(&today) {
                let divider = format!("{today}, {}", channel(conversation.channel));
                part.transcript.entries.push(Entry::Divider(divider));
                day = Some(today);
            }
            part.transcript.entries.push(entry(&conversation.id, message, &troubles, zone));
        }
    }
    Ok(part)
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

fn entry(conversation: &ConversationId, message: Message, troubles: &HashMap<MessageId, String>, zone: &str) -> Entry {
    let at = words::time(message.at, zone);
    let id = Some(anchor(conversation, message.seq));
    let event = |icon: &str, text: String| Entry::Event { icon: icon.to_owned(), text, id: id.clone() };
    match message.body {
        Body::Text { text, sources, files, .. } => {
            let (author, name) = match message.author {
                Author::Visitor => (By::Visitor, "Visitor".to_owned()),
                Author::Agent => (By::Team, message.name.unwrap_or_else(|| "Team".to_owned())),
                Author::Bot => (By::Assistant, "Assistant".to_owned()),
                Author::System => return event("info", format!("{text} {at}.")),
            };
            let cited =
                |source: message::Source| Cited { title: source.title, href: source.url.as_deref().and_then(way::web) };
            Entry::Message(Said {
                id,
                author,
                name,
                at: words::clock(message.at, zone),
                text,
                files: files.iter().map(filed).collect(),
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
        Body::Event { .. } => event("headset", format!("{}, {at}.", message.body.line())),
    }
}

/// The largest side of a picture in small, in points of the screen.
const SMALL: i64 = 240;

fn filed(file: &File) -> Filed {
    let picture = kind::is_shown(&file.kind).then(|| match (file.width, file.height) {
        // Its own proportions, so that nothing jumps when it comes.
        (Some(wide), Some(high)) => {
            let most = wide.max(high).max(SMALL);
            ((wide * SMALL / most).max(1), (high * SMALL / most).max(1))
        }
        _ => (SMALL, SMALL),
    });
    let about = format!("{}, {}", kind::word(&file.kind), name::size(file.size));
    Filed { href: file.path(), name: file.name.clone(), about, picture }
}

/// A field's label before its answer: a question keeps its own mark.
fn asked(label: &str) -> String {
    if label.ends_with('?') { format!("{label} ") } else { format!("{label}: ") }
}
