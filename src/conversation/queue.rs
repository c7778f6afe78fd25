//! The Inbox's queues: who waits, whom I have, whom my colleagues have, whom the assistant has, and who was closed.

mod sql;

use super::Conversation;
use crate::db::Conn;
use crate::error::Result;
use crate::event::{Author, names};
use crate::id::{BotId, ConversationId, MemberId};
use crate::time::Timestamp;

names! {
    /// A queue of the Inbox.
    pub enum Queue {
        /// Those who wait for a person, the longest first.
        Waiting = "waiting",
        /// Those that I have.
        Mine = "mine",
        /// Those that my colleagues have.
        Team = "team",
        /// Those that the assistant has.
        Assistant = "assistant",
        /// Those that are over.
        Closed = "closed",
    }
}

/// Up to so many are counted.
pub const MOST_COUNTED: i64 = 1_000;

/// How many stand in each queue; [`MOST_COUNTED`] means so many or more.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Counts {
    /// Who waits.
    pub waiting: i64,
    /// Whom I have.
    pub mine: i64,
    /// Whom my colleagues have.
    pub team: i64,
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
    /// The agent who has it.
    pub agent_name: Option<String>,
    /// Somebody was rung for then.
    pub waiting_since: Option<Timestamp>,
    /// It rests until then, unless the visitor writes.
    pub snoozed_until: Option<Timestamp>,
    /// The last message that the team has read.
    pub team_seen: i64,
    /// What the queue is in the order of.
    pub at: Timestamp,
}

/// Whose Inbox it is, and when.
#[derive(Clone, Debug)]
pub struct Asker<'a> {
    /// Of which bot.
    pub bot: &'a BotId,
    /// Who looks.
    pub member: &'a MemberId,
    /// When.
    pub now: Timestamp,
}

/// How many stand in the queues that somebody has to look at.
///
/// # Errors
/// What the database says.
pub async fn counts(conn: &mut Conn, asker: &Asker<'_>) -> Result<Counts> {
    sql::counts(conn, asker).await
}

/// A queue, up to so many, beyond a place: the waiting by how long they wait, the others by what happened last.
///
/// # Errors
/// What the database says.
pub async fn list(
    conn: &mut Conn,
    asker: &Asker<'_>,
    queue: Queue,
    beyond: Option<(Timestamp, &ConversationId)>,
    most: i64,
) -> Result<Vec<Line>> {
    sql::list(conn, asker, queue, beyond, most).await
}

/// How many wait longer than this one: the place in line is one more. None where it does not wait.
///
/// # Errors
/// What the database says.
pub async fn ahead(conn: &mut Conn, conversation: &ConversationId) -> Result<Option<i64>> {
    sql::ahead(conn, conversation).await
}

/// How long those who were taken lately had waited, half of them at most; none where nobody was.
///
/// # Errors
/// What the database says.
pub async fn usual_wait(conn: &mut Conn, bot: &BotId, now: Timestamp) -> Result<Option<std::time::Duration>> {
    let mut waits = sql::waits(conn, bot, now).await?;
    waits.sort_unstable();
    Ok(waits.get(waits.len() / 2).map(|millis| std::time::Duration::from_millis(u64::try_from(*millis).unwrap_or(0))))
}

/// Those who wait, or are kept waiting by an agent who is gone, each with its bot and bot by bot; for who looks after them.
///
/// # Errors
/// What the database says.
pub async fn restless(conn: &mut Conn, now: Timestamp) -> Result<Vec<(BotId, ConversationId)>> {
    sql::restless(conn, now).await
}
