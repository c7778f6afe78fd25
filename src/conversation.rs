//! A conversation: one exchange on one channel, an ordered log of messages numbered by `seq`.
//!
//! The log only grows. Everything a visitor sees is an entry of it, so that "what came after number n" is all that a
//! reconnecting client, a second tab or another node needs. A conversation is seen by the identity it is held under.

pub mod absent;
pub mod append;
pub mod attachment;
pub mod discussed;
pub mod handoff;
pub mod letter;
pub mod mailed;
pub mod message;
pub mod moved;
pub mod provider;
pub mod queue;
pub mod remark;
mod sql;

use std::collections::HashMap;

use crate::bot::Bot;
use crate::contact::identity::{self, Identity, Kind, Sender};
use crate::db::{Conn, Tx, record};
use crate::error::{Error, Result};
use crate::event::{Author, Channel, Event, names};
use crate::id::{BotId, ContactId, ConversationId, IdentityId, MessageId};
use crate::time::Timestamp;

pub use append::{Place, Saying};
pub use message::{Body, Message};

names! {
    /// Who answers.
    pub enum Status {
        /// The assistant.
        Bot = "bot",
        /// Nobody yet: an agent has been rung for.
        Waiting = "waiting",
        /// An agent.
        Agent = "agent",
        /// Nobody any more: the next message begins another conversation.
        Closed = "closed",
    }
}
crate::db::named!(Status);

record! {
    /// One exchange on one channel.
    #[derive(Clone, Debug)]
    pub struct Conversation {
        /// Its id.
        pub id: ConversationId,
        /// Whose it is.
        pub bot_id: BotId,
        /// With whom.
        pub contact_id: ContactId,
        /// Whose eyes may see it.
        pub identity_id: IdentityId,
        /// Where it is held.
        pub channel: Channel,
        /// Who answers.
        pub status: Status,
        /// The last message's number.
        pub last_seq: i64,
        /// The last message the assistant has dealt with.
        pub answered_seq: i64,
        /// How many messages the visitor wrote.
        pub visitor_messages: i64,
        /// The visitor's language (BCP 47).
        pub language: Option<String>,
        /// The visitor's time zone (IANA).
        pub time_zone: Option<String>,
        /// Where they seemed to be when it began, by the owner's own file of addresses.
        pub place: Option<String>,
        /// The page they are on.
        pub page_url: Option<String>,
        /// Its title.
        pub page_title: Option<String>,
        /// Where they came from.
        pub referrer: Option<String>,
        /// How long they have been on the page.
        pub seconds_on_page: i64,
        /// When it began.
        pub started_at: Timestamp,
        /// When something was last said.
        pub updated_at: Timestamp,
    }
}

/// Where the visitor is, as their browser tells it: hearsay, cut to length. The place alone is the owner's own.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Whereabouts {
    /// The page's address.
    pub page_url: Option<String>,
    /// Its title.
    pub page_title: Option<String>,
    /// Where they came from.
    pub referrer: Option<String>,
    /// Their language (BCP 47).
    pub language: Option<String>,
    /// Their time zone (IANA).
    pub time_zone: Option<String>,
    /// Where they seem to be, in words: no word of theirs, but what the owner's file says of their address.
    pub place: Option<String>,
}

/// The conversation this sender is in; `None` when they have not written, or the last one is closed.
///
/// # Errors
/// What the database says.
pub async fn current(conn: &mut Conn, bot: &BotId, sender: &Sender) -> Result<Option<Conversation>> {
    let Some(identity) = identity::find(conn, bot, sender.kind, &sender.value).await? else { return Ok(None) };
    sql::open_under(conn, &identity.id).await
}

/// The sender's conversation, begun where there is none; with the identity it is held under.
///
/// # Errors
/// What the database says.
pub async fn begin(
    tx: &mut Tx,
    bot: &Bot,
    sender: &Sender,
    whereabouts: &Whereabouts,
) -> Result<(Conversation, Identity)> {
    let own = (sender.kind, sender.value.as_str());
    let as_phone = (Kind::Phone, sender.value.as_str());
    let keys: &[_] = if sender.kind == Kind::Sms { &[own, as_phone] } else { &[own] };
    identity::lock(tx, &bot.id, keys).await?;
    let identity = identity::find_or_make(tx, &bot.id, sender).await?;
    if let Some(open) = sql::open_under(tx, &identity.id).await? {
        return Ok((open, identity));
    }
    let (id, now) = (tx.id(), tx.now);
    let conversation = Conversation {
        id,
        bot_id: bot.id.clone(),
        contact_id: identity.contact_id.clone(),
        identity_id: identity.id.clone(),
        channel: sender.channel,
        status: Status::Bot,
        last_seq: 0,
        answered_seq: 0,
        visitor_messages: 0,
        language: whereabouts.language.clone(),
        time_zone: whereabouts.time_zone.clone(),
        place: whereabouts.place.clone(),
        page_url: whereabouts.page_url.clone(),
        page_title: whereabouts.page_title.clone(),
        referrer: whereabouts.referrer.clone(),
        seconds_on_page: 0,
        started_at: now,
        updated_at: now,
    };
    sql::insert(tx, &conversation).await?;
    tx.emit(Event::ConversationBegan {
        bot: bot.id.clone(),
        conversation: conversation.id.clone(),
        sender: sender.topic(),
    });
    Ok((conversation, identity))
}

/// The conversation with this id, of this bot.
///
/// # Errors
/// `NotFound` when there is none, also when it is another bot's.
pub async fn find(conn: &mut Conn, bot: &BotId, id: &ConversationId) -> Result<Conversation> {
    sql::by_id(conn, id).await?.filter(|found| found.bot_id == *bot).ok_or(Error::NotFound("conversation"))
}

/// The conversation with this id; for the back room, which needs no scope.
///
/// # Errors
/// What the database says.
pub async fn by_id(conn: &mut Conn, id: &ConversationId) -> Result<Option<Conversation>> {
    sql::by_id(conn, id).await
}

/// The conversations with these ids.
///
/// # Errors
/// What the database says.
pub async fn by_ids(tx: &mut Tx, ids: &[&ConversationId]) -> Result<HashMap<ConversationId, Conversation>> {
    let found = sql::by_ids(tx, ids).await?;
    Ok(found.into_iter().map(|conversation| (conversation.id.clone(), conversation)).collect())
}

/// The conversation with this id, held until the transaction ends: nobody appends meanwhile.
///
/// # Errors
/// What the database says.
pub async fn hold(tx: &mut Tx, id: &ConversationId) -> Result<Option<Conversation>> {
    sql::hold(tx, id).await
}

/// All conversations of a contact, oldest first.
///
/// # Errors
/// What the database says.
pub async fn of_contact(conn: &mut Conn, contact: &ContactId) -> Result<Vec<Conversation>> {
    sql::of_contact(conn, contact).await
}

/// Something new in a conversation.
#[derive(Clone, Debug)]
pub struct NewMessage {
    /// The sender's own id for it: the idempotency key.
    pub client_id: Option<String>,
    /// Who says it.
    pub author: Author,
    /// What they are called.
    pub author_name: Option<String>,
    /// What is said.
    pub body: Body,
}

impl NewMessage {
    /// The assistant says this.
    #[must_use]
    pub fn bot(body: Body) -> Self {
        Self { client_id: None, author: Author::Bot, author_name: None, body }
    }

    /// A form sent or put aside is the visitor's entry too, but no message that they wrote.
    fn is_written_by_visitor(&self) -> bool {
        self.author == Author::Visitor && matches!(self.body, Body::Text { .. })
    }

    /// The visitor says this.
    #[must_use]
    pub fn visitor(client_id: Option<String>, body: Body) -> Self {
        Self { client_id, author: Author::Visitor, author_name: None, body }
    }
}

/// Where a message now stands.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Appended {
    /// Its place.
    pub seq: i64,
    /// When it was stored.
    pub at: Timestamp,
    /// It stood there already: the same client id had been stored before.
    pub again: bool,
}

/// Appends a message; the same client id is stored once, and answered with the place it has.
///
/// # Errors
/// `NotFound` when there is no such conversation, `Conflict("closed")` when it is closed.
pub async fn say(tx: &mut Tx, to: &Conversation, new: NewMessage) -> Result<Appended> {
    let id = tx.id();
    say_as(tx, to, id, new).await
}

/// Appends a message under an id that was told before it was whole.
///
/// # Errors
/// As [`say`].
pub async fn say_as(tx: &mut Tx, to: &Conversation, id: MessageId, new: NewMessage) -> Result<Appended> {
    let is_written = new.is_written_by_visitor();
    let (seq, status) = sql::take_seq(tx, &to.id, is_written).await?.ok_or(Error::Conflict("closed"))?;
    let message = Message {
        id,
        seq,
        client_id: new.client_id,
        author: new.author,
        name: new.author_name,
        at: tx.now,
        body: new.body,
    };
    if !message::insert(tx, &to.id, &message).await? {
        sql::give_seq_back(tx, &to.id, is_written).await?;
        let client_id = message.client_id.as_deref().unwrap_or_default();
        let (seq, at) = message::place_of(tx, &to.id, client_id).await?.ok_or(Error::NotFound("message"))?;
        return Ok(Appended { seq, at, again: true });
    }
    append::tell(tx, &Place::of(to), Some(status), &message)?;
    Ok(Appended { seq, at: message.at, again: false })
}

/// Notes that the assistant has dealt with all that is said by now. The caller [`hold`]s the conversation.
///
/// # Errors
/// What the database says.
pub async fn mark_answered(tx: &mut Tx, id: &ConversationId) -> Result<()> {
    sql::set_answered(tx, id).await
}

/// Notes that the assistant has dealt with what was said up to this message, and not with what came after.
///
/// # Errors
/// What the database says.
pub async fn mark_answered_until(tx: &mut Tx, id: &ConversationId, seq: i64) -> Result<()> {
    sql::set_answered_until(tx, id, seq).await
}

/// Changes who answers.
///
/// # Errors
/// What the database says.
pub async fn set_status(tx: &mut Tx, conversation: &Conversation, status: Status) -> Result<()> {
    sql::set_status(tx, &conversation.id, status).await?;
    tx.emit(Event::ConversationChanged { bot: conversation.bot_id.clone(), conversation: conversation.id.clone() });
    Ok(())
}

/// Notes where the visitor is now.
///
/// # Errors
/// What the database says.
pub async fn set_whereabouts(tx: &mut Tx, id: &ConversationId, whereabouts: &Whereabouts, seconds: i64) -> Result<()> {
    sql::set_whereabouts(tx, id, whereabouts, seconds).await
}

/// A line of the Inbox.
#[derive(Clone, Debug)]
pub struct Line {
    /// The conversation.
    pub conversation: Conversation,
    /// What to call the person.
    pub who: String,
    /// The last thing said, as text.
    pub last: String,
    /// Who said it.
    pub last_author: Option<Author>,
}

/// A bot's newest conversations, for the Inbox: those before the cursor, newest first.
///
/// # Errors
/// What the database says.
pub async fn newest(conn: &mut Conn, bot: &BotId, before: Option<(Timestamp, &str)>, most: i64) -> Result<Vec<Line>> {
    sql::newest(conn, bot, before, most).await
}
