//! Retention: whom a bot has kept as long as its owner wants to, and longer.
//!
//! A person is kept while anything of theirs is newer: a lead that something happened to, or a conversation that something
//! was said in. So nobody is erased who is still writing.

use std::time::Duration;

use serde_json::json;

use super::{erase, erase_visitor, reached};
use crate::bot::Bot;
use crate::db::{Conn, Tx};
use crate::error::{Error, Result};
use crate::id::{BotId, ContactId};
use crate::lead::Lead;
use crate::lead::sql::erase as sql;
use crate::organisation::trail::{self, Entry, What};
use crate::time::Timestamp;

/// The longest that can be asked for, in days: a hundred years.
pub const LONGEST: i64 = 36_500;

/// How many are erased in one transaction.
pub const PIECE: i64 = 100;

const DAY: Duration = Duration::from_secs(24 * 60 * 60);

/// Before which moment everything is old; none where the bot keeps what it has.
#[must_use]
pub fn edge(bot: &Bot, now: Timestamp) -> Option<Timestamp> {
    edge_of(bot.settings().retention_days, now)
}

/// The same, for so many days.
#[must_use]
pub fn edge_of(days: i64, now: Timestamp) -> Option<Timestamp> {
    let days = u32::try_from(days.min(LONGEST)).ok().filter(|days| *days > 0)?;
    Some(now.minus(DAY * days))
}

/// When a lead is erased by itself, if nothing happens until then.
#[must_use]
pub fn until(bot: &Bot, lead: &Lead) -> Option<Timestamp> {
    let days = u32::try_from(bot.settings().retention_days.min(LONGEST)).ok().filter(|days| *days > 0)?;
    lead.erased_at.is_none().then(|| lead.updated_at.plus(DAY * days))
}

/// How many would be erased if everything before `edge` were: leads, and visitors who never became one; each counted up
/// to `most`.
///
/// # Errors
/// What the database says.
pub async fn counted(conn: &mut Conn, bot: &BotId, edge: Timestamp, most: i64) -> Result<(i64, i64)> {
    let leads = sql::due_leads(conn, bot, edge, most).await?.len();
    let visitors = sql::due_contacts(conn, bot, edge, most).await?.len();
    Ok((i64::try_from(leads).unwrap_or(most), i64::try_from(visitors).unwrap_or(most)))
}

/// Whether there is anybody to erase.
///
/// # Errors
/// What the database says.
pub async fn is_due(conn: &mut Conn, bot: &BotId, edge: Timestamp) -> Result<bool> {
    let (leads, visitors) = counted(conn, bot, edge, 1).await?;
    Ok(leads + visitors > 0)
}

/// Erases up to [`PIECE`] of those who are due; says whether there may be more.
///
/// # Errors
/// What the database says.
pub async fn sweep(tx: &mut Tx, bot: &Bot, edge: Timestamp) -> Result<bool> {
    let (mut leads, mut visitors) = (0, 0);
    for (lead, contact) in sql::due_leads(tx, &bot.id, edge, PIECE).await? {
        if is_newer(tx, bot, &contact, edge).await? {
            continue;
        }
        match erase(tx, bot, &lead, None).await {
            // With another lead of the same person, a moment ago.
            Ok(()) | Err(Error::Conflict("erased")) => leads += 1,
            Err(error) => return Err(error),
        }
    }
    for contact in sql::due_contacts(tx, &bot.id, edge, PIECE - leads).await? {
        if !is_newer(tx, bot, &contact, edge).await? {
            erase_visitor(tx, bot, &contact).await?;
            visitors += 1;
        }
    }
    if visitors > 0 {
        let entry = Entry {
            organisation: &bot.organisation_id,
            bot: Some(&bot.id),
            by: None,
            what: What::LeadErased,
            subject: bot.id.as_str(),
            detail: json!({ "visitors": visitors }),
        };
        trail::note(tx, &entry).await?;
    }
    Ok(leads + visitors >= PIECE)
}

/// Whether anything of this person's, by whatever tie, is newer.
async fn is_newer(tx: &mut Tx, bot: &Bot, contact: &ContactId, edge: Timestamp) -> Result<bool> {
    let reached = reached::from(tx, &bot.id, contact).await?;
    sql::is_newer(tx, &reached.leads, &reached.conversations, edge).await
}
