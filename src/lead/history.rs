//! A lead's history: who changed what, when, from, to, why.

use super::sql;
use crate::db::{Conn, Tx, record};
use crate::error::Result;
use crate::event::names;
use crate::id::{ChangeId, LeadId, MemberId};
use crate::time::Timestamp;

names! {
    /// What changed.
    pub enum Kind {
        /// The lead was made.
        Captured = "captured",
        /// A follow-up joined.
        FollowUp = "follow_up",
        /// Its status.
        Status = "status",
        /// Another contact's conversations were grouped with it.
        Joined = "joined",
        /// Whose it is; by name.
        Assigned = "assigned",
        /// A tag was given, by its key: to its newest submission, or beside what it had.
        Tagged = "tagged",
        /// A tag was taken away, by its key.
        Untagged = "untagged",
        /// A note was edited, deleted or restored; never what it says.
        Note = "note",
        /// Its score.
        Score = "score",
        /// What counts as its temperature: a person's word, or the score's again.
        Temperature = "temperature",
        /// A field of its contact; the reason names which.
        Edited = "edited",
        /// Another lead was joined with it, or it with another.
        Merged = "merged",
        /// And parted again.
        Unmerged = "unmerged",
    }
}
crate::db::named!(Kind);

record! {
    /// One line of the history.
    #[derive(Clone, Debug)]
    pub struct Entry {
        /// Its id.
        pub id: ChangeId,
        /// What changed.
        pub kind: Kind,
        /// From.
        pub was: Option<String>,
        /// To.
        pub became: Option<String>,
        /// Why.
        pub reason: Option<String>,
        /// Who, by name; none where the house did it by itself.
        pub by: Option<String>,
        /// When.
        pub created_at: Timestamp,
    }
}

/// A change to write down.
#[derive(Clone, Copy, Debug)]
pub struct Change<'a> {
    /// What changed.
    pub kind: Kind,
    /// From.
    pub was: Option<&'a str>,
    /// To.
    pub became: Option<&'a str>,
    /// Why.
    pub reason: Option<&'a str>,
    /// Who.
    pub by: Option<&'a MemberId>,
}

/// Writes a change down.
///
/// # Errors
/// What the database says.
pub async fn note(tx: &mut Tx, lead: &LeadId, change: Change<'_>) -> Result<()> {
    note_all(tx, &[(lead, change)]).await
}

/// Writes changes of several leads down, in their order.
///
/// # Errors
/// What the database says.
pub async fn note_all(tx: &mut Tx, changes: &[(&LeadId, Change<'_>)]) -> Result<()> {
    sql::insert_changes(tx, changes).await
}

/// A lead's history, newest first.
///
/// # Errors
/// What the database says.
pub async fn of(conn: &mut Conn, lead: &LeadId) -> Result<Vec<Entry>> {
    sql::changes(conn, lead).await
}
