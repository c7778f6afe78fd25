//! A file that somebody sends: a row that knows what it is and whose, and a message that says it.
//!
//! A file is begun, stored and then said, three steps that each survive a crash: what was begun and never stored, or stored
//! and never said, is swept after a day. Its bytes lie elsewhere (`store`), under its id, and are safe before the row says so.

pub mod intake;
pub mod kind;
pub mod name;
mod sql;

use std::time::Duration;

use serde::{Deserialize, Serialize};

use super::message;
use crate::db::{Conn, Tx, record};
use crate::error::{Error, Result};
use crate::event::names;
use crate::id::{AttachmentId, BotId, ConversationId, Id as _};
use crate::organisation::signing;
use crate::time::Timestamp;
use intake::Facts;

/// The most files of one message.
pub const MOST: usize = 10;

/// The most files that one sender may have stored without saying them.
const MOST_UNSAID: i64 = 20;

/// How long a file may wait to be said.
const WAITS: Duration = Duration::from_hours(24);

names! {
    /// Who sent a file.
    pub enum Who {
        /// A visitor, in the widget.
        Visitor = "visitor",
        /// A member of the team.
        Agent = "agent",
        /// Whoever wrote a mail.
        Mail = "mail",
    }
}
crate::db::named!(Who);

/// Whose a file is until it is said: nobody else can say it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Owner {
    /// Who.
    pub who: Who,
    /// The visitor's secret, hashed, as their identity keeps it; a member's id; a mail's address, hashed.
    pub key: String,
}

record! {
    /// A file.
    #[derive(Clone, Debug, PartialEq, Eq)]
    pub struct Attachment {
        /// Its id.
        pub id: AttachmentId,
        /// Whose it is.
        pub bot_id: BotId,
        /// Where it was said, or is about to be.
        pub conversation_id: Option<ConversationId>,
        /// What it is called.
        pub name: String,
        /// Its media type, once it is stored.
        pub kind: Option<String>,
        /// How many bytes it has.
        pub bytes: i64,
        /// How wide it is, in points.
        pub width: Option<i64>,
        /// How high.
        pub height: Option<i64>,
        /// When its bytes were safe.
        pub stored_at: Option<Timestamp>,
        /// The client id of the message that says it.
        pub said_as: Option<String>,
    }
}

/// A file as a message shows it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct File {
    /// Its id.
    pub id: AttachmentId,
    /// What it is called.
    pub name: String,
    /// Its media type, by its bytes.
    pub kind: String,
    /// How many bytes it has.
    pub size: i64,
    /// How wide it is, in points, where it is a picture that says so.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub width: Option<i64>,
    /// How high.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub height: Option<i64>,
    /// What opens it for whoever reads the message.
    pub key: String,
}

impl File {
    /// Its address on this server, for whoever is signed in.
    #[must_use]
    pub fn path(&self) -> String {
        format!("/attachments/{}/{}", self.id, name::in_address(&self.name))
    }

    /// Its address on this server, for whoever holds the message.
    #[must_use]
    pub fn link(&self) -> String {
        format!("{}?key={}", self.path(), self.key)
    }

    /// "[file: plan.pdf, 120 KB]", where there are only words.
    #[must_use]
    pub fn line(&self) -> String {
        format!("[file: {}, {}]", self.name, name::size(self.size))
    }
}

/// Words with the files that came with them, where there are only words: each file in a line of its own.
#[must_use]
pub fn in_words(text: &str, files: &[File]) -> String {
    let lines: Vec<String> = files.iter().map(File::line).collect();
    [text]
        .into_iter()
        .filter(|text| !text.is_empty())
        .chain(lines.iter().map(String::as_str))
        .collect::<Vec<_>>()
        .join("\n")
}

/// As [`in_words`], each file with its whole address; `public` makes one of a path.
#[must_use]
pub fn in_links(text: &str, files: &[File], public: impl Fn(&str) -> String) -> String {
    let lines = files.iter().map(|file| format!("{} {}", file.line(), public(&file.link())));
    [text.to_owned()].into_iter().filter(|text| !text.is_empty()).chain(lines).collect::<Vec<_>>().join("\n")
}

/// What a key is a signature of.
fn purpose(id: &AttachmentId) -> String {
    format!("attachment {id}")
}

/// Whether this key opens the file.
///
/// # Errors
/// What the database says.
pub async fn opens(conn: &mut Conn, id: &AttachmentId, given: &str) -> Result<bool> {
    Ok(signing::key(conn).await?.is_some_and(|key| key.is_right(&purpose(id), given)))
}

/// A file is begun, or was stored before under the same client id: then nothing of it has to be sent again.
///
/// # Errors
/// `Invalid` for a client id that is none, or too many files that wait to be said.
pub async fn begin(
    tx: &mut Tx,
    bot: &BotId,
    owner: &Owner,
    conversation: Option<&ConversationId>,
    (client_id, name): (&str, &str),
) -> Result<Attachment> {
    if !(1..=64).contains(&client_id.chars().count()) {
        return Err(Error::field("id", "wrong_kind", "A name of 1 to 64 characters is expected"));
    }
    if let Some(known) = sql::by_client(tx, bot, owner, client_id).await? {
        return Ok(known);
    }
    if sql::unsaid(tx, bot, owner).await? >= MOST_UNSAID {
        return Err(Error::field("file", "too_many", "Send the files that are ready first"));
    }
    let id = tx.id();
    sql::insert(tx, &id, bot, owner, conversation, (client_id, &name::tidy(name))).await?;
    // Whoever else began it at the same moment has the same row.
    sql::by_client(tx, bot, owner, client_id).await?.ok_or(Error::NotFound("attachment"))
}

/// Its bytes are safe.
///
/// # Errors
/// `NotFound` when it was swept or erased meanwhile.
pub async fn stored(tx: &mut Tx, id: &AttachmentId, facts: &Facts) -> Result<Attachment> {
    sql::set_stored(tx, id, facts).await?;
    find(tx, id).await?.ok_or(Error::NotFound("attachment"))
}

/// It was not taken after all; what was stored before stays.
///
/// # Errors
/// What the database says.
pub async fn refuse(tx: &mut Tx, id: &AttachmentId) -> Result<()> {
    sql::let_go(tx, id).await
}

/// A file that is stored and not gone.
///
/// # Errors
/// What the database says.
pub async fn find(conn: &mut Conn, id: &AttachmentId) -> Result<Option<Attachment>> {
    sql::by_id(conn, id).await
}

/// Where a message with files stands that this sender has sent before, under the same client id.
///
/// # Errors
/// What the database says.
pub async fn said_before(
    conn: &mut Conn,
    bot: &BotId,
    owner: &Owner,
    client_id: &str,
) -> Result<Option<(ConversationId, i64, Timestamp)>> {
    let Some(conversation) = sql::said_in(conn, bot, owner, client_id).await? else { return Ok(None) };
    let place = message::place_of(conn, &conversation, client_id).await?;
    Ok(place.map(|(seq, at)| (conversation, seq, at)))
}

/// Files are about to be said by this message: their sender's own, stored, and said nowhere yet. Each is said once.
///
/// # Errors
/// `NotFound` where one of them is not there for this sender; `Invalid` for too many.
pub async fn claim(
    tx: &mut Tx,
    bot: &BotId,
    owner: &Owner,
    (conversation, said_as): (&ConversationId, &str),
    ids: &[String],
) -> Result<Vec<File>> {
    if ids.len() > MOST {
        return Err(Error::field("files", "too_many", format!("At most {MOST} files at once")));
    }
    let absent = || Error::NotFound("attachment");
    let mut files = Vec::with_capacity(ids.len());
    for id in ids {
        let id = AttachmentId::parse(id).ok_or_else(absent)?;
        let found = find(tx, &id).await?.ok_or_else(absent)?;
        if !sql::set_said(tx, bot, owner, &id, (conversation, said_as)).await? {
            return Err(absent());
        }
        files.push(shown(tx, found).await?);
    }
    Ok(files)
}

/// A stored file as a message shows it.
///
/// # Errors
/// What the database says.
pub async fn shown(tx: &mut Tx, found: Attachment) -> Result<File> {
    let key = signing::make(tx).await?.sign(&purpose(&found.id))?;
    Ok(File {
        key,
        kind: found.kind.unwrap_or_default(),
        size: found.bytes,
        width: found.width,
        height: found.height,
        name: found.name,
        id: found.id,
    })
}

/// Lets go of what nobody has said for a day.
///
/// # Errors
/// What the database says.
pub async fn sweep(tx: &mut Tx) -> Result<()> {
    let edge = tx.now.minus(WAITS);
    sql::let_go_before(tx, edge).await
}

/// Files whose bytes are to be removed.
///
/// # Errors
/// What the database says.
pub async fn gone(conn: &mut Conn, most: i64) -> Result<Vec<AttachmentId>> {
    sql::gone(conn, most).await
}

/// The bytes are removed, and the row with them.
///
/// # Errors
/// What the database says.
pub async fn remove(tx: &mut Tx, id: &AttachmentId) -> Result<()> {
    sql::delete(tx, id).await
}

/// How many files there are, and how many bytes they have together.
///
/// # Errors
/// What the database says.
pub async fn weight(conn: &mut Conn) -> Result<(i64, i64)> {
    sql::weight(conn).await
}
