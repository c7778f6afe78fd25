//! A lead: the record of a contact worth following up; one per contact and bot at a time.
//!
//! A later submission of the same contact joins it as a follow-up. A lead that has rested longer than the bot's regroup
//! days and is done or out is left as it is, and a new one begins that names it.

pub mod assign;
pub mod bulk;
pub mod detail;
pub mod edit;
pub mod erase;
pub mod export;
pub mod history;
pub mod import;
pub mod list;
pub mod merge;
pub mod note;
pub mod notification;
pub mod reach;
pub mod reason;
pub mod remap;
pub mod retag;
pub mod score;
mod sql;
pub mod submission;
pub mod temperature;
pub mod transcript;
pub mod unreviewed;
pub mod view;
pub mod whole;

pub use crate::bot::pipeline;
pub use assign::assign;
pub use list::folded;
pub use retag::retag;

use std::time::Duration;

use crate::bot::Bot;
use crate::db::{Conn, Tx, record};
use crate::error::{Error, Result};
use crate::event::{Channel, Event, names};
use crate::id::{BotId, ContactId, LeadId, MemberId};
use crate::organisation::trail::{self, Entry, What};
use crate::time::Timestamp;

use history::Change;
use pipeline::Category;

names! {
    /// What made a lead or a submission.
    pub enum Origin {
        /// A form was sent.
        Form = "form",
        /// The conversation held enough.
        Signals = "signals",
        /// Everyone who writes becomes one.
        Conversation = "conversation",
        /// A member of the team.
        Agent = "agent",
        /// A program.
        Api = "api",
        /// A file.
        Import = "import",
    }
}
crate::db::named!(Origin);

record! {
    /// The record of a contact worth following up.
    #[derive(Clone, Debug)]
    pub struct Lead {
        /// Its id.
        pub id: LeadId,
        /// Whose it is.
        pub bot_id: BotId,
        /// Who it is about.
        pub contact_id: ContactId,
        /// The earlier one of the same contact, where this is not the first.
        pub previous_lead_id: Option<LeadId>,
        /// The newest submission's tag; empty where it has none.
        pub tag: String,
        /// Where it is in the bot's pipeline.
        pub status: String,
        /// How far that is.
        pub category: Category,
        /// 0 to 100, how ready to buy; none until it is scored.
        pub score: Option<i64>,
        /// `hot`, `warm` or `cold`.
        pub temperature: Option<String>,
        /// What made it.
        pub origin: Origin,
        /// The channel of its first conversation.
        pub first_channel: Channel,
        /// The channel of its latest.
        pub last_channel: Channel,
        /// What they want, in a line.
        pub intent: Option<String>,
        /// What they want, in a sentence or two.
        pub summary: Option<String>,
        /// How many submissions it holds.
        pub submissions: i64,
        /// Nobody has opened it since the last submission.
        pub is_new: bool,
        /// The latest order number.
        pub order_number: Option<String>,
        /// When it was made.
        pub captured_at: Timestamp,
        /// When something last happened to it.
        pub updated_at: Timestamp,
        /// When its person's data was erased.
        pub erased_at: Option<Timestamp>,
    }
}

impl Lead {
    /// Whether it may be joined by a submission at `now`, or a new lead should begin.
    #[must_use]
    pub fn can_be_joined(&self, now: Timestamp, regroup_days: i64) -> bool {
        let rested =
            now.since(self.updated_at) > Duration::from_secs(u64::try_from(regroup_days).unwrap_or(0) * 24 * 60 * 60);
        !(rested && matches!(self.category, Category::Done | Category::Out))
    }
}

/// The lead with this id, of this bot.
///
/// # Errors
/// `NotFound` when there is none, also when it is another bot's.
pub async fn find(conn: &mut Conn, bot: &BotId, id: &LeadId) -> Result<Lead> {
    sql::by_id(conn, id).await?.filter(|lead| lead.bot_id == *bot).ok_or(Error::NotFound("lead"))
}

/// The lead with this id; for the back room, which needs no scope.
///
/// # Errors
/// What the database says.
pub async fn by_id(conn: &mut Conn, id: &LeadId) -> Result<Option<Lead>> {
    sql::by_id(conn, id).await
}

/// The bot's leads before this place, the newest first: those that stand, neither joined with another nor erased.
///
/// # Errors
/// What the database says.
pub async fn past(conn: &mut Conn, bot: &BotId, before: Option<(Timestamp, &LeadId)>, most: i64) -> Result<Vec<Lead>> {
    sql::past(conn, bot, before, most).await
}

/// The contact's current lead.
///
/// # Errors
/// What the database says.
pub async fn current(conn: &mut Conn, contact: &ContactId) -> Result<Option<Lead>> {
    sql::current(conn, contact).await
}

/// A person has opened it: the "New" mark goes.
///
/// # Errors
/// What the database says.
pub async fn mark_seen(tx: &mut Tx, lead: &Lead) -> Result<()> {
    if lead.is_new && sql::mark_seen(tx, &lead.id).await? {
        tx.emit(Event::LeadChanged { bot: lead.bot_id.clone(), lead: lead.id.clone() });
    }
    Ok(())
}

/// Says what the lead wants: in a line for the list, and in a sentence or two for its panel. Said again, it is no news.
///
/// # Errors
/// What the database says.
pub async fn set_words(tx: &mut Tx, lead: &Lead, intent: &str, summary: &str) -> Result<()> {
    if lead.intent.as_deref() == Some(intent) && lead.summary.as_deref() == Some(summary) {
        return Ok(());
    }
    sql::set_words(tx, &lead.id, intent, summary).await?;
    tx.emit(Event::LeadChanged { bot: lead.bot_id.clone(), lead: lead.id.clone() });
    Ok(())
}

/// Puts a lead that stands where it began into the status where one begins that was this (`Pipeline::first`). What somebody has
/// opened or moved stays.
///
/// # Errors
/// What the database says.
pub async fn begin_at(tx: &mut Tx, bot: &Bot, lead: &Lead, was: &str) -> Result<()> {
    let pipeline = bot.settings().pipeline();
    // Who only talked began as somebody who wanted to know something.
    let talked = if lead.origin == Origin::Conversation { "info_only" } else { "" };
    let (usual, first) = (pipeline.first(talked), pipeline.first(was));
    if lead.status != usual.key || first.key == usual.key || lead.submissions > 1 {
        return Ok(());
    }
    if sql::begin_in(tx, &lead.id, &usual.key, first).await? {
        let (was, became) = (Some(usual.key.as_str()), Some(first.key.as_str()));
        let reason = Some("What was asked for in the conversation");
        history::note(tx, &lead.id, Change { kind: history::Kind::Status, was, became, reason, by: None }).await?;
        tx.emit(Event::LeadChanged { bot: lead.bot_id.clone(), lead: lead.id.clone() });
    }
    Ok(())
}

/// Moves a lead to another status of its bot's pipeline, and writes down who did. Where the status asks for a reason, the
/// lead keeps it until it leaves.
///
/// # Errors
/// `Conflict("moved")` when it is no longer where the mover saw it, `Invalid` when there is no such move or its reason is
/// missing, `NotFound` when it is another bot's.
pub async fn move_to(
    tx: &mut Tx,
    bot: &Bot,
    id: &LeadId,
    from: &str,
    to: &str,
    reason: Option<&str>,
    by: &MemberId,
) -> Result<()> {
    let lead = find(tx, &bot.id, id).await?;
    erase::hold(tx, id).await?;
    let pipeline = bot.settings().pipeline();
    let allowed = pipeline.moves_from(from).into_iter().find(|m| m.to.key == to);
    let Some(allowed) = allowed else {
        if pipeline.status(to).is_none() {
            return Err(Error::field("status", "unknown", remap::no_longer(pipeline, to)));
        }
        return Err(Error::field("status", "not_allowed", "Choose one of the moves offered"));
    };
    let reason = reason.map(str::trim).filter(|text| !text.is_empty());
    if allowed.to.asks_reason && reason.is_none() {
        return Err(Error::field("reason", "required", "Say why it was lost"));
    }
    let kept = reason.filter(|_| allowed.to.asks_reason);
    if !sql::set_status(tx, id, from, allowed.to, kept).await? {
        return Err(Error::Conflict("moved"));
    }
    history::note(
        tx,
        id,
        Change { kind: history::Kind::Status, was: Some(from), became: Some(to), reason, by: Some(by) },
    )
    .await?;
    let (organisation, subject) = (&bot.organisation_id, id.as_str());
    let detail = serde_json::json!({ "from": from, "to": to });
    let line = Entry { organisation, bot: Some(&bot.id), by: Some(by), what: What::LeadMoved, subject, detail };
    trail::note(tx, &line).await?;
    tx.emit(Event::LeadChanged { bot: bot.id.clone(), lead: lead.id });
    Ok(())
}
