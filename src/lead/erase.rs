//! Erasing a person: what they wrote, what they are called, how they are reached; or removing the rows as well.
//!
//! It reaches the whole contact: every lead of theirs at this bot, earlier and joined ones too, and every conversation.
//! What stays of an erased lead says nothing of anybody: status, tag, score, channel, dates, counts, so that the owner's
//! figures hold. Nothing can be attached to it any more: its identities are gone and its conversations are closed, so who
//! comes back is somebody new. What lies outside the database (the log beside it, e-mails as files) is for `work`.

pub mod due;
mod reached;

use serde_json::json;

use super::sql::erase as sql;
use super::{Lead, import, notification};
use crate::bot::Bot;
use crate::conversation::{absent, append, letter};
use crate::db::{Conn, Tx};
use crate::error::{Error, Result};
use crate::event::Event;
use crate::id::{BotId, ContactId, LeadId, MemberId};
use crate::organisation::trail::{self, Entry, What};
use crate::{job, text};
use reached::Reached;

/// What the person must type, letter for letter.
pub const WORD: &str = "ERASE";

/// What must be typed to remove a lead.
pub const DELETE_WORD: &str = "DELETE";

/// What an erasure takes, for whoever is about to ask for it.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Extent {
    /// Leads of the person: this one, and earlier and joined ones.
    pub leads: usize,
    /// Their conversations.
    pub conversations: usize,
}

/// Lets nobody erase this lead before the transaction ends. Every verb that writes about a lead asks.
///
/// # Errors
/// `Conflict("erased")` when it was erased already, `NotFound` when there is none.
pub async fn hold(tx: &mut Tx, id: &LeadId) -> Result<()> {
    match sql::hold(tx, id).await? {
        None => Err(Error::NotFound("lead")),
        Some(true) => Err(Error::Conflict("erased")),
        Some(false) => Ok(()),
    }
}

/// How far an erasure of this lead would reach.
///
/// # Errors
/// What the database says.
pub async fn extent(tx: &mut Tx, bot: &BotId, lead: &Lead) -> Result<Extent> {
    let reached = reached::from(tx, bot, &lead.contact_id).await?;
    Ok(Extent { leads: reached.leads.len(), conversations: reached.conversations.len() })
}

/// Erases the person a lead is about. `by` is who asked; none where the bot's retention did.
///
/// # Errors
/// `Conflict("erased")` when it was erased before, `NotFound` when it is another bot's.
pub async fn erase(tx: &mut Tx, bot: &Bot, id: &LeadId, by: Option<&MemberId>) -> Result<()> {
    let lead = super::find(tx, &bot.id, id).await?;
    if lead.erased_at.is_some() {
        return Err(Error::Conflict("erased"));
    }
    let reached = take(tx, bot, &lead.contact_id).await?;
    if !reached.unerased.contains(id) {
        return Err(Error::Conflict("erased"));
    }
    tell(tx, bot, &reached, What::LeadErased, by).await
}

/// Erases a contact that never became a lead: their conversations. For retention, which writes down how many.
async fn erase_visitor(tx: &mut Tx, bot: &Bot, contact: &ContactId) -> Result<()> {
    let reached = take(tx, bot, contact).await?;
    ring(tx, bot, &reached).await
}

/// Removes a lead with everything that belongs to the person: no row stays, and the counts go down.
///
/// # Errors
/// `NotFound` when it is another bot's.
pub async fn delete(tx: &mut Tx, bot: &Bot, id: &LeadId, by: &MemberId) -> Result<()> {
    let lead = super::find(tx, &bot.id, id).await?;
    // Emptied first: what is removed is as little to be read in the file as what is erased.
    let reached = take(tx, bot, &lead.contact_id).await?;
    tell(tx, bot, &reached, What::LeadDeleted, Some(by)).await?;
    sql::delete(tx, &reached.contacts, &reached.leads, &reached.conversations).await
}

/// Empties every row that belongs to the person.
async fn take(tx: &mut Tx, bot: &Bot, contact: &ContactId) -> Result<Reached> {
    let mut reached = reached::hold(tx, &bot.id, contact).await?;
    // Whoever appends to one of them has done so by now, or finds it closed.
    append::hold_all(tx, reached.conversations.iter()).await?;
    for id in &reached.conversations {
        reached.mails.extend(absent::of(tx, id).await?.into_iter().map(|mail| mail.message_id));
        reached.mails.extend(letter::message_ids(tx, id).await?);
    }
    let told = sql::told(tx, &reached.contacts, &reached.leads).await?;
    let inbound = sql::inbound(tx, &reached.conversations).await?;
    sql::hash_inbound(tx, &inbound).await?;
    sql::empty(tx, &reached.contacts, &reached.leads, &reached.conversations).await?;
    forget_mentions(tx, &bot.id, &told).await?;
    // Lines of a file that became no lead of theirs name them by an address or a number; a name alone may be another's.
    let sure =
        told.into_iter().filter(|told| told.contains('@') || told.chars().filter(char::is_ascii_digit).count() > 4);
    import::forget(tx, &reached.leads, &sure.collect::<Vec<_>>()).await?;
    let lanes = reached.conversations.iter().flat_map(|id| {
        ["reply", "deliver", "assess", "absent", "holder", "farewell"].map(|lane| format!("{lane}/{id}"))
    });
    job::empty(tx, lanes.chain(reached.leads.iter().map(|id| format!("mail/{id}"))).collect()).await?;
    Ok(reached)
}

/// Writes down that it was done, and lets everybody know. Integrations hear of it by the same event (`work::planned`).
async fn tell(tx: &mut Tx, bot: &Bot, reached: &Reached, what: What, by: Option<&MemberId>) -> Result<()> {
    let counts = json!({"conversations": reached.conversations.len(), "leads": reached.leads.len()});
    let is_told = |id: &&LeadId| what == What::LeadDeleted || reached.unerased.contains(id);
    for subject in reached.leads.iter().filter(is_told) {
        let entry = Entry {
            organisation: &bot.organisation_id,
            bot: Some(&bot.id),
            by,
            what,
            subject: subject.as_str(),
            detail: counts.clone(),
        };
        trail::note(tx, &entry).await?;
    }
    ring(tx, bot, reached).await
}

/// The sockets close, the pages look again, the e-mails that lie here as files go.
async fn ring(tx: &mut Tx, bot: &Bot, reached: &Reached) -> Result<()> {
    let (mut conversations, mut own) = (reached.conversations.clone(), reached.mails.clone());
    for lead in &reached.leads {
        let about = notification::of(tx, lead).await?.into_iter().map(|one| one.message_id);
        let mails = about.chain(std::mem::take(&mut own)).collect();
        let conversations = std::mem::take(&mut conversations);
        tx.emit(Event::LeadErased { bot: bot.id.clone(), lead: lead.clone(), conversations, mails });
    }
    if !conversations.is_empty() {
        // There is no lead to name; nobody asks for one of this id.
        let lead = tx.id();
        tx.emit(Event::LeadErased { bot: bot.id.clone(), lead, conversations, mails: own });
    }
    Ok(())
}

/// What the team itself looked for by the person's name: the filters of tasks that have ended, and of views that are kept.
async fn forget_mentions(tx: &mut Tx, bot: &BotId, told: &[String]) -> Result<()> {
    let needles: Vec<String> = told.iter().map(|told| plain(told)).filter(|needle| needle.len() >= 5).collect();
    let names = |text: &str| {
        let text = plain(text);
        needles.iter().any(|needle| text.contains(needle))
    };
    for (id, query) in sql::views(tx, bot).await? {
        if names(&query) {
            sql::forget_view(tx, &id).await?;
        }
    }
    for (id, detail) in sql::ended_tasks(tx, bot).await? {
        if names(&detail) {
            sql::forget_task(tx, &id).await?;
        }
    }
    Ok(())
}

/// Letters and digits alone, folded, however they were written in an address.
fn plain(said: &str) -> String {
    let pairs = url::form_urlencoded::parse(said.as_bytes());
    let decoded: Vec<String> = pairs.flat_map(|(name, value)| [name.into_owned(), value.into_owned()]).collect();
    text::fold(&decoded.join(" ")).chars().filter(|c| c.is_alphanumeric()).collect()
}

/// The person's data is not shown where the lead was erased.
#[must_use]
pub const fn is_erased(lead: &Lead) -> bool {
    lead.erased_at.is_some()
}

/// A lead that still stands and may be shown in a link.
///
/// # Errors
/// What the database says.
pub async fn standing(conn: &mut Conn, bots: &[BotId], ids: &[LeadId]) -> Result<Vec<LeadId>> {
    sql::standing(conn, bots, ids).await
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_is_found_however_an_address_or_a_document_spells_it() {
        for said in ["q=Zo%C3%AB+Gr%C3%B6%C3%9Fe", "{\"q\":\"zoë größe\"}", "status=new&q=ZOE%20GROSSE"] {
            assert!(plain(said).contains(&plain("Zoë Größe")), "{said}: {}", plain(said));
        }
        assert!(!plain("q=zoe").contains(&plain("Zoë Größe")));
    }
}
