//! Private notes on a lead; visitors never see them.

use std::time::Duration;

use serde_json::json;

use super::history::{self, Change, Kind};
use super::sql::notes as sql;
use crate::bot::Bot;
use crate::db::{Conn, Tx, record};
use crate::error::{Error, Result};
use crate::id::{LeadId, MemberId, NoteId};
use crate::organisation::trail::{self, Entry, What};
use crate::time::Timestamp;

/// The longest note, in characters.
pub const LONGEST: usize = 4_000;

record! {
    /// A note.
    #[derive(Clone, Debug)]
    pub struct Note {
        /// Its id.
        pub id: NoteId,
        /// What it says.
        pub text: String,
        /// Who wrote it, by name.
        pub author: String,
        /// And by id.
        pub member_id: MemberId,
        /// When.
        pub created_at: Timestamp,
        /// When it was changed last.
        pub edited_at: Option<Timestamp>,
    }
}

/// Adds a note.
///
/// # Errors
/// `Invalid` when it is empty or too long.
pub async fn add(tx: &mut Tx, lead: &LeadId, by: &MemberId, text: &str) -> Result<()> {
    let text = checked(text)?;
    super::erase::hold(tx, lead).await?;
    sql::insert(tx, lead, by, text).await
}

fn checked(text: &str) -> Result<&str> {
    let text = text.trim();
    if text.is_empty() {
        return Err(Error::field("note", "required", "Write the note first"));
    }
    if text.chars().count() > LONGEST {
        return Err(Error::field("note", "too_long", "Keep this under 4,000 characters"));
    }
    Ok(text)
}

/// Who does something to a note.
#[derive(Clone, Copy, Debug)]
pub struct Hand<'a> {
    /// At which bot.
    pub bot: &'a Bot,
    /// On which lead.
    pub lead: &'a LeadId,
    /// Who.
    pub by: &'a MemberId,
    /// They may delete what others wrote.
    pub is_above: bool,
}

/// Says something else in a note. Its author alone may.
///
/// # Errors
/// `NotFound` when it is none of this lead's, or deleted; `Forbidden` when another wrote it; `Invalid` as for [`add`].
pub async fn edit(tx: &mut Tx, hand: Hand<'_>, id: &NoteId, text: &str) -> Result<()> {
    super::erase::hold(tx, hand.lead).await?;
    let note = sql::find(tx, hand.lead, id, false).await?.ok_or(Error::NotFound("note"))?;
    if note.member_id != *hand.by {
        return Err(Error::Forbidden);
    }
    let text = checked(text)?;
    if note.text == text {
        return Ok(());
    }
    sql::set_text(tx, id, text).await?;
    told(tx, hand, "edited").await
}

/// Takes a note away; it can be brought back for an hour. Its author may, and who may delete what others wrote.
///
/// # Errors
/// `NotFound` when it is none of this lead's, or deleted; `Forbidden` when another wrote it.
pub async fn delete(tx: &mut Tx, hand: Hand<'_>, id: &NoteId) -> Result<()> {
    moved(tx, hand, id, true).await
}

/// Brings a deleted note back.
///
/// # Errors
/// As for [`delete`]: `NotFound` when it is not deleted, or gone for good.
pub async fn restore(tx: &mut Tx, hand: Hand<'_>, id: &NoteId) -> Result<()> {
    moved(tx, hand, id, false).await
}

async fn moved(tx: &mut Tx, hand: Hand<'_>, id: &NoteId, is_deleted: bool) -> Result<()> {
    super::erase::hold(tx, hand.lead).await?;
    let note = sql::find(tx, hand.lead, id, !is_deleted).await?.ok_or(Error::NotFound("note"))?;
    if note.member_id != *hand.by && !hand.is_above {
        return Err(Error::Forbidden);
    }
    sql::set_deleted(tx, id, is_deleted).await?;
    told(tx, hand, if is_deleted { "deleted" } else { "restored" }).await
}

/// Writes down that it happened, and never what the note says.
async fn told(tx: &mut Tx, hand: Hand<'_>, change: &str) -> Result<()> {
    let line = Change { kind: Kind::Note, was: None, became: Some(change), reason: None, by: Some(hand.by) };
    history::note(tx, hand.lead, line).await?;
    let entry = Entry {
        organisation: &hand.bot.organisation_id,
        bot: Some(&hand.bot.id),
        by: Some(hand.by),
        what: What::NoteChanged,
        subject: hand.lead.as_str(),
        detail: json!({ "change": change }),
    };
    trail::note(tx, &entry).await
}

/// For how long a deleted note can be brought back.
pub const KEPT: Duration = Duration::from_secs(60 * 60);

/// Notes that were deleted long enough ago go for good.
///
/// # Errors
/// What the database says.
pub async fn sweep(tx: &mut Tx) -> Result<()> {
    let before = tx.now.minus(KEPT);
    sql::sweep(tx, before).await
}

/// A lead's notes, oldest first.
///
/// # Errors
/// What the database says.
pub async fn of(conn: &mut Conn, lead: &LeadId) -> Result<Vec<Note>> {
    sql::of(conn, lead).await
}
