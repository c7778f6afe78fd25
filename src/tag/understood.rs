//! What the assistant took each visitor's message for, with how sure it was, and what a person said it was instead.
//!
//! A correction teaches: the message counts as a phrase of the label it was given. Its words are kept once, in the
//! conversation; who is erased takes what was learned of them along.

use super::sql;
use crate::db::{Conn, Tx};
use crate::error::{Error, Result};
use crate::id::{BotId, ConversationId};
use crate::time::Timestamp;

/// What one message was taken for.
#[derive(Clone, Copy, Debug)]
pub struct Taken<'a> {
    /// A tag's key, `spam` or `none`.
    pub label: &'a str,
    /// How sure, in thousandths.
    pub confidence: i64,
    /// What came of it: `open`, `chip` or `none`.
    pub form: &'a str,
}

/// A visitor's message as it was understood.
#[derive(Clone, Debug)]
pub struct Heard {
    /// Where it was written.
    pub conversation: ConversationId,
    /// Its number there.
    pub seq: i64,
    /// Its words.
    pub text: String,
    /// What it was taken for.
    pub label: String,
    /// How sure, in thousandths.
    pub confidence: i64,
    /// What came of it.
    pub form: String,
    /// What a person said it is.
    pub corrected: Option<String>,
    /// When it was understood.
    pub at: Timestamp,
}

/// A phrase that a correction teaches.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Lesson {
    /// The label it was given.
    pub label: String,
    /// The visitor's words.
    pub text: String,
}

/// The most corrections that are learned from, the newest.
const LESSONS: i64 = 500;

/// Notes what a message was taken for. Answered once more, it is noted anew.
///
/// # Errors
/// What the database says.
pub async fn note(tx: &mut Tx, bot: &BotId, at: (&ConversationId, i64), taken: Taken<'_>) -> Result<()> {
    sql::note(tx, bot, at, taken).await
}

/// The newest messages, at most `most`.
///
/// # Errors
/// What the database says.
pub async fn newest(conn: &mut Conn, bot: &BotId, most: i64) -> Result<Vec<Heard>> {
    sql::newest(conn, bot, most).await
}

/// What was clearly wished for last in a conversation: the label of its last message that was sure enough to open a form.
///
/// # Errors
/// What the database says.
pub async fn wished(conn: &mut Conn, conversation: &ConversationId) -> Result<Option<String>> {
    sql::wished(conn, conversation).await
}

/// Says what a message is. The same label as it was taken for confirms it, which teaches too.
///
/// # Errors
/// `NotFound` when this bot has understood no such message.
pub async fn correct(tx: &mut Tx, bot: &BotId, at: (&ConversationId, i64), label: &str) -> Result<()> {
    if sql::correct(tx, bot, at, label).await? { Ok(()) } else { Err(Error::NotFound("message")) }
}

/// What corrections teach, the oldest first.
///
/// # Errors
/// What the database says.
pub async fn lessons(conn: &mut Conn, bot: &BotId) -> Result<Vec<Lesson>> {
    let heard = sql::corrected(conn, bot, LESSONS).await?;
    let lesson = |heard: Heard| Some(Lesson { label: heard.corrected?, text: heard.text });
    Ok(heard.into_iter().rev().filter_map(lesson).collect())
}
