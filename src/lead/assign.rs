//! Whose a lead is: the member of the team who takes care of it.

use super::history::{self, Change, Kind};
use super::sql;
use crate::bot::Bot;
use crate::db::Tx;
use crate::error::{Error, Result};
use crate::event::Event;
use crate::id::{LeadId, MemberId};
use crate::organisation::trail::{self, Entry, What};

/// Gives a lead to a member of the organisation, or to nobody.
///
/// # Errors
/// `NotFound` when the lead is another bot's, `Invalid` when the member is not of the organisation.
pub async fn assign(tx: &mut Tx, bot: &Bot, id: &LeadId, to: Option<&MemberId>, by: &MemberId) -> Result<()> {
    let lead = sql::hold(tx, &bot.id, id).await?;
    let before = sql::assignee(tx, id).await?;
    if before.as_ref().map(|(id, _)| id) == to {
        return Ok(());
    }
    let name = match to {
        Some(to) => Some(
            sql::colleague(tx, &bot.organisation_id, to)
                .await?
                .ok_or_else(|| Error::field("assignee", "unknown", "Choose somebody of your team"))?,
        ),
        None => None,
    };
    sql::set_assignee(tx, id, to).await?;
    let (was, became) = (before.as_ref().map(|(_, name)| name.as_str()), name.as_deref());
    history::note(tx, id, Change { kind: Kind::Assigned, was, became, reason: None, by: Some(by) }).await?;
    let detail = serde_json::json!({ "was": before.as_ref().map(|(id, _)| id), "became": to });
    let entry = Entry {
        organisation: &bot.organisation_id,
        bot: Some(&bot.id),
        by: Some(by),
        what: What::LeadAssigned,
        subject: id.as_str(),
        detail,
    };
    trail::note(tx, &entry).await?;
    tx.emit(Event::LeadChanged { bot: bot.id.clone(), lead: lead.id });
    Ok(())
}
