//! Another tag by a person's word. A lead shows its newest submission's tag, so that submission gets the other one; what
//! earlier submissions were stays, and so does the history of what it was.
//!
//! A tag can also stand beside those that a lead has: a request that a member noted, which is a submission of theirs without
//! answers, and tells nobody. A tag that is taken away goes from all submissions; what was sent stays.

use serde_json::json;

use super::history::{self, Change, Kind};
use super::submission::{self, Submission};
use super::{Origin, sql};
use crate::bot::Bot;
use crate::db::{Json, Tx};
use crate::error::{Error, Result};
use crate::event::Event;
use crate::id::{LeadId, MemberId};
use crate::organisation::trail::{self, Entry, What};
use crate::tag;

/// Gives a lead's newest submission another tag, and writes down who did. False where it had that tag before.
///
/// # Errors
/// `NotFound` when it is another bot's lead, `Conflict` when it went into another or was erased; `Invalid` when the bot has no such tag, or the lead no submission.
pub async fn retag(tx: &mut Tx, bot: &Bot, lead: &LeadId, to: &str, by: &MemberId) -> Result<bool> {
    let lead = sql::hold(tx, &bot.id, lead).await?;
    if lead.tag == to {
        return Ok(false);
    }
    if !tag::list(tx, &bot.id).await?.iter().any(|tag| tag.key == to) {
        return Err(Error::field("tag", "not_allowed", "Choose one of the tags offered"));
    }
    if !sql::set_tag(tx, &lead.id, to).await? {
        return Err(Error::field("tag", "no_submission", "A lead without a submission has no tag"));
    }
    let was = (!lead.tag.is_empty()).then_some(lead.tag.as_str());
    history::note(tx, &lead.id, Change { kind: Kind::Tagged, was, became: Some(to), reason: None, by: Some(by) })
        .await?;
    tx.emit(Event::LeadChanged { bot: bot.id.clone(), lead: lead.id });
    Ok(true)
}

/// Gives a lead a tag beside those it has, and writes down who did. False where it had that tag before.
///
/// # Errors
/// `NotFound` when it is another bot's lead, `Conflict` when it went into another or was erased; `Invalid` when the bot has no
/// such tag.
pub async fn add(tx: &mut Tx, bot: &Bot, lead: &LeadId, key: &str, by: &MemberId) -> Result<bool> {
    let lead = sql::hold(tx, &bot.id, lead).await?;
    if !tag::list(tx, &bot.id).await?.iter().any(|tag| tag.key == key) {
        return Err(Error::field("tag", "not_allowed", "Choose one of the tags offered"));
    }
    let submissions = submission::of(tx, &lead.id).await?;
    if submissions.iter().any(|one| one.tag == key) {
        return Ok(false);
    }
    match submissions.last() {
        // What nobody could name yet is named now.
        Some(newest) if newest.tag.is_empty() => {
            sql::set_tag(tx, &lead.id, key).await?;
        }
        newest => {
            let new = Submission {
                id: tx.id(),
                lead_id: lead.id.clone(),
                conversation_id: None,
                number: newest.map_or(0, |newest| newest.number + 1),
                tag: key.to_owned(),
                origin: Origin::Agent,
                channel: lead.last_channel,
                answers: Json(Vec::new()),
                seq: 0,
                created_at: tx.now,
                edited_at: None,
            };
            sql::add_tag(tx, &new, &bot.id).await?;
        }
    }
    told(tx, bot, &lead.id, by, Kind::Tagged, key).await?;
    Ok(true)
}

/// Takes a tag away from a lead, and writes down who did. False where it had none such.
///
/// # Errors
/// `NotFound` when it is another bot's lead, `Conflict` when it went into another or was erased.
pub async fn take_away(tx: &mut Tx, bot: &Bot, lead: &LeadId, key: &str, by: &MemberId) -> Result<bool> {
    let lead = sql::hold(tx, &bot.id, lead).await?;
    if key.is_empty() || !submission::of(tx, &lead.id).await?.iter().any(|one| one.tag == key) {
        return Ok(false);
    }
    sql::take_tag(tx, &lead.id, key).await?;
    told(tx, bot, &lead.id, by, Kind::Untagged, key).await?;
    Ok(true)
}

async fn told(tx: &mut Tx, bot: &Bot, lead: &LeadId, by: &MemberId, kind: Kind, key: &str) -> Result<()> {
    let change = Change { kind, was: None, became: Some(key), reason: None, by: Some(by) };
    history::note(tx, lead, change).await?;
    let how = if kind == Kind::Tagged { "added" } else { "taken_away" };
    let entry = Entry {
        organisation: &bot.organisation_id,
        bot: Some(&bot.id),
        by: Some(by),
        what: What::LeadTagged,
        subject: lead.as_str(),
        detail: json!({ how: key }),
    };
    trail::note(tx, &entry).await?;
    tx.emit(Event::LeadChanged { bot: bot.id.clone(), lead: lead.clone() });
    Ok(())
}
