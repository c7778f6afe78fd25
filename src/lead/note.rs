//! Private notes on a lead; visitors never see them.

use super::sql;
use crate::db::{Conn, Tx, record};
use crate::error::{Error, Result};
use crate::id::{LeadId, MemberId, NoteId};
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
        /// Who wrote it.
        pub author: String,
        /// When.
        pub created_at: Timestamp,
    }
}

/// Adds a note.
///
/// # Errors
/// `Invalid` when it is empty or too long.
pub async fn add(tx: &mut Tx, lead: &LeadId, by: &MemberId, text: &str) -> Result<()> {
    let text = text.trim();
    if text.is_empty() {
        return Err(Error::field("note", "required", "Write the note first"));
    }
    if text.chars().count() > LONGEST {
        return Err(Error::field("note", "too_long", "Keep this under 4,000 characters"));
    }
    super::erase::hold(tx, lead).await?;
    sql::insert_note(tx, lead, by, text).await
}

/// A lead's notes, oldest first.
///
/// # Errors
/// What the database says.
pub async fn of(conn: &mut Conn, lead: &LeadId) -> Result<Vec<Note>> {
    sql::notes(conn, lead).await
}
