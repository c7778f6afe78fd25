//! Search terms made anew: where a version makes them otherwise than the one before, the entries that are there get them
//! after the start, some at a time. Until then an entry is found by what both make of its words.

use super::{rank, sql};
use crate::db::{Conn, Tx};
use crate::error::Result;
use crate::id::EntryId;

/// How many entries are done in one transaction.
const EACH: i64 = 200;

/// Entries with the terms that are to be theirs.
#[derive(Debug, Default)]
pub struct Made(Vec<(sql::Stale, String)>);

impl Made {
    /// The last of them; none when there are none, and nothing is left to do.
    #[must_use]
    pub fn last(&self) -> Option<EntryId> {
        self.0.last().map(|(entry, _)| entry.id.clone())
    }
}

/// Makes the terms of some entries behind this one that have older ones; nothing is written.
///
/// # Errors
/// What the database says.
pub async fn make(conn: &mut Conn, after: Option<&EntryId>) -> Result<Made> {
    let stale = sql::stale(conn, after.map_or("", EntryId::as_str), EACH).await?;
    let terms = |entry: sql::Stale| {
        let terms = rank::terms(&format!("{} {} {}", entry.title, entry.question, entry.answer)).join(" ");
        (entry, terms)
    };
    Ok(Made(stale.into_iter().map(terms).collect()))
}

/// Keeps them; what was changed meanwhile has its own.
///
/// # Errors
/// What the database says.
pub async fn keep(tx: &mut Tx, made: Made) -> Result<()> {
    sql::set_terms(tx, made.0).await
}
