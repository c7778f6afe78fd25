//! Who answers, passing from the assistant to an agent and back. `state` is the machine, pure; here it is done, each move
//! with its line in the log that both sides read, and its line among the team's remarks.
//!
//! An agent who writes where no agent is has taken the conversation by that.

mod sql;
pub mod state;

use super::message;
use super::remark::{self, Kind};
use super::{Appended, Body, Conversation, NewMessage, Status, say};
use crate::db::{Conn, Tx, record};
use crate::error::{Error, Result};
use crate::event::{Author, Event};
use crate::id::{BotId, ConversationId, MemberId};
use crate::time::Timestamp;

use sql::With;
pub use state::{Move, Mover, Refusal, Standing};

record! {
    /// Who answers in a conversation, and since when.
    #[derive(Clone, Debug, PartialEq, Eq)]
    pub struct Hand {
        /// Who answers.
        pub status: Status,
        /// The agent who has it.
        pub agent_id: Option<MemberId>,
        /// What they are called.
        pub agent_name: Option<String>,
        /// An agent was rung for then.
        pub waiting_since: Option<Timestamp>,
        /// An agent took it then, for the first time.
        pub claimed_at: Option<Timestamp>,
        /// An agent wrote then, for the first time.
        pub answered_at: Option<Timestamp>,
        /// Whoever has it answers from their mailbox.
        pub by_mail: bool,
        /// It rings for nobody until then.
        pub snoozed_until: Option<Timestamp>,
        /// The visitor was told then when an answer will come.
        pub promised_at: Option<Timestamp>,
        /// How many of those to be told of a visitor who waits have been told.
        pub escalated: i64,
        /// The last message that the team has read.
        pub team_seen: i64,
        /// The last message that the visitor has read.
        pub visitor_seen: i64,
        /// How the visitor found it, 1 to 5.
        pub rating: Option<i64>,
    }
}

impl Hand {
    fn standing(&self) -> Standing {
        Standing { status: self.status, agent: self.agent_id.clone(), snoozed_until: self.snoozed_until }
    }
}

/// Why a conversation stays as it is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Refused {
    /// Why.
    pub why: Refusal,
    /// Who has it.
    pub by: Option<String>,
}

impl Refused {
    /// A sentence for people.
    #[must_use]
    pub fn sentence(&self) -> String {
        self.why.sentence(self.by.as_deref())
    }
}

/// Who does something.
#[derive(Clone, Debug)]
pub enum By<'a> {
    /// The visitor, a rule, or time passing.
    House,
    /// A member of the team.
    Member {
        /// Who.
        id: &'a MemberId,
        /// What they are called.
        name: &'a str,
        /// They may move what a colleague has: owners and admins.
        may_overrule: bool,
    },
}

impl By<'_> {
    fn mover(&self) -> Mover {
        match self {
            Self::House => Mover::House,
            Self::Member { id, may_overrule, .. } => Mover::Agent { id: (*id).clone(), may_overrule: *may_overrule },
        }
    }
}

/// Who answers in a conversation; none where there is no such conversation.
///
/// # Errors
/// What the database says.
pub async fn of(conn: &mut Conn, id: &ConversationId) -> Result<Option<Hand>> {
    sql::hand(conn, id).await
}

/// Moves a conversation, as far as the state machine lets it: who answers, the line in the log, the rings.
///
/// # Errors
/// `NotFound` when there is no such conversation, or no such member to transfer it to.
pub async fn shift(tx: &mut Tx, of: &Conversation, wanted: &Move, by: &By<'_>) -> Result<Result<Hand, Refused>> {
    let absent = Error::NotFound("conversation");
    super::hold(tx, &of.id).await?.ok_or(absent)?;
    let hand = sql::hand(tx, &of.id).await?.ok_or(Error::NotFound("conversation"))?;
    let next = match hand.standing().after(wanted, &by.mover()) {
        Ok(next) => next,
        Err(why) => return Ok(Err(Refused { why, by: hand.agent_name })),
    };
    if *wanted == Move::Reopen && super::sql::open_under(tx, &of.identity_id).await?.is_some() {
        return Ok(Err(Refused { why: Refusal::Superseded, by: None }));
    }
    let to = match wanted {
        Move::Transfer(to) => Some(sql::member_name(tx, &of.bot_id, to).await?.ok_or(Error::NotFound("member"))?),
        _ => None,
    };
    let line = line(wanted, &hand, by, to.as_deref());
    if let (Some(line), Status::Closed) = (&line, next.status) {
        // The last word: nothing is said in what is closed.
        say(tx, of, line.clone()).await?;
    }
    let is_asked = matches!(wanted, Move::Ask | Move::Release);
    let is_read = matches!(wanted, Move::Snooze(_) | Move::Close);
    sql::set(tx, &of.id, &hand, &next, With { is_asked, is_read }).await?;
    if let (Some(line), true) = (line, next.status != Status::Closed) {
        say(tx, of, line).await?;
    }
    if let (By::Member { id, name, .. }, Some(text)) = (by, told(wanted, to.as_deref())) {
        remark::add(tx, of, Kind::Move, &text, Some((id, name))).await?;
    }
    tx.emit(Event::ConversationChanged { bot: of.bot_id.clone(), conversation: of.id.clone() });
    match wanted {
        Move::Transfer(to) if by.mover().member() != Some(to) => {
            tx.emit(Event::MemberCalled { conversation: of.id.clone(), member: to.clone(), remark: None });
        }
        Move::Close => tx.emit(Event::ConversationEnded { conversation: of.id.clone() }),
        _ => {}
    }
    sql::hand(tx, &of.id).await?.ok_or(Error::NotFound("conversation")).map(Ok)
}

/// What both sides read of it.
fn line(wanted: &Move, was: &Hand, by: &By<'_>, to: Option<&str>) -> Option<NewMessage> {
    let own = if let By::Member { name, .. } = by { Some((*name).to_owned()) } else { None };
    let (event, name) = match wanted {
        Move::Ask | Move::Release => ("waiting", None),
        Move::Claim => ("joined", own),
        Move::Reopen if own.is_some() => ("joined", own),
        Move::Transfer(_) => ("joined", to.map(str::to_owned)),
        Move::HandBack if was.status == Status::Agent => ("left", was.agent_name.clone().or(own)),
        Move::Cancel | Move::Reopen | Move::HandBack => ("back", None),
        Move::Close => ("closed", None),
        Move::Snooze(_) => return None,
    };
    let body = Body::Event { event: event.to_owned(), name };
    Some(NewMessage { client_id: None, author: Author::System, author_name: None, body })
}

/// What the team reads of it besides, where the line that both sides read does not say who did it.
fn told(wanted: &Move, to: Option<&str>) -> Option<String> {
    match wanted {
        Move::Release => Some("let it ring for the others".to_owned()),
        Move::Transfer(_) => Some(format!("passed it to {}", to.unwrap_or("a colleague"))),
        Move::Snooze(_) => Some("snoozed it".to_owned()),
        Move::Close => Some("closed it".to_owned()),
        Move::Ask | Move::Cancel | Move::Claim | Move::HandBack | Move::Reopen => None,
    }
}

/// An agent says something, and has the conversation by that, where no agent had it. What was said before, under the
/// same client id, is not said again and takes nothing.
///
/// # Errors
/// `NotFound` when there is no such conversation, `Conflict("closed")` when it is closed.
pub async fn answer(
    tx: &mut Tx,
    agent: (&MemberId, &str),
    to: &Conversation,
    client_id: Option<String>,
    body: Body,
) -> Result<Appended> {
    let held = super::hold(tx, &to.id).await?.ok_or(Error::NotFound("conversation"))?;
    if let Some(client_id) = &client_id
        && let Some((seq, at)) = message::place_of(tx, &to.id, client_id).await?
    {
        return Ok(Appended { seq, at, again: true });
    }
    if matches!(held.status, Status::Bot | Status::Waiting) {
        let by = By::Member { id: agent.0, name: agent.1, may_overrule: false };
        // It cannot be refused: nobody has it, and it is held.
        shift(tx, &held, &Move::Claim, &by).await?.ok();
    }
    let name = Some(agent.1.to_owned());
    let new = NewMessage { client_id, author: Author::Agent, author_name: name, body };
    let appended = say(tx, to, new).await?;
    sql::note_answer(tx, &to.id).await?;
    Ok(appended)
}

/// The agent who has it answers from their mailbox: what they were not mailed, and have not read elsewhere, they do not know.
/// `known` is the message up to which they know it by mail, and `seen` the one up to which the team had read it before they
/// answered. It holds until somebody else has it, or they answer at the dashboard.
///
/// # Errors
/// What the database says.
pub async fn note_by_mail(tx: &mut Tx, id: &ConversationId, known: Option<i64>, seen: i64) -> Result<()> {
    let known = known.map(|known| known.max(seen));
    let is_behind = match known {
        Some(known) => message::unread_since(tx, id, known).await?.is_some(),
        None => false,
    };
    sql::set_by_mail(tx, id, known.filter(|_| is_behind)).await?;
    if is_behind {
        tx.emit(Event::AgentBehind { conversation: id.clone() });
    }
    Ok(())
}

/// An agent has had it all the while, and its log says so already: for what is told as history.
///
/// # Errors
/// What the database says.
pub async fn is_held_by(tx: &mut Tx, of: &Conversation, agent: &MemberId) -> Result<()> {
    let hand = sql::hand(tx, &of.id).await?.ok_or(Error::NotFound("conversation"))?;
    let held = Standing { status: Status::Agent, agent: Some(agent.clone()), snoozed_until: None };
    sql::set(tx, &of.id, &hand, &held, With { is_asked: false, is_read: true }).await
}

/// The agents of these conversations let them go: they were removed, or are gone for long.
///
/// # Errors
/// What the database says.
pub async fn release_all(tx: &mut Tx, agent: &MemberId) -> Result<usize> {
    let held = sql::held_by(tx, agent).await?;
    for id in &held {
        if let Some(conversation) = super::by_id(tx, id).await? {
            shift(tx, &conversation, &Move::Release, &By::House).await?.ok();
        }
    }
    Ok(held.len())
}

/// Notes how far somebody has read, and rings for the other side. Nothing happens where they had read further.
///
/// # Errors
/// What the database says.
pub async fn note_seen(tx: &mut Tx, bot: &BotId, id: &ConversationId, reader: Author, seq: i64) -> Result<bool> {
    let moved = sql::set_seen(tx, id, reader == Author::Visitor, seq).await?;
    if moved {
        tx.emit(Event::Seen { bot: bot.clone(), conversation: id.clone(), reader, seq });
    }
    Ok(moved)
}

/// Notes that the visitor was told when an answer will come.
///
/// # Errors
/// What the database says.
pub async fn note_promise(tx: &mut Tx, id: &ConversationId) -> Result<()> {
    sql::set_promised(tx, id).await
}

/// Notes that one more of those to be told has been told.
///
/// # Errors
/// What the database says.
pub async fn note_escalation(tx: &mut Tx, id: &ConversationId, steps: i64) -> Result<()> {
    sql::set_escalated(tx, id, steps).await
}

/// How the visitor found it; the last word counts.
///
/// # Errors
/// What the database says.
pub async fn rate(tx: &mut Tx, of: &Conversation, rating: i64, words: Option<&str>) -> Result<()> {
    sql::set_rating(tx, &of.id, rating.clamp(1, 5), words).await?;
    tx.emit(Event::ConversationChanged { bot: of.bot_id.clone(), conversation: of.id.clone() });
    Ok(())
}
