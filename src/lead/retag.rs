//! Another tag by a person's word. A lead shows its newest submission's tag, so that submission gets the other one; what
//! earlier submissions were stays, and so does the history of what it was.

use super::history::{self, Change, Kind};
use super::sql;
use crate::bot::Bot;
use crate::db::Tx;
use crate::error::{Error, Result};
use crate::event::Event;
use crate::id::{LeadId, MemberId};
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
