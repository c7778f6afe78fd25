//! A message: one entry of a conversation's log, and all the shapes its body takes.

mod said;

use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::attachment::{File, in_words};
use super::sql;
use crate::db::{Conn, Json, Record, Row, Tx};
use crate::error::Result;
use crate::event::Author;
use crate::id::{ConversationId, FormSessionId, MessageId, SubmissionId};
use crate::time::Timestamp;

pub use said::said;

/// The longest text a message holds, in characters.
pub const LONGEST: usize = 4_000;

/// One entry of a conversation.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Message {
    /// Its place in the conversation.
    pub seq: i64,
    /// Its id.
    pub id: MessageId,
    /// The sender's own id for it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub client_id: Option<String>,
    /// Who wrote it.
    pub author: Author,
    /// What they are called, where it is a person of the team.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub name: Option<String>,
    /// When it was stored.
    pub at: Timestamp,
    /// What it says.
    pub body: Body,
}

/// What a message says.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum Body {
    /// Words.
    Text {
        /// The words.
        text: String,
        /// Where an answer comes from.
        #[serde(default, skip_serializing_if = "Vec::is_empty")]
        sources: Vec<Source>,
        /// Quick replies.
        #[serde(default, skip_serializing_if = "Vec::is_empty")]
        replies: Vec<String>,
        /// Files that come with the words; there may be no words then.
        #[serde(default, skip_serializing_if = "Vec::is_empty")]
        files: Vec<File>,
    },
    /// A form is offered.
    Form(Box<Offer>),
    /// A form was sent.
    Receipt {
        /// Which form.
        form: FormSessionId,
        /// What came of it.
        submission: SubmissionId,
        /// The tag, where there is one.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        tag: Option<String>,
        /// "Details sent".
        title: String,
        /// What was sent, as a person reads it.
        rows: Vec<ReceiptRow>,
        /// It was sent before, and is sent again with changes.
        edited: bool,
    },
    /// A form was put aside.
    Declined {
        /// Which form.
        form: FormSessionId,
    },
    /// Something happened.
    Event {
        /// What: `joined`, `left`, `waiting`, `closed`.
        event: String,
        /// Who.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        name: Option<String>,
    },
}

impl Body {
    /// Plain words.
    #[must_use]
    pub fn text(text: impl Into<String>) -> Self {
        Self::Text { text: text.into(), sources: Vec::new(), replies: Vec::new(), files: Vec::new() }
    }

    /// Words, perhaps none, with files.
    #[must_use]
    pub fn with_files(text: impl Into<String>, files: Vec<File>) -> Self {
        Self::Text { text: text.into(), sources: Vec::new(), replies: Vec::new(), files }
    }

    /// What it comes to in one line, for lists and channels that know only text.
    #[must_use]
    pub fn line(&self) -> String {
        match self {
            Self::Text { text, files, .. } => in_words(text, files),
            Self::Form(offer) => offer.title.clone(),
            Self::Receipt { title, .. } => title.clone(),
            Self::Declined { .. } => "Not now".to_owned(),
            Self::Event { event, name: Some(name) } => format!("{name} {event}"),
            Self::Event { event, name: None } => match event.as_str() {
                "waiting" => "Asked for a person".to_owned(),
                "back" => "The assistant is back".to_owned(),
                "closed" => "Closed".to_owned(),
                _ => event.clone(),
            },
        }
    }
}

/// Where an answer comes from.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Source {
    /// The entry's title.
    pub title: String,
    /// Its page.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub url: Option<String>,
}

/// A form, as the widget draws it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Offer {
    /// The form session.
    pub form: FormSessionId,
    /// The tag it belongs to, where there is one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub tag: Option<String>,
    /// Its title.
    pub title: String,
    /// One line of promise.
    pub intro: String,
    /// Its fields, in the visitor's language, as `docs/protocol.md` writes them.
    pub fields: Vec<Value>,
    /// What is known already.
    pub values: Value,
    /// What its button says.
    pub submit: String,
    /// What its way out says.
    pub decline: String,
}

/// One line of a receipt.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ReceiptRow {
    /// The field's key.
    pub key: String,
    /// What the field is called.
    pub label: String,
    /// What was answered.
    pub value: String,
}

impl Record for Message {
    fn read(row: &Row) -> Result<Self, sqlx::Error> {
        let Json(body) = row.get("body")?;
        Ok(Self {
            seq: row.get("seq")?,
            id: row.get("id")?,
            client_id: row.get("client_id")?,
            author: row.get("author")?,
            name: row.get("author_name")?,
            at: row.get("created_at")?,
            body,
        })
    }
}

/// Stores it; false when its client id stands there already.
pub(super) async fn insert(tx: &mut Tx, conversation: &ConversationId, message: &Message) -> Result<bool> {
    sql::insert_message(tx, conversation, message).await
}

/// Where the message with this client id stands.
pub(super) async fn place_of(
    conn: &mut Conn,
    conversation: &ConversationId,
    client_id: &str,
) -> Result<Option<(i64, Timestamp)>> {
    sql::place_of(conn, conversation, client_id).await
}

/// Messages after `seq`, oldest first: the newest `most` of them, and whether older ones were left out.
///
/// # Errors
/// What the database says.
pub async fn after(
    conn: &mut Conn,
    conversation: &ConversationId,
    seq: i64,
    most: i64,
) -> Result<(Vec<Message>, bool)> {
    let mut newest = sql::messages(conn, conversation, seq, i64::MAX, most + 1).await?;
    let more = newest.len() > usize::try_from(most).unwrap_or(0);
    newest.truncate(usize::try_from(most).unwrap_or(0));
    newest.reverse();
    Ok((newest, more))
}

/// Messages before `seq`, oldest first: the newest `most` of them, and whether there are older ones.
///
/// # Errors
/// What the database says.
pub async fn before(
    conn: &mut Conn,
    conversation: &ConversationId,
    seq: i64,
    most: i64,
) -> Result<(Vec<Message>, bool)> {
    let mut newest = sql::messages(conn, conversation, 0, seq, most + 1).await?;
    let more = newest.len() > usize::try_from(most).unwrap_or(0);
    newest.truncate(usize::try_from(most).unwrap_or(0));
    newest.reverse();
    Ok((newest, more))
}

/// Every message that stands between these two numbers, both left out, oldest first.
///
/// # Errors
/// What the database says.
pub async fn between(conn: &mut Conn, conversation: &ConversationId, after: i64, before: i64) -> Result<Vec<Message>> {
    let mut found = sql::messages(conn, conversation, after, before, 10_000).await?;
    found.reverse();
    Ok(found)
}

/// What visitors wrote among the last `most` messages of these conversations: each one's newest first.
///
/// # Errors
/// What the database says.
pub async fn written(tx: &mut Tx, of: &[&super::Conversation], most: i64) -> Result<Vec<(ConversationId, Body)>> {
    // Who has written nothing need not be asked about.
    let wrote = of.iter().filter(|one| one.visitor_messages > 0);
    let after: Vec<_> = wrote.map(|one| (&one.id, one.last_seq - most)).collect();
    sql::written(tx, &after).await
}

/// The number of the last thing that an agent said; none where none has.
///
/// # Errors
/// What the database says.
pub async fn last_by_team(conn: &mut Conn, conversation: &ConversationId) -> Result<Option<i64>> {
    sql::last_by_team(conn, conversation).await
}

/// When the visitor wrote the first of what the team has not read; none where it has read all.
///
/// # Errors
/// What the database says.
pub async fn unread_since(conn: &mut Conn, conversation: &ConversationId, read: i64) -> Result<Option<Timestamp>> {
    sql::unread_since(conn, conversation, read).await
}

/// Notes whether an answer helped. False when there is no such answer.
///
/// # Errors
/// What the database says.
pub async fn set_helpful(tx: &mut Tx, conversation: &ConversationId, seq: i64, helpful: Option<bool>) -> Result<bool> {
    sql::set_helpful(tx, conversation, seq, helpful).await
}
