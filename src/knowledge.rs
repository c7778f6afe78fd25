//! A bot's knowledge: what the assistant may answer from.
//!
//! The engine's full-text index finds candidates; [`rank`] decides which of them answer, the same on both engines.

pub mod rank;
mod sql;

use crate::db::{Conn, Tx, dialect, record};
use crate::error::Result;
use crate::id::{BotId, EntryId};

/// Something the assistant may answer with.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NewEntry {
    /// Where it is from, as a visitor reads it.
    pub title: String,
    /// What is asked.
    pub question: String,
    /// What is answered.
    pub answer: String,
    /// Its page.
    pub url: Option<String>,
}

record! {
    /// An entry that answers a question.
    #[derive(Clone, Debug, PartialEq, Eq)]
    pub struct Found {
        /// Its id.
        pub id: EntryId,
        /// Where it is from.
        pub title: String,
        /// What is asked.
        pub question: String,
        /// What is answered.
        pub answer: String,
        /// Its page.
        pub url: Option<String>,
    }
}

/// Adds an entry.
///
/// # Errors
/// What the database says.
pub async fn add(tx: &mut Tx, bot: &BotId, new: &NewEntry) -> Result<EntryId> {
    let id: EntryId = tx.id();
    let terms = rank::terms(&format!("{} {} {}", new.title, new.question, new.answer)).join(" ");
    sql::insert(tx, &id, bot, new, &terms).await?;
    Ok(id)
}

/// Gives a bot these entries in place of all it had.
///
/// # Errors
/// What the database says.
pub async fn replace(tx: &mut Tx, bot: &BotId, entries: &[NewEntry]) -> Result<()> {
    sql::remove_all(tx, bot).await?;
    for entry in entries {
        add(tx, bot, entry).await?;
    }
    Ok(())
}

/// The entries that answer a question, best first; none when nothing does.
///
/// # Errors
/// What the database says.
pub async fn search(conn: &mut Conn, bot: &BotId, question: &str) -> Result<Vec<Found>> {
    let mut terms = rank::terms(crate::text::head(question, 500));
    terms.sort_unstable();
    terms.dedup();
    terms.truncate(32);
    let query = dialect::match_any(conn, &terms);
    if query.is_empty() {
        return Ok(Vec::new());
    }
    let begun = std::time::Instant::now();
    let mut found: Vec<Found> = sql::candidates(conn, bot, &query).await?;
    let candidates: Vec<rank::Candidate<'_>> = found
        .iter()
        .map(|entry| rank::Candidate {
            id: entry.id.as_str(),
            title: &entry.title,
            question: &entry.question,
            body: &entry.answer,
        })
        .collect();
    let order: Vec<String> = rank::rank(question, &candidates).into_iter().map(|scored| scored.id).collect();
    found.retain(|entry| order.iter().any(|id| id == entry.id.as_str()));
    found.sort_by_key(|entry| order.iter().position(|id| id == entry.id.as_str()));
    crate::metric::searched(begun.elapsed());
    Ok(found)
}
