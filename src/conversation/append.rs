//! Many say something at the same time, each in a conversation of their own or in the same: one transaction, a few
//! statements for all of them. What [`say`](super::say) does for one, with the same guarantees for each: its number, its
//! client id stored once, its event.

mod sql;

use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet};

use super::message::Message;
use super::{Appended, Body, Conversation, NewMessage, Status};
use crate::db::{Tx, record};
use crate::error::{Error, Result};
use crate::event::{Channel, Event};
use crate::id::{BotId, ConversationId};
use crate::time::Timestamp;

/// Where something is said.
#[derive(Clone, Debug)]
pub struct Place {
    /// In which conversation.
    pub id: ConversationId,
    /// Whose it is.
    pub bot: BotId,
    /// Where it is held.
    pub channel: Channel,
}

impl Place {
    /// This conversation.
    #[must_use]
    pub fn of(conversation: &Conversation) -> Self {
        Self { id: conversation.id.clone(), bot: conversation.bot_id.clone(), channel: conversation.channel }
    }
}

/// Something to be said somewhere.
#[derive(Clone, Debug)]
pub struct Saying {
    /// Where.
    pub to: Place,
    /// What.
    pub new: NewMessage,
    /// What the assistant answers, in the same moment. Only where nothing said before waits for an answer; else what is
    /// said waits for one like everything.
    pub answer: Option<Body>,
}

/// What is done about messages that were stored before, and are sent again.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Repeats {
    /// They are looked for first.
    LookedFor,
    /// Few are, so nobody looks: where one of them is, nothing is stored, and the database says so.
    Unexpected,
}

/// A message that has its number.
pub(super) struct Numbered {
    pub(super) place: Place,
    pub(super) message: Message,
    /// Who answers there; none where it is answered already.
    answers: Option<Status>,
}

record! {
    /// A conversation that is held while it grows.
    #[derive(Clone, Debug)]
    pub(super) struct Growing {
        pub(super) id: ConversationId,
        pub(super) status: Status,
        pub(super) last_seq: i64,
        pub(super) answered_seq: i64,
        pub(super) visitor_messages: i64,
    }
}

/// Where client ids stand already.
pub(super) type Known = HashMap<(ConversationId, String), (i64, Timestamp)>;

/// Holds these conversations until the transaction ends: nobody appends to them meanwhile.
///
/// # Errors
/// What the database says.
pub async fn hold_all(tx: &mut Tx, ids: impl Iterator<Item = &ConversationId>) -> Result<()> {
    sql::hold_all(tx, ids).await.map(drop)
}

/// Appends them all, in their order. Each has its own outcome: `Conflict("closed")` where its conversation is closed or
/// there is none.
///
/// # Errors
/// What the database says: then nothing is stored.
pub async fn say_all(tx: &mut Tx, sayings: Vec<Saying>, repeats: Repeats) -> Result<Vec<Result<Appended>>> {
    let places: BTreeSet<&ConversationId> = sayings.iter().map(|one| &one.to.id).collect();
    let growing = sql::hold_all(tx, places.into_iter()).await?;
    let mut growing: BTreeMap<ConversationId, Growing> = growing.into_iter().map(|one| (one.id.clone(), one)).collect();
    // Asked after the conversations are held: nobody stores the same client id meanwhile.
    let mut known = match repeats {
        Repeats::LookedFor => sql::places_of(tx, &sayings).await?,
        Repeats::Unexpected => Known::new(),
    };
    let mut outcomes = Vec::with_capacity(sayings.len());
    let mut stored: Vec<Numbered> = Vec::new();
    for saying in sayings {
        outcomes.push(number(tx, saying, &mut growing, &mut known, &mut stored));
    }
    if stored.is_empty() {
        return Ok(outcomes);
    }
    sql::insert_messages(tx, &stored).await?;
    let touched: HashSet<&ConversationId> = stored.iter().map(|one| &one.place.id).collect();
    sql::grow(tx, growing.values().filter(|one| touched.contains(&one.id))).await?;
    for one in &stored {
        tell(tx, &one.place, one.answers, &one.message)?;
    }
    Ok(outcomes)
}

/// Gives the next number, or finds the one that the client id has.
fn number(
    tx: &Tx,
    saying: Saying,
    growing: &mut BTreeMap<ConversationId, Growing>,
    known: &mut Known,
    stored: &mut Vec<Numbered>,
) -> Result<Appended> {
    let Saying { to: place, new, answer } = saying;
    let open =
        growing.get_mut(&place.id).filter(|one| one.status != Status::Closed).ok_or(Error::Conflict("closed"))?;
    let key = new.client_id.clone().map(|client_id| (place.id.clone(), client_id));
    if let Some((seq, at)) = key.as_ref().and_then(|key| known.get(key)) {
        return Ok(Appended { seq: *seq, at: *at, again: true });
    }
    let answer = answer.filter(|_| open.status == Status::Bot && open.answered_seq == open.last_seq);
    let is_waiting = open.status == Status::Bot && answer.is_none();
    let answers = Some(open.status).filter(|status| *status != Status::Bot || is_waiting);
    open.visitor_messages += i64::from(new.is_written_by_visitor());
    let mut append = |new: NewMessage| {
        open.last_seq += 1;
        if !is_waiting {
            open.answered_seq = open.last_seq;
        }
        let NewMessage { client_id, author, author_name: name, body } = new;
        let message = Message { id: tx.id(), seq: open.last_seq, client_id, author, name, at: tx.now, body };
        let appended = Appended { seq: message.seq, at: message.at, again: false };
        stored.push(Numbered { place: place.clone(), message, answers });
        appended
    };
    let appended = append(new);
    if let Some(body) = answer {
        append(NewMessage::bot(body));
    }
    known.extend(key.map(|key| (key, (appended.seq, appended.at))));
    Ok(appended)
}

/// Notes that a message stands.
pub(super) fn tell(tx: &mut Tx, place: &Place, answers: Option<Status>, message: &Message) -> Result<()> {
    let text = serde_json::to_string(message).map_err(anyhow::Error::new)?;
    tx.emit(Event::MessageAppended {
        bot: place.bot.clone(),
        conversation: place.id.clone(),
        channel: place.channel,
        seq: message.seq,
        author: message.author,
        to_bot: answers == Some(Status::Bot),
        to_agent: answers == Some(Status::Agent),
        message: text.into(),
    });
    Ok(())
}
